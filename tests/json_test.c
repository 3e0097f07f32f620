/* SPDX-License-Identifier: MIT
 * JSON both ways: what is accepted, refused with its place, decoded and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/json.h"
#include "format/scan.h"

/* One letter an event: { } [ ] k(ey) s(tring) n(umber) t f 0(null) .(end) !(error). */
static const char *events(const char *text, json_reader *r, char out[256]) {
    static const char letters[] = "!.{}[]ksntf0";
    size_t n = 0;
    json_begin(r, str_from(text));
    json_event event;
    do {
        event = json_next(r);
        out[n++] = letters[event];
    } while (event > JSON_END && n < 255);
    out[n] = '\0';
    return out;
}

static void test_events(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"{}", "{}."},
        {" [ ] \n", "[]."},
        {"[1,-0.5e+3,true,false,null,\"a\"]", "[nntf0s]."},
        {"{\"a\":{\"b\":[{}]},\"c\":\"\"}", "{k{k[{}]}ks}."},
        {"7", "n."},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "s."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_reader r;
        char out[256];
        assert_string_equal(events(cases[i][0], &r, out), cases[i][1]);
    }
}

static void test_faults_have_places(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t offset;
    } cases[] = {
        {"", 0},      {"  ", 2},         {"{", 1},           {"[1", 2},
        {"[1,]", 3},  {"{\"a\" 1}", 5},  {"{\"a\":}", 5},    {"{a:1}", 1},
        {"[1 2]", 3}, {"{\"a\":1,}", 7}, {"01", 0},          {"1.", 0},
        {"-", 0},     {"1e", 0},         {"+1", 0},          {"nul", 0},
        {"\"abc", 0}, {"\"a\\x\"", 2},   {"\"\\u12g4\"", 1}, {"\"a\nb\"", 2},
        {"{} {}", 3}, {"[}", 1},         {"\"\\", 1},        {"\"abcdefgh\tx\"", 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_reader r;
        char out[256];
        size_t len = strlen(events(cases[i].text, &r, out));
        assert_int_equal(out[len - 1], '!');
        assert_int_equal(r.offset, cases[i].offset);
        assert_non_null(r.reason);
        assert_int_equal(json_next(&r), JSON_ERROR);
    }
}

static void test_nesting_is_bounded(void **state) {
    (void)state;
    char text[2 * (PM_LIMIT_NESTING + 1)];
    for (size_t depth = PM_LIMIT_NESTING; depth <= PM_LIMIT_NESTING + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        json_reader r;
        json_begin(&r, (pm_str){text, 2 * depth});
        json_event event;
        while ((event = json_next(&r)) > JSON_END) {
        }
        assert_int_equal(event, depth > PM_LIMIT_NESTING ? JSON_ERROR : JSON_END);
    }
}

static void check_text(const char *text, const char *expected, size_t expected_len) {
    json_reader r;
    buffer out;
    buffer_init(&out, &memory_default);
    json_begin(&r, str_from(text));
    assert_int_equal(json_next(&r), JSON_STRING);
    pm_str got = json_text(&r, &out);
    assert_int_equal(got.len, expected_len);
    assert_memory_equal(got.data, expected, expected_len);
    buffer_free(&out);
}

static void test_strings_are_decoded(void **state) {
    (void)state;
    check_text("\"a\\n\\u00e9\\u20ac\"", "a\n\xC3\xA9\xE2\x82\xAC", 7);
    check_text("\"\\ud83d\\ude00!\"", "\xF0\x9F\x98\x80!", 5);
    check_text("\"\\ud83d!\"", "\xEF\xBF\xBD!", 4);
    check_text("\"\\ude00\\ud83d\"", "\xEF\xBF\xBD\xEF\xBF\xBD", 6);
    check_text("\"\\ud83d\\u0041\"",
               "\xEF\xBF\xBD"
               "A",
               4);
    check_text("\"a\\u0000b\"", "a\0b", 3);
}

static void test_plain_strings_are_views(void **state) {
    (void)state;
    static const char text[] = "\"plain text, longer than eight bytes\"";
    json_reader r;
    buffer out;
    buffer_init(&out, &memory_default);
    json_begin(&r, STR(text));
    assert_int_equal(json_next(&r), JSON_STRING);
    assert_ptr_equal(json_text(&r, &out).data, text + 1);
    assert_null(out.data);
}

static void test_skip_gives_the_raw_value(void **state) {
    (void)state;
    json_reader r;
    pm_str raw;
    json_begin(&r, STR("{\"a\": {\"b\": [1, \"]\"]} , \"c\": [ ]}"));
    assert_int_equal(json_next(&r), JSON_OBJECT);
    assert_int_equal(json_next(&r), JSON_KEY);
    assert_int_equal(json_skip(&r, &raw), JSON_OBJECT);
    assert_true(str_equal(raw, STR("{\"b\": [1, \"]\"]}")));
    assert_int_equal(json_next(&r), JSON_KEY);
    assert_int_equal(json_skip(&r, &raw), JSON_ARRAY);
    assert_true(str_equal(raw, STR("[ ]")));
    assert_int_equal(json_next(&r), JSON_OBJECT_END);
    assert_int_equal(json_next(&r), JSON_END);
    json_begin(&r, STR("[[1,]]"));
    json_next(&r);
    assert_int_equal(json_skip(&r, &raw), JSON_ERROR);
}

