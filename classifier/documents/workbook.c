/* SPDX-License-Identifier: MIT
 * Keeps true: a text is written as a text, whatever it looks like; the file is made in memory and
 * written at one go, and one that could not be written to its end is removed; nothing in it tells
 * when or by whom it was made. */
#include "documents/workbook.h"

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "documents/zip.h"
#include "format/number.h"

enum {
    NARROWEST = 8,      /* widths of columns, in digits */
    WIDEST = 60,        /* longer texts are wrapped */
    BESIDE = 4,         /* for the button of the filter */
    LINE = 15,          /* heights of rows, in points */
    HIGHEST = 27,       /* in lines; Excel has 409 points */
    PROSE_WIDEST = 90,  /* of what stands above a table, in code points: as much as print holds */
    PAPER_A4 = 9,       /* as Excel numbers it */
    PLACES = 10,        /* 0 to 9 decimals */
    FIRST_FORMAT = 164, /* of a number; those below are Excel's own */
    CUT_TOLD = 10,      /* texts that are cut; more are counted */
    OTHER_PARTS = 5     /* beside the sheets */
};

/* Places in the list cellXfs of styles.xml. */
typedef enum style {
    STYLE_PLAIN,
    STYLE_TITLE,
    STYLE_NOTE,
    STYLE_HEAD,
    STYLE_HEAD_RIGHT,
    STYLE_TEXT,
    STYLE_HIDDEN,
    STYLE_COUNT, /* then a figure of 1 decimal ..., then shares of 0, 1 ... */
    STYLES = STYLE_COUNT + 2 * PLACES
} style;

typedef struct book {
    const pm_allocator *allocator;
    reporter *report;
    const char *path;
    const pm_table *tables;
    size_t count;
    package_new_part *parts;              /* OTHER_PARTS, then the sheets */
    buffer *xml;                          /* of each part; then the file */
    char (*names)[4 * WORKBOOK_NAME + 4]; /* of the sheets */
    buffer scratch;
    size_t cut;  /* texts that are */
    bool failed; /* memory ended while a text was cleaned */
} book;

/* Where a table is written. */
typedef struct place {
    const pm_table *table;
    buffer *xml;
    size_t row; /* the next one */
} place;

static pm_status tell(book *b, pm_status status, const char *what, const char *name) {
    report_plain(b->report, PM_ERROR, str_from(b->path), 0, 0, "%s%s%s", what,
                 name != NULL ? ": " : "", name != NULL ? name : "");
    return status;
}

/* ---- texts ---- */

static bool fits_xml(uint32_t cp) {
    return (cp >= 0x20 || cp == '\n' || cp == '\t') && cp != 0xFFFE && cp != 0xFFFF;
}

/* The text as valid UTF-8 without what XML cannot hold, cut to so many UTF-16 units. It lives until
 * the next call; empty: no memory, perhaps. */
static pm_str clean(book *b, pm_str text, size_t most, bool *cut) {
    size_t units = 0, last = 0;
    buffer_clear(&b->scratch);
    *cut = false;
    for (size_t i = 0; i < text.len && !*cut;) {
        char bytes[4];
        uint32_t cp = utf8_next(text.data, text.len, &i);
        units += cp > 0xFFFF ? 2 : 1;
        *cut = units > most;
        buffer_put(&b->scratch, bytes, utf8_put(bytes, fits_xml(cp) ? cp : ' '));
        last = units < most ? b->scratch.len : last;
    }
    if (*cut) { /* the last one that fits makes room for an ellipsis */
        b->scratch.len = last;
        buffer_text(&b->scratch, "\xE2\x80\xA6");
    }
    b->failed = b->failed || b->scratch.failed;
    return b->scratch.failed ? (pm_str){NULL, 0} : buffer_view(&b->scratch);
}

/* "_x0041_" and the like stand for a character in a text of Excel, so that such a '_' is itself
 * written in that way. */
static bool looks_coded(pm_str s, size_t i) {
    bool coded = s.len - i >= 7 && s.data[i] == '_' && s.data[i + 1] == 'x' && s.data[i + 6] == '_';
    for (size_t k = i + 2; coded && k < i + 6; k++) {
        char c = ascii_lower(s.data[k]);
        coded = ascii_digit(c) || (c >= 'a' && c <= 'f');
    }
    return coded;
}

