/* SPDX-License-Identifier: MIT
 * Keeps true: every row counted stands in `all` and, with groups, in exactly one of them. */
#include "cli/evaluation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *code_name(int code) {
    return code == PM_HIGH_QUALITY ? "high_quality" : pm_criterion_name((pm_criterion)code);
}

/* ---- Counting ---- */

static int compare(pm_str a, pm_str b) {
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len != 0 ? memcmp(a.data, b.data, len) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Where `value` stands among the groups, or should. */
static size_t find(const evaluation *e, pm_str value) {
    size_t low = 0, high = e->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(e->groups[middle]->value, value) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static pm_status make_group(const evaluation *e, pm_str value, evaluation_group **out) {
    evaluation_group *group = calloc(1, sizeof *group + value.len);
    if (group == NULL) {
        return PM_ERR_MEMORY;
    }
    char *copy = (char *)(group + 1);
    if (value.len != 0) {
        memcpy(copy, value.data, value.len);
    }
    group->value = (pm_str){copy, value.len};
    pm_status status = pm_comparison_new(e->options, &group->comparison);
    if (status != PM_OK) {
        free(group);
        return status;
    }
    *out = group;
    return PM_OK;
}

/* Pointers move, not groups: values in no order stay affordable. */
static pm_status insert(evaluation *e, size_t at, pm_str value) {
    if (e->count == e->cap) {
        size_t cap = e->cap != 0 ? 2 * e->cap : 16;
        evaluation_group **groups = realloc(e->groups, cap * sizeof *groups);
        if (groups == NULL) {
            return PM_ERR_MEMORY;
        }
        e->groups = groups;
        e->cap = cap;
    }
    evaluation_group *group;
    pm_status status = make_group(e, value, &group);
    if (status == PM_OK) {
        memmove(e->groups + at + 1, e->groups + at, (e->count - at) * sizeof *e->groups);
        e->groups[at] = group;
        e->count++;
    }
    return status;
}

static pm_status add_to_group(evaluation *e, pm_str value, pm_str authority, pm_str plan_id,
                              const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]) {
    size_t at = find(e, value);
    bool known = at < e->count && page_equal(e->groups[at]->value, value);
    pm_status status = known ? PM_OK : insert(e, at, value);
    return status == PM_OK
               ? pm_comparison_add(e->groups[at]->comparison, authority, plan_id, gold, tool)
               : status;
}

pm_status evaluation_add(evaluation *e, pm_str value, pm_str authority, pm_str plan_id,
                         const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]) {
    pm_status status = PM_OK;
    if (e->all == NULL) {
        status = pm_comparison_new(e->options, &e->all);
    }
    if (status == PM_OK && e->by.len != 0) {
        status = add_to_group(e, value, authority, plan_id, gold, tool);
    }
    if (status == PM_OK) {
        status = pm_comparison_add(e->all, authority, plan_id, gold, tool);
    }
    e->rows += status == PM_OK;
    return status;
}

void evaluation_free(evaluation *e) {
    for (size_t i = 0; i < e->count; i++) {
        pm_comparison_free(e->groups[i]->comparison);
        free(e->groups[i]);
    }
    free(e->groups);
    pm_comparison_free(e->all);
    e->groups = NULL;
    e->all = NULL;
    e->count = e->cap = e->rows = 0;
}

/* ---- Telling: what all formats share ---- */

const char *method_name(pm_interval_method method) {
    switch (method) {
    case PM_INTERVAL_JACKKNIFE: return "jackknife";
    case PM_INTERVAL_BOOTSTRAP: return "bootstrap";
    case PM_INTERVAL_NONE: break;
    }
    return "none";
}

static size_t resamples_of(const evaluation *e) {
    return e->intervals.resamples != 0 ? e->intervals.resamples : PM_RESAMPLES;
}

enum { GROUPS_A_TIME = 64 /* before progress is told */ };

typedef void (*block_fn)(const evaluation *e, page *p, pm_str value, const pm_figures *f);

/* Of all rows, and then of each group; `value` is empty in the first. */
static pm_status each_block(evaluation *e, page *p, block_fn all, block_fn group) {
    pm_figures f;
    pm_status status = pm_comparison_figures(e->all, &e->intervals, &f);
    if (status == PM_OK) {
        e->plans = f.plans;
        e->alone = f.rows_alone;
        all(e, p, page_str(NULL), &f);
    }
    for (size_t i = 0; i < e->count && status == PM_OK; i++) {
        status = pm_comparison_figures(e->groups[i]->comparison, &e->intervals, &f);
        if (e->progress != NULL && i % GROUPS_A_TIME == GROUPS_A_TIME - 1) {
            progress_steps(e->progress, "groups", i + 1, e->count);
        }
        if (status == PM_OK) {
            e->few += f.plans < PM_FEW_PLANS;
            group(e, p, e->groups[i]->value, &f);
        }
    }
    return status;
}

