/* SPDX-License-Identifier: MIT
 * A page that was set in type: words and ruling lines with their places, and what blocks they make.
 * Units are points; x grows to the right, y downwards. */
#ifndef DOCUMENTS_PAGE_H
#define DOCUMENTS_PAGE_H

#include "documents/model.h"

/* Bounds against pages made to harm. */
enum {
    PAGE_WORDS = 50000, /* of a page; the page is refused beyond */
    PAGE_RULES = 4000,  /* of a page, each way; more are not looked at */
    PAGE_COLUMNS = 64,  /* of a ruled table; one with more is no table */
    PAGE_ROWS = 512,    /* ... on one page */
    PAGE_FIELDS = 8192  /* ... of both together */
};

typedef struct page_word {
    double x0, y0, x1, y1;
    pm_str text;
} page_word;

/* A line across (at = y) or down (at = x). */
typedef struct page_rule {
    double at, from, to;
} page_rule;

/* Words that are surely whole, by their letters in lower case. */
typedef struct word_set {
    uint64_t *slots; /* hashes; 0: free */
    size_t cap, used;
} word_set;

/* Is `a`, with `b` behind it, one of them? */
bool page_knows(const word_set *known, pm_str a, pm_str b);

typedef struct page {
    const pm_allocator *allocator;
    size_t number; /* from 1 */
    double width, height;
    page_word *words;
    size_t word_count, word_cap;
    page_rule *across, *down;
    size_t across_count, across_cap, down_count, down_cap;
    arena texts;
    word_set known; /* of all pages, so that words that were broken can be told */
} page;

/* Notes the words of this page that surely are whole: those behind another one on their line.
 * false: no memory. */
bool page_note_words(page *p);

void page_init(page *p, const pm_allocator *a);
void page_clear(page *p);
void page_free(page *p);

/* The words of the next page in what pdftotext -bbox-layout says, from *at on. PM_END: no more;
 * PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status page_read_words(page *p, pm_str text, size_t *at);
/* Adds the ruling lines of what pdftocairo -svg says. PM_ERR_MEMORY. */
pm_status page_read_rules(page *p, pm_str svg);

/* ---- Pages to blocks (setting.c, grid.c) ---- */

/* A paragraph of a cell or of a page. */
typedef struct set_paragraph set_paragraph;
struct set_paragraph {
    block_kind kind;
    pm_str text;             /* '\n' where a line ends early */
    double y0, height;       /* of its first line */
    bool single;             /* of one line */
    double first, left_over; /* width of its first word; what its last line leaves */
    set_paragraph *next;
};

/* Words to lines to paragraphs, within these edges. The words are sorted. NULL with *failed: no
 * memory. */
set_paragraph *page_set(const page *p, arena *memory, page_word *words, size_t count, double left,
                        double right, bool cell, bool *failed);

typedef struct grid_cell {
    size_t column, columns, rows;
    double left, right, bottom;
    page_word *words;
    size_t word_count;
    set_paragraph *text;
} grid_cell;

typedef struct grid_row {
    grid_cell *cells;
    size_t count;
} grid_row;

/* A ruled table of a page. */
typedef struct grid grid;
struct grid {
    double x[PAGE_COLUMNS + 1], y[PAGE_ROWS + 1];
    size_t columns, row_count;
    bool white; /* made of white space: its outer edges are those of words */
    grid_row *rows;
    grid *next;
};

/* The tables of the page from the top down; the words in them are taken out of the page. */
grid *page_grids(page *p, arena *memory, bool *failed);

/* Is the text a heading that is known, and does it mean the action? */
typedef bool (*page_means)(void *ctx, pm_str text, bool *action);

/* A table of white space, which may go on on the next page. Places are columns of points. */
enum { WHITE_COLUMNS = 16, WHITE_WIDEST = 2000 };
typedef struct white_heading {
    double x0, x1;
} white_heading;
typedef struct white {
    bool open;    /* it ended the page */
    double pitch; /* of two of its lines, at most */
    size_t columns;
    white_heading heading[WHITE_COLUMNS];
    double edge[WHITE_COLUMNS + 1];
    double left; /* where lines begin, and how many do */
    size_t flush;
    double start[WHITE_COLUMNS]; /* where the first text of a column begins; 0: none yet */
    size_t begun[WHITE_COLUMNS]; /* texts that begin there */
    bool flushed[WHITE_COLUMNS]; /* some text begins below the heading's left edge */
    bool ragged[WHITE_COLUMNS];  /* some line does not begin below the heading's left edge */
    bool uneven[WHITE_COLUMNS];  /* ... below that first text */
    bool covered[WHITE_WIDEST];  /* by words */
} white;

/* Draws lines, instead of those that the page has, around tables of white space below known
 * headings, or where `w` goes on, which is changed to the last of them (white.c). false: there is
 * none. `usual`: height of most words of the document. */
bool page_draw_white(page *p, white *w, double usual, arena *memory, page_means means, void *ctx,
                     bool *failed);

#endif
