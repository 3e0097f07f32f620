/* SPDX-License-Identifier: MIT
 * bench [--rows N] [--seed S] [--stretch PERCENT] [--corpus FILE] [--repeats R] [--stage NAME]: how
 * many actions a second each stage takes, on one core, as Markdown. `--stage memory` measures
 * memory alone. Keeps true: a stage does all that it stands for on every row, and each repeat does
 * the same work. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/handles.h"
#include "base/os.h"
#include "measure.h"
#include "planmark/audit.h"
#include "madeup.h"

enum { MAX_REPEATS = 1001, COPY_BLOCK = 64 * 1024, PLAN_ACTIONS = 8 };

typedef struct settings {
    size_t rows, repeats;
    uint64_t seed;
    unsigned stretch;
    const char *corpus, *stage, *pack; /* pack: a folder; NULL: the built-in one */
} settings;

typedef struct bench {
    settings s;
    char path[2][256]; /* files of rows, by plan_format */
    size_t file_bytes[2], rows;
    char quarter_path[256]; /* JSONL again, its first quarter */
    pm_pack *pack;
    pm_scorer *scorer; /* kept from repeat to repeat: a worker that has seen some rows */
    pm_check *check;   /* likewise */
    arena memory;      /* of the rows */
    pm_action *actions;
    size_t actions_cap, cell_bytes;
    buffer whole; /* the JSONL file */
    char *block;
    uint64_t taken; /* bytes the sink was given; a sum of what stages found */
} bench;

/* ---- files of rows ---- */

static FILE *make_file(char path[256]) {
    const char *folder = getenv("TMPDIR");
    int n = snprintf(path, 256, "%s/planmark-bench-XXXXXX", folder != NULL ? folder : "/tmp");
    int fd = n > 0 && n < 256 ? mkstemp(path) : -1;
    if (fd < 0) {
        path[0] = '\0';
        return NULL;
    }
    return fdopen(fd, "w");
}

/* The three files in one go. */
typedef struct row_files {
    FILE *file[2], *quarter;
    buffer line;
} row_files;

static bool put_line(bench *b, row_files *f, plan_format format) {
    bool good =
        !f->line.failed && fwrite(f->line.data, 1, f->line.len, f->file[format]) == f->line.len;
    if (good && format == PLAN_JSONL && b->rows < b->s.rows / 4) {
        good = fwrite(f->line.data, 1, f->line.len, f->quarter) == f->line.len;
    }
    b->file_bytes[format] += f->line.len;
    buffer_clear(&f->line);
    return good;
}

static bool write_generated(bench *b, row_files *f) {
    plan_source plans;
    bool good = madeup_init(&plans, b->s.seed, b->s.stretch);
    for (; good && b->rows < b->s.rows; b->rows++) {
        const plan_row *row = madeup_next(&plans);
        good = row != NULL;
        for (int k = PLAN_JSONL; good && k <= PLAN_CSV; k++) {
            madeup_write_row((plan_format)k, row, &f->line);
            good = put_line(b, f, (plan_format)k);
        }
    }
    madeup_free(&plans);
    return good;
}

/* One pass over the corpus; plan ids get the number of the pass, so that no row is a duplicate. */
static bool write_pass(bench *b, row_files *f, unsigned long pass) {
    pm_reader *reader;
    pm_row row;
    pm_status status = pm_reader_open(NULL, b->s.corpus, &reader);
    while (status == PM_OK && b->rows < b->s.rows &&
           (status = pm_reader_next(reader, &row)) == PM_OK) {
        char id[128];
        int n =
            snprintf(id, sizeof id, "%.*s-%lu", (int)(row.plan_id.len < 64 ? row.plan_id.len : 64),
                     row.plan_id.data, pass);
        for (int k = PLAN_JSONL; row.has_action && k <= PLAN_CSV; k++) {
            madeup_write((plan_format)k, (pm_str){id, (size_t)n}, b->rows + 1, row.action.cell,
                         &f->line);
            if (!put_line(b, f, (plan_format)k)) {
                status = PM_ERR_IO;
            }
        }
        b->rows += row.has_action != 0;
    }
    pm_reader_close(reader);
    return status == PM_END || status == PM_OK;
}

static bool write_corpus(bench *b, row_files *f) {
    bool good = true;
    for (unsigned long pass = 1; good && b->rows < b->s.rows; pass++) {
        size_t before = b->rows;
        good = write_pass(b, f, pass) && b->rows > before;
    }
    return good;
}

