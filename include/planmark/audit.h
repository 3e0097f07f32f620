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
    /* Called when a file is a document: gives what reads it (pm_document_kit_get of
     * planmark/docs.h, or of that library once it is loaded), or NULL, having told why not. Left
     * out: documents are refused, and passed over in folders. */
    const struct pm_document_kit *(*documents)(void *ctx);
    void *documents_ctx;
    /* How `source` calls the file, and a plan without an id (see pm_paths_names); they outlive the
     * reader. Empty: the file's name, and that without its ending. */
    pm_str file, plan;
    int plans_only; /* 1: each row tells of a plan (a rating, a need): it wants a plan id, or, where
                       there is no column of ids, an authority; it has no action, and its columns
                       are carried. Of documents it means nothing */
    int half_rows;  /* 1: rows that say who, by when or how measured are given out as actions, even
                       where the action is empty; 0: they are faulty */
    /* shards N, shard I of 1 to N: only rows of plans whose pm_plan_shard is I are given out,
     * numbered and searched for duplicates among all; what is wrong with rows of others is not
     * told. shards 0: all rows */
    size_t shard, shards;
    /* Called for each file that lies in a folder: 1: it is the caller's own, and pm_paths_expand
     * passes it over without a word. Left out: none is */
    int (*own)(void *ctx, const char *path);
    void *own_ctx;
    int repeats; /* 1: the caller finds rows whose authority, plan and number came before by itself,
                    as pm_report_add does; they are given out, but those of documents. 0: they are
                    faulty */
    /* Reads on behind `given`, bytes that were read before, in what is no file, such as the body of
     * a request, until the reader is closed; the path is then its name alone. NULL: the path is
     * opened */
    pm_str given;
    pm_read_fn rest;
    void *rest_ctx;
} pm_read_options;

/* The shard of a plan, from 1 to `shards` (0: 0): 1 + h mod shards. h is FNV-1a of 64 bits over the
 * bytes of the authority, a byte 0xFF and the bytes of the plan's id, as rows have them, then
 * mixed: h ^= h >> 30, h *= 0xBF58476D1CE4E5B9, h ^= h >> 27, h *= 0x94D049BB133111EB,
 * h ^= h >> 31. The same on all machines and in all versions from 1.0. */
PM_API size_t pm_plan_shard(pm_str authority, pm_str plan_id, size_t shards);

typedef struct pm_reader pm_reader;

/* rows: given out (plans without actions among them); skipped: faulty or duplicate, the first 20
 * told and the rest counted in one message at the end; empty: blank lines; plans: those with rows
 * so far, by authority and id; named: rows whose plan is called by the file's name, those of other
 * shards among them, so that all shards call plans alike; others: rows of other shards, which count
 * nowhere else */
typedef struct pm_read_counts {
    size_t rows, skipped, empty, plans, named, others;
} pm_read_counts;

/* Opens a file ("-": standard input; touches files). PM_ERR_IO, PM_ERR_INPUT, PM_ERR_ARGUMENT for a
 * fault in `columns` (all told) or no such shard, PM_ERR_MEMORY. */
PM_API pm_status pm_reader_open(const pm_read_options *options, const char *path, pm_reader **out);
/* The next row; lives until the next call. Verdict columns stand in `coded` and, as they were
 * written, among the carried columns. PM_END; PM_ERR_ROW (told or counted; read on); others are
 * final. */
PM_API pm_status pm_reader_next(pm_reader *reader, pm_row *row);
PM_API pm_read_counts pm_reader_counts(const pm_reader *reader);
/* How many bytes of the file were read so far, to tell progress by: more than its rows so far have.
 * Of documents 0. */
PM_API size_t pm_reader_position(const pm_reader *reader);
/* "csv", "json", "jsonl", "text", or that of a document; a static string. */
PM_API const char *pm_reader_format(const pm_reader *reader);
/* The document behind it, for its counts; NULL when it is none. It is the reader's. */
PM_API const struct pm_document *pm_reader_document(const pm_reader *reader);
PM_API void pm_reader_close(pm_reader *reader);

/* Files and folders to files to read, sorted (touches files). `*failed` counts paths that could not
 * be read (told). PM_ERR_ARGUMENT for a fault in `columns` (told). */
typedef struct pm_paths pm_paths;
PM_API pm_status pm_paths_expand(const pm_read_options *options, char *const *paths, size_t count,
                                 pm_paths **out, size_t *failed);
PM_API size_t pm_paths_count(const pm_paths *paths);
PM_API const char *pm_paths_get(const pm_paths *paths, size_t i);
/* How the rows of a file are to call it, and a plan without an id; views into `paths`. The file's
 * name, and that without its ending; once a plan has the name of another file, with as many folders
 * as tell all files of one name apart, or with the ending where nothing else does. 0, or -1 beyond
 * the last. */
PM_API int pm_paths_names(const pm_paths *paths, size_t i, pm_str *file, pm_str *plan);
/* A plan of the file has its name: pm_paths_names gives that to no other file any more. */
PM_API void pm_paths_take_name(pm_paths *paths, size_t i);
/* How many files of folders are left out, being links or of kinds that are not read; hidden files
 * do not count. The endings of their names, "3 .docx, 1 link", are written to `endings`: at most
 * size - 1 bytes and a NUL. */
