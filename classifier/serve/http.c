/* SPDX-License-Identifier: MIT
 * The one file that knows libmicrohttpd. Keeps true: one thread has all sockets, and answers short
 * requests by itself where a worker could not do it sooner; each request gets one answer, or its
 * connection ends; a connection that is too slow is ended by http_watch, from another thread, while
 * no answer of it is under way. */
#define _POSIX_C_SOURCE 200809L
#include "serve/http.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve/routes.h"

enum {
    POOL_BYTES = 64 * 1024,       /* of a connection, for its head */
    DROP_MOST = 64 * 1024 * 1024, /* bytes of a refused body that are read before the answer */
    ANSWER_SECONDS = 60,          /* for an answer to be taken */
    SPARE = 16,                   /* connections that are turned away at the same time */
    BODY_FIRST = 16 * 1024,
    HELD_TIMES = 8,          /* of the longest bodies, how many may be held at once */
    HELD_LIGHT = 256 * 1024, /* bytes of one that is held in any case: there are not so many */
    SHORT_BODY = 4 * 1024 /* bytes of one that may be answered before other sockets are looked at */
};

typedef enum client_state { CLIENT_IDLE, CLIENT_SENDS, CLIENT_WAITS, CLIENT_READS } client_state;

/* A connection, as http_watch sees it. */
typedef struct client {
    struct client *next, **from;
    int socket;
    client_state state;
    bool fresh; /* no first line of a request ever came */
    bool cut;
    uint64_t since; /* in this state: microseconds */
} client;

struct http {
    struct MHD_Daemon *daemon;
    http_options options;
    pthread_mutex_t lock; /* of all below */
    client *clients;
    size_t count, busy;
    /* Of the thread that has the sockets alone: bytes of all bodies, and of all answers; what it
     * needs to answer by itself. */
    size_t held, held_most, answers, answers_most;
    worker worker;
};

typedef enum step { STEP_HEAD, STEP_BODY, STEP_DROP, STEP_WORKER, STEP_DONE, STEP_SENT } step;

/* A request, from its first line to the end of its answer. */
typedef struct exchange {
    job job; /* first */
    http *http;
    client *client;
    struct MHD_Connection *connection;
    step step;
    char *target;
    const char *method;
    request request;
    answer answer;
    size_t in, out;
    size_t held, answers; /* bytes of the body and of the answer that count among those of all */
    uint64_t began, took;
} exchange;

static uint64_t clock_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- connections ---- */

/* An answer to who gets none by way of the library, since his request did not come to its end. */
static void send_raw(int to, const answer *a) {
    char head[512];
    pm_str body = answer_body(a);
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nConnection: close\r\n"
                     "Content-Length: %zu\r\n\r\n",
                     a->status, answer_title(a->status), a->type, body.len);
    if (n > 0 && send(to, head, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) == n && body.len != 0) {
        (void)send(to, body.data, body.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
}

static void refuse_raw(int to, int status, const char *detail) {
    answer a;
    answer_init(&a);
    answer_problem(&a, status, "%s", detail);
    send_raw(to, &a);
    answer_free(&a);
}

/* false: it was cut meanwhile. */
static bool client_go(http *h, client *c, client_state state) {
    pthread_mutex_lock(&h->lock);
    c->state = state;
    c->fresh = false;
    c->since = clock_now();
    bool goes = !c->cut;
    pthread_mutex_unlock(&h->lock);
    return goes;
}

static void client_add(http *h, struct MHD_Connection *connection, void **context) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    client *c = calloc(1, sizeof *c);
    *context = c;
    if (c == NULL || info == NULL) {
        free(c);
        *context = NULL;
        return;
    }
    c->socket = info->connect_fd;
    c->fresh = true;
    c->since = clock_now();
    pthread_mutex_lock(&h->lock);
    c->next = h->clients;
    c->from = &h->clients;
    if (c->next != NULL) {
        c->next->from = &c->next;
    }
    h->clients = c;
    h->count++;
    pthread_mutex_unlock(&h->lock);
    atomic_fetch_add(&h->options.service->metrics.connections, 1);
}

static void client_remove(http *h, void **context) {
    client *c = *context;
    if (c == NULL) {
        return;
    }
    pthread_mutex_lock(&h->lock);
    if (c->fresh && !c->cut) { /* what came was no request */
        refuse_raw(c->socket, 400,
                   "The first line is none of HTTP: a method, a path and HTTP/1.1.");
    }
    *c->from = c->next;
    if (c->next != NULL) {
        c->next->from = c->from;
    }
    h->count--;
    pthread_mutex_unlock(&h->lock);
    atomic_fetch_sub(&h->options.service->metrics.connections, 1);
    free(c);
    *context = NULL;
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        client_add(ctx, connection, context);
    } else {
        client_remove(ctx, context);
    }
}

