/* SPDX-License-Identifier: MIT
 * An action that comes again has the mark that it would have if it came for the first time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/handles.h"
#include "base/strings.h"
#include "planmark.h"

typedef struct fixture {
    pm_pack *pack;
    pm_scorer *scorer;
} fixture;

static void assert_text(pm_str a, pm_str b) {
    assert_int_equal(a.len, b.len);
    assert_true(str_equal(a, b));
}

static void assert_piece(const pm_evidence *a, const pm_evidence *b) {
    assert_int_equal(a->criterion, b->criterion);
    assert_int_equal(a->says, b->says);
    assert_int_equal(a->strength, b->strength);
    assert_int_equal(a->column, b->column);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->decided, b->decided);
    assert_int_equal(a->cancelled_by, b->cancelled_by);
    assert_text(a->rule, b->rule);
    assert_text(a->kind, b->kind);
    assert_text(a->why, b->why);
    assert_text(a->hint, b->hint);
    assert_int_equal(a->capture_count, b->capture_count);
    for (size_t i = 0; i < a->capture_count; i++) {
        assert_text(a->capture[i].name, b->capture[i].name);
        assert_int_equal(a->capture[i].start, b->capture[i].start);
        assert_int_equal(a->capture[i].end, b->capture[i].end);
    }
}

static void assert_mark(const pm_mark *a, const pm_mark *b) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        const pm_verdict *x = &a->verdict[c], *y = &b->verdict[c];
        assert_int_equal(x->met, y->met);
        assert_int_equal(x->unsure, y->unsure);
        assert_memory_equal(&x->confidence, &y->confidence, sizeof x->confidence);
        assert_int_equal(x->basis, y->basis);
        assert_int_equal(x->decided_by, y->decided_by);
        assert_int_equal(x->link, y->link);
        assert_text(x->hint, y->hint);
    }
    assert_int_equal(a->score, b->score);
    assert_int_equal(a->high_quality, b->high_quality);
    assert_text(a->unsure, b->unsure);
    assert_text(a->owner_kind, b->owner_kind);
    assert_text(a->timeframe_kind, b->timeframe_kind);
    assert_int_equal(a->truncated, b->truncated);
    assert_int_equal(a->evidence_count, b->evidence_count);
    for (size_t i = 0; i < a->evidence_count; i++) {
        assert_piece(&a->evidence[i], &b->evidence[i]);
    }
}

static int open_pack(void **state) {
    static fixture f;
    *state = &f;
    return pm_pack_default(NULL, &f.pack) != PM_OK ||
           pm_scorer_new(NULL, f.pack, &f.scorer) != PM_OK;
}

static int close_pack(void **state) {
    fixture *f = *state;
    pm_scorer_free(f->scorer);
    pm_pack_free(f->pack);
    return 0;
}

/* Two scorers, of which one knows nothing, agree. */
static void assert_as_new(const fixture *f, const pm_action *action, pm_evidence_level level) {
    pm_scorer *fresh;
    const pm_mark *a, *b;
    assert_int_equal(pm_scorer_new(NULL, f->pack, &fresh), PM_OK);
    assert_int_equal(pm_scorer_show(fresh, level), PM_OK);
    assert_int_equal(pm_score(f->scorer, action, &a), PM_OK);
    assert_int_equal(pm_score(fresh, action, &b), PM_OK);
    assert_mark(a, b);
    pm_scorer_free(fresh);
}

/* An action is kept when it comes the second time. */
static void assert_as_new_when_kept(const fixture *f, const pm_action *action) {
    enum { NOTED, KEPT, FOUND, TIMES };
    for (int i = NOTED; i < TIMES; i++) {
        assert_as_new(f, action, PM_EVIDENCE_ALL);
    }
}

static void the_same_again_at_every_level(void **state) {
    const pm_action actions[] = {
        {{STR("Social worker to visit the family every week"), STR("SW"), STR(""), STR("")}},
        {{STR("Mum to be referred to CAMHS by 3 May 2024"), STR(""), STR("ASAP"), STR("")}},
        {{STR("Dad and Nan to complete all eight sessions"), STR("Dad"), STR("July"), STR("8")}},
        {{STR("Housing"), STR(""), STR(""), STR("")}},
        {{STR(""), STR(""), STR(""), STR("")}},
    };
    const fixture *f = *state;
    for (int level = PM_EVIDENCE_NONE; level <= PM_EVIDENCE_ALL; level++) {
        assert_int_equal(pm_scorer_show(f->scorer, (pm_evidence_level)level), PM_OK);
        for (int round = 0; round < 4; round++) {
            for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
                assert_as_new(f, &actions[i], (pm_evidence_level)level);
            }
        }
    }
}

