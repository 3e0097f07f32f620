#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sends a plan to the planmark service and prints what to mend.

    check.py [--timeout SECONDS] [--token-file FILE] WHERE PLAN

WHERE is the service: its socket (/run/planmark/planmark.sock) or its address (http://127.0.0.1:8080).
PLAN is a file that planmark reads: JSON, JSON lines, CSV, text or a document. Exit status: 0 the plan
passed, 1 it did not, 2 the request was refused, 3 the service could not be asked, or could not read
all of the plan.

Keeps true: a service that is busy is asked again only as often and as long as TRIES and LONGEST_WAIT
allow; no words of a plan reach the terminal with control characters in them."""
import argparse
import http.client
import json
import os
import socket
import sys
import time
import urllib.parse

TRIES = 3
LONGEST_WAIT = 30  # seconds, whatever Retry-After asks for
TYPES = {".json": "application/json", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson",
         ".csv": "text/csv", ".txt": "text/plain"}
CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
PASSED, NOT_PASSED, REFUSED, NOT_ASKED = range(4)


class Failed(Exception):
    """What to tell, and the exit status."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket: who may open it is the system's matter, so it needs no token."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def connection(where, timeout):
    if "://" not in where:
        return UnixConnection(where, timeout)
    address = urllib.parse.urlsplit(where)
    if address.scheme not in CONNECTIONS or not address.hostname:
        raise Failed(REFUSED, "an address begins with http://, or with https:// where TLS stands in front")
    return CONNECTIONS[address.scheme](address.hostname, address.port, timeout=timeout)


def plain(text):
    """Words of a plan may hold what a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def seconds_to_wait(answer):
    asked = answer.getheader("Retry-After", "")
    return min(int(asked), LONGEST_WAIT) if asked.isdigit() else 5


def ask_once(where, timeout, headers, plan):
    """The answer, with its body read."""
    http_connection = connection(where, timeout)
    try:
        try:
            http_connection.request("POST", "/v1/check?format=json", body=plan, headers=headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent: the answer says why
        answer = http_connection.getresponse()
        return answer, answer.read()
    except socket.timeout as error:
        raise Failed(NOT_ASKED, "no answer in time; try again later") from error
    except (OSError, http.client.HTTPException) as error:
        raise Failed(NOT_ASKED, f"the service cannot be asked: {type(error).__name__}") from error
    finally:
        http_connection.close()


def ask(where, timeout, headers, plan):
    """The service has a bounded queue: when it is full it says so at once, and when to come again."""
    for left in reversed(range(TRIES)):
        answer, body = ask_once(where, timeout, headers, plan)
        if answer.status != 503 or left == 0:
            return answer, body
        time.sleep(seconds_to_wait(answer))


def parsed(answer, body):
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Failed(NOT_ASKED, f"{answer.status}, and no JSON: is this the service?") from error
    return told if isinstance(told, dict) else {}


def findings_of(answer, body):
    """Every refusal says in `detail` what to do next."""
    told = parsed(answer, body)
    if answer.status != 200:
        words = f"{answer.status}: {plain(told.get('detail', ''))}"
        raise Failed(NOT_ASKED if answer.status >= 500 else REFUSED, words)
    if "planmark_check" not in told:
        raise Failed(NOT_ASKED, "the answer holds no findings: is this the service?")
    return told


def print_finding(finding):
    of = "the plan" if finding["action"] is None else f"action {plain(finding['action_no'])}"
    print(f"  {of}: {finding['level']}: {plain(finding['message'])}")
    if finding["hint"]:
        print(f"    to mend: {plain(finding['hint'])}")


def print_plan(plan):
    print(f"plan {plain(plan['plan_id'])}: actions {len(plan['actions'])}, "
          f"with all five criteria {plan['high_quality']}")
    for finding in plan["findings"]:
        print_finding(finding)


def print_all(told):
    for plan in told["plans"]:
        print_plan(plan)
    for finding in told["total"]["findings"]:
        print_finding(finding)
    for place in told["left_out"]["places"]:
        print(f"left out: {plain(place['reason'])}")
    print("passed" if told["passed"] else "not passed")


def headers_of(options):
    ending = os.path.splitext(options.plan)[1].lower()
    headers = {"Content-Type": TYPES.get(ending, "application/octet-stream"),
               "Accept": "application/json, application/problem+json"}
    if options.token_file:  # never as an argument: those can be seen by everybody on the machine
        with open(options.token_file, encoding="ascii") as file:
            headers["Authorization"] = "Bearer " + file.read().strip()
    return headers


def run(options):
    with open(options.plan, "rb") as file:
        plan = file.read()
    answer, body = ask(options.where, options.timeout, headers_of(options), plan)
    told = findings_of(answer, body)
    print_all(told)
    if not told["complete"]:
        return NOT_ASKED
    return PASSED if told["passed"] else NOT_PASSED


def main():
    parser = argparse.ArgumentParser(description="Sends a plan to the planmark service and prints what to mend.")
    parser.add_argument("--timeout", type=float, default=30, metavar="SECONDS")
    parser.add_argument("--token-file", metavar="FILE")
    parser.add_argument("where", metavar="WHERE", help="the service's socket, or http://127.0.0.1:PORT")
    parser.add_argument("plan", metavar="PLAN")
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        return run(parser.parse_args())
    except Failed as failure:
        print(f"check.py: {failure}", file=sys.stderr)
        return failure.status
    except OSError as error:
        print(f"check.py: {error.filename}: {error.strerror}", file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
