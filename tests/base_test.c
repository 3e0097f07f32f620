/* SPDX-License-Identifier: MIT
 * The ground floor: memory, arenas, strings, UTF-8, interning, places and diagnostics, the
 * operating system. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/intern.h"
#include "base/md5.h"
#include "base/os.h"
#include "base/source.h"
#include "tests/small_pack.h"

/* ---- memory ---- */

static void plain_memory(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    char *p = mem_alloc(&a, 0);
    assert_non_null(p);
    mem_free(&a, p);
    p = mem_zalloc(&a, 100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(p[i], 0);
    }
    p[99] = 'x';
    p = mem_resize(&a, p, 100, 1000);
    assert_int_equal(p[99], 'x');
    mem_free(&a, p);
    p = mem_resize(&a, NULL, 0, 10);
    assert_non_null(p);
    mem_free(&a, p);
    assert_null(mem_array(&a, SIZE_MAX / 2, 3));
    assert_null(mem_copy(&a, "", SIZE_MAX));
    p = mem_copy(&a, "mum", 2);
    assert_string_equal(p, "mu");
    mem_free(&a, p);
    p = mem_copy(&a, NULL, 0);
    assert_string_equal(p, "");
    mem_free(&a, p);
    mem_free(&a, NULL);
    assert_int_equal(c.bytes, 0);
    assert_int_equal(c.pieces, 0);
}

static void growing(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    void *items = NULL;
    size_t cap = 0;
    assert_true(mem_grow(&a, &items, &cap, 1, 4));
    assert_true(cap >= 1);
    size_t before = cap;
    void *same = items;
    assert_true(mem_grow(&a, &items, &cap, before, 4));
    assert_true(cap == before && items == same);
    assert_true(mem_grow(&a, &items, &cap, before + 1, 4));
    assert_true(cap >= 2 * before);
    before = cap;
    assert_false(mem_grow(&a, &items, &cap, SIZE_MAX, 4));
    assert_false(mem_grow(&a, &items, &cap, SIZE_MAX / 4 + 1, 4));
    c.fail_at = c.requests + 1;
    same = items;
    assert_false(mem_grow(&a, &items, &cap, before + 1, 4));
    assert_true(cap == before && items == same); /* as it was */
    mem_free(&a, items);
    assert_int_equal(c.bytes, 0);
}

static void arenas(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    arena m;
    arena_init(&m, &a);
    assert_int_equal(c.requests, 0); /* nothing until it is asked */
    char *last = NULL;
    for (size_t i = 1; i < 2000; i++) {
        char *p = arena_zalloc(&m, i);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_true(p[0] == 0 && p[i - 1] == 0);
        assert_true(last == NULL || last[0] == 'x'); /* what was given out stays */
        memset(p, 'x', i);
        last = p;
    }
    assert_string_equal(arena_copy(&m, "mum\0dad", 3), "mum");
    assert_string_equal(arena_copy(&m, NULL, 0), "");
    assert_non_null(arena_alloc(&m, 0));
    assert_null(arena_alloc(&m, SIZE_MAX));
    assert_null(arena_alloc(&m, SIZE_MAX - 14)); /* less than what rounding up adds */
    assert_null(arena_alloc(&m, SIZE_MAX - 40));
    assert_non_null(arena_alloc(&m, 8 << 20)); /* beyond any block that is kept */
    size_t requests = c.requests;
    arena_reset(&m);
    assert_int_equal(c.pieces, 1);
    assert_true(c.bytes <= (1 << 20) + 64);
    assert_non_null(arena_alloc(&m, 1000));
    assert_int_equal(c.requests, requests); /* from what was kept */
    arena_reset(&m);
    arena_free(&m);
    assert_int_equal(c.bytes, 0);
    assert_non_null(arena_alloc(&m, 0)); /* of an arena without a block */
    arena_free(&m);
    c.fail_at = c.requests + 1;
    assert_null(arena_alloc(&m, 1));
    assert_non_null(arena_alloc(&m, 1));
    arena_free(&m);
    assert_int_equal(c.pieces, 0);
}

/* ---- strings ---- */

