/* SPDX-License-Identifier: MIT
 * Keeps true: every token of a cell has one type, which depends on its form, its shape and the term
 * it is in. */
#include "engine/tokens.h"

/* ---- token classes ---- */

/* What a token's kind makes of the classes of its form, and what it adds to them. Marks are not
 * taken for listed words. */
#define TOKEN_KIND(kind)                                                                           \
    { ~LEXIS_MARKS, KIND_BIT(KIND_ANY) | KIND_BIT(kind) }
static const struct {
    uint64_t keeps, adds;
} token_kinds[] = {[TOKEN_WORD] = TOKEN_KIND(KIND_WORD),
                   [TOKEN_NUMBER] = TOKEN_KIND(KIND_ANY),
                   [TOKEN_ORDINAL] = TOKEN_KIND(KIND_ANY),
                   [TOKEN_DATE] = TOKEN_KIND(KIND_DATE),
                   [TOKEN_TIME] = TOKEN_KIND(KIND_TIME),
                   [TOKEN_PERCENT] = TOKEN_KIND(KIND_PERCENT),
                   [TOKEN_MONEY] = TOKEN_KIND(KIND_MONEY),
                   [TOKEN_RATIO] = TOKEN_KIND(KIND_RATIO),
                   [TOKEN_FRACTION] = TOKEN_KIND(KIND_FRACTION),
                   [TOKEN_LENGTH] = TOKEN_KIND(KIND_LENGTH),
                   [TOKEN_PLACEHOLDER] = TOKEN_KIND(KIND_PLACEHOLDER),
                   [TOKEN_MARK] = {~KIND_BIT(KIND_LISTED), KIND_BIT(KIND_ANY)},
                   [TOKEN_OTHER] = TOKEN_KIND(KIND_ANY)};

/* Shapes that are classes as they stand; SHAPE_FIRST and SHAPE_GLUED are none. */
enum {
    SHAPE_KINDS = SHAPE_CAP | SHAPE_CAPS | SHAPE_INITIALS | SHAPE_NUMBER | SHAPE_ORDINAL |
                  SHAPE_DM | SHAPE_MONTH | SHAPE_WEEKDAY | SHAPE_BOUNDARY | SHAPE_POSSESSIVE
};
_Static_assert(SHAPE_CAP == 1 && SHAPE_POSSESSIVE == 1 << (KIND_POSSESSIVE - KIND_CAP),
               "shapes and classes in one order");

_Static_assert(LOOKS_LAST > (SHAPE_KINDS | SHAPE_GLUED), "shapes and looks in one number");

/* What all tokens of a cell look like. */
static uint32_t looks_of_all(const text *t) {
    return LOOKS_ALL | (t->mixed_case ? 0u : (unsigned)LOOKS_NO_NAME);
}

/* Every token passes here: without branches, since which comes next cannot be guessed. */
static uint32_t looks_of(const token *t, const word_info *w, uint32_t of_all, bool last) {
    return ((t->shape | of_all) & w->mask) | t->kind * (uint32_t)LOOKS_KIND |
           last * (uint32_t)LOOKS_LAST;
}

/* The other way round; in a term all is listed, and nothing listed is a name. */
static uint64_t kinds_of(uint32_t looks, uint64_t of_form, uint32_t state) {
    unsigned kind = looks / LOOKS_KIND;
    uint64_t kinds = (of_form & token_kinds[kind].keeps) | token_kinds[kind].adds |
                     (uint64_t)(looks & SHAPE_KINDS) << KIND_CAP |
                     (looks & LOOKS_LAST ? KIND_BIT(KIND_LAST) : 0) |
                     (state != TERM_NONE ? KIND_BIT(KIND_LISTED) : 0);
    if (kinds & KIND_BIT(KIND_LISTED)) {
        return kinds & ~KIND_BIT(KIND_INITIALS);
    }
    bool name = kind == TOKEN_WORD && (looks & (SHAPE_CAP | LOOKS_NO_NAME)) == SHAPE_CAP;
    return name ? kinds | KIND_BIT(KIND_NAME) : kinds;
}

/* ---- terms of several words ---- */

/* Most words lead nowhere, and most of these the node itself tells. */
static uint32_t next_by(const lexis *l, uint32_t node, uint32_t key) {
    const image_node *nodes = IMAGE_ARRAY(l->image, image_node, IMAGE_NODES);
    return nodes[node].keys & IMAGE_KEY_BIT(key) ? image_next_node(l->image, node, key) : 0;
}

