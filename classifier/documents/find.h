/* SPDX-License-Identifier: MIT
 * The finder: blocks in reading order to actions, each with its plan and its place. */
#ifndef DOCUMENTS_FIND_H
#define DOCUMENTS_FIND_H

#include "documents/others.h"
#include "documents/pieces.h"
#include "readers/columns.h"

enum {
    FIND_HELD_ROWS = 256,     /* rows of a table before its headings are known */
    FIND_HEADING_ROWS = 4096, /* rows in which headings are looked for; a table without any by then
                                 is none of actions */
    FIND_HELD_ACTIONS = 4096, /* held back in a workbook, since what concerns all may come behind */
    FIND_HELD_TEXT =
        64 << 20,          /* bytes that are held back with them: a string that all rows share */
    FIND_KEPT = 512 << 20, /* bytes of text and cells that wait with the actions; each text that is
                              joined to another one counts with it, and cells and items that are
                              looked at again and again, so that many cannot take for ever */
    FIND_HEADING_WORDS = 12, /* more are a sentence, not a heading */
    FIND_KEYS = 3,
    FIND_LISTED = 12 /* headings in a message */
};

/* A plan of the document. */
typedef struct plan_found plan_found;
struct plan_found {
    pm_str id, authority, date, child;
    size_t id_rank;               /* among the synonyms of ids; 0 is the best */
    pm_str by_when, by_when_from; /* of all actions that have none; and where that stands */
    size_t number;                /* from 1 */
    size_t actions, tables;       /* tables: taken */
    size_t sheet;                 /* of the action found last; 0: of no workbook */
    pm_str place;                 /* where it begins */
    bool given, alone; /* rows of it were given out without an id; by the file's name alone */
    plan_found *next;
};

/* Text under a heading that means the action. */
typedef struct section {
    unsigned level; /* of its heading; 1 the highest, see sections.c */
    size_t tables;  /* taken, in it */
    size_t items;   /* of lists, in it */
    bool titled;    /* its heading is the document's title: another one stands below */
    bool line;      /* its heading is a label on the line of an action, as in minutes: what stands
                       below is none, but for items of a list */
    bool several,
        numbered; /* ... when the label said so ("Actions:"), or the action was numbered */
    bool agreed;  /* ... a letter said "we agreed that:" */
} section;

/* The headings of some actions. */
typedef struct found_head {
    pm_str *headings;
    pm_str *upper, *lower; /* as they stood in their rows; NULL: on their side */
    size_t count, action;  /* action: which one is its */
    bool keyed;            /* rows have keys: numbers of actions are theirs, not the layout's */
    bool record;           /* rows are those of marks or of a coding sheet: one action each */
    bool *shared;          /* columns that stand for several actions of a row; NULL: none does */
    size_t key[FIND_KEYS]; /* columns of the plan's id, authority and date; SIZE_MAX: none */
} found_head;

/* The headings of one of several actions of a row. */
typedef struct action_group action_group;
struct action_group {
    const found_head *head;
    size_t *owner; /* as in table_state */
    action_group *next;
};

typedef struct action_found action_found;
struct action_found {
    const found_head *head;
    pm_str *cells;     /* as many as there are headings */
    pm_str source;     /* the place in the document: "table 2 row 3 cell 2" */
    size_t table, row; /* where it stands; 0: in no table. A sheet is a table, too */
    bool sheet;
    plan_found *plan;
    const section *under; /* not from a table, but from this section */
    bool item;            /* ... and of a list */
    size_t part;          /* of a cell with several, from 1; 0: it is the only one */
    action_found *next;
};

typedef struct found_counts {
    size_t tables_seen, tables_taken, actions;
    size_t cut_tables;     /* that may have had actions in rows that were given up */
    size_t unread_tables;  /* ... without headings in FIND_HEADING_ROWS: given up altogether */
    size_t unread_columns; /* headings whose columns may have a further action of each row */
    size_t cut_lists;      /* what was agreed, without the points numbered beyond PIECE_DIGITS */
} found_counts;

/* The table at hand. */
typedef struct table_state {
    size_t number;
    pm_str sheet;
    const found_head *head;         /* NULL: its headings are not known yet */
    size_t owner[DOCUMENT_COLUMNS]; /* column of the grid to heading; SIZE_MAX: none */
    action_group *groups;           /* several actions stand side by side in a row; NULL: one */
    bool beside; /* another one of the row may have what is shared: it tells of no action */
    pm_str key[FIND_KEYS]; /* of the last row with an id of its own */
    size_t width;
    bool counted;       /* as taken */
    bool past;          /* it tells of an earlier plan */
    other_part part;    /* what the heading above it says that it is */
    bool band_past;     /* so does the band above the rows at hand */
    bool other;         /* the headings at hand are none of the plan's actions */
    bool closed;        /* below the actions something else has begun */
    pm_str band;        /* how the first band above actions began: "Outcome" */
    size_t last_number; /* of the last row of a sheet that is not blank */
    bool suspended;     /* in a sheet came a line by itself, in bold or behind a gap: a band, or the
                           title of another table */
    bool whole, blanks; /* in a sheet: each row had a cell below each heading; some were blank */
    const doc_row *held[FIND_HELD_ROWS];
    size_t held_count, bare_rows; /* bare: rows that came without headings above them */
    bool dropped, lost; /* some of the held rows were given up; one of these may have had actions */
    size_t candidate;   /* index of a held row that may hold the headings; SIZE_MAX: none */
} table_state;

