/* SPDX-License-Identifier: MIT
 * Keeps true: a compiled pattern has at most PM_LIMIT_PATTERN steps and every jump stays inside it;
 * every match of it holds at least one token of each of its wants. */
#include "pack/builder.h"

#include <string.h>

#include "text/text.h"

enum {
    MOST_DEPTH = 48,
    MOST_TRIGGERS = 192,
    MOST_TESTS = 64,
    MOST_FIRST = 192,
    MOST_BRANCHES = 256,
    LONGEST_WORD = 80,
    COST_NEVER = 1 << 20
};

typedef struct coder {
    builder *b;
    const source *src;
    size_t offset; /* of the pattern being compiled, where faults of named patterns are told */
    image_op *ops;
    size_t count, cap;
    pm_str captures[PM_MAX_CAPTURES];
    size_t capture_count;
    int depth;
    bool failed;
} coder;

static void fault(coder *c, size_t offset, const char *what) {
    if (!c->failed) {
        report_at(c->b->report, PM_ERROR, c->src, offset, "%s", what);
    }
    c->failed = true;
}

static size_t emit(coder *c, image_opcode op, size_t arg) {
    if (c->count >= PM_LIMIT_PATTERN) {
        fault(c, c->offset, "this pattern is too long once its named parts are put in");
        return 0;
    }
    if (!mem_grow(c->b->memory->allocator, (void **)&c->ops, &c->cap, c->count + 1,
                  sizeof *c->ops)) {
        c->b->no_memory = true;
        c->failed = true;
        return 0;
    }
    c->ops[c->count] = (image_op){(uint16_t)op, (uint16_t)arg};
    return c->count++;
}

static void aim(coder *c, size_t op) {
    if (!c->failed) {
        c->ops[op].arg = (uint16_t)c->count;
    }
}

static named_pattern *find_named(coder *c, pm_str name) {
    for (size_t i = 0; i < c->b->def->named_count; i++) {
        if (str_equal(c->b->def->named[i].name, name)) {
            return &c->b->def->named[i];
        }
    }
    return NULL;
}

static const pattern *resolve(coder *c, const pattern *p, const source **src) {
    named_pattern *n = find_named(c, p->text);
    if (n == NULL) {
        return NULL;
    }
    n->used = true;
    *src = n->src;
    return n->body;
}

static void unknown_name(coder *c, const pattern *p) {
    pack_def *d = c->b->def;
    pm_str *names = arena_alloc(c->b->memory, (d->named_count + 1) * sizeof *names);
    for (size_t i = 0; names != NULL && i < d->named_count; i++) {
        names[i] = d->named[i].name;
    }
    pm_str near = names != NULL ? nearest_name(p->text, names, d->named_count) : (pm_str){NULL, 0};
    report_at(c->b->report, PM_ERROR, c->src, p->offset, "no pattern is named %.*s%s%.*s%s",
              (int)p->text.len, p->text.data, near.len != 0 ? "; did you mean " : "", (int)near.len,
              near.len != 0 ? near.data : "", near.len != 0 ? "?" : "");
    c->failed = true;
}

/* ---- size ---- */

enum { SIZE_TOO_LARGE = 4 * PM_LIMIT_PATTERN };

static size_t count_parts(coder *c, const pattern *p);

static size_t count_named(coder *c, const pattern *p) {
    named_pattern *n = find_named(c, p->text);
    if (n == NULL || n->body == NULL) {
        if (n == NULL) {
            unknown_name(c, p);
        }
        c->failed = true; /* a body that could not be read has been told */
        return SIZE_TOO_LARGE;
    }
    if (n->is_counting) {
        fault(c, p->offset, "a named pattern cannot hold itself");
        return SIZE_TOO_LARGE;
    }
    if (n->size == 0) {
        const source *outer = c->src;
        n->is_counting = true;
        c->src = n->src;
        if (++c->depth > MOST_DEPTH) {
            fault(c, p->offset, "named patterns hold each other too deeply");
        }
        n->size = c->failed ? SIZE_TOO_LARGE : count_parts(c, n->body);
        c->depth--;
        c->src = outer;
        n->is_counting = false;
    }
    return n->size;
}

