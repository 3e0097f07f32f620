/* SPDX-License-Identifier: MIT
 * Keeps true: every token of a cell has one type, which depends on its form, its shape and the term
 * it is in. */
#include "engine/tokens.h"

#include <string.h>

/* ---- token classes ---- */

static uint64_t mark_kind(char c) {
    switch (c) {
    case '?': return KIND_BIT(KIND_QUESTION);
    case ',': return KIND_BIT(KIND_COMMA);
    case '-': return KIND_BIT(KIND_DASH);
    case ':': return KIND_BIT(KIND_COLON);
    case '/': return KIND_BIT(KIND_SLASH);
    case '(': return KIND_BIT(KIND_OPEN);
    case ')': return KIND_BIT(KIND_CLOSE);
    case '+':
    case '&': return KIND_BIT(KIND_PLUS);
    case '"': return KIND_BIT(KIND_QUOTE);
    default: return 0;
    }
}

static const uint64_t token_kinds[] = {[TOKEN_WORD] = KIND_BIT(KIND_WORD),
                                       [TOKEN_DATE] = KIND_BIT(KIND_DATE),
                                       [TOKEN_TIME] = KIND_BIT(KIND_TIME),
                                       [TOKEN_PERCENT] = KIND_BIT(KIND_PERCENT),
                                       [TOKEN_MONEY] = KIND_BIT(KIND_MONEY),
                                       [TOKEN_RATIO] = KIND_BIT(KIND_RATIO),
                                       [TOKEN_FRACTION] = KIND_BIT(KIND_FRACTION),
                                       [TOKEN_LENGTH] = KIND_BIT(KIND_LENGTH),
                                       [TOKEN_PLACEHOLDER] = KIND_BIT(KIND_PLACEHOLDER),
                                       [TOKEN_OTHER] = 0};

/* Shapes that are classes as they stand; SHAPE_FIRST and SHAPE_GLUED are none. */
enum {
    SHAPE_KINDS = SHAPE_CAP | SHAPE_CAPS | SHAPE_INITIALS | SHAPE_NUMBER | SHAPE_ORDINAL |
                  SHAPE_DM | SHAPE_MONTH | SHAPE_WEEKDAY | SHAPE_BOUNDARY | SHAPE_POSSESSIVE
};
_Static_assert(SHAPE_CAP == 1 && SHAPE_POSSESSIVE == 1 << (KIND_POSSESSIVE - KIND_CAP),
               "shapes and classes in one order");

static uint64_t kinds_of(const token *t, char first, const word_info *w, bool mixed) {
    uint64_t kinds = w->key.kinds | token_kinds[t->kind] |
                     (uint64_t)(t->shape & SHAPE_KINDS) << KIND_CAP | KIND_BIT(KIND_ANY);
    if (t->kind == TOKEN_MARK) {
        return kinds | mark_kind(first);
    }
    if (w->flags & WORD_LISTED) {
        return (kinds | KIND_BIT(KIND_LISTED)) & ~KIND_BIT(KIND_INITIALS);
    }
    bool name =
        t->kind == TOKEN_WORD && mixed && (t->shape & (SHAPE_CAP | SHAPE_FIRST)) == SHAPE_CAP;
    return name ? kinds | KIND_BIT(KIND_NAME) : kinds;
}

/* ---- terms of several words ---- */

static uint32_t next_by_stem(const lexis *l, uint32_t node, const word_info *w) {
    return w->stem != UINT32_MAX ? image_next_node(l->image, node, w->stem | IMAGE_STEM_KEY) : 0;
}

static uint32_t next_by_word(const lexis *l, uint32_t node, const word_info *w) {
    return w->word != UINT32_MAX ? image_next_node(l->image, node, w->word) : 0;
}

static uint32_t next_node(const lexis *l, uint32_t node, const word_info *w, bool stems_first) {
    uint32_t next = stems_first ? next_by_stem(l, node, w) : next_by_word(l, node, w);
    return next != 0 ? next : stems_first ? next_by_word(l, node, w) : next_by_stem(l, node, w);
}

/* The node of the longest term of at least two tokens from token i, its end in *end; 0 for none. */
static uint32_t longest_path(const lexis *l, const cell *c, size_t i, bool stems_first,
                             uint32_t *end) {
    const image_node *nodes = IMAGE_ARRAY(l->image, image_node, IMAGE_NODES);
    uint32_t best = 0;
    size_t k = i;
    for (uint32_t node = 0; k < c->text.count; k++) {
        node = next_node(l, node, c->units[k].word, stems_first);
        if (node == 0) {
            break;
        }
        if (nodes[node].class_count != 0 && k > i) {
            best = node;
            *end = (uint32_t)(k + 1);
        }
    }
    return best;
}

/* Words as they are written go before stems; where some list matches by stem, that way is tried
 * too. */
static uint32_t longest_term(const lexis *l, const cell *c, size_t i, uint32_t *end) {
    uint32_t by_word = longest_path(l, c, i, false, end), stem_end = *end;
    if (l->image->section_count[IMAGE_STEMS] == 0) {
        return by_word;
    }
    uint32_t by_stem = longest_path(l, c, i, true, &stem_end);
    bool longer = by_stem != 0 && (by_word == 0 || stem_end > *end);
    *end = longer ? stem_end : *end;
    return longer ? by_stem : by_word;
}