/* ---- A table ---- */

/* A band of criteria beside each other: with intervals three fill 80 columns, without all six. */
enum { LABEL_WIDTH = 11, WIDE_CELL = 23, WIDE_BAND = 3, CELL_MOST = 64 };

static void put_cell(page *p, const pm_figures *f, int code, const char *text) {
    if (f->method == PM_INTERVAL_NONE) {
        int width = (int)strlen(code_name(code)) + 1;
        page_format(p, "%*s", width < 8 ? 8 : width, text);
    } else if ((code + 1) % WIDE_BAND != 0) {
        page_format(p, "%-*s", WIDE_CELL, text);
    } else {
        page_text(p, text);
    }
}

static void estimate_text(char text[CELL_MOST], const pm_estimate *e, bool percent) {
    double times = percent ? 100.0 : 1.0;
    int places = percent ? 1 : 3;
    const char *sign = percent ? "%" : "";
    if (isnan(e->value)) {
        snprintf(text, CELL_MOST, "%6s", "-");
    } else if (isnan(e->low)) {
        snprintf(text, CELL_MOST, "%*.*f%s", percent ? 5 : 6, places, times * e->value, sign);
    } else {
        snprintf(text, CELL_MOST, "%*.*f%s [%.*f, %.*f]", percent ? 5 : 6, places, times * e->value,
                 sign, places, times * e->low, places, times * e->high);
    }
}

static void table_headings(page *p, const pm_figures *f, int from, int to) {
    page_format(p, "%-*s", LABEL_WIDTH, "");
    for (int code = from; code < to; code++) {
        put_cell(p, f, code, code_name(code));
    }
    page_text(p, "\n");
}

static void table_counts(page *p, const pm_figures *f, int from, int to) {
    static const char *const labels[] = {"both yes", "gold only", "tool only", "both no"};
    for (int row = 0; row < 4; row++) {
        page_format(p, "%-*s", LABEL_WIDTH, labels[row]);
        for (int code = from; code < to; code++) {
            const pm_confusion *c = &f->confusion[code];
            const size_t counts[] = {c->both_yes, c->gold_only, c->tool_only, c->both_no};
            char text[CELL_MOST];
            snprintf(text, sizeof text, "%6zu", counts[row]);
            put_cell(p, f, code, text);
        }
        page_text(p, "\n");
    }
}

static void table_figures(page *p, const pm_figures *f, int from, int to) {
    static const char *const labels[PM_FIGURES] = {
        "gold yes", "tool yes", "accuracy", "precision", "recall", "F1", "kappa", "AC1", "alpha"};
    for (int row = 0; row < PM_FIGURES; row++) {
        page_format(p, "%-*s", LABEL_WIDTH, labels[row]);
        for (int code = from; code < to; code++) {
            char text[CELL_MOST];
            estimate_text(text, &f->figure[code][row], row <= PM_FIGURE_TOOL_SHARE);
            put_cell(p, f, code, text);
        }
        page_text(p, "\n");
    }
}

static void table_errors(page *p, const pm_figures *f) {
    char row[CELL_MOST], plan[CELL_MOST];
    estimate_text(row, &f->score_error, false);
    estimate_text(plan, &f->plan_mean_error, false);
    page_format(p,
                "\nmean absolute error, in criteria met (0 to 5)\nscore of an action  %s\n"
                "mean of a plan      %s\n",
                row, plan);
}

/* Which figures a resample may lack, a line a criterion. */
static void table_undefined(page *p, const pm_figures *f) {
    for (int code = 0; code < PM_CODES; code++) {
        bool told = false;
        for (int i = 0; i < PM_FIGURES; i++) {
            const pm_estimate *e = &f->figure[code][i];
            if (f->method == PM_INTERVAL_BOOTSTRAP && e->undefined > 0.0 && !isnan(e->value)) {
                page_format(p, "%s%s %.1f%%", told ? ", " : "resamples left out, not defined: ",
                            told ? pm_figure_name((pm_figure)i) : code_name(code),
                            100.0 * e->undefined);
                told = true;
            }
        }
        page_text(p, told ? "\n" : "");
    }
}

