/* SPDX-License-Identifier: MIT
 * Findings as workflow commands of GitHub Actions, which shows them beside the lines they are of.
 * Keeps true: a command is one line, and nothing that it holds can begin another. */
#include <string.h>

#include "output/findings.h"

/* Percent signs and line ends are escaped, in properties what ends these too; other control
 * characters become spaces. */
static void put_escaped(buffer *out, pm_str text, const char *special) {
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? text.data[i] : '\0';
        if (i == text.len || (c != '\0' && strchr(special, c) != NULL)) {
            output_clipped(out, str_slice(text, from, i), SIZE_MAX, false);
            from = i + 1;
            if (i < text.len) {
                buffer_format(out, "%%%02X", (unsigned)(unsigned char)c);
            }
        }
    }
}

static void put_property(findings *f, const char *name, pm_str value) {
    buffer_text(&f->out, name);
    put_escaped(&f->out, value, "%\r\n:,");
}

static void put_file(findings *f, size_t line) {
    pm_str path = findings_path(f);
    if (path.len != 0 && !str_equal(path, STR("-"))) {
        put_property(f, "file=", path);
        if (line != 0) {
            buffer_format(&f->out, ",line=%zu", line);
        }
        buffer_char(&f->out, ',');
    }
}

static const char *command_of(const pm_finding *x) {
    bool plain = x->state == PM_FINDING_KNOWN || x->level == PM_LEVEL_NOTE;
    return plain ? "notice" : findings_levels[x->level];
}

static void put_finding(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    shown s;
    findings_show(f, plan, x->action, &s);
    buffer_text(&f->out, "::");
    buffer_text(&f->out, command_of(x));
    buffer_char(&f->out, ' ');
    put_file(f, findings_place_of(s.source).line);
    put_property(f, "title=", x->id);
    buffer_text(&f->out, "::");
    put_escaped(&f->out, findings_line(f, plan, x, true), "%\r\n");
    buffer_char(&f->out, '\n');
}

static void github_plan(findings *f, const pm_plan_check *plan) {
    for (size_t i = 0; i < plan->finding_count; i++) {
        if (findings_wanted(f, &plan->findings[i])) {
            put_finding(f, plan, &plan->findings[i]);
        }
    }
}

static void github_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    github_plan(f, &all);
    if (total->incomplete) {
        buffer_text(&f->out, "::error title=planmark::" FINDINGS_INCOMPLETE "\n");
    }
}

const findings_kind findings_github = {.plan = github_plan, .end = github_end};
