/* SPDX-License-Identifier: MIT
 * Keeps true: what is cached of a word depends on its folded form and the pack alone, never on a
 * plan; so an emptied cache changes the speed and nothing else. */
#include "engine/tokens.h"

#include <string.h>

#include "pack/wordnet.h"

/* Slots of two hash tables; each may be half full. */
enum {
    CACHE_WORDS = 1 << 14,
    CACHE_TYPES = 1 << 13,
    CACHE_LONGEST_WORD = 40,
    DENSE_FROM = 20,
    DENSE_MOST = 512
};

static void set_bit(uint64_t *bits, uint32_t n) {
    bits[n / 64] |= UINT64_C(1) << (n % 64);
}

static bool has_bit(const uint64_t *bits, uint32_t n) {
    return bits[n / 64] >> (n % 64) & 1;
}

static void set_run(uint64_t *bits, const uint16_t *list, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        set_bit(bits, list[i]);
    }
}

static const image_class *class_at(const lexis *l, size_t cls) {
    return IMAGE_ARRAY(l->image, image_class, IMAGE_CLASSES) + cls;
}

/* `restrict` lets the compiler take several words of the sets at a time. */
static void unite(uint64_t *restrict set, const uint64_t *restrict more, size_t words) {
    for (size_t w = 0; w < words; w++) {
        set[w] |= more[w];
    }
}

static size_t index_length(const image_class *c) {
    size_t n = 0;
    for (int k = 0; k < INDEX_RUNS; k++) {
        n += c->index_count[k];
    }
    return n;
}

static void set_index(const lexis *l, const image_class *c, uint64_t *index) {
    const uint16_t *run = IMAGE_ARRAY(l->image, uint16_t, IMAGE_INDEX) + c->index;
    for (size_t k = 0; k < INDEX_RUNS; k++) {
        set_run(index + k * l->pattern_words, run, c->index_count[k]);
        run += c->index_count[k];
    }
}

static void index_class(const lexis *l, size_t cls, uint64_t *index) {
    size_t n = INDEX_RUNS * l->pattern_words;
    if (l->dense_of[cls] == 0) {
        set_index(l, class_at(l, cls), index);
        return;
    }
    unite(index, l->dense + (l->dense_of[cls] - 1u) * n, n);
}

static void index_type(const lexis *l, const uint64_t *bits, uint64_t *index) {
    for (size_t w = 0; w < l->class_words; w++) {
        for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
            index_class(l, w * 64 + (size_t)__builtin_ctzll(rest), index);
        }
    }
}

/* ---- a worker ---- */

static uint64_t *pattern_set(lexis *l) {
    return mem_zalloc(l->allocator, l->pattern_words * sizeof(uint64_t));
}

static void index_rule(lexis *l, const image_rule *r) {
    for (uint32_t p = r->match; p < r->match + r->match_count; p++) {
        set_bit(r->says == PM_NEAR ? l->near_patterns[r->criterion] : l->evidence_patterns, p);
        for (int c = 0; c < PM_COLUMNS; c++) {
            if (r->columns >> c & 1) {
                set_bit(l->column_patterns[c], p);
            }
        }
    }
}

static bool index_rules(lexis *l) {
    bool good = (l->evidence_patterns = pattern_set(l)) != NULL;
    for (int c = 0; c < PM_COLUMNS; c++) {
        good = (l->column_patterns[c] = pattern_set(l)) != NULL && good;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        good = (l->near_patterns[c] = pattern_set(l)) != NULL && good;
    }
    for (size_t r = 0; good && r < l->image->section_count[IMAGE_RULES]; r++) {
        index_rule(l, IMAGE_ARRAY(l->image, image_rule, IMAGE_RULES) + r);
    }
    return good;
}

/* A long run is slow to set bit by bit; as a set it is put on at one go. */
static bool index_dense(lexis *l) {
    size_t classes = l->image->section_count[IMAGE_CLASSES], count = 0,
           n = INDEX_RUNS * l->pattern_words;
    l->dense_of = mem_zalloc(l->allocator, classes * sizeof *l->dense_of);
    for (size_t c = 0; l->dense_of != NULL && c < classes; c++) {
        if (index_length(class_at(l, c)) > DENSE_FROM && count < DENSE_MOST) {
            l->dense_of[c] = (uint16_t)++count;
        }
    }
    l->dense = l->dense_of != NULL ? mem_zalloc(l->allocator, count * n * sizeof *l->dense) : NULL;
    for (size_t c = 0; l->dense != NULL && c < classes; c++) {
        if (l->dense_of[c] != 0) {
            set_index(l, class_at(l, c), l->dense + (l->dense_of[c] - 1u) * n);
        }
    }
    return l->dense != NULL;
}

