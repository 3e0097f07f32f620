#!/bin/sh
# SPDX-License-Identifier: MIT
# rules_command.sh: planmark evaluate, rules test, rules coverage and rules diff by their streams and exit codes. A small
# pack of its own, so that the shipped rules may change freely. PLANMARK names the command.
set -eu
: "${PLANMARK:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

run() { # run CODE ARGUMENTS...: runs the command; its streams are kept in out and err
    wanted=$1
    shift
    code=0
    "$PLANMARK" "$@" >out 2>err </dev/null || code=$?
    last="planmark $*"
    [ "$code" -eq "$wanted" ] || fault "exit code $code, not $wanted"
}
fault() { # fault TEXT
    echo "$last: $1"
    sed 's/^/    /' out err
    failed=1
}
says() { # says FILE LINE...: the stream holds these lines, just so, in this order
    stream=$1
    shift
    printf '%s\n' "$@" | awk -v stream="$stream" '
        { line[NR] = $0 }
        END {
            next_line = 1
            while ((getline text < stream) > 0)
                if (text == line[next_line])
                    next_line++
            if (next_line <= NR)
                print line[next_line]
            exit next_line <= NR
        }' >missing || fault "$stream lacks: $(cat missing)"
}
is() { # is FILE LINE...: the stream is these lines
    stream=$1
    shift
    printf '%s\n' "$@" | diff - "$stream" >difference || fault "$stream differs: $(cat difference)"
}
never() { # never FILE WORD: the stream must not hold it
    ! grep -qF -- "$2" "$1" || fault "$1 holds: $2"
}

# ---- two packs that differ in one rule, and gold ---------------------------------------------------------------
mkdir before
cat >before/pack.yaml <<'END'
name: small
version: 1.0.0
codebook: "1.0"
criteria:
  actionable: {hint: "say what is to be done"}
  measure_given: {requires: actionable, implies: measurable, hint: "say how much"}
  measurable: {hint: "name an act"}
  timeframe: {text-requires: actionable, hint: "say by when"}
  owner: {hint: "say who"}
columns: {who: owner, by_when: timeframe, measure: measure_given}
END
cat >before/rules.yaml <<'END'
rules:
  - id: actionable.to
    criterion: actionable
    says: met
    strength: plain
    in: text
    match: "to [word]"
    why: "an infinitive"
    examples:
      met: ["Mum to ring", {action: "Mum to ring", by_when: "soon"}]
      unmet: ["Mum rang"]
  - id: actionable.long-ago
    criterion: actionable
    says: unmet
    strength: plain
    in: text
    match: "used to [word]"
    why: "it was so once"
    hint: "say what is to be done now"
    examples:
      unmet: ["Mum used to ring"]
      known-gap: ["Mum always used to want to ring"]
  - id: timeframe.friday
    criterion: timeframe
    says: met
    strength: strong
    in: [text, by_when]
    match: "friday"
    why: "a day"
  - id: owner.mum
    criterion: owner
    says: met
    strength: plain
    in: text
    match: "^ mum"
    why: "she begins the task"
  - id: owner.nobody
    criterion: owner
    says: met
    strength: plain
    in: text
    match: "zebra"
    why: "no plan has one"
END
cp -r before after
sed 's/match: "friday"/match: "<weekday>"/' before/rules.yaml >after/rules.yaml

cat >gold.csv <<'END'
plan_id,authority,action_no,action,who,by_when,actionable,measurable,measure_given,timeframe,owner,team
P1,North,1,Mum to ring Zoe,,friday,1,0,0,1,1,a
P1,North,2,Mum used to ring,,,1,0,0,0,1,b
P2,South,1,School to call,,Monday,1,0,0,1,1,a
P2,South,2,Dad to wait,,,1,,0,0,0,b
P3,South,,,,,,,,,,
END

