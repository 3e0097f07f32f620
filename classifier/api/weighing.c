/* SPDX-License-Identifier: MIT
 * Weights from coded actions, and how far to trust them. Keeps true: what is counted of an action
 * is what the scorer will add up, so that weights mean in use what they meant when they were
 * fitted; how far sums are trusted comes from actions that had no part in their weights. */
#include <stdlib.h>
#include <string.h>

#include "api/handles.h"
#include "base/intern.h"
#include "format/quote.h"
#include "pack/weights.h"
#include "planmark/audit.h"
#include "stats/logistic.h"

enum {
    FEW_ACTIONS = 3,  /* a word met in fewer tells nothing */
    EXAMPLE_ROWS = 4, /* as how many actions an example counts: what it says is settled */
    FEATURE_HEAD = 1, /* bytes in front of the name: its part */
    BLOCKS = 10       /* of rows, of which each is summed up with weights made of the others */
};
/* Variance of weights before anything is seen. With 0.1 and some thousand actions, a word must have
 * been met a dozen times before it moves a verdict. */
static const double spread = 0.1;

/* Of an action, besides what is counted of it. */
typedef struct row_facts {
    uint32_t plan;            /* its number, in the order in which they came */
    float rules[PM_CRITERIA]; /* log-odds of a yes by the rules alone */
    bool open[PM_CRITERIA];   /* weights may turn it */
} row_facts;

/* What a regression weighs against each other in the end. */
enum { BY_RULES, BY_WEIGHT, SIDES };

struct pm_weighing {
    const pm_allocator *allocator;
    const pm_pack *pack;
    scorer scorer;
    arena memory, scratch; /* scratch: of one action by the rules alone */
    intern_table features; /* part and name */
    intern_table names;    /* words that stood as a name somewhere */
    intern_table plans;    /* keys of plans */
    buffer key;
    logistic_value *values;
    size_t count, cap;
    unsigned char *gold[PM_CRITERIA]; /* of each action */
    size_t rows, examples, gold_cap[PM_CRITERIA];
    row_facts *facts; /* of each action */
    size_t facts_cap;
    bool written;
};

pm_status pm_weighing_new(const pm_options *options, const pm_pack *pack, pm_weighing **out) {
    if (out == NULL || pack == NULL) {
        return PM_ERR_ARGUMENT;
    }
    const pm_allocator *a = options_full(options).allocator;
    pm_weighing *w = mem_zalloc(a, sizeof *w);
    *out = NULL;
    if (w == NULL) {
        return PM_ERR_MEMORY;
    }
    w->allocator = a;
    w->pack = pack;
    arena_init(&w->memory, a);
    arena_init(&w->scratch, a);
    intern_init(&w->features, &w->memory);
    intern_init(&w->names, &w->memory);
    intern_init(&w->plans, &w->memory);
    buffer_init(&w->key, a);
    pm_status status = scorer_init(&w->scorer, pack->image, pack->wordnet, a);
    if (status != PM_OK) {
        pm_weighing_free(w);
        return status;
    }
    *out = w;
    return PM_OK;
}

void pm_weighing_free(pm_weighing *w) {
    if (w != NULL) {
        const pm_allocator *a = w->allocator;
        scorer_free(&w->scorer);
        intern_free(&w->features);
        intern_free(&w->names);
        intern_free(&w->plans);
        buffer_free(&w->key);
        mem_free(a, w->values);
        mem_free(a, w->facts);
        for (int c = 0; c < PM_CRITERIA; c++) {
            mem_free(a, w->gold[c]);
        }
        arena_free(&w->memory);
        arena_free(&w->scratch);
        mem_free(a, w);
    }
}

/* ---- an action ---- */

/* In the order in which weights are written: column, then words, then classes; evidence by how it
 * stands; words inside evidence by within_kind. */
enum {
    IN_ACTION_WORD,
    IN_ACTION_CLASS,
    IN_MEASURE_WORD,
    IN_MEASURE_CLASS,
    OF_EVIDENCE,
    WITHIN_EVIDENCE = OF_EVIDENCE + STANDINGS,
    PARTS = WITHIN_EVIDENCE + WITHIN_KINDS
};
_Static_assert('0' + PARTS <= 127, "a part is one character");