/* Parts of a pattern with its named parts put in, each name counted once; when this is small,
 * everything else may walk the pattern freely. */
static size_t count_parts(coder *c, const pattern *p) {
    size_t n = 1;
    if (p->op == PAT_NAMED) {
        return count_named(c, p);
    }
    for (size_t i = 0; i < p->count && n < SIZE_TOO_LARGE && !c->failed; i++) {
        n += count_parts(c, p->items[i]);
    }
    n *= p->op == PAT_REPEAT || p->op == PAT_GAP ? p->most : 1u;
    return n < SIZE_TOO_LARGE ? n : SIZE_TOO_LARGE;
}

static void generate(coder *c, const pattern *p);

static void emit_class(coder *c, uint32_t cls) {
    if (cls == KIND_BOUNDARY) {
        emit(c, OP_BOUNDARY, cls);
    } else {
        emit(c, c->b->info[cls].takes_term ? OP_TERM : OP_TOKEN, cls);
    }
}

/* A word as it is written may be several tokens ("mum's"). A leading apostrophe is the tail of one
 * ('ll). */
static void generate_word(coder *c, const pattern *p) {
    arena scratch;
    text t;
    arena_init(&scratch, c->b->memory->allocator);
    if (p->text.data[0] == '\'') {
        emit_class(c, class_of_word(c->b, p->text));
    } else if (text_read(p->text, &scratch, &t) != PM_OK) {
        c->b->no_memory = true;
    } else {
        for (size_t i = 0; i < t.count; i++) {
            emit_class(c, class_of_word(c->b, text_form(&t, i)));
        }
    }
    arena_free(&scratch);
}

/* The class of a leaf; KIND_ANY after a fault. */
static uint32_t leaf_class(coder *c, const pattern *p);

/* In brackets a word stands for one token. */
static uint32_t one_word_class(coder *c, const pattern *p, pm_str lower) {
    size_t mark = c->count;
    if (lower.len > LONGEST_WORD) {
        fault(c, p->offset, "this word is too long");
        return KIND_ANY;
    }
    generate_word(c, p);
    bool one = c->count == mark + 1;
    c->count = mark;
    if (!one && !c->failed) {
        fault(c, p->offset, "in brackets a word must be one token; this is several");
    }
    return class_of_word(c->b, lower);
}

static uint32_t tests_class(coder *c, const pattern *p) {
    image_test tests[MOST_TESTS];
    if (p->count > MOST_TESTS) {
        fault(c, p->offset, "brackets hold at most 64 tests; use a list");
        return KIND_ANY;
    }
    for (size_t i = 0; i < p->count; i++) {
        tests[i] = (image_test){(uint16_t)leaf_class(c, p->items[i]), p->items[i]->negated,
                                i + 1 == p->count};
    }
    return class_of_tests(c->b, tests, p->count);
}

static uint32_t leaf_class(coder *c, const pattern *p) {
    char lower[LONGEST_WORD];
    switch (p->op) {
    case PAT_WORD:
        for (size_t i = 0; i < p->text.len && i < sizeof lower; i++) {
            lower[i] = ascii_lower(p->text.data[i]);
        }
        return one_word_class(c, p, (pm_str){lower, p->text.len});
    case PAT_INFLECTED: return class_of_inflected(c->b, p->text);
    case PAT_LIST: return class_of_list(c->b, c->src, p);
    case PAT_WORDNET: return class_of_wordnet(c->b, c->src, p);
    case PAT_TESTS: return tests_class(c, p);
    default: return p->kind;
    }
}

/* ---- what a match may begin with ---- */

typedef struct first_set {
    uint16_t classes[MOST_FIRST]; /* sorted */
    size_t count;
    bool any;      /* too many to tell: anything */
    bool nullable; /* what follows may begin it */
} first_set;

