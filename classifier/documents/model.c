/* SPDX-License-Identifier: MIT
 * Keeps true: every block lies in one cell or in the document itself, in reading order; a column of
 * a row belongs to one cell; what is held is bounded, whatever the document says of itself. */
#include "documents/model.h"

#include <string.h>

void builder_init(builder *b, const pm_allocator *a) {
    *b = (builder){.allocator = a};
    arena_init(&b->memory, a);
    arena_init(&b->lasting, a);
    buffer_init(&b->text, a);
}

void builder_free(builder *b) {
    for (size_t i = 0; i < DOCUMENT_NESTING; i++) {
        mem_free(b->allocator, b->table[i]);
    }
    buffer_free(&b->text);
    arena_free(&b->memory);
    arena_free(&b->lasting);
}

bool builder_busy(const builder *b) {
    bool busy = b->open_count != 0;
    for (size_t i = 0; i < b->depth; i++) {
        busy |= b->table[i]->pending_to != 0 || b->table[i]->row != NULL;
    }
    return busy;
}

void builder_forget(builder *b) {
    arena_reset(&b->memory);
    b->first = b->last = NULL;
    b->cells = b->bytes = b->held = 0;
    for (size_t i = 0; i < b->depth; i++) {
        b->table[i]->table->first = b->table[i]->table->last = NULL;
    }
}

static void fail(builder *b, pm_status status, const char *reason) {
    if (b->status == PM_OK) {
        b->status = status;
        b->reason = reason;
    }
}

/* What holds text may be far more than the text. */
static void count_held(builder *b, size_t size) {
    b->held += size;
    if (b->held > DOCUMENT_HELD) {
        fail(b, PM_ERR_LIMIT, "it has too many paragraphs, rows and cells");
    }
}

static bool count_cells(builder *b, size_t count) {
    b->cells += count;
    if (b->cells > DOCUMENT_CELLS) {
        fail(b, PM_ERR_LIMIT, "it has too many cells");
    }
    return b->cells <= DOCUMENT_CELLS;
}

static void *make(builder *b, size_t size) {
    count_held(b, size);
    void *p = b->status == PM_OK ? arena_zalloc(&b->memory, size) : NULL;
    if (p == NULL) {
        fail(b, PM_ERR_MEMORY, "");
    }
    return p;
}

static open_table *at_hand(const builder *b) {
    return b->depth != 0 ? b->table[b->depth - 1] : NULL;
}

/* ---- Blocks ---- */

static void add_block(builder *b, doc_block *made) {
    open_table *t = at_hand(b);
    doc_cell *in = t != NULL ? t->cell : NULL;
    if (t != NULL && in == NULL) {
        return; /* between cells there is no text */
    }
    doc_block **first = in != NULL ? &in->first : &b->first,
              **last = in != NULL ? &in->last : &b->last;
    if (*last != NULL) {
        (*last)->next = made;
    } else {
        *first = made;
    }
    *last = made;
    if (made->kind != BLOCK_TABLE) {
        made->number = in != NULL ? ++in->paragraphs : ++b->paragraphs;
    }
}

bool build_is_open(const builder *b) {
    open_table *t = at_hand(b);
    return b->open_count > (t != NULL ? t->paragraphs_open : 0);
}

void build_paragraph(builder *b, block_kind kind, unsigned rank, bool numbered) {
    if (b->status != PM_OK) {
        return;
    }
    if (b->open_count == DOCUMENT_OPEN) {
        fail(b, PM_ERR_LIMIT, "paragraphs lie too deep in others");
        return;
    }
    b->open[b->open_count++] = (open_paragraph){kind, rank, numbered, false, b->text.len};
}

void build_describe(builder *b, block_kind kind, unsigned rank, bool numbered) {
    if (b->status == PM_OK && build_is_open(b)) {
        open_paragraph *p = &b->open[b->open_count - 1];
        p->kind = kind;
        p->rank = rank;
        p->numbered = numbered;
    }
}

