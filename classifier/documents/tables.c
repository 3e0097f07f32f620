/* SPDX-License-Identifier: MIT
 * Keeps true: a table gives actions only below headings of which one means the action, or beside
 * them when it stands on its side; a row is looked at once. */
#include <string.h>

#include "documents/find.h"

/* ---- Texts of cells ---- */

static const doc_cell *owner_of(const doc_cell *c) {
    return c->goes_on != NULL ? c->goes_on : c;
}

/* In f->text; lives until the next call. */
static pm_str text_of(finder *f, const doc_cell *c) {
    const doc_block *only = c->first;
    if (only == NULL || (only->next == NULL && only->kind != BLOCK_TABLE)) {
        return only != NULL ? only->text : (pm_str){NULL, 0};
    }
    buffer_clear(&f->text);
    cell_text(c, &f->text);
    f->failed |= f->text.failed;
    return buffer_view(&f->text);
}

static pm_str kept_text(finder *f, const doc_cell *c, arena *in) {
    return find_keep(f, in, text_of(f, c));
}

static column_slot meaning(finder *f, const doc_cell *c) {
    size_t rank;
    return find_meaning(f, text_of(f, c), &rank);
}

static pm_str place_of(finder *f, const table_state *t, const doc_row *r, const doc_cell *c) {
    if (t->sheet.len == 0) {
        pm_str place = c != NULL
                           ? find_format(f, &f->queued, "table %zu row %zu cell %zu", t->number,
                                         r->number, c->column + 1)
                           : find_format(f, &f->queued, "table %zu row %zu", t->number, r->number);
        return find_on_page(f, r->page, place);
    }
    char letters[8];
    size_t at = sizeof letters, n = (c != NULL ? c->column : 0) + 1;
    for (; n != 0 && at > 0; n = (n - 1) / 26) {
        letters[--at] = (char)('A' + (n - 1) % 26);
    }
    buffer_clear(&f->text);
    buffer_str(&f->text, t->sheet);
    buffer_char(&f->text, '!');
    buffer_put(&f->text, letters + at, sizeof letters - at);
    buffer_unsigned(&f->text, r->number);
    f->failed |= f->text.failed;
    return find_keep(f, &f->queued, buffer_view(&f->text));
}

/* ---- Rows that are no actions: fields of the plan ---- */

static bool is_blank(const doc_cell *c) {
    return c->goes_on != NULL || cell_empty(c);
}

/* Labels side by side with the values below them. */
static bool take_pairs_below(finder *f, const doc_row *r, const doc_row *below, pm_str place) {
    size_t labels = 0, others = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool label = !is_blank(c) && plan_is_label(f, text_of(f, c));
        labels += label;
        others += !is_blank(c) && !label;
    }
    if (below == NULL || labels == 0 || (labels == 1 && others != 0 && others < 2)) {
        return false;
    }
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        const doc_cell *v = below->first;
        while (v != NULL && v->column != c->column) {
            v = v->next;
        }
        if (v != NULL && !is_blank(c) && !is_blank(v) && !plan_is_label(f, text_of(f, v))) {
            pm_str label = kept_text(f, c, &f->queued);
            (void)plan_take_pair(f, label, kept_text(f, v, &f->queued), place);
        }
    }
    return true;
}

/* Two labels next to each other, none of which has the other for a value. */
static bool labels_meet(finder *f, const doc_row *r) {
    bool before = false;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool label = !is_blank(c) && plan_is_label(f, text_of(f, c));
        if (label && before) {
            return true;
        }
        before = label;
    }
    return false;
}

/* "Plan ID | 104 | Local authority | Exampleshire", or lines with a colon. */
static void take_fields(finder *f, const table_state *t, const doc_row *r, const doc_row *below) {
    pm_str place = place_of(f, t, r, r->first);
    bool side_by_side = false, pair = false;
    if (labels_meet(f, r) && take_pairs_below(f, r, below, place)) {
        return;
    }
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        const doc_cell *next = c->next;
        if (is_blank(c)) {
            continue;
        }
        pm_str text = kept_text(f, c, &f->queued);
        bool label = plan_is_label(f, text);
        if (label && next != NULL && !is_blank(next)) {
            pm_str value = kept_text(f, next, &f->queued);
            if (plan_is_label(f, value)) {
                side_by_side = true;
            } else {
                pair |= plan_take_pair(f, text, value, place);
                c = next;
            }
        } else if (label) {
            side_by_side = true;
        } else {
            (void)plan_take_text(f, text, place);
        }
    }
    if (side_by_side && !pair) {
        (void)take_pairs_below(f, r, below, place);
    }
}