static bool write_files(bench *b) {
    row_files f = {
        {make_file(b->path[0]), make_file(b->path[1])}, make_file(b->quarter_path), {.len = 0}};
    buffer_init(&f.line, &memory_default);
    bool good = f.file[0] != NULL && f.file[1] != NULL && f.quarter != NULL;
    if (good) {
        madeup_heading(PLAN_CSV, &f.line);
        good = put_line(b, &f, PLAN_CSV) &&
               (b->s.corpus != NULL ? write_corpus(b, &f) : write_generated(b, &f));
    }
    FILE *all[] = {f.file[0], f.file[1], f.quarter};
    for (size_t i = 0; i < 3; i++) {
        good = (all[i] == NULL || fclose(all[i]) == 0) && good;
    }
    buffer_free(&f.line);
    return good;
}

/* ---- rows in memory ---- */

static bool keep_action(bench *b, size_t i, const pm_action *action) {
    for (int c = 0; c < PM_COLUMNS; c++) {
        pm_str bytes = action->cell[c];
        b->actions[i].cell[c] = (pm_str){NULL, 0};
        if (bytes.len != 0) {
            b->actions[i].cell[c] =
                (pm_str){arena_copy(&b->memory, bytes.data, bytes.len), bytes.len};
            b->cell_bytes += bytes.len;
            if (b->actions[i].cell[c].data == NULL) {
                return false;
            }
        }
    }
    return true;
}

static bool load_rows(bench *b) {
    pm_reader *reader;
    pm_row row;
    size_t i = 0;
    const char *reason;
    b->actions = calloc(b->rows + 1, sizeof *b->actions);
    b->block = malloc(COPY_BLOCK);
    bool good = b->actions != NULL && b->block != NULL &&
                os_read_file(b->path[PLAN_JSONL], SIZE_MAX / 2, &b->whole, &reason) == PM_OK &&
                pm_reader_open(NULL, b->path[PLAN_JSONL], &reader) == PM_OK;
    if (!good) {
        return false;
    }
    while (good && i < b->rows && pm_reader_next(reader, &row) == PM_OK) {
        good = keep_action(b, i++, &row.action);
    }
    pm_reader_close(reader);
    return good && i == b->rows;
}

/* ---- stages ---- */

static bool run_copy(bench *b) {
    for (size_t at = 0; at < b->whole.len; at += COPY_BLOCK) {
        size_t left = b->whole.len - at;
        memcpy(b->block, b->whole.data + at, left < COPY_BLOCK ? left : COPY_BLOCK);
        b->taken += (unsigned char)((volatile char *)b->block)[0];
    }
    return true;
}

static bool run_read(bench *b) {
    pm_reader *reader;
    pm_row row;
    pm_status status = pm_reader_open(NULL, b->path[PLAN_JSONL], &reader);
    while (status == PM_OK && (status = pm_reader_next(reader, &row)) == PM_OK) {
        b->taken += row.action.cell[PM_TEXT].len;
    }
    pm_reader_close(reader);
    return status == PM_END;
}

static bool run_text(bench *b) {
    scorer *s = &b->scorer->inner;
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows; i++) {
        arena_reset(&s->memory);
        for (int c = 0; c < PM_COLUMNS && status == PM_OK; c++) {
            text read = {.count = 0};
            if (b->actions[i].cell[c].len != 0) {
                status = text_read(b->actions[i].cell[c], &s->memory, &read);
            }
            b->taken += read.count;
        }
    }
    return status == PM_OK;
}

/* What scorer_mark does, up to a point. */
static pm_status read_cells(scorer *s, const pm_action *action) {
    pm_status status = PM_OK;
    arena_reset(&s->memory);
    status = lexis_trim(&s->lexis) ? cells_read(&s->lexis, action->cell, &s->memory, s->cells)
                                   : PM_ERR_MEMORY;
    return status;
}

static bool run_tokens(bench *b) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows && status == PM_OK; i++) {
        status = read_cells(&b->scorer->inner, &b->actions[i]);
    }
    return status == PM_OK;
}

static pm_status find_evidence(scorer *s, const pm_action *action) {
    pm_status status = read_cells(s, action);
    s->evidence.count = 0;
    s->evidence.truncated = false;
    return status != PM_OK ? status : evidence_find(&s->lexis, s->cells, &s->finder, &s->evidence);
}

