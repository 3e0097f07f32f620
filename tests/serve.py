# SPDX-License-Identifier: MIT
"""serve.py SOURCE: does the service answer as the command does, and refuse as docs/serve.md tells?"""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import service
from service import CSV, OCTETS, PLAN, PLANMARK, SAMPLES, SECRET, SOURCE, WORK, Service, check, command, docx, is_problem, read_all


# ---- answers ----

def same_bytes(s):
    """Answers are the bytes of the command."""
    bodies = [p.read_bytes() for p in sorted(SAMPLES.iterdir()) if p.is_file()]
    bodies += [b"Mum to see the GP by 3 May\n", b"plan_id,action\n1,\n", b"plan_id,action,owner\n1,Mum to go,2\n2,Dad to go,1\n",
               "action\nMüller to ring mum\n".encode("cp1252"), "action\nMum to go\n".encode("utf-16"),
               b'{"plan_id":"1","action":"Mum to go"}\n{"plan_id":"1","action_no":"1","action":"Dad to go"}\n',
               docx(), (SOURCE / "corpus" / "writing.csv").read_bytes()]
    asks = [("/v1/score", "score --format jsonl"), ("/v1/score?format=csv", "score --format csv"),
            ("/v1/score?format=csv&excel-safe", "score --format csv --excel-safe"),
            ("/v1/score?format=table&summary=yes", "score --format table --summary"),
            ("/v1/score?evidence=all&text=evidence", "score --evidence all --text evidence"),
            ("/v1/score?text=none", "score --format jsonl --text none"),
            ("/v1/check", "check --format json"), ("/v1/check?format=sarif", "check --format sarif"),
            ("/v1/check?format=text&text=full", "check --format text --text full"),
            ("/v1/check?format=junit", "check --format junit"),
            ("/v1/check?require=owner,timeframe&min-score=4&per=all&fail-on=warning",
             "check --format json --require owner,timeframe --min-score 4 --per all --fail-on warning"),
            ("/v1/check?level=timeframe=off&level=owner.none=note&least=warning&no-empty-plan",
             "check --format json --level timeframe=off --level owner.none=note --least warning --no-empty-plan"),
            ("/v1/check?format=jsonl&min-high-quality=50%25&known=no&today=2024-05-31",
             "check --format jsonl --min-high-quality 50% --known=no --today 2024-05-31"),
            ("/v1/extract", "extract --format jsonl"), ("/v1/extract?format=csv&text=none", "extract --format csv --text none"),
            ("/v1/report", "report --format html"), ("/v1/report?format=json&by=authority&text=full",
                                                     "report --format json --by authority --text full")]
    for body in bodies:
        for path, words in asks:
            if len(body) > 100000 and "score" not in path and path != "/v1/check":
                continue
            wanted = command(*words.split(), stdin=body)
            status, headers, got = s.post(path, body, OCTETS)
            if status == 422 and path.startswith("/v1/report"):
                check(f"{path}: what gives no report gives none by the command either", wanted == b"")
                continue
            check(f"{path} of {body[:40]}: the command's {len(wanted)} bytes, not {status} {len(got)}",
                  status == 200 and got == wanted)


def named(s):
    """A body with a name is as a file of that name."""
    folder = pathlib.Path(WORK)
    shutil.copy(SAMPLES / "plan.csv", folder / "my plan.csv")
    (folder / "lines.txt").write_text("Mum to see the GP by 3 May\n\nDad to go\n")
    for name in "my plan.csv", "lines.txt":
        body = (folder / name).read_bytes()
        wanted = subprocess.run([PLANMARK, "check", "--format", "json", name], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, cwd=WORK, check=False).stdout
        check(f"check with ?name={name}", s.post("/v1/check?name=" + name.replace(" ", "%20"), body)[2] == wanted)
        check(f"and with '+' in it: {name}", s.post("/v1/check?name=" + name.replace(" ", "+"), body)[2] == wanted)
        form = (f'--x7\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x7\r\n'
                f'Content-Disposition: form-data; name="plan"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
                ).encode() + body + b"\r\n--x7--\r\n"
        got = s.post("/v1/check", form, {"Content-Type": 'multipart/form-data; boundary="x7"'})
        check(f"check of a form with {name}: {got[0]}", got[2] == wanted)
    is_problem("a folder in ?name=", s.post("/v1/check?name=a/b.csv"), 400, "'name'")


