/* SPDX-License-Identifier: MIT
 * planmark score. Keeps true: every row that can be read comes out once, in the order of the input.
 */
#include "cli/session.h"

enum { UNSET = -1 };

typedef struct score_command {
    session s;
    int format, evidence, text, summary, excel_safe;
    digest_key key;
    pm_writer *writer;
} score_command;

static int score_row(void *ctx, const pm_row *row) {
    score_command *c = ctx;
    const pm_mark *mark;
    int code = session_score(&c->s, c->s.scorer, row, &mark);
    if (code != CLI_DONE) {
        return code;
    }
    pm_status status = pm_writer_add(c->writer, row, mark);
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

/* An option that only one format knows asks for that format. */
static int settle_format(score_command *c, const option_set *set) {
    if (c->evidence != UNSET && c->summary) {
        return options_fault(set, "--summary has no evidence; leave out --evidence");
    }
    if (c->evidence != UNSET && c->format != UNSET && c->format != PM_OUTPUT_JSONL) {
        return options_fault(set, "--evidence is written in JSONL; add --format jsonl");
    }
    if (c->excel_safe &&
        ((c->format != UNSET && c->format != PM_OUTPUT_CSV) || c->evidence != UNSET)) {
        return options_fault(set, "--excel-safe is for CSV; add --format csv");
    }
    return OPTIONS_GO;
}

static pm_output_format choose_format(const score_command *c) {
    if (c->format != UNSET) {
        return (pm_output_format)c->format;
    }
    if (c->evidence != UNSET) {
        return PM_OUTPUT_JSONL;
    }
    bool watched = c->s.term.out_is_terminal && c->s.out_path == NULL && !c->excel_safe;
    return watched ? PM_OUTPUT_TABLE : PM_OUTPUT_CSV;
}

/* How much of the evidence an output shows: a table without cells, the words that decided. */
static pm_evidence_level evidence_of(const pm_write_options *o) {
    if (o->summary || o->format == PM_OUTPUT_CSV) {
        return PM_EVIDENCE_NONE;
    }
    if (o->format == PM_OUTPUT_JSONL) {
        return o->evidence;
    }
    return o->text == PM_TEXT_EVIDENCE ? PM_EVIDENCE_DECIDED : PM_EVIDENCE_NONE;
}

static pm_status open_writer(score_command *c) {
    pm_write_options o = {.size = sizeof o, .common = c->s.options, .format = choose_format(c)};
    o.evidence = c->evidence != UNSET ? (pm_evidence_level)c->evidence : PM_EVIDENCE_DECIDED;
    o.text = (pm_text_policy)c->text;
    o.digest_key = (pm_str){c->key.bytes, c->key.len};
    o.excel_safe = c->excel_safe;
    o.summary = c->summary;
    o.colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    o.width = c->s.term.width;
    c->s.accounts.options = o;
    (void)pm_scorer_show(c->s.scorer, evidence_of(&o));
    return pm_writer_new(&o, pm_pack_stamp(c->s.pack), outfile_write, &c->s.out, &c->writer);
}

/* A table of nothing has no figures to end with. */
static pm_status end_writer(score_command *c, const row_counts *counts) {
    bool bare = counts->marked + counts->without == 0 && choose_format(c) == PM_OUTPUT_TABLE;
    return bare ? PM_OK : pm_writer_end(c->writer);
}

static int run(score_command *c, char *const *paths, size_t count) {
    row_counts counts = {0};
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = open_writer(c);
    code = exit_of(status);
    if (status == PM_OK) {
        code = session_rows(&c->s, paths, count, score_row, c, &counts);
        code = exit_worse(code, end_writer(c, &counts) == PM_OK ? CLI_DONE : CLI_OUTPUT);
    } else {
        terminal_error(&c->s.term, "memory ran out");
    }
    code = session_keep(&c->s, code);
    session_tell_counts(&c->s, &counts, code);
    pm_writer_free(c->writer);
    session_close(&c->s);
    return code;
}

int cmd_score(int argc, char **argv) {
    score_command c = {.format = UNSET, .evidence = UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        {OPTION_CHOICE, "format", 0, &c.format, "table|csv|jsonl",
         "how marks are written (default: a table on a terminal, else CSV)"},
        {OPTION_CHOICE, "evidence", 0, &c.evidence, "none|decided|all",
         "with JSONL: which evidence goes with each mark (default: what decided)"},
        {OPTION_FLAG, "summary", 0, &c.summary, NULL, "one row a plan instead of one an action"},
        {OPTION_CHOICE, "text", 0, &c.text, "full|evidence|none",
         "how much of the plans' words is written: all, the words of evidence, or none; none also "
         "replaces ids "
         "that were taken from file names"},
        {OPTION_TEXT, "digest-key", 0, &c.key.path, "FILE",
         "with --text none: the file holds the secret key of the digests; without one, who guesses "
         "a file's name can check it"},
        SESSION_MANIFEST(&c.s),
        {OPTION_FLAG, "excel-safe", 0, &c.excel_safe, NULL,
         "with CSV: a quote before cells that a spreadsheet would take for formulas"},
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark score [OPTION]... FILE|FOLDER|-...",
        "Marks the actions of plans. One row for each action: the row as it was read, the five "
        "verdicts, the\n"
        "score from 0 to 5, what is unsure, kinds of owner and timeframe, and the rule pack. Reads "
        "Word,\n"
        "OpenDocument, Excel, PDF, web pages, CSV and its kin, JSON and plain text ('planmark "
        "formats'\n"
        "lists them); a folder is read with all its files; '-' is standard input.",
        options,
        sizeof options / sizeof *options,
        "  planmark score plans.csv                               marks, as a table on a terminal\n"
        "  planmark score exports/ -o marks.csv                   every file of a folder, as CSV\n"
        "  planmark score plan.docx                               the actions found in a document\n"
        "  planmark score --evidence all plans.jsonl              with all evidence, as JSON "
        "lines\n"
        "  planmark score --summary --text none plans.csv         one row a plan, no word of it\n"
        "  planmark score --columns 'action=Next steps' plans.csv a heading of your own\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? settle_format(&c, &set) : code;
    code = code == OPTIONS_GO ? session_key(&c.key, c.text, &set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c.s.accounts, c.s.out_path, &set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(&set, "no input; name files or folders, or - for standard input");
    }
    return code == OPTIONS_GO ? run(&c, argv + 1, count) : code;
}
