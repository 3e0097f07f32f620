/* SPDX-License-Identifier: MIT
 * Tokens of a normalised text. */
#ifndef TEXT_TOKENIZER_H
#define TEXT_TOKENIZER_H

#include "text/text.h"

/* Fills tokens, count, first and last of *t, which normalise filled. */
pm_status tokenize(text *t, arena *memory);

#endif
