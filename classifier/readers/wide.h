/* SPDX-License-Identifier: MIT
 * Tables with one row a plan: "action1, who1, when1, action2, who2 ...". */
#ifndef READERS_WIDE_H
#define READERS_WIDE_H

#include "readers/columns.h"

enum { WIDE_MOST = 99 }; /* actions of a row: numbers of two digits */

/* How many actions a row has by these headings, 0 when it is not such a table; and of each heading
 * (unless `of` is NULL) which of them it belongs to, from 1; 0: to all. PM_ERR_MEMORY. */
pm_status wide_actions(columns *c, const pm_str *headings, size_t count, size_t *actions,
                       size_t *of);

/* The first heading that means the action but for its number, and is read as none: its number is
 * too high, or the action's heading has none. SIZE_MAX: there is none. PM_ERR_MEMORY. */
pm_status wide_unread(columns *c, const pm_str *headings, size_t count, const size_t *of,
                      size_t *first);

/* The heading without its number. */
pm_str wide_bare(pm_str heading);

#endif
