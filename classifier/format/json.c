/* SPDX-License-Identifier: MIT
 * Keeps true: the parser never reads at or behind `end`, takes no memory and calls itself nowhere;
 * a string that was given out has only whole escapes; the writer emits valid UTF-8 whatever it is
 * given. */
#include "format/json.h"

#include "format/number.h"
#include "format/quote.h"
#include "format/scan.h"

static const uint32_t replacement = 0xFFFD;
_Static_assert(PM_LIMIT_NESTING <= 64, "json_reader.objects has a bit for each level");

static json_event fail(json_reader *r, const char *at, const char *reason) {
    r->state = JSON_FAILED;
    r->offset = (size_t)(at - r->start);
    r->reason = reason;
    return JSON_ERROR;
}

static inline const char *space_end(const char *p, const char *end) {
    while (p < end && (unsigned char)*p <= ' ' &&
           (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
        p++;
    }
    return p;
}

static inline void skip_space(json_reader *r) {
    r->at = space_end(r->at, r->end);
}

static int hex_digit(char c) {
    if (ascii_digit(c)) {
        return c - '0';
    }
    char lower = ascii_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* p stands behind "\u". -1: these are not four digits. */
static int32_t hex_unit(const char *p, const char *end) {
    int32_t unit = 0;
    if (end - p < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0) {
            return -1;
        }
        unit = unit << 4 | digit;
    }
    return unit;
}

static char simple_escape(char c) {
    switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
    }
}

/* p stands on a backslash; returns what is behind the escape, or NULL when it is none. */
static const char *escape_end(const char *p, const char *end) {
    if (end - p < 2) {
        return NULL;
    }
    if (p[1] == 'u') {
        return hex_unit(p + 2, end) >= 0 ? p + 6 : NULL;
    }
    return simple_escape(p[1]) != '\0' ? p + 2 : NULL;
}

/* r->at stands on the opening quote. */
static bool take_string(json_reader *r) {
    const char *open = r->at + 1;
    const char *p = json_plain_end(r, open);
    r->escaped = false;
    while (p < r->end && *p == '\\') {
        const char *behind = escape_end(p, r->end);
        if (behind == NULL) {
            fail(r, p, "this is no escape of JSON");
            return false;
        }
        r->escaped = true;
        p = json_plain_end(r, behind);
    }
    if (p == r->end) {
        fail(r, r->at, "the string is not closed");
        return false;
    }
    if (*p != '"') {
        fail(r, p, "a control character stands in a string");
        return false;
    }
    r->value = (pm_str){open, (size_t)(p - open)};
    r->at = p + 1;
    return true;
}

static const char *digits_end(const char *p, const char *end) {
    while (p < end && ascii_digit(*p)) {
        p++;
    }
    return p;
}

const char *json_number_end(const char *p, const char *end) {
    p += p < end && *p == '-';
    const char *whole = p;
    p = digits_end(p, end);
    if (p == whole || (*whole == '0' && p - whole > 1)) {
        return NULL;
    }
    if (p < end && *p == '.') {
        const char *part = ++p;
        p = digits_end(p, end);
        if (p == part) {
            return NULL;
        }
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        const char *part = p;
        p = digits_end(p, end);
        if (p == part) {
            return NULL;
        }
    }
    return p;
}

static json_event take_number(json_reader *r) {
    const char *behind = json_number_end(r->at, r->end);
    if (behind == NULL) {
        return fail(r, r->at, "this is no number of JSON");
    }
    r->value = (pm_str){r->at, (size_t)(behind - r->at)};
    r->at = behind;
    r->state = JSON_AFTER_VALUE;
    return JSON_NUMBER;
}

static json_event take_word(json_reader *r, pm_str word, json_event event) {
    if ((size_t)(r->end - r->at) < word.len || memcmp(r->at, word.data, word.len) != 0) {
        return fail(r, r->at, "a value was expected here");
    }
    r->at += word.len;
    r->state = JSON_AFTER_VALUE;
    return event;
}

static json_event open_bracket(json_reader *r, bool object) {
    if (r->depth == PM_LIMIT_NESTING) {
        return fail(r, r->at, "the brackets are nested too deep");
    }
    uint64_t bit = UINT64_C(1) << r->depth++;
    r->objects = object ? r->objects | bit : r->objects & ~bit;
    r->state = object ? JSON_AT_FIRST_KEY : JSON_AT_FIRST_VALUE;
    r->at++;
    return object ? JSON_OBJECT : JSON_ARRAY;
}

static json_event close_bracket(json_reader *r, json_event event) {
    r->depth--;
    r->at++;
    r->state = JSON_AFTER_VALUE;
    return event;
}

static bool in_object(const json_reader *r) {
    return r->depth != 0 && (r->objects >> (r->depth - 1) & 1) != 0;
}

