/* SPDX-License-Identifier: MIT
 * Keeps true: each thing has at most one weight in its place, since a map has a key once. */
#include "pack/weights.h"

#include "format/number.h"

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
    bool good = t->kind == YAML_SCALAR && number_read(t->text, out);
    if (!good || *out < -MOST_WEIGHT || *out > MOST_WEIGHT) {
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
            weight_def like = {.thing = classes ? WEIGHED_CLASS : WEIGHED_WORD,
                               .where = in_measure};
            read_entries(d, src, map->items[i + 1], like, out);
        } else {
            fault(d, src, key, "a column has weights of words and of classes");
        }
    }
}

/* Which of the names a key is; `count` when it is none of them. */
static size_t name_at(pm_str key, const char *const *names, size_t count) {
    size_t i = 0;
    while (i < count && !str_equal(key, str_from(names[i]))) {
        i++;
    }
    return i;
}

const char *const weights_standings[STANDINGS] = {
    [STANDS_COUNTS] = "counts", [STANDS_CANCELLED] = "cancelled", [STANDS_IDLE] = "idle"};
const char *const weights_says[] = {[PM_MET] = "met", [PM_UNMET] = "unmet", [PM_NEAR] = "near"};

static void read_evidence(pack_def *d, const source *src, const yaml_tree *map,
                          criterion_def *out) {
    static const char wanted[] = "evidence has weights by how it stands: {counts: {...}, "
                                 "cancelled: {...}, idle: {...}}";
    if (!is_map(d, src, map, wanted)) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        size_t stands = name_at(map->items[i]->text, weights_standings, STANDINGS);
        if (stands == STANDINGS) {
            fault(d, src, map->items[i], wanted);
        } else {
            weight_def like = {.thing = WEIGHED_RULE, .where = (uint8_t)stands};
            read_entries(d, src, map->items[i + 1], like, out);
        }
    }
}

static void read_within_of(pack_def *d, const source *src, const yaml_tree *map, unsigned criterion,
                           criterion_def *out) {
    static const char wanted[] = "words inside evidence have weights by what it says: {met: "
                                 "{...}, unmet: {...}, near: {...}}";
    if (!is_map(d, src, map, wanted)) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        size_t says = name_at(map->items[i]->text, weights_says, PM_NEAR + 1);
        if (says > PM_NEAR) {
            fault(d, src, map->items[i], wanted);
        } else {
            weight_def like = {.thing = WEIGHED_WITHIN,
                               .where = (uint8_t)within_kind(criterion, (unsigned)says)};
            read_entries(d, src, map->items[i + 1], like, out);
        }
    }
}

static void read_within(pack_def *d, const source *src, const yaml_tree *map, criterion_def *out) {
    static const char wanted[] = "words inside evidence have weights by its criterion: "
                                 "{measurable: {met: {...}}, ...}";
    if (!is_map(d, src, map, wanted)) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        unsigned c = 0;
        while (c < PM_CRITERIA &&
               !str_equal(map->items[i]->text, str_from(criterion_name((pm_criterion)c)))) {
            c++;
        }
        if (c == PM_CRITERIA) {
            fault(d, src, map->items[i], wanted);
        } else {
            read_within_of(d, src, map->items[i + 1], c, out);
        }
    }
}

/* How far the sum and the rules are trusted. */
static void read_trust(pack_def *d, const source *src, const yaml_tree *map, criterion_def *out) {
    trust_def t = {.bias = 0.0};
    static const char *const names[] = {"bias", "rules", "words"};
    double *const into[] = {&t.bias, &t.rules, &t.words};
    bool good = is_map(d, src, map, "trust is a map: {bias: 0.1, rules: 0.1, words: 0.9}");
    for (size_t i = 0; good && i + 1 < map->count; i += 2) {
        size_t k = name_at(map->items[i]->text, names, 3);
        if (k == 3) {
            fault(d, src, map->items[i], "trust has the keys bias, rules and words");
            good = false;
        } else {
            good = read_number(d, src, map->items[i + 1], into[k]);
        }
    }
    if (good && (t.rules < 0.0 || t.words < 0.0)) {
        fault(d, src, map, "the factors rules and words are not below 0");
    } else if (good) {
        out->trust = t;
    }
}