static enum MHD_Result on_accept(void *ctx, const struct sockaddr *address, socklen_t len) {
    http *h = ctx;
    (void)address;
    (void)len;
    pthread_mutex_lock(&h->lock);
    bool room = h->count < h->options.connections;
    pthread_mutex_unlock(&h->lock);
    if (!room) {
        atomic_fetch_add(&h->options.service->metrics.turned_away, 1);
    }
    return room ? MHD_YES : MHD_NO;
}

static void client_cut(http *h, client *c) {
    if (c->state == CLIENT_SENDS || c->fresh) {
        refuse_raw(c->socket, 408, "The request did not come in within its time; send it again.");
    }
    if (c->state != CLIENT_IDLE || c->fresh) {
        atomic_fetch_add(&h->options.service->metrics.cut, 1);
    }
    c->cut = true;
    (void)shutdown(c->socket, SHUT_RDWR);
}

/* Does nothing more come? The library overlooks an end that comes together with what is before it:
 * it is told again. */
static void tell_end(const client *c) {
    char next;
    if (c->state == CLIENT_SENDS && recv(c->socket, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
        (void)shutdown(c->socket, SHUT_RD);
    }
}

void http_watch(http *h) {
    const uint64_t second = 1000000, timeout = h->options.timeout * second;
    pthread_mutex_lock(&h->lock);
    uint64_t now = clock_now();
    for (client *c = h->clients; c != NULL; c = c->next) {
        uint64_t age = now - c->since;
        bool sends = c->state == CLIENT_IDLE || c->state == CLIENT_SENDS;
        bool reads = c->state == CLIENT_READS;
        if (!c->cut && ((sends && age > timeout) || (reads && age > ANSWER_SECONDS * second))) {
            client_cut(h, c);
        } else if (!c->cut) {
            tell_end(c);
        }
    }
    pthread_mutex_unlock(&h->lock);
}

/* ---- requests ---- */

/* The first line of a request came. What is returned is the request's from now on. */
static void *on_line(void *ctx, const char *target, struct MHD_Connection *connection) {
    http *h = ctx;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange *x = calloc(1, sizeof *x);
    if (x == NULL || info == NULL || info->socket_context == NULL) {
        free(x);
        return NULL;
    }
    x->target = strndup(target, TARGET_MOST + 1);
    if (x->target == NULL) {
        free(x);
        return NULL;
    }
    x->http = h;
    x->client = info->socket_context;
    x->connection = connection;
    x->method = "other";
    x->began = clock_now();
    answer_init(&x->answer);
    (void)client_go(h, x->client, CLIENT_SENDS);
    pthread_mutex_lock(&h->lock);
    h->busy++;
    pthread_mutex_unlock(&h->lock);
    return x;
}

static void count_done(exchange *x) {
    x->took = clock_now() - x->began;
    metrics_count(&x->http->options.service->metrics, routes_number(&x->request), &x->answer, x->in,
                  x->took);
}

static void report_done(const exchange *x) {
    const http_options *o = &x->http->options;
    size_t route = routes_number(&x->request);
    log_entry e = {.method = x->method,
                   .path = routes_name(route),
                   .status = x->answer.status,
                   .in = x->in,
                   .out = x->out,
                   .micros = x->took};
    log_request(o->log, &e);
}

/* Of the answer that the library gave; 0: it gave none. */
static int status_of_library(const exchange *x) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_HTTP_STATUS);
    return info != NULL ? (int)info->http_status : 0;
}

/* The head or the body broke off, or broke the rules of HTTP, which the library has told then. */
static void end_early(exchange *x) {
    int told = status_of_library(x);
    if (!client_go(x->http, x->client, CLIENT_READS)) {
        return;
    }
    if (told != 0) {
        x->answer.status = told;
    } else if (x->step == STEP_HEAD) {
        answer_problem(&x->answer, 400, "The request ended before the end of its head.");
    } else if (x->step == STEP_BODY) {
        answer_problem(&x->answer, 400, "The body ended before the length that was told of it.");
    }
    if (told == 0) {
        send_raw(x->client->socket, &x->answer);
        x->out = answer_body(&x->answer).len;
    }
    count_done(x);
    x->step = STEP_SENT;
}

