/* SPDX-License-Identifier: MIT
 * Keeps true: the public headers stand alone in strict C. Compiled, never run. */
#include "planmark/audit.h"
#include "planmark/docs.h"

#include "planmark.h"

_Static_assert(PM_OK == 0, "success is zero");
_Static_assert(PM_CRITERIA == 5 && PM_COLUMNS == 4,
               "the mark row has five verdicts, an action four cells");
