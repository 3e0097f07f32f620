/* SPDX-License-Identifier: MIT
 * Keeps true: items stand in the order of first sight; each is there once. */
#include "base/intern.h"

void intern_init(intern_table *t, arena *memory) {
    *t = (intern_table){.memory = memory};
    lookup_init(&t->numbers, memory->allocator);
}

void intern_free(intern_table *t) {
    mem_free(t->memory->allocator, t->items);
    lookup_free(&t->numbers);
    intern_init(t, t->memory);
}

static bool is_item(const void *owner, uint32_t number, const void *key) {
    const intern_table *t = owner;
    return str_equal(t->items[number], *(const pm_str *)key);
}

static uint32_t find(const intern_table *t, pm_str s, uint64_t hash) {
    return lookup_find(&t->numbers, hash, is_item, t, &s);
}

uint32_t intern_find(const intern_table *t, pm_str s) {
    return find(t, s, lookup_hash(&t->numbers, s));
}

uint32_t intern_add(intern_table *t, pm_str s) {
    uint64_t hash = lookup_hash(&t->numbers, s);
    uint32_t number = find(t, s, hash);
    if (number != INTERN_NONE) {
        return number;
    }
    char *copy = arena_copy(t->memory, s.data, s.len);
    if (copy == NULL || !lookup_room(&t->numbers) ||
        !mem_grow(t->memory->allocator, (void **)&t->items, &t->cap, t->count + 1,
                  sizeof *t->items)) {
        return INTERN_NONE;
    }
    t->items[t->count] = (pm_str){copy, s.len};
    lookup_put(&t->numbers, hash, (uint32_t)t->count);
    return (uint32_t)t->count++;
}
