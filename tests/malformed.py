# SPDX-License-Identifier: MIT
"""malformed.py SOURCE [NUMBER]: 1,000 requests (or NUMBER, or more) that are wrong in all the ways that were thought of,
and then by chance, with a seed: each gets a 4xx with a reason, in application/problem+json unless libmicrohttpd refuses
it; a good request right after it gets the right answer, on the same connection where that goes on; and neither log nor
counts hold a word of what was sent. Left out is what libmicrohttpd 0.9.75 takes: two spaces in a first
line, a NUL, behind which it sees nothing, and a header without a name, which is the end of the head to it; an extension of
a chunk of more than 64 KB, to which it says 500; and that some first lines get its answer and ours."""
import contextlib
import io
import json
import random
import socket
import string
import sys
import zipfile

import service
from service import PLAN, SAMPLES, SECRET, WORK, Service, check, command, docx, read_all

BODY_MOST, DOCUMENT_MOST, TOKEN = 65536, 262144, b"a-token-of-some-length"
LIMITS = ("--no-config", "--max-body", str(BODY_MOST), "--max-document", str(DOCUMENT_MOST), "--max-actions", "100", "--host", "localhost")
GET_PATHS = b"/", b"/page.css", b"/page.js", b"/metrics", b"/v1/rules", b"/v1/health", b"/v1/openapi.json"
POST_PATHS = b"/v1/check", b"/v1/score", b"/v1/extract", b"/v1/report"
JSON = (SAMPLES / "plan.json").read_bytes()
WORD = docx()


class Case:
    """own: refused by the service, not by libmicrohttpd. ends: nothing more is sent behind it. token: of a service
    that asks for one."""

    def __init__(self, what, data, *wanted, own=True, ends=False, token=False):
        self.what, self.data, self.wanted, self.own, self.ends, self.token = what, data, wanted, own, ends, token


def request(method=b"POST", target=b"/v1/check", headers=(), body=b"", type=b"text/csv", host=b"localhost", length=True):
    lines = [method + b" " + target + b" HTTP/1.1"]
    lines += [b"Host: " + host] if host is not None else []
    lines += [b"Content-Type: " + type] if type is not None else []
    lines += [b"Content-Length: %d" % len(body)] if length else []
    return b"\r\n".join([*lines, *headers, b"", body])


def get(target=b"/v1/health", headers=(), method=b"GET", **more):
    return request(method, target, headers, type=None, length=False, **more)


# ---- all the ways that were thought of ----

def first_lines():
    host = b"\r\nHost: localhost\r\n\r\n"
    for line in (b"GARBAGE", b"GET", b"GET ", b"\x16\x03\x01\x02\x00\x01\xfc", b"\x00\x00\x00\x00", b" ", b"\xff\xfe\xfd",
                 b"HTTP/1.1 200 OK", b"/ GET HTTP/1.1", b"SSH-2.0-x", b"PRI * HTTP/2.0"):
        yield Case(f"first line {line}", line + host, own=False, ends=True)
    for version in b"HTTP/2.0", b"HTTP/9.9", b"HTTP/0.1", b"http/1.1", b"HTTP/", b"HTTP", b"HTTPS/1.1", b"HTTP/1.1 x", b"x":
        yield Case(f"version {version}", b"GET / " + version + host, own=False, ends=True)
    yield Case("a space in the path", b"GET /a b HTTP/1.1" + host, own=False, ends=True)
    yield Case("a tab in the path", b"GET /\t HTTP/1.1" + host, own=False, ends=True)
    yield Case("ends of lines where a first line is to come", b"\r\n" * 100, own=False, ends=True)
    yield Case("a first line without end", b"GET /" + b"a" * 100000, own=False, ends=True)


def methods():
    for path in (*GET_PATHS, *POST_PATHS):
        for method in b"DELETE", b"PUT", b"PATCH", b"TRACE", b"BREW", b"get", b"post", b"GETT", b"Zebedee", b"M" * 200:
            yield Case(f"{method} {path}", get(path, method=method), 405)
    for path in GET_PATHS:
        yield Case(f"POST {path}", request(target=path, body=PLAN), 405)
    for path in POST_PATHS:
        yield Case(f"GET {path}", get(path), 405)
        yield Case(f"HEAD {path}", get(path, method=b"HEAD"), 405)


