/* SPDX-License-Identifier: MIT
 * Keeps true: a row stands in the comparison of two when both have all five verdicts on it, and in
 * no other. */
#include "cli/coders.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/evaluation.h"

/* What is told of a pair: agreement that treats both alike. */
static const pm_figure told[] = {PM_FIGURE_ACCURACY, PM_FIGURE_KAPPA, PM_FIGURE_AC1,
                                 PM_FIGURE_ALPHA};
enum { TOLD = sizeof told / sizeof *told, CODER_NAME = 32 };

void coders_free(coders *c) {
    for (size_t i = 0; i < c->files.count; i++) {
        verdicts_free(&c->table[i]);
    }
    for (int i = 0; i < CODERS_ALL; i++) {
        for (int k = 0; k < CODERS_ALL; k++) {
            pm_comparison_free(c->pair[i][k]);
        }
    }
    c->files.count = 0;
}

static size_t everybody(const coders *c) {
    return CODER_FIRST + c->files.count;
}

bool coders_compared(const coders *c) {
    size_t i = CODER_FIRST;
    while (i < everybody(c) && c->pair[CODER_GOLD][i] == NULL) {
        i++;
    }
    return i < everybody(c);
}

/* ---- Counting ---- */

static pm_status add_pair(coders *c, size_t i, size_t k, const pm_row *row, pm_str plan_id,
                          const int *first, const int *second) {
    pm_status status = PM_OK;
    if (c->pair[i][k] == NULL) {
        status = pm_comparison_new(c->options, &c->pair[i][k]);
    }
    return status == PM_OK
               ? pm_comparison_add(c->pair[i][k], row->authority, plan_id, first, second)
               : status;
}

/* What coder `i` says of the row; *known is false when nothing. */
static pm_status look_up(coders *c, size_t i, const pm_row *row, int verdict[PM_CRITERIA],
                         bool *known) {
    const signed char *found;
    pm_status status = verdicts_take(&c->table[i], row, &found);
    *known = status == PM_OK && found != NULL;
    for (int k = 0; *known && k < PM_CRITERIA; k++) {
        verdict[k] = found[k];
    }
    return status;
}

pm_status coders_add(coders *c, const pm_row *row, pm_str plan_id, const int gold[PM_CRITERIA],
                     const int *tool) {
    int verdict[CODERS_MOST][PM_CRITERIA];
    const int *of[CODERS_ALL] = {[CODER_GOLD] = gold, [CODER_TOOL] = tool};
    pm_status status = PM_OK;
    for (size_t i = 0; i < c->files.count && status == PM_OK; i++) {
        bool known;
        status = look_up(c, i, row, verdict[i], &known);
        of[CODER_FIRST + i] = known ? verdict[i] : NULL;
    }
    for (size_t i = 0; i < everybody(c); i++) {
        for (size_t k = i + 1; k < everybody(c) && status == PM_OK; k++) {
            if (of[i] != NULL && of[k] != NULL) {
                status = add_pair(c, i, k, row, plan_id, of[i], of[k]);
            }
        }
    }
    return status;
}

/* ---- Telling: what all formats share ---- */

/* A pair in the order in which it is told, the tool behind coders and gold; and its figures. */
typedef struct pair_figures {
    size_t first, second;
    pm_figures f;
} pair_figures;

/* Over pairs: coders beside the tool, coders beside coders, and the one less the other. */
enum { MEAN_TOOL, MEAN_CODERS, MEAN_DIFFERENCE, MEANS };
enum { PAIRS_MOST = CODERS_MOST * (CODERS_MOST - 1) / 2 };

typedef struct group {
    pm_comparison *pair[PAIRS_MOST];
    size_t count;
} group;

typedef struct telling {
    const coders *c;
    page *p;
    group groups[MEAN_DIFFERENCE];
    pm_mean_figures means;
    size_t told; /* pairs */
} telling;

typedef void (*pair_fn)(telling *t, const pair_figures *pair);

static pm_status tell_pair(telling *t, size_t i, size_t k, pair_fn fn) {
    pair_figures pair = {i, k, {.rows = 0}};
    if (t->c->pair[i][k] == NULL) {
        return PM_OK;
    }
    pm_status status = pm_comparison_figures(t->c->pair[i][k], &t->c->intervals, &pair.f);
    if (status != PM_OK) {
        return status;
    }
    if (i == CODER_TOOL) { /* the tool comes second, as beside gold; its shares change places */
        pair.first = k;
        pair.second = i;
    }
    if (i == CODER_TOOL || i >= CODER_FIRST) {
        group *g = &t->groups[i == CODER_TOOL ? MEAN_TOOL : MEAN_CODERS];
        g->pair[g->count++] = t->c->pair[i][k];
    }
    fn(t, &pair);
    t->told++;
    return PM_OK;
}