PM_API size_t pm_paths_left(const pm_paths *paths, char *endings, size_t size);
/* What is not read of all that was named or lies in the folders, in the order of the walk; views
 * into `paths`. */
typedef struct pm_omission {
    const char *path;
    const char *reason;
    size_t before; /* it comes before pm_paths_get(paths, before) */
    int failed; /* 1: it was to be read, or is a folder, and cannot be (told, and in `*failed`) */
} pm_omission;
/* 0, or -1 beyond the last. */
PM_API int pm_paths_omission(const pm_paths *paths, size_t i, pm_omission *out);
PM_API void pm_paths_free(pm_paths *paths);

/* ---- Accounts ---- */

enum { PM_FILE_DIGEST = 65 };
/* SHA-256 of a plain file's bytes: 64 digits and a NUL (touches files). PM_ERR_INPUT: no plain
 * file, which could be read only once; PM_ERR_IO; PM_ERR_MEMORY. */
PM_API pm_status pm_file_digest(const char *path, char out[PM_FILE_DIGEST]);

typedef enum pm_file_state {
    PM_FILE_READ,   /* all of it */
    PM_FILE_PART,   /* rows were left out, or it could not be read to its end */
    PM_FILE_FAILED, /* nothing */
    PM_FILE_LEFT,   /* not looked into */
    PM_FILE_EMPTY   /* all of it, and there is no action in it */
} pm_file_state;

/* What became of a file. */
typedef struct pm_file_account {
    pm_str path, sha256, format; /* the latter two may be empty */
    pm_file_state state;
    size_t plans, actions, tables_seen, tables_taken; /* tables: of documents */
    pm_str reason; /* a message about the file; headings of it behind the first ';' alone */
    pm_str name;   /* as `source` calls it; empty: the name in `path` */
} pm_file_account;

/* ---- Marks out ---- */

/* Takes bytes; returns 0 when it took them all. Called in order. */
typedef int (*pm_sink_fn)(void *ctx, const char *data, size_t len);

typedef enum pm_output_format { PM_OUTPUT_TABLE, PM_OUTPUT_CSV, PM_OUTPUT_JSONL } pm_output_format;
/* full: everything; evidence: ids, verdicts and the words of evidence, no whole cells and no
 * carried columns; none: no word of the plan, no captures, no carried columns, and ids taken from
 * file names, or with words in them, replaced by a keyed digest; names: as none, but files and
 * plans keep their names, so that what is told of them can be found. */
typedef enum pm_text_policy {
    PM_TEXT_FULL,
    PM_TEXT_EVIDENCE,
    PM_TEXT_NONE,
    PM_TEXT_NAMES
} pm_text_policy;

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
    int bare;          /* rows alone, without marks; the mark is NULL for all. Not with summary */
} pm_write_options;

typedef struct pm_writer pm_writer;

/* The stamp (pm_pack_stamp) stands on every row. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_writer_new(const pm_write_options *options, pm_str stamp, pm_sink_fn sink,
                               void *ctx, pm_writer **out);
/* Writes one row (or adds it to its plan, with `summary`). `mark` is NULL for a plan without
 * actions. CSV: the carried columns of the first row set the columns of the file; later rows with
 * others go on without them, counted as a warning at the end. PM_ERR_IO when the sink refused. */
PM_API pm_status pm_writer_add(pm_writer *writer, const pm_row *row, const pm_mark *mark);
/* A branch of a writer, for rows that another thread formats: pm_writer_add to it makes what it
 * would make of the writer itself, and holds it until it is joined. The writer begins, if it has
 * not yet, with the columns of `first`. Free branches before the writer. PM_ERR_ARGUMENT: the
 * writer is a branch; PM_ERR_MEMORY; PM_ERR_IO when the sink refused earlier. */
PM_API pm_status pm_writer_branch(pm_writer *writer, const pm_row *first, pm_writer **out);
/* Writes what a branch holds behind what was written before; the branch is empty then, and may be
 * added to again. Order and bytes are those of one writer when the branches of all rows are joined
 * in the order of the rows. Fails as pm_writer_add does. PM_ERR_ARGUMENT: no branch. */
PM_API pm_status pm_writer_join(pm_writer *writer, pm_writer *branch);
/* Bytes that are made and not yet handed to the sink, or of a branch, not yet joined. */
PM_API size_t pm_writer_held(const pm_writer *writer);
/* Writes what is still held (the summary, the foot of a table). Call once, before pm_writer_free.
 */
PM_API pm_status pm_writer_end(pm_writer *writer);
PM_API void pm_writer_free(pm_writer *writer);

/* A manifest: CSV with one line a file. Of the options count `text` (PM_TEXT_NONE: digests instead
 * of paths), `digest_key` and `excel_safe`. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
typedef struct pm_manifest pm_manifest;
PM_API pm_status pm_manifest_new(const pm_write_options *options, pm_sink_fn sink, void *ctx,
                                 pm_manifest **out);
/* PM_ERR_IO when the sink refused. */
PM_API pm_status pm_manifest_add(pm_manifest *manifest, const pm_file_account *account);
/* Call once, before pm_manifest_free. */
PM_API pm_status pm_manifest_end(pm_manifest *manifest);
PM_API void pm_manifest_free(pm_manifest *manifest);

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
    pm_str text;    /* the rule as it stands in its file */
    pm_str finding; /* what is wanting when a verdict "unmet" rests on it; empty: CRITERION.none */
} pm_rule_info;

