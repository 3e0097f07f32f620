/* SPDX-License-Identifier: MIT
 * The gate by a small pack: which finding a verdict gives and how much it weighs, what is found of
 * a plan as a whole, and when the gate is open. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/checked.h"

static pm_pack *pack;

static int open_pack(void **state) {
    (void)state;
    static told t;
    return checked_pack(NULL, CHECKED_FINDINGS, &t, &pack) == PM_OK && t.errors == 0 ? 0 : -1;
}

static int close_pack(void **state) {
    (void)state;
    pm_pack_free(pack);
    return 0;
}

static pm_check *check_by(pm_check_options *o) {
    pm_check *c;
    o->size = sizeof *o;
    assert_int_equal(pm_check_new(o, pack, &c), PM_OK);
    return c;
}

static const pm_plan_check *run(pm_check *c, const char *date, checked_cells *cells, size_t count) {
    static checked_plan p;
    const pm_plan_check *done;
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P1", date, cells, count), &done), PM_OK);
    return done;
}

#define CELLS(...)                                                                                 \
    ((checked_cells[]){__VA_ARGS__}), sizeof((checked_cells[]){__VA_ARGS__}) / sizeof(checked_cells)

/* How often a plan is checked until its actions are known and not marked anew, and once more. */
enum { UNTIL_KNOWN = 4 };

/* What a check by these options finds in a plan, as often as it comes. */
static void expect_by(pm_check_options o, const char *date, checked_cells *cells, size_t count,
                      const char *wanted, int passed) {
    pm_check *c = check_by(&o);
    for (int i = 0; i < UNTIL_KNOWN; i++) {
        const pm_plan_check *done = run(c, date, cells, count);
        assert_string_equal(checked_list(done->findings, done->finding_count), wanted);
        assert_int_equal(done->passed, passed);
        assert_int_equal(pm_check_restart(c, &o), PM_OK);
    }
    pm_check_free(c);
}

#define EXPECT(cells, wanted)                                                                      \
    expect_by((pm_check_options){.size = 0}, "", cells, wanted,                                    \
              strstr(wanted, " error") == NULL || strstr(wanted, " error?") != NULL)

/* An action that wants nothing; another one, so that neither repeats the other. */
#define GOOD                                                                                       \
    { "mum to send the assessment", "", "3 May 2024", "2 visits" }
#define GOOD_TOO                                                                                   \
    { "gp to visit with the policy", "", "weekly", "1 letter" }

/* ---- which finding, and its level ---- */

static void findings_of_verdicts(void **state) {
    (void)state;
    EXPECT(CELLS(GOOD), "");
    /* the rule's, the plain one, and the one of what hangs on another criterion */
    EXPECT(CELLS({"the policy was", "tbc", "3 May 2024", "2"}),
           "0 actionable.past warning, 0 measure_given.no-task note, 0 owner.open error");
    EXPECT(CELLS({"mum to read the policy", "", "3 May 2024", "2"}),
           "0 actionable.none error, 0 measure_given.no-task note");
    EXPECT(CELLS({"send the policy", "mum", "monthly", ""}),
           "0 measure_given.none note, 0 timeframe.none error");
}

/* One level lower, whatever it was; a note stays one. */
static void unsure_is_lower(void **state) {
    (void)state;
    static const pm_level_setting note = {{"timeframe", 9}, PM_LEVEL_NOTE};
    pm_check_options o = {.levels = &note, .level_count = 1};
    EXPECT(CELLS({"send the policy", "mum", "asap", "2"}), "0 timeframe.filler warning?");
    EXPECT(CELLS({"was", "mum", "3 May 2024", "2"}),
           "0 actionable.past warning, 0 measurable.none note?, 0 measure_given.no-task note");
    expect_by(o, "", CELLS({"send the policy", "mum", "asap", "2"}), "0 timeframe.filler note?", 1);
}

