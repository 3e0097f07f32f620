/* SPDX-License-Identifier: MIT
 * Checks as a caller has them: fingerprints that outlive what does not matter, rows gathered into
 * plans, memory that ends anywhere, very long plans, and the command saying what the library does.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/checked.h"

enum { WATCHDOG = 120, MANY = 100000 }; /* seconds until what grows too fast is ended */

static pm_pack *pack;

static int open_pack(void **state) {
    (void)state;
    return checked_pack(NULL, CHECKED_FINDINGS, NULL, &pack) == PM_OK ? 0 : -1;
}

static int close_pack(void **state) {
    (void)state;
    pm_pack_free(pack);
    return 0;
}

static pm_check *plain_check(void) {
    pm_check *c;
    assert_int_equal(pm_check_new(NULL, pack, &c), PM_OK);
    return c;
}

/* ---- fingerprints ---- */

typedef char print[PM_FINGERPRINT];

static void note_print(const pm_plan_check *done, ptrdiff_t action, const char *id, print out) {
    size_t found = 0;
    for (size_t i = 0; i < done->finding_count; i++) {
        const pm_finding *f = &done->findings[i];
        if (f->action == action && str_equal(f->id, str_from(id))) {
            memcpy(out, f->fingerprint, PM_FINGERPRINT);
            found++;
        }
    }
    assert_int_equal(found, 1);
    assert_int_equal(strlen(out), PM_FINGERPRINT - 1);
}

/* Of "nobody is assigned" for the action at a place. */
static void print_of(const char *plan, checked_cells *cells, size_t count, ptrdiff_t at,
                     print out) {
    static checked_plan p;
    const pm_plan_check *done;
    pm_check *c = plain_check();
    assert_int_equal(pm_check_plan(c, checked_fill(&p, plan, "", cells, count), &done), PM_OK);
    note_print(done, at, "owner.none", out);
    pm_check_free(c);
}

static void expect_same(const print a, const print b, bool same) {
    if ((strcmp(a, b) == 0) != same) {
        fail_msg("%s and %s", a, b);
    }
}

#define TASK                                                                                       \
    { "Send the policy, by 3 May", "", "weekly", "2" }

static void prints_that_stay(void **state) {
    (void)state;
    print first, now;
    checked_cells base[] = {TASK, {"visit the head", "", "weekly", "2"}};
    print_of("P1", base, 2, 0, first);
    static const char *const same[] = {
        "send the policy by 3 may", " Send\tthe \n policy - by 3 May!",
        "SEND THE POLICY (BY 3 MAY)", "Send the \"policy\", by 3 May.",
        "\xE2\x80\xA2 Send the\xC2\xA0policy, by 3 May"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        checked_cells one[] = {{same[i], "", "weekly", "2"}};
        print_of("P1", one, 1, 0, now);
        expect_same(first, now, true);
    }
    checked_cells turned[] = {{"visit the head", "", "weekly", "2"}, TASK};
    print_of("P1", turned, 2, 1, now);
    expect_same(first, now, true);
    checked_cells others[] = {{"Send the policy, by 3 May", "nobody", "asap", "none"}};
    print_of("P1", others, 1, 0, now);
    expect_same(first, now, true);
}

static void prints_that_change(void **state) {
    (void)state;
    print first, now;
    checked_cells task[] = {TASK};
    print_of("P1", task, 1, 0, first);
    print_of("P2", task, 1, 0, now);
    expect_same(first, now, false);
    static const char *const other[] = {"Send the policies, by 3 May", "Send the policy, by 4 May",
                                        "Send policy the by 3 May", "Sendthe policy, by 3 May",
                                        "Send the policy, by 3 May now"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        checked_cells one[] = {{other[i], "", "weekly", "2"}};
        print_of("P1", one, 1, 0, now);
        expect_same(first, now, false);
    }
    /* where one text ends and the next begins counts */
    pm_plan_action action = {.action = {.cell = {STR("visit")}}};
    pm_plan plans[] = {{.plan_id = STR("P1"), .authority = STR("LA1")},
                       {.plan_id = STR("P1"), .authority = STR("LA2")},
                       {.plan_id = STR("1P1"), .authority = STR("LA")}};
    print got[3];
    pm_check *c = plain_check();
    for (size_t i = 0; i < 3; i++) {
        const pm_plan_check *done;
        plans[i].actions = &action;
        plans[i].action_count = 1;
        assert_int_equal(pm_check_plan(c, &plans[i], &done), PM_OK);
        note_print(done, 0, "owner.none", got[i]);
    }
    expect_same(got[0], got[1], false);
    expect_same(got[0], got[2], false);
    pm_check_free(c);
}

