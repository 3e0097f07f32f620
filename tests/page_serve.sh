#!/bin/sh
# SPDX-License-Identifier: MIT
# page_serve.sh SOURCE BUILD SERVER: does the page of the service do what it says, for everybody? Chromium opens it from
# SERVER, types, pastes, drops a document, goes through it by the keyboard, and has axe-core check it by WCAG 2.2 AA
# in light, dark and forced colours at three widths. Screenshots are left in BUILD/page_serve, to be looked at. npm gets its
# two packages there once; 77 where Chromium or they cannot be had.
source=${1:?usage: page_serve.sh SOURCE BUILD SERVER}
build=${2:?usage: page_serve.sh SOURCE BUILD SERVER}
server=${3:?usage: page_serve.sh SOURCE BUILD SERVER}
. "$source/tests/browser.sh"
browser_in "$build/page_serve"
NODE_PATH=$PWD/node_modules timeout 850 node "$source/tests/page_serve.js" "$PWD" "$chromium" "$server"
