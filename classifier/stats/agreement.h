/* SPDX-License-Identifier: MIT
 * Agreement of two codings of the same things with yes or no: pure arithmetic on a 2 x 2 table.
 *
 *                 second yes   second no
 *     first yes       a            b          n = a + b + c + d
 *     first no        c            d
 *
 * The first coding is taken for the truth by precision, recall and F1; the other figures treat both
 * alike. */
#ifndef STATS_AGREEMENT_H
#define STATS_AGREEMENT_H

#include <stddef.h>

typedef struct agreement_counts {
    size_t both_yes, first_only, second_only, both_no; /* a, b, c, d */
} agreement_counts;

/* Counts one thing; any number but 0 is a yes. */
void agreement_add(agreement_counts *t, int first, int second);

/* Each figure is NaN where its formula divides by nothing.
 *
 * accuracy: (a + d) / n, in 0..1: Cohen's "proportion of agreement" p_o.
 *
 * precision, recall: a / (a + c) and a / (a + b), in 0..1 (van Rijsbergen 1979, chapter 7).
 *
 * f1: 2a / (2a + b + c), in 0..1: their harmonic mean, 1 - E with equal weights (the same chapter).
 * Defined whenever anything is a yes, so it is 0, not NaN, when no yes is common to both.
 *
 * kappa: (p_o - p_e) / (1 - p_e), in -1..1, where p_e = ((a+b)(a+c) + (c+d)(b+d)) / n^2 is the
 * agreement that the margins alone would bring (Cohen 1960). NaN when both codings are the same
 * single answer throughout: then p_e is 1 and chance explains everything.
 *
 * ac1: (p_o - p_e) / (1 - p_e), in -1..1, where p_e = 2 q (1 - q) and q = (2a + b + c) / 2n is the
 * mean share of yes (Gwet 2008, two raters and two categories). p_e is at most 1/2, so AC1 is 1
 * when both codings are the same single answer throughout; NaN only for n 0.
 *
 * alpha: 1 - (2n - 1)(b + c) / ((2a + b + c)(2d + b + c)), in -1..1: nominal, two coders, no value
 * missing (Krippendorff 2011, whose n is 2n here). NaN when both codings are the same single answer
 * throughout: without variation nothing shows that the coders could tell yes from no, and the
 * formula divides by nothing. Some programs print 0 or 1 there; neither comes out of the formula.
 *
 * shares: of yes, the prevalence: first (a + b) / n, second (a + c) / n, in 0..1.
 *
 * Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
 * Measurement 20(1), 37-46. Gwet, K. L. (2008). Computing inter-rater reliability and its variance
 * in the presence of high agreement. British Journal of Mathematical and Statistical Psychology
 * 61(1), 29-48. Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
 * Pennsylvania, Annenberg School for Communication. van Rijsbergen, C. J. (1979). Information
 * Retrieval, 2nd ed., Butterworths. */
double agreement_accuracy(const agreement_counts *t);
double agreement_precision(const agreement_counts *t);
double agreement_recall(const agreement_counts *t);
double agreement_f1(const agreement_counts *t);
double agreement_kappa(const agreement_counts *t);
double agreement_ac1(const agreement_counts *t);
double agreement_alpha(const agreement_counts *t);
double agreement_first_share(const agreement_counts *t);
double agreement_second_share(const agreement_counts *t);

#endif
