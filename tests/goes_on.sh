#!/bin/sh
# SPDX-License-Identifier: MIT
# goes_on.sh: --resume after a stop at a known place, with all that can be wrong with what is left. PLANMARK is the
# command.
. "$(dirname "$0")/streams.sh"

# Files of all kinds; the first has no row, and one says which plans two files share.
fill() { # fill FOLDER
    rm -rf "$1"
    mkdir -p "$1/sub"
    printf 'Name,Mary\n1,2\n' >"$1/00-bad.csv"
    printf 'plan_id,action\n' >"$1/01-headings.csv"
    for i in 1 2 3; do
        printf 'plan_id,action,own\nP%d,Dad to call,x\nP%d,"Mum to write to\nthe GP",y\n' $i $i >"$1/1$i.csv"
    done
    cp "$1/11.csv" "$1/14 a%b.csv"
    printf 'Dad to call mum\n' >"$1/plan.txt"
    printf 'Mum to see the GP\n' >"$1/sub/plan.txt"
    : >"$1/photo.jpg"
}
last='plan_id,action,own\nZ,Dad to call,z\nP2,Mum to write,z\nP1,Mum to write,z\n'

# Stops a run at its last file, which is a pipe: all files of the folder are done by then.
stopped() { # stopped ARG...
    rm -f out.* m.csv last.csv err
    mkfifo last.csv
    "$PLANMARK" score -j 2 --format csv "$@" in last.csv >/dev/null 2>err &
    process=$!
    exec 3>last.csv # when it reads
    kill -TERM $process
    printf "$last" >&3 2>/dev/null
    exec 3>&-
    wait $process
    check "a stop: exit code" [ $? -eq 143 ]
    check "a stop: it is not told: $(cat err)" grep -q -- '--resume' err
    rm -f last.csv
    printf "$last" >last.csv
}
whole() { # whole ARG...: what one run makes
    "$PLANMARK" score -q -j 1 --format csv -o whole.csv --manifest whole.m "$@" in last.csv 2>whole.err
}
same() { # same WHAT [ARG...]: goes on, to what one run makes
    about=$1
    shift
    rm -f whole.csv whole.m
    whole "$@"
    wanted=$?
    run $wanted score -j 2 --resume --format csv -o out.csv --manifest m.csv "$@" in last.csv
    check "$about: other marks than those of one run" cmp -s whole.csv out.csv
    check "$about: another manifest than that of one run" cmp -s whole.m m.csv
    check "$about: something is left" [ -z "$(find . in -maxdepth 1 -name '*.part*' -o -maxdepth 1 -name '*.journal')" ]
}
done_before() { # done_before COUNT WHAT
    check "$2: not $1 files were passed over: $(grep 'earlier run' err)" \
        [ "$(sed -n 's/^planmark: \([0-9]*\) of .* earlier run$/\1/p' err)" = "$1" ]
}
keep() {
    rm -rf kept
    mkdir kept
    cp -p out.csv.part out.csv.journal m.csv kept
}
bring_back() {
    rm -rf out.* m.csv m.csv.*
    cp -p kept/* .
}

fill in
stopped -o out.csv --manifest m.csv
keep
same 'stopped'
done_before 8 'stopped'
check 'shared plans of the earlier part are not told' grep -q 'plans of files before them' err
check 'what was shared is not in the test' grep -q '2 plans of this file are in another one' m.csv

# A journal is damaged: what it tells holds as far as it is whole.
size=$(wc -c <kept/out.csv.journal)
heading=$(head -n 1 kept/out.csv.journal | wc -c)
at=0
while [ $at -le "$size" ]; do
    bring_back
    head -c $at kept/out.csv.journal >out.csv.journal
    same "a journal of $at bytes"
    at=$((at + 131))
done
for line in 2 4 6 9; do
    for how in 's/[1-9]/0/' 's/[0-9]/99999999999999999999/' 's/ 0 / 1 /' 's/\(.*\) /\1/' 's/.*//' 's/^/-/' 's/[0-9]/\xff/' 's/...$//'; do
        bring_back
        sed "$line$how" kept/out.csv.journal >out.csv.journal
        same "line $line of a journal with $how"
    done
done
bring_back
{ head -n 3 kept/out.csv.journal; head -c 300 /dev/zero; } >out.csv.journal
same 'zeros in a journal'
bring_back
head -c 4000 /dev/zero >out.csv.journal
same 'a journal of zeros'
bring_back
sed '1s/planmark-journal [0-9]*/planmark-journal 9/' kept/out.csv.journal >out.csv.journal
run 2 score --resume --format csv -o out.csv --manifest m.csv in last.csv
check 'another version: what is left is gone' cmp -s out.csv.part kept/out.csv.part

# Marks or manifest are not what they were.
bring_back
head -c 400 kept/out.csv.part >out.csv.part
same 'marks cut short'
bring_back
head -c 300 kept/m.csv >m.csv
same 'a manifest cut short'
bring_back
tr '\n' ' ' <kept/m.csv >m.csv
same 'a manifest without lines'

# What cannot be gone on with now can be later: nothing is taken away.
refused() { # refused CODE WHAT ARG...
    code=$1 about=$2
    shift 2
    run "$code" score --resume --format csv -o out.csv --manifest m.csv "$@" in last.csv
    check "$about: the marks are gone" cmp -s out.csv.part kept/out.csv.part
    check "$about: the journal is gone" cmp -s out.csv.journal kept/out.csv.journal
}
bring_back
mkdir m.csv.part
refused 5 'a folder for a manifest'
check 'a folder is not named' grep -q 'm.csv.part is in the way' err
rmdir m.csv.part
ln -s nowhere m.csv.part
refused 5 'a link for a manifest'
check 'a link was followed' [ ! -e nowhere ]
rm m.csv.part
mkfifo m.csv.part
refused 5 'a pipe for a manifest'
rm m.csv.part
refused 2 'other options' --text none
refused 2 'another shard' --shard 1/2
run 2 score --resume --format csv -o out.csv --manifest other.csv in last.csv
check 'another manifest: the marks are gone' cmp -s out.csv.part kept/out.csv.part
refused 2 'an output that is read' out.csv.part
same 'after all that was refused'

# What is in the way of marks or journal is not touched.
for name in out.csv.part out.csv.journal; do
    rm -rf out.* m.csv
    : >target
    for put in 'ln -s target' mkdir mkfifo; do
        $put $name
        run 5 score --resume --format csv -o out.csv --manifest m.csv in last.csv
        check "$put $name: it is not told" grep -q "$name" err
        check "$put $name: it is gone" [ -e $name ]
        check "$put $name: an output came" [ ! -e out.csv ]
        rm -rf $name out.csv.part
    done
    check "$name: a link was followed" [ ! -s target ]
done
rm -f target

# Files that changed, came or went meanwhile.
change() { # change DONE WHAT COMMAND...
    count=$1 change=$2
    shift 2
    fill in
    rm -f out.* m.csv
    cp -p kept/* .
    "$@"
    same "$change"
    done_before "$count" "$change"
}
change 2 'a file changed' sh -c 'printf "plan_id,action\nQ,Dad to go\n" >in/11.csv'
change '' 'a file came first' sh -c 'printf "plan_id,action\nQ,Dad to go\n" >in/0.csv'
change 2 'a file went' rm in/11.csv
change 3 'a file got another name' mv in/12.csv in/12x.csv
change 7 'a file came that makes another name of a plan' sh -c 'mkdir -p in/zub/sub; echo "Dad to go" >in/zub/sub/plan.txt'
change '' 'a file that is not read came first' sh -c ': >in/0.jpg'
change 8 'a file came behind' sh -c ': >in/zz.jpg'
fill in

# Files of a run lie in a folder that is read: they are nobody's plans.
stopped --manifest in/m.csv -o in/out.csv
run 3 score --resume --format csv -o in/out.csv --manifest in/m.csv in last.csv
mv in/out.csv in/m.csv .
rm -f whole.csv whole.m
whole
check 'in the folder: other marks' cmp -s whole.csv out.csv
check 'in the folder: another manifest' cmp -s whole.m m.csv
done_before 8 'in the folder'
check 'in the folder: own files are counted' grep -q '^planmark: 1 file in folders was not read.*\.jpg' err
run 3 score --format csv whole.m last.csv
check 'a manifest is read as plans' grep -q 'whole.m: error: the file is a manifest of planmark' err
cp whole.m in/older.csv
run 3 score --format csv in last.csv
check 'an earlier manifest is read as plans' [ "$(grep -c '^older' out)" -eq 0 ]
rm in/older.csv

# One run at a time writes a file, whatever the other writes.
if command -v flock >/dev/null; then
    rm -f out.* m.csv
    : >m.csv.part
    flock -n m.csv.part "$PLANMARK" score --format csv -o out.csv --manifest m.csv in last.csv 2>err
    check 'a manifest that another run writes' grep -q 'another run writes this output: it has .*m.csv.part' err
    rm -f m.csv.part
fi

# A second signal of another kind ends it, and takes away what cannot be gone on with.
rm -f out.* last.csv
mkfifo last.csv
"$PLANMARK" score -q --summary -o out.csv --manifest m.csv in last.csv 2>err &
process=$!
exec 3>last.csv
kill -TERM $process
while grep -q '^SigPnd:.*[1-9a-f]' /proc/$process/status 2>/dev/null; do :; done
kill -HUP $process
wait $process
check "a second signal: exit code" [ $? -eq 129 ]
exec 3>&-
check 'a second signal leaves words of plans' [ -z "$(find . -name '*.part-*')" ]
rm last.csv

# Each way of writing; names of files are hidden the same way.
printf 'some secret\n' >key
for how in '--format jsonl' '--format jsonl --evidence all --text evidence' '--text none' '--text none --digest-key key' \
    '--excel-safe' '--shard 2/3'; do
    stopped -o out.csv --manifest m.csv $how
    same "$how" $how
    done_before 8 "$how"
done

# Plans in a document program's hands: what was done before it is kept, what it was asked for is not.
if "$PLANMARK" formats | grep -q rtf; then
    mkdir bin
    printf '#!/bin/sh\nkill -TERM $PPID\necho no >&2\nexit 1\n' >bin/soffice
    chmod +x bin/soffice
    printf '{\\rtf1 Mum to call}' >in/13.rtf
    rm -f out.* m.csv
    PATH=$PWD/bin:$PATH "$PLANMARK" score --format csv -o out.csv --manifest m.csv in last.csv 2>err
    check 'stopped in a document' [ $? -eq 143 ]
    check 'stopped in a document: it counts as done' [ "$(grep -c rtf out.csv.journal)" -eq 0 ]
    check 'stopped in a document: what was before it does not' grep -q 'in/13.csv' out.csv.journal
    printf '#!/bin/sh\nexit 1\n' >bin/soffice
    usual=$PATH PATH=$PWD/bin:$PATH
    same 'stopped in a document'
    done_before 5 'stopped in a document'
    # What waits for its turn while a document takes its time is on the disk before the next one.
    printf '#!/bin/sh\n[ -e once ] && kill -KILL $PPID\n: >once\nsleep 1.1\nexit 1\n' >bin/soffice
    cp in/13.rtf in/15.rtf
    rm -f out.* m.csv
    "$PLANMARK" score -j 2 --format csv -o out.csv --manifest m.csv in last.csv 2>err
    check 'killed in a document: what was before a slow one is lost' grep -q 'in/13.rtf' out.csv.journal
    PATH=$usual
    rm -f in/13.rtf in/15.rtf out.* m.csv.part
fi

# Without a journal, it says that it begins anew.
printf "$last" >last.csv
rm -f out.* m.csv
run 3 score --resume --format csv -o out.csv --manifest m.csv in last.csv
cp out.csv done.csv
run 3 score --resume --format csv -o out.csv --manifest m.csv in last.csv
check 'a run that is done: it is not told' grep -q 'the run begins anew' err
check 'a run that is done: other marks' cmp -s out.csv done.csv
exit $((failed != 0))
