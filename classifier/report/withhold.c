/* SPDX-License-Identifier: MIT
 * Keeps true: what is hidden only grows, so that it ends. What somebody could work out is worked
 * out here, by bounds: each count lies between two numbers, which others narrow. */
#include "report/withhold.h"

#include <stdlib.h>

enum { ROUNDS = 1000 /* of narrowing; a handful is usual */ };

typedef struct work {
    withheld_group *groups;
    const uint32_t *order; /* those of few actions first */
    size_t count;
    unsigned least;
    double total[COUNTS], of[COUNTS];
} work;

static double size_of(const withheld_group *g, int k) {
    return k == COUNT_PLANS_WITHOUT ? g->plans : g->actions;
}

static bool is_few(const withheld_group *g, int k, unsigned least) {
    double yes = g->yes[k], no = size_of(g, k) - yes;
    return g->plans < least || (yes > 0.0 && yes < least) || (no > 0.0 && no < least);
}

/* ---- what can be worked out ---- */

/* true: something new is known. What contradicts the figures is passed over: people's coding need
 * not keep to the rules. */
static bool narrow(withheld_group *g, int k, double low, double high) {
    bool up = low > g->low[k] && low <= g->yes[k], down = high < g->high[k] && high >= g->yes[k];
    g->low[k] = up ? low : g->low[k];
    g->high[k] = down ? high : g->high[k];
    return up || down;
}

/* Who is of high quality meets each criterion; who misses it misses one. */
static bool narrow_quality(withheld_group *g) {
    double n = g->actions, missed = 0.0;
    bool any = false;
    for (int k = 0; k < PM_CRITERIA; k++) {
        any |= narrow(g, COUNT_QUALITY, 0.0, g->high[k]);
        any |= narrow(g, k, g->low[COUNT_QUALITY], n);
        missed += n - g->low[k];
    }
    any |= narrow(g, COUNT_QUALITY, n - missed, n);
    for (int k = 0; k < PM_CRITERIA; k++) {
        any |= narrow(g, k, 0.0, g->high[COUNT_QUALITY] + missed - (n - g->low[k]));
    }
    return any;
}

/* A measure is given for what is to be done and can be seen. */
static bool narrow_measure(withheld_group *g) {
    bool any = false;
    for (int k = PM_ACTIONABLE; k <= PM_MEASURABLE; k++) {
        any |= narrow(g, k, g->low[PM_MEASURE_GIVEN], g->actions);
        any |= narrow(g, PM_MEASURE_GIVEN, 0.0, g->high[k]);
    }
    return any;
}

/* A plan with an action of high quality has one at least, one without has another one at least. */
static bool narrow_plans(withheld_group *g) {
    double n = g->actions, plans = g->plans;
    double *low = g->low, *high = g->high;
    const int without = COUNT_PLANS_WITHOUT, quality = COUNT_QUALITY;
    bool any = narrow(g, quality, plans - high[without], n - low[without]);
    any |= narrow(g, without, plans - high[quality], n - low[quality]);
    any |= low[without] == plans && narrow(g, quality, 0.0, 0.0);
    any |= low[quality] > 0.0 && narrow(g, without, 0.0, plans - 1.0);
    return any;
}

/* What the others leave of the total. */
static bool narrow_total(work *w, int k) {
    double low = 0.0, high = 0.0;
    bool any = false;
    for (size_t i = 0; i < w->count; i++) {
        low += w->groups[i].low[k];
        high += w->groups[i].high[k];
    }
    for (size_t i = 0; i < w->count; i++) {
        withheld_group *g = &w->groups[i];
        double others_low = low - g->low[k], others_high = high - g->high[k];
        any |= narrow(g, k, w->total[k] - others_high, w->total[k] - others_low);
        low = others_low + g->low[k];
        high = others_high + g->high[k];
    }
    return any;
}

/* What an action not of high quality misses beyond one criterion, in a group: at least and at most.
 */
typedef struct excess {
    double low, high;
} excess;

static excess excess_of(const withheld_group *g) {
    double n = g->actions, least = 0.0, most = 0.0;
    for (int k = 0; k < PM_CRITERIA; k++) {
        least += n - g->high[k];
        most += n - g->low[k];
    }
    least -= n - g->low[COUNT_QUALITY];
    most -= n - g->high[COUNT_QUALITY];
    return (excess){least > 0.0 ? least : 0.0, most > 0.0 ? most : 0.0};
}

static bool narrow_misses(withheld_group *g, excess e) {
    double n = g->actions, least = 0.0, most = 0.0;
    bool any = false;
    for (int k = 0; k < PM_CRITERIA; k++) {
        least += n - g->high[k];
        most += n - g->low[k];
    }
    any |= narrow(g, COUNT_QUALITY, n - most + e.low, n - least + e.high);
    double missed_low = n - g->high[COUNT_QUALITY], missed_high = n - g->low[COUNT_QUALITY];
    for (int k = 0; k < PM_CRITERIA; k++) {
        double others_least = least - (n - g->high[k]), others_most = most - (n - g->low[k]);
        any |= narrow(g, k, n - (missed_high + e.high - others_least),
                      n - (missed_low + e.low - others_most));
    }
    return any;
}

/* The totals tell the sum of the excess, and it is nowhere below zero: where each action that fails
 * misses one criterion alone, what is missed of one follows from the others. */
