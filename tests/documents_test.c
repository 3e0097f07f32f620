/* SPDX-License-Identifier: MIT
 * Formats of documents, packed by the test itself: what office programs write and LibreOffice does
 * not, and what nobody should. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/documents.h"

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define TC(text) "<w:tc>" P(text) "</w:tc>"
#define HEADS "<w:tr>" TC("Outcome") TC("Action") TC("Who") TC("By when") "</w:tr>"

static void check_docx(const char *body, const part_text *more, const char *expected) {
    const char *path = test_path("plan.docx");
    test_docx(path, body, more);
    test_check(path, expected);
}

static void expect_refused(const char *path, const char *part_of_message) {
    static found_text found;
    test_read(path, NULL, &found);
    assert_int_not_equal(found.opened != PM_OK ? found.opened : found.last, PM_OK);
    assert_int_not_equal(found.opened != PM_OK ? found.opened : found.last, PM_END);
    if (strstr(found.text, part_of_message) == NULL) {
        print_message("%s\nlacks: %s\n", found.text, part_of_message);
    }
    assert_non_null(strstr(found.text, part_of_message));
}

static size_t put_times(char *to, const char *text, size_t times) {
    size_t len = strlen(text);
    for (size_t i = 0; i < times; i++) {
        memcpy(to + i * len, text, len);
    }
    to[times * len] = '\0';
    return times * len;
}

/* ---- Memory that is counted, and ends ---- */

typedef struct counting {
    size_t left, held;
    bool once, failed; /* once: there is memory again after the first failure */
    size_t largest;    /* that was asked for at a time */
} counting;

static bool may_allocate(counting *c) {
    if (c->left != 0) {
        c->left--;
        return true;
    }
    c->failed = true;
    c->left = c->once ? SIZE_MAX : 0;
    return false;
}

static void *count_alloc(void *ctx, size_t size) {
    counting *c = ctx;
    if (!may_allocate(c)) {
        return NULL;
    }
    c->largest = size > c->largest ? size : c->largest;
    c->held++;
    return malloc(size);
}

static void *count_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    counting *c = ctx;
    (void)old_size;
    if (!may_allocate(c)) {
        return NULL;
    }
    c->largest = new_size > c->largest ? new_size : c->largest;
    return realloc(p, new_size);
}

static void count_release(void *ctx, void *p) {
    counting *c = ctx;
    c->held--;
    free(p);
}

static pm_status read_with(const char *path, counting *c) {
    const pm_allocator a = {count_alloc, count_resize, count_release, c};
    pm_document_options options = {.size = sizeof options};
    options.common = (pm_options){.size = sizeof options.common, .allocator = &a};
    pm_document *d;
    pm_row row;
    pm_status status = pm_document_open(&options, path, &d);
    if (status != PM_OK) {
        return status;
    }
    do {
        status = pm_document_next(d, &row);
    } while (status == PM_OK || status == PM_ERR_ROW);
    pm_document_close(d);
    return status;
}

/* ---- Word ---- */

static void word_cells_that_are_merged(void **state) {
    (void)state;
    /* clang-format off */
    check_docx(P("Plan ID: P1") "<w:tbl>" HEADS
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P("A") "</w:tc>" TC("Mum to call")
        TC("Mum") TC("May") "</w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" TC(
        "Dad to call") "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P("Dad by June")
        "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" TC("LB to call") TC("LB")
        TC("") "</w:tr></w:tbl>", NULL,
        "P1||1|Mum to call|Mum|May|||table 1 row 2 cell 2 Outcome=A\nP1||2|Dad to call|Dad by June||||table 1 row 3 cell 2 Outcome=A\nP1||3|LB to call|LB||||table 1 row 4 cell 2\n");
    /* clang-format on */
}

/* What began in a row that is hidden or deleted does not go on in the next. */
static void word_cells_that_begin_in_a_hidden_row(void **state) {
    (void)state;
    /* clang-format off */
    check_docx("<w:tbl>" HEADS
        "<w:tr><w:trPr><w:hidden/></w:trPr>" "<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>"
        P("Secret") "</w:tc>" TC("Gone to call") TC("Gone") TC("May") "</w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" TC("Mum to call") TC("Mum") TC("June") "</w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P("Safe") "</w:tc>" TC("Dad to call")
        TC("Dad") TC("July") "</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>"
        "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" TC("Gone to go") TC("") TC("") "</w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" TC("Nan to call") TC("Nan") TC("") "</w:tr></w:tbl>", NULL,
        "plan||1|Mum to call|Mum|June|||table 1 row 2 cell 2\n"
        "plan||2|Dad to call|Dad|July|||table 1 row 3 cell 2 Outcome=Safe\n"
        "plan||3|Nan to call|Nan||||table 1 row 4 cell 2 Outcome=Safe\n");
    /* clang-format on */
}

static void word_changes_are_accepted(void **state) {
    (void)state;
    check_docx(
        "<w:tbl>" HEADS
        "<w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr><w:tc><w:p><w:del><w:r><w:delText>Gone"
        "</w:delText></w:r></w:del></w:p></w:tc>" TC(
            "Gone") "</w:tr>"
                    "<w:tr><w:trPr><w:ins w:id=\"2\"/></w:trPr>" TC(
                        "A") "<w:tc><w:p><w:r><w:t>Mum to "
                             "</w:t></w:r><w:del><w:r><w:t>shout</w:t></w:r></w:del>"
                             "<w:ins><w:r><w:t>call</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> "
                             "never</w:t></w:r>"
                             "</w:moveFrom></w:p></w:tc>"
                             "<w:tc><w:p><w:pPr><w:rPr><w:del "
                             "w:id=\"3\"/></w:rPr></w:pPr><w:r><w:t>Mum </w:t></w:r>"
                             "</w:p>" P("and dad") "</w:tc>"
                                                   "<w:tc><w:p><w:pPr><w:pPrChange><w:pPr><w:"
                                                   "pStyle w:val=\"Heading1\"/></w:pPr>"
                                                   "</w:pPrChange></w:pPr><w:moveTo><w:r><w:t>May</"
                                                   "w:t></w:r></w:moveTo></w:p></w:tc>"
                                                   "</w:tr></w:tbl>",
        NULL, "plan||1|Mum to call|Mum and dad|May|||table 1 row 2 cell 2 Outcome=A\n");
}

static void word_content_controls_at_four_levels(void **state) {
    (void)state;
    check_docx(
        "<w:tbl>" HEADS "<w:sdt><w:sdtPr/><w:sdtContent><w:tr>" TC(
            "A") "<w:sdt><w:sdtPr/><w:sdtContent><w:tc>"
                 "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Mum to </w:t></w:r>"
                 "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>call</w:t></w:r></w:sdtContent></"
                 "w:sdt></w:p>"
                 "</w:sdtContent></w:sdt></w:tc></w:sdtContent></w:sdt>"
                 "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:tc>" P(
                     "Enter a name") "</w:tc></w:sdtContent></w:sdt>" TC("May") "</w:tr></"
                                                                                "w:sdtContent></"
                                                                                "w:sdt></w:tbl>",
        NULL, "plan||1|Mum to call||May|||table 1 row 2 cell 2 Outcome=A\n");
}

static void word_text_that_is_not_shown(void **state) {
    static const part_text parts[] = {
        {"word/styles.xml",
         "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:style w:styleId=\"Secret\"><w:name w:val=\"s\"/><w:rPr><w:vanish/></w:rPr></w:style>"
         "</w:styles>"},
        {"word/comments.xml", "<w:comments/>"},
        {NULL, NULL}};
    (void)state;
    /* clang-format off */
    check_docx("<w:tbl>" HEADS "<w:tr>" TC("A")
        "<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r><w:r><w:rPr>"
        "<w:vanish w:val=\"0\"/></w:rPr><w:t>Mum to</w:t></w:r><w:r><w:fldChar/><w:instrText>"
        " DATE </w:instrText></w:r><w:r><w:tab/><w:t>re</w:t><w:noBreakHyphen/><w:t>"
        "call</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Secret\"/></w:rPr><w:t> now</w:t>"
        "</w:r></w:p></w:tc>" TC("Mum")
        "<w:tc><w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" P("May")
        "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback>" P("May")
        "</mc:Fallback></mc:AlternateContent></w:r></w:p></w:tc></w:tr></w:tbl>", parts,
        "plan||1|Mum to re-call|Mum|May|||table 1 row 2 cell 2 Outcome=A\n");
    /* clang-format on */
}

static void word_lists_and_headings(void **state) {
#define ITEM(num, level, text)                                                                     \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" num                      \
    "\"/></w:numPr></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define STYLED(style, text)                                                                        \
    "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
    static const part_text parts[] = {
        {"word/styles.xml",
         "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:style w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
         "<w:style w:styleId=\"Mine\"><w:name w:val=\"mine\"/><w:basedOn w:val=\"H1\"/></w:style>"
         "<w:style w:styleId=\"Round\"><w:name w:val=\"r\"/><w:basedOn w:val=\"Round\"/></w:style>"
         "</w:styles>"},
        {"word/numbering.xml",
         "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:abstractNum w:abstractNumId=\"5\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/>"
         "</w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>"
         "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"5\"/></w:num></w:numbering>"},
        {NULL, NULL}};
    (void)state;
    check_docx(STYLED("Mine", "Next steps") STYLED("Round", "This was agreed:")
                   ITEM("1", "0", "Mum to call") ITEM("1", "0", "Dad will:") ITEM("1", "1", "write")
                       STYLED("H1", "Views") ITEM("1", "0", "Mum is happy"),
               parts,
               "plan||1|Mum to call|||||paragraph 3\nplan||2|Dad will write|||||paragraph 5\n");
    check_docx("<w:tbl>" HEADS "<w:tr>" TC("A") "<w:tc>" ITEM("1", "0", "Mum to call")
                   ITEM("1", "0", "Dad to call") "</w:tc><w:tc>" ITEM("1", "0", "Mum")
                       ITEM("1", "0", "Dad") "</w:tc><w:tc>" P("1. May")
                           P("2. June") "</w:tc></w:tr></w:tbl>",
               parts,
               "plan||1|Mum to call|Mum|May|||table 1 row 2 cell 2 paragraph 1 Outcome=A\n"
               "plan||2|Dad to call|Dad|June|||table 1 row 2 cell 2 paragraph 2 Outcome=A\n");
}

/* ---- OpenDocument ---- */

#define TP(text) "<text:p>" text "</text:p>"
#define OC(text) "<table:table-cell>" TP(text) "</table:table-cell>"
#define OHEADS                                                                                     \
    "<table:table-header-rows><table:table-row>" OC("Outcome") OC("Action")                        \
        OC("Who") "</table:table-row></table:table-header-rows>"

