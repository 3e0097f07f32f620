/* SPDX-License-Identifier: MIT
 * planmark rules diff. Keeps true: both packs mark every row that is counted, from the same bytes.
 */
#include <string.h>

#include "cli/evaluation.h"
#include "cli/reason.h"
#include "cli/session.h"

enum { UNSET = -1 };

typedef enum diff_format { DIFF_TABLE, DIFF_CSV } diff_format;

typedef struct diff_command {
    session s;
    pm_pack *pack[2]; /* before and after */
    pm_scorer *scorer[2];
    page page;
    int format, text; /* diff_format; pm_text_policy or UNSET */
    size_t number, actions, changed_actions;
    pm_confusion of[PM_CODES]; /* "gold" is before, "tool" after */
    row_counts counts;
} diff_command;

static int no_memory(diff_command *c) {
    terminal_error(&c->s.term, "memory ran out");
    return CLI_OUTPUT;
}

/* ---- rows ---- */

static void put_change(diff_command *c, const pm_row *row, pm_criterion k, const reason *before,
                       const reason *after) {
    page *p = &c->page;
    pm_text_policy text = (pm_text_policy)c->text;
    if (c->format == DIFF_CSV) {
        row_csv(p, row, c->number, text);
        page_format(p, ",%s,%d", pm_criterion_name(k), before->met);
        reason_csv(p, &row->action, before, text);
        page_format(p, ",%d", after->met);
        reason_csv(p, &row->action, after, text);
        cells_csv(p, &row->action, text);
        page_text(p, "\n");
        return;
    }
    row_plain(p, row, c->number, text);
    page_format(p, ": %s: %d -> %d\n    before: ", pm_criterion_name(k), before->met, after->met);
    reason_plain(p, &row->action, before, text);
    page_text(p, "\n    after:  ");
    reason_plain(p, &row->action, after, text);
    page_text(p, "\n");
}

static void compare_marks(diff_command *c, const pm_row *row, const pm_mark *before,
                          const pm_mark *after) {
    bool changed = false;
    for (int k = 0; k < PM_CRITERIA; k++) {
        pm_confusion_add(&c->of[k], before->verdict[k].met, after->verdict[k].met);
        if (before->verdict[k].met != after->verdict[k].met) {
            reason a = reason_of(before, (pm_criterion)k), b = reason_of(after, (pm_criterion)k);
            put_change(c, row, (pm_criterion)k, &a, &b);
            changed = true;
        }
    }
    pm_confusion_add(&c->of[PM_HIGH_QUALITY], before->high_quality, after->high_quality);
    c->actions++;
    c->changed_actions += changed;
    if (changed && c->format == DIFF_TABLE) {
        cells_plain(&c->page, &row->action, (pm_text_policy)c->text);
    }
}

static int diff_row(void *ctx, const pm_row *row) {
    diff_command *c = ctx;
    const pm_mark *before, *after;
    c->number++;
    int code = session_score(&c->s, c->scorer[0], row, &before);
    if (code == CLI_DONE) {
        code = session_score(&c->s, c->scorer[1], row, &after);
    }
    if (code == CLI_DONE && before != NULL && after != NULL) {
        compare_marks(c, row, before, after);
    }
    return code;
}

/* ---- telling ---- */

static void put_headings(diff_command *c) {
    static const char *const names[] = {"rule",  "column",    "start",       "end",
                                        "words", "cancelled", "follows_from"};
    if (c->format != DIFF_CSV) {
        return;
    }
    page_format(&c->page, "%s,criterion", row_headings);
    for (int side = 0; side < 2; side++) {
        const char *word = side == 0 ? "before" : "after";
        page_format(&c->page, ",%s", word);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            page_format(&c->page, ",%s_%s", word, names[i]);
        }
    }
    cells_headings(&c->page, (pm_text_policy)c->text);
    page_text(&c->page, "\n");
}

