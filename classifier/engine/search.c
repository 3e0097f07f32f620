/* SPDX-License-Identifier: MIT
 * Keeps true: what a try finds is what automaton_run would find. The loops carry their conditions
 * in sums and masks, not in branches: what is not wanted is written all the same, and overwritten
 * by what comes next. */
#include "engine/search.h"

_Static_assert(AUTOMATON_ASK == UINT32_MAX, "all bits set");

static uint32_t take_token(const automaton_table *t, size_t state, uint32_t type) {
    return t->next[state * t->columns + t->symbols[type]];
}

/* Begins a try for each pattern of the starts by taking its first token, which no match ends
 * before. Returns how many there are; of them *open go on. */
static size_t begin_tries(search *s, const automaton_table *tables, const cell *c, size_t *from,
                          size_t *open) {
    size_t count = 0, kept = 0;
    const search_start *start = &s->starts[*from], *last = &s->starts[s->start_count];
    uint64_t rest = start->patterns;
    while (start != last && count < TRIES_MOST) {
        uint32_t number = (uint32_t)start->place * 64 + (uint32_t)__builtin_ctzll(rest),
                 at = (uint32_t)(start->place >> 32);
        uint32_t entry = take_token(&tables[number], automaton_start(c, at), c->types[at]);
        search_hit *hit = &s->hits[count];
        hit->number = number;
        hit->at = at;
        hit->end = at;
        s->states[count] = (uint16_t)(entry >> 1);
        s->open[kept] = (uint8_t)count;
        kept += automaton_goes_on(entry >> 1);
        count++;
        rest &= rest - 1;
        uint64_t done = rest == 0;
        start += done;
        rest |= start->patterns & (0 - done);
    }
    *from = (size_t)(start - s->starts);
    s->starts[*from].patterns = rest; /* what is left of it */
    *open = kept;
    return count;
}

/* All that are open have taken as many tokens. */
static void run_tries(search *s, const automaton_table *tables, const uint32_t *types,
                      size_t open) {
    for (uint32_t taken = 1; open != 0; taken++) {
        size_t kept = 0;
        for (size_t i = 0; i < open; i++) {
            size_t which = s->open[i];
            search_hit *hit = &s->hits[which];
            uint32_t at = hit->at + taken,
                     entry = take_token(&tables[hit->number], s->states[which], types[at]),
                     matched = 0 - (entry & 1);
            hit->end = (hit->end & ~matched) | (at & matched);
            s->states[which] = (uint16_t)(entry >> 1);
            s->open[kept] = (uint8_t)which;
            kept += automaton_goes_on(entry >> 1);
        }
        open = kept;
    }
}

size_t search_run(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t open, count = begin_tries(s, tables, c, from, &open), kept = 0;
    run_tries(s, tables, c->types, open);
    for (size_t i = 0; i < count; i++) {
        search_hit hit = s->hits[i];
        hit.end |= 0 - (uint32_t)(s->states[i] == STATE_UNKNOWN);
        s->hits[kept] = hit;
        kept += hit.end != hit.at;
    }
    return kept;
}
