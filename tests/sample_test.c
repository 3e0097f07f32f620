/* SPDX-License-Identifier: MIT
 * Intervals made from plans: against what can be worked out by hand or by counting, and against a
 * plain resampling of rows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "stats/agreement.h"
#include "stats/interval.h"
#include "stats/random.h"

static void expect(double got, double wanted, double within) {
    if (isnan(got) || !(fabs(got - wanted) <= within)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

/* ---- Drawing ---- */

/* The first numbers of seed 1234567, as the generator's public-domain C source prints them. */
static void split_mix(void **state) {
    (void)state;
    static const uint64_t numbers[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                       UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                       UINT64_C(16408922859458223821)};
    random_source r = {1234567};
    for (int i = 0; i < 5; i++) {
        assert_true(random_next(&r) == numbers[i]);
    }
}

static void drawing_is_fair(void **state) {
    (void)state;
    random_source r = {7};
    size_t seen[6] = {0};
    for (int i = 0; i < 60000; i++) {
        uint32_t n = random_below(&r, 6);
        assert_true(n < 6);
        seen[n]++;
        assert_int_equal(random_below(&r, 1), 0);
        assert_true(random_below(&r, UINT32_MAX) < UINT32_MAX);
    }
    for (int i = 0; i < 6; i++) {
        expect((double)seen[i], 10000.0, 400.0); /* more than four standard deviations */
    }
}

/* ---- Intervals ---- */

/* P(|T| < t) for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4). */
static double student(double t, int freedom) {
    double angle = atan(t / sqrt((double)freedom)), c = cos(angle), sum = 0.0, term;
    bool odd = freedom % 2 != 0;
    term = odd ? c : 1.0;
    for (int k = odd ? 3 : 2; k <= freedom; k += 2) {
        sum += term;
        term *= c * c * (double)(k - 1) / (double)k;
    }
    sum *= sin(angle);
    return odd ? (angle + sum) * 2.0 / acos(-1.0) : sum;
}

static void quantiles_of_t(void **state) {
    (void)state;
    for (int freedom = 1; freedom <= 19; freedom++) {
        expect(student(interval_t((size_t)freedom), freedom), 0.95, 1e-14);
    }
    for (int freedom = 20; freedom <= 5000; freedom++) { /* the density there is below 0.12 */
        expect(student(interval_t((size_t)freedom), freedom), 0.95, 1e-7);
        assert_true(interval_t((size_t)freedom) < interval_t((size_t)freedom - 1));
    }
    expect(erf(INTERVAL_Z / sqrt(2.0)), 0.95, 1e-15);
    expect(interval_t(SIZE_MAX), INTERVAL_Z, 1e-12);
    assert_true(isnan(interval_t(0)));
}

/* As tables print them (Abramowitz and Stegun 1964, table 26.10). */
static void tables_of_t(void **state) {
    (void)state;
    expect(interval_t(1), 12.706, 5e-4);
    expect(interval_t(20), 2.086, 5e-4);
    expect(interval_t(25), 2.060, 5e-4);
    expect(interval_t(30), 2.042, 5e-4);
    expect(interval_t(40), 2.021, 5e-4);
    expect(interval_t(60), 2.000, 5e-4);
    expect(interval_t(120), 1.980, 5e-4);
}

/* Of 1 .. 2000 in any order: k = 2001 / 40 = 50. */
static void percentiles(void **state) {
    (void)state;
    double values[2500];
    for (int i = 0; i < 2000; i++) {
        values[i] = 1.0 + (i * 7 + 3) % 2000;
    }
    interval found = interval_percentile(values, 2000);
    expect(found.low, 50.0, 0.0);
    expect(found.high, 1951.0, 0.0);
    expect(found.undefined, 0.0, 0.0);
    for (int i = 0; i < 2500; i++) { /* a fifth is not defined */
        values[i] = i % 5 == 0 ? (double)NAN : (double)(i - i / 5);
    }
    found = interval_percentile(values, 2500);
    expect(found.low, 50.0, 0.0);
    expect(found.high, 1951.0, 0.0);
    expect(found.undefined, 0.2, 0.0);
}

static void percentiles_of_few(void **state) {
    (void)state;
    double values[39];
    for (int i = 0; i < 39; i++) {
        values[i] = 39.0 - i;
    }
    assert_true(isnan(interval_percentile(values, 38).low));
    interval found = interval_percentile(values, 39);
    expect(found.low, 1.0, 0.0);
    expect(found.high, 39.0, 0.0);
    assert_true(isnan(interval_percentile(values, 0).high));
}

