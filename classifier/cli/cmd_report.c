/* SPDX-License-Identifier: MIT
 * planmark report. Keeps true: nothing is written until all tables are made, and each file takes
 * its name when it is whole. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/session.h"

enum { UNSET = -1, EVALUATION_MOST = 64 * 1024 * 1024 };

typedef enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_CSV,
    REPORT_HTML,
    REPORT_XLSX
} report_format;

typedef struct run {
    session s;
    int format, text, mixed, excel_safe;
    option_list by, metas;
    const char *evaluation, *suppress, *seed, *title, *folder; /* folder: of CSV files */
    digest_key key;
    pm_report_options options;
    pm_str columns[PM_REPORT_COLUMNS];
    pm_report *report;
    size_t refused;     /* rows that the report left out */
    char *const *paths; /* of the rows, and of --meta */
    char *meta_paths[OPTION_LIST_MOST];
    size_t path_count;
} run;

static int no_memory(run *r) {
    terminal_error(&r->s.term, "memory ran out");
    return CLI_OUTPUT;
}

/* ---- what goes in ---- */

static int code_of_row(run *r, pm_status status) {
    r->refused += status == PM_ERR_ROW;
    return status == PM_OK           ? CLI_DONE
           : status == PM_ERR_ROW    ? CLI_INPUT
           : status == PM_ERR_MEMORY ? no_memory(r)
                                     : CLI_OUTPUT;
}

static int report_row(void *ctx, const pm_row *row) {
    run *r = ctx;
    return code_of_row(r, pm_report_add(r->report, row));
}

static int plan_row(void *ctx, const pm_row *row) {
    run *r = ctx;
    return code_of_row(r, pm_report_add_plan(r->report, row));
}

/* A file that is to be read whole; the text is malloc'ed. */
static int read_whole(run *r, const char *path, char **text, size_t *len) {
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    size_t cap = 0;
    *text = NULL;
    *len = 0;
    bool good = file != NULL;
    while (good && *len <= EVALUATION_MOST) {
        if (*len == cap) {
            cap = cap != 0 ? 2 * cap : 1 << 16;
            char *more = realloc(*text, cap);
            if (more == NULL) {
                fclose(file);
                return no_memory(r);
            }
            *text = more;
        }
        size_t got = fread(*text + *len, 1, cap - *len, file);
        if (got == 0) {
            break;
        }
        *len += got;
    }
    good = good && !ferror(file);
    if (!good) {
        terminal_error(&r->s.term, "the evaluation %s cannot be read: %s", path, strerror(errno));
    } else if (*len > EVALUATION_MOST) {
        terminal_error(&r->s.term, "the evaluation %s is too large", path);
        good = false;
    }
    if (file != NULL && file != stdin) {
        fclose(file);
    }
    return good ? CLI_DONE : CLI_USAGE;
}

static int read_evaluation(run *r) {
    char *text;
    size_t len;
    if (r->evaluation == NULL) {
        return CLI_DONE;
    }
    int code = read_whole(r, r->evaluation, &text, &len);
    if (code == CLI_DONE) {
        pm_str name = {r->evaluation, strlen(r->evaluation)};
        pm_status status = pm_report_evaluation(r->report, name, (pm_str){text, len});
        code = status == PM_OK ? CLI_DONE : status == PM_ERR_MEMORY ? no_memory(r) : CLI_USAGE;
    }
    free(text);
    return code;
}

static int read_metas(run *r) {
    row_counts counts = {0};
    if (r->metas.count == 0) {
        return CLI_DONE;
    }
    for (size_t i = 0; i < r->metas.count; i++) {
        r->meta_paths[i] = (char *)(uintptr_t)r->metas.item[i];
    }
    r->s.plans_only = 1;
    int code = session_rows(&r->s, r->meta_paths, r->metas.count, plan_row, r, &counts);
    r->s.plans_only = 0;
    return code;
}

static int read_all(run *r, char *const *paths, size_t count) {
    row_counts counts = {0};
    int code = read_evaluation(r);
    if (code == CLI_DONE) {
        code = read_metas(r);
    }
    if (code == CLI_OUTPUT || code == CLI_USAGE) {
        return code;
    }
    r->refused = 0;
    r->s.keys_only = 1; /* marks without the plans' words have no action */
    r->s.repeats = 1;   /* the report finds them among all files, and tells where the first is */
    code = exit_worse(code, session_rows(&r->s, paths, count, report_row, r, &counts));
    pm_report_input(r->report, counts.files, counts.given - counts.files,
                    counts.skipped - r->refused);
    if (code != CLI_OUTPUT) {
        terminal_note(&r->s.term, "%zu %s of %zu %s read: %zu counted, %zu left out", counts.read,
                      counts.read == 1 ? "row" : "rows", counts.files,
                      counts.files == 1 ? "file" : "files", counts.read - counts.skipped,
                      counts.skipped);
    }
    return code;
}

