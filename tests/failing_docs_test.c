/* SPDX-License-Identifier: MIT
 * As failing_test.c, for what libplanmark-docs exports: documents of all formats, and a workbook.
 */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "planmark/docs.h"
#include "tests/documents.h"
#include "tests/failing.h"
#include "tests/report_fixture.h"

/* Each document has two actions. */
enum { ROWS = 2 };
static char temporary[256]; /* where the library makes its folders */

static pm_document *new_document(const char *name) {
    pm_document *d;
    MUST(pm_document_open(NULL, test_path(name), &d));
    return d;
}

static pm_status open_file(const char *name) {
    pm_document *d;
    const char *path = test_path(name);
    pm_status status = TRY(pm_document_open(NULL, path, &d));
    assert_true((status == PM_OK) == (d != NULL));
    pm_document_close(d);
    return status;
}

/* To its end; PM_ERR_ROW: all seems well, and a row is lost. */
static pm_status read_file(const char *name) {
    pm_document *d = new_document(name);
    pm_row row;
    size_t count = 0;
    pm_status status = TRY(pm_document_next(d, &row));
    while (status == PM_OK || status == PM_ERR_ROW) {
        count++;
        status = TRY(pm_document_next(d, &row));
    }
    pm_document_close(d);
    return status != PM_END ? status : count == ROWS ? PM_OK : PM_ERR_ROW;
}

typedef struct piped {
    const char *text;
    size_t left;
} piped;

static pm_status pipe_on(void *ctx, char *data, size_t size, size_t *got, const char **reason) {
    piped *p = ctx;
    (void)reason;
    *got = p->left < size ? p->left : size;
    memcpy(data, p->text, *got);
    p->text += *got;
    p->left -= *got;
    return PM_OK;
}

/* A PDF that comes by a pipe lies in a folder of its own meanwhile, which goes. */
static pm_status try_open_piped(void) {
    static const char pdf[] = "%PDF-1.7";
    piped p = {pdf, sizeof pdf - 1};
    pm_document_options o = {.size = sizeof o, .rest = pipe_on, .rest_ctx = &p};
    pm_document *d;
    pm_status status = TRY(pm_document_open(&o, "-", &d));
    pm_document_close(d);
    assert_int_equal(rmdir(temporary), 0); /* empty */
    assert_int_equal(mkdir(temporary, 0700), 0);
    return status;
}

#define OF_FILE(format)                                                                            \
    static pm_status try_open_##format(void) {                                                     \
        return open_file("f." #format);                                                            \
    }                                                                                              \
    static pm_status try_next_##format(void) {                                                     \
        return read_file("f." #format);                                                            \
    }
OF_FILE(docx)
OF_FILE(odt)
OF_FILE(xlsx)
OF_FILE(html)
OF_FILE(pdf)

static pm_status try_close(void) {
    static const char *const names[] = {"f.docx", "f.odt", "f.xlsx", "f.html", "f.pdf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pm_document *d = new_document(names[i]);
        TRY_VOID(pm_document_close(d));
    }
    return PM_OK;
}

static pm_status try_counted(void) {
    pm_document *d = new_document("f.html");
    TRY_VOID(assert_int_equal(pm_document_counted(d).rows, 0));
    pm_document_close(d);
    return PM_OK;
}

static pm_status try_format(void) {
    pm_document *d = new_document("f.html");
    TRY_VOID(assert_string_equal(pm_document_format(d), "html"));
    pm_document_close(d);
    return PM_OK;
}

static pm_status try_format_count(void) {
    TRY_VOID(assert_int_equal(pm_document_format_count(), 7));
    return PM_OK;
}

static pm_status try_format_get(void) {
    pm_document_format_info info;
    TRY_VOID(assert_int_equal(pm_document_format_get(0, &info), 0));
    return PM_OK;
}

static pm_status try_kit_get(void) {
    TRY_VOID(assert_non_null(pm_document_kit_get()));
    return PM_OK;
}

/* Where it fails no file is left. */
static pm_status try_workbook(void) {
    const char *path = test_path("f-out.xlsx");
    pm_status status = TRY(pm_workbook_write(NULL, report_fixture, 2, path));
    assert_true((status == PM_OK) == (access(path, F_OK) == 0));
    unlink(path);
    return status;
}

#undef OF_FILE
#define OF_FILE(format)                                                                            \
    {"pm_document_open", try_open_##format, OTHERS}, {                                             \
        "pm_document_next", try_next_##format, OTHERS                                              \
    }

