/* SPDX-License-Identifier: MIT
 * What people and programs read in a cell. Keeps true: a cell says the same in every format for
 * people; nothing of what is withheld is told. */
#include "output/tables.h"

#include "format/number.h"

const char *const tables_measures[] = {"text", "count", "share", "number", "flag"};

size_t tables_span(const pm_table *t, size_t column) {
    const pm_table_column *c = &t->columns[column];
    bool whole = column + 2 < t->column_count && c[0].part == PM_PART_VALUE &&
                 c[1].part == PM_PART_LOW && c[2].part == PM_PART_HIGH;
    return whole ? 3 : 1;
}

bool tables_seen(const pm_table *t, size_t column) {
    bool seen = t->row_count == 0;
    for (size_t row = 0; row < t->row_count && !seen; row++) {
        const pm_cell *cell = tables_at(t, row, column);
        seen = cell->kind != PM_CELL_NONE && (cell->kind != PM_CELL_TEXT || cell->text.len != 0);
    }
    return seen;
}

static void put_number(const pm_table_column *column, const pm_cell *cell, buffer *out) {
    double times = column->measure == PM_IS_SHARE ? 100 : 1;
    number_rounded(cell->number * times, column->places, out);
}

void tables_cell(const pm_table_column *column, const pm_cell *cell, buffer *out) {
    switch (cell->kind) {
    case PM_CELL_NONE: buffer_char(out, '-'); return;
    case PM_CELL_HIDDEN: buffer_text(out, "[c]"); return;
    case PM_CELL_TEXT: buffer_str(out, cell->text); return;
    case PM_CELL_COUNT:
        if (column->measure == PM_IS_FLAG) {
            buffer_text(out, cell->count != 0 ? "yes" : "no");
        } else {
            buffer_unsigned(out, cell->count);
        }
        return;
    case PM_CELL_NUMBER:
        put_number(column, cell, out);
        buffer_text(out, column->measure == PM_IS_SHARE ? " %" : "");
        return;
    }
}

void tables_plain(const pm_cell *cell, buffer *out) {
    switch (cell->kind) {
    case PM_CELL_TEXT: buffer_str(out, cell->text); return;
    case PM_CELL_COUNT: buffer_unsigned(out, cell->count); return;
    case PM_CELL_NUMBER: number_exact(cell->number, out); return;
    case PM_CELL_NONE:
    case PM_CELL_HIDDEN: return;
    }
}

void tables_interval(const pm_table *t, size_t row, size_t column, buffer *out) {
    const pm_cell *cell = tables_at(t, row, column);
    const pm_table_column *c = &t->columns[column];
    if (cell[1].kind != PM_CELL_NUMBER || cell[2].kind != PM_CELL_NUMBER) {
        return;
    }
    buffer_char(out, '[');
    put_number(&c[1], &cell[1], out);
    buffer_text(out, ", ");
    put_number(&c[2], &cell[2], out);
    buffer_char(out, ']');
}
