/* SPDX-License-Identifier: MIT
 * Classes that follow from other classes of a token: bracketed tests, and unions. */
#ifndef ENGINE_DERIVE_H
#define ENGINE_DERIVE_H

#include "base/memory.h"
#include "pack/image.h"

/* What is known of the tests while classes are told: of which all wanted classes are there, which
 * have met one that must not be, and how many each still wants. */
typedef struct derive_state {
    uint64_t *ready, *refused;
    uint16_t *wanting;
} derive_state;

/* What every token begins with that is told the same: the state, and which tests pass by that
 * alone, with their classes. */
typedef struct derive_start {
    derive_state told;
    uint64_t *pass, *classes;
} derive_start;

/* The tests of a pack, by the classes that they look at. */
typedef struct derive {
    const pm_allocator *allocator;
    const image_header *image;
    size_t class_words;              /* uint64_t of a set of classes */
    size_t test_words, state_size;   /* of a set of tests; bytes of a state */
    uint64_t *memory;                /* of all that follows */
    uint64_t *looked_at, *in_unions; /* classes that tests look at, that unions hold */
    uint64_t *told_on;               /* tests that others look at */
    derive_start none, word;         /* nothing told; what every word is */
    derive_state now;                /* of the token at hand */
} derive;

pm_status derive_init(derive *d, const image_header *image, const pm_allocator *a);
void derive_free(derive *d);

/* Adds to the set of a token's classes those that follow from them. The set holds none of these
 * yet: it is not to be called twice. */
void derive_classes(derive *d, uint64_t *bits);

#endif
