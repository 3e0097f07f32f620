/* SPDX-License-Identifier: MIT
 * Keeps true: every row of the input is counted once: as marked, as a plan without actions, or as
 * skipped; the row that ended the walk for want of memory or output is none of these. What happens
 * is handled in the order of the input, at once or by way of batches; all counts and messages are
 * made there. */
#include "cli/walk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/batches.h"
#include "cli/hash.h"
#include "cli/journal.h"
#include "cli/stop.h"

static pm_str str_of(const char *s) {
    return (pm_str){s, s != NULL ? strlen(s) : 0};
}

/* What the walk came by so far: how rows call files depends on all files, and the manifest tells
 * what was left out. */
typedef struct way {
    uint64_t hash;
    size_t omission; /* the next */
} way;

struct walk {
    session *s;
    row_fn fn;
    void *ctx;
    row_counts *counts;
    pm_paths *files;
    bool ended;                  /* by CLI_OUTPUT */
    bool at_hand;                /* a file is, */
    size_t file;                 /* ... this one, */
    size_t from;                 /* files that an earlier run has done */
    size_t not_there;            /* paths that lead to nothing */
    bool mute;                   /* what is read was read before, and told */
    row_counts before;           /* ... with what came before it, */
    int code;                    /* ... and what its rows came to */
    int code_so_far;             /* what all files so far came to */
    size_t sharing, first, with; /* files with plans of files before them; the first, and whose */
    way way;
};

static void go_way(way *at, const pm_paths *files, size_t i) {
    pm_omission o;
    pm_str name = {NULL, 0}, plan = {NULL, 0};
    while (pm_paths_omission(files, at->omission, &o) == 0 && o.before <= i) {
        at->hash = hash_word(hash_word(at->hash, str_of(o.path)), str_of(o.reason));
        at->omission++;
    }
    (void)pm_paths_names(files, i, &name, &plan);
    at->hash = hash_word(hash_word(at->hash, name), plan);
}

/* ---- What happens is handled ---- */

static int begin_file(walk *w, const event *e) {
    session *s = w->s;
    progress_file(&s->progress, w->files, e->file);
    w->at_hand = e->file < pm_paths_count(w->files);
    w->file = e->file;
    w->before = *w->counts;
    w->code = CLI_DONE;
    s->cut.actions = 0;
    seen_begin(&s->seen);
    go_way(&w->way, w->files, e->file);
    s->path = pm_paths_get(w->files, e->file);
    s->name = e->name;
    s->plan = e->plan;
    s->plan_named = false;
    return accounts_begin(&s->accounts, w->files, e->file, &s->term);
}

static int row_code(walk *w, const event *e) {
    return e->marked ? session_marked(w->s, e->row, e->status, e->cut) : w->fn(w->ctx, e->row);
}

static int handle_row(walk *w, const event *e) {
    session *s = w->s;
    s->cut.now = false;
    if (s->plans_meet && pm_paths_count(w->files) > 1) {
        seen_in(&s->seen, w->file, e->row);
    }
    int code = row_code(w, e);
    s->cut.actions += s->cut.now;
    if (code == CLI_OUTPUT) {
        return code;
    }
    if (code == CLI_INPUT) {
        w->counts->skipped++;
    } else if (e->row->has_action) {
        w->counts->marked++;
    } else {
        w->counts->without++;
    }
    progress_rows(&s->progress, ++w->counts->read, e->position);
    w->code = exit_worse(w->code, code);
    return code;
}

static void tell_cut(session *s) {
    if (s->cut.actions == 0) {
        return;
    }
    char text[160];
    int n = snprintf(text, sizeof text,
                     "%zu %s of this file %s work for the bounds, this one first: there may be "
                     "evidence that was not looked at",
                     s->cut.actions, s->cut.actions == 1 ? "action" : "actions",
                     s->cut.actions == 1 ? "is too much" : "are too much");
    pm_diagnostic d = {.severity = PM_WARNING, .file = str_of(s->cut.first)};
    d.message = (pm_str){text, n > 0 ? (size_t)n : 0};
    terminal_diagnostic(&s->term, &d);
}

