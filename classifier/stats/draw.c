/* SPDX-License-Identifier: MIT
 * Keeps true: whole numbers only, so that a seed draws the same everywhere; no group gets more
 * draws than it has things. */
#include "stats/draw.h"

#include <stdlib.h>

void draw_some(random_source *r, uint32_t *items, uint32_t of, uint32_t count) {
    for (uint32_t i = 0; i < count && i + 1 < of; i++) {
        uint32_t at = i + random_below(r, of - i), item = items[at];
        items[at] = items[i];
        items[i] = item;
    }
}

static int by_place(const void *a, const void *b) {
    const draw_group *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_size(const void *a, const void *b) {
    const draw_group *x = a, *y = b;
    int order = (x->size > y->size) - (x->size < y->size);
    return order != 0 ? order : by_place(a, b);
}

static int by_left(const void *a, const void *b) {
    const draw_group *x = a, *y = b;
    int order = (x->left < y->left) - (x->left > y->left);
    return order != 0 ? order : (x->chance > y->chance) - (x->chance < y->chance);
}

/* Numbers by chance, each once, in the groups' `chance`. */
static void deal_chances(random_source *r, draw_group *groups, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) { /* from the inside out */
        uint32_t at = random_below(r, i + 1);
        groups[i].chance = groups[at].chance;
        groups[at].chance = i;
    }
}

/* One each to the groups, smallest first, that would come to less than one of what is left; behind
 * the first that does not, none does. How many these are. */
static size_t raise_small(draw_group *groups, size_t count, uint64_t *draws, uint64_t *things) {
    size_t small = 0;
    while (small < count && groups[small].size * *draws < *things) {
        groups[small].share = 1;
        *things -= groups[small].size;
        *draws -= 1;
        small++;
    }
    return small;
}

static void share_out(draw_group *groups, size_t count, uint64_t draws, uint64_t things) {
    uint64_t dealt = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t product = groups[i].size * draws;
        groups[i].share = (uint32_t)(product / things);
        groups[i].left = product % things;
        dealt += groups[i].share;
    }
    qsort(groups, count, sizeof *groups, by_left);
    for (size_t i = 0; i < count && dealt < draws; i++, dealt++) {
        groups[i].share++;
    }
}

size_t draw_shares(random_source *r, draw_group *groups, size_t group_count, uint32_t count) {
    uint64_t things = 0, draws = count;
    size_t small = 0;
    for (size_t i = 0; i < group_count; i++) {
        groups[i].place = (uint32_t)i;
        things += groups[i].size;
    }
    deal_chances(r, groups, (uint32_t)group_count);
    if (count >= group_count) {
        qsort(groups, group_count, sizeof *groups, by_size);
        small = raise_small(groups, group_count, &draws, &things);
    }
    if (small < group_count) {
        share_out(groups + small, group_count - small, draws, things);
    }
    qsort(groups, group_count, sizeof *groups, by_place);
    return small;
}
