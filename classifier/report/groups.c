/* SPDX-License-Identifier: MIT
 * Tables by group. Keeps true: what is withheld cannot be had by taking what is shown from a total.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report/withhold.h"
#include "stats/permutation.h"

static const pm_table_column groups_columns[] = {
    {"by", "by", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"criterion", "criterion", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"group", "group", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"plans", "plans", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"yes", "yes", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share yes"),
    {"small", "small", PM_IS_FLAG, PM_PART_VALUE, 0},
    {"tool_error", "tool less coders", PM_IS_NUMBER, PM_PART_VALUE, 3}};
static const sheet_form groups_form =
    SHEET(groups, "Criteria by group", PM_CHART_DOTS,
          "Share of actions that meet each criterion, by group. Do not rank groups whose intervals "
          "overlap.");

static const pm_table_column group_scores_columns[] = {
    {"by", "by", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"group", "group", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"plans", "plans", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"mean_score", "mean score", PM_IS_NUMBER, PM_PART_VALUE, 2},
    {"low", "low", PM_IS_NUMBER, PM_PART_LOW, 2},
    {"high", "high", PM_IS_NUMBER, PM_PART_HIGH, 2},
    {"plans_without_high_quality", "plans without high quality", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"small", "small", PM_IS_FLAG, PM_PART_VALUE, 0}};
static const sheet_form group_scores_form =
    SHEET(group_scores, "Scores by group", PM_CHART_DOTS,
          "Mean number of criteria met, 0 to 5, by group, and plans without an action of high "
          "quality.");

static const pm_table_column tests_columns[] = {
    {"by", "by", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"criterion", "criterion", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"groups", "groups", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"plans", "plans", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"statistic", "statistic", PM_IS_NUMBER, PM_PART_VALUE, 3},
    {"p", "p", PM_IS_NUMBER, PM_PART_VALUE, 4},
    {"permutations", "permutations", PM_IS_COUNT, PM_PART_VALUE, 0}};
static const sheet_form tests_form = SHEET(
    tests, "Do groups differ?", PM_CHART_NONE,
    "How often groups would differ as much as here, or more, if plans fell into them by chance "
    "(p). A small p says that some groups differ, not which or why. Of tests where nothing "
    "differs one in twenty has p below 0.05; no correction is made for making six.");

/* ---- rows by group ---- */

typedef struct code_sums {
    share_sums sums;
    bool hidden;
} code_sums;

typedef struct group {
    pm_str value;
    uint32_t number;     /* in facts.values; FACT_NO_GROUP: nobody told */
    size_t begin, count; /* of its actions, in `rows` */
    size_t plans;
    code_sums code[COUNTS];
    share_sums scores;
} group;

/* The actions of one column, group by group, each in the order of its plans. */
typedef struct division {
    group *items;
    size_t count;
    uint32_t *rows, *of_value; /* of_value: the group of each value; the last is for none */
    bool in_vain;              /* totals alone tell what is withheld */
} division;

static int by_value(const void *a, const void *b) {
    const group *x = a, *y = b;
    int told = (x->number == FACT_NO_GROUP) - (y->number == FACT_NO_GROUP);
    return told != 0 ? told : str_compare(x->value, y->value);
}

static size_t value_at(const facts *f, size_t row, size_t column) {
    uint32_t v = f->groups[row * f->columns + column];
    return v != FACT_NO_GROUP ? v : f->values.count;
}

static void free_division(report *r, division *d) {
    mem_free(r->allocator, d->items);
    mem_free(r->allocator, d->rows);
    mem_free(r->allocator, d->of_value);
}

