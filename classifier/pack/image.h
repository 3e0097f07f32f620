/* SPDX-License-Identifier: MIT
 * A compiled pack: one flat, immutable block of memory that needs no fixing up, so that the default
 * pack is plain constant data in the library. Sections are arrays; references are indexes into
 * them. */
#ifndef PACK_IMAGE_H
#define PACK_IMAGE_H

#include "pack/rules.h"

enum { IMAGE_VERSION = 11, IMAGE_NO_KIND = 0, IMAGE_NO_KEY = -1 };

typedef enum image_section {
    IMAGE_STRINGS,    /* char: all texts, not terminated */
    IMAGE_WORD_SLOTS, /* uint32_t: hash of words, index + 1; a power of two */
    IMAGE_WORDS,      /* image_word: words as they are written */
    IMAGE_STEM_SLOTS,
    IMAGE_STEMS,         /* image_word: stems of lists that match by stem */
    IMAGE_CLASS_LISTS,   /* uint16_t: runs of class numbers, for words and nodes */
    IMAGE_NODES,         /* image_node: the tree of terms of several words; node 0 is its root */
    IMAGE_EDGES,         /* image_edge: hash of (node, key); a power of two */
    IMAGE_CLASSES,       /* image_class; the first KIND_CLASSES are token classes */
    IMAGE_UNIONS,        /* uint16_t: runs of class numbers: the unions that a class is part of */
    IMAGE_INDEX,         /* uint32_t: runs of bits, for classes: see index_place */
    IMAGE_WORDNET,       /* image_wordnet: WordNet classes that patterns ask for */
    IMAGE_TESTS,         /* image_test: runs, the last one marked, as they are written; scoring goes
                            by IMAGE_USES */
    IMAGE_TESTED,        /* image_tested: the classes that are decided by tests */
    IMAGE_USES,          /* image_use: runs, for classes: the tests that look at them */
    IMAGE_CODE,          /* image_op */
    IMAGE_PATTERNS,      /* image_pattern */
    IMAGE_RULES,         /* image_rule, in the order of the pack */
    IMAGE_REGEXES,       /* image_regex */
    IMAGE_KINDS,         /* image_text: kind names; 0 is none */
    IMAGE_EXAMPLES,      /* image_example */
    IMAGE_CLASS_WEIGHTS, /* image_weight by class */
    IMAGE_WORD_WEIGHTS,  /* image_weight by word; the weights of a word stand together */
    IMAGE_RULE_WEIGHTS,  /* image_rule_weights, by rule; none when evidence has no weights */
    IMAGE_WITHIN,        /* image_within by word: those that have weights inside evidence */
    IMAGE_WITHIN_WEIGHTS, /* image_weights */
    IMAGE_FINDINGS,       /* image_finding */
    IMAGE_SPELLING_SLOTS,
    IMAGE_SPELLINGS, /* image_word: what a report counts, as it is written, its tokens parted by
                        single spaces, and each beginning of that; its classes are terms */
    IMAGE_TERMS,     /* image_term */
    IMAGE_TITLES,    /* image_text: of the terms that are counted, in the order of the pack */
    IMAGE_READINGS,  /* image_reading */
    IMAGE_RATIO,     /* image_ratio: one, or none */
    IMAGE_SECTIONS
} image_section;

typedef struct image_text {
    uint32_t at, len; /* in IMAGE_STRINGS */
} image_text;

enum { WORD_LISTED = 1 };
typedef struct image_word {
    image_text text;
    uint32_t classes; /* in IMAGE_CLASS_LISTS */
    uint16_t class_count;
    uint16_t flags; /* WORD_ */
} image_word;

typedef struct image_node {
    uint64_t keys; /* IMAGE_KEY_BIT of the keys that lead on */
    uint32_t classes;
    uint32_t class_count; /* 0: no term ends here */
} image_node;

/* Says of most keys that are not there that they are not. */
#define IMAGE_KEY_BIT(key) (UINT64_C(1) << ((key) % 64))

/* key: a word number, or a stem number with IMAGE_STEM_KEY. next == 0: the slot is free. */
#define IMAGE_STEM_KEY UINT32_C(0x80000000)
typedef struct image_edge {
    uint32_t node, key, next;
} image_edge;

/* What a token of a class means for a pattern. A pattern can match in a cell only if each of its
 * (at most two) wants is there, only from a token that may begin it, and only if the next one may
 * be its second. */
typedef enum image_index {
    INDEX_WANT_1,
    INDEX_WANT_2,
    INDEX_BEGINS,      /* a match may begin here */
    INDEX_BEGINS_CELL, /* ... when it is the first token of its cell */
    INDEX_SECOND,      /* a match that took one token or term may go on, or end, here */
    INDEX_RUNS,
    INDEX_WANTS = INDEX_BEGINS
} image_index;

