/* SPDX-License-Identifier: MIT
 * Which plans a file has told of: their rows are one plan only where they stand together; and which
 * plans more than one file has. */
#ifndef CLI_SEEN_H
#define CLI_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "planmark/audit.h"

/* Plans of one file that are remembered; of those behind them nothing is told. */
enum { SEEN_MOST = 1 << 17 };

typedef struct seen_plans {
    uint64_t *slots; /* hashes of authority and plan; 0: free */
    size_t count, size;
    uint64_t last;
    bool told;
} seen_plans;

/* Does the row begin a plan that stood in this file before, apart from here? True once a file.
 * Without memory it is never. */
bool seen_before(seen_plans *s, const pm_row *row);
/* A new file. */
void seen_forget(seen_plans *s);
void seen_free(seen_plans *s);

/* Which plans the files of a run have told of: those of one id are one plan. */
typedef struct seen_files {
    struct seen_slot {
        uint64_t plan; /* hash of authority and plan; 0: free */
        size_t file;   /* the last one that has it */
    } * slots;
    size_t count, size;
    size_t shared;   /* plans of the file at hand that an earlier one has */
    size_t with;     /* ... that of the first of them */
    uint64_t *fresh; /* hashes of those that no earlier one has */
    size_t fresh_count, fresh_cap;
} seen_files;

/* A new file is at hand. */
void seen_begin(seen_files *s);
/* Notes the row's plan, of file `file`; they are counted from 0 and come in this order. */
void seen_in(seen_files *s, size_t file, const pm_row *row);
/* The same, of a plan that was fresh in an earlier run. */
void seen_plan(seen_files *s, size_t file, uint64_t plan);
void seen_files_free(seen_files *s);

#endif
