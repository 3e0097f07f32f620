#!/bin/sh
# SPDX-License-Identifier: MIT
# settings.sh: where settings come from and which stand above which; overrides from the first baseline to the last.
. "$(dirname "$0")/streams.sh"

says() { # says FILE PATTERN: a line of the stream matches
    grep -qE -- "$2" "$1" || { echo "FAILED: $asked: $1 lacks: $2"; sed 's/^/    /' "$1" | head -5; failed=$((failed + 1)); }
}
says_not() { # says_not FILE PATTERN
    if grep -qE -- "$2" "$1"; then
        echo "FAILED: $asked: $1 has: $2"
        failed=$((failed + 1))
    fi
}
ask() { # ask CODE ARG...
    code=$1
    shift
    asked="planmark $*"
    run "$code" "$@"
}
shows() { # shows KEY VALUE ORIGIN: the row of config show
    ask 0 config show "$1"
    says out "^$1  +$2  +$3\$"
}

HOME=$work/home
export HOME
unset XDG_CONFIG_HOME
mkdir -p home/.config/planmark team/office/desk documents
cat >documents/plan.csv <<'END'
plan_id,action,who,by_when
P1,Support for the family,,
P1,Dad to call the GP,Dad,
P2,Mum to attend the Freedom Programme,Mum,by 12 March 2024
END
plan=$work/documents/plan.csv
cd team/office/desk || exit 1

# ---- where they come from ------------------------------------------------------------------------------

shows check.fail-on error 'built in'
ask 0 config show
check "$asked: not one row a key" [ "$(wc -l <out)" -eq 14 ]
says out '^check.require +- +built in$'
ask 0 config path
says out "^system +/etc/planmark/planmark.yaml "
says out "^user +$HOME/.config/planmark/planmark.yaml +not there$"
says out "^folder +\.\./\.\./planmark.yaml +not there$"
check "$asked: the nearest is not the last" [ "$(tail -n 1 out)" = "$(grep -E '^folder +planmark.yaml +not there$' out)" ]

printf 'check: {fail-on: never, min-score: 1, levels: {owner.open: note}}\n' >"$HOME/.config/planmark/planmark.yaml"
shows check.fail-on never "$HOME/.config/planmark/planmark.yaml:1"
mkdir -p "$work/xdg/planmark"
printf 'check:\n  fail-on: warning\n' >"$work/xdg/planmark/planmark.yaml"
XDG_CONFIG_HOME=$work/xdg
export XDG_CONFIG_HOME
shows check.fail-on warning "$work/xdg/planmark/planmark.yaml:2"
shows check.min-score 0 'built in'
XDG_CONFIG_HOME=xdg # what is not absolute does not count
shows check.fail-on never "$HOME/.config/planmark/planmark.yaml:1"
unset XDG_CONFIG_HOME

printf 'check:\n  min-score: 2\n  require: [owner]\n  pack: rules\n  levels: {timeframe: warning, owner.open: error}\n' >../../planmark.yaml
printf 'check:\n  require: [timeframe]\n' >planmark.yaml
shows check.fail-on never "$HOME/.config/planmark/planmark.yaml:1"
shows check.min-score 2 '\.\./\.\./planmark.yaml:2'
shows check.require timeframe 'planmark.yaml:2'
shows check.pack '\.\./\.\./rules' '\.\./\.\./planmark.yaml:4'
shows check.baseline planmark.baseline.json 'built in'
shows check.levels.owner.open error '\.\./\.\./planmark.yaml:5'
ask 0 config show check.levels
check "$asked: other rows" [ "$(wc -l <out)" -eq 2 ]
ask 0 config path
says out '^folder +\.\./\.\./planmark.yaml +read$'
rm planmark.yaml
shows check.baseline '\.\./\.\./planmark.baseline.json' 'built in'

if [ "$(id -u)" -eq 0 ]; then # nobody else can make a file of another user
    cp ../../planmark.yaml ../planmark.yaml
    chown -h 65534 ../planmark.yaml
    ask 0 config path
    says out "^folder +\.\./planmark.yaml +passed over: another user's$"
    says err '^\.\./planmark.yaml: warning: these settings belong to another user, and are passed over; --config takes them$'
    shows check.min-score 2 '\.\./\.\./planmark.yaml:2'
    ask 0 config show --config ../planmark.yaml check.min-score
    says out '2 +\.\./planmark.yaml:2$'
    rm ../planmark.yaml
fi

