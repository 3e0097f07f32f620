/* SPDX-License-Identifier: MIT
 * Writers: what reaches the sink, and what happens when it or the memory refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/output.h"
#include "tests/catcher.h"
#include "tests/small_pack.h"

/* ---- a row and its mark ---- */

static const pm_evidence pieces[] = {
    {.criterion = PM_OWNER,
     .says = PM_MET,
     .strength = PM_STRONG,
     .column = PM_TEXT,
     .start = 0,
     .end = 3,
     .rule = TEXT("owner.x"),
     .kind = TEXT("mother"),
     .decided = 1,
     .cancelled_by = -1,
     .capture_count = 1,
     .capture = {{TEXT("owner"), 0, 3}}},
    {.criterion = PM_TIMEFRAME,
     .says = PM_MET,
     .column = PM_TEXT,
     .start = 14,
     .end = 18,
     .rule = TEXT("timeframe.x"),
     .cancelled_by = 3},
    {.criterion = PM_TIMEFRAME,
     .says = PM_NEAR,
     .column = PM_TEXT,
     .start = 14,
     .end = 18,
     .rule = TEXT("timeframe.near"),
     .hint = TEXT("say when"),
     .cancelled_by = -1},
    {.criterion = PM_TIMEFRAME,
     .says = PM_UNMET,
     .column = PM_TEXT,
     .start = 14,
     .end = 18,
     .rule = TEXT("timeframe.soon"),
     .hint = TEXT("give a date"),
     .decided = 1,
     .cancelled_by = -1},
};
static const pm_mark mark = {
    .verdict = {[PM_OWNER] = {.met = 1},
                [PM_TIMEFRAME] = {.decided_by = 3, .hint = TEXT("give a date")},
                [PM_MEASURABLE] = {.decided_by = -1, .hint = TEXT("name an act")}},
    .score = 1,
    .owner_kind = TEXT("mother"),
    .evidence = pieces,
    .evidence_count = 4};

static pm_row row_of(void) {
    static const pm_field extra[] = {{{"note", 4}, {"x", 1}}};
    pm_row row = {.plan_id = STR("P"),
                  .action_no = STR("1"),
                  .has_action = 1,
                  .extra = extra,
                  .extra_count = 1};
    row.action.cell[PM_TEXT] = STR("Mum to attend soon");
    return row;
}

static output_options options_of(output_format format, catcher *c) {
    return (output_options){.format = format,
                            .evidence = OUTPUT_ALL,
                            .stamp = STR("x@1/0"),
                            .allocator = &memory_default,
                            .sink = catch_bytes,
                            .ctx = c};
}

static pm_status write_rows(const output_options *options, size_t rows) {
    output o;
    pm_row row = row_of();
    pm_status status = output_init(&o, options, NULL, NULL);
    for (size_t i = 0; i < rows && status == PM_OK; i++) {
        status = output_add(&o, &row, i % 3 == 2 ? NULL : &mark);
    }
    if (status == PM_OK) {
        status = output_end(&o);
    }
    output_free(&o);
    return status;
}

static void catch_diagnostic(void *ctx, const pm_diagnostic *d) {
    (void)catch_bytes(ctx, d->message.data, d->message.len);
}

/* Rows of several plans, with and without marks, some with columns that the first has not. */
static pm_row row_number(size_t i, char id[32]) {
    static const pm_field others[] = {{{"note", 4}, {"y", 1}}, {{"more", 4}, {"z", 1}}};
    pm_row row = row_of();
    snprintf(id, 32, "P%zu", i * 7 % 5);
    row.plan_id = str_from(id);
    if (i % 4 == 3) {
        row.extra = others;
        row.extra_count = 2;
    }
    return row;
}

/* Rows 0 to 11 by way of branches: `each` rows to one, then all of them joined in order. */
static pm_status write_by_branches(const output_options *options, catcher *said, size_t each) {
    enum { ROWS = 12, BRANCHES = 2 };
    output o, branch[BRANCHES];
    char id[32];
    size_t made = 0;
    pm_row first = row_number(0, id);
    pm_status status = output_init(&o, options, catch_diagnostic, said);
    for (; made < BRANCHES && status == PM_OK; made++) {
        status = output_branch(&o, &first, &branch[made]);
    }
    for (size_t i = 0; i < ROWS && status == PM_OK;) {
        for (size_t b = 0; b < BRANCHES; b++) {
            for (size_t n = 0; n < each && i < ROWS && status == PM_OK; n++, i++) {
                pm_row row = row_number(i, id);
                status = output_add(&branch[b], &row, i % 3 == 2 ? NULL : &mark);
            }
        }
        for (size_t b = 0; b < BRANCHES && status == PM_OK; b++) {
            status = output_join(&o, &branch[b]);
        }
    }
    status = status == PM_OK ? output_end(&o) : status;
    for (size_t b = 0; b < made; b++) {
        output_free(&branch[b]);
    }
    output_free(&o);
    return status;
}

