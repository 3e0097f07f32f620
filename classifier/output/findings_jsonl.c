/* SPDX-License-Identifier: MIT
 * Findings as lines of JSON. Keeps true: each line is one object whose first key says what it is:
 * "finding", "plan" behind the findings of that plan, and last "total". */
#include "output/findings_json.h"

static void begin_line(findings *f, json_writer *w, pm_str what) {
    json_writer_init(w, &f->out);
    json_open_object(w);
    json_key(w, what), json_open_object(w);
}

static void end_line(findings *f, json_writer *w) {
    json_close_object(w);
    buffer_char(&f->out, '\n');
}

static void put_finding(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    json_writer w;
    shown s;
    begin_line(f, &w, STR("finding"));
    findings_show(f, plan, -1, &s);
    KEY(&w, "plan_id"), json_string(&w, s.plan_id);
    KEY(&w, "authority"), json_string(&w, s.authority);
    KEY(&w, "path"), json_string(&w, findings_path(f));
    findings_json_finding(f, &w, plan, x);
    json_close_object(&w);
    end_line(f, &w);
}

static void put_findings(findings *f, const pm_plan_check *plan) {
    for (size_t i = 0; i < plan->finding_count; i++) {
        if (findings_wanted(f, &plan->findings[i])) {
            put_finding(f, plan, &plan->findings[i]);
        }
    }
}

static void jsonl_plan(findings *f, const pm_plan_check *plan) {
    json_writer w;
    put_findings(f, plan);
    begin_line(f, &w, STR("plan"));
    findings_json_plan(f, &w, plan, false);
    json_close_object(&w);
    end_line(f, &w);
}

static void jsonl_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    json_writer w;
    put_findings(f, &all);
    begin_line(f, &w, STR("total"));
    findings_json_total(f, &w, total, false);
    json_close_object(&w);
    findings_json_stamp(f, &w);
    findings_json_answer(f, &w, total);
    end_line(f, &w);
}

const findings_kind findings_jsonl = {.plan = jsonl_plan, .end = jsonl_end};
