/* SPDX-License-Identifier: MIT
 * What every document is read into: blocks in reading order. A builder makes it, whatever the
 * format; the finder knows nothing else. */
#ifndef DOCUMENTS_MODEL_H
#define DOCUMENTS_MODEL_H

#include "base/strings.h"

/* Bounds against documents made to harm. */
enum {
    DOCUMENT_NESTING = 16,          /* tables within cells */
    DOCUMENT_OPEN = 64,             /* paragraphs within paragraphs (boxes of text) */
    DOCUMENT_COLUMNS = 512,         /* of a table; cells beyond are left out, and told */
    DOCUMENT_CELLS = 4000000,       /* held at a time */
    DOCUMENT_TEXT = 256 << 20,      /* bytes held at a time */
    DOCUMENT_HELD = 512 << 20,      /* ... with all blocks, rows and cells that hold it */
    DOCUMENT_REPEATED = 256,        /* equal rows or cells that a file says once, with a number */
    DOCUMENT_LONGEST_CELL = 1 << 20 /* bytes of one paragraph */
};

typedef enum block_kind { BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_ITEM, BLOCK_TABLE } block_kind;

typedef struct doc_block doc_block;
typedef struct doc_cell doc_cell;
typedef struct doc_row doc_row;
typedef struct doc_table doc_table;

struct doc_block {
    block_kind kind;
    unsigned rank; /* of a heading, 1 the highest; level of an item, from 0 */
    bool numbered; /* an item of a numbered list */
    bool strong;   /* all of its text is bold */
    bool lines;    /* line breaks are all that its format has to part paragraphs */
    size_t number; /* of the paragraph: in its cell, or in the document outside tables; from 1 */
    size_t page;   /* where it stands; 0: the format has none */
    pm_str text;   /* trimmed, '\n' for a line break, '\t' for a tab; empty for a doc_table */
    doc_table *table;
    doc_block *next;
};

struct doc_cell {
    size_t column, columns;  /* in the grid, from 0; how many it spans */
    const doc_cell *goes_on; /* it is the rest of this cell, which began in a row above */
    doc_block *first, *last;
    size_t paragraphs;
    doc_cell *next;
};

struct doc_row {
    size_t number; /* in its table or sheet, from 1, as the document shows it */
    size_t width;  /* columns of the grid */
    size_t page;   /* where it begins; 0: the format has none */
    doc_cell *first, *last;
    doc_row *next;
};

struct doc_table {
    size_t number; /* in the document, in the order in which tables begin; from 1 */
    pm_str sheet;  /* of a workbook; empty elsewhere */
    doc_row *first, *last;
};

/* The text of a cell, its blocks and nested tables joined by line ends; appended. */
void cell_text(const doc_cell *c, buffer *out);
/* Has it no text at all? */
bool cell_empty(const doc_cell *c);

/* A paragraph that is open. */
typedef struct open_paragraph {
    block_kind kind;
    unsigned rank;
    bool numbered, plain; /* plain: some of the text is not bold */
    size_t from;          /* in `text` */
} open_paragraph;

/* A cell that may go on in rows below. */
typedef struct pending_cell {
    const doc_cell *origin;
    size_t rows; /* left; SIZE_MAX: until it is said that it ends */
} pending_cell;

typedef struct open_table {
    doc_table *table;
    doc_row *row; /* NULL: between rows */
    doc_cell *cell;
    size_t next_column, next_number;
    size_t paragraphs_open; /* when the cell began */
    size_t pending_to;      /* no column from there on has a pending doc_cell */
    pending_cell pending[DOCUMENT_COLUMNS];
} open_table;

/* Makes blocks from what a reader tells in order. A fault stays in `status`, and nothing is built
 * after it, so that a reader looks now and then. */
typedef struct builder {
    const pm_allocator *allocator;
    arena memory, lasting; /* of the blocks; of tables, which are never forgotten */
    pm_status status;
    const char *reason; /* of PM_ERR_LIMIT */
    doc_block *first, *last;
    size_t paragraphs, tables; /* so far */
    size_t cells, bytes, held; /* bytes: of text; held: with what holds it */
    size_t cut_columns, cut_repeats;
    buffer text; /* of the open paragraphs */
    open_paragraph open[DOCUMENT_OPEN];
    size_t open_count;
    open_table *table[DOCUMENT_NESTING];
    size_t depth;
    bool bold, lines; /* of the text that comes */
    size_t page;      /* of what comes; 0: the format has none */
} builder;

void builder_init(builder *b, const pm_allocator *a);
void builder_free(builder *b);
/* Is something open that goes on in what comes? */
bool builder_busy(const builder *b);
/* Forgets the blocks and rows that were built; open tables stay. Not while it is busy. */
void builder_forget(builder *b);

void build_paragraph(builder *b, block_kind kind, unsigned rank, bool numbered);
/* Says what the open paragraph is. */
void build_describe(builder *b, block_kind kind, unsigned rank, bool numbered);
void build_end_paragraph(builder *b);
/* Opens a paragraph where none is open in this cell. */
void build_text(builder *b, pm_str text);
void build_break(builder *b);
/* Is a paragraph of this cell open? */
bool build_is_open(const builder *b);

void build_table(builder *b, pm_str sheet);
void build_row(builder *b, size_t number); /* 0: the next */
/* `column` SIZE_MAX: the next free one. `rows`: how many it spans, 1 or more; SIZE_MAX: until
 * another begins there. */
void build_cell(builder *b, size_t column, size_t columns, size_t rows);
/* The column belongs to a cell above, if one is pending there. */
void build_covered(builder *b, size_t column);
void build_end_cell(builder *b);
void build_end_row(builder *b);
/* The row that ended last stands there `times` more. */
void build_repeat_row(builder *b, size_t times);
/* The open row is none (deleted), or is not shown, `times` times: then it has its number. */
void build_drop_row(builder *b);
void build_hide_row(builder *b, size_t times);
/* The cell that ended last stands `times` more times beside itself. */
void build_repeat_cell(builder *b, size_t times);
/* Does a cell from above go on in this column of the open row? */
bool build_is_covered(const builder *b, size_t column);
void build_end_table(builder *b);

#endif
