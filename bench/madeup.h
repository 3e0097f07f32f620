/* SPDX-License-Identifier: MIT
 * Made-up plans, row after row. The same seed gives the same bytes on every machine: integers only,
 * an own generator of numbers, no locale. */
#ifndef BENCH_MADEUP_H
#define BENCH_MADEUP_H

#include "base/strings.h"

enum { PLAN_BINDINGS = 6 };

typedef enum plan_format { PLAN_JSONL, PLAN_CSV } plan_format;

/* A cell is empty when it has no bytes. */
typedef struct plan_row {
    uint64_t plan, number; /* from 1 */
    buffer cell[PM_COLUMNS];
} plan_row;

typedef struct word_choice word_choice; /* a list of words.c, cut at its bars */
typedef struct voice voice;

typedef struct plan_source {
    uint64_t state;   /* of the random numbers */
    unsigned stretch; /* length of an action in percent of the corpus's */
    arena memory;
    word_choice *choices; /* sorted by name */
    size_t choice_count;
    buffer bound[PLAN_BINDINGS]; /* the people of the plan at hand */
    const voice *voice;
    bool curly;    /* apostrophes as a word processor writes them */
    uint64_t left; /* actions of the plan at hand still to come */
    buffer best, trial;
    plan_row row;
} plan_source;

/* false: memory ended, or a word list names another that is not there. Free it in any case. */
bool madeup_init(plan_source *s, uint64_t seed, unsigned stretch);
void madeup_free(plan_source *s);

/* The next row; lives until the next call. NULL when memory ends. */
const plan_row *madeup_next(plan_source *s);

/* As a line of a file. `id` names the plan. CSV begins with madeup_heading. */
void madeup_heading(plan_format format, buffer *out);
void madeup_write(plan_format format, pm_str id, uint64_t number, const pm_str cell[PM_COLUMNS],
                  buffer *out);
void madeup_write_row(plan_format format, const plan_row *row, buffer *out);

#endif
