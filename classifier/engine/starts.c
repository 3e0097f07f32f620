/* SPDX-License-Identifier: MIT
 * Keeps true: no pattern is left out where it matches, since a match holds a token of each want of
 * its pattern, none of them before its first. */
#include "engine/starts.h"

#include <string.h>

enum { WINDOW_MOST = 64, WANTS = 2, SAVED_MOST = 1024 * 1024 /* bytes */ };
_Static_assert(STARTS_ROOM >= 2 * (UINT16_MAX / PAIR_BITS + 1) + 1, "room for a token of any pack");

pm_status starts_init(starts *s, const image_header *image, const pm_allocator *a) {
    size_t lines = index_layout_in(image).lines, most = STARTS_ROOM / (lines * PAIR_WORDS + 1);
    *s = (starts){.allocator = a, .lines = lines};
    s->window = most < WINDOW_MOST ? most : WINDOW_MOST;
    s->wants = mem_zalloc(a, (WANTS * lines + 1) * sizeof *s->wants);
    return s->wants != NULL ? PM_OK : PM_ERR_MEMORY;
}

void starts_free(starts *s) {
    if (s->allocator != NULL) {
        mem_free(s->allocator, s->wants);
        mem_free(s->allocator, s->saved);
        *s = (starts){0};
    }
}

/* Before the first of some boundaries: what comes behind them counts no longer for patterns whose
 * matches end with their clause, which are most; they may still look at the boundary. */
static void leave_clause(starts *s, const lexis *l, const unit *u) {
    const pair *crossing = (const pair *)(const void *)l->crossing;
    for (size_t i = 0; i < s->lines; i++) {
        const pair *line = index_line(l->lines.first, u->is.index[i]);
        s->wants[WANTS * i] &= crossing[i] | line[LINE_WANT_1];
        s->wants[WANTS * i + 1] &= crossing[i] | line[LINE_WANT_2];
    }
}

static bool begins_boundary(const cell *c, size_t at) {
    return (c->units[at].looks & SHAPE_BOUNDARY) != 0 &&
           (at == 0 || (c->units[at - 1].looks & SHAPE_BOUNDARY) == 0);
}

static void add_wants(starts *s, const lexis *l, const unit *u) {
    for (size_t i = 0; i < s->lines; i++) {
        const pair *line = index_line(l->lines.first, u->is.index[i]);
        s->wants[WANTS * i] |= line[LINE_WANT_1];
        s->wants[WANTS * i + 1] |= line[LINE_WANT_2];
    }
}

/* In a very long cell windows of a group are told of all that is behind the first one: then more is
 * tried. */
pm_status starts_open(starts *s, const lexis *l, const cell *c, size_t *windows) {
    size_t set = WANTS * s->lines, most = SAVED_MOST / (set * sizeof *s->saved + 1) + 1;
    *windows = (c->text.count + s->window - 1) / s->window;
    s->group = *windows / most + 1;
    if (*windows < 2 || set == 0) {
        return PM_OK;
    }
    if (!mem_grow(s->allocator, (void **)&s->saved, &s->saved_cap, (*windows / s->group + 1) * set,
                  sizeof *s->saved)) {
        return PM_ERR_MEMORY;
    }
    memset(s->wants, 0, set * sizeof *s->wants);
    for (size_t w = *windows; w-- > 0;) {
        if (w % s->group == 0) {
            memcpy(s->saved + w / s->group * set, s->wants, set * sizeof *s->wants);
        }
        size_t end = (w + 1) * s->window < c->text.count ? (w + 1) * s->window : c->text.count;
        for (size_t at = end; at-- > w * s->window;) {
            add_wants(s, l, &c->units[at]);
            if (s->group == 1 && begins_boundary(c, at)) {
                leave_clause(s, l, &c->units[at]);
            }
        }
    }
    return PM_OK;
}

/* Writes a start in front of the others; it stays when it has any patterns. */
static search_start *put_start(search_start *out, uint64_t patterns, size_t at, size_t word) {
    out[-1] = (search_start){patterns, search_place((uint32_t)at, word)};
    return out - (patterns != 0);
}

/* What a column looks for, and in which lines. */
typedef struct looked_for {
    const pair *patterns;
    size_t from, to;
} looked_for;

static looked_for looked_for_in(const lexis *l, int column) {
    const uint64_t *set = l->column_patterns[column];
    size_t low = 0, high = l->layout.lines * PAIR_WORDS;
    while (high > 0 && set[high - 1] == 0) {
        high--;
    }
    while (low < high && set[low] == 0) {
        low++;
    }
    return (looked_for){(const pair *)(const void *)set, low / PAIR_WORDS,
                        (high + PAIR_WORDS - 1) / PAIR_WORDS};
}

/* The starts at one token, in front of those of the next. What follows a token is either the next
 * one, or what follows the term or the boundaries that begin with it. */
static inline search_start *find_at(starts *s, const lexis *l, const cell *c,
                                    const looked_for *what, size_t at, bool first,
                                    search_start *out) {
    const unit *u = &c->units[at];
    const line_ref *own = u->is.index, *next = u[1].is.index, *far = c->units[u->after].is.index,
                   *of_cell = own + l->layout.cell_at;
    const char *lines = l->lines.first;
    const pair *patterns = what->patterns;
    pair *wants = s->wants;
    for (size_t i = what->to, from = what->from; i-- > from;) {
        const pair *line = index_line(lines, own[i]),
                   *begins = first ? index_line(lines, of_cell[i / LINE_PAIRS]) + i % LINE_PAIRS
                                   : line + LINE_BEGINS;
        pair one = wants[WANTS * i] | line[LINE_WANT_1],
             two = wants[WANTS * i + 1] | line[LINE_WANT_2],
             goes_on =
                 index_line(lines, next[i])[LINE_SECOND] | index_line(lines, far[i])[LINE_SECOND],
             may = one & two & patterns[i] & *begins & goes_on;
        wants[WANTS * i] = one;
        wants[WANTS * i + 1] = two;
        out = put_start(out, may[1], at, PAIR_WORDS * i + 1);
        out = put_start(out, may[0], at, PAIR_WORDS * i);
    }
    return out;
}

size_t starts_find(starts *s, const lexis *l, const cell *c, int column, size_t window,
                   search *out) {
    size_t set = WANTS * s->lines, begin = window * s->window,
           end = begin + s->window < c->text.count ? begin + s->window : c->text.count;
    search_start *first = &out->starts[STARTS_ROOM];
    looked_for what = looked_for_in(l, column);
    if (end < c->text.count && set != 0) { /* of a pack without patterns nothing is saved */
        memcpy(s->wants, s->saved + window / s->group * set, set * sizeof *s->wants);
    } else {
        memset(s->wants, 0, set * sizeof *s->wants);
    }
    size_t at = end;
    for (; at > begin && at > c->text.first + 1; at--) {
        first = find_at(s, l, c, &what, at - 1, false, first);
        if (begins_boundary(c, at - 1)) {
            leave_clause(s, l, &c->units[at - 1]);
        }
    }
    if (at > begin && at > c->text.first) {
        first = find_at(s, l, c, &what, at - 1, true, first);
    }
    return (size_t)(first - out->starts);
}