static bool run_evidence(bench *b) {
    scorer *s = &b->scorer->inner;
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows && status == PM_OK; i++) {
        status = find_evidence(s, &b->actions[i]);
        b->taken += s->evidence.count;
    }
    return status == PM_OK;
}

static bool run_verdict(bench *b) {
    scorer *s = &b->scorer->inner;
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows && status == PM_OK; i++) {
        judge j;
        status = find_evidence(s, &b->actions[i]);
        if (status == PM_OK) {
            status = verdict_decide(&j, &s->lexis, s->cells, &s->evidence, &s->memory);
        }
        b->taken += status == PM_OK && j.decisions[PM_ACTIONABLE].met;
    }
    return status == PM_OK;
}

static bool run_score(bench *b) {
    const pm_mark *mark;
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows && status == PM_OK; i++) {
        status = pm_score(b->scorer, &b->actions[i], &mark);
        b->taken += status == PM_OK ? (uint64_t)mark->score : 0;
    }
    return status == PM_OK;
}

/* Without evidence: what a researcher counts. */
static bool run_alone(bench *b) {
    bool good = pm_scorer_show(b->scorer, PM_EVIDENCE_NONE) == PM_OK && run_score(b);
    return pm_scorer_show(b->scorer, PM_EVIDENCE_ALL) == PM_OK && good;
}

/* Plans of eight actions, with all that they lack. */
static bool run_check(bench *b) {
    pm_plan_action actions[PLAN_ACTIONS] = {{.action_no = {NULL, 0}}};
    pm_plan plan = {.plan_id = STR("P1"), .plan_date = STR("2024-05-31"), .actions = actions};
    const pm_plan_check *done;
    pm_status status = PM_OK;
    for (size_t i = 0; i < b->rows && status == PM_OK; i += plan.action_count) {
        plan.action_count = b->rows - i < PLAN_ACTIONS ? b->rows - i : PLAN_ACTIONS;
        for (size_t k = 0; k < plan.action_count; k++) {
            actions[k].action = b->actions[i + k];
        }
        status = pm_check_plan(b->check, &plan, &done);
        b->taken += status == PM_OK ? done->finding_count : 0;
    }
    return status == PM_OK;
}

static int count_bytes(void *ctx, const char *data, size_t len) {
    (void)data;
    *(uint64_t *)ctx += len;
    return 0;
}

static pm_status mark_row(bench *b, const pm_row *row, pm_writer *writer) {
    const pm_mark *mark = NULL;
    pm_status status = row->has_action ? pm_score(b->scorer, &row->action, &mark) : PM_OK;
    return status == PM_OK ? pm_writer_add(writer, row, mark) : status;
}

/* File -> reader -> marks -> writer, as `planmark score` does it. */
static bool run_file(bench *b, const char *path, pm_output_format format) {
    pm_write_options o = {.size = sizeof o, .format = format, .evidence = PM_EVIDENCE_DECIDED};
    pm_reader *reader = NULL;
    pm_writer *writer = NULL;
    pm_row row;
    pm_status status = pm_reader_open(NULL, path, &reader);
    if (status == PM_OK) {
        status = pm_writer_new(&o, pm_pack_stamp(b->pack), count_bytes, &b->taken, &writer);
    }
    if (status == PM_OK) { /* as the command does */
        status = pm_scorer_show(b->scorer,
                                format == PM_OUTPUT_JSONL ? PM_EVIDENCE_DECIDED : PM_EVIDENCE_NONE);
    }
    while (status == PM_OK && (status = pm_reader_next(reader, &row)) == PM_OK) {
        status = mark_row(b, &row, writer);
    }
    if (status == PM_END) {
        status = pm_writer_end(writer) == PM_OK && pm_reader_counts(reader).skipped == 0
                     ? PM_OK
                     : PM_ERR_IO;
    }
    (void)pm_scorer_show(b->scorer, PM_EVIDENCE_ALL);
    pm_writer_free(writer);
    pm_reader_close(reader);
    return status == PM_OK;
}

static bool run_jsonl(bench *b) {
    return run_file(b, b->path[PLAN_JSONL], PM_OUTPUT_JSONL);
}

static bool run_to_csv(bench *b) {
    return run_file(b, b->path[PLAN_JSONL], PM_OUTPUT_CSV);
}

static bool run_csv(bench *b) {
    return run_file(b, b->path[PLAN_CSV], PM_OUTPUT_CSV);
}

