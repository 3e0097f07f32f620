#!/bin/sh
# SPDX-License-Identifier: MIT
# jobs.sh ROOT: the output, the manifest and the messages are the same bytes, whatever --jobs says.
. "$(dirname "$0")/streams.sh"
root=$1

# Several batches of rows in several files: faulty rows between good ones, columns that the first file has not, a row
# that is larger than a batch, a file that cannot be read, one without actions, plans that two files have.
mkdir -p plans
for i in 1 2 3 4 5 6; do
    sed "s/^\([^,]*\),/\1-$i,/" "$root/corpus/plans.csv" >"plans/$i.csv"
done
awk 'BEGIN { print "plan_id,action,who,by_when,own"
    for (i = 1; i <= 3000; i++)
        print "Q" int(i / 7) ",Dad to call the school about place " i "," (i % 5 == 0 ? "\"un" i "\"x" : "Dad") ",12 May,c" i
    print "R,,Mum,,"; print "R,Mum to write to the GP,Mum,,"; print "R,Mum to write to the GP,Mum,,,,"
}' >plans/mixed.csv
awk 'BEGIN { printf "plan_id,action\nL,"; for (i = 0; i < 60000; i++) printf "Mum to call dad "; print "\nL,Dad to call mum" }' >plans/long.csv
printf 'Name,Mary\n1,2\n' >plans/bad.csv
printf 'plan_id,action\nE,\n' >plans/none.csv
printf 'plan_id,action\nL,Nan to ring the nurse by Friday\n' >plans/again.csv
ask() { # ask JOBS NAME ARG...
    jobs=$1 name=$2
    shift 2
    run 3 score --jobs "$jobs" "$@" --manifest "m.$name" plans missing.csv
    mv out "out.$name"
    mv err "err.$name"
}
for how in '--format csv' '--format jsonl' '--format jsonl --evidence all --text none' '--format table' \
    '--summary --format csv' '--summary --format jsonl' '--format csv --text evidence'; do
    ask 1 one $how
    check "$how: no rows" [ "$(wc -l <out.one)" -gt 400 ]
    for jobs in 2 3 8 64; do
        ask $jobs more $how
        check "$how: other marks with $jobs jobs" cmp -s out.one out.more
        check "$how: another manifest with $jobs jobs" cmp -s m.one m.more
        check "$how: other messages with $jobs jobs" cmp -s err.one err.more
    done
done
check 'faulty rows are not told' grep -q 'mixed.csv:6:' err.one

# One row, none, and a reader of the output that leaves.
printf 'plan_id,action\nA,Dad to call mum\n' >one.csv
run 0 score --jobs 4 --format csv one.csv
check 'one row' [ "$(wc -l <out)" -eq 2 ]
run 3 score --jobs 4 --format csv plans/none.csv missing.csv
"$PLANMARK" score --jobs 4 --format csv -q plans 2>err | head -n 1 >out
check 'a closed pipe is not quiet' sh -c '! grep -q "error: .*write" err'
check 'the heading came' [ "$(wc -l <out)" -eq 1 ]
if [ -e /dev/full ]; then
    "$PLANMARK" score --jobs 4 --format csv -q plans >/dev/full 2>err
    check 'a full disk: another exit code' [ $? -eq 5 ]
    check 'a full disk is not told' grep -qi 'no space' err
fi

# The kind of what has no name shows in its first lines, however long the first is.
awk 'BEGIN { for (n = 1; n <= 3; n++) { printf "{\"plan_id\": \"L\", \"action\": \""; for (i = 0; i < 12000 * n; i++) printf "Mum to call dad "; print "\"}" } }' >long.jsonl
run 0 score --format csv long.jsonl
sed 's/long.jsonl/stdin/' out >wanted
"$PLANMARK" score --format csv - <long.jsonl >out 2>err
check 'JSON lines, the first of 190 KB' cmp -s out wanted
{ echo; cat long.jsonl; } | "$PLANMARK" score --format jsonl - 2>err >out
check 'JSON lines behind a blank one' [ "$(wc -l <out)" -eq 3 ]
sed -n 3p long.jsonl >one.json
run 0 score --format jsonl one.json
check 'one object on one long line' [ "$(wc -l <out)" -eq 1 ]
awk 'BEGIN { printf "{\"plans\": [{\"plan_id\": \"N\", \"actions\": ["; for (i = 0; i < 9000; i++) printf "%s{\"action\": \"Nan to visit place %d\"}", i ? "," : "", i; print "]}]}" }' >plans.txt
"$PLANMARK" score --format jsonl - <plans.txt 2>err >out
check 'a document on one long line' [ "$(wc -l <out)" -eq 9000 ]

for wrong in 0 257 x -1 1.5; do
    run 2 score --jobs=$wrong one.csv
    check "--jobs=$wrong: no word of what it is" grep -q -- '--jobs is a number from 1 to 256' err
done
exit $((failed != 0))
