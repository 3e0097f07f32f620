/* SPDX-License-Identifier: MIT
 * Plans drawn to be coded: how many, which, by groups, and a sheet in which nothing is told. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "tests/small_pack.h"

/* One row of a plan; what it says is made of its numbers. */
typedef struct made {
    int plan, action;
    int met;           /* bits of criteria; -1: no verdicts */
    const char *group; /* of the column "team"; NULL: no such column */
} made;

static pm_str text_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

static pm_status add(pm_sample *s, const made *m) {
    char id[16], number[16], action[64];
    pm_field extra[2] = {{STR("pack"), STR("stamp-of-a-pack")}, {STR("team"), text_of(m->group)}};
    snprintf(id, sizeof id, "P%02d", m->plan);
    snprintf(number, sizeof number, "%d", m->action);
    snprintf(action, sizeof action, "Mum to ring number %d of %d", m->action, m->plan);
    pm_row row = {.plan_id = text_of(id),
                  .authority = STR("LA1"),
                  .action_no = text_of(number),
                  .plan_date = STR("1 May 2024"),
                  .source = STR("marks.csv:7"),
                  .has_action = 1,
                  .extra = extra,
                  .extra_count = m->group != NULL ? 2 : 1};
    row.action.cell[PM_TEXT] = text_of(action);
    row.action.cell[PM_WHO] = STR("Mum");
    for (int k = 0; k < PM_CRITERIA; k++) {
        row.coded[k] = m->met < 0 ? -1 : m->met >> k & 1;
    }
    return pm_sample_add(s, &row);
}

typedef struct heard {
    char text[4096];
    size_t len;
} heard;

static void hear(void *ctx, const pm_diagnostic *d) {
    heard *h = ctx;
    if (h->len + d->message.len + 2 < sizeof h->text) {
        memcpy(h->text + h->len, d->message.data, d->message.len);
        h->len += d->message.len;
        h->text[h->len++] = '\n';
        h->text[h->len] = '\0';
    }
}

static pm_pack *pack;

static int open_pack(void **state) {
    (void)state;
    return pm_pack_default(NULL, &pack) == PM_OK ? 0 : -1;
}

static int close_pack(void **state) {
    (void)state;
    pm_pack_free(pack);
    return 0;
}

static pm_sample *new_sample(uint64_t seed, const char *by, heard *h) {
    pm_sample *s;
    pm_sample_options o = {
        .size = sizeof o, .by = text_of(by), .seed = seed, .of = PM_HIGH_QUALITY};
    o.common = (pm_options){.size = sizeof o.common, .diagnostic = hear, .diagnostic_ctx = h};
    o.common.diagnostic = h != NULL ? hear : NULL;
    assert_int_equal(pm_sample_new(&o, pack, &s), PM_OK);
    return s;
}

/* So many plans, of as many actions as their number's last digit and one more, of which every other
 * one meets all. */
static void add_plans(pm_sample *s, int from, int to, int step) {
    static const char *const teams[] = {"North", "South", "South", "South"};
    for (int p = from; p != to; p += step) {
        for (int a = 1; a <= p % 10 + 1; a++) {
            made m = {p, a, a % 2 != 0 ? 31 : 30, teams[p % 4]};
            assert_int_equal(add(s, &m), PM_OK);
        }
    }
}

/* The ids of the plans in a sheet, each once, in their order. */
static size_t plans_of(const pm_table *t, pm_str *ids, size_t most) {
    size_t count = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        pm_str id = t->cells[r * t->column_count].text;
        if (count == 0 || !str_equal(ids[count - 1], id)) {
            assert_true(count < most);
            ids[count++] = id;
        }
    }
    return count;
}

static const pm_table *drawn(pm_sample *s, size_t plans, pm_sample_drawn *d) {
    pm_sample_frame frame;
    const pm_table *tables;
    size_t count;
    assert_int_equal(pm_sample_look(s, &frame), PM_OK);
    assert_int_equal(pm_sample_draw(s, plans, d), PM_OK);
    assert_int_equal(pm_sample_tables(s, &tables, &count), PM_OK);
    assert_int_equal(count, 2);
    return tables;
}

/* ---- how many ---- */

