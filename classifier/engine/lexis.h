/* SPDX-License-Identifier: MIT
 * What a worker knows of words, in the eyes of its pack: the classes of each, and which patterns
 * may begin with it. */
#ifndef ENGINE_LEXIS_H
#define ENGINE_LEXIS_H

#include <stddef.h>
#include <string.h>

#include "engine/derive.h"
#include "engine/index.h"
#include "text/stem.h"
#include "text/text.h"

#define KIND_BIT(k) (UINT64_C(1) << (k))

/* All that the classes of a token depend on but its form: its kind, and of its shape what is a
 * class, and whether it may be a name. Never 0. */
enum {
    LOOKS_KIND = 1 << 16, /* times its kind */
    LOOKS_ALL = 1 << 15,
    LOOKS_LAST = 1 << 14,
    LOOKS_NO_NAME = SHAPE_FIRST, /* a capital means nothing */
    LOOKS_SHAPE = LOOKS_ALL | (LOOKS_LAST - 1 - SHAPE_GLUED),
    LOOKS_LISTED = LOOKS_SHAPE & ~(LOOKS_NO_NAME | SHAPE_INITIALS) /* of listed words */
};

/* The classes of marks. */
#define LEXIS_MARKS                                                                                \
    (KIND_BIT(KIND_QUESTION) | KIND_BIT(KIND_COMMA) | KIND_BIT(KIND_DASH) | KIND_BIT(KIND_COLON) | \
     KIND_BIT(KIND_SLASH) | KIND_BIT(KIND_OPEN) | KIND_BIT(KIND_CLOSE) | KIND_BIT(KIND_PLUS) |     \
     KIND_BIT(KIND_QUOTE))

/* All that patterns can tell tokens apart by. Many words are alike: all unlisted names, say. */
typedef struct token_key {
    uint64_t kinds;                          /* bits of the token classes */
    uint64_t wordnet;                        /* which of the asked WordNet classes the word is in */
    uint32_t classes, class_count;           /* of the word, in IMAGE_CLASS_LISTS */
    uint32_t stem_classes, stem_class_count; /* of its stem */
    uint32_t state; /* TERM_NONE, TERM_INSIDE, or the node of the term that starts here */
} token_key;

#define TERM_NONE UINT32_C(0)
#define TERM_INSIDE UINT32_MAX

/* Made once for each different key and kept by the worker. Its references to lines stand before it,
 * so what is read most comes first; those to the bits of its classes stand behind it, since these
 * are read when something is learnt. */
typedef struct token_type {
    const line_pool *bits_of;   /* the lines of its bits, one for each 512 classes */
    uint64_t first_bits;        /* of the first 64 classes, which are asked most */
    const uint8_t *kinds;       /* of the lists it is in: how many, and they */
    bool is_name;               /* of somebody: has no weight, nor has its word */
    float weight[WEIGHT_SLOTS]; /* of its classes */
    token_key key;
    line_ref bits[];
} token_type;

/* Bits of 64 of its classes. */
static inline uint64_t type_bits(const token_type *t, size_t word) {
    const char *line = t->bits_of->first + t->bits[word / LINE_WORDS];
    return ((const uint64_t *)(const void *)line)[word % LINE_WORDS];
}

static inline bool type_has(const token_type *t, uint32_t cls) {
    uint64_t bits = cls < 64 ? t->first_bits : type_bits(t, cls / 64);
    return bits >> (cls % 64) & 1;
}

/* What every token needs of its type, so that the type itself is seldom looked at. */
typedef struct typed {
    const token_type *type;
    const line_ref *index; /* its lines: see index_layout */
    uint32_t number;       /* from 1, in order of appearance, so that types met often have low
                              numbers; 0: the type is not kept */
} typed;
enum { TYPE_BEHIND = 1, TYPES_MOST = (1 << 13) - 1, TYPE_BLOCK = 64 };

/* What the pack knows of a word; kept in the worker's cache. What every token needs stands in front
 * and fills a cache line. */
