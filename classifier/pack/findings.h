/* SPDX-License-Identifier: MIT
 * What findings.yaml says: the closed list of what can be found wanting in a plan, see
 * rules/README.md, "Findings". */
#ifndef PACK_FINDINGS_H
#define PACK_FINDINGS_H

#include "pack/rules.h"

/* Reads the map under `findings`, key by key over what is known. Faults are told. false: no memory.
 */
bool findings_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map);

/* Behind the last file: adds "CRITERION.none", "CRITERION.no-task" for a criterion that hangs on
 * another, and what options of the check ask for, where they are not told. false: no memory. */
bool findings_finish(pack_def *d);
/* When the rules are checked: warns of those of the topmost layer that nothing leads to. */
void findings_tell_idle(const pack_def *d, unsigned layer);

/* The number of a finding, or FINDING_NONE. */
uint16_t findings_find(const pack_def *d, pm_str id);
/* The id that was perhaps meant, or an empty string. */
pm_str findings_nearest(const pack_def *d, pm_str id);

#endif