static bool is_gap(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* One space for several, none around line breaks and tabs; a no-break space is a space. Returns the
 * length. */
static size_t tidy(char *s, size_t len) {
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        bool no_break = s[i] == '\xC2' && i + 1 < len && s[i + 1] == '\xA0';
        char c = no_break || s[i] == '\r' || s[i] == '\f' || s[i] == '\v' ? ' ' : s[i];
        i += no_break;
        bool after_gap = to == 0 || is_gap(s[to - 1]);
        if (c == ' ' && after_gap) {
            continue;
        }
        if ((c == '\n' || c == '\t') && to != 0 && s[to - 1] == ' ') {
            to--;
        }
        if (c == '\n' && to == 0) {
            continue;
        }
        s[to++] = c;
    }
    while (to != 0 && is_gap(s[to - 1])) {
        to--;
    }
    return to;
}

void build_end_paragraph(builder *b) {
    if (b->status != PM_OK || !build_is_open(b)) {
        return;
    }
    open_paragraph p = b->open[--b->open_count];
    if (b->text.failed) {
        fail(b, PM_ERR_MEMORY, "");
        return;
    }
    size_t len = b->text.len > p.from ? tidy(b->text.data + p.from, b->text.len - p.from) : 0;
    b->text.len = p.from;
    doc_block *made = len != 0 ? make(b, sizeof *made) : NULL;
    char *copy = made != NULL ? arena_copy(&b->memory, b->text.data + p.from, len) : NULL;
    if (copy == NULL) {
        if (len != 0) {
            fail(b, PM_ERR_MEMORY, "");
        }
        return;
    }
    count_held(b, len + ARENA_ALIGN);
    b->bytes += len;
    if (b->bytes > DOCUMENT_TEXT) {
        fail(b, PM_ERR_LIMIT, "it holds too much text");
        return;
    }
    made->kind = p.kind;
    made->rank = p.rank;
    made->numbered = p.numbered;
    made->strong = !p.plain;
    made->lines = b->lines;
    made->page = b->page;
    made->text = (pm_str){copy, len};
    add_block(b, made);
}

static bool all_gaps(pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (!is_gap(s.data[i])) {
            return false;
        }
    }
    return true;
}

void build_text(builder *b, pm_str text) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || (t != NULL && t->cell == NULL)) {
        return;
    }
    bool gaps = all_gaps(text);
    if (!build_is_open(b)) {
        if (gaps) {
            return;
        }
        build_paragraph(b, BLOCK_PARAGRAPH, 0, false);
    }
    if (b->open_count == 0) {
        return;
    }
    open_paragraph *p = &b->open[b->open_count - 1];
    p->plain |= !b->bold && !gaps;
    if (b->text.len - p->from + text.len > DOCUMENT_LONGEST_CELL) {
        fail(b, PM_ERR_LIMIT, "a paragraph is too long");
        return;
    }
    buffer_str(&b->text, text);
}

void build_break(builder *b) {
    if (build_is_open(b)) {
        build_text(b, STR("\n"));
    }
}

/* ---- Tables ---- */

void build_table(builder *b, pm_str sheet) {
    if (b->status != PM_OK) {
        return;
    }
    if (b->depth == DOCUMENT_NESTING) {
        fail(b, PM_ERR_LIMIT, "tables lie too deep in others");
        return;
    }
    open_table *outer = at_hand(b);
    while (outer == NULL && build_is_open(b)) {
        build_end_paragraph(b);
    }
    open_table **t = &b->table[b->depth];
    doc_block *made = make(b, sizeof *made);
    count_held(b, sizeof(doc_table) + sheet.len);
    doc_table *made_table = arena_zalloc(&b->lasting, sizeof *made_table);
    char *name = arena_copy(&b->lasting, sheet.data, sheet.len);
    *t = *t != NULL ? *t : mem_alloc(b->allocator, sizeof **t);
    if (made == NULL || made_table == NULL || name == NULL || *t == NULL) {
        fail(b, PM_ERR_MEMORY, "");
        return;
    }
    made_table->number = ++b->tables;
    made_table->sheet = (pm_str){name, sheet.len};
    made->kind = BLOCK_TABLE;
    made->table = made_table;
    if (outer == NULL || outer->cell != NULL) {
        add_block(b, made);
    }
    memset(*t, 0, sizeof **t);
    (*t)->table = made_table;
    (*t)->next_number = 1;
    (*t)->paragraphs_open = b->open_count;
    b->depth++;
}

/* Rows that the document leaves out are rows of the cells that span them. */
static void skip_rows(open_table *t, size_t rows) {
    for (size_t i = 0; i < t->pending_to; i++) {
        pending_cell *p = &t->pending[i];
        p->rows =
            p->rows == SIZE_MAX || p->rows > rows ? p->rows - (p->rows != SIZE_MAX) * rows : 0;
    }
}

