/* SPDX-License-Identifier: MIT
 * Weights into the image, and the rules that stand for words which outweigh the others.
 * Keeps true: the weights of an item stand together, in the order of their slots. */
#include <stdlib.h>
#include <string.h>

#include "pack/builder.h"

/* What weights are put together from. */
typedef struct collected {
    builder *b;
    intern_table rules;   /* ids, by their numbers */
    buffer evidence;      /* image_rule_weights of each rule; empty: none weighs */
    buffer within;        /* image_weight: its slot is a within_slot */
    const source *unsure; /* of a weight of what is no more */
    size_t unknown;       /* how many of those */
} collected;

static uint16_t within_slot(unsigned kind, unsigned criterion) {
    return (uint16_t)(kind * PM_CRITERIA + criterion);
}

static void begin(collected *k, builder *b) {
    *k = (collected){.b = b};
    intern_init(&k->rules, b->memory);
    buffer_init(&k->evidence, b->memory->allocator);
    buffer_init(&k->within, b->memory->allocator);
    for (size_t i = 0; i < b->def->rule_count + b->def->disabled_count; i++) {
        b->no_memory |= intern_add(&k->rules, b->def->rules[i].id) == INTERN_NONE;
    }
}

static void end(collected *k) {
    k->b->no_memory |= k->evidence.failed || k->within.failed;
    intern_free(&k->rules);
    buffer_free(&k->evidence);
    buffer_free(&k->within);
}

static void set_rule_weight(collected *k, uint32_t rule, unsigned stands, unsigned criterion,
                            int16_t weight) {
    size_t size = k->b->def->rule_count * sizeof(image_rule_weights);
    if (k->evidence.len == 0) {
        char *room = buffer_room(&k->evidence, size);
        if (room == NULL) {
            return;
        }
        memset(room, 0, size);
        k->evidence.len = size;
    }
    ((image_rule_weights *)(void *)k->evidence.data)[rule].by[stands].on[criterion] = weight;
}

static uint32_t item_of(const collected *k, const weight_def *w) {
    switch (w->thing) {
    case WEIGHED_CLASS: return intern_find(&k->b->classes, w->name);
    case WEIGHED_RULE: return intern_find(&k->rules, w->name);
    default: return builder_word(k->b, w->name);
    }
}

static void add_weight(collected *k, const criterion_def *c, const weight_def *w) {
    builder *b = k->b;
    double units = w->weight * WEIGHT_UNITS + (w->weight < 0.0 ? -0.5 : 0.5);
    image_weight out = {.item = item_of(k, w), .weight = (int16_t)units};
    if (out.item == INTERN_NONE) {
        k->unknown++; /* lists and rules come and go between two fittings */
        k->unsure = w->src;
    } else if (out.weight == 0 || (w->thing == WEIGHED_RULE && out.item >= b->def->rule_count)) {
        return; /* also of a rule that is switched off */
    } else if (w->thing == WEIGHED_RULE) {
        set_rule_weight(k, out.item, w->where, c->criterion, out.weight);
    } else if (w->thing == WEIGHED_WITHIN) {
        out.slot = within_slot(w->where, c->criterion);
        buffer_put(&k->within, (const char *)&out, sizeof out);
    } else {
        out.slot = (uint16_t)weight_slot((int)c->criterion, w->where != 0);
        buffer_put(w->thing == WEIGHED_CLASS ? &b->class_weights : &b->word_weights,
                   (const char *)&out, sizeof out);
    }
}

