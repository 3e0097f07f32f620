// SPDX-License-Identifier: MIT
// What the tests of pages share: a browser that asks nothing of the network, axe-core, and contrast.
"use strict";
const fs = require("fs");

const axe = fs.readFileSync(require.resolve("axe-core/axe.js"), "utf8");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
let faults = 0;

function fault(text) {
    console.log(text);
    faults++;
}

async function check(page, what, tags) {
    const found = await page.evaluate(`${axe}; axe.run({runOnly: ${JSON.stringify(tags)}})`);
    for (const v of found.violations) {
        for (const n of v.nodes) {
            fault(`${what}: ${v.id}: ${v.help}: ${n.target} ${n.html.slice(0, 150)}`);
        }
    }
    // What it leaves to us is contrast inside drawings and of what is scrolled away: see contrast().
    for (const v of found.incomplete.filter((v) => v.id !== "color-contrast")) {
        for (const n of v.nodes) {
            fault(`${what}: cannot be told: ${v.id}: ${n.target} ${n.html.slice(0, 150)}`);
        }
    }
    if (found.passes.length < 15) {
        fault(`${what}: only ${found.passes.length} rules applied`);
    }
}

function luminance(hex) {
    const part = (at) => {
        const x = parseInt(hex.slice(at, at + 2), 16) / 255;
        return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

// Colours of the style sheet, each on a ground that it stands on: [name, name, least contrast].
async function contrast(page, what, pairs) {
    for (const [a, b, least] of pairs) {
        const [x, y] = (await page.evaluate(`${JSON.stringify([a, b])}.map((name) =>
            getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim())`)).map(luminance);
        const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
        if (!(ratio >= least)) {
            fault(`${what}: ${a} on ${b}: contrast ${ratio}`);
        }
    }
}

// Nothing sticks out of the window, but what has a region of its own to scroll in.
async function fits(page, what) {
    const most = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    if (most > 0) {
        fault(`${what}: ${most} pixels wider than the window`);
    }
}

module.exports = {flags, fault, faults: () => faults, check, contrast, fits};