static bool narrow_excess(work *w) {
    double all = w->total[COUNT_QUALITY] - w->of[COUNT_QUALITY], low = 0.0, high = 0.0;
    bool any = false;
    for (int k = 0; k < PM_CRITERIA; k++) {
        all += w->of[k] - w->total[k];
    }
    for (size_t i = 0; i < w->count; i++) {
        excess e = excess_of(&w->groups[i]);
        low += e.low;
        high += e.high;
    }
    for (size_t i = 0; i < w->count; i++) {
        withheld_group *g = &w->groups[i];
        excess e = excess_of(g);
        double least = all - (high - e.high), most = all - (low - e.low);
        any |= narrow_misses(
            g, (excess){least > e.low ? least : e.low, most < e.high ? most : e.high});
        excess now = excess_of(g);
        low += now.low - e.low;
        high += now.high - e.high;
    }
    return any;
}

static void work_out(work *w) {
    for (size_t i = 0; i < w->count; i++) {
        withheld_group *g = &w->groups[i];
        for (int k = 0; k < COUNTS; k++) {
            g->low[k] = g->hidden[k] ? 0.0 : g->yes[k];
            g->high[k] = g->hidden[k] ? size_of(g, k) : g->yes[k];
        }
    }
    bool any = true;
    for (int round = 0; round < ROUNDS && any; round++) {
        any = false;
        for (size_t i = 0; i < w->count; i++) {
            any |= narrow_quality(&w->groups[i]);
            any |= narrow_measure(&w->groups[i]);
            any |= narrow_plans(&w->groups[i]);
        }
        for (int k = 0; k < COUNTS; k++) {
            any |= narrow_total(w, k);
        }
        any |= narrow_excess(w);
    }
}

static bool gives_away(work *w) {
    bool any = false;
    work_out(w);
    for (size_t i = 0; i < w->count; i++) {
        const withheld_group *g = &w->groups[i];
        for (int k = 0; k < COUNTS; k++) {
            any = any || (g->hidden[k] && g->low[k] == g->high[k] && is_few(g, k, w->least));
        }
    }
    return any;
}

/* ---- what goes ---- */

static void hide_few(work *w, int k) {
    for (size_t i = 0; i < w->count; i++) {
        w->total[k] += w->groups[i].yes[k];
        w->of[k] += size_of(&w->groups[i], k);
    }
    for (size_t i = 0; i < w->count && w->total[k] != 0.0 && w->total[k] != w->of[k]; i++) {
        w->groups[i].hidden[k] = is_few(&w->groups[i], k, w->least);
    }
}

typedef struct hidden_sum {
    double groups, yes, no, plans;
} hidden_sum;

static void add(hidden_sum *sum, const withheld_group *g, int k) {
    sum->groups++;
    sum->yes += g->yes[k];
    sum->no += size_of(g, k) - g->yes[k];
    sum->plans += g->plans;
}

static bool is_enough(const hidden_sum *s, double least) {
    return s->groups == 0.0 ||
           (s->groups >= 2.0 && s->yes >= least && s->no >= least && s->plans >= least);
}

/* The total and what is shown give away the sum of what is hidden: the smallest groups go with it
 * until that tells of enough. */
static void hide_sum(work *w, int k) {
    hidden_sum sum = {.groups = 0.0};
    for (size_t i = 0; i < w->count; i++) {
        if (w->groups[i].hidden[k]) {
            add(&sum, &w->groups[i], k);
        }
    }
    for (size_t i = 0; i < w->count && !is_enough(&sum, w->least); i++) {
        withheld_group *g = &w->groups[w->order[i]];
        if (!g->hidden[k]) {
            g->hidden[k] = true;
            add(&sum, g, k);
        }
    }
}

/* false: it was hidden already, as far as it can be. */
static bool hide_all(const work *w, withheld_group *g) {
    bool any = false;
    for (int k = 0; k < COUNTS; k++) {
        bool can = w->total[k] != 0.0 && w->total[k] != w->of[k];
        any = any || (can && !g->hidden[k]);
        g->hidden[k] = can;
    }
    return any;
}

/* Whole groups, twice as many each time, so that many groups take few rounds. false: all of them
 * did not do. */
static bool hide_more(work *w) {
    size_t at = 0;
    bool away = gives_away(w);
    for (size_t most = 1; at < w->count && away; most *= 2) {
        for (size_t gone = 0; at < w->count && gone < most; at++) {
            gone += hide_all(w, &w->groups[w->order[at]]);
        }
        for (int k = 0; k < COUNTS; k++) {
            hide_sum(w, k);
        }
        away = gives_away(w);
    }
    return !away;
}

typedef struct sized {
    double actions;
    uint32_t group;
} sized;

static int by_actions(const void *a, const void *b) {
    const sized *x = a, *y = b;
    int order = (x->actions > y->actions) - (x->actions < y->actions);
    return order != 0 ? order : (x->group > y->group) - (x->group < y->group);
}

static void put_in_order(const withheld_group *groups, size_t count, sized *by, uint32_t *order) {
    for (size_t i = 0; i < count; i++) {
        by[i] = (sized){groups[i].actions, (uint32_t)i};
    }
    if (count != 0) {
        qsort(by, count, sizeof *by, by_actions);
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = by[i].group;
    }
}

pm_status withhold(withheld_group *groups, size_t count, unsigned least, const pm_allocator *a,
                   bool *in_vain) {
    sized *by = mem_array(a, count, sizeof *by);
    uint32_t *order = mem_array(a, count, sizeof *order);
    bool room = by != NULL && order != NULL;
    if (room) {
        work w = {.groups = groups, .order = order, .count = count, .least = least};
        put_in_order(groups, count, by, order);
        for (int k = 0; k < COUNTS; k++) {
            hide_few(&w, k);
            hide_sum(&w, k);
        }
        *in_vain = !hide_more(&w);
    }
    mem_free(a, by);
    mem_free(a, order);
    return room ? PM_OK : PM_ERR_MEMORY;
}
