/* SPDX-License-Identifier: MIT
 * Keeps true: each line has all columns; under the policy "none" no name of a file is written, and
 * but for "full" of a reason no more than its first clause: headings of the file, or cells of one
 * without headings, may stand behind it. */
#include "output/manifest.h"

#include <string.h>

#include "format/csv.h"

void manifest_init(manifest *m, const output_options *options) {
    *m = (manifest){.excel_safe = options->excel_safe, .sink = options->sink, .ctx = options->ctx};
    redact_init(&m->redact, options->text, options->key, options->allocator);
    buffer_init(&m->out, options->allocator);
    buffer_init(&m->scratch, options->allocator);
    buffer_init(&m->name, options->allocator);
}

void manifest_free(manifest *m) {
    redact_free(&m->redact);
    buffer_free(&m->out);
    buffer_free(&m->scratch);
    buffer_free(&m->name);
}

static pm_status hand_on(manifest *m) {
    if (m->out.failed) {
        m->failed = PM_ERR_MEMORY;
    } else if (m->out.len != 0 && m->sink(m->ctx, m->out.data, m->out.len) != 0) {
        m->failed = PM_ERR_IO;
    }
    buffer_clear(&m->out);
    return m->failed;
}

static void put_headings(manifest *m) {
    static const char *const names[] = {"path",        "sha256",       "format", "plans", "actions",
                                        "tables_seen", "tables_taken", "status", "reason"};
    csv_writer w;
    csv_writer_init(&w, &m->out, ',');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        csv_cell(&w, str_from(names[i]));
    }
    csv_end_row(&w);
    m->begun = true;
}

static void put_cell(manifest *m, csv_writer *w, pm_str cell) {
    csv_cell(w, m->excel_safe ? redact_formula(cell, &m->scratch) : cell);
}

static void put_count(csv_writer *w, bool counted, size_t n) {
    char digits[24];
    char *end = digits_put(digits, n);
    csv_cell(w, (pm_str){digits, counted ? (size_t)(end - digits) : 0});
}

static pm_str first_clause(pm_str reason) {
    const char *mark = reason.len != 0 ? memchr(reason.data, ';', reason.len) : NULL;
    return mark != NULL ? str_slice(reason, 0, (size_t)(mark - reason.data)) : reason;
}

static void put_line(manifest *m, const manifest_line *line) {
    bool hidden = m->redact.policy == REDACT_NONE;
    csv_writer w;
    csv_writer_init(&w, &m->out, ',');
    buffer_clear(&m->name);
    buffer_name(&m->name, line->path);
    pm_str path = buffer_view(&m->name);
    put_cell(m, &w, hidden ? redact_path(&m->redact, path, line->name) : path);
    csv_cell(&w, line->sha256);
    csv_cell(&w, line->format);
    put_count(&w, line->counted, line->plans);
    put_count(&w, line->counted, line->actions);
    put_count(&w, line->counted, line->tables_seen);
    put_count(&w, line->counted, line->tables_taken);
    csv_cell(&w, line->status);
    bool whole = m->redact.policy == REDACT_FULL;
    put_cell(m, &w, whole ? line->reason : first_clause(line->reason));
    csv_end_row(&w);
    m->out.failed |= m->redact.ids.failed || m->scratch.failed || m->name.failed;
}

pm_status manifest_add(manifest *m, const manifest_line *line) {
    if (m->failed != PM_OK) {
        return m->failed;
    }
    if (!m->begun) {
        put_headings(m);
    }
    put_line(m, line);
    return hand_on(m);
}

pm_status manifest_end(manifest *m) {
    if (m->failed == PM_OK && !m->begun) {
        put_headings(m);
        hand_on(m);
    }
    return m->failed;
}