static void put_escaped(buffer *xml, pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        switch (s.data[i]) {
        case '&': buffer_text(xml, "&amp;"); break;
        case '<': buffer_text(xml, "&lt;"); break;
        case '>': buffer_text(xml, "&gt;"); break;
        case '"': buffer_text(xml, "&quot;"); break;
        case '_': buffer_text(xml, looks_coded(s, i) ? "_x005F_" : "_"); break;
        default: buffer_char(xml, s.data[i]);
        }
    }
}

/* ---- a cell ---- */

/* "C7", or with `fixed` "$" "$C$7" */
static void put_reference(buffer *xml, size_t row, size_t column, const char *fixed) {
    char letters[8];
    size_t at = sizeof letters;
    for (size_t left = column + 1; left != 0; left = (left - 1) / 26) {
        letters[--at] = (char)('A' + (left - 1) % 26);
    }
    buffer_text(xml, fixed);
    buffer_put(xml, letters + at, sizeof letters - at);
    buffer_text(xml, fixed);
    buffer_unsigned(xml, row + 1);
}

static void open_cell(const place *p, size_t column, unsigned look, const char *type) {
    buffer_text(p->xml, "<c r=\"");
    put_reference(p->xml, p->row, column, "");
    buffer_format(p->xml, "\" s=\"%u\"%s>", look, type);
}

static void put_text(book *b, const place *p, size_t column, pm_str text, style look) {
    bool cut;
    pm_str plain = clean(b, text, WORKBOOK_CELL, &cut);
    b->cut += cut;
    if (cut && b->cut <= CUT_TOLD) {
        report_plain(b->report, PM_WARNING, str_from(b->path), 0, 0,
                     "sheet %s, row %zu, column %zu: the text is longer than the %d characters "
                     "that a cell holds, and is cut",
                     p->table->name, p->row + 1, column + 1, WORKBOOK_CELL);
    }
    open_cell(p, column, look, " t=\"inlineStr\"");
    buffer_text(p->xml, "<is><t xml:space=\"preserve\">");
    put_escaped(p->xml, plain);
    buffer_text(p->xml, "</t></is></c>");
}

static void put_figure(const place *p, size_t column, double value, unsigned look) {
    size_t before = p->xml->len;
    open_cell(p, column, look, "");
    buffer_text(p->xml, "<v>");
    if (number_exact(value, p->xml)) {
        buffer_text(p->xml, "</v></c>");
    } else {
        p->xml->len = before; /* no number: an empty cell */
    }
}

static unsigned look_of(const pm_table_column *c) {
    int places = c->places < 0 ? 0 : c->places >= PLACES ? PLACES - 1 : c->places;
    places = c->measure == PM_IS_COUNT ? 0 : places;
    return (unsigned)(STYLE_COUNT + places + (c->measure == PM_IS_SHARE ? PLACES : 0));
}

static void put_cell(book *b, const place *p, size_t column, const pm_cell *cell) {
    switch (cell->kind) {
    case PM_CELL_NONE: break;
    case PM_CELL_HIDDEN: put_text(b, p, column, STR("[c]"), STYLE_HIDDEN); break;
    case PM_CELL_TEXT: put_text(b, p, column, cell->text, STYLE_TEXT); break;
    case PM_CELL_COUNT: put_figure(p, column, (double)cell->count, STYLE_COUNT); break;
    case PM_CELL_NUMBER:
        put_figure(p, column, cell->number, look_of(&p->table->columns[column]));
        break;
    }
}

/* ---- rows and columns ---- */

/* Of the longest line, or where it is a figure of some digits. */
static size_t cell_width(const pm_cell *cell) {
    size_t width = 0, longest = NARROWEST;
    if (cell->kind == PM_CELL_TEXT) {
        for (size_t i = 0; i < cell->text.len && longest < WIDEST; width++) {
            width = utf8_next(cell->text.data, cell->text.len, &i) == '\n' ? 0 : width;
            longest = width + 1 > longest ? width + 1 : longest;
        }
    }
    return longest;
}

