/* SPDX-License-Identifier: MIT
 * Readers: files made in a temporary folder, read to rows, messages and counts. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "readers/readers.h"
#include "readers/shard.h"

/* ---- What a test holds ---- */

typedef struct fixture {
    char folder[64];
    char path[160];
    buffer messages; /* "LINE:COLUMN severity: message\n" */
    reporter report;
    reader_options options;
} fixture;

static void tell(void *ctx, const pm_diagnostic *d) {
    static const char *const severities[] = {"note", "warning", "error"};
    buffer *out = ctx;
    buffer_format(out, "%zu:%zu %s: ", d->line, d->column, severities[d->severity]);
    buffer_str(out, d->message);
    buffer_char(out, '\n');
    assert_int_equal(d->excerpt.len, 0);
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->folder, "/tmp/readers_test_XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    buffer_init(&f->messages, &memory_default);
    f->report = (reporter){.fn = tell, .ctx = &f->messages};
    f->options = (reader_options){.allocator = &memory_default, .report = &f->report};
    *state = f;
    return 0;
}

static void remove_folder(const char *folder) {
    os_names names;
    const char *reason;
    if (os_list_folder(folder, &memory_default, &names, &reason) != PM_OK) {
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, names.items[i]);
        if (unlink(path) != 0) {
            remove_folder(path);
        }
    }
    os_free_names(&names);
    rmdir(folder);
}

static int tear_down(void **state) {
    fixture *f = *state;
    remove_folder(f->folder);
    buffer_free(&f->messages);
    free(f);
    return 0;
}

static const char *make_bytes(fixture *f, const char *name, pm_str bytes) {
    snprintf(f->path, sizeof f->path, "%s/%s", f->folder, name);
    FILE *out = fopen(f->path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.data, 1, bytes.len, out), bytes.len);
    fclose(out);
    return f->path;
}

static const char *make(fixture *f, const char *name, const char *text) {
    return make_bytes(f, name, str_from(text));
}

static void put(buffer *out, pm_str s) {
    buffer_char(out, '|');
    buffer_str(out, s);
}

/* "plan|authority|no|action|who|by_when|measure|date|source", then verdicts, extras, or "bare" in
 * front. */
static void show_row(const pm_row *row, buffer *out) {
    buffer_text(out, row->has_action ? "row" : "bare");
    put(out, row->plan_id);
    put(out, row->authority);
    put(out, row->action_no);
    for (int i = 0; i < PM_COLUMNS; i++) {
        put(out, row->action.cell[i]);
    }
    put(out, row->plan_date);
    put(out, row->source);
    for (int i = 0; i < PM_CRITERIA; i++) {
        if (row->coded[i] >= 0) {
            buffer_format(out, " %d=%d", i, row->coded[i]);
        }
    }
    for (size_t i = 0; i < row->extra_count; i++) {
        buffer_char(out, ' ');
        buffer_str(out, row->extra[i].name);
        buffer_char(out, '=');
        buffer_str(out, row->extra[i].value);
    }
    buffer_char(out, '\n');
}

/* Reads the file f->path to its end and compares its rows. */
static reader_counts check(fixture *f, const char *expected) {
    reader *r;
    buffer out;
    buffer_init(&out, &memory_default);
    pm_row row;
    pm_status status = reader_open(&f->options, f->path, &r);
    assert_int_equal(status, PM_OK);
    while ((status = reader_next(r, &row)) == PM_OK || status == PM_ERR_ROW) {
        if (status == PM_OK) {
            show_row(&row, &out);
        }
    }
    assert_int_equal(status, PM_END);
    assert_int_equal(reader_next(r, &row), PM_END);
    reader_counts counts = reader_counted(r);
    reader_close(r);
    buffer_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
    return counts;
}

static void check_fault(fixture *f, pm_status expected) {
    reader *r;
    assert_int_equal(reader_open(&f->options, f->path, &r), expected);
    assert_null(r);
    assert_int_equal(f->report.errors, 1);
}

static void check_said(fixture *f, const char *expected) {
    buffer_char(&f->messages, '\0');
    assert_string_equal(f->messages.data, expected);
    buffer_clear(&f->messages);
}

static bool said(fixture *f, const char *part) {
    buffer_char(&f->messages, '\0');
    bool found = strstr(f->messages.data, part) != NULL;
    f->messages.len--;
    return found;
}

static void check_counts(reader_counts c, size_t rows, size_t skipped, size_t empty) {
    assert_int_equal(c.rows, rows);
    assert_int_equal(c.skipped, skipped);
    assert_int_equal(c.empty, empty);
}

/* ---- CSV ---- */

static void test_csv_headings_of_a_template(void **state) {
    fixture *f = *state;
    make(f, "plan one.csv",
         "What needs to happen?;Who (name and role):;By-When?;How will we know it worked;Outcome\n"
         "Mum to see the GP;Mum;1 May;Letter;Well\n"
         "Dad to call;;;;\n");
    reader_counts c =
        check(f, "row|plan one||1|Mum to see the GP|Mum|1 May|Letter||plan one.csv:2 Outcome=Well\n"
                 "row|plan one||2|Dad to call|||||plan one.csv:3 Outcome=\n");
    check_counts(c, 2, 0, 0);
    check_said(f, "");
}

static void test_csv_keys_and_verdicts(void **state) {
    fixture *f = *state;
    make(f, "a.csv",
         "plan_id,authority,action_no,action,who,plan_date,source,actionable,owner,timeframe,"
         "measurable,measure_given\n"
         "P1,LA1,1,do,me,2024,file.docx:3,1,yes,N,TRUE,\n"
         "P1,LA1,2,do,me,,,0,no,y,false,2\n");
    reader_counts c =
        check(f, "row|P1|LA1|1|do|me|||2024|file.docx:3 0=1 1=1 3=0 4=1"
                 " actionable=1 owner=yes timeframe=N measurable=TRUE measure_given=\n");
    check_counts(c, 1, 1, 0);
    assert_true(said(f, "3:0 error: the row is left out: what stands under 'measure_given'"));
}

static void test_csv_names_that_are_taken(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "Lead,action,who,who,Note,Note,,Note,,\na,b,c,d,e,f,g,h,,\n");
    check(f, "row|a||1|b|c||||a.csv:2 input.Lead=a input.who=d Note=e input.Note=f column_7=g "
             "input.Note.8=h\n");
}

static void test_csv_plans_without_actions(void **state) {
    fixture *f = *state;
    make(f, "a.csv",
         "plan_id,authority,action,who,note\n"
         "P1,LA1,,,list\n"
         "P2,LA1,do,,\n"
         "P2,LA1,,,\n"
         ",,,,\n"
         "\n"
         "P2,LA1,,me,\n"
         ",,,,heading\n"
         "P1,LA1,,,list\n");
    reader_counts c = check(f, "bare|P1|LA1|||||||a.csv:2 note=list\n"
                               "row|P2|LA1|1|do|||||a.csv:3 note=\n");
    check_counts(c, 2, 3, 3);
    check_said(f, "7:0 error: the row is left out: it has no action, but says who, by when or how "
                  "measured\n"
                  "8:0 error: the row is left out: it has no action, but something in columns that "
                  "are carried along\n"
                  "9:0 error: the row is left out: it has no action, but something in columns that "
                  "are carried along\n");
}

