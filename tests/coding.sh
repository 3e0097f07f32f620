#!/bin/sh
# SPDX-License-Identifier: MIT
# coding.sh: planmark sample, from plans to a sheet, through coders and back to evaluate, by streams and exit codes.
# PLANMARK names the command.
. "${0%/*}/streams.sh"

# Sixty marked plans of two to six actions. What a coder must not see begins with "zz".
awk 'BEGIN {
    print "plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,actionable,measurable," \
          "measure_given,timeframe,owner,score,high_quality,unsure,owner_kind,pack,notes,zzteam"
    for (p = 1; p <= 60; p++)
        for (a = 1; a <= 2 + p % 5; a++) {
            good = (a + p) % 3 == 0
            printf "P%02d,LA%d,%d,Mum to ring number %d of plan %d,Mum,weekly,a letter,1 May 2024,zzsource.csv:%d,", \
                   p, p % 4, a, a, p, p
            printf "1,%d,%d,1,1,zz5,zz1,zzunsure,zzkind,zzpack@1,zznote,zzteam%d\n", good, good, p % 4
        }
}' >marks.csv

# ---- the sheet ---------------------------------------------------------------------------------------------------
run 0 sample marks.csv --plans 20 --seed 4 -o sheet.csv
check 'nothing on standard output' [ ! -s out ]
check 'its columns' grep -qx 'plan_id,authority,action_no,action,who,by_when,measure,plan_date,actionable,measurable,measure_given,timeframe,owner,notes' sheet.csv
check 'so many plans' [ "$(sed 1d sheet.csv | cut -d, -f1 | sort -u | wc -l)" -eq 20 ]
check 'all actions of each' [ "$(sed 1d sheet.csv | while IFS=, read -r id rest; do grep -c "^$id," marks.csv; done | awk '{ n += 1 / $1 } END { print n }')" = 20 ]
check 'plans are shuffled' [ "$(sed 1d sheet.csv | cut -d, -f1 | uniq | sort -c 2>&1)" != '' ]
check 'and hang together' [ "$(sed 1d sheet.csv | cut -d, -f1 | uniq | wc -l)" -eq 20 ]
check 'no verdict and no note' [ "$(sed 1d sheet.csv | grep -vc ',1 May 2024,,,,,,$')" -eq 0 ]
check 'nothing that tells' [ "$(grep -c zz sheet.csv)" -eq 0 ]
check 'it is private' [ "$(ls -l sheet.csv | cut -c1-10)" = '-rw-------' ]
check 'that is told' grep -q 'only you can read it' err
check 'a width is told' grep -q 'interval of high_quality will be about 0\.[0-9]* wide' err
check 'and on what it rests' grep -q 'by the verdicts in the rows' err
check 'no word of a plan is told' [ "$(grep -c 'ring\|Mum\|P[0-9]' err)" -eq 0 ]

cp sheet.csv first.csv
sed '2s/,,,,,,$/,1,1,1,1,1,/' first.csv >sheet.csv
cp sheet.csv begun.csv
run 2 sample marks.csv --plans 20 --seed 5 -o sheet.csv
check 'a sheet that is there is not replaced' cmp -s sheet.csv begun.csv
check 'and the way out is told' grep -q 'sheet.csv is there already, and may hold coding: name another file' err
mv sheet.csv sheet-2.csv
run 2 sample marks.csv --plans 20 --coders 2 -o sheet.csv
check 'nor is one of several' cmp -s sheet-2.csv begun.csv
check 'and none is written' [ ! -e sheet-1.csv ]
rm sheet-2.csv
: >sheet.csv
chmod 644 sheet.csv
run 0 sample marks.csv --plans 20 --seed 4 -o sheet.csv
check 'a seed repeats' cmp -s sheet.csv first.csv
check 'it is private though another one was not' [ "$(ls -l sheet.csv | cut -c1-10)" = '-rw-------' ]
run 0 sample marks.csv --plans 20 --seed 5
check 'another seed' [ "$(cmp -s out first.csv && echo same)" = '' ]

# ---- the order of files does not matter --------------------------------------------------------------------------
(sed 1q marks.csv; grep '^P[0-2]' marks.csv) >low.csv
(sed 1q marks.csv; grep '^P[3-6]' marks.csv) >high.csv
run 0 sample high.csv low.csv --plans 20 --seed 4
check 'two files as one' cmp -s out first.csv
run 0 sample low.csv high.csv --plans 20 --seed 4
check 'in any order' cmp -s out first.csv

# ---- verdicts of the input change nothing but how many -----------------------------------------------------------
cut -d, -f1-8 marks.csv >bare.csv
run 0 sample bare.csv --plans 20 --seed 4
check 'the same plans without verdicts' cmp -s out first.csv
check 'the pack is asked' grep -q 'by the marks of the pack' err

