/* SPDX-License-Identifier: MIT
 * Keeps true: what is cached of a word depends on its folded form and the pack alone, never on a
 * plan; so an emptied cache changes the speed and nothing else. */
#include "engine/lexis.h"

#include "engine/automaton.h"
#include "pack/wordnet.h"

/* Slots of two hash tables; each may be half full. */
enum {
    CACHE_WORDS = 1 << WORD_BITS,
    CACHE_TYPES = 2 * (TYPES_MOST + 1),
    CACHE_MOST_WORDS = 3 * CACHE_WORDS / 8,
    WORD_CELL = 3 * WORD_LINE, /* bytes of a word in the cache */
    WORD_BLOCK = 64,           /* words */
    CACHE_LONGEST_WORD = WORD_CELL - (int)offsetof(word_info, form),
    SPARE_TYPES = 1 << 12
};

/* uint64_t of a set of classes: the pack has at most UINT16_MAX of them (pack/compile.c). */
enum { CLASS_WORDS_MOST = UINT16_MAX / 64 + 1 };

static const uint8_t no_kinds = 0;

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

static size_t lines(size_t size) {
    return (size + WORD_LINE - 1) / WORD_LINE * WORD_LINE;
}

/* Memory that begins with a cache line. */
static void *on_line(arena *memory, size_t size) {
    char *p = arena_alloc(memory, size + WORD_LINE);
    return p != NULL ? p + (WORD_LINE - (uintptr_t)p % WORD_LINE) % WORD_LINE : NULL;
}

static const image_class *class_at(const lexis *l, size_t cls) {
    return IMAGE_ARRAY(l->image, image_class, IMAGE_CLASSES) + cls;
}

/* What a class says in an index. */
typedef struct class_says {
    const uint32_t *bit, *end;
} class_says;

static class_says says_of(const lexis *l, size_t cls) {
    const image_class *c = class_at(l, cls);
    const uint32_t *first = IMAGE_ARRAY(l->image, uint32_t, IMAGE_INDEX) + c->index;
    return (class_says){first, first + c->index_count};
}

static void add_class(lexis *l, size_t cls) {
    for (class_says s = says_of(l, cls); s.bit != s.end; s.bit++) {
        set_bit(l->index, *s.bit);
    }
}

/* A bit goes with the last of those that set it. */
static void drop_class(lexis *l, size_t cls) {
    for (class_says s = says_of(l, cls); s.bit != s.end; s.bit++) {
        uint64_t gone = --l->plain.setters[*s.bit] == 0;
        l->index[*s.bit / 64] &= ~(gone << (*s.bit % 64));
    }
}

static void count_class(lexis *l, size_t cls) {
    for (class_says s = says_of(l, cls); s.bit != s.end; s.bit++) {
        l->plain.setters[*s.bit]++;
    }
}

/* Calls `take` for each of 64 classes. */
static inline void each_class(lexis *l, size_t word, uint64_t classes,
                              void (*take)(lexis *l, size_t cls)) {
    for (uint64_t rest = classes; rest != 0; rest &= rest - 1) {
        take(l, word * 64 + (size_t)__builtin_ctzll(rest));
    }
}

/* Whatever it is like. */
static void index_anew(lexis *l) {
    memset(l->index, 0, l->index_words * sizeof *l->index);
    for (size_t w = 0; w < l->class_words; w++) {
        each_class(l, w, l->bits[w] & l->index_mask[w], add_class);
    }
}

/* The words of the set that are not those of a plain word; how many. */
static size_t find_unlike(const lexis *l, uint16_t *unlike) {
    const uint64_t *bits = l->bits, *plain = l->plain.bits, *mask = l->index_mask;
    size_t count = 0;
    for (size_t w = 0, end = l->class_words; w < end; w++) {
        unlike[count] = (uint16_t)w;
        count += ((bits[w] ^ plain[w]) & mask[w]) != 0;
    }
    return count;
}

