/* SPDX-License-Identifier: MIT
 * A file as UTF-8: in pieces of any size, or line by line. */
#ifndef READERS_FEED_H
#define READERS_FEED_H

#include "base/os.h"
#include "text/encoding.h"

/* What was read before of something that cannot be opened again, and what reads on behind it. */
typedef struct feed_begun {
    pm_str given;
    pm_read_fn rest; /* NULL: the file is opened */
    void *ctx;
} feed_begun;

typedef struct feed {
    os_input *in; /* NULL: `before` reads on */
    feed_begun before;
    decoder decode;
    buffer first; /* the first bytes of the file, as they stand */
    buffer start; /* ... and decoded, unless they are as they should be */
    pm_str head;  /* ... as UTF-8, while there is no more than them: what tells the format */
    buffer bytes; /* room to read into */
    bool raw;     /* set before the first feed_more: bytes are handed on undecoded */
    size_t taken; /* bytes of the file so far */
    bool begun, over;
    const char *why; /* the system's reason, of PM_ERR_IO */
} feed;

/* Opens the file and reads its first bytes. PM_ERR_IO (see why), PM_ERR_MEMORY. Close it in any
 * case. */
pm_status feed_open(feed *f, const pm_allocator *a, const char *path);
/* The same behind what was read before, which outlives it. */
pm_status feed_open_behind(feed *f, const pm_allocator *a, const char *path,
                           const feed_begun *before);
/* Before the first feed_more: reads on until `head` has a line end and something behind it, or
 * `most` bytes, or all. As feed_open. */
pm_status feed_look(feed *f, size_t most);
/* Can it be opened again, and read from its beginning? */
bool feed_of_file(const feed *f);
void feed_close(feed *f);

/* Appends some more text, a csv_fill_fn with a feed as its context. PM_END: there is no more. */
pm_status feed_more(void *ctx, buffer *out);

/* Lines end in LF or CRLF, with `cr` also in CR; the end is no part of them. */
typedef struct line_reader {
    feed *from;
    buffer text;
    size_t at, scanned;
    size_t line; /* number of the line given last, from 1 */
    bool cr, after_cr, over;
} line_reader;

void line_init(line_reader *l, const pm_allocator *a, feed *from, bool cr);
void line_free(line_reader *l);

/* *out lives until the next call. PM_END; PM_ERR_ROW: the line is longer than PM_LIMIT_CELL, the
 * next can be read; else as feed_more. */
pm_status line_next(line_reader *l, pm_str *out);

#endif
