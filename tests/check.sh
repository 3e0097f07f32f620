#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh SOURCE: the gate through the command: its formats, its exit codes, and what no output may show.
golden=${1:?usage: check.sh SOURCE}/tests/findings
. "${0%/*}/streams.sh"

formats='text json jsonl sarif junit checkstyle github'
says() { # says PATTERN: the output has such a line
    check "$asked: no line is: $1" grep -qE -e "$1" out
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark check $*"
    run "$code" check --color never "$@"
}
count() { # count N PATTERN: so many lines have it
    check "$asked: not $1 lines have: $2" [ "$(grep -cE -e "$2" out)" -eq "$1" ]
}

cat >good.csv <<'END'
plan_id,authority,action_no,action,who,by_when,measure
P1,LA1,1,Social Worker to complete a referral to CAMHS by 12 March 2024,Social Worker,,Receipt of the referral on file
END
cat >weak.csv <<'END'
plan_id,authority,action_no,action,who,by_when,measure
P2,LA1,1,Social Worker to complete a referral to CAMHS by 12 March 2024,Social Worker,,Receipt of the referral on file
P2,LA1,2,Mum to be happy,,,
P2,LA1,3,Mum to be happy,,,
P3,LA1,1,Zanzibar to be more Wallaby,Quokka,soonish Xylophone,Vuvuzela
END
printf 'plan_id,action,who\nP4,,\n' >empty.csv

# ---- each format, in the same words whichever it is ----------------------------------------------------
for format in $formats; do
    ask 0 --format "$format" good.csv
    ask 1 --format "$format" good.csv weak.csv
    cp out "twice.$format"
    ask 1 --format "$format" good.csv weak.csv
    check "two runs differ: $format" cmp -s out "twice.$format"
    ask 0 --format "$format" --fail-on never weak.csv
    ask 1 --format "$format" -o "kept.$format" good.csv weak.csv
    check "-o differs: $format" cmp -s "kept.$format" "twice.$format"
    check "no message: $format" grep -q 'timeframe: no time is given' "kept.$format"
done
ask 2 --format yaml good.csv
ask 2 --format json
ask 3 --format json missing.csv
check 'nothing was read, and it has passed' grep -q '"plans":\[\].*"complete":false,"passed":false}$' out

# ---- a case system: one plan in, one answer out --------------------------------------------------------
ask 0 --format json - <good.csv
count 1 '^\{"planmark_check":1,"pack":"[^"]*","engine":"[^"]*","plans":\[\{"plan_id":"P1".*"passed":true\}$'
says '"path":"-"'
printf '{"plan_id":"P9","actions":[{"action":"Mum to be happy"}]}' >plan.json
ask 1 --format json - <plan.json
says '"findings":\[\{"id":"measurable.state","criterion":"measurable","level":"warning","state":"new","about":null,"action":0,'
says '"words":\{"column":"text","start":4,"end":15,"text":"to be happy"\}'
says '"total":\{"plans":1,"shut":1,.*"complete":true,"passed":false\}$'
ask 0 --format json --fail-on never - <plan.json
says '"passed":true\}$'

# A form that was begun: the same as by the library, where the action is empty. What says nothing is no row.
printf '{"plan_id":"P9","actions":[{"who":"Mum"},{}]}' >half.json
ask 1 --format json - <half.json
says '"findings":\[\{"id":"actionable\.none","criterion":"actionable","level":"error","state":"new","about":null,"action":0,'
says '"total":\{"plans":1,"shut":1,"actions":1,.*"complete":true,"passed":false\}$'
printf '<table><tr><th>Action<th>Who<tr><td><td>LB<tr><td>LB to call the school on 4 May<td>LB</table>' >half.html
ask 1 half.html
says '^half\.html:table 1 row 2: error: actionable: no task is stated - .* \[actionable\.none\]$'
run 3 score half.json

# What is quoted is the whole of a short cell, where words may be shown at all.
printf 'action,who,by_when\nMum to see the GP,Mum,after assessment\n' >open.csv
ask 1 --text full open.csv
says 'timeframe: no date can be worked out from these words \("after assessment"\) - '
ask 1 --text evidence open.csv
says 'timeframe: no date can be worked out from these words \("after"\) - '