ask 0 config show --no-config
says_not out 'planmark\.yaml'
ask 0 config path --no-config
check "$asked: looks for files" [ ! -s out ]
ask 0 config show --config "$HOME/.config/planmark/planmark.yaml"
says out '^check.min-score +1 '
says out '^check.require +- +built in$'
ask 0 config show check.fail-on --format json
says out '^\[\{"key":"check.fail-on","value":"never","origin":"/.*planmark.yaml:1","about":"[^"]+"\}\]$'
cp out whole
ask 0 config show fail-on --format json
check 'a key is called as its option is' cmp -s out whole
ask 0 config path --format json
says out '"state":"read"'
ask 0 config show --color always
check "$asked: no colour" grep -q "$(printf '\033')\\[1mcheck.min-score" out
ask 0 config show --color auto
check "$asked: colour where nobody watches" [ "$(grep -c "$(printf '\033')" out)" -eq 0 ]

# ---- wrong usage, and faults with their places ---------------------------------------------------------

ask 2 config show fail
ask 2 config show check.fail_on
says err "there is no setting 'check.fail_on'"
ask 2 config show a b
ask 2 config path a
ask 2 config
ask 2 config shwo
says err "did you mean 'show'"
ask 2 config show --config -
ask 2 config show --config x --no-config
ask 2 config show --config missing.yaml
says err '^missing.yaml: error: no such file or folder$'
printf 'check:\n  fail_on: never\n  min-score: nine\n' >planmark.yaml
ask 2 config show
says err "^planmark.yaml:2:3: error: unknown key 'fail_on'; did you mean 'fail-on'\?$"
says err '^    fail_on: never$'
says err "^planmark.yaml:3:14: error: min-score is a number from 0 to 5, not 'nine'$"
says_not err "Try"
check "$asked: output all the same" [ ! -s out ]
ask 2 config path
says out '^folder +planmark.yaml +faulty$'
ask 2 check "$plan" --min-high-quality 50
says err 'planmark.yaml:2:3: error'
says err "^planmark check: --min-high-quality is a share such as 50%, not '50'$"
ask 1 check --no-config "$plan" # the file is not looked at
printf 'check:\n  levels:\n    owner.nonee: note\n' >planmark.yaml
ask 2 check "$plan" --pack cin-england
says err "^planmark.yaml:3:5: error: no finding and no criterion is called 'owner.nonee'; did you mean 'owner.none'\?$"
rm planmark.yaml ../../planmark.yaml
for wrong in '--fail-on eror' '--require onwer' '--min-score 6' '--per each' '--no-empty-plan=maybe' '--level owner' \
    '--level owner=high' '--least low' '--known=1' '--format xml' '--text some' '--columns a=b' '--baseline=' \
    '--baseline a --no-baseline' '--today 2024-02-30' '--reason x' '--until 2030-01-01' '--by LB'; do
    # shellcheck disable=SC2086
    ask 2 check "$plan" $wrong
    says err "^planmark check: ${wrong%%[ =]*}|do not go together|are for --write-baseline"
done
ask 2 check "$plan" --level owner.nonee=note
says err "^planmark check: --level: no finding and no criterion is called 'owner.nonee'"

# A file that is there and cannot be read is an error; root reads everything.
if [ "$(id -u)" -ne 0 ]; then
    echo 'check: {}' >planmark.yaml
    chmod 0 planmark.yaml
    ask 2 check "$plan"
    says err '^planmark.yaml: error: permission denied$'
    rm -f planmark.yaml
fi
mkdir planmark.yaml
ask 2 check "$plan"
says err '^planmark.yaml: error: settings are a plain file$'
rmdir planmark.yaml
ln -s nowhere/planmark.yaml planmark.yaml # a share that is away must not do away with what is asked for
ask 2 check "$plan"
says err '^planmark.yaml: error: this link leads nowhere$'
ask 2 config path
says out '^folder +planmark.yaml +faulty$'
rm planmark.yaml

# ---- what they do ----------------------------------------------------------------------------------------

ask 0 check "$plan" # the user's own file says: never
says err '^planmark: 3 rows of 1 file read: 2 plans checked, 3 actions, 0 plans without actions, 0 skipped$'
printf 'check:\n  fail-on: error\n  known: yes\n  no-empty-plan: yes\n' >planmark.yaml
ask 1 check "$plan"
ask 0 check "$plan" --fail-on never
printf 'plan_id,action\nP3,\n' >empty.csv
ask 1 check empty.csv
says out '^empty.csv:2: error: no actions were found in the plan'
ask 0 check --no-empty-plan=no empty.csv
ask 1 check --no-config --no-empty-plan empty.csv

