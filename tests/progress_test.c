/* SPDX-License-Identifier: MIT
 * Progress: lines made of facts that a test gives, and when they are told by a clock that it sets.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/progress.h"

/* ---- Lines ---- */

static void check_bar(progress_facts facts, unsigned width, const char *expected) {
    char line[PROGRESS_LINE];
    progress_bar(&facts, width, line);
    assert_string_equal(line, expected);
}

static void check_plain(progress_facts facts, const char *expected) {
    char line[PROGRESS_LINE];
    progress_plain(&facts, line);
    assert_string_equal(line, expected);
}

static const progress_facts halfway = {
    .bytes = 500, .of_bytes = 1000, .rows = 12000, .files = 3, .of_files = 7, .millis = 100000};

static void a_bar_takes_what_room_there_is(void **state) {
    (void)state;
    check_bar(halfway, 120,
              "planmark: [############------------] 50%, 3 of 7 files, 12000 rows, 120 rows/s, "
              "1 min 40 s left");
    check_bar(halfway, 96,
              "planmark: [############------------] 50%, 3 of 7 files, 12000 rows, 120 rows/s, "
              "1 min 40 s left");
    check_bar(halfway, 95, "planmark: 50%, 3 of 7 files, 12000 rows, 120 rows/s, 1 min 40 s left");
    check_bar(halfway, 60, "planmark: 50%, 12000 rows, 120 rows/s, 1 min 40 s left");
    check_bar(halfway, 50, "planmark: 50%, 12000 rows, 1 min 40 s left");
    check_bar(halfway, 40, "planmark: 50%, 1 min 40 s left");
    check_bar(halfway, 20, "planmark: 50%");
    check_bar(halfway, 14, "planmark: 50%");
    check_bar(halfway, 13, "");
    check_bar(halfway, 1, "");
    check_bar(halfway, 0, "");
}

static void a_log_has_all_of_it(void **state) {
    (void)state;
    progress_facts facts = halfway;
    check_plain(facts, "planmark: 50%, 3 of 7 files, 12000 rows, 120 rows/s, 1 min 40 s left");
    facts.ended = true;
    check_plain(facts, "planmark: 50%, 3 of 7 files, 12000 rows, 120 rows/s, "
                       "stopped after 1 min 40 s");
    facts.bytes = 1000;
    facts.files = 7;
    check_plain(facts, "planmark: 100%, 7 of 7 files, 12000 rows, 120 rows/s, done in 1 min 40 s");
    facts = (progress_facts){.of_bytes = 5, .bytes = 5, .of_files = 1, .files = 1, .rows = 1};
    facts.ended = true;
    check_plain(facts, "planmark: 100%, 1 row, done in 0 s");
}

static void a_pipe_has_rows_and_a_rate(void **state) {
    (void)state;
    progress_facts facts = {.rows = 4567, .of_files = 1, .millis = 10000};
    check_bar(facts, 80, "planmark: 4567 rows, 456 rows/s");
    check_bar(facts, 25, "planmark: 4567 rows");
    check_bar(facts, 19, "");
    facts.of_files = 2;
    check_plain(facts, "planmark: 0 of 2 files, 4567 rows, 456 rows/s");
}

static void times_and_rates_are_short(void **state) {
    (void)state;
    progress_facts facts = {.bytes = 1, .of_bytes = 2, .of_files = 1, .rows = 1};
    check_plain(facts, "planmark: 50%, 1 row");
    facts.millis = 999; /* too early to guess */
    check_plain(facts, "planmark: 50%, 1 row, 1.0 rows/s");
    facts.millis = 59000;
    check_plain(facts, "planmark: 50%, 1 row, 0.0 rows/s, 59 s left");
    facts.rows = 500;
    check_plain(facts, "planmark: 50%, 500 rows, 8.4 rows/s, 59 s left");
    facts.millis = 60000;
    check_plain(facts, "planmark: 50%, 500 rows, 8.3 rows/s, 1 min 00 s left");
    facts.millis = 7800000;
    facts.rows = 78000000;
    check_plain(facts, "planmark: 50%, 78000000 rows, 10000 rows/s, 2 h 10 min left");
    facts.bytes = 0; /* nothing says how long it takes */
    check_plain(facts, "planmark: 0%, 78000000 rows, 10000 rows/s");
    facts.bytes = 3; /* the file has grown */
    check_plain(facts, "planmark: 100%, 78000000 rows, 10000 rows/s, 0 s left");
}

