/* SPDX-License-Identifier: MIT
 * A small dictionary of its own goes the whole way: files, table, look-up. The builder is a tool
 * and no part of the library, so it is taken in as source. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pack/wordnet.h"
#include "tools/wordnet_build.c"

enum {
    B = 1 << FORM_BASE,
    S = 1 << FORM_S,
    P = 1 << FORM_PAST,
    N = 1 << FORM_PART,
    I = 1 << FORM_ING
};

typedef struct dictionary {
    char folder[64];
    char index[PARTS][8192], data[PARTS][16384];
} dictionary;

static void write_text(const dictionary *d, const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", d->folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* Adds a lemma whose senses are classes; a negative class is a sense written with a capital. */
static void add_word(dictionary *d, part p, const char *lemma, const int *classes, size_t count) {
    char *index = d->index[p] + strlen(d->index[p]), *data = d->data[p];
    index += sprintf(index, "%s %c %zu 2 @ ~ %zu 1 ", lemma, p == NOUN ? 'n' : 'v', count, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = strlen(data);
        int class_of = classes[i] < 0 ? -classes[i] : classes[i];
        char spelled[64];
        snprintf(spelled, sizeof spelled, "%s", lemma);
        if (classes[i] < 0) {
            spelled[0] = (char)(spelled[0] - 32);
        }
        sprintf(data + at, "%08zu %02d n 02 other_word 0 %s 0 001 @ 00001740 n 0000 | a gloss\n",
                at, class_of, spelled);
        index += sprintf(index, "%08zu ", at);
    }
    sprintf(index, " \n");
}

static void add_one(dictionary *d, part p, const char *lemma, int class_of) {
    add_word(d, p, lemma, &class_of, 1);
}

static void fill(dictionary *d) {
    static const char *const verbs[][2] = {
        {"go", "38"},   {"visit", "41"}, {"hope", "37"},  {"hop", "38"},   {"plan", "31"},
        {"sing", "32"}, {"singe", "30"}, {"leave", "38"}, {"put", "35"},   {"apply", "41"},
        {"tie", "35"},  {"panic", "37"}, {"find", "40"},  {"found", "41"}, {"run", "38"},
        {"be", "42"},   {"box", "35"},   {"take", "41"},  {"lay", "35"},   {"lie", "42"},
        {"fill", "30"}, {"agree", "32"}};
    static const char *const nouns[][2] = {
        {"visit", "4"}, {"child", "18"},  {"policy", "9"},    {"box", "6"}, {"work", "4"},
        {"works", "6"}, {"class", "14"},  {"man", "18"},      {"bus", "6"}, {"re-housing", "4"},
        {"quiz", "10"}, {"glasses", "6"}, {"policeman", "18"}};
    strcpy(d->index[NOUN], "  1 This is the licence  \n");
    strcpy(d->data[NOUN], "  1 This is the licence  \n");
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        add_one(d, NOUN, nouns[i][0], atoi(nouns[i][1]));
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        add_one(d, VERB, verbs[i][0], atoi(verbs[i][1]));
    }
    add_one(d, NOUN, "paris", -15);
    add_one(d, NOUN, "in", 23);
    add_one(d, NOUN, "social_worker", 18);
    add_word(d, NOUN, "china", (const int[]){-15, 6}, 2);
    add_word(d, NOUN, "letter", (const int[]){10, 6, 4}, 3);
}

static void write_all(const dictionary *d) {
    write_text(d, "index.noun", d->index[NOUN]);
    write_text(d, "index.verb", d->index[VERB]);
    write_text(d, "data.noun", d->data[NOUN]);
    write_text(d, "data.verb", d->data[VERB]);
    write_text(d, "noun.exc", "children child\nauspices auspex auspice\n");
    write_text(
        d, "verb.exc",
        "been be\nfound find\ngoing go\ngone go\nlain lie\nlay lie\nlaid lay\nran run\nsang sing\n"
        "singing sing singe\nsung sing\ntaken take\ntook take\nwas be\nwent go\n");
    write_text(
        d, "cntlist.rev",
        "find%2:40:00:: 1 50\nfound%2:41:00:: 1 5\nwork%1:04:00:: 1 90\nworks%1:06:00:: 1 5\n"
        "lie%2:42:00:: 1 40\nlay%2:35:00:: 1 9\nbox%1:06:00:: 2 900\nbroken\n");
}

static void remove_all(const dictionary *d) {
    static const char *const names[] = {"index.noun", "index.verb", "data.noun",  "data.verb",
                                        "noun.exc",   "verb.exc",   "cntlist.rev"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", d->folder, names[i]);
        remove(path);
    }
    assert_int_equal(rmdir(d->folder), 0);
}

