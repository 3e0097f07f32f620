/* SPDX-License-Identifier: MIT
 * What a type of tokens means for each pattern, laid out as it is read: pairs of words, and for 128
 * patterns that rules look for all four pairs in one cache line. */
#ifndef ENGINE_INDEX_H
#define ENGINE_INDEX_H

#include "pack/image.h"

/* Two words of a set. Indexes begin with a cache line, so pairs can be read as vectors. */
enum { PAIR_WORDS = 2, PAIR_BITS = 128 };
typedef uint64_t pair __attribute__((vector_size(PAIR_WORDS * sizeof(uint64_t)), may_alias));

/* The pairs of a line, for 128 patterns that rules look for. */
enum { LINE_WANT_1, LINE_WANT_2, LINE_BEGINS, LINE_SECOND, LINE_PAIRS };
/* The pairs for 128 patterns that are only asked about (`unless`, `needs`): their first want, and
 * whether a match may begin with the token, be it the first of its cell or not. */
enum { ASKED_WANT, ASKED_BEGINS, ASKED_PAIRS };

/* Places are counted in pairs. First the lines; then what is asked; then what may begin a cell. */
typedef struct index_layout {
    uint32_t searched; /* patterns that rules look for, the first ones */
    size_t lines;
    size_t asked_at, asked; /* where, and for how many times 128 patterns */
    size_t cell_at;
    size_t words; /* uint64_t of the whole */
} index_layout;

static inline index_layout index_layout_of(const image_header *h) {
    index_layout l = {.searched = h->searched};
    l.lines = (h->searched + PAIR_BITS - 1u) / PAIR_BITS;
    l.asked_at = LINE_PAIRS * l.lines;
    l.asked = (h->section_count[IMAGE_PATTERNS] - h->searched + PAIR_BITS - 1u) / PAIR_BITS;
    l.cell_at = l.asked_at + ASKED_PAIRS * l.asked;
    l.words = (l.cell_at + l.lines) * PAIR_WORDS;
    return l;
}

/* Where the bit stands that says this of a pattern; false: it is not kept. */
static inline bool index_place(const index_layout *l, image_index run, uint32_t number,
                               uint32_t *bit) {
    static const uint8_t of_line[INDEX_RUNS] = {[INDEX_WANT_1] = LINE_WANT_1,
                                                [INDEX_WANT_2] = LINE_WANT_2,
                                                [INDEX_BEGINS] = LINE_BEGINS,
                                                [INDEX_SECOND] = LINE_SECOND};
    bool searched = number < l->searched, first = run == INDEX_BEGINS_CELL;
    uint32_t n = searched ? number : number - l->searched;
    size_t at = n / PAIR_BITS;
    if (searched) {
        at = first ? l->cell_at + at : LINE_PAIRS * at + of_line[run];
    } else if (first || run == INDEX_WANT_1) {
        at = l->asked_at + ASKED_PAIRS * at + (first ? ASKED_BEGINS : ASKED_WANT);
    } else {
        return false;
    }
    *bit = (uint32_t)(at * PAIR_BITS + n % PAIR_BITS);
    return true;
}

static inline const pair *index_pairs(const uint64_t *index) {
    return (const pair *)(const void *)index;
}

#endif
