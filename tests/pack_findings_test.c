/* SPDX-License-Identifier: MIT
 * findings.yaml and the key `finding` of rules: what is told of faults in them and where, what a
 * pack has that tells nothing, and how a local pack changes the shipped list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/checked.h"

static void expect_fault(const char *findings, const char *line) {
    pm_pack *pack = NULL;
    told t = {.len = 0};
    pm_status status = checked_pack(NULL, findings, &t, &pack);
    if (status != PM_ERR_PACK || pack != NULL || strstr(t.text, line) == NULL) {
        fail_msg("not told: %s\nbut:\n%s", line, t.text);
    }
}

/* The list that the rules of checked.h need, and behind it what is at fault: line 5 on. */
#define LIST                                                                                       \
    "findings:\n"                                                                                  \
    "  actionable.past: {says: s}\n"                                                               \
    "  timeframe.filler: {says: s}\n"                                                              \
    "  owner.open: {says: s}\n"

static void faults_of_the_list(void **state) {
    (void)state;
    static const struct {
        const char *findings, *line;
    } faults[] = {
        {"finding:\n  owner.none: {says: s}\n",
         "small/findings.yaml:1:1: error: unknown key of findings.yaml 'finding'; did you mean "
         "'findings'? | finding:"},
        {"findings: [owner.none]\n", "findings.yaml:1:11: error: findings is a map"},
        {"- owner.none\n", "findings.yaml:1:1: error: a rule file is a map of keys"},
        {LIST "  owner.none: error\n", "findings.yaml:5:15: error: a finding is a map"},
        {LIST "  owner.none: {level: eror, says: s}\n",
         "findings.yaml:5:23: error: a level is error, warning, note or off |   owner.none"},
        {LIST "  owner.none: {level: [error], says: s}\n", "5:23: error: a level is error"},
        {LIST "  owner.none: {says: [s]}\n", "5:22: error: a text is wanted here"},
        {LIST "  owner.none: {say: s}\n", "5:16: error: a finding has the keys level, says, hint, "
                                          "kinds, least and alone; did you mean "
                                          "'says'?"},
        {LIST "  owner.none: {weight: 3, says: s}\n",
         "5:16: error: a finding has the keys level, says, hint, kinds, least and alone |"},
        {LIST "  owner.none: {level: error}\n",
         "5:3: error: this finding says nothing; give it a sentence (says)"},
        {LIST "  owner.none: {says: '  '}\n", "5:3: error: this finding says nothing"},
        {LIST "  owner.none: {says: s, least: 3}\n",
         "5:25: error: kinds and least are for findings of a plan"},
        {LIST "  owner.none: {says: s, kinds: [school]}\n", "5:25: error: kinds and least are for"},
        {LIST "  actionable.none: {says: s, alone: often}\n",
         "5:37: error: alone is yes, no, or empty: where the action's own cell is"},
        {LIST "  owner.none: {says: s, alone: yes}\n",
         "5:25: error: alone is for findings of actionable"},
        {LIST "  plan.one-parent: {says: s, alone: yes}\n",
         "5:30: error: alone is for findings of"},
        {LIST "  plan.one-parent: {says: s, least: 0}\n",
         "5:37: error: a number of actions from 1 to 99 is wanted here"},
        {LIST "  plan.one-parent: {says: s, least: 100}\n", "5:37: error: a number of actions"},
        {LIST "  plan.one-parent: {says: s, least: 3x}\n", "5:37: error: a number of actions"},
        {LIST "  plan.one-parent: {says: s, kinds: school}\n",
         "5:37: error: kinds is a list: [mother, father]"},
        {LIST "  plan.one-parent: {says: s, kinds: [school, aunt]}\n",
         "5:46: error: no owner and no timeframe is of the kind 'aunt'"},
        {LIST "  plan.one-parent: {says: s, kinds: [[school]]}\n",
         "no timeframe is of the kind ''"},
        {LIST "  plan.one-parnt: {says: s}\n", "; did you mean 'plan.one-parent'? | "},
        {LIST "  onwer.open: {says: s}\n", "; did you mean 'owner.open'? | "},
        {LIST "  owner: {says: s}\n", "5:3: error: a finding is called by its criterion"},
        {LIST "  owner.: {says: s}\n", "5:3: error: a finding is called by its criterion"},
        {LIST "  owner.Open: {says: s}\n", "5:3: error: a finding is called by its criterion"},
        {LIST "  owner.half.none: {says: s}\n", "5:3: error: a finding is called by its criterion"},
        {LIST "  'owner.a=b': {says: s}\n", "5:4: error: a finding is called by its criterion"},
        {LIST "  owner.a2345678901234567890123456789012345678901234567890123456: {says: s}\n",
         "at most 60 bytes in all"},
        {LIST "  [owner]: {says: s}\n", "error: "},
        {LIST "  owner.open: {says: t}\n", "error: "}, /* told twice */
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        expect_fault(faults[i].findings, faults[i].line);
    }
}

