/* SPDX-License-Identifier: MIT
 * YAML: what is read, where it stands, and what is refused at which place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pack/yaml.h"

typedef struct told {
    size_t count, line[64], column[64];
    char message[64][256];
} told;

static void note(void *ctx, const pm_diagnostic *d) {
    told *t = ctx;
    assert_int_equal(d->severity, PM_ERROR);
    if (t->count < 64) {
        t->line[t->count] = d->line;
        t->column[t->count] = d->column;
        size_t len = d->message.len < 255 ? d->message.len : 255;
        memcpy(t->message[t->count], d->message.data, len);
        t->message[t->count][len] = '\0';
    }
    t->count++;
}

typedef struct parsed {
    source src;
    arena memory;
    told told;
    reporter report;
    yaml_tree *tree;
    pm_status status;
} parsed;

static void parse_bytes(parsed *p, const char *data, size_t len) {
    memset(p, 0, sizeof *p);
    p->src = (source){.name = STR("rules.yaml"), .text = {data, len}};
    p->report = (reporter){note, &p->told, 0, 0};
    arena_init(&p->memory, &memory_default);
    p->status = yaml_parse(&p->src, &p->memory, &p->report, &p->tree);
    assert_int_equal(p->report.errors, p->told.count);
}

static void parse(parsed *p, const char *data) {
    parse_bytes(p, data, strlen(data));
}

static void done(parsed *p) {
    arena_free(&p->memory);
}

static void expect_scalar(const parsed *p, const yaml_tree *node, const char *text, const char *at,
                          bool exact) {
    assert_non_null(node);
    assert_int_equal(node->kind, YAML_SCALAR);
    assert_true(str_equal(node->text, str_from(text)));
    const char *place = strstr(p->src.text.data, at);
    assert_non_null(place);
    assert_int_equal(node->offset, place - p->src.text.data);
    assert_int_equal(node->exact, exact);
}

static void maps_and_lists(void **state) {
    (void)state;
    parsed p;
    parse(&p, "rules:\n- id: a.b\n  match: [\"x\", 'y']\n  examples: {met: [], unmet: [z]}\n");
    assert_int_equal(p.status, PM_OK);
    const yaml_tree *rules = yaml_get(p.tree, "rules");
    assert_int_equal(rules->kind, YAML_LIST);
    assert_int_equal(rules->count, 1);
    const yaml_tree *rule = rules->items[0];
    assert_int_equal(rule->kind, YAML_MAP);
    assert_int_equal(rule->count, 6);
    expect_scalar(&p, rule->items[0], "id", "id", true);
    expect_scalar(&p, yaml_get(rule, "id"), "a.b", "a.b", true);
    assert_int_equal(yaml_get(rule, "match")->count, 2);
    assert_int_equal(yaml_get(yaml_get(rule, "examples"), "met")->count, 0);
    assert_null(yaml_get(rule, "none"));
    assert_null(yaml_get(rules, "id"));
    assert_null(yaml_get(NULL, "id"));
    done(&p);
}

static void nothing_is_an_empty_map(void **state) {
    (void)state;
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "\n\n", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        parsed p;
        parse(&p, texts[i]);
        assert_int_equal(p.status, PM_OK);
        assert_int_equal(p.tree->kind, YAML_MAP);
        assert_int_equal(p.tree->count, 0);
        done(&p);
    }
}

static void styles_of_text(void **state) {
    (void)state;
    parsed p;
    parse(&p, "plain: social worker to\ndouble: \"{agents} \xE2\x80\x93 x\"\nsingle: 'mum''s'\n"
              "escaped: \"a\\tb\"\nfolded: >\n  one\n  two\nliteral: |\n  three\nempty:\nwrapped: "
              "four\n  five\n");
    assert_int_equal(p.status, PM_OK);
    expect_scalar(&p, yaml_get(p.tree, "plain"), "social worker to", "social", true);
    expect_scalar(&p, yaml_get(p.tree, "double"), "{agents} \xE2\x80\x93 x", "{agents}", true);
    expect_scalar(&p, yaml_get(p.tree, "single"), "mum's", "mum''s", false);
    expect_scalar(&p, yaml_get(p.tree, "escaped"), "a\tb", "a\\tb", false);
    expect_scalar(&p, yaml_get(p.tree, "folded"), "one two\n", "one", false);
    expect_scalar(&p, yaml_get(p.tree, "literal"), "three\n", "three", true);
    assert_int_equal(yaml_get(p.tree, "empty")->text.len, 0);
    expect_scalar(&p, yaml_get(p.tree, "wrapped"), "four five", "four", false);
    done(&p);
}

static void bytes_not_characters(void **state) {
    (void)state;
    parsed p;
    parse(&p, "\xEF\xBB\xBF# \xE2\x82\xAC \xC2\xA3 \xF0\x9F\x98\x80\r\n\"caf\xC3\xA9\": \"\xC2\xA3"
              "40\"\r\nnext: here\r\n");
    assert_int_equal(p.status, PM_OK);
    expect_scalar(&p, p.tree->items[0], "caf\xC3\xA9", "caf", true);
    expect_scalar(&p, p.tree->items[1],
                  "\xC2\xA3"
                  "40",
                  "\xC2\xA3"
                  "40",
                  true);
    expect_scalar(&p, yaml_get(p.tree, "next"), "here", "here", true);
    done(&p);
}

static void expect_fault(const char *data, size_t line, size_t column, const char *message) {
    parsed p;
    parse(&p, data);
    if (p.status != PM_ERR_PACK || p.told.count != 1 || p.told.line[0] != line ||
        p.told.column[0] != column || strstr(p.told.message[0], message) == NULL) {
        fail_msg("'%s': status %d, %zu told, %zu:%zu %s", data, p.status, p.told.count,
                 p.told.line[0], p.told.column[0], p.told.message[0]);
    }
    done(&p);
}

static void faults_and_their_places(void **state) {
    (void)state;
    expect_fault("\xC2\xA3: 1\nid: a\nb: 2\nid: c\n", 4, 1, "'id' stands twice");
    expect_fault("a: {\xC3\xA9: 1, x: 2, x: 3}\n", 1, 18, "'x' stands twice");
    expect_fault("a: &here b\n", 1, 4, "anchors");
    expect_fault("a: !!str b\n", 1, 4, "tags");
    expect_fault("a: ! b\n", 1, 4, "tags");
    expect_fault("a: !x [b]\n", 1, 4, "tags");
    expect_fault("a: *b\n", 1, 4, "aliases");
    expect_fault("a: 1\n---\nb: 2\n", 2, 1, "one document");
    expect_fault("[a]: b\n", 1, 1, "a key is plain text");
    expect_fault("a: b: c\n", 1, 5, "mapping values are not allowed");
    expect_fault("a: 1\n\tb: 2\n", 2, 1, "tabs");
    expect_fault("a: [b\nc: d\n", 2, 2, "not valid YAML");
    expect_fault("a: \"b\n", 2, 1, "not valid YAML");
    expect_fault("a: @b\n", 1, 4, "does a text here need quotes?");
    expect_fault("a: b\nc: \xFF\n", 2, 4, "not valid YAML");
    expect_fault("a: b\nc: \x01\n", 2, 4, "not valid YAML");
}

static void a_faulty_tree_is_still_whole(void **state) {
    (void)state;
    parsed p;
    parse(&p, "a: 1\na: 2\nb: *c\nd: &e f\nd: 3\n");
    assert_int_equal(p.status, PM_ERR_PACK);
    assert_int_equal(p.told.count, 4); /* the keys are compared once the map is read */
    assert_non_null(p.tree);
    assert_int_equal(p.tree->count, 10);
    done(&p);
    parse(&p, "a: [");
    assert_int_equal(p.status, PM_ERR_PACK);
    assert_null(p.tree);
    done(&p);
}