# ---- evaluate --------------------------------------------------------------------------------------------------
run 0 evaluate gold.csv --pack before --format csv --no-intervals
is out 'by,value,criterion,rows,both_yes,gold_only,tool_only,both_no,gold_share,tool_share,accuracy,precision,recall,f1,kappa,ac1,alpha,mean_absolute_error,plans,interval' \
    ',,actionable,3,2,1,0,0,1.0000,0.6667,0.6667,1.0000,0.6667,0.8000,0.0000,0.5385,0.0000,,2,none' \
    ',,measurable,3,0,0,0,3,0.0000,0.0000,1.0000,,,,,1.0000,,,2,none' \
    ',,measure_given,3,0,0,0,3,0.0000,0.0000,1.0000,,,,,1.0000,,,2,none' \
    ',,timeframe,3,1,1,0,1,0.6667,0.3333,0.6667,1.0000,0.5000,0.6667,0.4000,0.3333,0.4444,,2,none' \
    ',,owner,3,2,1,0,0,1.0000,0.6667,0.6667,1.0000,0.6667,0.8000,0.0000,0.5385,0.0000,,2,none' \
    ',,high_quality,3,0,0,0,3,0.0000,0.0000,1.0000,,,,,1.0000,,,2,none' \
    ',,score,3,,,,,,,,,,,,,,1.0000,2,none' \
    ',,plan_mean,3,,,,,,,,,,,,,,1.2500,2,none'
is err 'planmark: 5 rows read: 3 compared, 1 without an action, 1 without complete coding, 0 without marks, 0 skipped'

run 0 evaluate gold.csv --pack before --by authority --quiet --no-intervals
says out 'all: 3 actions in 2 plans' 'authority North: 2 actions in 1 plan' 'authority South: 1 action in 1 plan'
[ ! -s err ] || fault '--quiet is not'
run 0 evaluate gold.csv --pack before --by team --format csv
grep -q '^team,b,actionable,1,' out || fault 'no block for team b'
run 2 evaluate gold.csv --pack before --by colour
grep -q "no row has a column 'colour'" err || fault 'does not tell the missing column'

run 0 evaluate gold.csv --pack before --disagreements --format csv
is out 'row,source,authority,plan_id,action_no,criterion,gold,tool,rule,column,start,end,words,cancelled,follows_from' \
    '2,gold.csv:3,North,P1,2,actionable,1,0,actionable.long-ago,action,4,16,used to ring,actionable.to,' \
    '3,gold.csv:4,South,P2,1,timeframe,1,0,,,,,,,' \
    '3,gold.csv:4,South,P2,1,owner,1,0,,,,,,,'
run 0 evaluate gold.csv --pack before --disagreements --text full
says out 'gold.csv:3: P1 action 2: actionable: gold 1, tool 0: actionable.long-ago "used to ring" cancels actionable.to "to ring"' \
    '    Mum used to ring' \
    'gold.csv:4: P2 action 1: timeframe: gold 1, tool 0: nothing found' \
    '    School to call | by_when: Monday' '3 actions in 2 plans'
for format in table csv json; do
    run 0 evaluate gold.csv --pack before --disagreements --text none --format $format
    for word in ring School Monday P1 P2 gold.csv; do
        never out "$word"
    done
    case $format in # keys and places, and no words
    table) says out 'row 2 action 2: actionable: gold 1, tool 0: actionable.long-ago at 4-16 cancels actionable.to at 9-16' ;;
    csv) says out '2,,North,,2,actionable,1,0,actionable.long-ago,action,4,16,,actionable.to,' ;;
    json) grep -qF '"rule":"actionable.long-ago","column":"action","start":4,"end":16,"cancelled"' out ||
        fault 'JSON lacks a place' ;;
    esac
    run 0 evaluate gold.csv --pack before --disagreements --format $format # not a terminal: evidence
    never out 'School'
done
run 2 evaluate gold.csv --pack before --by team --text none

# marks of a file, one row short, one row over
"$PLANMARK" score gold.csv --pack before -q >marks.csv
run 0 evaluate gold.csv --marks marks.csv --format csv
grep -q '^,,actionable,3,2,1,0,0,' out || fault 'marks of a file give other figures'
grep -v '^P1,North,1,' marks.csv >short.csv
echo 'P9,North,1,Mum to go,,,,,,1,0,0,0,1' >>short.csv
run 0 evaluate gold.csv --marks short.csv --format json
says err 'gold.csv:2: warning: no row of the marks has this authority, plan and action number' \
    'planmark: warning: 1 coded rows have no marks and were left out' \
    'planmark: warning: 2 marks belong to no coded row and were left out'
grep -q '"without_action":1,"without_coding":1,"without_marks":1' out || fault 'JSON lacks the counts'
sed '$!s/small@1/other@1/; s/P9,North,1,.*/P1,North,1,Mum to go,,,,,,1,0,0,0,1,2,0,,,,small@1/' short.csv >mixed.csv
run 2 evaluate gold.csv --marks mixed.csv
says err 'planmark: error: the marks were made with different rule packs; evaluate each by itself'

