/* SPDX-License-Identifier: MIT
 * Shares that are drawn towards others, reliability, and a pack on trial: worked by hand, and held
 * to a published example. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "stats/calibration.h"
#include "tests/small_pack.h"

static void expect(double got, double wanted) {
    if (isnan(got) || !(fabs(got - wanted) <= 1e-12)) {
        fail_msg("%.17g, not %.17g", got, wanted);
    }
}

/* (3 + 10 * 0.5) / (4 + 10), as by hand. */
static void shares_are_drawn(void **state) {
    (void)state;
    expect(calibration_share((tally){3, 4}, 0.5), 8.0 / 14.0);
    expect(calibration_share((tally){0, 0}, 0.8), 0.8);
    expect(calibration_share((tally){90, 90}, 0.9), 0.99);
    expect(calibration_alone((tally){0, 0}), 0.5);
    expect(calibration_alone((tally){9, 10}), 10.0 / 12.0);
    assert_int_equal(calibration_hundredths(0.0), 1);
    assert_int_equal(calibration_hundredths(0.844), 84);
    assert_int_equal(calibration_hundredths(0.846), 85);
    assert_int_equal(calibration_hundredths(1.0), 99);
}

/* Of 20 verdicts 3 are 15 %: those at 0.5 and 0.6 may be flagged, the 4 at 0.7 not with them. */
static void thresholds(void **state) {
    (void)state;
    size_t count[HUNDREDTHS] = {[50] = 1, [60] = 2, [70] = 4, [90] = 13}, none[HUNDREDTHS] = {0};
    assert_int_equal(calibration_threshold(count, 0.15), 70);
    assert_int_equal(calibration_threshold(count, 0.149), 60);
    assert_int_equal(calibration_threshold(count, 0.0), 50);
    assert_int_equal(calibration_threshold(none, 0.15), 0);
}

/* By hand: the bins miss by |1.9 - 1|, |0.85 - 1| and |0.55 - 0|; the squares are 0.05^2, 0.95^2,
 * 0.15^2 and 0.55^2. */
static void reliability_by_hand(void **state) {
    (void)state;
    reliability r = {.squares = 0.0};
    reliability_add(&r, 0.95, true, false);
    reliability_add(&r, 0.95, false, false);
    reliability_add(&r, 0.85, true, false);
    reliability_add(&r, 0.55, false, true);
    expect(reliability_error(&r), 1.6 / 4.0);
    expect(reliability_brier(&r), 1.23 / 4.0);
    expect(reliability_predicted(&r), 3.3 / 4.0);
    assert_int_equal(r.sure.all, 3);
    assert_int_equal(r.sure.right, 2);
    assert_int_equal(r.flagged.all, 1);
    assert_int_equal(reliability_all(&r).right, 2);
}

/* Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather
 * Review 78(1), 1-3: ten forecasts of rain and what came, with a score of 0.19 over both outcomes.
 */
static void brier(void **state) {
    (void)state;
    static const double rain[] = {0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1};
    static const bool came[] = {false, true, true, true, false, false, false, false, false, false};
    reliability r = {.squares = 0.0};
    for (int i = 0; i < 10; i++) {
        reliability_add(&r, rain[i], came[i], false);
    }
    expect(reliability_brier(&r), 0.19 / 2.0);
}

static void ends(void **state) {
    (void)state;
    reliability r = {.squares = 0.0};
    assert_true(isnan(reliability_error(&r)) && isnan(reliability_brier(&r)));
    reliability_add(&r, 1.0, true, false);
    reliability_add(&r, 0.0, false, false);
    expect(reliability_error(&r), 0.0);
    assert_int_equal(r.bin[RELIABILITY_BINS - 1].verdicts.all, 1);
    assert_int_equal(r.bin[0].verdicts.all, 1);
}

/* ---- a pack on trial ---- */

#define TRIAL_PACK                                                                                 \
    SMALL_PACK_YAML "unsure-below: 0.6\nconfidence: {owner: {plain: 0.9, strong: 1}}\n"
#define TRIAL_RULES                                                                                \
    "rules:\n"                                                                                     \
    "- {id: owner.to, criterion: owner, says: met, strength: strong, why: w, match: mum to}\n"     \
    "- {id: owner.mum, criterion: owner, says: met, why: w, match: mum}\n"                         \
    "- {id: owner.not, criterion: owner, says: unmet, why: w, match: mum maybe}\n"                 \
    "- {id: owner.near, criterion: owner, says: near, why: w, match: somebody}\n"                  \
    "- {id: owner.idle, criterion: owner, says: met, why: w, match: nobody}\n"

