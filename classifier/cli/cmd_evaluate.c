/* SPDX-License-Identifier: MIT
 * planmark evaluate. Keeps true: a row is counted once: compared, without an action, without
 * complete coding, or without marks; a trial has the rows that are compared. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/coders.h"
#include "cli/disagreements.h"
#include "cli/session.h"
#include "cli/trial.h"

enum { UNSET = -1, UNMATCHED_TOLD = 10 /* one by one; then only how many */ };

typedef struct run {
    session s;
    const char *gold_path, *marks_path, *by;
    int format; /* figures_format */
    int text;   /* pm_text_policy, or UNSET */
    int list;   /* --disagreements */
    int rules, reliability;
    const char *calibrate; /* the file to write, or NULL */
    const char *weigh;     /* the same */
    pm_weighing *weighing; /* with --weigh */
    int no_intervals;
    const char *seed, *resamples; /* as they were given, or NULL */
    verdict_table marks;          /* with marks_path */
    char *stamp;                  /* of the marks; NULL: they have none */
    bool stamps_differ;
    evaluation evaluation;
    coders coders;
    pm_trial *trial; /* with --rules, --reliability or --calibrate */
    disagreements disagreements;
    page page;
    size_t number; /* of the row at hand, from 1 */
    size_t bare;   /* coded rows without an action, with coders and no marks */
    size_t empty, uncoded, unmatched;
    bool coded[PM_CRITERIA]; /* by rows without complete coding */
    bool by_found;           /* the column of --by was there */
} run;

/* ---- the tool's verdicts ---- */

static void tell_row(run *r, pm_severity severity, const pm_row *row, const char *message) {
    pm_diagnostic d = {.severity = severity, .file = row->source, .message = page_str(message)};
    terminal_diagnostic(&r->s.term, &d);
}

static void warn_count(run *r, size_t count, const char *what) {
    char text[128];
    if (count != 0) {
        int len = snprintf(text, sizeof text, "%zu %s", count, what);
        pm_diagnostic d = {.severity = PM_WARNING, .message = {text, len > 0 ? (size_t)len : 0}};
        terminal_diagnostic(&r->s.term, &d);
    }
}

/* As warn_count, of the file with that name. */
static void warn_file(run *r, const char *name, size_t count, const char *what) {
    char text[128];
    int len = snprintf(text, sizeof text, "%zu %s", count, what);
    pm_diagnostic d = {.severity = PM_WARNING,
                       .file = page_str(strcmp(name, "-") == 0 ? "stdin" : name),
                       .message = {text, len > 0 ? (size_t)len : 0}};
    if (count != 0) {
        terminal_diagnostic(&r->s.term, &d);
    }
}

static int no_memory(run *r) {
    terminal_error(&r->s.term, "memory ran out");
    return CLI_OUTPUT;
}

static int evaluated(run *r, pm_status status) {
    if (status == PM_ERR_LIMIT) {
        terminal_error(&r->s.term, "there are too many rows or plans");
        return CLI_OUTPUT;
    }
    return status == PM_OK ? CLI_DONE : no_memory(r);
}

static bool field(const pm_row *row, const char *name, pm_str *value) {
    for (size_t i = 0; i < row->extra_count; i++) {
        if (page_equal(row->extra[i].name, page_str(name))) {
            *value = row->extra[i].value;
            return true;
        }
    }
    return false;
}

/* Marks of different packs are not one tool. */
static int note_stamp(run *r, const pm_row *row) {
    pm_str stamp;
    if (!field(row, "pack", &stamp) || stamp.len == 0) {
        return CLI_DONE;
    }
    if (r->stamp != NULL) {
        r->stamps_differ |= !page_equal(page_str(r->stamp), stamp);
        return CLI_DONE;
    }
    r->stamp = calloc(1, stamp.len + 1);
    if (r->stamp == NULL) {
        return no_memory(r);
    }
    memcpy(r->stamp, stamp.data, stamp.len);
    return CLI_DONE;
}