PM_API size_t pm_pack_rule_count(const pm_pack *pack);
PM_API pm_status pm_pack_rule(const pm_pack *pack, size_t i, pm_rule_info *out);
/* The rule with an id, or -1. */
PM_API ptrdiff_t pm_pack_find_rule(const pm_pack *pack, pm_str id);

/* What a pack says of a criterion, for people. Strings live as long as the pack; what it does not
 * say is empty, but for the title, which is then the name. */
typedef struct pm_criterion_info {
    pm_criterion criterion;
    pm_str name;       /* "measure_given", as in marks */
    pm_str title;      /* "measure given" */
    pm_str means;      /* the definition: when it is met */
    pm_str met, unmet; /* for coders: what meets it and what does not, with examples */
    pm_str hint;       /* how to mend an action that does not meet it */
} pm_criterion_info;

/* PM_ERR_ARGUMENT. */
PM_API pm_status pm_pack_criterion(const pm_pack *pack, pm_criterion criterion,
                                   pm_criterion_info *out);

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

/* ---- Checking rows ---- */

/* One of the pack's list of findings (findings.yaml). Strings live as long as the pack. */
typedef struct pm_finding_info {
    pm_str id, says, hint; /* hint: may be empty, then the rule or the criterion has one */
    int criterion;         /* that its id begins with, or -1 */
    pm_level level;
} pm_finding_info;

PM_API size_t pm_pack_finding_count(const pm_pack *pack);
/* PM_ERR_ARGUMENT. */
PM_API pm_status pm_pack_finding(const pm_pack *pack, size_t i, pm_finding_info *out);

/* Gathers rows into plans: rows of one authority and plan id that stand together are one plan. When
 * a row begins another, *done is what the check of the one before came to, else NULL; it lives
 * until the next call. The row is copied. As pm_check_plan; a plan that failed is left out, and the
 * row is taken all the same. When there is no memory for the row itself, its plan is left out, and
 * PM_ERR_MEMORY comes for each of its rows and once more behind them; *done is set then too. */
PM_API pm_status pm_check_row(pm_check *check, const pm_row *row, const pm_plan_check **done);
/* Behind the last row (or the last of a file): the plan that is still gathered, if there is one. */
PM_API pm_status pm_check_rest(pm_check *check, const pm_plan_check **done);
/* Begins anew: the check forgets all plans and is as pm_check_new with these options would make it
 * of the same pack, but keeps what it has learnt: words, one by one, and what single actions came
 * to, by keyed hashes, from which no word can be read. So a program that checks one plan after
 * another by different settings makes it once, and a plan that comes again mostly as it was is
 * checked in a fraction of the time. `common` of the options does not count. As
 * pm_check_new; after a failure it checks nothing well until it was begun anew. */
PM_API pm_status pm_check_restart(pm_check *check, const pm_check_options *options);

/* ---- Findings out ---- */

typedef enum pm_check_format {
    PM_CHECK_TEXT,
    PM_CHECK_JSON,
    PM_CHECK_JSONL,
    PM_CHECK_SARIF,
    PM_CHECK_JUNIT,
    PM_CHECK_CHECKSTYLE,
    PM_CHECK_GITHUB,
    PM_CHECK_FORMATS
} pm_check_format;

typedef struct pm_check_write_options {
    size_t size;
    pm_options common;
    pm_check_format format;
    pm_text_policy text;
    pm_level least;    /* findings below it are not written, only counted; off: all are */
    int known;         /* 1: known findings are written too, where a format does not always do so */
    int colour;        /* text: ANSI colours */
    pm_str digest_key; /* as in pm_write_options */
    pm_fail_on fail_on; /* JUnit: new findings of which level make a case fail */
} pm_check_write_options;

/* Belongs to one thread at a time. */
typedef struct pm_check_writer pm_check_writer;

/* The pack must outlive the writer. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_check_writer_new(const pm_check_write_options *options, const pm_pack *pack,
                                     pm_sink_fn sink, void *ctx, pm_check_writer **out);
/* Says from which file the next plans come: its path, as the caller named it ("-": standard input),
 * and how `source` of its rows calls it (empty: the name in the path). Both are copied. */
PM_API pm_status pm_check_writer_file(pm_check_writer *writer, pm_str path, pm_str name);
/* Writes what was found in a plan. PM_ERR_IO when the sink refused. */
PM_API pm_status pm_check_writer_add(pm_check_writer *writer, const pm_plan_check *plan);
/* Ends it, with what pm_check_total_of gave. Call once, before pm_check_writer_free. */
PM_API pm_status pm_check_writer_end(pm_check_writer *writer, const pm_check_total *total);
PM_API void pm_check_writer_free(pm_check_writer *writer);

/* Writes the next baseline, with `keep` among the options. Entries that count and whose finding is
 * still there stay, and every other finding gets an entry by `fresh`; over all plans too, when
 * pm_check_total_of was asked. An entry whose finding is gone is dropped, and told, but only when
 * this check looked for the finding: its plan was checked, the finding is one of the pack's and not
 * switched off, and, for plan.low-score and plan.few-high-quality, a least figure was asked for.
 * `incomplete`: not 0 when some input was not read; then none is. All others stay as they are.
 * `change` may be NULL. PM_ERR_ARGUMENT, also (told) for texts of more than PM_OVERRIDE_TEXT bytes
 * and days that are none; PM_ERR_LIMIT (told): more than a baseline holds; PM_ERR_MEMORY; PM_ERR_IO
 * when the sink refused. */
