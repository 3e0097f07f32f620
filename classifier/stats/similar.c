/* SPDX-License-Identifier: MIT
 * Keeps true: a leader stands under all its keys, but where a key has SIMILAR_CHAIN of them; of the
 * slots at least a quarter are free, so that every search ends. */
#include "stats/similar.h"

#include <string.h>

enum {
    FEWEST_SLOTS = 1 << 10,
    PAIRS_UP_TO = 4, /* items that differ: above it keys are of one part */
    SKETCH_BITS = 18
};
#define NOBODY UINT32_MAX
#define NEARLY 1e-9 /* so that rounding never leaves out a pair that is just like enough */

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
    size_t own, count, cap; /* own: of the set's own level; those of the level above follow */
    uint64_t tail;          /* of its slots: all but the bits of the key */
} key_list;

/* Each item of a set turns a bit of its sketch, so that of two sketches no more bits differ than
 * items do. */
typedef struct look {
    uint32_t sketch, size;
} look;

/* Leaders that stand under keys of a set, and are like it by what their slots tell. */
enum { CANDIDATES = 256 };
typedef struct candidates {
    uint32_t number[CANDIDATES];
    size_t count;
} candidates;

/* The leader that a set is most like so far. */
typedef struct liked {
    uint32_t leader; /* or NOBODY */
    double like;
} liked;

/* A slot is 0 where it is free; from its low bits up it is the number of a leader + 1, SKETCH_BITS
 * of a sketch of it, and bits of the key that do not say where it stands. So hardly any set is
 * looked at that is not alike. */
