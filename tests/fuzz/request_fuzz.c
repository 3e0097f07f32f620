/* SPDX-License-Identifier: MIT
 * A request through the routes of the service, without a socket: from its head to its answer. The
 * input is method, target, Content-Type, Host, Origin, Authorization and body, with form feeds
 * between them. Every answer is whole; a refusal holds no word that is in the body alone;
 * what one request did changes no answer of the next. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve/routes.h"
#include "tests/fuzz/fuzz.h"

enum { ROOM = 16 * 1024, BODY = 7 };

static const char secret[] = "Zebedee";

static service shared;
static worker own;
static answer wanted; /* of the request that is asked again and again */

static void insist(int good) {
    if (!good) {
        abort();
    }
}

static void run(const request_head *head, pm_str body, answer *a) {
    request r = {.route = NULL};
    route_next next = routes_begin(&shared, head, &r, a);
    if (next == ROUTE_BODY) {
        r.body = malloc(body.len); /* no byte behind it, so that a look there is found */
        insist(r.body != NULL || body.len == 0);
        if (body.len != 0) {
            memcpy(r.body, body.data, body.len);
        }
        r.len = body.len;
        if (r.len > r.most) {
            routes_too_long(&r, a);
            next = ROUTE_ANSWERED;
        } else {
            routes_weigh(&r);
        }
    }
    if (next != ROUTE_ANSWERED) {
        routes_run(&own, &r, a);
    }
    metrics_count(&shared.metrics, routes_number(&r), a, body.len, 1);
    request_free(&r);
}

static pm_str text_of(const answer *a) {
    return a->fixed.data != NULL ? a->fixed : (pm_str){a->data, a->len};
}

static void look_at(const answer *a, bool has_secret) {
    pm_str text = text_of(a);
    insist(a->status >= 200 && a->status < 600 && a->status != 500 && a->type != NULL);
    insist(!a->failed);
    fuzz_bytes(text);
    if (a->status >= 400) {
        insist(strcmp(a->type, ANSWER_PROBLEM) == 0);
        insist(text.len != 0 && text.data[0] == '{' && text.data[text.len - 1] == '\n');
        insist(!has_secret || memmem(text.data, text.len, secret, sizeof secret - 1) == NULL);
    }
}

/* The same request, whose answer is always the same. */
static void ask_known(answer *a) {
    static const char plan[] =
        "plan_id,action,by_when\n1,Mum to see the GP,3 May\n1,Support mum,ASAP\n";
    const request_head head = {.method = "POST",
                               .target = "/v1/check?today=2024-05-31&require=owner",
                               .type = "text/csv",
                               .host = "localhost"};
    answer_init(a);
    run(&head, (pm_str){plan, sizeof plan - 1}, a);
}

static void check_known(void) {
    answer again;
    ask_known(&again);
    insist(again.status == wanted.status && again.len == wanted.len &&
           memcmp(again.data, wanted.data, again.len) == 0);
    answer_free(&again);
}

static void begin(void) {
    static const stock_source from = {.no_config = 1};
    terminal t;
    stock *first;
    terminal_init(&t, COLOUR_NEVER, true);
    insist(stock_read(&from, &t, &first) == 0);
    shelf_init(&shared.shelf, first);
    shared.limits = (service_limits){
        .body = 8192, .document = 12288, .actions = 100, .rows = 1 << 20, .answer = 1 << 20};
    shared.hosts[shared.host_count++] = "localhost";
    worker_init(&own, &shared);
    ask_known(&wanted);
    insist(wanted.status == 200);
}

/* As a string; NULL: empty, so there is no such header. */
static const char *string_of(pm_str piece, char *room) {
    if (piece.len == 0 || piece.len >= ROOM) {
        return NULL;
    }
    memcpy(room, piece.data, piece.len);
    room[piece.len] = '\0';
    return room;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char room[BODY][ROOM];
    const char *part[BODY - 1];
    pm_str rest = {(const char *)data, size};
    if (wanted.status == 0) {
        begin();
    }
    for (int i = 0; i < BODY - 1; i++) {
        part[i] = string_of(fuzz_piece(&rest), room[i]);
    }
    size_t bytes = 0;
    for (int i = 2; i < BODY - 1; i++) {
        bytes += part[i] != NULL ? strlen(part[i]) : 0;
    }
    request_head head = {.method = part[0] != NULL ? part[0] : "POST",
                         .target = part[1] != NULL ? part[1] : "/v1/check",
                         .type = part[2],
                         .host = part[3] != NULL ? part[3] : "localhost",
                         .origin = part[4],
                         .authorization = part[5],
                         .bytes = bytes};
    bool has_secret = rest.len >= sizeof secret - 1 &&
                      memmem(rest.data, rest.len, secret, sizeof secret - 1) != NULL &&
                      memmem(data, size - rest.len, secret, sizeof secret - 1) == NULL;
    answer a;
    answer_init(&a);
    run(&head, rest, &a);
    look_at(&a, has_secret);
    answer_free(&a);
    if (size % 8 == 0) { /* which takes as long as all else */
        check_known();
    }
    return 0;
}
