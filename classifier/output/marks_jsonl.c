/* SPDX-License-Identifier: MIT
 * Keeps true: one object a line, with the keys of the CSV columns in their order, then the
 * evidence. What the text policy withholds is null; offsets are code points of the cell. Keys are
 * written as literals: a line has a hundred of them. */
#include "format/json.h"
#include "output/output.h"

#include <string.h>

static void put(buffer *out, const char *text, size_t len) {
    if (!out->failed && out->cap - out->len >= len) {
        memcpy(out->data + out->len, text, len);
        out->len += len;
    } else {
        buffer_put(out, text, len);
    }
}

#define PUT(out, literal) put((out), (literal), sizeof(literal) - 1)

/* A name of one of the tables here: it needs no escapes. */
static void put_name(buffer *out, const char *name) {
    PUT(out, "\"");
    put(out, name, strlen(name));
    PUT(out, "\"");
}

static void put_string(buffer *out, const char *key, size_t len, pm_str value) {
    put(out, key, len);
    json_quote(value, out);
}
#define STRING(out, key, value) put_string((out), (key), sizeof(key) - 1, (value))

static void put_text(buffer *out, bool shown_at_all, pm_str text) {
    if (shown_at_all) {
        json_quote(text, out);
    } else {
        PUT(out, "null");
    }
}

static void put_row(buffer *out, const shown *s) {
    static const char *const cells[PM_COLUMNS] = {
        ",\"action\":", ",\"who\":", ",\"by_when\":", ",\"measure\":"};
    STRING(out, "{\"plan_id\":", s->plan_id);
    STRING(out, ",\"authority\":", s->authority);
    STRING(out, ",\"action_no\":", s->action_no);
    for (int c = 0; c < PM_COLUMNS; c++) {
        put(out, cells[c], strlen(cells[c]));
        put_text(out, s->cells, s->cell[c]);
    }
    STRING(out, ",\"plan_date\":", s->plan_date);
    STRING(out, ",\"source\":", s->source);
}

static void put_no_mark(buffer *out) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        PUT(out, ",");
        put_name(out, output_criteria[c]);
        PUT(out, ":null");
    }
    PUT(out, ",\"score\":null,\"high_quality\":null,\"unsure\":null,\"owner_kind\":null,"
             "\"timeframe_kind\":null");
}

static void put_mark(buffer *out, const pm_mark *mark) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        PUT(out, ",");
        put_name(out, output_criteria[c]);
        put(out, mark->verdict[c].met ? ":1" : ":0", 2);
    }
    PUT(out, ",\"score\":");
    buffer_unsigned(out, (unsigned)mark->score);
    PUT(out, ",\"high_quality\":");
    buffer_unsigned(out, (unsigned)mark->high_quality);
    STRING(out, ",\"unsure\":", mark->unsure);
    STRING(out, ",\"owner_kind\":", mark->owner_kind);
    STRING(out, ",\"timeframe_kind\":", mark->timeframe_kind);
}

/* ---- Evidence ---- */

static const char *const says_names[] = {"met", "unmet", "near"};
static const char *const strength_names[] = {"weak", "plain", "strong"};
static const char *const column_names[] = {"text", "who", "by_when", "measure"};

static void put_span(output *o, shown *s, pm_column column, size_t start, size_t end, bool stay) {
    buffer *out = &o->out;
    size_t from = shown_points(s, column, start, stay);
    pm_str words;
    PUT(out, "\"start\":");
    buffer_unsigned(out, from);
    PUT(out, ",\"end\":");
    buffer_unsigned(out, shown_points(s, column, end, false));
    PUT(out, ",\"text\":");
    bool open = redact_words(&o->redact, s, column, start, end, &words);
    put_text(out, open, words);
}

static void put_place(output *o, shown *s, const pm_evidence *e) {
    PUT(&o->out, ",\"column\":");
    put_name(&o->out, column_names[e->column]);
    PUT(&o->out, ",");
    put_span(o, s, e->column, e->start, e->end, true);
}

static void put_captures(output *o, shown *s, const pm_evidence *e) {
    PUT(&o->out, ",\"captures\":[");
    for (size_t i = 0; i < redact_captures(&o->redact, e); i++) {
        const pm_capture *c = &e->capture[i];
        put(&o->out, ",{\"name\":" + (i == 0), 9 - (i == 0));
        json_quote(c->name, &o->out);
        PUT(&o->out, ",");
        put_span(o, s, e->column, c->start, c->end, false);
        PUT(&o->out, "}");
    }
    PUT(&o->out, "]");
}

static void put_evidence(output *o, shown *s, const pm_evidence *e, size_t canceller) {
    buffer *out = &o->out;
    PUT(out, "{\"criterion\":");
    put_name(out, output_criteria[e->criterion]);
    PUT(out, ",\"says\":");
    put_name(out, says_names[e->says]);
    PUT(out, ",\"strength\":");
    put_name(out, strength_names[e->strength]);
    STRING(out, ",\"rule\":", e->rule);
    STRING(out, ",\"kind\":", e->kind);
    put_place(o, s, e);
    put_captures(o, s, e);
    PUT(out, ",\"decided\":");
    put(out, e->decided ? "true" : "false", e->decided ? 4 : 5);
    PUT(out, ",\"cancelled_by\":");
    if (canceller != SIZE_MAX) {
        buffer_unsigned(out, canceller);
    } else {
        PUT(out, "null");
    }
    PUT(out, "}");
}

