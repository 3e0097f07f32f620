/* SPDX-License-Identifier: MIT
 * Encodings: marks, guesses, damage, and independence of how the input is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/encoding.h"

/* Decodes in calls of `cut` bytes each. */
static decoder decode(pm_str in, size_t cut, buffer *out) {
    decoder d;
    decoder_init(&d);
    buffer_clear(out);
    for (size_t i = 0; i < in.len; i += cut) {
        size_t n = in.len - i < cut ? in.len - i : cut;
        assert_int_equal(decoder_feed(&d, in.data + i, n, false, out), PM_OK);
    }
    assert_int_equal(decoder_feed(&d, NULL, 0, true, out), PM_OK);
    return d;
}

static void expect(pm_str in, encoding is, size_t replaced, pm_str expected) {
    buffer out;
    buffer_init(&out, &memory_default);
    for (size_t cut = 1; cut <= in.len + 1; cut++) {
        decoder d = decode(in, cut, &out);
        assert_int_equal(d.is, is);
        assert_int_equal(d.replaced, replaced);
        assert_true(str_equal(buffer_view(&out), expected));
    }
    decoder whole;
    decoder_init(&whole);
    buffer_clear(&out);
    assert_int_equal(decoder_feed(&whole, in.data, in.len, true, &out), PM_OK);
    assert_true(str_equal(buffer_view(&out), expected));
    assert_int_equal(whole.replaced, replaced);
    buffer_free(&out);
}

static void plain_and_utf8(void **state) {
    (void)state;
    expect(STR(""), ENCODING_UTF8, 0, STR(""));
    expect(STR("a"), ENCODING_UTF8, 0, STR("a"));
    expect(STR("plain text, long enough"), ENCODING_UTF8, 0, STR("plain text, long enough"));
    expect(STR("\xEF\xBB\xBF"
               "a\xC3\xA9"),
           ENCODING_UTF8, 0, STR("a\xC3\xA9"));
    expect(STR("it\xE2\x80\x99s \xF0\x9F\x98\x80"), ENCODING_UTF8, 0,
           STR("it\xE2\x80\x99s \xF0\x9F\x98\x80"));
    expect(STR("a\0b"), ENCODING_UTF8, 0, STR("a\0b"));
    expect(STR("\xEF\xBF\xBD"), ENCODING_UTF8, 0, STR("\xEF\xBF\xBD"));
}

static void utf16(void **state) {
    (void)state;
    expect(STR("\xFF\xFE"
               "a\0\xE9\0"),
           ENCODING_UTF16LE, 0, STR("a\xC3\xA9"));
    expect(STR("\xFE\xFF\0a\x20\x19"), ENCODING_UTF16BE, 0, STR("a\xE2\x80\x99"));
    expect(STR("a\0b\0\x19\x20"), ENCODING_UTF16LE, 0, STR("ab\xE2\x80\x99"));
    expect(STR("\0a\0b"), ENCODING_UTF16BE, 0, STR("ab"));
    expect(STR("\xFF\xFE\x3D\xD8\x00\xDE"), ENCODING_UTF16LE, 0, STR("\xF0\x9F\x98\x80"));
    expect(STR("\xFF\xFE\x3D\xD8"
               "a\0"),
           ENCODING_UTF16LE, 1,
           STR("\xEF\xBF\xBD"
               "a"));
    expect(STR("\xFF\xFE\x00\xDE"
               "a\0"),
           ENCODING_UTF16LE, 1,
           STR("\xEF\xBF\xBD"
               "a"));
    expect(STR("\xFF\xFE"
               "a\0b"),
           ENCODING_UTF16LE, 1, STR("a\xEF\xBF\xBD"));
    expect(STR("\xFF\xFE\x3D\xD8"), ENCODING_UTF16LE, 1, STR("\xEF\xBF\xBD"));
}

