#!/bin/sh
# SPDX-License-Identifier: MIT
# precommit.sh ROOT: a weak plan is refused before a commit, and a mended one is not: by pre-commit with the hook that
# this repository offers, and by the hook of Git that docs/check.md shows.
root=${1:?usage: precommit.sh ROOT}
. "$(dirname "$0")/streams.sh"

for program in git pre-commit; do
    if ! command -v $program >/dev/null 2>&1; then
        echo "left out, since $program is not there (apt-get install $program)"
        exit 77
    fi
done

# Nothing of who runs the test: no settings, no cache, no hook that is under way.
unset $(env | sed -n 's/^\(GIT_[A-Z_]*\|PRE_COMMIT[A-Z_]*\|SKIP\)=.*/\1/p') || :
export HOME="$work/home" PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
mkdir home bin temporary
printf '#!/bin/sh\nexec "%s" "$@"\n' "$PLANMARK" >bin/planmark
chmod +x bin/planmark
PATH=$work/bin:$PATH TMPDIR=$work/temporary
export TMPDIR
git config --global user.name Tester
git config --global user.email tester@example.org
git config --global init.defaultBranch main

weak='Plan ID,Action,Who,By when\nP1,Support mum,,ASAP\n'
good='Plan ID,Action,Who,By when\nP1,Social worker to refer mum to the Freedom Programme,SW,12 March 2024\n'

folder() { # folder NAME: a repository, and in it
    git init -q "$work/$1" && cd "$work/$1" || exit 1
}

commit() { # commit WHAT: adds all and tries; what is said stands in $work/said
    git add -A && git commit -m "$1" >"$work/said" 2>&1
}

passes() { # passes WHAT
    check "$asked: $1 was refused: $(cat "$work/said")" commit "$1"
}

refused() { # refused WHAT PATTERN
    if commit "$1"; then
        check "$asked: $1 was committed" false
    fi
    check "$asked: $1: not said: $2, but: $(cat "$work/said")" grep -q -- "$2" "$work/said"
}

# ---- the plan as it is weak, mended, and not staged ----
plans() {
    printf "$weak" >plan.csv
    refused 'a weak plan' 'plan.csv:2: error: owner: .*\[owner\.unsaid\]'
    check "$asked: a note was told" [ "$(grep -c ': note' "$work/said")" -eq 0 ]
    check "$asked: words of the plan were told" [ "$(grep -c 'Support mum' "$work/said")" -eq 0 ]
    printf "$good" >plan.csv
    passes 'a mended plan'
    printf 'no plan at all\n' >notes.md
    passes 'a file that is no plan'
    printf "$weak" >'second plan.csv'
    refused 'a weak plan beside a good one' 'second plan.csv:2: error'
    printf "$good" >'second plan.csv'
    passes 'both'
    git rm -q --cached 'second plan.csv' && rm 'second plan.csv'
    passes 'a plan less'
    printf "$weak" >plan.csv # not what is committed
    echo more >>notes.md
    git add notes.md
    git commit -qm 'not staged' >"$work/said" 2>&1 || check "$asked: what is not staged was looked at" false
    git checkout -q plan.csv
    printf 'check:\n  levels: {owner: note, timeframe: note}\n' >planmark.yaml
    printf "$weak" >plan.csv
    passes 'a weak plan by the settings of the repository'
    rm planmark.yaml
    printf "$good" >plan.csv
    passes 'without settings'
    printf "$weak" >plan.csv
    planmark check --quiet --write-baseline --reason 'known of old' plan.csv >/dev/null || check 'a baseline' false
    passes 'a weak plan that somebody has answered for'
    rm planmark.baseline.json
    printf "$good" >plan.csv
    passes 'without a baseline'
}

# ---- pre-commit ----
asked='pre-commit'
folder hooks
cp "$root/.pre-commit-hooks.yaml" .
git add -A && git commit -qm hooks
rev=$(git rev-parse HEAD)

