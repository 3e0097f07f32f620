#!/bin/sh
# SPDX-License-Identifier: MIT
# manifest.sh: --manifest accounts for every file, appears when it is complete, and shows no name under --text none.
. "$(dirname "$0")/streams.sh"

line() { # line FILE PATTERN
    check "$asked: $1 lacks: $2" grep -qxE -- "$2" "$1"
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark $*"
    run "$code" "$@"
}

mkdir -p plans/sub plans/.git
printf 'plan_id,action,who\nA,Dad to call,Dad\nB,Mum to write,Mum\nA,Nan to visit,Nan\n' >plans/a.csv
printf 'plan_id,action,who\nA,Dad to call,Dad\nA,,Mum\n' >plans/sub/part.csv
printf 'Name,Mary\n1,2\n' >plans/bad.csv
printf 'Mum to call the GP\n' >'plans/=1+1.txt'
: >plans/empty.csv
: >plans/photo.jpg
: >'plans/~$a.docx'
ln -s a.csv plans/link.csv
sum=$(sha256sum plans/a.csv | cut -d' ' -f1)

# Every file of the folder in the order of the walk, what was named beside it, and the exit code as without.
ask 3 score --format csv plans missing.csv
cp out without
ask 3 score --format csv --manifest m.csv plans missing.csv
check 'the marks differ with a manifest' cmp -s out without
cut -d, -f1 m.csv >paths
printf '%s\n' path plans/.git 'plans/=1+1.txt' plans/a.csv plans/bad.csv plans/empty.csv plans/link.csv plans/photo.jpg \
    plans/sub/part.csv 'plans/~$a.docx' missing.csv >wanted
check "$asked: the files are others" cmp -s paths wanted
line m.csv 'path,sha256,format,plans,actions,tables_seen,tables_taken,status,reason'
line m.csv "plans/a.csv,$sum,csv,2,3,0,0,read,"
line m.csv 'plans/=1\+1.txt,[0-9a-f]{64},text,1,1,0,0,read,'
line m.csv 'plans/bad.csv,[0-9a-f]{64},,,,,,failed,"line 1: no column can be the action; there are: .Name., .Mary.; .*"'
line m.csv 'plans/empty.csv,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,,,,,,failed,the file is empty'
line m.csv 'plans/sub/part.csv,[0-9a-f]{64},csv,1,1,0,0,part,"1 row left out: line 3: the row is left out: .*"'
line m.csv 'plans/link.csv,,,,,,,left,a link'
line m.csv 'plans/photo.jpg,,,,,,,left,of another kind'
line m.csv 'plans/~\$a.docx,,,,,,,left,a lock file'
line m.csv 'plans/.git,,,,,,,left,hidden'
line m.csv 'missing.csv,,,,,,,failed,no such file or folder'
check 'a part of a file is left' [ -z "$(find . -name '*.part-*')" ]

# The same from extract; standard input is read once, and has no digest. Nothing is said of progress where nobody watches.
ask 0 extract --manifest m.csv - <plans/a.csv
line m.csv '-,,csv,2,3,0,0,read,'
ask 0 extract --manifest m.csv plans/a.csv plans/a.csv
check 'progress is shown to nobody' [ "$(grep -c '#' err)" -eq 0 ]
ask 0 extract -q --excel-safe --manifest m.csv 'plans/=1+1.txt'
line m.csv 'plans/=1\+1.txt,.*'
cd plans && ask 0 extract -q --excel-safe --manifest ../m.csv '=1+1.txt' && cd ..
line m.csv "'=1\+1.txt,.*"

# No name under --text none: the digest that stands in the rows, and no heading in a reason.
ask 3 extract -q --text none --manifest m.csv plans
check 'a name is shown' [ "$(grep -ciE 'mary|part|plans/' m.csv)" -eq 1 ] # the status of sub/part.csv
digest=$(grep -oE 'file-[0-9a-f]{16}:2$' out | head -1)
line m.csv "${digest%:2},$sum,csv,2,3,0,0,read,"
line m.csv 'file-[0-9a-f]{16},[0-9a-f]{64},,,,,,failed,line 1: no column can be the action'

ask 3 extract -q --text evidence --manifest m.csv plans
line m.csv 'plans/bad.csv,[0-9a-f]{64},,,,,,failed,line 1: no column can be the action'