static void views(void **state) {
    (void)state;
    pm_str none = {NULL, 0};
    assert_true(str_from(NULL).len == 0 && str_from("mum").len == 3);
    assert_true(str_equal(none, STR("")) && !str_equal(none, STR("a")) &&
                !str_equal(STR("ab"), STR("ac")));
    assert_true(str_equal_fold(STR("MuM"), STR("mUm")) && !str_equal_fold(STR("mum"), STR("mu")) &&
                !str_equal_fold(STR("@"), STR("`")));
    assert_true(str_compare(STR("a"), STR("b")) < 0 && str_compare(STR("ab"), STR("a")) > 0 &&
                str_compare(none, STR("")) == 0);
    assert_true(str_compare(STR("\xC3"), STR("z")) > 0); /* bytes, not chars */
    assert_true(str_starts(STR("mum"), STR("mu")) && str_starts(STR("mum"), none) &&
                !str_starts(STR("mu"), STR("mum")));
    assert_true(str_ends(STR("mum"), STR("um")) && str_ends(none, none) &&
                !str_ends(STR("um"), STR("mum")));
    assert_true(str_equal(str_trim(STR(" \t\r\n mum to\v\f ")), STR("mum to")) &&
                str_trim(STR(" \n")).len == 0);
    assert_true(str_equal(str_slice(STR("mother"), 1, 3), STR("ot")) &&
                str_slice(STR("mum"), 2, 1).len == 0);
    assert_true(str_equal(str_slice(STR("mum"), 1, 99), STR("um")) &&
                str_slice(STR("mum"), 99, 100).len == 0);
    assert_int_equal(str_slice(none, 0, 5).len, 0);
    assert_true(hash_bytes("", 0, HASH_SEED) == HASH_SEED);
    assert_true(hash_bytes("a", 1, HASH_SEED) ==
                UINT64_C(0xaf63dc4c8601ec8c)); /* FNV-1a's own figure */
    assert_true(hash_bytes("foobar", 6, HASH_SEED) == UINT64_C(0x85944171f73967e8));
}

static void buffers(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    buffer b;
    buffer_init(&b, &a);
    buffer_put(&b, NULL, 0);
    assert_true(b.data == NULL && c.requests == 0);
    buffer_text(&b, "a");
    buffer_str(&b, STR("bc"));
    buffer_char(&b, '-');
    buffer_unsigned(&b, 0);
    buffer_unsigned(&b, UINT64_MAX);
    buffer_format(&b, "%d|%s", -7, "x");
    assert_true(str_equal(buffer_view(&b), STR("abc-018446744073709551615-7|x")));
    buffer_clear(&b);
    assert_int_equal(b.len, 0);
    char longer[3000];
    memset(longer, 'x', sizeof longer);
    longer[2999] = '\0';
    buffer_format(&b, "%s", longer);
    assert_int_equal(b.len, 1023);
    c.fail_at = c.requests + 1;
    c.fail_on = true;
    buffer_put(&b, longer, sizeof longer);
    buffer_put(&b, longer, sizeof longer);
    assert_true(b.failed && b.len == 1023);
    buffer_char(&b, 'y'); /* nothing more, though there would be room */
    assert_int_equal(b.len, 1023);
    buffer_clear(&b);
    assert_false(b.failed);
    assert_null(buffer_room(&b, SIZE_MAX));
    buffer_free(&b);
    assert_int_equal(c.bytes, 0);
}

