/* SPDX-License-Identifier: MIT
 * POST /v1/score and /v1/extract. Keeps true: the bytes are those of the command, for the same
 * rows and options. */
#include <string.h>

#include "serve/routes.h"

#define FORMATS "table|csv|jsonl"

const query_key route_score_keys[] = {{"format", QUERY_CHOICE, FORMATS, false},
                                      {"evidence", QUERY_CHOICE, "none|decided|all", false},
                                      {"text", QUERY_CHOICE, "full|evidence|none", false},
                                      {"summary", QUERY_SWITCH, NULL, false},
                                      {"excel-safe", QUERY_SWITCH, NULL, false},
                                      {"columns", QUERY_TEXT, NULL, false},
                                      {"name", QUERY_TEXT, NULL, false}};
const size_t route_score_key_count = sizeof route_score_keys / sizeof *route_score_keys;

const query_key route_extract_keys[] = {{"format", QUERY_CHOICE, FORMATS, false},
                                        {"text", QUERY_CHOICE, "full|evidence|none", false},
                                        {"excel-safe", QUERY_SWITCH, NULL, false},
                                        {"columns", QUERY_TEXT, NULL, false},
                                        {"name", QUERY_TEXT, NULL, false}};
const size_t route_extract_key_count = sizeof route_extract_keys / sizeof *route_extract_keys;

typedef struct rows_out {
    reading reading;
    pm_scorer *scorer; /* NULL: rows are not marked */
    pm_writer *writer;
    size_t written;
} rows_out;

/* How much of the evidence an output shows, as the command asks for it. */
static pm_evidence_level evidence_of(const pm_write_options *o) {
    if (o->summary || o->format == PM_OUTPUT_CSV) {
        return PM_EVIDENCE_NONE;
    }
    if (o->format == PM_OUTPUT_JSONL) {
        return o->evidence;
    }
    return o->text == PM_TEXT_EVIDENCE ? PM_EVIDENCE_DECIDED : PM_EVIDENCE_NONE;
}

static row_end write_row(void *ctx, const pm_row *row) {
    rows_out *out = ctx;
    const pm_mark *mark = NULL;
    bool scored = out->scorer != NULL && row->has_action;
    pm_status status = scored ? pm_score(out->scorer, &row->action, &mark) : PM_OK;
    if (status == PM_ERR_LIMIT) {
        reading_tell(&out->reading, row->source,
                     "a cell is too long to be marked; the row is left out");
        return ROW_LEFT;
    }
    status = status == PM_OK ? pm_writer_add(out->writer, row, mark) : status;
    out->written++;
    return status == PM_OK ? ROW_TAKEN : ROW_NO_MEMORY;
}

static const char *type_of(pm_output_format format) {
    return format == PM_OUTPUT_CSV     ? "text/csv; charset=utf-8"
           : format == PM_OUTPUT_JSONL ? "application/x-ndjson"
                                       : "text/plain; charset=utf-8";
}

/* What does not go together, as in the command. */
static bool settle(const query *q, pm_write_options *o, answer *a) {
    int format = query_choice(q, "format", PM_OUTPUT_JSONL);
    int evidence = query_choice(q, "evidence", -1);
    o->format = (pm_output_format)format;
    o->evidence = evidence >= 0 ? (pm_evidence_level)evidence : PM_EVIDENCE_DECIDED;
    o->text = (pm_text_policy)query_choice(q, "text", PM_TEXT_FULL);
    o->summary = query_choice(q, "summary", 0);
    o->excel_safe = query_choice(q, "excel-safe", 0);
    if (evidence >= 0 && (o->summary || o->format != PM_OUTPUT_JSONL)) {
        answer_problem(a, 400,
                       "Evidence is written in JSON lines, and not in a summary; leave out "
                       "'evidence', or ask for format=jsonl.");
        return false;
    }
    if (o->excel_safe && o->format != PM_OUTPUT_CSV) {
        answer_problem(a, 400, "'excel-safe' is for CSV; add format=csv.");
        return false;
    }
    return true;
}

static bool open_writer(worker *w, rows_out *out, pm_write_options *o, answer *a) {
    pm_str stamp = {NULL, 0};
    o->common = worker_options(w);
    if (!o->bare) {
        out->scorer = worker_scorer(w);
        stamp = pm_pack_stamp(w->stock->pack);
        if (out->scorer == NULL || pm_scorer_show(out->scorer, evidence_of(o)) != PM_OK) {
            return reading_no_memory(a);
        }
    }
    return pm_writer_new(o, stamp, answer_write, a, &out->writer) == PM_OK || reading_no_memory(a);
}

/* A table of nothing has no figures to end with. */
static bool end_writer(const rows_out *out, const pm_write_options *o, answer *a) {
    bool none = out->written == 0 && o->format == PM_OUTPUT_TABLE;
    return none || pm_writer_end(out->writer) == PM_OK || reading_no_memory(a);
}

static void write_rows(worker *w, const request *r, int bare, answer *a) {
    pm_write_options o = {.size = sizeof o, .bare = bare};
    rows_out out = {.reading = {.body = {r->body, r->len},
                                .name = r->name,
                                .json = r->json,
                                .table = r->table,
                                .columns = query_text(&r->query, "columns"),
                                .row = write_row}};
    out.reading.ctx = &out;
    if (settle(&r->query, &o, a) && open_writer(w, &out, &o, a) &&
        reading_run(&out.reading, w, a) && end_writer(&out, &o, a)) {
        a->type = type_of(o.format);
        a->complete = !out.reading.part;
        a->actions = out.reading.actions;
    }
    pm_writer_free(out.writer);
    reading_free(&out.reading);
}

void route_score(worker *w, request *r, answer *a) {
    write_rows(w, r, 0, a);
}

void route_extract(worker *w, request *r, answer *a) {
    write_rows(w, r, 1, a);
}