static void first_add(first_set *f, uint32_t cls) {
    size_t at = 0;
    while (at < f->count && f->classes[at] < cls) {
        at++;
    }
    if (f->any || (at < f->count && f->classes[at] == cls)) {
        return;
    }
    if (f->count == MOST_FIRST || cls == KIND_ANY) {
        f->any = true;
        return;
    }
    memmove(f->classes + at + 1, f->classes + at, (f->count - at) * sizeof *f->classes);
    f->classes[at] = (uint16_t)cls;
    f->count++;
}

static void first_join(first_set *f, const first_set *other) {
    f->any = f->any || other->any;
    for (size_t i = 0; i < other->count; i++) {
        first_add(f, other->classes[i]);
    }
}

/* `cell_start`: the token is the first of its cell, so that ^ holds. Boundaries `^` and `$` take no
 * token. */
static void find_first(coder *c, const pattern *p, bool cell_start, int depth, first_set *out);

static void first_of_sequence(coder *c, const pattern *p, bool cell_start, int depth,
                              first_set *out) {
    out->nullable = true;
    for (size_t i = 0; i < p->count && out->nullable; i++) {
        first_set item;
        find_first(c, p->items[i], cell_start, depth, &item);
        first_join(out, &item);
        out->nullable = item.nullable;
    }
}

static void first_of_choice(coder *c, const pattern *p, bool cell_start, int depth,
                            first_set *out) {
    for (size_t i = 0; i < p->count; i++) {
        first_set branch;
        find_first(c, p->items[i], cell_start, depth, &branch);
        first_join(out, &branch);
        out->nullable = out->nullable || branch.nullable;
    }
}

/* A word as it is written begins with the class of its first token. */
static void first_of_word(coder *c, const pattern *p, first_set *out) {
    size_t mark = c->count;
    generate_word(c, p);
    if (c->count > mark) {
        first_add(out, c->ops[mark].arg);
    }
    c->count = mark;
}

static void first_of_named(coder *c, const pattern *p, bool cell_start, int depth, first_set *out) {
    const source *outer = c->src, *inner = c->src;
    const pattern *body = resolve(c, p, &inner);
    c->src = inner;
    if (body != NULL) {
        find_first(c, body, cell_start, depth, out);
    }
    c->src = outer;
}

static void find_first(coder *c, const pattern *p, bool cell_start, int depth, first_set *out) {
    out->count = 0;
    out->any = depth > MOST_DEPTH;
    out->nullable = false;
    if (out->any) {
        return;
    }
    switch (p->op) {
    case PAT_WORD: first_of_word(c, p, out); break;
    case PAT_INFLECTED:
    case PAT_LIST:
    case PAT_WORDNET:
    case PAT_KIND:
    case PAT_TESTS: first_add(out, leaf_class(c, p)); break;
    case PAT_SEQUENCE:
    case PAT_CONTEXT: first_of_sequence(c, p, cell_start, depth + 1, out); break;
    case PAT_CHOICE: first_of_choice(c, p, cell_start, depth + 1, out); break;
    case PAT_REPEAT:
        find_first(c, p->items[0], cell_start, depth + 1, out);
        out->nullable = out->nullable || p->least == 0;
        break;
    case PAT_CAPTURE: find_first(c, p->items[0], cell_start, depth + 1, out); break;
    case PAT_NAMED: first_of_named(c, p, cell_start, depth + 1, out); break;
    case PAT_GAP: out->any = true; break;
    case PAT_START: out->nullable = cell_start; break;
    case PAT_END: out->nullable = true; break;
    }
}

/* ---- code ---- */

static bool is_leaf(coder *c, const pattern *p) {
    while (p->op == PAT_SEQUENCE && p->count == 1) {
        p = p->items[0];
    }
    if (p->op == PAT_WORD) { /* a leaf only if it is one token */
        size_t mark = c->count;
        generate_word(c, p);
        bool one = c->count == mark + 1;
        c->count = mark;
        return one;
    }
    return p->op == PAT_INFLECTED || p->op == PAT_LIST || p->op == PAT_WORDNET ||
           p->op == PAT_TESTS || (p->op == PAT_KIND && p->kind != KIND_BOUNDARY);
}