static void utf8(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t len, moved;
        uint32_t cp;
    } list[] = {
        {"a", 1, 1, 'a'},
        {"\0", 1, 1, 0},
        {"\xC2\xA3", 2, 2, 0xA3},
        {"\xE2\x80\x99", 3, 3, 0x2019},
        {"\xF0\x9F\x91\xAA", 4, 4, 0x1F46A},
        {"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF},
        {"\xF4\x90\x80\x80", 4, 1, 0xFFFD}, /* beyond Unicode */
        {"\xED\xA0\x80", 3, 1, 0xFFFD},     /* a surrogate */
        {"\xED\x9F\xBF", 3, 3, 0xD7FF},
        {"\xC0\x80", 2, 1, 0xFFFD}, /* longer than it need be */
        {"\xE0\x80\x80", 3, 1, 0xFFFD},
        {"\xF0\x80\x80\x80", 4, 1, 0xFFFD},
        {"\x80", 1, 1, 0xFFFD},
        {"\xFF", 1, 1, 0xFFFD},
        {"\xE2\x80", 2, 1, 0xFFFD}, /* cut off */
        {"\xE2\x28\xA1", 3, 1, 0xFFFD},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        size_t at = 0;
        assert_int_equal(utf8_next(list[i].bytes, list[i].len, &at), list[i].cp);
        assert_int_equal(at, list[i].moved);
    }
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp += cp < 0x900 ? 1 : 61) {
        char out[4];
        size_t at = 0, len = cp < 0xD800 || cp > 0xDFFF ? utf8_put(out, cp) : 0;
        if (len != 0) {
            assert_int_equal(utf8_next(out, len, &at), cp);
            assert_int_equal(at, len);
        }
    }
}

/* ---- looking up ---- */

static bool is_number(const void *owner, uint32_t number, const void *key) {
    return ((const uint64_t *)owner)[number] == *(const uint64_t *)key;
}

static void looking_up(void **state) {
    (void)state;
    enum { MANY = 3000 };
    static uint64_t things[MANY];
    static uint32_t place[MANY];
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    lookup l;
    lookup_init(&l, &a);
    uint64_t key = 7;
    assert_int_equal(lookup_find(&l, 7, is_number, things, &key), LOOKUP_NONE);
    for (uint32_t i = 0; i < MANY; i++) {
        things[i] = i * 5; /* of five keys one hash: these are told apart by the things alone */
        assert_true(lookup_room(&l));
        lookup_put(&l, things[i] / 25, i);
    }
    for (key = 0; key < 5 * MANY; key++) {
        uint32_t want = key % 5 == 0 ? (uint32_t)key / 5 : LOOKUP_NONE;
        assert_int_equal(lookup_find(&l, key / 25, is_number, things, &key), want);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        place[i] = MANY - 1 - i;
    }
    lookup_move(&l, place);
    for (uint32_t i = 0; i < MANY; i++) {
        things[MANY - 1 - i] = i * 5;
    }
    key = 10;
    assert_int_equal(lookup_find(&l, 0, is_number, things, &key), MANY - 3);
    lookup_clear(&l);
    assert_int_equal(lookup_find(&l, 0, is_number, things, &key), LOOKUP_NONE);
    lookup_free(&l);
    assert_int_equal(c.bytes, 0);
}

/* What cannot grow still finds all that it has. */
static void looking_up_without_memory(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    uint64_t things[64];
    lookup l;
    lookup_init(&l, &a);
    uint32_t count = 0;
    while (lookup_room(&l)) {
        things[count] = count;
        lookup_put(&l, count, count);
        count++;
        c.fail_at = c.requests + 1;
    }
    assert_true(count > 8 && count < 64);
    for (uint64_t key = 0; key < count; key++) {
        assert_int_equal(lookup_find(&l, key, is_number, things, &key), key);
    }
    lookup_free(&l);
    assert_int_equal(c.bytes, 0);
}

/* Lengths are part of a hash, and so is where the lookup lies. */
static void hashes_of_keys(void **state) {
    (void)state;
    lookup here[2];
    lookup_init(&here[0], &memory_default);
    lookup_init(&here[1], &memory_default);
    uint64_t one = lookup_hash(&here[0], STR("CIN-104"));
    assert_true(one == lookup_hash(&here[0], STR("CIN-104")));
    assert_true(one != lookup_hash(&here[1], STR("CIN-104")));
    assert_true(one != lookup_hash(&here[0], (pm_str){"CIN-104", 8}));
    uint64_t empty = lookup_hash(&here[0], (pm_str){NULL, 0});
    assert_true(lookup_hash_on(empty, STR("CIN-104")) != lookup_hash_on(one, (pm_str){NULL, 0}));
    assert_true(lookup_hash_on(lookup_hash(&here[0], STR("CIN-")), STR("104")) != one);
}

