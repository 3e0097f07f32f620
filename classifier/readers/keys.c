/* SPDX-License-Identifier: MIT
 * Keeps true: at most half of the slots are taken, and no key is more than FARTHEST slots from
 * home, so that rows made to collide cost no more than others. */
#include "readers/keys.h"

#include <string.h>

#include "format/put.h"
#include "format/scan.h"

enum { FIRST = 256, MANY = 1 << 16, FARTHEST = 256 };

void keys_init(key_table *t, const pm_allocator *a) {
    *t = (key_table){.allocator = a};
}

void keys_free(key_table *t) {
    mem_free(t->allocator, t->slots);
    keys_init(t, t->allocator);
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

/* The slot of the key, or the free slot where it belongs, or NULL when both are too far. */
static inline key_slot *find_slot(key_slot *slots, size_t cap, uint64_t key) {
    for (size_t i = 0; i < FARTHEST; i++) {
        key_slot *s = &slots[(key + i) & (cap - 1)];
        if (s->key == key || s->key == 0) {
            return s;
        }
    }
    return NULL;
}

static PUT_RARE pm_status grow(key_table *t) {
    size_t more = t->cap < MANY ? 4 : 2; /* moving costs more than room, as long as that is small */
    size_t cap = t->cap != 0 ? t->cap * more : FIRST;
    key_slot *slots = mem_zalloc(t->allocator, cap * sizeof *slots);
    if (slots == NULL) {
        return PM_ERR_MEMORY;
    }
    size_t used = 0;
    for (size_t i = 0; i < t->cap; i++) {
        key_slot *to = t->slots[i].key != 0 ? find_slot(slots, cap, t->slots[i].key) : NULL;
        if (to != NULL) {
            *to = t->slots[i];
            used++;
        }
    }
    mem_free(t->allocator, t->slots);
    t->slots = slots;
    t->cap = cap;
    t->used = used;
    return PM_OK;
}

pm_status keys_find(key_table *t, uint64_t key, uint64_t **count) {
    if (t->used * 2 >= t->cap && t->used < PM_LIMIT_DUPLICATES) {
        pm_status status = grow(t);
        if (status != PM_OK) {
            return status;
        }
    }
    key_slot *s = find_slot(t->slots, t->cap, key);
    if (s == NULL || (s->key == 0 && t->used >= PM_LIMIT_DUPLICATES)) {
        return PM_ERR_LIMIT;
    }
    t->used += s->key == 0;
    s->key = key;
    *count = &s->count;
    return PM_OK;
}
