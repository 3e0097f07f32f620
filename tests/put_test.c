/* SPDX-License-Identifier: MIT
 * Writing where there is room: numbers, strings, JSON strings and CSV cells of every short length,
 * in blocks of just the size that was asked for, so that the address sanitizer sees a byte too far.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/csv.h"
#include "format/quote.h"

enum { LONGEST = 40 };

static char *block_of(size_t size) {
    char *block = malloc(size != 0 ? size : 1);
    assert_non_null(block);
    return block;
}

static void check_number(uint64_t n) {
    char expected[32], *block = block_of(20);
    int len = snprintf(expected, sizeof expected, "%llu", (unsigned long long)n);
    assert_int_equal(digits_put(block, n) - block, len);
    assert_memory_equal(block, expected, (size_t)len);
    free(block);
}

static void numbers_of_every_length(void **state) {
    (void)state;
    for (uint64_t n = 0; n < 1200; n++) {
        check_number(n);
    }
    for (uint64_t power = 1000; power < UINT64_MAX / 10; power *= 10) {
        check_number(power - 1);
        check_number(power);
    }
    check_number(UINT64_MAX);
}

static void strings_of_every_length(void **state) {
    (void)state;
    for (size_t len = 0; len <= LONGEST; len++) {
        char *from = block_of(len), *to = block_of(len);
        for (size_t i = 0; i < len; i++) {
            from[i] = (char)(1 + i);
        }
        assert_ptr_equal(str_put(to, (pm_str){from, len}), to + len);
        assert_memory_equal(to, from, len);
        free(from);
        free(to);
    }
}

/* ---- JSON ---- */

/* A byte at a time, for ASCII and for bytes that are no UTF-8. */
static size_t quote_slowly(const char *from, size_t len, char *to) {
    static const char letters[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    char *t = to;
    *t++ = '"';
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)from[i];
        const char *letter = c != 0 ? strchr(letters, c) : NULL;
        if (c >= 0x80) {
            t += sprintf(t, "\xEF\xBF\xBD");
        } else if (c == '"' || c == '\\') {
            t += sprintf(t, "\\%c", c);
        } else if (c < 0x20) {
            t += letter != NULL ? sprintf(t, "\\%c", letter[1]) : sprintf(t, "\\u%04x", c);
        } else {
            *t++ = (char)c;
        }
    }
    *t++ = '"';
    return (size_t)(t - to);
}

static void check_quoted(const char *from, size_t len) {
    pm_str s = {from, len};
    size_t room = quote_room(s), plain = 0;
    char *to = block_of(room), *expected = block_of(6 * len + 16);
    size_t wanted = quote_slowly(from, len, expected);
    assert_int_equal(quote_put(to, s) - to, wanted);
    assert_memory_equal(to, expected, wanted);
    assert_int_equal(quote_put_plain(to, s, &plain) - to, wanted);
    assert_memory_equal(to, expected, wanted);
    assert_true(plain == len || to[plain + 1] != from[plain] || from[plain] == '\\');
    assert_memory_equal(to + 1, from, plain);
    free(to);
    free(expected);
}

static void odd_bytes_anywhere_are_escaped(void **state) {
    static const char odd[] = "\"\\\x01\x1F\n\x80\xFF a\x7F";
    (void)state;
    for (size_t len = 0; len <= LONGEST; len++) {
        char *from = block_of(len);
        memset(from, 'x', len);
        check_quoted(from, len);
        for (size_t i = 0; i < len * sizeof odd; i++) { /* with its NUL */
            from[i / sizeof odd] = odd[i % sizeof odd];
            check_quoted(from, len);
            from[len - 1 - i / sizeof odd] = '"';
            check_quoted(from, len);
            memset(from, 'x', len);
        }
        free(from);
    }
}

static void long_strings_are_counted(void **state) {
    static const char odd[] = {'x', '"', '\x01', '\xFF', '\n'};
    (void)state;
    for (size_t len = QUOTE_SHORT - 1; len <= QUOTE_SHORT + 2; len++) {
        char *from = block_of(len);
        for (size_t i = 0; i < sizeof odd; i++) {
            memset(from, odd[i], len);
            check_quoted(from, len);
        }
        memset(from, 'x', len);
        from[len - 1] = '\x02';
        check_quoted(from, len);
        assert_true(len <= QUOTE_SHORT || quote_room((pm_str){from, len}) < len + 32);
        free(from);
    }
}

static void characters_beyond_ascii_stay(void **state) {
    static const char *const texts[] = {"\xC3\xA9", "caf\xC3\xA9 \xE2\x80\x99s", "\xF0\x9F\x98\x80",
                                        "plain text up to here \xE2\x80\x93 and more of it"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        pm_str s = str_from(texts[i]);
        char *to = block_of(quote_room(s));
        assert_int_equal(quote_put(to, s) - to, s.len + 2);
        assert_memory_equal(to + 1, s.data, s.len);
        free(to);
    }
}

/* ---- CSV ---- */

static size_t cell_slowly(const char *from, size_t len, char delimiter, char *to) {
    bool quotes = false;
    char *t = to;
    for (size_t i = 0; i < len; i++) {
        quotes |= from[i] == delimiter || from[i] == '"' || from[i] == '\n' || from[i] == '\r';
    }
    if (!quotes) {
        memcpy(to, from, len);
        return len;
    }
    *t++ = '"';
    for (size_t i = 0; i < len; i++) {
        *t++ = from[i];
        if (from[i] == '"') {
            *t++ = '"';
        }
    }
    *t++ = '"';
    return (size_t)(t - to);
}

static void check_cell(const char *from, size_t len, char delimiter) {
    pm_str s = {from, len};
    char *to = block_of(csv_room(s)), *expected = block_of(csv_room(s));
    size_t wanted = cell_slowly(from, len, delimiter, expected);
    assert_int_equal(csv_put(to, s, delimiter) - to, wanted);
    assert_memory_equal(to, expected, wanted);
    free(to);
    free(expected);
}

static void odd_bytes_anywhere_are_quoted(void **state) {
    static const char odd[] = ",;\"\n\r\t\x0B\x80\xAC\xA2 -", delimiters[] = ",;\t| ";
    (void)state;
    for (size_t len = 0; len <= LONGEST; len++) {
        char *from = block_of(len);
        memset(from, 'x', len);
        for (size_t d = 0; d + 1 < sizeof delimiters; d++) {
            check_cell(from, len, delimiters[d]);
            for (size_t i = 0; i < len * sizeof odd; i++) {
                from[i / sizeof odd] = odd[i % sizeof odd];
                check_cell(from, len, delimiters[d]);
                from[len - 1 - i / sizeof odd] = '"';
                check_cell(from, len, delimiters[d]);
                memset(from, 'x', len);
            }
        }
        memset(from, '"', len);
        check_cell(from, len, ',');
        free(from);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_length),
        cmocka_unit_test(strings_of_every_length),
        cmocka_unit_test(odd_bytes_anywhere_are_escaped),
        cmocka_unit_test(long_strings_are_counted),
        cmocka_unit_test(characters_beyond_ascii_stay),
        cmocka_unit_test(odd_bytes_anywhere_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
