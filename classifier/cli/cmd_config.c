/* SPDX-License-Identifier: MIT
 * planmark config. Keeps true: it reads settings by the code of the commands that use them. */
#include <stdio.h>
#include <string.h>

#include "program/page.h"
#include "cli/settings.h"

typedef struct config_command {
    session s;
    settings settings;
    int format; /* text, json */
    outfile out;
    page page;
    bool colour;
} config_command;

enum { FORMAT_TEXT, FORMAT_JSON };

static void style(config_command *c, const char *code) {
    if (c->colour) {
        page_format(&c->page, "\x1b[%sm", code);
    }
}

/* As wide as `width` points; nothing behind the last cell of a line. */
static void put_cell(config_command *c, pm_str text, size_t width, const char *code) {
    size_t points = 0;
    style(c, code);
    for (size_t i = 0; i < text.len; points++) {
        page_put(&c->page, page_point(text, &i));
    }
    style(c, "0");
    for (; points < width; points++) {
        page_text(&c->page, " ");
    }
}

static size_t points_of(pm_str text) {
    size_t points = 0;
    for (size_t i = 0; i < text.len; points++) {
        page_point(text, &i);
    }
    return points;
}

static void put_member(config_command *c, const char *key, pm_str value, bool last) {
    page_format(&c->page, "\"%s\":", key);
    page_json(&c->page, value);
    page_text(&c->page, last ? "}" : ",");
}

/* ---- show ---- */

static bool is_below(pm_str key, const char *asked) {
    size_t len = strlen(asked);
    return key.len >= len && memcmp(key.data, asked, len) == 0 &&
           (key.len == len || key.data[len] == '.');
}

/* All keys, one, or those below it: "check", "check.levels"; as options and files have them, too:
 * "levels". */
static bool is_asked(pm_str key, const char *asked) {
    enum { SECTION = sizeof "check." - 1 }; /* the only one: every key begins so */
    pm_str bare = {key.data + SECTION, key.len - SECTION};
    return asked == NULL || *asked == '\0' || is_below(key, asked) || is_below(bare, asked);
}

static pm_str shown(pm_str value) {
    return value.len != 0 ? value : page_str("-");
}

static pm_status find_widths(config_command *c, const char *asked, size_t width[2], size_t *rows) {
    pm_setting x;
    *rows = width[0] = width[1] = 0;
    for (size_t i = 0; i < pm_config_count(c->settings.config); i++) {
        pm_status status = pm_config_get(c->settings.config, i, &x);
        if (status != PM_OK) {
            return status;
        }
        if (is_asked(x.key, asked)) {
            size_t key = points_of(x.key), value = points_of(shown(x.value));
            width[0] = key > width[0] ? key : width[0];
            width[1] = value > width[1] ? value : width[1];
            ++*rows;
        }
    }
    return PM_OK;
}

static void put_setting(config_command *c, const pm_setting *x, const size_t width[2], bool first) {
    bool built_in = page_equal(x->origin, page_str("built in"));
    if (c->format == FORMAT_TEXT) {
        put_cell(c, x->key, width[0] + 2, built_in ? "0" : "1");
        put_cell(c, shown(x->value), width[1] + 2, built_in ? "0" : "1");
        put_cell(c, x->origin, 0, built_in ? "2" : "36");
        page_text(&c->page, "\n");
        return;
    }
    page_text(&c->page, first ? "{" : ",\n{");
    put_member(c, "key", x->key, false);
    put_member(c, "value", x->value, false);
    put_member(c, "origin", x->origin, false);
    put_member(c, "about", x->about, true);
}

static int show(config_command *c, const char *asked, const option_set *set) {
    size_t width[2], rows, put = 0;
    pm_status status = find_widths(c, asked, width, &rows);
    if (status == PM_OK && rows == 0) {
        return options_fault(set, "there is no setting '%.60s'; 'planmark config show' tells all",
                             asked);
    }
    page_text(&c->page, c->format == FORMAT_JSON ? "[" : "");
    for (size_t i = 0; status == PM_OK && i < pm_config_count(c->settings.config); i++) {
        pm_setting x;
        status = pm_config_get(c->settings.config, i, &x);
        if (status == PM_OK && is_asked(x.key, asked)) {
            put_setting(c, &x, width, put++ == 0);
        }
    }
    page_text(&c->page, c->format == FORMAT_JSON ? "]\n" : "");
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return exit_of(status);
}

/* ---- path ---- */

static int paths(config_command *c, const char *asked, const option_set *set) {
    static const char *const scopes[] = {"system", "user", "folder"};
    static const char *const states[] = {"not there", "read", "faulty", "out of reach",
                                         "passed over: another user's"};
    static const char *const colours[] = {"2", "32", "31", "33", "33"};
    size_t width = 0, count = pm_config_file_count(c->settings.config);
    pm_config_file f;
    if (asked != NULL) {
        return options_fault(set, "'%.60s' is one word too many", asked);
    }
    for (size_t i = 0; pm_config_file_get(c->settings.config, i, &f) == PM_OK; i++) {
        width = points_of(f.path) > width ? points_of(f.path) : width;
    }
    page_text(&c->page, c->format == FORMAT_JSON ? "[" : "");
    for (size_t i = 0; i < count && pm_config_file_get(c->settings.config, i, &f) == PM_OK; i++) {
        if (c->format == FORMAT_TEXT) {
            put_cell(c, page_str(scopes[f.scope]), 8, "0");
            put_cell(c, f.path, width + 2, "0");
            put_cell(c, page_str(states[f.state]), 0, colours[f.state]);
            page_text(&c->page, "\n");
            continue;
        }
        page_text(&c->page, i == 0 ? "{" : ",\n{");
        put_member(c, "scope", page_str(scopes[f.scope]), false);
        put_member(c, "path", f.path, false);
        put_member(c, "state", page_str(states[f.state]), true);
    }
    page_text(&c->page, c->format == FORMAT_JSON ? "]\n" : "");
    return CLI_DONE;
}