static void interning(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    arena m;
    intern_table t;
    arena_init(&m, &a);
    intern_init(&t, &m);
    assert_int_equal(intern_find(&t, STR("mum")), INTERN_NONE);
    for (unsigned i = 0; i < 5000; i++) {
        char word[16];
        int n = snprintf(word, sizeof word, "w%u", i);
        assert_int_equal(intern_add(&t, (pm_str){word, (size_t)n}), i);
        assert_int_equal(intern_add(&t, (pm_str){word, (size_t)n}), i);
    }
    assert_int_equal(t.count, 5000);
    assert_int_equal(intern_find(&t, STR("w4321")), 4321);
    assert_int_equal(intern_find(&t, STR("w5000")), INTERN_NONE);
    assert_true(str_equal(t.items[77], STR("w77")));
    assert_int_equal(intern_add(&t, (pm_str){NULL, 0}), 5000); /* the empty string is a string */
    assert_int_equal(intern_find(&t, STR("")), 5000);
    assert_int_equal(intern_add(&t, (pm_str){"a\0b", 3}), 5001);
    assert_int_equal(intern_find(&t, STR("a")), INTERN_NONE);
    c.fail_at = c.requests + 1;
    c.fail_on = true;
    size_t known = t.count;
    uint32_t n = 0;
    for (unsigned i = 0; n != INTERN_NONE; i++) {
        char word[16];
        int len = snprintf(word, sizeof word, "x%u", i);
        n = intern_add(&t, (pm_str){word, (size_t)len});
        known += n != INTERN_NONE;
        assert_true(i < 100000);
    }
    assert_int_equal(t.count, known);
    assert_int_equal(intern_find(&t, STR("w4321")), 4321); /* what it knew it still knows */
    intern_free(&t);
    arena_free(&m);
    assert_int_equal(c.bytes, 0);
}

/* ---- places ---- */

static void places(void **state) {
    (void)state;
    source s = {.name = STR("f"), .text = STR("ab\ncd\r\n\nx")};
    static const size_t list[][3] = {{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 3},
                                     {7, 3, 1}, {8, 4, 1}, {9, 4, 2}, {1000, 4, 2}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        size_t line, column;
        source_place(&s, list[i][0], &line, &column);
        assert_int_equal(line, list[i][1]);
        assert_int_equal(column, list[i][2]);
    }
}

static void diagnostics(void **state) {
    (void)state;
    told t = {.len = 0};
    reporter r = {told_note, &t, 0, 0};
    source s = {.name = STR("f.yaml"), .text = STR("ab\ncd e\r\nx")};
    report_at(&r, PM_ERROR, &s, 5, "no %s", "way");
    report_at(&r, PM_WARNING, &s, 999, "end");
    report_plain(&r, PM_ERROR, STR("p.csv"), 7, 0, "row %d", 3);
    assert_string_equal(t.text, "f.yaml:2:3: error: no way | cd e\n"
                                "f.yaml:3:2: warning: end | x\n"
                                "p.csv:7:0: error: row 3 | \n");
    assert_true(r.errors == 2 && r.warnings == 1);
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    r.fn = NULL; /* only counts */
    report_at(&r, PM_ERROR, &s, 0, "%s", longer);
    assert_int_equal(r.errors, 3);
}

static void did_you_mean(void **state) {
    (void)state;
    static const struct {
        const char *word, *near;
    } list[] = {{"ownr", "owner"},
                {"OWNER", "owner"},
                {"own", "owner"},
                {"timefrme", "timeframe"},
                {"x", "y1"},
                {"actoinable", "actionable"},
                {"", ""},
                {"zebra", ""},
                {"measurabel", "measurable"}};
    const pm_str names[] = {STR("owner"),      STR("timeframe"), STR("actionable"),
                            STR("measurable"), STR(""),          STR("y1")};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        pm_str near = nearest_name(str_from(list[i].word), names, sizeof names / sizeof *names);
        if (strcmp(list[i].word, "x") == 0) {
            assert_int_equal(near.len, 0); /* every letter would change */
        } else if (!str_equal(near, str_from(list[i].near))) {
            fail_msg("%s: %.*s", list[i].word, (int)near.len, near.data);
        }
    }
    assert_int_equal(nearest_name(STR("a"), NULL, 0).len, 0);
    char longer[200];
    memset(longer, 'o', sizeof longer);
    assert_int_equal(nearest_name((pm_str){longer, sizeof longer}, names, 1).len, 0);
}

