/* SPDX-License-Identifier: MIT
 * Keeps true: plans stand in the order of their hashes, so that neither the order of rows nor that
 * of samples' clusters changes what is drawn. */
#include "stats/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/cluster.h"
#include "stats/random.h"

enum { PROGRESS_EVERY = 1 << 22 /* clusters drawn */ };

/* ---- Plans that samples share ---- */

static int ascending(const void *x, const void *y) {
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* The hashes of all plans, each once, ascending. NULL: no memory. */
static uint64_t *all_plans(const panel *p, size_t *count) {
    size_t most = 1, kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        most += p->samples[i].sample->count;
    }
    uint64_t *plans = mem_array(p->allocator, most, sizeof *plans);
    *count = 0;
    if (plans == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < p->count; i++) {
        const sample *s = p->samples[i].sample;
        for (size_t k = 0; k < s->count; k++) {
            plans[(*count)++] = s->clusters[k].plan;
        }
    }
    qsort(plans, *count, sizeof *plans, ascending);
    for (size_t i = 0; i < *count; i++) {
        if (kept == 0 || plans[i] != plans[kept - 1]) {
            plans[kept++] = plans[i];
        }
    }
    *count = kept;
    return plans;
}

static void place(panel *p, size_t number, const uint64_t *plans) {
    const sample *s = p->samples[number].sample;
    for (size_t k = 0; k < s->count; k++) {
        const uint64_t *plan =
            bsearch(&s->clusters[k].plan, plans, p->plans, sizeof *plans, ascending);
        p->at[(size_t)(plan - plans) * p->count + number] = &s->clusters[k];
    }
}

pm_status panel_init(panel *p, const pm_allocator *allocator, const panel_sample *samples,
                     size_t count) {
    *p = (panel){.allocator = allocator, .samples = samples, .count = count};
    uint64_t *plans = all_plans(p, &p->plans);
    if (plans == NULL) {
        return PM_ERR_MEMORY;
    }
    if (p->plans >= UINT32_MAX || p->plans > SIZE_MAX / (count + 1) - 1) {
        mem_free(allocator, plans);
        return PM_ERR_LIMIT;
    }
    p->at = mem_array(allocator, p->plans * count + 1, sizeof *p->at);
    if (p->at != NULL) {
        memset(p->at, 0, p->plans * count * sizeof *p->at);
        for (size_t i = 0; i < count; i++) {
            place(p, i, plans);
        }
    }
    mem_free(allocator, plans);
    return p->at != NULL ? PM_OK : PM_ERR_MEMORY;
}

void panel_free(panel *p) {
    mem_free(p->allocator, p->at);
    p->at = NULL;
}

/* ---- Means ---- */

/* Sums of the samples of a group in which a figure is defined, and how many these are. */
typedef struct mean {
    double sum;
    size_t count;
} mean;

static double mean_value(const mean *m) {
    return m->count != 0 ? m->sum / (double)m->count : (double)NAN;
}

/* figures[part][i * apart] of one draw, whose sums are `of`, a sample each. */
static void put_means(const panel *p, const totals *of, double *figures, size_t apart) {
    mean means[PANEL_DIFFERENCE][PANEL_FIGURES] = {{{0.0, 0}}};
    double one[SAMPLE_FIGURES];
    for (size_t i = 0; i < p->count; i++) {
        mean *to = means[p->samples[i].group];
        totals_figures(&of[i], one, 1);
        for (int f = 0; f < PANEL_FIGURES; f++) {
            to[f].sum += isnan(one[f]) ? 0.0 : one[f];
            to[f].count += isnan(one[f]) ? 0U : 1U;
        }
    }
    for (size_t f = 0; f < PANEL_FIGURES; f++) {
        double a = mean_value(&means[PANEL_FIRST][f]), b = mean_value(&means[PANEL_SECOND][f]);
        figures[(PANEL_FIRST * PANEL_FIGURES + f) * apart] = a;
        figures[(PANEL_SECOND * PANEL_FIGURES + f) * apart] = b;
        figures[(PANEL_DIFFERENCE * PANEL_FIGURES + f) * apart] = a - b;
    }
}

