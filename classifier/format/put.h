/* SPDX-License-Identifier: MIT
 * Writing without a call for each word, for rows that are made of a hundred pieces: room is made
 * once, then each ..._put writes at a place and returns what is behind. */
#ifndef FORMAT_PUT_H
#define FORMAT_PUT_H

#include <string.h>

#include "base/strings.h"
#include "format/scan.h"

/* As buffer_room: where `need` bytes may be written, or NULL. A buffer that failed before is still
 * written to where it has room; nobody reads it. */
static inline char *put_room(buffer *b, size_t need) {
    return b->cap - b->len > need ? b->data + b->len : buffer_room(b, need);
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
    put_bytes(b, &c, 1);
}

#define PUT(b, literal) put_bytes((b), (literal), sizeof(literal) - 1)

/* ---- Where there is room ---- */

static inline char *bytes_put(char *to, const char *data, size_t len) {
    memcpy(to, data, len);
    return to + len;
}

/* A literal: its length is known, so that it costs a few moves. */
#define PUT_AT(to, literal) bytes_put((to), (literal), sizeof(literal) - 1)

/* Copies 1 to 7 bytes. Returns a word of them all, some twice, with spaces: for tests. */
static inline uint64_t short_copy(char *to, const char *p, size_t len) {
    if (len >= 4) {
        uint32_t first, last;
        memcpy(&first, p, sizeof first);
        memcpy(&last, p + len - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + len - sizeof last, &last, sizeof last);
        return first | (uint64_t)last << 32;
    }
    char first = p[0], middle = p[len / 2], last = p[len - 1];
    to[0] = first;
    to[len / 2] = middle;
    to[len - 1] = last;
    return (unsigned char)first | (uint64_t)(unsigned char)middle << 8 |
           (uint64_t)(unsigned char)last << 16 | SCAN_EVERY(' ') << 24;
}

/* A string of any length; most are short. */
static inline char *str_put(char *to, pm_str s) {
    if (s.len > 16) {
        memcpy(to, s.data, s.len);
    } else if (s.len >= 8) {
        uint64_t first = scan_load(s.data), last = scan_load(s.data + s.len - sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + s.len - sizeof last, &last, sizeof last);
    } else if (s.len != 0) {
        short_copy(to, s.data, s.len);
    }
    return to + s.len;
}

/* 20 bytes must be free at `to`. */
static inline char *digits_put(char *to, uint64_t n) {
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    if (n < 10) { /* most numbers are small */
        *to++ = (char)('0' + n);
        return to;
    }
    if (n < 100) {
        return bytes_put(to, pairs + 2 * n, 2);
    }
    char digits[20];
    size_t i = sizeof digits;
    for (; n >= 10; n /= 100) {
        i -= 2;
        bytes_put(digits + i, pairs + 2 * (n % 100), 2);
    }
    if (n != 0) {
        digits[--i] = (char)('0' + n);
    }
    return bytes_put(to, digits + i, sizeof digits - i);
}

/* What shall not burden its caller: by its size, or because it is seldom needed. */
#ifdef __GNUC__
#define PUT_APART __attribute__((noinline))
#define PUT_RARE __attribute__((noinline, cold))
#else
#define PUT_APART
#define PUT_RARE
#endif

#endif
