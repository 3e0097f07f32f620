#!/bin/sh
# SPDX-License-Identifier: MIT
# report.sh SOURCE: the report by its streams and exit codes: the same rows in whatever files, every kind of input,
# options and what they refuse, and that no word of a plan is told unasked.
. "${0%/*}/streams.sh"
source=$1
samples=$source/corpus/samples

# All of a report but how many files it was read from.
tables() {
    sed 's/"item":"files read","value":[0-9]*/"item":"files read"/' "$1"
}
# same MESSAGE ARG...: reports of these inputs have the tables of base.json
same() {
    told=$1
    shift
    run 0 report --format json "$@"
    tables out >other.json
    check "$told" cmp -s base.json other.json
}

# ---- the same rows, in whatever files ----------------------------------------------------------------
run 0 score -q --format csv "$samples" -o marks.csv
run 0 score -q --format jsonl "$samples" -o marks.jsonl
run 0 report --format json marks.csv
tables out >base.json
same 'JSONL tells the same as CSV' marks.jsonl
same 'all evidence tells no more' --format json marks.jsonl
head -1 marks.csv >head
sed 1d marks.csv | sort -r >rows
{ cat head rows; } >shuffled.csv
same 'rows in another order tell the same' shuffled.csv
{ cat head; sed -n '1~2p' rows; } >a.csv
{ cat head; sed -n '2~2p' rows; } >b.csv
same 'rows in two files tell the same' a.csv b.csv
same 'in any order' b.csv a.csv
mkdir parts
i=0
while [ $i -lt 5 ]; do
    { cat head; sed -n "$((i + 1))~5p" rows; } >parts/$i.csv
    i=$((i + 1))
done
same 'shards and folders tell the same' parts
run 0 report --format json - <marks.csv
tables out >other.json
check 'standard input tells the same' cmp -s base.json other.json
run 0 report --format json "$samples"
tables out >other.json
check 'plans that are not marked yet tell the same' cmp -s base.json other.json

# So many leaders share words that keys keep their first ones alone, in an order that the texts tell.
{
    echo plan_id,action_no,action
    i=0
    while [ $i -lt 300 ]; do
        echo "P$((i % 60)),$i,Grandmother paints seven yellow chairs w$i"
        echo "P$((i % 59)),x$i,Grandmother paints seven yellow chairs w$i v$i"
        i=$((i + 1))
    done
} >crowd.csv
run 0 report --format json crowd.csv
tables out >base.json
check 'some are told as copies, and not all' \
    grep -q '"actions that stand in another plan, or nearly so","count":400,"of":600' out
head -1 crowd.csv >head
sed 1d crowd.csv | sort -r >rows
{ cat head rows; } >shuffled.csv
same 'a crowd in another order tells the same' shuffled.csv
{ cat head; sed -n '1~2p' rows; } >a.csv
{ cat head; sed -n '2~2p' rows; } >b.csv
same 'and in two files' a.csv b.csv

# ---- marks without words ------------------------------------------------------------------------------
run 0 score -q --text none --format csv "$samples" -o none.csv
run 0 report --format json none.csv
check 'marks without words are counted' grep -q '"item":"actions with all five verdicts","value":23' out
check 'and copies cannot be found' grep -q 'The words of the actions are not in the input' out
run 0 report none.csv
check 'which the text says too' grep -q 'The words of the actions are not in the input' out

# ---- what stands instead of a time, again and again -----------------------------------------------------
cat >when.csv <<'END'
plan_id,action_no,action,by_when,actionable,measurable,measure_given,timeframe,owner
W-1,1,Mum to see the GP,ASAP,1,1,0,0,1
W-1,2,Dad to see the GP,ASAP,1,1,0,0,1
W-1,3,School to ring mum,asap,1,1,0,0,1
W-1,4,School to ring dad,when school and health are both ready,1,1,0,0,1
W-1,5,School to ring us,when school and health are both asap,1,1,0,0,1
W-1,6,School to ring her,,1,1,0,0,1
W-1,7,School to ring him,ASAP,1,1,0,0,1
W-1,8,School to ring all,when school and health are both ready,1,1,0,0,1
END
run 0 report --format json when.csv
check 'a cell that comes again counts again' grep -q '"words":"asap","actions":5,' out
check 'one that begins like another is read by itself' grep -q '"words":"(other words)","actions":2,' out
check 'an empty cell is nothing' grep -q '"words":"(nothing)","actions":1,' out

