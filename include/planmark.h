/* SPDX-License-Identifier: MIT
 * planmark: marks the actions of children's social care plans.
 *
 * Threads: a pm_pack is immutable and may be shared by any number of threads. A pm_scorer belongs
 * to one thread at a time. Nothing here keeps global state, prints, exits, or touches files or the
 * network, except where a comment says so.
 *
 * Text is UTF-8 with lengths in bytes. Strings that come back are not NUL-terminated. Every object
 * is released by the call named with it; NULL is fine there. */
#ifndef PLANMARK_H
#define PLANMARK_H

#include "planmark/types.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define PM_API
#else
#define PM_API __attribute__((visibility("default")))
#endif

/* Version of the engine, "0.1.0"; a static string. */
PM_API const char *pm_version(void);

/* What a status means, one English phrase; a static string. */
PM_API const char *pm_status_text(pm_status status);

/* Names as they stand in rows and rule files ("measure_given", "by_when", "strong" ...); static
 * strings, NULL when out of range. pm_criterion_parse gives -1 for an unknown name. */
PM_API const char *pm_criterion_name(pm_criterion c);
PM_API const char *pm_column_name(pm_column c);
PM_API const char *pm_strength_name(pm_strength s);
PM_API const char *pm_says_name(pm_says s);
PM_API int pm_criterion_parse(pm_str name);

/* ---- Packs ---- */

/* A compiled rule pack. */
typedef struct pm_pack pm_pack;

/* How objects are made. Set `size` to sizeof(pm_options); fields beyond the caller's size are taken
 * as zero, so that old callers keep working. A NULL pointer to options means all defaults. */
typedef struct pm_options {
    size_t size;
    const pm_allocator *allocator; /* NULL: malloc. Must outlive every object made with it */
    pm_diagnostic_fn diagnostic;   /* NULL: silence */
    void *diagnostic_ctx;
} pm_options;

/* One file of a pack: path inside the pack ("pack.yaml", "lexicons/agents/school.txt") and content.
 */
typedef struct pm_pack_file {
    pm_str path;
    pm_str content;
} pm_pack_file;

/* The pack `cin-england`, compiled into the library: no parsing, no copying.
 * PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_pack_free. */
PM_API pm_status pm_pack_default(const pm_options *options, pm_pack **out);

/* Compiles a pack from files in memory; `origin` names it in diagnostics (a folder, say). A pack
 * that says `extends: cin-england` is laid over the built-in one. All faults of all files are told
 * in one run. PM_ERR_PACK, PM_ERR_MEMORY, PM_ERR_LIMIT, PM_ERR_ARGUMENT. */
PM_API pm_status pm_pack_compile(const pm_options *options, pm_str origin,
                                 const pm_pack_file *files, size_t count, pm_pack **out);

/* As pm_pack_compile, from a folder on disk. Also PM_ERR_IO. */
PM_API pm_status pm_pack_open(const pm_options *options, const char *folder, pm_pack **out);

/* The stamp of every mark: "cin-england@1.0.0+9f3a12cd/0.1.0" (pack, version, hash of its content,
 * engine). Lives as long as the pack. */
PM_API pm_str pm_pack_stamp(const pm_pack *pack);

PM_API void pm_pack_free(pm_pack *pack);

/* ---- Scoring ---- */

/* A worker: its token cache, the actions that it marked last, so that one that comes again word for
 * word is not marked anew (up to some 2 MiB of them), and scratch memory. Costs about 1.3 MiB and
 * grows by up to PM_LIMIT_LEARNT and a few MiB as it meets new words; after a very long cell it
 * keeps a block of up to a few MiB more. */
typedef struct pm_scorer pm_scorer;

/* The pack must outlive the scorer. PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_scorer_free. */
PM_API pm_status pm_scorer_new(const pm_options *options, const pm_pack *pack, pm_scorer **out);
PM_API void pm_scorer_free(pm_scorer *scorer);

/* How much of the evidence the scorer's marks show from the next one on; all at first. Less is
 * faster; verdicts, scores, hints and kinds stay the same. Where a piece is not shown, `decided_by`
 * and `cancelled_by` that would name it are -1, and pm_fill has none of its words.
 * PM_ERR_ARGUMENT. */
