/* SPDX-License-Identifier: MIT
 * What stands around scoring: rows in, marks out, agreement, and tools for rule writers. The
 * command is built on this header and planmark.h alone. No promise of ABI before 1.0. Threads as in
 * planmark.h: each object belongs to one thread at a time. */
#ifndef PLANMARK_AUDIT_H
#define PLANMARK_AUDIT_H

#include "planmark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Rows in ---- */

typedef enum pm_input_format {
    PM_INPUT_AUTO,
    PM_INPUT_CSV,
    PM_INPUT_JSONL,
    PM_INPUT_JSON,
    PM_INPUT_TEXT
} pm_input_format;

typedef struct pm_read_options {
    size_t size; /* sizeof(pm_read_options), as in pm_options */
    pm_options common;
    pm_input_format format;
    pm_str columns; /* "action=Next steps,who=Lead": which heading is which; empty: by synonyms */
    int keys_only;  /* 1: the caller wants keys and verdicts; rows with verdicts need no action */
} pm_read_options;

typedef struct pm_reader pm_reader;

/* rows: given out (plans without actions among them); skipped: faulty or duplicate, the first 20
 * told and the rest counted in one message at the end; empty: blank lines */
typedef struct pm_read_counts {
    size_t rows, skipped, empty;
} pm_read_counts;

/* Opens a file ("-": standard input; touches files). PM_ERR_IO, PM_ERR_INPUT, PM_ERR_ARGUMENT for a
 * fault in `columns` (all told), PM_ERR_MEMORY. */
PM_API pm_status pm_reader_open(const pm_read_options *options, const char *path, pm_reader **out);
/* The next row; lives until the next call. Verdict columns stand in `coded` and, as they were
 * written, among the carried columns. PM_END; PM_ERR_ROW (told or counted; read on); others are
 * final. */
PM_API pm_status pm_reader_next(pm_reader *reader, pm_row *row);
PM_API pm_read_counts pm_reader_counts(const pm_reader *reader);
PM_API void pm_reader_close(pm_reader *reader);

/* Files and folders to files to read, sorted (touches files). `*failed` counts paths that could not
 * be read (told). PM_ERR_ARGUMENT for a fault in `columns` (told). */
typedef struct pm_paths pm_paths;
PM_API pm_status pm_paths_expand(const pm_read_options *options, char *const *paths, size_t count,
                                 pm_paths **out, size_t *failed);
PM_API size_t pm_paths_count(const pm_paths *paths);
PM_API const char *pm_paths_get(const pm_paths *paths, size_t i);
/* How many files of folders are left out, being links or of kinds that are not read; hidden files
 * do not count. The endings of their names, "3 .docx, 1 link", are written to `endings`: at most
 * size - 1 bytes and a NUL. */
PM_API size_t pm_paths_left(const pm_paths *paths, char *endings, size_t size);
PM_API void pm_paths_free(pm_paths *paths);

/* ---- Marks out ---- */

/* Takes bytes; returns 0 when it took them all. Called in order. */
typedef int (*pm_sink_fn)(void *ctx, const char *data, size_t len);

typedef enum pm_output_format { PM_OUTPUT_TABLE, PM_OUTPUT_CSV, PM_OUTPUT_JSONL } pm_output_format;
/* full: everything; evidence: ids, verdicts and the words of evidence, no whole cells and no
 * carried columns; none: no word of the plan, no captures, no carried columns, and ids taken from
 * file names replaced by a keyed digest. */
typedef enum pm_text_policy { PM_TEXT_FULL, PM_TEXT_EVIDENCE, PM_TEXT_NONE } pm_text_policy;

typedef struct pm_write_options {
    size_t size;
    pm_options common;
    pm_output_format format;
    pm_evidence_level evidence; /* JSONL only */
    pm_text_policy text;
    int excel_safe; /* CSV: a quote before cells that a spreadsheet would take for formulas (= + - @
                       tab CR) */
    int colour;     /* table: ANSI colours */
    unsigned width; /* table: columns of the terminal, 0 for 80 */
    int summary;    /* one row a plan instead of one an action */
    pm_str digest_key; /* of the digests of PM_TEXT_NONE. With an empty key they are only
                          pseudonyms, which somebody who guesses a file's name can check */
} pm_write_options;

typedef struct pm_writer pm_writer;

/* The stamp (pm_pack_stamp) stands on every row. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_writer_new(const pm_write_options *options, pm_str stamp, pm_sink_fn sink,
                               void *ctx, pm_writer **out);
/* Writes one row (or adds it to its plan, with `summary`). `mark` is NULL for a plan without
 * actions. CSV: the carried columns of the first row set the columns of the file; later rows with
 * others go on without them, counted as a warning at the end. PM_ERR_IO when the sink refused. */
PM_API pm_status pm_writer_add(pm_writer *writer, const pm_row *row, const pm_mark *mark);
/* Writes what is still held (the summary, the foot of a table). Call once, before pm_writer_free.
 */
PM_API pm_status pm_writer_end(pm_writer *writer);
PM_API void pm_writer_free(pm_writer *writer);

/* Writes the explanation of one action as text: tokens, every rule that fired, what cancelled it,
 * what came near, and why each verdict fell as it did. Scores it with `scorer`. PM_ERR_IO when the
 * sink refused. */
PM_API pm_status pm_explain(pm_scorer *scorer, const pm_action *action, int colour, pm_sink_fn sink,
                            void *ctx);

/* ---- Rules ---- */

typedef struct pm_rule_info {
    pm_str id, why, hint;
    pm_str file; /* where it is set, and the line */
    size_t line;
    pm_criterion criterion;
    pm_says says;
    pm_strength strength;
    unsigned columns; /* bits 1 << pm_column */
    size_t examples;
    pm_str text; /* the rule as it stands in its file */
} pm_rule_info;

PM_API size_t pm_pack_rule_count(const pm_pack *pack);
PM_API pm_status pm_pack_rule(const pm_pack *pack, size_t i, pm_rule_info *out);
/* The rule with an id, or -1. */
PM_API ptrdiff_t pm_pack_find_rule(const pm_pack *pack, pm_str id);

/* One example of a rule, and what came of it through the production path. */
typedef struct pm_example_result {
    size_t rule;
    size_t line;
    int wanted; /* 1 met, 0 unmet, 2 known gap */
    int passed;
    int got;   /* the verdict */
    int shown; /* the rule's own evidence stood */
    pm_action action;
} pm_example_result;
typedef void (*pm_example_fn)(void *ctx, const pm_example_result *result);
/* Runs every example. PM_ERR_MEMORY. */
PM_API pm_status pm_pack_test(const pm_pack *pack, pm_scorer *scorer, pm_example_fn fn, void *ctx);

/* ---- Agreement ---- */

/* Counts of one criterion, gold against tool. */
typedef struct pm_confusion {
    size_t both_yes, gold_only, tool_only, both_no;
} pm_confusion;

/* accuracy (a + d) / n, precision, recall, F1, Cohen's kappa (Cohen 1960); NaN where a figure is
 * not defined. */
typedef struct pm_agreement {
    double accuracy, precision, recall, f1, kappa;
} pm_agreement;

PM_API void pm_confusion_add(pm_confusion *c, int gold, int tool);
PM_API pm_agreement pm_confusion_agreement(const pm_confusion *c);

#ifdef __cplusplus
}
#endif
#endif
