/* SPDX-License-Identifier: MIT
 * The report through the public library: the published figures to the digit; the same rows in any
 * order; which verdict counts; groups, and what is withheld of them; copies; an evaluation; bounds;
 * memory that ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "planmark/audit.h"
#include "tests/published.h"
#include "tests/report_fixture.h"
#include "tests/small_pack.h"

static pm_pack *pack;

/* ---- rows ---- */

enum { EXTRAS = 8, NONE = -1 };

/* `met`: bits of criteria, or NONE for a row without verdicts; `known`: which of them are given. */
typedef struct item {
    const char *authority, *plan, *no, *text, *when;
    int met, known;
    bool bare; /* tells of a plan alone */
    const char *name[EXTRAS], *value[EXTRAS];
} item;

enum { KNOWN = 31 };

typedef struct row_room {
    pm_row row;
    pm_field extra[EXTRAS];
} row_room;

static const pm_row *row_of(const item *x, row_room *room) {
    pm_row *r = &room->row;
    *room = (row_room){.row = {.has_action = !x->bare, .extra = room->extra}};
    r->authority = str_from(x->authority);
    r->plan_id = str_from(x->plan);
    r->action_no = str_from(x->no);
    r->action.cell[PM_TEXT] = str_from(x->text);
    r->action.cell[PM_BY_WHEN] = str_from(x->when);
    r->source = STR("rows.csv:2");
    for (int k = 0; k < PM_CRITERIA; k++) {
        bool given = x->met != NONE && (x->known >> k & 1) != 0 && !x->bare;
        r->coded[k] = given ? x->met >> k & 1 : -1;
    }
    while (r->extra_count < EXTRAS && x->name[r->extra_count] != NULL) {
        size_t i = r->extra_count++;
        room->extra[i] = (pm_field){str_from(x->name[i]), str_from(x->value[i])};
    }
    return r;
}

/* ---- reports ---- */

static pm_report_options options_of(const pm_allocator *a, told *t) {
    return (pm_report_options){.size = sizeof(pm_report_options),
                               .common = {sizeof(pm_options), a, t != NULL ? told_note : NULL, t}};
}

typedef struct made {
    pm_report *report;
    const pm_table *tables;
    size_t count;
} made;

static pm_report *begun(const pm_report_options *o) {
    pm_report *r;
    assert_int_equal(pm_report_new(o, pack, &r), PM_OK);
    return r;
}

static made ended(pm_report *r) {
    made m = {.report = r};
    assert_int_equal(pm_report_tables(r, &m.tables, &m.count), PM_OK);
    return m;
}

static made make(const pm_report_options *o, const item *items, size_t count) {
    row_room room;
    pm_report *r = begun(o);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pm_report_add(r, row_of(&items[i], &room)), PM_OK);
    }
    return ended(r);
}

static const pm_table *table_of(const made *m, const char *name) {
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->tables[i].name, name) == 0) {
            return &m->tables[i];
        }
    }
    fail_msg("there is no table %s", name);
    return NULL;
}

static size_t column_of(const pm_table *t, const char *name) {
    for (size_t c = 0; c < t->column_count; c++) {
        if (strcmp(t->columns[c].name, name) == 0) {
            return c;
        }
    }
    fail_msg("%s has no column %s", t->name, name);
    return 0;
}

static const pm_cell *cell_at(const pm_table *t, size_t row, const char *column) {
    assert_true(row < t->row_count);
    return &t->cells[row * t->column_count + column_of(t, column)];
}

/* The row whose first texts are these; NULL stands for any. */
static size_t row_at(const pm_table *t, const char *a, const char *b, const char *c) {
    const char *wanted[] = {a, b, c};
    for (size_t row = 0; row < t->row_count; row++) {
        bool same = true;
        for (size_t i = 0; i < 3 && i < t->column_count; i++) {
            same = same && (wanted[i] == NULL || str_equal(t->cells[row * t->column_count + i].text,
                                                           str_from(wanted[i])));
        }
        if (same) {
            return row;
        }
    }
    fail_msg("%s has no row %s %s %s", t->name, a, b != NULL ? b : "", c != NULL ? c : "");
    return 0;
}

static uint64_t count_in(const made *m, const char *table, const char *row, const char *column) {
    const pm_table *t = table_of(m, table);
    const pm_cell *c = cell_at(t, row_at(t, row, NULL, NULL), column);
    assert_int_equal(c->kind, PM_CELL_COUNT);
    return c->count;
}

static double number_in(const made *m, const char *table, const char *row, const char *column) {
    const pm_table *t = table_of(m, table);
    const pm_cell *c = cell_at(t, row_at(t, row, NULL, NULL), column);
    assert_int_equal(c->kind, PM_CELL_NUMBER);
    return c->number;
}

static bool notes_hold(const pm_table *t, const char *part) {
    char text[1024];
    for (size_t i = 0; i < t->note_count; i++) {
        snprintf(text, sizeof text, "%.*s", (int)t->notes[i].len, t->notes[i].data);
        if (strstr(text, part) != NULL) {
            return true;
        }
    }
    return false;
}

static int into(void *ctx, const char *data, size_t len) {
    buffer_put(ctx, data, len);
    return 0;
}

static void write_as(const made *m, pm_table_format format, buffer *out) {
    pm_table_options o = {.size = sizeof o, .format = format};
    assert_int_equal(pm_tables_write(&o, m->tables, m->count, into, out), PM_OK);
    buffer_char(out, '\0');
    assert_false(out->failed);
}

/* All of it as JSON; release with free. */
static char *json_of(const made *m) {
    buffer b;
    buffer_init(&b, &memory_default);
    write_as(m, PM_TABLE_JSON, &b);
    return b.data;
}

static char *json_made(const pm_report_options *o, const item *items, size_t count) {
    made m = make(o, items, count);
    char *text = json_of(&m);
    pm_report_free(m.report);
    return text;
}

/* ---- the published sample ---- */

static int per_cent(double share) {
    return (int)floor(share * 100.0 + 0.5);
}

static void take_published(pm_report *r) {
    static published_sample sample;
    published_fill(&sample);
    for (size_t i = 0; i < PUBLISHED_ACTIONS; i++) {
        row_room room;
        char plan[16], no[16];
        snprintf(plan, sizeof plan, "P%02u", sample.plan[i]);
        snprintf(no, sizeof no, "%zu", i);
        item x = {.authority = "", .plan = plan, .no = no, .met = sample.met[i], .known = KNOWN};
        assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
    }
    for (unsigned p = PUBLISHED_WITH; p < PUBLISHED_PLANS; p++) {
        row_room room;
        char plan[16];
        snprintf(plan, sizeof plan, "P%02u", p);
        item x = {.authority = "", .plan = plan, .no = "", .bare = true};
        assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
    }
}

static void published_figures_come_back_to_the_digit(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int share;
    } wanted[] = {{"actionable", 97}, {"measurable", 86}, {"measure_given", 48},
                  {"timeframe", 28},  {"owner", 86},      {"high_quality", 15}};
    static const struct {
        uint64_t actions;
        int share;
    } scores[] = {{6, 1}, {19, 3}, {76, 12}, {205, 33}, {224, 36}, {96, 15}};
    pm_report_options o = options_of(NULL, NULL);
    pm_report *r = begun(&o);
    take_published(r);
    made m = ended(r);
    assert_int_equal(count_in(&m, "sample", "plans", "value"), 77);
    assert_int_equal(count_in(&m, "sample", "plans without actions", "value"), 4);
    assert_int_equal(count_in(&m, "sample", "actions", "value"), 626);
    assert_int_equal(count_in(&m, "sample", "most actions in a plan", "value"), 22);
    assert_int_equal(floor(number_in(&m, "sample", "mean actions in a plan", "value") + 0.5), 8);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(per_cent(number_in(&m, "criteria", wanted[i].name, "share")),
                         wanted[i].share);
        assert_int_equal(count_in(&m, "criteria", wanted[i].name, "actions"), 626);
    }
    assert_int_equal(floor(number_in(&m, "criteria", "high_quality", "share") * 1000.0 + 0.5), 153);
    const pm_table *t = table_of(&m, "scores");
    assert_int_equal(t->row_count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(cell_at(t, i, "score")->count, i);
        assert_int_equal(cell_at(t, i, "actions")->count, scores[i].actions);
        assert_int_equal(per_cent(cell_at(t, i, "share")->number), scores[i].share);
    }
    assert_int_equal(count_in(&m, "quality", "plans without an action of high quality", "count"),
                     38);
    t = table_of(&m, "plan_sizes");
    assert_int_equal(cell_at(t, 0, "actions")->count, 0);
    assert_int_equal(cell_at(t, 0, "plans")->count, 4);
    assert_int_equal(cell_at(t, t->row_count - 1, "actions")->count, 22);
    assert_int_equal(cell_at(t, t->row_count - 1, "plans")->count, 1);
    pm_report_free(r);
}