static void test_rows_that_are_half_filled_in(void **state) {
    fixture *f = *state;
    f->options.half_rows = true;
    make(f, "a.csv", "plan_id,action,who,by_when\nP1,,Mum,\nP1,do,,\nP1,,,May\nP1,,,\nP2,,,\n");
    reader_counts c = check(f, "row|P1||1||Mum||||a.csv:2\n"
                               "row|P1||2|do|||||a.csv:3\n"
                               "row|P1||3|||May|||a.csv:4\n"
                               "bare|P2||||||||a.csv:6\n");
    check_counts(c, 4, 0, 1);
    make(f, "a.json", "{\"plan_id\":\"P1\",\"actions\":[{\"who\":\"Mum\"},{}]}");
    check(f, "row|P1||1||Mum||||a.json:actions[0]\n");
    check_said(f, "");
}

static void test_csv_ragged_rows(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action,who,note\na,b\nc\nd,e,f,,\ng,h,i,j\n");
    reader_counts c = check(f, "row|a||1|a|b||||a.csv:2 note=\n"
                               "row|a||2|c|||||a.csv:3 note=\n"
                               "row|a||3|d|e||||a.csv:4 note=f\n");
    check_counts(c, 3, 1, 0);
    check_said(
        f,
        "5:0 error: the row has 4 cells, but there are 3 headings; it is left out\n"
        "2:0 warning: 2 rows have fewer cells than there are headings, this one first; the missing "
        "cells are taken as empty\n");
}

static void test_csv_quote_never_closed(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action,who\n\"one,me\ntwo,you\n");
    check(f, "row|a||1|\"one|me||||a.csv:2\nrow|a||2|two|you||||a.csv:3\n");
    check_said(
        f,
        "2:0 warning: a quote that opens here is never closed; it is read as part of the text\n");
}

static void test_csv_duplicates_and_numbers(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "plan_id,action_no,action\nA,1,x\nB,,x\nA,1,y\nA,,z\nB,,y\nA,2,w\n");
    reader_counts c = check(f, "row|A||1|x|||||a.csv:2\nrow|B||1|x|||||a.csv:3\n"
                               "row|A||3|z|||||a.csv:5\nrow|B||2|y|||||a.csv:6\n"
                               "row|A||2|w|||||a.csv:7\n");
    check_counts(c, 5, 1, 0);
    assert_true(said(f, "4:0 error: the row is left out: one with its authority"));
}

/* Rows of three plans that are drawn, beside a list of all numbers that came. */
static void test_duplicates_are_those_that_came(void **state) {
    fixture *f = *state;
    enum { ROWS = 60, FILES = 200, NUMBERS = 9 };
    static const char *const numbers[NUMBERS] = {"", "", "1", "2", "3", "4", "5", "02", "x"};
    uint32_t seed = 1;
    for (int file = 0; file < FILES; file++) {
        buffer text;
        bool came[3][ROWS + NUMBERS] = {{false}}, known[ROWS];
        size_t count[3] = {0};
        buffer_init(&text, &memory_default);
        buffer_text(&text, "plan_id,action_no,action\n");
        for (int i = 0; i < ROWS; i++) {
            seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
            size_t plan = (seed >> 24) % 3, n = (seed >> 16) % (file % 3 != 0 ? 2 : NUMBERS);
            count[plan]++;
            buffer_format(&text, "P%zu,%s,x\n", plan, numbers[n]);
            size_t is = n < 2 ? count[plan] : n < 7 ? n - 1 : ROWS + n - 7;
            known[i] = came[plan][is];
            came[plan][is] = true;
        }
        make_bytes(f, "a.csv", buffer_view(&text));
        buffer_free(&text);
        reader *r;
        pm_row row;
        assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
        for (int i = 0; i < ROWS; i++) {
            assert_int_equal(reader_next(r, &row), known[i] ? PM_ERR_ROW : PM_OK);
        }
        assert_int_equal(reader_next(r, &row), PM_END);
        reader_close(r);
    }
}

static void test_csv_without_action(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "Need,Outcome\na,b\n");
    check_fault(f, PM_ERR_INPUT);
    check_said(f, "1:0 error: no column can be the action; there are: 'Need', 'Outcome'; name it "
                  "with --columns "
                  "action=HEADING\n");
}

static void test_columns_can_be_named(void **state) {
    fixture *f = *state;
    f->options.columns = STR("action=need, and why,who=OUTCOME?");
    make(f, "a.csv", "\"Need, and why\",Outcome,Action,Who\na,b,c,d\n");
    check(f, "row|a||1|a|b||||a.csv:2 input.Action=c input.Who=d\n");
    f->options.columns = STR("action=Need,who=Helper");
    make(f, "a.csv", "Need,Outcome\na,b\n");
    check_fault(f, PM_ERR_INPUT);
    check_said(
        f, "1:0 error: the heading that --columns names for 'who' is not there; there are: 'Need', "
           "'Outcome'\n");
}

/* One row a plan, with its actions side by side. */
static void test_csv_with_actions_side_by_side(void **state) {
    fixture *f = *state;
    make(f, "a.csv",
         "plan_id,child,action1,who1,Action 2,Who 2\nP1,A,go,Mum,come,Dad\nP2,B,,,stay,\n"
         "P3,C,,,,\nP4,D,,Mum,come,Dad\n");
    check(f, "row|P1||1|go|Mum||||a.csv:2 child=A\n"
             "row|P1||2|come|Dad||||a.csv:2 child=A\n"
             "row|P2||1|stay|||||a.csv:3 child=B\n"
             "bare|P3||||||||a.csv:4 child=C\n"
             "row|P4||1|come|Dad||||a.csv:5 child=D\n");
    check_said(f, "5:0 error: the row is left out: it has no action, but says who, by when or how "
                  "measured\n");
}

/* What is only carried along would be lost in silence. */
static void test_further_actions_of_a_row_are_told(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action,action.1,Step 2024\ngo,come,x\n");
    check(f, "row|a||1|go|||||a.csv:2 action.1=come Step 2024=x\n");
    check_said(f, "1:0 warning: column 2 may be a further action of each row, but is carried along "
                  "and not read as one; a row has several where each of their headings has a "
                  "number, from 1 to 99\n");
    make(f, "a.csv", "action1,action2,action 100\ngo,come,stay\n");
    check(f, "row|a||1|go|||||a.csv:2 action 100=stay\n"
             "row|a||2|come|||||a.csv:2 action 100=stay\n");
    check_said(f, "1:0 warning: column 3 may be a further action of each row, but is carried along "
                  "and not read as one; a row has several where each of their headings has a "
                  "number, from 1 to 99\n");
}

