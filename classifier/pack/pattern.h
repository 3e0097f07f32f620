/* SPDX-License-Identifier: MIT
 * Patterns over tokens, as text and as trees (the language is told in rules/README.md). */
#ifndef PACK_PATTERN_H
#define PACK_PATTERN_H

#include "pack/yaml.h"

/* Token classes written <...>; the first 64 classes of an image. Those from KIND_CAP on stand in
 * the order of the SHAPE_ bits of text/text.h, so that shapes become classes by one shift. */
typedef enum kind_class {
    KIND_WORD,
    KIND_DATE,
    KIND_TIME,
    KIND_PERCENT,
    KIND_MONEY,
    KIND_RATIO,
    KIND_FRACTION,
    KIND_LENGTH,
    KIND_PLACEHOLDER,
    KIND_NAME,
    KIND_QUESTION,
    KIND_COMMA,
    KIND_DASH,
    KIND_COLON,
    KIND_SLASH,
    KIND_OPEN,
    KIND_CLOSE,
    KIND_PLUS,
    KIND_QUOTE,
    KIND_ANY,
    KIND_LISTED,
    KIND_MIXED,
    KIND_YEAR,
    KIND_CAP,
    KIND_CAPS,
    KIND_INITIALS,
    KIND_UNUSED_FIRST,
    KIND_NUM,
    KIND_ORD,
    KIND_DM,
    KIND_MONTH,
    KIND_WEEKDAY,
    KIND_BOUNDARY,
    KIND_POSSESSIVE,
    KIND_COUNT,
    KIND_CLASSES = 64,
    KIND_LAST = KIND_CLASSES - 1 /* not written: what $ may stand before */
} kind_class;

/* Bits of those that a clause boundary may be of. */
#define BOUNDARY_KINDS                                                                             \
    (UINT64_C(1) << KIND_QUESTION | UINT64_C(1) << KIND_DASH | UINT64_C(1) << KIND_ANY |           \
     UINT64_C(1) << KIND_BOUNDARY | UINT64_C(1) << KIND_LAST)

/* "date" for KIND_DATE; NULL beyond the last. */
const char *kind_class_name(unsigned kind);

typedef enum pattern_op {
    PAT_WORD,      /* text */
    PAT_INFLECTED, /* text~ */
    PAT_LIST,      /* {text:form} */
    PAT_WORDNET,   /* {wn:text:form} */
    PAT_KIND,      /* <kind> */
    PAT_TESTS,     /* [items], each with its `negated` */
    PAT_SEQUENCE,
    PAT_CHOICE,
    PAT_REPEAT, /* items[0], least to most times */
    PAT_GAP,    /* up to `most` tokens of one clause */
    PAT_NAMED,  /* NAME, resolved when compiled */
    PAT_START,
    PAT_END,
    PAT_CAPTURE, /* text:items[0] */
    PAT_CONTEXT  /* items[0] / items[1] */
} pattern_op;

typedef struct pattern {
    pattern_op op;
    bool negated;
    unsigned char kind;        /* of PAT_KIND */
    unsigned char least, most; /* of PAT_REPEAT, PAT_GAP */
    pm_str text, form;
    size_t offset; /* in the source */
    struct pattern **items;
    size_t count;
} pattern;

enum { PATTERN_MOST_REPEAT = 16, PATTERN_DEFAULT_GAP = 8 };

/* Parses the pattern in a YAML scalar. Faults are told with their place (PM_ERR_PACK). Tree from
 * the arena. */
pm_status pattern_parse(const source *src, const yaml_tree *scalar, arena *memory, reporter *report,
                        pattern **out);

#endif