static void index_classes(lexis *l) {
    l->kinds_from = l->class_words;
    for (size_t c = KIND_CLASSES; c < l->image->section_count[IMAGE_CLASSES]; c++) {
        if (class_at(l, c)->is_list) {
            set_bit(l->list_mask, (uint32_t)c);
        }
        if (class_at(l, c)->kind != IMAGE_NO_KIND) {
            l->kinds_from = c / 64 < l->kinds_from ? c / 64 : l->kinds_from;
            l->kinds_to = c / 64 + 1;
        }
    }
    set_bit(l->behind_bits, KIND_ALWAYS);
    l->behind = (token_type){.bits = l->behind_bits, .index = l->behind_bits + l->class_words};
    index_type(l, l->behind_bits, l->behind_bits + l->class_words);
}

pm_status lexis_init(lexis *l, const image_header *image, pm_str wordnet, const pm_allocator *a) {
    size_t count = image->section_count[IMAGE_CLASSES];
    *l = (lexis){.image = image, .wordnet = wordnet, .allocator = a};
    arena_init(&l->cached, a);
    l->class_words = count / 64 + 1;
    l->pattern_words = image->section_count[IMAGE_PATTERNS] / 64 + 1;
    l->stems = stemmer_new(a);
    l->slots = mem_zalloc(a, CACHE_WORDS * sizeof(word_info *));
    l->type_slots = mem_zalloc(a, CACHE_TYPES * sizeof(token_type *));
    l->list_mask = mem_zalloc(a, l->class_words * sizeof(uint64_t));
    l->behind_bits =
        mem_zalloc(a, (l->class_words + INDEX_RUNS * l->pattern_words) * sizeof(uint64_t));
    if (l->stems == NULL || l->slots == NULL || l->type_slots == NULL || l->list_mask == NULL ||
        l->behind_bits == NULL || !index_rules(l) || !index_dense(l)) {
        lexis_free(l);
        return PM_ERR_MEMORY;
    }
    index_classes(l);
    return PM_OK;
}

void lexis_free(lexis *l) {
    if (l->allocator != NULL) {
        stemmer_free(l->stems);
        mem_free(l->allocator, l->slots);
        mem_free(l->allocator, l->type_slots);
        mem_free(l->allocator, l->list_mask);
        mem_free(l->allocator, l->behind_bits);
        mem_free(l->allocator, l->dense);
        mem_free(l->allocator, l->dense_of);
        for (int c = 0; c < PM_COLUMNS; c++) {
            mem_free(l->allocator, l->column_patterns[c]);
        }
        for (int c = 0; c < PM_CRITERIA; c++) {
            mem_free(l->allocator, l->near_patterns[c]);
        }
        mem_free(l->allocator, l->evidence_patterns);
        arena_free(&l->cached);
        *l = (lexis){0};
    }
}

void lexis_trim(lexis *l) {
    if (l->types >= CACHE_TYPES / 2 || l->used >= CACHE_WORDS / 2) {
        memset(l->slots, 0, CACHE_WORDS * sizeof *l->slots);
        memset(l->type_slots, 0, CACHE_TYPES * sizeof *l->type_slots);
        arena_reset(&l->cached);
        l->used = l->types = 0;
    }
}

#define KIND_BIT(k) (UINT64_C(1) << (k))

/* ---- words ---- */

static uint64_t form_kinds(pm_str form) {
    bool digit = false, letter = false;
    for (size_t i = 0; i < form.len; i++) {
        digit = digit || ascii_digit(form.data[i]);
        letter = letter || ascii_alpha(form.data[i]);
    }
    bool year = form.len >= 4 && (str_starts(form, STR("19")) || str_starts(form, STR("20"))) &&
                ascii_digit(form.data[2]) && ascii_digit(form.data[3]) &&
                (form.len == 4 || form.data[4] == '-' || form.data[4] == '/');
    return (digit && letter ? KIND_BIT(KIND_MIXED) : 0) |
           (year && !letter ? KIND_BIT(KIND_YEAR) : 0);
}