# ---- coded rows, several sources, rows in part --------------------------------------------------------
cat >coded.csv <<'END'
plan_id,authority,action_no,actionable,measurable,measure_given,timeframe,owner,override_owner,rating
P1,North,1,1,1,1,1,1,,good
P1,North,2,1,1,0,0,1,0,good
P2,South,1,1,0,0,0,0,1,poor
P3,South,1,1,1,,,,,poor
P4,South,,,,,,,,poor
END
run 0 report --format json coded.csv
check 'coded rows need no action' grep -q '"item":"actions","value":4' out
check 'a plan without actions is one' grep -q '"item":"plans without actions","value":1' out
check 'overrides stand above verdicts' grep -q '"criterion":"owner","reading":"","actions":3,"yes":2,"no":1' out
check 'a row in part is told' grep -q '1 actions lack some of the five verdicts' out
run 2 report coded.csv marks.csv
check 'people and packs are not mixed' grep -q 'verdicts come from several packs or coders.*(--mixed)' err
check 'and nothing of columns, which are there' [ "$(grep -c 'to group by' err)" -eq 0 ]
check 'nothing is written then' [ ! -s out ]
run 0 report --mixed --format json coded.csv marks.csv
check 'unless asked for' grep -q '"value":"human coding: 3 actions"' out
check 'what a program said is said so' grep -q '"value":"a program, planmark with cin-england@[^"]*: 23 actions"' out
run 0 report --mixed coded.csv marks.csv -o mixed.html
check 'the page begins with all of them' grep -q 'class="lede".*23 actions.*human coding: 3 actions' mixed.html
sed 's/^P2,South,1,1,0,0,0,0,1,/P2,South,1,1,0,0,0,0,secret,/' coded.csv >bad.csv
run 3 report bad.csv
check 'a bad override is told' grep -q 'an override is 0, 1 or empty: override_owner' err
check 'without its text' sh -c '! grep -q secret err out'
cat >half.csv <<'END'
plan_id,action_no,action,actionable,measurable,measure_given,timeframe,owner
P1,1,Mum to ring the GP by 3 May 2024,1,1,1,1,1
P1,2,Mum to ring the GP by 4 May 2024,1,,,1,1
P2,1,Mum to ring the GP by 5 May 2024,,,,,
END
run 0 report half.csv
check 'half a sheet is not finished by the tool' grep -q '^actions with all five verdicts *1$' out
check 'nor what is coded in part' grep -q '^actions with some of them *1$' out
check 'what is not coded is counted' grep -q '^actions that are not coded *1$' out
check 'and told' grep -q 'warning: 1 action is not coded: the columns of verdicts are empty' err
check 'all verdicts are the coder'"'"'s' grep -q '^verdicts by  *human coding: 1 action' out
printf '%s\n' '{"plan_id":"P1","action":"Mum to ring the GP","owner":null,"timeframe":"","actionable":""}' >half.jsonl
run 0 report half.jsonl
check 'in JSON lines, too' grep -q '^actions that are not coded *1$' out
printf 'plan_id,action_no,action,owner\nP1,1,Mum to ring the GP,1\n' >owner.csv
run 0 report owner.csv
check 'owner alone is a heading of a template' grep -q '^actions with all five verdicts *1$' out
run 0 report owner.csv --columns owner=owner
check 'unless somebody says that it is the verdict' grep -q '^actions with some of them *1$' out
sed '$d' coded.csv | cut -d, -f2,4- >nameless.csv
run 0 report nameless.csv
check 'rows without plan id are read' grep -q '^actions with all five verdicts *3$' out
check 'and are of the plan of that file' grep -q '^plans *2$' out

# ---- given twice, cannot be read, empty ---------------------------------------------------------------
run 3 report marks.csv marks.csv -o twice.txt
check 'a file given twice counts once' grep -q '^actions  *23$' twice.txt
check 'and is told' grep -q 'is a file given twice?' err
check 'with its place and that of the first' grep -q '^marks.csv:2: error: .* came before, at marks.csv:2; is a file' err
check 'not for every row' [ "$(grep -c 'given twice' err)" -eq 20 ]
run 3 report missing.csv
check 'no input, no report' [ ! -s out ]
run 3 report marks.csv missing.csv
check 'what was read is told' grep -q '^files that could not be read *1$' out
head -1 coded.csv >nothing.csv
run 0 report nothing.csv
check 'no rows are a report' grep -q '^plans *0$' out

