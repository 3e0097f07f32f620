#!/bin/sh
# SPDX-License-Identifier: MIT
# command.sh: the command by its streams and exit codes. PLANMARK names it.
set -u
: "${PLANMARK:?names the command to test}"
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
LC_ALL=C
export LC_ALL

fail() { # fail WORDS...
    echo "FAILED: $*"
    failed=$((failed + 1))
}

run() { # run CODE ARG...: out and err hold the streams afterwards; standard input is passed on
    wanted=$1
    shift
    asked="planmark $*"
    "$PLANMARK" "$@" >out 2>err
    got=$?
    [ $got -eq "$wanted" ] || { fail "$asked: exit code $got, not $wanted"; sed 's/^/    /' err | head -5; }
}

says() { # says FILE PATTERN: a line of the stream matches
    grep -qE -- "$2" "$1" || { fail "$asked: $1 lacks: $2"; head -5 "$1" | cut -c 1-300 | sed 's/^/    /'; }
}

says_not() { # says_not FILE PATTERN
    if grep -qE -- "$2" "$1"; then
        fail "$asked: $1 has: $2"
        grep -E -- "$2" "$1" | head -3 | cut -c 1-300 | sed 's/^/    /'
    fi
}

lines() { # lines FILE COUNT
    count=$(awk 'END { print NR }' "$1")
    [ "$count" -eq "$2" ] || fail "$asked: $1 has $count lines, not $2"
}

same() { # same FILE FILE
    cmp -s "$1" "$2" || { fail "$asked: $1 and $2 differ"; diff "$1" "$2" | head -6; }
}

cat >plans.csv <<'END'
plan_id,authority,action_no,action,who,by_when,measure,plan_date,status
P1,LA1,1,Social Worker to complete a referral to CAMHS by 12 March 2024,Social Worker,12/03/2024,Referral receipt on file,2024-01-05,open
P1,LA1,2,Mum to be happy,,,,2024-01-05,open
P2,LA1,1,"Dad, and the ""new"" worker, to meet weekly",Dad,weekly,,2024-02-01,=1+1
P3,LA1,,,,,,2024-02-02,
END

# ---- usage -------------------------------------------------------------------------------------------

for command in '' score explain rules 'rules list'; do
    run 0 $command --help
    says out '^Usage: planmark'
    says out '^Examples'
    lines err 0
done
run 0 --version
says out '^planmark [0-9]+\.[0-9]+\.[0-9]+$'
run 2
says err "planmark --help"
run 2 scroe plans.csv
says err "did you mean 'score'"
run 0 --help
cp out first
run 0 help
same out first
run 0 rules list --help
cp out first
run 0 help rules list
same out first
run 2 help scroe
says err "did you mean 'score'"
run 3 score help
run 2 "$(printf 'a\033[31m\302\233b\342\200\256c')"
says err "no command 'a \[31m b c'"
run 2 score --format "$(printf '\033]0;x\007')" plans.csv
says_not err "$(printf '\033')"
run 2 score --formt csv plans.csv
says err 'did you mean --format\?'
run 2 score --format xml plans.csv
says err 'takes table\|csv\|jsonl'
run 2 score --quiet=yes plans.csv
run 2 score plans.csv --format
says err 'needs a value'
run 2 score
says err 'standard input'
run 2 score --evidence all --format csv plans.csv
says err 'add --format jsonl'
run 2 score --evidence all --summary plans.csv
run 2 score --excel-safe --format jsonl plans.csv
run 2 score -x plans.csv
run 2 rules
run 2 rules lst
says err "did you mean 'list'"
run 2 rules list --criterion onwer
run 2 explain
run 2 explain Mum to attend
run 0 score --format=csv -qo ab.csv plans.csv
lines err 0
cp plans.csv -- -dash.csv
run 0 score -q -- -dash.csv

# ---- formats -----------------------------------------------------------------------------------------