def tells(s):
    """What headers and paths without a body tell."""
    status, headers, body = s.ask("GET", "/v1/health")
    check("health", status == 200 and json.loads(body)["status"] == "ok")
    check("nobody learns what serves", "Server" not in headers)
    rules = json.loads(s.ask("GET", "/v1/rules")[2])
    check("rules", len(rules["criteria"]) == 5 and len(rules["rules"]) > 100 and rules["findings"])
    check("the description", json.loads(s.ask("GET", "/v1/openapi.json")[2])["openapi"].startswith("3."))
    status, headers, body = s.ask("GET", "/")
    check("the page", status == 200 and b"<html" in body and "script-src 'self'" in headers["Content-Security-Policy"])
    for file, kind in ("/page.css", "text/css"), ("/page.js", "text/javascript"):
        check(file, s.ask("GET", file)[1]["Content-Type"].startswith(kind))
    head = s.ask("HEAD", "/")
    check("HEAD", head[0] == 200 and head[2] == b"" and int(head[1]["Content-Length"]) == len(body))
    options = s.ask("OPTIONS", "/v1/check")
    check("OPTIONS", options[0] == 204 and options[1]["Allow"] == "POST, OPTIONS")
    passed = s.post("/v1/check?fail-on=never")
    check("a plan that passes", passed[1]["Planmark-Passed"] == "yes" and passed[1]["Planmark-Complete"] == "yes")
    shut = s.post("/v1/check?require=owner,timeframe")
    check("a plan that does not", shut[0] == 200 and shut[1]["Planmark-Passed"] == "no" and not json.loads(shut[2])["passed"])
    part = s.post("/v1/check", b"plan_id,action_no,action\n1,1,Mum to go\n1,1,Mum to go\n")
    check("a row that is left out", part[1]["Planmark-Complete"] == "no" and json.loads(part[2])["left_out"])
    metrics = s.ask("GET", "/metrics")[2].decode()
    check("metrics", 'planmark_requests_total{path="/v1/check",status="200"}' in metrics and "planmark_actions_total" in metrics)
    with contextlib.closing(s.connection()) as c:  # one connection for all
        for i in range(50):
            c.request("POST", "/v1/score", PLAN, CSV)
            c.getresponse().read()
            c.request("GET", "/v1/health")
            check("a connection stays open", c.getresponse().read() and c.sock is not None)


# ---- refusals ----

