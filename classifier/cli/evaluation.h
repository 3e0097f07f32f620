/* SPDX-License-Identifier: MIT
 * Gold against tool: counting, in the whole and by the values of one column, and telling it. */
#ifndef CLI_EVALUATION_H
#define CLI_EVALUATION_H

#include "program/page.h"
#include "cli/progress.h"

typedef enum figures_format { FIGURES_TABLE, FIGURES_CSV, FIGURES_JSON } figures_format;

/* "high_quality" behind the criteria; `code` is below PM_CODES. */
const char *code_name(int code);
const char *method_name(pm_interval_method method); /* "bootstrap" ... */

/* How intervals were made, a line; nothing for PM_INTERVAL_NONE. */
void intervals_line(page *p, pm_interval_method method, const pm_interval_options *o);

typedef struct evaluation_group {
    pm_str value; /* lies behind the group, in the same block */
    pm_comparison *comparison;
} evaluation_group;

typedef struct evaluation {
    pm_str by;                 /* the column of the groups; empty for none */
    const pm_options *options; /* of the comparisons; NULL: defaults */
    pm_interval_options intervals;
    progress *progress; /* is told the progress, group by group; NULL: nobody */
    pm_comparison *all; /* owned; NULL before the first row */
    size_t rows;
    evaluation_group **groups; /* owned; sorted by value, bytewise */
    size_t count, cap;
    /* Set by telling. */
    size_t plans, alone; /* of all rows: plans, and rows without one */
    size_t few;          /* groups with intervals or none from fewer than PM_FEW_PLANS plans */
} evaluation;

void evaluation_free(evaluation *e);

/* Counts a row, in the group of `value` too when there are groups. `plan_id` is empty for a row
 * without a plan. PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status evaluation_add(evaluation *e, pm_str value, pm_str authority, pm_str plan_id,
                         const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]);

/* Each finds the figures of one block after the other: PM_ERR_MEMORY, PM_ERR_LIMIT. Needs a row. */
pm_status evaluation_table(evaluation *e, page *p);
pm_status evaluation_csv(evaluation *e, page *p);
/* Keys without braces: "intervals", "all", and with groups "by" and "groups". */
pm_status evaluation_json(evaluation *e, page *p);

#endif
