/* SPDX-License-Identifier: MIT
 * CSV both ways: every case is read in pieces of every size and must come out the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "format/csv.h"

typedef struct pieces {
    pm_str rest;
    size_t size;
} pieces;

static pm_status fill(void *ctx, buffer *out) {
    pieces *p = ctx;
    if (p->rest.len == 0) {
        return PM_END;
    }
    buffer_str(out, str_slice(p->rest, 0, p->size));
    p->rest = str_slice(p->rest, p->size, p->rest.len);
    return PM_OK;
}

/* Rows as text: "LINE:cell|cell;" with "?" and the line of a quote that is not closed,
 * "!LINE,CELL;" for a row that is refused. */
static void show(csv_reader *r, buffer *out) {
    csv_row row;
    pm_status status;
    while ((status = csv_next(r, &row)) == PM_OK || status == PM_ERR_ROW) {
        if (status == PM_ERR_ROW) {
            buffer_format(out, "!%zu,%zu;", r->fault_line, r->fault_column);
            continue;
        }
        buffer_format(out, "%zu", row.line);
        if (row.open_quote != 0) {
            buffer_format(out, "?%zu", row.open_quote);
        }
        for (size_t i = 0; i < row.count; i++) {
            buffer_char(out, i == 0 ? ':' : '|');
            buffer_str(out, row.field[i]);
        }
        buffer_char(out, ';');
    }
    assert_int_equal(status, PM_END);
    assert_int_equal(csv_next(r, &row), PM_END);
}

static void check_limits(pm_str text, const char *expected, size_t max_cell, size_t max_columns) {
    for (size_t size = 1; size <= text.len + 1; size++) {
        pieces p = {text, size};
        csv_reader r;
        buffer out;
        csv_init(&r, &memory_default, fill, &p);
        buffer_init(&out, &memory_default);
        r.max_cell = max_cell != 0 ? max_cell : r.max_cell;
        r.max_columns = max_columns != 0 ? max_columns : r.max_columns;
        show(&r, &out);
        pm_str got = buffer_view(&out);
        assert_int_equal(got.len, strlen(expected));
        assert_memory_equal(got.data != NULL ? got.data : "", expected, got.len);
        buffer_free(&out);
        csv_free(&r);
    }
}

static void check(const char *text, const char *expected) {
    check_limits(str_from(text), expected, 0, 0);
}

static void test_plain_rows(void **state) {
    (void)state;
    check("", "");
    check("a,b\nc,d\n", "1:a|b;2:c|d;");
    check("a,b\nc,d", "1:a|b;2:c|d;");
    check("a,\n,\n", "1:a|;2:|;");
    check("a\n\nb", "1:a;2:;3:b;");
    check("long cell of many bytes,another of many bytes\n",
          "1:long cell of many bytes|another of many bytes;");
}

/* Once a row was read, simple cells go a short way. */
static void test_later_rows(void **state) {
    (void)state;
    check("h\n\"a cell of more than sixteen bytes\",another cell of as many,\"\",,c\n"
          "a cell of more \"than\" sixteen bytes,\"with \"\"pairs\"\" in it\",\"x\ny\",d\n"
          "\"a\"b,c\r\n\"a\",\"b\"\r\"c\"\r\n\"d\"",
          "1:h;2:a cell of more than sixteen bytes|another cell of as many|||c;"
          "3:a cell of more \"than\" sixteen bytes|with \"pairs\" in it|x\ny|d;"
          "5?5:\"a\"b|c;6:a|b;7:c;8:d;");
    check_limits(STR("h\nabcd,\"e\"\nabcde,e\nf,\"ghijk\"\nl\n"), "1:h;2:abcd|e;!3,1;!4,2;5:l;", 4,
                 0);
    check_limits(STR("h\na,b\na,b,c\n\"a\",\"b\",\"c\",d\ne\n"), "1:h;2:a|b;!3,3;!4,3;5:e;", 0, 2);
}