/* ---- the operating system ---- */

static void write_file(const char *path, const char *content, size_t len) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void files_and_folders(void **state) {
    (void)state;
    char folder[] = "/tmp/planmark-base-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    static char big[200000];
    memset(big, 'b', sizeof big);
    snprintf(path, sizeof path, "%s/b", folder);
    write_file(path, big, sizeof big);
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    buffer b;
    const char *reason = NULL;
    buffer_init(&b, &a);
    buffer_text(&b, "x");
    assert_int_equal(os_read_file(path, sizeof big, &b, &reason), PM_OK);
    assert_true(b.len == 1 + sizeof big && b.data[0] == 'x' && b.data[sizeof big] == 'b');
    buffer_clear(&b);
    assert_int_equal(os_read_file(path, sizeof big - 1, &b, &reason), PM_ERR_LIMIT);
    buffer_free(&b);
    c.fail_at = c.requests + 2;
    assert_int_equal(os_read_file(path, sizeof big, &b, &reason), PM_ERR_MEMORY);
    c.fail_at = 0;
    buffer_free(&b);
    assert_int_equal(os_read_file(folder, 100, &b, &reason), PM_ERR_IO);
    assert_string_equal(reason, "is a folder");
    assert_int_equal(os_read_file("/no/such/file", 100, &b, &reason), PM_ERR_IO);
    assert_string_equal(reason, "no such file or folder");
    buffer_free(&b);
    assert_int_equal(os_path_kind(path), OS_FILE);
    assert_int_equal(os_path_kind(folder), OS_FOLDER);
    assert_int_equal(os_path_kind("/no/such/file"), OS_MISSING);
    assert_int_equal(os_path_kind("/dev/null"), OS_OTHER);
    char link_path[64], sub[64];
    snprintf(link_path, sizeof link_path, "%s/A", folder);
    snprintf(sub, sizeof sub, "%s/a", folder);
    assert_int_equal(symlink("b", link_path), 0);
    assert_int_equal(mkdir(sub, 0700), 0);
    assert_true(os_path_is_link(link_path) && !os_path_is_link(path) &&
                !os_path_is_link("/no/such/file"));
    assert_int_equal(os_path_kind(link_path), OS_FILE);
    os_names names;
    assert_int_equal(os_list_folder(folder, &a, &names, &reason), PM_OK);
    assert_int_equal(names.count, 3);
    assert_string_equal(names.items[0], "A"); /* by bytes */
    assert_string_equal(names.items[1], "a");
    assert_string_equal(names.items[2], "b");
    os_free_names(&names);
    assert_int_equal(os_list_folder(path, &a, &names, &reason), PM_ERR_IO);
    assert_string_equal(reason, "not a folder");
    for (size_t n = 1; n < 4; n++) {
        c.fail_at = c.requests + n;
        assert_int_equal(os_list_folder(folder, &a, &names, &reason), PM_ERR_MEMORY);
        os_free_names(&names);
    }
    assert_int_equal(c.bytes, 0);
    assert_int_equal(unlink(link_path) | unlink(path) | rmdir(sub) | rmdir(folder), 0);
}

/* ---- digests ---- */

