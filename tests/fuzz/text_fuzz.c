/* SPDX-License-Identifier: MIT
 * A cell to tokens: they stand in order, inside the text, and lead back to the cell's bytes. */
#include <stdlib.h>

#include "text/text.h"
#include "tests/fuzz/fuzz.h"

static void check(const text *t, size_t cell) {
    size_t end = 0, before = 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t start = text_original(t, t->tokens[i].start);
        if (t->tokens[i].start < end || t->tokens[i].end <= t->tokens[i].start ||
            t->tokens[i].end > t->norm.len || start < before ||
            text_original(t, t->tokens[i].end) > cell) {
            abort();
        }
        end = t->tokens[i].end;
        before = start;
        (void)text_form(t, i);
    }
    if (t->first > t->last || t->last > t->count || t->fold.len != t->norm.len) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena memory;
    text t;
    arena_init(&memory, &memory_default);
    if (text_read((pm_str){(const char *)data, size}, &memory, &t) == PM_OK) {
        check(&t, size);
    }
    arena_free(&memory);
    return 0;
}
