#!/bin/sh
# SPDX-License-Identifier: MIT
# hardened.sh FILE...: is a program or shared library built so that a fault in C is hard to use? Nothing of it
# that can be written can be run, addresses differ from run to run, tables of functions are bound at the start and
# then protected, the stack is guarded, and calls of the C library know the room that they write to.
set -u
[ $# -gt 0 ] || { echo "usage: hardened.sh FILE..." >&2; exit 2; }
readelf=${READELF:-readelf}
bad=0

wants() { # wants FILE WHAT PATTERN TEXT
    printf '%s\n' "$4" | grep -qE "$3" || { echo "$1: $2"; bad=1; }
}

for file in "$@"; do
    header=$("$readelf" -hW "$file") && segments=$("$readelf" -lW "$file") && dynamic=$("$readelf" -dW "$file") &&
        symbols=$("$readelf" -sW "$file") || exit 2
    wants "$file" 'it lies at a fixed address (no PIE)' 'Type: +DYN' "$header"
    wants "$file" 'no segment is protected after the start (RELRO)' 'GNU_RELRO' "$segments"
    wants "$file" 'functions are bound one by one (no BIND_NOW)' 'BIND_NOW|FLAGS.* NOW' "$dynamic"
    wants "$file" 'the stack is not guarded' '__stack_chk_fail' "$symbols"
    wants "$file" 'calls are not fortified' '__[a-z]+_chk(@|$)' "$(printf '%s\n' "$symbols" | grep -v __stack_chk_fail)"
    wants "$file" 'the stack can be run' 'GNU_STACK +[^E]*$' "$(printf '%s\n' "$segments" | grep GNU_STACK)"
    if printf '%s\n' "$segments" | grep -E 'LOAD' | grep -qE 'RWE|RW E'; then
        echo "$file: a segment can be written and run"
        bad=1
    fi
    if printf '%s\n' "$dynamic" | grep -qE 'TEXTREL|R(UN)?PATH'; then
        echo "$file: its code is changed at the start, or libraries are looked for in folders of the build"
        bad=1
    fi
done
exit $bad
