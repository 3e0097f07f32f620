/* SPDX-License-Identifier: MIT
 * Tables under construction: cell by cell, in the order of their columns. */
#ifndef REPORT_SHEETS_H
#define REPORT_SHEETS_H

#include "base/strings.h"
#include "stats/share.h"

/* What a table is before it has rows. */
typedef struct sheet_form {
    const char *name, *title, *about;
    pm_chart chart;
    const pm_table_column *columns;
    size_t column_count;
} sheet_form;

#define SHEET(table, heading, drawn, text)                                                         \
    {                                                                                              \
        .name = #table, .title = (heading), .about = (text), .chart = (drawn),                     \
        .columns = table##_columns,                                                                \
        .column_count = sizeof table##_columns / sizeof *table##_columns                           \
    }

/* An estimate and its two ends, for lists of columns. */
#define SHEET_SHARE(name, title)                                                                   \
    {name, title, PM_IS_SHARE, PM_PART_VALUE, 1}, {"low", "low", PM_IS_SHARE, PM_PART_LOW, 1}, {   \
        "high", "high", PM_IS_SHARE, PM_PART_HIGH, 1                                               \
    }

typedef struct sheets {
    arena memory;
    pm_table *items;
    size_t count, cap;
    pm_cell *cells; /* of the table at hand */
    size_t cell_count, cell_cap;
    pm_str *notes;
    size_t note_count, note_cap;
    buffer text;
    bool failed; /* no memory; what is put then is lost */
} sheets;

void sheets_init(sheets *s, const pm_allocator *a);
void sheets_free(sheets *s);

void sheets_begin(sheets *s, const sheet_form *form);
void sheets_title(sheets *s, pm_str title); /* in place of the form's; copied */
void sheets_end(sheets *s);

void put_words(sheets *s, const char *text);
void put_str(sheets *s, pm_str text); /* copied */
void put_count(sheets *s, uint64_t count);
void put_number(sheets *s, double number); /* NaN: nothing */
void put_ends(sheets *s, share_interval ends);
void put_nothing(sheets *s, size_t cells);
void put_hidden(sheets *s, size_t cells);
void put_note(sheets *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
