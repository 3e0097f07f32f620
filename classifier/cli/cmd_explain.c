/* SPDX-License-Identifier: MIT
 * planmark explain. Keeps true: one action in, its explanation out; nothing is kept. */
#include "cli/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct explain_command {
    session s;
    const char *who, *by_when, *measure;
} explain_command;

/* All of standard input, without line ends behind it. NULL: no memory, or too much (told). */
static char *read_input(terminal *t, size_t *len) {
    size_t cap = 0;
    char *text = NULL;
    *len = 0;
    for (;;) {
        if (*len == cap) {
            cap = cap != 0 ? cap * 2 : 4096;
            char *more = cap <= 2 * (size_t)PM_LIMIT_CELL ? realloc(text, cap) : NULL;
            if (more == NULL) {
                terminal_error(t, "standard input holds more than one action can be");
                free(text);
                return NULL;
            }
            text = more;
        }
        size_t got = fread(text + *len, 1, cap - *len, stdin);
        *len += got;
        if (got == 0) {
            break;
        }
    }
    while (*len != 0 && (text[*len - 1] == '\n' || text[*len - 1] == '\r')) {
        --*len;
    }
    return text;
}

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

static int explain(explain_command *c, pm_str text) {
    pm_action action = {.cell = {text, str_of(c->who), str_of(c->by_when), str_of(c->measure)}};
    bool colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    pm_status status = pm_explain(c->s.scorer, &action, colour, outfile_write, &c->s.out);
    if (status != PM_OK && status != PM_ERR_IO) {
        terminal_error(&c->s.term, "the action cannot be explained: %s", pm_status_text(status));
    }
    int code = status == PM_ERR_LIMIT ? CLI_INPUT : exit_of(status);
    return outfile_close(&c->s.out, status == PM_OK, &c->s.term) ? code : CLI_OUTPUT;
}

static int run(explain_command *c, const char *operand) {
    char *input = NULL;
    pm_str text = str_of(operand);
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    if (strcmp(operand, "-") == 0) {
        input = read_input(&c->s.term, &text.len);
        text.data = input;
    }
    code = text.data != NULL ? explain(c, text) : CLI_INPUT;
    free(input);
    session_close(&c->s);
    return code;
}

int cmd_explain(int argc, char **argv) {
    explain_command c = {.who = NULL};
    const option options[] = {
        {OPTION_GROUP, NULL, 0, NULL, NULL, "The row"},
        {OPTION_TEXT, "who", 0, &c.who, "TEXT",
         "what stands in the column that asks who will do it"},
        {OPTION_TEXT, "by-when", 0, &c.by_when, "TEXT", "... by when"},
        {OPTION_TEXT, "measure", 0, &c.measure, "TEXT", "... how it will be known"},
        SESSION_OPTIONS(&c.s)};
    const option_set set = {
        "planmark explain [OPTION]... TEXT|-",
        "Marks one action and shows the way there: its tokens, every rule that fired, what "
        "cancelled it, what\n"
        "came near, and why each verdict fell as it did. '-' reads the action from standard input.",
        options,
        sizeof options / sizeof *options,
        "  planmark explain \"Mum to be referred to CAMHS\" --by-when \"next review\"\n"
        "  planmark explain - <action.txt\n",
        NULL};
    size_t count;
    int code = options_read(&set, argc, argv, &count);
    if (code == OPTIONS_GO && count != 1) {
        code =
            options_fault(&set, count == 0 ? "no action; give its text, or - for standard input"
                                           : "one action at a time; put its text between quotes");
    }
    return code == OPTIONS_GO ? run(&c, argv[1]) : code;
}