static dictionary *new_dictionary(void) {
    dictionary *d = calloc(1, sizeof *d);
    assert_non_null(d);
    strcpy(d->folder, "/tmp/wordnet_test_XXXXXX");
    assert_non_null(mkdtemp(d->folder));
    fill(d);
    write_all(d);
    return d;
}

typedef struct built {
    dictionary *d;
    buffer table;
    wordnet_counts counts;
} built;

static int set_up(void **state) {
    built *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->d = new_dictionary();
    buffer_init(&b->table, &memory_default);
    assert_int_equal(wordnet_build(b->d->folder, &b->table, &b->counts), PM_OK);
    *state = b;
    return 0;
}

static int tear_down(void **state) {
    built *b = *state;
    remove_all(b->d);
    buffer_free(&b->table);
    free(b->d);
    free(b);
    return 0;
}

static void expect(const built *b, const char *spelling, int noun, int plural, int verb,
                   int forms) {
    wordnet_entry e = wordnet_find(buffer_view(&b->table), str_from(spelling));
    if (e.noun != noun || e.noun_plural != plural || e.verb != verb || e.verb_form != forms) {
        fail_msg("%s: noun %d%s, verb %d, forms %d", spelling, e.noun,
                 e.noun_plural ? " (plural)" : "", e.verb, e.verb_form);
    }
}

static void names_of_classes(void **state) {
    (void)state;
    assert_int_equal(wordnet_class(STR("noun.Tops")), 3);
    assert_int_equal(wordnet_class(STR("noun.act")), 4);
    assert_int_equal(wordnet_class(STR("noun.time")), 28);
    assert_int_equal(wordnet_class(STR("verb.body")), 29);
    assert_int_equal(wordnet_class(STR("verb.motion")), 38);
    assert_int_equal(wordnet_class(STR("verb.weather")), 43);
    assert_int_equal(wordnet_class(STR("verb.act")), 0);
    assert_int_equal(wordnet_class((pm_str){NULL, 0}), 0);
}

static void words_as_they_stand(void **state) {
    expect(*state, "visit", 4, 0, 41, B);
    expect(*state, "re-housing", 4, 0, 0, 0);
    expect(*state, "letter", 10, 0, 0, 0); /* the first of three senses */
    expect(*state, "china", 6, 0, 0, 0);   /* the first sense without a capital */
    expect(*state, "paris", 0, 0, 0, 0);
    expect(*state, "in", 0, 0, 0, 0);
    expect(*state, "social_worker", 0, 0, 0, 0);
    expect(*state, "social", 0, 0, 0, 0);
    expect(*state, "", 0, 0, 0, 0);
    expect(*state, "other_word", 0, 0, 0, 0);
}

static void regular_forms(void **state) {
    expect(*state, "visits", 4, 1, 41, S);
    expect(*state, "policies", 9, 1, 0, 0);
    expect(*state, "boxes", 6, 1, 35, S);
    expect(*state, "classes", 14, 1, 0, 0);
    expect(*state, "class", 14, 0, 0, 0);
    expect(*state, "quizzes", 10, 1, 0, 0);
    expect(*state, "policemen", 18, 1, 0, 0);
    expect(*state, "visited", 0, 0, 41, P | N);
    expect(*state, "hoped", 0, 0, 37, P | N);
    expect(*state, "hopping", 0, 0, 38, I);
    expect(*state, "planned", 0, 0, 31, P | N);
    expect(*state, "filling", 0, 0, 30, I);
    expect(*state, "leaving", 0, 0, 38, I);
    expect(*state, "applied", 0, 0, 41, P | N);
    expect(*state, "applies", 0, 0, 41, S);
    expect(*state, "applying", 0, 0, 41, I);
    expect(*state, "tied", 0, 0, 35, P | N);
    expect(*state, "tying", 0, 0, 35, I);
    expect(*state, "panicked", 0, 0, 37, P | N);
    expect(*state, "agreed", 0, 0, 32, P | N);
    expect(*state, "agreeing", 0, 0, 32, I);
}

static void irregular_words(void **state) {
    expect(*state, "children", 18, 1, 0, 0);
    expect(*state, "childrens", 0, 0, 0, 0); /* a plural has no plural */
    expect(*state, "went", 0, 0, 38, P);
    expect(*state, "gone", 0, 0, 38, N);
    expect(*state, "going", 0, 0, 38, I);
    expect(*state, "took", 0, 0, 41, P);
    expect(*state, "taken", 0, 0, 41, N);
    expect(*state, "sang", 0, 0, 32, P);
    expect(*state, "sung", 0, 0, 32, N);
    expect(*state, "singing", 0, 0, 32, I);
    expect(*state, "ran", 0, 0, 38, P);
    expect(*state, "run", 0, 0, 38, B | N);
    expect(*state, "put", 0, 0, 35, B | P | N);
    expect(*state, "was", 0, 0, 42, P);
    expect(*state, "been", 0, 0, 42, N);
}

