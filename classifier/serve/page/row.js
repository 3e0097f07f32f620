// SPDX-License-Identifier: MIT
// One action: its fields, its five marks, and the words that a mark rests on. Text of a plan reaches the page by
// textContent and value alone.
import {capital, criteria, curly} from "./criteria.js";
import {columns} from "./pasted.js";
import {verdict} from "./verdict.js";

export const labels = {action: "Action", who: "Who", by_when: "By when", measure: "How will we know"};
let made = 0;

export function element(name, className, ...children) {
    const node = document.createElement(name);
    node.className = className;
    node.append(...children);
    return node;
}

export function shape(id) {
    return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function make_cell(row, column) {
    const node = shape("cell-shape");
    const input = node.querySelector("textarea");
    input.id = `${row.id}-${column}`;
    node.querySelector("label").htmlFor = input.id;
    node.classList.add(column);
    input.addEventListener("input", () => draw_cell(row, column));
    return {node, input, under: node.querySelector(".under"), label: node.querySelector("label")};
}

function make_mark(row, criterion) {
    const node = shape("mark-shape");
    const button = node.querySelector("button");
    button.setAttribute("aria-controls", `${row.id}-why`);
    for (const begin of ["pointerenter", "focus"]) {
        button.addEventListener(begin, () => look_at(row, criterion.id));
    }
    for (const end of ["pointerleave", "blur"]) {
        button.addEventListener(end, () => look_at(row, row.open));
    }
    button.addEventListener("click", () => open_why(row, row.open === criterion.id ? null : criterion.id));
    return {node, button};
}

// `kept` is what a document said of the plan; it goes with the row and is not shown as a field.
export function make_row() {
    made += 1;
    const node = shape("row-shape");
    const row = {node, id: `row-${made}`, number: 0, kept: {}, record: null, findings: [], looked: null, open: null,
        cells: {}, marks: {}};
    for (const column of columns) {
        row.cells[column] = make_cell(row, column);
        node.querySelector(".cells").append(row.cells[column].node);
    }
    for (const criterion of criteria) {
        row.marks[criterion.id] = make_mark(row, criterion);
        node.querySelector(".marks").append(row.marks[criterion.id].node);
    }
    node.querySelector(".why").id = `${row.id}-why`;
    show_record(row, null, []);
    return row;
}

export function values_of(row) {
    return Object.fromEntries(columns.map((column) => [column, row.cells[column].input.value]));
}

export function fill(row, values) {
    for (const column of columns) {
        row.cells[column].input.value = values[column] ?? "";
        draw_cell(row, column);
    }
    for (const name of ["plan_id", "authority", "plan_date"]) {
        row.kept[name] = values[name] ?? row.kept[name] ?? "";
    }
}

// The number is part of every name in the row, so that each control says which action it is of.
export function number_row(row, number, plan) {
    const of_plan = row.node.querySelector(".of-plan");
    of_plan.hidden = plan === "";
    of_plan.textContent = plan === "" ? "" : `Plan ${plan}`;
    if (row.number === number) {
        return;
    }
    row.number = number;
    for (const column of columns) {
        const name = column === "action" ? [`Action ${number}`]
            : [labels[column], element("span", "unseen", ` of action ${number}`)];
        row.cells[column].label.replaceChildren(...name);
    }
    row.node.querySelector(".remove .unseen").textContent = `Remove action ${number}`;
    row.node.querySelector(".marks").setAttribute("aria-label", `Marks of action ${number}`);
    row.node.querySelector(".missing").setAttribute("aria-label", `What action ${number} lacks`);
}

export function show_columns(row, shown) {
    for (const column of columns) {
        row.cells[column].node.hidden = !shown.includes(column);
    }
}

function quoted(words) {
    return [...new Set(words.map((w) => w.text.replace(/\s+/g, " ").trim()))].map((t) => `“${t}”`).join(", ");
}

function state_of(row, id) {
    return row.record ? verdict(row.record, row.findings, id) : null;
}

function show_mark(row, criterion) {
    const {button} = row.marks[criterion.id];
    const state = state_of(row, criterion.id);
    const told = state === null ? "" : state.met ? "met" : "not met";
    const words = state?.met ? quoted(state.words) : "";
    button.dataset.state = told;
    button.disabled = state === null;
    button.querySelector("use").setAttribute("href", state === null ? "#wait" : state.met ? "#yes" : "#no");
    button.querySelector(".name").textContent = criterion.name;
    button.querySelector(".unseen").textContent = words === "" ? "" : `${told}: `;
    button.querySelector(".words").textContent = words === "" ? told : words;
    button.querySelector(".tag").hidden = !state?.unsure;
}

// Blanks of a hint, as in `by <date>`, are set apart by their look and not by signs that nobody outside knows.
export function with_blanks(text) {
    return curly(text).split(/<([^<>]+)>/).map((part, i) => (i % 2 === 0 ? part : element("em", "blank", part)));
}

function missing_line(criterion, state) {
    const line = element("li", "", element("b", "", criterion.name), " ");
    line.append(element("span", "says", state.says === "" ? "" : `${state.says}. `));
    line.append(element("span", "hint", ...with_blanks(capital(state.hint))));
    return line;
}

// Where the check tells less than all that is missing it has a reason: an action without a task needs that first.
function missing_lines(row) {
    const unmet = criteria.map((c) => [c, state_of(row, c.id)]).filter(([, state]) => !state.met);
    const told = unmet.filter(([, state]) => state.told);
    return (told.length > 0 ? told : unmet).map(([c, state]) => missing_line(c, state));
}

function has_cells_alone(row) {
    const filled = columns.filter((c) => !row.cells[c].node.hidden && row.cells[c].input.value.trim() !== "");
    return filled.length > 0 && !filled.includes("action");
}

function show_missing(row) {
    const no_task = element("li", "", "Write what is to be done. Nothing is marked without it.");
    const lines = row.record !== null ? missing_lines(row) : has_cells_alone(row) ? [no_task] : [];
    row.node.querySelector(".missing").replaceChildren(...lines);
}

function show_score(row) {
    const score = row.node.querySelector(".score");
    if (row.record === null) {
        score.replaceChildren();
        return;
    }
    score.replaceChildren(element("b", "", String(row.record.score)), " of 5",
        element("span", "unseen", " criteria met"));
    score.classList.toggle("all", row.record.high_quality === 1);
}

// `record` null: there is nothing to mark, or nothing is known yet.
export function show_record(row, record, findings) {
    const same = JSON.stringify([row.record, row.findings]) === JSON.stringify([record, findings]);
    if (same && record !== null) {
        return;
    }
    row.record = record;
    row.findings = findings;
    row.node.classList.toggle("marked", record !== null);
    criteria.forEach((criterion) => show_mark(row, criterion));
    show_missing(row);
    show_score(row);
    open_why(row, record === null ? null : row.open);
}

export function define_again(row) {
    criteria.forEach((criterion) => show_mark(row, criterion));
    open_why(row, row.open);
}

export function definition(criterion) {
    const examples = element("dl", "examples");
    for (const [term, text] of [["Met", criterion.met], ["Not met", criterion.unmet]]) {
        examples.append(element("div", "", element("dt", "", term), element("dd", "", capital(text))));
    }
    return [element("p", "", criterion.means), examples];
}

function reason(state) {
    if (!state.met) {
        return state.words.length > 0 ? `Not met. What comes nearest: ${quoted(state.words)}.` : "Not met.";
    }
    if (state.follows) {
        return `Met, because a measure is given: ${quoted(state.words)}.`;
    }
    return state.words.length > 0 ? `Met. The words that show it: ${quoted(state.words)}.` : "Met.";
}

function open_why(row, id) {
    row.open = id;
    const why = row.node.querySelector(".why");
    for (const criterion of criteria) {
        row.marks[criterion.id].button.setAttribute("aria-expanded", String(criterion.id === id));
    }
    const criterion = criteria.find((c) => c.id === id);
    const state = criterion ? state_of(row, id) : null;
    why.hidden = state === null;
    if (state !== null) {
        const unsure = state.unsure ? " planmark is unsure: read it yourself." : "";
        why.replaceChildren(element("p", "asks", element("b", "", criterion.name), " ", criterion.asks),
            element("p", "", reason(state) + unsure), ...definition(criterion));
    }
    look_at(row, id);
}

function look_at(row, id) {
    row.looked = id;
    columns.forEach((column) => draw_cell(row, column));
}

// Half-open places in code points; they hold for the text that was marked and for no other.
function places_in(row, column, text) {
    const state = row.looked ? state_of(row, row.looked) : null;
    if (state === null || row.record[column] !== text) {
        return [];
    }
    return state.words.filter((w) => w.column === column).sort((a, b) => a.start - b.start);
}

// The text once more, below the field, for two ends: it gives the field its height, and its marks show through.
function draw_cell(row, column) {
    const {input, under} = row.cells[column];
    const points = Array.from(input.value);
    const parts = [];
    let at = 0;
    for (const {start, end} of places_in(row, column, input.value)) {
        if (end > at) {
            parts.push(points.slice(at, Math.max(at, start)).join(""),
                element("mark", row.record[row.looked] === 1 ? "met" : "near",
                    points.slice(Math.max(at, start), end).join("")));
            at = end;
        }
    }
    // The space gives an empty last line its height.
    under.replaceChildren(...parts, points.slice(at).join("") + " ");
}
