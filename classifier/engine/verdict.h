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
    uint32_t hint_rule;   /* the rule whose hint fits an unmet verdict, or UINT32_MAX for the
                             criterion's own */
} decision;

typedef struct judge {
    lexis *lexis;
    const cell *cells;
    evidence_list *evidence;
    arena *scratch;
    decision decisions[PM_CRITERIA]; /* by criterion number */
    bool own_met[PM_COLUMNS];        /* the cell holds evidence of the criterion it answers */
    int32_t first[PM_CRITERIA];      /* piece of each criterion; each names the next */
    int repeats;                     /* measure says no more than the text: -1 not known yet */
    bool no_memory;
} judge;

/* Decides all criteria by the evidence, and tells of every unmet verdict why it fell so and which
 * hint fits; sets `active` and `cancelled_by` of the evidence. PM_ERR_MEMORY. */
pm_status verdict_decide(judge *j, lexis *l, const cell cells[PM_COLUMNS], evidence_list *evidence,
                         arena *scratch);

#endif
