#!/bin/sh
# SPDX-License-Identifier: MIT
# manual.sh: do the command's own help, its man page and its completion know the same options and commands,
# and is the page sound? Run in the project's folder, PLANMARK naming the command.
set -eu
: "${PLANMARK:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

options() { # the long options in a text, one a line
    grep -oE -e '(^|[^a-z-])--[a-z][a-z-]*' | grep -oE -e '--.*' | LC_ALL=C sort -u
}

for command in '' score check config 'config show' 'config path' extract explain sample evaluate report rules 'rules criteria' 'rules findings' serve formats; do
    "$PLANMARK" $command --help || { echo "no help: $command --help"; failed=1; }
done >"$work/help_text" 2>&1
options <"$work/help_text" >"$work/help"
sed 's/\\-/-/g; s/\\f.//g' docs/planmark.1 | options >"$work/man"
options <completions/planmark.bash >"$work/completion"

for paper in man completion; do
    if ! diff "$work/help" "$work/$paper" >"$work/diff"; then
        echo "--help (<) and the $paper (>) do not know the same options:"
        grep '^[<>]' "$work/diff"
        failed=1
    fi
done
for command in score check config extract explain sample evaluate report rules serve formats list criteria findings test coverage diff show path; do
    for paper in "$work/help_text" docs/planmark.1 completions/planmark.bash; do
        grep -qw -- "$command" "$paper" || { echo "$paper does not know: $command"; failed=1; }
    done
done

version=$("$PLANMARK" --version)
case $version in
*"$(sed -n 's/^\.TH.*"planmark \([0-9.]*\)".*/\1/p' docs/planmark.1)"*) ;;
*) echo "--version says $version, the man page another"; failed=1 ;;
esac

if command -v groff >/dev/null; then
    groff -man -Tascii -ww -z docs/planmark.1 2>"$work/groff"
    if [ -s "$work/groff" ]; then
        cat "$work/groff"
        failed=1
    fi
fi

# The completion, asked as bash asks it.
if command -v bash >/dev/null; then
    bash -c '
        compopt() { :; }
        . completions/planmark.bash
        ask() { # ask EXPECTED WORD...: the last word is the one to complete
            local expected=$1
            shift
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _planmark planmark "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            if [[ ${COMPREPLY[*]} != "$expected" ]]; then
                echo "completion of \"$*\": ${COMPREPLY[*]}, not $expected"
                exit 1
            fi
        }
        ask "score" planmark sc
        ask "list" planmark rules l
        ask "show path" planmark config ""
        ask "github" planmark check --format g
        ask "warning" planmark check --fail-on w
        ask "csv" planmark score --format c
        ask "jsonl" planmark score --format = j
        ask "sarif" planmark check --format s
        ask "xlsx" planmark report --format x
        ask "none names" planmark report --text n
        ask "--suppress --seed" planmark report --s
        ask "none names" planmark check --text n
        ask "none" planmark score --text n
        ask "log" planmark extract --progress l
        ask "faults" planmark serve --log f
        ask "--listen --log" planmark serve --l
        ask "high_quality" planmark sample --of h
        ask "xlsx" planmark sample --format x
        ask "--evidence --excel-safe" planmark score --e
        ask "--by-when" planmark explain x --b
        ask "" planmark explain x' || failed=1
fi
exit $failed
