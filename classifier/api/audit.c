/* SPDX-License-Identifier: MIT
 * Keeps true: what audit.h promises of readers, paths, writers and explanations; the floors below
 * know nothing of its types. */
#include "planmark/audit.h"
#include "planmark/docs.h"

#include <stdio.h>
#include <string.h>

#include "api/handles.h"
#include "output/explain.h"
#include "output/output.h"
#include "readers/names.h"
#include "readers/readers.h"
#include "readers/shard.h"

_Static_assert((int)PM_INPUT_CSV == (int)READER_CSV && (int)PM_INPUT_TEXT == (int)READER_TEXT,
               "formats are numbered alike");
_Static_assert((int)PM_OUTPUT_JSONL == (int)OUTPUT_JSONL &&
                   (int)PM_EVIDENCE_ALL == (int)OUTPUT_ALL && (int)PM_TEXT_NONE == (int)REDACT_NONE,
               "outputs are numbered alike");

/* ---- Rows in ---- */

struct pm_reader {
    const pm_allocator *allocator;
    reporter report;
    reader *inner;
    const pm_document_kit *kit; /* of `document`, which is there instead of `inner` */
    pm_document *document;
    os_input *rest;                 /* that the document is read from; NULL: from its path */
    const pm_read_options *options; /* while it is opened */
};

static pm_read_options read_full(const pm_read_options *given) {
    pm_read_options full = {.size = sizeof full};
    options_take(&full, sizeof full, given);
    full.common = options_full(&full.common);
    return full;
}

static pm_status read_rest(void *ctx, char *data, size_t size, size_t *got, const char **reason) {
    return os_input_read(ctx, data, size, got, reason);
}

/* The file is a document: it is opened by the library that reads them. */
static pm_status open_document(void *ctx, const char *path, pm_str first, os_input *rest) {
    pm_reader *r = ctx;
    const pm_read_options *o = r->options;
    r->rest = rest;
    r->kit = o->documents(o->documents_ctx);
    if (r->kit == NULL || r->kit->size < sizeof *r->kit ||
        strcmp(r->kit->version, PLANMARK_VERSION) != 0) {
        report_plain(&r->report, PM_ERROR, strcmp(path, "-") == 0 ? STR("stdin") : str_from(path),
                     0, 0, "the file is a document, and %s",
                     r->kit == NULL ? "what reads documents is missing"
                                    : "the library that reads them is of another version");
        return PM_ERR_INPUT;
    }
    pm_document_options options = {.size = sizeof options,
                                   .common = o->common,
                                   .columns = o->columns,
                                   .keys_only = o->keys_only,
                                   .file = o->file,
                                   .plan = o->plan,
                                   .half_rows = o->half_rows,
                                   .shard = o->shard,
                                   .shards = o->shards};
    if (rest != NULL) {
        options.given = first;
        options.rest = read_rest;
        options.rest_ctx = rest;
    } else if (o->rest != NULL) {
        options.given = first;
        options.rest = o->rest;
        options.rest_ctx = o->rest_ctx;
    }
    return r->kit->open(&options, path, &r->document);
}

