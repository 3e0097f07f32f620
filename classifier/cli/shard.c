/* SPDX-License-Identifier: MIT
 * Keeps true: what is no shard of one run is told before anything is read, with what would be one.
 */
#include "cli/shard.h"

#include <string.h>

enum { SHARDS_MOST = 1000000, DIGITS_MOST = 7 };

/* "I/N" */
static bool read_numbers(const char *text, uint64_t *shard, uint64_t *shards) {
    char first[DIGITS_MOST + 1];
    const char *slash = strchr(text, '/');
    size_t len = slash != NULL ? (size_t)(slash - text) : sizeof first;
    if (len >= sizeof first) {
        return false;
    }
    memcpy(first, text, len);
    first[len] = '\0';
    return options_number(first, SHARDS_MOST, shard) &&
           options_number(slash + 1, SHARDS_MOST, shards);
}

int shard_check(shard_choice *c, const option_set *set) {
    uint64_t shard, shards;
    if (c->text == NULL) {
        return OPTIONS_GO;
    }
    if (!read_numbers(c->text, &shard, &shards)) {
        return options_fault(set,
                             "--shard %s is not I/N, two numbers up to %d; say --shard 1/4 for the "
                             "first of four shards",
                             c->text, SHARDS_MOST);
    }
    if (shards == 0) {
        return options_fault(set,
                             "--shard %s: there is one shard at least; say --shard 1/1 for "
                             "all rows",
                             c->text);
    }
    if (shard == 0 || shard > shards) {
        return options_fault(set, "--shard %s: %d shards are 1/%d to %d/%d", c->text, (int)shards,
                             (int)shards, (int)shards, (int)shards);
    }
    c->shard = (size_t)shard;
    c->shards = (size_t)shards;
    return OPTIONS_GO;
}
