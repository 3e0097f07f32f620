/* SPDX-License-Identifier: MIT
 * Tables as workbooks: what is in the parts of the file, that the same tables make the same bytes,
 * what is cut and what is refused, disks that are full, memory that ends, and a coding sheet that
 * is read again as plans are. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zip.h>

#include "tests/documents.h"
#include "tests/report_fixture.h"
#include "tests/small_pack.h"

static pm_status write_book(const pm_table *tables, size_t count, const char *path, told *t) {
    pm_options o = {sizeof o, NULL, t != NULL ? told_note : NULL, t};
    return pm_workbook_write(&o, tables, count, path);
}

/* ---- what is in it ---- */

static const char *part_of(const char *path, const char *name) {
    static char text[1 << 20];
    int fault = 0;
    zip_t *z = zip_open(path, ZIP_RDONLY, &fault);
    assert_non_null(z);
    zip_file_t *f = zip_fopen(z, name, 0);
    if (f == NULL) {
        fail_msg("%s has no %s", path, name);
    }
    zip_int64_t n = zip_fread(f, text, sizeof text - 1);
    assert_true(n >= 0);
    text[n] = '\0';
    zip_fclose(f);
    zip_discard(z);
    return text;
}

static bool has_part(const char *path, const char *name) {
    int fault = 0;
    zip_t *z = zip_open(path, ZIP_RDONLY, &fault);
    assert_non_null(z);
    bool there = zip_name_locate(z, name, 0) >= 0;
    zip_discard(z);
    return there;
}

static void has(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("no %s in:\n%s", part, text);
    }
}

static size_t bytes_of(const char *path, char *to, size_t size) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(to, 1, size, f);
    fclose(f);
    return n;
}

static bool is_there(const char *path) {
    struct stat s;
    return stat(path, &s) == 0;
}

static void a_sheet_is_a_table(void **state) {
    const char *path = test_path("report.xlsx");
    (void)state;
    assert_int_equal(write_book(report_fixture, REPORT_FIXTURE_TABLES, path, NULL), PM_OK);
    const char *book = part_of(path, "xl/workbook.xml");
    has(book, "<sheet name=\"sample\"");
    has(book, "<sheet name=\"method\"");
    has(book, "'criteria'!$A$6:$M$13"); /* the filter */
    has(book, "'criteria'!$6:$6");      /* what is printed on each page */
    const char *criteria = part_of(path, "xl/worksheets/sheet3.xml");
    has(criteria,
        "<pane ySplit=\"6\" topLeftCell=\"A7\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    has(criteria, "<autoFilter ref=\"A6:M13\"/>");
    has(criteria, "<pageSetUpPr fitToPage=\"1\"/>");
    has(criteria, "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"/>");
    has(criteria, "<v>0.8766816143497758</v>");
    assert_null(strstr(criteria, "<dataValidation"));
    const char *styles = part_of(path, "xl/styles.xml");
    has(styles, "formatCode=\"0.0 %\"");
    bool hidden = false, formula = false, quotes = false;
    for (int i = 1; i <= REPORT_FIXTURE_TABLES; i++) {
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i);
        const char *sheet = part_of(path, name);
        assert_null(strstr(sheet, "<f>"));
        hidden |= strstr(sheet, ">[c]</t>") != NULL;
        formula |= strstr(sheet, ">=HYPERLINK(&quot;a&quot;,&quot;b&quot;)</t>") != NULL;
        quotes |= strstr(sheet, "Na\xC3\xAFve \xE2\x80\x9Cquotes\xE2\x80\x9D, commas, and\nlines "
                                "[31m; =1+1") != NULL;
    }
    assert_true(hidden && formula && quotes);
}

static void nobody_and_no_day_are_in_it(void **state) {
    static char first[1 << 20], second[1 << 20];
    char path[4096];
    (void)state;
    snprintf(path, sizeof path, "%s", test_path("first.xlsx"));
    assert_int_equal(write_book(report_fixture, REPORT_FIXTURE_TABLES, path, NULL), PM_OK);
    assert_false(has_part(path, "docProps/core.xml"));
    assert_false(has_part(path, "docProps/app.xml"));
    size_t n = bytes_of(path, first, sizeof first);
    const char *other = test_path("second.xlsx");
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is not there, a plain second time */
    assert_int_equal(write_book(report_fixture, REPORT_FIXTURE_TABLES, other, NULL), PM_OK);
    setlocale(LC_ALL, "C");
    assert_int_equal(bytes_of(other, second, sizeof second), n);
    assert_memory_equal(first, second, n);
}