printf 'action\nMum to go\n' >uncoded.csv
run 3 evaluate uncoded.csv --pack before
never out 0
run 3 evaluate missing.csv --pack before
run 2 evaluate
run 2 evaluate gold.csv gold.csv
run 4 evaluate gold.csv --pack missing

# ---- rules test ------------------------------------------------------------------------------------------------
run 0 rules test --pack before
is out 'small/rules.yaml:22: actionable.long-ago: "Mum always used to want to ring": known gap' \
    '4 examples: 4 passed, 0 failed; 1 known gap'
run 0 rules test --pack before actionable.to timeframe.friday
is out '3 examples: 3 passed, 0 failed'
run 2 rules test --pack before actionable.two
says err "planmark: error: the pack has no rule 'actionable.two'; 'planmark rules list' names them all"

cp -r before faulty
cat >>faulty/rules.yaml <<'END'
    examples:
      met: ["No zebra", "Mum to feed the zebra", "Zoo opens"]
      unmet: ["School to call", "Mum to draw a zebra"]
  - id: owner.zoo
    criterion: owner
    says: near
    match: "zoo"
    why: "a place"
    hint: "say who"
    examples:
      unmet: ["The zoo", "The park"]
      met: ["Mum to see the zoo", "At the zoo"]
      known-gap: ["Zoo trip", "The gardens"]
  - id: owner.not-that-mum
    criterion: owner
    says: unmet
    strength: plain
    in: text
    match: "mum of"
    why: "somebody else"
    hint: "say who"
    examples:
      unmet: ["Mum of Zoe to ring", "School to ring"]
  - id: owner.mum-of
    criterion: owner
    says: met
    strength: weak
    in: text
    match: "mum of"
    why: "never stands"
    examples:
      met: ["Mum of Zoe to ring", "Mum and mum of Zoe"]
END
run 1 rules test --pack faulty owner.nobody
is out 'small/rules.yaml:45: owner.nobody: "Zoo opens": wanted met, got unmet' \
    'small/rules.yaml:46: owner.nobody: "Mum to draw a zebra": wanted unmet, got met' \
    '5 examples: 3 passed, 2 failed'
run 1 rules test --pack faulty owner.zoo
is out 'small/rules.yaml:54: owner.zoo: "The park": wanted unmet, got unmet, but this rule did not find it' \
    'small/rules.yaml:55: owner.zoo: "At the zoo": wanted met, got unmet' \
    'small/rules.yaml:56: owner.zoo: "Zoo trip": known gap, now closed' \
    'small/rules.yaml:56: owner.zoo: "The gardens": known gap' \
    '4 examples: 2 passed, 2 failed; 2 known gaps, 1 of them now closed'
run 1 rules test --pack faulty owner.not-that-mum owner.mum-of
is out 'small/rules.yaml:66: owner.not-that-mum: "School to ring": wanted unmet, got unmet, but this rule did not find it' \
    'small/rules.yaml:75: owner.mum-of: "Mum of Zoe to ring": wanted met, got unmet' \
    'small/rules.yaml:75: owner.mum-of: "Mum and mum of Zoe": wanted met, got met, but this rule did not find it, or was cancelled' \
    '4 examples: 1 passed, 3 failed'
run 4 rules test --pack missing

# ---- rules coverage --------------------------------------------------------------------------------------------
run 0 rules coverage --pack before gold.csv --format csv
is out 'rule,criterion,says,file,line,actions,fired,stood,cancelled,decided' \
    'actionable.to,actionable,met,small/rules.yaml,2,4,4,3,1,3' \
    'actionable.long-ago,actionable,unmet,small/rules.yaml,12,1,1,1,0,1' \
    'timeframe.friday,timeframe,met,small/rules.yaml,23,1,1,1,0,1' \
    'owner.mum,owner,met,small/rules.yaml,30,2,2,2,0,2' \
    'owner.nobody,owner,met,small/rules.yaml,37,0,0,0,0,0'