static uint32_t branch_class(coder *c, const pattern *p) {
    while (p->op == PAT_SEQUENCE) {
        p = p->items[0];
    }
    if (p->op == PAT_WORD) {
        first_set f = {.count = 0};
        first_of_word(c, p, &f);
        return f.count != 0 ? f.classes[0] : KIND_ANY;
    }
    return leaf_class(c, p);
}

/* Branches of one token each, from i on, that take tokens alike become one class; returns how many
 * they are. */
static size_t join_leaves(coder *c, const pattern *p, size_t i, uint32_t *cls) {
    first_set joined = {.count = 0};
    bool takes_term = false;
    size_t n = 0;
    for (; i + n < p->count && is_leaf(c, p->items[i + n]); n++) {
        uint32_t k = branch_class(c, p->items[i + n]);
        if (k == KIND_ANY || joined.count == MOST_FIRST ||
            (n != 0 && c->b->info[k].takes_term != takes_term)) {
            break;
        }
        takes_term = c->b->info[k].takes_term;
        first_add(&joined, k);
    }
    *cls = n > 1 ? class_of_union(c->b, joined.classes, joined.count) : KIND_ANY;
    return n > 1 ? n : 0;
}

static void generate_choice(coder *c, const pattern *p) {
    size_t ends[MOST_BRANCHES];
    size_t count = 0;
    if (p->count > MOST_BRANCHES) {
        fault(c, p->offset, "a choice has at most 256 branches; use a list");
        return;
    }
    for (size_t i = 0; i < p->count && !c->failed;) {
        uint32_t cls;
        size_t joined = join_leaves(c, p, i, &cls), next = i + (joined != 0 ? joined : 1);
        bool last = next == p->count;
        size_t split = last ? 0 : emit(c, OP_SPLIT, 0);
        if (joined != 0) {
            emit_class(c, cls);
        } else {
            generate(c, p->items[i]);
        }
        if (!last) {
            ends[count++] = emit(c, OP_JUMP, 0);
            aim(c, split);
        }
        i = next;
    }
    for (size_t i = 0; i < count; i++) {
        aim(c, ends[i]);
    }
}

static void generate_repeat(coder *c, const pattern *p) {
    size_t splits[PATTERN_MOST_REPEAT];
    for (unsigned i = 0; i < p->least; i++) {
        generate(c, p->items[0]);
    }
    for (unsigned i = p->least; i < p->most; i++) {
        splits[i] = emit(c, OP_SPLIT, 0);
        generate(c, p->items[0]);
    }
    for (unsigned i = p->least; i < p->most; i++) {
        aim(c, splits[i]);
    }
}

static void generate_gap(coder *c, const pattern *p) {
    size_t splits[PATTERN_MOST_REPEAT];
    for (unsigned i = 0; i < p->most; i++) {
        splits[i] = emit(c, OP_SPLIT_LAZY, 0);
        emit(c, OP_STEP, 0);
    }
    for (unsigned i = 0; i < p->most; i++) {
        aim(c, splits[i]);
    }
}

static void generate_capture(coder *c, const pattern *p) {
    size_t slot = 0;
    while (slot < c->capture_count && !str_equal(c->captures[slot], p->text)) {
        slot++;
    }
    if (slot == PM_MAX_CAPTURES) {
        fault(c, p->offset, "a pattern has at most four different captures");
        return;
    }
    if (slot == c->capture_count) {
        c->captures[c->capture_count++] = p->text;
    }
    emit(c, OP_SAVE, 2 * slot);
    generate(c, p->items[0]);
    emit(c, OP_SAVE, 2 * slot + 1);
}

static void generate_named(coder *c, const pattern *p) {
    const source *outer = c->src, *inner = c->src;
    const pattern *body = resolve(c, p, &inner);
    if (body == NULL) {
        unknown_name(c, p);
        return;
    }
    c->src = inner;
    generate(c, body);
    c->src = outer;
}