static pm_status find_means(telling *t) {
    const group *tool = &t->groups[MEAN_TOOL], *others = &t->groups[MEAN_CODERS];
    return tool->count + others->count == 0
               ? PM_OK
               : pm_comparison_means(tool->pair, tool->count, others->pair, others->count,
                                     &t->c->intervals, &t->means);
}

/* Gold and the tool, then the tool beside each coder, gold beside each, and coders by twos. */
static pm_status each_pair(telling *t, pair_fn fn) {
    size_t count = everybody(t->c);
    pm_status status = tell_pair(t, CODER_GOLD, CODER_TOOL, fn);
    for (size_t k = CODER_FIRST; k < count && status == PM_OK; k++) {
        status = tell_pair(t, CODER_TOOL, k, fn);
    }
    for (size_t k = CODER_FIRST; k < count && status == PM_OK; k++) {
        status = tell_pair(t, CODER_GOLD, k, fn);
    }
    for (size_t i = CODER_FIRST; i < count; i++) {
        for (size_t k = i + 1; k < count && status == PM_OK; k++) {
            status = tell_pair(t, i, k, fn);
        }
    }
    return status == PM_OK ? find_means(t) : status;
}

static const pm_estimate *mean_of(const telling *t, int which, int code, pm_figure f) {
    const pm_mean_figures *m = &t->means;
    return which == MEAN_TOOL     ? &m->first[code][f]
           : which == MEAN_CODERS ? &m->second[code][f]
                                  : &m->difference[code][f];
}

/* Is the mean more than a pair that was told already? */
static bool mean_is_told(const telling *t, int which) {
    size_t tool = t->groups[MEAN_TOOL].count, others = t->groups[MEAN_CODERS].count;
    return which == MEAN_TOOL     ? tool > 1
           : which == MEAN_CODERS ? others != 0
                                  : tool != 0 && others != 0;
}

static const char *name_of(size_t who, char text[CODER_NAME]) {
    if (who >= CODER_FIRST) {
        snprintf(text, CODER_NAME, "coder %zu", who - CODER_FIRST + 1);
        return text;
    }
    return who == CODER_GOLD ? "gold" : "tool";
}

/* In a table the title says that numbers are coders. */
static const char *short_name(size_t who, char text[CODER_NAME]) {
    const char *name = name_of(who, text);
    return who >= CODER_FIRST ? name + sizeof "coder " - 1 : name;
}

static const char *mean_name(int which) {
    static const char *const names[MEANS] = {"tool", "coders", "difference"};
    return names[which];
}

/* Of a coder's pair with the tool the tool counted first: b and c change places. */
static pm_confusion confusion_of(const pair_figures *pair, int code) {
    pm_confusion n = pair->f.confusion[code];
    return pair->first < pair->second
               ? n
               : (pm_confusion){n.both_yes, n.tool_only, n.gold_only, n.both_no};
}

/* ---- A table ---- */

/* Three values with minus signs everywhere fill 80 columns. */
enum { PAIR_WIDTH = 10, VALUE_WIDTH = 24 };

typedef struct table_telling {
    telling t;
    pair_figures *pairs;
    size_t count;
} table_telling;

static void keep_pair(telling *t, const pair_figures *pair) {
    table_telling *table = (table_telling *)t;
    table->pairs[table->count++] = *pair;
}

static void table_value(page *p, const pm_estimate *e, bool last) {
    char text[64];
    if (isnan(e->value)) {
        snprintf(text, sizeof text, "-");
    } else if (isnan(e->low)) {
        snprintf(text, sizeof text, "%.3f", e->value);
    } else {
        snprintf(text, sizeof text, "%.3f [%.3f, %.3f]", e->value, e->low, e->high);
    }
    page_format(p, "%-*s", last ? 0 : VALUE_WIDTH, text);
}

