/* SPDX-License-Identifier: MIT
 * Keeps true: a baseline in use is named; one that cannot be read is never written over. */
#define _XOPEN_SOURCE 700
#include "cli/overrides.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    BASELINE_MOST = 64 * 1024 * 1024, /* bytes, as the library reads */
    REASON_MOST = PM_OVERRIDE_TEXT
};

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

/* ---- options ---- */

static bool is_blank(const char *s) {
    return s == NULL || s[strspn(s, " \t\r\n")] == '\0';
}

/* The day where the command runs: a person's calendar says when an override ends. */
static int find_today(overrides *o, const option_set *set) {
    time_t now = time(NULL);
    const struct tm *local = localtime(&now);
    if (o->today != NULL && !pm_day_is_valid(str_of(o->today))) {
        return options_fault(
            set, "--today is a day of the calendar, such as 2024-05-31, not '%.40s'", o->today);
    }
    if (o->today != NULL) {
        snprintf(o->day, sizeof o->day, "%s", o->today);
    } else if (local == NULL || strftime(o->day, sizeof o->day, "%Y-%m-%d", local) == 0 ||
               !pm_day_is_valid(str_of(o->day))) {
        return options_fault(set, "the clock tells no day; give it with --today");
    }
    return OPTIONS_GO;
}

static int check_until(const overrides *o, const option_set *set) {
    if (o->until != NULL && !pm_day_is_valid(str_of(o->until))) {
        return options_fault(
            set, "--until is a day of the calendar, such as 2024-05-31, not '%.40s'", o->until);
    }
    if (o->until != NULL && strcmp(o->until, o->day) < 0) {
        return options_fault(set, "--until %s is past already: today is %s", o->until, o->day);
    }
    return OPTIONS_GO;
}

static int check_words(const overrides *o, const option_set *set) {
    if (is_blank(o->reason)) {
        return options_fault(
            set,
            "--write-baseline needs --reason TEXT: an override without a reason does not count, "
            "and whoever reads it later must know why");
    }
    if (strlen(o->reason) > REASON_MOST || (o->by != NULL && strlen(o->by) > REASON_MOST)) {
        return options_fault(set, "--reason and --by are at most %d bytes long", REASON_MOST);
    }
    return OPTIONS_GO;
}

static int check_place(const settings *x, const session *s, const option_set *set) {
    const char *path = x->values.baseline;
    if (path == NULL) {
        return options_fault(set, "--write-baseline needs a baseline, and there is to be none");
    }
    const char *others[] = {s->out_path, s->accounts.path};
    for (size_t i = 0; i < 2; i++) {
        if (others[i] != NULL && (strcmp(path, others[i]) == 0 || outfile_is(path, others[i]))) {
            return options_fault(set, "the baseline %s and %s are the same file", path,
                                 i == 0 ? "-o" : "--manifest");
        }
    }
    return OPTIONS_GO;
}

int overrides_check(overrides *o, const settings *x, const session *s, const option_set *set) {
    int code = find_today(o, set);
    if (code != OPTIONS_GO) {
        return code;
    }
    if (!o->write && (o->reason != NULL || o->by != NULL || o->until != NULL)) {
        return options_fault(set, "--reason, --by and --until are for --write-baseline");
    }
    if (!o->write) {
        return OPTIONS_GO;
    }
    code = check_words(o, set);
    code = code == OPTIONS_GO ? check_until(o, set) : code;
    return code == OPTIONS_GO ? check_place(x, s, set) : code;
}

/* ---- reading ---- */

/* All of a file; 0, or the system's fault. EFBIG: it is too large. */
static int read_all(FILE *file, char **out, size_t *len) {
    size_t size = 0;
    *out = NULL;
    *len = 0;
    for (size_t got = 1; got != 0;) {
        if (*len == size) {
            size = size != 0 ? 2 * size : 65536;
            char *more = size <= 2 * (size_t)BASELINE_MOST ? realloc(*out, size) : NULL;
            if (more == NULL) {
                return size <= 2 * (size_t)BASELINE_MOST ? ENOMEM : EFBIG;
            }
            *out = more;
        }
        got = fread(*out + *len, 1, size - *len, file);
        *len += got;
    }
    return ferror(file) ? errno != 0 ? errno : EIO : 0;
}

