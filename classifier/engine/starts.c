/* SPDX-License-Identifier: MIT
 * Keeps true: no pattern is left out where it matches, since a match holds a token of each want of
 * its pattern, none of them before its first. */
#include "engine/starts.h"

#include <string.h>

/* Two words of a set at a time. */
enum { PAIR = 2, WINDOW_MOST = 64 };
typedef uint64_t pair __attribute__((vector_size(PAIR * sizeof(uint64_t)), may_alias));

pm_status starts_init(starts *s, size_t words, const pm_allocator *a) {
    *s = (starts){.allocator = a, .words = words};
    s->window = words != 0 && STARTS_ROOM / words < WINDOW_MOST ? STARTS_ROOM / words : WINDOW_MOST;
    s->wants = mem_zalloc(a, (2 * words + 1) * sizeof *s->wants);
    return s->wants != NULL ? PM_OK : PM_ERR_MEMORY;
}

void starts_free(starts *s) {
    if (s->allocator != NULL) {
        mem_free(s->allocator, s->wants);
        mem_free(s->allocator, s->saved);
        *s = (starts){0};
    }
}

static void add_wants(const starts *s, const lexis *l, const uint64_t *index, uint64_t *wants) {
    for (size_t w = 0; w < s->words; w++) {
        wants[w] |= index[l->pattern_words * INDEX_WANT_1 + w];
        wants[s->words + w] |= index[l->pattern_words * INDEX_WANT_2 + w];
    }
}

pm_status starts_open(starts *s, const lexis *l, const cell *c, size_t *windows) {
    size_t set = 2 * s->words;
    *windows = (c->text.count + s->window - 1) / s->window;
    if (*windows < 2 || set == 0) {
        return PM_OK;
    }
    if (!mem_grow(s->allocator, (void **)&s->saved, &s->saved_cap, *windows * set,
                  sizeof *s->saved)) {
        return PM_ERR_MEMORY;
    }
    memset(s->wants, 0, set * sizeof *s->wants);
    for (size_t w = *windows; w-- > 0;) {
        memcpy(s->saved + w * set, s->wants, set * sizeof *s->wants);
        size_t end = (w + 1) * s->window < c->text.count ? (w + 1) * s->window : c->text.count;
        for (size_t at = w * s->window; at < end; at++) {
            add_wants(s, l, c->units[at].is.index, s->wants);
        }
    }
    return PM_OK;
}

static const pair *run_of(const lexis *l, const unit *u, image_index run) {
    return (const pair *)(const void *)(u->is.index + l->pattern_words * run);
}

/* What one token is asked. What follows it is either the next one, or what follows the term or the
 * boundaries that begin with it. */
typedef struct asked {
    const pair *want_1, *want_2, *begins, *second, *far, *column;
} asked;

static asked ask_of(const lexis *l, const cell *c, int column, size_t at) {
    const unit *u = &c->units[at];
    return (asked){run_of(l, u, INDEX_WANT_1),
                   run_of(l, u, INDEX_WANT_2),
                   run_of(l, u, at <= c->text.first ? INDEX_BEGINS_CELL : INDEX_BEGINS),
                   run_of(l, u + 1, INDEX_SECOND),
                   run_of(l, c->units + u->after, INDEX_SECOND),
                   (const pair *)(const void *)l->column_patterns[column]};
}

/* Writes a start in front of the others; it stays when it has any patterns. */
static search_start *put_start(search_start *out, uint64_t patterns, size_t at, size_t word) {
    out[-1] = (search_start){patterns, search_place((uint32_t)at, word)};
    return out - (patterns != 0);
}

/* The starts at one token, in front of those of the next; `from`, `to`: the pairs that hold what
 * its column looks for. */
static search_start *find_at(starts *s, const asked *a, size_t at, size_t from, size_t to,
                             search_start *out) {
    pair *one = (pair *)(void *)s->wants, *two = (pair *)(void *)(s->wants + s->words);
    for (size_t p = to; p-- > from;) {
        pair first = one[p] | a->want_1[p], other = two[p] | a->want_2[p];
        pair may = first & other & a->column[p] & a->begins[p] & (a->second[p] | a->far[p]);
        one[p] = first;
        two[p] = other;
        out = put_start(out, may[1], at, PAIR * p + 1);
        out = put_start(out, may[0], at, PAIR * p);
    }
    return out;
}

static void column_range(const starts *s, const uint64_t *column, size_t *from, size_t *to) {
    size_t low = 0, high = s->words;
    while (high > 0 && column[high - 1] == 0) {
        high--;
    }
    while (low < high && column[low] == 0) {
        low++;
    }
    *from = low / PAIR;
    *to = (high + PAIR - 1) / PAIR;
}

size_t starts_find(starts *s, const lexis *l, const cell *c, int column, size_t window,
                   search *out) {
    size_t begin = window * s->window, from, to,
           end = begin + s->window < c->text.count ? begin + s->window : c->text.count;
    search_start *first = &out->starts[STARTS_ROOM];
    if (end < c->text.count) {
        memcpy(s->wants, s->saved + window * 2 * s->words, 2 * s->words * sizeof *s->wants);
    } else {
        memset(s->wants, 0, 2 * s->words * sizeof *s->wants);
    }
    column_range(s, l->column_patterns[column], &from, &to);
    for (size_t at = end; at > begin && at > c->text.first; at--) {
        asked a = ask_of(l, c, column, at - 1);
        first = find_at(s, &a, at - 1, from, to, first);
    }
    return (size_t)(first - out->starts);
}
