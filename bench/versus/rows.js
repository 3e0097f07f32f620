// SPDX-License-Identifier: MIT
// Rows, and CPU time of the process, for verdicts.js and compromise.js.
"use strict";
const fs = require("fs");

const COLUMNS = ["action", "who", "by_when", "measure"];

/** The cells of the rows of a JSONL file. */
function read(path) {
  const lines = fs.readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line)).map((row) => COLUMNS.map((column) => row[column] || ""));
}

function seconds() {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Prints as JSON the CPU seconds that verdicts on ROWS take: from rows in memory, and from file to file. Verdicts go
 * to `out`, a line of five digits a row. The first run is not counted: expressions are compiled in it. */
function measure(makeScorer, rows, out, repeats) {
  const begun = seconds();
  const score = makeScorer();
  const load = seconds() - begun;
  const run = (rowsOf) => {
    const start = seconds();
    fs.writeFileSync(out, rowsOf().map((cells) => score(cells).map(Number).join("") + "\n").join(""));
    return seconds() - start;
  };
  const several = (rowsOf) => median(Array.from({ length: repeats }, () => run(rowsOf)));
  const kept = read(rows);
  run(() => kept);
  console.log(JSON.stringify({ rows: kept.length, load, verdict: several(() => kept), whole: several(() => read(rows)) }));
}

module.exports = { measure };
