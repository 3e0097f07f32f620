#!/bin/sh
# SPDX-License-Identifier: MIT
# figures.sh: measures the built-in pack on the files of corpus/ and writes docs/figures.md.
# figures.sh --check: measures again and tells where docs/figures.md says something else; machine, date and the hash
# of the pack may differ. PLANMARK names the command; ./run is taken when it is not set.
#
# Keeps true: of what was kept from the rule writers only sums come out, never a row.
set -eu
cd "$(dirname -- "$0")/.."
. tools/rows.sh
planmark=${PLANMARK:-./run}
gold=corpus/plans.csv
calibration=corpus/calibration.csv
final=corpus/final.csv
cases=corpus/codebook-cases.csv
page=docs/figures.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# table FILE [OPTION]...: agreement on its rows, as evaluate tells it: three criteria beside each other, two blanks or more between
table() {
    "$planmark" evaluate --quiet "$@" | awk -F '   *' '
        /^  / { for (i = 2; i <= NF; i++) order[++columns] = $i; next }
        /^mean absolute/ { exit }
        columns { for (i = 2; i <= NF; i++) value[order[columns - NF + i], $1] = $i }
        END {
            print "| | actions | yes, coders | yes, planmark | accuracy | precision | recall | kappa |"
            print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
            for (i = 1; i <= columns; i++) {
                k = order[i]
                label = k
                gsub("_", " ", label)
                print "| " label " | " value[k, "both yes"] + value[k, "gold only"] + value[k, "tool only"] + \
                    value[k, "both no"] " | " value[k, "gold yes"] " | " value[k, "tool yes"] " | " \
                    value[k, "accuracy"] " | " value[k, "precision"] " | " value[k, "recall"] " | " value[k, "kappa"] " |"
            }
        }'
}

# trust LABEL: a line about the confidences, from tables of --reliability one behind the other on standard input
trust() {
    awk -F, -v label="$1" '
        $1 == "all" && $2 == "" { unsure += $10; unsure_right += $11 }
        $1 == "all" && $2 != "" { verdicts[$2] += $4; right[$2] += $5; predicted[$2] += $4 * $7 }
        END {
            for (bin in verdicts) {
                n += verdicts[bin]
                good += right[bin]
                told += predicted[bin]
                apart += predicted[bin] > right[bin] ? predicted[bin] - right[bin] : right[bin] - predicted[bin]
            }
            printf "| %s | %d | %.3f | %.3f | %.3f | %.1f%% | %.1f%% |\n", label, n, told / n, good / n, apart / n, \
                100 * unsure / n, 100 * (good - unsure_right) / (n - unsure)
        }'
}

reliability() { # reliability FILE [OPTION]...
    "$planmark" evaluate --quiet --format csv --reliability "$@"
}

# Each tenth of the authorities of the calibration part by confidences that the others have set.
left_out() {
    cp -R rules/cin-england "$work/pack"
    "$planmark" evaluate --quiet --no-intervals --format csv --by authority "$calibration" |
        awk -F, 'NR > 1 && $1 == "authority" && !seen[$2]++ { print $2 }' >"$work/names"
    for tenth in 0 1 2 3 4 5 6 7 8 9; do
        names=$(awk -v tenth=$tenth 'NR % 10 == tenth' "$work/names")
        rows_of "$calibration" 0 "$names" >"$work/others.csv"
        rows_of "$calibration" 1 "$names" >"$work/some.csv"
        "$planmark" evaluate --quiet --no-intervals --pack "$work/pack" --calibrate "$work/confidence.yaml" \
            "$work/others.csv" >/dev/null
        cp "$work/confidence.yaml" "$work/pack/confidence.yaml"
        reliability "$work/some.csv" --pack "$work/pack"
    done
}

rules_alone() { # rules_alone FILE
    cp -R rules/cin-england "$work/alone"
    rm "$work/alone/weights.yaml"
    "$planmark" evaluate --quiet --no-intervals --pack "$work/alone" --calibrate "$work/alone.yaml" "$calibration" >/dev/null
    cp "$work/alone.yaml" "$work/alone/confidence.yaml"
    table "$1" --pack "$work/alone"
}

codings() { # codings PART: a line about the two codings of a part of the corpus
    "$planmark" evaluate --quiet --no-intervals "corpus/codings/$1_a.csv" --marks "corpus/codings/$1_b.csv" | awk -v part="$1" '
        / actions in / { n = $1 }
        $1 == "kappa" { print "| `corpus/" part ".csv` | " n " | " $2 " | " $3 " | " $4 " | " $5 " | " $6 " | " $7 " |" }'
}

# Each case asks for one verdict; a quote inside a text is escaped in JSON, so that the keys below are keys.
count_cases() {
    "$planmark" score --quiet --evidence none "$cases" | awk '
        function value(key, at) {
            at = index($0, ",\"" key "\":")
            return at == 0 ? "" : substr($0, at + length(key) + 4)
        }
        {
            split(substr(value("criterion"), 2), part, "\"")
            right += substr(value(part[1]), 1, 1) == substr(value("expected"), 2, 1)
        }
        END { print right + 0, NR }'
}

