/* SPDX-License-Identifier: MIT
 * Findings that somebody has answered for. Keeps true: an override counts with a reason and until
 * its day; the next baseline has an entry for whatever is found. */
#include <stdlib.h>
#include <string.h>

#include "gate/parts.h"

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

pm_finding *work_settle(plan_work *w, size_t *resolved) {
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

size_t gate_resolved(const gate *g) {
    size_t count = g->options.baseline != NULL ? g->options.baseline->count : 0, resolved = 0;
    for (size_t i = 0; i < count; i++) {
        resolved += g->entries[i] == ENTRY_CHECKED;
    }
    return resolved;
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

bool gate_keep(gate *g, plan_work *w) {
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

void gate_forget_whole(gate *g) {
    gate_kept *k = &g->kept;
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
        return gate_fault(report, "an override has texts of at most 2000 bytes, and days of the "
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
        gate_fault(report, "these are more overrides than a baseline holds");
        return PM_ERR_LIMIT;
    }
    return PM_OK;
}
