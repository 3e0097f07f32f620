/* SPDX-License-Identifier: MIT
 * Keeps true: a key that several sets have keeps the first SIMILAR_CHAIN of them that lead, no more
 * and no fewer, whatever other keys there are. */
#include "stats/similar.h"

#include <string.h>

enum {
    PAIRS_UP_TO = 4, /* items that differ: above it keys are of one part */
    HEAP = 1 << 15,  /* keys that are counted at once, near at hand */
    HEAP_BITS = 10,  /* of a key, at most, that tell its heap */
    AHEAD = 8,       /* sets: slots lie far apart in memory, and are sent for that long before */
    LINE = 8         /* slots that come at once, and as many again are sent for */
};
#define NOBODY UINT32_MAX
#define NOWHERE UINT32_MAX /* the place of a key that one set alone has */
#define END UINT64_MAX
#define NEARLY 1e-9 /* so that rounding never leaves out a pair that is just like enough */

/* Sizes within which sets can be alike: those of a level with each other and with the one below. */
typedef struct level {
    size_t from, to; /* sizes */
    size_t differ;   /* the most items that only one of two such sets has */
} level;

/* Each item of a set turns a bit of its sketch, so that of two sketches no more bits differ than
 * items do. */
typedef struct look {
    uint64_t sketch;
    uint32_t size, asked; /* asked: 1 + the last set that was compared with it */
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

/* A key that several sets have has slots for the leaders among them, and END behind. A slot is 0
 * where it is free; its low bits are the number of a leader + 1, the others of its sketch. So
 * hardly any set is looked at that is not alike. */
typedef struct search {
    const similar_sets *sets;
    const pm_allocator *allocator;
    double least, differing; /* differing: the largest share of two sets' items in one alone */
    size_t least_items;
    level *levels;   /* by size */
    size_t largest;  /* size */
    uint64_t *parts; /* of the set at hand: a hash of each */
    look *looks;     /* of each set */
    size_t *first;   /* of each set: its first key; count + 1 of them */
    uint32_t *keys;  /* of one set behind the other; then the places of those that several have */
    uint64_t *slots;
    size_t slot_count, slot_cap;
    unsigned number_bits; /* of a slot */
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
    for (size_t i = 0; i < f->sets->count; i++) {
        f->largest = size_of(f->sets, i) > f->largest ? size_of(f->sets, i) : f->largest;
    }
    size_t count = largest_like(f->least, f->largest) + 2;
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

static uint32_t key_of(const level *l, size_t a, size_t b, uint64_t of_a, uint64_t of_b) {
    uint64_t which = (uint64_t)l->from << 40 ^ (uint64_t)a << 20 ^ b;
    uint64_t parts = of_a + (of_b << 23 | of_b >> 41);
    return (uint32_t)(mix(which * UINT64_C(0x9E3779B97F4A7C15) + parts) >> 32);
}

static uint32_t *keys_of_level(search *f, size_t set, const level *l, uint32_t *to) {
    size_t parts = parts_of(l);
    take_parts(f, set, parts);
    for (size_t a = 0; a < parts; a++) {
        for (size_t b = a + 1; has_pairs(l) && b < parts; b++) {
            *to++ = key_of(l, a, b, f->parts[a], f->parts[b]);
        }
        if (!has_pairs(l)) {
            *to++ = key_of(l, a, a, f->parts[a], 0);
        }
    }
    return to;
}

static look look_of(const similar_sets *s, size_t set) {
    look own = {0, (uint32_t)size_of(s, set), 0};
    for (size_t i = s->begin[set]; i < s->begin[set + 1]; i++) {
        own.sketch ^= UINT64_C(1) << (hash_of_item(s->items[i]) >> 58);
    }
    return own;
}

static bool takes_part(const search *f, size_t set) {
    size_t size = size_of(f->sets, set);
    return size != 0 && size >= f->least_items;
}

/* Places are fewer than keys, and must be below NOWHERE. */
static bool make_room(search *f) {
    size_t count = f->sets->count, keys = 0;
    f->first = mem_array(f->allocator, count + 1, sizeof *f->first);
    f->looks = mem_array(f->allocator, count, sizeof *f->looks);
    for (size_t i = 0; f->first != NULL && i < count; i++) {
        const level *own = level_of(f, i);
        f->first[i] = keys;
        keys += takes_part(f, i) ? keys_of(own) + keys_of(level_above(f, own)) : 0;
    }
    if (f->first == NULL || f->looks == NULL || keys >= NOWHERE) {
        return false;
    }
    f->first[count] = keys;
    f->keys = mem_array(f->allocator, keys, sizeof *f->keys);
    f->parts =
        mem_array(f->allocator, parts_of(level_above(f, &f->levels[f->largest])), sizeof *f->parts);
    while ((count + 1) >> f->number_bits != 0) { /* so that no slot is END */
        f->number_bits++;
    }
    return f->keys != NULL && f->parts != NULL;
}

static bool take_keys(search *f) {
    if (!make_room(f)) {
        return false;
    }
    for (size_t i = 0; i < f->sets->count; i++) {
        f->looks[i] = look_of(f->sets, i);
        if (takes_part(f, i)) {
            const level *own = level_of(f, i);
            uint32_t *above = keys_of_level(f, i, own, f->keys + f->first[i]);
            keys_of_level(f, i, level_above(f, own), above);
        }
    }
    return true;
}

/* ---- a place for each key ---- */

/* Keys by their first bits, in the order of their sets; then their places. */
typedef struct heaps {
    uint32_t *keys;
    size_t *begin; /* count + 2 of them */
    size_t count;
    unsigned bits; /* of a key, that tell its heap */
    struct met_key {
        uint32_t key, count; /* key: when count is 0 again, its place */
    } * met;                 /* of the heap at hand, by hash */
} heaps;

static size_t heap_of(const heaps *h, uint32_t key) {
    return (size_t)((uint64_t)key >> (32 - h->bits));
}

static void free_heaps(const search *f, heaps *h) {
    mem_free(f->allocator, h->keys);
    mem_free(f->allocator, h->begin);
    mem_free(f->allocator, h->met);
}

static size_t room_of(size_t count) {
    size_t room = 2;
    while (room < 2 * count) {
        room *= 2;
    }
    return room;
}

static bool deal(const search *f, heaps *h) {
    size_t keys = f->first[f->sets->count], largest = 0;
    while (h->bits < HEAP_BITS && keys >> h->bits > HEAP) {
        h->bits++;
    }
    h->count = (size_t)1 << h->bits;
    h->keys = mem_array(f->allocator, keys, sizeof *h->keys);
    h->begin = mem_zalloc(f->allocator, (h->count + 2) * sizeof *h->begin);
    if (h->keys == NULL || h->begin == NULL) {
        return false;
    }
    for (size_t k = 0; k < keys; k++) {
        h->begin[heap_of(h, f->keys[k]) + 2]++;
    }
    for (size_t i = 2; i < h->count + 2; i++) {
        largest = h->begin[i] > largest ? h->begin[i] : largest;
        h->begin[i] += h->begin[i - 1];
    }
    for (size_t k = 0; k < keys; k++) {
        h->keys[h->begin[heap_of(h, f->keys[k]) + 1]++] = f->keys[k];
    }
    h->met = mem_array(f->allocator, room_of(largest), sizeof *h->met);
    return h->met != NULL;
}

/* Instead of each key stands then its number in `met`. */
static void count_keys(heaps *h, uint32_t *keys, size_t count) {
    size_t room = room_of(count);
    memset(h->met, 0, room * sizeof *h->met);
    for (size_t k = 0; k < count; k++) {
        size_t at = keys[k] & (room - 1);
        while (h->met[at].count != 0 && h->met[at].key != keys[k]) {
            at = (at + 1) & (room - 1);
        }
        h->met[at].key = keys[k];
        h->met[at].count++;
        keys[k] = (uint32_t)at;
    }
}

/* Nobody comes behind the last set that has a key. */
static uint32_t new_place(search *f, size_t sets) {
    uint32_t place = (uint32_t)f->slot_count;
    size_t leaders = sets - 1 < SIMILAR_CHAIN ? sets - 1 : SIMILAR_CHAIN;
    for (size_t i = 0; i < leaders; i++) {
        f->slots[f->slot_count++] = 0;
    }
    f->slots[f->slot_count++] = END;
    return place;
}

static bool place_heap(search *f, heaps *h, uint32_t *keys, size_t count) {
    if (!mem_grow(f->allocator, (void **)&f->slots, &f->slot_cap, f->slot_count + count + LINE,
                  sizeof *f->slots)) {
        return false;
    }
    count_keys(h, keys, count);
    for (size_t k = 0; k < count; k++) {
        struct met_key *met = &h->met[keys[k]];
        if (met->count > 1) {
            *met = (struct met_key){new_place(f, met->count), 0};
        }
        keys[k] = met->count == 1 ? NOWHERE : met->key;
    }
    return true;
}

/* Back into the order of sets, without keys that one set alone has. */
static void take_places(search *f, heaps *h) {
    size_t kept = 0, from = 0;
    for (size_t i = 0; i < f->sets->count; i++) {
        size_t to = f->first[i + 1];
        f->first[i] = kept;
        for (; from < to; from++) {
            f->keys[kept] = h->keys[h->begin[heap_of(h, f->keys[from])]++];
            kept += f->keys[kept] != NOWHERE;
        }
    }
    f->first[f->sets->count] = kept;
}

static bool place_keys(search *f) {
    heaps h = {.keys = NULL};
    bool room = deal(f, &h);
    for (size_t i = 0; room && i < h.count; i++) {
        room = place_heap(f, &h, h.keys + h.begin[i], h.begin[i + 1] - h.begin[i]);
    }
    if (room) {
        take_places(f, &h);
    }
    free_heaps(f, &h);
    return room;
}

/* ---- leaders by key ---- */

static bool is_leader(uint64_t slot) {
    return slot != 0 && slot != END;
}

static uint64_t slot_of(const search *f, size_t set) {
    return f->looks[set].sketch << f->number_bits | (set + 1);
}

static void lead(search *f, size_t set) {
    uint64_t own = slot_of(f, set);
    for (size_t k = f->first[set]; k < f->first[set + 1]; k++) {
        uint64_t *slot = f->slots + f->keys[k];
        while (is_leader(*slot)) {
            slot++;
        }
        *slot = *slot == 0 ? own : END;
    }
}

/* In parallel: pairs of bits, fours, eights (Warren, Hacker's Delight, 5-1). */
static unsigned bits_of(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* A leader may stand under several keys of a set; each is compared once. */
static bool may_be_alike(const search *f, size_t set, uint32_t other) {
    const look *own = &f->looks[set];
    look *seen = &f->looks[other];
    bool first = seen->asked != set + 1;
    seen->asked = (uint32_t)set + 1;
    return first &&
           bits_of(own->sketch ^ seen->sketch) <= most_differing(f, (size_t)own->size + seen->size);
}

static void compare(const search *f, size_t set, candidates *c, liked *best) {
    for (size_t i = 0; i < c->count; i++) {
        uint32_t other = c->number[i];
        if (!may_be_alike(f, set, other)) {
            continue;
        }
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
static uint32_t follow(const search *f, size_t set) {
    size_t size = size_of(f->sets, set);
    size_t differ = most_differing(f, size + largest_like(f->least, size));
    uint64_t own = slot_of(f, set), numbers = (UINT64_C(1) << f->number_bits) - 1;
    liked best = {NOBODY, f->least};
    candidates c;
    c.count = 0;
    for (size_t k = f->first[set]; k < f->first[set + 1]; k++) {
        for (const uint64_t *slot = f->slots + f->keys[k]; is_leader(*slot); slot++) {
            c.number[c.count] = (uint32_t)(*slot & numbers) - 1;
            c.count += bits_of((*slot ^ own) >> f->number_bits) <= differ;
            if (c.count == CANDIDATES) {
                compare(f, set, &c, &best);
            }
        }
    }
    compare(f, set, &c, &best);
    return best.leader;
}

static void send_for(const search *f, size_t set) {
    for (size_t k = f->first[set]; k < f->first[set + 1]; k++) {
        __builtin_prefetch(f->slots + f->keys[k]);
        __builtin_prefetch(f->slots + f->keys[k] + LINE);
    }
}

static void group_all(search *f, uint32_t *leader) {
    size_t count = f->sets->count;
    for (size_t i = 0; i < count; i++) {
        if (count - i > AHEAD) {
            send_for(f, i + AHEAD);
        }
        uint32_t to = follow(f, i);
        leader[i] = to != NOBODY ? to : (uint32_t)i;
        if (to == NOBODY) {
            lead(f, i);
        }
    }
}

pm_status similar_group(const similar_sets *s, double least, size_t least_items,
                        const pm_allocator *a, uint32_t *leader) {
    search f = {.sets = s,
                .allocator = a,
                .least = least,
                .differing = (1.0 - least) / (1.0 + least),
                .least_items = least_items};
    bool room = make_levels(&f) && take_keys(&f) && place_keys(&f);
    if (room) {
        group_all(&f, leader);
    }
    mem_free(a, f.levels);
    mem_free(a, f.parts);
    mem_free(a, f.looks);
    mem_free(a, f.first);
    mem_free(a, f.keys);
    mem_free(a, f.slots);
    return room ? PM_OK : PM_ERR_MEMORY;
}
