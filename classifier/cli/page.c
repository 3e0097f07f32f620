/* SPDX-License-Identifier: MIT
 * Keeps true: bytes reach the sink in order and once; after the first failure none do. */
#include "cli/page.h"

#include <math.h>
#include <stdarg.h>
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
    if (p->len >= PAGE_FLUSH) {
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

/* C0, DEL, C1 (U+0080 to U+009F), and the marks that turn the direction of writing. */
static bool drives_terminal(const char *s, size_t len) {
    unsigned char a = (unsigned char)s[0], b = len > 1 ? (unsigned char)s[1] : 0,
                  c = len > 2 ? (unsigned char)s[2] : 0;
    if (len == 1) {
        return a < 0x20 || a == 0x7F;
    }
    if (len == 2) {
        return a == 0xC2 && b < 0xA0;
    }
    return a == 0xE2 && ((b == 0x80 && (c == 0x8E || c == 0x8F || (c >= 0xA8 && c <= 0xAE))) ||
                         (b == 0x81 && c >= 0xA6 && c <= 0xA9));
}

void page_plain(page *p, pm_str s) {
    for (size_t i = 0; i < s.len;) {
        size_t len = point_len(s, i);
        if (len == 0) {
            page_text(p, "\xEF\xBF\xBD");
        } else if (drives_terminal(s.data + i, len)) {
            page_text(p, " ");
        } else {
            page_put(p, (pm_str){s.data + i, len});
        }
        i += len != 0 ? len : 1;
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
