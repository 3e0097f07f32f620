#!/bin/sh
# SPDX-License-Identifier: MIT
# pdf.sh: PDF, DOC and RTF through the command. The programs that read them are played by scripts, so that what they
# say, and how they fail, is known; where the real ones are installed they are tried, too.
. "$(dirname "$0")/streams.sh"

says() { # says out|err PATTERN
    check "$asked: $1 lacks: $2" grep -qE -- "$2" "$1"
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark $*"
    run "$code" "$@"
}
play() { # play NAME: a program in the test's PATH, from standard input
    { echo '#!/bin/sh'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}
nothing_left() {
    check "$asked: a temporary file is left" [ -z "$(ls temporary)" ]
}

mkdir bin temporary
usual=$PATH
PATH=$PWD/bin:$PATH
TMPDIR=$PWD/temporary
export PATH TMPDIR
printf '%%PDF-1.7\n' >plan.pdf

# ---- Two pages as they are told: a table that goes on, with a row that the end of the page breaks ----
word() { # word X0 X1 Y TEXT
    echo "<word xMin=\"$1\" yMin=\"$3\" xMax=\"$2\" yMax=\"$(($3 + 12)).5\">$4</word>"
}
{
    echo '<doc><page width="600" height="800">'
    word 50 100 30 Council; word 110 130 30 Page; word 140 145 30 1
    word 50 80 100 Plan; word 85 100 100 ID:; word 105 130 100 P7
    word 52 90 152 Outcome; word 202 240 152 Action; word 402 430 152 Who; word 502 520 152 By; word 523 550 152 when
    word 52 80 182 Safe; word 202 225 182 Mum; word 228 240 182 to; word 243 395 182 telephone
    word 202 215 196 the; word 218 235 196 GP; word 402 425 182 Mum; word 502 557 182 14/03/20; word 502 515 196 25
    word 52 80 222 Well; word 202 225 222 Dad; word 228 240 222 to; word 243 390 222 attend; word 402 425 222 Dad
    word 502 530 222 weekly
    echo '</page><page width="600" height="800">'
    word 50 100 30 Council; word 110 130 30 Page; word 140 145 30 2
    word 52 90 62 Outcome; word 202 240 62 Action; word 402 430 62 Who; word 502 520 62 By; word 523 550 62 when
    word 202 215 92 the; word 218 250 92 course
    word 52 80 122 Glad; word 202 205 122 '•'; word 210 240 122 School; word 243 250 122 to; word 253 290 122 ring
    word 210 240 136 mum; word 202 205 150 '•'; word 210 240 150 'R&amp;D'; word 243 250 150 to; word 253 290 150 meet
    word 402 440 122 School
    word 50 80 300 All; word 83 100 300 agreed.
    echo '</page></doc>'
} >words
rules() { # rules TOP BOTTOM LINE...: verticals at the usual places, and lines across
    top=$1 bottom=$2
    shift 2
    echo '<svg><defs><path style="stroke:rgb(0%,0%,0%);" d="M 0 0 L 0 700 "/></defs>'
    for x in 50 200 400 500 560; do
        echo "<path style=\"fill:none;stroke:rgb(0%,0%,0%);\" d=\"M $x $top L $x $bottom \" transform=\"matrix(1,0,0,1,0,0)\"/>"
    done
    for y in "$@"; do # as Word draws them: boxes that are filled
        echo "<path style=\" stroke:none;fill:rgb(0%,0%,0%);\" d=\"M 50 $y L 560 $y L 560 $y.5 L 50 $y.5 Z M 50 $y \"/>"
    done
    echo '</svg>'
}
rules 150 250 150 180 220 250 >rules1
rules 60 180 60 90 120 180 >rules2
play pdftotext <<END
[ "\$(cat)" = '' ] || echo 'standard input' >&2
case \$* in *./plan.pdf\ -) cat '$PWD/words' ;; *) echo "called: \$*" >&2; exit 1 ;; esac
END
play pdftocairo <<END
cat '$PWD/rules'\$4
END
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Outcome
P7,,1,Mum to telephone the GP,Mum,14/03/2025,,,plan.pdf:page 1 table 1 row 2 cell 2,Safe
P7,,2,Dad to attend the course,Dad,weekly,,,plan.pdf:page 1 table 1 row 3 cell 2,Well
P7,,3,School to ring mum,School,,,,plan.pdf:page 2 table 1 row 4 cell 2 paragraph 1,Glad
P7,,4,R&D to meet,School,,,,plan.pdf:page 2 table 1 row 4 cell 2 paragraph 2,Glad
END
check "the table of two pages: $(cat out)" cmp -s out expected
says err '^planmark: 4 rows of 1 file read: 4 actions,'
check "$asked: a message too many" [ "$(wc -l <err)" -eq 1 ]

