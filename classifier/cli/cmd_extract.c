/* SPDX-License-Identifier: MIT
 * planmark extract. Keeps true: its rows are those that score would mark, in the same order. */
#include "cli/session.h"

enum { UNSET = -1 };

typedef struct extract_command {
    session s;
    int format, text, excel_safe;
    digest_key key;
    pm_writer *writer;
} extract_command;

static int extract_row(void *ctx, const pm_row *row) {
    extract_command *c = ctx;
    pm_status status = pm_writer_add(c->writer, row, NULL);
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

static pm_output_format choose_format(const extract_command *c) {
    if (c->format != UNSET) {
        return (pm_output_format)c->format;
    }
    bool watched = c->s.term.out_is_terminal && c->s.out_path == NULL && !c->excel_safe;
    return watched ? PM_OUTPUT_TABLE : PM_OUTPUT_CSV;
}

static pm_status open_writer(extract_command *c) {
    pm_write_options o = {.size = sizeof o, .common = c->s.options, .format = choose_format(c)};
    o.bare = 1;
    o.text = (pm_text_policy)c->text;
    o.digest_key = (pm_str){c->key.bytes, c->key.len};
    o.excel_safe = c->excel_safe;
    o.colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    o.width = c->s.term.width;
    c->s.accounts.options = o;
    return pm_writer_new(&o, (pm_str){NULL, 0}, outfile_write, &c->s.out, &c->writer);
}

/* A table of nothing has no figures to end with. */
static bool ends_well(extract_command *c, const row_counts *counts) {
    bool none = counts->marked + counts->without == 0 && choose_format(c) == PM_OUTPUT_TABLE;
    return none || pm_writer_end(c->writer) == PM_OK;
}

static int run(extract_command *c, char *const *paths, size_t count) {
    row_counts counts = {0};
    c->s.no_pack = true;
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = open_writer(c);
    code = exit_of(status);
    if (status == PM_OK) {
        code = session_rows(&c->s, paths, count, extract_row, c, &counts);
        code = exit_worse(code, ends_well(c, &counts) ? CLI_DONE : CLI_OUTPUT);
    } else {
        terminal_error(&c->s.term, "memory ran out");
    }
    code = session_keep(&c->s, code);
    session_tell_counts(&c->s, &counts, code);
    pm_writer_free(c->writer);
    session_close(&c->s);
    return code;
}

int cmd_extract(int argc, char **argv) {
    extract_command c = {.format = UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &c.format, "table|csv|jsonl",
         "how rows are written (default: a table on a terminal, else CSV)"},
        {OPTION_CHOICE, "text", 0, &c.text, "full|evidence|none",
         "how much of the plans' words is written: all, or ids and places alone; none also "
         "replaces "
         "ids that were taken from file names"},
        {OPTION_TEXT, "digest-key", 0, &c.key.path, "FILE",
         "with --text none: the file holds the secret key of the digests"},
        SESSION_MANIFEST(&c.s),
        {OPTION_FLAG, "excel-safe", 0, &c.excel_safe, NULL,
         "with CSV: a quote before cells that a spreadsheet would take for formulas"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "General"},
        SESSION_PLAIN(&c.s)};
    const option_set set = {
        "planmark extract [OPTION]... FILE|FOLDER|-...",
        "Shows the actions of plans as they are read, without marking them. One row for each "
        "action: plan,\n"
        "authority, number, action, who, by when, measure, plan date and the place in the file, "
        "then "
        "further\n"
        "columns. What is written can be scored later. Reads what score reads.",
        options,
        sizeof options / sizeof *options,
        "  planmark extract plan.docx                   what is found in a document\n"
        "  planmark extract exports/ -o actions.csv     every file of a folder, as CSV\n"
        "  planmark extract plan.odt | planmark score - the same as scoring it\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && c.excel_safe && c.format != UNSET && c.format != PM_OUTPUT_CSV) {
        code = options_fault(&set, "--excel-safe is for CSV; add --format csv");
    }
    code = code == OPTIONS_GO ? session_key(&c.key, c.text, &set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c.s.accounts, c.s.out_path, &set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(&set, "no input; name files or folders, or - for standard input");
    }
    return code == OPTIONS_GO ? run(&c, argv + 1, count) : code;
}