void intervals_line(page *p, pm_interval_method method, const pm_interval_options *o) {
    if (method == PM_INTERVAL_BOOTSTRAP) {
        page_format(p, "95%% intervals: bootstrap of plans, %zu resamples, seed %llu\n",
                    o->resamples != 0 ? o->resamples : PM_RESAMPLES, (unsigned long long)o->seed);
    } else if (method == PM_INTERVAL_JACKKNIFE) {
        page_text(p, "95% intervals: jackknife of plans, t distribution; rough\n");
    }
}

static void table_title(const evaluation *e, page *p, const pm_figures *f) {
    page_format(p, "%zu action%s in %zu plan%s\n", f->rows, f->rows == 1 ? "" : "s", f->plans,
                f->plans == 1 ? "" : "s");
    intervals_line(p, f->method, &e->intervals);
}

static void table_block(const evaluation *e, page *p, const pm_figures *f) {
    int band = f->method == PM_INTERVAL_NONE ? PM_CODES : WIDE_BAND;
    table_title(e, p, f);
    for (int from = 0; from < PM_CODES; from += band) {
        page_text(p, "\n");
        table_headings(p, f, from, from + band);
        table_counts(p, f, from, from + band);
        table_figures(p, f, from, from + band);
    }
    table_errors(p, f);
    table_undefined(p, f);
}

static void table_all(const evaluation *e, page *p, pm_str value, const pm_figures *f) {
    (void)value;
    page_text(p, e->by.len != 0 ? "all: " : "");
    table_block(e, p, f);
}

static void table_group(const evaluation *e, page *p, pm_str value, const pm_figures *f) {
    page_text(p, "\n");
    page_plain(p, e->by);
    page_text(p, " ");
    page_plain(p, value.len != 0 ? value : page_str("(empty)"));
    page_text(p, ": ");
    table_block(e, p, f);
}

pm_status evaluation_table(evaluation *e, page *p) {
    return each_block(e, p, table_all, table_group);
}

/* ---- CSV ---- */

/* The place of the errors among the figures of a row, behind those of a criterion. */
enum { CSV_ERROR = PM_FIGURES, CSV_FIGURES };

static const char *csv_name(int i) {
    return i == CSV_ERROR ? "mean_absolute_error" : pm_figure_name((pm_figure)i);
}

static void csv_figure(page *p, double figure) {
    page_text(p, ",");
    page_figure(p, figure, 4, "");
}

static void csv_begin(const evaluation *e, page *p, pm_str value, const char *what,
                      const pm_figures *f) {
    page_csv(p, value.data != NULL ? e->by : page_str(NULL));
    page_text(p, ",");
    page_csv(p, value);
    page_format(p, ",%s,%zu", what, f->rows);
}

/* An estimate that is NULL leaves its cells empty. */
static void csv_estimates(const evaluation *e, page *p, const pm_estimate *of[CSV_FIGURES],
                          const pm_figures *f) {
    for (int i = 0; i < CSV_FIGURES; i++) {
        csv_figure(p, of[i] != NULL ? of[i]->value : (double)NAN);
    }
    page_format(p, ",%zu,%s", f->plans, method_name(f->method));
    for (int i = 0; i < CSV_FIGURES && !e->intervals.none; i++) {
        bool told = of[i] != NULL && f->method != PM_INTERVAL_NONE;
        csv_figure(p, told ? of[i]->low : (double)NAN);
        csv_figure(p, told ? of[i]->high : (double)NAN);
        csv_figure(p, told ? of[i]->undefined : (double)NAN);
    }
    page_text(p, "\n");
}

static void csv_error(const evaluation *e, page *p, pm_str value, const char *what,
                      const pm_estimate *error, const pm_figures *f) {
    const pm_estimate *of[CSV_FIGURES] = {[CSV_ERROR] = error};
    csv_begin(e, p, value, what, f);
    page_text(p, ",,,,");
    csv_estimates(e, p, of, f);
}

static void csv_block(const evaluation *e, page *p, pm_str value, const pm_figures *f) {
    for (int code = 0; code < PM_CODES; code++) {
        const pm_confusion *c = &f->confusion[code];
        const pm_estimate *of[CSV_FIGURES] = {NULL};
        for (int i = 0; i < PM_FIGURES; i++) {
            of[i] = &f->figure[code][i];
        }
        csv_begin(e, p, value, code_name(code), f);
        page_format(p, ",%zu,%zu,%zu,%zu", c->both_yes, c->gold_only, c->tool_only, c->both_no);
        csv_estimates(e, p, of, f);
    }
    csv_error(e, p, value, "score", &f->score_error, f);
    csv_error(e, p, value, "plan_mean", &f->plan_mean_error, f);
}

