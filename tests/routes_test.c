/* SPDX-License-Identifier: MIT
 * The service without a socket: who may ask, what is refused and why, what is answered, and that no
 * word of a body or a query comes back in a refusal. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/handles.h"
#include "serve/media.h"
#include "serve/routes.h"

static service *s;
static worker w;

static int open_service(void **state) {
    static const stock_source from = {.no_config = 1};
    static terminal t;
    stock *first;
    (void)state;
    terminal_init(&t, COLOUR_NEVER, true);
    s = calloc(1, sizeof *s);
    if (s == NULL || stock_read(&from, &t, &first) != 0) {
        return -1;
    }
    shelf_init(&s->shelf, first);
    s->limits = (service_limits){.body = 1000, .document = 2000, .actions = 10};
    s->hosts[s->host_count++] = "localhost:8080";
    worker_init(&w, s);
    return 0;
}

static int close_service(void **state) {
    (void)state;
    worker_free(&w);
    shelf_free(&s->shelf);
    free(s);
    return 0;
}

/* What came of a request; until the next one. */
static answer got;

static const answer *ask_head(const request_head *head, const char *body, size_t len) {
    request r = {.route = NULL};
    answer_free(&got);
    route_next next = routes_begin(s, head, &r, &got);
    if (next == ROUTE_BODY) {
        r.body = malloc(len + 1);
        assert_non_null(r.body);
        memcpy(r.body, body, len);
        r.len = len;
        if (len > r.most) {
            routes_too_long(&r, &got);
            next = ROUTE_ANSWERED;
        } else {
            routes_weigh(&r);
        }
    }
    if (next != ROUTE_ANSWERED) {
        routes_run(&w, &r, &got);
    }
    request_free(&r);
    answer_write(&got, "", 1);
    return &got;
}

static const answer *ask(const char *method, const char *target, const char *type,
                         const char *body) {
    request_head head = {
        .method = method, .target = target, .type = type, .host = "localhost:8080"};
    return ask_head(&head, body, strlen(body));
}

static void expect_refusal(const answer *a, int status, const char *word) {
    const char *said = a->fixed.data != NULL ? a->fixed.data : a->data;
    if (a->status != status || strstr(said, word) == NULL) {
        fail_msg("%d with '%s', not %d %s", status, word, a->status, said);
    }
    assert_string_equal(a->type, ANSWER_PROBLEM);
    assert_null(strstr(said, "Zebedee"));
}

static const char rows[] = "plan_id,action\n7,Mum to see the GP by 3 May\n";

static void answers(void **state) {
    (void)state;
    const answer *a = ask("POST", "/v1/check", "text/csv; charset=utf-8", rows);
    assert_int_equal(a->status, 200);
    assert_string_equal(a->type, "application/json");
    assert_int_equal(a->passed, 1);
    assert_int_equal(a->complete, 1);
    assert_int_equal(a->actions, 1);
    assert_non_null(strstr(a->data, "\"7\""));
    a = ask("POST", "/v1/score?format=csv", "text/csv", rows);
    assert_int_equal(a->status, 200);
    assert_string_equal(a->type, "text/csv; charset=utf-8");
    assert_int_equal(strncmp(a->data, "plan_id,authority", 17), 0);
    a = ask("POST", "/v1/extract?format=csv&text=none", NULL, rows);
    assert_int_equal(a->status, 200);
    assert_null(strstr(a->data, "Mum"));
    a = ask("POST", "/v1/report?by=plan_id&format=json", NULL, rows);
    assert_int_equal(a->status, 200);
    a = ask("GET", "http://localhost:8080/v1/health", NULL, "");
    assert_int_equal(a->status, 200);
    a = ask("GET", "/v1/rules", NULL, "");
    assert_int_equal(a->status, 200);
    assert_non_null(strstr(a->data, "\"owner.none\""));
    a = ask("GET", "/metrics", NULL, "");
    assert_int_equal(a->status, 200);
    a = ask("HEAD", "/", NULL, "");
    assert_int_equal(a->status, 200);
    assert_true(a->fixed.len != 0);
    a = ask("GET", "http://localhost:8080/list.js?a", NULL, "");
    assert_int_equal(a->status, 400);
    a = ask("GET", "http://localhost:8080/list.js", NULL, "");
    assert_int_equal(a->status, 200);
    assert_string_equal(a->type, "text/javascript; charset=utf-8");
    assert_true(a->fixed.len != 0);
    a = ask("GET", "/list.j", NULL, "");
    assert_int_equal(a->status, 404);
    a = ask("OPTIONS", "/v1/score", NULL, "");
    assert_int_equal(a->status, 204);
    assert_string_equal(a->allow, "POST, OPTIONS");
}

