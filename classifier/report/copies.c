/* SPDX-License-Identifier: MIT
 * Tables of copied text. Keeps true: texts and plans are compared in an order that hangs on their
 * words alone. */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "stats/similar.h"

static const pm_table_column copies_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                 {"count", "count", PM_IS_COUNT, PM_PART_VALUE, 0},
                                                 {"of", "of", PM_IS_COUNT, PM_PART_VALUE, 0},
                                                 {"share", "share", PM_IS_SHARE, PM_PART_VALUE, 1}};
static const sheet_form copies_form = SHEET(
    copies, "Copied text", PM_CHART_NONE,
    "Actions that stand in several plans, word for word or nearly so (names, dates and numbers "
    "counted as one word each, four fifths of the words shared), and plans that share four "
    "fifths of their actions with another plan.");

static const pm_table_column copied_actions_columns[] = {
    {"text", "action", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"plans", "plans", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"plans_word_for_word", "plans, word for word", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"authorities", "authorities", PM_IS_COUNT, PM_PART_VALUE, 0}};
static const sheet_form copied_actions_form = SHEET(
    copied_actions, "Actions that are copied most", PM_CHART_NONE,
    "Texts that stand in several plans, by how many plans. The text itself is shown with --text "
    "full alone.");

static const pm_table_column copied_plans_columns[] = {
    {"authority", "authority", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"plan_id", "plan", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"like_authority", "is like: authority", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"like_plan_id", "plan", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"alike", "share of actions", PM_IS_SHARE, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0}};
static const sheet_form copied_plans_form =
    SHEET(copied_plans, "Plans that are copies", PM_CHART_NONE,
          "Plans of three actions or more that share at least four fifths of their actions with "
          "another one. Plans of siblings are often alike for good reason.");

/* A text, and the group that it leads. All that is asked at once stands together, since texts come
 * in any order. */
typedef struct text_group {
    uint32_t leader;
    uint32_t exact, exact_last; /* plans that have the text itself */
    uint32_t actions, plans, authorities, last_plan, last_authority; /* of the group */
} text_group;

typedef struct likeness {
    text_group *texts;
    uint64_t repeated; /* actions whose text came before in their plan */
} likeness;

static text_group *group_of(const likeness *l, const fact *x) {
    return &l->texts[l->texts[x->text].leader];
}

/* ---- texts that are alike ---- */

/* What a text is sorted by stands here, since the texts lie too far apart to be compared. */
typedef struct placed_text {
    uint64_t hash;
    uint32_t actions, number;
} placed_text;

/* Those of many actions lead. */
static int by_weight(const void *a, const void *b) {
    const placed_text *x = a, *y = b;
    return x->actions != y->actions ? (x->actions > y->actions ? -1 : 1)
                                    : (x->hash > y->hash) - (x->hash < y->hash);
}

/* Those of one action, which most are, are dealt by the first bits of their hash; what is left to
 * sort then is near at hand. */
enum { DEALT_BITS = 16, HEAPS = 1 + (1 << DEALT_BITS) };
static size_t heap_of(const text_kept *x) {
    return x->actions > 1 ? 0 : 1 + (size_t)(x->hash >> (64 - DEALT_BITS));
}

static bool sort_texts(report *r, placed_text *order) {
    const texts *t = &r->texts;
    size_t *end = mem_zalloc(r->allocator, (HEAPS + 1) * sizeof *end);
    if (end == NULL) {
        return false;
    }
    for (size_t i = 0; i < t->count; i++) {
        end[heap_of(&t->items[i]) + 1]++;
    }
    for (size_t h = 1; h <= HEAPS; h++) {
        end[h] += end[h - 1];
    }
    for (size_t i = 0; i < t->count; i++) {
        const text_kept *x = &t->items[i];
        order[end[heap_of(x)]++] = (placed_text){x->hash, x->actions, (uint32_t)i};
    }
    for (size_t h = 0, from = 0; h < HEAPS; from = end[h++]) {
        qsort(order + from, end[h] - from, sizeof *order, by_weight);
    }
    mem_free(r->allocator, end);
    return true;
}

