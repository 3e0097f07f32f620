/* SPDX-License-Identifier: MIT
 * What tests of writers share: a sink that remembers, and texts that may stand in constants. */
#ifndef TESTS_CATCHER_H
#define TESTS_CATCHER_H

#include <string.h>

#include "base/strings.h"

#define TEXT(literal)                                                                              \
    { (literal), sizeof(literal) - 1 } /* STR is no constant */

typedef struct catcher {
    buffer got;
    size_t calls, refuse_from; /* the number of the first call that is refused; 0: none */
} catcher;

static inline int catch_bytes(void *ctx, const char *data, size_t len) {
    catcher *c = ctx;
    c->calls++;
    if (c->refuse_from != 0 && c->calls >= c->refuse_from) {
        return 1;
    }
    buffer_put(&c->got, data, len);
    return 0;
}

static inline bool has_text(pm_str text, const char *part) {
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.data + i, part, len) == 0) {
            return true;
        }
    }
    return false;
}

#endif