enum { WORD_SEEN = 2, WORD_LINE = 64 };
typedef struct word_info {
    uint64_t hash;
    uint64_t go_on; /* IMAGE_KEY_BITs of what may come behind it in a term */
    /* types it had lately outside of terms: for which looks, where they are, their numbers; looks
     * 0: none */
    const char *seen_place[WORD_SEEN];
    uint32_t seen_looks[WORD_SEEN];
    uint16_t seen_number[WORD_SEEN];
    uint32_t mask; /* what of a shape tells its types apart */
    uint32_t len;
    uint32_t word; /* number in the image, or UINT32_MAX */
    uint32_t node; /* that the word, as it is written, leads to from the root; 0: none */
    uint8_t age;   /* lexis.age when it was met again last */
    uint8_t next_seen;
    bool is_cached;
    uint8_t stem_len;
    /* what it weighs, in one cache line */
    uint64_t within_places;      /* see image_within */
    const image_weights *within; /* its first weights inside evidence */
    float weight[WEIGHT_SLOTS];
    uint32_t term_looks, term_state, term_number; /* of the type it had lately in a term */
    uint32_t stem;                                /* number in the image, or UINT32_MAX */
    const char *term_place;
    uint64_t kinds; /* token classes that the form alone decides; LEXIS_MARKS are for marks only */
    uint64_t wordnet; /* of the asked WordNet classes, those that it is in */
    union {
        const char *stem_text; /* the English stem, stem_len bytes; NULL until somebody asked
                                  (lexis_stem) */
        struct word_info *next;
    };
    char form[]; /* `len` bytes, folded */
} word_info;
_Static_assert(offsetof(word_info, within_places) == WORD_LINE,
               "what every token needs fills a line");
_Static_assert(offsetof(word_info, term_looks) <= 2 * WORD_LINE,
               "what a word weighs fills no two lines");

/* A word that no list knows: its classes, their index, and how many of them set each bit of that.
 * Most types differ little from it. */
typedef struct plain_word {
    uint64_t *bits, *index;
    uint16_t *setters;
} plain_word;

/* The worker's knowledge of a pack: cache of words and sizes of bit sets. */
typedef struct lexis {
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    stemmer *stems;
    arena words, stems_of, kept;                    /* cells for words, the stems of these, types */
    word_info *free;                                /* cells of words that are no longer known */
    uint8_t age;                                    /* how often words were dropped, modulo 256 */
    word_info **slots;                              /* CACHE_WORDS */
    uint16_t *type_slots;                           /* CACHE_TYPES: numbers of types */
    char *type_blocks[TYPES_MOST / TYPE_BLOCK + 1]; /* of TYPE_BLOCK types each, by their numbers */
    bool has_stems;                                 /* some list matches by stem */
    size_t type_size, refs_size; /* bytes of a type in its block; references come first */
    line_pool lines, bit_lines;  /* of the indexes of all types, and of the bits of their classes */
    size_t index_words;          /* uint64_t of an index, before its lines are shared */
    uint64_t *index, *bits;      /* of the type that is made; the bits are whole lines */
    size_t bit_refs;             /* lines of its bits */
    plain_word plain;
    const char **spare;  /* SPARE_TYPES, types that only the action at hand has; NULL: none yet */
    size_t used, types;  /* words and types in the cache */
    size_t cells;        /* for words, taken and free */
    size_t bound;        /* of lexis_bytes, before an action */
    uint32_t symbol_row; /* see automata_row */
    size_t class_words;  /* uint64_t of a set of classes */
    index_layout layout;
    uint64_t *list_mask;                /* classes that are lists */
    uint64_t *index_mask, *weight_mask; /* classes that patterns begin with or want, that weigh */
    uint32_t *weights_of; /* of each class that weighs, its first in IMAGE_CLASS_WEIGHTS */
    typed behind;         /* the place behind the last token */
    uint64_t *column_patterns[PM_COLUMNS]; /* patterns that look for something in a column */
    uint64_t *crossing;                    /* patterns that may match across a clause boundary */
    struct automata *automata;
    derive derive;
    size_t kinds_from, kinds_to; /* words of a bit set that hold the lists which are kinds */
} lexis;

pm_status lexis_init(lexis *l, const image_header *image, pm_str wordnet, const pm_allocator *a);
void lexis_free(lexis *l);
/* To be called before an action: forgets some of what was learnt when it is beyond its bounds, so
 * that it takes no more than its bound, PM_LIMIT_LEARNT, and what one action adds. false: no
 * memory. */
bool lexis_trim(lexis *l);
/* Bytes of what was learnt. */
size_t lexis_bytes(const lexis *l);

