/* SPDX-License-Identifier: MIT
 * What the files of the gate share about the plan at hand. */
#ifndef GATE_PARTS_H
#define GATE_PARTS_H

#include "base/sha256.h"
#include "gate/gate.h"

/* A day; 0 for what is not told. */
typedef struct day {
    unsigned year, month, day;
} day;

/* A date in a cell that no calendar has, or that may lie before the plan. */
typedef struct noted_date {
    pm_column column;
    bool impossible;
    day day;
    size_t start, end; /* bytes of the cell */
} noted_date;

/* What an action comes to by itself, whatever its plan and the settings are. It holds no text. */
typedef struct action_note {
    uint16_t finding[PM_CRITERIA]; /* of what is not met */
    uint64_t who;                  /* hash of the words of the who column */
    uint64_t rest;                 /* of those of the columns of time and measure */
    uint64_t deadline;    /* of its time: a day or words; 0: none, or of no kind that counts */
    uint64_t owner_kinds; /* bits */
    size_t date_count;
    noted_date dates[];
} action_note;

/* What the plan as a whole is judged by, of one action. */
typedef struct action_facts {
    uint64_t who, rest, deadline, owner_kinds; /* as in its note */
    bool has_words;
    char digest[SHA256_HEX + 1]; /* of the action in its plan */
    size_t same_before;          /* actions of the plan before it with the same digest */
    size_t repeat;               /* what its finding as a repetition is numbered by */
} action_facts;

/* The findings as they are made. */
typedef struct found_list {
    pm_finding *items;
    size_t count, cap;
    bool no_memory;
} found_list;

typedef struct plan_work {
    gate *g;
    const pm_plan *plan;
    char digest[PLAN_DIGEST]; /* of the plan; empty: of all plans together */
    sha256 begun;             /* what is of the plan in digests of its actions */
    struct {
        ptrdiff_t action; /* -1: none */
        sha256 begun;     /* what is of the action in fingerprints of its findings */
    } printed;            /* last */
    day date;             /* of the plan */
    action_facts *facts;  /* one an action, and one more */
    pm_checked_action *actions;
    size_t count; /* actions so far */
    found_list found;
    size_t met[PM_CRITERIA], high_quality, score;
} plan_work;

/* gate.c: appends a finding of the list with its level; NULL when memory ends, or when it is off
 * and no baseline needs to know that it is there. */
pm_finding *work_add(plan_work *w, uint16_t finding, ptrdiff_t action, bool unsure);
/* The evidence, kept for as long as the findings are; NULL for NULL, or when memory ends. */
const pm_evidence *work_keep(plan_work *w, const pm_evidence *e);

pm_str gate_finding_id(const gate *g, size_t i);
/* Tells what is wrong with a setting or an override: PM_ERR_ARGUMENT. */
pm_status gate_fault(reporter *report, const char *what);

/* answered.c: gives every finding its fingerprint and state; *resolved are the entries that none
 * has. */
pm_finding *work_settle(plan_work *w, size_t *resolved);
/* Of all plans so far. */
size_t gate_resolved(const gate *g);
/* As if a plan had not been looked at. */
void gate_forget_entries(gate *g, const char *plan);
/* Remembers the findings of a plan; false: no memory. */
bool gate_keep(gate *g, plan_work *w);
/* What all plans together came to before is not what they come to now. */
void gate_forget_whole(gate *g);

/* action.c: scores the next action and tells what it lacks. */
pm_status work_action(plan_work *w, const pm_plan_action *given);

/* whole.c: what a plan lacks as a whole, by the facts of its actions. */
void work_whole(plan_work *w);
/* Mean score and share of high quality against what is asked for. */
void work_figures(plan_work *w, size_t actions, size_t score, size_t high_quality);

/* days.c: the first date in a text that has a year; zeros when there is none. */
pm_status day_read(pm_str text, arena *memory, day *out);
/* Is it one to be noted? */
bool day_is_noted(const token *t);
noted_date day_note(const text *t, const token *date, pm_column column);
/* Does one of them lie before the plan? */
bool days_lie_before(const plan_work *w, const action_note *n);
/* Tells of days that no calendar has, and of dates before the plan's: for these the action has to
 * be the one that the scorer marked last. */
void work_days(plan_work *w, const action_note *n, ptrdiff_t action);

/* fingerprint.c */
/* Of the plan: its digest, and what others begin with. */
void plan_begin_digests(plan_work *w);
/* Words of a cell without case, marks and spacing: their hash, 0 for none. */
uint64_t words_hash(pm_str folded);
/* false: it has no words. */
bool action_digest(const plan_work *w, pm_str folded, char out[SHA256_HEX + 1]);
/* `about`: the fingerprint of the finding that this one is about, or "". */
void finding_print(plan_work *w, pm_finding *f, const char *about);

/* The kinds in a list joined by ';', as bits. */
uint64_t kinds_of_names(const image_header *image, pm_str joined);

#endif
