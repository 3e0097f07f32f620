/* SPDX-License-Identifier: MIT
 * The rows of a request's body, and what of it could not be read. */
#ifndef SERVE_READING_H
#define SERVE_READING_H

#include "program/left_out.h"
#include "serve/answer.h"
#include "serve/service.h"

/* Takes a row; what it came to. */
typedef enum row_end { ROW_TAKEN, ROW_LEFT, ROW_NO_MEMORY } row_end;
typedef row_end (*row_fn)(void *ctx, const pm_row *row);

typedef struct reading {
    pm_str body;
    const char *name;    /* of the file; "-": it has none */
    const char *columns; /* NULL: by synonyms */
    bool json;           /* it says that it is JSON: text is refused */
    bool table; /* it says that it is CSV: so are lines of text, unless its name says they are */
    int half_rows, keys_only, repeats;
    row_fn row;
    void *ctx;
    /* What came of it: */
    size_t read, skipped, actions;
    size_t bytes;  /* of all rows */
    size_t broken; /* 1: not read to its end */
    bool part;     /* not all could be read */
    left_out left_out;
    char told[512]; /* the first error, up to where words of the body may stand in it */
    size_t at;      /* bytes of the body that were handed on */
} reading;

/* Calls `row` for each row. false: the body is refused, as the answer says: it holds nothing that
 * can be read, too many actions ... Free it in any case. */
bool reading_run(reading *r, worker *w, answer *a);
void reading_free(reading *r);
void reading_hear(reading *r, const pm_diagnostic *d);
/* An error about a row, in words of our own. */
void reading_tell(reading *r, pm_str place, const char *text);
/* Was all of it read, and no row in it? */
bool reading_is_barren(const reading *r);
/* How the plan and the rows of a body without a name are called. */
pm_str reading_file(const reading *r);

/* "No memory" as an answer; false. */
bool reading_no_memory(answer *a);

#endif
