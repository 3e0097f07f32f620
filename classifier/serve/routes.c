/* SPDX-License-Identifier: MIT
 * Keeps true: what is wrong with a request is told before its body is read, as far as the head
 * shows it; who may not ask learns nothing else. */
#include "serve/routes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serve/embedded.h"
#include "serve/media.h"

typedef enum route_kind { OF_PAGE, OF_SERVICE, OF_WORKER, OF_BODY } route_kind;

typedef struct route {
    const char *path;
    route_kind kind;
    bool open;     /* without a token */
    bool document; /* bodies may be as large as documents, and take long */
    route_fn run;  /* of OF_WORKER and OF_BODY */
    const query_key *keys;
    const size_t *key_count;
} route;

typedef enum method { METHOD_OTHER, METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS } method;

static const route routes[ROUTES] = {
    {.path = "/v1/check",
     .kind = OF_BODY,
     .run = route_check,
     .keys = route_check_keys,
     .key_count = &route_check_key_count},
    {.path = "/v1/score",
     .kind = OF_BODY,
     .run = route_score,
     .keys = route_score_keys,
     .key_count = &route_score_key_count},
    {.path = "/v1/extract",
     .kind = OF_BODY,
     .document = true,
     .run = route_extract,
     .keys = route_extract_keys,
     .key_count = &route_extract_key_count},
    {.path = "/v1/report",
     .kind = OF_BODY,
     .document = true,
     .run = route_report,
     .keys = route_report_keys,
     .key_count = &route_report_key_count},
    {.path = "/v1/rules", .kind = OF_WORKER, .run = route_rules},
    {.path = "/v1/health", .kind = OF_SERVICE, .open = true},
    {.path = "/metrics", .kind = OF_SERVICE},
    {.path = "/v1/openapi.json", .kind = OF_PAGE},
    {.path = "/", .kind = OF_PAGE, .open = true}, /* with the page's own files */
    {.path = "other"},
};
enum { ROUTE_OTHER = ROUTES - 1, ROUTE_PAGE = ROUTE_OTHER - 1 };

const char *routes_name(size_t number) {
    return routes[number < ROUTES ? number : ROUTE_OTHER].path;
}

size_t routes_number(const request *r) {
    return r->route != NULL ? (size_t)(r->route - routes) : ROUTE_OTHER;
}

/* ---- who may ask ---- */

/* Takes as long wherever the two differ. */
static bool same_secret(const char *a, size_t a_len, const char *b, size_t b_len) {
    volatile unsigned differ = (unsigned)(a_len != b_len);
    for (size_t i = 0; i < b_len; i++) {
        unsigned char given = i < a_len ? (unsigned char)a[i] : 0;
        differ = differ | (unsigned)(given ^ (unsigned char)b[i]);
    }
    return differ == 0;
}

static bool has_token(service *s, const char *authorization) {
    static const char scheme[] = "Bearer ";
    stock *now = shelf_take(&s->shelf);
    bool may = now->token_len == 0;
    if (!may && authorization != NULL &&
        strncasecmp(authorization, scheme, sizeof scheme - 1) == 0) {
        const char *given = authorization + sizeof scheme - 1;
        given += strspn(given, " ");
        may = same_secret(given, strlen(given), now->token, now->token_len);
    }
    stock_drop(now);
    return may;
}

static bool is_host(const service *s, const char *host) {
    for (size_t i = 0; i < s->host_count; i++) {
        if (strcasecmp(s->hosts[i], host) == 0) {
            return true;
        }
    }
    return s->any_host;
}

/* Of a page that came from here, the Origin is a scheme and the Host. */
static bool is_origin(const char *origin, const char *host) {
    const char *name = strncasecmp(origin, "http://", 7) == 0    ? origin + 7
                       : strncasecmp(origin, "https://", 8) == 0 ? origin + 8
                                                                 : NULL;
    return name != NULL && host != NULL && strcasecmp(name, host) == 0;
}

