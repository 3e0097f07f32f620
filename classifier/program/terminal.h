/* SPDX-License-Identifier: MIT
 * Where the command speaks: messages and lines of progress. */
#ifndef PROGRAM_TERMINAL_H
#define PROGRAM_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "planmark.h"

typedef enum terminal_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } terminal_colour;

/* The one value of this type lives as long as the command. */
typedef struct terminal {
    bool out_is_terminal, err_is_terminal;
    bool colour_out, colour_err;
    bool dumb;      /* it cannot go back to the beginning of a line */
    bool quiet;     /* no notes, counts and progress */
    bool line;      /* one that the next one takes the place of is shown */
    unsigned width; /* of the terminal; 80 when there is none */
} terminal;

/* Before anything is opened or said: what is closed among the standard streams is filled, so that no
 * file takes its number and gets what is meant for it; a line to standard error is written at once.
 * false: it cannot be. */
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

/* Shows a line of progress on standard error, in place of the one before; what else is told there
 * takes it away first. For a terminal that is not dumb. */
void terminal_line(terminal *t, const char *line);
void terminal_line_end(terminal *t);
/* One more line of a log. */
void terminal_log(terminal *t, const char *line);
/* The columns of standard error now; 80 where it does not say. */
unsigned terminal_line_width(void);
/* Milliseconds since some time, which never go back. */
uint64_t terminal_clock(void);
/* How many bytes a plain file has ("-": standard input is one). false: it is none. */
bool terminal_file_size(const char *path, uint64_t *size);

#endif
