/* SPDX-License-Identifier: MIT
 * Keeps true: the gate is shut by findings alone, and by every new one of the level asked for; what
 * is counted of a plan is counted when all of it was checked. */
#include "gate/gate.h"

#include <math.h>
#include <string.h>

#include "gate/parts.h"

/* ---- settings ---- */

pm_str gate_finding_id(const gate *g, size_t i) {
    return image_string(g->image, g->list[i].id);
}

static bool is_linked(const gate *g, size_t i) {
    return str_ends(gate_finding_id(g, i), STR(FINDING_LINKED));
}

pm_status gate_fault(reporter *report, const char *what) {
    report_plain(report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, "%s", what);
    return PM_ERR_ARGUMENT;
}

pm_status gate_knows_finding(const image_header *image, pm_str what, const pm_allocator *a,
                             bool *known, pm_str *near) {
    const image_finding *list = IMAGE_ARRAY(image, image_finding, IMAGE_FINDINGS);
    size_t of_pack = image->section_count[IMAGE_FINDINGS], count = of_pack + PM_CRITERIA;
    pm_str *names = mem_array(a, count, sizeof *names);
    *near = (pm_str){NULL, 0};
    *known = false;
    if (names == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = i < of_pack ? image_string(image, list[i].id)
                               : str_from(criterion_name((pm_criterion)(i - of_pack)));
        *known = *known || str_equal(names[i], what);
    }
    *near = nearest_name(what, names, count);
    mem_free(a, names);
    return PM_OK;
}

