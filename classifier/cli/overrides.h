/* SPDX-License-Identifier: MIT
 * The baseline of a check: read at its beginning, written at its end. */
#ifndef CLI_OVERRIDES_H
#define CLI_OVERRIDES_H

#include "cli/place.h"
#include "cli/settings.h"

typedef struct overrides {
    int write;
    const char *reason, *by, *until, *today; /* NULL: not given */
    const char *path;                        /* NULL: none */
    bool there;                              /* it was read */
    char day[16];                            /* today */
    pm_baseline *baseline;
    plan_place place; /* of files, told from the baseline's folder */
} overrides;

/* Options that do not go together; OPTIONS_GO, or 2 (told). Call it behind settings_open. */
int overrides_check(overrides *o, const settings *x, const session *s, const option_set *set);
/* Reads the file, when the session is open, and puts it and the day into `check`. */
int overrides_open(overrides *o, const settings *x, session *s, pm_check_options *check);
/* Where a baseline is in use, a plan that is called by its file is known in it by the place of the
 * file, since others may be called alike: sets `plan_key`, which lives until the next call. `path`:
 * of the file at hand. OPTIONS_GO, or an exit code (told). */
int overrides_key(overrides *o, session *s, const char *path, pm_row *row);
/* Writes the next baseline, when that was asked for, and tells what became of it; `code` is that of
 * the command so far. The code that it then is. */
int overrides_end(overrides *o, session *s, pm_check *check, const pm_check_total *total, int code);
void overrides_close(overrides *o);

#endif