static void messages_and_evidence(void **state) {
    (void)state;
    pm_check_options o = {.size = 0};
    pm_check *c = check_by(&o);
    char hint[40];
    const pm_plan_check *done = run(c, "", CELLS({"send the policy", "", "by ASAP", "2"}));
    const pm_finding *f = done->findings;
    assert_int_equal(done->finding_count, 2);
    assert_true(str_equal(f->message, STR("S filler")) && f->criterion == PM_TIMEFRAME);
    assert_true(f->evidence != NULL && f->evidence->column == PM_BY_WHEN);
    assert_true(f->evidence->start == 3 && f->evidence->end == 7);
    assert_true(fabs(f->confidence - 0.6) < 1e-6 && f->unsure == 1);
    pm_fill(&done->actions[0].given->action, f->evidence, f->hint, hint, sizeof hint);
    assert_string_equal(hint, "not ASAP");
    assert_true(str_equal(f[1].message, STR("this is missing")) && f[1].evidence == NULL);
    assert_true(str_equal(f[1].hint, STR("H owner")) && f[1].action == 0 && f[1].earlier == -1);
    assert_int_equal(done->actions[0].score, 3);
    assert_int_equal(done->actions[0].met[PM_OWNER], 0);
    assert_int_equal(done->actions[0].unsure[PM_TIMEFRAME], 1);
    pm_check_free(c);
}

/* Words that outweigh the rules are no rule's finding, and above all not another criterion's. */
static void weighed_words(void **state) {
    (void)state;
    pm_pack *built_in;
    pm_check *c;
    pm_reader *reader;
    pm_row row;
    const pm_plan_check *done;
    pm_check_options o = {.size = sizeof o};
    size_t weighed = 0;
    assert_int_equal(pm_pack_default(NULL, &built_in), PM_OK);
    assert_int_equal(pm_check_new(&o, built_in, &c), PM_OK);
    assert_int_equal(pm_reader_open(NULL, "corpus/writing.csv", &reader), PM_OK);
    while (pm_reader_next(reader, &row) == PM_OK) {
        pm_plan_action action = {.action = row.action};
        pm_plan plan = {.action_count = 1, .actions = &action};
        assert_int_equal(pm_check_plan(c, &plan, &done), PM_OK);
        for (size_t i = 0; i < done->finding_count; i++) {
            const pm_finding *f = &done->findings[i];
            const char *name =
                f->criterion >= 0 ? pm_criterion_name((pm_criterion)f->criterion) : "";
            assert_true(str_starts(f->id, str_from(name)));
            weighed += f->evidence != NULL && str_ends(f->evidence->rule, STR(".words-against"));
        }
    }
    assert_true(weighed != 0);
    pm_reader_close(reader);
    pm_check_free(c);
    pm_pack_free(built_in);
}

/* ---- settings ---- */

static void settings(void **state) {
    (void)state;
    static const pm_level_setting one = {{"owner.none", 10}, PM_LEVEL_WARNING},
                                  all = {{"owner", 5}, PM_LEVEL_NOTE},
                                  off = {{"measure_given", 13}, PM_LEVEL_OFF},
                                  raised = {{"measure_given", 13}, PM_LEVEL_ERROR},
                                  day = {{"timeframe", 9}, PM_LEVEL_OFF};
    checked_cells none[] = {{"send the policy", "", "3 May 2024", "2"}};
    checked_cells no_task[] = {{"the policy", "mum", "3 May 2024", "2"}};
    expect_by((pm_check_options){.levels = &one, .level_count = 1}, "", none, 1,
              "0 owner.none warning", 1);
    expect_by((pm_check_options){.levels = (pm_level_setting[]){one, all}, .level_count = 2}, "",
              none, 1, "0 owner.none note", 1);
    expect_by((pm_check_options){.levels = (pm_level_setting[]){all, one}, .level_count = 2}, "",
              none, 1, "0 owner.none warning", 1);
    /* what hangs on another criterion is put off with its own, and not raised with it */
    expect_by((pm_check_options){.levels = &raised, .level_count = 1}, "", no_task, 1,
              "0 actionable.none error, 0 measure_given.no-task note", 0);
    expect_by((pm_check_options){.levels = &off, .level_count = 1}, "", no_task, 1,
              "0 actionable.none error", 0);
    expect_by((pm_check_options){.levels = &day, .level_count = 1}, "",
              CELLS({"send the policy", "mum", "30 February 2024", "2"}), "", 1);
}

