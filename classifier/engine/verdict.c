/* SPDX-License-Identifier: MIT
 * Keeps true: a criterion is met exactly when active, uncancelled evidence for it is left, or a
 * link of the pack says so; there is no other way to a yes. */
#include "engine/verdict.h"

static const image_rule *rule_of(const judge *j, const found *x) {
    return IMAGE_ARRAY(j->lexis->image, image_rule, IMAGE_RULES) + x->rule;
}

/* The pieces of a criterion, in order: i = first_of, then next_of, until it is below 0. */
static int32_t first_of(const judge *j, int c) {
    return j->first[c];
}

static int32_t next_of(const judge *j, int32_t i) {
    return j->evidence->items[i].next;
}

static void link_pieces(judge *j) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        j->first[c] = -1;
    }
    for (size_t i = j->evidence->count; i-- > 0;) {
        found *x = &j->evidence->items[i];
        x->next = j->first[x->criterion];
        j->first[x->criterion] = (int32_t)i;
    }
}

/* ---- measure: repeats ---- */

static bool is_content(const judge *j, const unit *u) {
    bool word = unit_has(u, KIND_WORD) || unit_has(u, KIND_NUM) || unit_has(u, KIND_PERCENT);
    uint32_t function = j->lexis->image->function_class;
    return word && (function == KIND_ANY || !unit_has(u, function)) && u->word->len > 1;
}

static pm_str *content_stems(judge *j, const cell *c, size_t *count) {
    pm_str *stems = arena_alloc(j->scratch, (c->text.count + 1) * sizeof *stems);
    *count = 0;
    for (size_t i = 0; stems != NULL && i < c->text.count; i++) {
        if (is_content(j, &c->units[i])) {
            stems[*count] = lexis_stem(j->lexis, c->units[i].word, j->scratch);
            j->no_memory |= stems[(*count)++].data == NULL;
        }
    }
    j->no_memory |= stems == NULL;
    return stems;
}

static bool contains(const pm_str *stems, size_t count, pm_str s) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(stems[i], s)) {
            return true;
        }
    }
    return false;
}

enum { REPEATS_MOST = 64 }; /* content words of a measure that can be a mere repetition */

static bool measure_repeats(judge *j) {
    size_t wanted, known = 0;
    if (j->repeats < 0) {
        pm_str *measure = content_stems(j, &j->cells[PM_MEASURE], &wanted);
        j->repeats = !j->no_memory && wanted > 0 && wanted <= REPEATS_MOST;
        pm_str *action = j->repeats ? content_stems(j, &j->cells[PM_TEXT], &known) : NULL;
        j->repeats = j->repeats && !j->no_memory;
        for (size_t i = 0; j->repeats && i < wanted; i++) {
            j->repeats = contains(action, known, measure[i]);
        }
    }
    return j->repeats;
}

/* ---- conditions ---- */

static bool holds(judge *j, image_when w) {
    static const pm_column column_of[] = {PM_WHO, PM_BY_WHEN, PM_MEASURE};
    if (w.subject < PM_CRITERIA) {
        return j->decisions[w.subject].met == (w.state == WHEN_MET);
    }
    pm_column c = column_of[w.subject - PM_CRITERIA];
    switch (w.state) {
    case WHEN_MET: return j->own_met[c];
    case WHEN_UNMET: return !j->own_met[c];
    case WHEN_FILLED: return j->cells[c].filled;
    case WHEN_EMPTY: return !j->cells[c].filled;
    case WHEN_REPEATS: return measure_repeats(j);
    default: return !measure_repeats(j);
    }
}

static bool all_hold(judge *j, const image_rule *r) {
    for (int i = 0; i < r->when_count; i++) {
        if (!holds(j, r->when[i])) {
            return false;
        }
    }
    return true;
}

/* Conditions on verdicts and on other cells' evidence are not known yet when cells are judged by
 * themselves. */
static bool cell_conditions_hold(judge *j, const image_rule *r) {
    for (int i = 0; i < r->when_count; i++) {
        image_when w = r->when[i];
        if (w.subject < PM_CRITERIA || w.state == WHEN_MET || w.state == WHEN_UNMET ||
            !holds(j, w)) {
            return false;
        }
    }
    return true;
}

