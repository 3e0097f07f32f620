#!/bin/sh
# SPDX-License-Identifier: MIT
# figures.sh: measures the built-in pack on the files of corpus/ and writes docs/figures.md.
# figures.sh --check: measures again and tells where docs/figures.md says something else; machine, date and the hash
# of the pack may differ. PLANMARK names the command; ./run is taken when it is not set.
#
# Keeps true: of the authorities that were kept from the rule writers only sums come out, never a row.
set -eu
cd "$(dirname -- "$0")/.."
planmark=${PLANMARK:-./run}
gold=corpus/plans.csv
cases=corpus/codebook-cases.csv
page=docs/figures.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# table NAME...: agreement on these authorities together, or on all when none is named
table() {
    awk -F, -v wanted="$*" '
        function figure(x) { return sprintf("%.3f", x) }
        function share(x) { return sprintf("%.1f%%", 100 * x) }
        BEGIN {
            count = split(wanted, name, " ")
            for (i = 1; i <= count; i++)
                is_wanted[name[i]] = 1
            split("actionable measurable measure_given timeframe owner high_quality", order, " ")
        }
        NR > 1 && (count == 0 ? $1 == "" : $1 == "authority" && $2 in is_wanted) {
            a[$3] += $5; b[$3] += $6; c[$3] += $7; d[$3] += $8
        }
        END {
            print "| | actions | yes, coders | yes, planmark | accuracy | precision | recall | kappa | s.e. |"
            print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
            for (i = 1; i in order; i++) {
                k = order[i]
                n = a[k] + b[k] + c[k] + d[k]
                agreed = (a[k] + d[k]) / n
                chance = ((a[k] + b[k]) * (a[k] + c[k]) + (c[k] + d[k]) * (b[k] + d[k])) / (n * n)
                kappa = (agreed - chance) / (1 - chance)
                error = sqrt(agreed * (1 - agreed) / n) / (1 - chance)
                label = k
                gsub("_", " ", label)
                print "| " label " | " n " | " share((a[k] + b[k]) / n) " | " share((a[k] + c[k]) / n) " | " \
                    share(agreed) " | " figure(a[k] / (a[k] + c[k])) " | " figure(a[k] / (a[k] + b[k])) " | " \
                    figure(kappa) " | " figure(error) " |"
            }
        }' "$sheet"
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

## Agreement with the coders of \`corpus/plans.csv\`

Yes, coders and yes, planmark: the share of actions that meet the criterion. Precision and recall take the coders for the
truth. Kappa is Cohen's. Its standard error (s.e.) takes actions for independent of each other; those of one plan are not,
so that the true uncertainty is larger.

### LA2, LA5 and LA8 together: kept from those who wrote the rules

<!-- unseen -->
$(table LA2 LA5 LA8)
<!-- /unseen -->

### \`corpus/calibration.csv\`: five more authorities in other voices, kept from them too

The confidences of the pack are set by this file, its rules are not.

<!-- fresh -->
$(sheet=$work/calibration.csv && table)
<!-- /fresh -->

### All eight authorities

Five of them were read while the rules were written, so this table flatters.

$(table)

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

"$planmark" evaluate --quiet --no-intervals "$gold" --by authority --format csv >"$work/agreement.csv"
"$planmark" evaluate --quiet --no-intervals corpus/calibration.csv --by authority --format csv >"$work/calibration.csv"
sheet=$work/agreement.csv
write_page >"$work/page"
if [ "${1:-}" = --check ]; then
    same_everywhere "$page" >"$work/said"
    same_everywhere "$work/page" >"$work/found"
    diff "$work/said" "$work/found" || { echo "$page says something else; tools/figures.sh writes it anew"; exit 1; }
else
    mv "$work/page" "$page"
fi