static void required(void **state) {
    (void)state;
    static const pm_level_setting low = {{"measurable", 10}, PM_LEVEL_OFF};
    pm_check_options o = {
        .required = 1u << PM_MEASURABLE | 1u << PM_MEASURE_GIVEN, .levels = &low, .level_count = 1};
    expect_by(o, "", CELLS({"send it", "mum", "3 May 2024", ""}),
              "0 measurable.none error, 0 measure_given.none error", 0);
    /* also when it is wanting for want of a task; an unsure one is a warning */
    expect_by(o, "", CELLS({"it", "mum", "3 May 2024", "2"}),
              "0 actionable.none error, 0 measurable.none warning?, 0 measure_given.no-task error",
              0);
    o.required = 1u << PM_TIMEFRAME; /* what the gate looks for beside the criterion is not of it */
    expect_by(o, "2024-06-01", CELLS({"send the policy", "mum", "3 May 2024", "2"}),
              "0 timeframe.before-plan warning", 1);
}

static void refused(pm_check_options o, const char *why) {
    pm_check *c = NULL;
    told t = {.len = 0};
    o.size = sizeof o;
    o.common = (pm_options){sizeof o.common, NULL, told_note, &t};
    assert_int_equal(pm_check_new(&o, pack, &c), PM_ERR_ARGUMENT);
    assert_null(c);
    if (strstr(t.text, why) == NULL) {
        fail_msg("not told: %s\nbut: %s", why, t.text);
    }
}

static void beyond_range(void **state) {
    (void)state;
    static const pm_level_setting slips[] = {{{"timeframe.filer", 15}, PM_LEVEL_NOTE},
                                             {{"ovner", 5}, PM_LEVEL_NOTE}},
                                  far = {{"zzzzzzzzzz", 10}, PM_LEVEL_NOTE},
                                  none = {{NULL, 0}, PM_LEVEL_NOTE},
                                  level = {{"owner", 5}, (pm_level)4};
    const pm_check_options by_name = {.levels = slips, .level_count = 2};
    refused(by_name, "called 'timeframe.filer'; did you mean 'timeframe.filler'?");
    refused(by_name, "called 'ovner'; did you mean 'owner'?");
    refused((pm_check_options){.levels = &far, .level_count = 1}, "called 'zzzzzzzzzz' |");
    refused((pm_check_options){.levels = &none, .level_count = 1}, "called '' |");
    refused((pm_check_options){.levels = &level, .level_count = 1}, "a level is off");
    refused((pm_check_options){.min_score = 5.01}, "from 0 to 5");
    refused((pm_check_options){.min_score = -1}, "from 0 to 5");
    refused((pm_check_options){.min_score = (double)NAN}, "from 0 to 5");
    refused((pm_check_options){.min_high_quality = 1.01}, "0 to 100");
    refused((pm_check_options){.min_high_quality = (double)NAN}, "0 to 100");
    refused((pm_check_options){.required = 1u << PM_CRITERIA}, "none that there is");
    refused((pm_check_options){.fail_on = (pm_fail_on)3}, "none that there is");
    refused((pm_check_options){.scope = (pm_gate_scope)2}, "none that there is");
    static const char *const days[] = {"2024-5-31",  "2023-02-29", "2024-13-01", "0000-01-01",
                                       "2024-00-10", "1900-02-29", "2024-05-3l", "2024-05-310"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        refused((pm_check_options){.today = str_from(days[i])}, "a day of the calendar");
    }
}

