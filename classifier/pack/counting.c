/* SPDX-License-Identifier: MIT
 * What reports count, into sections of their own. Keeps true: no class, no word and no term of the
 * rules is changed by it, so that verdicts are the same whatever a report counts. */
#include <string.h>

#include "pack/builder.h"
#include "pack/counts.h"
#include "text/text.h"

/* ---- terms ---- */

/* The term under its title, new or known; several lists of a title may have it. */
static uint32_t add_term(builder *b, uint32_t title, pm_str word) {
    size_t before = b->counted.count;
    char *key = arena_alloc(b->memory, sizeof title + word.len);
    if (key == NULL) {
        b->no_memory = true;
        return INTERN_NONE;
    }
    memcpy(key, &title, sizeof title);
    memcpy(key + sizeof title, word.data, word.len);
    uint32_t n = intern_add(&b->counted, (pm_str){key, sizeof title + word.len});
    b->no_memory |= n == INTERN_NONE;
    if (b->counted.count != before) {
        image_term term = {builder_text(b, word), title};
        buffer_put(&b->terms, (const char *)&term, sizeof term);
    }
    return n;
}

typedef struct term_sink {
    builder *b;
    uint32_t term;
} term_sink;

/* Token by token, so that a reader knows when no term goes on. */
static bool add_spelling(void *ctx, pm_str word) {
    term_sink *sink = ctx;
    builder *b = sink->b;
    arena scratch;
    text t = {.count = 0};
    buffer spelt;
    uint32_t n = INTERN_NONE;
    arena_init(&scratch, b->memory->allocator);
    buffer_init(&spelt, b->memory->allocator);
    b->no_memory |= text_read(word, &scratch, &t) != PM_OK;
    for (size_t i = 0; i < t.count && !b->no_memory; i++) {
        if (i != 0) {
            buffer_char(&spelt, ' ');
        }
        buffer_str(&spelt, text_form(&t, i));
        n = intern_add(&b->spellings, buffer_view(&spelt));
        b->no_memory |= spelt.failed || n == INTERN_NONE;
    }
    if (!b->no_memory && n != INTERN_NONE) {
        pair_add(b, &b->spelling_terms, n, sink->term);
    }
    buffer_free(&spelt);
    arena_free(&scratch);
    return !b->no_memory;
}

static void add_spellings(builder *b, const lexicon *list, pm_str word, int form, term_sink *sink) {
    for (int f = 0; f < VERB_FORMS && list->match == LEXICON_VERB; f++) {
        if ((form < 0 || form == f) &&
            !inflect_verb(b->def->irregular, word, (verb_form)f, add_spelling, sink)) {
            return;
        }
    }
    if (list->match == LEXICON_NOUN) {
        inflect_noun(word, add_spelling, sink);
    } else if (list->match == LEXICON_EXACT) {
        add_spelling(sink, word);
    }
}

/* ---- lists ---- */

typedef struct list_counted {
    const source *src;
    size_t offset;
    uint32_t title;
    int form;
} list_counted;

static bool count_list(builder *b, size_t number, void *ctx) {
    const list_counted *c = ctx;
    const lexicon *list = &b->def->lexicons[number];
    b->list_counted[number] = true;
    if (list->match == LEXICON_STEM) {
        report_at(b->report, PM_ERROR, c->src, c->offset,
                  "{%.*s} matches by stem; a report counts words of other lists only",
                  (int)list->name.len, list->name.data);
        return false;
    }
    for (size_t k = 0; k < list->count && !b->no_memory; k++) {
        pm_str word = list->terms[k].text;
        term_sink sink = {b, add_term(b, c->title, word)};
        add_spellings(b, list, word, c->form, &sink);
    }
    return true;
}

/* "verbs/vague:base" */
static void count_item(builder *b, const source *src, const yaml_tree *item, uint32_t title) {
    pattern p = {.op = PAT_LIST, .text = item->text, .offset = item->offset};
    const char *colon = memchr(item->text.data, ':', item->text.len - 1);
    if (colon != NULL) {
        size_t at = (size_t)(colon - item->text.data);
        p.text = str_slice(item->text, 0, at);
        p.form = str_slice(item->text, at + 1, item->text.len);
    }
    list_counted c = {src, item->offset, title, builder_form(b, src, &p)};
    if (c.form != -2) {
        builder_lists(b, src, &p, count_list, &c);
    }
}

static void count_lists(builder *b, const rule_value *lists, uint32_t title) {
    for (size_t i = 0; i < lists->tree->count; i++) {
        count_item(b, lists->src, lists->tree->items[i], title);
    }
}

