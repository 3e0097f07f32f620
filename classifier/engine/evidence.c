/* SPDX-License-Identifier: MIT
 * Keeps true: no evidence is lost but by a bound, which is told; the order of evidence depends on
 * the text and the pack alone. */
#include "engine/evidence.h"

#include <stdlib.h>
#include <string.h>

enum {
    SORT_BY_HAND = 64,
    UNLESS_REACH = 24
}; /* tokens before a match where an `unless` may begin */

typedef struct finder {
    const lexis *lexis;
    const image_header *image;
    const pm_allocator *allocator;
    const image_pattern *patterns;
    const automaton_table *tables;
    finder_memory *memory;
    const cell *cell;
    uint8_t column;
    evidence_list *out;
    size_t counts[2]; /* pieces so far: evidence, and what came near */
    bool no_memory;
} finder;

static const image_rule *rule_at(const finder *f, uint32_t rule) {
    return IMAGE_ARRAY(f->image, image_rule, IMAGE_RULES) + rule;
}

/* What only the full way can tell. */
static bool ask(finder *f, uint32_t number, uint32_t start, match *m) {
    match_result r = automaton_match(f->lexis->automata, number, f->cell, start, m);
    f->out->truncated |= r == MATCH_LIMIT;
    f->no_memory |= r == MATCH_MEMORY;
    return r == MATCH_FOUND;
}

/* What a run that ended so has found. */
static bool has_matched(finder *f, uint32_t number, uint32_t start, uint32_t end, match *m) {
    if (end == AUTOMATON_ASK || (end != start && f->tables[number].has_cut)) {
        return ask(f, number, start, m);
    }
    m->start = start;
    m->end = end;
    return end != start;
}

/* Does a pattern match at a token? */
static bool run(finder *f, uint32_t number, uint32_t start, match *m) {
    uint32_t end = automaton_run(&f->tables[number], f->cell, start);
    return has_matched(f, number, start, end, m);
}

/* Is a pattern that no rule looks for a candidate? */
static bool is_candidate(const finder *f, uint32_t number) {
    uint32_t n = number - f->image->searched;
    return f->cell->candidates[n / 64] >> (n % 64) & 1;
}

static bool is_boundary(const finder *f, uint32_t at) {
    return (f->cell->text.tokens[at].shape & SHAPE_BOUNDARY) != 0;
}

static bool has_bit(const char *lines, const unit *u, uint32_t bit) {
    return index_has(lines, u->is.index, bit);
}

/* Does a pattern that is no rule's own match anywhere in [from, to) so that it ends behind `least`?
 */
static bool matches_in(finder *f, uint32_t number, uint32_t from, uint32_t to, uint32_t least) {
    const unit *units = f->cell->units;
    const char *lines = f->lexis->lines.first;
    uint32_t begins, second;
    if (!index_place(&f->lexis->layout, INDEX_BEGINS_CELL, number, &begins) ||
        !index_place(&f->lexis->layout, INDEX_SECOND, number, &second)) {
        return false;
    }
    for (uint32_t at = from; at < to; at++) {
        match m;
        bool may_match =
            has_bit(lines, &units[at], begins) && (has_bit(lines, &units[at + 1], second) ||
                                                   has_bit(lines, &units[units[at].after], second));
        if (may_match && run(f, number, at, &m) && m.end > least) {
            return true;
        }
    }
    return false;
}

/* Up to 64 bits of a set from `at` on. */
static uint64_t bits_from(const uint64_t *set, uint32_t at, uint32_t count) {
    uint64_t low = set[at / 64] >> (at % 64), high = set[at / 64 + 1] << 1 << (63 - at % 64);
    return (low | high) & (UINT64_MAX >> (64 - count));
}

/* One of the patterns from `first` on, of which `may` are candidates, overlaps the match. */
static bool any_overlaps(finder *f, uint32_t first, uint64_t may, const match *m) {
    uint32_t from = m->start > UNLESS_REACH ? m->start - UNLESS_REACH : 0;
    for (; may != 0; may &= may - 1) {
        if (matches_in(f, first + (uint32_t)__builtin_ctzll(may), from, m->end, m->start)) {
            return true;
        }
    }
    return false;
}

