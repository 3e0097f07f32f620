// SPDX-License-Identifier: MIT
// The summary beside the list: figures of all actions, the criteria with their definitions, what is found of the plan
// as a whole.
import {capital, criteria} from "./criteria.js";
import {counted, focus, rows} from "./list.js";
import {button} from "./notice.js";
import {definition, element, shape, with_blanks} from "./row.js";
import {sentence} from "./verdict.js";

const $ = (id) => document.getElementById(id);

export function show_criteria() {
    $("criteria").replaceChildren(...criteria.map((criterion) => {
        const node = shape("criterion-shape");
        node.querySelector(".name").textContent = criterion.name;
        node.querySelector(".asks").textContent = criterion.asks;
        node.querySelector(".definition").replaceChildren(...definition(criterion));
        return node;
    }));
}

// The figures stand below to be seen; who hears the page hears them here. Nothing is said twice.
function tell(text, heard) {
    if ($("told").textContent !== text + heard) {
        $("told").replaceChildren(text, element("span", "unseen", heard));
    }
}

export function tell_stale() {
    tell("The marks are not up to date.", "");
}

function show_share(node, criterion, records) {
    const met = records.filter((r) => r[criterion.id] === 1).length;
    const unsure = records.filter((r) => r.unsure.split(";").includes(criterion.id)).length;
    node.querySelector(".share").hidden = records.length === 0;
    node.querySelector(".bar span").style.width = `${(100 * met) / (records.length || 1)}%`;
    node.querySelector(".count").textContent = `${met} of ${records.length}` + (unsure > 0 ? `, ${unsure} unsure` : "");
}

export function show_figures(records) {
    const n = records.length;
    const whole = records.filter((r) => r.high_quality === 1).length;
    const mean = (records.reduce((sum, r) => sum + r.score, 0) / (n || 1)).toFixed(1);
    $("figures").hidden = n === 0;
    $("mean").textContent = mean;
    $("whole").textContent = `${whole} of ${n} ${whole === 1 ? "meets" : "meet"} all five`;
    tell(n === 0 ? "Nothing to mark yet." : `${counted(n, "action")} marked.`,
        n === 0 ? "" : ` ${mean} of 5 on average, ${whole} ${whole === 1 ? "meets" : "meet"} all five.`);
    criteria.forEach((criterion, i) => show_share($("criteria").children[i], criterion, records));
}

function same_as(finding) {
    const earlier = rows.find((row) => row.record && finding.earlier_no === row.record.action_no);
    return earlier ? ` (the same as action ${earlier.number})` : "";
}

function line_of(finding) {
    const row = finding.action === null ? null : rows[Number(finding.action_no) - 1];
    const says = `${sentence(finding)}${same_as(finding)}. `;
    const line = element("li", "", says, ...with_blanks(capital(finding.hint ?? "")));
    if (row) {
        line.prepend(button("link", `Action ${row.number}`, () => focus(row, 0)), ": ");
    }
    return line;
}

export function show_findings(findings) {
    $("findings").hidden = findings.length === 0;
    $("findings").querySelector("ul").replaceChildren(...findings.map(line_of));
}
