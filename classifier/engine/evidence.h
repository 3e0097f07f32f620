/* SPDX-License-Identifier: MIT
 * Evidence: every place where a rule of the pack holds, in the cells of one action. */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include "engine/match.h"
#include "pack/regex.h"

/* One place. `start`, `end` are bytes of the normalised cell. */
typedef struct found {
    uint32_t rule;
    uint8_t column;
    bool active;            /* its conditions hold */
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

/* Compiled lazily, one each of the pack's expressions; owned by the worker. */
typedef struct regex_cache {
    regex **items;
    size_t count;
} regex_cache;

/* Finds all evidence in `cells` and sorts it by column, place and rule. PM_ERR_MEMORY. */
pm_status evidence_find(const lexis *l, const cell cells[PM_COLUMNS], arena *scratch, regex_cache *regexes,
                        evidence_list *out);

#endif
