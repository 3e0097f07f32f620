/* SPDX-License-Identifier: MIT
 * Keeps true: the digest is of the bytes added, however they were cut into pieces. */
#include "base/sha256.h"

#include <stdbool.h>
#include <string.h>

static const uint32_t rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void sha256_init(sha256 *s) {
    *s = (sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                            0x1f83d9ab, 0x5be0cd19}};
}

static uint32_t turn(uint32_t x, unsigned bits) {
    return x >> bits | x << (32 - bits);
}

static void spread(const unsigned char block[64], uint32_t w[64]) {
    for (size_t i = 0; i < 16; i++) {
        const unsigned char *b = block + 4 * i;
        w[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    }
    for (size_t i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[i - 7] +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

/* The eight words move one place in each round; as variables they stay in registers. */
static void take_anywhere(uint32_t v[8], const unsigned char block[64]) {
    uint32_t w[64];
    uint32_t a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
    spread(block, w);
    for (size_t i = 0; i < 64; i++) {
        uint32_t one =
            h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + w[i];
        uint32_t two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + one;
        d = c;
        c = b;
        b = a;
        a = one + two;
    }
    const uint32_t more[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++) {
        v[i] += more[i];
    }
}

/* Processors with instructions for it take a tenth of the time; a check of a plan makes some three
 * digests an action. The compiler has to know both the instructions and how to ask for them. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11 &&           \
    !defined(SHA256_ANYWHERE)
#include <immintrin.h>

/* The instructions have the words as a, b, e, f and c, d, g, h, the first one highest; four rounds
 * take four words of the message. */
__attribute__((target("sha,sse4.1"))) static void take_by_instructions(uint32_t v[8],
                                                                       const unsigned char *block) {
    const __m128i swap = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)v), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)(v + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8), cdgh = _mm_blend_epi16(efgh, abcd, 0xF0);
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
    for (size_t i = 0; i < 16; i++) {
        __m128i *now = &w[i % 4], *next = &w[(i + 1) % 4], *last = &w[(i + 3) % 4];
        if (i < 4) {
            __m128i raw = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
            *now = _mm_shuffle_epi8(raw, swap);
        } else {
            __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, *next),
                                        _mm_alignr_epi8(*last, w[(i + 2) % 4], 4));
            *now = _mm_sha256msg2_epu32(sum, *last);
        }
        __m128i k = _mm_loadu_si128((const __m128i *)(const void *)(rounds + 4 * i));
        __m128i taken = _mm_add_epi32(*now, k);
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, taken);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(taken, 0x0E));
    }
    abef = _mm_shuffle_epi32(_mm_add_epi32(abef, abef_before), 0x1B);
    cdgh = _mm_shuffle_epi32(_mm_add_epi32(cdgh, cdgh_before), 0xB1);
    _mm_storeu_si128((__m128i *)(void *)v, _mm_blend_epi16(abef, cdgh, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(v + 4), _mm_alignr_epi8(cdgh, abef, 8));
}
#define HAS_INSTRUCTIONS (__builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1"))
#else
#define HAS_INSTRUCTIONS false
#define take_by_instructions take_anywhere
#endif

static void take_block(sha256 *s, const unsigned char block[64]) {
    if (HAS_INSTRUCTIONS) {
        take_by_instructions(s->state, block);
    } else {
        take_anywhere(s->state, block);
    }
}

void sha256_add(sha256 *s, const char *data, size_t len) {
    const unsigned char *bytes = (const unsigned char *)data;
    size_t held = s->bytes % sizeof s->block;
    s->bytes += len;
    while (len != 0) {
        if (held == 0 && len >= sizeof s->block) {
            take_block(s, bytes);
            bytes += sizeof s->block;
            len -= sizeof s->block;
            continue;
        }
        size_t some = sizeof s->block - held < len ? sizeof s->block - held : len;
        memcpy(s->block + held, bytes, some);
        held += some;
        bytes += some;
        len -= some;
        if (held == sizeof s->block) {
            take_block(s, s->block);
            held = 0;
        }
    }
}

/* Eight digits, all at once: a byte for each, to which as much is added as its digit is behind it. */
static void put_hex(uint32_t word, char out[8]) {
    uint64_t x = word;
    x = (x << 16 | x) & 0x0000FFFF0000FFFF;
    x = (x << 8 | x) & 0x00FF00FF00FF00FF;
    x = (x << 4 | x) & 0x0F0F0F0F0F0F0F0F;
    uint64_t letters = (x + 0x0606060606060606) >> 4 & 0x0101010101010101;
    x += 0x3030303030303030 + letters * ('a' - '0' - 10);
    for (int i = 0; i < 8; i++) {
        out[i] = (char)(x >> (56 - 8 * i));
    }
}

void sha256_end(sha256 *s, char out[SHA256_HEX + 1]) {
    enum { LENGTH_AT = 56 };
    uint64_t bits = s->bytes * 8;
    size_t held = s->bytes % sizeof s->block;
    s->block[held++] = 0x80;
    memset(s->block + held, 0, sizeof s->block - held);
    if (held > LENGTH_AT) {
        take_block(s, s->block);
        memset(s->block, 0, LENGTH_AT);
    }
    for (size_t i = 0; i < 8; i++) {
        s->block[LENGTH_AT + i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    take_block(s, s->block);
    for (size_t i = 0; i < 8; i++) {
        put_hex(s->state[i], out + 8 * i);
    }
    out[SHA256_HEX] = '\0';
}
