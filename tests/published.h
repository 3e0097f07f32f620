/* SPDX-License-Identifier: MIT
 * Actions that have every margin that the report of October 2024 published of its 77 plans, at
 * once: scores, shares of the criteria, sizes of plans, plans without an action of high quality.
 * Which action goes with which plan was never published and is made up. */
#ifndef TESTS_PUBLISHED_H
#define TESTS_PUBLISHED_H

#include <stddef.h>
#include <stdint.h>

enum {
    PUBLISHED_ACTIONS = 626,
    PUBLISHED_PLANS = 77,
    PUBLISHED_WITH = 73,    /* the first; the others have no actions */
    PUBLISHED_QUALITY = 35, /* the first; with an action of high quality, so that 38 have none */
    PUBLISHED_LARGEST = 22
};

typedef struct published_sample {
    unsigned plan[PUBLISHED_ACTIONS];
    uint8_t met[PUBLISHED_ACTIONS]; /* bits of pm_criterion */
} published_sample;

/* Verdicts and how many actions have them. In each a measure given goes with an act that can be
 * seen. A actionable, M measurable, G measure given, T timeframe, O owner. */
static const struct {
    uint8_t met, actions;
} published_verdicts[] = {{31, 96},                               /* 5 */
                          {23, 160}, {27, 44},  {15, 20},         /* 4: AMGO AMTO AMGT */
                          {7, 25},   {19, 175}, {25, 5},          /* 3: AMG AMO ATO */
                          {17, 55},  {3, 15},   {9, 6},           /* 2: AO AM AT */
                          {1, 6},    {16, 6},   {2, 3},   {8, 4}, /* 1: A O M T */
                          {0, 6}};

/* 22 in the last that has any, 8 or 9 in the others. */
static inline unsigned published_size(unsigned plan) {
    return plan + 1 == PUBLISHED_WITH ? PUBLISHED_LARGEST : plan < 28 ? 9 : 8;
}

/* Those of high quality go round the plans that have any; the others fill up all plans. */
static inline void published_fill(published_sample *s) {
    unsigned left[PUBLISHED_WITH];
    size_t at = 0;
    for (unsigned p = 0; p < PUBLISHED_WITH; p++) {
        left[p] = published_size(p);
    }
    for (size_t v = 0; v < sizeof published_verdicts / sizeof *published_verdicts; v++) {
        unsigned among = v == 0 ? PUBLISHED_QUALITY : PUBLISHED_WITH;
        for (unsigned i = 0; i < published_verdicts[v].actions; i++) {
            unsigned p = (unsigned)(at % among);
            while (left[p] == 0) {
                p = (p + 1) % among;
            }
            left[p]--;
            s->plan[at] = p;
            s->met[at++] = published_verdicts[v].met;
        }
    }
}

#endif