pm_status pm_reader_open(const pm_read_options *options, const char *path, pm_reader **out) {
    if (path == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_read_options o = read_full(options);
    if ((unsigned)o.format > PM_INPUT_TEXT || (o.shards != 0 && o.shard - 1 >= o.shards)) {
        return PM_ERR_ARGUMENT;
    }
    pm_reader *r = mem_zalloc(o.common.allocator, sizeof *r);
    if (r == NULL) {
        return PM_ERR_MEMORY;
    }
    r->allocator = o.common.allocator;
    r->report = (reporter){.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    r->options = &o;
    reader_options inner = {.format = (reader_format)o.format,
                            .columns = o.columns,
                            .keys_only = o.keys_only != 0,
                            .plans_only = o.plans_only != 0,
                            .half_rows = o.half_rows != 0,
                            .repeats = o.repeats != 0,
                            .file = o.file,
                            .plan = o.plan,
                            .shard = o.shard,
                            .shards = o.shards,
                            .given = o.given,
                            .rest = o.rest,
                            .rest_ctx = o.rest_ctx,
                            .allocator = r->allocator,
                            .report = &r->report,
                            .document = o.documents != NULL ? open_document : NULL,
                            .document_ctx = r};
    pm_status status = reader_open(&inner, path, &r->inner);
    r->options = NULL;
    if (status != PM_OK) {
        os_input_close(r->rest);
        mem_free(r->allocator, r);
        return status;
    }
    *out = r;
    return PM_OK;
}

size_t pm_plan_shard(pm_str authority, pm_str plan_id, size_t shards) {
    return shards != 0 ? shard_of_plan(authority, plan_id, shards) : 0;
}

pm_status pm_reader_next(pm_reader *r, pm_row *row) {
    if (r == NULL || row == NULL) {
        return PM_ERR_ARGUMENT;
    }
    return r->inner != NULL ? reader_next(r->inner, row) : r->kit->next(r->document, row);
}

pm_read_counts pm_reader_counts(const pm_reader *r) {
    pm_read_counts counts = {0};
    if (r != NULL && r->inner != NULL) {
        reader_counts c = reader_counted(r->inner);
        counts = (pm_read_counts){c.rows, c.skipped, c.empty, c.plans, c.named, c.others};
    } else if (r != NULL) {
        pm_document_counts c = r->kit->counted(r->document);
        counts = (pm_read_counts){c.rows, c.skipped, c.empty, c.plans, c.named, c.others};
    }
    return counts;
}

size_t pm_reader_position(const pm_reader *r) {
    return r != NULL && r->inner != NULL ? reader_position(r->inner) : 0;
}

const char *pm_reader_format(const pm_reader *r) {
    return r == NULL          ? ""
           : r->inner != NULL ? reader_format_name(r->inner)
                              : r->kit->format(r->document);
}

const pm_document *pm_reader_document(const pm_reader *r) {
    return r != NULL ? r->document : NULL;
}

void pm_reader_close(pm_reader *r) {
    if (r != NULL) {
        const pm_allocator *a = r->allocator;
        reader_close(r->inner);
        if (r->document != NULL) {
            r->kit->close(r->document);
        }
        os_input_close(r->rest);
        mem_free(a, r);
    }
}

/* That documents are wanted is enough to list them. */
static pm_status only_listed(void *ctx, const char *path, pm_str first, os_input *rest) {
    (void)ctx;
    (void)path;
    (void)first;
    os_input_close(rest);
    return PM_ERR_INPUT;
}

struct pm_paths {
    const pm_allocator *allocator;
    os_names names;
    os_names shown;    /* the same, as text; what rows call a file is a part of that */
    file_name *called; /* one for each */
    reader_left left;
};

static pm_status show_paths(pm_paths *p) {
    pm_status status = PM_OK;
    buffer name;
    buffer_init(&name, p->allocator);
    p->shown.items = mem_array(p->allocator, p->names.count, sizeof *p->shown.items);
    if (p->shown.items == NULL) {
        return PM_ERR_MEMORY;
    }
    for (size_t i = 0; i < p->names.count && status == PM_OK; i++) {
        buffer_clear(&name);
        buffer_name(&name, str_from(p->names.items[i]));
        char *copy = name.failed ? NULL : mem_copy(p->allocator, name.data, name.len);
        status = copy != NULL ? PM_OK : PM_ERR_MEMORY;
        p->shown.items[i] = copy;
        p->shown.count += copy != NULL;
    }
    buffer_free(&name);
    return status;
}

pm_status pm_paths_expand(const pm_read_options *options, char *const *paths, size_t count,
                          pm_paths **out, size_t *failed) {
    if (out == NULL || failed == NULL || (paths == NULL && count != 0)) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    *failed = 0;
    pm_read_options o = read_full(options);
    pm_paths *p = mem_zalloc(o.common.allocator, sizeof *p);
    if (p == NULL) {
        return PM_ERR_MEMORY;
    }
    reporter report = {.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    reader_options inner = {
        .columns = o.columns, .allocator = o.common.allocator, .report = &report};
    inner.document = o.documents != NULL ? only_listed : NULL;
    inner.own = o.own;
    inner.own_ctx = o.own_ctx;
    p->allocator = o.common.allocator;
    p->names.allocator = p->shown.allocator = p->allocator;
    pm_status status = reader_expand(&inner, paths, count, &p->names, failed, &p->left);
    if (status != PM_OK) {
        mem_free(p->allocator, p);
        return status;
    }
    p->called = mem_array(p->allocator, p->names.count, sizeof *p->called);
    status = p->called != NULL ? show_paths(p) : PM_ERR_MEMORY;
    status = status == PM_OK ? names_make(&p->shown, p->called) : status;
    if (status != PM_OK) {
        pm_paths_free(p);
        return status;
    }
    *out = p;
    return PM_OK;
}

size_t pm_paths_count(const pm_paths *p) {
    return p != NULL ? p->names.count : 0;
}

const char *pm_paths_get(const pm_paths *p, size_t i) {
    return p != NULL && i < p->names.count ? p->names.items[i] : NULL;
}

int pm_paths_names(const pm_paths *p, size_t i, pm_str *file, pm_str *plan) {
    if (p == NULL || file == NULL || plan == NULL || i >= p->names.count) {
        return -1;
    }
    bool standard = strcmp(p->names.items[i], "-") == 0; /* it has a name of its own */
    *file = *plan = (pm_str){NULL, 0};
    if (!standard) {
        names_choose(&p->shown, p->called, i, file, plan);
    }
    return 0;
}

void pm_paths_take_name(pm_paths *p, size_t i) {
    if (p != NULL && i < p->names.count) {
        names_take(&p->shown, p->called, i);
    }
}

size_t pm_paths_left(const pm_paths *p, char *endings, size_t size) {
    size_t at = 0;
    for (size_t i = 0; p != NULL && endings != NULL && i < p->left.kinds && at < size; i++) {
        int n = snprintf(endings + at, size - at, "%s%zu %s", i != 0 ? ", " : "",
                         p->left.kind[i].files, p->left.kind[i].ending);
        at += n > 0 ? (size_t)n : 0;
    }
    if (at == 0 && endings != NULL && size != 0) {
        endings[0] = '\0';
    }
    return p != NULL ? p->left.files : 0;
}

int pm_paths_omission(const pm_paths *p, size_t i, pm_omission *out) {
    if (p == NULL || out == NULL || i >= p->left.omitted_count) {
        return -1;
    }
    const reader_omission *o = &p->left.omitted[i];
    *out = (pm_omission){o->path, o->reason, o->before, o->failed};
    return 0;
}

void pm_paths_free(pm_paths *p) {
    if (p != NULL) {
        const pm_allocator *a = p->allocator;
        os_free_names(&p->names);
        os_free_names(&p->shown);
        reader_left_free(&p->left);
        mem_free(a, p->called);
        mem_free(a, p);
    }
}

/* ---- Marks out ---- */

struct pm_writer {
    const pm_allocator *allocator;
    output inner;
};

static pm_write_options write_full(const pm_write_options *given) {
    pm_write_options full = {.size = sizeof full};
    options_take(&full, sizeof full, given);
    full.common = options_full(&full.common);
    return full;
}

pm_status pm_writer_new(const pm_write_options *options, pm_str stamp, pm_sink_fn sink, void *ctx,
                        pm_writer **out) {
    if (sink == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_write_options o = write_full(options);
    if ((unsigned)o.format > PM_OUTPUT_JSONL || (unsigned)o.evidence > PM_EVIDENCE_ALL ||
        (unsigned)o.text > PM_TEXT_NONE || (o.bare && o.summary)) {
        return PM_ERR_ARGUMENT;
    }
    const pm_allocator *a = o.common.allocator;
    pm_writer *w = mem_zalloc(a, sizeof *w);
    if (w == NULL) {
        return PM_ERR_MEMORY;
    }
    output_options inner = {.format = (output_format)o.format,
                            .evidence = (output_evidence)o.evidence,
                            .text = (redact_policy)o.text,
                            .excel_safe = o.excel_safe != 0,
                            .colour = o.colour != 0,
                            .summary = o.summary != 0,
                            .bare = o.bare != 0,
                            .width = o.width,
                            .stamp = stamp,
                            .key = o.digest_key,
                            .allocator = a,
                            .sink = sink,
                            .ctx = ctx};
    w->allocator = a;
    pm_status status = output_init(&w->inner, &inner, o.common.diagnostic, o.common.diagnostic_ctx);
    if (status != PM_OK) {
        pm_writer_free(w);
        return status;
    }
    *out = w;
    return PM_OK;
}

pm_status pm_writer_add(pm_writer *w, const pm_row *row, const pm_mark *mark) {
    return w != NULL && row != NULL ? output_add(&w->inner, row, mark) : PM_ERR_ARGUMENT;
}

pm_status pm_writer_branch(pm_writer *w, const pm_row *first, pm_writer **out) {
    if (w == NULL || first == NULL || out == NULL || w->inner.is_branch) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_writer *branch = mem_zalloc(w->allocator, sizeof *branch);
    if (branch == NULL) {
        return PM_ERR_MEMORY;
    }
    branch->allocator = w->allocator;
    pm_status status = output_branch(&w->inner, first, &branch->inner);
    if (status != PM_OK) {
        pm_writer_free(branch);
        return status;
    }
    *out = branch;
    return PM_OK;
}

pm_status pm_writer_join(pm_writer *w, pm_writer *branch) {
    if (w == NULL || branch == NULL || w->inner.is_branch || !branch->inner.is_branch) {
        return PM_ERR_ARGUMENT;
    }
    return output_join(&w->inner, &branch->inner);
}

size_t pm_writer_held(const pm_writer *w) {
    return w != NULL ? w->inner.out.len : 0;
}

pm_status pm_writer_end(pm_writer *w) {
    return w != NULL && !w->inner.is_branch ? output_end(&w->inner) : PM_ERR_ARGUMENT;
}

void pm_writer_free(pm_writer *w) {
    if (w != NULL) {
        const pm_allocator *a = w->allocator;
        output_free(&w->inner);
        mem_free(a, w);
    }
}

pm_status pm_explain(pm_scorer *s, const pm_action *action, int colour, pm_sink_fn sink,
                     void *ctx) {
    if (s == NULL || action == NULL || sink == NULL) {
        return PM_ERR_ARGUMENT;
    }
    buffer out;
    buffer_init(&out, s->inner.allocator);
    pm_status status = scorer_mark(&s->inner, action);
    if (status == PM_OK) {
        explain_write(&s->inner, action, pm_pack_stamp(s->pack), colour != 0, &out);
        status = out.failed ? PM_ERR_MEMORY : sink(ctx, out.data, out.len) == 0 ? PM_OK : PM_ERR_IO;
    }
    buffer_free(&out);
    return status;
}
