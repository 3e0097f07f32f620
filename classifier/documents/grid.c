/* SPDX-License-Identifier: MIT
 * Keeps true: a word belongs to the cell whose lines stand nearest around it, in one table at most;
 * where no line parts two fields of the grid, they are one cell. */
#include <stdlib.h>
#include <string.h>

#include "documents/page.h"

/* Points: strokes that are drawn twice, corners that do not quite meet, columns. */
enum { SAME_LINE = 3, MEETS = 4, SAME_COLUMN = 5 };

static int by_place(const void *a, const void *b) {
    const page_rule *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Strokes that go on from each other, or lie upon each other, are one. Returns how many are left.
 */
static size_t join_rules(page_rule *r, size_t count) {
    size_t kept = 0, first = 0;
    if (count != 0) {
        qsort(r, count, sizeof *r, by_place);
    }
    for (size_t i = 0; i < count; i++) {
        while (first < kept && r[first].at < r[i].at - SAME_LINE) {
            first++;
        }
        size_t k = first;
        while (k < kept && (r[i].from > r[k].to + MEETS || r[i].to < r[k].from - MEETS)) {
            k++;
        }
        if (k == kept) {
            r[kept++] = r[i];
            continue;
        }
        r[k].from = r[i].from < r[k].from ? r[i].from : r[k].from;
        r[k].to = r[i].to > r[k].to ? r[i].to : r[k].to;
    }
    return kept;
}

static size_t root_of(size_t *parent, size_t i) {
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static void unite(size_t *parent, size_t a, size_t b) {
    a = root_of(parent, a);
    b = root_of(parent, b);
    parent[a > b ? a : b] = a > b ? b : a;
}

static bool within(double at, double from, double to) {
    return at >= from - MEETS && at <= to + MEETS;
}

/* Lines that meet belong together: rules across are numbered first, then those down. */
static size_t *connect(const page *p, arena *memory) {
    size_t all = p->across_count + p->down_count;
    size_t *parent = arena_alloc(memory, all * sizeof *parent);
    for (size_t i = 0; parent != NULL && i < all; i++) {
        parent[i] = i;
    }
    for (size_t i = 0; parent != NULL && i < p->across_count; i++) {
        const page_rule *h = &p->across[i];
        for (size_t k = 0; k < p->down_count; k++) {
            const page_rule *v = &p->down[k];
            if (within(v->at, h->from, h->to) && within(h->at, v->from, v->to)) {
                unite(parent, i, p->across_count + k);
            }
        }
    }
    return parent;
}

/* Adds an edge of the grid, in order, unless one is there. false: there are too many. */
static bool add_edge(double *edges, size_t *count, size_t most, double at) {
    size_t i = *count;
    for (size_t k = 0; k < *count; k++) {
        if (at > edges[k] - SAME_COLUMN && at < edges[k] + SAME_COLUMN) {
            return true;
        }
    }
    if (*count > most) {
        return false;
    }
    for (; i > 0 && edges[i - 1] > at; i--) {
        edges[i] = edges[i - 1];
    }
    edges[i] = at;
    ++*count;
    return true;
}

/* Edges of the lines of one group; the ends of lines close what is open at its sides. */
static bool find_edges(const page *p, size_t *parent, size_t group, grid *g) {
    size_t xs = 0, ys = 0, across = 0, down = 0;
    bool fits = true;
    for (size_t i = 0; i < p->down_count && fits; i++) {
        if (root_of(parent, p->across_count + i) == group) {
            fits = add_edge(g->x, &xs, PAGE_COLUMNS, p->down[i].at);
            down++;
        }
    }
    for (size_t i = 0; i < p->across_count && fits; i++) {
        if (root_of(parent, i) == group) {
            fits = add_edge(g->y, &ys, PAGE_ROWS, p->across[i].at) &&
                   add_edge(g->x, &xs, PAGE_COLUMNS, p->across[i].from) &&
                   add_edge(g->x, &xs, PAGE_COLUMNS, p->across[i].to);
            across++;
        }
    }
    for (size_t i = 0; i < p->down_count && fits; i++) {
        if (root_of(parent, p->across_count + i) == group) {
            fits = add_edge(g->y, &ys, PAGE_ROWS, p->down[i].from) &&
                   add_edge(g->y, &ys, PAGE_ROWS, p->down[i].to);
        }
    }
    g->columns = xs - (xs != 0);
    g->row_count = ys - (ys != 0);
    return fits && xs > 1 && ys > 1 && across + down > 2 &&
           g->columns * g->row_count <= PAGE_FIELDS;
}

/* ---- Cells ---- */

static bool parts(const page_rule *rules, size_t count, double at, double across) {
    for (size_t i = 0; i < count; i++) {
        if (rules[i].at > at - SAME_COLUMN && rules[i].at < at + SAME_COLUMN &&
            rules[i].from <= across && rules[i].to >= across) {
            return true;
        }
    }
    return false;
}

/* Fields of the grid that no line parts, by the number of their first field. */
static size_t *join_fields(const page *p, const grid *g, arena *memory) {
    size_t count = g->columns * g->row_count;
    size_t *field = arena_alloc(memory, count * sizeof *field);
    for (size_t i = 0; field != NULL && i < count; i++) {
        field[i] = i;
    }
    for (size_t i = 0; field != NULL && i < count; i++) {
        size_t r = i / g->columns, c = i % g->columns;
        double x = (g->x[c] + g->x[c + 1]) / 2, y = (g->y[r] + g->y[r + 1]) / 2;
        if (c != 0 && !parts(p->down, p->down_count, g->x[c], y)) {
            unite(field, i, i - 1);
        }
        if (r != 0 && !parts(p->across, p->across_count, g->y[r], x)) {
            unite(field, i, i - g->columns);
        }
    }
    return field;
}

static void make_cell(const grid *g, size_t *field, size_t first, grid_cell *out) {
    size_t r = first / g->columns, c = first % g->columns, right = c, bottom = r;
    for (size_t i = first; i < g->columns * g->row_count; i++) {
        if (root_of(field, i) == first) {
            right = i % g->columns > right ? i % g->columns : right;
            bottom = i / g->columns;
        }
    }
    *out = (grid_cell){.column = c,
                       .columns = right - c + 1,
                       .rows = bottom - r + 1,
                       .left = g->x[c],
                       .right = g->x[right + 1],
                       .bottom = g->y[bottom + 1]};
}

/* `cell_of`: the cell of each first field. */
static bool make_rows(grid *g, size_t *field, grid_cell **cell_of, arena *memory) {
    g->rows = arena_zalloc(memory, g->row_count * sizeof *g->rows);
    grid_cell *cells = arena_zalloc(memory, g->columns * g->row_count * sizeof *cells);
    if (g->rows == NULL || cells == NULL) {
        return false;
    }
    for (size_t i = 0; i < g->columns * g->row_count; i++) {
        grid_row *row = &g->rows[i / g->columns];
        row->cells = i % g->columns == 0 ? cells : row->cells;
        if (root_of(field, i) == i) {
            make_cell(g, field, i, cells);
            cell_of[i] = cells++;
            row->count++;
        }
    }
    return true;
}

/* ---- Words ---- */

static size_t band_of(const double *edges, size_t bands, double at) {
    size_t i = 0;
    while (i < bands && at >= edges[i + 1]) {
        i++;
    }
    return at < edges[0] ? bands : i;
}

/* The field in which the middle of the word lies; SIZE_MAX: none. */
static size_t field_of(const grid *g, const page_word *w) {
    size_t c = band_of(g->x, g->columns, (w->x0 + w->x1) / 2);
    size_t r = band_of(g->y, g->row_count, (w->y0 + w->y1) / 2);
    return c < g->columns && r < g->row_count ? r * g->columns + c : SIZE_MAX;
}

/* Words of the grid go to their cells; the others stay. */
static bool take_words(page *p, const grid *g, size_t *field, grid_cell **cell_of, arena *memory) {
    size_t kept = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        size_t at = field_of(g, &p->words[i]);
        if (at != SIZE_MAX) {
            cell_of[root_of(field, at)]->word_count++;
        }
    }
    for (size_t i = 0; i < g->columns * g->row_count; i++) {
        grid_cell *c = cell_of[i];
        if (c != NULL && c->word_count != 0) {
            c->words = arena_alloc(memory, c->word_count * sizeof *c->words);
            if (c->words == NULL) {
                return false;
            }
            c->word_count = 0;
        }
    }
    for (size_t i = 0; i < p->word_count; i++) {
        size_t at = field_of(g, &p->words[i]);
        if (at == SIZE_MAX) {
            p->words[kept++] = p->words[i];
            continue;
        }
        grid_cell *c = cell_of[root_of(field, at)];
        c->words[c->word_count++] = p->words[i];
    }
    p->word_count = kept;
    return true;
}

static bool fill_grid(page *p, grid *g, arena *memory) {
    size_t *field = join_fields(p, g, memory);
    grid_cell **cell_of = arena_zalloc(memory, g->columns * g->row_count * sizeof *cell_of);
    bool failed = field == NULL || cell_of == NULL || !make_rows(g, field, cell_of, memory) ||
                  !take_words(p, g, field, cell_of, memory);
    for (size_t i = 0; !failed && i < g->columns * g->row_count; i++) {
        grid_cell *c = cell_of[i];
        if (c != NULL && c->word_count != 0) {
            c->text =
                page_set(p, memory, c->words, c->word_count, c->left, c->right, true, &failed);
        }
    }
    return !failed;
}

static double area(const grid *g) {
    return (g->x[g->columns] - g->x[0]) * (g->y[g->row_count] - g->y[0]);
}

/* A frame around the page is no table. */
static bool is_frame(const page *p, const grid *g) {
    return g->columns == 1 && g->row_count == 1 && area(g) > 0.5 * p->width * p->height;
}

static void insert_by(grid **list, grid *g, bool by_area) {
    while (*list != NULL && (by_area ? area(*list) <= area(g) : (*list)->y[0] <= g->y[0])) {
        list = &(*list)->next;
    }
    g->next = *list;
    *list = g;
}

grid *page_grids(page *p, arena *memory, bool *failed) {
    p->across_count = join_rules(p->across, p->across_count);
    p->down_count = join_rules(p->down, p->down_count);
    size_t *parent = connect(p, memory);
    grid *small_first = NULL, *top_first = NULL, *g = NULL;
    *failed |= parent == NULL;
    for (size_t i = 0; i < p->across_count && !*failed; i++) {
        if (root_of(parent, i) != i) {
            continue;
        }
        g = g != NULL ? g : arena_zalloc(memory, sizeof *g);
        *failed |= g == NULL;
        if (g != NULL && find_edges(p, parent, i, g) && !is_frame(p, g)) {
            insert_by(&small_first, g, true);
            g = NULL;
        }
    }
    /* a table in a cell takes its words before the one around it */
    while (small_first != NULL && !*failed) {
        g = small_first;
        small_first = g->next;
        *failed |= !fill_grid(p, g, memory);
        insert_by(&top_first, g, false);
    }
    return top_first;
}
