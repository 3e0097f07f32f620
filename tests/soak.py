# SPDX-License-Identifier: MIT
"""soak.py SOURCE [SECONDS]: a mixed load for so long (PLANMARK_SOAK_SECONDS, or ten minutes): good requests of all paths,
whose answers must be the bytes of the command; malformed ones; clients that are slow, that go away half-way, or that never
read; and a pack that is changed, spoilt and read anew all the while. In the end no answer was wrong, and memory, files and
threads are what they were after the first quarter of the time."""
import contextlib
import os
import pathlib
import random
import signal
import socket
import statistics
import struct
import sys
import threading
import time

import malformed
import service
from service import CSV, OCTETS, PLAN, SAMPLES, SECRET, WORK, Service, check, command, docx

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else float(os.environ.get("PLANMARK_SOAK_SECONDS", "600"))
RSS_MORE = 12 * 1024  # KiB that resident memory may grow by
PACK = pathlib.Path(WORK) / "pack"
LINES = b"Zebedee to see the GP by 3 May\n"  # which are no table
ASKS = (("/v1/check?today=2024-05-31", "check --format json --today 2024-05-31"),
        ("/v1/check?today=2024-05-31&format=sarif&require=owner,timeframe&level=timeframe=off",
         "check --today 2024-05-31 --format sarif --require owner,timeframe --level timeframe=off"),
        ("/v1/score", "score --format jsonl"), ("/v1/score?evidence=all", "score --evidence all"),
        ("/v1/score?format=csv&excel-safe", "score --format csv --excel-safe"),
        ("/v1/extract", "extract --format jsonl"), ("/v1/report", "report --format html"),
        ("/v1/report?format=json&by=authority", "report --format json --by authority"))


def write_pack(version, more=""):
    PACK.mkdir(exist_ok=True)
    new = PACK.parent / "new.yaml"
    new.write_text(f"name: local\nversion: {version}\nextends: cin-england\n{more}")
    new.rename(PACK / "pack.yaml")


def good_asks():
    """path, body, the answers that are right: one for each version of the pack"""
    bodies = [PLAN, docx(), LINES, (SAMPLES / "plan.json").read_bytes(), (SAMPLES / "plan.html").read_bytes()]
    asks = {(path, body): set() for path, _ in ASKS for body in bodies}
    for version in "1.0.0", "2.0.0":
        write_pack(version)
        for path, words in ASKS:
            for body in bodies:
                more = ["--pack", str(PACK)] if not words.startswith("extract") else []
                more += ["--no-config"] if words.startswith("check") else []
                asks[path, body].add(command(*words.split(), *more, stdin=body))
    return [(*key, answers) for key, answers in asks.items()]