static void opendocument_texts(void **state) {
    const char *path = test_path("plan.odt");
    (void)state;
    /* clang-format off */
    test_odf(path, "text",
        "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/>"
        "</style:style><text:list-style style:name=\"L1\">"
        "<text:list-level-style-number text:level=\"1\" style:num-format=\"1\"/>" "</text:list-style>",
        "<text:tracked-changes>" TP("Gone to call") "</text:tracked-changes>" TP(
        "Plan ID:<text:s text:c=\"3\"/>P1<text:note>" TP("no") "</text:note>") "<table:table>" OHEADS
        "<table:table-row><table:table-cell table:number-rows-spanned=\"2\">" TP("A")
        "</table:table-cell><table:table-cell><text:list text:style-name=\"L1\">" "<text:list-item>"
        TP("Mum to <text:span text:style-name=\"T1\">not </text:span>call<office:annotation>" TP(
        "comment") "</office:annotation>") "</text:list-item><text:list-item>" TP(
        "Dad to<text:tab/>call") "</text:list-item></text:list></table:table-cell>" OC(
        "1. Mum<text:line-break/>2. Dad")
        "</table:table-row><table:table-row><table:covered-table-cell/>" OC("LB to call") OC("LB")
        "</table:table-row></table:table><text:section text:display=\"none\">" TP("Actions:") TP(
        "1. no") "</text:section>");
    /* clang-format on */
    test_check(path, "P1||1|Mum to call|Mum||||table 1 row 2 cell 2 paragraph 1 Outcome=A\n"
                     "P1||2|Dad to call|Dad||||table 1 row 2 cell 2 paragraph 2 Outcome=A\n"
                     "P1||3|LB to call|LB||||table 1 row 3 cell 2 Outcome=A\n");
}

#define ODF_STYLES                                                                                 \
    "<office:document-styles xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "   \
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "                               \
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "                    \
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\">"
#define ODF_STYLE(name, family, more, text)                                                        \
    "<style:style style:name=\"" name "\" style:family=\"" family "\"" more                        \
    "><style:text-properties " text "/></style:style>"
#define PARENT(name) " style:parent-style-name=\"" name "\""
#define HIDES "text:display=\"none\""
#define BOLD "fo:font-weight=\"bold\""

/* Styles leave to others what they do not say; those of pages are none of the text's, and those of
 * another family neither. */
static void opendocument_styles(void **state) {
    /* clang-format off */
    static const char common[] = ODF_STYLES "<office:styles>"
        ODF_STYLE("Strong", "paragraph", "", BOLD)
        ODF_STYLE("Aside", "paragraph", PARENT("Strong"), HIDES)
        ODF_STYLE("Loop", "paragraph", PARENT("Loop2"), "")
        ODF_STYLE("Loop2", "paragraph", PARENT("Loop"), "")
        "</office:styles><office:automatic-styles>" ODF_STYLE("P5", "paragraph", "", HIDES)
        "</office:automatic-styles></office:document-styles>";
    static const char own[] =
        ODF_STYLE("P1", "paragraph", PARENT("Strong"), "")
        ODF_STYLE("P2", "paragraph", PARENT("Aside"), "")
        ODF_STYLE("P3", "paragraph", PARENT("Aside"), "text:display=\"true\"")
        ODF_STYLE("P4", "text", "", HIDES) ODF_STYLE("P5", "paragraph", PARENT("Loop"), "");
    /* clang-format on */
    const char *path = test_path("styles.odt");
    (void)state;
    test_odf(path, "text", own,
             "<text:p text:style-name=\"P1\">Next steps</text:p>"
             "<text:p text:style-name=\"P2\">Gone to call</text:p>"
             "<text:p text:style-name=\"P4\">Mum to call</text:p>"
             "<text:p text:style-name=\"P5\">Dad to call</text:p>"
             "<text:p text:style-name=\"P3\">Views</text:p>" TP("Nan to call"));
    test_replace(path, "styles.xml", common, sizeof common - 1);
    test_check(path, "styles||1|Mum to call|||||paragraph 2\n"
                     "styles||2|Dad to call|||||paragraph 3\n");
}

static void opendocument_sheets(void **state) {
    const char *path = test_path("plan.ods");
    (void)state;
    /* clang-format off */
    test_odf(path, "spreadsheet",
        "<style:style style:name=\"off\" style:family=\"table\"><style:table-properties table:display=\"false\"/>"
        "</style:style>", "<table:table table:name=\"Hidden\" table:style-name=\"off\">" OHEADS
        "<table:table-row>" OC("x") OC("Gone to call") OC("x")
        "</table:table-row></table:table><table:table table:name=\"Plans\">"
        "<table:table-column/><table:table-column table:number-columns-repeated=\"2\"/>"
        "<table:table-column table:visibility=\"collapse\"/><table:table-row>" OC("Action") OC("Who")
        OC("By when") OC("Secret")
        "</table:table-row><table:table-row table:number-rows-repeated=\"2\">" OC("Mum to call") OC(
        "Mum") "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-05-14\">" TP(
        "14 May") "</table:table-cell>" OC("x")
        "</table:table-row><table:table-row table:visibility=\"collapse\">" OC("Gone to call")
        "</table:table-row><table:table-row>"
        "<table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
        "<table:table-row table:number-rows-repeated=\"1048570\">"
        "<table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
        "</table:table>");
    /* clang-format on */
    test_check(path, "plan||1|Mum to call|Mum|2024-05-14|||Plans!A2\n"
                     "plan||2|Mum to call|Mum|2024-05-14|||Plans!A3\n");
}

static void repeated_cells_are_bounded(void **state) {
    static found_text found;
    const char *path = test_path("bomb.ods");
    (void)state;
    test_odf(path, "spreadsheet", NULL,
             "<table:table><table:table-row>" OC("Action") OC(
                 "Who") "</table:table-row>"
                        "<table:table-row table:number-rows-repeated=\"100000000\">"
                        "<table:table-cell table:number-columns-repeated=\"100000000\">" TP(
                            "Mum to call") "</table:table-cell></table:table-row></table:table>");
    test_read(path, NULL, &found);
    assert_int_equal(found.last, PM_END);
    assert_int_equal(found.counts.actions, 257);
    assert_non_null(strstr(found.text, "! a table is wider than 512 columns, or repeats"));
}

/* Rows that are repeated share their cells, and are looked at one by one. */
static void repeated_rows_count_their_cells(void **state) {
    enum { ROWS = 31 };
    static const char row[] =
        "<table:table-row table:number-rows-repeated=\"256\">"
        "<table:table-cell table:number-columns-repeated=\"256\">" TP(
            "x") "</table:table-cell>"
                 "<table:table-cell table:number-columns-repeated=\"256\">" TP(
                     "y") "</table:table-cell>"
                          "</table:table-row>";
    static char text[ROWS * sizeof row + 64];
    const char *path = test_path("rows.ods");
    (void)state;
    size_t len = (size_t)sprintf(text, "<table:table>");
    len += put_times(text + len, row, ROWS);
    sprintf(text + len, "</table:table>");
    test_odf(path, "spreadsheet", NULL, text);
    expect_refused(path, "it has too many cells");
}

/* What is repeated ends where the grid does, and lies on nothing else. */
static void repeated_cells_stay_in_the_grid(void **state) {
    static found_text found;
    const char *path = test_path("wide.ods");
    (void)state;
    /* clang-format off */
    test_odf(path, "spreadsheet", NULL, "<table:table table:name=\"A\"><table:table-row>"
        "<table:table-cell table:number-columns-spanned=\"300\" table:number-columns-repeated=\"2\">"
        TP("Action") "</table:table-cell></table:table-row><table:table-row>" OC("Mum to call")
        "</table:table-row></table:table>");
    /* clang-format on */
    test_read(path, NULL, &found);
    assert_int_equal(found.last, PM_END);
    /* clang-format off */
    test_odf(path, "spreadsheet", NULL, "<table:table table:name=\"A\"><table:table-row>" OC(
        "Action") OC("Who") "</table:table-row><table:table-row table:number-rows-repeated=\"0\">" OC(
        "Mum to call") "<table:table-cell table:number-columns-repeated=\"0\">" TP("Mum")
        "</table:table-cell></table:table-row></table:table>");
    /* clang-format on */
    test_check(path, "wide||1|Mum to call|Mum||||A!A2\n");
}

/* Each level would be 256 times the one inside it. */
static void tables_are_not_repeated(void **state) {
    enum { DEPTH = 8 };
    static found_text found;
    char body[4096] = "";
    const char *path = test_path("nested.odt");
    (void)state;
    for (int i = 0; i < DEPTH; i++) {
        strcat(body, "<table:table><table:table-row table:number-rows-repeated=\"256\">"
                     "<table:table-cell table:number-columns-repeated=\"256\">");
    }
    strcat(body, TP("x"));
    for (int i = 0; i < DEPTH; i++) {
        strcat(body, "</table:table-cell></table:table-row></table:table>");
    }
    test_odf(path, "text", NULL, body);
    test_read(path, NULL, &found);
    assert_int_equal(found.last, PM_END);
    assert_non_null(strstr(found.text, "or repeats a row more than"));
}

/* ---- Excel ---- */

#define S(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void excel_sheets(void **state) {
    /* clang-format off */
    static const part_text sheets[] = {
        { "name=\"Plans\"",
        "<cols><col min=\"5\" max=\"6\" hidden=\"1\"/></cols><sheetData><row r=\"1\">" S("A1",
        "Outcome") S("B1", "Action") S("C1", "Who") S("D1", "By when") S("E1", "Secret")
        "</row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c>" S(
        "C3", "Mum") "<c r=\"D3\" s=\"1\"><v>45426</v></c>" S("E3", "x")
        "</row><row r=\"4\"><c r=\"A4\"/>" S("B4", "Dad to call&#10;&#10;- LB to call") S("C4",
        "Dad") "<c r=\"D4\" s=\"2\"><v>45426.5</v></c></row><row r=\"5\" hidden=\"1\">" S("B5",
        "Gone to call") "</row><row r=\"6\">" S("B6", "All to go") S("C6", "all")
        "<c r=\"D6\" s=\"3\"><v>0.75</v></c></row><row r=\"7\">" S("B7", "All to come")
        "<c r=\"C7\" t=\"b\"><v>1</v></c><c r=\"D7\"><v>3</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref=\"A3:A6\"/></mergeCells>"},
        { "name=\"Off\" state=\"hidden\"", "<sheetData><row>" S("A1", "Action") S("B1", "Who")
        "</row><row>" S("A2", "Gone to call") "</row></sheetData>"},
        { "name=\"More &amp; more\"",
        "<sheetData><row><c t=\"str\"><f>x</f><v>Plan ID</v></c><c t=\"inlineStr\"><is><r><t>"
        "P</t></r><r><t>9</t></r></is></c></row><row r=\"4\">" S("B4", "Action") S("C4", "Who")
        "</row><row r=\"5\">" S("B5", "GP to call") S("C5", "GP") "</row></sheetData>"},
        { NULL, NULL}};
    /* clang-format on */
    static const part_text parts[] = {
        {"xl/strings.xml",
         "<sst "
         "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>A</t></si>"
         "<si><r><t>Mum </t></r><r><t>to call</t></r><rPh><t>no</t></rPh></si></sst>"},
        {"xl/styles.xml",
         "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts>"
         "<numFmt numFmtId=\"170\" formatCode=\"[$-809]dd\\ mmm &quot;h&quot; yyyy\"/></numFmts>"
         "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
         "<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"},
        {NULL, NULL}};
    const char *path = test_path("plan.xlsx");
    (void)state;
    test_xlsx(path, sheets, parts);
    test_check(path,
               "plan:plan 1||1|Mum to call|Mum|2024-05-14|||Plans!B3 Outcome=A\n"
               "plan:plan 1||2|Dad to call|Dad|2024-05-14 12:00|||Plans!B4 paragraph 1 Outcome=A\n"
               "plan:plan 1||3|LB to call|Dad|2024-05-14 12:00|||Plans!B4 paragraph 2 Outcome=A\n"
               "plan:plan 1||4|All to go|all|18:00|||Plans!B6 Outcome=A\n"
               "plan:plan 1||5|All to come|TRUE|3|||Plans!B7\n"
               "P9||1|GP to call|GP||||More & more!B5\n");
}