static const failing_case cases[] = {
    {"pm_document_open", try_open_piped, MAY_DO},
    {"pm_document_close", try_close, NEVER},
    {"pm_document_counted", try_counted, NEVER},
    {"pm_document_format", try_format, NEVER},
    {"pm_document_format_count", try_format_count, NEVER},
    {"pm_document_format_get", try_format_get, NEVER},
    {"pm_document_kit_get", try_kit_get, NEVER},
    OF_FILE(docx),
    OF_FILE(odt),
    OF_FILE(xlsx),
    OF_FILE(html),
    OF_FILE(pdf),
    {"pm_workbook_write", try_workbook, OTHERS},
};

static void memory_ends_in_every_function(void **state) {
    (void)state;
    failing_run(cases, sizeof cases / sizeof *cases, "tests/exports-docs.txt");
}

/* ---- files ---- */

static void put(const char *name, const char *text) {
    test_write(test_path(name), text, strlen(text));
}

static void put_office(void) {
    static const part_text sheets[] = {
        {"name=\"A\"", "<sheetData><row r=\"1\"><c r=\"A1\" "
                       "t=\"inlineStr\"><is><t>Action</t></is></c><c r=\"B1\" "
                       "t=\"inlineStr\"><is><t>Who</t></is></c></row><row r=\"2\"><c r=\"A2\" "
                       "t=\"inlineStr\"><is><t>Mum to "
                       "go</t></is></c><c r=\"B2\" "
                       "t=\"inlineStr\"><is><t>Mum</t></is></c></row><row r=\"3\"><c r=\"A3\" "
                       "t=\"inlineStr\"><is><t>Dad to go</t></is></c></row></sheetData>"},
        {NULL, NULL}};
#define W_CELL(text) "<w:tc><w:p><w:r><w:t>" text "</w:t></w:r></w:p></w:tc>"
#define W_ROW(a, b) "<w:tr>" W_CELL(a) W_CELL(b) "</w:tr>"
#define O_CELL(text) "<table:table-cell><text:p>" text "</text:p></table:table-cell>"
#define O_ROW(a, b) "<table:table-row>" O_CELL(a) O_CELL(b) "</table:table-row>"
    test_docx(test_path("f.docx"),
              "<w:tbl>" W_ROW("Action", "Who") W_ROW("Mum to go", "Mum")
                  W_ROW("Dad to go", "") "</w:tbl>",
              NULL);
    test_odf(test_path("f.odt"), "text", NULL,
             "<table:table>" O_ROW("Action", "Who") O_ROW("Mum to go", "Mum")
                 O_ROW("Dad to go", "") "</table:table>");
    test_xlsx(test_path("f.xlsx"), sheets, NULL);
}

/* The programs that read PDF are played. */
static void put_program(const char *name, const char *says) {
    char script[4096];
    snprintf(script, sizeof script, "#!/bin/sh\ncat <<'END'\n%s\nEND\n", says);
    put(name, script);
    assert_int_equal(chmod(test_path(name), 0700), 0);
}

#define WORD(x, y, text)                                                                           \
    "<word xMin=\"" #x "0\" yMin=\"" #y "0\" xMax=\"" #x "9\" yMax=\"" #y "9\">" text "</word>"
#define LINE(from, to) "<path style=\"stroke:rgb(0%,0%,0%)\" d=\"M " from " L " to "\"/>"

static void put_pdf(void) {
    char path[8192];
    put_program("pdftotext",
                "<page width=\"600\" height=\"800\">" WORD(3, 12, "Action") WORD(30, 12, "Who")
                    WORD(3, 22, "Ring") WORD(30, 22, "Mum") WORD(3, 32, "Go") "</page>");
    put_program("pdftocairo",
                LINE("10 100", "400 100") LINE("10 200", "400 200") LINE("10 300", "400 300")
                    LINE("10 400", "400 400") LINE("10 100", "10 400") LINE("200 100", "200 400")
                        LINE("400 100", "400 400"));
    snprintf(path, sizeof path, "%s", test_path("pdftotext"));
    *strrchr(path, '/') = '\0';
    size_t len = strlen(path);
    snprintf(path + len, sizeof path - len, ":%s", getenv("PATH"));
    assert_int_equal(setenv("PATH", path, 1), 0);
    put("f.pdf", "%PDF-1.7");
}

static int make_files(void **state) {
    int failed = test_folder(state);
    if (failed == 0) {
        snprintf(temporary, sizeof temporary, "%s.tmp", test_path("f"));
        assert_int_equal(mkdir(temporary, 0700), 0);
        assert_int_equal(setenv("TMPDIR", temporary, 1), 0);
        put_office();
        put("f.html", "<h1>Plan ID: P1</h1><table><tr><th>Action<th>Who<tr><td>1. Mum to go<br>2. "
                      "Dad to go<td>Mum</table>");
        put_pdf();
    }
    return failed;
}

static int files_gone(void **state) {
    rmdir(temporary);
    return test_folder_gone(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_ends_in_every_function)};
    return cmocka_run_group_tests(tests, make_files, files_gone);
}