/* A row is one action, and somebody should know where its cell is a list. */
static void test_lists_in_a_cell_are_told(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action\n\"1. go\n2. come\"\n\"go\nand come\"\n\"- go\n- come\"\n");
    check(f, "row|a||1|1. go\n2. come|||||a.csv:2\n"
             "row|a||2|go\nand come|||||a.csv:4\n"
             "row|a||3|- go\n- come|||||a.csv:6\n");
    check_said(f, "2:0 warning: 2 actions are of several numbered or bulleted lines, this one "
                  "first; each counts as one action, since each row is\n");
}

static void test_columns_that_make_no_sense(void **state) {
    static const char *const wrong[] = {"actoin=Need", "action", "action=", "action=a,action=b",
                                        "action=a,who=A?"};
    fixture *f = *state;
    make(f, "a.csv", "Need\na\n");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        f->options.columns = str_from(wrong[i]);
        f->report.errors = 0;
        check_fault(f, PM_ERR_ARGUMENT);
    }
    assert_true(said(f, "did you mean 'action'?"));
}

static void test_csv_empty_and_headings_only(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action,who\n");
    reader_counts c = check(f, "");
    check_counts(c, 0, 0, 0);
    check_said(f, "0:0 warning: the file has no rows\n");
    make(f, "a.csv", "");
    check_fault(f, PM_ERR_INPUT);
    check_said(f, "0:0 error: the file is empty\n");
}

static void test_encodings(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "action\ncaf\xE9\n");
    check(f, "row|a||1|caf\xC3\xA9|||||a.csv:2\n");
    check_said(f, "0:0 note: the file is no UTF-8 and was read as Windows-1252\n");
    make(f, "a.csv",
         "\xEF\xBB\xBF"
         "action\ncaf\xC3\xA9 \xFF\n");
    check(f, "row|a||1|caf\xC3\xA9 \xEF\xBF\xBD|||||a.csv:2\n");
    check_said(f, "0:0 warning: 1 place could not be decoded and is read as U+FFFD\n");
    make_bytes(f, "a.csv",
               STR("\xFF\xFE"
                   "a\0c\0t\0i\0o\0n\0\n\0x\0\n\0"));
    check(f, "row|a||1|x|||||a.csv:2\n");
    check_said(f, "");
}

/* A table of `before`, many plain cells and `behind`; the row of `behind` says what it became. */
static void check_late(fixture *f, const char *before, size_t plain, const char *behind,
                       const char *expected) {
    buffer text;
    buffer_init(&text, &memory_default);
    buffer_format(&text, "action\n%s\n", before);
    while (text.len < plain) {
        buffer_char(&text, text.len % 50 == 0 || text.len + 1 == plain ? '\n' : 'x');
    }
    buffer_text(&text, behind);
    make_bytes(f, "a.csv", buffer_view(&text));
    buffer_free(&text);
    reader *r;
    pm_row row, last = {.has_action = 0};
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    char cell[64] = "";
    while (reader_next(r, &row) == PM_OK) {
        last = row;
        snprintf(cell, sizeof cell, "%.*s", (int)row.action.cell[0].len, row.action.cell[0].data);
    }
    assert_true(last.has_action);
    assert_string_equal(cell, expected);
    reader_close(r);
}

/* Whatever came in the pieces before, and wherever a piece ends in a character. */
static void test_encodings_of_later_pieces(void **state) {
    enum { PIECE = 65536 };
    fixture *f = *state;
    for (size_t at = 2 * PIECE - 4; at <= 2 * PIECE + 1; at++) {
        check_late(f, "a", at, "caf\xC3\xA9 \xE2\x80\x99", "caf\xC3\xA9 \xE2\x80\x99");
        check_late(f, "\xC3\xA9", at, "\xE2\x80\x99t \xE2\x80\x99", "\xE2\x80\x99t \xE2\x80\x99");
        check_said(f, "");
        check_late(f, "a", at, "caf\xE9", "caf\xC3\xA9");
        check_said(f, "0:0 note: the file is no UTF-8 and was read as Windows-1252\n");
        check_late(f, "\xC3\xA9", at, "caf\xE9", "caf\xEF\xBF\xBD");
        check_said(f, "0:0 warning: 1 place could not be decoded and is read as U+FFFD\n");
        check_late(f, "a", at, "b\xC3", "b\xC3\x83");
        check_said(f, "0:0 note: the file is no UTF-8 and was read as Windows-1252\n");
    }
}

/* ---- JSON ---- */

/* Lines with other keys than the line before must not disturb what that one said. */
static void test_jsonl_other_keys(void **state) {
    fixture *f = *state;
    make(f, "k.jsonl",
         "{\"plan_id\":\"P\",\"action\":\"Ring school\",\"a\":\"1\",\"who\":\"SW\"}\n"
         "{\"plan_id\":\"P\",\"action\":\"Call\",\"a much longer key that is not the "
         "same\":\"2\",\"who\":\"HV\"}\n"
         "{\"a much longer key than that one\":\"3\",\"plan_id\":\"P\",\"action\":\"Visit\"}\n");
    check(f, "row|P||1|Ring school|SW||||k.jsonl:1 a=1\n"
             "row|P||2|Call|HV||||k.jsonl:2 a much longer key that is not the same=2\n"
             "row|P||3|Visit|||||k.jsonl:3 a much longer key than that one=3\n");
}

static void test_jsonl(void **state) {
    fixture *f = *state;
    make(f, "a.jsonl",
         "{\"planId\":\"P1\",\"action\":\"caf\\u00e9\",\"actionable\":true,\"n\":[1, "
         "{}],\"z\":null}\r\n"
         "\n"
         "[1]\n"
         "{\"planId\":\"P1\",\"action\":nul}\n"
         "{\"planId\":\"P1\",\"action\":\"caf\xE9\",\"who\":7}\n"
         "{\"planId\":\"P1\",\"action\":\"a\",\"action\":\"b\"}\n"
         "{\"planId\":\"P2\",\"who\":null}\n"
         "{\"foo\":\"secret\"}\n");
    reader_counts c =
        check(f, "row|P1||1|caf\xC3\xA9|||||a.jsonl:1 0=1 actionable=true n=[1, {}] z=\n"
                 "row|P1||2|caf\xC3\xA9|7||||a.jsonl:5\n"
                 "bare|P2||||||||a.jsonl:7\n");
    check_counts(c, 3, 4, 1);
    assert_false(said(f, "secret"));
    check_said(f,
               "3:1 error: the row is left out: it is no JSON object\n"
               "4:25 error: the row is left out: a value was expected here\n"
               "5:0 note: this row is no UTF-8 and is read as Windows-1252, as are others like it\n"
               "6:0 error: the row is left out: key 3 of its object stands there twice\n"
               "8:0 error: no column can be the action; there are: 'foo'; name it with --columns "
               "action=HEADING\n");
}

