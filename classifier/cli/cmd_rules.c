/* SPDX-License-Identifier: MIT
 * planmark rules. Keeps true: a tool for rule writers is one file and one line in the table below.
 */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>

typedef struct tool {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} tool;

static const tool tools[] = {
    {"list", cmd_rules_list,
     "the rules of a pack; with --why ID, one rule in full and the file that set it"},
    {"criteria", cmd_rules_criteria, "what each criterion means, in words for people and coders"},
    {"findings", cmd_rules_findings,
     "what check can find wanting: the list of a pack, and the rules that lead there"},
    {"test", cmd_rules_test, "run the examples that the rules carry"},
    {"coverage", cmd_rules_coverage, "how often each rule fires, stands and decides"},
    {"diff", cmd_rules_diff, "which verdicts change between two packs"},
};
enum { TOOLS = sizeof tools / sizeof *tools, ID_WIDTH = 44 };

/* ---- list ---- */

typedef struct list_command {
    session s;
    const char *why, *criterion;
} list_command;

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

/* "text, who" */
static const char *column_list(unsigned columns, char out[64]) {
    size_t used = 0;
    out[0] = '\0';
    for (int c = 0; c < PM_COLUMNS; c++) {
        if (columns >> c & 1) {
            const char *name = pm_column_name((pm_column)c);
            size_t len = strlen(name);
            memcpy(out + used, used != 0 ? ", " : "", used != 0 ? 2 : 0);
            used += used != 0 ? 2 : 0;
            memcpy(out + used, name, len + 1);
            used += len;
        }
    }
    return out;
}

static void put_line(outfile *out, const char *name, pm_str value) {
    if (value.len != 0) {
        outfile_print(out, "  %-10s ", name);
        outfile_plain(out, value);
        outfile_print(out, "\n");
    }
}

/* Line by line: their ends are all that is not filtered. */
static void put_lines(outfile *out, pm_str text) {
    while (text.len != 0) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
        outfile_plain(out, (pm_str){text.data, len});
        outfile_print(out, "\n");
        len += end != NULL;
        text = (pm_str){text.data + len, text.len - len};
    }
}

static void put_place(outfile *out, const pm_rule_info *r) {
    outfile_plain(out, r->file);
    outfile_print(out, ":%zu\n", r->line);
}

static void put_full(outfile *out, const pm_rule_info *r) {
    char columns[64];
    outfile_plain(out, r->id);
    outfile_print(out, "\n  criterion  %s\n", pm_criterion_name(r->criterion));
    outfile_print(out, "  says       %s, %s\n", pm_says_name(r->says),
                  pm_strength_name(r->strength));
    outfile_print(out, "  looks in   %s\n", column_list(r->columns, columns));
    outfile_print(out, "  set in     ");
    put_place(out, r);
    put_line(out, "why", r->why);
    put_line(out, "hint", r->hint);
    outfile_print(out, "  examples   %zu\n\n", r->examples);
    put_lines(out, r->text);
}

static int tell_one(list_command *c) {
    pm_rule_info r;
    ptrdiff_t i = pm_pack_find_rule(c->s.pack, str_of(c->why));
    if (i >= 0 && pm_pack_rule(c->s.pack, (size_t)i, &r) == PM_OK) {
        put_full(&c->s.out, &r);
        return CLI_DONE;
    }
    terminal_error(&c->s.term,
                   "the pack has no rule '%.100s'; 'planmark rules list' names them all", c->why);
    return CLI_USAGE;
}

static void list_all(list_command *c, int criterion) {
    outfile *out = &c->s.out;
    for (size_t i = 0; i < pm_pack_rule_count(c->s.pack); i++) {
        pm_rule_info r;
        if (pm_pack_rule(c->s.pack, i, &r) != PM_OK ||
            (criterion >= 0 && (int)r.criterion != criterion)) {
            continue;
        }
        outfile_plain(out, r.id);
        outfile_print(out, "%*s  %-5s  %-6s  ",
                      r.id.len < ID_WIDTH ? (int)(ID_WIDTH - r.id.len) : 0, "",
                      pm_says_name(r.says), r.says == PM_NEAR ? "" : pm_strength_name(r.strength));
        put_place(out, &r);
    }
}

static int run_list(list_command *c, int criterion) {
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    code = CLI_DONE;
    if (c->why != NULL) {
        code = tell_one(c);
    } else {
        list_all(c, criterion);
    }
    code = outfile_close(&c->s.out, code == CLI_DONE, &c->s.term) ? code : CLI_OUTPUT;
    session_close(&c->s);
    return code;
}

int cmd_rules_list(int argc, char **argv) {
    list_command c = {.why = NULL};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Which"},
        {OPTION_TEXT, "why", 0, &c.why, "ID", "tell this one rule in full, and which file set it"},
        {OPTION_TEXT, "criterion", 0, &c.criterion, "NAME", "only the rules of this criterion"},
        SESSION_OPTIONS(&c.s)};
    const option_set set = {"planmark rules list [OPTION]...",
                            "Lists the rules of a pack, in its order: id, what it says, how "
                            "strongly, and where it is set.",
                            options,
                            sizeof options / sizeof *options,
                            "  planmark rules list --criterion owner\n"
                            "  planmark rules list --why owner.subject-to-do\n"
                            "  planmark rules list --pack my-rules\n",
                            NULL};
    size_t count;
    int criterion = -1, code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count != 0) {
        code = options_fault(&set, "'%.60s' is one word too many", argv[1]);
    }
    if (code == OPTIONS_GO && c.criterion != NULL) {
        criterion = pm_criterion_parse(str_of(c.criterion));
        if (criterion < 0) {
            code = options_fault(
                &set,
                "--criterion takes actionable, measurable, measure_given, timeframe or "
                "owner, not '%.60s'",
                c.criterion);
        }
    }
    return code == OPTIONS_GO ? run_list(&c, criterion) : code;
}

/* ---- the tools ---- */

static const char *describe_tools(char *out, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < TOOLS; i++) {
        int n = snprintf(out + used, size - used, "  %-10s %s\n", tools[i].name, tools[i].about);
        used += n > 0 && (size_t)n < size - used ? (size_t)n : 0;
    }
    return out;
}

int cmd_rules(int argc, char **argv) {
    static const option options[] = {{OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"}};
    char described[2048] = "Tools\n";
    describe_tools(described + 6, sizeof described - 6);
    const option_set set = {"planmark rules [TOOL] [OPTION]...",
                            "Tools for those who write rules.",
                            options,
                            sizeof options / sizeof *options,
                            "  planmark rules list --why owner.subject-to-do\n",
                            described};
    const char *names[TOOLS];
    for (size_t i = 0; i < TOOLS; i++) {
        names[i] = tools[i].name;
        if (argc > 1 && strcmp(argv[1], names[i]) == 0) {
            return tools[i].run(argc - 1, argv + 1);
        }
    }
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code != OPTIONS_GO) {
        return code;
    }
    const char *near = count != 0 ? options_nearest(argv[1], names, TOOLS) : NULL;
    if (count == 0) {
        return options_fault(&set, "which tool? 'planmark rules --help' names them");
    }
    return options_fault(&set, "there is no tool '%.60s'%s%s%s", argv[1],
                         near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                         near != NULL ? "'?" : "");
}
