/* SPDX-License-Identifier: MIT
 * Every function that the library exports, while memory ends in the whole process: the n-th request
 * fails, for every n, alone and with all behind it. A function that is exported and has no case
 * here fails the test. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "planmark/audit.h"
#include "tests/failing.h"
#include "tests/report_fixture.h"
#include "tests/small_pack.h"

static pm_pack *pack; /* the built-in one */
static char folder[64];

static const pm_action action = {
    {{"Social worker to visit every week", 33}, {"SW", 2}, {"3 May 2024", 10}, {"Report", 6}}};
static const int gold[PM_CRITERIA] = {1, 1, 0, 1, 1};

static int swallow(void *ctx, const char *data, size_t len) {
    (void)data;
    if (ctx != NULL) {
        *(size_t *)ctx += len;
    }
    return 0;
}

static pm_status worse(pm_status a, pm_status b) {
    return a != PM_OK ? a : b;
}

/* The path of a file of the test's own; lives until the next call. */
static const char *path_of(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text) {
    FILE *f = fopen(path_of(name), "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* ---- names ---- */

static pm_status try_version(void) {
    TRY_VOID(assert_non_null(pm_version()));
    return PM_OK;
}

static pm_status try_status_text(void) {
    TRY_VOID(assert_non_null(pm_status_text(PM_ERR_MEMORY)));
    return PM_OK;
}

static pm_status try_criterion_name(void) {
    TRY_VOID(assert_non_null(pm_criterion_name(PM_OWNER)));
    return PM_OK;
}

static pm_status try_criterion_parse(void) {
    TRY_VOID(assert_int_equal(pm_criterion_parse(STR("owner")), PM_OWNER));
    return PM_OK;
}

static pm_status try_column_name(void) {
    TRY_VOID(assert_non_null(pm_column_name(PM_WHO)));
    return PM_OK;
}

static pm_status try_strength_name(void) {
    TRY_VOID(assert_non_null(pm_strength_name(PM_WEAK)));
    return PM_OK;
}

static pm_status try_says_name(void) {
    TRY_VOID(assert_non_null(pm_says_name(PM_NEAR)));
    return PM_OK;
}

static pm_status try_figure_name(void) {
    TRY_VOID(assert_non_null(pm_figure_name(PM_FIGURE_F1)));
    return PM_OK;
}

static pm_status try_day_is_valid(void) {
    TRY_VOID(assert_int_equal(pm_day_is_valid(STR("2024-02-29")), 1));
    return PM_OK;
}

/* ---- packs ---- */

static const char rules[] =
    "patterns: {WHO: '( owner:{agents} | <name> )'}\n"
    "rules:\n"
    "- {id: owner.a, criterion: owner, says: met, why: w, match: ['WHO to', '{topics}'],"
    " unless: 'a ..3 {docs}', examples: {met: [mum to go], unmet: [{action: b}]}}\n"
    "- {id: timeframe.a, criterion: timeframe, says: met, why: w, regex: ['(a|b)+c', '[0-9]{3}'], "
    "needs: '<num>'}\n"
    "- {id: measurable.a, criterion: measurable, says: met, why: w, match: visit,"
    " examples: {met: [visit], unmet: [sleep]}}\n";

/* It weighs words, for one criterion. */
#define WEIGHED                                                                                    \
    "name: small\nversion: 1.0.0\ncriteria:\n  actionable: {hint: H}\n  measure_given: {hint: "    \
    "H}\n"                                                                                         \
    "  measurable: {hint: H, weigh: words}\n  timeframe: {hint: H}\n  owner: {hint: H}\n"          \
    "columns: {who: owner, by_when: timeframe, measure: measure_given}\n"

static pm_pack *weighed_pack(void) {
    pm_pack *p;
    MUST(small_pack(NULL, WEIGHED, rules, NULL, &p));
    return p;
}

static pm_status try_pack_default(void) {
    pm_pack *p;
    pm_status status = TRY(pm_pack_default(NULL, &p));
    pm_pack_free(p);
    return status;
}

static pm_status try_pack_compile(void) {
    pm_pack *p;
    pm_status status = TRY(small_pack(NULL, WEIGHED, rules, NULL, &p));
    assert_true((status == PM_OK) == (p != NULL));
    pm_pack_free(p);
    return status;
}

static pm_status try_pack_open(void) {
    pm_pack *p;
    const char *path = path_of("pack");
    pm_status status = TRY(pm_pack_open(NULL, path, &p));
    assert_true((status == PM_OK) == (p != NULL));
    pm_pack_free(p);
    return status;
}

static pm_status try_pack_free(void) {
    pm_pack *p;
    MUST(small_pack(NULL, WEIGHED, rules, NULL, &p));
    TRY_VOID(pm_pack_free(p));
    return PM_OK;
}

static pm_status try_pack_stamp(void) {
    TRY_VOID(assert_true(pm_pack_stamp(pack).len != 0));
    return PM_OK;
}

static pm_status try_pack_criterion(void) {
    pm_criterion_info info;
    return TRY(pm_pack_criterion(pack, PM_OWNER, &info));
}

static pm_status try_pack_rule_count(void) {
    TRY_VOID(assert_true(pm_pack_rule_count(pack) != 0));
    return PM_OK;
}

static pm_status try_pack_rule(void) {
    pm_rule_info info;
    return TRY(pm_pack_rule(pack, 0, &info));
}

static pm_status try_pack_find_rule(void) {
    TRY_VOID(assert_true(pm_pack_find_rule(pack, STR("timeframe.soon")) >= 0));
    return PM_OK;
}

static pm_status try_pack_finding_count(void) {
    TRY_VOID(assert_true(pm_pack_finding_count(pack) != 0));
    return PM_OK;
}

static pm_status try_pack_finding(void) {
    pm_finding_info info;
    return TRY(pm_pack_finding(pack, 0, &info));
}

static void pass_over(void *ctx, const pm_example_result *result) {
    (void)ctx;
    (void)result;
}

static pm_scorer *new_scorer(const pm_pack *p) {
    pm_scorer *s;
    MUST(pm_scorer_new(NULL, p, &s));
    return s;
}

static pm_status try_pack_test(void) {
    pm_pack *p = weighed_pack();
    pm_scorer *s = new_scorer(p);
    pm_status status = TRY(pm_pack_test(p, s, pass_over, NULL));
    pm_scorer_free(s);
    pm_pack_free(p);
    return status;
}

/* ---- scoring ---- */

static pm_status try_scorer_new(void) {
    pm_scorer *s;
    pm_status status = TRY(pm_scorer_new(NULL, pack, &s));
    assert_true((status == PM_OK) == (s != NULL));
    pm_scorer_free(s);
    return status;
}

static pm_status try_scorer_free(void) {
    pm_scorer *s = new_scorer(pack);
    TRY_VOID(pm_scorer_free(s));
    return PM_OK;
}

static pm_status try_scorer_forget(void) {
    pm_scorer *s = new_scorer(pack);
    const pm_mark *mark;
    MUST(pm_score(s, &action, &mark));
    TRY_VOID(pm_scorer_forget(s));
    MUST(pm_score(s, &action, &mark));
    assert_int_equal(mark->score, 5);
    pm_scorer_free(s);
    return PM_OK;
}

static pm_status try_scorer_show(void) {
    pm_scorer *s = new_scorer(pack);
    pm_status status = TRY(pm_scorer_show(s, PM_EVIDENCE_DECIDED));
    pm_scorer_free(s);
    return status;
}

/* It is usable afterwards. */
static pm_status try_score(void) {
    pm_scorer *s = new_scorer(pack);
    const pm_mark *mark;
    pm_status status = TRY(pm_score(s, &action, &mark));
    assert_true((status == PM_OK) == (mark != NULL));
    MUST(pm_score(s, &action, &mark));
    assert_int_equal(mark->score, 5);
    pm_scorer_free(s);
    return status;
}

static pm_status try_fill(void) {
    char text[64];
    TRY_VOID(assert_true(pm_fill(&action, NULL, STR("by \"{soon}\""), text, sizeof text) > 3));
    return PM_OK;
}

static pm_status try_explain(void) {
    pm_scorer *s = new_scorer(pack);
    size_t written = 0;
    pm_status status = TRY(pm_explain(s, &action, 1, swallow, &written));
    assert_true(status != PM_OK || written != 0);
    pm_scorer_free(s);
    return status;
}

/* ---- checking ---- */

static const char overrides[] =
    "{\"planmark_baseline\": 1, \"overrides\": [{\"plan\": \"aa7d5e37c7dc005c\", \"fingerprint\": "
    "\"00000000000000000000000000000001\", \"reason\": \"r\", \"who\": \"LB\"}, "
    "{\"fingerprint\": \"00000000000000000000000000000002\", \"reason\": \"s\", \"until\": "
    "\"2024-05-31\"}]}";

static const pm_plan_action actions[] = {{.action = {{{"Housing", 7}, {"", 0}, {"ASAP", 4}}},
                                          .action_no = {"1", 1},
                                          .source = {"p:2", 3}},
                                         {.action = {{{"Mum to go to the GP", 19}, {"Mum", 3}}},
                                          .action_no = {"2", 1},
                                          .source = {"p:3", 3}}};
static const pm_plan plan = {.plan_id = {"P1", 2},
                             .authority = {"LA1", 3},
                             .plan_date = {"1 May 2024", 10},
                             .action_count = 2,
                             .actions = actions};

static pm_baseline *new_baseline(void) {
    pm_baseline *b;
    MUST(pm_baseline_read(NULL, STR("b"), STR(overrides), &b));
    return b;
}

static pm_check_options check_options(void) {
    return (pm_check_options){.size = sizeof(pm_check_options),
                              .min_score = 5,
                              .scope = PM_OVER_ALL,
                              .today = {"2024-06-02", 10},
                              .keep = 1};
}

static pm_check *new_check(void) {
    pm_check_options o = check_options();
    pm_check *c;
    MUST(pm_check_new(&o, pack, &c));
    return c;
}

static pm_row row_of(const char *plan_id, const char *number) {
    pm_row row = {.plan_id = str_from(plan_id),
                  .authority = STR("LA1"),
                  .action_no = str_from(number),
                  .action = action,
                  .source = STR("p:2"),
                  .has_action = 1,
                  .coded = {-1, -1, -1, -1, -1}};
    return row;
}

static pm_status try_baseline_read(void) {
    pm_baseline *b;
    pm_status status = TRY(pm_baseline_read(NULL, STR("b"), STR(overrides), &b));
    assert_true((status == PM_OK) == (b != NULL));
    pm_baseline_free(b);
    return status;
}

static pm_status try_baseline_free(void) {
    pm_baseline *b = new_baseline();
    TRY_VOID(pm_baseline_free(b));
    return PM_OK;
}

static pm_status try_check_new(void) {
    const pm_level_setting levels[] = {{{"owner", 5}, PM_LEVEL_NOTE}};
    pm_check_options o = check_options();
    pm_check *c;
    o.levels = levels;
    o.level_count = 1;
    o.baseline = new_baseline();
    pm_status status = TRY(pm_check_new(&o, pack, &c));
    assert_true((status == PM_OK) == (c != NULL));
    pm_check_free(c);
    pm_baseline_free((pm_baseline *)o.baseline);
    return status;
}

static pm_status try_check_free(void) {
    pm_check *c = new_check();
    const pm_plan_check *done;
    MUST(pm_check_plan(c, &plan, &done));
    TRY_VOID(pm_check_free(c));
    return PM_OK;
}

/* It is usable afterwards, and has counted nothing of the plan that failed. */
static pm_status try_check_plan(void) {
    pm_check *c = new_check();
    const pm_plan_check *done;
    pm_check_total total;
    pm_status status = TRY(pm_check_plan(c, &plan, &done));
    assert_true((status == PM_OK) == (done != NULL));
    MUST(pm_check_total_of(c, &total));
    assert_int_equal(total.plans, status == PM_OK);
    pm_check_free(c);
    return status;
}

static pm_status try_check_total_of(void) {
    pm_check *c = new_check();
    const pm_plan_check *done;
    pm_check_total total;
    MUST(pm_check_plan(c, &plan, &done));
    pm_status status = TRY(pm_check_total_of(c, &total));
    MUST(pm_check_total_of(c, &total));
    assert_int_equal(total.finding_count, 1);
    pm_check_free(c);
    return status;
}

static pm_status try_check_baseline(void) {
    static const pm_override fresh = {
        .reason = {"r", 1}, .who = {"LB", 2}, .when = {"2024-06-02", 10}};
    pm_check_options o = check_options();
    pm_check *c;
    const pm_plan_check *done;
    pm_baseline_change change;
    size_t written = 0;
    o.baseline = new_baseline();
    MUST(pm_check_new(&o, pack, &c));
    MUST(pm_check_plan(c, &plan, &done));
    pm_status status = TRY(pm_check_baseline(c, &fresh, 0, swallow, &written, &change));
    assert_true((status == PM_OK) == (written != 0)); /* all of it or nothing */
    pm_check_free(c);
    pm_baseline_free((pm_baseline *)o.baseline);
    return status;
}

static pm_status try_check_row(void) {
    pm_check *c = new_check();
    pm_row first = row_of("P1", "1"), second = row_of("P2", "1");
    const pm_plan_check *done;
    pm_status status = TRY(pm_check_row(c, &first, &done));
    status = worse(status, TRY(pm_check_row(c, &second, &done)));
    pm_check_free(c);
    return status;
}

static pm_status try_check_rest(void) {
    pm_check *c = new_check();
    pm_row row = row_of("P1", "1");
    const pm_plan_check *done;
    MUST(pm_check_row(c, &row, &done));
    pm_status status = TRY(pm_check_rest(c, &done));
    assert_true((status == PM_OK) == (done != NULL));
    pm_check_free(c);
    return status;
}

/* Begun anew once more, it is as good as ever. */
static pm_status try_check_restart(void) {
    pm_check_options o = check_options();
    pm_check *c = new_check();
    const pm_plan_check *done;
    pm_check_total total;
    o.baseline = new_baseline();
    MUST(pm_check_plan(c, &plan, &done));
    pm_status status = TRY(pm_check_restart(c, &o));
    MUST(pm_check_restart(c, &o));
    MUST(pm_check_plan(c, &plan, &done));
    MUST(pm_check_total_of(c, &total));
    assert_int_equal(total.plans, 1);
    pm_check_free(c);
    pm_baseline_free((pm_baseline *)o.baseline);
    return status;
}

/* ---- findings out ---- */

typedef enum writing { NEW, NAMED, ADDED, ENDED, FREED } writing;

/* Up to the call that is looked at, in one format. */
static pm_status write_findings_as(pm_check_format format, writing at) {
    pm_check_write_options o = {.size = sizeof o, .format = format, .known = 1};
    pm_check *c = new_check();
    pm_check_writer *w;
    const pm_plan_check *done;
    pm_check_total total;
    pm_status status = PM_OK;
    size_t written = 0;
    if (at == NEW) {
        status = TRY(pm_check_writer_new(&o, pack, swallow, &written, &w));
        assert_true((status == PM_OK) == (w != NULL));
    } else {
        MUST(pm_check_writer_new(&o, pack, swallow, &written, &w));
    }
    MUST(pm_check_plan(c, &plan, &done));
    if (at == NAMED) {
        status = TRY(pm_check_writer_file(w, STR("plans/p.csv"), STR("p.csv")));
    }
    if (at == ADDED) {
        status = TRY(pm_check_writer_add(w, done));
    } else if (at == ENDED) { /* nothing added: memory kept from that could be enough */
        MUST(pm_check_total_of(c, &total));
        status = TRY(pm_check_writer_end(w, &total));
        assert_true(status != PM_OK || written != 0);
    }
    if (at == FREED) {
        TRY_VOID(pm_check_writer_free(w));
    } else {
        pm_check_writer_free(w);
    }
    pm_check_free(c);
    return status;
}

static pm_status write_findings(writing at) {
    pm_status status = PM_OK;
    for (int f = 0; f < PM_CHECK_FORMATS; f++) {
        status = worse(status, write_findings_as((pm_check_format)f, at));
    }
    return status;
}

static pm_status try_check_writer_new(void) {
    return write_findings(NEW);
}

static pm_status try_check_writer_file(void) {
    return write_findings(NAMED);
}

static pm_status try_check_writer_add(void) {
    return write_findings(ADDED);
}

static pm_status try_check_writer_end(void) {
    return write_findings(ENDED);
}

static pm_status try_check_writer_free(void) {
    return write_findings(FREED);
}

/* ---- settings ---- */

static const char settings[] =
    "check: {require: [owner], pack: x, columns: 'action=A', levels: {owner: note, "
    "owner.none: error}, min-score: 2}\n";

static pm_config *new_config(void) {
    pm_config *c;
    MUST(pm_config_new(NULL, &c));
    MUST(pm_config_add(c, STR("a/p"), STR(settings)));
    return c;
}

static pm_status try_config_new(void) {
    pm_config *c;
    pm_status status = TRY(pm_config_new(NULL, &c));
    assert_true((status == PM_OK) == (c != NULL));
    pm_config_free(c);
    return status;
}

static pm_status try_config_free(void) {
    pm_config *c = new_config();
    TRY_VOID(pm_config_free(c));
    return PM_OK;
}

static pm_status try_config_add(void) {
    pm_config *c;
    MUST(pm_config_new(NULL, &c));
    pm_status status = TRY(pm_config_add(c, STR("a/p"), STR(settings)));
    pm_config_free(c);
    return status;
}

static pm_status try_config_read(void) {
    pm_config *c;
    const char *path = path_of("planmark.yaml");
    MUST(pm_config_new(NULL, &c));
    pm_status status = TRY(pm_config_read(c, path));
    pm_config_free(c);
    return status;
}

static pm_status try_config_find(void) {
    pm_config *c;
    pm_config_places places = {sizeof places, "", "", folder};
    MUST(pm_config_new(NULL, &c));
    pm_status status = TRY(pm_config_find(c, &places));
    pm_config_free(c);
    return status;
}

static pm_status try_config_file_count(void) {
    pm_config *c = new_config();
    TRY_VOID(assert_int_equal(pm_config_file_count(c), 0));
    pm_config_free(c);
    return PM_OK;
}

static pm_status try_config_file_get(void) {
    pm_config *c = new_config();
    pm_config_places places = {sizeof places, "", "", folder};
    pm_config_file file;
    MUST(pm_config_find(c, &places));
    pm_status status = TRY(pm_config_file_get(c, 0, &file));
    pm_config_free(c);
    return status;
}

static pm_status try_config_set(void) {
    pm_config *c = new_config();
    pm_status status = TRY(pm_config_set(c, STR("check.levels"), STR("owner=off"), STR("--level")));
    status =
        worse(status, TRY(pm_config_set(c, STR("check.columns"), STR("who=B"), STR("--columns"))));
    pm_config_free(c);
    return status;
}

static pm_status try_config_count(void) {
    pm_config *c = new_config();
    TRY_VOID(assert_true(pm_config_count(c) > 5));
    pm_config_free(c);
    return PM_OK;
}

static pm_status try_config_get(void) {
    pm_config *c = new_config();
    pm_setting row;
    pm_status status = PM_OK;
    for (size_t i = 0, count = pm_config_count(c); i < count; i++) {
        status = worse(status, TRY(pm_config_get(c, i, &row)));
    }
    pm_config_free(c);
    return status;
}

static pm_status try_config_check_settings(void) {
    pm_config *c = new_config();
    pm_check_settings s;
    pm_status status = TRY(pm_config_check_settings(c, &s));
    pm_config_free(c);
    return status;
}

static pm_status try_config_check_levels(void) {
    pm_config *c = new_config();
    pm_status status = TRY(pm_config_check_levels(c, pack));
    pm_config_free(c);
    return status;
}

/* ---- rows in ---- */

static const char *const files[] = {"plan.csv", "plan.jsonl", "plan.json", "plan.txt", "wide.csv"};
enum { FILES = sizeof files / sizeof *files };

static pm_reader *new_reader(const char *name) {
    pm_reader *r;
    MUST(pm_reader_open(NULL, path_of(name), &r));
    return r;
}

static pm_status try_reader_open(void) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < FILES; i++) {
        pm_reader *r;
        pm_read_options o = {.size = sizeof o};
        const char *path = path_of(files[i]);
        pm_status of_file = TRY(pm_reader_open(&o, path, &r));
        assert_true((of_file == PM_OK) == (r != NULL));
        pm_reader_close(r);
        status = worse(status, of_file);
    }
    return status;
}