/* A key stands for the id, in fingerprints of actions and of the plan, and is never taken for one.
 */
static void prints_of_keys(void **state) {
    (void)state;
    pm_plan_action action = {.action = {.cell = {STR("visit")}}};
    pm_plan plans[] = {{.plan_id = STR("plan"), .key = STR("1201/plan.csv")},
                       {.plan_id = STR("1201/plan"), .key = STR("1201/plan.csv")},
                       {.plan_id = STR("plan"), .key = STR("1202/plan.csv")},
                       {.plan_id = STR("1201/plan.csv")},
                       {.plan_id = STR("plan")}};
    print got[5];
    pm_check *c = plain_check();
    for (size_t i = 0; i < 5; i++) {
        pm_row row = {.plan_id = plans[i].plan_id,
                      .plan_key = plans[i].key,
                      .has_action = 1,
                      .action = action.action};
        const pm_plan_check *done;
        print of_row;
        plans[i].actions = &action;
        plans[i].action_count = 1;
        assert_int_equal(pm_check_plan(c, &plans[i], &done), PM_OK);
        note_print(done, 0, "owner.none", got[i]);
        assert_int_equal(pm_check_row(c, &row, &done), PM_OK);
        assert_int_equal(pm_check_rest(c, &done), PM_OK);
        note_print(done, 0, "owner.none", of_row);
        expect_same(got[i], of_row, true);
    }
    expect_same(got[0], got[1], true);
    expect_same(got[0], got[2], false);
    expect_same(got[0], got[3], false);
    expect_same(got[0], got[4], false);
    pm_check_free(c);
}

/* Equal actions are told apart by number; with other owners their order does not matter. */
static void prints_of_equals(void **state) {
    (void)state;
    static checked_plan p;
    const pm_plan_check *done;
    pm_check *c = plain_check();
    print a[3], b[3];
    checked_cells cells[] = {TASK, TASK, {"Send the policy, by 3 May", "nobody", "", ""}};
    checked_cells turned[] = {{"Send the policy, by 3 May", "nobody", "", ""}, TASK, TASK};
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", cells, 3), &done), PM_OK);
    for (size_t i = 0; i < 3; i++) {
        note_print(done, (ptrdiff_t)i, "owner.none", a[i]);
    }
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", turned, 3), &done), PM_OK);
    for (size_t i = 0; i < 3; i++) {
        note_print(done, (ptrdiff_t)i, "owner.none", b[i]);
    }
    expect_same(a[0], a[1], false);
    expect_same(a[0], a[2], false);
    expect_same(a[1], a[2], false);
    expect_same(a[2], b[0], true);
    expect_same(a[0], b[1], true);
    expect_same(a[1], b[2], true);
    pm_check_free(c);
}

/* A repetition stands behind what it repeats, whatever the other cells are; re-ordering leaves it
 * the same. */
static void prints_of_repetitions(void **state) {
    (void)state;
    static checked_plan p;
    const pm_plan_check *done;
    pm_check *c = plain_check();
    print first[3], now;
    checked_cells cells[] = {{"send it", "mum", "weekly", "2"},
                             {"send it", "mum", "3 May 2024", "2"},
                             {"send it", "mum", "4 May 2024", "3"}};
    static const size_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t k = 0; k < 6; k++) {
        checked_cells turned[3];
        for (size_t i = 0; i < 3; i++) {
            memcpy(turned[i], cells[orders[k][i]], sizeof turned[i]);
        }
        assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", turned, 3), &done), PM_OK);
        for (size_t i = 0; i < done->finding_count; i++) {
            ptrdiff_t earlier = done->findings[i].earlier;
            assert_true(earlier == -1 || earlier < done->findings[i].action);
        }
        for (ptrdiff_t i = 1; i < 3; i++) {
            note_print(done, i, "plan.repeated-action", k == 0 ? first[i] : now);
            expect_same(first[i], k == 0 ? first[i] : now, true);
        }
    }
    pm_check_free(c);
}

