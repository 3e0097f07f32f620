/* SPDX-License-Identifier: MIT
 * Keeps true: a class is made when a pattern first asks for it, so lists that no rule uses cost
 * nothing. */
#include "pack/builder.h"

#include <string.h>

#include "pack/wordnet.h"
#include "text/text.h"

bool pair_add(builder *b, pair_list *list, uint32_t item, uint32_t cls) {
    if (!mem_grow(b->memory->allocator, (void **)&list->items, &list->cap, list->count + 1,
                  sizeof *list->items)) {
        b->no_memory = true;
        return false;
    }
    list->items[list->count++] = (pair){item, cls};
    return true;
}

/* The class named `key`; *fresh tells that it is new and has no members yet. */
static uint32_t class_number(builder *b, pm_str key, bool is_list, bool *fresh) {
    size_t before = b->classes.count;
    uint32_t n = intern_add(&b->classes, key);
    *fresh = b->classes.count != before;
    if (n == INTERN_NONE ||
        !mem_grow(b->memory->allocator, (void **)&b->info, &b->info_cap, n + 1u, sizeof *b->info)) {
        b->no_memory = true;
        *fresh = false;
        return KIND_ANY;
    }
    if (*fresh) {
        b->info[n] = (class_info){.is_list = is_list, .takes_term = is_list};
    }
    return n;
}

void classes_begin(builder *b) {
    for (unsigned k = 0; k < KIND_CLASSES; k++) {
        char name[32] = {'<'};
        const char *known = kind_class_name(k);
        size_t len = known != NULL ? strlen(known) : 0;
        bool fresh;
        if (known != NULL) {
            memcpy(name + 1, known, len);
            name[len + 1] = '>';
        } else {
            name[1] = (char)('A' + k % 32); /* a number kept free */
            name[2] = (char)('A' + k / 32);
            len = 1;
        }
        uint32_t c = class_number(b, (pm_str){name, len + 2}, false, &fresh);
        if (fresh) {
            b->info[c].bounds = BOUNDARY_KINDS >> k & 1;
        }
    }
}

/* ---- how often classes are met ---- */

/* The rules' own examples tell how often a word is met, as far as rules are about it. */
static void hear(builder *b, pm_str form) {
    uint32_t n = intern_add(&b->heard, form);
    size_t before = b->heard_cap;
    if (n == INTERN_NONE || !mem_grow(b->memory->allocator, (void **)&b->heard_count, &b->heard_cap,
                                      n + 1u, sizeof *b->heard_count)) {
        b->no_memory = true;
        return;
    }
    if (b->heard_cap > before) {
        memset(b->heard_count + before, 0, (b->heard_cap - before) * sizeof *b->heard_count);
    }
    b->heard_count[n]++;
    b->heard_all++;
}

static void hear_cell(builder *b, pm_str cell) {
    arena scratch;
    text t = {.count = 0};
    arena_init(&scratch, b->memory->allocator);
    b->no_memory |= cell.len != 0 && text_read(cell, &scratch, &t) == PM_ERR_MEMORY;
    for (size_t i = 0; i < t.count && !b->no_memory; i++) {
        hear(b, text_form(&t, i));
    }
    arena_free(&scratch);
}

void classes_hear(builder *b) {
    for (size_t i = 0; i < b->def->rule_count; i++) {
        const rule_def *r = &b->def->rules[i];
        for (size_t k = 0; k < r->example_count * PM_COLUMNS && !b->no_memory; k++) {
            hear_cell(b, r->examples[k / PM_COLUMNS].cell[k % PM_COLUMNS]);
        }
    }
}

static void count_heard(builder *b, uint32_t cls, pm_str form) {
    uint32_t n = intern_find(&b->heard, form);
    b->info[cls].heard += n != INTERN_NONE ? b->heard_count[n] : 0;
}

/* Token classes are told by the look of a token, not by words: a guess. */
static uint32_t kind_met(uint32_t kind) {
    switch (kind) {
    case KIND_CAP: return 200000;
    case KIND_BOUNDARY: return 100000;
    case KIND_COMMA: return 40000;
    default: return 15000;
    }
}