config() { # config [LINE]: the hook, with one key more
    printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: planmark-check\n' "$work/hooks" "$rev" \
        >.pre-commit-config.yaml
    printf '%s' "${1:+        $1
}" >>.pre-commit-config.yaml
}

folder by_program
config
pre-commit install >/dev/null || check 'pre-commit install' false
git add -A && git commit -qm first >"$work/said" 2>&1 || check "the first commit: $(cat "$work/said")" false
plans
if [ -n "$(find "$(dirname "$PLANMARK")" -maxdepth 1 -name 'libplanmark-docs*' -print -quit)" ]; then
    sed 's/LB/mum/' "$root/corpus/samples/plan.html" >plan.HTML
    passes 'a document'
    printf '<html><table><tr><th>Action<th>Who<tr><td>Support mum<td></table></html>' >weak.html
    refused 'a weak document' 'weak.html:table 1.*error: owner'
    rm weak.html
fi
printf 'Colour,Size\nred,3\n' >broken.csv
refused 'a file that cannot be read' 'exit code: 3'
rm broken.csv
printf "$weak" >plan.csv
config 'args: [--fail-on, never]'
passes 'a weak plan with --fail-on never'
config 'files: ^plans/'
printf "$weak" | sed 's/P1/P2/' >other.csv
passes 'a file of another folder'
mkdir plans
mv other.csv plans
refused 'a file of the folder' 'other.csv:2: error'

# The hook is told of every ending that planmark reads, and of no other.
"$PLANMARK" formats | awk 'NR > 1 && $2 == "yes" { for (i = 3; $i ~ /^[.]/; i++) print substr($i, 2) }' | sort >"$work/read"
for page in .pre-commit-hooks.yaml docs/check.md; do
    sed -n 's/^ *files:.*(\(.*\)).*/\1/p' "$root/$page" | tr '|' '\n' | sort >"$work/named"
    check "the endings of the hook in $page are those that planmark reads" diff "$work/read" "$work/named"
done

# ---- Git alone ----
asked='.git/hooks/pre-commit'
folder by_git
mkdir -p .git/hooks
awk '/^#!\/bin\/sh$/ { on = 1 } /^```$/ { on = 0 } on' "$root/docs/check.md" >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
sed -n 's/^for ending in \(.*\); do$/\1/p' .git/hooks/pre-commit | tr ' ' '\n' | sort >"$work/named"
check 'the endings of the hook of Git are those that planmark reads' diff "$work/read" "$work/named"
check 'docs/check.md shows a hook' [ "$(head -c 9 .git/hooks/pre-commit)" = '#!/bin/sh' ]
plans
mkdir -p plans/1201 plans/1202
printf 'Action,Who,By when\nSupport mum,,ASAP\n' | tee plans/1201/plan.csv plans/1202/plan.csv >/dev/null
refused 'a plan without an id' '^plans/1201/plan.csv:2: error: owner'
refused 'a plan in a folder' '^plans/1202/plan.csv:2: error: owner'
check 'a folder of the hook is told' [ "$(grep -c 'planmark\.[A-Za-z0-9]*/' "$work/said")" -eq 0 ]
planmark check --quiet --write-baseline --reason 'known of old' plans/1201/plan.csv >/dev/null || check 'a baseline' false
refused 'the plan of another child' '^plans/1202/plan.csv:2: error: owner'
check 'an override that is in the commit does not count' [ "$(grep -c '^plans/1201/plan.csv' "$work/said")" -eq 0 ]
rm plans/1202/plan.csv
passes 'a plan without an id that somebody has answered for'
mkdir ours && printf 'pack: ours\nextends: cin-england\nversion: 1\n' >ours/pack.yaml
printf "$weak" >-weak.csv
refused 'a file like an option' '^-weak.csv:2: error'
rm -- -weak.csv
check 'the hook left a folder behind' [ -z "$(ls "$TMPDIR"; ls .git | grep planmark)" ]

exit $failed
