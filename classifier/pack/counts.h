/* SPDX-License-Identifier: MIT
 * What report.yaml says: which words the tables of a report count, and which readings of a
 * criterion they tell; see rules/README.md, "Reports". */
#ifndef PACK_COUNTS_H
#define PACK_COUNTS_H

#include "pack/rules.h"

#define COUNTS_WORDS "words"
#define COUNTS_INSTEAD "instead-of-timeframe"
#define COUNTS_NARROWER "narrower"
#define COUNTS_RATIO "ratio"

/* Reads one of these keys over what is known, key by key. Faults are told. */
void counts_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *key,
                 const yaml_tree *value);

#endif
