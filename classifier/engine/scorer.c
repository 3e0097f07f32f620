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
    recall_init(&s->recall, a);
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
    recall_free(&s->recall);
    arena_free(&s->memory);
    memset(s, 0, sizeof *s);
}

pm_status scorer_mark(scorer *s, const pm_action *action) {
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
        status = verdict_decide(&s->judge, &s->lexis, s->cells, &s->evidence, &s->memory);
    }
    return status == PM_OK ? mark_show(s, &s->judge) : status;
}

pm_status scorer_show_all(scorer *s) {
    pm_evidence_level level = s->level;
    s->level = PM_EVIDENCE_ALL;
    pm_status status = mark_show(s, &s->judge);
    s->level = level;
    return status;
}

pm_status scorer_mark_alone(scorer *s, const pm_action *action) {
    lookup_bits key;
    bool may_come = recall_key_of(&s->recall, action, s->level, &key), met = false;
    const pm_mark *known = may_come ? recall_find(&s->recall, &key, NULL) : NULL;
    if (known != NULL) {
        s->mark = *known;
        return PM_OK;
    }
    pm_status status = scorer_mark(s, action);
    if (status == PM_OK && may_come) {
        status = recall_met(&s->recall, &key, &met);
    }
    return met ? recall_keep(&s->recall, &key, &s->mark, (recall_note){NULL, 0}) : status;
}

void scorer_forget(scorer *s) {
    arena_reset(&s->memory);
    s->evidence.count = 0;
}

/* The evidence of all rules but one, before anything was decided on it; no items: no memory. */
static evidence_list evidence_without(const scorer *s, uint16_t rule, arena *scratch) {
    evidence_list others = {.count = 0};
    others.items = arena_alloc(scratch, (s->evidence.count + VERDICT_ADDS) * sizeof *others.items);
    for (size_t i = 0; others.items != NULL && i < s->evidence.count; i++) {
        if (s->evidence.items[i].rule != rule && !s->evidence.items[i].weighed) {
            found *x = &others.items[others.count++];
            *x = s->evidence.items[i];
            x->active = false;
            x->cancelled_by = -1;
        }
    }
    return others;
}

pm_status scorer_without(scorer *s, uint16_t rule, arena *scratch, bool met[PM_CRITERIA]) {
    judge again;
    evidence_list others = evidence_without(s, rule, scratch);
    if (others.items == NULL) {
        return PM_ERR_MEMORY;
    }
    pm_status status = verdict_again(&again, &s->judge, &others, rule, false);
    for (int c = 0; c < PM_CRITERIA; c++) {
        met[c] = again.decisions[c].met;
    }
    return status;
}

pm_status scorer_by_rules(scorer *s, arena *scratch, judge *out) {
    evidence_list all = evidence_without(s, NO_RULE, scratch);
    return all.items != NULL ? verdict_again(out, &s->judge, &all, NO_RULE, true) : PM_ERR_MEMORY;
}
