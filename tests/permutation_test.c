/* SPDX-License-Identifier: MIT
 * The test between groups: against all ways to deal out a few plans, and under chance alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stats/permutation.h"
#include "stats/random.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

static permutation_result test_of(const permutation_plan *plans, size_t count, size_t groups,
                                  size_t times, uint64_t seed) {
    permutation_result result;
    assert_int_equal(permutation_test(&memory_default, plans, count, groups, times, seed, &result),
                     PM_OK);
    return result;
}

/* ---- By counting ---- */

enum { FEW = 7, FIRST = 3 };

/* The sum over two groups of n (share - overall)^2, of plans whose bit is set and of the others. */
static double statistic_of(const permutation_plan *plans, unsigned first) {
    double n[2] = {0, 0}, y[2] = {0, 0};
    for (unsigned i = 0; i < FEW; i++) {
        n[first >> i & 1] += plans[i].n;
        y[first >> i & 1] += plans[i].y;
    }
    double overall = (y[0] + y[1]) / (n[0] + n[1]), sum = 0;
    for (int g = 0; g < 2; g++) {
        sum += n[g] * (y[g] / n[g] - overall) * (y[g] / n[g] - overall);
    }
    return sum;
}

/* Seven plans, three of them in the first group: 35 ways. */
static void all_ways_of_few(void **state) {
    (void)state;
    static const permutation_plan plans[FEW] = {{5, 4, 1}, {3, 3, 1}, {8, 5, 1}, {6, 2, 0},
                                                {4, 1, 0}, {9, 5, 0}, {2, 0, 0}};
    double seen = statistic_of(plans, 7);
    int ways = 0, as_large = 0;
    for (unsigned first = 0; first < 1U << FEW; first++) {
        int bits = 0;
        for (unsigned rest = first; rest != 0; rest &= rest - 1) {
            bits++;
        }
        if (bits == FIRST) {
            ways++;
            as_large += statistic_of(plans, first) >= seen - 1e-9;
        }
    }
    assert_int_equal(ways, 35);
    permutation_result found = test_of(plans, FEW, 2, 200000, 11);
    double p = (double)as_large / ways;
    expect(found.statistic, seen, 1e-12);
    expect(found.p, p, 4 * sqrt(p * (1 - p) / 200000));
    assert_int_equal(found.times, 200000);
    assert_int_equal(found.plans, FEW);
    assert_int_equal(found.groups, 2);
}

/* Where all deals come to the same, all count as large, whatever rounding does to thirds. */
static void equal_deals_count(void **state) {
    (void)state;
    permutation_plan plans[12];
    for (unsigned i = 0; i < 12; i++) {
        plans[i] = (permutation_plan){3, 1, i % 5};
    }
    permutation_result found = test_of(plans, 12, 5, 999, 1);
    expect(found.p, 1.0, 0.0);
    expect(found.statistic, 0.0, 1e-12);
}

/* Six plans of three each, all yes and all no: 2 of the 924 deals are as far apart. */
static void groups_far_apart(void **state) {
    (void)state;
    permutation_plan plans[12];
    for (unsigned i = 0; i < 12; i++) {
        plans[i] = (permutation_plan){3, i < 6 ? 3 : 0, i < 6};
    }
    permutation_result found = test_of(plans, 12, 2, PERMUTATION_TIMES, 5);
    expect(found.p, 2.0 / 924, 0.002);
    expect(found.statistic, 36 * 0.25, 1e-12);
}

/* The same seed, the same p; another seed, another. */
static void seeds(void **state) {
    (void)state;
    static const permutation_plan plans[FEW] = {{5, 4, 0}, {3, 1, 0}, {8, 5, 1}, {6, 2, 1},
                                                {4, 1, 2}, {9, 5, 2}, {2, 0, 1}};
    permutation_result a = test_of(plans, FEW, 3, 999, 7), b = test_of(plans, FEW, 3, 999, 7);
    assert_true(a.p == b.p && a.statistic == b.statistic);
    assert_true(test_of(plans, FEW, 3, 999, 8).p != a.p);
    /* The same bits on every machine. */
    expect(a.p, 0.706, 0.0);
}

/* ---- By chance ---- */

/* 400 samples of 24 plans in three groups that know nothing of the answers, actions of one plan all
 * alike in half of the plans: p is uniform. The 5 % point of Kolmogorov's distance is 1.36 / 20. */
