/* SPDX-License-Identifier: MIT
 * Keeps true: output and manifest take their names only when the run is done, and the counts are
 * told once that is known. */
#include "cli/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/batches.h"
#include "cli/hash.h"
#include "cli/journal.h"
#include "cli/stop.h"

/* Whoever loses the key cannot make the same digests again. */
static int check_key(const rows_command *c, const option_set *set) {
    if (outfile_meets(c->key.path, c->s.out_path)) {
        return options_fault(set, "-o would replace the key; choose another name");
    }
    return outfile_meets(c->key.path, c->s.accounts.path)
               ? options_fault(set, "--manifest would replace the key; choose another name")
               : OPTIONS_GO;
}

/* A table ends with figures of all rows, a summary is nothing else. */
static int check_resume(const rows_command *c, const option_set *set) {
    if (!c->resume) {
        return OPTIONS_GO;
    }
    if (c->s.out_path == NULL || strcmp(c->s.out_path, "-") == 0) {
        return options_fault(set, "--resume goes on with a file; name it with -o");
    }
    return c->summary || c->format == PM_OUTPUT_TABLE
               ? options_fault(set, "--resume is for CSV and JSONL, a row an action")
               : OPTIONS_GO;
}

int rows_check(rows_command *c, const option_set *set, size_t count) {
    bool other = c->format != ROWS_UNSET && c->format != PM_OUTPUT_CSV;
    if (c->excel_safe && (other || c->evidence != ROWS_UNSET)) {
        return options_fault(set, "--excel-safe is for CSV; add --format csv");
    }
    int code = session_key(&c->key, c->text, set);
    uint64_t jobs = 1;
    if (c->jobs != NULL && (!options_number(c->jobs, JOBS_MOST, &jobs) || jobs == 0)) {
        return options_fault(set, "--jobs is a number from 1 to %d", JOBS_MOST);
    }
    c->job_count = c->jobs != NULL ? (size_t)jobs : batches_cores();
    code = code == OPTIONS_GO ? check_key(c, set) : code;
    code = code == OPTIONS_GO ? check_resume(c, set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c->s.accounts, c->s.out_path, set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(set, "no input; name files or folders, or - for standard input");
    }
    return code;
}

static pm_output_format choose_format(const rows_command *c) {
    if (c->format != ROWS_UNSET) {
        return (pm_output_format)c->format;
    }
    if (c->evidence != ROWS_UNSET) {
        return PM_OUTPUT_JSONL;
    }
    bool watched = c->s.term.out_is_terminal && c->s.out_path == NULL && !c->excel_safe;
    return watched ? PM_OUTPUT_TABLE : PM_OUTPUT_CSV;
}

/* How much of the evidence an output shows: a table without cells, the words that decided. */
static pm_evidence_level evidence_of(const pm_write_options *o) {
    if (o->summary || o->format == PM_OUTPUT_CSV) {
        return PM_EVIDENCE_NONE;
    }
    if (o->format == PM_OUTPUT_JSONL) {
        return o->evidence;
    }
    return o->text == PM_TEXT_EVIDENCE ? PM_EVIDENCE_DECIDED : PM_EVIDENCE_NONE;
}

static pm_status open_writer(rows_command *c) {
    pm_write_options o = {.size = sizeof o, .common = c->s.options, .format = choose_format(c)};
    o.evidence = c->evidence != ROWS_UNSET ? (pm_evidence_level)c->evidence : PM_EVIDENCE_DECIDED;
    o.text = (pm_text_policy)c->text;
    o.digest_key = (pm_str){c->key.bytes, c->key.len};
    o.excel_safe = c->excel_safe;
    o.summary = c->summary;
    o.bare = c->s.no_pack;
    o.colour = c->s.colour == COLOUR_ALWAYS || (c->s.term.colour_out && c->s.out_path == NULL);
    o.width = c->s.term.width;
    c->s.accounts.options = o;
    pm_str stamp = {NULL, 0};
    if (!c->s.no_pack) {
        (void)pm_scorer_show(c->s.scorer, evidence_of(&o));
        stamp = pm_pack_stamp(c->s.pack);
    }
    return pm_writer_new(&o, stamp, outfile_write, &c->s.out, &c->writer);
}

static bool open_batches(rows_command *c) {
    batch_options o = {.s = &c->s,
                       .writer = c->writer,
                       .level = evidence_of(&c->s.accounts.options),
                       .jobs = c->job_count};
    c->s.batches = batches_new(&o);
    return c->s.batches != NULL;
}

/* A table of nothing has no figures to end with. */
static bool ends_well(rows_command *c, const row_counts *counts) {
    bool none = counts->marked + counts->without == 0 && choose_format(c) == PM_OUTPUT_TABLE;
    return none || pm_writer_end(c->writer) == PM_OK;
}

/* ---- Runs that can be gone on with ---- */

