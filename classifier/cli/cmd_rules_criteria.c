/* SPDX-License-Identifier: MIT
 * planmark rules criteria. Keeps true: all five are told, in the order in which marks have them. */
#include "program/page.h"
#include "cli/session.h"

typedef struct criteria_command {
    session s;
    int format; /* text, json */
    page page;
} criteria_command;

enum { FORMAT_TEXT, FORMAT_JSON };

static void put_line(page *p, const char *before, pm_str text) {
    if (text.len != 0) {
        page_text(p, before);
        page_plain(p, text);
        page_text(p, "\n");
    }
}

static void put_text(page *p, const pm_criterion_info *k, bool first) {
    put_line(p, first ? "" : "\n", k->title);
    put_line(p, "  column   ", k->name);
    put_line(p, "  means    ", k->means);
    put_line(p, "  met      ", k->met);
    put_line(p, "  not met  ", k->unmet);
    put_line(p, "  to mend  ", k->hint);
}

static void put_json(page *p, const pm_criterion_info *k, bool first) {
    const struct {
        const char *key;
        pm_str text;
    } told[] = {{"\"criterion\":", k->name}, {",\"title\":", k->title}, {",\"means\":", k->means},
                {",\"met\":", k->met},       {",\"unmet\":", k->unmet}, {",\"hint\":", k->hint}};
    page_text(p, first ? "{" : ",\n{");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        page_text(p, told[i].key);
        page_json(p, told[i].text);
    }
    page_text(p, "}");
}

static void put_all(void *ctx) {
    criteria_command *c = ctx;
    bool json = c->format == FORMAT_JSON;
    page_text(&c->page, json ? "[" : "");
    for (int k = 0; k < PM_CRITERIA; k++) {
        pm_criterion_info info;
        if (pm_pack_criterion(c->s.pack, (pm_criterion)k, &info) == PM_OK) {
            (json ? put_json : put_text)(&c->page, &info, k == 0);
        }
    }
    page_text(&c->page, json ? "]\n" : "");
}

int cmd_rules_criteria(int argc, char **argv) {
    criteria_command c = {.format = FORMAT_TEXT};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &c.format, "text|json", "how they are written"},
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark rules criteria [OPTION]...",
        "Tells what each criterion means by a pack: when it is met, what coders give a 1 and what "
        "a 0, and how it\n"
        "is mended. The sheet that 'planmark sample' makes has the same words.",
        options,
        sizeof options / sizeof *options,
        "  planmark rules criteria\n"
        "  planmark rules criteria --pack my-rules --format json\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count != 0) {
        code = options_fault(&set, "'%.60s' is one word too many", argv[1]);
    }
    return code == OPTIONS_GO ? session_write(&c.s, &c.page, put_all, &c) : code;
}
