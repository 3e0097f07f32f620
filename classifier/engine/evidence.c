/* SPDX-License-Identifier: MIT
 * Keeps true: only patterns all of whose wants stand in the cell are run; the order of evidence
 * depends on the text and the pack alone. */
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
    const image_op *code;
    finder_memory *memory;
    const uint64_t *asked; /* patterns to try */
    const cell *cell;
    uint8_t column;
    evidence_list *out;
    bool no_memory;
} finder;

static const image_rule *rule_at(const finder *f, uint32_t rule) {
    return IMAGE_ARRAY(f->image, image_rule, IMAGE_RULES) + rule;
}

static match_result run(finder *f, uint32_t number, uint32_t start, match *m) {
    match_result r = match_at(f->code + f->patterns[number].code, f->cell, start, m);
    f->out->truncated |= r == MATCH_LIMIT;
    return r;
}

static bool is_candidate(const cell *c, uint32_t number) {
    return c->candidates[number / 64] >> (number % 64) & 1;
}

static bool is_boundary(const finder *f, uint32_t at) {
    return unit_has(&f->cell->units[at], KIND_BOUNDARY);
}

static uint64_t may_match(const unit *u, size_t word) {
    return u->begins[word] & (u->second[word] | u->third[word]);
}

/* Does a pattern that is no rule's own match anywhere in [from, to) so that it ends behind `least`?
 */
static bool matches_in(finder *f, uint32_t number, uint32_t from, uint32_t to, uint32_t least) {
    for (uint32_t at = from; at < to; at++) {
        match m;
        if ((may_match(&f->cell->units[at], number / 64) >> (number % 64) & 1) &&
            run(f, number, at, &m) == MATCH_FOUND && m.end > least) {
            return true;
        }
    }
    return false;
}

/* An `unless` pattern overlaps the match. */
static bool is_excluded(finder *f, const image_rule *r, const match *m) {
    uint32_t from = m->start > UNLESS_REACH ? m->start - UNLESS_REACH : 0;
    for (uint32_t k = 0; k < r->unless_count; k++) {
        if (is_candidate(f->cell, r->unless + k) &&
            matches_in(f, r->unless + k, from, m->end, m->start)) {
            return true;
        }
    }
    return false;
}

static bool find_needs(finder *f, const image_rule *r) {
    for (uint32_t k = 0; k < r->needs_count; k++) {
        if (is_candidate(f->cell, r->needs + k) &&
            matches_in(f, r->needs + k, 0, (uint32_t)f->cell->text.count, 0)) {
            return true;
        }
    }
    return false;
}

/* Asked once a cell, so that many matches in a long cell stay cheap. Without needs there is nothing
 * to ask for. */
static bool needs_met(finder *f, uint32_t rule) {
    const image_rule *r = rule_at(f, rule);
    needs_state *known = &f->memory->needs[rule];
    if (r->needs_count == 0) {
        return true;
    }
    if (known->base != f->memory->base) {
        *known = (needs_state){f->memory->base, find_needs(f, r)};
    }
    return known->met;
}

static found *add_found(finder *f, uint32_t rule, uint32_t start, uint32_t end) {
    evidence_list *list = f->out;
    if (list->count == PM_LIMIT_EVIDENCE) {
        list->truncated = true;
        return NULL;
    }
    if (!mem_grow(f->allocator, (void **)&list->items, &list->cap, list->count + 1,
                  sizeof *list->items)) {
        f->no_memory = true;
        return NULL;
    }
    found *x = &list->items[list->count++];
    memset(x, 0, sizeof *x);
    const image_rule *r = rule_at(f, rule);
    x->rule = rule;
    x->criterion = r->criterion;
    x->says = r->says;
    x->strength = r->strength;
    x->column = f->column;
    x->start = start;
    x->end = end;
    x->cancelled_by = -1;
    return x;
}

