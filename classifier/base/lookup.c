/* SPDX-License-Identifier: MIT
 * Keeps true: at least a quarter of the slots is free, so that every search ends; slots know their
 * hash, so that growing asks nobody for keys. */
#include "base/lookup.h"

#include <string.h>

enum { FIRST = 64 };
#define MOST ((size_t)1 << 31)

void lookup_init(lookup *l, const pm_allocator *a) {
    *l = (lookup){.allocator = a, .seed = (uint64_t)(uintptr_t)l};
}

void lookup_free(lookup *l) {
    mem_free(l->allocator, l->slots);
    lookup_init(l, l->allocator);
}

void lookup_clear(lookup *l) {
    if (l->cap != 0) {
        memset(l->slots, 0, l->cap * sizeof *l->slots);
    }
    l->count = 0;
}

/* ---- hashes ---- */

typedef struct sip {
    uint64_t v[4];
} sip;

static uint64_t rotated(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

static void sip_round(sip *s) {
    uint64_t *v = s->v;
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotated(v[1], 13) ^ v[0];
    v[3] = rotated(v[3], 16) ^ v[2];
    v[0] = rotated(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotated(v[1], 17) ^ v[2];
    v[3] = rotated(v[3], 21) ^ v[0];
    v[2] = rotated(v[2], 32);
}

static void sip_take(sip *s, uint64_t word) {
    s->v[3] ^= word;
    sip_round(s);
    s->v[0] ^= word;
}

static sip sip_begin(uint64_t k0, uint64_t k1) {
    return (sip){{k0 ^ UINT64_C(0x736F6D6570736575), k1 ^ UINT64_C(0x646F72616E646F6D),
                  k0 ^ UINT64_C(0x6C7967656E657261), k1 ^ UINT64_C(0x7465646279746573)}};
}

/* Words of eight bytes as the machine has them; the last one has what is left, and the length. */
static void sip_text(sip *s, pm_str text) {
    uint64_t word;
    size_t i = 0;
    for (; text.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text.data + i, sizeof word);
        sip_take(s, word);
    }
    word = (uint64_t)text.len << 56;
    for (int shift = 0; i < text.len; i++, shift += 8) {
        word |= (uint64_t)(unsigned char)text.data[i] << shift;
    }
    sip_take(s, word);
}

static uint64_t sip_end(sip *s) {
    for (int round = 0; round < 3; round++) {
        sip_round(s);
    }
    return s->v[0] ^ s->v[1] ^ s->v[2] ^ s->v[3];
}

static uint64_t second_key(uint64_t first) {
    return rotated(first, 32) * UINT64_C(0x9E3779B97F4A7C15);
}

uint64_t lookup_hash(const lookup *l, pm_str key) {
    return lookup_hash_on(l->seed, key);
}

uint64_t lookup_hash_on(uint64_t hash, pm_str part) {
    sip s = sip_begin(hash, second_key(hash));
    sip_text(&s, part);
    s.v[2] ^= 0xFF;
    return sip_end(&s);
}

/* With two results, as the authors give them for 128 bits. Each part's length stands before it, so
 * that no other parts are the same words. */
lookup_bits lookup_hash_long(const lookup *l, uint64_t number, const pm_str *parts, size_t count) {
    lookup_bits out;
    sip s = sip_begin(l->seed, second_key(l->seed));
    s.v[1] ^= 0xEE;
    sip_take(&s, number);
    for (size_t i = 0; i < count; i++) {
        sip_take(&s, parts[i].len);
        sip_text(&s, parts[i]);
    }
    s.v[2] ^= 0xEE;
    out.half[0] = sip_end(&s);
    s.v[1] ^= 0xDD;
    out.half[1] = sip_end(&s);
    return out;
}

/* ---- slots ---- */

static uint32_t check_of(uint64_t hash) {
    return (uint32_t)(hash ^ hash >> 32);
}

uint32_t lookup_find(const lookup *l, uint64_t hash, lookup_is_fn is, const void *owner,
                     const void *key) {
    uint32_t check = check_of(hash);
    if (l->cap == 0) {
        return LOOKUP_NONE;
    }
    for (size_t at = check & (l->cap - 1); l->slots[at].next != 0; at = (at + 1) & (l->cap - 1)) {
        const lookup_slot *s = &l->slots[at];
        if (s->check == check && is(owner, s->next - 1, key)) {
            return s->next - 1;
        }
    }
    return LOOKUP_NONE;
}

static void put(lookup_slot *slots, size_t cap, lookup_slot what) {
    size_t at = what.check & (cap - 1);
    while (slots[at].next != 0) {
        at = (at + 1) & (cap - 1);
    }
    slots[at] = what;
}

bool lookup_room(lookup *l) {
    if (4 * (l->count + 1) <= 3 * l->cap) {
        return true;
    }
    size_t cap = l->cap != 0 ? 2 * l->cap : FIRST;
    lookup_slot *slots = l->count < MOST ? mem_array(l->allocator, cap, sizeof *slots) : NULL;
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, cap * sizeof *slots);
    for (size_t i = 0; i < l->cap; i++) {
        if (l->slots[i].next != 0) {
            put(slots, cap, l->slots[i]);
        }
    }
    mem_free(l->allocator, l->slots);
    l->slots = slots;
    l->cap = cap;
    return true;
}

void lookup_put(lookup *l, uint64_t hash, uint32_t number) {
    put(l->slots, l->cap, (lookup_slot){check_of(hash), number + 1});
    l->count++;
}

void lookup_move(lookup *l, const uint32_t *place) {
    for (size_t i = 0; i < l->cap; i++) {
        if (l->slots[i].next != 0) {
            l->slots[i].next = place[l->slots[i].next - 1] + 1;
        }
    }
}
