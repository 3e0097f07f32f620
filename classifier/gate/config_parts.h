/* SPDX-License-Identifier: MIT
 * What the files of the settings share: the keys, and how their values are checked. */
#ifndef GATE_CONFIG_PARTS_H
#define GATE_CONFIG_PARTS_H

#include "gate/config.h"

typedef enum config_kind {
    CONFIG_WORD,     /* one of `takes`, "a|b|c" */
    CONFIG_CRITERIA, /* a list of criteria; as text joined by ',' */
    CONFIG_SCORE,    /* 0 to 5 */
    CONFIG_SHARE,    /* 50% or 0.5 */
    CONFIG_YES,      /* yes, no */
    CONFIG_MAP,      /* levels */
    CONFIG_PATH,     /* of a folder or file; a word of `takes` is none */
    CONFIG_HEADINGS  /* as --columns takes them */
} config_kind;

typedef struct config_key {
    const char *name;
    config_kind kind;
    const char *otherwise; /* when nobody says anything */
    const char *takes;
    const char *about;
} config_key;

extern const config_key config_keys[CONFIG_KEYS];
#define CONFIG_SECTION "check"
#define CONFIG_FILE_NAME "planmark.yaml"

enum { CONFIG_WHY = 400 };

/* config_values.c: does the value fit? PM_ERR_ARGUMENT: no, and `why` is a sentence about
 * `subject`. PM_ERR_MEMORY. */
pm_status config_fits(const config_key *key, pm_str value, pm_str subject, const pm_allocator *a,
                      char why[CONFIG_WHY]);
/* One item of a list of criteria. */
bool config_fits_criterion(pm_str value, pm_str subject, char why[CONFIG_WHY]);
/* A level by its name, or -1. */
int config_level_of(pm_str name);
/* Values that fit. */
int config_word(const char *words, pm_str value); /* -1: none of them */
bool config_yes(pm_str value);
double config_figure(pm_str value);
unsigned config_criteria(pm_str value);

/* config.c: puts what fits into its place; copies both. PM_ERR_MEMORY. */
pm_status config_put(config *c, config_number k, pm_str value, pm_str origin);
/* As config_put. PM_ERR_LIMIT (not told). */
pm_status config_put_level(config *c, const config_level *level);
pm_str config_copy(config *c, pm_str s); /* NUL-terminated; data NULL: no memory */

/* config_yaml.c: what the file says. PM_ERR_INPUT (told), PM_ERR_LIMIT (told), PM_ERR_MEMORY. */
pm_status config_read_yaml(config *c, const source *src);

/* May settings be taken from a file that was only come across? From the user's own, root's, and
 * those of whoever owns the folder that they lie in: it is theirs to say what holds there. Any
 * other was put into a folder in which many may write, by one of them. */
bool config_trusts(unsigned long owner, unsigned long of_folder, unsigned long user);

/* The folder in a file's name, with its '/'. */
pm_str config_folder_of(pm_str name);

#endif
