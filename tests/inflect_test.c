/* SPDX-License-Identifier: MIT
 * Forms of verbs and nouns, each as "base form form ...". */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pack/inflect.h"

static const char table_text[] = "# base past participle [ing [s]]\n"
                                 "be was/were been being is/are/am\n"
                                 "go went gone\n"
                                 "do did done\n"
                                 "take took taken\n"
                                 "learn learned/learnt learned/learnt\n"
                                 "Build built built # a comment\n"
                                 "put put put\n"
                                 "lay laid laid\r\n"
                                 "can could - - can\n";

typedef struct fixture {
    arena memory;
    irregulars *table;
} fixture;

static int set_up(void **state) {
    static const source src = {.name = {"irregular.txt", 13},
                               .text = {table_text, sizeof table_text - 1}};
    fixture *f = calloc(1, sizeof *f);
    reporter report = {0};
    assert_non_null(f);
    arena_init(&f->memory, &memory_default);
    assert_int_equal(irregulars_read(&src, &f->memory, &report, &f->table), PM_OK);
    assert_int_equal(report.errors, 0);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    arena_free(&f->memory);
    free(f);
    return 0;
}

/* Gathers spellings, joined by '|'. */
static bool gather(void *ctx, pm_str word) {
    buffer *b = ctx;
    if (b->len != 0) {
        buffer_char(b, '|');
    }
    buffer_str(b, word);
    return !b->failed;
}

static void expect_verb(const irregulars *table, const char *base, verb_form form,
                        const char *forms) {
    buffer b;
    buffer_init(&b, &memory_default);
    assert_true(inflect_verb(table, str_from(base), form, gather, &b));
    if (!str_equal(buffer_view(&b), str_from(forms))) {
        fail_msg("%s, form %d: %.*s, not %s", base, form, (int)b.len, b.data != NULL ? b.data : "",
                 forms);
    }
    buffer_free(&b);
}

static void expect_noun(const char *singular, const char *forms) {
    buffer b;
    buffer_init(&b, &memory_default);
    assert_true(inflect_noun(str_from(singular), gather, &b));
    if (!str_equal(buffer_view(&b), str_from(forms))) {
        fail_msg("%s: %.*s, not %s", singular, (int)b.len, b.data != NULL ? b.data : "", forms);
    }
    buffer_free(&b);
}

static void regular_verbs(void **state) {
    (void)state;
    static const char *const verbs[][4] = {
        {"visit", "visits", "visited", "visiting"},
        {"arrange", "arranges", "arranged", "arranging"},
        {"apply", "applies", "applied", "applying"},
        {"enjoy", "enjoys", "enjoyed", "enjoying"},
        {"discuss", "discusses", "discussed", "discussing"},
        {"teach", "teaches", "teached", "teaching"},
        {"fix", "fixes", "fixed", "fixing"},
        {"tie", "ties", "tied", "tying"},
        {"agree", "agrees", "agreed", "agreeing"},
        {"dye", "dyes", "dyed", "dyeing"},
        {"veto", "vetoes", "vetoed", "vetoing"},
        {"video", "videos", "videoed", "videoing"},
        {"panic", "panics", "panicked", "panicking"},
        {"quiz", "quizzes", "quizzed", "quizzing"},
        {"age", "ages", "aged", "aging|ageing"},
        {"singe", "singes", "singed", "singeing"},
        {"sync", "syncs", "synced", "syncing"},
        {"caf\xC3\xA9", "caf\xC3\xA9s",
         "caf\xC3\xA9"
         "ed",
         "caf\xC3\xA9ing"},
    };
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        expect_verb(NULL, verbs[i][0], FORM_BASE, verbs[i][0]);
        expect_verb(NULL, verbs[i][0], FORM_S, verbs[i][1]);
        expect_verb(NULL, verbs[i][0], FORM_PAST, verbs[i][2]);
        expect_verb(NULL, verbs[i][0], FORM_PART, verbs[i][2]);
        expect_verb(NULL, verbs[i][0], FORM_ING, verbs[i][3]);
    }
}

