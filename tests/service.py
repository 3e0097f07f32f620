# SPDX-License-Identifier: MIT
"""What the tests of the service share: it is started, asked and stopped, and what fails is told. PLANMARK names the
command, the first argument is the folder of the source."""
import contextlib
import http.client
import io
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile

SOURCE = pathlib.Path(sys.argv[1]).resolve()
PLANMARK = os.environ["PLANMARK"]
SAMPLES = SOURCE / "corpus" / "samples"
PLAN = (SAMPLES / "plan.csv").read_bytes()
CSV = {"Content-Type": "text/csv"}
OCTETS = {"Content-Type": "application/octet-stream"}
SECRET = b"Zebedee"  # a word of plans, which may stand nowhere but in answers
folder = tempfile.TemporaryDirectory()
WORK = folder.name  # where it all runs
os.environ["TMPDIR"] = WORK
failures = 0


def check(what, good):
    global failures
    if not good:
        failures += 1
        print("FAILED:", what, flush=True)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


class Service:
    """A service that runs; `url` is where it says that it listens."""

    def __init__(self, *options, listen="127.0.0.1:0", command=None):
        # The service shares its place in the file with whoever reads it here, so that it writes at the end, wherever
        # that is, and what it said is read without a place.
        self.log = tempfile.TemporaryFile("a+b", dir=WORK)
        self.process = subprocess.Popen(
            [*(command or [PLANMARK, "serve"]), *(["--listen", listen] if listen else []), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log, cwd=WORK)
        self.place = self.wait_for("listens on ")

    def wait_for(self, word, seconds=180):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            for line in self.said().split("\n")[:-1]:  # what comes last may be half a line
                if word in line:
                    return line.split(word, 1)[1].strip()
            time.sleep(0.01)
        check(f"the service says '{word}': {self.said()[-3000:]}", False)
        return ""

    def said(self):
        return os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0).decode()

    def port(self):
        return int(self.place.rsplit(":", 1)[1])

    def connection(self):
        if self.place.startswith("http://"):
            return http.client.HTTPConnection("127.0.0.1", self.port(), timeout=30)
        return UnixConnection(self.place)

    def ask(self, method, path, body=None, headers=None):
        """status, headers, body; of a connection of its own"""
        with contextlib.closing(self.connection()) as c:
            c.request(method, path, body=body, headers=headers or {})
            r = c.getresponse()
            return r.status, r.headers, r.read()

    def post(self, path, body=PLAN, headers=None):
        return self.ask("POST", path, body, CSV if headers is None else headers)

    def wait_for_metric(self, line, seconds=60):
        """Until the counts have such a line; one that cannot be asked for now is asked for again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if f"planmark_{line}\n" in self.ask("GET", "/metrics")[2].decode():
                    return True
            time.sleep(0.01)
        check(f"the service counts '{line}'", False)
        return False

    def raw(self, data, wait=20):
        with socket.create_connection(("127.0.0.1", self.port()), timeout=wait) as s:
            s.sendall(data)
            return read_all(s)

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(60)
        self.process.kill()
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        code = self.stop()
        check(f"the service ends with 0, not {code}: {self.said()[-3000:]}", code == 0)
        self.log.close()


def read_all(s):
    data = b""
    with contextlib.suppress(OSError):
        while piece := s.recv(65536):
            data += piece
    return data


def command(*arguments, stdin):
    return subprocess.run([PLANMARK, *arguments, "-"], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          cwd=WORK, check=False).stdout


def is_problem(what, answer, status, word=""):
    got, headers, body = answer
    good = got == status and headers["Content-Type"] == "application/problem+json"
    try:
        problem = json.loads(body)
        good = good and problem["status"] == status and problem["title"] and word in problem["detail"]
    except (ValueError, KeyError):
        good = False
    check(f"{what}: {status} with '{word}', not {got} {body[:300]}", good and SECRET not in body)


def docx():
    """A Word file with a table of one action."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rows = "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
                   for row in (("Action", "Who", "By when"), ("Mum to take Zebedee to the GP", "Mum", "3 May 2024")))
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
             'wordprocessingml.document.main+xml"/></Types>',
             "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="http://schemas.openxmlformats.org/'
             'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
             "word/document.xml": f'<w:document xmlns:w="{w}"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>'}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return out.getvalue()


def end():
    """The last call: the exit code is 1 when something failed."""
    folder.cleanup()
    sys.exit(failures != 0)