void build_row(builder *b, size_t number) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL) {
        return;
    }
    build_end_row(b);
    doc_row *made = make(b, sizeof *made);
    if (made == NULL) {
        return;
    }
    made->page = b->page;
    made->number = number != 0 ? number : t->next_number;
    if (made->number > t->next_number) {
        skip_rows(t, made->number - t->next_number);
    }
    t->next_number = made->number + 1;
    t->row = made;
    t->next_column = 0;
}

static doc_cell *add_cell(builder *b, open_table *t, size_t column, size_t columns) {
    doc_cell *made = make(b, sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    if (!count_cells(b, 1)) {
        return NULL;
    }
    made->column = column;
    made->columns = columns;
    if (t->row->last != NULL) {
        t->row->last->next = made;
    } else {
        t->row->first = made;
    }
    t->row->last = made;
    t->row->width = column + columns > t->row->width ? column + columns : t->row->width;
    return made;
}

/* The rest of the cell that began above. */
static void go_on(builder *b, open_table *t, size_t column) {
    doc_cell *made = add_cell(b, t, column, 1);
    if (made != NULL) {
        made->goes_on = t->pending[column].origin;
    }
    t->next_column = column + 1;
}

void build_covered(builder *b, size_t column) {
    open_table *t = at_hand(b);
    if (b->status == PM_OK && t != NULL && t->row != NULL && column < DOCUMENT_COLUMNS &&
        column >= t->next_column && t->pending[column].rows != 0) {
        build_end_cell(b);
        go_on(b, t, column);
    }
}

void build_cell(builder *b, size_t column, size_t columns, size_t rows) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL) {
        return;
    }
    if (t->row == NULL) {
        build_row(b, 0);
    }
    build_end_cell(b);
    bool next = column == SIZE_MAX;
    column = next ? t->next_column : column;
    while (next && column < DOCUMENT_COLUMNS && t->pending[column].rows != 0) {
        go_on(b, t, column++);
    }
    if (column >= DOCUMENT_COLUMNS || t->row == NULL) {
        b->cut_columns++;
        return;
    }
    if (column < t->next_column) {
        return; /* it lies on another one */
    }
    columns = columns == 0 ? 1 : columns;
    columns = columns > DOCUMENT_COLUMNS - column ? DOCUMENT_COLUMNS - column : columns;
    t->cell = add_cell(b, t, column, columns);
    t->next_column = column + columns;
    t->paragraphs_open = b->open_count;
    for (size_t i = column; i < column + columns && t->cell != NULL; i++) {
        t->pending[i] = (pending_cell){t->cell, rows > 1 ? rows : 0};
        t->pending_to = rows > 1 && i >= t->pending_to ? i + 1 : t->pending_to;
    }
}

void build_end_cell(builder *b) {
    open_table *t = at_hand(b);
    if (b->status == PM_OK && t != NULL && t->cell != NULL) {
        while (build_is_open(b)) {
            build_end_paragraph(b);
        }
        t->cell = NULL;
    }
}

/* Cells that go on where the row had none of its own, and one row less for each of them. */
static void settle_pending(builder *b, open_table *t) {
    bool taken[DOCUMENT_COLUMNS];
    memset(taken, 0, t->pending_to * sizeof *taken);
    for (const doc_cell *c = t->row->first; c != NULL; c = c->next) {
        for (size_t i = c->column; i < c->column + c->columns && i < t->pending_to; i++) {
            taken[i] = true;
        }
    }
    for (size_t i = 0; i < t->pending_to; i++) {
        pending_cell *p = &t->pending[i];
        if (p->rows != 0 && p->rows != SIZE_MAX) {
            if (!taken[i]) {
                go_on(b, t, i);
            }
            p->rows--;
        }
    }
    while (t->pending_to != 0 && t->pending[t->pending_to - 1].rows == 0) {
        t->pending_to--;
    }
}

void build_end_row(builder *b) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL || t->row == NULL) {
        return;
    }
    build_end_cell(b);
    settle_pending(b, t);
    if (t->table->last != NULL) {
        t->table->last->next = t->row;
    } else {
        t->table->first = t->row;
    }
    t->table->last = t->row;
    t->row = NULL;
}

/* Tables are not repeated: within each other they would come to more than can ever be read. */
static bool holds_table(const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_TABLE) {
            return true;
        }
    }
    return false;
}

