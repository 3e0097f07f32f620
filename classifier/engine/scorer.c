/* SPDX-License-Identifier: MIT
 * Keeps true: a mark depends on the action and the pack alone, not on what the worker did before.
 */
#include "engine/scorer.h"

#include <string.h>

static const char *const criterion_names[PM_CRITERIA] = {"actionable", "measurable",
                                                         "measure_given", "timeframe", "owner"};

pm_status scorer_init(scorer *s, const image_header *image, pm_str wordnet, const pm_allocator *a) {
    memset(s, 0, sizeof *s);
    s->allocator = a;
    arena_init(&s->memory, a);
    pm_status status = finder_init(&s->finder, image, a);
    if (status == PM_OK) {
        status = lexis_init(&s->lexis, image, wordnet, a);
    }
    if (status != PM_OK) {
        scorer_free(s);
    }
    return status;
}

void scorer_free(scorer *s) {
    if (s->allocator == NULL) {
        return;
    }
    finder_free(&s->finder, s->allocator);
    mem_free(s->allocator, s->evidence.items);
    lexis_free(&s->lexis);
    arena_free(&s->memory);
    memset(s, 0, sizeof *s);
}

/* ---- kinds ---- */

typedef struct kind_list {
    uint8_t items[64];
    size_t count;
} kind_list;

static void add_kind(kind_list *list, uint8_t kind) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == kind) {
            return;
        }
    }
    if (kind != IMAGE_NO_KIND && list->count < sizeof list->items) {
        list->items[list->count++] = kind;
    }
}

static void add_unit_kinds(const scorer *s, const unit *u, kind_list *list) {
    const image_class *classes = IMAGE_ARRAY(s->lexis.image, image_class, IMAGE_CLASSES);
    for (size_t w = s->lexis.kinds_from; w < s->lexis.kinds_to; w++) {
        for (uint64_t rest = u->bits[w] & s->lexis.list_mask[w]; rest != 0; rest &= rest - 1) {
            add_kind(list, classes[w * 64 + (size_t)__builtin_ctzll(rest)].kind);
        }
    }
}

/* The kinds a piece of evidence shows: the rule's own, else those of what it captured. */
static void evidence_kinds(const scorer *s, const found *x, kind_list *list) {
    const image_rule *r = IMAGE_ARRAY(s->lexis.image, image_rule, IMAGE_RULES) + x->rule;
    if (r->kind != IMAGE_NO_KIND) {
        add_kind(list, r->kind);
        return;
    }
    size_t before = list->count;
    const cell *c = &s->cells[x->column];
    for (uint32_t k = 0; k < x->capture_count; k++) {
        pm_str name = image_string(s->lexis.image, x->capture[k].name);
        bool tells = str_equal(name, STR("owner")) || str_equal(name, STR("time"));
        for (uint32_t i = x->capture[k].start; tells && i < x->capture[k].end; i++) {
            add_unit_kinds(s, &c->units[i], list);
        }
    }
    for (int i = 0; list->count == before && i < PM_CRITERIA; i++) {
        if (s->lexis.image->criteria[i].criterion == r->criterion && r->says == PM_MET &&
            before == 0) {
            add_kind(list, s->lexis.image->criteria[i].otherwise_kind);
        }
    }
}

static pm_str join_kinds(scorer *s, const kind_list *list) {
    const image_text *kinds = IMAGE_ARRAY(s->lexis.image, image_text, IMAGE_KINDS);
    size_t len = 0;
    for (size_t i = 0; i < list->count; i++) {
        len += kinds[list->items[i]].len + 1;
    }
    char *joined = arena_alloc(&s->memory, len + 1);
    size_t at = 0;
    for (size_t i = 0; joined != NULL && i < list->count; i++) {
        pm_str name = image_string(s->lexis.image, kinds[list->items[i]]);
        if (i != 0) {
            joined[at++] = ';';
        }
        memcpy(joined + at, name.data, name.len);
        at += name.len;
    }
    return (pm_str){joined, at};
}

/* ---- evidence as the caller sees it ---- */

static size_t token_byte(const cell *c, uint32_t token_number, bool end) {
    const token *t = &c->text.tokens[token_number];
    return text_original(&c->text, end ? t->end : t->start);
}

