/* SPDX-License-Identifier: MIT
 * Patterns from text to trees: every construct, and every fault with its message and its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pack/pattern.h"

/* A tree in brackets, so that a whole one is compared as one text. */
static void show(const pattern *p, buffer *out);

static void show_items(const pattern *p, char open, const char *between, char close, buffer *out) {
    buffer_char(out, open);
    for (size_t i = 0; i < p->count; i++) {
        buffer_text(out, i != 0 ? between : "");
        show(p->items[i], out);
    }
    buffer_char(out, close);
}

static void show_reference(const pattern *p, const char *open, buffer *out) {
    buffer_text(out, open);
    buffer_str(out, p->text);
    if (p->form.len != 0) {
        buffer_char(out, ':');
        buffer_str(out, p->form);
    }
    buffer_char(out, '}');
}

static void show(const pattern *p, buffer *out) {
    buffer_text(out, p->negated ? "!" : "");
    switch (p->op) {
    case PAT_WORD: buffer_str(out, p->text); break;
    case PAT_INFLECTED:
        buffer_str(out, p->text);
        buffer_char(out, '~');
        break;
    case PAT_LIST: show_reference(p, "{", out); break;
    case PAT_WORDNET: show_reference(p, "{wn:", out); break;
    case PAT_KIND: buffer_format(out, "<%s>", kind_class_name(p->kind)); break;
    case PAT_TESTS: show_items(p, '[', " ", ']', out); break;
    case PAT_SEQUENCE: show_items(p, '(', " ", ')', out); break;
    case PAT_CHOICE: show_items(p, '(', " | ", ')', out); break;
    case PAT_REPEAT:
        show(p->items[0], out);
        buffer_format(out, "*%d-%d", p->least, p->most);
        break;
    case PAT_GAP: buffer_format(out, "..%d", p->most); break;
    case PAT_NAMED:
        buffer_text(out, "NAMED ");
        buffer_str(out, p->text);
        break;
    case PAT_START: buffer_char(out, '^'); break;
    case PAT_END: buffer_char(out, '$'); break;
    case PAT_CAPTURE:
        buffer_str(out, p->text);
        buffer_char(out, ':');
        show(p->items[0], out);
        break;
    case PAT_CONTEXT: show_items(p, '(', " / ", ')', out); break;
    }
}

typedef struct fault {
    size_t count, line, column;
    char message[200], excerpt[200];
} fault;

static void note(void *ctx, const pm_diagnostic *d) {
    fault *f = ctx;
    f->count++;
    f->line = d->line;
    f->column = d->column;
    snprintf(f->message, sizeof f->message, "%.*s", (int)d->message.len, d->message.data);
    snprintf(f->excerpt, sizeof f->excerpt, "%.*s", (int)d->excerpt.len, d->excerpt.data);
}

/* Parses `text` as it stands at byte `offset` of a file. */
static pm_status parse(const char *file, size_t offset, const char *text, bool exact, arena *memory,
                       fault *f, pattern **out) {
    source src = {.name = STR("rules.yaml"), .text = str_from(file)};
    yaml_tree scalar = {
        .kind = YAML_SCALAR, .offset = offset, .exact = exact, .text = str_from(text)};
    reporter report = {note, f, 0, 0};
    memset(f, 0, sizeof *f);
    pm_status status = pattern_parse(&src, &scalar, memory, &report, out);
    assert_int_equal(report.errors, f->count);
    return status;
}

static void expect_tree(const char *text, const char *tree) {
    arena memory;
    fault f;
    pattern *p;
    buffer got;
    arena_init(&memory, &memory_default);
    buffer_init(&got, &memory_default);
    if (parse(text, 0, text, true, &memory, &f, &p) != PM_OK) {
        fail_msg("%s: column %zu: %s", text, f.column, f.message);
    }
    show(p, &got);
    buffer_char(&got, '\0');
    assert_string_equal(got.data, tree);
    assert_int_equal(f.count, 0);
    buffer_free(&got);
    arena_free(&memory);
}

