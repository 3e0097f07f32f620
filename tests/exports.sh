#!/bin/sh
# SPDX-License-Identifier: MIT
# exports.sh LIBRARY.so LIST: does the shared library export what the list says, no more and no less?
set -eu
library=${1:?usage: exports.sh LIBRARY LIST}
list=${2:?usage: exports.sh LIBRARY LIST}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "name@@VERSION" is told without its version; _init and _fini are the start-up code's own.
"${NM:-nm}" -D --defined-only "$library" | awk '{ print $NF }' | sed 's/@.*//' |
    grep -vxE '_init|_fini|_edata|_end|__bss_start' | LC_ALL=C sort >"$work/exported"
grep -vE '^(#|$)' "$list" | LC_ALL=C sort >"$work/listed"

if ! diff -u "$work/listed" "$work/exported"; then
    echo "exports.sh: the exported symbols differ from $list (- listed, + exported)" >&2
    exit 1
fi
