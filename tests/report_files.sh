#!/bin/sh
# SPDX-License-Identifier: MIT
# report_files.sh SOURCE BUILD: are the files of a report what other programs take them for? The JSON of a report that
# PLANMARK makes is held to docs/report.schema.json, and DuckDB reads the CSV and JSON of tests/report without being told
# anything: columns have the names and types of the report. Both programs are of packages that npm gets once into
# BUILD/report; 77 where they cannot be had.
: "${PLANMARK:?}"
source=${1:?usage: report_files.sh SOURCE BUILD}
build=${2:?usage: report_files.sh SOURCE BUILD}
packages='ajv@8.20.0 @duckdb/node-api@1.5.6-r.1'

skip() {
    echo "skipped: $1"
    exit 77
}
command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
source=$(cd "$source" && pwd) && mkdir -p "$build/report" && cd "$build/report" || exit 1
if [ ! -d node_modules/ajv ] || [ ! -d node_modules/@duckdb/node-api ]; then
    echo '{"private":true}' >package.json
    timeout 300 npm install --ignore-scripts --no-audit --no-fund --no-package-lock $packages >npm.log 2>&1 ||
        skip "npm cannot get $packages: $(tail -1 npm.log)"
fi
cat >check.js <<'END'
const fs = require("fs"), path = require("path");
const Ajv = require("ajv/dist/2020").default;
const duck = require("@duckdb/node-api");
const source = process.argv[2], folder = process.argv[3], real = process.argv[4] === "real";
const file = path.join(folder, "report.json");
const report = JSON.parse(fs.readFileSync(file, "utf8"));
let failed = 0;

function fault(...words) {
    console.log(...words);
    failed++;
}

// ---- the schema: it takes the report, and nothing that is a little otherwise ----
const schema = JSON.parse(fs.readFileSync(path.join(source, "docs/report.schema.json"), "utf8"));
const valid = new Ajv({allErrors: true, strict: false}).compile(schema);
if (real && !valid(report))
    fault(JSON.stringify(valid.errors, null, 1));
for (const change of !real ? [] : [r => r.planmark_report = 2, r => r.tables.other = r.tables.sample,
                      r => r.tables.criteria.rows[0].share = 1.5, r => r.tables.criteria.rows[0].share = "0.5",
                      r => delete r.tables.scores.rows[0].low, r => r.tables.scores.rows[0].middle = 1,
                      r => r.tables.groups.rows[0].small = 1, r => r.tables.owners.rows[0].kind = null,
                      r => r.tables.owners.columns[0].type = "word"]) {
    const other = JSON.parse(JSON.stringify(report));
    change(other);
    if (valid(other))
        fault("the schema takes", String(change));
}
for (const name of Object.keys(schema.properties.tables.properties))
    if (real && !(name in report.tables))
        fault("the report that is made here has no", name);

// ---- DuckDB ----
const wanted = {text: ["VARCHAR"], count: ["BIGINT", "UBIGINT"], share: ["DOUBLE"], number: ["DOUBLE", "BIGINT"],
                flag: ["BOOLEAN", "BIGINT"]};

// A column in which all cells are null can be of any type.
function told(table, column) {
    return table.rows.some(row => row[column.name] !== null);
}

async function compare(db, name, how, query) {
    const table = report.tables[name];
    const got = await db.runAndReadAll(query);
    const names = got.columnNames(), types = got.columnTypes().map(String), rows = got.getRowsJson();
    if (names.join() !== table.columns.map(c => c.name).join())
        return fault(name, how, "has the columns", names.join());
    if (rows.length !== table.rows.length)
        fault(name, how, "has", rows.length, "rows");
    table.columns.forEach((c, i) => {
        if (told(table, c) && !wanted[c.type].includes(types[i]))
            fault(name, how, c.name, "is", types[i]);
        rows.forEach((row, k) => {
            const value = table.rows[k][c.name];
            const same = value === null || typeof value === "string" ? row[i] === value : Number(row[i]) === Number(value);
            if (!same)
                fault(name, how, c.name, "row", k, "is", row[i]);
        });
    });
}

(async () => {
    const db = await (await duck.DuckDBInstance.create(":memory:")).connect();
    for (const name in real ? {} : report.tables) {
        await compare(db, name, "as CSV", `select * from '${folder}/${name}.csv'`);
        if (report.tables[name].rows.length !== 0)
            await compare(db, name, "as JSON", `select unnest(tables.${name}.rows, recursive := true) from '${file}'`);
    }
    process.exit(failed ? 1 : 0);
})();
END
set -e
"$PLANMARK" score --quiet --format csv -o marks.csv "$source/corpus/writing.csv"
"$PLANMARK" evaluate --quiet --by authority --no-intervals --format json -o errors.json "$source/corpus/writing.csv"
mkdir -p real
"$PLANMARK" report --quiet --text full --by authority --suppress 5 --evaluation errors.json -o real/report.json marks.csv
node check.js "$source" "$source/tests/report" made
node check.js "$source" real real