/* To its end; PM_ERR_ROW: all seems well, and a row is lost. */
static pm_status read_file(const char *name, size_t rows) {
    pm_reader *r = new_reader(name);
    pm_row row;
    size_t count = 0;
    pm_status status = TRY(pm_reader_next(r, &row));
    while (status == PM_OK || status == PM_ERR_ROW) {
        count++;
        status = TRY(pm_reader_next(r, &row));
    }
    pm_reader_close(r);
    return status != PM_END ? status : count == rows ? PM_OK : PM_ERR_ROW;
}

static pm_status try_reader_next(void) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < FILES; i++) {
        status = worse(status, read_file(files[i], 2));
    }
    return status;
}

static pm_status try_reader_close(void) {
    for (size_t i = 0; i < FILES; i++) {
        pm_reader *r = new_reader(files[i]);
        pm_row row;
        MUST(pm_reader_next(r, &row));
        TRY_VOID(pm_reader_close(r));
    }
    return PM_OK;
}

static pm_status try_reader_counts(void) {
    pm_reader *r = new_reader("plan.csv");
    TRY_VOID(assert_int_equal(pm_reader_counts(r).rows, 0));
    pm_reader_close(r);
    return PM_OK;
}

static pm_status try_reader_position(void) {
    pm_reader *r = new_reader("plan.csv");
    TRY_VOID(assert_true(pm_reader_position(r) != 0));
    pm_reader_close(r);
    return PM_OK;
}

