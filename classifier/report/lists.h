/* SPDX-License-Identifier: MIT
 * What a pack says of reports: which lists to count by, which kinds make a narrower reading of a
 * criterion, which two owners to set against each other. */
#ifndef REPORT_LISTS_H
#define REPORT_LISTS_H

#include "report/texts.h"

enum { LISTS_MOST = 64, LISTS_READINGS = 8 };

/* A criterion that is met by certain kinds alone does not count. */
typedef struct reading {
    pm_criterion criterion;
    fact_kind_of of;
    pm_str says;      /* "not only a group" */
    uint32_t without; /* bits of kinds */
} reading;

typedef struct report_lists {
    word_list lists[LISTS_MOST];
    size_t list_count;
    pm_str titles[TEXTS_LISTS]; /* "vague verbs" */
    size_t title_count;
    reading readings[LISTS_READINGS];
    size_t reading_count;
    uint32_t ratio_of, ratio_to; /* bits of kinds of owners; 0: none */
    pm_str ratio_names[2];
} report_lists;

/* Kinds get their numbers in `f`. PM_ERR_MEMORY. */
pm_status lists_of(const image_header *image, facts *f, report_lists *out);

#endif
