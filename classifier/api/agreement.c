/* SPDX-License-Identifier: MIT
 * Keeps true: the figures are those of stats/agreement.h, gold being the first coding and the tool
 * the second. */
#include "stats/agreement.h"

#include <math.h>

#include "api/handles.h"
#include "planmark/audit.h"
#include "stats/panel.h"
#include "stats/sample.h"

void pm_confusion_add(pm_confusion *c, int gold, int tool) {
    if (c == NULL) {
        return;
    }
    agreement_counts t = {c->both_yes, c->gold_only, c->tool_only, c->both_no};
    agreement_add(&t, gold, tool);
    *c = (pm_confusion){t.both_yes, t.first_only, t.second_only, t.both_no};
}

pm_agreement pm_confusion_agreement(const pm_confusion *c) {
    agreement_counts t = {0, 0, 0, 0};
    if (c != NULL) {
        t = (agreement_counts){c->both_yes, c->gold_only, c->tool_only, c->both_no};
    }
    return (pm_agreement){.accuracy = agreement_accuracy(&t),
                          .precision = agreement_precision(&t),
                          .recall = agreement_recall(&t),
                          .f1 = agreement_f1(&t),
                          .kappa = agreement_kappa(&t),
                          .ac1 = agreement_ac1(&t),
                          .alpha = agreement_alpha(&t),
                          .gold_share = agreement_first_share(&t),
                          .tool_share = agreement_second_share(&t)};
}

/* ---- With intervals ---- */

_Static_assert((int)PM_CODES == SAMPLE_CODES && (int)PM_FIGURES == FIGURES_OF_CODE, "one table");
_Static_assert((int)PM_FEW_PLANS == SAMPLE_FEW, "the header tells when the method changes");
_Static_assert((int)PM_RESAMPLES_LEAST == SAMPLE_RESAMPLES_LEAST, "the header tells the bounds");
_Static_assert((int)PM_RESAMPLES_MOST == SAMPLE_RESAMPLES_MOST, "the header tells the bounds");

struct pm_comparison {
    sample sample;
};

const char *pm_figure_name(pm_figure figure) {
    static const char *const names[PM_FIGURES] = {[PM_FIGURE_GOLD_SHARE] = "gold_share",
                                                  [PM_FIGURE_TOOL_SHARE] = "tool_share",
                                                  [PM_FIGURE_ACCURACY] = "accuracy",
                                                  [PM_FIGURE_PRECISION] = "precision",
                                                  [PM_FIGURE_RECALL] = "recall",
                                                  [PM_FIGURE_F1] = "f1",
                                                  [PM_FIGURE_KAPPA] = "kappa",
                                                  [PM_FIGURE_AC1] = "ac1",
                                                  [PM_FIGURE_ALPHA] = "alpha"};
    return (unsigned)figure < PM_FIGURES ? names[figure] : NULL;
}

pm_status pm_comparison_new(const pm_options *options, pm_comparison **out) {
    if (out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    const pm_allocator *allocator = options_full(options).allocator;
    *out = mem_zalloc(allocator, sizeof **out);
    if (*out == NULL) {
        return PM_ERR_MEMORY;
    }
    sample_init(&(*out)->sample, allocator);
    return PM_OK;
}

void pm_comparison_free(pm_comparison *comparison) {
    if (comparison != NULL) {
        const pm_allocator *allocator = comparison->sample.allocator;
        sample_free(&comparison->sample);
        mem_free(allocator, comparison);
    }
}

pm_status pm_comparison_add(pm_comparison *comparison, pm_str authority, pm_str plan_id,
                            const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]) {
    return comparison == NULL || gold == NULL || tool == NULL
               ? PM_ERR_ARGUMENT
               : sample_add(&comparison->sample, authority, plan_id, gold, tool);
}

/* Options with every field set, whatever the caller's size. */
static pm_interval_options interval_options(const pm_interval_options *given) {
    pm_interval_options full = {.size = sizeof full};
    options_take(&full, sizeof full, given);
    full.size = sizeof full;
    full.resamples = full.resamples != 0 ? full.resamples : PM_RESAMPLES;
    return full;
}

static pm_status find_intervals(const sample *s, const pm_interval_options *o,
                                interval intervals[SAMPLE_FIGURES], pm_interval_method *method) {
    for (size_t f = 0; f < SAMPLE_FIGURES; f++) {
        intervals[f] = (interval){(double)NAN, (double)NAN, 0.0};
    }
    *method = PM_INTERVAL_NONE;
    if (o->none || s->count < 2) {
        return PM_OK;
    }
    if (s->count < SAMPLE_FEW) {
        *method = PM_INTERVAL_JACKKNIFE;
        sample_jackknife(s, intervals);
        return PM_OK;
    }
    *method = PM_INTERVAL_BOOTSTRAP;
    return sample_bootstrap(s, o->resamples, o->seed, o->progress, o->progress_ctx, intervals);
}