static void put_summary(diff_command *c) {
    page *p = &c->page;
    if (c->format != DIFF_TABLE) {
        return;
    }
    page_text(p, c->changed_actions != 0 ? "\nbefore: " : "before: ");
    page_plain(p, pm_pack_stamp(c->pack[0]));
    page_text(p, "\nafter:  ");
    page_plain(p, pm_pack_stamp(c->pack[1]));
    page_format(p, "\n%zu of %zu actions have another verdict\n%-13s %8s %8s %8s %8s\n",
                c->changed_actions, c->actions, "", "before", "after", "0 -> 1", "1 -> 0");
    for (int f = 0; f < PM_CODES; f++) {
        const pm_confusion *t = &c->of[f];
        page_format(p, "%-13s %8zu %8zu %8zu %8zu\n", code_name(f), t->both_yes + t->gold_only,
                    t->both_yes + t->tool_only, t->tool_only, t->gold_only);
    }
}

/* ---- the command ---- */

static int open_sides(diff_command *c, char *const *names) {
    for (int side = 0; side < 2; side++) {
        const char *folder = strcmp(names[side], "default") == 0 ? NULL : names[side];
        int code = session_pack(&c->s, folder, &c->pack[side]);
        if (code != OPTIONS_GO) {
            return code;
        }
        if (pm_scorer_new(&c->s.options, c->pack[side], &c->scorer[side]) != PM_OK) {
            return no_memory(c);
        }
    }
    return CLI_DONE;
}

static int compare_files(diff_command *c, char *const *paths, size_t count) {
    page_begin(&c->page, outfile_write, &c->s.out);
    put_headings(c);
    int code = session_rows(&c->s, paths, count, diff_row, c, &c->counts);
    if (code != CLI_OUTPUT) {
        put_summary(c);
    }
    pm_status written = page_end(&c->page);
    code = written == PM_ERR_MEMORY ? no_memory(c) : exit_worse(code, exit_of(written));
    return exit_worse(code, c->changed_actions != 0 ? CLI_NO : CLI_DONE);
}

static int run_diff(diff_command *c, char *const *names, char *const *paths, size_t count) {
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    if (c->text == UNSET) {
        c->text =
            c->s.term.out_is_terminal && c->s.out_path == NULL ? PM_TEXT_FULL : PM_TEXT_EVIDENCE;
    }
    code = open_sides(c, names);
    bool opened = code == CLI_DONE;
    if (opened) {
        code = compare_files(c, paths, count);
    }
    bool keep = opened && code != CLI_OUTPUT && !c->s.all_lost;
    code = outfile_close(&c->s.out, keep, &c->s.term) ? code : CLI_OUTPUT;
    if (opened) {
        session_tell_counts(&c->s, &c->counts, code);
    }
    for (int side = 0; side < 2; side++) {
        pm_scorer_free(c->scorer[side]);
        pm_pack_free(c->pack[side]);
    }
    session_close(&c->s);
    return code;
}

int cmd_rules_diff(int argc, char **argv) {
    diff_command c = {.text = UNSET, .s.no_scorer = true};
    const option options[] = {{OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
                              SESSION_COLUMNS(&c.s),
                              {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
                              {OPTION_CHOICE, "format", 0, &c.format, "table|csv",
                               "how the changes are written (default: a table, with a summary)"},
                              {OPTION_CHOICE, "text", 0, &c.text, "full|evidence|none",
                               "how much of the plans' words is written: whole cells, the words of "
                               "evidence, or none and no name of a plan "
                               "(default: full on a terminal, else evidence)"},
                              SESSION_PROGRESS(&c.s),
                              SESSION_OPTIONS(&c.s)};
    const option_set set = {"planmark rules diff [OPTION]... PACK_A PACK_B FILE|FOLDER|-...",
                            "Scores plans with two packs and lists the verdicts that change, with "
                            "the rule that decided before and after,\n"
                            "then a summary. A pack is a folder, or 'default' for the built-in "
                            "one. Exit code 1 when a verdict changed.",
                            options,
                            sizeof options / sizeof *options,
                            "  planmark rules diff default my-rules corpus/plans.csv\n"
                            "  planmark rules diff --format csv old-rules new-rules exports/\n",
                            NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && c.s.pack_folder != NULL) {
        code = options_fault(&set, "the packs are named without --pack");
    }
    if (code == OPTIONS_GO && count < 3) {
        code = options_fault(&set, "two packs and at least one file are needed");
    }
    return code == OPTIONS_GO ? run_diff(&c, argv + 1, argv + 3, count - 2) : code;
}