static void on_end(void *ctx, struct MHD_Connection *connection, void **con,
                   enum MHD_RequestTerminationCode code) {
    exchange *x = *con;
    (void)ctx;
    (void)connection;
    (void)code;
    if (x == NULL) {
        return;
    }
    http *h = x->http;
    if (x->step == STEP_HEAD || x->step == STEP_BODY || x->step == STEP_DROP) {
        end_early(x);
    }
    if (x->step == STEP_SENT) {
        report_done(x);
    }
    h->held -= x->held;
    h->answers -= x->answers;
    (void)client_go(h, x->client, CLIENT_IDLE);
    request_free(&x->request);
    answer_free(&x->answer);
    free(x->target);
    free(x);
    *con = NULL;
    pthread_mutex_lock(&h->lock);
    h->busy--;
    pthread_mutex_unlock(&h->lock);
}

/* ---- answers ---- */

static bool add(struct MHD_Response *response, const char *name, const char *value) {
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_switch(struct MHD_Response *response, const char *name, int value) {
    return value < 0 || add(response, name, value ? "yes" : "no");
}

static const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static bool add_headers(const exchange *x, struct MHD_Response *response) {
    const answer *a = &x->answer;
    bool stops = atomic_load(&x->http->options.service->stopping);
    char retry[16];
    bool good = add(response, "X-Content-Type-Options", "nosniff") &&
                add(response, "Cache-Control", "no-store") &&
                add(response, "Referrer-Policy", "no-referrer") &&
                add(response, "Cross-Origin-Resource-Policy", "same-origin") &&
                add_switch(response, "Planmark-Passed", a->passed) &&
                add_switch(response, "Planmark-Complete", a->complete);
    if (good && a->status != 204) {
        good = add(response, "Content-Type", a->type);
    }
    if (good && a->fixed.data != NULL) {
        good = add(response, "Content-Security-Policy", page_policy);
    }
    if (good && a->status == 401) {
        good = add(response, "WWW-Authenticate", "Bearer");
    }
    if (good && a->allow != NULL) {
        good = add(response, "Allow", a->allow);
    }
    if (good && a->retry != 0) {
        snprintf(retry, sizeof retry, "%u", a->retry);
        good = add(response, "Retry-After", retry);
    }
    return good && (!(a->close || stops) || add(response, "Connection", "close"));
}

static void drop_body(exchange *x) {
    free(x->request.body);
    x->request.body = NULL;
    x->request.len = x->request.cap = 0;
    x->http->held -= x->held;
    x->held = 0;
}

/* The body is needed no more. A long answer waits for a client that may be slow to take it, and
 * such have a bound together. */
static void hold_answer(exchange *x) {
    answer *a = &x->answer;
    http *h = x->http;
    drop_body(x);
    if (a->len <= HELD_LIGHT) {
        return;
    }
    if (a->len > h->answers_most - h->answers) {
        answer_problem(a, 503, "Too many long answers wait to be taken; ask again later.");
        a->retry = 5;
        return;
    }
    h->answers += a->len;
    x->answers = a->len;
}

static enum MHD_Result reply(exchange *x) {
    answer *a = &x->answer;
    struct MHD_Response *response;
    hold_answer(x);
    count_done(x);
    x->out = answer_body(a).len;
    if (a->fixed.data != NULL || a->len == 0) {
        const char *data = a->fixed.data != NULL ? a->fixed.data : "";
        response = MHD_create_response_from_buffer(x->out, (void *)(uintptr_t)data,
                                                   MHD_RESPMEM_PERSISTENT);
    } else {
        response = MHD_create_response_from_buffer(a->len, a->data, MHD_RESPMEM_MUST_FREE);
        a->data = response != NULL ? NULL : a->data;
    }
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_NO;
    if (client_go(x->http, x->client, CLIENT_READS) && add_headers(x, response)) {
        result = MHD_queue_response(x->connection, (unsigned)a->status, response);
    }
    MHD_destroy_response(response);
    x->step = STEP_SENT;
    return result;
}

/* ---- heads ---- */

static void take_header(const char **to, const char *value, bool *twice) {
    *twice |= *to != NULL;
    *to = value;
}

typedef struct heads {
    request_head head;
    bool twice, expect;
    bool wrong;      /* a name or a value has a character that none may have */
    bool coded, odd; /* Transfer-Encoding: there is one; it is none that is known */
} heads;

/* The library takes "Content-Length : 3", which what stands in front may read otherwise. */
static bool is_field(const char *name, const char *value) {
    static const char marks[] = "!#$%&'*+-.^_`|~";
    size_t len = strlen(name);
    bool good = len != 0;
    for (size_t i = 0; i < len && good; i++) {
        char c = name[i];
        good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               strchr(marks, c) != NULL;
    }
    for (; *value != '\0' && good; value++) {
        good = *value == '\t' || ((unsigned char)*value >= ' ' && *value != 0x7F);
    }
    return good;
}

static enum MHD_Result on_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                 const char *value) {
    heads *s = ctx;
    request_head *h = &s->head;
    (void)kind;
    value = value != NULL ? value : "";
    s->wrong |= !is_field(name, value);
    const struct {
        const char *name;
        const char **to;
    } known[] = {{"Host", &h->host},
                 {"Origin", &h->origin},
                 {"Content-Type", &h->type},
                 {"Content-Length", &h->length},
                 {"Authorization", &h->authorization}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcasecmp(known[i].name, name) == 0) {
            take_header(known[i].to, value, &s->twice);
        }
    }
    s->expect |= strcasecmp(name, "Expect") == 0;
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        s->twice |= s->coded;
        s->coded = true;
        s->odd = strcasecmp(value, "chunked") != 0;
    }
    h->bytes += strlen(name) + strlen(value) + 4;
    return MHD_YES;
}

