// SPDX-License-Identifier: MIT
// What the service says of one criterion of one action, from its record of marks and the findings of the check.

import {capital} from "./criteria.js";

const none = [];

function place(piece) {
    return {column: piece.column === "text" ? "action" : piece.column, start: piece.start, end: piece.end,
        text: piece.text};
}

function words_for(record, id) {
    return (record.evidence ?? none).filter((e) => e.criterion === id && e.says === "met" && e.decided).map(place);
}

// The check says it in a sentence: `timeframe: it gives no date ("ASAP")`. The criterion and the words stand beside it.
export function sentence(finding) {
    const prefix = finding.criterion ? finding.criterion + ": " : "";
    const says = finding.message.startsWith(prefix) ? finding.message.slice(prefix.length) : finding.message;
    const quote = says.indexOf(" (\"");
    return capital(quote < 0 ? says : says.slice(0, quote));
}

function met(record, id) {
    const words = words_for(record, id);
    const follows = words.length === 0 && id === "measurable" && record.measure_given === 1;
    return {met: true, words: follows ? words_for(record, "measure_given") : words, follows};
}

function unmet(record, findings, id) {
    const finding = findings.find((f) => f.criterion === id);
    const near = (record.near ?? none).find((n) => n.criterion === id);
    const words = [finding?.words, near].find((w) => w && w.column);
    return {met: false, words: words ? [place(words)] : none, says: finding ? sentence(finding) : "",
        hint: finding?.hint ?? near?.hint ?? "", told: Boolean(finding)};
}

// {met, unsure, words: [{column, start, end, text}]} and, of one that is met, whether it `follows` from the measure;
// of one that is not, what it `says`, the `hint`, and whether the check has `told` it.
export function verdict(record, findings, id) {
    const unsure = (record.unsure ?? "").split(";").includes(id);
    return {unsure, ...(record[id] === 1 ? met(record, id) : unmet(record, findings, id))};
}