static bool add_feature(pm_weighing *w, int part, pm_str name) {
    buffer_clear(&w->key);
    buffer_char(&w->key, (char)('0' + part));
    buffer_str(&w->key, name);
    uint32_t feature = w->key.failed ? INTERN_NONE : intern_add(&w->features, buffer_view(&w->key));
    if (feature == INTERN_NONE || w->rows >= UINT32_MAX ||
        !mem_grow(w->allocator, (void **)&w->values, &w->cap, w->count + 1, sizeof *w->values)) {
        return false;
    }
    w->values[w->count++] = (logistic_value){feature, (uint32_t)w->rows, 1.0};
    return true;
}

/* Lists, WordNet classes and token classes, which a reader can name; not what nearly all are. */
static bool is_weighed_class(const pm_weighing *w, uint32_t cls) {
    const image_class *c = IMAGE_ARRAY(w->pack->image, image_class, IMAGE_CLASSES) + cls;
    pm_str name = image_string(w->pack->image, c->name);
    return name.len != 0 && (name.data[0] == '{' || name.data[0] == '<') && cls != KIND_ANY &&
           cls != KIND_WORD && cls != KIND_LISTED;
}

static bool add_classes(pm_weighing *w, const unit *u, int part) {
    const image_class *classes = IMAGE_ARRAY(w->pack->image, image_class, IMAGE_CLASSES);
    bool good = true;
    for (size_t i = 0; i < w->scorer.lexis.class_words && good; i++) {
        for (uint64_t rest = type_bits(u->is.type, i); rest != 0 && good; rest &= rest - 1) {
            uint32_t cls = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(rest);
            good = !is_weighed_class(w, cls) ||
                   add_feature(w, part, image_string(w->pack->image, classes[cls].name));
        }
    }
    return good;
}

/* Words of the language, and marks; not numbers and dates. */
static bool is_weighed_word(const unit *u) {
    pm_str form = word_form(u->word);
    bool mark = form.len == 1 && !ascii_alpha(form.data[0]) && !ascii_digit(form.data[0]);
    return mark || (unit_has(u, KIND_WORD) && !unit_has(u, KIND_MIXED));
}

static bool add_cell(pm_weighing *w, const cell *c, int words, int classes) {
    bool good = true;
    for (size_t i = 0; i < c->text.count && good; i++) {
        const unit *u = &c->units[i];
        pm_str form = word_form(u->word);
        if (u->is.type->is_name) {
            good = intern_add(&w->names, form) != INTERN_NONE;
        } else {
            good =
                (!is_weighed_word(u) || add_feature(w, words, form)) && add_classes(w, u, classes);
        }
    }
    return good;
}

static bool weighs_words(const pm_weighing *w, unsigned criterion) {
    return image_criterion_of(w->pack->image, (pm_criterion)criterion)->weighs_words;
}

/* Words inside evidence on criteria that are weighed. */
static bool add_within(pm_weighing *w, const found *x) {
    token_run run = weigh_run(w->scorer.cells, x);
    int part = WITHIN_EVIDENCE + (int)within_kind(x->criterion, x->says);
    bool good = true;
    for (size_t i = run.from; weighs_words(w, x->criterion) && i < run.to && good; i++) {
        const unit *u = &w->scorer.cells[x->column].units[i];
        good =
            u->is.type->is_name || !is_weighed_word(u) || add_feature(w, part, word_form(u->word));
    }
    return good;
}

static bool add_evidence(pm_weighing *w, const judge *alone) {
    const image_rule *rules = IMAGE_ARRAY(w->pack->image, image_rule, IMAGE_RULES);
    bool good = true;
    for (size_t i = 0; i < alone->count && good; i++) {
        const found *x = &alone->items[i];
        pm_str id = image_string(w->pack->image, rules[x->rule].id);
        good = add_feature(w, OF_EVIDENCE + x->stands, id) && add_within(w, x);
    }
    return good;
}

static bool add_all(pm_weighing *w, const judge *alone) {
    const cell *cells = w->scorer.cells;
    return add_cell(w, &cells[PM_TEXT], IN_ACTION_WORD, IN_ACTION_CLASS) &&
           add_cell(w, &cells[PM_MEASURE], IN_MEASURE_WORD, IN_MEASURE_CLASS) &&
           add_evidence(w, alone);
}

