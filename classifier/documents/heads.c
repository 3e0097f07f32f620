/* SPDX-License-Identifier: MIT
 * Keeps true: headings are those of actions when one of them means the action and another one
 * something too; what stands below belongs to the columns that they were found in. */
#include "documents/tables.h"

#include <string.h>

static void look_at_heading(finder *f, heads *h, const doc_cell *c, pm_str text) {
    bool weak = false;
    size_t rank;
    if (text_void(text)) {
        return;
    }
    h->filled++;
    column_slot slot = find_meaning(f, text, &rank);
    if (slot == SLOT_NONE && find_is_prose(text)) {
        h->prose++;
        return;
    }
    h->known += slot != SLOT_NONE;
    h->planned |= slot == SLOT_BY_WHEN || slot == SLOT_MEASURE;
    if (slot == SLOT_ACTION && (h->action == SIZE_MAX || h->weak)) {
        (void)find_is_action(f, text, &weak);
        h->action = c->column;
        h->weak = weak;
    }
}

heads heads_of_row(finder *f, const doc_row *r) {
    heads h = {.action = SIZE_MAX};
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        if (c->goes_on == NULL) {
            look_at_heading(f, &h, c, cell_shown(f, c));
        }
    }
    return h;
}

/* An action, and something else that is known; words that head lists of services, too, need a time
 * or a measure beside them; most cells may be none of planmark's. */
bool heads_suffice(const heads *h) {
    return h->action != SIZE_MAX && h->known >= 2 && h->prose == 0 && (!h->weak || h->planned);
}

static pm_str on_one_line(finder *f, pm_str a, pm_str b, arena *in) {
    a = find_heading(f, a); /* without what stands below it for the writer */
    buffer_clear(&f->text);
    buffer_str(&f->text, a);
    buffer_char(&f->text, ' ');
    buffer_str(&f->text, b);
    f->failed |= f->text.failed;
    return find_keep(f, in, buffer_view(&f->text));
}

/* Two rows as one: a lower heading stands for itself where it means something, or else behind the
 * upper one ("What" over "needs to happen?"). */
static pm_str joined_heading(finder *f, const doc_cell *u, const doc_cell *l, size_t at,
                             arena *in) {
    size_t rank;
    bool begins = l != NULL && l->column == at && l->goes_on == NULL;
    bool above = u != NULL && (u->column == at || begins);
    pm_str top = above ? cell_kept(f, cell_owner(u), in) : (pm_str){NULL, 0};
    pm_str low = begins ? cell_kept(f, l, in) : (pm_str){NULL, 0};
    if (low.len == 0 || top.len == 0) {
        return low.len != 0 ? low : top;
    }
    if (find_meaning(f, low, &rank) != SLOT_NONE) {
        return low;
    }
    pm_str both = on_one_line(f, top, low, in);
    bool known = find_meaning(f, both, &rank) != SLOT_NONE;
    return known || find_meaning(f, top, &rank) == SLOT_NONE ? both : top;
}

/* Does each cell of the lower row end the heading above it: "Who" over "will do it?" */
static bool only_together(finder *f, const doc_row *upper, const doc_row *lower) {
    size_t rank, together = 0;
    const doc_cell *at = upper->first;
    for (const doc_cell *l = lower->first; l != NULL; l = l->next) {
        const doc_cell *u = row_cell_from(&at, l->column);
        if (cell_is_blank(l)) {
            continue;
        }
        if (u == NULL || u->column != l->column || cell_is_blank(u)) {
            return false;
        }
        pm_str low = cell_kept(f, l, &f->queued);
        pm_str both = on_one_line(f, cell_kept(f, u, &f->queued), low, &f->queued);
        if (find_meaning(f, low, &rank) != SLOT_NONE || find_meaning(f, both, &rank) == SLOT_NONE) {
            return false;
        }
        together++;
    }
    return together != 0;
}

/* Is the row below a second row of headings? It has none of its own below the action, or they mean
 * something as headings only together. */
