/* SPDX-License-Identifier: MIT
 * JSON both ways: a strict pull parser over a range of bytes (RFC 8259), and a writer into a
 * buffer. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/strings.h"
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

void json_begin(json_reader *r, pm_str text);
json_event json_next(json_reader *r);

/* When the next key is `name` and its value a string, both without escapes, reads both; else
 * nothing has changed. `name` came from a key without escapes. */
bool json_try_member(json_reader *r, pm_str name, pm_str *value);

/* Reads the next value whole, with all that is in it; *raw (may be NULL) is its text. The event is
 * the value's first one, or JSON_ARRAY_END where an array has no further value, or JSON_ERROR. */
json_event json_skip(json_reader *r, pm_str *raw);

/* The decoded text of the last key or string: a view of the source where it has no escapes, else
 * written behind what is in `out` (check out->failed; a view ends when `out` grows). */
pm_str json_text(const json_reader *r, buffer *out);

/* Appends `raw` (the checked inside of a string) with its escapes decoded. A surrogate without its
 * partner becomes U+FFFD. */
void json_unescape(pm_str raw, buffer *out);

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
void json_string(json_writer *w, pm_str value); /* an invalid byte is written as U+FFFD */
void json_unsigned(json_writer *w, uint64_t value);
void json_integer(json_writer *w, int64_t value);
/* With up to `places` (0 to 9) decimals, without zeros at the end, in every locale alike. What is
 * no number, or 2^53 and more, becomes null. */
void json_decimal(json_writer *w, double value, int places);
void json_bool(json_writer *w, bool value);
void json_null(json_writer *w);
void json_raw(json_writer *w, pm_str json); /* text that is JSON already */

/* Appends `s` between quotes, escaped. Returns how many bytes at its beginning are ASCII that was
 * copied as it stands. */
size_t json_quote(pm_str s, buffer *out);
/* The same behind some text, as of a key. */
size_t json_quote_behind(const piece *before, pm_str s, buffer *out);

#endif
