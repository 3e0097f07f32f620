/* SPDX-License-Identifier: MIT
 * How many plans to code for an interval of a wanted width: the one that share_clustered would make
 * of them. */
#ifndef STATS_SIZE_H
#define STATS_SIZE_H

#include "stats/share.h"

/* What is assumed of the plans that will be drawn. */
typedef struct size_design {
    double share;   /* 0..1; where nothing is known 0.5, which needs most */
    double actions; /* mean number a plan, above 0 */
    double effect;  /* design effect, at least 1 */
    size_t plans;   /* that there are to draw from, each once at most; 0: very many */
} size_design;

enum { SIZE_MOST = 10000000 }; /* plans in an answer */

/* 1 + ((variation^2 + 1) actions - 1) icc, at least 1: of plans with `actions` on average, whose
 * numbers have the coefficient of variation `variation`, and the intra-plan correlation `icc`
 * (Eldridge, Ashby and Kerry 2006, Sample size for cluster randomized trials: effect of coefficient
 * of variation of cluster size and analysis method, International Journal of Epidemiology 35(5),
 * 1292-1300). */
double size_effect(double actions, double variation, double icc);

/* As plans that are there already have it: share_ratio, mean number, share_design_effect. All NaN
 * for fewer than two plans. */
size_design size_like(const share_sums *s);

/* Low and high end of the 95 % interval of m plans: Wilson's with m * actions / effect * (z / t)^2
 * independent actions, t with m - 1 degrees of freedom, by 1 - m / plans where these are known (the
 * finite population correction: Cochran 1977, Sampling Techniques, 3rd ed., 2.6). NaN for fewer
 * than two plans and for what is not a design. */
share_interval size_interval(const size_design *d, size_t m);

/* The fewest plans whose interval is at most `width` wide, from end to end. 0: not a design, a
 * width that is not above 0, or more than SIZE_MOST. */
size_t size_plans(const size_design *d, double width);

#endif