static void wrong_arguments(void **state) {
    (void)state;
    pm_check_options o = {.size = sizeof o, .today = STR("2000-02-29")};
    pm_check *c;
    const pm_plan_check *done;
    pm_check_total total;
    static const pm_plan empty = {.action_count = 0}, lost = {.action_count = 1};
    assert_int_equal(pm_check_new(&o, NULL, &c), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_new(&o, pack, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_new(NULL, pack, &c), PM_OK);
    pm_check_free(c);
    o.size = 0; /* forgotten: it would be a check that asks for nothing */
    assert_int_equal(pm_check_new(&o, pack, &c), PM_ERR_ARGUMENT);
    assert_null(c);
    o.size = sizeof o;
    assert_int_equal(pm_check_new(&o, pack, &c), PM_OK);
    assert_int_equal(pm_check_plan(c, NULL, &done), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_plan(c, &lost, &done), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_plan(c, &empty, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_plan(NULL, &empty, &done), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_total_of(c, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_total_of(NULL, &total), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_row(c, NULL, &done), PM_ERR_ARGUMENT);
    assert_int_equal(pm_check_rest(c, NULL), PM_ERR_ARGUMENT);
    pm_check_free(c);
    pm_check_free(NULL);
}

/* A long cell stops its plan and no other. */
static void too_long(void **state) {
    (void)state;
    pm_check_options o = {.size = 0};
    pm_check *c = check_by(&o);
    const pm_plan_check *done;
    pm_check_total total;
    char *x = calloc(1, PM_LIMIT_CELL + 1);
    pm_plan_action actions[2] = {{.action = {.cell = {STR("visit")}}},
                                 {.action = {.cell = {{x, PM_LIMIT_CELL + 1}}}}};
    pm_plan plan = {.action_count = 2, .actions = actions};
    assert_int_equal(pm_check_plan(c, &plan, &done), PM_ERR_LIMIT);
    assert_null(done);
    plan = (pm_plan){.plan_date = {x, PM_LIMIT_CELL + 1}};
    assert_int_equal(pm_check_plan(c, &plan, &done), PM_ERR_LIMIT);
    assert_int_equal(pm_check_total_of(c, &total), PM_OK);
    assert_int_equal(total.plans, 0);
    assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_ERROR], 0);
    assert_int_equal(run(c, "", CELLS(GOOD))->passed, 1);
    free(x);
    pm_check_free(c);
}

/* ---- of a plan as a whole ---- */

static void no_actions(void **state) {
    (void)state;
    pm_check_options o = {.min_score = 5, .min_high_quality = 1};
    pm_check *c = check_by(&o);
    const pm_plan_check *done = run(c, "", NULL, 0);
    pm_check_total total;
    assert_string_equal(checked_list(done->findings, done->finding_count),
                        "- plan.no-actions warning");
    assert_true(isnan(done->mean_score) && done->passed);
    assert_true(str_equal(done->findings[0].hint, STR("H empty")));
    assert_int_equal(pm_check_total_of(c, &total), PM_OK);
    assert_true(isnan(total.mean_score) && total.passed && total.plans == 1 && total.actions == 0);
    pm_check_free(c);
    o = (pm_check_options){.no_empty_plan = 1};
    expect_by(o, "", NULL, 0, "- plan.no-actions error", 0);
    expect_by(o, "", CELLS(GOOD), "", 1);
}

static void one_deadline(void **state) {
    (void)state;
#define DUE(n, when) {"send assessment " n, "gp and mum", when, "2 visits"}
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024"), DUE("c", "3 may 2024.")),
           "- plan.one-deadline warning");
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024")), ""); /* too few */
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024"), DUE("c", "4 May 2024")), "");
    EXPECT(CELLS(DUE("a", "weekly"), DUE("b", "weekly"), DUE("c", "weekly")), "");
    EXPECT(CELLS(DUE("a by 3 May 2024", ""), DUE("b by 3 May 2024", ""), DUE("3 May 2024", "")),
           "- plan.one-deadline warning");
    /* a day is the same however it is written; a part of it, or more than it, is another time */
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "by 03/05/2024"), DUE("c by 3.5.24", "")),
           "- plan.one-deadline warning");
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May"), DUE("c", "3 May 2024")), "");
    EXPECT(CELLS(DUE("a", "May 2024"), DUE("b", "end of May 2024"), DUE("c", "May 2024")), "");
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024 or 4 May 2024"), DUE("c", "3/5/24")),
           "");
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024, weekly"), DUE("c", "3/5/24")), "");
    EXPECT(CELLS(DUE("a", "3 May 2024"), DUE("b", "3 May 2024"), DUE("c", "")),
           "2 timeframe.none error");
}

