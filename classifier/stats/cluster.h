/* SPDX-License-Identifier: MIT
 * What is kept of a plan, and what sums of plans come to; for sample.c and panel.c. */
#ifndef STATS_CLUSTER_H
#define STATS_CLUSTER_H

#include "stats/sample.h"

/* The sums of a cluster; a resample only adds these. */
enum {
    SUM_ROWS,
    SUM_PLANS,       /* 1, or 0 for a row without a plan */
    SUM_SCORE_ERROR, /* over the rows */
    SUM_CODES,       /* both yes, first only, second only: three a code */
    SUMS = (SUM_CODES + 3 * SAMPLE_CODES + 3) / 4 * 4 /* whole vectors of 32-bit sums */
};

struct cluster {
    uint64_t plan;     /* hash of its name; not used for a row without a plan */
    double plan_error; /* set when settled */
    uint32_t sum[SUMS];
};

typedef struct totals {
    uint64_t sum[SUMS];
    double plan_error;
} totals;

void totals_add(totals *t, const cluster *c);
/* All figures; figures[i * apart]: the columns of a table with one column a sample. */
void totals_figures(const totals *t, double *figures, size_t apart);
/* The least that a figure can be. */
double figure_least(size_t figure);

#endif