static void compile_words(builder *b, const counts_def *c) {
    for (size_t i = 0; i < c->title_count; i++) {
        if (c->titles[i].lists.tree->count != 0) {
            uint32_t number = (uint32_t)(b->titles.len / sizeof(image_text));
            image_text title = builder_text(b, c->titles[i].name);
            buffer_put(&b->titles, (const char *)&title, sizeof title);
            count_lists(b, &c->titles[i].lists, number);
        }
    }
    if (c->instead.tree != NULL) {
        count_lists(b, &c->instead, IMAGE_INSTEAD);
    }
}

/* ---- kinds ---- */

static void add_kind(const builder *b, pm_str name, uint64_t *kinds) {
    uint32_t k = name.len != 0 ? intern_find(&b->kinds, name) : INTERN_NONE;
    *kinds |= k < MOST_KINDS ? UINT64_C(1) << k : 0;
}

/* All kinds that evidence of the criterion can be of. */
static uint64_t kinds_of(const builder *b, pm_criterion criterion) {
    const kind_def *told = &b->def->kinds[criterion];
    uint64_t kinds = 0;
    add_kind(b, told->otherwise, &kinds);
    for (size_t i = 0; told->folder.len != 0 && i < b->def->lexicon_count; i++) {
        pm_str name = b->def->lexicons[i].name;
        if (name.len > told->folder.len && name.data[told->folder.len] == '/' &&
            str_starts(name, told->folder)) {
            add_kind(b, str_slice(name, told->folder.len + 1, name.len), &kinds);
        }
    }
    for (size_t i = 0; i < b->def->rule_count; i++) {
        if (b->def->rules[i].criterion == criterion) {
            add_kind(b, b->def->rules[i].kind, &kinds);
        }
    }
    return kinds;
}

static void unknown_kind(builder *b, const source *src, const yaml_tree *item,
                         pm_criterion criterion, uint64_t known) {
    pm_str names[MOST_KINDS];
    size_t count = 0;
    for (size_t k = 0; k < b->kinds.count && k < MOST_KINDS; k++) {
        if (known >> k & 1) {
            names[count++] = b->kinds.items[k];
        }
    }
    pm_str near = nearest_name(item->text, names, count);
    report_at(b->report, PM_ERROR, src, item->offset, "no %s is of the kind '%.*s'%s%.*s%s",
              criterion_name(criterion), (int)item->text.len, item->text.data,
              near.len != 0 ? "; did you mean '" : "", (int)near.len,
              near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
}

static uint64_t compile_kinds(builder *b, const rule_value *v, pm_criterion criterion) {
    uint64_t kinds = 0, known = kinds_of(b, criterion);
    for (size_t i = 0; i < v->tree->count; i++) {
        const yaml_tree *item = v->tree->items[i];
        uint64_t kind = 0;
        add_kind(b, item->text, &kind);
        if ((kind & known) == 0) {
            unknown_kind(b, v->src, item, criterion, known);
        }
        kinds |= kind;
    }
    return kinds;
}

/* Are there kinds, and a text for them? An empty list asks for nothing; half of it is a fault. */
static bool is_told(builder *b, const rule_value *kinds, const rule_value *says, const char *what) {
    bool none = kinds->tree != NULL && kinds->tree->count == 0;
    if (!none && (kinds->tree == NULL) != (says->tree == NULL)) {
        const rule_value *given = kinds->tree != NULL ? kinds : says;
        report_at(b->report, PM_ERROR, given->src, given->tree->offset, "%s", what);
    }
    return !none && kinds->tree != NULL && says->tree != NULL;
}

static void compile_readings(builder *b, const counts_def *c) {
    for (int k = 0; k < PM_CRITERIA; k++) {
        const struct counts_reading *r = &c->readings[k];
        if (is_told(b, &r->without, &r->says, "a narrower reading tells both without and says")) {
            image_reading out = {.says = builder_text(b, str_trim(r->says.tree->text)),
                                 .without = compile_kinds(b, &r->without, (pm_criterion)k),
                                 .criterion = (uint32_t)k};
            buffer_put(&b->readings, (const char *)&out, sizeof out);
        }
    }
}

static void compile_ratio(builder *b, const struct counts_ratio *r) {
    if (!is_told(b, &r->owners, &r->says, "ratio tells both owners and says")) {
        return;
    }
    compile_kinds(b, &r->owners, PM_OWNER);
    yaml_tree *const *owners = r->owners.tree->items;
    if (r->owners.tree->count != 2 || str_equal(owners[0]->text, owners[1]->text)) {
        report_at(b->report, PM_ERROR, r->owners.src, r->owners.tree->offset,
                  "a ratio is of two different kinds of owners, or of none: []");
        return;
    }
    image_ratio out = {builder_text(b, str_trim(r->says.tree->text)),
                       {builder_text(b, owners[0]->text), builder_text(b, owners[1]->text)}};
    buffer_put(&b->ratio, (const char *)&out, sizeof out);
}

void compile_counts(builder *b) {
    const counts_def *c = &b->def->counts;
    compile_words(b, c);
    compile_readings(b, c);
    compile_ratio(b, &c->ratio);
}