/* Every cut of a document and every changed byte ends in an event, inside the text. */
static void test_broken_texts_end(void **state) {
    (void)state;
    static const char text[] = "{\"a\":[1,2.5e3,{\"b\\u00e9\":null}],\"c\":\"x\\ny\",\"d\":false}";
    char copy[sizeof text];
    for (size_t i = 0; i < sizeof text - 1; i++) {
        for (int byte = -1; byte < 256; byte++) {
            memcpy(copy, text, sizeof text);
            copy[i] = (char)byte;
            json_reader r;
            json_begin(&r, (pm_str){copy, byte < 0 ? i : sizeof text - 1});
            size_t count = 0;
            json_event event;
            while ((event = json_next(&r)) > JSON_END) {
                count++;
            }
            assert_true(count < sizeof text);
            assert_true(r.offset <= sizeof text);
            assert_true(byte >= 0 || event == JSON_ERROR);
        }
    }
}

static void test_writer(void **state) {
    (void)state;
    buffer out;
    json_writer w;
    buffer_init(&out, &memory_default);
    json_writer_init(&w, &out);
    json_open_object(&w);
    json_key(&w, STR("list"));
    json_open_array(&w);
    json_unsigned(&w, UINT64_MAX);
    json_integer(&w, INT64_MIN);
    json_bool(&w, true);
    json_null(&w);
    json_open_object(&w);
    json_close_object(&w);
    json_raw(&w, STR("[1]"));
    json_close_array(&w);
    json_key(&w, STR("k\"ey"));
    json_string(&w, (pm_str){NULL, 0});
    json_close_object(&w);
    assert_true(
        str_equal(buffer_view(&out),
                  STR("{\"list\":[18446744073709551615,-9223372036854775808,true,null,{},[1]],"
                      "\"k\\\"ey\":\"\"}")));
    buffer_free(&out);
}

