/* SPDX-License-Identifier: MIT
 * planmark check. Keeps true: the exit code is the gate's answer, whatever the findings are written
 * as; every plan that can be read is checked, whatever came before it. */
#include <stdio.h>
#include <string.h>

#include "cli/overrides.h"
#include "cli/seen.h"
#include "cli/settings.h"

typedef struct check_command {
    session s;
    settings settings;
    overrides overrides;
    digest_key key;
    pm_check *check;
    pm_check_writer *writer;
    const char *path; /* of the file whose plans are written */
    seen_plans seen;
    row_counts counts;
    struct {
        size_t rows;      /* with an action */
        char first[1024]; /* the source of its first row */
    } plan;               /* at hand */
    left_out left_out;
    bool plan_lost; /* a plan of the file at hand could not be checked */
    pm_check_total total;
} check_command;

/* ---- options ---- */

static int settle(check_command *c, const option_set *set, size_t count) {
    int code = settings_open(&c->settings, &c->s, set);
    code = code == OPTIONS_GO ? overrides_check(&c->overrides, &c->settings, &c->s, set) : code;
    code = code == OPTIONS_GO ? session_key(&c->key, c->settings.values.text, set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c->s.accounts, c->s.out_path, set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(set, "no input; name files or folders, or - for standard input");
    }
    return code;
}

/* ---- plans ---- */

static void tell(check_command *c, pm_severity severity, pm_str place, const char *text) {
    pm_diagnostic d = {.severity = severity, .file = place, .message = {text, strlen(text)}};
    c->s.options.diagnostic(c->s.options.diagnostic_ctx, &d);
}

static void note_cuts(check_command *c, const pm_plan_check *done) {
    for (size_t i = 0; i < done->action_count; i++) {
        if (done->actions[i].truncated) {
            session_note_cut(&c->s, done->actions[i].given->source);
            c->s.cut.actions++;
        }
    }
}

