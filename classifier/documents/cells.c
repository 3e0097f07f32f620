/* SPDX-License-Identifier: MIT
 * Keeps true: a text of a cell that spans rows is that of the cell in which it begins; a row of
 * fields tells of the plan and is none of actions. */
#include "documents/tables.h"

#include <string.h>

const doc_cell *cell_owner(const doc_cell *c) {
    return c->goes_on != NULL ? c->goes_on : c;
}

/* In f->text; lives until the next call. */
pm_str cell_shown(finder *f, const doc_cell *c) {
    const doc_block *only = c->first;
    if (only == NULL || (only->next == NULL && only->kind != BLOCK_TABLE)) {
        return only != NULL ? only->text : (pm_str){NULL, 0};
    }
    buffer_clear(&f->text);
    cell_text(c, &f->text);
    f->failed |= f->text.failed;
    return buffer_view(&f->text);
}

pm_str cell_kept(finder *f, const doc_cell *c, arena *in) {
    return find_keep(f, in, cell_shown(f, c));
}

column_slot cell_meaning(finder *f, const doc_cell *c) {
    size_t rank;
    return find_meaning(f, cell_shown(f, c), &rank);
}

pm_str cell_place(finder *f, const table_state *t, const doc_row *r, const doc_cell *c) {
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

bool cell_is_blank(const doc_cell *c) {
    return c->goes_on != NULL || cell_empty(c);
}

size_t row_filled(const doc_row *r) {
    size_t filled = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        filled += !cell_is_blank(c);
    }
    return filled;
}

const doc_cell *row_cell_at(const doc_row *r, size_t at) {
    const doc_cell *c = r->first;
    return row_cell_from(&c, at);
}

const doc_cell *row_cell_from(const doc_cell **at, size_t across) {
    while (*at != NULL && across >= (*at)->column + (*at)->columns) {
        *at = (*at)->next;
    }
    return *at != NULL && across >= (*at)->column ? *at : NULL;
}

/* Labels side by side with the values below them. */
static bool take_pairs_below(finder *f, const doc_row *r, const doc_row *below, pm_str place) {
    size_t labels = 0, others = 0;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool label = !cell_is_blank(c) && plan_is_label(f, cell_shown(f, c));
        labels += label;
        others += !cell_is_blank(c) && !label;
    }
    if (below == NULL || labels == 0 || (labels == 1 && others != 0 && others < 2)) {
        return false;
    }
    const doc_cell *at = below->first;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        const doc_cell *v = row_cell_from(&at, c->column);
        if (v != NULL && v->column == c->column && !cell_is_blank(c) && !cell_is_blank(v) &&
            !plan_is_label(f, cell_shown(f, v))) {
            pm_str label = cell_kept(f, c, &f->queued);
            (void)plan_take_pair(f, label, cell_kept(f, v, &f->queued), place);
        }
    }
    return true;
}

/* Two labels next to each other, none of which has the other for a value. */
static bool labels_meet(finder *f, const doc_row *r) {
    bool before = false;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        bool label = !cell_is_blank(c) && plan_is_label(f, cell_shown(f, c));
        if (label && before) {
            return true;
        }
        before = label;
    }
    return false;
}

/* "Plan ID | 104 | Local authority | Exampleshire", or lines with a colon. */
void row_take_fields(finder *f, const table_state *t, const doc_row *r, const doc_row *below) {
    pm_str place = cell_place(f, t, r, r->first);
    bool side_by_side = false, pair = false;
    if (labels_meet(f, r) && take_pairs_below(f, r, below, place)) {
        return;
    }
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        const doc_cell *next = c->next;
        if (cell_is_blank(c)) {
            continue;
        }
        pm_str text = cell_kept(f, c, &f->queued);
        bool label = plan_is_label(f, text);
        if (label && next != NULL && !cell_is_blank(next)) {
            pm_str value = cell_kept(f, next, &f->queued);
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