/* ---- Headings ---- */

/* What a row, or two rows together, would be as headings. */
typedef struct heads {
    size_t known, filled, prose; /* cells: that mean something, that are not blank, too long */
    size_t action;               /* column of the grid; SIZE_MAX: none */
    bool weak, planned;          /* planned: one of them is by when, or how measured */
} heads;

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

static heads look_at_row(finder *f, const doc_row *r) {
    heads h = {.action = SIZE_MAX};
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        if (c->goes_on == NULL) {
            look_at_heading(f, &h, c, text_of(f, c));
        }
    }
    return h;
}

/* An action, and something else that is known; words that head lists of services, too, need a time
 * or a measure beside them; most cells may be none of planmark's. */
static bool are_headings(const heads *h) {
    return h->action != SIZE_MAX && h->known >= 2 && h->prose == 0 && (!h->weak || h->planned);
}

static const doc_cell *cell_at(const doc_row *r, size_t at) {
    const doc_cell *c = r->first;
    while (c != NULL && (at < c->column || at >= c->column + c->columns)) {
        c = c->next;
    }
    return c;
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
static pm_str joined_heading(finder *f, const doc_row *upper, const doc_row *lower, size_t at,
                             arena *in) {
    size_t rank;
    const doc_cell *u = cell_at(upper, at), *l = cell_at(lower, at);
    bool begins = l != NULL && l->column == at && l->goes_on == NULL;
    bool above = u != NULL && (u->column == at || begins);
    pm_str top = above ? kept_text(f, owner_of(u), in) : (pm_str){NULL, 0};
    pm_str low = begins ? kept_text(f, l, in) : (pm_str){NULL, 0};
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
    for (const doc_cell *l = lower->first; l != NULL; l = l->next) {
        const doc_cell *u = cell_at(upper, l->column);
        if (is_blank(l)) {
            continue;
        }
        if (u == NULL || u->column != l->column || is_blank(u)) {
            return false;
        }
        pm_str low = kept_text(f, l, &f->queued);
        pm_str both = on_one_line(f, kept_text(f, u, &f->queued), low, &f->queued);
        if (find_meaning(f, low, &rank) != SLOT_NONE || find_meaning(f, both, &rank) == SLOT_NONE) {
            return false;
        }
        together++;
    }
    return together != 0;
}

/* Is the row below a second row of headings? It has none of its own below the action, or they mean
 * something as headings only together. */
static bool is_second_row(finder *f, const doc_row *upper, const doc_row *lower) {
    enum { WIDEST_OF_TWO = 64 };
    heads h = look_at_row(f, lower), both = {.action = SIZE_MAX};
    heads above = look_at_row(f, upper);
    if (h.prose != 0 || h.filled == 0) {
        return false;
    }
    bool spans = false;
    for (const doc_cell *c = upper->first; c != NULL; c = c->next) {
        spans |= c->columns > 1;
    }
    const doc_cell *under = above.action != SIZE_MAX ? cell_at(lower, above.action) : NULL;
    if (are_headings(&above) && only_together(f, upper, lower)) {
        return true;
    }
    if (are_headings(&above)) {
        return h.known != 0 && h.known == h.filled && h.action == SIZE_MAX &&
               (under == NULL || is_blank(under)) && (spans || under == NULL || under->goes_on);
    }
    size_t width = upper->width > lower->width ? upper->width : lower->width;
    for (size_t i = 0; i < width && width <= WIDEST_OF_TWO; i++) {
        const doc_cell *c = cell_at(lower, i);
        if (c != NULL && c->column == i) {
            look_at_heading(f, &both, c, joined_heading(f, upper, lower, i, &f->queued));
        }
    }
    return are_headings(&both) && both.known > h.known && !are_headings(&h);
}

static void keep_raw(finder *f, const doc_row *r, size_t at, pm_str *out) {
    const doc_cell *c = r != NULL ? cell_at(r, at) : NULL;
    if (c != NULL && c->column == at) {
        *out = kept_text(f, owner_of(c), &f->lasting);
    }
}

/* Makes the headings; `lower` NULL: one row. */
static void set_heads(finder *f, table_state *t, const doc_row *upper, const doc_row *lower) {
    size_t width = lower != NULL && lower->width > upper->width ? lower->width : upper->width;
    found_head *made = arena_zalloc(&f->lasting, sizeof *made);
    pm_str *headings = arena_zalloc(&f->lasting, 3 * (width + 1) * sizeof *headings);
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
    for (size_t i = 0; i < width; i++) {
        const doc_cell *c = cell_at(lower != NULL ? lower : upper, i);
        bool begins = c == NULL || c->column == i;
        pm_str text = lower != NULL         ? joined_heading(f, upper, lower, i, &f->lasting)
                      : begins && c != NULL ? kept_text(f, owner_of(c), &f->lasting)
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
        keep_raw(f, upper, i, &headings[width + 1 + count]);
        keep_raw(f, lower, i, &headings[2 * (width + 1) + count]);
        t->owner[i] = count++;
    }
    made->headings = headings;
    made->upper = headings + width + 1;
    made->lower = made->upper + width + 1;
    made->count = count;
    t->width = width;
    t->head = made->action != SIZE_MAX ? made : NULL;
}

/* Which column the row reader will take for the action: headings asked for come first. */
static void settle_action(finder *f, found_head *head) {
    columns *c = f->columns;
    if (columns_set(c, head->headings, head->count, 0) != PM_OK) {
        f->failed = true;
    } else if (columns_have(c, SLOT_ACTION)) {
        head->action = c->now->of_slot[SLOT_ACTION];
    }
    head->keyed |= !f->failed && columns_have(c, SLOT_PLAN_ID);
}

static void take_heads(finder *f, table_state *t, const doc_row *upper, const doc_row *lower) {
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
    settle_action(f, head);
    t->head = head;
    f->row_first = NULL;
    if (!t->counted && !t->past) {
        t->counted = true;
        f->counts.tables_taken++;
        if (f->section != NULL) {
            f->section->tables++;
        }
    }
}

/* ---- Rows of actions ---- */

static bool is_band(const table_state *t, const doc_row *r) {
    const doc_cell *only = NULL;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        if (!is_blank(c)) {
            if (only != NULL) {
                return false;
            }
            only = c;
        }
    }
    return only != NULL && only->columns > 1 && only->columns * 2 > t->width && t->head->count > 1;
}