/* The published table by authority, each value as large as rounding lets it be, with as many
 * actions in the best authorities as 10 plans of 22 can have. */
static void the_table_by_authority_is_of_other_actions(void **state) {
    (void)state;
    static const double shares[] = {0.165, 0.115, 0.085, 0.065, 0.035, 0.015, 0.015, 0.005};
    double left = PUBLISHED_ACTIONS, quality = 0.0;
    for (size_t i = 0; i < 8; i++) {
        double most = 10.0 * PUBLISHED_LARGEST, actions = left < most ? left : most;
        quality += actions * shares[i];
        left -= actions;
    }
    assert_true(quality < 0.13 * PUBLISHED_ACTIONS && quality < 96.0);
}

/* ---- any order ---- */

static uint64_t random_state;
static unsigned drawn(unsigned below) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % below;
}

static void shuffle(item *items, size_t count) {
    for (size_t left = count; left > 1; left--) {
        size_t at = drawn((unsigned)left);
        item held = items[at];
        items[at] = items[left - 1];
        items[left - 1] = held;
    }
}

enum { MANY = 240 };
static const char *const authorities[] = {"North", "South", ""};
static const char *const plans_named[] = {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"};
static const char *const ratings[] = {"good", "poor", "inadequate", ""};
static const char *const owners[] = {"mother", "father;school", "generic", "", "mother;police"};
static const char *const texts[] = {"Mum to see the GP by 3 May",
                                    "mum to see the gp, by 3 May.",
                                    "School to review [Child A] weekly",
                                    "School to review [Child B] weekly",
                                    "Support the family ASAP",
                                    "Social worker to visit every two weeks until June",
                                    "Dad to be referred"};
static char numbers[MANY][8];

/* Rows of every sort: coded, in part, with overrides, without a plan id, of plans alone. */
static void fill_many(item items[MANY]) {
    for (size_t i = 0; i < MANY; i++) {
        snprintf(numbers[i], sizeof numbers[i], "%zu", i);
        unsigned sort = drawn(10);
        items[i] = (item){
            .authority = authorities[drawn(3)],
            .plan = sort < 4 ? "" : plans_named[drawn(8)],
            .no = numbers[i],
            .text = texts[drawn(7)],
            .when = drawn(2) != 0 ? "ASAP" : "",
            .met = (int)drawn(32),
            .known = sort == 4 ? 7 : KNOWN,
            .bare = sort == 5,
            .name = {"rating", "owner_kind", "timeframe_kind", "override_owner"},
            .value = {ratings[drawn(4)], owners[drawn(5)], "date", drawn(8) == 0 ? "1" : ""}};
        if (sort == 9) {
            items[i].met = NONE;
        }
    }
}

static void order_of_rows_tells_nothing(void **state) {
    (void)state;
    static item items[MANY];
    pm_str by[] = {STR("rating"), STR("authority")};
    pm_report_options o = options_of(NULL, NULL);
    o.by = by;
    o.by_count = 2;
    o.mixed = 1;
    o.permutations = 199;
    random_state = 7;
    for (int text = PM_TEXT_FULL; text <= PM_TEXT_NONE; text += PM_TEXT_NONE) {
        o.text = (pm_text_policy)text;
        fill_many(items);
        char *first = json_made(&o, items, MANY);
        for (int times = 0; times < 12; times++) {
            shuffle(items, MANY);
            char *other = json_made(&o, items, MANY);
            assert_string_equal(other, first);
            free(other);
        }
        free(first);
    }
}

/* Rows without a plan are plans by themselves, and are dealt out by their place. */
static void rows_without_a_plan_are_tested_alike_in_any_order(void **state) {
    (void)state;
    item items[40];
    pm_str by = STR("rating");
    pm_report_options o = options_of(NULL, NULL);
    o.by = &by;
    o.by_count = 1;
    o.permutations = 99;
    random_state = 1;
    for (size_t i = 0; i < 40; i++) {
        items[i] = (item){.authority = "",
                          .plan = "",
                          .no = "",
                          .met = i % 3 == 0 ? 31 : 0,
                          .known = KNOWN,
                          .name = {"rating"},
                          .value = {ratings[i % 2]}};
    }
    char *first = json_made(&o, items, 40);
    for (int times = 0; times < 10; times++) {
        shuffle(items, 40);
        char *other = json_made(&o, items, 40);
        assert_string_equal(other, first);
        free(other);
    }
    free(first);
}

static void rows_about_plans_hold_in_any_order(void **state) {
    (void)state;
    static const item rows[] = {
        {"N", "P1", "1", .met = 31, .known = KNOWN},
        {"N", "P2", "1", .met = 0, .known = KNOWN},
        {"S", "P1", "1", .met = 3, .known = KNOWN},
        {"S", "P3", "1", .met = 3, .known = KNOWN, .name = {"rating"}, .value = {"its own"}}};
    static const item about[] = {{"N", "P1", .bare = true, .name = {"rating"}, .value = {"good"}},
                                 {"", "P1", .bare = true, .name = {"rating"}, .value = {"poor"}},
                                 {"N", "P1", .bare = true, .name = {"rating"}, .value = {"best"}},
                                 {"", "P3", .bare = true, .name = {"rating"}, .value = {"other"}},
                                 {"", "P9", .bare = true, .name = {"rating"}, .value = {"unused"}}};
    pm_str by = STR("Rating");
    pm_report_options o = options_of(NULL, NULL);
    o.by = &by;
    o.by_count = 1;
    char *first = NULL;
    for (size_t from = 0; from < 5; from++) {
        row_room room;
        pm_report *r = begun(&o);
        for (size_t i = 0; i < 5; i++) {
            assert_int_equal(pm_report_add_plan(r, row_of(&about[(from + i) % 5], &room)), PM_OK);
        }
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(pm_report_add(r, row_of(&rows[i], &room)), PM_OK);
        }
        made m = ended(r);
        char *text = json_of(&m);
        const pm_table *t = table_of(&m, "groups");
        assert_int_equal(cell_at(t, row_at(t, "Rating", "owner", "best"), "yes")->count, 1);
        assert_int_equal(cell_at(t, row_at(t, "Rating", "owner", "poor"), "actions")->count, 1);
        assert_int_equal(cell_at(t, row_at(t, "Rating", "owner", "its own"), "actions")->count, 1);
        assert_int_equal(cell_at(t, row_at(t, "Rating", "owner", "(not told)"), "actions")->count,
                         1);
        t = table_of(&m, "sample");
        assert_true(
            notes_hold(t, "Rows about plans that tell of one that another row told of: 1;"));
        assert_true(
            notes_hold(t, "1 of the 4 plans or authorities that were told of are not in the rows"));
        if (first != NULL) {
            assert_string_equal(text, first);
        }
        free(first);
        first = text;
        pm_report_free(r);
    }
    free(first);
}

static void a_row_given_twice_counts_once(void **state) {
    (void)state;
    told t = {.len = 0};
    row_room room;
    item x = {"N", "P1", "1", .met = 31, .known = KNOWN};
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_ERR_ROW);
    assert_non_null(strstr(t.text, "rows.csv:2:0:0: error: the row is left out: one with its "));
    assert_non_null(strstr(t.text, "came before; is a file given twice?"));
    x.plan = ""; /* nobody can tell whether rows without a plan are the same */
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
    made m = ended(r);
    assert_int_equal(count_in(&m, "sample", "actions", "value"), 3);
    assert_int_equal(count_in(&m, "sample", "rows left out", "value"), 1);
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_ERR_ARGUMENT);
    pm_report_free(r);
}