/* The jackknife of a mean is its textbook standard error: of 1 .. 5, 3 -+ t * sqrt(2.5 / 5), and t
 * with 4 degrees of freedom is 2.776 in any table. */
static void jackknife_of_a_mean(void **state) {
    (void)state;
    double without[5];
    for (int i = 0; i < 5; i++) {
        without[i] = (15.0 - (i + 1)) / 4.0;
    }
    interval found = interval_jackknife(3.0, without, 5, -10.0, 10.0);
    expect(found.high - 3.0, 2.776 * sqrt(0.5), 0.0005);
    expect(3.0 - found.low, found.high - 3.0, 1e-15);
    found = interval_jackknife(3.0, without, 5, 2.0, 4.0);
    expect(found.low, 2.0, 0.0);
    expect(found.high, 4.0, 0.0);
    without[2] = (double)NAN;
    found = interval_jackknife(3.0, without, 5, 2.0, 4.0);
    assert_true(isnan(found.low) && isnan(found.high));
    expect(found.undefined, 0.2, 0.0);
    assert_true(isnan(interval_jackknife(3.0, without, 1, 2.0, 4.0).low));
}

/* ---- Samples ---- */

typedef struct test_row {
    int plan; /* -1: none */
    int gold[PM_CRITERIA], tool[PM_CRITERIA];
} test_row;

static pm_figures figures(const test_row *rows, size_t count, size_t resamples, uint64_t seed) {
    pm_comparison *c;
    pm_figures f;
    pm_interval_options o = {.size = sizeof o, .resamples = resamples, .seed = seed};
    assert_int_equal(pm_comparison_new(NULL, &c), PM_OK);
    for (size_t i = 0; i < count; i++) {
        char name[16];
        int len = snprintf(name, sizeof name, "P%d", rows[i].plan);
        pm_str id = {name, rows[i].plan < 0 ? 0 : (size_t)len}, authority = {"LA", 2};
        assert_int_equal(pm_comparison_add(c, authority, id, rows[i].gold, rows[i].tool), PM_OK);
    }
    assert_int_equal(pm_comparison_figures(c, &o, &f), PM_OK);
    pm_comparison_free(c);
    return f;
}

/* Rows of `plans` plans that resemble each other within a plan, five a plan. */
static size_t draw_rows(test_row *rows, int plans) {
    random_source r = {99};
    size_t count = 0;
    for (int plan = 0; plan < plans; plan++) {
        uint32_t care = 20 + random_below(&r, 80);
        for (int i = 0; i < 5; i++, count++) {
            rows[count].plan = plan;
            for (int c = 0; c < PM_CRITERIA; c++) {
                rows[count].gold[c] = random_below(&r, 100) < care;
                rows[count].tool[c] = rows[count].gold[c] ^ (random_below(&r, 100) > care);
            }
        }
    }
    return count;
}

static bool same_bits(const pm_figures *a, const pm_figures *b) {
    return memcmp(a->figure, b->figure, sizeof a->figure) == 0 &&
           memcmp(&a->score_error, &b->score_error, sizeof a->score_error) == 0 &&
           memcmp(&a->plan_mean_error, &b->plan_mean_error, sizeof a->plan_mean_error) == 0;
}

/* Every plan holds the same two rows, so that every sample is the same. */
static void plans_alike(void **state) {
    (void)state;
    for (int plans = 2; plans <= 40; plans += 19) { /* 2 by the jackknife; 21 and 40 are drawn */
        test_row rows[80] = {{0}};
        for (int i = 0; i < 2 * plans; i++) {
            rows[i] = (test_row){i / 2, {1, 1, 0, i % 2, 1}, {1, i % 2, 0, 1, 0}};
        }
        pm_figures f = figures(rows, (size_t)(2 * plans), 500, 1);
        assert_int_equal(f.method, plans < 20 ? PM_INTERVAL_JACKKNIFE : PM_INTERVAL_BOOTSTRAP);
        assert_int_equal(f.plans, plans);
        for (int i = 0; i < PM_FIGURES; i++) {
            const pm_estimate *e = &f.figure[PM_TIMEFRAME][i];
            if (!isnan(e->value) && i != PM_FIGURE_ALPHA) { /* whose formula knows n */
                expect(e->low, e->value, 1e-12);
                expect(e->high, e->value, 1e-12);
            }
        }
        expect(f.score_error.value, 1.0, 1e-15); /* 3 against 2, 4 against 3 */
        expect(f.score_error.low, 1.0, 1e-12);
    }
}