static void before_the_plan(void **state) {
    (void)state;
#define DATED(date, text, when, wanted)                                                            \
    expect_by((pm_check_options){.size = 0}, date,                                                 \
              CELLS({"mum to send assessment" text, "", when, "2 visits"}), wanted, 1)
    static const char before[] = "0 timeframe.before-plan warning";
    DATED("2024-05-31", "", "30 May 2024", before);
    DATED("31/05/2024", "", "30.5.24", before);
    DATED("written on 31st May 2024, for review 1 July 2024", "", "30.5.24", before);
    DATED("May 2024", "", "30 April 2024", before);
    DATED("2024-05-31", "", "April 2024", before);
    DATED("2024-05-31", " by 30 May 2024", "weekly", before);
    DATED("2024-05-31", "", "31 May 2024", "");
    DATED("2024-05-31", "", "May 2024", ""); /* its last day */
    DATED("May 2024", "", "1 May 2024", ""); /* its first */
    DATED("2024-05-31", "", "30 May", "");   /* of which year? */
    DATED("31 May", "", "30 May 2023", "");
    DATED("2024", "", "30 May 2023", "");
    DATED("", "", "30 May 2023", "");
    DATED("soon", "", "30 May 2023", "");
    DATED("2024-05-31", "", "30 May 2024 or 29 May 2024", before); /* once */
    /* a date that is no time of the action */
    expect_by((pm_check_options){.size = 0}, "2024-05-31",
              CELLS({"mum to send assessment", "of 1 May 2024", "weekly", "2 of 1 May 2024"}), "",
              1);
}

/* Once for each action, wherever it stands. */
/* What is known of an action holds in every plan, with other settings and beside other actions. */
static void known_actions_in_other_plans(void **state) {
    (void)state;
    const pm_level_setting off[] = {{STR("timeframe"), PM_LEVEL_OFF}};
    pm_check_options o = {.size = sizeof o};
    pm_check *c = check_by(&o);
    checked_cells late[] = {{"mum to send the assessment", "", "3 May 2024", "2 visits"},
                            {"send the policy", "mum", "monthly", ""}};
    for (int i = 0; i < UNTIL_KNOWN; i++) {
        const pm_plan_check *done = run(c, "1 May 2024", late, 2);
        assert_string_equal(checked_list(done->findings, done->finding_count),
                            "1 measure_given.none note, 1 timeframe.none error");
        done = run(c, "1 June 2024", late, 2);
        assert_non_null(
            strstr(checked_list(done->findings, done->finding_count), "0 timeframe.before-plan"));
    }
    o.levels = off;
    o.level_count = 1;
    assert_int_equal(pm_check_restart(c, &o), PM_OK);
    const pm_plan_check *done = run(c, "1 May 2024", late, 2);
    assert_string_equal(checked_list(done->findings, done->finding_count),
                        "1 measure_given.none note");
    pm_check_free(c);
}

