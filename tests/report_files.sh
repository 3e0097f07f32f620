#!/bin/sh
# SPDX-License-Identifier: MIT
# report_files.sh SOURCE BUILD: are the files of a report what other programs take them for? JSON is held to
# docs/report.schema.json, and DuckDB reads CSV and JSON without being told anything: columns have the names and types of
# the report. So for the tables of tests/report and for reports that the command makes of the samples. Both programs are
# of packages that npm gets once into BUILD/report; 77 where they cannot be had.
source=${1:?usage: report_files.sh SOURCE BUILD}
build=${2:?usage: report_files.sh SOURCE BUILD}
packages='ajv@8.20.0 @duckdb/node-api@1.5.6-r.1'

skip() {
    echo "skipped: $1"
    exit 77
}
command -v npm >/dev/null && command -v node >/dev/null || skip 'npm and node are not there'
: "${PLANMARK:?names the command to test}"
source=$(cd "$source" && pwd) && mkdir -p "$build/report" && cd "$build/report" || exit 1
if [ ! -d node_modules/ajv ] || [ ! -d node_modules/@duckdb/node-api ]; then
    echo '{"private":true}' >package.json
    timeout 300 npm install --ignore-scripts --no-audit --no-fund --no-package-lock $packages >npm.log 2>&1 ||
        skip "npm cannot get $packages: $(tail -1 npm.log)"
fi
# made NAME ARG...: a report as JSON and as CSV in the folder NAME
made() {
    rm -rf "$1" && mkdir "$1" || exit 1
    folder=$1
    shift
    "$PLANMARK" report -q "$@" --format json -o "$folder/report.json" &&
        "$PLANMARK" report -q "$@" --format csv -o "$folder/" || exit 1
}
printf 'plan_id,need\nCIN-104,health\nCIN-105,"a ""word"", and\nmore"\n' >about.csv
"$PLANMARK" evaluate -q --format json --by authority "$source/corpus/writing.csv" -o errors.json || exit 1
made plain "$source/corpus/samples"
made full "$source/corpus/samples" --text full --evaluation errors.json --by authority --by need --meta about.csv
made withheld "$source/corpus/samples" --by authority --suppress 3
head -1 "$source/corpus/samples/plan.csv" >empty.csv
made empty empty.csv --by authority
cat >check.js <<'END'
const fs = require("fs"), path = require("path");
const Ajv = require("ajv/dist/2020").default;
const duck = require("@duckdb/node-api");
const source = process.argv[2], fixture = path.join(source, "tests/report");
const read = folder => JSON.parse(fs.readFileSync(path.join(folder, "report.json"), "utf8"));
const report = read(fixture);
let failed = 0;

function fault(...words) {
    console.log(...words);
    failed++;
}

// ---- the schema: it takes the report, and nothing that is a little otherwise ----
const schema = JSON.parse(fs.readFileSync(path.join(source, "docs/report.schema.json"), "utf8"));
const valid = new Ajv({allErrors: true, strict: false}).compile(schema);
const folders = [fixture, "plain", "full", "withheld", "empty"];
for (const folder of folders)
    if (!valid(read(folder)))
        fault(folder, JSON.stringify(valid.errors, null, 1));
for (const change of [r => r.planmark_report = 2, r => r.tables.other = r.tables.sample,
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
    if (!(name in report.tables))
        fault("no report in the tests has", name);

// ---- DuckDB ----
const wanted = {text: ["VARCHAR"], count: ["BIGINT", "UBIGINT"], share: ["DOUBLE"], number: ["DOUBLE", "BIGINT"],
                flag: ["BOOLEAN", "BIGINT"]};

// A column in which all cells are empty can be of any type, and one of whole numbers alone is one of whole numbers.
function fits(table, column, type) {
    const cells = table.rows.map(row => row[column.name]).filter(x => x !== null && x !== "");
    return cells.length === 0 || wanted[column.type].includes(type) ||
        (type === "BIGINT" && cells.every(x => /^[0-9]+$/.test(String(x))));
}

// CSV has no other sign for nothing than an empty cell.
function same(value, cell, how) {
    if (how === "as CSV" && value === "")
        return cell === null || cell === "";
    return value === null ? cell === null : String(cell) === String(value) || Number(cell) === Number(value);
}

async function compare(db, table, name, how, query) {
    const got = await db.runAndReadAll(query);
    const names = got.columnNames(), types = got.columnTypes().map(String), rows = got.getRowsJson();
    if (names.join() !== table.columns.map(c => c.name).join())
        return fault(name, how, "has the columns", names.join());
    if (rows.length !== table.rows.length)
        fault(name, how, "has", rows.length, "rows");
    table.columns.forEach((c, i) => {
        if (!fits(table, c, types[i]))
            fault(name, how, c.name, "is", types[i]);
        rows.forEach((row, k) => {
            if (!same(table.rows[k][c.name], row[i], how))
                fault(name, how, c.name, "row", k, "is", row[i]);
        });
    });
}

(async () => {
    const db = await (await duck.DuckDBInstance.create(":memory:")).connect();
    for (const folder of folders) {
        const tables = read(folder).tables;
        for (const name in tables) {
            const table = tables[name], told = folder + " " + name;
            const head = table.rows.length !== 0 ? "" : ", header = true"; // by a heading alone nobody can tell
            await compare(db, table, told, "as CSV", `select * from read_csv('${folder}/${name}.csv'${head})`);
            if (table.rows.length !== 0)
                await compare(db, table, told, "as JSON",
                              `select unnest(tables.${name}.rows, recursive := true) from '${folder}/report.json'`);
        }
    }
    process.exit(failed ? 1 : 0);
})();
END
node check.js "$source"