/* One key in several ways of writing, once it is known and before. */
static void test_jsonl_ways_to_write(void **state) {
    fixture *f = *state;
    make(f, "a.jsonl",
         "{\"plan_id\":\"P\",\"action\":\"a\",\"who\":\"b\"}\n"
         "{\"plan_id\": \"P\", \"action\": \"a\", \"who\": \"b\"}\n"
         "{ \"plan_id\" : \"P\" ,\t\"action\" :  \"a\",  \"who\":\t\"b\" } \n"
         "{\"plan_\\u0069d\":\"P\",\"\\u0061ction\":\"\\u0061\",\"who\":\"b\"}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\\tz\",\"who\":12}\n"
         "{\"plan_id\":\"P\",\"action\":-1.5e2,\"who\":null}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\"}\n"
         "{\"action\":\"\"}\n"
         "{\"action\":7}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\",\"who\":\"b\"\n"
         "{\"plan_id\":\"P\",\"action\":\"a\",\"who\":\"b}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\",\"who\":01}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\",\"who\":\"b\"},\n"
         "{\"plan_id\":\"P\",\"action\":\"a\" \"who\":\"b\"}\n"
         "{\"plan_id\":\"P\",\"action\":\"a\tb\"}\n"
         "{\"plan_id\":\"P\",\"action\":\"z\"}\t\n");
    reader_counts c = check(f, "row|P||1|a|b||||a.jsonl:1\n"
                               "row|P||2|a|b||||a.jsonl:2\n"
                               "row|P||3|a|b||||a.jsonl:3\n"
                               "row|P||4|a|b||||a.jsonl:4\n"
                               "row|P||5|a\tz|12||||a.jsonl:5\n"
                               "row|P||6|-1.5e2|||||a.jsonl:6\n"
                               "row|P||7|a|||||a.jsonl:7\n"
                               "row|a||1|7|||||a.jsonl:9\n"
                               "row|P||8|z|||||a.jsonl:16\n");
    check_counts(c, 9, 6, 1);
    check_said(f, "10:38 error: the row is left out: the text ends inside an object or array\n"
                  "11:35 error: the row is left out: the string is not closed\n"
                  "12:35 error: the row is left out: this is no number of JSON\n"
                  "13:39 error: the row is left out: something stands behind the value\n"
                  "14:29 error: the row is left out: a comma or the closing bracket was expected "
                  "here\n"
                  "15:27 error: the row is left out: a control character stands in a string\n");
}

/* A key that has to be escaped is not known by its bytes: "a\b" is not the key a, backslash, b. */
static void test_jsonl_escaped_keys(void **state) {
    fixture *f = *state;
    make(f, "a.jsonl",
         "{\"action\":\"a\",\"q\\\\b\":\"1\"}\n"
         "{\"action\":\"b\",\"q\\b\":\"2\"}\n"
         "{\"action\":\"c\",\"q\\\\b\":\"3\"}\n"
         "{\"action\":\"d\",\"q\\\"\":\"4\"}\n");
    check(f, "row|a||1|a|||||a.jsonl:1 q\\b=1\n"
             "row|a||2|b|||||a.jsonl:2 q\b=2\n"
             "row|a||3|c|||||a.jsonl:3 q\\b=3\n"
             "row|a||4|d|||||a.jsonl:4 q\"=4\n");
}

/* More sets of keys than are remembered; some come again, some soon and some late. */
static void test_jsonl_sets_of_keys_are_forgotten(void **state) {
    enum { LINES = 1500 };
    fixture *f = *state;
    buffer text, expected;
    buffer_init(&text, &memory_default);
    buffer_init(&expected, &memory_default);
    for (int i = 0; i < LINES; i++) {
        int key = i % 3 == 0 ? i % 7 : i % 400, len = 4 + key % 50;
        bool who = i % 2 == 0, wide = i % 100 == 99;
        buffer_format(&text, "{\"plan_id\":\"P%d\",\"action\":\"a\",\"%0*d\":%d", i, len, key, i);
        buffer_format(&expected, "row|P%d||1|a|%s||||a.jsonl:%d %0*d=%d", i, who ? "w" : "", i + 1,
                      len, key, i);
        buffer_text(&text, who ? ",\"who\":\"w\"" : "");
        for (int k = 0; wide && k < 300; k++) {
            buffer_format(&text, ",\"w%d.%d\":%d", i % 200, k, k);
            buffer_format(&expected, " w%d.%d=%d", i % 200, k, k);
        }
        buffer_text(&text, "}\n");
        buffer_char(&expected, '\n');
    }
    buffer_char(&expected, '\0');
    make_bytes(f, "a.jsonl", buffer_view(&text));
    check_counts(check(f, expected.data), LINES, 0, 0);
    buffer_free(&text);
    buffer_free(&expected);
}

static void test_sources_count_lines(void **state) {
    enum { LINES = 12000 };
    fixture *f = *state;
    buffer text;
    buffer_init(&text, &memory_default);
    for (int i = 1; i <= LINES; i++) {
        if (i % 13 != 0) {
            buffer_format(&text, "{\"action\":\"a\"}");
        }
        buffer_char(&text, '\n');
    }
    make_bytes(f, "a.jsonl", buffer_view(&text));
    buffer_free(&text);
    reader *r;
    pm_row row;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    for (int i = 1; i <= LINES; i++) {
        char expected[32];
        if (i % 13 != 0) {
            snprintf(expected, sizeof expected, "a.jsonl:%d", i);
            assert_int_equal(reader_next(r, &row), PM_OK);
            assert_true(str_equal(row.source, str_from(expected)));
        }
    }
    assert_int_equal(reader_next(r, &row), PM_END);
    reader_close(r);
}

static void test_jsonl_columns_never_seen(void **state) {
    fixture *f = *state;
    f->options.columns = STR("who=helper");
    make(f, "a.jsonl", "{\"action\":\"a\",\"who\":\"b\"}\n");
    check(f, "row|a||1|a|||||a.jsonl:1 input.who=b\n");
    check_said(f, "0:0 warning: the key that --columns names for 'who' is in no row\n");
}

static void test_json_rows(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "[{\"action\":\"a\",\"plan_id\":1},\n 5,\n {\"action\":\"b\",\"plan_id\":1}]");
    reader_counts c = check(f, "row|1||1|a|||||a.json:[0]\nrow|1||2|b|||||a.json:[2]\n");
    check_counts(c, 2, 1, 0);
    check_said(f, "2:2 error: a row that is no object is left out\n");
}