# ---- Columns as narrow as their longest word: words in the middle, whole ones, and one that was broken ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 152 Outcome; word 202 250 152 Action; word 402 430 152 Who
    word 512 548 152 Target; word 518 542 163 date
    word 52 80 182 Safe; word 202 230 182 Mum; word 232 240 182 to; word 244 290 182 call; word 402 496 182 Accommo
    word 402 460 193 dation; word 402 440 204 officer; word 502 556 182 Every; word 502 530 193 two; word 502 556 204 weeks
    word 52 80 232 Well; word 202 230 232 Dad; word 232 240 232 to; word 244 290 232 call; word 402 496 232 "Women's"
    word 402 460 243 zork; word 502 556 232 Before; word 502 556 243 zorkday
    word 52 80 270 Thank; word 82 90 270 before; word 92 99 270 zorkday.
    echo '</page></doc>'
} >words
rules 150 250 150 180 230 250 >rules1
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Outcome
plan,,1,Mum to call,Accommodation officer,Every two weeks,,,plan.pdf:page 1 table 1 row 2 cell 2,Safe
plan,,2,Dad to call,Women's zork,Before zorkday,,,plan.pdf:page 1 table 1 row 3 cell 2,Well
END
check "narrow columns: $(cat out)" cmp -s out expected

# ---- A row that the end of the page breaks in each of its columns; and rows in small letters that do not go on ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 152 Need; word 202 250 152 Action; word 402 430 152 Who; word 502 520 152 By; word 523 550 152 when
    word 52 80 182 Need; word 83 95 182 9; word 202 230 182 Mum; word 233 240 182 to; word 244 290 182 tell; word 294 392 182 everybody
    word 402 486 182 Worker; word 502 520 182 14; word 523 550 182 May
    echo '</page><page width="600" height="800">'
    word 52 90 62 Need; word 202 250 62 Action; word 402 430 62 Who; word 502 520 62 By; word 523 550 62 when
    word 202 230 92 what; word 233 260 92 she; word 263 290 92 knows
    word 402 416 92 14; word 502 536 92 2025
    word 52 80 122 Need; word 83 95 122 8; word 202 230 122 mum; word 233 240 122 to; word 244 290 122 call
    word 402 430 122 mum; word 502 550 122 weekly
    echo '</page><page width="600" height="800">'
    word 52 90 62 Need; word 202 250 62 Action; word 402 430 62 Who; word 502 520 62 By; word 523 550 62 when
    word 202 230 92 dad; word 233 240 92 to; word 244 290 92 call; word 402 430 92 dad; word 502 550 92 daily
    echo '</page></doc>'
} >words
rules 150 210 150 180 210 >rules1
rules 60 150 60 90 120 150 >rules2
rules 60 120 60 90 120 >rules3
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Need
plan,,1,Mum to tell everybody what she knows,Worker 14,14 May 2025,,,plan.pdf:page 1 table 1 row 2 cell 2,Need 9
plan,,2,mum to call,mum,weekly,,,plan.pdf:page 2 table 1 row 3 cell 2,Need 8
plan,,3,dad to call,dad,daily,,,plan.pdf:page 3 table 1 row 4 cell 2,
END
check "a row that is broken in each column: $(cat out)" cmp -s out expected