/* A context that one look at the next token decides needs no cut: the token is not taken. */
static bool is_one_look(coder *c, const pattern *p, int depth) {
    const source *src;
    if (depth > MOST_DEPTH || c->failed) {
        return false;
    }
    if (p->op == PAT_NAMED) {
        const pattern *body = resolve(c, p, &src);
        return body != NULL && is_one_look(c, body, depth + 1);
    }
    if (p->op == PAT_CHOICE || (p->op == PAT_SEQUENCE && p->count == 1)) {
        bool all = true;
        for (size_t i = 0; i < p->count && all; i++) {
            all = is_one_look(c, p->items[i], depth + 1);
        }
        return all;
    }
    return p->op == PAT_END || p->op == PAT_KIND || is_leaf(c, p);
}

static void generate_look(coder *c, const pattern *p) {
    size_t first = c->count;
    generate(c, p);
    for (size_t i = first; i < c->count; i++) {
        image_op *op = &c->ops[i];
        bool takes = op->op == OP_TOKEN || op->op == OP_TERM || op->op == OP_BOUNDARY;
        op->op = takes ? (uint16_t)OP_LOOK : op->op;
    }
}

static void generate(coder *c, const pattern *p) {
    if (c->failed) {
        return;
    }
    if (++c->depth > MOST_DEPTH) {
        fault(c, p->offset, "patterns are nested too deeply; does a named pattern name itself?");
    }
    switch (p->op) {
    case PAT_WORD: generate_word(c, p); break;
    case PAT_INFLECTED:
    case PAT_LIST:
    case PAT_WORDNET:
    case PAT_KIND:
    case PAT_TESTS: emit_class(c, leaf_class(c, p)); break;
    case PAT_SEQUENCE:
        for (size_t i = 0; i < p->count; i++) {
            generate(c, p->items[i]);
        }
        break;
    case PAT_CHOICE: generate_choice(c, p); break;
    case PAT_REPEAT: generate_repeat(c, p); break;
    case PAT_GAP: generate_gap(c, p); break;
    case PAT_NAMED: generate_named(c, p); break;
    case PAT_START: emit(c, OP_START, 0); break;
    case PAT_END: emit(c, OP_END, 0); break;
    case PAT_CAPTURE: generate_capture(c, p); break;
    case PAT_CONTEXT:
        generate(c, p->items[0]);
        if (is_one_look(c, p->items[1], 0)) {
            generate_look(c, p->items[1]);
            break;
        }
        emit(c, OP_CUT, 0);
        generate(c, p->items[1]);
        break;
    }
    c->depth--;
}

/* ---- triggers: the rarest classes of which every match must hold one ---- */

typedef struct trigger_set {
    uint32_t classes[MOST_TRIGGERS];
    size_t count;
    unsigned cost; /* a guess at how often one of them is met; COST_NEVER: no such set */
} trigger_set;

static unsigned class_cost(const builder *b, uint32_t cls) {
    bool is_any = cls == KIND_ANY || cls == KIND_WORD || cls == KIND_LISTED;
    return is_any ? (unsigned)COST_NEVER : class_met(b, cls);
}

static void cheaper(trigger_set *best, const trigger_set *other) {
    if (other->cost < best->cost) {
        *best = *other;
    }
}

static void find_triggers(coder *c, const pattern *p, int depth, trigger_set *out);

static void leaf_triggers(coder *c, const pattern *p, trigger_set *out) {
    out->classes[0] = leaf_class(c, p);
    out->count = 1;
    out->cost = class_cost(c->b, out->classes[0]);
}

/* A written word is the class of its first token. */
static void word_triggers(coder *c, const pattern *p, trigger_set *out) {
    size_t mark = c->count;
    generate_word(c, p);
    for (size_t i = mark; i < c->count; i++) {
        trigger_set one = {.classes = {c->ops[i].arg}, .count = 1};
        one.cost = class_cost(c->b, one.classes[0]);
        cheaper(out, &one);
    }
    c->count = mark;
}