# Never from the folder of the documents, even when there is one.
printf 'check: {fail-on: never}\n' >"$work/documents/planmark.yaml"
ask 1 check "$plan"
ask 1 check "$work/documents"
says_not err '1 \.yaml'
printf 'nonsense: [\n' >"$work/documents/planmark.yaml"
ask 1 check "$plan"
rm "$work/documents/planmark.yaml" planmark.yaml "$HOME/.config/planmark/planmark.yaml"

# Columns and packs of a file; the folder begins where the file is.
printf 'Ziel,Wer\nDad to call the GP,Dad\n' >columns.csv
printf 'check:\n  columns: action=Ziel,who=Wer\n  pack: ours\n' >../planmark.yaml
mkdir ../ours
printf 'name: ours\nversion: 1.0.0\nextends: cin-england\n' >../ours/pack.yaml
printf 'findings:\n  timeframe.none: {level: "note", says: "when is that"}\n' >../ours/findings.yaml
ask 0 check columns.csv
says out 'columns.csv:2: note.*: when is that'
ask 1 check columns.csv --pack cin-england
ask 0 rules findings --pack ../ours
says out '^timeframe.none +note +when is that$'
rm ../planmark.yaml

# ---- overrides -------------------------------------------------------------------------------------------

ask 2 check "$plan" --write-baseline
says err 'needs --reason'
ask 2 check "$plan" --write-baseline --reason '  '
ask 2 check "$plan" --write-baseline --reason r --no-baseline
ask 2 check "$plan" --write-baseline --reason r --until 1.5.2030
ask 2 check "$plan" --write-baseline --reason r --until 2024-04-30 --today 2024-05-01
says err 'is past already: today is 2024-05-01'
ask 2 check "$plan" --write-baseline --reason r --baseline x.json -o x.json
says err 'are the same file'
check 'something was written' [ ! -e planmark.baseline.json ]
ask 2 check "$plan" --baseline missing.json
says err 'the baseline missing.json cannot be read'

ask 0 check "$plan" --write-baseline --reason 'before the gate' --by LB --until 2024-06-01 --today 2024-05-01
says out '^plan P1: .*not ready$'
says err '^planmark: baseline planmark.baseline.json written: [0-9]+ new, 0 kept, 0 resolved and dropped$'
says planmark.baseline.json '"reason":"before the gate","who":"LB","when":"2024-05-01","until":"2024-06-01"'
says_not planmark.baseline.json 'P1|Dad|family'
check 'a part of a file is left' [ -z "$(find . -name '*.part-*')" ]
entries=$(grep -c fingerprint planmark.baseline.json)

ask 0 check "$plan" --today 2024-06-01
says out 'known: ready$'
says_not out 'timeframe.none'
says err "^planmark: baseline planmark.baseline.json: $entries findings known$"
ask 0 check --known "$plan" --today 2024-06-01
says out 'error \(known\): timeframe'
ask 0 check -q "$plan" --today 2024-06-01
check "$asked: a note" [ ! -s err ]
ask 1 check --no-baseline "$plan"
says_not err baseline
ask 1 check --baseline none "$plan"

# Past its day; the same file again with another day and reason.
ask 1 check "$plan" --today 2024-06-02
says out 'warning: an override is past its day: [a-z_]+\.[a-z-]+ - .*\[override.expired\]$'
ask 0 check "$plan" --today 2024-06-02 --level override.expired=off --fail-on never
says_not out 'override.expired'
ask 0 check "$plan" --today 2024-06-02 --write-baseline --reason again
says planmark.baseline.json '"reason":"again","when":"2024-06-02"\}'
check "$asked: another number of entries" [ "$(grep -c fingerprint planmark.baseline.json)" -eq "$entries" ]
sed 's/again//' planmark.baseline.json >blank.json
ask 1 check "$plan" --baseline blank.json
says out 'warning: an override has no reason: [a-z_]+\.[a-z-]+ - .*\[override.no-reason\]$'

# From another folder it is another baseline, unless a planmark.yaml says where.
mkdir below
cd below || exit 1
ask 1 check "$plan"
printf 'check: {}\n' >../planmark.yaml
ask 0 check "$plan"
says err '^planmark: baseline \.\./planmark.baseline.json: '
printf 'check: {baseline: none}\n' >../planmark.yaml
ask 1 check "$plan"
printf 'check: {baseline: missing.json}\n' >../planmark.yaml
ask 2 check "$plan"
says err 'the baseline \.\./missing.json cannot be read'
cd .. || exit 1
rm -r planmark.yaml below

