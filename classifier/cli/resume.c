/* SPDX-License-Identifier: MIT
 * Keeps true: a run goes on only with what was made by the same version, rules and options. */
#include "cli/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/hash.h"
#include "cli/journal.h"
#include "cli/stop.h"

static bool has_file(const session *s) {
    return s->out_path != NULL && strcmp(s->out_path, "-") != 0;
}

int resume_check(const session *s, bool rows, const option_set *set) {
    if (s->resume.asked && !has_file(s)) {
        return options_fault(set, "--resume goes on with a file; name it with -o");
    }
    return s->resume.asked && !rows
               ? options_fault(set, "--resume is for CSV and JSONL, a row an action")
               : OPTIONS_GO;
}

/* With a manifest it is a long run; else who wants it to be one says so. */
void resume_settle(session *s, bool rows) {
    bool possible = rows && has_file(s) && (s->accounts.path != NULL || s->resume.asked);
    s->resume.possible = possible;
    s->accounts.stays = s->accounts.digests = possible;
    s->accounts.goes_on = s->resume.asked;
    if (possible || s->accounts.path != NULL) {
        stop_listen();
    }
}

/* Of a key as much as tells a mistaken one. */
static unsigned key_check(const digest_key *key) {
    return (unsigned)(hash_text(HASH_BEGIN, (pm_str){key->bytes, key->len}) >> 48);
}

/* All that what is written depends on, but for the files. NULL: no memory. */
static char *describe(const session *s, const digest_key *key) {
    enum { NUMBERS = 256 };
    const pm_write_options *o = &s->accounts.options;
    pm_str stamp = pm_pack_stamp(s->pack);
    const char *columns = s->columns != NULL ? s->columns : "";
    const char *manifest = s->accounts.path != NULL ? s->accounts.path : "";
    size_t size = stamp.len + strlen(columns) + strlen(manifest) + NUMBERS;
    char *text = malloc(size);
    if (text != NULL) {
        snprintf(text, size,
                 "planmark %s; %.*s; format %d; evidence %d; text %d; key %u; safe %d; shard "
                 "%zu/%zu; manifest %s; columns %s",
                 pm_version(), (int)stamp.len, stamp.data, (int)o->format, (int)o->evidence,
                 (int)o->text, key_check(key), o->excel_safe, s->shard.shard, s->shard.shards,
                 manifest, columns);
    }
    return text;
}

static int open_journal(session *s, journal *j) {
    int code = journal_open(j, s->out.path, s->resume.settings, s->resume.asked, &s->term);
    if (code != OPTIONS_GO) {
        free(j);
        return code;
    }
    s->resume.journal = j;
    if (s->resume.asked && j->count == 0) {
        terminal_note(&s->term, "there is nothing to go on with; the run begins anew");
    }
    return OPTIONS_GO;
}

int resume_open(session *s, const digest_key *key) {
    if (s->resume.possible && !s->out.stays && s->resume.asked) {
        terminal_error(&s->term, "--resume: %s is no plain file", s->out_path);
        return CLI_USAGE;
    }
    s->resume.possible &= s->out.stays;
    s->accounts.stays &= s->out.stays;
    if (!s->resume.possible) {
        return OPTIONS_GO;
    }
    s->resume.settings = describe(s, key);
    journal *j = s->resume.settings != NULL ? malloc(sizeof *j) : NULL;
    if (j == NULL) {
        terminal_error(&s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    return open_journal(s, j);
}

void resume_tell_stop(session *s) {
    terminal_error(&s->term, "the run was stopped; %s",
                   s->resume.possible ? "the same command with --resume goes on behind the last "
                                        "file that is done"
                                      : "the manifest says which files are done");
}
