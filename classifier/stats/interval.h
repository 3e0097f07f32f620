/* SPDX-License-Identifier: MIT
 * 95 % intervals of a figure from what it comes to in other samples. All figures are finite or NaN;
 * an interval that cannot be told is NaN at both ends. */
#ifndef STATS_INTERVAL_H
#define STATS_INTERVAL_H

#include <stddef.h>

typedef struct interval {
    double low, high;
    double undefined; /* share of the other samples in which the figure is NaN, in 0..1 */
} interval;

/* The percentile interval of a bootstrap: with m defined values and k = (m + 1) / 40 rounded down,
 * the k-th smallest and the k-th largest (Efron and Tibshirani 1993, An Introduction to the
 * Bootstrap). Values that are NaN are left out; under 39 others it cannot
 * be told. Reorders `values`. */
interval interval_percentile(double *values, size_t count);

/* From `count` samples that each leave out one cluster: estimate -+ t * se, where se^2 is
 * (count - 1) / count times the sum of squares about their mean (the jackknife; Efron and
 * Tibshirani 1993) and t the 97.5 % quantile of Student's distribution with count - 1
 * degrees of freedom (Tukey 1958, Bias and confidence in not quite large samples, Annals of
 * Mathematical Statistics 29, 614; for few clusters: Cameron and Miller 2015, A practitioner's
 * guide to cluster-robust inference, Journal of Human Resources 50(2), 317-372). Cut to [least,
 * most], the range of the figure. Cannot be told for one cluster, nor where a sample's figure is
 * NaN: then it hangs on the one cluster that this sample lacks. */
interval interval_jackknife(double estimate, const double *values, size_t count, double least,
                            double most);

/* The 97.5 % quantile of the normal distribution. */
#define INTERVAL_Z 1.9599639845400542

/* That of Student's t, within 1e-6; NaN for 0 degrees of freedom. Up to 19 a table, for more the
 * expansion of Cornish and Fisher (Fisher and Cornish 1960, The percentile points of distributions
 * having known cumulants, Technometrics 2(2), 209-225; Abramowitz and Stegun 1964, 26.7.5). */
double interval_t(size_t freedom);

#endif
