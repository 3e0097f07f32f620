/* SPDX-License-Identifier: MIT
 * Keeps true: one object a line, with the keys of the CSV columns in their order, then the evidence. What the
 * text policy withholds is null; offsets are code points of the cell. */
#include "format/json.h"
#include "output/output.h"

#define KEY(w, name) json_key((w), STR(name))

static void put_text(json_writer *w, bool shown_at_all, pm_str text) {
    if (shown_at_all) {
        json_string(w, text);
    } else {
        json_null(w);
    }
}

static void put_row(json_writer *w, const shown *s) {
    static const char *const cells[PM_COLUMNS] = {"action", "who", "by_when", "measure"};
    KEY(w, "plan_id"), json_string(w, s->plan_id);
    KEY(w, "authority"), json_string(w, s->authority);
    KEY(w, "action_no"), json_string(w, s->action_no);
    for (int c = 0; c < PM_COLUMNS; c++) {
        json_key(w, str_from(cells[c]));
        put_text(w, s->cells, s->cell[c]);
    }
    KEY(w, "plan_date"), json_string(w, s->plan_date);
    KEY(w, "source"), json_string(w, s->source);
}

static void put_no_mark(json_writer *w) {
    static const char *const keys[] = {"score", "high_quality", "unsure", "owner_kind", "timeframe_kind"};
    for (int c = 0; c < PM_CRITERIA; c++) {
        json_key(w, str_from(output_criteria[c]));
        json_null(w);
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_key(w, str_from(keys[i]));
        json_null(w);
    }
}

static void put_mark(json_writer *w, const pm_mark *mark) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        json_key(w, str_from(output_criteria[c]));
        json_unsigned(w, (unsigned)mark->verdict[c].met);
    }
    KEY(w, "score"), json_unsigned(w, (unsigned)mark->score);
    KEY(w, "high_quality"), json_unsigned(w, (unsigned)mark->high_quality);
    KEY(w, "unsure"), json_string(w, mark->unsure);
    KEY(w, "owner_kind"), json_string(w, mark->owner_kind);
    KEY(w, "timeframe_kind"), json_string(w, mark->timeframe_kind);
}

/* ---- Evidence ---------------------------------------------------------------------------------------- */

static const char *const says_names[] = {"met", "unmet", "near"};
static const char *const strength_names[] = {"weak", "plain", "strong"};
static const char *const column_names[] = {"text", "who", "by_when", "measure"};

static void put_place(output *o, json_writer *w, shown *s, const pm_evidence *e) {
    pm_str words;
    KEY(w, "column"), json_string(w, str_from(column_names[e->column]));
    KEY(w, "start"), json_unsigned(w, shown_points(s, e->column, e->start, true));
    KEY(w, "end"), json_unsigned(w, shown_points(s, e->column, e->end, false));
    KEY(w, "text");
    bool open = redact_words(&o->redact, s, e->column, e->start, e->end, &words);
    put_text(w, open, words);
}

static void put_captures(output *o, json_writer *w, shown *s, const pm_evidence *e) {
    KEY(w, "captures"), json_open_array(w);
    for (size_t i = 0; i < redact_captures(&o->redact, e); i++) {
        const pm_capture *c = &e->capture[i];
        pm_str words;
        bool open = redact_words(&o->redact, s, e->column, c->start, c->end, &words);
        json_open_object(w);
        KEY(w, "name"), json_string(w, c->name);
        KEY(w, "start"), json_unsigned(w, shown_points(s, e->column, c->start, false));
        KEY(w, "end"), json_unsigned(w, shown_points(s, e->column, c->end, false));
        KEY(w, "text"), put_text(w, open, words);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_evidence(output *o, json_writer *w, shown *s, const pm_evidence *e, size_t canceller) {
    json_open_object(w);
    KEY(w, "criterion"), json_string(w, str_from(output_criteria[e->criterion]));
    KEY(w, "says"), json_string(w, str_from(says_names[e->says]));
    KEY(w, "strength"), json_string(w, str_from(strength_names[e->strength]));
    KEY(w, "rule"), json_string(w, e->rule);
    KEY(w, "kind"), json_string(w, e->kind);
    put_place(o, w, s, e);
    put_captures(o, w, s, e);
    KEY(w, "decided"), json_bool(w, e->decided);
    KEY(w, "cancelled_by");
    if (canceller != SIZE_MAX) {
        json_unsigned(w, canceller);
    } else {
        json_null(w);
    }
    json_close_object(w);
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

static void put_all_evidence(output *o, json_writer *w, shown *s, const pm_mark *mark) {
    KEY(w, "evidence"), json_open_array(w);
    o->out.failed |= !number_evidence(o, mark);
    for (size_t i = 0; i < mark->evidence_count && !o->out.failed; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (is_listed(o, e)) {
            put_evidence(o, w, s, e, e->cancelled_by >= 0 ? o->numbers[e->cancelled_by] : SIZE_MAX);
        }
    }
    json_close_array(w);
}

/* ---- What came near ---------------------------------------------------------------------------------- */

/* `e` is NULL where nothing came near. */
static void put_near(output *o, json_writer *w, shown *s, pm_criterion c, const pm_evidence *e, pm_str hint) {
    static const char *const absent[] = {"rule", "column", "start", "end", "text"};
    json_open_object(w);
    KEY(w, "criterion"), json_string(w, str_from(output_criteria[c]));
    if (e != NULL) {
        KEY(w, "rule"), json_string(w, e->rule);
        put_place(o, w, s, e);
    }
    for (size_t i = 0; e == NULL && i < sizeof absent / sizeof *absent; i++) {
        json_key(w, str_from(absent[i]));
        json_null(w);
    }
    buffer_clear(&o->scratch);
    redact_fill(&o->redact, s, hint, e, &o->scratch);
    KEY(w, "hint"), json_string(w, buffer_view(&o->scratch));
    json_close_object(w);
}

static bool came_near(const output *o, const pm_mark *mark, const pm_evidence *e) {
    return !mark->verdict[e->criterion].met && e->says != PM_MET && e->hint.len != 0 &&
           (o->options.evidence == OUTPUT_ALL || e->decided);
}

/* A criterion that is not met and has no piece here still tells what to add. */
static void put_all_near(output *o, json_writer *w, shown *s, const pm_mark *mark) {
    bool told[PM_CRITERIA] = {false};
    KEY(w, "near"), json_open_array(w);
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (came_near(o, mark, e)) {
            put_near(o, w, s, e->criterion, e, e->hint);
            told[e->criterion] = true;
        }
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (!mark->verdict[c].met && !told[c] && mark->verdict[c].hint.len != 0) {
            put_near(o, w, s, (pm_criterion)c, NULL, mark->verdict[c].hint);
        }
    }
    json_close_array(w);
}

/* ---- Lines ------------------------------------------------------------------------------------------- */

static void mark_line(output *o, shown *s, const pm_mark *mark) {
    json_writer w;
    json_writer_init(&w, &o->out);
    json_open_object(&w);
    put_row(&w, s);
    if (mark != NULL) {
        put_mark(&w, mark);
    } else {
        put_no_mark(&w);
    }
    KEY(&w, "pack"), json_string(&w, o->options.stamp);
    for (size_t i = 0; i < s->extra_count; i++) {
        json_key(&w, s->extra[i].name);
        json_string(&w, s->extra[i].value);
    }
    if (o->options.evidence != OUTPUT_NO_EVIDENCE && mark != NULL) {
        put_all_evidence(o, &w, s, mark);
        put_all_near(o, &w, s, mark);
    }
    json_close_object(&w);
    buffer_char(&o->out, '\n');
}

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
