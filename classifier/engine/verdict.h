/* SPDX-License-Identifier: MIT
 * From evidence to five verdicts: conditions, cancelling, links, confidence, hints. */
#ifndef ENGINE_VERDICT_H
#define ENGINE_VERDICT_H

#include "engine/evidence.h"

typedef struct decision {
    bool met;
    pm_basis basis;
    basis_class class;    /* what its confidence depends on */
    int link;             /* with PM_BY_LINK: the criterion, else -1 */
    ptrdiff_t decided_by; /* index among the found, or -1 */
    uint32_t hint_rule;   /* the rule whose hint fits an unmet verdict, or UINT32_MAX for the criterion's own */
} decision;

/* Decides all criteria, by criterion number; sets `active` and `cancelled_by` of the evidence. `scratch` is used for the
 * condition `measure: repeats`. PM_ERR_MEMORY. */
pm_status verdict_decide(lexis *l, const cell cells[PM_COLUMNS], evidence_list *evidence, arena *scratch,
                         decision out[PM_CRITERIA]);

#endif
