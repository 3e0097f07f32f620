#!/bin/sh
# SPDX-License-Identifier: MIT
# generate_test.sh GENERATE PLANMARK: are made-up plans the same on every machine, and can they be marked?
# After a change of words.c or madeup.c that is meant, put the new sums here and run the bench again.
set -eu
generate=$1 planmark=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rows=600 failed=0

wanted_jsonl=dae673a3f45a98a0b35e4fc99befc463eb4b08bea3f44fa420b84a31fd1dcd1d
wanted_csv=c4c18069fcc518e8bc855cfbc9e268b8d996db55d14f29be233ecb88bad531a1

fault() {
    echo "generate: $*" >&2
    failed=1
}

for format in jsonl csv; do
    "$generate" --rows $rows --seed 7 --format $format >"$work/a.$format"
    "$generate" --rows $rows --seed 7 --format $format >"$work/b.$format"
    cmp "$work/a.$format" "$work/b.$format" || fault "two runs with one seed differ ($format)"
    eval "wanted=\$wanted_$format"
    got=$(sha256sum <"$work/a.$format" | cut -d' ' -f1)
    [ "$got" = "$wanted" ] || fault "$format of seed 7 has the sum $got, not $wanted"

    "$planmark" score --format jsonl "$work/a.$format" >"$work/marks.$format" 2>"$work/told.$format" ||
        fault "scoring $format ended with $?: $(cat "$work/told.$format")"
    got=$(wc -l <"$work/marks.$format")
    [ "$got" -eq $rows ] || fault "$got marks of $rows rows ($format)"
done
"$generate" --rows $rows --seed 8 --format csv | cmp -s - "$work/a.csv" && fault 'two seeds give the same rows'
exit $failed
