/* SPDX-License-Identifier: MIT
 * One line a request on standard error: when, which path, what came of it. No word of what came. */
#ifndef SERVE_LOG_H
#define SERVE_LOG_H

#include <stddef.h>
#include <stdint.h>

typedef enum log_level { LOG_ALL, LOG_FAULTS, LOG_NONE } log_level; /* faults: 4xx and 5xx */

typedef struct log_entry {
    const char *method, *path; /* of fixed lists */
    int status;
    size_t in, out; /* bytes of the bodies */
    uint64_t micros;
} log_entry;

void log_request(log_level level, const log_entry *e);

#endif
