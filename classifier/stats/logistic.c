/* SPDX-License-Identifier: MIT
 * Keeps true: every step of a fit lowers what is to be made least, so that it ends. */
#include "stats/logistic.h"

/* ---- shares ---- */

enum { LEAST = 1, MOST = 99 };
static const double odds_of[MOST] = {
    -4.595120, -3.891820, -3.476099, -3.178054, -2.944439, -2.751535, -2.586689, -2.442347,
    -2.313635, -2.197225, -2.090741, -1.992430, -1.900959, -1.815290, -1.734601, -1.658228,
    -1.585627, -1.516347, -1.450010, -1.386294, -1.324925, -1.265666, -1.208311, -1.152680,
    -1.098612, -1.045969, -0.994623, -0.944462, -0.895384, -0.847298, -0.800119, -0.753772,
    -0.708185, -0.663294, -0.619039, -0.575364, -0.532217, -0.489548, -0.447312, -0.405465,
    -0.363965, -0.322773, -0.281851, -0.241162, -0.200671, -0.160343, -0.120144, -0.080043,
    -0.040005, 0.000000,  0.040005,  0.080043,  0.120144,  0.160343,  0.200671,  0.241162,
    0.281851,  0.322773,  0.363965,  0.405465,  0.447312,  0.489548,  0.532217,  0.575364,
    0.619039,  0.663294,  0.708185,  0.753772,  0.800119,  0.847298,  0.895384,  0.944462,
    0.994623,  1.045969,  1.098612,  1.152680,  1.208311,  1.265666,  1.324925,  1.386294,
    1.450010,  1.516347,  1.585627,  1.658228,  1.734601,  1.815290,  1.900959,  1.992430,
    2.090741,  2.197225,  2.313635,  2.442347,  2.586689,  2.751535,  2.944439,  3.178054,
    3.476099,  3.891820,  4.595120};

double logistic_odds(int hundredths) {
    int h = hundredths < LEAST ? LEAST : hundredths > MOST ? MOST : hundredths;
    return odds_of[h - LEAST];
}

