/* SPDX-License-Identifier: MIT
 * How the WordNet table lies in memory: shared by wordnet.c, which reads it, and by the tool that
 * writes it. */
#ifndef PACK_WORDNET_TABLE_H
#define PACK_WORDNET_TABLE_H

#include "pack/wordnet.h"

/* All numbers little-endian, nothing aligned:
 *   "PMWN", u32 version, u32 buckets (a power of two), u32 bytes of all buckets together,
 *   u32 start of each bucket and the end of the last (counted from the first bucket), the buckets.
 * A bucket is a run of entries: u8 length of the spelling, u16 facts, the spelling.
 * Facts, from the lowest bit: 5 noun class - 2, 1 plural, 4 verb class - 28, 5 verb forms. */
enum {
    WORDNET_HEAD = 16,
    WORDNET_VERSION = 1,
    WORDNET_ENTRY_HEAD = 3,
    WORDNET_WORD_MAX = 63, /* bytes */
    WORDNET_NOUN_FIRST = 3,
    WORDNET_VERB_FIRST = 29,
    WORDNET_CLASS_END = 44,
    WORDNET_BUCKETS_MAX = 1 << 24
};
#define WORDNET_MAGIC "PMWN"

static inline size_t wordnet_bucket(pm_str word, size_t buckets) {
    uint64_t h = hash_bytes(word.data, word.len, HASH_SEED);
    return (size_t)(h ^ h >> 32) & (buckets - 1);
}

static inline uint16_t wordnet_pack(wordnet_entry e) {
    unsigned noun = e.noun != 0 ? e.noun - (WORDNET_NOUN_FIRST - 1u) : 0;
    unsigned verb = e.verb != 0 ? e.verb - (WORDNET_VERB_FIRST - 1u) : 0;
    unsigned plural = e.noun_plural != 0;
    return (uint16_t)(noun | plural << 5 | verb << 6 | (unsigned)e.verb_form << 10);
}

/* What a word may be a regular form of, the likeliest first. */
enum { WORDNET_STEMS = 4 };
typedef struct wordnet_stem {
    char text[WORDNET_WORD_MAX + 1];
    size_t len;
    uint8_t forms; /* bits of verb forms; of nouns 0 */
} wordnet_stem;
size_t wordnet_noun_stems(pm_str word, wordnet_stem out[WORDNET_STEMS]);
size_t wordnet_verb_stems(pm_str word, wordnet_stem out[WORDNET_STEMS]);

#endif
