/* SPDX-License-Identifier: MIT
 * Which of two things is which, in 64 bits. Not for secrets. */
#ifndef CLI_HASH_H
#define CLI_HASH_H

#include <stdint.h>

#include "planmark/types.h"

#define HASH_BEGIN UINT64_C(14695981039346656037) /* FNV-1a */

static inline uint64_t hash_text(uint64_t hash, pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        hash = (hash ^ (unsigned char)s.data[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

/* With an end, so that "ab" "c" is not "a" "bc". */
static inline uint64_t hash_word(uint64_t hash, pm_str s) {
    return (hash_text(hash, s) ^ 0xFF) * UINT64_C(1099511628211); /* no byte of UTF-8 */
}

#endif
