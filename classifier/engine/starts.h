/* SPDX-License-Identifier: MIT
 * Where patterns may begin in a cell: at tokens that may begin them and go on with the next, as
 * long as each of their wants is there or further on. */
#ifndef ENGINE_STARTS_H
#define ENGINE_STARTS_H

#include "engine/search.h"

/* A worker's memory of it. A cell is looked at a window of tokens at a time, from its end to its
 * start within each, since what matters is what is still to come. */
typedef struct starts {
    const pm_allocator *allocator;
    pair *wants; /* of the tokens from the one at hand on: for each line, the two of them */
    pair *saved; /* the same, of all tokens behind the first window of each group */
    size_t lines;
    size_t window; /* tokens */
    size_t group;  /* windows of the cell at hand that share what is saved */
    size_t saved_cap;
} starts;

pm_status starts_init(starts *s, const image_header *image, const pm_allocator *a);
void starts_free(starts *s);

/* Prepares for a cell; *windows is how many it has. PM_ERR_MEMORY. */
pm_status starts_open(starts *s, const lexis *l, const cell *c, size_t *windows);
/* Puts the starts of a window, in order, at the end of `out`; returns where they begin. */
size_t starts_find(starts *s, const lexis *l, const cell *c, int column, size_t window,
                   search *out);

#endif