/* Classes are added when all have been dropped that a plain word has and this one has not. */
static void index_word(lexis *l) {
    const plain_word *p = &l->plain;
    uint16_t unlike[CLASS_WORDS_MOST];
    size_t count = find_unlike(l, unlike);
    memcpy(l->index, p->index, l->index_words * sizeof *l->index);
    for (size_t i = 0; i < count; i++) {
        size_t w = unlike[i];
        each_class(l, w, p->bits[w] & ~l->bits[w] & l->index_mask[w], drop_class);
    }
    for (size_t i = 0; i < count; i++) {
        size_t w = unlike[i];
        each_class(l, w, p->bits[w] & ~l->bits[w] & l->index_mask[w], count_class);
        each_class(l, w, l->bits[w] & ~p->bits[w] & l->index_mask[w], add_class);
    }
}

/* ---- what rules look for ---- */

static uint64_t *pattern_set(lexis *l) {
    return mem_zalloc(l->allocator, (l->layout.lines * PAIR_WORDS + 1) * sizeof(uint64_t));
}

static void index_rule(lexis *l, const image_rule *r) {
    const image_pattern *patterns = IMAGE_ARRAY(l->image, image_pattern, IMAGE_PATTERNS);
    for (uint32_t p = r->match; p < r->match + r->match_count; p++) {
        if (patterns[p].crosses) {
            set_bit(l->crossing, p);
        }
        for (int c = 0; c < PM_COLUMNS; c++) {
            if (r->columns >> c & 1) {
                set_bit(l->column_patterns[c], p);
            }
        }
    }
}

static bool index_rules(lexis *l) {
    bool good = (l->crossing = pattern_set(l)) != NULL;
    for (int c = 0; c < PM_COLUMNS; c++) {
        good = (l->column_patterns[c] = pattern_set(l)) != NULL && good;
    }
    for (size_t r = 0; good && r < l->image->section_count[IMAGE_RULES]; r++) {
        index_rule(l, IMAGE_ARRAY(l->image, image_rule, IMAGE_RULES) + r);
    }
    return good;
}

static void mask_classes(lexis *l) {
    l->index_mask = l->list_mask + l->class_words;
    l->weight_mask = l->index_mask + l->class_words;
    l->kinds_from = l->class_words;
    for (size_t c = 0; c < l->image->section_count[IMAGE_CLASSES]; c++) {
        if (class_at(l, c)->index_count != 0) {
            set_bit(l->index_mask, (uint32_t)c);
        }
        if (c >= KIND_CLASSES && class_at(l, c)->is_list) {
            set_bit(l->list_mask, (uint32_t)c);
        }
        if (c >= KIND_CLASSES && class_at(l, c)->kind != IMAGE_NO_KIND) {
            l->kinds_from = c / 64 < l->kinds_from ? c / 64 : l->kinds_from;
            l->kinds_to = c / 64 + 1;
        }
    }
}

/* The weights of a class stand together. */
static void index_weights(lexis *l) {
    const image_weight *all = IMAGE_ARRAY(l->image, image_weight, IMAGE_CLASS_WEIGHTS);
    for (size_t i = l->image->section_count[IMAGE_CLASS_WEIGHTS]; i-- > 0;) {
        set_bit(l->weight_mask, all[i].item);
        l->weights_of[all[i].item] = (uint32_t)i;
    }
}

/* ---- words ---- */

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

static uint64_t form_kinds(pm_str form) {
    bool digit = false, letter = false;
    for (size_t i = 0; i < form.len; i++) {
        digit = digit || ascii_digit(form.data[i]);
        letter = letter || ascii_alpha(form.data[i]);
    }
    bool year = form.len >= 4 && (str_starts(form, STR("19")) || str_starts(form, STR("20"))) &&
                ascii_digit(form.data[2]) && ascii_digit(form.data[3]) &&
                (form.len == 4 || form.data[4] == '-' || form.data[4] == '/');
    return mark_kind(form.data[0]) | (digit && letter ? KIND_BIT(KIND_MIXED) : 0) |
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
    bool listed = w->word != UINT32_MAX && (words[w->word].flags & WORD_LISTED) != 0;
    w->kinds |= listed ? KIND_BIT(KIND_LISTED) : 0;
    w->mask = listed ? LOOKS_LISTED : LOOKS_SHAPE;
    if (!listed) {
        w->wordnet = wordnet_classes(l, word_form(w));
    }
}

