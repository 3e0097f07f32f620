/* SPDX-License-Identifier: MIT
 * The tables of a report to bytes. A format is one file; none knows what the tables are about,
 * except that the page draws its headlines from some of them. Withheld cells are told to
 * people as "[c]" and to programs as nothing. */
#ifndef OUTPUT_TABLES_H
#define OUTPUT_TABLES_H

#include "output/output.h"

typedef struct tables {
    const pm_table *items;
    size_t count;
} tables;

/* Text for a terminal or a log: title, notes, aligned columns, estimates with their intervals as
 * "15.3 % [12.6, 18.4]". `width` in columns, 0: 80. A table that is wider is written in several
 * parts, each with the columns that name its rows. */
void tables_text(const tables *t, unsigned width, bool colour, buffer *out);
/* One object with a member a table; docs/report.schema.json is its schema. */
void tables_json(const tables *t, buffer *out);
/* One table, with a heading row. Numbers as shortest decimals that tell all, nothing where there is
 * nothing. `excel_safe`: no cell is taken for a formula. */
void tables_csv(const pm_table *t, bool excel_safe, buffer *out);
/* One page that is whole in itself: no scripts, nothing fetched. `title` stands at its head; where
 * it is empty, a plain one does. It knows by name: "criteria" (columns criterion, share: headlines,
 * and lines in drawings), the items actions, plans and authorities of "sample" and "verdicts by" of
 * "method" (what was counted), and "method", which stands last. Tables without rows are left out.
 */
void tables_html(const tables *t, pm_str title, buffer *out);

/* ---- for the formats ---- */

extern const char *const tables_measures[]; /* their names in JSON, by pm_measure */

static inline const pm_cell *tables_at(const pm_table *t, size_t row, size_t column) {
    return &t->cells[row * t->column_count + column];
}

/* How many columns people see as one: an estimate with its interval is 3, any other 1. */
size_t tables_span(const pm_table *t, size_t column);

/* Do people see this column? One without anything in any row, such as the kinds of coded rows, is
 * left out for them, unless the table has no rows. */
bool tables_seen(const pm_table *t, size_t column);

/* Appends what people read in a cell: "15.3 %", "[c]", or "-" for nothing. */
void tables_cell(const pm_table_column *column, const pm_cell *cell, buffer *out);

/* Appends what programs read in a cell of digits or text; nothing for nothing. */
void tables_plain(const pm_cell *cell, buffer *out);

/* Of an estimate in three columns: appends "[12.6, 18.4]"; nothing where it has no interval. */
void tables_interval(const pm_table *t, size_t row, size_t column, buffer *out);

#endif
