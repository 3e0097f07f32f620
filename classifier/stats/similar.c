/* SPDX-License-Identifier: MIT
 * Keeps true: a leader stands under all its keys, but where a key has SIMILAR_CHAIN of them; of the
 * slots at least a quarter are free, so that every search ends. */
#include "stats/similar.h"

#include <string.h>

enum {
    FEWEST_SLOTS = 1 << 10,
    PAIRS_UP_TO = 4 /* items that differ: above it keys are of one part */
};
#define NOBODY UINT32_MAX
#define NEARLY 1e-9 /* so that rounding never leaves out a pair that is just like enough */

typedef struct slot {
    uint32_t check;  /* bits of the key that do not say where it stands */
    uint32_t leader; /* number + 1; 0: free */
} slot;

/* Sizes within which sets can be alike: those of a level with each other and with the one below. */
typedef struct level {
    size_t from, to; /* sizes */
    size_t differ;   /* the most items that only one of two such sets has */
} level;

/* Keys of a set. Their slots lie far apart in memory, and are sent for some sets before they are
 * looked at. */
enum { AHEAD = 8 };
typedef struct key_list {
    uint64_t *keys;
    size_t count, cap;
} key_list;

typedef struct search {
    const similar_sets *sets;
    const pm_allocator *allocator;
    double least;
    slot *slots;
    size_t slot_count, used; /* slot_count: a power of two */
    key_list lists[AHEAD];   /* of the set at hand, and of those behind it */
    uint64_t *parts;         /* of the set at hand: a hash of each */
    size_t part_cap;
    uint64_t *looks; /* of each set: bits by its items, of which few differ where few items do */
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

/* ---- keys ---- */

/* Of the items of a and b, both has at least least / (1 + least); the others are in one alone. */
static size_t most_differing(double least, size_t items) {
    return (size_t)((1.0 - least) / (1.0 + least) * (double)items + NEARLY);
}

static level level_from(const search *f, size_t from) {
    size_t to = (size_t)((double)from / f->least + NEARLY);
    to = to < from ? from : to;
    return (level){from, to, most_differing(f->least, 2 * to)};
}

static level level_of(const search *f, size_t size) {
    level l = level_from(f, 1);
    while (l.to < size) {
        l = level_from(f, l.to + 1);
    }
    return l;
}

/* The items of a set are in the order of their value, and so of their parts. */
static void take_parts(search *f, size_t set, size_t parts) {
    memset(f->parts, 0, parts * sizeof *f->parts);
    for (size_t i = f->sets->begin[set]; i < f->sets->begin[set + 1]; i++) {
        uint32_t item = f->sets->items[i];
        f->parts[(uint64_t)item * parts >> 32] += mix(item + UINT64_C(0x9E3779B97F4A7C15));
    }
}

static void put_key(key_list *to, const level *l, size_t a, size_t b, uint64_t of_a,
                    uint64_t of_b) {
    uint64_t which = mix((uint64_t)l->from << 40 ^ (uint64_t)a << 20 ^ b);
    to->keys[to->count++] = mix(which ^ (of_a + (of_b << 23 | of_b >> 41)));
}

static bool room_for(search *f, key_list *to, size_t parts, size_t keys) {
    return mem_grow(f->allocator, (void **)&f->parts, &f->part_cap, parts, sizeof *f->parts) &&
           mem_grow(f->allocator, (void **)&to->keys, &to->cap, to->count + keys, sizeof *to->keys);
}

/* Of differ + 2 parts at least two are the same in both sets, of differ + 1 at least one. */
static bool keys_of_level(search *f, size_t set, const level *l, key_list *to) {
    bool pairs = l->differ <= PAIRS_UP_TO;
    size_t parts = l->differ + (pairs ? 2 : 1);
    if (!room_for(f, to, parts, pairs ? parts * parts : parts)) {
        return false;
    }
    take_parts(f, set, parts);
    for (size_t a = 0; a < parts; a++) {
        for (size_t b = a + 1; pairs && b < parts; b++) {
            put_key(to, l, a, b, f->parts[a], f->parts[b]);
        }
        if (!pairs) {
            put_key(to, l, a, a, f->parts[a], 0);
        }
    }
    return true;
}

static size_t place_of(const search *f, uint64_t key) {
    return (size_t)key & (f->slot_count - 1);
}

static bool take_keys(search *f, size_t set, key_list *to) {
    level own = level_of(f, size_of(f->sets, set)), above = level_from(f, own.to + 1);
    to->count = 0;
    if (!keys_of_level(f, set, &own, to) || !keys_of_level(f, set, &above, to)) {
        return false;
    }
    for (size_t k = 0; k < to->count; k++) {
        __builtin_prefetch(&f->slots[place_of(f, to->keys[k])]);
    }
    return true;
}

/* ---- leaders by key ---- */

/* Keys are not kept whole: slots are made once, for as many as there can be. */
static bool make_slots(search *f, size_t keys) {
    size_t count = FEWEST_SLOTS;
    while (count < keys + keys / 3) {
        count *= 2;
    }
    f->slots = mem_zalloc(f->allocator, count * sizeof *f->slots);
    f->slot_count = count;
    return f->slots != NULL;
}

static void lead(search *f, size_t set, const key_list *own) {
    for (size_t k = 0; k < own->count; k++) {
        uint32_t check = (uint32_t)(own->keys[k] >> 32);
        size_t at = place_of(f, own->keys[k]), others = 0;
        while (f->slots[at].leader != 0 && others < SIMILAR_CHAIN) {
            others += f->slots[at].check == check;
            at = (at + 1) & (f->slot_count - 1);
        }
        if (f->slots[at].leader == 0) {
            f->slots[at] = (slot){check, (uint32_t)set + 1};
        }
    }
}

static uint64_t looks_of(const similar_sets *s, size_t set) {
    uint64_t looks = 0;
    for (size_t i = s->begin[set]; i < s->begin[set + 1]; i++) {
        looks |= UINT64_C(1) << (mix(s->items[i]) >> 58);
    }
    return looks;
}

/* In parallel: pairs of bits, fours, eights (Warren, Hacker's Delight, 5-1). */
static unsigned bits_of(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* The leader that the set is most like, or NOBODY. */
static uint32_t follow(const search *f, size_t set, const key_list *own) {
    uint32_t best = NOBODY, last = NOBODY;
    double most = f->least;
    for (size_t k = 0; k < own->count; k++) {
        uint32_t check = (uint32_t)(own->keys[k] >> 32);
        for (size_t at = place_of(f, own->keys[k]); f->slots[at].leader != 0;
             at = (at + 1) & (f->slot_count - 1)) {
            uint32_t other = f->slots[at].leader - 1;
            if (f->slots[at].check != check || other == best || other == last) {
                continue;
            }
            last = other;
            size_t items = size_of(f->sets, set) + size_of(f->sets, other);
            if (bits_of(f->looks[set] ^ f->looks[other]) > most_differing(f->least, items)) {
                continue;
            }
            double like = similar_likeness(f->sets, set, other);
            if (like > most || (like == most && (best == NOBODY || other < best))) {
                best = other;
                most = like;
            }
        }
    }
    return best;
}

static bool takes_part(const similar_sets *s, size_t set, size_t least_items) {
    return size_of(s, set) != 0 && size_of(s, set) >= least_items;
}

/* How many keys all sets have, so far as they may lead. */
static size_t count_keys(const search *f, size_t least_items) {
    size_t keys = 0;
    for (size_t i = 0; i < f->sets->count; i++) {
        if (!takes_part(f->sets, i, least_items)) {
            continue;
        }
        level own = level_of(f, size_of(f->sets, i)), above = level_from(f, own.to + 1);
        const level *both[] = {&own, &above};
        for (int l = 0; l < 2; l++) {
            size_t parts = both[l]->differ + 1;
            keys += both[l]->differ <= PAIRS_UP_TO ? parts * (parts + 1) / 2 : parts;
        }
    }
    return keys;
}

/* The keys of all sets are taken AHEAD - 1 sets before they are used. */
static bool group_all(search *f, size_t least_items, uint32_t *leader) {
    const similar_sets *s = f->sets;
    for (size_t next = 0; next < s->count + AHEAD - 1; next++) {
        bool wanted = next < s->count && takes_part(s, next, least_items);
        if (wanted && !take_keys(f, next, &f->lists[next % AHEAD])) {
            return false;
        }
        size_t i = next - (AHEAD - 1);
        if (next < AHEAD - 1) {
            continue;
        }
        leader[i] = (uint32_t)i;
        if (!takes_part(s, i, least_items)) {
            continue;
        }
        f->looks[i] = looks_of(s, i);
        uint32_t to = follow(f, i, &f->lists[i % AHEAD]);
        if (to != NOBODY) {
            leader[i] = to;
        } else {
            lead(f, i, &f->lists[i % AHEAD]);
        }
    }
    return true;
}

pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader) {
    search f = {.sets = s, .allocator = a, .least = least};
    f.looks = mem_array(a, s->count, sizeof *f.looks);
    bool room = f.looks != NULL && make_slots(&f, count_keys(&f, least_items)) &&
                group_all(&f, least_items, leader);
    mem_free(a, f.slots);
    for (size_t i = 0; i < AHEAD; i++) {
        mem_free(a, f.lists[i].keys);
    }
    mem_free(a, f.parts);
    mem_free(a, f.looks);
    return room ? PM_OK : PM_ERR_MEMORY;
}
