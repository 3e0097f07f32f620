/* SPDX-License-Identifier: MIT
 * Options of a command: said once, in a table, from which they are read and explained. */
#ifndef PROGRAM_OPTIONS_H
#define PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum option_kind {
    OPTION_GROUP,  /* a heading of the help: `help` */
    OPTION_FLAG,   /* *(int *)to = 1 */
    OPTION_SWITCH, /* *(const char **)to = "yes", or what stands behind '=' */
    OPTION_TEXT,   /* *(const char **)to = the value */
    OPTION_LIST,   /* *(option_list *)to gets the value behind those before it */
    OPTION_CHOICE  /* *(int *)to = which of the words of `value`, "a|b|c" */
} option_kind;

enum { OPTION_LIST_MOST = 16 };
typedef struct option_list {
    const char *item[OPTION_LIST_MOST];
    size_t count;
} option_list;

typedef struct option {
    option_kind kind;
    const char *name; /* without dashes; NULL: a letter only */
    char letter;      /* '\0': none */
    void *to;
    const char *value; /* as the help calls it, or the choices */
    const char *help;  /* NULL: understood, but not told */
} option;

typedef struct option_set {
    const char *usage; /* "planmark score [OPTION]... FILE..." */
    const char *about;
    const option *options;
    size_t count;
    const char *examples; /* lines */
    const char *more;     /* further text behind the options, or NULL */
} option_set;

#define OPTIONS_GO (-1)

/* Reads the options among argv[1..argc) and moves the operands to argv[1..*operands]. OPTIONS_GO,
 * or the exit code with which to stop: 0 after --help, 2 after a fault that was told. */
int options_read(const option_set *set, int argc, char **argv, size_t *operands);

/* Tells a fault of usage and where to read on; returns 2. */
int options_fault(const option_set *set, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A whole number, digits only, up to `most`. false: it is none. */
bool options_number(const char *text, uint64_t most, uint64_t *number);

/* The nearest of `count` names ("did you mean"), or NULL. */
const char *options_nearest(const char *word, const char *const *names, size_t count);

#endif
