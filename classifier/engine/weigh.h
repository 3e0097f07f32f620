/* SPDX-License-Identifier: MIT
 * How much an action speaks for a criterion: its words and those of its measure, its evidence, and
 * words inside evidence. */
#ifndef ENGINE_WEIGH_H
#define ENGINE_WEIGH_H

#include "engine/evidence.h"

/* An action whose words are known, and what the rules found in it, each piece with how it
 * `stands`. */
typedef struct weighed_action {
    const image_header *image;
    const cell *cells; /* by pm_column */
    const found *items;
    size_t count;
} weighed_action;

/* For each criterion the sum of the weights of all words and of their classes: with the start of
 * the criterion, log-odds of a yes by the words alone. */
void weigh_words(const cell cells[PM_COLUMNS], float sums[PM_CRITERIA]);

/* The weights of a piece of evidence itself, and of all words inside it, for each criterion. */
typedef struct piece_weights {
    int64_t itself[PM_CRITERIA], within[PM_CRITERIA]; /* in thousandths; cells may be long */
} piece_weights;
piece_weights weigh_piece(const weighed_action *a, const found *x);

/* The sum of both over all pieces. */
void weigh_evidence(const weighed_action *a, float sums[PM_CRITERIA]);

/* The tokens of a piece, in its cell: from `from`, before `to`. None where words inside evidence
 * are not weighed: in columns that are neither the action nor its measure. */
typedef struct token_run {
    size_t from, to;
} token_run;
token_run weigh_run(const cell cells[PM_COLUMNS], const found *x);

/* What tells most: words, or pieces of evidence with the words inside them. */
enum { WEIGHTY_MOST = 3 };
typedef struct weighty {
    float weight;
    uint32_t start, end; /* bytes of the normalised cell */
    uint8_t column;
} weighty;

/* Those that speak for a yes, or for a no, the weightiest first, each place once; returns how many.
 */
size_t weigh_best(const weighed_action *a, const image_criterion *k, bool yes,
                  weighty best[WEIGHTY_MOST]);

#endif