static void branches_make_what_one_writer_makes(void **state) {
    (void)state;
    for (int format = 0; format < OUTPUT_FORMATS * 2; format++) {
        catcher whole = {.calls = 0}, said = {.calls = 0};
        output_options options = options_of((output_format)(format / 2), &whole);
        output o;
        options.summary = format % 2 != 0;
        buffer_init(&whole.got, &memory_default);
        buffer_init(&said.got, &memory_default);
        assert_int_equal(output_init(&o, &options, catch_diagnostic, &said), PM_OK);
        for (size_t i = 0; i < 12; i++) {
            char id[32];
            pm_row row = row_number(i, id);
            assert_int_equal(output_add(&o, &row, i % 3 == 2 ? NULL : &mark), PM_OK);
        }
        assert_int_equal(output_end(&o), PM_OK);
        output_free(&o);
        for (size_t each = 1; each <= 12; each++) {
            catcher parts = {.calls = 0}, heard = {.calls = 0};
            buffer_init(&parts.got, &memory_default);
            buffer_init(&heard.got, &memory_default);
            options.ctx = &parts;
            assert_int_equal(write_by_branches(&options, &heard, each), PM_OK);
            assert_true(str_equal(buffer_view(&parts.got), buffer_view(&whole.got)));
            assert_true(str_equal(buffer_view(&heard.got), buffer_view(&said.got)));
            buffer_free(&parts.got);
            buffer_free(&heard.got);
        }
        assert_int_equal(said.calls, options.format == OUTPUT_CSV && !options.summary);
        buffer_free(&whole.got);
        buffer_free(&said.got);
    }
}

static void branches_fail_as_writers_do(void **state) {
    (void)state;
    for (int format = 0; format < OUTPUT_FORMATS * 2; format++) {
        catcher none = {.refuse_from = 1};
        output_options options = options_of((output_format)(format / 2), &none);
        pm_status status = PM_ERR_MEMORY;
        options.summary = format % 2 != 0;
        buffer_init(&none.got, &memory_default);
        assert_int_equal(write_by_branches(&options, &none, 2), PM_ERR_IO);
        assert_int_equal(none.calls, 1);
        buffer_free(&none.got);
        for (size_t n = 1; status != PM_OK; n++) {
            counted m = {.fail_at = n, .fail_on = true};
            pm_allocator a = counted_allocator(&m);
            catcher c = {.calls = 0};
            buffer_init(&c.got, &memory_default);
            options.ctx = &c;
            options.allocator = &a;
            status = write_by_branches(&options, &c, 2);
            assert_true(status == PM_OK || status == PM_ERR_MEMORY);
            assert_int_equal(m.pieces, 0);
            assert_true(n < 500);
            buffer_free(&c.got);
        }
    }
}

static void evidence_points_at_what_is_in_the_list(void **state) {
    catcher c = {.calls = 0};
    output_options options = options_of(OUTPUT_JSONL, &c);
    (void)state;
    buffer_init(&c.got, &memory_default);
    assert_int_equal(write_rows(&options, 1), PM_OK);
    assert_true(has_text(
        buffer_view(&c.got),
        "\"rule\":\"timeframe.x\",\"kind\":\"\",\"column\":\"text\",\"start\":14,\"end\":18,"
        "\"text\":\"soon\",\"captures\":[],\"decided\":false,\"cancelled_by\":2}"));
    assert_true(has_text(buffer_view(&c.got),
                         "\"near\":[{\"criterion\":\"timeframe\",\"rule\":\"timeframe.near\""));
    assert_true(has_text(
        buffer_view(&c.got),
        "{\"criterion\":\"measurable\",\"rule\":null,\"column\":null,\"start\":null,\"end\":null,"
        "\"text\":null,\"hint\":\"name an act\"}]}\n"));
    buffer_clear(&c.got);
    options.evidence = OUTPUT_DECIDED;
    assert_int_equal(write_rows(&options, 1), PM_OK);
    assert_false(has_text(buffer_view(&c.got), "timeframe.x"));
    assert_false(has_text(buffer_view(&c.got), "timeframe.near"));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"give a date\""));
    buffer_free(&c.got);
}

