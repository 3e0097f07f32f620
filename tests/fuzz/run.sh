#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh SECONDS [TARGET...]: runs each fuzz target of the preset "fuzz" for so long (all, when none is named) and
# prints inputs tried and what was found. What makes one fail is kept in build/fuzz/found/. SECONDS may be empty: a
# minute, or PLANMARK_FUZZ_SECONDS.
set -u
seconds=${1:-${PLANMARK_FUZZ_SECONDS:-60}}
[ $# -eq 0 ] || shift
here=$(cd -- "$(dirname -- "$0")" && pwd)
build=$here/../../build/fuzz
found=$build/found
[ $# -gt 0 ] || set -- baseline check config csv docx html json mark odf pack package pdf report request rows tags text xlsx yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$found"
failed=0
export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1"
ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer || command -v llvm-symbolizer-14 || :)
export ASAN_SYMBOLIZER_PATH

printf '%-10s %12s %8s  %s\n' target inputs edges result
for target in "$@"; do
    [ -x "$build/fuzz/${target}_fuzz" ] || { echo "$target: not built (preset fuzz, target fuzzers)"; failed=1; continue; }
    mkdir "$work/$target"
    words=
    [ ! -f "$here/$target.dict" ] || words=-dict=$here/$target.dict
    # without PATH no other program runs when an input looks like a PDF or RTF
    if PATH=/none "$build/fuzz/${target}_fuzz" ${words:+"$words"} -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -verbosity=1 -artifact_prefix="$found/$target-" "$work/$target" "$here/seeds/$target" \
        >"$work/$target.log" 2>&1; then
        result=clean
    else
        result="FAILED: $(grep -oE 'SUMMARY: .*' "$work/$target.log" | tail -1)"
        cp "$work/$target.log" "$found/$target.log"
        failed=1
    fi
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
    edges=$(grep -oE 'cov: [0-9]+' "$work/$target.log" | tail -1)
    printf '%-10s %12s %8s  %s\n' "$target" "${inputs:-?}" "${edges#cov: }" "$result"
done
exit $failed
