/* SPDX-License-Identifier: MIT
 * Keeps true: a line is read by itself, in its own encoding; what is wrong with it costs it alone.
 */
#include "format/scan.h"
#include "readers/objects.h"

typedef struct jsonl {
    line_reader lines;
    object object;
    buffer recoded; /* a line that came as Windows-1252 */
    bool recoded_told;
} jsonl;

static pm_status jsonl_open(reader *r) {
    jsonl *s = mem_zalloc(r->allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    line_init(&s->lines, r->allocator, &r->feed, false);
    object_init(&s->object, r->allocator);
    buffer_init(&s->recoded, r->allocator);
    r->state = s;
    return PM_OK;
}

static pm_status recode(jsonl *s, reader *r, pm_str *line) {
    if (scan_ascii(line->data, line->len) || utf8_valid(line->data, line->len)) {
        return PM_OK;
    }
    if (!s->recoded_told) {
        reader_tell(r, PM_NOTE,
                    "this row is no UTF-8 and is read as Windows-1252, as are others like it");
        s->recoded_told = true;
    }
    buffer_clear(&s->recoded);
    windows1252_append(*line, &s->recoded);
    *line = buffer_view(&s->recoded);
    return s->recoded.failed ? PM_ERR_MEMORY : PM_OK;
}

static pm_status refuse_json(reader *r, const json_reader *j, const char *reason) {
    r->column = j->offset + 1;
    return reader_refuse(r, "the row is left out: %s", reason);
}

static pm_status read_line(jsonl *s, reader *r, pm_str line, pm_row *row) {
    json_reader j;
    json_event event = json_begin_object(&j, line) ? JSON_OBJECT : json_next(&j);
    if (event != JSON_OBJECT) {
        return refuse_json(r, &j, event == JSON_ERROR ? j.reason : "it is no JSON object");
    }
    object_clear(&s->object);
    pm_status status = object_read(&s->object, &j, &r->columns.root);
    if (status == PM_ERR_LIMIT) {
        return refuse_json(r, &j, "it has too many keys");
    }
    bool more = j.at != j.end; /* only white space may be */
    if (status == PM_ERR_ROW || (status == PM_OK && more && json_next(&j) != JSON_END)) {
        return refuse_json(r, &j, j.reason);
    }
    return status == PM_OK ? object_row(&s->object, 0, r, row) : status;
}

static pm_status jsonl_next(reader *r, pm_row *row) {
    jsonl *s = r->state;
    pm_str line;
    pm_status status = line_next(&s->lines, &line);
    while (status == PM_OK && cell_blank(line)) {
        r->counts.empty++;
        status = line_next(&s->lines, &line);
    }
    if (status == PM_END) {
        reader_tell_missing(r);
        return PM_END;
    }
    reader_set_line(r, s->lines.line);
    if (status == PM_ERR_ROW) {
        return reader_refuse(r, "the line is too long and is left out");
    }
    status = status == PM_OK ? recode(s, r, &line) : status;
    return status == PM_OK ? read_line(s, r, line, row) : status;
}

static void jsonl_close(reader *r) {
    jsonl *s = r->state;
    if (s != NULL) {
        line_free(&s->lines);
        object_free(&s->object);
        buffer_free(&s->recoded);
        mem_free(r->allocator, s);
    }
}

const row_kind rows_jsonl = {READER_JSONL, ".jsonl.ndjson", true,
                             jsonl_open,   jsonl_next,      jsonl_close};
