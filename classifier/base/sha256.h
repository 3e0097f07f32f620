/* SPDX-License-Identifier: MIT
 * SHA-256 (FIPS 180-4), by which a file is known again. Ours, since it is all that a whole library
 * of cryptography would be needed for; what is secret has its own digests (output/redact.c). */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdint.h>

#include "planmark/types.h"

enum { SHA256_HEX = 64 };

typedef struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64]; /* bytes % 64 of them are there */
} sha256;

void sha256_init(sha256 *s);
void sha256_add(sha256 *s, const char *data, size_t len);
/* Ends it: lower case digits and a NUL. */
void sha256_end(sha256 *s, char out[SHA256_HEX + 1]);

#endif