def refuses(s):
    is_problem("an unknown path", s.ask("GET", "/nothing"), 404, "/v1/openapi.json")
    is_problem("a wrong method", s.ask("DELETE", "/v1/check"), 405, "POST")
    check("and says which", s.ask("PUT", "/metrics")[1]["Allow"] == "GET, HEAD, OPTIONS")
    is_problem("an unknown key", s.post("/v1/check?Zebedee=1"), 400, "min-score")
    is_problem("a key twice", s.post("/v1/score?format=csv&format=csv"), 400, "twice")
    is_problem("a wrong choice", s.post("/v1/score?format=Zebedee"), 400, "csv")
    is_problem("a wrong escape", s.post("/v1/score?columns=%4"), 400, "%25")
    is_problem("a query without use", s.ask("GET", "/v1/health?x"), 400, "no query")
    is_problem("a wrong setting", s.post("/v1/check?min-score=9"), 400, "0 to 5")
    is_problem("a wrong level", s.post("/v1/check?level=nothing=off"), 400, "nothing")
    is_problem("a wrong day", s.post("/v1/check?today=2024-02-30"), 400, "today")
    is_problem("wrong columns", s.post("/v1/check?columns=x"), 400, "columns")
    is_problem("evidence in CSV", s.post("/v1/score?evidence=all&format=csv"), 400, "jsonl")
    is_problem("a wrong type", s.post("/v1/check", PLAN, {"Content-Type": "image/png"}), 415, "text/csv")
    is_problem("a table without an action", s.post("/v1/check", b"Zebedee,Who\nMum to ring,Mum\n"), 422, "columns=action=")
    check("but where it is named", s.post("/v1/check?columns=action%3DZebedee", b"Zebedee,Who\nMum to ring,Mum\n")[0] == 200)
    check("lines of text", s.post("/v1/check", b"Zebedee to ring\n", {"Content-Type": "text/plain"})[0] == 200)
    is_problem("a form without a boundary", s.post("/v1/check", PLAN, {"Content-Type": "multipart/form-data"}), 415, "boundary")
    is_problem("a form that is none", s.post("/v1/check", PLAN, {"Content-Type": "multipart/form-data; boundary=x"}), 400, "form")
    is_problem("an empty body", s.post("/v1/check", b""), 422, "empty")
    is_problem("a picture", s.post("/v1/check", b"\x89PNG\r\n\x1a\n\0\0\0" + SECRET), 422, "picture")
    is_problem("a column that is not there", s.post("/v1/check?columns=action=Nix", b"Zebedee,plan_id\nx,y\n"), 422, "Nothing")
    is_problem("a damaged document", s.post("/v1/extract", b"PK\x03\x04" + SECRET * 30, OCTETS), 422)
    is_problem("another Host", s.ask("GET", "/v1/health", headers={"Host": "evil.example"}), 421, "--host")
    is_problem("another Origin", s.post("/v1/check", headers={**CSV, "Origin": "http://evil.example"}), 403, "origin")
    is_problem("no Origin at all", s.post("/v1/check", headers={**CSV, "Origin": "null"}), 403, "origin")
    own = {**CSV, "Origin": f"http://127.0.0.1:{s.port()}"}
    check("the page's own Origin", s.post("/v1/check", headers=own)[0] == 200)
    check("localhost is a Host", s.ask("GET", "/", headers={"Host": f"localhost:{s.port()}"})[0] == 200)


def limits(s):
    """A service with small limits."""
    big = b"action\n" + b"Mum to see Zebedee by May\n" * 40000
    is_problem("a long body", s.post("/v1/check", big), 413, "--max-body")
    is_problem("a long body in chunks", s.post("/v1/check", (big[i:i + 9999] for i in range(0, len(big), 9999))), 413)
    is_problem("a long document", s.post("/v1/extract", big + big, OCTETS), 413, "--max-document")
    is_problem("too many actions", s.post("/v1/check", b"action\n" + b"Mum to go\n" * 101), 413, "100 actions")
    is_problem("a long path", s.ask("GET", "/" + "a" * 5000), 414, "4096")
    is_problem("long headers", s.ask("GET", "/", headers={"X-Long": "a" * 17000}), 431, "16384")
    status, _, body = s.post("/v1/check", iter([b"action\nMum to ", b"see the GP by 3 May\n"]))
    check("a body in chunks", status == 200 and body == command("check", "--format", "json", stdin=b"action\nMum to see the GP by 3 May\n"))
    expects = s.raw(b"POST /v1/check HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: text/csv\r\nContent-Length: 99999999\r\n"
                    b"Expect: 100-continue\r\n\r\n" % s.port())
    check("who asks before he sends is told at once", expects.startswith(b"HTTP/1.1 413"))


# ---- time ----

def slow(s):
    """A service that waits for a second."""
    host = b"Host: localhost:%d\r\n" % s.port()
    begin = time.monotonic()
    got = s.raw(b"GET / HTTP/1.1\r\n" + host)
    check("half a head: 408 " + str(got[:40]), got.startswith(b"HTTP/1.1 408") and b"problem+json" in got)
    got = s.raw(b"POST /v1/check HTTP/1.1\r\n" + host + b"Content-Type: text/csv\r\nContent-Length: 99\r\n\r\naction\n")
    check("half a body: 408", got.startswith(b"HTTP/1.1 408"))
    check("nothing at all: 408", s.raw(b"").startswith(b"HTTP/1.1 408"))
    with socket.create_connection(("127.0.0.1", s.port()), timeout=20) as c:  # a byte now and then does not help
        c.settimeout(0.1)
        got = b""
        for byte in b"POST /v1/check HTTP/1.1\r\n" + host * 20:
            with contextlib.suppress(TimeoutError, OSError):
                c.send(bytes([byte]))
                got += c.recv(4096)
            if got:
                break
        check("a byte at a time: 408 " + str(got[:20]), got.startswith(b"HTTP/1.1 408"))
    with contextlib.closing(s.connection()) as c:
        c.request("GET", "/v1/health")
        c.getresponse().read()
        idle = c.sock
        idle.settimeout(10)
        check("who is idle is left without a word", idle.recv(100) == b"")
    check("all that took its time, and no more", time.monotonic() - begin < 60)
    metrics = s.ask("GET", "/metrics")[2].decode()
    check("and is counted", "planmark_connections_cut_total 4" in metrics)


