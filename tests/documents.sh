#!/bin/sh
# SPDX-License-Identifier: MIT
# documents.sh: documents through the command: found in folders, from pipes, told when they cannot be read.
. "$(dirname "$0")/streams.sh"

says() { # says out|err PATTERN
    check "$asked: $1 lacks: $2" grep -qE -- "$2" "$1"
}
lines() { # lines out|err COUNT
    check "$asked: $1 has $(wc -l <"$1") lines, not $2" [ "$(wc -l <"$1")" -eq "$2" ]
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark $*"
    run "$code" "$@"
}

mkdir -p folder/sub
cat >folder/mary.html <<'END'
<html><h1>Child in Need Plan</h1><p>Authority: North</p>
<table><tr><th>Outcome<th>Action<th>Who<th>By when
<tr><td rowspan=2>Safe<td>Mum to call the GP<td>Mum<td>3 May 2024
<tr><td>School to meet dad every week<td>School<td></table>
<p>All actions to be completed by the next review.</p></html>
END
printf 'action,who\nDad to call,Dad\n' >folder/sub/a.csv
cp folder/mary.html 'folder/~$mary.html'
cp folder/mary.html folder/.hidden.html
printf 'PNG' >folder/scan.png

# A folder: what is read is told by its endings, and the rest is counted.
ask 0 score --format csv folder
lines out 4
says out '^mary,North,1,Mum to call the GP,Mum,3 May 2024,,,mary.html:table 1 row 2 cell 2,1,'
says out '^mary,North,2,School to meet dad every week,School,by the next review,,,mary.html:table 1 row 3 cell 2,'
says err '^planmark: 1 file in folders was not read, being of other kinds: 1 \.png$'
says err '^planmark: 3 rows of 2 files read: 3 marked, 0 plans without actions, 0 skipped$'

# The same from a pipe, under another name and ending, and by way of extract.
ask 0 score -q --format csv folder/mary.html
cut -d, -f2-8,10-20 out >by_name
ask 0 score -q --format csv - <folder/mary.html
cut -d, -f2-8,10-20 out >by_pipe
cp folder/mary.html letter.csv
ask 0 score -q --format csv letter.csv
cut -d, -f2-8,10-20 out >by_content
ask 0 extract -q folder/mary.html
says out '^plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Outcome,by_when_from$'
says out ',Safe,paragraph 3$'
cp out rows.csv
ask 0 score -q --format csv rows.csv
cut -d, -f2-8,10-20 out >by_rows
for way in by_pipe by_content by_rows; do
    check "marks differ: $way" cmp -s by_name "$way"
done

# A pipe that has a name is read once, from its beginning to its end, whatever it holds.
mkfifo named
for kind in html csv; do
    from=folder/mary.html
    [ $kind = html ] || from=rows.csv
    cat $from >named &
    ask 0 score -q --format csv named
    cut -d, -f2-8,10-20 out >by_fifo
    wait $!
    check "marks differ: $kind through a pipe with a name" cmp -s by_name by_fifo
done
{ cat folder/mary.html; head -c 3000000 /dev/zero | tr '\0' ' '; echo '<p>Action plan</p>'; } >long.html
ask 0 extract -q long.html
cut -d, -f2-8 out >by_name
cat long.html >named &
ask 0 extract -q named
cut -d, -f2-8 out >by_fifo
wait $!
check 'rows differ: a long page through a pipe with a name' cmp -s by_name by_fifo
printf 'PK\003\004 cut' >named &
ask 3 extract -q named
says err '^named: error: the file is cut off or damaged: it cannot be unpacked$'
rm named

# Rows alone, in each format and under each policy.
ask 0 extract --format jsonl folder/mary.html
lines out 2
says out '^\{"plan_id":"mary","authority":"North","action_no":"1","action":"Mum to call the GP",'
says err '^planmark: 2 rows of 1 file read: 2 actions, 0 plans without actions, 0 skipped$'
ask 0 extract -q --format table folder/mary.html
says out '^plan +no +action +who +by when +source$'
says out '^2 actions$'
ask 0 extract -q --text none folder/mary.html
check 'a word of the plan is shown' [ "$(grep -ciE 'mum|school|safe|mary' out)" -eq 0 ]
ask 2 extract
ask 2 extract --format jsonl --excel-safe folder/mary.html
ask 2 extract --pack x folder/mary.html

