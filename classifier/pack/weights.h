/* SPDX-License-Identifier: MIT
 * What weights.yaml and the key `weighed` of confidence.yaml say: see rules/README.md, "Words that
 * are weighed". */
#ifndef PACK_WEIGHTS_H
#define PACK_WEIGHTS_H

#include "pack/rules.h"

/* Beyond these a number of a pack is a slip. */
enum { MOST_WEIGHT = 30 };

/* What the keys of evidence, and of words inside it, are called. */
extern const char *const weights_standings[STANDINGS], *const weights_says[PM_NEAR + 1];

/* The weights of one criterion, in place of those it had. Faults are told. false: no
 * memory. */
bool weights_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map,
                  criterion_def *out);

/* Tells of weights that no verdict would ask for, when all files are read. */
void weights_check(const pack_def *d);

/* A factor, not below 0. Faults are told. */
void weights_read_sure(pack_def *d, const source *src, unsigned layer, const yaml_tree *value,
                       criterion_def *out);

#endif
