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

# ---- coders ------------------------------------------------------------------------------------------------------
# By hand: ten actions of ten plans. Gold is yes on the first five; A agrees but for action 5, B but for 5 and 6, the tool
# but for action 1. Kappa of gold and A: 9 of 10 agree, the margins bring 0.5 * 0.4 + 0.5 * 0.6 = 0.5, so 0.4 / 0.5. Of A
# and B: they differ in action 6; margins 0.4 and 0.5. Of gold and B: 8 of 10, margins 0.5 and 0.5: 0.6. Of A and the
# tool: they differ in 1 and 5, margins 0.4 and 0.4: (0.8 - 0.52) / 0.48 = 0.5833. Of B and the tool: in 1, 5 and 6,
# margins 0.5 and 0.4: (0.7 - 0.5) / 0.5 = 0.4; their mean 0.4917.
awk 'BEGIN {
    head = "plan_id,action_no,actionable,measurable,measure_given,timeframe,owner"
    split("agold acoder bcoder atool", file, " ")
    for (f in file)
        print head >file[f] ".csv"
    for (n = 1; n <= 10; n++) {
        gold = n <= 5
        a = n <= 4
        b = n <= 4 || n == 6
        tool = n > 1 && n <= 5
        print "P" n ",1," (gold ? "yes,Y,true,1," : "no,N,false,0,") gold >"agold.csv"
        print "P" n ",1,1,0," a "," a "," a >"acoder.csv"
        print "P" n ",1,1,0," b "," b "," b >"bcoder.csv"
        print "P" n ",1,1,0," tool "," tool "," tool >"atool.csv"
    }
}'
pair() { # pair FIRST SECOND COLUMN: of owner, in out
    awk -F, -v first="$1" -v second="$2" -v name="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) it = i }
        $1 == first && $2 == second && $3 == "owner" { print $it; exit }' out
}
run 0 evaluate agold.csv --marks atool.csv --coder acoder.csv --coder bcoder.csv --format csv --no-intervals
check 'gold and tool' [ "$(pair gold tool kappa)" = 0.8000 ]
check 'gold and coder' [ "$(pair gold 'coder 1' kappa)$(pair gold 'coder 2' kappa)" = 0.80000.6000 ]
check 'coder and coder' [ "$(pair 'coder 1' 'coder 2' kappa)" = 0.8000 ]
check 'coder and tool' [ "$(pair 'coder 1' tool kappa)$(pair 'coder 2' tool kappa)" = 0.58330.4000 ]
check 'who says yes alone' [ "$(pair 'coder 2' tool first_only)$(pair 'coder 2' tool second_only)" = 21 ]
check 'mean of coders and tool' [ "$(pair coders tool kappa)" = 0.4917 ]
check 'mean of coders' [ "$(pair coders coders kappa)" = 0.8000 ]
check 'how far apart' [ "$(pair coders difference kappa)" = -0.3083 ]
check 'as many cells everywhere' [ "$(awk -F, '{ print NF }' out | sort -u | wc -l)" -eq 1 ]
run 0 evaluate agold.csv --coder acoder.csv --coder bcoder.csv --format csv
check 'no tool is needed' [ "$(pair 'coder 1' 'coder 2' kappa)" = 0.8000 ]
check 'and none is told' [ "$(grep -c tool out)" = 0 ]
check 'intervals' [ "$(pair gold 'coder 1' interval)" = jackknife ]
check 'as many cells with intervals' [ "$(awk -F, '{ print NF }' out | sort -u | wc -l)" -eq 1 ]
check 'one answer, both' grep -q '^coder 1,coder 2,actionable,10,10,0,0,0,1.0000,,1.0000,,' out
run 0 evaluate agold.csv --marks atool.csv --coder acoder.csv --coder bcoder.csv
check 'table: 80 columns' [ "$(awk 'length > 80' out)" = '' ]
check 'table: a coder is named' grep -qxF 'coder 2: 10 rows of bcoder.csv' out
check 'table: the means' grep -q '^mean/tool 0.492 ' out
check 'table: no spaces at ends' [ "$(grep -c ' $' out)" = 0 ]
run 0 evaluate agold.csv --marks atool.csv --coder acoder.csv --text none
check 'a name that is withheld' [ "$(grep -c acoder out)" = 0 ]
sed -n '1p; /^P[1-4],/p' acoder.csv >few.csv
run 0 evaluate agold.csv --coder few.csv --format csv --no-intervals
check 'the rows that both coded' [ "$(pair gold 'coder 1' rows)" = 4 ]
run 3 evaluate agold.csv
check 'nothing to score: told' grep -q 'name them with --marks or --coder' err
sed 's/^P/Q/' acoder.csv >strangers.csv
run 3 evaluate agold.csv --coder strangers.csv
check 'nobody in common' grep -q 'nothing to compare: no row of a coder has' err
run 3 evaluate agold.csv --coder missing.csv --marks atool.csv
run 0 evaluate agold.csv --coder strangers.csv --coder acoder.csv
check 'one of two in common' grep -q '^gold/2    0.800 ' out
check 'none of its rows' grep -q 'warning: coder 1 has no row in common with GOLD' err
check 'the other is told' grep -q 'warning: 10 rows of coder 1 belong to no row of GOLD' err
check 'how intervals were made' grep -qxF '95% intervals: jackknife of plans, t distribution; rough' out
(cat acoder.csv; sed -n 2p acoder.csv) >twice.csv
run 3 evaluate agold.csv --coder twice.csv -o kept.txt
check 'a faulty row of a coder loses no figures' grep -q '^gold/1    0.800 ' kept.txt
# A coder who left a cell empty, and a file with one criterion: neither has an action, and both are told.
sed '3s/[01]$//' acoder.csv >gap.csv
run 0 evaluate agold.csv --coder acoder.csv --coder gap.csv --no-intervals
check 'a verdict that is missing' grep -q '^gap.csv: warning: 1 rows of a coder lack verdicts' err
cut -d, -f1-3 acoder.csv >part.csv
run 3 evaluate agold.csv --coder part.csv
check 'verdicts that are missing throughout' grep -q '^part.csv: warning: 10 rows of a coder lack verdicts' err
run 3 evaluate gap.csv --coder missing.csv
check 'missing from GOLD' grep -q '10 rows read: 0 compared, 9 without an action, 1 without complete coding' err
# Plan ids that two authorities have, and a coder who names none: which of them it meant cannot be known.
sed '1s/^/authority,/; 2,$s/^/LA1,/' agold.csv >two.csv
sed '1d; s/^/LA2,/' agold.csv | sed 3q >>two.csv
run 0 evaluate two.csv --coder acoder.csv --no-intervals
check 'an authority is wanted' grep -q '^acoder.csv: warning: 3 rows of GOLD want a row that another authority has taken' err
run 0 evaluate agold.csv --coder acoder.csv --no-intervals
check 'one authority' [ "$(grep -c warning err)" = 0 ]

