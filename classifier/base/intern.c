/* SPDX-License-Identifier: MIT
 * Keeps true: at most half of the slots are taken, so every probe ends. */
#include "base/intern.h"

#include <string.h>

void intern_init(intern_table *t, arena *memory) {
    *t = (intern_table){.memory = memory};
}

void intern_free(intern_table *t) {
    mem_free(t->memory->allocator, t->items);
    mem_free(t->memory->allocator, t->slots);
    intern_init(t, t->memory);
}

static size_t probe(const intern_table *t, pm_str s) {
    size_t at = hash_bytes(s.data, s.len, HASH_SEED) & (t->slot_count - 1);
    while (t->slots[at] != 0 && !str_equal(t->items[t->slots[at] - 1], s)) {
        at = (at + 1) & (t->slot_count - 1);
    }
    return at;
}

static bool grow_slots(intern_table *t) {
    size_t want = t->slot_count == 0 ? 64 : t->slot_count * 2;
    uint32_t *slots = mem_zalloc(t->memory->allocator, want * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    mem_free(t->memory->allocator, t->slots);
    t->slots = slots;
    t->slot_count = want;
    for (size_t i = 0; i < t->count; i++) {
        t->slots[probe(t, t->items[i])] = (uint32_t)(i + 1);
    }
    return true;
}

uint32_t intern_find(const intern_table *t, pm_str s) {
    if (t->slot_count == 0) {
        return INTERN_NONE;
    }
    uint32_t found = t->slots[probe(t, s)];
    return found != 0 ? found - 1 : INTERN_NONE;
}

uint32_t intern_add(intern_table *t, pm_str s) {
    if (2 * (t->count + 1) > t->slot_count && !grow_slots(t)) {
        return INTERN_NONE;
    }
    size_t at = probe(t, s);
    if (t->slots[at] != 0) {
        return t->slots[at] - 1;
    }
    char *copy = arena_copy(t->memory, s.data, s.len);
    if (copy == NULL || t->count >= INTERN_NONE - 1 ||
        !mem_grow(t->memory->allocator, (void **)&t->items, &t->cap, t->count + 1,
                  sizeof *t->items)) {
        return INTERN_NONE;
    }
    t->items[t->count] = (pm_str){copy, s.len};
    t->slots[at] = (uint32_t)++t->count;
    return (uint32_t)(t->count - 1);
}
