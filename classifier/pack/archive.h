/* SPDX-License-Identifier: MIT
 * The files of a pack in one block: path length, content length (32 bits, little-endian), path,
 * content; again. */
#ifndef PACK_ARCHIVE_H
#define PACK_ARCHIVE_H

#include "base/strings.h"

void archive_put(buffer *out, pm_str path, pm_str content);
/* The entry at *at, which moves behind it; false at the end or where the block is broken. */
bool archive_next(pm_str block, size_t *at, pm_str *path, pm_str *content);

#endif
