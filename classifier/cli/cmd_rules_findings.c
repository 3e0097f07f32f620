/* SPDX-License-Identifier: MIT
 * planmark rules findings. Keeps true: every finding that check can tell with this pack is in the
 * list, in the order of the pack. */
#include <stdio.h>
#include <string.h>

#include "program/page.h"
#include "cli/session.h"

typedef struct findings_command {
    session s;
    int format; /* text, json */
    page page;
} findings_command;

enum { FORMAT_TEXT, FORMAT_JSON, ID_WIDTH = 26, LEVEL_WIDTH = 9 };

static const char *const levels[] = {"off", "note", "warning", "error"};

/* Does a verdict that rests on the rule lead to this finding? Without one of its own it leads to
 * the plain one of its criterion. */
static bool leads_to(const pm_rule_info *rule, const pm_finding_info *f) {
    char plain[64];
    if (rule->says == PM_MET) {
        return false;
    }
    if (rule->finding.len != 0) {
        return page_equal(rule->finding, f->id);
    }
    snprintf(plain, sizeof plain, "%s.none", pm_criterion_name(rule->criterion));
    return page_equal(page_str(plain), f->id);
}

static void put_text(findings_command *c, const pm_finding_info *f) {
    int id = f->id.len < ID_WIDTH ? (int)(ID_WIDTH - f->id.len) : 0;
    page_plain(&c->page, f->id);
    page_format(&c->page, "%*s  %-*s", id, "", LEVEL_WIDTH, levels[f->level]);
    page_plain(&c->page, f->says);
    page_text(&c->page, "\n");
    for (size_t i = 0; i < pm_pack_rule_count(c->s.pack); i++) {
        pm_rule_info rule;
        if (pm_pack_rule(c->s.pack, i, &rule) == PM_OK && leads_to(&rule, f)) {
            page_text(&c->page, "    ");
            page_plain(&c->page, rule.id);
            page_text(&c->page, "\n");
        }
    }
}

static void put_json(findings_command *c, const pm_finding_info *f, bool first) {
    bool any = false;
    page_text(&c->page, first ? "{\"id\":" : ",\n{\"id\":");
    page_json(&c->page, f->id);
    page_format(&c->page, ",\"level\":\"%s\",\"criterion\":", levels[f->level]);
    page_json(&c->page,
              page_str(f->criterion >= 0 ? pm_criterion_name((pm_criterion)f->criterion) : ""));
    page_text(&c->page, ",\"says\":");
    page_json(&c->page, f->says);
    page_text(&c->page, ",\"hint\":");
    page_json(&c->page, f->hint);
    page_text(&c->page, ",\"rules\":[");
    for (size_t i = 0; i < pm_pack_rule_count(c->s.pack); i++) {
        pm_rule_info rule;
        if (pm_pack_rule(c->s.pack, i, &rule) == PM_OK && leads_to(&rule, f)) {
            page_text(&c->page, any ? "," : "");
            page_json(&c->page, rule.id);
            any = true;
        }
    }
    page_text(&c->page, "]}");
}

static void put_all(void *ctx) {
    findings_command *c = ctx;
    bool json = c->format == FORMAT_JSON;
    page_text(&c->page, json ? "[" : "");
    for (size_t i = 0; i < pm_pack_finding_count(c->s.pack); i++) {
        pm_finding_info f;
        if (pm_pack_finding(c->s.pack, i, &f) != PM_OK) {
            continue;
        }
        if (json) {
            put_json(c, &f, i == 0);
        } else {
            put_text(c, &f);
        }
    }
    page_text(&c->page, json ? "]\n" : "");
}

int cmd_rules_findings(int argc, char **argv) {
    findings_command c = {.format = FORMAT_TEXT};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &c.format, "text|json", "how they are written"},
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark rules findings [OPTION]...",
        "Lists what 'planmark check' can find wanting with a pack: id, level, sentence, and the "
        "rules that lead\n"
        "there. Ids and criteria are what --level and levels in planmark.yaml take.",
        options,
        sizeof options / sizeof *options,
        "  planmark rules findings\n"
        "  planmark rules findings --pack my-rules --format json\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count != 0) {
        code = options_fault(&set, "'%.60s' is one word too many", argv[1]);
    }
    return code == OPTIONS_GO ? session_write(&c.s, &c.page, put_all, &c) : code;
}
