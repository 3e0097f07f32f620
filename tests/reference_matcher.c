/* SPDX-License-Identifier: MIT
 * Keeps true: obvious before fast. A pattern's code is walked by plain recursion, captures and the
 * cut are values that a branch gets a copy of, and classes that are decided by tests or are unions
 * are worked out anew each time. */
#include "tests/reference_matcher.h"

#include <stdlib.h>
#include <string.h>

/* ---- classes ---- */

static bool add_member(uint16_t **members, uint16_t cls) {
    uint16_t count = *members != NULL ? **members : 0;
    uint16_t *more = realloc(*members, (count + 2u) * sizeof *more);
    if (more == NULL) {
        return false;
    }
    more[0] = (uint16_t)(count + 1);
    more[count + 1] = cls;
    *members = more;
    return true;
}

bool reference_init(reference *r, const image_header *image) {
    const image_class *classes = IMAGE_ARRAY(image, image_class, IMAGE_CLASSES);
    const uint16_t *unions = IMAGE_ARRAY(image, uint16_t, IMAGE_UNIONS);
    const image_tested *tested = IMAGE_ARRAY(image, image_tested, IMAGE_TESTED);
    size_t n = image->section_count[IMAGE_CLASSES];
    *r = (reference){.image = image, .allocator = &memory_default, .class_count = n};
    r->first_test = calloc(n, sizeof *r->first_test);
    r->unions = calloc(n, sizeof *r->unions);
    if (r->first_test == NULL || r->unions == NULL) {
        return false;
    }
    for (size_t i = 0; i < image->section_count[IMAGE_TESTED]; i++) {
        r->first_test[tested[i].cls] = (uint16_t)(tested[i].first + 1);
    }
    for (size_t c = 0; c < n; c++) {
        for (size_t k = 0; k < classes[c].union_count; k++) {
            if (!add_member(&r->unions[unions[classes[c].unions + k]], (uint16_t)c)) {
                return false;
            }
        }
    }
    return true;
}

void reference_free(reference *r) {
    for (size_t c = 0; r->unions != NULL && c < r->class_count; c++) {
        free(r->unions[c]);
    }
    free(r->unions);
    free(r->first_test);
}

static bool has_class(const reference *r, const unit *u, uint32_t cls);

static bool passes_tests(const reference *r, const unit *u, uint32_t first) {
    const image_test *t = IMAGE_ARRAY(r->image, image_test, IMAGE_TESTS) + first;
    for (;; t++) {
        if (has_class(r, u, t->cls) == (t->negated != 0)) {
            return false;
        }
        if (t->last) {
            return true;
        }
    }
}

static bool in_union(const reference *r, const unit *u, const uint16_t *members) {
    for (uint16_t i = 1; i <= members[0]; i++) {
        if (has_class(r, u, members[i])) {
            return true;
        }
    }
    return false;
}

static bool has_class(const reference *r, const unit *u, uint32_t cls) {
    if (r->first_test[cls] != 0) {
        return passes_tests(r, u, r->first_test[cls] - 1u);
    }
    return r->unions[cls] != NULL ? in_union(r, u, r->unions[cls]) : unit_has(u, cls);
}

/* ---- one pattern at one token ---- */

typedef struct attempt {
    const reference *r;
    const image_op *code;
    const cell *cell;
    uint32_t start;
} attempt;

typedef struct progress {
    uint32_t at, cut;
    uint32_t save[2 * PM_MAX_CAPTURES];
} progress;

static bool is_boundary(const attempt *a, uint32_t at) {
    return at < a->cell->text.count && has_class(a->r, &a->cell->units[at], KIND_BOUNDARY);
}

static void save(progress *p, uint32_t slot) {
    bool repeated = slot % 2 == 0 && p->save[slot + 1] != 0; /* keeps the start of the first */
    if (!repeated) {
        p->save[slot] = p->at;
    }
}

/* Goes on from operation `op`; what is known so far is the branch's own copy. The result of the
 * branch that gets to the end is left in *result. */
