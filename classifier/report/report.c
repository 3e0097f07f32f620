/* SPDX-License-Identifier: MIT
 * Keeps true: after a failure that is not one row's, the report is good for nothing and says so. */
#include "report/report.h"

pm_status report_init(report *r, const image_header *image, pm_str wordnet,
                      const report_options *options, const pm_allocator *a, reporter *tell) {
    *r = (report){
        .options = *options, .image = image, .wordnet = wordnet, .allocator = a, .report = tell};
    metas_init(&r->metas, a);
    sheets_init(&r->sheets, a);
    arena_init(&r->kept, a);
    redact_init(&r->redact, options->text, options->key, a);
    pm_status status = facts_init(&r->facts, options->by_count, a);
    if (status == PM_OK) {
        status = lists_of(image, &r->facts, &r->lists);
    }
    pm_status read = texts_init(&r->texts, image, wordnet, options->text == REDACT_FULL, a);
    r->failed = status != PM_OK ? status : read;
    return r->failed;
}

void report_free(report *r) {
    if (r->has_scorer) {
        scorer_free(&r->scorer);
    }
    report_drop_examples(r);
    trust_free(&r->trust, r->allocator);
    texts_free(&r->texts);
    facts_free(&r->facts);
    metas_free(&r->metas);
    redact_free(&r->redact);
    sheets_free(&r->sheets);
    arena_free(&r->kept);
}

pm_status report_meta(report *r, const pm_row *row) {
    uint32_t values[FACT_COLUMNS];
    pm_status status = r->failed == PM_OK ? report_groups(r, row, values) : r->failed;
    if (status == PM_OK) {
        status = metas_add(&r->metas, &r->facts, row->authority, row->plan_id, values);
    }
    r->failed = status;
    return status;
}

pm_status report_evaluation(report *r, const source *src) {
    trust_free(&r->trust, r->allocator);
    pm_status status = r->failed;
    if (status == PM_OK) {
        status = trust_read(&r->trust, src, &r->kept, r->report);
    }
    if (status != PM_OK) {
        trust_free(&r->trust, r->allocator); /* half of an evaluation corrects nothing */
    }
    return status;
}

/* ---- sums ---- */

share_sums span_sums(const span *s, tells_fn tells, const void *ctx) {
    share_sums sums = {0};
    double n = 0.0, y = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        const fact *x = span_at(s, i);
        int told = tells(x, ctx);
        n += told >= 0;
        y += told >= 0 ? told : 0;
        if (i + 1 == s->count || span_at(s, i + 1)->plan != x->plan) {
            share_add(&sums, n, y);
            n = y = 0.0;
        }
    }
    return sums;
}

/* Adds a plan of n actions, and clears what it adds. */
static void add_plan(share_sums *sums, size_t count, double n, double *y) {
    for (size_t i = 0; i < count; i++) {
        share_add(&sums[i], n, y[i]);
        y[i] = 0.0;
    }
}

void span_sums_each(const span *s, names_fn names, const void *ctx, share_sums *sums,
                    size_t count) {
    double n = 0.0, y[SPAN_FIGURES] = {0};
    for (size_t i = 0; i < count; i++) {
        sums[i] = (share_sums){0};
    }
    for (size_t i = 0; i < s->count; i++) {
        const fact *x = span_at(s, i);
        uint64_t bits = 0;
        n += names(x, ctx, &bits);
        for (double *to = y; bits != 0; bits >>= 1) {
            *to++ += (double)(bits & 1);
        }
        if (i + 1 == s->count || span_at(s, i + 1)->plan != x->plan) {
            add_plan(sums, count, n, y);
            n = 0.0;
        }
    }
}

int tells_score(const fact *x, const void *ctx) {
    (void)ctx;
    int score = 0;
    for (int k = 0; k < PM_CRITERIA; k++) {
        score += x->met >> k & 1;
    }
    return x->is & FACT_JUDGED ? score : -1;
}

/* Met, and not by kinds alone that do not count; -1 where nobody told the kinds. */
static int tells_reading(const fact *x, const reading *n) {
    static const uint8_t known[KINDS_OF] = {FACT_OWNER_KINDS, FACT_TIME_KINDS};
    if ((x->is & known[n->of]) == 0) {
        return -1;
    }
    return (x->met >> n->criterion & 1) != 0 && (x->kinds[n->of] & ~n->without) != 0;
}

static int tells_all(const fact *x, const report_code *c) {
    int told = x->met == (1 << PM_CRITERIA) - 1;
    for (size_t i = 0; told >= 0 && i < c->reading_count; i++) {
        int read = tells_reading(x, &c->readings[i]);
        told = read < 0 ? read : told && read;
    }
    return told;
}

