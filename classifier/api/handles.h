/* SPDX-License-Identifier: MIT
 * What stands behind the opaque handles; known to the files of this folder, and to bench and
 * tests. */
#ifndef API_HANDLES_H
#define API_HANDLES_H

#include "gate/gate.h"
#include "planmark.h"
#include "planmark/audit.h"

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

/* Rows of one plan, copied, until the next plan begins. */
typedef struct gathered {
    arena memory;
    pm_plan plan;
    pm_plan_action *actions;
    size_t cap;
    uint64_t key; /* hash of authority and plan id */
    bool any;
    bool broken; /* a row could not be kept: the plan is not whole */
    bool more;   /* than PM_LIMIT_PLAN actions: so it is not either */
} gathered;

struct pm_check {
    gate inner;
    gathered rows[2]; /* the one at hand, and the one whose findings were given out */
    int now;
    const pm_allocator *allocator;
    reporter report;
    pm_plan_check result;
};

/* Copies options as far as the caller's version knows them: as many bytes as their first member, a
 * size_t, says. The rest of `full` stays as it is; NULL copies nothing. */
void options_take(void *full, size_t size, const void *given);
/* Options with every field set, whatever the caller's size. */
pm_options options_full(const pm_options *given);

#endif
