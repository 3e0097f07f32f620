#!/bin/sh
# SPDX-License-Identifier: MIT
# valgrind.sh SOURCE TEST...: the command on samples, and tests of modules, without a fault of memory and with nothing
# left, as valgrind sees it: it knows of bytes that were never written, which the sanitizers do not. 77: no valgrind.
. "$(dirname "$0")/streams.sh"
source=${1:?usage: valgrind.sh SOURCE TEST...}
shift
if ! command -v valgrind >/dev/null 2>&1; then
    echo 'valgrind.sh: left out, since valgrind is not there (apt-get install valgrind)'
    exit 77
fi

watched() { # watched PROGRAM ARG...
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
        --log-file=log "$@" >out 2>err </dev/null
    code=$?
    check "$*: exit code $code" [ $code -lt 99 ]
    check "$*: nothing is told" [ ! -s log ]
    cat log
}

samples=$source/corpus/samples
watched "$PLANMARK" score --format jsonl "$samples"
watched "$PLANMARK" score --summary --format table "$samples/plan.csv" "$samples/plan.html"
watched "$PLANMARK" check --format sarif "$samples"
watched "$PLANMARK" explain "Mum to be referred to CAMHS" --by-when ASAP
watched "$PLANMARK" extract "$samples/plan.html"
watched "$PLANMARK" report --format html "$samples/plan.csv"
head -40 "$source/corpus/plans.csv" >coded.csv
watched "$PLANMARK" evaluate --resamples 100 coded.csv
cd "$source" || exit 1
for program in "$@"; do
    cd "$source" && check "$program" env -u PLANMARK valgrind -q --error-exitcode=99 --leak-check=full "$program"
done >"$work/tests" 2>&1 || :
grep -aE '^FAILED|^==' "$work/tests"
[ $failed -eq 0 ]