static void test_json_plans(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "[{\"la_child_id\":\"C1\",\"child_in_need_plans\":[\n"
         "  {\"actions\":[{\"action\":\"a\",\"who\":\"w\",\"status\":\"s\"},7],\n"
         "   \"child_in_need_plan_id\":\"P1\",\"start_date\":\"2024\",\"end_date\":null},\n"
         "  {\"child_in_need_plan_id\":\"P2\",\"actions\":[]},\n"
         "  {\"child_in_need_plan_id\":\"P3\"},\n"
         "  {\"actions\":[{\"action\":\"x\"}]}]}]");
    reader_counts c = check(f, "row|P1||1|a|w|||2024|a.json:[0].child_in_need_plans[0].actions[0] "
                               "la_child_id=C1 end_date= status=s\n"
                               "bare|P2||||||||a.json:[0].child_in_need_plans[1] la_child_id=C1\n"
                               "row|a:[0].child_in_need_plans[3]||1|x|||||a.json:[0].child_in_need_"
                               "plans[3].actions[0] la_child_id=C1\n");
    check_counts(c, 3, 2, 0);
    check_said(f, "2:53 error: an action that is no object is left out\n"
                  "5:3 error: the plan is left out: it has no list 'actions'\n");
}

static void test_json_object_with_plans(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "{\"authority\":\"LA\",\"plans\":[{\"plan_id\":\"P\",\"owner\":\"o\",\"actions\":[{"
         "\"action\":\"a\"}]}]}");
    check(f, "row|P|LA|1|a|||||a.json:plans[0].actions[0] owner=o\n");
}

static void test_json_single_plan(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "{\"authority\":\"LA\",\"actions\":[{\"action\":\"a\",\"owner\":\"o\"},{\"action\":\"b\"}]"
         "}");
    check(f, "row|a|LA|1|a|o||||a.json:actions[0]\nrow|a|LA|2|b|||||a.json:actions[1]\n");
    make(f, "a.json", "{\"plan_id\":\"P\",\"actions\":[]}");
    check(f, "bare|P||||||||a.json\n");
}

static void test_json_children(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "{\"authority\":\"LA\",\"children\":[{\"la_child_id\":\"C1\",\"child_in_need_plans\":[{"
         "\"child_in_need_plan_id\":\"P1\",\"actions\":[{\"action\":\"a\"}]},"
         "{\"child_in_need_plan_id\":\"P2\",\"actions\":null}]},"
         "{\"la_child_id\":\"C2\",\"actions\":[]}]}");
    reader_counts c =
        check(f, "row|P1|LA|1|a|||||a.json:children[0].child_in_need_plans[0].actions[0] "
                 "la_child_id=C1\n"
                 "bare|P2|LA|||||||a.json:children[0].child_in_need_plans[1] la_child_id=C1\n"
                 "bare|a:children[1]|LA|||||||a.json:children[1] la_child_id=C2\n");
    check_counts(c, 3, 0, 0);
    make(f, "a.json",
         "[{\"la_child_id\":\"C1\",\"social_care_episodes\":[{\"plans\":[{\"id\":\"P1\","
         "\"actions\":[{\"action\":\"a\"}]}]}]},{\"id\":\"P2\",\"actions\":null}]");
    check(f, "row|P1||1|a|||||a.json:[0].social_care_episodes[0].plans[0].actions[0] "
             "la_child_id=C1\n"
             "bare|P2||||||||a.json:[1]\n");
}

/* Which of two values holds, or which of two lists, nobody can tell: what was not read is told. */
static void test_json_what_stands_twice(void **state) {
    fixture *f = *state;
    make(f, "a.json",
         "{\"plan_id\":\"P\",\"who\":\"w\",\"actions\":[{\"action\":\"a\",\"who\":\"v\"},\n"
         "{\"action\":\"b\",\"action\":\"c\"}, {\"action\":\"d\",\"plan_id\":\"P\"}]}");
    reader_counts c = check(f, "row|P||1|a|v||||a.json:actions[0] who=w\n"
                               "row|P||2|d|||||a.json:actions[2] who=w input.plan_id=P\n");
    check_counts(c, 2, 1, 0);
    check_said(f, "2:1 error: the row is left out: key 2 of its object stands there twice\n");
    make(f, "a.json",
         "[{\"plans\":[{\"plan_id\":\"P\",\"actions\":[{\"action\":\"a\"}]}],\"actions\":[ ]},\n"
         "{\"plans\":[],\"actions\":[{\"action\":\"b\"}]},\n"
         "{\"plans\":[{\"plan_id\":\"Q\",\"actions\":[]}],\"plans\":[{}]},\n"
         "{\"children\":[{\"plan_id\":\"R\",\"actions\":[]}],\"social_care_episodes\":[1]}]");
    c = check(f, "row|P||1|a|||||a.json:[0].plans[0].actions[0]\n"
                 "bare|Q||||||||a.json:[2].plans[0]\n"
                 "bare|R||||||||a.json:[3].children[0]\n");
    check_counts(c, 3, 3, 0);
    check_said(f, "2:1 error: a second list of plans or actions in this object is left out\n"
                  "3:1 error: a second list of plans or actions in this object is left out\n"
                  "4:1 error: a second list of plans or actions in this object is left out\n");
}

static void test_an_action_is_no_list(void **state) {
    fixture *f = *state;
    make(f, "a.jsonl",
         "{\"plan_id\":\"P1\",\"actions\":[ "
         "]}\n{\"plan_id\":\"P2\",\"actions\":[{\"action\":\"a\"}]}\n");
    reader_counts c = check(f, "bare|P1||||||||a.jsonl:1\n");
    check_counts(c, 1, 1, 0);
}

/* ---- Plans without actions ---- */

static void test_a_first_row_without_action(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "plan_id,action,note\nP1,,\nP1,a,\nP2,,n\nP3,,\nP3,,\nP4,,x\nP4,b,\nP5,,y\n");
    reader_counts c = check(f, "row|P1||1|a|||||a.csv:3 note=\n"
                               "bare|P2||||||||a.csv:4 note=n\n"
                               "bare|P3||||||||a.csv:5 note=\n"
                               "row|P4||1|b|||||a.csv:8 note=\n"
                               "bare|P5||||||||a.csv:9 note=y\n");
    check_counts(c, 5, 1, 2);
    check_said(f, "7:0 error: the row is left out: it has no action, but something in columns that "
                  "are carried along\n");
}

static void test_a_row_of_carried_columns_alone(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "plan_id,action,note\n,,n\nP1,a,\nP1,,m\nP1,,\n");
    reader_counts c = check(f, "row|P1||1|a|||||a.csv:3 note=\n");
    check_counts(c, 1, 2, 1);
}

static void test_one_column(void **state) {
    fixture *f = *state;
    make(f, "a", "Next steps:\nMum, who is away, to call\n\"Dad, too\"\n");
    check(f, "row|a||1|Mum, who is away, to call|||||a:2\nrow|a||2|Dad, too|||||a:3\n");
    make(f, "a.txt", "Mum to call\nDad to call\n");
    check(f, "row|a||1|Mum to call|||||a.txt:1\nrow|a||2|Dad to call|||||a.txt:2\n");
}

static void test_json_that_is_broken_gives_no_row(void **state) {
    fixture *f = *state;
    make(f, "a.json", "[{\"action\":\"a\"},\n {\"action\" 1}]");
    check_fault(f, PM_ERR_INPUT);
    check_said(f, "2:12 error: the file is no JSON: a colon was expected behind the key\n");
    f->report.errors = 0;
    make(f, "a.json", "7");
    check_fault(f, PM_ERR_INPUT);
}

