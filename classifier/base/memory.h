/* SPDX-License-Identifier: MIT
 * Memory: the allocator hook, growing arrays and an arena for things that live and die together. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>

#include "planmark/types.h"

/* malloc, realloc and free. Immutable. */
extern const pm_allocator memory_default;

/* All return NULL when memory ends. Size 0 is taken as 1. Release with mem_free (NULL is fine). */
void *mem_alloc(const pm_allocator *a, size_t size);
void *mem_zalloc(const pm_allocator *a, size_t size);
void *mem_array(const pm_allocator *a, size_t count, size_t size); /* checks the product */
void *mem_resize(const pm_allocator *a, void *p, size_t old_size, size_t new_size);
void mem_free(const pm_allocator *a, void *p);
char *mem_copy(const pm_allocator *a, const char *data, size_t len); /* NUL-terminated copy */

/* Makes room for `need` elements of `size` bytes in *items (capacity *cap, doubled). false: no
 * memory, *items is as it was. */
bool mem_grow(const pm_allocator *a, void **items, size_t *cap, size_t need, size_t size);

/* An arena hands out memory that is given back all at once. arena_reset keeps its largest block, so
 * that a worker that scores row after row stops asking for memory. Pointers stay valid until reset.
 */
typedef struct arena_block arena_block;
typedef struct arena {
    const pm_allocator *allocator;
    arena_block *blocks; /* newest first */
    char *next, *end;
    size_t block_size; /* of the next block */
} arena;

void arena_init(arena *a, const pm_allocator *allocator);
void *arena_more(arena *a, size_t size); /* arena_alloc when the usual way does not do */
void *arena_zalloc(arena *a, size_t size);
char *arena_copy(arena *a, const char *data, size_t len); /* NUL-terminated copy */
void arena_reset(arena *a);
void arena_free(arena *a);

enum { ARENA_ALIGN = 16 };

/* Aligned to ARENA_ALIGN; NULL when memory ends. Rounded up, size 0 and what is too large for a
 * size_t are both 0, which less one is more than there ever is. */
static inline void *arena_alloc(arena *a, size_t size) {
    size_t whole = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (whole - 1 >= (size_t)(a->end - a->next)) {
        return arena_more(a, size);
    }
    void *p = a->next;
    a->next += whole;
    return p;
}

#endif
