/* SPDX-License-Identifier: MIT
 * The manifest: what became of each file of a run, one line a file, as CSV. */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include "output/output.h"

typedef struct manifest_line {
    pm_str path, sha256, format, status, reason;
    pm_str name;  /* as rows call the file */
    bool counted; /* false: the file was not looked into, and the counts stay empty */
    size_t plans, actions, tables_seen, tables_taken;
} manifest_line;

typedef struct manifest {
    redactor redact;
    bool excel_safe, begun;
    buffer out, scratch, name;
    output_sink sink;
    void *ctx;
    pm_status failed; /* the first failure; nothing is written after it */
} manifest;

/* Of the options: text, excel_safe, key, allocator, sink, ctx. Free it in any case. */
void manifest_init(manifest *m, const output_options *options);
/* Writes one line, and the headings before the first. PM_ERR_MEMORY; PM_ERR_IO: the sink refused.
 */
pm_status manifest_add(manifest *m, const manifest_line *line);
/* The headings, where no line was. */
pm_status manifest_end(manifest *m);
void manifest_free(manifest *m);

#endif
