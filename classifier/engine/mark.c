/* SPDX-License-Identifier: MIT
 * Keeps true: a mark tells nothing that the evidence and the decisions do not hold. */
#include "engine/mark.h"

#include <string.h>

/* ---- kinds ---- */

enum { MOST_KINDS_SHOWN = 64 };
typedef struct kind_list {
    size_t count;
    uint8_t items[MOST_KINDS_SHOWN];
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

static void captured_kinds(const cell *c, const captured *captures, kind_list *out) {
    for (uint32_t k = 0; k < captures->count; k++) {
        for (uint32_t i = captures->item[k].start;
             captures->item[k].tells_kind && i < captures->item[k].end; i++) {
            const uint8_t *kinds = c->units[i].is.type->kinds;
            for (size_t n = 1; n <= kinds[0]; n++) {
                add_kind(out, kinds[n]);
            }
        }
    }
}

/* The kinds a piece of evidence shows: the rule's own, else those of what it captured, else, and
 * then it returns true, the criterion's for want of one. */
static bool find_kinds(const scorer *s, const found *x, uint8_t own, const captured *captures,
                       kind_list *out) {
    if (x->weighed) { /* a word that outweighs names nobody */
        out->count = 0;
        return true;
    }
    out->count = own != IMAGE_NO_KIND;
    out->items[0] = own;
    if (own == IMAGE_NO_KIND) {
        captured_kinds(&s->cells[x->column], captures, out);
    }
    bool is_otherwise = out->count == 0 && x->says == PM_MET;
    if (is_otherwise) {
        add_kind(out,
                 image_criterion_of(s->lexis.image, (pm_criterion)x->criterion)->otherwise_kind);
    }
    return is_otherwise;
}

static pm_str kind_name(const scorer *s, uint8_t kind) {
    return image_string(s->lexis.image, IMAGE_ARRAY(s->lexis.image, image_text, IMAGE_KINDS)[kind]);
}

/* {NULL, 0}: no memory. */
static pm_str join_kinds(scorer *s, const kind_list *list) {
    size_t len = 0, at = 0;
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

static inline pm_str show_kinds(scorer *s, const kind_list *list) {
    return list->count > 1    ? join_kinds(s, list)
           : list->count == 1 ? kind_name(s, list->items[0])
                              : STR("");
}

/* ---- evidence ---- */

/* What a mark is made of, on the way. */
typedef struct view {
    scorer *s;
    const judge *judge;
    int32_t *number; /* of each piece in the mark, by 1 + its place; -1: not shown, or no piece */
    int32_t *wanted; /* the pieces that are shown or tell a kind */
    size_t wanted_count;
    pm_evidence *shown;
    size_t shown_count;
    kind_list owner, timeframe; /* of what stands for them */
} view;

/* Large, so not set as a whole. */
static void begin_view(view *v, scorer *s, const judge *j) {
    v->s = s;
    v->judge = j;
    v->owner.count = v->timeframe.count = 0;
}

static void show_captures(const scorer *s, const cell *c, const captured *from, pm_evidence *out) {
    const token *tokens = c->text.tokens;
    out->capture_count = from->count;
    for (uint32_t k = 0; k < from->count; k++) {
        out->capture[k] = (pm_capture){image_string(s->lexis.image, from->item[k].name),
                                       text_original(&c->text, tokens[from->item[k].start].start),
                                       text_original(&c->text, tokens[from->item[k].end - 1].end)};
    }
}

/* Leaves the captures beyond the last one as they are. */
static pm_status show_evidence(const view *v, size_t at, const image_rule *r,
                               const captured *captures, const kind_list *kinds) {
    scorer *s = v->s;
    const image_header *image = s->lexis.image;
    const found *x = &s->evidence.items[at];
    const cell *c = &s->cells[x->column];
    pm_evidence *out = &v->shown[v->number[at + 1]];
    out->criterion = (pm_criterion)x->criterion;
    out->says = (pm_says)x->says;
    out->strength = (pm_strength)x->strength;
    out->column = (pm_column)x->column;
    out->start = text_original(&c->text, x->start);
    out->end = text_original(&c->text, x->end);
    out->rule = image_string(image, r->id);
    out->kind = show_kinds(s, kinds);
    out->why = image_string(image, r->why);
    out->hint = image_string(image, r->hint);
    out->decided = (size_t)v->judge->decisions[x->criterion].decided_by == at;
    out->cancelled_by = v->number[x->cancelled_by + 1];
    show_captures(s, c, captures, out);
    return out->kind.data != NULL ? PM_OK : PM_ERR_MEMORY;
}

/* Why a piece is wanted. */
enum { IS_SHOWN = 1, TELLS_KIND = 2 };

/* The mark tells the kinds of what stands for a criterion that is met. */
static void want_kinds(const view *v, pm_criterion c, uint8_t *why) {
    const found *items = v->s->evidence.items;
    int32_t i = v->judge->decisions[c].met ? v->judge->first[c][PM_MET] : -1;
    for (; i >= 0; i = items[i].next) {
        why[i] |= (items[i].active & (items[i].cancelled_by < 0)) ? TELLS_KIND : 0;
    }
}

/* Evidence whose conditions do not hold is no evidence; the rest is shown in order, as far as it is
 * asked for. */
static void want_evidence(const view *v, uint8_t *why) {
    const scorer *s = v->s;
    for (size_t i = 0; s->level == PM_EVIDENCE_ALL && i < s->evidence.count; i++) {
        why[i] |= s->evidence.items[i].active ? IS_SHOWN : 0;
    }
    for (int c = 0; s->level == PM_EVIDENCE_DECIDED && c < PM_CRITERIA; c++) {
        const decision *d = &v->judge->decisions[c];
        if (d->decided_by >= 0 && !(s->unmet_alone && d->met)) {
            why[d->decided_by] |= IS_SHOWN;
        }
    }
}

/* The pieces in their order. Words that outweigh stand behind the others and are few. */
static void put_in_order(const evidence_list *list, int32_t *order) {
    for (size_t i = 0; i < list->count; i++) {
        size_t at = i;
        for (; list->items[i].weighed && at > 0 &&
               evidence_order(&list->items[order[at - 1]], &list->items[i]) > 0;
             at--) {
            order[at] = order[at - 1];
        }
        order[at] = (int32_t)i;
    }
}

/* Numbers what is shown. Whether a piece is wanted cannot be foretold, so it is not branched on. */
static void choose(view *v, int32_t *order, uint8_t *why) {
    size_t count = v->s->evidence.count;
    int32_t *number = v->number + 1, *wanted = v->wanted, shown = 0;
    memset(why, 0, count);
    want_evidence(v, why);
    want_kinds(v, PM_OWNER, why);
    want_kinds(v, PM_TIMEFRAME, why);
    put_in_order(&v->s->evidence, order);
    number[-1] = -1;
    for (size_t i = 0; i < count; i++) {
        int32_t at = order[i];
        number[at] = why[at] & IS_SHOWN ? shown : -1;
        shown += why[at] & IS_SHOWN;
        *wanted = at;
        wanted += why[at] != 0;
    }
    v->shown_count = (size_t)shown;
    v->wanted_count = (size_t)(wanted - v->wanted);
}

/* What no piece can tell better than the criterion itself counts only when nothing else was told.
 */
static void tell_kinds(kind_list *told, const kind_list *kinds, bool is_otherwise) {
    size_t count = told->count == 0 || !is_otherwise ? kinds->count : 0;
    for (size_t k = 0; k < count; k++) {
        add_kind(told, kinds->items[k]);
    }
}

static pm_status take_piece(view *v, size_t at, unsigned why) {
    scorer *s = v->s;
    const found *x = &s->evidence.items[at];
    bool is_shown = (why & IS_SHOWN) != 0;
    const image_rule *r = v->judge->rules + x->rule;
    kind_list kinds;
    captured captures;
    pm_status status = PM_OK;
    captures.count = 0;
    if (is_shown || r->kind == IMAGE_NO_KIND) {
        status = evidence_captures(&s->lexis, s->cells, x, &captures);
        s->evidence.truncated |= captures.truncated;
    }
    bool is_otherwise = find_kinds(s, x, r->kind, &captures, &kinds);
    if (why & TELLS_KIND) {
        tell_kinds(x->criterion == PM_OWNER ? &v->owner : &v->timeframe, &kinds, is_otherwise);
    }
    return status == PM_OK && is_shown ? show_evidence(v, at, r, &captures, &kinds) : status;
}

static pm_status take_evidence(view *v) {
    scorer *s = v->s;
    size_t count = s->evidence.count;
    v->number = arena_alloc(&s->memory, (count + 1) * (3 * sizeof *v->number + 1));
    if (v->number == NULL) {
        return PM_ERR_MEMORY;
    }
    v->wanted = v->number + count + 1;
    int32_t *order = v->wanted + count + 1;
    uint8_t *why = (uint8_t *)(order + count + 1);
    choose(v, order, why);
    v->shown = arena_alloc(&s->memory, (v->shown_count + 1) * sizeof *v->shown);
    pm_status status = v->shown != NULL ? PM_OK : PM_ERR_MEMORY;
    for (size_t i = 0; status == PM_OK && i < v->wanted_count; i++) {
        status = take_piece(v, (size_t)v->wanted[i], why[v->wanted[i]]);
    }
    return status;
}

/* ---- verdicts ---- */

static void show_verdict(const view *v, const image_criterion *k) {
    const scorer *s = v->s;
    const decision *d = &v->judge->decisions[k->criterion];
    float confidence = verdict_confidence(v->judge, k);
    v->s->mark.verdict[k->criterion] =
        (pm_verdict){.met = d->met,
                     .unsure = confidence < s->lexis.image->unsure_below,
                     .confidence = (double)confidence,
                     .basis = d->basis,
                     .decided_by = v->number[d->decided_by + 1],
                     .link = (pm_criterion)(d->link >= 0 ? d->link : k->criterion),
                     .hint = d->met ? (pm_str){NULL, 0} : image_string(s->lexis.image, d->hint)};
    v->s->mark.score += d->met;
}

/* Names are copied whole, whether they are kept or not. */
static pm_str join_unsure(scorer *s) {
    static const struct {
        char text[15];
        uint8_t len;
    } names[PM_CRITERIA] = {{"actionable;", 11},
                            {"measurable;", 11},
                            {"measure_given;", 14},
                            {"timeframe;", 10},
                            {"owner;", 6}};
    char *joined = arena_alloc(&s->memory, PM_CRITERIA * sizeof names[0].text);
    size_t at = 0;
    for (int c = 0; joined != NULL && c < PM_CRITERIA; c++) {
        memcpy(joined + at, names[c].text, sizeof names[c].text);
        at += s->mark.verdict[c].unsure ? names[c].len : 0;
    }
    return (pm_str){joined, at - (at != 0)};
}

pm_status mark_show(scorer *s, const judge *j) {
    view v;
    begin_view(&v, s, j);
    pm_status status = take_evidence(&v);
    if (status != PM_OK) {
        return status;
    }
    pm_mark *m = &s->mark;
    m->evidence = v.shown;
    m->evidence_count = v.shown_count;
    m->score = 0;
    for (int i = 0; i < PM_CRITERIA; i++) {
        show_verdict(&v, &s->lexis.image->criteria[i]);
    }
    m->high_quality = m->score == PM_CRITERIA;
    m->unsure = join_unsure(s);
    m->owner_kind = show_kinds(s, &v.owner);
    m->timeframe_kind = show_kinds(s, &v.timeframe);
    m->truncated = s->evidence.truncated;
    bool whole =
        m->unsure.data != NULL && m->owner_kind.data != NULL && m->timeframe_kind.data != NULL;
    return whole ? PM_OK : PM_ERR_MEMORY;
}
