/* SPDX-License-Identifier: MIT
 * A baseline: what is read and written again reads the same. */
#include <stdlib.h>

#include "gate/baseline.h"
#include "tests/fuzz/fuzz.h"

static pm_status read_again(pm_str text, baseline *b) {
    source src = {.name = STR("b"), .text = text};
    reporter report = {.fn = fuzz_hear};
    return baseline_read(b, &src, &memory_default, &report);
}

/* Every entry is found under its own key, among those of its plan. */
static void look_up(const baseline *b) {
    for (size_t i = 0; i < b->count; i++) {
        const baseline_entry *e = &b->entries[i];
        size_t count;
        const baseline_entry *first = baseline_of_plan(b, e->plan, &count);
        if (baseline_find(b, e->plan, e->fingerprint) != e || e < first || e >= first + count) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    baseline b, c;
    if (read_again((pm_str){(const char *)data, size}, &b) == PM_OK) {
        buffer one, two;
        look_up(&b);
        buffer_init(&one, &memory_default);
        buffer_init(&two, &memory_default);
        baseline_write(b.entries, b.count, &one);
        if (read_again(buffer_view(&one), &c) != PM_OK || c.count != b.count) {
            abort();
        }
        baseline_write(c.entries, c.count, &two);
        if (!str_equal(buffer_view(&one), buffer_view(&two))) {
            abort();
        }
        baseline_free(&c);
        buffer_free(&one);
        buffer_free(&two);
    }
    baseline_free(&b);
    return 0;
}