# ---- rules, reliability, calibration ------------------------------------------------------------------------------
mkdir pack
cat >pack/pack.yaml <<'END'
name: small
version: 1
unsure-below: 0.6
confidence: {owner: {plain: 0.9, strong: 1}}
criteria:
  actionable: {hint: h}
  measure_given: {hint: h}
  measurable: {hint: h}
  timeframe: {hint: h}
  owner: {hint: h}
END
cat >pack/rules.yaml <<'END'
rules:
  - {id: owner.to, criterion: owner, says: met, strength: strong, why: w, match: mum to}
  - {id: owner.mum, criterion: owner, says: met, why: w, match: mum}
  - {id: owner.not, criterion: owner, says: unmet, why: w, match: mum maybe}
  - {id: owner.idle, criterion: owner, says: met, why: w, match: nobody}
END
cat >coded.csv <<'END'
plan_id,action_no,action,actionable,measurable,measure_given,timeframe,owner
P1,1,mum to go,0,0,0,0,1
P1,2,mum,0,0,0,0,1
P2,1,mum maybe,0,0,0,0,0
P2,2,mum maybe,0,0,0,0,1
P2,3,anything,0,0,0,0,1
P3,1,mum,0,0,0,0,0
END
# Gold and tool on owner: both yes 2, gold only 2, tool only 1, both no 1. Without owner.not "mum maybe" is a yes: 3, 1, 2, 0.
run 0 evaluate coded.csv --pack pack --rules --format csv
check 'rules: headings' grep -qxF 'rule,criterion,says,strength,shown,cancelled,decided,right,precision,kappa,kappa_without,helps,harms' out
check 'rules: a yes' grep -qxF 'owner.mum,owner,met,plain,5,0,2,1,0.5000,0.0000,0.1818,1,1' out
check 'rules: a no' grep -qxF 'owner.not,owner,unmet,plain,2,2,2,1,0.5000,0.0000,-0.2857,1,1' out
check 'rules: none of it' grep -qxF 'owner.idle,owner,met,plain,0,0,0,0,,0.0000,0.0000,0,0' out
run 0 evaluate coded.csv --pack pack --rules --no-intervals
check 'rules: a table' grep -qxF 'owner.not                            unmet        2     0.500 -0.286     1     1' out
check 'rules: idle ones are left out' [ "$(grep -c idle out)" = 0 ]
check 'rules: 80 columns' [ "$(awk 'length > 80' out)" = '' ]
run 0 evaluate coded.csv --pack pack --reliability --format csv
check 'reliability: owner' grep -qxF 'owner,,,6,3,0.5000,0.7167,0.2167,0.2617,3,1,0.6667' out
check 'reliability: a bin' grep -qxF 'owner,0.9,1.0,3,2,0.6667,0.9333,,,,,' out
check 'reliability: all' grep -q '^all,,,30,27,0.9000,' out
run 0 evaluate coded.csv --pack pack --reliability
check 'reliability: 80 columns' [ "$(awk 'length > 80' out)" = '' ]
run 0 evaluate coded.csv --pack pack --calibrate pack/confidence.yaml
cp pack/confidence.yaml first.yaml
check 'calibrate: few rows' grep -q 'few to calibrate by' err
check 'calibrate: the whole' grep -q '^unsure-below: 0\.[0-9][0-9]$' first.yaml
check 'calibrate: a rule' grep -q '^      owner.mum: 0\.[0-9][0-9]  # 1 of 2$' first.yaml
run 0 evaluate coded.csv --pack pack --calibrate again.yaml
check 'calibrate: what a pack says of itself does not matter' cmp -s first.yaml again.yaml
run 0 explain 'mum' --pack pack
check 'calibrate: the pack takes it' grep -q "^owner .*confidence $(sed -n 's/^      owner.mum: \([0-9.]*\) .*/\1/p' first.yaml)" out
cp -R pack odd
rm odd/confidence.yaml
sed 's/{id: owner.mum,/{id: "owner.mum: a #b",/; s/{id: owner.not,/{id: "@\\"not",/' pack/rules.yaml >odd/rules.yaml
run 0 evaluate coded.csv --pack odd --calibrate odd/confidence.yaml
run 0 explain 'mum' --pack odd
check 'calibrate: ids that need quotes' [ "$(grep -c 'there is no rule' err)" = 0 ]
check 'calibrate: and keep them' grep -qF '      "@\"not": 0.' odd/confidence.yaml
printf 'confidence: {owner: {rules: {owner.mom: 0.9}}}\n' >pack/confidence.yaml
run 0 explain 'mum' --pack pack
check 'a rule that went' grep -q "confidence.yaml:1:.*warning: there is no rule 'owner.mom'; calibrate again" err
mkdir pack/lexicons
mv pack/confidence.yaml pack/confidence.yml
cp pack/confidence.yml pack/lexicons/more.yaml
echo note >pack/notes.txt
run 0 explain 'mum' --pack pack
check 'a name that is not read' grep -q '^pack/confidence.yml: warning: the file is not read' err
check 'nor in that place' grep -q '^pack/lexicons/more.yaml: warning: the file is not read' err
check 'nothing of notes' [ "$(grep -c 'is not read' err)" = 2 ]
rm -r pack/lexicons pack/confidence.yml pack/notes.txt
printf 'confidences: {}\n' >pack/confidence.yaml
run 4 explain 'mum' --pack pack
rm pack/confidence.yaml
if command -v python3 >/dev/null; then
    run 0 evaluate coded.csv --pack pack --format json --rules --reliability --disagreements --coder coded.csv
    check 'JSON of everything' python3 -c '