void build_repeat_row(builder *b, size_t times) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL || t->table->last == NULL) {
        return;
    }
    const doc_row *of = t->table->last;
    bool empty = true, nested = false;
    size_t cells = 0;
    for (const doc_cell *c = of->first; c != NULL; c = c->next) {
        empty &= c->goes_on != NULL || cell_empty(c);
        nested |= holds_table(c);
        cells++;
    }
    size_t most = nested ? 0 : DOCUMENT_REPEATED;
    size_t kept = empty ? 0 : times < most ? times : most;
    b->cut_repeats += !empty && kept < times;
    for (size_t i = 0; i < kept; i++) {
        /* Its cells are shared, but looked at; the copy itself is no more than one. */
        count_cells(b, cells - 1);
        doc_row *again = make(b, sizeof *again);
        if (again == NULL) {
            return;
        }
        *again = *of;
        again->next = NULL;
        again->number = t->next_number + i;
        t->table->last->next = again;
        t->table->last = again;
    }
    t->next_number += times;
}

/* What began in a row that is not there does not go on in the rows below. */
static void end_spans_from(open_table *t) {
    for (const doc_cell *c = t->row->first; c != NULL; c = c->next) {
        for (size_t i = c->column; i < c->column + c->columns && i < DOCUMENT_COLUMNS; i++) {
            if (t->pending[i].origin == c) {
                t->pending[i].rows = 0;
            }
        }
    }
}

void build_drop_row(builder *b) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL || t->row == NULL) {
        return;
    }
    build_end_cell(b);
    end_spans_from(t);
    t->next_number = t->row->number;
    t->row = NULL;
}

void build_hide_row(builder *b, size_t times) {
    open_table *t = at_hand(b);
    if (b->status == PM_OK && t != NULL && t->row != NULL) {
        build_end_cell(b);
        settle_pending(b, t);
        t->next_number = t->row->number + times;
        t->row = NULL;
    }
}

void build_repeat_cell(builder *b, size_t times) {
    open_table *t = at_hand(b);
    const doc_cell *of = b->status == PM_OK && t != NULL && t->row != NULL ? t->row->last : NULL;
    if (of == NULL || times == 0 || cell_empty(of)) {
        return;
    }
    size_t most = holds_table(of) ? 0 : DOCUMENT_REPEATED;
    size_t kept = times < most ? times : most;
    b->cut_repeats += kept < times;
    for (size_t i = 1; i <= kept && of->column + (i + 1) * of->columns <= DOCUMENT_COLUMNS; i++) {
        doc_cell *again = add_cell(b, t, of->column + i * of->columns, of->columns);
        if (again == NULL) {
            return;
        }
        again->first = of->first;
        again->last = of->last;
        t->next_column = again->column + again->columns;
    }
}

bool build_is_covered(const builder *b, size_t column) {
    const open_table *t = at_hand(b);
    return t != NULL && column < t->pending_to && t->pending[column].rows != 0;
}

void build_end_table(builder *b) {
    open_table *t = at_hand(b);
    if (b->status != PM_OK || t == NULL) {
        return;
    }
    build_end_row(b);
    b->depth--;
}

/* ---- Looking at it ---- */

static void table_text(const doc_table *t, buffer *out) {
    for (const doc_row *r = t->first; r != NULL; r = r->next) {
        for (const doc_cell *c = r->first; c != NULL; c = c->next) {
            if (c->goes_on == NULL) {
                cell_text(c, out);
            }
        }
    }
}

void cell_text(const doc_cell *c, buffer *out) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind == BLOCK_TABLE) {
            table_text(b->table, out);
        } else {
            if (out->len != 0 && out->data[out->len - 1] != '\n') {
                buffer_char(out, '\n');
            }
            buffer_str(out, b->text);
        }
    }
}

static bool table_empty(const doc_table *t) {
    for (const doc_row *r = t->first; r != NULL; r = r->next) {
        for (const doc_cell *c = r->first; c != NULL; c = c->next) {
            if (c->goes_on == NULL && !cell_empty(c)) {
                return false;
            }
        }
    }
    return true;
}

bool cell_empty(const doc_cell *c) {
    for (const doc_block *b = c->first; b != NULL; b = b->next) {
        if (b->kind != BLOCK_TABLE || !table_empty(b->table)) {
            return false;
        }
    }
    return true;
}
