/* SPDX-License-Identifier: MIT
 * Inside the finder: what is known of the cells and rows of a table. cells.c, heads.c, actions.c
 * and side.c; tables.c leads a table through them. */
#ifndef DOCUMENTS_TABLES_H
#define DOCUMENTS_TABLES_H

#include "documents/find.h"

/* ---- Cells and rows: cells.c ---- */

/* The cell that it goes on from, or itself. */
const doc_cell *cell_owner(const doc_cell *c);
/* In f->text; lives until the next call. */
pm_str cell_shown(finder *f, const doc_cell *c);
pm_str cell_kept(finder *f, const doc_cell *c, arena *in);
/* What it means as a heading. */
column_slot cell_meaning(finder *f, const doc_cell *c);
/* `c` NULL: of the row. */
pm_str cell_place(finder *f, const table_state *t, const doc_row *r, const doc_cell *c);
/* Does nothing begin in it? */
bool cell_is_blank(const doc_cell *c);
size_t row_filled(const doc_row *r);
/* The cell in a column of the grid. */
const doc_cell *row_cell_at(const doc_row *r, size_t at);
/* The same for columns that only grow: *at is a cell of the row, at first its first, and moves on.
 */
const doc_cell *row_cell_from(const doc_cell **at, size_t across);
/* Fields of the plan; `below` is the row below it, or NULL. */
void row_take_fields(finder *f, const table_state *t, const doc_row *r, const doc_row *below);

/* ---- Headings: heads.c ---- */

/* What a row, or two rows together, would be as headings. */
typedef struct heads {
    size_t known, filled, prose; /* cells: that mean something, that are not blank, too long */
    size_t action;               /* column of the grid; SIZE_MAX: none */
    bool weak, planned;          /* planned: one of them is by when, or how measured */
} heads;

heads heads_of_row(finder *f, const doc_row *r);
bool heads_suffice(const heads *h);
bool heads_in_two_rows(finder *f, const doc_row *upper, const doc_row *lower);
/* Makes them those of the table; `lower` NULL: one row. */
void heads_take(finder *f, table_state *t, const doc_row *upper, const doc_row *lower);
bool heads_come_again(finder *f, const table_state *t, const doc_row *r);
bool heads_begin_anew(finder *f, const doc_row *r);
/* Which of the headings the row reader will take for what. */
void heads_settle(finder *f, found_head *head);
/* Headings of marks or of a coding sheet: a plan's id and the verdicts that no template asks for.
 */
bool heads_are_of_records(finder *f, const doc_row *r);
/* Headings of people and their signatures. */
bool heads_are_of_people(finder *f, const doc_row *r);

/* ---- Several actions in a row: groups.c ---- */

/* Finds the groups of the table's headings. */
void heads_group(finder *f, table_state *t);
void groups_take(finder *f, table_state *t, const doc_row *r);

/* ---- Actions of a row: actions.c ---- */

void actions_take(finder *f, table_state *t, const doc_row *r);
/* The one action of a row below headings of records, word for word. */
void actions_take_record(finder *f, table_state *t, const doc_row *r);
/* One for each of f->pieces, with the row's other texts; `c` is their cell. */
void actions_add(finder *f, const table_state *t, const doc_row *r, const doc_cell *c,
                 pm_str *texts);
/* Gives each action its own of a column's numbered items; false: they are not in step. */
bool actions_pair(finder *f, const doc_cell *c, size_t at, const pieces *actions,
                  action_found *first);
/* Of the tables in a cell. */
void actions_of_nested(finder *f, const doc_cell *c);

/* ---- Tables on their side: side.c ---- */

/* How many cells below each other, from the first column, are labels of an action's fields. */
size_t side_labels(finder *f, const table_state *t, bool *action, bool *weak);
void side_take(finder *f, table_state *t);

#endif
