/* SPDX-License-Identifier: MIT
 * Which part of a run that is shared out a plan belongs to. */
#ifndef READERS_SHARD_H
#define READERS_SHARD_H

#include "base/strings.h"

/* From 1 to `shards`, which is 1 at least. What it is made of: pm_plan_shard in planmark/audit.h.
 */
size_t shard_of_plan(pm_str authority, pm_str plan_id, size_t shards);

#endif
