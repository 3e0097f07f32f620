/* SPDX-License-Identifier: MIT
 * Rows to the tables of a report; docs/report.md says what is in them. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/source.h"
#include "engine/scorer.h"
#include "output/output.h"
#include "report/lists.h"
#include "report/meta.h"
#include "report/sheets.h"
#include "report/texts.h"
#include "report/trust.h"

enum {
    REPORT_FEW_PLANS = 20,      /* with fewer, intervals are rough */
    REPORT_SMALL_GROUP = 10,    /* plans of a group that is marked */
    REPORT_ALIKE_WORDS = 4,     /* different words of a text that may be nearly like another */
    REPORT_ALIKE_ACTIONS = 3,   /* actions of a plan that may be a copy */
    REPORT_ROWS_OF_COPIES = 50, /* texts that are listed */
    REPORT_EXAMPLES = 10,       /* of the best and of the weakest actions each */
    REPORT_ROWS_OF_WORDS = 30,  /* of each list */
    REPORT_FAULTS_TOLD = 20     /* rows that are left out, one by one; the rest is counted */
};
#define REPORT_ALIKE 0.8
#define REPORT_PEOPLE STR("human coding") /* the stamp of verdicts that no pack made */

typedef struct report_options {
    redact_policy text;
    pm_str key; /* of digests; outlives the report */
    const pm_str *by;
    size_t by_count;   /* at most FACT_COLUMNS; the names outlive the report */
    unsigned suppress; /* 0: nothing is withheld */
    uint64_t seed;
    size_t permutations;
    bool mixed;
    pm_str stamp, engine; /* of the pack; outlive the report */
} report_options;

/* An action that may be shown. */
typedef struct example {
    char *texts; /* what the next ones are views of */
    pm_str authority, plan_id, action_no, action;
    int score;
    uint64_t order; /* hash of its words and place: which ones are shown is chance, but the same */
} example;

typedef struct report {
    report_options options;
    const image_header *image;
    pm_str wordnet;
    const pm_allocator *allocator;
    reporter *report;
    facts facts;
    texts texts;
    report_lists lists;
    redactor redact;
    metas metas;
    trust trust; /* of an evaluation */
    sheets sheets;
    scorer scorer;
    bool has_scorer;
    bool by_found[FACT_COLUMNS];
    size_t files_read, files_refused, skipped; /* skipped: rows that were left out */
    size_t refused;                            /* of these, by the report itself */
    example examples[2][REPORT_EXAMPLES];      /* the weakest; the best */
    size_t example_count[2];
    arena kept;       /* texts of the evaluation */
    pm_status failed; /* what made it good for nothing */
    bool told;        /* its tables were made */
} report;

/* Free it in any case. PM_ERR_MEMORY. */
pm_status report_init(report *r, const image_header *image, pm_str wordnet,
                      const report_options *options, const pm_allocator *a, reporter *tell);
void report_free(report *r);

/* PM_ERR_ROW (told): the row is left out. PM_ERR_MEMORY, PM_ERR_LIMIT (told). */
pm_status report_row(report *r, const pm_row *row);
/* What is told of a plan: a row without an action. As report_row. */
pm_status report_meta(report *r, const pm_row *row);
/* PM_ERR_INPUT, PM_ERR_LIMIT (told), PM_ERR_MEMORY. */
pm_status report_evaluation(report *r, const source *src);
/* Once, behind the last row. PM_ERR_INPUT (told): a column that no row has, or verdicts of several
 * packs; PM_ERR_MEMORY. They live as long as the report. */
pm_status report_tables(report *r, const pm_table **tables, size_t *count);

/* ---- inside ---- */

/* The values of the columns to group by, or FACT_NO_GROUP. */
pm_status report_groups(report *r, const pm_row *row, uint32_t groups[FACT_COLUMNS]);

/* Actions in the order of their plans: those with these numbers, or all. */
typedef struct span {
    const facts *facts;
    const uint32_t *rows; /* NULL: all */
    size_t count;
} span;
static inline const fact *span_at(const span *s, size_t i) {
    return &s->facts->items[s->rows != NULL ? s->rows[i] : i];
}
/* An action that may be shown as a weak or a good one; memory ends in r->failed. */
void report_offer(report *r, const pm_row *row, const fact *x);
void report_drop_examples(report *r);

/* What an action adds to a figure, or -1: it is not counted. */
typedef int (*tells_fn)(const fact *x, const void *ctx);
share_sums span_sums(const span *s, tells_fn tells, const void *ctx);
/* The same for several figures in one walk: an action adds 1 to those whose bits are set, all of
 * them below `count`, and 0 to the others; false: it is not counted, and sets none. */
enum { SPAN_FIGURES = 64 }; /* at most */
typedef bool (*names_fn)(const fact *x, const void *ctx, uint64_t *bits);
void span_sums_each(const span *s, names_fn names, const void *ctx, share_sums *sums, size_t count);
/* `ctx` is a report_code: is the criterion met (or are all, for PM_CRITERIA)? */
typedef struct report_code {
    int code;
    const reading *narrower; /* NULL: as it is coded */
    const reading *readings; /* of high quality, read as narrowly as can be; NULL: as it is coded */
    size_t reading_count;
} report_code;
int tells_code(const fact *x, const void *ctx);
int tells_score(const fact *x, const void *ctx);

/* Each adds its tables, in the order of docs/report.md. PM_ERR_MEMORY but for what is in
 * sheets.failed. */
void report_sample(report *r);
void report_criteria(report *r);
pm_status report_groups_tables(report *r);
void report_kinds(report *r);
pm_status report_copies(report *r);
void report_words(report *r);
void report_examples(report *r);
void report_corrected(report *r);
void report_method(report *r);

#endif