static void doubled_consonants(void **state) {
    (void)state;
    static const char *const pasts[][2] = {{"plan", "planned"},
                                           {"stop", "stopped"},
                                           {"refer", "referred"},
                                           {"offer", "offered"},
                                           {"permit", "permitted"},
                                           {"limit", "limited"},
                                           {"travel", "travelled|traveled"},
                                           {"cancel", "cancelled|canceled"},
                                           {"dial", "dialled|dialed"},
                                           {"fail", "failed"},
                                           {"feel", "feeled"},
                                           {"call", "called"},
                                           {"show", "showed"},
                                           {"play", "played"},
                                           {"equip", "equipped"},
                                           {"quit", "quitted"},
                                           {"worship", "worshipped"},
                                           {"gossip", "gossiped"},
                                           {"open", "opened"},
                                           {"monitor", "monitored"},
                                           {"develop", "developed"},
                                           {"transfer", "transferred"},
                                           {"overlap", "overlapped"},
                                           {"unplug", "unplugged"},
                                           {"unload", "unloaded"},
                                           {"understand", "understanded"},
                                           {"self-refer", "self-referred"},
                                           {"re-plan", "re-planned"},
                                           {"parallel", "paralleled"},
                                           {"benefit", "benefitted|benefited"},
                                           {"focus", "focussed|focused"},
                                           {"bias", "biassed|biased"},
                                           {"meet", "meeted"},
                                           {"fulfil", "fulfilled|fulfiled"},
                                           {"jab", "jabbed"},
                                           {"gym", "gymmed"},
                                           {"whatsapp", "whatsapped"},
                                           {"ok", "oked"},
                                           {"signpost", "signposted"},
                                           {"edit", "edited"},
                                           {"budget", "budgeted"},
                                           {"commit", "committed"}};
    for (size_t i = 0; i < sizeof pasts / sizeof *pasts; i++) {
        expect_verb(NULL, pasts[i][0], FORM_PAST, pasts[i][1]);
    }
    expect_verb(NULL, "travel", FORM_ING, "travelling|traveling");
    expect_verb(NULL, "begin", FORM_ING, "beginning");
}

static void irregular_verbs(void **state) {
    const irregulars *t = ((fixture *)*state)->table;
    expect_verb(t, "be", FORM_S, "is|are|am");
    expect_verb(t, "be", FORM_PAST, "was|were");
    expect_verb(t, "be", FORM_PART, "been");
    expect_verb(t, "be", FORM_ING, "being");
    expect_verb(t, "be", FORM_BASE, "be");
    expect_verb(t, "go", FORM_S, "goes");
    expect_verb(t, "go", FORM_ING, "going");
    expect_verb(t, "learn", FORM_PART, "learned|learnt");
    expect_verb(t, "build", FORM_PAST, "built");
    expect_verb(t, "put", FORM_ING, "putting");
    expect_verb(t, "can", FORM_PAST, "could");
    expect_verb(t, "can", FORM_PART, "");
    expect_verb(t, "can", FORM_S, "can");
    expect_verb(NULL, "go", FORM_PAST, "goed");
}

static void prefixed_irregulars(void **state) {
    const irregulars *t = ((fixture *)*state)->table;
    expect_verb(t, "redo", FORM_PAST, "redid");
    expect_verb(t, "redo", FORM_S, "redoes");
    expect_verb(t, "re-do", FORM_PART, "re-done");
    expect_verb(t, "overtake", FORM_PART, "overtaken");
    expect_verb(t, "undertake", FORM_PAST, "undertook");
    expect_verb(t, "undergo", FORM_PAST, "underwent");
    expect_verb(t, "relearn", FORM_PAST, "relearned|relearnt");
    expect_verb(t, "self-build", FORM_PAST, "self-built");
    expect_verb(t, "relay", FORM_PAST, "relayed");
    expect_verb(t, "overdose", FORM_PAST, "overdosed");
}

static void verb_phrases(void **state) {
    const irregulars *t = ((fixture *)*state)->table;
    expect_verb(t, "put in place", FORM_ING, "putting in place");
    expect_verb(t, "carry on", FORM_PAST, "carried on");
    expect_verb(t, "take part in", FORM_PART, "taken part in");
    expect_verb(t, "learn about", FORM_PAST, "learned about|learnt about");
    expect_verb(t, "follow-up", FORM_PAST, "followed-up");
    expect_verb(t, "follow-up with", FORM_S, "follows-up with");
    expect_verb(t, "", FORM_PAST, "");
}

