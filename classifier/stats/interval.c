/* SPDX-License-Identifier: MIT
 * Keeps true: only + - * and /, which IEEE 754 rounds in one way, so that the same figures
 * give the same interval on every machine. */
#include "stats/interval.h"

#include <math.h>

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

double interval_t(size_t freedom) {
    static const double quantile[] = {
        12.706204736174705, 4.3026527297494637, 3.1824463052837095, 2.7764451051977943,
        2.5705818356363155, 2.4469118511449701, 2.3646242515927853, 2.3060041352041667,
        2.2621571627982053, 2.2281388519862748, 2.2009851600916397, 2.1788128296672289,
        2.1603686564627926, 2.1447866879178039, 2.1314495455597755, 2.1199052992212546,
        2.109815577833317,  2.1009220402410387, 2.0930240544083096};
    size_t known = sizeof quantile / sizeof *quantile;
    return freedom >= 1 && freedom <= known ? quantile[freedom - 1] : (double)NAN;
}

/* Newton's way from above, down until rounding stops it; no library of mathematics is asked. */
static double root(double x) {
    double guess = x > 1.0 ? x : 1.0;
    for (double next = guess; x > 0.0; guess = next) {
        next = (guess + x / guess) / 2.0;
        if (!(next < guess)) {
            return guess;
        }
    }
    return 0.0;
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
    double reach = interval_t(count - 1) * root((n - 1.0) / n * squares);
    result.low = estimate - reach < least ? least : estimate - reach;
    result.high = estimate + reach > most ? most : estimate + reach;
    return result;
}