/* Two files of one plan may be two drafts of it, and nobody meant them to be counted together. The
 * manifest has it beside each file, the messages once. */
static void note_shared(walk *w) {
    seen_files *seen = &w->s->seen;
    if (seen->shared == 0) {
        return;
    }
    char text[160];
    int n = snprintf(text, sizeof text,
                     "%zu %s of this file %s in another one of this run, too; %s rows count "
                     "together",
                     seen->shared, seen->shared == 1 ? "plan" : "plans",
                     seen->shared == 1 ? "is" : "are", seen->shared == 1 ? "its" : "their");
    pm_diagnostic d = {.severity = PM_WARNING, .file = str_of(w->s->path)};
    d.message = (pm_str){text, n > 0 ? (size_t)n : 0};
    accounts_hear(&w->s->accounts, &d);
    if (w->sharing++ == 0) {
        w->first = w->file;
        w->with = seen->with;
    }
}

/* All of it was read, and no action came of it: none was left out, or to another shard, either. */
static bool gave_nothing(const walk *w, int code) {
    return code == CLI_DONE && w->counts->marked == w->before.marked &&
           w->counts->others == w->before.others;
}

/* It was opened, and broke off before its first row. */
static bool broke_at_once(const walk *w, int code) {
    return code == CLI_INPUT && w->counts->read == w->before.read &&
           w->counts->others == w->before.others;
}

/* What was read of a file. Skipped among the counts are rows that were read and could not be
 * marked. */
static int account_read(walk *w, const file_end *end, int code) {
    session *s = w->s;
    pm_file_account account = {.path = str_of(s->path), .name = s->name};
    size_t skipped = w->counts->skipped - w->before.skipped;
    account.format = str_of(end->format);
    account.plans = end->rows.plans;
    account.actions = w->counts->marked - w->before.marked;
    account.tables_seen = end->tables_seen;
    account.tables_taken = end->tables_taken;
    account.state = broke_at_once(w, code)  ? PM_FILE_FAILED
                    : code != CLI_DONE      ? PM_FILE_PART
                    : gave_nothing(w, code) ? PM_FILE_EMPTY
                                            : PM_FILE_READ;
    return accounts_add(&s->accounts, &account, skipped, &s->term);
}

static int account_unread(walk *w) {
    pm_file_account account = {
        .path = str_of(w->s->path), .name = w->s->name, .state = PM_FILE_FAILED};
    w->counts->broken++;
    return exit_worse(CLI_INPUT, accounts_add(&w->s->accounts, &account, 0, &w->s->term));
}

static void tell_no_memory(session *s) {
    pm_diagnostic d = {.severity = PM_ERROR, .file = str_of(s->path)};
    d.message = str_of("memory ran out while it was read");
    terminal_diagnostic(&s->term, &d);
}

/* The file at hand is done. */
static int enter(walk *w, const event *e, int code) {
    session *s = w->s;
    journal_line line = {.path = (char *)s->path,
                         .marks = s->out.total + e->held,
                         .manifest = s->accounts.out.total,
                         .named = e->end.rows.named != 0,
                         .counts = *w->counts,
                         .way = w->way.hash,
                         .sharing = w->sharing,
                         .first = w->first,
                         .with = w->with,
                         .plans = s->seen.fresh,
                         .plan_count = s->seen.fresh_count};
    w->code_so_far = exit_worse(w->code_so_far, code);
    line.code = w->code_so_far;
    line.counts.broken -= w->not_there;
    memcpy(line.sha256, s->accounts.file.sha256, sizeof line.sha256);
    if (s->resume.journal == NULL || e->end.stopped || code == CLI_OUTPUT) {
        return code;
    }
    if (!journal_add(s->resume.journal, &line)) {
        terminal_error(&s->term, "memory ran out");
        return CLI_OUTPUT;
    }
    return code;
}

static int tell_journal(session *s) {
    terminal_error(&s->term, "the journal %s cannot be written: %s", s->resume.journal->path,
                   strerror(errno));
    return CLI_OUTPUT;
}