static pm_status try_plan_shard(void) {
    TRY_VOID(assert_int_equal(pm_plan_shard(STR("LA1"), STR("P1"), 1), 1));
    return PM_OK;
}

static pm_status try_reader_format(void) {
    pm_reader *r = new_reader("plan.csv");
    TRY_VOID(assert_string_equal(pm_reader_format(r), "csv"));
    pm_reader_close(r);
    return PM_OK;
}

static pm_status try_reader_document(void) {
    pm_reader *r = new_reader("plan.csv");
    TRY_VOID(assert_null(pm_reader_document(r)));
    pm_reader_close(r);
    return PM_OK;
}

static pm_paths *new_paths(void) {
    char *const of[] = {folder};
    pm_paths *p;
    size_t failed;
    MUST(pm_paths_expand(NULL, of, 1, &p, &failed));
    return p;
}

static pm_status try_paths_expand(void) {
    char *const of[] = {folder};
    pm_paths *p;
    size_t failed = 0;
    pm_status status = TRY(pm_paths_expand(NULL, of, 1, &p, &failed));
    assert_true((status == PM_OK) == (p != NULL));
    assert_int_equal(failed, 0);
    pm_paths_free(p);
    return status;
}

static pm_status try_paths_count(void) {
    pm_paths *p = new_paths();
    TRY_VOID(assert_true(pm_paths_count(p) >= FILES));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_get(void) {
    pm_paths *p = new_paths();
    TRY_VOID(assert_non_null(pm_paths_get(p, 0)));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_names(void) {
    pm_paths *p = new_paths();
    pm_str file, name;
    TRY_VOID(assert_int_equal(pm_paths_names(p, 0, &file, &name), 0));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_take_name(void) {
    pm_paths *p = new_paths();
    TRY_VOID(pm_paths_take_name(p, 0));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_left(void) {
    pm_paths *p = new_paths();
    char endings[64];
    TRY_VOID(assert_true(pm_paths_left(p, endings, sizeof endings) > 0));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_omission(void) {
    pm_paths *p = new_paths();
    pm_omission o;
    TRY_VOID(assert_int_equal(pm_paths_omission(p, 0, &o), 0));
    pm_paths_free(p);
    return PM_OK;
}

static pm_status try_paths_free(void) {
    pm_paths *p = new_paths();
    TRY_VOID(pm_paths_free(p));
    return PM_OK;
}

static pm_status try_file_digest(void) {
    char digest[PM_FILE_DIGEST];
    const char *path = path_of("plan.csv");
    return TRY(pm_file_digest(path, digest));
}

/* ---- marks out ---- */

static pm_status write_marks_as(pm_output_format format, int summary, writing at) {
    pm_write_options o = {.size = sizeof o,
                          .format = format,
                          .summary = summary,
                          .text = PM_TEXT_FULL,
                          .excel_safe = 1};
    static const pm_field more[] = {{{"team", 4}, {"=1", 2}}, {{"lead", 4}, {"=2", 2}}};
    pm_scorer *s = new_scorer(pack);
    pm_row row = row_of("P1", "1");
    const pm_mark *mark;
    pm_writer *w;
    pm_status status = PM_OK;
    size_t written = 0;
    row.extra = more;
    row.extra_count = sizeof more / sizeof *more;
    MUST(pm_score(s, &row.action, &mark));
    if (at == NEW) {
        status = TRY(pm_writer_new(&o, STR("stamp"), swallow, &written, &w));
        assert_true((status == PM_OK) == (w != NULL));
    } else {
        MUST(pm_writer_new(&o, STR("stamp"), swallow, &written, &w));
    }
    if (at == ADDED) {
        status = TRY(pm_writer_add(w, &row, mark));
    } else if (at == ENDED) {
        MUST(pm_writer_add(w, &row, mark));
        status = TRY(pm_writer_end(w));
        assert_true(status != PM_OK || written != 0);
    }
    if (at == FREED) {
        TRY_VOID(pm_writer_free(w));
    } else {
        pm_writer_free(w);
    }
    pm_scorer_free(s);
    return status;
}

static pm_status write_marks(writing at) {
    pm_status status = PM_OK;
    for (int f = PM_OUTPUT_TABLE; f <= PM_OUTPUT_JSONL; f++) {
        status = worse(status, write_marks_as((pm_output_format)f, 0, at));
        status = worse(status, write_marks_as((pm_output_format)f, 1, at));
    }
    return status;
}

static pm_status try_writer_new(void) {
    return write_marks(NEW);
}

static pm_status try_writer_add(void) {
    return write_marks(ADDED);
}

static pm_status try_writer_end(void) {
    return write_marks(ENDED);
}

static pm_status try_writer_free(void) {
    return write_marks(FREED);
}

/* Rows that another thread would format, in each format. */
static pm_status write_branches(bool joined) {
    pm_status status = PM_OK;
    pm_row row = row_of("P1", "1");
    pm_scorer *s = new_scorer(pack);
    const pm_mark *mark;
    MUST(pm_score(s, &row.action, &mark));
    for (int f = PM_OUTPUT_TABLE; f <= PM_OUTPUT_JSONL; f++) {
        pm_write_options o = {.size = sizeof o, .format = (pm_output_format)f};
        pm_writer *w, *branch = NULL;
        MUST(pm_writer_new(&o, STR("stamp"), swallow, NULL, &w));
        if (joined) {
            MUST(pm_writer_branch(w, &row, &branch));
            MUST(pm_writer_add(branch, &row, mark));
            status = worse(status, TRY(pm_writer_join(w, branch)));
        } else {
            status = worse(status, TRY(pm_writer_branch(w, &row, &branch)));
        }
        pm_writer_free(branch);
        pm_writer_free(w);
    }
    pm_scorer_free(s);
    return status;
}

static pm_status try_writer_branch(void) {
    return write_branches(false);
}

static pm_status try_writer_join(void) {
    return write_branches(true);
}

static pm_status try_writer_held(void) {
    pm_write_options o = {.size = sizeof o, .format = PM_OUTPUT_CSV};
    pm_writer *w;
    MUST(pm_writer_new(&o, STR("stamp"), swallow, NULL, &w));
    TRY_VOID(assert_int_equal(pm_writer_held(w), 0));
    pm_writer_free(w);
    return PM_OK;
}

static pm_status write_manifest(writing at) {
    static const pm_file_account account = {
        .path = {"plans/p.csv", 11}, .format = {"csv", 3}, .plans = 1};
    pm_write_options o = {.size = sizeof o, .text = PM_TEXT_NONE};
    pm_manifest *m;
    pm_status status = PM_OK;
    if (at == NEW) {
        status = TRY(pm_manifest_new(&o, swallow, NULL, &m));
        assert_true((status == PM_OK) == (m != NULL));
    } else {
        MUST(pm_manifest_new(&o, swallow, NULL, &m));
    }
    if (at == ADDED) {
        status = TRY(pm_manifest_add(m, &account));
    } else if (at == ENDED) {
        MUST(pm_manifest_add(m, &account));
        status = TRY(pm_manifest_end(m));
    }
    if (at == FREED) {
        TRY_VOID(pm_manifest_free(m));
    } else {
        pm_manifest_free(m);
    }
    return status;
}

static pm_status try_manifest_new(void) {
    return write_manifest(NEW);
}

static pm_status try_manifest_add(void) {
    return write_manifest(ADDED);
}

static pm_status try_manifest_end(void) {
    return write_manifest(ENDED);
}

static pm_status try_manifest_free(void) {
    return write_manifest(FREED);
}

/* ---- the report ---- */

#define COUNTED_AS(name, a, b, c, d)                                                               \
    "{\"criterion\":\"" name "\",\"both_yes\":" #a ",\"gold_only\":" #b ",\"tool_only\":" #c       \
    ",\"both_no\":" #d ",\"kappa\":null,\"effective_yes\":40.5,\"effective_no\":null}"
static const char evaluation[] =
    "{\"pack\":\"p\",\"all\":{\"rows\":200,\"plans\":30,\"criteria\":[" COUNTED_AS(
        "actionable", 80, 20, 10, 90) "]},\"by\":\"team\",\"groups\":[{\"value\":\"North\","
                                      "\"criteria\":[" COUNTED_AS("owner", 5, 1, 4, 10) "]}]}";

static pm_status report_with(pm_report **out) {
    static const pm_str by = {"team", 4};
    pm_report_options o = {
        .size = sizeof o, .by = &by, .by_count = 1, .suppress = 2, .mixed = 1, .permutations = 9};
    return pm_report_new(&o, pack, out);
}

static pm_report *new_report(void) {
    pm_report *r;
    MUST(report_with(&r));
    return r;
}

/* A row with a column to group by; every other one has verdicts of its own. */
static pm_row report_row(size_t i, char id[24], const pm_field *team) {
    snprintf(id, 24, "P%zu", i / 2);
    pm_row row = row_of(id, i % 2 != 0 ? "1" : "2");
    row.extra = team;
    row.extra_count = 1;
    for (int k = 0; k < PM_CRITERIA && i % 2 != 0; k++) {
        row.coded[k] = gold[k];
    }
    return row;
}

static const pm_field teams[] = {{{"team", 4}, {"North", 5}}, {{"team", 4}, {"South", 5}}};

static void add_rows(pm_report *r, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char id[24];
        pm_row row = report_row(i, id, &teams[i / 4 % 2]);
        MUST(pm_report_add(r, &row));
    }
}

static pm_status try_report_new(void) {
    pm_report *r;
    pm_status status = TRY(report_with(&r));
    assert_true((status == PM_OK) == (r != NULL));
    pm_report_free(r);
    return status;
}

static pm_status try_report_free(void) {
    pm_report *r = new_report();
    add_rows(r, 4);
    TRY_VOID(pm_report_free(r));
    return PM_OK;
}

static pm_status try_report_add(void) {
    pm_report *r = new_report();
    char id[24];
    pm_status status = PM_OK;
    for (size_t i = 0; i < 2; i++) {
        pm_row row = report_row(i, id, teams);
        status = worse(status, TRY(pm_report_add(r, &row)));
    }
    pm_report_free(r);
    return status;
}

static pm_status try_report_add_plan(void) {
    pm_report *r = new_report();
    pm_row row = row_of("P1", "");
    row.has_action = 0;
    row.extra = teams;
    row.extra_count = 1;
    pm_status status = TRY(pm_report_add_plan(r, &row));
    pm_report_free(r);
    return status;
}

static pm_status try_report_evaluation(void) {
    pm_report *r = new_report();
    pm_status status = TRY(pm_report_evaluation(r, STR("e"), STR(evaluation)));
    pm_report_free(r);
    return status;
}

static pm_status try_report_input(void) {
    pm_report *r = new_report();
    pm_status status = TRY(pm_report_input(r, 1, 2, 3));
    pm_report_free(r);
    return status;
}

static int add_up(void *ctx, const char *data, size_t len) {
    uint64_t *sum = ctx;
    *sum = hash_bytes(data, len, *sum);
    return 0;
}

/* Sorting takes memory where it can get it: the tables are the same without. */
static pm_status try_report_tables(void) {
    static uint64_t usual;
    pm_report *r = new_report();
    const pm_table *t;
    size_t count;
    add_rows(r, 16);
    MUST(pm_report_evaluation(r, STR("e"), STR(evaluation)));
    pm_status status = TRY(pm_report_tables(r, &t, &count));
    if (status == PM_OK) {
        pm_table_options o = {.size = sizeof o, .format = PM_TABLE_JSON};
        uint64_t sum = HASH_SEED;
        MUST(pm_tables_write(&o, t, count, add_up, &sum));
        usual = usual == 0 ? sum : usual;
        assert_true(sum == usual);
    }
    pm_report_free(r);
    return status;
}

static pm_status try_tables_write(void) {
    pm_status status = PM_OK;
    for (int f = PM_TABLE_TEXT; f <= PM_TABLE_HTML; f++) {
        pm_table_options o = {.size = sizeof o, .format = (pm_table_format)f};
        size_t written = 0, count = f == PM_TABLE_CSV ? 1 : REPORT_FIXTURE_TABLES;
        pm_status of_format = TRY(pm_tables_write(&o, report_fixture, count, swallow, &written));
        assert_true((of_format == PM_OK) == (written != 0)); /* all of it or nothing */
        status = worse(status, of_format);
    }
    return status;
}

/* ---- samples ---- */

static pm_status sample_with(pm_sample **out) {
    pm_sample_options o = {.size = sizeof o, .by = STR("team"), .of = PM_HIGH_QUALITY};
    return pm_sample_new(&o, pack, out);
}

static pm_sample *new_sample(size_t rows) {
    pm_sample *s;
    MUST(sample_with(&s));
    for (size_t i = 0; i < rows; i++) {
        char id[24];
        pm_row row = report_row(i, id, &teams[i / 4 % 2]);
        MUST(pm_sample_add(s, &row));
    }
    return s;
}

static pm_sample *looked_at(void) {
    pm_sample *s = new_sample(12);
    pm_sample_frame frame;
    MUST(pm_sample_look(s, &frame));
    return s;
}

static pm_status try_sample_new(void) {
    pm_sample *s;
    pm_status status = TRY(sample_with(&s));
    assert_true((status == PM_OK) == (s != NULL));
    pm_sample_free(s);
    return status;
}

static pm_status try_sample_free(void) {
    pm_sample *s = looked_at();
    TRY_VOID(pm_sample_free(s));
    return PM_OK;
}

static pm_status try_sample_add(void) {
    pm_sample *s = new_sample(0);
    char id[24];
    pm_row row = report_row(0, id, teams);
    pm_status status = TRY(pm_sample_add(s, &row));
    pm_sample_free(s);
    return status;
}

static pm_status try_sample_except(void) {
    pm_sample *s = new_sample(2);
    pm_status status = TRY(pm_sample_except(s, STR(""), STR("P9")));
    pm_sample_free(s);
    return status;
}

static pm_status try_sample_look(void) {
    pm_sample *s = new_sample(12);
    pm_sample_frame frame;
    pm_status status = TRY(pm_sample_look(s, &frame));
    pm_sample_free(s);
    return status;
}

static pm_status try_sample_width(void) {
    pm_sample *s = looked_at();
    TRY_VOID(assert_true(pm_sample_width(s, 3) > 0));
    pm_sample_free(s);
    return PM_OK;
}

static pm_status try_sample_plans(void) {
    pm_sample *s = looked_at();
    TRY_VOID(assert_true(pm_sample_plans(s, 0.5) > 0));
    pm_sample_free(s);
    return PM_OK;
}

static pm_status try_sample_draw(void) {
    pm_sample *s = looked_at();
    pm_sample_drawn drawn;
    pm_status status = TRY(pm_sample_draw(s, 3, &drawn));
    pm_sample_free(s);
    return status;
}

static pm_status try_sample_tables(void) {
    pm_sample *s = looked_at();
    pm_sample_drawn drawn;
    const pm_table *t;
    size_t count;
    MUST(pm_sample_draw(s, 3, &drawn));
    pm_status status = TRY(pm_sample_tables(s, &t, &count));
    pm_sample_free(s);
    return status;
}

/* ---- agreement ---- */

static pm_status try_confusion_add(void) {
    pm_confusion c = {0};
    TRY_VOID(pm_confusion_add(&c, 1, 0));
    return PM_OK;
}

static pm_status try_confusion_agreement(void) {
    const pm_confusion c = {5, 2, 1, 7};
    TRY_VOID(assert_true(pm_confusion_agreement(&c).accuracy > 0.7));
    return PM_OK;
}

static pm_comparison *new_comparison(size_t plans) {
    pm_comparison *c;
    MUST(pm_comparison_new(NULL, &c));
    for (size_t i = 0; i < plans; i++) {
        char id[24];
        int tool[PM_CRITERIA] = {1, i % 2 != 0, 0, 1, i % 3 != 0};
        snprintf(id, sizeof id, "P%zu", i);
        MUST(pm_comparison_add(c, STR("LA1"), str_from(id), gold, tool));
    }
    return c;
}

static pm_status try_comparison_new(void) {
    pm_comparison *c;
    pm_status status = TRY(pm_comparison_new(NULL, &c));
    assert_true((status == PM_OK) == (c != NULL));
    pm_comparison_free(c);
    return status;
}

static pm_status try_comparison_free(void) {
    pm_comparison *c = new_comparison(3);
    TRY_VOID(pm_comparison_free(c));
    return PM_OK;
}

static pm_status try_comparison_add(void) {
    pm_comparison *c = new_comparison(0);
    pm_status status = TRY(pm_comparison_add(c, STR("LA1"), STR("P1"), gold, gold));
    pm_comparison_free(c);
    return status;
}

/* By the jackknife, and by the bootstrap. */
static pm_status try_comparison_figures(void) {
    pm_status status = PM_OK;
    for (size_t plans = 5; plans <= 25; plans += 20) {
        pm_comparison *c = new_comparison(plans);
        pm_interval_options o = {.size = sizeof o, .resamples = PM_RESAMPLES_LEAST};
        pm_figures figures;
        status = worse(status, TRY(pm_comparison_figures(c, &o, &figures)));
        pm_comparison_free(c);
    }
    return status;
}

static pm_status try_comparison_means(void) {
    pm_status status = PM_OK;
    for (size_t plans = 5; plans <= 25; plans += 20) {
        pm_comparison *c[] = {new_comparison(plans), new_comparison(plans)};
        pm_interval_options o = {.size = sizeof o, .resamples = PM_RESAMPLES_LEAST};
        pm_mean_figures figures;
        status = worse(status, TRY(pm_comparison_means(&c[0], 1, &c[1], 1, &o, &figures)));
        pm_comparison_free(c[0]);
        pm_comparison_free(c[1]);
    }
    return status;
}

/* ---- trials and weights ---- */

static pm_trial *new_trial(void) {
    pm_trial *t;
    MUST(pm_trial_new(NULL, pack, &t));
    MUST(pm_trial_add(t, &action, gold));
    return t;
}

static pm_status try_trial_new(void) {
    pm_trial *t;
    pm_status status = TRY(pm_trial_new(NULL, pack, &t));
    assert_true((status == PM_OK) == (t != NULL));
    pm_trial_free(t);
    return status;
}

static pm_status try_trial_free(void) {
    pm_trial *t = new_trial();
    TRY_VOID(pm_trial_free(t));
    return PM_OK;
}

/* Nothing is counted of what failed. */
static pm_status try_trial_add(void) {
    pm_trial *t;
    MUST(pm_trial_new(NULL, pack, &t));
    pm_status status = TRY(pm_trial_add(t, &action, gold));
    assert_int_equal(pm_trial_confusion(t, PM_OWNER).both_yes, status == PM_OK);
    pm_trial_free(t);
    return status;
}

static pm_status try_trial_confusion(void) {
    pm_trial *t = new_trial();
    TRY_VOID(assert_int_equal(pm_trial_confusion(t, PM_OWNER).both_yes, 1));
    pm_trial_free(t);
    return PM_OK;
}

static pm_status try_trial_rule(void) {
    pm_trial *t = new_trial();
    pm_rule_use use;
    pm_status status = TRY(pm_trial_rule(t, 0, &use));
    pm_trial_free(t);
    return status;
}

static pm_status try_trial_reliability(void) {
    pm_trial *t = new_trial();
    pm_reliability r;
    pm_status status = TRY(pm_trial_reliability(t, PM_CRITERIA, &r));
    pm_trial_free(t);
    return status;
}

static pm_status try_trial_calibrate(void) {
    pm_trial *t = new_trial();
    size_t written = 0;
    pm_status status = TRY(pm_trial_calibrate(t, swallow, &written));
    assert_true((status == PM_OK) == (written != 0));
    pm_trial_free(t);
    return status;
}

static pm_weighing *new_weighing(const pm_pack *p) {
    pm_weighing *w;
    MUST(pm_weighing_new(NULL, p, &w));
    for (int i = 0; i < 4; i++) {
        MUST(pm_weighing_add(w, &action, STR("a"), STR("p"), gold));
    }
    return w;
}

static pm_status try_weighing_new(void) {
    pm_pack *p = weighed_pack();
    pm_weighing *w;
    pm_status status = TRY(pm_weighing_new(NULL, p, &w));
    assert_true((status == PM_OK) == (w != NULL));
    pm_weighing_free(w);
    pm_pack_free(p);
    return status;
}

static pm_status try_weighing_free(void) {
    pm_pack *p = weighed_pack();
    pm_weighing *w = new_weighing(p);
    TRY_VOID(pm_weighing_free(w));
    pm_pack_free(p);
    return PM_OK;
}

static pm_status try_weighing_add(void) {
    pm_pack *p = weighed_pack();
    pm_weighing *w;
    MUST(pm_weighing_new(NULL, p, &w));
    pm_status status = TRY(pm_weighing_add(w, &action, STR("a"), STR("p"), gold));
    pm_weighing_free(w);
    pm_pack_free(p);
    return status;
}

/* Sorting gets on without memory. */
static pm_status try_weighing_write(void) {
    pm_pack *p = weighed_pack();
    pm_weighing *w = new_weighing(p), *usual = new_weighing(p);
    size_t written = 0, wanted = 0;
    MUST(pm_weighing_write(usual, swallow, &wanted));
    pm_weighing_free(usual);
    pm_status status = TRY(pm_weighing_write(w, swallow, &written));
    assert_int_equal(written, status == PM_OK ? wanted : 0);
    pm_weighing_free(w);
    pm_pack_free(p);
    return status;
}

/* ---- all of them ---- */

#define CASE(name, kind)                                                                           \
    { "pm_" #name, try_##name, kind }

static const failing_case cases[] = {
    CASE(baseline_free, NEVER),
    CASE(baseline_read, ASKS),
    CASE(check_baseline, ASKS),
    CASE(check_free, NEVER),
    CASE(check_new, ASKS),
    CASE(check_plan, ASKS),
    CASE(check_rest, ASKS),
    CASE(check_restart, ASKS),
    CASE(check_row, ASKS),
    CASE(check_total_of, ASKS),
    CASE(check_writer_add, ASKS),
    CASE(check_writer_end, ASKS),
    CASE(check_writer_file, ASKS),
    CASE(check_writer_free, NEVER),
    CASE(check_writer_new, ASKS),
    CASE(column_name, NEVER),
    CASE(comparison_add, ASKS),
    CASE(comparison_figures, ASKS),
    CASE(comparison_free, NEVER),
    CASE(comparison_means, ASKS),
    CASE(comparison_new, ASKS),
    CASE(config_add, ASKS),
    CASE(config_check_levels, ASKS),
    CASE(config_check_settings, ASKS),
    CASE(config_count, NEVER),
    CASE(config_file_count, NEVER),
    CASE(config_file_get, NEVER),
    CASE(config_find, ASKS),
    CASE(config_free, NEVER),
    CASE(config_get, ASKS),
    CASE(config_new, ASKS),
    CASE(config_read, ASKS),
    CASE(config_set, ASKS),
    CASE(confusion_add, NEVER),
    CASE(confusion_agreement, NEVER),
    CASE(criterion_name, NEVER),
    CASE(criterion_parse, NEVER),
    CASE(day_is_valid, NEVER),
    CASE(explain, ASKS),
    CASE(figure_name, NEVER),
    CASE(file_digest, ASKS),
    CASE(fill, NEVER),
    CASE(manifest_add, ASKS),
    CASE(manifest_end, NEVER),
    CASE(manifest_free, NEVER),
    CASE(manifest_new, ASKS),
    CASE(pack_compile, ASKS),
    CASE(pack_criterion, NEVER),
    CASE(pack_default, ASKS),
    CASE(pack_find_rule, NEVER),
    CASE(pack_finding, NEVER),
    CASE(pack_finding_count, NEVER),
    CASE(pack_free, NEVER),
    CASE(pack_open, ASKS),
    CASE(pack_rule, NEVER),
    CASE(pack_rule_count, NEVER),
    CASE(pack_stamp, NEVER),
    CASE(pack_test, ASKS),
    CASE(paths_count, NEVER),
    CASE(paths_expand, ASKS),
    CASE(paths_free, NEVER),
    CASE(paths_get, NEVER),
    CASE(paths_left, NEVER),
    CASE(paths_names, NEVER),
    CASE(paths_omission, NEVER),
    CASE(paths_take_name, NEVER),
    CASE(reader_close, NEVER),
    CASE(reader_counts, NEVER),
    CASE(reader_document, NEVER),
    CASE(reader_format, NEVER),
    CASE(plan_shard, NEVER),
    CASE(reader_next, ASKS),
    CASE(reader_open, ASKS),
    CASE(reader_position, NEVER),
    CASE(report_add, ASKS),
    CASE(report_add_plan, ASKS),
    CASE(report_evaluation, ASKS),
    CASE(report_free, NEVER),
    CASE(report_input, NEVER),
    CASE(report_new, ASKS),
    CASE(report_tables, MAY_DO),
    CASE(sample_add, ASKS),
    CASE(sample_draw, ASKS),
    CASE(sample_except, ASKS),
    CASE(sample_free, NEVER),
    CASE(sample_look, ASKS),
    CASE(sample_new, ASKS),
    CASE(sample_plans, NEVER),
    CASE(sample_tables, ASKS),
    CASE(sample_width, NEVER),
    CASE(says_name, NEVER),
    CASE(score, ASKS),
    CASE(scorer_forget, NEVER),
    CASE(scorer_free, NEVER),
    CASE(scorer_new, ASKS),
    CASE(scorer_show, NEVER),
    CASE(status_text, NEVER),
    CASE(strength_name, NEVER),
    CASE(tables_write, ASKS),
    CASE(trial_add, ASKS),
    CASE(trial_calibrate, ASKS),
    CASE(trial_confusion, NEVER),
    CASE(trial_free, NEVER),
    CASE(trial_new, ASKS),
    CASE(trial_reliability, NEVER),
    CASE(trial_rule, NEVER),
    CASE(version, NEVER),
    CASE(weighing_add, ASKS),
    CASE(weighing_free, NEVER),
    CASE(weighing_new, ASKS),
    CASE(weighing_write, MAY_DO),
    CASE(writer_add, ASKS),
    CASE(writer_branch, ASKS),
    CASE(writer_end, ASKS),
    CASE(writer_free, NEVER),
    CASE(writer_held, NEVER),
    CASE(writer_join, NEVER),
    CASE(writer_new, ASKS),
};

static void memory_ends_in_every_function(void **state) {
    (void)state;
    failing_run(cases, sizeof cases / sizeof *cases, "tests/exports.txt");
}

static int make_files(void **state) {
    (void)state;
    strcpy(folder, "/tmp/failing_test_XXXXXX");
    if (mkdtemp(folder) == NULL || mkdir(path_of("pack"), 0700) != 0 ||
        mkdir(path_of("pack/lexicons"), 0700) != 0 ||
        mkdir(path_of("pack/lexicons/agents"), 0700) != 0 ||
        pm_pack_default(NULL, &pack) != PM_OK) {
        return -1;
    }
    put("pack/pack.yaml", WEIGHED);
    put("pack/rules.yaml", rules);
    put("pack/lexicons/agents/all.txt", "mum\nschool\n");
    put("pack/lexicons/docs.txt", "plan\n");
    put("pack/lexicons/topics.txt", "#: match stem\nanxiety\n");
    put("planmark.yaml", settings);
    put("plan.csv",
        "Plan ID,Action,Who,Team\nP1,\"Mum, to go\",Mum,North\nP2,Dad to go,Dad,\xE9\n");
    put("plan.jsonl",
        "{\"action\": \"Mum to go\", \"who\": [\"Mum\"]}\n{\"action\": \"Dad to go\", \"n\": 1}\n");
    put("plan.json", "{\"plans\": [{\"id\": \"P1\", \"actions\": [{\"action\": \"Mum to go\"}, "
                     "{\"action\": \"x\"}]}]}");
    put("plan.txt", "- Mum to go\n- Dad to go\n");
    put("wide.csv", "Plan ID,Action 1,Who 1,Action 2,Who 2\nP1,Mum to go,Mum,Dad to go,Dad\n");
    put("left.rtf", "");
    return 0;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at) {
    (void)s;
    (void)kind;
    (void)at;
    return remove(path);
}

static int remove_files(void **state) {
    (void)state;
    pm_pack_free(pack);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_ends_in_every_function)};
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