# ---- A cell that spans rows on both sides of the end of a page ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Outcome; word 152 200 52 Action; word 302 330 52 Who
    word 52 80 82 Safe; word 83 95 82 at
    word 152 170 82 Mum; word 173 180 82 to; word 183 200 82 ring; word 302 330 82 Mum
    word 152 170 127 Dad; word 173 180 127 to; word 183 200 127 call; word 302 330 127 Dad
    echo '</page><page width="600" height="800">'
    word 52 80 52 home
    word 152 170 52 Nan; word 173 180 52 to; word 183 200 52 help; word 302 330 52 Nan
    word 152 170 97 School; word 173 180 97 to; word 183 200 97 meet; word 302 330 97 Head
    echo '</page></doc>'
} >words
box() { # box LEFT TOP RIGHT BOTTOM
    echo "<path style=\"stroke:rgb(0%,0%,0%);\" d=\"M $1 $2 L $3 $2 L $3 $4 L $1 $4 Z\"/>"
}
{ box 50 50 350 80; box 50 80 150 170; box 150 50 300 125; box 300 50 350 125; box 150 125 300 170; box 300 125 350 170; } >rules1
{ box 50 50 150 140; box 150 50 300 95; box 300 50 350 95; box 150 95 300 140; box 300 95 350 140; } >rules2
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Outcome
plan,,1,Mum to ring,Mum,,,,plan.pdf:page 1 table 1 row 2 cell 2,Safe at home
plan,,2,Dad to call,Dad,,,,plan.pdf:page 1 table 1 row 3 cell 2,Safe at home
plan,,3,Nan to help,Nan,,,,plan.pdf:page 2 table 1 row 4 cell 2,Safe at home
plan,,4,School to meet,Head,,,,plan.pdf:page 2 table 1 row 5 cell 2,Safe at home
END
check "cells that span rows of two pages: $(cat out)" cmp -s out expected

# ---- Rows of a table of white space that stand close, one of them with nothing but an action; lines of headings; the rest on another page ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Outcome; word 152 200 52 What; word 202 240 52 needs; word 302 330 52 Who
    word 152 170 63 to; word 173 220 63 'happen?'
    word 52 80 79 Safe; word 152 180 79 Mum; word 183 190 79 to; word 193 297 79 telephone; word 302 330 79 Mum
    word 152 170 90 the; word 173 190 90 GP
    word 152 190 106 Dad; word 193 200 106 to; word 203 230 106 ring
    echo '</page><page width="600" height="800">'
    word 52 80 52 Well; word 152 180 52 School; word 183 190 52 to; word 193 297 52 talk; word 302 330 52 Nurse
    word 152 170 63 with; word 173 190 63 mum
    echo '</page></doc>'
} >words
: >rules1
: >rules2
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,Outcome
plan,,1,Mum to telephone the GP,Mum,,,,plan.pdf:page 1 table 1 row 2 cell 2,Safe
plan,,2,Dad to ring,,,,,plan.pdf:page 1 table 1 row 3 cell 2,
plan,,3,School to talk with mum,Nurse,,,,plan.pdf:page 2 table 1 row 4 cell 2,Well
END
check "close rows of white space: $(cat out)" cmp -s out expected

