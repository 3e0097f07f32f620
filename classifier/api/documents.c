/* SPDX-License-Identifier: MIT
 * Keeps true: what docs.h promises; it is all that libplanmark-docs exports. */
#include "planmark/docs.h"

#include <string.h>

#include "documents/documents.h"
#include "documents/workbook.h"

struct pm_document {
    const pm_allocator *allocator;
    reporter report;
    reader *reader;
    document *inner;
};

/* Fields beyond what the caller knows of are zero. */
static pm_options common_full(const pm_options *given) {
    pm_options full = {.size = sizeof full};
    if (given != NULL) {
        memcpy(&full, given, given->size < sizeof full ? given->size : sizeof full);
    }
    full.allocator = full.allocator != NULL ? full.allocator : &memory_default;
    return full;
}

static pm_document_options read_full(const pm_document_options *given) {
    pm_document_options full = {.size = sizeof full};
    if (given != NULL) {
        memcpy(&full, given, given->size < sizeof full ? given->size : sizeof full);
    }
    full.common = common_full(&full.common);
    return full;
}

pm_status pm_document_open(const pm_document_options *options, const char *path,
                           pm_document **out) {
    if (path == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_document_options o = read_full(options);
    if (o.shards != 0 && o.shard - 1 >= o.shards) {
        return PM_ERR_ARGUMENT;
    }
    pm_document *d = mem_zalloc(o.common.allocator, sizeof *d);
    if (d == NULL) {
        return PM_ERR_MEMORY;
    }
    d->allocator = o.common.allocator;
    d->report = (reporter){.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    reader_options inner = {.columns = o.columns,
                            .keys_only = o.keys_only != 0,
                            .half_rows = o.half_rows != 0,
                            .file = o.file,
                            .plan = o.plan,
                            .shard = o.shard,
                            .shards = o.shards,
                            .allocator = d->allocator,
                            .report = &d->report};
    const feed_begun before = {o.given, o.rest, o.rest_ctx};
    pm_status status = document_open(&inner, path, &before, &d->reader, &d->inner);
    if (status != PM_OK) {
        mem_free(d->allocator, d);
        return status;
    }
    *out = d;
    return PM_OK;
}

pm_status pm_document_next(pm_document *d, pm_row *row) {
    return d != NULL && row != NULL ? reader_next(d->reader, row) : PM_ERR_ARGUMENT;
}

pm_document_counts pm_document_counted(const pm_document *d) {
    pm_document_counts counts = {0};
    if (d != NULL) {
        reader_counts c = reader_counted(d->reader);
        const found_counts *f = &d->inner->find.counts;
        counts = (pm_document_counts){c.rows,  c.skipped,  c.empty, f->tables_seen, f->tables_taken,
                                      c.plans, f->actions, c.named, c.others};
    }
    return counts;
}

const char *pm_document_format(const pm_document *d) {
    return d != NULL ? d->inner->format->name : "";
}

void pm_document_close(pm_document *d) {
    if (d != NULL) {
        const pm_allocator *a = d->allocator;
        reader_close(d->reader);
        mem_free(a, d);
    }
}

size_t pm_document_format_count(void) {
    size_t count = 0;
    while (document_format_at(count) != NULL) {
        count++;
    }
    return count;
}

int pm_document_format_get(size_t i, pm_document_format_info *out) {
    const document_format *format = document_format_at(i);
    if (format == NULL || out == NULL) {
        return -1;
    }
    *out = (pm_document_format_info){format->name, format->suffixes, format->about,
                                     format->missing != NULL ? format->missing() : NULL};
    return 0;
}

pm_status pm_workbook_write(const pm_options *options, const pm_table *tables, size_t count,
                            const char *path) {
    if (path == NULL || (tables == NULL && count != 0)) {
        return PM_ERR_ARGUMENT;
    }
    pm_options o = common_full(options);
    reporter report = {.fn = o.diagnostic, .ctx = o.diagnostic_ctx};
    return workbook_write(o.allocator, &report, tables, count, path);
}

const pm_document_kit *pm_document_kit_get(void) {
    static const pm_document_kit kit = {
        sizeof kit,        PLANMARK_VERSION,         pm_document_open,
        pm_document_next,  pm_document_counted,      pm_document_format,
        pm_document_close, pm_document_format_count, pm_document_format_get,
        pm_workbook_write};
    return &kit;
}