# ---- groups -------------------------------------------------------------------------------------------
run 0 report coded.csv --by Rating --by authority --format csv -o tables/
check 'each column has its groups' grep -q '^Rating,owner,poor,1,1,1,1,' tables/groups.csv
check 'each column has its groups' grep -q '^authority,owner,North,1,2,1,0.5,' tables/groups.csv
run 2 report coded.csv --by nonesuch
check 'an unknown column is told' grep -q "no row has a column 'nonesuch'" err
check 'and nothing of packs, which are not mixed' [ "$(grep -c mixed err)" -eq 0 ]
printf 'plan_id,need\nP1,health\nP2,school\nP9,other\n' >about.csv
run 0 report coded.csv --meta about.csv --by need --format json
check 'plans are told of by their id' grep -q '"criterion":"owner","group":"school","plans":1' out
check 'plans that are not there are told' grep -q '1 of the 3 plans or authorities that were told of are not in the rows' out
check 'at once' grep -q 'warning: 1 of the 3 plans or authorities that were told of' err
printf 'plan_id,authority,need\nP1,South,health\nP2,South,school\n' >about.csv
run 0 report coded.csv --meta about.csv --by need --format json
check 'or by id and authority' grep -q '"criterion":"owner","group":"(not told)","plans":1,"actions":2' out
printf 'authority,need\nNorth,health\nSouth,school\n' >places.csv
run 0 report coded.csv --meta places.csv --by need --format json
check 'or all plans of an authority' grep -q '"criterion":"owner","group":"health","plans":1,"actions":2' out
check 'of each' grep -q '"criterion":"owner","group":"school","plans":1,"actions":1' out
printf 'plan_id,need,size\nP2,health,large\n' >about.csv
run 0 report coded.csv --meta about.csv --meta places.csv --by need --by size --format json
check 'what is told of the plan stands above it' grep -q '"by":"need","criterion":"owner","group":"health","plans":2,"actions":3' out
run 0 report coded.csv --meta places.csv --meta about.csv --by need --by size --format json
check 'in any order' grep -q '"by":"need","criterion":"owner","group":"health","plans":2,"actions":3' out
check 'with its other columns' grep -q '"by":"size","criterion":"owner","group":"large","plans":1' out
printf 'plan_id,authority,need\n,North,health\n' >gap.csv
run 3 report coded.csv --meta gap.csv --meta places.csv --by need
check 'an id that is missing is no authority' grep -q 'gap.csv:2: error: the row is left out: it names no plan' err
printf 'case,need\nP1,health\n' >strange.csv
run 2 report coded.csv --meta strange.csv --by need
check 'a file about nothing is told' grep -q "strange.csv:1: error: no column can be the plan's id or the authority; there are: 'case', 'need'" err
printf 'What now?,plan_id\nMum to ring,P1\n' >asked.csv
run 0 report asked.csv --columns 'action=What now?' --meta about.csv --meta places.csv --by need
check 'headings are named of actions' [ "$(grep -c 'heading that --columns names' err)" -eq 0 ]
printf '<html><table><tr><th>plan_id<th>need<tr><td>P1<td>health</table></html>' >about.html
run 2 report coded.csv --meta about.html --by need
check 'no document tells of plans' grep -q 'about.html: error: the file is a document.*save it as CSV' err
sed 's/^P1,North,2\(.*\)good$/P1,North,2\1poor/' coded.csv >several.csv
run 0 report several.csv --by rating
check 'a plan in several groups is not tested' grep -q 'Some plans lie in several groups of rating' out
run 0 report coded.csv --by authority --suppress 2 --format json
check 'few are withheld' grep -q '"group":"North","plans":1,"actions":2,"yes":null,"share":null' out
run 2 report coded.csv --by authority --by rating --suppress 2
check 'two tables would tell on each other' grep -q 'suppress takes one --by' err
run 2 report coded.csv --suppress 5
check 'nothing is withheld without groups' grep -q 'suppress withholds in the tables by group' err
for n in 0 1 1001 x -3 ''; do
    run 2 report coded.csv --suppress "$n"
done