static void every_format_writes_whole_rows_and_an_empty_input(void **state) {
    (void)state;
    for (int format = 0; format < OUTPUT_FORMATS; format++) {
        for (int summary = 0; summary < 2; summary++) {
            catcher c = {.calls = 0};
            output_options options = options_of((output_format)format, &c);
            buffer_init(&c.got, &memory_default);
            options.summary = summary != 0;
            assert_int_equal(write_rows(&options, 500), PM_OK);
            assert_true(c.got.len != 0 && c.got.data[c.got.len - 1] == '\n');
            buffer_clear(&c.got);
            assert_int_equal(write_rows(&options, 0), PM_OK);
            assert_true((c.got.len == 0) == (format == OUTPUT_JSONL));
            buffer_free(&c.got);
        }
    }
}

static void a_sink_that_refuses_is_left_alone(void **state) {
    (void)state;
    for (int format = 0; format < OUTPUT_FORMATS; format++) {
        catcher c = {.refuse_from = 2};
        output_options options = options_of((output_format)format, &c);
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_rows(&options, 3000), PM_ERR_IO);
        assert_int_equal(c.calls, 2);
        buffer_free(&c.got);
    }
}

static void memory_may_end_anywhere(void **state) {
    (void)state;
    for (int format = 0; format < OUTPUT_FORMATS * 2; format++) {
        pm_status status = PM_ERR_MEMORY;
        for (size_t n = 1; status != PM_OK; n++) {
            counted m = {.fail_at = n, .fail_on = true};
            pm_allocator a = counted_allocator(&m);
            catcher c = {.calls = 0};
            output_options options = options_of((output_format)(format / 2), &c);
            buffer_init(&c.got, &memory_default);
            options.allocator = &a;
            options.summary = format % 2 != 0;
            status = write_rows(&options, 5);
            assert_true(status == PM_OK || status == PM_ERR_MEMORY);
            assert_int_equal(m.pieces, 0);
            assert_true(n < 200);
            buffer_free(&c.got);
        }
    }
}

/* ---- what is kept from row to row, and what falls out of the quick ways ---- */

static void add_one(output *o, const char *text, const pm_evidence *piece, bool unmet) {
    pm_row row = {.plan_id = STR("P"), .has_action = 1};
    pm_mark one = {.score = 1, .evidence = piece, .evidence_count = 1};
    row.action.cell[PM_TEXT] = str_from(text);
    one.verdict[piece->criterion].met = !unmet;
    assert_int_equal(output_add(o, &row, &one), PM_OK);
}

/* The same buffers with other words in each row: nothing old may come out. */
static void kept_texts_follow_their_bytes(void **state) {
    char rule[] = "timeframe.rule-one", kind[] = "date", hint[] = "say when it is";
    pm_evidence e = {.criterion = PM_TIMEFRAME,
                     .says = PM_UNMET,
                     .end = 3,
                     .rule = {rule, sizeof rule - 1},
                     .kind = {kind, sizeof kind - 1},
                     .hint = {hint, sizeof hint - 1},
                     .decided = 1,
                     .cancelled_by = -1};
    catcher c = {.calls = 0};
    output_options options = options_of(OUTPUT_JSONL, &c);
    output o;
    (void)state;
    buffer_init(&c.got, &memory_default);
    assert_int_equal(output_init(&o, &options, NULL, NULL), PM_OK);
    add_one(&o, "now", &e, true);
    rule[15] = 't', kind[0] = 'l', hint[4] = 'W';
    add_one(&o, "now", &e, true);
    rule[15] = '"', kind[0] = '\\', hint[4] = '\n';
    add_one(&o, "now", &e, true);
    assert_int_equal(output_end(&o), PM_OK);
    output_free(&o);
    assert_true(has_text(buffer_view(&c.got), "\"rule\":\"timeframe.rule-one\",\"kind\":\"date\""));
    assert_true(has_text(buffer_view(&c.got), "\"rule\":\"timeframe.rule-tne\",\"kind\":\"late\""));
    assert_true(
        has_text(buffer_view(&c.got), "\"rule\":\"timeframe.rule-\\\"ne\",\"kind\":\"\\\\ate\""));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"say when it is\"}]}"));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"say When it is\"}]}"));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"say \\nhen it is\"}]}"));
    buffer_free(&c.got);
}

