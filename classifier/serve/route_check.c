/* SPDX-License-Identifier: MIT
 * POST /v1/check. Keeps true: the bytes are those of the command, for the same rows and settings;
 * a setting that a query gives is checked by the code that checks it in a file. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "serve/routes.h"

/* Of all but the last three, the value goes to the setting of its name. */
const query_key route_check_keys[] = {{"format", QUERY_TEXT, NULL, false},
                                      {"require", QUERY_TEXT, NULL, false},
                                      {"min-score", QUERY_TEXT, NULL, false},
                                      {"min-high-quality", QUERY_TEXT, NULL, false},
                                      {"no-empty-plan", QUERY_SWITCH, NULL, false},
                                      {"per", QUERY_TEXT, NULL, false},
                                      {"level", QUERY_TEXT, NULL, true},
                                      {"fail-on", QUERY_TEXT, NULL, false},
                                      {"least", QUERY_TEXT, NULL, false},
                                      {"known", QUERY_SWITCH, NULL, false},
                                      {"text", QUERY_TEXT, NULL, false},
                                      {"columns", QUERY_TEXT, NULL, false},
                                      {"today", QUERY_TEXT, NULL, false},
                                      {"name", QUERY_TEXT, NULL, false}};
const size_t route_check_key_count = sizeof route_check_keys / sizeof *route_check_keys;

typedef struct check_run {
    worker *w;
    reading reading;
    pm_config *config; /* of this request; NULL: the stock's settings hold */
    pm_check_settings settings;
    bool text_asked;
    char today[16];
    pm_check *check;
    pm_check_writer *writer;
    bool named; /* the writer knows the file */
    struct {
        size_t rows;      /* with an action */
        char first[1024]; /* the source of its first row */
    } plan;               /* at hand */
    char fault[512];      /* in the settings of the query */
} check_run;

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

/* ---- settings ---- */

static void hear_fault(void *ctx, const pm_diagnostic *d) {
    check_run *c = ctx;
    if (c->fault[0] == '\0') {
        snprintf(c->fault, sizeof c->fault, "%.*s", (int)d->message.len, d->message.data);
    }
}

static bool starts(pm_str s, const char *with) {
    size_t len = strlen(with);
    return s.len >= len && memcmp(s.data, with, len) == 0;
}

/* What the service was started with, but for the format: the answer is JSON unless a query says
 * otherwise. */
static pm_status begin_config(check_run *c) {
    static const char levels[] = "check.levels";
    const stock *s = c->w->stock;
    pm_options o = {.size = sizeof o, .diagnostic = hear_fault, .diagnostic_ctx = c};
    pm_status status = pm_config_new(&o, &c->config);
    for (size_t i = 0; i < s->list_count && status == PM_OK; i++) {
        const pm_setting *x = &s->list[i];
        char entry[512];
        if (starts(x->origin, "built in") || !starts(x->key, "check.")) {
            continue;
        }
        if (starts(x->key, "check.levels.")) {
            int n = snprintf(entry, sizeof entry, "%.*s=%.*s", (int)(x->key.len - sizeof levels),
                             x->key.data + sizeof levels, (int)x->value.len, x->value.data);
            pm_str value = {entry, n > 0 && (size_t)n < sizeof entry ? (size_t)n : 0};
            status = pm_config_set(c->config, str_of(levels), value, x->origin);
        } else {
            status = pm_config_set(c->config, x->key, x->value, x->origin);
        }
    }
    return status;
}

static bool is_setting(const char *name) {
    return strcmp(name, "name") != 0 && strcmp(name, "today") != 0;
}

static pm_status set_query(check_run *c, const query *q) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < q->count && status == PM_OK; i++) {
        const char *name = q->item[i].key->name;
        char key[64];
        snprintf(key, sizeof key, "check.%s", strcmp(name, "level") == 0 ? "levels" : name);
        if (is_setting(name)) {
            status = pm_config_set(c->config, str_of(key), str_of(q->item[i].value), str_of(name));
        }
    }
    return status;
}

static bool has_settings(const query *q) {
    for (size_t i = 0; i < q->count; i++) {
        if (is_setting(q->item[i].key->name)) {
            return true;
        }
    }
    return false;
}

static bool find_today(check_run *c, const char *given, answer *a) {
    time_t now = time(NULL);
    struct tm local;
    if (given == NULL && localtime_r(&now, &local) != NULL) {
        (void)strftime(c->today, sizeof c->today, "%Y-%m-%d", &local);
    } else if (given != NULL && strlen(given) < sizeof c->today) {
        memcpy(c->today, given, strlen(given) + 1);
    }
    if (!pm_day_is_valid(str_of(c->today))) {
        answer_problem(a, 400,
                       "The key 'today' of the query is a day of the calendar, such as "
                       "2024-05-31.");
        return false;
    }
    return true;
}

static bool settle(check_run *c, const query *q, answer *a) {
    c->settings = c->w->stock->settings;
    if (has_settings(q)) {
        pm_status status = begin_config(c);
        status = status == PM_OK ? set_query(c, q) : status;
        status = status == PM_OK ? pm_config_check_settings(c->config, &c->settings) : status;
        status = status == PM_OK ? pm_config_check_levels(c->config, c->w->stock->pack) : status;
        if (status == PM_ERR_MEMORY) {
            return reading_no_memory(a);
        }
        if (status != PM_OK) {
            answer_problem(a, 400, "A key of the query does not fit: %s.", c->fault);
            return false;
        }
    }
    if (query_text(q, "format") == NULL) {
        c->settings.format = PM_CHECK_JSON;
    }
    return find_today(c, query_text(q, "today"), a);
}

