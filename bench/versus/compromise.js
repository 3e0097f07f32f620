// SPDX-License-Identifier: MIT
// compromise.js SPELT ROWS OUT REPEATS: the five verdicts by compromise, a library for English, with the pack's lists as
// tags and match rules written for it by hand: what its language can say of the pack's commonest rules. It
// has no nested groups, so that objects with their modifiers, clauses and the past cannot be told as the pack tells them.
// Writes and prints as verdicts.js does. compromise is found by NODE_PATH.
"use strict";
const fs = require("fs");
const nlp = require("compromise");
const { measure } = require("./rows.js");

// The lists of the pack that become tags: folders or lists, with a form of verbs.
const TAGS = { Agent: ["agents"], Act: ["verbs:base"], Vague: ["verbs/vague:base", "verbs/mind:base"],
  Told: ["verbs:past"], Thing: ["nouns/deliverables", "nouns/procedures", "nouns/benefits-orders", "given/papers"],
  Session: ["nouns/sessions", "nouns/programmes", "nouns/meetings"], Done: ["nouns/acts", "acts"],
  Often: ["time/recurrence", "time/recurrence-times"], Meeting: ["time/meetings", "time/occasions"],
  Calendar: ["time/calendar", "time/milestones", "time/feast-days"], Now: ["time/immediate"],
  Soon: ["time/vague-soon", "time/vague-ongoing", "time/vague-needed", "time/vague-unset"] };
const WHO = "(#Agent|#Person|#Pronoun|#ProperNoun|#Acronym)";
const DO = "(to|will|should|must|shall|can|could)";
const UNIT = "(day|days|week|weeks|wk|wks|month|months|term|terms|year|years|hour|hours|fortnight)";

// For each criterion what meets it, and what takes that back.
const RULES = [
  { met: [`${WHO} ${DO} not? #Adverb{0,2} (#Act|#Verb)`, `^${DO} #Adverb? (#Act|#Verb)`, "^(#Act|#Infinitive)",
    `${WHO} (needs|need|has|have|agreed) to (#Act|#Verb)`, `${WHO} (is|are) to (#Act|#Verb)`,
    "^#Done (to|for|with|of|by)?", "(#Noun|#Plural) to be #Verb", `^${WHO} #Act (#Determiner|#Thing|#Agent)`,
    `(#Noun|and) (to|will) not? #Adverb? (#Act|#Infinitive)`, "recommended that"],
  unmet: [`^${WHO} (has|have|had) (been)? #PastTense`, `^${WHO} (is|was|are|were) #Adverb? (#Adjective|#Gerund)`,
    `^${WHO} #Told (#Determiner|#Agent|#Pronoun|about|with)`] },
  { met: [`${DO} not? #Adverb{0,2} !#Vague #Act`, `^!#Vague #Act`, "#Thing", "#Session", "#Often", "#Done",
    "(attend|complete|apply|refer|visit|call|ring)"],
  unmet: [`^${WHO}? ${DO} #Adverb? #Vague .{0,4}$`] },
  { met: ["(complete|submit|send|share|write|apply|book|register|make|arrange|provide) .{0,4} (#Thing|#Session)",
    "(#Thing|#Done) (completed|done|in place|made|sent)", "(every|each) (#Noun|#WeekDay|#Date)", "#Often", "#Percent",
    "#Value (times|sessions|visits|appointments)", "(refer|apply|enrol|register) .{0,3} (to|for|with|on)",
    `${DO} (not|never) #Verb`, "attend .{0,4} #Session"],
  unmet: [] },
  { met: ["#Date", "#WeekDay", "#Month", "#Often", "#Now", "#Calendar",
    `(within|in|over|for|after|by) the? next? (#Value|a|an) ${UNIT}`, `(each|every|per|next|this) #Noun`,
    "(by|before|until|at|after) the? next? #Meeting", "(once|twice|#Value times) (a|per|each)", "#Value #Often"],
  unmet: ["^#Soon$", "(since|last|ago)"] },
  { met: [`${WHO} (and #Agent)? ${DO} not? #Adverb{0,2} (#Act|#Verb)`, `^${WHO} #Act`, "by the? #Agent$", "#Agent$",
    `${WHO} (needs|need|has|have|agreed) to`, `${WHO} (is|are) to`],
  unmet: [`^${WHO} ${DO} be #PastTense$`] },
];
const ACTIONABLE = 0, MEASURABLE = 1, MEASURE_GIVEN = 2, TIMEFRAME = 3, OWNER = 4;

/** What stands in the lists becomes the words of a plugin, each with all its tags. */
function lexicon(spelt) {
  const words = {};
  for (const line of fs.readFileSync(spelt, "utf8").split("\n")) {
    if (!line.startsWith('{"list"')) continue;
    const list = JSON.parse(line);
    for (const [tag, places] of Object.entries(TAGS)) {
      const takes = places.map((place) => place.split(":")).some(([name, form]) =>
        (list.list === name || list.list.startsWith(name + "/")) && (!form || form === list.form));
      if (takes) for (const term of list.terms) (words[term] = words[term] || []).push(tag);
    }
  }
  return words;
}

function makeScorer(spelt) {
  const parent = { Agent: "Noun", Thing: "Noun", Session: "Noun", Done: "Noun", Meeting: "Noun", Act: "Verb", Vague: "Act",
    Told: "Verb" }; // a tag without one is taken away by the tagger's guesses
  nlp.plugin({ tags: Object.fromEntries(Object.keys(TAGS).map((tag) => [tag, parent[tag] ? { is: parent[tag] } : {}])) });
  nlp.addWords(lexicon(spelt));
  const net = nlp.buildNet(RULES.flatMap((rule, criterion) => ["met", "unmet"].flatMap((says) =>
    rule[says].map((match) => ({ match, criterion, says })))));
  const has = (cell) => {
    const found = { met: Array(RULES.length).fill(false), unmet: Array(RULES.length).fill(false) };
    if (cell !== "") for (const { says, criterion } of nlp(cell).sweep(net).found) found[says][criterion] = true;
    return RULES.map((_, i) => found.met[i] && !found.unmet[i]);
  };
  return ([action, who, byWhen, measure]) => {
    const text = has(action), met = text.slice(), when = has(byWhen), shown = has(measure);
    met[MEASURE_GIVEN] = met[ACTIONABLE] && (text[MEASURE_GIVEN] || shown[MEASURE_GIVEN] || shown[MEASURABLE]);
    met[MEASURABLE] = text[MEASURABLE] || met[MEASURE_GIVEN];
    met[TIMEFRAME] = (met[ACTIONABLE] && text[TIMEFRAME]) || when[TIMEFRAME];
    met[OWNER] = text[OWNER] || has(who).some(Boolean) || who !== "";
    return met;
  };
}

if (process.argv.length !== 6) {
  console.error("usage: compromise.js SPELT ROWS OUT REPEATS");
  process.exit(2);
}
const [spelt, rows, out, repeats] = process.argv.slice(2);
measure(() => makeScorer(spelt), rows, out, Number(repeats));