static bool set_type(lexis *l, unit *u, uint64_t kinds, uint32_t state, arena *memory) {
    u->type = lexis_type(l, u->word, kinds, state, memory);
    if (u->type == NULL) {
        return false;
    }
    u->number = u->type->number;
    u->index = u->type->index;
    return true;
}

static bool tag_term(lexis *l, cell *c, size_t i, uint32_t node, uint32_t end, arena *memory) {
    for (size_t k = i; k < end; k++) {
        uint64_t kinds = (c->units[k].type->key.kinds | KIND_BIT(KIND_LISTED)) &
                         ~(KIND_BIT(KIND_NAME) | KIND_BIT(KIND_INITIALS));
        if (!set_type(l, &c->units[k], kinds, k == i ? node : (uint32_t)TERM_INSIDE, memory)) {
            return false;
        }
    }
    c->units[i].term_end = c->units[i].after = end;
    return true;
}

/* A term is looked for only where two words stand that may begin one and go on with it. */
static bool may_start(const cell *c, size_t i) {
    if (i + 1 == c->text.count) {
        return false;
    }
    const word_info *w = c->units[i].word, *next = c->units[i + 1].word;
    return (w->stem != UINT32_MAX || (w->flags & WORD_STARTS_TERM) != 0) &&
           (next->stem != UINT32_MAX || (next->flags & WORD_GOES_ON) != 0);
}

static bool tag_terms(lexis *l, cell *c, arena *memory) {
    for (size_t i = 0; i < c->text.count;) {
        uint32_t end = (uint32_t)(i + 1);
        uint32_t node = may_start(c, i) ? longest_term(l, c, i, &end) : 0;
        if (node != 0 && !tag_term(l, c, i, node, end, memory)) {
            return false;
        }
        i = end;
    }
    return true;
}

/* ---- a cell ---- */

static bool read_units(lexis *l, cell *c, arena *memory) {
    uint32_t clause = 0;
    for (size_t i = 0; i < c->text.count; i++) {
        const token *t = &c->text.tokens[i];
        pm_str form = {c->text.fold.data + t->start, t->end - t->start};
        unit *u = &c->units[i];
        u->word = lexis_word(l, form, memory);
        if (u->word == NULL) {
            return false;
        }
        uint64_t kinds = kinds_of(t, form.data[0], u->word, c->text.mixed_case) |
                         (i >= c->text.last ? KIND_BIT(KIND_LAST) : 0);
        if (!set_type(l, u, kinds, TERM_NONE, memory)) {
            return false;
        }
        u->term_end = u->after = (uint32_t)(i + 1);
        u->clause = clause;
        clause += (t->shape & SHAPE_BOUNDARY) != 0;
    }
    c->units[c->text.count] =
        (unit){.type = &l->behind, .index = l->behind.index, .number = l->behind.number};
    return true;
}

static void join_boundaries(cell *c) {
    for (size_t i = c->text.count; i-- > 1;) {
        unit *u = &c->units[i];
        if ((c->text.tokens[i].shape & c->text.tokens[i - 1].shape & SHAPE_BOUNDARY) != 0) {
            u[-1].after = u->after;
        }
    }
}

/* Of SET_BLOCK words from `at`, what the sets of any token hold. */
static void unite(const cell *c, size_t at, uint64_t out[SET_BLOCK]) {
    uint64_t a = 0, b = 0, d = 0, e = 0; /* in registers from token to token */
    for (size_t i = 0; i < c->text.count; i++) {
        const uint64_t *set = c->units[i].index + at;
        a |= set[0];
        b |= set[1];
        d |= set[2];
        e |= set[3];
    }
    out[0] = a;
    out[1] = b;
    out[2] = d;
    out[3] = e;
}

/* The patterns each of whose wants some token is. Those that no rule looks for are told by their
 * first want alone. */
static void find_candidates(const lexis *l, cell *c) {
    size_t n = l->pattern_words;
    uint64_t second[SET_BLOCK];
    for (size_t w = 0; w < n; w += SET_BLOCK) {
        unite(c, n * INDEX_WANT_1 + w, c->candidates + w);
        if (w < l->searched_words) {
            unite(c, n * INDEX_WANT_2 + w, second);
            for (size_t k = 0; k < SET_BLOCK; k++) {
                c->candidates[w + k] &= second[k];
            }
        }
    }
}

pm_status cell_read(lexis *l, pm_str content, arena *memory, cell *out) {
    pm_status status = text_read(content, memory, &out->text);
    if (status != PM_OK) {
        return status;
    }
    out->filled = out->text.first < out->text.last;
    out->units = arena_alloc(memory, (out->text.count + 1) * sizeof *out->units);
    out->candidates = arena_alloc(memory, l->pattern_words * sizeof *out->candidates);
    if (out->units == NULL || out->candidates == NULL || !read_units(l, out, memory) ||
        !tag_terms(l, out, memory)) {
        return PM_ERR_MEMORY;
    }
    join_boundaries(out);
    find_candidates(l, out);
    return PM_OK;
}
