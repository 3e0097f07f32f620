/* SPDX-License-Identifier: MIT
 * Normalisation. What is beyond ASCII is for normalise.c, the one file that knows utf8proc. */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include "text/ascii.h"
#include "text/text.h"

/* Spaces behind the end of norm and fold, which whoever looks ahead may read. */
enum { NORMALISE_PADDING = TEXT_PADDING };

/* Above so many capitals to a small letter, lower case is an accident ("ON 4th JUNE"). */
enum { NORMALISE_CAPITALS = 5 };

/* What both ways end with. */
static inline void normalise_fill(text *out, char *norm, char *fold, size_t len,
                                  ascii_letters seen) {
    memset(norm + len, ' ', NORMALISE_PADDING);
    memset(fold + len, ' ', NORMALISE_PADDING);
    out->norm = (pm_str){norm, len};
    out->fold = (pm_str){fold, len};
    out->mixed_case = seen.upper != 0 && seen.lower * NORMALISE_CAPITALS >= seen.upper;
}

/* What normalise does for a cell that is not all ASCII; `padded` holds it, and spaces behind it. */
pm_status normalise_unicode(pm_str cell, const char *padded, arena *memory, text *out);

/* Fills norm, fold, map and mixed_case of an empty *out, and makes room at out->tokens for a token
 * a byte of norm. A failure leaves *out empty. Most cells are ASCII, and to find that out takes as
 * long as to write them: others are written twice. One block holds the tokens, norm and fold, the
 * last two with their padding. */
static inline pm_status normalise(pm_str cell, arena *memory, text *out) {
    size_t room = cell.len * sizeof(token), size = cell.len + NORMALISE_PADDING;
    char *block = arena_alloc(memory, room + 2 * size);
    if (block == NULL) {
        return PM_ERR_MEMORY;
    }
    char *norm = block + room, *fold = norm + size;
    ascii_letters seen = {0};
    if (!ascii_write(norm, fold, cell, &seen)) {
        return normalise_unicode(cell, norm, memory, out);
    }
    normalise_fill(out, norm, fold, cell.len, seen);
    out->tokens = (token *)(void *)block;
    return PM_OK;
}

/* A letter; a combining mark (an accent, a vowel sign), which goes with what it follows. */
bool normalise_is_letter(uint32_t cp);
bool normalise_is_mark(uint32_t cp);

#endif