PM_API pm_status pm_check_baseline(pm_check *check, const pm_override *fresh, int incomplete,
                                   pm_sink_fn sink, void *ctx, pm_baseline_change *change);

/* 1: the text writes a day of the calendar as overrides do, "2024-05-31". */
PM_API int pm_day_is_valid(pm_str day);

/* ---- Settings ---- */

/* What planmark.yaml files and a command line say of checks, key by key: "check.fail-on". What is
 * said later stands above what was said before. Belongs to one thread at a time. */
typedef struct pm_config pm_config;

/* PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_config_free. */
PM_API pm_status pm_config_new(const pm_options *options, pm_config **out);
PM_API void pm_config_free(pm_config *config);

/* Takes what a file says (YAML, see docs/check.md); both strings are copied. Paths in it begin in
 * the folder in `name`. PM_ERR_INPUT: it has faults, all told, with their places; the config stays
 * usable. PM_ERR_LIMIT: more than 256 KiB or 1024 levels (told); PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_add(pm_config *config, pm_str name, pm_str content);
/* The same from a file on disk (touches files). Also PM_ERR_IO (told). */
PM_API pm_status pm_config_read(pm_config *config, const char *path);

/* Where settings are looked for. NULL: where it is usual; "": nowhere. */
typedef struct pm_config_places {
    size_t size;        /* sizeof(pm_config_places), as in pm_options */
    const char *system; /* a file: /etc/planmark/planmark.yaml */
    const char *user;   /* a file: $XDG_CONFIG_HOME/planmark/planmark.yaml, else below ~/.config */
    const char *folder; /* an absolute path: the working folder. planmark.yaml of the root, ... of
                           it; the nearest is read last */
} pm_config_places;
/* Looks for files and reads those that are there (touches files); NULL: all where it is usual. Of
 * those in folders none is read that is somebody else's: see PM_CONFIG_FOREIGN.
 * PM_ERR_INPUT, PM_ERR_IO, PM_ERR_LIMIT (also 128 folders above the working one): the first that
 * was met; those of all files are told. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_find(pm_config *config, const pm_config_places *places);

typedef enum pm_config_state {
    PM_CONFIG_MISSING,
    PM_CONFIG_READ,
    PM_CONFIG_FAILED, /* it is there, and cannot be read or has faults */
    PM_CONFIG_HIDDEN, /* whether it is there cannot be told: a folder on the way may not be entered;
                         taken as missing */
    PM_CONFIG_FOREIGN /* it is there, and passed over (told): it belongs neither to the user nor to
                         root nor to whoever owns the folder it lies in */
} pm_config_state;
typedef enum pm_config_scope { PM_CONFIG_SYSTEM, PM_CONFIG_USER, PM_CONFIG_FOLDER } pm_config_scope;

/* A file that pm_config_find looked for. */
typedef struct pm_config_file {
    pm_str path;
    pm_config_scope scope;
    pm_config_state state;
} pm_config_file;
PM_API size_t pm_config_file_count(const pm_config *config);
/* PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_file_get(const pm_config *config, size_t i, pm_config_file *out);

/* Sets a key, as from a command line: "check.min-score" to "3", "check.require" to
 * "owner,timeframe", "check.levels" to "owner.open=off" (one entry), paths as they are. `origin` is
 * how messages and pm_config_get call it: "--min-score"; empty: the key. PM_ERR_ARGUMENT: there is
 * no such key, or the value does not fit (told); PM_ERR_LIMIT (told); PM_ERR_MEMORY. */
PM_API pm_status pm_config_set(pm_config *config, pm_str key, pm_str value, pm_str origin);

/* One key and what holds for it; each entry of levels is a row of its own,
 * "check.levels.owner.open". Strings live as long as the config. */
typedef struct pm_setting {
    pm_str key, value;
    pm_str origin; /* "built in", "FILE:LINE", or that of pm_config_set */
    pm_str about;  /* what it is for */
} pm_setting;
PM_API size_t pm_config_count(const pm_config *config);
/* PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_get(pm_config *config, size_t i, pm_setting *out);

/* All that is set, for whoever checks; lives until the config changes. */
typedef struct pm_check_settings {
    pm_check_options check; /* fail_on, required, min_score, min_high_quality, scope, no_empty_plan
                               and levels; the rest is empty */
    pm_check_format format;
    int text; /* a pm_text_policy; -1: what is fit for where it is written */
    pm_level least;
    int known;
    const char *pack;     /* a folder; NULL: the built-in one */
    const char *columns;  /* as in pm_read_options; NULL: by synonyms */
    const char *baseline; /* a file; NULL: none */
    int baseline_named;   /* 0: it is the usual one, and used if it is there */
} pm_check_settings;
/* PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_check_settings(pm_config *config, pm_check_settings *out);
/* Tells every entry of levels that is no finding of the pack and no criterion, with its place:
 * PM_ERR_INPUT. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_config_check_levels(pm_config *config, const pm_pack *pack);

/* ---- The report ---- */

/* The audit tables of a sample of plans; docs/report.md says what each figure is and where its
 * formula comes from. Belongs to one thread at a time. Holds some 40 bytes an action, 60 a plan
 * and 4 a word of each different text. */
