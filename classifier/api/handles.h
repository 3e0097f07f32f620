/* SPDX-License-Identifier: MIT
 * What stands behind the opaque handles; known to the files of this folder only. */
#ifndef API_HANDLES_H
#define API_HANDLES_H

#include "engine/scorer.h"
#include "planmark.h"

struct pm_pack {
    const pm_allocator *allocator;
    const image_header *image;
    image_header *owned; /* NULL for the built-in pack */
    pm_str wordnet;
    char stamp[160];
};

struct pm_scorer {
    scorer inner;
    const pm_pack *pack;
};

/* Copies options as far as the caller's version knows them: as many bytes as their first member, a
 * size_t, says. The rest of `full` stays as it is; NULL copies nothing. */
void options_take(void *full, size_t size, const void *given);
/* Options with every field set, whatever the caller's size. */
pm_options options_full(const pm_options *given);

#endif
