/* SPDX-License-Identifier: MIT
 * Keeps true: what a try finds is what automaton_run would find. The loops carry their conditions
 * in sums and masks, not in branches: what is not wanted is written all the same, and overwritten
 * by what comes next. */
#include "engine/search.h"

_Static_assert(AUTOMATON_ASK == UINT32_MAX, "all bits set");

/* What a step from a state will look at. */
static void fetch_step(const automaton_table *t, size_t row, uint32_t type) {
    __builtin_prefetch((const void *)((uintptr_t)t->next + row * sizeof *t->next));
    __builtin_prefetch(t->symbols + type);
}

/* Begins a try for each pattern of the starts; returns how many there are. */
static size_t begin_tries(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t count = 0;
    const search_start *start = &s->starts[*from], *last = &s->starts[STARTS_ROOM];
    uint64_t rest = start->patterns;
    while (start != last && count < TRIES_MOST) {
        uint32_t number = (uint32_t)start->place * 64 + (uint32_t)__builtin_ctzll(rest),
                 at = (uint32_t)(start->place >> 32);
        size_t state = automaton_start(c, at);
        s->hits[count] = (search_hit){number, at, at};
        s->states[count] = (uint16_t)state;
        s->open[count] = (uint8_t)count;
        fetch_step(&tables[number], state * tables[number].columns, c->types[at]);
        count++;
        rest &= rest - 1;
        uint64_t done = rest == 0;
        start += done;
        rest |= start->patterns & (0 - done);
    }
    *from = (size_t)(start - s->starts);
    s->starts[*from].patterns = rest; /* what is left of it */
    return count;
}

/* All that are open have taken as many tokens. What the next round will look at is sent for: the
 * place behind the last token has nothing behind it, but a try that takes it is over. */
static void run_tries(search *s, const automaton_table *tables, const uint32_t *types,
                      size_t open) {
    for (uint32_t taken = 0; open != 0; taken++) {
        size_t kept = 0;
        for (size_t i = 0; i < open; i++) {
            size_t which = s->open[i];
            search_hit *hit = &s->hits[which];
            const automaton_table *t = &tables[hit->number];
            uint32_t at = hit->at + taken,
                     entry = t->next[(size_t)s->states[which] * t->columns + t->symbols[types[at]]],
                     matched = 0 - (entry & 1);
            bool goes_on = automaton_goes_on(entry >> 1);
            hit->end = (hit->end & ~matched) | (at & matched);
            s->states[which] = (uint16_t)(entry >> 1);
            s->open[kept] = (uint8_t)which;
            kept += goes_on;
            fetch_step(t, (size_t)(entry >> 1) * t->columns, types[at + goes_on]);
        }
        open = kept;
    }
}

size_t search_run(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t count = begin_tries(s, tables, c, from), kept = 0;
    run_tries(s, tables, c->types, count);
    for (size_t i = 0; i < count; i++) {
        search_hit hit = s->hits[i];
        hit.end |= 0 - (uint32_t)(s->states[i] == STATE_UNKNOWN);
        s->hits[kept] = hit;
        kept += hit.end != hit.at;
    }
    return kept;
}