# A plan in a form that is not known, and one of no rows, do not pass unseen.
printf '<table><tr><th>Foo<th>Bar<tr><td>LB to call the school<td>LB</table>' >unknown.html
printf 'plan_id,action\n' >rowless.csv
for file in unknown.html rowless.csv; do
    ask 0 "$file"
    says "^$file: warning: no actions were found in the plan - "
    says "^plan ${file%.*}: 0 actions: 0 errors, 1 warning, 0 notes: ready\$"
    ask 1 --no-empty-plan "$file"
done
printf '[]' >none.json
ask 1 --no-empty-plan --format json - <none.json
says '"plan_id":"stdin",.*"id":"plan.no-actions".*"total":\{"plans":1,.*"passed":false\}$'
mkdir -p one two
cp unknown.html one
cp unknown.html two
ask 1 --no-empty-plan one two
says '^plan two/unknown: 0 actions'
says '^two/unknown\.html: error: no actions were found in the plan' # the file as it was named, for editors
ask 3 half.json broken.docx
count 0 'plan\.no-actions' # what could not be read is not called empty
ask 3 missing.csv
check 'no plan is not told as such' grep -qx \
    'planmark: 0 of 1 file read: 0 plans checked, 0 actions, 0 plans without actions, 0 skipped' err

# ---- a row without a task has one finding, unless another weighs more ------------------------------------------
printf 'plan_id,action,who,by_when\nP,n/a,,\nP,ongoing,LB,\nP,,LB,\nP,-,,\n' >filler.csv
ask 1 filler.csv
check 'a row without a task has other findings than one' [ "$(grep -c '^filler.csv:[2-5]: error: actionable: ' out)" -eq 4 ]
check 'more findings' [ "$(grep -c '^filler.csv' out)" -eq 4 ]
says ' 4 errors, 0 warnings, 0 notes: not ready$'
ask 1 --min-score 5 --format jsonl filler.csv
says '"id":"plan.low-score"'
says '"mean_score":[0-9.]+,"high_quality":0,"met":\{"actionable":0,'
ask 1 --level actionable.filler=warning --require measurable filler.csv
says '^filler.csv:2: warning: actionable: .*filler'
says '^filler.csv:2: error: measurable: '
says '^filler.csv:2: error: owner: '
count 0 '^filler.csv:2: note'
ask 1 --level actionable.filler=off filler.csv
says '^filler.csv:2: note: measure_given: '
ask 0 --baseline filler.json --write-baseline --reason r filler.csv
check 'entries for what is not told' [ "$(grep -c fingerprint filler.json)" -eq 4 ]
ask 0 --baseline filler.json filler.csv

# ---- figures: what was found, and what was asked for --------------------------------------------------------
ask 1 --fail-on error --min-score 3 --min-high-quality 50% --level timeframe=off --level owner=off --level actionable=off \
    --least error weak.csv
says '^weak.csv:2: error: the actions meet too few criteria: mean score [0-9.]+, 3 asked for - look at '
says '^weak.csv:2: error: too few actions meet all five criteria: 1 of 3 actions, 50% asked for - '
LC_ALL=de_DE.UTF-8 ask 1 --per all --min-score 4.125 --min-high-quality 0.3333 weak.csv
says '^error: the actions meet too few criteria: mean score [0-9]\.[0-9]*, 4\.125 asked for'
says '^error: too few actions meet all five criteria: 1 of 4 actions, 33\.33% asked for'

# ---- hints without the words they quote -----------------------------------------------------------------------
printf 'action,by_when\nLB to call the school,ASAP\n' >asap.csv
ask 1 asap.csv
says 'timeframe: .* - instead of this wording give a date'
ask 1 --text full asap.csv
says 'timeframe: .* - instead of "ASAP" give a date'

