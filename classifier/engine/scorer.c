/* SPDX-License-Identifier: MIT
 * Keeps true: a mark depends on the action, the pack and how much is to be shown, not on what the
 * worker did before.
 */
#include "engine/mark.h"

#include <string.h>

pm_status scorer_init(scorer *s, const image_header *image, pm_str wordnet, const pm_allocator *a) {
    memset(s, 0, sizeof *s);
    s->allocator = a;
    s->level = PM_EVIDENCE_ALL;
    arena_init(&s->memory, a);
    pm_status status = finder_init(&s->finder, image, a);
    if (status == PM_OK) {
        status = lexis_init(&s->lexis, image, wordnet, a);
    }
    if (status != PM_OK) {
        scorer_free(s);
    }
    return status;
}

void scorer_free(scorer *s) {
    if (s->allocator == NULL) {
        return;
    }
    finder_free(&s->finder, s->allocator);
    mem_free(s->allocator, s->evidence.items);
    lexis_free(&s->lexis);
    arena_free(&s->memory);
    memset(s, 0, sizeof *s);
}

pm_status scorer_mark(scorer *s, const pm_action *action) {
    judge j;
    arena_reset(&s->memory);
    memset(&s->mark, 0, sizeof s->mark);
    s->evidence.count = 0;
    s->evidence.truncated = false;
    pm_status status = lexis_trim(&s->lexis)
                           ? cells_read(&s->lexis, action->cell, &s->memory, s->cells)
                           : PM_ERR_MEMORY;
    if (status == PM_OK) {
        status = evidence_find(&s->lexis, s->cells, &s->finder, &s->evidence);
    }
    if (status == PM_OK) {
        status = verdict_decide(&j, &s->lexis, s->cells, &s->evidence, &s->memory);
    }
    return status == PM_OK ? mark_show(s, &j) : status;
}