# What is mended is resolved, and dropped when the baseline is written again; other plans keep theirs.
sed -i 's/Support for the family/Dad to attend 6 sessions of the Freedom Programme/' "$plan"
ask 1 check "$plan" # the words are others, and so what they lack is new
says err 'resolved \(--write-baseline drops them\)$'
printf 'plan_id,action\nP9,Therapy\n' >other.csv
ask 0 check other.csv --write-baseline --reason new
check "$asked: entries of other plans are gone" [ "$(grep -c again planmark.baseline.json)" -eq "$entries" ]
ask 0 check "$plan" --write-baseline --reason new
check "$asked: resolved ones stay" [ "$(grep -c again planmark.baseline.json)" -lt "$entries" ]
says err 'note: resolved, and dropped from the baseline: timeframe.none, fingerprint [0-9a-f]{32}$'
ask 0 check "$plan" other.csv
says_not err resolved

# What was not looked for, or may stand in what was not read, stays.
entries=$(grep -c fingerprint planmark.baseline.json)
cp planmark.baseline.json before.json
ask 0 check "$plan" --write-baseline --reason less --level owner=off --level actionable=off
says err ' 0 new, [0-9]+ kept, 0 resolved and dropped, [0-9]+ not looked for and left$'
check "$asked: the file is another" cmp -s planmark.baseline.json before.json
sed '/Therapy/d' "$plan" | sed '2d' >rest.csv
ask 3 check rest.csv missing.csv --write-baseline --reason less
says err ', 0 resolved and dropped, [0-9]+ not looked for and left$'
check "$asked: the file is another" cmp -s planmark.baseline.json before.json
ask 0 check rest.csv --write-baseline --reason less
check "$asked: nothing is dropped" [ "$(grep -c fingerprint planmark.baseline.json)" -lt "$entries" ]
cp before.json planmark.baseline.json

# A link that leads nowhere is told, and stays one.
mv planmark.baseline.json aside.json
ln -s nowhere/overrides.json planmark.baseline.json
ask 2 check "$plan"
says err 'the baseline planmark.baseline.json cannot be read: '
ask 2 check "$plan" --write-baseline --reason r
check "$asked: the link is gone" [ -L planmark.baseline.json ]
mv aside.json planmark.baseline.json

# A plan without an id is known by the place of its file, told from the baseline's folder: not by a name that others have.
mkdir -p cases/1201 cases/1202 elsewhere
printf 'action\nTherapy\n' | tee cases/1201/plan.csv cases/1202/plan.csv elsewhere/plan.csv >/dev/null
cd cases || exit 1
ask 0 check 1201/plan.csv --baseline ../b.json --write-baseline --reason 'of one child'
ask 0 check 1201/plan.csv --baseline ../b.json
cp out ../known
for way in 1201/../1201/plan.csv "$PWD/1201/plan.csv"; do
    ask 0 check "$way" --baseline ../b.json
    check "$asked: another answer" cmp -s out ../known
done
ask 1 check 1202/plan.csv --baseline ../b.json
ask 1 check ../elsewhere/plan.csv --baseline ../b.json
ask 1 check 1201 1202 --baseline ../b.json
says out '^plan plan: .* known: ready$'
says out '^plan 1202/plan: .*not ready$'
cd 1201 || exit 1
ask 0 check plan.csv --baseline "$(cd ../.. && pwd)/b.json"
ask 1 check - --baseline ../../b.json <plan.csv
ln -s ../1201/plan.csv ../1202/other.csv
ask 0 check ../1202/other.csv --baseline ../../b.json
cd ../../ || exit 1
mkdir below && mv b.json below # outside of the baseline's folder
ask 1 check cases/1201/plan.csv --baseline below/b.json
ask 0 check cases/1201/plan.csv elsewhere/plan.csv --baseline below/b.json --write-baseline --reason both
ask 0 check elsewhere/plan.csv --baseline below/b.json
cd elsewhere || exit 1
ask 0 check plan.csv --baseline ../below/b.json
cd .. || exit 1
ask 1 check cases/1202/plan.csv --baseline below/b.json
# Without a baseline in use the name alone counts, as ever; an id of its own is the same wherever it stands.
ask 1 check --no-baseline --format jsonl cases/1201/plan.csv
grep -o '"fingerprint":"[^"]*"' out >first
ask 1 check --no-baseline --format jsonl cases/1202/plan.csv
grep -o '"fingerprint":"[^"]*"' out >second
check 'fingerprints without a baseline' cmp -s first second
printf 'plan_id,action\nP1,Therapy\n' | tee cases/1201/own.csv elsewhere/own.csv >/dev/null
ask 0 check cases/1201/own.csv --baseline own.json --write-baseline --reason r
ask 0 check elsewhere/own.csv --baseline own.json
rm -r known cases elsewhere below own.json first second

