/* SPDX-License-Identifier: MIT
 * Kept texts: found under the bytes they were kept under, and under no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/ready.h"

static pm_str view(const ready_text *t) {
    return t != NULL ? (pm_str){t->bytes + t->at, t->len} : STR("not kept");
}

static void bytes_count_and_not_their_address(void **state) {
    ready r;
    char name[] = "owner.who-agent-and-more";
    pm_str key = {name, sizeof name - 1}, copy = STR("owner.who-agent-and-more");
    (void)state;
    ready_init(&r, &memory_default);
    ready_keep(&r, 1, key, STR("mother"), STR("a text"));
    assert_true(str_equal(view(ready_find(&r, 1, copy, STR("mother"))), STR("a text")));
    for (size_t i = 0; i < key.len; i++) { /* another string at the same address */
        name[i] ^= 1;
        assert_null(ready_find(&r, 1, key, STR("mother")));
        name[i] ^= 1;
    }
    assert_null(ready_find(&r, 2, key, STR("mother")));
    assert_null(ready_find(&r, 1, key, STR("father")));
    assert_null(ready_find(&r, 1, key, STR("mothe")));
    assert_null(ready_find(&r, 1, STR("owner.who-agent-and-moremother"), STR("")));
    ready_free(&r);
}

/* Lengths on both sides of a block and of two; nothing beyond a key is read. */
static void keys_of_every_length(void **state) {
    (void)state;
    for (size_t len = 0; len < 70; len++) {
        ready r;
        char *name = malloc(len + 1);
        char *key = malloc(len != 0 ? len : 1);
        assert_true(name != NULL && key != NULL);
        memset(key, 'k', len);
        ready_init(&r, &memory_default);
        ready_keep(&r, 3, (pm_str){key, len}, (pm_str){key, len / 2}, STR("text"));
        assert_non_null(ready_find(&r, 3, (pm_str){key, len}, (pm_str){key, len / 2}));
        for (size_t i = 0; i < len; i++) {
            memset(name, 'k', len);
            name[i] = 'x';
            assert_null(ready_find(&r, 3, (pm_str){name, len}, (pm_str){key, len / 2}));
        }
        free(name);
        free(key);
        ready_free(&r);
    }
}

static void more_than_fit_are_forgotten_together(void **state) {
    ready r;
    (void)state;
    ready_init(&r, &memory_default);
    for (unsigned n = 0; n < 3 * READY_TEXTS; n++) {
        char name[32];
        pm_str key = {name, (size_t)snprintf(name, sizeof name, "%u a long common end", n)};
        assert_null(ready_find(&r, 0, key, STR("")));
        ready_keep(&r, 0, key, STR(""), key);
        assert_true(str_equal(view(ready_find(&r, 0, key, STR(""))), key));
        assert_true(r.count <= READY_TEXTS);
    }
    assert_null(ready_find(&r, 0, STR("0 a long common end"), STR("")));
    ready_free(&r);
}

static void long_ones_are_not_kept(void **state) {
    static char big[READY_LONGEST + 1];
    pm_str longest = {big, READY_LONGEST}, longer = {big, READY_LONGEST + 1};
    ready r;
    (void)state;
    ready_init(&r, &memory_default);
    ready_keep(&r, 0, longer, STR(""), STR("text"));
    ready_keep(&r, 0, STR(""), longer, STR("text"));
    ready_keep(&r, 0, STR("key"), STR(""), longer);
    assert_int_equal(r.count, 0);
    assert_null(ready_find(&r, 0, longer, STR("")));
    ready_keep(&r, 0, longest, longest, longest);
    assert_int_equal(view(ready_find(&r, 0, longest, longest)).len, READY_LONGEST);
    ready_free(&r);
}

/* Lengths that, put together, look like those of a short key. */
static void a_huge_key_is_taken_for_no_other(void **state) {
    size_t huge = (size_t)1 << 24;
    char *zeros = calloc(huge + 8, 1);
    ready r;
    (void)state;
    assert_non_null(zeros);
    ready_init(&r, &memory_default);
    ready_keep(&r, 0, (pm_str){zeros, 8}, (pm_str){zeros, 1}, STR("text"));
    assert_non_null(ready_find(&r, 0, (pm_str){zeros, 8}, (pm_str){zeros, 1}));
    assert_null(ready_find(&r, 0, (pm_str){zeros, huge + 8}, (pm_str){zeros, 0}));
    assert_null(ready_find(&r, 0, (pm_str){zeros, 8}, (pm_str){zeros, huge + 1}));
    ready_free(&r);
    free(zeros);
}

static void texts_of_every_length_are_copied(void **state) {
    enum { LONGEST = 3 * READY_BLOCK };
    char text[LONGEST];
    ready r;
    (void)state;
    ready_init(&r, &memory_default);
    for (size_t len = 0; len < LONGEST; len++) {
        pm_str key = {text, len};
        size_t room = len > READY_BLOCK ? len : READY_BLOCK;
        char *to = malloc(room);
        memset(text, 'a' + (int)(len % 26), LONGEST);
        ready_keep(&r, 0, key, STR(""), key);
        const ready_text *t = ready_find(&r, 0, key, STR(""));
        assert_true(to != NULL && t != NULL);
        assert_ptr_equal(ready_put(to, t), to + len);
        assert_memory_equal(to, text, len);
        free(to);
    }
    ready_free(&r);
}

static void *no_alloc(void *ctx, size_t size) {
    (void)ctx;
    (void)size;
    return NULL;
}

static void *no_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    (void)p;
    (void)old_size;
    return no_alloc(ctx, new_size);
}

static void no_release(void *ctx, void *p) {
    (void)ctx;
    (void)p;
}

static void without_memory_nothing_is_kept(void **state) {
    static const pm_allocator none = {no_alloc, no_resize, no_release, NULL};
    ready r;
    (void)state;
    ready_init(&r, &none);
    ready_keep(&r, 0, STR("key"), STR(""), STR("text"));
    assert_null(ready_find(&r, 0, STR("key"), STR("")));
    ready_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_count_and_not_their_address),
        cmocka_unit_test(keys_of_every_length),
        cmocka_unit_test(more_than_fit_are_forgotten_together),
        cmocka_unit_test(long_ones_are_not_kept),
        cmocka_unit_test(a_huge_key_is_taken_for_no_other),
        cmocka_unit_test(texts_of_every_length_are_copied),
        cmocka_unit_test(without_memory_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
