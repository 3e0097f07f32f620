// SPDX-License-Identifier: MIT
// What the page tells beside the marks: what was just done, with one step back, and what went wrong. Both places are
// live regions that are there from the start, since screen readers do not hear of new ones.
import {element} from "./row.js";
import {Refusal} from "./ask.js";

const $ = (id) => document.getElementById(id);
let teller = "";

export function button(className, text, on_click) {
    const node = element("button", className, text);
    node.type = "button";
    node.addEventListener("click", on_click);
    return node;
}

// `undo`: what puts back how it was; the next note takes its place.
export function note(text, undo = null) {
    const box = element("p", "note", text);
    if (undo !== null) {
        box.append(" ", button("plain", "Undo", () => {
            undo();
            note("It is as it was before.");
        }));
    }
    $("notice").replaceChildren(...(text === "" ? [] : [box]));
    trouble("", "deed");
}

// `of`: "marks", which come and go by themselves, or "deed", what a button or a document asked for. Each ends only its own.
export function trouble(text, of) {
    if (text === "" && of !== teller) {
        return;
    }
    teller = of;
    if ($("trouble").textContent !== text) {
        $("trouble").replaceChildren(...(text === "" ? [] : [element("p", "trouble", text)]));
    }
}

// `then`: what comes next, where it is worth asking once more.
export function refuse(refusal, of, then) {
    trouble(refusal.again > 0 ? `${refusal.message} ${then}` : refusal.message, of);
    if (refusal.wants_token) {
        $("token").hidden = false;
    }
}

// What a button asks for: its failure is told, and `failed` puts back what was begun. What was called off is none.
export async function told(work, failed = () => {}) {
    try {
        await work();
        trouble("", "deed");
    } catch (e) {
        if (e instanceof Refusal) {
            failed();
            refuse(e, "deed", "Try again in a moment.");
        } else if (e.name !== "AbortError") {
            throw e;
        }
    }
}