static bool check_sender(const service *s, const request_head *head, answer *a) {
    if (head->host == NULL && !s->any_host) {
        answer_problem(a, 400, "The request names no Host; send one.");
        return false;
    }
    if (head->host != NULL && !is_host(s, head->host)) {
        answer_problem(a, 421,
                       "The service does not go by the name in Host; ask by the address it "
                       "listens on, or start it with --host NAME.");
        return false;
    }
    if (head->origin != NULL && !is_origin(head->origin, head->host)) {
        answer_problem(a, 403,
                       "Pages of another origin may not ask; use the page of this service, "
                       "or a program that sends no Origin.");
        return false;
    }
    return true;
}

/* ---- what is asked ---- */

static method method_of(const char *name) {
    static const char *const known[] = {"GET", "HEAD", "POST", "OPTIONS"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], name) == 0) {
            return (method)(METHOD_GET + (int)i);
        }
    }
    return METHOD_OTHER;
}

static const route *find_route(const char *path, size_t len) {
    for (size_t i = 0; i < ROUTE_OTHER; i++) {
        if (strlen(routes[i].path) == len && memcmp(routes[i].path, path, len) == 0) {
            return &routes[i];
        }
    }
    return embedded_find(path, len) != NULL ? &routes[ROUTE_PAGE] : NULL;
}

/* A target may be a whole address. */
static const char *path_of(const char *target) {
    const char *scheme = strncasecmp(target, "http://", 7) == 0 ? target + 7 : NULL;
    return scheme == NULL                         ? target
           : scheme[strcspn(scheme, "/?")] == '/' ? strchr(scheme, '/')
                                                  : "/";
}

static bool check_method(const route *at, method m, answer *a) {
    bool body = at->kind == OF_BODY;
    const char *allow = body ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
    if (m == METHOD_OPTIONS) {
        answer_init(a);
        a->status = 204;
        a->allow = allow;
        return false;
    }
    if (body ? m != METHOD_POST : m != METHOD_GET && m != METHOD_HEAD) {
        answer_problem(
            a, 405, body ? "Send the plan with POST to this path." : "This path is read with GET.");
        a->allow = allow;
        return false;
    }
    return true;
}

static bool check_size(const request_head *head, answer *a) {
    if (strlen(head->target) > TARGET_MOST) {
        answer_problem(a, 414, "Path and query are longer than %d bytes together.", TARGET_MOST);
        return false;
    }
    if (head->bytes > HEADERS_MOST) {
        answer_problem(a, 431, "The headers are longer than %d bytes together.", HEADERS_MOST);
        return false;
    }
    return true;
}

/* ---- bodies ---- */

void routes_too_long(const request *r, answer *a) {
    answer_problem(a, 413,
                   "The body is longer than the %zu bytes that this path takes of its "
                   "kind; send less at once, or start the service with a larger %s.",
                   r->most, r->heavy ? "--max-document" : "--max-body");
}

/* MHD has looked at the number's form. */
static bool is_too_long(const char *length, size_t most) {
    return length != NULL && strtoull(length, NULL, 10) > most;
}

static route_next begin_body(service *s, const request_head *head, request *r, answer *a) {
    media is = media_of(head->type, r->boundary, sizeof r->boundary);
    if (is == MEDIA_NONE) {
        answer_problem(a, 415,
                       "The Content-Type is none of a plan; send application/json, "
                       "application/x-ndjson, text/csv, text/plain, the type of a document, "
                       "application/octet-stream, or a file in multipart/form-data with "
                       "its boundary.");
        return ROUTE_ANSWERED;
    }
    r->json = is == MEDIA_JSON;
    r->table = is == MEDIA_TABLE;
    r->heavy = r->route->document || is == MEDIA_DOCUMENT || is == MEDIA_FORM;
    r->most = r->heavy ? s->limits.document : s->limits.body;
    if (is_too_long(head->length, r->most)) {
        routes_too_long(r, a);
        return ROUTE_ANSWERED;
    }
    return ROUTE_BODY;
}

/* A file's name without a folder, as messages and rows may call it. */
static bool is_name(const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7F || name[i] == '/' || name[i] == '\\') {
            return false;
        }
    }
    return len != 0 && len <= 255 && strcmp(name, "-") != 0;
}

static bool check_name(request *r, answer *a) {
    r->name = query_text(&r->query, "name");
    if (r->name != NULL && !is_name(r->name)) {
        answer_problem(a, 400,
                       "The key 'name' of the query takes the name of a file, without a "
                       "folder and of at most 255 bytes.");
        return false;
    }
    return true;
}

