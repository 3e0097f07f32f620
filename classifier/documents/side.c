/* SPDX-License-Identifier: MIT
 * Keeps true: a table on its side is held whole; a label begins a block of its own when it is there
 * already. */
#include "documents/tables.h"

#include <string.h>

/* A label of an action's field, and its value in the column at hand. */
typedef struct side_label {
    pm_str heading;
    const doc_row *row;
    const doc_cell *at; /* how far its row was walked */
    const doc_cell *value;
} side_label;

/* The labels of an action, one in each column of values. */
typedef struct side_block {
    size_t from, count, action; /* action: which label is its; SIZE_MAX: none */
    found_head *head;           /* NULL: not made yet */
    plan_found *plan;           /* when the block ended */
} side_block;

typedef struct side {
    bool pairs; /* of label and value stand side by side: there is one column of values */
    side_label labels[DOCUMENT_COLUMNS];
    side_block blocks[FIND_HELD_ROWS];
    size_t label_count, block_count;
    side_block now; /* the block at hand */
} side;

static void begin_block(side *s) {
    s->label_count = s->pairs ? 0 : s->label_count; /* each row has one label else */
    s->now = (side_block){.from = s->label_count, .action = SIZE_MAX};
}

static void make_head(finder *f, const side *s, side_block *b) {
    found_head *head = arena_zalloc(&f->lasting, sizeof *head);
    pm_str *headings = arena_zalloc(&f->lasting, b->count * sizeof *headings);
    if (head == NULL || headings == NULL) {
        f->failed = true;
        return;
    }
    for (size_t i = 0; i < b->count; i++) {
        headings[i] = s->labels[b->from + i].heading;
    }
    *head = (found_head){.headings = headings, .count = b->count, .action = b->action};
    b->head = head;
}

static pm_str *block_texts(finder *f, const side_block *b, const side_label *labels) {
    pm_str *texts = find_cells(f, b->count);
    for (size_t i = 0; texts != NULL && i < b->count; i++) {
        const doc_cell *c = i != b->action ? labels[i].value : NULL;
        pm_str text = c != NULL ? cell_kept(f, cell_owner(c), &f->queued) : (pm_str){NULL, 0};
        texts[i] = text_void(text) ? (pm_str){NULL, 0} : text;
    }
    return texts;
}

/* The actions of the block in the column of values at hand. */
static void take_block(finder *f, table_state *t, const side *s, side_block *b) {
    const side_label *labels = &s->labels[b->from], *action = &labels[b->action];
    if (b->head == NULL) {
        make_head(f, s, b);
    }
    pm_str *texts = b->head != NULL ? block_texts(f, b, labels) : NULL;
    if (texts == NULL) {
        return;
    }
    pieces_clear(&f->pieces);
    pieces_of_cell(&f->pieces, cell_owner(action->value));
    pieces_settle(&f->pieces);
    f->failed |= f->pieces.failed;
    t->head = b->head;
    doc_row none = {.number = action->row->number, .page = action->row->page};
    if (f->pieces.count == 0 || t->past) {
        return;
    }
    actions_add(f, t, &none, cell_owner(action->value), texts);
    for (size_t i = 0; i < b->count && !f->failed; i++) {
        if (i != b->action && labels[i].value != NULL) {
            (void)actions_pair(f, cell_owner(labels[i].value), i, &f->pieces, f->row_first);
        }
    }
}

static void end_block(finder *f, table_state *t, side *s) {
    side_block *b = &s->now;
    b->count = s->label_count - b->from;
    if (b->action != SIZE_MAX && s->labels[b->from + b->action].value != NULL) {
        take_block(f, t, s, b);
    }
    b->plan = f->plan;
    if (b->action != SIZE_MAX && !s->pairs) {
        s->blocks[s->block_count++] = *b;
    }
    begin_block(s);
}