/* A file of verdicts by keys: the marks, or what a coder says. */
typedef struct verdict_file {
    run *r;
    verdict_table *table;
    size_t bare;   /* rows without all verdicts */
    bool is_marks; /* stamped by a pack */
} verdict_file;

static int take_verdicts(void *ctx, const pm_row *row) {
    verdict_file *f = ctx;
    if (!verdicts_complete(row)) { /* a plan without actions has neither, and is no loss */
        f->bare += row->has_action != 0 || verdicts_begun(row);
        return CLI_DONE;
    }
    pm_status status = verdicts_add(f->table, row);
    if (status == PM_ERR_ROW) {
        tell_row(
            f->r, PM_ERROR, row,
            "a row with the same authority, plan and action number came before; it is left out");
        return CLI_INPUT;
    }
    if (status != PM_OK) {
        return no_memory(f->r);
    }
    return f->is_marks ? note_stamp(f->r, row) : CLI_DONE;
}

static int read_verdicts(verdict_file *f, const char *name) {
    run *r = f->r;
    row_counts counts = {0};
    char *path = (char *)(uintptr_t)name;
    r->s.keys_only = 1;
    int code = session_rows(&r->s, &path, 1, take_verdicts, f, &counts);
    r->s.keys_only = 0;
    warn_file(r, name, f->bare,
              f->is_marks ? "rows of the marks lack verdicts and were left out"
                          : "rows of a coder lack verdicts and were left out");
    return code;
}

static int read_marks(run *r) {
    verdict_file marks = {.r = r, .table = &r->marks, .is_marks = true};
    int code = read_verdicts(&marks, r->marks_path);
    if (r->stamps_differ) {
        terminal_error(&r->s.term,
                       "the marks were made with different rule packs; evaluate each by itself");
        return CLI_USAGE;
    }
    return code;
}

static int read_coders(run *r) {
    int code = CLI_DONE;
    for (size_t i = 0; i < r->coders.files.count && code != CLI_OUTPUT && code != CLI_USAGE; i++) {
        verdict_file coder = {.r = r, .table = &r->coders.table[i]};
        code = exit_worse(code, read_verdicts(&coder, r->coders.files.item[i]));
    }
    return code;
}

/* CLI_DONE with *found false: the marks have no such row, or it has no action to score. */
static int find_verdicts(run *r, const pm_row *row, int tool[PM_CRITERIA], const pm_mark **mark,
                         bool *found) {
    const signed char *known;
    int code = CLI_DONE;
    *mark = NULL;
    *found = true;
    if (r->marks_path == NULL) {
        code = session_score(&r->s, r->s.scorer, row, mark);
        *found = *mark != NULL;
        for (int c = 0; *mark != NULL && c < PM_CRITERIA; c++) {
            tool[c] = (*mark)->verdict[c].met;
        }
        return code;
    }
    if (verdicts_take(&r->marks, row, &known) != PM_OK) {
        return no_memory(r);
    }
    *found = known != NULL;
    for (int c = 0; known != NULL && c < PM_CRITERIA; c++) {
        tool[c] = known[c];
    }
    return CLI_DONE;
}

/* ---- rows ---- */

/* The value of the --by column, empty where the row has none. */
static pm_str group_of(run *r, const pm_row *row) {
    pm_str value = {NULL, 0};
    if (r->by == NULL) {
        return value;
    }
    if (strcmp(r->by, "authority") == 0 || strcmp(r->by, "plan_id") == 0) {
        r->by_found = true;
        return r->by[0] == 'a' ? row->authority : row->plan_id;
    }
    r->by_found |= field(row, r->by, &value);
    return value;
}

/* The plan that the row says it is of. A row that names none got the name of its file for an id, up
 * to the last dot. */