typedef struct pm_report pm_report;

enum { PM_REPORT_COLUMNS = 8, PM_REPORT_PERMUTATIONS = 9999, PM_REPORT_SUPPRESS_MOST = 1000 };

typedef struct pm_report_options {
    size_t size; /* sizeof(pm_report_options), as in pm_options */
    pm_options common;
    pm_text_policy text; /* full: tables show texts that are copied, and examples of actions; none:
                            also no plan's name. The values of the columns to group by are shown
                            under each */
    pm_str digest_key;   /* as in pm_write_options */
    const pm_str *by;    /* columns to group by: "authority", or one that is carried along; at most
                            PM_REPORT_COLUMNS */
    size_t by_count;
    unsigned suppress;   /* counts below it are withheld from groups, and groups of fewer plans;
                            0: none are; at most PM_REPORT_SUPPRESS_MOST. With one column to group
                            by alone: two tables of the same actions would tell each what the
                            other withholds */
    uint64_t seed;       /* of the tests between groups */
    size_t permutations; /* at most 1,000,000; 0: PM_REPORT_PERMUTATIONS */
    int mixed; /* 1: verdicts of several packs, or of packs and people, are counted together */
} pm_report_options;

/* The pack marks rows that have no verdicts, and has the lists of words that are counted; it must
 * outlive the report. PM_ERR_ARGUMENT, PM_ERR_MEMORY. Release with pm_report_free. */
PM_API pm_status pm_report_new(const pm_report_options *options, const pm_pack *pack,
                               pm_report **out);
PM_API void pm_report_free(pm_report *report);
/* Counts a row: with its own verdicts (of marks, or of people: pm_row.coded), else scored. A row
 * that carries a field named after a criterion, and has no verdict, is not coded: it counts in the
 * sample and is not scored. Rows may be read with keys_only. Columns override_actionable ...
 * override_owner of it (0, 1 or empty) stand above its verdicts. The row is not kept. PM_ERR_ROW
 * (told, the first 20 times; the rest is counted in a message of pm_report_tables): it is left out,
 * and the next can be given; after PM_ERR_MEMORY or PM_ERR_LIMIT (told) the report is good for
 * nothing. */
PM_API pm_status pm_report_add(pm_report *report, const pm_row *row);
/* A row about a plan (pm_read_options.plans_only): values of columns to group by, where the plan's
 * own rows have none. With an empty authority it is of every plan with that id, with an empty id of
 * every plan of that authority; what is told of fewer plans stands above. As pm_report_add. */
PM_API pm_status pm_report_add_plan(pm_report *report, const pm_row *row);
/* The tool's errors, from the JSON that `planmark evaluate --format json` writes; `name` is how
 * messages call it. Both are copied. PM_ERR_INPUT, PM_ERR_LIMIT (told), PM_ERR_MEMORY,
 * PM_ERR_ARGUMENT. */
PM_API pm_status pm_report_evaluation(pm_report *report, pm_str name, pm_str content);
/* What the report is to tell of its input: files that were read, and that could not be; rows that
 * were left out before they came to it. Added up. */
PM_API pm_status pm_report_input(pm_report *report, size_t files_read, size_t files_refused,
                                 size_t rows_left);
/* The tables, in the order in which they are told; they live as long as the report, to which
 * nothing can be added any more. The same rows in any order and from any number of files give the
 * same tables. PM_ERR_INPUT (told): verdicts come from several packs, or no row has a column to
 * group by; PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_report_tables(pm_report *report, const pm_table **tables, size_t *count);

typedef enum pm_table_format {
    PM_TABLE_TEXT,
    PM_TABLE_JSON,
    PM_TABLE_CSV,
    PM_TABLE_HTML
} pm_table_format;

typedef struct pm_table_options {
    size_t size;
    pm_options common;
    pm_table_format format;
    unsigned width; /* text: columns; 0: 80 */
    int colour;     /* text: ANSI colours */
    int excel_safe; /* CSV: no cell is taken for a formula */
    pm_str title;   /* HTML: at its head; empty: a plain one */
} pm_table_options;

/* Writes tables; as CSV one only. PM_ERR_IO when the sink refused; PM_ERR_MEMORY,
 * PM_ERR_ARGUMENT (also for a table or column without name or title). */
PM_API pm_status pm_tables_write(const pm_table_options *options, const pm_table *tables,
                                 size_t count, pm_sink_fn sink, void *ctx);

/* ---- Drawing a sample to code ---- */

/* Plans, of which some are drawn by chance for people to code. Plans are drawn, not actions: each
 * with all of its actions. Belongs to one thread at a time. Holds the words of all actions until it
 * is freed. */
typedef struct pm_sample pm_sample;

typedef struct pm_sample_options {
    size_t size; /* sizeof(pm_sample_options), as in pm_options */
    pm_options common;
    pm_str by;     /* draw in proportion by this column: "authority", or one that is carried along;
                      empty: from all plans alike */
    uint64_t seed; /* the same seed and the same plans draw the same plans */
    int of;        /* a pm_criterion, or PM_HIGH_QUALITY: the share that an interval is wanted of */
    int share_given;
    double share; /* 0..1: what to take that share for; without share_given, what the plans have */
} pm_sample_options;