enum { TO, MUM, NOT, NEAR, IDLE };

typedef struct coded {
    const char *text;
    int owner;
} coded;

static const coded seven[] = {{"mum to go", 1}, {"mum", 1},      {"mum maybe", 0}, {"mum maybe", 1},
                              {"somebody", 0},  {"anything", 1}, {"mum", 0}};

static pm_pack *trial_pack(void) {
    pm_pack *pack;
    told t = {.len = 0};
    if (small_pack(NULL, TRIAL_PACK, TRIAL_RULES, &t, &pack) != PM_OK) {
        fail_msg("%s", t.text);
    }
    return pack;
}

static pm_trial *trial_of(const pm_pack *pack, const coded *rows, size_t count) {
    pm_trial *trial;
    assert_int_equal(pm_trial_new(NULL, pack, &trial), PM_OK);
    for (size_t i = 0; i < count; i++) {
        int gold[PM_CRITERIA] = {[PM_OWNER] = rows[i].owner};
        pm_action action = {.cell = {[PM_TEXT] = str_from(rows[i].text)}};
        assert_int_equal(pm_trial_add(trial, &action, gold), PM_OK);
    }
    return trial;
}

static void expect_use(const pm_trial *trial, size_t rule, pm_rule_use wanted) {
    pm_rule_use got;
    assert_int_equal(pm_trial_rule(trial, rule, &got), PM_OK);
    if (memcmp(&got, &wanted, sizeof got) != 0) {
        fail_msg("rule %zu: shown %zu, decided %zu, right %zu, cancelled %zu, helps %zu, harms "
                 "%zu, without %zu %zu %zu %zu",
                 rule, got.shown, got.decided, got.right, got.cancelled, got.helps, got.harms,
                 got.without.both_yes, got.without.gold_only, got.without.tool_only,
                 got.without.both_no);
    }
}

/* By hand. What "mum" would be without each rule: "mum to" stays a yes by the plain rule, "mum
 * maybe" is a yes without what cancels it. */
static void what_rules_did(void **state) {
    (void)state;
    pm_pack *pack = trial_pack();
    pm_trial *trial = trial_of(pack, seven, sizeof seven / sizeof *seven);
    pm_confusion c = pm_trial_confusion(trial, PM_OWNER);
    assert_true(c.both_yes == 2 && c.gold_only == 2 && c.tool_only == 1 && c.both_no == 2);
    expect_use(trial, TO, (pm_rule_use){1, 1, 1, 0, 0, 0, c});
    expect_use(trial, MUM, (pm_rule_use){5, 2, 1, 0, 1, 1, {1, 3, 0, 3}});
    expect_use(trial, NOT, (pm_rule_use){2, 2, 1, 2, 1, 1, {3, 1, 2, 1}});
    expect_use(trial, NEAR, (pm_rule_use){1, 1, 1, 0, 0, 0, c});
    expect_use(trial, IDLE, (pm_rule_use){0, 0, 0, 0, 0, 0, c});
    pm_rule_use none;
    assert_int_equal(pm_trial_rule(trial, IDLE + 1, &none), PM_ERR_ARGUMENT);
    pm_trial_free(trial);
    pm_pack_free(pack);
}

/* A rule that shows something twice in an action is left out once, with both pieces. */
static void twice_in_an_action(void **state) {
    (void)state;
    static const coded twice[] = {{"mum and mum", 1}, {"mum maybe, mum maybe", 0}};
    pm_pack *pack = trial_pack();
    pm_trial *trial = trial_of(pack, twice, 2);
    expect_use(trial, MUM, (pm_rule_use){2, 1, 1, 0, 1, 0, {0, 1, 0, 1}});
    expect_use(trial, NOT, (pm_rule_use){1, 1, 1, 1, 1, 0, {1, 0, 1, 0}});
    pm_trial_free(trial);
    pm_pack_free(pack);
}

