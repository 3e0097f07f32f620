/* SPDX-License-Identifier: MIT
 * How much the words of an action and of its measure speak for a criterion. */
#ifndef ENGINE_WEIGH_H
#define ENGINE_WEIGH_H

#include "engine/tokens.h"

/* For each criterion the sum of the weights of all words and of their classes: with the start of
 * the criterion, log-odds of a yes by the words alone. */
void weigh_words(const cell cells[PM_COLUMNS], float sums[PM_CRITERIA]);

/* The words that tell most. */
enum { WEIGHTY_MOST = 3 };
typedef struct weighty {
    float weight;
    uint32_t token;
    uint8_t column;
} weighty;

/* Those that speak for a yes, or for a no, the weightiest first; returns how many. */
size_t weigh_best(const cell cells[PM_COLUMNS], const image_criterion *k, bool yes,
                  weighty best[WEIGHTY_MOST]);

#endif
