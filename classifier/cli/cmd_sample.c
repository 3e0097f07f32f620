/* SPDX-License-Identifier: MIT
 * planmark sample. Keeps true: sheets take their names when all of them are whole, and only their
 * owner can read them. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/evaluation.h"
#include "cli/session.h"

enum { UNSET = -1, CODERS_MOST = 9, PATH_MOST = 4096 };

typedef enum sheet_format { SHEET_CSV, SHEET_XLSX } sheet_format;

typedef struct run {
    session s;
    int format, of, excel_safe;
    const char *plans_text, *width_text, *share_text, *seed, *coders_text, *by;
    uint64_t plans; /* 0: by `width` */
    double width;
    uint64_t coders;
    option_list except;
    char paths[CODERS_MOST][PATH_MOST]; /* of the sheets */
    outfile further[CODERS_MOST - 1];   /* sheets behind the first, which is the session's */
    pm_sample_options options;
    pm_sample *sample;
    pm_sample_frame frame;
    pm_sample_drawn drawn;
} run;

static int no_memory(run *r) {
    terminal_error(&r->s.term, "memory ran out");
    return CLI_OUTPUT;
}

/* ---- what goes in ---- */

static int code_of_row(run *r, pm_status status) {
    return status == PM_OK           ? CLI_DONE
           : status == PM_ERR_ROW    ? CLI_INPUT
           : status == PM_ERR_MEMORY ? no_memory(r)
                                     : CLI_OUTPUT;
}

static int take_row(void *ctx, const pm_row *row) {
    run *r = ctx;
    return code_of_row(r, pm_sample_add(r->sample, row));
}

static int leave_out(void *ctx, const pm_row *row) {
    run *r = ctx;
    return code_of_row(r, pm_sample_except(r->sample, row->authority, row->plan_id));
}

static int read_except(run *r) {
    char *paths[OPTION_LIST_MOST];
    row_counts counts = {0};
    if (r->except.count == 0) {
        return CLI_DONE;
    }
    for (size_t i = 0; i < r->except.count; i++) {
        paths[i] = (char *)(uintptr_t)r->except.item[i];
    }
    r->s.keys_only = 1;
    int code = session_rows(&r->s, paths, r->except.count, leave_out, r, &counts);
    r->s.keys_only = 0;
    return code;
}

static int read_all(run *r, char *const *paths, size_t count) {
    row_counts counts = {0};
    int code = read_except(r);
    if (code != CLI_DONE) { /* a plan that was coded before would be drawn again */
        terminal_error(&r->s.term, "--except was not read to its end, and nothing is drawn");
        r->s.all_lost = true;
        return code;
    }
    code = session_rows(&r->s, paths, count, take_row, r, &counts);
    if (code != CLI_OUTPUT) {
        terminal_note(&r->s.term, "%zu of %zu rows of %zu of %zu files taken",
                      counts.read - counts.skipped, counts.read, counts.files, counts.given);
    }
    return code;
}

/* ---- how many ---- */

static void warn(run *r, const char *text) {
    pm_diagnostic d = {.severity = PM_WARNING, .message = {text, strlen(text)}};
    terminal_diagnostic(&r->s.term, &d);
}

static const char *plans_word(size_t count) {
    return count == 1 ? "plan" : "plans";
}

static const char *actions_word(size_t count) {
    return count == 1 ? "action" : "actions";
}

static void tell_frame(run *r) {
    const pm_sample_frame *f = &r->frame;
    terminal_note(&r->s.term,
                  "%zu %s with %zu %s to draw from; %zu without actions and %zu of --except "
                  "are left out",
                  f->plans, plans_word(f->plans), f->actions, actions_word(f->actions), f->bare,
                  f->left_out);
    if (r->except.count != 0 && f->left_out == 0) {
        warn(r, "no plan of --except is among these: plans are known by authority and plan_id");
    }
    if (f->several != 0) {
        char text[160];
        snprintf(text, sizeof text,
                 "%zu %s several values of %.60s, and %s drawn by the first in the alphabet",
                 f->several, f->several == 1 ? "plan has" : "plans have", r->by,
                 f->several == 1 ? "is" : "are");
        warn(r, text);
    }
}

