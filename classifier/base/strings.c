/* SPDX-License-Identifier: MIT
 * Keeps true: no function here looks past the length it is given, and none depends on the locale.
 */
#include "base/strings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

pm_str str_from(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

bool str_equal_fold(pm_str a, pm_str b) {
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

int str_compare(pm_str a, pm_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n != 0 ? memcmp(a.data, b.data, n) : 0;
    if (order != 0) {
        return order;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(pm_str s, pm_str prefix) {
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

bool str_ends(pm_str s, pm_str suffix) {
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0);
}

pm_str str_trim(pm_str s) {
    while (s.len != 0 && ascii_space(s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len != 0 && ascii_space(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

pm_str str_slice(pm_str s, size_t start, size_t end) {
    end = end > s.len ? s.len : end;
    start = start > end ? end : start;
    return (pm_str){start != 0 ? s.data + start : s.data, end - start};
}

uint64_t hash_bytes(const char *data, size_t len, uint64_t seed) {
    uint64_t h = seed;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
    }
    return h;
}

void buffer_init(buffer *b, const pm_allocator *allocator) {
    *b = (buffer){.allocator = allocator};
}

void buffer_free(buffer *b) {
    mem_free(b->allocator, b->data);
    buffer_init(b, b->allocator);
}

void buffer_clear(buffer *b) {
    b->len = 0;
    b->failed = false;
}

char *buffer_room(buffer *b, size_t more) {
    enum { FIRST = 256 }; /* what is longer than a few words seldom stops there */
    size_t need = more <= SIZE_MAX - b->len ? b->len + more : SIZE_MAX;
    if (b->failed || !mem_grow(b->allocator, (void **)&b->data, &b->cap,
                               need > FIRST ? need : FIRST, 1)) {
        b->failed = true;
        return NULL;
    }
    return b->data + b->len;
}

/* As buffer_room, of more than no bytes. */
static inline char *room_for(buffer *b, size_t more) {
    return !b->failed && more <= b->cap - b->len ? b->data + b->len : buffer_room(b, more);
}

void buffer_put(buffer *b, const char *data, size_t len) {
    char *to = len != 0 ? room_for(b, len) : NULL;
    if (to != NULL) {
        memcpy(to, data, len);
        b->len += len;
    }
}

void buffer_str(buffer *b, pm_str s) {
    buffer_put(b, s.data, s.len);
}

void buffer_text(buffer *b, const char *s) {
    buffer_put(b, s, strlen(s));
}

void buffer_char(buffer *b, char c) {
    char *to = room_for(b, 1);
    if (to != NULL) {
        *to = c;
        b->len++;
    }
}

void buffer_unsigned(buffer *b, uint64_t n) {
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    buffer_put(b, digits + i, sizeof digits - i);
}

void buffer_thousandths(buffer *b, double x) {
    uint64_t n = (uint64_t)((x < 0.0 ? -x : x) * 1000.0 + 0.5);
    const char decimals[] = {'.', (char)('0' + n / 100 % 10), (char)('0' + n / 10 % 10),
                             (char)('0' + n % 10)};
    if (x < 0.0 && n != 0) {
        buffer_char(b, '-');
    }
    buffer_unsigned(b, n / 1000);
    buffer_put(b, decimals, sizeof decimals);
}

void buffer_format(buffer *b, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0) {
        buffer_put(b, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    }
}

pm_str buffer_view(const buffer *b) {
    return (pm_str){b->data, b->len};
}

static bool utf8_tail(const char *s, size_t len, size_t i, size_t count) {
    if (len - i < count) {
        return false;
    }
    for (size_t k = 0; k < count; k++) {
        if (((unsigned char)s[i + k] & 0xC0) != 0x80) {
            return false;
        }
    }
    return true;
}

uint32_t utf8_next(const char *s, size_t len, size_t *i) {
    unsigned char c = (unsigned char)s[(*i)++];
    if (c < 0x80) {
        return c;
    }
    size_t tail = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0xC2 || c > 0xF4 || !utf8_tail(s, len, *i, tail)) {
        return 0xFFFD;
    }
    uint32_t cp = c & (0x3Fu >> tail);
    for (size_t k = 0; k < tail; k++) {
        cp = cp << 6 | ((unsigned char)s[*i + k] & 0x3F);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (cp < least[tail] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        return 0xFFFD;
    }
    *i += tail;
    return cp;
}

void buffer_name(buffer *b, pm_str name) {
    for (size_t i = 0; i < name.len;) {
        size_t from = i;
        bool valid = utf8_next(name.data, name.len, &i) != 0xFFFD || i - from > 1;
        if (valid) {
            buffer_put(b, name.data + from, i - from);
        } else {
            buffer_format(b, "\\x%02X", (unsigned)(unsigned char)name.data[from]);
        }
    }
}

size_t utf8_put(char out[4], uint32_t cp) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}
