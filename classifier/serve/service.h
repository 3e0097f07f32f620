/* SPDX-License-Identifier: MIT
 * What all requests share: limits, the stock, the counts; and what a worker keeps from one request
 * to the next. */
#ifndef SERVE_SERVICE_H
#define SERVE_SERVICE_H

#include <stdatomic.h>

#include "program/documents.h"
#include "serve/metrics.h"
#include "serve/stock.h"

typedef struct service_limits {
    size_t body, document; /* bytes */
    size_t actions;        /* of a request */
    size_t rows;           /* bytes of all rows of a request, as they are read; 0: no bound */
    size_t answer;         /* bytes; 0: no bound */
} service_limits;

enum { HOSTS_MOST = 16, HOST_MOST = 256, TARGET_MOST = 4096, HEADERS_MOST = 16 * 1024 };

typedef struct service {
    service_limits limits;
    shelf shelf;
    metrics metrics;
    atomic_bool stopping;
    bool any_host;                 /* the Host of a request is not looked at: a Unix socket */
    const char *hosts[HOSTS_MOST]; /* names that the service goes by, with a port or without */
    size_t host_count;
} service;

struct reading;

/* One thread's own. */
typedef struct worker {
    service *service;
    stock *stock; /* that the two below were made of; NULL: there are none yet */
    pm_scorer *scorer;
    pm_check *check;
    documents documents;
    struct reading *reading; /* that hears what the library says; NULL: nobody does */
} worker;

void worker_init(worker *w, service *s);
void worker_free(worker *w);
/* Before each request: the stock in use. */
void worker_renew(worker *w);
/* After each request: nothing of its plans stays but words, one by one. */
void worker_forget(worker *w);
/* For objects that the worker makes. */
pm_options worker_options(worker *w);
/* The scorer; NULL: no memory. */
pm_scorer *worker_scorer(worker *w);
/* The check, begun anew. As pm_check_new. */
pm_status worker_check(worker *w, const pm_check_options *options, pm_check **out);

#endif