/* Marks carry the source of their action; where a row was read is another matter. */
static void the_place_of_the_first_is_told(void **state) {
    (void)state;
    told t = {.len = 0};
    row_room room;
    item x = {"N", "P1", "1", .met = 31, .known = KNOWN};
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    row_of(&x, &room);
    room.row.file = STR("north/marks.csv");
    room.row.line = 7;
    assert_int_equal(pm_report_add(r, &room.row), PM_OK);
    room.row.file = STR("south/marks.csv");
    room.row.line = 9;
    assert_int_equal(pm_report_add(r, &room.row), PM_ERR_ROW);
    assert_non_null(strstr(t.text, "south/marks.csv:9:0: error: the row is left out"));
    assert_non_null(strstr(t.text, "came before, at north/marks.csv:7; is a file given twice?"));
    x.no = "2";
    row_of(&x, &room);
    room.row.file = STR("plan.docx"); /* which has no lines: its source tells the place */
    assert_int_equal(pm_report_add(r, &room.row), PM_OK);
    assert_int_equal(pm_report_add(r, &room.row), PM_ERR_ROW);
    assert_non_null(strstr(t.text, "rows.csv:2:0:0: error: the row is left out"));
    assert_non_null(strstr(t.text, "came before, in plan.docx; is a file given twice?"));
    pm_report_free(r);
}

static void many_rows_left_out_are_counted(void **state) {
    (void)state;
    told t = {.len = 0};
    row_room room;
    item x = {"N", "P1", "1", .met = 31, .known = KNOWN};
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(pm_report_add(r, row_of(&x, &room)), i == 0 ? PM_OK : PM_ERR_ROW);
    }
    made m = ended(r);
    assert_int_equal(t.errors, 21);
    assert_non_null(strstr(t.text, "79 more rows are left out for the same reasons"));
    assert_int_equal(count_in(&m, "sample", "rows left out", "value"), 99);
    pm_report_free(r);
}

/* ---- which verdict counts ---- */

static void overrides_stand_above_verdicts(void **state) {
    (void)state;
    told t = {.len = 0};
    static const item items[] = {
        {"", "P", "1", .met = 31, .known = KNOWN,
         .name = {"pack", "owner_kind", "unsure", "Override Owner"},
         .value = {"x@1", "mother", "owner;timeframe", "no"}},
        {"", "P", "2", .met = 15, .known = KNOWN,
         .name = {"pack", "owner_kind", "unsure", "override_owner"},
         .value = {"x@1", "", "", " 1 "}},
        {"", "P", "3", .met = 16, .known = KNOWN,
         .name = {"pack", "owner_kind", "unsure", "override_owner"},
         .value = {"x@1", "father", "", ""}},
        {"", "P", "4", .met = 16, .known = KNOWN,
         .name = {"pack", "owner_kind", "unsure", "override_owner"},
         .value = {"x@1", "father", "", "Yes"}},
        {"", "P", "5", .met = 7, .known = 7, .name = {"pack"}, .value = {"x@1"}},
        {"", "P", "6", .met = 7, .known = 7,
         .name = {"pack", "override_timeframe", "override_owner"}, .value = {"x@1", "1", "1"}}};
    static const item bad = {
        "", "P", "7", .met = 31, .known = KNOWN, .name = {"override_owner"}, .value = {"maybe"}};
    row_room room;
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pm_report_add(r, row_of(&items[i], &room)), PM_OK);
    }
    assert_int_equal(pm_report_add(r, row_of(&bad, &room)), PM_ERR_ROW);
    assert_non_null(strstr(t.text, "an override is 0, 1 or empty: override_owner"));
    assert_null(strstr(t.text, "maybe"));
    item good = bad; /* what was refused leaves no trace: its number is free */
    good.value[0] = "0";
    good.name[1] = "pack";
    good.value[1] = "x@1";
    assert_int_equal(pm_report_add(r, row_of(&good, &room)), PM_OK);
    made m = ended(r);
    assert_int_equal(count_in(&m, "sample", "actions", "value"), 7);
    assert_int_equal(count_in(&m, "sample", "actions with all five verdicts", "value"), 6);
    assert_int_equal(count_in(&m, "sample", "actions with an override", "value"), 5);
    assert_int_equal(count_in(&m, "criteria", "owner", "yes"), 4);
    /* that of an empty cell changed nothing */
    assert_int_equal(count_in(&m, "criteria", "owner", "corrected_by_hand"), 3);
    assert_int_equal(count_in(&m, "criteria", "timeframe", "corrected_by_hand"), 0);
    assert_int_equal(count_in(&m, "criteria", "owner", "unsure"), 0);
    assert_int_equal(count_in(&m, "criteria", "timeframe", "unsure"), 1);
    /* mother was set aside, father stands twice; of whom people named nobody knows the kind */
    const pm_table *owner = table_of(&m, "owners");
    assert_int_equal(owner->row_count, 1);
    assert_int_equal(cell_at(owner, row_at(owner, "father", NULL, NULL), "actions")->count, 2);
    assert_true(fabs(cell_at(owner, 0, "share")->number - 2.0 / 3.0) < 1e-12);
    assert_true(notes_hold(table_of(&m, "sample"), "1 actions lack some of the five verdicts"));
    pm_report_free(r);
}

/* A row without the column does not say that it is sure. */
static void unsure_is_told_where_marks_tell_it(void **state) {
    (void)state;
    item x = {"", "P", "1", .met = 31, .known = KNOWN, .name = {"pack"}, .value = {"x@1"}};
    pm_report_options o = options_of(NULL, NULL);
    made m = make(&o, &x, 1);
    const pm_table *t = table_of(&m, "criteria");
    assert_int_equal(cell_at(t, 0, "unsure")->kind, PM_CELL_NONE);
    pm_report_free(m.report);
}

static void rows_without_verdicts_are_scored(void **state) {
    (void)state;
    const pm_mark *mark;
    pm_scorer *scorer;
    item x = {"", "P", "1", "Mum will see the GP by 3 May 2024", .met = NONE};
    pm_action action = {.cell = {[PM_TEXT] = str_from(x.text)}};
    pm_report_options o = options_of(NULL, NULL);
    made m = make(&o, &x, 1);
    const pm_table *t = table_of(&m, "criteria");
    assert_int_equal(pm_scorer_new(NULL, pack, &scorer), PM_OK);
    assert_int_equal(pm_score(scorer, &action, &mark), PM_OK);
    for (int k = 0; k < PM_CRITERIA; k++) {
        static const char *const names[] = {"actionable", "measurable", "measure_given",
                                            "timeframe", "owner"};
        assert_int_equal(count_in(&m, "criteria", names[k], "yes"), mark->verdict[k].met);
    }
    assert_int_equal(cell_at(t, 0, "unsure")->kind, PM_CELL_COUNT);
    assert_int_equal(table_of(&m, "owners")->row_count, 1);
    pm_scorer_free(scorer);
    pm_report_free(m.report);
}

