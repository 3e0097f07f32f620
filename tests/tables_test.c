/* SPDX-License-Identifier: MIT
 * Tables of a report as bytes: every format beside the files in tests/report, which
 * PLANMARK_REWRITE=1 writes anew; widths that are kept; numbers that come back; what hostile texts
 * cannot break; memory that ends; other locales. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>
#include <math.h>

#include "format/csv.h"
#include "format/json.h"
#include "format/number.h"
#include "output/tables.h"
#include "planmark/audit.h"
#include "tests/report_fixture.h"
#include "tests/small_pack.h"

static const tables fixture = {report_fixture, REPORT_FIXTURE_TABLES};

/* ---- byte for byte ---- */

static void compare_file(const char *name, buffer *got) {
    static char wanted[65536];
    char path[128];
    snprintf(path, sizeof path, "tests/report/%s", name);
    assert_false(got->failed);
    if (getenv("PLANMARK_REWRITE") != NULL) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got->data, 1, got->len, f), got->len);
        fclose(f);
    } else {
        FILE *f = fopen(path, "rb");
        if (f == NULL) {
            fail_msg("%s is not there", path);
        }
        size_t len = fread(wanted, 1, sizeof wanted, f);
        fclose(f);
        if (len != got->len || memcmp(wanted, got->data, len) != 0) {
            fail_msg("%s is otherwise; written is:\n%.*s", path, (int)got->len, got->data);
        }
    }
    buffer_free(got);
}

static void compare_text(const char *name, unsigned width, bool colour) {
    buffer b;
    buffer_init(&b, &memory_default);
    tables_text(&fixture, width, colour, &b);
    compare_file(name, &b);
}

static void compare_formats(void) {
    buffer b;
    buffer_init(&b, &memory_default);
    tables_json(&fixture, &b);
    compare_file("report.json", &b);
    for (size_t i = 0; i < fixture.count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", fixture.items[i].name);
        tables_csv(&fixture.items[i], false, &b);
        compare_file(name, &b);
    }
}

static void every_format_is_what_it_was(void **state) {
    (void)state;
    compare_text("report.txt", 0, false);
    compare_text("report.wide.txt", 160, false);
    compare_text("report.colour.txt", 60, true);
    compare_formats();
}

static void no_cell_is_a_formula_when_asked(void **state) {
    buffer b;
    (void)state;
    buffer_init(&b, &memory_default);
    tables_csv(report_table("copied_actions"), true, &b);
    compare_file("copied_actions.safe.csv", &b);
}

/* What a report of nothing is. */
static void tables_without_rows(void **state) {
    buffer b;
    tables none = {NULL, 0}, empty = {report_table("examples"), 1};
    (void)state;
    buffer_init(&b, &memory_default);
    tables_text(&none, 0, true, &b);
    tables_text(&empty, 0, true, &b);
    assert_int_equal(b.len, 0);
    tables_json(&none, &b);
    assert_true(str_equal(buffer_view(&b), STR("{\"planmark_report\":1,\"tables\":{}}\n")));
    buffer_clear(&b);
    tables_csv(empty.items, false, &b);
    assert_true(str_equal(buffer_view(&b), STR("set,authority,plan_id,action_no,score,action\n")));
    buffer_free(&b);
}

/* ---- numbers ---- */

static void numbers_come_back(void **state) {
    static const double some[] = {0.1,    1.0 / 3,
                                  5e-324, 1.7976931348623157e308,
                                  1e-5,   123456789012345678.0,
                                  -2.5,   0.30000000000000004};
    uint64_t seed = 1;
    buffer b;
    (void)state;
    buffer_init(&b, &memory_default);
    for (int i = 0; i < 20000; i++) {
        double value = i < 8 ? some[i] : 0;
        if (i >= 8) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            value = (double)(seed >> 11) / 9007199254740992.0;
        }
        buffer_clear(&b);
        assert_true(number_exact(value, &b));
        buffer_char(&b, '\0');
        assert_true(strtod(b.data, NULL) == value);
        assert_true(json_number_end(b.data, b.data + b.len - 1) == b.data + b.len - 1);
    }
    buffer_free(&b);
}

