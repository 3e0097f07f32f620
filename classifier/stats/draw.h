/* SPDX-License-Identifier: MIT
 * Which of many things are drawn: from all alike, or in proportion by group. */
#ifndef STATS_DRAW_H
#define STATS_DRAW_H

#include <stddef.h>

#include "stats/random.h"

/* Shuffles `items` as far as its first `count` of `of` places: these are drawn without replacement,
 * each choice and each order of them as likely as any other (Durstenfeld 1964, Algorithm 235:
 * Random permutation, Communications of the ACM 7(7), 420). */
void draw_some(random_source *r, uint32_t *items, uint32_t of, uint32_t count);

/* A group of things, and how many of them are to be drawn. */
typedef struct draw_group {
    uint32_t size;  /* at least 1 */
    uint32_t share; /* set by draw_shares */
    uint32_t place, chance;
    uint64_t left; /* the last three are its own */
} draw_group;

/* Deals `count` draws to groups in proportion to their sizes, by largest remainders; which of equal
 * remainders go first is chance. Where there are as many draws as groups each group gets at least
 * one, and the others share what is left. `count` is at most the sum of the sizes, which is below
 * 2^32. How many groups got one that their size alone would not have given them. */
size_t draw_shares(random_source *r, draw_group *groups, size_t group_count, uint32_t count);

#endif
