/* SPDX-License-Identifier: MIT
 * planmark score. Keeps true: every row that can be read comes out once, in the order of the input.
 */
#include "cli/rows.h"

/* An option that only one format knows asks for that format. */
static int settle_format(const rows_command *c, const option_set *set) {
    if (c->evidence != ROWS_UNSET && c->summary) {
        return options_fault(set, "--summary has no evidence; leave out --evidence");
    }
    if (c->evidence != ROWS_UNSET && c->format != ROWS_UNSET && c->format != PM_OUTPUT_JSONL) {
        return options_fault(set, "--evidence is written in JSONL; add --format jsonl");
    }
    return OPTIONS_GO;
}

int cmd_score(int argc, char **argv) {
    rows_command c = {.format = ROWS_UNSET, .evidence = ROWS_UNSET};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        SHARD_OPTION(&c.s.shard),
        {OPTION_TEXT, "jobs", 'j', &c.jobs, "N",
         "mark with N threads (default: as many as there are cores); the output is the same"},
        {OPTION_FLAG, "resume", 0, &c.s.resume.asked, NULL,
         "go on where a run with the same -o and --manifest was stopped or killed"},
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        ROWS_FORMAT(&c, "how marks are written (default: a table on a terminal, else CSV)"),
        {OPTION_CHOICE, "evidence", 0, &c.evidence, "none|decided|all",
         "with JSONL: which evidence goes with each mark (default: what decided)"},
        {OPTION_FLAG, "summary", 0, &c.summary, NULL, "one row a plan instead of one an action"},
        ROWS_TEXT(&c, "how much of the plans' words is written: all, the words of evidence, or "
                      "none; none also "
                      "replaces ids "
                      "that were taken from file names"),
        ROWS_KEY(&c, "with --text none: the file holds the secret key of the digests; without one, "
                     "who guesses "
                     "a file's name can check it"),
        ROWS_ACCOUNTS(&c),
        SESSION_PROGRESS(&c.s),
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
        "  planmark score --columns 'action=Next steps' plans.csv a heading of your own\n"
        "  planmark score --shard 1/4 exports/ -o marks-1.csv     the first of four machines' "
        "share\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? settle_format(&c, &set) : code;
    code = code == OPTIONS_GO ? shard_check(&c.s.shard, &set) : code;
    code = code == OPTIONS_GO ? rows_check(&c, &set, count) : code;
    return code == OPTIONS_GO ? rows_run(&c, argv + 1, count, NULL) : code;
}
