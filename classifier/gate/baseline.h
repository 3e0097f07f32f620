/* SPDX-License-Identifier: MIT
 * Overrides: findings that somebody has answered for, as planmark.baseline.json keeps them. A
 * baseline does not change once it is read. */
#ifndef GATE_BASELINE_H
#define GATE_BASELINE_H

#include "base/source.h"

enum { PLAN_DIGEST = 17 }; /* 16 hex digits and a NUL */

typedef struct baseline_entry {
    char fingerprint[PM_FINGERPRINT];
    char plan[PLAN_DIGEST]; /* gate_plan_digest; empty: of all plans together */
    pm_str id;              /* of the finding, for those who read the file */
    pm_override by;
    size_t line; /* where it stands; of one that is to be written, where it comes in doubt */
} baseline_entry;

/* By plan, then by fingerprint. */
typedef struct baseline {
    const pm_allocator *allocator;
    arena memory;
    baseline_entry *entries;
    size_t count, cap;
} baseline;

enum {
    BASELINE_MOST_BYTES = 64 * 1024 * 1024,
    BASELINE_MOST_ENTRIES = 1 << 20,
    BASELINE_LONGEST_TEXT =
        4 * PM_OVERRIDE_TEXT /* bytes of a text: what was written can be read again */
};

/* Reads one; `src` must outlive the call alone. Faults are told with their place, up to a hundred:
 * PM_ERR_INPUT. PM_ERR_LIMIT (told), PM_ERR_MEMORY. Free it in any case. */
pm_status baseline_read(baseline *b, const source *src, const pm_allocator *a, reporter *report);
void baseline_free(baseline *b);

/* The entry of a fingerprint in a plan, or NULL. */
const baseline_entry *baseline_find(const baseline *b, const char *plan, const char *fingerprint);
/* The entries of a plan: the first, and how many; NULL for none. */
const baseline_entry *baseline_of_plan(const baseline *b, const char *plan, size_t *count);

/* Writes entries as a baseline, by plan and fingerprint, one a line; of several with the same ones
 * the first. Sorts them in place. How many were written. */
size_t baseline_write(baseline_entry *entries, size_t count, buffer *out);

/* Does the text write a day that is in the calendar, as 2024-05-31? */
bool baseline_is_day(pm_str s);

#endif
