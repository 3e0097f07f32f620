// SPDX-License-Identifier: MIT
// verdicts.js RULES ROWS OUT REPEATS: the five verdicts on each row of a JSONL file by the expressions that regexes.py
// wrote, to OUT, a line of five digits a row; prints CPU seconds as JSON. verdicts.py is the same in Python and says
// more; a change here is a change there, and versus.py tells rows on which they differ.
"use strict";
const fs = require("fs");
const { measure } = require("./rows.js");

const MET = 0;
const CANCEL_CLAUSE = 1, CANCEL_ROW = 2;
const CRITERIA = 5, REACH = 48;
const MET_STATE = 0, UNMET_STATE = 1, FILLED = 2, EMPTY = 3, SAME = 4;
const EDGES = /^[\s*•.;-]+|^\d+[.)]\s+|[\s.!;]+$/g;
const QUOTES = { "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " " };

class Words {
  constructor(rules) {
    this.looks = rules.looks;
    this.other = rules.other;
    this.words = new Map(Object.entries(rules.words));
    this.heads = new Map(Object.entries(rules.heads));
    this.inside = new Map(Object.entries(rules.inside));
    this.token = new RegExp(rules.tokens.map(([, text]) => text).join("|"), "gi");
    this.kinds = rules.tokens.map(([name, text]) => [name, new RegExp(text, "iy")]);
    this.special = rules.kinds.map(([name, text]) => [name, new RegExp(`^(?:${text})$`, "i")]);
    this.most = new Map();
    for (const term of this.heads.keys()) {
      const words = term.split(" ");
      this.most.set(words[0], Math.max(words.length, this.most.get(words[0]) || 0));
    }
    this.known = new Map();
  }

  look(token, low, mayBeName) {
    const kind = this.kinds.find(([, test]) => { test.lastIndex = 0; return test.test(token); });
    if (!kind || kind[0] !== "word") return this.looks[(kind ? kind[0] : "other").split(" ").sort().join(" ")];
    const upper = token.toUpperCase() === token;
    const capital = token[0] !== token[0].toLowerCase();
    const special = this.special.find(([, test]) => test.test(low));
    const kinds = ["word"];
    if (capital) kinds.push("cap");
    if (capital && token.length > 1 && upper) kinds.push("caps");
    if (special) kinds.push(special[0]);
    else if (capital && !this.words.has(low)) {
      if (mayBeName) kinds.push("name");
      if (upper && token.length <= 3 && low !== "i" && low !== "a") kinds.push("initials");
    }
    return this.looks[kinds.sort().join(" ")] || this.looks[capital ? "cap word" : "word"];
  }

  learn(token) {
    const low = token.toLowerCase();
    const code = this.words.get(low) || this.other;
    const unnamed = this.look(token, low, false);
    const known = { named: this.look(token, low, true) + code, unnamed: unnamed + code, look: unnamed, low,
      most: this.most.get(low) || 0, ends: ".!?;\n*".includes(token) };
    this.known.set(token, known);
    return known;
  }

  encode(written) {
    const cell = written.replace(/[‘’“”–—\u00a0]/g, (mark) => QUOTES[mark]).replace(EDGES, "");
    const found = cell.match(this.token);
    if (!found) return "";
    const tokens = found.map((token) => this.known.get(token) || this.learn(token));
    const mixed = cell.toUpperCase() !== cell;
    let codes = "", first = true;
    for (let at = 0; at < tokens.length;) {
      const token = tokens[at];
      let code = mixed && !first ? token.named : token.unnamed, length = 1;
      for (let n = Math.min(token.most, tokens.length - at); n > 1; n--) {
        let term = token.low;
        for (let i = at + 1; i < at + n; i++) term += " " + tokens[i].low;
        const head = this.heads.get(term);
        if (head !== undefined) {
          code = token.look + head;
          length = n;
          break;
        }
      }
      codes += code;
      for (let i = at + 1; i < at + length; i++) codes += tokens[i].look + this.inside.get(tokens[i].low);
      first = token.ends;
      at += length;
    }
    return codes;
  }
}

function search(expression, text, from) {
  expression.lastIndex = from;
  const found = expression.exec(text);
  return found && { start: found.index, end: expression.lastIndex };
}

class Scorer {
  constructor(rules) {
    this.words = new Words(rules);
    this.criteria = rules.criteria;
    const ends = Object.keys(rules.looks).filter((name) => name.includes("boundary"));
    this.ends = new RegExp(`[${ends.map((name) => rules.looks[name]).join("")}].`, "g");
    this.rules = Array.from({ length: CRITERIA }, () => []);
    for (const rule of rules.rules) {
      for (const key of ["match", "unless", "needs"]) rule[key] = rule[key] ? new RegExp(rule[key], "g") : null;
      rule.regex = rule.regex.map((text) => new RegExp(text, "i"));
      this.rules[rule.criterion].push(rule);
    }
  }

  excluded(rule, code, start, end) {
    if (rule.unless === null) return false;
    let found = search(rule.unless, code, Math.max(0, start - REACH));
    while (found && found.start < end) {
      if (found.end > start) return true;
      found = search(rule.unless, code, found.start + 2);
    }
    return false;
  }

  find(rule, code, cell, keep) {
    if (rule.needs !== null && !search(rule.needs, code, 0)) return;
    let found = rule.match !== null ? search(rule.match, code, 0) : null;
    while (found) {
      let next = found.start + 2;
      if (found.end > found.start && !this.excluded(rule, code, found.start, found.end)) {
        keep(found.start, found.end);
        next = found.end;
      }
      found = search(rule.match, code, next);
    }
    for (const expression of rule.regex) {
      if (expression.test(cell) && !this.excluded(rule, code, 0, code.length)) keep(0, code.length);
    }
  }

  holds([subject, state], row) {
    if (subject < CRITERIA) return row.met[subject] === (state === MET_STATE);
    const column = subject - CRITERIA + 1;
    if (state === MET_STATE || state === UNMET_STATE) return this.answers(column, row) === (state === MET_STATE);
    if (state === FILLED || state === EMPTY) return (row.codes[column] !== "") === (state === FILLED);
    const words = row.codes[column];
    let repeats = words !== "";
    for (let i = 1; repeats && i < words.length; i += 2) repeats = row.codes[0].includes(words[i]);
    return repeats === (state === SAME);
  }

  answers(column, row) {
    if (row.answers[column] === undefined) {
      row.answers[column] = false;
      row.answers[column] = this.judge([-1, 4, 3, 2][column], row, [column], false);
    }
    return row.answers[column];
  }

  evidence(criterion, row, columns, known) {
    const pieces = [];
    for (const rule of this.rules[criterion]) {
      if (!known && rule.when.some(([s, state]) => s < CRITERIA || state <= UNMET_STATE)) continue;
      if (!rule.when.every((when) => this.holds(when, row))) continue;
      for (const column of columns) {
        if ((rule.columns >> column) & 1 && row.codes[column] !== "") {
          this.find(rule, row.codes[column], row.cells[column],
            (start, end) => pieces.push({ rule, column, start, end }));
        }
      }
    }
    return pieces;
  }

  clause(code, start, end) {
    let from = 0;
    for (let end_ = search(this.ends, code, 0); end_ && end_.end <= start; end_ = search(this.ends, code, end_.end)) {
      from = end_.end;
    }
    const after = search(this.ends, code, end);
    return [from, after ? after.start : code.length];
  }

  cancels(against, met, row) {
    if (against.rule.strength < met.rule.strength) return false;
    if (against.rule.cancels === CANCEL_ROW) return true;
    let { start, end } = against;
    if (against.rule.cancels === CANCEL_CLAUSE) [start, end] = this.clause(row.codes[against.column], start, end);
    return against.column === met.column && start < met.end && met.start < end;
  }

  judge(criterion, row, columns, known = true) {
    const found = this.evidence(criterion, row, columns, known);
    const against = found.filter((piece) => piece.rule.says !== MET);
    return found.some((piece) => piece.rule.says === MET &&
      !against.some((other) => this.cancels(other, piece, row)));
  }

  score(cells) {
    const row = { cells, codes: cells.map((cell) => this.words.encode(cell)), met: Array(CRITERIA).fill(false),
      answers: [] };
    const implied = [];
    for (const c of this.criteria) {
      const columns = c.text_requires >= 0 && !row.met[c.text_requires] ? [1, 2, 3] : [0, 1, 2, 3];
      row.met[c.criterion] = implied[c.criterion] ||
        ((c.requires < 0 || row.met[c.requires]) && this.judge(c.criterion, row, columns));
      if (row.met[c.criterion] && c.implies >= 0) implied[c.implies] = true;
    }
    return row.met;
  }
}

if (process.argv.length !== 6) {
  console.error("usage: verdicts.js RULES ROWS OUT REPEATS");
  process.exit(2);
}
const [path, rows, out, repeats] = process.argv.slice(2);
const makeScorer = () => {
  const scorer = new Scorer(JSON.parse(fs.readFileSync(path, "utf8")));
  return (cells) => scorer.score(cells);
};
measure(makeScorer, rows, out, Number(repeats));