/* What is known of a folded form; lives in the cache or, when that is full, in `memory`. NULL: no
 * memory. For words that are not where their hash says. */
word_info *lexis_find_word(lexis *l, pm_str form, uint64_t hash, arena *memory);
/* The type of the word with these token classes at this place in a term, to be found again by
 * lexis_seen or lexis_seen_in_term. Whatever looks alike has the same classes. false: no memory. */
bool lexis_find_type(lexis *l, word_info *w, uint32_t looks, uint64_t kinds, uint32_t state,
                     arena *memory, typed *out);
/* The English stem of a word; lives as long as the word. {NULL, 0} when memory ends. */
pm_str lexis_stem(lexis *l, word_info *w, arena *memory);

static inline pm_str word_form(const word_info *w) {
    return (pm_str){w->form, w->len};
}

/* ---- what every token asks ---- */

enum { HASH_BYTES = 16, WORD_BITS = 14 }; /* of the number of slots for words */

static inline uint64_t lexis_eight(const void *p) {
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

/* Of a form that is not empty, with at least HASH_BYTES behind it that may be read. Of up to eight
 * bytes it tells all but the length: for each length every step can be undone. */
static inline uint64_t lexis_hash(pm_str form) {
    static const unsigned char mask[2 * HASH_BYTES] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                       255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t h = form.len * UINT64_C(0x9E3779B97F4A7C15);
    const char *at = form.data;
    size_t rest = form.len;
    for (; __builtin_expect(rest > HASH_BYTES, 0); rest -= HASH_BYTES, at += HASH_BYTES) {
        h = (h ^ lexis_eight(at)) * UINT64_C(0xD6E8FEB86659FD93) ^
            lexis_eight(at + HASH_BYTES / 2) * UINT64_C(0xA0761D6478BD642F);
        h ^= h >> 32;
    }
    const unsigned char *few = mask + HASH_BYTES - rest;
    uint64_t low = lexis_eight(at) & lexis_eight(few),
             high = lexis_eight(at + HASH_BYTES / 2) & lexis_eight(few + HASH_BYTES / 2);
    return (h ^ low) * UINT64_C(0xD6E8FEB86659FD93) ^ high * UINT64_C(0xA0761D6478BD642F);
}

/* The highest bits, on which every byte of the form tells. */
static inline size_t lexis_slot(uint64_t hash) {
    return (size_t)(hash >> (64 - WORD_BITS));
}

/* The hash of a form, whose word is sent for. (GCC drops functions that do nothing but that.) */
static inline uint64_t lexis_send(const lexis *l, pm_str form) {
    uint64_t hash = lexis_hash(form);
    __builtin_prefetch(l->slots[lexis_slot(hash)]);
    return hash;
}

static inline bool word_is(const word_info *w, uint64_t hash, pm_str form) {
    return w->hash == hash && w->len == form.len &&
           (form.len <= sizeof hash || memcmp(w->form, form.data, form.len) == 0);
}

static inline word_info *lexis_word(lexis *l, pm_str form, uint64_t hash, arena *memory) {
    word_info *w = l->slots[lexis_slot(hash)];
    if (w == NULL || !word_is(w, hash, form)) {
        return lexis_find_word(l, form, hash, memory);
    }
    w->age = l->age;
    return w;
}

/* A type as it stands in memory: references to the lines of its index, then itself. */
static inline typed typed_at(const lexis *l, const char *place, uint32_t number) {
    return (typed){(const token_type *)(const void *)(place + l->refs_size),
                   (const line_ref *)(const void *)place, number};
}

/* Has the word had a type lately, looking like that outside of a term? Mostly it has; which of
 * them it is is told without a branch. `looks` is not 0. */
static inline bool lexis_seen(const lexis *l, const word_info *w, uint32_t looks, typed *out) {
    size_t which = w->seen_looks[0] != looks;
    if (w->seen_looks[which] != looks) {
        return false;
    }
    *out = typed_at(l, w->seen_place[which], w->seen_number[which]);
    return true;
}

static inline bool lexis_seen_in_term(const lexis *l, const word_info *w, uint32_t looks,
                                      uint32_t state, typed *out) {
    if (w->term_looks != looks || w->term_state != state) {
        return false;
    }
    *out = typed_at(l, w->term_place, w->term_number);
    return true;
}

#endif
