/* SPDX-License-Identifier: MIT
 * Many patterns from many tokens of a cell side by side. Hardly any try lasts long, and how long
 * can be guessed by no processor; so all take a token each in turn, without a branch that depends
 * on the text, and none waits for the memory of another. */
#ifndef ENGINE_SEARCH_H
#define ENGINE_SEARCH_H

#include "engine/automaton.h"

/* Patterns that may begin at a token. */
typedef struct search_start {
    uint64_t patterns; /* a word of their set */
    uint64_t place;    /* see search_place */
} search_start;

/* The token, and which word of the set it is. */
static inline uint64_t search_place(uint32_t at, size_t word) {
    return (uint64_t)at << 32 | word;
}

/* A match, or what may be one. */
typedef struct search_hit {
    uint32_t number, at;
    uint32_t end; /* what automaton_run says */
} search_hit;

/* A try: the entry of its next step, the symbol of the step behind it, the token of the former, and
 * what is known of its end. */
typedef struct search_try {
    const uint8_t *entry, *symbol;
    const automaton_table *table;
    uint32_t at, end, start;
    uint16_t number, last; /* its pattern; the entry of the step before */
} search_try;

/* STARTS_ROOM: enough for one token of the largest pack. */
enum { STARTS_ROOM = 1280, TRIES_MOST = 128 };

typedef struct search {
    search_start starts[STARTS_ROOM + 1]; /* they end at STARTS_ROOM; the last one is empty */
    search_hit hits[TRIES_MOST];
    search_try tries[TRIES_MOST];
    uint32_t open[TRIES_MOST]; /* the tries that go on */
} search;

/* Runs some of the starts from *from on, up to STARTS_ROOM; moves it behind them and returns how
 * many hits there are, in the order of the starts. */
size_t search_run(search *s, const automaton_table *tables, const cell *c, size_t *from);

#endif
