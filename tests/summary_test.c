/* SPDX-License-Identifier: MIT
 * Sums of plans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "output/output.h"

static const pm_mark all_met = {
    .score = 5,
    .high_quality = 1,
    .verdict = {{.met = 1}, {.met = 1}, {.met = 1}, {.met = 1}, {.met = 1}}};
static const pm_mark owner_met = {.score = 1, .verdict = {[PM_OWNER] = {.met = 1}}};

static void sums_are_by_plan_in_order_of_appearance(void **state) {
    plan_table *t = plans_new(&memory_default);
    (void)state;
    assert_non_null(t);
    assert_int_equal(plans_add(t, STR("b"), STR("LA"), &all_met), PM_OK);
    assert_int_equal(plans_add(t, STR("a"), STR("LA"), &owner_met), PM_OK);
    assert_int_equal(plans_add(t, STR("b"), STR("LA"), &owner_met), PM_OK);
    assert_int_equal(plans_add(t, STR("c"), STR("LA"), NULL), PM_OK);
    const plan_sum *b = plans_get(t, 0), *c = plans_get(t, 2);
    assert_true(str_equal(b->plan_id, STR("b")));
    assert_int_equal(b->actions, 2);
    assert_int_equal(b->score, 6);
    assert_int_equal(b->high_quality, 1);
    assert_int_equal(b->met[PM_OWNER], 2);
    assert_int_equal(b->met[PM_TIMEFRAME], 1);
    assert_int_equal(c->actions, 0);
    assert_null(plans_get(t, 3));
    plans_free(t);
}

static void plans_of_two_authorities_are_two(void **state) {
    plan_table *t = plans_new(&memory_default);
    (void)state;
    assert_int_equal(plans_add(t, STR("ab"), STR("c"), &owner_met), PM_OK);
    assert_int_equal(plans_add(t, STR("a"), STR("bc"), &owner_met), PM_OK);
    assert_int_equal(plans_add(t, STR("ab"), STR(""), &owner_met), PM_OK);
    assert_int_equal(plans_get(t, 0)->actions, 1);
    assert_int_equal(plans_get(t, 1)->actions, 1);
    assert_int_equal(plans_get(t, 2)->actions, 1);
    plans_free(t);
}

static void many_plans_keep_their_sums(void **state) {
    enum { PLANS = 1000, ROUNDS = 3 };
    plan_table *t = plans_new(&memory_default);
    char id[16];
    (void)state;
    for (int i = 0; i < PLANS * ROUNDS; i++) {
        snprintf(id, sizeof id, "plan %d", i % PLANS);
        assert_int_equal(plans_add(t, str_from(id), STR("LA"), &all_met), PM_OK);
    }
    for (size_t i = 0; i < PLANS; i++) {
        assert_int_equal(plans_get(t, i)->actions, ROUNDS);
    }
    assert_null(plans_get(t, PLANS));
    plans_free(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_by_plan_in_order_of_appearance),
        cmocka_unit_test(plans_of_two_authorities_are_two),
        cmocka_unit_test(many_plans_keep_their_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