static pm_status unknown_level(const gate *g, pm_str what, reporter *report) {
    pm_str near;
    bool known;
    pm_status status = gate_knows_finding(g->image, what, g->allocator, &known, &near);
    if (status == PM_OK) {
        report_plain(report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, GATE_UNKNOWN_FINDING, "", "",
                     what.len < 80 ? (int)what.len : 80, what.len != 0 ? what.data : "",
                     near.len != 0 ? "; did you mean '" : "", (int)near.len,
                     near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    }
    return status != PM_OK ? status : PM_ERR_ARGUMENT;
}

/* A criterion stands for its findings, but for what hangs on another, unless that is put off. */
static bool means(const gate *g, const pm_level_setting *s, size_t i) {
    if (str_equal(s->what, gate_finding_id(g, i))) {
        return true;
    }
    int c = g->list[i].criterion;
    return c >= 0 && str_equal(s->what, str_from(criterion_name((pm_criterion)c))) &&
           (s->level == PM_LEVEL_OFF || !is_linked(g, i));
}

static pm_status set_levels(gate *g, reporter *report) {
    const gate_options *o = &g->options;
    pm_status status = PM_OK;
    for (size_t k = 0; k < o->level_count; k++) {
        bool any = false;
        if ((unsigned)o->levels[k].level > PM_LEVEL_ERROR) {
            return gate_fault(report, "a level is off, note, warning or error");
        }
        for (size_t i = 0; i < g->list_count; i++) {
            if (means(g, &o->levels[k], i)) {
                g->levels[i] = o->levels[k].level;
                any = true;
            }
        }
        if (!any) {
            pm_status told = unknown_level(g, o->levels[k].what, report);
            status = status == PM_ERR_MEMORY ? status : told;
        }
    }
    return status;
}

static void require(gate *g) {
    for (size_t i = 0; i < g->list_count; i++) {
        const image_finding *f = &g->list[i];
        bool required = f->criterion >= 0 && f->check == CHECKS &&
                        (g->options.required >> f->criterion & 1) != 0;
        if (required || (g->options.no_empty_plan && f->check == CHECK_NO_ACTIONS)) {
            g->levels[i] = PM_LEVEL_ERROR;
        }
    }
}

static pm_status check_options(const gate_options *o, reporter *report) {
    if ((unsigned)o->fail_on > PM_FAIL_NEVER || (unsigned)o->scope > PM_OVER_ALL ||
        o->required >> PM_CRITERIA != 0) {
        return gate_fault(report, "a setting of the check is none that there is");
    }
    if (!(o->min_score >= 0 && o->min_score <= PM_CRITERIA)) {
        return gate_fault(report, "the least score is a number from 0 to 5");
    }
    if (!(o->min_high_quality >= 0 && o->min_high_quality <= 1)) {
        return gate_fault(report, "the least share of high quality is 0 to 100 percent");
    }
    if (o->today.len != 0 && !baseline_is_day(o->today)) {
        return gate_fault(report, "today is a day of the calendar, such as 2024-05-31");
    }
    return PM_OK;
}

static void find_list(gate *g) {
    for (size_t k = 0; k < CHECKS; k++) {
        g->of_check[k] = FINDING_NONE;
    }
    for (int c = 0; c < PM_CRITERIA; c++) { /* not each hangs on another one */
        g->linked[c] = FINDING_NONE;
    }
    for (size_t i = 0; i < g->list_count; i++) {
        const image_finding *f = &g->list[i];
        g->levels[i] = (pm_level)f->level;
        if (f->check < CHECKS) {
            g->of_check[f->check] = (uint16_t)i;
        } else if (is_linked(g, i)) {
            g->linked[f->criterion] = (uint16_t)i;
        } else if (str_ends(gate_finding_id(g, i), STR(FINDING_PLAIN))) {
            g->none[f->criterion] = (uint16_t)i;
        }
    }
}

/* Everything that the settings say. The list of findings and room for their levels are there. */
static pm_status settle(gate *g, const gate_options *options, reporter *report) {
    size_t entries = options->baseline != NULL ? options->baseline->count : 0;
    unsigned char *fresh = mem_zalloc(g->allocator, entries + 1);
    if (fresh == NULL) {
        return PM_ERR_MEMORY;
    }
    mem_free(g->allocator, g->entries);
    g->entries = fresh;
    g->options = *options;
    memset(g->today, 0, sizeof g->today);
    memcpy(g->today, options->today.len != 0 ? options->today.data : "", options->today.len);
    g->options.today = str_from(g->today);
    find_list(g);
    pm_status status = set_levels(g, report);
    require(g);
    g->options.levels = NULL; /* the caller's, and used up */
    return status;
}

pm_status gate_init(gate *g, const image_header *image, pm_str wordnet, const gate_options *options,
                    const pm_allocator *a, reporter *report) {
    *g = (gate){.image = image, .allocator = a};
    arena_init(&g->memory, a);
    g->list = IMAGE_ARRAY(image, image_finding, IMAGE_FINDINGS);
    g->list_count = image->section_count[IMAGE_FINDINGS];
    pm_status status = check_options(options, report);
    if (status != PM_OK) {
        return status;
    }
    g->levels = mem_array(a, g->list_count + 1, sizeof *g->levels);
    if (g->levels == NULL) {
        return PM_ERR_MEMORY;
    }
    status = settle(g, options, report);
    status = status == PM_OK ? scorer_init(&g->scorer, image, wordnet, a) : status;
    g->scorer.level = PM_EVIDENCE_DECIDED; /* findings rest on it; in_time of days.c on all */
    g->scorer.unmet_alone = true;
    return status;
}

pm_status gate_restart(gate *g, const gate_options *options, reporter *report) {
    arena_reset(&g->memory);
    scorer_forget(&g->scorer);
    g->total = (pm_check_total){.plans = 0};
    g->score = 0;
    g->kept.count = 0;
    pm_status status = check_options(options, report);
    return status == PM_OK ? settle(g, options, report) : status;
}

void gate_free(gate *g) {
    if (g->allocator != NULL) {
        scorer_free(&g->scorer);
        mem_free(g->allocator, g->levels);
        mem_free(g->allocator, g->entries);
        mem_free(g->allocator, g->kept.entries);
        arena_free(&g->memory);
        *g = (gate){.allocator = NULL};
    }
}

/* ---- findings ---- */

pm_finding *work_add(plan_work *w, uint16_t finding, ptrdiff_t action, bool unsure) {
    gate *g = w->g;
    bool off = finding == FINDING_NONE || g->levels[finding] == PM_LEVEL_OFF;
    if (finding == FINDING_NONE || (off && g->options.baseline == NULL)) {
        return NULL;
    }
    if (!mem_grow(g->allocator, (void **)&w->found.items, &w->found.cap, w->found.count + 1,
                  sizeof *w->found.items)) {
        w->found.no_memory = true;
        return NULL;
    }
    pm_level level = g->levels[finding];
    pm_finding *f = &w->found.items[w->found.count++];
    *f = (pm_finding){.id = gate_finding_id(g, finding),
                      .criterion = -1,
                      .level = unsure && level > PM_LEVEL_NOTE ? level - 1 : level,
                      .action = action,
                      .earlier = -1,
                      .message = image_string(g->image, g->list[finding].says),
                      .hint = image_string(g->image, g->list[finding].hint),
                      .confidence = 1.0,
                      .unsure = unsure};
    return f;
}

/* Of each action together, in their order, then of the plan; of one place in the order they were
 * found, but overrides behind what they override. */
static int compare_findings(const void *x, const void *y) {
    const pm_finding *a = x, *b = y;
    size_t at_a = (size_t)a->action, at_b = (size_t)b->action; /* -1 is the last */
    return at_a != at_b ? (at_a < at_b ? -1 : 1) : 0;
}

/* qsort is not stable, and most of a plan's findings come in order. */
static void sort_findings(pm_finding *items, size_t count, pm_finding *scratch) {
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t from = 0; from + width < count; from += 2 * width) {
            size_t middle = from + width, end = middle + width < count ? middle + width : count;
            if (compare_findings(&items[middle - 1], &items[middle]) <= 0) {
                continue;
            }
            memcpy(scratch, items + from, (end - from) * sizeof *items);
            size_t a = 0, b = middle - from, to = from;
            while (to < end) {
                bool left = b == end - from ||
                            (a < middle - from && compare_findings(&scratch[a], &scratch[b]) <= 0);
                items[to++] = scratch[left ? a++ : b++];
            }
        }
    }
}

