/* SPDX-License-Identifier: MIT
 * Keeps true: norm and fold have the same length; map never decreases and ends with the length of
 * the cell. Text is composed segment by segment (a character and its marks), each of bounded
 * length, so that hostile runs of marks cost no more than honest text. */
#include "text/normalise.h"

#include <string.h>

#include <utf8proc.h>

enum {
    SEGMENT_MOST = 32,   /* code points that are composed together */
    DECOMPOSED_MOST = 4, /* code points that one falls into */
    SEGMENT_BYTES = SEGMENT_MOST * DECOMPOSED_MOST * 4,
    GROWTH_MOST = 3, /* bytes that one byte beyond ASCII may become */
    FIRST_THAT_COMPOSES = 0x300
};

/* Where a normalised text beyond ASCII is written; the arrays hold `cap` bytes. */
typedef struct writer {
    char *norm, *fold;
    uint32_t *map;
    size_t len, cap;
    ascii_letters seen;
} writer;

/* `&` reads as `+`: both join words. */
static void put_ascii(writer *w, char c, size_t from) {
    bool upper = ascii_upper(c);
    w->seen.upper += upper;
    w->seen.lower += c >= 'a' && c <= 'z';
    w->norm[w->len] = c == '`' ? '\'' : c;
    w->fold[w->len] = upper ? (char)(c + 32) : c == '&' ? '+' : c == '`' ? '\'' : c;
    w->map[w->len++] = (uint32_t)from;
}

static void put_code_point(writer *w, uint32_t cp, size_t from) {
    if (cp < 0x80) {
        put_ascii(w, (char)cp, from);
        return;
    }
    char raw[4], low[4];
    size_t size = utf8_put(raw, cp);
    uint32_t lower = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
    bool same_size = utf8_put(low, lower) == size;
    w->seen.upper += lower != cp;
    w->seen.lower += lower == cp && utf8proc_toupper((utf8proc_int32_t)cp) != (utf8proc_int32_t)cp;
    memcpy(w->norm + w->len, raw, size);
    memcpy(w->fold + w->len, same_size ? low : raw, size);
    for (size_t k = 0; k < size; k++) {
        w->map[w->len++] = (uint32_t)from;
    }
}

/* What is written for characters that differ only in print, by code point. Bullets include ticks,
 * arrows and those of Word's symbol font (0xF0..); "" drops what has no width. */
typedef struct replacement {
    uint32_t first, last;
    const char *text;
} replacement;

/* clang-format off */
static const replacement replacements[] = {
    {0x85, 0x85, "\n"}, {0xA0, 0xA0, " "}, {0xAB, 0xAB, "\""}, {0xAD, 0xAD, ""}, {0xB4, 0xB4, "'"},
    {0xB7, 0xB7, "*"}, {0xBB, 0xBB, "\""}, {0xD7, 0xD7, "x"}, {0x2BB, 0x2BC, "'"},
    {0x61C, 0x61C, ""}, {0x1680, 0x1680, " "}, {0x180E, 0x180E, ""}, {0x2000, 0x200A, " "},
    {0x200B, 0x200F, ""}, {0x2010, 0x2015, "-"}, {0x2018, 0x201B, "'"}, {0x201C, 0x201F, "\""},
    {0x2022, 0x2023, "*"}, {0x2026, 0x2026, "..."}, {0x2028, 0x2029, "\n"}, {0x202A, 0x202E, ""},
    {0x202F, 0x202F, " "}, {0x2032, 0x2032, "'"}, {0x2033, 0x2033, "\""}, {0x2035, 0x2035, "'"},
    {0x2036, 0x2036, "\""}, {0x2039, 0x203A, "'"}, {0x2043, 0x2043, "*"}, {0x2044, 0x2044, "/"},
    {0x204C, 0x204D, "*"}, {0x205F, 0x205F, " "}, {0x2060, 0x2064, ""}, {0x2066, 0x2069, ""},
    {0x2212, 0x2212, "-"}, {0x2215, 0x2215, "/"}, {0x2219, 0x2219, "*"}, {0x2500, 0x2500, "-"},
    {0x25A0, 0x25A1, "*"}, {0x25AA, 0x25AB, "*"}, {0x25B6, 0x25B6, "*"}, {0x25B8, 0x25B8, "*"},
    {0x25BA, 0x25BA, "*"}, {0x25C6, 0x25C6, "*"}, {0x25CB, 0x25CB, "*"}, {0x25CF, 0x25CF, "*"},
    {0x25E6, 0x25E6, "*"}, {0x2713, 0x2714, "*"}, {0x27A2, 0x27A2, "*"}, {0x27A4, 0x27A4, "*"},
    {0x3000, 0x3000, " "}, {0xF02D, 0xF02D, "*"}, {0xF076, 0xF076, "*"}, {0xF0A7, 0xF0A7, "*"},
    {0xF0B7, 0xF0B7, "*"}, {0xF0D8, 0xF0D8, "*"}, {0xF0FC, 0xF0FC, "*"}, {0xFB00, 0xFB00, "ff"},
    {0xFB01, 0xFB01, "fi"}, {0xFB02, 0xFB02, "fl"}, {0xFB03, 0xFB03, "ffi"},
    {0xFB04, 0xFB04, "ffl"}, {0xFB05, 0xFB06, "st"}, {0xFE00, 0xFE0F, ""}, {0xFE58, 0xFE58, "-"},
    {0xFE63, 0xFE63, "-"}, {0xFEFF, 0xFEFF, ""}, {0xFF02, 0xFF02, "\""}, {0xFF07, 0xFF07, "'"},
    {0xFF0D, 0xFF0D, "-"}};