/* Those of RFC 1321, and lengths about that of a block. */
static void md5_digests(void **state) {
    static const struct {
        const char *text, *digest;
    } cases[] = {
        {"", "d41d8cd98f00b204e9800998ecf8427e"},
        {"a", "0cc175b9c0f1b6a831c399e269772661"},
        {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
         "57edf4a22be3c955ac49da2e2107b67a"},
        {"1234567890123456789012345678901234567890123456789012345",
         "c9ccf168914a1bcfc3229f1948e67da0"},
        {"12345678901234567890123456789012345678901234567890123456",
         "49f193adce178490e34d1b3a4ec0064c"},
        {"1234567890123456789012345678901234567890123456789012345678901234",
         "eb6c4179c0a7c82cc2828c1e6338e165"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char digest[MD5_BYTES];
        char hex[2 * MD5_BYTES + 1];
        md5(str_from(cases[i].text), digest);
        for (size_t k = 0; k < MD5_BYTES; k++) {
            sprintf(hex + 2 * k, "%02x", digest[k]);
        }
        assert_string_equal(hex, cases[i].digest);
    }
}

/* Of the programs that run_line runs. */
static size_t bound_memory, bound_file;

/* Runs a line of the shell; the result's output is in *out. */
static os_result run_line(const char *line, size_t most, unsigned long millis, buffer *out) {
    char shell[] = "sh", option[] = "-c", text[256];
    snprintf(text, sizeof text, "%s", line);
    char *argv[] = {shell, option, text, NULL};
    static const char *const variables[] = {"TMPDIR=/a b", "OTHER=", NULL};
    const os_limits limits = {most, millis, variables, bound_memory, bound_file};
    os_result r;
    buffer_clear(out);
    assert_int_equal(os_run(argv, &limits, out, &r), PM_OK);
    return r;
}

static void other_programs(void **state) {
    enum { LONG = 60000, MUCH = 100000 };
    (void)state;
    buffer b;
    buffer_init(&b, &memory_default);
    int open_here[2];
    assert_int_equal(pipe(open_here), 0);
    os_result r = run_line("cat; echo told; echo why >&2; exit 3", MUCH, LONG, &b);
    assert_true(r.how == OS_ENDED && r.code == 3);
    assert_true(str_equal(buffer_view(&b), STR("told\n")));
    assert_string_equal(r.errors, "why\n");
    assert_int_equal(setenv("OTHER", "x", 1), 0);
    assert_int_equal(setenv("OTHER_TOO", "y", 1), 0);
    r = run_line("echo $TMPDIR $OTHER $OTHER_TOO; env | grep -cE '^(TMPDIR|OTHER)='", MUCH, LONG,
                 &b);
    assert_true(str_equal(buffer_view(&b), STR("/a b y\n2\n")));
    r = run_line("ls /proc/self/fd 2>/dev/null | wc -l", MUCH, LONG, &b);
    assert_true(b.len == 2 && b.data[0] <= '4'); /* the three, and the folder that ls reads */
    r = run_line("head -c 50000 /dev/zero >&2; head -c 50000 /dev/zero", MUCH, LONG, &b);
    assert_true(r.how == OS_ENDED && r.code == 0 && b.len == 50000);
    r = run_line("yes", MUCH, LONG, &b);
    assert_true(r.how == OS_TOO_MUCH && b.len > MUCH);
    r = run_line("sleep 1000 & sleep 1000", MUCH, 50, &b);
    assert_true(r.how == OS_TOO_SLOW);
    r = run_line("exec >&- 2>&-; sleep 1000", MUCH, 50, &b);
    assert_true(r.how == OS_TOO_SLOW);
    r = run_line("kill -9 $$", MUCH, LONG, &b);
    assert_true(r.how == OS_ENDED && r.code == -1);
    close(open_here[0]);
    close(open_here[1]);
    char none[] = "no-such-program-here";
    char *argv[] = {none, NULL};
    const os_limits limits = {.output = MUCH, .millis = LONG};
    assert_int_equal(os_run(argv, &limits, &b, &r), PM_OK);
    assert_int_equal(r.how, OS_NO_PROGRAM);
    assert_true(os_has_program("sh") && !os_has_program(none));
    buffer_free(&b);
}

#ifdef __linux__
static void bounds_of_programs(void **state) {
    enum { LONG = 60000, MUCH = 100000 };
    (void)state;
    buffer b;
    buffer_init(&b, &memory_default);
    bound_memory = (size_t)64 << 20;
    bound_file = 1 << 20;
    os_result r = run_line("until [ $(ulimit -f) = 2048 ]; do sleep 0.01; done;"
                           "ulimit -d; ulimit -c; ulimit -t",
                           MUCH, LONG, &b);
    assert_true(str_equal(buffer_view(&b), STR("65536\n0\n122\n")));
    assert_false(r.too_large);
    assert_true(r.peak != 0);
    r = run_line("until [ $(ulimit -f) = 2048 ]; do sleep 0.01; done;"
                 "exec head -c 2000000 /dev/zero >too-large.tmp",
                 MUCH, LONG, &b);
    assert_true(r.how == OS_ENDED && r.code == -1 && r.too_large);
    assert_int_equal(remove("too-large.tmp"), 0);
    bound_memory = bound_file = 0;
    buffer_free(&b);
}
#endif

/* Those that end a program only where it has no use of its own for them. */
static void own_signal(int number) {
    (void)number;
}

static void other_signals_wait(void **state) {
    static const int numbers[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGPIPE};
    (void)state;
    buffer b;
    buffer_init(&b, &memory_default);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        for (int ways = 0; ways < 3; ways++) { /* as usual, tidying up once, of the program's own */
            struct sigaction once = {.sa_handler = ways == 0 ? SIG_DFL : own_signal}, before;
            os_hold *hold;
            once.sa_flags = ways == 1 ? (int)SA_RESETHAND : 0;
            assert_int_equal(sigaction(numbers[i], &once, &before), 0);
            assert_int_equal(os_hold_signals(&memory_default, &hold), PM_OK);
            raise(numbers[i]);
            os_result r = run_line("sleep 0.1", 1000, 60000, &b);
            assert_int_equal(r.how, ways == 2 ? OS_ENDED : OS_STOPPED);
            struct sigaction tidy = {.sa_handler = own_signal};
            assert_int_equal(sigaction(numbers[i], &tidy, NULL), 0);
            os_release(hold);
            assert_int_equal(sigaction(numbers[i], &before, NULL), 0);
        }
    }
    buffer_free(&b);
}