# ---- Headings in the middle of their columns, above short texts; a heading of a template on two lines; a label below ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 30 Plan; word 93 120 30 2024
    word 52 80 52 What; word 83 100 52 are; word 103 120 52 we; word 172 230 57 Action; word 340 400 57 Responsible; word 480 540 57 Timescale
    word 52 90 63 worried; word 93 120 63 'about?'
    word 52 80 85 Safety; word 152 180 85 Mum; word 183 190 85 to; word 193 230 85 ring; word 302 325 85 Mum; word 328 332 85 /; word 335 360 85 Dad; word 440 470 85 May
    word 52 80 110 School; word 152 180 110 Dad; word 183 190 110 to; word 193 230 110 call; word 302 325 110 Dad; word 440 470 110 June
    word 52 80 135 Health; word 152 180 135 Nan; word 183 190 135 to; word 193 230 135 come; word 302 325 135 Nan; word 440 470 135 July
    word 52 70 160 Next; word 73 110 160 meeting:; word 113 140 160 soon
    echo '</page></doc>'
} >words
: >rules1
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,What are we worried about?
plan,,1,Mum to ring,Mum / Dad,May,,,plan.pdf:page 1 table 1 row 2 cell 2,Safety
plan,,2,Dad to call,Dad,June,,,plan.pdf:page 1 table 1 row 3 cell 2,School
plan,,3,Nan to come,Nan,July,,,plan.pdf:page 1 table 1 row 4 cell 2,Health
END
check "headings in the middle: $(cat out)" cmp -s out expected

# ---- Each line a row, in small letters; and the last row alone, in small letters, on the next page ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Who; word 152 200 52 Action
    word 52 90 65 SW/YOT; word 152 180 65 joint; word 183 230 65 visit; word 233 250 65 before; word 253 300 65 court
    word 52 70 78 Mum; word 152 180 78 knives; word 183 230 78 check; word 233 250 78 room
    word 52 70 91 YOT; word 152 180 91 college; word 183 230 91 to; word 233 250 91 take; word 253 290 91 him
    echo '</page></doc>'
} >words
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,joint visit before court,SW/YOT,,,,plan.pdf:page 1 table 1 row 2 cell 2
plan,,2,knives check room,Mum,,,,plan.pdf:page 1 table 1 row 3 cell 2
plan,,3,college to take him,YOT,,,,plan.pdf:page 1 table 1 row 4 cell 2
END
check "each line a row: $(cat out)" cmp -s out expected
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Action; word 302 340 52 Who
    word 52 90 65 Mum; word 93 150 65 to; word 153 250 65 ring; word 302 330 65 Mum
    word 52 90 90 Dad; word 93 150 90 to; word 153 295 90 photograph; word 302 330 90 Dad
    echo '</page><page width="600" height="800">'
    word 52 90 52 the; word 93 150 52 kitchen
    word 52 90 77 Nan; word 93 150 77 to; word 153 250 77 come
    echo '</page></doc>'
} >words
: >rules2
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,Mum to ring,Mum,,,,plan.pdf:page 1 table 1 row 2 cell 1
plan,,2,Dad to photograph the kitchen,Dad,,,,plan.pdf:page 1 table 1 row 3 cell 1
plan,,3,Nan to come,,,,,plan.pdf:page 2 table 1 row 4 cell 1
END
check "the last row alone on the next page: $(cat out)" cmp -s out expected

# ---- Lines across tell its rows ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Action; word 302 330 52 Who
    word 52 80 64 Mum; word 83 90 64 to; word 93 290 64 telephone; word 302 320 64 Mum; word 323 340 64 and
    word 52 70 75 the; word 73 90 75 GP; word 302 320 75 her; word 323 340 75 sister
    word 52 80 87 Dad; word 83 90 87 to; word 93 110 87 ring; word 302 330 87 Dad
    echo '</page></doc>'
} >words
for y in 61 84; do echo "<path style=\"stroke:rgb(0%,0%,0%);\" d=\"M 50 $y L 340 $y \"/>"; done >rules1
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,Mum to telephone the GP,Mum and her sister,,,,plan.pdf:page 1 table 1 row 2 cell 1
plan,,2,Dad to ring,Dad,,,,plan.pdf:page 1 table 1 row 3 cell 1
END
check "lines across: $(cat out)" cmp -s out expected

