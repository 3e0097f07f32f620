/* SPDX-License-Identifier: MIT
 * What a worker knows of words, in the eyes of its pack: the classes of each, and which patterns
 * may begin with it. */
#ifndef ENGINE_LEXIS_H
#define ENGINE_LEXIS_H

#include "pack/image.h"
#include "text/stem.h"

#define KIND_BIT(k) (UINT64_C(1) << (k))

enum { SET_BLOCK = 4 }; /* sets of patterns have whole blocks of this many uint64_t */

/* All that patterns can tell tokens apart by. Many words are alike: all unlisted names, say. */
typedef struct token_key {
    uint64_t kinds;                          /* bits of the token classes */
    uint64_t wordnet;                        /* which of the asked WordNet classes the word is in */
    uint32_t classes, class_count;           /* of the word, in IMAGE_CLASS_LISTS */
    uint32_t stem_classes, stem_class_count; /* of its stem */
    uint32_t state; /* TERM_NONE, TERM_INSIDE, or the node of the term that starts here */
} token_key;

enum { TERM_NONE = 0, TERM_INSIDE = UINT32_MAX };

/* Made once for each different key and kept by the worker. */
typedef struct token_type {
    token_key key;
    const uint64_t *bits; /* of all classes */
    const uint8_t *kinds; /* of the lists it is in: how many, and they */
} token_type;

/* What every token needs of its type, so that the type itself is seldom looked at. */
typedef struct typed {
    const token_type *type;
    const uint64_t *index; /* INDEX_RUNS sets of patterns, pattern_words each: see image_index */
    uint32_t number;       /* from 1, in order of appearance, so that types met often have low
                              numbers; 0: the type is not kept */
} typed;
enum { TYPE_BEHIND = 1, TYPES_MOST = (1 << 12) - 1, TYPE_BLOCK = 64 };

/* What the pack knows of a word; kept in the worker's cache. What every token needs stands in front
 * and fills a cache line. */
enum { WORD_SEEN = 2, WORD_LINE = 64 };
typedef struct word_info {
    uint64_t hash;
    uint64_t kinds; /* token classes that the form alone decides */
    uint64_t go_on; /* IMAGE_KEY_BITs of what may come behind it in a term */
    uint32_t len;
    uint32_t word; /* number in the image, or UINT32_MAX */
    struct {
        uint64_t kinds;
        uint32_t state, number;
    } seen[WORD_SEEN]; /* types it had lately; number 0: none */
    uint32_t stem;     /* number in the image, or UINT32_MAX */
    uint8_t next_seen;
    bool is_cached;
    token_key key;    /* `kinds`, `state`: none */
    pm_str stem_text; /* the English stem; empty until somebody asked (lexis_stem) */
    char form[];      /* `len` bytes, folded */
} word_info;

/* The worker's knowledge of a pack: cache of words and sizes of bit sets. */
typedef struct lexis {
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    stemmer *stems;
    arena cached;         /* words and types; given back all at once when they are too many */
    word_info **slots;    /* CACHE_WORDS */
    uint16_t *type_slots; /* CACHE_TYPES: numbers of types */
    char *type_blocks[TYPES_MOST / TYPE_BLOCK + 1]; /* of TYPE_BLOCK types each, by their numbers */
    bool has_stems;                                 /* some list matches by stem */
    size_t type_size, index_size;      /* bytes of a type in its block; its index comes first */
    size_t used, types;                /* words and types in the cache */
    size_t class_words, pattern_words; /* uint64_t of a bit set */
    size_t searched_words;             /* those of pattern_words that hold what rules look for */
    uint64_t *list_mask;               /* classes that are lists */
    typed behind;                      /* the place behind the last token */
    uint64_t *column_patterns[PM_COLUMNS]; /* patterns that look for something in a column */
    struct automata *automata;
    uint64_t *dense; /* the index of classes with long runs, as sets: INDEX_RUNS times pattern_words
                        each */
    uint16_t *dense_of;          /* of each class: 1 + its place in `dense`, or 0 */
    size_t kinds_from, kinds_to; /* words of a bit set that hold the lists which are kinds */
} lexis;

pm_status lexis_init(lexis *l, const image_header *image, pm_str wordnet, const pm_allocator *a);
void lexis_free(lexis *l);
/* To be called before an action: empties a cache that has grown past its bound. false: no memory.
 */
bool lexis_trim(lexis *l);

/* uint64_t of a set of patterns: whole blocks, and one more word than there need be. */
size_t lexis_set_words(size_t patterns);

/* What is known of a folded form; lives in the cache or, when that is full, in `memory`. NULL: no
 * memory. Words come from far away in memory: lexis_fetch_slot and, some time later,
 * lexis_fetch_word send for one. */
uint64_t lexis_hash(pm_str form); /* not of an empty form */
void lexis_fetch_slot(const lexis *l, uint64_t hash);
void lexis_fetch_word(const lexis *l, uint64_t hash);
word_info *lexis_word(lexis *l, pm_str form, uint64_t hash, arena *memory);
/* The type of the word with these token classes at this place in a term. false: no memory. */
bool lexis_type(lexis *l, word_info *w, uint64_t kinds, uint32_t state, arena *memory, typed *out);
/* The English stem of a word; lives as long as the word. {NULL, 0} when memory ends. */
pm_str lexis_stem(lexis *l, word_info *w, arena *memory);

static inline pm_str word_form(const word_info *w) {
    return (pm_str){w->form, w->len};
}

#endif
