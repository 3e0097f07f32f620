/* SPDX-License-Identifier: MIT
 * Keeps true: a text that was read without fault has tokens in order, none overlapping, all inside
 * `norm`, and every norm offset has an original. */
#include "text/text.h"

#include "text/normalise.h"
#include "text/tokenizer.h"

pm_status text_read(pm_str cell, arena *memory, text *out) {
    *out = (text){0};
    if (cell.len > PM_LIMIT_CELL) {
        return PM_ERR_LIMIT;
    }
    pm_status status = normalise(cell, memory, out);
    return status == PM_OK ? tokenize(out, memory) : status;
}

pm_str text_form(const text *t, size_t i) {
    const token *k = &t->tokens[i];
    return (pm_str){t->fold.data + k->start, k->end - k->start};
}

size_t text_original(const text *t, size_t at) {
    return t->map != NULL ? t->map[at] : at;
}
