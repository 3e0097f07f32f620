/* SPDX-License-Identifier: MIT
 * Where a thing stands in its owner's array, by its key. The array, its order and what is in it
 * are the owner's; here are numbers, by the hash of the keys. */
#ifndef BASE_LOOKUP_H
#define BASE_LOOKUP_H

#include "base/strings.h"

#define LOOKUP_NONE UINT32_MAX

typedef struct lookup_slot {
    uint32_t check; /* of the hash of its key */
    uint32_t next;  /* number + 1, or 0: free */
} lookup_slot;

/* 11 to 21 bytes a thing, and as much again while they grow. One thread at a time. */
typedef struct lookup {
    const pm_allocator *allocator;
    lookup_slot *slots;
    size_t count, cap; /* cap: slots, a power of two, or 0 */
    uint64_t seed;
} lookup;

/* Is thing `number` the one with this key? */
typedef bool (*lookup_is_fn)(const void *owner, uint32_t number, const void *key);

void lookup_init(lookup *l, const pm_allocator *a);
void lookup_free(lookup *l);
void lookup_clear(lookup *l); /* there are no things; keeps the memory */

/* Hashes of keys, and of keys of several parts: another part on the hash of those before. They hang
 * on where the lookup lies in memory, which nobody who writes a file knows, so that nobody can
 * write keys that all fall into one place (SipHash-1-3: Aumasson and Bernstein 2012, SipHash: a
 * fast short-input PRF, INDOCRYPT 2012, LNCS 7668, 489-508). Never to be kept or shown. */
uint64_t lookup_hash(const lookup *l, pm_str key);
uint64_t lookup_hash_on(uint64_t hash, pm_str part);

/* 128 bits of a key of several parts and a number, by the same secret: who has no text to compare
 * takes keys with the same bits for the same key. */
typedef struct lookup_bits {
    uint64_t half[2];
} lookup_bits;
lookup_bits lookup_hash_long(const lookup *l, uint64_t number, const pm_str *parts, size_t count);

/* The number of the thing with this key, or LOOKUP_NONE. The hash may be any that is good in all of
 * its bits; the same key has the same one always. */
uint32_t lookup_find(const lookup *l, uint64_t hash, lookup_is_fn is, const void *owner,
                     const void *key);
/* Room for one more. false: no memory, or 2^31 things; all is as it was. */
bool lookup_room(lookup *l);
/* Behind lookup_room: the thing of this hash, which was not there, has this number. */
void lookup_put(lookup *l, uint64_t hash, uint32_t number);
/* Things have changed their places: number n is place[n] now. */
void lookup_move(lookup *l, const uint32_t *place);

#endif
