/* SPDX-License-Identifier: MIT
 * --progress: how far the reading of files has come, as a bar on a terminal or as lines of a log.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "program/terminal.h"
#include "planmark/audit.h"

/* In the order of the option's words. */
typedef enum progress_way { PROGRESS_AUTO, PROGRESS_BAR, PROGRESS_LOG, PROGRESS_NONE } progress_way;

/* How far it has come; what a line tells is made of this alone. */
typedef struct progress_facts {
    uint64_t bytes, of_bytes; /* read of all; of_bytes 0: nobody knows how many there are */
    size_t rows, files, of_files;
    uint64_t millis; /* since it began */
    bool ended;
    uint64_t bytes_before; /* of an earlier run, which took its own time: no rate is made of them */
    size_t rows_before;
} progress_facts;

enum { PROGRESS_LINE = 256 };

/* A line for a terminal of so many columns, at most one column less. What does not fit is left out,
 * the bar first and the percentage last; empty: nothing fits. Ends with a NUL. */
void progress_bar(const progress_facts *facts, unsigned width, char out[PROGRESS_LINE]);
/* A line for a log, with all of it. */
void progress_plain(const progress_facts *facts, char out[PROGRESS_LINE]);

typedef struct progress {
    terminal *term;
    progress_way way;        /* what is done: never AUTO */
    uint64_t (*clock)(void); /* in milliseconds */
    uint64_t began, told;
    bool begun;
    progress_facts facts;
    uint64_t before, at_hand; /* bytes of the files before this one, and of it */
} progress;

/* Settles what is done. A bar needs a terminal that can go back to the beginning of its line, and
 * `apart`: nothing else is written there. Otherwise who asks for one gets a log. */
void progress_init(progress *p, terminal *t, int asked, bool apart);
/* The files from `from` on are to be read; an earlier run has read so many rows of the others. */
void progress_begin(progress *p, const pm_paths *files, size_t from, size_t rows);
/* File `i` comes next; all before it are done. */
void progress_file(progress *p, const pm_paths *files, size_t i);
/* So many rows of all files came, and so many bytes of the file at hand were read. */
void progress_rows(progress *p, size_t rows, uint64_t position);
/* Nothing more comes; a log says so. */
void progress_end(progress *p);
/* The same for work in steps: "600 of 2000 resamples". Whoever calls it says how often. */
void progress_steps(progress *p, const char *what, size_t done, size_t of);

#endif