/* Baselines hold them, so they are the same in every version: what they are made of was hashed by
 * another program. */
static void prints_are_kept(void **state) {
    (void)state;
    static checked_plan p;
    const pm_plan_check *done;
    pm_check *c = plain_check();
    print got;
    checked_cells cells[] = {TASK, TASK};
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", cells, 2), &done), PM_OK);
    note_print(done, 0, "owner.none", got);
    assert_string_equal(got, "c5fc5f59587846a8a9b8f036e1cd66d7");
    note_print(done, 1, "owner.none", got);
    assert_string_equal(got, "d18f28006e6a4910580329df7e7793b5");
    note_print(done, 1, "plan.repeated-action", got);
    assert_string_equal(got, "4b339dee26b7b0605896190a46eebb7b");
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", NULL, 0), &done), PM_OK);
    note_print(done, -1, "plan.no-actions", got);
    assert_string_equal(got, "5d45dac1acf7ce07bb24193ca9d3f059");
    pm_check_free(c);
}

/* Not by the id, which a pack may change: the same criterion is wanting. */
static void prints_by_criterion(void **state) {
    (void)state;
    static checked_plan p;
    const pm_plan_check *done;
    pm_check *c = plain_check();
    print none, open;
    checked_cells a[] = {{"send the policy", "", "weekly", "2"}},
                  b[] = {{"send the policy", "tbc", "weekly", "2"}};
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", a, 1), &done), PM_OK);
    note_print(done, 0, "owner.none", none);
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", b, 1), &done), PM_OK);
    note_print(done, 0, "owner.open", open);
    expect_same(none, open, true);
    pm_check_free(c);
}

/* ---- rows ---- */

/* A row whose strings are gone with the next one. */
static pm_row *row_of(const char *authority, const char *plan, const char *date, const char *text) {
    static char kept[4][64];
    static pm_row row;
    const char *given[] = {authority, plan, date, text};
    for (size_t i = 0; i < 4; i++) {
        memset(kept[i], '?', sizeof kept[i]);
        snprintf(kept[i], sizeof kept[i], "%s", given[i] != NULL ? given[i] : "");
    }
    row = (pm_row){.authority = str_from(kept[0]),
                   .plan_id = str_from(kept[1]),
                   .plan_date = str_from(kept[2]),
                   .has_action = text != NULL};
    row.action.cell[PM_TEXT] = str_from(kept[3]);
    return &row;
}

static void expect_plan(const pm_plan_check *done, const char *authority, const char *plan,
                        const char *found) {
    assert_non_null(done);
    assert_true(str_equal(done->authority, str_from(authority)));
    assert_true(str_equal(done->plan_id, str_from(plan)));
    assert_string_equal(checked_list(done->findings, done->finding_count), found);
}

static void rows_to_plans(void **state) {
    (void)state;
    static const pm_level_setting off[] = {{{"measure_given", 13}, PM_LEVEL_OFF},
                                           {{"measurable", 10}, PM_LEVEL_OFF},
                                           {{"owner", 5}, PM_LEVEL_OFF},
                                           {{"timeframe.none", 14}, PM_LEVEL_OFF}};
    pm_check_options o = {.size = sizeof o, .levels = off, .level_count = 4};
    pm_check *c;
    const pm_plan_check *done;
    assert_int_equal(pm_check_new(&o, pack, &c), PM_OK);
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    assert_null(done);
    assert_int_equal(pm_check_row(c, row_of("A", "1", "", "visit"), &done), PM_OK);
    assert_null(done);
    assert_int_equal(pm_check_row(c, row_of("A", "1", "2024-05-31", "the 3 May 2024"), &done),
                     PM_OK);
    assert_null(done);
    assert_int_equal(pm_check_row(c, row_of("B", "1", "", "was"), &done), PM_OK);
    expect_plan(done, "A", "1", "1 actionable.none error, 1 timeframe.before-plan warning");
    assert_int_equal(pm_check_row(c, row_of("B", "2", "", NULL), &done), PM_OK);
    expect_plan(done, "B", "1", "0 actionable.past warning");
    assert_int_equal(pm_check_row(c, row_of("B", "1", "", "visit"), &done), PM_OK);
    expect_plan(done, "B", "2", "- plan.no-actions warning");
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    expect_plan(done, "B", "1", "");
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    assert_null(done);
    pm_check_free(c);
}

