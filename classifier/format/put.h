/* SPDX-License-Identifier: MIT
 * Writing into a buffer without a call for each word: for rows that are made of a hundred pieces.
 */
#ifndef FORMAT_PUT_H
#define FORMAT_PUT_H

#include <string.h>

#include "base/strings.h"

/* As buffer_room: where `need` bytes may be written, or NULL. */
static inline char *put_room(buffer *b, size_t need) {
    return !b->failed && b->cap - b->len > need ? b->data + b->len : buffer_room(b, need);
}

/* What was written behind put_room's place, up to `to`. */
static inline void put_until(buffer *b, const char *to) {
    b->len = (size_t)(to - b->data);
}

static inline void put_bytes(buffer *b, const char *data, size_t len) {
    char *to = put_room(b, len);
    if (to != NULL && len != 0) {
        memcpy(to, data, len);
        b->len += len;
    }
}

static inline void put_char(buffer *b, char c) {
    char *to = put_room(b, 1);
    if (to != NULL) {
        *to = c;
        b->len++;
    }
}

#define PUT(b, literal) put_bytes((b), (literal), sizeof(literal) - 1)

/* Constant text that is copied with all its room, so that its length costs no branch. */
enum { PIECE_SIZE = 48 };
typedef struct piece {
    char text[PIECE_SIZE];
    size_t len;
} piece;
#define PIECE(literal)                                                                             \
    { literal, sizeof(literal) - 1 }

/* PIECE_SIZE bytes must be free at `to`; returns what is behind the text. */
static inline char *piece_put(char *to, const piece *p) {
    memcpy(to, p->text, PIECE_SIZE);
    return to + p->len;
}

/* 20 bytes must be free at `to`. */
static inline char *digits_put(char *to, uint64_t n) {
    if (n < 1000) { /* most are */
        unsigned small = (unsigned)n;
        if (small >= 100) {
            *to++ = (char)('0' + small / 100);
        }
        if (small >= 10) {
            *to++ = (char)('0' + small / 10 % 10);
        }
        *to++ = (char)('0' + small % 10);
        return to;
    }
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    memcpy(to, digits + i, sizeof digits - i);
    return to + (sizeof digits - i);
}

/* For what is needed so seldom that it shall not burden its caller. */
#ifdef __GNUC__
#define PUT_RARE __attribute__((noinline, cold))
#else
#define PUT_RARE
#endif

#endif