enum { MILLION = 1000000, MET_LEAST = 200, MET_BY_TERM = 10, MOST_TERMS_TELL = 1000 };

/* No class is so rare in plans as it may be in examples. */
uint32_t class_met(const builder *b, uint32_t cls) {
    const class_info *info = &b->info[cls];
    if (cls < KIND_CLASSES) {
        return kind_met(cls);
    }
    uint32_t terms = info->terms < MOST_TERMS_TELL ? info->terms : MOST_TERMS_TELL;
    uint32_t heard = (uint32_t)((uint64_t)MILLION * info->heard / (b->heard_all + 1u));
    uint32_t least = MET_LEAST + MET_BY_TERM * terms;
    return heard > least ? heard : least;
}

/* ---- members ---- */

uint32_t builder_word(builder *b, pm_str form) {
    uint32_t w = intern_add(&b->words, form);
    size_t before = b->word_flag_cap;
    if (w == INTERN_NONE || !mem_grow(b->memory->allocator, (void **)&b->word_flags,
                                      &b->word_flag_cap, w + 1u, sizeof(uint16_t))) {
        b->no_memory = true;
        return 0;
    }
    if (b->word_flag_cap > before) {
        memset(b->word_flags + before, 0, (b->word_flag_cap - before) * sizeof(uint16_t));
    }
    return w;
}

static uint32_t next_node(builder *b, uint32_t node, uint32_t key) {
    uint32_t edge[2] = {node, key};
    uint32_t n = intern_add(&b->edges, (pm_str){(const char *)edge, sizeof edge});
    b->no_memory |= n == INTERN_NONE;
    return n + 1;
}

static uint32_t token_key(builder *b, pm_str form, bool stem) {
    if (!stem) {
        return builder_word(b, form);
    }
    pm_str of_form = stemmer_stem(b->stems_of, form);
    uint32_t s = of_form.data != NULL ? intern_add(&b->stems, of_form) : INTERN_NONE;
    b->no_memory |= s == INTERN_NONE;
    return s | IMAGE_STEM_KEY;
}

/* A term of several tokens becomes a path in the tree of terms. */
static void add_path(builder *b, uint32_t cls, const text *t, bool stem) {
    uint32_t node = 0;
    for (size_t i = 0; i < t->count && !b->no_memory; i++) {
        node = next_node(b, node, token_key(b, text_form(t, i), stem));
    }
    pair_add(b, &b->node_classes, node, cls);
}

/* Reads `term` into tokens and gives them to the class. */
static bool add_member(builder *b, uint32_t cls, pm_str term, bool stem) {
    arena scratch;
    text t;
    arena_init(&scratch, b->memory->allocator);
    pm_status status = text_read(term, &scratch, &t);
    if (status == PM_OK && t.count != 0) {
        b->info[cls].bounds |= text_may_bound(text_form(&t, 0));
    }
    if (status != PM_OK) {
        b->no_memory = true;
    } else if (t.count == 1 && stem) {
        pair_add(b, &b->stem_classes, token_key(b, text_form(&t, 0), true) & ~IMAGE_STEM_KEY, cls);
    } else if (t.count == 1) {
        pair_add(b, &b->word_classes, builder_word(b, text_form(&t, 0)), cls);
        count_heard(b, cls, text_form(&t, 0));
    } else if (t.count > 1) {
        add_path(b, cls, &t, stem);
    }
    arena_free(&scratch);
    return !b->no_memory;
}

typedef struct member_sink {
    builder *b;
    uint32_t cls;
} member_sink;

static bool add_spelling(void *ctx, pm_str word) {
    member_sink *sink = ctx;
    return add_member(sink->b, sink->cls, word, false);
}

static void add_verb(builder *b, uint32_t cls, pm_str base, int form) {
    member_sink sink = {b, cls};
    for (int f = 0; f < VERB_FORMS; f++) {
        if ((form < 0 || form == f) &&
            !inflect_verb(b->def->irregular, base, (verb_form)f, add_spelling, &sink)) {
            b->no_memory = true;
        }
    }
}

