/* SPDX-License-Identifier: MIT
 * Findings for people, as compilers tell theirs: place, level, what, how to mend it, id. Keeps
 * true: one finding a line; no byte of a plan can steer the terminal. */
#include "output/findings.h"

#include <math.h>

enum { LONGEST_PLACE = 160, LONGEST_PATH = 4096 }; /* code points */

static void style(findings *f, const char *code) {
    if (f->options.colour) {
        buffer_text(&f->out, "\x1b[");
        buffer_text(&f->out, code);
        buffer_char(&f->out, 'm');
    }
}

static const char *colour_of(pm_level level) {
    return level == PM_LEVEL_ERROR ? "1;31" : level == PM_LEVEL_WARNING ? "1;33" : "1;36";
}

/* Logs of GitHub and others take lines that begin with "::" or "##" for commands, whatever white
 * space stands before; a relative path means the same behind "./". */
static void put_first(findings *f, pm_str text, size_t most) {
    size_t i = 0;
    while (i < text.len && ((unsigned char)text.data[i] <= ' ' || (text.data[i] & 0x80) != 0)) {
        i++;
    }
    pm_str rest = str_slice(text, i, text.len);
    if (str_starts(rest, STR("::")) || str_starts(rest, STR("##"))) {
        buffer_text(&f->out, "./");
    }
    output_clipped(&f->out, text, most, false);
}

/* The file as it was named, so that an editor finds it and files of one name are told apart; what
 * is not of the file at hand stays as it is. */
static void put_source(findings *f, pm_str where) {
    pm_str name = buffer_view(&f->name);
    bool of_file = name.len != 0 && str_starts(where, name) &&
                   (where.len == name.len || where.data[name.len] == ':');
    if (of_file) {
        put_first(f, findings_path(f), LONGEST_PATH);
        output_clipped(&f->out, str_slice(where, name.len, where.len), LONGEST_PLACE, false);
    } else {
        put_first(f, where, LONGEST_PLACE);
    }
}

/* The plan, where a finding is about no row of a file. */
static void put_place(findings *f, const shown *s) {
    if (s->source.len + s->plan_id.len == 0) {
        return;
    }
    style(f, "1");
    if (s->source.len != 0) {
        put_source(f, s->source);
    } else {
        put_first(f, s->plan_id, LONGEST_PLACE);
    }
    style(f, "0");
    buffer_text(&f->out, ": ");
}

static void put_level(findings *f, const pm_finding *x) {
    style(f, colour_of(x->level));
    buffer_text(&f->out, findings_levels[x->level]);
    style(f, "0");
    if (x->state == PM_FINDING_KNOWN) {
        buffer_text(&f->out, " (known)");
    }
    if (x->unsure) {
        buffer_text(&f->out, " (unsure)");
    }
    buffer_text(&f->out, ": ");
}

static void put_finding(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    shown s;
    findings_show(f, plan, x->action, &s);
    put_place(f, &s);
    put_level(f, x);
    buffer_str(&f->out, findings_line(f, plan, x, false));
    style(f, "2");
    buffer_text(&f->out, " [");
    output_clipped(&f->out, x->id, LONGEST_PLACE, false);
    buffer_char(&f->out, ']');
    style(f, "0");
    buffer_char(&f->out, '\n');
}

/* ---- summaries ---- */

static void put_count(findings *f, size_t n, const char *one, const char *many) {
    buffer_unsigned(&f->out, n);
    buffer_char(&f->out, ' ');
    buffer_text(&f->out, n == 1 ? one : many);
}

/* "8 actions, mean score 2.1, 1 of high quality" */
static void put_actions(findings *f, size_t actions, double mean, size_t high_quality) {
    put_count(f, actions, "action", "actions");
    if (actions != 0) {
        buffer_text(&f->out, ", mean score ");
        output_ratio(&f->out, (uint64_t)(mean * (double)actions + 0.5), actions, 1);
        buffer_text(&f->out, ", ");
        buffer_unsigned(&f->out, high_quality);
        buffer_text(&f->out, " of high quality");
    }
}

static void put_levels(findings *f, const size_t count[PM_FINDING_STATES][PM_LEVELS]) {
    const size_t *fresh = count[PM_FINDING_NEW], *known = count[PM_FINDING_KNOWN];
    size_t answered = known[PM_LEVEL_ERROR] + known[PM_LEVEL_WARNING] + known[PM_LEVEL_NOTE];
    size_t resolved = count[PM_FINDING_RESOLVED][PM_LEVEL_OFF];
    buffer_text(&f->out, ": ");
    put_count(f, fresh[PM_LEVEL_ERROR], "error", "errors");
    buffer_text(&f->out, ", ");
    put_count(f, fresh[PM_LEVEL_WARNING], "warning", "warnings");
    buffer_text(&f->out, ", ");
    put_count(f, fresh[PM_LEVEL_NOTE], "note", "notes");
    if (answered != 0) {
        buffer_format(&f->out, "; %zu known", answered);
    }
    if (resolved != 0) {
        buffer_format(&f->out, "; %zu resolved", resolved);
    }
}

static void put_answer(findings *f, bool passed, const char *yes, const char *no) {
    buffer_text(&f->out, ": ");
    style(f, passed ? "1;32" : "1;31");
    buffer_text(&f->out, passed ? yes : no);
    style(f, "0");
    buffer_char(&f->out, '\n');
}

static void text_plan(findings *f, const pm_plan_check *plan) {
    shown s;
    for (size_t i = 0; i < plan->finding_count; i++) {
        if (findings_wanted(f, &plan->findings[i])) {
            put_finding(f, plan, &plan->findings[i]);
        }
    }
    findings_show(f, plan, -1, &s);
    style(f, "1");
    buffer_text(&f->out, "plan ");
    output_clipped(&f->out, s.plan_id.len != 0 ? s.plan_id : STR("without id"), LONGEST_PLACE,
                   false);
    style(f, "0");
    buffer_text(&f->out, ": ");
    put_actions(f, plan->action_count, plan->mean_score, plan->high_quality);
    put_levels(f, plan->count);
    put_answer(f, plan->passed != 0, "ready", "not ready");
}

static void text_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    for (size_t i = 0; i < all.finding_count; i++) {
        if (findings_wanted(f, &all.findings[i])) {
            put_finding(f, &all, &all.findings[i]);
        }
    }
    if (total->plans == 1 && total->finding_count == 0 && !total->incomplete) {
        return; /* it would say the same once more */
    }
    put_count(f, total->plans, "plan", "plans");
    buffer_text(&f->out, ", ");
    put_actions(f, total->actions, total->mean_score, total->high_quality);
    put_levels(f, total->count);
    if (total->shut != 0) {
        buffer_format(&f->out, "; %zu of %zu not ready", total->shut, total->plans);
    }
    if (total->incomplete) {
        buffer_text(&f->out, "; " FINDINGS_INCOMPLETE);
    }
    put_answer(f, total->passed && !total->incomplete, "passed", "not passed");
}

const findings_kind findings_text = {.plan = text_plan, .end = text_end};
