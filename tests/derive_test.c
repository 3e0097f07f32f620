/* SPDX-License-Identifier: MIT
 * Classes that follow from others, beside what asking each test of the pack in turn would say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/handles.h"
#include "engine/derive.h"

enum { MOST_WORDS = 256, SETS = 3000 };

static bool has(const uint64_t *bits, size_t n) {
    return bits[n / 64] >> (n % 64) & 1;
}

static void put(uint64_t *bits, size_t n) {
    bits[n / 64] |= UINT64_C(1) << (n % 64);
}

static bool passes(const uint64_t *bits, const image_test *t) {
    while (has(bits, t->cls) != t->negated && !t->last) {
        t++;
    }
    return has(bits, t->cls) != t->negated;
}

static void plainly(const image_header *h, uint64_t *bits) {
    const image_tested *tested = IMAGE_ARRAY(h, image_tested, IMAGE_TESTED);
    const image_test *tests = IMAGE_ARRAY(h, image_test, IMAGE_TESTS);
    const image_class *classes = IMAGE_ARRAY(h, image_class, IMAGE_CLASSES);
    const uint16_t *unions = IMAGE_ARRAY(h, uint16_t, IMAGE_UNIONS);
    for (size_t i = 0; i < h->section_count[IMAGE_TESTED]; i++) {
        if (passes(bits, tests + tested[i].first)) {
            put(bits, tested[i].cls);
        }
    }
    for (size_t c = 0; c < h->section_count[IMAGE_CLASSES]; c++) {
        for (size_t i = 0; has(bits, c) && i < classes[c].union_count; i++) {
            put(bits, unions[classes[c].unions + i]);
        }
    }
}

/* Classes that no test decides and no union is. */
static void find_plain(const image_header *h, uint64_t *plain) {
    const image_tested *tested = IMAGE_ARRAY(h, image_tested, IMAGE_TESTED);
    const uint16_t *unions = IMAGE_ARRAY(h, uint16_t, IMAGE_UNIONS);
    uint64_t derived[MOST_WORDS] = {0};
    for (size_t i = 0; i < h->section_count[IMAGE_TESTED]; i++) {
        put(derived, tested[i].cls);
    }
    for (size_t i = 0; i < h->section_count[IMAGE_UNIONS]; i++) {
        put(derived, unions[i]);
    }
    for (size_t c = 0; c < h->section_count[IMAGE_CLASSES]; c++) {
        if (!has(derived, c)) {
            put(plain, c);
        }
    }
}

static uint64_t seed = 20261122;

static size_t draw(size_t below) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % below;
}

/* Every other set is a word's; tests look at the first classes more than at the last ones. */
static void draw_set(const image_header *h, const uint64_t *plain, int i, uint64_t *bits) {
    size_t classes = h->section_count[IMAGE_CLASSES], count = draw(i % 3 == 0 ? 400 : 30);
    for (size_t k = 0; k < count; k++) {
        size_t c = draw(draw(classes) + 1);
        if (has(plain, c)) {
            put(bits, c);
        }
    }
    if (i % 2 == 0) {
        put(bits, KIND_ANY);
        put(bits, KIND_WORD);
    }
}

static void as_if_each_test_were_asked(void **state) {
    pm_pack *pack;
    derive d;
    size_t told = 0;
    uint64_t plain[MOST_WORDS] = {0};
    (void)state;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_true(pack->image->section_count[IMAGE_CLASSES] < 64 * MOST_WORDS);
    assert_int_equal(derive_init(&d, pack->image, &memory_default), PM_OK);
    find_plain(pack->image, plain);
    for (int i = 0; i < SETS; i++) {
        uint64_t a[MOST_WORDS] = {0}, b[MOST_WORDS];
        draw_set(pack->image, plain, i, a);
        memcpy(b, a, sizeof b);
        derive_classes(&d, a);
        plainly(pack->image, b);
        assert_memory_equal(a, b, sizeof a);
        for (size_t w = 0; w < MOST_WORDS; w++) {
            told += (size_t)__builtin_popcountll(a[w]);
        }
    }
    assert_true(told > SETS);
    derive_free(&d);
    pm_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_if_each_test_were_asked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