static bool note_facts(pm_weighing *w, const judge *alone, uint32_t plan) {
    if (!mem_grow(w->allocator, (void **)&w->facts, &w->facts_cap, w->rows + 1, sizeof *w->facts)) {
        return false;
    }
    row_facts *f = &w->facts[w->rows];
    f->plan = plan;
    for (int c = 0; c < PM_CRITERIA; c++) {
        f->open[c] = verdict_by_rules(alone, image_criterion_of(w->pack->image, (pm_criterion)c),
                                      &f->rules[c]);
    }
    return true;
}

/* `codes`: 0, 1 or LOGISTIC_UNKNOWN for each criterion. `plan`: its number. */
static pm_status add_row(pm_weighing *w, const pm_action *action, uint32_t plan,
                         const unsigned char codes[PM_CRITERIA]) {
    judge alone;
    pm_status status = scorer_mark(&w->scorer, action);
    size_t before = w->count;
    arena_reset(&w->scratch);
    if (status == PM_OK) {
        status = scorer_by_rules(&w->scorer, &w->scratch, &alone);
    }
    for (int c = 0; c < PM_CRITERIA && status == PM_OK; c++) {
        if (!mem_grow(w->allocator, (void **)&w->gold[c], &w->gold_cap[c], w->rows + 1, 1)) {
            status = PM_ERR_MEMORY;
        } else {
            w->gold[c][w->rows] = codes[c];
        }
    }
    if (status == PM_OK && !(note_facts(w, &alone, plan) && add_all(w, &alone))) {
        status = PM_ERR_MEMORY;
    }
    w->rows += status == PM_OK;
    w->count = status == PM_OK ? w->count : before;
    return status;
}

/* An action of no plan that is known is one by itself. INTERN_NONE: no memory. */
static uint32_t plan_number(pm_weighing *w, pm_str authority, pm_str plan) {
    buffer_clear(&w->key);
    if (plan.len != 0) {
        buffer_unsigned(&w->key, authority.len);
        buffer_char(&w->key, ' ');
        buffer_str(&w->key, authority);
        buffer_str(&w->key, plan);
    } else {
        buffer_char(&w->key, 'r');
        buffer_unsigned(&w->key, w->rows);
    }
    return w->key.failed ? INTERN_NONE : intern_add(&w->plans, buffer_view(&w->key));
}

pm_status pm_weighing_add(pm_weighing *w, const pm_action *action, pm_str authority, pm_str plan,
                          const int gold[PM_CRITERIA]) {
    if (w == NULL || action == NULL || gold == NULL) {
        return PM_ERR_ARGUMENT;
    }
    unsigned char codes[PM_CRITERIA];
    for (int c = 0; c < PM_CRITERIA; c++) {
        codes[c] = gold[c] != 0;
    }
    uint32_t number = plan_number(w, authority, plan);
    return number != INTERN_NONE ? add_row(w, action, number, codes) : PM_ERR_MEMORY;
}

/* What meets a criterion meets the one it requires; one that it implies needs no weights to be met.
 */
static void code_example(const pm_weighing *w, pm_criterion criterion, bool met,
                         unsigned char codes[PM_CRITERIA]) {
    const image_criterion *k = image_criterion_of(w->pack->image, criterion);
    memset(codes, LOGISTIC_UNKNOWN, PM_CRITERIA);
    codes[criterion] = met;
    if (met && k->requires >= 0) {
        codes[k->requires] = 1;
    }
}

static pm_status add_example(pm_weighing *w, const image_example *e, unsigned criterion) {
    const image_header *image = w->pack->image;
    unsigned char codes[PM_CRITERIA];
    pm_action action = {.cell = {{NULL, 0}}};
    pm_status status = PM_OK;
    code_example(w, (pm_criterion)criterion, e->side == PM_MET, codes);
    for (int c = 0; c < PM_COLUMNS; c++) {
        action.cell[c] = image_string(image, e->cell[c]);
    }
    for (int n = 0; n < EXAMPLE_ROWS && status == PM_OK; n++) {
        status = add_row(w, &action, INTERN_NONE, codes);
    }
    return status;
}