static void impossible_days(void **state) {
    (void)state;
    static const struct {
        const char *day;
        bool possible;
    } days[] = {
        {"29 February 1900", false}, {"29 February 2000", true}, {"29 February 2023", false},
        {"29 February 2024", true},  {"2023-02-29", false},      {"2024-02-29", true},
        {"29 February", true},       {"30 February", false},     {"31 April 2024", false},
        {"30 April 2024", true},     {"31.11.24", false},        {"31/12/24", true},
        {"31st September", false},   {"1 March 2024", true}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        const char *wanted = days[i].possible ? "" : "0 timeframe.impossible-day error";
        checked_cells in_time[] = {{"mum to send assessment", "", days[i].day, "2"}};
        checked_cells in_measure[] = {{"mum to send assessment", "", "weekly", days[i].day}};
        expect_by((pm_check_options){.size = 0}, "", in_time, 1, wanted, days[i].possible);
        in_measure[0][PM_TEXT] = "mum to send assessment 2";
        expect_by((pm_check_options){.levels = (pm_level_setting[]){{{"measure_given", 13}, 0}},
                                     .level_count = 1},
                  "", in_measure, 1, wanted, days[i].possible);
    }
    EXPECT(CELLS({"mum to send assessment 31 April", "", "30 February", "2"}, GOOD_TOO),
           "0 timeframe.impossible-day error");
}

static void repeated(void **state) {
    (void)state;
    pm_check_options o = {.size = 0};
    pm_check *c = check_by(&o);
    EXPECT(CELLS({"gp to send the policy", "gp", "weekly", "2"}, GOOD,
                 {" GP to send, the  POLICY.", "gp", "3 May 2024", "3"}),
           "2 plan.repeated-action warning");
    const pm_plan_check *done = run(c, "",
                                    CELLS({"gp to send the policy", "gp", "weekly", "2"}, GOOD,
                                          {"gp to send the policy", "GP", "weekly", "2"},
                                          {"gp to send the policy", "gp.", "weekly", "2"}));
    assert_string_equal(checked_list(done->findings, done->finding_count),
                        "2 plan.repeated-action warning, 3 plan.repeated-action warning");
    assert_int_equal(done->findings[0].earlier, 0);
    assert_int_equal(done->findings[1].earlier, 2);
    pm_check_free(c);
    /* with another owner it is another task; the same words of a who cell are the same owner */
    EXPECT(
        CELLS({"send the policy", "gp", "weekly", "2"}, {"send the policy", "mum", "weekly", "2"}),
        "");
    EXPECT(
        CELLS({"send the policy", "gp", "weekly", "2"}, {"send the policies", "gp", "weekly", "2"}),
        "");
    /* without words there is nothing to repeat */
    expect_by((pm_check_options){.fail_on = PM_FAIL_NEVER}, "",
              CELLS({"--", "gp", "weekly", "2"}, {"...", "gp", "weekly", "2"}),
              "0 actionable.none error, 0 measurable.none note?, 0 measure_given.no-task note, "
              "1 actionable.none error, 1 measurable.none note?, 1 measure_given.no-task note",
              1);
}

#define OWNED(n, who)                                                                              \
    { "send assessment " n, who, "weekly", "2" }

static void generic_owners(void **state) {
    (void)state;
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", "teacher")), "- plan.generic-owners warning");
    EXPECT(CELLS(OWNED("a", "school")), "");
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", "gp")), "");
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", "school and gp")), "");
    /* who has no owner has no generic one either */
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", ""), OWNED("c", "school")),
           "1 owner.none error, - plan.generic-owners warning");
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", "")), "1 owner.none error");
}

static void one_parent(void **state) {
    (void)state;
    EXPECT(CELLS(OWNED("a", "mum"), OWNED("b", "parents"), OWNED("c", "mum")),
           "- plan.one-parent warning");
    EXPECT(CELLS(OWNED("a", "mum"), OWNED("b", "mum")), "");
    EXPECT(CELLS(OWNED("a", "mum"), OWNED("b", "mum"), OWNED("c", "gp")), "");
    EXPECT(CELLS(OWNED("a", "gp"), OWNED("b", "gp"), OWNED("c", "gp")),
           "- plan.one-parent warning");
    EXPECT(CELLS(OWNED("a", "mum"), OWNED("b", "mum and gp"), OWNED("c", "mum")), "");
    EXPECT(CELLS(OWNED("a", "school"), OWNED("b", "mum"), OWNED("c", "mum")), "");
}