/* Page by page the headings come again. */
static bool repeats_heads(finder *f, const table_state *t, const doc_row *r) {
    size_t same = 0, filled = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        if (is_blank(c)) {
            continue;
        }
        filled++;
        pm_str text = text_of(f, c);
        same += at != SIZE_MAX &&
                (str_equal(text, t->head->headings[at]) || str_equal(text, t->head->upper[at]) ||
                 str_equal(text, t->head->lower[at]));
    }
    return filled != 0 && same == filled && (filled > 1 || t->head->count == 1);
}

/* Other headings further down: another table in the same grid. Only rows that begin as headings do
 * are looked at. */
static bool begins_anew(finder *f, const table_state *t, const doc_row *r) {
    bool likely = false;
    for (const doc_cell *c = r->first; c != NULL && !likely; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        bool first = c == r->first || at == t->head->action;
        likely = first && !is_blank(c) && meaning(f, c) == SLOT_ACTION;
    }
    heads h = {.action = SIZE_MAX};
    if (likely) {
        h = look_at_row(f, r);
    }
    return likely && are_headings(&h) && h.known * 2 > h.filled;
}

/* Texts of the row's other columns, by heading; `own`: only what does not go on from above. */
static pm_str *row_texts(finder *f, const table_state *t, const doc_row *r, bool own) {
    pm_str *texts = find_cells(f, t->head->count);
    if (texts == NULL) {
        return NULL;
    }
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        if (at == SIZE_MAX || at == t->head->action || (own && c->goes_on != NULL)) {
            continue;
        }
        pm_str text = kept_text(f, owner_of(c), &f->queued);
        if (!text_void(text)) {
            texts[at] = find_join(f, texts[at], text);
        }
    }
    return texts;
}

/* The action began in a row above: what this row adds belongs to it. */
static void add_to_last(finder *f, const table_state *t, const doc_row *r) {
    pm_str *texts = row_texts(f, t, r, true);
    for (action_found *a = f->row_first; texts != NULL && a != NULL; a = a->next) {
        for (size_t i = 0; i < t->head->count && a->head == t->head; i++) {
            a->cells[i] = texts[i].len != 0 ? find_join(f, a->cells[i], texts[i]) : a->cells[i];
        }
    }
}