/* With a manifest it is a long run; else who wants it to be one says so. */
static void settle_resumable(rows_command *c) {
    session *s = &c->s;
    bool rows = choose_format(c) != PM_OUTPUT_TABLE && !c->summary;
    bool named = s->out_path != NULL && strcmp(s->out_path, "-") != 0;
    s->resume = c->resume != 0;
    s->resumable = rows && named && (s->accounts.path != NULL || s->resume);
    s->accounts.stays = s->resumable;
    s->accounts.goes_on = s->resume;
    s->accounts.digests = s->resumable;
    if (s->resumable || s->accounts.path != NULL) {
        stop_listen();
    }
}

/* Of a key as much as tells a mistaken one. */
static unsigned key_check(const digest_key *key) {
    return (unsigned)(hash_text(HASH_BEGIN, (pm_str){key->bytes, key->len}) >> 48);
}

/* All that what is written depends on, but for the files. NULL: no memory. */
static char *describe(const rows_command *c) {
    const pm_write_options *o = &c->s.accounts.options;
    pm_str stamp = pm_pack_stamp(c->s.pack);
    const char *columns = c->s.columns != NULL ? c->s.columns : "";
    const char *manifest = c->s.accounts.path != NULL ? c->s.accounts.path : "";
    size_t size = stamp.len + strlen(columns) + strlen(manifest) + 256;
    char *text = malloc(size);
    if (text != NULL) {
        snprintf(text, size,
                 "planmark %s; %.*s; format %d; evidence %d; text %d; key %u; safe %d; shard "
                 "%zu/%zu; manifest %s; columns %s",
                 pm_version(), (int)stamp.len, stamp.data, (int)o->format, (int)o->evidence,
                 (int)o->text, key_check(&c->key), o->excel_safe, c->s.shard.shard,
                 c->s.shard.shards, manifest, columns);
    }
    return text;
}

/* OPTIONS_GO, or an exit code (told). */
static int open_journal(rows_command *c, journal *j, char **settings) {
    session *s = &c->s;
    if (!s->out.stays) {
        s->accounts.stays = s->resumable = false;
        return c->resume ? (terminal_error(&s->term, "--resume: %s is no plain file", s->out_path),
                            CLI_USAGE)
                         : OPTIONS_GO;
    }
    *settings = describe(c);
    if (*settings == NULL) {
        terminal_error(&s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    int code = journal_open(j, s->out.path, *settings, s->resume, &s->term);
    if (code == OPTIONS_GO) {
        s->journal = j;
        s->settings = *settings;
        if (s->resume && j->count == 0) {
            terminal_note(&s->term, "there is nothing to go on with; the run begins anew");
        }
    }
    return code;
}

static void tell_stop(const rows_command *c) {
    terminal *t = (terminal *)&c->s.term;
    if (c->s.resumable) {
        terminal_error(t, "the run was stopped; the same command with --resume goes on behind the "
                          "last file that is done");
    } else {
        terminal_error(t, "the run was stopped; the manifest says which files are done");
    }
}

int rows_run(rows_command *c, char *const *paths, size_t count, row_fn fn) {
    row_counts counts = {0};
    journal kept;
    char *settings = NULL;
    c->s.plans_meet = true;
    if (fn == NULL) {
        settle_resumable(c);
    }
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = open_writer(c);
    if (status == PM_OK && c->s.resumable) {
        code = open_journal(c, &kept, &settings);
        if (code != OPTIONS_GO) { /* what is there is another run's */
            pm_writer_free(c->writer);
            session_close(&c->s);
            free(settings);
            return code;
        }
    }
    if (status == PM_OK && fn == NULL && !open_batches(c)) {
        status = PM_ERR_MEMORY;
    }
    code = exit_of(status);
    if (status == PM_OK) {
        code = session_rows(&c->s, paths, count, fn, c, &counts);
        bool ends = code == CLI_OUTPUT || code == CLI_USAGE; /* what is there stays as it is */
        code = exit_worse(code, ends || ends_well(c, &counts) ? CLI_DONE : CLI_OUTPUT);
    } else {
        terminal_error(&c->s.term, "memory ran out");
    }
    code = session_keep(&c->s, code);
    session_tell_counts(&c->s, &counts, code);
    if (c->s.stopped) {
        tell_stop(c);
    }
    free(settings);
    batches_free(c->s.batches);
    pm_writer_free(c->writer);
    session_close(&c->s);
    if (c->s.stopped) {
        stop_follow();
    }
    return code;
}

int rows_write(rows_command *c, const pm_row *row, const pm_mark *mark) {
    pm_status status = pm_writer_add(c->writer, row, mark);
    if (status == PM_ERR_MEMORY) {
        terminal_error(&c->s.term, "memory ran out");
    }
    return status == PM_OK ? CLI_DONE : CLI_OUTPUT;
}
