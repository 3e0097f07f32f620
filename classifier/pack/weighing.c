/* SPDX-License-Identifier: MIT
 * Weights of words into the image, and the rules that stand for words which outweigh the others.
 * Keeps true: the weights of an item stand together, in the order of their slots. */
#include <stdlib.h>
#include <string.h>

#include "pack/builder.h"

static void add_weight(builder *b, const criterion_def *c, const weight_def *w, size_t *unknown) {
    double units = w->weight * WEIGHT_UNITS + (w->weight < 0.0 ? -0.5 : 0.5);
    image_weight out = {.weight = (int16_t)units,
                        .slot = (uint16_t)weight_slot((int)c->criterion, w->in_measure)};
    out.item = w->is_class ? intern_find(&b->classes, w->name) : builder_word(b, w->name);
    if (out.item == INTERN_NONE) {
        ++*unknown; /* lists come and go between two fittings */
    } else if (out.weight != 0) {
        buffer_put(w->is_class ? &b->class_weights : &b->word_weights, (const char *)&out,
                   sizeof out);
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
                       .columns = 1u << PM_TEXT | 1u << PM_MEASURE,
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
    return c->weighs_words && c->weight_count != 0 && c->weighing.src != NULL &&
           c->weighing.words != 0.0;
}

/* Weights of a criterion whose words are not weighed are read but not kept. */
void compile_weights(builder *b) {
    size_t unknown = 0;
    const source *src = NULL;
    for (int i = 0; i < PM_CRITERIA; i++) {
        const criterion_def *c = &b->def->criteria[i];
        b->weighed_for[i] = b->weighed_against[i] = UINT16_MAX;
        for (size_t k = 0; c->weighs_words && k < c->weight_count; k++) {
            src = c->weights[k].src;
            add_weight(b, c, &c->weights[k], &unknown);
        }
        if (c->weighs_words && c->weight_count != 0 && c->weighing.src == NULL) {
            report_plain(b->report, PM_WARNING, c->weights[0].src->name, 0, 0,
                         "the weights of %s are not used before confidence.yaml says how far to "
                         "trust them: planmark evaluate --calibrate",
                         criterion_name(c->criterion));
        }
        if (weighs(c)) {
            b->weighed_for[i] = next_rule(b);
            add_rule(b, c, PM_MET);
            b->weighed_against[i] = next_rule(b);
            add_rule(b, c, PM_UNMET);
        }
    }
    sort_weights(&b->class_weights);
    sort_weights(&b->word_weights);
    if (unknown != 0) {
        report_plain(b->report, PM_WARNING, src->name, 0, 0,
                     "%zu weights are of lists that no rule uses any more; weigh the words again",
                     unknown);
    }
}
