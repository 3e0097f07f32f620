#!/bin/sh
# SPDX-License-Identifier: MIT
# page_serve.sh SOURCE BUILD SERVER: does the page of the service do what it says, for everybody? Chromium opens it from
# SERVER, types, pastes, drops a document, goes through it by the keyboard, and has axe-core check it by WCAG 2.2 AA
# in light, dark and forced colours at three widths. Screenshots are left in BUILD/page_serve, to be looked at. npm gets its
# two packages there once; 77 where Chromium or they cannot be had.
source=${1:?usage: page_serve.sh SOURCE BUILD SERVER}
build=${2:?usage: page_serve.sh SOURCE BUILD SERVER}
server=${3:?usage: page_serve.sh SOURCE BUILD SERVER}
packages='playwright-core@1.65.1 axe-core@4.14.1'

skip() {
    echo "skipped: $1"
    exit 77
}
command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
chromium=$(command -v chromium) || skip 'chromium is not there'
mkdir -p "$build/page_serve" || exit 1
cd "$build/page_serve" || exit 1
if [ ! -f node_modules/playwright-core/package.json ] || [ ! -f node_modules/axe-core/axe.js ]; then
    echo '{"private":true}' >package.json
    # shellcheck disable=SC2086 # two words
    timeout 120 npm install --ignore-scripts --no-audit --no-fund --no-package-lock $packages >npm.log 2>&1 ||
        skip "npm cannot get $packages: $(tail -1 npm.log)"
fi
NODE_PATH=$PWD/node_modules timeout 850 node "$source/tests/page_serve.js" "$PWD" "$chromium" "$server"
