/* SPDX-License-Identifier: MIT
 * Keeps true: a mark tells nothing that the evidence and the decisions do not hold. */
#include "engine/mark.h"

#include <string.h>

static const char *const criterion_names[PM_CRITERIA] = {"actionable", "measurable",
                                                         "measure_given", "timeframe", "owner"};

/* ---- kinds ---- */

enum { MOST_KINDS_SHOWN = 64 };
typedef struct kind_list {
    size_t count;
    uint8_t items[MOST_KINDS_SHOWN];
} kind_list;

/* A piece of evidence on its way into the mark. */
typedef struct piece {
    ptrdiff_t number; /* in the mark; -1: it is not shown */
    bool decided;
    captured captures;
    kind_list kinds;
    bool is_otherwise; /* its kind is the criterion's, for want of one of its own */
} piece;

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

static const image_rule *rule_of(const scorer *s, const found *x) {
    return IMAGE_ARRAY(s->lexis.image, image_rule, IMAGE_RULES) + x->rule;
}

static const image_criterion *criterion_of(const scorer *s, int c) {
    const image_criterion *all = s->lexis.image->criteria;
    int i = 0;
    while (i + 1 < PM_CRITERIA && all[i].criterion != c) {
        i++;
    }
    return &all[i];
}

static void captured_kinds(const scorer *s, const found *x, piece *p) {
    const unit *units = s->cells[x->column].units;
    for (uint32_t k = 0; k < p->captures.count; k++) {
        for (uint32_t i = p->captures.item[k].start;
             p->captures.item[k].tells_kind && i < p->captures.item[k].end; i++) {
            const uint8_t *kinds = units[i].is.type->kinds;
            for (size_t n = 1; n <= kinds[0]; n++) {
                add_kind(&p->kinds, kinds[n]);
            }
        }
    }
}

/* The kinds a piece of evidence shows: the rule's own, else those of what it captured. */
static void find_kinds(const scorer *s, const found *x, piece *p) {
    uint8_t own = rule_of(s, x)->kind;
    p->kinds.count = 0;
    add_kind(&p->kinds, own);
    if (own == IMAGE_NO_KIND) {
        captured_kinds(s, x, p);
    }
    p->is_otherwise = p->kinds.count == 0 && x->says == PM_MET;
    if (p->is_otherwise) {
        add_kind(&p->kinds, criterion_of(s, x->criterion)->otherwise_kind);
    }
}

static pm_str kind_name(const scorer *s, uint8_t kind) {
    return image_string(s->lexis.image, IMAGE_ARRAY(s->lexis.image, image_text, IMAGE_KINDS)[kind]);
}

/* {NULL, 0}: no memory. */
static pm_str join_kinds(scorer *s, const kind_list *list) {
    size_t len = 0, at = 0;
    if (list->count < 2) {
        return list->count == 1 ? kind_name(s, list->items[0]) : STR("");
    }
    for (size_t i = 0; i < list->count; i++) {
        len += kind_name(s, list->items[i]).len + 1;
    }
    char *joined = arena_alloc(&s->memory, len);
    for (size_t i = 0; joined != NULL && i < list->count; i++) {
        pm_str name = kind_name(s, list->items[i]);
        if (i != 0) {
            joined[at++] = ';';
        }
        memcpy(joined + at, name.data, name.len);
        at += name.len;
    }
    return (pm_str){joined, at};
}

/* ---- evidence ---- */

static void show_captures(const scorer *s, const cell *c, const captured *from, pm_evidence *out) {
    const token *tokens = c->text.tokens;
    out->capture_count = from->count;
    for (uint32_t k = 0; k < from->count; k++) {
        out->capture[k] = (pm_capture){image_string(s->lexis.image, from->item[k].name),
                                       text_original(&c->text, tokens[from->item[k].start].start),
                                       text_original(&c->text, tokens[from->item[k].end - 1].end)};
    }
}

static pm_status show_evidence(scorer *s, const found *x, const piece *p, pm_evidence *out) {
    const image_rule *r = rule_of(s, x);
    const cell *c = &s->cells[x->column];
    *out = (pm_evidence){.criterion = (pm_criterion)r->criterion,
                         .says = (pm_says)r->says,
                         .strength = (pm_strength)r->strength,
                         .column = (pm_column)x->column,
                         .start = text_original(&c->text, x->start),
                         .end = text_original(&c->text, x->end),
                         .rule = image_string(s->lexis.image, r->id),
                         .kind = join_kinds(s, &p->kinds),
                         .why = image_string(s->lexis.image, r->why),
                         .hint = image_string(s->lexis.image, r->hint),
                         .decided = p->decided,
                         .cancelled_by = -1};
    show_captures(s, c, &p->captures, out);
    return out->kind.data != NULL ? PM_OK : PM_ERR_MEMORY;
}