static void test_line_ends(void **state) {
    (void)state;
    check("a\r\nb\rc\nd", "1:a;2:b;3:c;4:d;");
    check("a\r\r\nb", "1:a;2:;3:b;");
    check("\"x\r\ny\",1\r\nb", "1:x\r\ny|1;3:b;");
    check("\"x\ry\"\rb", "1:x\ry;3:b;");
}

static void test_quotes(void **state) {
    (void)state;
    check("\"a,b\",c\n", "1:a,b|c;");
    check("\"a \"\"b\"\"\",\"\"\n", "1:a \"b\"|;");
    check("\"\"\"\"\n", "1:\";");
    check("\"a\nb\",c\nd\n", "1:a\nb|c;3:d;");
    check("a\"b\"c,d\n", "1:a\"b\"c|d;");
    check("\"he said \"stop\" to her\",d\n", "1:he said \"stop\" to her|d;");
    check("\"list:\n\"\"a\"\", b\",c\nd\n", "1:list:\n\"a\", b|c;3:d;");
}

static void test_quote_never_closed(void **state) {
    (void)state;
    check("a,\"b\nc,d\ne,f\n", "1?1:a|\"b;2:c|d;3:e|f;");
    check("a,\"b", "1?1:a|\"b;");
    check("\"", "1?1:\";");
    /* A later line that begins a quoted cell ends the search, so that its own quotes are not turned
     * over. */
    check("a,\"b\nc,\"d, e\"\nf,g\n", "1?1:a|\"b;2:c|d, e;3:f|g;");
    /* The row's earlier cell may span lines; the cells behind the quote are still cells. */
    check("\"x\ny\",\"b,c\nd,e\n", "1?2:x\ny|\"b|c;3:d|e;");
    check("a,\"\"x\nb,\"\"y\n", "1?1:a|\"\"x;2?2:b|\"\"y;");
}

static void test_nul_is_a_byte(void **state) {
    (void)state;
    pieces p = {STR("a\0b,c\n\0\n"), 3};
    csv_reader r;
    buffer out;
    csv_init(&r, &memory_default, fill, &p);
    buffer_init(&out, &memory_default);
    show(&r, &out);
    assert_true(str_equal(buffer_view(&out), STR("1:a\0b|c;2:\0;")));
    buffer_free(&out);
    csv_free(&r);
}

static void test_limits(void **state) {
    (void)state;
    check_limits(STR("abcde,f\nabcd,f\ng\n"), "!1,1;2:abcd|f;3:g;", 4, 0);
    check_limits(STR("f,\"abcde\"\ng\n"), "!1,2;2:g;", 4, 0);
    check_limits(STR("\"abc\ndef\",x\ng\n"), "1?1:\"abc;2:def\"|x;3:g;", 6, 0);
    check_limits(STR("a,b,c\n\"d\",\"e\n,\",f\na,b\n"), "!1,3;!2,3;4:a|b;", 0, 2);
}

/* Lines that would each be searched to the end of the text for a closing quote. */
static void test_hostile_quotes_stay_linear(void **state) {
    (void)state;
    enum { LINES = 200000 };
    buffer text;
    buffer_init(&text, &memory_default);
    for (int i = 0; i < LINES; i++) {
        buffer_text(&text, "\"\"x\n");
    }
    pieces p = {buffer_view(&text), 65536};
    csv_reader r;
    csv_row row;
    csv_init(&r, &memory_default, fill, &p);
    size_t rows = 0;
    while (csv_next(&r, &row) == PM_OK) {
        rows++;
        assert_int_equal(row.line, rows);
    }
    assert_int_equal(rows, LINES);
    csv_free(&r);
    buffer_free(&text);
}

