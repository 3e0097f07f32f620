/* SPDX-License-Identifier: MIT
 * Headings to the columns planmark knows, and cells to a row. */
#ifndef READERS_COLUMNS_H
#define READERS_COLUMNS_H

#include "base/source.h"
#include "format/json.h"

typedef enum column_slot {
    SLOT_ACTION, /* the first four in the order of pm_column */
    SLOT_WHO,
    SLOT_BY_WHEN,
    SLOT_MEASURE,
    SLOT_PLAN_ID,
    SLOT_AUTHORITY,
    SLOT_ACTION_NO,
    SLOT_PLAN_DATE,
    SLOT_SOURCE,
    SLOT_CODED, /* the five verdicts, in the order of pm_criterion; they are carried along too */
    SLOT_COUNT = SLOT_CODED + PM_CRITERIA,
    SLOT_NONE = SLOT_COUNT /* carried along */
} column_slot;

typedef struct synonym synonym;
typedef struct column {
    pm_str heading; /* as it stands */
    pm_str name;    /* under which it is carried */
    column_slot slot;
    size_t rank; /* among the synonyms of its slot; 0 is the best */
    bool asked;  /* by --columns */
    bool either; /* "owner" or "timeframe": a verdict, or a heading of a template */
    bool smart;  /* "specific", the first heading of SMART */
} column;

/* What one set of headings means. */
typedef struct column_set column_set;
struct column_set {
    column *items;
    size_t count;
    size_t plan_count;          /* the first columns are of the plan, not of the action */
    size_t repeat;              /* the first behind these that repeats one of them, or SIZE_MAX */
    size_t of_slot[SLOT_COUNT]; /* its column, or SIZE_MAX */
    pm_field *extra;
    size_t extra_count;
    column_set *next; /* of the same headings, with another plan_count */
};

/* A heading behind those before it, so that a set of headings is a way along steps. */
typedef struct heading_step heading_step;
struct heading_step {
    pm_str heading;
    json_name name;
    heading_step *first, *next; /* of the steps behind it; beside it */
    column_set *sets;           /* of the headings up to here; NULL: these are none */
};

enum { COLUMNS_MEANINGS = 64, COLUMNS_MEANING_MOST = 200 };

/* What a text meant: cells that repeat are asked for again and again. */
typedef struct heading_meaning {
    size_t len; /* 0: nothing is remembered */
    char text[COLUMNS_MEANING_MOST];
    column_slot slot;
    size_t rank;
} heading_meaning;

/* The sets of headings that came so far, as many as are remembered: rows that leave out empty cells
 * have one set or another, and a set that is known costs next to nothing. */
typedef struct columns {
    arena words;               /* the synonyms, and the headings asked for */
    synonym *synonyms;         /* by hash; NULL: not needed so far */
    pm_str wanted[SLOT_COUNT]; /* folded heading asked for, or empty */
    bool seen[SLOT_COUNT];     /* that heading was there at least once */
    arena sets;
    size_t kept;                 /* how much is remembered */
    heading_step root;           /* before the first heading */
    column_set *now;             /* the set of the row at hand; NULL: none */
    buffer fold, whole, outside; /* room for folding */
    heading_meaning *meanings;   /* COLUMNS_MEANINGS, by hash, in `words`; NULL: none so far */
} columns;

/* `overrides` (need not outlive the call) is "action=HEADING,who=HEADING": a comma ends a heading
 * only before a known NAME=. PM_ERR_ARGUMENT (told), PM_ERR_MEMORY. Free it in any case. */
pm_status columns_init(columns *c, const pm_allocator *a, pm_str overrides, reporter *report);
void columns_free(columns *c);

const char *column_name(column_slot slot);

/* The step to `heading` behind `from`; NULL: no set that is remembered goes that way. A step holds
 * until the next columns_set. */
static inline const heading_step *columns_step(const heading_step *from, pm_str heading) {
    const heading_step *step = from->first;
    while (step != NULL && !str_equal(step->heading, heading)) {
        step = step->next;
    }
    return step;
}

/* Makes the set to which the step `at` leads (NULL: none) the one at hand. false: it is not
 * remembered. */
static inline bool columns_take(columns *c, const heading_step *at, size_t plan_count) {
    column_set *s = at != NULL ? at->sets : NULL;
    while (s != NULL && s->plan_count != plan_count) {
        s = s->next;
    }
    c->now = s;
    return s != NULL;
}

/* Settles what each heading means. The first `plan_count` can only be a plan's id, authority and
 * date. PM_ERR_MEMORY. */
pm_status columns_set(columns *c, const pm_str *headings, size_t count, size_t plan_count);

/* What a heading or label means by itself, whatever stands beside it; `*rank` as in column.
 * PM_ERR_MEMORY. */
pm_status columns_meaning(columns *c, pm_str heading, column_slot *slot, size_t *rank);

bool columns_have(const columns *c, column_slot slot);
size_t columns_known(const columns *c); /* how many headings mean something */

/* The first slot whose heading was asked for and is not there (now, or with `ever`: never was), or
 * SLOT_NONE. */
column_slot columns_missing(const columns *c, bool ever);

/* Cells to *row, which holds views of them; cells that are not there are empty. PM_ERR_ROW: `*bad`
 * is a verdict column that holds something else than a verdict. */
pm_status columns_fill(columns *c, const pm_str *cells, size_t count, pm_row *row,
                       column_slot *bad);

/* Has the row more than blanks in carried columns, verdicts not counted? `own`: in those that are
 * not of its plan. */
bool columns_carry_text(const columns *c, const pm_row *row, bool own);

/* Appends the headings for a message: shortened, on one line. */
void columns_list(const columns *c, buffer *out);

/* One heading for a message, in quotes. */
void columns_put_heading(pm_str heading, buffer *out);

/* White space and no-break spaces alone? */
bool cell_blank(pm_str s);

#endif
