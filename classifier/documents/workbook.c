/* SPDX-License-Identifier: MIT
 * Keeps true: a text is written as a text, whatever it looks like; a file that could not be written
 * to its end is removed; nothing in the file tells when or by whom it was made. */
#include "documents/workbook.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/os.h"
#include "documents/zip.h"

enum {
    MADE = 315532800,  /* 1 January 1980, as its parts say too */
    NARROWEST = 8,     /* widths of columns, in digits */
    WIDEST = 60,       /* longer texts are wrapped */
    BESIDE = 4,        /* for the button of the filter */
    LINE = 15,         /* heights of rows, in points */
    HIGHEST = 27,      /* in lines; Excel has 409 points */
    PROSE_WIDEST = 90, /* of what stands above a table, in code points: as much as print holds */
    PAPER_A4 = 9       /* as Excel numbers it */
};

typedef struct book {
    const pm_allocator *allocator;
    reporter *report;
    const char *path;
    lxw_workbook *book;
    lxw_format *title, *note, *head, *head_right, *text, *hidden;
    buffer scratch;
} book;

/* Where a table stands in its sheet. */
typedef struct place {
    const pm_table *table;
    lxw_worksheet *sheet;
    size_t head; /* the row of its heading */
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

/* The text as valid UTF-8 with a NUL behind it, without what XML cannot hold, cut to so many
 * UTF-16 units. It lives until the next call; NULL: no memory. */
static const char *clean(book *b, pm_str text, size_t most, bool *cut) {
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
    buffer_char(&b->scratch, '\0');
    return b->scratch.failed ? NULL : b->scratch.data;
}

static lxw_error put_text(book *b, const place *p, size_t row, size_t column, pm_str text,
                          lxw_format *format) {
    bool cut;
    const char *plain = clean(b, text, WORKBOOK_CELL, &cut);
    if (plain == NULL) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    if (cut) {
        report_plain(b->report, PM_WARNING, str_from(b->path), 0, 0,
                     "sheet %s, row %zu, column %zu: the text is longer than the %d characters "
                     "that a cell holds, and is cut",
                     p->table->name, row + 1, column + 1, WORKBOOK_CELL);
    }
    return worksheet_write_string(p->sheet, (lxw_row_t)row, (lxw_col_t)column, plain, format);
}

/* ---- formats ---- */

static lxw_format *new_format(book *b, bool bold, bool wraps) {
    lxw_format *f = workbook_add_format(b->book);
    if (f != NULL) {
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
        if (bold) {
            format_set_bold(f);
        }
        if (wraps) {
            format_set_text_wrap(f);
        }
    }
    return f;
}

static bool make_formats(book *b) {
    b->title = new_format(b, true, false);
    b->note = new_format(b, false, false);
    b->head = new_format(b, true, true);
    b->head_right = new_format(b, true, true);
    b->text = new_format(b, false, true);
    b->hidden = new_format(b, false, false);
    if (b->title == NULL || b->note == NULL || b->head == NULL || b->head_right == NULL ||
        b->text == NULL || b->hidden == NULL) {
        return false;
    }
    format_set_font_size(b->title, 14);
    format_set_font_color(b->note, 0x9C5700);
    format_set_bottom(b->head, LXW_BORDER_THIN);
    format_set_bottom(b->head_right, LXW_BORDER_THIN);
    format_set_align(b->head_right, LXW_ALIGN_RIGHT);
    format_set_align(b->hidden, LXW_ALIGN_RIGHT);
    return true;
}

/* "0", "0.00", "0.0 %" */
static lxw_format *number_format(book *b, const pm_table_column *c) {
    static const char zeros[] = "000000000";
    int places = c->places < 0 ? 0 : c->places > 9 ? 9 : c->places;
    bool share = c->measure == PM_IS_SHARE, whole = c->measure == PM_IS_COUNT || places == 0;
    char pattern[16];
    lxw_format *f = new_format(b, false, false);
    snprintf(pattern, sizeof pattern, "0%s%.*s%s", whole ? "" : ".", whole ? 0 : places, zeros,
             share ? " %" : "");
    if (f != NULL) {
        format_set_num_format(f, pattern);
    }
    return f;
}

/* ---- a sheet ---- */

static lxw_error put_cell(book *b, const place *p, size_t row, size_t column, const pm_cell *cell,
                          lxw_format *number, lxw_format *count) {
    lxw_row_t r = (lxw_row_t)row;
    lxw_col_t c = (lxw_col_t)column;
    switch (cell->kind) {
    case PM_CELL_NONE: return LXW_NO_ERROR;
    case PM_CELL_HIDDEN: return worksheet_write_string(p->sheet, r, c, "[c]", b->hidden);
    case PM_CELL_TEXT: return put_text(b, p, row, column, cell->text, b->text);
    case PM_CELL_COUNT: return worksheet_write_number(p->sheet, r, c, (double)cell->count, count);
    case PM_CELL_NUMBER:
        return isfinite(cell->number) ? worksheet_write_number(p->sheet, r, c, cell->number, number)
                                      : LXW_NO_ERROR;
    }
    return LXW_NO_ERROR;
}

static lxw_error put_column(book *b, const place *p, size_t column) {
    const pm_table *t = p->table;
    const pm_table_column *c = &t->columns[column], whole = {.measure = PM_IS_COUNT};
    lxw_format *number = number_format(b, c), *count = number_format(b, &whole);
    if (number == NULL || count == NULL) {
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    lxw_error error = put_text(b, p, p->head, column, str_from(c->title),
                               c->measure == PM_IS_TEXT ? b->head : b->head_right);
    for (size_t row = 0; row < t->row_count && error == LXW_NO_ERROR; row++) {
        error = put_cell(b, p, p->head + 1 + row, column, &t->cells[row * t->column_count + column],
                         number, count);
    }
    return error;
}

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

static lxw_error fit_column(const place *p, size_t column) {
    const pm_table *t = p->table;
    size_t width = title_width(t->columns[column].title);
    for (size_t row = 0; row < t->row_count; row++) {
        size_t one = cell_width(&t->cells[row * t->column_count + column]);
        width = one > width ? one : width;
    }
    width = width > WIDEST ? WIDEST : width;
    return worksheet_set_column(p->sheet, (lxw_col_t)column, (lxw_col_t)column, (double)(width + 1),
                                NULL);
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

static lxw_error fit_rows(const place *p) {
    lxw_error error = worksheet_set_row(p->sheet, (lxw_row_t)p->head, 2 * LINE, NULL);
    for (size_t row = 0; row < p->table->row_count && error == LXW_NO_ERROR; row++) {
        size_t lines = lines_of(p->table, row);
        if (lines > 1) {
            error = worksheet_set_row(p->sheet, (lxw_row_t)(p->head + 1 + row),
                                      (double)(lines * LINE), NULL);
        }
    }
    return error;
}

/* A column of flags that holds nothing yet is to be filled by hand: 0 or 1. */
static lxw_error guard_column(const place *p, size_t column) {
    char title[] = "0 or 1", message[] = "Write 1 where it is met, and 0 where it is not.";
    const pm_table *t = p->table;
    bool empty = t->columns[column].measure == PM_IS_FLAG && t->row_count != 0;
    for (size_t row = 0; row < t->row_count && empty; row++) {
        empty = t->cells[row * t->column_count + column].kind == PM_CELL_NONE;
    }
    if (!empty) {
        return LXW_NO_ERROR;
    }
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_INTEGER,
                                .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = 0,
                                .maximum_number = 1,
                                .error_title = title,
                                .error_message = message};
    return worksheet_data_validation_range(p->sheet, (lxw_row_t)(p->head + 1), (lxw_col_t)column,
                                           (lxw_row_t)(p->head + t->row_count), (lxw_col_t)column,
                                           &rule);
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

/* The rows above the heading row at most. */
static size_t head_rows(const pm_table *t) {
    size_t count = 2 + count_lines(t->about); /* the title, and an empty row */
    for (size_t i = 0; i < t->note_count; i++) {
        count += count_lines(t->notes[i]);
    }
    return count;
}

/* A row a line: a text in one cell would run far beyond the table, and over several pages. */
static lxw_error put_prose(book *b, place *p, pm_str text, lxw_format *format) {
    lxw_error error = LXW_NO_ERROR;
    while (str_trim(text).len != 0 && error == LXW_NO_ERROR) {
        error = put_text(b, p, p->head++, 0, take_line(&text), format);
    }
    return error;
}

/* As wide as a page, which lies on its side, with the headings on each. */
static lxw_error set_print(const place *p) {
    worksheet_set_landscape(p->sheet);
    worksheet_set_paper(p->sheet, PAPER_A4);
    worksheet_fit_to_pages(p->sheet, 1, 0);
    return worksheet_repeat_rows(p->sheet, (lxw_row_t)p->head, (lxw_row_t)p->head);
}

/* What stands above the table, and an empty row. */
static lxw_error put_head(book *b, place *p) {
    const pm_table *t = p->table;
    lxw_error error = LXW_NO_ERROR;
    pm_str title = str_from(t->title);
    if (title.len != 0) {
        error = put_text(b, p, p->head++, 0, title, b->title);
    }
    if (error == LXW_NO_ERROR) {
        error = put_prose(b, p, t->about, NULL);
    }
    for (size_t i = 0; i < t->note_count && error == LXW_NO_ERROR; i++) {
        error = put_prose(b, p, t->notes[i], b->note);
    }
    p->head += p->head != 0;
    return error;
}

static lxw_error put_table(book *b, place *p) {
    const pm_table *t = p->table;
    lxw_error error = put_head(b, p);
    for (size_t i = 0; i < t->column_count && error == LXW_NO_ERROR; i++) {
        error = put_column(b, p, i);
        error = error == LXW_NO_ERROR ? fit_column(p, i) : error;
        error = error == LXW_NO_ERROR ? guard_column(p, i) : error;
    }
    error = error == LXW_NO_ERROR ? fit_rows(p) : error;
    error = error == LXW_NO_ERROR ? set_print(p) : error;
    if (error == LXW_NO_ERROR && t->column_count != 0) {
        worksheet_freeze_panes(p->sheet, (lxw_row_t)(p->head + 1), 0);
        error = worksheet_autofilter(p->sheet, (lxw_row_t)p->head, 0,
                                     (lxw_row_t)(p->head + t->row_count),
                                     (lxw_col_t)(t->column_count - 1));
    }
    return error;
}

static bool fits_sheet(const pm_table *t) {
    size_t rows = WORKBOOK_ROWS - 1, head = head_rows(t); /* and the headings' row */
    return t->column_count <= WORKBOOK_COLUMNS && head <= rows && t->row_count <= rows - head;
}

static pm_status write_table(book *b, const pm_table *t) {
    char name[4 * WORKBOOK_NAME + 4];
    bool cut;
    const char *plain = clean(b, str_from(t->name), WORKBOOK_NAME, &cut);
    if (plain == NULL) {
        return PM_ERR_MEMORY;
    }
    snprintf(name, sizeof name, "%s", plain);
    if (!fits_sheet(t)) {
        return tell(b, PM_ERR_LIMIT, "a sheet cannot hold so many rows or columns", name);
    }
    if (name[0] == '\0' || workbook_validate_sheet_name(b->book, name) != LXW_NO_ERROR) {
        return tell(b, PM_ERR_ARGUMENT, "no sheet can have this name, or one has it", name);
    }
    place p = {.table = t, .sheet = workbook_add_worksheet(b->book, name)};
    lxw_error error = p.sheet != NULL ? put_table(b, &p) : LXW_ERROR_MEMORY_MALLOC_FAILED;
    if (error == LXW_NO_ERROR || error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return error == LXW_NO_ERROR ? PM_OK : PM_ERR_MEMORY;
    }
    return tell(b, PM_ERR_ARGUMENT, lxw_strerror(error), name);
}

/* ---- the file ---- */

/* libxlsxwriter does not see it when its temporary files are cut by a full disk. So each part is
 * looked at: does it end as such parts do? */
static pm_status read_end(package_part *part, pm_str end) {
    const char *reason;
    char data[4096], last[32] = "";
    size_t got = 0, kept = 0;
    pm_status status = package_part_read(part, data, sizeof data, &got, &reason);
    while (status == PM_OK && got != 0) {
        size_t more = got < end.len ? got : end.len, room = end.len - more;
        size_t keep = room < kept ? room : kept;
        memmove(last, last + kept - keep, keep);
        memcpy(last + keep, data + got - more, more);
        kept = keep + more;
        status = package_part_read(part, data, sizeof data, &got, &reason);
    }
    bool whole = kept == end.len && memcmp(last, end.data, kept) == 0;
    return status == PM_OK && !whole ? PM_ERR_IO : status;
}

static pm_status check_part(package *p, const char *name, pm_str end) {
    package_part *part;
    const char *reason;
    pm_status status = package_part_open(p, name, &part, &reason);
    if (status == PM_OK) {
        status = read_end(part, end);
        package_part_close(part);
    }
    return status;
}

static pm_status check_parts(package *p, size_t sheets) {
    pm_status status = check_part(p, "xl/workbook.xml", STR("</workbook>"));
    if (status == PM_OK) {
        status = check_part(p, "xl/styles.xml", STR("</styleSheet>"));
    }
    if (status == PM_OK && package_has(p, "xl/sharedStrings.xml")) {
        status = check_part(p, "xl/sharedStrings.xml", STR("</sst>"));
    }
    for (size_t i = 1; i <= sheets && status == PM_OK; i++) {
        char name[64];
        snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", i);
        status = check_part(p, name, STR("</worksheet>"));
    }
    return status;
}

/* What is beyond the bounds of reading is believed to be whole. */
static pm_status check_file(book *b, size_t sheets) {
    package *p;
    const char *reason;
    pm_status status = package_open(b->allocator, b->path, (pm_str){NULL, 0}, &p, &reason);
    if (status == PM_OK) {
        status = check_parts(p, sheets);
        package_close(p);
    }
    return status == PM_ERR_LIMIT ? PM_OK : status;
}

/* libxlsxwriter prints when it cannot write; so it is asked before. */
static bool can_write(const char *path) {
    FILE *f = fopen(path, "ab");
    return f != NULL && fclose(f) == 0;
}

static pm_status close_book(book *b, size_t sheets, pm_status status) {
    errno = 0;
    lxw_error error = workbook_close(b->book);
    int code = errno;
    if (status != PM_OK) {
        return status;
    }
    if (error == LXW_NO_ERROR) {
        code = ENOSPC;
        status = check_file(b, sheets);
    } else {
        status = error == LXW_ERROR_MEMORY_MALLOC_FAILED ? PM_ERR_MEMORY : PM_ERR_IO;
    }
    return status == PM_OK || status == PM_ERR_MEMORY
               ? status
               : tell(b, PM_ERR_IO, "cannot write the workbook", os_reason(code));
}

static pm_status write_book(book *b, const pm_table *tables, size_t count) {
    lxw_doc_properties about = {.created = MADE};
    b->book = workbook_new(b->path);
    if (b->book == NULL) {
        return PM_ERR_MEMORY;
    }
    bool made = workbook_set_properties(b->book, &about) == LXW_NO_ERROR && make_formats(b);
    pm_status status = made ? PM_OK : PM_ERR_MEMORY;
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        status = write_table(b, &tables[i]);
    }
    return close_book(b, count, status);
}

pm_status workbook_write(const pm_allocator *a, reporter *report, const pm_table *tables,
                         size_t count, const char *path) {
    book b = {.allocator = a, .report = report, .path = path};
    if (count == 0) {
        return tell(&b, PM_ERR_ARGUMENT, "a workbook needs a table", NULL);
    }
    if (!can_write(path)) {
        return tell(&b, PM_ERR_IO, "cannot write the workbook", os_reason(errno));
    }
    os_numerals before = os_plain_numerals();
    buffer_init(&b.scratch, a);
    pm_status status = write_book(&b, tables, count);
    buffer_free(&b.scratch);
    os_numerals_back(before);
    if (status != PM_OK && os_path_kind(path) == OS_FILE) { /* no device, that is */
        remove(path);
    }
    return status;
}