def many(s):
    """Two connections at most."""
    held_open = [socket.create_connection(("127.0.0.1", s.port()), timeout=20) for _ in range(2)]
    with socket.create_connection(("127.0.0.1", s.port()), timeout=20) as third:
        try:
            third.sendall(b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % s.port())
            got = third.recv(4096)
        except ConnectionError:
            got = b""
        except TimeoutError:
            got = None
        check(f"one connection too many is closed: {got}", got == b"")
    for c in held_open:
        c.close()
    check("when they are gone there is room", s.wait_for_metric("connections 1"))


def full():
    """One worker, one that waits: others are told to come again, and the ones begun are answered."""
    with slow_programs() as let_go, Service("--workers", "1", "--max-queue", "1") as s:
        answers, threads = held(s, running=1, waiting=1)
        for _ in range(3):
            status, headers, _ = s.post("/v1/report")
            check(f"there is no room: {status}", status == 503 and headers["Retry-After"])
        let_go()
        for t in threads:
            t.join()
        check(f"the ones begun are answered: {answers}", [status for status, _, _ in answers] == [422, 422])


def shares():
    """One worker, four that wait: documents and reports fill half of the queue, and a check finds room."""
    with slow_programs() as let_go, Service("--workers", "1", "--max-queue", "4") as s:
        answers, threads = held(s, running=1, waiting=2)
        check("there is no room for a report", s.post("/v1/report")[0] == 503)
        checks = []
        t = threading.Thread(target=lambda: checks.append(s.post("/v1/check")[0]))
        t.start()
        s.wait_for_metric("requests_waiting 3")
        let_go()
        for t in (*threads, t):
            t.join()
        check(f"the check waited behind them: {checks} {answers}", checks == [200] and len(answers) == 3)


@contextlib.contextmanager
def slow_programs():
    """What reads a PDF waits until the function that is given here is called, then fails: who asks for one holds a worker."""
    with tempfile.TemporaryDirectory(dir=WORK) as programs:
        folder = pathlib.Path(programs)
        for name in "pdftotext", "pdftocairo":
            (folder / name).write_text(f"#!/bin/sh\nwhile [ -d '{folder}' ] && [ ! -e '{folder}/go' ]; do sleep 0.02; done\nexit 1\n")
            (folder / name).chmod(0o755)
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{folder}:{before}"
        try:
            yield (folder / "go").touch
        finally:
            (folder / "go").touch()
            os.environ["PATH"] = before


def held(s, running, waiting):
    """Asks for documents, one after another, until so many run and wait."""
    answers, threads = [], []
    for i in range(running + waiting):
        threads.append(threading.Thread(target=lambda: answers.append(s.post("/v1/extract", b"%PDF-1.4\n", OCTETS))))
        threads[-1].start()
        s.wait_for_metric(f"requests_running {min(i + 1, running)}")
        s.wait_for_metric(f"requests_waiting {max(i + 1 - running, 0)}")
    return answers, threads


def untaken():
    """Answers that nobody takes have a bound; a short one is given all the same."""
    many_rows = b"action\n" + b"Mum to ring the school every week until 3 May\n" * 9000
    path = "/v1/score?evidence=all"
    with Service("--max-document", "1K", "--timeout", "60", listen=f"{WORK}/untaken.sock") as s, contextlib.ExitStack() as stack:
        idle, status, headers = [], 200, {}
        while status == 200 and len(idle) < 60:
            c = stack.enter_context(contextlib.closing(s.connection()))
            c.connect()
            c.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            c.request("POST", path, body=many_rows, headers=CSV)
            r = c.getresponse() # its head alone
            status, headers = r.status, r.headers
            idle.append(r)
        check(f"one of {len(idle)} is told to come again: {status}", status == 503 and headers["Retry-After"] == "5")
        check("a short one is answered", s.ask("GET", "/v1/health")[0] == 200)
        check("the first is whole", idle[0].read().count(b"\n") == 9000)
        status, _, body = s.post(path, many_rows)
        check(f"then there is room again: {status}", status == 200 and body.count(b"\n") == 9000)