/* All faults in one run. */
static void all_faults_at_once(void **state) {
    (void)state;
    pm_pack *pack;
    told t = {.len = 0};
    assert_int_equal(checked_pack(NULL,
                                  LIST "  owner.none: {level: bad, say: s}\n"
                                       "  plan.nothing: {says: s}\n"
                                       "  timeframe.a: {level: bad, says: s}\n",
                                  &t, &pack),
                     PM_ERR_PACK);
    assert_int_equal(t.errors, 5);
}

static void too_many(void **state) {
    (void)state;
    static char findings[16384];
    size_t len = (size_t)snprintf(findings, sizeof findings, LIST);
    for (int i = 4; i <= 257; i++) {
        len +=
            (size_t)snprintf(findings + len, sizeof findings - len, "  owner.a%d: {says: s}\n", i);
    }
    expect_fault(findings, "findings.yaml:258:3: error: a pack has at most 256 findings");
}

/* ---- rules that name a finding ---- */

static void expect_rule_fault(const char *rule, const char *line) {
    char rules[512];
    pm_pack *pack = NULL;
    told t = {.len = 0};
    snprintf(rules, sizeof rules, "rules:\n- {id: owner.r, match: mum, why: w, %s}\n", rule);
    assert_int_equal(small_pack(NULL, CHECKED_PACK, rules, &t, &pack), PM_ERR_PACK);
    if (strstr(t.text, line) == NULL) {
        fail_msg("not told: %s\nbut:\n%s", line, t.text);
    }
}

static void faults_of_rules(void **state) {
    (void)state;
    expect_rule_fault("criterion: owner, says: near, finding: owner.nobody",
                      "error: findings.yaml has no finding 'owner.nobody'; did you mean "
                      "'owner.none'?");
    expect_rule_fault("criterion: owner, says: near, finding: zzzzzzzzzzzzzzz",
                      "error: findings.yaml has no finding 'zzzzzzzzzzzzzzz' |");
    expect_rule_fault("criterion: owner, says: unmet, finding: timeframe.none",
                      "error: this finding is of another criterion: 'timeframe.none'");
    expect_rule_fault("criterion: owner, says: met, finding: owner.none",
                      "error: a rule that says met finds nothing wanting");
    expect_rule_fault("criterion: owner, says: near, finding: plan.low-score",
                      "error: planmark itself looks for this; no rule gives it: 'plan.low-score'");
    expect_rule_fault("criterion: owner, says: near, finding: [owner.none]",
                      "error: a text is wanted here");
    expect_rule_fault("criterion: owner, says: near, findings: owner.none",
                      "'findings'; did you mean 'finding'?");
}

/* ---- lists that are there ---- */

static bool find(const pm_pack *pack, const char *id, pm_finding_info *out) {
    for (size_t i = 0; i < pm_pack_finding_count(pack); i++) {
        assert_int_equal(pm_pack_finding(pack, i, out), PM_OK);
        if (str_equal(out->id, str_from(id))) {
            return true;
        }
    }
    return false;
}

