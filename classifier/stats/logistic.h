/* SPDX-License-Identifier: MIT
 * Log-odds of shares, and logistic regression on few or many sparse features. Its own exponential,
 * so that the same rows give the same numbers everywhere. */
#ifndef STATS_LOGISTIC_H
#define STATS_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ln(h / (100 - h)) of a share in hundredths; what lies outside 1..99 is taken for the nearer end.
 */
double logistic_odds(int hundredths);
/* The share in hundredths, 1..99, whose log-odds are nearest. */
int logistic_hundredths(double odds);

/* One value of a row that is not 0. */
typedef struct logistic_value {
    uint32_t feature, row;
    double value;
} logistic_value;

typedef struct logistic_data {
    const logistic_value *values; /* sorted by feature, then by row; each pair at most once */
    size_t count;
    const unsigned char *yes; /* of each row, 0 or 1; LOGISTIC_UNKNOWN: the row says nothing */
    size_t rows, features;
    bool rising;   /* weights are not below 0 */
    double spread; /* variance of the weights before anything is seen: the smaller, the nearer to 0
                      they stay. Above 0 */
} logistic_data;

/* The most probable weights, and a start that is free (the log-odds of a row without features):
 * those that make sum over rows of ln(1 + exp(-+ odds)) + sum of weight^2 / (2 spread) least
 * (Genkin, Lewis and Madigan 2007, Large-scale Bayesian logistic regression for text
 * categorization, Technometrics 49(3), 291-304). Found by moving one weight at a time, each by a
 * step that an upper bound of the curvature within its reach makes safe, as they do. `weights` has
 * a place for each feature, `odds` for each row; both are written. With rows of one kind only, the
 * start stays within +-LOGISTIC_MOST. */
enum { LOGISTIC_UNKNOWN = 2, LOGISTIC_MOST = 10, LOGISTIC_ROUNDS = 2000 };
void logistic_fit(const logistic_data *data, double *start, double *weights, double *odds);

/* What a fit is made with, and leaves: see logistic_fit. */
typedef struct logistic_model {
    double start, *weights, *odds;
} logistic_model;

/* The log-odds of each row by weights that it had no part in: for each of `blocks` blocks the
 * regression is made anew of the rows that are not in it, from `all`, the fit to all rows, which
 * must lie near. `block` tells of each row which it is in; rows of no block (its number is `blocks`
 * or more) have a part in every fit, and no log-odds here. `room` has places as a model has, `yes`
 * one for each row; both are used up. */
void logistic_apart(const logistic_data *data, const uint32_t *block, uint32_t blocks,
                    const logistic_model *all, logistic_model *room, unsigned char *yes,
                    double *apart);

/* The factor, not below 0, by which log-odds are multiplied so that they tell best how often what
 * they speak for came. `odds`: of each case, of what came (below 0: they spoke for something else).
 * Drawn towards 1 (its variance before anything is seen is 0.1); 1 without cases. */
double logistic_factor(const double *odds, size_t count);

#endif
