/* SPDX-License-Identifier: MIT
 * Counts by key: which rows were there already, and how many actions a plan has so far. */
#ifndef READERS_KEYS_H
#define READERS_KEYS_H

#include "base/strings.h"

/* Keys are known by 64 bits of hash: two of 2^18 honest keys are taken for one once in 2^29 files.
 */
typedef struct key_table {
    const pm_allocator *allocator;
    uint64_t *keys;   /* 0: free */
    uint32_t *counts; /* of each; NULL: none are kept */
    size_t used, cap; /* cap is a power of two, or 0 */
    bool counted;
} key_table;

/* A set of keys, or (`counted`) keys with a count each. */
void keys_init(key_table *t, bool counted, const pm_allocator *a);
void keys_free(key_table *t);

/* The key of two cells, and of a key and one more cell. Never 0. */
uint64_t keys_hash(pm_str a, pm_str b);
uint64_t keys_hash_on(uint64_t key, pm_str c);

/* *known: the key was there; else it is now. PM_ERR_LIMIT: it is new, and PM_LIMIT_DUPLICATES keys
 * are remembered (or keys were made to collide). PM_ERR_MEMORY. */
pm_status keys_add(key_table *t, uint64_t key, bool *known);
/* *count: the key's count, 0 when it is new; the caller raises it, until another key is looked up.
 * Fails as keys_add does. */
pm_status keys_find(key_table *t, uint64_t key, uint32_t **count);

#endif