/* Where a column's list is numbered in step with the actions, each action gets its own item. */
static void pair_up(finder *f, const doc_cell *c, size_t at, const pieces *actions,
                    action_found *first) {
    enum { MOST_PAIRED = 4096 }; /* each number is looked for in all of them */
    pieces *p = &f->others;
    pieces_clear(p);
    pieces_of_cell(p, c);
    if (p->count > MOST_PAIRED || !pieces_all_numbered(p)) {
        return;
    }
    bool found = pieces_all_numbered(actions);
    for (size_t i = 0; i < actions->count && found; i++) {
        found = pieces_numbered(p, actions->items[i].number) != NULL;
    }
    if (!found && (p->count != actions->count || p->items[0].number != 1)) {
        return;
    }
    action_found *a = first;
    for (size_t i = 0; i < actions->count && a != NULL; i++, a = a->next) {
        const piece *one = found ? pieces_numbered(p, actions->items[i].number) : &p->items[i];
        a->cells[at] = find_keep(f, &f->queued, one->text);
    }
}

static pm_str with_paragraph(finder *f, pm_str place, size_t paragraph) {
    buffer_clear(&f->text);
    buffer_str(&f->text, place);
    buffer_format(&f->text, " paragraph %zu", paragraph);
    f->failed |= f->text.failed;
    return find_keep(f, &f->queued, buffer_view(&f->text));
}

/* The actions that stand in one cell share what else is in their row. */
static void add_actions(finder *f, const table_state *t, const doc_row *r, const doc_cell *c,
                        pm_str *texts) {
    pieces *p = &f->pieces;
    action_found *first = NULL;
    pm_str place = place_of(f, t, r, c);
    for (size_t i = 0; i < p->count; i++) {
        pm_str where = p->count > 1 ? with_paragraph(f, place, i + 1) : place;
        action_found *a = find_add(f, t->head, p->items[i].text, where);
        if (a == NULL) {
            return;
        }
        a->part = p->count > 1 ? i + 1 : 0;
        first = first != NULL ? first : a;
        for (size_t k = 0; k < t->head->count; k++) {
            a->cells[k] = k == t->head->action ? a->cells[k] : texts[k];
        }
    }
    f->row_first = first;
    for (const doc_cell *other = r->first; other != NULL; other = other->next) {
        size_t at = other->column < DOCUMENT_COLUMNS ? t->owner[other->column] : SIZE_MAX;
        if (at != SIZE_MAX && at != t->head->action) {
            pair_up(f, owner_of(other), at, p, first);
        }
    }
}

/* Does it hold a table with headings of its own? Then that one has the actions. */
static bool holds_plan_table(finder *f, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        for (const doc_row *r = b->kind == BLOCK_TABLE ? b->table->first : NULL; r != NULL;
             r = r->next) {
            heads h = look_at_row(f, r);
            if (are_headings(&h)) {
                return true;
            }
        }
    }
    return false;
}

static void find_in_nested(finder *f, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_TABLE) {
            find_block(f, b);
        }
    }
}

/* Something in who, by when or measure, but no action: the row is given out, to be told. */
static void add_bare(finder *f, const table_state *t, const doc_row *r, pm_str *texts) {
    size_t rank;
    for (size_t i = 0; i < t->head->count; i++) {
        column_slot slot = texts[i].len != 0 ? find_meaning(f, t->head->headings[i], &rank)
                                             : (column_slot)SLOT_NONE;
        if (slot == SLOT_WHO || slot == SLOT_BY_WHEN || slot == SLOT_MEASURE) {
            action_found *a = find_add(f, t->head, (pm_str){NULL, 0}, place_of(f, t, r, NULL));
            if (a != NULL) {
                a->cells = texts;
            }
            return;
        }
    }
}

