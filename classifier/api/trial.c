/* SPDX-License-Identifier: MIT
 * Keeps true: an action is counted wholly or not at all; verdicts come from the scorer and the
 * judge that every mark comes from. */
#include <math.h>
#include <string.h>

#include "api/handles.h"
#include "format/quote.h"
#include "planmark/audit.h"
#include "stats/agreement.h"
#include "stats/calibration.h"
#include "stats/logistic.h"

_Static_assert((int)PM_BINS == (int)RELIABILITY_BINS, "one table");

/* A verdict and what came; and what the rules said, before anything was weighed. */
typedef struct verdict_case {
    float confidence;
    float words;   /* log-odds of a yes by what is weighed, where it may be */
    uint16_t rule; /* whose share is told; NO_RULE: that of its kind */
    uint8_t criterion, class;
    bool right, unsure;
    bool rules_met, rules_right;
    bool has_words;
} verdict_case;

typedef struct rule_use {
    size_t shown, cancelled;
    tally decided, said;  /* verdicts that rest on it; those that would, if no words were weighed */
    size_t changed[2][2]; /* verdicts that its evidence turns: by gold, and as they are */
    size_t shown_in, cancelled_in; /* the last action in which it did; from 1 */
    size_t asked_in;               /* the last action that was tried without it; see `tried` */
} rule_use;

struct pm_trial {
    const pm_allocator *allocator;
    const pm_pack *pack;
    scorer scorer;
    arena scratch;             /* of one verdict without a rule */
    float weight[PM_CRITERIA]; /* of the action at hand: see weigh_words, weigh_evidence */
    size_t actions, tried;     /* tried: those that failed among them */
    agreement_counts counts[PM_CRITERIA];
    verdict_case *cases; /* five an action */
    size_t count, cap;
    rule_use *rules; /* of each rule of the pack */
};

static const image_rule *rules_of(const pm_trial *t) {
    return IMAGE_ARRAY(t->pack->image, image_rule, IMAGE_RULES);
}

pm_status pm_trial_new(const pm_options *options, const pm_pack *pack, pm_trial **out) {
    if (out == NULL || pack == NULL) {
        return PM_ERR_ARGUMENT;
    }
    const pm_allocator *a = options_full(options).allocator;
    pm_trial *t = mem_zalloc(a, sizeof *t);
    *out = NULL;
    if (t == NULL) {
        return PM_ERR_MEMORY;
    }
    t->allocator = a;
    t->pack = pack;
    arena_init(&t->scratch, a);
    size_t size = (pm_pack_rule_count(pack) + 1) * sizeof *t->rules;
    t->rules = mem_zalloc(a, size);
    pm_status status =
        t->rules != NULL ? scorer_init(&t->scorer, pack->image, pack->wordnet, a) : PM_ERR_MEMORY;
    if (status != PM_OK) {
        pm_trial_free(t);
        return status;
    }
    *out = t;
    return PM_OK;
}

void pm_trial_free(pm_trial *t) {
    if (t != NULL) {
        const pm_allocator *a = t->allocator;
        scorer_free(&t->scorer);
        arena_free(&t->scratch);
        mem_free(a, t->rules);
        mem_free(a, t->cases);
        mem_free(a, t);
    }
}

/* ---- An action ---- */

/* For each rule that shows something, the verdict on its criterion without it. `met` has a place
 * for every piece of evidence. */
static pm_status decide_without(pm_trial *t, bool *met) {
    const evidence_list *e = &t->scorer.evidence;
    for (size_t i = 0; i < e->count; i++) {
        const found *x = &e->items[i];
        rule_use *use = &t->rules[x->rule];
        bool is_first = x->active && use->asked_in != t->tried;
        met[i] = t->scorer.judge.decisions[x->criterion].met;
        if (is_first && x->says != PM_NEAR) {
            bool all[PM_CRITERIA];
            use->asked_in = t->tried;
            arena_reset(&t->scratch);
            pm_status status = scorer_without(&t->scorer, x->rule, &t->scratch, all);
            if (status != PM_OK) {
                return status;
            }
            met[i] = all[x->criterion];
        }
    }
    return PM_OK;
}