/* One more label; one that is there already begins the next block. */
static void add_label(finder *f, table_state *t, side *s, const doc_row *r, const doc_cell *label,
                      const doc_cell *value) {
    pm_str text = find_without_number(find_heading(f, cell_kept(f, label, &f->lasting)));
    for (size_t i = s->now.from; i < s->label_count; i++) {
        if (str_equal(s->labels[i].heading, text)) {
            end_block(f, t, s);
            break;
        }
    }
    if (s->label_count == DOCUMENT_COLUMNS) {
        return;
    }
    if (s->now.action == SIZE_MAX && cell_meaning(f, label) == SLOT_ACTION) {
        s->now.action = s->label_count - s->now.from;
    }
    s->labels[s->label_count++] = (side_label){text, r, r->first, value};
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

/* A label may span several columns, and is no value of its own. */
static const doc_cell *value_at(const doc_row *r, const doc_cell **at, size_t across) {
    const doc_cell *c = row_cell_from(at, across);
    return c != r->first ? c : NULL;
}

static bool is_field(finder *f, const doc_cell *c) {
    return c != NULL && !cell_is_blank(c) && cell_meaning(f, c) <= SLOT_MEASURE;
}

static const doc_cell *filled_from(const doc_cell *c) {
    while (c != NULL && cell_is_blank(c)) {
        c = c->next;
    }
    return c;
}

/* Label, value, label, value; where rows of several grids became one, cells without text may stand
 * between them. */
static bool has_pairs(finder *f, const doc_row *r) {
    const doc_cell *second = r->first != NULL ? r->first->next : NULL;
    const doc_cell *third = second != NULL ? second->next : NULL;
    const doc_cell *value = filled_from(second);
    const doc_cell *behind = value != NULL ? filled_from(value->next) : NULL;
    return (is_field(f, third) && third->next != NULL) ||
           (is_field(f, behind) && behind->next != NULL);
}

static const doc_cell *value_behind(finder *f, const doc_cell *label) {
    const doc_cell *v = label->next;
    while (v != NULL && cell_is_blank(v) && v->next != NULL && !is_field(f, v->next)) {
        v = v->next;
    }
    return v;
}

/* One row: pairs of label and value side by side, or a label with a value for each action. */
static void take_side_row(finder *f, table_state *t, side *s, const doc_row *r) {
    const doc_cell *c = r->first, *at = c;
    if (c == NULL) {
        return;
    }
    if (!has_pairs(f, r)) {
        if (!cell_is_blank(c)) {
            /* beside pairs each row has one value, wherever its grid has it */
            add_label(f, t, s, r, c, s->pairs ? value_behind(f, c) : value_at(r, &at, 1));
        }
        return;
    }
    for (c = filled_from(c); c != NULL && c->next != NULL; c = filled_from(c)) {
        const doc_cell *value = value_behind(f, c);
        add_label(f, t, s, r, c, value);
        c = value->next;
    }
}

/* Fields of the plan, in whatever cell their label stands, and none of an action's. */
static bool is_row_of_fields(finder *f, const doc_row *r) {
    bool plan = false;
    for (const doc_cell *c = r->first; c != NULL; c = c->next) {
        if (is_field(f, c)) {
            return c != r->first && plan;
        }
        plan |= !cell_is_blank(c) && c->next != NULL && plan_is_label(f, cell_shown(f, c));
    }
    return plan;
}

/* The labels, with the first column of values. */
static void take_labels(finder *f, table_state *t, side *s) {
    for (size_t i = 0; i < t->held_count; i++) {
        s->pairs |= has_pairs(f, t->held[i]);
    }
    begin_block(s);
    for (size_t i = 0; i < t->held_count; i++) {
        const doc_row *r = t->held[i];
        const doc_cell *c = r->first;
        bool alone = c != NULL && !cell_is_blank(c) && row_filled(r) == 1;
        if (c != NULL && (alone || is_row_of_fields(f, r))) {
            row_take_fields(f, t, r, NULL);
        } else {
            take_side_row(f, t, s, r);
        }
    }
    end_block(f, t, s);
}

/* Moves the block's values on to a column. true: an action begins there, and none that spans it. */
static bool move_to(side *s, const side_block *b, size_t across) {
    side_label *labels = &s->labels[b->from], *action = &labels[b->action];
    const doc_cell *c = value_at(action->row, &action->at, across);
    if (c == NULL || c->column != across) {
        return false;
    }
    for (size_t i = 0; i < b->count; i++) {
        labels[i].value = value_at(labels[i].row, &labels[i].at, across);
    }
    return true;
}

/* The further columns of values, each of the plan that was told of beside its block. */
static void take_column(finder *f, table_state *t, side *s, size_t across) {
    plan_found *last = f->plan;
    for (size_t i = 0; i < s->block_count; i++) {
        side_block *b = &s->blocks[i];
        if (move_to(s, b, across)) {
            f->plan = b->plan != NULL ? b->plan : f->plan;
            take_block(f, t, s, b);
        }
    }
    f->plan = last != NULL ? last : f->plan;
}

void side_take(finder *f, table_state *t) {
    side *s = mem_zalloc(f->allocator, sizeof *s);
    if (s == NULL) {
        f->failed = true;
        return;
    }
    f->counts.tables_taken += !t->past;
    if (f->section != NULL) {
        f->section->tables++;
    }
    take_labels(f, t, s);
    size_t widest = 0;
    for (size_t i = 0; i < s->block_count; i++) {
        size_t width = s->labels[s->blocks[i].from + s->blocks[i].action].row->width;
        widest = width > widest ? width : widest;
    }
    for (size_t across = 2; across < widest && !f->failed; across++) {
        take_column(f, t, s, across);
    }
    if (t->head != NULL && f->plan != NULL) {
        f->plan->tables++;
    }
    mem_free(f->allocator, s);
}
