/* SPDX-License-Identifier: MIT
 * How many plans to code: against published tables, by its own inverse, and by intervals of plans.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/interval.h"
#include "stats/size.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

static double width_of(const size_design *d, size_t m) {
    share_interval ends = size_interval(d, m);
    return ends.high - ends.low;
}

/* Independent actions, a share of one half, 5 points to either side: Krejcie and Morgan 1970,
 * Determining sample size for research activities, Educational and Psychological Measurement 30,
 * 607-610, table 1. They take the normal interval; Wilson's needs z^2 = 3.8 fewer of very many. */
static void finite_as_published(void **state) {
    (void)state;
    static const size_t table[][2] = {{100, 80},   {200, 132},  {500, 217},   {1000, 278},
                                      {2000, 322}, {5000, 357}, {10000, 370}, {100000, 384}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_design d = {0.5, 1, 1, table[i][0]};
        expect((double)size_plans(&d, 0.1), (double)table[i][1], 3);
    }
}

/* Of very many: n + z^2 = (z / width)^2 (Piegorsch 2004, Sample sizes for improved binomial
 * confidence intervals, Computational Statistics and Data Analysis 46, 309-316), but for t. */
static void very_many(void **state) {
    (void)state;
    size_design d = {0.5, 1, 1, 0};
    for (double width = 0.01; width < 0.15; width *= 1.5) {
        double z2 = INTERVAL_Z * INTERVAL_Z, plans = (double)size_plans(&d, width);
        double t = interval_t((size_t)plans - 1), wanted = (z2 / width / width - z2) * t * t / z2;
        expect(plans, wanted + 0.5, 0.5 + 1e-6);
    }
}

/* Eldridge, Ashby and Kerry 2006: sizes that vary by less than 0.23 hardly matter; with 0.65, as in
 * general practices of the United Kingdom, they do. */
static void sizes_that_vary(void **state) {
    (void)state;
    expect(size_effect(8, 0, 0.1), 1.7, 1e-12);
    expect(size_effect(20, 0, 0.05), 1.95, 1e-12);
    expect(size_effect(20, 0.65, 0.05), 1 + (1.4225 * 20 - 1) * 0.05, 1e-12);
    expect(size_effect(8, 0.5, 0), 1, 0);
    expect(size_effect(8, 0.5, -0.1), 1, 0);
    for (int k = 2; k <= 100; k++) {
        for (int icc = 1; icc <= 30; icc++) {
            double even = size_effect(k, 0, icc / 100.0);
            assert_true(size_effect(k, 0.23, icc / 100.0) / even < 1.053);
            assert_true(size_effect(k, 0.65, icc / 100.0) / even < 1.423);
        }
    }
}

/* As many as are told are enough, and one fewer is not. */
static void its_own_inverse(void **state) {
    (void)state;
    for (int i = 0; i <= 20; i++) {
        for (size_t plans = 0; plans <= 1000; plans += 250) {
            size_design d = {i / 20.0, 8, 1 + i / 4.0, plans};
            for (double width = 0.02; width < 0.7; width *= 1.7) {
                size_t m = size_plans(&d, width);
                assert_true(m >= 2 && width_of(&d, m) <= width);
                assert_true(m == 2 || width_of(&d, m - 1) > width);
                assert_true(plans == 0 || m <= plans);
            }
            for (size_t m = 3; m <= 400; m++) {
                assert_true(width_of(&d, m) <= width_of(&d, m - 1));
            }
        }
    }
}

/* Of plans that are there, the interval of as many more is the interval that they have. */
static void like_plans_that_are_there(void **state) {
    (void)state;
    static const double plans[][2] = {{4, 3}, {2, 2}, {3, 1}, {6, 4}, {1, 0}, {5, 4}, {9, 2}};
    share_sums s = {0}, one = {0};
    for (int i = 0; i < 7; i++) {
        share_add(&s, plans[i][0], plans[i][1]);
    }
    size_design d = size_like(&s);
    share_interval wanted = share_clustered(&s), found = size_interval(&d, 7);
    expect(d.share, 16.0 / 30, 1e-15);
    expect(d.actions, 30.0 / 7, 1e-15);
    expect(d.effect, share_design_effect(&s), 0);
    expect(found.low, wanted.low, 1e-12);
    expect(found.high, wanted.high, 1e-12);
    assert_int_equal(size_plans(&d, (wanted.high - wanted.low) * (1 + 1e-9)), 7);
    share_add(&one, 4, 3);
    d = size_like(&one);
    assert_true(isnan(d.share) && isnan(d.effect) && size_plans(&d, 0.1) == 0);
}

static void refused(void **state) {
    (void)state;
    size_design d = {0.3, 8, 1.5, 0};
    assert_int_equal(size_plans(&d, 0), 0);
    assert_int_equal(size_plans(&d, -1), 0);
    assert_int_equal(size_plans(&d, (double)NAN), 0);
    assert_int_equal(size_plans(&d, 1e-6), 0);
    assert_int_equal(size_plans(&d, 2), 2);
    assert_true(isnan(size_interval(&d, 1).low));
    static const size_design wrong[] = {
        {-0.1, 8, 1, 0}, {1.1, 8, 1, 0}, {0.3, 0, 1, 0}, {0.3, 8, 0.9, 0}, {0.3, 8, NAN, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(size_plans(&wrong[i], 0.1), 0);
        assert_true(isnan(size_interval(&wrong[i], 50).high));
    }
    d.plans = 1; /* all there is */
    assert_int_equal(size_plans(&d, 0.1), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finite_as_published),       cmocka_unit_test(very_many),
        cmocka_unit_test(sizes_that_vary),           cmocka_unit_test(its_own_inverse),
        cmocka_unit_test(like_plans_that_are_there), cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
