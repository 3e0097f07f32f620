/* SPDX-License-Identifier: MIT
 * Several coders of one sample: gold, the tool and each coder compared two by two. */
#ifndef CLI_CODERS_H
#define CLI_CODERS_H

#include "program/options.h"
#include "program/page.h"
#include "cli/verdicts.h"

enum {
    CODERS_MOST = OPTION_LIST_MOST,
    CODER_GOLD = 0,
    CODER_TOOL = 1,
    CODER_FIRST = 2, /* the first coder's file */
    CODERS_ALL = CODER_FIRST + CODERS_MOST
};

/* pair[i][j], i < j: the comparison of two of them on the rows that both coded; NULL: none. */
typedef struct coders {
    option_list files; /* their names, as given */
    verdict_table table[CODERS_MOST];
    pm_comparison *pair[CODERS_ALL][CODERS_ALL]; /* owned */
    const pm_options *options;
    pm_interval_options intervals;
    bool names_withheld; /* files are told by their number */
} coders;

void coders_free(coders *c);
/* Has gold a row in common with any coder? */
bool coders_compared(const coders *c);

/* Counts a row: `tool` is NULL when there is no verdict of the tool on it. PM_ERR_MEMORY,
 * PM_ERR_LIMIT. */
pm_status coders_add(coders *c, const pm_row *row, pm_str plan_id, const int gold[PM_CRITERIA],
                     const int *tool);

/* Each finds the figures pair by pair: PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status coders_table(const coders *c, page *p);
pm_status coders_csv(const coders *c, page *p);
/* "coders":{...}, a key without braces. */
pm_status coders_json(const coders *c, page *p);

#endif