static uint32_t next_by_stem(const lexis *l, uint32_t node, const word_info *w) {
    return w->stem != UINT32_MAX ? next_by(l, node, w->stem | IMAGE_STEM_KEY) : 0;
}

static uint32_t next_by_word(const lexis *l, uint32_t node, const word_info *w) {
    return w->word != UINT32_MAX ? next_by(l, node, w->word) : 0;
}

static uint32_t next_node(const lexis *l, uint32_t node, const word_info *w, bool stems_first) {
    uint32_t next = stems_first ? next_by_stem(l, node, w) : next_by_word(l, node, w);
    return next != 0 ? next : stems_first ? next_by_word(l, node, w) : next_by_stem(l, node, w);
}

static uint32_t first_node(const lexis *l, const word_info *w, bool stems_first) {
    return l->has_stems ? next_node(l, 0, w, stems_first) : w->node;
}

/* The node of the longest term of at least two tokens from token i, its end in *end; 0 for none. */
static uint32_t longest_path(const lexis *l, const cell *c, size_t i, bool stems_first,
                             uint32_t *end) {
    const image_node *nodes = IMAGE_ARRAY(l->image, image_node, IMAGE_NODES);
    uint32_t best = 0, node = first_node(l, c->units[i].word, stems_first);
    for (size_t k = i + 1; node != 0 && k < c->text.count; k++) {
        node = next_node(l, node, c->units[k].word, stems_first);
        if (node != 0 && nodes[node].class_count != 0) {
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

static bool find_type(lexis *l, unit *u, uint32_t state, arena *memory) {
    uint64_t kinds = kinds_of(u->looks, u->word->kinds, state);
    return lexis_find_type(l, u->word, u->looks, kinds, state, memory, &u->is);
}

static bool tag_term(lexis *l, cell *c, size_t i, uint32_t node, uint32_t end, arena *memory) {
    for (size_t k = i; k < end; k++) {
        unit *u = &c->units[k];
        uint32_t state = k == i ? node : TERM_INSIDE;
        if (!lexis_seen_in_term(l, u->word, u->looks, state, &u->is) &&
            !find_type(l, u, state, memory)) {
            return false;
        }
        c->types[k] = u->is.number * l->symbol_row;
    }
    c->units[i].term_end = c->units[i].after = end;
    return true;
}

/* Terms are many and seldom in the cache. */
static void send_terms(const lexis *l, const cell *c, size_t starts) {
    for (size_t s = 0; s < starts; s++) {
        const unit *u = &c->units[c->starts[s]];
        __builtin_prefetch(image_edge_at(l->image, u->word->node, u[1].word->word));
    }
}

static bool tag_terms(lexis *l, cell *c, size_t starts, arena *memory) {
    uint32_t end = 0;
    send_terms(l, c, starts);
    for (size_t s = 0; s < starts; s++) {
        uint32_t i = c->starts[s], node = 0;
        if (i >= end) {
            end = i + 1;
            node = longest_term(l, c, i, &end);
        }
        if (node != 0 && !tag_term(l, c, i, node, end, memory)) {
            return false;
        }
    }
    return true;
}

/* ---- cells ---- */

_Static_assert((int)TEXT_PADDING >= (int)HASH_BYTES, "behind every form there is enough to read");

static pm_str form_of(const cell *c, size_t i) {
    const token *t = &c->text.tokens[i];
    return (pm_str){c->text.fold.data + t->start, t->end - t->start};
}

/* One piece of memory for all, the candidates in front, which are read in vectors. */
static bool make_room(const lexis *l, cell *c, arena *memory) {
    size_t places = c->text.count + 2, set = (l->layout.asked * PAIR_WORDS + 2) *
                                             sizeof *c->candidates; /* a pair more is read */
    char *room = arena_alloc(
        memory, set + places * (sizeof *c->units + sizeof *c->types + sizeof *c->starts));
    if (room == NULL) {
        return false;
    }
    c->candidates = (uint64_t *)(void *)room;
    c->units = (unit *)(void *)(room + set);
    c->types = (uint32_t *)(void *)(c->units + places);
    c->starts = c->types + places;
    return true;
}

static pm_status read_text(const lexis *l, pm_str content, arena *memory, cell *c) {
    pm_status status = text_read(content, memory, &c->text);
    if (status != PM_OK) {
        return status;
    }
    c->filled = c->text.first < c->text.last;
    if (!make_room(l, c, memory)) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < c->text.count; i++) {
        c->units[i].hash = lexis_send(l, form_of(c, i));
    }
    return PM_OK;
}

/* 1 if the word may make a term with the one before it; of most it tells that they do not. */
static size_t may_go_on(const lexis *l, uint64_t go_on, const word_info *w) {
    uint64_t goes = go_on >> w->word % 64;
    if (l->has_stems) {
        goes |= go_on >> w->stem % 64;
    }
    return goes & 1;
}

static void join_boundaries(cell *c) {
    for (size_t i = c->text.count; i-- > 1;) {
        unit *u = &c->units[i];
        if ((c->text.tokens[i].shape & c->text.tokens[i - 1].shape & SHAPE_BOUNDARY) != 0) {
            u[-1].after = u->after;
        }
    }
}

static bool read_units(lexis *l, cell *c, arena *memory) {
    uint32_t clause = 0, of_all = looks_of_all(&c->text);
    unsigned boundary = 0, joined = 0; /* the token before is one; two of them meet */
    uint64_t go_on = 0;
    size_t starts = 0;
    for (size_t i = 0; i < c->text.count; i++) {
        const token *t = &c->text.tokens[i];
        unit *u = &c->units[i];
        u->word = lexis_word(l, form_of(c, i), u->hash, memory);
        if (u->word == NULL) {
            return false;
        }
        u->looks = looks_of(t, u->word, of_all, i >= c->text.last);
        if (!lexis_seen(l, u->word, u->looks, &u->is) && !find_type(l, u, TERM_NONE, memory)) {
            return false;
        }
        c->types[i] = u->is.number * l->symbol_row;
        u->term_end = u->after = (uint32_t)(i + 1);
        u->clause = clause;
        joined |= boundary & t->shape;
        boundary = t->shape & SHAPE_BOUNDARY;
        clause += boundary / SHAPE_BOUNDARY;
        c->starts[starts] = (uint32_t)(i - 1); /* kept if the next is not written over it */
        starts += may_go_on(l, go_on, u->word);
        go_on = u->word->go_on;
    }
    c->units[c->text.count] = (unit){.is = l->behind};
    c->types[c->text.count] = c->types[c->text.count + 1] = l->behind.number * l->symbol_row;
    if (!tag_terms(l, c, starts, memory)) {
        return false;
    }
    if (joined != 0) {
        join_boundaries(c);
    }
    return true;
}

/* Of the patterns that are only asked about, those each of whose wants some token is and that some
 * token may begin. */
static void find_candidates(const lexis *l, cell *c) {
    pair *out = (pair *)(void *)c->candidates;
    for (size_t i = 0; i < l->layout.asked; i++) {
        pair one = {0}, two = {0}, begins = {0};
        for (const unit *u = c->units, *end = u + c->text.count; u != end; u++) {
            const pair *line = index_line(l->lines.first, u->is.index[l->layout.lines + i]);
            one |= line[LINE_WANT_1];
            two |= line[LINE_WANT_2];
            begins |= line[LINE_BEGINS];
        }
        out[i] = one & two & begins;
    }
}

/* Stage by stage for all cells, so that what one stage sends for is there when the next one needs
 * it. */
pm_status cells_words(lexis *l, const pm_str content[PM_COLUMNS], arena *memory,
                      cell cells[PM_COLUMNS]) {
    cell *given[PM_COLUMNS];
    size_t count = 0;
    for (size_t c = 0; c < PM_COLUMNS; c++) {
        cells[c].filled = false;
        cells[c].text.count = 0;
        given[count] = &cells[c];
        count += content[c].len != 0;
    }
    for (size_t i = 0; i < count; i++) {
        pm_status status = read_text(l, content[given[i] - cells], memory, given[i]);
        if (status != PM_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_units(l, given[i], memory)) {
            return PM_ERR_MEMORY;
        }
    }
    return PM_OK;
}

pm_status cells_read(lexis *l, const pm_str content[PM_COLUMNS], arena *memory,
                     cell cells[PM_COLUMNS]) {
    pm_status status = cells_words(l, content, memory, cells);
    for (size_t c = 0; status == PM_OK && c < PM_COLUMNS; c++) {
        if (cells[c].filled) {
            find_candidates(l, &cells[c]);
        }
    }
    return status;
}
