/* SPDX-License-Identifier: MIT
 * Marks to bytes. A format is one file and one line in the table of output.c. */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include "base/source.h"
#include "output/ready.h"
#include "output/redact.h"

typedef enum output_format { OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_JSONL, OUTPUT_FORMATS } output_format;
typedef enum output_evidence { OUTPUT_NO_EVIDENCE, OUTPUT_DECIDED, OUTPUT_ALL } output_evidence;

/* Takes bytes; 0 when it took them all. */
typedef int (*output_sink)(void *ctx, const char *data, size_t len);

typedef struct output_options {
    output_format format;
    output_evidence evidence;
    redact_policy text;
    bool excel_safe, colour, summary;
    bool bare;      /* rows alone, without marks */
    unsigned width; /* columns of the terminal; 0: 80 */
    pm_str stamp;   /* outlives the output */
    pm_str key;     /* of digests; may be empty */
    const pm_allocator *allocator;
    output_sink sink;
    void *ctx;
} output_options;

/* Counts of one plan, or of everything. */
typedef struct plan_sum {
    pm_str plan_id, authority;
    size_t plans, actions, met[PM_CRITERIA], high_quality, score;
} plan_sum;

typedef struct plan_table plan_table; /* of summary.c */

typedef struct output {
    output_options options;
    reporter report;
    redactor redact;
    buffer out, scratch;
    buffer stamp; /* as the format writes it */
    ready ready;  /* JSONL: texts of the pack */
    const struct output_kind *kind;
    plan_table *plans; /* with `summary` */
    plan_sum total;
    bool begun;
    bool is_branch;       /* holds its bytes until they are joined */
    bool has_action;      /* the row at hand; without marks nothing else says so */
    pm_status failed;     /* the first failure; nothing is written after it */
    arena columns_memory; /* CSV: the carried columns of the file */
    pm_str *columns;
    size_t column_count, rows_cut;
    size_t cell_at[PM_COLUMNS]; /* JSONL: where the cells of the row at hand begin in `out` */
    size_t *numbers;            /* JSONL: where each piece of evidence stands in the list */
    size_t number_cap;
    bool numbered; /* they are those of the mark at hand */
} output;

/* What a format does with marks, and with plans. NULL: nothing. Faults of memory stand in
 * o->out.failed. */
typedef struct output_kind {
    size_t flush_at;                                    /* bytes held back */
    void (*marks_begin)(output *o, const shown *first); /* NULL: there are none */
    void (*mark)(output *o, shown *s, const pm_mark *mark);
    void (*marks_end)(output *o);
    void (*plans_begin)(output *o);
    void (*plan)(output *o, const plan_sum *plan);
    void (*plans_end)(output *o);
} output_kind;

extern const output_kind output_table, output_csv, output_jsonl;

/* PM_ERR_MEMORY. Free it in any case. */
pm_status output_init(output *o, const output_options *options, pm_diagnostic_fn fn, void *ctx);
/* `mark` is NULL for a plan without actions. PM_ERR_MEMORY; PM_ERR_IO: the sink refused. */
pm_status output_add(output *o, const pm_row *row, const pm_mark *mark);
pm_status output_end(output *o);
/* A branch of `o`, which begins if it has not yet, with the columns of `first`: adds rows as `o`
 * would, and holds what comes of them. It lives no longer than `o`; other threads may add to it.
 * PM_ERR_MEMORY; free it in any case. */
pm_status output_branch(output *o, const pm_row *first, output *branch);
/* What the branch holds comes behind what `o` has; it is empty then. Fails as output_add does, also
 * with what the branch has failed by. */
pm_status output_join(output *o, output *branch);
void output_free(output *o);

/* ---- for the formats ---- */

extern const char *const output_criteria[PM_CRITERIA]; /* their names in rows */
extern const char *const output_columns[PM_COLUMNS];   /* of what evidence was found in */

/* Empties o->scratch. That memory ended while it was filled is not forgotten. */
void output_scratch(output *o);
void plan_sum_add(plan_sum *sum, const pm_mark *mark);
/* The counts of actions of another sum. */
void plan_sum_join(plan_sum *sum, const plan_sum *more);
/* num / den with a fixed number of decimals, rounded half up; nothing where den is 0. */
void output_ratio(buffer *out, uint64_t num, uint64_t den, int places);

/* Text for a terminal: control characters and marks of direction become spaces; at most `width`
 * code points (an ellipsis tells of a cut), filled up with spaces when `fill`. */
void output_clipped(buffer *out, pm_str text, size_t width, bool fill);

/* ---- summary.c ---- */

/* NULL: no memory. */
plan_table *plans_new(const pm_allocator *a);
void plans_free(plan_table *t);
pm_status plans_add(plan_table *t, pm_str plan_id, pm_str authority, const pm_mark *mark);
/* Adds all of `from`, which is empty then. */
pm_status plans_join(plan_table *t, plan_table *from);
/* Plans in order of appearance. */
const plan_sum *plans_get(const plan_table *t, size_t i); /* NULL beyond the last */

#endif