/* ---- a coding sheet ---- */

#define TEXT(literal)                                                                              \
    { PM_CELL_TEXT, {(literal), sizeof(literal) - 1}, 0, 0 }
#define EMPTY                                                                                      \
    { PM_CELL_NONE, {NULL, 0}, 0, 0 }

static const pm_table_column coding_columns[] = {
    {"plan_id", "plan_id", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"action", "action", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"by_when", "by_when", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actionable", "actionable", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"owner", "owner", PM_IS_FLAG, PM_PART_VALUE, 0}};
static const pm_cell coding_cells[] = {
    TEXT("P1"),
    TEXT("Mum to see the GP"),
    TEXT("12 March 2024"),
    EMPTY,
    EMPTY,
    TEXT("P1"),
    TEXT("School to ring mum"),
    TEXT("weekly"),
    EMPTY,
    EMPTY,
    TEXT("P2"),
    TEXT("=1+1 Dad to ring"),
    EMPTY,
    EMPTY,
    EMPTY,
};
static const pm_table coding = {.name = "coding",
                                .title = "",
                                .column_count = 5,
                                .row_count = 3,
                                .columns = coding_columns,
                                .cells = coding_cells};

static void a_coding_sheet_is_read_again(void **state) {
    const char *path = test_path("coding.xlsx");
    (void)state;
    assert_int_equal(write_book(&coding, 1, path, NULL), PM_OK);
    const char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
    has(sheet, "<dataValidations count=\"2\">");
    has(sheet, "<dataValidation type=\"whole\" allowBlank=\"1\" showInputMessage=\"1\" "
               "showErrorMessage=\"1\" errorTitle=\"0 or 1\"");
    has(sheet, "sqref=\"D2:D4\"");
    has(sheet, "sqref=\"E2:E4\"");
    has(sheet, "<formula1>0</formula1><formula2>1</formula2>");
    test_check(path, "P1||1|Mum to see the GP||12 March 2024|||coding!B2\n"
                     "P1||2|School to ring mum||weekly|||coding!B3\n"
                     "P2||1|=1+1 Dad to ring|||||coding!B4\n");
}

/* A whole row as it is coded: key, columns, verdicts, notes. */
#define ROW(no, action, who, a, owner)                                                             \
    TEXT("P1"), TEXT("LA1"), TEXT(no), TEXT(action), TEXT(who), TEXT("by 3 May"), EMPTY, EMPTY, a, \
        a, a, a, owner, TEXT("a note")
#define VERDICT(n)                                                                                 \
    { PM_CELL_COUNT, {NULL, 0}, (n), 0 }

static const pm_table_column record_columns[] = {
    {"plan_id", "plan_id", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"authority", "authority", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"action_no", "action_no", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"action", "action", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"who", "who", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"by_when", "by_when", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"measure", "measure", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"plan_date", "plan_date", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actionable", "actionable", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"measurable", "measurable", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"measure_given", "measure_given", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"timeframe", "timeframe", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"owner", "owner", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"notes", "notes", PM_IS_TEXT, PM_PART_VALUE, 0}};
static const pm_cell record_cells[] = {
    ROW("1", "1. Mum to ring\n2. School to write", "Mum\nSchool", VERDICT(1), VERDICT(0)),
    ROW("2", "Date of next meeting: 3 May", "?", VERDICT(0), VERDICT(1)),
    ROW("3", "- ring the GP\n- book a visit", "Health", EMPTY, EMPTY),
    ROW("4", "Previous plan", "-", VERDICT(1), EMPTY),
    ROW("5", "action", "who", VERDICT(0), VERDICT(0)),
};
static const pm_table records = {.name = "coding",
                                 .title = "",
                                 .column_count = 14,
                                 .row_count = 5,
                                 .columns = record_columns,
                                 .cells = record_cells};

static void is(pm_str got, const char *wanted) {
    assert_int_equal(got.len, strlen(wanted));
    assert_memory_equal(got.data, wanted, got.len);
}

/* A row is one action whatever it looks like, and what a coder wrote stands with it. */
static void coded_rows_stay_rows(void **state) {
    static const struct {
        const char *action, *who;
        int actionable, owner;
    } wanted[] = {{"1. Mum to ring\n2. School to write", "Mum\nSchool", 1, 0},
                  {"Date of next meeting: 3 May", "?", 0, 1},
                  {"- ring the GP\n- book a visit", "Health", -1, -1},
                  {"Previous plan", "-", 1, -1},
                  {"action", "who", 0, 0}};
    const char *path = test_path("records.xlsx");
    pm_document_options o = {.size = sizeof o};
    pm_document *d;
    pm_row row;
    (void)state;
    assert_int_equal(write_book(&records, 1, path, NULL), PM_OK);
    has(part_of(path, "xl/worksheets/sheet1.xml"), /* measure_given is not broken */
        "<col min=\"11\" max=\"11\" width=\"15.7109375\" customWidth=\"1\"/>");
    assert_int_equal(pm_document_open(&o, path, &d), PM_OK);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(pm_document_next(d, &row), PM_OK);
        is(row.action.cell[PM_TEXT], wanted[i].action);
        is(row.action.cell[PM_WHO], wanted[i].who);
        is(row.plan_id, "P1");
        is(row.authority, "LA1");
        assert_int_equal(row.action_no.len == 1 ? row.action_no.data[0] - '0' : 0, i + 1);
        assert_int_equal(row.coded[PM_ACTIONABLE], wanted[i].actionable);
        assert_int_equal(row.coded[PM_TIMEFRAME], wanted[i].actionable);
        assert_int_equal(row.coded[PM_OWNER], wanted[i].owner);
    }
    assert_int_equal(pm_document_next(d, &row), PM_END);
    pm_document_close(d);
}

/* ---- bounds ---- */

static void a_text_beyond_a_cell_is_cut(void **state) {
    static char text[40000];
    const char *path = test_path("long.xlsx");
    const pm_table_column column = {"action", "action", PM_IS_TEXT, PM_PART_VALUE, 0};
    told t = {.len = 0};
    (void)state;
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 2; i++) {
        const pm_cell cell = {.kind = PM_CELL_TEXT, .text = {text, i == 0 ? 32767 : 32768}};
        const pm_table table = {
            .name = "t", .column_count = 1, .row_count = 1, .columns = &column, .cells = &cell};
        assert_int_equal(write_book(&table, 1, path, &t), PM_OK);
        const char *texts = strstr(part_of(path, "xl/worksheets/sheet1.xml"), "xxxx");
        assert_int_equal(strspn(texts, "x"), 32767 - i);
        assert_int_equal(strstr(texts, "x\xE2\x80\xA6</t>") != NULL, i == 1);
        assert_int_equal(strstr(t.text, "sheet t, row 2, column 1: the text is longer") != NULL,
                         i == 1);
    }
}

/* A table of nothing but long texts is not told of for ever. */
static void texts_that_are_cut_are_told_ten_times(void **state) {
    enum { ROWS = 25 };
    static char text[32768];
    pm_cell cells[ROWS];
    const pm_table_column column = {"action", "action", PM_IS_TEXT, PM_PART_VALUE, 0};
    const pm_table table = {
        .name = "t", .column_count = 1, .row_count = ROWS, .columns = &column, .cells = cells};
    told t = {.len = 0};
    size_t count = 0;
    (void)state;
    memset(text, 'x', sizeof text);
    for (int i = 0; i < ROWS; i++) {
        cells[i] = (pm_cell){.kind = PM_CELL_TEXT, .text = {text, sizeof text}};
    }
    assert_int_equal(write_book(&table, 1, test_path("long.xlsx"), &t), PM_OK);
    for (const char *at = t.text; (at = strstr(at, "the text is longer")) != NULL; at++) {
        count++;
    }
    assert_int_equal(count, 10);
    has(t.text, "15 more texts are longer than a cell, and are cut");
}

static void what_no_sheet_can_be_is_refused(void **state) {
    static const struct {
        const char *first, *second;
        pm_status status;
    } cases[] = {
        {"a", "b", PM_OK},
        {"a", "A", PM_ERR_ARGUMENT},
        {"a:b", "b", PM_ERR_ARGUMENT},
        {"'a", "b", PM_ERR_ARGUMENT},
        {"", "b", PM_ERR_ARGUMENT},
        {"a name of thirty-two characters.", "b", PM_OK},
        {"a name of thirty-two characters.", "a name of thirty-two characters!", PM_ERR_ARGUMENT},
    };
    const char *path = test_path("names.xlsx");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pm_table two[2] = {coding, coding};
        told t = {.len = 0};
        two[0].name = cases[i].first;
        two[1].name = cases[i].second;
        assert_int_equal(write_book(two, 2, path, &t), cases[i].status);
        assert_int_equal(is_there(path), cases[i].status == PM_OK);
        assert_int_equal(t.len == 0, cases[i].status == PM_OK);
    }
    pm_table bare = coding;
    pm_table_column nameless[5] = {{.name = "n"}, {.name = "n"}, {.name = "n"}, {.name = "n"}};
    bare.columns = nameless;
    assert_int_equal(write_book(&bare, 1, path, NULL), PM_ERR_ARGUMENT);
    bare = coding;
    bare.cells = NULL;
    assert_int_equal(write_book(&bare, 1, path, NULL), PM_ERR_ARGUMENT);
    bare = coding;
    bare.note_count = 1;
    assert_int_equal(write_book(&bare, 1, path, NULL), PM_ERR_ARGUMENT);
    bare.name = NULL;
    assert_int_equal(write_book(&bare, 1, path, NULL), PM_ERR_ARGUMENT);
    assert_false(is_there(path));
    pm_table large = coding;
    told t = {.len = 0};
    large.row_count = 1048576;
    assert_int_equal(write_book(&large, 1, path, &t), PM_ERR_LIMIT);
    assert_false(is_there(path));
    enum { NOTES = 1048573 }; /* with a title, an empty row and the headings they fill a sheet */
    pm_str *notes = malloc(NOTES * sizeof *notes);
    assert_non_null(notes);
    for (size_t i = 0; i < NOTES; i++) {
        notes[i] = (pm_str){"x", 1};
    }
    large = coding;
    large.about = (pm_str){NULL, 0};
    large.notes = notes;
    large.note_count = NOTES;
    assert_int_equal(write_book(&large, 1, path, &t), PM_ERR_LIMIT);
    assert_false(is_there(path));
    free(notes);
    assert_int_equal(write_book(NULL, 0, path, &t), PM_ERR_ARGUMENT);
    assert_int_equal(write_book(&coding, 1, NULL, &t), PM_ERR_ARGUMENT);
    assert_ptr_equal(pm_document_kit_get()->workbook_write, pm_workbook_write);
}

/* ---- what ends ---- */

static void a_place_that_cannot_be_written_is_told(void **state) {
    told t = {.len = 0};
    const char *path = test_path("none/report.xlsx");
    (void)state;
    assert_int_equal(write_book(&coding, 1, path, &t), PM_ERR_IO);
    assert_non_null(strstr(t.text, "cannot write the workbook: no such file or folder"));
    assert_int_equal(write_book(&coding, 1, test_path(""), &t), PM_ERR_IO);
    assert_true(is_there(test_path("")));
}

/* Files may grow to so many bytes. */
static void a_full_disk_leaves_no_half_file(void **state) {
    static const rlim_t most[] = {0, 100, 500, 1000, 2000, 3000, 5000, 8000, 12000, 16000, 20000};
    const char *path = test_path("full.xlsx");
    struct rlimit before;
    size_t failed = 0;
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        struct rlimit limit = {most[i], before.rlim_max};
        told t = {.len = 0};
        setrlimit(RLIMIT_FSIZE, &limit);
        pm_status status = write_book(report_fixture, REPORT_FIXTURE_TABLES, path, &t);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_true(status == PM_OK || status == PM_ERR_IO);
        assert_int_equal(is_there(path), status == PM_OK);
        assert_int_equal(t.len != 0, status != PM_OK);
        failed += status != PM_OK;
    }
    assert_true(failed >= 5);
}

