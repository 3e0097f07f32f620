/* SPDX-License-Identifier: MIT
 * Keeps true: the same files give the same bytes, whatever the order in memory; nothing in the
 * image is a pointer. */
#include "pack/compile.h"

#include <stdlib.h>
#include <string.h>

#include "pack/builder.h"
#include "pack/index.h"
#include "pack/regex.h"

enum { MOST_WORDNET = 64 };

image_text builder_text(builder *b, pm_str s) {
    size_t before = b->texts.count;
    uint32_t n = s.len != 0 ? intern_add(&b->texts, s) : INTERN_NONE;
    if (n == INTERN_NONE) {
        b->no_memory |= s.len != 0;
        return (image_text){0, 0};
    }
    if (!mem_grow(b->memory->allocator, (void **)&b->text_at, &b->text_cap, n + 1u,
                  sizeof *b->text_at)) {
        b->no_memory = true;
        return (image_text){0, 0};
    }
    if (b->texts.count != before) {
        b->text_at[n] = (uint32_t)b->strings.len;
        buffer_str(&b->strings, s);
    }
    return (image_text){b->text_at[n], (uint32_t)s.len};
}

static buffer *sections_of(builder *b, size_t i) {
    buffer *all[] = {&b->strings,  &b->wordnet,        &b->tests,        &b->tested,
                     &b->code,     &b->patterns,       &b->rules,        &b->regexes,
                     &b->examples, &b->class_weights,  &b->word_weights, &b->rule_weights,
                     &b->within,   &b->within_weights, &b->findings,     &b->terms,
                     &b->titles,   &b->readings,       &b->ratio};
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

static intern_table *interns_of(builder *b, size_t i) {
    intern_table *all[] = {&b->texts, &b->words, &b->stems, &b->classes,   &b->edges,
                           &b->kinds, &b->runs,  &b->heard, &b->spellings, &b->counted};
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

static pair_list *pairs_of(builder *b, size_t i) {
    pair_list *all[] = {&b->word_classes, &b->stem_classes, &b->node_classes,
                        &b->unions,       &b->uses,         &b->spelling_terms};
    size_t others = sizeof all / sizeof *all;
    return i < others ? all[i] : i < others + INDEX_RUNS ? &b->index[i - others] : NULL;
}

static bool builder_begin(builder *b, pack_def *def) {
    const pm_allocator *a = def->memory->allocator;
    *b = (builder){
        .def = def, .memory = def->memory, .report = def->report, .stems_of = stemmer_new(a)};
    for (size_t i = 0; sections_of(b, i) != NULL; i++) {
        buffer_init(sections_of(b, i), a);
    }
    for (size_t i = 0; interns_of(b, i) != NULL; i++) {
        intern_init(interns_of(b, i), def->memory);
    }
    b->list_used = mem_zalloc(a, def->lexicon_count * sizeof(bool));
    b->list_counted = mem_zalloc(a, def->lexicon_count * sizeof(bool));
    return b->stems_of != NULL && b->list_used != NULL && b->list_counted != NULL;
}

static void builder_free(builder *b) {
    const pm_allocator *a = b->memory->allocator;
    for (size_t i = 0; sections_of(b, i) != NULL; i++) {
        buffer_free(sections_of(b, i));
    }
    for (size_t i = 0; interns_of(b, i) != NULL; i++) {
        intern_free(interns_of(b, i));
    }
    for (size_t i = 0; pairs_of(b, i) != NULL; i++) {
        mem_free(a, pairs_of(b, i)->items);
    }
    mem_free(a, b->text_at);
    mem_free(a, b->run_at);
    mem_free(a, b->heard_count);
    mem_free(a, b->word_flags);
    mem_free(a, b->info);
    mem_free(a, b->list_used);
    mem_free(a, b->list_counted);
    stemmer_free(b->stems_of);
}

/* ---- rules ---- */

static uint32_t compile_list(builder *b, const rule_value *v, const pattern_list *list,
                             uint32_t rule, uint16_t *count) {
    uint32_t first = (uint32_t)(b->patterns.len / sizeof(image_pattern));
    for (size_t i = 0; i < list->count; i++) {
        compile_pattern(b, v->src, list->items[i], rule);
    }
    *count = (uint16_t)list->count;
    return first;
}

static void check_regex(builder *b, const rule_value *v) {
    regex *r;
    size_t at;
    char message[REGEX_MESSAGE];
    pm_status status = regex_new(v->tree->text, b->memory->allocator, &r, &at, message);
    if (status == PM_ERR_PACK) {
        size_t place = v->tree->exact ? v->tree->offset + at : v->tree->offset;
        report_at(b->report, PM_ERROR, v->src, place, "regex: %s", message);
    }
    b->no_memory |= status == PM_ERR_MEMORY;
    regex_free(r);
}

static void compile_regexes(builder *b, const rule_def *r, uint32_t rule, image_rule *out) {
    out->regex = (uint32_t)(b->regexes.len / sizeof(image_regex));
    out->regex_count = (uint16_t)r->regex.count;
    for (size_t i = 0; i < r->regex.count; i++) {
        check_regex(b, &r->regex.items[i]);
        image_regex x = {builder_text(b, r->regex.items[i].tree->text), rule};
        buffer_put(&b->regexes, (const char *)&x, sizeof x);
    }
}

static void compile_examples(builder *b, const rule_def *r, image_rule *out) {
    out->example = (uint32_t)(b->examples.len / sizeof(image_example));
    out->example_count = (uint32_t)r->example_count;
    for (size_t i = 0; i < r->example_count; i++) {
        size_t line, column;
        image_example e = {.side = (uint32_t)r->examples[i].side};
        source_place(r->value[RULE_EXAMPLES].src, r->examples[i].offset, &line, &column);
        e.line = (uint32_t)line;
        for (int c = 0; c < PM_COLUMNS; c++) {
            e.cell[c] = builder_text(b, r->examples[i].cell[c]);
        }
        buffer_put(&b->examples, (const char *)&e, sizeof e);
    }
}

static size_t line_start(pm_str text, size_t at) {
    while (at > 0 && text.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Does a new item of the list begin on this line, or something that is no part of the list's item?
 */
static bool ends_rule(pm_str line, size_t dash) {
    size_t indent = 0;
    while (indent < line.len && line.data[indent] == ' ') {
        indent++;
    }
    return indent < line.len && indent <= dash && line.data[indent] != '\n' &&
           line.data[indent] != '\r';
}

/* From the line of its id to the next rule. */
static pm_str rule_text(const rule_value *id) {
    pm_str text = id->src->text;
    size_t start = line_start(text, id->tree->offset), dash = start;
    while (dash < text.len && text.data[dash] == ' ') {
        dash++;
    }
    for (size_t at = start; at < text.len;) {
        const char *newline = memchr(text.data + at, '\n', text.len - at);
        at = newline != NULL ? (size_t)(newline - text.data) + 1 : text.len;
        if (at == text.len || ends_rule(str_slice(text, at, text.len), dash - start)) {
            return str_trim(str_slice(text, start, at));
        }
    }
    return str_slice(text, start, text.len);
}

/* A file by its pack and its path in it: the same wherever the pack lies, so that the same pack has
 * the same hash. */
static image_text file_label(builder *b, const rule_value *v) {
    buffer label;
    const pack_def *d = b->def;
    buffer_init(&label, b->memory->allocator);
    buffer_str(&label, v->layer == 0 && d->extends.len != 0 ? d->extends : d->name);
    buffer_char(&label, '/');
    buffer_str(&label, v->src->path);
    image_text out = builder_text(b, buffer_view(&label));
    b->no_memory |= label.failed;
    buffer_free(&label);
    return out;
}

/* ... and which other files set single keys of it. */
static image_text written_rule(builder *b, const rule_def *r) {
    buffer text;
    const rule_value *id = &r->value[RULE_ID];
    buffer_init(&text, b->memory->allocator);
    buffer_str(&text, rule_text(id));
    for (int k = 0; k < RULE_KEYS; k++) {
        const rule_value *v = &r->value[k];
        if (v->tree != NULL && v->src != id->src) {
            size_t line, column;
            source_place(v->src, v->tree->offset, &line, &column);
            image_text label = file_label(b, v);
            buffer_format(&text, "\n# %s is set in ", rule_key_name((rule_key)k));
            buffer_str(&text, str_slice(buffer_view(&b->strings), label.at, label.at + label.len));
            buffer_format(&text, ":%zu", line);
        }
    }
    image_text out = builder_text(b, buffer_view(&text));
    b->no_memory |= text.failed;
    buffer_free(&text);
    return out;
}

static void place_rule(builder *b, const rule_def *r, image_rule *out) {
    size_t line, column;
    const rule_value *id = &r->value[RULE_ID];
    source_place(id->src, id->tree->offset, &line, &column);
    out->file = file_label(b, id);
    out->written = written_rule(b, r);
    out->line = (uint32_t)line;
}

/* A condition on a verdict can only look at a criterion that is decided earlier. */
static void check_order(builder *b, const rule_def *r) {
    bool earlier[PM_CRITERIA] = {false};
    for (size_t i = 0; i < PM_CRITERIA && b->def->criteria[i].criterion != r->criterion; i++) {
        earlier[b->def->criteria[i].criterion] = true;
    }
    for (size_t i = 0; i < r->when_count; i++) {
        if (r->when[i].subject < PM_CRITERIA && !earlier[r->when[i].subject]) {
            report_at(b->report, PM_ERROR, r->value[RULE_WHEN].src,
                      r->value[RULE_WHEN].tree->offset,
                      "this condition looks at a criterion that pack.yaml decides later");
        }
    }
}

static void compile_rule(builder *b, const rule_def *r, uint32_t number) {
    image_rule out = {.id = builder_text(b, r->id),
                      .why = builder_text(b, r->why),
                      .hint = builder_text(b, r->hint),
                      .criterion = (uint8_t)r->criterion,
                      .says = (uint8_t)r->says,
                      .strength = (uint8_t)r->strength,
                      .columns = (uint8_t)r->columns,
                      .cancels = (uint8_t)r->cancels,
                      .kind = builder_kind(b, r->kind),
                      .when_count = (uint8_t)r->when_count,
                      .finding = r->finding,
                      .confidence = (float)r->confidence};
    for (size_t i = 0; i < r->when_count; i++) {
        out.when[i] = (image_when){r->when[i].subject, r->when[i].state};
    }
    place_rule(b, r, &out);
    check_order(b, r);
    out.match = compile_list(b, &r->value[RULE_MATCH], &r->match, number, &out.match_count);
    out.unless = compile_list(b, &r->value[RULE_UNLESS], &r->unless, number, &out.unless_count);
    out.needs = compile_list(b, &r->value[RULE_NEEDS], &r->needs, number, &out.needs_count);
    compile_regexes(b, r, number, &out);
    compile_examples(b, r, &out);
    buffer_put(&b->rules, (const char *)&out, sizeof out);
}

/* The kinds that count for a finding, each of which some list or rule has. */
static uint64_t compile_kinds(builder *b, const finding_def *f) {
    uint64_t kinds = 0;
    if (f->kinds != NULL && f->kinds->kind != YAML_LIST) {
        report_at(b->report, PM_ERROR, f->kinds_src, f->kinds->offset,
                  "kinds is a list: [mother, father]");
        return 0;
    }
    for (size_t i = 0; f->kinds != NULL && i < f->kinds->count; i++) {
        const yaml_tree *item = f->kinds->items[i];
        uint32_t k = item->kind == YAML_SCALAR ? intern_find(&b->kinds, item->text) : INTERN_NONE;
        if (k == INTERN_NONE || k >= MOST_KINDS) {
            report_at(b->report, PM_ERROR, f->kinds_src, item->offset,
                      "no owner and no timeframe is of the kind '%.*s'", (int)item->text.len,
                      item->text.len != 0 ? item->text.data : "");
        } else {
            kinds |= UINT64_C(1) << k;
        }
    }
    return kinds;
}

static void compile_findings(builder *b) {
    for (size_t i = 0; i < b->def->finding_count; i++) {
        const finding_def *f = &b->def->findings[i];
        image_finding out = {.id = builder_text(b, f->id),
                             .says = builder_text(b, f->says),
                             .hint = builder_text(b, f->hint),
                             .kinds = compile_kinds(b, f),
                             .level = (uint8_t)f->level,
                             .check = (uint8_t)f->check,
                             .least = (uint8_t)f->least,
                             .criterion = (int8_t)f->criterion,
                             .alone = (uint8_t)f->alone};
        buffer_put(&b->findings, (const char *)&out, sizeof out);
    }
}

static void warn_unused(builder *b) {
    pack_def *d = b->def;
    for (size_t i = 0; i < d->lexicon_count; i++) {
        if (!b->list_used[i] && !b->list_counted[i] &&
            d->lexicons[i].layer != 0) { /* who extends a pack did not write it */
            report_plain(b->report, PM_WARNING, d->lexicons[i].src->name, 0, 0,
                         "no rule uses this list");
        }
    }
}

/* ---- sections ---- */

static int compare_pairs(const void *x, const void *y) {
    const pair *a = x, *b = y;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    return a->cls < b->cls ? -1 : a->cls > b->cls;
}

static void sort_pairs(pair_list *list) {
    if (list->count == 0) {
        return;
    }
    qsort(list->items, list->count, sizeof *list->items, compare_pairs);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (compare_pairs(&list->items[i], &list->items[kept - 1]) != 0) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

/* Appends the classes of `item` to `lists` and moves *next behind its pairs. */
static uint32_t put_run(pair_list *pairs, size_t *next, uint32_t item, buffer *lists,
                        uint32_t *count) {
    uint32_t first = (uint32_t)(lists->len / sizeof(uint16_t));
    *count = 0;
    while (*next < pairs->count && pairs->items[*next].item == item) {
        uint16_t cls = (uint16_t)pairs->items[(*next)++].cls;
        buffer_put(lists, (const char *)&cls, sizeof cls);
        (*count)++;
    }
    return first;
}

/* As put_run, but equal runs share one place, so that words of the same classes can be told by a
 * number. */
static uint32_t share_run(builder *b, pair_list *pairs, size_t *next, uint32_t item, buffer *lists,
                          uint32_t *count) {
    uint32_t first = put_run(pairs, next, item, lists, count);
    size_t size = *count * sizeof(uint16_t), before = b->runs.count;
    if (*count == 0 || lists->failed) {
        return 0;
    }
    uint32_t n = intern_add(&b->runs, (pm_str){lists->data + lists->len - size, size});
    if (n == INTERN_NONE || !mem_grow(b->memory->allocator, (void **)&b->run_at, &b->run_cap,
                                      n + 1u, sizeof *b->run_at)) {
        b->no_memory = true;
        return first;
    }
    if (b->runs.count != before) {
        b->run_at[n] = first;
    } else {
        lists->len -= size;
    }
    return b->run_at[n];
}

typedef struct writer {
    builder *b;
    buffer out;
    image_header header;
} writer;

static void put_section(writer *w, image_section s, pm_str bytes, size_t element) {
    while (w->out.len % 8 != 0) {
        buffer_char(&w->out, '\0');
    }
    w->header.section_at[s] = (uint32_t)w->out.len;
    w->header.section_count[s] = (uint32_t)(bytes.len / element);
    buffer_str(&w->out, bytes);
}

static size_t slots_for(size_t count) {
    size_t n = 8;
    while (n < 2 * count) {
        n *= 2;
    }
    return n;
}

static void put_word_slots(writer *w, image_section s, const intern_table *t) {
    size_t n = slots_for(t->count);
    uint32_t *slots = mem_zalloc(w->out.allocator, n * sizeof *slots);
    if (slots == NULL) {
        w->b->no_memory = true;
        return;
    }
    for (size_t i = 0; i < t->count; i++) {
        size_t at = hash_bytes(t->items[i].data, t->items[i].len, HASH_SEED) & (n - 1);
        while (slots[at] != 0) {
            at = (at + 1) & (n - 1);
        }
        slots[at] = (uint32_t)(i + 1);
    }
    put_section(w, s, (pm_str){(const char *)slots, n * sizeof *slots}, sizeof *slots);
    mem_free(w->out.allocator, slots);
}

static void put_words(writer *w, image_section s, const intern_table *t, pair_list *pairs,
                      const uint16_t *flags, buffer *lists) {
    buffer words;
    size_t next = 0;
    buffer_init(&words, w->out.allocator);
    sort_pairs(pairs);
    for (size_t i = 0; i < t->count; i++) {
        uint32_t count;
        image_word word = {.text = builder_text(w->b, t->items[i]),
                           .flags = flags != NULL ? flags[i] : 0};
        word.classes = share_run(w->b, pairs, &next, (uint32_t)i, lists, &count);
        word.class_count = (uint16_t)count;
        buffer_put(&words, (const char *)&word, sizeof word);
    }
    put_section(w, s, buffer_view(&words), sizeof(image_word));
    w->b->no_memory |= words.failed;
    buffer_free(&words);
}

static void put_nodes(writer *w, buffer *lists) {
    builder *b = w->b;
    size_t next = 0, count = b->edges.count + 1;
    image_node *nodes = mem_zalloc(w->out.allocator, count * sizeof *nodes);
    if (nodes == NULL) {
        b->no_memory = true;
        return;
    }
    sort_pairs(&b->node_classes);
    for (size_t i = 0; i < count; i++) {
        nodes[i].classes =
            put_run(&b->node_classes, &next, (uint32_t)i, lists, &nodes[i].class_count);
    }
    for (size_t i = 0; i < b->edges.count; i++) {
        uint32_t edge[2];
        memcpy(edge, b->edges.items[i].data, sizeof edge);
        nodes[edge[0]].keys |= IMAGE_KEY_BIT(edge[1]);
    }
    put_section(w, IMAGE_NODES, (pm_str){(const char *)nodes, count * sizeof *nodes},
                sizeof *nodes);
    mem_free(w->out.allocator, nodes);
}

static void put_edges(writer *w) {
    builder *b = w->b;
    size_t n = slots_for(b->edges.count);
    image_edge *slots = mem_zalloc(w->out.allocator, n * sizeof *slots);
    if (slots == NULL) {
        b->no_memory = true;
        return;
    }
    for (size_t i = 0; i < b->edges.count; i++) {
        uint32_t edge[2];
        memcpy(edge, b->edges.items[i].data, sizeof edge);
        size_t at = (uint32_t)image_edge_hash(edge[0], edge[1]) & (n - 1);
        while (slots[at].next != 0) {
            at = (at + 1) & (n - 1);
        }
        slots[at] = (image_edge){edge[0], edge[1], (uint32_t)(i + 1)};
    }
    put_section(w, IMAGE_EDGES, (pm_str){(const char *)slots, n * sizeof *slots}, sizeof *slots);
    mem_free(w->out.allocator, slots);
}

/* The runs of the classes as they are written, and how far each list of pairs is used up. */
typedef struct class_runs {
    buffer unions, index, uses;
    size_t next_union, next_use, next[INDEX_RUNS];
    index_layout layout;
} class_runs;

/* What the class says of patterns. */
static uint32_t put_index(builder *b, uint32_t class, class_runs *r) {
    uint32_t count = 0, bit;
    for (int k = 0; k < INDEX_RUNS; k++) {
        const pair_list *of = &b->index[k];
        for (size_t *n = &r->next[k]; *n < of->count && of->items[*n].item == class; (*n)++) {
            if (index_place(&r->layout, (image_index)k, of->items[*n].cls, &bit)) {
                buffer_put(&r->index, (const char *)&bit, sizeof bit);
                count++;
            }
        }
    }
    return count;
}

/* Which tests look at the class; each is told of those that it wants. */
static uint16_t put_uses(builder *b, uint32_t class, class_runs *r) {
    const pair_list *of = &b->uses;
    image_tested *tested = (image_tested *)(void *)b->tested.data;
    uint16_t count = 0;
    for (size_t *n = &r->next_use; *n < of->count && of->items[*n].item == class; (*n)++) {
        image_use use = use_of_number(of->items[*n].cls);
        tested[use.tested].wanted = (uint16_t)(tested[use.tested].wanted + !use.negated);
        buffer_put(&r->uses, (const char *)&use, sizeof use);
        count++;
    }
    return count;
}

static void put_class(writer *w, size_t i, class_runs *r, buffer *classes) {
    builder *b = w->b;
    uint32_t count;
    pm_str name = b->classes.items[i];
    bool unnamed = (i < KIND_CLASSES && kind_class_name((unsigned)i) == NULL) ||
                   name.data[0] == '[' || name.data[0] == '|';
    image_class c = {.is_list = b->info[i].is_list,
                     .takes_term = b->info[i].takes_term,
                     .kind = b->info[i].kind,
                     .index = (uint32_t)(r->index.len / sizeof(uint32_t)),
                     .uses = (uint32_t)(r->uses.len / sizeof(image_use))};
    c.name = builder_text(b, unnamed ? (pm_str){NULL, 0} : name);
    c.unions = put_run(&b->unions, &r->next_union, (uint32_t)i, &r->unions, &count);
    c.union_count = (uint16_t)count;
    c.index_count = put_index(b, (uint32_t)i, r);
    c.use_count = put_uses(b, (uint32_t)i, r);
    buffer_put(classes, (const char *)&c, sizeof c);
}

static void put_classes(writer *w) {
    builder *b = w->b;
    buffer classes;
    class_runs runs = {.layout =
                           index_layout_of(b->searched, b->patterns.len / sizeof(image_pattern))};
    buffer *all[] = {&classes, &runs.unions, &runs.index, &runs.uses};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        buffer_init(all[i], w->out.allocator);
    }
    sort_pairs(&b->unions);
    sort_pairs(&b->uses);
    for (int k = 0; k < INDEX_RUNS; k++) {
        sort_pairs(&b->index[k]);
    }
    for (size_t i = 0; i < b->classes.count; i++) {
        put_class(w, i, &runs, &classes);
    }
    put_section(w, IMAGE_CLASSES, buffer_view(&classes), sizeof(image_class));
    put_section(w, IMAGE_UNIONS, buffer_view(&runs.unions), sizeof(uint16_t));
    put_section(w, IMAGE_INDEX, buffer_view(&runs.index), sizeof(uint32_t));
    put_section(w, IMAGE_USES, buffer_view(&runs.uses), sizeof(image_use));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        b->no_memory |= all[i]->failed;
        buffer_free(all[i]);
    }
}

static void put_kinds(writer *w) {
    buffer kinds;
    image_text none = {0, 0};
    buffer_init(&kinds, w->out.allocator);
    buffer_put(&kinds, (const char *)&none, sizeof none);
    for (size_t i = 0; i < w->b->kinds.count; i++) {
        image_text t = builder_text(w->b, w->b->kinds.items[i]);
        buffer_put(&kinds, (const char *)&t, sizeof t);
    }
    put_section(w, IMAGE_KINDS, buffer_view(&kinds), sizeof(image_text));
    w->b->no_memory |= kinds.failed;
    buffer_free(&kinds);
}

static float confidence_of(const criterion_def *c, basis_class k) {
    basis_class like = k == BASIS_NEAR_UNACTIONABLE      ? BASIS_NEAR
                       : k == BASIS_NOTHING_UNACTIONABLE ? BASIS_NOTHING
                                                         : k;
    return (float)c->confidence[c->confidence[k] < 0.0 ? like : k];
}

static void put_criteria(writer *w) {
    const pack_def *d = w->b->def;
    for (int i = 0; i < PM_CRITERIA; i++) {
        const criterion_def *c = &d->criteria[i];
        image_criterion *out = &w->header.criteria[i];
        *out = (image_criterion){.criterion = (int8_t)c->criterion,
                                 .requires = (int8_t)c->requires,
                                 .implies = (int8_t)c->implies,
                                 .text_requires = (int8_t)c->text_requires,
                                 .otherwise_kind =
                                     builder_kind(w->b, d->kinds[c->criterion].otherwise),
                                 .weighs_words = c->weighs_words,
                                 .weighed_for = w->b->weighed_for[i],
                                 .weighed_against = w->b->weighed_against[i],
                                 .title = builder_text(w->b, c->says.title),
                                 .means = builder_text(w->b, c->says.means),
                                 .met = builder_text(w->b, c->says.met),
                                 .unmet = builder_text(w->b, c->says.unmet),
                                 .hint = builder_text(w->b, c->says.hint),
                                 .start = (float)c->start};
        if (weighs(c)) {
            out->bias = (float)c->trust.bias;
            out->rules = (float)c->trust.rules;
            out->words = (float)c->trust.words;
            out->sure = (float)c->sure;
        }
        for (int k = 0; k < BASIS_CLASSES; k++) {
            out->confidence[k] = confidence_of(c, (basis_class)k);
        }
    }
}

static void put_all(writer *w) {
    builder *b = w->b;
    buffer lists;
    static const uint16_t unused = 0; /* place 0 stands for no classes */
    buffer_init(&lists, w->out.allocator);
    buffer_put(&lists, (const char *)&unused, sizeof unused);
    char *room = buffer_room(&w->out, sizeof w->header);
    if (room != NULL) {
        memset(room, 0, sizeof w->header);
        w->out.len += sizeof w->header;
    }
    put_criteria(w);
    w->header.name = builder_text(b, b->def->name);
    w->header.pack_version = builder_text(b, b->def->version);
    w->header.codebook = builder_text(b, b->def->codebook);
    put_word_slots(w, IMAGE_WORD_SLOTS, &b->words);
    put_words(w, IMAGE_WORDS, &b->words, &b->word_classes, b->word_flags, &lists);
    put_word_slots(w, IMAGE_STEM_SLOTS, &b->stems);
    put_words(w, IMAGE_STEMS, &b->stems, &b->stem_classes, NULL, &lists);
    put_word_slots(w, IMAGE_SPELLING_SLOTS, &b->spellings);
    put_words(w, IMAGE_SPELLINGS, &b->spellings, &b->spelling_terms, NULL, &lists);
    put_nodes(w, &lists);
    put_edges(w);
    put_classes(w); /* which tells tests what they want: before they are written */
    put_kinds(w);
    put_section(w, IMAGE_CLASS_LISTS, buffer_view(&lists), sizeof(uint16_t));
    put_section(w, IMAGE_WORDNET, buffer_view(&b->wordnet), sizeof(image_wordnet));
    put_section(w, IMAGE_TESTS, buffer_view(&b->tests), sizeof(image_test));
    put_section(w, IMAGE_TESTED, buffer_view(&b->tested), sizeof(image_tested));
    put_section(w, IMAGE_CODE, buffer_view(&b->code), sizeof(image_op));
    put_section(w, IMAGE_PATTERNS, buffer_view(&b->patterns), sizeof(image_pattern));
    put_section(w, IMAGE_RULES, buffer_view(&b->rules), sizeof(image_rule));
    put_section(w, IMAGE_REGEXES, buffer_view(&b->regexes), sizeof(image_regex));
    put_section(w, IMAGE_EXAMPLES, buffer_view(&b->examples), sizeof(image_example));
    put_section(w, IMAGE_CLASS_WEIGHTS, buffer_view(&b->class_weights), sizeof(image_weight));
    put_section(w, IMAGE_WORD_WEIGHTS, buffer_view(&b->word_weights), sizeof(image_weight));
    put_section(w, IMAGE_RULE_WEIGHTS, buffer_view(&b->rule_weights), sizeof(image_rule_weights));
    put_section(w, IMAGE_WITHIN, buffer_view(&b->within), sizeof(image_within));
    put_section(w, IMAGE_WITHIN_WEIGHTS, buffer_view(&b->within_weights), sizeof(image_weights));
    put_section(w, IMAGE_FINDINGS, buffer_view(&b->findings), sizeof(image_finding));
    put_section(w, IMAGE_TERMS, buffer_view(&b->terms), sizeof(image_term));
    put_section(w, IMAGE_TITLES, buffer_view(&b->titles), sizeof(image_text));
    put_section(w, IMAGE_READINGS, buffer_view(&b->readings), sizeof(image_reading));
    put_section(w, IMAGE_RATIO, buffer_view(&b->ratio), sizeof(image_ratio));
    put_section(w, IMAGE_STRINGS, buffer_view(&b->strings), 1);
    b->no_memory |= lists.failed;
    buffer_free(&lists);
}

static bool any_failed(builder *b) {
    for (size_t i = 0; sections_of(b, i) != NULL; i++) {
        if (sections_of(b, i)->failed) {
            return true;
        }
    }
    return b->no_memory;
}

static pm_status serialise(builder *b, pm_str wordnet, const pm_allocator *a, image_header **out,
                           size_t *size) {
    writer w = {.b = b};
    buffer_init(&w.out, a);
    put_all(&w);
    if (w.out.failed || any_failed(b) || w.out.len > UINT32_MAX) {
        buffer_free(&w.out);
        return PM_ERR_MEMORY;
    }
    memcpy(w.header.magic, "planmark", 8);
    w.header.version = IMAGE_VERSION;
    w.header.size = (uint32_t)w.out.len;
    w.header.unsure_below = (float)b->def->unsure_below;
    w.header.function_class = b->function_class;
    w.header.names_class = b->names_class;
    w.header.searched = b->searched;
    for (int c = 0; c < PM_COLUMNS; c++) {
        w.header.column_criterion[c] = (int8_t)b->def->column_criterion[c];
    }
    /* the header's own settings are part of what a pack is */
    uint64_t hash =
        hash_bytes(w.out.data + sizeof w.header, w.out.len - sizeof w.header, HASH_SEED);
    hash = hash_bytes((const char *)w.header.criteria, sizeof w.header.criteria, hash);
    hash = hash_bytes((const char *)&w.header.unsure_below, sizeof w.header.unsure_below, hash);
    hash =
        hash_bytes((const char *)w.header.column_criterion, sizeof w.header.column_criterion, hash);
    w.header.hash = hash_bytes(wordnet.data, wordnet.len, hash);
    memcpy(w.out.data, &w.header, sizeof w.header);
    *out = (image_header *)(void *)w.out.data;
    *size = w.out.len;
    return PM_OK;
}

static pm_status check_limits(builder *b) {
    size_t patterns = b->patterns.len / sizeof(image_pattern);
    if (b->classes.count > UINT16_MAX || patterns > UINT16_MAX ||
        b->tests.len / sizeof(image_test) > UINT16_MAX ||
        b->rules.len / sizeof(image_rule) >= UINT16_MAX || b->kinds.count > MOST_KINDS ||
        b->counted.count >= UINT16_MAX || b->wordnet.len / sizeof(image_wordnet) > MOST_WORDNET) {
        report_plain(b->report, PM_ERROR, b->def->name, 0, 0,
                     "the pack is too large: at most 65535 rules, patterns, bracket tests, "
                     "different words in patterns and terms that reports count, "
                     "64 kinds, and 64 WordNet classes");
        return PM_ERR_PACK;
    }
    return PM_OK;
}

pm_status pack_compile(pack_def *def, pm_str wordnet, const pm_allocator *allocator,
                       image_header **out, size_t *size) {
    builder b;
    size_t before = def->report->errors;
    bool begun = builder_begin(&b, def);
    if (begun) {
        classes_hear(&b);
        classes_begin(&b);
        classes_kinds(&b);
        classes_function(&b);
        for (size_t i = 0; i < def->rule_count && !b.no_memory; i++) {
            compile_rule(&b, &def->rules[i], (uint32_t)i);
        }
        compile_findings(&b);
        compile_counts(&b);
        classes_listed(&b);
        compile_weights(&b);
        warn_unused(&b);
    }
    pm_status status = !begun || any_failed(&b) ? PM_ERR_MEMORY : check_limits(&b);
    status = status == PM_OK && def->report->errors != before ? PM_ERR_PACK : status;
    if (status == PM_OK) {
        arrange_patterns(&b);
    }
    status = status == PM_OK ? serialise(&b, wordnet, allocator, out, size) : status;
    builder_free(&b);
    return status;
}
