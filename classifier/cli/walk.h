/* SPDX-License-Identifier: MIT
 * What happens on the way through the files, in the order of the input. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "cli/session.h"

typedef enum event_kind {
    EVENT_FILE,    /* a file is at hand */
    EVENT_ROW,     /* a row of it */
    EVENT_MESSAGE, /* the library says something */
    EVENT_END,     /* there is no more of the file */
    EVENT_JOINED   /* what came so far has been written; of batches */
} event_kind;

/* What the reader came to. */
typedef struct file_end {
    bool opened, no_memory;
    bool stopped;        /* somebody asked for it; there may be more of the file */
    int code;            /* CLI_DONE, CLI_INPUT, CLI_OUTPUT */
    const char *format;  /* static; NULL: not opened */
    size_t broken;       /* 1: not read to its end */
    pm_read_counts rows; /* of the reader */
    size_t tables_seen, tables_taken;
} file_end;

/* Pointers live until it is handled, views of the paths longer. */
typedef struct event {
    event_kind kind;
    size_t file; /* EVENT_FILE: its number */
    pm_str name; /* ... how its rows call it, a view of the paths, */
    pm_str plan; /* ... and a plan of it that has no id, too */
    const pm_row *row;
    size_t position; /* EVENT_ROW: bytes of the file that were read by then */
    const pm_diagnostic *message;
    file_end end;
    size_t held; /* EVENT_END of batches: bytes of the batch's marks so far */
    /* EVENT_ROW: it was marked and written to a branch before it came here */
    bool marked, cut;
    pm_status status;
} event;

typedef struct walk walk;

/* The library says something during the walk. */
void walk_message(walk *w, const pm_diagnostic *d);

/* Handles what happens; a CLI_ code, of which CLI_OUTPUT ends the walk. */
typedef int (*event_fn)(void *ctx, const event *e);

#endif