/* Titles take two lines, but a name is not broken. */
static size_t title_width(const char *title) {
    size_t half = strlen(title) / 2 + BESIDE, longest = 0;
    while (*title != '\0') {
        size_t word = strcspn(title, " ");
        longest = word > longest ? word : longest;
        title += word + strspn(title + word, " ");
    }
    return half > longest + 1 ? half : longest + 1;
}

/* In 256ths of a digit that is 7 pixels wide, with 5 pixels beside it, as Excel has them. */
static void put_column(const place *p, size_t column) {
    const pm_table *t = p->table;
    size_t width = title_width(t->columns[column].title);
    for (size_t row = 0; row < t->row_count; row++) {
        size_t one = cell_width(&t->cells[row * t->column_count + column]);
        width = one > width ? one : width;
    }
    width = (width > WIDEST ? WIDEST : width) + 1;
    buffer_format(p->xml, "<col min=\"%zu\" max=\"%zu\" width=\"", column + 1, column + 1);
    number_exact((double)((width * 7 + 5) * 256 / 7) / 256.0, p->xml);
    buffer_text(p->xml, "\" customWidth=\"1\"/>");
}

/* Not every program makes room for texts that are wrapped. */
static size_t lines_of(const pm_table *t, size_t row) {
    size_t lines = 1;
    for (size_t i = 0; i < t->column_count; i++) {
        const pm_cell *cell = &t->cells[row * t->column_count + i];
        size_t here = 1, used = 0;
        for (size_t k = 0; cell->kind == PM_CELL_TEXT && k < cell->text.len && here < HIGHEST;) {
            bool ends =
                utf8_next(cell->text.data, cell->text.len, &k) == '\n' || used == WIDEST - 4;
            used = ends ? 0 : used + 1;
            here += ends;
        }
        lines = here > lines ? here : lines;
    }
    return lines;
}

static void open_row(const place *p, size_t lines) {
    buffer_format(p->xml, "<row r=\"%zu\"", p->row + 1);
    if (lines > 1) {
        buffer_format(p->xml, " ht=\"%zu\" customHeight=\"1\"", lines * LINE);
    }
    buffer_char(p->xml, '>');
}

static void close_row(place *p) {
    buffer_text(p->xml, "</row>");
    p->row++;
}

static void put_line(book *b, place *p, pm_str text, style look) {
    open_row(p, 1);
    put_text(b, p, 0, text, look);
    close_row(p);
}

/* Takes from *rest what one row holds, up to a space where there is one. */
static pm_str take_line(pm_str *rest) {
    pm_str text = str_trim(*rest);
    size_t at = 0, space = 0;
    for (size_t used = 0; at < text.len && used < PROSE_WIDEST; used++) {
        utf8_next(text.data, text.len, &at);
        space = at < text.len && ascii_space(text.data[at]) ? at : space;
    }
    size_t end = at < text.len && space != 0 ? space : at;
    *rest = str_slice(text, end, text.len);
    return str_slice(text, 0, end);
}

static size_t count_lines(pm_str text) {
    size_t count = 0;
    for (; str_trim(text).len != 0; count++) {
        (void)take_line(&text);
    }
    return count;
}

/* A row a line: a text in one cell would run far beyond the table, and over several pages. */
static void put_prose(book *b, place *p, pm_str text, style look) {
    while (str_trim(text).len != 0) {
        put_line(b, p, take_line(&text), look);
    }
}

/* What stands above the table, and an empty row. */
static void put_above(book *b, place *p) {
    const pm_table *t = p->table;
    pm_str title = str_from(t->title);
    if (title.len != 0) {
        put_line(b, p, title, STYLE_TITLE);
    }
    put_prose(b, p, t->about, STYLE_PLAIN);
    for (size_t i = 0; i < t->note_count; i++) {
        put_prose(b, p, t->notes[i], STYLE_NOTE);
    }
    p->row += p->row != 0;
}

static size_t rows_above(const pm_table *t) {
    size_t rows = count_lines(t->about);
    rows += str_from(t->title).len != 0;
    for (size_t i = 0; i < t->note_count; i++) {
        rows += count_lines(t->notes[i]);
    }
    return rows + (rows != 0);
}

