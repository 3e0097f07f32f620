/* SPDX-License-Identifier: MIT
 * JSON strings, written where there is room already: the caller asks once for many. */
#ifndef FORMAT_QUOTE_H
#define FORMAT_QUOTE_H

#include "format/put.h"

enum {
    QUOTE_GROWTH = 6,  /* a byte becomes at most so many: \u0000 */
    QUOTE_EDGES = 16,  /* the two quotes, and what may be written over behind them */
    QUOTE_SHORT = 4096 /* up to this length all of QUOTE_GROWTH is asked for */
};

size_t quote_room_counted(pm_str s);

/* So many bytes must be free where `s` is quoted. Long strings are counted, so that a huge cell
 * does not ask for six times its size. */
static inline size_t quote_room(pm_str s) {
    return s.len <= QUOTE_SHORT ? QUOTE_GROWTH * s.len + QUOTE_EDGES : quote_room_counted(s);
}

/* Writes a string that is not empty. *plain: so many bytes at its beginning are ASCII that stands
 * as it is. */
char *quote_put_some(char *to, pm_str s, size_t *plain);

/* Writes `s` between quotes, escaped, an invalid byte as U+FFFD. Returns what is behind. */
static inline char *quote_put_plain(char *to, pm_str s, size_t *plain) {
    if (s.len == 0) {
        *plain = 0;
        return PUT_AT(to, "\"\"");
    }
    return quote_put_some(to, s, plain);
}

static inline char *quote_put(char *to, pm_str s) {
    size_t plain;
    return quote_put_plain(to, s, &plain);
}

#endif