static void read_part(pack_def *d, const source *src, const yaml_tree *key, const yaml_tree *value,
                      criterion_def *out) {
    static const char *const parts[] = {"start",   "trust",    "action",
                                        "measure", "evidence", "within"};
    enum { START, TRUST, ACTION, MEASURE, EVIDENCE, WITHIN, PARTS };
    switch (name_at(key->text, parts, PARTS)) {
    case START: read_number(d, src, value, &out->start); break;
    case TRUST: read_trust(d, src, value, out); break;
    case ACTION: read_column(d, src, value, false, out); break;
    case MEASURE: read_column(d, src, value, true, out); break;
    case EVIDENCE: read_evidence(d, src, value, out); break;
    case WITHIN: read_within(d, src, value, out); break;
    default:
        fault(d, src, key,
              "a criterion's weights have the keys start, trust, action, measure, evidence and "
              "within");
    }
}

bool weights_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map,
                  criterion_def *out) {
    if (!is_map(d, src, map,
                "a criterion's weights are {start: 0.1, action: {...}, measure: {...}}")) {
        return true;
    }
    if (out->sure_layer < layer) { /* measured for other weights */
        out->sure = 1.0;
    }
    out->trust = (trust_def){.words = 0.0};
    out->weight_count = 0;
    out->weights_layer = layer;
    out->start = 0.0;
    out->weights = arena_zalloc(d->memory, (weights_in(map) + 1) * sizeof *out->weights);
    if (out->weights == NULL) {
        return false;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        read_part(d, src, map->items[i], map->items[i + 1], out);
    }
    return true;
}

/* Words of several are terms; what a reader finds in a cell is one word after another. */
static void check_name(const pack_def *d, const weight_def *w) {
    bool is_word = w->thing == WEIGHED_WORD || w->thing == WEIGHED_WITHIN, fits = w->name.len != 0;
    for (size_t i = 0; i < w->name.len; i++) {
        fits = fits && !ascii_space(w->name.data[i]);
    }
    if (is_word && !fits) {
        report_at(d->report, PM_ERROR, w->src, w->offset,
                  "words are weighed one by one; put several into a list, and weigh its class");
    }
}

static const criterion_def *entry_of(const pack_def *d, unsigned criterion) {
    size_t i = 0;
    while (i < d->criterion_count && (unsigned)d->criteria[i].criterion != criterion) {
        i++;
    }
    return i < d->criterion_count ? &d->criteria[i] : NULL;
}

/* Nobody asks for them, and no later pack has said so. */
static bool is_idle(const criterion_def *weighed, const criterion_def *from) {
    return weighed == NULL ||
           (!weighed->weighs_words && weighed->weigh_layer <= from->weights_layer);
}

/* Told once a criterion. */
static void check_within(const pack_def *d, const criterion_def *c) {
    bool told[PM_CRITERIA] = {false};
    for (size_t i = 0; i < c->weight_count; i++) {
        const weight_def *w = &c->weights[i];
        unsigned of = w->where / (PM_NEAR + 1);
        if (w->thing == WEIGHED_WITHIN && !told[of] && is_idle(entry_of(d, of), c)) {
            told[of] = true;
            report_at(d->report, PM_ERROR, w->src, w->offset,
                      "words inside evidence are weighed where its criterion is, and %s is not: "
                      "pack.yaml asks for that by weigh: words",
                      criterion_name((pm_criterion)of));
        }
    }
}

void weights_check(const pack_def *d) {
    for (size_t k = 0; k < d->criterion_count; k++) {
        const criterion_def *c = &d->criteria[k];
        if (c->weight_count != 0 && is_idle(c, c)) {
            report_at(
                d->report, PM_ERROR, c->weights[0].src, c->weights[0].offset,
                "weights of %s, which is not weighed: pack.yaml asks for that by weigh: words",
                criterion_name(c->criterion));
            continue;
        }
        for (size_t i = 0; i < c->weight_count; i++) {
            check_name(d, &c->weights[i]);
        }
        check_within(d, c);
    }
}

/* ---- confidence.yaml ---- */

void weights_read_sure(pack_def *d, const source *src, unsigned layer, const yaml_tree *value,
                       criterion_def *out) {
    double sure;
    if (value->kind == YAML_MAP) {
        fault(d, src, value,
              "weighed is one number, such as 0.9; how far weights are trusted stands beside them, "
              "in weights.yaml");
    } else if (!read_number(d, src, value, &sure)) {
        return;
    } else if (sure < 0.0) {
        fault(d, src, value, "the factor weighed is not below 0");
    } else {
        out->sure = sure;
        out->sure_layer = layer;
    }
}
