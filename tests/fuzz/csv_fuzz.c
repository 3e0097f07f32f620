/* SPDX-License-Identifier: MIT
 * CSV, in pieces as long as the first byte says. What is read and written again reads the same. */
#include <stdlib.h>

#include "format/csv.h"
#include "tests/fuzz/fuzz.h"

typedef struct pieces {
    pm_str rest;
    size_t most;
} pieces;

static pm_status fill(void *ctx, buffer *out) {
    pieces *p = ctx;
    size_t len = p->rest.len < p->most ? p->rest.len : p->most;
    if (len == 0) {
        return PM_END;
    }
    buffer_put(out, p->rest.data, len);
    p->rest = str_slice(p->rest, len, p->rest.len);
    return out->failed ? PM_ERR_MEMORY : PM_OK;
}

/* Appends each row to `out` as it would be written. */
static void read_all(pm_str text, size_t most, bool guess, buffer *out) {
    pieces p = {text, most};
    csv_reader r;
    csv_row row;
    csv_writer w;
    pm_status status = PM_OK;
    csv_init(&r, &memory_default, fill, &p);
    if (guess) {
        (void)csv_guess(&r);
    } else {
        r.delimiter = ',';
    }
    csv_writer_init(&w, out, ',');
    while (status == PM_OK || status == PM_ERR_ROW) {
        status = csv_next(&r, &row);
        for (size_t i = 0; status == PM_OK && i < row.count; i++) {
            csv_cell(&w, row.field[i]);
        }
        if (status == PM_OK) {
            csv_end_row(&w);
        }
    }
    csv_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) {
        return 0;
    }
    buffer first, second;
    buffer_init(&first, &memory_default);
    buffer_init(&second, &memory_default);
    size_t most = data[0] + (size_t)1;
    read_all((pm_str){(const char *)data + 1, size - 1}, most, true, &first);
    read_all(buffer_view(&first), most, false, &second);
    if (!str_equal(buffer_view(&first), buffer_view(&second))) {
        abort();
    }
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}
