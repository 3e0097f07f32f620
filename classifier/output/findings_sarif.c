/* SPDX-License-Identifier: MIT
 * Findings as a SARIF 2.1.0 log. Keeps true: known findings are there, as suppressed ones, and
 * resolved ones as absent; a rule is a finding of the pack's list, in its order. */
#include <string.h>

#include "output/findings_json.h"

#define SCHEMA                                                                                     \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* ---- strings ---- */

/* Text of a message: braces would be places to fill, and "](" the middle of a link. */
static void put_text(findings *f, json_writer *w, pm_str text) {
    buffer *out = &f->scratch;
    buffer_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '{' || c == '}') {
            buffer_char(out, c);
        } else if (c == ']' && i + 1 < text.len && text.data[i + 1] == '(') {
            buffer_char(out, '\\');
        }
        buffer_char(out, c);
    }
    json_open_object(w);
    KEY(w, "text"), json_string(w, buffer_view(out));
    json_close_object(w);
    f->out.failed |= out->failed;
}

static bool stays_in_uri(char c) {
    return ascii_alpha(c) || ascii_digit(c) || (c != '\0' && strchr("-._~/", c) != NULL);
}

static void put_uri(findings *f, json_writer *w, pm_str path) {
    buffer *out = &f->scratch;
    buffer_clear(out);
    buffer_text(out, str_starts(path, STR("/")) ? "file://" : "");
    for (size_t i = 0; i < path.len; i++) {
        if (stays_in_uri(path.data[i])) {
            buffer_char(out, path.data[i]);
        } else {
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)path.data[i]);
        }
    }
    json_string(w, buffer_view(out));
    f->out.failed |= out->failed;
}

/* ---- rules ---- */

/* What mends it, where the list itself does not say: what its criterion asks for. */
static pm_str help_of(const image_header *image, const image_finding *x) {
    pm_str help = image_string(image, x->hint);
    if (help.len == 0 && x->criterion >= 0) {
        const image_criterion *c = image_criterion_of(image, (pm_criterion)x->criterion);
        return image_string(image, c->hint);
    }
    return help;
}

static void put_help(findings *f, json_writer *w, const image_finding *x) {
    static const shown nothing;
    pm_str hint = help_of(f->options.image, x);
    if (hint.len != 0) {
        buffer_clear(&f->line);
        redact_fill(&f->redact, &nothing, hint, NULL, &f->line);
        f->out.failed |= f->line.failed;
        KEY(w, "help"), put_text(f, w, buffer_view(&f->line));
    }
}

static void put_rule(findings *f, json_writer *w, const image_finding *x) {
    const image_header *image = f->options.image;
    json_open_object(w);
    KEY(w, "id"), json_string(w, image_string(image, x->id));
    KEY(w, "shortDescription"), put_text(f, w, image_string(image, x->says));
    put_help(f, w, x);
    KEY(w, "defaultConfiguration"), json_open_object(w);
    if (x->level == PM_LEVEL_OFF) {
        KEY(w, "enabled"), json_bool(w, false);
    } else {
        KEY(w, "level"), json_string(w, str_from(findings_levels[x->level]));
    }
    json_close_object(w);
    json_close_object(w);
}

static void sarif_begin(findings *f) {
    const image_header *image = f->options.image;
    const image_finding *list = IMAGE_ARRAY(image, image_finding, IMAGE_FINDINGS);
    json_writer w;
    json_writer_init(&w, &f->out);
    json_open_object(&w);
    KEY(&w, "$schema"), json_string(&w, STR(SCHEMA));
    KEY(&w, "version"), json_string(&w, STR("2.1.0"));
    KEY(&w, "runs"), json_open_array(&w), json_open_object(&w);
    KEY(&w, "tool"), json_open_object(&w);
    KEY(&w, "driver"), json_open_object(&w);
    KEY(&w, "name"), json_string(&w, STR("planmark"));
    KEY(&w, "version"), json_string(&w, f->options.engine);
    KEY(&w, "rules"), json_open_array(&w);
    for (size_t i = 0; i < image->section_count[IMAGE_FINDINGS]; i++) {
        put_rule(f, &w, &list[i]);
    }
    json_close_array(&w), json_close_object(&w), json_close_object(&w);
    KEY(&w, "properties"), json_open_object(&w);
    KEY(&w, "pack"), json_string(&w, f->options.stamp);
    json_close_object(&w);
    KEY(&w, "results"), json_open_array(&w);
}

/* ---- results ---- */

static const image_finding *rule_of(const findings *f, pm_str id, size_t *index) {
    const image_header *image = f->options.image;
    const image_finding *list = IMAGE_ARRAY(image, image_finding, IMAGE_FINDINGS);
    for (*index = 0; *index < image->section_count[IMAGE_FINDINGS]; ++*index) {
        if (str_equal(image_string(image, list[*index].id), id)) {
            return &list[*index];
        }
    }
    return NULL;
}

