/* SPDX-License-Identifier: MIT
 * planmark rules test. Keeps true: every example that was asked for is counted once: passed,
 * failed, or a known gap. */
#include "program/page.h"
#include "cli/session.h"

enum { WANTED_UNMET, WANTED_MET, WANTED_GAP };

typedef struct test_command {
    session s;
    page page;
    char *const *ids; /* none: all rules */
    size_t id_count;
    size_t passed, failed, gaps, closed;
} test_command;

static bool asked_for(const test_command *c, pm_str id) {
    bool found = c->id_count == 0;
    for (size_t i = 0; i < c->id_count && !found; i++) {
        found = page_equal(page_str(c->ids[i]), id);
    }
    return found;
}

/* "file:line: rule: " and the example: its text, and the other cells by name. */
static void put_example(page *p, const pm_rule_info *r, const pm_example_result *x) {
    page_plain(p, r->file);
    page_format(p, ":%zu: ", x->line);
    page_plain(p, r->id);
    page_text(p, ": ");
    for (int c = 0, shown = 0; c < PM_COLUMNS; c++) {
        if (x->action.cell[c].len != 0) {
            page_text(p, shown++ != 0 ? " | " : "");
            page_format(p, c != PM_TEXT ? "%s: \"" : "\"", pm_column_name((pm_column)c));
            page_plain(p, x->action.cell[c]);
            page_text(p, "\"");
        }
    }
}

static const char *met_name(int met) {
    return met ? "met" : "unmet";
}

static int own_side(const pm_rule_info *r) {
    return r->says == PM_MET;
}

static void put_failure(page *p, const pm_rule_info *r, const pm_example_result *x) {
    put_example(p, r, x);
    page_format(p, ": wanted %s, got %s", met_name(x->wanted), met_name(x->got));
    if (x->got == x->wanted) { /* the verdict is right, for other reasons */
        page_text(p, own_side(r) ? ", but this rule did not find it, or was cancelled"
                                 : ", but this rule did not find it");
    }
    page_text(p, "\n");
}

static void put_gap(test_command *c, const pm_rule_info *r, const pm_example_result *x) {
    bool closed = x->got == own_side(r) && x->shown;
    c->gaps++;
    c->closed += closed;
    put_example(&c->page, r, x);
    page_text(&c->page, closed ? ": known gap, now closed\n" : ": known gap\n");
}

static void take_example(void *ctx, const pm_example_result *x) {
    test_command *c = ctx;
    pm_rule_info r;
    if (pm_pack_rule(c->s.pack, x->rule, &r) != PM_OK || !asked_for(c, r.id)) {
        return;
    }
    if (x->wanted == WANTED_GAP) {
        put_gap(c, &r, x);
    } else if (x->passed) {
        c->passed++;
    } else {
        c->failed++;
        put_failure(&c->page, &r, x);
    }
}

static int check_ids(test_command *c) {
    int code = CLI_DONE;
    for (size_t i = 0; i < c->id_count; i++) {
        if (pm_pack_find_rule(c->s.pack, page_str(c->ids[i])) < 0) {
            terminal_error(&c->s.term,
                           "the pack has no rule '%.100s'; 'planmark rules list' names them all",
                           c->ids[i]);
            code = CLI_USAGE;
        }
    }
    return code;
}

static void put_counts(test_command *c) {
    page *p = &c->page;
    page_format(p, "%zu examples: %zu passed, %zu failed", c->passed + c->failed, c->passed,
                c->failed);
    if (c->gaps != 0) {
        page_format(p, "; %zu known gap%s", c->gaps, c->gaps == 1 ? "" : "s");
        if (c->closed != 0) {
            page_format(p, ", %zu of them now closed", c->closed);
        }
    }
    page_text(p, "\n");
}

static int run_test(test_command *c) {
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    code = check_ids(c);
    page_begin(&c->page, outfile_write, &c->s.out);
    if (code == CLI_DONE) {
        pm_status status = pm_pack_test(c->s.pack, c->s.scorer, take_example, c);
        if (status != PM_OK) {
            terminal_error(&c->s.term, "the examples cannot be run: %s", pm_status_text(status));
        }
        put_counts(c);
        code = status != PM_OK ? CLI_OUTPUT : c->failed != 0 ? CLI_NO : CLI_DONE;
    }
    code = exit_worse(code, exit_of(page_end(&c->page)));
    bool keep = code == CLI_DONE || code == CLI_NO;
    code = outfile_close(&c->s.out, keep, &c->s.term) ? code : CLI_OUTPUT;
    session_close(&c->s);
    return code;
}

int cmd_rules_test(int argc, char **argv) {
    test_command c = {.ids = NULL};
    const option options[] = {SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark rules test [OPTION]... [ID]...",
        "Runs the examples that the rules carry, through the same path as real plans. An example "
        "under the rule's\n"
        "own side must get that verdict and be shown by the rule; one under the other side must "
        "get the other\n"
        "verdict. Known gaps are listed and never fail. Exit code 1 when an example failed.",
        options,
        sizeof options / sizeof *options,
        "  planmark rules test\n"
        "  planmark rules test owner.subject-to-do\n"
        "  planmark rules test --pack my-rules\n",
        NULL};
    int code = options_read(&set, argc, argv, &c.id_count);
    c.ids = argv + 1;
    return code == OPTIONS_GO ? run_test(&c) : code;
}
