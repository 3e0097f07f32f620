// SPDX-License-Identifier: MIT
// Asks the service. Whatever goes wrong becomes a Refusal, which says in plain words what to do. The token is kept in
// this variable and nowhere else.

let token = "";

export class Refusal extends Error {
    // `again`: seconds after which it is worth asking once more; 0: only another text, or a token, will help.
    constructor(message, {again = 0, wants_token = false} = {}) {
        super(message);
        this.again = again;
        this.wants_token = wants_token;
    }
}

export function use_token(word) {
    token = word;
}

const away = "planmark does not answer. Your text is still here. If it stays like this, copy your text and tell whoever "
    + "runs the service.";

// What the service says is wrong (RFC 9457), if it does, in words for people who know of no bodies.
async function detail_of(answer) {
    try {
        const {detail} = await answer.json();
        return detail.replace(/^Nothing in the body could be read: (.*?) Send a plan: .*$/s,
            "This cannot be read: $1 Try another document, or paste the actions.");
    } catch {
        return "";
    }
}

async function refusal_of(answer) {
    switch (answer.status) {
    case 401:
        return new Refusal(token === "" ? "This service asks for an access token. Give it above."
            : "This token is not the right one. Check it above.", {wants_token: true});
    case 413:
        return new Refusal("This is more than the service takes at once. Take a part of it, or ask whoever runs the "
            + "service for a higher limit.");
    case 408:
    case 429:
    case 503:
        return new Refusal("planmark is busy.",
            {again: Number(answer.headers.get("Retry-After")) || 3});
    case 502:
    case 504:
        return new Refusal(away, {again: 3});
    default:
        return new Refusal(await detail_of(answer) || "planmark cannot read this.");
    }
}

function json_lines(text) {
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

async function read(path, options, as) {
    const answer = await fetch(path, options);
    if (!answer.ok) {
        throw await refusal_of(answer);
    }
    return as === "lines" ? json_lines(await answer.text()) : await answer[as]();
}

// The whole of the answer, `as` "text", "json", "lines" of JSON, or "blob"; `body` null is a GET. What breaks off, in
// the middle too, is a Refusal; an aborted request throws AbortError as fetch does.
export async function ask(path, {body = null, type, signal, as = "text"}) {
    const headers = {...(type && {"Content-Type": type}), ...(token && {Authorization: "Bearer " + token})};
    try {
        return await read(path, {method: body === null ? "GET" : "POST", body, headers, signal, cache: "no-store",
            credentials: "omit", referrerPolicy: "no-referrer"}, as);
    } catch (e) {
        throw e instanceof Refusal || e.name === "AbortError" ? e : new Refusal(away, {again: 3});
    }
}
