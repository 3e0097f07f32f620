/* SPDX-License-Identifier: MIT
 * Rows marked by several threads: what happens goes in at one end and comes out at the other in the
 * same order, its rows marked and written on the way (docs/batch.md). */
#ifndef CLI_BATCHES_H
#define CLI_BATCHES_H

#include "cli/walk.h"

enum {
    BATCH_EVENTS = 64,        /* of one batch, */
    BATCH_BYTES = 256 * 1024, /* and the bytes of its rows and messages, if they are several */
    JOBS_MOST = 256
};

typedef struct batches batches;

typedef struct batch_options {
    session *s;              /* its scorer is that of the calling thread */
    pm_writer *writer;       /* what is written comes out here */
    pm_evidence_level level; /* that the writer shows */
    size_t jobs;             /* threads that mark, the calling one among them: 1 to JOBS_MOST */
} batch_options;

/* How many jobs the machine has cores for: 1 to JOBS_MOST. */
size_t batches_cores(void);

/* NULL: no memory. Threads are begun when there is work for them; where none can be begun, those
 * that are there do it all. */
batches *batches_new(const batch_options *options);
/* Who handles what comes out, in the calling thread, during the next two calls. */
void batches_handler(batches *b, event_fn handle, void *ctx);
/* Begins the writer with the columns of a row, whose marks were written by an earlier run: nothing
 * of it is written. false: no memory (told). */
bool batches_begin(batches *b, const pm_row *row);
/* Copies what happened. A CLI_ code: the worst of what was handled meanwhile; CLI_OUTPUT (told)
 * ends it. */
int batches_add(batches *b, const event *e);
/* Handles all that is still held, and returns as batches_add does. */
int batches_finish(batches *b);
void batches_free(batches *b);

#endif
