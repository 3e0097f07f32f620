/* SPDX-License-Identifier: MIT
 * Interning: byte strings to dense numbers 0, 1, 2 ... in order of first sight. */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "base/lookup.h"

#define INTERN_NONE LOOKUP_NONE

typedef struct intern_table {
    arena *memory; /* holds the copies */
    pm_str *items; /* [count] */
    size_t count, cap;
    lookup numbers;
} intern_table;

void intern_init(intern_table *t, arena *memory);
void intern_free(intern_table *t);
/* The number of `s`, new or known; INTERN_NONE when memory ends. */
uint32_t intern_add(intern_table *t, pm_str s);
/* The number of `s`, or INTERN_NONE when it was never added. */
uint32_t intern_find(const intern_table *t, pm_str s);

#endif