static void filled_hints_are_not_kept(void **state) {
    pm_evidence e = {.criterion = PM_TIMEFRAME,
                     .says = PM_UNMET,
                     .end = 4,
                     .rule = STR("timeframe.x"),
                     .hint = STR("not \"{soon}\""),
                     .decided = 1,
                     .cancelled_by = -1,
                     .capture_count = 1,
                     .capture = {{STR("soon"), 0, 4}}};
    catcher c = {.calls = 0};
    output_options options = options_of(OUTPUT_JSONL, &c);
    output o;
    (void)state;
    buffer_init(&c.got, &memory_default);
    assert_int_equal(output_init(&o, &options, NULL, NULL), PM_OK);
    add_one(&o, "soon", &e, true);
    add_one(&o, "asap", &e, true);
    add_one(&o, "\"a\"\xC3\xA9", &e, true);
    assert_int_equal(output_end(&o), PM_OK);
    output_free(&o);
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"not \\\"soon\\\"\""));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"not \\\"asap\\\"\""));
    assert_true(has_text(buffer_view(&c.got), "\"hint\":\"not \\\"\\\"a\\\"\xEF\xBF\xBD\\\"\""));
    buffer_free(&c.got);
}

static void spans_of_odd_cells(void **state) {
    static const struct {
        const char *text;
        size_t start, end;
        const char *shown;
    } cases[] = {
        {"plain words", 6, 11, "\"start\":6,\"end\":11,\"text\":\"words\""},
        {"plain words", 4, 4, "\"start\":4,\"end\":4,\"text\":\"\""},
        {"plain words", 7, 4, "\"start\":7,\"end\":4,\"text\":\"\""},
        {"plain words", 6, 12, "\"end\":11,\"text\":\"\""},
        {"caf\xC3\xA9 words", 0, 3, "\"start\":0,\"end\":3,\"text\":\"caf\""},
        {"caf\xC3\xA9 words", 0, 5, "\"start\":0,\"end\":4,\"text\":\"caf\xC3\xA9\""},
        {"caf\xC3\xA9 words", 6, 11, "\"start\":5,\"end\":10,\"text\":\"words\""},
        {"a \"word\" more", 0, 8, "\"start\":0,\"end\":8,\"text\":\"a \\\"word\\\"\""},
        {"a \"word\" more", 9, 13, "\"start\":9,\"end\":13,\"text\":\"more\""},
        {"\xFF more", 2, 6, "\"start\":2,\"end\":6,\"text\":\"more\""},
        {"\x01 more", 0, 2, "\"start\":0,\"end\":2,\"text\":\"\\u0001 \""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int policy = REDACT_FULL; policy <= REDACT_NONE; policy++) {
            pm_evidence e = {.criterion = PM_OWNER,
                             .start = cases[i].start,
                             .end = cases[i].end,
                             .rule = STR("owner.x"),
                             .decided = 1,
                             .cancelled_by = -1,
                             .capture_count = 1,
                             .capture = {{STR("who"), cases[i].start, cases[i].end}}};
            catcher c = {.calls = 0};
            output_options options = options_of(OUTPUT_JSONL, &c);
            output o;
            options.text = (redact_policy)policy;
            buffer_init(&c.got, &memory_default);
            assert_int_equal(output_init(&o, &options, NULL, NULL), PM_OK);
            add_one(&o, cases[i].text, &e, false);
            assert_int_equal(output_end(&o), PM_OK);
            output_free(&o);
            assert_int_equal(has_text(buffer_view(&c.got), cases[i].shown), policy != REDACT_NONE);
            assert_int_equal(has_text(buffer_view(&c.got), "\"text\":null,\"captures\":[],"),
                             policy == REDACT_NONE);
            assert_int_equal(has_text(buffer_view(&c.got), "{\"name\":\"who\",\"start\":"),
                             policy != REDACT_NONE);
            buffer_free(&c.got);
        }
    }
}

