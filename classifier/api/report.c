/* SPDX-License-Identifier: MIT
 * Keeps true: what a report is given is taken or refused before it changes anything. */
#include "report/report.h"

#include <string.h>

#include "api/handles.h"
#include "output/tables.h"
#include "planmark/audit.h"

enum { PERMUTATIONS_MOST = 1000000 };

struct pm_report {
    report inner;
    reporter tell;
    arena names; /* of the columns to group by, and the key */
    const pm_allocator *allocator;
};

_Static_assert((int)PM_REPORT_COLUMNS == (int)FACT_COLUMNS, "columns to group by");

static pm_report_options options_of(const pm_report_options *given) {
    pm_report_options o = {.size = 0};
    if (given != NULL) {
        memcpy(&o, given, given->size < sizeof o ? given->size : sizeof o);
    }
    o.common = options_full(&o.common);
    o.permutations = o.permutations != 0 ? o.permutations : PM_REPORT_PERMUTATIONS;
    return o;
}

static pm_str keep(pm_report *r, pm_str s, bool *room) {
    char *copy = arena_copy(&r->names, s.data, s.len);
    *room = *room && copy != NULL;
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

/* What outlives the caller's options; `inner` is good where there was memory for all. */
static bool keep_options(pm_report *r, const pm_report_options *o, const pm_pack *pack,
                         report_options *inner) {
    pm_str *by = arena_alloc(&r->names, o->by_count * sizeof *by);
    bool room = by != NULL;
    for (size_t i = 0; i < o->by_count && room; i++) {
        by[i] = keep(r, o->by[i], &room);
    }
    *inner = (report_options){.text = (redact_policy)o->text,
                              .key = keep(r, o->digest_key, &room),
                              .by = by,
                              .by_count = o->by_count,
                              .suppress = o->suppress,
                              .seed = o->seed,
                              .permutations = o->permutations,
                              .mixed = o->mixed != 0,
                              .stamp = pm_pack_stamp(pack),
                              .engine = str_from(pm_version())};
    return room;
}

pm_status pm_report_new(const pm_report_options *options, const pm_pack *pack, pm_report **out) {
    if (out == NULL || pack == NULL) {
        return PM_ERR_ARGUMENT;
    }
    *out = NULL;
    pm_report_options o = options_of(options);
    if ((unsigned)o.text > PM_TEXT_NAMES || o.by_count > PM_REPORT_COLUMNS ||
        (o.by == NULL && o.by_count != 0) || o.suppress > PM_REPORT_SUPPRESS_MOST ||
        (o.suppress != 0 && o.by_count > 1) || o.permutations > PERMUTATIONS_MOST) {
        return PM_ERR_ARGUMENT;
    }
    pm_report *r = mem_zalloc(o.common.allocator, sizeof *r);
    if (r == NULL) {
        return PM_ERR_MEMORY;
    }
    r->allocator = o.common.allocator;
    r->tell = (reporter){.fn = o.common.diagnostic, .ctx = o.common.diagnostic_ctx};
    arena_init(&r->names, r->allocator);
    report_options inner;
    if (!keep_options(r, &o, pack, &inner)) {
        arena_free(&r->names);
        mem_free(o.common.allocator, r);
        return PM_ERR_MEMORY;
    }
    pm_status status =
        report_init(&r->inner, pack->image, pack->wordnet, &inner, r->allocator, &r->tell);
    if (status != PM_OK) {
        pm_report_free(r);
        return status;
    }
    *out = r;
    return PM_OK;
}

void pm_report_free(pm_report *r) {
    if (r != NULL) {
        const pm_allocator *a = r->allocator;
        report_free(&r->inner);
        arena_free(&r->names);
        mem_free(a, r);
    }
}

pm_status pm_report_add(pm_report *r, const pm_row *row) {
    return r != NULL && row != NULL && !r->inner.told ? report_row(&r->inner, row)
                                                      : PM_ERR_ARGUMENT;
}

pm_status pm_report_add_plan(pm_report *r, const pm_row *row) {
    return r != NULL && row != NULL && !r->inner.told ? report_meta(&r->inner, row)
                                                      : PM_ERR_ARGUMENT;
}

pm_status pm_report_evaluation(pm_report *r, pm_str name, pm_str content) {
    if (r == NULL || r->inner.told) {
        return PM_ERR_ARGUMENT;
    }
    source src = {.name = name, .text = content};
    return report_evaluation(&r->inner, &src);
}

pm_status pm_report_input(pm_report *r, size_t files_read, size_t files_refused, size_t rows_left) {
    if (r == NULL || r->inner.told) {
        return PM_ERR_ARGUMENT;
    }
    r->inner.files_read += files_read;
    r->inner.files_refused += files_refused;
    r->inner.skipped += rows_left;
    return PM_OK;
}

pm_status pm_report_tables(pm_report *r, const pm_table **out, size_t *count) {
    return r != NULL && out != NULL && count != NULL ? report_tables(&r->inner, out, count)
                                                     : PM_ERR_ARGUMENT;
}

/* ---- writing ---- */

static pm_table_options table_options_of(const pm_table_options *given) {
    pm_table_options o = {.size = 0};
    if (given != NULL) {
        memcpy(&o, given, given->size < sizeof o ? given->size : sizeof o);
    }
    o.common = options_full(&o.common);
    return o;
}

/* What a printer reads without asking. */
static bool are_whole(const pm_table *items, size_t count) {
    bool whole = items != NULL || count == 0;
    for (size_t i = 0; i < count && whole; i++) {
        const pm_table *t = &items[i];
        whole = t->name != NULL && t->title != NULL &&
                (t->columns != NULL || t->column_count == 0) &&
                (t->cells != NULL || t->column_count == 0 || t->row_count == 0) &&
                (t->notes != NULL || t->note_count == 0);
        for (size_t c = 0; whole && c < t->column_count; c++) {
            whole = t->columns[c].name != NULL && t->columns[c].title != NULL;
        }
    }
    return whole;
}

pm_status pm_tables_write(const pm_table_options *options, const pm_table *items, size_t count,
                          pm_sink_fn sink, void *ctx) {
    pm_table_options o = table_options_of(options);
    tables t = {items, count};
    buffer out;
    if (!are_whole(items, count) || sink == NULL || (unsigned)o.format > PM_TABLE_HTML ||
        (o.format == PM_TABLE_CSV && count != 1)) {
        return PM_ERR_ARGUMENT;
    }
    buffer_init(&out, o.common.allocator);
    switch (o.format) {
    case PM_TABLE_TEXT: tables_text(&t, o.width, o.colour != 0, &out); break;
    case PM_TABLE_JSON: tables_json(&t, &out); break;
    case PM_TABLE_CSV: tables_csv(&items[0], o.excel_safe != 0, &out); break;
    case PM_TABLE_HTML: tables_html(&t, o.title, &out); break;
    }
    pm_status status = out.failed ? PM_ERR_MEMORY : PM_OK;
    if (status == PM_OK && out.len != 0) {
        status = sink(ctx, out.data, out.len) == 0 ? PM_OK : PM_ERR_IO;
    }
    buffer_free(&out);
    return status;
}