static void take_actions(finder *f, const table_state *t, const doc_row *r) {
    const doc_cell *with = NULL;
    bool goes_on = false;
    pieces_clear(&f->pieces);
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        if (at == t->head->action) {
            with = with != NULL ? with : c;
            goes_on |= c->goes_on != NULL;
            if (c->goes_on == NULL) {
                pieces_of_cell(&f->pieces, c);
            }
        }
    }
    if (with == NULL) {
        return;
    }
    if (goes_on && f->row_first != NULL && f->pieces.count == 0) {
        add_to_last(f, t, r);
        return;
    }
    if (holds_plan_table(f, with)) {
        find_in_nested(f, with);
        return;
    }
    pieces_settle(&f->pieces);
    pm_str *texts = row_texts(f, t, r, false);
    if (texts == NULL || goes_on) {
        return;
    }
    if (f->pieces.count != 0) {
        add_actions(f, t, r, with, texts);
    } else {
        pm_str *own = row_texts(f, t, r, true);
        if (own != NULL) {
            add_bare(f, t, r, own);
        }
    }
    f->failed |= f->pieces.failed | f->others.failed;
}

/* A row below the headings. */
static void take_row(finder *f, table_state *t, const doc_row *r) {
    if (f->failed || t->head == NULL) {
        return;
    }
    if (repeats_heads(f, t, r)) {
        return;
    }
    if (begins_anew(f, t, r)) {
        take_heads(f, t, r, NULL);
        return;
    }
    if (is_band(t, r)) {
        f->row_first = NULL;
        take_fields(f, t, r, NULL);
        return;
    }
    const doc_cell *first = r->first;
    while (first != NULL && is_blank(first)) {
        first = first->next;
    }
    if (first != NULL && plan_is_label(f, text_of(f, first))) {
        take_fields(f, t, r, NULL);
        return;
    }
    if (!t->past) {
        take_actions(f, t, r);
    }
}

/* ---- On its side ---- */

/* The labels of an action's block, one row each, and its values in one column. */
typedef struct side {
    pm_str headings[DOCUMENT_COLUMNS];
    const doc_cell *values[DOCUMENT_COLUMNS];
    const doc_row *rows[DOCUMENT_COLUMNS];
    size_t count, action;
} side;

static void end_side(finder *f, table_state *t, side *s) {
    if (s->count == 0 || s->action == SIZE_MAX || s->values[s->action] == NULL) {
        s->count = 0;
        s->action = SIZE_MAX;
        return;
    }
    found_head *head = arena_zalloc(&f->lasting, sizeof *head);
    pm_str *headings = arena_zalloc(&f->lasting, s->count * sizeof *headings);
    pm_str *texts = find_cells(f, s->count);
    if (head == NULL || headings == NULL || texts == NULL) {
        f->failed = true;
        return;
    }
    memcpy(headings, s->headings, s->count * sizeof *headings);
    *head = (found_head){.headings = headings, .count = s->count, .action = s->action};
    for (size_t i = 0; i < s->count; i++) {
        const doc_cell *c = s->values[i];
        texts[i] = i == s->action || c == NULL ? (pm_str){NULL, 0} : kept_text(f, c, &f->queued);
        texts[i] = text_void(texts[i]) ? (pm_str){NULL, 0} : texts[i];
    }
    const doc_cell *with = s->values[s->action];
    const doc_row *in = s->rows[s->action];
    pieces_clear(&f->pieces);
    pieces_of_cell(&f->pieces, with);
    pieces_settle(&f->pieces);
    t->head = head;
    doc_row none = {.number = in->number};
    if (f->pieces.count != 0 && !t->past) {
        add_actions(f, t, &none, with, texts);
        for (size_t i = 0; i < s->count; i++) {
            if (i != s->action && s->values[i] != NULL) {
                pair_up(f, s->values[i], i, &f->pieces, f->row_first);
            }
        }
    }
    s->count = 0;
    s->action = SIZE_MAX;
}

/* One more label; one that is there already, or the action again, begins the next block. */
static void add_label(finder *f, table_state *t, side *s, const doc_row *r, const doc_cell *label,
                      const doc_cell *value) {
    pm_str text = find_without_number(find_heading(f, kept_text(f, label, &f->lasting)));
    column_slot slot = meaning(f, label);
    for (size_t i = 0; i < s->count; i++) {
        if (str_equal(s->headings[i], text)) {
            end_side(f, t, s);
            break;
        }
    }
    if (s->count == DOCUMENT_COLUMNS) {
        return;
    }
    if (slot == SLOT_ACTION && s->action == SIZE_MAX) {
        s->action = s->count;
    }
    s->headings[s->count] = text;
    s->rows[s->count] = r;
    s->values[s->count++] = value != NULL ? owner_of(value) : NULL;
}

