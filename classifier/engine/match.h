/* SPDX-License-Identifier: MIT
 * Running one compiled pattern over the units of a cell. */
#ifndef ENGINE_MATCH_H
#define ENGINE_MATCH_H

#include "engine/tokens.h"

/* Token ranges, half-open. A capture that took no part has start == end == 0. */
typedef struct match {
    uint32_t start, end;
    uint32_t save[2 * PM_MAX_CAPTURES];
} match;

typedef enum match_result { MATCH_NONE, MATCH_FOUND, MATCH_LIMIT, MATCH_MEMORY } match_result;

/* A name that captures twice in one match spans from its first words to its last. */
static inline bool match_keeps(const uint32_t *save, uint16_t slot) {
    return (slot & 1) == 0 && save[slot + 1] != 0;
}

/* Tries a pattern, by its code, at exactly one starting token. MATCH_LIMIT: PM_LIMIT_STEPS was met;
 * taken as no match. */
match_result match_at(const image_op *code, const cell *c, uint32_t start, match *out);

#endif