/* Memory is there: from here on nothing can fail. */
static void count_rules(pm_trial *t, const bool *met, const int gold[PM_CRITERIA]) {
    const evidence_list *e = &t->scorer.evidence;
    for (size_t i = 0; i < e->count; i++) {
        const found *x = &e->items[i];
        rule_use *use = &t->rules[x->rule];
        bool is = t->scorer.judge.decisions[x->criterion].met;
        if (x->active && use->shown_in != t->actions) {
            use->shown_in = t->actions;
            use->shown++;
            use->changed[gold[x->criterion] != 0][is] += met[i] != is;
        }
        rule_use *by = x->cancelled_by >= 0 ? &t->rules[e->items[x->cancelled_by].rule] : NULL;
        if (by != NULL && by->cancelled_in != t->actions) {
            by->cancelled_in = t->actions;
            by->cancelled++;
        }
    }
}

static const image_criterion *criterion_of(const pm_trial *t, pm_criterion c) {
    const image_criterion *k = t->pack->image->criteria;
    while (k->criterion != (int)c) {
        k++;
    }
    return k;
}

/* The rule a verdict rests on, if any. */
static uint16_t rule_behind(const judge *j, pm_criterion c) {
    const decision *d = &j->decisions[c];
    bool by_rule = d->class != BASIS_LINK && d->decided_by >= 0;
    return by_rule ? j->items[d->decided_by].rule : (uint16_t)NO_RULE;
}

static void count_decided(tally *to, bool right) {
    to->all++;
    to->right += right;
}

/* What the rules said by themselves, on which confidences are measured: what the pack's confidences
 * were so far has no part in it. */
static void note_rules(pm_trial *t, const judge *alone, pm_criterion c, int gold, verdict_case *x) {
    const decision *d = &alone->decisions[c];
    const image_criterion *k = criterion_of(t, c);
    x->class = (uint8_t)d->class;
    x->rules_met = d->met;
    x->rules_right = (gold != 0) == d->met;
    float by_rules; /* by confidences that are to be measured anew */
    x->has_words = verdict_by_rules(alone, k, &by_rules) && k->words != 0.0f;
    x->words = k->start + t->weight[c];
    x->rule = rule_behind(alone, c);
    if (x->rule != NO_RULE) {
        count_decided(&t->rules[x->rule].said, x->rules_right);
        /* one that says what came near has no share of its own */
        x->rule = rules_of(t)[x->rule].says == PM_NEAR ? (uint16_t)NO_RULE : x->rule;
    }
}

static void count_verdict(pm_trial *t, const judge *alone, pm_criterion c, int gold) {
    const decision *d = &t->scorer.judge.decisions[c];
    const pm_verdict *v = &t->scorer.mark.verdict[c];
    verdict_case x = {.confidence = (float)v->confidence,
                      .criterion = (uint8_t)c,
                      .right = (gold != 0) == d->met,
                      .unsure = v->unsure != 0};
    uint16_t by = rule_behind(&t->scorer.judge, c);
    agreement_add(&t->counts[c], gold, d->met);
    if (by != NO_RULE) {
        count_decided(&t->rules[by].decided, x.right);
    }
    note_rules(t, alone, c, gold, &x);
    t->cases[t->count++] = x;
}

/* As the judge does, by the pieces as the rules alone leave them. */
static void weigh(pm_trial *t, const judge *alone) {
    float pieces[PM_CRITERIA];
    weighed_action all = verdict_weighed(alone);
    weigh_words(t->scorer.cells, t->weight);
    weigh_evidence(&all, pieces);
    for (int c = 0; c < PM_CRITERIA; c++) {
        t->weight[c] += pieces[c];
    }
}

