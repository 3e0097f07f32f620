/* SPDX-License-Identifier: MIT
 * A share as it would have been found without mistakes, from what is known of the mistakes: marks
 * of many plans, and an evaluation of some that people coded too. */
#ifndef STATS_CORRECTED_H
#define STATS_CORRECTED_H

#include <stdint.h>

#include "stats/share.h"

/* Why a corrected share is not to be trusted. */
enum {
    CORRECTED_WEAK = 1 << 0,      /* sensitivity + specificity below CORRECTED_STRONG */
    CORRECTED_FEW_PLANS = 1 << 1, /* fewer than CORRECTED_PLANS with coded yes, or with coded no */
    CORRECTED_FEW_ACTIONS = 1 << 2, /* fewer than CORRECTED_ACTIONS coded yes, or coded no */
    CORRECTED_CUT = 1 << 3,         /* the estimate lay outside 0..1 */
    CORRECTED_PLANS = 20,
    CORRECTED_ACTIONS = 30
};
#define CORRECTED_STRONG 1.3

typedef struct corrected {
    double share, low, high; /* NaN where they cannot be told */
    double sensitivity, specificity;
    unsigned why; /* CORRECTED_WEAK ... or 0: trusted */
} corrected;

/* (p + Sp - 1) / (Se + Sp - 1) of a share p found with sensitivity Se and specificity Sp (Rogan and
 * Gladen 1978, Estimating prevalence from the results of a screening test, American Journal of
 * Epidemiology 107(1), 71-76), cut to 0..1. NaN unless Se + Sp > 1. */
double corrected_value(double p, double sensitivity, double specificity);

/* Its 95 % interval, where each of the three was found in so many independent things (Lang and
 * Reiczigel 2014, Confidence limits for prevalence of disease adjusted for estimated sensitivity
 * and specificity, Preventive Veterinary Medicine 113(1), 13-22; with (1 - P)^2 in their equation
 * 4, where (1 + P)^2 is printed). The numbers may be effective ones. Cut to 0..1, and widened to
 * hold corrected_value where it does not. NaN where that is NaN, without things, or where it still
 * is after what the method adds. */
share_interval corrected_interval(double p, double n, double sensitivity, double n_yes,
                                  double specificity, double n_no);

/* A share that was found: 0..1, or NaN; in so many plans and actions, which are worth as much as
 * `worth` independent ones (share_worth). */
typedef struct corrected_part {
    double share, worth, actions;
    uint64_t plans;
} corrected_part;

/* `marked`: of actions, those marked yes; `yes`: of those that people coded yes, those marked yes;
 * `no`: of those coded no, those marked no. CORRECTED_WEAK only where both are known. */
corrected corrected_of(const corrected_part *marked, const corrected_part *yes,
                       const corrected_part *no);

/* The same of sums by plan. */
corrected corrected_share(const share_sums *marked, const share_sums *coded_yes,
                          const share_sums *coded_no);

#endif