static void numbers_as_text(void **state) {
    static const struct {
        double value;
        int places;
        const char *exact, *rounded;
    } cases[] = {
        {0, 1, "0", "0.0"},
        {-0.0, 1, "0", "0.0"},
        {0.1, 0, "0.1", "0"},
        {0.5, 0, "0.5", "1"},
        {1.5, 0, "1.5", "2"},
        {2.5, 0, "2.5", "3"},
        {-2.5, 0, "-2.5", "-3"},
        {-0.04, 1, "-0.04", "0.0"},
        {14.499999999999998, 0, "14.499999999999998", "15"}, /* 0.145 as per cent */
        {14.49, 0, "14.49", "14"},
        {99.95, 1, "99.95", "100.0"},
        {0.30000000000000004, 3, "0.30000000000000004", "0.300"},
        {1e20, 2, "1e+20", "100000000000000000000.00"},
        {1e-7, 9, "1e-07", "0.000000100"},
        {1509.0 / 446, 2, "3.383408071748879", "3.38"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer b;
        buffer_init(&b, &memory_default);
        number_exact(cases[i].value, &b);
        buffer_char(&b, ' ');
        number_rounded(cases[i].value, cases[i].places, &b);
        buffer_char(&b, '\0');
        char wanted[64];
        snprintf(wanted, sizeof wanted, "%s %s", cases[i].exact, cases[i].rounded);
        assert_string_equal(b.data, wanted);
        buffer_free(&b);
    }
}

static void what_is_no_number_is_nothing(void **state) {
    static const double none[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    buffer b;
    json_writer w;
    (void)state;
    buffer_init(&b, &memory_default);
    for (int i = 0; i < 3; i++) {
        assert_false(number_exact(none[i], &b));
        number_rounded(none[i], 2, &b);
    }
    assert_int_equal(b.len, 0);
    json_writer_init(&w, &b);
    json_open_array(&w);
    json_number(&w, none[0]);
    json_number(&w, 0.25);
    json_close_array(&w);
    assert_true(str_equal(buffer_view(&b), STR("[null,0.25]")));
    buffer_free(&b);
}

static void text_as_numbers(void **state) {
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},
                {"-0.25", -0.25},
                {"+3", 3},
                {".5", 0.5},
                {"7.", 7},
                {"0.1", 0.1},
                {"-0.067", -0.067},
                {"123456789012345", 123456789012345.0},
                {"0.00000000000001", 1e-14}};
    static const char *const bad[] = {"",
                                      "-",
                                      ".",
                                      "0,5",
                                      "1e3",
                                      "nan",
                                      "inf",
                                      "0x1",
                                      "1.2.3",
                                      " 1",
                                      "1 ",
                                      "--1",
                                      "1234567890123456"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double value = 99;
        assert_true(number_read(str_from(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = 99;
        assert_false(number_read(str_from(bad[i]), &value));
        assert_true(value == 99);
    }
    double value = 99;
    assert_false(number_read((pm_str){"1\0", 2}, &value));
    assert_false(number_read((pm_str){NULL, 0}, &value));
}

/* Whatever the program around the library has set. */
static void every_locale_writes_the_same(void **state) {
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                        "fr_FR.utf8",  "de_DE",      "ps_AF.UTF-8"};
    size_t i = 0;
    (void)state;
    while (i < sizeof names / sizeof *names && setlocale(LC_NUMERIC, names[i]) == NULL) {
        i++;
    }
    if (i == sizeof names / sizeof *names) {
        skip();
    }
    compare_formats();
    compare_text("report.txt", 0, false);
    numbers_as_text(state);
    text_as_numbers(state);
    setlocale(LC_NUMERIC, "C");
}

/* ---- widths, and whatever is in the texts ---- */

/* Of the widest line; -1 where there is what a terminal would obey, or a space at a line's end. */
static int widest(pm_str text) {
    int width = 0, most = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t cp = utf8_next(text.data, text.len, &i);
        if ((cp < 0x20 && cp != '\n') || cp == 0x7F || cp == 0x202E ||
            (cp == '\n' && before == ' ')) {
            return -1;
        }
        width = cp == '\n' ? 0 : width + 1;
        most = width > most ? width : most;
        before = cp;
    }
    return most;
}

static void no_line_is_wider_than_the_terminal(void **state) {
    (void)state;
    for (unsigned width = 60; width < 420; width++) {
        buffer b;
        buffer_init(&b, &memory_default);
        tables_text(&fixture, width, false, &b);
        int most = widest(buffer_view(&b));
        if (most < 0 || most > (int)width) {
            fail_msg("%d at width %u:\n%.*s", most, width, (int)b.len, b.data);
        }
        buffer_free(&b);
    }
}

enum { TEXTS = 6, LONGEST = 300, ROUNDS = 3000 };

static uint32_t seed = 7;

static uint32_t next_number(uint32_t below) {
    seed = seed * 1103515245 + 12345;
    return (seed >> 16) % below;
}

static pm_str any_text(char *to) {
    static const char *const pieces[] = {"\n",
                                         "\r",
                                         "\x1b[1m",
                                         "\"",
                                         "'",
                                         ",",
                                         "=",
                                         "\xFF",
                                         "\xC3",
                                         "\xE2\x80",
                                         " ",
                                         "  ",
                                         "a",
                                         "word",
                                         "\t",
                                         "\x7f",
                                         "\xE2\x80\xAE",
                                         "\xC3\xA9",
                                         "</script>",
                                         "somewhatlongwordwithoutspaces",
                                         "{",
                                         "\\",
                                         "\0"};
    size_t len = 0;
    while (next_number(12) != 0) {
        const char *piece = pieces[next_number(sizeof pieces / sizeof *pieces)];
        size_t more = *piece != '\0' ? strlen(piece) : 1;
        if (len + more > LONGEST) {
            break;
        }
        memcpy(to + len, piece, more);
        len += more;
    }
    return (pm_str){to, len};
}

static pm_cell any_cell(const char room[TEXTS][LONGEST], const pm_str *texts) {
    (void)room;
    switch (next_number(6)) {
    case 0: return (pm_cell){.kind = PM_CELL_NONE};
    case 1: return (pm_cell){.kind = PM_CELL_HIDDEN};
    case 2: return (pm_cell){.kind = PM_CELL_COUNT, .count = UINT64_MAX >> next_number(64)};
    case 3:
        return (pm_cell){.kind = PM_CELL_NUMBER, .number = ldexp(1.5, (int)next_number(80) - 40)};
    default: return (pm_cell){.kind = PM_CELL_TEXT, .text = texts[next_number(TEXTS)]};
    }
}

static bool is_json(pm_str text) {
    json_reader r;
    json_begin(&r, text);
    return json_skip(&r, NULL) == JSON_OBJECT && json_next(&r) == JSON_END;
}

typedef struct given {
    pm_str text;
    bool taken;
} given;

static pm_status fill(void *ctx, buffer *out) {
    given *s = ctx;
    if (s->taken) {
        return PM_END;
    }
    s->taken = true;
    buffer_str(out, s->text);
    return PM_OK;
}

/* Rows of as many cells as the heading; returns how many. */
static size_t csv_rows(pm_str text, size_t columns) {
    csv_reader r;
    csv_row row;
    size_t rows = 0;
    given s = {text, false};
    csv_init(&r, &memory_default, fill, &s);
    r.delimiter = ',';
    while (csv_next(&r, &row) == PM_OK) {
        assert_int_equal(row.count, columns);
        assert_int_equal(row.open_quote, 0);
        rows++;
    }
    csv_free(&r);
    return rows;
}

static void no_text_breaks_a_format(void **state) {
    enum { COLUMNS = 5, ROWS = 3 };
    static const pm_table_column columns[COLUMNS] = {
        {"a", "title of several words", PM_IS_TEXT, PM_PART_VALUE, 0},
        {"b", "b", PM_IS_SHARE, PM_PART_VALUE, 1},
        {"c", "c", PM_IS_SHARE, PM_PART_LOW, 1},
        {"d", "d", PM_IS_SHARE, PM_PART_HIGH, 1},
        {"e", "e", PM_IS_FLAG, PM_PART_VALUE, 0}};
    static char room[TEXTS][LONGEST];
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        pm_str texts[TEXTS];
        pm_cell cells[COLUMNS * ROWS];
        for (int i = 0; i < TEXTS; i++) {
            texts[i] = any_text(room[i]);
        }
        for (int i = 0; i < COLUMNS * ROWS; i++) {
            cells[i] = any_cell((const char(*)[LONGEST])room, texts);
        }
        pm_table t = {"t",  "A title", texts[0], PM_CHART_NONE, COLUMNS,
                      ROWS, 2,         columns,  cells,         texts};
        tables all = {&t, 1};
        buffer b;
        buffer_init(&b, &memory_default);
        tables_text(&all, 80, false, &b);
        if (widest(buffer_view(&b)) < 0) {
            fail_msg("round %d:\n%.*s", round, (int)b.len, b.data);
        }
        buffer_clear(&b);
        tables_json(&all, &b);
        assert_true(is_json(buffer_view(&b)));
        buffer_clear(&b);
        tables_csv(&t, round % 2 == 0, &b);
        assert_int_equal(csv_rows(buffer_view(&b), COLUMNS), ROWS + 1);
        buffer_free(&b);
    }
}