processor() {
    name=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
    printf '%s, %s' "$(uname -sm)" "${name:-unnamed processor}"
}

write_page() {
    set -- $(count_cases)
    cat <<END
# Figures

Written by \`tools/figures.sh\`; not to be edited by hand. What the columns mean, and what these files cannot show, is
told in [corpus/README.md](../corpus/README.md) and in the [README](../README.md#how-sure-it-is).

| | |
| --- | --- |
| machine | $(processor) |
| date | $(date -u +%Y-%m-%d) |
| pack | \`$("$planmark" explain --quiet x | sed -n 's/^ *pack //p')\` |

## Agreement with the coders

Yes, coders and yes, planmark: the share of actions that meet the criterion. Precision and recall take the coders for the
truth. Kappa is Cohen's. Brackets hold 95 % intervals, made from plans as
[docs/formats.md](formats.md#figures-of-agreement) tells.

### Child in need plans of \`corpus/final.csv\`: eight authorities, by two writers, that nobody who wrote rules had seen

<!-- final -->
$(table "$work/final-plans.csv")
<!-- /final -->

### Statements of other public-service documents, \`corpus/final.csv\`: not seen either

<!-- statements -->
$(table "$work/final-statements.csv")
<!-- /statements -->

### The final parts before, by other writers

They belong to \`corpus/calibration.csv\` now. Nobody who wrote rules has read them and no weight was fitted on them, but confidences come from them, too, and their sums were seen.

Plans of FF1 to FF8:

$(table "$work/FF.csv")

Statements of OP1 to OP13:

$(table "$work/OP.csv")

Plans of FE1 to FE8:

$(table "$work/FE.csv")

Statements of ON1 to ON13:

$(table "$work/ON.csv")

Plans of FD1 to FD6:

$(table "$work/FD.csv")

Statements of OM1 to OM12:

$(table "$work/OM.csv")

Plans of FC1 to FC6:

$(table "$work/FC.csv")

Statements of OL1 to OL11:

$(table "$work/OL.csv")

### \`corpus/plans.csv\`, LA2, LA5 and LA8: kept from those who wrote the rules, their sums were seen

<!-- unseen -->
$(table "$work/unseen.csv")
<!-- /unseen -->

### \`corpus/plans.csv\`, all eight authorities

Five of them were read while the rules were written, so this table flatters.

$(table "$gold")

### By the rules alone

The plans of \`corpus/final.csv\` once more, with a pack that weighs nothing (\`weigh: nothing\`) and confidences made for it.

$(rules_alone "$work/final-plans.csv")

### Two codings of the same actions

Kappa between the two codings that each part was settled from: how far the measuring rule is one, not how well two
practitioners would agree.

| | actions | actionable | measurable | measure given | timeframe | owner | high quality |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
$(codings writing)
$(codings calibration)
$(codings final)

## Confidences

What planmark expected of all its verdicts beside what came, on average; the calibration error, which takes both apart by
confidence; how many verdicts it flags as unsure, and how many of the others are right.

| | verdicts | predicted | right | calibration error | unsure | right of the rest |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
$(reliability "$work/final-plans.csv" | trust '`corpus/final.csv`, plans')
$(reliability "$work/final-statements.csv" | trust '`corpus/final.csv`, statements')
$(reliability "$work/unseen.csv" | trust 'LA2, LA5 and LA8')
$(left_out | trust '`corpus/calibration.csv`, each tenth of the authorities by confidences that the others set')
$(reliability "$calibration" | trust '`corpus/calibration.csv`, by which they were set: flattering')

## The codebook and the rules' own examples

These are held right by tests. They say what planmark means by its verdicts, and nothing about plans it has not seen.

| | right | of |
| --- | ---: | ---: |
| cases of the codebook (\`corpus/codebook-cases.csv\`) | $1 | $2 |
$("$planmark" rules test --quiet | sed -n 's/^\([0-9]*\) examples: \([0-9]*\) passed.*/| examples of the rules (`planmark rules test`) | \2 | \1 |/p')
END
}

same_everywhere() { # the lines that another machine, day or hash of the pack leaves as they are
    grep -vE '^\| (machine|date|pack) \|' "$1"
}

rows_of "$gold" 1 "LA2 LA5 LA8" >"$work/unseen.csv"
numbered() { # numbered PREFIX COUNT: PREFIX1 PREFIX2 ...
    seq -f "$1%g" "$2" | tr '\n' ' '
}
rows_of "$final" 0 "$(numbered OQ 13)" >"$work/final-plans.csv"
rows_of "$final" 1 "$(numbered OQ 13)" >"$work/final-statements.csv"
for before in FF:8 OP:13 FE:8 ON:13 FD:6 OM:12 FC:6 OL:11; do
    rows_of "$calibration" 1 "$(numbered "${before%:*}" "${before#*:}")" >"$work/${before%:*}.csv"
done
write_page >"$work/page"
if [ "${1:-}" = --check ]; then
    same_everywhere "$page" >"$work/said"
    same_everywhere "$work/page" >"$work/found"
    diff "$work/said" "$work/found" || { echo "$page says something else; tools/figures.sh writes it anew"; exit 1; }
else
    mv "$work/page" "$page"
fi
