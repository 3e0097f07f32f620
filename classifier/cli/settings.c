/* SPDX-License-Identifier: MIT
 * Keeps true: an option is checked by the code that checks the key of its name in a file; all
 * faults of both are told. */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

static const char *const names[SETTINGS] = {
    [SETTING_FAIL_ON] = "fail-on",
    [SETTING_REQUIRE] = "require",
    [SETTING_MIN_SCORE] = "min-score",
    [SETTING_MIN_HIGH_QUALITY] = "min-high-quality",
    [SETTING_PER] = "per",
    [SETTING_NO_EMPTY_PLAN] = "no-empty-plan",
    [SETTING_LEAST] = "least",
    [SETTING_KNOWN] = "known",
    [SETTING_FORMAT] = "format",
    [SETTING_TEXT] = "text",
    [SETTING_BASELINE] = "baseline",
};

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

/* What is about no file is about an option. */
static void hear(void *ctx, const pm_diagnostic *d) {
    settings *x = ctx;
    if (d->file.len != 0) {
        terminal_diagnostic(x->term, d);
    } else {
        options_fault(x->set, "%.*s", (int)d->message.len, d->message.data);
    }
}

/* The exit code of a status that is no success; what else is wrong is told already. */
static int code_of(settings *x, pm_status status) {
    if (status == PM_ERR_MEMORY) {
        terminal_error(x->term, "memory ran out");
        return CLI_OUTPUT;
    }
    return status == PM_OK ? CLI_DONE : CLI_USAGE;
}

static int read_files(settings *x) {
    if (x->file != NULL && x->no_files) {
        return options_fault(x->set, "--config and --no-config do not go together");
    }
    if (x->file != NULL && strcmp(x->file, "-") == 0) {
        return options_fault(x->set, "--config is a file; name one");
    }
    if (x->file != NULL) {
        return code_of(x, pm_config_read(x->config, x->file));
    }
    return x->no_files ? CLI_DONE : code_of(x, pm_config_find(x->config, NULL));
}

/* `text` NULL: nothing was given. */
static int set_one(settings *x, const char *name, const char *spelled, const char *text) {
    char key[64], origin[64];
    if (text == NULL) {
        return CLI_DONE;
    }
    snprintf(key, sizeof key, "check.%s", name);
    snprintf(origin, sizeof origin, "--%s", spelled);
    return code_of(x, pm_config_set(x->config, str_of(key), str_of(text), str_of(origin)));
}

static int set_given(settings *x, const session *s) {
    int code = CLI_DONE;
    for (size_t i = 0; i < SETTINGS; i++) {
        code = exit_worse(code, set_one(x, names[i], names[i], x->given[i]));
    }
    for (size_t i = 0; i < x->levels.count; i++) {
        code = exit_worse(code, set_one(x, "levels", "level", x->levels.item[i]));
    }
    code = exit_worse(code, set_one(x, "pack", "pack", s->pack_folder));
    code = exit_worse(code, set_one(x, "columns", "columns", s->columns));
    return exit_worse(code, set_one(x, "baseline", "no-baseline", x->no_baseline ? "none" : NULL));
}

static int open_config(settings *x, const session *s) {
    pm_options options = {.size = sizeof options, .diagnostic = hear, .diagnostic_ctx = x};
    int code = code_of(x, pm_config_new(&options, &x->config));
    if (code == CLI_DONE) {
        code = read_files(x); /* first: what is given stands above it */
        code = exit_worse(code, set_given(x, s));
    }
    return code == CLI_DONE ? code_of(x, pm_config_check_settings(x->config, &x->values)) : code;
}

int settings_open(settings *x, session *s, const option_set *set) {
    terminal_init(&s->term, s->colour, s->quiet != 0);
    x->set = set;
    x->term = &s->term;
    if (x->no_baseline && x->given[SETTING_BASELINE] != NULL) {
        return options_fault(set, "--baseline and --no-baseline do not go together");
    }
    int code = open_config(x, s);
    if (code != CLI_DONE) {
        return code;
    }
    s->pack_folder = x->values.pack;
    s->columns = x->values.columns;
    return OPTIONS_GO;
}

int settings_check_levels(settings *x, const session *s) {
    int code = code_of(x, pm_config_check_levels(x->config, s->pack));
    return code == CLI_DONE ? OPTIONS_GO : code;
}

void settings_close(settings *x) {
    pm_config_free(x->config);
    x->config = NULL;
}