/* Bytes that a stage's MB/s speaks of. */
typedef enum volume { OF_JSONL, OF_CSV, OF_CELLS } volume;

typedef struct stage {
    const char *name, *about;
    bool (*run)(bench *b);
    volume of;
    const char *less[2]; /* stages inside this one; what is left is its own time */
} stage;

static const stage stages[] = {
    {"copy", "memcpy of the JSONL, the floor", run_copy, OF_JSONL, {NULL, NULL}},
    {"read", "JSONL reader", run_read, OF_JSONL, {NULL, NULL}},
    {"text", "text_read: normalise, tokens", run_text, OF_CELLS, {NULL, NULL}},
    {"tokens", "cells_read: + lookup of tokens", run_tokens, OF_CELLS, {"text", NULL}},
    {"evidence", "+ evidence", run_evidence, OF_CELLS, {"tokens", NULL}},
    {"verdict", "+ verdicts", run_verdict, OF_CELLS, {"evidence", NULL}},
    {"alone", "pm_score, verdicts without evidence", run_alone, OF_CELLS, {NULL, NULL}},
    {"score", "pm_score: + the mark, with all evidence", run_score, OF_CELLS, {"verdict", NULL}},
    {"check", "pm_check_plan of eight: + findings", run_check, OF_CELLS, {"score", NULL}},
    {"jsonl", "JSONL in, decided evidence out", run_jsonl, OF_JSONL, {"read", "score"}},
    {"tocsv", "JSONL in, CSV out", run_to_csv, OF_JSONL, {NULL, NULL}},
    {"csv", "CSV in, CSV out", run_csv, OF_CSV, {NULL, NULL}},
};
enum { STAGES = sizeof stages / sizeof *stages };

/* ---- measuring ---- */

/* Median CPU seconds of the repeats, after one that is not counted; below 0 when a row failed. */
static double time_stage(bench *b, const stage *s, double *spread) {
    double times[MAX_REPEATS];
    for (size_t i = 0; i <= b->s.repeats; i++) {
        recall_forget(&b->scorer->inner.recall); /* or a repeat would mark nothing */
        recall_forget(&b->check->inner.scorer.recall);
        double began = measure_cpu();
        if (!s->run(b)) {
            return -1;
        }
        if (i != 0) {
            times[i - 1] = measure_cpu() - began;
        }
    }
    double median = measure_median(times, b->s.repeats);
    *spread = (times[b->s.repeats - 1] - times[0]) / median * 50;
    return median;
}

static double own_time(const stage *s, const double *seconds) {
    double own = seconds[s - stages];
    for (size_t i = 0; i < STAGES; i++) {
        for (size_t k = 0; k < 2; k++) {
            if (s->less[k] != NULL && strcmp(s->less[k], stages[i].name) == 0) {
                own -= seconds[i];
            }
        }
    }
    return own;
}

static void print_stage(const bench *b, const stage *s, const double *seconds, double spread) {
    double rows = (double)b->rows, t = seconds[s - stages];
    double bytes = (double)(s->of == OF_CELLS ? b->cell_bytes : b->file_bytes[s->of == OF_CSV]);
    printf("| %s | %s | %.0f | %.1f | %.0f | ", s->name, s->about, rows / t, bytes / t / 1e6,
           t / rows * 1e9);
    if (s->less[0] != NULL && b->s.stage == NULL) {
        printf("%.0f", own_time(s, seconds) / rows * 1e9);
    }
    printf(" | %.0f %% |\n", spread);
}

static bool measure_stages(bench *b) {
    double seconds[STAGES] = {0};
    printf("| stage | what it does | actions/s | MB/s | ns an action | of its own | spread ± |\n"
           "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < STAGES; i++) {
        if (b->s.stage != NULL && strcmp(b->s.stage, stages[i].name) != 0) {
            continue;
        }
        double spread;
        seconds[i] = time_stage(b, &stages[i], &spread);
        if (seconds[i] < 0) {
            fprintf(stderr, "bench: stage %s failed\n", stages[i].name);
            return false;
        }
        print_stage(b, &stages[i], seconds, spread);
        fflush(stdout);
    }
    return true;
}