/* In that order texts lie anywhere in memory: each is sent for, and then its set, before its turn.
 */
static void send_for(const texts *t, const placed_text *order, size_t i) {
    enum { AHEAD = 16 };
    if (t->count - i > 2 * AHEAD) {
        __builtin_prefetch(&t->items[order[i + 2 * AHEAD].number]);
        __builtin_prefetch(&t->sets[t->items[order[i + AHEAD].number].begin]);
    }
}

/* The sets of the texts in that order, one behind the other. */
static pm_status group_placed(report *r, const placed_text *order, uint32_t *leader) {
    const texts *t = &r->texts;
    uint32_t *items = mem_array(r->allocator, t->set_count, sizeof *items);
    size_t *begin = mem_array(r->allocator, t->count + 1, sizeof *begin), at = 0;
    pm_status status = PM_ERR_MEMORY;
    if (items != NULL && begin != NULL) {
        for (size_t i = 0; i < t->count; i++) {
            const text_kept *x = &t->items[order[i].number];
            send_for(t, order, i);
            begin[i] = at;
            if (x->size != 0) {
                memcpy(items + at, t->sets + x->begin, x->size * sizeof *items);
            }
            at += x->size;
        }
        begin[t->count] = at;
        similar_sets sets = {items, begin, t->count};
        status = similar_group(&sets, REPORT_ALIKE, REPORT_ALIKE_WORDS, r->allocator, leader);
    }
    mem_free(r->allocator, items);
    mem_free(r->allocator, begin);
    return status;
}

static pm_status find_leaders(report *r, likeness *l) {
    const texts *t = &r->texts;
    placed_text *order = mem_array(r->allocator, t->count, sizeof *order);
    uint32_t *leader = mem_array(r->allocator, t->count, sizeof *leader);
    pm_status status = PM_ERR_MEMORY;
    if (order != NULL && leader != NULL && sort_texts(r, order)) {
        status = group_placed(r, order, leader);
    }
    for (size_t i = 0; status == PM_OK && i < t->count; i++) {
        l->texts[order[i].number].leader = order[leader[i]].number;
    }
    mem_free(r->allocator, order);
    mem_free(r->allocator, leader);
    return status;
}

static void count_action(likeness *l, const fact *x, uint32_t authority) {
    text_group *own = &l->texts[x->text], *group = group_of(l, x);
    uint32_t plan = x->plan + 1;
    l->repeated += own->exact_last == plan;
    own->exact += own->exact_last != plan;
    own->exact_last = plan;
    group->actions++;
    group->plans += group->last_plan != plan;
    group->last_plan = plan;
    group->authorities += group->last_authority != authority;
    group->last_authority = authority;
}

/* In how many plans and authorities each text stands; plans come in their order, so those of one
 * authority do too. */
static void count_plans(const report *r, likeness *l) {
    enum { AHEAD = 16 };
    const facts *f = &r->facts;
    uint32_t authority = 1;
    for (size_t i = 0; i < f->count; i++) {
        const fact *x = &f->items[i];
        if (f->count - i > AHEAD && x[AHEAD].text != FACT_NO_TEXT) {
            __builtin_prefetch(&l->texts[x[AHEAD].text], 1);
        }
        authority += i != 0 && x->plan != x[-1].plan &&
                     !str_equal(f->plans[x->plan].authority, f->plans[x[-1].plan].authority);
        if (x->text != FACT_NO_TEXT) {
            count_action(l, x, authority);
        }
    }
}

/* ---- plans that are alike ---- */

typedef struct plan_sets {
    uint32_t *items, *leader, *number; /* number: of the plan, by place */
    size_t *begin;
    size_t count;
} plan_sets;

static uint64_t mixed(uint64_t x) {
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ x >> 31;
}

