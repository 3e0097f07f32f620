#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""regexes.py SPELT OUT: turns a pack that `spell` has spelt out into a dictionary and regular expressions, as JSON,
which verdicts.py and verdicts.js run alike. Prints which share of the rules it could turn.

Lists of thousands of terms cannot be written out at each of their mentions: the expressions would have more than a
gigabyte. So do what one would do by hand: give each word a code, one letter for its looks (capital, number, date, comma)
and one character for the lists it is in, and write the patterns as expressions over these codes. `school nurse to` is
three tokens and six characters; {agents} is a class of characters.
"""
import itertools
import json
import re
import string
import sys

FIRST_CODE, FIRST_INSIDE = 0x4E00, 0xA000  # codes of words; of the second and further words of terms
MET, UNMET, NEAR = 0, 1, 2
LEXNAMES = """noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body noun.cognition noun.communication
noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object noun.person noun.phenomenon noun.plant
noun.possession noun.process noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body
verb.change verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation verb.emotion
verb.motion verb.perception verb.possession verb.social verb.stative verb.weather""".split()
FORMS = ["base", "s", "past", "part", "ing"]

# ---- tokens: what the scripts tell by expressions, the first that fits; names are the pack's token classes

MONTHS = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
          r"nov(?:ember)?|dec(?:ember)?)")
NUMBERS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
DM = r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])"
TOKENS = [
    ("placeholder", r"\[[^\]\n]{1,40}\]|xx+\b"),
    ("date", rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ /-]?{MONTHS}\b(?:,?[ /-]?(?:(?:19|20)\d\d|\d\d)\b)?|"
             rf"{MONTHS}[ -](?:19|20)\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d\d|20\d\d-\d\d(?:-\d\d)?|"
             r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))\b(?![/\d])"),
    ("time", r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b|\b(?:[01]?\d|2[0-3]):[0-5]\d\b"),
    ("percent", r"\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)"), ("money", r"£ ?\d[\d,.]*\b"), ("ratio", r"\b\d:\d\b"),
    ("fraction", r"\b\d+/\d+\b"),
    ("length", rf"\b(?:\d+|{NUMBERS})-(?:minute|hour|day|week|month|year)s?\b"),
    ("ord", r"\b\d+(?:st|nd|rd|th)\b"),
    ("year num", r"\b(?:19|20)\d\d\b(?![.,]?\d)"),
    ("dm num", rf"\b{DM.replace('./-', '.-')}\b(?![.,]?\d)"), ("num", r"\b\d[\d,]*(?:\.\d+)?\b"),
    ("possessive", r"'s\b|(?<=s)'(?=\s)"),
    ("word", r"\b[a-z]/[a-z]\b|\bw/|\b[a-z]+n't\b|'(?:ll|re|ve|d|m)\b|[a-z0-9À-ɏ]+(?:-[a-z0-9À-ɏ]+)*"),
    ("boundary question", r"\?"), ("boundary", r"[.!;\n*]"), ("comma", ","), ("dash", "-"), ("colon", ":"), ("slash", "/"),
    ("open", r"\("), ("close", r"\)"), ("plus", "[+&]"), ("quote", '"'), ("other", r"\S")]
WORDS = [("num", NUMBERS), ("ord", r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"),
         ("weekday", r"(?:mon|tues?|weds|thur?s?|fri)(?:day)?s?|wednesdays?|saturdays?|sundays?"),
         ("month", MONTHS), ("mixed", r"(?=.*\d).*[a-z].*")]
MARKS = {"?": "question", ",": "comma", "-": "dash", ":": "colon", "/": "slash", "(": "open", ")": "close", "+": "plus",
         '"': "quote", "'s": "possessive", ".": "boundary"}


def all_looks():
    """Every set of token classes that the scripts give a token, each with a letter."""
    looks = {frozenset(name.split()) for name, _ in TOKENS}
    for case, more in itertools.product(["", "cap", "cap caps"], [""] + [name for name, _ in WORDS]):
        looks.add(frozenset(f"word {case} {more}".split()))
    for more in ["name", "caps name", "initials", "caps initials", "name initials", "caps name initials"]:
        looks.add(frozenset(f"word cap {more}".split()))
    letters = string.ascii_letters + string.digits
    return dict(zip(sorted(looks, key=sorted), letters, strict=False))


# ---- what the pack says

class Pack:
    def __init__(self, lines):
        self.criteria, self.lists, self.named, self.rules, self.wordnet = [], {}, {}, [], {}
        for line in map(json.loads, lines):
            if "list" in line:
                self.lists[line["list"], line["form"]] = line
            elif "named" in line:
                self.named[line["named"]] = line["pattern"]
            elif "rule" in line:
                self.rules.append(line)
            elif "word" in line:
                self.wordnet[line["word"]] = line
            else:
                self.criteria.append(line)

    def walk(self, tree, seen):
        """All parts of a pattern and of the named ones in it, each of these once."""
        yield tree
        for part in tree["items"]:
            yield from self.walk(part, seen)
        if tree["op"] == "named" and tree["text"] not in seen:
            seen.add(tree["text"])
            yield from self.walk(self.named[tree["text"]], seen)

    def terms(self, name, form):
        for (path, its_form), line in self.lists.items():
            if (path == name or path.startswith(name + "/")) and (not form or form == its_form):
                yield from line["terms"]


class Vocabulary:
    """Codes of words by what patterns can tell of them."""

    def __init__(self, pack):
        self.facts, self.terms = {}, {}  # word -> what is true of it; term of several words -> the same
        parts = {}
        seen = set()
        for rule in pack.rules:
            for tree in rule["match"] + rule["unless"] + rule["needs"]:
                for part in pack.walk(tree, seen):
                    parts[key_of(part)] = part
        listed = {term for (name, _), line in pack.lists.items() if not line["silent"] and
                  not name.startswith("report/") for term in line["terms"]}
        for word in listed:
            self.add(word, "listed", single=True)
        for key, part in parts.items():
            if part["op"] in ("word", "forms"):
                for term in part["terms"]:
                    for word in term.split() if part["op"] == "word" else [term]:
                        self.add(word, ("word", word) if part["op"] == "word" else key, single=True)
            elif part["op"] == "list":
                for term in pack.terms(part["text"], part["form"]):
                    self.add(term, key)
        asked = [part for part in parts.values() if part["op"] == "wordnet"]
        for word, entry in pack.wordnet.items():
            if " " not in word and "listed" not in self.facts.get(word, ()):
                for part in asked:
                    if in_wordnet(entry, part):
                        self.add(word, key_of(part))
        self.give_codes()

    def add(self, term, fact, single=False):
        if " " not in term:
            self.facts.setdefault(term, set()).add(fact)
        elif not single:
            self.terms.setdefault(term, set()).add(fact)

    def give_codes(self):
        """Of a term the first word has the lists, the others none: a word in a term is itself and no more."""
        def plain(word):
            return {fact for fact in self.facts.get(word, ()) if fact[0] in ("word", "forms")} | {"listed"}
        kinds = {word: frozenset(facts) for word, facts in self.facts.items()}
        heads = {term: frozenset(facts | plain(term.split()[0])) for term, facts in self.terms.items()}
        inside = {word: frozenset(plain(word) | {"inside"}) for term in self.terms for word in term.split()[1:]}
        order = sorted(set(kinds.values()) | set(heads.values()), key=lambda s: sorted(map(str, s)))
        code = {facts: chr(FIRST_CODE + 1 + i) for i, facts in enumerate(order)}
        for i, facts in enumerate(sorted(set(inside.values()), key=lambda s: sorted(map(str, s)))):
            code[facts] = chr(FIRST_INSIDE + i)
        code[frozenset()] = chr(FIRST_CODE)  # of any other word
        self.code, self.last_inside = code, chr(FIRST_INSIDE + len(set(inside.values())))
        self.words = {word: code[facts] for word, facts in kinds.items()}
        self.heads = {term: code[facts] for term, facts in heads.items()}
        self.inside = {word: code[facts] for word, facts in inside.items()}
        self.having = {}
        for facts, char in code.items():
            for fact in facts:
                self.having.setdefault(fact, set()).add(char)
        self.all = set(code.values())


def key_of(part):
    return (part["op"], part["text"].lower() if part["op"] in ("word", "forms") else part["text"], part["form"])


def in_wordnet(entry, part):
    number = LEXNAMES.index(part["text"]) + 3
    form = part["form"]
    return entry["noun"] == number or (entry["verb"] == number and
                                       (not form or entry["forms"] >> FORMS.index(form) & 1))


# ---- patterns to expressions

def class_of(chars):
    """[a-cx] for a set of characters."""
    codes, runs = sorted(map(ord, chars)), []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "[" + "".join(chr(a) if a == b else f"{chr(a)}{'-' if b > a + 1 else ''}{chr(b)}" for a, b in runs) + "]"


class Writer:
    def __init__(self, pack, vocabulary):
        self.pack, self.words, self.looks, self.named = pack, vocabulary, all_looks(), {}
        self.any_look = class_of(self.looks.values())
        self.tokens = {}

    def having_look(self, kind):
        return {letter for kinds, letter in self.looks.items() if kind in kinds}

    def test(self, part):
        """The letters and the codes of tokens that pass a test; every other test lets all letters or all codes pass."""
        looks, codes = set(self.looks.values()), set(self.words.all)
        if part["op"] == "kind" and part["text"] == "listed":
            codes = self.words.having["listed"]
        elif part["op"] == "kind" and part["text"] != "any":
            looks = self.having_look(MARKS.get(part["text"], part["text"]))
        elif part["op"] == "word":
            codes = self.words.having.get(("word", part["terms"][0]), set())
        elif part["op"] in ("forms", "list", "wordnet"):
            codes = self.words.having.get(key_of(part), set())
        return looks, codes

    def token(self, tests):
        key = tuple((key_of(part), part["not"], *part.get("terms", ())) for part in tests)
        if key not in self.tokens:
            self.tokens[key] = self.write_token(tests)
        return self.tokens[key]

    def write_token(self, tests):
        looks, codes = set(self.looks.values()), set(self.words.all)
        for part in tests:
            its_looks, its_codes = self.test(part)
            if not part["not"]:
                looks, codes = looks & its_looks, codes & its_codes
            elif len(its_looks) < len(self.looks):
                looks = looks - its_looks
            else:
                codes = codes - its_codes
        if not looks or not codes:
            return "(?!)"
        letter = self.any_look if len(looks) == len(self.looks) else class_of(looks)
        return letter + ("." if len(codes) == len(self.words.all) else class_of(codes))

    def rest_of_term(self, tests):
        takes = any(part["op"] == "list" and not part["not"] for part in tests)
        return f"(?:{self.any_look}[{chr(FIRST_INSIDE)}-{self.words.last_inside}])*" if takes else ""

    def write(self, tree):
        op, items = tree["op"], tree["items"]
        if op == "word":
            return "".join(self.token([{**tree, "terms": [word]}]) for word in tree["terms"][0].split())
        if op in ("forms", "list", "wordnet", "kind"):
            return self.token([tree]) + self.rest_of_term([tree])
        if op == "tests":
            return self.token(items) + self.rest_of_term(items)
        if op == "choice":
            return "(?:" + "|".join(map(self.write, items)) + ")"
        if op == "repeat":
            return f"(?:{self.write(items[0])}){{{tree['least']},{tree['most']}}}"
        if op == "gap":
            within = set(self.looks.values()) - self.having_look("boundary")
            return f"(?:{class_of(within)}.){{0,{tree['most']}}}?"
        if op == "named":
            if tree["text"] not in self.named:
                self.named[tree["text"]] = "(?:" + self.write(self.pack.named[tree["text"]]) + ")"
            return self.named[tree["text"]]
        if op == "context":
            return self.write(items[0]) + "(?=" + self.write(items[1]) + ")"
        if op in ("start", "end"):
            return "^" if op == "start" else "$"
        return "".join(map(self.write, items))  # a sequence or a capture

    def any_of(self, trees):
        return "|".join(map(self.write, trees))


def main(spelt, out):
    with open(spelt, encoding="utf-8") as lines:
        pack = Pack(lines)
    words = Vocabulary(pack)
    writer = Writer(pack, words)
    rules = [rule for rule in pack.rules if rule["says"] != NEAR]
    turned = [{"id": rule["rule"], **{key: rule[key] for key in ("criterion", "says", "strength", "columns", "cancels",
                                                                  "when", "regex")},
               **{key: writer.any_of(rule[key]) for key in ("match", "unless", "needs")}} for rule in rules]
    looks = {" ".join(sorted(kinds)): letter for kinds, letter in writer.looks.items()}
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"criteria": pack.criteria, "rules": turned, "looks": looks, "tokens": TOKENS, "kinds": WORDS,
                   "other": chr(FIRST_CODE), "words": words.words, "heads": words.heads, "inside": words.inside}, file,
                  ensure_ascii=False)
    size = sum(len(rule[key]) for rule in turned for key in ("match", "unless", "needs"))
    print(f"{len(rules)} of {len(pack.rules)} rules decide verdicts; {len(turned)} turned into expressions of {size:,} "
          f"characters, {len(words.words):,} words and {len(words.heads):,} terms in {len(words.code):,} codes")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: regexes.py SPELT OUT")
    main(*sys.argv[1:])
