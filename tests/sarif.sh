#!/bin/sh
# SPDX-License-Identifier: MIT
# sarif.sh SOURCE BUILD: is what 'check --format sarif' writes a SARIF 2.1.0 log by its schema? The schema, and what
# holds a file to it, are of a package that npm gets once into BUILD/sarif; 77 where it cannot be had.
source=${1:?usage: sarif.sh SOURCE BUILD}
build=${2:?usage: sarif.sh SOURCE BUILD}
package=@microsoft/jest-sarif@1.0.0-beta.0
schema=node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json

skip() {
    echo "skipped: $1"
    exit 77
}
command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
mkdir -p "$build/sarif" || exit 1
cd "$build/sarif" || exit 1
if [ ! -f "$schema" ] || [ ! -d node_modules/ajv ]; then
    echo '{"private":true}' >package.json
    timeout 120 npm install --ignore-scripts --no-audit --no-fund --legacy-peer-deps --no-package-lock \
        "$package" >npm.log 2>&1 || skip "npm cannot get $package: $(tail -1 npm.log)"
fi
schema=$PWD/$schema
modules=$PWD/node_modules

. "$source/tests/streams.sh"
cat >plans.csv <<'END'
plan_id,authority,action_no,action,who,by_when,measure
P1,LA1,1,Social Worker to complete a referral to CAMHS by 12 March 2024,Social Worker,,Receipt of the referral on file
P2,LA1,1,Mum to be happy,,soon,
P2,LA1,2,Mum to be happy,,,
P3,LA1,,,,,
END
cp plans.csv 'odd {0} [a](b) %41.csv'
run 1 check --format sarif plans.csv 'odd {0} [a](b) %41.csv' "$PWD/plans.csv" - <plans.csv
cp out several.sarif
run 1 check --format sarif --text none --known --min-score 5 --per all plans.csv
cp out none.sarif
run 3 check --format sarif missing.csv
cp out missing.sarif

check 'the schema' node -e '
const fs = require("fs"), at = process.argv[1];
const Ajv = require(at + "/ajv");
const ajv = new Ajv({schemaId: "id", meta: false, allErrors: true, unknownFormats: "ignore"});
ajv.addMetaSchema(require(at + "/ajv/lib/refs/json-schema-draft-04.json"));
const valid = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2], "utf8")));
let results = 0, failed = valid({version: "2.1.0"}); // a log without runs is none
for (const name of process.argv.slice(3)) {
    const log = JSON.parse(fs.readFileSync(name, "utf8"));
    if (!valid(log)) {
        console.log(name, JSON.stringify(valid.errors, null, 1));
        failed = true;
    }
    const run = log.runs[0], rules = run.tool.driver.rules;
    for (const r of run.results) {
        results++;
        if (r.ruleIndex !== undefined && rules[r.ruleIndex].id !== r.ruleId) {
            console.log(name, r.ruleId, "is not rule", r.ruleIndex);
            failed = true;
        }
    }
}
process.exit(failed || results < 20 ? 1 : 0);' "$modules" "$schema" several.sarif none.sarif missing.sarif "$source"/tests/findings/*.sarif

[ $failed -eq 0 ] || { echo "$failed failed"; exit 1; }