/* Where the word leads to from the root of the terms, and what may come behind it there. */
static void find_terms(const lexis *l, word_info *w) {
    const image_node *nodes = IMAGE_ARRAY(l->image, image_node, IMAGE_NODES);
    uint32_t by_stem = 0;
    if (w->word != UINT32_MAX) {
        w->node = image_next_node(l->image, 0, w->word);
    }
    if (w->stem != UINT32_MAX) {
        by_stem = image_next_node(l->image, 0, w->stem | IMAGE_STEM_KEY);
    }
    w->go_on = (w->node != 0 ? nodes[w->node].keys : 0) | (by_stem != 0 ? nodes[by_stem].keys : 0);
}

static void find_weights(const lexis *l, word_info *w) {
    const image_weight *all = IMAGE_ARRAY(l->image, image_weight, IMAGE_WORD_WEIGHTS);
    size_t low = 0, high = l->image->section_count[IMAGE_WORD_WEIGHTS], count = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].item < w->word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < count && all[low].item == w->word; low++) {
        w->weight[all[low].slot] = (float)all[low].weight / WEIGHT_UNITS;
    }
}

static void find_within(const lexis *l, word_info *w) {
    const image_within *all = IMAGE_ARRAY(l->image, image_within, IMAGE_WITHIN);
    size_t low = 0, high = l->image->section_count[IMAGE_WITHIN], count = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].word < w->word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < count && all[low].word == w->word) {
        w->within_places = all[low].places;
        w->within = IMAGE_ARRAY(l->image, image_weights, IMAGE_WITHIN_WEIGHTS) + all[low].first;
    }
}

static word_info *learn_word(lexis *l, pm_str form, uint64_t hash, word_info *w) {
    memset(w, 0, sizeof *w);
    memcpy(w->form, form.data, form.len);
    w->len = (uint32_t)form.len;
    w->hash = hash;
    w->word = image_find_word(l->image, IMAGE_WORD_SLOTS, IMAGE_WORDS, form);
    w->stem = UINT32_MAX;
    if (l->has_stems && ascii_alpha(form.data[0])) {
        pm_str stem = stemmer_stem(l->stems, form);
        if (stem.data == NULL) {
            return NULL;
        }
        w->stem = image_find_word(l->image, IMAGE_STEM_SLOTS, IMAGE_STEMS, stem);
    }
    w->kinds = form_kinds(form);
    find_classes(l, w);
    find_terms(l, w);
    find_weights(l, w);
    find_within(l, w);
    return w;
}

static word_info *word_cell(lexis *l) {
    if (l->free == NULL) {
        char *block = on_line(&l->words, WORD_BLOCK * WORD_CELL);
        l->cells += block != NULL ? WORD_BLOCK : 0;
        for (size_t i = WORD_BLOCK; block != NULL && i-- > 0;) {
            word_info *w = (word_info *)(void *)(block + i * WORD_CELL);
            w->next = l->free;
            l->free = w;
        }
    }
    word_info *w = l->free;
    l->free = w != NULL ? w->next : NULL;
    return w;
}

word_info *lexis_find_word(lexis *l, pm_str form, uint64_t hash, arena *memory) {
    size_t at = lexis_slot(hash);
    while (l->slots[at] != NULL && !word_is(l->slots[at], hash, form)) {
        at = (at + 1) & (CACHE_WORDS - 1);
    }
    if (l->slots[at] != NULL) {
        l->slots[at]->age = l->age;
        return l->slots[at];
    }
    bool keep = form.len <= CACHE_LONGEST_WORD && l->used < CACHE_MOST_WORDS;
    word_info *w = keep ? word_cell(l) : on_line(memory, sizeof *w + form.len);
    if (w == NULL || learn_word(l, form, hash, w) == NULL) {
        return NULL; /* a cell is lost: there is no memory */
    }
    if (keep) {
        w->is_cached = true;
        w->age = (uint8_t)(l->age - 1);
        l->slots[at] = w;
        l->used++;
    }
    return w;
}