/* What there is to draw from, and what is assumed of it. */
typedef struct pm_sample_frame {
    size_t plans, actions; /* to draw from */
    size_t bare;           /* plans without actions: there is nothing in them to code */
    size_t left_out;       /* plans that pm_sample_except left out */
    size_t groups;         /* values of `by`; one when it is empty */
    size_t
        several; /* plans whose rows have several values: the first in the order of bytes counts */
    size_t scored; /* actions without all five verdicts of their own, which the pack marked */
    double share;  /* 0..1, as given or as the plans have it; NaN for fewer than two plans */
    double icc;    /* how alike the actions of a plan are, 0..1; NaN where that cannot be told */
    double effect; /* design effect of such plans, at least 1; NaN for fewer than two plans */
} pm_sample_frame;

typedef struct pm_sample_drawn {
    size_t plans, actions;
    size_t raised; /* groups that got a plan only because each is to have one */
    size_t missed; /* groups without a plan, being more than the plans that were drawn */
} pm_sample_drawn;

/* The pack marks rows that have not all five verdicts, for pm_sample_width and pm_sample_plans; it
 * must outlive the sample. PM_ERR_ARGUMENT, PM_ERR_MEMORY. Release with pm_sample_free. */
PM_API pm_status pm_sample_new(const pm_sample_options *options, const pm_pack *pack,
                               pm_sample **out);
PM_API void pm_sample_free(pm_sample *sample);
/* Takes a row; what is needed of it is copied. PM_ERR_ROW (told): it names no plan, has no words,
 * or came before; the next can be given. After PM_ERR_MEMORY or PM_ERR_LIMIT (told) the sample is
 * good for nothing. */
PM_API pm_status pm_sample_add(pm_sample *sample, const pm_row *row);
/* Leaves a plan out, such as one that was coded before; with an empty authority every plan with
 * that id. Before or behind its rows. PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_sample_except(pm_sample *sample, pm_str authority, pm_str plan_id);
/* Behind the last row. From then on nothing can be added. PM_ERR_INPUT (told): no row has the
 * column `by`; PM_ERR_MEMORY, PM_ERR_ARGUMENT. */
PM_API pm_status pm_sample_look(pm_sample *sample, pm_sample_frame *out);
/* How wide the 95 % interval of the share will be, from end to end, when so many plans are coded:
 * that of the report (docs/report.md), by 1 - plans / all plans. NaN before pm_sample_look, and for
 * fewer than two plans. */
PM_API double pm_sample_width(const pm_sample *sample, size_t plans);
/* The fewest plans whose interval is at most so wide; 0: none can be told. */
PM_API size_t pm_sample_plans(const pm_sample *sample, double width);
/* Draws plans, or all when there are no more, without replacement. With `by` each group gets its
 * part by largest remainders, and at least one plan where there are as many draws as groups. Once,
 * behind pm_sample_look. PM_ERR_ARGUMENT, PM_ERR_MEMORY. */
PM_API pm_status pm_sample_draw(pm_sample *sample, size_t plans, pm_sample_drawn *out);
/* The sheet, "coding", and how to fill it, "guide"; they live as long as the sample. The sheet has
 * plan_id, authority, action_no, action, who, by_when, measure and plan_date of all actions of the
 * plans drawn, which stand in an order by chance, five empty columns of verdicts, and notes. No
 * verdict, no mark and no other column of the input is in it. Behind pm_sample_draw.
 * PM_ERR_ARGUMENT, PM_ERR_MEMORY. */
PM_API pm_status pm_sample_tables(pm_sample *sample, const pm_table **tables, size_t *count);

/* ---- Agreement ---- */

/* Counts of one criterion, gold against tool. */
typedef struct pm_confusion {
    size_t both_yes, gold_only, tool_only, both_no;
} pm_confusion;

/* With a = both_yes, b = gold_only, c = tool_only, d = both_no and n their sum; gold is the truth
 * of precision and recall, the other figures treat both codings alike. NaN where a formula divides
 * by nothing, and nowhere else. */
typedef struct pm_agreement {
    double accuracy;   /* (a + d) / n, 0..1 */
    double precision;  /* a / (a + c), 0..1; NaN when the tool says yes to nothing */
    double recall;     /* a / (a + b), 0..1; NaN when gold says yes to nothing */
    double f1;         /* 2a / (2a + b + c), 0..1; NaN when neither does */
    double kappa;      /* Cohen 1960, -1..1; NaN when both say yes, or both no, throughout */
    double ac1;        /* Gwet 2008, -1..1; 1 when both say yes, or both no, throughout */
    double alpha;      /* Krippendorff 2011, nominal, two coders, -1..1; NaN as kappa */
    double gold_share; /* (a + b) / n, 0..1: the prevalence by gold */
    double tool_share; /* (a + c) / n, 0..1 */
} pm_agreement;

PM_API void pm_confusion_add(pm_confusion *c, int gold, int tool);
PM_API pm_agreement pm_confusion_agreement(const pm_confusion *c);

/* ---- Agreement with intervals ---- */

/* Gold and tool of a whole sample. Actions of one plan resemble each other, so that intervals are
 * made from plans: with PM_FEW_PLANS or more by a bootstrap that draws plans, with fewer by leaving
 * out each plan in turn and Student's t, which is rough. One thread at a time. */
typedef struct pm_comparison pm_comparison;

