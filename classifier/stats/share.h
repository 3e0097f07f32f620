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

/* Of the plans that were added; {0} to begin with. All but the last add up whole numbers exactly to
 * 2^53; for the last one's sake plans are to be added in the same order always. */
typedef struct share_sums {
    size_t plans;
    double n, y;
    double nn, ny, yy; /* sums of products */
    double yy_n;       /* sum of y^2 / n */
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
 * share_icc: for shares, how alike actions of one plan are: (B - W) / (B + (k - 1) W), where B =
 * (sum y^2 / n - (sum y)^2 / sum n) / (m - 1) and W = (sum y - sum y^2 / n) / (sum n - m) are the
 * mean squares between and within plans, and k = (sum n - sum n^2 / sum n) / (m - 1) (the analysis
 * of variance: Ridout, Demetrio and Firth 1999, Estimating intraclass correlation for binary data,
 * Biometrics 55(1), 137-148). Cut to 0..1. NaN for fewer than two plans, where no plan has two
 * actions, and where the share is 0 or 1.
 *
 * share_design_effect: for shares, by how much plans raise V = R (1 - R) / sum n, the variance of
 * independent actions (Kish 1965, Survey Sampling, 8.2): the largest of 1, of share_variance / V,
 * and of 1 + (sum n^2 / sum n - 1) share_icc (Eldridge, Ashby and Kerry 2006, Sample size for
 * cluster randomized trials: effect of coefficient of variation of cluster size and analysis
 * method, International Journal of Epidemiology 35(5), 1292-1300). The second alone is too small
 * too often where few actions are of one kind; one that rests on a model mends that (Franco,
 * Little, Louis and Slud 2019, Comparative study of confidence intervals for proportions in complex
 * sample surveys, Journal of Survey Statistics and Methodology 7(3), 334-364). With R = 0 or 1,
 * where nothing can be seen, that of plans that are all alike, sum n / m. NaN for fewer than two
 * plans.
 *
 * share_effective: the effective number of actions, sum n / share_design_effect.
 *
 * share_worth: that number times (z / t)^2, where t has m - 1 degrees of freedom: of so many
 * independent actions an interval by z is as wide as it is to be (Korn and Graubard 1998,
 * Confidence intervals for proportions with small expected number of positive counts estimated from
 * survey data, Survey Methodology 24(2), 193-201). */
double share_ratio(const share_sums *s);
double share_variance(const share_sums *s);
double share_icc(const share_sums *s);
double share_design_effect(const share_sums *s);
double share_effective(const share_sums *s);
double share_worth(const share_sums *s);

/* Of independent actions: (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), p =
 * yes / n (Wilson 1927, Probable inference, the law of succession, and statistical inference,
 * Journal of the American Statistical Association 22, 209-212). Within 0..1; n may be an effective
 * number. NaN unless n > 0. */
share_interval share_wilson(double yes, double n);

/* Of plans: Wilson's of R with share_worth actions (Dean and Pagano 2015, Evaluating confidence
 * interval methods for binomial proportions in clustered surveys, Journal of Survey Statistics and
 * Methodology 3(4), 484-503). NaN for fewer than two plans. */
share_interval share_clustered(const share_sums *s);

/* R -+ t sqrt(share_variance), cut to [least, most], the range of the figure; t with m - 1 degrees
 * of freedom. NaN for fewer than two plans. */
share_interval mean_clustered(const share_sums *s, double least, double most);

/* Of two counts a and b out of the same plans, of which n = a + b and y = a were added: a / b, and
 * the ends R / (1 - R) of the share's interval. NaN where there is no b, and for an end
 * that there is none of. */
double odds_of(const share_sums *s);
share_interval odds_clustered(const share_sums *s);

#endif