static void put_rule_of(findings *f, json_writer *w, const pm_finding *x) {
    size_t index;
    const image_finding *rule = rule_of(f, x->id, &index);
    bool resolved = x->state == PM_FINDING_RESOLVED;
    pm_level level = !resolved ? x->level : rule != NULL ? (pm_level)rule->level : PM_LEVEL_OFF;
    KEY(w, "ruleId"), json_string(w, x->id);
    if (rule != NULL) {
        KEY(w, "ruleIndex"), json_unsigned(w, index);
    }
    KEY(w, "level");
    json_string(w, level != PM_LEVEL_OFF ? str_from(findings_levels[level]) : STR("none"));
}

static bool has_file(const findings *f) {
    pm_str path = findings_path(f);
    return path.len != 0 && !str_equal(path, STR("-"));
}

static void put_file(findings *f, json_writer *w, size_t line) {
    KEY(w, "physicalLocation"), json_open_object(w);
    KEY(w, "artifactLocation"), json_open_object(w);
    KEY(w, "uri"), put_uri(f, w, buffer_view(&f->path)); /* its bytes */
    json_close_object(w);
    if (line != 0) {
        KEY(w, "region"), json_open_object(w);
        KEY(w, "startLine"), json_unsigned(w, line);
        json_close_object(w);
    }
    json_close_object(w);
}

static void put_locations(findings *f, json_writer *w, const shown *s) {
    findings_place place = findings_place_of(s->source);
    KEY(w, "locations"), json_open_array(w);
    if (has_file(f) || place.words.len != 0) {
        json_open_object(w);
        if (has_file(f)) {
            put_file(f, w, place.line);
        }
        if (place.words.len != 0) {
            KEY(w, "logicalLocations"), json_open_array(w), json_open_object(w);
            KEY(w, "fullyQualifiedName"), json_string(w, place.words);
            json_close_object(w), json_close_array(w);
        }
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_state(findings *f, json_writer *w, const pm_finding *x) {
    static const char *const states[PM_FINDING_STATES] = {"new", "unchanged", "absent"};
    KEY(w, "partialFingerprints"), json_open_object(w);
    KEY(w, "planmark/v1"), json_string(w, str_from(x->fingerprint));
    json_close_object(w);
    KEY(w, "baselineState"), json_string(w, str_from(states[x->state]));
    KEY(w, "suppressions"), json_open_array(w); /* of all results, or of none */
    if (x->state == PM_FINDING_KNOWN) {
        json_open_object(w);
        KEY(w, "kind"), json_string(w, STR("external"));
        KEY(w, "status"), json_string(w, STR("accepted"));
        if (x->override != NULL && findings_tells_why(f)) {
            KEY(w, "justification"), json_string(w, x->override->reason);
        }
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_properties(findings *f, json_writer *w, const pm_plan_check *plan,
                           const pm_finding *x) {
    shown s;
    findings_show(f, plan, x->action, &s);
    KEY(w, "properties"), json_open_object(w);
    KEY(w, "plan_id"), json_string(w, s.plan_id);
    KEY(w, "authority"), json_string(w, s.authority);
    if (x->action >= 0) {
        KEY(w, "action_no"), json_string(w, s.action_no);
    }
    if (x->about.len != 0) {
        KEY(w, "about"), json_string(w, x->about);
    }
    json_close_object(w);
}

static void put_result(findings *f, const pm_plan_check *plan, const pm_finding *x) {
    json_writer w;
    shown s;
    json_writer_init(&w, &f->out);
    w.comma = f->any;
    f->any = true;
    json_open_object(&w);
    put_rule_of(f, &w, x);
    KEY(&w, "message");
    put_text(f, &w,
             x->state == PM_FINDING_RESOLVED ? STR("no longer found")
                                             : findings_line(f, plan, x, false));
    findings_show(f, plan, x->action, &s);
    put_locations(f, &w, &s);
    put_state(f, &w, x);
    put_properties(f, &w, plan, x);
    json_close_object(&w);
}

static void sarif_plan(findings *f, const pm_plan_check *plan) {
    for (size_t i = 0; i < plan->finding_count; i++) {
        if (findings_wanted(f, &plan->findings[i])) {
            put_result(f, plan, &plan->findings[i]);
        }
    }
    for (size_t i = 0; i < plan->resolved_count; i++) {
        put_result(f, plan, &plan->resolved[i]);
    }
}

static void sarif_end(findings *f, const pm_check_total *total) {
    pm_plan_check all = findings_of_total(total);
    json_writer w;
    sarif_plan(f, &all);
    json_writer_init(&w, &f->out);
    json_close_array(&w);
    KEY(&w, "invocations"), json_open_array(&w), json_open_object(&w);
    KEY(&w, "executionSuccessful"), json_bool(&w, !total->incomplete);
    json_close_object(&w), json_close_array(&w);
    json_close_object(&w), json_close_array(&w), json_close_object(&w);
    buffer_char(&f->out, '\n');
}

const findings_kind findings_sarif = {
    .flush_at = 65536, .known = true, .begin = sarif_begin, .plan = sarif_plan, .end = sarif_end};