/* 40 plans of one row, right in half of them: a bootstrap's count of right rows is binomial, and
 * P(X <= 13) = 0.0192, P(X <= 14) = 0.0403 for 40 throws of a coin. */
static void binomial_by_hand(void **state) {
    (void)state;
    test_row rows[40] = {{0}};
    for (int i = 0; i < 40; i++) {
        rows[i] = (test_row){i, {1, 1, 1, 1, 1}, {i % 2, 1, 1, 1, 1}};
    }
    pm_figures f = figures(rows, 40, 20000, 3);
    expect(f.figure[PM_ACTIONABLE][PM_FIGURE_ACCURACY].value, 0.5, 0.0);
    expect(f.figure[PM_ACTIONABLE][PM_FIGURE_ACCURACY].low, 14.0 / 40.0, 1e-15);
    expect(f.figure[PM_ACTIONABLE][PM_FIGURE_ACCURACY].high, 26.0 / 40.0, 1e-15);
    expect(f.score_error.low, 14.0 / 40.0, 1e-15);
    expect(f.plan_mean_error.high, 26.0 / 40.0, 1e-15);
}

/* One of 20 plans has the only yes of gold: recall is not defined where that plan is not drawn, in
 * (19/20)^20 of the samples. */
static void undefined_share(void **state) {
    (void)state;
    test_row rows[20] = {{0}};
    for (int i = 0; i < 20; i++) {
        rows[i] = (test_row){i, {i == 0, 0, 0, 0, 0}, {i == 0, 0, 0, 0, 0}};
    }
    pm_figures f = figures(rows, 20, 20000, 3);
    const pm_estimate *recall = &f.figure[PM_ACTIONABLE][PM_FIGURE_RECALL];
    expect(recall->undefined, 0.3585, 0.01);
    expect(recall->low, 1.0, 0.0);
    f = figures(rows, 19, 20000, 3); /* too few: and it all hangs on one plan */
    recall = &f.figure[PM_ACTIONABLE][PM_FIGURE_RECALL];
    expect(recall->value, 1.0, 0.0);
    expect(recall->undefined, 1.0 / 19.0, 1e-15);
    assert_true(isnan(recall->low));
}

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* A plain bootstrap of kappa: whole rows, another generator, a sort. */
static void slow_kappa(const test_row *rows, int plans, int criterion, double ends[2]) {
    enum { TIMES = 20000 };
    static double kappas[TIMES];
    uint32_t lcg = 12345;
    for (int i = 0; i < TIMES; i++) {
        agreement_counts t = {0, 0, 0, 0};
        for (int k = 0; k < plans; k++) {
            lcg = lcg * 1664525 + 1013904223;
            const test_row *plan = rows + 5 * ((uint64_t)lcg * (uint64_t)plans >> 32);
            for (int row = 0; row < 5; row++) {
                agreement_add(&t, plan[row].gold[criterion], plan[row].tool[criterion]);
            }
        }
        kappas[i] = agreement_kappa(&t);
    }
    qsort(kappas, TIMES, sizeof *kappas, ascending);
    ends[0] = kappas[TIMES / 40];
    ends[1] = kappas[TIMES - TIMES / 40];
}

static void against_plain_resampling(void **state) {
    (void)state;
    static test_row rows[150];
    size_t count = draw_rows(rows, 30);
    pm_figures f = figures(rows, count, 20000, 8);
    for (int c = 0; c < PM_CRITERIA; c++) {
        double ends[2];
        slow_kappa(rows, 30, c, ends);
        const pm_estimate *kappa = &f.figure[c][PM_FIGURE_KAPPA];
        expect(kappa->low, ends[0], 0.01);
        expect(kappa->high, ends[1], 0.01);
        assert_true(kappa->high - kappa->low > 0.15);
    }
}

