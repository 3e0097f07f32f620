/* SPDX-License-Identifier: MIT
 * Findings for programs, as one JSON object. Keeps true: what the text policy withholds is null;
 * plans are written as they come. */
#include "output/findings_json.h"

enum { VERSION = 1 }; /* of the keys: raised when one changes its meaning */

/* ---- small things ---- */

static void put_counts(json_writer *w, const size_t count[PM_FINDING_STATES][PM_LEVELS]) {
    KEY(w, "counts"), json_open_object(w);
    for (int state = PM_FINDING_NEW; state <= PM_FINDING_KNOWN; state++) {
        json_key(w, str_from(findings_states[state])), json_open_object(w);
        for (int level = PM_LEVEL_ERROR; level > PM_LEVEL_OFF; level--) {
            json_key(w, str_from(findings_levels[level]));
            json_unsigned(w, count[state][level]);
        }
        json_close_object(w);
    }
    KEY(w, "resolved"), json_unsigned(w, count[PM_FINDING_RESOLVED][PM_LEVEL_OFF]);
    json_close_object(w);
}

static void put_figures(json_writer *w, double mean, size_t high_quality,
                        const size_t met[PM_CRITERIA]) {
    KEY(w, "mean_score"), json_decimal(w, mean, 4);
    KEY(w, "high_quality"), json_unsigned(w, high_quality);
    KEY(w, "met"), json_open_object(w);
    for (int c = 0; c < PM_CRITERIA; c++) {
        json_key(w, str_from(output_criteria[c])), json_unsigned(w, met[c]);
    }
    json_close_object(w);
}

static void put_index(json_writer *w, ptrdiff_t index) {
    if (index >= 0) {
        json_unsigned(w, (uint64_t)index);
    } else {
        json_null(w);
    }
}

static void put_told(json_writer *w, pm_str text, bool told) {
    if (told) {
        json_string(w, text);
    } else {
        json_null(w);
    }
}

/* ---- findings ---- */

static void put_override(findings *f, json_writer *w, const pm_override *by) {
    bool told = findings_tells_why(f);
    KEY(w, "override");
    if (by == NULL) {
        json_null(w);
        return;
    }
    json_open_object(w);
    KEY(w, "reason"), put_told(w, by->reason, told);
    KEY(w, "who"), put_told(w, by->who, told);
    KEY(w, "when"), put_told(w, by->when, by->when.len != 0);
    KEY(w, "until"), put_told(w, by->until, by->until.len != 0);
    json_close_object(w);
}

/* On what it rests: the rule, and the words that the rule found. */
static void put_grounds(findings *f, json_writer *w, shown *s, const pm_evidence *e) {
    pm_str words;
    KEY(w, "rule"), put_told(w, e != NULL ? e->rule : STR(""), e != NULL && e->rule.len != 0);
    KEY(w, "words");
    if (e == NULL || s->hidden == NULL) {
        json_null(w);
        return;
    }
    json_open_object(w);
    KEY(w, "column"), json_string(w, str_from(output_columns[e->column]));
    KEY(w, "start"), json_unsigned(w, shown_points(s, e->column, e->start, true));
    KEY(w, "end"), json_unsigned(w, shown_points(s, e->column, e->end, false));
    bool open = redact_words(&f->redact, s, e->column, e->start, e->end, &words);
    KEY(w, "text"), put_told(w, words, open);
    json_close_object(w);
}

/* What is put together in f->scratch. */
static void put_scratch(findings *f, json_writer *w) {
    json_string(w, buffer_view(&f->scratch));
    f->out.failed |= f->scratch.failed;
}

static void put_message(findings *f, json_writer *w, const pm_plan_check *plan,
                        const pm_finding *x) {
    buffer_clear(&f->scratch);
    findings_message(f, plan, x, &f->scratch);
    KEY(w, "message"), put_scratch(f, w);
    buffer_clear(&f->scratch);
    findings_advice(f, plan, x, &f->scratch);
    KEY(w, "hint"), put_scratch(f, w);
}