static int write_plan(check_command *c, const pm_plan_check *done) {
    pm_status status = PM_OK;
    if (done != NULL && c->path != c->s.path) {
        c->path = c->s.path;
        status = pm_check_writer_file(c->writer, (pm_str){c->path, strlen(c->path)}, c->s.name);
    }
    if (done != NULL && status == PM_OK) {
        note_cuts(c, done);
        status = pm_check_writer_add(c->writer, done);
    }
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

/* The plan before the row at hand could not be checked: its rows are skipped. */
static int leave_out(check_command *c, pm_status status) {
    pm_str place = {c->plan.first, strlen(c->plan.first)};
    if (status != PM_ERR_LIMIT) {
        tell(c, PM_ERROR, place, pm_status_text(status));
        return CLI_OUTPUT;
    }
    tell(c, PM_ERROR, place,
         "a cell of this plan is too long, or it has too many actions; the plan is left out");
    c->counts.marked -= c->plan.rows;
    c->counts.skipped += c->plan.rows;
    c->plan_lost = true;
    return CLI_DONE;
}

static void note_row(check_command *c, const pm_row *row) {
    size_t len = row->source.len < sizeof c->plan.first ? row->source.len : 0;
    if (c->plan.first[0] == '\0' && len != 0) {
        memcpy(c->plan.first, row->source.data, len);
        c->plan.first[len] = '\0';
    }
    c->plan.rows += row->has_action != 0;
    if (seen_before(&c->seen, row)) {
        tell(c, PM_WARNING, row->source,
             "this plan stands in another place of the file, too; rows that do not stand together "
             "are checked as plans of their own, so sort the rows by plan");
    }
}

static int check_row(void *ctx, const pm_row *given) {
    check_command *c = ctx;
    const pm_plan_check *done;
    pm_row keyed = *given, *row = &keyed;
    int code = overrides_key(&c->overrides, &c->s, c->s.path, row);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = pm_check_row(c->check, row, &done);
    code = status == PM_OK ? write_plan(c, done) : leave_out(c, status);
    if (done != NULL || status != PM_OK) {
        c->plan.rows = 0;
        c->plan.first[0] = '\0';
    }
    note_row(c, row);
    return code;
}

/* A file in which nothing was found is a plan without actions: else a plan in a form that is not
 * known would pass the gate. */
static int check_barren(check_command *c) {
    pm_str input = {"stdin", 5}; /* has no name */
    pm_row row = {.plan_id = c->s.plan.len != 0 ? c->s.plan : input,
                  .source = c->s.name.len != 0 ? c->s.name : input};
    row.plan_named = row.plan_id.len;
    c->s.plan_named = true;
    c->counts.without++;
    return check_row(c, &row);
}

static int check_rest(void *ctx, bool barren) {
    check_command *c = ctx;
    const pm_plan_check *done;
    int code = barren ? check_barren(c) : CLI_DONE;
    pm_status status = pm_check_rest(c->check, &done);
    code = exit_worse(code, status == PM_OK ? write_plan(c, done) : leave_out(c, status));
    code = c->plan_lost ? exit_worse(code, CLI_INPUT) : code;
    c->plan.rows = 0;
    c->plan.first[0] = '\0';
    c->plan_lost = false;
    seen_forget(&c->seen);
    return code;
}

/* ---- the run ---- */

static pm_status open_writer(check_command *c) {
    const pm_check_settings *v = &c->settings.values;
    pm_check_write_options w = {.size = sizeof w,
                                .common = c->s.options,
                                .format = v->format,
                                .least = v->least,
                                .known = v->known,
                                .fail_on = v->check.fail_on};
    bool watched = c->s.term.out_is_terminal && c->s.out_path == NULL;
    bool ours = v->format == PM_CHECK_JSON || v->format == PM_CHECK_JSONL;
    w.text = v->text >= 0      ? (pm_text_policy)v->text
             : watched || ours ? PM_TEXT_FULL
                               : PM_TEXT_NAMES;
    w.colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    w.digest_key = (pm_str){c->key.bytes, c->key.len};
    return pm_check_writer_new(&w, c->s.pack, outfile_write, &c->s.out, &c->writer);
}

/* OPTIONS_GO, or an exit code (told). */
static int open_check(check_command *c) {
    pm_check_options options = c->settings.values.check;
    options.common = c->s.options;
    int code = settings_check_levels(&c->settings, &c->s);
    code = code == OPTIONS_GO ? overrides_open(&c->overrides, &c->settings, &c->s, &options) : code;
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = pm_check_new(&options, c->s.pack, &c->check);
    status = status == PM_OK ? open_writer(c) : status;
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? OPTIONS_GO : exit_of(status);
}

/* `code`: CLI_INPUT when not all could be read. */
static int end_check(check_command *c, int code) {
    pm_status status = pm_check_total_of(c->check, &c->total);
    c->total.incomplete = code != CLI_DONE;
    c->total.rows_left_out = c->counts.skipped;
    c->total.files_left_out = c->counts.broken;
    c->total.left_out = c->left_out.items;
    c->total.left_out_count = c->left_out.count;
    c->counts.plans = c->total.plans;
    status = status == PM_OK && c->left_out.failed ? PM_ERR_MEMORY : status;
    status = status == PM_OK ? pm_check_writer_end(c->writer, &c->total) : status;
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status != PM_OK ? CLI_OUTPUT : c->total.passed ? CLI_DONE : CLI_NO;
}

static int run(check_command *c, char *const *paths, size_t count) {
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    code = open_check(c);
    bool opened = code == OPTIONS_GO;
    if (opened) {
        c->s.file_end = check_rest;
        c->s.left_out = &c->left_out;
        code = session_rows(&c->s, paths, count, check_row, c, &c->counts);
        c->s.left_out = NULL; /* what comes now is not about the input */
        if (code == CLI_DONE || code == CLI_INPUT) {
            code = exit_worse(code, end_check(c, code));
        }
    }
    code = session_keep(&c->s, code);
    if (opened && code != CLI_USAGE) {
        session_tell_counts(&c->s, &c->counts, code);
        code = overrides_end(&c->overrides, &c->s, c->check, &c->total, code);
    }
    return code;
}

static void close_all(check_command *c) {
    pm_check_writer_free(c->writer);
    pm_check_free(c->check);
    overrides_close(&c->overrides);
    session_close(&c->s);
    settings_close(&c->settings);
    seen_free(&c->seen);
    left_out_free(&c->left_out);
}

int cmd_check(int argc, char **argv) {
    check_command c = {.s.no_scorer = true, .s.half_rows = 1, .counts.checked = true};
    settings *x = &c.settings;
    c.s.out.fd = -1;
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "The gate"},
        {OPTION_TEXT, "fail-on", 0, &x->given[SETTING_FAIL_ON], "error|warning|never",
         "which findings shut it (default: errors)"},
        {OPTION_TEXT, "require", 0, &x->given[SETTING_REQUIRE], "CRITERION,...",
         "what every action must have: its findings are errors"},
        {OPTION_TEXT, "min-score", 0, &x->given[SETTING_MIN_SCORE], "N",
         "least mean score of the actions, 0 to 5"},
        {OPTION_TEXT, "min-high-quality", 0, &x->given[SETTING_MIN_HIGH_QUALITY], "PERCENT",
         "least share of actions that meet all five criteria"},
        {OPTION_SWITCH, "no-empty-plan", 0, &x->given[SETTING_NO_EMPTY_PLAN], NULL,
         "a plan without actions is an error"},
        {OPTION_TEXT, "per", 0, &x->given[SETTING_PER], "plan|all",
         "whether these figures are of each plan or of all together (default: each)"},
        {OPTION_LIST, "level", 0, &x->levels, "FINDING=LEVEL",
         "how much a finding, or all of a criterion, weighs: error, warning, note, off"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Overrides"},
        {OPTION_TEXT, "baseline", 0, &x->given[SETTING_BASELINE], "FILE",
         "findings that somebody has answered for (default: planmark.baseline.json, if it is "
         "there)"},
        {OPTION_FLAG, "no-baseline", 0, &x->no_baseline, NULL, "every finding counts"},
        {OPTION_FLAG, "write-baseline", 0, &c.overrides.write, NULL,
         "answer for all that is found: write it into the baseline, and exit with 0"},
        {OPTION_TEXT, "reason", 0, &c.overrides.reason, "TEXT", "why; --write-baseline needs it"},
        {OPTION_TEXT, "by", 0, &c.overrides.by, "NAME", "who answers for it"},
        {OPTION_TEXT, "until", 0, &c.overrides.until, "DAY",
         "the last day on which it counts, such as 2024-05-31"},
        {OPTION_TEXT, "today", 0, &c.overrides.today, "DAY",
         "take this for today's day (default: that of the clock, where the command runs)"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Settings"},
        SETTINGS_FILES(x),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_TEXT, "format", 0, &x->given[SETTING_FORMAT],
         "text|json|jsonl|sarif|junit|checkstyle|github", "how findings are written"},
        {OPTION_TEXT, "least", 0, &x->given[SETTING_LEAST], "off|note|warning|error",
         "leave out findings below this level; they are counted all the same"},
        {OPTION_SWITCH, "known", 0, &x->given[SETTING_KNOWN], NULL, "write known findings too"},
        {OPTION_TEXT, "text", 0, &x->given[SETTING_TEXT], "auto|full|evidence|none|names",
         "how much of the plans' words is written (auto, the default: all on a terminal and in "
         "JSON; else none, but files and plans keep their names)"},
        {OPTION_TEXT, "digest-key", 0, &c.key.path, "FILE",
         "with --text none: the file holds the secret key of the digests"},
        SESSION_MANIFEST(&c.s),
        SESSION_PROGRESS(&c.s),
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark check [OPTION]... FILE|FOLDER|-...",
        "Tells what the actions of plans lack, where, and how to mend it, and whether each plan is "
        "good enough\n"
        "to be saved. Exit code 0: it is; 1: it is not; 2 to 5: that could not be told, or not of "
        "all of the\n"
        "input (2: usage or settings, 3: input, 4: rule pack, 5: output or memory). Reads what "
        "'planmark score'\n"
        "reads, and settings from planmark.yaml ('planmark config show' tells them).",
        options,
        sizeof options / sizeof *options,
        "  planmark check plan.docx                               findings, and a line a plan\n"
        "  planmark check --require owner,timeframe plan.docx     no action without these\n"
        "  planmark check --format json - <plan.json              for a case system\n"
        "  planmark check --fail-on never exports/                tell, and let all pass\n"
        "  planmark check --write-baseline --reason \"before 2024\" exports/\n"
        "                                                         only new findings count from now "
        "on\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? settle(&c, &set, count) : code;
    code = code == OPTIONS_GO ? run(&c, argv + 1, count) : code;
    close_all(&c);
    return code;
}
