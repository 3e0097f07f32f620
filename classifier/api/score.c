/* SPDX-License-Identifier: MIT
 * Keeps true: a scorer stays usable after every failure. */
#include "api/handles.h"

pm_status pm_scorer_new(const pm_options *options, const pm_pack *pack, pm_scorer **out) {
    if (out == NULL || pack == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_options o = options_full(options);
    pm_scorer *s = mem_zalloc(o.allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    s->pack = pack;
    pm_status status = scorer_init(&s->inner, pack->image, pack->wordnet, o.allocator);
    if (status != PM_OK) {
        mem_free(o.allocator, s);
        return status;
    }
    *out = s;
    return PM_OK;
}

void pm_scorer_free(pm_scorer *s) {
    if (s != NULL) {
        const pm_allocator *a = s->inner.allocator;
        scorer_free(&s->inner);
        mem_free(a, s);
    }
}

pm_status pm_scorer_show(pm_scorer *s, pm_evidence_level level) {
    if (s == NULL || (unsigned)level > PM_EVIDENCE_ALL) {
        return PM_ERR_ARGUMENT;
    }
    s->inner.level = level;
    return PM_OK;
}

void pm_scorer_forget(pm_scorer *s) {
    if (s != NULL) {
        scorer_forget(&s->inner);
    }
}

pm_status pm_score(pm_scorer *s, const pm_action *action, const pm_mark **mark) {
    if (s == NULL || action == NULL || mark == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *mark = NULL;
    pm_status status = scorer_mark_alone(&s->inner, action);
    if (status == PM_OK) {
        *mark = &s->inner.mark;
    }
    return status;
}
