/* SPDX-License-Identifier: MIT
 * Keeps true: more plans never make a wider interval, so that halving finds the fewest. */
#include "stats/size.h"

#include <math.h>
#include <stdbool.h>

#include "stats/interval.h"

double size_effect(double actions, double variation, double icc) {
    double effect = 1.0 + ((variation * variation + 1.0) * actions - 1.0) * icc;
    return effect > 1.0 ? effect : 1.0;
}

size_design size_like(const share_sums *s) {
    double unknown = (double)NAN;
    if (s->plans < 2) {
        return (size_design){unknown, unknown, unknown, 0};
    }
    return (size_design){share_ratio(s), s->n / (double)s->plans, share_design_effect(s), 0};
}

static bool is_design(const size_design *d) {
    return d->share >= 0.0 && d->share <= 1.0 && d->actions > 0.0 && d->effect >= 1.0;
}

share_interval size_interval(const size_design *d, size_t m) {
    if (is_design(d) && d->plans != 0 && m >= d->plans) { /* nothing is left to chance */
        return (share_interval){d->share, d->share};
    }
    if (!is_design(d) || m < 2) {
        return (share_interval){(double)NAN, (double)NAN};
    }
    double narrow = INTERVAL_Z / interval_t(m - 1);
    double left = d->plans != 0 ? 1.0 - (double)m / (double)d->plans : 1.0;
    double n = (double)m * d->actions / d->effect * narrow * narrow / left;
    return share_wilson(d->share * n, n);
}

static bool is_enough(const size_design *d, size_t m, double width) {
    share_interval ends = size_interval(d, m);
    return ends.high - ends.low <= width;
}

size_t size_plans(const size_design *d, double width) {
    size_t low = 1, high = SIZE_MOST;
    if (!is_design(d) || !(width > 0.0) || !is_enough(d, SIZE_MOST, width)) {
        return 0;
    }
    while (low < high) { /* the answer lies in [low, high] */
        size_t middle = low + (high - low) / 2;
        if (is_enough(d, middle, width)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}
