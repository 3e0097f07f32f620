/* SPDX-License-Identifier: MIT
 * JSON both ways: a strict pull parser over a range of bytes (RFC 8259), and a writer into a
 * buffer. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "format/put.h"

typedef enum json_event {
    JSON_ERROR, /* `reason` and `offset` say what and where; every further call says it again */
    JSON_END,   /* one value was read, and nothing but white space follows */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_KEY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
} json_event;

typedef enum json_state {
    JSON_AT_VALUE,
    JSON_AT_FIRST_VALUE, /* or the end of the array */
    JSON_AT_FIRST_KEY,   /* or the end of the object; later keys are read with their comma */
    JSON_AFTER_VALUE,
    JSON_FAILED
} json_state;

/* The text belongs to the caller and outlives the reader. No memory is taken, nothing recurses,
 * nesting ends at PM_LIMIT_NESTING. Bytes beyond ASCII are passed on unchecked. Two equal keys are
 * the caller's matter. */
typedef struct json_reader {
    const char *start, *at, *end;
    uint64_t objects; /* bit n: the n-th open bracket is an object's */
    unsigned depth;   /* open brackets */
    json_state state;
    pm_str value;  /* after a key, string or number: its bytes as they stand, without the quotes */
    bool escaped;  /* `value` holds escapes */
    size_t offset; /* bytes before the last event or fault */
    const char *reason; /* of JSON_ERROR */
} json_reader;

static inline void json_begin(json_reader *r, pm_str text) {
    const char *start = text.data != NULL ? text.data : "";
    *r = (json_reader){.start = start, .at = start, .end = start + text.len};
}
json_event json_next(json_reader *r);

/* Reads the next value whole, with all that is in it; *raw (may be NULL) is its text. The event is
 * the value's first one, or JSON_ARRAY_END where an array has no further value, or JSON_ERROR. */
json_event json_skip(json_reader *r, pm_str *raw);

/* The decoded text of the last key or string: a view of the source where it has no escapes, else
 * written behind what is in `out` (check out->failed; a view ends when `out` grows). */
pm_str json_text(const json_reader *r, buffer *out);

/* Appends `raw` (the checked inside of a string) with its escapes decoded. A surrogate without its
 * partner becomes U+FFFD. */
void json_unescape(pm_str raw, buffer *out);

/* ---- The short way ----
 * Through objects whose keys are known: each step reads what compact writers write, or says that
 * something else stands there and has changed nothing; that is for json_next, which also tells what
 * is wrong. `offset` is not kept up to date. */

enum { JSON_NAME_LONGEST = 256 }; /* bytes of a key that can be known */

/* A known key with its quotes and colon. */
typedef struct json_name {
    const char *text;
    size_t len;          /* SIZE_MAX: the key is too long, or has escapes; it is nowhere */
    uint64_t head, mask; /* its first eight bytes, and which of them are its own */
    uint64_t tail;       /* its last eight, if it has more */
} json_name;

bool json_name_make(json_name *name, pm_str key, arena *memory); /* false: no memory */

/* json_begin, and the bracket that opens an object as the text's first byte. false: there is none.
 */
static inline bool json_begin_object(json_reader *r, pm_str text) {
    json_begin(r, text);
    bool opens = text.len != 0 && text.data[0] == '{';
    if (opens) {
        r->at++;
        r->depth = 1;
        r->objects = 1;
        r->state = JSON_AT_FIRST_KEY;
    }
    return opens;
}

/* In an object: where the next key should stand, and how many bytes do, 8 at least; or NULL. */
static inline const char *json_key_place(const json_reader *r, size_t *left) {
    const char *p = r->at;
    bool first = r->state == JSON_AT_FIRST_KEY;
    if (r->end - p < 10 || (!first && (r->state != JSON_AFTER_VALUE || *p != ','))) {
        return NULL;
    }
    p += !first;
    p += *p == ' ';
    *left = (size_t)(r->end - p);
    return p;
}

