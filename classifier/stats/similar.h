/* SPDX-License-Identifier: MIT
 * Sets that are much alike, found without comparing each with each. Likeness is the share of what
 * either has that both have (Jaccard 1912, The distribution of the flora in the alpine zone, New
 * Phytologist 11(2), 37-50). */
#ifndef STATS_SIMILAR_H
#define STATS_SIMILAR_H

#include "base/memory.h"

/* Sets, one behind the other. */
typedef struct similar_sets {
    const uint32_t *items; /* ascending in each set, each once; hashes, so that they are spread */
    const size_t *begin;   /* count + 1 of them */
    size_t count;          /* below UINT32_MAX */
} similar_sets;

/* |a and b| / |a or b|, 0..1, of two of the sets; 0 for two empty ones. */
double similar_likeness(const similar_sets *s, size_t a, size_t b);

/* Groups sets around leaders, in the order given: a set follows the leader that it is most like
 * (the earlier of equals), if that is at least `least` (0.5 to 1), else it leads. `leader[i]` is i
 * where it leads. So every follower is as like its leader as was asked for, and likeness does not
 * creep from set to set. Sets of fewer than `least_items`, and empty ones, lead, and nobody follows
 * them.
 *
 * Sets that are so like differ in few items. Their items are dealt into more parts than that by
 * their value, so that some parts are the same in both: each set stands under a key for each part,
 * or for each two of them (Arasu, Ganti and Kaushik 2006, Efficient exact set-similarity joins,
 * VLDB '06, 918-929). Of the sets that lead each key keeps the first SIMILAR_CHAIN; nothing is
 * missed but a leader that came behind these under all keys that a set shares with it. Time and
 * memory grow with the items. PM_ERR_MEMORY; of 2^32 keys and more, too. */
enum { SIMILAR_CHAIN = 16 };
pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader);

#endif
