#!/bin/sh
# SPDX-License-Identifier: MIT
# cold.sh COLD EMPTY PLANMARK [RUNS]: what one action costs from a cold start of the command, beside a process
# that does nothing, as Markdown. The files are in the page cache; nothing else is warm.
set -eu
cold=${1:?usage: cold.sh COLD EMPTY PLANMARK [RUNS]} empty=$2 planmark=$3 runs=${4:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
action='Health visitor to weigh the baby at home every Tuesday until the review on 14 May 2024'
printf 'plan_id,action,who,by_when,measure\nP1,%s,Health visitor,14/05/2024,Weight recorded\n' "$action" \
    >"$work/one.csv"
printf 'Each of %s starts in turn; medians.\n\n' "$runs"
"$cold" "$runs" "$empty" -- "$planmark" explain "$action" -- "$planmark" score --format jsonl "$work/one.csv"
