/* SPDX-License-Identifier: MIT
 * SIGINT and SIGTERM, where a run ends behind the row at hand and not at once. */
#ifndef CLI_STOP_H
#define CLI_STOP_H

/* From now on the first of them is only noted; a second one ends the command. */
void stop_listen(void);
/* The one that came; 0: none. */
int stop_asked(void);
/* Ends the command as the signal would have; nothing where none came. */
void stop_follow(void);

#endif