/* Is it this key, at that place? */
static inline bool json_key_is(const json_name *n, const char *p, size_t left) {
    if (((scan_load(p) ^ n->head) & n->mask) != 0 || n->len > left) {
        return false;
    }
    return n->len <= 8 || (scan_load(p + n->len - 8) == n->tail &&
                           (n->len <= 16 || memcmp(p + 8, n->text + 8, n->len - 16) == 0));
}

/* From `p`: the first quote, backslash or control character, or the end. */
static inline const char *json_plain_end(const json_reader *r, const char *p) {
    const scan_stops stops = {'"', '\\', '"', 0x20};
    size_t len = (size_t)(r->end - r->start);
    return r->start + scan_until(r->start, (size_t)(p - r->start), len, stops);
}

/* Behind the number at `p`; NULL: this is none. */
const char *json_number_end(const char *p, const char *end);

/* The value of a key that ends at `p`: JSON_STRING without escapes, JSON_NUMBER, or JSON_ERROR for
 * something else. */
static inline json_event json_plain_value(json_reader *r, const char *p, pm_str *value) {
    p += p < r->end && *p == ' ';
    bool string = p < r->end && *p == '"';
    const char *end = string ? json_plain_end(r, p + 1) : json_number_end(p, r->end);
    if (string ? end == r->end || *end != '"' : end == NULL) {
        return JSON_ERROR;
    }
    p += string;
    *value = (pm_str){p, (size_t)(end - p)};
    r->at = end + string;
    r->state = JSON_AFTER_VALUE;
    return string ? JSON_STRING : JSON_NUMBER;
}

/* In an object, behind a value: steps over the bracket that closes it, if it stands there. */
static inline bool json_closes(json_reader *r) {
    bool closes = r->state == JSON_AFTER_VALUE && r->at < r->end && *r->at == '}';
    r->at += closes;
    r->depth -= closes;
    return closes;
}

/* ---- Writing ---- */

/* Writes compact JSON. Commas come by themselves; the caller balances the brackets. Whether memory
 * sufficed stands in out->failed. */
typedef struct json_writer {
    buffer *out;
    bool comma; /* one is due before the next value or key */
} json_writer;

void json_writer_init(json_writer *w, buffer *out);
void json_open_object(json_writer *w);
void json_close_object(json_writer *w);
void json_open_array(json_writer *w);
void json_close_array(json_writer *w);
void json_key(json_writer *w, pm_str name);
/* A key that is a literal without quotes, backslashes and control characters. */
#define JSON_KEY(w, literal) json_known_key((w), ",\"" literal "\":", sizeof(literal) + 3)
void json_string(json_writer *w, pm_str value); /* an invalid byte is written as U+FFFD */
void json_unsigned(json_writer *w, uint64_t value);
void json_integer(json_writer *w, int64_t value);
/* With up to `places` (0 to 9) decimals, without zeros at the end, in every locale alike. What is
 * no number, or 2^53 and more, becomes null. */
void json_decimal(json_writer *w, double value, int places);
/* With all digits that tell. What is no number, or infinite, becomes null. */
void json_number(json_writer *w, double value);
void json_bool(json_writer *w, bool value);
void json_null(json_writer *w);
void json_raw(json_writer *w, pm_str json); /* text that is JSON already */

/* `text` begins with the comma that may be due. It is copied with one byte of what is behind where
 * none is, so that its length is known and copying takes a few moves. */
static inline void json_known_key(json_writer *w, const char *text, size_t len) {
    char *to = put_room(w->out, len);
    size_t skip = !w->comma;
    if (to != NULL) {
        memcpy(to, text + skip, len);
        w->out->len += len - skip;
    }
    w->comma = false;
}

/* Appends `s` between quotes, escaped (quote.h does it where there is room already). */
void json_quote(pm_str s, buffer *out);

#endif