typedef struct search {
    const similar_sets *sets;
    const pm_allocator *allocator;
    double least, differing; /* differing: the largest share of two sets' items in one alone */
    size_t least_items;
    level *levels; /* by size */
    look *looks;   /* of each set */
    uint64_t *slots;
    size_t slot_count;    /* a power of two */
    unsigned number_bits; /* of a slot */
    key_list lists[AHEAD];
    uint64_t *parts; /* of the set at hand: a hash of each */
    size_t part_cap;
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
static size_t most_differing(const search *f, size_t items) {
    return (size_t)(f->differing * (double)items + NEARLY);
}

/* The largest size that can be like this one. */
static size_t largest_like(double least, size_t size) {
    size_t to = (size_t)((double)size / least + NEARLY);
    return to < size ? size : to;
}

/* For all sizes of sets, and one of the level above. */
static bool make_levels(search *f) {
    size_t largest = 0;
    for (size_t i = 0; i < f->sets->count; i++) {
        largest = size_of(f->sets, i) > largest ? size_of(f->sets, i) : largest;
    }
    size_t count = largest_like(f->least, largest) + 2;
    f->levels = mem_array(f->allocator, count, sizeof *f->levels);
    if (f->levels == NULL) {
        return false;
    }
    f->levels[0] = (level){0, 0, 0};
    for (size_t size = 1; size < count; size++) {
        size_t to = largest_like(f->least, size);
        f->levels[size] = size <= f->levels[size - 1].to
                              ? f->levels[size - 1]
                              : (level){size, to, most_differing(f, 2 * to)};
    }
    return true;
}

static const level *level_of(const search *f, size_t set) {
    return &f->levels[size_of(f->sets, set)];
}

static const level *level_above(const search *f, const level *l) {
    return &f->levels[l->to + 1];
}

/* Of differ + 2 parts at least two are the same in both sets, of differ + 1 at least one. */
static bool has_pairs(const level *l) {
    return l->differ <= PAIRS_UP_TO;
}

static size_t parts_of(const level *l) {
    return l->differ + (has_pairs(l) ? 2 : 1);
}

static size_t keys_of(const level *l) {
    return has_pairs(l) ? parts_of(l) * (parts_of(l) - 1) / 2 : parts_of(l);
}

static uint64_t hash_of_item(uint32_t item) {
    return mix(item + UINT64_C(0x9E3779B97F4A7C15));
}

/* The items of a set are in the order of their value, and so of their parts. */
static void take_parts(search *f, size_t set, size_t parts) {
    memset(f->parts, 0, parts * sizeof *f->parts);
    for (size_t i = f->sets->begin[set]; i < f->sets->begin[set + 1]; i++) {
        uint32_t item = f->sets->items[i];
        f->parts[(uint64_t)item * parts >> 32] += hash_of_item(item);
    }
}

static uint64_t key_of(const level *l, size_t a, size_t b, uint64_t of_a, uint64_t of_b) {
    uint64_t which = (uint64_t)l->from << 40 ^ (uint64_t)a << 20 ^ b;
    return mix(mix(which) ^ (of_a + (of_b << 23 | of_b >> 41)));
}

static void keys_of_level(search *f, size_t set, const level *l, key_list *to) {
    size_t parts = parts_of(l);
    take_parts(f, set, parts);
    for (size_t a = 0; a < parts; a++) {
        for (size_t b = a + 1; has_pairs(l) && b < parts; b++) {
            to->keys[to->count++] = key_of(l, a, b, f->parts[a], f->parts[b]);
        }
        if (!has_pairs(l)) {
            to->keys[to->count++] = key_of(l, a, a, f->parts[a], 0);
        }
    }
}

static bool room_for(search *f, key_list *to, const level *own, const level *above) {
    return mem_grow(f->allocator, (void **)&f->parts, &f->part_cap, parts_of(own) + parts_of(above),
                    sizeof *f->parts) &&
           mem_grow(f->allocator, (void **)&to->keys, &to->cap, keys_of(own) + keys_of(above),
                    sizeof *to->keys);
}

static size_t place_of(const search *f, uint64_t key) {
    return (size_t)key & (f->slot_count - 1);
}

/* Takes the look of the set as well; the tail has a sketch of its own. */
static uint64_t take_look(search *f, size_t set) {
    const similar_sets *s = f->sets;
    uint64_t tail = 0;
    look own = {0, (uint32_t)size_of(s, set)};
    for (size_t i = s->begin[set]; i < s->begin[set + 1]; i++) {
        uint64_t hash = hash_of_item(s->items[i]);
        own.sketch ^= UINT32_C(1) << (hash >> 59);
        tail ^= UINT64_C(1) << ((hash & UINT32_MAX) * SKETCH_BITS >> 32);
    }
    f->looks[set] = own;
    return tail << f->number_bits | (set + 1);
}

static bool take_keys(search *f, size_t set, key_list *to) {
    const level *own = level_of(f, set), *above = level_above(f, own);
    if (!room_for(f, to, own, above)) {
        return false;
    }
    to->count = 0;
    to->tail = take_look(f, set);
    keys_of_level(f, set, own, to);
    to->own = to->count;
    keys_of_level(f, set, above, to);
    for (size_t k = 0; k < to->count; k++) {
        __builtin_prefetch(&f->slots[place_of(f, to->keys[k])]);
    }
    return true;
}

/* ---- leaders by key ---- */

static bool takes_part(const search *f, size_t set) {
    size_t size = size_of(f->sets, set);
    return size != 0 && size >= f->least_items;
}

/* Slots are made once, for as many keys as there can be. */
static bool make_slots(search *f) {
    size_t keys = 0;
    for (size_t i = 0; i < f->sets->count; i++) {
        const level *own = level_of(f, i);
        keys += takes_part(f, i) ? keys_of(own) + keys_of(level_above(f, own)) : 0;
    }
    f->slot_count = FEWEST_SLOTS;
    while (f->slot_count < keys + keys / 3) {
        f->slot_count *= 2;
    }
    while (f->sets->count >> f->number_bits != 0) {
        f->number_bits++;
    }
    f->slots = mem_zalloc(f->allocator, f->slot_count * sizeof *f->slots);
    return f->slots != NULL;
}

static uint64_t slot_of(const search *f, uint64_t key, uint64_t tail) {
    unsigned shift = f->number_bits + SKETCH_BITS;
    return key >> shift << shift | tail;
}

static void lead(search *f, const key_list *own) {
    unsigned shift = f->number_bits + SKETCH_BITS;
    for (size_t k = 0; k < own->count; k++) {
        uint64_t slot = slot_of(f, own->keys[k], own->tail);
        size_t at = place_of(f, own->keys[k]), others = 0;
        while (f->slots[at] != 0 && others < SIMILAR_CHAIN) {
            others += (f->slots[at] ^ slot) >> shift == 0;
            at = (at + 1) & (f->slot_count - 1);
        }
        if (f->slots[at] == 0) {
            f->slots[at] = slot;
        }
    }
}

/* In parallel: pairs of bits, fours, eights (Warren, Hacker's Delight, 5-1). */
static unsigned bits_of(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* Leaves the candidates that may be alike by their looks. */
static void sift(const search *f, size_t set, candidates *c) {
    look own = f->looks[set];
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        uint32_t other = c->number[i];
        look seen = f->looks[other];
        c->number[kept] = other;
        kept +=
            bits_of(own.sketch ^ seen.sketch) <= most_differing(f, (size_t)own.size + seen.size);
    }
    c->count = kept;
}

static void compare(const search *f, size_t set, candidates *c, liked *best) {
    uint32_t last = NOBODY;
    sift(f, set, c);
    for (size_t i = 0; i < c->count; i++) {
        uint32_t other = c->number[i];
        if (other == best->leader || other == last) {
            continue;
        }
        last = other;
        double like = similar_likeness(f->sets, set, other);
        if (like > best->like ||
            (like == best->like && (best->leader == NOBODY || other < best->leader))) {
            *best = (liked){other, like};
        }
    }
    c->count = 0;
}

/* The leader that the set is most like, or NOBODY. Most of those met are not alike, and which
 * cannot be guessed: all are taken, and the next is put above one that is not. */
static uint32_t follow(const search *f, size_t set, const key_list *own) {
    const level *l = level_of(f, set), *above = level_above(f, l);
    uint64_t numbers = (UINT64_C(1) << f->number_bits) - 1;
    uint64_t sketches = (UINT64_C(1) << SKETCH_BITS) - 1;
    liked best = {NOBODY, f->least};
    candidates c;
    c.count = 0;
    for (size_t k = 0; k < own->count; k++) {
        uint64_t slot = slot_of(f, own->keys[k], own->tail);
        size_t differ = k < own->own ? l->differ : above->differ;
        for (size_t at = place_of(f, own->keys[k]); f->slots[at] != 0;
             at = (at + 1) & (f->slot_count - 1)) {
            uint64_t unlike = (f->slots[at] ^ slot) >> f->number_bits;
            c.number[c.count] = (uint32_t)(f->slots[at] & numbers) - 1;
            c.count += (unlike <= sketches) & (bits_of(unlike & sketches) <= differ);
            if (c.count == CANDIDATES) {
                compare(f, set, &c, &best);
            }
        }
    }
    compare(f, set, &c, &best);
    return best.leader;
}

/* The keys of all sets are taken AHEAD - 1 sets before they are used. */
static bool group_all(search *f, uint32_t *leader) {
    size_t count = f->sets->count;
    for (size_t next = 0; next < count + AHEAD - 1; next++) {
        if (next < count && takes_part(f, next) && !take_keys(f, next, &f->lists[next % AHEAD])) {
            return false;
        }
        size_t i = next - (AHEAD - 1);
        if (next < AHEAD - 1) {
            continue;
        }
        leader[i] = (uint32_t)i;
        if (!takes_part(f, i)) {
            continue;
        }
        uint32_t to = follow(f, i, &f->lists[i % AHEAD]);
        if (to != NOBODY) {
            leader[i] = to;
        } else {
            lead(f, &f->lists[i % AHEAD]);
        }
    }
    return true;
}

pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader) {
    search f = {.sets = s,
                .allocator = a,
                .least = least,
                .differing = (1.0 - least) / (1.0 + least),
                .least_items = least_items,
                .looks = mem_array(a, s->count, sizeof *f.looks)};
    bool room = f.looks != NULL && make_levels(&f) && make_slots(&f) && group_all(&f, leader);
    mem_free(a, f.levels);
    mem_free(a, f.looks);
    mem_free(a, f.slots);
    for (size_t i = 0; i < AHEAD; i++) {
        mem_free(a, f.lists[i].keys);
    }
    mem_free(a, f.parts);
    return room ? PM_OK : PM_ERR_MEMORY;
}
