/* SPDX-License-Identifier: MIT
 * Which counts of groups are withheld, so that nobody can work out one that tells of few from all
 * that is shown: the other groups, the totals, and the other counts of the same group. */
#ifndef REPORT_WITHHOLD_H
#define REPORT_WITHHOLD_H

#include "base/memory.h"

/* Counts of a group: actions that meet each criterion, those of high quality, and plans without
 * any of these. */
enum { COUNT_QUALITY = PM_CRITERIA, COUNT_PLANS_WITHOUT, COUNTS };

typedef struct withheld_group {
    double actions, plans; /* each plan has an action */
    double yes[COUNTS];    /* of `actions`, the last one of `plans` */
    bool hidden[COUNTS];
    double low[COUNTS], high[COUNTS]; /* what is known of each count; scratch */
} withheld_group;

/* Sets `hidden`. A count tells of few where yes or no is 1 to `least` - 1, or the group has fewer
 * plans than that. What is hidden of a count is hidden in two groups at least, which together have
 * `least` of yes, of no and of plans; and no count that tells of few follows from what is shown.
 * Where this cannot be had, all groups go; `*in_vain`: the totals alone then tell one. A count that
 * is all yes or all no in the whole sample is shown, since the total tells it. PM_ERR_MEMORY. */
pm_status withhold(withheld_group *groups, size_t count, unsigned least, const pm_allocator *a,
                   bool *in_vain);

#endif
