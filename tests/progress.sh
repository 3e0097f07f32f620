#!/bin/sh
# SPDX-License-Identifier: MIT
# progress.sh: --progress: who is told how far it has come, and that no output is touched by it.
. "$(dirname "$0")/streams.sh"

LINE='^planmark: (100%, )?([0-9]+ of [0-9]+ files, )?[0-9]+ rows?(, [0-9.]+ rows/s)?, done in [0-9]+ (s|min [0-9]+ s)$'
told() { # told COUNT ARG...: so many lines of a log are on standard error
    count=$1
    shift
    run 0 "$@"
    check "planmark $*: $(grep -cE "$LINE" err) lines of progress, not $count" [ "$(grep -cE "$LINE" err)" -eq "$count" ]
    check "planmark $*: a terminal is driven" [ "$(tr -cd '\033\r' <err | wc -c)" -eq 0 ]
}

mkdir in
for i in 1 2 3; do
    printf 'plan_id,action\nP%d,Dad to call\nP%d,Mum to write\n' $i $i >in/$i.csv
done
printf 'plan_id,actionable,measurable,measure_given,timeframe,owner,action\nP,1,1,1,0,1,Dad to call\nQ,1,1,1,0,1,Mum to call\n' >gold.csv

# Only who asks for it is told where standard error is no terminal, and output stays as it is.
told 0 score --format csv in
cp out without
told 0 score --format csv --progress auto in
for way in log bar; do
    told 1 score --format csv --progress=$way in
    check "--progress=$way: output is another" cmp -s out without
    check "--progress=$way: percentage and files are told" grep -q '^planmark: 100%, 3 of 3 files, 6 rows' err
done
told 0 score --format csv --progress none in
told 0 score --format csv --progress log -q in
check 'something is told with --quiet' [ ! -s err ]

# All commands that read rows have it.
told 1 extract --progress log in
told 1 check --fail-on never --progress log in
told 1 report --progress log in
told 1 evaluate --progress log gold.csv
told 1 rules coverage --progress log in
told 1 sample --plans 2 --progress log in

# A pipe has no size, and a file on standard input has.
"$PLANMARK" score --format csv --progress log - <in/1.csv >out 2>err
check 'a file on standard input has no size' grep -q '^planmark: 100%, 2 rows' err
cat in/1.csv | "$PLANMARK" score --format csv --progress log - >out 2>err
check 'a pipe has a size' grep -q '^planmark: 2 rows' err

# A file that is missing leaves the others.
run 3 score --format csv --progress log in missing.csv
check 'a missing file stops the progress' grep -q '^planmark: 100%, 3 of 3 files, 6 rows' err
run 2 score --progress sometimes in
check 'a fault of usage is not told' grep -q 'progress' err

# On a terminal a bar, of its width, which is taken away; on a dumb one nothing, or lines.
if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1; then
    # 1,000,000 rows take longer than a tenth of a second
    awk 'BEGIN { print "plan_id,action"; for (i = 0; i < 1000000; i++) print "P" i ",Dad to call" }' >large.csv
    watched() { # watched TERM COLUMNS ARG...: `err` has what the terminal got
        kind=$1
        columns=$2
        shift 2
        TERM=$kind script -qec "stty cols $columns 2>/dev/null; '$PLANMARK' $* >rows" /dev/null >err </dev/null
    }
    watched xterm 100 extract large.csv
    check 'no bar is shown' grep -q "planmark: \[#*-*\] [0-9]*%, [0-9]* rows, [0-9]* rows/s" err
    check 'the bar is not taken away' grep -q "$(printf '\r\033\\[K')planmark: 1000000 rows of 1 file read" err
    watched xterm 40 extract large.csv
    longest=$(tr '\r' '\n' <err | sed "s/$(printf '\033')\\[K//g" | grep % | awk '{ if (length > n) n = length } END { print n + 0 }')
    check "a line of $longest columns is shown on a terminal of 40" [ "$longest" -lt 40 ]
    check 'nothing is shown on a narrow terminal' grep -q 'planmark: [0-9]*%' err
    watched dumb 100 extract large.csv
    check 'a dumb terminal is driven' [ "$(grep -c "$(printf '\033')" err)" -eq 0 ]
    watched dumb 100 extract --progress bar large.csv
    check 'a dumb terminal gets no lines' grep -q '^planmark: 100%, 1000000 rows' err
    watched xterm 100 extract --progress none large.csv
    check '--progress none shows something' [ "$(grep -c '%' err)" -eq 0 ]
    watched xterm 100 extract -q large.csv
    check '--quiet shows something' [ ! -s err ]
fi
exit $failed
