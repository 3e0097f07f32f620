// SPDX-License-Identifier: MIT
// page.js FOLDER CHROMIUM: looks at the pages of FOLDER as page.sh tells. 1: something is wrong.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const {pathToFileURL} = require("url");
const {chromium} = require("playwright-core");
const browsing = require("./browser.js");
const {fault, flags, contrast} = browsing;

const [folder, program] = process.argv.slice(2);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const widths = [320, 768, 1280];

// A page in a tab of its own; what it asks for and what it complains of are faults.
async function open(browser, name, options) {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
    const page = await context.newPage();
    const own = pathToFileURL(path.join(folder, name + ".html")).href;
    page.on("request", (r) => r.url() === own || fault(`${name}: asks for ${r.url()}`));
    page.on("console", (m) => fault(`${name}: console: ${m.text()}`));
    page.on("pageerror", (e) => fault(`${name}: ${e}`));
    page.on("dialog", (d) => {
        fault(`${name}: a dialog`);
        d.dismiss();
    });
    await page.goto(own);
    return {context, page};
}

const check = (page, what) => browsing.check(page, what, tags);

// Every colour of the style sheet on every ground that it stands on.
const colours = [["text", "page", 4.5], ["text", "soft", 4.5], ["muted", "page", 4.5], ["muted", "soft", 4.5],
    ["accent", "page", 4.5], ["accent", "soft", 4.5], ["mark", "page", 3], ["text", "mark", 3]];

async function fits(page, what) {
    await browsing.fits(page, what);
    const text = await page.evaluate(`Math.min(...[...document.querySelectorAll("svg text")]
        .filter((t) => t.getBoundingClientRect().width > 0)
        .map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))`);
    if (text < 11) {
        fault(`${what}: text of ${text} pixels in a drawing`);
    }
}

async function look(browser, name, shots) {
    for (const colorScheme of ["light", "dark"]) {
        const {context, page} = await open(browser, name, {colorScheme});
        await contrast(page, `${name} ${colorScheme}`, colours);
        for (const width of widths) {
            const what = `${name} ${width} ${colorScheme}`;
            await page.setViewportSize({width, height: 900});
            await fits(page, what);
            await check(page, what);
            if (shots) {
                const file = `${name}-${width}-${colorScheme}.png`;
                await page.screenshot({path: path.join(folder, file), fullPage: true});
            }
        }
        await page.evaluate(`document.querySelectorAll("details").forEach((d) => d.open = true)`);
        await check(page, `${name} unfolded ${colorScheme}`);
        await context.close();
    }
}

// Forced colours, no scripts, more space between letters, paper.
async function look_aside(browser) {
    const forced = await open(browser, "sample", {forcedColors: "active", reducedMotion: "reduce"});
    await check(forced.page, "sample in forced colours");
    await forced.page.screenshot({path: path.join(folder, "sample-forced.png"), fullPage: true});
    await forced.context.close();

    const bare = await open(browser, "sample", {javaScriptEnabled: false});
    await bare.page.locator("summary").first().click();
    if (!(await bare.page.locator("details").first().locator("tbody tr").last().isVisible())) {
        fault("without scripts a folded table stays folded");
    }
    await bare.context.close();

    const spaced = await open(browser, "sample", {bypassCSP: true, viewport: {width: 320, height: 900}});
    await spaced.page.addStyleTag({content: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`});
    await fits(spaced.page, "sample with spaced text");
    await spaced.context.close();

    const paper = await open(browser, "sample", {colorScheme: "dark"});
    await paper.page.pdf({path: path.join(folder, "sample.pdf"), preferCSSPageSize: true});
    await paper.context.close();
}

async function run() {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "planmark-page-"));
    const browser = await chromium.launch({executablePath: program, headless: true, args: flags,
        env: {...process.env, HOME: profile}});
    try {
        await look(browser, "sample", true);
        await look(browser, "hostile", true);
        const large = await open(browser, "large", {});
        await check(large.page, "large");
        await fits(large.page, "large");
        await large.context.close();
        await look_aside(browser);
    } finally {
        await browser.close();
        fs.rmSync(profile, {recursive: true, force: true});
    }
    process.exit(browsing.faults() === 0 ? 0 : 1);
}

run().catch((e) => {
    console.log(e);
    process.exit(1);
});
