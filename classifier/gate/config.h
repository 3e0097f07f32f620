/* SPDX-License-Identifier: MIT
 * Settings: what planmark.yaml files and the command line say, key by key, and where they say it.
 * What comes later stands above what came before. */
#ifndef GATE_CONFIG_H
#define GATE_CONFIG_H

#include "base/source.h"
#include "pack/image.h"

enum {
    CONFIG_MOST_BYTES = 256 * 1024, /* of one file */
    CONFIG_DEEPEST = 128,           /* folders above the working one */
    CONFIG_MOST_LEVELS = 1024,      /* entries of `levels` */
    CONFIG_LONGEST_VALUE = 4000     /* bytes */
};

/* The keys under `check:`, in the order in which they are told. */
typedef enum config_number {
    CONFIG_FAIL_ON,
    CONFIG_REQUIRE,
    CONFIG_MIN_SCORE,
    CONFIG_MIN_HIGH_QUALITY,
    CONFIG_PER,
    CONFIG_NO_EMPTY_PLAN,
    CONFIG_LEVELS,
    CONFIG_LEAST,
    CONFIG_KNOWN,
    CONFIG_FORMAT,
    CONFIG_TEXT,
    CONFIG_PACK,
    CONFIG_COLUMNS,
    CONFIG_BASELINE,
    CONFIG_KEYS
} config_number;

/* What a key is set to. */
typedef struct config_value {
    pm_str text;   /* NUL-terminated */
    pm_str origin; /* "FILE:LINE", or as the caller called it; empty: built in */
} config_value;

/* An entry of `levels`. */
typedef struct config_level {
    pm_str what, origin;
    pm_level level;
    const source *src; /* where it stands; NULL: in no file */
    size_t offset;
} config_level;

typedef enum config_state {
    CONFIG_MISSING,
    CONFIG_READ,
    CONFIG_FAILED, /* it is there, and cannot be read or has faults (told) */
    CONFIG_HIDDEN, /* whether it is there cannot be told: a folder on the way may not be entered */
    CONFIG_FOREIGN /* it is there, and passed over (told): somebody else's */
} config_state;

typedef enum config_scope { CONFIG_SYSTEM, CONFIG_USER, CONFIG_FOLDER } config_scope;

/* A file that was looked for. */
typedef struct config_look {
    pm_str path;
    config_scope scope;
    config_state state;
} config_look;

typedef struct config {
    arena memory;
    reporter report;
    config_value values[CONFIG_KEYS]; /* that of levels is not used */
    config_level *levels;             /* later ones win */
    size_t level_count, level_cap;
    config_look *looks;
    size_t look_count, look_cap;
    pm_str folder; /* of the nearest file, with its '/'; empty: the working one */
} config;

/* What a row of config_get tells; strings live as long as the config and until it is changed. */
typedef struct config_row {
    pm_str key, value, origin;
    const char *about;
} config_row;

/* Values as the gate and the command take them. */
typedef struct config_filled {
    int fail_on, scope, least, format, text; /* as their enums; text -1: as it is fit */
    unsigned required;
    double min_score, min_high_quality;
    bool no_empty_plan, known;
    pm_level_setting *levels;
    size_t level_count;
    const char *pack, *columns, *baseline; /* NULL: the built-in one, by themselves, none */
    bool baseline_named;                   /* else it is the usual one, if it is there */
} config_filled;

/* Free it in any case. */
void config_init(config *c, const pm_allocator *a, reporter report);
void config_free(config *c);

/* Takes what a file says; both strings are copied. Paths in it are relative to the folder in its
 * name. PM_ERR_INPUT: faults, all told; PM_ERR_LIMIT (told); PM_ERR_MEMORY. */
pm_status config_add(config *c, pm_str name, pm_str content);
/* The same from a file on disk. Also PM_ERR_IO (told). */
pm_status config_read(config *c, const char *path);

/* Where to look; NULL: where it is usual; "": nowhere. `folder`: an absolute path, NULL for the
 * working one; it and all above it are looked into. */
typedef struct config_places {
    const char *system, *user, *folder;
} config_places;
/* Looks for files and reads them, the nearest last; of folders only those that config_trusts.
 * PM_ERR_INPUT, PM_ERR_IO, PM_ERR_LIMIT: faults,
 * those of all files told; PM_ERR_ARGUMENT for a folder that is none; PM_ERR_MEMORY. */
pm_status config_find(config *c, const config_places *places);

/* "check.min-score" to "3"; an entry of levels is "check.levels" to "FINDING=LEVEL". `origin` is
 * how messages call it. PM_ERR_ARGUMENT (told), PM_ERR_LIMIT (told), PM_ERR_MEMORY. */
pm_status config_set(config *c, pm_str key, pm_str value, pm_str origin);

/* The rows: one a key; of levels one an entry, when there are any. PM_ERR_ARGUMENT: no such row;
 * PM_ERR_MEMORY. */
size_t config_count(const config *c);
pm_status config_get(config *c, size_t i, config_row *out);

/* PM_ERR_MEMORY. */
pm_status config_fill(config *c, config_filled *out);
/* Tells the entries of levels that name nothing of the pack: PM_ERR_INPUT. PM_ERR_MEMORY. */
pm_status config_check_levels(config *c, const image_header *image);

#endif
