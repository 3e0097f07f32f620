#!/bin/sh
# SPDX-License-Identifier: MIT
# pathological.sh: input made to take for ever. Each is so large that work by the square of its size would not end within
# the time of the test; each ends with a message or with its marks, and the exit code says which.
. "$(dirname "$0")/streams.sh"


many() { # many COUNT TEXT: the text so often, without line ends
    yes "$2" | head -n "$1" | tr -d '\n'
}

says() {
    check "$asked: says '$1'" grep -q "$1" err
}

ends() { # ends CODE ARG...
    asked="planmark $*"
    run "$@"
    check "$asked: something is told" [ -s err ]
}

# Brackets in brackets, of JSON and of YAML.
{ many 1000000 '['; } >deep.json
ends 3 score deep.json
says 'nested too deep'
{ printf '{"action": '; many 1000000 '{"a":'; } >deep.jsonl
ends 3 score deep.jsonl
says 'nested too deep'
{ printf 'check: '; many 100000 '['; } >planmark.yaml
ends 2 check --config planmark.yaml deep.json
says 'nested too deep'
rm planmark.yaml

# A million commas: as headings, and as one row.
{ printf 'action'; many 1000000 ','; echo; echo 'Mum to go'; } >wide.csv
ends 3 score wide.csv
says 'column'
{ echo 'action,who'; printf 'Mum to go'; many 1000000 ','; echo; echo 'Dad to go,Dad'; } >row.csv
ends 3 score row.csv
says 'column'

# A word of 1 MB, a million words, a million line ends in a cell.
{ echo 'action'; many 1000000 'a'; echo; } >word.csv
ends 0 score --format jsonl word.csv
{ echo 'action'; many 500000 'to '; echo; } >words.csv
ends 0 score --format jsonl words.csv
{ printf 'action\n"'; yes 'Mum' | head -250000; echo '"'; } >lines.csv
ends 0 score --format jsonl lines.csv

# An expression that backtracks without end.
mkdir pack
printf 'name: slow\nversion: 1.0.0\nextends: cin-england\n' >pack/pack.yaml
cat >pack/rules.yaml <<'END'
rules:
- id: owner.slow
  criterion: owner
  says: met
  why: w
  regex: ['(a+)+b', '(a|aa)+c', '(\w+\s?)+#']
  examples: {met: ["aab"], unmet: ["zz"]}
END
{ echo 'action'; many 100000 'a'; echo; many 50000 'aa '; echo; } >slow.csv
ends 0 score --format jsonl --pack pack slow.csv
[ $failed -eq 0 ]
