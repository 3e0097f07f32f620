/* SPDX-License-Identifier: MIT
 * Keeps true: a test passes when every class that it wants is there and none that it refuses. Tests
 * look at plain classes and at tests that stand before them, so each class tells the tests that
 * look at it, and those that pass are met in their order. To ask every test would cost many times
 * more: they look at many classes, and a token has few. */
#include "engine/derive.h"

#include <string.h>

enum { SET_BITS = 64 };

/* Of every token that is a word. */
#define WORD_KINDS (UINT64_C(1) << KIND_ANY | UINT64_C(1) << KIND_WORD)
_Static_assert((int)KIND_ANY < (int)SET_BITS && (int)KIND_WORD < (int)SET_BITS,
               "in the first word of a set");

static uint64_t bit_of(size_t n) {
    return UINT64_C(1) << (n % SET_BITS);
}

static bool has_bit(const uint64_t *bits, size_t n) {
    return (bits[n / SET_BITS] & bit_of(n)) != 0;
}

static size_t count_tests(const derive *d) {
    return d->image->section_count[IMAGE_TESTED];
}

static size_t count_classes(const derive *d) {
    return d->image->section_count[IMAGE_CLASSES];
}

/* ---- what classes tell ---- */

/* Whether a use refuses cannot be guessed, so it is not branched on. */
static void tell(const derive *d, const derive_state *s, size_t cls) {
    const image_class *c = IMAGE_ARRAY(d->image, image_class, IMAGE_CLASSES) + cls;
    const image_use *first = IMAGE_ARRAY(d->image, image_use, IMAGE_USES) + c->uses;
    for (const image_use *u = first; u != first + c->use_count; u++) {
        size_t word = u->tested / SET_BITS;
        uint64_t bit = bit_of(u->tested), refuses = 0 - (uint64_t)u->negated;
        s->wanting[u->tested] = (uint16_t)(s->wanting[u->tested] - !u->negated);
        s->refused[word] |= bit & refuses;
        s->ready[word] |= s->wanting[u->tested] == 0 ? bit : 0;
    }
}

static void tell_all(const derive *d, const derive_state *s, size_t word, uint64_t classes) {
    for (uint64_t rest = classes & d->looked_at[word]; rest != 0; rest &= rest - 1) {
        tell(d, s, word * SET_BITS + (size_t)__builtin_ctzll(rest));
    }
}

/* A test that passes may make one behind it pass, or fail. */
static void tell_tests(const derive *d, const derive_state *s) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    for (size_t w = 0; w < d->test_words; w++) {
        uint64_t behind = d->told_on[w], pass;
        while ((pass = s->ready[w] & ~s->refused[w] & behind) != 0) {
            size_t n = (size_t)__builtin_ctzll(pass), cls = tested[w * SET_BITS + n].cls;
            behind &= ~UINT64_C(1) << n;
            tell(d, s, cls);
        }
    }
}

static uint64_t passing(const derive_state *s, size_t word) {
    return s->ready[word] & ~s->refused[word];
}

/* The classes of the tests that pass: those of the start, but for tests that came or went since. No
 * class is decided in two ways, so each of these turns its bit. */
static void take_tests(const derive *d, const derive_start *start, uint64_t *bits) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    for (size_t w = 0; w < d->class_words; w++) {
        bits[w] |= start->classes[w];
    }
    for (size_t w = 0; w < d->test_words; w++) {
        for (uint64_t rest = passing(&d->now, w) ^ start->pass[w]; rest != 0; rest &= rest - 1) {
            size_t cls = tested[w * SET_BITS + (size_t)__builtin_ctzll(rest)].cls;
            bits[cls / SET_BITS] ^= bit_of(cls);
        }
    }
}

/* A union is part of no union, so one walk will do. */
static void take_unions(const derive *d, uint64_t *bits) {
    const image_class *classes = IMAGE_ARRAY(d->image, image_class, IMAGE_CLASSES);
    const uint16_t *unions = IMAGE_ARRAY(d->image, uint16_t, IMAGE_UNIONS);
    for (size_t w = 0; w < d->class_words; w++) {
        for (uint64_t rest = bits[w] & d->in_unions[w]; rest != 0; rest &= rest - 1) {
            const image_class *c = &classes[w * SET_BITS + (size_t)__builtin_ctzll(rest)];
            for (uint32_t i = 0; i < c->union_count; i++) {
                uint16_t of = unions[c->unions + i];
                bits[of / SET_BITS] |= bit_of(of);
            }
        }
    }
}