/* From where likeness and share are known. */
static void tell_origin(run *r) {
    const pm_sample_frame *f = &r->frame;
    size_t own = f->actions > f->scored ? f->actions - f->scored : 0;
    const char *whose = f->scored == 0 ? "the verdicts in the rows"
                        : own == 0     ? "the marks of the pack"
                                       : "the verdicts in the rows, and the marks of the pack "
                                         "where there are none";
    terminal_note(
        &r->s.term,
        "this rests on %.1f actions a plan, a share of %.2f%s and a design effect of %.2f "
        "(how alike the actions of a plan are), by %s; and on there being %zu %s",
        (double)f->actions / (double)f->plans, f->share,
        r->options.share_given ? ", as given," : "", f->effect, whose, f->plans,
        plans_word(f->plans));
}

/* How many plans are to be drawn; 0: it cannot be told (told). */
static size_t settle_plans(run *r) {
    const char *of = code_name(r->options.of);
    if (r->plans != 0) {
        if (r->plans > r->frame.plans) {
            char text[160];
            snprintf(text, sizeof text, "there are only %zu plans to draw from; all are taken",
                     r->frame.plans);
            warn(r, text);
        }
        return r->plans < r->frame.plans ? (size_t)r->plans : r->frame.plans;
    }
    size_t plans = pm_sample_plans(r->sample, r->width);
    if (plans == 0) {
        terminal_error(&r->s.term, "how many plans a width needs can be told of two plans or more, "
                                   "and to a width that is not too small; use --plans");
        return 0;
    }
    plans = plans < r->frame.plans ? plans : r->frame.plans;
    terminal_note(&r->s.term, "an interval of %s of %g from end to end wants %zu %s", of, r->width,
                  plans, plans_word(plans));
    return plans;
}

static void tell_width(run *r) {
    double width = pm_sample_width(r->sample, r->drawn.plans);
    if (r->drawn.plans == r->frame.plans) {
        terminal_note(&r->s.term, "these are all plans that there are: no draw, and no interval");
        return;
    }
    if (isnan(width)) {
        terminal_note(&r->s.term, "how wide an interval they will give cannot be told of one plan");
        return;
    }
    terminal_note(&r->s.term,
                  "once all are coded, the 95 %% interval of %s will be about %.3f wide, from end "
                  "to end",
                  code_name(r->options.of), width);
    tell_origin(r);
}

static void tell_groups(run *r) {
    const pm_sample_drawn *d = &r->drawn;
    if (r->by == NULL) {
        return;
    }
    terminal_note(&r->s.term,
                  "%zu values of %s have their parts in proportion, so that plans weigh the same",
                  r->frame.groups, r->by);
    if (d->raised != 0) {
        terminal_note(&r->s.term,
                      "%zu of them, too small for a plan of their own, got one all the same: that "
                      "plan stands for fewer than the others",
                      d->raised);
    }
    if (d->missed != 0) {
        terminal_note(&r->s.term, "%zu of them have none", d->missed);
    }
}

static int draw(run *r) {
    if (r->frame.plans == 0) {
        terminal_error(&r->s.term, "there is no plan to draw");
        return CLI_INPUT;
    }
    size_t plans = settle_plans(r);
    if (plans == 0) {
        return CLI_INPUT;
    }
    if (pm_sample_draw(r->sample, plans, &r->drawn) != PM_OK) {
        return no_memory(r);
    }
    terminal_note(&r->s.term, "%zu %s with %zu %s drawn, seed %llu", r->drawn.plans,
                  plans_word(r->drawn.plans), r->drawn.actions, actions_word(r->drawn.actions),
                  (unsigned long long)r->options.seed);
    tell_groups(r);
    tell_width(r);
    return CLI_DONE;
}

/* ---- what comes out ---- */