# A plan without actions; a page without any; what cannot be read does not stop the others.
printf '<p>Plan ID: P9</p><table><tr><th>Action<th>Who<tr><td><td></table>' >empty.html
ask 0 extract -q --format csv empty.html
says out '^P9,,,,,,,,empty.html:paragraph 1$'
printf '<html><p>Dear parents</p></html>' >letter.html
ask 0 score letter.html
says err '^letter.html: warning: no action was found: 0 tables seen, 0 of them with a heading for the action;'
says err '^planmark: 0 rows of 1 file read: 0 marked, 0 plans without actions, 0 skipped; no action in 1 file$'

# An auditor sees which files gave nothing, and why: a letter, a layout that is not understood, an empty template.
printf '<p>Plan ID: P8</p><table><tr><th>Job<th>Worker<tr><td>Call mum<td>LB</table>' >other.html
ask 0 extract --manifest m.csv letter.html other.html empty.html folder/mary.html
says err '^other.html: warning: no action was found: 1 table seen, 0 of them with'
says err '; no action in 3 files$'
says m.csv '^letter.html,[0-9a-f]*,html,0,0,0,0,empty,"?no action was found: 0 tables seen,'
says m.csv '^other.html,[0-9a-f]*,html,1,0,1,0,empty,"?no action was found: 1 table seen,'
says m.csv '^empty.html,[0-9a-f]*,html,1,0,1,1,empty,1 plan without actions$'
says m.csv '^folder/mary.html,[0-9a-f]*,html,1,2,1,1,read,$'
# Plans are those of the rows, not of the labels of a document.
printf '<p>Plan ID: P9</p><table><tr><th>Plan ID<th>Action<th>Who<tr><td>P1<td>Mum to call<td>Mum<tr><td>P2<td>Dad to call<td>
<tr><td>P1<td>Nan to call<td>Nan<tr><td>P3<td><td><tr><td>P4<td><td>LB</table>' >ids.html
ask 3 score -q --format csv --summary --manifest m.csv ids.html
says m.csv '^ids.html,[0-9a-f]*,html,3,3,1,1,part,'
lines out 4
printf 'action,who\n' >heads.csv
ask 0 score --manifest m.csv heads.csv
says m.csv '^heads.csv,[0-9a-f]*,csv,0,0,0,0,empty,the file has no rows$'

# Files of one name are told apart by their folders, or by their endings; others are called as ever.
mkdir -p run/north/may run/south/may
page='<table><tr><th>Action<th>Who<tr><td>Dad to call<td>Dad</table>'
for file in north/may/plan.html south/may/plan.html north/one.html south/two.html; do
    printf %s "$page" >"run/$file"
done
printf 'action,who\nMum to call,Mum\n' >run/south/two.csv
ask 0 extract -q --format csv run
says out '^plan,,1,Dad to call,Dad,,,,plan.html:table 1 row 2 cell 1$'
says out '^south/may/plan,,1,Dad to call,Dad,,,,south/may/plan.html:table 1 row 2 cell 1$'
says out '^one,,1,Dad to call,Dad,,,,one.html:'
says out '^two,,1,Mum to call,Mum,,,,two.csv:2$'
says out '^two.html,,1,Dad to call,Dad,,,,two.html:'
# A file whose plans have ids of their own takes no name.
printf 'plan_id,action\nP1,Mum to call\n' >run/north/may/plan.csv
ask 0 extract -q --format csv run
says out '^P1,.*,plan.csv:2$'
says out '^plan,,1,Dad to call,Dad,,,,plan.html:table 1 row 2 cell 1$'
rm run/north/may/plan.csv
ask 0 score -q --summary --format csv run
check 'plans of one name are one' [ "$(cut -d, -f1 out | sort -u | wc -l)" -eq 6 ]
ask 0 extract -q --text none --manifest m.csv run
check 'a folder is shown' [ "$(grep -cE 'north|south|may|plan.html' out)" -eq 0 ]
digest=$(grep -oE 'file-[0-9a-f]{16}:table' out | sort -u | wc -l)
check 'digests of two files are one' [ "$digest" -eq 4 ]
for digest in $(grep -oE 'file-[0-9a-f]{16}:(table|2)' out | cut -d: -f1); do
    check 'a digest is not in the manifest' [ "$(grep -c "^$digest," m.csv)" -eq 1 ]
done
printf 'PK\003\004 cut' >cut.docx
printf '\320\317\021\340old' >old.doc
printf '%%PDF-1.7' >cut.pdf
ask 3 score --format csv cut.docx old.doc cut.pdf ./-dash.docx folder/mary.html
says err '^cut.docx: error: the file is cut off or damaged: it cannot be unpacked$'
says err '^old.doc: error: the file is of Excel before 2007, cut off, or no document'
says err '^cut.pdf: error: the (PDF is damaged|file is a PDF, and pdftotext)'
lines out 3
says err '^planmark: 2 rows of 1 of 5 files read: 2 marked,'

