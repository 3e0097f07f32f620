/* SPDX-License-Identifier: MIT
 * Findings as JUnit XML: a suite a plan, a case for each criterion of each action and for each
 * other finding. Keeps true: a case fails when its finding shuts the gate, whatever else is left
 * out, and for nothing else; a known finding is skipped; what else is found stands in the case that
 * passes; a class name has one dot, since build servers take what stands before the last one for a
 * package. */
#include "output/findings.h"

typedef enum outcome { PASSED, TOLD, SKIPPED, FAILED } outcome;

static outcome outcome_of(const findings *f, const pm_finding *x) {
    pm_fail_on on = f->options.fail_on;
    pm_level least = on == PM_FAIL_ON_WARNING ? PM_LEVEL_WARNING : PM_LEVEL_ERROR;
    if (x == NULL) {
        return PASSED;
    }
    if (x->state == PM_FINDING_NEW && on != PM_FAIL_NEVER && x->level >= least) {
        return FAILED;
    }
    if (!findings_wanted(f, x)) {
        return PASSED;
    }
    return x->state == PM_FINDING_KNOWN ? SKIPPED : TOLD;
}

/* ---- cases ---- */

/* "action 3: owner", "plan.low-score" of the plan, "action 3: override.expired: owner.none";
 * `about` tells several of one action apart. */
static void put_name(findings *f, const pm_plan_check *plan, ptrdiff_t action, pm_str what,
                     pm_str about) {
    buffer *name = &f->scratch;
    shown s;
    buffer_clear(name);
    if (action >= 0) {
        findings_show(f, plan, action, &s);
        buffer_text(name, "action ");
        findings_number(&s, action, name);
        buffer_text(name, ": ");
    }
    buffer_str(name, what);
    buffer_text(name, about.len != 0 ? ": " : "");
    buffer_str(name, about);
    findings_attribute(&f->out, "name", buffer_view(name));
    f->out.failed |= name->failed;
}

/* As in the text for people: "x.csv:3: warning: measurable: ... - ... [measurable.vague]" */
static void put_text(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    shown s;
    findings_show(f, plan, x->action, &s);
    findings_xml(&f->out, s.source);
    buffer_text(&f->out, s.source.len != 0 ? ": " : "");
    buffer_text(&f->out, findings_levels[x->level]);
    buffer_text(&f->out, ": ");
    findings_xml(&f->out, findings_line(f, plan, x, false));
    buffer_text(&f->out, " [");
    findings_xml(&f->out, x->id);
    buffer_char(&f->out, ']');
}

static void put_failure(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    buffer_text(&f->out, "<failure");
    findings_attribute(&f->out, "type", x->id);
    buffer_clear(&f->scratch);
    findings_message(f, plan, x, &f->scratch);
    findings_attribute(&f->out, "message", buffer_view(&f->scratch));
    f->out.failed |= f->scratch.failed;
    buffer_char(&f->out, '>');
    put_text(f, plan, x);
    buffer_text(&f->out, "</failure>");
}

static void put_skipped(findings *f, const pm_finding *x) {
    buffer_text(&f->out, "<skipped");
    if (x->override != NULL && findings_tells_why(f)) {
        findings_attribute(&f->out, "message", x->override->reason);
    }
    buffer_text(&f->out, "/>");
}

static void put_outcome(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    switch (outcome_of(f, x)) {
    case PASSED: return;
    case SKIPPED: put_skipped(f, x); break;
    case FAILED: put_failure(f, plan, x); return;
    case TOLD: break;
    }
    buffer_text(&f->out, "<system-out>");
    put_text(f, plan, x);
    buffer_text(&f->out, "</system-out>");
}

/* The package, then what the suite is called. */
static void put_class(findings *f, pm_str suite) {
    buffer *name = &f->scratch;
    buffer_clear(name);
    buffer_text(name, "planmark.");
    for (size_t i = 0; i < suite.len; i++) {
        buffer_char(name, suite.data[i] == '.' ? '_' : suite.data[i]);
    }
    findings_attribute(&f->out, "classname", buffer_view(name));
    f->out.failed |= name->failed;
}

