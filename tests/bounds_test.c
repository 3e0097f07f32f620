/* SPDX-License-Identifier: MIT
 * Bounds of documents that only size shows, in a build in which they are small: see
 * tests/CMakeLists.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/documents.h"

#define S(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

/* A sheet with so many merged ranges; each takes 33 bytes. */
static const char *sheet_with(size_t ranges) {
    static const char range[] = "<mergeCell ref=\"D9:E9\" a=\"1234\"/>";
    char *sheet = malloc(ranges * sizeof range + 1024);
    const char *path = test_path("sheet.xlsx");
    size_t len =
        (size_t)sprintf(sheet, "<sheetData><row>%s</row><row>%s</row></sheetData>",
                        S("A1", "Action") S("B1", "Who"), S("A2", "Mum to go") S("B2", "Mum"));
    len += (size_t)sprintf(sheet + len, "<mergeCells>");
    for (size_t i = 0; i < ranges; i++, len += sizeof range - 1) {
        memcpy(sheet + len, range, sizeof range);
    }
    sprintf(sheet + len, "</mergeCells>");
    const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
    test_xlsx(path, sheets, NULL);
    free(sheet);
    return path;
}

/* A sheet is looked through for merged ranges first, which is not unpacking more of the document.
 */
static void sheets_count_once(void **state) {
    enum { FEW = 20000, TOO_MANY = 40000 };
    static found_text found;
    (void)state;
    test_check(sheet_with(FEW), "sheet||1|Mum to go|Mum||||A!A2\n");
    test_read(sheet_with(TOO_MANY), NULL, &found);
    assert_int_equal(found.last, PM_ERR_INPUT);
    assert_non_null(strstr(found.text, "unpacks to more than"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sheets_count_once)};
    return cmocka_run_group_tests(tests, test_folder, test_folder_gone);
}