static json_event take_value(json_reader *r) {
    if (r->at == r->end) {
        return fail(r, r->at, "the text ends where a value was expected");
    }
    switch (*r->at) {
    case '"':
        if (!take_string(r)) {
            return JSON_ERROR;
        }
        r->state = JSON_AFTER_VALUE;
        return JSON_STRING;
    case '{': return open_bracket(r, true);
    case '[': return open_bracket(r, false);
    case 't': return take_word(r, STR("true"), JSON_TRUE);
    case 'f': return take_word(r, STR("false"), JSON_FALSE);
    case 'n': return take_word(r, STR("null"), JSON_NULL);
    default: break;
    }
    if (*r->at == '-' || ascii_digit(*r->at)) {
        return take_number(r);
    }
    return fail(r, r->at, "a value was expected here");
}

static json_event take_key(json_reader *r) {
    if (r->at == r->end || *r->at != '"') {
        return fail(r, r->at, "a key between quotes was expected here");
    }
    if (!take_string(r)) {
        return JSON_ERROR;
    }
    skip_space(r);
    if (r->at == r->end || *r->at != ':') {
        return fail(r, r->at, "a colon was expected behind the key");
    }
    r->at++;
    r->state = JSON_AT_VALUE;
    return JSON_KEY;
}

static json_event after_value(json_reader *r) {
    if (r->depth == 0) {
        return r->at == r->end ? JSON_END : fail(r, r->at, "something stands behind the value");
    }
    if (r->at == r->end) {
        return fail(r, r->at, "the text ends inside an object or array");
    }
    bool object = in_object(r);
    if (*r->at == (object ? '}' : ']')) {
        return close_bracket(r, object ? JSON_OBJECT_END : JSON_ARRAY_END);
    }
    if (*r->at != ',') {
        return fail(r, r->at, "a comma or the closing bracket was expected here");
    }
    r->at++;
    skip_space(r);
    r->offset = (size_t)(r->at - r->start);
    return object ? take_key(r) : take_value(r);
}

json_event json_next(json_reader *r) {
    if (r->state == JSON_FAILED) {
        return JSON_ERROR;
    }
    skip_space(r);
    r->offset = (size_t)(r->at - r->start);
    switch (r->state) {
    case JSON_AT_FIRST_KEY:
        if (r->at < r->end && *r->at == '}') {
            return close_bracket(r, JSON_OBJECT_END);
        }
        return take_key(r);
    case JSON_AT_FIRST_VALUE:
        if (r->at < r->end && *r->at == ']') {
            return close_bracket(r, JSON_ARRAY_END);
        }
        return take_value(r);
    case JSON_AT_VALUE: return take_value(r);
    case JSON_AFTER_VALUE: return after_value(r);
    case JSON_FAILED: break;
    }
    return JSON_ERROR;
}

bool json_name_make(json_name *name, pm_str key, arena *memory) {
    *name = (json_name){.len = SIZE_MAX};
    if (key.len > JSON_NAME_LONGEST) {
        return true;
    }
    buffer quoted;
    buffer_init(&quoted, memory->allocator);
    json_quote(key, &quoted);
    size_t len = quoted.len + 1;
    buffer_char(&quoted, ':');
    bool made = !quoted.failed;
    if (made && len == key.len + 3) {
        name->len = len;
        name->text = arena_copy(memory, quoted.data, len);
        made = name->text != NULL;
    }
    if (made && name->text != NULL) {
        size_t head = len < sizeof name->head ? len : sizeof name->head;
        memcpy(&name->head, name->text, head);
        memset(&name->mask, 0xFF, head);
        name->tail = len > sizeof name->tail ? scan_load(name->text + len - sizeof name->tail) : 0;
    }
    buffer_free(&quoted);
    return made;
}

json_event json_skip(json_reader *r, pm_str *raw) {
    json_event first = json_next(r);
    size_t from = r->offset;
    unsigned outside = r->depth - (first == JSON_OBJECT || first == JSON_ARRAY);
    while (r->depth > outside) {
        if (json_next(r) == JSON_ERROR) {
            return JSON_ERROR;
        }
    }
    if (raw != NULL) {
        *raw = (pm_str){r->start + from, (size_t)(r->at - r->start) - from};
    }
    return first;
}

/* Decodes the "\u" escape at p, with the one behind it when both are a pair. */
static const char *append_unit(const char *p, const char *end, buffer *out) {
    uint32_t cp = (uint32_t)hex_unit(p + 2, end);
    p += 6;
    if (cp >= 0xD800 && cp <= 0xDBFF && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
        uint32_t low = (uint32_t)hex_unit(p + 2, end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            p += 6;
        }
    }
    char bytes[4];
    buffer_put(out, bytes, utf8_put(bytes, cp >= 0xD800 && cp <= 0xDFFF ? replacement : cp));
    return p;
}

