/* SPDX-License-Identifier: MIT
 * Keeps true: a word counts wherever it stands in its cell, as often as it stands there, and a
 * piece of evidence and the words inside it once for each piece; what somebody is called counts for
 * nothing. */
#include "engine/weigh.h"

#include <string.h>

static const pm_column weighed_columns[] = {PM_TEXT, PM_MEASURE};
enum { WEIGHED_COLUMNS = sizeof weighed_columns / sizeof *weighed_columns };

/* ---- words ---- */

static float weight_of(const unit *u, size_t slot) {
    return u->is.type->is_name ? 0.0f : u->is.type->weight[slot] + u->word->weight[slot];
}

void weigh_words(const cell cells[PM_COLUMNS], float sums[PM_CRITERIA]) {
    memset(sums, 0, PM_CRITERIA * sizeof *sums);
    for (size_t c = 0; c < WEIGHED_COLUMNS; c++) {
        const cell *read = &cells[weighed_columns[c]];
        size_t slot = weight_slot(0, weighed_columns[c] == PM_MEASURE);
        for (size_t i = 0; i < read->text.count; i++) {
            const token_type *t = read->units[i].is.type;
            const float *type = t->weight + slot, *word = read->units[i].word->weight + slot;
            for (size_t k = 0; !t->is_name && k < PM_CRITERIA; k++) {
                sums[k] += type[k] + word[k];
            }
        }
    }
}

/* ---- evidence ---- */

token_run weigh_run(const cell cells[PM_COLUMNS], const found *x) {
    const text *t = &cells[x->column].text;
    size_t from = x->begin;
    if (x->column != PM_TEXT && x->column != PM_MEASURE) {
        return (token_run){0, 0};
    }
    while (from < t->count && t->tokens[from].start < x->start) {
        from++; /* a boundary at which the match begins */
    }
    size_t to = from;
    while (to < t->count && t->tokens[to].start < x->end) {
        to++;
    }
    return (token_run){from, to};
}

static inline void add_weights(int64_t sums[PM_CRITERIA], const image_weights *w) {
    for (size_t k = 0; k < PM_CRITERIA; k++) {
        sums[k] += w->on[k];
    }
}

static inline void add_itself(const weighed_action *a, const found *x, int64_t sums[PM_CRITERIA]) {
    if (a->image->section_count[IMAGE_RULE_WEIGHTS] != 0) {
        add_weights(
            sums,
            &IMAGE_ARRAY(a->image, image_rule_weights, IMAGE_RULE_WEIGHTS)[x->rule].by[x->stands]);
    }
}

static inline void add_within(const weighed_action *a, const found *x, int64_t sums[PM_CRITERIA]) {
    token_run run = weigh_run(a->cells, x);
    unsigned kind = within_kind(x->criterion, x->says);
    const unit *units = a->cells[x->column].units;
    for (size_t i = run.from; i < run.to; i++) {
        const word_info *word = units[i].word;
        const image_weights *w = within_weights(word->within, word->within_places, kind);
        if (w != NULL && !units[i].is.type->is_name) {
            add_weights(sums, w);
        }
    }
}

piece_weights weigh_piece(const weighed_action *a, const found *x) {
    piece_weights w = {{0}, {0}};
    add_itself(a, x, w.itself);
    add_within(a, x, w.within);
    return w;
}

void weigh_evidence(const weighed_action *a, float sums[PM_CRITERIA]) {
    int64_t all[PM_CRITERIA] = {0};
    for (size_t i = 0; i < a->count; i++) {
        add_itself(a, &a->items[i], all);
        add_within(a, &a->items[i], all);
    }
    for (size_t k = 0; k < PM_CRITERIA; k++) {
        sums[k] = (float)all[k] / WEIGHT_UNITS;
    }
}

/* ---- what tells most ---- */

static bool same_place(const weighty *a, const weighty *b) {
    return a->column == b->column && a->start == b->start && a->end == b->end;
}

static size_t keep_best(weighty best[WEIGHTY_MOST], size_t count, weighty w) {
    for (size_t i = 0; i < count; i++) {
        if (same_place(&best[i], &w)) {
            return count;
        }
    }
    size_t at = count < WEIGHTY_MOST ? count : WEIGHTY_MOST;
    count += count < WEIGHTY_MOST;
    while (at > 0 && best[at - 1].weight < w.weight) {
        if (at < count) {
            best[at] = best[at - 1];
        }
        at--;
    }
    if (at < WEIGHTY_MOST) {
        best[at] = w;
    }
    return count;
}

static size_t best_words(const weighed_action *a, const image_criterion *k, float side,
                         weighty best[WEIGHTY_MOST]) {
    size_t count = 0;
    for (size_t c = 0; c < WEIGHED_COLUMNS; c++) {
        const cell *read = &a->cells[weighed_columns[c]];
        size_t slot = weight_slot(k->criterion, weighed_columns[c] == PM_MEASURE);
        for (size_t i = 0; i < read->text.count; i++) {
            const token *t = &read->text.tokens[i];
            weighty w = {weight_of(&read->units[i], slot) * side, t->start, t->end,
                         (uint8_t)weighed_columns[c]};
            count = w.weight > 0.0f ? keep_best(best, count, w) : count;
        }
    }
    return count;
}

size_t weigh_best(const weighed_action *a, const image_criterion *k, bool yes,
                  weighty best[WEIGHTY_MOST]) {
    float side = yes ? 1.0f : -1.0f;
    size_t count = best_words(a, k, side, best);
    for (size_t i = 0; i < a->count && image_weighs_evidence(a->image); i++) {
        const found *x = &a->items[i];
        piece_weights of = weigh_piece(a, x);
        int64_t both = of.itself[k->criterion] + of.within[k->criterion];
        weighty w = {(float)both / WEIGHT_UNITS * side, x->start, x->end, x->column};
        count = w.weight > 0.0f ? keep_best(best, count, w) : count;
    }
    return count;
}
