// SPDX-License-Identifier: MIT
// The page of `planmark serve`: asks for marks as the list changes and shows them, takes documents, gives away marks
// and report. Nothing is stored: the text is in the fields and, for one step back, in a variable.
import {ask, Refusal, use_token} from "./ask.js";
import {define} from "./criteria.js";
import {add, begin, counted, focus, is_empty, replace_all, rows, shown_values} from "./list.js";
import {note, refuse, told, trouble} from "./notice.js";
import {rows_of_document} from "./pasted.js";
import {define_again, element, show_record} from "./row.js";
import {show_criteria, show_figures, show_findings, tell_stale} from "./summary.js";

const pause = 350; // milliseconds without typing, after which the plan is marked
const unnamed = "plan"; // the id of a plan that was typed

const example = [
    {action: "Mum to take [Child A] to the GP about her asthma by 14 June"},
    {action: "School to support [Child A]"},
    {action: "Dad to attend all eight sessions of the parenting course at the family hub", by_when: "End of term"},
    {action: "Mum to be referred to CAMHS", by_when: "ASAP"},
    {action: "Health visitor has done the two-year check"},
];

const $ = (id) => document.getElementById(id);
let asked = null; // the AbortController of the question that is under way
let reading = null; // and that of the document
let written = false; // something was written that stands nowhere else
let timer = 0;

// ---- marks

// Rows are known by their number in the list, so that an answer finds its row.
function plan_body() {
    const list = shown_values().map((values, i) => ({...values, plan_id: values.plan_id || unnamed,
        action_no: String(i + 1)}));
    return JSON.stringify(list.filter((values) => values.action.trim() !== ""));
}

function mark_soon() {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
    document.body.classList.add("waiting");
    timer = setTimeout(mark, pause);
}

// An answer counts only as long as nothing was asked after it.
async function mark() {
    clearTimeout(timer);
    asked?.abort();
    const own = asked = new AbortController();
    const body = plan_body();
    try {
        const answer = body === "[]" ? {records: new Map(), findings: []} : await marks_of(body, own.signal);
        if (own === asked) {
            document.body.classList.remove("stale");
            show(answer);
            trouble("", "marks");
        }
    } catch (e) {
        if (own === asked && e.name !== "AbortError") {
            failed_to_mark(e);
        }
    }
    if (own === asked) {
        document.body.classList.remove("waiting");
    }
}

async function marks_of(body, signal) {
    const plan = {body, type: "application/json", signal};
    const [marks, check] = await Promise.all([
        ask("v1/score?format=jsonl&evidence=decided", {...plan, as: "lines"}),
        ask("v1/check?format=json", {...plan, as: "json"}),
    ]);
    return {records: new Map(marks.map((r) => [r.action_no, r])),
        findings: check.plans.flatMap(findings_of)};
}

// A finding names an earlier action by its place in the answer; here each is known by its number.
function findings_of(plan) {
    return plan.findings.map((f) => ({...f, earlier_no: plan.actions[f.earlier]?.action_no}));
}

function failed_to_mark(e) {
    if (!(e instanceof Refusal)) {
        throw e;
    }
    refuse(e, "marks", "The page asks again by itself.");
    document.body.classList.add("stale");
    tell_stale();
    if (e.again > 0) {
        timer = setTimeout(mark, e.again * 1000);
    }
}

function show({records, findings}) {
    rows.forEach((row, i) => {
        const number = String(i + 1);
        show_record(row, records.get(number) ?? null,
            findings.filter((f) => f.action !== null && f.action_no === number));
    });
    show_figures([...records.values()]);
    show_findings(findings.filter((f) => f.criterion === null));
    const [first] = records.values();
    $("pack").textContent = first ? `Marked by the rules ${first.pack}.` : "";
    $("copy").disabled = $("report").disabled = !first;
}