/* Groups that have actions with verdicts, by name. */
static bool divide(report *r, size_t column, division *d) {
    const facts *f = &r->facts;
    size_t values = f->values.count + 1;
    *d = (division){.items = mem_zalloc(r->allocator, values * sizeof *d->items),
                    .rows = mem_array(r->allocator, f->count, sizeof *d->rows),
                    .of_value = mem_array(r->allocator, values, sizeof *d->of_value)};
    if (d->items == NULL || d->rows == NULL || d->of_value == NULL) {
        return false;
    }
    for (size_t v = 0; v < values; v++) {
        d->items[v].number = v + 1 < values ? (uint32_t)v : FACT_NO_GROUP;
        d->items[v].value = v + 1 < values ? f->values.items[v] : STR("(not told)");
    }
    for (size_t i = 0; i < f->count; i++) {
        d->items[value_at(f, i, column)].count += (f->items[i].is & FACT_JUDGED) != 0;
    }
    for (size_t v = 0; v < values; v++) {
        if (d->items[v].count != 0) {
            d->items[d->count++] = d->items[v];
        }
    }
    qsort(d->items, d->count, sizeof *d->items, by_value);
    size_t at = 0;
    for (size_t g = 0; g < d->count; g++) {
        size_t v = d->items[g].number != FACT_NO_GROUP ? d->items[g].number : values - 1;
        d->of_value[v] = (uint32_t)g;
        d->items[g].begin = at;
        at += d->items[g].count;
        d->items[g].count = 0;
    }
    for (size_t i = 0; i < f->count; i++) {
        if ((f->items[i].is & FACT_JUDGED) != 0) {
            group *g = &d->items[d->of_value[value_at(f, i, column)]];
            d->rows[g->begin + g->count++] = (uint32_t)i;
        }
    }
    return true;
}

static void sum_group(report *r, const division *d, group *g) {
    span rows = {&r->facts, d->rows + g->begin, g->count};
    for (int k = 0; k <= PM_CRITERIA; k++) {
        report_code c = {.code = k};
        g->code[k].sums = span_sums(&rows, tells_code, &c);
    }
    g->scores = span_sums(&rows, tells_score, NULL);
    size_t high = 0;
    for (size_t i = 0; i < g->count; i++) {
        const fact *x = span_at(&rows, i);
        high += tells_score(x, NULL) == PM_CRITERIA;
        if (i + 1 == g->count || span_at(&rows, i + 1)->plan != x->plan) {
            share_add(&g->code[COUNT_PLANS_WITHOUT].sums, 1.0, high == 0);
            g->plans++;
            high = 0;
        }
    }
}

/* ---- what is withheld ---- */

static bool hide(report *r, division *d) {
    withheld_group *groups = mem_zalloc(r->allocator, d->count * sizeof *groups);
    for (size_t g = 0; g < d->count && groups != NULL; g++) {
        groups[g].actions = (double)d->items[g].count;
        groups[g].plans = (double)d->items[g].plans;
        for (int k = 0; k < COUNTS; k++) {
            groups[g].yes[k] = d->items[g].code[k].sums.y;
        }
    }
    bool room = groups != NULL &&
                withhold(groups, d->count, r->options.suppress, r->allocator, &d->in_vain) == PM_OK;
    for (size_t g = 0; g < d->count && room; g++) {
        for (int k = 0; k < COUNTS; k++) {
            d->items[g].code[k].hidden = groups[g].hidden[k];
        }
    }
    mem_free(r->allocator, groups);
    return room;
}

static bool hides_any(const group *g) {
    bool any = false;
    for (int k = 0; k < COUNTS; k++) {
        any = any || g->code[k].hidden;
    }
    return any;
}

static bool hides_some_group(const division *d, int code) {
    bool any = false;
    for (size_t g = 0; g < d->count; g++) {
        any = any || d->items[g].code[code].hidden;
    }
    return any;
}

/* ---- rows of the tables ---- */

/* How far the tool is off in this group, by the evaluation; NaN: not told. */
static double tool_error(const report *r, pm_str by, pm_str value, int code) {
    if (!r->trust.given || !str_equal_fold(r->trust.by, by)) {
        return NAN;
    }
    for (size_t i = 0; i < r->trust.group_count; i++) {
        const trust_code *c = &r->trust.groups[i].code[code];
        double n = (double)(c->both_yes + c->gold_only + c->tool_only + c->both_no);
        if (str_equal(r->trust.groups[i].value, value) && c->there && n != 0.0) {
            return ((double)c->tool_only - (double)c->gold_only) / n;
        }
    }
    return NAN;
}