static void the_longest_line_fits(void **state) {
    (void)state;
    progress_facts facts = {.bytes = 1, .of_bytes = UINT64_MAX, .rows = SIZE_MAX};
    facts.files = facts.of_files = SIZE_MAX;
    facts.millis = UINT64_C(1) << 40;
    char line[PROGRESS_LINE];
    progress_bar(&facts, 1000, line);
    assert_true(strlen(line) < PROGRESS_LINE - 1);
    assert_null(strstr(line, "left")); /* nobody can tell */
}

/* ---- When they are told ---- */

static uint64_t now;

static uint64_t set_clock(void) {
    return now;
}

/* Standard error goes to a file while a test looks at it. */
typedef struct caught {
    FILE *file;
    int before;
} caught;

static caught catch_errors(void) {
    caught c = {tmpfile(), dup(STDERR_FILENO)};
    assert_non_null(c.file);
    fflush(stderr);
    assert_true(dup2(fileno(c.file), STDERR_FILENO) >= 0);
    return c;
}

static void check_caught(caught *c, const char *expected) {
    char text[4096];
    fflush(stderr);
    dup2(c->before, STDERR_FILENO);
    close(c->before);
    rewind(c->file);
    size_t len = fread(text, 1, sizeof text - 1, c->file);
    text[len] = '\0';
    fclose(c->file);
    assert_string_equal(text, expected);
}

static progress start(terminal *t, int asked, bool apart) {
    progress p;
    progress_init(&p, t, asked, apart);
    p.clock = set_clock;
    now = 5000;
    return p;
}

static void a_log_is_told_every_ten_seconds(void **state) {
    (void)state;
    terminal t = {.err_is_terminal = false};
    progress p = start(&t, PROGRESS_LOG, true);
    caught c = catch_errors();
    progress_begin(&p, NULL, 0, 0);
    progress_rows(&p, 10, 0);
    now += 9999;
    progress_rows(&p, 100, 0);
    now += 1;
    progress_rows(&p, 101, 0); /* told */
    now += 9999;
    progress_rows(&p, 150, 0);
    now += 20000;
    progress_rows(&p, 200, 0); /* told once */
    progress_rows(&p, 300, 0);
    now += 1;
    progress_end(&p);
    progress_end(&p);
    check_caught(&c, "planmark: 101 rows, 10 rows/s\n"
                     "planmark: 200 rows, 5.0 rows/s\n"
                     "planmark: 300 rows, 7.5 rows/s, done in 40 s\n");
}

static void a_bar_is_drawn_anew_and_taken_away(void **state) {
    (void)state;
    terminal t = {.err_is_terminal = true};
    progress p = start(&t, PROGRESS_AUTO, true);
    setenv("COLUMNS", "30", 1);
    caught c = catch_errors();
    progress_begin(&p, NULL, 0, 0);
    progress_rows(&p, 1, 0);
    now += 99;
    progress_rows(&p, 2, 0);
    now += 1;
    progress_rows(&p, 3, 0);
    terminal_note(&t, "a note");
    progress_steps(&p, "groups", 64, 100);
    progress_end(&p);
    check_caught(&c, "\rplanmark: 3 rows, 30 rows/s\x1b[K\r\x1b[Kplanmark: a note\n"
                     "\rplanmark: 64 of 100 groups\x1b[K\r\x1b[K");
}