/* An `unless` pattern overlaps the match. */
static bool is_excluded(finder *f, const image_rule *r, const match *m) {
    for (uint32_t k = 0; k < r->unless_count; k += 64) {
        uint32_t count = r->unless_count - k < 64 ? r->unless_count - k : 64;
        uint64_t may = bits_from(f->cell->candidates, r->unless - f->image->searched + k, count);
        if (may != 0 && any_overlaps(f, r->unless + k, may, m)) {
            return true;
        }
    }
    return false;
}

static bool find_needs(finder *f, const image_rule *r) {
    for (uint32_t k = 0; k < r->needs_count; k++) {
        if (is_candidate(f, r->needs + k) &&
            matches_in(f, r->needs + k, 0, (uint32_t)f->cell->text.count, 0)) {
            return true;
        }
    }
    return false;
}

/* Asked once a cell, so that many matches in a long cell stay cheap. */
static bool find_needs_once(finder *f, uint32_t rule, const image_rule *r) {
    needs_state *known = &f->memory->needs[rule];
    if (known->base != f->memory->base) {
        *known = (needs_state){f->memory->base, find_needs(f, r)};
    }
    return known->met;
}

/* What came near has a bound of its own, so that it takes no room from what decides. */
static bool has_room(finder *f, const image_rule *r) {
    size_t *count = &f->counts[r->says == PM_NEAR];
    if (*count == PM_LIMIT_EVIDENCE) {
        f->out->truncated = true;
        return false;
    }
    ++*count;
    return true;
}

static found *add_found(finder *f, uint32_t rule, uint32_t start, uint32_t end) {
    evidence_list *list = f->out;
    const image_rule *r = rule_at(f, rule);
    if (!has_room(f, r)) {
        return NULL;
    }
    if (list->count == list->cap && !mem_grow(f->allocator, (void **)&list->items, &list->cap,
                                              list->count + 1, sizeof *list->items)) {
        f->no_memory = true;
        return NULL;
    }
    found *x = &list->items[list->count++];
    *x = (found){.pattern = NO_PATTERN,
                 .start = start,
                 .end = end,
                 .cancelled_by = -1,
                 .rule = (uint16_t)rule,
                 .column = f->column,
                 .criterion = r->criterion,
                 .says = r->says,
                 .strength = r->strength};
    return x;
}

/* Turns a match into evidence; boundaries at its ends are not part of the words shown. */
static void keep_match(finder *f, uint32_t number, const match *m) {
    uint32_t start = m->start, end = m->end;
    while (start + 1 < end && is_boundary(f, start)) {
        start++;
    }
    while (end > start + 1 && is_boundary(f, end - 1)) {
        end--;
    }
    const token *tokens = f->cell->text.tokens;
    found *x = add_found(f, f->patterns[number].rule, tokens[start].start, tokens[end - 1].end);
    if (x != NULL) {
        x->pattern = number;
        x->begin = m->start;
        x->first_clause = f->cell->units[start].clause;
        x->last_clause = f->cell->units[end - 1].clause;
    }
}

/* Where to look for the next match: a boundary that ends one clause also begins the next. */
static uint32_t behind(const finder *f, const match *m) {
    uint32_t next = m->end > m->start ? m->end : m->start + 1;
    while (next > m->start + 1 && is_boundary(f, next - 1)) {
        next--;
    }
    return next;
}

/* Without needs there is nothing to ask for. */
static bool needs_met(finder *f, uint32_t rule, const image_rule *r) {
    return r->needs_count == 0 || find_needs_once(f, rule, r);
}

/* A match is evidence unless the rule's other patterns speak against it. */
static void take_match(finder *f, uint32_t number, const match *m) {
    uint32_t rule = f->patterns[number].rule;
    const image_rule *r = rule_at(f, rule);
    if (m->end > m->start && needs_met(f, rule, r) && !is_excluded(f, r, m)) {
        keep_match(f, number, m);
        f->memory->next[number] = f->memory->base + behind(f, m);
    }
}

/* What the search found, where the pattern's last match lets it. */
static void take_hit(finder *f, const search_hit *hit) {
    match m;
    if (f->memory->next[hit->number] <= f->memory->base + hit->at &&
        has_matched(f, hit->number, hit->at, hit->end, &m)) {
        take_match(f, hit->number, &m);
    }
}

