/* SPDX-License-Identifier: MIT
 * Findings that somebody has answered for. Keeps true: an override counts with a reason and until
 * its day; it is resolved only by a check that looked for its finding; the next baseline has an
 * entry for whatever is found. */
#include <string.h>

#include "gate/parts.h"

enum { DROPPED_TOLD = 20 }; /* entries of a baseline, one by one */

/* ---- what the baseline says of them ---- */

static bool is_blank(pm_str s) {
    return str_trim(s).len == 0;
}

/* Days compare as they are written. */
static bool is_past(const gate *g, const pm_override *o) {
    return o->until.len != 0 && g->options.today.len != 0 &&
           str_compare(o->until, g->options.today) < 0;
}

static bool is_valid(const gate *g, const pm_override *o) {
    return !is_blank(o->reason) && !is_past(g, o);
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
    w->g->entries[e - b->entries] |= f->level == PM_LEVEL_OFF ? ENTRY_UNASKED : ENTRY_SEEN;
    f->override = &e->by;
    if (f->level == PM_LEVEL_OFF) {
        return;
    }
    if (is_blank(e->by.reason)) {
        add_about(w, at, CHECK_NO_REASON);
    } else if (is_past(w->g, &e->by)) {
        add_about(w, at, CHECK_EXPIRED);
    } else {
        f->state = PM_FINDING_KNOWN;
    }
}

/* Is the finding of an entry one that this check looks for in the entry's plan? */
static bool looks_for(const gate *g, const baseline_entry *e) {
    const gate_options *o = &g->options;
    bool of_all = e->plan[0] == '\0', by_plan = o->scope == PM_PER_PLAN;
    for (size_t i = 0; i < g->list_count; i++) {
        if (!str_equal(e->id, gate_finding_id(g, i))) {
            continue;
        }
        switch (g->list[i].check) {
        case CHECK_LOW_SCORE: return o->min_score > 0 && by_plan != of_all;
        case CHECK_FEW_HIGH_QUALITY: return o->min_high_quality > 0 && by_plan != of_all;
        default: return true;
        }
    }
    return false; /* of another pack, say */
}

static bool is_resolved(const gate *g, size_t entry) {
    return (g->entries[entry] & ~ENTRY_TOLD) == ENTRY_LOOKED;
}

/* Of a plan that stands in two places, what is resolved is told at the first: rows of plans that
 * take turns would have all entries of them told again and again. */
static pm_finding *resolved_of(plan_work *w, const baseline_entry *first, size_t count,
                               size_t *resolved) {
    gate *g = w->g;
    size_t at = count != 0 ? (size_t)(first - g->options.baseline->entries) : 0;
    count = count != 0 && (g->entries[at] & ENTRY_TOLD) != 0 ? 0 : count;
    pm_finding *out = arena_zalloc(&g->memory, (count + 1) * sizeof *out);
    *resolved = 0;
    for (size_t i = 0; out != NULL && i < count; i++) {
        g->entries[at + i] |= ENTRY_TOLD | (looks_for(g, &first[i]) ? ENTRY_LOOKED : 0);
        if (is_resolved(g, at + i)) {
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

/* Those that are off were of use for the baseline alone. */
static void drop_off(found_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].level != PM_LEVEL_OFF) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
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
    drop_off(&w->found);
    return resolved_of(w, first, count, resolved);
}

void gate_forget_entries(gate *g, const char *plan) {
    const baseline *b = g->options.baseline;
    size_t count = 0;
    const baseline_entry *first = b != NULL ? baseline_of_plan(b, plan, &count) : NULL;
    if (count != 0) {
        memset(g->entries + (first - b->entries), 0, count);
    }
}

size_t gate_resolved(const gate *g) {
    size_t count = g->options.baseline != NULL ? g->options.baseline->count : 0, resolved = 0;
    for (size_t i = 0; i < count; i++) {
        resolved += is_resolved(g, i);
    }
    return resolved;
}

/* ---- the next baseline ---- */

static bool keep_one(gate *g, const plan_work *w, const pm_finding *f) {
    gate_kept *k = &g->kept;
    if (f->about.len != 0) { /* a new entry for what it is about takes its place */
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
    size_t before = g->kept.count;
    for (size_t i = 0; i < w->found.count; i++) {
        if (!keep_one(g, w, &w->found.items[i])) {
            g->kept.count = before;
            return false;
        }
    }
    return true;
}

void gate_forget_whole(gate *g) {
    gate_kept *k = &g->kept;
    size_t entries = 0;
    for (size_t i = 0; i < k->count; i++) {
        if (k->entries[i].plan[0] != '\0') {
            k->entries[entries++] = k->entries[i];
        }
    }
    k->count = entries;
    gate_forget_entries(g, "");
}

/* What is written must be read again. */
static bool fresh_is_good(const pm_override *fresh) {
    return fresh->reason.len <= PM_OVERRIDE_TEXT && fresh->who.len <= PM_OVERRIDE_TEXT &&
           (fresh->when.len == 0 || baseline_is_day(fresh->when)) &&
           (fresh->until.len == 0 || baseline_is_day(fresh->until));
}

static void tell_dropped(const baseline_entry *e, size_t dropped, reporter *report) {
    if (dropped <= DROPPED_TOLD) {
        report_plain(report, PM_NOTE, (pm_str){NULL, 0}, 0, 0,
                     "resolved, and dropped from the baseline: %.*s, fingerprint %s",
                     e->id.len < 80 ? (int)e->id.len : 80, e->id.len != 0 ? e->id.data : "",
                     e->fingerprint);
    }
}

/* The old entries that stay as they are, though nothing was found that they are of; how many. Those
 * of what was found stand in `kept`. */
static size_t take_left(const gate *g, bool incomplete, baseline_entry *all,
                        pm_baseline_change *change, reporter *report) {
    const baseline *b = g->options.baseline;
    for (size_t i = 0; b != NULL && i < b->count; i++) {
        const baseline_entry *e = &b->entries[i];
        if ((g->entries[i] & ENTRY_SEEN) != 0) {
            change->kept += is_valid(g, &e->by);
        } else if (is_resolved(g, i) && !incomplete) {
            tell_dropped(e, ++change->dropped, report);
        } else {
            all[change->left++] = *e;
        }
    }
    if (change->dropped > DROPPED_TOLD) {
        report_plain(report, PM_NOTE, (pm_str){NULL, 0}, 0, 0,
                     "resolved, and dropped from the baseline: %zu more",
                     change->dropped - DROPPED_TOLD);
    }
    return change->left;
}

pm_status gate_write_baseline(gate *g, const pm_override *fresh, bool incomplete, reporter *report,
                              buffer *out, pm_baseline_change *change) {
    const gate_kept *k = &g->kept;
    size_t before = g->options.baseline != NULL ? g->options.baseline->count : 0;
    *change = (pm_baseline_change){.fresh = 0};
    if (!fresh_is_good(fresh)) {
        return gate_fault(report, "an override has texts of at most 2000 bytes, and days of the "
                                  "calendar, such as 2024-05-31");
    }
    baseline_entry *all = mem_array(g->allocator, k->count + before + 1, sizeof *all);
    if (all == NULL) {
        return PM_ERR_MEMORY;
    }
    size_t n = take_left(g, incomplete, all, change, report);
    for (size_t i = 0; i < k->count; i++) {
        all[n] = k->entries[i];
        all[n].by = k->entries[i].by.reason.len != 0 ? k->entries[i].by : *fresh;
        n++;
    }
    size_t written = baseline_write(all, n, out);
    change->fresh = written - change->kept - change->left;
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
