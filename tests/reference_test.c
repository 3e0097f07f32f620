/* SPDX-License-Identifier: MIT
 * The engine beside a slow and plain reading of the same pack: on every row of the corpus both find
 * the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/handles.h"
#include "base/os.h"
#include "format/csv.h"
#include "tests/reference_matcher.h"

enum { ACTIONS_JOINED = 7 };

typedef struct fixture {
    pm_pack *pack;
    lexis lexis;
    finder_memory finder;
    reference reference;
    arena memory;
    evidence_list engine, plain;
    size_t rows, pieces, wrong;
} fixture;

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_int_equal(pm_pack_default(NULL, &f->pack), PM_OK);
    assert_int_equal(lexis_init(&f->lexis, f->pack->image, f->pack->wordnet, &memory_default),
                     PM_OK);
    assert_int_equal(finder_init(&f->finder, f->pack->image, &memory_default), PM_OK);
    assert_true(reference_init(&f->reference, f->pack->image));
    arena_init(&f->memory, &memory_default);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    free(f->engine.items);
    free(f->plain.items);
    arena_free(&f->memory);
    reference_free(&f->reference);
    finder_free(&f->finder, &memory_default);
    lexis_free(&f->lexis);
    pm_pack_free(f->pack);
    free(f);
    return 0;
}

static bool same_captures(const fixture *f, const cell *cells, const found *a, const found *b) {
    captured engine, plain;
    assert_int_equal(evidence_captures(&f->lexis, cells, a, &engine), PM_OK);
    reference_captures(&f->reference, &cells[b->column], b, &plain);
    bool same = engine.count == plain.count;
    for (size_t k = 0; same && k < engine.count; k++) {
        same = engine.item[k].name.at == plain.item[k].name.at &&
               engine.item[k].start == plain.item[k].start &&
               engine.item[k].end == plain.item[k].end;
    }
    return same;
}

static bool same_found(const fixture *f, const cell *cells, const found *a, const found *b) {
    return a->rule == b->rule && a->column == b->column && a->start == b->start &&
           a->end == b->end && a->first_clause == b->first_clause &&
           a->last_clause == b->last_clause && same_captures(f, cells, a, b);
}

static void print_found(const fixture *f, const char *who, const found *x, const cell *cells) {
    const image_rule *r = IMAGE_ARRAY(f->pack->image, image_rule, IMAGE_RULES) + x->rule;
    pm_str id = image_string(f->pack->image, r->id),
           words = str_slice(cells[x->column].text.norm, x->start, x->end);
    print_message("  %s: %.*s [%.*s]\n", who, (int)id.len, id.data, (int)words.len, words.data);
}

static void compare_action(fixture *f, const pm_str cell_of[PM_COLUMNS]) {
    cell cells[PM_COLUMNS];
    memset(cells, 0, sizeof cells);
    arena_reset(&f->memory);
    assert_true(lexis_trim(&f->lexis));
    assert_int_equal(cells_read(&f->lexis, cell_of, &f->memory, cells), PM_OK);
    f->engine.count = 0;
    f->engine.truncated = false;
    assert_int_equal(evidence_find(&f->lexis, cells, &f->finder, &f->engine), PM_OK);
    assert_true(reference_find(&f->reference, cells, &f->plain));
    assert_false(f->engine.truncated);
    f->rows++;
    f->pieces += f->plain.count;
    size_t i = 0, least = f->engine.count < f->plain.count ? f->engine.count : f->plain.count;
    while (i < least && same_found(f, cells, &f->engine.items[i], &f->plain.items[i])) {
        i++;
    }
    if (i < f->engine.count || i < f->plain.count) {
        f->wrong++;
        print_message("%.*s: %zu pieces, by the reference %zu\n", (int)cell_of[0].len,
                      cell_of[0].data, f->engine.count, f->plain.count);
        if (i < f->engine.count) {
            print_found(f, "engine", &f->engine.items[i], cells);
        }
        if (i < f->plain.count) {
            print_found(f, "reference", &f->plain.items[i], cells);
        }
    }
}

typedef struct whole_file {
    buffer bytes;
    bool given;
} whole_file;

static pm_status give(void *ctx, buffer *out) {
    whole_file *w = ctx;
    if (w->given) {
        return PM_END;
    }
    w->given = true;
    buffer_str(out, buffer_view(&w->bytes));
    return PM_OK;
}

static size_t column_of(const csv_row *headings, const char *name) {
    size_t i = 0;
    while (i < headings->count && !str_equal(headings->field[i], str_from(name))) {
        i++;
    }
    assert_true(i < headings->count);
    return i;
}

/* Keeps an action for a cell of some clauses; true when there are enough. */
static bool join_action(buffer *joined, size_t row, pm_str action) {
    static const char *const between[] = {". ", "; ", "\n- ", "! ", "? ", "\n\n"};
    buffer_str(joined, action);
    buffer_text(joined, between[row % (sizeof between / sizeof *between)]);
    return row % ACTIONS_JOINED == ACTIONS_JOINED - 1;
}

/* Every row of a file with the columns action, who, by_when, measure, or the actions of some rows
 * in one cell. */
static void compare_file(fixture *f, const char *path, bool together) {
    static const char *const names[PM_COLUMNS] = {"action", "who", "by_when", "measure"};
    whole_file file = {.given = false};
    csv_reader csv;
    csv_row row;
    size_t at[PM_COLUMNS], taken = 0;
    const char *reason;
    pm_status status;
    buffer joined;
    buffer_init(&joined, &memory_default);
    buffer_init(&file.bytes, &memory_default);
    assert_int_equal(os_read_file(path, 1 << 24, &file.bytes, &reason), PM_OK);
    csv_init(&csv, &memory_default, give, &file);
    assert_int_equal(csv_guess(&csv), PM_OK);
    assert_int_equal(csv_next(&csv, &row), PM_OK);
    for (int c = 0; c < PM_COLUMNS; c++) {
        at[c] = column_of(&row, names[c]);
    }
    while ((status = csv_next(&csv, &row)) == PM_OK) {
        pm_str cells[PM_COLUMNS];
        for (int c = 0; c < PM_COLUMNS; c++) {
            cells[c] = at[c] < row.count ? row.field[at[c]] : (pm_str){NULL, 0};
        }
        if (!together) {
            compare_action(f, cells);
        } else if (join_action(&joined, taken++, cells[0])) {
            compare_action(f, (pm_str[PM_COLUMNS]){buffer_view(&joined)});
            buffer_clear(&joined);
        }
    }
    assert_int_equal(status, PM_END);
    csv_free(&csv);
    buffer_free(&file.bytes);
    buffer_free(&joined);
}

static void plans(void **state) {
    fixture *f = *state;
    compare_file(f, "corpus/plans.csv", false);
    assert_true(f->rows > 400 && f->pieces > 2 * f->rows); /* there was something to compare */
    assert_int_equal(f->wrong, 0);
}

static void codebook_cases(void **state) {
    fixture *f = *state;
    compare_file(f, "corpus/codebook-cases.csv", false);
    assert_true(f->rows > 500 && f->pieces > f->rows);
    assert_int_equal(f->wrong, 0);
}

static void long_cells(void **state) {
    fixture *f = *state;
    compare_file(f, "corpus/plans.csv", true);
    assert_true(f->rows > 400 / ACTIONS_JOINED && f->pieces > ACTIONS_JOINED * f->rows);
    assert_int_equal(f->wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(codebook_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_cells, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
