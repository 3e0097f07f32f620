#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the timeframe criterion on time expressions from elsewhere, such as the test suites of date parsers.

timex.py [--as action|cell] [--wrong] [--planmark COMMAND] [--pack DIR] FILE

FILE has JSON lines with id, suite, text, kind and timeframe (true or false: should an action that carries the
expression have a timeframe?). Recall is the share of those with a timeframe that planmark finds, false alarms the
share of those without that it marks all the same. PLANMARK names the command too. Python 3, standard library.
"""
import argparse
import json
import os
import subprocess
import sys

# An action that is one whatever follows, so that only the time is judged. With "cell" the expression stands in
# the by-when column instead, where a bare length ("30 days") counts by the codebook.
CARRIER = "Social worker to visit "


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def row(case, column):
    if column == "cell":
        return {"action": CARRIER.strip(), "by_when": case["text"], "id": case["id"]}
    return {"action": CARRIER + case["text"], "id": case["id"]}


def marks(cases, options):
    command = [options.planmark, "score", "--quiet", "--format", "jsonl", "--evidence", "decided"]
    if options.pack:
        command += ["--pack", options.pack]
    rows = "".join(json.dumps(row(case, options.column)) + "\n" for case in cases)
    done = subprocess.run(command + ["-"], input=rows, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) != len(cases):
        sys.exit(f"timex.py: {len(cases)} expressions went in, {len(found)} marks came out")
    return found


def evidence(mark):
    return "; ".join(f"{e['rule']} \"{e['text']}\"" for e in mark.get("evidence", [])
                     if e.get("criterion") == "timeframe")


def share(part, whole):
    return f"{100 * part / whole:6.1f} % ({part}/{whole})" if whole else "-"


def line(name, cases):
    should = [met for case, met in cases if case["timeframe"]]
    should_not = [met for case, met in cases if not case["timeframe"]]
    print(f"{name:<28}{share(sum(should), len(should)):>24}{share(sum(should_not), len(should_not)):>24}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--as", dest="column", choices=["action", "cell"], default="action",
                        help="where the expression stands (default: in the action)")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong, with the evidence that decided")
    parser.add_argument("--planmark", default=os.environ.get("PLANMARK", "./run"))
    parser.add_argument("--pack")
    options = parser.parse_args()

    cases = read(options.file)
    found = marks(cases, options)
    judged = [(case, bool(mark["timeframe"])) for case, mark in zip(cases, found)]
    print(f"{'':<28}{'recall':>24}{'false alarms':>24}")
    line("all", judged)
    for key in ("suite", "kind"):
        for value in sorted({case[key] for case in cases}):
            line(f"{key} {value}", [pair for pair in judged if pair[0][key] == value])
    if options.wrong:
        for (case, met), mark in zip(judged, found):
            if met != case["timeframe"]:
                told = "false alarm" if met else "missed"
                print(f"{told}\t{case['id']}\t{case['kind']}\t{case['text']}\t{evidence(mark)}")


if __name__ == "__main__":
    main()