static pm_str plan_of(const run *r, const pm_row *row) {
    const char *slash = strrchr(r->gold_path, '/');
    const char *base = slash != NULL ? slash + 1 : r->gold_path;
    base = strcmp(r->gold_path, "-") == 0 ? "stdin" : base;
    const char *dot = strrchr(base, '.');
    size_t stem = dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base);
    return page_equal(row->plan_id, (pm_str){base, stem}) ? page_str(NULL) : row->plan_id;
}

/* What the coders say of a row on which `tool` may be NULL. */
static int compare_coders(run *r, const pm_row *row, const int *tool) {
    return r->coders.files.count == 0
               ? CLI_DONE
               : evaluated(r, coders_add(&r->coders, row, plan_of(r, row), row->coded, tool));
}

/* The tool has no verdict on the row. */
static int without_tool(run *r, const pm_row *row) {
    if (r->marks_path == NULL) {
        r->bare++;
    } else if (r->unmatched++ < UNMATCHED_TOLD) {
        tell_row(r, PM_WARNING, row,
                 "no row of the marks has this authority, plan and action number");
    }
    return compare_coders(r, row, NULL);
}

/* A row that is not coded completely: which of the five it has is told when no row has all. */
static int without_coding(run *r, const pm_row *row) {
    *(row->has_action || verdicts_begun(row) ? &r->uncoded : &r->empty) += 1;
    for (int c = 0; c < PM_CRITERIA; c++) {
        r->coded[c] = r->coded[c] || row->coded[c] == 0 || row->coded[c] == 1;
    }
    return CLI_DONE;
}

static int compare_row(void *ctx, const pm_row *row) {
    run *r = ctx;
    const pm_mark *mark;
    int tool[PM_CRITERIA];
    bool found;
    r->number++;
    pm_str group = group_of(r, row);
    r->page.held = r->by != NULL && !r->by_found; /* nothing is written before a fault of usage */
    if (!verdicts_complete(row)) {
        return without_coding(r, row);
    }
    int code = find_verdicts(r, row, tool, &mark, &found);
    if (code != CLI_DONE || !found) {
        return code != CLI_DONE ? code : without_tool(r, row);
    }
    if (r->list) {
        disagreements_row(&r->disagreements, row, r->number, tool, mark);
    }
    code = compare_coders(r, row, tool);
    if (code == CLI_DONE && r->trial != NULL) {
        code = evaluated(r, pm_trial_add(r->trial, &row->action, row->coded));
    }
    if (code == CLI_DONE && r->weighing != NULL) {
        code = evaluated(r, pm_weighing_add(r->weighing, &row->action, row->authority,
                                            plan_of(r, row), row->coded));
    }
    return code == CLI_DONE ? evaluated(r, evaluation_add(&r->evaluation, group, row->authority,
                                                          plan_of(r, row), row->coded, tool))
                            : code;
}

/* ---- telling ---- */

static void write_begin(run *r) {
    if (r->format == FIGURES_JSON) {
        pm_str stamp = r->marks_path == NULL ? pm_pack_stamp(r->s.pack) : page_str(r->stamp);
        page_text(&r->page, "{\"pack\":");
        if (stamp.len != 0) {
            page_json(&r->page, stamp);
        } else {
            page_text(&r->page, "null");
        }
        page_text(&r->page, ",\n");
    }
    r->disagreements = (disagreements){.page = &r->page,
                                       .format = (figures_format)r->format,
                                       .text = (pm_text_policy)r->text,
                                       .with_reason = r->marks_path == NULL};
    if (r->list) {
        disagreements_begin(&r->disagreements);
    }
}

static void show_progress(void *ctx, size_t done, size_t of) {
    progress_steps(ctx, "resamples", done, of);
}

/* The parts of a table stand apart. */
static void part_table(run *r, bool *begun) {
    page_text(&r->page, *begun ? "\n" : "");
    *begun = true;
}