static void nothing_is_told_where_nobody_watches(void **state) {
    (void)state;
    static const struct {
        terminal t;
        int asked;
        bool apart;
        progress_way way;
    } cases[] = {
        {{.err_is_terminal = true}, PROGRESS_AUTO, true, PROGRESS_BAR},
        {{.err_is_terminal = false}, PROGRESS_AUTO, true, PROGRESS_NONE},
        {{.err_is_terminal = true, .dumb = true}, PROGRESS_AUTO, true, PROGRESS_NONE},
        {{.err_is_terminal = true}, PROGRESS_AUTO, false, PROGRESS_NONE},
        {{.err_is_terminal = true, .quiet = true}, PROGRESS_AUTO, true, PROGRESS_NONE},
        {{.err_is_terminal = true}, PROGRESS_BAR, true, PROGRESS_BAR},
        {{.err_is_terminal = false}, PROGRESS_BAR, true, PROGRESS_LOG},
        {{.err_is_terminal = true, .dumb = true}, PROGRESS_BAR, true, PROGRESS_LOG},
        {{.err_is_terminal = true}, PROGRESS_BAR, false, PROGRESS_LOG},
        {{.err_is_terminal = true}, PROGRESS_LOG, true, PROGRESS_LOG},
        {{.err_is_terminal = false, .quiet = true}, PROGRESS_LOG, true, PROGRESS_NONE},
        {{.err_is_terminal = true}, PROGRESS_NONE, true, PROGRESS_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        terminal t = cases[i].t;
        progress p = start(&t, cases[i].asked, cases[i].apart);
        assert_int_equal(p.way, cases[i].way);
    }
    terminal t = {.err_is_terminal = false};
    progress p = start(&t, PROGRESS_AUTO, true);
    caught c = catch_errors();
    progress_begin(&p, NULL, 0, 0);
    now += 100000;
    progress_rows(&p, 3, 0);
    progress_steps(&p, "groups", 64, 100);
    progress_end(&p);
    check_caught(&c, "");
}

/* Bytes are those of the files that are done, and of the file at hand as far as it was read. */
static void bytes_are_of_all_files(void **state) {
    (void)state;
    char folder[] = "/tmp/progress_test_XXXXXX", path[2][64];
    char *paths[] = {path[0], path[1]};
    assert_non_null(mkdtemp(folder));
    for (int i = 0; i < 2; i++) {
        snprintf(path[i], sizeof path[i], "%s/%d.csv", folder, i);
        FILE *file = fopen(path[i], "w");
        assert_non_null(file);
        fprintf(file, "%*d", 100 + 200 * i, 7);
        fclose(file);
    }
    pm_paths *files;
    size_t failed;
    assert_int_equal(pm_paths_expand(NULL, paths, 2, &files, &failed), PM_OK);
    terminal t = {.err_is_terminal = false};
    progress p = start(&t, PROGRESS_LOG, true);
    caught c = catch_errors();
    progress_begin(&p, files, 0, 0);
    progress_file(&p, files, 0);
    progress_rows(&p, 1, 1000); /* no more than it has */
    now += 10000;
    progress_rows(&p, 2, 50);
    progress_file(&p, files, 1);
    now += 10000;
    progress_rows(&p, 4, 100);
    progress_file(&p, files, 2);
    progress_end(&p);
    check_caught(&c, "planmark: 12%, 0 of 2 files, 2 rows, 0.2 rows/s, 1 min 10 s left\n"
                     "planmark: 50%, 1 of 2 files, 4 rows, 0.2 rows/s, 20 s left\n"
                     "planmark: 100%, 2 of 2 files, 4 rows, 0.2 rows/s, done in 20 s\n");
    /* What an earlier run did took its own time. */
    p = start(&t, PROGRESS_LOG, true);
    c = catch_errors();
    progress_begin(&p, files, 1, 1000);
    progress_file(&p, files, 1);
    now += 10000;
    progress_rows(&p, 1002, 150);
    progress_file(&p, files, 2);
    now += 10000;
    progress_end(&p);
    check_caught(&c, "planmark: 62%, 1 of 2 files, 1002 rows, 0.2 rows/s, 10 s left\n"
                     "planmark: 100%, 2 of 2 files, 1002 rows, 0.1 rows/s, done in 20 s\n");
    pm_paths_free(files);
    unlink(path[0]);
    unlink(path[1]);
    rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_takes_what_room_there_is),
        cmocka_unit_test(a_log_has_all_of_it),
        cmocka_unit_test(a_pipe_has_rows_and_a_rate),
        cmocka_unit_test(times_and_rates_are_short),
        cmocka_unit_test(the_longest_line_fits),
        cmocka_unit_test(a_log_is_told_every_ten_seconds),
        cmocka_unit_test(a_bar_is_drawn_anew_and_taken_away),
        cmocka_unit_test(nothing_is_told_where_nobody_watches),
        cmocka_unit_test(bytes_are_of_all_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
