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

/* They have outgrown their bound and should be cleared before the next action. */
bool automata_full(const automata *m);
void automata_clear(automata *m);
/* To be called when types get other numbers. */
void automata_forget_types(automata *m);

/* What a step needs of an automaton. An entry of `next`, by state << shift | symbol, is the next
 * state, doubled, and in its lowest bit whether a match ends before the token at hand. */
typedef struct automaton_table {
    const uint16_t *next;   /* NULL: nothing is known yet */
    const uint8_t *symbols; /* by the number of the type; 0: not known yet */
    uint32_t types;         /* how many numbers `symbols` has room for */
    uint8_t shift;
    bool has_cut; /* the match ends before its context: where, its trace tells */
} automaton_table;

enum { STATE_DEAD, STATE_INSIDE, STATE_AT_START, ENTRY_UNKNOWN = UINT16_MAX };

/* One for each pattern; they stay where they are. */
const automaton_table *automata_tables(const automata *m);

/* Tries a pattern at exactly one starting token: where the match ends, 0 for none (no match is
 * empty), or AUTOMATON_ASK when only automaton_match can tell. */
#define AUTOMATON_ASK UINT32_MAX
static inline uint32_t automaton_run(const automaton_table *t, const cell *c, uint32_t start) {
    const unit *u = c->units + start;
    size_t state = start <= c->text.first ? STATE_AT_START : STATE_INSIDE;
    uint32_t end = 0, at = start;
    if (t->next == NULL) {
        return AUTOMATON_ASK;
    }
    do { /* the place behind the last token leads to no other state */
        uint16_t entry = u->number < t->types ? t->next[state << t->shift | t->symbols[u->number]]
                                              : (uint16_t)ENTRY_UNKNOWN;
        if (entry == ENTRY_UNKNOWN) {
            return AUTOMATON_ASK;
        }
        end = entry & 1 ? at : end;
        state = entry >> 1;
        at++;
        u++;
    } while (state != STATE_DEAD);
    return end != 0 && t->has_cut ? AUTOMATON_ASK : end;
}

/* The same by the full way, learning what it meets; of `out` only start and end are set.
 * MATCH_LIMIT as in match_at, MATCH_MEMORY. */
match_result automaton_match(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out);
/* The same match with what it captured, of a pattern that has just matched there. */
match_result automaton_trace(automata *m, uint32_t number, const cell *c, uint32_t start,
                             match *out);

#endif