static size_t filled_cells(const doc_row *r) {
    size_t filled = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        filled += !is_blank(c);
    }
    return filled;
}

/* How many cells below each other, from the first column, are labels of an action's fields. */
static size_t side_labels(finder *f, const table_state *t, bool *action, bool *weak) {
    size_t labels = 0;
    bool one_weak;
    *action = *weak = false;
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_cell *c = t->held[i]->first;
        if (c == NULL || is_blank(c) || c->next == NULL) {
            continue;
        }
        column_slot slot = meaning(f, c);
        labels += slot <= SLOT_MEASURE;
        if (slot == SLOT_ACTION && !*action) {
            *action = find_is_action(f, text_of(f, c), &one_weak);
            *weak = one_weak;
        }
    }
    return labels;
}

/* One row: pairs of label and value side by side, or a label with a value for each action. */
static void take_side_row(finder *f, table_state *t, side *s, const doc_row *r,
                          size_t value_column) {
    const doc_cell *c = r->first;
    if (c == NULL) {
        return;
    }
    const doc_cell *third = c->next != NULL ? c->next->next : NULL;
    bool pairs = third != NULL && third->next != NULL && !is_blank(third) &&
                 meaning(f, third) <= SLOT_MEASURE;
    while (pairs && c != NULL && c->next != NULL) {
        if (!is_blank(c)) {
            add_label(f, t, s, r, c, c->next);
        }
        c = c->next->next;
    }
    if (!pairs && !is_blank(c)) {
        add_label(f, t, s, r, c, cell_at(r, value_column));
    }
}

static void take_on_side(finder *f, table_state *t) {
    size_t widest = 0;
    side *s = mem_zalloc(f->allocator, sizeof *s);
    if (s == NULL) {
        f->failed = true;
        return;
    }
    s->action = SIZE_MAX;
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_row *r = t->held[i];
        widest = r->width > widest && r->first != NULL ? r->width : widest;
    }
    f->counts.tables_taken += !t->past;
    if (f->section != NULL) {
        f->section->tables++;
    }
    for (size_t across = 1; across < widest; across++) {
        bool pairs = false;
        for (size_t i = 0; i < t->held_count; i++) {
            const doc_row *r = t->held[i];
            const doc_cell *c = r->first,
                           *third = c != NULL && c->next != NULL ? c->next->next : NULL;
            pairs |= third != NULL && third->next != NULL && meaning(f, third) <= SLOT_MEASURE;
            bool alone = c != NULL && !is_blank(c) && filled_cells(r) == 1;
            if (c != NULL && (alone || (c->next != NULL && plan_is_label(f, text_of(f, c))))) {
                take_fields(f, t, r, NULL);
            } else {
                take_side_row(f, t, s, r, across);
            }
        }
        end_side(f, t, s);
        if (pairs) {
            break;
        }
    }
    if (t->head != NULL && f->plan != NULL) {
        f->plan->tables++;
    }
    mem_free(f->allocator, s);
}

/* ---- Tables ---- */

void find_table_begin(finder *f, table_state *t, const doc_table *of) {
    memset(t, 0, sizeof *t);
    t->number = of->number;
    t->sheet = of->sheet;
    t->candidate = SIZE_MAX;
    t->past = f->past != 0 || f->past_line || plan_is_past(of->sheet);
    f->counts.tables_seen++;
    f->row_first = NULL;
    f->sheet = of->sheet.len != 0 ? of->number : f->sheet;
}

bool find_rows_held(const table_state *t) {
    return t->held_count != 0;
}

void find_release_rows(finder *f, table_state *t) {
    for (size_t i = 0; i < t->held_count; i++) {
        take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
    }
    t->held_count = 0;
    t->candidate = SIZE_MAX;
}

static void count_plan_table(finder *f, const table_state *t) {
    if (t->counted && f->plan != NULL && f->plan->tables == 0) {
        f->plan->tables = 1;
    }
}

static void begin_rows(finder *f, table_state *t, size_t at, const doc_row *lower);
static size_t lone_heading(finder *f, const table_state *t);

static void take_below(finder *f, table_state *t, size_t lone) {
    const doc_row *rest[FIND_HELD_ROWS];
    size_t count = t->held_count;
    memcpy(rest, t->held, count * sizeof *rest);
    begin_rows(f, t, lone, NULL);
    for (size_t i = lone + 1; i < count && t->head != NULL; i++) {
        take_row(f, t, rest[i]);
    }
    count_plan_table(f, t);
}

