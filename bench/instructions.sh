#!/bin/sh
# SPDX-License-Identifier: MIT
# instructions.sh BENCH [BENCH-ARGUMENTS...]: instructions an action, counted, as Markdown. Two runs of the bench
# that differ in the number of repeats alone; the difference belongs to the repeats. Counted by perf where the
# machine lets it, else by callgrind, over COUNTED rows. The counts are the same however busy the machine is.
set -eu
bench=${1:?usage: instructions.sh BENCH [BENCH-ARGUMENTS...]}
shift
rows=${COUNTED:-1000} few=1 many=3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

by_perf() {
    LC_ALL=C perf stat -x, -e instructions:u -o "$work/count" "$@" >/dev/null 2>&1 &&
        awk -F, '/instructions/ && $1 ~ /^[0-9]+$/ { print $1; found = 1 } END { exit !found }' "$work/count"
}

by_callgrind() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" >/dev/null 2>"$work/count" ||
        { cat "$work/count" >&2; return 1; }
    awk '/Collected *:/ { print $NF; found = 1 } END { exit !found }' "$work/count"
}

if command -v perf >/dev/null 2>&1 && by_perf true >/dev/null; then
    count=by_perf how='perf, instructions:u'
elif command -v valgrind >/dev/null 2>&1; then
    count=by_callgrind how=callgrind
else
    echo 'instructions.sh: neither perf nor valgrind can count here (apt-get install valgrind)' >&2
    exit 1
fi

printf 'Counted by %s: %s rows, repeats %s and %s.\n\n' "$how" "$rows" $few $many
printf '| stage | instructions an action |\n| --- | ---: |\n'
for stage in ${STAGES:-read text tokens evidence verdict alone score check jsonl tocsv csv}; do
    a=$($count "$bench" --rows "$rows" --repeats $few --stage "$stage" "$@")
    b=$($count "$bench" --rows "$rows" --repeats $many --stage "$stage" "$@")
    printf '| %s | %s |\n' "$stage" $(((b - a) / (many - few) / rows))
done
