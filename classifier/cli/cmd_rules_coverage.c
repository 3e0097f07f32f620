/* SPDX-License-Identifier: MIT
 * planmark rules coverage. Keeps true: fired = stood + cancelled for each rule, and decided <=
 * stood. */
#include <stdlib.h>

#include "program/page.h"
#include "cli/session.h"

enum { ID_WIDTH = 44 };

typedef struct rule_use {
    pm_rule_info rule;
    size_t rows, fired, cancelled, decided;
} rule_use;

typedef enum coverage_format { COVERAGE_TABLE, COVERAGE_CSV, COVERAGE_JSON } coverage_format;

typedef struct coverage_command {
    session s;
    page page;
    int format;      /* coverage_format */
    rule_use *rules; /* in the order of the pack */
    size_t *by_id;   /* their numbers, sorted by id */
    size_t count;
    size_t actions;
    size_t *seen; /* the action in which a rule fired last, from 1 */
    row_counts counts;
} coverage_command;

/* ---- counting ---- */

static int compare(pm_str a, pm_str b) {
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if (a.data[i] != b.data[i]) {
            return (unsigned char)a.data[i] < (unsigned char)b.data[i] ? -1 : 1;
        }
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* Where in by_id an id stands, or should: among the first `count`. */
static size_t place(const coverage_command *c, pm_str id, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(c->rules[c->by_id[middle]].rule.id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool take_rules(coverage_command *c) {
    c->count = pm_pack_rule_count(c->s.pack);
    c->rules = calloc(c->count + 1, sizeof *c->rules);
    c->by_id = calloc(c->count + 1, sizeof *c->by_id);
    c->seen = calloc(c->count + 1, sizeof *c->seen);
    if (c->rules == NULL || c->by_id == NULL || c->seen == NULL) {
        return false;
    }
    for (size_t i = 0; i < c->count; i++) {
        pm_pack_rule(c->s.pack, i, &c->rules[i].rule);
        size_t at = place(c, c->rules[i].rule.id, i);
        for (size_t k = i; k > at; k--) {
            c->by_id[k] = c->by_id[k - 1];
        }
        c->by_id[at] = i;
    }
    return true;
}

static void count_evidence(coverage_command *c, const pm_evidence *e) {
    size_t at = place(c, e->rule, c->count);
    if (at == c->count || !page_equal(c->rules[c->by_id[at]].rule.id, e->rule)) {
        return;
    }
    size_t i = c->by_id[at];
    rule_use *use = &c->rules[i];
    use->fired++;
    use->cancelled += e->cancelled_by >= 0;
    use->decided += e->decided != 0;
    use->rows += c->seen[i] != c->actions;
    c->seen[i] = c->actions;
}

static int cover_row(void *ctx, const pm_row *row) {
    coverage_command *c = ctx;
    const pm_mark *mark;
    int code = session_score(&c->s, c->s.scorer, row, &mark);
    if (code != CLI_DONE || mark == NULL) {
        return code;
    }
    c->actions++;
    for (size_t i = 0; i < mark->evidence_count; i++) {
        count_evidence(c, &mark->evidence[i]);
    }
    return CLI_DONE;
}

/* ---- telling ---- */

static bool never_fired(const rule_use *use) {
    return use->fired == 0;
}

static bool always_cancelled(const rule_use *use) {
    return use->fired != 0 && use->cancelled == use->fired;
}

static void put_list(coverage_command *c, const char *title, bool (*belongs)(const rule_use *)) {
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        count += belongs(&c->rules[i]);
    }
    page_format(&c->page, "\n%s: %zu of %zu rules\n", title, count, c->count);
    for (size_t i = 0; i < c->count; i++) {
        const pm_rule_info *r = &c->rules[i].rule;
        if (belongs(&c->rules[i])) {
            page_text(&c->page, "  ");
            page_plain(&c->page, r->id);
            page_text(&c->page, "  ");
            page_plain(&c->page, r->file);
            page_format(&c->page, ":%zu\n", r->line);
        }
    }
}

static void put_table(coverage_command *c) {
    page_format(&c->page, "%-44s %-5s %8s %8s %8s %9s %8s\n", "rule", "says", "actions", "fired",
                "stood", "cancelled", "decided");
    for (size_t i = 0; i < c->count; i++) {
        const rule_use *use = &c->rules[i];
        size_t len = use->rule.id.len;
        page_plain(&c->page, use->rule.id);
        page_format(&c->page, "%*s %-5s %8zu %8zu %8zu %9zu %8zu\n",
                    len < ID_WIDTH ? (int)(ID_WIDTH - len) : 0, "", pm_says_name(use->rule.says),
                    use->rows, use->fired, use->fired - use->cancelled, use->cancelled,
                    use->decided);
    }
    put_list(c, "Never fired", never_fired);
    put_list(c, "Always cancelled", always_cancelled);
}

static void put_csv(coverage_command *c) {
    page_text(&c->page, "rule,criterion,says,file,line,actions,fired,stood,cancelled,decided\n");
    for (size_t i = 0; i < c->count; i++) {
        const rule_use *use = &c->rules[i];
        page_csv(&c->page, use->rule.id);
        page_format(&c->page, ",%s,%s,", pm_criterion_name(use->rule.criterion),
                    pm_says_name(use->rule.says));
        page_csv(&c->page, use->rule.file);
        page_format(&c->page, ",%zu,%zu,%zu,%zu,%zu,%zu\n", use->rule.line, use->rows, use->fired,
                    use->fired - use->cancelled, use->cancelled, use->decided);
    }
}

static void put_json(coverage_command *c) {
    page_text(&c->page, "{\"pack\":");
    page_json(&c->page, pm_pack_stamp(c->s.pack));
    page_format(&c->page, ",\"actions\":%zu,\"rules\":[", c->actions);
    for (size_t i = 0; i < c->count; i++) {
        const rule_use *use = &c->rules[i];
        page_text(&c->page, i != 0 ? ",\n{\"rule\":" : "\n{\"rule\":");
        page_json(&c->page, use->rule.id);
        page_format(&c->page, ",\"criterion\":\"%s\",\"says\":\"%s\",\"file\":",
                    pm_criterion_name(use->rule.criterion), pm_says_name(use->rule.says));
        page_json(&c->page, use->rule.file);
        page_format(&c->page,
                    ",\"line\":%zu,\"actions\":%zu,\"fired\":%zu,\"stood\":%zu,\"cancelled\":%zu,"
                    "\"decided\":%zu}",
                    use->rule.line, use->rows, use->fired, use->fired - use->cancelled,
                    use->cancelled, use->decided);
    }
    page_text(&c->page, "]}\n");
}

static int cover(coverage_command *c, char *const *paths, size_t count) {
    if (!take_rules(c)) {
        terminal_error(&c->s.term, "memory ran out");
        return CLI_OUTPUT;
    }
    int code = session_rows(&c->s, paths, count, cover_row, c, &c->counts);
    if (code == CLI_OUTPUT) {
        return code;
    }
    page_begin(&c->page, outfile_write, &c->s.out);
    switch ((coverage_format)c->format) {
    case COVERAGE_TABLE: put_table(c); break;
    case COVERAGE_CSV: put_csv(c); break;
    case COVERAGE_JSON: put_json(c); break;
    }
    return exit_worse(code, exit_of(page_end(&c->page)));
}

static int run_coverage(coverage_command *c, char *const *paths, size_t count) {
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    code = cover(c, paths, count);
    code = outfile_close(&c->s.out, code != CLI_OUTPUT && !c->s.all_lost, &c->s.term) ? code
                                                                                      : CLI_OUTPUT;
    session_tell_counts(&c->s, &c->counts, code);
    free(c->rules);
    free(c->by_id);
    free(c->seen);
    session_close(&c->s);
    return code;
}

int cmd_rules_coverage(int argc, char **argv) {
    coverage_command c = {.rules = NULL};
    const option options[] = {{OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
                              SESSION_COLUMNS(&c.s),
                              {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
                              {OPTION_CHOICE, "format", 0, &c.format, "table|csv|json",
                               "how the counts are written (default: a table)"},
                              SESSION_PROGRESS(&c.s),
                              SESSION_OPTIONS(&c.s)};
    const option_set set = {"planmark rules coverage [OPTION]... FILE|FOLDER|-...",
                            "Scores plans and counts for each rule: the actions it fired in, how "
                            "often it fired, stood, was cancelled,\n"
                            "and decided a verdict. Behind the table: the rules that never fired, "
                            "and those that were always cancelled.",
                            options,
                            sizeof options / sizeof *options,
                            "  planmark rules coverage corpus/plans.csv\n"
                            "  planmark rules coverage --format csv -o coverage.csv exports/\n",
                            NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(&set, "no input; name files or folders, or - for standard input");
    }
    return code == OPTIONS_GO ? run_coverage(&c, argv + 1, count) : code;
}