static pm_status write_table(run *r) {
    pm_status status = PM_OK;
    bool begun = false;
    if (r->evaluation.rows != 0) {
        part_table(r, &begun);
        status = evaluation_table(&r->evaluation, &r->page);
    }
    if (status == PM_OK && r->coders.files.count != 0) {
        part_table(r, &begun);
        status = coders_table(&r->coders, &r->page);
    }
    if (r->rules) {
        part_table(r, &begun);
        rules_table(&r->page, r->s.pack, r->trial);
    }
    if (r->reliability) {
        part_table(r, &begun);
        reliability_table(&r->page, r->trial);
    }
    return status;
}

/* One table a file: the most particular that was asked for. */
static pm_status write_csv(run *r) {
    if (r->rules) {
        rules_csv(&r->page, r->s.pack, r->trial);
    } else if (r->reliability) {
        reliability_csv(&r->page, r->trial);
    } else if (r->coders.files.count != 0) {
        return coders_csv(&r->coders, &r->page);
    } else if (!r->list) {
        return evaluation_csv(&r->evaluation, &r->page);
    }
    return PM_OK;
}

static pm_status write_json(run *r) {
    pm_status status = PM_OK;
    page_format(&r->page, "\"without_action\":%zu,\"without_coding\":%zu,\"without_marks\":%zu,\n",
                r->empty + r->bare, r->uncoded, r->unmatched);
    if (r->evaluation.rows != 0) {
        status = evaluation_json(&r->evaluation, &r->page);
    } else {
        page_text(&r->page, "\"all\":null");
    }
    if (status == PM_OK && r->coders.files.count != 0) {
        page_text(&r->page, ",\n");
        status = coders_json(&r->coders, &r->page);
    }
    if (r->rules) {
        page_text(&r->page, ",\n");
        rules_json(&r->page, r->s.pack, r->trial);
    }
    if (r->reliability) {
        page_text(&r->page, ",\n");
        reliability_json(&r->page, r->trial);
    }
    page_text(&r->page, "}\n");
    return status;
}

static int write_end(run *r) {
    pm_status status = PM_OK;
    if (r->list) {
        disagreements_end(&r->disagreements);
    }
    switch ((figures_format)r->format) {
    case FIGURES_TABLE: status = write_table(r); break;
    case FIGURES_CSV: status = write_csv(r); break;
    case FIGURES_JSON: status = write_json(r); break;
    }
    terminal_line_end(&r->s.term);
    return evaluated(r, status);
}

/* Confidences are those of before; and from few rows weights do harm. */
static void tell_weighed(run *r, const char *path) {
    enum { FEW_TO_WEIGH = 1000 };
    terminal_note(&r->s.term,
                  "%s: written; the figures above are those before. Run evaluate --calibrate on "
                  "other rows now: confidences are still those of other weights",
                  path);
    if (r->evaluation.rows < FEW_TO_WEIGH) {
        terminal_note(
            &r->s.term,
            "from %zu coded actions, which are few to weigh by: the weights of the shipped "
            "pack come from thousands. With few calibrate only",
            r->evaluation.rows);
    }
}

/* Where weights may turn what rules say, a rule's confidence says how far it withstands. */
static void tell_calibrated(run *r) {
    enum { FEW_TO_CALIBRATE = 200 };
    if (r->evaluation.rows < FEW_TO_CALIBRATE) {
        terminal_note(
            &r->s.term,
            "from %zu coded actions, which are few to calibrate by: confidences are rough, and "
            "where words and evidence are weighed a few verdicts may turn with them. "
            "Those of the shipped pack come from 800",
            r->evaluation.rows);
    }
}

/* Beside the figures, and when they are written: one file at a time is guarded. */
static int write_beside(run *r, const char *path) {
    outfile out = {.fd = -1};
    if (!outfile_open(&out, path, &r->s.term)) {
        return CLI_OUTPUT;
    }
    pm_status status = path == r->weigh ? pm_weighing_write(r->weighing, outfile_write, &out)
                                        : pm_trial_calibrate(r->trial, outfile_write, &out);
    int code = status == PM_ERR_MEMORY ? no_memory(r) : exit_of(status);
    if (!outfile_close(&out, code == CLI_DONE, &r->s.term)) {
        return CLI_OUTPUT;
    }
    if (code == CLI_DONE && path == r->weigh) {
        tell_weighed(r, path);
    } else if (code == CLI_DONE) {
        tell_calibrated(r);
    }
    return code;
}