/* A bound on files is a fault that is told, and no signal is left of it. */
static void files_that_may_not_grow(void **state) {
    static const char much[100000];
    struct rlimit before, small;
    const char *why = NULL;
    os_hold *hold;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 1000, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(os_hold_signals(&memory_default, &hold), PM_OK);
    pm_status status = os_write_file("grown.tmp", (pm_str){much, sizeof much}, &why);
    os_release(hold);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, PM_ERR_IO);
    assert_string_equal(why, "the file would be too large");
    assert_int_equal(remove("grown.tmp"), 0);
}

static void a_signal_waits(void **state) {
    sigset_t set, before;
    os_hold *hold;
    (void)state;
    buffer b;
    buffer_init(&b, &memory_default);
    assert_int_equal(os_hold_signals(&memory_default, &hold), PM_OK);
    raise(SIGTERM);
    os_result r = run_line("sleep 1000", 1000, 60000, &b);
    assert_int_equal(r.how, OS_STOPPED);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    int got = 0;
    assert_int_equal(sigwait(&set, &got), 0); /* it is still there; taken, or it would end us */
    assert_int_equal(got, SIGTERM);
    os_release(hold);
    assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &before), 0);
    assert_int_equal(sigismember(&before, SIGTERM), 0);
    os_release(NULL);
    buffer_free(&b);
}

/* As of a program that nohup started, or the shell in the background. */
static void an_ignored_signal_waits(void **state) {
    os_hold *hold;
    (void)state;
    buffer b;
    buffer_init(&b, &memory_default);
    void (*before)(int) = signal(SIGHUP, SIG_IGN);
    assert_int_equal(os_hold_signals(&memory_default, &hold), PM_OK);
    raise(SIGHUP);
    os_result r = run_line("echo told", 1000, 60000, &b);
    assert_true(r.how == OS_ENDED && r.code == 0);
    assert_true(str_equal(buffer_view(&b), STR("told\n")));
    os_release(hold);
    assert_true(signal(SIGHUP, before) == SIG_IGN);
    buffer_free(&b);
}

