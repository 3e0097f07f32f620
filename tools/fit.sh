#!/bin/sh
# SPDX-License-Identifier: MIT
# fit.sh: makes what the shipped pack has measured: weights.yaml, from the rows that may be read and those that were
# coded to fit; before and after it confidence.yaml, from rows that neither rules nor weights have seen, since how far
# weights are trusted hangs on how often rules are right, and how sure a verdict is on both. PLANMARK names the command;
# ./run is taken when it is not set. Build again afterwards: the pack is compiled in.
set -eu
cd "$(dirname -- "$0")/.."
. tools/rows.sh
planmark=${PLANMARK:-./run}
pack=rules/cin-england
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The gold plans without the three authorities that are kept aside.
rows_of corpus/plans.csv 0 "LA2 LA5 LA8" >"$work/rows.csv"
for part in corpus/writing.csv corpus/fitting.csv; do
    tail -n +2 "$part" >>"$work/rows.csv"
done

made() { # made OPTION FILE ROWS: a file of the pack
    "$planmark" evaluate --quiet --no-intervals --pack "$pack" "$1" "$work/$2" "$3" >/dev/null
    cp "$work/$2" "$pack/$2"
}

made --calibrate confidence.yaml corpus/calibration.csv
made --weigh weights.yaml "$work/rows.csv"
made --calibrate confidence.yaml corpus/calibration.csv
