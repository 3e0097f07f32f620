/* SPDX-License-Identifier: MIT
 * planmark check. Keeps true: the exit code is the gate's answer, whatever the findings are written
 * as; every plan that can be read is checked, whatever came before it. */
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

enum { UNSET = -1 };

typedef struct check_command {
    session s;
    int format, text, least, fail_on, scope;
    int known, no_empty_plan;
    const char *min_score, *min_high_quality, *require;
    option_list levels;
    digest_key key;
    pm_check_options options;
    pm_level_setting settings[OPTION_LIST_MOST];
    pm_check *check;
    pm_check_writer *writer;
    const char *path; /* of the file whose plans are written */
    pm_check_total total;
} check_command;

/* ---- options ---- */

/* A number, or with a percent sign a hundredth of it. false: it is none. */
static bool read_number(const char *text, double *out) {
    char *end;
    double value = strtod(text, &end);
    bool percent = *end == '%';
    *out = percent ? value / 100 : value;
    return end != text && end[percent] == '\0' && value >= 0;
}

static int settle_numbers(check_command *c, const option_set *set) {
    if (c->min_score != NULL && !(read_number(c->min_score, &c->options.min_score) &&
                                  c->options.min_score <= PM_CRITERIA)) {
        return options_fault(set, "--min-score is a number from 0 to 5, not '%.40s'", c->min_score);
    }
    if (c->min_high_quality != NULL &&
        !(read_number(c->min_high_quality, &c->options.min_high_quality) &&
          c->options.min_high_quality <= 1)) {
        return options_fault(set, "--min-high-quality is a share such as 50%%, not '%.40s'",
                             c->min_high_quality);
    }
    return OPTIONS_GO;
}

static int settle_required(check_command *c, const option_set *set) {
    for (const char *at = c->require; at != NULL && *at != '\0';) {
        size_t len = strcspn(at, ",");
        int criterion = pm_criterion_parse((pm_str){at, len});
        if (criterion < 0) {
            return options_fault(set,
                                 "--require names criteria, such as owner,timeframe; '%.*s' "
                                 "is none",
                                 (int)(len < 40 ? len : 40), at);
        }
        c->options.required |= 1u << criterion;
        at += len + (at[len] == ',');
    }
    return OPTIONS_GO;
}

static int settle_levels(check_command *c, const option_set *set) {
    static const char *const names[] = {"off", "note", "warning", "error"};
    for (size_t i = 0; i < c->levels.count; i++) {
        const char *text = c->levels.item[i], *equals = strchr(text, '=');
        size_t level = 0;
        while (equals != NULL && level < 4 && strcmp(equals + 1, names[level]) != 0) {
            level++;
        }
        if (equals == NULL || level == 4) {
            return options_fault(set,
                                 "--level is written FINDING=error, warning, note or off, not "
                                 "'%.60s'",
                                 text);
        }
        c->settings[i] = (pm_level_setting){{text, (size_t)(equals - text)}, (pm_level)level};
    }
    c->options.levels = c->settings;
    c->options.level_count = c->levels.count;
    return OPTIONS_GO;
}

static int settle(check_command *c, const option_set *set, size_t count) {
    int code = settle_numbers(c, set);
    code = code == OPTIONS_GO ? settle_required(c, set) : code;
    code = code == OPTIONS_GO ? settle_levels(c, set) : code;
    code = code == OPTIONS_GO ? session_key(&c->key, c->text, set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c->s.accounts, c->s.out_path, set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(set, "no input; name files or folders, or - for standard input");
    }
    return code;
}

/* ---- plans ---- */

