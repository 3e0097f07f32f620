/* SPDX-License-Identifier: MIT
 * CSV both ways: a streaming reader (RFC 4180, and what it leaves open), and a writer into a
 * buffer. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/strings.h"
#include "format/put.h"

/* Appends some more UTF-8 to *out. PM_END: there is no more (nothing was appended). Any other
 * status ends the reading and is handed on. */
typedef pm_status (*csv_fill_fn)(void *ctx, buffer *out);

typedef struct csv_row {
    const pm_str *field; /* views, without their quotes; valid until the next call */
    size_t count;        /* at least 1 */
    size_t line;         /* where the row begins, from 1; every CRLF, LF and CR counts */
    size_t open_quote; /* the line of a quote that was never closed and was read as text; 0: none */
} csv_row;

typedef struct csv_span csv_span;

/* A quote opens a cell only as its first byte. Inside, "" is a quote, and so is one that no
 * delimiter or line end follows. A quote is never closed when the input ends, when the cell
 * outgrows the limit, or when a later line begins a quoted cell; then its line is read again with
 * the quote as text, and reading goes on at the next line. NUL is a byte like others. Each byte is
 * looked at twice at most. */
typedef struct csv_reader {
    csv_fill_fn fill;
    void *ctx;
    char delimiter;
    size_t max_cell, max_columns; /* PM_LIMIT_CELL, PM_LIMIT_COLUMNS; a row may be two cells long */
    const char *reason;           /* of PM_ERR_ROW */
    size_t fault_line, fault_column; /* of PM_ERR_ROW: line, and number of the cell, from 1 */
    /* The rest is the reader's own. */
    buffer text;
    size_t row; /* in `text`: where the row begins; `at` and spans count from here */
    size_t at;
    size_t gone;        /* bytes of input before `text` */
    size_t plain_until; /* byte of input; quotes that open before it close on their line */
    size_t line, open_quote;
    bool ended, after_cr;
    csv_span *spans;
    pm_str *fields;
    size_t count, span_cap, field_cap;
} csv_reader;

void csv_init(csv_reader *r, const pm_allocator *a, csv_fill_fn fill, void *ctx);
void csv_free(csv_reader *r);

/* Sets the delimiter: of , ; tab | the one that stands most often, outside quotes, in the first
 * line that is not blank; a comma when none does. Call it before the first row. PM_OK or the fill's
 * fault. */
pm_status csv_guess(csv_reader *r);
char csv_guess_delimiter(pm_str text);

/* The next row. PM_END; PM_ERR_ROW: a limit was met (see reason), the next row can be read;
 * PM_ERR_MEMORY or the fill's fault: final. */
pm_status csv_next(csv_reader *r, csv_row *row);

/* So many bytes must be free where a cell is written: each of its bytes may be a quote. */
static inline size_t csv_room(pm_str value) {
    return 2 * value.len + 2;
}

/* Writes a cell that is not empty, quoted only where it must be. */
char *csv_put_some(char *to, pm_str value, char delimiter); /* which is ASCII */

static inline char *csv_put(char *to, pm_str value, char delimiter) {
    return value.len != 0 ? csv_put_some(to, value, delimiter) : to;
}

/* Writes rows that end in LF. Whether memory sufficed stands in out->failed. */
typedef struct csv_writer {
    buffer *out;
    char delimiter;
    size_t column; /* cells of this row so far */
    bool blank;    /* they are one empty cell */
} csv_writer;

void csv_writer_init(csv_writer *w, buffer *out, char delimiter);
void csv_cell(csv_writer *w, pm_str value);
void csv_cell_unsigned(csv_writer *w, uint64_t value);
void csv_end_row(csv_writer *w); /* a row of one empty cell is written as "", no blank line */

#endif
