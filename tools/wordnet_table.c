/* SPDX-License-Identifier: MIT
 * wordnet_table [-v] DICT_FOLDER OUT_FILE: WordNet 3.0 as the flat table that the pack holds. Runs
 * at build time on the building machine.
 *
 * Keeps true: OUT_FILE is either whole or not there. */
#include <stdio.h>
#include <string.h>

#include "tools/wordnet_build.h"

static bool write_file(const char *path, const buffer *table) {
    FILE *out = fopen(path, "wb");
    if (out == NULL) {
        return false;
    }
    bool good = fwrite(table->data, 1, table->len, out) == table->len;
    good = fclose(out) == 0 && good;
    if (!good) {
        remove(path);
    }
    return good;
}

static void tell(const wordnet_counts *c, const buffer *table) {
    fprintf(stderr,
            "%zu bytes: %zu words, %zu irregular forms; %zu buckets, the longest of %zu bytes\n",
            table->len, c->words, c->exceptions, c->buckets, c->longest_bucket);
    for (int i = WORDNET_NOUN_FIRST; i < WORDNET_CLASS_END; i++) {
        fprintf(stderr, "%6zu %s %d\n", c->of_class[i], i < WORDNET_VERB_FIRST ? "noun" : "verb",
                i);
    }
}

int main(int argc, char **argv) {
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    if (argc != 3 + verbose) {
        fputs("usage: wordnet_table [-v] DICT_FOLDER OUT_FILE\n", stderr);
        return 2;
    }
    const char *folder = argv[1 + verbose], *path = argv[2 + verbose];
    buffer table;
    wordnet_counts counts;
    buffer_init(&table, &memory_default);
    pm_status status = wordnet_build(folder, &table, &counts);
    if (status != PM_OK) {
        fprintf(stderr, "wordnet_table: %s/%.*s: %s\n", folder, (int)counts.file.len,
                counts.file.len != 0 ? counts.file.data : "",
                counts.reason != NULL ? counts.reason : "out of memory or too large");
    } else if (!write_file(path, &table)) {
        fprintf(stderr, "wordnet_table: cannot write %s\n", path);
        status = PM_ERR_IO;
    } else if (verbose) {
        tell(&counts, &table);
    }
    buffer_free(&table);
    return status == PM_OK ? 0 : 5;
}