static void put_rows(book *b, place *p) {
    const pm_table *t = p->table;
    put_above(b, p);
    open_row(p, 2);
    for (size_t i = 0; i < t->column_count; i++) {
        put_text(b, p, i, str_from(t->columns[i].title),
                 t->columns[i].measure == PM_IS_TEXT ? STYLE_HEAD : STYLE_HEAD_RIGHT);
    }
    close_row(p);
    for (size_t row = 0; row < t->row_count && !p->xml->failed && !b->failed; row++) {
        open_row(p, lines_of(t, row));
        for (size_t i = 0; i < t->column_count; i++) {
            put_cell(b, p, i, &t->cells[row * t->column_count + i]);
        }
        close_row(p);
    }
}

/* ---- a sheet ---- */

/* A column of flags that holds nothing yet is to be filled by hand: 0 or 1. */
static bool is_to_fill(const pm_table *t, size_t column) {
    bool empty = t->columns[column].measure == PM_IS_FLAG && t->row_count != 0;
    for (size_t row = 0; row < t->row_count && empty; row++) {
        empty = t->cells[row * t->column_count + column].kind == PM_CELL_NONE;
    }
    return empty;
}

static void put_guard(const place *p, size_t head, size_t column) {
    buffer_text(p->xml, "<dataValidation type=\"whole\" allowBlank=\"1\" showInputMessage=\"1\" "
                        "showErrorMessage=\"1\" errorTitle=\"0 or 1\" error=\"Write 1 where it is "
                        "met, and 0 where it is not.\" sqref=\"");
    put_reference(p->xml, head + 1, column, "");
    buffer_char(p->xml, ':');
    put_reference(p->xml, head + p->table->row_count, column, "");
    buffer_text(p->xml, "\"><formula1>0</formula1><formula2>1</formula2></dataValidation>");
}

static void put_guards(const place *p, size_t head) {
    const pm_table *t = p->table;
    size_t count = 0;
    for (size_t i = 0; i < t->column_count; i++) {
        count += is_to_fill(t, i);
    }
    if (count != 0) {
        buffer_format(p->xml, "<dataValidations count=\"%zu\">", count);
        for (size_t i = 0; i < t->column_count; i++) {
            if (is_to_fill(t, i)) {
                put_guard(p, head, i);
            }
        }
        buffer_text(p->xml, "</dataValidations>");
    }
}

