#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares planmark with simpler ways to code the actions of plans, on rows that coders have coded.

baselines.py [--planmark COMMAND] --train ROWS... --test ROWS...

ROWS is a CSV file with the columns of corpus/plans.csv, and perhaps :NAME,NAME with the authorities to take of it.
Prints Cohen's kappa with the coders on the test rows, sums only and no row:

  majority   the commoner verdict of the training rows, for every row
  regexes    a page of regular expressions, as a researcher would write them in an hour (below)
  tf-idf     words and pairs of words weighed by TF-IDF, logistic regression, one model a criterion and one for
             high quality, fitted on the training rows
  planmark   the command (PLANMARK names it too; ./run is taken when it is not set)

An action is of high quality when it meets all five criteria. TF-IDF needs scikit-learn: apt-get install python3-sklearn.
"""
import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys

CRITERIA = ["actionable", "measurable", "measure_given", "timeframe", "owner"]
COLUMNS = ["action", "who", "by_when", "measure"]

# ---- the page of regular expressions: written from the definitions of the criteria, mended once on LA1, LA3, LA4, LA6
# and LA7 of corpus/plans.csv; no other coded row was looked at

WHO = (r"social worker|sw|family support worker|fsw|worker|mum|mother|dad|father|parents?|nan|gran\w*|aunt\w*|uncle|"
       r"carers?|school|nursery|college|teacher|senco|dsl|health visitor|hv|gp|nurse|midwife|camhs|police|housing|"
       r"advocate|professionals|family|network|everyone|all|we|i|you|he|she|they|child(ren)?( [a-z])?|\[[^]]+\]|[A-Z]{2}")
DO = r"(to|will|should|must|shall|can|could|needs? to|is to|are to|has agreed to|have agreed to)"
MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(uary|ruary|ch|il|ust|tember|ober|ember)?"
DAY = r"(mon|tues?|wed(nes)?|thur?s?|fri|sat(ur)?|sun)(day)?s?"
UNIT = r"(hours?|days?|weeks?|wks?|fortnights?|months?|terms?|years?)"
NUMBER = r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
VAGUE = (r"(support|encourage|explore|consider|engage|promote|ensure|improve|maintain|develop|understand|reflect|"
         r"be aware|work with|liaise|continue)")
ACT = (r"(attend|complete|apply|refer|contact|visit|meet|send|book|share|deliver|register|take|report|move|pay|arrange|"
       r"speak|ring|call|inform|provide|offer|review|monitor|check|discuss|make|write|give|ask|see|buy|fit|sign|bring)")
REFERRAL = (r"\b(referral|assessment|report|application|form|letter|certificate|course|programme|order|appointment|request|"
            r"conference|plan|check|grant|interview|profile|enrolment|payment|test|scan|box|bed|statement)s?\b")
FEELING = r"\b(feels?|felt|better|improved?|fewer|less|more|happ(y|ier)|confident|safer?|engag\w+|understands?|settled)\b"

REGEXES = {
    "actionable": [rf"\b{DO} (not )?(be )?[a-z]+", rf"^({ACT}|{VAGUE})\b",
                   r"\b(referral|appointment|visits?|review)\b"],
    "measurable": [rf"\b{ACT}(s|ed|ing)?\b", rf"\b(every|per|weekly|daily|monthly|{NUMBER} times)\b", REFERRAL],
    "measure_given": [rf"\b(complete|apply|submit|register|book|refer|make|send|share|write|give|provide|undertake|convene|"
                      rf"carry out|attend|arrange|fit|buy|return)\w*\b.*{REFERRAL}", r"\d+ ?%",
                      r"\b(will|to|must|should) (not|never)\b", r"^referral to\b", r"\b(refer|apply|enrol|sign up|move)\w*\b",
                      r"\b(evidenced by|as shown by|so that|no further)\b", r"\b(daily|weekly|fortnightly|monthly|termly)\b",
                      rf"\b(all|{NUMBER}) (\w+ )?(sessions|appointments|visits|times)\b",
                      rf"\b(each|every) (\w+ )?({UNIT}|{DAY})"],
    "timeframe": [r"\b\d{1,2}[./-]\d{1,2}([./-]\d{2,4})?\b", rf"\b{DAY}\b", rf"\b\d{{1,2}}(st|nd|rd|th)?( of)? {MONTH}\b",
                  rf"\b(by|before|in|from|until) (the )?(end of |start of |mid-? ?)?({MONTH})\b",
                  r"\b(daily|weekly|fortnightly|monthly|termly|immediately|today|tomorrow|tonight|straight away)\b",
                  rf"\b(within|in|over|for|after) (the )?(next )?{NUMBER}( to \d+|-\d+)? {UNIT}\b",
                  rf"\b(each|every|next|this|per|times a|once a|twice a) (other )?({UNIT}|{DAY}|visit|morning|night)\b",
                  r"\b(next|before the|by the|at the) (\w+ )?(meeting|review|conference|core group|panel|visit|session)\b",
                  r"\b(christmas|easter|half.term|(summer|school) holidays?|end of (the )?(term|month|week|year))\b",
                  r"\b(before|until|till|prior to)\b"],
    "owner": [rf"\b({WHO}) (\w+ )?{DO}\b", rf"^({WHO})\b", r"\bby (the )?(school|nursery|social worker|sw|gp|hv)\b"],
}
# what takes a verdict back
AGAINST = {
    "actionable": [r"\b(has|have|had) (been )?[a-z]+ed\b(?! to)", r"^(n/?a|tbc|see above|none|-)?$"],
    "measurable": [rf"^\W*((\w+ ){{0,4}}(to|will) )?{VAGUE}\b(?!.*\b(to|weekly|daily|and) )"],
    "measure_given": [],
    "timeframe": [r"\b(since|last|ago)\b(?!.*\b(by|next|every)\b)"],
    "owner": [rf"^({WHO}) (to|will|should) be \w+(ed|en)\b(?!.* by )"],
}
NOTHING = re.compile(r"^\W*(tbc|tba|n/?a|none|ongoing|asap|as soon as possible|when (required|needed)|\?+)?\W*$", re.I)


def by_regexes(row):
    text, verdict = row["action"], {}
    for name in CRITERIA:
        cell = {"owner": "who", "timeframe": "by_when", "measure_given": "measure"}.get(name)
        flags = 0 if name == "owner" else re.I
        found = any(re.search(r, text, flags) or re.search(r, text.lower(), re.I) for r in REGEXES[name])
        taken = any(re.search(r, text.strip(), re.I) for r in AGAINST[name])
        met = found and not taken
        if cell == "who":
            met = met or not NOTHING.match(row["who"])
        if cell == "by_when" and not NOTHING.match(row["by_when"]):
            met = met or any(re.search(r, row["by_when"], re.I) for r in REGEXES[name]) or \
                bool(re.search(rf"\b({NUMBER} ?{UNIT}|now|immediate|{MONTH}|meeting|review)\b", row["by_when"], re.I))
        if cell == "measure" and not NOTHING.match(row["measure"]):
            met = met or not re.search(FEELING, row["measure"], re.I)
        verdict[name] = int(met)
    verdict["measure_given"] &= verdict["actionable"]
    verdict["measurable"] |= verdict["measure_given"]
    return verdict


# ---- rows

def rows_of(arguments):
    rows = []
    for argument in arguments:
        path, _, wanted = argument.partition(":")
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["action"].strip() and (not wanted or row["authority"] in wanted.split(",")):
                    rows.append(row)
    if not rows:
        sys.exit("baselines.py: no rows in " + " ".join(arguments))
    return rows


def labels_of(rows):
    labels = {name: [int(row[name]) for row in rows] for name in CRITERIA}
    labels["high_quality"] = [int(all(row[name] == "1" for name in CRITERIA)) for row in rows]
    return labels


def with_quality(verdicts):
    verdicts["high_quality"] = [int(all(five)) for five in zip(*(verdicts[name] for name in CRITERIA))]
    return verdicts


# ---- the ways

def majority(train, test):
    labels = labels_of(train)
    return {name: [int(2 * sum(labels[name]) >= len(train))] * len(test) for name in labels}


def regexes(_, test):
    found = [by_regexes(row) for row in test]
    return with_quality({name: [verdict[name] for verdict in found] for name in CRITERIA})


def tf_idf(train, test):
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
    except ImportError:
        sys.stderr.write("baselines.py: no scikit-learn, so no TF-IDF. To install it on Debian:\n"
                         "    apt-get install python3-sklearn\n")
        return None

    def document(row):  # a word of a further column is another word than that of the action
        parts = [row["action"].lower()]
        for column in COLUMNS[1:]:
            words = re.findall(r"\w+", row[column].lower())
            parts.append(" ".join(f"{column}_{word}" for word in words) or f"{column}_empty")
        return " ".join(parts)

    labels, found = labels_of(train), {}
    for name in labels:
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\b\w+\b"),
                              LogisticRegression(C=10, class_weight="balanced", max_iter=2000))
        if len(set(labels[name])) == 1:
            found[name] = labels[name][:1] * len(test)
            continue
        model.fit([document(row) for row in train], labels[name])
        found[name] = [int(v) for v in model.predict([document(row) for row in test])]
    return found


def planmark(command, test):
    sheet = io.StringIO()
    keys = ["plan_id", "authority", "action_no"] + COLUMNS  # no verdict of a coder goes in
    writer = csv.DictWriter(sheet, keys, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(test)
    done = subprocess.run([command, "score", "--quiet", "--format", "jsonl", "--evidence", "none", "-"],
                          input=sheet.getvalue(), stdout=subprocess.PIPE, encoding="utf-8", check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if [f["action_no"] for f in found] != [row["action_no"] for row in test]:
        sys.exit("baselines.py: the marks are not those of the rows")
    return with_quality({name: [int(mark[name]) for mark in found] for name in CRITERIA})


# ---- agreement

def kappa(truth, found):
    n = len(truth)
    agreed = sum(t == f for t, f in zip(truth, found)) / n
    chance = (sum(truth) * sum(found) + (n - sum(truth)) * (n - sum(found))) / (n * n)
    return 0.0 if chance == 1 else (agreed - chance) / (1 - chance)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", nargs="+", required=True, metavar="ROWS")
    parser.add_argument("--test", nargs="+", required=True, metavar="ROWS")
    parser.add_argument("--planmark", default=os.environ.get("PLANMARK", "./run"))
    options = parser.parse_args()

    train, test = rows_of(options.train), rows_of(options.test)
    truth = labels_of(test)
    ways = [("majority", majority(train, test)), ("regexes", regexes(train, test)), ("tf-idf", tf_idf(train, test)),
            ("planmark", planmark(options.planmark, test))]
    print(f"{len(train)} actions to fit on, {len(test)} to judge\n")
    print("| kappa | " + " | ".join(name.replace("_", " ") for name in truth) + " |")
    print("| --- |" + " ---: |" * len(truth))
    for name, found in ways:
        if found is not None:
            print(f"| {name} | " + " | ".join(f"{kappa(truth[c], found[c]):.3f}" for c in truth) + " |")


if __name__ == "__main__":
    main()
