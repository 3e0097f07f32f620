/* SPDX-License-Identifier: MIT
 * Keeps true: the gate is shut by findings alone, and by every new one of the level asked for; what
 * is counted of a plan is counted when all of it was checked. */
#include "gate/gate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/parts.h"

/* ---- settings ---- */

static pm_str finding_id(const gate *g, size_t i) {
    return image_string(g->image, g->list[i].id);
}

static bool is_linked(const gate *g, size_t i) {
    return str_ends(finding_id(g, i), STR(FINDING_LINKED));
}

static pm_status fault(reporter *report, const char *what) {
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
    if (str_equal(s->what, finding_id(g, i))) {
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
            return fault(report, "a level is off, note, warning or error");
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
        return fault(report, "a setting of the check is none that there is");
    }
    if (!(o->min_score >= 0 && o->min_score <= PM_CRITERIA)) {
        return fault(report, "the least score is a number from 0 to 5");
    }
    if (!(o->min_high_quality >= 0 && o->min_high_quality <= 1)) {
        return fault(report, "the least share of high quality is 0 to 100 percent");
    }
    if (o->today.len != 0 && !baseline_is_day(o->today)) {
        return fault(report, "today is a day of the calendar, such as 2024-05-31");
    }
    return PM_OK;
}

static void find_list(gate *g) {
    for (size_t k = 0; k < CHECKS; k++) {
        g->of_check[k] = FINDING_NONE;
    }
    for (size_t i = 0; i < g->list_count; i++) {
        const image_finding *f = &g->list[i];
        g->levels[i] = (pm_level)f->level;
        if (f->check < CHECKS) {
            g->of_check[f->check] = (uint16_t)i;
        } else if (is_linked(g, i)) {
            g->linked[f->criterion] = (uint16_t)i;
        } else if (str_ends(finding_id(g, i), STR(FINDING_PLAIN))) {
            g->none[f->criterion] = (uint16_t)i;
        }
    }
}

pm_status gate_init(gate *g, const image_header *image, pm_str wordnet, const gate_options *options,
                    const pm_allocator *a, reporter *report) {
    *g = (gate){.image = image, .options = *options, .allocator = a};
    arena_init(&g->memory, a);
    g->list = IMAGE_ARRAY(image, image_finding, IMAGE_FINDINGS);
    g->list_count = image->section_count[IMAGE_FINDINGS];
    pm_status status = check_options(options, report);
    if (status != PM_OK) {
        return status;
    }
    memcpy(g->today, options->today.len != 0 ? options->today.data : "", options->today.len);
    g->options.today = str_from(g->today);
    g->levels = mem_array(a, g->list_count + 1, sizeof *g->levels);
    if (g->levels == NULL) {
        return PM_ERR_MEMORY;
    }
    size_t entries = options->baseline != NULL ? options->baseline->count : 0;
    g->entries = mem_zalloc(a, entries + 1);
    if (g->entries == NULL) {
        return PM_ERR_MEMORY;
    }
    find_list(g);
    status = set_levels(g, report);
    require(g);
    g->options.levels = NULL; /* the caller's, and used up */
    return status == PM_OK ? scorer_init(&g->scorer, image, wordnet, a) : status;
}

void gate_free(gate *g) {
    if (g->allocator != NULL) {
        scorer_free(&g->scorer);
        mem_free(g->allocator, g->levels);
        mem_free(g->allocator, g->entries);
        mem_free(g->allocator, g->kept.entries);
        mem_free(g->allocator, g->kept.plans);
        arena_free(&g->memory);
        *g = (gate){.allocator = NULL};
    }
}

/* ---- findings ---- */

