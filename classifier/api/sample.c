/* SPDX-License-Identifier: MIT
 * Keeps true: rows, then a look, then a draw, then tables; each step wants the one before. */
#include "report/coding.h"

#include <math.h>

#include "api/handles.h"
#include "planmark/audit.h"

struct pm_sample {
    coding inner;
    reporter tell;
    arena names; /* of the column to draw by */
    bool drawn;
    const pm_allocator *allocator;
};

static bool is_sound(const pm_sample_options *o) {
    return o->of >= 0 && o->of <= PM_HIGH_QUALITY && (o->by.len == 0 || o->by.data != NULL) &&
           (o->share_given == 0 || (o->share >= 0.0 && o->share <= 1.0));
}

static pm_status begin(pm_sample *s, const pm_sample_options *o, const pm_pack *pack) {
    char *by = arena_copy(&s->names, o->by.data, o->by.len);
    coding_options inner = {.by = {by, o->by.len},
                            .seed = o->seed,
                            .of = o->of,
                            .share = o->share_given ? o->share : (double)NAN};
    pm_status status =
        coding_init(&s->inner, pack->image, pack->wordnet, &inner, s->allocator, &s->tell);
    return by != NULL ? status : PM_ERR_MEMORY;
}

pm_status pm_sample_new(const pm_sample_options *options, const pm_pack *pack, pm_sample **out) {
    pm_sample_options o = {.size = 0};
    if (out == NULL || pack == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    options_take(&o, sizeof o, options);
    o.common = options_full(&o.common);
    if (!is_sound(&o)) {
        return PM_ERR_ARGUMENT;
    }
    pm_sample *s = mem_zalloc(o.common.allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    s->allocator = o.common.allocator;
    s->tell = (reporter){.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    arena_init(&s->names, s->allocator);
    pm_status status = begin(s, &o, pack);
    if (status != PM_OK) {
        pm_sample_free(s);
        return status;
    }
    *out = s;
    return PM_OK;
}

void pm_sample_free(pm_sample *s) {
    if (s != NULL) {
        const pm_allocator *a = s->allocator;
        coding_free(&s->inner);
        arena_free(&s->names);
        mem_free(a, s);
    }
}

pm_status pm_sample_add(pm_sample *s, const pm_row *row) {
    return s != NULL && row != NULL && !s->inner.looked ? coding_add(&s->inner, row)
                                                        : PM_ERR_ARGUMENT;
}

pm_status pm_sample_except(pm_sample *s, pm_str authority, pm_str plan_id) {
    return s != NULL && !s->inner.looked ? coding_except(&s->inner, authority, plan_id)
                                         : PM_ERR_ARGUMENT;
}

pm_status pm_sample_look(pm_sample *s, pm_sample_frame *out) {
    if (s == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = coding_look(&s->inner);
    const coding *c = &s->inner;
    *out = (pm_sample_frame){.plans = c->plan_count,
                             .actions = c->actions,
                             .bare = c->bare,
                             .left_out = c->left_out,
                             .groups = c->groups,
                             .several = c->several,
                             .scored = c->scored,
                             .share = c->design.share,
                             .icc = c->icc,
                             .effect = c->design.effect};
    return status;
}

double pm_sample_width(const pm_sample *s, size_t plans) {
    if (s == NULL || !s->inner.looked) {
        return (double)NAN;
    }
    share_interval ends = size_interval(&s->inner.design, plans);
    return ends.high - ends.low;
}

size_t pm_sample_plans(const pm_sample *s, double width) {
    return s != NULL && s->inner.looked ? size_plans(&s->inner.design, width) : 0;
}

pm_status pm_sample_draw(pm_sample *s, size_t plans, pm_sample_drawn *out) {
    if (s == NULL || out == NULL || !s->inner.looked || s->inner.failed != PM_OK || s->drawn) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = coding_draw(&s->inner, plans);
    s->drawn = status == PM_OK;
    *out = (pm_sample_drawn){.plans = s->inner.drawn_count,
                             .actions = s->inner.drawn_actions,
                             .raised = s->inner.raised,
                             .missed = s->inner.missed};
    return status;
}

pm_status pm_sample_tables(pm_sample *s, const pm_table **tables, size_t *count) {
    return s != NULL && tables != NULL && count != NULL && s->drawn
               ? coding_tables(&s->inner, tables, count)
               : PM_ERR_ARGUMENT;
}