/* Runs the patterns where they may begin, and takes their matches in order. */
static void run_window(finder *f, size_t window) {
    search *s = f->memory->search;
    size_t from = starts_find(&f->memory->starts, f->lexis, f->cell, f->column, window, s);
    while (from < STARTS_ROOM && !f->no_memory) {
        size_t hits = search_run(s, f->tables, f->cell, &from);
        for (size_t i = 0; i < hits; i++) {
            take_hit(f, &s->hits[i]);
        }
    }
}

/* Sets every `next` back by moving the base beyond all of them. */
static void begin_cell(finder_memory *m, const image_header *image, uint32_t tokens) {
    m->base += m->last + 1;
    m->last = tokens;
    if (m->base > UINT32_MAX / 2) {
        memset(m->next, 0, image->section_count[IMAGE_PATTERNS] * sizeof *m->next);
        memset(m->needs, 0, image->section_count[IMAGE_RULES] * sizeof *m->needs);
        m->base = 1;
    }
}

static void run_patterns(finder *f) {
    size_t windows;
    begin_cell(f->memory, f->image, (uint32_t)f->cell->text.count);
    f->no_memory |= starts_open(&f->memory->starts, f->lexis, f->cell, &windows) != PM_OK;
    for (size_t w = 0; w < windows && !f->no_memory; w++) {
        run_window(f, w);
    }
}

/* ---- regexes ---- */

static regex *regex_at(finder *f, uint32_t n) {
    if (f->memory->regexes[n] == NULL) {
        size_t at;
        char message[REGEX_MESSAGE];
        pm_str source_text =
            image_string(f->image, IMAGE_ARRAY(f->image, image_regex, IMAGE_REGEXES)[n].text);
        f->no_memory |=
            regex_new(source_text, f->allocator, &f->memory->regexes[n], &at, message) != PM_OK;
    }
    return f->memory->regexes[n];
}

/* The first token that ends behind a byte; the last one beyond all. */
static uint32_t token_at(const finder *f, size_t byte) {
    const text *t = &f->cell->text;
    size_t low = 0, high = t->count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->tokens[middle].end <= byte) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low;
}

static void keep_span(finder *f, uint32_t rule, size_t start, size_t end) {
    match m = {.start = token_at(f, start), .end = token_at(f, end - 1) + 1};
    found *x = is_excluded(f, rule_at(f, rule), &m)
                   ? NULL
                   : add_found(f, rule, (uint32_t)start, (uint32_t)end);
    if (x != NULL) {
        x->begin = m.start;
        x->first_clause = f->cell->units[m.start].clause;
        x->last_clause = f->cell->units[m.end - 1].clause;
    }
}

static void run_regex(finder *f, regex *expression, uint32_t rule) {
    size_t from = 0, start, end;
    regex_result result = REGEX_NONE;
    while (!f->no_memory && from <= f->cell->text.norm.len &&
           (result = regex_find(expression, f->cell->text.norm, from, &start, &end)) ==
               REGEX_FOUND) {
        if (end > start) {
            keep_span(f, rule, start, end);
        }
        from = end > from ? end : from + 1;
        while (from < f->cell->text.norm.len &&
               ((unsigned char)f->cell->text.norm.data[from] & 0xC0) == 0x80) {
            from++;
        }
    }
    f->out->truncated |= result == REGEX_LIMIT;
}

static void run_regexes(finder *f) {
    const image_regex *all = IMAGE_ARRAY(f->image, image_regex, IMAGE_REGEXES);
    for (uint32_t n = 0; n < f->memory->regex_count && !f->no_memory; n++) {
        const image_rule *r = rule_at(f, all[n].rule);
        if ((r->columns >> f->column & 1) && needs_met(f, all[n].rule, r)) {
            regex *expression = regex_at(f, n);
            if (expression != NULL) {
                run_regex(f, expression, all[n].rule);
            }
        }
    }
}

/* ---- order ---- */

