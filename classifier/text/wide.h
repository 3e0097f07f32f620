/* SPDX-License-Identifier: MIT
 * Sixteen bytes at a time. Only what gathers a whole vector into one number needs SSE2; the same in
 * plain C stands beside it. */
#ifndef TEXT_WIDE_H
#define TEXT_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { WIDE_BYTES = 16 };

/* The first eight bytes at p, the first one lowest. */
static inline uint64_t wide_eight(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

#ifdef __SSE2__

typedef char wide_chars __attribute__((vector_size(WIDE_BYTES)));
typedef unsigned char wide_block __attribute__((vector_size(WIDE_BYTES)));
typedef long long wide_halves __attribute__((vector_size(WIDE_BYTES)));

static inline wide_block wide_load(const void *p) {
    wide_block block;
    memcpy(&block, p, sizeof block);
    return block;
}

/* The highest bit of each byte, the first one lowest. */
static inline unsigned wide_high(wide_block block) {
    return (unsigned)__builtin_ia32_pmovmskb128((wide_chars)block);
}

/* How many of the sixteen bytes at p are small ASCII letters before the first that is none. They
 * are moved up to the greatest signed values, so that one comparison tells them. */
static inline uint32_t wide_letters(const char *p) {
    wide_chars moved = (wide_chars)(wide_load(p) + (unsigned char)(INT8_MAX - 'z'));
    unsigned letters = wide_high((wide_block)(moved > (char)(INT8_MAX - 26)));
    return (uint32_t)__builtin_ctz(~letters);
}

/* The sum of sixteen bytes. */
static inline size_t wide_sum(const uint8_t *bytes) {
    wide_halves sums =
        (wide_halves)__builtin_ia32_psadbw128((wide_chars)wide_load(bytes), (wide_chars){0});
    return (size_t)(sums[0] + sums[1]);
}

/* Are they all ASCII? */
static inline bool wide_ascii(const uint8_t *bytes) {
    return wide_high(wide_load(bytes)) == 0;
}

#else

static inline uint32_t wide_letters(const char *p) {
    uint32_t i = 0;
    while (i < WIDE_BYTES && p[i] >= 'a' && p[i] <= 'z') {
        i++;
    }
    return i;
}

static inline size_t wide_sum(const uint8_t *bytes) {
    size_t sum = 0;
    for (size_t i = 0; i < WIDE_BYTES; i++) {
        sum += bytes[i];
    }
    return sum;
}

static inline bool wide_ascii(const uint8_t *bytes) {
    unsigned any = 0;
    for (size_t i = 0; i < WIDE_BYTES; i++) {
        any |= bytes[i];
    }
    return any < 0x80;
}

#endif

#endif