static bool is_listed(const output *o, const pm_evidence *e) {
    return e->says != PM_NEAR && (o->options.evidence == OUTPUT_ALL || e->decided);
}

/* Where each piece of the mark stands in the list that is written. */
static bool number_evidence(output *o, const pm_mark *mark) {
    size_t next = 0;
    if (!mem_grow(o->options.allocator, (void **)&o->numbers, &o->number_cap, mark->evidence_count,
                  sizeof *o->numbers)) {
        return false;
    }
    for (size_t i = 0; i < mark->evidence_count; i++) {
        o->numbers[i] = is_listed(o, &mark->evidence[i]) ? next++ : SIZE_MAX;
    }
    return true;
}

static void put_all_evidence(output *o, shown *s, const pm_mark *mark) {
    bool first = true;
    PUT(&o->out, ",\"evidence\":[");
    o->out.failed |= !number_evidence(o, mark);
    for (size_t i = 0; i < mark->evidence_count && !o->out.failed; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (is_listed(o, e)) {
            put(&o->out, ",", !first);
            put_evidence(o, s, e, e->cancelled_by >= 0 ? o->numbers[e->cancelled_by] : SIZE_MAX);
            first = false;
        }
    }
    PUT(&o->out, "]");
}

/* ---- What came near ---- */

/* `e` is NULL where nothing came near. */
static void put_near(output *o, shown *s, pm_criterion c, const pm_evidence *e, pm_str hint) {
    buffer *out = &o->out;
    PUT(out, "{\"criterion\":");
    put_name(out, output_criteria[c]);
    if (e != NULL) {
        STRING(out, ",\"rule\":", e->rule);
        put_place(o, s, e);
    } else {
        PUT(out, ",\"rule\":null,\"column\":null,\"start\":null,\"end\":null,\"text\":null");
    }
    buffer_clear(&o->scratch);
    redact_fill(&o->redact, s, hint, e, &o->scratch);
    STRING(out, ",\"hint\":", buffer_view(&o->scratch));
    PUT(out, "}");
}

static bool came_near(const output *o, const pm_mark *mark, const pm_evidence *e) {
    return !mark->verdict[e->criterion].met && e->says != PM_MET && e->hint.len != 0 &&
           (o->options.evidence == OUTPUT_ALL || e->decided);
}

/* A criterion that is not met and has no piece here still tells what to add. */
static void put_all_near(output *o, shown *s, const pm_mark *mark) {
    bool told[PM_CRITERIA] = {false}, first = true;
    PUT(&o->out, ",\"near\":[");
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (came_near(o, mark, e)) {
            put(&o->out, ",", !first);
            put_near(o, s, e->criterion, e, e->hint);
            told[e->criterion] = true;
            first = false;
        }
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (!mark->verdict[c].met && !told[c] && mark->verdict[c].hint.len != 0) {
            put(&o->out, ",", !first);
            put_near(o, s, (pm_criterion)c, NULL, mark->verdict[c].hint);
            first = false;
        }
    }
    PUT(&o->out, "]");
}

/* ---- Lines ---- */

static void mark_line(output *o, shown *s, const pm_mark *mark) {
    buffer *out = &o->out;
    put_row(out, s);
    if (mark != NULL) {
        put_mark(out, mark);
    } else {
        put_no_mark(out);
    }
    STRING(out, ",\"pack\":", o->options.stamp);
    for (size_t i = 0; i < s->extra_count; i++) {
        PUT(out, ",");
        json_quote(s->extra[i].name, out);
        STRING(out, ":", s->extra[i].value);
    }
    if (o->options.evidence != OUTPUT_NO_EVIDENCE && mark != NULL) {
        put_all_evidence(o, s, mark);
        put_all_near(o, s, mark);
    }
    PUT(out, "}\n");
}

#define KEY(w, name) json_key((w), STR(name))

static void put_ratio(output *o, json_writer *w, size_t num, size_t den) {
    buffer_clear(&o->scratch);
    output_ratio(&o->scratch, num, den, 4);
    json_raw(w, den != 0 ? buffer_view(&o->scratch) : STR("null"));
}

static void plan_line(output *o, const plan_sum *p) {
    json_writer w;
    json_writer_init(&w, &o->out);
    json_open_object(&w);
    KEY(&w, "plan_id"), json_string(&w, p->plan_id);
    KEY(&w, "authority"), json_string(&w, p->authority);
    KEY(&w, "actions"), json_unsigned(&w, p->actions);
    KEY(&w, "mean_score"), put_ratio(o, &w, p->score, p->actions);
    for (int c = 0; c < PM_CRITERIA; c++) {
        buffer_clear(&o->scratch);
        buffer_text(&o->scratch, "share_");
        buffer_text(&o->scratch, output_criteria[c]);
        json_key(&w, buffer_view(&o->scratch));
        put_ratio(o, &w, p->met[c], p->actions);
    }
    KEY(&w, "high_quality"), json_unsigned(&w, p->high_quality);
    KEY(&w, "share_high_quality"), put_ratio(o, &w, p->high_quality, p->actions);
    KEY(&w, "pack"), json_string(&w, o->options.stamp);
    json_close_object(&w);
    buffer_char(&o->out, '\n');
}

const output_kind output_jsonl = {.flush_at = 65536, .mark = mark_line, .plan = plan_line};