/* ---- plans ---- */

static row_end write_plan(check_run *c, const pm_plan_check *done) {
    pm_status status = PM_OK;
    if (done != NULL && !c->named) {
        bool named = strcmp(c->reading.name, "-") != 0;
        c->named = true;
        status = pm_check_writer_file(c->writer, str_of(c->reading.name),
                                      named ? str_of(c->reading.name) : (pm_str){NULL, 0});
    }
    if (done != NULL && status == PM_OK) {
        status = pm_check_writer_add(c->writer, done);
    }
    return status == PM_OK ? ROW_TAKEN : ROW_NO_MEMORY;
}

/* The plan before the row at hand could not be checked: its rows are left out. */
static row_end leave_out(check_run *c, pm_status status) {
    if (status != PM_ERR_LIMIT) {
        return ROW_NO_MEMORY;
    }
    reading_tell(&c->reading, str_of(c->plan.first),
                 "a cell of this plan is too long, or it has too many actions; the plan is left "
                 "out");
    c->reading.skipped += c->plan.rows;
    c->reading.part = true;
    return ROW_TAKEN;
}

static void note_row(check_run *c, const pm_row *row) {
    size_t len = row->source.len < sizeof c->plan.first ? row->source.len : 0;
    if (c->plan.first[0] == '\0' && len != 0) {
        memcpy(c->plan.first, row->source.data, len);
        c->plan.first[len] = '\0';
    }
    c->plan.rows += row->has_action != 0;
}

static row_end check_row(void *ctx, const pm_row *row) {
    check_run *c = ctx;
    const pm_plan_check *done;
    pm_status status = pm_check_row(c->check, row, &done);
    row_end end = status == PM_OK ? write_plan(c, done) : leave_out(c, status);
    if (done != NULL || status != PM_OK) {
        c->plan.rows = 0;
        c->plan.first[0] = '\0';
    }
    note_row(c, row);
    return end;
}

/* A body in which nothing was found is a plan without actions, as a file is to the command. */
static row_end check_barren(check_run *c) {
    pm_str file = reading_file(&c->reading), plan = file;
    for (size_t i = file.len; i-- > 1 && plan.len == file.len;) {
        plan.len = file.data[i] == '.' ? i : plan.len;
    }
    pm_row row = {.plan_id = plan, .source = file, .plan_named = plan.len};
    return check_row(c, &row);
}

static bool check_rest(check_run *c, answer *a) {
    const pm_plan_check *done;
    row_end end = reading_is_barren(&c->reading) ? check_barren(c) : ROW_TAKEN;
    pm_status status = pm_check_rest(c->check, &done);
    row_end last = status == PM_OK ? write_plan(c, done) : leave_out(c, status);
    return (end != ROW_NO_MEMORY && last != ROW_NO_MEMORY) || reading_no_memory(a);
}

/* ---- the answer ---- */

static const char *type_of(pm_check_format format) {
    switch (format) {
    case PM_CHECK_JSON: return "application/json";
    case PM_CHECK_JSONL: return "application/x-ndjson";
    case PM_CHECK_SARIF: return "application/sarif+json";
    case PM_CHECK_JUNIT:
    case PM_CHECK_CHECKSTYLE: return "application/xml";
    case PM_CHECK_TEXT:
    case PM_CHECK_GITHUB:
    case PM_CHECK_FORMATS: break;
    }
    return "text/plain; charset=utf-8";
}

static bool open_check(check_run *c, answer *a) {
    const pm_check_settings *v = &c->settings;
    bool ours = v->format == PM_CHECK_JSON || v->format == PM_CHECK_JSONL;
    pm_check_write_options o = {.size = sizeof o,
                                .common = worker_options(c->w),
                                .format = v->format,
                                .least = v->least,
                                .known = v->known,
                                .fail_on = v->check.fail_on};
    o.text = v->text >= 0 ? (pm_text_policy)v->text : ours ? PM_TEXT_FULL : PM_TEXT_NAMES;
    pm_check_options options = v->check;
    options.baseline = c->w->stock->baseline;
    options.today = str_of(c->today);
    pm_status status = worker_check(c->w, &options, &c->check);
    status = status == PM_OK
                 ? pm_check_writer_new(&o, c->w->stock->pack, answer_write, a, &c->writer)
                 : status;
    return status == PM_OK || reading_no_memory(a);
}

static bool end_check(check_run *c, answer *a) {
    pm_check_total total;
    pm_status status = pm_check_total_of(c->check, &total);
    total.incomplete = c->reading.part;
    total.rows_left_out = c->reading.skipped;
    total.files_left_out = c->reading.broken;
    total.left_out = c->reading.left_out.items;
    total.left_out_count = c->reading.left_out.count;
    status = status == PM_OK ? pm_check_writer_end(c->writer, &total) : status;
    a->passed = total.passed;
    a->complete = !c->reading.part;
    a->type = type_of(c->settings.format);
    a->actions = total.actions;
    return status == PM_OK || reading_no_memory(a);
}

void route_check(worker *w, request *r, answer *a) {
    check_run c = {.w = w};
    if (settle(&c, &r->query, a) && open_check(&c, a)) {
        c.reading = (reading){.body = {r->body, r->len},
                              .name = r->name,
                              .json = r->json,
                              .table = r->table,
                              .columns = c.settings.columns,
                              .half_rows = 1,
                              .row = check_row,
                              .ctx = &c};
        (void)(reading_run(&c.reading, w, a) && check_rest(&c, a) && end_check(&c, a));
    }
    reading_free(&c.reading);
    pm_check_writer_free(c.writer);
    pm_config_free(c.config);
}