/* The texts of a plan as a set. A text is called by the hash of its leader's words. */
static void take_plan(const report *r, const likeness *l, plan_sets *p, size_t from, size_t to) {
    size_t at = p->begin[p->count], kept = 0;
    for (size_t i = from; i < to; i++) {
        const fact *x = &r->facts.items[i];
        if (x->text != FACT_NO_TEXT) {
            p->items[at + kept++] =
                (uint32_t)(mixed(r->texts.items[l->texts[x->text].leader].hash) >> 32);
        }
    }
    p->number[p->count] = r->facts.items[from].plan;
    p->begin[++p->count] = at + texts_each_once(p->items + at, kept);
}

static pm_status group_plans(report *r, const likeness *l, plan_sets *p) {
    const facts *f = &r->facts;
    *p = (plan_sets){.items = mem_array(r->allocator, f->count, sizeof *p->items),
                     .leader = mem_array(r->allocator, f->plan_count, sizeof *p->leader),
                     .number = mem_array(r->allocator, f->plan_count, sizeof *p->number),
                     .begin = mem_array(r->allocator, f->plan_count + 1, sizeof *p->begin)};
    if (p->items == NULL || p->leader == NULL || p->number == NULL || p->begin == NULL) {
        return PM_ERR_MEMORY;
    }
    p->begin[0] = 0;
    for (size_t i = 0; i < f->count;) {
        size_t to = i;
        while (to < f->count && f->items[to].plan == f->items[i].plan) {
            to++;
        }
        take_plan(r, l, p, i, to);
        i = to;
    }
    similar_sets sets = {p->items, p->begin, p->count};
    return similar_group(&sets, REPORT_ALIKE, REPORT_ALIKE_ACTIONS, r->allocator, p->leader);
}

static void free_plans(report *r, plan_sets *p) {
    mem_free(r->allocator, p->items);
    mem_free(r->allocator, p->leader);
    mem_free(r->allocator, p->number);
    mem_free(r->allocator, p->begin);
}

/* ---- tables ---- */

static void share_row(sheets *s, const char *name, uint64_t count, uint64_t of) {
    put_words(s, name);
    put_count(s, count);
    put_count(s, of);
    if (of != 0) {
        put_number(s, (double)count / (double)of);
    } else {
        put_nothing(s, 1);
    }
}

static bool is_copied(const likeness *l, const fact *x) {
    return x->text != FACT_NO_TEXT && group_of(l, x)->plans > 1;
}

/* Plans with a copied action. */
static uint64_t plans_with(const facts *f, const likeness *l) {
    uint64_t count = 0;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < f->count; i++) {
        const fact *x = &f->items[i];
        if (is_copied(l, x) && x->plan != last) {
            count++;
            last = x->plan;
        }
    }
    return count;
}

static void actions_rows(report *r, const likeness *l) {
    const facts *f = &r->facts;
    uint64_t read = 0, exact = 0, near = 0;
    for (size_t i = 0; i < f->count; i++) {
        const fact *x = &f->items[i];
        read += x->text != FACT_NO_TEXT;
        exact += x->text != FACT_NO_TEXT && l->texts[x->text].exact > 1;
        near += is_copied(l, x);
    }
    sheets *s = &r->sheets;
    if (read == 0 && f->count != 0) {
        put_note(s, "The words of the actions are not in the input: copies cannot be found.");
    } else if (f->count != 0) {
        share_row(s, "actions that stand in another plan word for word", exact, read);
        share_row(s, "actions that stand in another plan, or nearly so", near, read);
        share_row(s, "actions that came before in their own plan", l->repeated, read);
    }
}

static void copies_table(report *r, const likeness *l, const plan_sets *p) {
    uint64_t large = 0, copied = 0;
    for (size_t i = 0; i < p->count; i++) {
        large += p->begin[i + 1] - p->begin[i] >= REPORT_ALIKE_ACTIONS;
        copied += p->leader[i] != i;
    }
    sheets_begin(&r->sheets, &copies_form);
    actions_rows(r, l);
    if (r->texts.count != 0) {
        share_row(&r->sheets, "plans with an action that stands in another plan, or nearly so",
                  plans_with(&r->facts, l), p->count);
        share_row(&r->sheets, "plans of three actions or more that are like another one", copied,
                  large);
    }
    sheets_end(&r->sheets);
}