/* ---- the tools ---- */

typedef int (*config_tool)(config_command *c, const char *asked, const option_set *set);

/* Entries of levels name findings of the pack, which is looked at for them alone: faults of its own
 * are for whoever checks. */
static int check_levels(config_command *c) {
    pm_setting x;
    bool any = false;
    for (size_t i = 0; !any && i < pm_config_count(c->settings.config); i++) {
        any = pm_config_get(c->settings.config, i, &x) == PM_OK && is_below(x.key, "check.levels");
    }
    if (!any) {
        return CLI_DONE;
    }
    const char *folder = c->settings.values.pack;
    pm_status status =
        folder != NULL ? pm_pack_open(NULL, folder, &c->s.pack) : pm_pack_default(NULL, &c->s.pack);
    int code = status == PM_OK           ? settings_check_levels(&c->settings, &c->s)
               : status == PM_ERR_MEMORY ? exit_of(status)
                                         : OPTIONS_GO;
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    pm_pack_free(c->s.pack);
    c->s.pack = NULL;
    return code == OPTIONS_GO ? CLI_DONE : code;
}

/* Settings with faults are told, and which files there are is shown all the same. */
static int run(config_command *c, config_tool tool, const char *asked, const option_set *set) {
    int code = settings_open(&c->settings, &c->s, set);
    if (code != OPTIONS_GO && (tool != paths || code != CLI_USAGE || c->settings.config == NULL)) {
        return code;
    }
    code = code == OPTIONS_GO ? CLI_DONE : code;
    if (!outfile_open(&c->s.out, c->s.out_path, &c->s.term)) {
        return CLI_OUTPUT;
    }
    c->colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    page_begin(&c->page, outfile_write, &c->s.out);
    code = exit_worse(code, tool(c, asked, set));
    code = tool == show && code == CLI_DONE ? check_levels(c) : code;
    if (page_end(&c->page) == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
        code = CLI_OUTPUT;
    }
    bool keep = code == CLI_DONE || tool == paths;
    return outfile_close(&c->s.out, keep, &c->s.term) ? code : CLI_OUTPUT;
}

static int cmd_tool(int argc, char **argv, config_tool tool, const char *usage, const char *about,
                    const char *examples) {
    config_command c = {.format = FORMAT_TEXT};
    c.s.out.fd = -1;
    const option options[] = {{OPTION_GROUP, NULL, 0, NULL, NULL, "Settings"},
                              SETTINGS_FILES(&c.settings),
                              {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
                              {OPTION_CHOICE, "format", 0, &c.format, "text|json",
                               "how they are written (default: a table)"},
                              {OPTION_GROUP, NULL, 0, NULL, NULL, "General"},
                              SESSION_PLAIN(&c.s)};
    const option_set set = {usage,    about, options, sizeof options / sizeof *options,
                            examples, NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count > 1) {
        code = options_fault(&set, "'%.60s' is one word too many", argv[2]);
    }
    if (code == OPTIONS_GO) {
        code = run(&c, tool, count != 0 ? argv[1] : NULL, &set);
    }
    settings_close(&c.settings);
    return code;
}

static int cmd_show(int argc, char **argv) {
    return cmd_tool(argc, argv, show, "planmark config show [OPTION]... [KEY]",
                    "Tells every setting of 'planmark check', what holds for it here, and where it "
                    "was said; with KEY, that one\n"
                    "and those below it.",
                    "  planmark config show\n"
                    "  planmark config show check.fail-on\n"
                    "  planmark config show --format json\n");
}

static int cmd_path(int argc, char **argv) {
    return cmd_tool(argc, argv, paths, "planmark config path [OPTION]...",
                    "Tells which files are looked for, the nearest last, and whether they are "
                    "there.",
                    "  planmark config path\n");
}

int cmd_config(int argc, char **argv) {
    static const option options[] = {{OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"}};
    static const char *const names[] = {"show", "path"};
    const option_set set = {
        "planmark config [TOOL] [OPTION]...",
        "Tells the settings of 'planmark check': those that are built in, then "
        "/etc/planmark/planmark.yaml, the user's\n"
        "own file, every planmark.yaml from the root down to the working folder, and options; what "
        "comes later wins.",
        options,
        sizeof options / sizeof *options,
        "  planmark config show\n",
        "Tools\n"
        "  show       every setting, its value, and where it was said\n"
        "  path       the files that are looked for, and whether they are there\n"};
    if (argc > 1 && strcmp(argv[1], names[0]) == 0) {
        return cmd_show(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], names[1]) == 0) {
        return cmd_path(argc - 1, argv + 1);
    }
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code != OPTIONS_GO) {
        return code;
    }
    const char *near = count != 0 ? options_nearest(argv[1], names, 2) : NULL;
    if (count == 0) {
        return options_fault(&set, "which tool? show or path");
    }
    return options_fault(&set, "there is no tool '%.60s'%s%s%s", argv[1],
                         near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                         near != NULL ? "'?" : "");
}