/* Which of the WordNet classes that patterns ask for the word is in. */
static uint64_t wordnet_classes(const lexis *l, pm_str form) {
    const image_wordnet *asked = IMAGE_ARRAY(l->image, image_wordnet, IMAGE_WORDNET);
    size_t count = l->image->section_count[IMAGE_WORDNET];
    uint64_t found = 0;
    if (count == 0 || form.len < 2 || !ascii_alpha(form.data[0])) {
        return 0;
    }
    wordnet_entry e = wordnet_find(l->wordnet, form);
    for (size_t i = 0; i < count; i++) {
        bool verb = asked[i].lexname == e.verb &&
                    (asked[i].form == 255 || (e.verb_form >> asked[i].form & 1));
        found |= (uint64_t)(verb || asked[i].lexname == e.noun) << i;
    }
    return found;
}

static void find_classes(const lexis *l, word_info *w) {
    const image_word *words = IMAGE_ARRAY(l->image, image_word, IMAGE_WORDS);
    const image_word *stems = IMAGE_ARRAY(l->image, image_word, IMAGE_STEMS);
    if (w->word != UINT32_MAX) {
        w->flags = words[w->word].flags;
        w->key.classes = words[w->word].classes;
        w->key.class_count = words[w->word].class_count;
    }
    if (w->stem != UINT32_MAX) {
        w->key.stem_classes = stems[w->stem].classes;
        w->key.stem_class_count = stems[w->stem].class_count;
    }
    if ((w->flags & WORD_LISTED) == 0) {
        w->key.wordnet = wordnet_classes(l, w->form);
    }
}

static word_info *learn_word(lexis *l, pm_str form, uint64_t hash, arena *memory) {
    word_info *w = arena_zalloc(memory, sizeof *w);
    char *copy = arena_copy(memory, form.data, form.len);
    if (w == NULL || copy == NULL) {
        return NULL;
    }
    w->form = (pm_str){copy, form.len};
    w->hash = hash;
    w->word = image_find_word(l->image, IMAGE_WORD_SLOTS, IMAGE_WORDS, form);
    w->stem = UINT32_MAX;
    if (l->image->section_count[IMAGE_STEMS] != 0 && ascii_alpha(form.data[0])) {
        w->stem =
            image_find_word(l->image, IMAGE_STEM_SLOTS, IMAGE_STEMS, stemmer_stem(l->stems, form));
    }
    w->key.kinds = form_kinds(form);
    find_classes(l, w);
    return w;
}

/* Eight bytes at a time: every token passes here. */
static uint64_t quick_hash(pm_str s) {
    uint64_t h = s.len * UINT64_C(0x9E3779B97F4A7C15), chunk;
    for (; s.len >= sizeof chunk; s.data += sizeof chunk, s.len -= sizeof chunk) {
        memcpy(&chunk, s.data, sizeof chunk);
        h = (h ^ chunk) * UINT64_C(0xD6E8FEB86659FD93);
        h ^= h >> 32;
    }
    chunk = 0;
    for (size_t i = 0; i < s.len; i++) {
        chunk = chunk << 8 | (unsigned char)s.data[i];
    }
    h = (h ^ chunk) * UINT64_C(0xD6E8FEB86659FD93);
    return h ^ h >> 32;
}

static word_info *find_word(lexis *l, pm_str form, arena *memory) {
    uint64_t hash = quick_hash(form);
    size_t at = hash & (CACHE_WORDS - 1);
    while (l->slots[at] != NULL &&
           (l->slots[at]->hash != hash || l->slots[at]->form.len != form.len ||
            memcmp(l->slots[at]->form.data, form.data, form.len) != 0)) {
        at = (at + 1) & (CACHE_WORDS - 1);
    }
    if (l->slots[at] != NULL) {
        return l->slots[at];
    }
    bool keep = form.len <= CACHE_LONGEST_WORD && l->used < CACHE_WORDS / 2;
    word_info *w = learn_word(l, form, hash, keep ? &l->cached : memory);
    if (w != NULL && keep) {
        w->is_cached = true;
        l->slots[at] = w;
        l->used++;
    }
    return w;
}

/* A word of the cache keeps its stem there, one of the action at hand in the action's memory. */
pm_str word_stem(lexis *l, word_info *w, arena *memory) {
    if (w->stem_text.data == NULL) {
        pm_str s = stemmer_stem(l->stems, w->form);
        char *copy = arena_copy(w->is_cached ? &l->cached : memory, s.data, s.len);
        w->stem_text = (pm_str){copy, copy != NULL ? s.len : 0};
    }
    return w->stem_text;
}

/* ---- types of tokens ---- */

static bool passes(const lexis *l, const uint64_t *bits, uint32_t first) {
    const image_test *t = IMAGE_ARRAY(l->image, image_test, IMAGE_TESTS) + first;
    for (;; t++) {
        if (has_bit(bits, t->cls) == t->negated) {
            return false;
        }
        if (t->last) {
            return true;
        }
    }
}

