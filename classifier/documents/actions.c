/* SPDX-License-Identifier: MIT
 * Keeps true: each piece of the action's cell is one action, and what else stands in its row goes
 * with it. */
#include "documents/tables.h"

#include <string.h>

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
        pm_str text = cell_kept(f, cell_owner(c), &f->queued);
        if (!text_void(text) || t->head->record) {
            texts[at] = find_join(f, texts[at], text);
        }
    }
    return texts;
}

/* A row without an id of its own belongs to the plan of the row above: an export may say it once.
 */
static void go_on_with_key(finder *f, table_state *t, pm_str *texts) {
    const found_head *h = t->head;
    bool own = h->keyed && texts[h->key[0]].len != 0;
    for (size_t i = 0; h->keyed && i < FIND_KEYS; i++) {
        pm_str *text = h->key[i] != SIZE_MAX ? &texts[h->key[i]] : NULL;
        if (text == NULL) {
            continue;
        }
        if (own && !str_equal(*text, t->key[i])) {
            t->key[i] = find_keep(f, &f->lasting, *text);
        }
        *text = !own && text->len == 0 ? t->key[i] : *text;
    }
}

/* What a row adds to a column: actions that share the cell go on sharing it. */
static void add_to_cells(finder *f, const found_head *head, size_t at, pm_str text) {
    pm_str before = {NULL, 0}, both = text;
    for (action_found *a = f->row_first; a != NULL; a = a->next) {
        if (!find_may_keep(f, sizeof *a->cells)) {
            return; /* many rows of many actions would take for ever */
        }
        if (a->head != head) {
            continue;
        }
        pm_str *cell = &a->cells[at];
        if (cell->data != before.data || cell->len != before.len) {
            before = *cell;
            both = find_join(f, before, text);
        }
        *cell = both;
    }
}

/* The action began in a row above: what this row adds belongs to it. */
static void add_to_last(finder *f, const table_state *t, const doc_row *r) {
    pm_str *texts = row_texts(f, t, r, true);
    for (size_t i = 0; texts != NULL && i < t->head->count && !f->failed; i++) {
        if (texts[i].len != 0) {
            add_to_cells(f, t->head, i, texts[i]);
        }
    }
}

/* Where a column's list is numbered in step with the actions, each action gets its own item. */
bool actions_pair(finder *f, const doc_cell *c, size_t at, const pieces *actions,
                  action_found *first) {
    pieces *p = &f->others;
    piece_numbers numbers;
    pieces_clear(p);
    pieces_of_cell(p, c);
    f->failed |= p->failed;
    /* a cell that spans rows is looked at in each of them: that counts, too */
    bool may = find_may_keep(f, p->count * sizeof(pm_str));
    if (!may || p->count > PIECES_PAIRED || !pieces_all_numbered(p)) {
        return false;
    }
    pieces_by_number(p, &numbers);
    bool found = pieces_all_numbered(actions);
    for (size_t i = 0; i < actions->count && found; i++) {
        found = pieces_numbered(p, &numbers, actions->items[i].number) != NULL;
    }
    if (!found && (p->count != actions->count || p->items[0].number != 1)) {
        return false;
    }
    action_found *a = first;
    for (size_t i = 0; i < actions->count && a != NULL && a->head == first->head;
         i++, a = a->next) {
        size_t number = actions->items[i].number;
        const piece *one = found ? pieces_numbered(p, &numbers, number) : &p->items[i];
        a->cells[at] = find_keep(f, &f->queued, one->text);
    }
    return true;
}

/* Has the cell as many lines as there are actions? They are in f->others. */
static bool lines_in_step(finder *f, const doc_cell *c) {
    pieces_clear(&f->others);
    pieces_of_lines(&f->others, c);
    f->failed |= f->others.failed;
    return find_may_keep(f, f->others.count * sizeof(pm_str)) && f->others.count == f->pieces.count;
}

/* Does the column for by when have a line for each of several actions? Several people may do all of
 * them together; times that stand below each other are one for each. */
static bool times_in_step(finder *f, const table_state *t, const doc_row *r) {
    size_t rank;
    for (const doc_cell *c = r->first; c != NULL && f->pieces.count > 1; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        if (at != SIZE_MAX && find_meaning(f, t->head->headings[at], &rank) == SLOT_BY_WHEN &&
            lines_in_step(f, cell_owner(c))) {
            return true;
        }
    }
    return false;
}

static void pair_lines(finder *f, const doc_cell *c, size_t at, action_found *first) {
    if (lines_in_step(f, c)) {
        const found_head *head = first != NULL ? first->head : NULL;
        for (size_t i = 0; i < f->others.count && first != NULL && first->head == head;
             i++, first = first->next) {
            first->cells[at] = find_keep(f, &f->queued, f->others.items[i].text);
        }
    }
}

static void note_place(action_found *a, const table_state *t, const doc_row *r) {
    a->table = t->number;
    a->row = r->number;
    a->sheet = t->sheet.len != 0;
}

static pm_str with_paragraph(finder *f, pm_str place, size_t paragraph) {
    buffer_clear(&f->text);
    buffer_str(&f->text, place);
    buffer_format(&f->text, " paragraph %zu", paragraph);
    f->failed |= f->text.failed;
    return find_keep(f, &f->queued, buffer_view(&f->text));
}

