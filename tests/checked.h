/* SPDX-License-Identifier: MIT
 * Plans written inside a test, checked by a small pack or the built-in one, and what was found as
 * one text that a test can compare. */
#ifndef TESTS_CHECKED_H
#define TESTS_CHECKED_H

#include <stdarg.h>

#include "planmark/audit.h"
#include "tests/small_pack.h"

/* Tells every verdict by a rule that is easy to steer: an act, a document, a number, a date, an
 * agent. */
#define CHECKED_PACK                                                                               \
    "name: small\nversion: 1.0.0\nunsure-below: 0.8\n"                                             \
    "criteria:\n"                                                                                  \
    "  actionable: {hint: \"H actionable\"}\n"                                                     \
    "  measure_given: {requires: actionable, hint: \"H measure given\"}\n"                         \
    "  measurable: {hint: \"H measurable\"}\n"                                                     \
    "  timeframe: {hint: \"H timeframe\"}\n"                                                       \
    "  owner: {hint: \"H owner\"}\n"                                                               \
    "columns: {who: owner, by_when: timeframe, measure: measure_given}\n"                          \
    "kinds: {owner: {lists: agents, else: somebody}, timeframe: {else: window}}\n"                 \
    "confidence:\n"                                                                                \
    "  actionable: {nothing: 0.95, near: 0.95}\n"                                                  \
    "  measurable: {nothing: 0.95, near: 0.95, nothing-unactionable: 0.5}\n"                       \
    "  measure_given: {nothing: 0.95, near: 0.95, link: 0.95}\n"                                   \
    "  timeframe: {nothing: 0.95, near: 0.6, nothing-unactionable: 0.95}\n"                        \
    "  owner: {nothing: 0.95, near: 0.95, nothing-unactionable: 0.6}\n"

#define CHECKED_RULE(id, criterion, says, in, match, more)                                         \
    "- {id: " criterion "." id ", criterion: " criterion ", says: " says ", in: " in               \
    ", match: '" match "', why: w" more "}\n"

#define CHECKED_RULES                                                                              \
    "rules:\n" CHECKED_RULE("act", "actionable", "met", "text", "{verbs/act}", "") CHECKED_RULE(   \
        "was", "actionable", "near", "text", "was", ", finding: actionable.past")                  \
        CHECKED_RULE("document", "measurable", "met", "text", "{docs}", "")                        \
            CHECKED_RULE("number", "measure_given", "met", "measure", "<num>", "") CHECKED_RULE(   \
                "day", "timeframe", "met", "[text, by_when]", "time:<date>", ", kind: date")       \
                CHECKED_RULE("weekly", "timeframe", "met", "[text, by_when]", "weekly",            \
                             ", kind: recurrence")                                                 \
                    CHECKED_RULE("asap", "timeframe", "near", "by_when", "soon:asap",              \
                                 ", finding: timeframe.filler, hint: 'not {soon}'")                \
                        CHECKED_RULE("in-text", "owner", "met", "text", "owner:{agents} to", "")   \
                            CHECKED_RULE("who", "owner", "met", "who", "owner:{agents}", "")       \
                                CHECKED_RULE("tbc", "owner", "near", "who", "tbc",                 \
                                             ", finding: owner.open")

/* Every level differs from what a pack without the file has. */
#define CHECKED_FINDINGS                                                                           \
    "findings:\n"                                                                                  \
    "  actionable.none: {level: error, says: \"S no act\", hint: \"unused\"}\n"                    \
    "  actionable.past: {level: warning, says: \"S past\"}\n"                                      \
    "  measurable.none: {level: warning, says: \"S no document\"}\n"                               \
    "  measure_given.none: {level: note, says: \"S no number\"}\n"                                 \
    "  timeframe.filler: {level: error, says: \"S filler\"}\n"                                     \
    "  owner.open: {level: error, says: \"S open\"}\n"                                             \
    "  timeframe.before-plan: {level: warning, says: \"S before\", hint: h, kinds: [date]}\n"      \
    "  timeframe.impossible-day: {level: error, says: \"S impossible\"}\n"                         \
    "  plan.no-actions: {level: warning, says: \"S empty\", hint: \"H empty\"}\n"                  \
    "  plan.one-deadline: {level: warning, says: \"S one\", kinds: [date], least: 3}\n"            \
    "  plan.repeated-action: {level: warning, says: \"S again\"}\n"                                \
    "  plan.generic-owners: {level: warning, says: \"S generic\", kinds: [school], least: 2}\n"    \
    "  plan.one-parent: {level: warning, says: \"S parent\", kinds: [parents, health], least: "    \
    "3}\n"

static inline pm_status checked_pack(const pm_allocator *a, const char *findings, told *t,
                                     pm_pack **out) {
    pm_pack_file files[SMALL_LISTS + 3];
    pm_options options = {sizeof options, a, t != NULL ? told_note : NULL, t};
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("pack.yaml", CHECKED_PACK);
    files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", CHECKED_RULES);
    files[SMALL_LISTS + 2] = FILE_OF("findings.yaml", findings);
    return pm_pack_compile(&options, STR("small"), files, SMALL_LISTS + 3, out);
}

/* ---- plans ---- */

enum { CHECKED_MOST = 32 };
typedef struct checked_plan {
    pm_plan plan;
    pm_plan_action actions[CHECKED_MOST];
} checked_plan;

/* Cells of one action: action, who, by when, measure. */
typedef const char *checked_cells[PM_COLUMNS];

static inline const pm_plan *checked_fill(checked_plan *p, const char *id, const char *date,
                                          checked_cells *cells, size_t count) {
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < count && i < CHECKED_MOST; i++) {
        for (int c = 0; c < PM_COLUMNS; c++) {
            p->actions[i].action.cell[c] = str_from(cells[i][c]);
        }
    }
    p->plan = (pm_plan){.plan_id = str_from(id),
                        .authority = STR("LA1"),
                        .plan_date = str_from(date),
                        .action_count = count,
                        .actions = p->actions};
    return &p->plan;
}

/* ---- what was found ---- */

static const char *const checked_level[PM_LEVELS] = {"off", "note", "warning", "error"};

/* "0 owner.none error, - plan.no-actions warning"; "?" behind the level: unsure. */
static inline const char *checked_list(const pm_finding *findings, size_t count) {
    static char out[8192];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && len < sizeof out - 200; i++) {
        const pm_finding *f = &findings[i];
        char place[24] = "-";
        if (f->action >= 0) {
            snprintf(place, sizeof place, "%td", f->action);
        }
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%s %.*s %s%s", i != 0 ? ", " : "",
                                place, (int)f->id.len, f->id.data, checked_level[f->level],
                                f->unsure ? "?" : "");
    }
    return out;
}

#endif