/* A check that begins anew is as one that is made anew, whatever it was before. */
static void begun_anew(void **state) {
    (void)state;
    static const char overrides[] = "{\"planmark_baseline\": 1, \"overrides\": [{\"fingerprint\": "
                                    "\"00000000000000000000000000000001\", \"reason\": \"r\"}]}";
    static const pm_level_setting strict[] = {{{"owner", 5}, PM_LEVEL_OFF},
                                              {{"timeframe", 9}, PM_LEVEL_NOTE}};
    static const pm_level_setting wrong[] = {{{"nothing", 7}, PM_LEVEL_OFF}};
    pm_check_options plain = {.size = sizeof plain}, other = plain, faulty = plain;
    other.levels = strict;
    other.level_count = 2;
    other.min_score = 5;
    other.scope = PM_OVER_ALL;
    other.today = STR("2024-05-31");
    other.keep = 1;
    faulty.levels = wrong;
    faulty.level_count = 1;
    pm_baseline *b;
    assert_int_equal(pm_baseline_read(NULL, STR("b"), STR(overrides), &b), PM_OK);
    other.baseline = b;
    pm_check *kept = plain_check();
    assert_int_equal(pm_check_restart(NULL, &plain), PM_ERR_ARGUMENT);
    const pm_check_options *in_turn[] = {&plain, &other, &faulty, &plain, &other};
    for (size_t i = 0; i < sizeof in_turn / sizeof *in_turn; i++) {
        const pm_plan_check *done, *again;
        pm_check_total total, same;
        if (in_turn[i] == &faulty) {
            assert_int_equal(pm_check_restart(kept, &faulty), PM_ERR_ARGUMENT);
            continue;
        }
        pm_check *made;
        assert_int_equal(pm_check_new(in_turn[i], pack, &made), PM_OK);
        assert_int_equal(pm_check_restart(kept, in_turn[i]), PM_OK);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(pm_check_row(made, row_of("A", k ? "2" : "1", "", "visit"), &done),
                             PM_OK);
            assert_int_equal(pm_check_row(kept, row_of("A", k ? "2" : "1", "", "visit"), &again),
                             PM_OK);
        }
        assert_non_null(done);
        char *found = strdup(checked_list(done->findings, done->finding_count));
        expect_plan(again, "A", "1", found);
        free(found);
        assert_int_equal(pm_check_total_of(made, &total), PM_OK);
        assert_int_equal(pm_check_total_of(kept, &same), PM_OK);
        assert_int_equal(same.plans, 1); /* the other one is still gathered, and forgotten then */
        assert_int_equal(total.passed, same.passed);
        assert_memory_equal(total.count, same.count, sizeof total.count);
        assert_int_equal(total.finding_count, same.finding_count);
        pm_check_free(made);
    }
    pm_check_free(kept);
    pm_baseline_free(b);
}

/* A plan that cannot be checked is left out, and the row behind it is not. */
static void rows_behind_a_fault(void **state) {
    (void)state;
    pm_check *c = plain_check();
    const pm_plan_check *done;
    pm_check_total total;
    char *x = calloc(1, PM_LIMIT_CELL + 1);
    pm_row row = *row_of("A", "1", "", "visit");
    row.action.cell[PM_MEASURE] = (pm_str){x, PM_LIMIT_CELL + 1};
    assert_int_equal(pm_check_row(c, &row, &done), PM_OK);
    assert_int_equal(pm_check_row(c, row_of("A", "2", "", "mum to visit"), &done), PM_ERR_LIMIT);
    assert_null(done);
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    assert_int_equal(done->action_count, 1);
    assert_int_equal(pm_check_total_of(c, &total), PM_OK);
    assert_int_equal(total.plans, 1);
    free(x);
    pm_check_free(c);
}

