/* SPDX-License-Identifier: MIT
 * Counts of what the service did, for Prometheus: numbers alone, by path and status. */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "serve/answer.h"

enum { METRICS_ROUTES = 16, METRICS_STATUSES = 24, METRICS_BUCKETS = 13 };

typedef struct metrics {
    atomic_uint_fast64_t requests[METRICS_ROUTES][METRICS_STATUSES];
    atomic_uint_fast64_t bucket[METRICS_ROUTES][METRICS_BUCKETS + 1]; /* not added up */
    atomic_uint_fast64_t micros[METRICS_ROUTES];
    atomic_uint_fast64_t actions, bytes_in, bytes_out;
    atomic_uint_fast64_t cut, turned_away; /* connections: too slow; one too many */
    atomic_uint_fast64_t reloads, failed_reloads;
    atomic_int_fast64_t connections, waiting, running; /* now */
} metrics;

/* One request is done: of which route, with which status, after how long. */
void metrics_count(metrics *m, size_t route, const answer *a, uint64_t bytes_in, uint64_t micros);
void metrics_write(metrics *m, const char *(*name)(size_t route), size_t routes, answer *a);

#endif
