/* SPDX-License-Identifier: MIT
 * The verdicts in which gold and the tool differ, row by row, with what the tool's rest on. */
#ifndef CLI_DISAGREEMENTS_H
#define CLI_DISAGREEMENTS_H

#include "cli/evaluation.h"
#include "cli/reason.h"

typedef struct disagreements {
    page *page;
    figures_format format;
    pm_text_policy text;
    bool with_reason; /* the tool's verdicts are of this run, and not of a file */
    size_t listed;
} disagreements;

void disagreements_begin(disagreements *d);
/* `number` counts rows from 1; `mark` is NULL when the verdicts come from a file, which does not
 * say why. */
void disagreements_row(disagreements *d, const pm_row *row, size_t number,
                       const int tool[PM_CRITERIA], const pm_mark *mark);
void disagreements_end(disagreements *d);

#endif