# A pipe by the usual name is refused, and not waited for.
mv planmark.baseline.json aside.json
mkfifo planmark.baseline.json
ask 2 check "$plan"
says err 'the baseline planmark.baseline.json cannot be read: it is no plain file'
ask 2 check "$plan" --write-baseline --reason r
rm planmark.baseline.json
mv aside.json planmark.baseline.json

# Faults of it are faults of configuration, with their places and without their words; the file stays.
printf '{"planmark_baseline": 1, "overrides": [\n{"fingerprint":"x","reason":"Mary"}]}\n' >bad.json
cp bad.json before.json
ask 2 check "$plan" --baseline bad.json --write-baseline --reason r
says err '^bad.json:2:16: error: a fingerprint is 32 digits from 0 to f$'
says_not err Mary
check "$asked: the file is another" cmp -s bad.json before.json
ask 3 check missing.csv --write-baseline --reason r --baseline new.json
check "$asked: written without a plan" [ ! -e new.json ]
cp "$plan" input.json
ask 2 check input.json --baseline none --write-baseline --reason r
ask 5 check "$plan" --write-baseline --reason r --baseline no/folder/b.json
says err 'cannot write to no/folder/b.json'

# The usual file is no plan, in whatever folder it lies.
mkdir both
cp planmark.baseline.json other.csv both
ask 0 check both
says_not err 'planmark.baseline.json: error'

# ---- slips that would hold nothing in silence ----------------------------------------------------------------

mkdir slips && cd slips || exit 1
printf 'check: {levels: {ownr: off, owner.opn: note}}\n' >planmark.yaml
ask 2 config show
says out '^check.levels.ownr +off +planmark.yaml:1$'
says err "^planmark.yaml:1:18: error: no finding and no criterion is called 'ownr'; did you mean 'owner'\?"
says err "'owner.opn'; did you mean 'owner.open'"
printf 'check: {levels: {owner: off}, pack: nowhere}\n' >planmark.yaml
ask 0 config show
check "$asked: something is told: $(cat err)" [ ! -s err ]
mv planmark.yaml planmark.yml
for what in 'config show' 'config path' "check --no-baseline --fail-on never $plan"; do
    ask 0 $what
    says err '^(\./)?planmark.yml: warning: this file is not read: settings are called planmark.yaml$'
    check "$asked: told more than once" [ "$(grep -c 'not read: settings' err)" -eq 1 ]
done
cd .. || exit 1
rm -r slips

# ---- one plan in two places ----------------------------------------------------------------------------------

printf 'plan_id,action\nA,Therapy\nB,Therapy\nA,Help\nB,Help\nC,Help\n' >two.csv
ask 1 check --no-baseline two.csv
says err '^two.csv:4: warning: this plan stands in another place of the file, too;'
check "$asked: told more than once" [ "$(grep -c 'another place' err)" -eq 1 ]
says err '5 plans checked, 5 actions'
printf 'plan_id,action\nA,Therapy\nA,Help\nB,Help\n' >one.csv
ask 1 check --no-baseline one.csv one.csv
says_not err 'another place'

# ---- the list of findings --------------------------------------------------------------------------------------

ask 0 rules findings
says out '^owner.acted-upon +error +somebody is named, but not as the one who does it$'
says out '^    owner\.'
# a rule leads to findings of its own criterion
awk '/^    / { split($1, rule, "."); if (rule[1] != criterion) bad = 1; next } { split($1, id, "."); criterion = id[1] }
    END { exit bad }' out || { echo "FAILED: $asked: a rule leads to another criterion"; failed=$((failed + 1)); }
ask 0 rules findings --format json
says out '"id":"plan.no-actions","level":"warning","criterion":"","says":"no actions were found in the plan"'
ask 2 rules findings x

# ---- what the criteria mean ------------------------------------------------------------------------------------

ask 0 rules criteria
says out '^measure given$'
says out '^  column   measure_given$'
check "$asked: five of everything" [ "$(grep -cE '^  (column|means|met|not met|to mend) +[^ ]' out)" -eq 25 ]
ask 0 rules criteria --format json
says out '^{"criterion":"measure_given","title":"measure given","means":"'
check "$asked: is JSON" [ "$(grep -c '^\[*{"criterion":.*"hint":".*"}[],]*$' out)" -eq 5 ]
ask 2 rules criteria x
mkdir ../told
printf 'name: told\nversion: 1\nextends: cin-england\ncriteria: {owner: {means: who answers for it}}\n' >../told/pack.yaml
ask 0 rules criteria --pack ../told
says out '^  means    who answers for it$'
says out '^  means    The row says by when'

[ "$failed" -eq 0 ]