static void put_figures(const sample *s, const interval *intervals, pm_figures *out) {
    double value[SAMPLE_FIGURES];
    sample_figures(s, value);
    for (int i = 0; i < SAMPLE_FIGURES; i++) {
        pm_estimate *to = i == FIGURE_SCORE_ERROR  ? &out->score_error
                          : i == FIGURE_PLAN_ERROR ? &out->plan_mean_error
                                                   : &out->figure[i / PM_FIGURES][i % PM_FIGURES];
        *to = (pm_estimate){value[i], intervals[i].low, intervals[i].high, intervals[i].undefined};
    }
    for (int code = 0; code < PM_CODES; code++) {
        agreement_counts t = sample_counts(s, code);
        sample_worth(s, code, &out->effective_yes[code], &out->effective_no[code]);
        out->confusion[code] = (pm_confusion){t.both_yes, t.first_only, t.second_only, t.both_no};
    }
    out->rows = s->rows;
    out->plans = s->count;
    out->rows_alone = s->alone;
}

pm_status pm_comparison_figures(pm_comparison *comparison, const pm_interval_options *options,
                                pm_figures *out) {
    interval intervals[SAMPLE_FIGURES];
    pm_interval_options full = interval_options(options);
    if (comparison == NULL || out == NULL || full.resamples < PM_RESAMPLES_LEAST ||
        full.resamples > PM_RESAMPLES_MOST) {
        return PM_ERR_ARGUMENT;
    }
    sample *s = &comparison->sample;
    pm_status status = sample_settle(s);
    if (status == PM_OK) {
        status = find_intervals(s, &full, intervals, &out->method);
    }
    if (status == PM_OK) {
        put_figures(s, intervals, out);
    }
    return status;
}

/* ---- Means over comparisons ---- */

static void put_parts(double value[PANEL_PARTS][PANEL_FIGURES],
                      interval intervals[PANEL_PARTS][PANEL_FIGURES], pm_mean_figures *out) {
    pm_estimate(*const to[PANEL_PARTS])[PM_FIGURES] = {out->first, out->second, out->difference};
    for (int part = 0; part < PANEL_PARTS; part++) {
        for (int f = 0; f < PANEL_FIGURES; f++) {
            const interval *i = &intervals[part][f];
            to[part][f / PM_FIGURES][f % PM_FIGURES] =
                (pm_estimate){value[part][f], i->low, i->high, i->undefined};
        }
    }
}

static pm_status find_means(const panel *p, const pm_interval_options *o, bool whole,
                            pm_mean_figures *out) {
    double value[PANEL_PARTS][PANEL_FIGURES];
    interval intervals[PANEL_PARTS][PANEL_FIGURES];
    for (int f = 0; f < PANEL_PARTS * PANEL_FIGURES; f++) {
        intervals[f / PANEL_FIGURES][f % PANEL_FIGURES] = (interval){(double)NAN, (double)NAN, 0.0};
    }
    *out = (pm_mean_figures){.plans = p->plans};
    pm_status status = panel_figures(p, value);
    if (status == PM_OK && whole && !o->none && p->plans >= 2) {
        bool few = p->plans < SAMPLE_FEW;
        out->method = few ? PM_INTERVAL_JACKKNIFE : PM_INTERVAL_BOOTSTRAP;
        status = few ? panel_jackknife(p, intervals)
                     : panel_bootstrap(p, o->resamples, o->seed, o->progress, o->progress_ctx,
                                       intervals);
    }
    if (status == PM_OK) {
        put_parts(value, intervals, out);
    }
    return status;
}

/* Settles the comparisons of a group and notes their samples. */
static pm_status gather_group(pm_comparison *const *group, size_t count, int number,
                              panel_sample *to, bool *whole) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < count && status == PM_OK; i++) {
        if (group[i] == NULL) {
            return PM_ERR_ARGUMENT;
        }
        status = sample_settle(&group[i]->sample);
        to[i] = (panel_sample){&group[i]->sample, number};
        *whole = *whole && group[i]->sample.alone == 0;
    }
    return status;
}

pm_status pm_comparison_means(pm_comparison *const *first, size_t first_count,
                              pm_comparison *const *second, size_t second_count,
                              const pm_interval_options *options, pm_mean_figures *out) {
    pm_interval_options full = interval_options(options);
    panel p = {.at = NULL};
    bool whole = true;
    size_t count = first_count + second_count;
    if (out == NULL || count == 0 || (first == NULL && first_count != 0) ||
        (second == NULL && second_count != 0) || full.resamples < PM_RESAMPLES_LEAST ||
        full.resamples > PM_RESAMPLES_MOST) {
        return PM_ERR_ARGUMENT;
    }
    const pm_comparison *any = first_count != 0 ? first[0] : second[0];
    if (any == NULL) {
        return PM_ERR_ARGUMENT;
    }
    const pm_allocator *allocator = any->sample.allocator;
    panel_sample *samples = mem_array(allocator, count, sizeof *samples);
    if (samples == NULL) {
        return PM_ERR_MEMORY;
    }
    pm_status status = gather_group(first, first_count, PANEL_FIRST, samples, &whole);
    if (status == PM_OK) {
        status = gather_group(second, second_count, PANEL_SECOND, samples + first_count, &whole);
    }
    if (status == PM_OK) {
        status = panel_init(&p, allocator, samples, count);
    }
    if (status == PM_OK) {
        status = find_means(&p, &full, whole, out);
        panel_free(&p);
    }
    mem_free(allocator, samples);
    return status;
}
