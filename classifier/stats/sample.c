/* SPDX-License-Identifier: MIT
 * Keeps true: what is added up are integers, and plan errors in an order that the sample's content
 * sets; so the order of rows changes no bit of a figure. */
#include "stats/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "stats/cluster.h"
#include "stats/random.h"
#include "stats/share.h"

enum {
    ROWS_MOST = 1 << 29,     /* of a cluster, so that its score errors fit 32 bits */
    PROGRESS_EVERY = 1 << 22 /* clusters drawn */
};

void sample_init(sample *s, const pm_allocator *allocator) {
    *s = (sample){.allocator = allocator};
}

void sample_free(sample *s) {
    mem_free(s->allocator, s->clusters);
    sample_init(s, s->allocator);
}

/* ---- Rows to clusters ---- */

static void count_code(uint32_t *cell, int first, int second) {
    cell[0] += first && second;
    cell[1] += first && !second;
    cell[2] += !first && second;
}

static void count_row(cluster *c, const int first[PM_CRITERIA], const int second[PM_CRITERIA]) {
    int first_score = 0, second_score = 0;
    for (int i = 0; i < PM_CRITERIA; i++) {
        count_code(c->sum + SUM_CODES + 3 * i, first[i], second[i]);
        first_score += first[i] != 0;
        second_score += second[i] != 0;
    }
    count_code(c->sum + SUM_CODES + 3 * PM_CRITERIA, first_score == PM_CRITERIA,
               second_score == PM_CRITERIA);
    c->sum[SUM_ROWS]++;
    c->sum[SUM_SCORE_ERROR] += (uint32_t)abs(first_score - second_score);
}

static uint64_t name_hash(pm_str authority, pm_str plan_id) {
    uint64_t h = hash_bytes(authority.data, authority.len, HASH_SEED);
    return hash_bytes(plan_id.data, plan_id.len, hash_bytes("\xFF", 1, h));
}

static int by_plan(const void *x, const void *y) {
    const cluster *a = x, *b = y;
    if (a->sum[SUM_PLANS] != b->sum[SUM_PLANS]) {
        return a->sum[SUM_PLANS] < b->sum[SUM_PLANS] ? 1 : -1;
    }
    return (a->plan > b->plan) - (a->plan < b->plan);
}