static void check_quoted(pm_str text, const char *expected) {
    buffer out;
    buffer_init(&out, &memory_default);
    json_quote(text, &out);
    buffer_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void test_strings_are_escaped(void **state) {
    (void)state;
    check_quoted(STR("plain, and longer than a word"), "\"plain, and longer than a word\"");
    check_quoted(STR("a\"b\\c\n\r\t\b\f\x01\0z"), "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u0000z\"");
    check_quoted(STR("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
    check_quoted(STR("\xFF"
                     "a\xC3"),
                 "\"\xEF\xBF\xBD"
                 "a\xEF\xBF\xBD\"");
    check_quoted(STR("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    check_quoted(STR("\xEF\xBF\xBD\x7F"), "\"\xEF\xBF\xBD\x7F\"");
}

static void check_decimal(double value, int places, const char *expected) {
    buffer out;
    json_writer w;
    buffer_init(&out, &memory_default);
    json_writer_init(&w, &out);
    json_decimal(&w, value, places);
    buffer_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void test_decimals(void **state) {
    (void)state;
    check_decimal(0.875, 3, "0.875");
    check_decimal(0.5, 3, "0.5");
    check_decimal(1.0, 3, "1");
    check_decimal(0.9996, 3, "1");
    check_decimal(-0.25, 2, "-0.25");
    check_decimal(-0.0001, 2, "0");
    check_decimal(12.05, 2, "12.05");
    check_decimal(2.5, 0, "3");
    check_decimal(1e300, 2, "null");
    double zero = 0.0;
    check_decimal(zero / zero, 2, "null");
}

/* ---- The short way ---- */

/* Is the key of `text`, behind its bracket, this one? */
static bool is_key(const char *text, const char *key) {
    json_reader r;
    json_name name;
    arena memory;
    size_t left;
    arena_init(&memory, &memory_default);
    assert_true(json_begin_object(&r, str_from(text)));
    assert_true(json_name_make(&name, str_from(key), &memory));
    const char *p = json_key_place(&r, &left);
    bool is = p != NULL && json_key_is(&name, p, left);
    arena_free(&memory);
    return is;
}

static void test_keys_are_known(void **state) {
    (void)state;
    static const char *const keys[] = {"",
                                       "a",
                                       "who",
                                       "abcde",
                                       "abcdef",
                                       "abcdefg",
                                       "plan_id",
                                       "action_no",
                                       "thirteen bytes",
                                       "a key of some forty bytes, as plans have"};
    char text[256];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            snprintf(text, sizeof text, "{\"%s\":\"some value\"}", keys[i]);
            assert_int_equal(is_key(text, keys[k]), i == k);
            snprintf(text, sizeof text, "{ \"%s\":\"some value\"}", keys[i]);
            assert_int_equal(is_key(text, keys[k]), i == k);
        }
        snprintf(text, sizeof text, "{\"%s\" :\"some value\"}", keys[i]);
        assert_false(is_key(text, keys[i]));
    }
    assert_false(is_key("{\"a key of sOme forty bytes, as plans have\":1}", keys[9]));
    assert_false(is_key("{\"a key of some forty bytes, as plans h", keys[9]));
    assert_false(is_key("{\"a\":1}", "a"));
    assert_false(is_key("{\"a\\\\b\":\"some value\"}", "a\\b"));
    assert_false(is_key("{\"a\\b\":\"some value\"}", "a\\b"));
    char longest[JSON_NAME_LONGEST + 2], wide[2 * JSON_NAME_LONGEST];
    memset(longest, 'k', sizeof longest);
    for (size_t len = JSON_NAME_LONGEST; len <= JSON_NAME_LONGEST + 1; len++) {
        longest[len] = '\0';
        snprintf(wide, sizeof wide, "{\"%s\":\"some value\"}", longest);
        assert_int_equal(is_key(wide, longest), len == JSON_NAME_LONGEST);
        longest[len] = 'k';
    }
}

static void test_plain_values(void **state) {
    (void)state;
    static const struct {
        const char *text, *value;
        json_event event;
    } cases[] = {
        {"\"\"", "", JSON_STRING},
        {" \"caf\xC3\xA9\",", "caf\xC3\xA9", JSON_STRING},
        {"\"fifteen bytes..\"", "fifteen bytes..", JSON_STRING},
        {"\"sixteen bytes...\"}", "sixteen bytes...", JSON_STRING},
        {"\"a value of more than two blocks of bytes\"}",
         "a value of more than two blocks of bytes", JSON_STRING},
        {"-1.5e3}", "-1.5e3", JSON_NUMBER},
        {"7", "7", JSON_NUMBER},
        {"", "", JSON_ERROR},
        {" ", "", JSON_ERROR},
        {"  \"a\"", "", JSON_ERROR},
        {"\"", "", JSON_ERROR},
        {"\"a value that is never closed", "", JSON_ERROR},
        {"\"a value with a \\n in it\"", "", JSON_ERROR},
        {"\"a value with a \t in it\"", "", JSON_ERROR},
        {"01", "", JSON_ERROR},
        {"null", "", JSON_ERROR},
        {"[1]", "", JSON_ERROR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_reader r;
        pm_str value = {NULL, 0};
        json_begin(&r, str_from(cases[i].text));
        r.state = JSON_AT_FIRST_KEY;
        assert_int_equal(json_plain_value(&r, r.start, &value), cases[i].event);
        if (cases[i].event == JSON_ERROR) {
            assert_ptr_equal(r.at, r.start);
            assert_int_equal(r.state, JSON_AT_FIRST_KEY);
        } else {
            assert_true(str_equal(value, str_from(cases[i].value)));
            assert_int_equal(r.state, JSON_AFTER_VALUE);
        }
    }
}

/* Every length, and a byte to find at every place; ASan watches both ends. */
static void test_scans(void **state) {
    (void)state;
    static const char found[] = {'"', '\\', 0x1F, 0, '\n'}, passed[] = {' ', 'a', '\x80', '\xFF'};
    const scan_stops stops = {'"', '\\', '"', 0x20};
    for (size_t len = 0; len <= 70; len++) {
        char *p = malloc(len + (len == 0));
        assert_non_null(p);
        for (size_t at = 0; at <= len; at++) {
            for (size_t i = 0; i < sizeof passed; i++) {
                memset(p, passed[i], len);
                assert_int_equal(scan_until(p, at, len, stops), len);
            }
            for (size_t i = 0; i < sizeof found && at < len; i++) {
                memset(p, passed[i % 2], len);
                p[at] = found[i];
                assert_int_equal(scan_until(p, at, len, stops), at);
                assert_int_equal(scan_until(p, at / 2, len, stops), at);
                assert_int_equal(scan_until(p, at + 1, len, stops), len);
                assert_true(scan_ascii(p, len));
                p[at] = '\x80';
                assert_false(scan_ascii(p, len));
            }
        }
        free(p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_faults_have_places),
        cmocka_unit_test(test_nesting_is_bounded),
        cmocka_unit_test(test_strings_are_decoded),
        cmocka_unit_test(test_plain_strings_are_views),
        cmocka_unit_test(test_skip_gives_the_raw_value),
        cmocka_unit_test(test_broken_texts_end),
        cmocka_unit_test(test_keys_are_known),
        cmocka_unit_test(test_plain_values),
        cmocka_unit_test(test_scans),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_strings_are_escaped),
        cmocka_unit_test(test_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
