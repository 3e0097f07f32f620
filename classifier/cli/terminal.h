/* SPDX-License-Identifier: MIT
 * Where the command speaks: messages and progress. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "planmark.h"

typedef enum terminal_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } terminal_colour;

/* The one value of this type lives as long as the command. */
typedef struct terminal {
    bool out_is_terminal, err_is_terminal;
    bool colour_out, colour_err;
    bool quiet; /* no notes, counts and progress */
    bool progress_allowed;
    bool progress_shown;
    size_t rows, files, of_files; /* how far it has come */
    unsigned width;               /* of the terminal; 80 when there is none */
} terminal;

/* Before anything is opened: what is closed among the standard streams is filled, so that no file
 * takes its number and gets what is meant for it. false: it cannot be. */
bool terminal_streams(void);

void terminal_init(terminal *t, int colour, bool quiet);

/* A pm_diagnostic_fn; ctx is a terminal. */
void terminal_diagnostic(void *ctx, const pm_diagnostic *d);

/* On standard error; what would drive the terminal becomes spaces. */
void terminal_put(pm_str s);
/* "planmark: error: ..." on standard error. */
void terminal_error(terminal *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "planmark: ...", unless quiet. */
void terminal_note(terminal *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows how far it has come, where somebody watches and nothing else is written there. */
void terminal_progress(terminal *t, size_t rows);
/* The same, as a bar, where there are several files. */
void terminal_progress_files(terminal *t, size_t done, size_t of);
/* The same for "600 of 2000 resamples"; whoever calls it says how often. */
void terminal_progress_of(terminal *t, const char *what, size_t done, size_t of);
void terminal_progress_end(terminal *t);

#endif