# ---- several files, a file named twice, a plan that stands in two places, a plan without actions ---------
ask 1 --format jsonl good.csv weak.csv empty.csv good.csv
count 0 '^\{"plan":\{"plan_id":"P1".*"passed":false'
count 1 '^\{"total":\{"plans":5,"shut":2,'
count 5 '^\{"plan":\{"plan_id":'
count 1 '^\{"finding":\{"plan_id":"P4",.*"id":"plan.no-actions"'
check 'a line is of no known kind' [ "$(grep -cvE '^\{"(finding|plan|total)":\{.*\}$' out)" -eq 0 ]
ask 0 --format junit empty.csv
says '^<testsuite name="P4" tests="1" failures="0" errors="0" skipped="0">$'
ask 1 --no-empty-plan --format junit empty.csv
says '^<testcase name="plan.no-actions" classname="planmark.P4" file="empty.csv"><failure type="plan.no-actions" '

# ---- what is too much for the bounds is told, once a file --------------------------------------------------
awk 'BEGIN { printf "plan_id,action\nP1,Mum to ring\n"; for (k = 1; k < 3; k++) { printf "P%d,", k
    for (i = 0; i < 3000; i++) printf "Mum to attend all eight sessions of the course by 1 May 2025. "; print "" } }' >much.csv
ask 1 much.csv
check 'no warning of the bounds' [ "$(grep -c '^much.csv:3: warning: 2 actions of this file are too much work for the bounds, this one first: ' err)" -eq 1 ]

ask 1 --format checkstyle good.csv weak.csv good.csv
count 3 '^<file name='
count 3 '^</file>$'

# ---- what shuts the gate is what fails ------------------------------------------------------------------
for on in error warning never; do
    code=1
    [ $on = never ] && code=0
    ask $code --fail-on $on --format junit weak.csv
    failures=$(grep -c '<failure ' out)
    levels='error'
    [ $on = warning ] && levels='error|warning'
    ask $code --fail-on $on --format jsonl weak.csv
    wanted=$(grep -cE '^\{"finding".*"level":"('"$levels"')"' out)
    [ $on = never ] && wanted=0
    check "--fail-on $on: $failures cases fail, not $wanted" [ "$failures" -eq "$wanted" ]
    ask $code --fail-on $on --format junit --least error weak.csv
    check "--fail-on $on --least error: other cases fail" [ "$(grep -c '<failure ' out)" -eq "$failures" ]
done
ask 1 --format github --least error weak.csv
check 'other levels are written' [ "$(grep -cv '^::error file=weak.csv,line=[0-9]*,title=[a-z.-]*::action [0-9]: ' out)" -eq 0 ]
ask 1 --per all --min-score 5 --fail-on error --level timeframe=note --level owner=note --format github weak.csv
says '^::error title=plan.low-score::all plans: the actions meet too few criteria: mean score [0-9.]+, 5 asked for - '

# ---- what could not be read -----------------------------------------------------------------------------
printf 'plan_id,action\nP5,\n' >half.csv
printf 'nothing' >none.csv
for format in $formats; do
    ask 3 --format "$format" good.csv missing.csv
    check "it is not told that some was not read: $format" \
        grep -qE 'some of the input could not be read|"passed":false\}$|"executionSuccessful":false' out
done
printf 'plan_id,action_no,action\nP1,1,Therapy for Wombat\nP1,1,Therapy\n' >double.csv
for format in json jsonl; do
    ask 3 --format $format double.csv missing.csv
    says '"left_out":\{"rows":1,"files":1,"places":\[.*\]\},"complete":false,"passed":false\}$'
    says '\{"path":"missing.csv","line":null,"reason":"no such file or folder"\}'
    says '\{"path":"double.csv","line":3,"reason":"the row is left out: one with its authority, plan_id and action_no came before"\}'
    check 'a word of the plan is among the reasons' [ "$(tail -n 1 out | sed 's/.*"left_out"//' | grep -c Wombat)" -eq 0 ]
    ask 3 --format $format --text none double.csv missing.csv
    says '\{"path":"file-[0-9a-f]{16}","line":3,'
    count 0 'double|missing'
    ask 0 --format $format good.csv
    says '"left_out":\{"rows":0,"files":0,"places":\[\]\},"complete":true,'
done
(echo plan_id,action_no,action; for i in $(seq 40); do echo P1,1,Therapy; done) >many.csv
ask 3 --format json many.csv
check 'places are not bounded' [ "$(sed 's/.*"places"//' out | grep -o '"reason"' | wc -l)" -eq 20 ]
says '"left_out":\{"rows":39,"files":0,'
printf 'plan_id,action\nP5,' >long.csv
head -c 17000000 /dev/zero | tr '\0' x >>long.csv
ask 3 --format json long.csv
says '"left_out":\{"rows":1,.*"path":"long.csv"'
rm long.csv