PM_API pm_status pm_scorer_show(pm_scorer *scorer, pm_evidence_level level);

/* Marks one action. *mark and all it points to belong to the scorer and live until its next call.
 * The same action and pack give the same mark, always. PM_ERR_MEMORY, PM_ERR_LIMIT (a cell over
 * PM_LIMIT_CELL), PM_ERR_ARGUMENT; the scorer stays usable after each. */
PM_API pm_status pm_score(pm_scorer *scorer, const pm_action *action, const pm_mark **mark);

/* Forgets the action that was marked last, for a program that keeps no plan once it has answered.
 * What stays are words, one by one, and marks of actions by keyed hashes, from which no word can be
 * read. Memory is used again or given back, not overwritten. Marks are the same as before; NULL is
 * fine. */
PM_API void pm_scorer_forget(pm_scorer *scorer);

/* Writes a reason or hint with its {name} blanks replaced by the words that `evidence` captured in
 * the action's cell. Where there is no such capture, or `action` or `evidence` is NULL, a blank
 * between quotes becomes "this wording" (without quotes), and another "...".
 * For the hint of a verdict `evidence` is the piece at its `decided_by`, NULL when that is -1.
 * Returns the length wanted, in bytes without the NUL; writes at most size - 1 bytes and a NUL
 * (nothing when `size` is 0). */
PM_API size_t pm_fill(const pm_action *action, const pm_evidence *evidence, pm_str text, char *out,
                      size_t size);

/* ---- Checking ---- */

/* Overrides, read from a file. Immutable: any number of checks and threads may share it. */
typedef struct pm_baseline pm_baseline;

typedef struct pm_check_options {
    size_t size; /* sizeof(pm_check_options), as in pm_options, and never 0 */
    pm_options common;
    pm_fail_on fail_on;             /* the level of new findings that shuts the gate */
    unsigned required;              /* bits 1 << pm_criterion: findings of these are errors */
    double min_score;               /* mean of the actions, 0 to 5; 0: not asked for */
    double min_high_quality;        /* share of the actions, 0 to 1; 0: not asked for */
    pm_gate_scope scope;            /* of the two: each plan for itself, or all together */
    int no_empty_plan;              /* 1: a plan without actions is an error */
    const pm_level_setting *levels; /* later ones win */
    size_t level_count;
    const pm_baseline *baseline; /* must outlive the check; NULL: none */
    pm_str today; /* "2024-05-31", to tell overrides whose day is past; empty: none is */
    int keep;     /* 1: the findings are remembered for pm_check_baseline */
} pm_check_options;

/* Checks one plan after another; belongs to one thread at a time, and has a scorer of its own. */
typedef struct pm_check pm_check;

/* The pack must outlive the check. PM_ERR_ARGUMENT, also for a setting that names nothing, a number
 * beyond its range, or a day that is none (told); PM_ERR_MEMORY. Release with pm_check_free. */
PM_API pm_status pm_check_new(const pm_check_options *options, const pm_pack *pack, pm_check **out);
PM_API void pm_check_free(pm_check *check);

/* Checks a plan. *out and all it points to live until the next call; what the actions lack
 * is held at once, see PM_LIMIT_PLAN. PM_ERR_MEMORY, PM_ERR_ARGUMENT, PM_ERR_LIMIT
 * (a cell over PM_LIMIT_CELL, more actions than PM_LIMIT_PLAN); then nothing of the plan is
 * counted, and the check stays usable. */
PM_API pm_status pm_check_plan(pm_check *check, const pm_plan *plan, const pm_plan_check **out);

/* What all plans so far come to; may be asked again when there are more. It ends what the last call
 * gave out. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_check_total_of(pm_check *check, pm_check_total *out);

/* Reads a baseline (JSON, see docs/check.md); `name` is how messages call it. PM_ERR_INPUT: it has
 * faults, each told with its place and without its words; PM_ERR_LIMIT (told): more than 64 MiB or
 * 2^20 entries; PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_baseline_free. */
PM_API pm_status pm_baseline_read(const pm_options *options, pm_str name, pm_str content,
                                  pm_baseline **out);
PM_API void pm_baseline_free(pm_baseline *baseline);

#ifdef __cplusplus
}
#endif
#endif
