/* SPDX-License-Identifier: MIT
 * The automata beside the backtracking machine, on patterns and texts drawn at random: both find
 * the same matches and captures, however often the automata forget. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/handles.h"
#include "engine/search.h"
#include "tests/small_pack.h"

typedef struct bench {
    pm_pack *pack;
    lexis lexis;
    arena memory;
    search *search;
    uint64_t seed;
    size_t matches, limits;
} bench;

static uint32_t draw(bench *b, uint32_t below) {
    b->seed = b->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(b->seed >> 33) % below;
}

/* ---- patterns ---- */

static void draw_pattern(bench *b, int depth, buffer *out);

static void draw_leaf(bench *b, buffer *out) {
    static const char *const leaves[] = {
        "a",      "b",     "c",     "a",   "b",         "{agents}",
        "{docs}", "<num>", "<any>", "<.>", "[word !a]", "{agents/school}",
        "visit~", "..3",   "..1",   "^",   "$"};
    buffer_text(out, leaves[draw(b, sizeof leaves / sizeof *leaves)]);
}

static void draw_group(bench *b, int depth, buffer *out) {
    static const char *const repeats[] = {"", "?", "*0-2", "*1-3", "+"};
    buffer_text(out, draw(b, 4) == 0 ? "owner:( " : "( ");
    draw_pattern(b, depth - 1, out);
    for (uint32_t i = draw(b, 3); i > 0; i--) {
        buffer_text(out, " | ");
        draw_pattern(b, depth - 1, out);
    }
    buffer_text(out, " )");
    buffer_text(out, repeats[draw(b, 5)]);
}

static void draw_pattern(bench *b, int depth, buffer *out) {
    for (uint32_t i = 1 + draw(b, 3); i > 0; i--) {
        if (depth > 0 && draw(b, 3) == 0) {
            draw_group(b, depth, out);
        } else {
            draw_leaf(b, out);
        }
        buffer_text(out, i > 1 ? " " : "");
    }
}

/* A pack of one rule with one pattern, and one that is its `unless`. Not every pattern is one that
 * can match, so many packs are refused. */
static bool draw_pack(bench *b) {
    buffer rules;
    buffer_init(&rules, &memory_default);
    buffer_text(&rules, "rules:\n- {id: owner.a, criterion: owner, says: met, why: w, match: '");
    draw_pattern(b, 2, &rules);
    if (draw(b, 4) == 0) {
        buffer_text(&rules, " / ");
        draw_pattern(b, 1, &rules);
    }
    buffer_text(&rules, "', unless: 'b c'}\n");
    buffer_char(&rules, '\0');
    bool good = small_pack(NULL, SMALL_PACK_YAML, rules.data, NULL, &b->pack) == PM_OK;
    buffer_free(&rules);
    return good;
}

/* ---- texts ---- */

static void draw_text(bench *b, buffer *out) {
    static const char *const words[] = {"a",
                                        "b",
                                        "c",
                                        "a",
                                        "b",
                                        "visited",
                                        "a.",
                                        "3",
                                        "c.",
                                        ". - ",
                                        "head",
                                        "head of year",
                                        "school",
                                        "of",
                                        "school nurse",
                                        "support plan",
                                        "plans",
                                        "d",
                                        "\n",
                                        "1)"};
    for (uint32_t i = draw(b, 14); i > 0; i--) {
        buffer_text(out, words[draw(b, sizeof words / sizeof *words)]);
        buffer_text(out, " ");
    }
}

/* ---- both ways ---- */

static void expect_same(const bench *b, const match *machine, const match *other, bool captures) {
    (void)b;
    assert_int_equal(other->start, machine->start);
    assert_int_equal(other->end, machine->end);
    if (captures) {
        assert_memory_equal(other->save, machine->save, sizeof machine->save);
    }
}

