/* SPDX-License-Identifier: MIT
 * Where a pattern's bits stand in the index of a type of tokens: pairs of words, and for 128
 * patterns that rules look for all four pairs in one cache line. */
#ifndef PACK_INDEX_H
#define PACK_INDEX_H

#include "pack/image.h"

enum { PAIR_WORDS = 2, PAIR_BITS = 128 };

/* The pairs of a line, for 128 patterns. Of patterns that are only asked about (`unless`, `needs`)
 * LINE_BEGINS says whether a match may begin with the token, be it the first of its cell or not. */
enum { LINE_WANT_1, LINE_WANT_2, LINE_BEGINS, LINE_SECOND, LINE_PAIRS };

/* First the lines of patterns that rules look for; then those of patterns that are asked about;
 * then, of the former, a pair of what may begin a cell for each line, four of them in a line. */
typedef struct index_layout {
    uint32_t searched; /* patterns that rules look for, the first ones */
    size_t lines, asked;
    size_t cell_at; /* the line of the first pair of what may begin a cell */
    size_t all;     /* lines */
} index_layout;

static inline index_layout index_layout_of(uint32_t searched, size_t patterns) {
    index_layout l = {.searched = searched};
    l.lines = (searched + PAIR_BITS - 1u) / PAIR_BITS;
    l.asked = (patterns - searched + PAIR_BITS - 1u) / PAIR_BITS;
    l.cell_at = l.lines + l.asked;
    l.all = l.cell_at + (l.lines + LINE_PAIRS - 1) / LINE_PAIRS;
    return l;
}

static inline index_layout index_layout_in(const image_header *h) {
    return index_layout_of(h->searched, h->section_count[IMAGE_PATTERNS]);
}

/* Where the bit stands that says this of a pattern; false: it is not kept. */
static inline bool index_place(const index_layout *l, image_index run, uint32_t number,
                               uint32_t *bit) {
    static const uint8_t of_line[INDEX_RUNS] = {[INDEX_WANT_1] = LINE_WANT_1,
                                                [INDEX_WANT_2] = LINE_WANT_2,
                                                [INDEX_BEGINS] = LINE_BEGINS,
                                                [INDEX_BEGINS_CELL] = LINE_BEGINS,
                                                [INDEX_SECOND] = LINE_SECOND};
    bool searched = number < l->searched, first = run == INDEX_BEGINS_CELL;
    uint32_t n = searched ? number : number - l->searched;
    size_t line = n / PAIR_BITS, at = LINE_PAIRS * line + of_line[run];
    if (!searched) {
        at += LINE_PAIRS * l->lines;
    } else if (first) {
        at = LINE_PAIRS * l->cell_at + line;
    }
    if (!searched && run == INDEX_BEGINS) {
        return false; /* INDEX_BEGINS_CELL holds more */
    }
    *bit = (uint32_t)(at * PAIR_BITS + n % PAIR_BITS);
    return true;
}

#endif
