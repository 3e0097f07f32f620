/* SPDX-License-Identifier: MIT
 * Term lists: what is read, in which order, and which lines are refused at which place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pack/lexicon.h"

typedef struct told {
    size_t count, line[8], column[8];
    char message[8][128];
} told;

static void note(void *ctx, const pm_diagnostic *d) {
    told *t = ctx;
    assert_int_equal(d->severity, PM_ERROR);
    if (t->count < 8) {
        t->line[t->count] = d->line;
        t->column[t->count] = d->column;
        size_t len = d->message.len < 127 ? d->message.len : 127;
        memcpy(t->message[t->count], d->message.data, len);
    }
    t->count++;
}

typedef struct read_list {
    source src;
    arena memory;
    told told;
    lexicon list;
} read_list;

static void read(read_list *r, const char *name, const char *text) {
    memset(r, 0, sizeof *r);
    r->src = (source){.name = STR("list.txt"), .text = str_from(text)};
    reporter report = {note, &r->told, 0, 0};
    arena_init(&r->memory, &memory_default);
    assert_int_equal(lexicon_read(&r->src, str_from(name), &r->memory, &report, &r->list), PM_OK);
    assert_int_equal(report.errors, r->told.count);
    assert_ptr_equal(r->list.src, &r->src);
    assert_true(str_equal(r->list.name, str_from(name)));
}

static void done(read_list *r) {
    arena_free(&r->memory);
}

static void expect_term(const read_list *r, size_t i, const char *text, size_t offset) {
    assert_true(i < r->list.count);
    assert_true(str_equal(r->list.terms[i].text, str_from(text)));
    assert_int_equal(r->list.terms[i].offset, offset);
}

static void terms(void **state) {
    (void)state;
    read_list r;
    read(&r, "agents/school",
         "# Schools.\n  School Nurse \nSENCO\r\n\nhead \t teacher # of a school\nc#\nw/c");
    assert_int_equal(r.told.count, 0);
    assert_int_equal(r.list.match, LEXICON_EXACT);
    assert_int_equal(r.list.count, 5);
    expect_term(&r, 0, "school nurse", 13);
    expect_term(&r, 1, "senco", 27);
    expect_term(&r, 2, "head teacher", 35);
    expect_term(&r, 3, "c#", 64);
    expect_term(&r, 4, "w/c", 67);
    done(&r);
}

static void beyond_ascii(void **state) {
    (void)state;
    read_list r;
    read(&r, "x",
         "\xEF\xBB\xBF"
         "FIANC\xC3\x89 e\nmum\xE2\x80\x99s\nfiance\xCC\x81 e\n");
    assert_int_equal(r.list.count, 2);
    expect_term(&r, 0, "fianc\xC3\xA9 e", 3);
    expect_term(&r, 1, "mum's", 13);
    assert_int_equal(r.told.count, 1); /* composed or not, it is the same term */
    assert_int_equal(r.told.line[0], 3);
    done(&r);
}

static void how_a_list_is_read(void **state) {
    (void)state;
    static const struct {
        const char *name, *text;
        lexicon_match match;
    } lists[] = {{"verbs/act", "visit\n", LEXICON_VERB},
                 {"verbs/act", "# verbs\n#: inflect noun\nvisit\n", LEXICON_NOUN},
                 {"verbs/act", "\n\n#:match stem\nvisit\n", LEXICON_STEM},
                 {"adverbs/act", "visit\n", LEXICON_EXACT},
                 {"verbs", "visit\n", LEXICON_EXACT},
                 {"nouns/x", "#: inflect  verb\r\nvisit\r\n", LEXICON_VERB},
                 {"nouns/x", "", LEXICON_EXACT}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        read_list r;
        read(&r, lists[i].name, lists[i].text);
        assert_int_equal(r.told.count, 0);
        assert_int_equal(r.list.match, lists[i].match);
        assert_int_equal(r.list.count, lists[i].text[0] != '\0');
        done(&r);
    }
}

static void expect_fault(const char *text, size_t line, size_t column, const char *message,
                         size_t left) {
    read_list r;
    read(&r, "x", text);
    assert_int_equal(r.told.count, 1);
    assert_int_equal(r.told.line[0], line);
    assert_int_equal(r.told.column[0], column);
    assert_non_null(strstr(r.told.message[0], message));
    assert_int_equal(r.list.count, left);
    done(&r);
}

static void faults_and_their_places(void **state) {
    (void)state;
    expect_fault("a\n  A\nb\n", 2, 3, "already in the list", 2);
    expect_fault("two words\nb\nTwo   Words\n", 3, 1, "already in the list", 2);
    expect_fault("#: inflect adjective\na\n", 1, 1, "nothing else", 1);
    expect_fault("#: inflect verb please\na\n", 1, 1, "nothing else", 1);
    expect_fault("#:\na\n", 1, 1, "nothing else", 1);
    expect_fault("a\n #: inflect verb\nb\n", 2, 2, "before the first term", 2);
    expect_fault("#: silent\n#: silent\nb\n", 2, 1, "one \"#:\" line", 1);
    expect_fault("#: silent please\na\n", 1, 1, "nothing else", 1);
    expect_fault("a\n#: silent\nb\n", 2, 1, "before the first term", 2);
    expect_fault("#: inflect verb\n#: match stem\nb\n", 2, 1, "one \"#:\" line", 1);
}

static void long_terms_and_many_faults(void **state) {
    (void)state;
    enum { SIZE = 20000 };
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    memset(text, 'a', SIZE);
    text[SIZE] = '\0';
    expect_fault(text, 1, 1, "too long", 0);
    for (size_t i = 0; i < SIZE; i += 2) {
        text[i + 1] = '\n';
    }
    read_list r;
    read(&r, "x", text);
    assert_int_equal(r.list.count, 1);
    assert_int_equal(r.told.count, 100);
    done(&r);
    free(text);
}

static void *failing_alloc(void *ctx, size_t size) {
    size_t *left = ctx;
    return *left == 0 ? NULL : (--*left, malloc(size));
}

static void *failing_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    size_t *left = ctx;
    (void)old_size;
    return *left == 0 ? NULL : (--*left, realloc(p, new_size));
}

static void failing_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void memory_ends(void **state) {
    (void)state;
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 0; status != PM_OK; n++) {
        size_t left = n;
        pm_allocator a = {failing_alloc, failing_resize, failing_release, &left};
        source src = {.name = STR("l"), .text = STR("a\nb\nfianc\xC3\xA9\nd\ne\nf\ng\nh\ni\nj\n")};
        reporter report = {0};
        arena memory;
        lexicon list;
        arena_init(&memory, &a);
        status = lexicon_read(&src, STR("x"), &memory, &report, &list);
        assert_true(status == PM_OK ? list.count == 10 : status == PM_ERR_MEMORY);
        arena_free(&memory);
        assert_true(n < 200);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms),
        cmocka_unit_test(beyond_ascii),
        cmocka_unit_test(how_a_list_is_read),
        cmocka_unit_test(faults_and_their_places),
        cmocka_unit_test(long_terms_and_many_faults),
        cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
