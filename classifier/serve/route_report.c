/* SPDX-License-Identifier: MIT
 * POST /v1/report. Keeps true: the bytes are those of the command, for the same rows and options.
 */
#include <string.h>

#include "serve/routes.h"

const query_key route_report_keys[] = {{"format", QUERY_CHOICE, "text|json|html", false},
                                       {"by", QUERY_TEXT, NULL, true},
                                       {"text", QUERY_CHOICE, "full|none|names", false},
                                       {"columns", QUERY_TEXT, NULL, false},
                                       {"name", QUERY_TEXT, NULL, false}};
const size_t route_report_key_count = sizeof route_report_keys / sizeof *route_report_keys;

typedef struct report_run {
    reading reading;
    pm_str by[PM_REPORT_COLUMNS];
    size_t by_count;
    size_t refused; /* rows that the report left out */
    pm_report *report;
} report_run;

static row_end add_row(void *ctx, const pm_row *row) {
    report_run *run = ctx;
    pm_status status = pm_report_add(run->report, row);
    run->refused += status == PM_ERR_ROW;
    return status == PM_OK ? ROW_TAKEN : status == PM_ERR_ROW ? ROW_LEFT : ROW_NO_MEMORY;
}

static bool take_groups(report_run *run, const query *q, answer *a) {
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->item[i].key->name, "by") != 0) {
            continue;
        }
        pm_str column = {q->item[i].value, strlen(q->item[i].value)};
        if (run->by_count == PM_REPORT_COLUMNS || column.len == 0) {
            answer_problem(a, 400,
                           "The key 'by' of the query takes the name of a column, and at "
                           "most %d are given.",
                           PM_REPORT_COLUMNS);
            return false;
        }
        run->by[run->by_count++] = column;
    }
    return true;
}

static bool open_report(worker *w, report_run *run, const query *q, answer *a) {
    static const pm_text_policy policies[] = {PM_TEXT_FULL, PM_TEXT_NONE, PM_TEXT_NAMES};
    pm_report_options o = {.size = sizeof o, .common = worker_options(w)};
    o.text = policies[query_choice(q, "text", 1)];
    o.by = run->by;
    o.by_count = run->by_count;
    return pm_report_new(&o, w->stock->pack, &run->report) == PM_OK || reading_no_memory(a);
}

static bool write_tables(worker *w, report_run *run, const query *q, answer *a) {
    static const pm_table_format formats[] = {PM_TABLE_TEXT, PM_TABLE_JSON, PM_TABLE_HTML};
    static const char *const types[] = {"text/plain; charset=utf-8", "application/json",
                                        "text/html; charset=utf-8"};
    int format = query_choice(q, "format", 2);
    pm_table_options o = {
        .size = sizeof o, .common = worker_options(w), .format = formats[format], .width = 80};
    const pm_table *tables;
    size_t count;
    pm_report_input(run->report, 1, 0, run->reading.skipped - run->refused);
    pm_status status = pm_report_tables(run->report, &tables, &count);
    if (status != PM_OK && status != PM_ERR_MEMORY) {
        answer_problem(a, 422, "No report can be made of the body: %s.",
                       run->reading.told[0] != '\0' ? run->reading.told : pm_status_text(status));
        return false;
    }
    a->type = types[format];
    status = status == PM_OK ? pm_tables_write(&o, tables, count, answer_write, a) : status;
    return status == PM_OK || reading_no_memory(a);
}

void route_report(worker *w, request *r, answer *a) {
    report_run run = {.reading = {.body = {r->body, r->len},
                                  .name = r->name,
                                  .json = r->json,
                                  .table = r->table,
                                  .columns = query_text(&r->query, "columns"),
                                  .keys_only = 1,
                                  .repeats = 1,
                                  .row = add_row}};
    run.reading.ctx = &run;
    if (take_groups(&run, &r->query, a) && open_report(w, &run, &r->query, a) &&
        reading_run(&run.reading, w, a) && write_tables(w, &run, &r->query, a)) {
        a->complete = !run.reading.part;
        a->actions = run.reading.actions;
    }
    pm_report_free(run.report);
    reading_free(&run.reading);
}
