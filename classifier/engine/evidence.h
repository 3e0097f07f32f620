/* SPDX-License-Identifier: MIT
 * Evidence: every place where a rule of the pack holds, in the cells of one action. */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include "engine/starts.h"
#include "pack/regex.h"

/* One place. `start`, `end` are bytes of the normalised cell. */
#define NO_PATTERN UINT32_MAX
typedef struct found {
    uint32_t pattern, begin; /* NO_PATTERN: a regex found it; the token where its match begins */
    uint32_t start, end;
    uint32_t first_clause, last_clause;
    int32_t cancelled_by; /* index among the found, or -1 */
    int32_t next;         /* of its criterion, likewise; the judge's */
    uint16_t rule;
    uint8_t column, criterion, says, strength; /* the last three are the rule's */
    bool active;                               /* its conditions hold */
    bool weighed;                              /* what outweighs other evidence; the judge's */
    uint8_t stands; /* a standing: how it stands by the rules alone; the judge's */
} found;

/* What a piece of evidence captured, as token ranges. */
typedef struct captured {
    bool truncated; /* PM_LIMIT_STEPS was met, so that captures are missing */
    uint32_t count;
    struct {
        image_text name;
        uint32_t start, end;
        bool tells_kind; /* it names the owner or the time */
    } item[PM_MAX_CAPTURES];
} captured;

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
        *needs; /* of each rule: what is known of its needs, and in which cell (by `base`) */
    starts starts;
    search *search;
    uint32_t last; /* tokens of the cell before */
    uint32_t base; /* moves on with every cell, so that `next` need not be cleared */
} finder_memory;

pm_status finder_init(finder_memory *m, const image_header *image, const pm_allocator *a);
void finder_free(finder_memory *m, const pm_allocator *a);

/* The order of evidence: by column, place, rule and pattern. */
int evidence_order(const found *a, const found *b);

/* Finds what the rules show in `cells`, sorted by column, place and rule: also what only tells that
 * something came near. PM_ERR_MEMORY. */
pm_status evidence_find(const lexis *l, const cell cells[PM_COLUMNS], finder_memory *memory,
                        evidence_list *out);

/* What a piece captured, in the cells it was found in. PM_ERR_MEMORY. */
pm_status evidence_captures(const lexis *l, const cell cells[PM_COLUMNS], const found *x,
                            captured *out);

#endif
