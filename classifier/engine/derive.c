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
    for (const derive_use *u = d->uses + d->first[cls]; u != d->uses + d->first[cls + 1]; u++) {
        size_t word = u->test / SET_BITS;
        uint64_t bit = bit_of(u->test), refuses = 0 - (uint64_t)u->negated;
        s->wanting[u->test] = (uint16_t)(s->wanting[u->test] - !u->negated);
        s->refused[word] |= bit & refuses;
        s->ready[word] |= s->wanting[u->test] == 0 ? bit : 0;
    }
}

static void tell_all(const derive *d, const derive_state *s, size_t word, uint64_t classes) {
    for (uint64_t rest = classes & d->looked_at[word]; rest != 0; rest &= rest - 1) {
        tell(d, s, word * SET_BITS + (size_t)__builtin_ctzll(rest));
    }
}

/* A test that passes may make one behind it pass, or fail. */
static void tell_tests(const derive *d, const derive_state *s, const uint64_t *bits) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    for (size_t w = 0; w < d->test_words; w++) {
        uint64_t behind = d->told_on[w], pass;
        while ((pass = s->ready[w] & ~s->refused[w] & behind) != 0) {
            size_t n = (size_t)__builtin_ctzll(pass), cls = tested[w * SET_BITS + n].cls;
            behind &= ~UINT64_C(1) << n;
            if (!has_bit(bits, cls)) {
                tell(d, s, cls);
            }
        }
    }
}

static void take_tests(const derive *d, const derive_state *s, uint64_t *bits) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    for (size_t w = 0; w < d->test_words; w++) {
        for (uint64_t rest = s->ready[w] & ~s->refused[w]; rest != 0; rest &= rest - 1) {
            size_t cls = tested[w * SET_BITS + (size_t)__builtin_ctzll(rest)].cls;
            bits[cls / SET_BITS] |= bit_of(cls);
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
    memcpy(d->now.ready, is_word ? d->word.ready : d->none.ready, d->state_size);
    tell_all(d, &d->now, 0, bits[0] & ~told);
    for (size_t w = 1; w < d->class_words; w++) {
        tell_all(d, &d->now, w, bits[w]);
    }
    tell_tests(d, &d->now, bits);
    take_tests(d, &d->now, bits);
    take_unions(d, bits);
}

/* ---- making ---- */

static void count_uses(derive *d) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    const image_test *tests = IMAGE_ARRAY(d->image, image_test, IMAGE_TESTS);
    for (size_t i = 0; i < count_tests(d); i++) {
        bool last = false;
        for (const image_test *t = tests + tested[i].first; !last; t++) {
            d->first[t->cls]++;
            d->none.wanting[i] = (uint16_t)(d->none.wanting[i] + !t->negated);
            d->looked_at[t->cls / SET_BITS] |= bit_of(t->cls);
            last = t->last;
        }
        d->none.ready[i / SET_BITS] |= d->none.wanting[i] == 0 ? bit_of(i) : 0;
    }
    for (size_t c = 1; c <= count_classes(d); c++) {
        d->first[c] += d->first[c - 1];
    }
}

/* `first` is where the uses of each class end, and is moved to where they begin. */
static void put_uses(derive *d) {
    const image_tested *tested = IMAGE_ARRAY(d->image, image_tested, IMAGE_TESTED);
    const image_test *tests = IMAGE_ARRAY(d->image, image_test, IMAGE_TESTS);
    for (size_t i = 0; i < count_tests(d); i++) {
        bool last = false;
        for (const image_test *t = tests + tested[i].first; !last; t++) {
            d->uses[--d->first[t->cls]] = (derive_use){(uint16_t)i, t->negated};
            last = t->last;
        }
        d->told_on[i / SET_BITS] |= has_bit(d->looked_at, tested[i].cls) ? bit_of(i) : 0;
    }
}

static void mask_unions(derive *d) {
    const image_class *classes = IMAGE_ARRAY(d->image, image_class, IMAGE_CLASSES);
    for (size_t c = 0; c < count_classes(d); c++) {
        d->in_unions[c / SET_BITS] |= classes[c].union_count != 0 ? bit_of(c) : 0;
    }
}

/* Its arrays stand one behind the other, so that a state is copied at one go. */
static derive_state state_at(const derive *d, uint64_t *place) {
    return (derive_state){place, place + d->test_words,
                          (uint16_t *)(void *)(place + 2 * d->test_words)};
}

pm_status derive_init(derive *d, const image_header *image, const pm_allocator *a) {
    *d = (derive){.allocator = a, .image = image};
    d->class_words = count_classes(d) / SET_BITS + 1;
    d->test_words = count_tests(d) / SET_BITS + 1;
    size_t state = d->test_words * (2 + SET_BITS * sizeof(uint16_t) / sizeof(uint64_t));
    d->state_size = state * sizeof(uint64_t);
    d->looked_at =
        mem_zalloc(a, (2 * d->class_words + d->test_words + 3 * state) * sizeof(uint64_t));
    d->first = mem_zalloc(a, (count_classes(d) + 1) * sizeof *d->first);
    d->uses = mem_array(a, image->section_count[IMAGE_TESTS], sizeof *d->uses);
    if (d->looked_at == NULL || d->first == NULL || d->uses == NULL) {
        derive_free(d);
        return PM_ERR_MEMORY;
    }
    d->in_unions = d->looked_at + d->class_words;
    d->told_on = d->in_unions + d->class_words;
    d->none = state_at(d, d->told_on + d->test_words);
    d->word = state_at(d, d->none.ready + state);
    d->now = state_at(d, d->word.ready + state);
    count_uses(d);
    put_uses(d);
    mask_unions(d);
    memcpy(d->word.ready, d->none.ready, d->state_size);
    tell_all(d, &d->word, 0, WORD_KINDS);
    return PM_OK;
}

void derive_free(derive *d) {
    if (d->allocator != NULL) {
        mem_free(d->allocator, d->looked_at);
        mem_free(d->allocator, d->first);
        mem_free(d->allocator, d->uses);
        *d = (derive){0};
    }
}