static void add_plan(const panel *p, size_t plan, totals *to) {
    for (size_t i = 0; i < p->count; i++) {
        const cluster *c = p->at[plan * p->count + i];
        if (c != NULL) {
            totals_add(&to[i], c);
        }
    }
}

/* All plans but `but`; with a number beyond them, all. */
static void add_all_but(const panel *p, size_t but, totals *to) {
    memset(to, 0, p->count * sizeof *to);
    for (size_t i = 0; i < p->plans; i++) {
        if (i != but) {
            add_plan(p, i, to);
        }
    }
}

static totals *room_for_totals(const panel *p) {
    return mem_array(p->allocator, p->count + 1, sizeof(totals));
}

pm_status panel_figures(const panel *p, double figures[PANEL_PARTS][PANEL_FIGURES]) {
    totals *t = room_for_totals(p);
    if (t == NULL) {
        return PM_ERR_MEMORY;
    }
    memset(t, 0, p->count * sizeof *t);
    for (size_t i = 0; i < p->count;
         i++) { /* with the rows that have no plan, where there are such */
        const sample *s = p->samples[i].sample;
        for (size_t k = 0; k < s->count; k++) {
            totals_add(&t[i], &s->clusters[k]);
        }
    }
    put_means(p, t, figures[0], 1);
    mem_free(p->allocator, t);
    return PM_OK;
}

/* ---- Other samples ---- */

pm_status panel_bootstrap(const panel *p, size_t resamples, uint64_t seed,
                          sample_progress_fn progress, void *ctx,
                          interval figures[PANEL_PARTS][PANEL_FIGURES]) {
    random_source random = {seed};
    size_t since = 0, all = (size_t)PANEL_PARTS * PANEL_FIGURES;
    totals *t = room_for_totals(p);
    double *values = t != NULL ? mem_array(p->allocator, all * resamples, sizeof *values) : NULL;
    for (size_t i = 0; values != NULL && i < resamples; i++) {
        memset(t, 0, p->count * sizeof *t);
        for (size_t k = 0; k < p->plans; k++) {
            add_plan(p, random_below(&random, (uint32_t)p->plans), t);
        }
        put_means(p, t, values + i, resamples);
        since += p->plans * p->count;
        if (since >= PROGRESS_EVERY && progress != NULL) {
            progress(ctx, i + 1, resamples);
            since = 0;
        }
    }
    for (size_t f = 0; values != NULL && f < all; f++) {
        figures[f / PANEL_FIGURES][f % PANEL_FIGURES] =
            interval_percentile(values + f * resamples, resamples);
    }
    pm_status status = values != NULL ? PM_OK : PM_ERR_MEMORY;
    mem_free(p->allocator, values);
    mem_free(p->allocator, t);
    return status;
}

pm_status panel_jackknife(const panel *p, interval figures[PANEL_PARTS][PANEL_FIGURES]) {
    size_t all = (size_t)PANEL_PARTS * PANEL_FIGURES, count = p->plans;
    totals *t = room_for_totals(p);
    double *values = t != NULL ? mem_array(p->allocator, all * (count + 1), sizeof *values) : NULL;
    for (size_t i = 0; values != NULL && i <= count; i++) { /* the last one is the whole */
        add_all_but(p, i, t);
        put_means(p, t, values + i, count + 1);
    }
    for (size_t f = 0; values != NULL && f < all; f++) {
        double *of = values + f * (count + 1);
        double least = figure_least(f % PANEL_FIGURES), most = 1.0;
        bool apart = f / PANEL_FIGURES == PANEL_DIFFERENCE;
        figures[f / PANEL_FIGURES][f % PANEL_FIGURES] = interval_jackknife(
            of[count], of, count, apart ? least - most : least, apart ? most - least : most);
    }
    pm_status status = values != NULL ? PM_OK : PM_ERR_MEMORY;
    mem_free(p->allocator, values);
    mem_free(p->allocator, t);
    return status;
}
