/* SPDX-License-Identifier: MIT
 * A square root without a library of mathematics: the same bits everywhere. */
#ifndef STATS_ROOT_H
#define STATS_ROOT_H

/* Newton's way from above, down until rounding stops it; 0 of what is not above 0. */
static inline double root_of(double x) {
    double guess = x > 1.0 ? x : 1.0;
    for (double next = guess; x > 0.0; guess = next) {
        next = (guess + x / guess) / 2.0;
        if (!(next < guess)) {
            return guess;
        }
    }
    return 0.0;
}

#endif