/* ---- cancelling ---- */

static bool reaches(const image_rule *r, const found *against, const found *x) {
    if (r->cancels == CANCEL_ROW) {
        return true;
    }
    if (against->column != x->column) {
        return false;
    }
    if (r->cancels == CANCEL_CLAUSE) {
        return against->first_clause <= x->last_clause && x->first_clause <= against->last_clause;
    }
    return against->start < x->end && x->start < against->end;
}

static void cancel(judge *j, pm_criterion c) {
    found *items = j->evidence->items;
    for (int32_t u = first_of(j, c); u >= 0; u = next_of(j, u)) {
        const found *against = &items[u];
        if (against->says != PM_UNMET || !against->active) {
            continue;
        }
        const image_rule *rule = rule_of(j, against);
        for (int32_t m = first_of(j, c); m >= 0; m = next_of(j, m)) {
            found *x = &items[m];
            if (x->says == PM_MET && x->active && x->cancelled_by < 0 &&
                x->strength <= against->strength && reaches(rule, against, x)) {
                x->cancelled_by = u;
            }
        }
    }
}

/* The strongest met evidence that is left, the first of equals; -1 for none. */
static ptrdiff_t strongest(const judge *j, pm_criterion c, int column) {
    ptrdiff_t best = -1;
    for (int32_t i = first_of(j, c); i >= 0; i = next_of(j, i)) {
        const found *x = &j->evidence->items[i];
        bool counts = x->says == PM_MET && x->active && x->cancelled_by < 0 &&
                      (column < 0 || x->column == column);
        if (counts && (best < 0 || x->strength > j->evidence->items[best].strength)) {
            best = i;
        }
    }
    return best;
}

static void forget(judge *j, pm_criterion c) {
    for (int32_t i = first_of(j, c); i >= 0; i = next_of(j, i)) {
        j->evidence->items[i].active = false;
        j->evidence->items[i].cancelled_by = -1;
    }
}

/* Each cell by itself: does it hold evidence of the criterion it answers? */
static void judge_cells(judge *j) {
    for (int column = 0; column < PM_COLUMNS; column++) {
        int c = j->lexis->image->column_criterion[column];
        if (c < 0 || !j->cells[column].filled) {
            continue;
        }
        for (int32_t i = first_of(j, c); i >= 0; i = next_of(j, i)) {
            found *x = &j->evidence->items[i];
            x->active =
                x->column == column && x->says != PM_NEAR && cell_conditions_hold(j, rule_of(j, x));
        }
        cancel(j, (pm_criterion)c);
        j->own_met[column] = strongest(j, (pm_criterion)c, column) >= 0;
        forget(j, (pm_criterion)c);
    }
}

/* ---- deciding ---- */

/* The first piece of a criterion that says so and whose conditions hold; -1 for none. */
static int32_t first_saying(const judge *j, pm_criterion c, pm_says says) {
    int32_t i = first_of(j, c);
    while (i >= 0 && (j->evidence->items[i].says != says || !j->evidence->items[i].active)) {
        i = next_of(j, i);
    }
    return i;
}

/* What explains best that a criterion is not met: what cancelled the evidence for it, else what
 * speaks against it, else what came near. */
static void explain_unmet(const judge *j, pm_criterion c, decision *d) {
    int32_t met = first_saying(j, c, PM_MET);
    bool cancelled = met >= 0 && j->evidence->items[met].cancelled_by >= 0;
    int32_t near = cancelled ? j->evidence->items[met].cancelled_by : first_saying(j, c, PM_UNMET);
    near = near >= 0 ? near : first_saying(j, c, PM_NEAR);
    d->class = d->basis == PM_BY_LINK ? BASIS_LINK
               : cancelled            ? BASIS_CANCELLED
               : near >= 0            ? BASIS_NEAR
                                      : BASIS_NOTHING;
    d->decided_by = near;
    if (near >= 0 && rule_of(j, &j->evidence->items[near])->hint.len != 0) {
        d->hint_rule = j->evidence->items[near].rule;
    }
}

