#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verdicts.py RULES ROWS OUT REPEATS: the five verdicts on each row of a JSONL file by the expressions that regexes.py
wrote, to OUT, a line of five digits a row; prints CPU seconds as JSON. verdicts.js is the same in JavaScript: a change
here is a change there, and versus.py tells rows on which they differ.
"""
import json
import re
import sys
import time

COLUMNS = ["action", "who", "by_when", "measure"]
MET = 0
CANCEL_CLAUSE, CANCEL_ROW = 1, 2
CRITERIA, REACH = 5, 48  # `when` beyond the criteria is of columns; how far in front an `unless` may begin, in characters
MET_STATE, UNMET_STATE, FILLED, EMPTY, SAME = range(5)
EDGES = re.compile(r"^[\s*•.;-]+|^\d+[.)]\s+|[\s.!;]+$")
QUOTES = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")


def compiled(text):
    """An expression over a cell as it is written; JavaScript reads it the same."""
    return re.compile(text, re.I | re.A)


class Words:
    """Cells to codes."""

    def __init__(self, rules):
        self.rules, self.looks = rules, rules["looks"]
        self.token = compiled("|".join(text for _, text in rules["tokens"]))
        self.kinds = [(name, compiled(text)) for name, text in rules["tokens"]]
        self.special = [(name, compiled(f"(?:{text})$")) for name, text in rules["kinds"]]
        self.most = {}
        for term in rules["heads"]:
            words = term.split(" ")
            self.most[words[0]] = max(len(words), self.most.get(words[0], 0))
        self.known = {}

    def look(self, token, low, may_be_name):
        kind = next((name for name, test in self.kinds if test.match(token)), "other")
        if kind != "word":
            return self.looks[" ".join(sorted(kind.split()))]
        capital = token[0].isupper()
        caps = capital and len(token) > 1 and token.upper() == token
        special = next((name for name, test in self.special if test.match(low)), None)
        kinds = {"word"} | ({"cap"} if capital else set()) | ({"caps"} if caps else set())
        if special:
            kinds.add(special)
        elif capital and low not in self.rules["words"]:
            kinds |= {"name"} if may_be_name else set()
            kinds |= {"initials"} if token.upper() == token and len(token) <= 3 and low not in "ia" else set()
        name = " ".join(sorted(kinds))
        return self.looks.get(name) or self.looks["cap word" if capital else "word"]

    def learn(self, token):
        low = token.lower()
        code = self.rules["words"].get(low, self.rules["other"])
        known = self.known[token] = (self.look(token, low, True) + code, self.look(token, low, False) + code, low,
                                     self.most.get(low, 0), token in ".!?;\n*")
        return known

    def encode(self, cell):
        cell = EDGES.sub("", cell.translate(QUOTES))
        if not cell:
            return ""
        tokens = [self.known.get(token) or self.learn(token) for token in self.token.findall(cell)]
        mixed = cell.upper() != cell
        codes, first, at, heads = [], True, 0, self.rules["heads"]
        while at < len(tokens):
            named, unnamed, low, most, ends = tokens[at]
            code, length = named if mixed and not first else unnamed, 1
            for n in range(min(most, len(tokens) - at), 1, -1):
                term = " ".join(token[2] for token in tokens[at:at + n])
                if term in heads:
                    code, length = tokens[at][1][0] + heads[term], n
                    break
            codes.append(code)
            for token in tokens[at + 1:at + length]:
                codes.append(token[1][0] + self.rules["inside"][token[2]])
            first, at = ends, at + length
        return "".join(codes)


class Scorer:
    def __init__(self, rules):
        self.words, self.criteria = Words(rules), rules["criteria"]
        ends = "".join(letter for name, letter in rules["looks"].items() if "boundary" in name)
        self.ends = re.compile(f"[{ends}].")
        self.rules = [[] for _ in range(CRITERIA)]
        for rule in rules["rules"]:
            for key in ("match", "unless", "needs"):
                rule[key] = re.compile(rule[key]) if rule[key] else None
            rule["regex"] = [compiled(text) for text in rule["regex"]]
            self.rules[rule["criterion"]].append(rule)

    def excluded(self, rule, code, start, end):
        if rule["unless"] is None:
            return False
        found = rule["unless"].search(code, max(0, start - REACH))
        while found and found.start() < end:
            if found.end() > start:
                return True
            found = rule["unless"].search(code, found.start() + 2)
        return False

    def find(self, rule, code, cell):
        """Spans of a rule's matches in a cell."""
        if rule["needs"] is not None and not rule["needs"].search(code):
            return
        found = rule["match"].search(code) if rule["match"] is not None else None
        while found:
            start, end = found.span()
            if end > start and not self.excluded(rule, code, start, end):
                yield start, end
                start = end - 2
            found = rule["match"].search(code, start + 2)
        for expression in rule["regex"]:
            if expression.search(cell) and not self.excluded(rule, code, 0, len(code)):
                yield 0, len(code)

    def holds(self, when, row):
        subject, state = when
        if subject < CRITERIA:
            return row["met"][subject] == (state == MET_STATE)
        column = subject - CRITERIA + 1
        if state in (MET_STATE, UNMET_STATE):
            return self.answers(column, row) == (state == MET_STATE)
        if state in (FILLED, EMPTY):
            return bool(row["codes"][column]) == (state == FILLED)
        words = row["codes"][column]
        repeats = bool(words) and all(words[i + 1] in row["codes"][0] for i in range(0, len(words), 2))
        return repeats == (state == SAME)

    def answers(self, column, row):
        """Does the cell hold evidence of the criterion it answers?"""
        criterion = (None, 4, 3, 2)[column]
        if column not in row["answers"]:
            row["answers"][column] = False
            row["answers"][column] = self.judge(criterion, row, [column], False)
        return row["answers"][column]

    def evidence(self, criterion, row, columns, known):
        for rule in self.rules[criterion]:
            if not known and any(s < CRITERIA or state in (MET_STATE, UNMET_STATE) for s, state in rule["when"]):
                continue
            if not all(self.holds(when, row) for when in rule["when"]):
                continue
            for column in columns:
                if rule["columns"] >> column & 1 and row["codes"][column]:
                    for start, end in self.find(rule, row["codes"][column], row["cells"][column]):
                        yield rule, column, start, end

    def clause(self, code, start, end):
        before = [m.end() for m in self.ends.finditer(code, 0, start)]
        after = self.ends.search(code, end)
        return before[-1] if before else 0, after.start() if after else len(code)

    def cancels(self, against, met, row):
        rule, column, start, end = against
        if rule["strength"] < met[0]["strength"]:
            return False
        if rule["cancels"] == CANCEL_ROW:
            return True
        if rule["cancels"] == CANCEL_CLAUSE:
            start, end = self.clause(row["codes"][column], start, end)
        return column == met[1] and start < met[3] and met[2] < end

    def judge(self, criterion, row, columns, known=True):
        found = list(self.evidence(criterion, row, columns, known))
        against = [piece for piece in found if piece[0]["says"] != MET]
        return any(piece[0]["says"] == MET and not any(self.cancels(other, piece, row) for other in against)
                   for piece in found)

    def score(self, cells):
        row = {"cells": cells, "codes": [self.words.encode(cell) for cell in cells], "met": [False] * CRITERIA,
               "answers": {}}
        implied = [False] * CRITERIA
        for c in self.criteria:
            number, needs, text_needs = c["criterion"], c["requires"], c["text_requires"]
            columns = [1, 2, 3] if text_needs >= 0 and not row["met"][text_needs] else [0, 1, 2, 3]
            row["met"][number] = implied[number] or ((needs < 0 or row["met"][needs]) and
                                                     self.judge(number, row, columns))
            if row["met"][number] and c["implies"] >= 0:
                implied[c["implies"]] = True
        return row["met"]


def read(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [[row.get(column, "") for column in COLUMNS] for row in rows]


def run(score, rows_of, out):
    """CPU seconds from rows to a file of verdicts."""
    start = time.process_time()
    verdicts = [score(cells) for cells in rows_of()]
    with open(out, "w", encoding="ascii") as file:
        file.writelines("".join("01"[met] for met in five) + "\n" for five in verdicts)
    return time.process_time() - start


def measure(make_scorer, rows, out, repeats):
    """As `measure` in rows.js."""
    start = time.process_time()
    score = make_scorer()
    load = time.process_time() - start
    kept = read(rows)
    run(score, lambda: kept, out)  # not counted
    verdict = sorted(run(score, lambda: kept, out) for _ in range(repeats))[repeats // 2]
    whole = sorted(run(score, lambda: read(rows), out) for _ in range(repeats))[repeats // 2]
    print(json.dumps({"rows": len(kept), "load": load, "verdict": verdict, "whole": whole}))


def make_scorer(path):
    with open(path, encoding="utf-8") as file:
        return Scorer(json.load(file)).score


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: verdicts.py RULES ROWS OUT REPEATS")
    measure(lambda: make_scorer(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