static void constructs(void **state) {
    (void)state;
    static const struct {
        const char *text, *tree;
    } list[] = {
        {"visit", "(visit)"},
        {"  visit \n mum  ", "(visit mum)"},
        {"Visit", "(Visit)"},
        {"half-termly w/c n/a w/ e.g. don't 'll caf\xC3\xA9 24 R&D",
         "(half-termly w/c n/a w/ e.g. don't 'll caf\xC3\xA9 24 R&D)"},
        {"visit~ mum", "(visit~ mum)"},
        {"{agents}", "({agents})"},
        {"{agents/school}", "({agents/school})"},
        {"{verbs/act:base}", "({verbs/act:base})"},
        {"{wn:noun.act}", "({wn:noun.act})"},
        {"{wn:verb.motion:ing}", "({wn:verb.motion:ing})"},
        {"NAME", "(NAMED NAME)"},
        {"NAME_2 N3?", "(NAMED NAME_2 NAMED N3*0-1)"},
        {"SW-led", "(SW-led)"}, /* not a name: a word with capitals */
        {"I A", "(I A)"},       /* a name has two characters or more */
        {"NAME's", "(NAME's)"},
        {"<num>", "(<num>)"},
        {"<.> <?> <,> <-> <:> </> <(> <)> <+> <\"> <'s>",
         "(<.> <?> <,> <-> <:> </> <(> <)> <+> <\"> <'s>)"},
        {"[word !{agents} !be]", "([<word> !{agents} !be])"},
        {"[ any !<.> ]", "([<any> !<.>])"},
        {"[<cap> !x~ !{wn:noun.act}]", "([<cap> !x~ !{wn:noun.act}])"},
        {"[word]x", "([<word>] x)"},
        {"word any", "(word any)"}, /* outside brackets they are words */
        {"( a | b c )", "(((a) | (b c)))"},
        {"a | b", "((a) | (b))"},
        {"((a))", "(((a)))"},
        {"x?", "(x*0-1)"},
        {"(a b)?", "((a b)*0-1)"},
        {"x*0-4", "(x*0-4)"},
        {"x*2-16", "(x*2-16)"},
        {"x*3-3", "(x*3-3)"},
        {"a ..5 b", "(a ..5 b)"},
        {"a .. b", "(a ..8 b)"},
        {"a ..1", "(a ..1)"},
        {"..16", "(..16)"},
        {"a..b", "(a ..8 b)"},
        {"^ a $", "(^ a $)"},
        {"owner:{agents}", "(owner:{agents})"},
        {"owner:( a | b )?", "(owner:((a) | (b))*0-1)"},
        {"a_b:c", "(a_b:c)"},
        {"a b / c", "((a b) / (c))"},
        {"a | b / c | d", "(((a) | (b)) / ((c) | (d)))"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        expect_tree(list[i].text, list[i].tree);
    }
}

#define REPEAT "a repeat is written *0-4: least, '-', most (at most 16)"
#define NOTHING "this character begins nothing a pattern knows"
#define ONLY_NOT "the brackets say only what the token is not; add 'word' or 'any'"
#define KIND "'<' begins a token class, such as <num> or <.>"
#define EMPTY "an empty pattern matches nothing"
#define GAP "a gap is 1 to 16 tokens"

static void faults(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t column;
        const char *message;
    } list[] = {
        {"", 1, EMPTY},
        {"   ", 4, EMPTY},
        {"a |", 4, EMPTY},
        {"| a", 1, EMPTY},
        {"a ( )", 5, EMPTY},
        {"a /", 3, NOTHING}, /* without what follows, '/' is no context */
        {"a / ", 5, EMPTY},
        {"a {agents", 3, "'{' without '}'"},
        {"a {agents\n}", 3, "'{' without '}'"},
        {"{}", 1, "the braces name no list"},
        {"{:base}", 1, "the braces name no list"},
        {"{wn:}", 1, "the braces name no list"},
        {"a <num", 3, "'<' without '>'"},
        {"<", 1, "'<' without '>'"},
        {"<>", 1, KIND},
        {"a <nun>", 3, "no token class <nun>; did you mean <num>?"},
        {"<zebra crossing>", 1, "no token class <zebra crossing>"},
        {"a, b", 2, NOTHING},
        {"a ]", 3, NOTHING},
        {"}", 1, NOTHING},
        {"?", 1, NOTHING},
        {"a ~", 3, NOTHING},
        {"a?*0-2", 3, NOTHING},
        {"owner: x", 6, NOTHING},
        {"a [b", 3, "'[' without ']'"},
        {"a [", 3, "'[' without ']'"},
        {"[!a]", 1, ONLY_NOT},
        {"x []", 3, ONLY_NOT},
        {"[word !AGENT]", 8, "a named pattern cannot stand in brackets; one token is tested there"},
        {"[word !]", 8, NOTHING},
        {"[word (a)]", 7, NOTHING},
        {"[a <nun>]", 4, "no token class <nun>; did you mean <num>?"},
        {"a ..17 b", 3, GAP},
        {"a ..0 b", 3, GAP},
        {"a ..99999999999999999999", 3, GAP},
        {"a x*", 3, REPEAT},
        {"x*4", 1, REPEAT},
        {"x*4-", 1, REPEAT},
        {"x*4-2", 1, REPEAT},
        {"x*0-0", 1, REPEAT},
        {"x*0-17", 1, REPEAT},
        {"x*17-18", 1, REPEAT},
        {"x*-3", 1, REPEAT},
        {"a (b", 3, "'(' without ')'"},
        {"a (b (c)", 3, "'(' without ')'"},
        {"a ) b", 3, "')' without '('"},
        {"a / b )", 7, "')' without '('"},
        {"a / b / c", 7, "nothing may follow the context"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        arena memory;
        fault f;
        pattern *p;
        arena_init(&memory, &memory_default);
        assert_int_equal(parse(list[i].text, 0, list[i].text, true, &memory, &f, &p), PM_ERR_PACK);
        if (f.count != 1 || f.line != 1 || f.column != list[i].column ||
            strcmp(f.message, list[i].message) != 0) {
            fail_msg("\"%s\": %zu told; %zu:%zu: %s", list[i].text, f.count, f.line, f.column,
                     f.message);
        }
        assert_null(p);
        arena_free(&memory);
    }
}

/* A fault stands where it is in the file, or where its text begins when escapes hide the exact
 * byte. */
static void places(void **state) {
    (void)state;
    static const char file[] = "rules:\n  - match: \"mum <nun>\"\n";
    arena memory;
    fault f;
    pattern *p;
    arena_init(&memory, &memory_default);
    assert_int_equal(parse(file, 19, "mum <nun>", true, &memory, &f, &p), PM_ERR_PACK);
    assert_int_equal(f.line, 2);
    assert_int_equal(f.column, 17);
    assert_string_equal(f.excerpt, "  - match: \"mum <nun>\"");
    assert_int_equal(parse(file, 19, "mum <nun>", false, &memory, &f, &p), PM_ERR_PACK);
    assert_int_equal(f.line, 2);
    assert_int_equal(f.column, 13);
    assert_int_equal(parse(file, 19, "mum <num>", true, &memory, &f, &p), PM_OK);
    assert_int_equal(p->items[1]->offset, 23);
    arena_free(&memory);
}

static pm_status parse_nested(size_t depth, fault *f) {
    char text[2 * 4000 + 2];
    arena memory;
    pattern *p;
    memset(text, '(', depth);
    text[depth] = 'a';
    memset(text + depth + 1, ')', depth);
    text[2 * depth + 1] = '\0';
    arena_init(&memory, &memory_default);
    pm_status status = parse(text, 0, text, true, &memory, f, &p);
    arena_free(&memory);
    return status;
}

static void nesting(void **state) {
    (void)state;
    fault f;
    assert_int_equal(parse_nested(PM_LIMIT_NESTING, &f), PM_OK);
    assert_int_equal(parse_nested(PM_LIMIT_NESTING + 1, &f), PM_ERR_PACK);
    assert_string_equal(f.message, "brackets are nested too deeply");
    assert_int_equal(f.column, PM_LIMIT_NESTING + 1);
    assert_int_equal(parse_nested(4000, &f), PM_ERR_PACK);
    assert_int_equal(f.count, 1);
}

static void long_patterns(void **state) {
    (void)state;
    enum { WORDS = 20000 };
    char *text = malloc(2 * WORDS + 1);
    arena memory;
    fault f;
    pattern *p;
    assert_non_null(text);
    for (size_t i = 0; i < WORDS; i++) {
        memcpy(text + 2 * i, "a ", 2);
    }
    text[2 * WORDS] = '\0';
    arena_init(&memory, &memory_default);
    assert_int_equal(parse(text, 0, text, true, &memory, &f, &p), PM_OK);
    assert_int_equal(p->count, WORDS);
    arena_free(&memory);
    free(text);
}

/* Whatever bytes stand there, the parser ends, and tells at most one fault. */
static void any_bytes(void **state) {
    (void)state;
    static const char alphabet[] = "ab {}<>[]()|?*-0123./^$:!~A_\n\xC3'";
    unsigned seed = 12345;
    for (int round = 0; round < 20000; round++) {
        char text[24];
        arena memory;
        fault f;
        pattern *p;
        size_t len = (size_t)round % (sizeof text - 1);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1103515245u + 12345u;
            text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        text[len] = '\0';
        arena_init(&memory, &memory_default);
        pm_status status = parse(text, 0, text, true, &memory, &f, &p);
        assert_true(status == PM_OK ? f.count == 0 && p != NULL
                                    : status == PM_ERR_PACK && f.count == 1 && p == NULL);
        arena_free(&memory);
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
    char text[3000] = "";
    for (int i = 0; i < 150; i++) {
        strcat(text, "x:(a|[b !c]?) ..3 ");
    }
    pm_status status = PM_ERR_MEMORY;
    size_t n = 0;
    for (; status != PM_OK; n++) {
        size_t left = n;
        pm_allocator a = {failing_alloc, failing_resize, failing_release, &left};
        arena memory;
        fault f;
        pattern *p;
        assert_true(n < 100);
        arena_init(&memory, &a);
        status = parse(text, 0, text, true, &memory, &f, &p);
        assert_true(status == PM_OK || (status == PM_ERR_MEMORY && f.count == 0));
        arena_free(&memory);
    }
    assert_true(n > 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constructs),  cmocka_unit_test(faults),        cmocka_unit_test(places),
        cmocka_unit_test(nesting),     cmocka_unit_test(long_patterns), cmocka_unit_test(any_bytes),
        cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