static void the_same_words_in_another_cell_are_another_action(void **state) {
    const fixture *f = *state;
    pm_action one = {{STR("SW to visit weekly"), STR("SW"), STR(""), STR("")}};
    pm_action two = {{STR("SW to visit weekly"), STR(""), STR("SW"), STR("")}};
    pm_action three = {{STR("SW to visit weeklySW"), STR(""), STR(""), STR("")}};
    assert_as_new_when_kept(f, &one);
    assert_as_new_when_kept(f, &two);
    assert_as_new_when_kept(f, &three);
    assert_as_new(f, &one, PM_EVIDENCE_ALL);
}

static void the_callers_cell_may_change(void **state) {
    const fixture *f = *state;
    char words[] = "School to ring Mum every Friday";
    pm_action action = {{{words, sizeof words - 1}, STR(""), STR(""), STR("")}};
    assert_as_new_when_kept(f, &action);
    memcpy(words + sizeof words - 1 - 6, "Monday", 6);
    assert_as_new_when_kept(f, &action);
    memset(words, 'x', sizeof words - 1);
    assert_as_new(f, &action, PM_EVIDENCE_ALL);
}

static void long_cells_are_not_kept(void **state) {
    enum { LONG = 5000 };
    static char words[LONG];
    const fixture *f = *state;
    recall r;
    lookup_bits key;
    memset(words, 'a', sizeof words);
    pm_action action = {{STR("Mum"), {words, sizeof words}, STR(""), STR("")}};
    recall_init(&r, &memory_default);
    assert_false(recall_key_of(&r, &action, PM_EVIDENCE_ALL, &key));
    recall_free(&r);
    assert_as_new_when_kept(f, &action);
}

/* More than it has room for: what it knows stays right, and how much that is stays bounded. */
static void it_forgets_and_goes_on(void **state) {
    enum { MANY = 20000, BOUND = 4096 };
    recall r;
    size_t most = 0;
    (void)state;
    recall_init(&r, &memory_default);
    for (int i = 0; i < MANY; i++) {
        char words[64];
        size_t len = (size_t)snprintf(words, sizeof words, "Visit number %d", i);
        pm_action action = {{{words, len}, STR(""), STR(""), STR("")}};
        pm_mark mark = {.score = i % 6, .owner_kind = {words, len}};
        lookup_bits key, other;
        recall_note note;
        assert_true(recall_key_of(&r, &action, PM_EVIDENCE_NONE, &key));
        assert_true(recall_key_of(&r, &action, PM_EVIDENCE_ALL, &other));
        assert_null(recall_find(&r, &key, NULL));
        assert_int_equal(recall_keep(&r, &key, &mark, (recall_note){&i, sizeof i}), PM_OK);
        assert_null(recall_find(&r, &other, NULL));
        const pm_mark *known = recall_find(&r, &key, &note);
        assert_non_null(known);
        assert_int_equal(known->score, i % 6);
        assert_ptr_not_equal(known->owner_kind.data, words);
        assert_text(known->owner_kind, mark.owner_kind);
        assert_int_equal(note.size, sizeof i);
        assert_ptr_not_equal(note.data, &i);
        assert_memory_equal(note.data, &i, sizeof i);
        most = r.count > most ? r.count : most;
    }
    assert_true(most <= BOUND);
    recall_free(&r);
}

static void *refuse(void *ctx, size_t size) {
    (void)ctx, (void)size;
    return NULL;
}

static void *refuse_more(void *ctx, void *p, size_t old_size, size_t new_size) {
    (void)p, (void)old_size;
    return refuse(ctx, new_size);
}

static void release_nothing(void *ctx, void *p) {
    (void)ctx;
    assert_null(p);
}