static void choice_triggers(coder *c, const pattern *p, int depth, trigger_set *out) {
    out->count = 0;
    out->cost = 0;
    for (size_t i = 0; i < p->count; i++) {
        trigger_set branch;
        find_triggers(c, p->items[i], depth, &branch);
        if (branch.cost >= COST_NEVER || out->count + branch.count > MOST_TRIGGERS) {
            out->cost = COST_NEVER;
            return;
        }
        memcpy(out->classes + out->count, branch.classes, branch.count * sizeof *branch.classes);
        out->count += branch.count;
        out->cost += branch.cost;
    }
}

static void find_triggers(coder *c, const pattern *p, int depth, trigger_set *out) {
    const source *outer = c->src, *inner = c->src;
    trigger_set one;
    out->count = 0;
    out->cost = COST_NEVER;
    if (depth > MOST_DEPTH) {
        return;
    }
    switch (p->op) {
    case PAT_WORD: word_triggers(c, p, out); break;
    case PAT_INFLECTED:
    case PAT_LIST:
    case PAT_WORDNET:
    case PAT_KIND: leaf_triggers(c, p, out); break;
    case PAT_TESTS: /* as rare as the rarest thing the token must be */
        for (size_t i = 0; i < p->count; i++) {
            if (!p->items[i]->negated) {
                leaf_triggers(c, p->items[i], &one);
                cheaper(out, &one);
            }
        }
        out->classes[0] = leaf_class(c, p);
        break;
    case PAT_SEQUENCE:
    case PAT_CONTEXT:
        for (size_t i = 0; i < p->count; i++) {
            find_triggers(c, p->items[i], depth + 1, &one);
            cheaper(out, &one);
        }
        break;
    case PAT_CHOICE: choice_triggers(c, p, depth + 1, out); break;
    case PAT_REPEAT:
        if (p->least > 0) {
            find_triggers(c, p->items[0], depth + 1, out);
        }
        break;
    case PAT_CAPTURE: find_triggers(c, p->items[0], depth + 1, out); break;
    case PAT_NAMED: {
        const pattern *body = resolve(c, p, &inner);
        c->src = inner;
        if (body != NULL) {
            find_triggers(c, body, depth + 1, out);
        }
        c->src = outer;
        break;
    }
    case PAT_GAP:
    case PAT_START:
    case PAT_END: break;
    }
}

/* Keeps the cheapest few. */
static void keep_want(trigger_set wants[INDEX_WANTS], const trigger_set *set) {
    int at = INDEX_WANTS;
    while (at > 0 && set->cost < wants[at - 1].cost) {
        at--;
    }
    for (int k = INDEX_WANTS - 1; k > at; k--) {
        wants[k] = wants[k - 1];
    }
    if (at < INDEX_WANTS) {
        wants[at] = *set;
    }
}

/* Each part that a match must have gives a want. */
static void find_wants(coder *c, const pattern *p, int depth, trigger_set wants[INDEX_WANTS]) {
    const source *outer = c->src, *inner = c->src;
    trigger_set set;
    if (depth > MOST_DEPTH) {
        return;
    }
    if (p->op == PAT_SEQUENCE || p->op == PAT_CONTEXT || p->op == PAT_CAPTURE ||
        (p->op == PAT_REPEAT && p->least > 0)) {
        for (size_t i = 0; i < p->count; i++) {
            find_wants(c, p->items[i], depth + 1, wants);
        }
    } else if (p->op == PAT_NAMED) {
        const pattern *body = resolve(c, p, &inner);
        c->src = inner;
        if (body != NULL) {
            find_wants(c, body, depth + 1, wants);
        }
        c->src = outer;
    } else {
        find_triggers(c, p, depth, &set);
        keep_want(wants, &set);
    }
}

