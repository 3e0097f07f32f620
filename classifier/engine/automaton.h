/* SPDX-License-Identifier: MIT
 * Patterns as lazy deterministic automata over token types: a step that was taken once is one look
 * into a table. They find what match_at finds, by far fewer instructions. */
#ifndef ENGINE_AUTOMATON_H
#define ENGINE_AUTOMATON_H

#include "engine/match.h"

/* A worker's automata, one for each pattern of the pack, each made when it is first asked and grown
 * by the texts it meets. Not to be shared between threads. */
typedef struct automata automata;

automata *automata_new(const image_header *image, const pm_allocator *a); /* NULL: no memory */
void automata_free(automata *m);

/* Bytes of what they have learnt: of the automata, which automata_clear forgets, and of the symbols
 * of types, which automata_forget_types does. */
size_t automata_bytes(const automata *m);
size_t automata_symbol_bytes(const automata *m);
/* To be called between actions. They must be cleared when they are full. */
void automata_clear(automata *m);
bool automata_full(const automata *m);
/* There is no room for more symbols: types should get other numbers before the next action. */
bool automata_types_full(const automata *m);
/* To be called before a type gets a number that was not given out before, the next one; false: no
 * memory. */
bool automata_reserve(automata *m, uint32_t number);
/* What stands between a type and the next one in automaton_table.blocks. */
size_t automata_row(const automata *m);
/* To be called when types get other numbers. */
void automata_forget_types(automata *m);

/* What a step needs of an automaton. An entry of `next`, by state * columns + symbol, is the next
 * state, doubled, and in its lowest bit whether a match ends before the token at hand. A byte holds
 * all states of nearly all automata; what leads to others is not known here. */
typedef struct automaton_table {
    const uint16_t *blocks; /* by what cell.types says of a token: the block with its symbol */
    const uint8_t *symbols; /* in the first block; 0: not known yet */
    const uint8_t *next;
    uint16_t columns;
    bool has_cut; /* a match ends before its context: where, only automaton_match can tell */
} automaton_table;

/* Symbols by type stand in blocks of a cache line, for this many automata each, in the order in
 * which these were made: about nine automata are asked about a token, and mostly the same ones. A
 * type of which none was asked has the first block, where nothing is known. */
enum { SYMBOL_BLOCK = 64 };
static inline const uint8_t *automaton_symbol(const automaton_table *t, uint32_t type) {
    return t->symbols + (size_t)t->blocks[type] * SYMBOL_BLOCK;
}

/* No step leads to a state before a first token, and none from the dead one: so one number, and one
 * row of the table, does for both. */
enum {
    STATE_DEAD = 0,     /* after a step */
    STATE_INSIDE = 0,   /* before a first token */
    STATE_AT_START = 1, /* before a first token with which its cell begins */
    STATE_UNKNOWN = INT8_MAX,
    ENTRY_UNKNOWN = UINT8_MAX
};

/* One for each pattern; they stay where they are. */
const automaton_table *automata_tables(const automata *m);

/* The state before a first token. */
static inline size_t automaton_start(const cell *c, uint32_t start) {
    return start <= c->text.first ? STATE_AT_START : STATE_INSIDE;
}

static inline bool automaton_goes_on(size_t state) {
    return state - 1u < STATE_UNKNOWN - 1u;
}

/* The same of a state that an entry leads to. */
static inline bool entry_goes_on(uint32_t entry) {
    return entry - 2u < ENTRY_UNKNOWN - 3u;
}

/* Tries a pattern from a token on: the token before which its match ends, `start` for none (no
 * match is empty), or AUTOMATON_ASK when only automaton_match can tell. */
#define AUTOMATON_ASK UINT32_MAX
static inline uint32_t automaton_run(const automaton_table *t, const cell *c, uint32_t start) {
    uint32_t at = start, end = start;
    size_t state = automaton_start(c, start);
    do { /* the place behind the last token leads to no other state */
        uint32_t entry = t->next[state * t->columns + *automaton_symbol(t, c->types[at])];
        end = entry & 1 ? at : end;
        state = entry >> 1;
        at++;
    } while (automaton_goes_on(state));
    return state == STATE_UNKNOWN ? AUTOMATON_ASK : end;
}

/* Tries a pattern at exactly one starting token, learning what it meets; of `out` only start and
 * end are set. MATCH_LIMIT as in match_at, MATCH_MEMORY. */
match_result automaton_match(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out);
/* The same match with what it captured, of a pattern that has matched there. */
match_result automaton_trace(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out);

#endif