static bool go_on(const attempt *a, uint32_t op, progress p, progress *result) {
    for (;; op++) {
        const image_op *o = &a->code[op];
        uint32_t count = (uint32_t)a->cell->text.count;
        switch (o->op) {
        case OP_TOKEN:
        case OP_TERM:
            if (p.at >= count || !has_class(a->r, &a->cell->units[p.at], o->arg)) {
                return false;
            }
            p.at = o->op == OP_TERM ? a->cell->units[p.at].term_end : p.at + 1;
            break;
        case OP_LOOK:
            if (p.at >= count || !has_class(a->r, &a->cell->units[p.at], o->arg)) {
                return false;
            }
            break;
        case OP_BOUNDARY:
            if (!is_boundary(a, p.at)) {
                return false;
            }
            while (is_boundary(a, p.at)) {
                p.at++;
            }
            break;
        case OP_SPLIT:
            if (go_on(a, op + 1, p, result)) {
                return true;
            }
            op = o->arg - 1u;
            break;
        case OP_SPLIT_LAZY:
            if (go_on(a, o->arg, p, result)) {
                return true;
            }
            break;
        case OP_JUMP: op = o->arg - 1u; break;
        case OP_STEP:
            if (p.at >= count || is_boundary(a, p.at)) {
                return false;
            }
            p.at++;
            break;
        case OP_START:
            if (p.at != a->start || p.at > a->cell->text.first) {
                return false;
            }
            break;
        case OP_END:
            if (p.at < a->cell->text.last) {
                return false;
            }
            break;
        case OP_SAVE: save(&p, o->arg); break;
        case OP_CUT: p.cut = p.at; break;
        default: *result = p; return true;
        }
    }
}

static bool try_at(const reference *r, const cell *c, uint32_t number, uint32_t start, match *out) {
    const image_pattern *p = IMAGE_ARRAY(r->image, image_pattern, IMAGE_PATTERNS) + number;
    attempt a = {r, IMAGE_ARRAY(r->image, image_op, IMAGE_CODE) + p->code, c, start};
    progress result;
    if (!go_on(&a, 0, (progress){.at = start, .cut = UINT32_MAX}, &result)) {
        return false;
    }
    out->start = start;
    out->end = result.cut != UINT32_MAX ? result.cut : result.at;
    memcpy(out->save, result.save, sizeof out->save);
    return out->end > start;
}

/* ---- rules ---- */

typedef struct hunt {
    const reference *r;
    const cell *cell;
    uint8_t column;
    evidence_list *out;
    bool failed;
} hunt;

/* Any match of a pattern that overlaps the tokens [start, end). */
static bool overlaps(hunt *s, uint32_t number, uint32_t start, uint32_t end) {
    match m;
    for (uint32_t at = 0; at < end; at++) {
        if (try_at(s->r, s->cell, number, at, &m) && m.end > start) {
            return true;
        }
    }
    return false;
}

static bool allowed(hunt *s, const image_rule *rule, uint32_t start, uint32_t end) {
    bool needed = rule->needs_count == 0;
    for (uint32_t k = 0; k < rule->unless_count; k++) {
        if (overlaps(s, rule->unless + k, start, end)) {
            return false;
        }
    }
    for (uint32_t k = 0; k < rule->needs_count; k++) {
        needed = needed || overlaps(s, rule->needs + k, 0, (uint32_t)s->cell->text.count);
    }
    return needed;
}

static found *add(hunt *s, uint32_t rule, uint32_t first, uint32_t last) {
    evidence_list *list = s->out;
    if (!mem_grow(s->r->allocator, (void **)&list->items, &list->cap, list->count + 1,
                  sizeof *list->items)) {
        s->failed = true;
        return NULL;
    }
    found *x = &list->items[list->count++];
    memset(x, 0, sizeof *x);
    x->rule = (uint16_t)rule;
    x->pattern = NO_PATTERN;
    x->column = s->column;
    x->start = s->cell->text.tokens[first].start;
    x->end = s->cell->text.tokens[last].end;
    x->first_clause = s->cell->units[first].clause;
    x->last_clause = s->cell->units[last].clause;
    return x;
}

static void add_match(hunt *s, uint32_t number, const match *m) {
    const image_pattern *p = IMAGE_ARRAY(s->r->image, image_pattern, IMAGE_PATTERNS) + number;
    uint32_t first = m->start, last = m->end - 1;
    while (first < last && has_class(s->r, &s->cell->units[first], KIND_BOUNDARY)) {
        first++;
    }
    while (last > first && has_class(s->r, &s->cell->units[last], KIND_BOUNDARY)) {
        last--;
    }
    found *x = add(s, p->rule, first, last);
    if (x != NULL) {
        x->pattern = number;
        x->begin = m->start;
    }
}