/* ---- memory ---- */

static int drop(void *ctx, const char *data, size_t len) {
    (void)data;
    *(size_t *)ctx += len;
    return 0;
}

/* All of a check's calls; the first failure ends them. Plans that are given out are whole. */
static pm_status use_all(pm_check *c) {
    static const char *const texts[] = {"mum to send it", "mum to send it", "visit 30 February",
                                        "send it"};
    const pm_plan_check *done;
    pm_check_total total;
    pm_status status = PM_OK;
    size_t written = 0;
    for (size_t i = 0; status == PM_OK && i < 8; i++) {
        status = pm_check_row(c, row_of("A", i < 4 ? "1" : "2", "2024-05-31", texts[i % 4]), &done);
        assert_true(done == NULL || done->action_count == 4);
    }
    status = status == PM_OK ? pm_check_rest(c, &done) : status;
    assert_true(status != PM_OK || done->action_count == 4);
    status = status == PM_OK ? pm_check_total_of(c, &total) : status;
    assert_true(status != PM_OK || (total.plans == 2 && total.finding_count == 1));
    return status == PM_OK
               ? pm_check_baseline(c, &(pm_override){.reason = STR("why")}, 0, drop, &written, NULL)
               : status;
}

/* Behind any failure the check goes on, and counts a plan once or not at all. */
static void goes_on(pm_check *c) {
    static checked_plan p;
    const pm_plan_check *done;
    pm_check_total before, after;
    checked_cells cells[] = {{"send the policy", "", "weekly", "2"}};
    assert_int_equal(pm_check_total_of(c, &before), PM_OK);
    assert_true(before.plans <= 2 && before.actions == 4 * before.plans);
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", "", cells, 1), &done), PM_OK);
    assert_string_equal(checked_list(done->findings, done->finding_count), "0 owner.none error");
    assert_int_equal(pm_check_total_of(c, &after), PM_OK);
    assert_int_equal(after.plans, before.plans + 1);
}

/* Fails the n-th request, and with `fail_on` all behind it. Returns whether there was one. */
static bool without(size_t n, bool fail_on) {
    counted count = {.fail_at = n, .fail_on = fail_on};
    pm_allocator a = counted_allocator(&count);
    pm_check_options o = {.size = sizeof o,
                          .common = {sizeof o.common, &a, NULL, NULL},
                          .scope = PM_OVER_ALL,
                          .min_score = 5,
                          .keep = 1};
    pm_check *c;
    pm_status status = pm_check_new(&o, pack, &c);
    if (status == PM_OK) {
        status = use_all(c);
        bool failed = count.requests >= n;
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
        count.fail_at = 0;
        goes_on(c);
        pm_check_free(c);
        assert_int_equal(count.pieces, 0);
        return failed;
    }
    assert_int_equal(status, PM_ERR_MEMORY);
    assert_null(c);
    assert_int_equal(count.pieces, 0);
    return true;
}

static void memory_ends_anywhere(void **state) {
    (void)state;
    for (int on = 0; on < 2; on++) {
        size_t n = 1;
        while (without(n, on != 0)) {
            n++;
        }
        assert_true(n > 10);
    }
}

/* A plan of which a row was lost is not half a plan. */
static void lost_rows(void **state) {
    (void)state;
    for (size_t at = 1; at < 8; at++) {
        counted count = {.fail_at = 0};
        pm_allocator a = counted_allocator(&count);
        pm_check_options o = {.size = sizeof o, .common = {sizeof o.common, &a, NULL, NULL}};
        pm_check *c;
        const pm_plan_check *done;
        bool lost = false;
        assert_int_equal(pm_check_new(&o, pack, &c), PM_OK);
        count.fail_at = count.requests + at;
        for (int i = 0; i < 40; i++) {
            pm_status status = pm_check_row(c, row_of("A", "1", "", "mum to send it"), &done);
            lost = lost || status == PM_ERR_MEMORY;
            assert_int_equal(status, lost ? PM_ERR_MEMORY : PM_OK);
        }
        count.fail_at = 0;
        assert_int_equal(pm_check_row(c, row_of("A", "2", "", "visit"), &done),
                         lost ? PM_ERR_MEMORY : PM_OK);
        assert_true(lost ? done == NULL : done->action_count == 40);
        assert_int_equal(pm_check_rest(c, &done), PM_OK);
        assert_int_equal(done->action_count, 1);
        pm_check_free(c);
        assert_int_equal(count.pieces, 0);
    }
}