/* Before any rows are kept in memory: what this process holds is what scoring needs. */
static bool measure_memory(bench *b) {
    long before = measure_peak();
    bool good = run_file(b, b->quarter_path, PM_OUTPUT_JSONL);
    long quarter = measure_peak();
    good = good && run_file(b, b->path[PLAN_JSONL], PM_OUTPUT_JSONL);
    if (good) {
        printf("Peak resident memory, JSONL to JSONL: %.1f MiB before the first row, %.1f MiB "
               "after %zu rows, %.1f MiB "
               "after %zu.\n\n",
               (double)before / 1024, (double)quarter / 1024, b->rows / 4,
               (double)measure_peak() / 1024, b->rows);
    }
    return good;
}

static pm_status read_pack(bench *b) {
    return b->s.pack != NULL ? pm_pack_open(NULL, b->s.pack, &b->pack)
                             : pm_pack_default(NULL, &b->pack);
}

static bool run_bench(bench *b) {
    if (!write_files(b) || read_pack(b) != PM_OK ||
        pm_scorer_new(NULL, b->pack, &b->scorer) != PM_OK ||
        pm_check_new(NULL, b->pack, &b->check) != PM_OK) {
        fputs("bench: the rows or the pack could not be made\n", stderr);
        return false;
    }
    bool memory_only = b->s.stage != NULL && strcmp(b->s.stage, "memory") == 0;
    if ((b->s.stage == NULL || memory_only) && !measure_memory(b)) {
        fputs("bench: a row failed\n", stderr);
        return false;
    }
    if (memory_only) {
        return true;
    }
    if (!load_rows(b)) {
        fputs("bench: the rows could not be read back\n", stderr);
        return false;
    }
    double rows = (double)b->rows;
    printf("%zu rows, %.1f bytes of cells and %.1f bytes of JSONL a row, %zu repeats.\n\n", b->rows,
           (double)b->cell_bytes / rows, (double)b->file_bytes[PLAN_JSONL] / rows, b->s.repeats);
    return measure_stages(b);
}

/* ---- the command ---- */

static bool read_count(const char *digits, size_t least, size_t most, size_t *out) {
    char *end;
    unsigned long long n = strtoull(digits, &end, 10);
    *out = (size_t)n;
    return digits[0] >= '0' && digits[0] <= '9' && *end == '\0' && n >= least && n <= most;
}

static bool known_stage(const char *name) {
    bool known = strcmp(name, "memory") == 0;
    for (size_t i = 0; i < STAGES; i++) {
        known = known || strcmp(name, stages[i].name) == 0;
    }
    return known;
}

static bool read_option(const char *name, const char *value, settings *s) {
    size_t n;
    bool good = true;
    if (strcmp(name, "--rows") == 0) {
        good = read_count(value, 4, 100000000, &s->rows);
    } else if (strcmp(name, "--repeats") == 0) {
        good = read_count(value, 1, MAX_REPEATS, &s->repeats);
    } else if (strcmp(name, "--seed") == 0) {
        good = read_count(value, 0, SIZE_MAX, &n);
        s->seed = n;
    } else if (strcmp(name, "--stretch") == 0) {
        good = read_count(value, 10, 1000, &n);
        s->stretch = (unsigned)n;
    } else if (strcmp(name, "--corpus") == 0) {
        s->corpus = value;
    } else if (strcmp(name, "--pack") == 0) {
        s->pack = value;
    } else {
        good = strcmp(name, "--stage") == 0 && known_stage(value);
        s->stage = value;
    }
    return good;
}

int main(int argc, char **argv) {
    bench b = {.s = {.rows = 20000, .repeats = 7, .seed = 1, .stretch = 100}};
    bool good = argc % 2 == 1;
    for (int i = 1; good && i < argc; i += 2) {
        good = read_option(argv[i], argv[i + 1], &b.s);
    }
    if (!good) {
        fputs(
            "usage: bench [--rows N] [--seed S] [--stretch PERCENT] [--corpus FILE] [--repeats R]\n"
            "             [--pack DIR] [--stage "
            "memory|copy|read|text|tokens|evidence|verdict|score|check|jsonl|csv]\n",
            stderr);
        return 2;
    }
    arena_init(&b.memory, &memory_default);
    buffer_init(&b.whole, &memory_default);
    good = run_bench(&b);
    const char *files[] = {b.path[0], b.path[1], b.quarter_path};
    for (size_t i = 0; i < 3; i++) {
        if (files[i][0] != '\0') {
            unlink(files[i]);
        }
    }
    pm_scorer_free(b.scorer);
    pm_check_free(b.check);
    pm_pack_free(b.pack);
    buffer_free(&b.whole);
    arena_free(&b.memory);
    free(b.actions);
    free(b.block);
    return good ? 0 : 1;
}