/* A word of the cache keeps its stem there, one of the action at hand in the action's memory. */
pm_str lexis_stem(lexis *l, word_info *w, arena *memory) {
    if (w->stem_text != NULL) {
        return (pm_str){w->stem_text, w->stem_len};
    }
    pm_str s = stemmer_stem(l->stems, word_form(w));
    bool keep = w->is_cached && s.len <= UINT8_MAX;
    char *copy = s.data != NULL ? arena_copy(keep ? &l->stems_of : memory, s.data, s.len) : NULL;
    if (keep && copy != NULL) {
        w->stem_text = copy;
        w->stem_len = (uint8_t)s.len;
    }
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

/* ---- types of tokens ---- */

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

/* How many kinds, and they, in the order of the lists that have them. */
static const uint8_t *learn_kinds(const lexis *l, const uint64_t *bits, arena *memory) {
    uint8_t found[1 + UINT8_MAX];
    found[0] = 0;
    for (size_t w = l->kinds_from; w < l->kinds_to; w++) {
        for (uint64_t rest = bits[w] & l->list_mask[w]; rest != 0; rest &= rest - 1) {
            uint8_t kind = class_at(l, w * 64 + (size_t)__builtin_ctzll(rest))->kind;
            if (kind != IMAGE_NO_KIND && found[0] < UINT8_MAX) {
                found[++found[0]] = kind;
            }
        }
    }
    return found[0] == 0 ? &no_kinds
                         : (const uint8_t *)arena_copy(memory, (const char *)found, 1u + found[0]);
}

static void add_weights(const lexis *l, uint32_t cls, float *weight) {
    const image_weight *all = IMAGE_ARRAY(l->image, image_weight, IMAGE_CLASS_WEIGHTS);
    size_t count = l->image->section_count[IMAGE_CLASS_WEIGHTS];
    for (size_t i = l->weights_of[cls]; i < count && all[i].item == cls; i++) {
        weight[all[i].slot] += (float)all[i].weight / WEIGHT_UNITS;
    }
}

/* Of the bits that are made. */
static void weigh_type(const lexis *l, token_type *t) {
    uint32_t names = l->image->names_class;
    t->is_name = has_bit(l->bits, KIND_NAME) || has_bit(l->bits, KIND_INITIALS) ||
                 has_bit(l->bits, KIND_PLACEHOLDER) ||
                 (names != KIND_ANY && has_bit(l->bits, names));
    const uint64_t *bits = l->bits, *mask = l->weight_mask;
    for (size_t w = 0, end = t->is_name ? 0 : l->class_words; w < end; w++) {
        for (uint64_t rest = bits[w] & mask[w]; rest != 0; rest &= rest - 1) {
            add_weights(l, (uint32_t)w * 64 + (uint32_t)__builtin_ctzll(rest), t->weight);
        }
    }
}

static typed kept_type(const lexis *l, uint32_t number) {
    return typed_at(l, l->type_blocks[number / TYPE_BLOCK] + number % TYPE_BLOCK * l->type_size,
                    number);
}

/* Room for a type; its number when it is kept. NULL: no memory. */
static char *place_type(lexis *l, arena *memory, uint32_t *number) {
    *number = l->types < TYPES_MOST ? (uint32_t)l->types + 1 : 0;
    if (*number == 0) {
        return on_line(memory, l->type_size);
    }
    char **block = &l->type_blocks[*number / TYPE_BLOCK];
    if (!automata_reserve(l->automata, *number)) {
        return NULL;
    }
    if (*block == NULL) {
        *block = on_line(&l->kept, TYPE_BLOCK * l->type_size);
    }
    return *block != NULL ? *block + *number % TYPE_BLOCK * l->type_size : NULL;
}

/* Any match may end before what is not a token. */
static void index_behind(lexis *l) {
    for (size_t i = 0; i < l->layout.cell_at; i++) {
        memset((pair *)(void *)l->index + LINE_PAIRS * i + LINE_SECOND, 0xFF, sizeof(pair));
    }
}

static bool share_lines(line_pool *pool, const uint64_t *words, size_t count, line_ref *refs) {
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = lines_add(pool, words + LINE_WORDS * i, &refs[i]);
    }
    return good;
}

static void find_bits(lexis *l, const token_key *key) {
    memset(l->bits, 0, l->class_words * sizeof *l->bits);
    place_classes(l, key, l->bits);
    derive_classes(&l->derive, l->bits);
}

