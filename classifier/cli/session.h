/* SPDX-License-Identifier: MIT
 * What the commands share: their common options, the pack, and the way through the rows of the
 * input. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/accounts.h"
#include "program/documents.h"
#include "program/exit.h"
#include "program/left_out.h"
#include "program/options.h"
#include "program/outfile.h"
#include "program/page.h"
#include "cli/progress.h"
#include "cli/seen.h"
#include "cli/shard.h"
#include "planmark/audit.h"

typedef struct session {
    const char *pack_folder, *out_path, *columns; /* NULL: not given */
    int colour, quiet;
    int progress_asked; /* a progress_way */
    shard_choice shard;
    int keys_only;  /* rows with verdicts need no action */
    int plans_only; /* rows tell of plans, and have no action */
    int half_rows;  /* rows that say who, by when or how measured need none either */
    int repeats;    /* rows whose keys came before are the command's to find */
    bool no_pack;   /* rows are read and not marked */
    bool no_scorer; /* the command has its own; one more would double the cost of a start */
    bool all_lost;  /* of the files read last nothing could be read: earlier output is worth more */
    terminal term;
    progress progress;
    documents documents;
    accounts accounts;
    left_out *left_out; /* remembers what is not read, and why; NULL: nobody asks */
    struct {
        size_t actions;
        bool now;         /* the one at hand */
        char first[1024]; /* its source */
    } cut;                /* actions of the file at hand whose marks are truncated */
    struct walk *walk;    /* that goes on; NULL: none */
    struct {
        bool possible; /* what is written stays when the run is stopped, and can be gone on with, */
        int asked;     /* ... as this one does: --resume; */
        struct journal *journal; /* ... by this one; NULL: none */
        char *settings;          /* one line: what the output depends on */
        bool stopped;            /* somebody asked for it */
    } resume;
    struct batches *batches; /* mark rows in several threads; NULL: each is handled as it comes */
    bool plans_meet;         /* rows of one plan id are one plan, whatever their files: told */
    seen_files seen;         /* ... which files have which */
    const char *path;        /* of the file at hand */
    pm_str name, plan;       /* how its rows call it, and a plan of it that has no id */
    bool plan_named;         /* file_end has called one so */
    const char *baseline;    /* that is written at the end; NULL: none */
    option_list outs;        /* what else is */
    /* Called behind the last row of each file; NULL: nothing is to be done. A CLI_ code. `barren`:
     * all of it was read, and it has no row. */
    int (*file_end)(void *ctx, bool barren);
    pm_options options; /* for every object of the library */
    pm_pack *pack;
    pm_scorer *scorer;
    outfile out;
} session;

/* The options of every command; `s` is a session *. */
#define SESSION_OPTIONS(s)                                                                           \
    {OPTION_GROUP, NULL, 0, NULL, NULL, "General"},                                                  \
        {OPTION_TEXT,       "pack", 0,                                                               \
         &(s)->pack_folder, "DIR",  "use the rule pack in this folder instead of the built-in one"}, \
        SESSION_PLAIN(s)

