/* SPDX-License-Identifier: MIT
 * Keeps true: a row has a cell for each heading, or it is refused; cells beyond the headings are
 * empty. A row of several actions is given out as so many rows. */
#include "format/csv.h"
#include "readers/rows.h"
#include "readers/wide.h"

/* Of a table with one column, where a comma is part of the text: no text has it. */
enum { NO_DELIMITER = 0x1F };

typedef struct csv_table {
    csv_reader csv;
    size_t width;                   /* headings */
    size_t short_rows, first_short; /* rows with fewer cells, and the line of the first */
    size_t actions;                 /* of each row, side by side; 0: a row is one */
    csv_row row;                    /* ... the one at hand, of which so many were looked at */
    size_t looked;
    bool given;       /* something of it was given out */
    size_t *of;       /* which action each column belongs to (see wide.h) */
    pm_str *headings; /* without their numbers */
    pm_str *some;     /* room for the headings, then the cells, of one action */
    arena memory;
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

/* One row a plan? Then its headings are kept. */
static pm_status look_for_wide(reader *r, const csv_row *row) {
    csv_table *t = r->state;
    size_t size = t->width * sizeof *t->of;
    t->of = arena_zalloc(&t->memory, size);
    t->headings = arena_zalloc(&t->memory, t->width * sizeof *t->headings);
    t->some = arena_zalloc(&t->memory, 2 * t->width * sizeof *t->some);
    if (t->of == NULL || t->headings == NULL || t->some == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < t->width; i++) {
        t->headings[i] = str_trim(row->field[i]);
    }
    pm_status status = wide_actions(&r->columns, t->headings, t->width, &t->actions, t->of);
    for (size_t i = 0; i < t->width && status == PM_OK; i++) {
        pm_str bare = t->of[i] != 0 ? wide_bare(t->headings[i]) : t->headings[i];
        char *copy = arena_copy(&t->memory, bare.data, bare.len);
        status = copy != NULL ? PM_OK : PM_ERR_MEMORY;
        t->headings[i] = (pm_str){copy, bare.len};
    }
    return status;
}

/* Actions that stand in columns which are only carried along would be lost in silence. */
static pm_status tell_unread(reader *r, const csv_row *row) {
    const csv_table *t = r->state;
    bool wide = t->actions != 0;
    size_t first;
    pm_status status = wide_unread(&r->columns, row->field, t->width, wide ? t->of : NULL, &first);
    if (status == PM_OK && first != SIZE_MAX) {
        reader_tell(r, PM_WARNING,
                    "column %zu may be a further action of each row, but is carried along and not "
                    "read as one; a row has several where each of their headings has a number, "
                    "from 1 to %d",
                    first + 1, WIDE_MOST);
    }
    return status;
}

/* The columns of one action of the row at hand, and of all. `*own`: has it any of its own? */
static pm_status set_action(reader *r, size_t action, size_t *count, bool *own) {
    csv_table *t = r->state;
    *count = 0;
    *own = false;
    for (size_t i = 0; i < t->width; i++) {
        if (t->of[i] == 0 || t->of[i] == action) {
            pm_str cell = i < t->row.count ? t->row.field[i] : (pm_str){NULL, 0};
            t->some[*count] = t->headings[i];
            t->some[t->width + (*count)++] = cell;
            *own |= t->of[i] != 0 && !cell_blank(cell);
        }
    }
    return columns_set(&r->columns, t->some, *count, 0);
}

/* The next action of the row at hand; a row without any stands for its plan. PM_END: no more. */
static pm_status next_action(reader *r, pm_row *out) {
    csv_table *t = r->state;
    while (t->looked < t->actions) {
        size_t count;
        bool own;
        pm_status status = set_action(r, ++t->looked, &count, &own);
        if (status != PM_OK) {
            return status;
        }
        if (own || (t->looked == t->actions && !t->given)) {
            t->given = true;
            reader_set_line(r, t->row.line);
            return reader_fill(r, t->some + t->width, count, out);
        }
    }
    return PM_END;
}

static pm_status csv_open(reader *r) {
    csv_table *t = mem_zalloc(r->allocator, sizeof *t);
    if (t == NULL) {
        return PM_ERR_MEMORY;
    }
    csv_init(&t->csv, r->allocator, feed_more, &r->feed);
    arena_init(&t->memory, r->allocator);
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
    bool missing = status == PM_OK && !r->plans_only && /* --columns is said of actions */
                   columns_missing(&r->columns, false) != SLOT_NONE;
    bool lacks = status == PM_OK && !reader_columns_suffice(r);
    if (lacks && !missing) {
        status = look_for_wide(r, &row);
        lacks = t->actions == 0;
    }
    if (status == PM_OK && (missing || lacks)) {
        status = reader_refuse_columns(r);
    }
    status = status == PM_OK ? tell_unread(r, &row) : status;
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
    pm_status status = next_action(r, out);
    if (status != PM_END) {
        return status;
    }
    status = next_filled(r, &row);
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
    if (t->actions != 0) {
        t->row = row;
        t->looked = 0;
        t->given = false;
        return next_action(r, out);
    }
    return reader_fill(r, row.field, row.count, out);
}

static void csv_close(reader *r) {
    csv_table *t = r->state;
    if (t != NULL) {
        csv_free(&t->csv);
        arena_free(&t->memory);
        mem_free(r->allocator, t);
    }
}

const row_kind rows_csv = {READER_CSV, ".csv.tsv.tab", false, csv_open, csv_table_next, csv_close};