/* The classes of a type, and what they say in its index. */
static void derive_type(lexis *l, const token_key *key) {
    find_bits(l, key);
    if (has_bit(l->bits, KIND_WORD)) {
        index_word(l);
    } else {
        index_anew(l);
    }
    if (!has_bit(l->bits, KIND_ANY)) {
        index_behind(l);
    }
}

/* The pack does not know of boundaries within terms, nor of what a form that is none of itself may
 * be: from now on no pattern is known to end with its clause. */
static void note_boundary(lexis *l, const token_key *key) {
    if (key->state == TERM_INSIDE || key->wordnet != 0 || (key->kinds & ~BOUNDARY_KINDS) != 0) {
        memset(l->crossing, 0xFF, l->layout.lines * PAIR_WORDS * sizeof *l->crossing);
    }
}

static bool learn_type(lexis *l, const token_key *key, arena *memory, typed *out) {
    uint32_t number;
    char *place = place_type(l, memory, &number);
    if (place == NULL) {
        return false;
    }
    derive_type(l, key);
    if ((key->kinds & KIND_BIT(KIND_BOUNDARY)) != 0) {
        note_boundary(l, key);
    }
    token_type *t = (token_type *)(void *)(place + l->refs_size);
    *t = (token_type){.key = *key, .bits_of = &l->bit_lines, .first_bits = l->bits[0]};
    if (!share_lines(&l->lines, l->index, l->layout.all, (line_ref *)(void *)place) ||
        !share_lines(&l->bit_lines, l->bits, l->bit_refs, t->bits)) {
        return false;
    }
    t->kinds = learn_kinds(l, l->bits, number != 0 ? &l->kept : memory);
    weigh_type(l, t);
    l->types += t->kinds != NULL && number != 0;
    *out = typed_at(l, place, number);
    return t->kinds != NULL;
}

