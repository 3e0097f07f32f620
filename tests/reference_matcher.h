/* SPDX-License-Identifier: MIT
 * A second reading of a compiled pack: slow, plain, recursive. Every pattern is tried at every
 * token; nothing of the index, the automata, the caches or the derived classes is used. What it finds
 * is what the engine must find. */
#ifndef TESTS_REFERENCE_MATCHER_H
#define TESTS_REFERENCE_MATCHER_H

#include "engine/evidence.h"

/* The classes that others make up, each with its recipe. */
typedef struct reference {
    const image_header *image;
    const pm_allocator *allocator;
    uint16_t *first_test; /* of each class: 1 + its first test, or 0 */
    uint16_t **unions;    /* of each class that is a union: how many members, and they */
    size_t class_count;
} reference;

bool reference_init(reference *r, const image_header *image);
void reference_free(reference *r);

/* All evidence of the cells, in the engine's order. `out` grows; its memory is malloc's. */
bool reference_find(const reference *r, const cell cells[PM_COLUMNS], evidence_list *out);
/* What one of them captured, in its cell. */
void reference_captures(const reference *r, const cell *c, const found *x, captured *out);

#endif
