/* SPDX-License-Identifier: MIT
 * What of the input was not read, for those who have no eye on the messages. */
#ifndef PROGRAM_LEFT_OUT_H
#define PROGRAM_LEFT_OUT_H

#include <stdbool.h>

#include "planmark/types.h"

enum { LEFT_OUT_TOLD = 20 };

typedef struct left_out {
    pm_left_out items[LEFT_OUT_TOLD]; /* the first; each has one piece of memory, at its path */
    size_t count;
    bool failed; /* no memory */
} left_out;

/* Takes an error about a file; `path` is the file at hand and `name` how its rows call it: a place
 * that begins with that name is of the file. */
void left_out_hear(left_out *l, const pm_diagnostic *d, const char *path, pm_str name);
void left_out_free(left_out *l);

#endif
