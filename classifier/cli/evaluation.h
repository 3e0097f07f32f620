/* SPDX-License-Identifier: MIT
 * Gold against tool: counting, in the whole and by the values of one column, and telling it. */
#ifndef CLI_EVALUATION_H
#define CLI_EVALUATION_H

#include "cli/page.h"

enum { FIGURE_HIGH_QUALITY = PM_CRITERIA, FIGURES }; /* the five criteria, and all five at once */

typedef struct tally {
    size_t rows;
    pm_confusion of[FIGURES];
} tally;

typedef struct tally_group {
    pm_str value; /* lies behind the group, in the same block */
    tally tally;
} tally_group;

typedef struct evaluation {
    pm_str by; /* the column of the groups; empty for none */
    tally all;
    tally_group **groups; /* owned; sorted by value, bytewise */
    size_t count, cap;
} evaluation;

void evaluation_free(evaluation *e);

/* Counts a row, in the group of `value` too when there are groups. PM_ERR_MEMORY. */
pm_status evaluation_add(evaluation *e, pm_str value, const int gold[PM_CRITERIA],
                         const int tool[PM_CRITERIA]);

/* "high_quality" behind the criteria. */
const char *figure_name(int figure);

void evaluation_table(const evaluation *e, page *p);
void evaluation_csv(const evaluation *e, page *p);
/* Keys without braces: "all", and with groups "by" and "groups". */
void evaluation_json(const evaluation *e, page *p);

#endif