/* ---- plans ---- */

static bool shuts(const gate *g, const pm_finding *f) {
    pm_level least = g->options.fail_on == PM_FAIL_ON_WARNING ? PM_LEVEL_WARNING : PM_LEVEL_ERROR;
    return g->options.fail_on != PM_FAIL_NEVER && f->state == PM_FINDING_NEW && f->level >= least;
}

/* The findings in their order, for as long as the plan is. */
static pm_finding *hand_over(plan_work *w) {
    size_t count = w->found.count;
    pm_finding *out = arena_alloc(&w->g->memory, 2 * (count + 1) * sizeof *out);
    if (out == NULL) {
        w->found.no_memory = true;
        return NULL;
    }
    if (count != 0) {
        memcpy(out, w->found.items, count * sizeof *out);
        sort_findings(out, count, out + count + 1);
    }
    return out;
}

static void add_counts(size_t to[PM_FINDING_STATES][PM_LEVELS],
                       size_t more[PM_FINDING_STATES][PM_LEVELS]) {
    for (int s = 0; s < PM_FINDING_STATES; s++) {
        for (int l = 0; l < PM_LEVELS; l++) {
            to[s][l] += more[s][l];
        }
    }
}

static void fill_result(plan_work *w, pm_plan_check *out) {
    const pm_plan *plan = w->plan;
    size_t resolved = 0;
    *out = (pm_plan_check){.plan_id = plan->plan_id,
                           .authority = plan->authority,
                           .source = plan->source,
                           .action_count = w->count,
                           .actions = w->actions,
                           .high_quality = w->high_quality,
                           .passed = 1};
    out->resolved = work_settle(w, &resolved);
    out->resolved_count = resolved;
    out->finding_count = w->found.count;
    out->findings = hand_over(w);
    out->mean_score = w->count != 0 ? (double)w->score / (double)w->count : (double)NAN;
    memcpy(out->met, w->met, sizeof out->met);
    for (size_t i = 0; out->findings != NULL && i < out->finding_count; i++) {
        const pm_finding *f = &out->findings[i];
        out->count[f->state][f->level]++;
        out->passed = out->passed && !shuts(w->g, f);
    }
    out->count[PM_FINDING_RESOLVED][PM_LEVEL_OFF] = resolved;
}