int logistic_hundredths(double odds) {
    int low = LEAST, high = MOST;
    while (low < high) { /* the first share whose middle to the next lies above */
        int middle = low + (high - low) / 2;
        if ((odds_of[middle - LEAST] + odds_of[middle + 1 - LEAST]) / 2 < odds) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* ---- fitting ---- */

enum { HALVINGS = 10 };

/* exp(-x) for x >= 0, within 1e-9: (1 - y + y^2 / 2 - ...)^1024 with y = x / 1024. */
static double exp_minus(double x) {
    if (x > 40.0) {
        return 0.0;
    }
    double y = x / (1 << HALVINGS);
    double sum = 1.0 / 6 - y * (1.0 / 24 - y * (1.0 / 120 - y * (1.0 / 720)));
    sum = 1.0 - y * (1.0 - y * (1.0 / 2 - y * sum));
    for (int i = 0; i < HALVINGS; i++) {
        sum *= sum;
    }
    return sum;
}

static double chance(double odds) {
    double e = exp_minus(odds < 0.0 ? -odds : odds);
    return odds < 0.0 ? e / (1.0 + e) : 1.0 / (1.0 + e);
}

static double distance(double x) {
    return x < 0.0 ? -x : x;
}

/* How far the log-odds of a row may move in one step, and by how much p (1 - p) grows at most on
 * the way there: its logarithm changes by less than they do. */
static const double reach = 0.5, grows = 1.6487212707; /* exp(reach) */

/* What one step goes by: the slope, and an upper bound of the curvature. */
typedef struct slope {
    double gap, curve;
} slope;

static inline void add_row(slope *s, double value, unsigned char yes, double odds) {
    double p = chance(odds), curve = grows * p * (1.0 - p);
    s->gap += value * (yes - p);
    s->curve += value * value * (curve < 0.25 ? curve : 0.25);
}

static double within(double step, double most) {
    return step > most ? most : step < -most ? -most : step;
}

/* Moves the start nearer to its best place, given the weights; returns by how much. */
static double move_start(const logistic_data *d, double *start, double *odds) {
    slope s = {0.0, 0.0};
    for (size_t i = 0; i < d->rows; i++) {
        if (d->yes[i] != LOGISTIC_UNKNOWN) {
            add_row(&s, 1.0, d->yes[i], odds[i]);
        }
    }
    double step = s.curve > 0.0 ? within(s.gap / s.curve, reach) : 0.0;
    double next = within(*start + step, LOGISTIC_MOST);
    step = next - *start;
    *start = next;
    for (size_t i = 0; i < d->rows; i++) {
        odds[i] += step;
    }
    return distance(step);
}

/* The same for the weight whose values stand in [from, to). */
static double move_weight(const logistic_data *d, size_t from, size_t to, double *weight,
                          double *odds) {
    slope s = {-*weight / d->spread, 1.0 / d->spread};
    double greatest = 0.0;
    for (size_t k = from; k < to; k++) {
        const logistic_value *v = &d->values[k];
        if (d->yes[v->row] != LOGISTIC_UNKNOWN) {
            add_row(&s, v->value, d->yes[v->row], odds[v->row]);
            greatest = distance(v->value) > greatest ? distance(v->value) : greatest;
        }
    }
    double step = s.gap / s.curve;
    step = greatest > 0.0 ? within(step, reach / greatest) : step;
    step = d->rising && *weight + step < 0.0 ? -*weight : step;
    *weight += step;
    for (size_t k = from; k < to; k++) {
        odds[d->values[k].row] += step * d->values[k].value;
    }
    return distance(step);
}

/* Goes on from a model that stands, until no step is above `still`. */
static void go_on(const logistic_data *d, double still, logistic_model *m) {
    double moved = still + 1.0;
    for (int round = 0; round < LOGISTIC_ROUNDS && moved > still; round++) {
        moved = move_start(d, &m->start, m->odds);
        for (size_t k = 0; k < d->count;) {
            uint32_t f = d->values[k].feature;
            size_t end = k;
            while (end < d->count && d->values[end].feature == f) {
                end++;
            }
            double step = move_weight(d, k, end, &m->weights[f], m->odds);
            moved = step > moved ? step : moved;
            k = end;
        }
    }
}

void logistic_fit(const logistic_data *d, double *start, double *weights, double *odds) {
    static const double still = 1e-5;
    logistic_model m = {0.0, weights, odds};
    for (size_t f = 0; f < d->features; f++) {
        weights[f] = 0.0;
    }
    for (size_t i = 0; i < d->rows; i++) {
        odds[i] = 0.0;
    }
    go_on(d, still, &m);
    *start = m.start;
}

/* ---- what a row has no part in ---- */

static void copy(double *to, const double *from, size_t count) {
    for (size_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

void logistic_apart(const logistic_data *d, const uint32_t *block, uint32_t blocks,
                    const logistic_model *all, logistic_model *room, unsigned char *yes,
                    double *apart) {
    static const double near_enough = 1e-3; /* for sums of which three numbers are made */
    logistic_data others = *d;
    others.yes = yes;
    for (uint32_t b = 0; b < blocks; b++) {
        room->start = all->start;
        copy(room->weights, all->weights, d->features);
        copy(room->odds, all->odds, d->rows);
        for (size_t i = 0; i < d->rows; i++) {
            yes[i] = block[i] == b ? LOGISTIC_UNKNOWN : d->yes[i];
        }
        go_on(&others, near_enough, room);
        for (size_t i = 0; i < d->rows; i++) {
            apart[i] = block[i] == b ? room->odds[i] : apart[i];
        }
    }
}

/* ---- one factor ---- */

double logistic_factor(const double *odds, size_t count) {
    static const double spread = 0.1, still = 1e-6;
    double factor = 1.0, step = 1.0;
    for (int round = 0; round < LOGISTIC_ROUNDS && distance(step) > still; round++) {
        double gap = (1.0 - factor) / spread, curve = 1.0 / spread;
        for (size_t i = 0; i < count; i++) {
            double p = chance(factor * odds[i]);
            gap += odds[i] * (1.0 - p);
            curve += odds[i] * odds[i] * p * (1.0 - p);
        }
        step = within(gap / curve, reach / 4);
        step = factor + step < 0.0 ? -factor : step;
        factor += step;
    }
    return factor;
}
