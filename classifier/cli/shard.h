/* SPDX-License-Identifier: MIT
 * --shard: the part of a run that this machine does. */
#ifndef CLI_SHARD_H
#define CLI_SHARD_H

#include "program/options.h"

typedef struct shard_choice {
    const char *text;     /* "2/4"; NULL: not given */
    size_t shard, shards; /* 0, 0: all rows */
} shard_choice;

#define SHARD_OPTION(c)                                                                            \
    {                                                                                              \
        OPTION_TEXT, "shard", 0, &(c)->text, "I/N",                                                \
            "only the rows of plans of one of N shards, from 1/N to N/N: N machines that read "    \
            "the same files do one run together"                                                   \
    }

/* After the options were read. OPTIONS_GO, or 2 (told). */
int shard_check(shard_choice *c, const option_set *set);

#endif