/* Nothing but the caller is told of a full disk, and once; not even an unusable folder for
 * temporary files matters, since there are none. */
static void a_full_disk_is_told_once(void **state) {
    char said[256], heard[4096];
    const char *path, *device = "/dev/full";
    (void)state;
    snprintf(heard, sizeof heard, "%s", test_path("said.txt"));
    path = test_path("full.xlsx");
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    assert_non_null(freopen(heard, "wb", stderr));
    told full = {.len = 0}, plain = {.len = 0};
    setenv("TMPDIR", "/dev/null/none", 1);
    pm_status on_device = write_book(report_fixture, REPORT_FIXTURE_TABLES, device, &full);
    pm_status in_folder = write_book(report_fixture, REPORT_FIXTURE_TABLES, path, &plain);
    unsetenv("TMPDIR");
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    assert_int_equal(bytes_of(heard, said, sizeof said), 0);
    assert_int_equal(on_device, PM_ERR_IO);
    assert_non_null(strstr(full.text, "cannot write the workbook: no space left"));
    assert_null(strstr(strstr(full.text, "cannot write") + 1, "cannot write"));
    assert_true(is_there(device));
    assert_int_equal(in_folder, PM_OK);
    assert_int_equal(plain.len, 0);
}

/* What Excel would read as the code of a character is the text that it is, and so are marks of XML.
 */