int tells_code(const fact *x, const void *ctx) {
    const report_code *c = ctx;
    if ((x->is & FACT_JUDGED) == 0) {
        return -1;
    }
    if (c->narrower != NULL) {
        return tells_reading(x, c->narrower);
    }
    return c->code == PM_CRITERIA ? tells_all(x, c) : x->met >> c->code & 1;
}

/* ---- tables ---- */

static bool check_columns(report *r) {
    bool good = true;
    for (size_t c = 0; c < r->options.by_count; c++) {
        pm_str name = r->options.by[c];
        if (!r->by_found[c] && r->facts.plan_count != 0) {
            report_plain(r->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
                         "no row has a column '%.*s' to group by, nor has what is told of plans "
                         "(--meta); take authority, plan_id or a heading of theirs",
                         (int)(name.len < 60 ? name.len : 60), name.data);
            good = false;
        }
    }
    return good;
}

static bool check_stamps(report *r) {
    uint32_t order[FACT_STAMPS];
    size_t count = facts_sources(&r->facts, order);
    if (r->options.mixed || count <= 1) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        pm_str name = r->facts.stamps.items[order[i]];
        report_plain(r->report, PM_NOTE, (pm_str){NULL, 0}, 0, 0, "%zu actions are marked by %.*s",
                     r->facts.of_stamp[order[i]], (int)(name.len < 200 ? name.len : 200),
                     name.data);
    }
    report_plain(r->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
                 "the verdicts come from several packs or coders, which are not counted together "
                 "unless that is asked for (--mixed)");
    return false;
}

static void tell_refused(report *r) {
    if (r->refused > REPORT_FAULTS_TOLD) {
        report_plain(r->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
                     "%zu more rows are left out for the same reasons",
                     r->refused - REPORT_FAULTS_TOLD);
        r->refused = 0;
    }
}

/* Somebody may have meant them to be marked on the way. */
static void tell_uncoded(report *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->facts.count; i++) {
        count += (r->facts.items[i].is & FACT_UNCODED) != 0;
    }
    if (count != 0) {
        report_plain(r->report, PM_WARNING, (pm_str){NULL, 0}, 0, 0,
                     "%zu action%s not coded: the columns of verdicts are empty, so that no figure "
                     "of verdicts counts %s",
                     count, count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
    }
}

/* An id that is written otherwise in the one file leaves its plan in no group. */
static void tell_unused(report *r) {
    size_t unused = metas_unused(&r->metas);
    if (unused != 0) {
        report_plain(r->report, PM_WARNING, (pm_str){NULL, 0}, 0, 0,
                     "%zu of the %zu plans or authorities that were told of (--meta) are not in "
                     "the rows; ids and authorities must be the same in both",
                     unused, r->metas.count);
    }
}

static void join_meta(report *r, uint32_t p, const meta *m) {
    for (size_t c = 0; m != NULL && c < r->options.by_count; c++) {
        if (facts_plan_told(&r->facts, p, c) == FACT_NO_GROUP) {
            facts_plan_value(&r->facts, p, c, m->value[c]);
        }
    }
}

static void join_metas(report *r) {
    for (size_t p = 0; p < r->facts.plan_count && r->metas.count != 0; p++) {
        const fact_plan *plan = &r->facts.plans[p];
        for (int of = 0; of < META_WAYS; of++) {
            join_meta(r, (uint32_t)p,
                      metas_find(&r->metas, (meta_of)of, plan->authority, plan->id));
        }
    }
    tell_unused(r);
}

static pm_status make_tables(report *r) {
    report_sample(r);
    report_criteria(r);
    pm_status status = report_groups_tables(r);
    report_kinds(r);
    if (status == PM_OK) {
        status = report_copies(r);
    }
    report_words(r);
    report_examples(r);
    report_corrected(r);
    report_method(r);
    return r->sheets.failed ? PM_ERR_MEMORY : status;
}

pm_status report_tables(report *r, const pm_table **tables, size_t *count) {
    if (r->failed != PM_OK) {
        return r->failed;
    }
    if (!r->told) {
        tell_refused(r);
        tell_uncoded(r);
        bool good = check_columns(r);
        good = check_stamps(r) && good;
        if (!good) {
            return PM_ERR_INPUT;
        }
        join_metas(r);
        r->failed = facts_settle(&r->facts);
        r->failed = r->failed == PM_OK ? make_tables(r) : r->failed;
        r->told = true;
    }
    *tables = r->sheets.items;
    *count = r->sheets.count;
    return r->failed;
}
