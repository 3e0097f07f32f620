/* SPDX-License-Identifier: MIT
 * Inside the readers: what one kind of file is to readers.c, and what it may use. */
#ifndef READERS_ROWS_H
#define READERS_ROWS_H

#include "readers/columns.h"
#include "readers/feed.h"
#include "readers/keys.h"
#include "readers/readers.h"

/* One kind of file: a line in the table of readers.c. */
typedef struct row_kind {
    reader_format format;
    const char *suffixes; /* ".csv.tsv": of names in lower case */
    bool raw;             /* takes bytes undecoded, unless they are UTF-16 */
    /* Reads as far as the headings. What it makes hangs in r->state; `close` frees it (NULL is
     * fine). */
    pm_status (*open)(reader *r);
    /* The next row with r->line, r->column and r->source set. What readers.h says of reader_next,
     * but that a row need not be one of actions; blank lines are counted here. */
    pm_status (*next)(reader *r, pm_row *row);
    void (*close)(reader *r);
} row_kind;

extern const row_kind rows_csv, rows_json, rows_jsonl, rows_text;

struct reader {
    const pm_allocator *allocator;
    reporter *report;
    const row_kind *kind;
    void *state; /* of the kind */
    char *path;
    buffer name;         /* the path as text */
    pm_str file, base;   /* how messages call the file; and without folders */
    pm_str called, stem; /* how `source` calls it; and a plan without an id */
    feed feed;
    columns columns;
    size_t line, column; /* of the row at hand, for messages; 0: none */
    char at[64];         /* ... where lines are not numbered: "table 2 row 3: "; or empty */
    buffer source;       /* of the row at hand */
    size_t place;        /* where the line's number stands in it; 0: nothing is there yet */
    size_t numbered;     /* that number */
    char number[24];     /* its counted action_no */
    key_table plans, rows;
    uint64_t plan_at_hand; /* key of the plan looked up last, 0 for none; and its count */
    uint32_t *plan_count;
    uint32_t plan_actions; /* its count when `plans` is full */
    bool duplicates_told, columns_told;
    bool keys_only, plans_only, half_rows, repeats;
    size_t shard, shards;
    bool elsewhere;              /* the row at hand is of another shard */
    size_t listed, first_listed; /* actions that are lists, and the line of the first */
    /* A plan without actions is given out when a row of another plan has come, or the end: until
     * then the next row may be an action of it. */
    struct {
        arena memory;
        pm_row row;
        uint64_t plan; /* its key; 0: none is held */
        size_t line, column;
        bool carries; /* text in carried columns */
        bool elsewhere;
    } held;
    struct { /* the row behind it, until the next call */
        bool there, elsewhere;
        pm_status status;
        pm_row row;
    } parked;
    size_t rows_told, rows_untold; /* messages about rows */
    reader_counts counts;
    pm_status over; /* PM_END or a final fault, once it came; else PM_OK */
};

/* Tells a message about the row at hand. */
void reader_tell(const reader *r, pm_severity severity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* May one more message about a row be told? Counts it in any case, but for rows of other shards. */
bool reader_may_tell(reader *r);

/* Tells why the row at hand is left out: PM_ERR_ROW. */
#define reader_refuse(r, ...)                                                                      \
    (reader_may_tell(r) ? reader_tell((r), PM_ERROR, __VA_ARGS__) : (void)0, (pm_status)PM_ERR_ROW)

/* Do the headings have what the caller needs: an action, or verdicts where these will do? */
bool reader_columns_suffice(const reader *r);

/* Sets r->source to "<file>:LINE". */
void reader_set_line(reader *r, size_t line);

/* Cells to *row, by r->columns; a cell that is no verdict is refused. */
pm_status reader_fill(reader *r, const pm_str *cells, size_t count, pm_row *row);

/* Tells that no column can be the action, and which headings there are: PM_ERR_ROW, or
 * PM_ERR_MEMORY. */
pm_status reader_refuse_columns(reader *r);

/* Warns of headings in --columns that no object had. For kinds whose headings come with each row.
 */
void reader_tell_missing(reader *r);

/* A reader of a kind that is not in the table of readers.c. `state` is r->state from the start, and
 * goes with the kind's close; so reader_begin calls the kind's open once all is in its place. On
 * failure nothing is made (of a fault in the options, told), and `state` stays the caller's. */
pm_status reader_prepare(const reader_options *options, const char *path, const row_kind *kind,
                         void *state, reader **out);
pm_status reader_begin(reader *r);

/* Is the file, or one of such a name, a document? */
bool reader_is_document(pm_str bytes, pm_str name);
bool reader_is_document_name(pm_str name);

/* The kind that a file's name speaks of, or NULL. */
const row_kind *reader_kind_of_name(pm_str name);

#endif
