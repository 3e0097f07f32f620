/* SPDX-License-Identifier: MIT
 * Two codings of a sample of plans, kept as sums by plan: the figures of agreement, and how far
 * they would move with other plans. Actions of one plan resemble each other, so that plans, not
 * actions, are drawn: the cluster bootstrap (Davison and Hinkley 1997, Bootstrap Methods and their
 * Application; Field and Welsh 2007, Bootstrapping clustered data, Journal of the
 * Royal Statistical Society B 69(3), 369-390). */
#ifndef STATS_SAMPLE_H
#define STATS_SAMPLE_H

#include "base/memory.h"
#include "stats/agreement.h"
#include "stats/interval.h"

enum {
    SAMPLE_CODES = PM_CRITERIA + 1, /* the criteria, and all of them at once (high quality) */
    SAMPLE_FEW = 20,                /* with fewer clusters: jackknife instead of bootstrap */
    SAMPLE_RESAMPLES_LEAST = 100,
    SAMPLE_RESAMPLES_MOST = 100000 /* at 448 bytes each */
};

/* The figures of a code, in this order; of the whole sample, the errors stand behind those of all
 * codes. */
enum {
    FIGURE_FIRST_SHARE,
    FIGURE_SECOND_SHARE,
    FIGURE_ACCURACY,
    FIGURE_PRECISION,
    FIGURE_RECALL,
    FIGURE_F1,
    FIGURE_KAPPA,
    FIGURE_AC1,
    FIGURE_ALPHA,
    FIGURES_OF_CODE,
    /* The mean over rows of |first - second|, each a row's number of met criteria, 0..5. NaN
       without rows. (Willmott and Matsuura 2005, Climate Research 30, 79-82, on this figure.) */
    FIGURE_SCORE_ERROR = SAMPLE_CODES * FIGURES_OF_CODE,
    /* The mean over plans of |mean score by first - mean score by second|, 0..5, each plan counting
       once. Rows without a plan have none; NaN when all are such. */
    FIGURE_PLAN_ERROR,
    SAMPLE_FIGURES
};

typedef struct cluster cluster;

/* 112 bytes a plan, and as much again while they grow. One thread at a time. */
typedef struct sample {
    const pm_allocator *allocator;
    cluster *clusters;
    size_t count, cap;
    size_t rows, alone; /* alone: rows without a plan, each a cluster */
} sample;

void sample_init(sample *s, const pm_allocator *allocator);
void sample_free(sample *s);

/* Counts a row; any number but 0 is a yes. Rows of one plan need not follow each other. With an
 * empty `plan_id` the row is a cluster by itself. Two plans are one when authority and id are
 * equal, or meet in a 64-bit hash. PM_ERR_MEMORY; PM_ERR_LIMIT: the plan has 2^29 rows. */
pm_status sample_add(sample *s, pm_str authority, pm_str plan_id, const int first[PM_CRITERIA],
                     const int second[PM_CRITERIA]);

/* Puts the rows of a plan together and the clusters into an order that depends on what they hold
 * alone: from then on the order of rows does not matter. Call it before what follows; rows may be
 * added later. PM_ERR_LIMIT as above. */
pm_status sample_settle(sample *s);

/* Of the rows to which the first coding says yes, and no: how many independent ones are worth as
 * much, for the share to which the second says the same (share_worth). NaN for fewer than two
 * clusters that have any. */
void sample_worth(const sample *s, int code, double *yes, double *no);

agreement_counts sample_counts(const sample *s, int code);
void sample_figures(const sample *s, double figures[SAMPLE_FIGURES]);

/* Called now and then, with how many of the resamples are done. */
typedef void (*sample_progress_fn)(void *ctx, size_t done, size_t of);

/* `resamples` samples of as many clusters, drawn with replacement; figures[i] gets its percentile
 * interval. PM_ERR_MEMORY, PM_ERR_ARGUMENT: `resamples` beyond its bounds, PM_ERR_LIMIT: 2^32
 * clusters. An empty sample has no intervals. */
pm_status sample_bootstrap(const sample *s, size_t resamples, uint64_t seed,
                           sample_progress_fn progress, void *ctx,
                           interval figures[SAMPLE_FIGURES]);
/* For 1 to SAMPLE_FEW - 1 clusters. */
void sample_jackknife(const sample *s, interval figures[SAMPLE_FIGURES]);

#endif
