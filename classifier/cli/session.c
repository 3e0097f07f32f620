/* SPDX-License-Identifier: MIT
 * Keeps true: every row of the input is counted once: as marked, as a plan without actions, or as
 * skipped; the row that ended the walk for want of memory or output is none of these. */
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>
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

static void session_diagnostic(void *ctx, const pm_diagnostic *d) {
    session *s = ctx;
    accounts_hear(&s->accounts, d);
    if (s->left_out != NULL) {
        left_out_hear(s->left_out, d, s->path, s->name);
    }
    terminal_diagnostic(&s->term, d);
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
    if (code == OPTIONS_GO && !outfile_open(&s->out, s->out_path, &s->term)) {
        code = CLI_OUTPUT;
    }
    s->term.progress_allowed = s->out_path != NULL || !s->term.out_is_terminal;
    if (code != OPTIONS_GO) {
        session_close(s);
    }
    return code;
}

int session_keep(session *s, int code) {
    bool keep = code != CLI_OUTPUT && code != CLI_USAGE;
    int ended = keep ? accounts_end(&s->accounts, &s->term) : CLI_DONE;
    keep &= ended == CLI_DONE;
    if (!outfile_close(&s->out, keep && !s->all_lost, &s->term)) {
        code = CLI_OUTPUT;
    }
    code = exit_worse(code, ended);
    return exit_worse(code, accounts_close(&s->accounts, keep && code != CLI_OUTPUT, &s->term));
}

