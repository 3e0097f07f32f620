#!/bin/sh
# SPDX-License-Identifier: MIT
# serve.sh SOURCE NAME [ARG...]: runs tests/NAME.py, which starts `planmark serve` and talks to it by Python's standard
# library; 77 (left out) where there is no python3.
set -eu
source=${1:?usage: serve.sh SOURCE NAME [ARG...]} name=${2:?}
shift 2
if ! command -v python3 >/dev/null 2>&1; then
    echo 'serve.sh: left out, since python3 is not there'
    exit 77
fi
exec python3 -B "$source/tests/$name.py" "$source" "$@"
