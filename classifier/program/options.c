/* SPDX-License-Identifier: MIT
 * Keeps true: what the help tells is what is understood, since both come from one table. */
#include "program/options.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "program/exit.h"
#include "program/outfile.h"

enum { NAME_MOST = 32, HELP_COLUMN = 30, HELP_WIDTH = 96 };

/* ---- Did you mean ---- */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len) {
    size_t row[NAME_MOST + 1];
    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            diagonal = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_len];
}

const char *options_nearest(const char *word, const char *const *names, size_t count) {
    size_t len = strlen(word), limit = len / 3 + 1;
    const char *best = NULL;
    for (size_t i = 0; i < count && len <= NAME_MOST; i++) {
        size_t name_len = names[i] != NULL ? strlen(names[i]) : NAME_MOST + 1;
        size_t d = name_len <= NAME_MOST ? distance(word, len, names[i], name_len) : SIZE_MAX;
        if (d <= limit && d < name_len) {
            best = names[i];
            limit = d != 0 ? d - 1 : 0;
        }
    }
    return best;
}

/* ---- Faults ---- */

/* "planmark score" of "planmark score [OPTION]... FILE..." */
static int command_width(const option_set *set) {
    const char *end = strstr(set->usage, " [");
    return end != NULL ? (int)(end - set->usage) : (int)strlen(set->usage);
}

int options_fault(const option_set *set, const char *format, ...) {
    char text[8192];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t len = n > 0 ? (size_t)n : 0;
    fprintf(stderr, "%.*s: ", command_width(set), set->usage);
    terminal_put((pm_str){text, least(len, sizeof text - 1)});
    fprintf(stderr, "\nTry '%.*s --help'.\n", command_width(set), set->usage);
    return CLI_USAGE;
}

static int fault_unknown(const option_set *set, const char *name, size_t len) {
    enum { OPTIONS_MOST = 64 };
    const char *names[OPTIONS_MOST];
    char word[NAME_MOST + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < set->count && count < OPTIONS_MOST; i++) {
        if (set->options[i].name != NULL && set->options[i].help != NULL) {
            names[count++] = set->options[i].name;
        }
    }
    memcpy(word, name, least(len, NAME_MOST));
    const char *near = len <= NAME_MOST ? options_nearest(word, names, count) : NULL;
    if (near != NULL) {
        return options_fault(set, "there is no option --%s; did you mean --%s?", word, near);
    }
    return options_fault(set, "there is no option --%.*s", (int)least(len, 60), name);
}

/* ---- Help ---- */

/* Words, broken into lines that begin at HELP_COLUMN. */
static void put_wrapped(outfile *out, const char *text, size_t at) {
    while (*text != '\0') {
        size_t len = strcspn(text, " ");
        if (at + 1 + len > HELP_WIDTH) {
            outfile_print(out, "\n%*s", HELP_COLUMN, "");
            at = HELP_COLUMN;
        } else if (at > HELP_COLUMN) {
            outfile_print(out, " ");
            at++;
        }
        outfile_print(out, "%.*s", (int)len, text);
        at += len;
        text += len;
        text += strspn(text, " ");
    }
    outfile_print(out, "\n");
}

static void put_option(outfile *out, const option *o) {
    char left[160];
    int n = snprintf(left, sizeof left, "  %s%c%s%s%s%s%s", o->letter != 0 ? "-" : " ",
                     o->letter != 0 ? o->letter : ' ',
                     o->letter != 0 && o->name != NULL ? ", "
                     : o->name != NULL                 ? "  "
                                                       : "",
                     o->name != NULL ? "--" : "", o->name != NULL ? o->name : "",
                     o->value != NULL ? " " : "", o->value != NULL ? o->value : "");
    size_t used = n > 0 ? (size_t)n : 0;
    outfile_print(out, "%s", left);
    if (used + 2 > HELP_COLUMN) {
        outfile_print(out, "\n%*s", HELP_COLUMN, "");
    } else {
        outfile_print(out, "%*s", (int)(HELP_COLUMN - used), "");
    }
    put_wrapped(out, o->help, HELP_COLUMN);
}

static int show_help(const option_set *set) {
    terminal t;
    outfile out;
    terminal_init(&t, COLOUR_NEVER, true);
    if (!outfile_open(&out, NULL, &t)) {
        return CLI_OUTPUT;
    }
    outfile_print(&out, "Usage: %s\n\n%s\n", set->usage, set->about);
    for (size_t i = 0; i < set->count; i++) {
        const option *o = &set->options[i];
        if (o->kind == OPTION_GROUP) {
            outfile_print(&out, "\n%s\n", o->help);
        } else if (o->help != NULL) {
            put_option(&out, o);
        }
    }
    if (set->more != NULL) {
        outfile_print(&out, "\n%s", set->more);
    }
    if (set->examples != NULL) {
        outfile_print(&out, "\nExamples\n%s", set->examples);
    }
    return outfile_close(&out, true, &t) ? CLI_DONE : CLI_OUTPUT;
}

/* ---- Reading ---- */

