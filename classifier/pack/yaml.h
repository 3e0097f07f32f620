/* SPDX-License-Identifier: MIT
 * Rule files as trees with places: the one file that knows libyaml. */
#ifndef PACK_YAML_H
#define PACK_YAML_H

#include "base/source.h"

typedef enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP } yaml_kind;

typedef struct yaml_tree {
    yaml_kind kind;
    size_t offset; /* byte in the source where the content begins (behind an opening quote) */
    bool exact;    /* a byte of `text` is the same number of bytes behind `offset` (no escapes, no
                      folding) */
    pm_str text;   /* of a scalar */
    struct yaml_tree **items; /* of a list: its items; of a map: key, value, key, value ... */
    size_t count;             /* how many items (a map of two pairs has 4) */
} yaml_tree;

/* Parses one document. Strict: no anchors, aliases, tags, several documents or duplicate keys;
 * nesting up to PM_LIMIT_NESTING. Faults are told with their place (PM_ERR_PACK). An empty file
 * yields an empty map. The tree lives in `memory`; libyaml's own memory is released before return.
 */
pm_status yaml_parse(const source *src, arena *memory, reporter *report, yaml_tree **out);

/* The value of a key of a map, or NULL. */
const yaml_tree *yaml_get(const yaml_tree *map, const char *key);

#endif