static void table_code(const table_telling *table, page *p, int code) {
    char names[2 * CODER_NAME + 2], a[CODER_NAME], b[CODER_NAME];
    page_format(p, "\n%s\n%-*s%-*s%-*s%s\n", code_name(code), PAIR_WIDTH, "", VALUE_WIDTH, "kappa",
                VALUE_WIDTH, "AC1", "alpha");
    for (size_t i = 0; i < table->count; i++) {
        const pair_figures *pair = &table->pairs[i];
        snprintf(names, sizeof names, "%s/%s", short_name(pair->first, a),
                 short_name(pair->second, b));
        page_format(p, "%-*s", PAIR_WIDTH, names);
        for (int k = 1; k < TOLD; k++) {
            table_value(p, &pair->f.figure[code][told[k]], k + 1 == TOLD);
        }
        page_text(p, "\n");
    }
    for (int which = 0; which < MEANS; which++) {
        static const char *const labels[MEANS] = {"mean/tool", "mean", "apart"};
        if (!mean_is_told(&table->t, which)) {
            continue;
        }
        page_format(p, "%-*s", PAIR_WIDTH, labels[which]);
        for (int k = 1; k < TOLD; k++) {
            table_value(p, mean_of(&table->t, which, code, told[k]), k + 1 == TOLD);
        }
        page_text(p, "\n");
    }
}

static void table_files(const coders *c, page *p) {
    page_text(p, "coders by their numbers, two by two, on the rows that both coded\n");
    for (size_t i = 0; i < c->files.count; i++) {
        pm_comparison *with_gold = c->pair[CODER_GOLD][CODER_FIRST + i];
        pm_interval_options none = {.size = sizeof none, .none = 1};
        pm_figures f = {.rows = 0};
        if (with_gold != NULL) {
            pm_comparison_figures(with_gold, &none, &f);
        }
        page_format(p, "coder %zu: %zu rows", i + 1, f.rows);
        if (!c->names_withheld) {
            page_text(p, " of ");
            page_plain(p, page_str(c->files.item[i]));
        }
        page_text(p, "\n");
    }
}

pm_status coders_table(const coders *c, page *p) {
    table_telling table = {.t = {.c = c, .p = p}};
    table.pairs = calloc(everybody(c) * everybody(c), sizeof *table.pairs);
    if (table.pairs == NULL) {
        return PM_ERR_MEMORY;
    }
    pm_status status = each_pair(&table.t, keep_pair);
    if (status == PM_OK) {
        table_files(c, p);
        intervals_line(p, table.count != 0 ? table.pairs[0].f.method : PM_INTERVAL_NONE,
                       &c->intervals);
    }
    for (int code = 0; code < PM_CODES && status == PM_OK; code++) {
        table_code(&table, p, code);
    }
    free(table.pairs);
    return status;
}

/* ---- CSV ---- */

static void csv_value(page *p, double value) {
    page_text(p, ",");
    page_figure(p, value, 4, "");
}

static void csv_pair(telling *t, const pair_figures *pair) {
    char a[CODER_NAME], b[CODER_NAME];
    for (int code = 0; code < PM_CODES; code++) {
        pm_confusion n = confusion_of(pair, code);
        page_format(t->p, "%s,%s,%s,%zu,%zu,%zu,%zu,%zu", name_of(pair->first, a),
                    name_of(pair->second, b), code_name(code), pair->f.rows, n.both_yes,
                    n.gold_only, n.tool_only, n.both_no);
        for (int i = 0; i < TOLD; i++) {
            csv_value(t->p, pair->f.figure[code][told[i]].value);
        }
        page_format(t->p, ",%zu,%s", pair->f.plans, method_name(pair->f.method));
        for (int i = 0; i < TOLD && !t->c->intervals.none; i++) {
            csv_value(t->p, pair->f.figure[code][told[i]].low);
            csv_value(t->p, pair->f.figure[code][told[i]].high);
        }
        page_text(t->p, "\n");
    }
}

static void csv_mean(const telling *t, int which) {
    for (int code = 0; code < PM_CODES && mean_is_told(t, which); code++) {
        page_format(t->p, "coders,%s,%s,,,,,", mean_name(which), code_name(code));
        for (int i = 0; i < TOLD; i++) {
            csv_value(t->p, mean_of(t, which, code, told[i])->value);
        }
        page_format(t->p, ",%zu,%s", t->means.plans, method_name(t->means.method));
        for (int i = 0; i < TOLD && !t->c->intervals.none; i++) {
            csv_value(t->p, mean_of(t, which, code, told[i])->low);
            csv_value(t->p, mean_of(t, which, code, told[i])->high);
        }
        page_text(t->p, "\n");
    }
}

