/* SPDX-License-Identifier: MIT
 * A cell in the eyes of a pack: for each token its type, and the patterns worth trying. */
#ifndef ENGINE_TOKENS_H
#define ENGINE_TOKENS_H

#include "engine/lexis.h"
#include "text/text.h"

/* A token as patterns see it. */
typedef struct unit {
    typed is;
    union {
        uint64_t hash; /* of its folded form, until the word is known */
        word_info *word;
    };
    uint32_t term_end; /* where the term that starts here ends; the next token for a single word */
    uint32_t after;    /* the same, and behind the first of several boundaries, where they end */
    uint32_t clause;   /* boundaries before this token */
    uint32_t looks;    /* see LOOKS_KIND */
} unit;

typedef struct cell {
    text text;
    unit *units;      /* text.count of them, and one for the place behind */
    uint32_t *types;  /* where the symbols of the type of each stand, and twice those of the place
                         behind: see automata_row */
    uint32_t *starts; /* tokens with which terms of several words may begin; while it is read */
    uint64_t
        *candidates; /* of patterns of `unless` and `needs`: those that may match in this cell */
    bool filled;     /* has any content */
} cell;

/* Reads the cells of an action, by pm_column; everything in them lives in `memory`. An empty one
 * has no tokens. PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status cells_read(lexis *l, const pm_str content[PM_COLUMNS], arena *memory,
                     cell cells[PM_COLUMNS]);

/* The same for those who look at words alone: without candidates. */
pm_status cells_words(lexis *l, const pm_str content[PM_COLUMNS], arena *memory,
                      cell cells[PM_COLUMNS]);

static inline bool unit_has(const unit *u, uint32_t cls) {
    return type_has(u->is.type, cls);
}

#endif
