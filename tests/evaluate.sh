#!/bin/sh
# SPDX-License-Identifier: MIT
# evaluate.sh: the figures of planmark evaluate with their intervals, by streams and exit codes. The verdicts of both
# sides are given, so that no rule matters. PLANMARK names the command.
. "${0%/*}/streams.sh"

cell() { # cell CRITERION COLUMN: of the block of all rows in out, a CSV
    awk -F, -v row="$1" -v name="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) it = i }
        NR > 1 && $1 == "" && $3 == row { print $it; exit }' out
}

# Thirty plans of three actions. Coder and tool differ in one action of every third plan: there, over the measure.
awk 'BEGIN {
    head = "plan_id,authority,action_no,action,actionable,measurable,measure_given,timeframe,owner,team"
    print head >"gold.csv"
    print head >"tool.csv"
    for (p = 0; p < 30; p++)
        for (a = 0; a < 3; a++) {
            start = "P" p ",LA" (p % 3) "," a ",Mum to go,1," (a != 1) ","
            end = "," (a == 2) ",1," (a == 0 ? "x" : "y")
            print start (a == 0) end >"gold.csv"
            print start (a == 0 && p % 3 != 0) end >"tool.csv"
        }
}'

# ---- a bootstrap of plans ----------------------------------------------------------------------------------------
run 0 evaluate gold.csv --marks tool.csv --format csv
mv out first.csv
check 'nothing to warn of' [ "$(wc -l <err)" -eq 1 ]
run 0 evaluate gold.csv --marks tool.csv --format csv --seed 0 --resamples 2000
check 'the defaults are these, and a seed repeats' cmp -s out first.csv
check 'the table of counts' grep -q '^,,measure_given,90,20,10,0,60,0.3333,0.2222,0.8889,1.0000,0.6667,0.8000,' out
check 'the method' [ "$(cell measure_given interval)" = bootstrap ]
check 'the plans' [ "$(cell measure_given plans)" = 30 ]
check 'kappa' [ "$(cell measure_given kappa)" = 0.7273 ]
# Of 30 plans drawn, binomially many are of the third: P(X <= 4) = 0.012, P(X <= 5) = 0.036; recall is 1 - X / 30.
check 'recall, high' [ "$(cell measure_given recall_high)" = 0.8333 ]
check 'recall, low' [ "$(cell measure_given recall_low)" = 0.5000 ]
check 'a share that no plan moves' [ "$(cell measure_given gold_share_low)$(cell measure_given gold_share_high)" = 0.33330.3333 ]
check 'all yes: kappa' [ "$(cell actionable kappa)$(cell actionable kappa_low)" = '' ]
check 'all yes: it is told how often' [ "$(cell actionable kappa_undefined)" = 1.0000 ]
check 'all yes: AC1' [ "$(cell actionable ac1)" = 1.0000 ]
check 'score' [ "$(cell score mean_absolute_error)" = 0.1111 ]
check 'mean of a plan' [ "$(cell plan_mean mean_absolute_error)" = 0.1111 ]
check 'no measure, no confusion of scores' grep -q '^,,score,90,,,,,,,,,,,,,,0.1111,30,bootstrap,' out
run 0 evaluate gold.csv --marks tool.csv --format csv --seed 1 --resamples 100
check 'another seed' [ "$(cmp -s out first.csv && echo same)" = '' ]

(sed 1q gold.csv; sed 1d gold.csv | LC_ALL=C sort -t, -k3,3 -k1,1r) >mixed.csv
run 0 evaluate mixed.csv --marks tool.csv --format csv
check 'the order of rows does not matter' cmp -s out first.csv

run 0 evaluate gold.csv --marks tool.csv
check 'a table says what it holds' grep -qxF '95% intervals: bootstrap of plans, 2000 resamples, seed 0' out
check 'figures with brackets' grep -q '^recall  *1.000 \[1.000, 1.000\] .* 0.667 \[0.500, 0.833\]$' out
check '80 columns' [ "$(awk 'length > 80' out)" = '' ]
check 'no spaces at ends' [ "$(grep -c ' $' out)" = 0 ]
run 0 evaluate gold.csv --marks tool.csv --no-intervals
check 'no brackets' [ "$(grep -c '\[' out)" = 0 ]
check '80 columns without' [ "$(awk 'length > 80' out)" = '' ]