typedef struct copied_text {
    uint32_t number, plans;
    uint64_t hash;
} copied_text;

static int by_plans(const void *a, const void *b) {
    const copied_text *x = a, *y = b;
    return x->plans != y->plans ? (x->plans > y->plans ? -1 : 1)
                                : (x->hash > y->hash) - (x->hash < y->hash);
}

static void text_row(report *r, const likeness *l, uint32_t n) {
    sheets *s = &r->sheets;
    if (r->texts.items[n].shown.len != 0) {
        put_str(s, r->texts.items[n].shown);
    } else {
        put_nothing(s, 1);
    }
    put_count(s, l->texts[n].actions);
    put_count(s, l->texts[n].plans);
    put_count(s, l->texts[n].exact);
    put_count(s, l->texts[n].authorities);
}

static void texts_table(report *r, const likeness *l) {
    size_t count = 0;
    copied_text *list = mem_array(r->allocator, r->texts.count, sizeof *list);
    r->sheets.failed |= list == NULL;
    for (size_t i = 0; list != NULL && i < r->texts.count; i++) {
        if (l->texts[i].plans > 1) {
            list[count++] = (copied_text){(uint32_t)i, l->texts[i].plans, r->texts.items[i].hash};
        }
    }
    if (list != NULL) {
        qsort(list, count, sizeof *list, by_plans);
    }
    sheets_begin(&r->sheets, &copied_actions_form);
    for (size_t i = 0; i < count && i < REPORT_ROWS_OF_COPIES; i++) {
        text_row(r, l, list[i].number);
    }
    if (count > REPORT_ROWS_OF_COPIES) {
        put_note(&r->sheets, "The %d of %zu that stand in most plans.", REPORT_ROWS_OF_COPIES,
                 count);
    }
    sheets_end(&r->sheets);
    mem_free(r->allocator, list);
}

/* How a plan may be called. */
static void put_plan(report *r, uint32_t n) {
    const fact_plan *p = &r->facts.plans[n];
    pm_row row = {.plan_id = p->id, .authority = p->authority};
    shown s;
    r->sheets.failed |= redact_row(&r->redact, &row, &s) != PM_OK;
    if (!r->sheets.failed) {
        put_str(&r->sheets, s.authority);
        put_str(&r->sheets, s.plan_id);
    }
}

static void plans_table(report *r, const plan_sets *p) {
    similar_sets sets = {p->items, p->begin, p->count};
    size_t rows = 0;
    sheets_begin(&r->sheets, &copied_plans_form);
    for (size_t i = 0; i < p->count && !r->sheets.failed; i++) {
        if (p->leader[i] == i || rows++ >= REPORT_ROWS_OF_COPIES) {
            continue;
        }
        put_plan(r, p->number[i]);
        put_plan(r, p->number[p->leader[i]]);
        put_number(&r->sheets, similar_likeness(&sets, i, p->leader[i]));
        put_count(&r->sheets, p->begin[i + 1] - p->begin[i]);
    }
    if (rows > REPORT_ROWS_OF_COPIES) {
        put_note(&r->sheets, "The first %d of %zu.", REPORT_ROWS_OF_COPIES, rows);
    }
    sheets_end(&r->sheets);
}

pm_status report_copies(report *r) {
    likeness l = {.texts = mem_zalloc(r->allocator, r->texts.count * sizeof *l.texts)};
    plan_sets p = {.items = NULL};
    pm_status status = l.texts != NULL ? find_leaders(r, &l) : PM_ERR_MEMORY;
    if (status == PM_OK) {
        count_plans(r, &l);
        status = group_plans(r, &l, &p);
    }
    if (status == PM_OK) {
        copies_table(r, &l, &p);
        texts_table(r, &l);
        plans_table(r, &p);
    }
    free_plans(r, &p);
    mem_free(r->allocator, l.texts);
    return status;
}
