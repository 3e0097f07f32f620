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
 * (the earlier of equals), if that is at least `least` (0..1), else it leads. `leader[i]` is i
 * where it leads. So every follower is as like its leader as was asked for, and likeness does not
 * creep from set to set. Sets of fewer than `least_items` lead, and nobody follows them.
 *
 * Whom a set is compared with is told by SIMILAR_BANDS keys of SIMILAR_ROWS smallest hashes each
 * (MinHash: Broder 1997, On the resemblance and containment of documents; bands: Leskovec,
 * Rajaraman and Ullman, Mining of Massive Datasets, 3.4): of pairs that are .8 alike one in 300 is
 * missed, of those that are .9 alike hardly any, and always the same ones. A key leads to
 * SIMILAR_CHAIN leaders at most. Time grows with the items. PM_ERR_MEMORY. */
enum { SIMILAR_BANDS = 8, SIMILAR_ROWS = 3, SIMILAR_CHAIN = 64 };
pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader);

#endif