heading=plan_id,authority,action_no,action,who,by_when,measure,plan_date,source,actionable,measurable
heading=$heading,measure_given,timeframe,owner,score,high_quality,unsure,owner_kind,timeframe_kind,pack
run 0 score plans.csv
lines out 5
says err '^planmark: 4 rows of 1 file read: 3 marked, 1 plan without actions, 0 skipped$'
[ "$(head -1 out)" = "$heading,status" ] || fail "$asked: another heading: $(head -1 out)"
says out '^P1,LA1,1,Social Worker to .*,2024-01-05,plans.csv:2,1,1,1,1,1,5,1,.*,cin-england@[^,]*,open$'
says out '^P2,LA1,1,"Dad, and the ""new"" worker, to meet weekly",Dad,weekly,,'
says out '^P3,LA1,[^,]*,,,,,2024-02-02,plans.csv:5,,,,,,,,,,,cin-england@[^,]*,$'
says_not out "$(printf '\r')"
cp out marks.csv
run 0 score --quiet --format csv - <plans.csv
lines err 0
lines out 5

run 0 score --format jsonl plans.csv
lines out 4
says out '^\{"plan_id":"P1","authority":"LA1","action_no":"1","action":"Social'
says out '"evidence":\[\{"criterion":"[a-z_]+","says":"(met|unmet)","strength":"(weak|plain|strong)","rule":"[^"]*","kind":"[^"]*","column":"(text|who|by_when|measure)","start":[0-9]+,"end":[0-9]+,"text":"[^"]+","captures":\['
says out '"decided":true,"cancelled_by":null'
says out '"near":\[\{"criterion":"[a-z_]+","rule":("[^"]*"|null),"column":'
says out '"plan_id":"P3".*"actionable":null,.*"score":null'
run 0 score --evidence none plans.csv
says_not out '"evidence"|"near"'
run 0 score --evidence all plans.csv
says out '"decided":false'

# Offsets are code points of the cell.
printf 'action\n\303\211lodie \342\200\223 Social Worker to visit weekly\n' >points.csv
run 0 score -q --evidence all points.csv
says out '"start":9,"end":[0-9]+,"text":"Social Worker'

run 0 score --format table plans.csv
says out '^plan +no +A +M +G +T +O +/5'
says out '^P1 +1 +Y\?? +Y\?? +Y\?? +Y\?? +Y\?? +5 '
says out '^P3 .*\(no actions\)'
says out '^3 actions   mean score [0-9]\.[0-9][0-9]   high quality [0-9]+ \([0-9.]+%\)$'
says out '^A actionable [0-9.]+%   M measurable'
says_not out "$(printf '\033')"
sed "s/$(printf '\342\200\246')/./g" out | awk 'length($0) > 80 { exit 1 }' || fail "$asked: a line is too long"
run 0 score --format table --color always plans.csv
says out "$(printf '\033\\[32m\342\234\223')"

# Kinds keep their names from 100 columns on.
printf 'action,who,by_when\nMum and the school nurse and other professionals to visit,Other professional,weekly until the review on 3 May 2024\n' >kinds.csv
COLUMNS=100
export COLUMNS
run 0 score --format table kinds.csv
unset COLUMNS
says out ' (social_worker|mother|school|health|other_professional|parents|wider_family|named_person|service|generic)'
says_not out '(recurrenc|meetin|dat|windo)[^a-z+;]'

run 0 score --summary plans.csv
lines out 4
[ "$(head -1 out)" = "plan_id,authority,actions,mean_score,share_actionable,share_measurable,share_measure_given,share_timeframe,share_owner,high_quality,share_high_quality,pack" ] ||
    fail "$asked: another heading"
says out '^P1,LA1,2,[0-9]\.[0-9]{4},[01]\.[0-9]{4},'
says out '^P3,LA1,0,,,,,,,0,,cin-england'
run 0 score --summary --format jsonl plans.csv
says out '^\{"plan_id":"P1","authority":"LA1","actions":2,"mean_score":[0-9.]+,"share_actionable":'
says out '"plan_id":"P3".*"mean_score":null'
run 0 score --summary --format table plans.csv
says out '^all +3 +[0-9]\.[0-9][0-9] '
says out '^plan .* high +high%$'
says out '^3 plans$'

# Same input, same bytes; a stream is a file; marks of many files can be concatenated.
run 0 score plans.csv
same out marks.csv
mkdir folder
cp plans.csv folder/a.csv
sed 's/^P/Q/' plans.csv >folder/b.csv
run 0 score folder
lines out 9
says err '8 rows of 2 files read'