void session_close(session *s) {
    accounts_close(&s->accounts, false, &s->term);
    outfile_close(&s->out, false, &s->term);
    pm_scorer_free(s->scorer);
    pm_pack_free(s->pack);
    s->scorer = NULL;
    s->pack = NULL;
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

/* ---- Rows ---- */

typedef struct walk {
    session *s;
    row_fn fn;
    void *ctx;
    row_counts *counts;
    const pm_paths *files;
    size_t file;                 /* at hand */
    size_t sharing, first, with; /* files with plans of files before them; the first, and whose */
} walk;

static int handle_row(walk *w, const pm_row *row) {
    w->s->cut.now = false;
    if (w->s->plans_meet && pm_paths_count(w->files) > 1) {
        seen_in(&w->s->seen, w->file, row);
    }
    int code = w->fn(w->ctx, row);
    w->s->cut.actions += w->s->cut.now;
    if (code == CLI_OUTPUT) {
        return code;
    }
    if (code == CLI_INPUT) {
        w->counts->skipped++;
    } else if (row->has_action) {
        w->counts->marked++;
    } else {
        w->counts->without++;
    }
    terminal_progress(&w->s->term, ++w->counts->read);
    return code;
}

static int no_memory(session *s, const char *path) {
    pm_diagnostic d = {.severity = PM_ERROR, .file = str_of(path)};
    d.message = str_of("memory ran out while it was read");
    terminal_diagnostic(&s->term, &d);
    return CLI_OUTPUT;
}

static int walk_reader(walk *w, pm_reader *reader, const char *path) {
    int code = CLI_DONE;
    for (;;) {
        pm_row row;
        pm_status status = pm_reader_next(reader, &row);
        if (status == PM_END) {
            return code;
        }
        if (status == PM_OK) {
            code = exit_worse(code, handle_row(w, &row));
            if (code == CLI_OUTPUT) {
                return code;
            }
            continue;
        }
        code = exit_worse(code, status == PM_ERR_MEMORY ? no_memory(w->s, path) : CLI_INPUT);
        if (status != PM_ERR_ROW) {
            w->counts->broken++;
            return code;
        }
    }
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

/* All of it was read, and no action came of it: none was left out, either. */
static bool gave_nothing(const walk *w, const row_counts *before, int code) {
    return code == CLI_DONE && w->counts->marked == before->marked;
}

/* It was opened, and broke off before its first row. */
static bool broke_at_once(const walk *w, const row_counts *before, int code) {
    return code == CLI_INPUT && w->counts->read == before->read;
}

/* What was read of a file; `before` are the counts of those before it. Skipped among them are rows
 * that were read and could not be marked. */
static int account_read(walk *w, const pm_reader *reader, pm_file_account *account,
                        const row_counts *before, int code) {
    pm_read_counts read = pm_reader_counts(reader);
    const pm_document *document = pm_reader_document(reader);
    size_t skipped = w->counts->skipped - before->skipped;
    account->format = str_of(pm_reader_format(reader));
    account->plans = read.plans;
    account->actions = w->counts->marked - before->marked;
    if (document != NULL) {
        pm_document_counts d = w->s->documents.kit->counted(document);
        account->tables_seen = d.tables_seen;
        account->tables_taken = d.tables_taken;
    }
    account->state = broke_at_once(w, before, code)  ? PM_FILE_FAILED
                     : code != CLI_DONE              ? PM_FILE_PART
                     : gave_nothing(w, before, code) ? PM_FILE_EMPTY
                                                     : PM_FILE_READ;
    return accounts_add(&w->s->accounts, account, skipped, &w->s->term);
}

static int read_file(walk *w, pm_reader *reader, pm_file_account *account) {
    row_counts before = *w->counts;
    w->counts->files++;
    int code = walk_reader(w, reader, account->path.data);
    if (code != CLI_OUTPUT && w->s->file_end != NULL) {
        bool barren = code == CLI_DONE && w->counts->read == before.read;
        code = exit_worse(code, w->s->file_end(w->ctx, barren));
    }
    tell_cut(w->s);
    note_shared(w);
    size_t skipped = pm_reader_counts(reader).skipped;
    w->counts->skipped += skipped;
    w->counts->read += skipped;
    w->counts->empty += gave_nothing(w, &before, code);
    w->counts->files -= broke_at_once(w, &before, code);
    return code == CLI_OUTPUT ? code
                              : exit_worse(code, account_read(w, reader, account, &before, code));
}

static int walk_file(walk *w, pm_read_options options, pm_paths *files, size_t i) {
    pm_reader *reader;
    const char *path = pm_paths_get(files, i);
    (void)pm_paths_names(files, i, &options.file, &options.plan);
    pm_file_account account = {.path = str_of(path), .state = PM_FILE_FAILED, .name = options.file};
    w->s->cut.actions = 0;
    w->s->seen.shared = 0;
    w->file = i;
    w->s->path = path;
    w->s->name = options.file;
    w->s->plan = options.plan;
    w->s->plan_named = false;
    pm_status status = pm_reader_open(&options, path, &reader);
    if (status == PM_ERR_MEMORY) {
        return no_memory(w->s, path);
    }
    if (status != PM_OK) {
        w->counts->broken++;
        return exit_worse(CLI_INPUT, accounts_add(&w->s->accounts, &account, 0, &w->s->term));
    }
    int code = read_file(w, reader, &account);
    if (pm_reader_counts(reader).named != 0 || w->s->plan_named) {
        pm_paths_take_name(files, i);
    }
    pm_reader_close(reader);
    return code;
}

/* Each file, with what lies beside it in the folders. */
static int walk_files(walk *w, const pm_read_options *options, pm_paths *files) {
    session *s = w->s;
    size_t count = pm_paths_count(files);
    int code = accounts_open(&s->accounts, &s->term);
    for (size_t i = 0; i <= count && code != CLI_OUTPUT; i++) {
        terminal_progress_files(&s->term, i, count);
        code = exit_worse(code, accounts_begin(&s->accounts, files, i, s->out.beside, &s->term));
        if (i < count && code != CLI_OUTPUT) {
            code = exit_worse(code, walk_file(w, *options, files, i));
        }
    }
    return code;
}

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

static void tell_left(session *s, const pm_paths *files) {
    char endings[320];
    size_t left = pm_paths_left(files, endings, sizeof endings);
    if (left != 0) {
        terminal_note(&s->term, "%zu %s in folders %s not read, being of other kinds: %s", left,
                      left == 1 ? "file" : "files", left == 1 ? "was" : "were", endings);
    }
}

int session_rows(session *s, char *const *paths, size_t count, row_fn fn, void *ctx,
                 row_counts *counts) {
    pm_read_options options = {
        .size = sizeof options, .common = s->options, .columns = str_of(s->columns)};
    options.keys_only = s->keys_only;
    options.plans_only = s->plans_only;
    options.half_rows = s->half_rows;
    s->documents.term = &s->term;
    options.documents = documents_kit;
    options.documents_ctx = &s->documents;
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
    if (would_replace(s, "-o", s->out_path, files) ||
        would_replace(s, "--manifest", s->accounts.path, files) ||
        would_replace(s, "--write-baseline", s->baseline, files) ||
        one_would_replace(s, &s->outs, files)) {
        s->all_lost = true; /* so that the file stays as it is */
        pm_paths_free(files);
        return CLI_USAGE;
    }
    walk w = {.s = s, .fn = fn, .ctx = ctx, .counts = counts, .files = files};
    code = exit_worse(code, walk_files(&w, &options, files));
    seen_files_free(&s->seen);
    tell_shared(&w);
    tell_left(s, files);
    pm_paths_free(files);
    terminal_progress_end(&s->term);
    s->all_lost = code == CLI_INPUT && counts->marked + counts->without == 0;
    return code;
}

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
    char plans[64] = "";
    if (c->checked) {
        snprintf(plans, sizeof plans, "%zu %s checked, ", c->plans,
                 c->plans == 1 ? "plan" : "plans");
    }
    terminal_note(&s->term, "%s read: %s%zu %s, %zu %s without actions, %zu skipped%s", read, plans,
                  c->marked,
                  !s->no_pack && !c->checked ? "marked"
                  : c->marked == 1           ? "action"
                                             : "actions",
                  c->without, c->without == 1 ? "plan" : "plans", c->skipped, empty);
}

void session_note_cut(session *s, pm_str source) {
    if (s->cut.actions == 0) {
        snprintf(s->cut.first, sizeof s->cut.first, "%.*s",
                 (int)(source.len < sizeof s->cut.first ? source.len : 0),
                 source.len != 0 ? source.data : "");
    }
}

int session_score(session *s, pm_scorer *scorer, const pm_row *row, const pm_mark **mark) {
    *mark = NULL;
    pm_status status = row->has_action ? pm_score(scorer, &row->action, mark) : PM_OK;
    if (status == PM_OK) {
        s->cut.now = *mark != NULL && (*mark)->truncated;
        if (s->cut.now) {
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
