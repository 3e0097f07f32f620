/* SPDX-License-Identifier: MIT
 * The tables of a report to bytes. A format is one file; none knows what the tables are about,
 * except that the page draws its headlines from the table "criteria". Withheld cells are told to
 * people as "[c]" and to programs as nothing. */
#ifndef OUTPUT_TABLES_H
#define OUTPUT_TABLES_H

#include "output/output.h"

typedef struct tables {
    const pm_table *items;
    size_t count;
} tables;

/* Text for a terminal or a log: title, notes, aligned columns, estimates with their intervals as
 * "15.3 % [12.6, 18.4]". `width` in columns. */
void tables_text(const tables *t, unsigned width, bool colour, buffer *out);
/* One object with a member a table; docs/report.schema.json is its schema. */
void tables_json(const tables *t, buffer *out);
/* One table, with a heading row. Numbers as shortest decimals that tell all, nothing where there is
 * nothing. `excel_safe`: no cell is taken for a formula. */
void tables_csv(const pm_table *t, bool excel_safe, buffer *out);
/* One page without scripts or outside parts. `title` stands at its head. */
void tables_html(const tables *t, pm_str title, buffer *out);

#endif