static void compare_at(bench *b, uint32_t number, const cell *c, uint32_t at) {
    const image_header *h = b->pack->image;
    const image_pattern *p = IMAGE_ARRAY(h, image_pattern, IMAGE_PATTERNS) + number;
    match machine, got;
    match_result wanted = match_at(IMAGE_ARRAY(h, image_op, IMAGE_CODE) + p->code, c, at, &machine);
    if (wanted == MATCH_LIMIT) {
        b->limits++;
        return;
    }
    match_result result = automaton_match(b->lexis.automata, number, c, at, &got);
    assert_int_equal(result, wanted);
    const automaton_table *t = automata_tables(b->lexis.automata) + number;
    uint32_t end = automaton_run(t, c, at); /* what it met is known now */
    if (wanted == MATCH_FOUND) {
        expect_same(b, &machine, &got, false);
        assert_true(t->has_cut ? end != at : end == machine.end);
        assert_int_equal(automaton_trace(b->lexis.automata, number, c, at, &got), MATCH_FOUND);
        expect_same(b, &machine, &got, true);
        b->matches++;
    } else {
        assert_true(end == at || (end == AUTOMATON_ASK && c->types[at] == 0));
    }
}

/* The search side by side tells what runs one by one tell. */
static void compare_search(bench *b, const cell *c) {
    const automaton_table *tables = automata_tables(b->lexis.automata);
    uint32_t patterns = b->pack->image->section_count[IMAGE_PATTERNS], number = 0, at = 0;
    size_t from;
    from = STARTS_ROOM - c->text.count;
    for (uint32_t i = 0; i < c->text.count; i++) {
        uint64_t all = (UINT64_C(1) << patterns) - 1;
        b->search->starts[from + i] = (search_start){all, search_place(i, 0)};
    }
    while (from < STARTS_ROOM) {
        size_t hits = search_run(b->search, tables, c, &from);
        for (size_t i = 0; i < hits; i++) {
            const search_hit *hit = &b->search->hits[i];
            for (; at != hit->at || number != hit->number;
                 number = (number + 1) % patterns, at += number == 0) {
                assert_int_equal(automaton_run(&tables[number], c, at), at);
            }
            assert_int_equal(automaton_run(&tables[number], c, at), hit->end);
            number = (number + 1) % patterns;
            at += number == 0;
        }
    }
    for (; at < c->text.count; number = (number + 1) % patterns, at += number == 0) {
        assert_int_equal(automaton_run(&tables[number], c, at), at);
    }
}

static void compare_text(bench *b) {
    buffer words;
    cell cells[PM_COLUMNS];
    buffer_init(&words, &memory_default);
    draw_text(b, &words);
    arena_reset(&b->memory);
    assert_true(lexis_trim(&b->lexis));
    pm_str content[PM_COLUMNS] = {buffer_view(&words)};
    assert_int_equal(cells_read(&b->lexis, content, &b->memory, cells), PM_OK);
    if (cells[PM_TEXT].filled) {
        for (uint32_t p = 0; p < b->pack->image->section_count[IMAGE_PATTERNS]; p++) {
            for (uint32_t at = 0; at < cells[PM_TEXT].text.count; at++) {
                compare_at(b, p, &cells[PM_TEXT], at);
            }
        }
        compare_search(b, &cells[PM_TEXT]);
    }
    if (draw(b, 8) == 0) {
        automata_clear(b->lexis.automata);
        assert_int_equal(automata_bytes(b->lexis.automata), 0);
    }
    buffer_free(&words);
}

static void compare_pack(bench *b) {
    assert_int_equal(lexis_init(&b->lexis, b->pack->image, b->pack->wordnet, &memory_default),
                     PM_OK);
    for (int i = 0; i < 30; i++) {
        compare_text(b);
    }
    lexis_free(&b->lexis);
    pm_pack_free(b->pack);
}

static void drawn_patterns(void **state) {
    (void)state;
    enum { PACKS = 400 };
    bench b = {.seed = 20261122};
    size_t packs = 0;
    arena_init(&b.memory, &memory_default);
    b.search = malloc(sizeof *b.search);
    assert_non_null(b.search);
    for (int i = 0; i < PACKS; i++) {
        if (draw_pack(&b)) {
            compare_pack(&b);
            packs++;
        }
    }
    free(b.search);
    arena_free(&b.memory);
    assert_true(packs > PACKS / 4);
    assert_true(b.matches > 1000);
    assert_true(b.limits < b.matches / 100);
}