/* What no file tells: the plain ones of each criterion, and what options ask for. */
static void told_by_every_pack(void **state) {
    (void)state;
    static const char *const ids[] = {"plan.no-actions", "plan.low-score", "plan.few-high-quality",
                                      "override.no-reason", "override.expired"};
    static const char rule[] =
        "rules:\n- {id: owner.r, criterion: owner, says: met, match: mum, why: w}\n";
    pm_pack *pack;
    pm_finding_info f;
    assert_int_equal(small_pack(NULL, CHECKED_PACK, rule, NULL, &pack), PM_OK);
    assert_int_equal(pm_pack_finding_count(pack), 5 + PM_CRITERIA + 1);
    for (size_t i = 0; i < 5; i++) {
        assert_true(find(pack, ids[i], &f) && f.says.len != 0 && f.criterion == -1);
    }
    assert_true(find(pack, "owner.none", &f) && f.level == PM_LEVEL_ERROR);
    assert_int_equal(f.criterion, PM_OWNER);
    assert_true(find(pack, "measure_given.no-task", &f) && f.level == PM_LEVEL_NOTE);
    assert_int_equal(pm_pack_finding(pack, pm_pack_finding_count(pack), &f), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_finding(pack, 0, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_finding_count(NULL), 0);
    pm_pack_free(pack);
}

#define LOCAL "name: our-borough\nversion: 3\nextends: cin-england\n"

static pm_status local_pack(const char *findings, const char *rules, told *t, pm_pack **out) {
    const pm_pack_file files[] = {FILE_OF("pack.yaml", LOCAL), FILE_OF("findings.yaml", findings),
                                  FILE_OF("local.yaml", rules)};
    pm_options options = {sizeof options, NULL, told_note, t};
    return pm_pack_compile(&options, STR("local"), files, 3, out);
}

/* Key by key over the shipped list, with one more for a rule of its own. */
static void local_list(void **state) {
    (void)state;
    static const char findings[] =
        "findings:\n"
        "  owner.none: {level: warning}\n"
        "  timeframe.filler: {says: \"write a day\"}\n"
        "  plan.one-deadline: {level: off}\n"
        "  plan.one-parent: {kinds: [child]}\n"
        "  owner.duty-desk: {level: error, says: \"the duty desk is nobody\"}\n";
    static const char rules[] =
        "rules:\n- {id: owner.duty-desk, criterion: owner, says: unmet, in: "
        "text, match: duty desk, finding: owner.duty-desk, why: w}\n";
    pm_pack *shipped, *pack;
    told t = {.len = 0};
    pm_finding_info f, before;
    pm_check *c;
    const pm_plan_check *done;
    checked_plan p;
    checked_cells cells[] = {{"visit mum from the duty desk", "", "weekly", ""}};
    assert_int_equal(pm_pack_default(NULL, &shipped), PM_OK);
    assert_int_equal(local_pack(findings, rules, &t, &pack), PM_OK);
    assert_string_equal(t.text, "");
    assert_int_equal(pm_pack_finding_count(pack), pm_pack_finding_count(shipped) + 1);
    assert_true(find(pack, "owner.none", &f) && find(shipped, "owner.none", &before));
    assert_true(f.level == PM_LEVEL_WARNING && before.level == PM_LEVEL_ERROR);
    assert_true(str_equal(f.says, before.says));
    assert_true(find(pack, "timeframe.filler", &f) && find(shipped, "timeframe.filler", &before));
    assert_true(str_equal(f.says, STR("write a day")) && f.level == before.level);
    assert_true(find(pack, "plan.one-deadline", &f) && f.level == PM_LEVEL_OFF);
    assert_int_equal(pm_check_new(NULL, pack, &c), PM_OK);
    assert_int_equal(pm_check_plan(c, checked_fill(&p, "P", "", cells, 1), &done), PM_OK);
    const char *list = checked_list(done->findings, done->finding_count);
    if (strstr(list, "0 owner.duty-desk error") == NULL) {
        fail_msg("found: %s", list);
    }
    pm_check_free(c);
    pm_pack_free(pack);
    pm_pack_free(shipped);
}

/* The shipped rules need their findings; a local rule may take its finding away. */
static void local_rules(void **state) {
    (void)state;
    pm_pack *pack;
    told t = {.len = 0};
    assert_int_equal(local_pack("findings: {}\n",
                                "rules:\n- {id: owner.near-mentioned, finding: owner.wished}\n", &t,
                                &pack),
                     PM_OK);
    pm_pack_free(pack);
    assert_int_equal(local_pack("findings: {}\n",
                                "rules:\n- {id: owner.near-mentioned, finding: ''}\n", &t, &pack),
                     PM_OK);
    pm_pack_free(pack);
    assert_int_equal(
        local_pack("findings: {plan.one-parent: {kinds: [martian]}}\n", "rules: []\n", &t, &pack),
        PM_ERR_PACK);
}

/* What nothing leads to is told to whoever wrote it, and not to those who build on it. */
static void idle_findings(void **state) {
    (void)state;
    static const char none[] = "findings:\n  owner.mine: {says: s}\n  owner.no-task: {says: s}\n"
                               "  measure_given.no-task: {says: s}\n  owner.none: {level: note}\n";
    pm_pack *pack;
    told t = {.len = 0};
    assert_int_equal(local_pack(none, "rules: []\n", &t, &pack), PM_OK);
    pm_pack_free(pack);
    assert_int_equal(t.warnings, 2);
    assert_int_equal(t.errors, 0);
    assert_non_null(strstr(t.text, "findings.yaml:2:3: warning: nothing leads to this finding"));
    assert_non_null(strstr(t.text, "findings.yaml:3:3: warning: nothing leads to this finding"));
    t = (told){.len = 0};
    assert_int_equal(local_pack("findings: {}\n",
                                "rules:\n- {id: owner.near-mentioned, finding: ''}\n", &t, &pack),
                     PM_OK);
    pm_pack_free(pack);
    assert_int_equal(t.warnings, 0);
}

/* Every finding of the shipped list can come: a rule names it, or the gate looks for it. */
static void shipped_list(void **state) {
    (void)state;
    pm_pack *pack;
    pm_finding_info f;
    pm_rule_info rule;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    for (size_t i = 0; i < pm_pack_finding_count(pack); i++) {
        assert_int_equal(pm_pack_finding(pack, i, &f), PM_OK);
        char key[80];
        snprintf(key, sizeof key, "finding: %.*s\n", (int)f.id.len, f.id.data);
        bool named = f.criterion < 0 || str_ends(f.id, STR(".none")) ||
                     str_equal(f.id, STR("measure_given.no-task")) ||
                     str_equal(f.id, STR("timeframe.no-task")) ||
                     str_equal(f.id, STR("timeframe.before-plan")) ||
                     str_equal(f.id, STR("timeframe.impossible-day"));
        for (size_t r = 0; !named && r < pm_pack_rule_count(pack); r++) {
            assert_int_equal(pm_pack_rule(pack, r, &rule), PM_OK);
            for (size_t at = 0; !named && at + strlen(key) <= rule.text.len; at++) {
                named = memcmp(rule.text.data + at, key, strlen(key)) == 0;
            }
        }
        if (!named) {
            fail_msg("no rule gives %s", key);
        }
    }
    pm_pack_free(pack);
}

static void memory_ends_anywhere(void **state) {
    (void)state;
    for (size_t n = 1;; n++) {
        counted count = {.fail_at = n};
        pm_allocator a = counted_allocator(&count);
        pm_pack *pack = NULL;
        pm_status status = checked_pack(&a, CHECKED_FINDINGS, NULL, &pack);
        bool failed = count.requests >= n;
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
        pm_pack_free(pack);
        assert_int_equal(count.pieces, 0);
        if (!failed) {
            break;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_of_the_list), cmocka_unit_test(all_faults_at_once),
        cmocka_unit_test(too_many),           cmocka_unit_test(faults_of_rules),
        cmocka_unit_test(told_by_every_pack), cmocka_unit_test(local_list),
        cmocka_unit_test(local_rules),        cmocka_unit_test(idle_findings),
        cmocka_unit_test(shipped_list),       cmocka_unit_test(memory_ends_anywhere),
    };
    return cmocka_run_group_tests_name("pack_findings", tests, NULL, NULL);
}
