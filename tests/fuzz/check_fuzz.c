/* SPDX-License-Identifier: MIT
 * JSON plans through a check by the built-in pack to findings as text; the first byte chooses the
 * settings. What findings point to lies inside the cells, and plans add up. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "planmark/audit.h"
#include "tests/fuzz/fuzz.h"

enum { OVER_ALL = 1, REQUIRED = 2, NO_EMPTY = 4, KEEP = 8, KNOWN = 16, POLICY = 32 };

typedef struct run {
    pm_check *check;
    pm_check_writer *writer;
    size_t plans;
} run;

static pm_pack *pack;

static int take(void *ctx, const char *data, size_t len) {
    fuzz_bytes((pm_str){data, len});
    (void)ctx;
    return 0;
}

static void insist(int good) {
    if (!good) {
        abort();
    }
}

static void look_at_finding(const pm_plan_check *plan, const pm_finding *f) {
    char hint[256];
    const pm_action *action = NULL;
    insist(f->action >= -1 && f->action < (ptrdiff_t)plan->action_count);
    insist(f->earlier == -1 || (f->earlier >= 0 && f->earlier < f->action));
    insist(strlen(f->fingerprint) == PM_FINGERPRINT - 1);
    if (f->action >= 0) {
        action = &plan->actions[f->action].given->action;
    }
    if (f->evidence != NULL) {
        insist(action != NULL && f->evidence->start <= f->evidence->end &&
               f->evidence->end <= action->cell[f->evidence->column].len);
    }
    pm_fill(action, f->evidence, f->hint, hint, sizeof hint);
}

static void look_at_plan(run *r, const pm_plan_check *plan) {
    size_t counted = 0;
    if (plan == NULL) {
        return;
    }
    r->plans++;
    for (size_t i = 0; i < plan->finding_count; i++) {
        look_at_finding(plan, &plan->findings[i]);
    }
    for (int level = 0; level < PM_LEVELS; level++) {
        counted += plan->count[PM_FINDING_NEW][level];
    }
    insist(counted == plan->finding_count);
    insist(pm_check_writer_add(r->writer, plan) == PM_OK);
}

static void check_file(run *r, const char *path) {
    pm_read_options o = {.size = sizeof o, .format = PM_INPUT_JSON};
    pm_reader *reader;
    pm_row row;
    const pm_plan_check *done;
    pm_status status = pm_reader_open(&o, path, &reader);
    if (status != PM_OK) {
        return;
    }
    while (status == PM_OK || status == PM_ERR_ROW) {
        status = pm_reader_next(reader, &row);
        if (status == PM_OK) {
            insist(pm_check_row(r->check, &row, &done) == PM_OK);
            look_at_plan(r, done);
        }
    }
    insist(pm_check_rest(r->check, &done) == PM_OK);
    look_at_plan(r, done);
    pm_reader_close(reader);
}

static void run_all(const char *path, unsigned char by) {
    run r = {.plans = 0};
    pm_check_total total;
    size_t ignored = 0;
    pm_check_options o = {.size = sizeof o,
                          .required = (by & REQUIRED) != 0 ? 1u << PM_OWNER : 0,
                          .scope = (by & OVER_ALL) != 0 ? PM_OVER_ALL : PM_PER_PLAN,
                          .min_score = 3,
                          .min_high_quality = 0.5,
                          .no_empty_plan = (by & NO_EMPTY) != 0,
                          .keep = (by & KEEP) != 0};
    pm_check_write_options w = {
        .size = sizeof w, .text = (pm_text_policy)(by / POLICY % 4), .known = (by & KNOWN) != 0};
    insist(pm_check_new(&o, pack, &r.check) == PM_OK);
    insist(pm_check_writer_new(&w, pack, take, NULL, &r.writer) == PM_OK);
    check_file(&r, path);
    insist(pm_check_total_of(r.check, &total) == PM_OK && total.plans == r.plans);
    insist(pm_check_writer_end(r.writer, &total) == PM_OK);
    if (o.keep) {
        insist(pm_check_baseline(r.check, &(pm_override){.when = {NULL, 0}}, 0, take, &ignored,
                                 NULL) == PM_OK);
    }
    pm_check_writer_free(r.writer);
    pm_check_free(r.check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = size > 1 ? memfd_create("plan", 0) : -1;
    insist(pack != NULL || pm_pack_default(NULL, &pack) == PM_OK);
    if (fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        run_all(path, data[0]);
    }
    if (fd >= 0) {
        close(fd);
    }
    return 0;
}
