#!/bin/sh
# SPDX-License-Identifier: MIT
# resume.sh ROOT GENERATE [KILLS]: a run that is killed or stopped at any moment never leaves a half file that bears its
# name, and --resume makes of what is left what one run makes. PLANMARK is the command.
. "$(dirname "$0")/streams.sh"
root=$1 generate=$2 kills=${3:-4}

mkdir plans
i=10
while [ $i -lt 50 ]; do
    "$generate" --rows 1500 --seed $i --format csv | sed "s|^P|P$i-|" >plans/$i.csv
    i=$((i + 1))
done
cp "$root/corpus/samples/plan.txt" "$root/corpus/samples/plan.html" plans
printf 'plan_id,action\nE,\n' >plans/00-none.csv
printf 'Name,Mary\n1,2\n' >plans/20-bad.csv
cp plans/30.csv plans/31-again.csv
: >plans/photo.jpg

whole() { # whole NAME FORMAT: what one run makes
    "$PLANMARK" score -q --jobs 1 --format $2 -o whole.$2 --manifest whole-$2.m plans 2>/dev/null
    check "$1: the whole run ended with $?" [ -s whole.$2 ]
}
same() { # same WHAT FORMAT
    check "$1: other marks than those of one run" cmp -s whole.$2 out.$2
    check "$1: another manifest than that of one run" cmp -s whole-$2.m out.m
    check "$1: something is left" [ -z "$(find . -name '*.part*' -o -name '*.journal')" ]
}
moment() { # a random part of a second or two
    od -An -N2 -tu2 /dev/urandom | awk '{ printf "%.3f", $1 % 2200 / 1000 }'
}
go() { # go SIGNAL FORMAT: begins or goes on, and gets the signal; 0: it was done before
    rm -f ended
    { "$PLANMARK" score -q --jobs 2 --resume --format $2 -o out.$2 --manifest out.m plans 2>err; echo $? >ended; } &
    shell=$!
    sleep "$(moment)"
    [ -e ended ] || pkill -"$1" -P $shell 2>/dev/null
    wait $shell
    [ "$(cat ended)" -eq 3 ] && [ -e out.$2 ]
}

for format in csv jsonl; do
    whole "$format" $format
    check "$format: the run is too short" [ "$(wc -l <whole.$format)" -gt 50000 ]
done
format=csv n=0 runs=0
while [ $n -lt "$kills" ] && [ $runs -lt "$kills" ]; do
    signal=KILL
    [ $((n % 4)) -ne 3 ] || signal=TERM
    if go $signal $format; then
        same "run $runs" $format
        runs=$((runs + 1))
        rm -f out.*
        [ $format = csv ] && format=jsonl || format=csv
    else
        # the name is given before the run ends
        check 'a half file has its name' sh -c "[ ! -e out.$format ] || cmp -s whole.$format out.$format"
        n=$((n + 1))
    fi
done
run 3 score -q --resume --format $format -o out.$format --manifest out.m plans
same 'the last run' $format

# A stop is told, and how to go on; the manifest says what was not reached.
rm -f out.*
"$PLANMARK" score -q --jobs 1 --format csv -o out.csv --manifest out.m plans 2>err &
process=$!
tries=0
while [ ! -e out.csv.part ] && [ ! -e out.csv ] && [ $tries -lt 400 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
kill -TERM $process 2>/dev/null
wait $process
code=$?
if [ $code -ne 3 ]; then
    check "stopped: exit code $code" [ $code -eq 143 ]
    check 'stopped: how to go on is not told' grep -q -- '--resume' err
    check 'stopped: the output has its name' [ ! -e out.csv ]
    check 'stopped: the manifest does not say so' grep -q 'the run was stopped before it$' out.m
    check 'stopped: a file is missing in the manifest' [ "$(wc -l <out.m)" -eq "$(wc -l <whole-csv.m)" ]
    run 3 score -q --resume -o out.csv --manifest out.m --format csv plans
fi
same 'stopped' csv

# What was asked for must be the same, the files too; who does not ask to go on begins anew.
half() {
    rm -f out.*
    head -c 3000 whole.csv >out.csv.part
    head -n 1 whole-csv.m >out.m.part
}
half
run 3 score -q --resume --format csv -o out.csv --manifest out.m plans
same 'no journal' csv
half
printf 'planmark-journal 2 planmark%%20something%%20else\n' >out.csv.journal
run 2 score -q --resume --format csv -o out.csv --manifest out.m plans
check 'other settings are not told' grep -q 'asked for something else' err
check 'other settings: what is left is gone' [ -e out.csv.part -a -e out.csv.journal ]
run 3 score -q --format csv -o out.csv --manifest out.m plans
same 'begun anew' csv

# Two runs do not write one output.
if command -v flock >/dev/null; then
    half
    : >out.csv.journal
    flock -n out.csv.journal "$PLANMARK" score -q --resume --format csv -o out.csv --manifest out.m plans 2>err
    check "a second run: exit code $?" [ "$(grep -c 'another run writes this output' err)" -eq 1 ]
    check 'a second run took the part away' [ -e out.csv.part ]
    rm -f out.*
fi
run 2 score --resume plans
check 'no -o' grep -q 'name it with -o' err
run 2 score --resume --summary -o out.csv plans
run 2 score --resume --format table -o out.csv plans
run 2 score --resume -o /dev/null plans
exit $((failed != 0))