/* Half a sheet: a row whose verdict cells are empty is nobody's, not the tool's. */
static void empty_verdict_columns_are_not_coded(void **state) {
    (void)state;
    told t = {.len = 0};
#define EMPTY                                                                                      \
    .met = NONE, .name = {                                                                         \
        "owner",                                                                                   \
        "override_actionable",                                                                     \
        "override_measurable",                                                                     \
        "override_measure_given",                                                                  \
        "override_timeframe",                                                                      \
        "override_owner"                                                                           \
    }
    static const item items[] = {
        {"", "P", "1", "Mum to ring the GP", .met = 31, .known = KNOWN},
        {"", "P", "2", "Mum to ring the GP by 3 May", EMPTY, .value = {""}},
        {"", "Q", "1", "Dad to ring the GP", EMPTY, .value = {" ", "", "1"}},
        {"", "Q", "2", "Dad to ring the GP", EMPTY, .value = {"", "1", "1", "0", "0", "1"}}};
#undef EMPTY
    pm_report_options o = options_of(NULL, &t);
    item given[4];
    for (size_t i = 0; i < 4; i++) {
        given[i] = items[i];
        for (size_t k = 0; k < EXTRAS; k++) {
            given[i].value[k] = given[i].value[k] != NULL ? given[i].value[k] : "";
        }
    }
    made m = make(&o, given, 4);
    assert_int_equal(count_in(&m, "sample", "actions", "value"), 4);
    assert_int_equal(count_in(&m, "sample", "actions with all five verdicts", "value"), 2);
    assert_int_equal(count_in(&m, "sample", "actions with some of them", "value"), 1);
    assert_int_equal(count_in(&m, "sample", "actions that are not coded", "value"), 1);
    assert_int_equal(count_in(&m, "sample", "actions with an override", "value"), 2);
    assert_int_equal(count_in(&m, "criteria", "owner", "actions"), 2);
    assert_int_equal(count_in(&m, "criteria", "actionable", "corrected_by_hand"), 0);
    assert_true(notes_hold(table_of(&m, "sample"), "1 actions are not coded: their columns"));
    assert_non_null(strstr(t.text, "warning: 1 action is not coded: the columns of verdicts are"));
    /* all verdicts are those of people: there is nothing to mix */
    assert_true(row_at(table_of(&m, "method"), "verdicts by", "human coding: 2 actions", NULL) > 0);
    pm_report_free(m.report);
}

/* Whoever reads a share of measurable actions is told what that is. */
static void the_method_tells_the_criteria(void **state) {
    (void)state;
    item items[] = {{"", "P", "1", .met = 31, .known = KNOWN}};
    pm_report_options o = options_of(NULL, NULL);
    made m = make(&o, items, 1);
    const pm_table *method = table_of(&m, "method");
    for (int k = 0; k < PM_CRITERIA; k++) {
        pm_criterion_info info;
        assert_int_equal(pm_pack_criterion(pack, (pm_criterion)k, &info), PM_OK);
        size_t row = row_at(method, pm_criterion_name((pm_criterion)k), NULL, NULL);
        assert_true(str_equal(cell_at(method, row, "value")->text, info.means));
    }
    pm_report_free(m.report);
}

static void sources_are_not_mixed_unasked(void **state) {
    (void)state;
    told t = {.len = 0};
    const pm_table *tables;
    size_t count;
    item items[] = {{"", "P", "1", .met = 31, .known = KNOWN, .name = {"pack"}, .value = {"x@1"}},
                    {"", "P", "2", .met = 31, .known = KNOWN},
                    /* in part: counted in the sample alone, so its pack does not matter */
                    {"", "P", "3", .met = 1, .known = 1, .name = {"pack"}, .value = {"y@1"}}};
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    row_room room;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pm_report_add(r, row_of(&items[i], &room)), PM_OK);
    }
    assert_int_equal(pm_report_tables(r, &tables, &count), PM_ERR_INPUT);
    assert_non_null(strstr(t.text, "1 actions are marked by x@1"));
    assert_non_null(strstr(t.text, "1 actions are marked by human coding"));
    assert_null(strstr(t.text, "y@1"));
    pm_report_free(r);
    o.mixed = 1;
    made m = make(&o, items, 3);
    const pm_table *method = table_of(&m, "method");
    size_t by = row_at(method, "verdicts by", NULL, NULL);
    assert_true(str_equal(cell_at(method, by, "value")->text, STR("human coding: 1 action")));
    pm_report_free(m.report);
}

static void kinds_are_names_or_other(void **state) {
    (void)state;
    item items[] = {{"", "P", "1", .met = 31, .known = KNOWN, .name = {"owner_kind"},
                     .value = {"mother; our-panels;Jane Smith of 4 High Street;;"}}};
    pm_report_options o = options_of(NULL, NULL);
    made m = make(&o, items, 1);
    const pm_table *t = table_of(&m, "owners");
    assert_int_equal(t->row_count, 3);
    (void)row_at(t, "mother", NULL, NULL);
    (void)row_at(t, "our-panels", NULL, NULL);
    (void)row_at(t, "other", NULL, NULL);
    pm_report_free(m.report);
}

static void bounds_are_told(void **state) {
    (void)state;
    static char kind[100][8];
    told t = {.len = 0};
    row_room room;
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    pm_status status = PM_OK;
    for (size_t i = 0; i < 100 && status == PM_OK; i++) {
        snprintf(kind[i], sizeof kind[i], "k%zu", i);
        item x = {"", "P", kind[i], .met = 31, .known = KNOWN, .name = {"owner_kind"}};
        x.value[0] = kind[i];
        status = pm_report_add(r, row_of(&x, &room));
    }
    assert_int_equal(status, PM_ERR_LIMIT);
    assert_non_null(strstr(t.text, "the rows have more than 64 kinds"));
    pm_report_free(r);

    char *cell = malloc((size_t)PM_LIMIT_CELL + 2);
    assert_non_null(cell);
    memset(cell, 'a', (size_t)PM_LIMIT_CELL + 1);
    cell[PM_LIMIT_CELL + 1] = '\0';
    item x = {"", "P", "1", cell, .met = NONE};
    r = begun(&o);
    assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_ERR_ROW);
    assert_non_null(strstr(t.text, "a cell is too long"));
    made m = ended(r); /* the rest of the report is none the worse */
    assert_int_equal(count_in(&m, "sample", "plans", "value"), 0);
    assert_int_equal(count_in(&m, "sample", "rows left out", "value"), 1);
    pm_report_free(r);
    free(cell);
}

static void arguments_are_checked(void **state) {
    (void)state;
    pm_report *r;
    pm_str by[PM_REPORT_COLUMNS + 1];
    pm_report_options o = options_of(NULL, NULL);
    for (size_t i = 0; i <= PM_REPORT_COLUMNS; i++) {
        by[i] = STR("authority");
    }
    assert_int_equal(pm_report_new(&o, NULL, &r), PM_ERR_ARGUMENT);
    assert_int_equal(pm_report_new(&o, pack, NULL), PM_ERR_ARGUMENT);
    o.by = by;
    o.by_count = PM_REPORT_COLUMNS + 1;
    assert_int_equal(pm_report_new(&o, pack, &r), PM_ERR_ARGUMENT);
    o.by_count = 2;
    o.suppress = 5;
    assert_int_equal(pm_report_new(&o, pack, &r), PM_ERR_ARGUMENT);
    o.by_count = 1;
    o.suppress = PM_REPORT_SUPPRESS_MOST + 1;
    assert_int_equal(pm_report_new(&o, pack, &r), PM_ERR_ARGUMENT);
    o.suppress = 0;
    o.permutations = 1000001;
    assert_int_equal(pm_report_new(&o, pack, &r), PM_ERR_ARGUMENT);
    assert_null(r);
    assert_int_equal(pm_report_add(NULL, NULL), PM_ERR_ARGUMENT);
    pm_report_free(NULL);
}

static void nothing_is_a_report_too(void **state) {
    (void)state;
    pm_str by = STR("authority");
    pm_report_options o = options_of(NULL, NULL);
    o.by = &by;
    o.by_count = 1;
    o.suppress = 5;
    made m = make(&o, NULL, 0);
    assert_int_equal(count_in(&m, "sample", "actions", "value"), 0);
    assert_int_equal(table_of(&m, "criteria")->row_count, 0);
    assert_int_equal(table_of(&m, "groups")->row_count, 0);
    for (int format = PM_TABLE_TEXT; format <= PM_TABLE_HTML; format++) {
        buffer b;
        buffer_init(&b, &memory_default);
        if (format != PM_TABLE_CSV) {
            write_as(&m, (pm_table_format)format, &b);
        }
        buffer_free(&b);
    }
    pm_report_free(m.report);
}

