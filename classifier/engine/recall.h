/* SPDX-License-Identifier: MIT
 * Marks of actions that came before. Plans of brothers and sisters, and plans written from one
 * template, hold the same actions word for word, and a plan that is checked again has mostly the
 * actions it had; such an action is looked up and not marked anew.
 */
#ifndef ENGINE_RECALL_H
#define ENGINE_RECALL_H

#include "base/lookup.h"
#include "base/memory.h"

typedef struct recalled recalled;

/* Whatever else was worked out of the action alone; of any kind, in one block. */
typedef struct recall_note {
    const void *data;
    size_t size;
} recall_note;

/* Actions and their marks are known again by 128 bits that hang on all bytes of the cells, on how
 * much the mark shows and on a secret of the recall (base/lookup.h). So it keeps no text; who can
 * read this memory, and so the secret, could test whether a guess is an action that came.
 *
 * Bounded: when it is full it forgets all. One thread at a time. */
typedef struct recall {
    lookup by_key;
    arena memory;
    recalled **items; /* by their number; room for RECALL_MOST, once there is any */
    size_t count, bytes;
    uint32_t *met; /* RECALL_MET: of hashes that came, by what the rest of them says */
} recall;

void recall_init(recall *r, const pm_allocator *a);
void recall_free(recall *r);
void recall_forget(recall *r); /* it knows no mark; keeps some memory */

/* false: the cells are long, and hardly come again; there is no key. */
bool recall_key_of(const recall *r, const pm_action *action, pm_evidence_level level,
                   lookup_bits *key);
/* The mark of an action with this key, and its note unless `note` is NULL; NULL: none is known.
 * They live until the next recall_keep. */
const pm_mark *recall_find(const recall *r, const lookup_bits *key, recall_note *note);
/* Tells whether an action with this key has come lately; from now on, it has. Most actions never
 * come again, and a copy of their marks would only push out of the cache what the next one needs.
 * PM_ERR_MEMORY. */
pm_status recall_met(recall *r, const lookup_bits *key, bool *met);
/* Copies a mark that recall_find did not know. What in it is no text of the pack is copied too, and
 * must be no text of the plan. PM_ERR_MEMORY: it is not kept. */
pm_status recall_keep(recall *r, const lookup_bits *key, const pm_mark *mark, recall_note note);

#endif
