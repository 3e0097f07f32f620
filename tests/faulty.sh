#!/bin/sh
# SPDX-License-Identifier: MIT
# faulty.sh SOURCE LAYER: the command while reads and writes come short, are broken off by signals, or fail. What is
# done piece by piece gives the same bytes; what fails gives exit code 5 (3 for an input), a message, and no file.
. "$(dirname "$0")/streams.sh"
source=${1:?usage: faulty.sh SOURCE LAYER}
layer=${2:?usage: faulty.sh SOURCE LAYER}
cp "$source"/corpus/samples/* .
head -60 "$source/corpus/plans.csv" >coded.csv

faulty() { # faulty MODE ARG...
    FAULTY_IO=$1
    shift
    FAULTY_IO=$FAULTY_IO LD_PRELOAD=$layer "$PLANMARK" "$@"
}

same() { # same ARG...: as without faults
    "$PLANMARK" "$@" >wanted 2>wanted.err
    code=$?
    for mode in short eintr; do
        faulty $mode "$@" >out 2>err
        check "$mode: planmark $*: exit code" [ $? -eq $code ]
        check "$mode: planmark $*: the same output" cmp -s wanted out
        check "$mode: planmark $*: the same messages" cmp -s wanted.err err
    done
}

for file in plan.csv plan.jsonl plan.json plan.txt plan.html; do
    same extract --format csv $file
done
same score --format jsonl plan.csv plan.json
same check --format json plan.csv
same report plan.csv
same evaluate --resamples 100 coded.csv
"$PLANMARK" score plan.csv >wanted 2>/dev/null
for mode in short eintr; do # a pipe, and a file that is written
    faulty $mode score - <plan.csv 2>/dev/null | sed 's/standard input/plan.csv/' >out
    check "$mode: standard input is read to its end" [ "$(wc -l <out)" -eq "$(wc -l <wanted)" ]
    faulty $mode score -o out.csv plan.csv 2>/dev/null
    check "$mode: a file is written to its end" cmp -s wanted out.csv
    rm -f out.csv
    # what an earlier run left is cut off, and all of it is on the disk before it bears its name
    head -c 300 wanted >out.csv.part
    faulty $mode score -o out.csv --manifest out.m plan.csv 2>/dev/null
    check "$mode: a file that takes the place of a part" cmp -s wanted out.csv
    check "$mode: the manifest" [ "$(wc -l <out.m)" -eq 2 ]
    rm -f out.*
done

# Every read and every write that there is fails once, with all behind it.
fails() { # fails MODE CODE WHAT-IS-SAID ARG...
    mode=$1 wanted=$2 said=$3
    shift 3
    "$PLANMARK" "$@" >out 2>err
    usual=$?
    n=0
    while n=$((n + 1)) && [ $n -lt 40 ]; do
        rm -f out.csv
        faulty "$mode=$n" "$@" >out 2>err
        code=$?
        [ $code -ne $usual ] || break # it was beyond the last
        check "$mode $n: planmark $*: exit code $code" [ $code -eq "$wanted" ]
        check "$mode $n: planmark $*: a message" grep -q "$said" err
        check "$mode $n: planmark $*: no file is left" [ -z "$(ls | grep -E '^out.csv|part-')" ]
    done
    check "$mode: planmark $*: some fail, and not all" [ $n -gt 1 -a $n -lt 40 ]
}
for file in plan.csv plan.jsonl plan.json plan.txt plan.html; do
    fails read 3 'the device reports an error' extract -o out.csv $file
done
fails write 5 'cannot write to' score -o out.csv plan.csv
fails write 5 'cannot write to' score plan.csv
fails write 5 'cannot write to' report plan.csv
fails write 5 'cannot write to' check --format sarif plan.csv
[ $failed -eq 0 ]
