/* SPDX-License-Identifier: MIT
 * Pages whose tables are made of div elements: what lies in what, and which of it are rows. */
#ifndef DOCUMENTS_BOXES_H
#define DOCUMENTS_BOXES_H

#include "documents/find.h"

enum { BOXES_MOST = 262144 }; /* of a page; those beyond are no rows, which is told */

/* An element that holds others, outside tables. */
typedef struct box {
    size_t parent, end;           /* end: behind the last one in it */
    size_t from, to;              /* paragraphs before its first, and up to its last */
    size_t tables_before, tables; /* so many when it began and ended */
    size_t children, covered;     /* covered: paragraphs of these */
    bool others;                  /* some of these hold several themselves */
    bool leaf, row;               /* row: nothing but leaves, two or more */
} box;

typedef struct boxes {
    const pm_allocator *allocator;
    box *items;
    size_t count, cap;
    size_t open;    /* the innermost, plus 1; 0: none */
    size_t skipped; /* those that are open beyond BOXES_MOST */
    bool cut;       /* some lie beyond BOXES_MOST */
    bool failed;    /* no memory */
} boxes;

void boxes_init(boxes *x, const pm_allocator *a);
void boxes_free(boxes *x);
/* An element begins and ends; no paragraph is open. */
void boxes_open(boxes *x, const builder *b);
void boxes_close(boxes *x, const builder *b);
/* Makes tables of rows that have headings of actions above them, or labels beside them. Once all is
 * built. false: no memory. */
bool boxes_to_tables(const boxes *x, builder *b, finder *f);

#endif
