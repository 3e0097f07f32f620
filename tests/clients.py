# SPDX-License-Identifier: MIT
"""clients.py SOURCE: do the clients in docs/examples what they say, in Python and Java, where a JDK is there?

A service that this file plays gives them answers as planmark gives them, and those that seldom come: busy, refused, silent,
gone, and none of planmark's. PLANMARK names the command; with PLANMARK_SERVE, the service itself is asked too. 77: there
is no Java; all else was tried."""
import http.server
import json
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = os.path.abspath(sys.argv[1])
PLANMARK = os.path.abspath(os.environ["PLANMARK"])
SERVE = os.environ.get("PLANMARK_SERVE")
PLAN = {"plan_id": "P1", "actions": [{"action": "Mum to be referred to CAMHS", "by_when": "ASAP"},
                                     {"action": "Dad to ring the school each morning", "who": "Dad"}]}
GOOD = {"plan_id": "P2", "actions": [{"action": "Dad to attend all eight sessions by 3 May 2030", "who": "Dad"}]}
TOKEN = "a-token-of-some-length"
failures = []


def check(what, good, *shown):
    if not good:
        failures.append(what)
        print(f"FAILED: {what}", *shown, sep="\n    ")


# ---- the service that is played ----

class Played(http.server.BaseHTTPRequestHandler):
    """Gives the answers of a list, one a request; the last one again and again. None: no answer at all."""
    answers, asked = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Played.asked.append((self.path, dict(self.headers), body))
        answer = Played.answers[min(len(Played.asked), len(Played.answers)) - 1]
        if answer is None:
            time.sleep(4)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):  # a Unix socket has none
        return ""

    def log_message(self, *_):
        pass


class PlayedSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def served(server):
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()


def problem(status, detail, **headers):
    body = json.dumps({"type": "about:blank", "title": "x", "status": status, "detail": detail}).encode()
    return status, {"Content-Type": "application/problem+json", **headers}, body


def answered(body):
    return 200, {"Content-Type": "application/json"}, body


def findings(plan, *options):
    return subprocess.run([PLANMARK, "check", "--no-config", "--format", "json", "--quiet", *options, "-"],
                          input=json.dumps(plan).encode(), stdout=subprocess.PIPE).stdout


# ---- what a client should print ----

def told_of(finding):
    of = "the plan" if finding["action"] is None else f"action {finding['action_no']}"
    yield f"  {of}: {finding['level']}: {finding['message']}"
    if finding["hint"]:
        yield f"    to mend: {finding['hint']}"


def expected(body):
    told = json.loads(body)
    for plan in told["plans"]:
        yield f"plan {plan['plan_id']}: actions {len(plan['actions'])}, with all five criteria {plan['high_quality']}"
        for finding in plan["findings"]:
            yield from told_of(finding)
    for finding in told["total"]["findings"]:
        yield from told_of(finding)
    for place in told["left_out"]["places"]:
        yield f"left out: {place['reason']}"
    yield "passed" if told["passed"] else "not passed"


# ---- the tries ----