/* Headings to tell of, each once. */
typedef struct heading_list {
    pm_str items[FIND_LISTED];
    size_t count;
    bool more;
} heading_list;

typedef struct finder {
    const pm_allocator *allocator;
    columns *columns;
    arena lasting, queued; /* plans and headings; actions, until they are given out */
    size_t kept, for_good; /* bytes of text in them; and in `lasting` alone */
    bool failed;           /* no memory, or `too_much` of it asked for */
    bool too_much;
    plan_found *plans, *plan; /* the first; the one at hand, the last */
    section *section;
    pm_str title;   /* of the document, without what it is for: it begins each of several plans */
    size_t past;    /* level of a heading that tells of an earlier plan; 0: none */
    bool past_line; /* the paragraph before said so */
    size_t other;   /* level of a heading of `part`; 0: none */
    other_part part, part_line; /* line: of the paragraph before */
    bool streams;               /* actions are given out before the end */
    bool released;              /* so many came that none is held back any more */
    bool ended;
    action_found *first, *last; /* the queue */
    size_t held;                /* in it */
    action_found *last_action;  /* that labels behind it belong to; NULL: none */
    action_found *row_first;    /* the first of the last row of a table; NULL: none is held */
    pieces pieces, others;
    piece lead;              /* a line that ended in ':' and may lead to items; empty: none */
    const found_head *loose; /* the headings of actions from lists */
    size_t depth;
    size_t sheet; /* at hand; 0: the document is no workbook */
    pm_str place; /* of the text at hand, where it is a sheet's; empty: its paragraph */
    size_t page;  /* of the text at hand; 0: none */
    found_counts counts;
    heading_list seen, unknown; /* of tables without actions; of such without who or by when */
    const found_head *noted;    /* the last one that was looked at for that */
    bool no_who, no_by_when;    /* in one of them at least */
    buffer text;
} finder;

void find_init(finder *f, const pm_allocator *a, columns *c);
void find_free(finder *f);

/* A block of the document itself; it must live until find_end, but for tables given row by row. */
void find_block(finder *f, const doc_block *b);

/* A table row by row, for what is too large to be held. Rows live until find_rows_held says that
 * they may go. */
void find_table_begin(finder *f, table_state *t, const doc_table *of);
void find_table_row(finder *f, table_state *t, const doc_row *r);
void find_table_end(finder *f, table_state *t);
bool find_rows_held(const table_state *t);
/* Gives up what it holds, for the sake of memory. */
void find_release_rows(finder *f, table_state *t);

void find_end(finder *f);
/* The next action that may go, in reading order; NULL: none now. It lives until the next call of
 * any of these. */
const action_found *find_next(finder *f);

/* ---- Inside the finder ---- */

/* What a text means as a heading or label, with marks at its end; below it may stand what to write
 * there. */
column_slot find_meaning(finder *f, pm_str text, size_t *rank);
/* "Outcome 2" is another "Outcome". */
pm_str find_without_number(pm_str text);
/* Without marks at its end: "Actions:", "Who?". */
pm_str find_without_marks(pm_str text);
/* The part of a text that means something as a heading; all of it when none does. */
pm_str find_heading(finder *f, pm_str text);
/* Is its first line too long for a heading? What stands in brackets does not count. */
bool find_is_prose(pm_str text);
/* Does it mean the action without help from other headings? */
bool find_is_action(finder *f, pm_str text, bool *weak);
/* Adds an action to the plan at hand. */
action_found *find_add(finder *f, const found_head *head, pm_str text, pm_str place);
/* May that much more be kept, until actions are given out, or in f->lasting? Counts it. false:
 * f->failed. */
bool find_may_keep(finder *f, size_t len);
bool find_may_keep_for_good(finder *f, size_t len);
pm_str find_keep(finder *f, arena *in, pm_str text);
pm_str find_format(finder *f, arena *in, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "page 2 " before a place in a document that has pages. */
pm_str find_on_page(finder *f, size_t page, pm_str place);
/* Room for the cells of an action, all empty; it counts as text that is kept. NULL: f->failed. */
pm_str *find_cells(finder *f, size_t count);
/* Joins two texts by a line end. */
pm_str find_join(finder *f, pm_str a, pm_str b);

/* sections.c: a block that is no table. */
void find_text(finder *f, const doc_block *b);
/* Does it have "Action: ..." as minutes do? */
bool find_has_label(finder *f, pm_str text);

/* unknown.c: the headings of an action that is given out, f->columns being set to them. */
void unknown_note_head(finder *f, const found_head *head);
/* Of a table in which none of actions were found. */
void unknown_note_table(finder *f, const table_state *t);
void unknown_put(const heading_list *l, buffer *out);

/* plans.c: labels with values that concern the plan, and lines that concern all actions. */
bool plan_take_text(finder *f, pm_str text, pm_str place);
bool plan_take_pair(finder *f, pm_str label, pm_str value, pm_str place);
bool plan_is_label(finder *f, pm_str label);
bool plan_is_id(pm_str text); /* as ids look: few words and a figure, or one letter */
/* Something begins here that begins plans; another plan, if the one at hand has actions. */
void plan_begin_anew(finder *f, pm_str place);
/* "previous actions", "review of the last plan". */
bool plan_is_past(pm_str text);

#endif
