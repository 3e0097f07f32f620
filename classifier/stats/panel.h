/* SPDX-License-Identifier: MIT
 * Several samples of the same plans, in two groups: the mean of each figure over the samples of a
 * group, and how far the two means lie apart. Plans are drawn for all samples at once, since what
 * one plan does to all of them is one chance and not several. */
#ifndef STATS_PANEL_H
#define STATS_PANEL_H

#include "stats/sample.h"

enum {
    PANEL_FIRST,
    PANEL_SECOND,
    PANEL_DIFFERENCE, /* first - second */
    PANEL_PARTS,
    PANEL_FIGURES = SAMPLE_CODES * FIGURES_OF_CODE /* of each part, as in a sample */
};

typedef struct panel_sample {
    const sample *sample; /* settled; for intervals without rows that have no plan */
    int group;            /* PANEL_FIRST or PANEL_SECOND */
} panel_sample;

typedef struct panel {
    const pm_allocator *allocator;
    const panel_sample *samples; /* the caller's */
    size_t count;
    size_t plans;
    const cluster **at; /* owned; plan by plan, of each sample; NULL: it has none of the plan */
} panel;

/* PM_ERR_MEMORY; PM_ERR_LIMIT for 2^32 plans. */
pm_status panel_init(panel *p, const pm_allocator *allocator, const panel_sample *samples,
                     size_t count);
void panel_free(panel *p);

/* A mean is over the samples in which the figure is defined; NaN when it is in none.
 * PM_ERR_MEMORY. */
pm_status panel_figures(const panel *p, double figures[PANEL_PARTS][PANEL_FIGURES]);

/* As sample_bootstrap and sample_jackknife. PM_ERR_MEMORY. */
pm_status panel_bootstrap(const panel *p, size_t resamples, uint64_t seed,
                          sample_progress_fn progress, void *ctx,
                          interval figures[PANEL_PARTS][PANEL_FIGURES]);
pm_status panel_jackknife(const panel *p, interval figures[PANEL_PARTS][PANEL_FIGURES]);

#endif
