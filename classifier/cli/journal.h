/* SPDX-License-Identifier: MIT
 * What a run has done, kept on the disk so that it can be gone on with (docs/batch.md). */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include "cli/session.h"

enum { JOURNAL_EVERY = 1000 /* milliseconds between two writes */ };

/* A file that is done, and what there was behind it. A line that was read owns path and plans. */
typedef struct journal_line {
    char *path;
    char sha256[PM_FILE_DIGEST]; /* empty: it has none */
    uint64_t marks, manifest;    /* bytes */
    int code;                    /* of all files so far */
    bool named;                  /* a plan of it is called by its name */
    row_counts counts;           /* of all files so far */
    uint64_t way; /* a hash of what the walk came by so far: names as rows call them, omissions */
    size_t sharing, first, with; /* what is told of plans shared with files before (walk.c) */
    uint64_t *plans;             /* hashes of those that no file before has */
    size_t plan_count;
    uint64_t end; /* of the line in the journal */
} journal_line;

typedef struct journal {
    char *path;
    int fd;
    uint64_t heading;    /* bytes of the first line */
    journal_line *lines; /* of the run before */
    size_t count, cap;
    char *pending; /* lines that are not on the disk */
    size_t pending_len, pending_cap;
    size_t kept;    /* lines that are: worth keeping what they speak of */
    uint64_t wrote; /* when, by terminal_clock */
} journal;

/* Opens `out`.journal, and with `resume` reads what a run with the same `settings` (one line) has
 * left there. OPTIONS_GO, or an exit code (told): another run has it, or it asked for other things.
 */
int journal_open(journal *j, const char *out, const char *settings, bool resume, terminal *t);
/* The first `count` lines hold, the rest goes. false: the disk refuses. */
bool journal_keep(journal *j, size_t count, const char *settings);
/* Remembers a line; false: no memory. */
bool journal_add(journal *j, const journal_line *line);
/* Was the last time that something was written long enough ago? */
bool journal_is_old(const journal *j);
/* ... and is there anything that could be written? */
bool journal_is_due(const journal *j);
/* Writes what is remembered. What it speaks of is on the disk by then. false: the disk refuses. */
bool journal_write(journal *j);
/* With `done` it goes. */
void journal_close(journal *j, bool done);

#endif
