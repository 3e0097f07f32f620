/* SPDX-License-Identifier: MIT
 * Keeps true: each file of cmake/serve.cmake has its line in the table. */
#include "serve/embedded.h"

#include <string.h>

#define DECLARE(name)                                                                              \
    extern const uint64_t serve_##name[];                                                          \
    extern const size_t serve_##name##_size
DECLARE(page_html);
DECLARE(page_css);
DECLARE(page_js);
DECLARE(ask_js);
DECLARE(criteria_js);
DECLARE(list_js);
DECLARE(notice_js);
DECLARE(pasted_js);
DECLARE(row_js);
DECLARE(summary_js);
DECLARE(verdict_js);
DECLARE(icon_svg);
DECLARE(openapi_json);

#define BYTES(name) serve_##name, &serve_##name##_size

static const char script[] = "text/javascript; charset=utf-8";

static const embedded_file files[] = {
    {"/", "text/html; charset=utf-8", BYTES(page_html)},
    {"/page.css", "text/css; charset=utf-8", BYTES(page_css)},
    {"/page.js", script, BYTES(page_js)},
    {"/ask.js", script, BYTES(ask_js)},
    {"/criteria.js", script, BYTES(criteria_js)},
    {"/list.js", script, BYTES(list_js)},
    {"/notice.js", script, BYTES(notice_js)},
    {"/pasted.js", script, BYTES(pasted_js)},
    {"/row.js", script, BYTES(row_js)},
    {"/summary.js", script, BYTES(summary_js)},
    {"/verdict.js", script, BYTES(verdict_js)},
    {"/icon.svg", "image/svg+xml", BYTES(icon_svg)},
    {"/v1/openapi.json", "application/json", BYTES(openapi_json)},
};

const embedded_file *embedded_find(const char *path, size_t len) {
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (strlen(files[i].path) == len && memcmp(files[i].path, path, len) == 0) {
            return &files[i];
        }
    }
    return NULL;
}
