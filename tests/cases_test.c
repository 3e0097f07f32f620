/* SPDX-License-Identifier: MIT
 * The codebook as a test: every row of corpus/codebook-cases.csv through pm_score gives the verdict
 * that the row expects. Run in the project's folder. A faulty verdict is printed with its case; to
 * add a case, add a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/os.h"
#include "format/csv.h"
#include "planmark.h"

#define CASES "corpus/codebook-cases.csv"

enum {
    CASE_ID,
    CASE_SECTION,
    CASE_ACTION,
    CASE_WHO,
    CASE_BY_WHEN,
    CASE_MEASURE,
    CASE_CRITERION,
    CASE_EXPECTED,
    CASE_FROM,
    CASE_COLUMNS
};
static const char *const headings[CASE_COLUMNS] = {
    "case", "section", "action", "who", "by_when", "measure", "criterion", "expected", "from"};

typedef struct fixture {
    pm_pack *pack;
    pm_scorer *scorer;
    buffer file;
    bool given;
    csv_reader csv;
} fixture;

static pm_status fill(void *ctx, buffer *out) {
    fixture *f = ctx;
    if (f->given) {
        return PM_END;
    }
    f->given = true;
    buffer_str(out, buffer_view(&f->file));
    return PM_OK;
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    const char *reason;
    assert_non_null(f);
    buffer_init(&f->file, &memory_default);
    assert_int_equal(os_read_file(CASES, 1 << 24, &f->file, &reason), PM_OK);
    csv_init(&f->csv, &memory_default, fill, f);
    assert_int_equal(csv_guess(&f->csv), PM_OK);
    assert_int_equal(pm_pack_default(NULL, &f->pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, f->pack, &f->scorer), PM_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pm_scorer_free(f->scorer);
    pm_pack_free(f->pack);
    csv_free(&f->csv);
    buffer_free(&f->file);
    free(f);
    return 0;
}

static void expect_headings(csv_reader *csv) {
    csv_row row;
    assert_int_equal(csv_next(csv, &row), PM_OK);
    assert_int_equal(row.count, CASE_COLUMNS);
    for (size_t i = 0; i < CASE_COLUMNS; i++) {
        assert_true(str_equal(row.field[i], str_from(headings[i])));
    }
}

static void print_reason(const pm_mark *mark, int criterion, const pm_str *cell) {
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if ((int)e->criterion == criterion) {
            pm_str words = str_slice(cell[e->column], e->start, e->end);
            print_message("    %s %.*s: \"%.*s\"%s\n", pm_says_name(e->says), (int)e->rule.len,
                          e->rule.data, (int)words.len, words.data,
                          e->cancelled_by >= 0 ? ", cancelled" : "");
        }
    }
}

static bool case_right(fixture *f, const csv_row *row) {
    const pm_str *cell = row->field;
    if (row->count != CASE_COLUMNS) {
        print_message("line %zu: %zu cells, not %d\n", row->line, row->count, (int)CASE_COLUMNS);
        return false;
    }
    int criterion = pm_criterion_parse(cell[CASE_CRITERION]);
    bool yes = str_equal(cell[CASE_EXPECTED], STR("1")),
         no = str_equal(cell[CASE_EXPECTED], STR("0"));
    if (criterion < 0 || (!yes && !no)) {
        print_message("line %zu: no such criterion, or neither 0 nor 1 is expected\n", row->line);
        return false;
    }
    pm_action action = {
        {cell[CASE_ACTION], cell[CASE_WHO], cell[CASE_BY_WHEN], cell[CASE_MEASURE]}};
    const pm_mark *mark;
    assert_int_equal(pm_score(f->scorer, &action, &mark), PM_OK);
    bool right = mark->verdict[criterion].met == (int)yes;
    if (!right) {
        print_message("%.*s: %s should be %d: %.*s | %.*s | %.*s | %.*s (%.*s)\n",
                      (int)cell[CASE_ID].len, cell[CASE_ID].data,
                      pm_criterion_name((pm_criterion)criterion), (int)yes,
                      (int)cell[CASE_ACTION].len, cell[CASE_ACTION].data, (int)cell[CASE_WHO].len,
                      cell[CASE_WHO].data, (int)cell[CASE_BY_WHEN].len, cell[CASE_BY_WHEN].data,
                      (int)cell[CASE_MEASURE].len, cell[CASE_MEASURE].data,
                      (int)cell[CASE_FROM].len, cell[CASE_FROM].data);
        print_reason(mark, criterion, action.cell);
    }
    return right;
}

static void codebook_cases(void **state) {
    fixture *f = *state;
    csv_row row;
    size_t cases = 0, wrong = 0;
    pm_status status;
    expect_headings(&f->csv);
    while ((status = csv_next(&f->csv, &row)) == PM_OK) {
        cases++;
        wrong += !case_right(f, &row);
    }
    assert_int_equal(status, PM_END);
    assert_true(cases > 500); /* the file was there, and whole */
    if (wrong != 0) {
        fail_msg("%zu of %zu codebook cases are wrong", wrong, cases);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codebook_cases, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