static void a_width_and_its_plans(void **state) {
    pm_sample *s = new_sample(0, NULL, NULL);
    pm_sample_frame f;
    (void)state;
    assert_true(isnan(pm_sample_width(s, 10)));
    assert_int_equal(pm_sample_plans(s, 0.1), 0);
    add_plans(s, 0, 80, 1);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.plans, 80);
    assert_int_equal(f.actions, 440);
    assert_int_equal(f.scored, 0);
    assert_true(fabs(f.share - 240.0 / 440.0) < 1e-12); /* 1 1 2 2 3 3 4 4 5 5 of ten plans */
    assert_true(f.effect >= 1.0);
    for (double width = 0.02; width < 0.9; width += 0.03) {
        size_t plans = pm_sample_plans(s, width);
        assert_true(plans >= 2 && plans <= 80);
        assert_true(pm_sample_width(s, plans) <= width);
        assert_false(pm_sample_width(s, plans - 1) <= width);
    }
    assert_true(pm_sample_width(s, 80) == 0.0);
    pm_sample_free(s);
}

static void a_share_that_is_given(void **state) {
    pm_sample *s;
    pm_sample_frame f;
    pm_sample_options o = {.size = sizeof o, .of = PM_ACTIONABLE, .share_given = 1, .share = 0.1};
    (void)state;
    assert_int_equal(pm_sample_new(&o, pack, &s), PM_OK);
    add_plans(s, 0, 80, 1);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_true(f.share == 0.1);
    pm_sample_free(s);
    o.share = 1.5;
    assert_int_equal(pm_sample_new(&o, pack, &s), PM_ERR_ARGUMENT);
    o.share = 0.5;
    o.of = PM_HIGH_QUALITY + 1;
    assert_int_equal(pm_sample_new(&o, pack, &s), PM_ERR_ARGUMENT);
}

static void rows_without_verdicts_are_marked(void **state) {
    pm_sample *s = new_sample(0, NULL, NULL);
    pm_sample_frame f;
    (void)state;
    for (int p = 0; p < 3; p++) {
        assert_int_equal(add(s, &(made){p, 1, -1, NULL}), PM_OK);
        assert_int_equal(add(s, &(made){p, 2, 31, NULL}), PM_OK);
    }
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.scored, 3);
    assert_true(fabs(f.share - 0.5) < 1e-12); /* the pack finds no timeframe */
    pm_sample_free(s);
}

/* ---- which ---- */

static void a_seed_and_the_plans_decide(void **state) {
    pm_str ids[3][80];
    pm_sample *s[3];
    (void)state;
    for (int i = 0; i < 3; i++) {
        pm_sample_drawn d;
        s[i] = new_sample(i == 2 ? 8 : 7, NULL, NULL);
        if (i == 1) {
            add_plans(s[i], 79, 39, -1);
            add_plans(s[i], 0, 40, 1);
        } else {
            add_plans(s[i], 0, 80, 1);
        }
        assert_int_equal(plans_of(drawn(s[i], 20, &d), ids[i], 80), 20);
        assert_int_equal(d.plans, 20);
    }
    size_t same = 0, sorted = 0;
    for (int i = 0; i < 20; i++) {
        assert_true(str_equal(ids[0][i], ids[1][i]));
        same += str_equal(ids[0][i], ids[2][i]);
        sorted += i != 0 && str_compare(ids[0][i - 1], ids[0][i]) < 0;
    }
    assert_true(same < 10);
    assert_true(sorted < 19);
    for (int i = 0; i < 3; i++) {
        pm_sample_free(s[i]);
    }
}

/* Six of twelve plans. Of 11 degrees of freedom 37 is passed once in ten thousand times, and draws
 * without replacement vary less. */
static void each_plan_is_as_likely(void **state) {
    enum { SEEDS = 1000 };
    unsigned counts[12] = {0};
    double sum = 0.0;
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        pm_sample *s = new_sample(seed, NULL, NULL);
        pm_sample_drawn d;
        pm_str ids[12];
        for (int p = 0; p < 12; p++) {
            assert_int_equal(add(s, &(made){p, 1, 31, NULL}), PM_OK);
        }
        size_t n = plans_of(drawn(s, 6, &d), ids, 12);
        for (size_t i = 0; i < n; i++) {
            counts[10 * (ids[i].data[1] - '0') + ids[i].data[2] - '0']++;
        }
        pm_sample_free(s);
    }
    for (int i = 0; i < 12; i++) {
        sum += (counts[i] - SEEDS / 2.0) * (counts[i] - SEEDS / 2.0) / (SEEDS / 2.0);
    }
    assert_true(sum < 37.0);
}