/* ---- very long plans ---- */

/* Requests, and bytes held behind it, of a plan of equal actions that want several things. */
static void weigh_plan(size_t actions, size_t *requests, size_t *bytes) {
    counted count = {.fail_at = 0};
    pm_allocator a = counted_allocator(&count);
    pm_check_options o = {.size = sizeof o, .common = {sizeof o.common, &a, NULL, NULL}};
    pm_check *c;
    const pm_plan_check *done;
    pm_plan_action *all = calloc(actions, sizeof *all);
    pm_plan plan = {.action_count = actions, .actions = all};
    assert_int_equal(pm_check_new(&o, pack, &c), PM_OK);
    for (size_t i = 0; i < actions; i++) {
        all[i].action.cell[PM_TEXT] = STR("send it");
    }
    size_t first = count.requests;
    assert_int_equal(pm_check_plan(c, &plan, &done), PM_OK);
    *requests = count.requests - first;
    *bytes = count.bytes;
    assert_int_equal(done->finding_count, 5 * actions - 1); /* four each, and the repetitions */
    assert_int_equal(done->findings[done->finding_count - 1].action, actions - 1);
    assert_int_equal(done->findings[done->finding_count - 1].earlier, actions - 2);
    pm_check_free(c);
    free(all);
}

/* Ten times as many actions ask for ten times as much memory; work that grew with the square would
 * not end before the alarm. */
static void long_plans(void **state) {
    (void)state;
    size_t few[2], many[2];
    alarm(WATCHDOG);
    weigh_plan(MANY / 10, &few[0], &few[1]);
    weigh_plan(MANY, &many[0], &many[1]);
    alarm(0);
    assert_true(many[0] <= 11 * few[0]);
    assert_true(many[1] <= 11 * few[1]);
    assert_true(many[1] / MANY <= 4096); /* bytes an action with all that it lacks */
}

/* Beyond its bound a plan is left out as a whole, and the next one is not. */
static void too_many_actions(void **state) {
    (void)state;
    static const pm_plan_action one;
    const pm_plan plan = {.action_count = PM_LIMIT_PLAN + 1, .actions = &one};
    pm_check *c = plain_check();
    const pm_plan_check *done;
    pm_check_total total;
    assert_int_equal(pm_check_plan(c, &plan, &done), PM_ERR_LIMIT);
    for (size_t i = 0; i < PM_LIMIT_PLAN + 2; i++) {
        assert_int_equal(pm_check_row(c, row_of("A", "1", "", "visit"), &done), PM_OK);
        assert_null(done);
    }
    assert_int_equal(pm_check_row(c, row_of("A", "2", "", "visit"), &done), PM_ERR_LIMIT);
    assert_null(done);
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    assert_int_equal(done->action_count, 1);
    assert_int_equal(pm_check_total_of(c, &total), PM_OK);
    assert_int_equal(total.plans, 1);
    pm_check_free(c);
}

/* ---- the command ---- */

static const char rows[] =
    "[{\"plan_id\": \"P1\", \"authority\": \"LA1\", \"plan_date\": \"2024-05-31\", \"actions\": ["
    "{\"action\": \"Support mum\", \"who\": \"\", \"by_when\": \"ASAP\"},"
    "{\"action\": \"Social worker to refer mum to the Freedom Programme\", \"by_when\": \"3 May "
    "2024\"},"
    "{\"action\": \"support mum.\", \"by_when\": \"30 February\"}]},"
    "{\"plan_id\": \"P2\", \"actions\": []},"
    "{\"plan_id\": \"P3\", \"actions\": [{\"action\": \"School to call the GP on 1 July "
    "2024\"}]}]\n";

static int gather(void *ctx, const char *data, size_t len) {
    buffer_put(ctx, data, len);
    return 0;
}

