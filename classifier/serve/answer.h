/* SPDX-License-Identifier: MIT
 * What goes back: a status, what kind of thing the body is, and its bytes. */
#ifndef SERVE_ANSWER_H
#define SERVE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "planmark.h"

typedef struct answer {
    int status;
    const char *type; /* static */
    pm_str fixed;     /* a body that is static; empty: the one below */
    char *data;       /* malloc'ed */
    size_t len, cap;
    size_t most;       /* bytes of `data`; 0: they have no bound */
    bool failed;       /* no memory for the body, or no room */
    bool too_long;     /* it would be longer than `most` */
    int passed;        /* 1, 0: Planmark-Passed: yes, no; -1: no such header */
    int complete;      /* the same of Planmark-Complete */
    const char *allow; /* methods; NULL: no such header */
    unsigned retry;    /* Retry-After, in seconds; 0: no such header */
    bool close;        /* the connection ends with it */
    size_t actions;    /* that were marked, for the counts */
} answer;

/* The address of the type of all refusals. */
#define ANSWER_PROBLEM "application/problem+json"

void answer_init(answer *a);
void answer_free(answer *a);
/* A pm_sink_fn; ctx is an answer. */
int answer_write(void *ctx, const char *data, size_t len);
void answer_fixed(answer *a, const char *type, const char *data, size_t len);
/* What is sent; its bytes are the answer's. */
pm_str answer_body(const answer *a);
/* Drops what was written, and refuses. The detail says what to do next, and holds no word of the
 * body. */
void answer_problem(answer *a, int status, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));
/* "Bad Request"; static. */
const char *answer_title(int status);

#endif
