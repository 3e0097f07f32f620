/* SPDX-License-Identifier: MIT
 * Keeps true: at least one slot in two is free, so that looking ends. */
#include "cli/seen.h"

#include <stdlib.h>
#include <string.h>

#include "cli/hash.h"

static uint64_t hash_of(const pm_row *row) {
    return hash_word(hash_word(HASH_BEGIN, row->authority), row->plan_id) | 1;
}

/* Where it is, or is to be. */
static size_t slot_of(const uint64_t *slots, size_t size, uint64_t hash) {
    size_t i = (size_t)(hash >> 1) & (size - 1);
    while (slots[i] != 0 && slots[i] != hash) {
        i = (i + 1) & (size - 1);
    }
    return i;
}

static bool grow(seen_plans *s) {
    size_t size = s->size != 0 ? 2 * s->size : 1024;
    if (2 * (s->count + 1) <= s->size) {
        return true;
    }
    uint64_t *slots = s->count < SEEN_MOST ? calloc(size, sizeof *slots) : NULL;
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->size; i++) {
        if (s->slots[i] != 0) {
            slots[slot_of(slots, size, s->slots[i])] = s->slots[i];
        }
    }
    free(s->slots);
    s->slots = slots;
    s->size = size;
    return true;
}

bool seen_before(seen_plans *s, const pm_row *row) {
    uint64_t hash = hash_of(row);
    if (hash == s->last || s->told) {
        return false;
    }
    s->last = hash;
    bool room = grow(s);
    size_t at = s->size != 0 ? slot_of(s->slots, s->size, hash) : 0;
    if (s->size != 0 && s->slots[at] == hash) {
        s->told = true;
        return true;
    }
    if (room) {
        s->slots[at] = hash;
        s->count++;
    }
    return false;
}

void seen_forget(seen_plans *s) {
    if (s->count != 0) {
        memset(s->slots, 0, s->size * sizeof *s->slots);
    }
    s->count = 0;
    s->last = 0;
    s->told = false;
}

void seen_free(seen_plans *s) {
    free(s->slots);
    *s = (seen_plans){.slots = NULL};
}

/* ---- Plans of several files ---- */

static struct seen_slot *place_of(struct seen_slot *slots, size_t size, uint64_t plan) {
    size_t i = (size_t)(plan >> 1) & (size - 1);
    while (slots[i].plan != 0 && slots[i].plan != plan) {
        i = (i + 1) & (size - 1);
    }
    return &slots[i];
}

/* Makes room for one more. false: so many are remembered, or there is no memory. */
static bool make_room(seen_files *s) {
    size_t size = s->size != 0 ? 2 * s->size : 1024;
    if (2 * (s->count + 1) <= s->size) {
        return true;
    }
    struct seen_slot *slots = s->count < SEEN_MOST ? calloc(size, sizeof *slots) : NULL;
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->size; i++) {
        if (s->slots[i].plan != 0) {
            *place_of(slots, size, s->slots[i].plan) = s->slots[i];
        }
    }
    free(s->slots);
    s->slots = slots;
    s->size = size;
    return true;
}

/* Who goes on with the run needs to know it; without memory nobody does. */
static void keep_fresh(seen_files *s, uint64_t plan) {
    if (s->fresh_count == s->fresh_cap) {
        size_t cap = s->fresh_cap != 0 ? 2 * s->fresh_cap : 64;
        uint64_t *more = realloc(s->fresh, cap * sizeof *more);
        if (more == NULL) {
            return;
        }
        s->fresh = more;
        s->fresh_cap = cap;
    }
    s->fresh[s->fresh_count++] = plan;
}

void seen_in(seen_files *s, size_t file, const pm_row *row) {
    seen_plan(s, file, hash_of(row));
}

void seen_plan(seen_files *s, size_t file, uint64_t plan) {
    bool room = make_room(s);
    struct seen_slot *slot = s->size != 0 ? place_of(s->slots, s->size, plan) : NULL;
    if (slot == NULL || (slot->plan == 0 && !room)) {
        return;
    }
    if (slot->plan != 0 && slot->file != file) {
        s->with = s->shared == 0 ? slot->file : s->with;
        s->shared++;
    }
    if (slot->plan == 0) {
        s->count++;
        keep_fresh(s, plan);
    }
    *slot = (struct seen_slot){plan, file};
}

void seen_begin(seen_files *s) {
    s->shared = s->fresh_count = 0;
}

void seen_files_free(seen_files *s) {
    free(s->slots);
    free(s->fresh);
    *s = (seen_files){.slots = NULL};
}
