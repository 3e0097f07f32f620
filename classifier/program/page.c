/* SPDX-License-Identifier: MIT
 * Keeps true: bytes reach the sink in order and once; after the first failure none do. */
#include "program/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_FLUSH = 1 << 15 };

void page_begin(page *p, pm_sink_fn sink, void *ctx) {
    *p = (page){.sink = sink, .ctx = ctx, .failed = PM_OK};
}

static void hand_on(page *p) {
    if (p->failed == PM_OK && p->len != 0 && p->sink(p->ctx, p->data, p->len) != 0) {
        p->failed = PM_ERR_IO;
    }
    p->len = 0;
}

pm_status page_end(page *p) {
    hand_on(p);
    free(p->data);
    p->data = NULL;
    p->cap = 0;
    return p->failed;
}

void page_drop(page *p) {
    p->len = 0;
}

static bool make_room(page *p, size_t more) {
    if (p->len >= PAGE_FLUSH && !p->held) {
        hand_on(p);
    }
    if (p->failed != PM_OK || more > SIZE_MAX / 4) {
        return false;
    }
    if (p->cap - p->len < more) {
        size_t cap = 2 * (p->len + more) + PAGE_FLUSH;
        char *data = realloc(p->data, cap);
        if (data == NULL) {
            p->failed = PM_ERR_MEMORY;
            return false;
        }
        p->data = data;
        p->cap = cap;
    }
    return true;
}

void page_put(page *p, pm_str s) {
    if (s.len != 0 && make_room(p, s.len)) {
        memcpy(p->data + p->len, s.data, s.len);
        p->len += s.len;
    }
}

void page_text(page *p, const char *s) {
    page_put(p, page_str(s));
}

void page_format(page *p, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len > 0) {
        size_t room = sizeof text - 1;
        page_put(p, (pm_str){text, (size_t)len < room ? (size_t)len : room});
    }
}

/* Bytes of the code point at s[i]; 0 when they are no valid UTF-8. */
static size_t point_len(pm_str s, size_t i) {
    static const unsigned char least[] = {0, 0, 0, 0xA0, 0x90}, most[] = {0, 0, 0, 0x9F, 0x8F};
    const unsigned char *b = (const unsigned char *)s.data + i;
    size_t len = b[0] < 0x80   ? 1
                 : b[0] < 0xC2 ? 0
                 : b[0] < 0xE0 ? 2
                 : b[0] < 0xF0 ? 3
                 : b[0] < 0xF5 ? 4
                               : 0;
    if (len > s.len - i) {
        return 0;
    }
    for (size_t k = 1; k < len; k++) {
        if ((b[k] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* overlong forms, surrogates, and what lies beyond U+10FFFF */
    bool low = (b[0] == 0xE0 || b[0] == 0xF0) && b[1] < least[len];
    bool high = (b[0] == 0xED || b[0] == 0xF4) && b[1] > most[len];
    return low || high ? 0 : len;
}

/* Would it move the cursor, or turn or hide the text around it? As the tables of the library ask.
 */
static bool unfit_for_terminal(uint32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C ||
           (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
           cp >= 0xE0000;
}

pm_str page_point(pm_str s, size_t *i) {
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const char *at = s.data + *i;
    size_t len = point_len(s, *i);
    *i += len != 0 ? len : 1;
    if (len == 0) {
        return page_str("\xEF\xBF\xBD");
    }
    uint32_t cp = (unsigned char)at[0] & lead[len];
    for (size_t k = 1; k < len; k++) {
        cp = cp << 6 | ((unsigned char)at[k] & 0x3F);
    }
    return unfit_for_terminal(cp) ? page_str(" ") : (pm_str){at, len};
}

void page_plain(page *p, pm_str s) {
    for (size_t i = 0; i < s.len;) {
        page_put(p, page_point(s, &i));
    }
}

void page_csv(page *p, pm_str s) {
    bool quote = false;
    for (size_t i = 0; i < s.len && !quote; i++) {
        quote = s.data[i] == ',' || s.data[i] == '"' || s.data[i] == '\n' || s.data[i] == '\r';
    }
    if (!quote) {
        page_put(p, s);
        return;
    }
    page_text(p, "\"");
    for (size_t i = 0; i < s.len; i++) {
        page_put(p, (pm_str){s.data + i, 1});
        if (s.data[i] == '"') {
            page_text(p, "\"");
        }
    }
    page_text(p, "\"");
}

void page_json(page *p, pm_str s) {
    page_text(p, "\"");
    for (size_t i = 0; i < s.len;) {
        size_t len = point_len(s, i);
        unsigned char c = (unsigned char)s.data[i];
        if (len == 0) {
            page_text(p, "\xEF\xBF\xBD");
        } else if (c < 0x20 || c == 0x7F) {
            page_format(p, "\\u%04x", c);
        } else {
            page_text(p, c == '"' || c == '\\' ? "\\" : "");
            page_put(p, (pm_str){s.data + i, len});
        }
        i += len != 0 ? len : 1;
    }
    page_text(p, "\"");
}

void page_figure(page *p, double figure, int places, const char *none) {
    if (isnan(figure)) {
        page_text(p, none);
    } else {
        page_format(p, "%.*f", places, figure);
    }
}

pm_str page_str(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

bool page_equal(pm_str a, pm_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