/* ASCII in UTF-16, behind its mark. */
static size_t wide(const char *text, bool big, char *out) {
    size_t n = 0;
    out[n++] = (char)(big ? 0xFE : 0xFF);
    out[n++] = (char)(big ? 0xFF : 0xFE);
    for (; *text != '\0'; text++) {
        out[n++] = big ? '\0' : *text;
        out[n++] = big ? *text : '\0';
    }
    return n;
}

static void excel_sheets_in_utf16(void **state) {
    static const char text[] =
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet><sheetData><row>" S("A1", "Outcome")
            S("B1", "Action") "</row><row>" S("A2", "Safe") S("B2", "Mum to call") "</row><row>" S(
                "B3", "Dad to call") "</row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/>"
                                     "</mergeCells></worksheet>";
    static const part_text sheets[] = {{"name=\"A\"", ""}, {NULL, NULL}};
    static char bytes[2 * sizeof text + 2];
    const char *path = test_path("wide.xlsx");
    (void)state;
    for (int big = 0; big < 2; big++) {
        test_xlsx(path, sheets, NULL);
        test_replace(path, "xl/sheets/s0.xml", bytes, wide(text, big != 0, bytes));
        test_check(path, "wide||1|Mum to call|||||A!B2 Outcome=Safe\n"
                         "wide||2|Dad to call|||||A!B3 Outcome=Safe\n");
    }
    test_xlsx(path, sheets, NULL);
    test_replace(path, "xl/sheets/s0.xml", "<worksheet><a b='\xE9'/></worksheet>", 34);
    expect_refused(path, "neither UTF-8 nor UTF-16");
    test_replace(path, "xl/sheets/s0.xml", "<\0\0\0a\0\0\0/\0\0\0>\0\0\0", 16);
    expect_refused(path, "damaged");
}

/* A long string that all rows share is held back with few of them. */
static void excel_strings_that_rows_share(void **state) {
    enum { ROWS = 560, LONG = 1000000, ROW = 64 };
    static const char head[] = "<sst><si><t>Mum to call</t></si><si><t>";
    static const char row_text[] = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>";
    char *strings = malloc(LONG + sizeof head + 64), *sheet = malloc(ROWS * ROW + 512);
    size_t at = (size_t)sprintf(sheet, "<sheetData><row>" S("A1", "Action")
                                           S("B1", "Who") "</row>"
                                                          "<row>" S("A2", "Dad to call")
                                                              S("C2", "x") "</row>");
    (void)state;
    memset(strings, 'x', LONG + sizeof head);
    memcpy(strings, head, sizeof head - 1);
    strcpy(strings + LONG, "</t></si></sst>");
    for (int i = 0; i < ROWS; i++) {
        at += (size_t)sprintf(sheet + at, "%s", row_text);
    }
    strcpy(sheet + at, "</sheetData>");
    const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
    const part_text parts[] = {{"xl/strings.xml", strings}, {NULL, NULL}};
    const char *path = test_path("shared.xlsx");
    test_xlsx(path, sheets, parts);
    free(strings);
    free(sheet);
    counting c = {.left = SIZE_MAX, .once = false};
    assert_int_equal(read_with(path, &c), PM_END);
    assert_int_equal(c.held, 0);
}

/* As whole documents come out when they are converted. */
static void excel_sheets_with_several_tables(void **state) {
    /* clang-format off */
    static const char first[] = "<sheetData><row r=\"1\">" S("A1",
        "Danger") S("B1",
        "Next steps") "</row><row r=\"2\">" S("A2",
        "Harm") S("B2",
        "Dad to move out") "</row><row r=\"4\">" S("A4",
        "Action plan") "</row><row r=\"5\">" S("A5",
        "Action") S("B5",
        "Who") S("C5",
        "By when") "</row><row r=\"7\">" S("A7",
        "Outcome 1") "</row><row r=\"8\">" S("A8",
        "Mum to call") S("B8",
        "Mum") "</row><row r=\"10\">" S("A10",
        "Risks") "</row><row r=\"11\">" S("A11",
        "Worry") S("B11",
        "Who") S("C11",
        "When") "</row><row r=\"12\">" S("A12",
        "Drink") S("B12",
        "Dad") "</row></sheetData>";
    /* clang-format on */
    static const part_text sheets[] = {{"name=\"A\"", first}, {NULL, NULL}};
    const char *path = test_path("plan.xlsx");
    (void)state;
    test_xlsx(path, sheets, NULL);
    test_check(path, "plan||1|Dad to move out|||||A!B2 Danger=Harm\n"
                     "plan||2|Mum to call|Mum||||A!A8\n");
}

/* Cells that are ruled are there, blank or not; what has the action's column alone below them is
 * text, unless the table goes on. In a sheet without such cells it may be an action. */
static void excel_text_below_a_table(void **state) {
    /* clang-format off */
    static const char table[] =
        "<row>" S("A1", "Action") S("B1", "Who") "</row>"
        "<row>" S("A2", "Dad to move out") S("B2", "Dad") "</row>"
        "<row>" S("A3", "Mum to call the GP") "%s</row>";
    static const struct {
        const char *blank, *below, *found;
    } cases[] = {
        {"<c r=\"B3\"/>",
         "<row>" S("A4", "The plan was shared with all who came") "</row>"
         "<row>" S("A5", "All actions by the next review") "</row>",
         "plan||1|Dad to move out|Dad|by the next review|||A!A2 by_when_from=A!A5\n"
         "plan||2|Mum to call the GP||by the next review|||A!A3 by_when_from=A!A5\n"},
        {"<c r=\"B3\"/>",
         "<row>" S("A4", "School to ring each morning") "</row>"
         "<row>" S("A5", "Nan to help with tea") S("B5", "Nan") "</row>"
         "<row>" S("A6", "Dad to see the doctor") "</row>",
         "plan||1|Dad to move out|Dad||||A!A2\n"
         "plan||2|Mum to call the GP|||||A!A3\n"
         "plan||3|School to ring each morning|||||A!A4\n"
         "plan||4|Nan to help with tea|Nan||||A!A5\n"
         "plan||5|Dad to see the doctor|||||A!A6\n"},
        {"<c r=\"B3\"/>",
         "<row>" S("A4", "School to ring each morning") "<c r=\"B4\"/></row>",
         "plan||1|Dad to move out|Dad||||A!A2\n"
         "plan||2|Mum to call the GP|||||A!A3\n"
         "plan||3|School to ring each morning|||||A!A4\n"},
        {"",
         "<row>" S("A4", "School to ring each morning") "</row>",
         "plan||1|Dad to move out|Dad||||A!A2\n"
         "plan||2|Mum to call the GP|||||A!A3\n"
         "plan||3|School to ring each morning|||||A!A4\n"},
    };
    /* clang-format on */
    const char *path = test_path("plan.xlsx");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char rows[1024], text[2048];
        sprintf(rows, table, cases[i].blank);
        sprintf(text, "<sheetData>%s%s</sheetData>", rows, cases[i].below);
        const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
        test_xlsx(path, sheets, NULL);
        test_check(path, cases[i].found);
    }
}

/* Two words in small letters go on where a width broke the lines, and begin anew where a line had
 * room for the next word. */
static void excel_lines_in_small_letters(void **state) {
    static const char text[] = "<sheetData><row>" S("A1", "Action") S("B1", "Who") "</row><row>" S(
        "A2", "Safety plan to be made&#10;School counsellor to see Ruby every week&#10;"
              "emotional wellbeing")
        S("B2", "LB") "</row><row>" S("A3", "Mum to attend the parenting&#10;support group")
            S("B3", "Mum") "</row></sheetData>";
    static const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
    const char *path = test_path("lines.xlsx");
    (void)state;
    test_xlsx(path, sheets, NULL);
    test_check(path, "lines||1|Safety plan to be made|LB||||A!A2 paragraph 1\n"
                     "lines||2|School counsellor to see Ruby every week|LB||||A!A2 paragraph 2\n"
                     "lines||3|emotional wellbeing|LB||||A!A2 paragraph 3\n"
                     "lines||4|Mum to attend the parenting support group|Mum||||A!A3\n");
}

/* A sheet has no cell where nothing was written: such rows are told as those of other formats are.
 */
static void excel_rows_without_a_cell_for_the_action(void **state) {
    static found_text found;
    /* clang-format off */
    static const char text[] =
        "<sheetData><row>" S("A1", "Plan ID") S("B1", "Action") S("C1", "Who") S("D1", "By when")
        "</row><row>" S("A2", "P1") S("B2", "Mum to call") S("C2", "Mum")
        "</row><row>" S("A3", "P1") S("C3", "Dad") "</row><row>" S("A4", "P2")
        "</row><row>" S("D5", "May") "</row><row>" S("A6", "P1") S("B6", "Nan to call")
        "</row><row>" S("C7", "Nan") "</row></sheetData><mergeCells>"
        "<mergeCell ref=\"B6:B7\"/></mergeCells>";
    /* clang-format on */
    static const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
    const char *path = test_path("bare.xlsx");
    (void)state;
    test_xlsx(path, sheets, NULL);
    test_read(path, NULL, &found);
    assert_non_null(strstr(found.text, "P1||1|Mum to call|Mum||||A!B2\n"));
    assert_non_null(strstr(found.text, "! sheet 1 row 3: the row is left out: it has no action"));
    assert_non_null(strstr(found.text, "P2||||||||A!A4\n"));
    assert_non_null(strstr(found.text, "! sheet 1 row 5: the row is left out: it has no action"));
    assert_non_null(strstr(found.text, "P1||2|Nan to call|Nan||||A!B6\n"));
    assert_int_equal(found.counts.skipped, 2);
    assert_int_equal(found.counts.plans, 2);
}

static void excel_sheets_used_as_paper(void **state) {
    static const char text[] = "<sheetData><row>" S("A1", "Action 1: Dad to call") "</row><row>" S(
        "A2", "Who: Dad") "</row>"
                          "<row r=\"5\">" S("A5", "Progress: none") "</row></sheetData>";
    static const part_text sheets[] = {{"name=\"B\"", text}, {NULL, NULL}};
    const char *path = test_path("plan.xlsx");
    (void)state;
    test_xlsx(path, sheets, NULL);
    test_check(path, "plan||1|Dad to call|Dad||||B!A1\n");
}