pm_status pm_trial_add(pm_trial *t, const pm_action *action, const int gold[PM_CRITERIA]) {
    if (t == NULL || action == NULL || gold == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = scorer_mark(&t->scorer, action);
    if (status != PM_OK) {
        return status;
    }
    bool *met = arena_alloc(&t->scorer.memory, t->scorer.evidence.count + 1);
    if (met == NULL || !mem_grow(t->allocator, (void **)&t->cases, &t->cap, t->count + PM_CRITERIA,
                                 sizeof *t->cases)) {
        return PM_ERR_MEMORY;
    }
    t->tried++;
    status = decide_without(t, met);
    judge alone;
    if (status == PM_OK) {
        arena_reset(&t->scratch);
        status = scorer_by_rules(&t->scorer, &t->scratch, &alone);
    }
    if (status != PM_OK) {
        return status;
    }
    t->actions++;
    count_rules(t, met, gold);
    weigh(t, &alone);
    for (int c = 0; c < PM_CRITERIA; c++) {
        count_verdict(t, &alone, (pm_criterion)c, gold[c]);
    }
    return PM_OK;
}

/* ---- Rules ---- */

pm_confusion pm_trial_confusion(const pm_trial *t, pm_criterion c) {
    if (t == NULL || (unsigned)c >= PM_CRITERIA) {
        return (pm_confusion){0, 0, 0, 0};
    }
    const agreement_counts *n = &t->counts[c];
    return (pm_confusion){n->both_yes, n->first_only, n->second_only, n->both_no};
}

pm_status pm_trial_rule(const pm_trial *t, size_t rule, pm_rule_use *out) {
    if (t == NULL || out == NULL || rule >= pm_pack_rule_count(t->pack)) {
        return PM_ERR_ARGUMENT;
    }
    const rule_use *use = &t->rules[rule];
    const size_t(*turned)[2] = use->changed;
    *out = (pm_rule_use){.shown = use->shown,
                         .decided = use->decided.all,
                         .right = use->decided.right,
                         .cancelled = use->cancelled,
                         .helps = turned[0][0] + turned[1][1],
                         .harms = turned[0][1] + turned[1][0]};
    pm_confusion c = pm_trial_confusion(t, (pm_criterion)rules_of(t)[rule].criterion);
    out->without = (pm_confusion){.both_yes = c.both_yes - turned[1][1] + turned[1][0],
                                  .gold_only = c.gold_only + turned[1][1] - turned[1][0],
                                  .tool_only = c.tool_only + turned[0][0] - turned[0][1],
                                  .both_no = c.both_no - turned[0][0] + turned[0][1]};
    return PM_OK;
}

/* ---- Confidences ---- */

/* As it was written: 0.9 as a float lies below 0.9, and so in another bin. */
static double as_written(float share) {
    return (double)(long)((double)share * 1e6 + 0.5) / 1e6;
}

pm_status pm_trial_reliability(const pm_trial *t, int criterion, pm_reliability *out) {
    reliability r = {.squares = 0.0};
    if (t == NULL || out == NULL || criterion < 0 || criterion > PM_CRITERIA) {
        return PM_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < t->count; i++) {
        const verdict_case *v = &t->cases[i];
        if (criterion == PM_CRITERIA || v->criterion == criterion) {
            reliability_add(&r, as_written(v->confidence), v->right, v->unsure);
        }
    }
    tally all = reliability_all(&r);
    *out = (pm_reliability){.verdicts = all.all,
                            .right = all.right,
                            .flagged = r.flagged.all,
                            .flagged_right = r.flagged.right,
                            .predicted = reliability_predicted(&r),
                            .error = reliability_error(&r),
                            .brier = reliability_brier(&r)};
    for (int i = 0; i < PM_BINS; i++) {
        tally n = r.bin[i].verdicts;
        out->bin[i].verdicts = n.all;
        out->bin[i].right = n.right;
        out->bin[i].predicted = n.all != 0 ? r.bin[i].predicted / (double)n.all : (double)NAN;
    }
    return PM_OK;
}

/* What is known from the rows so far, and what it comes to. */
typedef struct table {
    tally criterion[PM_CRITERIA];
    tally class[PM_CRITERIA][BASIS_CLASSES];
    double share[PM_CRITERIA][BASIS_CLASSES];
    double *towards;          /* of each rule: the mean share of what its verdicts rest on */
    double sure[PM_CRITERIA]; /* see logistic_factor */
} table;

static void add_case(tally *to, const verdict_case *v) {
    count_decided(to, v->rules_right);
}

/* Two halves of one kind, each drawn towards the whole of it. */
static void share_out(table *out, int c, basis_class one, basis_class other, double whole) {
    tally a = out->class[c][one], b = out->class[c][other];
    double both = calibration_share((tally){a.right + b.right, a.all + b.all}, whole);
    out->share[c][one] = calibration_share(a, both);
    out->share[c][other] = calibration_share(b, both);
}

static void fill_table(const pm_trial *t, table *out) {
    for (size_t i = 0; i < t->count; i++) {
        const verdict_case *v = &t->cases[i];
        add_case(&out->criterion[v->criterion], v);
        add_case(&out->class[v->criterion][v->class], v);
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        double whole = calibration_alone(out->criterion[c]);
        for (int k = 0; k < BASIS_CLASSES; k++) {
            out->share[c][k] = calibration_share(out->class[c][k], whole);
        }
        if (c != PM_ACTIONABLE) {
            share_out(out, c, BASIS_NEAR, BASIS_NEAR_UNACTIONABLE, whole);
            share_out(out, c, BASIS_NOTHING, BASIS_NOTHING_UNACTIONABLE, whole);
        }
    }
    for (size_t i = 0; i < t->count; i++) {
        const verdict_case *v = &t->cases[i];
        if (v->rule != NO_RULE) {
            out->towards[v->rule] +=
                out->share[v->criterion][v->class] / (double)t->rules[v->rule].said.all;
        }
    }
}

static int rule_hundredths(const pm_trial *t, const table *from, size_t rule) {
    return calibration_hundredths(calibration_share(t->rules[rule].said, from->towards[rule]));
}

/* By the rules alone. */
static int case_hundredths(const pm_trial *t, const table *from, const verdict_case *v) {
    return v->rule != NO_RULE ? rule_hundredths(t, from, v->rule)
                              : calibration_hundredths(from->share[v->criterion][v->class]);
}

/* Log-odds of a yes, as the judge will weigh it with these shares. */
static double case_odds(const pm_trial *t, const table *from, const verdict_case *v) {
    const image_criterion *k = criterion_of(t, (pm_criterion)v->criterion);
    double rules = logistic_odds(case_hundredths(t, from, v));
    rules = v->rules_met ? rules : -rules;
    return (double)k->bias + (double)k->rules * rules + (double)k->words * (double)v->words;
}

/* How sure such log-odds may be told to be. */
static bool find_sure(const pm_trial *t, table *out, int criterion) {
    size_t count = 0;
    double *odds = mem_alloc(t->allocator, (t->count + 1) * sizeof *odds);
    for (size_t i = 0; odds != NULL && i < t->count; i++) {
        const verdict_case *v = &t->cases[i];
        if (v->has_words && v->criterion == criterion) {
            double yes = case_odds(t, out, v);
            odds[count++] = v->rules_met == v->rules_right ? yes : -yes;
        }
    }
    out->sure[criterion] = odds != NULL ? logistic_factor(odds, count) : 1.0;
    mem_free(t->allocator, odds);
    return odds != NULL;
}

static int final_hundredths(const pm_trial *t, const table *from, const verdict_case *v) {
    if (!v->has_words) {
        return case_hundredths(t, from, v);
    }
    double odds = case_odds(t, from, v) * from->sure[v->criterion];
    return logistic_hundredths(odds < 0.0 ? -odds : odds);
}

static int threshold_of(const pm_trial *t, const table *from) {
    size_t count[HUNDREDTHS] = {0};
    for (size_t i = 0; i < t->count; i++) {
        count[final_hundredths(t, from, &t->cases[i])]++;
    }
    return calibration_threshold(count, 0.15);
}

/* Ids are what their writers like: one that YAML may read as more than a word stands in quotes. */
static bool is_plain(pm_str name) {
    static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    enum { LETTERS = 52 }; /* of these the first may be */
    bool plain = name.len != 0 && memchr(fit, name.data[0], LETTERS) != NULL;
    for (size_t i = 0; i < name.len && plain; i++) {
        plain = memchr(fit, name.data[i], sizeof fit - 1) != NULL;
    }
    return plain;
}

static void put_name(buffer *out, pm_str name) {
    char *to = is_plain(name) ? NULL : buffer_room(out, quote_room(name));
    if (to != NULL) {
        out->len += (size_t)(quote_put(to, name) - to);
    } else {
        buffer_str(out, name); /* of no effect when there was no room */
    }
}

static void put_share(buffer *out, const char *indent, pm_str name, int hundredths, tally t) {
    buffer_text(out, indent);
    put_name(out, name);
    buffer_format(out, ": 0.%02d  # %zu of %zu\n", hundredths, t.right, t.all);
}

static void put_rules(const pm_trial *t, const table *from, int criterion, buffer *out) {
    const image_rule *rules = rules_of(t);
    bool begun = false;
    for (size_t i = 0; i < pm_pack_rule_count(t->pack); i++) {
        if (rules[i].criterion != criterion || rules[i].says == PM_NEAR ||
            t->rules[i].said.all == 0) {
            continue;
        }
        buffer_text(out, begun ? "" : "    rules:\n");
        begun = true;
        put_share(out, "      ", image_string(t->pack->image, rules[i].id),
                  rule_hundredths(t, from, i), t->rules[i].said);
    }
}

static void put_sure(const pm_trial *t, const table *from, int criterion, buffer *out) {
    if (criterion_of(t, (pm_criterion)criterion)->words != 0.0f) {
        buffer_text(out, "    weighed: ");
        buffer_thousandths(out, from->sure[criterion]);
        buffer_char(out, '\n');
    }
}

static void put_table(const pm_trial *t, const table *from, buffer *out) {
    static const struct {
        basis_class class;
        pm_str name;
    } lines[BASIS_CLASSES] = {
        {BASIS_STRONG, {"strong", 6}},   {BASIS_PLAIN, {"plain", 5}},
        {BASIS_WEAK, {"weak", 4}},       {BASIS_CANCELLED, {"cancelled", 9}},
        {BASIS_NEAR, {"near", 4}},       {BASIS_NEAR_UNACTIONABLE, {"near-unactionable", 17}},
        {BASIS_NOTHING, {"nothing", 7}}, {BASIS_NOTHING_UNACTIONABLE, {"nothing-unactionable", 20}},
        {BASIS_LINK, {"link", 4}}};
    buffer_format(out,
                  "# Written by planmark evaluate --calibrate, from %zu coded actions. How often a "
                  "verdict was right, by what it\n# rests on, drawn towards its kind as if %d more "
                  "of that had been seen: rules/README.md, \"Confidences\".\n",
                  t->actions, (int)CALIBRATION_WEIGHT);
    buffer_format(out, "unsure-below: 0.%02d\nconfidence:\n", threshold_of(t, from));
    for (int c = 0; c < PM_CRITERIA; c++) {
        buffer_format(out, "  %s:\n", pm_criterion_name((pm_criterion)c));
        for (int k = 0; k < BASIS_CLASSES; k++) {
            basis_class class = lines[k].class;
            bool can_be = c != PM_ACTIONABLE || class < BASIS_NEAR_UNACTIONABLE;
            if (can_be) {
                put_share(out, "    ", lines[k].name, calibration_hundredths(from->share[c][class]),
                          from->class[c][class]);
            }
        }
        put_rules(t, from, c, out);
        put_sure(t, from, c, out);
    }
}

pm_status pm_trial_calibrate(const pm_trial *t, pm_sink_fn sink, void *ctx) {
    table filled = {.towards = NULL};
    buffer out;
    if (t == NULL || sink == NULL) {
        return PM_ERR_ARGUMENT;
    }
    filled.towards =
        mem_zalloc(t->allocator, (pm_pack_rule_count(t->pack) + 1) * sizeof *filled.towards);
    if (filled.towards == NULL) {
        return PM_ERR_MEMORY;
    }
    buffer_init(&out, t->allocator);
    fill_table(t, &filled);
    bool good = true;
    for (int c = 0; c < PM_CRITERIA && good; c++) {
        good = find_sure(t, &filled, c);
    }
    put_table(t, &filled, &out);
    pm_status status = out.failed || !good                 ? PM_ERR_MEMORY
                       : sink(ctx, out.data, out.len) == 0 ? PM_OK
                                                           : PM_ERR_IO;
    buffer_free(&out);
    mem_free(t->allocator, filled.towards);
    return status;
}
