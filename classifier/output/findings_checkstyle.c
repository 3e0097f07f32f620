/* SPDX-License-Identifier: MIT
 * Findings as Checkstyle writes them. Keeps true: every finding stands inside the element of its
 * file; a known one is told as "info", since it is answered for. */
#include "output/findings.h"

/* While f->any an element is open. */
static void close_file(findings *f) {
    if (f->any) {
        buffer_text(&f->out, "</file>\n");
    }
    f->any = false;
}

static void open_file(findings *f, pm_str name) {
    close_file(f);
    buffer_text(&f->out, "<file");
    findings_attribute(&f->out, "name", name);
    buffer_text(&f->out, ">\n");
    f->any = true;
}

static void put_error(findings *f, size_t line, pm_str severity, pm_str message, pm_str id) {
    buffer_text(&f->out, "<error");
    if (line != 0) {
        buffer_format(&f->out, " line=\"%zu\"", line);
    }
    findings_attribute(&f->out, "severity", severity);
    findings_attribute(&f->out, "message", message);
    buffer_text(&f->out, " source=\"planmark.");
    findings_xml(&f->out, id);
    buffer_text(&f->out, "\"/>\n");
}

static pm_str severity_of(const pm_finding *x) {
    bool plain = x->state == PM_FINDING_KNOWN || x->level == PM_LEVEL_NOTE;
    return plain ? STR("info") : str_from(findings_levels[x->level]);
}

static void put_findings(findings *f, const pm_plan_check *plan) {
    shown s;
    for (size_t i = 0; i < plan->finding_count; i++) {
        const pm_finding *x = &plan->findings[i];
        if (findings_wanted(f, x)) {
            findings_show(f, plan, x->action, &s);
            size_t line = findings_place_of(s.source).line;
            put_error(f, line, severity_of(x), findings_line(f, plan, x, true), x->id);
        }
    }
}

static void checkstyle_begin(findings *f) {
    buffer_text(&f->out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
}

static void checkstyle_file(findings *f) {
    open_file(f, findings_path(f));
}

static void checkstyle_plan(findings *f, const pm_plan_check *plan) {
    if (!f->any) {
        open_file(f, STR("-"));
    }
    put_findings(f, plan);
}

static void checkstyle_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    close_file(f);
    if (all.finding_count != 0 || total->incomplete) {
        open_file(f, STR("all plans"));
    }
    put_findings(f, &all);
    if (total->incomplete) {
        put_error(f, 0, STR("error"), STR(FINDINGS_INCOMPLETE), STR("input"));
    }
    close_file(f);
    buffer_text(&f->out, "</checkstyle>\n");
}

const findings_kind findings_checkstyle = {.flush_at = 65536,
                                           .begin = checkstyle_begin,
                                           .file = checkstyle_file,
                                           .plan = checkstyle_plan,
                                           .end = checkstyle_end};
