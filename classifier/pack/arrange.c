/* SPDX-License-Identifier: MIT
 * Puts the patterns into the order in which they are cheapest to search for: first those that rules
 * look for, by the columns they look in, then those of `unless` and `needs`, which are only asked
 * about now and then. Keeps true: the patterns of one list of a rule stay together, in their order.
 */
#include <string.h>

#include "pack/builder.h"

enum { ASKED = 1 << PM_COLUMNS, RANKS = ASKED + 1 };

/* The first pattern of each rank, then the next free place in it. */
typedef struct places {
    uint32_t next[RANKS];
    uint16_t *moved; /* old number -> new number */
} places;

static void add_up(places *p) {
    uint32_t at = 0;
    for (size_t r = 0; r < RANKS; r++) {
        uint32_t count = p->next[r];
        p->next[r] = at;
        at += count;
    }
}

static void place_list(places *p, unsigned rank, uint32_t *first, uint16_t count) {
    for (uint32_t i = 0; i < count; i++) {
        p->moved[*first + i] = (uint16_t)(p->next[rank] + i);
    }
    *first = p->next[rank];
    p->next[rank] += count;
}

static void place_rules(builder *b, places *p) {
    image_rule *rules = (image_rule *)(void *)b->rules.data;
    size_t count = b->rules.len / sizeof *rules;
    for (size_t i = 0; i < count; i++) {
        p->next[rules[i].columns] += rules[i].match_count;
        p->next[ASKED] += (uint32_t)rules[i].unless_count + rules[i].needs_count;
    }
    add_up(p);
    b->searched = p->next[ASKED];
    for (size_t i = 0; i < count; i++) {
        place_list(p, rules[i].columns, &rules[i].match, rules[i].match_count);
        place_list(p, ASKED, &rules[i].unless, rules[i].unless_count);
        place_list(p, ASKED, &rules[i].needs, rules[i].needs_count);
    }
}

static void move_patterns(builder *b, const places *p, const image_pattern *old, size_t count) {
    image_pattern *patterns = (image_pattern *)(void *)b->patterns.data;
    for (size_t i = 0; i < count; i++) {
        patterns[p->moved[i]] = old[i];
    }
    for (int k = 0; k < INDEX_RUNS; k++) {
        for (size_t i = 0; i < b->index[k].count; i++) {
            b->index[k].items[i].cls = p->moved[b->index[k].items[i].cls];
        }
    }
}

void arrange_patterns(builder *b) {
    places p = {.next = {0}};
    size_t count = b->patterns.len / sizeof(image_pattern);
    if (count == 0) {
        return;
    }
    image_pattern *old = arena_alloc(b->memory, count * sizeof *old);
    p.moved = arena_zalloc(b->memory, count * sizeof *p.moved);
    if (b->no_memory || b->patterns.failed || b->rules.failed || old == NULL || p.moved == NULL) {
        b->no_memory = true;
        return;
    }
    memcpy(old, b->patterns.data, count * sizeof *old);
    place_rules(b, &p);
    move_patterns(b, &p, old, count);
}