static void add_noun(builder *b, uint32_t cls, pm_str singular) {
    member_sink sink = {b, cls};
    b->no_memory |= !inflect_noun(singular, add_spelling, &sink);
}

static void add_term(builder *b, uint32_t cls, const lexicon *list, pm_str term, int form) {
    switch (list->match) {
    case LEXICON_EXACT: add_member(b, cls, term, false); break;
    case LEXICON_VERB: add_verb(b, cls, term, form); break;
    case LEXICON_NOUN: add_noun(b, cls, term); break;
    case LEXICON_STEM: add_member(b, cls, term, true); break;
    }
    b->info[cls].terms++;
}

/* ---- classes that patterns ask for ---- */

uint32_t class_of_word(builder *b, pm_str form) {
    bool fresh;
    uint32_t c = class_number(b, form, false, &fresh);
    if (fresh) {
        b->info[c].bounds |= text_may_bound(form);
        pair_add(b, &b->word_classes, builder_word(b, form), c);
        count_heard(b, c, form);
    }
    return c;
}

uint32_t class_of_inflected(builder *b, pm_str word) {
    char key[80];
    bool fresh;
    if (word.len + 1 > sizeof key) {
        return KIND_ANY;
    }
    memcpy(key, word.data, word.len);
    key[word.len] = '~';
    uint32_t c = class_number(b, (pm_str){key, word.len + 1}, false, &fresh);
    if (fresh) {
        add_verb(b, c, word, -1);
        add_noun(b, c, word);
    }
    return c;
}

static const char *const form_names[VERB_FORMS] = {"base", "s", "past", "part", "ing"};

int builder_form(builder *b, const source *src, const pattern *p) {
    if (p->form.len == 0) {
        return -1;
    }
    for (int f = 0; f < VERB_FORMS; f++) {
        if (str_equal(p->form, str_from(form_names[f]))) {
            return f;
        }
    }
    report_at(b->report, PM_ERROR, src, p->offset,
              "no verb form '%.*s'; there are base, s, past, part and ing", (int)p->form.len,
              p->form.data);
    return -2;
}

static bool in_reference(pm_str list, pm_str reference) {
    return str_equal(list, reference) ||
           (list.len > reference.len && list.data[reference.len] == '/' &&
            str_starts(list, reference));
}

static void unknown_list(builder *b, const source *src, const pattern *p) {
    pm_str *names = arena_alloc(b->memory, (b->def->lexicon_count + 1) * sizeof *names);
    if (names == NULL) {
        b->no_memory = true;
        return;
    }
    for (size_t i = 0; i < b->def->lexicon_count; i++) {
        names[i] = b->def->lexicons[i].name;
    }
    pm_str near = nearest_name(p->text, names, b->def->lexicon_count);
    report_at(b->report, PM_ERROR, src, p->offset, "no list or folder of lists {%.*s}%s%.*s%s",
              (int)p->text.len, p->text.data, near.len != 0 ? "; did you mean {" : "",
              (int)near.len, near.len != 0 ? near.data : "", near.len != 0 ? "}?" : "");
}

static bool takes_form(builder *b, const source *src, const pattern *p, const lexicon *list) {
    if (p->form.len != 0 && list->match != LEXICON_VERB) {
        report_at(b->report, PM_ERROR, src, p->offset,
                  "{%.*s} is no list of verbs, so it has no form '%.*s'", (int)list->name.len,
                  list->name.data, (int)p->form.len, p->form.data);
        return false;
    }
    return true;
}

bool builder_lists(builder *b, const source *src, const pattern *p, list_fn take, void *ctx) {
    bool found = false;
    for (size_t i = 0; i < b->def->lexicon_count; i++) {
        const lexicon *list = &b->def->lexicons[i];
        if (in_reference(list->name, p->text)) {
            found = true;
            if (!takes_form(b, src, p, list) || !take(b, i, ctx)) {
                return false;
            }
        }
    }
    if (!found) {
        unknown_list(b, src, p);
    }
    return found;
}

