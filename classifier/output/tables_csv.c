/* SPDX-License-Identifier: MIT
 * A table for programs that read rows. Keeps true: one row a line, as many cells as the heading;
 * nothing and what is withheld are both empty. */
#include "format/csv.h"
#include "output/tables.h"

static pm_str cell_text(const pm_cell *cell, bool excel_safe, buffer *scratch) {
    if (cell->kind == PM_CELL_TEXT) {
        return excel_safe ? redact_formula(cell->text, scratch) : cell->text;
    }
    tables_plain(cell, scratch);
    return buffer_view(scratch);
}

void tables_csv(const pm_table *t, bool excel_safe, buffer *out) {
    csv_writer w;
    buffer scratch;
    buffer_init(&scratch, out->allocator);
    csv_writer_init(&w, out, ',');
    for (size_t i = 0; i < t->column_count; i++) {
        csv_cell(&w, str_from(t->columns[i].name));
    }
    csv_end_row(&w);
    for (size_t row = 0; row < t->row_count; row++) {
        for (size_t i = 0; i < t->column_count; i++) {
            buffer_clear(&scratch);
            csv_cell(&w, cell_text(tables_at(t, row, i), excel_safe, &scratch));
            out->failed |= scratch.failed; /* it is used up at once */
        }
        csv_end_row(&w);
    }
    buffer_free(&scratch);
}