static void nouns(void **state) {
    (void)state;
    static const char *const words[][2] = {
        {"visit", "visit|visits"},
        {"policy", "policy|policies"},
        {"day", "day|days"},
        {"box", "box|boxes"},
        {"class", "class|classes"},
        {"church", "church|churches"},
        {"quiz", "quiz|quizzes"},
        {"photo", "photo|photos"},
        {"hero", "hero|heroes"},
        {"GP", "GP|GPs"},
        {"child", "child|children"},
        {"step-child", "step-child|step-children"},
        {"grandchild", "grandchild|grandchildren"},
        {"chairperson", "chairperson|chairpeople|chairpersons"},
        {"man", "man|men"},
        {"policewoman", "policewoman|policewomen"},
        {"human", "human|humans"},
        {"midwife", "midwife|midwives"},
        {"bookshelf", "bookshelf|bookshelves"},
        {"belief", "belief|beliefs"},
        {"crisis", "crisis|crises"},
        {"criterion", "criterion|criteria"},
        {"sheep", "sheep"},
        {"mother-in-law", "mother-in-law|mothers-in-law"},
        {"social worker", "social worker|social workers"},
        {"health visiting team", "health visiting team|health visiting teams"},
        {"code of conduct", "code of conduct|code of conducts|codes of conduct"},
        {"under-5", "under-5|under-5s"},
        {"appendix", "appendix|appendices|appendixes"},
        {"stomach", "stomach|stomachs"},
        {"school nurses", "school nurses"},
        {"camhs", "camhs"},
        {"us", "us"},
        {"bus", "bus|buses"},
        {"gas", "gas|gases"},
        {"status", "status|statuses"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        expect_noun(words[i][0], words[i][1]);
    }
}

static bool refuse(void *ctx, pm_str word) {
    (void)word;
    ++*(int *)ctx;
    return false;
}

static void stopping(void **state) {
    const irregulars *t = ((fixture *)*state)->table;
    int calls = 0;
    assert_false(inflect_verb(t, STR("learn"), FORM_PAST, refuse, &calls));
    assert_false(inflect_verb(NULL, STR("travel"), FORM_PAST, refuse, &calls));
    assert_false(inflect_noun(STR("child"), refuse, &calls));
    assert_int_equal(calls, 3);
}

static void long_words(void **state) {
    const irregulars *t = ((fixture *)*state)->table;
    char word[2000];
    memset(word, 'a', sizeof word);
    for (size_t len = 1; len < sizeof word; len += 1 + len / 8) {
        buffer b;
        buffer_init(&b, &memory_default);
        for (int form = 0; form < VERB_FORMS; form++) {
            assert_true(inflect_verb(t, (pm_str){word, len}, (verb_form)form, gather, &b));
        }
        assert_true(inflect_noun((pm_str){word, len}, gather, &b));
        buffer_free(&b);
    }
}

typedef struct told {
    size_t count, line[8], column[8];
} told;

static void note(void *ctx, const pm_diagnostic *d) {
    told *t = ctx;
    assert_true(t->count < 8);
    t->line[t->count] = d->line;
    t->column[t->count++] = d->column;
}

static void faulty_tables(void **state) {
    (void)state;
    source src = {.name = STR("irregular.txt"),
                  .text = STR("go went\ngo went gone\ntake t\xC3\xB3k taken\n\n# x\n"
                              "see saw seen seeing sees more\nGo went gone\na/b c d\n")};
    arena memory;
    told t = {0};
    reporter report = {note, &t, 0, 0};
    irregulars *table;
    arena_init(&memory, &memory_default);
    assert_int_equal(irregulars_read(&src, &memory, &report, &table), PM_OK);
    assert_int_equal(report.errors, 5);
    static const size_t places[][2] = {{1, 1}, {3, 6}, {6, 26}, {8, 1}, {7, 1}};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(t.line[i], places[i][0]);
        assert_int_equal(t.column[i], places[i][1]);
    }
    expect_verb(table, "go", FORM_PAST, "went");
    arena_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regular_verbs),
        cmocka_unit_test(doubled_consonants),
        cmocka_unit_test_setup_teardown(irregular_verbs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(prefixed_irregulars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verb_phrases, set_up, tear_down),
        cmocka_unit_test(nouns),
        cmocka_unit_test_setup_teardown(stopping, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_words, set_up, tear_down),
        cmocka_unit_test(faulty_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
