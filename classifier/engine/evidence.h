/* SPDX-License-Identifier: MIT
 * Evidence: every place where a rule of the pack holds, in the cells of one action. */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include "engine/match.h"
#include "pack/regex.h"

/* One place. `start`, `end` are bytes of the normalised cell. */
typedef struct found {
    uint32_t rule, pattern;
    uint8_t column, criterion, says, strength; /* the last three are the rule's */
    bool active;                               /* its conditions hold */
    uint32_t start, end;
    uint32_t first_clause, last_clause;
    ptrdiff_t cancelled_by; /* index among the found, or -1 */
    uint32_t capture_count;
    struct {
        image_text name;
        uint32_t start, end; /* tokens */
    } capture[PM_MAX_CAPTURES];
} found;

typedef struct evidence_list {
    found *items;
    size_t count, cap;
    bool truncated;
} evidence_list;

typedef struct needs_state {
    uint32_t base;
    bool met;
} needs_state;

/* What a worker keeps from action to action. */
typedef struct finder_memory {
    regex **regexes; /* of the pack's expressions; compiled when first needed */
    size_t regex_count;
    uint32_t *next; /* of each pattern: `base` and where its next match may begin */
    needs_state
        *needs;       /* of each rule: what is known of its needs, and in which cell (by `base`) */
    uint64_t *wanted; /* patterns to try in the cell at hand */
    uint16_t *words;  /* which words of `wanted` hold any */
    uint32_t last;    /* tokens of the cell before */
    uint32_t base;    /* moves on with every cell, so that `next` need not be cleared */
} finder_memory;

pm_status finder_init(finder_memory *m, const image_header *image, const pm_allocator *a);
void finder_free(finder_memory *m, const pm_allocator *a);

/* The order of evidence: by column, place, rule and pattern. */
int evidence_order(const found *a, const found *b);

/* Finds what rules of `patterns` (a set, such as lexis.evidence_patterns) and, with `regexes`, the
 * expressions show in `cells`, and appends it sorted by column, place and rule. PM_ERR_MEMORY. */
pm_status evidence_find(const lexis *l, const cell cells[PM_COLUMNS], const uint64_t *patterns,
                        bool regexes, finder_memory *memory, evidence_list *out);

#endif
