// SPDX-License-Identifier: MIT
// The list of actions: there is always one row, and every change ends with `changed`, so that numbers, marks and
// columns are right. Enter, Backspace and the arrows work as in a list of a word processor.
import {columns, rows_of_lines, rows_of_table} from "./pasted.js";
import {fill, make_row, number_row, show_columns, values_of} from "./row.js";
import {note, told} from "./notice.js";

const most_rows = 1000; // a browser is slow with more; the command takes any number
const takes_any = "The command planmark takes any number.";

export let rows = [];
let on_change = () => {};

const checkbox = (column) => document.querySelector(`input[value=${column}]`);

function shown_columns() {
    return columns.filter((c) => c === "action" || checkbox(c).checked);
}

function is_blank(row) {
    return Object.values(values_of(row)).every((value) => value.trim() === "");
}

export function is_empty() {
    return rows.every(is_blank);
}

// All that is there, for undoing, and what counts: a column that is switched off does not.
export function all_values() {
    return rows.map((row) => ({...row.kept, ...values_of(row)}));
}

export function shown_values() {
    const hidden = Object.fromEntries(columns.filter((c) => !shown_columns().includes(c)).map((c) => [c, ""]));
    return all_values().map((values) => ({...values, ...hidden}));
}

// The name of a plan over its first action, where there are several plans.
function number_rows() {
    const several = new Set(rows.map((row) => row.kept.plan_id)).size > 1;
    rows.forEach((row, i) => {
        const begins = several && row.kept.plan_id !== rows[i - 1]?.kept.plan_id;
        number_row(row, i + 1, begins ? row.kept.plan_id : "");
    });
}

function changed() {
    number_rows();
    on_change();
}

export function focus(row, at) {
    row.cells.action.input.focus();
    row.cells.action.input.setSelectionRange(at, at);
}

function end_of(row) {
    return row.cells.action.input.value.length;
}

// A row that is added belongs to the plan of the one before it.
function insert(at, values) {
    const row = make_row();
    row.kept = {...rows[Math.max(0, at - 1)]?.kept};
    fill(row, values);
    show_columns(row, shown_columns());
    listen(row);
    (rows[at] ? rows[at].node.before(row.node) : document.getElementById("rows").append(row.node));
    rows.splice(at, 0, row);
    return row;
}

function remove(row) {
    row.node.remove();
    rows.splice(rows.indexOf(row), 1);
    if (rows.length === 0) {
        insert(0, {});
    }
}

function switch_on(column, on) {
    checkbox(column).checked = on;
    rows.forEach((row) => show_columns(row, shown_columns()));
}

function switch_on_used(list) {
    for (const column of columns.slice(1)) {
        if (list.some((values) => (values[column] ?? "") !== "")) {
            switch_on(column, true);
        }
    }
}

function too_many(n, room) {
    return n <= room ? "" : `There are ${n} actions; the first ${room} are here. ${takes_any}`;
}

export function counted(n, thing) {
    return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

// With something to undo when there was something; `text` is told with it.
export function replace_all(list, text, text_when_empty = text) {
    const before = is_empty() ? null : all_values();
    put(list);
    note(too_many(list.length, most_rows) || (before === null ? text_when_empty : text), before && (() => {
        put(before);
        focus(rows[0], 0);
    }));
}

function put(list) {
    rows.forEach((row) => row.node.remove());
    rows = [];
    list.slice(0, most_rows).forEach((values) => insert(rows.length, values));
    if (rows.length === 0) {
        insert(0, {});
    }
    switch_on_used(list);
    changed();
}

// Pasted rows stand behind `row`, or in its place when nothing is in it.
function insert_all(row, list) {
    const blank = is_blank(row);
    const at = rows.indexOf(row) + (blank ? 0 : 1);
    const room = most_rows - rows.length + Number(blank);
    const added = list.slice(0, room).map((values, i) => insert(at + i, values));
    if (blank && added.length > 0) {
        remove(row);
    }
    switch_on_used(list);
    changed();
    focus(added.at(-1) ?? row, end_of(added.at(-1) ?? row));
    note(too_many(list.length, room) || `${counted(list.length, "action")} pasted.`);
}

export function add() {
    if (rows.length >= most_rows) {
        note(`This page takes ${most_rows} actions at most. ${takes_any}`);
        return;
    }
    focus(insert(rows.length, {}), 0);
    changed();
}

function split(row, input) {
    const {selectionStart: from, selectionEnd: to, value} = input;
    if (rows.length >= most_rows) {
        note(`This page takes ${most_rows} actions at most. ${takes_any}`);
        return;
    }
    fill(row, {...values_of(row), action: value.slice(0, from).trimEnd()});
    focus(insert(rows.indexOf(row) + 1, {action: value.slice(to).trimStart()}), 0);
    changed();
}

// Only what has no cells beside the action can be joined without losing them.
function can_join(row) {
    const {action, ...beside} = values_of(row);
    return row !== rows[0] && Object.values(beside).every((value) => value === "");
}

function join(row) {
    const before = rows[rows.indexOf(row) - 1];
    const [first, second] = [before, row].map((r) => r.cells.action.input.value);
    fill(before, {...values_of(before), action: first === "" || second === "" ? first + second : `${first} ${second}`});
    remove(row);
    focus(before, first.length);
    changed();
}

function take_out(row) {
    const before = all_values();
    const at = Math.max(0, Math.min(rows.indexOf(row), rows.length - 2));
    note(`Action ${row.number} is removed.`, () => {
        put(before);
        focus(rows[0], 0);
    });
    remove(row);
    changed();
    focus(rows[at], 0);
}

// What a key does in the field of an action, or nothing.
function deed(row, event) {
    const input = event.target;
    const at_start = input.selectionStart === 0 && input.selectionEnd === 0;
    const at_end = input.selectionStart === input.value.length;
    const [before, after] = [rows[rows.indexOf(row) - 1], rows[rows.indexOf(row) + 1]];
    switch (event.key) {
    case "Enter":
        return () => split(row, input);
    case "Backspace":
        return at_start && can_join(row) ? () => join(row) : null;
    case "ArrowDown":
        return at_end && after ? () => focus(after, 0) : null;
    case "ArrowUp":
        return at_start && before ? () => focus(before, end_of(before)) : null;
    default:
        return null;
    }
}

function on_key(row, event) {
    const plain = !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    const todo = plain ? deed(row, event) : null;
    if (todo) {
        event.preventDefault();
        todo();
    }
}

// One line without cells is pasted as into any field.
async function on_paste(row, event) {
    const text = event.clipboardData.getData("text/plain");
    const html = event.clipboardData.getData("text/html");
    if (!/[\t\r\n]/.test(text.trim())) {
        return;
    }
    event.preventDefault();
    const is_table = text.trim().includes("\t") || /<table/i.test(html);
    await told(async () => insert_all(row, is_table ? await rows_of_table(text, html) : rows_of_lines(text)));
}

function listen(row) {
    const {input} = row.cells.action;
    input.addEventListener("keydown", (event) => on_key(row, event));
    input.addEventListener("paste", (event) => on_paste(row, event));
    row.node.addEventListener("input", () => on_change());
    row.node.querySelector(".remove").addEventListener("click", () => take_out(row));
}

export function begin(tell_of_change) {
    on_change = tell_of_change;
    for (const column of columns.slice(1)) {
        checkbox(column).addEventListener("change", (event) => {
            switch_on(column, event.target.checked);
            changed();
        });
    }
    insert(0, {});
    number_rows();
}