# Plans of one id are one plan, whatever their files; that is told, here beside the file and once for the run.
mkdir drafts
printf 'plan_id,action\nP1,Mum to call\n' >drafts/a.csv
printf 'plan_id,action\nP1,Dad to call\nP2,Dad to write\nP1,Dad to ring\n' >drafts/b.csv
printf 'plan_id,action\nP3,Dad to call\n' >drafts/c.csv
ask 0 extract --manifest m.csv drafts
check "plans of two files are told: $(cat err)" grep -q 'the first: drafts/a.csv and drafts/b.csv$' err
check "plans of two files stand in the manifest: $(cat m.csv)" grep -q '^drafts/b.csv,.*"1 plan of this file is in another' m.csv
check "... once: $(cat m.csv)" [ "$(grep -c 'another one of this run' m.csv)" = 1 ]

# A run that has no output has no manifest, and nothing that is read is replaced.
cp plans/a.csv before
ask 2 score --manifest plans/a.csv plans
ask 2 score --manifest plans/./a.csv plans
check 'an input was replaced' cmp -s plans/a.csv before
ask 2 score --manifest - plans
ask 2 score --manifest same.csv -o same.csv plans
: >same.csv
ask 2 score --manifest ./same.csv -o same.csv plans
rm same.csv
ln -s same.csv dangling
mkdir by
ln -s ../by by/way
for way in ./same.csv "$PWD/same.csv" plans/../same.csv dangling "$PWD/by/way/../dangling" same.csv; do
    ask 2 score --manifest "$way" -o same.csv plans
    ask 2 score --manifest same.csv -o "$way" plans
done
check 'one of two files was written' [ ! -e same.csv ]
ask 3 score -q --manifest by/same.csv -o same.csv plans
rm same.csv by/same.csv dangling
echo old >m.csv
ask 5 score --manifest missing/m.csv plans
if [ -w /dev/full ]; then
    ask 5 extract --manifest m.csv -o /dev/full plans/a.csv
    check 'the manifest of a run without output' [ "$(cat m.csv)" = old ]
    echo old >o.csv
    ask 5 extract --manifest /dev/full -o o.csv plans/a.csv
    check 'the output of a run without its manifest' [ "$(cat o.csv)" = old ]
    check 'its fault is told once' [ "$(grep -c 'cannot write to /dev/full' err)" -eq 1 ]
fi
check 'a part of a file is left' [ -z "$(find . -name '*.part-*')" ]

# A signal takes both files away.
mkfifo pipe
"$PLANMARK" extract -q --manifest m.csv -o o.csv pipe 2>err &
process=$!
tries=0
while [ "$(find . -name '*.part-*' | wc -l)" -lt 2 ] && [ $tries -lt 200 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
check 'two files are on their way' [ $tries -lt 200 ]
kill -TERM $process
wait $process 2>>err
check 'a part of a file is left by a signal' [ -z "$(find . -name '*.part-*')" ]

# A manifest in the folder that is walked is none of its files, nor is the output.
ask 3 score -q -o plans/out.tsv --manifest plans/m.new plans
check 'the run accounts for itself' [ "$(grep -cE 'm.new|out.tsv' plans/m.new)" -eq 0 ]

# An earlier manifest in the folder holds no plans: "actions" heads a number there.
mkdir older
cp plans/a.csv older
ask 0 score --format csv --manifest older/m.csv older
ask 3 score --format csv older
check 'a manifest is not told' grep -qx 'older/m.csv: error: the file is a manifest of planmark, and holds no plans' err
check 'a manifest is read as plans' [ "$(wc -l <out)" -eq 4 ]

# What lies in a folder that may be listed and not entered cannot be told from a plan.
if [ "$(id -u)" -ne 0 ]; then
    mkdir -p barred/sub
    cp plans/a.csv barred
    cp plans/a.csv barred/sub/b.csv
    chmod 444 barred/sub
    ask 3 extract -q --manifest m.csv barred
    chmod 755 barred/sub
    line m.csv 'barred/sub/b.csv,,,,,,,failed,permission denied'
    check 'it is not told' grep -qx 'barred/sub/b.csv: error: permission denied' err
fi

[ "$failed" -eq 0 ] || echo "$failed failed"
exit "$failed"
