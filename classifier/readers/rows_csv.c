/* SPDX-License-Identifier: MIT
 * Keeps true: a row has a cell for each heading, or it is refused; cells beyond the headings are
 * empty. */
#include "format/csv.h"
#include "readers/rows.h"

/* Of a table with one column, where a comma is part of the text: no text has it. */
enum { NO_DELIMITER = 0x1F };

typedef struct csv_table {
    csv_reader csv;
    size_t width;                   /* headings */
    size_t short_rows, first_short; /* rows with fewer cells, and the line of the first */
} csv_table;

static bool all_blank(const pm_str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!cell_blank(cells[i])) {
            return false;
        }
    }
    return true;
}

/* The next row that is not blank. */
static pm_status next_filled(reader *r, csv_row *row) {
    csv_table *t = r->state;
    pm_status status = csv_next(&t->csv, row);
    while (status == PM_OK && all_blank(row->field, row->count)) {
        r->counts.empty++;
        status = csv_next(&t->csv, row);
    }
    if (status == PM_ERR_ROW) {
        reader_set_line(r, t->csv.fault_line);
        return reader_refuse(r, "%s, at cell %zu; it is left out", t->csv.reason,
                             t->csv.fault_column);
    }
    if (status == PM_OK && row->open_quote != 0 && reader_may_tell(r)) {
        report_plain(r->report, PM_WARNING, r->file, row->open_quote, 0,
                     "a quote that opens here is never closed; it is read as part of the text");
    }
    return status;
}

/* Headings without words at the end are no columns: spreadsheets leave delimiters behind. */
static pm_status take_headings(reader *r, csv_row *row) {
    csv_table *t = r->state;
    pm_str *headings = mem_array(r->allocator, row->count, sizeof *headings);
    if (headings == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < row->count; i++) {
        headings[i] = str_trim(row->field[i]);
        t->width = headings[i].len != 0 ? i + 1 : t->width;
    }
    pm_status status = columns_set(&r->columns, headings, t->width, 0);
    mem_free(r->allocator, headings);
    return status;
}

static pm_status csv_open(reader *r) {
    csv_table *t = mem_zalloc(r->allocator, sizeof *t);
    if (t == NULL) {
        return PM_ERR_MEMORY;
    }
    csv_init(&t->csv, r->allocator, feed_more, &r->feed);
    r->state = t;
    csv_row row;
    pm_status status = csv_guess(&t->csv);
    status = status == PM_OK ? next_filled(r, &row) : status;
    if (status == PM_OK) {
        r->line = row.line;
        status = take_headings(r, &row);
        t->csv.delimiter = row.count == 1 ? NO_DELIMITER : t->csv.delimiter;
    }
    if (status == PM_END) {
        reader_tell(r, PM_ERROR, "the file has no headings");
    }
    if (status == PM_OK &&
        (columns_missing(&r->columns, false) != SLOT_NONE || !reader_columns_suffice(r))) {
        status = reader_refuse_columns(r);
    }
    return status == PM_ERR_ROW || status == PM_END ? PM_ERR_INPUT : status;
}

static pm_status at_end(reader *r) {
    const csv_table *t = r->state;
    if (t->short_rows != 0) {
        report_plain(
            r->report, PM_WARNING, r->file, t->first_short, 0,
            "%zu row%s fewer cells than there are headings, this one first; the missing cells "
            "are taken as empty",
            t->short_rows, t->short_rows == 1 ? " has" : "s have");
    }
    return PM_END;
}

static pm_status csv_table_next(reader *r, pm_row *out) {
    csv_table *t = r->state;
    csv_row row;
    pm_status status = next_filled(r, &row);
    if (status != PM_OK) {
        return status == PM_END ? at_end(r) : status;
    }
    reader_set_line(r, row.line);
    if (row.count > t->width && !all_blank(row.field + t->width, row.count - t->width)) {
        return reader_refuse(r, "the row has %zu cells, but there %s %zu heading%s; it is left out",
                             row.count, t->width == 1 ? "is" : "are", t->width,
                             t->width == 1 ? "" : "s");
    }
    if (row.count < t->width) {
        t->first_short = t->short_rows == 0 ? row.line : t->first_short;
        t->short_rows++;
    }
    return reader_fill(r, row.field, row.count, out);
}

static void csv_close(reader *r) {
    csv_table *t = r->state;
    if (t != NULL) {
        csv_free(&t->csv);
        mem_free(r->allocator, t);
    }
}

const row_kind rows_csv = {READER_CSV, ".csv.tsv.tab", false, csv_open, csv_table_next, csv_close};
