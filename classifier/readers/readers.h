/* SPDX-License-Identifier: MIT
 * Readers: files of action rows to rows, one at a time, in bounded memory. A reader is one file and
 * one line in the table of readers.c. */
#ifndef READERS_READERS_H
#define READERS_READERS_H

#include "base/os.h"
#include "base/source.h"

typedef enum reader_format {
    READER_AUTO, /* by content first, then by name */
    READER_CSV,  /* RFC 4180; delimiter , ; tab or | found from the heading */
    READER_JSONL,
    READER_JSON,    /* plans with actions[] (see docs/formats.md) */
    READER_TEXT,    /* one action a line */
    READER_DOCUMENT /* read by documents/, which lies above */
} reader_format;

typedef struct reader_options {
    reader_format format;
    pm_str columns;  /* "action=Next steps,who=Lead": overrides, by heading; empty for none */
    bool keys_only;  /* keys and verdicts will do: rows with verdicts need no action */
    bool plans_only; /* each row tells of a plan: it has no action, and wants none */
    bool half_rows;  /* rows that say who, by when or how measured need none either */
    bool repeats;    /* rows whose keys came before are given out like others */
    /* How `source` calls the file, and a plan without an id; they outlive the reader. Empty: by the
     * file's name (see names.h). */
    pm_str file, plan;
    /* Rows of plans of this shard alone are given out, and their faults told (see shard.h); all are
     * numbered and searched for duplicates. shards 0: all. */
    size_t shard, shards;
    /* With `rest` the file is not opened: it is what was read before, and what `rest` reads on
     * behind it; `path` is its name alone. */
    pm_str given;
    pm_read_fn rest;
    void *rest_ctx;
    const pm_allocator *allocator;
    reporter *report; /* diagnostics: places, never plan text */
    /* Called when the file turns out to be a document, with the bytes that were read of it; what it
     * returns is returned, and no reader is made. `rest` reads on where `path` cannot be opened
     * again, and is then the callee's to close; else it is NULL, as it is with the other `rest`. No `document`: documents are
     * refused, and left out of folders. */
    pm_status (*document)(void *ctx, const char *path, pm_str first, os_input *rest);
    void *document_ctx;
    /* Is a file in a folder the caller's own? It is passed over without a word. NULL: none is. */
    int (*own)(void *ctx, const char *path);
    void *own_ctx;
} reader_options;

typedef struct reader_counts {
    size_t rows;    /* rows given out, plans without actions among them */
    size_t skipped; /* rows that could not be read, or were duplicates; the first were told */
    size_t empty;   /* blank lines and empty template rows: no row, not told */
    size_t named;   /* rows whose plan is called by the file's name, those of other shards too */
    size_t plans;  /* of the rows given out; where they are too many to remember, changes of plan */
    size_t others; /* rows of other shards, faulty ones too: they count nowhere else, but where
                      `named` says so */
} reader_counts;

typedef struct reader reader;

enum { READER_ROWS_TOLD = 20 }; /* messages about rows of a file; then only how many more */

/* Opens `path` ("-": standard input) and reads as far as the headings. Messages call it by its
 * path, `source` and plans without an id as the options say. PM_ERR_IO, PM_ERR_INPUT (told),
 * PM_ERR_ARGUMENT (a fault in `columns`, told), PM_ERR_MEMORY. */
pm_status reader_open(const reader_options *options, const char *path, reader **out);

/* The next row. PM_END; PM_ERR_ROW (told up to READER_ROWS_TOLD, and counted; read on);
 * PM_ERR_INPUT, PM_ERR_IO, PM_ERR_MEMORY (final). The row lives until the next call. */
pm_status reader_next(reader *r, pm_row *row);

reader_counts reader_counted(const reader *r);
size_t reader_position(const reader *r);         /* bytes read of the file, ahead of its rows */
const char *reader_format_name(const reader *r); /* "csv" ...; static */
void reader_close(reader *r);

/* A file or folder that is not read, and why. */
typedef struct reader_omission {
    char *path, *reason; /* of one piece of memory */
    size_t before;       /* in the walk it comes before this one of the files to read */
    bool failed;         /* one that was named, or a folder, that cannot be read (told) */
} reader_omission;

/* Files of folders that are not read: of other kinds, or links. */
typedef struct reader_left {
    const pm_allocator *allocator;
    reader_omission *omitted; /* hidden files and those that failed among them */
    size_t omitted_count, omitted_cap;
    size_t files;
    size_t kinds;
    struct {
        char ending[12]; /* ".docx", or "other" for endings that are long, odd or too many */
        size_t files;
    } kind[12];
} reader_left;

/* Expands files and folders to the files to read, in sorted order: hidden files and lock files
 * ("~$...") in a folder are passed over, others and links are counted in `*left`. Faults are told;
 * `*failed` counts them. PM_ERR_ARGUMENT: a fault in options->columns (told). Free with
 * os_free_names and reader_left_free. */
pm_status reader_expand(const reader_options *options, char *const *paths, size_t count,
                        os_names *out, size_t *failed, reader_left *left);
void reader_left_free(reader_left *left);

#endif