/* Printers are tested by tables that somebody made up: they are to be those of a report. */
static void the_tables_of_other_tests_are_those_of_a_report(void **state) {
    (void)state;
    pm_report_options o = options_of(NULL, NULL);
    made m = make(&o, NULL, 0);
    assert_int_equal(m.count, REPORT_FIXTURE_TABLES);
    for (size_t i = 0; i < m.count; i++) {
        const pm_table *a = &m.tables[i], *b = &report_fixture[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->chart, b->chart);
        assert_int_equal(a->column_count, b->column_count);
        for (size_t c = 0; c < a->column_count; c++) {
            assert_string_equal(a->columns[c].name, b->columns[c].name);
            assert_string_equal(a->columns[c].title, b->columns[c].title);
            assert_int_equal(a->columns[c].measure, b->columns[c].measure);
            assert_int_equal(a->columns[c].part, b->columns[c].part);
            assert_int_equal(a->columns[c].places, b->columns[c].places);
        }
    }
    pm_report_free(m.report);
}

/* ---- groups ---- */

static void groups_by_columns(void **state) {
    (void)state;
    told t = {.len = 0};
    const pm_table *tables;
    size_t count;
    item items[] = {{"N", "P1", "1", .met = 31, .known = KNOWN, .name = {"Team"}, .value = {"a"}},
                    {"N", "P1", "2", .met = 0, .known = KNOWN, .name = {"Team"}, .value = {"b"}},
                    {"S", "P2", "1", .met = 31, .known = KNOWN, .name = {"Team"}, .value = {" a "}},
                    {"S", "P3", "1", .met = 31, .known = 3, .name = {"Team"}, .value = {"c"}}};
    pm_str by[] = {STR("AUTHORITY"), STR("team"), STR("rating")};
    pm_report_options o = options_of(NULL, &t);
    o.by = by;
    o.by_count = 2;
    made m = make(&o, items, 4);
    const pm_table *g = table_of(&m, "groups");
    assert_int_equal(g->row_count, 6 * 4);
    assert_int_equal(cell_at(g, row_at(g, "team", "owner", "a"), "actions")->count, 2);
    assert_int_equal(cell_at(g, row_at(g, "team", "owner", "b"), "yes")->count, 0);
    g = table_of(&m, "tests");
    assert_int_equal(g->row_count, 6);
    assert_true(notes_hold(g, "Some plans lie in several groups of team: there is no test"));
    g = table_of(&m, "group_scores");
    assert_int_equal(
        cell_at(g, row_at(g, "AUTHORITY", "S", NULL), "plans_without_high_quality")->count, 0);
    pm_report_free(m.report);

    o.by_count = 3;
    pm_report *r = begun(&o);
    row_room room;
    assert_int_equal(pm_report_add(r, row_of(&items[0], &room)), PM_OK);
    assert_int_equal(pm_report_tables(r, &tables, &count), PM_ERR_INPUT);
    assert_non_null(strstr(t.text, "no row has a column 'rating' to group by"));
    pm_report_free(r);
}

/* ---- what is withheld ---- */

enum { GROUPS = 6, CODES = PM_CRITERIA + 2, QUALITY = PM_CRITERIA, WITHOUT = PM_CRITERIA + 1 };
static const char *const code_names[] = {"actionable", "measurable", "measure_given",
                                         "timeframe",  "owner",      "high_quality"};
static const char *const group_names[GROUPS] = {"a", "b", "c", "d", "e", "f"};

/* What somebody knows who has the report, and works out what he can. */
typedef struct known {
    size_t groups;
    double n[GROUPS], plans[GROUPS];
    double low[GROUPS][CODES], high[GROUPS][CODES], total[CODES];
    bool shown[GROUPS][CODES];
} known;

static bool narrow(double *low, double *high, double least, double most) {
    bool any = least > *low || most < *high;
    *low = least > *low ? least : *low;
    *high = most < *high ? most : *high;
    return any;
}

/* Figures of one group bound each other; G: a measure given is a thing to do that can be seen. */
static bool narrow_group(known *k, size_t g) {
    double n = k->n[g], plans = k->plans[g], missed_least = 0.0, all_least = 0.0;
    double *low = k->low[g], *high = k->high[g];
    bool any = false;
    for (int c = 0; c < PM_CRITERIA; c++) {
        any |= narrow(&low[QUALITY], &high[QUALITY], 0.0, high[c]);
        any |= narrow(&low[c], &high[c], low[QUALITY], n);
        missed_least += n - low[c];
        all_least += low[c];
    }
    any |= narrow(&low[QUALITY], &high[QUALITY], all_least - 4.0 * n, n);
    for (int c = 0; c < PM_CRITERIA;
         c++) { /* who meets the other four and this one is of quality */
        double others = missed_least - (n - low[c]);
        any |= narrow(&low[c], &high[c], 0.0, high[QUALITY] + others);
    }
    for (int c = PM_ACTIONABLE; c <= PM_MEASURABLE; c++) {
        any |= narrow(&low[c], &high[c], low[PM_MEASURE_GIVEN], n);
        any |= narrow(&low[PM_MEASURE_GIVEN], &high[PM_MEASURE_GIVEN], 0.0, high[c]);
    }
    any |= narrow(&low[QUALITY], &high[QUALITY], plans - high[WITHOUT], n - low[WITHOUT]);
    any |= narrow(&low[WITHOUT], &high[WITHOUT], plans - high[QUALITY], n - low[QUALITY]);
    if (low[WITHOUT] == plans) {
        any |= narrow(&low[QUALITY], &high[QUALITY], 0.0, 0.0);
    }
    if (low[QUALITY] > 0.0) {
        any |= narrow(&low[WITHOUT], &high[WITHOUT], 0.0, plans - 1.0);
    }
    return any;
}

static bool narrow_code(known *k, int c) {
    double low = 0.0, high = 0.0;
    bool any = false;
    for (size_t g = 0; g < k->groups; g++) {
        low += k->low[g][c];
        high += k->high[g][c];
    }
    for (size_t g = 0; g < k->groups; g++) {
        double others_low = low - k->low[g][c], others_high = high - k->high[g][c];
        any |= narrow(&k->low[g][c], &k->high[g][c], k->total[c] - others_high,
                      k->total[c] - others_low);
        low = others_low + k->low[g][c];
        high = others_high + k->high[g][c];
    }
    return any;
}

/* Each action that is not of high quality misses one criterion or more: how many more in all
 * follows from the totals, so that what is left for a group lies between two numbers. */
static double more_missed(const known *k, size_t g, bool most) {
    double sum = 0.0;
    for (int c = 0; c <= QUALITY; c++) {
        bool low = (c == QUALITY) != most;
        sum += (c == QUALITY ? -1.0 : 1.0) * (k->n[g] - (low ? k->low[g][c] : k->high[g][c]));
    }
    return sum > 0.0 ? sum : 0.0;
}

static bool narrow_missed(known *k, size_t g, double least, double most) {
    bool any = false;
    for (int c = 0; c <= QUALITY; c++) { /* what the other five leave of the bound */
        double low = 0.0, high = 0.0, n = k->n[g];
        for (int o = 0; o <= QUALITY; o++) {
            double missed_least = n - k->high[g][o], missed_most = n - k->low[g][o];
            if (o != c) {
                low += o == QUALITY ? -missed_most : missed_least;
                high += o == QUALITY ? -missed_least : missed_most;
            }
        }
        any |= c == QUALITY
                   ? narrow(&k->low[g][c], &k->high[g][c], n - (high - least), n - (low - most))
                   : narrow(&k->low[g][c], &k->high[g][c], n - (most - low), n - (least - high));
    }
    return any;
}

static bool narrow_more_missed(known *k) {
    double all = 0.0;
    bool any = false;
    for (int c = 0; c <= QUALITY; c++) {
        all -= (c == QUALITY ? -1.0 : 1.0) * k->total[c];
        for (size_t g = 0; g < k->groups; g++) {
            all += (c == QUALITY ? -1.0 : 1.0) * k->n[g];
        }
    }
    for (size_t g = 0; g < k->groups; g++) {
        double least = all, most = all;
        for (size_t o = 0; o < k->groups; o++) {
            least -= o != g ? more_missed(k, o, true) : 0.0;
            most -= o != g ? more_missed(k, o, false) : 0.0;
        }
        double own_least = more_missed(k, g, false), own_most = more_missed(k, g, true);
        any |= narrow_missed(k, g, least > own_least ? least : own_least,
                             most < own_most ? most : own_most);
    }
    return any;
}