pm_finding *work_add(plan_work *w, uint16_t finding, ptrdiff_t action, bool unsure) {
    gate *g = w->g;
    if (finding == FINDING_NONE || g->levels[finding] == PM_LEVEL_OFF) {
        return NULL;
    }
    if (!mem_grow(g->allocator, (void **)&w->found.items, &w->found.cap, w->found.count + 1,
                  sizeof *w->found.items)) {
        w->found.no_memory = true;
        return NULL;
    }
    pm_level level = g->levels[finding];
    pm_finding *f = &w->found.items[w->found.count++];
    *f = (pm_finding){.id = finding_id(g, finding),
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

/* ---- what the baseline says of them ---- */

static bool is_blank(pm_str s) {
    return str_trim(s).len == 0;
}

/* Days compare as they are written. */
static bool is_past(const gate *g, const pm_override *o) {
    return o->until.len != 0 && g->options.today.len != 0 &&
           str_compare(o->until, g->options.today) < 0;
}

/* The finding about the entry of another finding, in the same place. */
static void add_about(plan_work *w, size_t of, finding_check check) {
    ptrdiff_t action = w->found.items[of].action;
    pm_finding *f = work_add(w, w->g->of_check[check], action, false);
    if (f != NULL) {
        f->override = w->found.items[of].override;
        f->about = w->found.items[of].id;
        finding_print(w, f, w->found.items[of].fingerprint);
    }
}

static void ask_baseline(plan_work *w, size_t at) {
    pm_finding *f = &w->found.items[at];
    const baseline *b = w->g->options.baseline;
    const baseline_entry *e = baseline_find(b, w->digest, f->fingerprint);
    if (e == NULL) {
        return;
    }
    w->g->entries[e - b->entries] |= ENTRY_SEEN;
    f->override = &e->by;
    if (is_blank(e->by.reason)) {
        add_about(w, at, CHECK_NO_REASON);
    } else if (is_past(w->g, &e->by)) {
        add_about(w, at, CHECK_EXPIRED);
    } else {
        f->state = PM_FINDING_KNOWN;
    }
}

/* Of a plan that stands in two places, what was seen in the first is not resolved in the second. */
static pm_finding *resolved_of(plan_work *w, const baseline_entry *first, size_t count,
                               size_t *resolved) {
    pm_finding *out = arena_zalloc(&w->g->memory, (count + 1) * sizeof *out);
    unsigned char *is = w->g->entries + (count != 0 ? first - w->g->options.baseline->entries : 0);
    *resolved = 0;
    for (size_t i = 0; out != NULL && i < count; i++) {
        is[i] |= ENTRY_CHECKED;
        if ((is[i] & ENTRY_SEEN) == 0) {
            pm_finding *f = &out[(*resolved)++];
            *f = (pm_finding){.id = first[i].id,
                              .criterion = -1,
                              .state = PM_FINDING_RESOLVED,
                              .action = -1,
                              .earlier = -1,
                              .override = &first[i].by};
            memcpy(f->fingerprint, first[i].fingerprint, PM_FINGERPRINT);
        }
    }
    w->found.no_memory |= out == NULL;
    return out;
}

/* Gives every finding its fingerprint and state; *resolved are the entries that none has. */
static pm_finding *settle(plan_work *w, size_t *resolved) {
    const baseline *b = w->g->options.baseline;
    size_t count = 0, own = w->found.count;
    const baseline_entry *first = b != NULL ? baseline_of_plan(b, w->digest, &count) : NULL;
    for (size_t i = 0; i < own; i++) {
        finding_print(w, &w->found.items[i], "");
        if (count != 0) {
            ask_baseline(w, i);
        }
    }
    return resolved_of(w, first, count, resolved);
}

static bool keep_findings(gate *g, plan_work *w);
static void forget_whole(gate_kept *k);

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
    out->resolved = settle(w, &resolved);
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
    if (w->plan->action_count > PM_LIMIT_PLAN) {
        return PM_ERR_LIMIT;
    }
    w->facts = arena_zalloc(memory, n * sizeof *w->facts);
    w->actions = arena_zalloc(memory, n * sizeof *w->actions);
    gate_plan_digest(w->plan, w->digest);
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
        bool kept = !g->options.keep || w.found.no_memory || keep_findings(g, &w);
        status = w.found.no_memory || !kept ? PM_ERR_MEMORY : PM_OK;
    }
    if (status == PM_OK) {
        count_plan(g, &w, out);
    }
    mem_free(g->allocator, w.found.items);
    return status;
}

/* ---- all plans ---- */

static size_t count_resolved(const gate *g) {
    size_t count = g->options.baseline != NULL ? g->options.baseline->count : 0, resolved = 0;
    for (size_t i = 0; i < count; i++) {
        resolved += g->entries[i] == ENTRY_CHECKED;
    }
    return resolved;
}