/* clang-format on */

/* NULL when the character stays. */
static const char *stand_in(uint32_t cp) {
    size_t low = 0, high = sizeof replacements / sizeof replacements[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cp > replacements[middle].last) {
            low = middle + 1;
        } else if (cp < replacements[middle].first) {
            high = middle;
        } else {
            return replacements[middle].text;
        }
    }
    return NULL;
}

/* An em dash that touches no white space parts words ("home—mum"): written as two, which no word
 * spans. */
static bool parting_dash(const writer *w, uint32_t cp, pm_str cell, size_t next) {
    return cp == 0x2014 && w->len != 0 && !ascii_space(w->norm[w->len - 1]) && next < cell.len &&
           !ascii_space(cell.data[next]);
}

static bool may_compose(uint32_t cp) {
    if (cp < FIRST_THAT_COMPOSES) {
        return false;
    }
    if ((cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11A8 && cp <= 0x11C2)) {
        return true; /* Hangul vowels and finals */
    }
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);
    return p->combining_class != 0 || p->category == UTF8PROC_CATEGORY_MN ||
           p->category == UTF8PROC_CATEGORY_MC;
}

/* A first code point and the marks behind it, each with its byte in the cell. */
typedef struct segment {
    uint32_t cp[SEGMENT_MOST];
    size_t from[SEGMENT_MOST];
    size_t count;
} segment;

/* Gathers the marks behind the first code point, dropping what has no width; moves *i. */
static void read_marks(pm_str cell, size_t *i, segment *g) {
    while (*i < cell.len && (unsigned char)cell.data[*i] >= 0x80 && g->count < SEGMENT_MOST) {
        size_t next = *i;
        uint32_t cp = utf8_next(cell.data, cell.len, &next);
        const char *instead = stand_in(cp);
        if (instead == NULL && may_compose(cp)) {
            g->cp[g->count] = cp;
            g->from[g->count++] = *i;
        } else if (instead == NULL || *instead != '\0') {
            break;
        }
        *i = next;
    }
}

static int combining_class(utf8proc_int32_t cp) {
    return utf8proc_get_property(cp)->combining_class;
}

/* Canonical order: marks by class, those of one class as they came. */
static void order_marks(utf8proc_int32_t *cps, size_t count) {
    for (size_t i = 1; i < count; i++) {
        utf8proc_int32_t cp = cps[i];
        int class = combining_class(cp);
        size_t at = i;
        while (class != 0 && at != 0 && combining_class(cps[at - 1]) > class) {
            cps[at] = cps[at - 1];
            at--;
        }
        cps[at] = cp;
    }
}

static size_t decompose(const segment *g, utf8proc_int32_t *cps, size_t most) {
    size_t len = 0;
    for (size_t i = 0; i < g->count; i++) {
        int ignored = 0;
        utf8proc_ssize_t n =
            utf8proc_decompose_char((utf8proc_int32_t)g->cp[i], cps + len,
                                    (utf8proc_ssize_t)(most - len), UTF8PROC_DECOMPOSE, &ignored);
        len += n > 0 && (size_t)n <= most - len ? (size_t)n : 0;
    }
    return len;
}

/* Where the i-th of `len` composed code points came from: what was composed went into the first,
 * the others stand for the last ones read. */
static size_t origin(const segment *g, size_t i, size_t len) {
    if (i == 0 || len > g->count) {
        return g->from[i < g->count ? i : g->count - 1];
    }
    return g->from[g->count - len + i];
}

