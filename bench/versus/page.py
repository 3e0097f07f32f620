#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""page.py BENCH ROWS OUT REPEATS: the five verdicts by the page of regular expressions in BENCH/baselines.py, as somebody
would write them in an hour: much less work than the pack. Writes and prints as verdicts.py does."""
import sys

from verdicts import COLUMNS, measure


def make_scorer(bench):
    sys.path.insert(0, bench)
    from baselines import CRITERIA, by_regexes

    def score(cells):
        verdict = by_regexes(dict(zip(COLUMNS, cells)))
        return [verdict[name] for name in CRITERIA]
    return score


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: page.py BENCH ROWS OUT REPEATS")
    measure(lambda: make_scorer(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