static void nesting(void **state) {
    (void)state;
    char text[2 * PM_LIMIT_NESTING + 3] = {0};
    parsed p;
    memset(text, '[', PM_LIMIT_NESTING);
    memset(text + PM_LIMIT_NESTING, ']', PM_LIMIT_NESTING);
    parse(&p, text);
    assert_int_equal(p.status, PM_OK);
    done(&p);
    memset(text, '[', PM_LIMIT_NESTING + 1);
    memset(text + PM_LIMIT_NESTING + 1, ']', PM_LIMIT_NESTING + 1);
    parse_bytes(&p, text, 2 * PM_LIMIT_NESTING + 2);
    assert_int_equal(p.status, PM_ERR_PACK);
    assert_int_equal(p.told.count, 1);
    assert_int_equal(p.told.column[0], PM_LIMIT_NESTING + 1);
    done(&p);
}

static void many_faults_end(void **state) {
    (void)state;
    enum { PAIRS = 5000 };
    char *text = malloc(PAIRS * 5);
    assert_non_null(text);
    for (size_t i = 0; i < PAIRS; i++) {
        memcpy(text + 5 * i, "a: 1\n", 5);
    }
    parsed p;
    parse_bytes(&p, text, (size_t)PAIRS * 5);
    assert_int_equal(p.status, PM_ERR_PACK);
    assert_true(p.told.count <= 100);
    done(&p);
    free(text);
}

static void any_cut_of_a_file(void **state) {
    (void)state;
    static const char whole[] =
        "# \xC2\xA3\nrules:\n- id: \"a\\u00e9\"\n  m: {x: [1, 'y'], ? z : >-\n   f}\n"
        "- |\n  text\n\n- &a b\n- *a\n";
    for (size_t i = 0; i < sizeof whole - 1; i++) {
        for (size_t len = 0; i + len < sizeof whole; len += 3) {
            char *copy = malloc(len != 0 ? len : 1);
            memcpy(copy, whole + i, len);
            parsed p;
            parse_bytes(&p, copy, len);
            assert_true(p.status == PM_OK ? p.tree != NULL && p.told.count == 0
                                          : p.told.count != 0);
            done(&p);
            free(copy);
        }
    }
}

static void *failing_alloc(void *ctx, size_t size) {
    size_t *left = ctx;
    return *left == 0 ? NULL : (--*left, malloc(size));
}

static void *failing_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
    size_t *left = ctx;
    (void)old_size;
    return *left == 0 ? NULL : (--*left, realloc(p, new_size));
}

static void failing_release(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void memory_ends(void **state) {
    (void)state;
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 0; status != PM_OK; n++) {
        size_t left = n;
        pm_allocator a = {failing_alloc, failing_resize, failing_release, &left};
        source src = {.name = STR("r"), .text = STR("a: [b, c, {d: e, f: g, h: i}]\nj: k\nl: m\n")};
        reporter report = {0};
        arena memory;
        yaml_tree *tree;
        arena_init(&memory, &a);
        status = yaml_parse(&src, &memory, &report, &tree);
        assert_true(status == PM_OK || status == PM_ERR_MEMORY);
        arena_free(&memory);
        assert_true(n < 200);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_and_lists),
        cmocka_unit_test(nothing_is_an_empty_map),
        cmocka_unit_test(styles_of_text),
        cmocka_unit_test(bytes_not_characters),
        cmocka_unit_test(faults_and_their_places),
        cmocka_unit_test(a_faulty_tree_is_still_whole),
        cmocka_unit_test(nesting),
        cmocka_unit_test(many_faults_end),
        cmocka_unit_test(any_cut_of_a_file),
        cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
