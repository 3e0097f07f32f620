/* SPDX-License-Identifier: MIT
 * Keeps true: only + - * and /, so that the same plans give the same bits everywhere; the estimate
 * lies within its interval, and both within 0..1. */
#include "stats/corrected.h"

#include <math.h>

#include "stats/interval.h"
#include "stats/root.h"

static const share_interval untold = {(double)NAN, (double)NAN};

static double cut(double x) {
    return x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
}

static double uncut(double p, double sensitivity, double specificity) {
    double strength = sensitivity + specificity - 1.0;
    return strength > 0.0 ? (p + specificity - 1.0) / strength : (double)NAN;
}

double corrected_value(double p, double sensitivity, double specificity) {
    double value = uncut(p, sensitivity, specificity);
    return isnan(value) ? value : cut(value);
}

/* A share of n things, `added` more of either kind. */
typedef struct share_of {
    double p, n;
} share_of;

static share_of add_to(double p, double n, double added) {
    return (share_of){(p * n + added) / (n + 2.0 * added), n + 2.0 * added};
}

static double variance(share_of s) {
    return s.p * (1.0 - s.p) / s.n;
}

share_interval corrected_interval(double p, double n, double sensitivity, double n_yes,
                                  double specificity, double n_no) {
    double value = corrected_value(p, sensitivity, specificity), z2 = INTERVAL_Z * INTERVAL_Z;
    if (isnan(value) || !(n > 0.0 && n_yes > 0.0 && n_no > 0.0)) {
        return untold;
    }
    share_of found = add_to(p, n, z2 / 2.0);
    share_of yes = add_to(sensitivity, n_yes, 1.0), no = add_to(specificity, n_no, 1.0);
    double strength = yes.p + no.p - 1.0, middle = uncut(found.p, yes.p, no.p);
    if (isnan(middle)) {
        return untold;
    }
    double missed = variance(yes), taken = variance(no), other = 1.0 - middle;
    double squares = variance(found) + middle * middle * missed + other * other * taken;
    double moved = middle + 2.0 * z2 * (middle * missed - other * taken);
    double reach = INTERVAL_Z * root_of(squares) / strength;
    share_interval result = {cut(moved - reach), cut(moved + reach)};
    result.low = result.low < value ? result.low : value;
    result.high = result.high > value ? result.high : value;
    return result;
}

static unsigned doubts(const corrected_part *marked, const corrected_part *yes,
                       const corrected_part *no) {
    double value = uncut(marked->share, yes->share, no->share);
    unsigned why = 0;
    if (yes->share + no->share < CORRECTED_STRONG) {
        why |= CORRECTED_WEAK;
    }
    if (yes->plans < CORRECTED_PLANS || no->plans < CORRECTED_PLANS) {
        why |= CORRECTED_FEW_PLANS;
    }
    if (yes->actions < CORRECTED_ACTIONS || no->actions < CORRECTED_ACTIONS) {
        why |= CORRECTED_FEW_ACTIONS;
    }
    if (value < 0.0 || value > 1.0) {
        why |= CORRECTED_CUT;
    }
    return why;
}

corrected corrected_of(const corrected_part *marked, const corrected_part *yes,
                       const corrected_part *no) {
    share_interval ends = corrected_interval(marked->share, marked->worth, yes->share, yes->worth,
                                             no->share, no->worth);
    return (corrected){.share = corrected_value(marked->share, yes->share, no->share),
                       .low = ends.low,
                       .high = ends.high,
                       .sensitivity = yes->share,
                       .specificity = no->share,
                       .why = doubts(marked, yes, no)};
}

static corrected_part part_of(const share_sums *s) {
    return (corrected_part){share_ratio(s), share_worth(s), s->n, s->plans};
}

corrected corrected_share(const share_sums *marked, const share_sums *coded_yes,
                          const share_sums *coded_no) {
    corrected_part all = part_of(marked), yes = part_of(coded_yes), no = part_of(coded_no);
    return corrected_of(&all, &yes, &no);
}
