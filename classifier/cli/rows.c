/* SPDX-License-Identifier: MIT
 * Keeps true: output and manifest take their names only when the run is done, and the counts are
 * told once that is known. */
#include "cli/rows.h"

#include <string.h>

#include "cli/batches.h"
#include "cli/resume.h"
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

/* A table ends with figures of all rows, a summary is nothing else. */
static bool is_rows_alone(const rows_command *c) {
    return !c->summary && choose_format(c) != PM_OUTPUT_TABLE;
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
    code = code == OPTIONS_GO ? resume_check(&c->s, is_rows_alone(c), set) : code;
    code = code == OPTIONS_GO ? accounts_check(&c->s.accounts, c->s.out_path, set) : code;
    if (code == OPTIONS_GO && count == 0) {
        code = options_fault(set, "no input; name files or folders, or - for standard input");
    }
    return code;
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

int rows_run(rows_command *c, char *const *paths, size_t count, row_fn fn) {
    row_counts counts = {0};
    c->s.plans_meet = true;
    if (fn == NULL) {
        resume_settle(&c->s, is_rows_alone(c));
    }
    int code = session_open(&c->s);
    if (code != OPTIONS_GO) {
        return code;
    }
    pm_status status = open_writer(c);
    code = status == PM_OK ? resume_open(&c->s, &c->key) : OPTIONS_GO;
    if (code != OPTIONS_GO) { /* what is there is another run's */
        pm_writer_free(c->writer);
        session_close(&c->s);
        return code;
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
    if (c->s.resume.stopped) {
        resume_tell_stop(&c->s);
    }
    batches_free(c->s.batches);
    pm_writer_free(c->writer);
    session_close(&c->s);
    if (c->s.resume.stopped) {
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