def targets():
    for path in (b"/v1", b"/v1/", b"/v1/check/", b"/v1//check", b"//v1/check", b"/V1/CHECK", b"/v1/../v1/check", b"/v1/%63heck",
                 b"/..%2f..%2fetc/passwd", b"/../../../../etc/passwd", b"/Zebedee", b"/%00", b"/%", b"/%zz", b"/~root", b"/.git/config",
                 b"/page.html", b"/v1/check;Zebedee=1", b"/v1/check%3Fmin-score=3", b"*", b"Zebedee", b"http://localhost/nothing",
                 b"HTTP://localhost", b"/\xff\xfe", b"/\xc3\x28", b"/v1/check#Zebedee"):
        yield Case(f"path {path}", request(target=path, body=PLAN), 404, 405)
    for path in b"/" + b"a" * 5000, b"/v1/check?" + b"a" * 5000, b"/" + b"%41" * 2000:
        yield Case("a long path", request(target=path, body=PLAN), 414)
    yield Case("more keys than there is room for", request(target=b"/v1/check?" + b"&" * 4100, body=PLAN), 408, 414)
    yield Case("a path that no room is for", request(target=b"/" + b"a" * 60000, body=PLAN), own=False)


def queries():
    keys = {b"/v1/check": (b"Quibble", b"Quibble=1", b"min-score=9", b"min-score=-1", b"min-score=nan", b"min-score=1e999", b"min-score=Quibble",
                           b"min-score=", b"min-score=3&min-score=3", b"min-high-quality=200%25", b"min-high-quality=Quibble",
                           b"format=Quibble", b"format=html", b"format=", b"format=json&format=json", b"require=Quibble", b"require=owner,,",
                           b"per=Quibble", b"level=Quibble=off", b"level=owner=Quibble", b"level=", b"level==", b"fail-on=Quibble", b"least=Quibble",
                           b"known=maybe", b"no-empty-plan=maybe", b"text=Quibble", b"columns=x", b"columns==", b"columns=action=", b"columns=Quibble=x",
                           b"today=2024-02-30", b"today=Quibble", b"today=", b"today=2024-1-1", b"today=99999999999-01-01", b"name=", b"name=-",
                           b"name=a/b.csv", b"name=..%2Fb.csv", b"name=a%5Cb.csv", b"name=a%0Ab", b"name=" + b"Z" * 256, b"%", b"%4", b"%zz=1",
                           b"columns=%00", b"%00=1", b"=1", b"==", b"baseline=Quibble", b"pack=Quibble", b"config=Quibble", b"output=Quibble",
                           b"&".join([b"level=owner.none=off"] * 40), b"a" * 4000),
            b"/v1/score": (b"Quibble=1", b"format=Quibble", b"format=xlsx", b"evidence=Quibble", b"text=Quibble", b"summary=2", b"excel-safe=x",
                           b"columns=x", b"min-score=3", b"evidence=all&format=csv", b"format=csv&format=csv"),
            b"/v1/extract": (b"Quibble=1", b"format=html", b"text=Quibble", b"excel-safe=x", b"columns=x", b"summary"),
            b"/v1/report": (b"Quibble=1", b"format=csv", b"by=", b"text=Quibble", b"columns=x")}
    for path, wrong in keys.items():
        for query in wrong:
            yield Case(f"{path}?{query[:40]}", request(target=path + b"?" + query, body=PLAN), 400)
    for path in GET_PATHS:
        yield Case(f"{path}?Quibble", get(path + b"?Quibble=1"), 400)