static const option *find_long(const option_set *set, const char *name, size_t len) {
    for (size_t i = 0; i < set->count; i++) {
        const option *o = &set->options[i];
        if (o->name != NULL && strlen(o->name) == len && memcmp(o->name, name, len) == 0) {
            return o;
        }
    }
    return NULL;
}

static const option *find_letter(const option_set *set, char letter) {
    for (size_t i = 0; i < set->count; i++) {
        if (set->options[i].letter == letter && letter != '\0') {
            return &set->options[i];
        }
    }
    return NULL;
}

/* As it is written on the command line. */
static const char *spelled(const option *o, char buffer[NAME_MOST + 3]) {
    if (o->name != NULL) {
        snprintf(buffer, NAME_MOST + 3, "--%s", o->name);
    } else {
        snprintf(buffer, NAME_MOST + 3, "-%c", o->letter);
    }
    return buffer;
}

static int choose(const option_set *set, const option *o, const char *value) {
    int index = 0;
    char name[NAME_MOST + 3];
    for (const char *word = o->value; *value != '\0'; index++) {
        size_t len = strcspn(word, "|");
        if (strlen(value) == len && memcmp(word, value, len) == 0) {
            *(int *)o->to = index;
            return OPTIONS_GO;
        }
        if (word[len] == '\0') {
            break;
        }
        word += len + 1;
    }
    return options_fault(set, "%s takes %s, not '%.60s'", spelled(o, name), o->value, value);
}

static int append(const option_set *set, const option *o, const char *value) {
    option_list *list = o->to;
    char name[NAME_MOST + 3];
    if (list->count == OPTION_LIST_MOST) {
        return options_fault(set, "%s can be given %d times at most", spelled(o, name),
                             OPTION_LIST_MOST);
    }
    list->item[list->count++] = value;
    return OPTIONS_GO;
}

static int set_value(const option_set *set, const option *o, const char *value) {
    if (o->kind == OPTION_CHOICE) {
        return choose(set, o, value);
    }
    if (o->kind == OPTION_LIST) {
        return append(set, o, value);
    }
    *(const char **)o->to = value;
    return OPTIONS_GO;
}

static int set_flag(const option_set *set, const option *o) {
    if (o->to == NULL) { /* --help */
        return show_help(set);
    }
    *(int *)o->to = 1;
    return OPTIONS_GO;
}

/* `value` is what stands behind '=' or a letter, or NULL; the next argument is taken when it is
 * needed. */
static int take(const option_set *set, const option *o, const char *value, int argc, char **argv,
                int *i) {
    char name[NAME_MOST + 3];
    if (o->kind == OPTION_FLAG) {
        return value == NULL ? set_flag(set, o)
                             : options_fault(set, "%s takes no value", spelled(o, name));
    }
    if (o->kind == OPTION_SWITCH) {
        value = value != NULL ? value : "yes";
    }
    if (value == NULL && *i + 1 < argc) {
        value = argv[++*i];
    }
    if (value == NULL) {
        return options_fault(set, "%s needs a value: %s", spelled(o, name), o->value);
    }
    return set_value(set, o, value);
}

static int read_long(const option_set *set, int argc, char **argv, int *i) {
    const char *name = argv[*i] + 2;
    size_t len = strcspn(name, "=");
    const option *o = find_long(set, name, len);
    if (o == NULL) {
        return fault_unknown(set, name, len);
    }
    return take(set, o, name[len] == '=' ? name + len + 1 : NULL, argc, argv, i);
}

/* "-q", "-oFILE", "-qo FILE" */
static int read_letters(const option_set *set, int argc, char **argv, int *i) {
    for (const char *p = argv[*i] + 1; *p != '\0'; p++) {
        const option *o = find_letter(set, *p);
        if (o == NULL) {
            return options_fault(set, "there is no option -%c", *p >= ' ' && *p <= '~' ? *p : '?');
        }
        bool last = o->kind != OPTION_FLAG && o->kind != OPTION_SWITCH;
        int code = take(set, o, last && p[1] != '\0' ? p + 1 : NULL, argc, argv, i);
        if (code != OPTIONS_GO || last) {
            return code;
        }
    }
    return OPTIONS_GO;
}

int options_read(const option_set *set, int argc, char **argv, size_t *operands) {
    bool ended = false;
    *operands = 0;
    for (int i = 1; i < argc; i++) {
        int code = OPTIONS_GO;
        char *arg = argv[i];
        if (ended || arg[0] != '-' || arg[1] == '\0') {
            argv[++*operands] = arg;
        } else if (strcmp(arg, "--") == 0) {
            ended = true;
        } else {
            code =
                arg[1] == '-' ? read_long(set, argc, argv, &i) : read_letters(set, argc, argv, &i);
        }
        if (code != OPTIONS_GO) {
            return code;
        }
    }
    return OPTIONS_GO;
}

bool options_number(const char *text, uint64_t most, uint64_t *number) {
    *number = 0;
    for (const char *c = text; *c != '\0'; c++) {
        uint64_t digit = (uint64_t)(*c - '0');
        if (*c < '0' || *c > '9' || digit > most || *number > (most - digit) / 10) {
            return false;
        }
        *number = *number * 10 + digit;
    }
    return text[0] != '\0';
}
