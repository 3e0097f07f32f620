/* SPDX-License-Identifier: MIT
 * Keeps true: what is written is UTF-8, and it does not depend on how the input was cut into calls.
 */
#include "text/encoding.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static void put(buffer *out, uint32_t cp) {
    char bytes[4];
    buffer_put(out, bytes, utf8_put(bytes, cp));
}

static size_t ascii_run(const char *p, size_t n) {
    size_t i = 0;
    for (uint64_t eight; n - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, p + i, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
    }
    while (i < n && (unsigned char)p[i] < 0x80) {
        i++;
    }
    return i;
}

/* Bytes 0x80 to 0x9F; 0 where Windows-1252 has none. */
static const uint16_t windows_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static uint32_t windows_code_point(unsigned char c) {
    if (c < 0x80 || c >= 0xA0) {
        return c;
    }
    return windows_high[c - 0x80] != 0 ? windows_high[c - 0x80] : REPLACEMENT;
}

void windows1252_append(pm_str bytes, buffer *out) {
    for (size_t i = 0; i < bytes.len;) {
        size_t run = ascii_run(bytes.data + i, bytes.len - i);
        buffer_put(out, bytes.data + i, run);
        i += run;
        if (i < bytes.len) {
            put(out, windows_code_point((unsigned char)bytes.data[i++]));
        }
    }
}

/* A real U+FFFD takes three bytes, an invalid byte one. */
static bool valid_at(const char *p, size_t n, size_t *i) {
    size_t from = *i;
    return utf8_next(p, n, i) != REPLACEMENT || *i - from == 3;
}

bool utf8_valid(const char *data, size_t len) {
    for (size_t i = 0; i < len;) {
        i += ascii_run(data + i, len - i);
        if (i < len && !valid_at(data, len, &i)) {
            return false;
        }
    }
    return true;
}

void decoder_init(decoder *d) {
    *d = (decoder){.is = ENCODING_UTF8};
}

/* Could these bytes be the beginning of a longer sequence? */
static bool unfinished(const char *p, size_t n) {
    unsigned char c = (unsigned char)p[0];
    size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || n >= size) {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)p[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    return true;
}

static size_t step_windows(decoder *d, const char *p, buffer *out) {
    uint32_t cp = windows_code_point((unsigned char)*p);
    d->replaced += cp == REPLACEMENT;
    put(out, cp);
    return 1;
}

static size_t step_utf8(decoder *d, const char *p, size_t n, bool last, buffer *out) {
    if ((unsigned char)p[0] < 0x80) {
        buffer_char(out, p[0]);
        return 1;
    }
    if (!last && unfinished(p, n)) {
        return 0;
    }
    size_t used = 0;
    if (valid_at(p, n, &used)) {
        d->settled = true;
        buffer_put(out, p, used);
        return used;
    }
    if (!d->settled) {
        d->settled = true;
        d->is = ENCODING_WINDOWS1252;
        return step_windows(d, p, out);
    }
    d->replaced++;
    put(out, REPLACEMENT);
    return 1;
}

static uint32_t unit16(const decoder *d, const char *p) {
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
    return d->is == ENCODING_UTF16LE ? (uint32_t)(b << 8 | a) : (uint32_t)(a << 8 | b);
}

static size_t step_utf16(decoder *d, const char *p, size_t n, bool last, buffer *out) {
    uint32_t cp = n >= 2 ? unit16(d, p) : REPLACEMENT;
    bool high = cp >= 0xD800 && cp <= 0xDBFF;
    if (!last && (n < 2 || (high && n < 4))) {
        return 0;
    }
    uint32_t low = high && n >= 4 ? unit16(d, p + 2) : 0;
    if (low >= 0xDC00 && low <= 0xDFFF) {
        put(out, 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00));
        return 4;
    }
    bool bad = n < 2 || (cp >= 0xD800 && cp <= 0xDFFF);
    d->replaced += bad;
    put(out, bad ? REPLACEMENT : cp);
    return n < 2 ? 1 : 2;
}

