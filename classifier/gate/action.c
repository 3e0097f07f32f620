/* SPDX-License-Identifier: MIT
 * Keeps true: one finding for each criterion that the action does not meet, whatever the reason;
 * where one stands alone, those that weigh no more than it are left out. */
#include <string.h>

#include "gate/parts.h"

uint64_t kinds_of_names(const image_header *image, pm_str joined) {
    const image_text *names = IMAGE_ARRAY(image, image_text, IMAGE_KINDS);
    uint64_t bits = 0;
    for (size_t from = 0, i = 0; i <= joined.len; i++) {
        if (i < joined.len && joined.data[i] != ';') {
            continue;
        }
        pm_str name = str_slice(joined, from, i);
        for (size_t k = 1; name.len != 0 && k < image->section_count[IMAGE_KINDS]; k++) {
            if (str_equal(name, image_string(image, names[k]))) {
                bits |= UINT64_C(1) << (k - 1);
            }
        }
        from = i + 1;
    }
    return bits;
}

const pm_evidence *work_keep(plan_work *w, const pm_evidence *e) {
    pm_evidence *copy = e != NULL ? arena_alloc(&w->g->memory, sizeof *copy) : NULL;
    if (copy != NULL) {
        *copy = *e;
        copy->kind.data = arena_copy(&w->g->memory, e->kind.data, e->kind.len);
        copy->cancelled_by = -1;
    }
    w->found.no_memory |= e != NULL && (copy == NULL || copy->kind.data == NULL);
    return copy;
}

/* ---- what is wanting ---- */

static uint16_t finding_of(const gate *g, int criterion) {
    const scorer *s = &g->scorer;
    int32_t by = s->judge.decisions[criterion].decided_by;
    uint16_t named = FINDING_NONE;
    if (s->mark.verdict[criterion].basis == PM_BY_LINK) {
        named = g->linked[criterion];
    } else if (by >= 0) {
        const image_rule *rules = IMAGE_ARRAY(s->lexis.image, image_rule, IMAGE_RULES);
        named = rules[s->evidence.items[by].rule].finding;
    }
    return named != FINDING_NONE ? named : g->none[criterion];
}

/* Where the cell holds no task at all, one finding says so. The others of the action are left out,
 * but for those that weigh more: what shuts the gate is always told. */
static bool stands_alone(const plan_work *w, const pm_finding *f) {
    const gate *g = w->g;
    size_t i = 0;
    while (!str_equal(gate_finding_id(g, i), f->id)) {
        i++;
    }
    return g->list[i].alone == FINDING_ALONE ||
           (g->list[i].alone == FINDING_ALONE_EMPTY && !w->facts[w->count].has_words);
}

static void leave_alone(plan_work *w, size_t first) {
    found_list *l = &w->found;
    pm_finding alone = first < l->count ? l->items[first] : (pm_finding){.criterion = -1};
    if (alone.criterion != PM_ACTIONABLE || alone.level == PM_LEVEL_OFF ||
        !stands_alone(w, &alone)) {
        return;
    }
    size_t kept = first + 1;
    for (size_t i = kept; i < l->count; i++) {
        if (l->items[i].level > alone.level) {
            l->items[kept++] = l->items[i];
        }
    }
    l->count = kept;
}

static void add_unmet(plan_work *w, const pm_mark *mark, const action_note *n, int criterion) {
    const pm_verdict *v = &mark->verdict[criterion];
    pm_finding *f = work_add(w, n->finding[criterion], (ptrdiff_t)w->count, v->unsure != 0);
    if (f != NULL) {
        f->criterion = criterion;
        f->confidence = v->confidence;
        f->hint = v->hint.len != 0 ? v->hint : f->hint;
        f->evidence = v->decided_by >= 0 ? work_keep(w, &mark->evidence[v->decided_by]) : NULL;
    }
}

/* ---- what is noted ---- */

