/* SPDX-License-Identifier: MIT
 * Keeps true: a plan's shard is the same on every machine and in every version, since parts of one
 * run may be made far from each other; changing a number here changes a contract. */
#include "readers/shard.h"

static uint64_t fnv_byte(uint64_t h, unsigned char byte) {
    return (h ^ byte) * UINT64_C(0x100000001B3);
}

static uint64_t fnv(uint64_t h, pm_str s) {
    for (size_t i = 0; i < s.len; i++) {
        h = fnv_byte(h, (unsigned char)s.data[i]);
    }
    return h;
}

/* Ids that differ in their last digit alone differ little before it. */
static uint64_t mix(uint64_t h) {
    h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
    return h ^ h >> 31;
}

size_t shard_of_plan(pm_str authority, pm_str plan_id, size_t shards) {
    uint64_t h = fnv(UINT64_C(0xCBF29CE484222325), authority);
    h = fnv(fnv_byte(h, 0xFF), plan_id); /* a byte that is in no UTF-8 */
    return (size_t)(1 + mix(h) % shards);
}
