#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""versus.py BUILD CORPUS: planmark beside what one would take instead, on the same rows, as Markdown. BUILD is the build
folder with the command and the programs of the bench; npm puts compromise there. RIVAL_ROWS and RIVAL_REPEATS set how
many made-up rows and how often. A rival that is not there is left out and said so. Python 3 without further packages."""
import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = int(os.environ.get("RIVAL_ROWS", "1000"))
REPEATS = os.environ.get("RIVAL_REPEATS", "3")
COMPROMISE = "compromise@14.17.0"
CRITERIA = ["actionable", "measurable", "measure_given", "timeframe", "owner"]
STAGES = ["copy", "tokens", "verdict", "jsonl"]


def program(build, name):
    return os.path.join(build, "bench", name)


def output(command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", **more).stdout


# ---- rows

def corpus_rows(corpus, path):
    with open(corpus, encoding="utf-8-sig", newline="") as sheet, open(path, "w", encoding="utf-8") as out:
        for row in csv.DictReader(sheet):
            if row["action"].strip():
                keys = ["plan_id", "action_no", "action", "who", "by_when", "measure"]
                out.write(json.dumps({key: row[key] for key in keys}, ensure_ascii=False) + "\n")


def count(path):
    with open(path, encoding="utf-8") as lines:
        return sum(1 for _ in lines)


# ---- planmark

def stages(build, rows, *options):
    """Microseconds an action of the stages of the bench."""
    found = {}
    for stage in STAGES:
        table = output([program(build, "bench"), "--rows", str(rows), "--repeats", "9", "--stage", stage, *options])
        found[stage] = float(re.search(rf"^\| {stage} \|(?:[^|]*\|){{3}} *([0-9]+) \|", table, re.M)[1]) / 1000
    return found


def pack_without_weights(folder):
    """The shipped pack, its rules alone: the scripts do not weigh words."""
    os.mkdir(folder)
    with open(os.path.join(folder, "pack.yaml"), "w", encoding="utf-8") as pack:
        pack.write("extends: cin-england\nname: rules-alone\nversion: 0.1.0\ncriteria:\n" + "".join(
            f"  {name}: {{weigh: nothing}}\n" for name in CRITERIA[:3]))
    return folder


def planmark_verdicts(build, rows, *options):
    marks = output([os.path.join(build, "planmark"), "score", "--quiet", "--format", "jsonl", "--evidence", "none",
                    *options, rows])
    return ["".join(str(json.loads(mark)[name]) for name in CRITERIA) for mark in marks.splitlines()]


# ---- rivals

def run_rival(command, rows, out, **more):
    """What the script has measured, and its verdicts."""
    figures = json.loads(output([*command, rows, out, REPEATS], **more))
    with open(out, encoding="ascii") as lines:
        return {"verdict": 1e6 * figures["verdict"] / figures["rows"], "whole": 1e6 * figures["whole"] / figures["rows"],
                "load": figures["load"], "verdicts": lines.read().split()}


def get_compromise(build):
    """The folder that holds the package, got by npm once; or why it is not there."""
    folder = os.path.join(build, "versus")
    modules = os.path.join(folder, "node_modules")
    if os.path.exists(os.path.join(modules, "compromise", "package.json")):
        return modules, None
    if not shutil.which("npm"):
        return None, "npm is not there"
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
        file.write('{"private":true}\n')
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock",
                           COMPROMISE], cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False)
    return (modules, None) if done.returncode == 0 else (None, f"npm cannot get {COMPROMISE}: is there a network?")


def diction(rows, folder):
    """Microseconds of CPU an action: its texts in one file, a sentence each."""
    texts = os.path.join(folder, "texts")
    with open(rows, encoding="utf-8") as lines, open(texts, "w", encoding="utf-8") as out:
        actions = [json.loads(line)["action"].rstrip(" .") + ".\n" for line in lines]
        out.writelines(actions * 20)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["diction", "-s", texts], stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e6 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(actions) / 20


class Rivals:
    def __init__(self, build, folder):
        self.spelt, self.rules = os.path.join(folder, "spelt"), os.path.join(folder, "rules.json")
        with open(self.spelt, "w", encoding="utf-8") as out:
            subprocess.run([program(build, "spell"), os.path.join(HERE, "..", "..", "rules", "cin-england")], stdout=out,
                           check=True)
        self.said = output([sys.executable, os.path.join(HERE, "regexes.py"), self.spelt, self.rules])
        self.missing, self.commands = [], []
        self.add("Python, the pack as expressions", sys.executable, "verdicts.py", self.rules)
        self.add("Python, a page of expressions", sys.executable, "page.py", os.path.join(HERE, ".."))
        if not shutil.which("node"):
            self.missing.append("Node and compromise: node is not there")
            return
        self.add("Node, the pack as expressions", "node", "verdicts.js", self.rules)
        modules, why = get_compromise(build)
        if modules is None:
            self.missing.append("compromise: " + why)
        else:
            self.add(COMPROMISE + ", match rules by hand", "node", "compromise.js", self.spelt, NODE_PATH=modules)

    def add(self, name, runner, script, data, **environment):
        self.commands.append((name, [runner, os.path.join(HERE, script), data], {**os.environ, **environment}))


# ---- tables

def speed_line(name, verdict, whole, base, load=None):
    shown = [f"{verdict:.1f}", f"{verdict / base['verdict']:.2f}"]
    shown += [f"{whole:.1f}", f"{whole / base['jsonl']:.2f}"] if whole else ["", ""]
    print(f"| {name} | {' | '.join(shown)} | {f'{load:.1f}' if load is not None else ''} |")


def speeds(base, found, words):
    print("| | verdicts, µs an action | times planmark | file to file, µs | times planmark | start, s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    speed_line("memcpy of the rows", base["copy"], None, base)
    speed_line("tokens and their lookup alone", base["tokens"], None, base)
    speed_line("planmark", base["verdict"], base["jsonl"], base)
    for name, figures in found:
        speed_line(name, figures["verdict"], figures["whole"], base, figures["load"])
    if words is not None:
        speed_line("GNU diction (no verdicts: phrases of style)", words, None, base)


def share(found, wanted):
    return 100 * sum(a == b for a, b in zip(found, wanted)) / len(wanted)


def agreements(found, ways):
    print("\nThe same verdict as planmark, percent of actions:\n")
    print("| | compared with | " + " | ".join(name.replace("_", " ") for name in CRITERIA) + " | all five |")
    print("| --- | --- |" + " ---: |" * (len(CRITERIA) + 1))
    for name, figures in found:
        for way, wanted in ways:
            if len(figures["verdicts"]) != len(wanted):
                sys.exit(f"versus.py: {name} has other rows")
            each = [share([five[i] for five in figures["verdicts"]], [five[i] for five in wanted]) for i in range(5)]
            print(f"| {name} | {way} | " + " | ".join(f"{s:.1f}" for s in [*each, share(figures["verdicts"], wanted)]) +
                  " |")


def compare(title, build, rows, folder, rivals, *options):
    print(f"\n### {title}: {count(rows)} actions\n")
    base = stages(build, count(rows), *options)
    found = [(name, run_rival(command, rows, os.path.join(folder, "out"), env=env))
             for name, command, env in rivals.commands]
    speeds(base, found, diction(rows, folder) if shutil.which("diction") else None)
    agreements(found, [("planmark", planmark_verdicts(build, rows)),
                       ("its rules alone", planmark_verdicts(build, rows, "--pack", os.path.join(folder, "pack")))])
    twins = [figures["verdicts"] for name, figures in found if "the pack as" in name]
    if len(twins) == 2:
        print(f"\nPython and Node differ on {sum(a != b for a, b in zip(*twins))} actions.")


def main(build, corpus):
    with tempfile.TemporaryDirectory() as folder:
        pack_without_weights(os.path.join(folder, "pack"))
        rivals = Rivals(build, folder)
        print("Rules as expressions: " + rivals.said.strip() + ".")
        if not shutil.which("diction"):
            rivals.missing.append("diction: apt-get install diction")
        for what in rivals.missing:
            print(f"\nLeft out: {what}.")
        made_up, real = os.path.join(folder, "made-up.jsonl"), os.path.join(folder, "corpus.jsonl")
        with open(made_up, "w", encoding="utf-8") as out:
            subprocess.run([program(build, "generate"), "--rows", str(ROWS), "--seed", "1", "--format", "jsonl"],
                           stdout=out, check=True)
        corpus_rows(corpus, real)
        compare("Made-up plans", build, made_up, folder, rivals)
        compare("The corpus", build, real, folder, rivals, "--corpus", corpus)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: versus.py BUILD CORPUS")
    main(*sys.argv[1:])