static int write_sheet(run *r, const pm_table *tables, size_t count, outfile *out,
                       const char *path) {
    if (r->format == SHEET_XLSX) {
        return documents_workbook(&r->s.documents, &r->s.options, tables, count,
                                  outfile_place(out, path));
    }
    pm_table_options o = {.size = sizeof o,
                          .common = r->s.options,
                          .format = PM_TABLE_CSV,
                          .excel_safe = r->excel_safe};
    pm_status status = pm_tables_write(&o, tables, 1, outfile_write, out);
    return status == PM_ERR_MEMORY ? no_memory(r) : exit_of(status);
}

static int write_sheets(run *r) {
    const pm_table *tables;
    size_t count;
    if (pm_sample_tables(r->sample, &tables, &count) != PM_OK) {
        return no_memory(r);
    }
    int code = write_sheet(r, tables, count, &r->s.out, r->s.out_path);
    for (size_t i = 0; i + 1 < r->coders && code == CLI_DONE; i++) {
        code = write_sheet(r, tables, count, &r->further[i], r->paths[i + 1]);
    }
    return code;
}

static bool open_sheets(run *r) {
    bool good = true;
    outfile_private(&r->s.out);
    for (size_t i = 0; i + 1 < r->coders && good; i++) {
        good = outfile_open(&r->further[i], r->paths[i + 1], &r->s.term);
        outfile_private(&r->further[i]);
    }
    return good;
}

static int close_sheets(run *r, int code) {
    bool keep = code != CLI_OUTPUT && code != CLI_USAGE && !r->s.all_lost;
    for (size_t i = 0; i + 1 < r->coders; i++) {
        if (!outfile_close(&r->further[i], keep, &r->s.term)) {
            code = CLI_OUTPUT;
            keep = false;
        }
    }
    return session_keep(&r->s, code);
}

static void tell_sheets(run *r) {
    char others[CODERS_MOST * (PATH_MOST + 16)] = "";
    size_t used = 0;
    if (r->s.out_path == NULL || strcmp(r->s.out_path, "-") == 0) {
        terminal_note(&r->s.term, "the sheet holds the words of plans: keep it as you keep them");
        return;
    }
    for (size_t i = 1; i < r->coders; i++) {
        int n = snprintf(others + used, sizeof others - used, " --coder %s", r->paths[i]);
        used += n > 0 ? (size_t)n : 0;
    }
    terminal_note(&r->s.term,
                  "%s the words of plans, and only you can read %s: keep %s as you keep the plans",
                  r->coders > 1 ? "the sheets hold" : "the sheet holds",
                  r->coders > 1 ? "them" : "it", r->coders > 1 ? "them" : "it");
    terminal_note(&r->s.term, "when it is coded: planmark evaluate %s%s", r->paths[0], others);
}