pm_status coders_csv(const coders *c, page *p) {
    telling t = {.c = c, .p = p};
    page_text(p, "first,second,criterion,rows,both_yes,first_only,second_only,both_no");
    for (int i = 0; i < TOLD; i++) {
        page_format(p, ",%s", pm_figure_name(told[i]));
    }
    page_text(p, ",plans,interval");
    for (int i = 0; i < TOLD && !c->intervals.none; i++) {
        page_format(p, ",%s_low,%s_high", pm_figure_name(told[i]), pm_figure_name(told[i]));
    }
    page_text(p, "\n");
    pm_status status = each_pair(&t, csv_pair);
    for (int which = 0; which < MEANS && status == PM_OK; which++) {
        csv_mean(&t, which);
    }
    return status;
}

/* ---- JSON ---- */

static void json_value(page *p, const char *name, double value) {
    page_format(p, ",\"%s\":", name);
    page_figure(p, value, 4, "null");
}

static void json_estimates(page *p, const pm_estimate *const of[TOLD], pm_interval_method method) {
    for (int i = 0; i < TOLD; i++) {
        json_value(p, pm_figure_name(told[i]), of[i]->value);
    }
    if (method == PM_INTERVAL_NONE) {
        return;
    }
    page_text(p, ",\"intervals\":{");
    for (int i = 0; i < TOLD; i++) {
        page_format(p, "%s\"%s\":{\"low\":", i != 0 ? "," : "", pm_figure_name(told[i]));
        page_figure(p, of[i]->low, 4, "null");
        json_value(p, "high", of[i]->high);
        page_text(p, "}");
    }
    page_text(p, "}");
}

static void json_code(page *p, const pair_figures *pair, int code) {
    const pm_estimate *of[TOLD];
    pm_confusion n = confusion_of(pair, code);
    page_format(p,
                "%s\n{\"criterion\":\"%s\",\"both_yes\":%zu,\"first_only\":%zu,\"second_only\":%zu,"
                "\"both_no\":%zu",
                code != 0 ? "," : "", code_name(code), n.both_yes, n.gold_only, n.tool_only,
                n.both_no);
    for (int i = 0; i < TOLD; i++) {
        of[i] = &pair->f.figure[code][told[i]];
    }
    json_estimates(p, of, pair->f.method);
    page_text(p, "}");
}

static void json_pair(telling *t, const pair_figures *pair) {
    char a[CODER_NAME], b[CODER_NAME];
    page_format(t->p,
                "%s\n{\"first\":\"%s\",\"second\":\"%s\",\"rows\":%zu,\"plans\":%zu,"
                "\"interval\":\"%s\",\"criteria\":[",
                t->told != 0 ? "," : "", name_of(pair->first, a), name_of(pair->second, b),
                pair->f.rows, pair->f.plans, method_name(pair->f.method));
    for (int code = 0; code < PM_CODES; code++) {
        json_code(t->p, pair, code);
    }
    page_text(t->p, "]}");
}

static void json_mean(const telling *t, int which, bool *begun) {
    if (!mean_is_told(t, which)) {
        return;
    }
    page_format(t->p, "%s\n{\"first\":\"coders\",\"second\":\"%s\",\"criteria\":[",
                *begun ? "," : "", mean_name(which));
    for (int code = 0; code < PM_CODES; code++) {
        const pm_estimate *of[TOLD];
        for (int i = 0; i < TOLD; i++) {
            of[i] = mean_of(t, which, code, told[i]);
        }
        page_format(t->p, "%s{\"criterion\":\"%s\"", code != 0 ? "," : "", code_name(code));
        json_estimates(t->p, of, t->means.method);
        page_text(t->p, "}");
    }
    page_text(t->p, "]}");
    *begun = true;
}

pm_status coders_json(const coders *c, page *p) {
    telling t = {.c = c, .p = p};
    bool begun = false;
    page_text(p, "\"coders\":{\"files\":[");
    for (size_t i = 0; i < c->files.count; i++) {
        page_text(p, i != 0 ? "," : "");
        if (c->names_withheld) {
            page_text(p, "null");
        } else {
            page_json(p, page_str(c->files.item[i]));
        }
    }
    page_text(p, "],\"pairs\":[");
    pm_status status = each_pair(&t, json_pair);
    page_text(p, "],\n\"means\":[");
    for (int which = 0; which < MEANS && status == PM_OK; which++) {
        json_mean(&t, which, &begun);
    }
    page_text(p, "]}");
    return status;
}
