/* SPDX-License-Identifier: MIT
 * What a command begins and ends with. */
#include "cli/journal.h"
#include "cli/walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

int session_pack(session *s, const char *folder, pm_pack **out) {
    pm_status status = PM_OK;
    if (folder == NULL || strcmp(folder, "cin-england") == 0) {
        status = pm_pack_default(&s->options, out);
    } else {
        status = pm_pack_open(&s->options, folder, out);
    }
    if (status == PM_OK) {
        return OPTIONS_GO;
    }
    if (status == PM_ERR_MEMORY) {
        terminal_error(&s->term, "memory ran out while the rule pack was read");
        return CLI_OUTPUT;
    }
    terminal_error(&s->term, "the rule pack %s cannot be used (%s)",
                   folder != NULL ? folder : "cin-england", pm_status_text(status));
    return CLI_PACK;
}

/* A fault in --columns is one of usage: it is told before anything is opened. */
static int check_columns(session *s) {
    pm_read_options options = {
        .size = sizeof options, .common = s->options, .columns = str_of(s->columns)};
    pm_paths *none;
    size_t failed;
    pm_status status = pm_paths_expand(&options, NULL, 0, &none, &failed);
    pm_paths_free(none);
    return status == PM_OK ? OPTIONS_GO : exit_of(status);
}

void session_hear(session *s, const pm_diagnostic *d) {
    accounts_hear(&s->accounts, d);
    if (s->left_out != NULL) {
        left_out_hear(s->left_out, d, s->path, s->name);
    }
    terminal_diagnostic(&s->term, d);
}

static void session_diagnostic(void *ctx, const pm_diagnostic *d) {
    session *s = ctx;
    if (s->walk != NULL) {
        walk_message(s->walk, d);
    } else {
        session_hear(s, d);
    }
}

static bool open_out(session *s) {
    return s->resume.possible ? outfile_open_part(&s->out, s->out_path, false, &s->term)
                              : outfile_open(&s->out, s->out_path, &s->term);
}

int session_open(session *s) {
    terminal_init(&s->term, s->colour, s->quiet != 0);
    s->out.fd = -1;
    s->options = (pm_options){
        .size = sizeof s->options, .diagnostic = session_diagnostic, .diagnostic_ctx = s};
    int code = s->no_pack ? OPTIONS_GO : session_pack(s, s->pack_folder, &s->pack);
    if (code == OPTIONS_GO && s->columns != NULL) {
        code = check_columns(s);
    }
    if (code == OPTIONS_GO && !s->no_pack && !s->no_scorer &&
        pm_scorer_new(&s->options, s->pack, &s->scorer) != PM_OK) {
        terminal_error(&s->term, "memory ran out");
        code = CLI_OUTPUT;
    }
    if (code == OPTIONS_GO && !open_out(s)) {
        code = CLI_OUTPUT;
    }
    progress_init(&s->progress, &s->term, s->progress_asked,
                  s->out_path != NULL || !s->term.out_is_terminal);
    if (code != OPTIONS_GO) {
        session_close(s);
    }
    return code;
}

/* Can what there is be gone on with? */
static bool keep_journal(session *s, bool keep) {
    journal *j = s->resume.journal;
    bool done = keep && !s->resume.stopped;
    if (j == NULL || (done && s->all_lost)) {
        return false;
    }
    if (!done && outfile_sync(&s->out) &&
        (s->accounts.manifest == NULL || outfile_sync(&s->accounts.out))) {
        (void)journal_write(j);
    }
    return done || j->kept != 0;
}

static void end_journal(session *s, bool done) {
    if (s->resume.journal != NULL) {
        journal_close(s->resume.journal, done);
        free(s->resume.journal);
        s->resume.journal = NULL;
    }
}

int session_keep(session *s, int code) {
    bool keep = code != CLI_OUTPUT && code != CLI_USAGE;
    int ended = keep ? accounts_end(&s->accounts, &s->term) : CLI_DONE;
    keep &= ended == CLI_DONE;
    bool stays = keep_journal(s, keep);
    s->out.stays &= stays;
    s->accounts.out.stays &= stays;
    bool whole = s->out_path == NULL || !s->resume.stopped;
    if (!outfile_close(&s->out, keep && whole && !s->all_lost, &s->term)) {
        code = CLI_OUTPUT;
    }
    code = exit_worse(code, ended);
    code = exit_worse(code, accounts_close(&s->accounts, keep && code != CLI_OUTPUT, &s->term));
    end_journal(s, !stays || (keep && code != CLI_OUTPUT && !s->resume.stopped));
    return code;
}

void session_close(session *s) {
    end_journal(s, false);
    free(s->resume.settings);
    s->resume.settings = NULL;
    accounts_close(&s->accounts, false, &s->term);
    outfile_close(&s->out, false, &s->term);
    pm_scorer_free(s->scorer);
    pm_pack_free(s->pack);
    s->scorer = NULL;
    s->pack = NULL;
}

