/* SPDX-License-Identifier: MIT
 * Keeps true: an answer for which memory ran out is a refusal that needs none. */
#include "serve/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/page.h"

enum { FIRST = 4096 };

static const struct {
    int status;
    const char *title;
} titles[] = {
    {200, "OK"},
    {204, "No Content"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

const char *answer_title(int status) {
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (titles[i].status == status) {
            return titles[i].title;
        }
    }
    return "Error";
}

void answer_init(answer *a) {
    *a = (answer){.status = 200, .type = "text/plain; charset=utf-8", .passed = -1, .complete = -1};
}

void answer_free(answer *a) {
    free(a->data);
    answer_init(a);
}

int answer_write(void *ctx, const char *data, size_t len) {
    answer *a = ctx;
    if (a->most != 0 && len > a->most - a->len) {
        a->failed = a->too_long = true;
        return 1;
    }
    if (a->cap - a->len < len) {
        size_t cap = a->cap != 0 ? 2 * a->cap : FIRST;
        cap = cap - a->len < len ? a->len + len : cap;
        cap = a->most != 0 && cap > a->most ? a->most : cap;
        char *more = !a->failed ? realloc(a->data, cap) : NULL;
        if (more == NULL) {
            a->failed = true;
            return 1;
        }
        a->data = more;
        a->cap = cap;
    }
    if (len != 0) {
        memcpy(a->data + a->len, data, len);
        a->len += len;
    }
    return 0;
}

void answer_fixed(answer *a, const char *type, const char *data, size_t len) {
    a->type = type;
    a->fixed = (pm_str){data, len};
}

pm_str answer_body(const answer *a) {
    return a->fixed.data != NULL ? a->fixed : (pm_str){a->data, a->len};
}

static void put_problem(answer *a, int status, const char *detail) {
    page p;
    page_begin(&p, answer_write, a);
    page_text(&p, "{\"type\":\"about:blank\",\"title\":");
    page_json(&p, page_str(answer_title(status)));
    page_format(&p, ",\"status\":%d,\"detail\":", status);
    page_json(&p, page_str(detail));
    page_text(&p, "}\n");
    a->failed = page_end(&p) != PM_OK;
}

void answer_problem(answer *a, int status, const char *detail, ...) {
    static const char none[] = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
                               "\"status\":503,\"detail\":\"Memory ran out; try again later.\"}\n";
    char text[1024];
    va_list args;
    va_start(args, detail);
    (void)vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    a->status = status;
    a->type = ANSWER_PROBLEM;
    a->fixed = (pm_str){NULL, 0};
    free(a->data); /* which may be long */
    a->data = NULL;
    a->len = a->cap = a->most = 0;
    a->failed = false;
    a->passed = a->complete = -1;
    put_problem(a, status, text);
    if (a->failed) {
        a->status = 503;
        a->failed = false;
        answer_fixed(a, ANSWER_PROBLEM, none, sizeof none - 1);
    }
}