static const char *method_name(const char *method) {
    static const char *const known[] = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], method) == 0) {
            return known[i];
        }
    }
    return "other";
}

/* The answer is there before the body. Where that is not too long it is read first, since who is
 * still sending may not look for an answer. */
static enum MHD_Result answer_early(exchange *x, const heads *s) {
    const char *length = s->head.length;
    unsigned long long bytes = length != NULL ? strtoull(length, NULL, 10) : 0;
    x->answer.close |= (bytes != 0 || s->coded) && (s->expect || bytes > DROP_MOST);
    x->step = STEP_DROP; /* an answer at once would end the connection */
    return x->answer.close ? reply(x) : MHD_YES;
}

static enum MHD_Result begin(exchange *x, const char *method, const char *version) {
    heads s = {.head = {.method = method, .target = x->target}};
    x->method = method_name(method);
    (void)MHD_get_connection_values(x->connection, MHD_HEADER_KIND, on_header, &s);
    route_next next = ROUTE_ANSWERED;
    if (s.wrong) {
        answer_problem(&x->answer, 400,
                       "A header has a character that no header may have, or a "
                       "space before its colon.");
        x->answer.close = true;
    } else if (s.twice) {
        answer_problem(&x->answer, 400, "A header that there may be once came twice.");
    } else if (s.coded && strcmp(version, "HTTP/1.1") != 0) { /* a proxy may not know it */
        answer_problem(&x->answer, 400, "Transfer-Encoding is of HTTP/1.1; send a Content-Length.");
        x->answer.close = true;
    } else if (s.coded && s.head.length != NULL) {
        answer_problem(&x->answer, 400, "Content-Length and Transfer-Encoding do not go together.");
        x->answer.close = true;
    } else if (s.odd) {
        answer_problem(&x->answer, 400, "The one Transfer-Encoding that is taken is chunked.");
        x->answer.close = true;
    } else {
        next = routes_begin(x->http->options.service, &s.head, &x->request, &x->answer);
    }
    if (next == ROUTE_ANSWERED) {
        return answer_early(x, &s);
    }
    x->step = next == ROUTE_BODY ? STEP_BODY : STEP_WORKER;
    return MHD_YES;
}

/* ---- bodies ---- */

/* Room for more of the body. All bodies and answers together have a bound, too. */
static bool make_room(exchange *x, size_t more) {
    request *r = &x->request;
    if (r->cap - r->len >= more) {
        return true;
    }
    size_t cap = r->cap != 0 ? 2 * r->cap : BODY_FIRST;
    cap = cap < r->len + more ? r->len + more : cap;
    cap = cap > r->most ? r->most : cap; /* which is not less than what there is and comes */
    size_t held = cap > HELD_LIGHT ? cap : 0;
    bool room = held - x->held <= x->http->held_most - x->http->held;
    char *body = room ? realloc(r->body, cap) : NULL;
    if (body != NULL) {
        x->http->held += held - x->held;
        x->held = held;
        r->body = body;
        r->cap = cap;
    }
    return body != NULL;
}

