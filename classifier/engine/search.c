/* SPDX-License-Identifier: MIT
 * Keeps true: what a try finds is what automaton_run would find. The loops carry their conditions
 * in sums and masks, not in branches: what is not wanted is written all the same, and overwritten
 * by what comes next. */
#include "engine/search.h"

_Static_assert(AUTOMATON_ASK == UINT32_MAX, "all bits set");

/* The entry of a step, which is sent for; the symbol must be known by now, and the one of the token
 * behind is sent for too. */
static const uint16_t *find_entry(const automaton_table *t, size_t state, const uint32_t *types,
                                  size_t ahead) {
    const uint16_t *entry =
        (const uint16_t *)((uintptr_t)t->next +
                           (state * t->columns + t->symbols[types[0]]) * sizeof *entry);
    __builtin_prefetch(entry);
    __builtin_prefetch(t->symbols + types[ahead]);
    return entry;
}

/* Begins a try for each pattern of the starts; returns how many there are. */
static size_t begin_tries(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t count = 0;
    const search_start *start = &s->starts[*from], *last = &s->starts[STARTS_ROOM];
    uint64_t rest = start->patterns;
    while (start != last && count < TRIES_MOST) {
        uint32_t number = (uint32_t)start->place * 64 + (uint32_t)__builtin_ctzll(rest),
                 at = (uint32_t)(start->place >> 32);
        s->hits[count] = (search_hit){number, at, at};
        __builtin_prefetch(tables[number].symbols + c->types[at]);
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

static void open_tries(search *s, const automaton_table *tables, const cell *c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t at = s->hits[i].at;
        s->open[i] = (search_try){
            find_entry(&tables[s->hits[i].number], automaton_start(c, at), c->types + at, 1),
            (uint32_t)i, at};
    }
}

/* All that are open take a token each in turn. The place behind the last token has nothing behind
 * it, but a try that takes it is over. */
static void run_tries(search *s, const automaton_table *tables, const uint32_t *types,
                      size_t count) {
    while (count != 0) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            search_try now = s->open[i];
            search_hit *hit = &s->hits[now.which];
            uint32_t entry = *now.entry, state = entry >> 1, matched = 0 - (entry & 1),
                     unknown = 0 - (uint32_t)(state == STATE_UNKNOWN);
            bool goes_on = automaton_goes_on(state);
            hit->end = (hit->end & ~matched) | (now.at & matched) | unknown;
            now.at += goes_on;
            now.entry = find_entry(&tables[hit->number], state, types + now.at, goes_on);
            s->open[kept] = now;
            kept += goes_on;
        }
        count = kept;
    }
}

size_t search_run(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t count = begin_tries(s, tables, c, from), kept = 0;
    open_tries(s, tables, c, count);
    run_tries(s, tables, c->types, count);
    for (size_t i = 0; i < count; i++) {
        search_hit hit = s->hits[i];
        s->hits[kept] = hit;
        kept += hit.end != hit.at;
    }
    return kept;
}