static void texts_are_kept_as_they_are(void **state) {
    static const char text[] = "_x0041_ _x000d_ _x41_ __x0042_ <b>&amp;</b> \"]]>\r\x1B\xFF";
    const char *path = test_path("marks.xlsx");
    const pm_table_column column = {"action", "<a&b>", PM_IS_TEXT, PM_PART_VALUE, 0};
    const pm_cell cell = {.kind = PM_CELL_TEXT, .text = {text, sizeof text - 1}};
    const pm_table table = {.name = "it's <&\">",
                            .title = "<t>",
                            .column_count = 1,
                            .row_count = 1,
                            .columns = &column,
                            .cells = &cell};
    (void)state;
    assert_int_equal(write_book(&table, 1, path, NULL), PM_OK);
    const char *book = part_of(path, "xl/workbook.xml");
    has(book, "<sheet name=\"it's &lt;&amp;&quot;&gt;\"");
    has(book, ">'it''s &lt;&amp;&quot;&gt;'!$A$3:$A$4</definedName>");
    const char *sheet = part_of(path, "xl/worksheets/sheet1.xml");
    has(sheet, ">&lt;a&amp;b&gt;</t>");
    has(sheet, ">_x005F_x0041_ _x005F_x000d_ _x41_ __x005F_x0042_ &lt;b&gt;&amp;amp;&lt;/b&gt; "
               "&quot;]]&gt;  \xEF\xBF\xBD</t>");
}

