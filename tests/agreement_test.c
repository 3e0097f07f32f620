/* SPDX-License-Identifier: MIT
 * The figures of agreement against tables worked by hand, and against a published example. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "stats/agreement.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

#define EXACT 1e-15

/* By hand: n = 100, p_o = 70/100, p_e = (60*50 + 40*50)/10000 = 1/2, kappa = 0.2/0.5. */
static void worked_by_hand(void **state) {
    (void)state;
    agreement_counts t = {40, 20, 10, 30};
    expect(agreement_accuracy(&t), 0.7, EXACT);
    expect(agreement_precision(&t), 0.8, EXACT);
    expect(agreement_recall(&t), 2.0 / 3.0, EXACT);
    expect(agreement_f1(&t), 8.0 / 11.0, EXACT);
    expect(agreement_kappa(&t), 0.4, EXACT);
}

/* Feinstein, A. R. and Cicchetti, D. V. (1990). High agreement but low kappa: I. The problems of
 * two paradoxes. Journal of Clinical Epidemiology 43(6), 543-549: two tables with p_o = 0.85 each,
 * whose kappa they give as 0.70 and 0.32. */
static void feinstein_and_cicchetti(void **state) {
    (void)state;
    agreement_counts even = {40, 9, 6, 45}, skewed = {80, 10, 5, 5};
    expect(agreement_accuracy(&even), 0.85, EXACT);
    expect(agreement_kappa(&even), 0.70, 0.005);
    expect(agreement_accuracy(&skewed), 0.85, EXACT);
    expect(agreement_kappa(&skewed), 0.32, 0.005);
}

/* By hand: q = (60 + 50) / 200 = 0.55, p_e = 2 * 0.55 * 0.45 = 0.495, AC1 = 0.205 / 0.505. With
 * o = 30 values apart among 200, 110 yes and 90 no: alpha = 1 - 199 * 30 / (110 * 90). */
static void ac1_and_alpha_by_hand(void **state) {
    (void)state;
    agreement_counts t = {40, 20, 10, 30};
    expect(agreement_ac1(&t), 0.205 / 0.505, EXACT);
    expect(agreement_alpha(&t), 1.0 - 199.0 * 30.0 / 9900.0, EXACT);
    expect(agreement_first_share(&t), 0.6, EXACT);
    expect(agreement_second_share(&t), 0.5, EXACT);
}

/* Gwet, K. (2002). Kappa statistic is not satisfactory for assessing the extent of agreement
 * between raters. Statistical Methods for Inter-Rater Reliability Assessment 1: two raters of 125
 * people, 118 positive by both, 5 and 2 by one, whom kappa gives -0.023 for 94 % of agreement and
 * AC1 0.941. The tables of Feinstein and Cicchetti, worked by hand with his formula: q = 0.505 and
 * 0.875. */
static void gwet(void **state) {
    (void)state;
    agreement_counts paradox = {118, 5, 2, 0}, even = {40, 9, 6, 45}, skewed = {80, 10, 5, 5};
    expect(agreement_accuracy(&paradox), 0.944, EXACT);
    expect(agreement_kappa(&paradox), -0.0234, 0.00005);
    expect(agreement_ac1(&paradox), 0.9408, 0.00005);
    expect(agreement_ac1(&even), (0.85 - 0.49875) / 0.50125, EXACT * 10);
    expect(agreement_ac1(&skewed), (0.85 - 0.21875) / 0.78125, EXACT * 10);
}

/* Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability: Meg and Owen code
 * ten articles 0 or 1; alpha = 1 - 19 * 4 / (14 * 6) = 0.095. */
static void krippendorff(void **state) {
    (void)state;
    static const int meg[] = {0, 1, 0, 0, 0, 0, 0, 0, 1, 0};
    static const int owen[] = {1, 1, 1, 0, 0, 1, 0, 0, 0, 0};
    agreement_counts t = {0, 0, 0, 0};
    for (int i = 0; i < 10; i++) {
        agreement_add(&t, meg[i], owen[i]);
    }
    expect(agreement_alpha(&t), 1.0 - 76.0 / 84.0, EXACT);
    expect(agreement_alpha(&t), 0.095, 0.0005);
}

static void ends_of_the_scale(void **state) {
    (void)state;
    agreement_counts same = {7, 0, 0, 5}, opposite = {0, 6, 6, 0}, chance = {1, 1, 1, 1};
    expect(agreement_kappa(&same), 1.0, 0.0);
    expect(agreement_f1(&same), 1.0, 0.0);
    expect(agreement_ac1(&same), 1.0, 0.0);
    expect(agreement_alpha(&same), 1.0, 0.0);
    expect(agreement_ac1(&opposite), -1.0, 0.0);
    expect(agreement_alpha(&opposite), -1.0 + 1.0 / 12.0, EXACT);
    expect(agreement_ac1(&chance), 0.0, 0.0);
    expect(agreement_alpha(&chance), 1.0 - 7.0 / 8.0, EXACT);
    expect(agreement_kappa(&opposite), -1.0, 0.0);
    expect(agreement_f1(&opposite), 0.0, 0.0);
    expect(agreement_kappa(&chance), 0.0, 0.0);
}

