/* SPDX-License-Identifier: MIT
 * Keeps true: a body goes through the readers of files, as a file that has a name alone; what is
 * told of it holds no word of it. */
#include "serve/reading.h"

#include <stdio.h>
#include <string.h>

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

static bool is_named(const reading *r) {
    return strcmp(r->name, "-") != 0;
}

pm_str reading_file(const reading *r) {
    return is_named(r) ? str_of(r->name) : str_of("stdin");
}

/* Behind the first ';' a message may list headings, which whoever sent the body knows. */
static void keep_first(reading *r, pm_str message) {
    if (r->told[0] == '\0') {
        const char *end = message.len != 0 ? memchr(message.data, ';', message.len) : NULL;
        size_t len = end != NULL ? (size_t)(end - message.data) : message.len;
        snprintf(r->told, sizeof r->told, "%.*s", (int)(len < sizeof r->told ? len : 0),
                 len != 0 ? message.data : "");
    }
}

void reading_hear(reading *r, const pm_diagnostic *d) {
    left_out_hear(&r->left_out, d, r->name, is_named(r) ? str_of(r->name) : (pm_str){NULL, 0});
    if (d->severity == PM_ERROR) {
        keep_first(r, d->message);
    }
}

void reading_tell(reading *r, pm_str place, const char *text) {
    pm_diagnostic d = {.severity = PM_ERROR, .file = place, .message = str_of(text)};
    reading_hear(r, &d);
}

bool reading_no_memory(answer *a) {
    answer_problem(a, 503, "Memory ran out; try again later.");
    return false;
}

static pm_status give(void *ctx, char *data, size_t size, size_t *got, const char **reason) {
    reading *r = ctx;
    (void)reason;
    *got = r->body.len - r->at < size ? r->body.len - r->at : size;
    if (*got != 0) {
        memcpy(data, r->body.data + r->at, *got);
    }
    r->at += *got;
    return PM_OK;
}

static bool refuse(const reading *r, pm_status status, answer *a) {
    if (status == PM_ERR_MEMORY) {
        return reading_no_memory(a);
    }
    if (status == PM_ERR_ARGUMENT) { /* in `columns`, which the query gives */
        answer_problem(a, 400, "The key 'columns' of the query does not fit: %s.", r->told);
        return false;
    }
    answer_problem(a, 422,
                   "Nothing in the body could be read: %s. Send a plan: rows or JSON with an "
                   "'action' in each (columns=action=HEADING in the query names another heading), "
                   "lines of text, or a document.",
                   r->told[0] != '\0' ? r->told : "it holds no row");
    return false;
}

static size_t row_bytes(const pm_row *row) {
    size_t bytes = row->plan_id.len + row->authority.len + row->source.len;
    for (size_t i = 0; i < PM_COLUMNS; i++) {
        bytes += row->action.cell[i].len;
    }
    for (size_t i = 0; i < row->extra_count; i++) {
        bytes += row->extra[i].name.len + row->extra[i].value.len;
    }
    return bytes;
}

/* To mark a cell takes up to about 100 times as much memory. */
static bool has_long_cell(const pm_row *row) {
    enum { CELL_MOST = 1024 * 1024 };
    for (size_t i = 0; i < PM_COLUMNS; i++) {
        if (row->action.cell[i].len > CELL_MOST) {
            return true;
        }
    }
    return false;
}

/* A few words may stand for many: what a plan says of all its actions is said of each. */
static bool is_within(reading *r, const pm_row *row, const service_limits *most, answer *a) {
    size_t bytes = row_bytes(row);
    r->actions += row->has_action != 0;
    if (r->actions > most->actions) {
        answer_problem(a, 413,
                       "The body has more than %zu actions; send them in several "
                       "requests, or mark them with the command.",
                       most->actions);
        return false;
    }
    if (most->rows != 0 && bytes > most->rows - r->bytes) {
        answer_problem(a, 413,
                       "The rows of the body are longer than %zu bytes together, with what "
                       "is said of all of them; send less at once.",
                       most->rows);
        return false;
    }
    r->bytes += bytes;
    return true;
}

static bool take_rows(reading *r, pm_reader *reader, const service_limits *most, answer *a) {
    for (;;) {
        pm_row row;
        pm_status status = pm_reader_next(reader, &row);
        if (status == PM_END) {
            return true;
        }
        if (status == PM_ERR_MEMORY) {
            return reading_no_memory(a);
        }
        if (status != PM_OK) {
            r->part = true;
            if (status != PM_ERR_ROW) {
                r->broken = 1;
                return true;
            }
            continue;
        }
        if (!is_within(r, &row, most, a)) {
            return false;
        }
        r->read++;
        row_end end = ROW_LEFT;
        if (has_long_cell(&row)) {
            reading_tell(r, row.source, "a cell is longer than 1 MiB; the row is left out");
        } else {
            end = r->row(r->ctx, &row);
        }
        if (end == ROW_NO_MEMORY) {
            return reading_no_memory(a);
        }
        r->skipped += end == ROW_LEFT;
        r->part |= end == ROW_LEFT;
    }
}

/* "[" and "null" are lines of text to the command, which knows a body by its bytes and name alone,
 * and so is a table whose headings it does not know. */
static bool is_as_told(const reading *r, const pm_reader *reader, answer *a) {
    const char *format = pm_reader_format(reader);
    if (r->json && strncmp(format, "json", 4) != 0) {
        answer_problem(a, 422,
                       "The Content-Type says that the body is JSON, and it is none; send "
                       "JSON, or the type of what it is.");
        return false;
    }
    if (r->table && !is_named(r) && strcmp(format, "text") == 0) {
        answer_problem(a, 422,
                       "The Content-Type says that the body is a table, and none of its headings "
                       "is known for the action's; name it in the query (columns=action=HEADING), "
                       "or send lines of text as text/plain.");
        return false;
    }
    return true;
}

static bool read_rows(reading *r, worker *w, answer *a) {
    pm_read_options o = {.size = sizeof o,
                         .common = worker_options(w),
                         .columns = str_of(r->columns),
                         .half_rows = r->half_rows,
                         .keys_only = r->keys_only,
                         .repeats = r->repeats,
                         .documents = documents_kit,
                         .documents_ctx = &w->documents,
                         .rest = give,
                         .rest_ctx = r};
    pm_reader *reader;
    pm_status status = pm_reader_open(&o, r->name, &reader);
    if (status != PM_OK) {
        return refuse(r, status, a);
    }
    bool good = is_as_told(r, reader, a) && take_rows(r, reader, &w->service->limits, a);
    size_t left = pm_reader_counts(reader).skipped;
    pm_reader_close(reader);
    if (good && r->part && r->read == 0) {
        return refuse(r, PM_ERR_INPUT, a);
    }
    r->skipped += left;
    r->read += left;
    return good;
}

bool reading_run(reading *r, worker *w, answer *a) {
    w->reading = r;
    bool good = read_rows(r, w, a);
    if (good && r->left_out.failed) {
        good = reading_no_memory(a);
    }
    return good;
}

bool reading_is_barren(const reading *r) {
    return !r->part && r->read == 0;
}

void reading_free(reading *r) {
    left_out_free(&r->left_out);
}