static void seeds_and_order(void **state) {
    (void)state;
    static test_row rows[150], mixed[150];
    size_t count = draw_rows(rows, 30);
    pm_figures one = figures(rows, count, 500, 1), again = figures(rows, count, 500, 1);
    pm_figures other = figures(rows, count, 500, 2);
    assert_true(same_bits(&one, &again));
    assert_false(same_bits(&one, &other));
    for (size_t i = 0; i < count; i++) { /* 7 and 150 share no factor: plans lie in pieces */
        mixed[i] = rows[(i * 7 + 11) % count];
    }
    pm_figures shuffled = figures(mixed, count, 500, 1);
    assert_int_equal(shuffled.plans, 30);
    assert_true(same_bits(&one, &shuffled));
}

/* Three plans: means off by 1, 0 (its two errors cancel) and 0.5. */
static void errors_by_hand(void **state) {
    (void)state;
    const test_row rows[] = {{0, {1, 1, 0, 0, 0}, {1, 0, 0, 0, 0}},
                             {1, {1, 0, 0, 0, 0}, {0}},
                             {1, {0}, {0, 0, 1, 0, 0}},
                             {2, {1, 0, 0, 0, 0}, {0}},
                             {2, {1, 0, 0, 0, 0}, {1, 0, 0, 0, 0}},
                             {-1, {1, 1, 1, 1, 1}, {0}}};
    pm_figures f = figures(rows, 6, 500, 0);
    expect(f.score_error.value, (1.0 + 1.0 + 1.0 + 1.0 + 0.0 + 5.0) / 6.0, 1e-15);
    expect(f.plan_mean_error.value, (1.0 + 0.0 + 0.5) / 3.0, 1e-15);
    assert_int_equal(f.plans, 4);
    assert_int_equal(f.rows_alone, 1);
    assert_int_equal(f.rows, 6);
}

static void one_answer_throughout(void **state) {
    (void)state;
    test_row rows[25] = {{0}};
    for (int i = 0; i < 25; i++) {
        rows[i] = (test_row){i, {1, 0, 0, 0, 0}, {1, 0, 0, 0, 0}};
    }
    pm_figures f = figures(rows, 25, 500, 0);
    for (int c = PM_ACTIONABLE; c <= PM_MEASURABLE; c++) { /* all yes; all no */
        assert_true(isnan(f.figure[c][PM_FIGURE_KAPPA].value));
        assert_true(isnan(f.figure[c][PM_FIGURE_ALPHA].low));
        expect(f.figure[c][PM_FIGURE_ALPHA].undefined, 1.0, 0.0);
        expect(f.figure[c][PM_FIGURE_AC1].low, 1.0, 0.0);
        expect(f.figure[c][PM_FIGURE_ACCURACY].low, 1.0, 0.0);
    }
    assert_true(isnan(f.figure[PM_MEASURABLE][PM_FIGURE_F1].value));
    assert_int_equal(f.confusion[PM_ACTIONABLE].both_yes, 25);
    assert_int_equal(f.confusion[PM_HIGH_QUALITY].both_no, 25);
}

static void one_plan_one_row_none(void **state) {
    (void)state;
    const test_row rows[] = {{0, {1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}},
                             {0, {0}, {0}},
                             {-1, {0}, {1, 0, 0, 0, 0}},
                             {-1, {0}, {0}}};
    pm_figures f = figures(rows, 2, 500, 0);
    assert_int_equal(f.method, PM_INTERVAL_NONE);
    expect(f.figure[PM_ACTIONABLE][PM_FIGURE_KAPPA].value, 1.0, 0.0);
    assert_true(isnan(f.figure[PM_ACTIONABLE][PM_FIGURE_KAPPA].low));
    f = figures(rows, 1, 500, 0);
    expect(f.figure[PM_MEASURABLE][PM_FIGURE_ALPHA].value, 0.0, 0.0);
    expect(f.plan_mean_error.value, 1.0, 0.0);
    f = figures(rows + 2, 2, 500, 0); /* each a cluster; no plan */
    assert_int_equal(f.method, PM_INTERVAL_JACKKNIFE);
    assert_int_equal(f.rows_alone, 2);
    assert_true(isnan(f.plan_mean_error.value));
    f = figures(rows, 0, 500, 0);
    assert_int_equal(f.rows, 0);
    assert_true(isnan(f.score_error.value));
}

/* ---- The calls ---- */