static void write_plan(pm_check_writer *w, const pm_plan_check *done) {
    if (done != NULL) {
        assert_int_equal(pm_check_writer_add(w, done), PM_OK);
    }
}

/* What a program writes that reads the file as the command does. */
static void by_library(const char *path, buffer *out) {
    pm_check_write_options wo = {.size = sizeof wo, .text = PM_TEXT_NAMES};
    pm_check_options o = {.size = sizeof o, .min_score = 4, .required = 1u << PM_MEASURABLE};
    pm_pack *built_in;
    pm_check *c;
    pm_check_writer *w;
    pm_reader *reader;
    pm_row row;
    const pm_plan_check *done;
    pm_check_total total;
    assert_int_equal(pm_pack_default(NULL, &built_in), PM_OK);
    assert_int_equal(pm_check_new(&o, built_in, &c), PM_OK);
    assert_int_equal(pm_check_writer_new(&wo, built_in, gather, out, &w), PM_OK);
    assert_int_equal(pm_reader_open(NULL, path, &reader), PM_OK);
    assert_int_equal(pm_check_writer_file(w, str_from(path), (pm_str){NULL, 0}), PM_OK);
    while (pm_reader_next(reader, &row) == PM_OK) {
        assert_int_equal(pm_check_row(c, &row, &done), PM_OK);
        write_plan(w, done);
    }
    assert_int_equal(pm_check_rest(c, &done), PM_OK);
    write_plan(w, done);
    assert_int_equal(pm_check_total_of(c, &total), PM_OK);
    assert_int_equal(pm_check_writer_end(w, &total), PM_OK);
    assert_int_equal(total.passed, 0);
    pm_reader_close(reader);
    pm_check_writer_free(w);
    pm_check_free(c);
    pm_pack_free(built_in);
}

static void by_command(const char *command, const char *path, buffer *out) {
    char line[1024], piece[512];
    size_t got;
    int n =
        snprintf(line, sizeof line,
                 "'%s' check --format text --min-score 4 --require measurable '%s'", command, path);
    assert_true(n > 0 && (size_t)n < sizeof line);
    FILE *said = popen(line, "r");
    assert_non_null(said);
    while ((got = fread(piece, 1, sizeof piece, said)) != 0) {
        buffer_put(out, piece, got);
    }
    int status = pclose(said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void as_the_command(void **state) {
    (void)state;
    const char *command = getenv("PLANMARK");
    char path[] = "/tmp/planmark-check-XXXXXX";
    buffer one, two;
    if (command == NULL) {
        skip();
    }
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, rows, sizeof rows - 1) == (ssize_t)sizeof rows - 1);
    close(fd);
    buffer_init(&one, &memory_default);
    buffer_init(&two, &memory_default);
    by_library(path, &one);
    by_command(command, path, &two);
    unlink(path);
    buffer_char(&one, '\0');
    buffer_char(&two, '\0');
    assert_string_equal(one.data, two.data);
    assert_non_null(strstr(one.data, "[plan.repeated-action]"));
    assert_non_null(strstr(one.data, "[timeframe.impossible-day]"));
    assert_non_null(strstr(one.data, "[timeframe.before-plan]"));
    assert_non_null(strstr(one.data, "[plan.no-actions]"));
    buffer_free(&one);
    buffer_free(&two);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_that_stay),
        cmocka_unit_test(prints_that_change),
        cmocka_unit_test(prints_of_keys),
        cmocka_unit_test(prints_of_equals),
        cmocka_unit_test(prints_of_repetitions),
        cmocka_unit_test(prints_of_keys),
        cmocka_unit_test(prints_are_kept),
        cmocka_unit_test(prints_by_criterion),
        cmocka_unit_test(rows_to_plans),
        cmocka_unit_test(begun_anew),
        cmocka_unit_test(rows_behind_a_fault),
        cmocka_unit_test(memory_ends_anywhere),
        cmocka_unit_test(lost_rows),
        cmocka_unit_test(long_plans),
        cmocka_unit_test(too_many_actions),
        cmocka_unit_test(as_the_command),
    };
    return cmocka_run_group_tests_name("check", tests, open_pack, close_pack);
}
