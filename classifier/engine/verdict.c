/* SPDX-License-Identifier: MIT
 * Keeps true: a criterion is met exactly when active, uncancelled evidence for it is left, or a
 * link of the pack says so; there is no other way to a yes. */
#include "engine/verdict.h"

#include <string.h>

#include "stats/logistic.h"

static const image_rule *rule_of(const judge *j, const found *x) {
    return j->rules + x->rule;
}

/* The pieces of a criterion that say the same, in order: i = first, then next_of, until it is below
 * 0. */
static int32_t next_of(const judge *j, int32_t i) {
    return j->items[i].next;
}

static void link_pieces(judge *j) {
    memset(j->first, -1, sizeof j->first);
    for (size_t i = j->count; i-- > 0;) {
        int32_t *first = &j->first[j->items[i].criterion][j->items[i].says];
        j->items[i].next = *first;
        *first = (int32_t)i;
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

static bool own_met(judge *j, pm_column column); /* does not ask for itself again */

static bool holds(judge *j, image_when w) {
    static const pm_column column_of[] = {PM_WHO, PM_BY_WHEN, PM_MEASURE};
    if (w.subject < PM_CRITERIA) {
        return j->decisions[w.subject].met == (w.state == WHEN_MET);
    }
    pm_column c = column_of[w.subject - PM_CRITERIA];
    switch (w.state) {
    case WHEN_MET: return own_met(j, c);
    case WHEN_UNMET: return !own_met(j, c);
    case WHEN_FILLED: return j->cells[c].filled;
    case WHEN_EMPTY: return !j->cells[c].filled;
    case WHEN_REPEATS: return measure_repeats(j);
    default: return !measure_repeats(j);
    }
}

/* Apart from the loops that call it: few rules have conditions. */
__attribute__((noinline)) static bool all_hold(judge *j, const image_rule *r) {
    for (int i = 0; i < r->when_count; i++) {
        if (!holds(j, r->when[i])) {
            return false;
        }
    }
    return true;
}

/* Conditions on verdicts and on other cells' evidence are not known yet when a cell is judged by
 * itself. */
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

static bool cancels(const judge *j, const found *against, const found *x) {
    return x->strength <= against->strength && reaches(rule_of(j, against), against, x);
}

static void cancel(judge *j, pm_criterion c) {
    for (int32_t u = j->first[c][PM_UNMET]; u >= 0; u = next_of(j, u)) {
        for (int32_t m = j->first[c][PM_MET]; j->items[u].active && m >= 0; m = next_of(j, m)) {
            found *x = &j->items[m];
            if (x->active && x->cancelled_by < 0 && cancels(j, &j->items[u], x)) {
                x->cancelled_by = u;
            }
        }
    }
}

/* ---- a cell by itself ---- */

static bool counts_in(judge *j, const found *x, int column) {
    return x->column == column && cell_conditions_hold(j, rule_of(j, x));
}

static bool is_cancelled_in(judge *j, const found *x, int column) {
    int32_t u = j->first[x->criterion][PM_UNMET];
    while (u >= 0 && !(cancels(j, &j->items[u], x) && counts_in(j, &j->items[u], column))) {
        u = next_of(j, u);
    }
    return u >= 0;
}

/* Does the cell hold evidence of the criterion it answers? */
static bool own_met(judge *j, pm_column column) {
    int c = j->lexis->image->column_criterion[column];
    if (j->own_met[column] < 0) {
        int32_t m = c >= 0 && j->cells[column].filled ? j->first[c][PM_MET] : -1;
        while (m >= 0 && (!counts_in(j, &j->items[m], (int)column) ||
                          is_cancelled_in(j, &j->items[m], (int)column))) {
            m = next_of(j, m);
        }
        j->own_met[column] = m >= 0;
    }
    return j->own_met[column];
}

/* ---- deciding ---- */

/* The strongest piece so far, the first of equals; -1 for none. */
typedef struct best {
    int32_t at;
    unsigned least; /* the strength of a better one */
} best;
static const best best_of_none = {-1, 0};

/* Which is the stronger cannot be foretold, so it is not branched on. */
static inline best better(best b, const found *x, int32_t i, bool counts) {
    bool is_better = counts & (x->strength >= b.least);
    return (best){is_better ? i : b.at, is_better ? x->strength + 1u : b.least};
}

/* Evidence becomes active when its conditions hold, and it may stand where it does. Returns the
 * strongest that is. */
static int32_t activate(judge *j, int32_t first, bool text_counts) {
    best b = best_of_none;
    for (int32_t i = first; i >= 0; i = next_of(j, i)) {
        found *x = &j->items[i];
        const image_rule *r = rule_of(j, x);
        x->active =
            (text_counts | (x->column != PM_TEXT)) && (r->when_count == 0 || all_hold(j, r));
        b = better(b, x, i, x->active);
    }
    return b.at;
}

static int32_t first_active(const judge *j, int32_t i) {
    while (i >= 0 && !j->items[i].active) {
        i = next_of(j, i);
    }
    return i;
}

/* The strongest met evidence that is left. */
static int32_t strongest(const judge *j, pm_criterion c) {
    best b = best_of_none;
    for (int32_t i = j->first[c][PM_MET]; i >= 0; i = next_of(j, i)) {
        const found *x = &j->items[i];
        b = better(b, x, i, x->active && x->cancelled_by < 0);
    }
    return b.at;
}

/* Met evidence stands in the text, but the criterion that the text needs is not met. */
static bool gated(const judge *j, pm_criterion c) {
    for (int32_t i = j->first[c][PM_MET]; i >= 0; i = next_of(j, i)) {
        if (j->items[i].column == PM_TEXT && !j->items[i].active) {
            return true;
        }
    }
    return false;
}

static decision decide_by_link(bool met, int link) {
    return (decision){
        .met = met, .basis = PM_BY_LINK, .class = BASIS_LINK, .link = link, .decided_by = -1};
}

/* What the evidence says by itself. */
static decision decide_by_evidence(judge *j, const image_criterion *k, bool text_counts) {
    static const uint8_t class_of[] = {
        [PM_WEAK] = BASIS_WEAK, [PM_PLAIN] = BASIS_PLAIN, [PM_STRONG] = BASIS_STRONG};
    pm_criterion c = (pm_criterion)k->criterion;
    decision d = {.link = -1, .basis = PM_BY_ABSENCE};
    d.decided_by = activate(j, j->first[c][PM_MET], text_counts);
    if (j->first[c][PM_UNMET] >= 0) {
        activate(j, j->first[c][PM_UNMET], true);
        cancel(j, c);
        d.decided_by = strongest(j, c);
    }
    if (d.decided_by >= 0) {
        d.met = true;
        d.basis = PM_BY_EVIDENCE;
        d.class = class_of[j->items[d.decided_by].strength];
    }
    return d;
}

/* ---- explaining ---- */

/* What is told for want of evidence is as doubtful as that the text asks for something at all. */
static basis_class absence_class(const judge *j, const image_criterion *k, bool near) {
    bool actionable = k->criterion == PM_ACTIONABLE || j->decisions[PM_ACTIONABLE].met;
    basis_class otherwise = near ? BASIS_NEAR_UNACTIONABLE : BASIS_NOTHING_UNACTIONABLE;
    return !actionable ? otherwise : near ? BASIS_NEAR : BASIS_NOTHING;
}

/* What explains best that a criterion is not met: what cancelled the evidence for it, else what
 * speaks against it, else what came near. */
static void explain_unmet(const judge *j, const image_criterion *k, decision *d) {
    const int32_t *first = j->first[k->criterion];
    int32_t met = first_active(j, first[PM_MET]);
    bool cancelled = met >= 0 && j->items[met].cancelled_by >= 0;
    int32_t near = cancelled ? j->items[met].cancelled_by : first_active(j, first[PM_UNMET]);
    near = near >= 0 ? near : first_active(j, first[PM_NEAR]);
    d->class = d->basis == PM_BY_LINK ? BASIS_LINK
               : cancelled            ? BASIS_CANCELLED
                                      : absence_class(j, k, near >= 0);
    d->decided_by = near;
    if (near >= 0 && rule_of(j, &j->items[near])->hint.len != 0) {
        d->hint = rule_of(j, &j->items[near])->hint;
    }
}

/* Tells why an unmet verdict fell so; one that another criterion decided keeps to that. What came
 * near matters only here. */
static void explain(judge *j, const image_criterion *k, decision *d) {
    if (d->met || d->turned) {
        return;
    }
    const int32_t *first = j->first[k->criterion];
    activate(j, first[PM_NEAR], true);
    d->hint = k->hint;
    if (d->basis != PM_BY_LINK || d->class != BASIS_LINK) {
        explain_unmet(j, k, d);
    }
}

static float confidence_of(const judge *j, const image_criterion *k, const decision *d) {
    bool by_rule = d->class != BASIS_LINK && d->decided_by >= 0;
    float own = by_rule ? rule_of(j, &j->items[d->decided_by])->confidence : -1.0f;
    return own >= 0.0f ? own : k->confidence[d->class];
}

/* An action without a word asks for nothing; no row that was coded tells how often. */
static bool asks_nothing(const judge *j, const image_criterion *k) {
    return k->criterion == PM_ACTIONABLE && !j->cells[PM_TEXT].filled &&
           !j->decisions[PM_ACTIONABLE].met;
}

float verdict_confidence(const judge *j, const image_criterion *k) {
    static const float nobody_doubts = 0.99f;
    const decision *d = &j->decisions[k->criterion];
    if (asks_nothing(j, k)) {
        return nobody_doubts;
    }
    if (d->weighed && d->class != BASIS_LINK) {
        return (float)logistic_hundredths((double)(d->odds * k->sure)) / 100.0f;
    }
    return confidence_of(j, k, d);
}

/* ---- what is weighed ---- */

weighed_action verdict_weighed(const judge *j) {
    return (weighed_action){j->lexis->image, j->cells, j->items, j->count};
}

/* What speaks most for or against becomes evidence behind the other pieces; returns the first of
 * it, -1 for none. */
static int32_t add_words(judge *j, const image_criterion *k, bool met) {
    weighty told[WEIGHTY_MOST];
    weighed_action all = verdict_weighed(j);
    size_t count = weigh_best(&all, k, met, told);
    evidence_list *list = j->evidence;
    int32_t first = count != 0 ? (int32_t)list->count : -1;
    for (size_t i = count; i-- > 0;) { /* each piece is put in front of its chain */
        size_t at = list->count + i;
        list->items[at] = (found){.pattern = NO_PATTERN,
                                  .start = told[i].start,
                                  .end = told[i].end,
                                  .cancelled_by = -1,
                                  .next = j->first[k->criterion][met ? PM_MET : PM_UNMET],
                                  .rule = met ? k->weighed_for : k->weighed_against,
                                  .column = told[i].column,
                                  .criterion = (uint8_t)k->criterion,
                                  .says = met ? PM_MET : PM_UNMET,
                                  .strength = PM_WEAK,
                                  .active = true,
                                  .weighed = true};
        j->first[k->criterion][met ? PM_MET : PM_UNMET] = (int32_t)at;
    }
    list->count += count;
    return first;
}

bool verdict_settled(const judge *j, const image_criterion *k) {
    pm_says says = j->decisions[k->criterion].met ? PM_MET : PM_UNMET;
    int32_t i = j->first[k->criterion][says];
    while (i >= 0 && !(j->items[i].strength == PM_STRONG && j->items[i].active &&
                       j->items[i].cancelled_by < 0)) {
        i = next_of(j, i);
    }
    return i >= 0 || asks_nothing(j, k);
}

/* What is weighed outweighs what the rules said: it stands for the verdict, or cancels what did.
 * false: it does not, since nothing can be shown for it, or it is not that which outweighs. */
static bool turn(judge *j, const image_criterion *k, decision *d) {
    bool met = !d->met;
    uint16_t rule = met ? k->weighed_for : k->weighed_against;
    bool may = rule != j->except && (d->words > 0.0f) == met;
    int32_t by = may ? add_words(j, k, met) : -1;
    if (by < 0) {
        return false;
    }
    for (int32_t m = j->first[k->criterion][PM_MET]; !met && m >= 0; m = next_of(j, m)) {
        found *x = &j->items[m];
        x->cancelled_by = x->active && x->cancelled_by < 0 ? by : x->cancelled_by;
    }
    d->met = met;
    d->basis = met ? PM_BY_EVIDENCE : PM_BY_ABSENCE;
    d->class = met ? BASIS_WEAK : BASIS_CANCELLED;
    d->decided_by = by;
    d->hint = k->hint;
    d->odds = -d->odds;
    d->turned = true;
    return true;
}

static float weight_for(judge *j, const image_criterion *k) {
    if (!j->has_words) {
        weigh_words(j->cells, j->words);
        j->has_words = true;
    }
    return k->start + j->words[k->criterion] + j->pieces[k->criterion];
}

static float by_rules(const judge *j, const image_criterion *k, const decision *d) {
    int share = (int)(confidence_of(j, k, d) * 100.0f + 0.5f);
    float odds = (float)logistic_odds(share);
    return d->met ? odds : -odds;
}

bool verdict_by_rules(const judge *alone, const image_criterion *k, float *odds) {
    const decision *d = &alone->decisions[k->criterion];
    *odds = by_rules(alone, k, d);
    return d->class != BASIS_LINK && !verdict_settled(alone, k);
}

/* The rules' verdict and how sure they are of it, with what weighs: the more often such rules were
 * wrong, the more that decides. */
static void weigh(judge *j, const image_criterion *k, decision *d) {
    decision told = *d;
    if (k->words == 0.0f || j->rules_alone || verdict_settled(j, k)) {
        return;
    }
    explain(j, k, &told);
    float side = told.met ? 1.0f : -1.0f;
    d->rules_met = told.met;
    d->words = weight_for(j, k);
    d->odds = (k->bias + k->rules * by_rules(j, k, &told) + k->words * d->words) * side;
    d->weighed = d->odds >= 0.0f || turn(j, k, d);
}

static void decide(judge *j, const image_criterion *k) {
    decision *d = &j->decisions[k->criterion];
    bool implied = d->met; /* an earlier criterion has already said yes */
    int by = d->link;
    bool text_counts = k->text_requires < 0 || j->decisions[k->text_requires].met;
    *d = decide_by_evidence(j, k, text_counts);
    weigh(j, k, d);
    if (d->met && k->requires >= 0 && !j->decisions[k->requires].met) {
        *d = decide_by_link(false, k->requires);
    } else if (!d->met && implied) {
        *d = decide_by_link(true, by);
    } else if (!d->met && !text_counts && gated(j, (pm_criterion)k->criterion)) {
        d->basis = PM_BY_LINK;
        d->link = k->text_requires;
    }
    if (d->met && k->implies >= 0 && !j->decisions[k->implies].met) {
        j->decisions[k->implies] = decide_by_link(true, k->criterion);
    }
}

static void decide_once(judge *j) {
    const image_criterion *criteria = j->lexis->image->criteria;
    memset(j->own_met, -1, sizeof j->own_met);
    memset(j->decisions, 0, sizeof j->decisions);
    link_pieces(j);
    for (int i = 0; i < PM_CRITERIA; i++) {
        decide(j, &criteria[i]);
    }
    for (int i = 0; i < PM_CRITERIA; i++) {
        explain(j, &criteria[i], &j->decisions[criteria[i].criterion]);
    }
}

static void note_standing(judge *j) {
    for (size_t i = 0; i < j->count; i++) {
        found *x = &j->items[i];
        x->stands = !x->active             ? STANDS_IDLE
                    : x->cancelled_by >= 0 ? STANDS_CANCELLED
                                           : STANDS_COUNTS;
    }
}

static void weigh_pieces(judge *j) {
    j->rules_alone = true;
    decide_once(j);
    j->rules_alone = false;
    note_standing(j);
    weighed_action all = verdict_weighed(j);
    weigh_evidence(&all, j->pieces);
    for (size_t i = 0; i < j->count; i++) {
        j->items[i].active = false;
        j->items[i].cancelled_by = -1;
    }
}

static pm_status decide_all(judge *j) {
    if (!j->rules_alone && image_weighs_evidence(j->lexis->image)) {
        weigh_pieces(j);
    }
    decide_once(j);
    if (j->rules_alone) {
        note_standing(j);
    }
    return j->no_memory ? PM_ERR_MEMORY : PM_OK;
}

pm_status verdict_decide(judge *j, lexis *l, const cell cells[PM_COLUMNS], evidence_list *evidence,
                         arena *scratch) {
    if (!mem_grow(l->allocator, (void **)&evidence->items, &evidence->cap,
                  evidence->count + VERDICT_ADDS, sizeof *evidence->items)) {
        return PM_ERR_MEMORY;
    }
    *j = (judge){.lexis = l,
                 .rules = IMAGE_ARRAY(l->image, image_rule, IMAGE_RULES),
                 .cells = cells,
                 .evidence = evidence,
                 .items = evidence->items,
                 .count = evidence->count,
                 .except = NO_RULE,
                 .scratch = scratch,
                 .repeats = -1};
    return decide_all(j);
}

pm_status verdict_again(judge *j, judge *before, evidence_list *evidence, uint16_t except,
                        bool rules_alone) {
    *j = (judge){.lexis = before->lexis,
                 .rules = before->rules,
                 .cells = before->cells,
                 .evidence = evidence,
                 .items = evidence->items,
                 .count = evidence->count,
                 .except = except,
                 .rules_alone = rules_alone,
                 .has_words = before->has_words,
                 .scratch = before->scratch,
                 .repeats = before->repeats};
    memcpy(j->words, before->words, sizeof j->words);
    pm_status status = decide_all(j);
    before->repeats = j->repeats;
    return status;
}
