# SPDX-License-Identifier: MIT
# streams.sh: read by scripts that test the command by its streams and exit codes, in a folder of their own. PLANMARK
# names the command; `failed` counts what did not hold.
set -u
: "${PLANMARK:?names the command to test}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

check() { # check WHAT COMMAND...
    what=$1
    shift
    "$@" || { echo "FAILED: $what"; failed=$((failed + 1)); }
}

run() { # run CODE ARG...
    wanted=$1
    shift
    "$PLANMARK" "$@" >out 2>err
    got=$?
    check "planmark $*: exit code $got, not $wanted" [ $got -eq "$wanted" ]
}
