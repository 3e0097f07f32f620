#!/bin/sh
# SPDX-License-Identifier: MIT
# versus.sh SOURCE SPELL PLANMARK: do the expressions that bench/versus makes of a small pack give planmark's verdicts, in
# Python and in JavaScript? 77 where python3 is not there; without node its half is left out.
set -eu
source=${1:?usage: versus.sh SOURCE SPELL PLANMARK}
spell=$2 planmark=$3
command -v python3 >/dev/null || { echo 'skipped: python3 is not there'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/pack/lexicons/agents" "$work/pack/lexicons/verbs"
printf 'social worker\nschool\nmum\n' >"$work/pack/lexicons/agents/people.txt"
printf 'visit\ncarry out\n' >"$work/pack/lexicons/verbs/act.txt"
printf 'carry carried carried\n' >"$work/pack/lexicons/irregular.txt"
cat >"$work/pack/pack.yaml" <<'END'
name: small
version: 1.0.0
codebook: "1.0"
criteria:
  actionable: {hint: "say what"}
  measure_given: {requires: actionable, implies: measurable, hint: "say how"}
  measurable: {hint: "say what"}
  timeframe: {text-requires: actionable, hint: "say when"}
  owner: {hint: "say who"}
columns: {who: owner, by_when: timeframe, measure: measure_given}
kinds:
  owner: {lists: agents, else: people}
  timeframe: {else: window}
END
cat >"$work/pack/rules.yaml" <<'END'
rules:
- {id: actionable.do, criterion: actionable, says: met, strength: plain, in: text, match: "to {verbs/act:base}", why: "w"}
- {id: actionable.told, criterion: actionable, says: unmet, strength: plain, in: text, match: "{agents} {verbs/act:past}", cancels: row, why: "w"}
- {id: measurable.verb, criterion: measurable, says: met, strength: plain, in: text, match: "{verbs/act}", why: "w"}
- {id: measure_given.often, criterion: measure_given, says: met, strength: plain, in: [text, measure], match: "<num> ( time~ | visit~ )", unless: "up to <num>", why: "w"}
- {id: timeframe.day, criterion: timeframe, says: met, strength: plain, kind: window, in: [text, by_when], match: ["<date>", "by ..2 [<weekday> !friday]"], why: "w"}
- {id: owner.who, criterion: owner, says: met, strength: plain, in: [text, who], match: "^ owner:{agents} to", why: "w"}
- {id: owner.column, criterion: owner, says: met, strength: plain, in: who, match: "owner:{agents}", when: {timeframe: met}, why: "w"}
END
cat >"$work/rows.jsonl" <<'END'
{"plan_id":"1","action_no":"1","action":"Social worker to visit 3 times by next Monday"}
{"plan_id":"1","action_no":"2","action":"Social worker to visit up to 3 times by Friday."}
{"plan_id":"1","action_no":"3","action":"School carried out the plan; mum to visit on 3 May"}
{"plan_id":"1","action_no":"4","action":"To carry out the plan","who":"mum","by_when":"12.6.24","measure":"two visits"}
{"plan_id":"1","action_no":"5","action":"To carry out the plan","who":"mum"}
{"plan_id":"1","action_no":"6","action":"Worker’s visit — “soon”, [Child A]"}
END

"$spell" "$work/pack" >"$work/spelt"
said=$(python3 "$source/bench/versus/regexes.py" "$work/spelt" "$work/rules.json")
case $said in
'7 of 7 rules decide'*) ;;
*) echo "rules were lost: $said"; exit 1 ;;
esac
"$planmark" score --quiet --pack "$work/pack" --format jsonl --evidence none "$work/rows.jsonl" |
    sed 's/.*"actionable":\(.\),"measurable":\(.\),"measure_given":\(.\),"timeframe":\(.\),"owner":\(.\).*/\1\2\3\4\5/' >"$work/wanted"
[ "$(sort -u "$work/wanted" | wc -l)" -ge 4 ] || { echo 'the rows tell too little'; cat "$work/wanted"; exit 1; }

same() { # same SCRIPT RUNNER
    "$2" "$source/bench/versus/$1" "$work/rules.json" "$work/rows.jsonl" "$work/found" 1 >/dev/null
    diff "$work/wanted" "$work/found" || { echo "$1 gives other verdicts"; exit 1; }
}
PYTHONDONTWRITEBYTECODE=1 same verdicts.py python3
if command -v node >/dev/null; then
    same verdicts.js node
fi