enum {
    PM_HIGH_QUALITY = PM_CRITERIA, /* behind the criteria: all five met */
    PM_CODES,
    PM_FEW_PLANS = 20,
    PM_RESAMPLES = 2000, /* when a caller asks for none in particular */
    PM_RESAMPLES_LEAST = 100,
    PM_RESAMPLES_MOST = 100000
};

/* The figures of pm_agreement, in the order in which they are told. */
typedef enum pm_figure {
    PM_FIGURE_GOLD_SHARE,
    PM_FIGURE_TOOL_SHARE,
    PM_FIGURE_ACCURACY,
    PM_FIGURE_PRECISION,
    PM_FIGURE_RECALL,
    PM_FIGURE_F1,
    PM_FIGURE_KAPPA,
    PM_FIGURE_AC1,
    PM_FIGURE_ALPHA,
    PM_FIGURES /* how many */
} pm_figure;

/* "gold_share", "f1" ...; NULL for what is no figure. Static. */
PM_API const char *pm_figure_name(pm_figure figure);

/* A figure and its 95 % interval. */
typedef struct pm_estimate {
    double value;     /* NaN: not defined */
    double low, high; /* NaN: none asked for, or none can be told */
    double undefined; /* share of the other samples, 0..1, in which it is not defined. A bootstrap
                         leaves them out; the jackknife then tells no interval */
} pm_estimate;

typedef enum pm_interval_method {
    PM_INTERVAL_NONE,      /* none asked for, or fewer than two plans */
    PM_INTERVAL_JACKKNIFE, /* 2 to PM_FEW_PLANS - 1 plans: value -+ t * standard error, from samples
                              without one plan each (Efron and Tibshirani 1993; Tukey 1958) */
    PM_INTERVAL_BOOTSTRAP  /* percentiles of resamples of plans (the same) */
} pm_interval_method;

typedef struct pm_interval_options {
    size_t size;      /* sizeof(pm_interval_options), as in pm_options */
    int none;         /* 1: figures only */
    size_t resamples; /* PM_RESAMPLES_LEAST to PM_RESAMPLES_MOST; 0: PM_RESAMPLES. 448 bytes each */
    uint64_t seed; /* the same seed and rows give the same intervals everywhere; the order of rows
                      does not matter */
    /* NULL, or called now and then when it takes long: resamples done, and of how many */
    void (*progress)(void *ctx, size_t done, size_t of);
    void *progress_ctx;
} pm_interval_options;

typedef struct pm_figures {
    size_t rows, plans; /* plans: what is drawn, with each row that has none as one */
    size_t rows_alone;  /* rows without a plan */
    pm_interval_method method;
    pm_confusion confusion[PM_CODES];
    pm_estimate figure[PM_CODES][PM_FIGURES];
    pm_estimate score_error; /* mean over rows of |gold - tool|, in criteria met, 0..5 */
    /* Of the rows to which gold says yes, and no: how many independent ones are worth as much, when
     * it is asked to how many the tool says the same. NaN for fewer than two plans that have any.
     */
    double effective_yes[PM_CODES], effective_no[PM_CODES];
    pm_estimate plan_mean_error; /* mean over plans of |mean score by gold - by tool|, 0..5; rows
                                    without a plan left out, NaN when there are no others */
} pm_figures;

/* NULL options: all defaults. PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_comparison_free. */
PM_API pm_status pm_comparison_new(const pm_options *options, pm_comparison **out);
PM_API void pm_comparison_free(pm_comparison *comparison);
/* Counts a row; any number but 0 is a yes. The strings are not kept. A plan is its authority and
 * id; with an empty id the row is drawn by itself. Rows may come in any order. PM_ERR_MEMORY,
 * PM_ERR_ARGUMENT; PM_ERR_LIMIT for a plan of 2^29 rows. */
PM_API pm_status pm_comparison_add(pm_comparison *comparison, pm_str authority, pm_str plan_id,
                                   const int gold[PM_CRITERIA], const int tool[PM_CRITERIA]);
/* The figures of the rows so far; NULL options: all defaults. PM_ERR_MEMORY; PM_ERR_ARGUMENT, also
 * for resamples beyond their bounds; PM_ERR_LIMIT for 2^32 plans. */
PM_API pm_status pm_comparison_figures(pm_comparison *comparison,
                                       const pm_interval_options *options, pm_figures *out);

/* Means over comparisons of the same rows: of coders with the tool, say, beside those of coders
 * with each other. A mean is over the comparisons in which the figure is defined. */
typedef struct pm_mean_figures {
    size_t plans;
    pm_interval_method method;
    pm_estimate first[PM_CODES][PM_FIGURES], second[PM_CODES][PM_FIGURES];
    pm_estimate difference[PM_CODES][PM_FIGURES]; /* first - second */
} pm_mean_figures;

/* Plans are drawn for all comparisons at once. There are no intervals (PM_INTERVAL_NONE) when a row
 * has no plan, since such rows cannot be found again in another comparison. Either group may be
 * empty: its means are NaN. As pm_comparison_figures; each resample takes 1296 bytes. */
PM_API pm_status pm_comparison_means(pm_comparison *const *first, size_t first_count,
                                     pm_comparison *const *second, size_t second_count,
                                     const pm_interval_options *options, pm_mean_figures *out);

/* ---- A pack on trial: what its rules and its confidences did on coded rows ---- */