static int write_plan(check_command *c, const pm_plan_check *done) {
    pm_status status = PM_OK;
    if (done != NULL && c->path != c->s.path) {
        c->path = c->s.path;
        status = pm_check_writer_file(c->writer, (pm_str){c->path, strlen(c->path)}, c->s.name);
    }
    if (done != NULL && status == PM_OK) {
        status = pm_check_writer_add(c->writer, done);
    }
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

static int told(check_command *c, pm_status status, pm_str place) {
    pm_diagnostic d = {.severity = PM_ERROR, .file = place};
    const char *text = status == PM_ERR_LIMIT
                           ? "a cell is too long to be marked; the plan is left out"
                           : pm_status_text(status);
    d.message = (pm_str){text, strlen(text)};
    terminal_diagnostic(&c->s.term, &d);
    return status == PM_ERR_LIMIT ? CLI_INPUT : CLI_OUTPUT;
}

static int check_row(void *ctx, const pm_row *row) {
    check_command *c = ctx;
    const pm_plan_check *done;
    pm_status status = pm_check_row(c->check, row, &done);
    return status == PM_OK ? write_plan(c, done) : told(c, status, row->source);
}

static int check_rest(void *ctx) {
    check_command *c = ctx;
    const pm_plan_check *done;
    pm_status status = pm_check_rest(c->check, &done);
    return status == PM_OK ? write_plan(c, done)
                           : told(c, status, (pm_str){c->s.path, strlen(c->s.path)});
}

/* ---- the run ---- */

static pm_status open_check(check_command *c) {
    pm_check_write_options w = {.size = sizeof w,
                                .common = c->s.options,
                                .format = (pm_check_format)c->format,
                                .least = (pm_level)c->least,
                                .known = c->known,
                                .fail_on = (pm_fail_on)c->fail_on};
    bool watched = c->s.term.out_is_terminal && c->s.out_path == NULL;
    bool ours = c->format == PM_CHECK_JSON || c->format == PM_CHECK_JSONL;
    w.text = c->text != UNSET  ? (pm_text_policy)c->text
             : watched || ours ? PM_TEXT_FULL
                               : PM_TEXT_NAMES;
    w.colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    w.digest_key = (pm_str){c->key.bytes, c->key.len};
    c->options.size = sizeof c->options;
    c->options.common = c->s.options;
    c->options.fail_on = (pm_fail_on)c->fail_on;
    c->options.scope = (pm_gate_scope)c->scope;
    c->options.no_empty_plan = c->no_empty_plan;
    pm_status status = pm_check_new(&c->options, c->s.pack, &c->check);
    return status == PM_OK
               ? pm_check_writer_new(&w, c->s.pack, outfile_write, &c->s.out, &c->writer)
               : status;
}

/* `code`: CLI_INPUT when not all could be read. */
static int end_check(check_command *c, int code) {
    pm_status status = pm_check_total_of(c->check, &c->total);
    c->total.incomplete = code != CLI_DONE;
    status = status == PM_OK ? pm_check_writer_end(c->writer, &c->total) : status;
    return status != PM_OK ? CLI_OUTPUT : c->total.passed ? CLI_DONE : CLI_NO;
}

static int run(check_command *c, char *const *paths, size_t count) {
    row_counts counts = {0};
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = open_check(c);
    code = exit_of(status);
    if (status == PM_OK) {
        c->s.file_end = check_rest;
        code = session_rows(&c->s, paths, count, check_row, c, &counts);
        if (code == CLI_DONE || code == CLI_INPUT) {
            code = exit_worse(code, end_check(c, code));
        }
    } else if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    code = session_keep(&c->s, code);
    if (c->format == PM_CHECK_TEXT && code != CLI_DONE && code != CLI_NO) {
        session_tell_counts(&c->s, &counts, code);
    }
    pm_check_writer_free(c->writer);
    pm_check_free(c->check);
    session_close(&c->s);
    return code;
}

int cmd_check(int argc, char **argv) {
    check_command c = {.text = UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "The gate"},
        {OPTION_CHOICE, "fail-on", 0, &c.fail_on, "error|warning|never",
         "which findings shut it (default: errors)"},
        {OPTION_TEXT, "require", 0, &c.require, "CRITERION,...",
         "what every action must have: its findings are errors"},
        {OPTION_TEXT, "min-score", 0, &c.min_score, "N", "least mean score of the actions, 0 to 5"},
        {OPTION_TEXT, "min-high-quality", 0, &c.min_high_quality, "PERCENT",
         "least share of actions that meet all five criteria"},
        {OPTION_FLAG, "no-empty-plan", 0, &c.no_empty_plan, NULL,
         "a plan without actions is an error"},
        {OPTION_CHOICE, "per", 0, &c.scope, "plan|all",
         "whether these figures are of each plan or of all together (default: each)"},
        {OPTION_LIST, "level", 0, &c.levels, "FINDING=LEVEL",
         "how much a finding, or all of a criterion, weighs: error, warning, note, off"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &c.format, "text|json|jsonl|sarif|junit|checkstyle|github",
         "how findings are written"},
        {OPTION_CHOICE, "least", 0, &c.least, "off|note|warning|error",
         "leave out findings below this level; they are counted all the same"},
        {OPTION_FLAG, "known", 0, &c.known, NULL, "write known findings too"},
        {OPTION_CHOICE, "text", 0, &c.text, "full|evidence|none|names",
         "how much of the plans' words is written (default: all on a terminal and in JSON; else "
         "none, but files and plans keep their names)"},
        {OPTION_TEXT, "digest-key", 0, &c.key.path, "FILE",
         "with --text none: the file holds the secret key of the digests"},
        SESSION_MANIFEST(&c.s),
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark check [OPTION]... FILE|FOLDER|-...",
        "Tells what the actions of plans lack, where, and how to mend it, and whether each plan is "
        "good enough\n"
        "to be saved. Exit code 0: it is; 1: it is not. Reads what 'planmark score' reads.",
        options,
        sizeof options / sizeof *options,
        "  planmark check plan.docx                               findings, and a line a plan\n"
        "  planmark check --require owner,timeframe plan.docx     no action without these\n"
        "  planmark check --format json - <plan.json              for a case system\n"
        "  planmark check --fail-on never exports/                tell, and let all pass\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? settle(&c, &set, count) : code;
    return code == OPTIONS_GO ? run(&c, argv + 1, count) : code;
}