static void excel_dates(void **state) {
    static const char *const dates[][2] = {{"1", "1900-01-01"},
                                           {"59", "1900-02-28"},
                                           {"61", "1900-03-01"},
                                           {"36526", "2000-01-01"},
                                           {"45351", "2024-02-29"},
                                           {"45351.999999", "2024-03-01"},
                                           {"2958465", "9999-12-31"},
                                           {"2958466", "2958466"},
                                           {"-1", "-1"},
                                           {"4.5E4", "2023-03-15"},
                                           {"4.5351E+4", "2024-02-29"},
                                           {"4.5351250000000000000000e4", "2024-02-29 06:00"},
                                           {"4535100000000000000000E-17", "2024-02-29"},
                                           {"4.5E", "4.5E"},
                                           {"4.5E5", "3132-01-21"},
                                           {"4.5E7", "4.5E7"},
                                           {"1E999999999999", "1E999999999999"},
                                           {"1.2.3", "1.2.3"},
                                           {"45351.25", "2024-02-29 06:00"}};
    static const part_text parts[] = {
        {"xl/styles.xml",
         "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs>"
         "<xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
        {NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char sheet[1024], expected[256];
        snprintf(sheet, sizeof sheet,
                 "<sheetData><row>" S("A1", "Action") S("B1", "By when") "</row><row>" S(
                     "A2", "Mum to go") "<c r=\"B2\" s=\"0\"><v>%s</v></c></row></sheetData>",
                 dates[i][0]);
        const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
        const char *path = test_path("plan.xlsx");
        test_xlsx(path, sheets, parts);
        snprintf(expected, sizeof expected, "plan||1|Mum to go||%s|||A!A2\n", dates[i][1]);
        test_check(path, expected);
    }
}

/* By the codes of formats that the file itself has. */
static void excel_dates_by_code(void **state) {
    static const struct {
        const char *code, *value, *shown;
    } cases[] = {{"h:mm", "4.1666666666666664E-2", "01:00"},
                 {"[hh]:mm", "0.39583333333333331", "09:30"},
                 {"mm:ss", "0.5", "12:00"},
                 {"mmmm", "45351", "2024-02-29"},
                 {"[$-809]mmm\\ yy", "45351", "2024-02-29"},
                 {"[Magenta]0.00", "45351", "45351"},
                 {"[Red][&lt;9]0.00", "45351", "45351"},
                 {"0.0&quot;m&quot;", "45351", "45351"}};
    const char *path = test_path("plan.xlsx");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sheet[1024], styles[512], expected[256];
        snprintf(styles, sizeof styles,
                 "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"%s\"/></numFmts>"
                 "<cellXfs><xf numFmtId=\"170\"/></cellXfs></styleSheet>",
                 cases[i].code);
        snprintf(sheet, sizeof sheet,
                 "<sheetData><row>" S("A1", "Action") S("B1", "By when") "</row><row>" S(
                     "A2", "Mum to go") "<c r=\"B2\" s=\"0\"><v>%s</v></c></row></sheetData>",
                 cases[i].value);
        const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
        const part_text parts[] = {{"xl/styles.xml", styles}, {NULL, NULL}};
        test_xlsx(path, sheets, parts);
        snprintf(expected, sizeof expected, "plan||1|Mum to go||%s|||A!A2\n", cases[i].shown);
        test_check(path, expected);
    }
}

/* Sheets and merged ranges that are too many are told. */
static void excel_sheets_that_are_too_many(void **state) {
    enum { SHEETS = 1030, MERGES = (1 << 18) + 1 };
    static const char one[] =
        "<sheetData><row>" S("A1", "Action") S("B1", "Who") "</row><row>" S("A2", "Mum to go")
            S("B2", "Mum") "</row></sheetData><mergeCells>";
    char *book = malloc(SHEETS * 64), *sheet = malloc(MERGES * 32 + sizeof one + 64);
    const char *path = test_path("many.xlsx");
    (void)state;
    size_t len = (size_t)sprintf(book, "<workbook><sheets>");
    for (size_t i = 0; i < SHEETS; i++) {
        len += (size_t)sprintf(book + len, "<sheet name=\"S%zu\"%s id=\"r%zu\"/>", i,
                               i == 1 ? " state=\"hidden\"" : "", i < 2 ? i : 99);
    }
    sprintf(book + len, "</sheets></workbook>");
    len = (size_t)sprintf(sheet, "%s", one);
    len += put_times(sheet + len, "<mergeCell ref=\"D9:E9\"/>", MERGES);
    sprintf(sheet + len, "</mergeCells>");
    const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
    test_xlsx(path, sheets, NULL);
    test_replace(path, "xl/workbook.xml", book, strlen(book));
    free(book);
    free(sheet);
    test_check(path, "! the workbook has more than 1024 sheets; the last 5 are left out\n"
                     "! a sheet has more than 262144 merged ranges; the cells of the others are "
                     "read as if they were not merged\n"
                     "many||1|Mum to go|Mum||||S0!A2\n"
                     "! the workbook may be damaged: 1023 sheets that it names are not in it; what "
                     "is missing is not read\n");
}

#define SHARED(number) "<c t=\"s\"><v>" number "</v></c>"

/* What a workbook names and does not have is told, once all else was given out. */
static void excel_parts_that_are_not_there(void **state) {
    /* clang-format off */
    static const char texts[] = "<sheetData><row>" SHARED("0") SHARED("1") "</row>"
        "<row>" SHARED(" 2 ") SHARED("3") "</row>"
        "<row>" SHARED("99") SHARED("98") "</row>"
        "<row hidden=\"1\">" SHARED("99") SHARED("98") "</row>"
        "<row>" SHARED("2") SHARED("-1") "</row>"
        "<row>" SHARED("2") SHARED("99999999999999999999") "</row>"
        "<row>" SHARED("2") SHARED("") "</row>"
        "<row>" SHARED("2") SHARED("3x") "</row></sheetData>";
    /* clang-format on */
    static const part_text parts[] = {{"xl/strings.xml",
                                       "<sst><si><t>Action</t></si><si><t>Who</t></si>"
                                       "<si><t>Mum to call</t></si><si><t>Mum</t></si></sst>"},
                                      {NULL, NULL}};
    static const part_text sheets[] = {{"name=\"A\"", texts}, {NULL, NULL}};
    static const part_text two[] = {{"name=\"A\"", texts}, {"name=\"B\"", texts}, {NULL, NULL}};
    static const part_text mixed[] = {
        {"name=\"A\"", "<sheetData><row>" SHARED("0") SHARED("99") "</row></sheetData>"},
        {"name=\"B\"", texts},
        {NULL, NULL}};
    static const char half[] =
        "<Relationships><Relationship Id=\"r0\" Type=\"x\" Target=\"sheets/s0.xml\"/>"
        "<Relationship Id=\"s\" Type=\"x/sharedStrings\" Target=\"strings.xml\"/></Relationships>";
    const char *path = test_path("lacks.xlsx");
    static found_text found;
    (void)state;
    test_xlsx(path, sheets, parts);
    test_check(path, "lacks||1|Mum to call|Mum||||A!A2\n"
                     "lacks||2|Mum to call|||||A!A5\n"
                     "lacks||3|Mum to call|||||A!A6\n"
                     "lacks||4|Mum to call|||||A!A7\n"
                     "lacks||5|Mum to call|||||A!A8\n"
                     "! the workbook may be damaged: 5 cells name a text that is not in it; what "
                     "is missing is not read\n");
    test_read(path, NULL, &found);
    assert_int_equal(found.last, PM_ERR_INPUT);
    test_xlsx(path, sheets, NULL);
    expect_refused(path, "! the workbook may be damaged: 13 cells name a text");
    test_xlsx(path, two, parts);
    test_replace(path, "xl/_rels/workbook.xml.rels", "<Relationships/>", 16);
    expect_refused(path, "! the workbook may be damaged: 2 sheets that it names are not in it;");
    test_xlsx(path, mixed, parts);
    test_replace(path, "xl/_rels/workbook.xml.rels", half, strlen(half));
    expect_refused(path, "! the workbook may be damaged: 1 sheet that it names is not in it, and 1 "
                         "cell names a text that is not in it; what is missing is not read");
}

/* A target is a path, with all that paths may have. */
static void excel_sheets_by_any_path(void **state) {
    static const char *const targets[] = {"sheets/s0.xml", "./sheets/s0.xml",
                                          "sheets/../sheets/./s0.xml", "../xl/sheets/s0.xml",
                                          "/xl/sheets/../sheets/s0.xml"};
    static const char *const lost[] = {"../../xl/sheets/s0.xml", "/../xl/sheets/s0.xml", "..",
                                       "sheets/..", ""};
    static const char text[] = "<sheetData><row>" S("A1", "Action")
        S("B1", "Who") "</row><row>" S("A2", "Mum to go") "</row></sheetData>";
    static const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
    const char *path = test_path("paths.xlsx");
    char relations[512];
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        test_xlsx(path, sheets, NULL);
        size_t len =
            (size_t)sprintf(relations,
                            "<Relationships><Relationship Id=\"r0\" Type=\"x\" Target=\"%s\"/>"
                            "</Relationships>",
                            i < 5 ? targets[i] : lost[i - 5]);
        test_replace(path, "xl/_rels/workbook.xml.rels", relations, len);
        if (i < 5) {
            test_check(path, "paths||1|Mum to go|||||A!A2\n");
        } else {
            expect_refused(path, "1 sheet that it names is not in it; what");
        }
    }
}

/* The second plan comes behind more rows than are held back. */
static void excel_plans_keep_their_names(void **state) {
    enum { ROWS = 5000, ROW = 128 };
    char *sheet = malloc((ROWS + 20) * ROW);
    size_t at =
        (size_t)sprintf(sheet, "<sheetData><row>" S("A1", "Child")
                                   S("B1", "A") "</row>"
                                                "<row>" S("A2", "Action") S("B2", "Who") "</row>");
    const char *path = test_path("two.xlsx");
    pm_document *d;
    pm_row row;
    size_t rows = 0;
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        at += (size_t)sprintf(
            sheet + at, "<row><c t=\"inlineStr\"><is><t>Mum to call %d</t></is></c></row>", i);
    }
    sprintf(sheet + at, "<row><c t=\"inlineStr\"><is><t>Child</t></is></c><c t=\"inlineStr\"><is>"
                        "<t>B</t></is></c></row><row><c t=\"inlineStr\"><is><t>Dad to call"
                        "</t></is></c></row></sheetData>");
    const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
    test_xlsx(path, sheets, NULL);
    free(sheet);
    assert_int_equal(pm_document_open(NULL, path, &d), PM_OK);
    while (pm_document_next(d, &row) == PM_OK) {
        const char *plan = rows++ < ROWS ? "two" : "two:plan 2";
        assert_int_equal(row.plan_id.len, strlen(plan));
        assert_memory_equal(row.plan_id.data, plan, strlen(plan));
    }
    assert_int_equal(rows, ROWS + 1);
    pm_document_close(d);
}

