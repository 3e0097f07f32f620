/* SPDX-License-Identifier: MIT
 * Keeps true: a check stays usable after every failure; a plan that failed is not counted. */
#include "api/handles.h"
#include "planmark/audit.h"

struct pm_baseline {
    baseline inner;
};

/* ---- baselines ---- */

pm_status pm_baseline_read(const pm_options *options, pm_str name, pm_str content,
                           pm_baseline **out) {
    if (out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_options o = options_full(options);
    reporter report = {.fn = o.diagnostic, .ctx = o.diagnostic_ctx};
    source src = {.name = name, .text = content};
    pm_baseline *b = mem_zalloc(o.allocator, sizeof *b);
    pm_status status =
        b != NULL ? baseline_read(&b->inner, &src, o.allocator, &report) : PM_ERR_MEMORY;
    if (status == PM_OK) {
        *out = b;
    } else if (b != NULL) {
        baseline_free(&b->inner);
        mem_free(o.allocator, b);
    }
    return status;
}

void pm_baseline_free(pm_baseline *b) {
    if (b != NULL) {
        const pm_allocator *a = b->inner.allocator;
        baseline_free(&b->inner);
        mem_free(a, b);
    }
}

/* ---- checks ---- */

static pm_check_options check_options_full(const pm_check_options *given) {
    pm_check_options o = {.size = 0};
    options_take(&o, sizeof o, given);
    o.common = options_full(&o.common);
    return o;
}

static gate_options gate_options_of(const pm_check_options *o) {
    return (gate_options){.fail_on = o->fail_on,
                          .required = o->required,
                          .min_score = o->min_score,
                          .min_high_quality = o->min_high_quality,
                          .scope = o->scope,
                          .no_empty_plan = o->no_empty_plan != 0,
                          .keep = o->keep != 0,
                          .levels = o->levels,
                          .level_count = o->levels != NULL ? o->level_count : 0,
                          .baseline = o->baseline != NULL ? &o->baseline->inner : NULL,
                          .today = o->today};
}

pm_status pm_check_new(const pm_check_options *options, const pm_pack *pack, pm_check **out) {
    if (out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    if (pack == NULL || (options != NULL && options->size == 0)) {
        return PM_ERR_ARGUMENT; /* a size forgotten would ask for nothing, and open the gate */
    }
    pm_check_options o = check_options_full(options);
    gate_options inner = gate_options_of(&o);
    pm_check *c = mem_zalloc(o.common.allocator, sizeof *c);
    if (c == NULL) {
        return PM_ERR_MEMORY;
    }
    c->allocator = o.common.allocator;
    c->report = (reporter){.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    arena_init(&c->rows[0].memory, c->allocator);
    arena_init(&c->rows[1].memory, c->allocator);
    pm_status status =
        gate_init(&c->inner, pack->image, pack->wordnet, &inner, c->allocator, &c->report);
    if (status != PM_OK) {
        pm_check_free(c);
        return status;
    }
    *out = c;
    return PM_OK;
}

static void forget_rows(gathered *g) {
    arena_reset(&g->memory);
    g->plan = (pm_plan){.action_count = 0};
    g->any = g->more = g->broken = false;
}

pm_status pm_check_restart(pm_check *c, const pm_check_options *options) {
    if (c == NULL || (options != NULL && options->size == 0)) {
        return PM_ERR_ARGUMENT;
    }
    pm_check_options o = check_options_full(options);
    gate_options inner = gate_options_of(&o);
    forget_rows(&c->rows[0]);
    forget_rows(&c->rows[1]);
    return gate_restart(&c->inner, &inner, &c->report);
}

void pm_check_free(pm_check *c) {
    if (c != NULL) {
        const pm_allocator *a = c->allocator;
        gate_free(&c->inner);
        for (int i = 0; i < 2; i++) {
            arena_free(&c->rows[i].memory);
            mem_free(a, c->rows[i].actions);
        }
        mem_free(a, c);
    }
}

pm_status pm_check_plan(pm_check *c, const pm_plan *plan, const pm_plan_check **out) {
    if (c == NULL || plan == NULL || out == NULL ||
        (plan->actions == NULL && plan->action_count != 0)) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_status status = gate_plan(&c->inner, plan, &c->result);
    if (status == PM_OK) {
        *out = &c->result;
    }
    return status;
}

pm_status pm_check_total_of(pm_check *c, pm_check_total *out) {
    if (c == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    return gate_total(&c->inner, out);
}

/* ---- rows ---- */

static uint64_t key_of(const pm_row *row) {
    uint64_t key = hash_bytes(row->authority.data, row->authority.len, HASH_SEED);
    return hash_bytes(row->plan_id.data, row->plan_id.len, hash_bytes("", 1, key));
}

/* Of a plan that is left out anyway there may be the hash alone. */
static bool is_of(const gathered *g, const pm_row *row) {
    return g->key == key_of(row) && (g->broken || (str_equal(g->plan.plan_id, row->plan_id) &&
                                                   str_equal(g->plan.authority, row->authority)));
}

/* A copy in the plan's memory; what cannot be copied sets *good to false. */
static pm_str keep(gathered *g, pm_str s, bool *good) {
    char *copy = s.len != 0 ? arena_copy(&g->memory, s.data, s.len) : NULL;
    *good = *good && (s.len == 0 || copy != NULL);
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

static bool begin_rows(gathered *g, const pm_row *row) {
    bool good = true;
    arena_reset(&g->memory);
    g->plan = (pm_plan){.plan_id = keep(g, row->plan_id, &good),
                        .authority = keep(g, row->authority, &good),
                        .source = keep(g, row->source, &good),
                        .key = keep(g, row->plan_key, &good)};
    g->key = key_of(row);
    g->any = true;
    g->more = false;
    return good;
}

static bool add_row(const pm_check *c, gathered *g, const pm_row *row) {
    bool good = true;
    if (g->plan.plan_date.len == 0) { /* it may stand in some rows only */
        g->plan.plan_date = keep(g, row->plan_date, &good);
    }
    g->more = g->more || (row->has_action && g->plan.action_count == PM_LIMIT_PLAN);
    if (!row->has_action || g->more || !good) {
        return good;
    }
    if (!mem_grow(c->allocator, (void **)&g->actions, &g->cap, g->plan.action_count + 1,
                  sizeof *g->actions)) {
        return false;
    }
    pm_plan_action *a = &g->actions[g->plan.action_count];
    for (int k = 0; k < PM_COLUMNS; k++) {
        a->action.cell[k] = keep(g, row->action.cell[k], &good);
    }
    a->action_no = keep(g, row->action_no, &good);
    a->source = keep(g, row->source, &good);
    g->plan.actions = g->actions;
    g->plan.action_count += good;
    return good;
}

pm_status pm_check_rest(pm_check *c, const pm_plan_check **done) {
    if (c == NULL || done == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *done = NULL;
    gathered *g = &c->rows[c->now];
    if (!g->any) {
        return PM_OK;
    }
    bool broken = g->broken;
    g->any = g->broken = false;
    c->now = !c->now;
    return broken ? PM_ERR_MEMORY : g->more ? PM_ERR_LIMIT : pm_check_plan(c, &g->plan, done);
}

pm_status pm_check_row(pm_check *c, const pm_row *row, const pm_plan_check **done) {
    if (c == NULL || row == NULL || done == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = PM_OK;
    *done = NULL;
    if (c->rows[c->now].any && !is_of(&c->rows[c->now], row)) {
        status = pm_check_rest(c, done);
    }
    gathered *g = &c->rows[c->now];
    bool good = !g->broken && (g->any || begin_rows(g, row)) && add_row(c, g, row);
    g->broken = !good;
    return good ? status : PM_ERR_MEMORY;
}

pm_status pm_check_baseline(pm_check *c, const pm_override *fresh, int incomplete, pm_sink_fn sink,
                            void *ctx, pm_baseline_change *change) {
    buffer out;
    pm_baseline_change done;
    if (c == NULL || fresh == NULL || sink == NULL || !c->inner.options.keep) {
        return PM_ERR_ARGUMENT;
    }
    buffer_init(&out, c->allocator);
    pm_status status =
        gate_write_baseline(&c->inner, fresh, incomplete != 0, &c->report, &out, &done);
    if (status == PM_OK && sink(ctx, out.data, out.len) != 0) {
        status = PM_ERR_IO;
    }
    if (status == PM_OK && change != NULL) {
        *change = done;
    }
    buffer_free(&out);
    return status;
}

int pm_day_is_valid(pm_str day) {
    return baseline_is_day(day);
}

/* ---- the pack's list ---- */

size_t pm_pack_finding_count(const pm_pack *pack) {
    return pack != NULL ? pack->image->section_count[IMAGE_FINDINGS] : 0;
}

pm_status pm_pack_finding(const pm_pack *pack, size_t i, pm_finding_info *out) {
    if (out == NULL || i >= pm_pack_finding_count(pack)) {
        return PM_ERR_ARGUMENT;
    }
    const image_finding *f = IMAGE_ARRAY(pack->image, image_finding, IMAGE_FINDINGS) + i;
    *out = (pm_finding_info){.id = image_string(pack->image, f->id),
                             .says = image_string(pack->image, f->says),
                             .hint = image_string(pack->image, f->hint),
                             .criterion = f->criterion,
                             .level = (pm_level)f->level};
    return PM_OK;
}