bool heads_in_two_rows(finder *f, const doc_row *upper, const doc_row *lower) {
    enum { WIDEST_OF_TWO = 64 };
    heads h = heads_of_row(f, lower), both = {.action = SIZE_MAX};
    heads above = heads_of_row(f, upper);
    if (h.prose != 0 || h.filled == 0) {
        return false;
    }
    bool spans = false;
    for (const doc_cell *c = upper->first; c != NULL; c = c->next) {
        spans |= c->columns > 1;
    }
    const doc_cell *under = above.action != SIZE_MAX ? row_cell_at(lower, above.action) : NULL;
    if (heads_suffice(&above) && only_together(f, upper, lower)) {
        return true;
    }
    if (heads_suffice(&above)) {
        return h.known != 0 && h.known == h.filled && h.action == SIZE_MAX &&
               (under == NULL || cell_is_blank(under)) &&
               (spans || under == NULL || under->goes_on);
    }
    size_t width = upper->width > lower->width ? upper->width : lower->width;
    const doc_cell *u = upper->first, *l = lower->first;
    for (size_t i = 0; i < width && width <= WIDEST_OF_TWO; i++) {
        const doc_cell *above_it = row_cell_from(&u, i), *c = row_cell_from(&l, i);
        if (c != NULL && c->column == i) {
            look_at_heading(f, &both, c, joined_heading(f, above_it, c, i, &f->queued));
        }
    }
    return heads_suffice(&both) && both.known > h.known && !heads_suffice(&h);
}

static void keep_raw(finder *f, const doc_cell *c, size_t at, pm_str *out) {
    if (c != NULL && c->column == at) {
        *out = cell_kept(f, cell_owner(c), &f->lasting);
    }
}

/* Makes the headings; `lower` NULL: one row. */
static void set_heads(finder *f, table_state *t, const doc_row *upper, const doc_row *lower) {
    size_t width = lower != NULL && lower->width > upper->width ? lower->width : upper->width;
    size_t size = 3 * (width + 1) * sizeof(pm_str);
    found_head *made = arena_zalloc(&f->lasting, sizeof *made);
    pm_str *headings = find_may_keep_for_good(f, size) ? arena_zalloc(&f->lasting, size) : NULL;
    if (made == NULL || headings == NULL) {
        f->failed = true;
        return;
    }
    size_t rank, best = SIZE_MAX, count = 0;
    bool best_weak = true;
    made->action = SIZE_MAX;
    for (size_t i = 0; i < DOCUMENT_COLUMNS; i++) {
        t->owner[i] = SIZE_MAX;
    }
    const doc_cell *at_upper = upper->first, *at_lower = lower != NULL ? lower->first : NULL;
    for (size_t i = 0; i < width; i++) {
        const doc_cell *u = row_cell_from(&at_upper, i), *l = row_cell_from(&at_lower, i);
        const doc_cell *c = lower != NULL ? l : u;
        bool begins = c == NULL || c->column == i;
        pm_str text = lower != NULL         ? joined_heading(f, u, l, i, &f->lasting)
                      : begins && c != NULL ? cell_kept(f, cell_owner(c), &f->lasting)
                                            : (pm_str){NULL, 0};
        if (!begins) {
            t->owner[i] = count - 1;
            continue;
        }
        column_slot slot = find_meaning(f, text, &rank);
        bool weak = slot == SLOT_ACTION && find_is_action(f, text, &weak) && weak;
        if (slot == SLOT_ACTION &&
            (best == SIZE_MAX || (best_weak && !weak) || (best_weak == weak && rank < best))) {
            best = rank;
            best_weak = weak;
            made->action = count;
        }
        headings[count] = find_heading(f, text);
        keep_raw(f, u, i, &headings[width + 1 + count]);
        keep_raw(f, l, i, &headings[2 * (width + 1) + count]);
        t->owner[i] = count++;
    }
    made->headings = headings;
    made->upper = headings + width + 1;
    made->lower = made->upper + width + 1;
    made->count = count;
    t->width = width;
    t->head = made->action != SIZE_MAX ? made : NULL;
}

/* Headings asked for come first. */
void heads_settle(finder *f, found_head *head) {
    static const column_slot keys[FIND_KEYS] = {SLOT_PLAN_ID, SLOT_AUTHORITY, SLOT_PLAN_DATE};
    columns *c = f->columns;
    if (columns_set(c, head->headings, head->count, 0) != PM_OK) {
        f->failed = true;
        return;
    }
    if (columns_have(c, SLOT_ACTION)) {
        head->action = c->now->of_slot[SLOT_ACTION];
    }
    head->keyed |= columns_have(c, SLOT_PLAN_ID);
    for (size_t i = 0; i < FIND_KEYS; i++) {
        head->key[i] = c->now->of_slot[keys[i]];
    }
}

/* Do these headings head another part of the plan? Where the heading above the table says so they
 * do, unless they say as much as those of a plan. */
