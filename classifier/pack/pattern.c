/* SPDX-License-Identifier: MIT
 * Keeps true: recursive descent with nesting bounded by PM_LIMIT_NESTING; every fault names the
 * byte. */
#include "pack/pattern.h"

#include <string.h>

static const char *const kind_names[KIND_COUNT] = {
    "word", "date", "time",   "percent", "money",   "ratio", "fraction", "length",   "placeholder",
    "name", "?",    ",",      "-",       ":",       "/",     "(",        ")",        "+",
    "\"",   "any",  "listed", "mixed",   "year",    "cap",   "caps",     "initials", "",
    "num",  "ord",  "dm",     "month",   "weekday", ".",     "'s"};

const char *kind_class_name(unsigned kind) {
    return kind < KIND_COUNT && kind_names[kind][0] != '\0' ? kind_names[kind] : NULL;
}

typedef struct parser {
    const source *src;
    const yaml_tree *scalar;
    pm_str text;
    size_t at;
    int depth;
    arena *memory;
    reporter *report;
    pm_status status;
} parser;

static pattern *parse_choice(parser *p);

static size_t place(const parser *p, size_t at) {
    return p->scalar->exact ? p->scalar->offset + at : p->scalar->offset;
}

static pattern *fail(parser *p, size_t at, const char *what) {
    if (p->status == PM_OK) {
        report_at(p->report, PM_ERROR, p->src, place(p, at), "%s", what);
        p->status = PM_ERR_PACK;
    }
    return NULL;
}

static pattern *out_of_memory(parser *p) {
    p->status = PM_ERR_MEMORY;
    return NULL;
}

static pattern *make(parser *p, pattern_op op, size_t at) {
    pattern *n = arena_zalloc(p->memory, sizeof *n);
    if (n == NULL) {
        return out_of_memory(p);
    }
    n->op = op;
    n->offset = place(p, at);
    return n;
}

static bool add_item(parser *p, pattern *to, pattern *item) {
    if ((to->count & (to->count - 1)) == 0) { /* room doubles at each power of two */
        size_t room = to->count == 0 ? 1 : to->count * 2;
        pattern **items = arena_alloc(p->memory, room * sizeof *items);
        if (items == NULL) {
            return out_of_memory(p) != NULL;
        }
        if (to->count != 0) {
            memcpy(items, to->items, to->count * sizeof *items);
        }
        to->items = items;
    }
    to->items[to->count++] = item;
    return true;
}

static char peek(const parser *p) {
    return p->at < p->text.len ? p->text.data[p->at] : '\0';
}

static char peek_at(const parser *p, size_t ahead) {
    return p->at + ahead < p->text.len ? p->text.data[p->at + ahead] : '\0';
}

static void skip_space(parser *p) {
    while (p->at < p->text.len && ascii_space(p->text.data[p->at])) {
        p->at++;
    }
}

static bool word_char(const parser *p) {
    char c = peek(p);
    if (ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '\'' || c == '&' ||
        (unsigned char)c >= 0x80) {
        return true;
    }
    if (c == '.') { /* inside a word only: "e.g." but not ".." */
        return peek_at(p, 1) != '.' &&
               (ascii_alpha(peek_at(p, 1)) || (p->at > 0 && ascii_alpha(p->text.data[p->at - 1])));
    }
    return c == '/' && p->at > 0 && !ascii_space(p->text.data[p->at - 1]);
}

static pm_str take_word(parser *p) {
    size_t start = p->at;
    while (p->at < p->text.len && word_char(p)) {
        p->at++;
    }
    return str_slice(p->text, start, p->at);
}

/* Everything up to `close`, which is passed over. */
static bool take_until(parser *p, char close, pm_str *out) {
    size_t start = p->at;
    while (p->at < p->text.len && p->text.data[p->at] != close && p->text.data[p->at] != '\n') {
        p->at++;
    }
    if (peek(p) != close) {
        fail(p, start - 1, close == '}' ? "'{' without '}'" : "'<' without '>'");
        return false;
    }
    *out = str_slice(p->text, start, p->at++);
    return true;
}

static pattern *parse_list(parser *p) {
    size_t start = p->at++;
    pm_str inside;
    if (!take_until(p, '}', &inside)) {
        return NULL;
    }
    bool wordnet = str_starts(inside, STR("wn:"));
    pattern *n = make(p, wordnet ? PAT_WORDNET : PAT_LIST, start);
    if (n == NULL) {
        return NULL;
    }
    inside = wordnet ? str_slice(inside, 3, inside.len) : inside;
    const char *colon = inside.len != 0 ? memchr(inside.data, ':', inside.len) : NULL;
    size_t cut = colon != NULL ? (size_t)(colon - inside.data) : inside.len;
    n->text = str_slice(inside, 0, cut);
    n->form = str_slice(inside, cut + 1, inside.len);
    return n->text.len != 0 ? n : fail(p, start, "the braces name no list");
}

