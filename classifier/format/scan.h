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

/* What a scan stops at: three bytes, and all below a limit. As constants they cost nothing. */
typedef struct scan_stops {
    char a, b, c;
    unsigned char below;
} scan_stops;

#if defined(SCAN_BLOCKS) && defined(__SSE2__)
#define SCAN_MASKS 1
typedef unsigned char scan_bytes __attribute__((vector_size(16)));
typedef char scan_chars __attribute__((vector_size(16)));

/* Bit i is set where p[i] is a stop. */
static inline uint32_t scan_mask(const char *p, scan_stops s) {
    scan_block block = scan_load_block(p);
    scan_block hits = (block == s.a) | (block == s.b) | (block == s.c);
    if (s.below != 0) {
        hits |= (scan_block)((scan_bytes)block < s.below);
    }
    return (uint32_t)__builtin_ia32_pmovmskb128((scan_chars)hits);
}
#endif

/* As scan_until, byte by byte. */
static inline size_t scan_until_slow(const char *p, size_t at, size_t len, scan_stops s) {
    while (at < len && p[at] != s.a && p[at] != s.b && p[at] != s.c &&
           (unsigned char)p[at] >= s.below) {
        at++;
    }
    return at;
}

/* From `at`: the first stop, or `len`. Between p and p + len bytes before `at` may be read, too. */
static inline size_t scan_until(const char *p, size_t at, size_t len, scan_stops s) {
#ifdef SCAN_MASKS
    if (len < 16) {
        return scan_until_slow(p, at, len, s);
    }
    for (; len - at >= 16; at += 16) {
        uint32_t hits = scan_mask(p + at, s);
        if (hits != 0) {
            return at + (unsigned)__builtin_ctz(hits);
        }
    }
    uint32_t hits = scan_mask(p + len - 16, s) >> (16 - (len - at));
    return hits != 0 ? at + (unsigned)__builtin_ctz(hits) : len;
#else
    for (; len - at >= 8; at += 8) {
        uint64_t word = scan_load(p + at);
        uint64_t hit = scan_equal(word, s.a) | scan_equal(word, s.b) | scan_equal(word, s.c);
        hit |= s.below != 0 ? scan_below(word, s.below) : 0;
        if (hit != 0) {
            return scan_until_slow(p, at + scan_first(hit), len, s);
        }
    }
    return scan_until_slow(p, at, len, s);
#endif
}

/* Nothing but ASCII? */
static inline bool scan_ascii(const char *p, size_t len) {
    uint64_t hits = 0;
    size_t i = 0;
#ifdef SCAN_BLOCKS
    scan_block blocks = {0};
    for (; len - i >= sizeof blocks; i += sizeof blocks) {
        blocks |= scan_load_block(p + i);
    }
    if (i != 0) { /* the last block may overlap the one before */
        return scan_high(scan_any(blocks | scan_load_block(p + len - sizeof blocks))) == 0;
    }
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