static void warn(run *r, const char *text) {
    pm_diagnostic d = {.severity = PM_WARNING, .message = page_str(text)};
    terminal_diagnostic(&r->s.term, &d);
}

/* What makes intervals worth less than they seem. */
static void warn_of_intervals(run *r) {
    const evaluation *e = &r->evaluation;
    char text[256];
    warn_count(r, e->alone,
               "rows have no plan_id: intervals take each for a plan of its own, and plan means "
               "leave them out");
    if (e->intervals.none || e->plans == 0) {
        return;
    }
    if (e->plans == 1) {
        warn(r, "all rows are of one plan, so that no interval can be told");
    } else if (e->plans < PM_FEW_PLANS) {
        snprintf(text, sizeof text,
                 "%zu plans are few: the intervals are those of the jackknife and Student's t, and "
                 "rough",
                 e->plans);
        warn(r, text);
    }
    if (e->few != 0) {
        snprintf(text, sizeof text,
                 "%zu of %zu values of %.60s have fewer than %d plans: their intervals are rough, "
                 "and one plan has none",
                 e->few, e->count, r->by, PM_FEW_PLANS);
        warn(r, text);
    }
}

/* A trial has nothing of coders: it needs rows that the tool has judged. */
static bool anything_compared(const run *r) {
    return r->evaluation.rows != 0 || (r->trial == NULL && coders_compared(&r->coders));
}

static void tell_counts(run *r, const row_counts *counts) {
    warn_count(r, r->unmatched, "coded rows have no marks and were left out");
    warn_count(r, verdicts_unused(&r->marks), "marks belong to no coded row and were left out");
    for (size_t i = 0; i < r->coders.files.count; i++) {
        char what[80];
        snprintf(what, sizeof what, "rows of coder %zu belong to no row of GOLD and were left out",
                 i + 1);
        warn_count(r, verdicts_unused(&r->coders.table[i]), what);
        if (anything_compared(r) && r->coders.pair[CODER_GOLD][CODER_FIRST + i] == NULL) {
            snprintf(what, sizeof what, "coder %zu has no row in common with GOLD", i + 1);
            warn(r, what);
        }
        warn_file(r, r->coders.files.item[i], r->coders.table[i].taken,
                  "rows of GOLD want a row that another authority has taken; the file needs a "
                  "column authority");
    }
    terminal_note(&r->s.term,
                  "%zu rows read: %zu compared, %zu without an action, %zu without complete "
                  "coding, %zu without marks, "
                  "%zu skipped",
                  counts->read, r->evaluation.rows, r->empty + r->bare, r->uncoded, r->unmatched,
                  counts->skipped);
}

static void tell_nothing(run *r) {
    if (r->trial == NULL && r->coders.files.count != 0 && r->bare + r->unmatched != 0) {
        terminal_error(&r->s.term,
                       "nothing to compare: no row of a coder has all five verdicts and the "
                       "authority, plan and action number of a coded row of GOLD");
        return;
    }
    terminal_error(&r->s.term,
                   "nothing to compare: no row has an action%s and all of the columns actionable, "
                   "measurable, measure_given, timeframe, owner coded 0 or 1",
                   r->marks_path != NULL ? ", marks," : "");
    bool any = false;
    for (int c = 0; c < PM_CRITERIA; c++) {
        any = any || r->coded[c];
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (any && !r->coded[c]) {
            terminal_note(&r->s.term, "no row is coded by %s", pm_criterion_name((pm_criterion)c));
        }
    }
}

