/* SPDX-License-Identifier: MIT
 * planmark extract. Keeps true: its rows are those that score would mark, in the same order. */
#include "cli/rows.h"

static int extract_row(void *ctx, const pm_row *row) {
    return rows_write(ctx, row, NULL);
}

int cmd_extract(int argc, char **argv) {
    rows_command c = {.format = ROWS_UNSET, .evidence = ROWS_UNSET, .s.no_pack = true};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Input"},
        SESSION_COLUMNS(&c.s),
        SHARD_OPTION(&c.s.shard),
        {OPTION_GROUP, NULL, 0, NULL, NULL, "Output"},
        ROWS_FORMAT(&c, "how rows are written (default: a table on a terminal, else CSV)"),
        ROWS_TEXT(
            &c, "how much of the plans' words is written: all, or ids and places alone; none also "
                "replaces "
                "ids that were taken from file names"),
        ROWS_KEY(&c, "with --text none: the file holds the secret key of the digests"),
        ROWS_ACCOUNTS(&c),
        SESSION_PROGRESS(&c.s),
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
        "  planmark extract plan.odt | planmark score - the same as scoring it\n"
        "  planmark extract --shard 2/4 exports/        the rows of every fourth plan\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    code = code == OPTIONS_GO ? shard_check(&c.s.shard, &set) : code;
    code = code == OPTIONS_GO ? rows_check(&c, &set, count) : code;
    return code == OPTIONS_GO ? rows_run(&c, argv + 1, count, extract_row) : code;
}
