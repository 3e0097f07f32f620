/* SPDX-License-Identifier: MIT
 * Byte strings: views, a growing buffer, hashing. Locale plays no part anywhere. */
#ifndef BASE_STRINGS_H
#define BASE_STRINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

#define STR(literal) ((pm_str){(literal), sizeof(literal) - 1})

pm_str str_from(const char *s); /* view of a C string; NULL is empty */
static inline bool str_equal(pm_str a, pm_str b) { /* most differ in their length */
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
bool str_equal_fold(pm_str a, pm_str b); /* ASCII case does not matter */
int str_compare(pm_str a, pm_str b);     /* bytewise, as memcmp; shorter first */
bool str_starts(pm_str s, pm_str prefix);
bool str_ends(pm_str s, pm_str suffix);
pm_str str_trim(pm_str s); /* without ASCII white space at both ends */
pm_str str_slice(pm_str s, size_t start, size_t end);

static inline char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static inline bool ascii_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool ascii_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static inline bool ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* FNV-1a, 64 bit. Not for secrets. */
uint64_t hash_bytes(const char *data, size_t len, uint64_t seed);
#define HASH_SEED UINT64_C(14695981039346656037)

/* A growing byte buffer. When memory ends `failed` is set and further writes do nothing, so that a
 * writer checks once, at the end. `data` is NULL until the first write. */
typedef struct buffer {
    const pm_allocator *allocator;
    char *data;
    size_t len, cap;
    bool failed;
} buffer;

void buffer_init(buffer *b, const pm_allocator *allocator);
void buffer_free(buffer *b);
void buffer_clear(buffer *b);              /* keeps the memory */
char *buffer_room(buffer *b, size_t more); /* where `more` bytes may be written; then add to len */
void buffer_put(buffer *b, const char *data, size_t len);
void buffer_str(buffer *b, pm_str s);
void buffer_text(buffer *b, const char *s);
void buffer_char(buffer *b, char c);
void buffer_unsigned(buffer *b, uint64_t n);
/* With three decimals, whatever the locale: "-0.250"; |x| below 1e9. */
void buffer_thousandths(buffer *b, double x);
/* printf for messages and numbers; one write yields at most 1023 bytes. */
void buffer_format(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
pm_str buffer_view(const buffer *b);

/* UTF-8. Decodes the code point at s[*i] and moves *i behind it; an invalid byte yields U+FFFD and
 * moves one byte. */
uint32_t utf8_next(const char *s, size_t len, size_t *i);
/* Appends the name of a file, which may be any bytes, as text: what is no UTF-8 as "\xE9". */
void buffer_name(buffer *b, pm_str name);
size_t utf8_put(char out[4], uint32_t cp); /* bytes written; cp must be a scalar value */

#endif
