/* SPDX-License-Identifier: MIT
 * Keeps true: every row counted stands in `all` and, with groups, in exactly one of them. */
#include "cli/evaluation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *figure_name(int figure) {
    return figure == FIGURE_HIGH_QUALITY ? "high_quality" : pm_criterion_name((pm_criterion)figure);
}

/* ---- counting ---- */

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

/* Pointers move, not tallies: values in no order stay affordable. */
static tally *insert(evaluation *e, size_t at, pm_str value) {
    if (e->count == e->cap) {
        size_t cap = e->cap != 0 ? 2 * e->cap : 16;
        tally_group **groups = realloc(e->groups, cap * sizeof *groups);
        if (groups == NULL) {
            return NULL;
        }
        e->groups = groups;
        e->cap = cap;
    }
    tally_group *group = calloc(1, sizeof *group + value.len);
    if (group == NULL) {
        return NULL;
    }
    char *copy = (char *)(group + 1);
    if (value.len != 0) {
        memcpy(copy, value.data, value.len);
    }
    group->value = (pm_str){copy, value.len};
    memmove(e->groups + at + 1, e->groups + at, (e->count - at) * sizeof *e->groups);
    e->groups[at] = group;
    e->count++;
    return &group->tally;
}

static int all_met(const int verdict[PM_CRITERIA]) {
    int met = 1;
    for (int c = 0; c < PM_CRITERIA; c++) {
        met &= verdict[c] != 0;
    }
    return met;
}

static void count(tally *t, const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]) {
    t->rows++;
    for (int c = 0; c < PM_CRITERIA; c++) {
        pm_confusion_add(&t->of[c], gold[c], tool[c]);
    }
    pm_confusion_add(&t->of[FIGURE_HIGH_QUALITY], all_met(gold), all_met(tool));
}

pm_status evaluation_add(evaluation *e, pm_str value, const int gold[PM_CRITERIA],
                         const int tool[PM_CRITERIA]) {
    if (e->by.len != 0) {
        size_t at = find(e, value);
        bool known = at < e->count && page_equal(e->groups[at]->value, value);
        tally *group = known ? &e->groups[at]->tally : insert(e, at, value);
        if (group == NULL) {
            return PM_ERR_MEMORY;
        }
        count(group, gold, tool);
    }
    count(&e->all, gold, tool);
    return PM_OK;
}

void evaluation_free(evaluation *e) {
    for (size_t i = 0; i < e->count; i++) {
        free(e->groups[i]);
    }
    free(e->groups);
    e->groups = NULL;
    e->count = e->cap = 0;
}

/* ---- telling ---- */

static double share(size_t a, size_t b, size_t rows) {
    return rows != 0 ? ((double)a + (double)b) / (double)rows : (double)NAN;
}

static double gold_share(const tally *t, int figure) {
    return share(t->of[figure].both_yes, t->of[figure].gold_only, t->rows);
}

static double tool_share(const tally *t, int figure) {
    return share(t->of[figure].both_yes, t->of[figure].tool_only, t->rows);
}

static void table_percent(page *p, double part) {
    if (isnan(part)) {
        page_format(p, "%7s", "-");
    } else {
        page_format(p, "%6.1f%%", 100.0 * part);
    }
}

static void table_figure(page *p, int width, double figure) {
    if (isnan(figure)) {
        page_format(p, "%*s", width, "-");
    } else {
        page_format(p, "%*.3f", width, figure);
    }
}

/* 80 columns wide up to 9999 rows; `width` is that of a count. */
static void table_block(page *p, const tally *t, int width) {
    page_format(p, "%-13s %*s %*s %*s %*s %6s %6s %5s %5s %5s\n", "", width, "both", width, "gold",
                width, "tool", width, "both", "gold", "tool", "accu-", "prec-", "re-");
    page_format(p, "%-13s %*s %*s %*s %*s %6s %6s %5s %5s %5s %5s %6s\n", "", width, "yes", width,
                "only", width, "only", width, "no", "yes", "yes", "racy", "ision", "call", "F1",
                "kappa");
    for (int f = 0; f < FIGURES; f++) {
        const pm_confusion *c = &t->of[f];
        pm_agreement a = pm_confusion_agreement(c);
        page_format(p, "%-13s %*zu %*zu %*zu %*zu", figure_name(f), width, c->both_yes, width,
                    c->gold_only, width, c->tool_only, width, c->both_no);
        table_percent(p, gold_share(t, f));
        table_percent(p, tool_share(t, f));
        table_figure(p, 6, a.accuracy);
        table_figure(p, 6, a.precision);
        table_figure(p, 6, a.recall);
        table_figure(p, 6, a.f1);
        table_figure(p, 7, a.kappa);
        page_text(p, "\n");
    }
}

