#!/bin/sh
# SPDX-License-Identifier: MIT
# page.sh SOURCE BUILD PAGE_TEST: is the page of a report one that people can use? Chromium opens the pages that
# PAGE_TEST writes, from files, and axe-core checks them by WCAG 2.2 AA in light and dark at three widths; without
# scripts the text is all there; nothing is asked for; print shows what is folded. Screenshots and a PDF are left in
# BUILD/page, to be looked at. npm gets its two packages there once; 77 where Chromium or they cannot be had.
source=${1:?usage: page.sh SOURCE BUILD PAGE_TEST}
build=${2:?usage: page.sh SOURCE BUILD PAGE_TEST}
program=${3:?usage: page.sh SOURCE BUILD PAGE_TEST}
. "$source/tests/browser.sh"
browser_in "$build/page"

PLANMARK_PAGES=$PWD "$program" >pages.log 2>&1 || { cat pages.log; exit 1; }
if command -v xmllint >/dev/null; then
    xmllint --noout --nonet sample.html hostile.html large.html || exit 1
fi
NODE_PATH=$PWD/node_modules timeout 500 node "$source/tests/page.js" "$PWD" "$chromium" || exit 1
if command -v pdftotext >/dev/null; then
    pdftotext sample.pdf sample.txt || exit 1
    # The last row of a folded table.
    grep -q 'Long Stratton' sample.txt && [ "$(grep -c 'Long Stratton' sample.txt)" -ge 12 ] ||
        { echo 'print leaves out what is folded'; exit 1; }
fi