int session_write(session *s, page *to, void (*put)(void *ctx), void *ctx) {
    int code = session_open(s);
    if (code != OPTIONS_GO) {
        return code;
    }
    page_begin(to, outfile_write, &s->out);
    put(ctx);
    code = CLI_DONE;
    if (page_end(to) == PM_ERR_MEMORY) {
        terminal_error(&s->term, "memory ran out");
        code = CLI_OUTPUT;
    }
    code = outfile_close(&s->out, code == CLI_DONE, &s->term) ? code : CLI_OUTPUT;
    session_close(s);
    return code;
}

int session_key(digest_key *key, int text, const option_set *set) {
    if (key->path == NULL) {
        return OPTIONS_GO;
    }
    if (text != PM_TEXT_NONE) {
        return options_fault(set, "--digest-key is for digests; add --text none");
    }
    FILE *file = fopen(key->path, "rb");
    int reason = errno;
    if (file != NULL) {
        key->len = fread(key->bytes, 1, sizeof key->bytes, file);
        reason = ferror(file) ? errno : 0;
        fclose(file);
    }
    if (file == NULL || reason != 0) {
        return options_fault(set, "the key %s cannot be read: %s", key->path, strerror(reason));
    }
    if (key->len == sizeof key->bytes) {
        return options_fault(set, "the key in %s is longer than %zu bytes", key->path,
                             sizeof key->bytes - 1);
    }
    while (key->len != 0 &&
           (key->bytes[key->len - 1] == '\n' || key->bytes[key->len - 1] == '\r')) {
        key->len--;
    }
    return key->len != 0 ? OPTIONS_GO : options_fault(set, "the key file %s is empty", key->path);
}

/* ---- What came of the rows ---- */

/* "8 rows of 1 file", "8 rows of 1 of 2 files", "0 of 1 file" */
static void describe_read(const row_counts *c, char *out, size_t size) {
    char rows[64] = "", of[32] = "";
    const char *files = c->given == 1 ? "file" : "files";
    if (c->files != 0 || c->given == 0) {
        snprintf(rows, sizeof rows, "%zu %s of ", c->read, c->read == 1 ? "row" : "rows");
    }
    if (c->files != c->given) {
        snprintf(of, sizeof of, "%zu of ", c->files);
    }
    snprintf(out, size, "%s%s%zu %s", rows, of, c->given, files);
}

void session_tell_counts(session *s, const row_counts *c, int code) {
    char read[160];
    describe_read(c, read, sizeof read);
    if (code == CLI_OUTPUT) {
        terminal_note(&s->term, "%s read; the output is not complete", read);
        return;
    }
    char empty[64] = "";
    if (c->empty != 0) {
        snprintf(empty, sizeof empty, "; no action in %zu %s", c->empty,
                 c->empty == 1 ? "file" : "files");
    }
    char others[64] = "";
    if (s->shard.shards != 0) {
        snprintf(others, sizeof others, ", %zu %s of other shards", c->others,
                 c->others == 1 ? "row" : "rows");
    }
    char plans[64] = "";
    if (c->checked) {
        snprintf(plans, sizeof plans, "%zu %s checked, ", c->plans,
                 c->plans == 1 ? "plan" : "plans");
    }
    terminal_note(&s->term, "%s read: %s%zu %s, %zu %s without actions, %zu skipped%s%s", read,
                  plans, c->marked,
                  !s->no_pack && !c->checked ? "marked"
                  : c->marked == 1           ? "action"
                                             : "actions",
                  c->without, c->without == 1 ? "plan" : "plans", c->skipped, others, empty);
}

void session_note_cut(session *s, pm_str source) {
    if (s->cut.actions == 0) {
        snprintf(s->cut.first, sizeof s->cut.first, "%.*s",
                 (int)(source.len < sizeof s->cut.first ? source.len : 0),
                 source.len != 0 ? source.data : "");
    }
}

int session_marked(session *s, const pm_row *row, pm_status status, bool cut) {
    if (status == PM_OK) {
        s->cut.now = cut;
        if (cut) {
            session_note_cut(s, row->source);
        }
        return CLI_DONE;
    }
    pm_diagnostic d = {.severity = PM_ERROR, .file = row->source};
    d.message =
        str_of(status == PM_ERR_LIMIT ? "a cell is too long to be marked; the row is left out"
                                      : pm_status_text(status));
    terminal_diagnostic(&s->term, &d);
    return status == PM_ERR_LIMIT ? CLI_INPUT : CLI_OUTPUT;
}

int session_score(session *s, pm_scorer *scorer, const pm_row *row, const pm_mark **mark) {
    *mark = NULL;
    pm_status status = row->has_action ? pm_score(scorer, &row->action, mark) : PM_OK;
    return session_marked(s, row, status, *mark != NULL && (*mark)->truncated);
}