is err 'planmark: 5 rows of 1 file read: 4 marked, 1 plan without actions, 0 skipped'
sed -n '1p; /used/p' gold.csv >used.csv
run 0 rules coverage --pack before used.csv
says out 'Never fired: 2 of 5 rules' '  timeframe.friday  small/rules.yaml:23' '  owner.nobody  small/rules.yaml:37' \
    'Always cancelled: 1 of 5 rules' '  actionable.to  small/rules.yaml:2'
run 0 rules coverage --pack before gold.csv --format json
grep -q '"rule":"owner.mum".*"actions":2,"fired":2' out || fault 'JSON lacks a rule'
run 2 rules coverage
run 3 rules coverage --pack before gold.csv missing.csv
grep -q '^actionable.to ' out || fault 'the rest was not done'

# ---- rules diff ------------------------------------------------------------------------------------------------
run 0 rules diff before before gold.csv
says out '0 of 4 actions have another verdict'
run 1 rules diff before after gold.csv --text full
says out 'gold.csv:4: P2 action 1: timeframe: 0 -> 1' '    before: nothing found' \
    '    after:  timeframe.friday "Monday" in by_when' '    School to call | by_when: Monday' \
    '1 of 4 actions have another verdict' \
    'timeframe            1        2        1        0'
run 1 rules diff after before gold.csv --format csv
is out 'row,source,authority,plan_id,action_no,criterion,before,before_rule,before_column,before_start,before_end,before_words,before_cancelled,before_follows_from,after,after_rule,after_column,after_start,after_end,after_words,after_cancelled,after_follows_from' \
    '3,gold.csv:4,South,P2,1,timeframe,1,timeframe.friday,by_when,0,6,Monday,,,0,,,,,,,'
run 1 rules diff after before gold.csv --text none
for word in School Monday P2 gold.csv; do
    never out "$word"
done
run 1 rules diff default before gold.csv
run 0 rules diff default cin-england gold.csv
run 3 rules diff before before gold.csv missing.csv
run 4 rules diff before missing gold.csv
run 2 rules diff before after
run 2 rules diff before after gold.csv --pack before

# ---- the local list of findings that rules/README.md shows -------------------------------------------------------
mkdir council
printf 'extends: cin-england\nname: my-council\nversion: 0.1.0\n' >council/pack.yaml
awk '/^## / { part = $0 } part == "## Findings" && /^```/ { at += on = /yaml$/; if (on) next }
    on && at == 2 { print >"council/findings.yaml" } on && at == 3 { print >"council/local.yaml" }' \
    "$(dirname "$0")/../rules/README.md"
run 0 rules test --pack council
printf 'Action\nVisit the family weekly: duty desk\n' >duty.csv
run 1 check --pack council duty.csv
grep -q 'the duty desk is nobody who answers for it - say who .*\[owner\.duty-desk\]' out ||
    fault 'a finding of a local pack is not told'

# ---- the local report.yaml that rules/README.md shows -------------------------------------------------------------
mkdir -p counting/lexicons/ours
printf 'extends: cin-england\nname: my-counts\nversion: 0.1.0\n' >counting/pack.yaml
printf '#: inflect noun\nhub allocation panel\n' >counting/lexicons/ours/panels.txt
awk '/^## / { part = $0 } part == "## Reports" && /^```/ { at += on = /yaml$/; if (on) next }
    on && at == 2 { print }' "$(dirname "$0")/../rules/README.md" >counting/report.yaml
run 0 rules test --pack counting
printf 'Action\nMum to ensure that funding goes to the hub allocation panels weekly\n' >panels.csv
run 0 report --pack counting --format json panels.csv
grep -q '"list": *"our panels", *"word": *"hub allocation panel"' out || fault 'a list of a local report is not counted'
grep -q '"not only how often"' out || fault 'a reading of a local report is not told'
never out 'fillers before the verb'
never out 'Mothers and fathers'

# ---- the stamp: what a pack holds, not where it lies ------------------------------------------------------------
stamp() { # stamp FOLDER
    run 0 explain "Mum to call" --pack "$1"
    sed -n 's/^ *pack //p' out
}
cp -r before elsewhere
[ "$(stamp before)" = "$(stamp ./before/)" ] || fault 'the stamp depends on how the folder is written'
[ "$(stamp before)" = "$(stamp "$PWD/elsewhere")" ] || fault 'the stamp depends on where the folder lies'
[ "$(stamp before)" != "$(stamp after)" ] || fault 'two packs have one stamp'
exit $failed