/* What the journal says is on the disk before it says so. */
static int write_journal(walk *w) {
    session *s = w->s;
    if (s->resume.journal == NULL || !journal_is_due(s->resume.journal)) {
        return CLI_DONE;
    }
    if (!outfile_sync(&s->out) ||
        (s->accounts.manifest != NULL && !outfile_sync(&s->accounts.out))) {
        return CLI_OUTPUT; /* told when they are closed */
    }
    if (!journal_write(s->resume.journal)) {
        return tell_journal(s);
    }
    return CLI_DONE;
}

static void hear_stop(session *s) {
    pm_diagnostic d = {.severity = PM_ERROR, .file = str_of(s->path)};
    d.message = str_of("the run was stopped before its end");
    accounts_hear(&s->accounts, &d);
}

static int end_file(walk *w, const file_end *end) {
    session *s = w->s;
    int code = exit_worse(w->code, end->code);
    w->at_hand = false;
    if (end->no_memory) {
        tell_no_memory(s);
    }
    if (end->stopped) {
        hear_stop(s);
    }
    if (!end->opened) {
        return end->no_memory ? CLI_OUTPUT : account_unread(w);
    }
    w->counts->files++;
    w->counts->broken += end->broken;
    if (code != CLI_OUTPUT && s->file_end != NULL) {
        bool barren = code == CLI_DONE && w->counts->read == w->before.read;
        code = exit_worse(code, s->file_end(w->ctx, barren));
    }
    tell_cut(s);
    note_shared(w);
    w->counts->skipped += end->rows.skipped;
    w->counts->read += end->rows.skipped;
    w->counts->others += end->rows.others;
    w->counts->empty += gave_nothing(w, code);
    w->counts->files -= broke_at_once(w, code);
    return code == CLI_OUTPUT ? code : exit_worse(code, account_read(w, end, code));
}

static int handle(void *ctx, const event *e) {
    walk *w = ctx;
    switch (e->kind) {
    case EVENT_FILE: return begin_file(w, e);
    case EVENT_ROW: return handle_row(w, e);
    case EVENT_MESSAGE: session_hear(w->s, e->message); return CLI_DONE;
    case EVENT_JOINED: return write_journal(w);
    case EVENT_END: break;
    }
    return enter(w, e, end_file(w, &e->end));
}

/* ---- What happens ---- */

static int happen(walk *w, const event *e) {
    int code = w->s->batches != NULL ? batches_add(w->s->batches, e) : handle(w, e);
    w->ended |= code == CLI_OUTPUT;
    return code;
}

void walk_message(walk *w, const pm_diagnostic *d) {
    if (w->mute) {
        return;
    }
    (void)happen(w, &(event){.kind = EVENT_MESSAGE, .message = d});
}

/* Gives out all rows; what else the reader came to. */
static file_end read_rows(walk *w, pm_reader *reader, int *code) {
    file_end end = {.opened = true};
    while (!w->ended) {
        if (stop_asked() != 0) {
            end.stopped = true;
            end.code = exit_worse(end.code, CLI_INPUT);
            break;
        }
        pm_row row;
        pm_status status = pm_reader_next(reader, &row);
        if (status == PM_END) {
            break;
        }
        if (status == PM_OK) {
            event given = {.kind = EVENT_ROW, .row = &row};
            given.position = pm_reader_position(reader);
            *code = exit_worse(*code, happen(w, &given));
            continue;
        }
        end.no_memory = status == PM_ERR_MEMORY;
        end.code = exit_worse(end.code, end.no_memory ? CLI_OUTPUT : CLI_INPUT);
        if (status != PM_ERR_ROW) {
            end.broken = 1;
            break;
        }
    }
    return end;
}

static void take_counts(const session *s, const pm_reader *reader, file_end *end) {
    const pm_document *document = pm_reader_document(reader);
    end->rows = pm_reader_counts(reader);
    end->format = pm_reader_format(reader);
    if (document != NULL) {
        pm_document_counts d = s->documents.kit->counted(document);
        end->tables_seen = d.tables_seen;
        end->tables_taken = d.tables_taken;
    }
}

