/* SPDX-License-Identifier: MIT
 * The image under construction; known to compile.c, classes.c and codegen.c only. */
#ifndef PACK_BUILDER_H
#define PACK_BUILDER_H

#include "base/intern.h"
#include "pack/image.h"
#include "text/stem.h"

enum { MOST_KINDS = 64 }; /* bits of a set of them */

typedef struct pair {
    uint32_t item; /* word, stem or node */
    uint32_t cls;
} pair;

typedef struct pair_list {
    pair *items;
    size_t count, cap;
} pair_list;

typedef struct class_info {
    bool is_list, takes_term;
    bool bounds; /* a clause boundary may be of it, or begin a term that is */
    uint8_t kind;
    uint32_t terms; /* how many terms it has */
    uint32_t heard; /* how often its words stand in examples */
} class_info;

typedef struct builder {
    pack_def *def;
    arena *memory;
    reporter *report;
    stemmer *stems_of;
    bool no_memory;
    buffer strings;
    intern_table texts; /* texts already in `strings` */
    uint32_t *text_at;
    size_t text_cap;
    intern_table words, stems, classes, edges, kinds;
    uint16_t *word_flags;
    size_t word_flag_cap;
    class_info *info; /* of each class */
    size_t info_cap;
    pair_list word_classes, stem_classes, node_classes;
    buffer wordnet, tests, tested, code, patterns, rules, regexes, examples, class_weights,
        word_weights, rule_weights, within, within_weights, findings, terms, titles, readings,
        ratio;                       /* sections as they grow */
    pair_list index[INDEX_RUNS];     /* item: class, cls: pattern */
    pair_list unions;                /* item: member, cls: union */
    pair_list uses;                  /* item: class, cls: use_number of a test that looks at it */
    intern_table spellings, counted; /* of terms that reports count; titles with terms */
    pair_list spelling_terms;        /* item: spelling, cls: term */
    bool *list_used, *list_counted;  /* by rules; by reports */
    intern_table heard;              /* words of the rules' examples ... */
    uint32_t *heard_count;           /* ... how often each stands there, and all */
    uint32_t heard_all;
    size_t heard_cap;
    intern_table runs; /* class lists already written, and where */
    uint32_t *run_at;
    size_t run_cap;
    uint32_t function_class, names_class;
    uint32_t searched; /* patterns that rules look for; the others stand behind them */
    uint16_t weighed_for[PM_CRITERIA], weighed_against[PM_CRITERIA]; /* see image_criterion */
} builder;

/* A use of a class, as a number. */
static inline uint32_t use_number(size_t tested, const image_test *t) {
    return (uint32_t)tested << 1 | t->negated;
}
static inline image_use use_of_number(uint32_t n) {
    return (image_use){(uint16_t)(n >> 1), (uint16_t)(n & 1)};
}

/* classes.c: the numbers of classes; KIND_ANY after a fault or when memory ends. */
uint32_t class_of_word(builder *b, pm_str form);
uint32_t class_of_inflected(builder *b, pm_str word);
uint32_t class_of_list(builder *b, const source *src, const pattern *p);
uint32_t class_of_wordnet(builder *b, const source *src, const pattern *p);
/* Calls `take` for each list that `p` names; false after a fault, which is told. */
typedef bool (*list_fn)(builder *b, size_t list, void *ctx);
bool builder_lists(builder *b, const source *src, const pattern *p, list_fn take, void *ctx);
/* The form that `p` asks for of verbs: -1: any; -2: there is none such, which is told. */
int builder_form(builder *b, const source *src, const pattern *p);
/* The class of one token that passes all tests, and the class of what is in one of several classes
 * (sorted, no union among them); a union of one is that one. */
uint32_t class_of_tests(builder *b, const image_test *tests, size_t count);
uint32_t class_of_union(builder *b, const uint16_t *members, size_t count);
/* How many of a million tokens are of a class, roughly. */
uint32_t class_met(const builder *b, uint32_t cls);
void classes_hear(builder *b);     /* counts the words of the rules' examples; comes first */
void classes_begin(builder *b);    /* the token classes */
void classes_kinds(builder *b);    /* a class for each list whose name is a kind */
void classes_function(builder *b); /* the classes of {grammar} and of names, when there are such */
void classes_listed(builder *b);   /* marks every word of a list that is not silent */
uint8_t builder_kind(builder *b,
                     pm_str name); /* number of a kind, IMAGE_NO_KIND for an empty name */
bool pair_add(builder *b, pair_list *list, uint32_t item, uint32_t cls);

uint32_t builder_word(builder *b, pm_str form); /* the number of a folded word */

/* weighing.c: what weighs, behind the rules. */
void compile_weights(builder *b);
bool weighs(const criterion_def *c); /* is all there that weighing needs? */

/* counting.c: what reports count, behind the rules. */
void compile_counts(builder *b);

/* codegen.c: compiles one pattern of a rule and returns its number. */
uint32_t compile_pattern(builder *b, const source *src, const pattern *p, uint32_t rule);

/* arrange.c: renumbers the patterns of the compiled rules. */
void arrange_patterns(builder *b);

/* compile.c: puts a text into IMAGE_STRINGS (once). */
image_text builder_text(builder *b, pm_str s);

#endif
