/* SPDX-License-Identifier: MIT
 * Which of many are drawn: each choice as often as any other, and parts of groups by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/strings.h"
#include "stats/draw.h"

/* Sum of (count - expected)^2 / expected. */
static double chi_square(const unsigned *counts, size_t n, double expected) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        double off = (double)counts[i] - expected;
        sum += off * off / expected;
    }
    return sum;
}

/* 42 ordered choices of 2 out of 7, each by one seed in 42. Of 41 degrees of freedom, 84 is passed
 * once in ten thousand times. */
static void each_choice_is_as_likely(void **state) {
    enum { OF = 7, EACH = 500, CHOICES = OF * (OF - 1) };
    unsigned counts[OF * OF] = {0}, used[CHOICES];
    size_t at = 0;
    (void)state;
    for (uint64_t seed = 0; seed < (uint64_t)EACH * CHOICES; seed++) {
        random_source r = {seed};
        uint32_t items[OF];
        for (uint32_t i = 0; i < OF; i++) {
            items[i] = i;
        }
        draw_some(&r, items, OF, 2);
        counts[items[0] * OF + items[1]]++;
    }
    for (size_t i = 0; i < OF * OF; i++) {
        if (i / OF == i % OF) {
            assert_int_equal(counts[i], 0);
        } else {
            used[at++] = counts[i];
        }
    }
    assert_true(chi_square(used, CHOICES, EACH) < 84.0);
}

static void nothing_is_lost(void **state) {
    (void)state;
    for (uint32_t count = 0; count <= 50; count++) {
        random_source r = {count};
        uint32_t items[50];
        bool seen[50] = {false};
        for (uint32_t i = 0; i < 50; i++) {
            items[i] = i;
        }
        draw_some(&r, items, 50, count);
        for (uint32_t i = 0; i < 50; i++) {
            assert_false(seen[items[i]]);
            seen[items[i]] = true;
        }
    }
    random_source r = {1};
    draw_some(&r, NULL, 0, 0);
}

static size_t deal(uint64_t seed, const uint32_t *sizes, size_t n, uint32_t count,
                   draw_group *groups) {
    random_source r = {seed};
    for (size_t i = 0; i < n; i++) {
        groups[i] = (draw_group){.size = sizes[i]};
    }
    return draw_shares(&r, groups, n, count);
}

/* By hand: quotas, and what is left over by the largest remainders. */
static void parts_by_hand(void **state) {
    static const struct {
        uint32_t sizes[4], count, wanted[4];
        size_t raised;
    } cases[] = {
        {{50, 30, 15, 5}, 20, {10, 6, 3, 1}, 0},
        {{47, 16, 18, 19}, 10, {5, 1, 2, 2}, 0}, /* 4.7 1.6 1.8 1.9 */
        {{21, 7, 1, 1}, 10, {6, 2, 1, 1}, 2},    /* 7 2.33 0.33 0.33 */
        {{900, 98, 1, 1}, 4, {1, 1, 1, 1}, 3},
        {{3, 2, 1, 1}, 7, {3, 2, 1, 1}, 0},
        {{100, 1, 1, 1}, 1, {1, 0, 0, 0}, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        draw_group groups[4];
        assert_int_equal(deal(i, cases[i].sizes, 4, cases[i].count, groups), cases[i].raised);
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(groups[k].share, cases[i].wanted[k]);
            assert_int_equal(groups[k].size, cases[i].sizes[k]);
        }
    }
}

/* Whatever the groups: all is dealt, nobody gets more than it has nor, where there is enough,
 * nothing; and larger groups get no less. */
static void parts_hold_together(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        random_source r = {seed};
        uint32_t sizes[12], all = 0;
        size_t n = 1 + random_below(&r, 12);
        draw_group groups[12];
        for (size_t i = 0; i < n; i++) {
            sizes[i] = 1 + random_below(&r, seed % 2 == 0 ? 10 : 1000);
            all += sizes[i];
        }
        uint32_t count = random_below(&r, all + 1), dealt = 0;
        deal(seed, sizes, n, count, groups);
        for (size_t i = 0; i < n; i++) {
            dealt += groups[i].share;
            assert_true(groups[i].share <= sizes[i]);
            assert_true(groups[i].share >= (count >= n ? 1U : 0U));
            for (size_t k = 0; k < n; k++) {
                assert_true(sizes[i] <= sizes[k] || groups[i].share + 1 > groups[k].share);
            }
        }
        assert_int_equal(dealt, count);
    }
}

/* Groups of one size have no order among them. Of 9 degrees of freedom, 34 is passed once in ten
 * thousand times. */
static void equal_groups_take_turns(void **state) {
    static const uint32_t sizes[10] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
    unsigned counts[10] = {0};
    draw_group groups[10];
    (void)state;
    for (uint64_t seed = 0; seed < 4000; seed++) {
        deal(seed, sizes, 10, 3, groups);
        for (size_t i = 0; i < 10; i++) {
            counts[i] += groups[i].share;
        }
    }
    assert_true(chi_square(counts, 10, 1200.0) < 34.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_choice_is_as_likely),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(parts_by_hand),
        cmocka_unit_test(parts_hold_together),
        cmocka_unit_test(equal_groups_take_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
