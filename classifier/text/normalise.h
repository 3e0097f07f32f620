/* SPDX-License-Identifier: MIT
 * Normalisation: the one file that knows utf8proc. */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include "text/text.h"

/* Spaces behind the end of norm and fold, which whoever looks ahead may read. */
enum { NORMALISE_PADDING = 32 };

/* Room for tokens that most texts of so many bytes find enough. */
static inline size_t normalise_tokens(size_t len) {
    return len / 2 + 4;
}

/* Fills norm, fold, map and mixed_case of an empty *out, and leaves room for normalise_tokens of
 * norm at out->tokens. An ASCII cell is copied, not decoded. */
pm_status normalise(pm_str cell, arena *memory, text *out);

/* A letter; a combining mark (an accent, a vowel sign), which goes with what it follows. */
bool normalise_is_letter(uint32_t cp);
bool normalise_is_mark(uint32_t cp);

#endif
