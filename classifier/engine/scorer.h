/* SPDX-License-Identifier: MIT
 * One worker: actions to marks. */
#ifndef ENGINE_SCORER_H
#define ENGINE_SCORER_H

#include "engine/recall.h"
#include "engine/verdict.h"

typedef struct scorer {
    lexis lexis;
    arena memory; /* of the action at hand */
    evidence_list evidence;
    finder_memory finder;
    cell cells[PM_COLUMNS];
    judge judge; /* what was decided last */
    recall recall;
    pm_mark mark;
    pm_evidence_level level; /* how much of the evidence a mark shows */
    bool unmet_alone;        /* what decided is shown where a criterion is not met, no further */
    const pm_allocator *allocator;
} scorer;

pm_status scorer_init(scorer *s, const image_header *image, pm_str wordnet, const pm_allocator *a);
void scorer_free(scorer *s);

/* Marks an action; s->mark and s->cells live until the next call. PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status scorer_mark(scorer *s, const pm_action *action);
/* The mark of the action marked last, with all its evidence. PM_ERR_MEMORY. */
pm_status scorer_show_all(scorer *s);
/* As scorer_mark, for those who want s->mark alone: an action that came before is not marked anew,
 * and s->cells and what was decided are then of another one. */
pm_status scorer_mark_alone(scorer *s, const pm_action *action);

/* Lets go of the action marked last; s->mark is void. What is known still are words, one by one, and
 * marks, by keys from which no word can be read. */
void scorer_forget(scorer *s);

/* The verdicts of the action marked last, were `rule` not in the pack: decided anew on all other
 * evidence. The mark stays; `scratch` may be reset afterwards. PM_ERR_MEMORY. */
pm_status scorer_without(scorer *s, uint16_t rule, arena *scratch, bool met[PM_CRITERIA]);

/* The same by the rules alone, no words weighed; its evidence lives in `scratch`. PM_ERR_MEMORY. */
pm_status scorer_by_rules(scorer *s, arena *scratch, judge *out);

#endif