static void refused(void **state) {
    (void)state;
    pm_comparison *c;
    pm_figures f;
    const int none[PM_CRITERIA] = {0};
    const pm_str name = {"P", 1};
    pm_interval_options o = {.size = sizeof o, .resamples = PM_RESAMPLES_LEAST - 1};
    assert_int_equal(pm_comparison_new(NULL, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_new(NULL, &c), PM_OK);
    assert_int_equal(pm_comparison_add(NULL, name, name, none, none), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_add(c, name, name, NULL, none), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_figures(c, &o, &f), PM_ERR_ARGUMENT);
    o.resamples = PM_RESAMPLES_MOST + 1;
    assert_int_equal(pm_comparison_figures(c, &o, &f), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_figures(c, NULL, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_figures(NULL, NULL, &f), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_figures(c, NULL, &f), PM_OK);
    pm_comparison_free(c);
    pm_comparison_free(NULL);
    assert_string_equal(pm_figure_name(PM_FIGURE_AC1), "ac1");
    assert_null(pm_figure_name(PM_FIGURES));
}

static void *some_alloc(void *ctx, size_t size) {
    int *left = ctx;
    return (*left)-- > 0 ? malloc(size) : NULL;
}

static void *some_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    int *left = ctx;
    (void)old_size;
    return (*left)-- > 0 ? realloc(p, new_size) : NULL;
}

static void some_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static pm_status with_memory(int allocations) {
    static test_row rows[150];
    pm_allocator allocator = {some_alloc, some_resize, some_release, &allocations};
    pm_options options = {.size = sizeof options, .allocator = &allocator};
    size_t count = draw_rows(rows, 30);
    pm_comparison *c = NULL;
    pm_figures f;
    pm_mean_figures m;
    pm_status status = pm_comparison_new(&options, &c);
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        const char name[] = {(char)('A' + rows[i].plan)};
        status =
            pm_comparison_add(c, (pm_str){NULL, 0}, (pm_str){name, 1}, rows[i].gold, rows[i].tool);
    }
    if (status == PM_OK) {
        status = pm_comparison_figures(c, NULL, &f);
    }
    if (status == PM_OK) {
        status = pm_comparison_means(&c, 1, &c, 1, NULL, &m);
    }
    pm_comparison_free(c);
    return status;
}

static void memory_ends(void **state) {
    (void)state;
    int allocations = 0;
    while (with_memory(allocations) == PM_ERR_MEMORY) {
        allocations++;
    }
    assert_true(allocations >= 8);
    assert_int_equal(with_memory(allocations), PM_OK);
}

/* ---- Means over comparisons ---- */

static void add_owner(pm_comparison *c, size_t plan, int first, int second) {
    char id[24];
    int a[PM_CRITERIA] = {[PM_OWNER] = first}, b[PM_CRITERIA] = {[PM_OWNER] = second};
    int len = snprintf(id, sizeof id, "P%zu", plan);
    assert_int_equal(pm_comparison_add(c, (pm_str){NULL, 0}, (pm_str){id, (size_t)len}, a, b),
                     PM_OK);
}

static pm_comparison *comparison(void) {
    pm_comparison *c;
    assert_int_equal(pm_comparison_new(NULL, &c), PM_OK);
    return c;
}

/* Ten plans of an action each. The tool is wrong in the first, a coder in the second: the plans
 * differ by -1, 1 and eight noughts, so that the standard error of the mean difference is
 * sqrt(2 / 9 / 10) = 0.1491, and with t(9) = 2.2622 it is 0 -+ 0.3372. */
static void difference_by_hand(void **state) {
    (void)state;
    pm_comparison *tool = comparison(), *coders = comparison();
    pm_mean_figures m;
    for (size_t i = 0; i < 10; i++) {
        add_owner(tool, i, 1, i != 0);
        add_owner(coders, 9 - i, 1, 9 - i != 1);
    }
    assert_int_equal(pm_comparison_means(&tool, 1, &coders, 1, NULL, &m), PM_OK);
    assert_int_equal(m.method, PM_INTERVAL_JACKKNIFE);
    assert_int_equal(m.plans, 10);
    expect(m.first[PM_OWNER][PM_FIGURE_ACCURACY].value, 0.9, 1e-15);
    expect(m.second[PM_OWNER][PM_FIGURE_ACCURACY].value, 0.9, 1e-15);
    pm_estimate d = m.difference[PM_OWNER][PM_FIGURE_ACCURACY];
    expect(d.value, 0.0, 1e-15);
    expect(d.low, -0.33722, 1e-5);
    expect(d.high, 0.33722, 1e-5);
    pm_comparison_free(tool);
    pm_comparison_free(coders);
}

