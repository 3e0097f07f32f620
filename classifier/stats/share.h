/* SPDX-License-Identifier: MIT
 * Shares of actions and means over a sample of plans, with 95 % intervals that know that actions of
 * one plan resemble each other: plans, not actions, were drawn. Sums over plans are all that is
 * kept. An interval that cannot be told is NaN at both ends. */
#ifndef STATS_SHARE_H
#define STATS_SHARE_H

#include <stddef.h>

typedef struct share_interval {
    double low, high;
} share_interval;

/* Of the plans that were added; {0} to begin with. Whole numbers add up exactly to 2^53. */
typedef struct share_sums {
    size_t plans;
    double n, y;
    double nn, ny, yy; /* sums of products */
} share_sums;

/* A plan: `n` actions that came to `y`, both finite and n >= 0. For a share y of n are yes, 0 <= y
 * <= n; for a mean y is any sum. A plan with n = 0 adds nothing. */
void share_add(share_sums *s, double n, double y);

/* In what follows m is the number of plans.
 *
 * share_ratio: R = sum y / sum n; NaN without actions. Each action counts the same.
 *
 * share_variance: of R over plans, m / (m - 1) * sum (y - R n)^2 / (sum n)^2 (Cochran 1977,
 * Sampling Techniques, 3rd ed., 6.4: the ratio estimator, linearised). NaN for fewer than two
 * plans.
 *
 * share_effective: the effective number of actions, sum n / design effect. The design effect is
 * share_variance by R (1 - R) / sum n, that of independent actions (Kish 1965, Survey
 * Sampling, 8.2), and taken to be at least 1; with R = 0 or 1, where both are 0, that of plans that
 * are all alike, so that the effective number is m. NaN for fewer than two plans.
 *
 * share_design_effect: sum n / share_effective. */
double share_ratio(const share_sums *s);
double share_variance(const share_sums *s);
double share_design_effect(const share_sums *s);
double share_effective(const share_sums *s);

/* Of independent actions: (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), p =
 * yes / n (Wilson 1927, Probable inference, the law of succession, and statistical inference,
 * Journal of the American Statistical Association 22, 209-212). Within 0..1; n may be an effective
 * number. NaN unless n > 0. */
share_interval share_wilson(double yes, double n);

/* Of plans: Wilson's of R with share_effective * (z / t)^2 actions, where t has m - 1 degrees of
 * freedom (Korn and Graubard 1998, Confidence intervals for proportions with small expected number
 * of positive counts estimated from survey data, Survey Methodology 24(2), 193-201, of another
 * interval; Dean and Pagano 2015, Evaluating confidence interval methods for binomial proportions
 * in clustered surveys, Journal of Survey Statistics and Methodology 3(4), 484-503, of this one).
 * NaN for fewer than two plans. */
share_interval share_clustered(const share_sums *s);

/* R -+ t sqrt(share_variance), cut to [least, most], the range of the figure; t with m - 1 degrees
 * of freedom. NaN for fewer than two plans. */
share_interval mean_clustered(const share_sums *s, double least, double most);

/* Of two counts a and b out of the same plans, of which n = a + b and y = a were added: a / b, and
 * the ends R / (1 - R) of the share's interval. NaN where there is no b, and for an end without
 * end.
 */
double odds_of(const share_sums *s);
share_interval odds_clustered(const share_sums *s);

#endif
