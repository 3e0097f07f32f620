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

/* Options with every field set, whatever the caller's size. */
pm_options options_full(const pm_options *given);

#endif