static void one_spelling_of_two_words(void **state) {
    expect(*state, "found", 0, 0, 40, B | P | N); /* to find is commoner than to found */
    expect(*state, "lay", 0, 0, 42, B | P);
    expect(*state, "laid", 0, 0, 35, P | N); /* of lay itself, whatever "lay" is read as */
    expect(*state, "works", 4, 1, 0, 0);     /* the plural of work is far commoner */
    expect(*state, "glasses", 6, 0, 0, 0);
}

static void counts_and_repeats(void **state) {
    built *b = *state, again = {0};
    assert_int_equal(b->counts.of_class[18], 3);
    assert_int_equal(b->counts.of_class[43], 0);
    assert_true(b->counts.exceptions > 0);
    buffer_init(&again.table, &memory_default);
    assert_int_equal(wordnet_build(b->d->folder, &again.table, &again.counts), PM_OK);
    assert_true(str_equal(buffer_view(&again.table), buffer_view(&b->table)));
    buffer_free(&again.table);
}

static void probe_all(pm_str table) {
    static const char *const words[] = {"visit",   "policies", "hoped",  "children",
                                        "nothing", "quizzes",  "planned"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wordnet_entry e = wordnet_find(table, str_from(words[i]));
        assert_true(e.noun < WORDNET_VERB_FIRST && e.verb < WORDNET_CLASS_END);
    }
}

/* Every cut and every broken byte, in memory of exactly that size. */
static void broken_tables(void **state) {
    built *b = *state;
    pm_str whole = buffer_view(&b->table);
    for (size_t len = 0; len < whole.len; len++) {
        char *copy = malloc(len != 0 ? len : 1);
        memcpy(copy, whole.data, len);
        probe_all((pm_str){copy, len});
        free(copy);
    }
    char *copy = malloc(whole.len);
    memcpy(copy, whole.data, whole.len);
    for (size_t i = 0; i < whole.len; i++) {
        static const char values[] = {0, 1, 127, -128, -1};
        for (size_t k = 0; k < sizeof values; k++) {
            copy[i] = values[k];
            probe_all((pm_str){copy, whole.len});
        }
        copy[i] = whole.data[i];
    }
    free(copy);
    expect(b, "visit", 4, 0, 41, B);
}

static void empty_table(void **state) {
    (void)state;
    probe_all((pm_str){NULL, 0});
    probe_all(STR("PMWN"));
    wordnet_entry e = wordnet_find((pm_str){NULL, 0}, STR("visit"));
    assert_int_equal(e.noun + e.verb + e.noun_plural + e.verb_form, 0);
}

static void faulty_folders(void **state) {
    built *b = *state;
    buffer out;
    wordnet_counts counts;
    buffer_init(&out, &memory_default);
    assert_int_equal(wordnet_build("/nowhere/at/all", &out, &counts), PM_ERR_IO);
    assert_true(str_equal(counts.file, STR("index.noun")));
    assert_non_null(counts.reason);
    write_text(b->d, "index.verb", "go v 1 0 1 1 99999999  \n");
    assert_int_equal(wordnet_build(b->d->folder, &out, &counts), PM_ERR_INPUT);
    assert_true(str_equal(counts.file, STR("index.verb")));
    write_text(b->d, "index.verb", "go v 3 2 @\n");
    assert_int_equal(wordnet_build(b->d->folder, &out, &counts), PM_ERR_INPUT);
    write_text(b->d, "index.verb", "");
    assert_int_equal(wordnet_build(b->d->folder, &out, &counts), PM_OK);
    buffer_free(&out);
}

typedef struct failing {
    size_t left;
} failing;

static void *failing_alloc(void *ctx, size_t size) {
    failing *f = ctx;
    return f->left-- == 0 ? (f->left = 0, NULL) : malloc(size);
}

static void *failing_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    failing *f = ctx;
    (void)old_size;
    return f->left-- == 0 ? (f->left = 0, NULL) : realloc(p, new_size);
}

static void failing_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void memory_ends(void **state) {
    built *b = *state;
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 0; status != PM_OK; n++) {
        failing f = {n};
        pm_allocator a = {failing_alloc, failing_resize, failing_release, &f};
        buffer out;
        wordnet_counts counts;
        buffer_init(&out, &a);
        status = wordnet_build(b->d->folder, &out, &counts);
        assert_true(status == PM_OK || status == PM_ERR_MEMORY);
        buffer_free(&out);
        assert_true(n < 1000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_classes),
        cmocka_unit_test_setup_teardown(words_as_they_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(regular_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(irregular_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_spelling_of_two_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts_and_repeats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_tables, set_up, tear_down),
        cmocka_unit_test(empty_table),
        cmocka_unit_test_setup_teardown(faulty_folders, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_ends, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
