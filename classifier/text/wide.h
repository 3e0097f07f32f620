/* SPDX-License-Identifier: MIT
 * Sixteen bytes at a time: the one file that knows SSE2, with the same in plain C beside it. */
#ifndef TEXT_WIDE_H
#define TEXT_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WIDE_BYTES = 16 };

/* The first eight bytes at p, the first one lowest. */
static inline uint64_t wide_eight(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

#ifdef __SSE2__

static inline __m128i wide_load(const void *p) {
    return _mm_loadu_si128((const __m128i *)p);
}

/* How many of the sixteen bytes at p are small ASCII letters before the first that is none. Signed
 * comparisons: what lies up to 'z' is moved up to the greatest value. */
static inline uint32_t wide_letters(const char *p) {
    __m128i moved = _mm_add_epi8(wide_load(p), _mm_set1_epi8(INT8_MAX - 'z'));
    int letters = _mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8(INT8_MAX - 26)));
    return (uint32_t)__builtin_ctz(~(unsigned)letters);
}

/* The sum of sixteen bytes. */
static inline size_t wide_sum(const uint8_t *bytes) {
    __m128i halves = _mm_sad_epu8(wide_load(bytes), _mm_setzero_si128());
    return (size_t)_mm_cvtsi128_si32(halves) + (size_t)_mm_extract_epi16(halves, 4);
}

/* Are they all ASCII? */
static inline bool wide_ascii(const uint8_t *bytes) {
    return _mm_movemask_epi8(wide_load(bytes)) == 0;
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