/* Words that come again stay known among very many that do not, and what is known has a bound. */
static void words_that_come_again(void **state) {
    (void)state;
    enum { ACTIONS = 1500, WORDS = 50, MOST_KNOWN = 6144 };
    pm_pack *pack;
    pm_scorer *s;
    const pm_mark *mark;
    static const char rules[] =
        "rules:\n"
        "- {id: owner.a, criterion: owner, says: met, why: w, match: 'a ..3 "
        "b'}\n";
    pm_str a = {"a               ", 1}; /* a hash reads HASH_BYTES */
    word_info *first = NULL;
    assert_int_equal(small_pack(NULL, SMALL_PACK_YAML, rules, NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    lexis *l = &s->inner.lexis;
    for (size_t i = 0; i < ACTIONS; i++) {
        char many[WORDS * 16] = "a b ";
        for (size_t k = 0, at = 4; k < WORDS; k++) {
            at += (size_t)snprintf(many + at, sizeof many - at, "w%zux ", i * WORDS + k);
        }
        pm_action action = {{str_from(many)}};
        assert_int_equal(pm_score(s, &action, &mark), PM_OK);
        assert_int_equal(mark->evidence_count, 1);
        word_info *w = lexis_word(l, a, lexis_hash(a), NULL);
        first = first != NULL ? first : w;
        assert_ptr_equal(w, first);
        assert_true(l->used <= MOST_KNOWN && l->cells <= MOST_KNOWN + 64);
        assert_true(lexis_bytes(l) <= PM_LIMIT_LEARNT);
    }
    pm_scorer_free(s);
    pm_pack_free(pack);
}

static void put_classes_of(const lexis *l, const token_type *t, uint8_t *says) {
    const image_class *classes = IMAGE_ARRAY(l->image, image_class, IMAGE_CLASSES);
    const uint32_t *bits = IMAGE_ARRAY(l->image, uint32_t, IMAGE_INDEX);
    for (uint32_t c = 0; c < l->image->section_count[IMAGE_CLASSES]; c++) {
        for (uint32_t i = 0; type_has(t, c) && i < classes[c].index_count; i++) {
            says[bits[classes[c].index + i]] = 1;
        }
    }
}

/* Whichever way its index was made. */
static void a_type_says_what_its_classes_say(void **state) {
    (void)state;
    static const char *const texts[] = {
        "Mum to attend all eight sessions of the Freedom Programme by 3 May 2024, then weekly.",
        "LB/HV (SW) will ring [Child A]'s GP at 9.30am re: CAMHS - 95% attendance?",
        "Zofia asked the housing officer about a \u00a320 voucher; ongoing, ASAP & tbc"};
    pm_pack *pack;
    pm_scorer *s;
    const pm_mark *mark;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        pm_action action = {{str_from(texts[i])}};
        assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    }
    const lexis *l = &s->inner.lexis;
    size_t bits = l->index_words * 64, compared = 0;
    uint8_t *says = malloc(bits);
    for (uint32_t n = 1; n <= l->types; n++) {
        const char *block = l->type_blocks[n / TYPE_BLOCK];
        typed t = typed_at(l, block + n % TYPE_BLOCK * l->type_size, n);
        memset(says, 0, bits);
        put_classes_of(l, t.type, says);
        for (uint32_t b = 0; type_has(t.type, KIND_ANY) && b < bits; b++) {
            assert_int_equal(index_has(l->lines.first, t.index, b), says[b]);
            compared += says[b];
        }
    }
    assert_true(l->types > 40 && compared > 1000);
    free(says);
    pm_scorer_free(s);
    pm_pack_free(pack);
}

/* A match longer than a trace keeps, and one that makes very many states. */
static void long_matches(void **state) {
    (void)state;
    static const char rules[] =
        "rules:\n"
        "- {id: owner.a, criterion: owner, says: met, why: w, match: 'owner:((a*0-16)*0-16)*0-4 "
        "b'}\n"
        "- {id: owner.b, criterion: owner, says: met, why: w, match: 'a ..16 (a|b) ..16 (a|b) ..16 "
        "c'}\n";
    enum { LONGEST = 900 };
    char *words = malloc(2 * LONGEST + 3);
    pm_pack *pack;
    pm_scorer *s;
    const pm_mark *mark;
    assert_non_null(words);
    assert_int_equal(small_pack(NULL, SMALL_PACK_YAML, rules, NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    for (size_t n = 1; n <= LONGEST; n += 100) {
        for (size_t i = 0; i < n; i++) {
            memcpy(words + 2 * i, "a ", 2);
        }
        memcpy(words + 2 * n, "b", 2);
        pm_action action = {{str_from(words)}};
        assert_int_equal(pm_score(s, &action, &mark), PM_OK);
        assert_int_equal(mark->evidence_count, 1);
        assert_int_equal(mark->evidence[0].start, 0);
        assert_int_equal(mark->evidence[0].end, 2 * n + 1);
    }
    pm_scorer_free(s);
    pm_pack_free(pack);
    free(words);
}

/* As many words as `count` draws, of which some never come again; returns where they end. */
static size_t draw_words(bench *b, size_t count, char *out) {
    size_t at = 0;
    for (size_t k = 0; k < count; k++) {
        unsigned which = draw(b, 4);
        if (which == 3 && draw(b, 2)) {
            at += (size_t)sprintf(out + at, "w%u ", (unsigned)b->seed);
        } else {
            out[at++] = "aabd"[which];
            out[at++] = ' ';
        }
    }
    memcpy(out + at, draw(b, 2) ? "c " : "d ", 2);
    return at + 2;
}

/* How often a worker forgot automata, and words with their types. */
typedef struct forgotten {
    size_t steps, types;
} forgotten;

static void expect_same_mark(const pm_mark *m, const pm_mark *n) {
    assert_int_equal(m->truncated, n->truncated);
    assert_int_equal(m->evidence_count, n->evidence_count);
    for (size_t k = 0; k < m->evidence_count; k++) {
        const pm_evidence *x = &m->evidence[k], *y = &n->evidence[k];
        assert_true(x->start == y->start && x->end == y->end);
        assert_int_equal(x->capture_count, 1);
        assert_true(x->capture[0].start == y->capture[0].start);
    }
}

/* A pattern that makes more states than an automaton may have: a worker that has met many texts
 * marks as a fresh one does, whatever it may hold. */
static forgotten compare_fresh(size_t bound) {
    static const char rules[] =
        "rules:\n- {id: owner.b, criterion: owner, says: met, why: w, match: 'a ..16 owner:(a|b) "
        "..16 (a|b) ..16 (a|b) ..16 c'}\n";
    enum { ACTIONS = 150, MOST = 120 };
    bench b = {.seed = 7};
    pm_scorer *used, *fresh;
    const pm_mark *m, *n;
    char words[16 * MOST];
    size_t met = 0;
    forgotten f = {0};
    assert_int_equal(small_pack(NULL, SMALL_PACK_YAML, rules, NULL, &b.pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, b.pack, &used), PM_OK);
    lexis *l = &used->inner.lexis;
    l->bound = bound;
    for (int i = 0; i < ACTIONS; i++) {
        pm_action action = {{{words, draw_words(&b, 60 + draw(&b, 60), words)}}};
        size_t steps = automata_bytes(l->automata), cells = l->cells;
        assert_int_equal(pm_scorer_new(NULL, b.pack, &fresh), PM_OK);
        assert_int_equal(pm_score(used, &action, &m), PM_OK);
        assert_int_equal(pm_score(fresh, &action, &n), PM_OK);
        expect_same_mark(m, n);
        f.steps += automata_bytes(l->automata) < steps;
        f.types += l->cells < cells;
        met += m->evidence_count != 0;
        pm_scorer_free(fresh);
    }
    assert_true(met > ACTIONS / 4 && met < ACTIONS);
    pm_scorer_free(used);
    pm_pack_free(b.pack);
    return f;
}

static void used_and_fresh(void **state) {
    (void)state;
    forgotten f = compare_fresh(PM_LIMIT_LEARNT);
    assert_true(f.steps == 0 && f.types == 0);
}

static void forgetful_and_fresh(void **state) {
    (void)state;
    forgotten f = compare_fresh(256 * 1024);
    assert_true(f.steps != 0 && f.types != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_patterns),        cmocka_unit_test(long_matches),
        cmocka_unit_test(words_that_come_again), cmocka_unit_test(a_type_says_what_its_classes_say),
        cmocka_unit_test(used_and_fresh),        cmocka_unit_test(forgetful_and_fresh)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
