/* SPDX-License-Identifier: MIT
 * Keeps true: what is written is valid JSON and valid UTF-8 whatever the bytes; no more than
 * quote_room says is written, with what is written over behind the string. */
#include "format/quote.h"

/* Sets the high bit of bytes that are no plain ASCII, or that stand behind such a one. */
static inline uint64_t not_plain(uint64_t word) {
    uint64_t quote = (word ^ SCAN_EVERY('"')) - SCAN_EVERY(1);
    uint64_t backslash = (word ^ SCAN_EVERY('\\')) - SCAN_EVERY(1);
    return (quote | backslash | (word - SCAN_EVERY(0x20)) | word) & SCAN_EVERY(0x80);
}

static inline bool is_plain(char c) {
    return c != '"' && c != '\\' && (unsigned char)c >= 0x20 && (unsigned char)c < 0x80;
}

size_t quote_room_counted(pm_str s) {
    size_t room = QUOTE_EDGES;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        room += c >= 0x80 ? 3 : c < 0x20 ? QUOTE_GROWTH : is_plain(s.data[i]) ? 1 : 2;
    }
    return room;
}

/* ---- Odd strings ---- */

/* Copies up to the first byte that is not plain; up to 7 bytes behind that are written over. */
static inline const char *copy_plain(const char *p, const char *end, char **to) {
    char *t = *to;
    for (; end - p >= 8; p += 8, t += 8) {
        uint64_t word = scan_load(p);
        memcpy(t, &word, sizeof word);
        uint64_t hit = not_plain(word);
        if (hit != 0) {
            size_t plain = scan_first(hit);
            p += plain;
            t += plain;
            break;
        }
    }
    while (p < end && is_plain(*p)) {
        *t++ = *p++;
    }
    *to = t;
    return p;
}

static char *put_escape(char c, char *to) {
    static const char letters[] = "btn?fr"; /* of the characters from 8 on; 11 has none */
    bool letter = c >= '\b' && c <= '\r' && c != '\v';
    *to++ = '\\';
    if (c == '"' || c == '\\' || letter) {
        *to++ = letter ? letters[c - '\b'] : c;
        return to;
    }
    const char unit[] = {'u', '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
    return bytes_put(to, unit, sizeof unit);
}

/* Copies characters beyond ASCII as far as they are valid. */
static const char *copy_high(const char *p, const char *end, char **to) {
    enum { REPLACEMENT = 0xFFFD }; /* what utf8_next makes of an invalid byte */
    size_t len = (size_t)(end - p), i = 0;
    while (i < len && (unsigned char)p[i] >= 0x80) {
        size_t from = i;
        if (utf8_next(p, len, &i) == REPLACEMENT && i - from == 1) {
            i = from;
            break;
        }
    }
    *to = bytes_put(*to, p, i);
    return p + i;
}

/* Writes `s`, which has something that is not plain, at `to` behind the opening quote. */
PUT_RARE static char *put_odd(char *to, pm_str s, size_t *plain) {
    const char *end = s.data + s.len, *p = copy_plain(s.data, end, &to);
    *plain = (size_t)(p - s.data);
    while (p < end) {
        const char *high = copy_high(p, end, &to);
        if (high == p) {
            char other = *high++;
            to = (unsigned char)other >= 0x80 ? PUT_AT(to, "\xEF\xBF\xBD") : put_escape(other, to);
        }
        p = copy_plain(high, end, &to);
    }
    *to++ = '"';
    return to;
}

/* ---- Plain strings ---- */

/* Copies a string of more than 16 bytes. */
static inline uint64_t copy_long(const char *p, size_t len, char *to) {
#ifdef SCAN_BLOCKS
    scan_block block = scan_load_block(p + len - sizeof block);
    memcpy(to + len - sizeof block, &block, sizeof block);
    scan_block odd = (block == '"') | (block == '\\') | (block < 0x20); /* beyond ASCII: below 0 */
    for (size_t i = 0; i < len - sizeof block; i += sizeof block) {
        block = scan_load_block(p + i);
        memcpy(to + i, &block, sizeof block);
        odd |= (block == '"') | (block == '\\') | (block < 0x20);
    }
    return scan_any(odd);
#else
    uint64_t word = scan_load(p + len - sizeof word), hits = not_plain(word);
    memcpy(to + len - sizeof word, &word, sizeof word);
    for (size_t i = 0; i < len - sizeof word; i += sizeof word) {
        word = scan_load(p + i);
        memcpy(to + i, &word, sizeof word);
        hits |= not_plain(word);
    }
    return hits;
#endif
}

static inline char *end_plain(char *to, size_t len, size_t *plain) {
    *plain = len;
    to[len] = '"';
    return to + len + 1;
}

/* Functions of their own, so that the shortest strings need no registers saved. */
PUT_APART static char *put_long(char *to, pm_str s, size_t *plain) {
    return copy_long(s.data, s.len, to) != 0 ? put_odd(to, s, plain) : end_plain(to, s.len, plain);
}

PUT_APART static char *put_words(char *to, pm_str s, size_t *plain) {
    uint64_t first = scan_load(s.data), last = scan_load(s.data + s.len - sizeof last);
    memcpy(to, &first, sizeof first);
    memcpy(to + s.len - sizeof last, &last, sizeof last);
    return (not_plain(first) | not_plain(last)) != 0 ? put_odd(to, s, plain)
                                                     : end_plain(to, s.len, plain);
}

char *quote_put_some(char *to, pm_str s, size_t *plain) {
    *to++ = '"';
    if (s.len >= sizeof(uint64_t)) {
        return s.len > 2 * sizeof(uint64_t) ? put_long(to, s, plain) : put_words(to, s, plain);
    }
    return not_plain(short_copy(to, s.data, s.len)) != 0 ? put_odd(to, s, plain)
                                                         : end_plain(to, s.len, plain);
}