static enum MHD_Result take_piece(exchange *x, const char *data, size_t len) {
    request *r = &x->request;
    x->in += len;
    if (x->step == STEP_DROP || x->step == STEP_WORKER) {
        return x->in <= DROP_MOST ? MHD_YES : MHD_NO;
    }
    if (len > r->most - r->len) {
        routes_too_long(r, &x->answer);
        drop_body(x);
        x->step = STEP_DROP;
        return MHD_YES;
    }
    if (!make_room(x, len)) {
        answer_problem(&x->answer, 503, "There is no memory for the body now; send it later.");
        x->answer.retry = 5;
        drop_body(x);
        x->step = STEP_DROP;
        return MHD_YES;
    }
    memcpy(r->body + r->len, data, len);
    r->len += len;
    return MHD_YES;
}

/* ---- workers ---- */

static void run_job(job *j, worker *w) {
    exchange *x = (exchange *)j;
    routes_run(w, &x->request, &x->answer);
    x->step = STEP_DONE;
    MHD_resume_connection(x->connection);
}

/* Handing over wakes one thread and then the other, which takes as long as a short request itself.
 * It is worth that where another request may go on meanwhile, on another core. */
static bool is_for_here(const exchange *x) {
    const http *h = x->http; /* whose count of busy ones no other thread changes */
    const request *r = &x->request;
    return x->step == STEP_BODY && !r->heavy && r->len <= SHORT_BODY &&
           (h->busy == 1 || pool_size(h->options.pool) == 1) && pool_is_free(h->options.pool);
}

static enum MHD_Result run_here(exchange *x) {
    metrics *m = &x->http->options.service->metrics;
    if (!client_go(x->http, x->client, CLIENT_WAITS)) {
        return MHD_NO;
    }
    atomic_fetch_add(&m->running, 1);
    routes_run(&x->http->worker, &x->request, &x->answer);
    atomic_fetch_sub(&m->running, 1);
    x->step = STEP_DONE;
    return reply(x);
}

static enum MHD_Result hand_over(exchange *x) {
    x->job = (job){.heavy = x->request.heavy, .run = run_job};
    if (!client_go(x->http, x->client, CLIENT_WAITS)) {
        return MHD_NO;
    }
    x->step = STEP_DONE; /* once it is called again */
    MHD_suspend_connection(x->connection);
    if (!pool_add(x->http->options.pool, &x->job)) {
        answer_problem(&x->answer, 503, "Too many requests wait already; ask again later.");
        x->answer.retry = 1;
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **con) {
    exchange *x = *con;
    (void)ctx;
    (void)connection;
    (void)url;
    if (x == NULL) {
        return MHD_NO;
    }
    if (x->step == STEP_HEAD) {
        return begin(x, method, version);
    }
    if (*size != 0) {
        size_t len = *size;
        *size = 0;
        return take_piece(x, data, len);
    }
    if (x->step == STEP_BODY) {
        routes_weigh(&x->request);
    }
    return is_for_here(x)                                   ? run_here(x)
           : x->step == STEP_BODY || x->step == STEP_WORKER ? hand_over(x)
                                                            : reply(x);
}

/* ---- start and end ---- */

static void free_parts(http *h) {
    worker_free(&h->worker);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

http *http_start(const http_options *options) {
    http *h = calloc(1, sizeof *h);
    if (h == NULL) {
        close(options->socket);
        return NULL;
    }
    h->options = *options;
    h->held_most = HELD_TIMES * (options->service->limits.document + options->service->limits.body);
    h->answers_most = options->service->limits.answer; /* one of the longest, or many */
    pthread_mutex_init(&h->lock, NULL);
    worker_init(&h->worker, options->service);
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, on_accept, h,
        on_request, h, MHD_OPTION_LISTEN_SOCKET, options->socket, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(options->connections + SPARE), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)POOL_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_URI_LOG_CALLBACK, on_line,
        h, MHD_OPTION_NOTIFY_COMPLETED, on_end, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (h->daemon == NULL) {
        close(options->socket);
        free_parts(h);
        return NULL;
    }
    return h;
}

void http_quiesce(http *h) {
    MHD_socket listening = MHD_quiesce_daemon(h->daemon);
    if (listening != MHD_INVALID_SOCKET) {
        close(listening);
    }
    pthread_mutex_lock(&h->lock);
    for (client *c = h->clients; c != NULL; c = c->next) {
        if (c->state == CLIENT_IDLE) {
            client_cut(h, c);
        }
    }
    pthread_mutex_unlock(&h->lock);
}

size_t http_busy(http *h) {
    pthread_mutex_lock(&h->lock);
    size_t busy = h->busy;
    pthread_mutex_unlock(&h->lock);
    return busy;
}

void http_free(http *h) {
    if (h != NULL) {
        MHD_stop_daemon(h->daemon);
        free_parts(h);
    }
}