static pattern *parse_kind(parser *p) {
    size_t start = p->at++;
    pm_str name;
    if (peek(p) == '>' || !take_until(p, '>', &name)) {
        return fail(p, start, "'<' begins a token class, such as <num> or <.>");
    }
    pattern *n = make(p, PAT_KIND, start);
    for (unsigned k = 0; n != NULL && k < KIND_COUNT; k++) {
        if (str_equal(name, str_from(kind_names[k]))) {
            n->kind = (unsigned char)k;
            return n;
        }
    }
    if (n != NULL) {
        pm_str names[KIND_COUNT];
        for (unsigned k = 0; k < KIND_COUNT; k++) {
            names[k] = str_from(kind_names[k]);
        }
        pm_str near = nearest_name(name, names, KIND_COUNT);
        report_at(p->report, PM_ERROR, p->src, place(p, start), "no token class <%.*s>%s%.*s%s",
                  (int)name.len, name.data, near.len != 0 ? "; did you mean <" : "", (int)near.len,
                  near.data, near.len != 0 ? ">?" : "");
        p->status = PM_ERR_PACK;
    }
    return NULL;
}

static bool is_pattern_name(pm_str w) {
    for (size_t i = 0; i < w.len; i++) {
        if (!ascii_upper(w.data[i]) && !ascii_digit(w.data[i]) && w.data[i] != '_') {
            return false;
        }
    }
    return w.len > 1 && ascii_upper(w.data[0]);
}

static pm_str take_name_or_word(parser *p) {
    size_t start = p->at;
    while (ascii_upper(peek(p)) || ascii_digit(peek(p)) || peek(p) == '_') {
        p->at++;
    }
    if (is_pattern_name(str_slice(p->text, start, p->at)) && !word_char(p)) {
        return str_slice(p->text, start, p->at);
    }
    p->at = start;
    return take_word(p);
}

static pattern *parse_word(parser *p, bool in_brackets) {
    size_t start = p->at;
    pm_str word = take_name_or_word(p);
    if (word.len == 0) {
        return fail(p, start, "this character begins nothing a pattern knows");
    }
    if (in_brackets && str_equal(word, STR("word"))) {
        pattern *n = make(p, PAT_KIND, start);
        if (n != NULL) {
            n->kind = KIND_WORD;
        }
        return n;
    }
    if (in_brackets && str_equal(word, STR("any"))) {
        pattern *n = make(p, PAT_KIND, start);
        if (n != NULL) {
            n->kind = KIND_ANY;
        }
        return n;
    }
    bool inflected = peek(p) == '~';
    p->at += inflected;
    pattern *n = make(p,
                      inflected               ? PAT_INFLECTED
                      : is_pattern_name(word) ? PAT_NAMED
                                              : PAT_WORD,
                      start);
    if (n != NULL) {
        n->text = word;
    }
    return n;
}

static pattern *parse_test(parser *p) {
    bool negated = peek(p) == '!';
    p->at += negated;
    size_t start = p->at;
    pattern *n = peek(p) == '{'   ? parse_list(p)
                 : peek(p) == '<' ? parse_kind(p)
                                  : parse_word(p, true);
    if (n != NULL && n->op == PAT_NAMED) {
        return fail(p, start,
                    "a named pattern cannot stand in brackets; one token is tested there");
    }
    if (n != NULL && negated && n->op == PAT_KIND && n->kind == KIND_ANY) {
        return fail(p, start, "every token is <any>, so !any is never true");
    }
    if (n != NULL) {
        n->negated = negated;
    }
    return n;
}

static pattern *parse_tests(parser *p) {
    size_t start = p->at++;
    pattern *n = make(p, PAT_TESTS, start);
    bool positive = false;
    for (skip_space(p); n != NULL && peek(p) != ']'; skip_space(p)) {
        if (p->at >= p->text.len) {
            return fail(p, start, "'[' without ']'");
        }
        pattern *test = parse_test(p);
        if (test == NULL || !add_item(p, n, test)) {
            return NULL;
        }
        positive = positive || !test->negated;
    }
    p->at++;
    if (n != NULL && !positive) {
        return fail(p, start, "the brackets say only what the token is not; add 'word' or 'any'");
    }
    return n;
}

static bool take_number(parser *p, unsigned most, unsigned char *out) {
    unsigned n = 0;
    size_t start = p->at;
    while (ascii_digit(peek(p)) && n <= most) {
        n = n * 10 + (unsigned)(p->text.data[p->at++] - '0');
    }
    *out = (unsigned char)n;
    return p->at > start && n <= most;
}

static pattern *parse_gap(parser *p) {
    size_t start = p->at;
    p->at += 2;
    pattern *n = make(p, PAT_GAP, start);
    if (n == NULL) {
        return NULL;
    }
    n->most = PATTERN_DEFAULT_GAP;
    if (ascii_digit(peek(p)) && (!take_number(p, PATTERN_MOST_REPEAT, &n->most) || n->most == 0)) {
        return fail(p, start, "a gap is 1 to 16 tokens");
    }
    return n;
}