typedef struct class_filled {
    uint32_t cls;
    int form;
} class_filled;

static bool fill_class(builder *b, size_t number, void *ctx) {
    const class_filled *c = ctx;
    const lexicon *list = &b->def->lexicons[number];
    b->list_used[number] = true;
    for (size_t k = 0; k < list->count && !b->no_memory; k++) {
        add_term(b, c->cls, list, list->terms[k].text, c->form);
    }
    return true;
}

static uint32_t named_class(builder *b, const char *open, pm_str name, pm_str form, bool is_list,
                            bool *fresh) {
    char key[160];
    *fresh = false;
    size_t at = strlen(open);
    if (name.len + form.len + at + 3 > sizeof key) {
        return KIND_ANY;
    }
    memcpy(key, open, at);
    memcpy(key + at, name.data, name.len);
    at += name.len;
    if (form.len != 0) {
        key[at++] = ':';
        memcpy(key + at, form.data, form.len);
        at += form.len;
    }
    key[at++] = '}';
    return class_number(b, (pm_str){key, at}, is_list, fresh);
}

uint32_t class_of_list(builder *b, const source *src, const pattern *p) {
    bool fresh;
    int form = builder_form(b, src, p);
    uint32_t c = form == -2 ? KIND_ANY : named_class(b, "{", p->text, p->form, true, &fresh);
    class_filled filled = {c, form};
    if (form == -2 || !fresh) {
        return c;
    }
    return builder_lists(b, src, p, fill_class, &filled) ? c : KIND_ANY;
}

uint32_t class_of_wordnet(builder *b, const source *src, const pattern *p) {
    bool fresh;
    int form = builder_form(b, src, p);
    uint8_t lexname = wordnet_class(p->text);
    if (form == -2) {
        return KIND_ANY;
    }
    if (lexname == 0) {
        report_at(b->report, PM_ERROR, src, p->offset,
                  "no WordNet class '%.*s'; there are noun.act, verb.motion ...", (int)p->text.len,
                  p->text.data);
        return KIND_ANY;
    }
    uint32_t c = named_class(b, "{wn:", p->text, p->form, false, &fresh);
    if (fresh) {
        image_wordnet w = {lexname, form < 0 ? 255 : (uint8_t)form, (uint16_t)c};
        buffer_put(&b->wordnet, (const char *)&w, sizeof w);
        b->info[c].terms = 200;
    }
    return c;
}

/* A class that others make up is named by its recipe, so that the same recipe gives the same class.
 */
static uint32_t recipe_class(builder *b, char tag, const void *recipe, size_t size, bool *fresh) {
    char *key = arena_alloc(b->memory, size + 1);
    if (key == NULL) {
        b->no_memory = true;
        *fresh = false;
        return KIND_ANY;
    }
    key[0] = tag;
    memcpy(key + 1, recipe, size);
    return class_number(b, (pm_str){key, size + 1}, false, fresh);
}

uint32_t class_of_tests(builder *b, const image_test *tests, size_t count) {
    bool fresh;
    if (count == 1 && !tests[0].negated) {
        return tests[0].cls;
    }
    uint32_t c = recipe_class(b, '[', tests, count * sizeof *tests, &fresh);
    if (!fresh) {
        return c;
    }
    image_tested t = {(uint16_t)c, (uint16_t)(b->tests.len / sizeof *tests), 0};
    for (size_t i = 0; i < count; i++) {
        pair_add(b, &b->uses, tests[i].cls, use_number(b->tested.len / sizeof t, &tests[i]));
    }
    buffer_put(&b->tests, (const char *)tests, count * sizeof *tests);
    buffer_put(&b->tested, (const char *)&t, sizeof t);
    b->info[c].terms = UINT32_MAX;
    b->info[c].bounds = true;
    for (size_t i = 0; i < count; i++) {
        b->info[c].bounds &=
            tests[i].negated ? tests[i].cls != KIND_BOUNDARY : b->info[tests[i].cls].bounds;
        b->info[c].takes_term |= !tests[i].negated && b->info[tests[i].cls].takes_term;
        if (!tests[i].negated && b->info[tests[i].cls].terms < b->info[c].terms) {
            b->info[c].terms = b->info[tests[i].cls].terms;
        }
    }
    return c;
}

