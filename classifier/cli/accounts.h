/* SPDX-License-Identifier: MIT
 * --manifest: what became of each file, written beside and renamed at the end. */
#ifndef CLI_ACCOUNTS_H
#define CLI_ACCOUNTS_H

#include "program/options.h"
#include "program/outfile.h"
#include "planmark/audit.h"

typedef struct accounts {
    const char *path;         /* NULL: none are kept, and all calls do nothing */
    pm_write_options options; /* the command's: how much is shown */
    outfile out;
    pm_manifest *manifest;
    size_t omission; /* the next to write */
    bool stays;      /* it stays when the run is stopped (outfile_open_part) */
    bool goes_on;    /* ... and may be there from an earlier one */
    bool digests;    /* the digest of the file at hand is wanted, manifest or not */
    struct {
        char sha256[PM_FILE_DIGEST];
        char reason[512]; /* the first error, else the first warning; empty: none */
        bool error;
    } file; /* at hand */
} accounts;

/* OPTIONS_GO, or 2 (told): a place that cannot be, or is that of the output. */
int accounts_check(const accounts *a, const char *out_path, const option_set *set);
/* An exit code (told). */
int accounts_open(accounts *a, terminal *t);
/* A message about the file at hand. */
void accounts_hear(accounts *a, const pm_diagnostic *d);
/* What was left out before file `i`; then file `i` is at hand. An exit code (told). */
int accounts_begin(accounts *a, const pm_paths *files, size_t i, terminal *t);
/* Goes on behind file `done` - 1 and so many bytes of an earlier run. false: it has not as many. */
bool accounts_go_on(accounts *a, const pm_paths *files, size_t done, uint64_t bytes);
/* Files from `from` on that were not reached. An exit code (told). */
int accounts_unreached(accounts *a, const pm_paths *files, size_t from, terminal *t);
/* The file at hand; its digest and its reason are filled in. `skipped`: rows. */
int accounts_add(accounts *a, pm_file_account *account, size_t skipped, terminal *t);
/* Writes all of it, but for its name: a fault shows before the output takes its own. An exit code
 * (of the file: accounts_close tells it). */
int accounts_end(accounts *a, terminal *t);
/* Gives it its name; with `keep` false there is none. An exit code (told). Nothing when it is not
 * open. */
int accounts_close(accounts *a, bool keep, terminal *t);

#endif
