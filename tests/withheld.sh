#!/bin/sh
# SPDX-License-Identifier: MIT
# withheld.sh: does a report give away elsewhere what it withholds? PLANMARK names the command.
set -eu
: "${PLANMARK:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Coded rows of four groups, of eight plans with five actions each. Owner is met by 2 of 40 in one group and by 13 or
# more in the others; timeframe by half of all groups.
awk 'BEGIN {
    print "authority,plan_id,action_no,action,actionable,measurable,measure_given,timeframe,owner"
    for (g = 1; g <= 4; g++)
        for (n = 0; n < 40; n++)
            printf "G%d,G%d-%d,%d,Ring the school,1,1,1,%d,%d\n", g, g, n / 5, n % 5, n % 2, g == 1 ? n < 2 : n % g == 0
}' >"$work/rows.csv"
"$PLANMARK" report --quiet --by authority --suppress 5 --format csv -o "$work/tables" "$work/rows.csv"

value() { # value TABLE CRITERION COLUMN: of its rows, one a line
    awk -F, -v criterion="$2" -v column="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["criterion"] == criterion { print $at[column] }' "$work/tables/$1.csv"
}

[ "$(value groups owner yes | grep -c '^$')" -ge 2 ] || { echo "one group alone is withheld, or none"; exit 1; }
[ -z "$(value tests owner statistic)" ] || { echo "the test's statistic tells what the groups do not"; exit 1; }
[ -z "$(value tests owner p)" ] || { echo "p tells which counts there may be"; exit 1; }
[ -n "$(value tests timeframe statistic)" ] || { echo "more is withheld than need be"; exit 1; }

# A plan that is called by its file is not called so when it is a group.
echo "Mum to ring the school by Friday" >"$work/Leah Example.txt"
"$PLANMARK" report --quiet --by plan_id "$work/Leah Example.txt" >"$work/none"
"$PLANMARK" report --quiet --by plan_id --text names "$work/Leah Example.txt" >"$work/names"
! grep -q Leah "$work/none" || { echo "the name of a file stands in a report without names"; exit 1; }
grep -q Leah "$work/names" || { echo "plans have no names where names are asked for"; exit 1; }
