/* SPDX-License-Identifier: MIT
 * Normalisation: the one file that knows utf8proc. */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include "text/text.h"

/* Spaces behind the end of norm and fold, which whoever looks ahead may read. */
enum { NORMALISE_PADDING = 32 };

/* Fills norm, fold, map and mixed_case of an empty *out, and makes room at out->tokens for a token
 * a byte of norm. An ASCII cell is copied, not decoded. A failure leaves *out empty. */
pm_status normalise(pm_str cell, arena *memory, text *out);

/* A letter; a combining mark (an accent, a vowel sign), which goes with what it follows. */
bool normalise_is_letter(uint32_t cp);
bool normalise_is_mark(uint32_t cp);

#endif
