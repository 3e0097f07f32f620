/* SPDX-License-Identifier: MIT
 * A cell in the eyes of a pack: for each token its type, and the patterns worth trying. */
#ifndef ENGINE_TOKENS_H
#define ENGINE_TOKENS_H

#include "engine/lexis.h"
#include "text/text.h"

/* A token as patterns see it. */
typedef struct unit {
    const token_type *type;
    const uint64_t *index; /* of its type */
    word_info *word;
    uint32_t number;   /* of its type */
    uint32_t term_end; /* where the term that starts here ends; the next token for a single word */
    uint32_t after;    /* the same, and behind the first of several boundaries, where they end */
    uint32_t clause;   /* boundaries before this token */
} unit;

typedef struct cell {
    text text;
    unit *units;          /* text.count of them, and one for the place behind */
    uint64_t *candidates; /* patterns all of whose wants are somewhere in this cell */
    bool filled;          /* has any content */
} cell;

/* Reads a cell; everything in *out lives in `memory`. PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status cell_read(lexis *l, pm_str content, arena *memory, cell *out);

static inline bool unit_has(const unit *u, uint32_t cls) {
    return u->type->bits[cls / 64] >> (cls % 64) & 1;
}

#endif