/* The examples of the pack's rules are coded actions too, each by the criterion of its rule. */
static pm_status add_examples(pm_weighing *w) {
    const image_header *image = w->pack->image;
    const image_rule *rules = IMAGE_ARRAY(image, image_rule, IMAGE_RULES);
    const image_example *examples = IMAGE_ARRAY(image, image_example, IMAGE_EXAMPLES);
    pm_status status = PM_OK;
    for (size_t r = 0; r < image->section_count[IMAGE_RULES]; r++) {
        for (size_t i = 0; i < rules[r].example_count && status == PM_OK; i++) {
            const image_example *e = &examples[rules[r].example + i];
            if (e->side == PM_MET || e->side == PM_UNMET) {
                status = add_example(w, e, rules[r].criterion);
                w->examples++;
            }
        }
    }
    return status;
}

/* ---- all of them ---- */

static int compare_values(const void *x, const void *y) {
    const logistic_value *a = x, *b = y;
    if (a->feature != b->feature) {
        return a->feature < b->feature ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Was the word a name in any action? Elsewhere it may have begun a sentence. */
static bool was_name(const pm_weighing *w, uint32_t feature) {
    pm_str key = w->features.items[feature];
    int part = key.data[0] - '0';
    bool is_word = part == IN_ACTION_WORD || part == IN_MEASURE_WORD || part >= WITHIN_EVIDENCE;
    return is_word && intern_find(&w->names, str_slice(key, FEATURE_HEAD, key.len)) != INTERN_NONE;
}

/* Sorts the values, adds up those of one word in one action, and drops words of few actions. */
static void settle_values(pm_weighing *w) {
    size_t kept = 0;
    if (w->count != 0) {
        qsort(w->values, w->count, sizeof *w->values, compare_values);
    }
    for (size_t i = 0; i < w->count;) {
        size_t first = kept;
        uint32_t feature = w->values[i].feature;
        for (; i < w->count && w->values[i].feature == feature; i++) {
            bool same = kept > first && w->values[kept - 1].row == w->values[i].row;
            if (same) {
                w->values[kept - 1].value += w->values[i].value;
            } else {
                w->values[kept++] = w->values[i];
            }
        }
        kept = kept - first >= FEW_ACTIONS && !was_name(w, feature) ? kept : first;
    }
    w->count = kept;
}

enum { DEPTH = 3, INDENT = 4 }; /* of the headings over weights; blanks before the first */

static void put_indent(size_t depth, buffer *out) {
    for (size_t i = 0; i < INDENT + 2 * depth; i++) {
        buffer_char(out, ' ');
    }
}

static void put_entry(size_t depth, pm_str name, double weight, buffer *out) {
    put_indent(depth, out);
    char *to = buffer_room(out, quote_room(name));
    if (to != NULL) {
        out->len += (size_t)(quote_put(to, name) - to);
    }
    buffer_text(out, ": ");
    buffer_thousandths(out, weight);
    buffer_char(out, '\n');
}

/* A feature by its key, so that they are written in the order of their keys. */
typedef struct feature_name {
    pm_str key;
    uint32_t number;
} feature_name;

static int compare_names(const void *x, const void *y) {
    const feature_name *a = x, *b = y;
    return str_compare(a->key, b->key);
}

/* The headings over a part; returns how many. */
static size_t path_of(int part, const char *path[DEPTH]) {
    if (part < OF_EVIDENCE) {
        path[0] = part < IN_MEASURE_WORD ? "action" : "measure";
        path[1] = part % 2 == IN_ACTION_WORD ? "words" : "classes";
        return 2;
    }
    if (part < WITHIN_EVIDENCE) {
        path[0] = "evidence";
        path[1] = weights_standings[part - OF_EVIDENCE];
        return 2;
    }
    path[0] = "within";
    path[1] = pm_criterion_name((pm_criterion)((part - WITHIN_EVIDENCE) / (PM_NEAR + 1)));
    path[2] = weights_says[(part - WITHIN_EVIDENCE) % (PM_NEAR + 1)];
    return 3;
}

/* Writes those of its headings that do not stand there yet; returns how many it has. `now`: the
 * part before, or -1. */
static size_t begin_part(int part, int now, buffer *out) {
    const char *path[DEPTH], *before[DEPTH];
    size_t depth = path_of(part, path), had = now >= 0 ? path_of(now, before) : 0, same = 0;
    while (same < depth && same < had && strcmp(path[same], before[same]) == 0) {
        same++;
    }
    for (size_t i = same; i < depth; i++) {
        put_indent(i, out);
        buffer_text(out, path[i]);
        buffer_text(out, ":\n");
    }
    return depth;
}

static void put_weights(const feature_name *names, size_t count, const double *weights,
                        buffer *out) {
    int now = -1;
    for (size_t i = 0; i < count; i++) {
        double weight = weights[names[i].number];
        int part = names[i].key.data[0] - '0';
        if (weight * WEIGHT_UNITS < 0.5 && weight * WEIGHT_UNITS > -0.5) {
            continue;
        }
        size_t depth = begin_part(part, now, out);
        put_entry(depth, str_slice(names[i].key, FEATURE_HEAD, names[i].key.len), weight, out);
        now = part;
    }
}

/* What fitting needs, of all features and rows. */
typedef struct workspace {
    feature_name *names;
    logistic_model all, apart; /* of all rows; without a block of them */
    uint32_t *block;           /* of each row */
    double *sums;              /* of each row by the others */
    unsigned char *yes;
    logistic_value *sides;
    size_t coded; /* actions; behind them stand examples */
} workspace;

static bool begin_model(const pm_weighing *w, logistic_model *m) {
    m->weights = mem_alloc(w->allocator, (w->features.count + 1) * sizeof *m->weights);
    m->odds = mem_alloc(w->allocator, (w->rows + 1) * sizeof *m->odds);
    return m->weights != NULL && m->odds != NULL;
}

/* Plans one after the other, since what stands together is often of one hand, and no plan in two
 * blocks. `first` has a place for each plan and one more. */
static void set_blocks(const pm_weighing *w, workspace *k, size_t *first) {
    memset(first, 0, (w->plans.count + 1) * sizeof *first);
    for (size_t i = 0; i < k->coded; i++) {
        first[w->facts[i].plan + 1]++;
    }
    for (size_t p = 0; p < w->plans.count; p++) {
        first[p + 1] += first[p];
    }
    for (size_t i = 0; i < w->rows; i++) {
        k->block[i] =
            i < k->coded ? (uint32_t)(first[w->facts[i].plan] * BLOCKS / k->coded) : BLOCKS;
    }
}

static bool make_blocks(const pm_weighing *w, workspace *k) {
    size_t *first = mem_alloc(w->allocator, (w->plans.count + 1) * sizeof *first);
    if (first != NULL) {
        set_blocks(w, k, first);
    }
    mem_free(w->allocator, first);
    return first != NULL;
}

static bool begin_work(const pm_weighing *w, size_t coded, workspace *k) {
    size_t features = w->features.count, rows = w->rows + 1;
    *k = (workspace){.coded = coded};
    k->names = mem_alloc(w->allocator, (features + 1) * sizeof *k->names);
    k->block = mem_alloc(w->allocator, rows * sizeof *k->block);
    k->sums = mem_alloc(w->allocator, rows * sizeof *k->sums);
    k->yes = mem_alloc(w->allocator, rows);
    k->sides = mem_alloc(w->allocator, SIDES * rows * sizeof *k->sides);
    bool models = begin_model(w, &k->all) && begin_model(w, &k->apart);
    if (!models || k->names == NULL || k->block == NULL || k->sums == NULL || k->yes == NULL ||
        k->sides == NULL || !make_blocks(w, k)) {
        return false;
    }
    for (size_t i = 0; i < features; i++) {
        k->names[i] = (feature_name){w->features.items[i], (uint32_t)i};
    }
    if (features != 0) {
        qsort(k->names, features, sizeof *k->names, compare_names);
    }
    return true;
}

static void end_work(const pm_weighing *w, workspace *k) {
    void *const all[] = {k->names,    k->block,       k->sums,       k->yes,          k->sides,
                         k->all.odds, k->all.weights, k->apart.odds, k->apart.weights};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        mem_free(w->allocator, all[i]);
    }
}

static void put_trust(double bias, const double factor[SIDES], buffer *out) {
    buffer_text(out, "    trust: {bias: ");
    buffer_thousandths(out, bias);
    buffer_text(out, ", rules: ");
    buffer_thousandths(out, factor[BY_RULES]);
    buffer_text(out, ", words: ");
    buffer_thousandths(out, factor[BY_WEIGHT]);
    buffer_text(out, "}\n");
}

/* How far rules and sums are to be trusted: a regression of what came on both. */
static void fit_trust(const pm_weighing *w, workspace *k, int criterion, buffer *out) {
    static const double wide = 10.0;
    size_t rows = 0, at = 0;
    double bias, factor[SIDES];
    for (size_t i = 0; i < k->coded; i++) {
        rows += w->facts[i].open[criterion];
    }
    for (size_t i = 0; i < k->coded; i++) {
        const row_facts *f = &w->facts[i];
        if (f->open[criterion]) {
            k->sides[at] = (logistic_value){BY_RULES, (uint32_t)at, (double)f->rules[criterion]};
            k->sides[rows + at] = (logistic_value){BY_WEIGHT, (uint32_t)at, k->sums[i]};
            k->yes[at++] = w->gold[criterion][i];
        }
    }
    logistic_data data = {.values = k->sides,
                          .count = SIDES * rows,
                          .yes = k->yes,
                          .rows = rows,
                          .features = SIDES,
                          .rising = true,
                          .spread = wide};
    logistic_fit(&data, &bias, factor, k->apart.odds);
    put_trust(bias, factor, out);
}

static void put_criterion(const pm_weighing *w, workspace *k, int criterion, buffer *out) {
    logistic_data data = {.values = w->values,
                          .count = w->count,
                          .yes = w->gold[criterion],
                          .rows = w->rows,
                          .features = w->features.count,
                          .spread = spread};
    logistic_fit(&data, &k->all.start, k->all.weights, k->all.odds);
    logistic_apart(&data, k->block, BLOCKS, &k->all, &k->apart, k->yes, k->sums);
    buffer_format(out, "  %s:\n    start: ", pm_criterion_name((pm_criterion)criterion));
    buffer_thousandths(out, k->all.start);
    buffer_char(out, '\n');
    fit_trust(w, k, criterion, out);
    put_weights(k->names, w->features.count, k->all.weights, out);
}

static bool weighs_any(const pm_weighing *w) {
    for (int i = 0; i < PM_CRITERIA; i++) {
        if (w->pack->image->criteria[i].weighs_words) {
            return true;
        }
    }
    return false;
}

static bool put_all(const pm_weighing *w, size_t coded, buffer *out) {
    workspace k;
    bool good = begin_work(w, coded, &k);
    buffer_format(
        out,
        "# Written by planmark evaluate --weigh, from %zu coded actions and the %zu examples "
        "of the rules:\n# how much words, classes of words, evidence and words inside it speak for "
        "a "
        "criterion (log-odds): rules/README.md, \"Words that are weighed\".\nweights:%s\n",
        coded, w->examples, weighs_any(w) ? "" : " {}");
    for (int i = 0; good && i < PM_CRITERIA; i++) {
        const image_criterion *c = &w->pack->image->criteria[i];
        if (c->weighs_words) {
            put_criterion(w, &k, c->criterion, out);
        }
    }
    end_work(w, &k);
    return good;
}

pm_status pm_weighing_write(pm_weighing *w, pm_sink_fn sink, void *ctx) {
    buffer out;
    if (w == NULL || sink == NULL || w->written) {
        return PM_ERR_ARGUMENT;
    }
    w->written = true;
    buffer_init(&out, w->allocator);
    size_t coded = w->rows;
    pm_status status = add_examples(w);
    settle_values(w);
    bool good = status == PM_OK && put_all(w, coded, &out);
    status = out.failed || !good                 ? PM_ERR_MEMORY
             : sink(ctx, out.data, out.len) == 0 ? PM_OK
                                                 : PM_ERR_IO;
    buffer_free(&out);
    return status;
}