static void put_place(json_writer *w, const shown *s, const pm_finding *x) {
    KEY(w, "action"), put_index(w, x->action);
    KEY(w, "action_no"), put_told(w, s->action_no, x->action >= 0);
    KEY(w, "earlier"), put_index(w, x->earlier);
    KEY(w, "source"), json_string(w, s->source);
}

void findings_json_finding(findings *f, json_writer *w, const pm_plan_check *plan,
                           const pm_finding *x) {
    shown s;
    KEY(w, "id"), json_string(w, x->id);
    KEY(w, "criterion");
    put_told(w, str_from(x->criterion >= 0 ? output_criteria[x->criterion] : NULL),
             x->criterion >= 0);
    KEY(w, "level"), json_string(w, str_from(findings_levels[x->level]));
    KEY(w, "state"), json_string(w, str_from(findings_states[x->state]));
    KEY(w, "about"), put_told(w, x->about, x->about.len != 0);
    findings_show(f, plan, x->action, &s);
    put_place(w, &s, x);
    put_message(f, w, plan, x);
    KEY(w, "unsure"), json_bool(w, x->unsure != 0);
    KEY(w, "confidence"), json_decimal(w, x->confidence, 4);
    findings_show(f, plan, x->action, &s);
    put_grounds(f, w, &s, x->evidence);
    KEY(w, "fingerprint"), json_string(w, str_from(x->fingerprint));
    put_override(f, w, x->override);
}

static void put_findings(findings *f, json_writer *w, const pm_plan_check *plan) {
    KEY(w, "findings"), json_open_array(w);
    for (size_t i = 0; i < plan->finding_count; i++) {
        if (findings_wanted(f, &plan->findings[i])) {
            json_open_object(w);
            findings_json_finding(f, w, plan, &plan->findings[i]);
            json_close_object(w);
        }
    }
    json_close_array(w);
}

/* ---- plans ---- */

static void put_action(findings *f, json_writer *w, const pm_plan_check *plan, size_t i) {
    const pm_checked_action *a = &plan->actions[i];
    shown s;
    findings_show(f, plan, (ptrdiff_t)i, &s);
    json_open_object(w);
    KEY(w, "action_no"), json_string(w, s.action_no);
    KEY(w, "source"), json_string(w, s.source);
    KEY(w, "verdicts"), json_open_object(w);
    for (int c = 0; c < PM_CRITERIA; c++) {
        json_key(w, str_from(output_criteria[c])), json_bool(w, a->met[c] != 0);
    }
    json_close_object(w);
    KEY(w, "unsure"), json_open_array(w);
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (a->unsure[c]) {
            json_string(w, str_from(output_criteria[c]));
        }
    }
    json_close_array(w);
    KEY(w, "score"), json_integer(w, a->score);
    KEY(w, "high_quality"), json_bool(w, a->high_quality != 0);
    KEY(w, "owner_kind"), json_string(w, a->owner_kind);
    KEY(w, "timeframe_kind"), json_string(w, a->timeframe_kind);
    json_close_object(w);
}

static void put_resolved(findings *f, json_writer *w, const pm_plan_check *plan) {
    KEY(w, "resolved"), json_open_array(w);
    for (size_t i = 0; i < plan->resolved_count; i++) {
        const pm_finding *x = &plan->resolved[i];
        json_open_object(w);
        KEY(w, "id"), json_string(w, x->id);
        KEY(w, "fingerprint"), json_string(w, str_from(x->fingerprint));
        put_override(f, w, x->override);
        json_close_object(w);
    }
    json_close_array(w);
}