import json
d = json.load(open("out"))
assert d["rules"][2]["kappa_without"] == -0.2857, d["rules"][2]
assert d["reliability"][5]["verdicts"] == 30
assert d["coders"]["pairs"][1]["second"] == "tool"
assert len(d["disagreements"]) == 3'
    run 0 evaluate agold.csv --marks atool.csv --coder acoder.csv --coder bcoder.csv --format json
    check 'JSON of means' python3 -c '
import json
m = json.load(open("out"))["coders"]["means"]
assert [x["second"] for x in m] == ["tool", "coders", "difference"]
assert m[2]["criteria"][4]["kappa"] == -0.3083
assert m[2]["criteria"][4]["intervals"]["kappa"]["high"] > -0.3083'
    run 0 evaluate agold.csv --coder acoder.csv --format json
    check 'JSON without a tool' python3 -c 'import json; assert json.load(open("out"))["all"] is None'
fi

# Words that are weighed: for criteria that ask for it, from rows, and how far to trust them; then the confidences.
run 0 evaluate coded.csv --pack pack --weigh none.yaml
check 'weigh: nobody asked' grep -q '^weights: {}$' none.yaml
rm none.yaml
cp -R pack heavy
sed 's/^  owner:.*/  owner: {hint: H, weigh: words}/' pack/pack.yaml >heavy/pack.yaml
check 'weigh: asked for' grep -q 'weigh: words' heavy/pack.yaml
run 0 evaluate coded.csv --pack heavy --weigh heavy/weights.yaml
check 'weigh: the rows are told' grep -q '^# Written by planmark evaluate --weigh, from 6 coded actions and' heavy/weights.yaml
check 'weigh: a criterion' grep -q '^  owner:$' heavy/weights.yaml
check 'weigh: no other' [ "$(grep -c '^    start: ' heavy/weights.yaml)" = 1 ]
check 'weigh: trust' grep -Eq '^    trust: \{bias: -?[0-9.]+, rules: [0-9.]+, words: [0-9.]+\}$' heavy/weights.yaml
run 0 evaluate coded.csv --pack heavy --weigh again.yaml
check 'weigh: the same rows, the same weights' cmp -s heavy/weights.yaml again.yaml
sed 's/^    trust: .*/    trust: {bias: 0, rules: 1, words: 1}/' again.yaml >heavy/weights.yaml # six rows put none in them
run 0 evaluate coded.csv --pack heavy --calibrate heavy/confidence.yaml
check 'weigh: confidences hold the factor' grep -Eq '^    weighed: [0-9.]+$' heavy/confidence.yaml
run 0 explain 'mum' --pack heavy
check 'weigh: explained' grep -Eq '^    weighed:  (for|against) it, -?[0-9]+\.[0-9]{3}; by the rules alone it is (not )?met$' out
check 'weigh: other criteria are not' [ "$(grep -c '^    weighed: ' out)" = 1 ]
run 0 rules list --pack heavy
check 'weigh: rules of its own' grep -q 'owner.words-against' out
run 2 evaluate coded.csv --weigh w.yaml --calibrate c.yaml
check 'weigh and calibrate' grep -q 'run them one after the other' err
run 2 evaluate coded.csv --weigh w.yaml --marks coded.csv
run 2 evaluate coded.csv --weigh coded.csv