/* ---- what comes out ---- */

static bool write_one(run *r, const pm_table *tables, size_t count, outfile *out) {
    static const pm_table_format formats[] = {[REPORT_TEXT] = PM_TABLE_TEXT,
                                              [REPORT_JSON] = PM_TABLE_JSON,
                                              [REPORT_CSV] = PM_TABLE_CSV,
                                              [REPORT_HTML] = PM_TABLE_HTML};
    pm_table_options o = {.size = sizeof o, .common = r->s.options, .format = formats[r->format]};
    o.width = r->s.term.width;
    o.colour = r->s.colour == COLOUR_ALWAYS || (r->s.term.colour_out && r->s.out_path == NULL);
    o.excel_safe = r->excel_safe;
    o.title = (pm_str){r->title, r->title != NULL ? strlen(r->title) : 0};
    pm_status status = pm_tables_write(&o, tables, count, outfile_write, out);
    if (status == PM_ERR_MEMORY) {
        no_memory(r);
    }
    return status == PM_OK;
}

static bool is_one_of(const char *path, char *const *paths, size_t count) {
    const pm_read_options options = {.size = sizeof options};
    pm_paths *files;
    size_t failed;
    bool one = false;
    if (outfile_is(path, path) &&
        pm_paths_expand(&options, paths, count, &files, &failed) == PM_OK) {
        for (size_t i = 0; i < pm_paths_count(files) && !one; i++) {
            one = outfile_is(path, pm_paths_get(files, i));
        }
        pm_paths_free(files);
    }
    return one;
}

/* What the names of the tables are is known only when they are made: so it is asked late whether
 * one of them is a file that was read. (Told.) */
static bool would_replace(run *r, const char *path) {
    bool read = is_one_of(path, r->paths, r->path_count) ||
                is_one_of(path, r->meta_paths, r->metas.count) || outfile_is(r->evaluation, path) ||
                outfile_is(r->key.path, path);
    if (read) {
        terminal_error(&r->s.term, "%s would replace a file that was read; choose another folder",
                       path);
    }
    return read;
}

static bool open_table(run *r, const char *name, outfile *out) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s.csv", r->folder, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        terminal_error(&r->s.term, "the name of the folder is too long");
        return false;
    }
    return !would_replace(r, path) && outfile_open(out, path, &r->s.term);
}

/* All tables are written before the first takes its name, so that a disk that fills up does not
 * leave tables of two runs side by side. */
static int write_files(run *r, const pm_table *tables, size_t count, outfile *files) {
    bool good = true;
    size_t opened = 0;
    for (; opened < count && good; opened++) {
        good = open_table(r, tables[opened].name, &files[opened]) &&
               write_one(r, &tables[opened], 1, &files[opened]) && outfile_flush(&files[opened]);
    }
    for (size_t i = 0; i < opened; i++) {
        good = outfile_close(&files[i], good, &r->s.term) && good;
    }
    return good ? CLI_DONE : CLI_OUTPUT;
}

static int write_folder(run *r, const pm_table *tables, size_t count) {
    if (mkdir(r->folder, 0777) != 0 && errno != EEXIST) {
        terminal_error(&r->s.term, "the folder %s cannot be made: %s", r->folder, strerror(errno));
        return CLI_OUTPUT;
    }
    outfile *files = malloc(count * sizeof *files);
    for (size_t i = 0; i < count && files != NULL; i++) {
        files[i] = (outfile){.fd = -1};
    }
    int code = files != NULL ? write_files(r, tables, count, files) : no_memory(r);
    free(files);
    return code;
}

static int write_tables(run *r) {
    const pm_table *tables;
    size_t count;
    pm_status status = pm_report_tables(r->report, &tables, &count);
    if (status != PM_OK) { /* told by the report, with the way out */
        return status == PM_ERR_MEMORY ? no_memory(r) : CLI_USAGE;
    }
    if (r->format == REPORT_CSV) {
        return write_folder(r, tables, count);
    }
    if (r->format == REPORT_XLSX) {
        return documents_workbook(&r->s.documents, &r->s.options, tables, count,
                                  outfile_place(&r->s.out, r->s.out_path));
    }
    return write_one(r, tables, count, &r->s.out) ? CLI_DONE : CLI_OUTPUT;
}

