/* SPDX-License-Identifier: MIT
 * Keeps true: only + - * and /, which IEEE 754 rounds in one way, so that the same figures
 * give the same interval on every machine. */
#include "stats/interval.h"

#include <math.h>

#include "stats/root.h"

static const interval untold = {(double)NAN, (double)NAN, 0.0};

/* Moves what is defined to the front; how many. */
static size_t defined_first(double *values, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i])) {
            values[kept++] = values[i];
        }
    }
    return kept;
}

static double middle_of(double a, double b, double c) {
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* The value that would stand at `rank` were they sorted (Hoare 1961, Algorithm 65: Find). */
static double select_rank(double *v, size_t count, size_t rank) {
    size_t low = 0, high = count; /* rank lies in [low, high) */
    while (high - low > 1) {
        double pivot = middle_of(v[low], v[low + (high - low) / 2], v[high - 1]);
        size_t i = low, j = high;
        while (i < j) {
            while (v[i] < pivot) {
                i++;
            }
            while (v[j - 1] > pivot) {
                j--;
            }
            if (i < j) {
                double swap = v[i];
                v[i++] = v[--j];
                v[j] = swap;
            }
        }
        if (rank < j) {
            high = j;
        } else if (rank >= i) {
            low = i;
        } else {
            return pivot;
        }
    }
    return v[low];
}

interval interval_percentile(double *values, size_t count) {
    interval result = untold;
    size_t kept = defined_first(values, count);
    size_t k = (kept + 1) / 40;
    result.undefined = count != 0 ? (double)(count - kept) / (double)count : 0.0;
    if (k != 0) {
        result.low = select_rank(values, kept, k - 1);
        result.high = select_rank(values, kept, kept - k);
    }
    return result;
}

/* z + g1 / f + g2 / f^2 + ...; with 20 degrees of freedom and more within 1e-6. */
static double t_of_many(double f) {
    double z = INTERVAL_Z, s = z * z;
    double g1 = (s + 1.0) * z / 4.0;
    double g2 = ((5.0 * s + 16.0) * s + 3.0) * z / 96.0;
    double g3 = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) * z / 384.0;
    double g4 = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) * z / 92160.0;
    return z + (g1 + (g2 + (g3 + g4 / f) / f) / f) / f;
}

double interval_t(size_t freedom) {
    static const double quantile[] = {
        12.706204736174705, 4.3026527297494637, 3.1824463052837095, 2.7764451051977943,
        2.5705818356363155, 2.4469118511449701, 2.3646242515927853, 2.3060041352041667,
        2.2621571627982053, 2.2281388519862748, 2.2009851600916397, 2.1788128296672289,
        2.1603686564627926, 2.1447866879178039, 2.1314495455597755, 2.1199052992212546,
        2.109815577833317,  2.1009220402410387, 2.0930240544083096};
    size_t known = sizeof quantile / sizeof *quantile;
    if (freedom <= known) {
        return freedom >= 1 ? quantile[freedom - 1] : (double)NAN;
    }
    return t_of_many((double)freedom);
}

interval interval_jackknife(double estimate, const double *values, size_t count, double least,
                            double most) {
    interval result = untold;
    double n = (double)count, mean = 0.0, squares = 0.0;
    size_t lost = 0;
    for (size_t i = 0; i < count; i++) {
        lost += isnan(values[i]) != 0;
        mean += values[i] / n;
    }
    result.undefined = count != 0 ? (double)lost / n : 0.0;
    if (count < 2 || lost != 0 || isnan(estimate)) {
        return result;
    }
    for (size_t i = 0; i < count; i++) {
        double apart = values[i] - mean;
        squares += apart * apart;
    }
    double reach = interval_t(count - 1) * root_of((n - 1.0) / n * squares);
    result.low = estimate - reach < least ? least : estimate - reach;
    result.high = estimate + reach > most ? most : estimate + reach;
    return result;
}
