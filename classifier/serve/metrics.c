/* SPDX-License-Identifier: MIT
 * Keeps true: names and labels are a fixed list, so that nothing of a request can be in them. */
#include "serve/metrics.h"

#include <inttypes.h>

#include "program/page.h"

/* Whatever is in no other place counts in the last one. */
static const int statuses[METRICS_STATUSES] = {200, 204, 400, 401, 403, 404, 405, 408,
                                               413, 414, 415, 421, 422, 431, 500, 503};

static const unsigned bounds[METRICS_BUCKETS] = {500,     1000,    2500,    5000,   10000,
                                                 25000,   50000,   100000,  250000, 500000,
                                                 1000000, 2500000, 10000000}; /* microseconds */

static size_t place_of(int status) {
    size_t i = 0;
    while (i + 1 < METRICS_STATUSES && statuses[i] != status) {
        i++;
    }
    return i;
}

void metrics_count(metrics *m, size_t route, const answer *a, uint64_t bytes_in, uint64_t micros) {
    size_t bucket = 0;
    route = route < METRICS_ROUTES ? route : METRICS_ROUTES - 1;
    while (bucket < METRICS_BUCKETS && micros > bounds[bucket]) {
        bucket++;
    }
    atomic_fetch_add(&m->requests[route][place_of(a->status)], 1);
    atomic_fetch_add(&m->bucket[route][bucket], 1);
    atomic_fetch_add(&m->micros[route], micros);
    atomic_fetch_add(&m->actions, a->actions);
    atomic_fetch_add(&m->bytes_in, bytes_in);
    atomic_fetch_add(&m->bytes_out, answer_body(a).len);
}

static void head(page *p, const char *name, const char *type, const char *about) {
    page_format(p, "# HELP planmark_%s %s\n# TYPE planmark_%s %s\n", name, about, name, type);
}

static void one(page *p, const char *name, const char *type, const char *about, uint64_t value) {
    head(p, name, type, about);
    page_format(p, "planmark_%s %" PRIu64 "\n", name, value);
}

static void put_requests(metrics *m, const char *(*name)(size_t), size_t routes, page *p) {
    head(p, "requests_total", "counter", "Requests that were answered, by path and status.");
    for (size_t r = 0; r < routes; r++) {
        for (size_t s = 0; s < METRICS_STATUSES; s++) {
            uint64_t count = atomic_load(&m->requests[r][s]);
            if (count != 0 && statuses[s] != 0) {
                page_format(p, "planmark_requests_total{path=\"%s\",status=\"%d\"} %" PRIu64 "\n",
                            name(r), statuses[s], count);
            }
        }
    }
}

static void put_seconds(metrics *m, const char *(*name)(size_t), size_t routes, page *p) {
    head(p, "request_seconds", "histogram",
         "Seconds from the first byte of a request to its answer being ready.");
    for (size_t r = 0; r < routes; r++) {
        uint64_t sum = 0;
        for (size_t b = 0; b < METRICS_BUCKETS; b++) {
            sum += atomic_load(&m->bucket[r][b]);
            page_format(p, "planmark_request_seconds_bucket{path=\"%s\",le=\"%g\"} %" PRIu64 "\n",
                        name(r), bounds[b] / 1e6, sum);
        }
        sum += atomic_load(&m->bucket[r][METRICS_BUCKETS]);
        page_format(p, "planmark_request_seconds_bucket{path=\"%s\",le=\"+Inf\"} %" PRIu64 "\n",
                    name(r), sum);
        page_format(p, "planmark_request_seconds_sum{path=\"%s\"} %.6f\n", name(r),
                    (double)atomic_load(&m->micros[r]) / 1e6);
        page_format(p, "planmark_request_seconds_count{path=\"%s\"} %" PRIu64 "\n", name(r), sum);
    }
}

static uint64_t now_of(atomic_int_fast64_t *gauge) {
    int_fast64_t value = atomic_load(gauge);
    return value > 0 ? (uint64_t)value : 0;
}

void metrics_write(metrics *m, const char *(*name)(size_t), size_t routes, answer *a) {
    page p;
    page_begin(&p, answer_write, a);
    put_requests(m, name, routes, &p);
    put_seconds(m, name, routes, &p);
    one(&p, "actions_total", "counter", "Actions that were marked or checked.",
        atomic_load(&m->actions));
    one(&p, "body_bytes_total", "counter", "Bytes of bodies that came.", atomic_load(&m->bytes_in));
    one(&p, "answer_bytes_total", "counter", "Bytes of bodies that went.",
        atomic_load(&m->bytes_out));
    one(&p, "connections_cut_total", "counter", "Connections that were ended for being too slow.",
        atomic_load(&m->cut));
    one(&p, "connections_refused_total", "counter", "Connections beyond the most there may be.",
        atomic_load(&m->turned_away));
    one(&p, "reloads_total", "counter",
        "Packs and settings that were read anew and taken into use.", atomic_load(&m->reloads));
    one(&p, "reloads_failed_total", "counter",
        "Packs and settings that had a fault when they were read anew, so that the old ones stay.",
        atomic_load(&m->failed_reloads));
    one(&p, "connections", "gauge", "Connections now.", now_of(&m->connections));
    one(&p, "requests_waiting", "gauge", "Requests that wait for a worker now.",
        now_of(&m->waiting));
    one(&p, "requests_running", "gauge", "Requests that workers answer now.", now_of(&m->running));
    a->failed |= page_end(&p) != PM_OK;
}