def run(client, *words):
    done = subprocess.run([*client, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def tried(name, client, where, plan, answers, code, *words, err=None, asked=1, options=()):
    """One run: its exit code, the lines that it must print, and how often it asked."""
    Played.answers, Played.asked = answers, []
    got, out, told = run(client, *options, where, plan)
    check(f"{name}: exit code {got}, not {code}", got == code, out, told)
    for line in words:
        check(f"{name}: does not say: {line}", line in out, out)
    check(f"{name}: on standard error", (err in told) if err else told == "", told)
    check(f"{name}: asked {len(Played.asked)} times, not {asked}", len(Played.asked) == asked)
    return out


def try_answers(name, client, where, files):
    body, good = findings(PLAN), findings(GOOD)
    out = tried(f"{name}: findings", client, where, files["plan"], [answered(body)], 1)
    check(f"{name}: prints the findings", out.splitlines() == list(expected(body)), out, *expected(body))
    path, headers, sent = Played.asked[0]
    check(f"{name}: asks for JSON of a check", path == "/v1/check?format=json", path)
    check(f"{name}: says what it sends", headers["Content-Type"] == "application/json", headers)
    check(f"{name}: sends the plan", json.loads(sent) == PLAN)
    check(f"{name}: sends no token unasked", "Authorization" not in headers)
    tried(f"{name}: a good plan", client, where, files["plan"], [answered(good)], 0, "passed")
    hostile = body.replace(b"Mum to be", b"Mum \\u001b[2J\\u009b\\u202e to be")
    out = tried(f"{name}: control characters", client, where, files["plan"], [answered(hostile)], 1)
    check(f"{name}: are kept away", all(c.isprintable() or c == "\n" for c in out), repr(out))
    part = json.loads(body)
    part.update(complete=False, passed=False)
    part["left_out"]["places"] = [{"path": "-", "line": 4, "reason": "a cell is too long"}]
    tried(f"{name}: left out", client, where, files["plan"], [answered(json.dumps(part).encode())], 3,
          "left out: a cell is too long", "not passed")
    tried(f"{name}: a token", client, where, files["plan"], [answered(good)], 0,
          options=["--token-file", files["token"]])
    check(f"{name}: sends the token", Played.asked[0][1].get("Authorization") == f"Bearer {TOKEN}")


def try_refusals(name, client, where, files):
    busy = problem(503, "Come again.", **{"Retry-After": "1"})
    begun = time.monotonic()
    tried(f"{name}: busy, then not", client, where, files["plan"], [busy, answered(findings(GOOD))], 0, "passed", asked=2)
    check(f"{name}: waits as it is told", time.monotonic() - begun >= 1)
    tried(f"{name}: busy", client, where, files["plan"], [busy], 3, err="503: Come again.", asked=3)
    tried(f"{name}: refused", client, where, files["plan"], [problem(413, "Send less.")], 2, err="413: Send less.")
    tried(f"{name}: broken", client, where, files["plan"], [problem(500, "Oh.")], 3, err="500: Oh.")
    tried(f"{name}: no JSON", client, where, files["plan"], [(200, {}, b"<html>")], 3, err="is this the service?")
    tried(f"{name}: half of it", client, where, files["plan"], [answered(findings(GOOD)[:-40])], 3, err="is this the service?")
    tried(f"{name}: other JSON", client, where, files["plan"], [answered(b"[]")], 3, err="is this the service?")
    tried(f"{name}: silent", client, where, files["plan"], [None], 3, err="no answer in time", options=["--timeout", "0.5"])
    tried(f"{name}: no plan", client, where, files["plan"] + "x", [None], 2, err="x", asked=0)


def try_gone(name, client, where, plan):
    got, _, told = run(client, where, plan)
    check(f"{name}: nobody there", got == 3 and "cannot be asked" in told, got, told)


# ---- TLS in front of the service ----

def trusting(name, client, work, certificate):
    """The client as whoever runs it has it trust a certificate; None: that cannot be had."""
    if name == "python":
        return ["env", f"SSL_CERT_FILE={certificate}", *client]
    store = os.path.join(work, "trusted.p12")
    made = shutil.which("keytool") and subprocess.run(
        ["keytool", "-importcert", "-noprompt", "-alias", "tls", "-file", certificate, "-keystore", store,
         "-storepass", "changeit"], stderr=subprocess.DEVNULL).returncode == 0
    return [client[0], f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit",
            *client[1:]] if made else None


def try_tls(clients, files, work):
    certificate, key = os.path.join(work, "tls.pem"), os.path.join(work, "tls.key")
    if not shutil.which("openssl"):
        return
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Played)
    front.handle_error = lambda *_: None  # a client that turns away is none
    front.socket = context.wrap_socket(front.socket, server_side=True)
    served(front)
    where = f"https://127.0.0.1:{front.server_address[1]}"
    for name, client in clients.items():
        try_gone(f"{name}: a certificate that nobody trusts", client, where, files["plan"])
        trusted = trusting(name, client, work, certificate)
        if trusted:
            tried(f"{name}: over TLS", trusted, where, files["plan"], [answered(findings(GOOD))], 0, "passed")


# ---- the service itself ----

def try_service(name, client, where, files):
    for plan, code in ((PLAN, 1), (GOOD, 0)):
        with open(files["real"], "w", encoding="utf-8") as file:
            json.dump(plan, file)
        got, out, told = run(client, where, files["real"])
        check(f"{name}: the service: exit code", got == code, got, out, told)
        check(f"{name}: the service: findings", out.splitlines() == list(expected(findings(plan))), out)
    with open(files["real"], "w", encoding="utf-8") as file:
        file.write('{"plan_id":')
    got, _, told = run(client, where, files["real"])
    check(f"{name}: the service: no plan", got == 2 and "422: " in told, got, told)
    with open(files["real"], "w", encoding="utf-8") as file:
        file.write(" " * (2 << 20))  # refused by its length alone, while it is still being sent
    got, _, told = run(client, where, files["real"])
    check(f"{name}: the service: too long", got == 2 and "413: " in told, got, told)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def started(listen, ready):
    server = subprocess.Popen([SERVE, "--no-config", "--listen", listen], stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            ready()
            return server
        except OSError:
            time.sleep(0.05)
    server.terminate()
    raise SystemExit(f"the service does not listen on {listen}")


def unix_connect(path):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(path)


def with_service(clients, files, work):
    port, path = free_port(), os.path.join(work, "planmark.sock")
    tcp = started(f"127.0.0.1:{port}", lambda: socket.create_connection(("127.0.0.1", port), 1).close())
    unix = started(path, lambda: unix_connect(path))
    try:
        for name, client in clients.items():
            try_service(name, client, f"http://127.0.0.1:{port}", files)
        try_service("python over a socket", clients["python"], path, files)
    finally:
        for server in (tcp, unix):
            server.terminate()
            server.wait(20)


def clients_of(work):
    """Java is compiled once where it can be; with a bare `java` the file itself is run, as users do."""
    clients = {"python": [sys.executable, os.path.join(SOURCE, "docs/examples/check.py")]}
    java = os.path.join(SOURCE, "docs/examples/Check.java")
    if shutil.which("javac"):
        # as a program of its own, so that each run is quick
        done = subprocess.run(["javac", "--release", "11", "-Xlint:all", "-Werror", "-d", work, java])
        check("Check.java compiles without a warning", done.returncode == 0)
        clients["java"] = ["java", "-Xshare:auto", "-cp", work, "Check"]
    elif shutil.which("java"):
        clients["java"] = ["java", java]
    return clients


def main():
    with tempfile.TemporaryDirectory() as work:
        files = {name: os.path.join(work, name + ".json") for name in ("plan", "real", "token")}
        with open(files["plan"], "w", encoding="utf-8") as file:
            json.dump(PLAN, file)
        with open(files["token"], "w", encoding="utf-8") as file:
            file.write(TOKEN + "\n")
        clients = clients_of(work)
        tcp = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Played)
        path = os.path.join(work, "played.sock")
        served(tcp)
        served(PlayedSocket(path, Played))
        for name, client in clients.items():
            where = f"http://127.0.0.1:{tcp.server_address[1]}"
            try_answers(name, client, where, files)
            try_refusals(name, client, where, files)
            try_gone(name, client, f"http://127.0.0.1:{free_port()}", files["plan"])
        try_tls(clients, files, work)
        try_answers("python over a socket", clients["python"], path, files)
        try_gone("python over a socket", clients["python"], os.path.join(work, "none.sock"), files["plan"])
        if SERVE:
            with_service(clients, files, work)
    if failures:
        return 1
    if "java" not in clients:
        print("skipped: there is no java; the client in Python does what it should")
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
