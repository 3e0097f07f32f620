/* SPDX-License-Identifier: MIT
 * Files of the page, and the description, as they were when the program was built. */
#ifndef SERVE_EMBEDDED_H
#define SERVE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that the build put into words. */
typedef struct embedded_file {
    const char *path; /* by which it is asked for */
    const char *type;
    const uint64_t *words;
    const size_t *size;
} embedded_file;

/* NULL: there is no such file. Static. */
const embedded_file *embedded_find(const char *path, size_t len);

#endif