/* Decodes one character; returns the bytes it took, 0 when it needs more. */
static size_t step(decoder *d, const char *p, size_t n, bool last, buffer *out) {
    switch (d->is) {
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE: return step_utf16(d, p, n, last, out);
    case ENCODING_WINDOWS1252: return step_windows(d, p, out);
    case ENCODING_UTF8: break;
    }
    return step_utf8(d, p, n, last, out);
}

static void settle(decoder *d, encoding is) {
    d->is = is;
    d->settled = true;
}

/* Looks at the first bytes (held); returns how many of them are a byte order mark. */
static size_t recognise(decoder *d) {
    const unsigned char *b = d->held;
    size_t n = d->held_len;
    if (n >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) {
        settle(d, ENCODING_UTF8);
        return 3;
    }
    if (n >= 2 && b[0] == 0xFF && b[1] == 0xFE) {
        settle(d, ENCODING_UTF16LE);
        return 2;
    }
    if (n >= 2 && b[0] == 0xFE && b[1] == 0xFF) {
        settle(d, ENCODING_UTF16BE);
        return 2;
    }
    if (n < 2 || n == 3) {
        return 0;
    }
    if (b[0] != 0 && b[1] == 0 && (n == 2 || (b[2] != 0 && b[3] == 0))) {
        settle(d, ENCODING_UTF16LE);
    } else if (b[0] == 0 && b[1] != 0 && (n == 2 || (b[2] == 0 && b[3] != 0))) {
        settle(d, ENCODING_UTF16BE);
    }
    return 0;
}

static void drop_held(decoder *d, size_t count) {
    d->held_len -= count;
    memmove(d->held, d->held + count, d->held_len);
}

/* Takes bytes from the input until four are held; false: more are needed. */
static bool start(decoder *d, const char *data, size_t len, bool last, size_t *at) {
    while (d->held_len < sizeof d->held && *at < len) {
        d->held[d->held_len++] = (unsigned char)data[(*at)++];
    }
    if (d->held_len < sizeof d->held && !last) {
        return false;
    }
    d->started = true;
    drop_held(d, recognise(d));
    return true;
}

/* Decodes what is held, together with as much input as it needs. */
static void finish_held(decoder *d, const char *data, size_t len, bool last, size_t *at,
                        buffer *out) {
    while (d->held_len != 0) {
        size_t used = step(d, (const char *)d->held, d->held_len, last && *at == len, out);
        if (used != 0) {
            drop_held(d, used);
        } else if (*at == len) {
            return;
        } else {
            d->held[d->held_len++] = (unsigned char)data[(*at)++];
        }
    }
}

pm_status decoder_feed(decoder *d, const char *data, size_t len, bool last, buffer *out) {
    size_t at = 0;
    if (!d->started && !start(d, data, len, last, &at)) {
        return PM_OK;
    }
    finish_held(d, data, len, last, &at, out);
    while (at < len && !out->failed) {
        if (d->is == ENCODING_UTF8 || d->is == ENCODING_WINDOWS1252) {
            size_t run = ascii_run(data + at, len - at);
            buffer_put(out, data + at, run);
            at += run;
            if (at == len) {
                break;
            }
        }
        size_t used = step(d, data + at, len - at, last, out);
        if (used == 0) {
            d->held_len = len - at;
            memcpy(d->held, data + at, d->held_len);
            break;
        }
        at += used;
    }
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

bool decoder_awaits_utf8(const decoder *d) {
    return d->is == ENCODING_UTF8 && d->started && d->held_len == 0;
}

bool decoder_passes(decoder *d, pm_str bytes) {
    bool ascii = ascii_run(bytes.data, bytes.len) == bytes.len;
    bool valid = ascii || utf8_valid(bytes.data, bytes.len);
    d->settled |= valid && !ascii;
    return valid;
}
