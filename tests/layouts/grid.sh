#!/bin/sh
# SPDX-License-Identifier: MIT
# grid.sh [--quick] [LAYOUT...]: grid.py with the command that PLANMARK names; 77 where it cannot be tried.
: "${PLANMARK:?names the command to test}"
command -v python3 >/dev/null || { echo 'skipped: python3 is not there'; exit 77; }
exec python3 "$(dirname "$0")/grid.py" "$PLANMARK" "$@"
