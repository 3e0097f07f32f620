/* SPDX-License-Identifier: MIT
 * A mark as the caller sees it. */
#ifndef ENGINE_MARK_H
#define ENGINE_MARK_H

#include "engine/scorer.h"

/* Fills s->mark from the evidence and what was decided on it; it lives in s->memory. PM_ERR_MEMORY.
 */
pm_status mark_show(scorer *s, const judge *j);

#endif