static const char *code_name(int code) {
    return code == PM_CRITERIA ? "high_quality" : output_criteria[code];
}

static void code_row(report *r, pm_str by, const group *g, int code) {
    sheets *s = &r->sheets;
    const code_sums *c = &g->code[code];
    put_str(s, by);
    put_words(s, code_name(code));
    put_str(s, g->value);
    put_count(s, g->plans);
    put_count(s, (uint64_t)c->sums.n);
    if (c->hidden) {
        put_hidden(s, 4);
    } else {
        put_count(s, (uint64_t)c->sums.y);
        put_number(s, share_ratio(&c->sums));
        put_ends(s, share_clustered(&c->sums));
    }
    put_count(s, g->plans < REPORT_SMALL_GROUP);
    double error = tool_error(r, by, g->value, code);
    if (c->hidden && !isnan(error)) {
        put_hidden(s, 1); /* of the same actions, it would tell of few coded otherwise */
    } else {
        put_number(s, error);
    }
}

static void score_row(report *r, pm_str by, const group *g) {
    sheets *s = &r->sheets;
    put_str(s, by);
    put_str(s, g->value);
    put_count(s, g->plans);
    put_count(s, g->count);
    if (hides_any(g)) {
        put_hidden(s, 3);
    } else {
        put_number(s, share_ratio(&g->scores));
        put_ends(s, mean_clustered(&g->scores, 0.0, PM_CRITERIA));
    }
    if (g->code[COUNT_PLANS_WITHOUT].hidden) {
        put_hidden(s, 1);
    } else {
        put_count(s, (uint64_t)g->code[COUNT_PLANS_WITHOUT].sums.y);
    }
    put_count(s, g->plans < REPORT_SMALL_GROUP);
}

/* ---- tests ---- */

/* Each plan with its group; `*several`: some plan lies in more than one. */
static size_t plans_of(const report *r, const division *d, size_t column, int code,
                       permutation_plan *plans, bool *several) {
    const facts *f = &r->facts;
    report_code c = {.code = code};
    size_t count = 0;
    uint32_t last = UINT32_MAX;
    *several = false;
    for (size_t i = 0; i < f->count; i++) {
        int told = tells_code(&f->items[i], &c);
        if (told < 0) {
            continue;
        }
        uint32_t g = d->of_value[value_at(f, i, column)];
        if (f->items[i].plan != last) {
            plans[count++] = (permutation_plan){.group = g};
            last = f->items[i].plan;
        }
        *several = *several || plans[count - 1].group != g;
        plans[count - 1].n++;
        plans[count - 1].y += (uint32_t)told;
    }
    return count;
}

/* false: there is no test, since some plan lies in several groups. */
static bool test_row(report *r, pm_str by, const division *d, size_t column, int code,
                     permutation_plan *plans) {
    sheets *s = &r->sheets;
    bool several;
    permutation_result p;
    size_t count = plans_of(r, d, column, code, plans, &several);
    if (several || d->count < 2) {
        return !several;
    }
    if (permutation_test(r->allocator, plans, count, d->count, r->options.permutations,
                         r->options.seed, &p) != PM_OK) {
        s->failed = true;
        return true;
    }
    put_str(s, by);
    put_words(s, code_name(code));
    put_count(s, p.groups);
    put_count(s, p.plans);
    if (hides_some_group(d, code)) {
        put_hidden(s, 2); /* one more equation for what is withheld */
    } else {
        put_number(s, p.statistic);
        put_number(s, p.p);
    }
    put_count(s, p.times);
    return true;
}