/* The day that these bytes of a cell name; 0 when they name none, or more than one date. Even, and
 * hashes of words are odd. */
static uint64_t day_within(const text *t, size_t start, size_t end) {
    const token *only = NULL;
    for (size_t i = 0; i < t->count; i++) {
        const token *d = &t->tokens[i];
        if (d->kind != TOKEN_DATE || d->start < start || d->end > end) {
            continue;
        }
        if (only != NULL || d->day == 0) {
            return 0;
        }
        only = d;
    }
    return only != NULL ? ((uint64_t)only->year << 16 | (uint64_t)only->month << 8 | only->day) << 1
                        : 0;
}

/* What its time is known again by, when that is of a kind that counts as a deadline: a day however
 * it is written, if the time is of one kind and its evidence holds the day; else the words. */
static uint64_t deadline_of(const gate *g) {
    const scorer *s = &g->scorer;
    uint16_t one = g->of_check[CHECK_ONE_DEADLINE];
    int32_t by = s->judge.decisions[PM_TIMEFRAME].decided_by;
    uint64_t kinds = kinds_of_names(g->image, s->mark.timeframe_kind);
    if (one == FINDING_NONE || !s->mark.verdict[PM_TIMEFRAME].met || by < 0 ||
        (kinds & g->list[one].kinds) == 0) {
        return 0;
    }
    const found *x = &s->evidence.items[by];
    const text *t = &s->cells[x->column].text;
    bool whole = x->column == PM_BY_WHEN, one_kind = (kinds & (kinds - 1)) == 0;
    size_t start = whole ? 0 : x->start, end = whole ? t->fold.len : x->end;
    uint64_t one_day = one_kind ? day_within(t, start, end) : 0;
    return one_day != 0 && one_day == day_within(t, x->start, x->end)
               ? one_day
               : words_hash(str_slice(t->fold, start, end));
}

static uint64_t hash_of(const gate *g, const pm_action *action, pm_column c) {
    return action->cell[c].len != 0 ? words_hash(g->scorer.cells[c].text.fold) : 0;
}

/* The dates to be noted, in the order of the cells, unless `out` is NULL; how many. */
static size_t note_dates(const gate *g, const pm_action *action, noted_date *out) {
    size_t count = 0;
    for (int c = 0; c < PM_COLUMNS; c++) {
        const text *t = &g->scorer.cells[c].text;
        for (size_t i = 0; action->cell[c].len != 0 && i < t->count; i++) {
            if (day_is_noted(&t->tokens[i])) {
                if (out != NULL) {
                    out[count] = day_note(t, &t->tokens[i], (pm_column)c);
                }
                count++;
            }
        }
    }
    return count;
}

/* ---- what an action comes to by itself ---- */

/* An action's mark and note. */
typedef struct answer {
    const pm_mark *mark;
    const action_note *note;
    bool anew; /* the scorer marked it last */
} answer;

static size_t note_size(size_t dates) {
    return sizeof(action_note) + dates * sizeof(noted_date);
}

/* Of the action marked last; lives until the next one is marked. NULL: no memory. */
static const action_note *note_action(gate *g, const pm_action *action) {
    const pm_mark *mark = &g->scorer.mark;
    size_t dates = note_dates(g, action, NULL);
    action_note *n = arena_alloc(&g->scorer.memory, note_size(dates));
    if (n == NULL) {
        return NULL;
    }
    *n = (action_note){.who = hash_of(g, action, PM_WHO),
                       .rest = hash_of(g, action, PM_BY_WHEN) * 3 + hash_of(g, action, PM_MEASURE),
                       .deadline = deadline_of(g),
                       .owner_kinds = kinds_of_names(g->image, mark->owner_kind),
                       .date_count = dates};
    note_dates(g, action, n->dates);
    for (int c = 0; c < PM_CRITERIA; c++) {
        n->finding[c] = mark->verdict[c].met ? FINDING_NONE : finding_of(g, c);
    }
    return n;
}

