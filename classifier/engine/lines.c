/* SPDX-License-Identifier: MIT
 * Keeps true: no two lines of a pool are the same. */
#include "engine/lines.h"

#include <string.h>

enum {
    LINE_BYTES = LINE_WORDS * sizeof(uint64_t),
    FIRST_LINES = 1024,
    MOST_LINES = UINT32_MAX / LINE_BYTES
};

void lines_init(line_pool *p, const pm_allocator *a) {
    *p = (line_pool){.allocator = a};
}

size_t lines_bytes(const line_pool *p) {
    return p->cap * LINE_BYTES + p->slot_cap * sizeof *p->slots;
}

void lines_clear(line_pool *p) {
    if (p->allocator != NULL) {
        mem_free(p->allocator, p->room);
        mem_free(p->allocator, p->slots);
        lines_init(p, p->allocator);
    }
}

/* The highest bits tell most. */
static size_t hash_line(const uint64_t line[LINE_WORDS]) {
    uint64_t h = 0;
    for (size_t i = 0; i < LINE_WORDS; i += 2) {
        h = (h << 5 ^ h >> 59 ^ line[i]) * UINT64_C(0x9E3779B97F4A7C15) ^
            line[i + 1] * UINT64_C(0xD6E8FEB86659FD93);
    }
    return (size_t)(h >> 32);
}

static uint64_t *line_at(const line_pool *p, size_t n) {
    return (uint64_t *)(void *)(p->first + n * LINE_BYTES);
}

/* The slot of a line, or the free one where it belongs. */
static uint32_t *slot_of(const line_pool *p, const uint64_t line[LINE_WORDS]) {
    size_t at = hash_line(line) & (p->slot_cap - 1);
    while (p->slots[at] != 0 && memcmp(line_at(p, p->slots[at] - 1), line, LINE_BYTES) != 0) {
        at = (at + 1) & (p->slot_cap - 1);
    }
    return &p->slots[at];
}

/* By hand, since they begin with a cache line. */
static bool more_room(line_pool *p) {
    size_t cap = p->cap == 0 ? FIRST_LINES : 2 * p->cap;
    char *room = cap <= MOST_LINES ? mem_alloc(p->allocator, (cap + 1) * LINE_BYTES) : NULL;
    if (room == NULL) {
        return false;
    }
    char *first = room + (LINE_BYTES - (uintptr_t)room % LINE_BYTES) % LINE_BYTES;
    if (p->count != 0) {
        memcpy(first, p->first, p->count * LINE_BYTES);
    }
    mem_free(p->allocator, p->room);
    p->room = room;
    p->first = first;
    p->cap = cap;
    return true;
}

static bool more_slots(line_pool *p) {
    size_t cap = p->slot_cap == 0 ? 2 * FIRST_LINES : 2 * p->slot_cap;
    uint32_t *slots = mem_zalloc(p->allocator, cap * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    mem_free(p->allocator, p->slots);
    p->slots = slots;
    p->slot_cap = cap;
    for (size_t n = 0; n < p->count; n++) {
        *slot_of(p, line_at(p, n)) = (uint32_t)n + 1;
    }
    return true;
}

bool lines_add(line_pool *p, const uint64_t line[LINE_WORDS], line_ref *ref) {
    if ((p->count == p->cap && !more_room(p)) || (2 * p->count >= p->slot_cap && !more_slots(p))) {
        return false;
    }
    uint32_t *slot = slot_of(p, line);
    if (*slot == 0) {
        memcpy(line_at(p, p->count++), line, LINE_BYTES);
        *slot = (uint32_t)p->count;
    }
    *ref = (*slot - 1) * (line_ref)LINE_BYTES;
    return true;
}