static bool stands(const found *x, pm_criterion c) {
    return x->criterion == c && x->says == PM_MET && x->active && x->cancelled_by < 0;
}

/* The mark tells the kinds of what stands for these two. */
static bool tells_kind(const found *x) {
    return stands(x, PM_OWNER) || stands(x, PM_TIMEFRAME);
}

/* Evidence whose conditions do not hold is no evidence; the rest is shown in order, as far as it is
 * asked for. */
static pm_status collect(scorer *s, const decision decisions[PM_CRITERIA], piece *pieces,
                         size_t *count) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < s->evidence.count; i++) {
        pieces[i].decided = false;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (decisions[c].decided_by >= 0) {
            pieces[decisions[c].decided_by].decided = true;
        }
    }
    *count = 0;
    for (size_t i = 0; status == PM_OK && i < s->evidence.count; i++) {
        const found *x = &s->evidence.items[i];
        bool is_shown = x->active && (s->level == PM_EVIDENCE_ALL ||
                                      (s->level == PM_EVIDENCE_DECIDED && pieces[i].decided));
        pieces[i].number = is_shown ? (ptrdiff_t)(*count)++ : -1;
        if (is_shown || tells_kind(x)) {
            status = evidence_captures(&s->lexis, s->cells, x, &pieces[i].captures);
            find_kinds(s, x, &pieces[i]);
        }
    }
    return status;
}

static pm_status show_all(scorer *s, const piece *pieces, size_t count) {
    pm_evidence *shown = arena_alloc(&s->memory, (count + 1) * sizeof *shown);
    pm_status status = shown != NULL ? PM_OK : PM_ERR_MEMORY;
    for (size_t i = 0; status == PM_OK && i < s->evidence.count; i++) {
        const found *x = &s->evidence.items[i];
        if (pieces[i].number >= 0) {
            pm_evidence *out = &shown[pieces[i].number];
            status = show_evidence(s, x, &pieces[i], out);
            out->cancelled_by = x->cancelled_by >= 0 ? pieces[x->cancelled_by].number : -1;
        }
    }
    s->mark.evidence = shown;
    s->mark.evidence_count = count;
    return status;
}

/* ---- verdicts ---- */

static void show_verdict(scorer *s, int c, const decision *d, const piece *pieces) {
    const image_criterion *k = criterion_of(s, c);
    pm_verdict *v = &s->mark.verdict[c];
    *v = (pm_verdict){.met = d->met,
                      .basis = d->basis,
                      .decided_by = d->decided_by >= 0 ? pieces[d->decided_by].number : -1,
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
static pm_str mark_kinds(scorer *s, pm_criterion c, bool met, const piece *pieces) {
    kind_list kinds = {.count = 0};
    for (size_t i = 0; met && i < s->evidence.count; i++) {
        bool counts =
            stands(&s->evidence.items[i], c) && (kinds.count == 0 || !pieces[i].is_otherwise);
        for (size_t k = 0; counts && k < pieces[i].kinds.count; k++) {
            add_kind(&kinds, pieces[i].kinds.items[k]);
        }
    }
    return join_kinds(s, &kinds);
}

pm_status mark_show(scorer *s, const decision decisions[PM_CRITERIA]) {
    piece *pieces = arena_alloc(&s->memory, (s->evidence.count + 1) * sizeof *pieces);
    size_t count = 0;
    pm_status status = pieces != NULL ? collect(s, decisions, pieces, &count) : PM_ERR_MEMORY;
    status = status == PM_OK ? show_all(s, pieces, count) : status;
    if (status != PM_OK) {
        return status;
    }
    pm_mark *m = &s->mark;
    m->score = 0;
    for (int c = 0; c < PM_CRITERIA; c++) {
        show_verdict(s, c, &decisions[c], pieces);
    }
    m->high_quality = m->score == PM_CRITERIA;
    m->unsure = join_unsure(s);
    m->owner_kind = mark_kinds(s, PM_OWNER, decisions[PM_OWNER].met, pieces);
    m->timeframe_kind = mark_kinds(s, PM_TIMEFRAME, decisions[PM_TIMEFRAME].met, pieces);
    m->truncated = s->evidence.truncated;
    bool whole =
        m->unsure.data != NULL && m->owner_kind.data != NULL && m->timeframe_kind.data != NULL;
    return whole ? PM_OK : PM_ERR_MEMORY;
}
