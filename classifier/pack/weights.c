/* SPDX-License-Identifier: MIT
 * Keeps true: each word and class has at most one weight in a column, since a map has a key once.
 */
#include "pack/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void fault(pack_def *d, const source *src, const yaml_tree *t, const char *what) {
    report_at(d->report, PM_ERROR, src, t->offset, "%s", what);
}

static bool is_map(pack_def *d, const source *src, const yaml_tree *t, const char *otherwise) {
    if (t->kind != YAML_MAP) {
        fault(d, src, t, otherwise);
    }
    return t->kind == YAML_MAP;
}

static bool read_number(pack_def *d, const source *src, const yaml_tree *t, double *out) {
    char text[24], *end = text;
    if (t->kind == YAML_SCALAR && t->text.len != 0 && t->text.len < sizeof text) {
        memcpy(text, t->text.data, t->text.len);
        text[t->text.len] = '\0';
        *out = strtod(text, &end);
    }
    if (end == text || *end != '\0' || !(fabs(*out) <= MOST_WEIGHT)) {
        fault(d, src, t, "a number from -30 to 30 is wanted, such as 0.35");
        return false;
    }
    return true;
}

/* ---- weights.yaml ---- */

static size_t weights_in(const yaml_tree *t) {
    size_t count = t->kind == YAML_MAP ? t->count / 2 : 0;
    for (size_t i = 1; t->kind == YAML_MAP && i < t->count; i += 2) {
        count += weights_in(t->items[i]);
    }
    return count;
}

static void read_entries(pack_def *d, const source *src, const yaml_tree *map, weight_def like,
                         criterion_def *out) {
    if (!is_map(d, src, map, "weights are a map: {visit: 0.25, ...}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        weight_def *w = &out->weights[out->weight_count];
        *w = like;
        w->src = src;
        w->offset = map->items[i]->offset;
        w->name = map->items[i]->text;
        out->weight_count += read_number(d, src, map->items[i + 1], &w->weight);
    }
}

static void read_column(pack_def *d, const source *src, const yaml_tree *map, bool in_measure,
                        criterion_def *out) {
    if (!is_map(d, src, map, "a column's weights are {words: {...}, classes: {...}}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        const yaml_tree *key = map->items[i];
        bool words = str_equal(key->text, STR("words")),
             classes = str_equal(key->text, STR("classes"));
        if (words || classes) {
            weight_def like = {.is_class = classes, .in_measure = in_measure};
            read_entries(d, src, map->items[i + 1], like, out);
        } else {
            fault(d, src, key, "a column has weights of words and of classes");
        }
    }
}

bool weights_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map,
                  criterion_def *out) {
    if (!is_map(d, src, map,
                "a criterion's weights are {start: 0.1, action: {...}, measure: {...}}")) {
        return true;
    }
    if (out->weighing.layer < layer) { /* measured for other weights */
        out->weighing.src = NULL;
    }
    out->weight_count = 0;
    out->start = 0.0;
    out->weights = arena_zalloc(d->memory, (weights_in(map) + 1) * sizeof *out->weights);
    if (out->weights == NULL) {
        return false;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        const yaml_tree *key = map->items[i], *value = map->items[i + 1];
        if (str_equal(key->text, STR("start"))) {
            read_number(d, src, value, &out->start);
        } else if (str_equal(key->text, STR("action")) || str_equal(key->text, STR("measure"))) {
            read_column(d, src, value, str_equal(key->text, STR("measure")), out);
        } else {
            fault(d, src, key, "a criterion's weights have the keys start, action and measure");
        }
    }
    return true;
}

/* ---- confidence.yaml ---- */

void weighing_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map,
                   criterion_def *out) {
    weighing_def w = {.src = src, .offset = map->offset, .layer = layer};
    static const char *const names[] = {"bias", "rules", "words"};
    double *const into[] = {&w.bias, &w.rules, &w.words};
    bool good = is_map(d, src, map, "weighed is a map: {bias: 0.1, rules: 0.8, words: 0.6}");
    for (size_t i = 0; good && i + 1 < map->count; i += 2) {
        size_t k = 0;
        while (k < 3 && !str_equal(map->items[i]->text, str_from(names[k]))) {
            k++;
        }
        if (k == 3) {
            fault(d, src, map->items[i], "weighed has the keys bias, rules and words");
            good = false;
        } else {
            good = read_number(d, src, map->items[i + 1], into[k]);
        }
    }
    if (good && (w.rules < 0.0 || w.words < 0.0)) {
        fault(d, src, map, "the factors rules and words are not below 0");
    } else if (good) {
        out->weighing = w;
    }
}