static int run_sample(run *r, char *const *paths, size_t count) {
    r->s.no_scorer = true; /* the sample has its own, once a row wants one */
    int code = session_open(&r->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    r->options.common = r->s.options;
    code = open_sheets(r) ? CLI_DONE : CLI_OUTPUT;
    if (code == CLI_DONE && pm_sample_new(&r->options, r->s.pack, &r->sample) != PM_OK) {
        code = no_memory(r);
    }
    code = code == CLI_DONE ? read_all(r, paths, count) : code;
    bool goes_on = code != CLI_OUTPUT && code != CLI_USAGE && !r->s.all_lost;
    if (goes_on) {
        pm_status status = pm_sample_look(r->sample, &r->frame);
        int made = status == PM_OK ? CLI_DONE : status == PM_ERR_MEMORY ? no_memory(r) : CLI_USAGE;
        if (made == CLI_DONE) {
            tell_frame(r);
            made = draw(r);
        }
        made = made == CLI_DONE ? write_sheets(r) : made;
        r->s.all_lost = made != CLI_DONE;
        code = exit_worse(code, made);
    }
    code = close_sheets(r, code);
    if (goes_on && !r->s.all_lost && code != CLI_OUTPUT) {
        tell_sheets(r);
    }
    pm_sample_free(r->sample);
    session_close(&r->s);
    return code;
}

/* ---- options ---- */

/* Above 0 and up to 1; 0 too, with `zero`. */
static bool read_fraction(const char *text, bool zero, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && text[0] >= '.' && text[0] <= '9' &&
           (zero ? *number >= 0.0 : *number > 0.0) && *number <= 1.0;
}

static bool ends_in_xlsx(const char *path) {
    size_t len = path != NULL ? strlen(path) : 0;
    return len > 5 && strcmp(path + len - 5, ".xlsx") == 0;
}

/* "sheet.csv" for several: "sheet-1.csv". */
static bool name_sheet(run *r, size_t i) {
    const char *out = r->s.out_path, *slash = strrchr(out, '/');
    const char *name = slash != NULL ? slash + 1 : out, *dot = strrchr(name, '.');
    size_t stem = dot != NULL && dot != name ? (size_t)(dot - out) : strlen(out);
    char number[24] = "";
    if (r->coders > 1) {
        snprintf(number, sizeof number, "-%zu", i + 1);
    }
    int n = snprintf(r->paths[i], PATH_MOST, "%.*s%s%s", (int)stem, out, number, out + stem);
    return n > 0 && n < PATH_MOST;
}

static int settle_output(run *r, const option_set *set) {
    const char *out = r->s.out_path;
    bool named = out != NULL && strcmp(out, "-") != 0;
    if (r->format == UNSET && outfile_is_other(out)) {
        return options_fault(set, "-o %.200s: a sheet is a workbook (.xlsx) or CSV (.csv)", out);
    }
    r->format = r->format != UNSET ? r->format : ends_in_xlsx(out) ? SHEET_XLSX : SHEET_CSV;
    if (!named && (r->format == SHEET_XLSX || r->coders > 1)) {
        return options_fault(set, "name the file of the sheet: -o sheet.%s",
                             r->format == SHEET_XLSX ? "xlsx" : "csv");
    }
    if (r->excel_safe && r->format != SHEET_CSV) {
        return options_fault(set, "--excel-safe is for CSV; a workbook needs none");
    }
    for (size_t i = 0; named && i < r->coders; i++) {
        if (!name_sheet(r, i)) {
            return options_fault(set, "the name of the sheet is too long");
        }
    }
    for (size_t i = 1; i < r->coders; i++) {
        r->s.outs.item[r->s.outs.count++] = r->paths[i];
    }
    r->s.out_path = named ? r->paths[0] : out;
    return OPTIONS_GO;
}

/* A sheet with something in it may hold days of coding. */
static bool is_filled(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size != 0;
}

static int check_sheets(const run *r, const option_set *set) {
    for (size_t i = 0; i < r->coders && r->paths[i][0] != '\0'; i++) {
        if (is_filled(r->paths[i])) {
            return options_fault(set,
                                 "%.200s is there already, and may hold coding: name another file, "
                                 "or remove it first",
                                 r->paths[i]);
        }
    }
    return OPTIONS_GO;
}

static int settle_size(run *r, const option_set *set) {
    if ((r->plans_text != NULL) == (r->width_text != NULL)) {
        return options_fault(set, "how many? --plans N, or --width W for an interval of a width");
    }
    if (r->plans_text != NULL &&
        (!options_number(r->plans_text, UINT32_MAX, &r->plans) || r->plans == 0)) {
        return options_fault(set, "--plans takes a whole number from 1");
    }
    if (r->width_text != NULL && !read_fraction(r->width_text, false, &r->width)) {
        return options_fault(set, "--width takes a number above 0 and up to 1: 0.1 is ten points, "
                                  "five to either side");
    }
    if (r->share_text != NULL && !read_fraction(r->share_text, true, &r->options.share)) {
        return options_fault(set, "--share takes a number from 0 to 1");
    }
    r->options.share_given = r->share_text != NULL;
    r->options.of = r->of == UNSET ? PM_HIGH_QUALITY : r->of;
    return OPTIONS_GO;
}

static int settle_draw(run *r, const option_set *set) {
    if (r->seed != NULL && !options_number(r->seed, UINT64_MAX, &r->options.seed)) {
        return options_fault(set, "--seed takes a whole number from 0 to 18446744073709551615");
    }
    r->coders = 1;
    if (r->coders_text != NULL &&
        (!options_number(r->coders_text, CODERS_MOST, &r->coders) || r->coders == 0)) {
        return options_fault(set, "--coders takes a whole number from 1 to %d", CODERS_MOST);
    }
    if (r->by != NULL && r->by[0] == '\0') {
        return options_fault(set, "--by takes the name of a column");
    }
    r->options.by = (pm_str){r->by, r->by != NULL ? strlen(r->by) : 0};
    return OPTIONS_GO;
}

int cmd_sample(int argc, char **argv) {
    run r = {.format = UNSET, .of = UNSET, .options.size = sizeof r.options};
    for (size_t i = 0; i < CODERS_MOST - 1; i++) {
        r.further[i].fd = -1;
    }
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&r.s),
        {OPTION_LIST, "except", 0, &r.except, "FILE",
         "leave out the plans of this file, such as an earlier sheet; for each further file once "
         "more"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "How many"},
        {OPTION_TEXT, "plans", 0, &r.plans_text, "N", "draw so many plans"},
        {OPTION_TEXT, "width", 0, &r.width_text, "W",
         "draw as many as give a 95 % interval of a share that is so wide from end to end: 0.1 is "
         "ten points"},
        {OPTION_CHOICE, "of", 0, &r.of,
         "actionable|measurable|measure_given|timeframe|owner|high_quality",
         "of which share (default: high_quality)"},
        {OPTION_TEXT, "share", 0, &r.share_text, "P",
         "what to take that share for, 0 to 1 (default: what the rows' verdicts say, or else the "
         "pack)"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Drawing"},
        {OPTION_TEXT, "seed", 0, &r.seed, "N",
         "the same seed and the same plans draw the same plans (default: 0)"},
        {OPTION_TEXT, "by", 0, &r.by, "COLUMN",
         "draw in proportion from each value of authority or of another column, and at least one "
         "plan of each where there are enough"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &r.format, "csv|xlsx",
         "how the sheet is written (default: by the ending of -o, else csv). A workbook also has "
         "the criteria in short"},
        {OPTION_TEXT, "coders", 0, &r.coders_text, "N",
         "the same sheet for so many coders: -o sheet.csv writes sheet-1.csv, sheet-2.csv ..."},
        {OPTION_FLAG, "excel-safe", 0, &r.excel_safe, NULL,
         "with CSV: a quote before cells that a spreadsheet would take for formulas"},
        SESSION_PROGRESS(&r.s),
        SESSION_OPTIONS(&r.s)};
    const option_set set = {
        "planmark sample [OPTION]... FILE|FOLDER|-...",
        "Draws plans by chance and writes a sheet on which people code their actions, for "
        "'planmark evaluate' to\n"
        "read. Reads what score reads, and marks. The sheet is blind: it has the words of the "
        "actions and empty\n"
        "columns, and nothing of what planmark or anybody else found. The words are those of the "
        "plans, so only\n"
        "you can read the file; keep it as you keep the plans.",
        options,
        sizeof options / sizeof *options,
        "  planmark sample exports/ --width 0.1 -o sheet.xlsx\n"
        "  planmark sample marks.csv --plans 40 --by authority --seed 7 -o sheet.csv\n"
        "  planmark sample plans.csv --plans 20 --coders 2 -o sheet.xlsx\n"
        "  planmark evaluate sheet-1.xlsx --coder sheet-2.xlsx\n"
        "  planmark sample plans.csv --plans 20 --except sheet-1.xlsx --seed 2 -o more.xlsx\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? settle_size(&r, &set) : code;
    code = code == OPTIONS_GO ? settle_draw(&r, &set) : code;
    code = code == OPTIONS_GO ? settle_output(&r, &set) : code;
    code = code == OPTIONS_GO ? check_sheets(&r, &set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(&set, "no input; name files or folders, or - for standard input");
    }
    return code == OPTIONS_GO ? run_sample(&r, argv + 1, count) : code;
}
