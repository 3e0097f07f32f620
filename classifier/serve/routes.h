/* SPDX-License-Identifier: MIT
 * From a request to its answer; no sockets. routes_begin looks at the head, routes_run answers. */
#ifndef SERVE_ROUTES_H
#define SERVE_ROUTES_H

#include "serve/query.h"
#include "serve/reading.h"
#include "serve/service.h"

/* The head of a request; NULL: there is no such header. */
typedef struct request_head {
    const char *method;
    const char *target; /* path and query, as they came */
    const char *type;   /* Content-Type */
    const char *length; /* Content-Length */
    const char *authorization, *host, *origin;
    size_t bytes; /* of all headers */
} request_head;

struct route;

typedef struct request {
    const struct route *route; /* NULL: none is known */
    query query;
    char *body; /* malloc'ed by whoever gathers it, and freed by request_free */
    size_t len, cap;
    size_t most;       /* bytes that it may have */
    char boundary[72]; /* of multipart/form-data; empty: it is none */
    const char *name;  /* of the file: from the query, or a part's head in `body`; NULL: none */
    bool json, table;  /* it says that it is JSON, or CSV */
    bool heavy;        /* it may take long: a document, a report */
} request;

/* Where a request goes next. */
typedef enum route_next {
    ROUTE_ANSWERED, /* the answer is there */
    ROUTE_BODY,     /* the body is gathered, then it is run by a worker */
    ROUTE_WORKER    /* it is run by a worker at once */
} route_next;

/* Of a request that is set to zero. */
route_next routes_begin(service *s, const request_head *head, request *r, answer *a);
/* The body is there: may it take long? */
void routes_weigh(request *r);
/* Answers, in a worker. */
void routes_run(worker *w, request *r, answer *a);
/* A body is longer than it may be. */
void routes_too_long(const request *r, answer *a);
void request_free(request *r);

enum { ROUTES = 10 };
/* How counts and the log call it: a path, or "other". Never what came. Static. */
const char *routes_name(size_t route);
size_t routes_number(const request *r);

/* ---- the functions of the routes ---- */

typedef void (*route_fn)(worker *w, request *r, answer *a);

void route_check(worker *w, request *r, answer *a);
void route_score(worker *w, request *r, answer *a);
void route_extract(worker *w, request *r, answer *a);
void route_report(worker *w, request *r, answer *a);
void route_rules(worker *w, request *r, answer *a);
void route_health(service *s, answer *a);

extern const query_key route_check_keys[], route_score_keys[], route_extract_keys[],
    route_report_keys[];
extern const size_t route_check_key_count, route_score_key_count, route_extract_key_count,
    route_report_key_count;

#endif