static void windows(void **state) {
    (void)state;
    expect(STR("mum\x92s caf\xE9"), ENCODING_WINDOWS1252, 0, STR("mum\xE2\x80\x99s caf\xC3\xA9"));
    expect(STR("\x80\x96\xA3"), ENCODING_WINDOWS1252, 0, STR("\xE2\x82\xAC\xE2\x80\x93\xC2\xA3"));
    expect(STR("a\x81"
               "b"),
           ENCODING_WINDOWS1252, 1,
           STR("a\xEF\xBF\xBD"
               "b"));
    expect(STR("caf\xE9"), ENCODING_WINDOWS1252, 0, STR("caf\xC3\xA9"));
    expect(STR("\xE9t\xC3\xA9"), ENCODING_WINDOWS1252, 0, STR("\xC3\xA9t\xC3\x83\xC2\xA9"));
}

/* Once UTF-8 was seen, what does not fit is damage, not another encoding. */
static void damage(void **state) {
    (void)state;
    expect(STR("\xC3\xA9 \x92 x"), ENCODING_UTF8, 1, STR("\xC3\xA9 \xEF\xBF\xBD x"));
    expect(STR("\xC3\xA9\xE2\x80"), ENCODING_UTF8, 2, STR("\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD"));
    expect(STR("\xC3\xA9\xF0\x9F\x98"
               "abcd"),
           ENCODING_UTF8, 3,
           STR("\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
               "abcd"));
    expect(STR("\xC3\xA9\xED\xA0\x80"), ENCODING_UTF8, 3,
           STR("\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
    expect(STR("\xEF\xBB\xBF\x92"), ENCODING_UTF8, 1, STR("\xEF\xBF\xBD"));
}

static void validity(void **state) {
    (void)state;
    assert_true(utf8_valid("", 0));
    assert_true(utf8_valid("eight bytes and more \xC3\xA9\xEF\xBF\xBD", 26));
    assert_false(utf8_valid("eight bytes and more \xC3", 22));
    assert_false(utf8_valid("\xC0\x80", 2));
    assert_false(utf8_valid("\xED\xA0\x80", 3));
    assert_false(utf8_valid("\xF5\x80\x80\x80", 4));
}

static void whole_text(void **state) {
    (void)state;
    buffer out;
    buffer_init(&out, &memory_default);
    windows1252_append(STR("a\x93"
                           "b\x94\x9D"),
                       &out);
    assert_true(str_equal(buffer_view(&out), STR("a\xE2\x80\x9C"
                                                 "b\xE2\x80\x9D\xEF\xBF\xBD")));
    buffer_free(&out);
}

/* Whatever comes in, and however it is cut, valid UTF-8 comes out, and always the same. */
static void any_bytes(void **state) {
    (void)state;
    static const unsigned char bytes[] = {'a',  0,    0xC3, 0xA9, 0xE2, 0x80, 0x99, 0xF0,
                                          0x9F, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 0xD8, 0xDC};
    uint64_t seed = 11;
    buffer once, cut;
    buffer_init(&once, &memory_default);
    buffer_init(&cut, &memory_default);
    for (int round = 0; round < 20000; round++) {
        char in[12];
        for (size_t i = 0; i < sizeof in; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            in[i] = (char)bytes[(seed >> 33) % sizeof bytes];
        }
        pm_str view = {in, sizeof in};
        decoder a = decode(view, sizeof in, &once);
        decoder b = decode(view, 1 + (size_t)round % 5, &cut);
        assert_int_equal(a.replaced, b.replaced);
        assert_true(str_equal(buffer_view(&once), buffer_view(&cut)));
        assert_true(utf8_valid(once.data, once.len));
    }
    buffer_free(&once);
    buffer_free(&cut);
}

static void *no_alloc(void *ctx, size_t size) {
    (void)ctx;
    (void)size;
    return NULL;
}

static void *no_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    (void)ctx;
    (void)p;
    (void)old_size;
    (void)new_size;
    return NULL;
}

static void no_release(void *ctx, void *p) {
    (void)ctx;
    (void)p;
}

static void memory_ends(void **state) {
    (void)state;
    const pm_allocator none = {no_alloc, no_resize, no_release, NULL};
    buffer out;
    buffer_init(&out, &none);
    decoder d;
    decoder_init(&d);
    assert_int_equal(decoder_feed(&d, "text", 4, true, &out), PM_ERR_MEMORY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_and_utf8), cmocka_unit_test(utf16),
        cmocka_unit_test(windows),        cmocka_unit_test(damage),
        cmocka_unit_test(validity),       cmocka_unit_test(whole_text),
        cmocka_unit_test(any_bytes),      cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
