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

static unsigned doubts(const share_sums *marked, const share_sums *yes, const share_sums *no) {
    double sensitivity = share_ratio(yes), specificity = share_ratio(no);
    double value = uncut(share_ratio(marked), sensitivity, specificity);
    unsigned why = 0;
    if (!(sensitivity + specificity >= CORRECTED_STRONG)) {
        why |= CORRECTED_WEAK;
    }
    if (yes->plans < CORRECTED_PLANS || no->plans < CORRECTED_PLANS) {
        why |= CORRECTED_FEW_PLANS;
    }
    if (yes->n < CORRECTED_ACTIONS || no->n < CORRECTED_ACTIONS) {
        why |= CORRECTED_FEW_ACTIONS;
    }
    if (value < 0.0 || value > 1.0) {
        why |= CORRECTED_CUT;
    }
    return why;
}

corrected corrected_share(const share_sums *marked, const share_sums *coded_yes,
                          const share_sums *coded_no) {
    corrected c = {.sensitivity = share_ratio(coded_yes), .specificity = share_ratio(coded_no)};
    double p = share_ratio(marked);
    share_interval ends =
        corrected_interval(p, share_worth(marked), c.sensitivity, share_worth(coded_yes),
                           c.specificity, share_worth(coded_no));
    c.share = corrected_value(p, c.sensitivity, c.specificity);
    c.low = ends.low;
    c.high = ends.high;
    c.why = doubts(marked, coded_yes, coded_no);
    return c;
}
