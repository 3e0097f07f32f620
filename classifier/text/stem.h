/* SPDX-License-Identifier: MIT
 * English stems: the one file that knows libstemmer. */
#ifndef TEXT_STEM_H
#define TEXT_STEM_H

#include "base/strings.h"

/* One per worker; not shared between threads. NULL when memory ends. */
typedef struct stemmer stemmer;
stemmer *stemmer_new(const pm_allocator *a);
void stemmer_free(stemmer *s);

/* The Snowball English stem of a lower-case word; the view lives until the next call. Words with
 * bytes beyond ASCII and words of over 64 bytes are returned as they are. `data` is NULL when memory
 * ends. */
pm_str stemmer_stem(stemmer *s, pm_str word);

#endif
