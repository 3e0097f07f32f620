/* SPDX-License-Identifier: MIT
 * Settings of a command: what files and its options say, by one code. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/session.h"

/* Options that say the same as a key of their name. */
typedef enum setting {
    SETTING_FAIL_ON,
    SETTING_REQUIRE,
    SETTING_MIN_SCORE,
    SETTING_MIN_HIGH_QUALITY,
    SETTING_PER,
    SETTING_NO_EMPTY_PLAN,
    SETTING_LEAST,
    SETTING_KNOWN,
    SETTING_FORMAT,
    SETTING_TEXT,
    SETTING_BASELINE,
    SETTINGS
} setting;

typedef struct settings {
    const char *given[SETTINGS]; /* NULL: not given */
    option_list levels;
    const char *file; /* --config */
    int no_files;     /* --no-config */
    int no_baseline;
    terminal *term;
    const option_set *set;
    pm_config *config;
    pm_check_settings values; /* live as long as `config` */
} settings;

#define SETTINGS_FILES(x)                                                                          \
    {OPTION_TEXT, "config", 0,                                                                     \
     &(x)->file,  "FILE",   "take settings from this file, and look for no others"},               \
    {                                                                                              \
        OPTION_FLAG, "no-config", 0, &(x)->no_files, NULL, "take no settings from files"           \
    }

/* Reads the files, then what the options say (--pack and --columns stand in `s`), and puts pack and
 * columns back there. OPTIONS_GO, or an exit code (told). Close it in any case. */
int settings_open(settings *x, session *s, const option_set *set);
/* Once the pack is open: are all levels of findings that it has? */
int settings_check_levels(settings *x, const session *s);
void settings_close(settings *x);

#endif