/* Tests look at plain classes, and at tests that stand before them; unions at all of these. */
static void derive_classes(const lexis *l, uint64_t *bits) {
    const image_tested *tested = IMAGE_ARRAY(l->image, image_tested, IMAGE_TESTED);
    const uint16_t *unions = IMAGE_ARRAY(l->image, uint16_t, IMAGE_UNIONS);
    for (size_t i = 0; i < l->image->section_count[IMAGE_TESTED]; i++) {
        if (passes(l, bits, tested[i].first)) {
            set_bit(bits, tested[i].cls);
        }
    }
    for (size_t w = 0; w < l->class_words;
         w++) { /* a union is part of no union, so one walk will do */
        for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
            const image_class *c = class_at(l, w * 64 + (size_t)__builtin_ctzll(rest));
            set_run(bits, unions + c->unions, c->union_count);
        }
    }
}

/* The classes of the word itself, as far as its place in a term leaves them. */
static void place_classes(const lexis *l, const token_key *key, uint64_t *bits) {
    const uint16_t *lists = IMAGE_ARRAY(l->image, uint16_t, IMAGE_CLASS_LISTS);
    const image_wordnet *asked = IMAGE_ARRAY(l->image, image_wordnet, IMAGE_WORDNET);
    set_run(bits, lists + key->classes, key->class_count);
    set_run(bits, lists + key->stem_classes, key->stem_class_count);
    for (uint64_t rest = key->wordnet; rest != 0; rest &= rest - 1) {
        set_bit(bits, asked[__builtin_ctzll(rest)].cls);
    }
    for (size_t i = 0; key->state != TERM_NONE && i < l->class_words; i++) {
        bits[i] &= ~l->list_mask[i];
    }
    bits[0] = key->kinds; /* token classes are the first word of the set */
    if (key->state != TERM_NONE && key->state != TERM_INSIDE) {
        const image_node *n = IMAGE_ARRAY(l->image, image_node, IMAGE_NODES) + key->state;
        set_run(bits, lists + n->classes, n->class_count);
    }
}

static token_type *learn_type(lexis *l, const token_key *key, arena *memory) {
    token_type *t = arena_alloc(memory, sizeof *t);
    uint64_t *bits = arena_zalloc(memory, l->class_words * sizeof *bits);
    uint64_t *index = arena_zalloc(memory, INDEX_RUNS * l->pattern_words * sizeof *index);
    if (t == NULL || bits == NULL || index == NULL) {
        return NULL;
    }
    place_classes(l, key, bits);
    derive_classes(l, bits);
    index_type(l, bits, index);
    *t = (token_type){*key, bits, index};
    return t;
}

static bool same_key(const token_key *a, const token_key *b) {
    return a->kinds == b->kinds && a->state == b->state && a->classes == b->classes &&
           a->wordnet == b->wordnet && a->stem_classes == b->stem_classes;
}

static size_t key_slot(const token_key *k) {
    uint64_t h = (k->kinds ^ k->wordnet << 7 ^ k->wordnet >> 57) * UINT64_C(0x9E3779B97F4A7C15);
    h = (h ^ h >> 29 ^ ((uint64_t)k->classes << 32 | k->state)) * UINT64_C(0xD6E8FEB86659FD93);
    h = (h ^ h >> 32 ^ k->stem_classes) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 40) & (CACHE_TYPES - 1);
}

static const token_type *shared_type(lexis *l, const token_key *key, arena *memory) {
    size_t at = key_slot(key);
    while (l->type_slots[at] != NULL && !same_key(&l->type_slots[at]->key, key)) {
        at = (at + 1) & (CACHE_TYPES - 1);
    }
    if (l->type_slots[at] != NULL) {
        return l->type_slots[at];
    }
    bool keep = l->types < CACHE_TYPES / 2;
    token_type *t = learn_type(l, key, keep ? &l->cached : memory);
    if (t != NULL && keep) {
        l->type_slots[at] = t;
        l->types++;
    }
    return t;
}