static void decide_by_link(decision *d, bool met, int link) {
    *d = (decision){.met = met,
                    .basis = PM_BY_LINK,
                    .class = BASIS_LINK,
                    .link = link,
                    .decided_by = -1,
                    .hint_rule = UINT32_MAX};
}

static void activate(judge *j, const image_criterion *k) {
    bool text_counts = k->text_requires < 0 || j->decisions[k->text_requires].met;
    for (int32_t i = first_of(j, k->criterion); i >= 0; i = next_of(j, i)) {
        found *x = &j->evidence->items[i];
        x->cancelled_by = -1;
        x->active = x->says != PM_NEAR &&
                    (text_counts || x->column != PM_TEXT || x->says != PM_MET) &&
                    all_hold(j, rule_of(j, x));
    }
}

/* Met evidence stands in the text, but the criterion that the text needs is not met. */
static bool gated(const judge *j, const image_criterion *k) {
    for (int32_t i = first_of(j, k->criterion); i >= 0; i = next_of(j, i)) {
        const found *x = &j->evidence->items[i];
        if (x->says == PM_MET && x->column == PM_TEXT && !x->active) {
            return true;
        }
    }
    return false;
}

static void decide(judge *j, const image_criterion *k) {
    pm_criterion c = (pm_criterion)k->criterion;
    decision *d = &j->decisions[c];
    bool implied = d->basis == PM_BY_LINK && d->met; /* an earlier criterion has already said yes */
    int by = d->link;
    *d = (decision){.link = -1, .decided_by = -1, .hint_rule = UINT32_MAX};
    activate(j, k);
    cancel(j, c);
    d->decided_by = strongest(j, c, -1);
    d->met = d->decided_by >= 0;
    if (d->met) {
        d->basis = PM_BY_EVIDENCE;
        uint8_t strength = j->evidence->items[d->decided_by].strength;
        d->class = strength == PM_STRONG  ? BASIS_STRONG
                   : strength == PM_PLAIN ? BASIS_PLAIN
                                          : BASIS_WEAK;
        if (k->requires >= 0 && !j->decisions[k->requires].met) {
            decide_by_link(d, false, k->requires);
        }
    } else if (implied) {
        decide_by_link(d, true, by);
    } else {
        bool by_link = k->text_requires >= 0 && !j->decisions[k->text_requires].met && gated(j, k);
        d->basis = by_link ? PM_BY_LINK : PM_BY_ABSENCE;
        d->link = by_link ? k->text_requires : -1;
    }
    if (d->met && k->implies >= 0 && !j->decisions[k->implies].met) {
        decide_by_link(&j->decisions[k->implies], true, c);
    }
}

/* What came near matters only where a criterion is not met. */
static void activate_near(judge *j, int c) {
    for (int32_t i = first_of(j, c); i >= 0; i = next_of(j, i)) {
        found *x = &j->evidence->items[i];
        if (x->says == PM_NEAR) {
            x->active = all_hold(j, rule_of(j, x));
        }
    }
}

/* Tells why an unmet verdict fell so; one that another criterion decided keeps to that. */
static void explain(judge *j, int c) {
    decision *d = &j->decisions[c];
    if (d->met) {
        return;
    }
    activate_near(j, c);
    if (d->basis != PM_BY_LINK || d->class != BASIS_LINK) {
        explain_unmet(j, (pm_criterion)c, d);
    }
}

pm_status verdict_decide(judge *j, lexis *l, const cell cells[PM_COLUMNS], evidence_list *evidence,
                         arena *scratch) {
    *j = (judge){
        .lexis = l, .cells = cells, .evidence = evidence, .scratch = scratch, .repeats = -1};
    for (int c = 0; c < PM_CRITERIA; c++) {
        j->decisions[c] = (decision){
            .link = -1, .decided_by = -1, .basis = PM_BY_ABSENCE, .hint_rule = UINT32_MAX};
    }
    link_pieces(j);
    judge_cells(j);
    for (int i = 0; i < PM_CRITERIA; i++) {
        decide(j, &l->image->criteria[i]);
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        explain(j, c);
    }
    return j->no_memory ? PM_ERR_MEMORY : PM_OK;
}