static void work_out(known *k) {
    for (bool any = true; any;) {
        any = false;
        for (size_t g = 0; g < k->groups; g++) {
            any |= narrow_group(k, g);
        }
        for (int c = 0; c < CODES; c++) {
            any |= narrow_code(k, c);
        }
        any |= narrow_more_missed(k);
    }
}

static void learn(known *k, size_t g, int c, const pm_cell *cell, double most) {
    k->shown[g][c] = cell->kind == PM_CELL_COUNT;
    assert_true(k->shown[g][c] || (cell->kind == PM_CELL_HIDDEN && cell->count == 0 &&
                                   cell->number == 0.0 && cell->text.len == 0));
    k->low[g][c] = k->shown[g][c] ? (double)cell->count : 0.0;
    k->high[g][c] = k->shown[g][c] ? (double)cell->count : most;
}

static void learn_group(known *k, const made *m, size_t g, const char *name) {
    const pm_table *t = table_of(m, "groups"), *scores = table_of(m, "group_scores");
    size_t of = row_at(scores, "group", name, NULL);
    bool all = true;
    k->n[g] = (double)cell_at(scores, of, "actions")->count;
    k->plans[g] = (double)cell_at(scores, of, "plans")->count;
    for (int c = 0; c <= QUALITY; c++) {
        size_t row = row_at(t, "group", code_names[c], name);
        learn(k, g, c, cell_at(t, row, "yes"), k->n[g]);
        all = all && k->shown[g][c];
        for (const char *const *column = (const char *const[]){"share", "low", "high", NULL};
             *column != NULL; column++) {
            assert_true(k->shown[g][c] || cell_at(t, row, *column)->kind == PM_CELL_HIDDEN);
        }
    }
    learn(k, g, WITHOUT, cell_at(scores, of, "plans_without_high_quality"), k->plans[g]);
    all = all && k->shown[g][WITHOUT];
    assert_int_equal(cell_at(scores, of, "mean_score")->kind == PM_CELL_HIDDEN, !all);
    assert_int_equal(cell_at(scores, of, "low")->kind == PM_CELL_HIDDEN, !all);
}

static void learn_totals(known *k, const made *m) {
    const pm_table *t = table_of(m, "tests");
    for (int c = 0; c <= QUALITY; c++) {
        bool all = true;
        k->total[c] = (double)count_in(m, "criteria", code_names[c], "yes");
        for (size_t g = 0; g < k->groups; g++) {
            all = all && k->shown[g][c];
        }
        if (t->row_count != 0) {
            size_t row = row_at(t, "group", code_names[c], NULL);
            assert_int_equal(cell_at(t, row, "statistic")->kind == PM_CELL_HIDDEN, !all);
            assert_int_equal(cell_at(t, row, "p")->kind == PM_CELL_HIDDEN, !all);
        }
    }
    k->total[WITHOUT] =
        (double)count_in(m, "quality", "plans without an action of high quality", "count");
}

/* The truth, of which the report may show some. */
typedef struct truth {
    item items[256];
    size_t count, groups;
    double n[GROUPS], plans[GROUPS], yes[GROUPS][CODES];
} truth;

static char plan_ids[64][8];

static int a_verdict(unsigned mode) {
    int met = mode == 0   ? (int)drawn(32)
              : mode == 1 ? (drawn(6) != 0 ? 31 : (int)drawn(32))
              : mode == 2 ? (drawn(6) != 0 ? 0 : (int)drawn(32))
              : mode == 3 ? (drawn(9) != 0 ? 27 : (int)drawn(32))
                          : 31 & ~(drawn(3) != 0 ? 0 : 1 << (PM_TIMEFRAME + (int)drawn(2)));
    bool given = (met & 1) != 0 && (met & 2) != 0;
    return given ? met : met & ~(1 << PM_MEASURE_GIVEN);
}

static void draw_truth(truth *t) {
    size_t plan = 0;
    bool one_missed = drawn(4) == 0; /* by each action that is not of high quality, everywhere */
    *t = (truth){.groups = 1 + drawn(GROUPS)};
    for (size_t g = 0; g < t->groups; g++) {
        unsigned plans = 1 + drawn(drawn(2) != 0 ? 10 : 3), mode = one_missed ? 4 : drawn(4);
        for (unsigned p = 0; p < plans && plan < 64; p++, plan++) {
            unsigned actions = 1 + drawn(5);
            bool any = false;
            snprintf(plan_ids[plan], sizeof plan_ids[plan], "P%zu", plan);
            for (unsigned i = 0; i < actions && t->count < 256; i++) {
                int met = a_verdict(mode);
                item *x = &t->items[t->count];
                snprintf(numbers[t->count % MANY], sizeof *numbers, "%zu", t->count);
                *x = (item){"",         plan_ids[plan], numbers[t->count % MANY],
                            .met = met, .known = KNOWN, .name = {"group"}};
                x->value[0] = group_names[g];
                t->count++;
                t->n[g]++;
                any = any || met == 31;
                for (int c = 0; c < PM_CRITERIA; c++) {
                    t->yes[g][c] += met >> c & 1;
                }
                t->yes[g][QUALITY] += met == 31;
            }
            t->plans[g]++;
            t->yes[g][WITHOUT] += !any;
        }
    }
}

static bool tells_of_few(const truth *t, size_t g, int c, unsigned least) {
    double yes = t->yes[g][c], no = (c == WITHOUT ? t->plans[g] : t->n[g]) - yes;
    return t->plans[g] < least || (yes > 0.0 && yes < least) || (no > 0.0 && no < least);
}

/* The total tells all of it, or there is no other group to hide behind. */
static bool total_tells(const truth *t, int c, unsigned least) {
    double yes = 0.0, of = 0.0, plans = 0.0;
    for (size_t g = 0; g < t->groups; g++) {
        yes += t->yes[g][c];
        of += c == WITHOUT ? t->plans[g] : t->n[g];
        plans += t->plans[g];
    }
    return yes < least || of - yes < least || plans < least || t->groups < 2;
}

static void check_withheld(const truth *t, const made *m, unsigned least, size_t *hidden,
                           size_t *vain) {
    known k = {.groups = t->groups};
    bool in_vain = notes_hold(table_of(m, "groups"), "do not publish tables by this column"),
         any = false;
    for (size_t g = 0; g < t->groups; g++) {
        learn_group(&k, m, g, group_names[g]);
    }
    learn_totals(&k, m);
    work_out(&k);
    for (int c = 0; c < CODES; c++) {
        size_t withheld = 0;
        double yes = 0.0, no = 0.0;
        for (size_t g = 0; g < t->groups; g++) {
            assert_true(k.low[g][c] <= t->yes[g][c] && k.high[g][c] >= t->yes[g][c]);
            bool few = tells_of_few(t, g, c, least);
            assert_true(!few || !k.shown[g][c] || total_tells(t, c, least));
            bool told_all = !k.shown[g][c] && few && k.low[g][c] == k.high[g][c];
            assert_true(!told_all || in_vain);
            any = any || told_all;
            withheld += !k.shown[g][c];
            yes += k.shown[g][c] ? 0.0 : t->yes[g][c];
            no += k.shown[g][c] ? 0.0 : (c == WITHOUT ? t->plans[g] : t->n[g]) - t->yes[g][c];
        }
        assert_true(withheld == 0 || total_tells(t, c, least) ||
                    (withheld >= 2 && yes >= least && no >= least) || withheld == t->groups);
        *hidden += withheld;
    }
    assert_int_equal(any, in_vain);
    *vain += in_vain;
}

static void what_is_withheld_cannot_be_worked_out(void **state) {
    (void)state;
    static truth t;
    static const unsigned leasts[] = {2, 3, 5, 10};
    size_t hidden = 0, cells = 0, vain = 0;
    pm_str by = STR("group");
    random_state = 11;
    for (unsigned times = 0; times < 1000; times++) {
        pm_report_options o = options_of(NULL, NULL);
        o.by = &by;
        o.by_count = 1;
        o.permutations = 19;
        o.suppress = leasts[times % 4];
        draw_truth(&t);
        made m = make(&o, t.items, t.count);
        check_withheld(&t, &m, o.suppress, &hidden, &vain);
        cells += t.groups * CODES;
        pm_report_free(m.report);
    }
    assert_true(hidden > cells / 10 && hidden < cells - cells / 10);
    assert_true(vain < 300); /* of so small ones */
}