# ---- a width -----------------------------------------------------------------------------------------------------
plans_for() { # plans_for ARG...: how many are drawn
    rm -f drawn.csv
    run 0 sample marks.csv -o drawn.csv "$@"
    sed 1d drawn.csv | cut -d, -f1 | sort -u | wc -l
}
wide=$(plans_for --width 0.3) narrow=$(plans_for --width 0.1)
check "a narrower one wants more: $wide, $narrow" [ "$wide" -lt "$narrow" ]
check 'all have each timeframe: no share of it is unsure' [ "$(plans_for --width 0.1 --of timeframe)" -lt "$narrow" ]
check 'a share of one half wants most' [ "$(plans_for --width 0.1 --share 0.5)" -ge "$narrow" ]
rm drawn.csv
run 0 sample marks.csv --width 0.2 -o drawn.csv
check 'how many is told' grep -q 'an interval of high_quality of 0.2 from end to end wants [0-9]* plans' err

# ---- groups ------------------------------------------------------------------------------------------------------
run 0 sample marks.csv --plans 8 --by authority
check 'two of each authority' [ "$(sed 1d out | cut -d, -f1,2 | sort -u | cut -d, -f2 | uniq -c | sort -u | wc -l)" -le 4 ]
check 'in equal parts' [ "$(sed 1d out | cut -d, -f1,2 | sort -u | cut -d, -f2 | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 2 ]
check 'that weights are equal is told' grep -q 'plans weigh the same' err
run 0 sample marks.csv --plans 8 --by zzTeam
check 'a column that is carried, and not shown' [ "$(grep -c zz out)" -eq 0 ]
run 2 sample marks.csv --plans 8 --by rating -o none.csv
check 'a column that is not there' grep -q "no row has a column 'rating'" err
check 'leaves no file' [ ! -e none.csv ]

# ---- coders, and back --------------------------------------------------------------------------------------------
run 0 sample marks.csv --plans 20 --seed 4 --coders 2 -o sheet.csv
check 'the same sheet for both' cmp -s sheet-1.csv sheet-2.csv
check 'as for one' cmp -s sheet-1.csv first.csv
check 'both are private' [ "$(ls -l sheet-[12].csv | cut -c1-10 | sort -u)" = '-rw-------' ]
check 'the way back is told' grep -qF 'planmark evaluate sheet-1.csv --coder sheet-2.csv' err
run 3 evaluate sheet-1.csv
check 'nothing is coded' grep -q '0 compared, .* without complete coding' err
rows=$(sed 1d first.csv | wc -l)
awk -F, -v OFS=, 'NR > 1 && NR % 5 != 0 { $9 = $10 = $11 = $12 = $13 = 1; $14 = "done" } { print }' sheet-1.csv >coded.csv
awk -F, -v OFS=, 'NR > 1 { $9 = $10 = $12 = $13 = 1; $11 = NR % 2 } { print }' sheet-2.csv >other.csv
left=$(grep -c ',,,,,$' coded.csv)
run 0 evaluate coded.csv --coder other.csv --no-intervals
check 'rows that were coded are compared, others counted' grep -q "$rows rows read: $((rows - left)) compared, 0 without an action, $left without complete coding" err
check 'coders and tool' grep -q '^1/tool' out
run 0 evaluate coded.csv --marks marks.csv --no-intervals
check 'each row is found in the marks' grep -q "$((rows - left)) compared, .* 0 without marks" err

# ---- plans that were coded before --------------------------------------------------------------------------------
run 0 sample marks.csv --plans 40 --except first.csv -o rest.csv
check 'the other forty' [ "$(cat first.csv rest.csv | grep '^P' | cut -d, -f1 | sort -u | wc -l)" -eq 60 ]
run 0 sample marks.csv --plans 30 --except first.csv --except coded.csv
run 3 sample first.csv --plans 5 --except first.csv -o none.csv
check 'there is none left' grep -q 'there is no plan to draw' err
check 'and no file' [ ! -e none.csv ]
run 3 sample marks.csv --plans 5 --except nosuch.csv -o none.csv
check 'what cannot be left out stops it' grep -q 'nothing is drawn' err
check 'no file of that either' [ ! -e none.csv ]
sed 's/^P/Q/' first.csv >strange.csv
run 0 sample marks.csv --plans 5 --except strange.csv
check 'a file of other plans is told' grep -q 'no plan of --except is among these' err

# ---- hostile -----------------------------------------------------------------------------------------------------
run 0 sample marks.csv --plans 99
check 'more than there are' grep -q 'there are only 60 plans' err
check 'are all' [ "$(sed 1d out | wc -l)" -eq "$(sed 1d marks.csv | wc -l)" ]
sed 1q marks.csv >empty.csv
run 3 sample empty.csv --plans 5 -o none.csv
check 'no plans, no file' [ ! -e none.csv ]
printf 'plan_id,action\nA,\nB,Mum to ring\nC,\n' >half.csv
run 0 sample half.csv --plans 3
check 'a plan without actions is not drawn' [ "$(sed 1d out | cut -d, -f1)" = B ]
check 'but told' grep -q '1 plan with 1 action to draw from; 2 without actions' err
cp low.csv again.csv
run 3 sample low.csv again.csv --plans 5
check 'a row of two files is taken once' [ "$(sed 1d out | cut -d, -f1,3 | sort | uniq -d | wc -l)" -eq 0 ]
check 'that is told' grep -q 'came before, at .*; is a file given twice' err
printf 'plan_id,action,Notes,notes,plan_id,input.owner,owner,actionable\nA,Mum to ring,zz,zz,zz,zz,1,1\n' >names.csv
run 0 sample names.csv --plans 1
check 'names that collide' [ "$(sed 1d out)" = 'A,,1,Mum to ring,,,,,,,,,,' ]
printf 'plan_id,action\n=1+1,"-ring, ""now"""\n' >formula.csv
run 0 sample formula.csv --plans 1 --excel-safe
check 'no formulas' grep -qF "'=1+1,,1,\"'-ring, \"\"now\"\"\"" out
run 3 sample nosuch.csv --plans 5 -o none.csv
check 'no input, no file' [ ! -e none.csv ]
run 2 sample sheet-2.csv --plans 5 --coders 2 -o sheet.csv
check 'no sheet replaces what is read' cmp -s sheet-2.csv first.csv
mkdir folder
run 5 sample marks.csv --plans 5 --coders 2 -o nofolder/sheet.csv
ls -A >names
check 'nothing half-made is left' [ "$(grep -c part- names)" -eq 0 ]

# ---- usage -------------------------------------------------------------------------------------------------------
for wrong in '' '--plans 0' '--plans x' '--width 0' '--width 2' '--width 0,1' '--width nan' '--plans 3 --width 0.1' \
    '--plans 3 --share 1.1' '--plans 3 --coders 0' '--plans 3 --coders 2' '--plans 3 --coders 99 -o s.csv' \
    '--plans 3 --seed -1' '--plans 3 --format xlsx' '--plans 3 --of score' '--plans 3 --excel-safe -o s.xlsx'; do
    # shellcheck disable=SC2086
    run 2 sample marks.csv $wrong
    check "'$wrong' is told" [ -s err ]
done

# Whatever ends it, no half of a sheet stays behind, of however many coders.
mkfifo feed
"$PLANMARK" sample -q - --plans 3 --coders 9 -o killed.csv <feed >out 2>&1 &
process=$!
exec 4>feed
tries=0
while [ $tries -lt 200 ] && [ "$(ls | grep -c '^killed-.*part')" -lt 9 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
check 'nine sheets are begun' [ "$(ls | grep -c '^killed-.*part')" -eq 9 ]
kill -TERM $process
wait $process
exec 4>&-
check 'none is left' [ "$(ls | grep -c '^killed')" -eq 0 ]

# ---- a workbook --------------------------------------------------------------------------------------------------
if "$PLANMARK" formats 2>/dev/null | grep -q xlsx && "$PLANMARK" sample half.csv --plans 1 -q -o try.xlsx; then
    run 0 sample marks.csv --plans 20 --seed 4 -o sheet.xlsx
    check 'it is private' [ "$(ls -l sheet.xlsx | cut -c1-10)" = '-rw-------' ]
    run 0 extract sheet.xlsx --format csv
    cut -d, -f1-8 out >from-book.csv
    cut -d, -f1-8 first.csv >from-sheet.csv
    check 'it holds the same' cmp -s from-book.csv from-sheet.csv
    check 'nothing that tells' [ "$(grep -c zz out)" -eq 0 ]
    run 3 evaluate sheet.xlsx
    check 'each row is read, none is coded' grep -q "^planmark: $rows rows read: 0 compared, 0 without an action, $rows without complete coding" err
    run 0 sample marks.csv --plans 40 --except sheet.xlsx
    check 'a workbook is left out too' [ "$(cat first.csv out | grep '^P' | cut -d, -f1 | sort -u | wc -l)" -eq 60 ]
    run 0 sample marks.csv --plans 20 --seed 4 --coders 3 -o sheet.xlsx
    check 'for three coders' cmp -s sheet-1.xlsx sheet-3.xlsx
fi

exit $((failed != 0))