/* One of three plans, then one of the two others by the same seed: each pair as often. Of 2 degrees
 * of freedom 18 is passed once in ten thousand times. */
static void a_second_draw_goes_with_the_first(void **state) {
    enum { SEEDS = 900 };
    unsigned without[3] = {0}; /* pairs, by the plan that is not in them */
    double sum = 0.0;
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int left = 3;
        pm_str first = {NULL, 0};
        pm_sample *s[2];
        for (int i = 0; i < 2; i++) {
            pm_sample_drawn d;
            pm_str id;
            s[i] = new_sample(seed, NULL, NULL);
            for (int p = 0; p < 3; p++) {
                assert_int_equal(add(s[i], &(made){p, 1, 31, NULL}), PM_OK);
            }
            assert_int_equal(pm_sample_except(s[i], STR("LA1"), first), PM_OK);
            plans_of(drawn(s[i], 1, &d), &id, 1);
            left -= id.data[2] - '0';
            first = id;
        }
        without[left]++;
        pm_sample_free(s[0]);
        pm_sample_free(s[1]);
    }
    for (int i = 0; i < 3; i++) {
        sum += (without[i] - SEEDS / 3.0) * (without[i] - SEEDS / 3.0) / (SEEDS / 3.0);
    }
    assert_true(sum < 18.0);
}

static void groups_have_their_parts(void **state) {
    pm_sample *s = new_sample(3, "Team", NULL);
    pm_sample_drawn d;
    pm_sample_frame f;
    pm_str ids[80];
    size_t north = 0;
    (void)state;
    add_plans(s, 0, 80, 1);
    size_t n = plans_of(drawn(s, 12, &d), ids, 80);
    for (size_t i = 0; i < n; i++) {
        north += (10 * (ids[i].data[1] - '0') + ids[i].data[2] - '0') % 4 == 0;
    }
    assert_int_equal(n, 12);
    assert_int_equal(north, 3);
    assert_int_equal(d.raised + d.missed, 0);
    pm_sample_free(s);

    s = new_sample(3, "team", NULL);
    for (int p = 0; p < 40; p++) {
        assert_int_equal(add(s, &(made){p, 1, 31, p == 0 ? "Few" : "Many"}), PM_OK);
    }
    assert_int_equal(add(s, &(made){5, 2, 31, "Alas"}), PM_OK); /* the first in the alphabet */
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.groups, 3);
    assert_int_equal(f.several, 1);
    assert_int_equal(pm_sample_draw(s, 5, &d), PM_OK);
    assert_int_equal(d.raised, 2);
    assert_int_equal(pm_sample_draw(s, 5, &d), PM_ERR_ARGUMENT);
    pm_sample_free(s);

    heard h = {.len = 0};
    s = new_sample(3, "rating", &h);
    add_plans(s, 0, 8, 1);
    assert_int_equal(pm_sample_look(s, &f), PM_ERR_INPUT);
    assert_non_null(strstr(h.text, "no row has a column 'rating'"));
    assert_int_equal(pm_sample_draw(s, 2, &d), PM_ERR_ARGUMENT);
    pm_sample_free(s);
}

static void plans_are_left_out(void **state) {
    pm_sample *s = new_sample(0, NULL, NULL);
    pm_sample_frame f;
    pm_sample_drawn d;
    pm_row bare = {.plan_id = STR("P90"), .authority = STR("LA1")};
    (void)state;
    assert_int_equal(pm_sample_except(s, STR("LA1"), STR("P01")), PM_OK);
    add_plans(s, 0, 5, 1);
    assert_int_equal(pm_sample_except(s, STR(""), STR("P02")), PM_OK);
    assert_int_equal(pm_sample_except(s, STR("LA2"), STR("P03")), PM_OK);
    assert_int_equal(pm_sample_add(s, &bare), PM_OK);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.plans, 3);
    assert_int_equal(f.left_out, 2);
    assert_int_equal(f.bare, 1);
    assert_int_equal(pm_sample_add(s, &bare), PM_ERR_ARGUMENT);
    assert_int_equal(pm_sample_draw(s, 99, &d), PM_OK);
    assert_int_equal(d.plans, 3);
    assert_int_equal(d.actions, 1 + 4 + 5);
    pm_sample_free(s);
}