static void excel_rows_are_read_in_pieces(void **state) {
    static found_text found;
    enum { ROWS = 20000, ROW = 256 };
    char *sheet = malloc(ROWS * ROW + 1024);
    size_t at = (size_t)sprintf(sheet, "<sheetData><row>" S("A1", "Plan ID") S("B1", "Action")
                                           S("C1", "Who") "</row>");
    (void)state;
    for (int i = 0; i < ROWS; i++) {
        at += (size_t)sprintf(
            sheet + at,
            "<row><c t=\"inlineStr\"><is><t>P%d</t></is></c><c t=\"inlineStr\"><is><t>Mum "
            "to call %d</t></is></c></row>",
            i / 3, i);
    }
    strcpy(sheet + at, "</sheetData>");
    const part_text sheets[] = {{"name=\"A\"", sheet}, {NULL, NULL}};
    const char *path = test_path("long.xlsx");
    test_xlsx(path, sheets, NULL);
    free(sheet);
    pm_document *d;
    pm_row row;
    assert_int_equal(pm_document_open(NULL, path, &d), PM_OK);
    assert_string_equal(pm_document_format(d), "xlsx");
    size_t rows = 0;
    while (pm_document_next(d, &row) == PM_OK) {
        char text[64], place[64];
        sprintf(text, "Mum to call %zu", rows);
        sprintf(place, "long.xlsx:A!B%zu", rows + 2);
        assert_int_equal(row.action.cell[PM_TEXT].len, strlen(text));
        assert_memory_equal(row.action.cell[PM_TEXT].data, text, strlen(text));
        assert_int_equal(row.source.len, strlen(place));
        assert_memory_equal(row.source.data, place, strlen(place));
        rows++;
    }
    assert_int_equal(rows, ROWS);
    pm_document_close(d);
    (void)found;
}

/* ---- Hostile and broken ---- */

static void what_is_no_document(void **state) {
    static const char locked[] =
        "\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0 ";
    static const part_text other[] = {{"a.txt", "x"}, {NULL, NULL}};
    const char *path = test_path("a.docx");
    (void)state;
    test_write(path, locked, sizeof locked - 1);
    expect_refused(path, "protected by a password");
    test_write(path, "\xD0\xCF\x11\xE0 old", 8);
    expect_refused(path, "before 2007");
    test_write(path, "%PDF-1.7", 8);
    expect_refused(path, "PDF");
    test_write(path, "PK\x03\x04", 4);
    expect_refused(path, "cut off or damaged");
    test_write(path, "", 0);
    expect_refused(path, "empty");
    test_write(path, "hello", 5);
    expect_refused(path, "no document");
    test_pack(path, other);
    expect_refused(path, "no document that is read");
}

/* ---- Files of Office before 2007 ---- */

enum { OLE_SECTOR = 512, OLE_SECTORS = 24 };

static void put_number(unsigned char *to, size_t n, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        to[i] = (unsigned char)(n >> 8 * i);
    }
}

/* An entry of the directory, which lies in sector 1; UINT32_MAX: no other one. */
static void put_entry(unsigned char *file, size_t n, const char *name, const uint32_t others[3],
                      size_t sector, size_t size) {
    unsigned char *e = file + 2 * OLE_SECTOR + 128 * n;
    for (size_t i = 0; i < strlen(name); i++) {
        e[2 * i] = (unsigned char)name[i];
    }
    put_number(e + 0x40, 2 * (strlen(name) + 1), 2);
    for (size_t i = 0; i < 3; i++) {
        put_number(e + 0x44 + 4 * i, others[i], 4);
    }
    put_number(e + 0x74, sector, 4);
    put_number(e + 0x78, size, 4);
}

/* A file with one table, a directory of two sectors that do not follow each other, a stream in the
 * root, and, in a folder of the root, what a document in this one has. */
static void make_ole(unsigned char *file, const char *name, const void *begins, size_t len,
                     bool is_short) {
    static const uint32_t root[] = {UINT32_MAX, UINT32_MAX, 1}, top[] = {4, 2, UINT32_MAX},
                          none[] = {UINT32_MAX, UINT32_MAX, UINT32_MAX},
                          object[] = {UINT32_MAX, UINT32_MAX, 3};
    memset(file, 0, OLE_SECTORS * OLE_SECTOR);
    memcpy(file, "\xD0\xCF\x11\xE0", 4);
    put_number(file + 0x1E, 9, 2);
    put_number(file + 0x30, 1, 4);
    put_number(file + 0x44, UINT32_MAX, 4);
    put_number(file + 0x4C, 0, 4);
    put_number(file + OLE_SECTOR + 4 * 1, 2, 4); /* behind sector 1 of the directory comes 2 */
    put_number(file + OLE_SECTOR + 4 * 2, UINT32_MAX - 1, 4);
    put_entry(file, 0, "Root Entry", root, 11, 4096);
    put_entry(file, 1, "SummaryInformation", top, 3, 4096);
    put_entry(file, 2, "ObjectPool____________", object, 0, 0);
    put_entry(file, 3, "EncryptedPackage", none, 3, 4096);
    put_number(file + OLE_SECTOR + 4 * 11, 12, 4);
    put_entry(file, 4, name, none, is_short ? 8 : 12, is_short ? 4095 : 4096);
    memcpy(file + 13 * OLE_SECTOR, begins, len);
}

static void check_ole(const char *name, const void *begins, size_t len, bool is_short,
                      const char *message) {
    static unsigned char file[OLE_SECTORS * OLE_SECTOR];
    static found_text found;
    const char *path = test_path("ole.doc");
    make_ole(file, name, begins, len, is_short);
    test_write(path, (const char *)file, sizeof file);
    expect_refused(path, message);
    for (size_t at = 0; at < 6 * OLE_SECTOR; at += 7) { /* any answer, no crash */
        unsigned char was = file[at];
        file[at] ^= at % 2 == 0 ? 0x81 : 0xFF;
        test_write(path, (const char *)file, at % 3 == 0 ? sizeof file / 2 : sizeof file);
        test_read(path, NULL, &found);
        file[at] = was;
    }
}

/* LibreOffice is out of the way: what it would be given is told to lack it. */
static void office_files_with_a_password(void **state) {
    static const unsigned char word[] = {0xEC, 0xA5, 0xC1, 0, 9, 4, 0, 0, 0, 0, 0x80, 0x12, 0, 0};
    static const unsigned char locked[] = {0xEC, 0xA5, 0xC1, 0, 9, 4, 0, 0, 0, 0, 0x80, 0x13, 0, 0};
    static const unsigned char excel[] = {9, 8, 2, 0, 0, 6, 0x42, 0, 2, 0, 0, 0};
    static const unsigned char locked_excel[] = {9, 8, 2, 0, 0, 6, 0x2F, 0, 2, 0, 0, 0};
    char usual[4096];
    const char *before = getenv("PATH");
    (void)state;
    snprintf(usual, sizeof usual, "%s", before != NULL ? before : "");
    assert_int_equal(setenv("PATH", "/no/such/folder", 1), 0);
    check_ole("WordDocument", word, sizeof word, false, "package libreoffice-writer-nogui");
    check_ole("WordDocument", locked, sizeof locked, false, "is protected by a password");
    check_ole("Workbook", excel, sizeof excel, false, "of Excel before 2007");
    check_ole("Workbook", locked_excel, sizeof locked_excel, false, "is protected by a password");
    check_ole("Book", locked_excel, sizeof locked_excel, false, "is protected by a password");
    check_ole("WordDocument", word, sizeof word, true, "package libreoffice-writer-nogui");
    check_ole("WordDocument", locked, sizeof locked, true, "is protected by a password");
    check_ole("EncryptedPackage", "", 0, false, "is protected by a password");
    assert_int_equal(setenv("PATH", usual, 1), 0);
}

static void packages_that_are_cut_off(void **state) {
    static char bytes[16384];
    const char *path = test_path("cut.docx");
    (void)state;
    test_docx(path, "<w:tbl>" HEADS "</w:tbl>", NULL);
    FILE *f = fopen(path, "rb");
    size_t len = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_in_range(len, 200, sizeof bytes - 1);
    for (size_t cut = 5; cut < len; cut += 37) {
        static found_text found;
        test_write(path, bytes, cut);
        test_read(path, NULL, &found);
        assert_int_equal(found.opened, PM_ERR_INPUT);
    }
    for (size_t at = 30; at < len; at += 3) { /* damage anywhere: any answer, no crash */
        static found_text found;
        bytes[at] = (char)(bytes[at] ^ 0x55);
        test_write(path, bytes, len);
        test_read(path, NULL, &found);
        bytes[at] = (char)(bytes[at] ^ 0x55);
    }
}

static void document_types_are_refused(void **state) {
    static const char *const heads[] = {
        "<!DOCTYPE x><w:document/>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><w:document>&b;</w:document>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><w:document/>"};
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const part_text parts[] = {{"word/document.xml", heads[i]}, {NULL, NULL}};
        const char *path = test_path("dtd.docx");
        test_docx(path, "", parts);
        expect_refused(path, "document type");
    }
}

static void nesting_is_bounded(void **state) {
    enum { DEPTH = 60 };
    char body[DEPTH * 64 + 64] = "";
    const char *path = test_path("deep.docx");
    (void)state;
    for (int i = 0; i < DEPTH; i++) {
        strcat(body, "<w:tbl><w:tr><w:tc>");
    }
    for (int i = 0; i < DEPTH; i++) {
        strcat(body, "</w:tc></w:tr></w:tbl>");
    }
    test_docx(path, body, NULL);
    expect_refused(path, "too deep");
    char *page = malloc(40000 * 8);
    size_t len = 0;
    for (int i = 0; i < 20000; i++) {
        len += (size_t)sprintf(page + len, "%s", i % 2 == 0 ? "<table>" : "<tr><td>");
    }
    path = test_path("deep.html");
    test_write(path, page, len);
    static found_text found;
    test_read(path, NULL, &found); /* libxml2's own bound ends it, or ours */
    free(page);
}

static void open_elements_are_bounded(void **state) {
    enum { COUNT = 20000 };
    char *page = malloc(COUNT * 11 + 1);
    size_t len = 0;
    const char *path = test_path("open.html");
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        len += (size_t)sprintf(page + len, "<div>");
    }
    for (int i = 0; i < COUNT; i++) {
        len += (size_t)sprintf(page + len, "</foo>");
    }
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too deep");
}

/* Rows of a table that is made of div elements are known by these; what is beyond is told. */
static void boxes_are_bounded(void **state) {
    enum { COUNT = 262145, ROOM = 11 };
    static found_text found;
    char *page = malloc(COUNT * ROOM + 1);
    size_t len = 0;
    const char *path = test_path("boxes.html");
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        len += (size_t)sprintf(page + len, "<div></div>");
    }
    test_write(path, page, len);
    test_read(path, NULL, &found);
    assert_non_null(strstr(found.text, "! the page has more than 262144 boxes"));
    test_write(path, page, len - ROOM);
    test_read(path, NULL, &found);
    assert_null(strstr(found.text, "boxes"));
    free(page);
}