static void test_delimiters(void **state) {
    (void)state;
    assert_int_equal(csv_guess_delimiter(STR("a,b\nc;d;e;f")), ',');
    assert_int_equal(csv_guess_delimiter(STR("\r\na;b, c;d\n")), ';');
    assert_int_equal(csv_guess_delimiter(STR("a\tb\n")), '\t');
    assert_int_equal(csv_guess_delimiter(STR("a|b|c")), '|');
    assert_int_equal(csv_guess_delimiter(STR("\"a,b,c,d\";e;f")), ';');
    assert_int_equal(csv_guess_delimiter(STR("action")), ',');
    assert_int_equal(csv_guess_delimiter((pm_str){NULL, 0}), ',');
}

static void test_guess_looks_ahead(void **state) {
    (void)state;
    pieces p = {STR("\n\"a\nb\";c\n1;2\n"), 1};
    csv_reader r;
    buffer out;
    csv_init(&r, &memory_default, fill, &p);
    buffer_init(&out, &memory_default);
    assert_int_equal(csv_guess(&r), PM_OK);
    show(&r, &out);
    assert_true(str_equal(buffer_view(&out), STR("1:;2:a\nb|c;4:1|2;")));
    buffer_free(&out);
    csv_free(&r);
}

static pm_status fail_to_fill(void *ctx, buffer *out) {
    (void)out;
    return *(pm_status *)ctx;
}

static void test_faults_of_the_input_are_handed_on(void **state) {
    (void)state;
    pm_status status = PM_ERR_IO;
    csv_reader r;
    csv_row row;
    csv_init(&r, &memory_default, fail_to_fill, &status);
    assert_int_equal(csv_next(&r, &row), PM_ERR_IO);
    csv_free(&r);
}

static void test_writer(void **state) {
    (void)state;
    buffer out;
    csv_writer w;
    buffer_init(&out, &memory_default);
    csv_writer_init(&w, &out, ',');
    csv_cell(&w, STR("plain; text that is long enough"));
    csv_cell(&w, STR("a,b"));
    csv_cell(&w, STR("say \"no\""));
    csv_cell(&w, STR("two\nlines"));
    csv_cell(&w, (pm_str){NULL, 0});
    csv_cell_unsigned(&w, 42);
    csv_end_row(&w);
    csv_cell(&w, (pm_str){NULL, 0});
    csv_end_row(&w);
    csv_cell(&w, (pm_str){NULL, 0});
    csv_cell(&w, (pm_str){NULL, 0});
    csv_end_row(&w);
    assert_true(str_equal(
        buffer_view(&out),
        STR("plain; text that is long enough,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,42\n"
            "\"\"\n,\n")));
    buffer_free(&out);
}

static void test_what_is_written_is_read(void **state) {
    (void)state;
    static const char bytes[] = "a,\"\n\r;\xC3 ";
    for (unsigned n = 0; n < 4096; n++) {
        char cell[4];
        for (unsigned i = 0; i < 4; i++) {
            cell[i] = bytes[(n >> (3 * i)) & 7];
        }
        buffer out;
        csv_writer w;
        buffer_init(&out, &memory_default);
        csv_writer_init(&w, &out, ';');
        csv_cell(&w, (pm_str){cell, n % 5});
        csv_cell(&w, (pm_str){cell, 4});
        csv_end_row(&w);
        pieces p = {buffer_view(&out), 1 + n % 7};
        csv_reader r;
        csv_row row;
        csv_init(&r, &memory_default, fill, &p);
        r.delimiter = ';';
        assert_int_equal(csv_next(&r, &row), PM_OK);
        assert_int_equal(row.count, 2);
        assert_int_equal(row.open_quote, 0);
        assert_true(str_equal(row.field[0], (pm_str){cell, n % 5}));
        assert_true(str_equal(row.field[1], (pm_str){cell, 4}));
        assert_int_equal(csv_next(&r, &row), PM_END);
        csv_free(&r);
        buffer_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_rows),
        cmocka_unit_test(test_later_rows),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_quote_never_closed),
        cmocka_unit_test(test_nul_is_a_byte),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_quotes_stay_linear),
        cmocka_unit_test(test_delimiters),
        cmocka_unit_test(test_guess_looks_ahead),
        cmocka_unit_test(test_faults_of_the_input_are_handed_on),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_what_is_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