static void rows_that_cannot_be_coded(void **state) {
    heard h = {.len = 0};
    pm_sample *s = new_sample(0, NULL, &h);
    pm_sample_frame f;
    pm_sample_drawn d;
    const pm_table *tables;
    size_t count;
    pm_row row = {.has_action = 1, .coded = {1, 1, 1, 1, 1}};
    (void)state;
    row.action.cell[PM_TEXT] = STR("Mum to ring");
    assert_int_equal(pm_sample_add(s, &row), PM_ERR_ROW);
    row.plan_id = STR("P1");
    row.action.cell[PM_TEXT].len = 0;
    assert_int_equal(pm_sample_add(s, &row), PM_ERR_ROW);
    assert_int_equal(add(s, &(made){1, 1, 31, NULL}), PM_OK);
    assert_int_equal(add(s, &(made){1, 1, 31, NULL}), PM_ERR_ROW);
    assert_non_null(strstr(h.text, "names no plan"));
    assert_non_null(strstr(h.text, "has no words"));
    assert_non_null(strstr(h.text, "came before"));
    assert_null(strstr(h.text, "ring"));
    assert_int_equal(pm_sample_tables(s, &tables, &count), PM_ERR_ARGUMENT);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.plans, 1);
    assert_true(isnan(pm_sample_width(s, 1)) || pm_sample_width(s, 1) == 0.0);
    pm_sample_free(s);

    s = new_sample(0, NULL, NULL);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(f.plans, 0);
    assert_int_equal(pm_sample_plans(s, 0.1), 0);
    assert_int_equal(pm_sample_draw(s, 5, &d), PM_OK);
    assert_int_equal(d.plans, 0);
    assert_int_equal(pm_sample_tables(s, &tables, &count), PM_OK);
    assert_int_equal(tables[0].row_count, 0);
    pm_sample_free(s);
}

/* ---- the sheet ---- */

static void the_sheet_tells_nothing(void **state) {
    static const char *const names[] = {
        "plan_id",   "authority",  "action_no",  "action",        "who",       "by_when", "measure",
        "plan_date", "actionable", "measurable", "measure_given", "timeframe", "owner",   "notes"};
    pm_sample *s = new_sample(1, "team", NULL);
    pm_sample_drawn d;
    (void)state;
    add_plans(s, 0, 40, 1);
    const pm_table *t = drawn(s, 10, &d);
    assert_string_equal(t->name, "coding");
    assert_int_equal(t->column_count, sizeof names / sizeof *names);
    assert_int_equal(t->row_count, d.actions);
    assert_true(t->title[0] == '\0' && t->about.len == 0 && t->note_count == 0);
    for (size_t c = 0; c < t->column_count; c++) {
        bool verdict = c >= 8 && c < 13;
        assert_string_equal(t->columns[c].name, names[c]);
        assert_string_equal(t->columns[c].title, names[c]);
        assert_int_equal(t->columns[c].measure, verdict ? PM_IS_FLAG : PM_IS_TEXT);
        for (size_t r = 0; r < t->row_count; r++) {
            const pm_cell *cell = &t->cells[r * t->column_count + c];
            assert_int_equal(cell->kind, c >= 8 ? PM_CELL_NONE : PM_CELL_TEXT);
            assert_true(!str_equal(cell->text, STR("stamp-of-a-pack")) &&
                        !str_equal(cell->text, STR("North")) &&
                        !str_equal(cell->text, STR("marks.csv:7")));
        }
    }
    for (size_t r = 1; r < t->row_count; r++) { /* actions stand in the order of their plan */
        const pm_cell *row = &t->cells[r * t->column_count], *above = row - t->column_count;
        if (str_equal(row[0].text, above[0].text)) {
            assert_int_equal(atoi(row[2].text.data), atoi(above[2].text.data) + 1);
        } else {
            assert_true(str_equal(row[2].text, STR("1")));
        }
    }
    assert_string_equal(t[1].name, "guide");
    for (size_t r = 0; r < t[1].row_count; r++) {
        assert_true(t[1].cells[2 * r].text.len != 0 && t[1].cells[2 * r + 1].text.len != 0);
        assert_true(!str_equal(t[1].cells[2 * r + 1].text, STR("South")));
    }
    pm_sample_free(s);
}

static pm_str guide_of(const pm_table *guide, const char *item) {
    for (size_t r = 0; r < guide->row_count; r++) {
        if (str_equal(guide->cells[2 * r].text, str_from(item))) {
            return guide->cells[2 * r + 1].text;
        }
    }
    fail_msg("the guide does not tell of %s", item);
    return (pm_str){NULL, 0};
}