/* ---- Text, and what kind a file is ---- */

static void test_text(void **state) {
    fixture *f = *state;
    make(f, "a.txt", "1. Mum to see the GP\r\n\r\n\xC2\xA0\n- Dad, who is away, to call\rlast");
    reader_counts c = check(f, "row|a||1|1. Mum to see the GP|||||a.txt:1\n"
                               "row|a||2|- Dad, who is away, to call|||||a.txt:4\n"
                               "row|a||3|last|||||a.txt:5\n");
    check_counts(c, 3, 0, 2);
}

static void test_kinds_by_content(void **state) {
    fixture *f = *state;
    make(f, "a", "{\"action\":\"a\"}\n{\"action\":\"b\"}\n");
    check(f, "row|a||1|a|||||a:1\nrow|a||2|b|||||a:2\n");
    make(f, "a.json", "{\"action\":\"a\"}\n{\"action\":\"b\"}\n");
    check(f, "row|a||1|a|||||a.json:1\nrow|a||2|b|||||a.json:2\n");
    make(f, "a", "{\n\"plan_id\":\"P\",\"actions\":[{\"action\":\"a\"}]}");
    check(f, "row|P||1|a|||||a:actions[0]\n");
    make(f, "a", "[Child A] to be seen\n{name} to call\n");
    check(f, "row|a||1|[Child A] to be seen|||||a:1\nrow|a||2|{name} to call|||||a:2\n");
    make(f, "a.txt", "Action\tWho\nx\ty\n");
    check(f, "row|a||1|x|y||||a.txt:2\n");
    make(f, "a.dat", "action\nx, y\n");
    f->options.format = READER_TEXT;
    check(f, "row|a||1|action|||||a.dat:1\nrow|a||2|x, y|||||a.dat:2\n");
}

static void test_documents_are_refused(void **state) {
    fixture *f = *state;
    make_bytes(f, "a.csv", STR("PK\x03\x04\0\0"));
    check_fault(f, PM_ERR_INPUT);
    f->report.errors = 0;
    snprintf(f->path, sizeof f->path, "%s/none.csv", f->folder);
    check_fault(f, PM_ERR_IO);
    assert_true(said(f, "cannot be read: no such file or folder"));
}

/* Pictures and the like that are named with plans; text in which a stray byte stands is text. */
static void test_binaries_are_refused(void **state) {
    fixture *f = *state;
    const struct {
        const char *name, *said;
        pm_str bytes;
    } cases[] = {
        {"a.png", "the file is a picture, and no text; read", STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR")},
        {"a.JPG", "the file is a picture", STR("\xFF\xD8\xFF\xE0\0\x10JFIF\0")},
        {"a", "the file is an archive, and no text", STR("\x1F\x8B\x08\0\0\0abc")},
        {"a.txt", "the file is no text, and of no kind", STR("abc\0\0\x01\x02xyz and more")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_bytes(f, cases[i].name, cases[i].bytes);
        f->report.errors = 0;
        check_fault(f, PM_ERR_INPUT);
        assert_true(said(f, cases[i].said));
    }
    make_bytes(f, "a.txt", STR("Mum to call the GP about the\x07 appointment"));
    check(f, "row|a||1|Mum to call the GP about the\x07 appointment|||||a.txt:1\n");
    make(f, "a.txt", "GIF8 is no word\nRIFF neither\n");
    check(f, "row|a||1|GIF8 is no word|||||a.txt:1\nrow|a||2|RIFF neither|||||a.txt:2\n");
    make_bytes(f, "a.txt", STR("a\0b\0"));
    f->options.format = READER_TEXT;
    reader *r;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    reader_close(r);
}

static void test_expand(void **state) {
    fixture *f = *state;
    static const char *const files[] = {"b.csv",   "a.JSON", ".hidden.csv",
                                        "~$b.csv", "b.xyz",  "sub/c.txt"};
    char folder[128], missing[128];
    snprintf(folder, sizeof folder, "%s/sub", f->folder);
    snprintf(missing, sizeof missing, "%s/none", f->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        make(f, files[i], "x");
    }
    char direct[] = "/dev/null", standard[] = "-";
    char *paths[] = {standard, f->folder, missing, direct};
    os_names names;
    size_t failed;
    reader_left left;
    assert_int_equal(reader_expand(&f->options, paths, 4, &names, &failed, &left), PM_OK);
    assert_int_equal(failed, 1);
    assert_int_equal(names.count, 5);
    assert_int_equal(left.files, 1);
    assert_string_equal(left.kind[0].ending, ".xyz");
    static const char *const ends[] = {"-", "/a.JSON", "/b.csv", "/sub/c.txt", "/dev/null"};
    for (size_t i = 0; i < names.count; i++) {
        assert_true(str_ends(str_from(names.items[i]), str_from(ends[i])));
    }
    static const struct {
        const char *end, *reason;
        size_t before;
    } omitted[] = {{"/.hidden.csv", "hidden", 1},
                   {"/b.xyz", "of another kind", 3},
                   {"/~$b.csv", "a lock file", 4},
                   {"/none", "no such file or folder", 4}};
    assert_int_equal(left.omitted_count, 4);
    for (size_t i = 0; i < left.omitted_count; i++) {
        assert_true(str_ends(str_from(left.omitted[i].path), str_from(omitted[i].end)));
        assert_string_equal(left.omitted[i].reason, omitted[i].reason);
        assert_int_equal(left.omitted[i].before, omitted[i].before);
        assert_int_equal(left.omitted[i].failed, i == 3);
    }
    os_free_names(&names);
    reader_left_free(&left);
    f->options.format = READER_TEXT;
    assert_int_equal(reader_expand(&f->options, &paths[1], 1, &names, &failed, &left), PM_OK);
    assert_int_equal(names.count, 1);
    os_free_names(&names);
    reader_left_free(&left);
}

/* ---- When memory ends ---- */

typedef struct meter {
    size_t calls, fail_at, live;
} meter;

static void *meter_alloc(void *ctx, size_t size) {
    meter *m = ctx;
    if (m->calls++ == m->fail_at) {
        return NULL;
    }
    void *p = malloc(size);
    m->live += p != NULL;
    return p;
}

static void *meter_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    meter *m = ctx;
    (void)old_size;
    return m->calls++ == m->fail_at ? NULL : realloc(p, new_size);
}

static void meter_release(void *ctx, void *p) {
    meter *m = ctx;
    m->live--;
    free(p);
}

/* Reads the file with the n-th allocation failing; true: it went through, for n was beyond the
 * last. */
static bool read_with_failure(fixture *f, meter *m, size_t n) {
    *m = (meter){.fail_at = n};
    reader *r;
    pm_row row;
    pm_status status = reader_open(&f->options, f->path, &r);
    if (status == PM_OK) {
        do {
            status = reader_next(r, &row);
        } while (status == PM_OK || status == PM_ERR_ROW);
        assert_int_equal(reader_next(r, &row), status);
        reader_close(r);
    }
    assert_int_equal(m->live, 0);
    if (m->calls <= n) {
        assert_int_equal(status, PM_END);
        return true;
    }
    assert_int_equal(status, PM_ERR_MEMORY);
    return false;
}

static void check_every_failure(fixture *f) {
    meter m;
    pm_allocator a = {meter_alloc, meter_resize, meter_release, &m};
    f->options.allocator = &a;
    size_t n = 0;
    while (!read_with_failure(f, &m, n)) {
        n++;
        assert_true(n < 10000);
    }
    assert_true(n > 5);
    f->options.allocator = &memory_default;
}

static void test_every_allocation_may_fail(void **state) {
    fixture *f = *state;
    f->report.fn = NULL;
    f->options.columns = STR("who=Helper");
    make(f, "a.csv", "Action needed,Helper,Note,Note\n\"a\"\"b\",x,1,2\n\"open,y,,\nc\n,z,,\n");
    check_every_failure(f);
    make(f, "a.csv", "plan,action1,Helper,action2,action 100\nP,go,x,come,\nQ,,,,\n");
    check_every_failure(f);
    make(f, "a.jsonl",
         "{\"action\":\"a\\n\",\"Helper\":\"x\",\"who\":\"y\"}\n{\"action\":\"caf\xE9\"}\n{\"foo\":"
         "1}\n");
    check_every_failure(f);
    make(f, "a.json",
         "{\"a\":\"\\n\",\"plans\":[{\"id\":\"P\",\"actions\":[{\"action\":\"a\\n\"},{\"foo\":1}]},"
         "{\"actions\":[]}]}");
    check_every_failure(f);
    make(f, "a.txt", "one\n\ntwo caf\xE9\n");
    check_every_failure(f);
}

static void test_expand_without_memory(void **state) {
    fixture *f = *state;
    make(f, "a.csv", "x");
    make(f, "b.csv", "x");
    meter m;
    pm_allocator a = {meter_alloc, meter_resize, meter_release, &m};
    f->options.allocator = &a;
    char *paths[] = {f->folder};
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 0; status == PM_ERR_MEMORY; n++) {
        os_names names;
        size_t failed;
        reader_left left;
        m = (meter){.fail_at = n};
        status = reader_expand(&f->options, paths, 1, &names, &failed, &left);
        os_free_names(&names);
        reader_left_free(&left);
        assert_int_equal(m.live, 0);
    }
    assert_int_equal(status, PM_OK);
}

