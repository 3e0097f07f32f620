/* SPDX-License-Identifier: MIT
 * Plain public types of planmark: the vocabulary that every floor shares. No functions here. */
#ifndef PLANMARK_TYPES_H
#define PLANMARK_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to. Zero is success; each call says which others it may return. */
typedef enum pm_status {
    PM_OK = 0,
    PM_END,          /* no further row: the end of the input, not a fault */
    PM_ERR_MEMORY,   /* the allocator returned NULL; everything half-made was freed */
    PM_ERR_ARGUMENT, /* a NULL or impossible argument */
    PM_ERR_LIMIT,    /* a named bound (PM_LIMIT_...) was met */
    PM_ERR_PACK,     /* the rule pack has faults; each was told to the diagnostic callback */
    PM_ERR_INPUT,    /* the input cannot be read as what it claims to be */
    PM_ERR_ROW,      /* this one row is at fault; the next can be read */
    PM_ERR_IO        /* the operating system refused; see the diagnostic */
} pm_status;

/* Bytes that somebody else owns; not NUL-terminated. {NULL, 0} is the empty string. */
typedef struct pm_str {
    const char *data;
    size_t len; /* bytes */
} pm_str;

/* Where memory comes from, PCRE2's too; only libstemmer (a few KiB a scorer) and libyaml (while a
 * pack is compiled) have no such hook and call malloc. `alloc` gives memory aligned for any object,
 * never of size 0; `resize` gets the old size so that simple arenas can serve, and never a NULL
 * pointer; neither does `release`. All three must be set; `ctx` is passed on. Must be safe to call
 * from every thread that uses an object made with it. */
typedef struct pm_allocator {
    void *(*alloc)(void *ctx, size_t size);
    void *(*resize)(void *ctx, void *p, size_t old_size, size_t new_size);
    void (*release)(void *ctx, void *p);
    void *ctx;
} pm_allocator;

typedef enum pm_severity { PM_NOTE, PM_WARNING, PM_ERROR } pm_severity;

/* How much a finding weighs; off: it is not told. */
typedef enum pm_level { PM_LEVEL_OFF, PM_LEVEL_NOTE, PM_LEVEL_WARNING, PM_LEVEL_ERROR } pm_level;

/* One message about a file. For rule and configuration files `excerpt` is the line at fault; for
 * plan data it is always empty, because plan text never enters a message. */
typedef struct pm_diagnostic {
    pm_severity severity;
    pm_str file;    /* name as the caller gave it; may be empty */
    size_t line;    /* from 1; 0 when there is none */
    size_t column;  /* from 1, in bytes; 0 when there is none */
    pm_str message; /* one sentence, no line end */
    pm_str excerpt; /* the line at fault, or empty */
} pm_diagnostic;

/* Called while a pm_ function runs; the strings live until it returns. */
typedef void (*pm_diagnostic_fn)(void *ctx, const pm_diagnostic *d);

/* Reads up to `size` bytes; *got is 0 at the end. PM_ERR_IO, with the cause in *reason (static). */
typedef pm_status (*pm_read_fn)(void *ctx, char *data, size_t size, size_t *got,
                                const char **reason);

/* The five criteria, in the order of the mark row. */
typedef enum pm_criterion {
    PM_ACTIONABLE,
    PM_MEASURABLE,
    PM_MEASURE_GIVEN,
    PM_TIMEFRAME,
    PM_OWNER,
    PM_CRITERIA /* how many */
} pm_criterion;

/* The cells of an action row that can hold evidence. */
typedef enum pm_column { PM_TEXT, PM_WHO, PM_BY_WHEN, PM_MEASURE, PM_COLUMNS } pm_column;

typedef enum pm_says { PM_MET, PM_UNMET, PM_NEAR } pm_says;
typedef enum pm_strength { PM_WEAK, PM_PLAIN, PM_STRONG } pm_strength;

/* An action row as it is scored. Cells are UTF-8; invalid bytes are read as U+FFFD. An empty cell
 * and an absent one are the same. */
typedef struct pm_action {
    pm_str cell[PM_COLUMNS]; /* action, who, by_when, measure */
} pm_action;

#define PM_MAX_CAPTURES 4

/* A named part of a piece of evidence ("owner"), as byte offsets into the caller's cell. */
typedef struct pm_capture {
    pm_str name;
    size_t start, end;
} pm_capture;

/* How much of the evidence a mark shows: none; of each verdict, the piece that decided it; or all.
 */
typedef enum pm_evidence_level {
    PM_EVIDENCE_NONE,
    PM_EVIDENCE_DECIDED,
    PM_EVIDENCE_ALL
} pm_evidence_level;

