/* SPDX-License-Identifier: MIT
 * Sets that are alike: likeness by hand, leaders in their order, how many pairs are found, sets
 * that want to make it slow or wrong, memory that ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stats/similar.h"
#include "tests/small_pack.h"

enum { SETS = 2048, ITEMS = 131072 };

/* Sets under construction. */
typedef struct built {
    uint32_t items[ITEMS], leader[SETS];
    size_t begin[SETS + 1];
    similar_sets sets;
} built;

static built b;

static void clear(void) {
    b.sets = (similar_sets){b.items, b.begin, 0};
    b.begin[0] = 0;
}

static int by_size(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, c = *(const uint32_t *)y;
    return (a > c) - (a < c);
}

static void add(const uint32_t *items, size_t count) {
    size_t at = b.begin[b.sets.count];
    assert_true(b.sets.count < SETS && at + count <= ITEMS);
    if (count != 0) {
        memcpy(b.items + at, items, count * sizeof *items);
        qsort(b.items + at, count, sizeof *items, by_size);
    }
    b.begin[++b.sets.count] = at + count;
}

static void group(double least, size_t least_items) {
    assert_int_equal(similar_group(&b.sets, least, least_items, &memory_default, b.leader), PM_OK);
}

static uint64_t random_state;
static uint32_t drawn(void) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 32);
}

static void likeness_is_the_share_of_what_either_has(void **state) {
    (void)state;
    clear();
    add((uint32_t[]){1, 2, 3, 4}, 4);
    add((uint32_t[]){2, 3, 4, 5}, 4);
    add((uint32_t[]){9}, 1);
    add(NULL, 0);
    add(NULL, 0);
    assert_true(similar_likeness(&b.sets, 0, 1) == 0.6);
    assert_true(similar_likeness(&b.sets, 1, 0) == 0.6);
    assert_true(similar_likeness(&b.sets, 0, 0) == 1.0);
    assert_true(similar_likeness(&b.sets, 0, 2) == 0.0);
    assert_true(similar_likeness(&b.sets, 3, 0) == 0.0);
    assert_true(similar_likeness(&b.sets, 3, 4) == 0.0);
}

static void sets_follow_whom_they_are_most_like(void **state) {
    (void)state;
    uint32_t items[12];
    for (size_t i = 0; i < 12; i++) {
        items[i] = drawn();
    }
    clear();
    add(items, 10);     /* leads */
    add(items, 8);      /* .8 like the first: leads, asked for .85 */
    add(items, 9);      /* .9 like the first, 8/9 like the second */
    add(items + 2, 10); /* 8/12 like the first */
    add(items, 10);
    add(items, 2); /* too few */
    add(items, 2);
    add(NULL, 0);
    add(NULL, 0);
    group(0.85, 3);
    const uint32_t wanted[] = {0, 1, 0, 3, 0, 5, 6, 7, 8};
    assert_memory_equal(b.leader, wanted, sizeof wanted);
    group(0.85, 0); /* none is too few but those without items */
    assert_int_equal(b.leader[6], 5);
    assert_int_equal(b.leader[8], 8);
    clear();
    group(0.8, 3); /* nothing at all */
}

static void likeness_does_not_creep(void **state) {
    (void)state;
    uint32_t items[64];
    for (size_t i = 0; i < 64; i++) {
        items[i] = drawn();
    }
    clear();
    for (size_t i = 0; i + 20 <= 64; i++) { /* each is .9 like the next */
        add(items + i, 20);
    }
    group(0.8, 4);
    for (size_t i = 0; i < b.sets.count; i++) {
        size_t to = b.leader[i];
        assert_true(to <= i && b.leader[to] == to);
        assert_true(similar_likeness(&b.sets, i, to) >= 0.8);
    }
}

/* A pair of sets of which `same` of `of` items are shared; how often it is found among so many. */
static double found(size_t same, size_t of, size_t sets) {
    size_t hits = 0, pairs = 0;
    for (unsigned round = 0; round < 20; round++) {
        clear();
        while (b.sets.count + 2 <= sets) {
            uint32_t x[40], y[40];
            size_t own = of - same, half = own / 2;
            for (size_t i = 0; i < same; i++) {
                x[i] = y[i] = drawn();
            }
            for (size_t i = 0; i < half; i++) {
                x[same + i] = drawn();
            }
            for (size_t i = 0; i < own - half; i++) {
                y[same + i] = drawn();
            }
            add(x, same + half);
            add(y, same + own - half);
        }
        group((double)same / (double)of, 1);
        for (size_t i = 0; i < b.sets.count; i += 2) {
            pairs++;
            hits += b.leader[i + 1] == i;
        }
    }
    return (double)hits / (double)pairs;
}