/* The findings of all plans together. */
static pm_status total_findings(gate *g, pm_check_total *out) {
    static const pm_plan all = {.action_count = 0};
    plan_work w = {.g = g, .plan = &all};
    pm_plan_check whole;
    work_figures(&w, g->total.actions, g->score, g->total.high_quality);
    fill_result(&w, &whole);
    forget_whole(&g->kept);
    bool kept = !g->options.keep || w.found.no_memory || keep_findings(g, &w);
    mem_free(g->allocator, w.found.items);
    if (w.found.no_memory || !kept) {
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
    out->count[PM_FINDING_RESOLVED][PM_LEVEL_OFF] = count_resolved(g);
    return status;
}

/* ---- the next baseline ---- */

static bool keep_one(gate *g, const plan_work *w, const pm_finding *f) {
    gate_kept *k = &g->kept;
    if (str_starts(f->id,
                   STR("override."))) { /* a new entry for what it is about takes its place */
        return true;
    }
    if (!mem_grow(g->allocator, (void **)&k->entries, &k->cap, k->count + 1, sizeof *k->entries)) {
        return false;
    }
    baseline_entry *e = &k->entries[k->count++];
    *e = (baseline_entry){.id = f->id};
    memcpy(e->fingerprint, f->fingerprint, sizeof e->fingerprint);
    memcpy(e->plan, w->digest, sizeof e->plan);
    if (f->state == PM_FINDING_KNOWN) {
        e->by = *f->override;
    }
    return true;
}

/* Remembers the findings of a plan, and that it was checked. */
static bool keep_findings(gate *g, plan_work *w) {
    gate_kept *k = &g->kept;
    size_t before = k->count;
    if (!mem_grow(g->allocator, (void **)&k->plans, &k->plan_cap, k->plan_count + 1,
                  sizeof *k->plans)) {
        return false;
    }
    for (size_t i = 0; i < w->found.count; i++) {
        if (!keep_one(g, w, &w->found.items[i])) {
            k->count = before;
            return false;
        }
    }
    memcpy(k->plans[k->plan_count++], w->digest, PLAN_DIGEST);
    return true;
}

/* What all plans together came to before is not what they come to now. */
static void forget_whole(gate_kept *k) {
    size_t entries = 0, plans = 0;
    for (size_t i = 0; i < k->count; i++) {
        if (k->entries[i].plan[0] != '\0') {
            k->entries[entries++] = k->entries[i];
        }
    }
    for (size_t i = 0; i < k->plan_count; i++) {
        if (k->plans[i][0] != '\0') {
            memmove(k->plans[plans++], k->plans[i], PLAN_DIGEST);
        }
    }
    k->count = entries;
    k->plan_count = plans;
}

static int compare_plans(const void *a, const void *b) {
    return strcmp(a, b);
}

/* What is written must be read again. */
static bool fresh_is_good(const pm_override *fresh) {
    return fresh->reason.len <= PM_OVERRIDE_TEXT && fresh->who.len <= PM_OVERRIDE_TEXT &&
           (fresh->when.len == 0 || baseline_is_day(fresh->when)) &&
           (fresh->until.len == 0 || baseline_is_day(fresh->until));
}

/* The entries of plans that were not checked; how many. */
static size_t take_unchecked(gate *g, baseline_entry *all) {
    const gate_kept *k = &g->kept;
    const baseline *b = g->options.baseline;
    size_t n = 0;
    for (size_t i = 0; b != NULL && i < b->count; i++) {
        if (k->plan_count == 0 || bsearch(b->entries[i].plan, k->plans, k->plan_count,
                                          sizeof *k->plans, compare_plans) == NULL) {
            all[n++] = b->entries[i];
        }
    }
    return n;
}

pm_status gate_write_baseline(gate *g, const pm_override *fresh, reporter *report, buffer *out) {
    gate_kept *k = &g->kept;
    size_t before = g->options.baseline != NULL ? g->options.baseline->count : 0;
    if (!fresh_is_good(fresh)) {
        return fault(report, "an override has texts of at most 2000 bytes, and days of the "
                             "calendar, such as 2024-05-31");
    }
    baseline_entry *all = mem_array(g->allocator, k->count + before + 1, sizeof *all);
    if (all == NULL) {
        return PM_ERR_MEMORY;
    }
    if (k->plan_count > 1) {
        qsort(k->plans, k->plan_count, sizeof *k->plans, compare_plans);
    }
    size_t n = take_unchecked(g, all);
    for (size_t i = 0; i < k->count; i++) {
        all[n] = k->entries[i];
        all[n].by = k->entries[i].by.reason.len != 0 ? k->entries[i].by : *fresh;
        n++;
    }
    size_t written = baseline_write(all, n, out);
    mem_free(g->allocator, all);
    if (out->failed) {
        return PM_ERR_MEMORY;
    }
    if (written > BASELINE_MOST_ENTRIES || out->len > BASELINE_MOST_BYTES) {
        fault(report, "these are more overrides than a baseline holds");
        return PM_ERR_LIMIT;
    }
    return PM_OK;
}