/* What makes the figures meaningless, told. */
static int check_outcome(run *r, const row_counts *counts) {
    if (r->by != NULL && r->number != 0 && !r->by_found) {
        terminal_error(
            &r->s.term,
            "no row has a column '%.60s' for --by; it takes authority, plan_id or a column that "
            "planmark does not read itself",
            r->by);
        return CLI_USAGE;
    }
    if (anything_compared(r)) {
        return CLI_DONE;
    }
    if (r->number != 0) { /* that a file is missing or empty was told before */
        tell_nothing(r);
    }
    if (counts->read == 0 && r->marks_path == NULL && r->coders.files.count == 0) {
        terminal_note(&r->s.term,
                      "a file of keys and verdicts without actions is compared with the "
                      "verdicts of others: name them with --marks or --coder");
    }
    return CLI_INPUT;
}

static int run_compare(run *r) {
    row_counts counts = {0};
    char *path = (char *)(uintptr_t)r->gold_path;
    int code = r->marks_path != NULL ? read_marks(r) : CLI_DONE;
    if (code != CLI_OUTPUT && code != CLI_USAGE) {
        code = exit_worse(code, read_coders(r));
    }
    if (code == CLI_OUTPUT || code == CLI_USAGE) {
        return code;
    }
    write_begin(r);
    r->s.keys_only = r->marks_path != NULL || r->coders.files.count != 0;
    code = exit_worse(code, session_rows(&r->s, &path, 1, compare_row, r, &counts));
    if (code != CLI_OUTPUT) {
        int outcome = check_outcome(r, &counts);
        if (outcome == CLI_DONE) {
            outcome = write_end(r);
        } else {
            page_drop(&r->page);
        }
        code = exit_worse(code, outcome);
        warn_of_intervals(r);
        tell_counts(r, &counts);
    }
    return code;
}

/* What hangs on options and the session; CLI_DONE, or CLI_OUTPUT (told). */
static int begin(run *r) {
    bool on_trial = r->rules || r->reliability || r->calibrate != NULL;
    if (r->text == UNSET) {
        r->text =
            r->s.term.out_is_terminal && r->s.out_path == NULL ? PM_TEXT_FULL : PM_TEXT_EVIDENCE;
    }
    r->evaluation.options = &r->s.options;
    r->evaluation.progress = &r->s.progress;
    r->evaluation.intervals.progress = show_progress;
    r->evaluation.intervals.progress_ctx = &r->s.progress;
    r->coders.options = &r->s.options;
    r->coders.intervals = r->evaluation.intervals;
    r->coders.names_withheld = r->text == PM_TEXT_NONE;
    if (r->weigh != NULL && pm_weighing_new(&r->s.options, r->s.pack, &r->weighing) != PM_OK) {
        return no_memory(r);
    }
    return on_trial && pm_trial_new(&r->s.options, r->s.pack, &r->trial) != PM_OK ? no_memory(r)
                                                                                  : CLI_DONE;
}

static void end(run *r) {
    pm_trial_free(r->trial);
    pm_weighing_free(r->weighing);
    coders_free(&r->coders);
    evaluation_free(&r->evaluation);
    verdicts_free(&r->marks);
    free(r->stamp);
    session_close(&r->s);
}

static int run_evaluate(run *r) {
    int code = session_open(&r->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    code = begin(r);
    if (code == CLI_DONE) {
        page_begin(&r->page, outfile_write, &r->s.out);
        code = run_compare(r);
        pm_status written = page_end(&r->page);
        code = written == PM_ERR_MEMORY ? no_memory(r) : exit_worse(code, exit_of(written));
    }
    bool lost = code == CLI_INPUT && !anything_compared(r);
    bool good = code != CLI_OUTPUT && code != CLI_USAGE;
    code = outfile_close(&r->s.out, good && !lost, &r->s.term) ? code : CLI_OUTPUT;
    const char *const beside[] = {r->calibrate, r->weigh};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        if (beside[i] != NULL && r->evaluation.rows != 0 && good) {
            code = exit_worse(code, write_beside(r, beside[i]));
        }
    }
    end(r);
    return code;
}

