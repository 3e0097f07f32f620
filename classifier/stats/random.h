/* SPDX-License-Identifier: MIT
 * Numbers drawn by a seed: SplitMix64 (Steele, Lea and Flood 2014, Fast splittable pseudorandom
 * number generators, OOPSLA '14), whose n-th number is a hash of seed + n * gamma. Integers only,
 * so that a seed gives the same numbers everywhere. Not for secrets. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

typedef struct random_source {
    uint64_t state; /* the seed; any value will do */
} random_source;

static inline uint64_t random_next(random_source *r) {
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* A number in [0, end), each as likely as the others; `end` is not 0. The upper half of a number
 * times `end`, drawn anew where that would favour some (Lemire 2019, Fast random integer generation
 * in an interval, ACM Transactions on Modeling and Computer Simulation 29(1), 3). */
static inline uint32_t random_below(random_source *r, uint32_t end) {
    uint64_t product = (random_next(r) >> 32) * end;
    if ((uint32_t)product < end) {
        uint32_t unfair = (uint32_t)(0U - end) % end;
        while ((uint32_t)product < unfair) {
            product = (random_next(r) >> 32) * end;
        }
    }
    return (uint32_t)(product >> 32);
}

#endif