static void table_title(page *p, size_t rows) {
    page_format(p, "%zu action%s\n", rows, rows == 1 ? "" : "s");
}

void evaluation_table(const evaluation *e, page *p) {
    int width = snprintf(NULL, 0, "%zu", e->all.rows);
    width = width < 4 ? 4 : width;
    page_text(p, e->by.len != 0 ? "all: " : "");
    table_title(p, e->all.rows);
    table_block(p, &e->all, width);
    for (size_t i = 0; i < e->count; i++) {
        page_text(p, "\n");
        page_plain(p, e->by);
        page_text(p, " ");
        page_plain(p, e->groups[i]->value.len != 0 ? e->groups[i]->value : page_str("(empty)"));
        page_text(p, ": ");
        table_title(p, e->groups[i]->tally.rows);
        table_block(p, &e->groups[i]->tally, width);
    }
}

static void csv_figure(page *p, double figure) {
    page_text(p, ",");
    page_figure(p, figure, 4, "");
}

static void csv_block(page *p, pm_str by, pm_str value, const tally *t) {
    for (int f = 0; f < FIGURES; f++) {
        const pm_confusion *c = &t->of[f];
        pm_agreement a = pm_confusion_agreement(c);
        page_csv(p, by);
        page_text(p, ",");
        page_csv(p, value);
        page_format(p, ",%s,%zu,%zu,%zu,%zu,%zu", figure_name(f), t->rows, c->both_yes,
                    c->gold_only, c->tool_only, c->both_no);
        csv_figure(p, gold_share(t, f));
        csv_figure(p, tool_share(t, f));
        csv_figure(p, a.accuracy);
        csv_figure(p, a.precision);
        csv_figure(p, a.recall);
        csv_figure(p, a.f1);
        csv_figure(p, a.kappa);
        page_text(p, "\n");
    }
}

void evaluation_csv(const evaluation *e, page *p) {
    page_text(p,
              "by,value,criterion,rows,both_yes,gold_only,tool_only,both_no,gold_share,tool_share,"
              "accuracy,precision,recall,f1,kappa\n");
    csv_block(p, page_str(NULL), page_str(NULL), &e->all);
    for (size_t i = 0; i < e->count; i++) {
        csv_block(p, e->by, e->groups[i]->value, &e->groups[i]->tally);
    }
}

static void json_figure(page *p, const char *name, double figure) {
    page_format(p, ",\"%s\":", name);
    page_figure(p, figure, 4, "null");
}

static void json_block(page *p, const tally *t) {
    page_format(p, "\"rows\":%zu,\"criteria\":[", t->rows);
    for (int f = 0; f < FIGURES; f++) {
        const pm_confusion *c = &t->of[f];
        pm_agreement a = pm_confusion_agreement(c);
        page_format(p,
                    "%s\n{\"criterion\":\"%s\",\"both_yes\":%zu,\"gold_only\":%zu,\"tool_only\":%"
                    "zu,\"both_no\":%zu",
                    f != 0 ? "," : "", figure_name(f), c->both_yes, c->gold_only, c->tool_only,
                    c->both_no);
        json_figure(p, "gold_share", gold_share(t, f));
        json_figure(p, "tool_share", tool_share(t, f));
        json_figure(p, "accuracy", a.accuracy);
        json_figure(p, "precision", a.precision);
        json_figure(p, "recall", a.recall);
        json_figure(p, "f1", a.f1);
        json_figure(p, "kappa", a.kappa);
        page_text(p, "}");
    }
    page_text(p, "]");
}

void evaluation_json(const evaluation *e, page *p) {
    page_text(p, "\"all\":{");
    json_block(p, &e->all);
    page_text(p, "}");
    if (e->by.len == 0) {
        return;
    }
    page_text(p, ",\n\"by\":");
    page_json(p, e->by);
    page_text(p, ",\"groups\":[");
    for (size_t i = 0; i < e->count; i++) {
        page_text(p, i != 0 ? ",\n{\"value\":" : "\n{\"value\":");
        page_json(p, e->groups[i]->value);
        page_text(p, ",");
        json_block(p, &e->groups[i]->tally);
        page_text(p, "}");
    }
    page_text(p, "]");
}
