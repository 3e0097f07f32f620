# SPDX-License-Identifier: MIT
# browser_in FOLDER, for tests of pages: goes to FOLDER, where npm gets its two packages once, and sets chromium. Ends
# the test with 77 where Chromium or they cannot be had.
packages='playwright-core@1.65.1 axe-core@4.14.1'

skip() {
    echo "skipped: $1"
    exit 77
}

browser_in() {
    command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
    chromium=$(command -v chromium) || skip 'chromium is not there'
    mkdir -p "$1" || exit 1
    cd "$1" || exit 1
    if [ ! -f node_modules/playwright-core/package.json ] || [ ! -f node_modules/axe-core/axe.js ]; then
        echo '{"private":true}' >package.json
        # shellcheck disable=SC2086 # two words
        timeout 120 npm install --ignore-scripts --no-audit --no-fund --no-package-lock $packages >npm.log 2>&1 ||
            skip "npm cannot get $packages: $(tail -1 npm.log)"
    fi
}