static void show_evidence(scorer *s, const found *x, pm_evidence *out) {
    const image_rule *r = IMAGE_ARRAY(s->lexis.image, image_rule, IMAGE_RULES) + x->rule;
    const cell *c = &s->cells[x->column];
    kind_list kinds = {.count = 0};
    evidence_kinds(s, x, &kinds);
    *out = (pm_evidence){.criterion = (pm_criterion)r->criterion,
                         .says = (pm_says)r->says,
                         .strength = (pm_strength)r->strength,
                         .column = (pm_column)x->column,
                         .start = text_original(&c->text, x->start),
                         .end = text_original(&c->text, x->end),
                         .rule = image_string(s->lexis.image, r->id),
                         .kind = join_kinds(s, &kinds),
                         .why = image_string(s->lexis.image, r->why),
                         .hint = image_string(s->lexis.image, r->hint),
                         .cancelled_by = x->cancelled_by,
                         .capture_count = x->capture_count};
    for (uint32_t k = 0; k < x->capture_count; k++) {
        out->capture[k] = (pm_capture){image_string(s->lexis.image, x->capture[k].name),
                                       token_byte(c, x->capture[k].start, false),
                                       token_byte(c, x->capture[k].end - 1, true)};
    }
}

/* Evidence and what came near are two sorted runs; which of them goes on? */
static size_t take_next(const scorer *s, size_t *evidence, size_t *near) {
    const found *items = s->evidence.items;
    bool is_near =
        *evidence == s->near_from ||
        (*near < s->evidence.count && evidence_order(&items[*near], &items[*evidence]) < 0);
    return is_near ? (*near)++ : (*evidence)++;
}

/* Evidence whose conditions do not hold is no evidence; the rest is shown in order. */
static pm_evidence *show_all(scorer *s, const decision decisions[PM_CRITERIA], ptrdiff_t *number) {
    pm_evidence *shown = arena_alloc(&s->memory, (s->evidence.count + 1) * sizeof *shown);
    size_t count = 0, evidence = 0, near = s->near_from;
    for (size_t n = 0; shown != NULL && n < s->evidence.count; n++) {
        size_t i = take_next(s, &evidence, &near);
        number[i] = -1;
        if (s->evidence.items[i].active) {
            number[i] = (ptrdiff_t)count;
            show_evidence(s, &s->evidence.items[i], &shown[count++]);
        }
    }
    for (size_t i = 0; shown != NULL && i < count; i++) {
        if (shown[i].cancelled_by >= 0) {
            shown[i].cancelled_by = number[shown[i].cancelled_by];
        }
    }
    for (int c = 0; shown != NULL && c < PM_CRITERIA; c++) {
        if (decisions[c].decided_by >= 0 && number[decisions[c].decided_by] >= 0) {
            shown[number[decisions[c].decided_by]].decided = 1;
        }
    }
    s->mark.evidence = shown;
    s->mark.evidence_count = count;
    return shown;
}

/* ---- the mark ---- */

static const image_criterion *criterion_of(const scorer *s, int c) {
    const image_criterion *all = s->lexis.image->criteria;
    int i = 0;
    while (i + 1 < PM_CRITERIA && all[i].criterion != c) {
        i++;
    }
    return &all[i];
}

static void show_verdict(scorer *s, int c, const decision *d, const ptrdiff_t *number) {
    const image_criterion *k = criterion_of(s, c);
    pm_verdict *v = &s->mark.verdict[c];
    *v = (pm_verdict){.met = d->met,
                      .basis = d->basis,
                      .decided_by = d->decided_by >= 0 ? number[d->decided_by] : -1,
                      .link = d->link >= 0 ? (pm_criterion)d->link : (pm_criterion)c};
    v->confidence = (double)k->confidence[d->class];
    v->unsure = k->confidence[d->class] < s->lexis.image->unsure_below;
    if (!d->met) {
        const image_rule *rules = IMAGE_ARRAY(s->lexis.image, image_rule, IMAGE_RULES);
        image_text hint = d->hint_rule != UINT32_MAX ? rules[d->hint_rule].hint : k->hint;
        v->hint = image_string(s->lexis.image, hint);
    }
    s->mark.score += d->met;
}

