/* SPDX-License-Identifier: MIT
 * How often verdicts of a kind are right, from counts; and how well such numbers told beforehand
 * what came. Pure arithmetic. */
#ifndef STATS_CALIBRATION_H
#define STATS_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tally {
    size_t right, all;
} tally;

/* A few cases prove little: the share `right` / `all` is drawn towards what is known of like cases,
 * as if CALIBRATION_WEIGHT more of those had been seen (the m-estimate: Cestnik 1990, Estimating
 * probabilities: a crucial task in machine learning, Proceedings of ECAI-90, 147-149). Between the
 * share and `towards`, both in 0..1; `towards` itself when `all` is 0. */
enum { CALIBRATION_WEIGHT = 10 };
double calibration_share(tally t, double towards);
/* The same with nothing known but that right and wrong both happen: (right + 1) / (all + 2), in
 * 0..1 without its ends (Laplace's rule of succession). */
double calibration_alone(tally t);
/* In whole hundredths, as it is written: at least 1 and at most 99, since nothing is certain. */
int calibration_hundredths(double share);

/* The greatest threshold, in hundredths, below which at most `most` (0..1) of the verdicts lie;
 * `count[h]` of them have a confidence of h hundredths. 0 without verdicts. */
enum { HUNDREDTHS = 101 };
int calibration_threshold(const size_t count[HUNDREDTHS], double most);

enum { RELIABILITY_BINS = 10 }; /* of equal width; the last one holds 1 too */

typedef struct reliability {
    struct {
        tally verdicts;
        double predicted; /* the sum of confidences */
    } bin[RELIABILITY_BINS];
    tally sure, flagged;
    double squares; /* sum of (confidence - outcome)^2 */
} reliability;

/* `confidence` in 0..1; `flagged`: told to be unsure. */
void reliability_add(reliability *r, double confidence, bool right, bool flagged);
/* Each is NaN without verdicts.
 * error  the mean over verdicts of |share right - mean confidence| of their bin, in 0..1: the
 *        expected calibration error (Naeini, Cooper and Hauskrecht 2015, Obtaining well calibrated
 *        probabilities using Bayesian binning, AAAI-15).
 * brier  the mean of (confidence - outcome)^2, in 0..1 (Brier 1950, Verification of forecasts
 *        expressed in terms of probability, Monthly Weather Review 78(1), 1-3, over one of the two
 *        outcomes: half of his sum over both). */
double reliability_error(const reliability *r);
double reliability_brier(const reliability *r);
double reliability_predicted(const reliability *r); /* mean confidence */
tally reliability_all(const reliability *r);

#endif
