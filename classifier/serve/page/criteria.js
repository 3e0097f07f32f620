// SPDX-License-Identifier: MIT
// What the five criteria are called and mean, in the words of somebody who writes plans. The service may have better
// words, those of its pack; until they come, and where it has none, these stand.

export const criteria = [
    {
        id: "actionable",
        name: "Actionable",
        asks: "Is something to be done?",
        means: "The words say what somebody is to do, or what is to happen. They do not only tell how things are, or "
            + "what has been done.",
        met: "“Mum to see the GP”",
        unmet: "“Mum has seen the GP”",
    },
    {
        id: "measurable",
        name: "Measurable",
        asks: "Could somebody see whether it was done?",
        means: "When the time comes, anybody could say that it was done or that it was not. Words such as support, "
            + "encourage or explore leave that open.",
        met: "“Dad to attend the drop-in”",
        unmet: "“School to support Leah”",
    },
    {
        id: "measure_given",
        name: "Measure given",
        asks: "Is it said what will show that it was done?",
        means: "An amount, how often, or a named thing that is completed: a form, a referral, a course.",
        met: "“Dad to attend all eight sessions”",
        unmet: "“Dad to attend the drop-in”",
    },
    {
        id: "timeframe",
        name: "Timeframe",
        asks: "Is it said by when, or how often?",
        means: "A date, a length of time, a meeting, an event, or how often. “Ongoing” and “regularly” leave it "
            + "open.",
        met: "“by the next core group”",
        unmet: "“ASAP”",
    },
    {
        id: "owner",
        name: "Owner",
        asks: "Is it said who does it?",
        means: "A person, a role, a service or a group is to do it. Somebody for whom it is done is not its owner.",
        met: "“Mum will ring the GP”",
        unmet: "“Mum to be referred”",
    },
];

// Takes the words of the service's pack where it has any.
export function define(rules) {
    for (const served of Array.isArray(rules?.criteria) ? rules.criteria : []) {
        const own = criteria.find((c) => c.id === served.id);
        const words = {...served, name: served.title && capital(served.title)};
        for (const key of ["name", "means", "met", "unmet"]) {
            if (own && typeof words[key] === "string" && words[key] !== "") {
                own[key] = curly(words[key]);
            }
        }
    }
}

export function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

// Quotes as they are set, where the pack has those of a typewriter.
export function curly(text) {
    return text.replace(/"([^"]*)"/g, "“$1”");
}