static pm_str join_unsure(scorer *s) {
    char *joined = arena_alloc(&s->memory, 80);
    size_t at = 0;
    for (int c = 0; joined != NULL && c < PM_CRITERIA; c++) {
        if (s->mark.verdict[c].unsure) {
            size_t len = strlen(criterion_names[c]);
            if (at != 0) {
                joined[at++] = ';';
            }
            memcpy(joined + at, criterion_names[c], len);
            at += len;
        }
    }
    return (pm_str){joined, at};
}

/* The kinds of all evidence that still stands, in order of appearance. */
static pm_str mark_kinds(scorer *s, pm_criterion c, bool met) {
    kind_list kinds = {.count = 0};
    for (size_t i = 0; met && i < s->evidence.count; i++) {
        const found *x = &s->evidence.items[i];
        if (x->criterion == c && x->says == PM_MET && x->active && x->cancelled_by < 0) {
            evidence_kinds(s, x, &kinds);
        }
    }
    return join_kinds(s, &kinds);
}

static pm_status show_mark(scorer *s, const decision decisions[PM_CRITERIA]) {
    ptrdiff_t *number = arena_alloc(&s->memory, (s->evidence.count + 1) * sizeof *number);
    if (number == NULL || show_all(s, decisions, number) == NULL) {
        return PM_ERR_MEMORY;
    }
    s->mark.score = 0;
    for (int c = 0; c < PM_CRITERIA; c++) {
        show_verdict(s, c, &decisions[c], number);
    }
    s->mark.high_quality = s->mark.score == PM_CRITERIA;
    s->mark.unsure = join_unsure(s);
    s->mark.owner_kind = mark_kinds(s, PM_OWNER, decisions[PM_OWNER].met);
    s->mark.timeframe_kind = mark_kinds(s, PM_TIMEFRAME, decisions[PM_TIMEFRAME].met);
    s->mark.truncated = s->evidence.truncated;
    bool whole = s->mark.unsure.data != NULL && s->mark.owner_kind.data != NULL &&
                 s->mark.timeframe_kind.data != NULL;
    return whole ? PM_OK : PM_ERR_MEMORY;
}

static pm_status read_cells(scorer *s, const pm_action *action) {
    pm_status status = PM_OK;
    for (int c = 0; c < PM_COLUMNS && status == PM_OK; c++) {
        memset(&s->cells[c], 0, sizeof s->cells[c]);
        if (action->cell[c].len != 0) {
            status = cell_read(&s->lexis, action->cell[c], &s->memory, &s->cells[c]);
        }
    }
    return status;
}

/* What came near matters only where a criterion is not met, so it is looked for last. */
static pm_status find_near(scorer *s, judge *j) {
    s->near_from = s->evidence.count;
    uint64_t *near = arena_zalloc(&s->memory, s->lexis.pattern_words * sizeof *near);
    if (near == NULL) {
        return PM_ERR_MEMORY;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        for (size_t w = 0; !j->decisions[c].met && w < s->lexis.pattern_words; w++) {
            near[w] |= s->lexis.near_patterns[c][w];
        }
    }
    pm_status status = evidence_find(&s->lexis, s->cells, near, false, &s->finder, &s->evidence);
    return status == PM_OK ? verdict_explain(j, s->near_from) : status;
}

pm_status scorer_mark(scorer *s, const pm_action *action) {
    judge j;
    arena_reset(&s->memory);
    lexis_trim(&s->lexis);
    memset(&s->mark, 0, sizeof s->mark);
    s->evidence.count = 0;
    s->evidence.truncated = false;
    pm_status status = read_cells(s, action);
    if (status == PM_OK) {
        status = evidence_find(&s->lexis, s->cells, s->lexis.evidence_patterns, true, &s->finder,
                               &s->evidence);
    }
    if (status == PM_OK) {
        status = verdict_decide(&j, &s->lexis, s->cells, &s->evidence, &s->memory);
    }
    if (status == PM_OK) {
        status = find_near(s, &j);
    }
    return status == PM_OK ? show_mark(s, j.decisions) : status;
}