static int walk_file(walk *w, pm_read_options options, size_t i) {
    pm_reader *reader;
    event begins = {.kind = EVENT_FILE, .file = i};
    (void)pm_paths_names(w->files, i, &begins.name, &begins.plan);
    int code = happen(w, &begins);
    if (w->ended || i == pm_paths_count(w->files)) {
        return code;
    }
    options.file = begins.name;
    options.plan = begins.plan;
    pm_status status = pm_reader_open(&options, pm_paths_get(w->files, i), &reader);
    if (status != PM_OK) { /* by the signal, perhaps */
        file_end end = {.no_memory = status == PM_ERR_MEMORY, .stopped = stop_asked() != 0};
        return exit_worse(code, happen(w, &(event){.kind = EVENT_END, .end = end}));
    }
    file_end end = read_rows(w, reader, &code);
    take_counts(w->s, reader, &end);
    if (!w->ended) {
        code = exit_worse(code, happen(w, &(event){.kind = EVENT_END, .end = end}));
    }
    if (end.rows.named != 0 || w->s->plan_named) {
        pm_paths_take_name(w->files, i);
    }
    pm_reader_close(reader);
    return code;
}

/* ---- Going on ---- */

/* Did the disk have all of it when the power went? What somebody else has put there ends no line,
 * with some luck. */
static bool is_there(const session *s, const journal_line *line) {
    return outfile_has_lines(&s->out, line->marks) &&
           (s->accounts.manifest == NULL || outfile_has_lines(&s->accounts.out, line->manifest));
}

/* Is the file what it was when the line was written, and are its rows called the same? */
static bool is_done(walk *w, size_t i, const journal_line *line) {
    char now[PM_FILE_DIGEST];
    const char *path = pm_paths_get(w->files, i);
    way at = w->way;
    go_way(&at, w->files, i);
    bool done = path != NULL && strcmp(path, line->path) == 0 && at.hash == line->way &&
                is_there(w->s, line) && line->sha256[0] != '\0' &&
                pm_file_digest(path, now) == PM_OK && strcmp(now, line->sha256) == 0;
    w->way = done ? at : w->way;
    return done;
}

/* Names are given, and plans are remembered, as they were. */
static size_t pass_over(walk *w) {
    const journal *j = w->s->resume.journal;
    size_t done = 0;
    for (; done < j->count && stop_asked() == 0 && is_done(w, done, &j->lines[done]); done++) {
        const journal_line *line = &j->lines[done];
        if (line->named) {
            pm_paths_take_name(w->files, done);
        }
        for (size_t i = 0; i < line->plan_count; i++) {
            seen_plan(&w->s->seen, done, line->plans[i]);
        }
    }
    return done;
}

/* The writer learns its columns from the first row of a file, as it did then. PM_END: it has none,
 * or cannot be read. */
static pm_status begin_with(walk *w, pm_read_options options, size_t i) {
    pm_reader *reader;
    pm_row row;
    (void)pm_paths_names(w->files, i, &options.file, &options.plan);
    pm_status status = pm_reader_open(&options, pm_paths_get(w->files, i), &reader);
    if (status != PM_OK) {
        return status == PM_ERR_MEMORY ? status : PM_END;
    }
    while ((status = pm_reader_next(reader, &row)) == PM_ERR_ROW) {
    }
    if (status == PM_OK) {
        status = batches_begin(w->s->batches, &row) ? PM_OK : PM_ERR_MEMORY;
    } else if (status != PM_ERR_MEMORY) {
        status = PM_END;
    }
    pm_reader_close(reader);
    return status;
}

/* Begins the writer as it was begun. PM_END: none of the files has a row, so nothing of them is
 * written. Else the file that does not read as before. */
static pm_status begin_again(walk *w, const pm_read_options *options, size_t done, size_t *i) {
    const journal *j = w->s->resume.journal;
    pm_status status = PM_END;
    w->mute = true;
    for (*i = 0; *i < done && status == PM_END; ++*i) {
        const row_counts *c = &j->lines[*i].counts;
        status = begin_with(w, *options, *i);
        if (status == PM_END && c->marked + c->without != 0) {
            status = PM_ERR_INPUT;
        }
    }
    *i -= *i != 0;
    w->mute = false;
    return status;
}

