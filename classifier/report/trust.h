/* SPDX-License-Identifier: MIT
 * What an evaluation found of the tool's errors: the JSON that `planmark evaluate` writes. */
#ifndef REPORT_TRUST_H
#define REPORT_TRUST_H

#include "base/source.h"

enum { TRUST_CODES = PM_CRITERIA + 1, TRUST_GROUPS = 20000 };

/* One criterion, or high quality. */
typedef struct trust_code {
    bool there;
    uint64_t both_yes, gold_only, tool_only, both_no;
    double effective_yes, effective_no; /* coded actions of each, less what plans make alike; at
                                           most their number */
} trust_code;

/* Of one value of the column by which the evaluation was told. */
typedef struct trust_group {
    pm_str value;
    trust_code code[TRUST_CODES];
} trust_group;

typedef struct trust {
    bool given;
    pm_str pack; /* the stamp */
    uint64_t plans;
    trust_code code[TRUST_CODES];
    pm_str by; /* the column; empty: none */
    trust_group *groups;
    size_t group_count, group_cap;
} trust;

/* Strings live in `memory`, groups until trust_free. PM_ERR_INPUT (told, with its place),
 * PM_ERR_LIMIT (told), PM_ERR_MEMORY. */
pm_status trust_read(trust *t, const source *src, arena *memory, reporter *report);
void trust_free(trust *t, const pm_allocator *a);

#endif