static void embed(const char *target, answer *a) {
    const embedded_file *f = embedded_find(target, strcspn(target, "?"));
    answer_fixed(a, f->type, (const char *)f->words, *f->size);
}

static void serve_itself(service *s, const route *at, answer *a) {
    if (at->open) {
        route_health(s, a);
    } else {
        a->type = "text/plain; version=0.0.4; charset=utf-8";
        metrics_write(&s->metrics, routes_name, ROUTES, a);
    }
}

/* Workers end once nothing waits for them any more. */
static bool check_running(const service *s, answer *a) {
    if (s->stopping) {
        answer_problem(a, 503, "The service is stopping; ask again when it is back.");
        a->retry = 5;
        return false;
    }
    return true;
}

static route_next begin_route(service *s, const request_head *head, request *r, answer *a) {
    const route *at = r->route;
    switch (at->kind) {
    case OF_PAGE: embed(path_of(head->target), a); return ROUTE_ANSWERED;
    case OF_SERVICE: serve_itself(s, at, a); return ROUTE_ANSWERED;
    case OF_WORKER: return check_running(s, a) ? ROUTE_WORKER : ROUTE_ANSWERED;
    case OF_BODY: break;
    }
    return check_running(s, a) && check_name(r, a) ? begin_body(s, head, r, a) : ROUTE_ANSWERED;
}

route_next routes_begin(service *s, const request_head *head, request *r, answer *a) {
    answer_init(a);
    if (!check_size(head, a) || !check_sender(s, head, a)) {
        return ROUTE_ANSWERED;
    }
    const char *target = path_of(head->target);
    size_t len = strcspn(target, "?");
    const route *at = find_route(target, len);
    if ((at == NULL || !at->open) && !has_token(s, head->authorization)) {
        answer_problem(a, 401,
                       "This path wants the header 'Authorization: Bearer TOKEN', with the "
                       "token of this service.");
        return ROUTE_ANSWERED;
    }
    if (at == NULL) {
        answer_problem(a, 404,
                       "There is nothing at this path; /v1/openapi.json tells what there "
                       "is.");
        return ROUTE_ANSWERED;
    }
    r->route = at;
    if (!check_method(at, method_of(head->method), a)) {
        return ROUTE_ANSWERED;
    }
    const char *text = target + len + (target[len] == '?');
    size_t keys = at->key_count != NULL ? *at->key_count : 0;
    if (!query_read(&r->query, (pm_str){text, strlen(text)}, at->keys, keys, a)) {
        return ROUTE_ANSWERED;
    }
    return begin_route(s, head, r, a);
}

void routes_weigh(request *r) {
    enum { LIGHT = 128 * 1024 };
    r->heavy = r->route->document || r->boundary[0] != '\0' || r->len > LIGHT ||
               media_is_document(r->body, r->len);
}

/* The body is the file in the form from now on. */
static bool open_form(request *r, answer *a) {
    const char *name = NULL;
    char *part = r->body;
    size_t len = r->len;
    const char *fault = r->boundary[0] != '\0'
                            ? media_part(r->boundary, r->body, r->len, &part, &len, &name)
                            : NULL;
    if (fault != NULL) {
        answer_problem(a, 400, "The form cannot be taken apart: %s.", fault);
        return false;
    }
    r->body += part - r->body;
    r->len = len;
    r->name = r->name != NULL ? r->name : name != NULL && is_name(name) ? name : "-";
    return true;
}

void routes_run(worker *w, request *r, answer *a) {
    char *whole = r->body;
    worker_renew(w);
    a->most = w->service->limits.answer;
    if (r->route->kind != OF_BODY || open_form(r, a)) {
        r->route->run(w, r, a);
    }
    worker_forget(w);
    r->body = whole;
    if (a->too_long) {
        answer_problem(a, 413,
                       "The answer would be longer than %zu bytes; send less at once, or ask for "
                       "less in the query.",
                       w->service->limits.answer);
    } else if (a->failed) {
        (void)reading_no_memory(a);
    }
}

void request_free(request *r) {
    query_free(&r->query);
    free(r->body);
    r->body = NULL;
}
