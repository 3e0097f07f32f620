/* SPDX-License-Identifier: MIT
 * Marks of actions that came before. Plans of brothers and sisters, and plans written from one
 * template, hold the same actions word for word; such an action is looked up and not marked anew.
 */
#ifndef ENGINE_RECALL_H
#define ENGINE_RECALL_H

#include "base/lookup.h"
#include "base/memory.h"

typedef struct recalled recalled;

/* Bounded: when it is full it forgets all. One thread at a time. */
typedef struct recall {
    lookup by_cells;
    arena memory;
    recalled **items; /* by their number; room for RECALL_MOST, once there is any */
    size_t count, bytes;
    uint32_t *met; /* RECALL_MET: of hashes that came, by what the rest of them says */
} recall;

void recall_init(recall *r, const pm_allocator *a);
void recall_free(recall *r);
void recall_forget(recall *r); /* it knows no mark; keeps some memory */

/* The mark of an action with the same bytes in its cells, shown at the same level; NULL: none is
 * known. Of an action that is to be kept, *hash is what recall_keep wants. It lives until the next
 * recall_keep. */
const pm_mark *recall_find(const recall *r, const pm_action *action, pm_evidence_level level,
                           uint64_t *hash);
/* Tells whether an action with this hash has come lately; from now on, it has. Most actions never
 * come again, and a copy of their marks would only push out of the cache what the next one needs.
 * PM_ERR_MEMORY. */
pm_status recall_met(recall *r, uint64_t hash, bool *met);
/* Copies a mark that recall_find did not know, unless its cells are long. PM_ERR_MEMORY: it is not
 * kept. */
pm_status recall_keep(recall *r, uint64_t hash, const pm_action *action, pm_evidence_level level,
                      const pm_mark *mark);

#endif