/* Those that need no pack. */
#define SESSION_PLAIN(s)                                                                           \
    {OPTION_TEXT,    NULL,   'o',                                                                  \
     &(s)->out_path, "FILE", "write to a file; it appears when it is complete"},                   \
        {OPTION_CHOICE,                                                                            \
         "color",                                                                                  \
         0,                                                                                        \
         &(s)->colour,                                                                             \
         "auto|always|never",                                                                      \
         "colours (default: on a terminal)"},                                                      \
        {OPTION_CHOICE, "colour", 0, &(s)->colour, "auto|always|never", NULL},                     \
        {OPTION_FLAG, "quiet", 'q',                                                                \
         &(s)->quiet, NULL,    "no notes and no counts; errors are still told"},                   \
    {                                                                                              \
        OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"                                 \
    }

#define SESSION_COLUMNS(s)                                                                         \
    {                                                                                              \
        OPTION_TEXT, "columns", 0, &(s)->columns, "NAME=HEADING,...",                              \
            "which heading stands for which column, where it is not found by itself"               \
    }

#define SESSION_MANIFEST(s)                                                                        \
    {                                                                                              \
        OPTION_TEXT, "manifest", 0, &(s)->accounts.path, "FILE",                                   \
            "also write what became of each file: one line a file, as CSV"                         \
    }

/* Of commands that read rows. */
#define SESSION_PROGRESS(s)                                                                        \
    {                                                                                              \
        OPTION_CHOICE, "progress", 0, &(s)->progress_asked, "auto|bar|log|none",                   \
            "how far it has come: a bar, or a line every ten seconds (default: a bar on a "        \
            "terminal)"                                                                            \
    }

/* After the options were read: sets up the terminal, the pack and the scorer unless they are
 * declined. OPTIONS_GO or an exit code (told). */
int session_open(session *s);
/* A pack: a folder, or NULL or "cin-england" for the built-in one. OPTIONS_GO or an exit code
 * (told). */
int session_pack(session *s, const char *folder, pm_pack **out);
void session_close(session *s);
/* All that a command is that writes a page and reads no rows: opens the session, has `put` write
 * *to, closes both. An exit code (told). */
int session_write(session *s, page *to, void (*put)(void *ctx), void *ctx);

/* The secret of digests: what a file holds, without the end of its last line. */
typedef struct digest_key {
    const char *path; /* NULL: none */
    char bytes[4096];
    size_t len;
} digest_key;
/* Reads it; `text` is the policy asked for. OPTIONS_GO, or 2 (told). */
int session_key(digest_key *key, int text, const option_set *set);

typedef struct row_counts {
    size_t given, files; /* files that were named or found; those of them that could be read */
    size_t read, marked, without, skipped; /* without: plans without actions */
    size_t empty;                          /* files that were read, and gave no action */
    size_t broken;                         /* files that were not read, or not to their end */
    size_t others;                         /* rows of other shards; in no other count */
    bool checked;                          /* plans are checked, and `plans` says how many */
    size_t plans;
} row_counts;

/* Handles one row; an exit code. CLI_INPUT: the row was skipped (told); CLI_OUTPUT ends the walk.
 */
typedef int (*row_fn)(void *ctx, const pm_row *row);

/* Calls `fn` for every row of the files and folders (NULL: s->batches mark and write them). All
 * that can be read is read; an exit code. */
int session_rows(session *s, char *const *paths, size_t count, row_fn fn, void *ctx,
                 row_counts *counts);
/* Tells the counts, unless quiet; `code` is that of the command. Call it when the output is closed:
 * with CLI_OUTPUT nothing is said of marks that nobody has. */
void session_tell_counts(session *s, const row_counts *counts, int code);

/* Closes the output and the manifest; both are kept, or not, by `code`. The code that it then is.
 */
int session_keep(session *s, int code);

/* A message of the library: told, and remembered by whoever asks for it. */
void session_hear(session *s, const pm_diagnostic *d);

/* Remembers the first action of the file at hand that was too much work for the bounds. */
void session_note_cut(session *s, pm_str source);

/* A row was marked, or could not be; what scoring returned. As session_score. */
int session_marked(session *s, const pm_row *row, pm_status status, bool cut);
/* Scores a row; *mark is NULL for a plan without actions. CLI_DONE, CLI_INPUT (told), CLI_OUTPUT
 * (told). */
int session_score(session *s, pm_scorer *scorer, const pm_row *row, const pm_mark **mark);

/* ---- the commands: argv[0] is the command's own name ---- */

int cmd_score(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_formats(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_evaluate(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_sample(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_rules_list(int argc, char **argv);
int cmd_rules_test(int argc, char **argv);
int cmd_rules_coverage(int argc, char **argv);
int cmd_rules_diff(int argc, char **argv);
int cmd_rules_criteria(int argc, char **argv);
int cmd_rules_findings(int argc, char **argv);

#endif
