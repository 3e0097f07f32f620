/* SPDX-License-Identifier: MIT
 * Keeps true: jobs are taken in their order, but where a heavy one has to wait; one worker at least
 * is free of heavy ones, if there are two; heavy ones that wait leave half of the queue to others.
 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "serve/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

struct pool {
    service *service;
    pthread_mutex_t lock;
    pthread_cond_t more;
    job *first, **last;
    size_t waiting, most;
    size_t heavy, heavy_most;           /* heavy ones at work; how many may be */
    size_t heavy_waiting, heavy_queued; /* heavy ones that wait; how many may */
    size_t threads;
    bool ends;
    pthread_t thread[WORKERS_MOST];
};

/* The first that may be begun, taken out; NULL: there is none. */
static job *take(pool *p) {
    job **at = &p->first;
    while (*at != NULL && (*at)->heavy && p->heavy >= p->heavy_most) {
        at = &(*at)->next;
    }
    job *j = *at;
    if (j != NULL) {
        *at = j->next;
        p->last = p->last == &j->next ? at : p->last;
        p->waiting--;
        p->heavy += j->heavy;
        p->heavy_waiting -= j->heavy;
    }
    return j;
}

static job *wait_for(pool *p) {
    job *j = take(p);
    while (j == NULL && !(p->ends && p->first == NULL)) {
        pthread_cond_wait(&p->more, &p->lock);
        j = take(p);
    }
    return j;
}

static void *work(void *ctx) {
    pool *p = ctx;
    worker w;
    worker_init(&w, p->service);
    pthread_mutex_lock(&p->lock);
    for (job *j = wait_for(p); j != NULL; j = wait_for(p)) {
        bool heavy = j->heavy;
        pthread_mutex_unlock(&p->lock);
        atomic_fetch_sub(&p->service->metrics.waiting, 1);
        atomic_fetch_add(&p->service->metrics.running, 1);
        j->run(j, &w); /* which may free it */
        atomic_fetch_sub(&p->service->metrics.running, 1);
        pthread_mutex_lock(&p->lock);
        p->heavy -= heavy;
        if (heavy) {
            pthread_cond_broadcast(&p->more);
        }
    }
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    worker_free(&w);
    return NULL;
}

pool *pool_new(service *s, size_t workers, size_t most) {
    pool *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    p->service = s;
    p->most = most;
    p->heavy_most = workers > 1 ? workers - 1 : 1;
    p->heavy_queued = (most + 1) / 2;
    p->last = &p->first;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    for (; p->threads < workers; p->threads++) {
        if (pthread_create(&p->thread[p->threads], NULL, work, p) != 0) {
            pool_free(p);
            return NULL;
        }
    }
    return p;
}

bool pool_add(pool *p, job *j) {
    pthread_mutex_lock(&p->lock);
    bool room = p->waiting < p->most && !(j->heavy && p->heavy_waiting >= p->heavy_queued);
    if (room) {
        j->next = NULL;
        *p->last = j;
        p->last = &j->next;
        p->waiting++;
        p->heavy_waiting += j->heavy;
        atomic_fetch_add(&p->service->metrics.waiting, 1);
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

void pool_free(pool *p) {
    if (p == NULL) {
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->ends = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->threads; i++) {
        pthread_join(p->thread[i], NULL);
    }
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

size_t pool_size(const pool *p) {
    return p->threads;
}

bool pool_is_free(pool *p) {
    pthread_mutex_lock(&p->lock);
    bool none = p->waiting == 0;
    pthread_mutex_unlock(&p->lock);
    return none;
}

size_t pool_cores(void) {
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > WORKERS_MOST ? WORKERS_MOST : (size_t)count;
}