static void put_composed(writer *w, const segment *g) {
    utf8proc_int32_t cps[SEGMENT_MOST * DECOMPOSED_MOST];
    size_t len = decompose(g, cps, sizeof cps / sizeof cps[0]);
    order_marks(cps, len);
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(
        cps, (utf8proc_ssize_t)len, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    for (utf8proc_ssize_t i = 0; i < composed; i++) {
        put_code_point(w, (uint32_t)cps[i], origin(g, (size_t)i, (size_t)composed));
    }
}

static void put_stand_in(writer *w, const char *instead, size_t from) {
    while (*instead != '\0') {
        put_ascii(w, *instead++, from);
    }
}

/* Reads and writes one character with its marks; returns where the next begins. */
static size_t put_segment(writer *w, pm_str cell, size_t from) {
    segment g;
    size_t i = from;
    g.cp[0] = utf8_next(cell.data, cell.len, &i);
    g.from[0] = from;
    g.count = 1;
    const char *instead = stand_in(g.cp[0]);
    if (instead != NULL) {
        put_stand_in(w, parting_dash(w, g.cp[0], cell, i) ? "--" : instead, from);
        return i;
    }
    read_marks(cell, &i, &g);
    if (g.count == 1 && g.cp[0] < FIRST_THAT_COMPOSES) {
        put_code_point(w, g.cp[0], from);
    } else {
        put_composed(w, &g);
    }
    return i;
}

/* ---- Beyond ASCII ---- */

/* The end of the ASCII text that begins at i, in a padded copy of the cell. */
static size_t ascii_end(const char *padded, size_t i, size_t len) {
    while (i < len && wide_ascii((const uint8_t *)padded + i)) {
        i += WIDE_BYTES;
    }
    while (i < len && (unsigned char)padded[i] < 0x80) {
        i++;
    }
    return i < len ? i : len;
}

static size_t count_high(const char *padded, size_t len) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t high = 0;
    for (size_t i = 0; i < len; i += sizeof ones) {
        high += (wide_eight(padded + i) >> 7 & ones) * ones >> 56;
    }
    return high;
}

/* Writes the ASCII text [from, from + len) of the cell. */
static void put_run(writer *w, pm_str cell, size_t from, size_t len) {
    uint32_t *map = w->map + w->len;
    ascii_write(w->norm + w->len, w->fold + w->len, (pm_str){cell.data + from, len}, &w->seen);
    for (size_t i = 0; i < len; i++) {
        map[i] = (uint32_t)(from + i);
    }
    w->len += len;
}

/* false: the bound on growth did not hold, which no known version of Unicode brings about. */
static bool write_unicode(writer *w, pm_str cell, const char *padded) {
    size_t i = 0;
    while (i < cell.len) {
        size_t end = ascii_end(padded, i, cell.len);
        /* what stands before a byte beyond ASCII may take marks */
        size_t plain = end == cell.len || end == i ? end - i : end - i - 1;
        if (w->cap - w->len < plain || w->cap - w->len - plain < SEGMENT_BYTES) {
            return false;
        }
        put_run(w, cell, i, plain);
        i += plain;
        if (i < cell.len) {
            i = put_segment(w, cell, i);
        }
    }
    w->map[w->len] = (uint32_t)cell.len;
    return true;
}

pm_status normalise_unicode(pm_str cell, const char *padded, arena *memory, text *out) {
    size_t high = count_high(padded, cell.len);
    writer w = {.cap = cell.len - high + high * GROWTH_MOST + SEGMENT_BYTES};
    w.map = arena_alloc(memory, (w.cap + 1) * sizeof *w.map);
    w.norm = arena_alloc(memory, 2 * (w.cap + NORMALISE_PADDING));
    if (w.map == NULL || w.norm == NULL) {
        return PM_ERR_MEMORY;
    }
    w.fold = w.norm + w.cap + NORMALISE_PADDING;
    if (!write_unicode(&w, cell, padded)) {
        return PM_ERR_LIMIT;
    }
    token *tokens = arena_alloc(memory, w.len * sizeof *tokens);
    if (tokens == NULL) {
        return PM_ERR_MEMORY;
    }
    normalise_fill(out, w.norm, w.fold, w.len, w.seen);
    out->map = w.map;
    out->tokens = tokens;
    return PM_OK;
}

bool normalise_is_letter(uint32_t cp) {
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return true;
    default: return false;
    }
}

bool normalise_is_mark(uint32_t cp) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}