static int read_intervals(run *r, const option_set *set) {
    pm_interval_options *o = &r->evaluation.intervals;
    uint64_t resamples = PM_RESAMPLES;
    *o = (pm_interval_options){.size = sizeof *o, .none = r->no_intervals};
    if (r->seed != NULL && !options_number(r->seed, UINT64_MAX, &o->seed)) {
        return options_fault(set, "--seed takes a whole number from 0 to 18446744073709551615");
    }
    if (r->resamples != NULL && (!options_number(r->resamples, PM_RESAMPLES_MOST, &resamples) ||
                                 resamples < PM_RESAMPLES_LEAST)) {
        return options_fault(set, "--resamples takes a whole number from %d to %d",
                             PM_RESAMPLES_LEAST, PM_RESAMPLES_MOST);
    }
    o->resamples = (size_t)resamples;
    return OPTIONS_GO;
}

static int check_operands(const run *r, const option_set *set, char **argv, size_t count) {
    if (count != 1) {
        return count == 0 ? options_fault(set, "which file holds the human verdicts?")
                          : options_fault(set, "'%.60s' is one file too many", argv[2]);
    }
    if (r->by != NULL && r->by[0] == '\0') {
        return options_fault(set, "--by takes the name of a column");
    }
    if (r->by != NULL && r->text == PM_TEXT_NONE && strcmp(r->by, "authority") != 0) {
        return options_fault(
            set, "--by %.60s writes what stands in that column, and --text none withholds it",
            r->by);
    }
    return OPTIONS_GO;
}

/* How many of the files to read are standard input. */
static int standard_inputs(const run *r) {
    int count = strcmp(r->gold_path, "-") == 0;
    count += r->marks_path != NULL && strcmp(r->marks_path, "-") == 0;
    for (size_t i = 0; i < r->coders.files.count; i++) {
        count += strcmp(r->coders.files.item[i], "-") == 0;
    }
    return count;
}

/* A file that is written beside the figures is none that is read. */
static int check_beside(const run *r, const option_set *set, const char *path, const char *name) {
    if (path == NULL) {
        return OPTIONS_GO;
    }
    bool taken = path[0] == '\0' || strcmp(path, "-") == 0 || outfile_is(path, r->gold_path) ||
                 outfile_meets(path, r->s.out_path);
    for (size_t i = 0; i < r->coders.files.count; i++) {
        taken |= outfile_is(path, r->coders.files.item[i]);
    }
    return taken ? options_fault(set, "%s takes a file of its own to write", name) : OPTIONS_GO;
}

/* What cannot be had together. */
static int check_parts(const run *r, const option_set *set) {
    int parts =
        (r->list != 0) + (r->rules != 0) + (r->reliability != 0) + (r->coders.files.count != 0);
    bool on_trial = r->rules || r->reliability || r->calibrate != NULL;
    if (on_trial && r->marks_path != NULL) {
        return options_fault(set, "--rules, --reliability and --calibrate ask how verdicts were "
                                  "found, and marks do not tell");
    }
    if (r->weigh != NULL && r->marks_path != NULL) {
        return options_fault(set, "--weigh asks for the words of the actions, not for marks");
    }
    if (r->format == FIGURES_CSV && parts > 1) {
        return options_fault(set, "CSV holds one table: --disagreements, --rules, --reliability "
                                  "and --coder each by itself");
    }
    if (standard_inputs(r) > 1) {
        return options_fault(set, "standard input can be read once: one of GOLD, --marks and "
                                  "--coder may be '-'");
    }
    if (r->calibrate != NULL && r->weigh != NULL) {
        return options_fault(set,
                             "--calibrate asks for rows that --weigh has not seen, and for the "
                             "weights it makes; run them one after the other");
    }
    int code = check_beside(r, set, r->calibrate, "--calibrate");
    return code == OPTIONS_GO ? check_beside(r, set, r->weigh, "--weigh") : code;
}

