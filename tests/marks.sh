#!/bin/sh
# SPDX-License-Identifier: MIT
# marks.sh: marks are read back, carried verdicts, keyed digests, and what is kept when nothing could be read.
. "${0%/*}/streams.sh"

cat >gold.csv <<'END'
plan_id,authority,action_no,action,who,by_when,measure,actionable,measurable,measure_given,timeframe,owner
P1,LA1,1,Social Worker to complete a referral to CAMHS by 12 March 2024,Social Worker,,Receipt on file,1,1,1,1,1
P1,LA1,2,Mum to be happy,,,,0,0,0,0,0
P2,LA2,1,School to meet weekly,School,weekly,,yes,no,0,1,1
END

# ---- verdicts are carried along, and never read as verdicts again ------------------------------------
run 0 score -q gold.csv
cp out once.csv
check 'verdicts are carried' grep -q \
    ',pack,input.actionable,input.measurable,input.measure_given,input.timeframe,input.owner$' once.csv
check 'as they were written' grep -q ',yes,no,0,1,1$' once.csv
run 0 score -q once.csv
cp out twice.csv
check 'marks are marked again' [ "$(wc -l <twice.csv)" -eq 4 ]
cut -d, -f1-8 once.csv >a
cut -d, -f1-8 twice.csv >b
check 'with the same rows' cmp -s a b
cut -d, -f1-3,10-14 once.csv >tool.csv
sed '1!s/,[01],[01],[01],[01],[01]$/,0,0,0,0,0/' twice.csv >zeros.csv
run 0 evaluate -q --format csv once.csv --marks tool.csv
cp out figures
run 0 evaluate -q --format csv zeros.csv --marks tool.csv
check 'input.* is no verdict' cmp -s out figures

# ---- marks without words, and a coder's file of keys and verdicts ------------------------------------
run 0 evaluate -q --format csv gold.csv --marks once.csv
cp out figures
for format in csv jsonl; do
    run 0 score -q --text none --format $format gold.csv
    mv out none.$format
    run 0 evaluate -q --format csv gold.csv --marks none.$format
    check "marks of --text none as $format" cmp -s out figures
done
cut -d, -f1,3,8-12 gold.csv >coder.csv
run 0 evaluate -q --no-intervals --format csv gold.csv --marks coder.csv
check 'a coder agrees with himself' grep -q '^,,high_quality,3,1,0,0,2,' out
check 'all rows are joined' [ ! -s err ]
run 3 score coder.csv
check 'a file without actions is refused' grep -q -e '--columns action=' err
sed 's/,LA2,/,LA1,/; s/^P2,LA1,1/P1,LA2,1/' gold.csv >twins.csv
run 0 evaluate twins.csv --marks coder.csv
check 'marks without authority serve one row' grep -q 'warning: 1 coded rows' err

# ---- digests ------------------------------------------------------------------------------------------
printf 'a secret\n' >key
printf 'a secret' >same
printf 'another\n' >other
: >empty
for name in key same other; do
    run 0 score -q --text none --digest-key $name gold.csv
    mv out $name.csv
done
run 0 score -q --text none gold.csv
check 'the same key' cmp -s key.csv same.csv
check 'another key' [ "$(cmp -s key.csv other.csv && echo same)" = '' ]
check 'no key' [ "$(cmp -s key.csv out && echo same)" = '' ]
check 'a digest' grep -q ',file-[0-9a-f]\{16\}:2,' key.csv
run 2 score --digest-key key gold.csv
run 2 score --text none --digest-key empty gold.csv
run 2 score --text none --digest-key missing gold.csv
ln -s key link
run 2 score --text none --digest-key key -o ./key gold.csv
run 2 score --text none --digest-key link -o key gold.csv
run 2 score --text none --digest-key key --manifest "$PWD/link" gold.csv
check 'the key was replaced' [ "$(cat key)" = 'a secret' ]

# ---- what could not be read ---------------------------------------------------------------------------
awk 'BEGIN { print "plan_id,action,who"; for (i = 0; i < 60; i++) print "P" i ",,Mum" }' >bad.csv
echo before >kept.csv
for input in bad.csv missing.csv empty; do
    run 3 score -o kept.csv $input
    check "-o is left alone: $input" [ "$(cat kept.csv)" = before ]
done
run 3 evaluate -o kept.csv missing.csv
check '-o is left alone: evaluate' [ "$(cat kept.csv)" = before ]
run 3 score -q -o kept.csv gold.csv bad.csv
check 'what could be read is written' [ "$(wc -l <kept.csv)" -eq 4 ]
check 'messages are bounded' [ "$(grep -c '^bad.csv:' err)" -eq 21 ]
check 'the rest is counted' grep -q '^bad.csv: error: 40 more messages about rows' err

# An authority is what figures are told by, and stays, also where the file is called after it.
printf 'plan_id,authority,action\nP1,LA1 North,Dad to call\n' >'LA1 North-01.csv'
run 0 score -q --format csv --text none 'LA1 North-01.csv'
check 'the authority is withheld' grep -q '^[^,]*,LA1 North,' out

[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
