/* SPDX-License-Identifier: MIT
 * Keeps true: a word counts wherever it stands in its cell, as often as it stands there; what
 * somebody is called counts for nothing. */
#include "engine/weigh.h"

#include <string.h>

static const pm_column weighed_columns[] = {PM_TEXT, PM_MEASURE};
enum { WEIGHED_COLUMNS = sizeof weighed_columns / sizeof *weighed_columns };

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

static size_t keep_best(weighty best[WEIGHTY_MOST], size_t count, weighty w) {
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

size_t weigh_best(const cell cells[PM_COLUMNS], const image_criterion *k, bool yes,
                  weighty best[WEIGHTY_MOST]) {
    size_t count = 0;
    for (size_t c = 0; c < WEIGHED_COLUMNS; c++) {
        const cell *read = &cells[weighed_columns[c]];
        size_t slot = weight_slot(k->criterion, weighed_columns[c] == PM_MEASURE);
        for (size_t i = 0; i < read->text.count; i++) {
            float weight = weight_of(&read->units[i], slot) * (yes ? 1.0f : -1.0f);
            if (weight > 0.0f) {
                count = keep_best(best, count,
                                  (weighty){weight, (uint32_t)i, (uint8_t)weighed_columns[c]});
            }
        }
    }
    return count;
}