/* What coders read of a criterion is what the pack says of it. */
static void the_guide_is_the_packs(void **state) {
    (void)state;
    pm_pack *own;
    pm_sample *s;
    pm_sample_frame f;
    pm_sample_drawn d;
    const pm_table *t;
    size_t count;
    static const char yaml[] =
        "name: p\nversion: 1\ncriteria:\n  actionable: {means: A task., met: to do., unmet: "
        "done.}\n"
        "  measure_given: {requires: actionable, implies: measurable, met: a number.}\n"
        "  measurable: {requires: actionable}\n  timeframe: {means: When.}\n  owner: {}\n";
    const pm_pack_file files[] = {FILE_OF("pack.yaml", yaml), FILE_OF("rules.yaml", "rules: []\n")};
    assert_int_equal(pm_pack_compile(NULL, STR("p"), files, 2, &own), PM_OK);
    pm_sample_options o = {.size = sizeof o};
    assert_int_equal(pm_sample_new(&o, own, &s), PM_OK);
    assert_int_equal(add(s, &(made){0, 1, 31, ""}), PM_OK);
    assert_int_equal(pm_sample_look(s, &f), PM_OK);
    assert_int_equal(pm_sample_draw(s, 1, &d), PM_OK);
    assert_int_equal(pm_sample_tables(s, &t, &count), PM_OK);
    static const char *const said[][2] = {
        {"actionable", "A task. 1: to do. 0: done."},
        {"measure_given", "1: a number. What has 1 here has 1 under actionable and measurable."},
        {"measurable",
         "The rule pack does not say what this means. What has 1 here has 1 under actionable."},
        {"timeframe", "When."},
        {"owner", "The rule pack does not say what this means."}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        pm_str got = guide_of(&t[1], said[i][0]);
        if (!str_equal(got, str_from(said[i][1]))) {
            fail_msg("%s: %.*s", said[i][0], (int)got.len, got.data);
        }
    }
    pm_sample_free(s);
    pm_pack_free(own);
}

/* ---- what ends ---- */

static pm_status whole(const pm_options *common) {
    pm_sample *s;
    pm_sample_frame f;
    pm_sample_drawn d;
    const pm_table *tables;
    size_t count;
    pm_sample_options o = {.size = sizeof o, .common = *common, .by = STR("team")};
    pm_status status = pm_sample_new(&o, pack, &s);
    if (status != PM_OK) {
        return status;
    }
    status = pm_sample_except(s, STR("LA1"), STR("P00"));
    for (int p = 0; p < 4 && status == PM_OK; p++) {
        status = add(s, &(made){p, 1, p == 3 ? -1 : 31, p % 2 == 0 ? "a" : "b"});
    }
    status = status == PM_OK ? pm_sample_look(s, &f) : status;
    status = status == PM_OK ? pm_sample_draw(s, 2, &d) : status;
    status = status == PM_OK ? pm_sample_tables(s, &tables, &count) : status;
    pm_sample_free(s);
    return status;
}

static void memory_ends_anywhere(void **state) {
    (void)state;
    for (int on = 0; on < 2; on++) {
        counted c = {.fail_at = 1, .fail_on = on != 0};
        for (bool failed = true; failed; c.fail_at++) {
            pm_allocator a = counted_allocator(&c);
            pm_options o = {sizeof o, &a, NULL, NULL};
            c.requests = 0;
            pm_status status = whole(&o);
            failed = c.requests >= c.fail_at;
            assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
            assert_int_equal(c.pieces, 0);
        }
        assert_true(c.fail_at > 10);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_width_and_its_plans),
        cmocka_unit_test(a_share_that_is_given),
        cmocka_unit_test(rows_without_verdicts_are_marked),
        cmocka_unit_test(a_seed_and_the_plans_decide),
        cmocka_unit_test(each_plan_is_as_likely),
        cmocka_unit_test(a_second_draw_goes_with_the_first),
        cmocka_unit_test(groups_have_their_parts),
        cmocka_unit_test(plans_are_left_out),
        cmocka_unit_test(rows_that_cannot_be_coded),
        cmocka_unit_test(the_sheet_tells_nothing),
        cmocka_unit_test(the_guide_is_the_packs),
        cmocka_unit_test(memory_ends_anywhere),
    };
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