# What breaks off before its first row was not read; bytes that are no text are none when they are named as a document.
printf '<html>%s' "$(printf '<div>%.0s' $(seq 2000))" >deep.html
printf '\001\002 to call the GP\n' >torn.docx
printf 'Mum to call the GP\n' >text.docx
ask 3 score --format csv --manifest m.csv deep.html torn.docx text.docx
says err '^torn.docx: error: the file is named as a document, and is neither one nor text'
says err '0 of 3 files read'
check 'nothing of it was read' grep -qE '^deep.html,[0-9a-f]{64},html,,,,,failed,elements lie too deep' m.csv
check 'nothing of it was read' grep -qE '^torn.docx,[0-9a-f]{64},,,,,,failed,' m.csv
check 'nothing of it was read' grep -qE '^text.docx,[0-9a-f]{64},,,,,,failed,' m.csv
ask 2 score --columns 'acton=x' folder/mary.html

# Nor is text: it may be of another program, and its lines are no actions. A table is one under any name.
printf '<?xml version="1.0"?><w:wordDocument xmlns:w="x"><w:p>Mum</w:p></w:wordDocument>\n' >xml.doc
printf 'MIME-Version: 1.0\n\n<html><p>Mum to call</html>\n' >mail.doc
printf ' \n{\\rtf1 Mum to call}\n' >space.rtf
printf 'Mum to call the clinic\n' >words.pdf
for name in xml.doc mail.doc space.rtf words.pdf; do
    ask 3 extract -q $name
    says err "^$name: error: the file is named as a document, and what it holds is none that is read; if it is plain text"
    lines out 1
done
printf 'Action\tWho\nMum to call\tMum\n' >table.xlsx
cp table.xlsx table.xls
cp folder/mary.html page.xls
ask 0 extract -q table.xlsx table.xls page.xls
lines out 5
printf 'Mum to call the clinic\n' >words.txt
ask 0 extract -q words.txt

# Names that are no text: what is no UTF-8 in them is shown in one way, everywhere.
odd=$(printf 'd\351c')
if mkdir odd && cp folder/mary.html "odd/$odd.html" 2>/dev/null; then
    printf 'PK\003\004 cut' >"odd/$odd.docx"
    printf 'action,who\nDad to call,Dad\n' >"odd/$odd.csv"
    : >"odd/$odd.png"
    mkdir odd/sub
    cp folder/mary.html "odd/sub/$odd.html"
    for format in csv jsonl table; do
        ask 3 score --format $format --manifest m.csv odd
        for file in out err m.csv; do
            check "$asked: $file is no UTF-8" iconv -f UTF-8 -t UTF-8 $file -o /dev/null
        done
    done
    ask 3 score --format csv odd
    says out '^d.xE9c,,1,Dad to call,Dad,,,,d.xE9c.csv:2,'
    says out '^sub/d.xE9c,North,1,.*,sub/d.xE9c.html:table 1 row 2 cell 2,'
    says err '^odd/d.xE9c.docx: error: '
    says m.csv '^odd/d.xE9c.html,[0-9a-f]{64},html,1,2,'
    says m.csv '^odd/d.xE9c.png,,,,,,,left,of another kind$'
    ask 3 score -q --text none --manifest m.csv --format csv odd
    for digest in $(grep -oE 'file-[0-9a-f]{16}:(table|2)' out | cut -d: -f1); do
        check 'a digest is not in the manifest' [ "$(grep -c "^$digest," m.csv)" -eq 1 ]
    done
    ask 3 check --format json odd
    says out '"path":"odd/d..xE9c.html"'
fi

# What this build reads.
ask 0 formats
says out '^csv +yes '
says out '^docx +yes +\.docx \.docm +Word$'
says out '^pdf +(yes|no) +\.pdf '
says out '^xls +no '
ask 2 formats x

# Without its library the command does all the rest, and says what is missing.
mkdir alone
cp "$PLANMARK" alone/planmark
PLANMARK=$PWD/alone/planmark
LD_LIBRARY_PATH=
ask 3 score --format csv folder
lines out 2
says err '^planmark: error: the library that reads documents, libplanmark-docs.so.[0-9]+, is not there;'
says err '^folder/mary.html: error: the file is a document, and what reads documents is missing$'
ask 0 formats
says out '^documents +no '

[ "$failed" -eq 0 ] || echo "$failed failed"
exit "$failed"
