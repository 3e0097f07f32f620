/* SPDX-License-Identifier: MIT
 * Source texts with places, and the one way by which the library speaks: diagnostics to a callback.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/strings.h"

/* A named text that outlives every diagnostic about it. */
typedef struct source {
    pm_str name; /* as messages call it */
    pm_str text;
    pm_str path; /* inside its pack; empty for other files */
} source;

/* Where diagnostics go, and how many of each were told. A NULL `fn` only counts. */
typedef struct reporter {
    pm_diagnostic_fn fn;
    void *ctx;
    size_t errors, warnings;
} reporter;

/* Line and column (from 1, bytes) of a byte offset. */
void source_place(const source *s, size_t offset, size_t *line, size_t *column);

/* Tells a message about `offset` of a rule or configuration file, with the line as excerpt. Beyond
 * 200 errors they are counted and no longer told. */
void report_at(reporter *r, pm_severity severity, const source *s, size_t offset,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Tells a message about plan data or a file as a whole: no excerpt. line and column may be 0. */
void report_plain(reporter *r, pm_severity severity, pm_str file, size_t line, size_t column,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Tells a message about a row: with its file and line, or else with what stands as its source. */
void report_about(reporter *r, pm_severity severity, const pm_row *row, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The entry of names[0..count) nearest to `word` by edit distance, or an empty string when none is
 * near enough to be worth a "did you mean". */
pm_str nearest_name(pm_str word, const pm_str *names, size_t count);

#endif
