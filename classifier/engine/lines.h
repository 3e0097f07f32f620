/* SPDX-License-Identifier: MIT
 * Cache lines, each kept once however many hold it. What types mean for the patterns is mostly the
 * same in several types, and what is read most should fill little of the processor's cache. */
#ifndef ENGINE_LINES_H
#define ENGINE_LINES_H

#include <stdint.h>

#include "base/memory.h"

enum { LINE_WORDS = 8 };

/* Where a line stands: bytes from the first one, since they may all move when one is added. */
typedef uint32_t line_ref;

typedef struct line_pool {
    const pm_allocator *allocator;
    char *first; /* at the beginning of a cache line, inside of `room` */
    char *room;
    uint32_t *slots; /* hash table, half full at most: numbers of lines from 1, 0 for none */
    size_t count, cap, slot_cap;
} line_pool;

/* Bytes that it takes. */
size_t lines_bytes(const line_pool *p);

void lines_init(line_pool *p, const pm_allocator *a);
/* Forgets all lines, and gives back their memory. */
void lines_clear(line_pool *p);
/* Where this line stands, which is added when it is new. false: no memory. */
bool lines_add(line_pool *p, const uint64_t line[LINE_WORDS], line_ref *ref);

#endif