/* As the report asks: four fifths shared, of four items and more. */
static void no_pair_is_missed(void **state) {
    (void)state;
    random_state = 3;
    for (size_t k = 1; k <= 8; k++) {
        assert_true(found(4 * k, 5 * k, SETS / 2) == 1.0);
    }
    assert_true(found(18, 20, SETS / 2) == 1.0);
    assert_true(found(20, 20, SETS / 2) == 1.0);
    assert_true(found(32, 40, SETS) == 1.0); /* more keys than are counted at once */
}

static bool has_a_leader(size_t set) {
    bool any = false;
    for (size_t i = 0; i < set && !any; i++) {
        any = b.leader[i] == i && similar_likeness(&b.sets, i, set) >= 0.8;
    }
    return any;
}

/* Few different words make many sets that are half alike, and crowd the keys. */
static void few_are_missed_in_a_crowd(void **state) {
    (void)state;
    size_t like = 0, missed = 0;
    random_state = 9;
    clear();
    while (b.sets.count < SETS) {
        bool has[16] = {false};
        uint32_t x[12];
        size_t count = 0;
        while (count < 6 + b.sets.count % 5) {
            uint32_t word = drawn() % 16;
            if (!has[word]) {
                has[word] = true;
                x[count++] = (word + 1) * 2654435761u;
            }
        }
        add(x, count);
    }
    group(0.8, 4);
    for (size_t i = 0; i < SETS; i++) {
        bool leads = b.leader[i] == i, could = has_a_leader(i);
        assert_true(leads || could);
        like += could;
        missed += leads && could;
    }
    assert_true(like > 200 && missed * 50 < like);
}

/* The first of the leaders before a set that it is most like. */
static size_t compared_with_each(size_t set) {
    size_t best = set;
    double most = 0.8;
    for (size_t i = 0; i < set; i++) {
        double like = similar_likeness(&b.sets, i, set);
        if (b.leader[i] == i && (like > most || (like == most && best == set))) {
            best = i;
            most = like;
        }
    }
    return best;
}

/* Sets of up to 80 items, so that keys are of pairs of parts and of single ones, each like some
 * others but nowhere in a crowd. */
static void groups_are_those_of_comparing_each_with_each(void **state) {
    (void)state;
    size_t followers = 0;
    random_state = 11;
    clear();
    while (b.sets.count < 1200) {
        uint32_t x[80], base = drawn() % 200;
        size_t count = 4 + base % 77;
        for (uint32_t k = 0; k < count; k++) {
            x[k] = (base * 100 + k + 1) * 2654435761u + (drawn() % 11 == 0 ? drawn() : 0);
        }
        qsort(x, count, sizeof *x, by_size);
        size_t kept = 1;
        for (size_t k = 1; k < count; k++) {
            x[kept] = x[k];
            kept += x[k] != x[kept - 1];
        }
        if (b.begin[b.sets.count] + kept > ITEMS) {
            break;
        }
        add(x, kept);
    }
    group(0.8, 4);
    for (size_t i = 0; i < b.sets.count; i++) {
        assert_int_equal(b.leader[i], compared_with_each(i));
        followers += b.leader[i] != i;
    }
    assert_true(followers > 100 && followers < b.sets.count / 2);
}

static void the_same_sets_give_the_same_groups(void **state) {
    (void)state;
    static uint32_t first[SETS];
    random_state = 5;
    clear();
    for (size_t i = 0; i < 500; i++) {
        uint32_t x[12], base = (uint32_t)(i % 40) * 1000003u;
        for (size_t k = 0; k < 12; k++) {
            x[k] = (base + (uint32_t)k + 1) * 2654435761u + (drawn() % 12 == 0 ? drawn() : 0);
        }
        qsort(x, 12, sizeof *x, by_size);
        size_t count = 1;
        for (size_t k = 1; k < 12; k++) {
            x[count] = x[k];
            count += x[k] != x[count - 1];
        }
        add(x, count);
    }
    group(0.8, 4);
    memcpy(first, b.leader, sizeof first);
    group(0.8, 4);
    assert_memory_equal(first, b.leader, 500 * sizeof *first);
}

