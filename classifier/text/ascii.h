/* SPDX-License-Identifier: MIT
 * The normal form of ASCII, in blocks that a compiler makes wide instructions of. */
#ifndef TEXT_ASCII_H
#define TEXT_ASCII_H

#include <string.h>

#include "base/strings.h"
#include "text/wide.h"

/* Letters seen. */
typedef struct ascii_letters {
    size_t upper, lower;
} ascii_letters;

enum { ASCII_BLOCKS = 255, ASCII_PART = WIDE_BYTES * ASCII_BLOCKS };

/* What a pass over blocks sees, by column: capitals and small letters counted, all bytes in one. */
typedef struct ascii_columns {
    uint8_t upper[WIDE_BYTES], lower[WIDE_BYTES], any[WIDE_BYTES];
} ascii_columns;

/* Is c one of the 26 bytes up to `last`? A signed comparison, as those are cheap when wide. */
static inline uint8_t ascii_letter_up_to(uint8_t c, char last) {
    return (int8_t)(uint8_t)(c + (INT8_MAX - last)) > INT8_MAX - 26;
}

/* norm is filled in. Without branches: else no compiler makes it wide. */
static inline void ascii_write_block(uint8_t *restrict norm, uint8_t *restrict fold,
                                     ascii_columns *restrict n) {
    for (size_t k = 0; k < WIDE_BYTES; k++) {
        uint8_t c = norm[k];
        uint8_t upper = ascii_letter_up_to(c, 'Z'), lower = ascii_letter_up_to(c, 'z');
        n->upper[k] = (uint8_t)(n->upper[k] + upper);
        n->lower[k] = (uint8_t)(n->lower[k] + lower);
        n->any[k] |= c;
        c = (uint8_t)(c - (c == '`') * ('`' - '\''));
        norm[k] = c;
        fold[k] = (uint8_t)(c + (c == '&') * ('+' - '&') + upper * ('a' - 'A'));
    }
}

/* At most ASCII_PART bytes: no column counts further. false: not all is ASCII. */
static inline bool ascii_write_part(uint8_t *restrict norm, uint8_t *restrict fold, size_t len,
                                    ascii_letters *seen) {
    ascii_columns n = {0};
    for (size_t i = 0; i < len; i += WIDE_BYTES) {
        ascii_write_block(norm + i, fold + i, &n);
    }
    seen->upper += wide_sum(n.upper);
    seen->lower += wide_sum(n.lower);
    return wide_ascii(n.any);
}

/* Writes norm and fold of these bytes: "`" reads as an apostrophe, and in fold "&" as "+". Whole
 * blocks are written; spaces fill up the last one, and the next write replaces them. false: not all
 * is ASCII. */
static inline bool ascii_write(char *norm, char *fold, pm_str from, ascii_letters *seen) {
    bool ascii = true;
    size_t i = 0;
    if (from.len != 0) {
        memcpy(norm, from.data, from.len);
    }
    memset(norm + from.len, ' ', WIDE_BYTES);
    for (; from.len - i > ASCII_PART; i += ASCII_PART) {
        ascii &= ascii_write_part((uint8_t *)norm + i, (uint8_t *)fold + i, ASCII_PART, seen);
    }
    return ascii_write_part((uint8_t *)norm + i, (uint8_t *)fold + i, from.len - i, seen) && ascii;
}

#endif