static bool head_other(finder *f, const found_head *head, other_part part) {
    bool condition = false, progress = false, who = false, by_when = false, weak;
    size_t rank;
    for (size_t i = 0; i < head->count; i++) {
        column_slot slot = find_meaning(f, head->headings[i], &rank);
        who |= slot == SLOT_WHO;
        by_when |= slot == SLOT_BY_WHEN;
        bool other = i != head->action && slot == SLOT_NONE;
        condition |= other && other_of_condition(head->headings[i]);
        progress |= other && other_of_progress(head->headings[i]);
    }
    pm_str action = head->headings[head->action];
    (void)find_is_action(f, action, &weak);
    weak |= str_equal_fold(action, STR("recommendation")) ||
            str_equal_fold(action, STR("recommendations"));
    return condition || part == OTHER_IF || (part == OTHER_LOOSE && weak) ||
           (part == OTHER_ARISING && progress) || (part == OTHER_EVENTS && !(who && by_when));
}

/* A mere date behind the action is by when it is to be done, where nothing else is; one before it
 * is that of an event. */
static void take_bare_date(finder *f, found_head *head) {
    size_t rank, at = SIZE_MAX;
    bool asked = f->columns->wanted[SLOT_BY_WHEN].len != 0;
    for (size_t i = 0; i < head->count && !asked; i++) {
        pm_str heading = head->headings[i];
        bool date = str_equal_fold(heading, STR("date")) || str_equal_fold(heading, STR("dates"));
        asked |= find_meaning(f, heading, &rank) == SLOT_BY_WHEN;
        at = date && at == SIZE_MAX && i > head->action ? i : at;
    }
    if (!asked && at != SIZE_MAX) {
        head->headings[at] = str_from(column_name(SLOT_BY_WHEN));
    }
}

void heads_take(finder *f, table_state *t, const doc_row *upper, const doc_row *lower) {
    set_heads(f, t, upper, lower);
    if (t->head == NULL || f->failed) {
        return;
    }
    found_head *head = arena_alloc(&f->lasting, sizeof *head);
    if (head == NULL) {
        f->failed = true;
        return;
    }
    *head = *t->head;
    heads_settle(f, head);
    take_bare_date(f, head);
    t->head = head;
    head->record = lower == NULL && heads_are_of_records(f, upper);
    if (!head->record) {
        heads_group(f, t);
    }
    memset(t->key, 0, sizeof t->key);
    t->whole = true;
    t->blanks = t->closed = false;
    t->other = head_other(f, head, t->part);
    f->row_first = NULL;
    if (!t->counted && !t->past && !t->band_past && !t->other) {
        t->counted = true;
        f->counts.tables_taken++;
        if (f->section != NULL) {
            f->section->tables++;
        }
    }
}

/* Page by page the headings come again. */
bool heads_come_again(finder *f, const table_state *t, const doc_row *r) {
    size_t same = 0, filled = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        if (cell_is_blank(c)) {
            continue;
        }
        filled++;
        pm_str text = cell_shown(f, c);
        same += at != SIZE_MAX &&
                (str_equal(text, t->head->headings[at]) || str_equal(text, t->head->upper[at]) ||
                 str_equal(text, t->head->lower[at]));
    }
    return filled != 0 && same == filled && (filled > 1 || t->head->count == 1);
}

/* Other headings further down, in whatever columns: another table in the same grid. Most of them
 * are known; a row with a sentence in it, or with as many cells that mean nothing, is looked at no
 * further. */
bool heads_begin_anew(finder *f, const doc_row *r) {
    size_t filled = 0, unknown = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool blank = cell_is_blank(c);
        filled += !blank;
        if (!blank && find_is_prose(cell_shown(f, c))) {
            return false;
        }
    }
    for (const doc_cell *c = r->first; c != NULL && unknown * 2 < filled; c = c->next) {
        unknown += !cell_is_blank(c) && cell_meaning(f, c) == SLOT_NONE;
    }
    if (filled == 0 || unknown * 2 >= filled) {
        return false;
    }
    heads h = heads_of_row(f, r);
    return heads_suffice(&h) && h.known * 2 > h.filled;
}

bool heads_are_of_records(finder *f, const doc_row *r) {
    enum { ID = 1, ACTION = 2, VERDICTS = 4, ALL = VERDICTS * 8 - 1 };
    unsigned seen = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        column_slot slot = cell_is_blank(c) ? SLOT_NONE : cell_meaning(f, c);
        seen |= slot == SLOT_PLAN_ID  ? ID
                : slot == SLOT_ACTION ? ACTION
                : slot >= SLOT_CODED && slot <= SLOT_CODED + PM_MEASURE_GIVEN
                    ? (unsigned)VERDICTS << (slot - SLOT_CODED)
                    : 0;
    }
    return seen == ALL;
}

bool heads_are_of_people(finder *f, const doc_row *r) {
    size_t sure = 0, filled = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool one = false;
        if (cell_is_blank(c)) {
            continue;
        }
        if (!other_of_people(cell_shown(f, c), &one)) {
            return false;
        }
        sure += one;
        filled++;
    }
    return filled > 1 && sure > 1;
}