/* `leaders` sets of five items that have four in common, .67 alike, behind others that are alike
 * none; then for each a set that has one item more, .83 like it. It shares one key with it, that of
 * the two parts in which the four are, and so do all the others. */
static void add_crowd(size_t others, uint32_t leaders) {
    for (size_t i = 0; i < others; i++) {
        add((uint32_t[]){drawn(), drawn(), drawn(), drawn(), drawn()}, 5);
    }
    uint32_t third = UINT32_MAX / 3, common = drawn() % (third / 2);
    for (uint32_t i = 0; i < 2 * leaders; i++) {
        uint32_t own = 2 * third + 1000 * (1 + i % leaders);
        add((uint32_t[]){common, common + 1, third + 9 + common, third + 10 + common, own, own + 1},
            i < leaders ? 5 : 6);
    }
}

/* Neither a free slot behind the last one nor keys of others that lie there count. */
static void a_key_keeps_its_first_leaders(void **state) {
    (void)state;
    enum { LEADERS = SIMILAR_CHAIN + 5 };
    random_state = 21;
    for (size_t others = 0; others < SETS / 2; others = 2 * others + 7) {
        clear();
        add_crowd(others, LEADERS);
        group(0.8, 4);
        for (size_t i = 0; i < LEADERS; i++) {
            size_t leads = others + i, follows = leads + LEADERS;
            assert_int_equal(b.leader[leads], leads);
            assert_int_equal(b.leader[follows], i < SIMILAR_CHAIN ? leads : follows);
        }
    }
}

/* Sets that all share most of their items, and lead all the same: chains stay as short as is said,
 * and whoever follows is like his leader. */
static void hostile_sets_are_borne(void **state) {
    (void)state;
    uint32_t x[30];
    clear();
    while (b.sets.count + 1 < SETS) {
        for (uint32_t k = 0; k < 30; k++) {
            x[k] = k < 22 ? k : 100 + (uint32_t)b.sets.count * 8 + k - 22;
        }
        add(x, 30); /* 22 of 38 shared: .58 */
    }
    group(0.8, 4);
    for (size_t i = 0; i < b.sets.count; i++) {
        assert_int_equal(b.leader[i], i);
    }
    clear(); /* the least and the greatest items, and one item alone */
    add((uint32_t[]){0, 1, UINT32_MAX - 1, UINT32_MAX}, 4);
    add((uint32_t[]){0, 1, UINT32_MAX - 1, UINT32_MAX}, 4);
    add((uint32_t[]){UINT32_MAX}, 1);
    add((uint32_t[]){UINT32_MAX}, 1);
    group(0.8, 1);
    assert_int_equal(b.leader[1], 0);
    assert_int_equal(b.leader[3], 2);
}

static void memory_may_end(void **state) {
    (void)state;
    clear();
    for (size_t i = 0; i < 300; i++) {
        uint32_t x[6];
        for (size_t k = 0; k < 6; k++) {
            x[k] = drawn();
        }
        add(x, 6);
    }
    counted c = {.requests = 0};
    pm_allocator a = counted_allocator(&c);
    assert_int_equal(similar_group(&b.sets, 0.8, 4, &a, b.leader), PM_OK);
    size_t requests = c.requests;
    assert_true(requests > 5 && c.pieces == 0);
    for (size_t at = 1; at <= requests; at++) {
        c = (counted){.fail_at = at};
        assert_int_equal(similar_group(&b.sets, 0.8, 4, &a, b.leader), PM_ERR_MEMORY);
        assert_int_equal(c.pieces, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likeness_is_the_share_of_what_either_has),
        cmocka_unit_test(sets_follow_whom_they_are_most_like),
        cmocka_unit_test(likeness_does_not_creep),
        cmocka_unit_test(no_pair_is_missed),
        cmocka_unit_test(few_are_missed_in_a_crowd),
        cmocka_unit_test(groups_are_those_of_comparing_each_with_each),
        cmocka_unit_test(the_same_sets_give_the_same_groups),
        cmocka_unit_test(a_key_keeps_its_first_leaders),
        cmocka_unit_test(hostile_sets_are_borne),
        cmocka_unit_test(memory_may_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