/* One piece of evidence, or (says == PM_NEAR) what came near. Strings live as long as the pack. */
typedef struct pm_evidence {
    pm_criterion criterion;
    pm_says says;
    pm_strength strength;
    pm_column column;
    size_t start, end; /* bytes of the caller's cell, half-open */
    pm_str rule;       /* id */
    pm_str
        kind; /* owner or timeframe kinds, joined by ';', may be empty; lives as long as the mark */
    pm_str why;             /* the rule's reason, with {capture} blanks unfilled: see pm_fill */
    pm_str hint;            /* what to add; empty for evidence that is met */
    int decided;            /* 1: the verdict rests on this piece */
    ptrdiff_t cancelled_by; /* index into the mark's evidence, or -1 */
    size_t capture_count;
    pm_capture capture[PM_MAX_CAPTURES];
} pm_evidence;

/* Why a verdict fell as it did. */
typedef enum pm_basis {
    PM_BY_EVIDENCE, /* met: a piece of evidence; see `decided_by` */
    PM_BY_LINK, /* met or unmet by a link between criteria (measure given implies measurable ...) */
    PM_BY_ABSENCE /* unmet: nothing found, or all of it cancelled */
} pm_basis;

typedef struct pm_verdict {
    int met;           /* 0 or 1 */
    int unsure;        /* 1: confidence below the pack's threshold */
    double confidence; /* 0 to 1: how often such a verdict was right on gold rows; with words that
                          are weighed, the share their log-odds come to */
    pm_basis basis;
    ptrdiff_t decided_by; /* index of the deciding evidence, or -1 */
    pm_criterion link;    /* with PM_BY_LINK: the criterion that decided */
    pm_str hint; /* unmet: what to add, a sentence with blanks (see pm_fill); lives as long as the
                    pack */
} pm_verdict;

/* The marks of one action. */
typedef struct pm_mark {
    pm_verdict verdict[PM_CRITERIA];
    int score;        /* 0 to 5 */
    int high_quality; /* score == 5 */
    pm_str unsure;    /* names of unsure criteria, joined by ';' */
    /* Kinds in order of appearance, joined by ';'. A pack names its own; cin-england has, for
     * owners: social_worker, family_support, school, health, police, housing, local_authority,
     * other_professional, service, mother, father, parents, child, wider_family, named_person,
     * generic; for timeframes: date, window, meeting, recurrence, event, immediate. */
    pm_str owner_kind;
    pm_str timeframe_kind;
    size_t evidence_count;
    const pm_evidence *evidence; /* by column, start, end, rule */
    int truncated; /* 1: a bound cut the work short (PM_LIMIT_EVIDENCE, PM_LIMIT_STEPS) */
} pm_mark;

/* ---- Checking: see pm_check_plan ---- */

/* A plan to check. All strings and arrays are the caller's and need to live until the next call on
 * the pm_check, since what comes back points into them. */
typedef struct pm_plan_action {
    pm_action action;
    pm_str action_no, source; /* how findings call it; may be empty */
} pm_plan_action;

typedef struct pm_plan {
    pm_str plan_id, authority;
    pm_str plan_date; /* 2024-05-31, or as plans write dates; empty: not known */
    pm_str source;    /* where the plan stands; may be empty */
    size_t action_count;
    const pm_plan_action *actions;
    pm_str key; /* stands for plan_id in fingerprints and baselines, where the id may be that of
                   other plans too: a place, say. Empty: plan_id does */
} pm_plan;

/* Whether somebody has answered for a finding. */
typedef enum pm_finding_state {
    PM_FINDING_NEW,
    PM_FINDING_KNOWN,   /* the baseline has it, with a reason, and its day has not passed */
    PM_FINDING_RESOLVED /* the baseline has it, and the check that looked for it did not find it */
} pm_finding_state;
enum { PM_FINDING_STATES = 3, PM_LEVELS = 4 };

/* Who has answered for a finding, and why. Days are written 2024-05-31. */
typedef struct pm_override {
    pm_str reason, who;
    pm_str when;  /* day; may be empty */
    pm_str until; /* last day on which it counts; empty: it does not end */
} pm_override;

/* What became of the entries of a baseline when the next one was written. */
typedef struct pm_baseline_change {
    size_t fresh;   /* written for findings that had none that counts */
    size_t kept;    /* whose finding is still there */
    size_t left;    /* whose finding was not looked for: they stay as they are */
    size_t dropped; /* whose finding is gone */
} pm_baseline_change;

/* Bytes of a reason or a name that is written into a baseline. */
enum { PM_OVERRIDE_TEXT = 2000 };

