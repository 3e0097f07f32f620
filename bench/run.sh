#!/bin/sh
# SPDX-License-Identifier: MIT
# bench/run.sh: builds a release and measures everything into bench/RESULTS.md (or the file named). Some minutes.
# BUILD=FOLDER builds there; ROWS, REPEATS and COUNTED (rows of instructions.sh) set the size.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
build=${BUILD:-$root/build/bench}
results=${1:-$here/RESULTS.md}
rows=${ROWS:-20000} repeats=${REPEATS:-7}
programs=$build/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$build"
if ! { cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF &&
    cmake --build "$build" --parallel "$(nproc)" --target bench generate spell cold empty load planmark-command planmark-docs planmark-serve; } \
    >"$build/build.log" 2>&1; then
    cat "$build/build.log" >&2
    exit 1
fi

cc=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
flags=$(sed -n 's/^CMAKE_C_FLAGS_RELEASE:[A-Z]*=//p' "$build/CMakeCache.txt")
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$root" status --porcelain -- CMakeLists.txt bench classifier cmake include rules tools \
    ':!bench/RESULTS.md' 2>/dev/null)" ] || commit="$commit, with changes"
cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)

machine() {
    printf '# Results\n\nWritten by `bench/run.sh`; `bench/README.md` says what the figures mean.\n\n| | |\n| --- | --- |\n'
    printf '| machine | %s, %s cores, %s |\n' "${cpu:-unknown}" "$(nproc)" "$(uname -sm)"
    printf '| load before | %s |\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
    printf '| date | %s |\n' "$(date -u +%Y-%m-%d)"
    printf '| compiler | %s, %s |\n' "$("$cc" --version | head -n 1)" "$flags"
    printf '| commit | %s |\n' "$commit"
}

part() {
    printf 'bench: %s\n' "$1" >&2
    printf '\n## %s\n' "$1"
    shift
    "$@" >"$work/part"
    printf '\n'
    cat "$work/part"
}

{
    machine
    part 'Made-up plans' "$programs/bench" --rows "$rows" --repeats "$repeats"
    part 'Made-up plans, longer actions' "$programs/bench" --rows "$rows" --repeats "$repeats" --stretch 131
    part 'The corpus, each row once' "$programs/bench" --rows 446 --repeats $((repeats * 7)) --corpus "$root/corpus/plans.csv"
    part 'The corpus, each row some 45 times' "$programs/bench" --rows "$rows" --repeats "$repeats" --corpus "$root/corpus/plans.csv"
    part 'Memory over many rows' "$programs/bench" --rows $((rows * 40)) --stage memory
    part 'Instructions, made-up plans' sh "$here/instructions.sh" "$programs/bench"
    part 'Instructions, corpus' env COUNTED=446 sh "$here/instructions.sh" "$programs/bench" --corpus "$root/corpus/plans.csv"
    part 'Twice the rules' sh "$here/growth.sh" "$programs/bench" "$root/rules/cin-england"
    part 'Documents and large files' sh "$here/documents.sh" "$programs/generate" "$build/planmark"
    part 'A report of many marks' python3 "$here/report.py" "$programs/generate" "$build/planmark"
    part 'Beside what one would take instead' python3 "$here/versus/versus.py" "$build" "$root/corpus/plans.csv"
    part 'As the input grows' python3 "$here/versus/scale.py" "$programs/generate" "$build/planmark"
    part 'The service' sh "$here/serve.sh" "$programs/load" "$build/planmark"
    part 'Cold start' sh "$here/cold.sh" "$programs/cold" "$programs/empty" "$build/planmark"
} >"$work/results"
cp "$work/results" "$results"
printf 'bench: %s\n' "$results" >&2
