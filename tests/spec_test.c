/* SPDX-License-Identifier: MIT
 * Runs the cases of tests/spec (its README tells the format) through pm_score. Run in the project's
 * folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/os.h"
#include "planmark.h"

#define FOLDER "tests/spec"

enum { LINE_ACTION, LINE_WHO, LINE_BY_WHEN, LINE_MEASURE, LINE_YES, LINE_NO, LINE_BY_RULE, LINES };
static const char *const line_names[LINES] = {"action", "who", "by when", "measure",
                                              "yes",    "no",  "by rule"};

typedef struct spec_case {
    pm_str line[LINES];
    size_t number; /* of its first line; 0: no case has begun */
} spec_case;

typedef struct fixture {
    pm_pack *pack;
    pm_scorer *scorer;
    const char *file;
    size_t cases, wrong, covered[PM_CRITERIA][2];
} fixture;

static void tell(fixture *f, const spec_case *k, const char *what, pm_str detail) {
    pm_str action = k->line[LINE_ACTION];
    print_message("%s:%zu: %s%.*s: %.*s\n", f->file, k->number, what, (int)detail.len,
                  detail.data != NULL ? detail.data : "", (int)action.len,
                  action.data != NULL ? action.data : "");
    f->wrong++;
}

/* Takes a word off the front of *rest. */
static pm_str next_word(pm_str *rest) {
    *rest = str_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !ascii_space(rest->data[end])) {
        end++;
    }
    pm_str word = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return word;
}

static void check_verdicts(fixture *f, const spec_case *k, const pm_mark *mark, int met) {
    pm_str rest = k->line[met ? LINE_YES : LINE_NO];
    for (pm_str word = next_word(&rest); word.len != 0; word = next_word(&rest)) {
        int c = pm_criterion_parse(word);
        if (c < 0) {
            tell(f, k, "no such criterion: ", word);
        } else {
            f->covered[c][met]++;
            if (mark->verdict[c].met != met) {
                tell(f, k, met ? "should be yes: " : "should be no: ", word);
            }
        }
    }
}

static void check_rules(fixture *f, const spec_case *k, const pm_mark *mark) {
    pm_str rest = k->line[LINE_BY_RULE];
    for (pm_str id = next_word(&rest); id.len != 0; id = next_word(&rest)) {
        bool decided = false;
        for (int c = 0; c < PM_CRITERIA; c++) {
            ptrdiff_t by = mark->verdict[c].decided_by;
            decided = decided || (by >= 0 && str_equal(mark->evidence[by].rule, id));
        }
        if (!decided) {
            tell(f, k, "does not rest on ", id);
        }
    }
}

static void run_case(fixture *f, spec_case *k) {
    const pm_mark *mark;
    if (k->number == 0) {
        return;
    }
    pm_action action = {
        {k->line[LINE_ACTION], k->line[LINE_WHO], k->line[LINE_BY_WHEN], k->line[LINE_MEASURE]}};
    f->cases++;
    if (k->line[LINE_ACTION].len == 0 || k->line[LINE_YES].len + k->line[LINE_NO].len == 0) {
        tell(f, k, "a case has an action, and a yes or a no", (pm_str){NULL, 0});
    }
    assert_int_equal(pm_score(f->scorer, &action, &mark), PM_OK);
    check_verdicts(f, k, mark, 1);
    check_verdicts(f, k, mark, 0);
    check_rules(f, k, mark);
    memset(k, 0, sizeof *k);
}

static void take_line(fixture *f, spec_case *k, pm_str line, size_t number) {
    size_t colon = 0;
    while (colon < line.len && line.data[colon] != ':') {
        colon++;
    }
    for (int i = 0; i < LINES; i++) {
        if (colon < line.len && str_equal(str_slice(line, 0, colon), str_from(line_names[i])) &&
            k->line[i].data == NULL) {
            k->line[i] = str_trim(str_slice(line, colon + 1, line.len));
            k->number = k->number != 0 ? k->number : number;
            return;
        }
    }
    spec_case here = {.number = number};
    tell(f, &here, "a line that no case knows, or twice: ", line);
}

static void run_text(fixture *f, pm_str text) {
    spec_case k = {.number = 0};
    size_t start = 0, number = 0;
    while (start < text.len) {
        size_t end = start;
        while (end < text.len && text.data[end] != '\n') {
            end++;
        }
        pm_str line = str_trim(str_slice(text, start, end));
        number++;
        if (line.len == 0) {
            run_case(f, &k);
        } else if (line.data[0] != '#') {
            take_line(f, &k, line, number);
        }
        start = end + 1;
    }
    run_case(f, &k);
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_int_equal(pm_pack_default(NULL, &f->pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, f->pack, &f->scorer), PM_OK);
    f->file = "here";
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    pm_scorer_free(f->scorer);
    pm_pack_free(f->pack);
    free(f);
    return 0;
}

static void run_file(fixture *f, const char *name) {
    char path[512];
    buffer content;
    const char *reason;
    snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    f->file = path;
    buffer_init(&content, &memory_default);
    assert_int_equal(os_read_file(path, 1 << 20, &content, &reason), PM_OK);
    run_text(f, buffer_view(&content));
    buffer_free(&content);
}

static void all_cases(void **state) {
    fixture *f = *state;
    os_names names;
    const char *reason;
    assert_int_equal(os_list_folder(FOLDER, &memory_default, &names, &reason), PM_OK);
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends(str_from(names.items[i]), STR(".txt"))) {
            run_file(f, names.items[i]);
        }
    }
    os_free_names(&names);
    assert_true(f->cases >= 60);
    for (int c = 0; c < PM_CRITERIA; c++) { /* both sides of every criterion */
        assert_true(f->covered[c][0] >= 5 && f->covered[c][1] >= 5);
    }
    if (f->wrong != 0) {
        fail_msg("%zu faults in %zu cases", f->wrong, f->cases);
    }
}

/* The runner itself finds what is wrong. */
static void faults_are_found(void **state) {
    fixture *f = *state;
    static const struct {
        const char *text;
        size_t cases, wrong;
    } list[] = {
        {"action: Mum to ring the GP\nyes: actionable owner\n", 1, 0},
        {"action: Mum to ring the GP\nno: actionable owner\n", 1, 2},
        {"action: Mum to ring the GP\nyes: actionabel\n", 1, 1},
        {"action: Mum to ring the GP\nyes: owner\nby rule: owner.no-such\n", 1, 1},
        {"action: Mum to ring the GP\n", 1, 1},
        {"yes: owner\n\nno: owner\n", 2, 3},
        {"# only words\n\n\n", 0, 0},
        {"action: x\naction: y\nno: owner", 1, 1},
        {"acton: x\n", 0, 1},
    };
    print_message("(the faults told here are meant)\n");
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        f->cases = f->wrong = 0;
        run_text(f, str_from(list[i].text));
        assert_int_equal(f->cases, list[i].cases);
        assert_int_equal(f->wrong, list[i].wrong);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_are_found, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