/* The place behind the last token: of no class but that it is the last. */
static bool make_behind(lexis *l) {
    token_key key = {.kinds = KIND_BIT(KIND_LAST)};
    l->behind = (typed){.number = 0};
    l->types = TYPE_BEHIND - 1;
    if (!learn_type(l, &key, &l->kept, &l->behind)) {
        l->behind.type = NULL;
        return false;
    }
    return true;
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

/* When the cache is full, types are learnt for the action at hand: one that comes again there
 * mostly needs not be learnt again. */
static bool spare_type(lexis *l, const token_key *key, arena *memory, typed *out) {
    if (l->spare == NULL) {
        l->spare = arena_zalloc(memory, SPARE_TYPES * sizeof *l->spare);
    }
    if (l->spare == NULL) {
        return false;
    }
    const char **place = &l->spare[key_slot(key) % SPARE_TYPES];
    if (*place != NULL) {
        *out = typed_at(l, *place, 0);
        if (same_key(&out->type->key, key)) {
            return true;
        }
    }
    if (!learn_type(l, key, memory, out)) {
        return false;
    }
    *place = (const char *)out->index;
    return true;
}

static bool shared_type(lexis *l, const token_key *key, arena *memory, typed *out) {
    size_t at = key_slot(key);
    for (; l->type_slots[at] != 0; at = (at + 1) & (CACHE_TYPES - 1)) {
        *out = kept_type(l, l->type_slots[at]);
        if (same_key(&out->type->key, key)) {
            return true;
        }
    }
    if (l->types == TYPES_MOST) {
        return spare_type(l, key, memory, out);
    }
    if (!learn_type(l, key, memory, out)) {
        return false;
    }
    l->type_slots[at] = (uint16_t)out->number;
    return true;
}

static void see_type(word_info *w, uint32_t looks, uint32_t state, const typed *is) {
    const char *place = (const char *)is->index;
    if (state != TERM_NONE) {
        w->term_place = place;
        w->term_looks = looks;
        w->term_state = state;
        w->term_number = is->number;
        return;
    }
    w->seen_place[w->next_seen] = place;
    w->seen_looks[w->next_seen] = looks;
    w->seen_number[w->next_seen] = (uint16_t)is->number;
    w->next_seen = (uint8_t)((w->next_seen + 1) % WORD_SEEN);
}

/* But for its place. */
static token_key key_of(const lexis *l, const word_info *w) {
    token_key key = {.wordnet = w->wordnet};
    if (w->word != UINT32_MAX) {
        const image_word *word = IMAGE_ARRAY(l->image, image_word, IMAGE_WORDS) + w->word;
        key.classes = word->classes;
        key.class_count = word->class_count;
    }
    if (w->stem != UINT32_MAX) {
        const image_word *stem = IMAGE_ARRAY(l->image, image_word, IMAGE_STEMS) + w->stem;
        key.stem_classes = stem->classes;
        key.stem_class_count = stem->class_count;
    }
    return key;
}

bool lexis_find_type(lexis *l, word_info *w, uint32_t looks, uint64_t kinds, uint32_t state,
                     arena *memory, typed *out) {
    token_key key = key_of(l, w);
    key.kinds = kinds;
    key.state = state;
    if (!shared_type(l, &key, memory, out)) {
        return false;
    }
    if (out->number != 0 && w->is_cached) { /* else one may outlive the other */
        see_type(w, looks, state, out);
    }
    return true;
}

/* ---- a worker ---- */

static void learn_plain(lexis *l) {
    token_key key = {.kinds = KIND_BIT(KIND_ANY) | KIND_BIT(KIND_WORD)};
    find_bits(l, &key);
    index_anew(l);
    for (size_t w = 0; w < l->class_words; w++) {
        each_class(l, w, l->bits[w] & l->index_mask[w], count_class);
    }
    memcpy(l->plain.bits, l->bits, l->class_words * sizeof *l->bits);
    memcpy(l->plain.index, l->index, l->index_words * sizeof *l->index);
}

/* Which classes matter for what; only then can types be learnt. */
static bool learn_classes(lexis *l) {
    l->symbol_row = (uint32_t)automata_row(l->automata);
    mask_classes(l);
    index_weights(l);
    learn_plain(l);
    return make_behind(l);
}

static bool make_plain(lexis *l) {
    size_t words = l->class_words + l->index_words;
    l->plain.bits = mem_zalloc(l->allocator, words * sizeof *l->plain.bits);
    l->plain.setters = mem_zalloc(l->allocator, l->index_words * 64 * sizeof *l->plain.setters);
    if (l->plain.bits == NULL || l->plain.setters == NULL) {
        return false;
    }
    l->plain.index = l->plain.bits + l->class_words;
    return true;
}

pm_status lexis_init(lexis *l, const image_header *image, pm_str wordnet, const pm_allocator *a) {
    size_t count = image->section_count[IMAGE_CLASSES];
    *l = (lexis){.image = image, .wordnet = wordnet, .allocator = a, .bound = PM_LIMIT_LEARNT};
    arena_init(&l->words, a);
    arena_init(&l->stems_of, a);
    arena_init(&l->kept, a);
    l->class_words = count / 64 + 1;
    l->has_stems = image->section_count[IMAGE_STEMS] != 0;
    l->layout = index_layout_in(image);
    l->index_words = l->layout.all * LINE_WORDS;
    l->refs_size = (l->layout.all + l->layout.all % 2) * sizeof(line_ref); /* a type is aligned */
    l->bit_refs = (l->class_words + LINE_WORDS - 1) / LINE_WORDS;
    l->type_size = lines(l->refs_size + sizeof(token_type) + l->bit_refs * sizeof(line_ref));
    lines_init(&l->lines, a);
    lines_init(&l->bit_lines, a);
    l->bits = mem_zalloc(a, l->bit_refs * LINE_WORDS * sizeof *l->bits);
    l->index = mem_zalloc(a, l->index_words * sizeof *l->index);
    l->stems = stemmer_new(a);
    l->slots = mem_zalloc(a, CACHE_WORDS * sizeof(word_info *));
    l->type_slots = mem_zalloc(a, CACHE_TYPES * sizeof *l->type_slots);
    l->list_mask = mem_zalloc(a, 3 * l->class_words * sizeof(uint64_t));
    l->weights_of = mem_zalloc(a, (count + 1) * sizeof *l->weights_of);
    l->automata = automata_new(image, a);
    if (l->stems == NULL || l->index == NULL || l->bits == NULL || l->slots == NULL ||
        l->type_slots == NULL || l->list_mask == NULL || l->weights_of == NULL ||
        l->automata == NULL || derive_init(&l->derive, image, a) != PM_OK || !make_plain(l) ||
        !index_rules(l) || !learn_classes(l)) {
        lexis_free(l);
        return PM_ERR_MEMORY;
    }
    return PM_OK;
}

void lexis_free(lexis *l) {
    if (l->allocator != NULL) {
        stemmer_free(l->stems);
        mem_free(l->allocator, l->slots);
        mem_free(l->allocator, l->type_slots);
        mem_free(l->allocator, l->list_mask);
        mem_free(l->allocator, l->weights_of);
        automata_free(l->automata);
        mem_free(l->allocator, l->index);
        mem_free(l->allocator, l->plain.bits);
        mem_free(l->allocator, l->plain.setters);
        mem_free(l->allocator, l->bits);
        lines_clear(&l->lines);
        lines_clear(&l->bit_lines);
        derive_free(&l->derive);
        for (int c = 0; c < PM_COLUMNS; c++) {
            mem_free(l->allocator, l->column_patterns[c]);
        }
        mem_free(l->allocator, l->crossing);
        arena_free(&l->words);
        arena_free(&l->stems_of);
        arena_free(&l->kept);
        *l = (lexis){0};
    }
}

static void forget_words(lexis *l) {
    memset(l->slots, 0, CACHE_WORDS * sizeof *l->slots);
    arena_reset(&l->words);
    arena_reset(&l->stems_of);
    l->free = NULL;
    l->used = l->cells = 0;
}

/* Puts a word back into the empty slots. */
static void put_word(lexis *l, word_info *w) {
    size_t at = lexis_slot(w->hash);
    while (l->slots[at] != NULL) {
        at = (at + 1) & (CACHE_WORDS - 1);
    }
    l->slots[at] = w;
    l->used++;
}

/* Forgets the words that were not met again since this was done last: slips of the pen make new
 * ones without end, and the words of a language come again. Stems are forgotten with them, and made
 * when somebody asks again. */
static void drop_words(lexis *l) {
    word_info *kept = NULL;
    for (size_t i = 0; i < CACHE_WORDS; i++) {
        word_info *w = l->slots[i];
        if (w != NULL) {
            word_info **list = w->age == l->age ? &kept : &l->free;
            w->next = *list;
            *list = w;
        }
    }
    memset(l->slots, 0, CACHE_WORDS * sizeof *l->slots);
    arena_reset(&l->stems_of);
    l->used = 0;
    for (word_info *w = kept, *next; w != NULL; w = next) {
        next = w->next;
        w->stem_text = NULL;
        put_word(l, w);
    }
    l->age++;
}

/* And the words, which know their types. */
static bool forget_types(lexis *l) {
    forget_words(l);
    automata_forget_types(l->automata);
    memset(l->type_slots, 0, CACHE_TYPES * sizeof *l->type_slots);
    memset(l->type_blocks, 0, sizeof l->type_blocks);
    arena_reset(&l->kept);
    lines_clear(&l->lines);
    lines_clear(&l->bit_lines);
    return make_behind(l);
}

/* Of words and types. */
static size_t token_bytes(const lexis *l) {
    return l->cells * WORD_CELL + l->types * l->type_size + lines_bytes(&l->lines) +
           lines_bytes(&l->bit_lines) + automata_symbol_bytes(l->automata);
}

size_t lexis_bytes(const lexis *l) {
    return token_bytes(l) + automata_bytes(l->automata);
}

/* The larger part of what was learnt goes, which leaves at most half. */
bool lexis_trim(lexis *l) {
    bool over = lexis_bytes(l) > l->bound,
         more_steps = automata_bytes(l->automata) > token_bytes(l);
    l->spare = NULL; /* lay in the memory of the action before */
    if (automata_full(l->automata) || (over && more_steps)) {
        automata_clear(l->automata);
    }
    if (l->types == TYPES_MOST || l->behind.type == NULL || automata_types_full(l->automata) ||
        (over && !more_steps)) {
        return forget_types(l);
    }
    if (l->used >= CACHE_MOST_WORDS) {
        drop_words(l);
        if (l->used >= CACHE_MOST_WORDS / 4 * 3) { /* so many came again that few would come new */
            forget_words(l);
        }
    }
    return true;
}
