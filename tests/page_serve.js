// SPDX-License-Identifier: MIT
// page_serve.js FOLDER CHROMIUM SERVER: uses the page of the service as page_serve.sh tells, and leaves screenshots in
// FOLDER. 1: something is wrong.
"use strict";
const {spawn} = require("child_process");
const fs = require("fs");
const net = require("net");
const os = require("os");
const path = require("path");
const {chromium} = require("playwright-core");
const browsing = require("./browser.js");
const {fault, flags, contrast} = browsing;

const [folder, program, server] = process.argv.slice(2);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [360, 768, 1280];

function same(found, wanted, what) {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
        fault(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
    }
}

// ---- the service

function free_port() {
    return new Promise((resolve) => {
        const socket = net.createServer();
        socket.listen(0, "127.0.0.1", () => {
            const {port} = socket.address();
            socket.close(() => resolve(port));
        });
    });
}

async function start(port, options = []) {
    const child = spawn(server, ["--listen", `127.0.0.1:${port}`, ...options], {stdio: ["ignore", "ignore", "pipe"]});
    let said = "";
    child.stderr.on("data", (bytes) => (said += bytes));
    for (let i = 0; i < 100; i++) {
        const up = await fetch(`http://127.0.0.1:${port}/v1/health`).then((a) => a.ok, () => false);
        if (up) {
            return child;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the service does not begin: ${said}`);
}

function stop(child) {
    return new Promise((resolve) => {
        child.on("exit", resolve);
        child.kill("SIGTERM");
    });
}

// ---- a document: a packed folder in which nothing is compressed

function crc(bytes) {
    let sum = -1;
    for (const byte of bytes) {
        sum ^= byte;
        for (let i = 0; i < 8; i++) {
            sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
        }
    }
    return (sum ^ -1) >>> 0;
}

function entry(name, bytes, at) {
    const local = Buffer.alloc(30);
    const central = Buffer.alloc(46);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(crc(bytes), 14);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(name.length, 26);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    local.copy(central, 6, 4, 28);
    central.writeUInt32LE(at, 42);
    return [Buffer.concat([local, Buffer.from(name), bytes]), Buffer.concat([central, Buffer.from(name)])];
}

function packed(files) {
    let body = Buffer.alloc(0);
    let index = Buffer.alloc(0);
    for (const [name, text] of files) {
        const [local, central] = entry(name, Buffer.from(text), body.length);
        body = Buffer.concat([body, local]);
        index = Buffer.concat([index, central]);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(files.length, 8);
    end.writeUInt16LE(files.length, 10);
    end.writeUInt32LE(index.length, 12);
    end.writeUInt32LE(body.length, 16);
    return Buffer.concat([body, index, end]);
}

function word_document(table) {
    const line = (text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const cell = (text) => `<w:tc>${text.split("\n").map(line).join("")}</w:tc>`;
    const rows = table.map((row) => `<w:tr>${row.map(cell).join("")}</w:tr>`).join("");
    const types = "http://schemas.openxmlformats.org/package/2006";
    const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    const main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    return packed([
        ["[Content_Types].xml", `<Types xmlns="${types}/content-types"><Override PartName="/word/document.xml" `
            + `ContentType="${main}"/></Types>`],
        ["_rels/.rels", `<Relationships xmlns="${types}/relationships"><Relationship Id="r1" Type="${office}" `
            + "Target=\"word/document.xml\"/></Relationships>"],
        ["word/document.xml", "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
            + `<w:body><w:tbl>${rows}</w:tbl></w:body></w:document>`],
    ]);
}

const plan = word_document([
    ["Action", "Who", "By when", "How will we know"],
    ["Mum to ring the housing office\nDad to attend all eight sessions", "Mum, dad", "3 May 2024", ""],
    ["School to support &lt;b&gt;Leah&lt;/b&gt;", "School", "ASAP", "Leah feels safe"],
]);

// ---- the page

// What it asks of others, complains of, or asks the reader is a fault; `expected` is what a case brings about itself.
async function open(browser, url, options = {}, expected = /^$/) {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    context.setDefaultTimeout(120000); // of machines that do much else
    const page = await context.newPage();
    page.on("request", (r) => r.url().replace(/^blob:/, "").startsWith(url) || fault(`asks for ${r.url()}`));
    page.on("console", (m) => expected.test(m.text()) || fault(`console: ${m.text()}`));
    page.on("pageerror", (e) => fault(String(e)));
    page.on("dialog", (d) => {
        d.type() === "beforeunload" || fault("a dialog");
        d.accept();
    });
    const answer = await page.goto(url);
    const policy = answer.headers()["content-security-policy"] ?? "";
    if (!policy.includes("default-src 'none'") || policy.includes("unsafe")) {
        fault(`its policy is "${policy}"`);
    }
    return {context, page};
}

const action = (page, number) => page.getByRole("textbox", {name: `Action ${number}`, exact: true});
const mark = (page, number, name) =>
    page.getByRole("list", {name: `Marks of action ${number}`, exact: true}).getByRole("button", {name});
const actions = (page) => page.locator(".cell.action textarea").evaluateAll((all) => all.map((t) => t.value));
const column = (page, name) =>
    page.locator(`.cell.${name}:visible textarea`).evaluateAll((all) => all.map((t) => t.value));

// The marks are those of what stands there.
async function settled(page) {
    await page.waitForFunction(() => !document.body.classList.contains("waiting"));
}

async function states(page, number) {
    await settled(page);
    return page.locator("#rows > li").nth(number - 1).locator(".mark").evaluateAll((all) =>
        all.map((b) => (b.dataset.state === "met" ? "Y" : b.dataset.state === "" ? "." : "-")).join(""));
}

async function lit(page, number) {
    return page.locator("#rows > li").nth(number - 1).locator("mark").evaluateAll((all) =>
        all.map((m) => [m.closest(".cell").classList[1], m.className, m.textContent]));
}

async function type(browser, url) {
    const {context, page} = await open(browser, url);
    const history = await page.evaluate("history.length");
    await action(page, 1).pressSequentially("Mum to be referred");
    same(await states(page, 1), "YYY--", "marks of what is typed");
    await action(page, 1).pressSequentially(" to CAMHS by 3 May");
    same(await states(page, 1), "YYYY-", "marks after more is typed");
    await mark(page, 1, /^Timeframe met/).focus();
    same(await lit(page, 1), [["action", "met", "by 3 May"]], "words of the timeframe");
    await mark(page, 1, /^Owner not met/).hover();
    await page.locator("#rows mark.near").first().waitFor();
    await mark(page, 1, /^Owner/).click();
    same(await mark(page, 1, /^Owner/).getAttribute("aria-expanded"), "true", "an opened definition");
    await page.locator(".why").getByText("Not met. What comes nearest: “Mum to be referred”.").waitFor();
    same(await page.locator(".why dt").allTextContents(), ["Met", "Not met"], "a definition");
    await page.locator(".missing").getByText("Say who does it").waitFor();

    // Places are counted in characters, not in the halves that some are stored in.
    await action(page, 1).fill("\u{1F600}\u{1F600} Mum to ring the GP by 3 May");
    await settled(page);
    await mark(page, 1, /^Timeframe met/).focus();
    same(await lit(page, 1), [["action", "met", "by 3 May"]], "words behind characters of two halves");
    await action(page, 1).focus();
    await page.keyboard.press("End");
    await page.keyboard.type("x");
    same(await lit(page, 1), [], "words of a text that has changed since");

    const hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> Mum to ring the GP \"><b>weekly</b>";
    await action(page, 1).fill(hostile);
    await settled(page);
    await mark(page, 1, /^Timeframe/).click();
    same(await page.locator("main img, main b:text('weekly')").count(), 0, "things made of text");
    same((await page.locator(".under").first().textContent()).trim(), hostile, "the text below the field");

    await action(page, 1).fill("");
    same(await states(page, 1), ".....", "marks of nothing");
    same(await page.locator("#told").textContent(), "Nothing to mark yet.", "what is told of nothing");
    same(await page.evaluate(`[localStorage.length, sessionStorage.length, document.cookie, history.length]`),
        [0, 0, "", history], "what is stored");
    await context.close();
}

async function keys(browser, url) {
    const {context, page} = await open(browser, url);
    await action(page, 1).focus();
    await page.keyboard.type("Mum to ring the GP");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Dad to attend");
    same(await actions(page), ["Mum to ring the GP", "Dad to attend"], "Enter");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.type(" today");
    same(await actions(page), ["Mum to ring the GP today", "Dad to attend"], "the up arrow");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Backspace");
    same(await actions(page), ["Mum to ring the GP today Dad to attend"], "Backspace");
    const marked = await states(page, 1);
    same(/^YY.YY$/.test(marked), true, "marks of the joined action: " + marked);
    await page.getByRole("button", {name: "Start again"}).click();
    same(await actions(page), [""], "Start again");
    same(await states(page, 1), ".....", "marks after starting again");
    await page.getByRole("button", {name: "Undo"}).click();
    same(await actions(page), ["Mum to ring the GP today Dad to attend"], "Undo");
    same(await states(page, 1), marked, "marks after undoing");
    const asked = page.waitForEvent("dialog", {timeout: 10000});
    await page.reload();
    same([(await asked).type(), await actions(page)], ["beforeunload", [""]], "leaving, and what is left then");
    await context.close();
}

async function paste(page, number, text, html = "") {
    await page.evaluate(([plain, rich]) => {
        const items = {"text/plain": new Blob([plain], {type: "text/plain"})};
        if (rich) {
            items["text/html"] = new Blob([rich], {type: "text/html"});
        }
        document.getElementById("notice").replaceChildren();
        return navigator.clipboard.write([new ClipboardItem(items)]);
    }, [text, html]);
    await action(page, number).focus();
    await page.keyboard.press("Control+V");
    await page.locator("#notice").getByText("pasted").waitFor();
    await settled(page);
}

async function paste_all(browser, url) {
    const {context, page} = await open(browser, url);
    await paste(page, 1, "- Mum to ring the GP by 3 May\r\n2. School to meet dad\r\n\r\n\u2022 2 visits a week\r\n");
    same(await actions(page), ["Mum to ring the GP by 3 May", "School to meet dad", "2 visits a week"], "pasted lines");
    same([await states(page, 1), await states(page, 2)], ["YY-YY", "YY--Y"], "marks of pasted lines");
    await paste(page, 3, "Action\tBy whom\tTimescale\r\n\"Dad to attend,\nall \"\"eight\"\" sessions\"\tDad\t3 May\r\n");
    same((await actions(page))[3], "Dad to attend,\nall \"eight\" sessions", "a pasted cell of two lines");
    same([(await column(page, "who"))[3], (await column(page, "by_when"))[3]], ["Dad", "3 May"],
        "a table with headings");
    same(await states(page, 4), "YYYYY", "marks of a pasted row");
    await page.getByRole("button", {name: "Start again"}).click();
    await paste(page, 1, "1\tMum to ring the GP\tMum\tASAP\n2\tDad to attend\tDad\tweekly\n");
    same([await actions(page), await column(page, "who"), await column(page, "by_when")],
        [["Mum to ring the GP", "Dad to attend"], ["Mum", "Dad"], ["ASAP", "weekly"]], "a table without headings");
    await page.getByRole("button", {name: "Start again"}).click();
    await paste(page, 1, "What\nMum to ring\nDad to attend",
        "<html><body><table><tr><td>Actions<td>Deadline<tr><td><p>Mum to ring<p>Dad to attend<td>3 May</table>");
    same(await actions(page), ["Mum to ring", "Dad to attend"], "a table of a word processor");

    // A column that is switched off does not count, and is not lost.
    same((await states(page, 1)).charAt(3), "Y", "a timeframe in a column");
    await page.getByRole("checkbox", {name: "By when"}).uncheck();
    same((await states(page, 1)).charAt(3), "-", "a timeframe in a column that is switched off");
    await page.getByRole("checkbox", {name: "By when"}).check();
    same((await states(page, 1)).charAt(3), "Y", "and switched on again");
    await action(page, 1).fill("");
    await page.getByText("Write what is to be done").waitFor();
    await context.close();
}

async function drop(page, bytes, name) {
    const data = await page.evaluateHandle(([base64, called]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], called));
        return transfer;
    }, [bytes.toString("base64"), name]);
    await page.dispatchEvent("#plan", "dragenter", {dataTransfer: data});
    await page.dispatchEvent("#plan", "drop", {dataTransfer: data});
}

async function documents(browser, url) {
    const {context, page} = await open(browser, url, {}, /status of 422/);
    await action(page, 1).fill("Mum to ring");
    await drop(page, plan, "plan.docx");
    await page.locator("#notice").getByText("3 actions found in plan.docx").waitFor();
    same(await actions(page), ["Mum to ring the housing office", "Dad to attend all eight sessions",
        "School to support <b>Leah</b>"], "actions of a document");
    same(await column(page, "by_when"), ["3 May 2024", "3 May 2024", "ASAP"], "times of a document");
    same([await states(page, 1), await states(page, 2), await states(page, 3)], ["YY-YY", "YYYYY", "Y---Y"],
        "marks of a document");
    same(await page.locator("#whole").textContent(), "1 of 3 meets all five", "the summary");
    await page.getByRole("button", {name: "Undo"}).click();
    same(await actions(page), ["Mum to ring"], "undoing a document");

    await page.setInputFiles("#file", {name: "chosen.docx", mimeType: "", buffer: plan});
    await page.locator("#notice").getByText("3 actions found in chosen.docx").waitFor();
    await page.setInputFiles("#file", {name: "none.html", mimeType: "text/html",
        buffer: Buffer.from("<!doctype html><p>Nothing</p>")});
    await page.locator("#notice").getByText("No actions were found in none.html").waitFor();
    same((await actions(page)).length, 3, "actions after a document without any");
    await page.setInputFiles("#file", {name: "cut.docx", mimeType: "", buffer: plan.subarray(0, 100)});
    await page.locator("#trouble").getByText("This cannot be read: the file is cut off or damaged").waitFor();
    const told = await page.locator("#trouble").textContent();
    same(/ Try another document, or paste the actions\.$/.test(told), true, `what to do is told on the page: ${told}`);
    same((await actions(page)).length, 3, "actions after a document that cannot be read");
    await action(page, 1).pressSequentially(".");
    await settled(page);
    same(await page.locator("#trouble p").count(), 1, "what is told of a document, after marks have come");

    const [download] = await Promise.all([page.waitForEvent("download"),
        page.getByRole("button", {name: "Download report"}).click()]);
    const report = fs.readFileSync(await download.path(), "utf8");
    if (!/^<!doctype html>/i.test(report) || report.includes("housing")) {
        fault("the report is no page, or holds words of the plan");
    }
    await page.getByRole("button", {name: "Copy marks as CSV"}).click();
    await page.locator("#done").getByText("Copied").waitFor();
    const csv = await page.evaluate("navigator.clipboard.readText()");
    same([/^plan_id,.*,score,/.test(csv), csv.trim().split("\n").length], [true, 4], "the marks as CSV");
    await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error())");
    await page.getByRole("button", {name: "Copy marks as CSV"}).click();
    await page.locator("#csv[open]").waitFor();
    await check(page, "the marks laid out");
    same(await page.evaluate("document.activeElement.selectionEnd > 100"), true, "what is selected");
    await page.keyboard.press("Escape");
    await context.close();
}

// An answer that breaks off is one that did not come.
async function broken(browser, url) {
    const {context, page} = await open(browser, url, {}, /ERR_/);
    let asked = 0;
    await page.route("**/v1/score*", (route) => {
        asked++;
        return asked === 1 ? route.abort("connectionreset")
            : asked === 2 ? route.fulfill({body: "{\"action_no\":"}) : route.continue();
    });
    await action(page, 1).fill("Mum to ring the GP");
    await page.locator("#trouble").getByText("does not answer").waitFor();
    await page.locator("#trouble p").waitFor({state: "detached"});
    same(asked, 3, "how often it was asked");
    same(await states(page, 1), "YY--Y", "marks after broken answers");
    await context.close();
}

// An answer that comes late must not stand over one to a later question.
async function late(browser, url) {
    const {context, page} = await open(browser, url);
    let first = true;
    await page.route("**/v1/score*", async (route) => {
        if (first) {
            first = false;
            await new Promise((resolve) => setTimeout(resolve, 1500));
        }
        await route.continue().catch(() => {});
    });
    await action(page, 1).fill("Mum to ring the GP");
    await page.waitForRequest("**/v1/score*");
    await action(page, 1).fill("Grandmother living with family");
    same(await states(page, 1), "-----", "marks of the later text");
    await page.waitForTimeout(2000);
    same(await states(page, 1), "-----", "marks when the answer to the earlier one would have come");
    await context.close();
}

// The words of the service's pack stand in place of the page's own; the reader is told in words what to do when it
// takes no more, and nothing when it is only busy for a moment.
async function answers(browser, url) {
    const {context, page} = await open(browser, url, {}, /status of (413|503)/);
    const criteria = [{id: "owner", title: "owner <b>", means: "Served \"means\".", met: "served met", unmet: "served unmet"},
        {id: "other", means: "x"}];
    await page.route("**/v1/rules", (route) => route.fulfill({json: {criteria}}));
    await page.reload();
    await page.locator("#criteria").getByText("Owner <b>").click();
    await page.locator("#criteria").getByText("Served “means”.").waitFor();
    await action(page, 1).fill("Mum to ring the GP");
    await settled(page);
    await mark(page, 1, /^Owner <b> met: “Mum to”/).waitFor();
    for (const [status, says, again] of [[413, "more than the service takes", false], [503, "busy", true]]) {
        await page.route("**/v1/check*", (route) => route.fulfill({status, headers: {"Retry-After": "1"},
            contentType: "application/problem+json", body: "{}"}));
        await page.keyboard.type(".");
        await page.locator("#trouble").getByText(says).waitFor();
        await page.unroute("**/v1/check*");
        if (!again) {
            await page.keyboard.type(".");
        }
        await page.locator("#trouble p").waitFor({state: "detached"});
        same(await states(page, 1), "YY--Y", `marks after ${status}`);
    }
    await context.close();
}

async function many(browser, url) {
    const {context, page} = await open(browser, url);
    const rows = [...Array(1001).keys()].map((i) => `Mum to ring ${i}`);
    await page.setInputFiles("#file", {name: "many.txt", mimeType: "", buffer: Buffer.from(rows.join("\n"))});
    await page.locator("#notice").getByText("There are 1001 actions; the first 1000 are here").waitFor();
    await settled(page);
    same((await page.locator("#told").textContent()).slice(0, 20), "1000 actions marked.", "marks of many");
    const several = "plan_id,action,by when\nA,Mum to ring,3 May\nA,Dad to ring,3 May\nB,Mum to ring,\nB,Mum to ring,\n";
    await page.setInputFiles("#file", {name: "plans.csv", mimeType: "", buffer: Buffer.from(several)});
    await page.locator("#notice").getByText("4 actions found").waitFor();
    await settled(page);
    same(await page.locator(".of-plan:visible").allTextContents(), ["Plan A", "Plan B"], "names of several plans");
    await page.locator("#findings").getByText("This action is in the plan already (the same as action 3).").waitFor();
    await page.locator("#findings").getByRole("button", {name: "Action 4"}).click();
    same(await page.evaluate("document.activeElement.labels[0].textContent"), "Action 4", "where a finding leads");
    await context.close();
}

async function gone_and_back(browser, url, port, child) {
    const {context, page} = await open(browser, url, {}, /ERR_(CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET)/);
    await action(page, 1).fill("Mum to ring the GP");
    same(await states(page, 1), "YY--Y", "marks before");
    await stop(child);
    await action(page, 1).fill("Mum to ring the GP weekly");
    await page.locator("#trouble").getByText("does not answer").waitFor();
    same(await page.locator("#told").textContent(), "The marks are not up to date.", "what is told");
    await check(page, "the service gone");
    await page.screenshot({path: path.join(folder, "gone.png")});
    const again = await start(port);
    await page.locator("#trouble p").waitFor({state: "detached"});
    same(await states(page, 1), "YYYYY", "marks when it is back");
    await context.close();
    return again;
}

async function token(browser) {
    const file = path.join(folder, "token");
    fs.writeFileSync(file, "a-word-for-tests-0123456789abcdef\n", {mode: 0o600});
    const port = await free_port();
    const child = await start(port, ["--token-file", file]);
    try {
        const {context, page} = await open(browser, `http://127.0.0.1:${port}/`, {}, /status of 401/);
        await page.getByLabel("Access token").fill("wrong");
        await check(page, "the field for the token");
        await page.screenshot({path: path.join(folder, "token.png")});
        await page.keyboard.press("Enter");
        await page.locator("#trouble").getByText("not the right one").waitFor();
        await page.getByLabel("Access token").fill("a-word-for-tests-0123456789abcdef");
        await page.getByRole("button", {name: "Use this token"}).click();
        await action(page, 1).fill("Mum to ring the GP");
        same(await states(page, 1), "YY--Y", "marks with the token");
        same(await page.getByLabel("Access token").isVisible(), false, "the field for the token");
        await context.close();
    } finally {
        await stop(child);
        fs.unlinkSync(file);
    }
}

// ---- for everybody

const check = (page, what) => browsing.check(page, what, tags);

// What axe cannot tell: text over the highlighted words, edges of fields, and each colour on its ground.
const colours = [["text", "page", 7], ["text", "soft", 7], ["muted", "page", 4.5], ["muted", "soft", 4.5],
    ["muted", "met-soft", 4.5], ["accent", "page", 4.5], ["accent", "soft", 4.5], ["on-accent", "accent", 4.5],
    ["met", "met-soft", 4.5], ["met", "page", 4.5], ["unmet", "page", 4.5], ["unsure", "unsure-soft", 4.5],
    ["text", "met-words", 4.5], ["text", "unmet-words", 4.5], ["edge", "page", 3], ["edge", "soft", 3]];

// What is below a field is as tall and wide as what is written in it, too.
async function fits(page, what) {
    await browsing.fits(page, what);
    const cut = await page.evaluate(`[...document.querySelectorAll("textarea")]
        .filter((t) => t.clientHeight > 0 && t.scrollHeight > t.clientHeight).length`);
    same(cut, 0, `${what}: fields with text that is cut off`);
}

// Tab goes to every control once, in the order of the page, and each shows that it is there.
async function tab_through(browser, url) {
    const {context, page} = await open(browser, url);
    await page.getByRole("button", {name: "See an example"}).click();
    await settled(page);
    await page.evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')");
    const wanted = await page.evaluate(`[...document.querySelectorAll("a, button, input, textarea, summary")]
        .filter((n) => !n.disabled && n.checkVisibility()).map((n, i) => (n.dataset.stop = String(i))).length`);
    const stops = [];
    for (let i = 0; i <= wanted; i++) {
        await page.keyboard.press("Tab");
        stops.push(await page.evaluate(() => {
            const node = document.activeElement;
            const ring = getComputedStyle(node.closest(".field") ?? node);
            const box = node.getBoundingClientRect();
            const shown = ring.outlineStyle === "solid" && parseFloat(ring.outlineWidth) >= 3
                && box.bottom > 0 && box.top < innerHeight;
            return node === document.body ? "end" : node.dataset.stop + (shown ? "" : ` not shown: ${node.outerHTML}`);
        }));
    }
    // Behind the last one stands the browser itself.
    same(stops.slice(0, wanted), [...Array(wanted).keys()].map(String), "stops of the Tab key");
    await context.close();
}

async function look(browser, url) {
    for (const [scheme, forcedColors] of [["light", "none"], ["dark", "none"], ["light", "active"]]) {
        const name = forcedColors === "active" ? "forced" : scheme;
        const looks = {colorScheme: scheme, forcedColors, reducedMotion: "reduce"};
        const {context, page} = await open(browser, url, looks);
        if (forcedColors === "none") {
            await contrast(page, name, colours);
        }
        for (const state of ["empty", "example", "document"]) {
            await into(page, state);
            for (const width of widths) {
                await whole(page, width);
                await fits(page, `${state} ${width} ${name}`);
                await check(page, `${state} ${width} ${name}`);
                await page.screenshot({path: path.join(folder, `${state}-${width}-${name}.png`)});
            }
        }
        await context.close();
    }
}

// A window in which all of the page is seen, since what is not seen is not drawn.
async function whole(page, width) {
    await page.setViewportSize({width, height: 900});
    await page.setViewportSize({width, height: 8000});
    const height = await page.evaluate("document.body.offsetHeight");
    await page.setViewportSize({width, height: Math.max(900, height)});
}

async function into(page, state) {
    if (state === "example") {
        await page.getByRole("button", {name: "See an example"}).click();
        await settled(page);
        await mark(page, 3, /^Timeframe/).click();
        await page.locator("summary").evaluateAll((all) => all.forEach((s) => (s.parentNode.open = true)));
    } else if (state === "document") {
        await page.locator("summary").evaluateAll((all) => all.forEach((s) => (s.parentNode.open = false)));
        await drop(page, plan, "plan.docx");
        await page.locator("#notice").getByText("found in").waitFor();
        await settled(page);
    }
}

// More space between letters, and paper.
async function look_aside(browser, url) {
    const {context, page} = await open(browser, url, {bypassCSP: true, viewport: {width: 320, height: 900}});
    await into(page, "example");
    await page.addStyleTag({content: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`});
    await fits(page, "spaced text at 320 pixels");
    await context.close();

    const paper = await open(browser, url, {colorScheme: "dark"});
    await into(paper.page, "example");
    await paper.page.pdf({path: path.join(folder, "page.pdf"), preferCSSPageSize: true});
    await paper.context.close();
}

async function run() {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "planmark-page-"));
    const port = await free_port();
    const url = `http://127.0.0.1:${port}/`;
    let child = await start(port);
    const browser = await chromium.launch({executablePath: program, headless: true, args: flags,
        env: {...process.env, HOME: profile}});
    try {
        await type(browser, url);
        await keys(browser, url);
        await paste_all(browser, url);
        await documents(browser, url);
        await late(browser, url);
        await broken(browser, url);
        await answers(browser, url);
        await many(browser, url);
        await tab_through(browser, url);
        await look(browser, url);
        await look_aside(browser, url);
        child = await gone_and_back(browser, url, port, child);
        await token(browser);
    } finally {
        await browser.close();
        await stop(child);
        fs.rmSync(profile, {recursive: true, force: true});
    }
    process.exit(browsing.faults() === 0 ? 0 : 1);
}

run().catch((e) => {
    console.log(e);
    process.exit(1);
});