/* The rule without which kappa is told is left out of a pack in earnest. */
static void without_is_disabled(void **state) {
    (void)state;
    static const char *const off[] = {"- {id: owner.to, enabled: false}\n",
                                      "disable: [owner.mum]\n", "disable: [owner.not]\n"};
    pm_pack *pack = trial_pack(), *less;
    pm_trial *trial = trial_of(pack, seven, sizeof seven / sizeof *seven);
    for (size_t rule = MUM; rule <= NOT; rule++) {
        char yaml[2048];
        pm_rule_use use;
        snprintf(yaml, sizeof yaml, "%s%s", TRIAL_PACK, off[rule]);
        assert_int_equal(small_pack(NULL, yaml, TRIAL_RULES, NULL, &less), PM_OK);
        pm_trial *other = trial_of(less, seven, sizeof seven / sizeof *seven);
        pm_confusion c = pm_trial_confusion(other, PM_OWNER);
        assert_int_equal(pm_trial_rule(trial, rule, &use), PM_OK);
        assert_memory_equal(&c, &use.without, sizeof c);
        pm_trial_free(other);
        pm_pack_free(less);
    }
    pm_trial_free(trial);
    pm_pack_free(pack);
}

static void how_reliable(void **state) {
    (void)state;
    pm_pack *pack = trial_pack();
    pm_trial *trial = trial_of(pack, seven, sizeof seven / sizeof *seven);
    pm_reliability r;
    assert_int_equal(pm_trial_reliability(trial, PM_OWNER, &r), PM_OK);
    /* yes: 1 (right), 0.9 (right), 0.9 (wrong); no: 0.5 four times, two right, all unsure */
    assert_int_equal(r.verdicts, 7);
    assert_int_equal(r.right, 4);
    assert_int_equal(r.flagged, 4);
    assert_int_equal(r.flagged_right, 2);
    assert_int_equal(r.bin[9].verdicts, 3);
    assert_int_equal(r.bin[5].right, 2);
    assert_true(fabs(r.bin[9].predicted - 2.8 / 3.0) < 1e-6);
    assert_true(isnan(r.bin[0].predicted));
    assert_true(fabs(r.error - 0.8 / 7.0) < 1e-6);
    assert_int_equal(pm_trial_reliability(trial, PM_CRITERIA, &r), PM_OK);
    assert_int_equal(r.verdicts, 35);
    assert_int_equal(pm_trial_reliability(trial, PM_CRITERIA + 1, &r), PM_ERR_ARGUMENT);
    pm_trial_free(trial);
    pm_pack_free(pack);
}

static int take(void *ctx, const char *data, size_t len) {
    buffer_put(ctx, data, len);
    return 0;
}

/* By hand: 4 of 7 are right, so the criterion's share is 5/9; strong is (1 + 10 * 5/9) / 11 =
 * 0.596, and its rule (1 + 10 * 0.596) / 11 = 0.633. Nothing here is actionable: what came near is
 * drawn towards 0.596 once more, what found nothing towards (0 + 10 * 5/9) / 11 = 0.505. Of 35
 * verdicts five lie below 0.63, 14 %. */
static const char wanted[] = "  owner:\n"
                             "    strong: 0.60  # 1 of 1\n"
                             "    plain: 0.55  # 1 of 2\n"
                             "    weak: 0.56  # 0 of 0\n"
                             "    cancelled: 0.55  # 1 of 2\n"
                             "    near: 0.60  # 0 of 0\n"
                             "    near-unactionable: 0.63  # 1 of 1\n"
                             "    nothing: 0.51  # 0 of 0\n"
                             "    nothing-unactionable: 0.46  # 0 of 1\n"
                             "    link: 0.56  # 0 of 0\n"
                             "    rules:\n"
                             "      owner.to: 0.63  # 1 of 1\n"
                             "      owner.mum: 0.54  # 1 of 2\n"
                             "      owner.not: 0.54  # 1 of 2\n";

static void calibrated(void **state) {
    (void)state;
    pm_pack *pack = trial_pack(), *again;
    pm_trial *trial = trial_of(pack, seven, sizeof seven / sizeof *seven);
    buffer yaml;
    buffer_init(&yaml, &memory_default);
    assert_int_equal(pm_trial_calibrate(trial, take, &yaml), PM_OK);
    buffer_char(&yaml, '\0');
    assert_non_null(strstr(yaml.data, wanted));
    assert_non_null(strstr(yaml.data, "\nunsure-below: 0.63\n"));
    assert_non_null(strstr(yaml.data, "    nothing-unactionable: 0.96  # 7 of 7\n"));
    assert_non_null(strstr(yaml.data, "    nothing: 0.93  # 7 of 7\n"));
    pm_trial_free(trial);
    pm_pack_free(pack);

    /* the pack takes what was written, whatever pack.yaml says of the same */
    pm_pack_file files[SMALL_FILES + 1];
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("confidence.yaml", yaml.data);
    files[SMALL_LISTS + 1] = FILE_OF("pack.yaml", TRIAL_PACK);
    files[SMALL_LISTS + 2] = FILE_OF("rules.yaml", TRIAL_RULES);
    assert_int_equal(pm_pack_compile(NULL, STR("again"), files, SMALL_FILES + 1, &again), PM_OK);
    trial = trial_of(again, seven, 1);
    pm_reliability r;
    assert_int_equal(pm_trial_reliability(trial, PM_OWNER, &r), PM_OK);
    assert_true(fabs(r.predicted - 0.63) < 1e-6 && r.flagged == 0);
    pm_trial_free(trial);
    trial = trial_of(again, seven + 1, 1);
    assert_int_equal(pm_trial_reliability(trial, PM_OWNER, &r), PM_OK);
    assert_true(fabs(r.predicted - 0.54) < 1e-6 && r.flagged == 1);
    pm_trial_free(trial);
    pm_pack_free(again);
    buffer_free(&yaml);
}