# A carried column whose name is taken; columns that only later files have.
printf 'action,score,input.score,pack\nMum to attend,9,8,7\n' >taken.csv
run 0 score taken.csv
says out ',pack,input\.input\.score,input\.score,input\.pack$'
says out ',9,8,7$'
run 0 score plans.csv taken.csv
says err 'warning: 1 row has columns that the first row has not'
lines out 6
run 0 score --format jsonl taken.csv
says out '"input.input.score":"9","input.score":"8","input.pack":"7"'

run 0 score --columns 'action=Ziel' - <<'END'
Ziel;Wer
Mum to attend;Mum
END
lines out 2

# A fault in --columns is one of usage, and nothing is written.
run 2 score --columns 'acton=Ziel' -o never.csv plans.csv
says err "did you mean 'action'"
lines out 0
lines err 1
[ ! -e never.csv ] || fail "$asked: a file was made"
run 2 score --columns 'action=a,action=b' plans.csv
lines out 0

# Files of other kinds in a folder are told of once.
: >folder/letter.xls
: >folder/scan.PNG
: >folder/old.png
: >folder/.hidden
run 0 score folder
says err '^planmark: 3 files in folders were not read, being of other kinds: 1 \.xls, 2 \.png$'
run 0 score -q folder
lines err 0

# One column: known by any heading of the action, on standard input too.
printf 'Next steps\nMum, with Dad, to attend\n' >one
run 0 score -q - <one
lines out 2
says out '"Mum, with Dad, to attend"'

# What is too much for the bounds is told once a file.
awk 'BEGIN { print "action"; for (r = 0; r < 2; r++) { for (i = 0; i < 4000; i++) printf "Mum to attend school by 3 May 2024. "; print "" } }' >much.csv
run 0 score much.csv
says err '^much.csv:2: warning: 2 actions of this file are too much work'
lines err 2

# ---- spreadsheets ------------------------------------------------------------------------------------

printf 'plan_id,action,who,note,=x\n-1,=cmd|A1,+44,@sum,"\ttab"\n' >formula.csv
run 0 score --excel-safe formula.csv
says out "^'-1,,1,'=cmd\\|A1,'\\+44,"
says out "'@sum,'	tab\$"
says out ",'=x\$"
run 0 score formula.csv
says out '^-1,,1,=cmd\|A1,\+44,'
run 0 score --excel-safe --summary formula.csv
says out "^'-1,"

# ---- text policies -----------------------------------------------------------------------------------

# A made-up word in every cell and in the file's name; the row has no plan id, so that it is the file's.
printf '%s,%s,%s,%s,%s,%s\n' action who by_when measure plan_date note zorkaction 'Zorkwho' \
    zorkwhen zorkmeasure zorkdate zorknote >zorkfile.csv
printf 'Social Worker zorkaction to refer Zorkname to CAMHS,Zorkwho,weekly zorkwhen,Zorkmeasure received,zork,zork\n' >>zorkfile.csv
words='[Zz][Oo][Rr][Kk]'
for format in table csv jsonl; do
    for form in '' --summary; do
        evidence=
        [ "$format$form" = jsonl ] && evidence='--evidence all'
        run 0 score --text none --format $format $form $evidence zorkfile.csv
        says_not out "$words"
        [ "$format$form" = table ] || says out 'file-[0-9a-f]{8}'
        run 0 score --text evidence --format $format $form $evidence zorkfile.csv
        sed 's/zorkfile//g; s/"text":"[^"]*"//g; s/"hint":"[^"]*"//g' out >bare
        [ "$format" = table ] || says_not bare "$words"
        run 0 score --text full --format $format $form $evidence zorkfile.csv
        says out "$words"
    done
done
run 0 score --text evidence --format table zorkfile.csv
says out 'zorkaction to'
run 0 score --text evidence --evidence all zorkfile.csv
says out '"action":null,"who":null'
says out '"captures":\[\{"name":"[a-z]+","start":[0-9]+,"end":[0-9]+,"text":"[^"]'
run 0 score --text none --evidence all zorkfile.csv
says out '"action":null,"who":null'
says out '"text":null,"captures":\[\]'
says_not out '"captures":\[\{'
says out '"source":"file-[0-9a-f]{16}:2"'
run 0 score --text none --format csv plans.csv
says out '^P1,LA1,1,,,,,2024-01-05,file-[0-9a-f]{16}:2,1,1,1,1,1,5,1,'
says_not out 'open|status|plans'
sed 's/,.*//' out >first
run 0 score --text none --format csv plans.csv
sed 's/,.*//' out >second
same first second