static void undefined_is_nan(void **state) {
    (void)state;
    agreement_counts none = {0, 0, 0, 0}, all_no = {0, 0, 0, 9}, all_yes = {9, 0, 0, 0};
    agreement_counts no_gold = {0, 0, 3, 9}, no_tool = {0, 3, 0, 9};
    assert_true(isnan(agreement_accuracy(&none)) && isnan(agreement_precision(&none)));
    assert_true(isnan(agreement_recall(&none)) && isnan(agreement_f1(&none)));
    assert_true(isnan(agreement_kappa(&none)));
    expect(agreement_accuracy(&all_no), 1.0, 0.0);
    assert_true(isnan(agreement_f1(&all_no)) && isnan(agreement_kappa(&all_no)));
    assert_true(isnan(agreement_ac1(&none)) && isnan(agreement_alpha(&none)));
    assert_true(isnan(agreement_first_share(&none)) && isnan(agreement_second_share(&none)));
    expect(agreement_ac1(&all_no), 1.0, 0.0); /* p_e is 0 where kappa's is 1 */
    expect(agreement_ac1(&all_yes), 1.0, 0.0);
    assert_true(isnan(agreement_alpha(&all_no)) && isnan(agreement_alpha(&all_yes)));
    expect(agreement_first_share(&all_no), 0.0, 0.0);
    expect(agreement_second_share(&all_yes), 1.0, 0.0);
    expect(agreement_f1(&all_yes), 1.0, 0.0);
    assert_true(isnan(agreement_kappa(&all_yes)));
    assert_true(isnan(agreement_recall(&no_gold)));
    expect(agreement_precision(&no_gold), 0.0, 0.0);
    expect(agreement_f1(&no_gold), 0.0, 0.0);
    expect(agreement_kappa(&no_gold), 0.0, 0.0);
    assert_true(isnan(agreement_precision(&no_tool)));
    expect(agreement_recall(&no_tool), 0.0, 0.0);
}

/* Counts whose product leaves 64 bits must not wrap round. */
static void great_counts(void **state) {
    (void)state;
    size_t m = (size_t)1 << 40;
    agreement_counts t = {4 * m, 2 * m, m, 3 * m};
    expect(agreement_kappa(&t), 0.4, 1e-12);
    expect(agreement_accuracy(&t), 0.7, 1e-12);
    expect(agreement_ac1(&t), 0.205 / 0.505, 1e-12);
    expect(agreement_alpha(&t), 1.0 - 0.3 / 0.495, 1e-9);
}

static void adding(void **state) {
    (void)state;
    pm_confusion c = {0, 0, 0, 0};
    for (int i = 0; i < 10; i++) {
        pm_confusion_add(&c, i < 7, i < 5 || i == 9);
    }
    pm_confusion_add(&c, 2, -1); /* anything but 0 is a yes */
    assert_int_equal(c.both_yes, 6);
    assert_int_equal(c.gold_only, 2);
    assert_int_equal(c.tool_only, 1);
    assert_int_equal(c.both_no, 2);
    pm_confusion_add(NULL, 1, 1);
}

/* The public call says the same, with gold in the place of the truth. */
static void public_figures(void **state) {
    (void)state;
    pm_confusion c = {.both_yes = 40, .gold_only = 20, .tool_only = 10, .both_no = 30};
    pm_agreement a = pm_confusion_agreement(&c);
    expect(a.accuracy, 0.7, EXACT);
    expect(a.precision, 0.8, EXACT);
    expect(a.recall, 2.0 / 3.0, EXACT);
    expect(a.f1, 8.0 / 11.0, EXACT);
    expect(a.kappa, 0.4, EXACT);
    expect(a.ac1, 0.205 / 0.505, EXACT);
    expect(a.alpha, 1.0 - 199.0 * 30.0 / 9900.0, EXACT);
    expect(a.gold_share, 0.6, EXACT);
    expect(a.tool_share, 0.5, EXACT);
    a = pm_confusion_agreement(NULL);
    assert_true(isnan(a.accuracy) && isnan(a.kappa));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_by_hand),
        cmocka_unit_test(feinstein_and_cicchetti),
        cmocka_unit_test(ac1_and_alpha_by_hand),
        cmocka_unit_test(gwet),
        cmocka_unit_test(krippendorff),
        cmocka_unit_test(ends_of_the_scale),
        cmocka_unit_test(undefined_is_nan),
        cmocka_unit_test(great_counts),
        cmocka_unit_test(adding),
        cmocka_unit_test(public_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
