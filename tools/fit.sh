#!/bin/sh
# SPDX-License-Identifier: MIT
# fit.sh: makes what the shipped pack has measured: weights.yaml, from the rows that may be read and those that were
# coded to fit; then confidence.yaml, from rows that neither rules nor weights have seen. PLANMARK names the command;
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

"$planmark" evaluate --quiet --no-intervals --pack "$pack" --weigh "$work/weights.yaml" "$work/rows.csv" >/dev/null
cp "$work/weights.yaml" "$pack/weights.yaml"
"$planmark" evaluate --quiet --no-intervals --pack "$pack" --calibrate "$work/confidence.yaml" corpus/calibration.csv \
    >/dev/null
cp "$work/confidence.yaml" "$pack/confidence.yaml"
