/* SPDX-License-Identifier: MIT
 * Regular expressions: the one file that knows PCRE2. */
#ifndef PACK_REGEX_H
#define PACK_REGEX_H

#include "base/strings.h"

enum {
    REGEX_MATCH_LIMIT = 100000, /* backtracking steps of one search */
    REGEX_DEPTH_LIMIT = 1000,
    REGEX_HEAP_LIMIT_KIB = 1024,
    REGEX_MESSAGE = 128
};

/* Belongs to one worker. */
typedef struct regex regex;

/* Compiles (case-insensitive, UTF-8). PM_ERR_PACK with the place and PCRE2's message;
 * PM_ERR_MEMORY. */
pm_status regex_new(pm_str expression, const pm_allocator *a, regex **out, size_t *error_at,
                    char message[REGEX_MESSAGE]);
void regex_free(regex *r);

typedef enum regex_result { REGEX_NONE, REGEX_FOUND, REGEX_LIMIT } regex_result;
/* The next match in valid UTF-8 from byte `from`. */
regex_result regex_find(regex *r, pm_str subject, size_t from, size_t *start, size_t *end);

#endif