# ---- an evaluation ------------------------------------------------------------------------------------
cat >gold.csv <<'END'
plan_id,authority,action_no,action,by_when,actionable,measurable,measure_given,timeframe,owner
P1,North,1,Mum to take [Child A] to the GP,3 May 2024,1,1,1,1,1
P1,North,2,Mum was at the GP,,0,0,0,0,0
P2,South,1,School to meet weekly,weekly,1,1,0,1,1
P2,South,2,Things are better,,1,0,0,0,0
END
run 0 evaluate -q --format json --no-intervals --by authority gold.csv -o errors.json
run 0 report marks.csv --evaluation errors.json --by authority --format json
check 'shares are corrected' grep -q '"corrected":{"title":"Corrected shares"' out
check 'by how much is told' grep -q '"corrected by an evaluation of","value":"[^"]*: actions coded: 4, plans: 2"' out
check 'and what the error of a group is' grep -q 'Tool less coders' out
check 'few plans are not trusted' grep -q '"trusted":false,"reason":"[^"]*fewer than 20 plans were coded' out
run 0 report marks.csv --by authority
check 'not where there is none' [ "$(grep -c 'less coders' out)" -eq 0 ]
run 0 evaluate -q --format json gold.csv -o with.json
run 0 report marks.csv --evaluation with.json
run 2 report marks.csv --evaluation marks.csv
check 'what is no evaluation is told' grep -q '^marks.csv:1:1: error: ' err
run 2 report marks.csv --evaluation missing.json
run 2 report marks.csv --evaluation errors.json -o errors.json
check 'an evaluation is not replaced' grep -q '"criteria"' errors.json
run 2 report - --evaluation - <marks.csv
check 'standard input is read once' grep -q 'standard input can be read only once' err

# ---- outputs ------------------------------------------------------------------------------------------
run 2 report marks.csv --format csv
run 2 report marks.csv --format xlsx
run 2 report marks.csv -o out.csv --format csv
run 2 report marks.csv -o out.csv
check 'no text with the name of CSV' [ ! -e out.csv ]
mkdir full
cp marks.csv full/sample.csv
run 5 report full/sample.csv --format csv -o full
check 'nor by a table of that name' cmp -s marks.csv full/sample.csv
check 'which is told' grep -q 'full/sample.csv would replace a file that was read' err
check 'and no table is there beside it' [ "$(ls full)" = sample.csv ]
ln -s ../marks.csv full/words.csv
mv full/sample.csv full/input.csv
run 5 report marks.csv --format csv -o full
check 'nor behind a link' grep -q '^plan_id' marks.csv
rm full/words.csv
if [ -c /dev/full ]; then
    ln -s /dev/full full/words.csv
    run 5 report marks.csv --format csv -o full
    check 'a full disk leaves no table, the first neither' [ "$(echo full/*)" = 'full/input.csv full/words.csv' ]
    run 5 report marks.csv --format json -o /dev/full
    "$PLANMARK" formats 2>/dev/null | grep -q xlsx && {
        run 5 report -q marks.csv --format xlsx -o /dev/full
        check 'a full disk is told once' [ "$(wc -l <err)" -eq 1 ]
    }
    rm full/words.csv
fi
run 0 report full/input.csv --format csv -o full
check 'tables may stand beside their input' cmp -s marks.csv full/input.csv
run 2 report marks.csv -o marks.csv
check 'input is not replaced' grep -q '^plan_id' marks.csv
run 2 report marks.csv --title x
run 2 report marks.csv --excel-safe
run 2 report marks.csv --by ''
run 2 report
run 0 report marks.csv -o page.html --title 'A & B'
check 'a page' grep -q 'A &amp; B' page.html
run 5 report marks.csv -o no/such/folder.json
check 'no words of plans unasked' sh -c '! grep -rq "CAMHS\|timetable" base.json page.html tables'
run 0 report marks.csv --text full --format json
check 'words when asked for' grep -q CAMHS out
run 0 report marks.csv --text full --by authority --suppress 5 --format json
check 'no action where counts are withheld' grep -q '"examples":{[^]]*\["No actions are shown' out

# What is called like a document that nobody can write here is not written as something else.
run 2 report -o report.pdf "$1/corpus/samples/plan.csv"
check 'report.pdf: no word of what it may be' grep -q 'a page (.html)' err
run 2 sample --plans 1 -o sheet.ods "$1/corpus/samples/plan.csv"
check 'sheet.ods: no word of what it may be' grep -q 'a workbook (.xlsx) or CSV' err

[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