/* One thread at a time; has a scorer of its own. */
typedef struct pm_trial pm_trial;

/* What a rule did. A verdict rests on the piece that decided it: a yes on the strongest met
 * evidence; a no on what cancelled the evidence for a yes, else on what speaks against it, else on
 * what came near, if there is any. Verdicts that follow from another criterion rest on no rule. */
typedef struct pm_rule_use {
    size_t shown;          /* actions in which it showed something */
    size_t decided, right; /* verdicts that rest on it, and those of them that gold shares */
    size_t cancelled;      /* actions in which it cancelled evidence of another rule */
    /* Its criterion, decided anew without its evidence. */
    size_t helps, harms;  /* verdicts that would be wrong without it; that would be right */
    pm_confusion without; /* gold against these verdicts */
} pm_rule_use;

enum { PM_BINS = 10 };

/* Confidences beside what came. Means over nothing are NaN. */
typedef struct pm_reliability {
    size_t verdicts, right;
    size_t flagged, flagged_right; /* flagged: unsure, their confidence below the threshold */
    double predicted;              /* mean confidence, 0..1 */
    double error;                  /* expected calibration error, 0..1: the mean over verdicts of
                                      |share right - mean confidence| in their bin (Naeini and others
                                      2015) */
    double brier;                  /* mean of (confidence - right)^2, 0..1 (Brier 1950) */
    struct {
        size_t verdicts, right;
        double predicted; /* mean confidence in the bin */
    } bin[PM_BINS];       /* of equal width; the first begins at 0, the last one holds 1 */
} pm_reliability;

/* The pack must outlive the trial. PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_trial_free. */
PM_API pm_status pm_trial_new(const pm_options *options, const pm_pack *pack, pm_trial **out);
PM_API void pm_trial_free(pm_trial *trial);
/* Scores an action and holds the verdicts to `gold`; any number but 0 is a yes. PM_ERR_MEMORY,
 * PM_ERR_ARGUMENT, PM_ERR_LIMIT as pm_score; nothing is counted then. */
PM_API pm_status pm_trial_add(pm_trial *trial, const pm_action *action,
                              const int gold[PM_CRITERIA]);
PM_API pm_confusion pm_trial_confusion(const pm_trial *trial, pm_criterion criterion);
/* `rule` as in pm_pack_rule. PM_ERR_ARGUMENT. */
PM_API pm_status pm_trial_rule(const pm_trial *trial, size_t rule, pm_rule_use *out);
/* Of one criterion, or with PM_CRITERIA of all five together. PM_ERR_ARGUMENT. */
PM_API pm_status pm_trial_reliability(const pm_trial *trial, int criterion, pm_reliability *out);
/* Writes a confidence.yaml for the pack from the rows so far: for each criterion the share that was
 * right by what a verdict rests on, drawn towards the criterion's as if ten more such verdicts had
 * been seen, and for each rule that says met or unmet that of its verdicts, drawn likewise towards
 * its strength's or its reason's (Cestnik 1990); and the greatest threshold that calls at most 15 %
 * of the rows' verdicts unsure. PM_ERR_MEMORY, PM_ERR_ARGUMENT; PM_ERR_IO when the sink refused. */
PM_API pm_status pm_trial_calibrate(const pm_trial *trial, pm_sink_fn sink, void *ctx);

/* ---- Weights of words ---- */

/* Coded actions from which weights of words and evidence are fitted, for the criteria that the pack
 * weighs words for (`weigh: words` in pack.yaml). One thread at a time; has a scorer of its own. */
typedef struct pm_weighing pm_weighing;

/* The pack must outlive it. PM_ERR_MEMORY, PM_ERR_ARGUMENT. Release with pm_weighing_free. */
PM_API pm_status pm_weighing_new(const pm_options *options, const pm_pack *pack, pm_weighing **out);
PM_API void pm_weighing_free(pm_weighing *weighing);
/* Any number but 0 is a yes. `plan` is one of its `authority`; empty: not known. How far weights
 * are trusted is fitted on plans that had no part in them. Errors as pm_trial_add; nothing is
 * counted then. */
PM_API pm_status pm_weighing_add(pm_weighing *weighing, const pm_action *action, pm_str authority,
                                 pm_str plan, const int gold[PM_CRITERIA]);
/* Writes a weights.yaml for the pack from the actions so far and the examples of the pack's rules,
 * each as four actions coded by its rule's criterion (and, where it meets that, by the one that it
 * requires): a logistic regression on how often each word
 * and each class of words stands in the action and in its measure, each rule shows evidence and how
 * it stands, and each word stands inside evidence, with weights drawn towards 0 (Genkin, Lewis and
 * Madigan 2007). How far the sum of weights, and the rules' verdict with its confidence by the
 * pack, are trusted comes of a second one, on the sums of each tenth of the plans by weights of the
 * others. Tenths go by the order in which plans came: those of one writer should stand together.
 * What is met in fewer than three actions (an example is four), names, initials and numbers are
 * left out; the others are written, so look through the file before you give it away. Once:
 * PM_ERR_ARGUMENT the second time. PM_ERR_MEMORY, PM_ERR_ARGUMENT; PM_ERR_IO when the sink refused.
 */
PM_API pm_status pm_weighing_write(pm_weighing *weighing, pm_sink_fn sink, void *ctx);

#ifdef __cplusplus
}
#endif
#endif
