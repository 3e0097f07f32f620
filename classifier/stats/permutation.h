/* SPDX-License-Identifier: MIT
 * Could plans have fallen into these groups by chance? A permutation test of shares (Fisher 1935,
 * The Design of Experiments; Phipson and Smyth 2010, Permutation P-values should never be zero,
 * Statistical Applications in Genetics and Molecular Biology 9(1), 39). Plans are dealt out, not
 * actions, since actions of one plan resemble each other. */
#ifndef STATS_PERMUTATION_H
#define STATS_PERMUTATION_H

#include "base/memory.h"

enum {
    PERMUTATION_TIMES = 9999,
    PERMUTATION_LEAST = 99, /* times, however many plans there are */
    PERMUTATION_WORK =
        1 << 25 /* plans dealt out in all: with more than 3,355 plans times are fewer */
};

typedef struct permutation_plan {
    uint32_t n, y; /* actions, and of these yes: y <= n */
    uint32_t group;
} permutation_plan;

typedef struct permutation_result {
    double statistic; /* sum over groups of n (share - overall share)^2 */
    double p;         /* (times as large or larger + 1) / (times + 1) */
    size_t times;
    size_t plans, groups; /* that have actions */
} permutation_result;

/* The groups of the plans are dealt out anew `times` times, or as often as PERMUTATION_WORK allows;
 * each group keeps its number of plans. Plans without actions are left out. With fewer than two
 * groups that have actions `statistic` and `p` are NaN. The same plans in the same order, groups
 * numbered alike, and the same seed give the same p everywhere. PM_ERR_MEMORY; PM_ERR_ARGUMENT: y >
 * n or a group that is not below `groups`; PM_ERR_LIMIT: 2^32 actions or plans. */
pm_status permutation_test(const pm_allocator *allocator, const permutation_plan *plans,
                           size_t count, size_t groups, size_t times, uint64_t seed,
                           permutation_result *result);

#endif