static int by_content(const void *x, const void *y) {
    const cluster *a = x, *b = y;
    for (int i = 0; i < SUMS; i++) {
        if (a->sum[i] != b->sum[i]) {
            return a->sum[i] < b->sum[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool join(cluster *to, const cluster *c) {
    if (c->sum[SUM_ROWS] >= ROWS_MOST - to->sum[SUM_ROWS]) {
        return false;
    }
    for (int i = 0; i < SUMS; i++) {
        to->sum[i] += c->sum[i];
    }
    to->sum[SUM_PLANS] = 1;
    return true;
}

/* Pieces of one plan become one. */
static pm_status gather(sample *s) {
    size_t kept = 0;
    if (s->count > 1) {
        qsort(s->clusters, s->count, sizeof *s->clusters, by_plan);
    }
    for (size_t i = 0; i < s->count; i++) {
        const cluster *c = &s->clusters[i];
        cluster *last = kept != 0 ? &s->clusters[kept - 1] : NULL;
        if (last != NULL && c->sum[SUM_PLANS] != 0 && c->plan == last->plan) {
            if (!join(last, c)) {
                return PM_ERR_LIMIT;
            }
        } else {
            s->clusters[kept++] = *c;
        }
    }
    s->count = kept;
    return PM_OK;
}

/* A plan whose rows lie apart comes in pieces. Before more memory is asked for they are put
 * together, and more than half of the room must be taken still, lest that be done time and again.
 */
static pm_status make_room(sample *s) {
    if (s->count < s->cap) {
        return PM_OK;
    }
    pm_status status = gather(s);
    if (status != PM_OK || s->count < s->cap / 2) {
        return status;
    }
    return mem_grow(s->allocator, (void **)&s->clusters, &s->cap, s->cap + 1, sizeof *s->clusters)
               ? PM_OK
               : PM_ERR_MEMORY;
}

pm_status sample_add(sample *s, pm_str authority, pm_str plan_id, const int first[PM_CRITERIA],
                     const int second[PM_CRITERIA]) {
    bool alone = plan_id.len == 0;
    uint64_t plan = alone ? 0 : name_hash(authority, plan_id);
    cluster *c = s->count != 0 ? &s->clusters[s->count - 1] : NULL;
    if (c == NULL || alone || c->sum[SUM_PLANS] == 0 || c->plan != plan) {
        pm_status status = make_room(s);
        if (status != PM_OK) {
            return status;
        }
        c = &s->clusters[s->count++];
        *c = (cluster){.plan = plan, .sum = {[SUM_PLANS] = !alone}};
    }
    if (c->sum[SUM_ROWS] + 1 >= ROWS_MOST) {
        return PM_ERR_LIMIT;
    }
    count_row(c, first, second);
    s->rows++;
    s->alone += alone;
    return PM_OK;
}

/* The two sums of scores differ by the yeses that only one coding has. */
static double plan_error(const cluster *c) {
    int64_t apart = 0;
    for (int i = 0; i < PM_CRITERIA; i++) {
        const uint32_t *cell = c->sum + SUM_CODES + 3 * i;
        apart += (int64_t)cell[1] - (int64_t)cell[2];
    }
    return c->sum[SUM_PLANS] != 0 ? fabs((double)apart) / (double)c->sum[SUM_ROWS] : 0.0;
}

pm_status sample_settle(sample *s) {
    pm_status status = gather(s);
    for (size_t i = 0; i < s->count; i++) {
        s->clusters[i].plan_error = plan_error(&s->clusters[i]);
    }
    if (status == PM_OK && s->count > 1) {
        qsort(s->clusters, s->count, sizeof *s->clusters, by_content);
    }
    return status;
}

/* ---- Sums to figures ---- */

void totals_add(totals *t, const cluster *c) {
    for (int i = 0; i < SUMS; i++) {
        t->sum[i] += c->sum[i];
    }
    t->plan_error += c->plan_error;
}

/* The whole sample but for cluster `but`; with an index beyond them, all of it. */
static totals all_but(const sample *s, size_t but) {
    totals t = {.plan_error = 0.0};
    for (size_t i = 0; i < s->count; i++) {
        if (i != but) {
            totals_add(&t, &s->clusters[i]);
        }
    }
    return t;
}

static agreement_counts counts_of(const totals *t, int code) {
    const uint64_t *cell = t->sum + SUM_CODES + 3 * code;
    uint64_t no = t->sum[SUM_ROWS] - cell[0] - cell[1] - cell[2];
    return (agreement_counts){(size_t)cell[0], (size_t)cell[1], (size_t)cell[2], (size_t)no};
}

static double mean_error(double sum, uint64_t count) {
    return count != 0 ? sum / (double)count : (double)NAN;
}

void totals_figures(const totals *t, double *figures, size_t apart) {
    static double (*const figure[FIGURES_OF_CODE])(const agreement_counts *) = {
        [FIGURE_FIRST_SHARE] = agreement_first_share,
        [FIGURE_SECOND_SHARE] = agreement_second_share,
        [FIGURE_ACCURACY] = agreement_accuracy,
        [FIGURE_PRECISION] = agreement_precision,
        [FIGURE_RECALL] = agreement_recall,
        [FIGURE_F1] = agreement_f1,
        [FIGURE_KAPPA] = agreement_kappa,
        [FIGURE_AC1] = agreement_ac1,
        [FIGURE_ALPHA] = agreement_alpha};
    for (int code = 0; code < SAMPLE_CODES; code++) {
        agreement_counts counts = counts_of(t, code);
        for (int f = 0; f < FIGURES_OF_CODE; f++) {
            figures[(size_t)(code * FIGURES_OF_CODE + f) * apart] = figure[f](&counts);
        }
    }
    figures[FIGURE_SCORE_ERROR * apart] =
        mean_error((double)t->sum[SUM_SCORE_ERROR], t->sum[SUM_ROWS]);
    figures[FIGURE_PLAN_ERROR * apart] = mean_error(t->plan_error, t->sum[SUM_PLANS]);
}

agreement_counts sample_counts(const sample *s, int code) {
    totals t = all_but(s, s->count);
    return counts_of(&t, code);
}

void sample_worth(const sample *s, int code, double *yes, double *no) {
    share_sums first = {0}, rest = {0};
    for (size_t i = 0; i < s->count; i++) {
        const uint32_t *cell = s->clusters[i].sum + SUM_CODES + 3 * code;
        double n = (double)cell[0] + cell[1], others = s->clusters[i].sum[SUM_ROWS] - n;
        share_add(&first, n, cell[0]);
        share_add(&rest, others, others - cell[2]);
    }
    *yes = share_worth(&first);
    *no = share_worth(&rest);
}

void sample_figures(const sample *s, double figures[SAMPLE_FIGURES]) {
    totals t = all_but(s, s->count);
    totals_figures(&t, figures, 1);
}

/* ---- Other samples ---- */

/* How many clusters can be added up in 32 bits. */
static size_t safe_run(const sample *s) {
    uint32_t most = 1;
    for (size_t i = 0; i < s->count; i++) {
        for (int k = 0; k < SUMS; k++) {
            most = s->clusters[i].sum[k] > most ? s->clusters[i].sum[k] : most;
        }
    }
    return UINT32_MAX / most;
}

/* Nearly all the time goes here: 32-bit sums, in runs that cannot overflow, are half the work. */
static totals draw_sample(const sample *s, size_t run, random_source *random) {
    totals t = {.plan_error = 0.0};
    for (size_t left = s->count; left != 0;) {
        cluster part = {.plan = 0};
        size_t now = left < run ? left : run;
        for (size_t i = 0; i < now; i++) {
            const cluster *c = &s->clusters[random_below(random, (uint32_t)s->count)];
            for (int k = 0; k < SUMS; k++) {
                part.sum[k] += c->sum[k];
            }
            part.plan_error += c->plan_error;
        }
        totals_add(&t, &part);
        left -= now;
    }
    return t;
}

static void draw_all(const sample *s, size_t resamples, uint64_t seed, sample_progress_fn progress,
                     void *ctx, double *values) {
    random_source random = {seed};
    size_t run = safe_run(s), since = 0;
    for (size_t i = 0; i < resamples; i++) {
        totals t = draw_sample(s, run, &random);
        totals_figures(&t, values + i, resamples);
        since += s->count;
        if (since >= PROGRESS_EVERY && progress != NULL) {
            progress(ctx, i + 1, resamples);
            since = 0;
        }
    }
}

pm_status sample_bootstrap(const sample *s, size_t resamples, uint64_t seed,
                           sample_progress_fn progress, void *ctx,
                           interval figures[SAMPLE_FIGURES]) {
    if (resamples < SAMPLE_RESAMPLES_LEAST || resamples > SAMPLE_RESAMPLES_MOST) {
        return PM_ERR_ARGUMENT;
    }
    if (s->count >= UINT32_MAX) {
        return PM_ERR_LIMIT;
    }
    double *values = mem_array(s->allocator, SAMPLE_FIGURES * resamples, sizeof *values);
    if (values == NULL) {
        return PM_ERR_MEMORY;
    }
    draw_all(s, resamples, seed, progress, ctx, values);
    for (size_t f = 0; f < SAMPLE_FIGURES; f++) {
        figures[f] = interval_percentile(values + f * resamples, resamples);
    }
    mem_free(s->allocator, values);
    return PM_OK;
}

double figure_least(size_t figure) {
    size_t f = figure % FIGURES_OF_CODE;
    bool chance = f == FIGURE_KAPPA || f == FIGURE_AC1 || f == FIGURE_ALPHA;
    return figure < FIGURE_SCORE_ERROR && chance ? -1.0 : 0.0;
}

void sample_jackknife(const sample *s, interval figures[SAMPLE_FIGURES]) {
    double values[SAMPLE_FIGURES * SAMPLE_FEW], whole[SAMPLE_FIGURES];
    totals all = all_but(s, s->count);
    size_t count = s->count < SAMPLE_FEW ? s->count : 0;
    totals_figures(&all, whole, 1);
    for (size_t i = 0; i < count; i++) {
        totals t = all_but(s, i);
        totals_figures(&t, values + i, SAMPLE_FEW);
    }
    for (size_t f = 0; f < SAMPLE_FIGURES; f++) {
        double most = f < FIGURE_SCORE_ERROR ? 1.0 : (double)PM_CRITERIA;
        figures[f] =
            interval_jackknife(whole[f], values + f * SAMPLE_FEW, count, figure_least(f), most);
    }
}
