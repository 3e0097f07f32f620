/* SPDX-License-Identifier: MIT
 * Keeps true: a table on its side is held whole; a label begins a block of its own when it is there
 * already. */
#include "documents/tables.h"

#include <string.h>

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
        texts[i] = i == s->action || c == NULL ? (pm_str){NULL, 0} : cell_kept(f, c, &f->queued);
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
        actions_add(f, t, &none, with, texts);
        for (size_t i = 0; i < s->count; i++) {
            if (i != s->action && s->values[i] != NULL) {
                actions_pair(f, s->values[i], i, &f->pieces, f->row_first);
            }
        }
    }
    s->count = 0;
    s->action = SIZE_MAX;
}

/* One more label; one that is there already, or the action again, begins the next block. */
static void add_label(finder *f, table_state *t, side *s, const doc_row *r, const doc_cell *label,
                      const doc_cell *value) {
    pm_str text = find_without_number(find_heading(f, cell_kept(f, label, &f->lasting)));
    column_slot slot = cell_meaning(f, label);
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
    s->values[s->count++] = value != NULL ? cell_owner(value) : NULL;
}

/* How many cells below each other, from the first column, are labels of an action's fields. */
size_t side_labels(finder *f, const table_state *t, bool *action, bool *weak) {
    size_t labels = 0;
    bool one_weak;
    *action = *weak = false;
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_cell *c = t->held[i]->first;
        if (c == NULL || cell_is_blank(c) || c->next == NULL) {
            continue;
        }
        column_slot slot = cell_meaning(f, c);
        labels += slot <= SLOT_MEASURE;
        if (slot == SLOT_ACTION && !*action) {
            *action = find_is_action(f, cell_shown(f, c), &one_weak);
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
    bool pairs = third != NULL && third->next != NULL && !cell_is_blank(third) &&
                 cell_meaning(f, third) <= SLOT_MEASURE;
    while (pairs && c != NULL && c->next != NULL) {
        if (!cell_is_blank(c)) {
            add_label(f, t, s, r, c, c->next);
        }
        c = c->next->next;
    }
    if (!pairs && !cell_is_blank(c)) {
        add_label(f, t, s, r, c, row_cell_at(r, value_column));
    }
}

void side_take(finder *f, table_state *t) {
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
            pairs |= third != NULL && third->next != NULL && cell_meaning(f, third) <= SLOT_MEASURE;
            bool alone = c != NULL && !cell_is_blank(c) && row_filled(r) == 1;
            if (c != NULL && (alone || (c->next != NULL && plan_is_label(f, cell_shown(f, c))))) {
                row_take_fields(f, t, r, NULL);
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