static void index_wants(coder *c, const pattern *p, uint32_t number) {
    trigger_set wants[INDEX_WANTS];
    for (int k = 0; k < INDEX_WANTS; k++) {
        wants[k].cost = COST_NEVER;
        wants[k].count = 0;
    }
    find_wants(c, p, 0, wants);
    for (int k = 0; k < INDEX_WANTS; k++) {
        if (wants[k].cost >= COST_NEVER) { /* wants nothing more: any token will do */
            wants[k].classes[0] = KIND_ANY;
            wants[k].count = 1;
        }
        for (size_t i = 0; i < wants[k].count; i++) {
            pair_add(c->b, &c->b->index[INDEX_WANT_1 + k], wants[k].classes[i], number);
        }
    }
}

static void index_starts(coder *c, const pattern *p, uint32_t number) {
    for (int cell_start = 0; cell_start < 2; cell_start++) {
        first_set f;
        find_first(c, p, cell_start != 0, 0, &f);
        if (f.any || f.nullable) {
            f.classes[0] = KIND_ANY;
            f.count = 1;
        }
        for (size_t i = 0; i < f.count; i++) {
            pair_add(c->b, &c->b->index[cell_start ? INDEX_BEGINS_CELL : INDEX_BEGINS],
                     f.classes[i], number);
        }
    }
}

/* ---- the second token ---- */

/* A walk over code without taking tokens. */
typedef struct walk {
    const coder *c;
    unsigned char seen[PM_LIMIT_PATTERN];
    uint16_t open[PM_LIMIT_PATTERN]; /* places still to visit */
    size_t count;
} walk;

static void walk_to(walk *w, size_t pc) {
    if (!w->seen[pc]) {
        w->seen[pc] = 1;
        w->open[w->count++] = (uint16_t)pc;
    }
}

/* Follows one instruction if it takes no token; false when it does, or when the match ends. */
static bool walk_through(walk *w, size_t pc) {
    image_op op = w->c->ops[pc];
    switch (op.op) {
    case OP_SPLIT:
    case OP_SPLIT_LAZY:
        walk_to(w, op.arg);
        walk_to(w, pc + 1);
        return true;
    case OP_JUMP: walk_to(w, op.arg); return true;
    case OP_START:
    case OP_SAVE:
    case OP_CUT: walk_to(w, pc + 1); return true;
    default: return false;
    }
}

/* The instructions behind every first token. */
static void walk_first(walk *w, walk *behind) {
    while (w->count != 0) {
        size_t pc = w->open[--w->count];
        if (!walk_through(w, pc) && w->c->ops[pc].op != OP_MATCH && w->c->ops[pc].op != OP_END) {
            walk_to(behind, pc + 1);
        }
    }
}

static void walk_begin(walk *w, const coder *c, size_t pc) {
    memset(w->seen, 0, c->count);
    w->c = c;
    w->count = 0;
    walk_to(w, pc);
}

static bool looks_at_class(image_op op) {
    return op.op == OP_TOKEN || op.op == OP_TERM || op.op == OP_BOUNDARY || op.op == OP_LOOK;
}

/* A walk that begins behind every first token, to be freed; NULL when memory ends. */
static walk *walk_second(coder *c) {
    walk *behind = mem_alloc(c->b->memory->allocator, 2 * sizeof *behind);
    if (behind == NULL) {
        c->b->no_memory = true;
        return NULL;
    }
    walk *first = behind + 1;
    walk_begin(first, c, 0);
    walk_begin(behind, c, 0);
    behind->seen[0] = 0;
    behind->count = 0;
    walk_first(first, behind);
    return behind;
}

static void index_second(coder *c, uint32_t number) {
    walk *behind = walk_second(c);
    while (behind != NULL && behind->count != 0) {
        size_t pc = behind->open[--behind->count];
        if (!walk_through(behind, pc)) {
            pair_add(c->b, &c->b->index[INDEX_SECOND],
                     looks_at_class(c->ops[pc]) ? c->ops[pc].arg : KIND_ANY, number);
        }
    }
    mem_free(c->b->memory->allocator, behind);
}

/* ---- clauses ---- */

static bool takes_boundary(const coder *c, image_op op) {
    return op.op == OP_BOUNDARY ||
           ((op.op == OP_TOKEN || op.op == OP_TERM) && c->b->info[op.arg].bounds);
}

