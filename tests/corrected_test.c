/* SPDX-License-Identifier: MIT
 * Corrected shares: against the worked examples of their paper, and by their meaning. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/corrected.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

static void expect_ends(share_interval got, double low, double high, double within) {
    expect(got.low, low, within);
    expect(got.high, high, within);
}

/* Examples 1 to 4 of Lang and Reiczigel 2014, as they print them. */
static void as_published(void **state) {
    (void)state;
    expect_ends(corrected_interval(4060.0 / 11284, 11284, 178.0 / 179, 179, 358.0 / 359, 359),
                0.349, 0.372, 5e-4);
    expect_ends(corrected_interval(51.0 / 2971, 2971, 32.0 / 33, 33, 1, 20), 0, 0.053, 5e-4);
    expect_ends(corrected_interval(0.06, 11862, 0.8, 10, 1, 12), 0, 0.147, 5e-4);
    expect_ends(corrected_interval(259.0 / 509, 509, 84.0 / 127, 127, 96.0 / 109, 109), 0.58, 0.87,
                5e-3);
    expect_ends(corrected_interval(51.0 / 509, 509, 23.0 / 41, 41, 187.0 / 195, 195), 0.037, 0.195,
                5e-4);
}

/* A share s found with mistakes is s Se + (1 - s) (1 - Sp). */
static void undoes_mistakes(void **state) {
    (void)state;
    for (int i = 0; i <= 10; i++) {
        double s = i / 10.0;
        expect(corrected_value(s * 0.8 + (1 - s) * 0.1, 0.8, 0.9), s, 1e-12);
        expect(corrected_value(s, 1, 1), s, 1e-15);
    }
    expect(corrected_value(0.05, 0.8, 0.9), 0, 0);
    expect(corrected_value(0.95, 0.8, 0.9), 1, 0);
    assert_true(isnan(corrected_value(0.5, 0.5, 0.5)) && isnan(corrected_value(0.5, 0.2, 0.3)));
}

/* Without mistakes, known from very many, it is the interval of Agresti and Coull 1998. */
static void without_mistakes(void **state) {
    (void)state;
    double z = 1.9599639845, n = 100 + z * z, p = (30 + z * z / 2) / n;
    expect_ends(corrected_interval(0.3, 100, 1, 1e12, 1, 1e12), p - z * sqrt(p * (1 - p) / n),
                p + z * sqrt(p * (1 - p) / n), 1e-6);
}

/* Yes is to no as no is to yes; the estimate lies within; fewer coded actions tell less. */
static void intervals_in_order(void **state) {
    (void)state;
    for (int i = 0; i <= 20; i++) {
        double p = i / 20.0;
        share_interval a = corrected_interval(p, 80, 0.7, 40, 0.9, 60);
        share_interval b = corrected_interval(1 - p, 80, 0.9, 60, 0.7, 40);
        share_interval c = corrected_interval(p, 80, 0.7, 20, 0.9, 30);
        double value = corrected_value(p, 0.7, 0.9);
        expect_ends(a, 1 - b.high, 1 - b.low, 1e-12);
        assert_true(0 <= a.low && a.low <= value && value <= a.high && a.high <= 1);
        if (p > 0.3 && p < 0.6) {
            assert_true(c.high - c.low > a.high - a.low);
        }
    }
    assert_true(isnan(corrected_interval(0.3, 0, 0.9, 9, 0.9, 9).low));
    assert_true(isnan(corrected_interval(0.3, 9, 0.4, 9, 0.5, 9).high));
}

static share_sums plans_of(int count, double n, double y) {
    share_sums s = {0};
    for (int i = 0; i < count; i++) {
        share_add(&s, n, y + (i % 2 == 0 ? 0 : 1));
    }
    return s;
}

static unsigned why(const share_sums *marked, const share_sums *yes, const share_sums *no) {
    return corrected_share(marked, yes, no).why;
}

static void of_plans(void **state) {
    (void)state;
    share_sums marked = plans_of(80, 8, 3), yes = plans_of(40, 3, 2), no = plans_of(50, 4, 3);
    corrected c = corrected_share(&marked, &yes, &no);
    share_interval ends = corrected_interval(3.5 / 8, share_worth(&marked), 2.5 / 3,
                                             share_worth(&yes), 3.5 / 4, share_worth(&no));
    expect(c.sensitivity, 2.5 / 3, 1e-15);
    expect(c.specificity, 3.5 / 4, 1e-15);
    expect(c.share, (3.5 / 8 + 3.5 / 4 - 1) / (2.5 / 3 + 3.5 / 4 - 1), 1e-12);
    assert_true(c.low == ends.low && c.high == ends.high && c.low < c.share && c.share < c.high);
    assert_int_equal(c.why, 0);
}

static void told_why_not(void **state) {
    (void)state;
    share_sums marked = plans_of(80, 8, 3), rare = plans_of(80, 40, 0), none = {0};
    share_sums often = plans_of(80, 8, 5);
    share_sums yes = plans_of(40, 3, 2), no = plans_of(50, 4, 3);
    share_sums weak = plans_of(50, 4, 1), few = plans_of(19, 3, 2), short_of = plans_of(20, 1, 0);
    assert_int_equal(why(&often, &yes, &weak), CORRECTED_WEAK);
    assert_int_equal(why(&marked, &few, &no), CORRECTED_FEW_PLANS);
    assert_int_equal(why(&marked, &yes, &few), CORRECTED_FEW_PLANS);
    assert_true((why(&marked, &yes, &short_of) & CORRECTED_FEW_ACTIONS) != 0);
    assert_true((why(&marked, &short_of, &no) & CORRECTED_FEW_ACTIONS) != 0);
    assert_int_equal(why(&rare, &yes, &no), CORRECTED_CUT);
    /* what is not known is not weak */
    assert_int_equal(why(&marked, &none, &no), CORRECTED_FEW_PLANS | CORRECTED_FEW_ACTIONS);
    corrected c = corrected_share(&marked, &none, &no);
    assert_true(isnan(c.share) && isnan(c.low) && isnan(c.high) && isnan(c.sensitivity));
    c = corrected_share(&none, &yes, &no);
    assert_true(isnan(c.share) && isnan(c.low));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_published),     cmocka_unit_test(undoes_mistakes),
        cmocka_unit_test(without_mistakes), cmocka_unit_test(intervals_in_order),
        cmocka_unit_test(of_plans),         cmocka_unit_test(told_why_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
