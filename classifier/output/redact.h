/* SPDX-License-Identifier: MIT
 * The one redactor: what of a row an output may show. Formats see rows through here alone. */
#ifndef OUTPUT_REDACT_H
#define OUTPUT_REDACT_H

#include "base/strings.h"

typedef enum redact_policy {
    REDACT_FULL,
    REDACT_EVIDENCE,
    REDACT_NONE,
    REDACT_NAMES /* none, but files and plans keep their names */
} redact_policy;

/* Belongs to one writer. */
typedef struct redactor {
    redact_policy policy; /* REDACT_NONE for REDACT_NAMES */
    bool keeps_names;
    uint64_t key[2]; /* of the digest */
    buffer ids;      /* digests of the row at hand */
    arena names;     /* of the carried columns: as given, and as written */
    pm_str *given;
    pm_field *carried;
    size_t count, given_cap, carried_cap;
} redactor;

/* What may be shown of a row; lives as long as the row and until the next redact_row. */
typedef struct shown {
    pm_str plan_id, authority, action_no, plan_date, source;
    bool cells; /* false: the cells are withheld, and empty here */
    pm_str cell[PM_COLUMNS];
    size_t extra_count; /* carried columns, under names that are free */
    const pm_field *extra;
    const pm_action *hidden;  /* for redact.c alone */
    size_t plain[PM_COLUMNS]; /* set by a format that looked: so many bytes at the cell's beginning
                                 are ASCII that it writes as it stands */
    struct {
        int column;
        size_t byte, point;
    } cursor; /* of shown_points */
} shown;

/* `key` makes the digests of file names hard to guess; it may be empty. */
void redact_init(redactor *r, redact_policy policy, pm_str key, const pm_allocator *a);
void redact_free(redactor *r);

/* PM_ERR_MEMORY. */
pm_status redact_row(redactor *r, const pm_row *row, shown *out);

/* How the rows of a file call it: `name`, or where that is empty the name in the path. */
pm_str redact_name(pm_str path, pm_str name);

/* The digest that stands for a file's name, the one that `source` has in its rows; "-" stays.
 * `name` is how rows call it, empty: the name in the path. Lives until the next redact_path or
 * redact_row. */
pm_str redact_path(redactor *r, pm_str path, pm_str name);

/* The words of a span of a cell; false: withheld. */
bool redact_words(const redactor *r, const shown *s, pm_column column, size_t start, size_t end,
                  pm_str *out);

/* How many captures of `e` may be shown. */
static inline size_t redact_captures(const redactor *r, const pm_evidence *e) {
    return r->policy != REDACT_NONE ? e->capture_count : 0;
}

/* Hands on a reason or a hint in pieces, its {name} blanks replaced by the words that `e` captured
 * in the action's cell. Where there are none, or where `action` or `e` is NULL, a blank between
 * quotes becomes "this wording", quotes and all, and another "...". */
void redact_blanks(const pm_action *action, const pm_evidence *e, pm_str text,
                   void (*put)(void *ctx, pm_str part), void *ctx);

/* The same, appended, with words where they may be shown. */
void redact_fill(const redactor *r, const shown *s, pm_str text, const pm_evidence *e, buffer *out);

/* Code points before a byte of a cell, as the cell is written (an invalid byte is one). Counted
 * from the last place where it was told to `stay`, if that lies before. */
size_t shown_points(shown *s, pm_column column, size_t byte, bool stay);

/* A cell that no spreadsheet takes for a formula: itself, or written to `scratch` behind a quote.
 */
pm_str redact_formula(pm_str cell, buffer *scratch);

/* Is this the name of a key of mark rows? */
bool redact_is_taken(pm_str name);

#endif