typedef struct image_class {
    image_text name; /* as it is written in patterns: "{agents/school}", "visit", "<num>" */
    uint32_t unions, index, uses; /* in IMAGE_UNIONS, IMAGE_INDEX, IMAGE_USES */
    uint32_t index_count;
    uint16_t union_count, use_count;
    uint8_t is_list;    /* a list: hidden inside terms of several words */
    uint8_t takes_term; /* matches a whole term: a list, or tests or a union with one */
    uint8_t kind;       /* in IMAGE_KINDS, of a list whose file name is a kind */
    uint8_t pad;
} image_class;

typedef struct image_wordnet {
    uint8_t lexname, form; /* wordnet_class; verb_form, or 255 for any */
    uint16_t cls;
} image_wordnet;

typedef struct image_test {
    uint16_t cls;
    uint8_t negated, last;
} image_test;

typedef struct image_tested {
    uint16_t cls, first; /* first: in IMAGE_TESTS */
    uint16_t wanted;     /* classes that it wants */
} image_tested;

/* A test of a class: whose it is, in IMAGE_TESTED. */
typedef struct image_use {
    uint16_t tested, negated;
} image_use;

typedef enum image_opcode {
    OP_TOKEN,      /* one token of class `arg` */
    OP_TERM,       /* one token of class `arg`, or the whole term that begins with it */
    OP_BOUNDARY,   /* one or more clause boundaries */
    OP_SPLIT,      /* go on here; if that fails, at `arg` (relative to the pattern) */
    OP_SPLIT_LAZY, /* go on at `arg`; if that fails, here */
    OP_JUMP,       /* to `arg` */
    OP_STEP,       /* any token but a clause boundary */
    OP_START,      /* nothing was taken yet, and the cell begins here */
    OP_END,        /* nothing but boundaries is left */
    OP_LOOK,       /* the token is of class `arg`; it is not taken */
    OP_SAVE,       /* slot `arg`: 2n the start, 2n + 1 the end of capture n */
    OP_CUT,        /* the match ends here; what follows is context */
    OP_MATCH
} image_opcode;

typedef struct image_op {
    uint16_t op, arg;
} image_op;

typedef struct image_pattern {
    uint32_t code;
    uint16_t ops;
    uint16_t rule;
    uint16_t tells_kind; /* bits of the captures that name the owner or the time */
    uint16_t crosses; /* a match may go on beyond a clause boundary that it does not begin with */
    image_text capture[PM_MAX_CAPTURES];
} image_pattern;

typedef struct image_when {
    uint8_t subject, state;
} image_when;

typedef struct image_rule {
    image_text id, why, hint;
    image_text written; /* the rule as it stands in its file */
    image_text file;    /* where its id stands, and the line */
    uint32_t line;
    uint8_t criterion, says, strength, columns, cancels, kind;
    uint8_t when_count, pad;
    uint16_t finding; /* in IMAGE_FINDINGS, or FINDING_NONE */
    uint16_t pad2;
    image_when when[RULE_MOST_WHEN];
    uint32_t match, unless, needs; /* runs in IMAGE_PATTERNS */
    uint16_t match_count, unless_count, needs_count, regex_count;
    uint32_t regex;   /* run in IMAGE_REGEXES */
    uint32_t example; /* run in IMAGE_EXAMPLES */
    uint32_t example_count;
    float confidence; /* of verdicts that rest on it; below 0: that of their kind */
} image_rule;

/* `criterion` is -1, and `check` CHECKS, for none. */
typedef struct image_finding {
    image_text id, says, hint;
    uint64_t kinds; /* bits of the kinds that count for it */
    uint8_t level, check, least;
    int8_t criterion;
    uint8_t alone; /* a finding_alone */
    uint8_t pad[3];
} image_finding;

/* A term of a list that a report counts, however it is inflected. Scoring knows nothing of them. */
#define IMAGE_INSTEAD UINT32_MAX /* in place of a title: it stands in place of a time */
typedef struct image_term {
    image_text text;
    uint32_t title; /* in IMAGE_TITLES, or IMAGE_INSTEAD */
} image_term;

/* A criterion that is met by these kinds alone does not count. */
typedef struct image_reading {
    image_text says;
    uint64_t without; /* bits of kinds, the first one that is told is bit 0 */
    uint32_t criterion, pad;
} image_reading;

typedef struct image_ratio {
    image_text says, owners[2];
} image_ratio;

typedef struct image_regex {
    image_text text;
    uint32_t rule;
} image_regex;

typedef struct image_example {
    uint32_t side, line;
    image_text cell[PM_COLUMNS];
} image_example;

/* Weights stand by slot: those of the five criteria for words of the action, then for words of the
 * measure column. */
