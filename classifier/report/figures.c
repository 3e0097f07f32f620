/* SPDX-License-Identifier: MIT
 * Tables of the whole sample: what was read, the criteria, the scores, the plans. */
#include <math.h>
#include <stdlib.h>

#include "report/report.h"

static const pm_table_column sample_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                 {"value", "", PM_IS_NUMBER, PM_PART_VALUE, 1}};
static const sheet_form sample_form =
    SHEET(sample, "Sample", PM_CHART_NONE, "What was read. An action is one task of a plan.");

static const pm_table_column criteria_columns[] = {
    {"criterion", "criterion", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"reading", "reading", PM_IS_TEXT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"yes", "yes", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"no", "no", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share yes"),
    {"wilson_low", "low, if independent", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"wilson_high", "high, if independent", PM_IS_SHARE, PM_PART_VALUE, 1},
    {"design_effect", "design effect", PM_IS_NUMBER, PM_PART_VALUE, 2},
    {"unsure", "unsure", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"corrected_by_hand", "changed by hand", PM_IS_COUNT, PM_PART_VALUE, 0}};
static const sheet_form criteria_form =
    SHEET(criteria, "Criteria", PM_CHART_BARS,
          "Share of actions that meet each criterion, and all five (high quality), with 95 % "
          "intervals that allow for actions of one plan resembling each other; those \"if "
          "independent\" do not, and are often too narrow. The design effect is how many times "
          "larger the variance is for that. Unsure: verdicts that planmark itself doubts. A "
          "narrower reading leaves out what is met by certain kinds alone.");

static const pm_table_column scores_columns[] = {
    {"score", "score", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"actions", "actions", PM_IS_COUNT, PM_PART_VALUE, 0},
    SHEET_SHARE("share", "share")};
static const sheet_form scores_form =
    SHEET(scores, "Scores", PM_CHART_HISTOGRAM, "How many of the five criteria an action meets.");

static const pm_table_column quality_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                  {"count", "count", PM_IS_COUNT, PM_PART_VALUE, 0},
                                                  {"of", "of", PM_IS_COUNT, PM_PART_VALUE, 0},
                                                  SHEET_SHARE("share", "share")};
static const sheet_form quality_form = SHEET(
    quality, "High quality by plan", PM_CHART_NONE,
    "How many plans have an action that meets all five criteria, of the plans that have actions "
    "with verdicts. The interval is Wilson's: plans are taken as independent.");

static const pm_table_column means_columns[] = {{"item", "", PM_IS_TEXT, PM_PART_VALUE, 0},
                                                {"of", "of", PM_IS_COUNT, PM_PART_VALUE, 0},
                                                {"mean", "mean", PM_IS_NUMBER, PM_PART_VALUE, 2},
                                                {"low", "low", PM_IS_NUMBER, PM_PART_LOW, 2},
                                                {"high", "high", PM_IS_NUMBER, PM_PART_HIGH, 2}};
static const sheet_form means_form = SHEET(
    means, "Mean scores", PM_CHART_NONE,
    "How many of the five criteria are met, on average over actions, and over plans with each "
    "plan counting once.");

static const pm_table_column plan_sizes_columns[] = {
    {"actions", "actions in a plan", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"plans", "plans", PM_IS_COUNT, PM_PART_VALUE, 0},
    {"share", "share of plans", PM_IS_SHARE, PM_PART_VALUE, 1}};
static const sheet_form plan_sizes_form =
    SHEET(plan_sizes, "Size of plans", PM_CHART_HISTOGRAM, "How many plans have how many actions.");

/* ---- sample ---- */