echo before >kept
ask 3 -o kept --format sarif missing.csv
check '-o is left alone' [ "$(cat kept)" = before ]

# ---- names of files that want to break out -----------------------------------------------------------------
newline='
'
odd="a,b:c%41]]><&\"'$newline::error::x.csv"
cp weak.csv "$odd"
for format in $formats; do
    ask 1 --format "$format" "$odd"
    cp out "odd.$format"
done
check 'GitHub: a line that is no command of ours' [ "$(grep -cvE '^::(error|warning|notice) file=a%2Cb%3Ac%2541' odd.github)" -eq 0 ]
check 'SARIF: a path that is no URI' grep -q '"uri":"a%2Cb%3Ac%2541%5D%5D%3E%3C%26%22%27%0A%3A%3Aerror%3A%3Ax.csv"' odd.sarif
for odd in '::stop-commands::x.csv' ' ::error::x.csv' '##[error]x.csv'; do
    cp weak.csv "$odd"
    printf 'Colour\n' >"$odd.tsv"
    for name in "$odd" missing.csv; do
        code=1
        [ "$name" = "$odd" ] || code=3
        ask $code --text names "$odd" $([ "$code" -eq 3 ] && echo '::missing.csv')
        check "a line is a command: $odd" [ "$(cat out err | grep -cE '^[[:space:]]*(::|##)')" -eq 0 ]
    done
    says "^\./.*x\.csv:3: "
    rm "$odd" "$odd.tsv"
done
ask 1 --format sarif "$PWD/weak.csv"
says '"uri":"file:///'

# ---- no word of a plan, no name of a file ------------------------------------------------------------------
mkdir -p Kookaburra
cp weak.csv Kookaburra/Jabberwock.csv
sed '2,4d; s/P3,LA1/,LA1/' weak.csv >Kookaburra/Jabberwock2.csv
for format in $formats; do
    for text in none names evidence; do
        words='mum|happy|zanzibar|wallaby|quokka|xylophone|vuvuzela|camhs'
        [ $text = none ] && words="$words|jabberwock|kookaburra"
        [ $text = evidence ] && words='quokka|vuvuzela|camhs'
        ask 1 --known --text $text --format "$format" Kookaburra/Jabberwock.csv Kookaburra/Jabberwock2.csv
        check "$asked: a word is shown: $(grep -oiE "$words" out | head -1)" [ "$(grep -ciE "$words" out)" -eq 0 ]
    done
    ask 1 --format "$format" weak.csv
    case $format in
    json | jsonl) check "$format is for programs of the house, and has no words" grep -q 'Mum to be happy' out ;;
    *) check "$format has words unasked" [ "$(grep -ciE 'mum|quokka' out)" -eq 0 ] ;;
    esac
done
printf 'a secret\n' >key
ask 1 --text none --format json Kookaburra/Jabberwock.csv
check 'the path has the digest of its rows' grep -qE '"path":"(file-[0-9a-f]{16})","source":"\1:2"' out
cp out plain
ask 1 --text none --digest-key key --format json Kookaburra/Jabberwock.csv
check 'a key makes no difference' [ "$(cmp -s plain out && echo same)" = '' ]

# ---- other readers say that it is whole -----------------------------------------------------------------------
xml="twice.junit twice.checkstyle odd.junit odd.checkstyle $(echo "$golden"/*.xml)"
json="twice.json twice.sarif odd.json odd.sarif $(echo "$golden"/*.json "$golden"/*.sarif)"
if command -v xmllint >/dev/null; then
    check 'xmllint' xmllint --noout $xml
fi
if command -v python3 >/dev/null; then
    check 'json' python3 -c '
import json, sys
for name in sys.argv[1:]:
    json.load(open(name, encoding="utf-8"))' $json
    check 'xml' python3 -c '
import sys, xml.etree.ElementTree as tree
for name in sys.argv[1:]:
    tree.parse(name)' $xml
fi

[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