/* The actions that stand in one cell share what else is in their row. */
void actions_add(finder *f, const table_state *t, const doc_row *r, const doc_cell *c,
                 pm_str *texts) {
    pieces *p = &f->pieces;
    action_found *first = NULL;
    pm_str place = cell_place(f, t, r, c);
    f->row_first = NULL; /* until all of them are there */
    for (size_t i = 0; i < p->count; i++) {
        pm_str where = p->count > 1 ? with_paragraph(f, place, i + 1) : place;
        action_found *a = find_add(f, t->head, p->items[i].text, where);
        if (a == NULL) {
            return;
        }
        a->part = p->count > 1 ? i + 1 : 0;
        note_place(a, t, r);
        first = first != NULL ? first : a;
        for (size_t k = 0; k < t->head->count; k++) {
            a->cells[k] = k == t->head->action ? a->cells[k] : texts[k];
        }
    }
    f->row_first = first;
    bool timed = times_in_step(f, t, r);
    for (const doc_cell *other = r->first; other != NULL; other = other->next) {
        size_t at = other->column < DOCUMENT_COLUMNS ? t->owner[other->column] : SIZE_MAX;
        bool pairs = at != SIZE_MAX && at != t->head->action;
        if (pairs && !actions_pair(f, cell_owner(other), at, p, first) && timed) {
            pair_lines(f, cell_owner(other), at, first);
        }
    }
}

/* Does it hold a table with headings of its own? Then that one has the actions. */
static bool holds_plan_table(finder *f, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        for (const doc_row *r = b->kind == BLOCK_TABLE ? b->table->first : NULL; r != NULL;
             r = r->next) {
            heads h = heads_of_row(f, r);
            if (heads_suffice(&h)) {
                return true;
            }
        }
    }
    return false;
}

void actions_of_nested(finder *f, const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_TABLE) {
            find_block(f, b);
        }
    }
}

/* An id in the plan's column, of a plan that may have no action. */
static bool names_plan(const found_head *h, const pm_str *texts) {
    pm_str id = h->key[0] != SIZE_MAX ? texts[h->key[0]] : (pm_str){NULL, 0};
    return id.len != 0 && (h->record || plan_is_id(id));
}

/* Something in who, by when or measure, but no action: the row is given out, to be told. */
static void add_bare(finder *f, const table_state *t, const doc_row *r, pm_str *texts) {
    size_t rank;
    bool tells = !t->beside && names_plan(t->head, texts);
    for (size_t i = 0; i < t->head->count && !tells; i++) {
        bool other = texts[i].len == 0 || (t->beside && t->head->shared[i]);
        column_slot slot =
            !other ? find_meaning(f, t->head->headings[i], &rank) : (column_slot)SLOT_NONE;
        tells = slot == SLOT_WHO || slot == SLOT_BY_WHEN || slot == SLOT_MEASURE;
    }
    action_found *a =
        tells ? find_add(f, t->head, (pm_str){NULL, 0}, cell_place(f, t, r, NULL)) : NULL;
    if (a != NULL) {
        note_place(a, t, r);
        a->cells = texts;
    }
}

/* A sheet has no cell where nothing was written: the action's may be missing altogether. */
static void take_without_cell(finder *f, table_state *t, const doc_row *r) {
    pm_str *own = row_texts(f, t, r, true);
    if (own == NULL) {
        return;
    }
    if (names_plan(t->head, own)) {
        go_on_with_key(f, t, own);
    }
    add_bare(f, t, r, own);
}

void actions_take(finder *f, table_state *t, const doc_row *r) {
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
        take_without_cell(f, t, r);
        return;
    }
    if (goes_on && f->row_first != NULL && f->pieces.count == 0) {
        add_to_last(f, t, r);
        return;
    }
    if (holds_plan_table(f, with)) {
        actions_of_nested(f, with);
        return;
    }
    pieces_settle(&f->pieces);
    pm_str *texts = row_texts(f, t, r, false);
    if (texts == NULL || goes_on) {
        return;
    }
    go_on_with_key(f, t, texts);
    if (f->pieces.count != 0) {
        actions_add(f, t, r, with, texts);
    } else {
        pm_str *own = row_texts(f, t, r, true);
        if (own != NULL) {
            add_bare(f, t, r, own);
        }
    }
    f->failed |= f->pieces.failed | f->others.failed;
}

void actions_take_record(finder *f, table_state *t, const doc_row *r) {
    const doc_cell *action = NULL;
    pm_str *texts = row_texts(f, t, r, false);
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        size_t at = c->column < DOCUMENT_COLUMNS ? t->owner[c->column] : SIZE_MAX;
        action = at == t->head->action && !cell_is_blank(c) ? c : action;
    }
    if (texts == NULL) {
        return;
    }
    go_on_with_key(f, t, texts);
    if (action == NULL) {
        add_bare(f, t, r, texts);
        return;
    }
    pm_str place = cell_place(f, t, r, action);
    action_found *a = find_add(f, t->head, cell_kept(f, action, &f->queued), place);
    if (a != NULL) {
        note_place(a, t, r);
        texts[t->head->action] = a->cells[t->head->action];
        a->cells = texts;
    }
}
