/* SPDX-License-Identifier: MIT
 * What score and extract share: rows in, rows out, with their accounts. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/session.h"

enum { ROWS_UNSET = -1 };

typedef struct rows_command {
    session s;
    int format, evidence; /* ROWS_UNSET: not given */
    int text, summary, excel_safe;
    const char *jobs; /* NULL: not given */
    size_t job_count;
    digest_key key;
    pm_writer *writer;
} rows_command;

/* The options of rows out; `c` is a rows_command *, the others say what is special. */
#define ROWS_FORMAT(c, about)                                                                      \
    { OPTION_CHOICE, "format", 0, &(c)->format, "table|csv|jsonl", about }
#define ROWS_TEXT(c, about)                                                                        \
    { OPTION_CHOICE, "text", 0, &(c)->text, "full|evidence|none", about }
#define ROWS_KEY(c, about)                                                                         \
    { OPTION_TEXT, "digest-key", 0, &(c)->key.path, "FILE", about }
#define ROWS_ACCOUNTS(c)                                                                           \
    SESSION_MANIFEST(&(c)->s), {                                                                   \
        OPTION_FLAG, "excel-safe", 0, &(c)->excel_safe, NULL,                                      \
            "with CSV: a quote before cells that a spreadsheet would take for formulas"            \
    }

/* After the options were read: what must not stand together, and the key. OPTIONS_GO, or 2 (told).
 */
int rows_check(rows_command *c, const option_set *set, size_t count);
/* Reads the files, calls `fn` (with the command) for each row, which writes it; without one, rows
 * are marked and written by as many threads as --jobs says. An exit code. */
int rows_run(rows_command *c, char *const *paths, size_t count, row_fn fn);
/* Writes a row; `mark` may be NULL. An exit code. */
int rows_write(rows_command *c, const pm_row *row, const pm_mark *mark);

#endif