void json_unescape(pm_str raw, buffer *out) {
    const char *p = raw.len != 0 ? raw.data : "", *end = p + raw.len;
    while (p < end) {
        const char *escape = memchr(p, '\\', (size_t)(end - p));
        buffer_put(out, p, (size_t)((escape != NULL ? escape : end) - p));
        if (escape == NULL || escape_end(escape, end) == NULL) {
            return;
        }
        if (escape[1] == 'u') {
            p = append_unit(escape, end, out);
        } else {
            buffer_char(out, simple_escape(escape[1]));
            p = escape + 2;
        }
    }
}

pm_str json_text(const json_reader *r, buffer *out) {
    if (!r->escaped) {
        return r->value;
    }
    size_t from = out->len;
    json_unescape(r->value, out);
    return out->failed ? (pm_str){NULL, 0} : (pm_str){out->data + from, out->len - from};
}

/* ---- Writing ---- */

void json_quote(pm_str s, buffer *out) {
    char *to = put_room(out, quote_room(s));
    if (to != NULL) {
        put_until(out, quote_put(to, s));
    }
}

void json_writer_init(json_writer *w, buffer *out) {
    *w = (json_writer){.out = out};
}

/* Room for `need` bytes and what stands in front of a value or a key; NULL: no memory. */
static inline char *begin_value(json_writer *w, size_t need, bool comma_next) {
    char *to = put_room(w->out, need + 1);
    if (to != NULL && w->comma) {
        *to++ = ',';
    }
    w->comma = comma_next;
    return to;
}

static inline void put_value(json_writer *w, pm_str text) {
    char *to = begin_value(w, text.len, true);
    if (to != NULL) {
        put_until(w->out, str_put(to, text));
    }
}

static void open_with(json_writer *w, char bracket) {
    char *to = begin_value(w, 1, false);
    if (to != NULL) {
        *to++ = bracket;
        put_until(w->out, to);
    }
}

static void close_with(json_writer *w, char bracket) {
    put_char(w->out, bracket);
    w->comma = true;
}

void json_open_object(json_writer *w) {
    open_with(w, '{');
}

void json_close_object(json_writer *w) {
    close_with(w, '}');
}

void json_open_array(json_writer *w) {
    open_with(w, '[');
}

void json_close_array(json_writer *w) {
    close_with(w, ']');
}

void json_key(json_writer *w, pm_str name) {
    char *to = begin_value(w, quote_room(name) + 1, false);
    if (to != NULL) {
        to = quote_put(to, name);
        *to++ = ':';
        put_until(w->out, to);
    }
}

void json_string(json_writer *w, pm_str value) {
    char *to = begin_value(w, quote_room(value), true);
    if (to != NULL) {
        put_until(w->out, quote_put(to, value));
    }
}

/* What follows is a value. */
static void separate(json_writer *w) {
    char *to = begin_value(w, 0, true);
    if (to != NULL) {
        put_until(w->out, to);
    }
}

void json_unsigned(json_writer *w, uint64_t value) {
    separate(w);
    buffer_unsigned(w->out, value);
}

void json_integer(json_writer *w, int64_t value) {
    separate(w);
    if (value < 0) {
        buffer_char(w->out, '-');
    }
    buffer_unsigned(w->out, value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value);
}

/* `digits` decimals of part / 10^digits, without the zeros at the end. */
static void put_decimals(uint64_t part, int digits, buffer *out) {
    while (digits > 0 && part % 10 == 0) {
        part /= 10;
        digits--;
    }
    char text[10] = {'.'};
    for (int i = digits; i > 0; i--) {
        text[i] = (char)('0' + part % 10);
        part /= 10;
    }
    buffer_put(out, text, digits > 0 ? (size_t)digits + 1 : 0);
}

void json_decimal(json_writer *w, double value, int places) {
    bool negative = value < 0;
    double size = negative ? -value : value;
    if (!(size < 9007199254740992.0)) {
        json_null(w);
        return;
    }
    places = places < 0 ? 0 : places > 9 ? 9 : places;
    uint64_t scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    uint64_t whole = (uint64_t)size;
    uint64_t part = (uint64_t)((size - (double)whole) * (double)scale + 0.5);
    if (part >= scale) {
        whole++;
        part -= scale;
    }
    separate(w);
    buffer_text(w->out, negative && (whole != 0 || part != 0) ? "-" : "");
    buffer_unsigned(w->out, whole);
    put_decimals(part, places, w->out);
}

void json_number(json_writer *w, double value) {
    separate(w);
    if (!number_exact(value, w->out)) {
        buffer_text(w->out, "null");
    }
}

void json_bool(json_writer *w, bool value) {
    put_value(w, value ? STR("true") : STR("false"));
}

void json_null(json_writer *w) {
    put_value(w, STR("null"));
}

void json_raw(json_writer *w, pm_str json) {
    put_value(w, json);
}