/* Turns a match into evidence; boundaries at its ends are not part of the words shown. */
static void keep_match(finder *f, uint32_t number, const match *m) {
    const image_pattern *p = f->patterns + number;
    uint32_t start = m->start, end = m->end;
    while (start + 1 < end && is_boundary(f, start)) {
        start++;
    }
    while (end > start + 1 && is_boundary(f, end - 1)) {
        end--;
    }
    found *x =
        add_found(f, p->rule, f->cell->text.tokens[start].start, f->cell->text.tokens[end - 1].end);
    if (x == NULL) {
        return;
    }
    x->pattern = number;
    x->first_clause = f->cell->units[start].clause;
    x->last_clause = f->cell->units[end - 1].clause;
    for (int k = 0; k < PM_MAX_CAPTURES && p->capture[k].len != 0; k++) {
        if (m->save[2 * k] < m->save[2 * k + 1]) {
            x->capture[x->capture_count].name = p->capture[k];
            x->capture[x->capture_count].start = m->save[2 * k];
            x->capture[x->capture_count].end = m->save[2 * k + 1];
            x->capture_count++;
        }
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

/* Runs the patterns that may begin at one token, where their last match lets them. */
static void run_at(finder *f, uint32_t at, uint64_t patterns, size_t word) {
    for (uint64_t rest = patterns; rest != 0 && !f->no_memory; rest &= rest - 1) {
        uint32_t p = (uint32_t)(word * 64 + (size_t)__builtin_ctzll(rest));
        match m;
        if (f->memory->next[p] > f->memory->base + at || run(f, p, at, &m) != MATCH_FOUND ||
            m.end <= m.start) {
            continue;
        }
        uint32_t rule = f->patterns[p].rule;
        if (needs_met(f, rule) && !is_excluded(f, rule_at(f, rule), &m)) {
            keep_match(f, p, &m);
            f->memory->next[p] = f->memory->base + behind(f, &m);
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

/* Collects the patterns to try; returns how many words of the set hold any. */
static size_t find_wanted(finder *f) {
    const uint64_t *column = f->lexis->column_patterns[f->column];
    size_t count = 0;
    for (size_t w = 0; w < f->lexis->pattern_words; w++) {
        f->memory->wanted[w] = f->cell->candidates[w] & column[w] & f->asked[w];
        f->memory->words[count] = (uint16_t)w;
        count += f->memory->wanted[w] != 0;
    }
    return count;
}

static void run_candidates(finder *f) {
    size_t words = find_wanted(f);
    uint32_t end = words != 0 ? (uint32_t)f->cell->text.count : 0;
    begin_cell(f->memory, f->image, (uint32_t)f->cell->text.count);
    for (uint32_t at = (uint32_t)f->cell->text.first; at < end && !f->no_memory; at++) {
        const unit *u = &f->cell->units[at];
        for (size_t i = 0; i < words; i++) {
            size_t w = f->memory->words[i];
            uint64_t patterns = f->memory->wanted[w] & may_match(u, w);
            if (patterns != 0) {
                run_at(f, at, patterns, w);
            }
        }
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
        if ((r->columns >> f->column & 1) && needs_met(f, all[n].rule)) {
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

/* Evidence comes nearly in order, so moving each piece back to its place is cheap; of two patterns
 * of one rule that tell the same place, one is kept. */
static void sort_from(evidence_list *list, size_t first) {
    size_t kept = first;
    if (list->count - first > SORT_BY_HAND) {
        qsort(list->items + first, list->count - first, sizeof *list->items, compare_found);
    }
    for (size_t i = first; i < list->count; i++) {
        found x = list->items[i];
        size_t at = kept;
        while (at > first && compare_found(&list->items[at - 1], &x) > 0) {
            at--;
        }
        if (at > first && same_place(&list->items[at - 1], &x)) {
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
    m->wanted = mem_zalloc(a, (image->section_count[IMAGE_PATTERNS] / 64 + 1) * sizeof *m->wanted);
    m->words = mem_zalloc(a, (image->section_count[IMAGE_PATTERNS] / 64 + 2) * sizeof *m->words);
    return m->regexes != NULL && m->next != NULL && m->needs != NULL && m->wanted != NULL &&
                   m->words != NULL
               ? PM_OK
               : PM_ERR_MEMORY;
}

void finder_free(finder_memory *m, const pm_allocator *a) {
    for (size_t i = 0; m->regexes != NULL && i < m->regex_count; i++) {
        regex_free(m->regexes[i]);
    }
    mem_free(a, m->regexes);
    mem_free(a, m->next);
    mem_free(a, m->needs);
    mem_free(a, m->wanted);
    mem_free(a, m->words);
    *m = (finder_memory){0};
}

pm_status evidence_find(const lexis *l, const cell cells[PM_COLUMNS], const uint64_t *patterns,
                        bool regexes, finder_memory *memory, evidence_list *out) {
    finder f = {.lexis = l,
                .image = l->image,
                .allocator = l->allocator,
                .memory = memory,
                .asked = patterns,
                .out = out};
    size_t first = out->count;
    f.patterns = IMAGE_ARRAY(l->image, image_pattern, IMAGE_PATTERNS);
    f.code = IMAGE_ARRAY(l->image, image_op, IMAGE_CODE);
    for (int c = 0; c < PM_COLUMNS && !f.no_memory; c++) {
        if (cells[c].filled) {
            f.cell = &cells[c];
            f.column = (uint8_t)c;
            run_candidates(&f);
            if (regexes) {
                run_regexes(&f);
            }
        }
    }
    sort_from(out, first);
    return f.no_memory ? PM_ERR_MEMORY : PM_OK;
}
