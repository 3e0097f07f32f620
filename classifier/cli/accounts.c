/* SPDX-License-Identifier: MIT
 * Keeps true: each file that was named or lies in a folder is one line, in the order of the walk;
 * the manifest takes its name only when all of them are in it. */
#include "cli/accounts.h"

#include <stdio.h>
#include <string.h>

#include "program/exit.h"

static pm_str str_of(const char *s) {
    return (pm_str){s, strlen(s)};
}

int accounts_check(const accounts *a, const char *out_path, const option_set *set) {
    if (a->path == NULL) {
        return OPTIONS_GO;
    }
    if (a->path[0] == '\0' || strcmp(a->path, "-") == 0) {
        return options_fault(set, "--manifest is a file of its own; name one");
    }
    if (outfile_meets(a->path, out_path)) {
        return options_fault(set, "--manifest and -o are the same file");
    }
    return OPTIONS_GO;
}

/* What the library said; a sink that refuses is told when it is closed. */
static int code_of(pm_status status, terminal *t) {
    if (status == PM_ERR_MEMORY) {
        terminal_error(t, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}

int accounts_open(accounts *a, terminal *t) {
    a->out.fd = -1;
    if (a->path == NULL) {
        return CLI_DONE;
    }
    bool opened = a->stays ? outfile_open_part(&a->out, a->path, a->goes_on, t)
                           : outfile_open(&a->out, a->path, t);
    if (!opened) {
        return CLI_OUTPUT;
    }
    return code_of(pm_manifest_new(&a->options, outfile_write, &a->out, &a->manifest), t);
}

void accounts_hear(accounts *a, const pm_diagnostic *d) {
    bool error = d->severity == PM_ERROR;
    if (a->manifest == NULL || d->severity == PM_NOTE ||
        (a->file.reason[0] != '\0' && (a->file.error || !error))) {
        return;
    }
    char line[32] = "";
    if (d->line != 0) {
        snprintf(line, sizeof line, "line %zu: ", d->line);
    }
    size_t most = sizeof a->file.reason - sizeof line;
    size_t len = d->message.len < most ? d->message.len : most;
    while (len != 0 && len < d->message.len &&
           ((unsigned char)d->message.data[len] & 0xC0) == 0x80) {
        len--; /* whole characters */
    }
    snprintf(a->file.reason, sizeof a->file.reason, "%s%.*s", line, (int)len,
             len != 0 ? d->message.data : "");
    a->file.error = error;
}

static int add_omissions(accounts *a, const pm_paths *files, size_t before, terminal *t) {
    int code = CLI_DONE;
    pm_omission o;
    while (code == CLI_DONE && pm_paths_omission(files, a->omission, &o) == 0 &&
           o.before <= before) {
        pm_file_account line = {.path = str_of(o.path), .reason = str_of(o.reason)};
        line.state = o.failed ? PM_FILE_FAILED : PM_FILE_LEFT;
        code = code_of(pm_manifest_add(a->manifest, &line), t);
        a->omission++;
    }
    return code;
}

bool accounts_go_on(accounts *a, const pm_paths *files, size_t done, uint64_t bytes) {
    pm_omission o;
    if (a->manifest == NULL) {
        return true;
    }
    while (done != 0 && pm_paths_omission(files, a->omission, &o) == 0 && o.before < done) {
        a->omission++;
    }
    a->out.swallow = done != 0 ? outfile_first_line(&a->out) : 0; /* the headings are there */
    return outfile_cut(&a->out, bytes);
}

int accounts_unreached(accounts *a, const pm_paths *files, size_t from, terminal *t) {
    size_t count = pm_paths_count(files);
    int code = CLI_DONE;
    for (size_t i = from; a->manifest != NULL && i <= count && code == CLI_DONE; i++) {
        code = add_omissions(a, files, i, t);
        if (code == CLI_DONE && i < count) {
            pm_file_account line = {.path = str_of(pm_paths_get(files, i)),
                                    .state = PM_FILE_LEFT,
                                    .reason = str_of("the run was stopped before it")};
            code = code_of(pm_manifest_add(a->manifest, &line), t);
        }
    }
    return code;
}

int accounts_begin(accounts *a, const pm_paths *files, size_t i, terminal *t) {
    if (a->manifest == NULL && !a->digests) {
        return CLI_DONE;
    }
    int code = a->manifest != NULL ? add_omissions(a, files, i, t) : CLI_DONE;
    a->file.reason[0] = '\0';
    a->file.sha256[0] = '\0';
    a->file.error = false;
    if (code == CLI_DONE && i < pm_paths_count(files)) {
        /* a pipe has no digest; a file that cannot be read is told when it is opened */
        pm_status status = pm_file_digest(pm_paths_get(files, i), a->file.sha256);
        code = status == PM_ERR_MEMORY ? code_of(status, t) : CLI_DONE;
    }
    return code;
}

int accounts_add(accounts *a, pm_file_account *account, size_t skipped, terminal *t) {
    if (a->manifest == NULL) {
        return CLI_DONE;
    }
    char reason[sizeof a->file.reason + 64];
    int n = snprintf(reason, sizeof reason, "%s", a->file.reason);
    if (skipped != 0) {
        n = snprintf(reason, sizeof reason, "%zu %s left out%s%s", skipped,
                     skipped == 1 ? "row" : "rows", a->file.reason[0] != '\0' ? ": " : "",
                     a->file.reason);
    }
    if (account->state == PM_FILE_EMPTY && a->file.reason[0] == '\0') {
        n = snprintf(reason, sizeof reason, "%zu %s without actions", account->plans,
                     account->plans == 1 ? "plan" : "plans");
    }
    account->sha256 = str_of(a->file.sha256);
    account->reason = (pm_str){reason, n > 0 ? (size_t)n : 0};
    return code_of(pm_manifest_add(a->manifest, account), t);
}

int accounts_end(accounts *a, terminal *t) {
    if (a->manifest == NULL) {
        return CLI_DONE;
    }
    int code = code_of(pm_manifest_end(a->manifest), t);
    return outfile_flush(&a->out) ? code : CLI_OUTPUT;
}

int accounts_close(accounts *a, bool keep, terminal *t) {
    if (a->manifest == NULL && a->out.held == NULL) {
        return CLI_DONE;
    }
    int code = outfile_close(&a->out, keep, t) ? CLI_DONE : CLI_OUTPUT;
    pm_manifest_free(a->manifest);
    a->manifest = NULL;
    return code;
}