static void memory_ends_anywhere(void **state) {
    const char *path = test_path("memory.xlsx");
    (void)state;
    for (int on = 0; on < 2; on++) {
        counted c = {.fail_at = 1, .fail_on = on != 0};
        for (bool failed = true; failed; c.fail_at++) {
            pm_allocator a = counted_allocator(&c);
            pm_options o = {sizeof o, &a, NULL, NULL};
            c.requests = 0;
            pm_status status = pm_workbook_write(&o, &coding, 1, path);
            failed = c.requests >= c.fail_at;
            assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
            assert_int_equal(is_there(path), !failed);
            assert_int_equal(c.pieces, 0);
        }
        assert_true(c.fail_at > 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_is_a_table),
        cmocka_unit_test(nobody_and_no_day_are_in_it),
        cmocka_unit_test(a_coding_sheet_is_read_again),
        cmocka_unit_test(coded_rows_stay_rows),
        cmocka_unit_test(a_text_beyond_a_cell_is_cut),
        cmocka_unit_test(texts_that_are_cut_are_told_ten_times),
        cmocka_unit_test(what_no_sheet_can_be_is_refused),
        cmocka_unit_test(a_place_that_cannot_be_written_is_told),
        cmocka_unit_test(a_full_disk_leaves_no_half_file),
        cmocka_unit_test(a_full_disk_is_told_once),
        cmocka_unit_test(texts_are_kept_as_they_are),
        cmocka_unit_test(memory_ends_anywhere),
    };
    return cmocka_run_group_tests(tests, test_folder, test_folder_gone);
}
