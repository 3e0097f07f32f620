/* SPDX-License-Identifier: MIT
 * Documents for tests: packages written through libzip, and what is found in them as text. */
#ifndef TESTS_DOCUMENTS_H
#define TESTS_DOCUMENTS_H

#include "planmark/docs.h"

typedef struct part_text {
    const char *name, *text;
} part_text;

/* What a document gave: a line for each row, "plan|authority|no|action|who|by_when|measure|date|
 * source" and " name=value" for each carried cell that is not empty; line ends in cells are '/'.
 * Then its messages, each behind "! ". */
typedef struct found_text {
    char text[65536];
    size_t len;
    pm_document_counts counts;
    pm_status opened, last;
} found_text;

/* Paths in the test's own folder; the last one lives until the next call. */
const char *test_path(const char *name);
void test_write(const char *path, const char *data, size_t len);
/* Puts other bytes in the place of one part. */
void test_replace(const char *path, const char *name, const char *data, size_t len);
/* Encrypts one part of a package. */
void test_lock(const char *path, const char *name);
void test_pack(const char *path, const part_text *parts);
/* Word: the body between <w:body> tags; the others are parts by name, with NULL at the end. */
void test_docx(const char *path, const char *body, const part_text *more);
/* OpenDocument: inside office:text or office:spreadsheet; styles may be NULL. */
void test_odf(const char *path, const char *kind, const char *styles, const char *body);
/* Excel: sheets as pairs of attributes ("name=\"A\"") and what stands in the worksheet. */
void test_xlsx(const char *path, const part_text *sheets, const part_text *more);

/* A pm_diagnostic_fn; `ctx` is a found_text. */
void test_tell(void *ctx, const pm_diagnostic *d);
void test_read(const char *path, const char *columns, found_text *out);
/* Asserts that the document gives just this. */
void test_check(const char *path, const char *expected);
void test_check_html(const char *html, const char *expected);

int test_folder(void **state);
int test_folder_gone(void **state);

#endif