/* Ten of the best with their authority would be all there are. */
static void no_action_is_shown_where_counts_are_withheld(void **state) {
    (void)state;
    static const item items[] = {{"N", "P1", "1", "Mum to see the GP", .met = 31, .known = KNOWN},
                                 {"S", "P2", "1", "Dad to see the GP", .met = 0, .known = KNOWN}};
    pm_str by = STR("authority");
    pm_report_options o = options_of(NULL, NULL);
    o.text = PM_TEXT_FULL;
    o.by = &by;
    o.by_count = 1;
    made m = make(&o, items, 2);
    const pm_table *t = table_of(&m, "examples");
    assert_int_equal(t->row_count, 4);
    assert_true(str_equal(cell_at(t, 0, "action")->text, STR("Dad to see the GP")));
    assert_true(str_equal(cell_at(t, 2, "action")->text, STR("Mum to see the GP")));
    pm_report_free(m.report);
    o.suppress = 5;
    m = make(&o, items, 2);
    assert_int_equal(table_of(&m, "examples")->row_count, 0);
    assert_int_equal(table_of(&m, "examples")->note_count, 1);
    pm_report_free(m.report);
}

/* ---- copies ---- */

static void copies_are_found(void **state) {
    (void)state;
    static const item items[] = {
        {"N", "P1", "1", "Mum to take [Child A] to the dentist before 3 May 2024", .met = NONE},
        {"N", "P1", "2", "School to share the attendance figures each Friday", .met = NONE},
        {"N", "P1", "3", "Social worker to visit every ten days", .met = NONE},
        {"N", "P2", "1", "Mum to take [Child B] to the dentist before 4 June 2024", .met = NONE},
        {"N", "P2", "2", "school to share the attendance figures each Friday.", .met = NONE},
        {"N", "P2", "3", "Social worker to visit every 10 days", .met = NONE},
        {"N", "P2", "4", "Social worker to visit every 10 days", .met = NONE},
        {"S", "P3", "1", "School to share the attendance figures each Friday", .met = NONE},
        {"S", "P3", "2", "See GP", .met = NONE}};
    pm_report_options o = options_of(NULL, NULL);
    o.text = PM_TEXT_FULL;
    made m = make(&o, items, 9);
    const pm_table *t = table_of(&m, "copied_actions");
    size_t row = row_at(t, "School to share the attendance figures each Friday", NULL, NULL);
    assert_int_equal(row, 0);
    assert_int_equal(cell_at(t, row, "actions")->count, 3);
    assert_int_equal(cell_at(t, row, "plans")->count, 3);
    assert_int_equal(cell_at(t, row, "plans_word_for_word")->count, 3);
    assert_int_equal(cell_at(t, row, "authorities")->count, 2);
    assert_int_equal(
        count_in(&m, "copies", "actions that stand in another plan word for word", "count"), 3);
    assert_int_equal(
        count_in(&m, "copies", "actions that stand in another plan, or nearly so", "count"), 8);
    assert_int_equal(count_in(&m, "copies", "actions that came before in their own plan", "count"),
                     1);
    t = table_of(&m, "copied_plans");
    assert_int_equal(t->row_count, 1);
    assert_true(str_equal(cell_at(t, 0, "plan_id")->text, STR("P2")));
    assert_true(str_equal(cell_at(t, 0, "like_plan_id")->text, STR("P1")));
    assert_int_equal(cell_at(t, 0, "alike")->number, 1);
    pm_report_free(m.report);

    o.text = PM_TEXT_NONE;
    char *text = json_made(&o, items, 9);
    assert_null(strstr(text, "Friday"));
    assert_null(strstr(text, "dentist"));
    free(text);
}

/* ---- an evaluation ---- */

#define CODE_(name, a, b, c, d)                                                                    \
    "{\"criterion\":\"" name "\",\"both_yes\":" #a ",\"gold_only\":" #b ",\"tool_only\":" #c       \
    ",\"both_no\":" #d ",\"kappa\":null,\"effective_yes\":40.5,\"effective_no\":null}"
#define ALL_(plans, codes) "\"all\":{\"rows\":200,\"plans\":" #plans ",\"criteria\":[" codes "]}"

static pm_status evaluated(pm_report *r, const char *text) {
    return pm_report_evaluation(r, STR("errors.json"), str_from(text));
}

static void an_evaluation_corrects_shares(void **state) {
    (void)state;
    static const char good[] = "{\"pack\":\"human coding\"," ALL_(
        30, CODE_("owner", 80, 20, 10, 90)) ",\"by\":\"authority"
                                            "\",\"groups\":[{\"value\":\"N\",\"criteria\":[" CODE_(
                                                "owner", 5, 1, 4,
                                                10) "]}]"
                                                    ",\"later\":{\"deep\":[1,{\"x\":[]}]}}";
    static const char first[] = "{\"pack\":\"human coding\"," ALL_(
        30, CODE_("actionable", 80, 20, 10, 90) "," CODE_("owner", 80, 20, 10, 90)) "}";
    static const item items[] = {{"N", "P1", "1", .met = 31, .known = KNOWN},
                                 {"N", "P2", "1", .met = 0, .known = KNOWN},
                                 {"S", "P3", "1", .met = 31, .known = KNOWN}};
    told t = {.len = 0};
    row_room room;
    pm_str by = STR("authority");
    pm_report_options o = options_of(NULL, &t);
    o.by = &by;
    o.by_count = 1;
    pm_report *r = begun(&o);
    assert_int_equal(evaluated(r, good), PM_ERR_INPUT); /* it says nothing of actionable */
    assert_int_equal(evaluated(r, first), PM_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pm_report_add(r, row_of(&items[i], &room)), PM_OK);
    }
    made m = ended(r);
    /* (2/3 + .9 - 1) / (.8 + .9 - 1) */
    assert_true(fabs(number_in(&m, "corrected", "owner", "corrected") - 0.8095238095238095) <
                1e-12);
    assert_int_equal(count_in(&m, "corrected", "owner", "trusted"), 1);
    assert_int_equal(table_of(&m, "corrected")->row_count, 2);
    pm_report_free(r);

    r = begun(&o); /* half of one is not kept */
    assert_int_equal(evaluated(r, "{\"pack\":\"x\"," ALL_(30, CODE_("actionable", 1, 2, 3, 4))),
                     PM_ERR_INPUT);
    m = ended(r);
    assert_int_equal(table_of(&m, "corrected")->row_count, 0);
    assert_int_equal(table_of(&m, "corrected")->note_count, 0);
    pm_report_free(r);
}

static void evaluations_that_are_none_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "null",
        "{}",
        "{\"all\":[]}",
        "{\"all\":{\"criteria\":{}}}",
        "{\"all\":{\"criteria\":[[]]}}",
        "{\"all\":{\"plans\":-1}}",
        "{\"all\":{\"plans\":1.5}}",
        "{\"all\":{\"plans\":1e3}}",
        "{\"all\":{\"plans\":\"7\"}}",
        "{\"all\":{\"plans\":99999999999999999999999999999999999999}}",
        "{\"all\":{\"plans\":999999999999999999999999999999999999999999999999999999}}",
        "{\"all\":{\"criteria\":[{\"criterion\":7}]}}",
        "{\"pack\":null}",
        "{\"groups\":7}",
        "{\"groups\":[7]}",
        "{\"by\":[]}",
        "{\"all\":null}",
        "{\"all\":{\"criteria\":[{\"criterion\":\"actionable\",\"both_yes\":1}",
        "{\"a\":1}{\"b\":2}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        told t = {.len = 0};
        pm_report_options o = options_of(NULL, &t);
        pm_report *r = begun(&o);
        assert_int_equal(evaluated(r, bad[i]), PM_ERR_INPUT);
        assert_int_equal(t.errors, 1);
        assert_non_null(strstr(t.text, "errors.json:1:"));
        pm_report_free(r);
    }
    char deep[4096];
    memset(deep, '[', sizeof deep);
    memcpy(deep, "{\"x\":", 5);
    deep[sizeof deep - 1] = '\0';
    told t = {.len = 0};
    pm_report_options o = options_of(NULL, &t);
    pm_report *r = begun(&o);
    assert_int_equal(evaluated(r, deep), PM_ERR_INPUT);
    assert_int_equal(t.errors, 1);
    pm_report_free(r);
}

