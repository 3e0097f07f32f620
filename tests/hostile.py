# SPDX-License-Identifier: MIT
"""hostile.py SOURCE: what somebody may ask of the service who means it ill, within its limits: few words that stand
for many, documents that leave no room for others, sockets of others where its own is to be. PLANMARK names the command."""
import contextlib
import http.client
import io
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

PLANMARK = os.environ["PLANMARK"]
PLAN = (pathlib.Path(sys.argv[1]) / "corpus" / "samples" / "plan.csv").read_bytes()
JSON, CSV, OCTETS = "application/json", "text/csv", "application/octet-stream"
failures = 0


def check(what, good):
    global failures
    if not good:
        failures += 1
        print("FAILED:", what, flush=True)


class Service:
    def __init__(self, *options):
        self.process = subprocess.Popen([PLANMARK, "serve", "--listen", "127.0.0.1:0", "--no-config", "--log", "none", *options],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=WORK)
        self.port = int(re.search(rb":(\d+)\s*$", self.process.stderr.readline())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        check("the service ends with 0", self.process.wait(60) == 0)
        self.process.stderr.close()

    def ask(self, method, path, body=None, type=None):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as c:
            c.request(method, path, body, {"Content-Type": type} if type else {})
            answer = c.getresponse()
            return answer.status, answer.read(), answer.headers

    def checks(self):
        return self.ask("POST", "/v1/check", PLAN, CSV)[0]

    def count(self, name):
        return int(re.search(rb"^planmark_" + name + rb" (\d+)$", self.ask("GET", "/metrics")[1], re.MULTILINE)[1])

    def wait_for(self, test):
        until = time.monotonic() + 60
        while not test() and time.monotonic() < until:
            time.sleep(0.01)


def one_plan(name_bytes, actions):
    plan = {"plan_id": "A" * name_bytes, "actions": [{"action": f"x{i}"} for i in range(actions)]}
    return json.dumps({"plans": [plan]}).encode()


def few_for_many():
    with Service("--max-document", "1M") as s:
        for path in "/v1/score", "/v1/extract", "/v1/check", "/v1/report":
            status, said, _ = s.ask("POST", path, one_plan(100000, 1000), JSON)
            check(f"{path}: what a plan says of all its actions counts with each: {status}", status == 413 and b"together" in said)
        heading = b"<table><tr><th>Action<th>Who<th>By when<th>" + b"Z" * 100000 + b"".join(b"<tr><td>x%d<td>Mum<td>May<td>y" % i for i in range(1000)) + b"</table>"
        status, said, _ = s.ask("POST", "/v1/extract", heading, "text/html")
        check(f"so does a heading: {status}", status == 413 and b"together" in said)
        status, said, _ = s.ask("POST", "/v1/check?format=sarif", one_plan(3000, 9990), JSON)
        check(f"an answer has a bound: {status}", status == 413 and b"answer" in said)
        status, _, _ = s.ask("POST", "/v1/check?format=sarif", one_plan(30, 9990), JSON)
        check(f"and others do not come near it: {status}", status == 200)
    with Service() as s:
        status, _, headers = s.ask("POST", "/v1/score", b'action\n"' + b"1 " * 1000000 + b'"\nMum to see the GP\n', OCTETS)
        check("a cell that would take much memory is left out", status == 200 and headers["Planmark-Complete"] == "no")


def docx(paragraphs):
    space = "http://schemas.openxmlformats.org/"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", f'<Types xmlns="{space}package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                   '<Override PartName="/word/document.xml" ContentType='
                   '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
        z.writestr("_rels/.rels", f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r" Target="word/document.xml" '
                   f'Type="{space}officeDocument/2006/relationships/officeDocument"/></Relationships>')
        z.writestr("word/document.xml", f'<w:document xmlns:w="{space}wordprocessingml/2006/main"><w:body>'
                   + "<w:p><w:r><w:t>Mum to go</w:t></w:r></w:p>" * paragraphs + "</w:body></w:document>")
    return out.getvalue()


def room_for_others():
    long, statuses = docx(300000), []
    with Service("--workers", "2", "--max-queue", "4") as s:
        threads = [threading.Thread(target=lambda: statuses.append(s.ask("POST", "/v1/extract", long, OCTETS)[0])) for _ in range(8)]
        for t in threads:
            t.start()
        s.wait_for(lambda: 503 in statuses)
        check("documents wait in half of the queue", s.count(b"requests_waiting") <= 2)
        check("and a check is answered all the same", s.checks() == 200)
        for t in threads:
            t.join()
        check(f"some documents are told to come again: {statuses}", 503 in statuses and len(statuses) == 8)
    with Service("--max-document", "1M", "--timeout", "60") as s, contextlib.ExitStack() as held:
        for size in [1 << 20] * 20 + [1 << i for i in range(19, 13, -1)] * 10:  # bodies of which the last byte does not come
            c = held.enter_context(socket.create_connection(("127.0.0.1", s.port), timeout=30))
            c.sendall(b"POST /v1/extract HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: %d\r\n\r\n" % (s.port, size))
            with contextlib.suppress(OSError):
                c.sendall(b"x" * (size - 1))
            time.sleep(0.01)
        check("a check has room beside documents that do not end", s.checks() == 200)


def pages():
    """What a page elsewhere on the web learns by a practitioner's browser."""
    with Service() as s:
        for path in "/", "/page.js", "/icon.svg", "/v1/rules", "/v1/health", "/nothing":
            policy = s.ask("GET", path)[2]["Cross-Origin-Resource-Policy"]
            check(f"{path} is for pages of the service alone: {policy}", policy == "same-origin")
        for scheme, wanted in ("http", 200), ("https", 200), ("ftp", 403), ("x-extension", 403), ("x://http", 403):
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", s.port, timeout=30)) as c:
                c.request("POST", "/v1/check", PLAN, {"Content-Type": CSV, "Origin": f"{scheme}://127.0.0.1:{s.port}"})
                status = c.getresponse().status
            check(f"an Origin of {scheme}: {status}", status == wanted)


def versions():
    """Where a body ends, as somebody in front may see it in another way."""
    chunks = b"7\r\naction\n\r\n0\r\n\r\n"
    ask = b"POST /v1/check HTTP/1.0\r\nHost: localhost:%d\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    with Service() as s, socket.create_connection(("127.0.0.1", s.port), timeout=30) as c:
        c.sendall(ask % s.port + b"GET /v1/health HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % s.port)
        got = b""
        with contextlib.suppress(OSError):  # it ends with bytes unread
            while piece := c.recv(65536):
                got += piece
        check(f"chunks in HTTP/1.0 end the connection: {got[:40]}", got.startswith(b"HTTP/1.1 400") or got.startswith(b"HTTP/1.0 400"))
        check("and what is behind them is no request", b'"status":"ok"' not in got)


def start(path):
    return subprocess.Popen([PLANMARK, "serve", "--listen", path, "--no-config", "--log", "none"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=WORK)


def sockets():
    path = os.path.join(WORK, "p.sock")
    with contextlib.ExitStack() as all_of:
        full = all_of.enter_context(socket.socket(socket.AF_UNIX))
        full.bind(path)
        full.listen(0)
        with contextlib.suppress(BlockingIOError):
            while True:  # until nobody more is let in
                c = all_of.enter_context(socket.socket(socket.AF_UNIX))
                c.setblocking(False)
                c.connect(path)
        service = start(path)
        try:
            code = service.wait(60)
        except subprocess.TimeoutExpired:
            code = None
            service.kill()
            service.wait()
        check(f"a socket of another that lets nobody in is not waited for: {code}", code == 5)
    services = [start(path) for _ in range(6)]  # the socket is stale now
    time.sleep(0.1)
    until = time.monotonic() + 60
    while sum(p.poll() is None for p in services) > 1 and time.monotonic() < until:
        time.sleep(0.05)
    alive = [p for p in services if p.poll() is None]
    check(f"of those that start at once one stays: {[p.poll() for p in services]}", len(alive) == 1)
    with socket.socket(socket.AF_UNIX) as c:
        c.settimeout(30)
        c.connect(path)
        c.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        check("and is asked by its path", c.recv(64).startswith(b"HTTP/1.1 200"))
    for p in alive:
        p.terminate()
        p.wait(60)


with tempfile.TemporaryDirectory() as WORK:
    os.environ["TMPDIR"] = WORK
    few_for_many()
    room_for_others()
    pages()
    versions()
    sockets()
sys.exit(failures != 0)
