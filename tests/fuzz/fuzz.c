/* SPDX-License-Identifier: MIT
 * Keeps true: whatever is handed out is read once, so that a view of freed memory is found. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

void fuzz_bytes(pm_str s) {
    static volatile unsigned char sum;
    for (size_t i = 0; i < s.len; i++) {
        sum = (unsigned char)(sum + (unsigned char)s.data[i]);
    }
}

void fuzz_hear(void *ctx, const pm_diagnostic *d) {
    (void)ctx;
    fuzz_bytes(d->file);
    fuzz_bytes(d->message);
    fuzz_bytes(d->excerpt);
}

void fuzz_row(const pm_row *row) {
    const pm_str own[] = {row->plan_id, row->authority, row->action_no, row->plan_date,
                          row->source};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        fuzz_bytes(own[i]);
    }
    for (int i = 0; i < PM_COLUMNS; i++) {
        fuzz_bytes(row->action.cell[i]);
    }
    for (size_t i = 0; i < row->extra_count; i++) {
        fuzz_bytes(row->extra[i].name);
        fuzz_bytes(row->extra[i].value);
    }
}

pm_str fuzz_piece(pm_str *rest) {
    const char *end = rest->len != 0 ? memchr(rest->data, '\f', rest->len) : NULL;
    pm_str piece = {rest->data, end != NULL ? (size_t)(end - rest->data) : rest->len};
    size_t gone = piece.len + (end != NULL);
    *rest = (pm_str){gone != 0 ? rest->data + gone : rest->data, rest->len - gone};
    return piece;
}
