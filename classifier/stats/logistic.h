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

#endif