int cmd_evaluate(int argc, char **argv) {
    run r = {.text = UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        {OPTION_TEXT, "marks", 0, &r.marks_path, "FILE",
         "compare with these marks instead of scoring; rows are joined by "
         "authority, plan and action number. Another "
         "coder's file will do as well"},
        {OPTION_LIST, "coder", 0, &r.coders.files, "FILE",
         "what a coder says of the same rows, joined likewise; for each further coder once more. "
         "Gold, the tool and the coders are then compared two by two"},
        SESSION_COLUMNS(&r.s),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_TEXT, "by", 0, &r.by, "COLUMN",
         "the figures once more for each value of authority, plan_id or a "
         "column that is carried along"},
        {OPTION_FLAG, "no-intervals", 0, &r.no_intervals, NULL, "figures without their intervals"},
        {OPTION_TEXT, "resamples", 0, &r.resamples, "N",
         "how many samples of plans the intervals rest on, 100 to 100000 "
         "(default: 2000)"},
        {OPTION_TEXT, "seed", 0, &r.seed, "N",
         "which samples are drawn; the same seed gives the same intervals "
         "(default: 0)"},
        {OPTION_FLAG, "disagreements", 0, &r.list, NULL,
         "list the verdicts that differ, with the deciding rule and its "
         "words; in CSV, instead of the figures"},
        {OPTION_FLAG, "rules", 0, &r.rules, NULL,
         "for each rule: how many verdicts rest on it, how many of these are right, and what kappa "
         "would be without it; in CSV, instead of the figures"},
        {OPTION_FLAG, "reliability", 0, &r.reliability, NULL,
         "confidences beside how often verdicts were right; in CSV, instead of the figures"},
        {OPTION_TEXT, "calibrate", 0, &r.calibrate, "FILE",
         "write a confidence.yaml for the pack, from these rows"},
        {OPTION_TEXT, "weigh", 0, &r.weigh, "FILE",
         "write a weights.yaml for the pack, from the words and evidence of these rows"},
        {OPTION_CHOICE, "format", 0, &r.format, "table|csv|json",
         "how the figures are written (default: a table)"},
        {OPTION_CHOICE, "text", 0, &r.text, "full|evidence|none",
         "how much of the plans' words the list holds: whole cells, the "
         "words of evidence, or none and no name of a "
         "plan (default: full on a terminal, else evidence)"},
        SESSION_PROGRESS(&r.s),
        SESSION_OPTIONS(&r.s)};
    const option_set set = {
        "planmark evaluate [OPTION]... GOLD",
        "Compares human verdicts with those of a rule pack. GOLD holds actions "
        "with the columns actionable,\n"
        "measurable, measure_given, timeframe and owner coded 0 or 1, no or "
        "yes, N or Y, false or true. For each\n"
        "criterion and for high quality (all five met): the confusion counts, "
        "the share of yes in both, accuracy,\n"
        "precision and recall (gold is the truth), F1, Cohen's kappa, Gwet's "
        "AC1 and Krippendorff's alpha; '-'\n"
        "where a figure is not defined. Behind each its 95 % interval, from "
        "samples of plans drawn anew. Then the\n"
        "mean absolute error of scores and of plans' mean scores.",
        options,
        sizeof options / sizeof *options,
        "  planmark evaluate corpus/plans.csv --by authority\n"
        "  planmark evaluate corpus/writing.csv --disagreements --pack my-rules\n"
        "  planmark evaluate coder-a.csv --marks coder-b.csv\n"
        "  planmark evaluate gold.csv --coder a.csv --coder b.csv\n"
        "  planmark evaluate gold.csv --calibrate my-rules/confidence.yaml\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    r.gold_path = argv[1];
    r.evaluation.by = page_str(r.by);
    code = code == OPTIONS_GO ? check_operands(&r, &set, argv, count) : code;
    code = code == OPTIONS_GO ? read_intervals(&r, &set) : code;
    code = code == OPTIONS_GO ? check_parts(&r, &set) : code;
    return code == OPTIONS_GO ? run_evaluate(&r) : code;
}