static pm_str suite_of(findings *f, const pm_plan_check *plan) {
    shown s;
    findings_show(f, plan, -1, &s);
    return f->whole ? STR("all plans") : s.plan_id.len != 0 ? s.plan_id : STR("plan without id");
}

/* Where build servers look for the file of a case. */
static void put_file(findings *f) {
    pm_str path = findings_path(f);
    if (path.len != 0 && !str_equal(path, STR("-"))) {
        findings_attribute(&f->out, "file", path);
    }
}

/* `x` is NULL where nothing was found. */
static void put_case(findings *f, const pm_plan_check *plan, ptrdiff_t action, pm_str what,
                     const pm_finding *x) {
    buffer_text(&f->out, "<testcase");
    put_name(f, plan, action, what, x != NULL ? x->about : STR(""));
    put_class(f, suite_of(f, plan));
    put_file(f);
    if (outcome_of(f, x) == PASSED) {
        buffer_text(&f->out, "/>\n");
        return;
    }
    buffer_char(&f->out, '>');
    put_outcome(f, plan, x);
    buffer_text(&f->out, "</testcase>\n");
}

/* The findings from `from` on that are of the action; a criterion has one at most. */
static size_t put_action(findings *f, const pm_plan_check *plan, size_t action, size_t from) {
    size_t end = from;
    const pm_finding *of[PM_CRITERIA] = {NULL};
    for (; end < plan->finding_count && plan->findings[end].action == (ptrdiff_t)action; end++) {
        const pm_finding *x = &plan->findings[end];
        if (x->criterion >= 0) {
            of[x->criterion] = x;
        }
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_case(f, plan, (ptrdiff_t)action, str_from(output_criteria[c]), of[c]);
    }
    for (; from < end; from++) {
        const pm_finding *x = &plan->findings[from];
        if (x->criterion < 0 && outcome_of(f, x) != PASSED) {
            put_case(f, plan, (ptrdiff_t)action, x->id, x);
        }
    }
    return end;
}

/* ---- suites ---- */

static void put_number(findings *f, const char *name, size_t n) {
    buffer_format(&f->out, " %s=\"%zu\"", name, n);
}

static void begin_suite(findings *f, const pm_plan_check *plan) {
    size_t cases = plan->action_count * PM_CRITERIA, failures = 0, skipped = 0;
    for (size_t i = 0; i < plan->finding_count; i++) {
        const pm_finding *x = &plan->findings[i];
        outcome o = outcome_of(f, x);
        cases += x->criterion < 0 && o != PASSED;
        failures += o == FAILED;
        skipped += o == SKIPPED;
    }
    buffer_text(&f->out, "<testsuite");
    findings_attribute(&f->out, "name", suite_of(f, plan));
    put_number(f, "tests", cases);
    put_number(f, "failures", failures);
    put_number(f, "errors", 0);
    put_number(f, "skipped", skipped);
    buffer_text(&f->out, ">\n");
}

static void put_suite(findings *f, const pm_plan_check *plan) {
    size_t next = 0;
    begin_suite(f, plan);
    for (size_t i = 0; i < plan->action_count; i++) {
        next = put_action(f, plan, i, next);
    }
    for (; next < plan->finding_count; next++) {
        const pm_finding *x = &plan->findings[next];
        if (outcome_of(f, x) != PASSED) {
            put_case(f, plan, -1, x->id, x);
        }
    }
    buffer_text(&f->out, "</testsuite>\n");
}

static void junit_begin(findings *f) {
    buffer_text(&f->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void junit_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    if (all.finding_count != 0) {
        put_suite(f, &all);
    }
    if (total->incomplete) {
        buffer_text(&f->out,
                    "<testsuite name=\"input\" tests=\"1\" failures=\"0\" errors=\"1\" "
                    "skipped=\"0\">\n<testcase name=\"input\" classname=\"planmark.input\">"
                    "<error message=\"" FINDINGS_INCOMPLETE "\"/></testcase>\n"
                    "</testsuite>\n");
    }
    buffer_text(&f->out, "</testsuites>\n");
}

const findings_kind findings_junit = {
    .flush_at = 65536, .known = true, .begin = junit_begin, .plan = put_suite, .end = junit_end};