/* ---- Bounds ---- */

static void test_duplicates_are_remembered_up_to_a_bound(void **state) {
    fixture *f = *state;
    buffer text;
    buffer_init(&text, &memory_default);
    buffer_text(&text, "plan_id,action\n");
    for (int i = 0; i < PM_LIMIT_DUPLICATES + 3; i++) {
        buffer_format(&text, "%d,x\n", i);
    }
    make_bytes(f, "a.csv", buffer_view(&text));
    buffer_free(&text);
    reader *r;
    pm_row row;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    while (reader_next(r, &row) == PM_OK) {
        assert_true(str_equal(row.action_no, STR("1")));
    }
    check_counts(reader_counted(r), PM_LIMIT_DUPLICATES + 3, 0, 0);
    reader_close(r);
    check_said(f, "262146:0 note: the file has more than 262144 rows; duplicates are not looked "
                  "for among the rest\n");
}

/* Rows that are numbered as most are take no place; those of one plan are as many as they like. */
static void test_rows_in_order_take_no_place(void **state) {
    fixture *f = *state;
    buffer text;
    buffer_init(&text, &memory_default);
    buffer_text(&text, "plan_id,action_no,action\n");
    for (int i = 1; i <= PM_LIMIT_DUPLICATES + 3; i++) {
        buffer_format(&text, "A,%d,x\n", i);
    }
    buffer_text(&text, "A,7,x\n");
    for (int i = 0; i < 3; i++) {
        buffer_format(&text, "A,x%d,x\n", i);
    }
    make_bytes(f, "a.csv", buffer_view(&text));
    buffer_free(&text);
    reader *r;
    pm_row row;
    pm_status status;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    while ((status = reader_next(r, &row)) == PM_OK || status == PM_ERR_ROW) {
    }
    check_counts(reader_counted(r), PM_LIMIT_DUPLICATES + 6, 1, 0);
    reader_close(r);
    assert_true(said(f, "error: the row is left out: one with its authority"));
    assert_true(said(f, "note: the file has more than 262144 rows; duplicates are not looked"));
}

static void test_too_many_columns(void **state) {
    fixture *f = *state;
    buffer text;
    buffer_init(&text, &memory_default);
    buffer_text(&text, "action,who\na");
    for (int i = 0; i < PM_LIMIT_COLUMNS; i++) {
        buffer_char(&text, ',');
    }
    buffer_text(&text, "\nb,c\n");
    make_bytes(f, "a.csv", buffer_view(&text));
    buffer_free(&text);
    reader_counts c = check(f, "row|a||1|b|c||||a.csv:3\n");
    check_counts(c, 1, 1, 0);
    check_said(f, "2:0 error: the row has too many columns, at cell 4097; it is left out\n");
}

/* What progress is told by: it only grows, and ends with the file. */
static void test_position(void **state) {
    fixture *f = *state;
    enum { ROWS = 40000 };
    buffer text;
    buffer_init(&text, &memory_default);
    buffer_text(&text, "action,who\n");
    for (int i = 0; i < ROWS; i++) {
        buffer_text(&text, "call,Mum\n");
    }
    make_bytes(f, "a.csv", buffer_view(&text));
    reader *r;
    pm_row row;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    size_t before = 0;
    while (reader_next(r, &row) == PM_OK) {
        size_t at = reader_position(r);
        assert_true(at >= before && at <= text.len);
        assert_true(at < text.len || reader_counted(r).rows > ROWS / 2);
        before = at;
    }
    assert_int_equal(reader_position(r), text.len);
    reader_close(r);
    buffer_free(&text);
}

/* ---- Shards ---- */

static void test_shards_of_plans(void **state) {
    static const struct {
        pm_str authority, plan;
        size_t of_2, of_3, of_7, of_64, of_1000003;
    } fixed[] = {{{"", 0}, {"", 0}, 2, 3, 5, 14, 834878},
                 {{"LA1", 3}, {"P1", 2}, 2, 3, 6, 38, 400653},
                 {{"LA1", 3}, {"P2", 2}, 1, 3, 2, 27, 970235},
                 {{"L", 1}, {"A1P1", 4}, 1, 1, 7, 25, 825897},
                 {{"", 0}, {"LA1P1", 5}, 2, 2, 5, 28, 455532},
                 {{"Borough of \xC3\x89", 13}, {"2024/17", 7}, 2, 3, 5, 28, 203382}};
    (void)state;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        pm_str a = fixed[i].authority, p = fixed[i].plan;
        assert_int_equal(shard_of_plan(a, p, 1), 1);
        assert_int_equal(shard_of_plan(a, p, 2), fixed[i].of_2);
        assert_int_equal(shard_of_plan(a, p, 3), fixed[i].of_3);
        assert_int_equal(shard_of_plan(a, p, 7), fixed[i].of_7);
        assert_int_equal(shard_of_plan(a, p, 64), fixed[i].of_64);
        assert_int_equal(shard_of_plan(a, p, 1000003), fixed[i].of_1000003);
    }
}