/* The linker puts this in place of readdir: it fails behind so many names. */
static int names_until_fault = -1;

#define IN_PLACE_OF(name) __wrap_##name
#define REAL(name) __real_##name
struct dirent *REAL(readdir)(DIR *dir);
struct dirent *IN_PLACE_OF(readdir)(DIR *dir);

struct dirent *IN_PLACE_OF(readdir)(DIR *dir) {
    if (names_until_fault == 0) {
        errno = EIO;
        return NULL;
    }
    names_until_fault -= names_until_fault > 0;
    return REAL(readdir)(dir);
}

static void folders_that_cannot_be_read(void **state) {
    const char *reason = "";
    os_names names;
    (void)state;
    names_until_fault = 4;
    assert_int_equal(os_list_folder("/etc", &memory_default, &names, &reason), PM_ERR_IO);
    names_until_fault = -1;
    assert_string_equal(reason, "the device reports an error");
    assert_int_equal(names.count, 0);
    errno = EIO; /* of something else, long ago */
    assert_int_equal(os_list_folder("/etc", &memory_default, &names, &reason), PM_OK);
    os_free_names(&names);
}

static void private_folders(void **state) {
    (void)state;
    buffer path, file;
    buffer_init(&path, &memory_default);
    buffer_init(&file, &memory_default);
    const char *usual = getenv("TMPDIR");
    char kept[512];
    snprintf(kept, sizeof kept, "%s", usual != NULL ? usual : "");
    assert_int_equal(setenv("TMPDIR", "/no/such/folder", 1), 0);
    buffer_text(&path, "x");
    const char *why = NULL;
    assert_int_equal(os_make_folder(&path, &why), PM_ERR_IO);
    assert_string_equal(why, "no such file or folder");
    assert_true(str_equal(buffer_view(&path), STR("x")));
    buffer_clear(&path);
    assert_int_equal(usual != NULL ? setenv("TMPDIR", kept, 1) : unsetenv("TMPDIR"), 0);
    assert_int_equal(os_make_folder(&path, &why), PM_OK);
    struct stat s;
    assert_int_equal(stat(path.data, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0700);
    buffer_text(&file, path.data);
    buffer_text(&file, "/a b");
    buffer_char(&file, '\0');
    assert_int_equal(os_write_file(file.data, STR("text"), &why), PM_OK);
    assert_int_equal(os_write_file(file.data, STR("again"), &why), PM_ERR_IO);
    assert_string_equal(why, "the system refused");
    assert_true(os_free_room(path.data) > 0);
    assert_true(os_free_room("/no/such/folder") == SIZE_MAX);
    file.len--;
    buffer_text(&file, "2");
    buffer_char(&file, '\0');
    assert_int_equal(symlink("/etc", file.data), 0);
    os_remove_folder(path.data);
    assert_int_equal(os_path_kind(path.data), OS_MISSING);
    assert_int_equal(os_path_kind("/etc"), OS_FOLDER);
    buffer_free(&path);
    buffer_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_memory),
        cmocka_unit_test(growing),
        cmocka_unit_test(arenas),
        cmocka_unit_test(views),
        cmocka_unit_test(buffers),
        cmocka_unit_test(utf8),
        cmocka_unit_test(looking_up),
        cmocka_unit_test(looking_up_without_memory),
        cmocka_unit_test(hashes_of_keys),
        cmocka_unit_test(interning),
        cmocka_unit_test(places),
        cmocka_unit_test(diagnostics),
        cmocka_unit_test(did_you_mean),
        cmocka_unit_test(files_and_folders),
        cmocka_unit_test(md5_digests),
        cmocka_unit_test(other_programs),
        cmocka_unit_test(a_signal_waits),
        cmocka_unit_test(files_that_may_not_grow),
#ifdef __linux__
        cmocka_unit_test(bounds_of_programs),
#endif
        cmocka_unit_test(other_signals_wait),
        cmocka_unit_test(an_ignored_signal_waits),
        cmocka_unit_test(folders_that_cannot_be_read),
        cmocka_unit_test(private_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
