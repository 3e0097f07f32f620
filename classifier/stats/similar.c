/* SPDX-License-Identifier: MIT
 * Keeps true: leaders stand under the keys of all their bands, in their order. */
#include "stats/similar.h"

#include <string.h>

enum { HASHES = SIMILAR_BANDS * SIMILAR_ROWS, FEWEST_SLOTS = 1 << 10 };
#define NOBODY UINT32_MAX

/* A leader under one of its keys. */
typedef struct entry {
    uint32_t check; /* bits of the key that do not say where it stands */
    uint32_t leader;
    uint32_t next; /* number + 1, or 0 */
} entry;

typedef struct search {
    const similar_sets *sets;
    const pm_allocator *allocator;
    double least;
    uint32_t *slots; /* the first entry's number + 1, or 0 */
    size_t slot_count;
    entry *entries;
    size_t count, cap;
} search;

static size_t size_of(const similar_sets *s, size_t i) {
    return s->begin[i + 1] - s->begin[i];
}

static size_t shared(const similar_sets *s, size_t a, size_t b) {
    size_t i = s->begin[a], j = s->begin[b], count = 0;
    while (i < s->begin[a + 1] && j < s->begin[b + 1]) {
        uint32_t x = s->items[i], y = s->items[j];
        count += x == y;
        i += x <= y;
        j += y <= x;
    }
    return count;
}

double similar_likeness(const similar_sets *s, size_t a, size_t b) {
    size_t both = shared(s, a, b), either = size_of(s, a) + size_of(s, b) - both;
    return either != 0 ? (double)both / (double)either : 0.0;
}

/* The finalizer of SplitMix64: every bit of x tells on every bit. */
static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* The smallest hash of the set, by each of the hash functions: multiply-add-shift (Dietzfelbinger
 * 1996) with fixed numbers. */
static void smallest(const similar_sets *s, size_t set, uint32_t least[HASHES]) {
    uint64_t times[HASHES], plus[HASHES];
    for (unsigned k = 0; k < HASHES; k++) {
        times[k] = mix(2 * k + 1) | 1;
        plus[k] = mix(2 * k + 2);
        least[k] = UINT32_MAX;
    }
    for (size_t i = s->begin[set]; i < s->begin[set + 1]; i++) {
        for (unsigned k = 0; k < HASHES; k++) {
            uint32_t h = (uint32_t)((times[k] * s->items[i] + plus[k]) >> 32);
            least[k] = h < least[k] ? h : least[k];
        }
    }
}

static uint64_t key_of(const uint32_t least[HASHES], unsigned band) {
    uint64_t key = band;
    for (unsigned r = 0; r < SIMILAR_ROWS; r++) {
        key = mix(key ^ (uint64_t)least[band * SIMILAR_ROWS + r] << 8);
    }
    return key;
}

/* ---- leaders by key ---- */

static bool grow_slots(search *f) {
    size_t count = f->slot_count != 0 ? 2 * f->slot_count : FEWEST_SLOTS;
    uint32_t *slots = mem_array(f->allocator, count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    mem_free(f->allocator, f->slots);
    f->slots = slots;
    f->slot_count = count;
    return true;
}

/* Entries that stand in one slot are chained oldest first. */
static void hang(search *f, size_t n, uint64_t key) {
    uint32_t *at = &f->slots[key & (f->slot_count - 1)];
    unsigned steps = 0;
    while (*at != 0 && steps < SIMILAR_CHAIN) {
        at = &f->entries[*at - 1].next;
        steps++;
    }
    if (*at == 0) {
        *at = (uint32_t)n + 1;
    }
}

static bool lead(search *f, size_t set, const uint32_t least[HASHES]) {
    if (!mem_grow(f->allocator, (void **)&f->entries, &f->cap, f->count + SIMILAR_BANDS,
                  sizeof *f->entries)) {
        return false;
    }
    for (unsigned b = 0; b < SIMILAR_BANDS; b++) {
        uint64_t key = key_of(least, b);
        f->entries[f->count] = (entry){.check = (uint32_t)(key >> 32), .leader = (uint32_t)set};
        hang(f, f->count++, key);
    }
    return true;
}

/* The leader that the set is most like, or NOBODY. */
static uint32_t follow(const search *f, size_t set, const uint32_t least[HASHES]) {
    uint32_t best = NOBODY;
    double most = f->least;
    for (unsigned b = 0; b < SIMILAR_BANDS; b++) {
        uint64_t key = key_of(least, b);
        for (uint32_t n = f->slots[key & (f->slot_count - 1)]; n != 0; n = f->entries[n - 1].next) {
            const entry *e = &f->entries[n - 1];
            if (e->check != (uint32_t)(key >> 32) || e->leader == best) {
                continue;
            }
            double like = similar_likeness(f->sets, set, e->leader);
            bool better =
                best == NOBODY ? like >= most : like > most || (like >= most && e->leader < best);
            best = better ? e->leader : best;
            most = better ? like : most;
        }
    }
    return best;
}

/* Slots are made for all sets at once: chains stay short, and nothing has to be hung anew. */
static bool make_slots(search *f, size_t sets) {
    bool room = grow_slots(f);
    while (room && f->slot_count < SIMILAR_BANDS * sets && f->slot_count < UINT32_MAX / 2) {
        room = grow_slots(f);
    }
    return room;
}

pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader) {
    search f = {.sets = s, .allocator = a, .least = least};
    bool room = make_slots(&f, s->count);
    for (size_t i = 0; room && i < s->count; i++) {
        uint32_t hashes[HASHES];
        leader[i] = (uint32_t)i;
        if (size_of(s, i) == 0 || size_of(s, i) < least_items) {
            continue;
        }
        smallest(s, i, hashes);
        uint32_t to = follow(&f, i, hashes);
        if (to != NOBODY) {
            leader[i] = to;
        } else {
            room = lead(&f, i, hashes);
        }
    }
    mem_free(a, f.slots);
    mem_free(a, f.entries);
    return room ? PM_OK : PM_ERR_MEMORY;
}