static void test_plans_are_shared_out_evenly(void **state) {
    size_t plans[7] = {0};
    (void)state;
    for (int i = 0; i < 7000; i++) {
        char id[16];
        int n = snprintf(id, sizeof id, "P%d", i);
        plans[shard_of_plan(STR("LA1"), (pm_str){id, (size_t)n}, 7) - 1]++;
    }
    for (size_t i = 0; i < 7; i++) {
        assert_in_range(plans[i], 850, 1150);
    }
}

static reader_counts read_shard(fixture *f, size_t shard, size_t shards, buffer *out) {
    reader *r;
    pm_row row;
    pm_status status;
    f->options.shard = shard;
    f->options.shards = shards;
    assert_int_equal(reader_open(&f->options, f->path, &r), PM_OK);
    while ((status = reader_next(r, &row)) == PM_OK || status == PM_ERR_ROW) {
        if (status == PM_OK) {
            size_t of = shard_of_plan(row.authority, row.plan_id, shards != 0 ? shards : 1);
            assert_true(shards == 0 || of == shard);
            show_row(&row, out);
        }
    }
    assert_int_equal(status, PM_END);
    buffer_char(out, '\0');
    out->len--;
    reader_counts counts = reader_counted(r);
    reader_close(r);
    return counts;
}

/* Each line of the whole is in one of the parts, which have no others. */
static void check_parts(pm_str whole, const buffer *parts, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += parts[i].len;
    }
    assert_int_equal(bytes, whole.len);
    while (whole.len != 0) {
        size_t in = 0, len = (size_t)((char *)memchr(whole.data, '\n', whole.len) - whole.data) + 1;
        char line[256];
        assert_true(len < sizeof line);
        memcpy(line, whole.data, len);
        line[len] = '\0';
        for (size_t i = 0; i < count; i++) {
            in += strstr(parts[i].data, line) != NULL;
        }
        assert_int_equal(in, 1);
        whole = str_slice(whole, len, whole.len);
    }
}

static void check_shards(fixture *f, size_t shards, pm_str whole, reader_counts all) {
    buffer parts[7];
    reader_counts sum = {0};
    for (size_t i = 0; i < shards; i++) {
        buffer_init(&parts[i], &memory_default);
        reader_counts c = read_shard(f, i + 1, shards, &parts[i]);
        assert_int_equal(c.rows + c.skipped + c.others, all.rows + all.skipped);
        assert_int_equal(c.named, all.named);
        sum.rows += c.rows;
        sum.plans += c.plans;
        sum.skipped += c.skipped;
    }
    assert_int_equal(sum.rows, all.rows);
    assert_int_equal(sum.plans, all.plans);
    assert_int_equal(sum.skipped, all.skipped);
    check_parts(whole, parts, shards);
    for (size_t i = 0; i < shards; i++) {
        buffer_free(&parts[i]);
    }
}

/* Numbers count the rows of all shards; a plan without actions is given out where a row of another
 * plan follows, whosever that is; a duplicate is told by one shard. */
static void test_shards_are_together_the_whole(void **state) {
    fixture *f = *state;
    make(f, "a.csv",
         "plan_id,authority,action_no,action,who\n"
         "P1,LA1,,call,Mum\nP2,LA1,,write,Dad\nP1,LA1,,visit,Nan\n,,,meet,Nan\n"
         "P3,LA1,,,\nP4,LA1,,,\nP3,LA1,,speak,Mum\nP4,LA1,,,\nP5,LA1,,,\nP5,LA1,,read,Dad\n"
         "P6,LA1,1,sing,Mum\nP6,LA1,1,sing,Mum\nP7,LA2,,,Nan\nP1,LA2,,call,Mum\n"
         "P8,LA1,,,\nP9,LA1,,,\nP2,LA1,,end,Mum\nP10,LA1,,,\n");
    buffer whole;
    buffer_init(&whole, &memory_default);
    reader_counts all = read_shard(f, 0, 0, &whole);
    check_counts(all, 14, 2, 2);
    assert_int_equal(all.plans, 11);
    for (size_t shards = 1; shards <= 7; shards++) {
        f->report.errors = 0;
        check_shards(f, shards, buffer_view(&whole), all);
        assert_int_equal(f->report.errors, 2);
    }
    buffer_free(&whole);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_csv_headings_of_a_template),
        TEST(test_csv_keys_and_verdicts),
        TEST(test_csv_names_that_are_taken),
        TEST(test_csv_plans_without_actions),
        TEST(test_rows_that_are_half_filled_in),
        TEST(test_csv_ragged_rows),
        TEST(test_csv_quote_never_closed),
        TEST(test_csv_duplicates_and_numbers),
        TEST(test_duplicates_are_those_that_came),
        TEST(test_csv_without_action),
        TEST(test_columns_can_be_named),
        TEST(test_csv_with_actions_side_by_side),
        TEST(test_further_actions_of_a_row_are_told),
        TEST(test_lists_in_a_cell_are_told),
        TEST(test_columns_that_make_no_sense),
        TEST(test_csv_empty_and_headings_only),
        TEST(test_encodings),
        TEST(test_encodings_of_later_pieces),
        TEST(test_jsonl_other_keys),
        TEST(test_jsonl_ways_to_write),
        TEST(test_jsonl_escaped_keys),
        TEST(test_jsonl_sets_of_keys_are_forgotten),
        TEST(test_sources_count_lines),
        TEST(test_jsonl),
        TEST(test_jsonl_columns_never_seen),
        TEST(test_json_rows),
        TEST(test_json_plans),
        TEST(test_json_what_stands_twice),
        TEST(test_json_object_with_plans),
        TEST(test_json_single_plan),
        TEST(test_json_children),
        TEST(test_an_action_is_no_list),
        TEST(test_a_first_row_without_action),
        TEST(test_a_row_of_carried_columns_alone),
        TEST(test_one_column),
        TEST(test_json_that_is_broken_gives_no_row),
        TEST(test_text),
        TEST(test_kinds_by_content),
        TEST(test_documents_are_refused),
        TEST(test_binaries_are_refused),
        TEST(test_expand),
        TEST(test_every_allocation_may_fail),
        TEST(test_expand_without_memory),
        TEST(test_duplicates_are_remembered_up_to_a_bound),
        TEST(test_rows_in_order_take_no_place),
        TEST(test_too_many_columns),
        TEST(test_position),
        TEST(test_shards_of_plans),
        TEST(test_plans_are_shared_out_evenly),
        TEST(test_shards_are_together_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