static pm_status mark_anew(gate *g, const pm_action *action, answer *out) {
    pm_status status = scorer_mark(&g->scorer, action);
    *out = (answer){&g->scorer.mark, status == PM_OK ? note_action(g, action) : NULL, true};
    return status == PM_OK && out->note == NULL ? PM_ERR_MEMORY : status;
}

/* One that came lately is not marked anew, unless a date in it lies before the plan: then all times
 * have to be looked at. */
static pm_status answer_for(const plan_work *w, const pm_action *action, answer *out) {
    gate *g = w->g;
    recall *r = &g->scorer.recall;
    recall_note note = {NULL, 0};
    lookup_bits key;
    bool may_come = recall_key_of(r, action, g->scorer.level, &key), met = false;
    const pm_mark *known = may_come ? recall_find(r, &key, &note) : NULL;
    *out = (answer){known, note.data, false};
    if (known != NULL && !days_lie_before(w, out->note)) {
        return PM_OK;
    }
    pm_status status = mark_anew(g, action, out);
    if (status == PM_OK && may_come && known == NULL) {
        status = recall_met(r, &key, &met);
    }
    note = (recall_note){out->note, met ? note_size(out->note->date_count) : 0};
    return met ? recall_keep(r, &key, out->mark, note) : status;
}

/* ---- an action of the plan ---- */

/* The action's text without case. */
static pm_status fold_text(gate *g, const pm_action *action, bool anew, pm_str *out) {
    pm_str given = action->cell[PM_TEXT];
    *out = anew && given.len != 0 ? g->scorer.cells[PM_TEXT].text.fold : (pm_str){NULL, 0};
    if (anew || given.len == 0) {
        return PM_OK;
    }
    scorer_forget(&g->scorer);
    return text_fold(given, &g->scorer.memory, out);
}

static pm_status take_facts(plan_work *w, const pm_action *action, const answer *a) {
    action_facts *f = &w->facts[w->count];
    pm_str words;
    pm_status status = fold_text(w->g, action, a->anew, &words);
    *f = (action_facts){.who = a->note->who,
                        .rest = a->note->rest,
                        .deadline = a->note->deadline,
                        .owner_kinds = a->note->owner_kinds};
    f->has_words = status == PM_OK && action_digest(w, words, f->digest);
    return status;
}

static pm_str keep_text(plan_work *w, pm_str s) {
    char *copy = arena_copy(&w->g->memory, s.data, s.len);
    w->found.no_memory |= copy == NULL;
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

static void take_marks(plan_work *w, const pm_plan_action *given, const pm_mark *mark) {
    pm_checked_action *a = &w->actions[w->count];
    *a = (pm_checked_action){.given = given,
                             .score = mark->score,
                             .truncated = mark->truncated,
                             .high_quality = mark->high_quality,
                             .owner_kind = keep_text(w, mark->owner_kind),
                             .timeframe_kind = keep_text(w, mark->timeframe_kind)};
    for (int c = 0; c < PM_CRITERIA; c++) {
        a->met[c] = mark->verdict[c].met;
        a->unsure[c] = mark->verdict[c].unsure;
        w->met[c] += a->met[c] != 0;
    }
    w->score += (size_t)mark->score;
    w->high_quality += mark->high_quality != 0;
}

pm_status work_action(plan_work *w, const pm_plan_action *given) {
    answer a;
    pm_status status = answer_for(w, &given->action, &a);
    status = status == PM_OK ? take_facts(w, &given->action, &a) : status;
    if (status != PM_OK) {
        return status;
    }
    take_marks(w, given, a.mark);
    size_t first = w->found.count;
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (!a.mark->verdict[c].met) {
            add_unmet(w, a.mark, a.note, c);
        }
    }
    leave_alone(w, first);
    work_days(w, a.note, (ptrdiff_t)w->count);
    w->count++;
    return w->found.no_memory ? PM_ERR_MEMORY : PM_OK;
}