/* A pack that is calibrated before a rule goes still works, and says so. */
static void rules_come_and_go(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(small_pack(NULL,
                                SMALL_PACK_YAML
                                "confidence: {owner: {rules: {owner.gone: 0.9, owner.to: 0.8}}}\n",
                                TRIAL_RULES, &t, &pack),
                     PM_OK);
    assert_non_null(strstr(t.text, "there is no rule 'owner.gone'; calibrate again"));
    pm_pack_free(pack);
    t = (told){.len = 0};
    assert_int_equal(small_pack(NULL,
                                SMALL_PACK_YAML "confidence: {owner: {rules: {owner.to: 2}}}\n",
                                TRIAL_RULES, &t, &pack),
                     PM_ERR_PACK);
    assert_non_null(strstr(t.text, "a number from 0 to 1 is wanted"));
    t = (told){.len = 0};
    assert_int_equal(small_pack(NULL,
                                SMALL_PACK_YAML "confidence: {timeframe: {rules: {owner.to: 1}}}\n",
                                TRIAL_RULES, &t, &pack),
                     PM_ERR_PACK);
    assert_non_null(strstr(t.text, "the rule 'owner.to' is not one of timeframe"));
}

/* One answer throughout, on both sides and on one. */
static void one_answer(void **state) {
    (void)state;
    static const coded yes[] = {{"mum", 1}, {"mum to go", 1}}, no[] = {{"x", 0}, {"y", 0}};
    const struct {
        const coded *rows;
        pm_confusion wanted;
    } list[] = {{yes, {2, 0, 0, 0}}, {no, {0, 0, 0, 2}}};
    pm_pack *pack = trial_pack();
    for (size_t i = 0; i < 2; i++) {
        pm_trial *trial = trial_of(pack, list[i].rows, 2);
        pm_confusion c = pm_trial_confusion(trial, PM_OWNER);
        pm_reliability r;
        assert_memory_equal(&c, &list[i].wanted, sizeof c);
        assert_true(isnan(pm_confusion_agreement(&c).kappa));
        assert_int_equal(pm_trial_reliability(trial, PM_OWNER, &r), PM_OK);
        assert_int_equal(r.right, 2);
        pm_trial_free(trial);
    }
    pm_pack_free(pack);
}

static void arguments(void **state) {
    (void)state;
    pm_pack *pack = trial_pack();
    pm_trial *trial;
    pm_action action = {{{NULL, 0}}};
    int gold[PM_CRITERIA] = {0};
    assert_int_equal(pm_trial_new(NULL, NULL, &trial), PM_ERR_ARGUMENT);
    assert_int_equal(pm_trial_new(NULL, pack, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_trial_add(NULL, &action, gold), PM_ERR_ARGUMENT);
    assert_int_equal(pm_trial_calibrate(NULL, take, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_trial_confusion(NULL, PM_OWNER).both_yes, 0);
    pm_trial_free(NULL);
    pm_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_drawn),
        cmocka_unit_test(thresholds),
        cmocka_unit_test(reliability_by_hand),
        cmocka_unit_test(brier),
        cmocka_unit_test(ends),
        cmocka_unit_test(what_rules_did),
        cmocka_unit_test(twice_in_an_action),
        cmocka_unit_test(without_is_disabled),
        cmocka_unit_test(how_reliable),
        cmocka_unit_test(calibrated),
        cmocka_unit_test(rules_come_and_go),
        cmocka_unit_test(one_answer),
        cmocka_unit_test(arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