static pattern *parse_group(parser *p) {
    size_t start = p->at++;
    if (++p->depth > PM_LIMIT_NESTING) {
        return fail(p, start, "brackets are nested too deeply");
    }
    pattern *n = parse_choice(p);
    p->depth--;
    if (n != NULL && peek(p) != ')') {
        return fail(p, start, "'(' without ')'");
    }
    p->at++;
    return n;
}

/* "name:" in front of an item, or an empty string. */
static pm_str take_capture_name(parser *p) {
    size_t end = p->at;
    while (end < p->text.len &&
           ((p->text.data[end] >= 'a' && p->text.data[end] <= 'z') || p->text.data[end] == '_')) {
        end++;
    }
    if (end == p->at || end + 1 >= p->text.len || p->text.data[end] != ':' ||
        ascii_space(p->text.data[end + 1])) {
        return (pm_str){NULL, 0};
    }
    pm_str name = str_slice(p->text, p->at, end);
    p->at = end + 1;
    return name;
}

static pattern *parse_atom(parser *p) {
    size_t start = p->at;
    switch (peek(p)) {
    case '(': return parse_group(p);
    case '[': return parse_tests(p);
    case '{': return parse_list(p);
    case '<': return parse_kind(p);
    case '^': p->at++; return make(p, PAT_START, start);
    case '$': p->at++; return make(p, PAT_END, start);
    case '.':
        if (peek_at(p, 1) == '.') {
            return parse_gap(p);
        }
        break;
    default: break;
    }
    return parse_word(p, false);
}

static pattern *repeat(parser *p, pattern *item, size_t start) {
    pattern *n = make(p, PAT_REPEAT, start);
    if (n == NULL || !add_item(p, n, item)) {
        return NULL;
    }
    if (peek(p) == '?') {
        p->at++;
        n->most = 1;
        return n;
    }
    p->at++;
    if (!take_number(p, PATTERN_MOST_REPEAT, &n->least) || peek(p) != '-') {
        return fail(p, start, "a repeat is written *0-4: least, '-', most (at most 16)");
    }
    p->at++;
    if (!take_number(p, PATTERN_MOST_REPEAT, &n->most) || n->most < n->least || n->most == 0) {
        return fail(p, start, "a repeat is written *0-4: least, '-', most (at most 16)");
    }
    return n;
}

static pattern *parse_item(parser *p) {
    size_t start = p->at;
    pm_str name = take_capture_name(p);
    pattern *n = parse_atom(p);
    if (n != NULL && (peek(p) == '?' || peek(p) == '*')) {
        n = repeat(p, n, start);
    }
    if (n == NULL || name.len == 0) {
        return n;
    }
    pattern *capture = make(p, PAT_CAPTURE, start);
    if (capture == NULL || !add_item(p, capture, n)) {
        return NULL;
    }
    capture->text = name;
    return capture;
}

static bool at_context(const parser *p) {
    return peek(p) == '/' && (p->at == 0 || ascii_space(p->text.data[p->at - 1])) &&
           ascii_space(peek_at(p, 1));
}

static bool at_sequence_end(const parser *p) {
    return p->at >= p->text.len || peek(p) == '|' || peek(p) == ')' || at_context(p);
}

static pattern *parse_sequence(parser *p) {
    pattern *n = make(p, PAT_SEQUENCE, p->at);
    for (skip_space(p); n != NULL && !at_sequence_end(p); skip_space(p)) {
        pattern *item = parse_item(p);
        if (item == NULL || !add_item(p, n, item)) {
            return NULL;
        }
    }
    if (n != NULL && n->count == 0) {
        return fail(p, p->at, "an empty pattern matches nothing");
    }
    return n;
}

static pattern *parse_choice(parser *p) {
    pattern *n = make(p, PAT_CHOICE, p->at);
    for (;;) {
        pattern *branch = n != NULL ? parse_sequence(p) : NULL;
        if (branch == NULL || !add_item(p, n, branch)) {
            return NULL;
        }
        if (peek(p) != '|') {
            return n->count == 1 ? n->items[0] : n;
        }
        p->at++;
    }
}

static pattern *parse_context(parser *p, pattern *body) {
    pattern *n = make(p, PAT_CONTEXT, p->at++);
    pattern *behind = n != NULL ? parse_choice(p) : NULL;
    return behind != NULL && add_item(p, n, body) && add_item(p, n, behind) ? n : NULL;
}

pm_status pattern_parse(const source *src, const yaml_tree *scalar, arena *memory, reporter *report,
                        pattern **out) {
    parser p = {
        .src = src, .scalar = scalar, .text = scalar->text, .memory = memory, .report = report};
    pattern *n = parse_choice(&p);
    if (n != NULL && at_context(&p)) {
        n = parse_context(&p, n);
    }
    if (n != NULL && p.at < p.text.len) {
        n = fail(&p, p.at, peek(&p) == ')' ? "')' without '('" : "nothing may follow the context");
    }
    *out = n;
    return p.status;
}
