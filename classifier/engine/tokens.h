/* SPDX-License-Identifier: MIT
 * A cell in the eyes of a pack: for each token the classes it belongs to, and the rules worth
 * trying. */
#ifndef ENGINE_TOKENS_H
#define ENGINE_TOKENS_H

#include "pack/image.h"
#include "text/stem.h"
#include "text/text.h"

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
    const uint64_t *bits;  /* of all classes */
    const uint64_t *index; /* INDEX_RUNS sets of patterns, pattern_words each: see image_index */
} token_type;

/* What the pack knows of a word; kept in the worker's cache. */
enum { WORD_SEEN = 4 };
typedef struct word_info {
    pm_str form;
    uint64_t hash;
    uint32_t word, stem; /* numbers in the image, or UINT32_MAX */
    uint16_t flags;      /* WORD_ */
    uint8_t next_seen;
    bool is_cached;
    token_key key;    /* `kinds`: those that the form alone decides; `state`: TERM_NONE */
    pm_str stem_text; /* the English stem; empty until somebody asked (word_stem) */
    const token_type *seen[WORD_SEEN]; /* types it had lately, or NULL */
} word_info;

/* A token as patterns see it. */
typedef struct unit {
    const uint64_t *bits; /* of its type */
    const token_type *type;
    word_info *word;
    uint32_t term_end; /* where the term that starts here ends; the next token for a single word */
    uint32_t clause;   /* boundaries before this token */
    /* sets of patterns that say which may match from here: all of `begins`, and one of `second` or
     * `third` */
    const uint64_t *begins, *second, *third;
} unit;

typedef struct cell {
    text text;
    unit *units;          /* text.count of them, and one for the place behind */
    uint64_t *candidates; /* patterns all of whose wants are somewhere in this cell */
    bool filled;          /* has any content */
} cell;

/* The worker's knowledge of a pack: cache of words and sizes of bit sets. */
typedef struct lexis {
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    stemmer *stems;
    arena cached;            /* words and types; given back all at once when they are too many */
    word_info **slots;       /* CACHE_WORDS */
    token_type **type_slots; /* CACHE_TYPES */
    size_t used, types;      /* words and types in the cache */
    size_t class_words, pattern_words;     /* uint64_t of a bit set */
    uint64_t *list_mask;                   /* classes that are lists */
    token_type behind;                     /* the place behind the last token */
    uint64_t *behind_bits;                 /* its classes and its index */
    uint64_t *column_patterns[PM_COLUMNS]; /* patterns that look for something in a column */
    uint64_t *evidence_patterns;           /* patterns of rules that are evidence, met or unmet */
    uint64_t *near_patterns[PM_CRITERIA];  /* patterns of rules that tell what came near */
    uint64_t *dense; /* the index of classes with long runs, as sets: INDEX_RUNS times pattern_words
                        each */
    uint16_t *dense_of;          /* of each class: 1 + its place in `dense`, or 0 */
    size_t kinds_from, kinds_to; /* words of a bit set that hold the lists which are kinds */
} lexis;

pm_status lexis_init(lexis *l, const image_header *image, pm_str wordnet, const pm_allocator *a);
void lexis_free(lexis *l);
/* To be called between actions: empties a cache that has grown past its bound. */
void lexis_trim(lexis *l);

/* The English stem of a word; lives as long as the word. {NULL, 0} when memory ends. */
pm_str word_stem(lexis *l, word_info *w, arena *memory);

/* Reads a cell; everything in *out lives in `memory`. PM_ERR_MEMORY, PM_ERR_LIMIT. */
pm_status cell_read(lexis *l, pm_str content, arena *memory, cell *out);

static inline bool unit_has(const unit *u, uint32_t cls) {
    return u->bits[cls / 64] >> (cls % 64) & 1;
}

#endif
