/* SPDX-License-Identifier: MIT
 * What a pack says of reports beside the words: which kinds make a narrower reading of a criterion,
 * which two owners to set against each other. */
#ifndef REPORT_LISTS_H
#define REPORT_LISTS_H

#include "pack/image.h"
#include "report/facts.h"

enum { LISTS_READINGS = PM_CRITERIA };

/* A criterion that is met by certain kinds alone does not count. */
typedef struct reading {
    pm_criterion criterion;
    fact_kind_of of;
    pm_str says;      /* "not only a group" */
    uint64_t without; /* bits of kinds */
} reading;

/* Texts are the image's. */
typedef struct report_lists {
    reading readings[LISTS_READINGS];
    size_t reading_count;
    bool has_ratio;
    pm_str ratio_says; /* "Mothers and fathers" */
    pm_str ratio_names[2];
    uint64_t ratio_bits[2]; /* of kinds of owners */
} report_lists;

/* Kinds get their numbers in `f`. PM_ERR_MEMORY. */
pm_status lists_of(const image_header *image, facts *f, report_lists *out);

#endif