def stops():
    """What was begun is answered, though the service is told to stop meanwhile."""
    for number in signal.SIGTERM, signal.SIGINT:
        with slow_programs() as let_go:
            s = Service()
            answers, threads = held(s, running=1, waiting=0)
            s.process.send_signal(number)
            until = time.monotonic() + 60
            with contextlib.suppress(OSError, http.client.HTTPException):
                while time.monotonic() < until:
                    s.ask("GET", "/v1/health")
                    time.sleep(0.01)
            check("nobody new is let in", time.monotonic() < until)
            check("it waits for what was begun", s.process.poll() is None)
            let_go()
            code = s.stop(number)
            threads[0].join()
            check(f"ends with 0 by signal {number}, not {code}", code == 0)
            check(f"having answered: {answers}", [status for status, _, _ in answers] == [422])
            check("nothing else was said: " + s.said(), "error" not in s.said())


# ---- packs, settings, tokens ----

def reloads():
    pack = pathlib.Path(WORK) / "pack"
    pack.mkdir()

    def write(version, more=""):
        (pack / "pack.yaml").write_text(f"name: local\nversion: {version}\nextends: cin-england\n{more}")

    write("1.0.0")
    with Service("--pack", str(pack)) as s:
        def stamp():
            return json.loads(s.ask("GET", "/v1/health")[2])["pack"]

        def used():
            return json.loads(s.post("/v1/score")[2].splitlines()[0])["pack"]

        check("the pack is used", stamp().startswith("local@1.0.0+") and used() == stamp())
        write("2.0.0")
        s.process.send_signal(signal.SIGHUP)
        s.wait_for("read anew: pack local@2.0.0")
        check("a pack that is new is used", stamp().startswith("local@2.0.0+") and used() == stamp())
        write("3.0.0", "nonsense: 1\n")
        s.process.send_signal(signal.SIGHUP)
        s.wait_for("what was in use before stays in use")
        check("a bad one is told with its place", "pack.yaml:4" in s.said())
        check("and not used", stamp().startswith("local@2.0.0+") and used() == stamp())
        metrics = s.ask("GET", "/metrics")[2].decode()
        check("and counted", "reloads_total 1\n" in metrics and "reloads_failed_total 1\n" in metrics)
        check("each by itself, as is told", "reloads_failed_total Packs and settings that had a fault" in metrics)
        done = threading.Event()
        wrong = []

        def ask():
            while not done.is_set():
                if s.post("/v1/check")[0] != 200:
                    wrong.append(1)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for t in threads:
            t.start()
        for i in range(4):
            write(f"4.0.{i}")
            s.process.send_signal(signal.SIGHUP)
            s.wait_for(f"read anew: pack local@4.0.{i}")
        done.set()
        for t in threads:
            t.join()
        check("requests are answered all the while", not wrong and used().startswith("local@4.0.3"))


def reloads_often():
    """SIGHUPs that wait while the pack is read anew end no document that another program reads."""
    with slow_programs() as let_go, Service("--pack", str(pathlib.Path(WORK) / "pack"), "--workers", "2") as s:
        answers, threads = held(s, running=1, waiting=0)
        for _ in range(40):
            s.process.send_signal(signal.SIGHUP)
            time.sleep(0.05)
        check(f"it is read all the while: {answers}", not answers)
        let_go()
        threads[0].join()
        wanted = s.post("/v1/extract", b"%PDF-1.4\n", OCTETS)
        check(f"the same as without: {wanted[2]} {answers}", wanted[0] == 422 and answers and answers[0][2] == wanted[2])


