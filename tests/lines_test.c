/* SPDX-License-Identifier: MIT
 * Lines of which each is kept once, while the pool grows and memory ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/lines.h"

enum { DIFFERENT = 5000, LINE_BYTES = LINE_WORDS * sizeof(uint64_t) };

static void make_line(uint64_t n, uint64_t line[LINE_WORDS]) {
    memset(line, 0, LINE_BYTES);
    line[n % LINE_WORDS] = n;
}

static void each_is_kept_once(void **state) {
    (void)state;
    line_pool p;
    uint64_t line[LINE_WORDS];
    line_ref refs[DIFFERENT], again;
    lines_init(&p, &memory_default);
    for (size_t n = 0; n < DIFFERENT; n++) {
        make_line(n, line);
        assert_true(lines_add(&p, line, &refs[n]));
        assert_int_equal(refs[n], n * LINE_BYTES);
    }
    assert_int_equal((uintptr_t)p.first % LINE_BYTES, 0);
    for (size_t n = 0; n < DIFFERENT; n++) {
        make_line(n, line);
        assert_memory_equal(p.first + refs[n], line, LINE_BYTES);
        assert_true(lines_add(&p, line, &again));
        assert_int_equal(again, refs[n]);
    }
    lines_clear(&p);
    assert_true(lines_add(&p, line, &again));
    assert_int_equal(again, 0);
    lines_clear(&p);
}

/* Fails when nothing is left of `ctx`, a number of blocks. */
static void *take_block(void *ctx, size_t size) {
    size_t *left = ctx;
    return *left != 0 && (*left)-- != 0 ? malloc(size) : NULL;
}

static void give_back(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void what_was_there_stays_when_memory_ends(void **state) {
    (void)state;
    for (size_t blocks = 0; blocks < 6; blocks++) {
        size_t left = blocks, n = 0;
        pm_allocator few = {take_block, NULL, give_back, &left};
        line_pool p;
        uint64_t line[LINE_WORDS];
        line_ref ref;
        lines_init(&p, &few);
        for (make_line(n, line); n < DIFFERENT && lines_add(&p, line, &ref); make_line(n, line)) {
            n++;
        }
        assert_true(n < DIFFERENT);
        for (size_t k = 0; k < n; k++) {
            make_line(k, line);
            assert_memory_equal(p.first + k * LINE_BYTES, line, LINE_BYTES);
        }
        left = 2;
        make_line(n, line);
        assert_true(lines_add(&p, line, &ref));
        assert_int_equal(ref, n * LINE_BYTES);
        lines_clear(&p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_is_kept_once),
                                       cmocka_unit_test(what_was_there_stays_when_memory_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