void derive_classes(derive *d, uint64_t *bits) {
    bool is_word = (bits[0] & WORD_KINDS) == WORD_KINDS;
    uint64_t told = is_word ? WORD_KINDS : 0;
    const derive_start *start = is_word ? &d->word : &d->none;
    memcpy(d->now.ready, start->told.ready, d->state_size);
    tell_all(d, &d->now, 0, bits[0] & ~told);
    for (size_t w = 1; w < d->class_words; w++) {
        tell_all(d, &d->now, w, bits[w]);
    }
    tell_tests(d, &d->now);
    take_tests(d, start, bits);
    take_unions(d, bits);
}

/* ---- making ---- */

static void mask_classes(derive *d) {
    const image_class *classes = IMAGE_ARRAY(d->image, image_class, IMAGE_CLASSES);
    for (size_t c = 0; c < count_classes(d); c++) {
        d->in_unions[c / SET_BITS] |= classes[c].union_count != 0 ? bit_of(c) : 0;
        d->looked_at[c / SET_BITS] |= classes[c].use_count != 0 ? bit_of(c) : 0;
    }
}

/* What tests want when nothing is told, and which of them others look at. */
static void begin_tests(derive *d) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    for (size_t i = 0; i < count_tests(d); i++) {
        d->none.told.wanting[i] = tested[i].wanted;
        d->none.told.ready[i / SET_BITS] |= tested[i].wanted == 0 ? bit_of(i) : 0;
        d->told_on[i / SET_BITS] |= has_bit(d->looked_at, tested[i].cls) ? bit_of(i) : 0;
    }
}

/* Its arrays stand one behind the other, so that a state is copied at one go. */
static derive_state state_at(const derive *d, uint64_t **place) {
    uint64_t *ready = *place, *refused = ready + d->test_words, *wanting = refused + d->test_words;
    *place += d->state_size / sizeof **place;
    return (derive_state){ready, refused, (uint16_t *)(void *)wanting};
}

static uint64_t *set_at(uint64_t **place, size_t words) {
    uint64_t *set = *place;
    *place += words;
    return set;
}

static derive_start start_at(const derive *d, uint64_t **place) {
    derive_start s = {.told = state_at(d, place)};
    s.pass = set_at(place, d->test_words);
    s.classes = set_at(place, d->class_words);
    return s;
}

/* What a word passes that no list knows. */
static void begin_word(derive *d) {
    uint64_t *classes = d->word.classes;
    memcpy(d->word.told.ready, d->none.told.ready, d->state_size);
    tell_all(d, &d->word.told, 0, WORD_KINDS);
    memcpy(d->now.ready, d->word.told.ready, d->state_size);
    tell_tests(d, &d->now);
    take_tests(d, &d->none, classes);
    for (size_t w = 0; w < d->test_words; w++) {
        d->word.pass[w] = passing(&d->now, w);
    }
}

pm_status derive_init(derive *d, const image_header *image, const pm_allocator *a) {
    *d = (derive){.allocator = a, .image = image};
    d->class_words = count_classes(d) / SET_BITS + 1;
    d->test_words = count_tests(d) / SET_BITS + 1;
    size_t state = d->test_words * (2 + SET_BITS * sizeof(uint16_t) / sizeof(uint64_t)),
           starts = 2 * (state + d->test_words + d->class_words);
    d->state_size = state * sizeof(uint64_t);
    d->memory =
        mem_zalloc(a, (2 * d->class_words + d->test_words + starts + state) * sizeof *d->memory);
    if (d->memory == NULL) {
        return PM_ERR_MEMORY;
    }
    uint64_t *place = d->memory;
    d->looked_at = set_at(&place, d->class_words);
    d->in_unions = set_at(&place, d->class_words);
    d->told_on = set_at(&place, d->test_words);
    d->none = start_at(d, &place);
    d->word = start_at(d, &place);
    d->now = state_at(d, &place);
    mask_classes(d);
    begin_tests(d);
    begin_word(d);
    return PM_OK;
}

void derive_free(derive *d) {
    if (d->allocator != NULL) {
        mem_free(d->allocator, d->memory);
        *d = (derive){0};
    }
}