/* A match ends with its clause unless a boundary can be taken behind its first token. */
static bool may_cross(coder *c) {
    walk *behind = walk_second(c);
    bool crosses = false;
    while (behind != NULL && behind->count != 0 && !crosses) {
        size_t pc = behind->open[--behind->count];
        if (!walk_through(behind, pc) && c->ops[pc].op != OP_MATCH) {
            crosses = takes_boundary(c, c->ops[pc]);
            walk_to(behind, pc + 1);
        }
    }
    mem_free(c->b->memory->allocator, behind);
    return crosses;
}

/* ---- patterns that can never match ---- */

/* The least number of tokens a match takes (bounded, so that deep nesting ends). */
static unsigned least_tokens(coder *c, const pattern *p, int depth) {
    const source *src;
    unsigned n = 0;
    if (depth > MOST_DEPTH) {
        return 0;
    }
    switch (p->op) {
    case PAT_SEQUENCE:
        for (size_t i = 0; i < p->count; i++) {
            n += least_tokens(c, p->items[i], depth + 1);
        }
        return n;
    case PAT_CHOICE:
        n = UINT32_MAX;
        for (size_t i = 0; i < p->count; i++) {
            unsigned branch = least_tokens(c, p->items[i], depth + 1);
            n = branch < n ? branch : n;
        }
        return n;
    case PAT_REPEAT: return p->least * least_tokens(c, p->items[0], depth + 1);
    case PAT_CAPTURE:
    case PAT_CONTEXT: return least_tokens(c, p->items[0], depth + 1);
    case PAT_NAMED: {
        const pattern *body = resolve(c, p, &src);
        return body != NULL ? least_tokens(c, body, depth + 1) : 0;
    }
    case PAT_GAP:
    case PAT_START:
    case PAT_END: return 0;
    default: return 1;
    }
}

/* A start behind a token, or a token behind an end. */
static void check_possible(coder *c, const pattern *p) {
    bool begun = false, end = false;
    for (size_t i = 0; p->op == PAT_SEQUENCE && i < p->count; i++) {
        bool takes = least_tokens(c, p->items[i], 0) > 0;
        if ((begun && p->items[i]->op == PAT_START) || (end && takes)) {
            fault(c, p->items[i]->offset,
                  "this can never match: nothing stands before the start or behind the end");
        }
        begun = begun || takes;
        end = end || p->items[i]->op == PAT_END;
    }
    if (least_tokens(c, p, 0) == 0) {
        fault(c, p->offset,
              "this pattern could match without any token; make one part of it necessary");
    }
}

uint32_t compile_pattern(builder *b, const source *src, const pattern *p, uint32_t rule) {
    coder c = {.b = b, .src = src, .offset = p->offset};
    uint32_t number = (uint32_t)(b->patterns.len / sizeof(image_pattern));
    image_pattern out = {.code = (uint32_t)(b->code.len / sizeof(image_op)),
                         .rule = (uint16_t)rule};
    if (count_parts(&c, p) >= SIZE_TOO_LARGE) {
        fault(&c, p->offset, "this pattern is too long once its named parts are put in");
    }
    generate(&c, p);
    emit(&c, OP_MATCH, 0);
    if (!c.failed) {
        check_possible(&c, p);
    }
    size_t ops = c.count;
    if (!c.failed) {
        index_wants(&c, p, number);
        index_starts(&c, p, number);
        index_second(&c, number);
        out.crosses = may_cross(&c);
    }
    for (size_t i = 0; i < c.capture_count; i++) {
        bool tells =
            str_equal(c.captures[i], STR("owner")) || str_equal(c.captures[i], STR("time"));
        out.capture[i] = builder_text(b, c.captures[i]);
        out.tells_kind |= (uint16_t)(tells << i);
    }
    out.ops = (uint16_t)ops;
    buffer_put(&b->code, (const char *)c.ops, ops * sizeof *c.ops);
    buffer_put(&b->patterns, (const char *)&out, sizeof out);
    mem_free(b->memory->allocator, c.ops);
    return number;
}