/* "A4:M11" */
static void put_range(buffer *xml, const pm_table *t, const char *fixed) {
    put_reference(xml, rows_above(t), 0, fixed);
    buffer_char(xml, ':');
    put_reference(xml, rows_above(t) + t->row_count, t->column_count - 1, fixed);
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN_SPACE "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define KIND "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* The heading stays in view. */
static void put_view(const place *p, size_t head, bool first) {
    buffer_format(p->xml, "<sheetViews><sheetView%s workbookViewId=\"0\">",
                  first ? " tabSelected=\"1\"" : "");
    if (p->table->column_count != 0) {
        buffer_format(p->xml,
                      "<pane ySplit=\"%zu\" topLeftCell=\"A%zu\" activePane=\"bottomLeft\" "
                      "state=\"frozen\"/>",
                      head + 1, head + 2);
    }
    buffer_text(p->xml, "</sheetView></sheetViews>");
}

/* As wide as a page, which lies on its side. */
static void put_print(buffer *xml) {
    buffer_format(xml,
                  "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" "
                  "header=\"0.3\" footer=\"0.3\"/>"
                  "<pageSetup paperSize=\"%d\" fitToHeight=\"0\" orientation=\"landscape\"/>",
                  PAPER_A4);
}

static void put_sheet(book *b, size_t i) {
    const pm_table *t = &b->tables[i];
    place p = {.table = t, .xml = &b->xml[OTHER_PARTS + i]};
    size_t head = rows_above(t);
    buffer_text(p.xml, XML_HEAD "<worksheet " MAIN_SPACE
                                "><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
    put_view(&p, head, i == 0);
    buffer_format(p.xml, "<sheetFormatPr defaultRowHeight=\"%d\"/>", LINE);
    if (t->column_count != 0) {
        buffer_text(p.xml, "<cols>");
        for (size_t c = 0; c < t->column_count; c++) {
            put_column(&p, c);
        }
        buffer_text(p.xml, "</cols>");
    }
    buffer_text(p.xml, "<sheetData>");
    put_rows(b, &p);
    buffer_text(p.xml, "</sheetData>");
    if (t->column_count != 0) {
        buffer_text(p.xml, "<autoFilter ref=\"");
        put_range(p.xml, t, "");
        buffer_text(p.xml, "\"/>");
    }
    put_guards(&p, head);
    put_print(p.xml);
    buffer_text(p.xml, "</worksheet>");
}

/* ---- the other parts ---- */

static void put_types(const book *b, buffer *xml) {
    buffer_text(xml, XML_HEAD
                "<Types xmlns=\"" PACKAGE "content-types\">"
                "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
                "relationships+xml\"/>"
                "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" KIND "sheet.main+xml\"/>"
                "<Override PartName=\"/xl/styles.xml\" ContentType=\"" KIND "styles+xml\"/>");
    for (size_t i = 1; i <= b->count; i++) {
        buffer_format(xml,
                      "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" KIND
                      "worksheet+xml\"/>",
                      i);
    }
    buffer_text(xml, "</Types>");
}

static void put_relation(buffer *xml, size_t number, const char *kind, const char *target) {
    buffer_format(xml, "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/%s\" Target=\"%s\"/>", number,
                  kind, target);
}

static void put_relations(const book *b, buffer *root, buffer *sheets) {
    static const char begin[] = XML_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">";
    buffer_text(root, begin);
    put_relation(root, 1, "officeDocument", "xl/workbook.xml");
    buffer_text(root, "</Relationships>");
    buffer_text(sheets, begin);
    for (size_t i = 0; i < b->count; i++) {
        put_relation(sheets, i + 1, "worksheet", b->parts[OTHER_PARTS + i].name + strlen("xl/"));
    }
    put_relation(sheets, b->count + 1, "styles", "styles.xml");
    buffer_text(sheets, "</Relationships>");
}

/* A name of Excel's own for a part of the sheet: with quotes any name of a sheet can stand there, a
 * quote in it twice. */
static void open_own_name(const book *b, buffer *xml, size_t i, const char *which) {
    buffer_format(xml, "<definedName name=\"_xlnm.%s\" localSheetId=\"%zu\"%s>'", which, i,
                  which[0] == '_' ? " hidden=\"1\"" : "");
    for (const char *c = b->names[i]; *c != '\0'; c++) {
        put_escaped(xml, (pm_str){c, 1});
        buffer_text(xml, *c == '\'' ? "'" : "");
    }
    buffer_text(xml, "'!");
}

/* 'criteria'!$A$4:$M$11 for the filter, and the heading for each page of print. */
static void put_own_names(const book *b, buffer *xml, size_t i) {
    size_t head = rows_above(&b->tables[i]) + 1;
    if (b->tables[i].column_count != 0) {
        open_own_name(b, xml, i, "_FilterDatabase");
        put_range(xml, &b->tables[i], "$");
        buffer_text(xml, "</definedName>");
    }
    open_own_name(b, xml, i, "Print_Titles");
    buffer_format(xml, "$%zu:$%zu</definedName>", head, head);
}

static void put_workbook(const book *b, buffer *xml) {
    buffer_text(xml, XML_HEAD "<workbook " MAIN_SPACE " xmlns:r=\"" OFFICE
                              "\"><bookViews><workbookView/></bookViews><sheets>");
    for (size_t i = 0; i < b->count; i++) {
        buffer_text(xml, "<sheet name=\"");
        put_escaped(xml, str_from(b->names[i]));
        buffer_format(xml, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
    }
    buffer_text(xml, "</sheets><definedNames>");
    for (size_t i = 0; i < b->count; i++) {
        put_own_names(b, xml, i);
    }
    buffer_text(xml, "</definedNames></workbook>");
}

/* "0", "0.00", "0.0 %" */
static void put_number_formats(buffer *xml) {
    buffer_format(xml, "<numFmts count=\"%d\">", 2 * PLACES);
    for (int i = 0; i < 2 * PLACES; i++) {
        int places = i % PLACES;
        buffer_format(xml, "<numFmt numFmtId=\"%d\" formatCode=\"0%s%.*s%s\"/>", FIRST_FORMAT + i,
                      places != 0 ? "." : "", places, "000000000", i < PLACES ? "" : " %");
    }
    buffer_text(xml, "</numFmts>");
}

static void put_looks(buffer *xml) {
    static const char top[] = "applyAlignment=\"1\"><alignment vertical=\"top\"";
    static const struct {
        int font, border;
        const char *align;
    } looks[STYLE_COUNT] = {[STYLE_TITLE] = {1, 0, ""},
                            [STYLE_NOTE] = {2, 0, ""},
                            [STYLE_HEAD] = {3, 1, " wrapText=\"1\""},
                            [STYLE_HEAD_RIGHT] = {3, 1, " horizontal=\"right\" wrapText=\"1\""},
                            [STYLE_TEXT] = {0, 0, " wrapText=\"1\""},
                            [STYLE_HIDDEN] = {0, 0, " horizontal=\"right\""}};
    buffer_format(xml, "<cellXfs count=\"%d\"><xf/>", STYLES);
    for (int i = STYLE_PLAIN + 1; i < STYLE_COUNT; i++) {
        buffer_format(
            xml, "<xf fontId=\"%d\" borderId=\"%d\" applyFont=\"1\" applyBorder=\"1\" %s%s/></xf>",
            looks[i].font, looks[i].border, top, looks[i].align);
    }
    for (int i = 0; i < 2 * PLACES; i++) {
        buffer_format(xml, "<xf numFmtId=\"%d\" applyNumberFormat=\"1\" %s/></xf>",
                      FIRST_FORMAT + i, top);
    }
    buffer_text(xml, "</cellXfs>");
}

static void put_styles(buffer *xml) {
#define FONT(before, size, behind)                                                                 \
    "<font>" before "<sz val=\"" size "\"/>" behind "<name val=\"Calibri\"/></font>"
#define EDGES(bottom) "<border><left/><right/><top/>" bottom "<diagonal/></border>"
    buffer_text(xml, XML_HEAD "<styleSheet " MAIN_SPACE ">");
    put_number_formats(xml);
    buffer_text(
        xml,
        "<fonts count=\"4\">" FONT("", "11", "") FONT("<b/>", "14", "")
            FONT("", "11", "<color rgb=\"FF9C5700\"/>") FONT(
                "<b/>", "11",
                "") "</fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                    "<fill><patternFill patternType=\"gray125\"/></fill></fills>");
    buffer_text(
        xml,
        "<borders count=\"2\">" EDGES("<bottom/>")
            EDGES("<bottom style=\"thin\"><color auto=\"1\"/></bottom>") "</borders><cellStyleXfs "
                                                                         "count=\"1\"><xf/></"
                                                                         "cellStyleXfs>");
    put_looks(xml);
    buffer_text(xml, "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
                     "builtinId=\"0\"/></cellStyles></styleSheet>");
}

/* ---- names and bounds ---- */

static bool same_name(const char *a, const char *b) {
    return str_equal_fold(str_from(a), str_from(b));
}

static bool can_be_name(const book *b, size_t i) {
    const char *name = b->names[i];
    size_t len = strlen(name);
    bool good = len != 0 && strpbrk(name, "[]:*?/\\") == NULL && name[0] != '\'' &&
                name[len - 1] != '\'' && !same_name(name, "History"); /* Excel's own */
    for (size_t k = 0; k < i && good; k++) {
        good = !same_name(name, b->names[k]);
    }
    return good;
}

/* What is read without asking. */
static bool is_whole(const pm_table *t) {
    bool whole = (t->columns != NULL || t->column_count == 0) &&
                 (t->cells != NULL || t->row_count == 0 || t->column_count == 0) &&
                 (t->notes != NULL || t->note_count == 0);
    for (size_t i = 0; whole && i < t->column_count; i++) {
        whole = t->columns[i].title != NULL;
    }
    return whole;
}

static pm_status check_table(book *b, size_t i) {
    const pm_table *t = &b->tables[i];
    bool cut;
    pm_str name = clean(b, str_from(t->name), WORKBOOK_NAME, &cut);
    if (b->failed) {
        return PM_ERR_MEMORY;
    }
    if (name.len != 0) {
        memcpy(b->names[i], name.data, name.len); /* at most 4 bytes a unit */
    }
    if (!is_whole(t)) {
        return tell(b, PM_ERR_ARGUMENT, "the table lacks columns, titles, cells or notes",
                    b->names[i]);
    }
    if (t->column_count > WORKBOOK_COLUMNS || rows_above(t) >= WORKBOOK_ROWS ||
        t->row_count >= WORKBOOK_ROWS - rows_above(t)) {
        return tell(b, PM_ERR_LIMIT, "a sheet cannot hold so many rows or columns", b->names[i]);
    }
    return can_be_name(b, i) ? PM_OK
                             : tell(b, PM_ERR_ARGUMENT,
                                    "no sheet can have this name, or one has it", b->names[i]);
}

/* ---- the file ---- */

static bool make_room(book *b) {
    size_t parts = OTHER_PARTS + b->count;
    b->parts = mem_zalloc(b->allocator, parts * sizeof *b->parts);
    b->xml = mem_zalloc(b->allocator, (parts + 1) * sizeof *b->xml);
    b->names = mem_zalloc(b->allocator, b->count * sizeof *b->names);
    for (size_t i = 0; i <= parts && b->xml != NULL; i++) {
        buffer_init(&b->xml[i], b->allocator);
    }
    return b->parts != NULL && b->xml != NULL && b->names != NULL;
}

static void free_room(book *b) {
    for (size_t i = 0; i <= OTHER_PARTS + b->count && b->xml != NULL; i++) {
        buffer_free(&b->xml[i]);
    }
    mem_free(b->allocator, b->parts);
    mem_free(b->allocator, b->xml);
    mem_free(b->allocator, b->names);
    buffer_free(&b->scratch);
}

static const char *const other_parts[OTHER_PARTS] = {"[Content_Types].xml", "_rels/.rels",
                                                     "xl/_rels/workbook.xml.rels",
                                                     "xl/workbook.xml", "xl/styles.xml"};

static pm_status make_parts(book *b) {
    for (size_t i = 0; i < OTHER_PARTS; i++) {
        snprintf(b->parts[i].name, sizeof b->parts[i].name, "%s", other_parts[i]);
    }
    for (size_t i = 0; i < b->count; i++) {
        package_new_part *part = &b->parts[OTHER_PARTS + i];
        snprintf(part->name, sizeof part->name, "xl/worksheets/sheet%zu.xml", i + 1);
        put_sheet(b, i);
    }
    put_types(b, &b->xml[0]);
    put_relations(b, &b->xml[1], &b->xml[2]);
    put_workbook(b, &b->xml[3]);
    put_styles(&b->xml[4]);
    bool failed = b->failed;
    for (size_t i = 0; i < OTHER_PARTS + b->count; i++) {
        failed = failed || b->xml[i].failed;
        b->parts[i].data = buffer_view(&b->xml[i]);
    }
    if (b->cut > CUT_TOLD) {
        report_plain(b->report, PM_WARNING, str_from(b->path), 0, 0,
                     "%zu more texts are longer than a cell, and are cut", b->cut - CUT_TOLD);
    }
    return failed ? PM_ERR_MEMORY : PM_OK;
}

/* In place: whoever gives a path may have its own way to give the file its name. */
static pm_status write_file(book *b, pm_str data) {
    const char *reason;
    return os_write_over(b->path, data, &reason) == PM_OK
               ? PM_OK
               : tell(b, PM_ERR_IO, "cannot write the workbook", reason);
}

static pm_status write_book(book *b) {
    buffer *file = &b->xml[OTHER_PARTS + b->count];
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->count && status == PM_OK; i++) {
        status = check_table(b, i);
    }
    status = status == PM_OK ? make_parts(b) : status;
    status = status == PM_OK ? package_make(b->parts, OTHER_PARTS + b->count, file) : status;
    return status == PM_OK ? write_file(b, buffer_view(file)) : status;
}

pm_status workbook_write(const pm_allocator *a, reporter *report, const pm_table *tables,
                         size_t count, const char *path) {
    book b = {.allocator = a, .report = report, .path = path, .tables = tables, .count = count};
    if (count == 0) {
        return tell(&b, PM_ERR_ARGUMENT, "a workbook needs a table", NULL);
    }
    buffer_init(&b.scratch, a);
    pm_status status = make_room(&b) ? write_book(&b) : PM_ERR_MEMORY;
    free_room(&b);
    if (status != PM_OK && os_path_kind(path) == OS_FILE) { /* no device, that is */
        remove(path);
    }
    return status;
}