def senders():
    yield Case("no Host", get(host=None), 400, own=False)
    for host in (b"evil.example", b"127.0.0.1", b"localhost:1", b"localhost.", b"", b"Zebedee", b"127.0.0.1.evil.example", b"[::1]", b"localhost, x",
                 b"\xff", b"a" * 3000):
        yield Case(f"Host {host[:30]}", get(host=host), 421)
    yield Case("two Hosts", get(headers=[b"Host: localhost"]), 400, own=False)
    for origin in (b"null", b"", b"http://evil.example", b"Zebedee", b"http://", b"://", b"http://localhost:1", b"http://localhost.evil.example",
                   b"http://localhost@evil.example", b"file://"):
        yield Case(f"Origin {origin}", request(headers=[b"Origin: " + origin], body=PLAN), 403)
    for bearer in (None, b"", b"Bearer", b"Bearer ", b"Bearer Zebedee", b"Bearer " + TOKEN[:-1], b"Bearer " + TOKEN + b"x", b"Basic " + TOKEN, TOKEN,
                   b"Bearer " + TOKEN.upper(), b"Bearer" + TOKEN, b"Bearer " + b"x" * 9000, b"Bearer \xff\xfe", b"Bearer " + TOKEN + b" x"):
        headers = [b"Authorization: " + bearer] if bearer is not None else []
        for path in b"/metrics", b"/v1/rules", b"/Zebedee":
            yield Case(f"{path} by {bearer}", get(path, headers), 401, token=True)
        yield Case(f"a check by {bearer}", request(headers=headers, body=PLAN), 401, token=True)


def headers():
    for line in (b"no colon", b"X Y: z", b"X : z", b"X\0Y: z", b"X: y\x01z", b"X: y\x7f", b"\x01: y", b"(X): y", b" : y", b"X\xff y"):
        yield Case(f"header {line}", get(headers=[line]), own=False, ends=True)
    yield Case("many headers", get(headers=[b"X-%d: y" % i for i in range(3000)]), 431, own=False)
    yield Case("more headers than there is room for", get(headers=[b"X: y"] * 20000), own=False, ends=True)
    yield Case("a long header", get(headers=[b"X: " + b"y" * 17000]), 431)
    yield Case("a header longer than there is room for", get(headers=[b"X: " + b"y" * 70000]), own=False)
    yield Case("a header that is folded without end", get(headers=[b"X: y"] + [b" Zebedee" * 200] * 90), own=False)
    for name in b"Content-Type: text/csv", b"Authorization: Bearer x", b"Origin: http://localhost":
        yield Case(f"{name} twice", request(headers=[name, name], body=PLAN), 400)


