/* SPDX-License-Identifier: MIT
 * What the fuzz targets share. Each is one file with LLVMFuzzerTestOneInput. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdint.h>

#include "planmark/docs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A pm_diagnostic_fn that looks at every byte it is told. */
void fuzz_hear(void *ctx, const pm_diagnostic *d);
/* Looks at every byte. */
void fuzz_bytes(pm_str s);
/* Looks at every byte of a row. */
void fuzz_row(const pm_row *row);

/* Takes what stands before the next form feed, a byte that no XML may hold. */
pm_str fuzz_piece(pm_str *rest);

/* ---- package.c ---- */

typedef struct fuzz_part {
    const char *name;
    pm_str text;
} fuzz_part;

/* Reads bytes as a document from standard input, to its end. */
void fuzz_document(pm_str bytes);
/* Reads a package of these parts, as they stand (NULL as the last name). */
void fuzz_package(const fuzz_part *parts);

#endif
