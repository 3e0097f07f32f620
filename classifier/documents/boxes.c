/* SPDX-License-Identifier: MIT
 * Keeps true: only rows that lie right behind each other become a table, and only where what they
 * begin with is known; each paragraph stays, in its order. */
#include "documents/boxes.h"

#include "documents/tables.h"

void boxes_init(boxes *x, const pm_allocator *a) {
    *x = (boxes){.allocator = a};
}

void boxes_free(boxes *x) {
    mem_free(x->allocator, x->items);
}

/* ---- What lies in what ---- */

void boxes_open(boxes *x, const builder *b) {
    bool full = x->skipped != 0 || x->count == BOXES_MOST;
    if (full ||
        !mem_grow(x->allocator, (void **)&x->items, &x->cap, x->count + 1, sizeof *x->items)) {
        x->failed |= !full;
        x->cut |= full;
        x->skipped++;
        return;
    }
    x->items[x->count++] =
        (box){.parent = x->open, .from = b->paragraphs, .tables_before = b->tables};
    x->open = x->count;
}

void boxes_close(boxes *x, const builder *b) {
    if (x->skipped != 0 || x->open == 0) {
        x->skipped -= x->skipped != 0;
        return;
    }
    box *one = &x->items[x->open - 1];
    one->to = b->paragraphs;
    one->tables = b->tables;
    one->end = x->count;
    bool plain = one->tables == one->tables_before;
    bool only = one->covered == one->to - one->from && !one->others;
    one->leaf = plain && (one->children == 0 || (one->children == 1 && only));
    one->row = plain && one->children > 1 && only;
    x->open = one->parent;
    if (x->open != 0) {
        box *parent = &x->items[x->open - 1];
        parent->children++;
        parent->covered += one->to - one->from;
        parent->others |= !one->leaf;
    }
}

/* ---- Rows that follow each other ---- */

/* The row right behind this one with as many leaves; BOXES_MOST: there is none. */
static size_t next_row(const boxes *x, size_t at) {
    const box *row = &x->items[at];
    for (size_t i = row->end; i < x->count; i++) {
        const box *one = &x->items[i];
        if (one->from != row->to || one->tables_before != row->tables) {
            break;
        }
        if (one->row) {
            return one->children == row->children ? i : BOXES_MOST;
        }
        if (one->leaf && one->to != one->from) {
            break;
        }
    }
    return BOXES_MOST;
}

/* The next leaf of a row behind `at`, which is the row itself for the first. */
static size_t next_leaf(const boxes *x, size_t row, size_t at) {
    return at == row ? row + 1 : x->items[at].end;
}

/* ---- Tables ---- */

/* Where the blocks are moved from: *at is the first that was not. */
typedef struct mover {
    builder *b;
    doc_block **at;
    bool failed;
} mover;

static doc_row *add_row(mover *m, doc_table *t, size_t number) {
    doc_row *made = arena_zalloc(&m->b->memory, sizeof *made);
    if (made == NULL) {
        m->failed = true;
        return NULL;
    }
    made->number = number;
    if (t->last != NULL) {
        t->last->next = made;
    } else {
        t->first = made;
    }
    t->last = made;
    return made;
}

/* A cell of the next paragraphs, as many as the leaf has. */
static void add_leaf(mover *m, doc_row *r, const box *leaf) {
    doc_cell *made = arena_zalloc(&m->b->memory, sizeof *made);
    if (made == NULL) {
        m->failed = true;
        return;
    }
    made->column = r->width++;
    made->columns = 1;
    if (r->last != NULL) {
        r->last->next = made;
    } else {
        r->first = made;
    }
    r->last = made;
    for (size_t i = leaf->from; i < leaf->to && *m->at != NULL; i++) {
        doc_block *block = *m->at;
        *m->at = block->next;
        block->next = NULL;
        block->number = ++made->paragraphs;
        if (made->last != NULL) {
            made->last->next = block;
        } else {
            made->first = block;
        }
        made->last = block;
    }
}

/* The leaves of a row, `across` of them to a row of the table. */
static void add_leaves(mover *m, doc_table *t, const boxes *x, size_t row, size_t across,
                       size_t *number) {
    size_t leaf = row;
    doc_row *r = NULL;
    for (size_t i = 0; i < x->items[row].children && !m->failed; i++) {
        leaf = next_leaf(x, row, leaf);
        r = i % across == 0 ? add_row(m, t, ++*number) : r;
        if (r != NULL) {
            add_leaf(m, r, &x->items[leaf]);
        }
    }
}