# ---- Paragraphs of labels, at even distances below a large title ----
{
    echo '<doc><page width="600" height="800">'
    echo '<word xMin="52" yMin="20" xMax="90" yMax="50">Plan</word>'
    word 52 90 80 Action; word 93 100 80 1:; word 103 120 80 Mum; word 123 130 80 to; word 133 150 80 ring
    word 52 70 97 Who:; word 73 90 97 Mum
    word 52 90 114 Action; word 93 100 114 2:; word 103 120 114 Dad; word 123 130 114 to; word 133 150 114 call
    word 52 70 131 By; word 73 90 131 when:; word 93 120 131 Monday
    echo '</page></doc>'
} >words
: >rules1
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,Mum to ring,Mum,,,,plan.pdf:page 1 paragraph 2
plan,,2,Dad to call,,Monday,,,plan.pdf:page 1 paragraph 4
END
check "paragraphs: $(cat out)" cmp -s out expected

# ---- The label of a form ends a line that is full, too ----
{
    echo '<doc><page width="600" height="800">'
    echo '<word xMin="52" yMin="20" xMax="90" yMax="50">Plan</word>'
    word 52 90 80 Action; word 93 100 80 1:; word 103 120 80 Mum; word 123 130 80 to; word 133 540 80 ring
    word 52 70 97 Who:; word 73 90 97 Mum
    word 52 90 114 Action; word 93 100 114 2:; word 103 120 114 Dad; word 123 130 114 to; word 133 150 114 call
    word 52 70 131 Who:; word 73 90 131 Dad
    echo '</page></doc>'
} >words
: >rules1
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,Mum to ring,Mum,,,,plan.pdf:page 1 paragraph 2
plan,,2,Dad to call,Dad,,,,plan.pdf:page 1 paragraph 4
END
check "a full line before a label: $(cat out)" cmp -s out expected

# ---- A table of white space: below headings that are known, and not where a letter has wide gaps ----
{
    echo '<doc><page width="600" height="800">'
    word 52 90 52 Action; word 302 330 52 Who; word 452 460 52 By; word 463 480 52 when
    word 52 80 82 Mum; word 84 100 82 to; word 104 250 82 telephone; word 52 80 95 the; word 84 100 95 GP
    word 302 330 82 Mum; word 452 500 82 Monday
    word 52 80 122 Dad; word 84 100 122 to; word 104 150 122 ring; word 302 330 122 Dad
    word 52 590 152 Goodbye
    echo '</page><page width="600" height="800">'
    word 52 90 52 Dear; word 302 330 52 Ms; word 452 480 52 Lee; word 52 80 82 Thank; word 302 330 82 you
    echo '</page></doc>'
} >words
: >rules1
: >rules2
ask 0 extract plan.pdf
cat >expected <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,source
plan,,1,Mum to telephone the GP,Mum,Monday,,,plan.pdf:page 1 table 1 row 2 cell 1
plan,,2,Dad to ring,Dad,,,,plan.pdf:page 1 table 1 row 3 cell 1
END
check "the table of white space: $(cat out)" cmp -s out expected

# ---- Names of files that look like something else ----
cp plan.pdf ./-x.pdf
mkdir "a 'b"
odd="a 'b/\"\$(touch made)
c.pdf"
cp plan.pdf "$odd"
play pdftotext <<END
for file; do last=\$before before=\$file; done
[ -f "\$last" ] && cat '$PWD/words'
END
ask 0 extract -- -x.pdf
says err '^planmark: 2 rows of 1 file read'
ask 0 extract "$odd"
says err '^planmark: 2 rows of 1 file read'
check 'a name was run' [ ! -e made ]
ask 0 extract - <plan.pdf
says out ',stdin:page 1 table 1 row 3 '
mkfifo named.pdf
cat plan.pdf >named.pdf &
ask 0 extract named.pdf
wait $!
says out ',named.pdf:page 1 table 1 row 3 '
rm named.pdf
nothing_left

