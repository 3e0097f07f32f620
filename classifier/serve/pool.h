/* SPDX-License-Identifier: MIT
 * Workers, and the queue that they take requests from. */
#ifndef SERVE_POOL_H
#define SERVE_POOL_H

#include <stdbool.h>

#include "serve/service.h"

typedef struct job {
    struct job *next;
    bool heavy; /* it may take long */
    void (*run)(struct job *j, worker *w);
} job;

enum { WORKERS_MOST = 64, QUEUE_MOST = 65536 };

typedef struct pool pool;

/* `most`: jobs that may wait. NULL: no memory, or no threads. */
pool *pool_new(service *s, size_t workers, size_t most);
/* Behind those that wait; false: they are too many, and nothing was taken. */
bool pool_add(pool *p, job *j);
size_t pool_size(const pool *p);
/* Does nothing wait? */
bool pool_is_free(pool *p);
/* Ends what was begun and what waits, then the threads. */
void pool_free(pool *p);
/* As many as there are cores that this process may use. */
size_t pool_cores(void);

#endif
