/* SPDX-License-Identifier: MIT
 * generate --rows N --seed S --format jsonl|csv [--stretch PERCENT]: made-up plans on standard
 * output. Keeps true: exit code 0 only when every row was written. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "madeup.h"

typedef struct settings {
    unsigned long long rows, seed, stretch;
    plan_format format;
} settings;

static bool read_count(const char *text, unsigned long long *out) {
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

static bool read_option(const char *name, const char *value, settings *s) {
    if (strcmp(name, "--rows") == 0) {
        return read_count(value, &s->rows);
    }
    if (strcmp(name, "--seed") == 0) {
        return read_count(value, &s->seed);
    }
    if (strcmp(name, "--stretch") == 0) {
        return read_count(value, &s->stretch) && s->stretch >= 10 && s->stretch <= 1000;
    }
    s->format = strcmp(value, "csv") == 0 ? PLAN_CSV : PLAN_JSONL;
    return strcmp(name, "--format") == 0 && (s->format == PLAN_CSV || strcmp(value, "jsonl") == 0);
}

static bool write_rows(plan_source *source, const settings *s, buffer *line) {
    madeup_heading(s->format, line);
    for (unsigned long long i = 0; i < s->rows; i++) {
        const plan_row *row = madeup_next(source);
        if (row == NULL) {
            return false;
        }
        madeup_write_row(s->format, row, line);
        if (line->failed || fwrite(line->data, 1, line->len, stdout) != line->len) {
            return false;
        }
        buffer_clear(line);
    }
    return fwrite(line->data != NULL ? line->data : "", 1, line->len, stdout) == line->len &&
           fflush(stdout) == 0;
}

int main(int argc, char **argv) {
    settings s = {.rows = 1000, .seed = 1, .stretch = 100, .format = PLAN_JSONL};
    bool good = argc % 2 == 1;
    for (int i = 1; good && i < argc; i += 2) {
        good = read_option(argv[i], argv[i + 1], &s);
    }
    if (!good) {
        fputs("usage: generate [--rows N] [--seed S] [--format jsonl|csv] [--stretch PERCENT]\n",
              stderr);
        return 2;
    }
    plan_source source;
    buffer line;
    buffer_init(&line, &memory_default);
    good = madeup_init(&source, s.seed, (unsigned)s.stretch);
    if (!good) {
        fputs("generate: the word lists do not hold together, or memory ended\n", stderr);
    } else if (!write_rows(&source, &s, &line)) {
        good = false;
        fputs("generate: rows could not be written\n", stderr);
    }
    buffer_free(&line);
    madeup_free(&source);
    return good ? 0 : 5;
}