static void without_memory_nothing_is_kept(void **state) {
    const pm_allocator none = {refuse, refuse_more, release_nothing, NULL};
    pm_action action = {{STR("Mum to ring school"), STR(""), STR(""), STR("")}};
    pm_mark mark = {.score = 3};
    recall r;
    lookup_bits key;
    bool met;
    (void)state;
    recall_init(&r, &none);
    assert_true(recall_key_of(&r, &action, PM_EVIDENCE_ALL, &key));
    assert_int_equal(recall_met(&r, &key, &met), PM_ERR_MEMORY);
    assert_int_equal(recall_keep(&r, &key, &mark, (recall_note){NULL, 0}), PM_ERR_MEMORY);
    assert_null(recall_find(&r, &key, NULL));
    recall_free(&r);
}

/* Memory that can be looked through: nothing of it is given back. */
enum { POOL = 1 << 20 };
static char pool[POOL];
static size_t pool_used;

static void *from_pool(void *ctx, size_t size) {
    (void)ctx;
    size_t at = (pool_used + 15) / 16 * 16;
    assert_true(size <= POOL - at);
    pool_used = at + size;
    return pool + at;
}

static void *more_from_pool(void *ctx, void *p, size_t old_size, size_t new_size) {
    return memcpy(from_pool(ctx, new_size), p, old_size < new_size ? old_size : new_size);
}

static void leave_in_pool(void *ctx, void *p) {
    (void)ctx, (void)p;
}

static void no_text_is_kept(void **state) {
    static const char secret[] = "Zebedee";
    const pm_allocator all_seen = {from_pool, more_from_pool, leave_in_pool, NULL};
    const fixture *f = *state;
    pm_action action = {{STR("Zebedee to ring Zebedee every Friday"), STR("Zebedee"), STR(""),
                         STR("Zebedee has rung")}};
    const pm_mark *mark;
    recall r;
    lookup_bits key;
    assert_int_equal(pm_scorer_show(f->scorer, PM_EVIDENCE_ALL), PM_OK);
    assert_int_equal(pm_score(f->scorer, &action, &mark), PM_OK);
    assert_true(mark->evidence_count > 0);
    recall_init(&r, &all_seen);
    assert_true(recall_key_of(&r, &action, PM_EVIDENCE_ALL, &key));
    assert_int_equal(recall_keep(&r, &key, mark, (recall_note){NULL, 0}), PM_OK);
    assert_mark(mark, recall_find(&r, &key, NULL));
    assert_true(pool_used > 0);
    for (size_t i = 0; i + sizeof secret <= pool_used; i++) {
        assert_memory_not_equal(pool + i, secret, sizeof secret - 1);
    }
    recall_free(&r);
}

/* Each part counts, and where it ends; so does the number. */
static void long_hashes_tell_parts_apart(void **state) {
    enum { PARTS = 2, KEYS = 7 };
    const pm_str keys[KEYS][PARTS] = {{STR("ab"), STR("")},
                                      {STR("a"), STR("b")},
                                      {STR(""), STR("ab")},
                                      {STR("ab\0"), STR("")},
                                      {STR("ba"), STR("")},
                                      {STR(""), STR("")},
                                      {STR("12345678"), STR("12345678")}};
    lookup l;
    lookup_bits known[2 * KEYS];
    (void)state;
    lookup_init(&l, &memory_default);
    for (size_t i = 0; i < 2 * KEYS; i++) {
        known[i] = lookup_hash_long(&l, i / KEYS, keys[i % KEYS], PARTS);
        lookup_bits again = lookup_hash_long(&l, i / KEYS, keys[i % KEYS], PARTS);
        assert_memory_equal(&known[i], &again, sizeof again);
        for (size_t j = 0; j < i; j++) {
            assert_true(known[i].half[0] != known[j].half[0]);
            assert_true(known[i].half[1] != known[j].half[1]);
        }
    }
    lookup_free(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_again_at_every_level),
        cmocka_unit_test(the_same_words_in_another_cell_are_another_action),
        cmocka_unit_test(the_callers_cell_may_change),
        cmocka_unit_test(long_cells_are_not_kept),
        cmocka_unit_test(it_forgets_and_goes_on),
        cmocka_unit_test(without_memory_nothing_is_kept),
        cmocka_unit_test(no_text_is_kept),
        cmocka_unit_test(long_hashes_tell_parts_apart),
    };
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