# ---- What goes wrong ----
play pdftotext <<'END'
echo '<doc><page width="600" height="800"></page><page width="600" height="800"></page></doc>'
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the PDF has no text: its 2 pages are pictures'
says err '^planmark: 0 of 1 file read'
play pdftotext <<'END'
echo 'Command Line Error: Incorrect password' >&2
exit 1
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the document is protected by a password'
play pdftotext <<'END'
exit 1
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the PDF is damaged'
play pdftotext <<'END'
kill -9 $$
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the PDF is damaged'
play pdftotext <<'END'
exec head -c 150000000 /dev/zero
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the PDF holds too much'
play pdftotext <<'END'
echo '<doc><page width="1e9" height="x"><word xMin="1" yMin= xMax="></word><word'
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: '

# What cannot be built is not read on.
{
    echo '<doc><page width="600" height="800">'
    word 50 60 30 "$(head -c 1100000 /dev/zero | tr '\0' a)"
    echo '</page>'
    for page in 2 3 4; do echo '<page width="600" height="800">'; word 50 80 100 Plan; echo '</page>'; done
    echo '</doc>'
} >words
play pdftotext <<END
cat '$PWD/words'
END
play pdftocairo <<END
echo >>'$PWD/pages'
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: a paragraph is too long'
check "$asked: $(wc -l <pages) pages were looked at" [ "$(wc -l <pages)" -eq 1 ]

# A signal while a program hangs: that one ends too, and nothing is left behind.
play pdftotext <<END
echo \$\$ >'$PWD/hangs'
exec sleep 600
END
end_by() { # end_by SIGNAL ARG...: extracts from a pipe, and ends it by the signal
    signal=$1
    shift
    asked="planmark extract $*, ended by $signal"
    rm -f hangs
    "$PLANMARK" extract "$@" - <plan.pdf >out 2>err &
    planmark=$!
    tries=0
    while [ ! -s hangs ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    check "$asked: nothing was made" [ -n "$(ls temporary)" ]
    kill -"$signal" "$planmark"
    wait "$planmark" 2>/dev/null
    code=$?
    check "$asked: exit code $code" [ $code -gt 128 ]
    check "$asked: what hung still runs" [ ! -e "/proc/$(cat hangs)/exe" ]
    nothing_left
}
ulimit -c 0
for signal in TERM USR1 USR2 ALRM XCPU PIPE VTALRM; do # the shell lets nobody hear INT and QUIT here
    end_by $signal
done
for signal in HUP USR1 ALRM XCPU; do # the command tidies up its own file
    end_by $signal -o signalled.csv
    check "$asked: its file is left" [ -z "$(ls | grep signalled)" ]
done

# ---- Bounds of what is run ----
# They are set once a program runs: it waits for them.
cat >bounded <<'END'
tries=0
while [ "$(ulimit -f)" = unlimited ] && [ $tries -lt 500 ]; do
    sleep 0.01
    tries=$((tries + 1))
done
END
if [ "$(uname)" = Linux ] && [ "$(ulimit -t) $(ulimit -d) $(ulimit -f)" = 'unlimited unlimited unlimited' ]; then
    { # the programs have more time for more pages
        echo '<doc><page width="600" height="800">'
        word 52 90 52 Action
        echo '</page>'
        for page in $(seq 999); do echo '<page width="600" height="800"></page>'; done
        echo '</doc>'
    } >words
    play pdftotext <<END
. '$PWD/bounded'
echo \$(ulimit -d) \$(ulimit -f) \$(ulimit -c) >'$PWD/bounds'
ulimit -t >>'$PWD/bounds'
cat '$PWD/words'
END
    play pdftocairo <<END
. '$PWD/bounded'
ulimit -t >>'$PWD/bounds'
END
    ask 0 extract plan.pdf
    check "bounds of poppler: $(cat bounds)" [ "$(sed 1q bounds)" = '2097152 524288 0' ]
    check "its time: $(cat bounds)" [ "$(sed -n 2p bounds)" -eq 242 ]
    check "its time for 1,000 pages: $(cat bounds)" [ "$(sed -n 3p bounds)" -gt 400 ]
fi
play pdftotext <<'END'
echo "terminate called after throwing an instance of 'std::bad_alloc'" >&2
exit 134
END
ask 3 extract plan.pdf
says err '^plan.pdf: error: the PDF needs more than 2 GiB of memory'

# ---- A folder for temporary files that takes none ----
usual_temporary=$TMPDIR
TMPDIR=$PWD/nowhere
printf '{\\rtf1 plan}' >plan.rtf
play soffice <<'END'
exit 1
END
ask 3 extract plan.rtf
says err '^plan.rtf: error: the folder for temporary files .TMPDIR. cannot be written: no such file or folder$'
ask 3 extract - <plan.pdf
says err '^stdin: error: the folder for temporary files .TMPDIR. cannot be written: no such file or folder$'
TMPDIR=$usual_temporary
{ printf '{\\rtf1 '; head -c 100000 /dev/zero | tr '\0' a; printf '}'; } >large.rtf
asked='planmark extract large.rtf, where no file may be large'
(ulimit -f 8 && exec "$PLANMARK" extract large.rtf >out 2>err)
check "$asked: exit code" [ $? -eq 3 ]
says err '^large.rtf: error: the folder for temporary files .TMPDIR. cannot be written: the file would be too large$'
nothing_left

# ---- Programs that are not there ----
rm bin/*
PATH=$PWD/bin
asked='planmark without other programs'
printf '{\\rtf1 plan}' >plan.rtf
printf '\320\317\021\340 W\000o\000r\000d\000D\000o\000c\000u\000m\000e\000n\000t\000' >plan.doc
"$PLANMARK" extract plan.pdf plan.rtf plan.doc >out 2>err
code=$?
"$PLANMARK" formats >formats
PATH=$usual:$PWD/bin
check "$asked: exit code $code" [ $code -eq 3 ]
says err '^plan.pdf: error: the file is a PDF, and pdftotext .*package poppler-utils$'
says err '^plan.rtf: error: .*package libreoffice-writer-nogui'
says err '^plan.doc: error: .*package libreoffice-writer-nogui'
check "$asked: formats" grep -qE '^pdf +no +\.pdf +needs pdftotext and pdftocairo, of the package poppler-utils$' formats
check "$asked: formats" grep -qE '^rtf +no .*libreoffice-writer-nogui' formats

# ---- LibreOffice, played: it is given a folder of its own, and what it makes there is read ----
play soffice <<'END'
for last; do case $last in -env:UserInstallation=file:///*%20*/settings) echo ok ;; esac; done >"$NOTE"
echo "$http_proxy $https_proxy $ALL_PROXY <$no_proxy>" >>"$NOTE"
grep -cvE '^ *lo:|\|' /proc/net/dev >>"$NOTE"
for home in "$HOME" "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR"; do
    [ "$home" = "$TMPDIR" ] && echo own >>"$NOTE"