void findings_json_plan(findings *f, json_writer *w, const pm_plan_check *plan, bool with) {
    shown s;
    findings_show(f, plan, -1, &s);
    KEY(w, "plan_id"), json_string(w, s.plan_id);
    KEY(w, "authority"), json_string(w, s.authority);
    KEY(w, "path"), json_string(w, findings_path(f));
    KEY(w, "source"), json_string(w, s.source);
    KEY(w, "passed"), json_bool(w, plan->passed != 0);
    put_figures(w, plan->mean_score, plan->high_quality, plan->met);
    put_counts(w, plan->count);
    KEY(w, "actions"), json_open_array(w);
    for (size_t i = 0; i < plan->action_count; i++) {
        put_action(f, w, plan, i);
    }
    json_close_array(w);
    if (with) {
        put_findings(f, w, plan);
    }
    put_resolved(f, w, plan);
}

void findings_json_total(findings *f, json_writer *w, const pm_check_total *total, bool with) {
    pm_plan_check all = findings_of_total(total);
    KEY(w, "plans"), json_unsigned(w, total->plans);
    KEY(w, "shut"), json_unsigned(w, total->shut);
    KEY(w, "actions"), json_unsigned(w, total->actions);
    put_figures(w, total->mean_score, total->high_quality, total->met);
    put_counts(w, total->count);
    if (with) {
        put_findings(f, w, &all);
    }
}

void findings_json_stamp(const findings *f, json_writer *w) {
    KEY(w, "planmark_check"), json_unsigned(w, VERSION);
    KEY(w, "pack"), json_string(w, f->options.stamp);
    KEY(w, "engine"), json_string(w, f->options.engine);
}

static void put_left_out(findings *f, json_writer *w, const pm_check_total *total) {
    KEY(w, "left_out"), json_open_object(w);
    KEY(w, "rows"), json_unsigned(w, total->rows_left_out);
    KEY(w, "files"), json_unsigned(w, total->files_left_out);
    KEY(w, "places"), json_open_array(w);
    for (size_t i = 0; i < total->left_out_count; i++) {
        const pm_left_out *x = &total->left_out[i];
        json_open_object(w);
        KEY(w, "path"), json_string(w, findings_path_of(f, x->path, x->name));
        KEY(w, "line");
        if (x->line != 0) {
            json_unsigned(w, x->line);
        } else {
            json_null(w);
        }
        KEY(w, "reason"), json_string(w, x->reason);
        json_close_object(w);
    }
    json_close_array(w);
    json_close_object(w);
}

void findings_json_answer(findings *f, json_writer *w, const pm_check_total *total) {
    put_left_out(f, w, total);
    KEY(w, "complete"), json_bool(w, !total->incomplete);
    KEY(w, "passed"), json_bool(w, total->passed && !total->incomplete);
}

/* ---- the whole ---- */

/* The brackets that stay open between plans are written by hand. */
static void json_begin_all(findings *f) {
    enum { A_PLAN = 16 * 1024 }; /* of eight actions, with all findings */
    json_writer w;
    (void)buffer_room(&f->out, A_PLAN);
    json_writer_init(&w, &f->out);
    json_open_object(&w);
    findings_json_stamp(f, &w);
    KEY(&w, "plans"), json_open_array(&w);
}

static void json_plan(findings *f, const pm_plan_check *plan) {
    json_writer w;
    json_writer_init(&w, &f->out);
    w.comma = f->any;
    f->any = true;
    json_open_object(&w);
    findings_json_plan(f, &w, plan, true);
    json_close_object(&w);
}

static void json_end(findings *f, const pm_check_total *total) {
    json_writer w;
    json_writer_init(&w, &f->out);
    json_close_array(&w);
    KEY(&w, "total"), json_open_object(&w);
    findings_json_total(f, &w, total, true);
    json_close_object(&w);
    findings_json_answer(f, &w, total);
    json_close_object(&w);
    buffer_char(&f->out, '\n');
}

const findings_kind findings_json = {
    .flush_at = 65536, .begin = json_begin_all, .plan = json_plan, .end = json_end};