/* Of a table on its side the last rows are held; a list of terms makes one, however long. */
static void rows_without_headings_are_bounded(void **state) {
    enum { ACTIONS = 200, ROOM = 80 };
    static found_text found;
    static char page[ACTIONS * ROOM];
    const char *path = test_path("terms.html");
    (void)state;
    for (size_t count = 128; count <= ACTIONS; count += ACTIONS - 128) {
        size_t len = (size_t)sprintf(page, "<dl>");
        for (size_t i = 0; i < count; i++) {
            len += (size_t)sprintf(page + len, "<dt>Action<dd>Mum to call %zu<dt>Who<dd>Mum", i);
        }
        test_write(path, page, len);
        test_read(path, NULL, &found);
        assert_int_equal(found.counts.actions, 128);
        bool told = strstr(found.text, "! a table has more rows than may wait") != NULL;
        assert_true(told == (count > 128));
    }
}

static const char known[] = "<table><tr><th>Action<th>Who<tr><td>Dad to go<td>Dad</table>";

static bool is_told(const char *path, const char *page, size_t len, const char *told) {
    static found_text found;
    test_write(path, page, len);
    test_read(path, NULL, &found);
    assert_non_null(strstr(found.text, "Dad to go"));
    return strstr(found.text, told) != NULL;
}

/* Beside other actions, too. */
static void tables_without_headings_are_told(void **state) {
    enum { ROWS = 4096, ROOM = 40 };
    char *page = malloc(ROWS * ROOM + sizeof known + 200);
    const char *path = test_path("unheaded.html");
    (void)state;
    assert_non_null(page);
    for (size_t count = ROWS; count <= ROWS + 1; count++) {
        size_t len = (size_t)sprintf(page, "%s<table>", known);
        len += put_times(page + len, "<tr><td>x<td>y", count);
        bool told = is_told(path, page, len, "! a table has no headings of actions in 4096 rows");
        assert_true(told == (count > ROWS));
    }
    free(page);
}

/* A heading of the action alone counts where the table ends; so do boxes, and tables in cells. */
static void rows_that_may_have_had_actions_are_told(void **state) {
    enum { HELD = 256 };
    static char page[16384];
    static const struct {
        const char *row;
        bool told;
    } cases[] = {{"<tr><td>Danger<td>Next steps", true},
                 {"<tr><td>x<td><p>Actions<p>Mum to call", true},
                 {"<tr><td>x<td><table><tr><td>Action<td>Who<tr><td>Go<td>Mum</table>", true},
                 {"<tr><td>Danger<td>Stops", false}};
    const char *path = test_path("dropped.html");
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t count = HELD - 1; count <= HELD; count++) {
            size_t len = (size_t)sprintf(page, "%s<table>%s", known, cases[i].row);
            len += put_times(page + len, "<tr><td>x<td>y to go", count);
            bool told = is_told(path, page, len, "! a table has more rows than may wait");
            assert_true(told == (cases[i].told && count == HELD));
        }
    }
}

/* What seemed to be text below a table of Excel, until the table went on. */
static void rows_below_a_table_are_told(void **state) {
    enum { HELD = 256, ROOM = 80 };
    static found_text found;
    static char text[HELD * ROOM];
    const char *path = test_path("below.xlsx");
    (void)state;
    for (size_t count = HELD; count <= HELD + 1; count++) {
        size_t len = (size_t)sprintf(
            text, "<sheetData><row>" S("A1", "Action")
                      S("B1", "Who") "</row><row>" S("A2", "Mum to go") "<c r=\"B2\"/></row>");
        for (size_t i = 0; i < count; i++) {
            len += (size_t)sprintf(text + len, "<row>" S("A%zu", "Mum to go on") "</row>", i + 3);
        }
        sprintf(text + len, "<row>" S("A%zu", "Dad to go") S("B%zu", "Dad") "</row></sheetData>",
                count + 3, count + 3);
        const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
        test_xlsx(path, sheets, NULL);
        test_read(path, NULL, &found);
        assert_int_equal(found.counts.actions, 2 + (count == HELD ? HELD : 1));
        bool told = strstr(found.text, "! a table has more rows than may wait") != NULL;
        assert_true(told == (count > HELD));
    }
}

/* Where rows are wide, fewer wait. */
static void wide_rows_are_told(void **state) {
    enum { ROWS = 255, CELLS = 300 };
    static found_text found;
    static const char cell[] = "<c><v>1</v></c>";
    char *text = malloc(ROWS * CELLS * sizeof cell + 1024);
    const char *path = test_path("wide.xlsx");
    (void)state;
    assert_non_null(text);
    for (size_t cells = 100; cells <= CELLS; cells += 200) {
        size_t len = (size_t)sprintf(text, "<sheetData><row>" S("A1", "Danger")
                                               S("B1", "Next steps") "</row>");
        for (size_t i = 1; i < ROWS; i++) {
            len += (size_t)sprintf(text + len, "<row>");
            len += put_times(text + len, cell, cells);
            len += (size_t)sprintf(text + len, "</row>");
        }
        sprintf(text + len, "</sheetData>");
        const part_text sheets[] = {{"name=\"A\"", text}, {NULL, NULL}};
        test_xlsx(path, sheets, NULL);
        test_read(path, NULL, &found);
        assert_int_equal(found.counts.actions, cells == 100 ? ROWS - 1 : 0);
        bool told = strstr(found.text, "! a table has more rows than may wait") != NULL;
        assert_true(told == (cells > 100));
    }
    free(text);
}

/* Typed numbers have up to three figures. */
static void points_beyond_three_figures_are_told(void **state) {
    static const char *const lists[] = {"<p>At the meeting we agreed that:%s</p>",
                                        "<p>At the meeting we agreed that:</p>%s",
                                        "<h2>Next steps</h2>%s"};
    static const char told[] = "! points of a list have typed numbers of more than 3 figures";
    static found_text found;
    const char *path = test_path("letter.html");
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (size_t number = 999; number <= 1000; number++) {
            char points[200], page[400];
            const char *mark = i == 0 ? "<br>" : "<p>";
            sprintf(points, "%s998. Mum to see the GP%s%zu. Dad to see the GP", mark, mark, number);
            size_t len = (size_t)snprintf(page, sizeof page, lists[i], points);
            test_write(path, page, len);
            test_read(path, NULL, &found);
            assert_int_equal(found.counts.actions, number == 999 ? 2 : 1);
            assert_true((strstr(found.text, told) != NULL) == (number > 999));
        }
    }
}

/* "<p a0='' a1='' ...": libxml2 would compare each with all others. */
static char *many_attributes(const char *before, const char *after, size_t count) {
    char *text = malloc(count * 12 + strlen(before) + strlen(after) + 1);
    size_t len = (size_t)sprintf(text, "%s", before);
    for (size_t i = 0; i < count; i++) {
        len += (size_t)sprintf(text + len, " a%zu=\"\"", i);
    }
    strcpy(text + len, after);
    return text;
}

static void attributes_are_bounded(void **state) {
    static const char start[] = "<table><tr><th>Action<th>Who<tr><td>Mum to call<td",
                      end[] = ">Mum";
    static const char *const hidden[] = {
        "<!-- ' -->", "<a b=c'd>", "<a b='>' c>", "<script>if (a<b) '</script>", "<a ='>", "<!'>"};
    enum { COUNT = 20000, MANY = 300, USUAL = 200 };
    const char *path = test_path("attributes.docx");
    (void)state;
    char *text = many_attributes("<w:p", "/>", COUNT);
    test_docx(path, text, NULL);
    free(text);
    expect_refused(path, "more attributes than any document needs");
    path = test_path("attributes.html");
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        char before[256];
        snprintf(before, sizeof before, "<p>%s%s", hidden[i], start);
        text = many_attributes(before, end, MANY);
        test_write(path, text, strlen(text));
        free(text);
        expect_refused(path, "more attributes than any document needs");
    }
    /* What some releases of libxml2 take for the end of a style sheet, and others do not, is one.
     */
    static const char *const befores[] = {
        start, "<style></styleb><table><tr><th>Action<th>Who<tr><td>Mum to call<td"};
    for (size_t i = 0; i < sizeof befores / sizeof *befores; i++) {
        text = many_attributes(befores[i], end, USUAL);
        test_write(path, text, strlen(text));
        free(text);
        test_check(path, "attributes||1|Mum to call|Mum||||table 1 row 2 cell 1\n");
    }
}

/* Each element's prefix would be looked for among all that are open. */
static void name_spaces_are_bounded(void **state) {
    enum { DEPTH = 40, EACH = 100 };
    char *text = calloc(1, DEPTH * EACH * 24);
    const char *path = test_path("spaces.docx");
    size_t len = 0;
    (void)state;
    for (size_t i = 0; i < DEPTH; i++) {
        len += (size_t)sprintf(text + len, "<w:sdt");
        for (size_t k = 0; k < EACH; k++) {
            len += (size_t)sprintf(text + len, " xmlns:a%zu_%zu=\"u\"", i, k);
        }
        len += (size_t)sprintf(text + len, ">");
    }
    test_docx(path, text, NULL);
    expect_refused(path, "more attributes than any document needs");
    len = 0;
    for (size_t i = 0; i < DEPTH; i++) { /* beside each other they are none too many */
        len += (size_t)sprintf(text + len, "<w:p");
        for (size_t k = 0; k < EACH; k++) {
            len += (size_t)sprintf(text + len, " a%zu=\"/>\"", k);
        }
        len += (size_t)sprintf(text + len, "><!-- <a --><![CDATA[ <a ]]><w:r/></w:p>");
    }
    test_docx(path, text, NULL);
    free(text);
    test_check(path, "! no action was found: 0 tables seen, 0 of them with a heading for the "
                     "action; name it with --columns action=HEADING\n");
}

/* Each label would copy all that was said before it. */
static void labels_of_one_action_are_bounded(void **state) {
    static const char label[] = "who: a; ";
    enum { COUNT = 100000, LEN = sizeof label - 1 };
    char *page = malloc(COUNT * LEN + 128);
    size_t len = (size_t)sprintf(page, "<html><h1>Actions</h1><p>Mum to call; ");
    const char *path = test_path("labels.html");
    (void)state;
    for (int i = 0; i < COUNT; i++, len += LEN) {
        memcpy(page + len, label, LEN);
    }
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too much text belongs to its actions, or too many columns");
}

static void check_actions(const char *path, size_t count, size_t who_length) {
    pm_document *d;
    pm_row row;
    size_t rows = 0;
    assert_int_equal(pm_document_open(NULL, path, &d), PM_OK);
    while (pm_document_next(d, &row) == PM_OK) {
        assert_int_equal(row.action.cell[PM_WHO].len, who_length);
        rows++;
    }
    assert_int_equal(rows, count);
    pm_document_close(d);
}

/* Rows below a cell with many actions: what they add is joined once, since all of them share it;
 * rows that add nothing cost nothing, and what many add to many is bounded. */
