#!/bin/sh
# SPDX-License-Identifier: MIT
# network.sh SOURCE: no command makes a call for a network, nor does a program that it runs. Every command is traced by
# strace; 77 (left out) where there is none or nothing may be traced. Left out is LibreOffice, which reads old Word
# files: it talks to itself by a socket in the file system.
. "$(dirname "$0")/streams.sh"
source=${1:?usage: network.sh SOURCE}
if ! strace -o /dev/null true 2>/dev/null; then
    echo 'network.sh: left out, since strace is not there or may not trace (apt-get install strace)'
    exit 77
fi

# Every command of the help has a line below.
samples=$source/corpus/samples
cat >plan.txt <<'END'
Mum to see the GP by 3 May
END
"$PLANMARK" extract --format csv "$samples/plan.html" >plan.csv 2>/dev/null

traced() { # traced ARG...
    strace -f -qq -e trace=%network -o trace "$PLANMARK" "$@" >out 2>err </dev/null
    check "planmark $* does not end by a signal" [ $? -lt 126 ]
    if grep '(' trace >calls; then
        echo "FAILED: planmark $* asks for a network:"
        cat calls
        failed=$((failed + 1))
    fi
    tried="$tried $1 "
}

tried=
traced --help
traced --version
traced score "$samples"
traced score --summary --format table "$samples/plan.html" "$samples/plan.json"
traced extract "$samples/plan.html"
traced explain "Mum to be referred to CAMHS" --by-when ASAP
traced check "$samples"
traced check --format sarif --write-baseline new.json --reason r plan.csv
traced evaluate --resamples 100 "$source/corpus/plans.csv"
traced report --format html -o report.html "$samples"
traced sample --plans 2 -o sheet.xlsx "$samples"
traced config
traced formats
traced rules test
traced rules list
traced score https://example.org/plan.csv
if command -v pdftotext >/dev/null 2>&1; then
    printf '%%PDF-1.4\n' >plan.pdf
    traced extract plan.pdf
fi

# A command that is new is to be traced here as well.
"$PLANMARK" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort -u >commands
check 'the help names commands' [ -s commands ]
while read -r name; do
    case $name in
    serve) continue ;; # which is for a network
    esac
    case $tried in
    *" $name "*) ;;
    *) check "planmark $name is traced" false ;;
    esac
done <commands
[ $failed -eq 0 ]