def lengths():
    def sent(*lines, body=b"action\nZebedee to go\n"):
        return request(length=False, headers=lines, body=body)

    for length in (b"-1", b"+21", b"abc", b"0x15", b"1e3", b"21, 21", b"21 21", b"21x", b"99999999999999999999999", b"18446744073709551616", b"",
                   b"2 1", b"\xc2\xb2", b"0b1", b".5", b"21;"):
        yield Case(f"Content-Length {length}", sent(b"Content-Length: " + length), own=False, ends=True)
    for length in b"9223372036854775807", b"18446744073709551615", b"99999999999", b"1048577":
        yield Case(f"Content-Length {length}", sent(b"Content-Length: " + length), 413, ends=True)
    yield Case("two lengths", sent(b"Content-Length: 21", b"Content-Length: 22"), 400, own=False, ends=True)
    yield Case("one length twice", sent(b"Content-Length: 21", b"Content-Length: 21"), 400, own=False, ends=True)
    yield Case("both lengths", sent(b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400, own=False, ends=True)
    for coding in b"gzip", b"chunked, chunked", b"gzip, chunked", b"identity", b"", b"chunked;x=y", b"xchunked", b"Zebedee":
        yield Case(f"Transfer-Encoding {coding}", sent(b"Transfer-Encoding: " + coding), 400, own=False, ends=True)
    yield Case("two codings", sent(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400, own=False, ends=True)
    for chunk in (b"zz\r\n", b"-1\r\nx\r\n", b"+5\r\nhallo\r\n", b"0x5\r\nhallo\r\n", b"\r\n", b"FFFFFFFFFFFFFFFFF\r\n", b"5\r\nhalloZebedee\r\n",
                  b"5 5\r\nhallo\r\n", b"5\r\nha", b"\0\r\n", b"FFFFFFFFFFFFFFFF\r\n" + b"x" * 99, b"5" * 3000):
        yield Case(f"chunk {chunk[:30]}", sent(b"Transfer-Encoding: chunked", body=chunk), own=False, ends=True)
    for body in b"", b"a", b"action\nZebedee to go\n":
        yield Case(f"a body that ends early: {len(body)}", sent(b"Content-Length: 1000", body=body), 400, ends=True)
    yield Case("half a chunk", sent(b"Transfer-Encoding: chunked", body=b"50\r\naction\nZebedee"), 400, ends=True)
    yield Case("chunks without their end", sent(b"Transfer-Encoding: chunked", body=b"7\r\naction\n\r\n"), 400, ends=True)
    yield Case("half a head", b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nX: Zebe", own=False, ends=True)
    long = b"action\n" + b"Zebedee to go\n" * (BODY_MOST // 14)
    yield Case("a long body", request(body=long), 413)
    yield Case("a long body in a chunk", sent(b"Transfer-Encoding: chunked", body=b"%x\r\n" % len(long) + long + b"\r\n0\r\n\r\n"), 413)
    yield Case("a long document", request(target=b"/v1/extract", body=b"x" * (DOCUMENT_MOST + 1), type=None), 413)
    yield Case("too many actions", request(body=b"action\n" + b"Mum to go\n" * 101), 413)
    yield Case("who asks first", sent(b"Content-Length: 99999999", b"Expect: 100-continue", body=b""), 413, ends=True)


def types():
    for type in (b"image/png", b"text", b"", b"text/", b"/", b"text/csvx", b"text/javascript", b"application/x-www-form-urlencoded", b"Zebedee", b"*/*",
                 b"multipart/form-data", b"multipart/form-data; boundary=", b'multipart/form-data; boundary=""',
                 b"multipart/form-data; boundary=" + b"x" * 71, b'multipart/form-data; boundary="x', b"multipart/mixed; boundary=x",
                 b"\xff\xff", b", text/csv", b";text/csv", b"application/json/x"):
        yield Case(f"Content-Type {type[:40]}", request(body=PLAN, type=type), 415)


def texts():
    deep = 100000
    for body in (b"", b" ", b"\n\n\n", b"\xef\xbb\xbf"):
        yield Case(f"an empty body {body}", request(body=body), 422)
    for body in (b"{", b"[", b"[{]", b'[{"action":"Zebedee"', b'{"plans":[{"actions":[{"action":"Zebedee"}]}', b'[{"action":"Zebedee\\', b'[{"action":"\\u12',
                 b'[{"action":}]', b'[{"action":"Zebedee",}]', b'[{"action":"Zebedee"}}', b"[,]", b"[{action:1}]", b"[{'action':'Zebedee'}]", b"{]",
                 b'[{"action":1e}]', b'[{"action":01}]', b'[{"action":tru}]', b'[{"action":NaN}]', b'[{"action":"\t\n"}]\n]', b"{}{}[",
                 b"[" * deep, b'{"a":' * (deep // 10), b'[{"action":' + b"[" * 5000 + b"]" * 5000 + b"}]", b"[\0]", b'[{"action":"Zebedee"}]\n[',
                 b'{"plans":', b'{"plans":[{"actions":[{"action":"Zebedee","who":"' + b"Z" * 60000):
        yield Case(f"JSON {body[:40]} ({len(body)})", request(body=body[:BODY_MOST], type=b"application/json"), 422)
    for body in (b"\x89PNG\r\n\x1a\n\0\0\0Zebedee", b"\x1f\x8b\x08\0Zebedee", b"\0" * 100, b"\xff\xd8\xff\xe0Zebedee\0", b"GIF89a\0Zebedee",
                 b"\x7fELF\x02\x01\x01\0Zebedee"):
        yield Case(f"no plan: {body[:10]}", request(body=body), 422)


def forms():
    def form(body, boundary=b"x7"):
        return request(body=body, type=b"multipart/form-data; boundary=" + boundary)

    part = b'Content-Disposition: form-data; name="plan"; filename="Zebedee.csv"\r\nContent-Type: text/csv\r\n\r\naction\nZebedee to go\n'
    for body in (b"", PLAN, b"--x7", b"--x7--", b"--x7\r\n", b"--x7\r\n\r\n\r\n--x7--\r\n", b"--x7\r\n" + part, b"--x7\r\n" + part + b"\r\n--x8--",
                 b"--x7\r\n" + part + b"\r\n--x7", b"--x7\n" + part + b"\n--x7--\n", b"--x77\r\n" + part + b"\r\n--x77--\r\n",
                 b"--x7\r\n" + part.replace(b"filename", b"filenome") + b"\r\n--x7--\r\n",
                 b"--x7\r\n" + part.replace(b'csv"', b"csv") + b"\r\n--x7--\r\n", b"--x7\r\nZebedee\r\n--x7--\r\n",
                 b"--x7\r\n" + part.replace(b"\r\n\r\n", b"\r\n") + b"\r\n--x7--\r\n", b"--x7--\r\n--x7\r\n" + part + b"\r\n--x7--\r\n",
                 (b'--x7\r\nContent-Disposition: form-data; name="a"\r\n\r\nZebedee\r\n' * 700) + b"--x7--\r\n", b"--x7" * 9000, b"\r\n--x7" * 9000):
        yield Case(f"form {body[:40]} ({len(body)})", form(body), 400)
    yield Case("a form of nothing", form(b"--x7\r\n" + part[:part.index(b"action")] + b"\r\n--x7--\r\n"), 422)


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return out.getvalue()


def documents():
    whole = {name: zipfile.ZipFile(io.BytesIO(WORD)).read(name) for name in zipfile.ZipFile(io.BytesIO(WORD)).namelist()}
    text = whole["word/document.xml"]
    broken = {"cut off": text[:-30], "no XML": b"Zebedee", "empty": b"", "an entity": b'<!DOCTYPE a [<!ENTITY e "Zebedee">]>' + text,
              "deep": b"<a>" * 5000, "a file of the system": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text}
    for what, xml in broken.items():
        yield Case(f"a Word file: {what}", request(target=b"/v1/extract", body=packed({**whole, "word/document.xml": xml}), type=None), 422)
    del whole["word/document.xml"]
    for what, body in (("a Word file without text", packed(whole)), ("a ZIP of something", packed({"Zebedee.txt": "Zebedee"})), ("an empty ZIP", packed({})),
                       ("no ZIP", b"PK\x03\x04" + SECRET * 30), ("no PDF", b"%PDF-1.7\n" + SECRET * 30), ("no Word file of old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SECRET * 90)):
        for path in b"/v1/extract", b"/v1/check":
            yield Case(f"{what} to {path}", request(target=path, body=body, type=None), 422)


# ---- and by chance ----

def by_chance(chance):
    def word(letters, most=12):
        return "".join(chance.choices(letters, k=chance.randint(1, most))).encode()

    kind = chance.randrange(10)
    if kind == 0:
        at = chance.randrange(1, len(JSON.rstrip()) - 1)
        return Case(f"JSON up to {at}", request(body=JSON[:at], type=b"application/json"), 422)
    if kind == 1:
        at = chance.randrange(4, len(WORD) - 30)
        return Case(f"a Word file up to {at}", request(target=b"/v1/extract", body=WORD[:at], type=None), 422)
    if kind == 2:
        return Case("a path by chance", get(b"/v1/" + word("checkscore/") + b"x"), 404)
    if kind == 3:
        return Case("a key by chance", request(target=b"/v1/check?x" + word(string.ascii_letters + "%=+-&"), body=PLAN), 400)
    if kind == 4:
        return Case("a type by chance", request(type=word(string.ascii_letters) + b"/" + word(string.printable[:90]).strip(), body=PLAN), 415)
    if kind == 5:
        return Case("a first line by chance", bytes(chance.choices(range(33, 256), k=40)) + b"\r\n\r\n", own=False, ends=True)
    if kind == 6:
        return Case("a name by chance", get(host=word(string.ascii_lowercase + ".:0123456789") + b".example"), 421)
    if kind == 7:
        cut = chance.randrange(len(PLAN))
        return Case(f"a body up to {cut}", request(length=False, headers=[b"Content-Length: %d" % len(PLAN)], body=PLAN[:cut]), 400, ends=True)
    if kind == 8:
        return Case("a chunk by chance", request(length=False, headers=[b"Transfer-Encoding: chunked"],
                                                 body=b"g" + bytes(chance.choices(range(256), k=20)) + b"\r\n"), own=False, ends=True)
    return Case("a head by chance", request(headers=[word(string.ascii_letters) + bytes([chance.choice(b"\0\x01 ()@<>,\"/[]={}")]) + b"y"], body=PLAN),
                own=False, ends=True)


def all_cases(number):
    cases = []
    for family in first_lines, methods, targets, queries, senders, headers, lengths, types, texts, forms, documents:
        cases += family()
    chance = random.Random(1)
    while len(cases) < number:
        cases.append(by_chance(chance))
    return cases


# ---- asking ----

def read_answer(s, head_only=False):
    """status, headers in small letters, body; of one answer. None: none came."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = s.recv(65536)
        if not piece:
            return None
        data += piece
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.split(b"\r\n")
    fields = {k.lower().decode(): v.strip().decode("latin-1") for k, v in (line.split(b":", 1) for line in lines[1:])}
    if head.startswith(b"HTTP/1.1 100"):
        return read_answer(s)
    while not head_only and len(body) < int(fields.get("content-length", 0)):
        piece = s.recv(65536)
        if not piece:
            return None
        body += piece
    if "content-length" in fields:  # what stands behind it is no part of this answer
        body = body[:int(fields["content-length"])]
    return int(lines[0].split(b" ")[1]), fields, body


GOOD = request(target=b"/v1/check?min-score=3", body=PLAN)


def is_good(s, answer):
    s.sendall(GOOD)
    got = read_answer(s)
    return got is not None and got[0] == 200 and got[2] == answer


def is_reason(case, got):
    status, fields, body = got
    if case.data.startswith(b"HEAD"):
        return True
    if fields.get("content-type") != "application/problem+json":
        return not case.own and len(body) > 20
    problem = json.loads(body)
    return problem["status"] == status and problem["title"] and len(problem["detail"]) > 20


def ask(case, at, good, token):
    with socket.create_connection(at, timeout=30) as s:
        with contextlib.suppress(OSError):  # it may be told before all is sent
            s.sendall(case.data)
            if case.ends:
                s.shutdown(socket.SHUT_WR)
        try:
            got = read_answer(s, case.data.startswith(b"HEAD"))
        except OSError as fault:
            got = None
            check(f"{case.what}: {fault}", False)
        if got is None:
            check(f"{case.what}: an answer", False)
            return 0
        right = got[0] in case.wanted if case.wanted else 400 <= got[0] < 500 or (got[0] == 505 and b"HTTP" in case.data)
        check(f"{case.what}: {case.wanted} with a reason, not {got[0]} {got[1].get('content-type')} {got[2][:200]}", right and is_reason(case, got))
        check(f"{case.what}: no word of it is told again", SECRET not in got[2])
        if case.ends or got[1].get("connection", "").lower() == "close":
            rest = read_all(s)
            check(f"{case.what}: one answer, and not {rest[:60]}", rest == b"" or "version" in case.what or "first line" in case.what)
        elif not token:
            check(f"{case.what}: the connection goes on", is_good(s, good))
        return got[0]


def main():
    cases, statuses = all_cases(int(sys.argv[2]) if len(sys.argv) > 2 else 1000), {}
    good = command("check", "--format", "json", "--min-score", "3", stdin=PLAN)
    with open(WORK + "/token", "wb") as file:
        file.write(TOKEN)
    with Service(*LIMITS, "--timeout", "5") as plain, Service(*LIMITS, "--timeout", "5", "--token-file", WORK + "/token") as guarded:
        at, closed = ("127.0.0.1", plain.port()), ("127.0.0.1", guarded.port())
        for case in cases:
            status = ask(case, closed if case.token else at, good, case.token)
            statuses[status] = statuses.get(status, 0) + 1
            with socket.create_connection(at, timeout=30) as s:
                check(f"a good request after {case.what}", is_good(s, good))
        counts = plain.ask("GET", "/metrics", headers={"Host": "localhost"})[2]
        check("counts hold no word", SECRET not in counts and b"Zebedee" not in counts)
        check("all good ones are counted", plain.process.poll() is None and guarded.process.poll() is None)
        check("the log holds no word", SECRET not in (plain.said() + guarded.said()).encode())
        check("nothing else is said", "error" not in plain.said() + guarded.said())
    print(f"{len(cases)} requests:", ", ".join(f"{n} x {status}" for status, n in sorted(statuses.items())))


if __name__ == "__main__":
    main()
    service.end()