/* 32 hex digits and a NUL. */
enum { PM_FINGERPRINT = 33 };

/* Something that is wanting. */
typedef struct pm_finding {
    pm_str id;     /* "owner.none": one of the pack's list, see pm_pack_finding */
    int criterion; /* a pm_criterion that is not met, or -1 */
    pm_level level;
    pm_finding_state state;
    ptrdiff_t action;  /* index among the actions of the plan; -1: the plan as a whole */
    ptrdiff_t earlier; /* the action that this one repeats, or -1 */
    pm_str message;    /* what is wanting: no word of the plan is in it */
    pm_str hint;       /* how to mend it; blanks {name} are filled by pm_fill, with `evidence` */
    const pm_evidence *evidence; /* on what the verdict rests, or the words in question; NULL:
                                    nothing was found */
    double confidence;           /* of the verdict, 0 to 1; 1 where there is none */
    int unsure;                  /* 1: so is the verdict, and `level` is one below the list's */
    char fingerprint[PM_FINGERPRINT]; /* the same for as long as the words of the action are; case,
                                         marks, spacing and order do not count */
    const pm_override *override;      /* what the baseline says of it; NULL: nothing */
    pm_str about; /* of a finding about an override: the id of the finding that it was for */
} pm_finding;

/* The marks of an action, as far as a check tells of them. */
typedef struct pm_checked_action {
    const pm_plan_action *given;
    int met[PM_CRITERIA], unsure[PM_CRITERIA];
    int score, high_quality;
    pm_str owner_kind, timeframe_kind;
    int truncated; /* as in pm_mark: evidence may be missing, for and against */
} pm_checked_action;

typedef struct pm_plan_check {
    pm_str plan_id, authority, source;
    size_t action_count;
    const pm_checked_action *actions;
    size_t finding_count;
    const pm_finding *findings; /* of each action in its order, by criterion; then of the plan */
    size_t resolved_count;
    const pm_finding *resolved; /* id, state, fingerprint, override; none when the plan was checked
                                   before */
    size_t count[PM_FINDING_STATES][PM_LEVELS]; /* findings by pm_finding_state and pm_level */
    size_t met[PM_CRITERIA];                    /* actions that meet each */
    size_t high_quality;
    double mean_score; /* 0 to 5; NaN without actions */
    int passed;        /* 1: the gate is open for this plan */
} pm_plan_check;

/* A part of the input that could not be read, and why: no word of a plan is in it. */
typedef struct pm_left_out {
    pm_str path;   /* of the file, as it was named */
    pm_str name;   /* as in pm_check_writer_file */
    size_t line;   /* 0: it is told in the reason, or all of the file is meant */
    pm_str reason; /* a message for people */
} pm_left_out;

/* Over all plans so far. */
typedef struct pm_check_total {
    size_t plans, shut; /* shut: plans for which the gate is */
    size_t actions, met[PM_CRITERIA], high_quality;
    double mean_score; /* of all actions, 0 to 5; NaN without actions */
    size_t count[PM_FINDING_STATES][PM_LEVELS];
    size_t finding_count;
    const pm_finding *findings; /* of all plans together, when PM_OVER_ALL asks for them; they live
                                   until the next call */
    int passed;                 /* 1: the gate is open for every plan and for all together */
    int incomplete; /* 0; the caller sets it when not all of the input could be read, so that no
                       output says that all is well */
    /* Also set by the caller, where the input is incomplete: */
    size_t rows_left_out, files_left_out; /* files: not read, or not to their end */
    size_t left_out_count;                /* the first of them */
    const pm_left_out *left_out;
} pm_check_total;

typedef enum pm_fail_on { PM_FAIL_ON_ERROR, PM_FAIL_ON_WARNING, PM_FAIL_NEVER } pm_fail_on;
typedef enum pm_gate_scope { PM_PER_PLAN, PM_OVER_ALL } pm_gate_scope;

/* Sets the level of one finding ("timeframe.filler"), or of all of a criterion ("timeframe"). */
typedef struct pm_level_setting {
    pm_str what;
    pm_level level;
} pm_level_setting;

/* ---- Tables: what a report is made of ---- */

typedef enum pm_cell_kind {
    PM_CELL_NONE,   /* nothing: it is not defined, or nobody asked for it */
    PM_CELL_HIDDEN, /* withheld, since it tells of few */
    PM_CELL_TEXT,
    PM_CELL_COUNT,
    PM_CELL_NUMBER /* never NaN, never infinite */
} pm_cell_kind;

typedef struct pm_cell {
    pm_cell_kind kind;
    pm_str text;
    uint64_t count;
    double number;
} pm_cell;

