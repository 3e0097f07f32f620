/* SPDX-License-Identifier: MIT
 * A plan to findings: scores its actions, tells what is wanting, holds that to the baseline and
 * says whether the gate is open. */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include "engine/scorer.h"
#include "gate/baseline.h"

typedef struct gate_options {
    pm_fail_on fail_on;
    unsigned required; /* bits 1 << pm_criterion */
    double min_score, min_high_quality;
    pm_gate_scope scope;
    bool no_empty_plan, keep;
    const pm_level_setting *levels;
    size_t level_count;
    const baseline *baseline; /* NULL: none */
    pm_str today;             /* empty: no day is past */
} gate_options;

/* What was found, for the next baseline. */
typedef struct gate_kept {
    baseline_entry *entries;
    size_t count, cap;
} gate_kept;

/* Of an entry of the baseline. */
enum {
    ENTRY_LOOKED = 1,  /* its plan was checked, and its finding looked for */
    ENTRY_SEEN = 2,    /* its finding is still there */
    ENTRY_UNASKED = 4, /* so it is, but switched off */
    ENTRY_TOLD = 8     /* what is resolved of its plan was told */
};

/* One worker. What a check comes to lives in `memory` until the next one. */
typedef struct gate {
    const image_header *image;
    const image_finding *list; /* of the pack */
    size_t list_count;
    pm_level *levels;          /* of each of the list, after all settings */
    uint16_t of_check[CHECKS]; /* FINDING_NONE: the pack does not tell it */
    uint16_t none[PM_CRITERIA], linked[PM_CRITERIA];
    gate_options options;
    char today[11];
    scorer scorer;
    arena memory;
    const pm_allocator *allocator;
    pm_check_total total;
    size_t score; /* of all actions */
    gate_kept kept;
    unsigned char *entries; /* of the baseline: bits, ENTRY_... */
} gate;

/* PM_ERR_ARGUMENT for a setting that names nothing, a number beyond its range or a day that is none
 * (told); PM_ERR_MEMORY. Free it in any case. */
pm_status gate_init(gate *g, const image_header *image, pm_str wordnet, const gate_options *options,
                    const pm_allocator *a, reporter *report);
/* As pm_check_restart. */
pm_status gate_restart(gate *g, const gate_options *options, reporter *report);
void gate_free(gate *g);

/* Is it a finding of the pack, or a criterion? `near`: what may be meant. PM_ERR_MEMORY. */
pm_status gate_knows_finding(const image_header *image, pm_str what, const pm_allocator *a,
                             bool *known, pm_str *near);
/* Who says it, ": ", what it is, what may be meant: "; did you mean '", it, "'?". */
#define GATE_UNKNOWN_FINDING "%s%sno finding and no criterion is called '%.*s'%s%.*s%s"

/* As pm_check_plan. */
pm_status gate_plan(gate *g, const pm_plan *plan, pm_plan_check *out);
/* As pm_check_total_of. */
pm_status gate_total(gate *g, pm_check_total *out);
/* As pm_check_baseline, into `out`; what is told too. */
pm_status gate_write_baseline(gate *g, const pm_override *fresh, bool incomplete, reporter *report,
                              buffer *out, pm_baseline_change *change);

#endif
