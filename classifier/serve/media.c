/* SPDX-License-Identifier: MIT
 * Keeps true: a form is looked at in its place, and nothing of it is copied. */
#define _GNU_SOURCE /* memmem, strcasestr */
#include "serve/media.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *type;
    media is;
} types[] = {
    {"application/json", MEDIA_JSON},
    {"application/x-ndjson", MEDIA_JSON},
    {"application/jsonl", MEDIA_JSON},
    {"text/csv", MEDIA_TABLE},
    {"text/tab-separated-values", MEDIA_TABLE},
    {"text/plain", MEDIA_LINES},
    {"application/octet-stream", MEDIA_DOCUMENT},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", MEDIA_DOCUMENT},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MEDIA_DOCUMENT},
    {"application/vnd.ms-word.document.macroEnabled.12", MEDIA_DOCUMENT},
    {"application/vnd.ms-excel.sheet.macroEnabled.12", MEDIA_DOCUMENT},
    {"application/vnd.oasis.opendocument.text", MEDIA_DOCUMENT},
    {"application/vnd.oasis.opendocument.spreadsheet", MEDIA_DOCUMENT},
    {"application/msword", MEDIA_DOCUMENT},
    {"application/pdf", MEDIA_DOCUMENT},
    {"application/rtf", MEDIA_DOCUMENT},
    {"text/rtf", MEDIA_DOCUMENT},
    {"text/html", MEDIA_DOCUMENT},
    {"application/xhtml+xml", MEDIA_DOCUMENT},
    {"multipart/form-data", MEDIA_FORM},
};

/* RFC 2046: 1 to 70 characters, of which these need no quotes. */
static bool read_boundary(const char *type, char *out, size_t size) {
    const char *at = strcasestr(type, "boundary=");
    if (at == NULL) {
        return false;
    }
    at += strlen("boundary=");
    bool quoted = *at == '"';
    at += quoted;
    size_t len = strcspn(at, quoted ? "\"" : "; \t");
    if (len == 0 || len > 70 || len >= size || (quoted && at[len] != '"')) {
        return false;
    }
    memcpy(out, at, len);
    out[len] = '\0';
    return true;
}

media media_of(const char *type, char *boundary, size_t size) {
    boundary[0] = '\0';
    if (type == NULL) {
        return MEDIA_DOCUMENT;
    }
    size_t len = strcspn(type, "; \t");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strlen(types[i].type) == len && strncasecmp(types[i].type, type, len) == 0) {
            bool form = types[i].is == MEDIA_FORM;
            return form && !read_boundary(type, boundary, size) ? MEDIA_NONE : types[i].is;
        }
    }
    return MEDIA_NONE;
}

bool media_is_document(const char *body, size_t len) {
    static const char *const begins[] = {"PK\x03\x04", "\xD0\xCF\x11\xE0", "%PDF-", "{\\rtf"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (len >= n && memcmp(body, begins[i], n) == 0) {
            return true;
        }
    }
    size_t i = 0;
    while (i < len && (body[i] == ' ' || (body[i] >= '\t' && body[i] <= '\r'))) {
        i++;
    }
    return i < len && (body[i] == '<' || (unsigned char)body[i] >= 0xEF);
}

/* ---- forms ---- */

/* The parameter's value in a line of a part's head, in its quotes. A NUL is written behind it. */
static const char *parameter(char *head, char *end, const char *name) {
    size_t len = strlen(name);
    for (char *at = head; at + len + 2 < end; at++) {
        bool starts = at == head || at[-1] == ' ' || at[-1] == ';';
        if (starts && strncasecmp(at, name, len) == 0 && at[len] == '=' && at[len + 1] == '"') {
            char *value = at + len + 2, *close = memchr(value, '"', (size_t)(end - value));
            if (close == NULL) {
                return NULL;
            }
            *close = '\0';
            return value;
        }
    }
    return NULL;
}

/* The bare name: browsers of old give whole paths. */
static const char *bare(const char *name) {
    for (const char *c = name; name != NULL && *c != '\0'; c++) {
        name = *c == '/' || *c == '\\' ? c + 1 : name;
    }
    return name;
}

/* A longer word may begin as the boundary does. */
static bool ends_delimiter(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return end - at >= 2 && (memcmp(at, "\r\n", 2) == 0 || memcmp(at, "--", 2) == 0);
}

/* The boundary of the next delimiter, which is a line; NULL: there is none. */
static char *find_delimiter(const char *boundary, char *from, char *end) {
    size_t len = strlen(boundary);
    for (char *at = from; at < end;) {
        at = memmem(at, (size_t)(end - at), boundary, len);
        if (at == NULL) {
            return NULL;
        }
        bool first = at == from + 2 && memcmp(from, "--", 2) == 0;
        bool line = at >= from + 4 && memcmp(at - 4, "\r\n--", 4) == 0;
        if ((first || line) && ends_delimiter(at + len, end)) {
            return at;
        }
        at++;
    }
    return NULL;
}

const char *media_part(const char *boundary, char *body, size_t len, char **part, size_t *part_len,
                       const char **name) {
    char *end = body + len, *at = find_delimiter(boundary, body, end);
    while (at != NULL) {
        at += strlen(boundary);
        if (end - at >= 2 && memcmp(at, "--", 2) == 0) {
            break;
        }
        char *head_end = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
        char *next = head_end != NULL ? find_delimiter(boundary, head_end, end) : NULL;
        if (next == NULL) {
            return "it is cut off, or a part of it has no head";
        }
        const char *file = parameter(at, head_end, "filename");
        if (file != NULL) {
            *part = head_end + 4;
            *part_len = next - 4 > *part ? (size_t)(next - 4 - *part) : 0;
            *name = file[0] != '\0' ? bare(file) : NULL;
            return NULL;
        }
        at = next;
    }
    return "there is no file in it: a part with a filename";
}