def settings():
    folder = pathlib.Path(WORK)
    (folder / "strict.yaml").write_text("check:\n  require: [timeframe]\n  levels:\n    owner.none: off\n")
    with Service("--config", "strict.yaml") as s:
        check("settings hold", s.post("/v1/check")[2] == command("check", "--config", "strict.yaml", "--format", "json", stdin=PLAN))
        check("and below those of a query", s.post("/v1/check?min-score=4.5&level=timeframe=note")[2] ==
              command("check", "--config", "strict.yaml", "--format", "json", "--min-score", "4.5", "--level", "timeframe=note", stdin=PLAN))
        check("which is of one request", s.post("/v1/check")[2] == command("check", "--config", "strict.yaml", "--format", "json", stdin=PLAN))
    (folder / "planmark.baseline.json").write_text("")
    subprocess.run([PLANMARK, "check", "--write-baseline", "--reason", "r", "--baseline", "b.json", "-"], input=PLAN, cwd=WORK,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with Service("--baseline", "b.json", "--no-config") as s:
        got = s.post("/v1/check")
        check("a baseline answers for findings", got[2] == command("check", "--baseline", "b.json", "--format", "json", stdin=PLAN))
        check("so that the gate is open", got[1]["Planmark-Passed"] == "yes")
    with Service("--no-config") as s:
        check("none is taken that was not named", s.post("/v1/check")[0] == 200)
    os.unlink(folder / "planmark.baseline.json")


def tokens():
    (pathlib.Path(WORK) / "token").write_text("a-token-of-some-length\n")
    with Service("--token-file", "token") as s:
        for path in "/", "/page.js", "/v1/health":
            check(f"{path} is open", s.ask("GET", path)[0] == 200)
        for header in None, "Bearer", "Bearer ", "Bearer a-token-of-some-lengt", "Bearer a-token-of-some-length1", "Basic a-token-of-some-length":
            headers = {"Authorization": header} if header else {}
            for path in "/metrics", "/v1/rules", "/nothing":
                is_problem(f"{path} with {header}", s.ask("GET", path, headers=headers), 401, "Bearer")
            got = s.post("/v1/check", headers={**CSV, **headers})
            is_problem(f"a check with {header}", got, 401)
            check("the way in is told", got[1]["WWW-Authenticate"] == "Bearer")
        good = {"Authorization": "Bearer a-token-of-some-length", **CSV}
        check("with the token", s.post("/v1/check", headers=good)[0] == 200 and s.ask("GET", "/metrics", headers=good)[0] == 200)


def starts():
    """What it does not begin with."""
    def refused(*options):
        return subprocess.run([PLANMARK, "serve", *options], cwd=WORK, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=60, check=False)

    (pathlib.Path(WORK) / "short").write_text("short\n")
    (pathlib.Path(WORK) / "file.sock").write_text("no socket\n")
    for code, word, *options in ((2, "--allow-remote", "--listen", "0.0.0.0:0"), (2, "--allow-remote", "--listen", "[::]:0"),
                                 (2, "--token-file", "--listen", "0.0.0.0:0", "--allow-remote"),
                                 (2, "127.0.0.1:8080", "--listen", "example.org:80"), (2, "127.0.0.1:8080", "--listen", "8080"),
                                 (2, "127.0.0.1:8080", "--listen", "127.0.0.1:99999"),
                                 (2, "whole number", "--workers", "0"), (2, "16 characters", "--token-file", "short", "--listen", "127.0.0.1:0"),
                                 (2, "cannot be read", "--token-file", "nothing", "--listen", "127.0.0.1:0"),
                                 (4, "nothing", "--pack", "nothing", "--listen", "127.0.0.1:0"), (2, "no files", "plan.csv"),
                                 (5, "in use; give another place, such as --listen 127.0.0.1:8080", "--listen", "./file.sock"),
                                 (5, "make its folder, or give another", "--listen", "./none/planmark.sock"), (2, "did you mean", "--liste", "x")):
        done = refused(*options)
        check(f"{options}: {code} with '{word}', not {done.returncode} {done.stderr}",
              done.returncode == code and word in done.stderr.decode())
    check("a file is not taken away", os.path.exists(os.path.join(WORK, "file.sock")))
    with Service("--allow-remote", "--no-token", "--host", "plans.example", listen="0.0.0.0:0") as s:
        check("a name that was given", s.ask("GET", "/", headers={"Host": "plans.example"})[0] == 200)
        with Service() as other:
            done = refused("--listen", f"127.0.0.1:{other.port()}")
            check("a port that is taken", done.returncode == 5)


def says_at_once():
    """A line is one write, so that no line of another thread comes between: a pipe of packets keeps writes apart."""
    faulty = pathlib.Path(WORK) / "faulty"
    faulty.mkdir()
    (faulty / "pack.yaml").write_text("name: local\nversion: 1.0.0\nextends: cin-england\nnonsense: 1\n")
    ends = os.pipe2(os.O_DIRECT)
    process = subprocess.Popen([PLANMARK, "serve", "--pack", "faulty", "--listen", "127.0.0.1:0"], cwd=WORK,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=ends[1])
    os.close(ends[1])
    at_last = threading.Timer(60, process.kill)  # the pack is not refused, and it listens
    at_last.start()
    writes = []
    while piece := os.read(ends[0], 65536):
        writes.append(piece)
    os.close(ends[0])
    process.wait(60)
    at_last.cancel()
    check(f"lines are written whole: {writes}", len(writes) > 3 and all(w.find(b"\n") == len(w) - 1 for w in writes))


def unix():
    path = os.path.join(WORK, "p.sock")
    with Service(listen=path) as s:
        check("nobody else may open the socket", os.stat(path).st_mode & 0o777 == 0o660)
        check("a check by a Unix socket", s.post("/v1/check")[2] == command("check", "--format", "json", stdin=PLAN))
        check("any Host", s.ask("GET", "/v1/health", headers={"Host": "whatever"})[0] == 200)
        is_problem("but no other Origin", s.post("/v1/check", headers={**CSV, "Origin": "http://evil.example"}), 403)
        second = subprocess.run([PLANMARK, "serve", "--listen", path], stderr=subprocess.PIPE, timeout=60, check=False)
        check("one that is listened on is left", second.returncode == 5 and s.post("/v1/check")[0] == 200)
    check("it is gone in the end", not os.path.exists(path))
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(path)
    stale.close()
    with Service(listen=path) as s:
        check("a stale one is replaced", s.post("/v1/check")[0] == 200)
    os.environ["XDG_RUNTIME_DIR"] = WORK
    with Service(listen=None) as s:
        check("where it is usual", s.place == os.path.join(WORK, "planmark.sock"))


def keeps_quiet(*services):
    """No word of a plan is in a log or among the counts."""
    with Service() as s:
        s.post("/v1/check", b"plan_id,action\nZebedee-1,Zebedee to see the GP\n")
        s.post("/v1/check?name=Zebedee.csv", b"plan_id,action_no,action\nZebedee,1,Zebedee to go\nZebedee,1,Zebedee to go\n")
        s.post("/v1/check?Zebedee=Zebedee", b"Zebedee")
        s.ask("GET", "/Zebedee")
        s.ask("Zebedee", "/")
        s.post("/v1/extract", b"%PDF-1.4 Zebedee", OCTETS)
        check("a document is read", SECRET in s.post("/v1/extract", docx(), OCTETS)[2])
        metrics = s.ask("GET", "/metrics")[2]
        check("metrics hold no word", SECRET not in metrics)
        s.stop()
        check("the log has a line a request: " + s.said(), s.said().count("ms ") == 8)
        check("and no word", SECRET not in s.said().encode())
        check("nothing was left behind", not [n for n in os.listdir(WORK) if "planmark-" in n])


def main():
    with Service("--no-config") as s:
        same_bytes(s)
        named(s)
        tells(s)
        refuses(s)
    with Service("--max-body", "512K", "--max-document", "600K", "--max-actions", "100") as s:
        limits(s)
    with Service("--timeout", "1") as s:
        slow(s)
    with Service("--max-connections", "2") as s:
        many(s)
    full()
    shares()
    untaken()
    stops()
    reloads()
    reloads_often()
    settings()
    tokens()
    starts()
    says_at_once()
    unix()
    keeps_quiet()


main()
service.end()