pm_status evaluation_csv(evaluation *e, page *p) {
    page_text(p, "by,value,criterion,rows,both_yes,gold_only,tool_only,both_no");
    for (int i = 0; i < CSV_FIGURES; i++) {
        page_format(p, ",%s", csv_name(i));
    }
    page_text(p, ",plans,interval");
    for (int i = 0; i < CSV_FIGURES && !e->intervals.none; i++) {
        page_format(p, ",%s_low,%s_high,%s_undefined", csv_name(i), csv_name(i), csv_name(i));
    }
    page_text(p, "\n");
    return each_block(e, p, csv_block, csv_block);
}

/* ---- JSON ---- */

static void json_figure(page *p, const char *before, double figure) {
    page_text(p, before);
    page_figure(p, figure, 4, "null");
}

static void json_interval(page *p, const char *name, const pm_estimate *e) {
    page_format(p, "\"%s\":", name);
    json_figure(p, "{\"low\":", e->low);
    json_figure(p, ",\"high\":", e->high);
    json_figure(p, ",\"undefined\":", e->undefined);
    page_text(p, "}");
}

static void json_code(page *p, const pm_figures *f, int code) {
    const pm_confusion *c = &f->confusion[code];
    page_format(p,
                "%s\n{\"criterion\":\"%s\",\"both_yes\":%zu,\"gold_only\":%zu,\"tool_only\":%zu,"
                "\"both_no\":%zu",
                code != 0 ? "," : "", code_name(code), c->both_yes, c->gold_only, c->tool_only,
                c->both_no);
    for (int i = 0; i < PM_FIGURES; i++) {
        page_format(p, ",\"%s\"", pm_figure_name((pm_figure)i));
        json_figure(p, ":", f->figure[code][i].value);
    }
    json_figure(p, ",\"effective_yes\":", f->effective_yes[code]);
    json_figure(p, ",\"effective_no\":", f->effective_no[code]);
    if (f->method != PM_INTERVAL_NONE) {
        page_text(p, ",\"intervals\":{");
        for (int i = 0; i < PM_FIGURES; i++) {
            page_text(p, i != 0 ? "," : "");
            json_interval(p, pm_figure_name((pm_figure)i), &f->figure[code][i]);
        }
        page_text(p, "}");
    }
    page_text(p, "}");
}

static void json_error(page *p, const char *name, const pm_estimate *error, const pm_figures *f) {
    page_format(p, ",\n\"%s\":{", name);
    json_figure(p, "\"mean_absolute_error\":", error->value);
    if (f->method != PM_INTERVAL_NONE) {
        page_text(p, ",");
        json_interval(p, "interval", error);
    }
    page_text(p, "}");
}

static void json_block(page *p, const pm_figures *f) {
    page_format(p, "\"rows\":%zu,\"plans\":%zu,\"rows_without_plan\":%zu,\"interval\":\"%s\",",
                f->rows, f->plans, f->rows_alone, method_name(f->method));
    page_text(p, "\"criteria\":[");
    for (int code = 0; code < PM_CODES; code++) {
        json_code(p, f, code);
    }
    page_text(p, "]");
    json_error(p, "score", &f->score_error, f);
    json_error(p, "plan_mean", &f->plan_mean_error, f);
}

static void json_all(const evaluation *e, page *p, pm_str value, const pm_figures *f) {
    (void)value;
    page_text(p, "\"all\":{");
    json_block(p, f);
    page_text(p, "}");
    if (e->by.len != 0) {
        page_text(p, ",\n\"by\":");
        page_json(p, e->by);
        page_text(p, ",\"groups\":[");
    }
}

static void json_group(const evaluation *e, page *p, pm_str value, const pm_figures *f) {
    page_text(p, page_equal(value, e->groups[0]->value) ? "\n{\"value\":" : ",\n{\"value\":");
    page_json(p, value);
    page_text(p, ",");
    json_block(p, f);
    page_text(p, "}");
}

pm_status evaluation_json(evaluation *e, page *p) {
    if (e->intervals.none) {
        page_text(p, "\"intervals\":null,\n");
    } else {
        page_format(p, "\"intervals\":{\"level\":0.95,\"resamples\":%zu,\"seed\":%llu},\n",
                    resamples_of(e), (unsigned long long)e->intervals.seed);
    }
    pm_status status = each_block(e, p, json_all, json_group);
    page_text(p, e->by.len != 0 ? "]" : "");
    return status;
}
