/* SPDX-License-Identifier: MIT
 * One action explained for a person. */
#ifndef OUTPUT_EXPLAIN_H
#define OUTPUT_EXPLAIN_H

#include "engine/scorer.h"

/* Appends the explanation of s->mark, which is that of `action`. Check out->failed. */
void explain_write(const scorer *s, const pm_action *action, pm_str stamp, bool colour,
                   buffer *out);

#endif
