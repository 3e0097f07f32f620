/* SPDX-License-Identifier: MIT
 * From a checked pack to its image. */
#ifndef PACK_COMPILE_H
#define PACK_COMPILE_H

#include "pack/image.h"

/* Compiles `def` into one block of `allocator`'s memory (*size bytes), to be freed by the caller.
 * `wordnet` is a table of pack/wordnet.h or empty. Faults that only show now (unknown lists and
 * names, regexes that PCRE2 refuses, patterns too long, rules that can never match) are told;
 * PM_ERR_PACK. Also PM_ERR_MEMORY. */
pm_status pack_compile(pack_def *def, pm_str wordnet, const pm_allocator *allocator,
                       image_header **out, size_t *size);

#endif
