/* SPDX-License-Identifier: MIT
 * A report of rows with columns that a report knows, and of an evaluation: the first byte chooses
 * the settings, a form feed parts the evaluation's JSON from the rows' CSV. Shares lie within 0 and
 * 1 and numbers are finite, whatever the input; every format writes them. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "planmark/audit.h"
#include "tests/fuzz/fuzz.h"

enum { GROUPED = 1, SUPPRESSED = 2, FULL = 4, MIXED = 8, AS_PLANS = 16, COLUMNS = 2 };

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

static void look_at_cell(const pm_table_column *column, const pm_cell *cell) {
    switch (cell->kind) {
    case PM_CELL_NONE:
    case PM_CELL_HIDDEN: return;
    case PM_CELL_TEXT: fuzz_bytes(cell->text); return;
    case PM_CELL_COUNT:
        insist(column->measure != PM_IS_TEXT && (column->measure != PM_IS_FLAG || cell->count < 2));
        return;
    case PM_CELL_NUMBER:
        insist(isfinite(cell->number));
        insist(column->measure == PM_IS_NUMBER ||
               (column->measure == PM_IS_SHARE && cell->number >= 0.0 && cell->number <= 1.0));
        return;
    }
    abort();
}

static void look_at_table(const pm_table *t) {
    for (size_t i = 0; i < t->row_count * t->column_count; i++) {
        look_at_cell(&t->columns[i % t->column_count], &t->cells[i]);
    }
    for (size_t i = 0; i < t->note_count; i++) {
        fuzz_bytes(t->notes[i]);
    }
}

static void write_tables(const pm_table *tables, size_t count) {
    for (int f = PM_TABLE_TEXT; f <= PM_TABLE_HTML; f++) {
        pm_table_options o = {.size = sizeof o, .format = (pm_table_format)f, .excel_safe = 1};
        for (size_t i = 0; i < count && f == PM_TABLE_CSV; i++) {
            insist(pm_tables_write(&o, &tables[i], 1, take, NULL) == PM_OK);
        }
        insist(f == PM_TABLE_CSV || pm_tables_write(&o, tables, count, take, NULL) == PM_OK);
    }
}

static void read_rows(pm_report *r, const char *path, int plans) {
    pm_read_options o = {.size = sizeof o, .format = PM_INPUT_CSV, .keys_only = !plans};
    pm_reader *reader;
    pm_row row;
    o.common.diagnostic = fuzz_hear;
    o.plans_only = plans;
    if (pm_reader_open(&o, path, &reader) != PM_OK) {
        return;
    }
    for (pm_status status = PM_OK; status == PM_OK || status == PM_ERR_ROW;) {
        status = pm_reader_next(reader, &row);
        if (status == PM_OK) {
            pm_status taken = plans ? pm_report_add_plan(r, &row) : pm_report_add(r, &row);
            insist(taken == PM_OK || taken == PM_ERR_ROW || taken == PM_ERR_LIMIT);
        }
    }
    pm_reader_close(reader);
}

static void run_all(unsigned char by, pm_str evaluation, const char *path) {
    static const pm_str columns[COLUMNS] = {{"group", 5}, {"authority", 9}};
    pm_report_options o = {.size = sizeof o,
                           .common = {sizeof(pm_options), NULL, fuzz_hear, NULL},
                           .text = (by & FULL) != 0 ? PM_TEXT_FULL : PM_TEXT_NONE,
                           .by = columns,
                           .mixed = (by & MIXED) != 0,
                           .permutations = 19};
    pm_report *r;
    const pm_table *tables;
    size_t count;
    o.suppress = (by & SUPPRESSED) != 0 ? 3 : 0;
    o.by_count = (by & GROUPED) == 0 ? 0 : o.suppress != 0 ? 1 : COLUMNS;
    insist(pm_report_new(&o, pack, &r) == PM_OK);
    if (evaluation.len != 0) {
        pm_status status = pm_report_evaluation(r, (pm_str){"errors", 6}, evaluation);
        insist(status == PM_OK || status == PM_ERR_INPUT || status == PM_ERR_LIMIT);
    }
    if ((by & AS_PLANS) != 0) {
        read_rows(r, path, 1);
    }
    read_rows(r, path, 0);
    pm_status status = pm_report_tables(r, &tables, &count);
    insist(status == PM_OK || status == PM_ERR_INPUT || status == PM_ERR_LIMIT);
    for (size_t i = 0; status == PM_OK && i < count; i++) {
        look_at_table(&tables[i]);
    }
    if (status == PM_OK) {
        write_tables(tables, count);
    }
    pm_report_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = size > 1 ? memfd_create("rows", 0) : -1;
    insist(pack != NULL || pm_pack_default(NULL, &pack) == PM_OK);
    pm_str rest = {(const char *)data + 1, size > 1 ? size - 1 : 0};
    pm_str evaluation = fd >= 0 ? fuzz_piece(&rest) : rest;
    if (fd >= 0 && write(fd, rest.data, rest.len) == (ssize_t)rest.len) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        run_all(data[0], evaluation, path);
    }
    if (fd >= 0) {
        close(fd);
    }
    return 0;
}