static int run_report(run *r, char *const *paths, size_t count) {
    r->s.no_scorer = true; /* the report has its own, once a row wants one */
    int code = session_open(&r->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    r->options.common = r->s.options;
    r->paths = paths;
    r->path_count = count;
    code = exit_of(pm_report_new(&r->options, r->s.pack, &r->report));
    if (code == CLI_DONE) {
        code = read_all(r, paths, count);
    } else {
        no_memory(r);
    }
    if (code != CLI_OUTPUT && code != CLI_USAGE && !r->s.all_lost) {
        code = exit_worse(code, write_tables(r));
    }
    code = session_keep(&r->s, code);
    pm_report_free(r->report);
    session_close(&r->s);
    return code;
}

/* ---- options ---- */

static bool ends_with(const char *s, const char *end) {
    size_t len = strlen(s), most = strlen(end);
    return len >= most && strcmp(s + len - most, end) == 0;
}

static bool is_folder(const char *path) {
    struct stat st;
    return ends_with(path, "/") || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* By --format, else by the name of the output. */
static report_format format_of(const run *r) {
    static const struct {
        const char *end;
        report_format is;
    } ends[] = {{".json", REPORT_JSON},
                {".html", REPORT_HTML},
                {".htm", REPORT_HTML},
                {".xlsx", REPORT_XLSX},
                {".csv", REPORT_CSV}};
    const char *out = r->s.out_path;
    if (r->format != UNSET) {
        return (report_format)r->format;
    }
    for (size_t i = 0; out != NULL && i < sizeof ends / sizeof *ends; i++) {
        if (ends_with(out, ends[i].end)) {
            return ends[i].is;
        }
    }
    return out != NULL && is_folder(out) ? REPORT_CSV : REPORT_TEXT;
}

static int settle_output(run *r, const option_set *set) {
    const char *out = r->s.out_path;
    if (r->format == UNSET && outfile_is_other(out)) {
        return options_fault(set,
                             "-o %.200s: a report is a page (.html), a workbook (.xlsx), JSON "
                             "(.json), text (.txt), or a folder of CSV",
                             out);
    }
    r->format = (int)format_of(r);
    bool named = out != NULL && strcmp(out, "-") != 0;
    if (r->format == REPORT_CSV && (!named || ends_with(out, ".csv"))) {
        return options_fault(set, "CSV is one file a table; name a folder for them: -o tables/");
    }
    if (r->format == REPORT_XLSX && !named) {
        return options_fault(set, "a workbook is a file; name it: -o report.xlsx");
    }
    if (r->format != REPORT_CSV && named && is_folder(out)) {
        return options_fault(set, "-o %.200s is a folder; only CSV is written to one", out);
    }
    if (r->excel_safe && r->format != REPORT_CSV) {
        return options_fault(set, "--excel-safe is for CSV; add --format csv");
    }
    if (r->title != NULL && r->format != REPORT_HTML) {
        return options_fault(set, "--title is for the page; add --format html");
    }
    if (r->format == REPORT_CSV) {
        r->folder = out;
        r->s.out_path = NULL;
    }
    return OPTIONS_GO;
}

/* What is read whole beside the rows. */
static int check_beside(const run *r, char *const *paths, size_t count, const option_set *set) {
    const char *out = r->folder == NULL ? r->s.out_path : NULL;
    size_t from_standard_input = r->evaluation != NULL && strcmp(r->evaluation, "-") == 0;
    if (outfile_meets(r->evaluation, out) || outfile_meets(r->key.path, out)) {
        return options_fault(set, "-o would replace the %s; choose another name",
                             outfile_meets(r->key.path, out) ? "key" : "evaluation");
    }
    for (size_t i = 0; i < r->metas.count; i++) {
        from_standard_input += strcmp(r->metas.item[i], "-") == 0;
    }
    for (size_t i = 0; i < count; i++) {
        from_standard_input += strcmp(paths[i], "-") == 0;
    }
    return from_standard_input <= 1 ? OPTIONS_GO
                                    : options_fault(set, "standard input can be read only once");
}

static int settle_report(run *r, const option_set *set) {
    pm_report_options *o = &r->options;
    uint64_t suppress = 0;
    if (r->by.count > PM_REPORT_COLUMNS) {
        return options_fault(set, "--by takes at most %d columns", PM_REPORT_COLUMNS);
    }
    if (r->metas.count != 0 && r->by.count == 0) {
        return options_fault(set, "--meta has columns to group by; name one: --by COLUMN");
    }
    for (size_t i = 0; i < r->by.count; i++) {
        r->columns[i] = (pm_str){r->by.item[i], strlen(r->by.item[i])};
        if (r->columns[i].len == 0) {
            return options_fault(set, "--by takes the name of a column");
        }
    }
    *o = (pm_report_options){.size = sizeof *o, .by = r->columns, .by_count = r->by.count};
    if (r->suppress != NULL &&
        (!options_number(r->suppress, PM_REPORT_SUPPRESS_MOST, &suppress) || suppress < 2)) {
        return options_fault(set, "--suppress takes a whole number from 2 to %d",
                             PM_REPORT_SUPPRESS_MOST);
    }
    if (r->seed != NULL && !options_number(r->seed, UINT64_MAX, &o->seed)) {
        return options_fault(set, "--seed takes a whole number from 0 to 18446744073709551615");
    }
    if (suppress != 0 && r->by.count == 0) {
        return options_fault(set, "--suppress withholds in the tables by group, and there are none "
                                  "without --by COLUMN");
    }
    if (suppress != 0 && r->by.count > 1) {
        return options_fault(set, "--suppress takes one --by: two tables of the same actions would "
                                  "tell each what the other withholds");
    }
    int code = session_key(&r->key, r->text, set);
    o->suppress = (unsigned)suppress;
    o->text = (pm_text_policy)r->text;
    o->digest_key = (pm_str){r->key.bytes, r->key.len};
    o->mixed = r->mixed;
    return code;
}

int cmd_report(int argc, char **argv) {
    run r = {.format = UNSET, .text = UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&r.s),
        {OPTION_LIST, "meta", 0, &r.metas, "FILE",
         "what is told of plans beside their rows: a column plan_id or authority, or both, and "
         "columns to group by"},
        {OPTION_TEXT, "evaluation", 0, &r.evaluation, "FILE",
         "what 'planmark evaluate --format json' found of the tool's errors: adds shares corrected "
         "for them, and with its --by the error in each group"},
        {OPTION_FLAG, "mixed", 0, &r.mixed, NULL,
         "count verdicts of several packs, or of packs and people, together"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Tables"},
        {OPTION_LIST, "by", 0, &r.by, "COLUMN",
         "tables by authority, plan_id or any column of the rows or of --meta; once more for each "
         "further --by. What stands in the column is shown"},
        {OPTION_TEXT, "suppress", 0, &r.suppress, "N",
         "withhold from groups what tells of fewer than N actions or plans, and what would give it "
         "away; with one --by"},
        {OPTION_TEXT, "seed", 0, &r.seed, "N",
         "of the tests between groups: the same seed gives the same p (default: 0)"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &r.format, "text|json|csv|html|xlsx",
         "how the tables are written (default: by the ending of -o, else text). CSV is a folder of "
         "tables: -o tables/"},
        {OPTION_TEXT, "title", 0, &r.title, "TEXT", "with HTML: the head of the page"},
        {OPTION_CHOICE, "text", 0, &r.text, "full|none|names",
         "what of the plans' words is shown. full: texts that are copied, and examples of actions; "
         "names: ids of plans alone; none (the default): neither, and ids that may be names become "
         "digests"},
        {OPTION_TEXT, "digest-key", 0, &r.key.path, "FILE",
         "with --text none: the file holds the secret key of the digests that stand for plans"},
        {OPTION_FLAG, "excel-safe", 0, &r.excel_safe, NULL,
         "with CSV: a quote before cells that a spreadsheet would take for formulas"},
        SESSION_PROGRESS(&r.s),
        SESSION_OPTIONS(&r.s)};
    const option_set set = {
        "planmark report [OPTION]... FILE|FOLDER|-...",
        "Tables of a sample of plans: how many actions meet each criterion, with 95 % intervals; "
        "scores; groups;\n"
        "owners and timeframes; copied text; words. Reads marks (of one pack, from any number of "
        "files), actions\n"
        "that people coded, and plans that are not marked yet; columns override_actionable ... "
        "override_owner\n"
        "correct verdicts. docs/report.md says what each figure is.",
        options,
        sizeof options / sizeof *options,
        "  planmark report marks.csv                                tables on the terminal\n"
        "  planmark report exports/ --by authority -o report.html   a page, from documents\n"
        "  planmark report north.jsonl south.jsonl -o report.xlsx   one report of two files\n"
        "  planmark report marks.csv --meta ofsted.csv --by rating --suppress 5\n"
        "  planmark evaluate coded.csv --format json -o errors.json\n"
        "  planmark report marks.csv --evaluation errors.json -o tables/ --format csv\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    static const int policies[] = {PM_TEXT_FULL, PM_TEXT_NONE, PM_TEXT_NAMES};
    r.text = r.text == UNSET ? PM_TEXT_NONE : policies[r.text];
    code = code == OPTIONS_GO ? settle_output(&r, &set) : code;
    code = code == OPTIONS_GO ? settle_report(&r, &set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(&set, "no input; name files or folders, or - for standard input");
    }
    code = code == OPTIONS_GO ? check_beside(&r, argv + 1, count, &set) : code;
    return code == OPTIONS_GO ? run_report(&r, argv + 1, count) : code;
}