static int by_actions(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Actions of each plan, ascending; NULL: no memory, told by sheets.failed. */
static uint32_t *sizes_of(report *r) {
    uint32_t *sizes = mem_array(r->allocator, r->facts.plan_count, sizeof *sizes);
    r->sheets.failed |= sizes == NULL;
    for (size_t i = 0; sizes != NULL && i < r->facts.plan_count; i++) {
        sizes[i] = r->facts.plans[i].actions;
    }
    if (sizes != NULL) {
        qsort(sizes, r->facts.plan_count, sizeof *sizes, by_actions);
    }
    return sizes;
}

static void item(sheets *s, const char *name, uint64_t count) {
    put_words(s, name);
    put_count(s, count);
}

/* Of all plans, those without actions among them. */
static void put_sizes(sheets *s, const uint32_t *sizes, size_t plans, size_t actions) {
    double median =
        plans % 2 != 0 ? sizes[plans / 2] : ((double)sizes[plans / 2 - 1] + sizes[plans / 2]) / 2.0;
    put_words(s, "mean actions in a plan");
    put_number(s, (double)actions / (double)plans);
    put_words(s, "median actions in a plan");
    put_number(s, median);
    item(s, "fewest actions in a plan", sizes[0]);
    item(s, "most actions in a plan", sizes[plans - 1]);
}

static void put_files(report *r, sheets *s) {
    item(s, "files read", r->files_read);
    item(s, "files that could not be read", r->files_refused);
    item(s, "rows left out", r->skipped);
}

static void sizes_table(report *r, const uint32_t *sizes, size_t plans) {
    sheets *s = &r->sheets;
    sheets_begin(s, &plan_sizes_form);
    for (size_t i = 0; i < plans;) {
        size_t to = i;
        while (to < plans && sizes[to] == sizes[i]) {
            to++;
        }
        put_count(s, sizes[i]);
        put_count(s, to - i);
        put_number(s, (double)(to - i) / (double)plans);
        i = to;
    }
    sheets_end(s);
}

static void put_meta_notes(sheets *s, const metas *m) {
    size_t unused = metas_unused(m);
    if (m->repeated != 0) {
        put_note(s,
                 "Rows about plans that tell of one that another row told of: %zu; of several "
                 "values the first by name holds.",
                 m->repeated);
    }
    if (unused != 0) {
        put_note(s, "%zu of the %zu plans or authorities that were told of are not in the rows.",
                 unused, m->count);
    }
}

/* What the sample holds. */
typedef struct sample_counts {
    size_t without; /* plans without actions */
    size_t judged, partly, uncoded, overridden;
} sample_counts;

static sample_counts counts_of(const facts *f) {
    sample_counts n = {0};
    for (size_t i = 0; i < f->plan_count; i++) {
        n.without += f->plans[i].actions == 0;
        n.judged += f->plans[i].judged;
    }
    for (size_t i = 0; i < f->count; i++) {
        n.overridden += (f->items[i].is & FACT_OVERRIDDEN) != 0;
        n.uncoded += (f->items[i].is & FACT_UNCODED) != 0;
    }
    n.partly = f->count - n.judged - n.uncoded;
    return n;
}

static void put_sample_notes(report *r, const sample_counts *n) {
    sheets *s = &r->sheets;
    size_t plans = r->facts.plan_count;
    if (plans - n->without < REPORT_FEW_PLANS && plans != 0) {
        put_note(s, "Fewer than %d plans have actions: all intervals are rough.", REPORT_FEW_PLANS);
    }
    if (n->partly != 0) {
        put_note(
            s,
            "%zu actions lack some of the five verdicts; they are counted here, in the sizes of "
            "plans, copies and words, and left out of all figures of verdicts.",
            n->partly);
    }
    if (n->uncoded != 0) {
        put_note(s,
                 "%zu actions are not coded: their columns of verdicts are empty. They are counted "
                 "as those that lack some, and were not marked either: planmark score marks them.",
                 n->uncoded);
    }
    put_meta_notes(s, &r->metas);
    if (r->skipped + r->files_refused != 0) {
        put_note(s, "Not all of the input could be read; these figures are of what was.");
    }
}

void report_sample(report *r) {
    const facts *f = &r->facts;
    sheets *s = &r->sheets;
    uint32_t *sizes = sizes_of(r);
    sample_counts n = counts_of(f);
    sheets_begin(s, &sample_form);
    item(s, "plans", f->plan_count);
    item(s, "plans without actions", n.without);
    item(s, "actions", f->count);
    item(s, "actions with all five verdicts", n.judged);
    item(s, "actions with some of them", n.partly);
    item(s, "actions that are not coded", n.uncoded);
    if (sizes != NULL && f->plan_count != 0) {
        put_sizes(s, sizes, f->plan_count, f->count);
    }
    item(s, "actions with an override", n.overridden);
    put_files(r, s);
    put_sample_notes(r, &n);
    sheets_end(s);
    if (sizes != NULL) {
        sizes_table(r, sizes, f->plan_count);
    }
    mem_free(r->allocator, sizes);
}

/* ---- criteria ---- */

/* Of all criteria, and of any of them. */
enum { CODES = PM_CRITERIA + 1 };
static uint64_t with_any(unsigned of_criteria) {
    return of_criteria | (uint64_t)(of_criteria != 0) << PM_CRITERIA;
}

static bool names_unsure(const fact *x, const void *ctx, uint64_t *bits) {
    (void)ctx;
    bool counts = (x->is & FACT_JUDGED) != 0 && (x->is & FACT_SAYS_UNSURE) != 0;
    *bits = counts ? with_any(x->unsure) : 0;
    return counts;
}

static bool names_changed(const fact *x, const void *ctx, uint64_t *bits) {
    (void)ctx;
    bool counts = (x->is & FACT_JUDGED) != 0;
    *bits = counts ? with_any(x->changed) : 0;
    return counts;
}

static void criterion_row(report *r, const span *all, const report_code *c, pm_str says,
                          const share_sums *unsure, const share_sums *changed) {
    sheets *s = &r->sheets;
    share_sums sums = span_sums(all, tells_code, c);
    if (sums.n == 0.0) {
        return;
    }
    put_words(s, c->code == PM_CRITERIA ? "high_quality" : output_criteria[c->code]);
    put_str(s, says);
    put_count(s, (uint64_t)sums.n);
    put_count(s, (uint64_t)sums.y);
    put_count(s, (uint64_t)(sums.n - sums.y));
    put_number(s, share_ratio(&sums));
    put_ends(s, share_clustered(&sums));
    put_ends(s, share_wilson(sums.y, sums.n));
    put_number(s, share_design_effect(&sums));
    if (unsure == NULL || unsure->n == 0.0) {
        put_nothing(s, 1);
    } else {
        put_count(s, (uint64_t)unsure->y);
    }
    if (changed == NULL) {
        put_nothing(s, 1);
    } else {
        put_count(s, (uint64_t)changed->y);
    }
}

static void criteria_table(report *r, const span *all) {
    const report_lists *l = &r->lists;
    share_sums unsure[CODES], changed[CODES];
    span_sums_each(all, names_unsure, NULL, unsure, CODES);
    span_sums_each(all, names_changed, NULL, changed, CODES);
    sheets_begin(&r->sheets, &criteria_form);
    for (int k = 0; k <= PM_CRITERIA; k++) {
        report_code c = {.code = k};
        criterion_row(r, all, &c, (pm_str){NULL, 0}, &unsure[k], &changed[k]);
        for (size_t n = 0; n < l->reading_count; n++) {
            if ((int)l->readings[n].criterion == k) {
                c.narrower = &l->readings[n];
                criterion_row(r, all, &c, l->readings[n].says, NULL, NULL);
            }
        }
    }
    report_code narrow = {
        .code = PM_CRITERIA, .readings = l->readings, .reading_count = l->reading_count};
    if (l->reading_count != 0) {
        criterion_row(r, all, &narrow, STR("all of these readings"), NULL, NULL);
    }
    sheets_end(&r->sheets);
}

/* ---- scores and plans ---- */

static bool names_score(const fact *x, const void *ctx, uint64_t *bits) {
    int score = tells_score(x, ctx);
    *bits = score < 0 ? 0 : UINT64_C(1) << score;
    return score >= 0;
}

static void scores_table(report *r, const span *all) {
    sheets *s = &r->sheets;
    share_sums sums[PM_CRITERIA + 1];
    span_sums_each(all, names_score, NULL, sums, PM_CRITERIA + 1);
    sheets_begin(s, &scores_form);
    for (size_t score = 0; score <= PM_CRITERIA && r->facts.count != 0; score++) {
        put_count(s, score);
        put_count(s, (uint64_t)sums[score].y);
        put_number(s, share_ratio(&sums[score]));
        put_ends(s, share_clustered(&sums[score]));
    }
    sheets_end(s);
}

typedef struct plan_figures {
    size_t judged;                  /* plans with an action that has verdicts */
    size_t without_high, most_high; /* plans; actions of one */
    share_sums means;               /* of plans' mean scores */
} plan_figures;

static plan_figures figures_of(const span *all) {
    plan_figures p = {0};
    size_t high = 0, n = 0, score = 0;
    for (size_t i = 0; i < all->count; i++) {
        const fact *x = span_at(all, i);
        int met = tells_score(x, NULL);
        n += met >= 0;
        score += met >= 0 ? (size_t)met : 0;
        high += met == PM_CRITERIA;
        if (i + 1 != all->count && span_at(all, i + 1)->plan == x->plan) {
            continue;
        }
        if (n != 0) {
            p.judged++;
            p.without_high += high == 0;
            p.most_high = high > p.most_high ? high : p.most_high;
            share_add(&p.means, 1.0, (double)score / (double)n);
        }
        high = n = score = 0;
    }
    return p;
}

static void plans_row(sheets *s, const char *name, size_t count, size_t of) {
    put_words(s, name);
    put_count(s, count);
    put_count(s, of);
    put_number(s, of != 0 ? (double)count / (double)of : NAN);
    put_ends(s, share_wilson((double)count, (double)of));
}

static void quality_table(sheets *s, const plan_figures *p) {
    sheets_begin(s, &quality_form);
    if (p->judged != 0) {
        plans_row(s, "plans with an action of high quality", p->judged - p->without_high,
                  p->judged);
        plans_row(s, "plans without an action of high quality", p->without_high, p->judged);
        put_words(s, "most actions of high quality in a plan");
        put_count(s, p->most_high);
        put_nothing(s, 4);
    }
    sheets_end(s);
}

static void mean_row(sheets *s, const char *name, const share_sums *sums) {
    put_words(s, name);
    put_count(s, (uint64_t)sums->n);
    put_number(s, share_ratio(sums));
    put_ends(s, mean_clustered(sums, 0.0, PM_CRITERIA));
}

static void means_table(sheets *s, const span *all, const plan_figures *p) {
    share_sums scores = span_sums(all, tells_score, NULL);
    sheets_begin(s, &means_form);
    if (p->judged != 0) {
        mean_row(s, "score of actions", &scores);
        mean_row(s, "mean score of plans", &p->means);
    }
    sheets_end(s);
}

void report_criteria(report *r) {
    span all = {.facts = &r->facts, .count = r->facts.count};
    criteria_table(r, &all);
    scores_table(r, &all);
    plan_figures p = figures_of(&all);
    quality_table(&r->sheets, &p);
    means_table(&r->sheets, &all, &p);
}
