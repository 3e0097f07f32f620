/* SPDX-License-Identifier: MIT
 * Texts that rows have in common (a rule with its names, a hint), kept as they are written. */
#ifndef OUTPUT_READY_H
#define OUTPUT_READY_H

#include <string.h>

#include "base/strings.h"
#include "format/scan.h"

/* What a text is made of. `form` says how, and is the writer's own. */
typedef struct ready_key {
    uint32_t form;
    pm_str a, b;
} ready_key;

enum {
    READY_SLOTS = 2048,
    READY_TEXTS = READY_SLOTS / 2, /* when there are more, all are forgotten and kept anew */
    READY_LONGEST = 1024           /* bytes of a text with its key; longer ones are not kept */
};

typedef struct ready_text {
    uint64_t shape; /* of its key: the form and both lengths */
    size_t at, len;
    char bytes[]; /* a, b, and at `at` the text */
} ready_text;

typedef struct ready {
    arena memory;
    size_t count;
    ready_text *slots[READY_SLOTS];
} ready;

void ready_init(ready *r, const pm_allocator *a);
void ready_free(ready *r);

/* No two keys have the same that are short enough to be kept; a form is below 2^16. */
static inline uint64_t ready_shape(const ready_key *key) {
    return key->form | (uint64_t)key->a.len << 16 | (uint64_t)key->b.len << 40;
}

/* Names and hints of one pack differ in length or at the end. */
static inline size_t ready_home(const ready_key *key, uint64_t shape) {
    uint64_t last =
        key->a.len >= sizeof last ? scan_load(key->a.data + key->a.len - sizeof last) : 0;
    return (size_t)((last ^ shape * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0x9E3779B97F4A7C15) >>
                    40) %
           READY_SLOTS;
}

/* Names have a length that two blocks cover. */
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

/* The text of a key; false: it is not kept. The key's bytes are compared, not their addresses. The
 * text lives until the next ready_keep. */
static inline bool ready_find(const ready *r, const ready_key *key, pm_str *view) {
    const ready_text *t;
    uint64_t shape = ready_shape(key);
    for (size_t at = ready_home(key, shape); (t = r->slots[at]) != NULL;
         at = (at + 1) % READY_SLOTS) {
        if (t->shape == shape && t->at == key->a.len + key->b.len && ready_same(t->bytes, key->a) &&
            ready_same(t->bytes + key->a.len, key->b)) {
            *view = (pm_str){t->bytes + t->at, t->len};
            return true;
        }
    }
    return false;
}

/* Keeps a copy of a text, if it can: nothing is lost without. */
void ready_keep(ready *r, const ready_key *key, pm_str text);

#endif
