/* SPDX-License-Identifier: MIT
 * Shares, means and ratios over plans: against published examples and what can be worked by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/interval.h"
#include "stats/share.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

static void expect_ends(share_interval got, double low, double high, double within) {
    expect(got.low, low, within);
    expect(got.high, high, within);
}

static share_sums sums_of(const double (*plans)[2], size_t count) {
    share_sums s = {0};
    for (size_t i = 0; i < count; i++) {
        share_add(&s, plans[i][0], plans[i][1]);
    }
    return s;
}

/* ---- Independent actions ---- */

/* Method 3 of table I in Newcombe 1998, Two-sided confidence intervals for the single proportion,
 * Statistics in Medicine 17, 857-872. */
static void wilson_as_published(void **state) {
    (void)state;
    expect_ends(share_wilson(81, 263), 0.2553, 0.3662, 5e-5);
    expect_ends(share_wilson(15, 148), 0.0624, 0.1605, 5e-5);
    expect_ends(share_wilson(0, 20), 0.0000, 0.1611, 5e-5);
    expect_ends(share_wilson(1, 29), 0.0061, 0.1718, 5e-5);
}

/* The ends of Wilson's interval are where the score test just lets go: |p - end| = z sqrt(end (1 -
 * end) / n); and yes is to no as no is to yes. */
static void wilson_by_its_meaning(void **state) {
    (void)state;
    for (int n = 1; n <= 60; n++) {
        for (int yes = 0; yes <= n; yes++) {
            share_interval found = share_wilson(yes, n), mirror = share_wilson(n - yes, n);
            double p = (double)yes / n;
            expect(p - found.low, INTERVAL_Z * sqrt(found.low * (1 - found.low) / n), 1e-8);
            expect(found.high - p, INTERVAL_Z * sqrt(found.high * (1 - found.high) / n), 1e-8);
            expect_ends(found, 1 - mirror.high, 1 - mirror.low, 1e-12);
            assert_true(0.0 <= found.low && found.low <= p && p <= found.high && found.high <= 1.0);
        }
        assert_true(share_wilson(0, n).low == 0.0 && share_wilson(n, n).high == 1.0);
    }
    assert_true(isnan(share_wilson(0, 0).low) && isnan(share_wilson(0, 0).high));
}

/* ---- Plans ---- */

/* Three plans of 2, 3 and 5 actions with 1, 3 and 2 yes: R = 6 / 10; what is left over is -0.2, 1.2
 * and -1, so that the variance is 3 / 2 * 2.48 / 100. Between plans B = (4.3 - 3.6) / 2, within W =
 * (6 - 4.3) / 7, and k = (10 - 3.8) / 2: the correlation is smaller than what the variance shows.
 */
static void ratio_by_hand(void **state) {
    (void)state;
    static const double plans[][2] = {{2, 1}, {3, 3}, {5, 2}};
    share_sums s = sums_of(plans, 3);
    expect(share_ratio(&s), 0.6, 1e-15);
    expect(share_variance(&s), 0.0372, 1e-15);
    double w = 1.7 / 7;
    expect(share_icc(&s), (0.35 - w) / (0.35 + 2.1 * w), 1e-12);
    expect(share_design_effect(&s), 0.0372 / 0.024, 1e-12);
    expect(share_effective(&s), 0.24 / 0.0372, 1e-12);
    double t = interval_t(2), n = 0.24 / 0.0372 * INTERVAL_Z * INTERVAL_Z / (t * t);
    share_interval wanted = share_wilson(0.6 * n, n);
    expect_ends(share_clustered(&s), wanted.low, wanted.high, 1e-12);
    expect_ends(mean_clustered(&s, -9, 9), 0.6 - t * sqrt(0.0372), 0.6 + t * sqrt(0.0372), 1e-12);
    expect_ends(mean_clustered(&s, 0, 1), 0, 1, 0);
}

/* Plans of 1, 1, 4 and 6 actions with 0, 1, 0 and 2 yes: B = (5 / 3 - 3 / 4) / 3, W = (3 - 5 / 3) /
 * 8, k = (12 - 4.5) / 3; and an action's plan has 4.5 actions. */
static void design_effect_of_the_model(void **state) {
    (void)state;
    static const double plans[][2] = {{1, 0}, {1, 1}, {4, 0}, {6, 2}};
    share_sums s = sums_of(plans, 4);
    double b = (5.0 / 3 - 0.75) / 3, w = (3 - 5.0 / 3) / 8, icc = (b - w) / (b + 1.5 * w);
    expect(share_icc(&s), icc, 1e-12);
    expect(share_variance(&s), 4.0 / 3 * 1.875 / 144, 1e-15);
    expect(share_design_effect(&s), 1 + 3.5 * icc, 1e-12);
    expect(share_effective(&s), 12 / (1 + 3.5 * icc), 1e-12);
}

