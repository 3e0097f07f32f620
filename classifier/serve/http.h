/* SPDX-License-Identifier: MIT
 * HTTP over a socket that listens: heads, bodies, limits of connections and of time. */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "serve/log.h"
#include "serve/pool.h"

typedef struct http_options {
    service *service;
    pool *pool;
    int socket; /* that listens; taken over */
    size_t connections;
    unsigned timeout; /* seconds for a request to come in, and for a connection to be idle */
    log_level log;
} http_options;

typedef struct http http;

/* Starts the thread that has all sockets. NULL: no memory, or the system refused. */
http *http_start(const http_options *options);
/* To be called about once a second: ends connections that are too slow, or idle for too long. */
void http_watch(http *h);
/* Takes no further connections, and ends those that are idle. */
void http_quiesce(http *h);
/* How many requests are not yet answered. */
size_t http_busy(http *h);
/* When none is busy. */
void http_free(http *h);

#endif
