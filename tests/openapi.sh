#!/bin/sh
# SPDX-License-Identifier: MIT
# openapi.sh SOURCE BUILD SERVE: is classifier/serve/openapi.json a sound description, and of what the service does?
# tests/openapi.js asks the program SERVE for each answer that it describes. npm gets what judges the description and the
# bodies once into BUILD/openapi; 77 where that cannot be had.
source=${1:?usage: openapi.sh SOURCE BUILD SERVE}
build=${2:?usage: openapi.sh SOURCE BUILD SERVE}
serve=${3:?usage: openapi.sh SOURCE BUILD SERVE}
package='@seriousme/openapi-schema-validator@2.11.0'

skip() {
    echo "skipped: $1"
    exit 77
}
command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
mkdir -p "$build/openapi" || exit 1
cd "$build/openapi" || exit 1
if [ ! -f node_modules/@seriousme/openapi-schema-validator/package.json ] || [ ! -f node_modules/ajv/dist/2020.js ]; then
    echo '{"private":true}' >package.json
    timeout 120 npm install --ignore-scripts --no-audit --no-fund --no-package-lock "$package" >npm.log 2>&1 ||
        skip "npm cannot get $package: $(tail -1 npm.log)"
fi
timeout 280 node "$source/tests/openapi.js" "$source" "$PWD" "$serve"
