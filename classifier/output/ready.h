/* SPDX-License-Identifier: MIT
 * Texts that rows have in common (a rule with its names, a hint), kept as they are written. */
#ifndef OUTPUT_READY_H
#define OUTPUT_READY_H

#include <string.h>

#include "base/strings.h"
#include "format/scan.h"

enum {
    READY_SLOTS = 2048,
    READY_TEXTS = READY_SLOTS / 2, /* when there are more, all are forgotten and kept anew */
    READY_LONGEST = 1024,          /* bytes of a text or of a half of its key; no more is kept */
    READY_BLOCK = 160              /* most texts are shorter, and copied with all of it */
};

typedef struct ready_text {
    uint64_t shape; /* of its key: the form and both lengths */
    size_t at, len;
    char bytes[]; /* a, b, and from `at` on the text, READY_BLOCK bytes at least */
} ready_text;

typedef struct ready {
    arena memory;
    size_t count;
    ready_text *slots[READY_SLOTS];
} ready;

void ready_init(ready *r, const pm_allocator *a);
void ready_free(ready *r);

/* A text is made of two strings in some form; the form, below 2^16, is the writer's own. No two
 * keys have the same shape that are short enough to be kept. */
static inline uint64_t ready_shape(uint32_t form, pm_str a, pm_str b) {
    return form | (uint64_t)a.len << 16 | (uint64_t)b.len << 40;
}

/* Names and hints of one pack differ in length or at the end. */
static inline size_t ready_home(uint64_t shape, pm_str a) {
    uint64_t last = a.len >= sizeof last ? scan_load(a.data + a.len - sizeof last) : 0;
    return (size_t)((last + shape) * UINT64_C(0x9E3779B97F4A7C15) >> 40) % READY_SLOTS;
}

/* Most names have a length that two blocks cover. */
static inline bool ready_same(const char *kept, pm_str s) {
#ifdef SCAN_BLOCKS
    enum { BLOCK = sizeof(scan_block) };
    if (s.len >= BLOCK && s.len <= 2 * BLOCK) {
        size_t last = s.len - BLOCK;
        return scan_any((scan_load_block(kept) ^ scan_load_block(s.data)) |
                        (scan_load_block(kept + last) ^ scan_load_block(s.data + last))) == 0;
    }
#endif
    return s.len == 0 || memcmp(kept, s.data, s.len) == 0;
}

static inline bool ready_is(const ready_text *t, uint64_t shape, pm_str a, pm_str b) {
    return t->shape == shape && t->at == a.len + b.len && ready_same(t->bytes, a) &&
           ready_same(t->bytes + a.len, b);
}

/* Looks where a text stands whose home was taken. */
const ready_text *ready_search(const ready *r, uint64_t shape, pm_str a, pm_str b);

/* The text of a key, until the next ready_keep; NULL: it is not kept. Bytes are compared, never
 * addresses. */
static inline const ready_text *ready_find(const ready *r, uint32_t form, pm_str a, pm_str b) {
    uint64_t shape = ready_shape(form, a, b);
    const ready_text *t = r->slots[ready_home(shape, a)];
    return t == NULL || ready_is(t, shape, a, b) ? t : ready_search(r, shape, a, b);
}

/* max(len, READY_BLOCK) bytes must be free at `to`. */
static inline char *ready_put(char *to, const ready_text *t) {
    const char *kept = t->bytes + t->at;
    memcpy(to, kept, READY_BLOCK);
    if (t->len > READY_BLOCK) {
        memcpy(to + READY_BLOCK, kept + READY_BLOCK, t->len - READY_BLOCK);
    }
    return to + t->len;
}

/* Keeps a copy of a text, if it can: nothing is lost without. */
void ready_keep(ready *r, uint32_t form, pm_str a, pm_str b, pm_str text);

#endif
