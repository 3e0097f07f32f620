/* SPDX-License-Identifier: MIT
 * Reads the index of a type of tokens: its lines, and single bits. Types hold references to lines,
 * since many of their lines are the same. */
#ifndef ENGINE_INDEX_H
#define ENGINE_INDEX_H

#include "engine/lines.h"
#include "pack/index.h"

/* Two words of a set, read as a vector wherever a uint64_t may stand. */
typedef uint64_t pair
    __attribute__((vector_size(PAIR_WORDS * sizeof(uint64_t)), aligned(8), may_alias));

_Static_assert((int)LINE_PAIRS *(int)PAIR_WORDS == LINE_WORDS, "pairs fill a line");
_Static_assert(PAIR_BITS == PAIR_WORDS * 64, "a bit for each pattern");

/* Of the lines that begin with `first`. */
static inline const pair *index_line(const char *first, line_ref ref) {
    return (const pair *)(const void *)(first + ref);
}

static inline bool index_has(const char *first, const line_ref *index, uint32_t bit) {
    const char *line = first + index[bit / 64 / LINE_WORDS];
    const uint64_t *word = (const uint64_t *)(const void *)line + bit / 64 % LINE_WORDS;
    return *word >> (bit % 64) & 1;
}

#endif