/* A sheet may hold several tables below each other; above these headings may stand one with a lone
 * heading of its own. */
static void settle_above(finder *f, table_state *t, size_t at) {
    size_t count = t->held_count, lone;
    if (t->sheet.len == 0 || at < 2) {
        return;
    }
    t->held_count = at;
    lone = lone_heading(f, t);
    if (lone != SIZE_MAX && filled_cells(t->held[lone]) > 1) {
        take_below(f, t, lone);
        t->head = NULL;
    }
    t->held_count = count;
}

/* The headings are found: the rows above them are told of the plan. */
static void begin_rows(finder *f, table_state *t, size_t at, const doc_row *lower) {
    settle_above(f, t, at);
    for (size_t i = 0; i < at; i++) {
        take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
        t->past |= t->held[i]->first != NULL && plan_is_past(text_of(f, t->held[i]->first));
    }
    take_heads(f, t, t->held[at], lower);
    t->held_count = 0;
    t->candidate = SIZE_MAX;
}

/* A label below the label: fields stand in rows, and these are no headings of columns. */
static bool is_form(finder *f, const doc_row *upper, const doc_row *lower) {
    const doc_cell *u = upper->first, *l = lower->first;
    return u != NULL && l != NULL && !is_blank(l) && u->next != NULL && l->next != NULL &&
           meaning(f, u) <= SLOT_MEASURE && meaning(f, l) <= SLOT_MEASURE &&
           !str_equal(text_of(f, u), text_of(f, l)) && meaning(f, u->next) == SLOT_NONE;
}

/* The row before may hold the headings: this one says whether it does, alone or with it. */
static bool settle_candidate(finder *f, table_state *t, const doc_row *r) {
    size_t at = t->candidate;
    const doc_row *upper = t->held[at];
    t->candidate = SIZE_MAX;
    if (is_second_row(f, upper, r)) {
        begin_rows(f, t, at, r);
        return true;
    }
    heads h = look_at_row(f, upper);
    if (!are_headings(&h) || is_form(f, upper, r)) {
        return false;
    }
    begin_rows(f, t, at, NULL);
    t->last_number = upper->number;
    find_table_row(f, t, r);
    return true;
}

static bool may_be_headings(finder *f, const doc_row *r) {
    heads h = look_at_row(f, r);
    return h.filled != 0 && h.prose == 0 && r->first != NULL;
}

static bool all_strong(const doc_row *r) {
    bool strong = true;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        strong &= is_blank(c) || (c->first != NULL && c->first->strong);
    }
    return strong;
}

/* Headings, but of no actions. */
static bool is_other_table(finder *f, const doc_row *r) {
    heads h = look_at_row(f, r);
    bool strong = all_strong(r);
    return h.filled > 1 && h.action == SIZE_MAX && h.prose == 0 && (h.known > 1 || strong);
}

/* Too short for an action: "Outcome 1". */
static bool is_short(finder *f, const doc_row *r) {
    enum { WORDS = 3 };
    const doc_cell *c = r->first;
    while (c != NULL && is_blank(c)) {
        c = c->next;
    }
    return c != NULL && text_words(text_of(f, c), WORDS) < WORDS;
}

/* Rows of a sheet are parted into tables by gaps. true: there is no more to do with this one. */
static bool take_sheet_row(finder *f, table_state *t, const doc_row *r) {
    size_t filled = filled_cells(r);
    bool gap = t->last_number != 0 && r->number > t->last_number + 1;
    if (filled == 0) {
        return true;
    }
    t->last_number = r->number;
    if (t->head == NULL || t->head->count < 2) {
        return false;
    }
    if (filled == 1 && (all_strong(r) || ((gap || t->suspended) && is_short(f, r)))) {
        t->suspended = true;
        f->row_first = NULL;
        take_fields(f, t, r, NULL);
        return true;
    }
    if (t->suspended && is_other_table(f, r)) {
        t->head = NULL;
        t->held_count = t->bare_rows = 0;
        t->candidate = SIZE_MAX;
    }
    t->suspended = false;
    return false;
}

