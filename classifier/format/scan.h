/* SPDX-License-Identifier: MIT
 * Scanning eight or sixteen bytes at a time: shared by the JSON and CSV readers and writers. */
#ifndef FORMAT_SCAN_H
#define FORMAT_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SCAN_EVERY(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte))

#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SCAN_LITTLE 1
#endif

static inline uint64_t scan_load(const char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Each of the next three sets the high bit of bytes that match. A match can also set bits in later
 * (more significant) bytes, so only "is there one" and the lowest one are to be believed. */
static inline uint64_t scan_below(uint64_t word, unsigned char limit) {
    return (word - SCAN_EVERY(limit)) & ~word & SCAN_EVERY(0x80);
}

static inline uint64_t scan_equal(uint64_t word, char byte) {
    return scan_below(word ^ SCAN_EVERY(byte), 1);
}

static inline uint64_t scan_high(uint64_t word) {
    return word & SCAN_EVERY(0x80);
}

/* How many bytes stand before the first match; 0 where the byte order forbids to tell: a caller
 * goes on byte by byte from there. */
static inline size_t scan_first(uint64_t hit) {
#ifdef SCAN_LITTLE
    return (size_t)__builtin_ctzll(hit) / 8;
#else
    (void)hit;
    return 0;
#endif
}

/* The 1 to 7 bytes at p, and spaces behind them. */
static inline uint64_t scan_load_short(const char *p, size_t len) {
    uint64_t word = SCAN_EVERY(' ');
#ifdef SCAN_LITTLE
    uint64_t bytes;
    if (len >= 4) {
        uint32_t low, high;
        memcpy(&low, p, sizeof low);
        memcpy(&high, p + len - 4, sizeof high);
        bytes = low | (uint64_t)high << (len - 4) * 8;
    } else {
        size_t middle = len / 2, last = len - 1;
        bytes = (unsigned char)p[0] | (uint64_t)(unsigned char)p[middle] << middle * 8 |
                (uint64_t)(unsigned char)p[last] << last * 8;
    }
    return word << len * 8 | bytes;
#else
    memcpy(&word, p, len);
    return word;
#endif
}

#ifdef __GNUC__
/* Sixteen bytes. What a comparison sets is read by scan_any alone. */
#define SCAN_BLOCKS 1
typedef signed char scan_block __attribute__((vector_size(16)));

static inline scan_block scan_load_block(const char *p) {
    scan_block block;
    memcpy(&block, p, sizeof block);
    return block;
}

static inline uint64_t scan_any(scan_block hits) {
    uint64_t half[2];
    memcpy(half, &hits, sizeof half);
    return half[0] | half[1];
}
#endif

/* Nothing but ASCII? */
static inline bool scan_ascii(const char *p, size_t len) {
    uint64_t hits = 0;
    size_t i = 0;
#ifdef SCAN_BLOCKS
    scan_block blocks = {0};
    for (; len - i >= sizeof blocks; i += sizeof blocks) {
        blocks |= scan_load_block(p + i);
    }
    hits = scan_any(blocks);
#endif
    for (; len - i >= sizeof hits; i += sizeof hits) {
        hits |= scan_load(p + i);
    }
    if (i < len) {
        hits |= scan_load_short(p + i, len - i);
    }
    return scan_high(hits) == 0;
}

#endif