static void count_plan(gate *g, plan_work *w, pm_plan_check *p) {
    pm_check_total *t = &g->total;
    t->plans++;
    t->shut += !p->passed;
    t->actions += w->count;
    t->high_quality += w->high_quality;
    g->score += w->score;
    for (int c = 0; c < PM_CRITERIA; c++) {
        t->met[c] += w->met[c];
    }
    add_counts(t->count, p->count);
}

/* Room for what is noted of each action, and the plan's own date. */
static pm_status begin_work(plan_work *w) {
    arena *memory = &w->g->memory;
    size_t n = w->plan->action_count + 1;
    plan_begin_digests(w);
    if (w->plan->action_count > PM_LIMIT_PLAN) {
        return PM_ERR_LIMIT;
    }
    w->facts = arena_zalloc(memory, n * sizeof *w->facts);
    w->actions = arena_zalloc(memory, n * sizeof *w->actions);
    return w->facts != NULL && w->actions != NULL ? day_read(w->plan->plan_date, memory, &w->date)
                                                  : PM_ERR_MEMORY;
}

pm_status gate_plan(gate *g, const pm_plan *plan, pm_plan_check *out) {
    arena_reset(&g->memory);
    plan_work w = {.g = g, .plan = plan};
    pm_status status = begin_work(&w);
    for (size_t i = 0; status == PM_OK && i < plan->action_count; i++) {
        status = work_action(&w, &plan->actions[i]);
    }
    if (status == PM_OK) {
        work_whole(&w);
        fill_result(&w, out);
        bool kept = !g->options.keep || w.found.no_memory || gate_keep(g, &w);
        status = w.found.no_memory || !kept ? PM_ERR_MEMORY : PM_OK;
    }
    if (status == PM_OK) {
        count_plan(g, &w, out);
    } else {
        gate_forget_entries(g, w.digest);
    }
    mem_free(g->allocator, w.found.items);
    return status;
}

/* ---- all plans ---- */

/* The findings of all plans together. */
static pm_status total_findings(gate *g, pm_check_total *out) {
    static const pm_plan all = {.action_count = 0};
    plan_work w = {.g = g, .plan = &all};
    pm_plan_check whole;
    gate_forget_whole(g);
    work_figures(&w, g->total.actions, g->score, g->total.high_quality);
    fill_result(&w, &whole);
    bool kept = !g->options.keep || w.found.no_memory || gate_keep(g, &w);
    mem_free(g->allocator, w.found.items);
    if (w.found.no_memory || !kept) {
        gate_forget_entries(g, "");
        return PM_ERR_MEMORY;
    }
    out->findings = whole.findings;
    out->finding_count = whole.finding_count;
    out->passed = out->passed && whole.passed;
    add_counts(out->count, whole.count);
    return PM_OK;
}

pm_status gate_total(gate *g, pm_check_total *out) {
    arena_reset(&g->memory);
    *out = g->total;
    out->mean_score =
        g->total.actions != 0 ? (double)g->score / (double)g->total.actions : (double)NAN;
    out->passed = g->total.shut == 0;
    pm_status status = g->options.scope == PM_OVER_ALL ? total_findings(g, out) : PM_OK;
    out->count[PM_FINDING_RESOLVED][PM_LEVEL_OFF] = gate_resolved(g);
    return status;
}
