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
    uint64_t kinds = w->kinds | token_kinds[t->kind] |
                     (uint64_t)(t->shape & SHAPE_KINDS) << KIND_CAP | KIND_BIT(KIND_ANY);
    if (t->kind == TOKEN_MARK) {
        return (kinds & ~KIND_BIT(KIND_LISTED)) | mark_kind(first);
    }
    if (kinds & KIND_BIT(KIND_LISTED)) {
        return kinds & ~KIND_BIT(KIND_INITIALS);
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
    if (!l->has_stems) {
        return by_word;
    }
    uint32_t by_stem = longest_path(l, c, i, true, &stem_end);
    bool longer = by_stem != 0 && (by_word == 0 || stem_end > *end);
    *end = longer ? stem_end : *end;
    return longer ? by_stem : by_word;
}

enum { LINE_WORDS = WORD_LINE / sizeof(uint64_t) };

/* What the search will look at soon. */
static void fetch_index(const lexis *l, const uint64_t *index) {
    size_t n = l->pattern_words;
    for (size_t w = 0; w < n; w += LINE_WORDS) {
        __builtin_prefetch(index + n * INDEX_WANT_1 + w);
    }
    for (size_t w = 0; w < l->searched_words; w += LINE_WORDS) {
        __builtin_prefetch(index + n * INDEX_WANT_2 + w);
        __builtin_prefetch(index + n * INDEX_BEGINS + w);
        __builtin_prefetch(index + n * INDEX_SECOND + w);
    }
}

static bool set_type(lexis *l, unit *u, uint64_t kinds, uint32_t state, arena *memory) {
    if (!lexis_type(l, u->word, kinds, state, memory, &u->is)) {
        return false;
    }
    fetch_index(l, u->is.index);
    return true;
}

static bool tag_term(lexis *l, cell *c, size_t i, uint32_t node, uint32_t end, arena *memory) {
    for (size_t k = i; k < end; k++) {
        uint64_t kinds = (c->units[k].is.type->key.kinds | KIND_BIT(KIND_LISTED)) &
                         ~(KIND_BIT(KIND_NAME) | KIND_BIT(KIND_INITIALS));
        if (!set_type(l, &c->units[k], kinds, k == i ? node : (uint32_t)TERM_INSIDE, memory)) {
            return false;
        }
    }
    c->units[i].term_end = c->units[i].after = end;
    return true;
}

/* Most words go on with no term, which one look tells. */
static bool may_start(const lexis *l, const cell *c, size_t i) {
    uint64_t go_on = c->units[i].word->go_on;
    if (go_on == 0 || i + 1 == c->text.count) {
        return false;
    }
    const word_info *next = c->units[i + 1].word;
    return (go_on & IMAGE_KEY_BIT(next->word)) != 0 ||
           (l->has_stems && (go_on & IMAGE_KEY_BIT(next->stem)) != 0);
}

static bool tag_terms(lexis *l, cell *c, arena *memory) {
    for (size_t i = 0; i < c->text.count;) {
        uint32_t end = (uint32_t)(i + 1);
        uint32_t node = may_start(l, c, i) ? longest_term(l, c, i, &end) : 0;
        if (node != 0 && !tag_term(l, c, i, node, end, memory)) {
            return false;
        }
        i = end;
    }
    return true;
}

/* ---- cells ---- */

static pm_str form_of(const cell *c, size_t i) {
    const token *t = &c->text.tokens[i];
    return (pm_str){c->text.fold.data + t->start, t->end - t->start};
}

static pm_status read_text(const lexis *l, pm_str content, arena *memory, cell *c) {
    pm_status status = text_read(content, memory, &c->text);
    if (status != PM_OK) {
        return status;
    }
    c->filled = c->text.first < c->text.last;
    c->units = arena_alloc(memory, (c->text.count + 1) * sizeof *c->units);
    c->types = arena_alloc(memory, (c->text.count + 1) * sizeof *c->types);
    c->candidates = arena_alloc(memory, l->pattern_words * sizeof *c->candidates);
    if (c->units == NULL || c->types == NULL || c->candidates == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < c->text.count; i++) {
        c->units[i].hash = lexis_hash(form_of(c, i));
        lexis_fetch_slot(l, c->units[i].hash);
    }
    return PM_OK;
}

static void fetch_words(const lexis *l, const cell *c) {
    for (size_t i = 0; i < c->text.count; i++) {
        lexis_fetch_word(l, c->units[i].hash);
    }
}

static bool read_units(lexis *l, cell *c, arena *memory) {
    uint32_t clause = 0;
    for (size_t i = 0; i < c->text.count; i++) {
        const token *t = &c->text.tokens[i];
        pm_str form = form_of(c, i);
        unit *u = &c->units[i];
        u->word = lexis_word(l, form, u->hash, memory);
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
    c->units[c->text.count] = (unit){.is = l->behind};
    return true;
}

static void list_types(cell *c) {
    for (size_t i = 0; i <= c->text.count; i++) {
        c->types[i] = c->units[i].is.number;
    }
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
        const uint64_t *set = c->units[i].is.index + at;
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

/* Stage by stage for all cells, so that what one stage sends for is there when the next one needs
 * it. */
pm_status cells_read(lexis *l, const pm_str content[PM_COLUMNS], arena *memory,
                     cell cells[PM_COLUMNS]) {
    bool good = true;
    for (int c = 0; c < PM_COLUMNS; c++) {
        memset(&cells[c], 0, sizeof cells[c]);
        pm_status status =
            content[c].len != 0 ? read_text(l, content[c], memory, &cells[c]) : PM_OK;
        if (status != PM_OK) {
            return status;
        }
    }
    for (int c = 0; c < PM_COLUMNS; c++) {
        fetch_words(l, &cells[c]);
    }
    for (int c = 0; c < PM_COLUMNS && good; c++) {
        good = cells[c].units == NULL ||
               (read_units(l, &cells[c], memory) && tag_terms(l, &cells[c], memory));
    }
    for (int c = 0; c < PM_COLUMNS && good; c++) {
        if (cells[c].filled) {
            list_types(&cells[c]);
            join_boundaries(&cells[c]);
            find_candidates(l, &cells[c]);
        }
    }
    return good ? PM_OK : PM_ERR_MEMORY;
}