/* ---- figures ---- */

static void figures_of_a_plan(void **state) {
    (void)state;
    checked_cells half[] = {GOOD, {"send the policy", "mum", "", ""}}; /* 5 and 3 */
    static const char found[] = "1 measure_given.none note, 1 timeframe.none error";
    char with[160];
    expect_by((pm_check_options){.min_score = 4, .min_high_quality = 0.5, .fail_on = PM_FAIL_NEVER},
              "", half, 2, found, 1);
    snprintf(with, sizeof with, "%s, - plan.low-score error", found);
    expect_by((pm_check_options){.min_score = 4.1}, "", half, 2, with, 0);
    snprintf(with, sizeof with, "%s, - plan.few-high-quality error", found);
    expect_by((pm_check_options){.min_high_quality = 0.51}, "", half, 2, with, 0);
    static const pm_level_setting warn = {{"plan.low-score", 14}, PM_LEVEL_WARNING};
    checked_cells low[] = {{"send the policy", "mum", "weekly", ""}};
    expect_by((pm_check_options){.min_score = 5, .levels = &warn, .level_count = 1}, "", low, 1,
              "0 measure_given.none note, - plan.low-score warning", 1);
}

/* 55 of 100 are 55 %, whatever a double makes of 0.55. */
static void exact_shares(void **state) {
    (void)state;
    static pm_plan_action actions[100];
    for (size_t of = 1; of <= 100; of++) {
        pm_check_options o = {.min_high_quality = (double)of / 100, .fail_on = PM_FAIL_NEVER};
        pm_check *c = check_by(&o);
        const pm_plan_check *done;
        for (size_t i = 0; i < 100; i++) {
            actions[i].action =
                (pm_action){{i < of ? STR("mum to send the assessment") : STR("mum to send the"),
                             {NULL, 0},
                             STR("weekly"),
                             STR("2")}};
        }
        pm_plan plan = {.action_count = 100, .actions = actions};
        assert_int_equal(pm_check_plan(c, &plan, &done), PM_OK);
        assert_int_equal(done->high_quality, of);
        for (size_t i = 0; i < done->finding_count; i++) {
            assert_false(str_equal(done->findings[i].id, STR("plan.few-high-quality")));
        }
        pm_check_free(c);
    }
}

/* A plan that is good beside one that is not: each for itself, or both together. */
static void per_plan_and_over_all(void **state) {
    (void)state;
    checked_cells good[] = {GOOD}, bad[] = {{"send the policy", "mum", "weekly", ""}}; /* 5, 4 */
    for (int scope = PM_PER_PLAN; scope <= PM_OVER_ALL; scope++) {
        pm_check_options o = {
            .scope = (pm_gate_scope)scope, .min_score = 4.5, .min_high_quality = 0.5};
        pm_check *c = check_by(&o);
        pm_check_total total;
        assert_int_equal(run(c, "", good, 1)->passed, 1);
        assert_int_equal(run(c, "", bad, 1)->passed, scope == PM_OVER_ALL);
        assert_int_equal(pm_check_total_of(c, &total), PM_OK);
        assert_int_equal(total.passed, scope == PM_OVER_ALL);
        assert_int_equal(total.shut, scope == PM_PER_PLAN);
        assert_int_equal(total.finding_count, 0);
        assert_true(fabs(total.mean_score - 4.5) < 1e-9);
        assert_int_equal(run(c, "", bad, 1)->passed, scope == PM_OVER_ALL);
        assert_int_equal(pm_check_total_of(c, &total), PM_OK);
        assert_int_equal(total.passed, 0);
        assert_string_equal(
            checked_list(total.findings, total.finding_count),
            scope == PM_OVER_ALL ? "- plan.low-score error, - plan.few-high-quality error" : "");
        assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_ERROR], scope == PM_OVER_ALL ? 2 : 4);
        assert_int_equal(pm_check_total_of(c, &total), PM_OK); /* asking changes nothing */
        assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_ERROR], scope == PM_OVER_ALL ? 2 : 4);
        pm_check_free(c);
    }
}

