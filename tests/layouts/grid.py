#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""grid.py PLANMARK [--quick|--aside] [LAYOUT...]: do the actions of plans survive the way through LibreOffice?

Fills each layout of this folder with plans of corpus/writing.csv, lets soffice write them in each format, reads them
with planmark score and compares: every action with its columns, none but these, and the marks that the same row has
when it comes as CSV. Prints found / missed / invented for each layout and format ("wrong": an action was found, with
other columns, plan or marks); what is at fault stands below the table. Exit code 1 when something is, 77 when it cannot be tried.

--aside tries the layouts of the folder "aside", which the code was not made for; there the actions of all layouts
together count, and what is invented is told. --quick: two plans a layout, and DOC and RTF of the first alone.

A layout is HTML with blocks [[plan]], [[goal]], [[action]] that are repeated, [[first]] (the first action of a goal),
[[has who]] (left out when it is empty) and {fields}. Its first line says how many plans a document holds, how many
actions a goal, for who, by_when and measure whether they are shown (action; goal: that of the goal's first action), with id=file
that nothing names the plan but the file, and with touch=yes that nothing stands between its tables: DOC and RTF know rows
alone, so that such tables are one there, and the places of their cells others than in DOCX.
"""
import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = {"html": "html:HTML (StarWriter)", "odt": "odt:writer8", "docx": "docx:MS Word 2007 XML",
           "xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97",
           "rtf": "rtf:Rich Text Format"}
MADE_FROM = {"html": "odt", "docx": "odt", "pdf": "docx", "doc": "docx", "rtf": "docx"}
KEY = ("action", "who", "by_when", "measure")
VERDICTS = ("actionable", "measurable", "measure_given", "timeframe", "owner")
LEAST = {"pdf": 0.95}  # share to be found; 1 elsewhere
AS_DOCX = ("doc", "rtf")  # must tell what DOCX does, place by place


def plain(text):
    return " ".join(text.split())


def read_plans(most):
    """Plans whose actions say what they are in every layout: no typed bullets, numbers or labels of their own."""
    plans = {}
    with open(os.path.join(HERE, "../../corpus/writing.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["template"] != "statements":
                plans.setdefault(row["plan_id"], []).append({k: plain(row[k]) for k in KEY})
    sound = [(name, rows) for name, rows in plans.items()
             if all(re.match(r"\w[^:;]{11,}$", r["action"]) and not r["action"][0].isdigit() for r in rows)]
    step = max(1, len(sound) // most)
    return sound[::step][:most]


def void(cell):
    """Documents take for an empty cell what nobody wrote as a word: -, ?, N/A."""
    return re.fullmatch(r"\W*|n/a", cell, re.I) is not None


class Layout:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            said, self.text = file.read().split("\n", 1)
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.set = dict(pair.split("=") for pair in re.findall(r"\w+=\w+", said))
        self.plans = int(self.set.get("plans", 1))

    def goals(self, rows):
        size = int(self.set["goal"])
        return [rows[i:i + size] for i in range(0, len(rows), size)]

    def expected(self, document, plan_id, rows):
        plan_id = document if self.set.get("id") == "file" else plan_id
        for goal in self.goals(rows):
            for row in goal:
                given = {"action": row["action"]}
                for column in KEY[1:]:
                    whose = {"action": row, "goal": goal[0]}.get(self.set.get(column))
                    given[column] = whose[column] if whose and not void(whose[column]) else ""
                yield plan_id, tuple(given[k] for k in KEY)

    def fill(self, plans):
        text = self.text
        return block(text, "plan", lambda inner: "".join(self.fill_plan(inner, *plan) for plan in plans))

    def fill_plan(self, text, plan_id, rows):
        number = iter(range(1, len(rows) + 1))

        def fill_action(inner, row, first, fields):
            inner = block(inner, "first", lambda x: x if first else "")
            inner = re.sub(r"\[\[has (\w+)\]\](.*?)\[\[/has\]\]", lambda m: m[2] if row[m[1]] else "", inner, flags=re.S)
            return put(inner, {**row, **fields, "no": next(number)})

        def fill_goal(inner, n, goal):
            fields = {"goal": n, "span": len(goal), **{"goal_" + k: goal[0][k] for k in KEY}}
            inner = block(inner, "action",
                          lambda x: "".join(fill_action(x, r, i == 0, fields) for i, r in enumerate(goal)))
            return put(inner, fields)

        text = block(text, "goal", lambda x: "".join(fill_goal(x, n, g) for n, g in enumerate(self.goals(rows), 1)))
        return put(text, {"plan_id": plan_id})


def block(text, name, make):
    return re.sub(r"\[\[%s\]\](.*?)\[\[/%s\]\]" % (name, name), lambda m: make(m[1]), text, flags=re.S)


def put(text, fields):
    return re.sub(r"\{(\w+)\}", lambda m: html.escape(str(fields[m[1]])) if m[1] in fields else m[0], text)


def convert(work, source, kind):
    """All files of a folder; returns the folder of what came of them."""
    target = os.path.join(work, kind)
    files = sorted(os.path.join(source, name) for name in os.listdir(source))
    told = [] if kind != "xlsx" else ["--infilter=HTML (StarCalc)"]
    if kind == "odt":
        told = ["--infilter=HTML (StarWriter)"]
    subprocess.run(["soffice", "-env:UserInstallation=file://" + os.path.join(work, "profile"), "--headless", *told,
                    "--convert-to", FORMATS[kind], "--outdir", target, *files],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=900, check=True)
    made = os.listdir(target)
    if len(made) != len(files):
        sys.exit("soffice wrote %d of %d files as %s" % (len(made), len(files), kind))
    return target


def score(planmark, path):
    ran = subprocess.run([planmark, "score", "-q", "--format", "jsonl", "--evidence", "none", path],
                         stdout=subprocess.PIPE, check=False)
    return [{k: v or "" if k in KEY else v for k, v in json.loads(line).items()}
            for line in ran.stdout.decode("utf-8").splitlines()]


def marks_of(row):
    return tuple(row[v] for v in VERDICTS)


def marks_expected(planmark, work, documents):
    """The marks that each row has when it comes as CSV."""
    path = os.path.join(work, "rows.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(KEY)
        writer.writerows(sorted({cells for rows in documents.values() for _, cells in rows}))
    return {tuple(plain(row[k]) for k in KEY): marks_of(row) for row in score(planmark, path)}


def compare(wanted, rows, marks):
    """Counts, and lines that tell what is at fault."""
    left, faults, found, wrong = list(wanted), [], 0, 0
    invented = []
    for row in rows:
        if not row["action"]:
            continue  # a plan of which no action was found has a row, too
        got = (row["plan_id"], tuple(plain(row[k]) for k in KEY))
        if got in left and marks[got[1]] == marks_of(row):
            left.remove(got)
            found += 1
        else:
            invented.append(got)
    for got in list(invented):
        near = [one for one in left if one[1][0] == got[1][0]]
        if near:
            left.remove(near[0])
            invented.remove(got)
            wrong += 1
            faults.append("wrong: %s, not %s" % (got, near[0]))
    faults += ["missed: %s %s" % one for one in left] + ["invented: %s %s" % one for one in invented]
    return Counter(wanted=len(wanted), found=found, wrong=wrong, missed=len(left), invented=len(invented)), faults


def formats_to_try(planmark, quick):
    said = subprocess.run([planmark, "formats"], stdout=subprocess.PIPE, check=True).stdout.decode()
    if not re.search(r"^docx +yes", said, re.M):
        return []
    more = [kind for kind in ("pdf", "doc", "rtf") if re.search(r"^%s +yes" % kind, said, re.M)]
    return (["odt", "docx"] if quick else ["html", "odt", "docx", "xlsx"]) + more


def main():
    quick = "--quick" in sys.argv
    here = os.path.join(HERE, "aside") if "--aside" in sys.argv else HERE
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    if not names:
        sys.exit(__doc__)
    planmark = names.pop(0)
    if shutil.which("soffice") is None:
        print("skipped: soffice is not there (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)")
        return 77
    formats = formats_to_try(planmark, quick)
    if not formats:
        print("skipped: this planmark reads no documents")
        return 77
    paths = sorted(os.path.join(here, f) for f in os.listdir(here) if f.endswith(".html"))
    layouts = [one for one in map(Layout, paths) if not names or one.name in names]
    with tempfile.TemporaryDirectory() as work:
        return try_all(planmark, work, layouts, formats, 2 if quick else 12, "--aside" in sys.argv)


def first_files(work, source):
    """A folder of the first document of each layout."""
    target = os.path.join(work, "first")
    if not os.path.isdir(target):
        os.mkdir(target)
        for name in os.listdir(source):
            if re.search(r"_00\.", name):
                shutil.copy(os.path.join(source, name), target)
    return target


def try_all(planmark, work, layouts, formats, most, aside):
    plans, documents, folder = read_plans(most), {}, os.path.join(work, "source")
    os.mkdir(folder)
    for layout in layouts:
        for i in range(0, len(plans) - layout.plans + 1, layout.plans):
            some = plans[i:i + layout.plans]
            name = "%s_%02d" % (layout.name, i)
            documents[name] = [row for plan in some for row in layout.expected(name, *plan)]
            with open(os.path.join(folder, name + ".html"), "w", encoding="utf-8") as file:
                file.write(layout.fill(some))
    marks = marks_expected(planmark, work, documents)
    made = {"source": folder, "odt": convert(work, folder, "odt")}
    for kind in formats:
        if kind not in made:
            source = made[MADE_FROM.get(kind, "source")]
            made[kind] = convert(work, first_files(work, source) if kind in AS_DOCX and most < 12 else source, kind)
    return report(planmark, layouts, ["source"] + formats, made, documents, marks, aside)


def same_as_docx(name, kind, rows, docx, touch):
    """What a document tells otherwise than as DOCX, files' names aside, and places where tables touch."""
    def told(row):
        source = row["source"].replace("." + kind + ":", ".docx:")
        return {**row, "source": re.sub(r"table \d+ row \d+ cell \d+", "cell", source) if touch else source}
    if [told(row) for row in rows] == [told(row) for row in docx]:
        return []
    return ["%s.%s: differs from DOCX" % (name, kind)]


def report(planmark, layouts, formats, made, documents, marks, aside):
    faults, bad = [], False
    print("%-22s %-7s %7s %7s %7s %9s %7s" % ("layout", "format", "actions", "found", "missed", "invented", "wrong"))
    totals = {kind: Counter() for kind in formats}
    rows = {kind: Counter() for kind in formats}
    for kind in formats:
        found = {}
        for row in score(planmark, made[kind]):
            found.setdefault(re.sub(r"\.\w+:.*", "", row["source"]), []).append(row)
        rows[kind] = found
    for layout in layouts:
        for kind in formats:
            count = Counter()
            there = {os.path.splitext(one)[0] for one in os.listdir(made[kind])}
            for name in sorted(n for n in documents if n.rsplit("_", 1)[0] == layout.name and n in there):
                if kind in AS_DOCX and "docx" in rows:
                    differs = same_as_docx(name, kind, rows[kind].get(name, []), rows["docx"].get(name, []),
                                           "touch" in layout.set)
                    faults += differs
                    bad |= differs != []
                some, told = compare(documents[name], rows[kind].get(name, []), marks)
                count += some
                faults += ["%s.%s: %s" % (name, kind, line) for line in told]
            totals[kind] += count
            tell(layout.name, kind, count)
            bad |= not aside and is_bad(kind, count)
    for kind in formats:
        tell("all", kind, totals[kind])
        bad |= aside and totals[kind]["found"] < LEAST.get(kind, 1) * totals[kind]["wanted"]
    for line in faults:
        print(line)
    return 1 if bad else 0


def is_bad(kind, count):
    """In PDF a word may be cut wrongly, which is not found, but nothing is made up."""
    wrong = count["wrong"] if kind not in LEAST else 0
    return count["invented"] + wrong != 0 or count["found"] < LEAST.get(kind, 1) * count["wanted"]


def tell(name, kind, c):
    print("%-22s %-7s %7d %7d %7d %9d %7d" % (name, kind, c["wanted"], c["found"], c["missed"], c["invented"], c["wrong"]))


sys.exit(main())