/* What both groups suffer alike is no difference: drawn for each by itself, it would be one. */
static void plans_are_drawn_for_all(void **state) {
    (void)state;
    pm_comparison *one = comparison(), *same = comparison(), *third = comparison();
    pm_comparison *pair[2] = {one, third};
    pm_mean_figures m;
    pm_figures f;
    for (size_t i = 0; i < 40; i++) {
        add_owner(one, i, i % 2 == 0, i % 5 < 2);
        add_owner(same, i, i % 2 == 0, i % 5 < 2);
        add_owner(third, i, i % 2 == 0, i % 2 == 0);
    }
    assert_int_equal(pm_comparison_means(&one, 1, &same, 1, NULL, &m), PM_OK);
    assert_int_equal(m.method, PM_INTERVAL_BOOTSTRAP);
    expect(m.difference[PM_OWNER][PM_FIGURE_KAPPA].low, 0.0, 0.0);
    expect(m.difference[PM_OWNER][PM_FIGURE_KAPPA].high, 0.0, 0.0);
    assert_int_equal(pm_comparison_figures(one, NULL, &f), PM_OK);
    pm_estimate a = m.first[PM_OWNER][PM_FIGURE_KAPPA], b = f.figure[PM_OWNER][PM_FIGURE_KAPPA];
    expect(a.value, b.value, 0.0);
    expect(a.low, b.low, 0.06); /* other draws of the same plans */
    expect(a.high, b.high, 0.06);
    assert_int_equal(pm_comparison_means(pair, 2, NULL, 0, NULL, &m), PM_OK);
    expect(m.first[PM_OWNER][PM_FIGURE_KAPPA].value, (b.value + 1.0) / 2.0, 1e-15);
    assert_true(isnan(m.second[PM_OWNER][PM_FIGURE_KAPPA].value));
    assert_true(isnan(m.difference[PM_OWNER][PM_FIGURE_KAPPA].low));
    assert_int_equal(pm_comparison_means(NULL, 0, NULL, 0, NULL, &m), PM_ERR_ARGUMENT);
    assert_int_equal(pm_comparison_means(NULL, 1, NULL, 0, NULL, &m), PM_ERR_ARGUMENT);
    pm_comparison_free(one);
    pm_comparison_free(same);
    pm_comparison_free(third);
}

static void means_of_rows_alone(void **state) {
    (void)state;
    static const int yes[PM_CRITERIA] = {1, 1, 1, 1, 1}, no[PM_CRITERIA] = {0};
    pm_comparison *c = comparison();
    pm_mean_figures m;
    for (int i = 0; i < 30; i++) {
        assert_int_equal(
            pm_comparison_add(c, (pm_str){NULL, 0}, (pm_str){NULL, 0}, yes, i % 3 == 0 ? no : yes),
            PM_OK);
    }
    assert_int_equal(pm_comparison_means(&c, 1, NULL, 0, NULL, &m), PM_OK);
    assert_int_equal(m.method, PM_INTERVAL_NONE);
    expect(m.first[PM_OWNER][PM_FIGURE_ACCURACY].value, 2.0 / 3.0, 1e-15);
    assert_true(isnan(m.first[PM_OWNER][PM_FIGURE_ACCURACY].low));
    pm_comparison_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(split_mix),
        cmocka_unit_test(drawing_is_fair),
        cmocka_unit_test(quantiles_of_t),
        cmocka_unit_test(tables_of_t),
        cmocka_unit_test(percentiles),
        cmocka_unit_test(percentiles_of_few),
        cmocka_unit_test(jackknife_of_a_mean),
        cmocka_unit_test(plans_alike),
        cmocka_unit_test(binomial_by_hand),
        cmocka_unit_test(undefined_share),
        cmocka_unit_test(against_plain_resampling),
        cmocka_unit_test(seeds_and_order),
        cmocka_unit_test(errors_by_hand),
        cmocka_unit_test(one_answer_throughout),
        cmocka_unit_test(one_plan_one_row_none),
        cmocka_unit_test(refused),
        cmocka_unit_test(memory_ends),
        cmocka_unit_test(difference_by_hand),
        cmocka_unit_test(plans_are_drawn_for_all),
        cmocka_unit_test(means_of_rows_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
