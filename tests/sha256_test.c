/* SPDX-License-Identifier: MIT
 * Digests: with the instructions of this processor, if it has any, and without them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

/* The examples of FIPS 180-4, in pieces of every size. */
static void digests(void **state) {
    (void)state;
    static const struct {
        const char *text, *digest;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
         "lmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].text);
        for (size_t piece = 1; piece <= 120; piece++) {
            sha256 s;
            char out[SHA256_HEX + 1];
            sha256_init(&s);
            for (size_t at = 0; at < len; at += piece) {
                sha256_add(&s, cases[i].text + at, len - at < piece ? len - at : piece);
            }
            sha256_end(&s, out);
            assert_string_equal(out, cases[i].digest);
        }
    }
}

/* Texts that end where the last block has just room for their length, or just none. */
static void ends_of_blocks(void **state) {
    (void)state;
    static const struct {
        size_t len;
        const char *digest;
    } cases[] = {{55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
                 {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
                 {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
                 {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
                 {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
                 {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
                 {128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"}};
    char text[128];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sha256 s;
        char out[SHA256_HEX + 1];
        sha256_init(&s);
        sha256_add(&s, text, cases[i].len);
        sha256_end(&s, out);
        assert_string_equal(out, cases[i].digest);
    }
}

/* A million times "a". */
static void long_digest(void **state) {
    (void)state;
    sha256 s;
    char out[SHA256_HEX + 1], text[1000];
    memset(text, 'a', sizeof text);
    sha256_init(&s);
    for (int i = 0; i < 1000; i++) {
        sha256_add(&s, text, sizeof text);
    }
    sha256_end(&s, out);
    assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests),
        cmocka_unit_test(ends_of_blocks),
        cmocka_unit_test(long_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
