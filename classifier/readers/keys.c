/* SPDX-License-Identifier: MIT
 * Keeps true: at most five slots in eight are taken, and no key is more than FARTHEST slots from
 * home, so that rows made to collide cost no more than others. */
#include "readers/keys.h"

#include <string.h>

#include "format/put.h"
#include "format/scan.h"

enum { FIRST = 256, MANY = 1 << 14, FARTHEST = 256 };

void keys_init(key_table *t, bool counted, const pm_allocator *a) {
    *t = (key_table){.allocator = a, .counted = counted};
}

void keys_free(key_table *t) {
    mem_free(t->allocator, t->keys);
    mem_free(t->allocator, t->counts);
    keys_init(t, t->counted, t->allocator);
}

static inline uint64_t mix(uint64_t h, uint64_t word) {
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

/* Where one cell ends is part of the key. */
static inline uint64_t hash_cell(pm_str s, uint64_t h) {
    size_t i = 0;
    for (; s.len - i >= 8; i += 8) {
        h = mix(h, scan_load(s.data + i));
    }
    if (i < s.len) {
        h = mix(h, scan_load_short(s.data + i, s.len - i));
    }
    return mix(h, s.len);
}

uint64_t keys_hash_on(uint64_t key, pm_str c) {
    uint64_t h = hash_cell(c, key);
    h = mix(h, h >> 32);
    return h != 0 ? h : 1;
}

uint64_t keys_hash(pm_str a, pm_str b) {
    uint64_t h = hash_cell(b, hash_cell(a, HASH_SEED));
    return h != 0 ? h : 1;
}

/* The slot of the key, or the free slot where it belongs, or `cap` when both are too far. */
static inline size_t find_slot(const uint64_t *keys, size_t cap, uint64_t key) {
    for (size_t i = 0; i < FARTHEST; i++) {
        size_t at = (key + i) & (cap - 1);
        if (keys[at] == key || keys[at] == 0) {
            return at;
        }
    }
    return cap;
}

/* Moves all to `into`, which has room for more and is empty. */
static void move(key_table *t, key_table *into) {
    for (size_t i = 0; i < t->cap; i++) {
        size_t to = t->keys[i] != 0 ? find_slot(into->keys, into->cap, t->keys[i]) : into->cap;
        if (to != into->cap) {
            into->keys[to] = t->keys[i];
            into->used++;
            if (t->counted) {
                into->counts[to] = t->counts[i];
            }
        }
    }
}

static PUT_RARE pm_status grow(key_table *t) {
    size_t more = t->cap < MANY ? 4 : 2; /* moving costs more than room, as long as that is small */
    key_table into = {.allocator = t->allocator, .counted = t->counted};
    into.cap = t->cap != 0 ? t->cap * more : FIRST;
    into.keys = mem_zalloc(t->allocator, into.cap * sizeof *into.keys);
    into.counts = t->counted ? mem_zalloc(t->allocator, into.cap * sizeof *into.counts) : NULL;
    if (into.keys == NULL || (t->counted && into.counts == NULL)) {
        keys_free(&into);
        return PM_ERR_MEMORY;
    }
    move(t, &into);
    keys_free(t);
    *t = into;
    return PM_OK;
}

/* *at: the slot of the key, which it takes if it is new. */
static inline pm_status take_slot(key_table *t, uint64_t key, size_t *at, bool *known) {
    if (t->used * 8 >= t->cap * 5 && t->used < PM_LIMIT_DUPLICATES) {
        pm_status status = grow(t);
        if (status != PM_OK) {
            return status;
        }
    }
    *at = find_slot(t->keys, t->cap, key);
    *known = *at != t->cap && t->keys[*at] == key;
    if (*at == t->cap || (!*known && t->used >= PM_LIMIT_DUPLICATES)) {
        return PM_ERR_LIMIT;
    }
    t->used += !*known;
    t->keys[*at] = key;
    return PM_OK;
}

pm_status keys_add(key_table *t, uint64_t key, bool *known) {
    size_t at;
    return take_slot(t, key, &at, known);
}

pm_status keys_find(key_table *t, uint64_t key, uint32_t **count) {
    size_t at;
    bool known;
    pm_status status = take_slot(t, key, &at, &known);
    if (status == PM_OK) {
        *count = &t->counts[at];
    }
    return status;
}
