/* SPDX-License-Identifier: MIT
 * The verdicts of a marks file, by the key of their rows: (authority, plan_id, action_no). */
#ifndef CLI_VERDICTS_H
#define CLI_VERDICTS_H

#include <stdbool.h>

#include "planmark/audit.h"

typedef struct verdict_entry {
    char *key; /* owned; NULL: the slot is free */
    size_t len;
    signed char verdict[PM_CRITERIA];
    bool used;
} verdict_entry;

typedef struct verdict_table {
    verdict_entry *slots;
    size_t count, cap;  /* cap is a power of two */
    size_t authorities; /* rows that name one; when none does, rows are joined without it */
    size_t taken;       /* rows that found theirs used, being of another authority */
} verdict_table;

void verdicts_free(verdict_table *t);
/* Does the row have all five verdicts, each 0 or 1? */
bool verdicts_complete(const pm_row *row);
/* Does it have any? */
bool verdicts_begun(const pm_row *row);
/* Takes a row with all verdicts. PM_ERR_ROW: its key is there already; PM_ERR_MEMORY. */
pm_status verdicts_add(verdict_table *t, const pm_row *row);
/* The verdicts of the row's key, which counts as used from then on; *out is NULL when there are
 * none, or when another row of another authority, which the marks do not tell, took them before.
 * PM_ERR_MEMORY. */
pm_status verdicts_take(verdict_table *t, const pm_row *row, const signed char **out);
size_t verdicts_unused(const verdict_table *t);

#endif