void reference_captures(const reference *r, const cell *c, const found *x, captured *out) {
    const image_pattern *p = IMAGE_ARRAY(r->image, image_pattern, IMAGE_PATTERNS) + x->pattern;
    match m;
    out->count = 0;
    if (x->pattern == NO_PATTERN || !try_at(r, c, x->pattern, x->begin, &m)) {
        return;
    }
    for (uint32_t k = 0; k < PM_MAX_CAPTURES && p->capture[k].len != 0; k++) {
        if (m.save[2 * k] < m.save[2 * k + 1]) {
            out->item[out->count].name = p->capture[k];
            out->item[out->count].tells_kind = false; /* not compared */
            out->item[out->count].start = m.save[2 * k];
            out->item[out->count++].end = m.save[2 * k + 1];
        }
    }
}

/* From left to right; the next match may begin where the last one ended, or with the boundary that
 * ended it. */
static void run_pattern(hunt *s, const image_rule *rule, uint32_t number) {
    uint32_t at = (uint32_t)s->cell->text.first;
    while (at < s->cell->text.count && !s->failed) {
        match m;
        if (!try_at(s->r, s->cell, number, at, &m) || !allowed(s, rule, m.start, m.end)) {
            at++;
            continue;
        }
        add_match(s, number, &m);
        at = m.end;
        while (at > m.start + 1 && has_class(s->r, &s->cell->units[at - 1], KIND_BOUNDARY)) {
            at--;
        }
    }
}

/* The first token that ends behind a byte, or the last one. */
static uint32_t token_at(const hunt *s, size_t byte) {
    uint32_t i = 0;
    while (i + 1 < s->cell->text.count && s->cell->text.tokens[i].end <= byte) {
        i++;
    }
    return i;
}

static void run_expression(hunt *s, uint32_t rule_number, const image_rule *rule,
                           pm_str expression) {
    regex *x;
    char message[REGEX_MESSAGE];
    size_t at, from = 0, start, end;
    if (regex_new(expression, s->r->allocator, &x, &at, message) != PM_OK) {
        s->failed = true;
        return;
    }
    while (from <= s->cell->text.norm.len &&
           regex_find(x, s->cell->text.norm, from, &start, &end) == REGEX_FOUND) {
        uint32_t first = end > start ? token_at(s, start) : 0,
                 last = end > start ? token_at(s, end - 1) : 0;
        if (end > start && allowed(s, rule, first, last + 1)) {
            found *f = add(s, rule_number, first, last);
            if (f != NULL) {
                f->start = (uint32_t)start;
                f->end = (uint32_t)end;
            }
        }
        from = end > from ? end : from + 1;
    }
    regex_free(x);
}

static int compare(const found *a, const found *b) {
    long long x[] = {a->column, a->start, a->end, a->rule},
              y[] = {b->column, b->start, b->end, b->rule};
    for (size_t i = 0; i < 4; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* In order, the first found of equals alone. */
static void put_in_order(evidence_list *list) {
    size_t kept = 0;
    for (size_t i = 1; i < list->count; i++) {
        found x = list->items[i];
        size_t k = i;
        for (; k > 0 && compare(&list->items[k - 1], &x) > 0; k--) {
            list->items[k] = list->items[k - 1];
        }
        list->items[k] = x;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || compare(&list->items[kept - 1], &list->items[i]) != 0) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

bool reference_find(const reference *r, const cell cells[PM_COLUMNS], evidence_list *out) {
    const image_rule *rules = IMAGE_ARRAY(r->image, image_rule, IMAGE_RULES);
    const image_regex *expressions = IMAGE_ARRAY(r->image, image_regex, IMAGE_REGEXES);
    hunt s = {.r = r, .out = out};
    out->count = 0;
    for (uint8_t c = 0; c < PM_COLUMNS; c++) {
        s.cell = &cells[c];
        s.column = c;
        for (uint32_t i = 0; cells[c].filled && i < r->image->section_count[IMAGE_RULES]; i++) {
            for (uint32_t k = 0; (rules[i].columns >> c & 1) && k < rules[i].match_count; k++) {
                run_pattern(&s, &rules[i], rules[i].match + k);
            }
            for (uint32_t k = 0; (rules[i].columns >> c & 1) && k < rules[i].regex_count; k++) {
                run_expression(&s, i, &rules[i],
                               image_string(r->image, expressions[rules[i].regex + k].text));
            }
        }
    }
    put_in_order(out);
    return !s.failed;
}