/* The worker's check begins anew with each request: nothing of one is in the answer of the next. */
static void one_after_another(void **state) {
    (void)state;
    char *first = NULL;
    for (int i = 0; i < 3; i++) {
        const answer *a = ask("POST", "/v1/check?today=2024-05-31", "text/csv", rows);
        assert_int_equal(a->status, 200);
        if (first == NULL) {
            first = strdup(a->data);
        }
        assert_string_equal(a->data, first);
        (void)ask("POST", "/v1/check?min-score=5&per=all&level=owner=off", "text/csv",
                  "plan_id,action\n8,Zebedee\n");
        (void)ask("POST", "/v1/check?level=nothing=off", "text/csv", rows);
        (void)ask("POST", "/v1/check", "text/csv", "plan_id,action\n8,x\n9,y\n\x89PNG\0");
    }
    free(first);
}

/* Once a request was answered its worker knows no plan of it. */
static void forgets(void **state) {
    pm_check_total total;
    (void)state;
    (void)ask("POST", "/v1/score", "text/csv", rows);
    (void)ask("POST", "/v1/check", "text/csv", rows);
    assert_int_equal(w.scorer->inner.recall.count, 0);
    assert_int_equal(pm_check_total_of(w.check, &total), PM_OK);
    assert_int_equal(total.plans, 0);
    assert_null(w.reading);
}

