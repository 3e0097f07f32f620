/* SPDX-License-Identifier: MIT
 * Keeps true: a command is one file and one line in the table below. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { MAPPED_FROM = 128 * 1024 }; /* bytes */

typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} command;

static const command commands[] = {
    {"score", cmd_score, "mark the actions of plans"},
    {"check", cmd_check, "tell what a plan lacks, and whether it is good enough"},
    {"config", cmd_config, "tell the settings of check, and where they come from"},
    {"extract", cmd_extract, "show the actions of plans without marking them"},
    {"explain", cmd_explain, "mark one action and show why"},
    {"report", cmd_report, "the tables of an audit of a sample of plans"},
    {"sample", cmd_sample, "draw plans for people to code, and write the sheet for it"},
    {"evaluate", cmd_evaluate, "compare human verdicts with those of a pack"},
    {"rules", cmd_rules, "tools for those who write rules"},
    {"serve", cmd_serve, "answer over HTTP, for programs and with a page for people"},
    {"formats", cmd_formats, "tell what can be read here"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void describe_commands(char *out, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < COMMANDS; i++) {
        int n =
            snprintf(out + used, size - used, "  %-10s %s\n", commands[i].name, commands[i].about);
        used += n > 0 && (size_t)n < size - used ? (size_t)n : 0;
    }
}

static int show_version(void) {
    terminal t;
    outfile out;
    terminal_init(&t, COLOUR_NEVER, true);
    if (!outfile_open(&out, NULL, &t)) {
        return CLI_OUTPUT;
    }
    outfile_print(&out, "planmark %s\n", pm_version());
    return outfile_close(&out, true, &t) ? CLI_DONE : CLI_OUTPUT;
}

static int fault_command(const option_set *set, const char *word) {
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++) {
        names[i] = commands[i].name;
    }
    const char *near = options_nearest(word, names, COMMANDS);
    return options_fault(set, "there is no command '%.60s'%s%s%s", word,
                         near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                         near != NULL ? "'?" : "");
}

/* Not a command: options of planmark itself, or a slip. */
static int run_none(int argc, char **argv) {
    int version = 0;
    size_t count;
    char described[2048] = "Commands ('planmark help COMMAND' tells more)\n";
    size_t used = strlen(described);
    const option options[] = {
        {OPTION_FLAG, "help", 'h', NULL, NULL, "show this and stop"},
        {OPTION_FLAG, "version", 'V', &version, NULL, "show the version and stop"}};
    describe_commands(described + used, sizeof described - used);
    const option_set set = {"planmark [COMMAND] [OPTION]...",
                            "Marks the actions of children's social care plans: is each one "
                            "actionable and measurable, does it have\n"
                            "a measure, a timeframe and an owner, and which words show it. It "
                            "needs no network and keeps no copy.",
                            options,
                            sizeof options / sizeof *options,
                            "  planmark score plans.csv\n"
                            "  planmark check plan.docx\n"
                            "  planmark extract plan.docx\n"
                            "  planmark explain \"Mum to be referred to CAMHS\"\n",
                            described};
    if (argc > 1 && argv[1][0] != '-') {
        return fault_command(&set, argv[1]);
    }
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && version) {
        return show_version();
    }
    return code == OPTIONS_GO ? options_fault(&set, "which command? 'planmark --help' names them")
                              : code;
}

/* "planmark help score" is "planmark score --help": the words move up, the option goes behind. */
static void turn_help(int argc, char **argv, char *help) {
    while (argc > 1 && strcmp(argv[1], "help") == 0) {
        for (int i = 1; i + 1 < argc; i++) {
            argv[i] = argv[i + 1];
        }
        argv[argc - 1] = help;
    }
}

/* Large blocks are mapped by themselves, so that the place that a grown table has left goes back to
 * the system. glibc begins so, but raises the size with each block that is freed; then the tables
 * of a long run, which double, leave holes that nothing fits into. */
static void settle_heap(void) {
#ifdef M_MMAP_THRESHOLD
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
#endif
}

int main(int argc, char **argv) {
    char help[] = "--help";
    settle_heap();
    if (!terminal_streams()) {
        return CLI_OUTPUT;
    }
    turn_help(argc, argv, help);
    for (size_t i = 0; argc > 1 && i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return run_none(argc, argv);
}
