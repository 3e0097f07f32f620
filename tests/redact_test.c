/* SPDX-License-Identifier: MIT
 * The redactor: what each policy lets through, and what a row looks like afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "output/redact.h"

#define assert_str(s, literal)                                                                     \
    do {                                                                                           \
        pm_str given_ = (s);                                                                       \
        assert_int_equal(given_.len, strlen(literal));                                             \
        if (given_.len != 0) {                                                                     \
            assert_memory_equal(given_.data, (literal), given_.len);                               \
        }                                                                                          \
    } while (0)

static const pm_field carried[] = {
    {{"status", 6}, {"open", 4}}, {{"score", 5}, {"9", 1}}, {{"input.score", 11}, {"8", 1}}};

static pm_row row_of(void) {
    pm_row row = {.plan_id = STR("mary smith"), .authority = STR("LA1"), .action_no = STR("3")};
    row.action.cell[PM_TEXT] = STR("Mum to attend");
    row.action.cell[PM_WHO] = STR("Mum");
    row.plan_date = STR("2024-01-05");
    row.source = STR("mary smith.csv:12");
    row.has_action = 1;
    row.extra = carried;
    row.extra_count = 3;
    return row;
}

static void full_shows_all_under_free_names(void **state) {
    redactor r;
    shown s;
    pm_row row = row_of();
    (void)state;
    redact_init(&r, REDACT_FULL, STR(""), &memory_default);
    assert_int_equal(redact_row(&r, &row, &s), PM_OK);
    assert_true(s.cells);
    assert_str(s.plan_id, "mary smith");
    assert_str(s.cell[PM_WHO], "Mum");
    assert_int_equal(s.extra_count, 3);
    assert_str(s.extra[0].name, "status");
    assert_str(s.extra[1].name, "input.input.score");
    assert_str(s.extra[1].value, "9");
    assert_str(s.extra[2].name, "input.score");
    redact_free(&r);
}

static void evidence_keeps_ids_and_words_but_no_cells(void **state) {
    redactor r;
    shown s;
    pm_str words;
    pm_row row = row_of();
    (void)state;
    redact_init(&r, REDACT_EVIDENCE, STR(""), &memory_default);
    row.plan_date = STR("when Mary came");
    assert_int_equal(redact_row(&r, &row, &s), PM_OK);
    assert_false(s.cells);
    assert_str(s.plan_id, "mary smith");
    assert_str(s.cell[PM_TEXT], "");
    assert_str(s.plan_date, "");
    assert_int_equal(s.extra_count, 0);
    assert_true(redact_words(&r, &s, PM_TEXT, 0, 3, &words));
    assert_str(words, "Mum");
    redact_free(&r);
}

static void none_has_digests_for_file_names(void **state) {
    redactor r, other;
    shown s, t;
    pm_str words;
    pm_row row = row_of();
    (void)state;
    redact_init(&r, REDACT_NONE, STR(""), &memory_default);
    redact_init(&other, REDACT_NONE, STR("another key"), &memory_default);
    assert_int_equal(redact_row(&r, &row, &s), PM_OK);
    assert_int_equal(redact_row(&other, &row, &t), PM_OK);
    assert_int_equal(s.plan_id.len, 21);
    assert_memory_equal(s.plan_id.data, "file-", 5);
    assert_false(str_equal(s.plan_id, t.plan_id));
    assert_true(str_ends(s.source, STR(":12")));
    assert_int_equal(s.source.len, 24);
    assert_str(s.authority, "LA1");
    assert_str(s.action_no, "3");
    assert_str(s.plan_date, "2024-01-05");
    assert_false(redact_words(&r, &s, PM_TEXT, 0, 3, &words));
    assert_str(words, "");
    redact_free(&r);
    redact_free(&other);
}

/* An id that was in the file stays; what is no place goes with the name. */
static void only_what_comes_from_the_name_is_replaced(void **state) {
    static const struct {
        const char *id, *source, *ending;
        bool replaced;
    } cases[] = {
        {"P1", "P1.csv:3", ":3", true},
        {"P1", "exports/P1.json:plans[3].actions[0]", ":plans[3].actions[0]", true},
        {"P1", "P12.csv:3", ":3", false},
        {"Mary:plan 2", "Mary.docx:table 2 row 3", ":table 2 row 3", true},
        {"Mary:plans[3]", "Mary.json:plans[3].actions[0]", ":plans[3].actions[0]", true},
        {"P7:2", "Mary.json:plans[3]", ":plans[3]", false},
        {"P1", "plans.xlsx:Mary!B4", "!B4", false},
        {"P1", "letter of Mary.docx table 2 row 3", " table 2 row 3", false},
        {"P1", "told by Mary", "", false},
        {"Mary: 12", "Mary: 12", " 12", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        redactor r;
        shown s;
        pm_row row = {.plan_id = str_from(cases[i].id), .source = str_from(cases[i].source)};
        redact_init(&r, REDACT_NONE, STR(""), &memory_default);
        assert_int_equal(redact_row(&r, &row, &s), PM_OK);
        assert_int_equal(!str_equal(s.plan_id, row.plan_id), cases[i].replaced);
        assert_true(str_ends(s.source, str_from(cases[i].ending)));
        assert_null(memchr(s.source.data, 'M', s.source.len));
        redact_free(&r);
    }
}

/* Who calls a plan by a name, or takes a name for its id, shows it to nobody. */
static void ids_that_are_words_are_replaced(void **state) {
    static const struct {
        const char *id;
        bool replaced;
    } cases[] = {
        {"", false},
        {"31", false},
        {"CIN/2025-091", false},
        {"CIN plan 31 (2)", false},
        {"LA2_P7.4", false},
        {"550e8400-e29b-41d4-a716-446655440000", false},
        {"Name: [Child A]", true},
        {"Jane Roe", true},
        {"Amy 7", true},
        {"roe2015", true},
        {"Zo\xC3\xAB 1", true},
        {"1111111111 1111111111 1111111111 1111111111 1111111111 1111111111", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        redactor r;
        shown s;
        pm_str id = str_from(cases[i].id);
        pm_row row = {.plan_id = id, .action_no = id, .source = STR("a.csv:3")};
        redact_init(&r, REDACT_NONE, STR(""), &memory_default);
        assert_int_equal(redact_row(&r, &row, &s), PM_OK);
        assert_int_equal(!str_equal(s.plan_id, id), cases[i].replaced);
        assert_true(str_equal(s.action_no, s.plan_id));
        assert_int_equal(str_starts(s.plan_id, STR("id-")), cases[i].replaced);
        redact_free(&r);
    }
}

static void blanks_are_filled_where_words_may_be_shown(void **state) {
    pm_evidence e = {.column = PM_TEXT, .capture_count = 1, .capture = {{STR("owner"), 0, 3}}};
    pm_row row = row_of();
    buffer out;
    (void)state;
    buffer_init(&out, &memory_default);
    for (int policy = REDACT_FULL; policy <= REDACT_NONE; policy++) {
        redactor r;
        shown s;
        redact_init(&r, (redact_policy)policy, STR(""), &memory_default);
        assert_int_equal(redact_row(&r, &row, &s), PM_OK);
        buffer_clear(&out);
        redact_fill(&r, &s, STR("{owner} {what} { {owner"), &e, &out);
        assert_str(buffer_view(&out),
                   policy == REDACT_NONE ? "... ... { {owner" : "Mum ... { {owner");
        buffer_clear(&out);
        redact_fill(&r, &s, STR("{owner}"), NULL, &out);
        assert_str(buffer_view(&out), "...");
        redact_free(&r);
    }
    buffer_free(&out);
}

static void points_count_an_invalid_byte_as_one(void **state) {
    pm_row row = {.has_action = 1};
    redactor r;
    shown s;
    (void)state;
    row.action.cell[PM_WHO] = STR("plain ASCII \xC3\xA9\xFF\xE2\x80\x93x and more of it");
    redact_init(&r, REDACT_NONE, STR(""), &memory_default);
    assert_int_equal(redact_row(&r, &row, &s), PM_OK);
    assert_int_equal(shown_points(&s, PM_WHO, 12, true), 12);
    assert_int_equal(shown_points(&s, PM_WHO, 18, true), 15);
    assert_int_equal(shown_points(&s, PM_WHO, 15, false), 14);
    assert_int_equal(shown_points(&s, PM_WHO, 30, false), 27);
    assert_int_equal(shown_points(&s, PM_WHO, 999, false), row.action.cell[PM_WHO].len - 3);
    redact_free(&r);
}

static void formulas_stand_behind_a_quote(void **state) {
    static const char *const formulas[] = {"=1", "+1", "-1", "@x", "\tx", "\rx"};
    buffer scratch;
    (void)state;
    buffer_init(&scratch, &memory_default);
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        pm_str safe = redact_formula(str_from(formulas[i]), &scratch);
        assert_int_equal(safe.data[0], '\'');
        assert_int_equal(safe.len, strlen(formulas[i]) + 1);
    }
    assert_str(redact_formula(STR("1=1"), &scratch), "1=1");
    assert_str(redact_formula(STR(""), &scratch), "");
    assert_str(redact_formula((pm_str){"\0=", 2}, &scratch).len == 2 ? STR("same") : STR("changed"),
               "same");
    buffer_free(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_shows_all_under_free_names),
        cmocka_unit_test(evidence_keeps_ids_and_words_but_no_cells),
        cmocka_unit_test(none_has_digests_for_file_names),
        cmocka_unit_test(only_what_comes_from_the_name_is_replaced),
        cmocka_unit_test(ids_that_are_words_are_replaced),
        cmocka_unit_test(blanks_are_filled_where_words_may_be_shown),
        cmocka_unit_test(points_count_an_invalid_byte_as_one),
        cmocka_unit_test(formulas_stand_behind_a_quote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