/* What a column holds. Cells may be PM_CELL_NONE or PM_CELL_HIDDEN in each. */
typedef enum pm_measure {
    PM_IS_TEXT,
    PM_IS_COUNT,
    PM_IS_SHARE,  /* numbers 0 to 1, told to people as per cent */
    PM_IS_NUMBER, /* counts too, where a table tells of several things */
    PM_IS_FLAG    /* counts 0 and 1: "no" and "yes" for people, false and true in JSON */
} pm_measure;

/* An estimate and its interval are three columns, one behind the other. */
typedef enum pm_part { PM_PART_VALUE, PM_PART_LOW, PM_PART_HIGH } pm_part;

typedef struct pm_table_column {
    const char *name;  /* "mean_score": for programs, the same in every format and version */
    const char *title; /* "mean score": for people */
    pm_measure measure;
    pm_part part;
    int places; /* decimals for people, of a share as per cent; programs get all that tells */
} pm_table_column;

/* How a table is best drawn; the value is that of the first PM_IS_SHARE column (or else of the
 * first PM_IS_NUMBER, or else of the first PM_IS_COUNT column), with its interval where it has one.
 */
typedef enum pm_chart {
    PM_CHART_NONE,
    PM_CHART_BARS,      /* a bar a row, named by the text columns in front */
    PM_CHART_HISTOGRAM, /* a column a row, named by the first column, a number */
    PM_CHART_DOTS /* rows in groups by their first text columns: a dot with its interval each */
} pm_chart;

/* A table; everything in it lives as long as the report. */
typedef struct pm_table {
    const char *name;  /* "group_scores": for programs and file names */
    const char *title; /* "Scores by group" */
    pm_str about;      /* what the figures are: a sentence or two for people */
    pm_chart chart;
    size_t column_count, row_count, note_count;
    const pm_table_column *columns;
    const pm_cell *cells; /* row by row */
    const pm_str *notes;  /* what to know before the figures are used: "17 plans are few ..." */
} pm_table;

typedef struct pm_field {
    pm_str name, value;
} pm_field;

/* A row of input as the command reads it. Its strings live until the next row is read. */
typedef struct pm_row {
    pm_str plan_id, authority,
        action_no; /* the key; action_no is counted within the plan when absent */
    pm_action action;
    pm_str plan_date,
        source;     /* source: "line 12", "plans[3].actions[0]" ... behind the file's name */
    int has_action; /* 0: a plan without actions; all cells are empty */
    int coded[PM_CRITERIA]; /* human coding in verdict columns: 0, 1, or -1 for none */
    size_t extra_count;     /* further columns, carried along in input order */
    const pm_field *extra;
    size_t plan_named; /* bytes of plan_id, from its beginning, that are the file's name; 0: the
                          plan has an id of its own */
    pm_str plan_key;   /* pm_plan.key, set by whoever checks rows; readers leave it empty */
    pm_str file;       /* where it was read, as diagnostics tell it: the name of the file as it was
                          given, whatever `source` says; may be empty */
    size_t line;       /* ... and its line, from 1; 0: it has none */
} pm_row;

/* Bounds. Each protects time or memory against hostile input and lies far above honest plans. */
enum {
    PM_LIMIT_EVIDENCE = 4096, /* pieces of evidence an action, and as many that came near */
    PM_LIMIT_STEPS = 20000, /* choices that one pattern goes back to from one token where it has to
                               be matched by backtracking (it is very large, or its match very
                               long); then it counts as no match */
    PM_LIMIT_CELL =
        16 * 1024 *
        1024, /* bytes of one cell; scoring takes up to about 100 times as much memory */
    PM_LIMIT_LEARNT = 16 * 1024 * 1024, /* bytes of what a scorer has learnt of words and of how
                                           patterns meet them; beyond it the larger part is
                                           forgotten, and learnt again where it comes again */
    PM_LIMIT_PLAN = 1 << 17, /* actions of a plan that is checked, all held with what they lack:
                                some 2 KiB each */
    PM_LIMIT_COLUMNS = 4096, /* columns of a row; a wider table is refused */
    PM_LIMIT_JSON_FILE = 256 * 1024 * 1024, /* bytes of one JSON document that is not JSONL */
    PM_LIMIT_DUPLICATES = 1 << 18,          /* rows whose keys are remembered to find duplicates */
    PM_LIMIT_NESTING = 64,                  /* JSON and YAML nesting */
    PM_LIMIT_PACK_FILE = 16 * 1024 * 1024,  /* bytes of one pack file */
    PM_LIMIT_PATTERN = 4096                 /* compiled steps of one pattern */
};

#ifdef __cplusplus
}
#endif
#endif
