/* SPDX-License-Identifier: MIT
 * The WordNet table from a WordNet 3.0 dictionary folder (index.*, data.*, *.exc, cntlist.rev). */
#ifndef TOOLS_WORDNET_BUILD_H
#define TOOLS_WORDNET_BUILD_H

#include "pack/wordnet_table.h"

typedef struct wordnet_counts {
    size_t words, exceptions;           /* entries: lemmas, and irregular forms that are no lemma */
    size_t of_class[WORDNET_CLASS_END]; /* lemmas of each class */
    size_t buckets, longest_bucket;     /* bytes of the longest */
    pm_str file;                        /* the file at fault, when the status is not PM_OK */
    const char *reason;                 /* static; NULL when there is nothing to say */
} wordnet_counts;

/* Appends the table to *out. The same folder gives the same bytes. PM_ERR_IO and PM_ERR_INPUT (see
 * `file` and `reason`), PM_ERR_MEMORY. */
pm_status wordnet_build(const char *folder, buffer *out, wordnet_counts *counts);

#endif