static void test_rows(report *r, pm_str by, const division *d, size_t column) {
    permutation_plan *plans = mem_array(r->allocator, r->facts.plan_count, sizeof *plans);
    bool tested = plans != NULL;
    r->sheets.failed |= plans == NULL;
    for (int k = 0; k <= PM_CRITERIA && tested; k++) {
        tested = test_row(r, by, d, column, k, plans);
    }
    if (!tested) {
        put_note(&r->sheets, "Some plans lie in several groups of %.*s: there is no test of it.",
                 (int)by.len, by.data);
    }
    mem_free(r->allocator, plans);
}

/* ---- all of them ---- */

static bool prepare(report *r, size_t column, division *d) {
    if (!divide(r, column, d)) {
        return false;
    }
    for (size_t g = 0; g < d->count; g++) {
        sum_group(r, d, &d->items[g]);
    }
    return r->options.suppress == 0 || hide(r, d);
}

/* Was the evaluation told by a column that the report is told by? */
static bool compared(const report *r) {
    bool same = false;
    for (size_t c = 0; c < r->options.by_count; c++) {
        same = same || (r->trust.given && str_equal_fold(r->trust.by, r->options.by[c]));
    }
    return same;
}

static void groups_table(report *r, const division *d) {
    size_t small = 0, hidden = 0;
    bool in_vain = false;
    sheets_begin(&r->sheets, &groups_form);
    for (size_t c = 0; c < r->options.by_count; c++) {
        in_vain = in_vain || d[c].in_vain;
        for (int i = 0; i <= PM_CRITERIA; i++) {
            int code = i == 0 ? PM_CRITERIA : i - 1;
            for (size_t g = 0; g < d[c].count; g++) {
                code_row(r, r->options.by[c], &d[c].items[g], code);
                small += i == 0 && d[c].items[g].plans < REPORT_SMALL_GROUP;
                hidden += d[c].items[g].code[code].hidden;
            }
        }
    }
    if (small != 0) {
        put_note(&r->sheets,
                 "%zu group%s fewer than %d plans and %s marked as small: do not compare %s.",
                 small, small == 1 ? " has" : "s have", REPORT_SMALL_GROUP,
                 small == 1 ? "is" : "are", small == 1 ? "it with others" : "them");
    }
    if (compared(r)) {
        put_note(&r->sheets,
                 "\"Tool less coders\" is the tool's share of yes minus the coders' on the actions "
                 "that were coded in that group: 0.050 means five points too high.");
    }
    if (hidden != 0) {
        put_note(&r->sheets,
                 "%zu share%s withheld ([c]): what tells of fewer than %u actions or plans, and "
                 "what would give that away.",
                 hidden, hidden == 1 ? " is" : "s are", r->options.suppress);
    }
    if (in_vain) {
        put_note(&r->sheets, "The totals alone tell some of what is withheld, since there are few "
                             "groups: do not publish tables by this column.");
    }
    sheets_end(&r->sheets);
}

static void tables_of(report *r, const division *d) {
    groups_table(r, d);
    sheets_begin(&r->sheets, &group_scores_form);
    for (size_t c = 0; c < r->options.by_count; c++) {
        for (size_t g = 0; g < d[c].count; g++) {
            score_row(r, r->options.by[c], &d[c].items[g]);
        }
    }
    sheets_end(&r->sheets);
    sheets_begin(&r->sheets, &tests_form);
    for (size_t c = 0; c < r->options.by_count; c++) {
        test_rows(r, r->options.by[c], &d[c], c);
    }
    sheets_end(&r->sheets);
}

pm_status report_groups_tables(report *r) {
    division d[FACT_COLUMNS] = {{.items = NULL}};
    bool room = true;
    for (size_t c = 0; c < r->options.by_count && room; c++) {
        room = prepare(r, c, &d[c]);
    }
    if (room) {
        tables_of(r, d);
    }
    for (size_t c = 0; c < r->options.by_count; c++) {
        free_division(r, &d[c]);
    }
    return room ? PM_OK : PM_ERR_MEMORY;
}
