// SPDX-License-Identifier: MIT
// What is pasted or dropped becomes values of rows: {action, who, by_when, measure} and what a document says of its
// plan.
import {ask} from "./ask.js";

export const columns = ["action", "who", "by_when", "measure"];
const carried = ["plan_id", "authority", "plan_date"];

// A bullet or a number in front of a line is no part of the action.
const leader = /^\s*(?:[-*\u2022\u2023\u25aa\u25cf\u25e6\u00b7\u2013]|\(?\d{1,3}[.)])\s+/;

export function rows_of_lines(text) {
    return text.split(/\r\n|[\r\n\v\u2028\u2029]/)
        .map((line) => line.replace(leader, "").trim())
        .filter((line) => line !== "")
        .map((action) => ({action}));
}

// Cells as spreadsheets copy them: tabs between, quotes around those that hold a tab, a quote or a line break. The
// expression matches at every place, since a quote that is never closed is a part of its cell.
function table_of(text) {
    const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
    const table = [[]];
    while (cell.lastIndex < text.length) {
        const [, quoted, plain, end] = cell.exec(text);
        table.at(-1).push((quoted?.replaceAll("\"\"", "\"") ?? plain).trim());
        if (end !== "\t") {
            table.push([]);
        }
    }
    return table.filter((row) => row.some((value) => value !== ""));
}

// Without headings the columns stand as they do on the page; the first one is left out where it only counts.
function rows_by_order(text) {
    const table = table_of(text);
    const counts = table.every((row) => /^\d{0,3}[.)]?$/.test(row[0]) && row.length > 1);
    return table.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i + Number(counts)] ?? ""])))
        .filter((values) => values.action !== "");
}

// The service calls a plan by the name of its file where it has no id; this one came without a name.
function values_of(record) {
    const values = Object.fromEntries([...columns, ...carried].map((name) => [name, record[name] ?? ""]));
    return {...values, plan_id: values.plan_id === "stdin" ? "" : values.plan_id};
}

// The service finds the actions, since it knows the headings that plans have. It is not told the file's name, which
// may be that of a child, nor its type, which browsers guess: it looks at the bytes.
export async function rows_of_document(body, signal) {
    const found = await ask("v1/extract", {body, type: "application/octet-stream", signal, as: "lines"});
    return found.filter((r) => r.action).map(values_of);
}

// Its rows, or none: what is not found so is looked for in another way.
async function rows_if_any(body) {
    try {
        return await rows_of_document(body);
    } catch (e) {
        if (e.again || e.wants_token) {
            throw e;
        }
        return [];
    }
}

// Word and Excel put a table on the clipboard as a web page too, in which a cell may hold several actions.
export async function rows_of_table(text, html) {
    const found = /<table/i.test(html) ? await rows_if_any(html) : [];
    if (found.length > 0) {
        return found;
    }
    const read = await rows_if_any(text);
    const has_headings = read.length > 0 && !read.some((r) => r.action.includes("\t"));
    return has_headings ? read : rows_by_order(text);
}