static void rows_of_many_actions(void **state) {
    enum { MANY = 1000, MORE = 30000, MOST = 60000 };
    static const char start[] = "<table><tr><th>Action<th>Who<tr><td rowspan=65534>";
    char *page = malloc(2 * MOST * 16);
    const char *path = test_path("rows.html");
    (void)state;
    size_t len = (size_t)sprintf(page, start);
    len += put_times(page + len, "<p>Go", MANY);
    len += put_times(page + len, "<td>a<tr>", MANY);
    test_write(path, page, len);
    check_actions(path, MANY, 2 * MANY - 1);
    len = (size_t)sprintf(page, start);
    len += put_times(page + len, "<p>Go", MOST);
    len += put_times(page + len, "<td><tr>", MOST);
    test_write(path, page, len);
    check_actions(path, MOST, 0);
    len = (size_t)sprintf(page, start);
    len += put_times(page + len, "<p>Go", MORE);
    len += put_times(page + len, "<td>a<tr>", MORE);
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too much text belongs to its actions, or too many columns");
}

/* Lists beside the actions of a row: as many of them, with as many items, as there may be; and one
 * that spans rows. */
static void long_lists_beside_actions(void **state) {
    enum { COLUMNS = 100, ACTIONS = 8000, ITEMS = 4096, ROWS = 60000 };
    char *page = malloc(COLUMNS * (ITEMS + 16) * 5 + ROWS * 16);
    const char *path = test_path("beside.html");
    (void)state;
    size_t len = (size_t)sprintf(page, "<table><tr><th>Action<th>Who");
    len += put_times(page + len, "<th>x", COLUMNS);
    len += (size_t)sprintf(page + len, "<tr><td>");
    len += put_times(page + len, "<p>1.A", ACTIONS);
    len += (size_t)sprintf(page + len, "<td>Mum");
    for (size_t i = 0; i < COLUMNS; i++) {
        len += (size_t)sprintf(page + len, "<td><ol>");
        len += put_times(page + len, "<li>a", ITEMS);
        len += (size_t)sprintf(page + len, "</ol>");
    }
    test_write(path, page, len);
    check_actions(path, ACTIONS, 3);
    len = (size_t)sprintf(page, "<table><tr><th>Action<th>Who<tr><td>Go<td rowspan=65534><ol>");
    len += put_times(page + len, "<li>a", ITEMS);
    len += put_times(page + len, "<tr><td>Go", ROWS);
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too much text belongs to its actions, or too many columns");
}

/* Actions of one cell share what stands beside it: what is given out is bounded, and it is said. */
static void shared_cells_are_bounded(void **state) {
    enum { LONG = 4 << 20, ITEMS = 400 };
    static found_text found;
    char *page = malloc(LONG + ITEMS * 16 + 256);
    size_t len = (size_t)sprintf(page, "<table><tr><th>Action<th>Who<th>Note<tr><td>");
    const char *path = test_path("shared.html");
    (void)state;
    for (int i = 0; i < ITEMS; i++) {
        len += (size_t)sprintf(page + len, "<p>call");
    }
    len += (size_t)sprintf(page + len, "<td>Mum<td>");
    for (int i = 0; i < LONG / 4; i++) {
        len += (size_t)sprintf(page + len, i % 65536 == 0 ? "<p>x" : "note");
    }
    len += (size_t)sprintf(page + len, "</table>");
    test_write(path, page, len);
    free(page);
    pm_document *d;
    pm_document_options options = {.size = sizeof options};
    options.common = (pm_options){
        .size = sizeof options.common, .diagnostic = test_tell, .diagnostic_ctx = &found};
    pm_row row;
    pm_status status;
    size_t bytes = 0;
    assert_int_equal(pm_document_open(&options, path, &d), PM_OK);
    while ((status = pm_document_next(d, &row)) == PM_OK) {
        bytes += row.extra[0].value.len;
    }
    assert_int_equal(status, PM_ERR_INPUT);
    assert_in_range(bytes, (size_t)1000 << 20, (size_t)1 << 30);
    assert_string_equal(found.text,
                        "! its actions, each with the cells that it shares with others, "
                        "come to more than 1 GiB; the rest of them is left out\n");
    pm_document_close(d);
}

/* A wide table has room for a cell in each column of each row, whatever the file says. */
static void cells_of_wide_tables_are_bounded(void **state) {
    enum { COLUMNS = 512, ROWS = 70000 };
    char *page = malloc(COLUMNS * 8 + ROWS * 16 + 256);
    size_t len = (size_t)sprintf(page, "<table><tr><th>Action<th>Who");
    const char *path = test_path("wide.html");
    (void)state;
    for (int i = 2; i < COLUMNS; i++) {
        len += (size_t)sprintf(page + len, "<th>x");
    }
    for (int i = 0; i < ROWS; i++) {
        len += (size_t)sprintf(page + len, "<tr><td>call");
    }
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too much text belongs to its actions, or too many columns");
}

/* Long lists and lines that lead to them take no longer than their length. */
static void long_lists_are_read(void **state) {
    enum { ITEMS = 50000, WORDS = 300000 };
    pm_document *d;
    pm_row row;
    char *page = malloc(ITEMS * 12 + WORDS * 2 + 256);
    size_t len = (size_t)sprintf(page, "<table><tr><th>Action<th>Who<tr><td>Mum ");
    const char *path = test_path("lists.html");
    (void)state;
    for (int i = 0; i < WORDS; i++) {
        len += (size_t)sprintf(page + len, "w ");
    }
    len += (size_t)sprintf(page + len, "to:<ol>");
    for (int i = 0; i < ITEMS; i++) {
        len += (size_t)sprintf(page + len, "<li>call");
    }
    len += (size_t)sprintf(page + len, "</ol><td>Mum</table>");
    test_write(path, page, len);
    free(page);
    assert_int_equal(pm_document_open(NULL, path, &d), PM_OK);
    while (pm_document_next(d, &row) == PM_OK) {
        assert_int_equal(row.action.cell[PM_WHO].len, 3);
    }
    assert_int_equal(pm_document_counted(d).actions, ITEMS);
    pm_document_close(d);
}

/* Headings have room for all columns, each time that others come. */
static void headings_of_wide_tables_are_bounded(void **state) {
    enum { PAIRS = 15000 };
    char *page = malloc(PAIRS * 128);
    const char *path = test_path("heads.html");
    (void)state;
    size_t len = (size_t)sprintf(page, "<table>");
    len += put_times(
        page + len, "<tr><td>Action<td>Who<td colspan=510>x<tr><td>Action<td>When<td colspan=510>x",
        PAIRS);
    test_write(path, page, len);
    free(page);
    expect_refused(path, "too much text belongs to its actions, or too many columns");
}

/* Rows and paragraphs that hold next to nothing take memory, too. */
static void what_holds_text_is_bounded(void **state) {
    enum { ROWS = 60000 };
    static const char row[] = "<table:table-row table:number-rows-repeated=\"257\">"
                              "<table:table-cell><text:p>x</text:p></table:table-cell>"
                              "</table:table-row>";
    char *body = malloc(ROWS * sizeof row + 64);
    const char *path = test_path("held.odt");
    (void)state;
    size_t len = (size_t)sprintf(body, "<table:table>");
    len += put_times(body + len, row, ROWS);
    sprintf(body + len, "</table:table>");
    test_odf(path, "text", NULL, body);
    free(body);
    expect_refused(path, "too many paragraphs, rows and cells");
}

/* Runs of a string or a cell come to no more than one may have. */
static void excel_texts_of_many_runs(void **state) {
    enum { RUNS = 70, LONG = 100000, TOO_LARGE = 4 << 20 };
    static const char *const wholes[][2] = {
        {"<sst><si>", "</si></sst>"},
        {"<sheetData><row><c t=\"inlineStr\"><is>", "</is></c></row></sheetData>"}};
    static char run[LONG + 16], text[RUNS * sizeof run + 256];
    const char *path = test_path("runs.xlsx");
    (void)state;
    sprintf(run, "<r><t>%0*d</t></r>", LONG, 7);
    for (size_t i = 0; i < 2; i++) {
        size_t len = (size_t)sprintf(text, "%s", wholes[i][0]);
        len += put_times(text + len, run, RUNS);
        sprintf(text + len, "%s", wholes[i][1]);
        const part_text sheets[] = {{"name=\"A\"", i == 0 ? "" : text}, {NULL, NULL}};
        const part_text parts[] = {{"xl/strings.xml", text}, {NULL, NULL}};
        counting c = {.left = SIZE_MAX};
        test_xlsx(path, sheets, i == 0 ? parts : NULL);
        assert_int_equal(read_with(path, &c), PM_ERR_INPUT);
        assert_in_range(c.largest, 1 << 20, TOO_LARGE);
        expect_refused(path, "a text of the workbook is too long");
    }
}

static void a_bomb_is_refused(void **state) {
    enum { SIZE = 40 << 20 };
    char *text = malloc(SIZE + 64);
    const char *path = test_path("bomb.docx");
    (void)state;
    memset(text, ' ', SIZE);
    memcpy(text, "<w:document>", 12);
    strcpy(text + SIZE, "</w:document>");
    const part_text parts[] = {{"word/document.xml", text}, {NULL, NULL}};
    test_docx(path, "", parts);
    free(text);
    expect_refused(path, "200 times its size");
}

/* What the directory of a package says of the parts' packed sizes is not believed. */
static void a_bomb_that_lies_is_refused(void **state) {
    enum { SIZE = 40 << 20, NAME = 46, PACKED = 20 };
    static const char name[] = "word/document.xml";
    char *text = malloc(SIZE + 64);
    const char *path = test_path("liar.docx");
    (void)state;
    memset(text, ' ', SIZE);
    memcpy(text, "<w:document>", 12);
    strcpy(text + SIZE, "</w:document>");
    const part_text parts[] = {{name, text}, {NULL, NULL}};
    test_docx(path, "", parts);
    FILE *f = fopen(path, "r+b");
    size_t len = fread(text, 1, SIZE, f), lies = 0;
    for (size_t i = NAME; i + sizeof name < len; i++) {
        char *entry = text + i - NAME; /* of the directory at the end */
        if (memcmp(text + i, name, sizeof name - 1) == 0 && memcmp(entry, "PK\1\2", 4) == 0) {
            memcpy(entry + PACKED, "\xFF\xFF\xFF\x0F", 4);
            lies++;
        }
    }
    rewind(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    fclose(f);
    free(text);
    assert_int_equal(lies, 1);
    expect_refused(path, "200 times its size");
}

static void packages_with_a_password(void **state) {
    const char *path = test_path("aes.docx");
    (void)state;
    test_docx(path, "<w:tbl>" HEADS "</w:tbl>", NULL);
    test_lock(path, "word/document.xml");
    expect_refused(path, "protected by a password");
}

static void opendocument_with_a_password(void **state) {
    static const part_text parts[] = {
        {"META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>"},
        {"content.xml", "\x01\x02\x03"},
        {NULL, NULL}};
    const char *path = test_path("locked.odt");
    (void)state;
    static const part_text whole[] = {
        /* of LibreOffice 24.8 and later */
        {"META-INF/manifest.xml", "<m><file-entry full-path=\"encrypted-package\"/></m>"},
        {"encrypted-package", "\x01\x02\x03"},
        {NULL, NULL}};
    test_pack(path, parts);
    expect_refused(path, "protected by a password");
    test_pack(path, whole);
    expect_refused(path, "protected by a password");
}

/* Cells over others, and the same merged cell several times: each column has one cell. */
static void excel_cells_over_others(void **state) {
    static const part_text sheets[] = {
        {"name=\"A\"",
         "<sheetData><row>" S("A1", "Action") S("B1", "Who") "</row><row>" S("A2", "Mum to go")
             S("B2", "Mum") "</row><row>" S("B3", "x")
                 S("B3", "y") "</row></sheetData><mergeCells>"
                              "<mergeCell ref=\"B2:B3\"/><mergeCell ref=\"B2:B3\"/></mergeCells>"},
        {NULL, NULL}};
    const char *path = test_path("over.xlsx");
    (void)state;
    test_xlsx(path, sheets, NULL);
    test_check(path, "over||1|Mum to go|Mum||||A!A2\n");
}

/* ---- Memory ---- */

static void check_memory(const char *path, bool once) {
    bool failed = true;
    for (size_t n = 0; failed; n++) {
        counting c = {.left = n, .once = once};
        pm_status status = read_with(path, &c);
        failed = c.failed;
        assert_int_equal(c.held, 0);
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_END);
        assert_true(n < 5000);
    }
}