/* ---- memory ---- */

static void write_format(int format, buffer *out) {
    switch (format) {
    case 0: tables_text(&fixture, 80, true, out); return;
    case 1: tables_json(&fixture, out); return;
    default: tables_csv(report_table("copied_actions"), true, out); return;
    }
}

static void memory_ends_anywhere(void **state) {
    (void)state;
    for (int at = 0; at < 6; at++) {
        counted c = {.fail_at = 1, .fail_on = at % 2 != 0};
        for (bool failed = true; failed; c.fail_at++) {
            pm_allocator a = counted_allocator(&c);
            buffer b;
            c.requests = 0;
            buffer_init(&b, &a);
            write_format(at / 2, &b);
            failed = c.requests >= c.fail_at;
            if (b.failed != failed) {
                fail_msg("format %d: request %zu of %zu", at, c.fail_at, c.requests);
            }
            buffer_free(&b);
            assert_int_equal(c.pieces, 0);
        }
        assert_true(c.fail_at > 3);
    }
}

static int count_bytes(void *ctx, const char *data, size_t len) {
    (void)data;
    *(size_t *)ctx += len;
    return 0;
}

/* Tables are also made by programs: what a printer would read and is not there is refused. */
static void tables_that_lack_something_are_refused(void **state) {
    static const pm_table_column column = {"n", "n", PM_IS_TEXT, PM_PART_VALUE, 0},
                                 without = {"n", NULL, PM_IS_TEXT, PM_PART_VALUE, 0};
    static const pm_cell cell = {.kind = PM_CELL_NONE};
    const pm_table good = {.name = "t",
                           .title = "",
                           .column_count = 1,
                           .row_count = 1,
                           .columns = &column,
                           .cells = &cell};
    pm_table bad[6] = {good, good, good, good, good, good};
    (void)state;
    bad[0].name = NULL;
    bad[1].title = NULL;
    bad[2].columns = NULL;
    bad[3].columns = &without;
    bad[4].cells = NULL;
    bad[5].note_count = 1;
    for (int f = PM_TABLE_TEXT; f <= PM_TABLE_HTML; f++) {
        size_t written = 0;
        pm_table_options o = {.size = sizeof o, .format = (pm_table_format)f};
        for (size_t i = 0; i < 6; i++) {
            assert_int_equal(pm_tables_write(&o, &bad[i], 1, count_bytes, &written),
                             PM_ERR_ARGUMENT);
        }
        assert_int_equal(written, 0);
        assert_int_equal(pm_tables_write(&o, &good, 1, count_bytes, &written), PM_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_what_it_was),
        cmocka_unit_test(no_cell_is_a_formula_when_asked),
        cmocka_unit_test(tables_without_rows),
        cmocka_unit_test(text_as_numbers),
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(numbers_as_text),
        cmocka_unit_test(what_is_no_number_is_nothing),
        cmocka_unit_test(every_locale_writes_the_same),
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(no_text_breaks_a_format),
        cmocka_unit_test(tables_that_lack_something_are_refused),
        cmocka_unit_test(memory_ends_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