/* A word mostly has the type that it had before. */
static const token_type *find_type(lexis *l, word_info *w, uint64_t kinds, uint32_t state,
                                   arena *memory) {
    for (size_t i = 0; i < WORD_SEEN && w->seen[i] != NULL; i++) {
        if (w->seen[i]->key.kinds == kinds && w->seen[i]->key.state == state) {
            return w->seen[i];
        }
    }
    token_key key = w->key;
    key.kinds = kinds;
    key.state = state;
    size_t before = l->types;
    const token_type *t = shared_type(l, &key, memory);
    bool stays = before != l->types ||
                 l->types < CACHE_TYPES / 2; /* else it may live for this action only */
    if (t != NULL && stays) {
        w->seen[w->next_seen] = t;
        w->next_seen = (uint8_t)((w->next_seen + 1) % WORD_SEEN);
    }
    return t;
}

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
                     (uint64_t)(t->shape & SHAPE_KINDS) << KIND_CAP | KIND_BIT(KIND_ANY) |
                     KIND_BIT(KIND_ALWAYS);
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
    u->type = find_type(l, u->word, kinds, state, memory);
    u->bits = u->type != NULL ? u->type->bits : NULL;
    return u->type != NULL;
}

static bool tag_term(lexis *l, cell *c, size_t i, uint32_t node, uint32_t end, arena *memory) {
    for (size_t k = i; k < end; k++) {
        uint64_t kinds = (c->units[k].type->key.kinds | KIND_BIT(KIND_LISTED)) &
                         ~(KIND_BIT(KIND_NAME) | KIND_BIT(KIND_INITIALS));
        if (!set_type(l, &c->units[k], kinds, k == i ? node : (uint32_t)TERM_INSIDE, memory)) {
            return false;
        }
    }
    c->units[i].term_end = end;
    return true;
}

static bool tag_terms(lexis *l, cell *c, arena *memory) {
    for (size_t i = 0; i < c->text.count;) {
        const word_info *w = c->units[i].word;
        uint32_t end = (uint32_t)(i + 1);
        uint32_t node = (w->flags & WORD_STARTS_TERM) || w->stem != UINT32_MAX
                            ? longest_term(l, c, i, &end)
                            : 0;
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
        u->word = find_word(l, form, memory);
        if (u->word == NULL) {
            return false;
        }
        uint64_t kinds = kinds_of(t, form.data[0], u->word, c->text.mixed_case);
        if (!set_type(l, u, kinds, TERM_NONE, memory)) {
            return false;
        }
        u->term_end = (uint32_t)(i + 1);
        u->clause = clause;
        clause += (t->shape & SHAPE_BOUNDARY) != 0;
    }
    c->units[c->text.count] = (unit){.bits = l->behind.bits, .type = &l->behind};
    return true;
}

static void find_candidates(const lexis *l, cell *c, uint64_t *wants) {
    size_t n = l->pattern_words;
    for (size_t i = 0; i < c->text.count; i++) {
        unite(wants, c->units[i].type->index, INDEX_WANTS * n);
    }
    for (size_t w = 0; w < n; w++) {
        c->candidates[w] = wants[w] & wants[n + w] & wants[2 * n + w];
    }
}

static const uint64_t *index_of(const lexis *l, const cell *c, uint32_t at, image_index run) {
    return c->units[at].type->index + l->pattern_words * run;
}

/* What follows a token is either the next one, or what follows the term or the boundaries that
 * begin with it. */
static void look_out(const lexis *l, cell *c) {
    for (uint32_t at = 0; at < c->text.count; at++) {
        unit *u = &c->units[at];
        uint32_t far = u->term_end;
        while (far < c->text.count && unit_has(u, KIND_BOUNDARY) &&
               unit_has(&c->units[far], KIND_BOUNDARY)) {
            far++;
        }
        u->begins = index_of(l, c, at, at <= c->text.first ? INDEX_BEGINS_CELL : INDEX_BEGINS);
        u->second = index_of(l, c, at + 1, INDEX_SECOND);
        u->third = index_of(l, c, far, INDEX_SECOND);
    }
}

pm_status cell_read(lexis *l, pm_str content, arena *memory, cell *out) {
    pm_status status = text_read(content, memory, &out->text);
    if (status != PM_OK) {
        return status;
    }
    out->filled = out->text.first < out->text.last;
    out->units = arena_alloc(memory, (out->text.count + 1) * sizeof *out->units);
    out->candidates = arena_zalloc(memory, l->pattern_words * sizeof *out->candidates);
    uint64_t *wants = arena_zalloc(memory, INDEX_WANTS * l->pattern_words * sizeof *wants);
    if (out->units == NULL || out->candidates == NULL || wants == NULL ||
        !read_units(l, out, memory) || !tag_terms(l, out, memory)) {
        return PM_ERR_MEMORY;
    }
    find_candidates(l, out, wants);
    look_out(l, out);
    return PM_OK;
}