async function define_criteria() {
    try {
        define(await ask("v1/rules", {as: "json"}));
    } catch (e) {
        if (e.wants_token) {
            refuse(e, "marks");
        }
        return; // the page's own words stand; whether the service answers is told by the marks
    }
    show_criteria();
    rows.forEach(define_again);
    show_figures(rows.filter((row) => row.record !== null).map((row) => row.record));
}

// ---- documents

async function read_document(file) {
    reading?.abort();
    reading = new AbortController();
    note(`Reading ${file.name} …`);
    const list = await rows_of_document(file, reading.signal);
    if (list.length === 0) {
        note(`No actions were found in ${file.name}. They are looked for in tables with headings such as Action, Who and `
            + "By when, and under headings such as Next steps. You can paste them instead.");
        return;
    }
    replace_all(list, `${counted(list.length, "action")} found in ${file.name}.`);
    $("plan").focus();
}

function open_file(file) {
    if (file) {
        told(() => read_document(file), () => note(""));
    }
}

// Enter and leave come for every thing on the page that is passed, so they are counted.
function listen_for_drops() {
    let depth = 0;
    const drag = (change) => (event) => {
        if (event.dataTransfer?.types.includes("Files")) {
            event.preventDefault();
            depth = Math.max(0, change(depth));
            document.body.classList.toggle("dropping", depth > 0);
        }
    };
    addEventListener("dragenter", drag((n) => n + 1));
    addEventListener("dragleave", drag((n) => n - 1));
    addEventListener("dragover", drag((n) => n));
    addEventListener("drop", drag(() => 0));
    addEventListener("drop", (event) => open_file(event.dataTransfer?.files[0]));
}

// ---- taking away

function done(text) {
    $("done").replaceChildren(element("p", "note", text));
}

// Where the browser lets no page write to the clipboard (plain http from afar), the text is laid out to be copied.
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        written = false;
        done("Copied. Paste it into Excel or a file.");
    } catch {
        $("csv-text").value = text;
        $("csv").showModal();
        $("csv-text").select();
    }
}

function copy_marks() {
    return told(async () => {
        await copy(await ask("v1/score?format=csv&excel-safe=yes", {body: plan_body(), type: "application/json"}));
    });
}

function download_report() {
    return told(async () => {
        const report = await ask("v1/report", {body: plan_body(), type: "application/json", as: "blob"});
        const link = document.createElement("a");
        link.href = URL.createObjectURL(report);
        link.download = "planmark-report.html";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000); // the browser has begun to save it by then
        done("The report is in your downloads.");
    });
}

// ---- the page

// Nothing is stored, so whoever leaves with something written is asked by the browser.
function listen_for_leaving() {
    for (const kind of ["input", "paste"]) {
        $("rows").addEventListener(kind, () => (written = true));
    }
    addEventListener("beforeunload", (event) => {
        if (written && !is_empty()) {
            event.preventDefault();
        }
    });
}

function set_all(list, text) {
    replace_all(list, text, "");
    focus(rows[0], 0);
}

function on_token(event) {
    event.preventDefault();
    use_token($("token-word").value.trim());
    $("token").hidden = true;
    note("");
    define_criteria();
    mark();
    focus(rows[0], 0);
}

function on_skip(event) {
    event.preventDefault(); // a link would write into the history
    $("plan").focus();
}

function listen_for_buttons() {
    $("skip").addEventListener("click", on_skip);
    $("token").addEventListener("submit", on_token);
    $("choose").addEventListener("click", () => $("file").click());
    $("file").addEventListener("change", () => {
        open_file($("file").files[0]);
        $("file").value = ""; // so that the same file can be chosen again
    });
    $("example").addEventListener("click", () => set_all(example, "Your actions are replaced by the example."));
    $("clear").addEventListener("click", () => set_all([], "The actions are removed."));
    $("add").addEventListener("click", add);
    $("copy").addEventListener("click", copy_marks);
    $("report").addEventListener("click", download_report);
    addEventListener("online", mark);
}

show_criteria();
begin(mark_soon);
listen_for_drops();
listen_for_buttons();
listen_for_leaving();
define_criteria();