static void uniform_under_chance(void **state) {
    (void)state;
    enum { SAMPLES = 400, PLANS = 24, BINS = 20 };
    random_source r = {2024};
    size_t below[BINS] = {0};
    for (int s = 0; s < SAMPLES; s++) {
        permutation_plan plans[PLANS];
        for (uint32_t i = 0; i < PLANS; i++) {
            uint32_t n = 1 + random_below(&r, 16), y = 0;
            uint32_t alike = random_below(&r, 2), all = random_below(&r, 3) == 0;
            for (uint32_t k = 0; k < n; k++) {
                y += alike ? all : random_below(&r, 3) == 0;
            }
            plans[i] = (permutation_plan){n, y, i % 3};
        }
        double p = test_of(plans, PLANS, 3, 499, random_next(&r)).p;
        for (int b = 0; b < BINS; b++) {
            below[b] += p <= (b + 1.0) / BINS;
        }
    }
    for (int b = 0; b < BINS; b++) {
        expect((double)below[b] / SAMPLES, (b + 1.0) / BINS, 1.36 / 20);
    }
}

/* ---- Bounds ---- */

static void plans_without_actions_are_left_out(void **state) {
    (void)state;
    static const permutation_plan with[] = {{5, 4, 0}, {0, 0, 2}, {3, 1, 0}, {8, 2, 1},
                                            {0, 0, 1}, {6, 1, 1}, {4, 4, 0}};
    static const permutation_plan without[] = {
        {5, 4, 0}, {3, 1, 0}, {8, 2, 1}, {6, 1, 1}, {4, 4, 0}};
    permutation_result a = test_of(with, 7, 3, 999, 3), b = test_of(without, 5, 2, 999, 3);
    assert_true(a.p == b.p && a.statistic == b.statistic && a.plans == 5 && a.groups == 2);
}

static void no_test_of_one_group(void **state) {
    (void)state;
    static const permutation_plan plans[] = {{5, 4, 1}, {3, 1, 1}, {0, 0, 0}};
    permutation_result found = test_of(plans, 3, 2, 999, 1);
    assert_true(isnan(found.p) && isnan(found.statistic) && found.times == 0);
    found = test_of(NULL, 0, 0, 999, 1);
    assert_true(isnan(found.p) && found.plans == 0);
}

static void many_plans_are_dealt_out_less_often(void **state) {
    (void)state;
    size_t counts[] = {3355, 3356, 40000, 400000}, times[] = {9999, 9998, 838, 99};
    permutation_plan *plans = malloc(400000 * sizeof *plans);
    assert_non_null(plans);
    for (uint32_t i = 0; i < 400000; i++) {
        plans[i] = (permutation_plan){1, 0, i & 1};
    }
    for (int i = 2; i < 4; i++) {
        assert_int_equal(test_of(plans, counts[i], 2, PERMUTATION_TIMES, 1).times, times[i]);
    }
    assert_true(PERMUTATION_WORK / counts[0] >= times[0] &&
                PERMUTATION_WORK / counts[1] == times[1]);
    free(plans);
}

static void refused(void **state) {
    (void)state;
    static const permutation_plan more[] = {{5, 6, 0}, {3, 1, 1}},
                                  beyond[] = {{5, 4, 0}, {3, 1, 2}};
    static const permutation_plan many[] = {{UINT32_MAX, 1, 0}, {1, 1, 1}};
    permutation_result result;
    assert_int_equal(permutation_test(&memory_default, more, 2, 2, 9, 1, &result), PM_ERR_ARGUMENT);
    assert_int_equal(permutation_test(&memory_default, beyond, 2, 2, 9, 1, &result),
                     PM_ERR_ARGUMENT);
    assert_int_equal(permutation_test(&memory_default, many, 2, 2, 9, 1, &result), PM_ERR_LIMIT);
    assert_true(isnan(result.p));
}

/* The largest numbers that are let in. */
static void nothing_overflows(void **state) {
    (void)state;
    static const permutation_plan plans[] = {
        {UINT32_MAX - 2, UINT32_MAX - 2, 0}, {1, 1, 1}, {1, 0, 1}};
    permutation_result found = test_of(plans, 3, 2, 999, 1);
    expect(found.p, 2.0 / 3, 0.06);
}

typedef struct failing {
    size_t left;
} failing;

static void *fail_alloc(void *ctx, size_t size) {
    failing *f = ctx;
    return f->left-- == 0 ? NULL : malloc(size);
}

static void fail_free(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void memory_ends(void **state) {
    (void)state;
    static const permutation_plan plans[] = {{5, 4, 0}, {3, 1, 1}};
    permutation_result result;
    for (size_t n = 0; n < 3; n++) {
        failing f = {n};
        pm_allocator allocator = {.alloc = fail_alloc, .release = fail_free, .ctx = &f};
        assert_int_equal(permutation_test(&allocator, plans, 2, 2, 9, 1, &result), PM_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_of_few),
        cmocka_unit_test(equal_deals_count),
        cmocka_unit_test(groups_far_apart),
        cmocka_unit_test(seeds),
        cmocka_unit_test(uniform_under_chance),
        cmocka_unit_test(plans_without_actions_are_left_out),
        cmocka_unit_test(no_test_of_one_group),
        cmocka_unit_test(many_plans_are_dealt_out_less_often),
        cmocka_unit_test(refused),
        cmocka_unit_test(nothing_overflows),
        cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
