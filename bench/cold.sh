#!/bin/sh
# SPDX-License-Identifier: MIT
# cold.sh COLD EMPTY PLANMARK [RUNS]: what one action, and a plan of eight, cost from a cold start of the command,
# beside a process that does nothing, as Markdown. The files are in the page cache; nothing else is warm.
set -eu
cold=${1:?usage: cold.sh COLD EMPTY PLANMARK [RUNS]} empty=$2 planmark=$3 runs=${4:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
action='Health visitor to weigh the baby at home every Tuesday until the review on 14 May 2024'
printf 'plan_id,action,who,by_when,measure\nP1,%s,Health visitor,14/05/2024,Weight recorded\n' "$action" \
    >"$work/one.csv"
cat >"$work/plan.json" <<'END'
{"plan_id": "P1", "plan_date": "2024-05-31", "actions": [
 {"action": "Health visitor to weigh the baby at home every Tuesday", "who": "Health visitor", "by_when": "14/06/2024"},
 {"action": "Support mum with routines", "who": "", "by_when": "ASAP"},
 {"action": "Mum to attend the Freedom Programme", "who": "Mum", "by_when": "30 June 2024", "measure": "8 sessions"},
 {"action": "School to monitor attendance", "who": "School", "by_when": "ongoing"},
 {"action": "Refer to the family hub and arrange a first visit", "who": "Social worker", "by_when": "next core group"},
 {"action": "Dad to be spoken to about contact", "who": "TBC", "by_when": ""},
 {"action": "GP to review medication within 4 weeks", "who": "GP", "by_when": "4 weeks", "measure": "Letter on file"},
 {"action": "Improved home conditions", "who": "Parents", "by_when": "30 February 2024"}]}
END
printf 'Each of %s starts in turn; medians.\n\n' "$runs"
"$cold" "$runs" "$empty" -- "$planmark" explain "$action" -- "$planmark" score --format jsonl "$work/one.csv"
printf '\nA plan of eight actions on standard input, as a case system gives it:\n\n'
"$cold" "$runs" -i "$work/plan.json" "$empty" -- "$planmark" check --format json --fail-on never -
