#!/bin/sh
# SPDX-License-Identifier: MIT
# shard.sh: --shard: what N machines write is together what one writes, whatever is read and written.
. "$(dirname "$0")/streams.sh"
LC_ALL=C
export LC_ALL

says() { # says out|err PATTERN
    check "$asked: $1 lacks: $2" grep -qE -- "$2" "$1"
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark $*"
    run "$code" "$@"
}

# Plans of all kinds: rows of one plan apart from each other and in two files, plans without an id, plans without
# actions, a duplicate, and documents.
mkdir -p in/north in/south
awk 'BEGIN {
    print "plan_id,authority,action,who,by_when"
    for (i = 0; i < 60; i++) printf "P%d,LA%d,Mum to call the GP by %d May,Mum,weekly\n", i % 17, i % 2, i % 28 + 1
    print "P1,LA1,,,"
    print "P99,LA1,,,"
}' >in/a.csv
printf '{"plan_id": "P3", "authority": "LA1", "action": "Dad to meet the school weekly"}\n{"plan_id": "J1", "action": "School to write"}\n' >in/b.jsonl
printf '{"plans": [{"plan_id": "N1", "actions": [{"action": "Nan to visit"}, {"action": "Nan to call"}]}, {"plan_id": "N2", "actions": []}]}' >in/c.json
printf 'Mum to see the GP\nDad to attend weekly\n' >in/north/plan.txt
printf 'School to meet dad\n' >in/south/plan.txt
printf 'action,who\nDad to call,Dad\nMum to write,Mum\n' >in/south/plan.csv
documents=no
if "$PLANMARK" formats | grep -q html; then
    documents=yes
    cat >in/d.html <<'END'
<html><p>Authority: North</p>
<h1>Child in Need Plan</h1><p>Plan ID: D1</p>
<table><tr><th>Action<th>Who<tr><td>Mum to call the GP<td>Mum<tr><td>Nan to visit<td>Nan</table>
<h1>Child in Need Plan</h1><p>Plan ID: D2</p>
<table><tr><th>Action<th>Who<tr><td>School to meet dad every week<td>School</table></html>
END
    for i in 1 2 3; do
        echo "<table><tr><th>Action<th>Who<tr><td>Mum to call $i<td>Mum</table>" >in/north/e$i.html
    done
fi

sum() { # sum COLUMN FILE...: of manifests, whose paths have no commas here
    column=$1
    shift
    awk -F, -v c="$column" 'FNR > 1 { n += $c } END { print n }' "$@"
}

together() { # together NAME ARG...: for each N, the parts of `planmark ARG... in` are the whole
    name=$1
    shift
    ask 0 "$@" --manifest whole.csv -o whole.out in
    sort whole.out >whole.sorted
    for n in 1 2 3 7; do
        i=1
        : >parts
        rm -f part-*
        while [ $i -le $n ]; do
            ask 0 "$@" --shard $i/$n --manifest part-$i.csv -o part-$i.out in
            cat part-$i.out >>parts
            i=$((i + 1))
        done
        sort parts >parts.sorted
        check "$name: $n shards are not the whole" cmp -s whole.sorted parts.sorted
        for column in 4 5; do
            check "$name: $n manifests add up to another sum of column $column" \
                [ "$(sum $column part-*.csv)" -eq "$(sum $column whole.csv)" ]
        done
        check "$name: $n manifests tell of other files" \
            [ "$(cut -d, -f1-3 part-*.csv | sort -u)" = "$(cut -d, -f1-3 whole.csv | sort -u)" ]
    done
}

plans_apart() { # each plan in one part alone
    for part in part-*.out; do
        sed 's/.*"plan_id":"\([^"]*\)".*"authority":"\([^"]*\)".*/\1 \2/' "$part" | sort -u
    done | sort | uniq -d >twice
    check "$name: plans in two shards: $(cat twice)" [ ! -s twice ]
}

together jsonl score --format jsonl
plans_apart
check 'no plan is in the test' grep -q '"plan_id":"P3","authority":"LA1"' whole.out
together extract extract --format jsonl
plans_apart
together none score --format jsonl --text none

# Summaries and CSV: one heading each.
headless() { # headless FILE...
    awk 'FNR > 1' "$@" | sort
}
for kind in summary csv; do
    case $kind in
    summary) set -- score --format csv --summary in ;;
    csv) set -- score --format csv in/a.csv ;;
    esac
    ask 0 "$@" -o whole.out
    for n in 1 2 3 7; do
        rm -f part-*
        i=1
        while [ $i -le $n ]; do
            ask 0 "$@" --shard $i/$n -o part-$i.out
            i=$((i + 1))
        done
        check "$kind: $n shards are not the whole" [ "$(headless part-*.out)" = "$(headless whole.out)" ]
    done
done

# The last line tells of the other rows, and only with --shard.
ask 0 score --format csv --shard 1/1 in/a.csv
says err '^planmark: 61 rows of 1 file read: 60 marked, 1 plan without actions, 0 skipped, 0 rows of other shards$'
ask 0 score --format csv in/a.csv
check 'shards are told where there are none' [ "$(grep -c shard err)" -eq 0 ]

# All rows of a file may be another shard's: it is read, and not empty.
printf 'plan_id,authority,action\nP1,LA1,Dad to call\nP1,LA1,Mum to call\n' >one.csv
ask 0 score --format csv --shard 1/2 --manifest m.csv one.csv
says err '^planmark: 0 rows of 1 file read: 0 marked, 0 plans without actions, 0 skipped, 2 rows of other shards$'
check 'a file of other shards is not read' grep -qE '^one.csv,[0-9a-f]+,csv,0,0,0,0,read,$' m.csv
ask 0 score --format csv --shard 2/2 --manifest m.csv one.csv
check 'a file of this shard is not read' grep -qE '^one.csv,[0-9a-f]+,csv,1,2,0,0,read,$' m.csv

# A fault of a row is its shard's to tell, and what cannot be read everybody's. An output without rows of its own is
# whole all the same.
printf 'plan_id,authority,action_no,action\nP1,LA1,1,Dad to call\nP1,LA1,1,Mum to call\n' >twice.csv
ask 0 score --format csv --shard 1/2 --manifest m.csv twice.csv
check 'the message of another shard is told' [ "$(grep -c 'left out' err)" -eq 0 ]
ask 3 score --format csv --shard 2/2 --manifest m.csv twice.csv
says err '^twice.csv:3: error: the row is left out: one with its authority'
for shard in 1/2 2/2; do
    rm -f marks.csv
    ask 3 score --format csv --shard $shard -o marks.csv one.csv missing.csv
    says err '^missing.csv: error: '
    check "$shard of a run with a missing file leaves nothing" [ -f marks.csv ]
done

# Faults of usage.
for wrong in 0/3 4/3 1/0 0/0 x 1 /3 1/ 1/2/3 -1/3 '' 1/1000001 99999999999999999999/3; do
    ask 2 score --shard "$wrong" in/a.csv
    says err '^planmark score: .*--shard|^planmark: .*--shard'
    check "$asked: something is written" [ ! -s out ]
done
ask 2 extract --shard 0/3 in/a.csv
says err '3 shards are 1/3 to 3/3'
ask 2 extract --shard 4/3 in/a.csv
says err '3 shards are 1/3 to 3/3'
ask 2 extract --shard 1/0 in/a.csv
says err 'say --shard 1/1 for all rows'
ask 2 extract --shard x in/a.csv
says err 'say --shard 1/4 for the first of four'
[ $documents = yes ] || echo "documents were not tested: they are not built"
exit $failed