/* One action a plan: the ratio estimator is the mean, and its variance that of the textbook. */
static void means_of_plans(void **state) {
    (void)state;
    static const double plans[][2] = {{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}};
    share_sums s = sums_of(plans, 5);
    expect(share_ratio(&s), 3.0, 0.0);
    expect(share_variance(&s), 2.5 / 5, 1e-15);
    expect_ends(mean_clustered(&s, 0, 5), 3 - 2.7764451 * sqrt(0.5), 3 + 2.7764451 * sqrt(0.5),
                1e-7);
}

static void plans_without_actions_add_nothing(void **state) {
    (void)state;
    static const double with[][2] = {{2, 1}, {0, 0}, {3, 3}, {0, 0}, {5, 2}};
    static const double without[][2] = {{2, 1}, {3, 3}, {5, 2}};
    share_sums a = sums_of(with, 5), b = sums_of(without, 3);
    assert_memory_equal(&a, &b, sizeof a);
}

/* Plans in which all actions are alike: m plans of k actions are worth m actions, but for the m - 1
 * of the variance. */
static void plans_all_alike(void **state) {
    (void)state;
    share_sums s = {0};
    for (int i = 0; i < 40; i++) {
        share_add(&s, 8, i % 4 == 0 ? 8 : 0);
    }
    expect(share_ratio(&s), 0.25, 0.0);
    expect(share_icc(&s), 1.0, 0.0);
    expect(share_effective(&s), 39.0, 1e-9);
}

/* Plans that resemble each other more than chance would make them are worth no more than their
 * actions. */
static void design_effect_is_at_least_one(void **state) {
    (void)state;
    static const double plans[][2] = {{3, 1}, {3, 1}, {6, 2}, {9, 3}};
    share_sums s = sums_of(plans, 4);
    expect(share_icc(&s), 0.0, 0.0);
    expect(share_effective(&s), 21.0, 0.0);
    expect(share_design_effect(&s), 1.0, 0.0);
}

static void shares_at_the_ends(void **state) {
    (void)state;
    for (int yes = 0; yes <= 1; yes++) {
        share_sums s = {0};
        for (int i = 0; i < 20; i++) {
            share_add(&s, 7, 7 * yes);
        }
        expect(share_effective(&s), 20.0, 0.0);
        expect(share_design_effect(&s), 7.0, 0.0);
        double narrow = INTERVAL_Z / interval_t(19);
        share_interval wanted = share_wilson(20 * narrow * narrow * yes, 20 * narrow * narrow);
        expect_ends(share_clustered(&s), wanted.low, wanted.high, 1e-12);
        assert_true(yes ? share_clustered(&s).high == 1.0 : share_clustered(&s).low == 0.0);
    }
}

static void nothing_from_one_plan(void **state) {
    (void)state;
    static const double plan[][2] = {{9, 3}};
    share_sums s = sums_of(plan, 1), none = {0};
    expect(share_ratio(&s), 1.0 / 3, 1e-15);
    assert_true(isnan(share_variance(&s)) && isnan(share_effective(&s)));
    assert_true(isnan(share_design_effect(&s)) && isnan(share_clustered(&s).low));
    assert_true(isnan(mean_clustered(&s, 0, 5).high) && isnan(odds_clustered(&s).low));
    assert_true(isnan(share_icc(&s)) && isnan(share_icc(&none)));
    assert_true(isnan(share_ratio(&none)) && isnan(share_variance(&none)));
    assert_true(isnan(share_clustered(&none).high) && isnan(odds_of(&none)));
}

/* ---- Ratios ---- */

static void ratio_of_two_counts(void **state) {
    (void)state;
    static const double plans[][2] = {{4, 3}, {2, 2}, {3, 1}, {6, 4}, {1, 0}, {5, 4}};
    share_sums s = sums_of(plans, 6);
    share_interval share = share_clustered(&s), odds = odds_clustered(&s);
    expect(odds_of(&s), 2.0, 0.0);
    expect_ends(odds, share.low / (1 - share.low), share.high / (1 - share.high), 1e-12);
    static const double mothers[][2] = {{4, 4}, {2, 2}, {3, 3}};
    s = sums_of(mothers, 3);
    assert_true(isnan(odds_of(&s)) && isnan(odds_clustered(&s).high));
    assert_true(odds_clustered(&s).low > 0.0);
    static const double fathers[][2] = {{4, 0}, {2, 0}, {3, 0}};
    s = sums_of(fathers, 3);
    expect(odds_of(&s), 0.0, 0.0);
    expect(odds_clustered(&s).low, 0.0, 0.0);
    assert_true(odds_clustered(&s).high > 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_as_published), cmocka_unit_test(wilson_by_its_meaning),
        cmocka_unit_test(ratio_by_hand),       cmocka_unit_test(design_effect_of_the_model),
        cmocka_unit_test(means_of_plans),      cmocka_unit_test(plans_without_actions_add_nothing),
        cmocka_unit_test(plans_all_alike),     cmocka_unit_test(design_effect_is_at_least_one),
        cmocka_unit_test(shares_at_the_ends),  cmocka_unit_test(nothing_from_one_plan),
        cmocka_unit_test(ratio_of_two_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