/* What goes on behind the last file that is done. */
static void take_over(walk *w, const journal_line *last, size_t done) {
    size_t given = w->counts->given;
    *w->counts = last->counts;
    w->counts->given = given;
    w->counts->broken += w->not_there;
    w->code_so_far = last->code;
    w->sharing = last->sharing;
    w->first = last->first;
    w->with = last->with;
    w->from = done;
    terminal_note(&w->s->term, "%zu of %zu files were done by an earlier run", done, given);
}

/* What an earlier run has done is not done again; all else of it goes. An exit code. */
static int go_on(walk *w, const pm_read_options *options) {
    session *s = w->s;
    journal *j = s->resume.journal;
    size_t done = pass_over(w), last_read = 0;
    pm_status status = begin_again(w, options, done, &last_read);
    if (stop_asked() != 0) {
        return CLI_OUTPUT; /* nothing was touched */
    }
    if (status != PM_OK && status != PM_END) {
        terminal_error(&s->term,
                       "the run cannot go on: %s cannot be read as before; leave out "
                       "--resume to begin anew",
                       pm_paths_get(w->files, last_read));
        return CLI_OUTPUT;
    }
    const journal_line none = {.path = NULL}, *last = done != 0 ? &j->lines[done - 1] : &none;
    uint64_t marks = status == PM_OK ? last->marks : 0; /* headings without a row may be there */
    if (!journal_keep(j, done, s->resume.settings)) {
        return tell_journal(s);
    }
    if (!outfile_cut(&s->out, marks) ||
        !accounts_go_on(&s->accounts, w->files, done, last->manifest)) {
        terminal_error(&s->term, "%s cannot be cut to where it is to go on: %s", s->out.beside,
                       strerror(errno));
        return CLI_OUTPUT;
    }
    if (done != 0) {
        take_over(w, last, done);
    }
    return last->code;
}

/* What waits in batches while a slow file is opened would be lost with the run. */
static int keep_up(walk *w) {
    session *s = w->s;
    if (s->resume.journal == NULL || !journal_is_old(s->resume.journal)) {
        return CLI_DONE;
    }
    int code = batches_finish(s->batches);
    code = code != CLI_OUTPUT ? exit_worse(code, write_journal(w)) : code;
    w->ended |= code == CLI_OUTPUT;
    return code;
}

/* Each file, with what lies beside it in the folders; behind the last, what lies there. */
static int walk_files(walk *w, const pm_read_options *options) {
    session *s = w->s;
    int code = accounts_open(&s->accounts, &s->term);
    w->ended = code == CLI_OUTPUT;
    if (s->resume.journal != NULL && !w->ended) {
        code = exit_worse(code, go_on(w, options));
        w->ended = code == CLI_OUTPUT;
    }
    progress_begin(&s->progress, w->files, w->from, w->counts->read);
    size_t i = w->from;
    for (; i <= pm_paths_count(w->files) && !w->ended && stop_asked() == 0; i++) {
        code = exit_worse(code, keep_up(w));
        code = exit_worse(code, w->ended ? CLI_OUTPUT : walk_file(w, *options, i));
    }
    if (s->batches != NULL && !w->ended) {
        code = exit_worse(code, batches_finish(s->batches));
    }
    s->resume.stopped = stop_asked() != 0 && i <= pm_paths_count(w->files);
    if (s->resume.stopped && !w->ended) {
        code = exit_worse(code, accounts_unreached(&s->accounts, w->files, i, &s->term));
    }
    if (w->at_hand) { /* what ended the walk ended it, too */
        (void)end_file(w, &(file_end){.opened = true, .code = CLI_OUTPUT});
    }
    return code;
}

/* ---- Before and behind ---- */

/* Would what is written replace what is to be read? (Told.) */
static bool would_replace(session *s, const char *as, const char *out, const pm_paths *files) {
    for (size_t i = 0; i < pm_paths_count(files); i++) {
        if (outfile_is(out, pm_paths_get(files, i))) {
            terminal_error(&s->term,
                           "%s %s would replace a file that is to be read; choose another name", as,
                           out);
            return true;
        }
    }
    return false;
}

