/* SPDX-License-Identifier: MIT
 * Keeps true: only + - * and /, so that the same plans give the same bits everywhere; an estimate
 * lies within its interval, and a share's interval within 0..1. */
#include "stats/share.h"

#include <math.h>

#include "stats/interval.h"
#include "stats/root.h"

static const share_interval untold = {(double)NAN, (double)NAN};

void share_add(share_sums *s, double n, double y) {
    if (!(n > 0.0)) {
        return;
    }
    s->plans++;
    s->n += n;
    s->y += y;
    s->nn += n * n;
    s->ny += n * y;
    s->yy += y * y;
    s->yy_n += y * y / n;
}

double share_ratio(const share_sums *s) {
    return s->n > 0.0 ? s->y / s->n : (double)NAN;
}

double share_variance(const share_sums *s) {
    if (s->plans < 2) {
        return (double)NAN;
    }
    double m = (double)s->plans, ratio = share_ratio(s);
    double squares = s->yy - 2.0 * ratio * s->ny + ratio * ratio * s->nn;
    return squares > 0.0 ? m / (m - 1.0) * squares / (s->n * s->n) : 0.0;
}

double share_icc(const share_sums *s) {
    double m = (double)s->plans, ratio = share_ratio(s);
    if (s->plans < 2 || !(s->n > m) || !(ratio > 0.0 && ratio < 1.0)) {
        return (double)NAN;
    }
    double between = (s->yy_n - s->y * ratio) / (m - 1.0);
    double within = (s->y - s->yy_n) / (s->n - m);
    double size = (s->n - s->nn / s->n) / (m - 1.0);
    double icc = (between - within) / (between + (size - 1.0) * within);
    return icc > 1.0 ? 1.0 : icc > 0.0 ? icc : 0.0;
}

double share_design_effect(const share_sums *s) {
    double variance = share_variance(s), ratio = share_ratio(s), icc = share_icc(s);
    if (isnan(variance)) {
        return variance;
    }
    double alone = ratio * (1.0 - ratio) / s->n;
    if (!(alone > 0.0)) {
        double alike = s->n / (double)s->plans;
        return alike > 1.0 ? alike : 1.0;
    }
    double seen = variance / alone, modelled = isnan(icc) ? 1.0 : 1.0 + (s->nn / s->n - 1.0) * icc;
    double larger = seen > modelled ? seen : modelled;
    return larger > 1.0 ? larger : 1.0;
}

double share_effective(const share_sums *s) {
    return s->n / share_design_effect(s);
}

double share_worth(const share_sums *s) {
    double narrow = s->plans > 1 ? INTERVAL_Z / interval_t(s->plans - 1) : (double)NAN;
    return share_effective(s) * narrow * narrow;
}

static share_interval wilson(double p, double n) {
    double z2 = INTERVAL_Z * INTERVAL_Z / n, q = 1.0 - p;
    double reach = root_of(p * q * z2 + z2 * z2 / 4.0);
    share_interval result = {(p + z2 / 2.0 - reach) / (1.0 + z2),
                             (p + z2 / 2.0 + reach) / (1.0 + z2)};
    /* Rounding must not part the ends from 0, 1 or the share. */
    result.low = !(p > 0.0) || result.low < 0.0 ? 0.0 : result.low > p ? p : result.low;
    result.high = !(q > 0.0) || result.high > 1.0 ? 1.0 : result.high < p ? p : result.high;
    return result;
}

share_interval share_wilson(double yes, double n) {
    return n > 0.0 ? wilson(yes / n, n) : untold;
}

share_interval share_clustered(const share_sums *s) {
    return s->plans > 1 ? wilson(share_ratio(s), share_worth(s)) : untold;
}

share_interval mean_clustered(const share_sums *s, double least, double most) {
    if (s->plans < 2) {
        return untold;
    }
    double ratio = share_ratio(s), reach = interval_t(s->plans - 1) * root_of(share_variance(s));
    share_interval result = {ratio - reach < least ? least : ratio - reach,
                             ratio + reach > most ? most : ratio + reach};
    return result;
}

static double odds(double share) {
    return share < 1.0 ? share / (1.0 - share) : (double)NAN;
}

double odds_of(const share_sums *s) {
    return s->n > s->y ? s->y / (s->n - s->y) : (double)NAN;
}

share_interval odds_clustered(const share_sums *s) {
    share_interval of_share = share_clustered(s);
    share_interval result = {odds(of_share.low), odds(of_share.high)};
    return result;
}