# What is told about a row never holds its words.
printf 'plan_id,action_no,action,actionable\nP,1,zork to attend,1\nP,1,zork again,0\nP,2,zork,zork\n' >told.csv
run 3 score told.csv
says_not err "$words"
says err '^told.csv:3(:[0-9]+)?: error: '
says err '3 rows of 1 file read: 1 marked, 0 plans without actions, 2 skipped'

# ---- bad input ---------------------------------------------------------------------------------------

: >empty.csv
run 3 score empty.csv
says err '^empty.csv: '
says err '^planmark: 0 of 1 file read: 0 marked, 0 plans without actions, 0 skipped$'
echo action,who >headings.csv
run 0 score headings.csv
lines out 1
run 0 score --format table headings.csv
says_not out 'actions|actionable'
printf 'colour,shape\nred,round\n' >none.csv
run 3 score none.csv
says err "'colour'"
says err -- '--columns'
run 3 score missing.csv plans.csv
says err '^missing.csv: error: '
lines out 5
says err '4 rows of 1 of 2 files read'

printf 'action,who\nMum to attend,Mum\nDad to attend\nSchool to meet,School,more,and more\nGP to visit,GP\n' >ragged.csv
"$PLANMARK" score ragged.csv >out 2>err
code=$?
asked='planmark score ragged.csv'
case $code in 0 | 3) ;; *) fail "$asked: exit code $code" ;; esac
says out ',Mum to attend,'
says out ',GP to visit,'
read -r n rest <<END
$(sed -n 's/^planmark: //p' err | tail -1)
END
[ "$n" = 4 ] || fail "$asked: $n rows told of, not 4"

printf 'action,who\n"Mum to attend,Mum\nDad to attend,Dad\n' >quote.csv
"$PLANMARK" score quote.csv >out 2>err
asked='planmark score quote.csv'
says out 'Dad to attend'
says err '^quote.csv:2(:[0-9]+)?: (error|warning)'

printf 'action,who\nMum to \000attend,Mum\nDad to attend,\377\376\n' >bytes.csv
"$PLANMARK" score bytes.csv >out 2>err
asked='planmark score bytes.csv'
lines out 3
run 0 score -q --format jsonl bytes.csv
lines out 2

printf '{"action":"Mum to attend","action":"Dad to attend"}\n{"action":"Dad to attend"}\n{"action":\n' >rows.jsonl
run 3 score --format csv rows.jsonl
says err '^rows.jsonl:1(:[0-9]+)?: error'
says err '^rows.jsonl:3(:[0-9]+)?: error'
lines out 2

if [ "$(id -u)" -ne 0 ]; then
    mkdir locked
    cp plans.csv locked/
    chmod 000 locked
    run 3 score locked plans.csv
    says err '^locked: error: '
    lines out 5
fi

# ---- packs -------------------------------------------------------------------------------------------

run 4 score --pack no-such-folder plans.csv
says err no-such-folder
mkdir bad-pack
printf 'name: x\nversion: 1.0.0\ncolour: red\n' >bad-pack/pack.yaml
run 4 score --pack bad-pack plans.csv
says err '^bad-pack/pack.yaml:[0-9]+:[0-9]+: error: '
says err '^ +\^$'
lines out 0
run 4 score --pack bad-pack -o kept.csv missing.csv
[ ! -e kept.csv ] || fail "$asked: a file was made"

run 0 rules list
says out '^owner\.[a-z-]+ +(met|unmet|near) +(weak|plain|strong)? +cin-england/owner\.yaml:[0-9]+$'
run 0 rules list --criterion timeframe
says_not out '^owner'
rule=$(sed -n '1s/ .*//p' out)
run 0 rules list --why "$rule"
says out "^$rule\$"
says out '^  set in +cin-england/timeframe.yaml:[0-9]+$'
run 2 rules list --why no.such.rule
says err 'no.such.rule'