void find_table_row(finder *f, table_state *t, const doc_row *r) {
    if (t->sheet.len != 0 && take_sheet_row(f, t, r)) {
        return;
    }
    if (t->head != NULL) {
        take_row(f, t, r);
        count_plan_table(f, t);
        return;
    }
    if (t->candidate != SIZE_MAX && settle_candidate(f, t, r)) {
        count_plan_table(f, t);
        return;
    }
    if (++t->bare_rows > FIND_HEADING_ROWS) {
        find_release_rows(f, t);
        return;
    }
    if (t->held_count == FIND_HELD_ROWS) {
        take_fields(f, t, t->held[0], t->held[1]);
        memmove(t->held, t->held + 1, (FIND_HELD_ROWS - 1) * sizeof *t->held);
        t->held_count--;
    }
    t->held[t->held_count++] = r;
    t->candidate = may_be_headings(f, r) ? t->held_count - 1 : SIZE_MAX;
}

/* A heading of the action alone, beside others that are not known. */
static size_t lone_heading(finder *f, const table_state *t) {
    enum { WORDS = 8 };
    for (size_t i = 0; i + 1 < t->held_count; i++) {
        heads h = look_at_row(f, t->held[i]);
        bool other_long = false;
        for (const doc_cell *c = t->held[i]->first; c != NULL; c = c->next) {
            pm_str text = text_of(f, c);
            other_long |= text_words(text, WORDS + 1) > WORDS || str_ends(text, STR("."));
        }
        if (h.action != SIZE_MAX && !h.weak && h.prose == 0 && !other_long &&
            (h.filled > 1 || t->held[i]->width == 1 || t->sheet.len != 0)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* A sheet used as paper: from a lone heading on, one cell a row. It is read as text. */
static bool is_paper(const table_state *t, size_t from) {
    bool paper = t->sheet.len != 0;
    for (size_t i = from; i < t->held_count && paper; i++) {
        paper = filled_cells(t->held[i]) <= 1;
    }
    return paper;
}

static void find_on_paper(finder *f, table_state *t) {
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_row *r = t->held[i];
        if (filled_cells(r) > 1) {
            take_fields(f, t, r, i + 1 < t->held_count ? t->held[i + 1] : NULL);
            continue;
        }
        for (const doc_cell *c = r->first; c != NULL; c = c->next) {
            f->place = place_of(f, t, r, c);
            for (const doc_block *b = c->goes_on == NULL ? c->first : NULL; b != NULL;
                 b = b->next) {
                find_block(f, b);
            }
        }
    }
    f->place.len = f->lead.text.len = 0;
    f->section = NULL;
}

/* Boxes: what stands in a cell is read as a document of its own, where it looks like one. */
static void find_in_cells(finder *f, table_state *t) {
    bool weak;
    for (size_t i = 0; i < t->held_count; i++) {
        take_fields(f, t, t->held[i], i + 1 < t->held_count ? t->held[i + 1] : NULL);
        for (const doc_cell *c = t->held[i]->first; c != NULL; c = c->next) {
            const doc_block *b = c->goes_on == NULL ? c->first : NULL;
            bool box = b != NULL && b->next != NULL && b->kind != BLOCK_TABLE &&
                       find_is_action(f, b->text, &weak) && !weak;
            if (!box && b != NULL) {
                find_in_nested(f, c);
            }
            section *outer = f->section;
            for (; box && b != NULL; b = b->next) {
                find_block(f, b);
            }
            f->section = box ? outer : f->section;
        }
    }
}

void find_table_end(finder *f, table_state *t) {
    bool action, weak;
    if (t->head != NULL) {
        return;
    }
    if (t->candidate != SIZE_MAX) {
        heads h = look_at_row(f, t->held[t->candidate]);
        if (are_headings(&h)) {
            begin_rows(f, t, t->candidate, NULL);
            count_plan_table(f, t);
            return;
        }
    }
    size_t labels = side_labels(f, t, &action, &weak), lone = SIZE_MAX;
    if (action && labels >= 2) {
        take_on_side(f, t);
        return;
    }
    lone = lone_heading(f, t);
    if (lone != SIZE_MAX && is_paper(t, lone)) {
        find_on_paper(f, t);
    } else if (lone != SIZE_MAX) {
        take_below(f, t, lone);
    } else if (t->held_count != 0 && is_paper(t, 0)) {
        find_on_paper(f, t);
    } else if (action && !weak) {
        take_on_side(f, t);
    } else {
        find_in_cells(f, t);
    }
    t->held_count = 0;
}