uint32_t class_of_union(builder *b, const uint16_t *members, size_t count) {
    bool fresh;
    if (count == 1) {
        return members[0];
    }
    uint32_t c = recipe_class(b, '|', members, count * sizeof *members, &fresh);
    for (size_t i = 0; fresh && i < count; i++) {
        pair_add(b, &b->unions, members[i], c);
        b->info[c].takes_term |= b->info[members[i]].takes_term;
        b->info[c].bounds |= b->info[members[i]].bounds;
        b->info[c].terms += b->info[members[i]].terms;
    }
    return c;
}

uint8_t builder_kind(builder *b, pm_str name) {
    if (name.len == 0) {
        return IMAGE_NO_KIND;
    }
    uint32_t k = intern_add(&b->kinds, name);
    b->no_memory |= k == INTERN_NONE;
    return (uint8_t)(k + 1);
}

void classes_kinds(builder *b) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        pm_str folder = b->def->kinds[c].folder;
        builder_kind(b, b->def->kinds[c].otherwise);
        for (size_t i = 0; folder.len != 0 && i < b->def->lexicon_count; i++) {
            const lexicon *list = &b->def->lexicons[i];
            if (in_reference(list->name, folder) && list->name.len > folder.len) {
                pattern p = {.op = PAT_LIST, .text = list->name};
                uint32_t cls = class_of_list(b, list->src, &p);
                uint8_t kind =
                    builder_kind(b, str_slice(list->name, folder.len + 1, list->name.len));
                if (!b->no_memory && cls >= KIND_CLASSES) {
                    b->info[cls].kind = kind;
                }
            }
        }
    }
}

static uint32_t class_of_folder(builder *b, pm_str name) {
    for (size_t i = 0; name.len != 0 && i < b->def->lexicon_count; i++) {
        if (in_reference(b->def->lexicons[i].name, name)) {
            pattern p = {.op = PAT_LIST, .text = name};
            return class_of_list(b, b->def->lexicons[i].src, &p);
        }
    }
    return KIND_ANY;
}

void classes_function(builder *b) {
    b->function_class = class_of_folder(b, STR("grammar"));
    b->names_class = class_of_folder(b, b->def->names);
}

/* ---- words that some list knows ---- */

/* What is there to be counted by reports alone tells rules nothing. */
static bool is_known_by(const builder *b, size_t list) {
    return !b->def->lexicons[list].silent && (b->list_used[list] || !b->list_counted[list]);
}

static bool mark_listed(void *ctx, pm_str word) {
    builder *b = ctx;
    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] == ' ') {
            return true;
        }
    }
    uint32_t w = builder_word(b, word);
    if (!b->no_memory) {
        b->word_flags[w] |= WORD_LISTED;
    }
    return !b->no_memory;
}

static void mark_term(builder *b, const lexicon *list, pm_str term) {
    for (int f = 0; f < VERB_FORMS && list->match == LEXICON_VERB; f++) {
        inflect_verb(b->def->irregular, term, (verb_form)f, mark_listed, b);
    }
    if (list->match == LEXICON_NOUN) {
        inflect_noun(term, mark_listed, b);
    } else if (list->match != LEXICON_VERB) {
        mark_listed(b, term);
    }
}

void classes_listed(builder *b) {
    for (size_t i = 0; i < b->def->lexicon_count; i++) {
        const lexicon *list = &b->def->lexicons[i];
        for (size_t k = 0; k < list->count && is_known_by(b, i) && !b->no_memory; k++) {
            mark_term(b, list, list->terms[k].text);
        }
    }
}