class Soak:
    def __init__(self, s):
        self.s, self.over, self.counts = s, threading.Event(), {}
        self.lock, self.samples, self.begin = threading.Lock(), [], time.monotonic()

    def count(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def open(self, seconds=60):
        return socket.create_connection(("127.0.0.1", self.s.port()), timeout=seconds)

    def right(self, what, good, status, headers):
        """Who is told to come again, with a time, got no wrong answer."""
        busy = status == 503 and "Retry-After" in headers
        self.count("busy") if busy else check(what, good)

    def run(self, what, step, seed):
        chance = random.Random(seed)
        while not self.over.is_set():
            try:
                step(chance)
                self.count(what)
            except Exception as fault:  # whatever it is, it is told, and the others go on
                check(f"{what}: {fault!r}", False)

    # ---- who asks ----

    def good(self, asks):
        place = threading.local()

        def step(chance):
            if not hasattr(place, "c") or chance.random() < 0.02:
                with contextlib.suppress(AttributeError):
                    place.c.close()
                place.c = self.s.connection()
            path, body, answers = chance.choice(asks)
            place.c.request("POST", path, body, chance.choice((OCTETS if body == LINES else CSV, OCTETS, {})))
            r = place.c.getresponse()
            got = r.read()
            self.right(f"{path} of {body[:20]}: {r.status} {got[:200]}", r.status == 200 and got in answers, r.status, r.headers)
        return step

    def told(self, chance):
        path = chance.choice(malformed.GET_PATHS).decode()
        status, headers, _ = self.s.ask("GET", path)
        self.right(path, status == 200, status, headers)

    def bad(self, cases):
        def step(chance):
            case = chance.choice(cases)
            with self.open() as c:
                with contextlib.suppress(OSError):
                    c.sendall(case.data)
                    if case.ends:
                        c.shutdown(socket.SHUT_WR)
                got = None
                with contextlib.suppress(ConnectionError):  # closed with some of the request unread
                    got = malformed.read_answer(c, case.data.startswith(b"HEAD"))
            check(f"{case.what}: {got}", got is None or 400 <= got[0] < 506 and got[0] != 500)
        return step

    def slow(self, chance):
        """A few bytes at a time, to the end or to the limit of time."""
        data = malformed.request(target=b"/v1/score", body=PLAN)
        with self.open() as c:
            piece, pause = chance.choice(((200, 0.05), (40, 0.02), (5, 0.05)))
            try:
                for at in range(0, len(data), piece):
                    c.sendall(data[at:at + piece])
                    if self.over.wait(pause):
                        return
                got = malformed.read_answer(c)
                check(f"slow: {got}", got is not None and got[0] in (200, 408, 503))
            except ConnectionError:
                pass  # told 408, and closed

    def drops(self, chance):
        """Goes away, with a word or without, after some of a request or all of it."""
        data = malformed.request(target=chance.choice((b"/v1/check", b"/v1/report", b"/v1/extract")), body=chance.choice((PLAN, docx())))
        with self.open() as c:
            c.sendall(data[:chance.choice((0, 10, 60, len(data) - 5, len(data), len(data)))])
            if chance.random() < 0.5:
                c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if chance.random() < 0.3:
                self.over.wait(0.01)
        self.over.wait(0.005)

    def deaf(self, _):
        """Asks again and again, and never reads."""
        with self.open() as c:
            c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            c.settimeout(0.5)
            with contextlib.suppress(OSError):
                for _ in range(100):
                    c.sendall(malformed.request(target=b"/v1/report", body=PLAN))
        self.over.wait(0.5)

    def reloads(self, _):
        version = ("1.0.0", None, "2.0.0")[self.counts.get("reloads", 0) % 3]
        write_pack(version or "3.0.0", "" if version else "nonsense: 1\n")
        self.s.process.send_signal(signal.SIGHUP)
        self.over.wait(0.7)

    # ---- who looks ----

    def look(self):
        process = f"/proc/{self.s.process.pid}"
        with open(process + "/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file)
        return time.monotonic() - self.begin, int(status["VmRSS"].split()[0]), int(status["Threads"]), len(os.listdir(process + "/fd"))

    def sample(self, _):
        self.samples.append(self.look())
        self.over.wait(min(1, SECONDS / 100))

    def rss(self, begin, end):
        values = [rss for at, rss, *_ in self.samples if begin * SECONDS <= at < end * SECONDS]
        return statistics.median(values) if values else 0

    def is_instrumented(self):
        with open(f"/proc/{self.s.process.pid}/maps", encoding="utf-8") as file:
            maps = file.read()
        return "libasan" in maps or "libtsan" in maps


def until(what, good, seconds=90):
    end = time.monotonic() + seconds
    while not good() and time.monotonic() < end:
        time.sleep(0.1)
    check(what, good())


def main():
    asks = good_asks()
    cases = [c for c in malformed.all_cases(1000) if not c.token and 408 not in c.wanted]
    with Service(*malformed.LIMITS, "--timeout", "2", "--log", "faults", "--pack", str(PACK)) as s:
        soak = Soak(s)
        check("it answers", s.post("/v1/check")[0] == 200)
        before = soak.look()
        steps = [("good", soak.good(asks))] * 4 + [("bad", soak.bad(cases))] * 2 + [("slow", soak.slow)] * 3
        steps += [("dropped", soak.drops), ("told", soak.told), ("deaf", soak.deaf), ("reloads", soak.reloads), ("samples", soak.sample)]
        workers = [threading.Thread(target=soak.run, args=(*step, seed)) for seed, step in enumerate(steps)]
        for w in workers:
            w.start()
        time.sleep(SECONDS)
        soak.over.set()
        for w in workers:
            w.join()
        until("files are what they were before", lambda: soak.look()[3] <= before[3])
        check(f"threads are what they were before: {before[2]}, {soak.look()[2]}", soak.look()[2] == before[2])
        first, last, peak = soak.rss(0.2, 0.3), soak.rss(0.9, 1.1), max(rss for _, rss, *_ in soak.samples)
        bound = first + RSS_MORE
        check(f"memory stays: {first} KiB, then {last} KiB, at most {peak} KiB", soak.is_instrumented() or last <= bound)
        metrics = s.ask("GET", "/metrics")[2]
        for word in b"cut_total", b"reloads_total", b"reloads_failed_total":
            check(f"{word} counts", b"planmark_" in metrics and word + b" 0\n" not in metrics)
        check("counts hold no word", SECRET not in metrics)
        check("it answers still", s.post("/v1/check")[0] == 200)
        check("the log holds no word", SECRET not in s.said().encode())
        check("nothing was left behind", not [n for n in os.listdir(WORK) if "planmark-" in n])
        check(f"few are told to come again: {soak.counts}", soak.is_instrumented() or soak.counts.get("busy", 0) < soak.counts["good"] / 10)
    print(f"{SECONDS:.0f} s:", ", ".join(f"{n} {what}" for what, n in sorted(soak.counts.items())))
    print(f"memory {first:.0f} KiB, then {last:.0f} KiB, at most {peak} KiB; threads {before[2]}; files {before[3]}, at most {max(s[3] for s in soak.samples)}")


main()
service.end()