/* Words are copied in blocks from the row that was just written. */
static void spans_of_every_length(void **state) {
    static const char words[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
    (void)state;
    for (int column = 0; column < PM_COLUMNS; column++) {
        for (size_t len = 1; len < sizeof words; len++) {
            size_t start = sizeof words - 1 - len, end = sizeof words - 1;
            pm_evidence e = {.criterion = PM_OWNER,
                             .column = (pm_column)column,
                             .start = start,
                             .end = end,
                             .rule = STR("owner.x"),
                             .decided = 1,
                             .cancelled_by = -1};
            pm_mark one = {.score = 1, .evidence = &e, .evidence_count = 1};
            pm_row row = {.has_action = 1};
            catcher c = {.calls = 0};
            output_options options = options_of(OUTPUT_JSONL, &c);
            char expected[128];
            output o;
            row.action.cell[column] = STR(words);
            snprintf(expected, sizeof expected, "\"start\":%zu,\"end\":%zu,\"text\":\"%s\",", start,
                     end, words + start);
            buffer_init(&c.got, &memory_default);
            assert_int_equal(output_init(&o, &options, NULL, NULL), PM_OK);
            assert_int_equal(output_add(&o, &row, &one), PM_OK);
            assert_int_equal(output_end(&o), PM_OK);
            output_free(&o);
            assert_true(has_text(buffer_view(&c.got), expected));
            buffer_free(&c.got);
        }
    }
}

/* A row of cells that all have to be written anew, longer than what is asked for at once. */
static void huge_rows_are_whole(void **state) {
    enum { LENGTH = 100000 };
    static const char odd[] = {'x', '"', '\x01', '\xFF', ','};
    char *text = malloc(LENGTH);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof odd; i++) {
        for (int format = OUTPUT_CSV; format <= OUTPUT_JSONL; format++) {
            catcher c = {.calls = 0};
            output_options options = options_of((output_format)format, &c);
            pm_row row = row_of();
            output o;
            memset(text, odd[i], LENGTH);
            for (int cell = 0; cell < PM_COLUMNS; cell++) {
                row.action.cell[cell] = (pm_str){text, LENGTH};
            }
            buffer_init(&c.got, &memory_default);
            assert_int_equal(output_init(&o, &options, NULL, NULL), PM_OK);
            assert_int_equal(output_add(&o, &row, NULL), PM_OK);
            assert_int_equal(output_end(&o), PM_OK);
            output_free(&o);
            assert_true(c.got.len > (size_t)4 * LENGTH);
            assert_int_equal(c.got.data[c.got.len - 1], '\n');
            buffer_free(&c.got);
        }
    }
    free(text);
}

/* ---- small things ---- */

static void ratios_are_rounded_half_up(void **state) {
    static const struct {
        uint64_t num, den;
        int places;
        const char *text;
    } cases[] = {{1, 3, 4, "0.3333"}, {2, 3, 4, "0.6667"},    {1, 8, 2, "0.13"},
                 {5, 5, 2, "1.00"},   {999, 1000, 2, "1.00"}, {7, 2, 0, "4"},
                 {0, 9, 1, "0.0"},    {1, 0, 2, ""},          {105, 10, 1, "10.5"}};
    buffer out;
    (void)state;
    buffer_init(&out, &memory_default);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&out);
        output_ratio(&out, cases[i].num, cases[i].den, cases[i].places);
        assert_true(str_equal(buffer_view(&out), str_from(cases[i].text)));
    }
    buffer_free(&out);
}

static void text_for_a_terminal_is_tame(void **state) {
    static const struct {
        const char *text;
        size_t width;
        const char *shown;
    } cases[] = {{"abc", 5, "abc  "},
                 {"abcde", 5, "abcde"},
                 {"abcdef", 5, "abcd\xE2\x80\xA6"},
                 {"\xC3\xA9t\xC3\xA9s", 3, "\xC3\xA9t\xE2\x80\xA6"},
                 {"a\x1b[2Jb\nc", 10, "a [2Jb c  "},
                 {"\xE2\x80\xAE"
                  "x\xC2\x9B"
                  "y\xFF",
                  5, " x y\xEF\xBF\xBD"},
                 {"ab", 0, ""}};
    buffer out;
    (void)state;
    buffer_init(&out, &memory_default);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&out);
        output_clipped(&out, str_from(cases[i].text), cases[i].width, true);
        assert_true(str_equal(buffer_view(&out), str_from(cases[i].shown)));
    }
    buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches_make_what_one_writer_makes),
        cmocka_unit_test(branches_fail_as_writers_do),
        cmocka_unit_test(evidence_points_at_what_is_in_the_list),
        cmocka_unit_test(every_format_writes_whole_rows_and_an_empty_input),
        cmocka_unit_test(a_sink_that_refuses_is_left_alone),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(kept_texts_follow_their_bytes),
        cmocka_unit_test(filled_hints_are_not_kept),
        cmocka_unit_test(spans_of_odd_cells),
        cmocka_unit_test(spans_of_every_length),
        cmocka_unit_test(huge_rows_are_whole),
        cmocka_unit_test(ratios_are_rounded_half_up),
        cmocka_unit_test(text_for_a_terminal_is_tame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
