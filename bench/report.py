#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report.py GENERATE PLANMARK: what a report of many marks costs, as Markdown. Makes its marks of made-up plans in a
folder of its own, which goes with it. MARKS sets how many. Python 3 without further packages."""

import os
import subprocess
import sys
import tempfile

from documents import read, run, told

MARKS = int(os.environ.get("MARKS", "1000000"))
MOST_SECONDS, MOST_MIB = 5, 512


def make_marks(generate, planmark, path):
    """Their texts are put together by chance, so that few are the same and many have words in common."""
    with open(path + ".in", "wb") as out:
        subprocess.run([generate, "--rows", str(MARKS), "--seed", "1", "--format", "csv"], check=True, stdout=out)
    subprocess.run([planmark, "score", "-q", "--format", "csv", "-o", path, path + ".in"], check=True)
    os.remove(path + ".in")


def halves(path):
    """The same marks in two files, cut in the middle of a plan, the second half first."""
    with open(path, "rb") as whole:
        lines = whole.readlines()
    middle = len(lines) // 2 + 1
    for name, part in ((path + ".1", lines[middle:]), (path + ".2", lines[1:middle])):
        with open(name, "wb") as out:
            out.writelines(lines[:1] + part)
    return [path + ".1", path + ".2"]


def content(path):
    with open(path, "rb") as file:
        return file.read()


def main(generate, planmark):
    print("| | s | s of CPU | peak MiB | wanted | met | |\n| --- | ---: | ---: | ---: | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/marks.csv"
        make_marks(generate, planmark, path)
        result = run([planmark, "report", "-o", folder + "/whole.json", path])
        told("report of {:,} marks".format(MARKS), "{} s of CPU, {} MiB".format(MOST_SECONDS, MOST_MIB), result,
             read(result) and result["cpu"] <= MOST_SECONDS and result["peak"] <= MOST_MIB)
        result = run([planmark, "report", "-o", folder + "/parts.json"] + halves(path))
        whole, parts = content(folder + "/whole.json"), content(folder + "/parts.json")
        same = whole.replace(b'"files read","value":1', b'"files read","value":2') == parts
        told("the same in two files, in another order", "the same tables", result, read(result) and same)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: report.py GENERATE PLANMARK")
    main(*sys.argv[1:])