static void gate_by_fail_on(void **state) {
    (void)state;
    checked_cells note[] = {{"send the policy", "mum", "weekly", ""}};
    checked_cells warning[] = {{"send it", "mum", "weekly", "2"}};
    checked_cells error[] = {{"send the policy", "", "weekly", "2"}};
    static const struct {
        pm_fail_on on;
        int note, warning, error;
    } gates[] = {
        {PM_FAIL_ON_ERROR, 1, 1, 0}, {PM_FAIL_ON_WARNING, 1, 0, 0}, {PM_FAIL_NEVER, 1, 1, 1}};
    for (size_t i = 0; i < 3; i++) {
        pm_check_options o = {.fail_on = gates[i].on};
        pm_check *c = check_by(&o);
        pm_check_total total;
        assert_int_equal(run(c, "", note, 1)->passed, gates[i].note);
        assert_int_equal(run(c, "", warning, 1)->passed, gates[i].warning);
        assert_int_equal(run(c, "", error, 1)->passed, gates[i].error);
        assert_int_equal(pm_check_total_of(c, &total), PM_OK);
        assert_int_equal(total.plans, 3);
        assert_int_equal(total.shut, 3 - gates[i].note - gates[i].warning - gates[i].error);
        assert_int_equal(total.passed, total.shut == 0);
        assert_int_equal(total.met[PM_OWNER], 2);
        assert_int_equal(total.met[PM_TIMEFRAME], 3);
        assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_NOTE], 1);
        assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_WARNING], 1);
        assert_int_equal(total.count[PM_FINDING_NEW][PM_LEVEL_ERROR], 1);
        pm_check_free(c);
    }
}

/* A pack of its own without findings.yaml: what options ask for is told all the same. */
static void pack_without_list(void **state) {
    (void)state;
    pm_pack *plain, *kept = pack;
    assert_int_equal(
        small_pack(NULL, CHECKED_PACK,
                   "rules:\n" CHECKED_RULE("who", "owner", "met", "who", "{agents}", ""), NULL,
                   &plain),
        PM_OK);
    pack = plain;
    pm_check_options o = {.min_score = 2, .min_high_quality = 0.1};
    expect_by(o, "", CELLS({"x", "mum", "30 February", ""}),
              "0 actionable.none error, 0 measurable.none warning?, 0 measure_given.none error, "
              "0 timeframe.none error, - plan.low-score error, - plan.few-high-quality error",
              0);
    o = (pm_check_options){.no_empty_plan = 1};
    expect_by(o, "", NULL, 0, "- plan.no-actions error", 0);
    pack = kept;
    pm_pack_free(plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_of_verdicts),
        cmocka_unit_test(unsure_is_lower),
        cmocka_unit_test(messages_and_evidence),
        cmocka_unit_test(weighed_words),
        cmocka_unit_test(settings),
        cmocka_unit_test(required),
        cmocka_unit_test(beyond_range),
        cmocka_unit_test(wrong_arguments),
        cmocka_unit_test(too_long),
        cmocka_unit_test(no_actions),
        cmocka_unit_test(one_deadline),
        cmocka_unit_test(before_the_plan),
        cmocka_unit_test(known_actions_in_other_plans),
        cmocka_unit_test(impossible_days),
        cmocka_unit_test(repeated),
        cmocka_unit_test(generic_owners),
        cmocka_unit_test(one_parent),
        cmocka_unit_test(figures_of_a_plan),
        cmocka_unit_test(exact_shares),
        cmocka_unit_test(per_plan_and_over_all),
        cmocka_unit_test(gate_by_fail_on),
        cmocka_unit_test(pack_without_list),
    };
    return cmocka_run_group_tests_name("gate", tests, open_pack, close_pack);
}
