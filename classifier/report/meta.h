/* SPDX-License-Identifier: MIT
 * What is told of plans beside their rows: a rating, a template, a need. */
#ifndef REPORT_META_H
#define REPORT_META_H

#include "report/facts.h"

typedef struct meta {
    pm_str authority, id;
    uint32_t value[FACT_COLUMNS]; /* numbers in facts.values, or FACT_NO_GROUP */
    bool used;
} meta;

/* What is told of a plan the most particular first. */
typedef enum meta_of { META_OF_PLAN, META_OF_ID, META_OF_AUTHORITY, META_WAYS } meta_of;

typedef struct metas {
    const pm_allocator *allocator;
    meta *items;
    size_t count, cap;
    lookup of_plan;
    arena names;
    size_t repeated; /* rows of plans that were told of before */
} metas;

void metas_init(metas *m, const pm_allocator *a);
void metas_free(metas *m);
/* With an empty authority it is told of the plan of that id, whatever its authority, with an empty
 * id of all plans of the authority. Of several values the least by name holds. PM_ERR_MEMORY. */
pm_status metas_add(metas *m, const facts *f, pm_str authority, pm_str id,
                    const uint32_t value[FACT_COLUMNS]);
/* How many plans or authorities were told of, and none of them is in the rows; once all were looked
 * for. */
size_t metas_unused(const metas *m);
/* What is told of a plan, in one of these ways; NULL: nothing. */
const meta *metas_find(metas *m, meta_of of, pm_str authority, pm_str id);

#endif
