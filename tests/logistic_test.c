/* SPDX-License-Identifier: MIT
 * Log-odds and logistic regression, held to what can be worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/logistic.h"

static void expect_near(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.9g, not %.9g", got, wanted);
    }
}

/* ln(h / (100 - h)), and back again. */
static void odds_of_shares(void **state) {
    (void)state;
    expect_near(logistic_odds(50), 0.0, 1e-9);
    expect_near(logistic_odds(75), log(3.0), 1e-6);
    expect_near(logistic_odds(0), logistic_odds(1), 0.0);
    expect_near(logistic_odds(250), logistic_odds(99), 0.0);
    for (int h = 1; h < 100; h++) {
        expect_near(logistic_odds(h), log(h / (100.0 - h)), 1e-6);
        assert_int_equal(logistic_hundredths(logistic_odds(h)), h);
    }
    assert_int_equal(logistic_hundredths(-1e9), 1);
    assert_int_equal(logistic_hundredths(1e9), 99);
}

/* Without features the start is the log-odds of the share: 3 of 4. */
static void start_alone(void **state) {
    (void)state;
    const unsigned char yes[] = {1, 1, 0, 1};
    double start, odds[4];
    logistic_data d = {.yes = yes, .rows = 4, .spread = 1.0};
    logistic_fit(&d, &start, NULL, odds);
    expect_near(start, log(3.0), 1e-3);
    expect_near(odds[2], start, 1e-9);
}

/* A table of two by two: without the feature 1 yes of 4, with it 3 of 4. Hardly drawn to 0, the
 * weight is the log of the odds ratio, ln 9. */
static void odds_ratio(void **state) {
    (void)state;
    const unsigned char yes[] = {1, 0, 0, 0, 1, 1, 1, 0};
    const logistic_value values[] = {{0, 4, 1.0}, {0, 5, 1.0}, {0, 6, 1.0}, {0, 7, 1.0}};
    double start, weight, odds[8];
    logistic_data d = {values, 4, yes, 8, 1, false, 1e6};
    logistic_fit(&d, &start, &weight, odds);
    expect_near(start, log(1.0 / 3.0), 2e-3);
    expect_near(weight, log(9.0), 2e-3);
}

/* At the best place what pulls a weight to 0 and what the rows ask for are equal:
 * weight / spread = sum of value * (yes - chance). */
static void prior_and_rows_balance(void **state) {
    (void)state;
    const unsigned char yes[] = {1, 1, 1, 0, 0, 1};
    const logistic_value values[] = {
        {0, 0, 2.0}, {0, 1, 1.0}, {0, 3, 1.0}, {1, 1, 1.0}, {1, 4, 3.0}};
    double start, weights[2], odds[6], gap[3] = {0.0, 0.0, 0.0};
    logistic_data d = {values, 5, yes, 6, 2, false, 0.5};
    logistic_fit(&d, &start, weights, odds);
    for (size_t i = 0; i < 6; i++) {
        gap[2] += yes[i] - 1.0 / (1.0 + exp(-odds[i]));
    }
    for (size_t k = 0; k < 5; k++) {
        double chance = 1.0 / (1.0 + exp(-odds[values[k].row]));
        gap[values[k].feature] += values[k].value * (yes[values[k].row] - chance);
    }
    expect_near(gap[2], 0.0, 1e-3);
    expect_near(weights[0] / d.spread, gap[0], 1e-3);
    expect_near(weights[1] / d.spread, gap[1], 1e-3);
}

/* All of one kind: nothing is infinite. */
static void one_kind_only(void **state) {
    (void)state;
    const unsigned char yes[] = {1, 1, 1};
    const logistic_value values[] = {{0, 0, 1.0}, {0, 2, 1.0}};
    double start, weight, odds[3];
    logistic_data d = {values, 2, yes, 3, 1, false, 0.1};
    logistic_fit(&d, &start, &weight, odds);
    assert_true(start > 3.0 && start <= LOGISTIC_MOST);
    assert_true(weight >= 0.0 && weight < 1.0);
    logistic_data none = {.rows = 0, .spread = 0.1};
    logistic_fit(&none, &start, NULL, NULL);
    expect_near(start, 0.0, 0.0);
}

/* Each row by a fit of the rows that are not in its block, made anew from nothing. */
static void rows_apart(void **state) {
    (void)state;
    enum { ROWS = 8, BLOCKS = 3, VALUES = 7 };
    const unsigned char yes[ROWS] = {1, 1, 1, 0, 0, 1, 0, LOGISTIC_UNKNOWN};
    const uint32_t block[ROWS] = {0, 1, 1, 2, 0, 2, BLOCKS, 0};
    const logistic_value values[VALUES] = {{0, 0, 2.0}, {0, 1, 1.0}, {0, 3, 1.0}, {0, 6, 1.0},
                                           {1, 1, 1.0}, {1, 4, 3.0}, {1, 7, 1.0}};
    double weights[4], odds[2 * ROWS], apart[ROWS] = {[6] = 99.0};
    unsigned char room[ROWS];
    logistic_model all = {0.0, weights, odds}, other = {0.0, weights + 2, odds + ROWS};
    logistic_data d = {values, VALUES, yes, ROWS, 2, false, 0.5};
    logistic_fit(&d, &all.start, all.weights, all.odds);
    logistic_apart(&d, block, BLOCKS, &all, &other, room, apart);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < ROWS; k++) {
            room[k] = block[k] == block[i] ? LOGISTIC_UNKNOWN : yes[k];
        }
        d.yes = room;
        logistic_fit(&d, &other.start, other.weights, other.odds);
        expect_near(apart[i], block[i] < BLOCKS ? other.odds[i] : 99.0, 0.02);
    }
}

/* Three of four came: log-odds of ln 3 were right, those of 2 ln 3 are to be halved. */
static void one_factor(void **state) {
    (void)state;
    enum { CASES = 4000 };
    static double odds[CASES];
    const struct {
        double told, wanted;
    } cases[] = {{1.0, 1.0}, {2.0, 0.5}, {0.5, 2.0}, {-1.0, 0.0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        for (size_t i = 0; i < CASES; i++) {
            odds[i] = (i % 4 != 0 ? 1.0 : -1.0) * cases[k].told * log(3.0);
        }
        expect_near(logistic_factor(odds, CASES), cases[k].wanted, 0.05);
    }
    expect_near(logistic_factor(NULL, 0), 1.0, 0.0);
    odds[0] = -1.0; /* one case proves little */
    expect_near(logistic_factor(odds, 1), 0.93, 0.01);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odds_of_shares), cmocka_unit_test(start_alone),
        cmocka_unit_test(odds_ratio),     cmocka_unit_test(prior_and_rows_balance),
        cmocka_unit_test(one_kind_only),  cmocka_unit_test(rows_apart),
        cmocka_unit_test(one_factor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