/* Every allocation fails in turn, with all behind it and alone: the status says so, and nothing is
 * left behind. */
static void memory_ends_in(const char *path) {
    check_memory(path, false);
    check_memory(path, true);
}

static void memory_that_ends(void **state) {
    static const part_text sheets[] = {
        {"name=\"A\"",
         "<sheetData><row>" S("A1", "Action") S("B1", "Who") "</row><row>" S("A2", "Mum to go")
             S("B2", "Mum") "</row></sheetData><mergeCells><mergeCell ref=\"A3:A4\"/>"
                            "</mergeCells>"},
        {NULL, NULL}};
    static const char page[] =
        "<p>Plan ID: P1</p><h1>Actions</h1><ul><li>Mum to call (who: Mum)</ul><table>"
        "<tr><th>Action<th>Who<tr><td>1. Mum to go<br>2. Dad to go<td>1. Mum<br>2. "
        "Dad</table><table><tr><td>Action<td>x<tr><td>Who<td>y</table><table><tr><th>Action "
        "1<th>Who "
        "1<th>Action 2<tr><td>Mum to go<td>Mum<td>Dad to go</table>";
    static const part_text parts[] = {
        {"word/styles.xml",
         "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style></w:styles>"},
        {"word/numbering.xml",
         "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:abstractNum w:abstractNumId=\"5\"/><w:num w:numId=\"1\"/></w:numbering>"},
        {NULL, NULL}};
    const char *names[] = {"m.docx", "m.xlsx", "m.html", "m.odt"};
    (void)state;
    test_docx(test_path(names[0]),
              "<w:tbl>" HEADS "<w:tr>" TC("A") TC("Mum to go") TC("Mum") "</w:tr></w:tbl>", parts);
    test_xlsx(test_path(names[1]), sheets, NULL);
    test_write(test_path(names[2]), page, sizeof page - 1);
    test_odf(test_path(names[3]), "text",
             "<style:style style:name=\"A\" style:parent-style-name=\"B\"/>",
             "<table:table>" OHEADS "<table:table-row>" OC("A") OC("Mum to go")
                 OC("Mum") "</table:table-row></table:table>");
    for (size_t i = 0; i < 4; i++) {
        memory_ends_in(test_path(names[i]));
    }
}

/* Where memory ends among the actions of a cell, those of the block before are not taken for them:
 * they have fewer columns. How long `who` is says where in a piece of memory they lie: here
 * near its end. */
static void memory_that_ends_in_a_wide_block(void **state) {
    enum { LABELS = 250, ITEMS = 30, FROM = 28000, TO = 32000, STEP = 1000 };
    char *page = malloc(LABELS * 64 + ITEMS * 64 + TO + 256);
    const char *path = test_path("block.html");
    (void)state;
    for (size_t width = FROM; width < TO; width += STEP) {
        size_t len = (size_t)sprintf(page, "<table><tr><td>Action<td>Mum to call<tr><td>Who<td>");
        memset(page + len, 'x', width);
        len += width;
        len += (size_t)sprintf(page + len, "<tr><td>Action<td>");
        for (int i = 0; i < ITEMS; i++) {
            len += (size_t)sprintf(page + len, "<p>1. Mum to go");
        }
        for (int i = 0; i < LABELS; i++) {
            len += (size_t)sprintf(page + len, "<tr><td>Label %c%c%cz<td>1. y", 'a' + i / 100,
                                   'a' + i / 10 % 10, 'a' + i % 10);
        }
        test_write(path, page, len);
        check_memory(path, true);
    }
    free(page);
}

static void play(const char *name, const char *says) {
    char script[4096];
    const char *path = test_path(name);
    snprintf(script, sizeof script, "#!/bin/sh\ncat <<'END'\n%s\nEND\n", says);
    test_write(path, script, strlen(script));
    assert_int_equal(chmod(path, 0700), 0);
}

/* Ten times ten points, from tenfold x and y on. */
#define W(x, y, text)                                                                              \
    "<word xMin=\"" #x "0\" yMin=\"" #y "0\" xMax=\"" #x "9\" yMax=\"" #y "9\">" text "</word>"
#define LINE(from, to) "<path style=\"stroke:rgb(0%,0%,0%)\" d=\"M " from " L " to "\"/>"

#define HEAD                                                                                       \
    "<page width=\"600\" height=\"800\">" W(1, 1, "Plan") W(3, 12, "Action") W(30, 12, "Who")      \
        W(3, 30, "go")

/* The programs that read PDF are played: a row goes on over the end of a page, and white space
 * makes a table below it. */
static void memory_that_ends_in_a_pdf(void **state) {
    (void)state;
    char usual[4096], path[8192];
    const char *before = getenv("PATH");
    snprintf(usual, sizeof usual, "%s", before != NULL ? before : "");
    play("pdftotext",
         HEAD W(30, 30, "Mum") "</page>" HEAD W(3, 45, "End") W(3, 50, "Actions") W(30, 50, "Who")
             W(3, 70, "Ring") W(30, 70, "Dad") W(3, 71, "nan") "</page>");
    play("pdftocairo",
         LINE("10 100", "400 100") LINE("10 200", "400 200") LINE("10 400", "400 400")
             LINE("10 100", "10 400") LINE("200 100", "200 400") LINE("400 100", "400 400"));
    snprintf(path, sizeof path, "%s", test_path("pdftotext"));
    *strrchr(path, '/') = '\0';
    size_t len = strlen(path);
    snprintf(path + len, sizeof path - len, ":%s", usual);
    assert_int_equal(setenv("PATH", path, 1), 0);
    const char *pdf = test_path("m.pdf");
    test_write(pdf, "%PDF-1.7", 8);
    test_check(pdf, "m||1|go go|Mum||||page 1 table 1 row 2 cell 1\n"
                    "m||2|Ring nan|Dad||||page 2 table 2 row 2 cell 1\n");
    memory_ends_in(pdf);
    assert_int_equal(setenv("PATH", usual, 1), 0);
}

static void formats_are_told(void **state) {
    pm_document_format_info info;
    (void)state;
    assert_int_equal(pm_document_format_count(), 7);
    assert_int_equal(pm_document_format_get(0, &info), 0);
    assert_string_equal(info.name, "docx");
    assert_int_equal(pm_document_format_get(7, &info), -1);
    assert_ptr_equal(pm_document_kit_get()->open, pm_document_open);
    assert_int_equal(pm_document_open(NULL, NULL, NULL), PM_ERR_ARGUMENT);
    pm_document_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(word_cells_that_are_merged),
        cmocka_unit_test(word_cells_that_begin_in_a_hidden_row),
        cmocka_unit_test(word_changes_are_accepted),
        cmocka_unit_test(word_content_controls_at_four_levels),
        cmocka_unit_test(word_text_that_is_not_shown),
        cmocka_unit_test(word_lists_and_headings),
        cmocka_unit_test(opendocument_texts),
        cmocka_unit_test(opendocument_styles),
        cmocka_unit_test(opendocument_sheets),
        cmocka_unit_test(repeated_cells_are_bounded),
        cmocka_unit_test(repeated_cells_stay_in_the_grid),
        cmocka_unit_test(repeated_rows_count_their_cells),
        cmocka_unit_test(tables_are_not_repeated),
        cmocka_unit_test(excel_sheets),
        cmocka_unit_test(excel_sheets_in_utf16),
        cmocka_unit_test(excel_strings_that_rows_share),
        cmocka_unit_test(excel_sheets_with_several_tables),
        cmocka_unit_test(excel_text_below_a_table),
        cmocka_unit_test(excel_lines_in_small_letters),
        cmocka_unit_test(excel_rows_without_a_cell_for_the_action),
        cmocka_unit_test(excel_sheets_used_as_paper),
        cmocka_unit_test(excel_dates),
        cmocka_unit_test(excel_dates_by_code),
        cmocka_unit_test(excel_sheets_that_are_too_many),
        cmocka_unit_test(excel_parts_that_are_not_there),
        cmocka_unit_test(excel_sheets_by_any_path),
        cmocka_unit_test(excel_plans_keep_their_names),
        cmocka_unit_test(excel_rows_are_read_in_pieces),
        cmocka_unit_test(what_is_no_document),
        cmocka_unit_test(office_files_with_a_password),
        cmocka_unit_test(packages_that_are_cut_off),
        cmocka_unit_test(document_types_are_refused),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(open_elements_are_bounded),
        cmocka_unit_test(boxes_are_bounded),
        cmocka_unit_test(rows_without_headings_are_bounded),
        cmocka_unit_test(tables_without_headings_are_told),
        cmocka_unit_test(rows_that_may_have_had_actions_are_told),
        cmocka_unit_test(rows_below_a_table_are_told),
        cmocka_unit_test(wide_rows_are_told),
        cmocka_unit_test(points_beyond_three_figures_are_told),
        cmocka_unit_test(attributes_are_bounded),
        cmocka_unit_test(name_spaces_are_bounded),
        cmocka_unit_test(labels_of_one_action_are_bounded),
        cmocka_unit_test(rows_of_many_actions),
        cmocka_unit_test(long_lists_beside_actions),
        cmocka_unit_test(shared_cells_are_bounded),
        cmocka_unit_test(cells_of_wide_tables_are_bounded),
        cmocka_unit_test(long_lists_are_read),
        cmocka_unit_test(headings_of_wide_tables_are_bounded),
        cmocka_unit_test(what_holds_text_is_bounded),
        cmocka_unit_test(excel_texts_of_many_runs),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(a_bomb_that_lies_is_refused),
        cmocka_unit_test(packages_with_a_password),
        cmocka_unit_test(opendocument_with_a_password),
        cmocka_unit_test(excel_cells_over_others),
        cmocka_unit_test(memory_that_ends),
        cmocka_unit_test(memory_that_ends_in_a_wide_block),
        cmocka_unit_test(memory_that_ends_in_a_pdf),
        cmocka_unit_test(formats_are_told),
    };
    return cmocka_run_group_tests(tests, test_folder, test_folder_gone);
}
