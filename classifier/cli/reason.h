/* SPDX-License-Identifier: MIT
 * A verdict's reason in a few words, and the row it is about, as lists of differences show them. */
#ifndef CLI_REASON_H
#define CLI_REASON_H

#include "program/page.h"

/* What a verdict rests on; views into the mark. */
typedef struct reason {
    int met;
    const pm_evidence
        *by; /* decided, cancelled the rest, spoke against it, or came near; NULL: nothing */
    const pm_evidence *cancelled; /* the strongest evidence that `by` cancelled, or NULL */
    int link;                     /* the criterion that the verdict follows from, or -1 */
} reason;

reason reason_of(const pm_mark *mark, pm_criterion c);

/* `owner.subject-to-do "Mum to ring"`, `timeframe.tbc "TBC" cancels timeframe.by "by TBC"`,
 * `nothing found` ... */
void reason_plain(page *p, const pm_action *action, const reason *r, pm_text_policy text);

/* Seven CSV cells, each behind a comma: rule, column, place in it (code points, half-open), words,
 * cancelled rule, criterion it follows from. */
extern const char reason_headings[]; /* ",rule,column,start,end,words,..." */
void reason_csv(page *p, const pm_action *action, const reason *r, pm_text_policy text);
/* The same as keys of a JSON object, each behind a comma; what there is not is left out. */
void reason_json(page *p, const pm_action *action, const reason *r, pm_text_policy text);

/* Which row. With PM_TEXT_NONE the plan's id and source, which may be names of files, give way to
 * the row's `number`. */
void row_plain(page *p, const pm_row *row, size_t number, pm_text_policy text);
extern const char row_headings[]; /* "row,source,authority,plan_id,action_no" */
void row_csv(page *p, const pm_row *row, size_t number, pm_text_policy text);
void row_json(page *p, const pm_row *row, size_t number,
              pm_text_policy text); /* keys without braces */

/* The whole cells, with PM_TEXT_FULL only; else nothing (CSV: nothing, as in the headings). */
void cells_plain(page *p, const pm_action *action, pm_text_policy text); /* a line of its own */
void cells_headings(page *p, pm_text_policy text);
void cells_csv(page *p, const pm_action *action, pm_text_policy text);
void cells_json(page *p, const pm_action *action, pm_text_policy text);

/* The name of a cell in rows: "action", "who" ... */
const char *cell_name(pm_column c);

#endif