# ---- explain -----------------------------------------------------------------------------------------

run 0 explain 'Mum to be referred to CAMHS' --by-when 'next review'
says out '^action +Mum to be referred to CAMHS$'
says out '^by when +next review$'
says out '^timeframe +met '
says out '^owner +not met '
says out '^    to mend:  '
says out 'score [0-5] of 5'
says out 'rule [a-z_]+\.[a-z-]+  \(cin-england/[a-z_]+\.yaml:[0-9]+\)'
says_not out "$(printf '\033')"
cp out first
echo 'Mum to be referred to CAMHS' >action.txt
run 0 explain --by-when 'next review' - <action.txt
same out first
run 0 explain "$(printf 'Mum \033[31mto attend')"
says_not out "$(printf '\033')"
run 0 explain ''

# ---- output ------------------------------------------------------------------------------------------

run 0 score -o out.csv plans.csv
lines out 0
same out.csv marks.csv
echo before >out.csv
run 0 score -o out.csv plans.csv
same out.csv marks.csv
ln -s out.csv link.csv
run 0 score -q -o link.csv --format jsonl plans.csv
[ -L link.csv ] || fail "$asked: the link was replaced"
lines out.csv 4
ln -s fresh.csv towards.csv # what a link leads to need not be there
ln -s towards.csv twice.csv
run 0 score -q -o twice.csv --format jsonl plans.csv
[ -L twice.csv ] && [ -L towards.csv ] || fail "$asked: the link was replaced"
lines fresh.csv 4
ln -s around.csv around.csv
run 5 score -o around.csv plans.csv
says err 'cannot write to around.csv: .*links'
[ -L around.csv ] || fail "$asked: the link was replaced"
ln -s no/such/folder.csv lost.csv
run 5 score -o lost.csv plans.csv
[ -L lost.csv ] || fail "$asked: the link was replaced"
run 5 score -o no/such/folder.csv plans.csv
says err 'no/such/folder.csv'
set -- *.part-*
[ ! -e "$1" ] || fail "something unfinished was left: $1"

if [ -c /dev/full ]; then
    run 5 score -o /dev/full plans.csv
    says err 'cannot write to /dev/full'
    "$PLANMARK" score plans.csv >/dev/full 2>err
    got=$?
    asked='planmark score plans.csv >/dev/full'
    [ $got -eq 5 ] || fail "$asked: exit code $got, not 5"
    says err 'cannot write to standard output'
    "$PLANMARK" --help >/dev/full 2>err
    [ $? -eq 5 ] || fail 'planmark --help >/dev/full: not 5'
fi

# A standard stream that is closed gives its number to no file.
cp marks.csv whole.csv
for closed in '0<&-' '1>&-' '2>&-' '0<&- 1>&- 2>&-'; do
    rm -f closed.csv
    asked="planmark score plans.csv missing.csv -o closed.csv $closed"
    eval "\"\$PLANMARK\" score plans.csv missing.csv -o closed.csv $closed" >out 2>err </dev/null
    got=$?
    [ $got -eq 3 ] || fail "$asked: exit code $got, not 3"
    same closed.csv whole.csv
done
"$PLANMARK" score plans.csv >&- 2>err
got=$?
asked='planmark score plans.csv >&-'
[ $got -eq 5 ] || fail "$asked: exit code $got, not 5"
says err 'cannot write to standard output'
says_not err 'marked'

# A file takes the mode of the one it replaces, or the usual one.
mode_of() { # mode_of FILE
    ls -l "$1" | cut -c 1-10
}

is_mode() { # is_mode FILE MODE
    [ "$(mode_of "$1")" = "$2" ] || fail "$asked: the mode of $1 is $(mode_of "$1"), not $2"
}

for mask in 022 027 077; do
    rm -f mode.csv
    asked="umask $mask; planmark score -o mode.csv"
    (umask $mask; "$PLANMARK" score -q -o mode.csv plans.csv)
    case $mask in 022) is_mode mode.csv -rw-r--r-- ;; 027) is_mode mode.csv -rw-r----- ;; 077) is_mode mode.csv -rw------- ;; esac