static int compare_weights(const void *x, const void *y) {
    const image_weight *a = x, *b = y;
    if (a->item != b->item) {
        return a->item < b->item ? -1 : 1;
    }
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static void sort_weights(buffer *list) {
    if (!list->failed && list->len != 0) {
        qsort(list->data, list->len / sizeof(image_weight), sizeof(image_weight), compare_weights);
    }
}

/* Writes what stands of one word, and returns where the next one's begins. */
static size_t put_word_within(builder *b, const image_weight *all, size_t at, size_t count) {
    image_within word = {.word = all[at].item,
                         .first = (uint32_t)(b->within_weights.len / sizeof(image_weights))};
    uint64_t place = 0;
    while (at < count && all[at].item == word.word) {
        unsigned kind = all[at].slot / PM_CRITERIA;
        image_weights weights = {{0}};
        for (; at < count && all[at].item == word.word && all[at].slot / PM_CRITERIA == kind;
             at++) {
            weights.on[all[at].slot % PM_CRITERIA] = all[at].weight;
        }
        word.places |= ++place << (kind * WITHIN_BITS);
        buffer_put(&b->within_weights, (const char *)&weights, sizeof weights);
    }
    buffer_put(&b->within, (const char *)&word, sizeof word);
    return at;
}

static void put_evidence(collected *k) {
    builder *b = k->b;
    sort_weights(&k->within);
    const image_weight *all = (const image_weight *)(const void *)k->within.data;
    size_t count = k->within.failed ? 0 : k->within.len / sizeof *all;
    for (size_t at = 0; at < count;) {
        at = put_word_within(b, all, at, count);
    }
    buffer_str(&b->rule_weights, buffer_view(&k->evidence));
}

/* "measurable.words": what such evidence is called, and why it is there. */
static void add_rule(builder *b, const criterion_def *c, pm_says says) {
    static const struct {
        const char *id, *why;
    } told[] = {[PM_MET] = {"words", "by likeness, not by a rule: words of "
                                     "actions that were coded as meeting it"},
                [PM_UNMET] = {"words-against", "by likeness, not by a rule: words of "
                                               "actions that were coded as not meeting it"}};
    buffer id;
    size_t line, column;
    buffer_init(&id, b->memory->allocator);
    buffer_text(&id, criterion_name(c->criterion));
    buffer_char(&id, '.');
    buffer_text(&id, told[says].id);
    const weight_def *from = &c->weights[0];
    source_place(from->src, from->offset, &line, &column);
    image_rule rule = {.id = builder_text(b, buffer_view(&id)),
                       .why = builder_text(b, str_from(told[says].why)),
                       .criterion = (uint8_t)c->criterion,
                       .says = (uint8_t)says,
                       .strength = PM_WEAK,
                       .columns = (1u << PM_COLUMNS) - 1,
                       .cancels = CANCEL_ROW,
                       .finding = FINDING_NONE,
                       .confidence = -1.0f,
                       .file = builder_text(b, from->src->path),
                       .written = builder_text(b, STR("# words that outweigh what the rules found: "
                                                      "their weights stand in weights.yaml")),
                       .line = (uint32_t)line};
    b->no_memory |= id.failed;
    buffer_free(&id);
    buffer_put(&b->rules, (const char *)&rule, sizeof rule);
}

static uint16_t next_rule(const builder *b) {
    return (uint16_t)(b->rules.len / sizeof(image_rule));
}

bool weighs(const criterion_def *c) {
    return c->weighs_words && c->weight_count != 0 && c->trust.words != 0.0;
}

static void tell_unused(builder *b, const criterion_def *c) {
    if (c->weighs_words && c->weight_count != 0 && c->trust.words == 0.0) {
        report_plain(b->report, PM_WARNING, c->weights[0].src->name, 0, 0,
                     "the weights of %s are not used, since no trust is put in them: planmark "
                     "evaluate --weigh says how much",
                     criterion_name(c->criterion));
    }
}

static void tell_unknown(const collected *k) {
    if (k->unknown != 0) {
        report_plain(k->b->report, PM_WARNING, k->unsure->name, 0, 0,
                     "%zu weights are of lists that no rule uses any more, or of rules that are "
                     "gone; weigh the words again",
                     k->unknown);
    }
}

/* Weights of a criterion whose words are not weighed are read but not kept. */
void compile_weights(builder *b) {
    collected all;
    begin(&all, b);
    for (int i = 0; i < PM_CRITERIA; i++) {
        const criterion_def *c = &b->def->criteria[i];
        b->weighed_for[i] = b->weighed_against[i] = UINT16_MAX;
        for (size_t k = 0; c->weighs_words && k < c->weight_count; k++) {
            add_weight(&all, c, &c->weights[k]);
        }
        tell_unused(b, c);
        if (weighs(c)) {
            b->weighed_for[i] = next_rule(b);
            add_rule(b, c, PM_MET);
            b->weighed_against[i] = next_rule(b);
            add_rule(b, c, PM_UNMET);
        }
    }
    sort_weights(&b->class_weights);
    sort_weights(&b->word_weights);
    put_evidence(&all);
    tell_unknown(&all);
    end(&all);
}