# What is asked of the tool's verdicts needs rows that it has judged, whatever coders say.
for more in --rules --reliability '--calibrate none.yaml'; do
    run 3 evaluate agold.csv --coder acoder.csv $more -o none.txt
    check "nothing judged: $more" grep -q 'error: nothing to compare: no row has an action' err
done
check 'nothing judged: nothing written' [ ! -e none.txt -a ! -e none.yaml ]

# Which of the five is coded in no row; and keys alone are spoken of only where no row could be read.
cut -d, -f-6 gold.csv >part.csv
run 3 evaluate part.csv
check 'part coded' grep -q 'no row is coded by owner' err
check 'part coded: no word of keys' [ "$(grep -c 'file of keys' err)" = 0 ]

# More disagreements than are written at once: a fault that shows at the end still leaves no half of a list.
awk 'NR == 1 { print; next } { for (i = 0; i < 200; i++) print "Q" i $0 }' gold.csv >many.csv
awk 'NR == 1 { print; next } { for (i = 0; i < 200; i++) print "Q" i $0 }' tool.csv >many_tool.csv
for format in table csv json; do
    run 2 evaluate many.csv --marks many_tool.csv --disagreements --by nothing --format $format --no-intervals
    check "no column, no list: $format" [ ! -s out ]
done
run 0 evaluate many.csv --marks many_tool.csv --disagreements --by team --format csv
check 'the whole list' [ "$(wc -l <out)" = 2001 ]

# ---- usage -------------------------------------------------------------------------------------------------------
for fault in '--seed -1' '--seed x' '--seed 18446744073709551616' '--resamples 99' '--resamples 100001' '--resamples 1e3'; do
    run 2 evaluate gold.csv --marks tool.csv $fault
    check "told: $fault" grep -q 'takes a whole number' err
done
for twice in '- --coder -' '- --marks -' 'gold.csv --marks - --coder -' 'gold.csv --coder - --coder -'; do
    run 2 evaluate $twice
    check "read once: $twice" grep -q 'standard input can be read once' err
done
run 2 evaluate gold.csv --marks tool.csv --seed ''
run 2 evaluate gold.csv --marks tool.csv --rules
check 'marks do not tell' grep -q 'marks do not tell' err
run 2 evaluate coded.csv --rules --reliability --format csv
check 'one table' grep -q 'CSV holds one table' err
for file in coded.csv ./coded.csv - ''; do
    run 2 evaluate coded.csv --calibrate "$file"
done
run 2 evaluate coded.csv --calibrate new.yaml -o new.yaml
run 2 evaluate gold.csv $(for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do echo --coder tool.csv; done)
check 'too many coders' grep -q 'at most' err
run 0 evaluate gold.csv --marks tool.csv --seed 18446744073709551615 --resamples 100 --format json
check 'the greatest seed' grep -qF '"seed":18446744073709551615}' out

[ $failed -eq 0 ]