run 0 evaluate gold.csv --marks tool.csv --format json
check 'JSON: how' grep -qF '"intervals":{"level":0.95,"resamples":2000,"seed":0},' out
check 'JSON: an interval' grep -qF '"recall":{"low":0.5000,"high":0.8333,"undefined":0.0000}' out
check 'JSON: an error' grep -q '"plan_mean":{"mean_absolute_error":0.1111,"interval":{"low":0\.[0-9]*,"high":' out
run 0 evaluate gold.csv --marks tool.csv --format json --no-intervals
check 'JSON without' grep -qxF '"intervals":null,' out
check 'JSON without: keys' [ "$(grep -c '"low"' out)" = 0 ]
if command -v python3 >/dev/null; then
    for more in '' --no-intervals '--by authority' '--by team'; do
        run 0 evaluate gold.csv --marks tool.csv --format json $more
        check "JSON is JSON: $more" python3 -c 'import json; json.load(open("out"))'
    done
fi

# ---- groups ------------------------------------------------------------------------------------------------------
run 0 evaluate gold.csv --marks tool.csv --by authority --format csv
check 'few plans in each group' grep -qF 'warning: 3 of 3 values of authority have fewer than 20 plans' err
check 'few plans, another method' grep -q '^authority,LA0,owner,30,.*,10,jackknife,' out
check 'enough in all' grep -q '^,,owner,90,.*,30,bootstrap,' out
run 0 evaluate gold.csv --marks tool.csv --by team --format csv
grep '^team,x,' out | sed 's/^team,x/,/' >group
(sed 1q gold.csv; grep ',x$' gold.csv) >x.csv
run 0 evaluate x.csv --marks tool.csv --format csv
sed 1d out | cmp -s - group
check 'a group has the figures that it has by itself' [ $? = 0 ]

# ---- few plans ---------------------------------------------------------------------------------------------------
sed '31q' gold.csv >ten.csv
run 0 evaluate ten.csv --marks tool.csv --format csv
check 'few: told' grep -qF 'warning: 10 plans are few' err
check 'few: the method' [ "$(cell measure_given interval)" = jackknife ]
# By hand: recall is the mean of 4 noughts and 6 ones, so that its standard error is sqrt(0.24 / 9) = 0.1633; with
# t(9) = 2.262 it is 0.6 -+ 0.3694.
check 'few: low' [ "$(cell measure_given recall_low)" = 0.2306 ]
check 'few: high' [ "$(cell measure_given recall_high)" = 0.9694 ]
sed '4q' gold.csv >one.csv
run 0 evaluate one.csv --marks tool.csv --format csv
check 'one plan' grep -qF 'warning: all rows are of one plan' err
check 'one plan: no interval' [ "$(cell owner interval)" = none ]
sed '2q' gold.csv >row.csv
run 0 evaluate row.csv --marks tool.csv
check 'one row' grep -qxF '1 action in 1 plan' out

# ---- rows without a plan -----------------------------------------------------------------------------------------
cut -d, -f3- gold.csv | awk -F, 'NR == 1 { print; next } { sub(/^[^,]*,/, (NR - 1) ","); print }' >bare.csv
awk 'NR == 1 { print "plan_id," $0; next } { print "bare," $0 }' bare.csv >bare_tool.csv
run 0 evaluate bare.csv --marks bare_tool.csv --format csv
check 'no plans: told' grep -qF 'warning: 90 rows have no plan_id: intervals take each for a plan of its own' err
check 'no plans: each drawn' [ "$(cell owner plans)" = 90 ]
check 'no plans: no means of plans' [ "$(cell plan_mean mean_absolute_error)" = '' ]
cp out drawn
sed 's/^bare,/stdin,/' bare_tool.csv >stdin_tool.csv
"$PLANMARK" evaluate - --marks stdin_tool.csv --format csv <bare.csv >out 2>err
check 'no plans: from standard input' cmp -s out drawn
cp bare_tool.csv other.csv # there the id is a plan's own
run 0 evaluate other.csv --marks bare_tool.csv --format csv
check 'all of one plan' [ "$(cell owner plans)" = 1 ]

# ---- usage -------------------------------------------------------------------------------------------------------
for fault in '--seed -1' '--seed x' '--seed 18446744073709551616' '--resamples 99' '--resamples 100001' '--resamples 1e3'; do
    run 2 evaluate gold.csv --marks tool.csv $fault
    check "told: $fault" grep -q 'takes a whole number' err
done
run 2 evaluate gold.csv --marks tool.csv --seed ''
run 0 evaluate gold.csv --marks tool.csv --seed 18446744073709551615 --resamples 100 --format json
check 'the greatest seed' grep -qF '"seed":18446744073709551615}' out

[ $failed -eq 0 ]