static bool one_would_replace(session *s, const option_list *outs, const pm_paths *files) {
    bool one = false;
    for (size_t i = 0; i < outs->count && !one; i++) {
        one = would_replace(s, "the output", outs->item[i], files);
    }
    return one;
}

static void tell_shared(const walk *w) {
    if (w->sharing != 0) {
        const char *with = pm_paths_get(w->files, w->with);
        const char *first = pm_paths_get(w->files, w->first);
        terminal_note(&w->s->term,
                      "%zu %s plans of files before %s, whose rows count together with theirs; the "
                      "first: %s and %s",
                      w->sharing, w->sharing == 1 ? "file has" : "files have",
                      w->sharing == 1 ? "it" : "them", with != NULL ? with : "",
                      first != NULL ? first : "");
    }
}

static void tell_left(session *s, const pm_paths *files) {
    char endings[320];
    size_t left = pm_paths_left(files, endings, sizeof endings);
    if (left != 0) {
        terminal_note(&s->term, "%zu %s in folders %s not read, being of other kinds: %s", left,
                      left == 1 ? "file" : "files", left == 1 ? "was" : "were", endings);
    }
}

/* Files of this run are nobody's plans, wherever they lie. */
static int is_own(void *ctx, const char *path) {
    const session *s = ctx;
    return outfile_is_part(path, s->out_path) || outfile_is_part(path, s->accounts.path) ||
           (s->out.beside != NULL && outfile_is_named(path, s->out.beside)) ||
           (s->resume.journal != NULL && outfile_is_named(path, s->resume.journal->path)) ||
           (s->resume.journal != NULL &&
            s->resume.journal->count != 0 && /* it tells of a run that was stopped */
            outfile_is_named(path, s->accounts.path));
}

static pm_read_options reading(session *s) {
    pm_read_options o = {.size = sizeof o, .common = s->options, .columns = str_of(s->columns)};
    o.keys_only = s->keys_only;
    o.plans_only = s->plans_only;
    o.half_rows = s->half_rows;
    o.repeats = s->repeats;
    o.shard = s->shard.shard;
    o.shards = s->shard.shards;
    o.own = is_own;
    o.own_ctx = s;
    s->documents.term = &s->term;
    o.documents = s->plans_only ? NULL : documents_kit; /* in documents actions are found */
    o.documents_ctx = &s->documents;
    return o;
}

static bool all_would_replace(session *s, const pm_paths *files) {
    return would_replace(s, "-o", s->out_path, files) ||
           would_replace(s, "the part", s->out.beside, files) ||
           would_replace(s, "--manifest", s->accounts.path, files) ||
           would_replace(s, "--write-baseline", s->baseline, files) ||
           one_would_replace(s, &s->outs, files);
}

int session_rows(session *s, char *const *paths, size_t count, row_fn fn, void *ctx,
                 row_counts *counts) {
    pm_read_options options = reading(s);
    pm_paths *files;
    size_t failed = 0;
    pm_status status = pm_paths_expand(&options, paths, count, &files, &failed);
    if (status != PM_OK) {
        terminal_error(&s->term, "the files to read cannot be listed: %s", pm_status_text(status));
        return exit_of(status);
    }
    int code = failed != 0 ? CLI_INPUT : CLI_DONE;
    counts->given = pm_paths_count(files) + failed;
    counts->broken = failed;
    if (all_would_replace(s, files)) {
        s->all_lost = true; /* so that the file stays as it is */
        pm_paths_free(files);
        return CLI_USAGE;
    }
    walk w = {.s = s, .fn = fn, .ctx = ctx, .counts = counts, .files = files};
    w.not_there = failed;
    s->walk = &w;
    if (s->batches != NULL) {
        batches_handler(s->batches, handle, &w);
    }
    code = exit_worse(code, walk_files(&w, &options));
    s->walk = NULL;
    seen_files_free(&s->seen);
    tell_shared(&w);
    tell_left(s, files);
    pm_paths_free(files);
    progress_end(&s->progress);
    s->all_lost = code == CLI_INPUT && counts->marked + counts->without + counts->others == 0;
    return code;
}