/* Returns the box behind the last of the rows. */
static size_t move_rows(mover *m, const boxes *x, size_t row, size_t across) {
    builder *b = m->b;
    doc_block *block = arena_zalloc(&b->memory, sizeof *block);
    doc_table *table = arena_zalloc(&b->lasting, sizeof *table);
    size_t number = 0, end = row + 1;
    if (block == NULL || table == NULL) {
        m->failed = true;
        return end;
    }
    table->number = ++b->tables;
    for (size_t i = row; i != BOXES_MOST && !m->failed; i = next_row(x, i)) {
        add_leaves(m, table, x, i, across, &number);
        end = x->items[i].end;
    }
    *block = (doc_block){.kind = BLOCK_TABLE, .table = table, .next = *m->at};
    *m->at = block;
    b->last = block->next == NULL ? block : b->last;
    m->at = &block->next;
    return end;
}

/* ---- What they begin with ---- */

/* A row, the one right behind it (BOXES_MOST: none), and the first of their paragraphs. */
typedef struct look {
    finder *f;
    const boxes *x;
    size_t row, next;
    const doc_block *first, *below;
} look;

/* What the text of a leaf means; SLOT_NONE also for such as have several. *at, which begins at the
 * row's first paragraph, goes on from leaf to leaf: a leaf may hold any number. */
static column_slot meaning(const look *l, size_t leaf, const doc_block **at) {
    const box *one = &l->x->items[leaf];
    size_t rank;
    if (one->to - one->from != 1) {
        return SLOT_NONE;
    }
    while (*at != NULL && (*at)->number <= one->from) {
        *at = (*at)->next;
    }
    if (*at == NULL || (*at)->kind == BLOCK_TABLE) {
        return SLOT_NONE;
    }
    bool child = plan_is_label(l->f, (*at)->text);
    column_slot slot = find_meaning(l->f, (*at)->text, &rank);
    return slot == SLOT_NONE && child ? SLOT_PLAN_ID : slot;
}

/* What a row begins with. */
static column_slot begins_with(const look *l, size_t row, const doc_block *first) {
    return meaning(l, row + 1, &first);
}

/* Do the leaves of the row mean something, every second one or all; and is one the action? */
static size_t known_leaves(const look *l, size_t from, size_t step, bool *action) {
    size_t known = 0, leaf = l->row;
    const doc_block *at = l->first;
    *action = false;
    for (size_t i = 0; i < l->x->items[l->row].children; i++) {
        leaf = next_leaf(l->x, l->row, leaf);
        if (i % step == from) {
            column_slot slot = meaning(l, leaf, &at);
            known += slot != SLOT_NONE;
            *action |= slot == SLOT_ACTION;
        }
    }
    return known;
}

/* What the row behind this one begins with. */
static column_slot below(const look *l) {
    return l->next != BOXES_MOST ? begins_with(l, l->next, l->below) : SLOT_NONE;
}

/* Label, value, label, value: a card. Below headings other rows follow, which do not begin with a
 * label. */
static bool is_card(const look *l) {
    bool action;
    size_t children = l->x->items[l->row].children;
    bool pairs = children % 2 == 0 && children > 2 && known_leaves(l, 0, 2, &action) > 1 &&
                 known_leaves(l, 1, 2, &action) == 0;
    return pairs && (l->next == BOXES_MOST || below(l) != SLOT_NONE);
}

/* A label and its value. "Action plan" by itself may be a title, with what stands below it. */
static bool is_pair(const look *l) {
    bool two = l->x->items[l->row].children == 2;
    column_slot slot = two ? begins_with(l, l->row, l->first) : (column_slot)SLOT_NONE;
    return slot != SLOT_NONE && (slot != SLOT_ACTION || below(l) != SLOT_NONE);
}

/* How many leaves make a row of a table; 0: these rows are none. */
static size_t columns_of(const look *l) {
    bool action;
    size_t children = l->x->items[l->row].children;
    if (is_card(l)) {
        return 2;
    }
    if (children > DOCUMENT_COLUMNS) {
        return 0;
    }
    bool headed = known_leaves(l, 0, 1, &action) > 1 && action && l->next != BOXES_MOST;
    return headed || is_pair(l) ? children : 0;
}

/* The link to the first block behind so many paragraphs. */
static doc_block **link_at(doc_block **at, size_t paragraphs) {
    while (*at != NULL && ((*at)->kind == BLOCK_TABLE || (*at)->number <= paragraphs)) {
        at = &(*at)->next;
    }
    return at;
}

bool boxes_to_tables(const boxes *x, builder *b, finder *f) {
    mover m = {.b = b, .at = &b->first};
    for (size_t i = 0; i < x->count && !m.failed;) {
        const box *one = &x->items[i];
        if (!one->row || one->from == one->to) {
            i++;
            continue;
        }
        m.at = link_at(m.at, one->from);
        const look l = {f, x, i, next_row(x, i), *m.at, *link_at(m.at, one->to)};
        size_t across = columns_of(&l);
        i = across != 0 ? move_rows(&m, x, i, across) : one->end;
    }
    return !m.failed && !x->failed && !f->failed;
}
