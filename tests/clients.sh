#!/bin/sh
# SPDX-License-Identifier: MIT
# clients.sh SOURCE [SERVE]: do the clients in docs/examples what they say? With SERVE, the program of the service, they ask
# that too. 77 where there is no python3, or no java. PLANMARK names the command.
source=${1:?usage: clients.sh SOURCE [SERVE]}
: "${PLANMARK:?}"
command -v python3 >/dev/null || { echo 'skipped: python3 is not there'; exit 77; }
PLANMARK_SERVE=${2-} exec python3 "$source/tests/clients.py" "$source"
