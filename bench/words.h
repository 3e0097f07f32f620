/* SPDX-License-Identifier: MIT
 * The vocabulary of made-up plans. */
#ifndef BENCH_WORDS_H
#define BENCH_WORDS_H

#include <stddef.h>

/* Alternatives between '|'; a word listed twice comes twice as often. In a text "{list}" stands for
 * one of another list, "{List}" for one with a capital, "{list?30}" for one in 30 of 100 cases,
 * "{#2-12}" for a number. No list leads back to itself. */
typedef struct word_list {
    const char *name;
    const char *words;
} word_list;

extern const word_list word_lists[];
extern const size_t word_list_count;

#endif
