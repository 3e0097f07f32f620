/* SPDX-License-Identifier: MIT
 * Where a file is, said so that it is the same from whatever folder the command is started. */
#ifndef CLI_PLACE_H
#define CLI_PLACE_H

#include <stdbool.h>

#include "planmark/types.h"

typedef struct plan_place {
    char *folder; /* of the file that others are told from, resolved; NULL: there is none */
    char *text;   /* of the last place */
    size_t cap;
} plan_place;

/* Places are told from the folder of this file, which need not be there yet. False: no memory. */
bool place_open(plan_place *p, const char *file);
void place_close(plan_place *p);

/* "1201/plan.csv", or "../plans/plan.csv" where it lies outside the folder, links resolved, with
 * `more` behind it; lives until the next call. Empty: there is no folder to tell it from, or the
 * path is standard input. False: no memory. */
bool place_of(plan_place *p, const char *path, pm_str more, pm_str *out);

#endif