/* Keys that stand twice: the last holds, and counts of nothing are no figures. */
static void odd_evaluations_do_no_harm(void **state) {
    (void)state;
    static const char *const odd[] = {
        "{\"all\":{\"criteria\":[{\"criterion\":\"actionable\"}]}}",
        "{\"all\":{\"plans\":9000000000000000,\"criteria\":[{\"criterion\":\"actionable\","
        "\"both_yes\":9000000000000000,\"both_no\":9000000000000000,\"effective_yes\":"
        "9999999999999999999999999999999999999999}]}}",
        "{\"all\":{\"criteria\":[{\"criterion\":\"actionable\",\"both_yes\":4,\"both_yes\":5}]},"
        "\"all\":{\"criteria\":[{\"criterion\":\"actionable\",\"tool_only\":5}]}}",
        "{\"by\":\"x\",\"groups\":[{},{\"value\":\"\\ud800\"}],\"all\":{\"criteria\":[{"
        "\"criterion\":\"unheard\"},{\"criterion\":\"actionable\",\"gold_only\":5}]}}"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        row_room room;
        item x = {"N", "P1", "1", .met = 31, .known = KNOWN};
        pm_report_options o = options_of(NULL, NULL);
        pm_report *r = begun(&o);
        assert_int_equal(evaluated(r, odd[i]), PM_OK);
        assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
        made m = ended(r);
        assert_int_equal(count_in(&m, "corrected", "actionable", "trusted"), 0);
        char *text = json_of(&m);
        free(text);
        pm_report_free(r);
    }
}

/* ---- memory ---- */

static pm_status whole_report(const pm_allocator *a) {
    static const item items[] = {
        {"N", "P1", "1", "Mum to see the GP by 3 May", "ASAP", .met = NONE,
         .name = {"r", "owner_kind"}, .value = {"x", "mother"}},
        {"N", "P1", "2", "Support the family on an ongoing basis", .met = NONE},
        {"S", "P2", "1", "Mum to see the GP by 4 May", .met = NONE, .name = {"r"}, .value = {"y"}},
        {"S", "", "1", "Dad to be referred", "as needed", .met = 5, .known = KNOWN},
        {"S", "P3", .bare = true}};
    static const char json[] = "{\"pack\":\"p\"," ALL_(
        30, CODE_("actionable", 80, 20, 10,
                  90)) ","
                       "\"by\":\"r\",\"groups\":[{\"value\":\"x\",\"criteria\":[" CODE_(
                           "owner", 5, 1, 4, 10) "]}]}";
    static const item about = {"", "P2", .bare = true, .name = {"r"}, .value = {"z"}};
    pm_str by = STR("r");
    pm_report_options o = options_of(a, NULL);
    pm_report *r;
    const pm_table *tables;
    size_t count;
    row_room room;
    o.by = &by;
    o.by_count = 1;
    o.suppress = 2;
    o.mixed = 1;
    o.permutations = 9;
    pm_status status = pm_report_new(&o, pack, &r);
    if (status != PM_OK) {
        assert_null(r);
        return status;
    }
    status = pm_report_evaluation(r, STR("e"), str_from(json));
    if (status == PM_OK) {
        status = pm_report_add_plan(r, row_of(&about, &room));
    }
    for (size_t i = 0; status == PM_OK && i < 5; i++) {
        status = pm_report_add(r, row_of(&items[i], &room));
    }
    if (status == PM_OK) {
        status = pm_report_tables(r, &tables, &count);
    }
    for (int f = PM_TABLE_TEXT; status == PM_OK && f <= PM_TABLE_HTML; f++) {
        pm_table_options w = {.size = sizeof w, .common = o.common, .format = (pm_table_format)f};
        buffer b;
        buffer_init(&b, &memory_default);
        status = pm_tables_write(&w, tables, f == PM_TABLE_CSV ? 1 : count, into, &b);
        assert_true(status == PM_OK || b.len == 0);
        buffer_free(&b);
    }
    pm_report_free(r);
    return status;
}

static void memory_may_end_anywhere(void **state) {
    (void)state;
    counted c = {.requests = 0};
    pm_allocator a = counted_allocator(&c);
    assert_int_equal(whole_report(&a), PM_OK);
    assert_int_equal(c.pieces, 0);
    size_t requests = c.requests;
    assert_true(requests > 100);
    for (size_t at = 1; at <= requests; at++) {
        for (int on = 0; on < 2; on++) {
            c = (counted){.fail_at = at, .fail_on = on != 0};
            assert_int_equal(whole_report(&a), PM_ERR_MEMORY);
            assert_int_equal(c.pieces, 0);
        }
    }
}

/* Actions that are shown are few, whatever the order in which better ones come. */
static void examples_take_no_more_memory_with_more_rows(void **state) {
    (void)state;
    counted c = {.requests = 0};
    pm_allocator a = counted_allocator(&c);
    pm_report_options o = options_of(&a, NULL);
    char *long_text = malloc(20001);
    assert_non_null(long_text);
    memset(long_text, 'a', 20000);
    long_text[20000] = '\0';
    o.text = PM_TEXT_FULL;
    pm_report *r = begun(&o);
    size_t before = 0;
    for (size_t i = 0; i < 300; i++) {
        row_room room;
        char no[8];
        snprintf(no, sizeof no, "%zu", i);
        item x = {
            "N",           "P", no, long_text, .met = i < 60 ? 31 : i < 120 ? 15 : i < 180 ? 7 : 0,
            .known = KNOWN};
        assert_int_equal(pm_report_add(r, row_of(&x, &room)), PM_OK);
        before = i == 40 ? c.bytes : before;
    }
    assert_true(c.bytes < before + 100000);
    pm_report_free(r);
    assert_int_equal(c.pieces, 0);
    free(long_text);
}

static int open_pack(void **state) {
    (void)state;
    return pm_pack_default(NULL, &pack) == PM_OK ? 0 : -1;
}

static int close_pack(void **state) {
    (void)state;
    pm_pack_free(pack);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_figures_come_back_to_the_digit),
        cmocka_unit_test(the_table_by_authority_is_of_other_actions),
        cmocka_unit_test(order_of_rows_tells_nothing),
        cmocka_unit_test(rows_without_a_plan_are_tested_alike_in_any_order),
        cmocka_unit_test(rows_about_plans_hold_in_any_order),
        cmocka_unit_test(a_row_given_twice_counts_once),
        cmocka_unit_test(the_place_of_the_first_is_told),
        cmocka_unit_test(many_rows_left_out_are_counted),
        cmocka_unit_test(overrides_stand_above_verdicts),
        cmocka_unit_test(unsure_is_told_where_marks_tell_it),
        cmocka_unit_test(rows_without_verdicts_are_scored),
        cmocka_unit_test(empty_verdict_columns_are_not_coded),
        cmocka_unit_test(sources_are_not_mixed_unasked),
        cmocka_unit_test(the_method_tells_the_criteria),
        cmocka_unit_test(kinds_are_names_or_other),
        cmocka_unit_test(bounds_are_told),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(nothing_is_a_report_too),
        cmocka_unit_test(the_tables_of_other_tests_are_those_of_a_report),
        cmocka_unit_test(groups_by_columns),
        cmocka_unit_test(what_is_withheld_cannot_be_worked_out),
        cmocka_unit_test(no_action_is_shown_where_counts_are_withheld),
        cmocka_unit_test(copies_are_found),
        cmocka_unit_test(an_evaluation_corrects_shares),
        cmocka_unit_test(evaluations_that_are_none_are_refused),
        cmocka_unit_test(odd_evaluations_do_no_harm),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(examples_take_no_more_memory_with_more_rows)};
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
