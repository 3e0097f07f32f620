/* SPDX-License-Identifier: MIT
 * Keeps true: a line is written at once, so that those of several requests do not mix. */
#define _POSIX_C_SOURCE 200809L
#include "serve/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void log_request(log_level level, const log_entry *e) {
    if (level == LOG_NONE || (level == LOG_FAULTS && e->status < 400)) {
        return;
    }
    char when[32] = "-", line[256];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) != NULL) {
        (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    int n = snprintf(line, sizeof line, "%s %s %s %d in %zu out %zu ms %" PRIu64 ".%03u\n", when,
                     e->method, e->path, e->status, e->in, e->out, e->micros / 1000,
                     (unsigned)(e->micros % 1000));
    if (n > 0 && (size_t)n < sizeof line && write(STDERR_FILENO, line, (size_t)n) < 0) {
        return; /* there is nobody to tell */
    }
}