enum { WEIGHT_SLOTS = 2 * PM_CRITERIA, WEIGHT_UNITS = 1000 };
typedef struct image_weight {
    uint32_t item;  /* a class, or a word in IMAGE_WORDS */
    int16_t weight; /* in thousandths */
    uint16_t slot;
} image_weight;
static inline size_t weight_slot(int criterion, bool in_measure) {
    return (in_measure ? PM_CRITERIA : 0) + (size_t)criterion;
}

/* Of evidence and of words inside it, for each criterion, in thousandths. */
typedef struct image_weights {
    int16_t on[PM_CRITERIA];
} image_weights;
typedef struct image_rule_weights {
    image_weights by[STANDINGS];
} image_rule_weights;

/* `places` has four bits for each within_kind: 0, or 1 + the place behind `first`, in
 * IMAGE_WITHIN_WEIGHTS, of its weights. */
typedef struct image_within {
    uint64_t places;
    uint32_t word, first;
} image_within;
enum { WITHIN_BITS = 4, WITHIN_PLACE = (1 << WITHIN_BITS) - 1 };
_Static_assert((int)WITHIN_KINDS <= (int)WITHIN_PLACE, "a place fits its bits");
_Static_assert(WITHIN_KINDS *WITHIN_BITS <= 64, "all places fit one number");

/* The weights of a word inside evidence of a kind; NULL: it has none. */
static inline const image_weights *within_weights(const image_weights *first, uint64_t places,
                                                  unsigned kind) {
    unsigned place = places >> (kind * WITHIN_BITS) & WITHIN_PLACE;
    return place != 0 ? first + place - 1 : NULL;
}

typedef struct image_criterion {
    int8_t criterion, requires, implies, text_requires;
    uint8_t otherwise_kind;
    uint8_t weighs_words;                  /* asked to; and with a factor of words it does */
    uint16_t weighed_for, weighed_against; /* the rules that stand for words that outweigh others */
    image_text title, means, met, unmet, hint; /* see criterion_texts */
    float confidence[BASIS_CLASSES];
    float bias, rules, words, sure, start; /* see trust_def and criterion_def */
} image_criterion;

typedef struct image_header {
    char magic[8]; /* "planmark" */
    uint32_t version;
    uint32_t size; /* bytes of the whole image */
    uint64_t hash; /* of everything behind the header */
    image_text name, pack_version, codebook;
    float unsure_below;
    uint32_t
        function_class;   /* of {grammar}: words without content of their own; KIND_ANY for none */
    uint32_t names_class; /* of people's names, whose words are never weighed; KIND_ANY for none */
    uint32_t
        searched; /* patterns that rules look for; behind them, those of `unless` and `needs` */
    int8_t column_criterion[PM_COLUMNS];
    image_criterion criteria[PM_CRITERIA];  /* in the order they are decided */
    uint32_t section_at[IMAGE_SECTIONS];    /* bytes from the start of the image */
    uint32_t section_count[IMAGE_SECTIONS]; /* elements */
} image_header;

/* ---- reading ---- */

static inline const void *image_section_at(const image_header *h, image_section s) {
    return (const char *)h + h->section_at[s];
}
static inline pm_str image_string(const image_header *h, image_text t) {
    return (pm_str){(const char *)image_section_at(h, IMAGE_STRINGS) + t.at, t.len};
}
#define IMAGE_ARRAY(h, type, section) ((const type *)image_section_at((h), (section)))

/* Does evidence weigh, or words inside it? Without, words alone do. */
static inline bool image_weighs_evidence(const image_header *h) {
    return h->section_count[IMAGE_RULE_WEIGHTS] + h->section_count[IMAGE_WITHIN] != 0;
}

const image_criterion *image_criterion_of(const image_header *h, pm_criterion criterion);

/* The number of a word in a slot section (IMAGE_WORD_SLOTS, IMAGE_STEM_SLOTS), or UINT32_MAX. */
uint32_t image_find_word(const image_header *h, image_section slots, image_section words,
                         pm_str word);
/* The node behind `node` by `key`, or 0. */
uint32_t image_next_node(const image_header *h, uint32_t node, uint32_t key);
static inline uint64_t image_edge_hash(uint32_t node, uint32_t key) {
    uint64_t x = ((uint64_t)node << 32 | key) * UINT64_C(0x9E3779B97F4A7C15);
    return x ^ x >> 29;
}
/* Where a search for it begins, to be sent for. */
static inline const image_edge *image_edge_at(const image_header *h, uint32_t node, uint32_t key) {
    uint32_t mask = h->section_count[IMAGE_EDGES] - 1;
    return IMAGE_ARRAY(h, image_edge, IMAGE_EDGES) + ((uint32_t)image_edge_hash(node, key) & mask);
}

#endif