done
: >"$TMPDIR/lu1.tmp" # as it leaves some when it is stopped
exit 0
END
PATH=$PWD/bin:$usual
mkdir 'temporary/in it'
TMPDIR="$PWD/temporary/in it" NOTE=$PWD/note http_proxy=http://proxy no_proxy=127.0.0.1
export NOTE http_proxy no_proxy
ask 3 extract plan.rtf
says err '^plan.rtf: error: LibreOffice cannot read it'
check 'settings of its own' [ "$(sed 1q note)" = ok ]
check 'a proxy that is nobody' [ "$(sed -n 2p note)" = 'http://127.0.0.1:1 http://127.0.0.1:1 http://127.0.0.1:1 <>' ]
if unshare --map-current-user --net -- true 2>/dev/null; then
    check 'no network' [ "$(sed -n 3p note)" -eq 0 ]
fi
check 'a home of its own' [ "$(grep -c '^own$' note)" -eq 5 ]
check 'a folder is left' [ -z "$(ls "$TMPDIR")" ]
TMPDIR=$PWD/temporary
unset http_proxy no_proxy
rmdir 'temporary/in it'
play soffice <<'END'
while [ $# -gt 1 ]; do
    [ "$1" != --outdir ] || truncate -s 270000000 "$2/plan.docx"
    shift
done
END
ask 3 extract plan.rtf
says err '^plan.rtf: error: LibreOffice makes more than 256 MiB of it$'
nothing_left
play soffice <<'END'
exec yes 'I will not end'
END
ask 3 extract plan.rtf
says err '^plan.rtf: error: LibreOffice printed messages without end over it, and was stopped;'
nothing_left
play soffice <<'END'
echo 'Fatal exception: Signal 6' >&2
exit 134
END
ask 3 extract plan.rtf
says err '^plan.rtf: error: LibreOffice broke off over it: it is damaged, or needs more than 2 GiB of memory;'
play soffice <<'END'
kill -XFSZ $$
END
ask 3 extract plan.rtf
says err '^plan.rtf: error: LibreOffice makes a file of more than 512 MiB of it'
rm bin/*

# ---- The real ones ----
PATH=$usual
if command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v pdftocairo >/dev/null; then
    row() { # row CELL...
        printf '\\trowd'
        for x in 3000 6000 9000; do
            for side in t l b r; do printf '\\clbrdr%s\\brdrs\\brdrw10' $side; done
            printf '\\cellx%s' $x
        done
        for text; do printf '\\intbl %s\\cell' "$text"; done
        printf '\\row\n'
    }
    {
        printf '%s\n' '{\rtf1\ansi Plan ID: P9\par'
        row Action Who 'By when'
        row 'Mum to call the school about a place in the breakfast club' Mum '14/03/2025'
        row 'Dad to bring the papers to the next meeting' Dad 'next week'
        printf '%s\n' '\pard Thank you.\par}'
    } >real.rtf
    mkdir home
    home=$HOME HOME=$PWD/home
    export HOME
    ask 0 extract -q real.rtf
    check 'something is left at home' [ -z "$(ls -A home)" ]
    HOME=$home
    cut -d, -f1-6 out >by_rtf
    says out '^P9,,1,Mum to call the school about a place in the breakfast club,Mum,14/03/2025,'
    nothing_left
    soffice --headless -env:UserInstallation="file://$PWD/settings" --convert-to pdf real.rtf >/dev/null 2>&1 </dev/null
    soffice --headless -env:UserInstallation="file://$PWD/settings" --convert-to doc real.rtf >/dev/null 2>&1 </dev/null
    for kind in pdf doc; do
        ask 0 extract -q real.$kind
        cut -d, -f1-6 out >by_$kind
        check "rows differ: $kind: $(cat out)" cmp -s by_rtf by_$kind
    done
    nothing_left

    # A document of Word that names a picture elsewhere: nobody is asked for it.
    listen() { # listen: tells its port, then who came
        exec python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(8)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    print("asked", flush=True)
    c.close()'
    }
    if command -v python3 >/dev/null; then
        listen >heard &
        listener=$!
        while [ ! -s heard ]; do sleep 0.1; done
        cat >picture.fodt <<END
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Action: Mum to call<draw:frame
 svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:image xlink:href="http://127.0.0.1:$(sed 1q heard)/p.png"
 xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p></office:text></office:body></office:document>
END
        soffice --headless -env:UserInstallation="file://$PWD/settings" --convert-to doc picture.fodt >/dev/null 2>&1 </dev/null
        port=$(sed 1q heard)
        check 'the picture is not named' grep -aq "$port" picture.doc
        wc -l <heard >heard.count
        for way in 'no network' 'a proxy that is nobody'; do
            ask 0 extract -q picture.doc
            says out ',Mum to call,'
            check "$asked: the network was used, with $way" [ "$(wc -l <heard)" -eq "$(cat heard.count)" ]
            echo 'exit 1' | play unshare
            PATH=$PWD/bin:$usual
        done
        kill "$listener"
    fi
else
    echo 'skipped: PDF, DOC and RTF by the real programs (packages poppler-utils and libreoffice-writer-nogui)'
fi

[ "$failed" -eq 0 ] || echo "$failed failed"
exit "$failed"