int evidence_order(const found *a, const found *b) {
    if (a->column != b->column) {
        return a->column < b->column ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    if (a->end != b->end) {
        return a->end < b->end ? -1 : 1;
    }
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    return a->pattern < b->pattern ? -1 : a->pattern > b->pattern;
}

static int compare_found(const void *a, const void *b) {
    return evidence_order(a, b);
}

static bool same_place(const found *a, const found *b) {
    return a->column == b->column && a->start == b->start && a->end == b->end && a->rule == b->rule;
}

static bool stands_behind(const found *x, const found *before) {
    return compare_found(before, x) < 0 && !same_place(before, x);
}

/* Evidence comes nearly in order, so moving each piece back to its place is cheap; of two patterns
 * of one rule that tell the same place, one is kept. */
static void sort(evidence_list *list) {
    size_t kept = 0;
    if (list->count > SORT_BY_HAND) {
        qsort(list->items, list->count, sizeof *list->items, compare_found);
    }
    for (size_t i = 0; i < list->count; i++) {
        size_t at = kept;
        if (at == i && (i == 0 || stands_behind(&list->items[i], &list->items[i - 1]))) {
            kept++; /* stands where it belongs */
            continue;
        }
        found x = list->items[i];
        while (at > 0 && compare_found(&list->items[at - 1], &x) > 0) {
            at--;
        }
        if (at > 0 && same_place(&list->items[at - 1], &x)) {
            continue;
        }
        if (at < kept &&
            same_place(&list->items[at], &x)) { /* the earlier pattern stands for both */
            list->items[at] = x;
            continue;
        }
        memmove(&list->items[at + 1], &list->items[at], (kept - at) * sizeof x);
        list->items[at] = x;
        kept++;
    }
    list->count = kept;
}

pm_status finder_init(finder_memory *m, const image_header *image, const pm_allocator *a) {
    *m = (finder_memory){.regex_count = image->section_count[IMAGE_REGEXES]};
    m->regexes = mem_zalloc(a, m->regex_count * sizeof(regex *));
    m->next = mem_zalloc(a, image->section_count[IMAGE_PATTERNS] * sizeof *m->next);
    m->needs = mem_zalloc(a, image->section_count[IMAGE_RULES] * sizeof *m->needs);
    m->search = mem_zalloc(a, sizeof *m->search);
    pm_status status = starts_init(&m->starts, image, a);
    return m->regexes != NULL && m->next != NULL && m->needs != NULL && m->search != NULL
               ? status
               : PM_ERR_MEMORY;
}

void finder_free(finder_memory *m, const pm_allocator *a) {
    for (size_t i = 0; m->regexes != NULL && i < m->regex_count; i++) {
        regex_free(m->regexes[i]);
    }
    mem_free(a, m->regexes);
    mem_free(a, m->next);
    mem_free(a, m->needs);
    starts_free(&m->starts);
    mem_free(a, m->search);
    *m = (finder_memory){0};
}

pm_status evidence_find(const lexis *l, const cell cells[PM_COLUMNS], finder_memory *memory,
                        evidence_list *out) {
    finder f = {.lexis = l,
                .image = l->image,
                .allocator = l->allocator,
                .patterns = IMAGE_ARRAY(l->image, image_pattern, IMAGE_PATTERNS),
                .tables = automata_tables(l->automata),
                .memory = memory,
                .out = out};
    for (int c = 0; c < PM_COLUMNS && !f.no_memory; c++) {
        if (cells[c].filled) {
            f.cell = &cells[c];
            f.column = (uint8_t)c;
            run_patterns(&f);
            if (memory->regex_count != 0) {
                run_regexes(&f);
            }
        }
    }
    sort(out);
    return f.no_memory ? PM_ERR_MEMORY : PM_OK;
}

pm_status evidence_captures(const lexis *l, const cell cells[PM_COLUMNS], const found *x,
                            captured *out) {
    const image_pattern *p = IMAGE_ARRAY(l->image, image_pattern, IMAGE_PATTERNS) + x->pattern;
    match m;
    out->count = 0;
    out->truncated = false;
    if (x->pattern == NO_PATTERN || p->capture[0].len == 0) {
        return PM_OK;
    }
    match_result r = automaton_trace(l->automata, x->pattern, &cells[x->column], x->begin, &m);
    out->truncated = r == MATCH_LIMIT;
    if (r != MATCH_FOUND) {
        return r == MATCH_MEMORY ? PM_ERR_MEMORY : PM_OK;
    }
    uint32_t count = 0; /* a capture that took no part is written over by the next one */
    for (int k = 0; k < PM_MAX_CAPTURES && p->capture[k].len != 0; k++) {
        out->item[count].name = p->capture[k];
        out->item[count].start = m.save[2 * k];
        out->item[count].end = m.save[2 * k + 1];
        out->item[count].tells_kind = p->tells_kind >> k & 1;
        count += m.save[2 * k] < m.save[2 * k + 1];
    }
    out->count = count;
    return PM_OK;
}
