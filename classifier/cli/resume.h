/* SPDX-License-Identifier: MIT
 * Runs that can be gone on with (docs/batch.md): which are, by what, and what is told when one is
 * stopped. What of an earlier run holds is found by the walk. */
#ifndef CLI_RESUME_H
#define CLI_RESUME_H

#include "cli/session.h"

/* What --resume cannot go with. OPTIONS_GO, or 2 (told). `rows`: a row an action is written, and
 * nothing else. */
int resume_check(const session *s, bool rows, const option_set *set);
/* Before the session is opened: settles what stays when the run ends early, and listens to signals.
 */
void resume_settle(session *s, bool rows);
/* When it is open, and s->accounts.options says what is written: opens the journal where the run
 * can be gone on with. OPTIONS_GO, or an exit code (told): nothing was touched. */
int resume_open(session *s, const digest_key *key);
/* Behind session_keep. */
void resume_tell_stop(session *s);

#endif