static void refusals(void **state) {
    (void)state;
    static const struct {
        const char *target, *type, *body;
        int status;
        const char *word;
    } cases[] = {
        {"/v1/check", "application/json", "[", 422, "JSON"},
        {"/v1/score", "application/x-ndjson", "Zebedee to go", 422, "JSON"},
        {"/Zebedee", NULL, rows, 404, "openapi"},
        {"/v1%2Fcheck", NULL, rows, 404, "openapi"},
        {"/", NULL, "", 405, "GET"},
        {"/v1/check?Zebedee=1", NULL, rows, 400, "fail-on"},
        {"/v1/check?format=json&format=json", NULL, rows, 400, "twice"},
        {"/v1/check?format=%Zebedee", NULL, rows, 400, "%25"},
        {"/v1/check?format=%00", NULL, rows, 400, "%25"},
        {"/v1/check?name=..%2FZebedee", NULL, rows, 400, "'name'"},
        {"/v1/check?name=-", NULL, rows, 400, "'name'"},
        {"/v1/check?today=Zebedee", NULL, rows, 400, "today"},
        {"/v1/check?today=2024-05-31-Zebedee", NULL, rows, 400, "today"},
        {"/v1/check?columns=nothing", NULL, rows, 400, "columns"},
        {"/v1/score?summary=Zebedee", NULL, rows, 400, "yes|no"},
        {"/v1/score?summary&evidence=all", NULL, rows, 400, "summary"},
        {"/v1/score?excel-safe", NULL, rows, 400, "format=csv"},
        {"/v1/report?by=", NULL, rows, 400, "'by'"},
        {"/v1/report?by=Nix", NULL, rows, 422, "report"},
        {"/v1/check", "image/Zebedee", rows, 415, "text/csv"},
        {"/v1/check", "multipart/form-data", rows, 415, "boundary"},
        {"/v1/check", "multipart/form-data; boundary=b", "Zebedee", 400, "form"},
        {"/v1/check", NULL, "", 422, "empty"},
        {"/v1/check", NULL, " \n", 422, "empty"},
        {"/v1/check?columns=action=Nix", NULL, "Zebedee,plan_id\nx,y\n", 422, "Nothing"},
        {"/v1/check", NULL, "{\"plan_id\":\"Zebedee\",", 422, "Nothing"},
        {"/v1/check", NULL, "path,sha256,format,plans,actions,\nZebedee", 422, "manifest"},
        {"/v1/check", NULL, "action\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nZebedee\n", 413, "10 actions"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_refusal(ask("POST", cases[i].target, cases[i].type, cases[i].body), cases[i].status,
                       cases[i].word);
    }
    expect_refusal(ask("Zebedee", "/v1/check", NULL, ""), 405, "POST");
    expect_refusal(ask("GET", "/v1/rules?x", NULL, ""), 400, "no query");
}

static void limits(void **state) {
    (void)state;
    char long_target[TARGET_MOST + 2], body[3000];
    memset(long_target, 'a', sizeof long_target - 1);
    long_target[0] = '/';
    long_target[sizeof long_target - 1] = '\0';
    memset(body, '\n', sizeof body);
    request_head head = {.method = "POST", .target = long_target, .host = "localhost:8080"};
    expect_refusal(ask_head(&head, "", 0), 414, "4096");
    head.target = "/v1/check";
    head.bytes = HEADERS_MOST + 1;
    expect_refusal(ask_head(&head, "", 0), 431, "16384");
    head.bytes = HEADERS_MOST;
    head.type = "text/csv";
    head.length = "1001";
    expect_refusal(ask_head(&head, "", 0), 413, "1000 bytes");
    head.length = "99999999999999999999999999";
    expect_refusal(ask_head(&head, "", 0), 413, "1000 bytes");
    head.length = NULL;
    expect_refusal(ask_head(&head, body, 1001), 413, "--max-body");
    head.type = "application/pdf";
    expect_refusal(ask_head(&head, body, 2001), 413, "--max-document");
    expect_refusal(ask_head(&head, body, 2000), 422, "empty");
    atomic_store(&s->stopping, true);
    expect_refusal(ask("POST", "/v1/check", NULL, rows), 503, "stopping");
    expect_refusal(ask("GET", "/v1/rules", NULL, ""), 503, "stopping");
    assert_int_equal(ask("GET", "/v1/health", NULL, "")->status, 503);
    atomic_store(&s->stopping, false);
}

static void senders(void **state) {
    (void)state;
    request_head head = {.method = "GET", .target = "/"};
    expect_refusal(ask_head(&head, "", 0), 400, "Host");
    head.host = "Zebedee";
    expect_refusal(ask_head(&head, "", 0), 421, "--host");
    head.host = "LocalHost:8080";
    assert_int_equal(ask_head(&head, "", 0)->status, 200);
    head.origin = "http://localhost:8080";
    assert_int_equal(ask_head(&head, "", 0)->status, 200);
    static const char *const others[] = {
        "null", "http://localhost", "http://localhost:8080.evil", "http://evil?://localhost:8080",
        "",     "localhost:8080"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        head.origin = others[i];
        expect_refusal(ask_head(&head, "", 0), 403, "origin");
    }
    s->any_host = true;
    head.host = NULL;
    expect_refusal(ask_head(&head, "", 0), 403, "origin");
    head.origin = NULL;
    assert_int_equal(ask_head(&head, "", 0)->status, 200);
    s->any_host = false;
}

static void tokens(void **state) {
    (void)state;
    static const char secret[] = "0123456789abcdef";
    stock *now = s->shelf.now;
    memcpy(now->token, secret, sizeof secret);
    now->token_len = sizeof secret - 1;
    static const char *const wrong[] = {NULL,
                                        "",
                                        "Bearer",
                                        "Bearer ",
                                        "Bearer 0123456789abcde",
                                        "Bearer 0123456789abcdef0",
                                        "Bearer 0123456789abcdeF",
                                        "Basic 0123456789abcdef"};
    request_head head = {.method = "GET", .target = "/v1/rules", .host = "localhost:8080"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        head.authorization = wrong[i];
        expect_refusal(ask_head(&head, "", 0), 401, "Bearer");
    }
    head.target = "/nothing"; /* who may not ask does not learn what there is */
    expect_refusal(ask_head(&head, "", 0), 401, "Bearer");
    head.target = "/v1/health";
    assert_int_equal(ask_head(&head, "", 0)->status, 200);
    head.target = "/v1/rules";
    head.authorization = "bearer 0123456789abcdef";
    assert_int_equal(ask_head(&head, "", 0)->status, 200);
    now->token_len = 0;
}

/* ---- forms ---- */

static const char *part_of(const char *form, char *room, char **part, size_t *len,
                           const char **name) {
    memcpy(room, form, strlen(form) + 1);
    *name = NULL;
    return media_part("b", room, strlen(form), part, len, name);
}

static void forms(void **state) {
    (void)state;
    char room[512], *part, boundary[72];
    const char *name;
    size_t len;
    assert_null(part_of("--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"C:\\p.csv\""
                        "\r\n\r\nline\r\n--bc\r\nmore\r\n--b--\r\n",
                        room, &part, &len, &name));
    assert_int_equal(len, strlen("line\r\n--bc\r\nmore"));
    assert_string_equal(name, "p.csv");
    assert_null(part_of("preamble\r\n--b\r\ncontent-disposition: form-data; FileName=\"\"\r\n\r\n"
                        "\r\n--b--",
                        room, &part, &len, &name));
    assert_int_equal(len, 0);
    assert_null(name);
    static const char *const broken[] = {"",
                                         "--b--",
                                         "--b\r\n\r\n",
                                         "--b\r\nContent-Disposition: filename=\"x\"\r\n\r\nabc",
                                         "--b\r\nX: y\r\n\r\nabc\r\n--b--",
                                         "--b\r\nfilename=\"x\r\n\r\nabc\r\n--b--",
                                         "--b",
                                         "b"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_non_null(part_of(broken[i], room, &part, &len, &name));
    }
    assert_int_equal(media_of("Multipart/Form-Data; Boundary=\"a b\"", boundary, sizeof boundary),
                     MEDIA_FORM);
    assert_string_equal(boundary, "a b");
    assert_int_equal(media_of("multipart/form-data; boundary=\"a", boundary, sizeof boundary),
                     MEDIA_NONE);
    assert_int_equal(media_of("multipart/form-data; boundary=", boundary, sizeof boundary),
                     MEDIA_NONE);
    assert_int_equal(media_of("", boundary, sizeof boundary), MEDIA_NONE);
    assert_int_equal(media_of(NULL, boundary, sizeof boundary), MEDIA_DOCUMENT);
    assert_int_equal(media_of("text/csv;charset=x", boundary, sizeof boundary), MEDIA_TABLE);
}

static void form_to_rows(void **state) {
    (void)state;
    const answer *a =
        ask("POST", "/v1/extract", "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"my.csv\"\r\n\r\n"
            "action\nMum to go\n\r\n--b--\r\n");
    assert_int_equal(a->status, 200);
    assert_non_null(strstr(a->data, "\"source\":\"my.csv:2\""));
    assert_non_null(strstr(a->data, "\"plan_id\":\"my\""));
}

/* Only numbers and names of fixed lists are counted. */
static void counts(void **state) {
    (void)state;
    answer a;
    answer_init(&a);
    a.status = 413;
    metrics_count(&s->metrics, 0, &a, 10, 700);
    a.status = 999;
    metrics_count(&s->metrics, 99, &a, 10, 99999999);
    metrics_write(&s->metrics, routes_name, ROUTES, &a);
    answer_write(&a, "", 1);
    assert_non_null(
        strstr(a.data, "planmark_requests_total{path=\"/v1/check\",status=\"413\"} 1\n"));
    assert_non_null(
        strstr(a.data, "planmark_request_seconds_bucket{path=\"/v1/check\",le=\"0.0005\"} 0\n"));
    assert_non_null(
        strstr(a.data, "planmark_request_seconds_bucket{path=\"/v1/check\",le=\"0.001\"} 1\n"));
    assert_non_null(strstr(a.data, "planmark_body_bytes_total 20\n"));
    answer_free(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),      cmocka_unit_test(one_after_another),
        cmocka_unit_test(forgets),      cmocka_unit_test(refusals),
        cmocka_unit_test(limits),       cmocka_unit_test(senders),
        cmocka_unit_test(tokens),       cmocka_unit_test(forms),
        cmocka_unit_test(form_to_rows), cmocka_unit_test(counts),
    };
    int failed = cmocka_run_group_tests_name("routes", tests, open_service, close_service);
    answer_free(&got);
    return failed;
}
