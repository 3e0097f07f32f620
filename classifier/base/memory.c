/* SPDX-License-Identifier: MIT
 * Keeps true: every byte of the library passes through a pm_allocator; sizes never overflow. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_FIRST_BLOCK = 4096, ARENA_LARGEST_KEPT = 1 << 20 };

static void *default_alloc(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void *default_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    (void)ctx;
    (void)old_size;
    return realloc(p, new_size);
}

static void default_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

const pm_allocator memory_default = {default_alloc, default_resize, default_release, NULL};

void *mem_alloc(const pm_allocator *a, size_t size) {
    return a->alloc(a->ctx, size ? size : 1);
}

void *mem_zalloc(const pm_allocator *a, size_t size) {
    if (a->alloc == default_alloc) {
        return calloc(
            1, size ? size : 1); /* fresh pages are zero, and cost nothing until they are touched */
    }
    void *p = mem_alloc(a, size);
    if (p != NULL) {
        memset(p, 0, size);
    }
    return p;
}

void *mem_array(const pm_allocator *a, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return mem_alloc(a, count * size);
}

void *mem_resize(const pm_allocator *a, void *p, size_t old_size, size_t new_size) {
    if (p == NULL) {
        return mem_alloc(a, new_size);
    }
    return a->resize(a->ctx, p, old_size, new_size ? new_size : 1);
}

void mem_free(const pm_allocator *a, void *p) {
    if (p != NULL) {
        a->release(a->ctx, p);
    }
}

char *mem_copy(const pm_allocator *a, const char *data, size_t len) {
    char *p = len < SIZE_MAX ? mem_alloc(a, len + 1) : NULL;
    if (p != NULL) {
        if (len != 0) {
            memcpy(p, data, len);
        }
        p[len] = '\0';
    }
    return p;
}

bool mem_grow(const pm_allocator *a, void **items, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) {
        return true;
    }
    size_t want = *cap < 8 ? 8 : *cap;
    while (want < need) {
        if (want > SIZE_MAX / 2) {
            return false;
        }
        want *= 2;
    }
    if (want > SIZE_MAX / size) {
        return false;
    }
    void *p = mem_resize(a, *items, *cap * size, want * size);
    if (p == NULL) {
        return false;
    }
    *items = p;
    *cap = want;
    return true;
}

struct arena_block {
    arena_block *older;
    size_t size; /* usable bytes behind the header */
};

static const size_t block_header =
    (sizeof(arena_block) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;

static void arena_use(arena *a, arena_block *b) {
    a->next = (char *)b + block_header;
    a->end = a->next + b->size;
}

void arena_init(arena *a, const pm_allocator *allocator) {
    *a = (arena){.allocator = allocator, .block_size = ARENA_FIRST_BLOCK};
}

static bool arena_add_block(arena *a, size_t need) {
    size_t size = a->block_size < need ? need : a->block_size;
    if (size > SIZE_MAX - block_header) {
        return false;
    }
    arena_block *b = mem_alloc(a->allocator, block_header + size);
    if (b == NULL) {
        return false;
    }
    b->older = a->blocks;
    b->size = size;
    a->blocks = b;
    arena_use(a, b);
    if (a->block_size < ARENA_LARGEST_KEPT) {
        a->block_size *= 2;
    }
    return true;
}

void *arena_more(arena *a, size_t size) {
    if (size > SIZE_MAX - ARENA_ALIGN) {
        return NULL;
    }
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (a->next == NULL || size > (size_t)(a->end - a->next)) {
        if (!arena_add_block(a, size)) {
            return NULL;
        }
    }
    void *p = a->next;
    a->next += size;
    return p;
}

void *arena_zalloc(arena *a, size_t size) {
    void *p = arena_alloc(a, size);
    if (p != NULL) {
        memset(p, 0, size);
    }
    return p;
}

char *arena_copy(arena *a, const char *data, size_t len) {
    char *p = len < SIZE_MAX ? arena_alloc(a, len + 1) : NULL;
    if (p != NULL) {
        if (len != 0) {
            memcpy(p, data, len);
        }
        p[len] = '\0';
    }
    return p;
}

void arena_reset(arena *a) {
    arena_block *keep = NULL;
    for (arena_block *b = a->blocks; b != NULL;) {
        arena_block *older = b->older;
        bool better = b->size <= ARENA_LARGEST_KEPT && (keep == NULL || b->size > keep->size);
        arena_block *drop = better ? keep : b;
        if (better) {
            keep = b;
        }
        mem_free(a->allocator, drop);
        b = older;
    }
    a->blocks = keep;
    a->next = a->end = NULL;
    if (keep != NULL) {
        keep->older = NULL;
        arena_use(a, keep);
    }
}

void arena_free(arena *a) {
    for (arena_block *b = a->blocks; b != NULL;) {
        arena_block *older = b->older;
        mem_free(a->allocator, b);
        b = older;
    }
    arena_init(a, a->allocator);
}
