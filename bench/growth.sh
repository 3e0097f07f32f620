#!/bin/sh
# SPDX-License-Identifier: MIT
# growth.sh BENCH PACK: what twice the rules cost, as Markdown: instructions an action with the whole pack beside those
# with each of two halves of it (every second rule of PACK/*.yaml, by turns), end to end and for the evidence alone.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
bench=${1:?usage: growth.sh BENCH PACK}
pack=$(cd -- "${2:?usage: growth.sh BENCH PACK}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

half() { # half NAME REST: a pack that lacks the rules whose number leaves REST
    mkdir "$work/$1"
    {
        printf 'extends: cin-england\nname: %s\nversion: 0.1.0\ndisable:\n' "$1"
        sed -n 's/^ *- id: *//p' "$pack"/*.yaml | awk -v rest="$2" 'NR % 2 == rest { print "- " $1 }'
    } >"$work/$1/pack.yaml"
}

count() { # count STAGE [OPTION]...
    stage=$1
    shift
    STAGES=$stage sh "$here/instructions.sh" "$bench" "$@" | sed -n "s/^| $stage | \([0-9]*\) |\$/\1/p"
}

half odd 0
half even 1
printf 'Instructions an action; half: the mean of the two halves of the rules.\n\n'
printf '| stage | half | all | growth |\n| --- | ---: | ---: | ---: |\n'
for stage in evidence jsonl; do
    all=$(count $stage)
    one=$(count $stage --pack "$work/odd")
    two=$(count $stage --pack "$work/even")
    awk -v stage=$stage -v all="$all" -v one="$one" -v two="$two" 'BEGIN {
        mean = (one + two) / 2
        printf "| %s | %d | %d | %+.0f %% |\n", stage, mean, all, 100 * (all / mean - 1)
    }'
done