static int read_baseline(overrides *o, session *s, FILE *file) {
    char *content = NULL;
    size_t len = 0;
    int reason = read_all(file, &content, &len);
    pm_status status = PM_OK;
    if (reason == 0) {
        status =
            pm_baseline_read(&s->options, str_of(o->path), (pm_str){content, len}, &o->baseline);
    } else {
        terminal_error(&s->term, "the baseline %s cannot be read: %s", o->path, strerror(reason));
    }
    free(content);
    if (status == PM_ERR_MEMORY || reason == ENOMEM) {
        terminal_error(&s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    o->there = status == PM_OK && reason == 0;
    return o->there ? OPTIONS_GO : CLI_USAGE;
}

static bool is_link(const char *path) {
    struct stat s;
    return lstat(path, &s) == 0 && S_ISLNK(s.st_mode);
}

/* The usual one was only come across: a pipe by its name must not keep the check waiting. */
static bool is_plain(const char *path) {
    struct stat s;
    return stat(path, &s) != 0 || S_ISREG(s.st_mode);
}

int overrides_open(overrides *o, const settings *x, session *s, pm_check_options *check) {
    int code = OPTIONS_GO;
    o->path = x->values.baseline;
    if (o->path != NULL && !x->values.baseline_named && !is_plain(o->path)) {
        terminal_error(&s->term, "the baseline %s cannot be read: it is no plain file", o->path);
        return CLI_USAGE;
    }
    FILE *file = o->path != NULL ? fopen(o->path, "rb") : NULL;
    int reason = errno;
    bool wanted = o->path != NULL && x->values.baseline_named && !o->write;
    if (file != NULL) {
        code = read_baseline(o, s, file);
        fclose(file);
    } else if (o->path != NULL && (wanted || reason != ENOENT || is_link(o->path))) {
        terminal_error(&s->term, "the baseline %s cannot be read: %s", o->path, strerror(reason));
        code = reason == ENOMEM ? CLI_OUTPUT : CLI_USAGE;
    }
    if ((o->there || o->write) && code == OPTIONS_GO && !place_open(&o->place, o->path)) {
        terminal_error(&s->term, "memory ran out");
        code = CLI_OUTPUT;
    }
    check->baseline = o->baseline;
    check->today = str_of(o->day);
    check->keep = o->write;
    s->baseline = o->write ? o->path : NULL;
    return code;
}

int overrides_key(overrides *o, session *s, const char *path, pm_row *row) {
    pm_str own = {row->plan_id.data + row->plan_named, row->plan_id.len - row->plan_named};
    if (row->plan_named != 0 && !place_of(&o->place, path, own, &row->plan_key)) {
        terminal_error(&s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    return OPTIONS_GO;
}

/* ---- the end ---- */

static size_t known_of(const pm_check_total *t) {
    size_t known = 0;
    for (int level = 0; level < PM_LEVELS; level++) {
        known += t->count[PM_FINDING_KNOWN][level];
    }
    return known;
}

static const char *plural(size_t n) {
    return n == 1 ? "" : "s";
}

static void tell_use(const overrides *o, session *s, const pm_check_total *t) {
    size_t known = known_of(t), resolved = t->count[PM_FINDING_RESOLVED][PM_LEVEL_OFF];
    char more[120] = "";
    if (resolved != 0 && !t->incomplete) {
        snprintf(more, sizeof more, ", %zu resolved (--write-baseline drops %s)", resolved,
                 resolved == 1 ? "it" : "them");
    }
    terminal_note(&s->term, "baseline %s: %zu finding%s known%s", o->path, known, plural(known),
                  more);
}

static int write_baseline(overrides *o, session *s, pm_check *check, const pm_check_total *t) {
    outfile out;
    pm_override fresh = {str_of(o->reason), str_of(o->by), str_of(o->day), str_of(o->until)};
    if (!outfile_open(&out, o->path, &s->term)) {
        return CLI_OUTPUT;
    }
    pm_baseline_change change;
    pm_status status =
        pm_check_baseline(check, &fresh, t->incomplete, outfile_write, &out, &change);
    if (status == PM_ERR_MEMORY) {
        terminal_error(&s->term, "memory ran out");
    }
    if (!outfile_close(&out, status == PM_OK, &s->term) || status != PM_OK) {
        return CLI_OUTPUT;
    }
    char left[80] = "";
    if (change.left != 0) {
        snprintf(left, sizeof left, ", %zu not looked for and left", change.left);
    }
    terminal_note(&s->term, "baseline %s written: %zu new, %zu kept, %zu resolved and dropped%s",
                  o->path, change.fresh, change.kept, change.dropped, left);
    return CLI_DONE;
}

int overrides_end(overrides *o, session *s, pm_check *check, const pm_check_total *total,
                  int code) {
    if (code == CLI_OUTPUT || code == CLI_USAGE) {
        return code;
    }
    if (o->write && s->all_lost) {
        terminal_note(&s->term, "nothing was checked; the baseline is left as it is");
        return code;
    }
    if (o->write) {
        return exit_worse(code == CLI_NO ? CLI_DONE : code, write_baseline(o, s, check, total));
    }
    if (o->there) {
        tell_use(o, s, total);
    }
    return code;
}

void overrides_close(overrides *o) {
    pm_baseline_free(o->baseline);
    o->baseline = NULL;
    place_close(&o->place);
}
