#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Judges the weights of the pack on rows that they were not fitted on, set by set of corpus/fitting.csv.

crossfit.py mark OUT.csv [--planmark COMMAND] [--pack FOLDER] [--judge PREFIX] [--without PREFIX] [--jobs N]
crossfit.py compare BEFORE.csv AFTER.csv [--rounds N]

mark: for each set of fitting.csv (the authorities EA1, EA2, ... are the set EA) weights are made of all other sets, of
writing.csv and of the open authorities of plans.csv, and confidences of calibration.csv, as tools/fit.sh makes them;
the set's rows are marked with them. --judge: only sets that begin so are judged; --without: sets that begin so are left
out of everything. PLANMARK names the command; ./run is taken when it is not set.

compare: Cohen's kappa of both, and the difference with its 95 % interval by bootstrap of authorities. Both print sums
and never a row; what mark writes are keys, verdicts and what coders gave.
"""
import argparse
import concurrent.futures
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "corpus")
KEPT_ASIDE = {"LA2", "LA5", "LA8"}
CRITERIA = ["actionable", "measurable", "measure_given", "timeframe", "owner"]
KEY = ["plan_id", "authority", "action_no"]
ROUNDS, SEED = 2000, 1


def set_of(row):
    return re.match("[A-Z]+", row["authority"]).group()


def rows_of(name):
    with open(os.path.join(CORPUS, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


# ---- marking


def run(command, *arguments):
    return subprocess.run([*command, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def mark_set(options, work, name, others, judged):
    pack = os.path.join(work, name)
    shutil.copytree(options.pack, pack)
    write_rows(pack + "-others.csv", others)
    write_rows(pack + "-judged.csv", judged)
    calibrate = "--calibrate", os.path.join(CORPUS, "calibration.csv"), "confidence.yaml"
    for option, rows, written in (calibrate, ("--weigh", pack + "-others.csv", "weights.yaml"), calibrate):
        run(options.planmark, "evaluate", "--quiet", "--no-intervals", "--pack", pack, option, f"{pack}-{written}", rows)
        shutil.copy(f"{pack}-{written}", os.path.join(pack, written))
    marks = run(options.planmark, "score", "--quiet", "--format", "csv", "--pack", pack, pack + "-judged.csv")
    return [{k: v for k, v in row.items() if k in KEY + CRITERIA or k.startswith("input.")}
            for row in csv.DictReader(marks.splitlines(keepends=True))]


def mark(options):
    fitting = [row for row in rows_of("fitting.csv") if not options.without or not set_of(row).startswith(options.without)]
    open_rows = rows_of("writing.csv") + [row for row in rows_of("plans.csv") if row["authority"] not in KEPT_ASIDE]
    names = sorted({set_of(row) for row in fitting if set_of(row).startswith(options.judge)})
    marked = []
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = [pool.submit(mark_set, options, work, name, open_rows + [r for r in fitting if set_of(r) != name],
                               [r for r in fitting if set_of(r) == name]) for name in names]
        for name, done in zip(names, waiting):
            marked += done.result()
            print(name, end=" ", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    write_rows(options.out, marked)


# ---- comparing


def cells(row):
    """For each criterion, and for all of them together, what coders gave and what planmark gave."""
    pairs = [(int(row["input." + c]), int(row[c])) for c in CRITERIA]
    return pairs + [(int(all(gold for gold, _ in pairs)), int(all(told for _, told in pairs)))]


def tables(path):
    """Of each authority, for each criterion, how often which pair came."""
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table = found.setdefault(row["authority"], [[0, 0, 0, 0] for _ in range(len(CRITERIA) + 1)])
            for counts, (gold, told) in zip(table, cells(row)):
                counts[2 * gold + told] += 1
    return found


def kappas(found, names):
    out = []
    for c in range(len(CRITERIA) + 1):
        n = [sum(found[name][c][i] for name in names) for i in range(4)]
        total = sum(n)
        yes, told = (n[2] + n[3]) / total, (n[1] + n[3]) / total
        chance = yes * told + (1 - yes) * (1 - told)
        out.append(((n[0] + n[3]) / total - chance) / (1 - chance))
    return out


def golds(found):
    """Of each authority, what coders gave: the same in two markings of the same rows."""
    return {name: [(n[0] + n[1], n[2] + n[3]) for n in table] for name, table in found.items()}


def compare(options):
    before, after = tables(options.before), tables(options.after)
    if golds(before) != golds(after):
        raise SystemExit("crossfit.py: the two files are not of the same rows, by authority or by what coders gave")
    names = sorted(before)
    draw = random.Random(SEED)
    drawn = [[a - b for a, b in zip(kappas(after, some), kappas(before, some))]
             for some in ([draw.choice(names) for _ in names] for _ in range(options.rounds))]
    print(f"{sum(sum(before[name][0]) for name in names)} rows, {len(names)} authorities\n")
    print("| kappa | before | after | difference |\n| --- | ---: | ---: | ---: |")
    for c, (b, a) in enumerate(zip(kappas(before, names), kappas(after, names))):
        ordered = sorted(d[c] for d in drawn)
        low, high = ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered))]
        name = (CRITERIA + ["high quality"])[c].replace("_", " ")
        print(f"| {name} | {b:.3f} | {a:.3f} | {a - b:.3f} [{low:.3f}, {high:.3f}] |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    marking = parts.add_parser("mark")
    marking.add_argument("out")
    marking.add_argument("--planmark", default=os.environ.get("PLANMARK", os.path.join(HERE, "..", "run")),
                         type=lambda s: s.split(" "))
    marking.add_argument("--pack", default=os.path.join(HERE, "..", "rules", "cin-england"))
    marking.add_argument("--judge", default="")
    marking.add_argument("--without", default="")
    marking.add_argument("--jobs", type=int, default=2)
    marking.set_defaults(run=mark)
    comparing = parts.add_parser("compare")
    comparing.add_argument("before")
    comparing.add_argument("after")
    comparing.add_argument("--rounds", type=int, default=ROUNDS)
    comparing.set_defaults(run=compare)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