done
for mode in 600:-rw------- 640:-rw-r----- 664:-rw-rw-r--; do
    chmod "${mode%%:*}" mode.csv
    run 0 score -q -o mode.csv plans.csv
    is_mode mode.csv "${mode#*:}"
done

# A file that may not grow is told, on standard output too.
{ echo action; seq -f 'Mum to call the school %g times' 200; } >many.csv
asked='planmark score many.csv, where no file may be large'
(ulimit -f 8 && exec "$PLANMARK" score -q --format csv many.csv >grown.csv 2>err)
[ $? -eq 5 ] || fail "$asked: exit code"
says err '^planmark: error: cannot write to standard output: File too large$'

# While it is made nobody else reads it; whatever signal ends the process, nothing stays behind.
send() { # send SIGNAL: to the process whose part file appears; holds its input open until then
    exec 4>feed
    tries=0
    while [ $tries -lt 200 ]; do
        set -- "$1" killed.csv.part-*
        if [ -e "$2" ]; then
            mode_of "$2" >mode
            pid=${2#*.part-}
            kill -s "$1" "${pid%-*}"
            return
        fi
        tries=$((tries + 1))
        sleep 0.05
    done
}

mkfifo feed
for signal in HUP INT QUIT TERM ALRM USR1 USR2 XCPU; do
    asked="planmark score -o killed.csv - (SIG$signal)"
    echo none >mode
    send $signal &
    (ulimit -c 0; "$PLANMARK" score -q -o killed.csv - <feed; exit $?) >out 2>&1
    got=$?
    wait $!
    [ $got -gt 128 ] || fail "$asked: exit code $got"
    [ "$(cat mode)" = -rw------- ] || fail "$asked: the unfinished file was $(cat mode)"
    set -- killed.csv*
    [ ! -e "$1" ] || fail "$asked: left $1"
    rm -f killed.csv*
done

# Memory that ends while a file is read is told, with the file. (Where there is enough for it, or none to begin with, nothing is.)
{ printf 'action,who\nMum to call,Mum\n"'; head -c 60000000 /dev/zero | tr '\0' x; } >wide.csv
for most in 20000 25000 30000 35000 40000 45000 50000 60000; do
    asked="planmark extract wide.csv (ulimit -v $most)"
    (ulimit -v $most; exec "$PLANMARK" extract wide.csv) >out 2>err
    [ $? -ne 5 ] || says err 'memory ran out'
done
rm wide.csv

# A file that may not grow, and a pipe that nobody reads: told.
awk 'BEGIN { print "action"; for (i = 0; i < 5000; i++) print "Mum to attend session " i " of the course" }' >grown.csv
asked='planmark score -o large.csv (ulimit -f)'
(ulimit -f 8; exec "$PLANMARK" score -o large.csv grown.csv 2>&1) | cat >err
says err 'cannot write to .*large.csv: '
says_not err 'marked'
(ulimit -f 8; "$PLANMARK" score -q -o large.csv grown.csv 2>/dev/null; echo $? >&3) 3>&1 | cat >code
[ "$(cat code)" = 5 ] || fail "$asked: exit code $(cat code), not 5"
mkfifo drain
head -c 1 <drain >/dev/null &
run 5 score -o drain grown.csv
says err 'cannot write to .*drain: '
kill $! 2>/dev/null # it waits still when nobody wrote
wait
asked='planmark score -o told.out (nobody reads the messages)'
{ sleep 0.2; "$PLANMARK" score -o told.out plans.csv missing.csv; echo $? >code; } 2>&1 >/dev/null | :
[ "$(cat code)" = 3 ] || fail "$asked: exit code $(cat code), not 3"
same told.out whole.csv
set -- *.part-*
[ ! -e "$1" ] || fail "something unfinished was left: $1"

# Nobody reads on: no word about it.
awk 'BEGIN { print "action"; for (i = 0; i < 5000; i++) print "Mum to attend session " i " of the course" }' >long.csv
{ "$PLANMARK" score -q long.csv 2>err; echo $? >code; } | head -1 >out
asked='planmark score long.csv | head -1'
lines out 1
lines err 0
case $(cat code) in 0 | 5 | 141) ;; *) fail "$asked: exit code $(cat code)" ;; esac

[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
