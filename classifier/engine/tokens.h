/* SPDX-License-Identifier: MIT
 * A cell in the eyes of a pack: for each token the classes it belongs to, and the rules worth trying. */
#ifndef ENGINE_TOKENS_H
#define ENGINE_TOKENS_H

#include "pack/image.h"
#include "text/stem.h"
#include "text/text.h"

/* What the pack knows of a token: of its word, its looks, and its place in a term. Made once for each different
 * token and kept in the worker's cache. */
typedef struct token_type {
    struct token_type *next;  /* another type of the same word */
    uint64_t kinds;           /* bits of the token classes */
    uint32_t state;           /* TERM_NONE, TERM_INSIDE, or the node of the term that starts here */
    const uint64_t *bits;     /* of all classes */
    const uint64_t *index;    /* INDEX_RUNS sets of patterns, pattern_words each: see image_index */
} token_type;

enum { TERM_NONE = 0, TERM_INSIDE = UINT32_MAX };

typedef struct word_info {
    pm_str form;
    uint64_t hash;
    uint32_t word, stem;      /* numbers in the image, or UINT32_MAX */
    uint16_t flags;           /* WORD_ */
    bool is_cached;
    uint64_t kinds;           /* token classes that the form alone decides */
    pm_str stem_text;         /* the English stem; empty until somebody asked (word_stem) */
    const uint64_t *bits;     /* classes of the word as such: no token classes, nothing derived */
    token_type *types;
} word_info;

/* A token as patterns see it. */
typedef struct unit {
    const uint64_t *bits;     /* of its type */
    const token_type *type;
    word_info *word;
    uint32_t term_end;        /* where the term that starts here ends; the next token for a single word */
    uint32_t clause;          /* boundaries before this token */
    /* sets of patterns that say which may match from here: all of `begins`, and one of `second` or `third` */
    const uint64_t *begins, *second, *third;
} unit;

typedef struct cell {
    text text;
    unit *units;              /* text.count of them, and one for the place behind */
    uint64_t *candidates;     /* patterns all of whose wants are somewhere in this cell */
    bool filled;              /* has any content */
} cell;

/* The worker's knowledge of a pack: cache of words and sizes of bit sets. */
typedef struct lexis {
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    stemmer *stems;
    arena cached;             /* words and types; given back all at once when they are too many */
    word_info **slots;
    size_t slot_count, used, types;
    size_t class_words, pattern_words; /* uint64_t of a bit set */
    uint64_t *list_mask;      /* classes that are lists */
    token_type behind;        /* the place behind the last token */
    uint64_t *behind_bits;    /* its classes and its index */
    uint64_t *column_patterns[PM_COLUMNS]; /* patterns that look for something in a column */
    uint64_t *evidence_patterns;           /* patterns of rules that are evidence, met or unmet */
    uint64_t *near_patterns[PM_CRITERIA];  /* patterns of rules that tell what came near */
    uint64_t *dense;          /* the index of classes with long runs, as sets: INDEX_RUNS times pattern_words each */
    uint16_t *dense_of;       /* of each class: 1 + its place in `dense`, or 0 */
    size_t kinds_from, kinds_to;           /* words of a bit set that hold the lists which are kinds */
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
