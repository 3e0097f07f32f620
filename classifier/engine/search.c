/* SPDX-License-Identifier: MIT
 * Keeps true: what a try finds is what automaton_run would find. The loops carry their conditions
 * in sums and masks, not in branches: what is not wanted is written all the same, and overwritten
 * by what comes next. */
#include "engine/search.h"

_Static_assert(AUTOMATON_ASK == UINT32_MAX, "all bits set");

/* The symbol of a token, which is sent for. */
static const uint8_t *find_symbol(const automaton_table *t, uint32_t type) {
    const uint8_t *symbol = automaton_symbol(t, type);
    __builtin_prefetch(symbol);
    return symbol;
}

/* The entry of a step, which is sent for; the symbol must be there by now. */
static const uint8_t *find_entry(const automaton_table *t, size_t state, const uint8_t *symbol) {
    const uint8_t *entry = (const uint8_t *)((uintptr_t)t->next + state * t->columns + *symbol);
    __builtin_prefetch(entry);
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
        search_try *t = &s->tries[count];
        t->table = &tables[number];
        t->at = t->end = t->start = at;
        t->number = (uint16_t)number;
        t->symbol = find_symbol(t->table, c->types[at]);
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

static void open_tries(search *s, const cell *c, size_t count) {
    for (size_t i = 0; i < count; i++) {
        search_try *t = &s->tries[i];
        t->entry = find_entry(t->table, automaton_start(c, t->at), t->symbol);
        t->symbol = find_symbol(t->table, c->types[t->at + 1]);
        s->open[i] = (uint32_t)i;
    }
}

/* All that are open take a token each in turn. The place behind the last token has nothing behind
 * it, but a try that takes it is over. */
static void run_tries(search *s, const uint32_t *types, size_t count) {
    while (count != 0) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            uint32_t which = s->open[i];
            search_try *t = &s->tries[which];
            uint32_t entry = *t->entry, matched = 0 - (entry & 1), at = t->at,
                     goes_on = entry_goes_on(entry);
            t->last = (uint16_t)entry;
            t->end ^= (t->end ^ at) & matched;
            at += goes_on;
            t->entry = find_entry(t->table, entry >> 1, t->symbol);
            t->symbol = find_symbol(t->table, types[at + goes_on]);
            t->at = at;
            s->open[kept] = which;
            kept += goes_on;
        }
        count = kept;
    }
}

size_t search_run(search *s, const automaton_table *tables, const cell *c, size_t *from) {
    size_t count = begin_tries(s, tables, c, from), kept = 0;
    open_tries(s, c, count);
    run_tries(s, c->types, count);
    for (size_t i = 0; i < count; i++) {
        const search_try *t = &s->tries[i];
        uint32_t unknown = 0 - (uint32_t)(t->last == ENTRY_UNKNOWN), end = t->end | unknown;
        s->hits[kept] = (search_hit){t->number, t->start, end};
        kept += end != t->start;
    }
    return kept;
}
