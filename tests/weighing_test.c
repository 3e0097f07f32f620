/* SPDX-License-Identifier: MIT
 * Words and evidence that are weighed: read from a pack, fitted from rows, and what they do to a
 * verdict. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "api/handles.h"
#include "planmark/audit.h"
#include "tests/small_pack.h"

/* One rule, right in six of ten; `weigh` is asked of the criterion it decides, and of owner. */
#define WEIGHED_PACK                                                                               \
    "name: small\nversion: 1.0.0\n"                                                                \
    "criteria:\n"                                                                                  \
    "  actionable: {hint: H}\n"                                                                    \
    "  measure_given: {hint: H}\n"                                                                 \
    "  measurable: {hint: H, weigh: words}\n"                                                      \
    "  timeframe: {hint: H}\n"                                                                     \
    "  owner: {hint: H, weigh: words}\n"                                                           \
    "columns: {who: owner, by_when: timeframe, measure: measure_given}\n"
#define VISIT_RULE                                                                                 \
    "rules:\n"                                                                                     \
    "- id: measurable.visit\n  criterion: measurable\n  says: met\n  strength: plain\n"            \
    "  match: visit\n  unless: \"{agents/school} closed\"\n  why: \"a visit\"\n"                   \
    "  examples:\n    met: [\"visit\"]\n    unmet: [\"sleep\"]\n"                                  \
    "- id: measurable.sworn\n  criterion: measurable\n  says: met\n  strength: strong\n"           \
    "  match: swear\n  why: \"settled\"\n"                                                         \
    "  examples:\n    met: [\"swear\"]\n    unmet: [\"sleep\"]\n"
#define BY_WEIGHT "    trust: {bias: 0, rules: 1, words: 1}\n"
#define DOUBTFUL "confidence:\n  measurable:\n    plain: 0.6\n    strong: 0.6\n    nothing: 0.6\n"

enum { FILES = SMALL_LISTS + 4 };
static pm_status pack_by(const pm_allocator *a, const char *rules, const char *confidence,
                         const char *weights, told *t, pm_pack **out) {
    pm_pack_file files[FILES];
    pm_options options = {sizeof options, a, told_note, t};
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("pack.yaml", WEIGHED_PACK);
    files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", rules);
    files[SMALL_LISTS + 2] = FILE_OF("confidence.yaml", confidence);
    files[SMALL_LISTS + 3] = FILE_OF("weights.yaml", weights);
    return pm_pack_compile(&options, STR("small"), files, FILES, out);
}

static pm_status pack_of(const char *rules, const char *confidence, const char *weights, told *t,
                         pm_pack **out) {
    return pack_by(NULL, rules, confidence, weights, t, out);
}

static pm_status weighed_pack(const char *confidence, const char *weights, told *t, pm_pack **out) {
    return pack_of(VISIT_RULE, confidence, weights, t, out);
}

static pm_action action_of(const char *said, const char *measure) {
    return (pm_action){
        .cell = {[PM_TEXT] = {said, strlen(said)}, [PM_MEASURE] = {measure, strlen(measure)}}};
}

/* The verdict on "measurable" and what it rests on. */
typedef struct answer {
    int met, cancelled;
    double confidence;
    char rule[40], words[40];
} answer;

static answer ask_action(pm_pack *pack, const pm_action *action) {
    pm_options options = {sizeof options, NULL, NULL, NULL};
    pm_scorer *one;
    const pm_mark *mark;
    answer a = {.met = 0};
    assert_int_equal(pm_scorer_new(&options, pack, &one), PM_OK);
    assert_int_equal(pm_score(one, action, &mark), PM_OK);
    const pm_verdict *v = &mark->verdict[PM_MEASURABLE];
    a.met = v->met;
    a.confidence = v->confidence;
    if (v->decided_by >= 0) {
        const pm_evidence *e = &mark->evidence[v->decided_by];
        snprintf(a.rule, sizeof a.rule, "%.*s", (int)e->rule.len, e->rule.data);
        snprintf(a.words, sizeof a.words, "%.*s", (int)(e->end - e->start),
                 action->cell[e->column].data + e->start);
    }
    for (size_t i = 0; i < mark->evidence_count; i++) {
        a.cancelled += mark->evidence[i].cancelled_by >= 0;
    }
    pm_scorer_free(one);
    return a;
}

static answer ask(pm_pack *pack, const char *said, const char *measure) {
    pm_action action = action_of(said, measure);
    return ask_action(pack, &action);
}

static void expect(answer a, int met, double confidence, const char *rule, const char *words) {
    assert_int_equal(a.met, met);
    assert_int_equal((int)(a.confidence * 100.0 + 0.5), (int)(confidence * 100.0 + 0.5));
    assert_string_equal(a.rule, rule);
    assert_string_equal(a.words, words);
}

/* The rules' log-odds are +-ln 1.5 = 0.405; words add theirs as they are. */
static void words_turn_verdicts(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(
        weighed_pack(DOUBTFUL,
                     "weights:\n  measurable:\n    start: 0.0\n" BY_WEIGHT
                     "    action:\n      words: {perhaps: -1.5, weekly: 1.0, soon: 0.1}\n"
                     "      classes: {\"{agents/school}\": 0.8}\n"
                     "    measure:\n      words: {weekly: 0.2, seen: 2.0}\n",
                     &t, &pack),
        PM_OK);
    assert_null(strstr(t.text, "weights"));
    expect(ask(pack, "visit", ""), 1, 0.60, "measurable.visit", "visit");
    expect(ask(pack, "sleep", ""), 0, 0.60, "", "");
    /* 0.405 - 1.5 = -1.095: no, 0.75 */
    answer a = ask(pack, "perhaps visit", "");
    expect(a, 0, 0.75, "measurable.words-against", "perhaps");
    assert_int_equal(a.cancelled, 1);
    /* strong evidence stands, as sure as it is by itself */
    a = ask(pack, "perhaps swear", "");
    expect(a, 1, 0.60, "measurable.sworn", "swear");
    assert_int_equal(a.cancelled, 0);
    /* 0.405 + 1.0: the same verdict, and surer, 0.80 */
    expect(ask(pack, "visit weekly", ""), 1, 0.80, "measurable.visit", "visit");
    /* -0.405 + 1.0 = 0.595: yes, 0.64 */
    expect(ask(pack, "sleep weekly", ""), 1, 0.64, "measurable.words", "weekly");
    /* -0.405 + 0.1: not enough, 0.58 */
    expect(ask(pack, "sleep soon", ""), 0, 0.58, "", "");
    /* a class: -0.405 + 0.8 = 0.395, 0.60; as often as it stands there */
    expect(ask(pack, "sleep at school", ""), 1, 0.60, "measurable.words", "school");
    expect(ask(pack, "sleep at school teacher", ""), 1, 0.77, "measurable.words", "school");
    /* weights of the measure are its own */
    expect(ask(pack, "sleep", "weekly"), 0, 0.55, "", "");
    expect(ask(pack, "sleep", "seen"), 1, 0.83, "measurable.words", "seen");
    pm_pack_free(pack);
}

/* Rules whose evidence counts, is cancelled, or has conditions that do not hold. */
#define STANDING_RULES                                                                             \
    "rules:\n"                                                                                     \
    "- id: measurable.visit\n  criterion: measurable\n  says: met\n  strength: plain\n"            \
    "  match: visit\n  why: \"a visit\"\n"                                                         \
    "- id: measurable.never\n  criterion: measurable\n  says: unmet\n  strength: plain\n"          \
    "  match: never visit\n  why: \"no visit\"\n"                                                  \
    "- id: measurable.walk\n  criterion: measurable\n  says: met\n  strength: plain\n"             \
    "  match: walk\n  when: {measure: filled}\n  why: \"a walk\"\n"                                \
    "- id: measurable.nap\n  criterion: measurable\n  says: near\n"                                \
    "  match: nap daily\n  why: \"a nap\"\n  hint: H\n"                                            \
    "- id: owner.team\n  criterion: owner\n  says: met\n  strength: plain\n  in: any\n"            \
    "  match: team\n  why: \"a team\"\n"

/* A piece weighs by its rule and how it stands by the rules alone, for its own criterion or
 * another. */
static void evidence_turns_verdicts(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(
        pack_of(STANDING_RULES, DOUBTFUL,
                "weights:\n  measurable:\n    start: 0.0\n" BY_WEIGHT "    evidence:\n"
                "      counts: {measurable.visit: 0.5, measurable.nap: 1.0, owner.team: 1.2}\n"
                "      cancelled: {measurable.visit: 2.0}\n"
                "      idle: {measurable.walk: 0.9}\n",
                &t, &pack),
        PM_OK);
    assert_null(strstr(t.text, "weights"));
    /* 0.405 + 0.5, and so for each piece */
    expect(ask(pack, "visit", ""), 1, 0.71, "measurable.visit", "visit");
    expect(ask(pack, "visit visit", ""), 1, 0.80, "measurable.visit", "visit");
    /* cancelled by the rules, which are right in five of ten then, and turned: 0 + 2.0 */
    expect(ask(pack, "never visit", ""), 1, 0.88, "measurable.words", "visit");
    /* conditions do not hold: -0.405 + 0.9; where they do, 0.405 */
    expect(ask(pack, "walk", ""), 1, 0.62, "measurable.words", "walk");
    expect(ask(pack, "walk", "done"), 1, 0.60, "measurable.walk", "walk");
    /* what came near: 0 + 1.0; beside what is met it is of no account */
    expect(ask(pack, "nap daily", ""), 1, 0.73, "measurable.words", "nap daily");
    expect(ask(pack, "nap daily, visit", ""), 1, 0.71, "measurable.visit", "visit");
    /* of another criterion, in any column: -0.405 + 1.2 */
    pm_action who = {.cell = {[PM_TEXT] = {"sleep", 5}, [PM_WHO] = {"team", 4}}};
    expect(ask_action(pack, &who), 1, 0.69, "measurable.words", "team");
    pm_pack_free(pack);
}

static void words_inside_evidence(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(pack_of(STANDING_RULES, DOUBTFUL,
                             "weights:\n  measurable:\n    start: 0.0\n" BY_WEIGHT "    within:\n"
                             "      measurable:\n"
                             "        met: {visit: 0.5}\n"
                             "        near: {daily: 1.2, nap: -0.2}\n"
                             "      owner:\n        met: {team: 0.3}\n",
                             &t, &pack),
                     PM_OK);
    expect(ask(pack, "visit", ""), 1, 0.71, "measurable.visit", "visit");
    /* outside of such evidence the same words weigh nothing */
    expect(ask(pack, "daily", ""), 0, 0.60, "", "");
    /* 0 + 1.2 - 0.2 */
    expect(ask(pack, "nap daily", ""), 1, 0.73, "measurable.words", "nap daily");
    /* however it stands: 0 + 0.5 inside cancelled evidence */
    expect(ask(pack, "never visit", ""), 1, 0.62, "measurable.words", "visit");
    /* in the action and its measure alone */
    expect(ask(pack, "sleep", "team"), 0, 0.53, "", "");
    pm_action who = {.cell = {[PM_TEXT] = {"sleep", 5}, [PM_WHO] = {"team", 4}}};
    expect(ask_action(pack, &who), 0, 0.60, "", "");
    pm_pack_free(pack);
}

/* An owner by likeness is nobody in particular: no kind is told. */
static void words_name_nobody(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    pm_scorer *one;
    const pm_mark *mark;
    pm_action action = action_of("duty worker rings", "");
    assert_int_equal(pack_of(STANDING_RULES, DOUBTFUL,
                             "weights:\n  owner:\n" BY_WEIGHT "    action: {words: {rings: 3}}\n",
                             &t, &pack),
                     PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &one), PM_OK);
    assert_int_equal(pm_score(one, &action, &mark), PM_OK);
    const pm_verdict *v = &mark->verdict[PM_OWNER];
    assert_int_equal(v->met, 1);
    assert_true(str_equal(mark->evidence[v->decided_by].rule, STR("owner.words")));
    assert_int_equal(mark->owner_kind.len, 0);
    pm_scorer_free(one);
    pm_pack_free(pack);
}

/* A cell may hold millions of words, and a piece of evidence all of them. */
static void much_that_weighs_adds_up(void **state) {
    (void)state;
    enum { WORDS = 80000, EACH = 3 }; /* 30000 thousandths each: beyond 31 bits */
    told t = {.len = 0};
    pm_pack *pack;
    static char said[WORDS * EACH + 1];
    for (size_t i = 0; i < WORDS; i++) {
        memcpy(said + i * EACH, "go ", EACH);
    }
    assert_int_equal(pack_of("rules:\n"
                             "- id: measurable.long\n  criterion: measurable\n  says: met\n"
                             "  strength: plain\n  regex: \"go .*\"\n  why: \"long\"\n",
                             DOUBTFUL,
                             "weights:\n  measurable:\n" BY_WEIGHT
                             "    within: {measurable: {met: {go: 30}}}\n",
                             &t, &pack),
                     PM_OK);
    assert_int_equal(ask(pack, said, "").met, 1);
    pm_pack_free(pack);
}

/* An action without a word asks for nothing, whatever its other cells weigh. */
static void nothing_is_no_task(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    pm_pack_file files[FILES];
    pm_options options = {sizeof options, NULL, told_note, &t};
    small_lists(files);
    files[SMALL_LISTS] =
        FILE_OF("pack.yaml", "name: small\nversion: 1.0.0\n"
                             "criteria:\n"
                             "  actionable: {hint: H, weigh: words}\n"
                             "  measure_given: {hint: H}\n  measurable: {hint: H}\n"
                             "  timeframe: {hint: H}\n  owner: {hint: H}\n"
                             "columns: {who: owner, by_when: timeframe, measure: measure_given}\n");
    files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", STANDING_RULES);
    files[SMALL_LISTS + 2] = FILE_OF("confidence.yaml", "confidence: {}\n");
    files[SMALL_LISTS + 3] = FILE_OF("weights.yaml", "weights:\n  actionable:\n" BY_WEIGHT
                                                     "    evidence: {counts: {owner.team: 9}}\n");
    assert_int_equal(pm_pack_compile(&options, STR("small"), files, FILES, &pack), PM_OK);
    static const struct {
        const char *said;
        int met;
        double confidence;
    } cases[] = {{"", 0, 0.99}, {"-", 0, 0.99}, {"sleep", 1, 0.99}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pm_scorer *one;
        const pm_mark *mark;
        pm_action action = action_of(cases[i].said, "");
        action.cell[PM_WHO] = STR("team");
        assert_int_equal(pm_scorer_new(&options, pack, &one), PM_OK);
        assert_int_equal(pm_score(one, &action, &mark), PM_OK);
        assert_int_equal(mark->verdict[PM_ACTIONABLE].met, cases[i].met);
        assert_true(fabs(mark->verdict[PM_ACTIONABLE].confidence - cases[i].confidence) < 1e-6);
        pm_scorer_free(one);
    }
    pm_pack_free(pack);
}

/* A rule that is gone is told once; one that is switched off is known. */
static void rules_that_are_gone(void **state) {
    (void)state;
    static const char weights[] = "weights:\n  measurable:\n    evidence:\n"
                                  "      counts: {measurable.gone: 1, measurable.off: 1}\n"
                                  "      idle: {measurable.gone: 1}\n";
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(pack_of(STANDING_RULES
                             "- id: measurable.off\n  criterion: measurable\n  says: met\n"
                             "  match: off\n  why: \"off\"\n  enabled: false\n",
                             DOUBTFUL, weights, &t, &pack),
                     PM_OK);
    assert_non_null(
        strstr(t.text, "2 weights are of lists that no rule uses any more, or of rules"));
    pm_pack_free(pack);
}

/* Without a word to show, the words do not decide. */
static void no_word_no_turn(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(
        weighed_pack(DOUBTFUL,
                     "weights:\n  measurable:\n    trust: {bias: 3, rules: 1, words: 1}\n"
                     "    action:\n      words: {perhaps: -0.2}\n",
                     &t, &pack),
        PM_OK);
    expect(ask(pack, "sleep", ""), 0, 0.60, "", "");
    expect(ask(pack, "perhaps sleep", ""), 0, 0.60, "", "");
    pm_pack_free(pack);
}

/* Weights without trust, or the other way round, weigh nothing. */
static void weights_need_trust(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(
        weighed_pack(DOUBTFUL, "weights:\n  measurable:\n    action:\n      words: {perhaps: -3}\n",
                     &t, &pack),
        PM_OK);
    assert_non_null(strstr(t.text, "warning: the weights of measurable are not used"));
    expect(ask(pack, "perhaps visit", ""), 1, 0.60, "measurable.visit", "visit");
    pm_pack_free(pack);
    assert_int_equal(weighed_pack(DOUBTFUL, "weights:\n  measurable:\n" BY_WEIGHT, &t, &pack),
                     PM_OK);
    expect(ask(pack, "perhaps visit", ""), 1, 0.60, "measurable.visit", "visit");
    pm_pack_free(pack);
}

/* Confidences are told by a factor that turns nothing; new weights have a new one. */
static void how_sure_weights_are(void **state) {
    (void)state;
    static const char weights[] =
        "weights:\n  measurable:\n" BY_WEIGHT "    action: {words: {weekly: 1.0, perhaps: -1.5}}\n";
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(weighed_pack(DOUBTFUL "    weighed: 0.5\n", weights, &t, &pack), PM_OK);
    /* (0.405 + 1.0) / 2, (-0.405 + 1.0) / 2, (0.405 - 1.5) / 2 */
    expect(ask(pack, "visit weekly", ""), 1, 0.67, "measurable.visit", "visit");
    expect(ask(pack, "sleep weekly", ""), 1, 0.57, "measurable.words", "weekly");
    expect(ask(pack, "perhaps visit", ""), 0, 0.63, "measurable.words-against", "perhaps");
    /* what is settled is as sure as its rule */
    expect(ask(pack, "swear weekly", ""), 1, 0.60, "measurable.sworn", "swear");
    pm_pack_free(pack);
    assert_int_equal(weighed_pack(DOUBTFUL "    weighed: 0\n", weights, &t, &pack), PM_OK);
    expect(ask(pack, "sleep weekly", ""), 1, 0.50, "measurable.words", "weekly");
    pm_pack_free(pack);
}

static void faults_are_told(void **state) {
    (void)state;
    static const struct {
        const char *weights, *confidence, *message;
    } bad[] = {
        {"weights: [1]\n", DOUBTFUL, "weights.yaml:1:10: error: weights is a map of criteria"},
        {"weights:\n  measurabel: {}\n", DOUBTFUL, "did you mean 'measurable'?"},
        {"weights:\n  measurable: 3\n", DOUBTFUL, "a criterion's weights are"},
        {"weights:\n  measurable: {begin: 3}\n", DOUBTFUL,
         "the keys start, trust, action, measure, evidence and within"},
        {"weights:\n  measurable: {evidence: 1}\n", DOUBTFUL,
         "weights.yaml:2:26: error: evidence has weights by how it stands"},
        {"weights:\n  measurable: {evidence: {stands: {a: 1}}}\n", DOUBTFUL,
         "weights.yaml:2:27: error: evidence has weights by how it stands"},
        {"weights:\n  measurable: {evidence: {counts: 1}}\n", DOUBTFUL, "weights are a map"},
        {"weights:\n  measurable: {evidence: {counts: {a.b: x}}}\n", DOUBTFUL,
         "a number from -30 to 30"},
        {"weights:\n  measurable: {within: 1}\n", DOUBTFUL,
         "words inside evidence have weights by its criterion"},
        {"weights:\n  measurable: {within: {high_quality: {met: {a: 1}}}}\n", DOUBTFUL,
         "weights.yaml:2:25: error: words inside evidence have weights by its criterion"},
        {"weights:\n  measurable: {within: {owner: 1}}\n", DOUBTFUL,
         "words inside evidence have weights by what it says"},
        {"weights:\n  measurable: {within: {owner: {yes: {a: 1}}}}\n", DOUBTFUL,
         "weights.yaml:2:33: error: words inside evidence have weights by what it says"},
        {"weights:\n  measurable: {action: {word: {a: 1}}}\n", DOUBTFUL, "of words and of classes"},
        {"weights:\n  measurable: {action: {words: {a: high}}}\n", DOUBTFUL,
         "a number from -30 to 30"},
        {"weights:\n  measurable: {action: {words: {a: 31}}}\n", DOUBTFUL,
         "a number from -30 to 30"},
        {"weights:\n  measurable: {start: nan}\n", DOUBTFUL, "a number from -30 to 30"},
        {"weights:\n  timeframe:\n    action:\n      words: {soon: 1, late: 1}\n", DOUBTFUL,
         "weights.yaml:4:15: error: weights of timeframe, which is not weighed"},
        {"weights:\n  measurable:\n    within:\n      timeframe: {met: {soon: 1, late: 1}}\n",
         DOUBTFUL, "weights.yaml:4:25: error: words inside evidence are weighed where"},
        {"weights:\n  measurable:\n    action:\n      words: {make sure: 1}\n", DOUBTFUL,
         "weights.yaml:4:15: error: words are weighed one by one"},
        {"weights:\n  measurable:\n    within: {owner: {met: {\"\": 1}}}\n", DOUBTFUL,
         "weights.yaml:3:29: error: words are weighed one by one"},
        {"weights:\n  measurable: {start: \"0,5\"}\n", DOUBTFUL, "a number from -30 to 30"},
        {"weights:\n  measurable: {start: \"1\\0\"}\n", DOUBTFUL, "a number from -30 to 30"},
        {"weights: {}\n", "confidence:\n  measurable: {plain: \"0.6\\0\"}\n",
         "a number from 0 to 1"},
        {"weights:\n  measurable: {trust: 3}\n", DOUBTFUL,
         "weights.yaml:2:23: error: trust is a map"},
        {"weights:\n  measurable: {trust: {word: 1}}\n", DOUBTFUL,
         "weights.yaml:2:24: error: trust has the keys bias, rules and words"},
        {"weights:\n  measurable: {trust: {words: x}}\n", DOUBTFUL, "a number from -30 to 30"},
        {"weights:\n  measurable: {trust: {words: -1}}\n", DOUBTFUL, "are not below 0"},
        {"weights: {}\n", DOUBTFUL "    weighed: {words: 1}\n", "weighed is one number"},
        {"weights: {}\n", DOUBTFUL "    weighed: -1\n", "is not below 0"},
        {"weights: {}\n", DOUBTFUL "    weighed: x\n", "a number from -30 to 30"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        told t = {.len = 0};
        pm_pack *pack;
        assert_int_equal(weighed_pack(bad[i].confidence, bad[i].weights, &t, &pack), PM_ERR_PACK);
        if (strstr(t.text, bad[i].message) == NULL) {
            fail_msg("\"%s\" is not in: %s", bad[i].message, t.text);
        }
    }
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(weighed_pack(DOUBTFUL,
                                  "weights:\n  measurable: {action: {classes: {\"{gone}\": 1}}}\n",
                                  &t, &pack),
                     PM_OK);
    assert_non_null(strstr(t.text, "1 weights are of lists that no rule uses any more"));
    pm_pack_free(pack);
}

/* What a pack that is extended weighs may be switched off. */
static void switched_off_above(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_options options = {sizeof options, NULL, told_note, &t};
    pm_pack *pack;
    pm_pack_file files[] = {
        FILE_OF("pack.yaml", "name: quiet\nversion: 1.0.0\nextends: cin-england\n"
                             "criteria: {measurable: {weigh: nothing}}\n"),
        FILE_OF("weights.yaml", "weights: {measurable: {action: {words: {visit: 1}}}}\n")};
    assert_int_equal(pm_pack_compile(&options, STR("quiet"), files, 1, &pack), PM_OK);
    assert_int_equal(t.errors, 0);
    pm_pack_free(pack);
    assert_int_equal(pm_pack_compile(&options, STR("quiet"), files, 2, &pack), PM_ERR_PACK);
    assert_non_null(strstr(t.text, "weights.yaml:1:"));
    assert_int_equal(t.errors, 1);
}

/* ---- fitting ---- */

typedef struct written {
    char text[8192];
    size_t len;
} written;

static int keep(void *ctx, const char *data, size_t len) {
    written *w = ctx;
    if (len >= sizeof w->text - w->len) {
        return -1;
    }
    memcpy(w->text + w->len, data, len);
    w->len += len;
    w->text[w->len] = '\0';
    return 0;
}

static pm_status fit(const pm_allocator *a, pm_pack *pack, written *out) {
    static const struct {
        const char *text, *measure;
        int yes;
    } rows[] = {{"visit weekly", "done", 1},
                {"phone weekly", "done", 1},
                {"write weekly", "", 1},
                {"think perhaps", "", 0},
                {"perhaps sleep", "", 0},
                {"perhaps rest", "", 0},
                {"see LB and Zorba at school", "", 1},
                {"see LB and Zorba at school", "done", 1},
                {"see LB and Zorba at school", "", 1}};
    pm_options options = {sizeof options, a, NULL, NULL};
    pm_weighing *w;
    pm_status status = pm_weighing_new(&options, pack, &w);
    for (size_t i = 0; status == PM_OK && i < sizeof rows / sizeof *rows; i++) {
        pm_action action = action_of(rows[i].text, rows[i].measure);
        int gold[PM_CRITERIA] = {[PM_MEASURABLE] = rows[i].yes};
        status = pm_weighing_add(w, &action, STR(""), STR(""), gold);
    }
    status = status == PM_OK ? pm_weighing_write(w, keep, out) : status;
    pm_weighing_free(w);
    return status;
}

/* What is written can be read, and says of words what the rows did; words of fewer than three
 * actions and initials are not in it. */
static void weights_from_rows(void **state) {
    (void)state;
    told t = {.len = 0};
    written w = {.len = 0}, again = {.len = 0};
    pm_pack *pack;
    assert_int_equal(weighed_pack(DOUBTFUL, "weights: {}\n", &t, &pack), PM_OK);
    assert_int_equal(fit(NULL, pack, &w), PM_OK);
    assert_int_equal(fit(NULL, pack, &again), PM_OK);
    pm_pack_free(pack);
    assert_string_equal(w.text, again.text);
    assert_non_null(strstr(w.text, "from 9 coded actions and the 4 examples"));
    assert_non_null(strstr(w.text, "  measurable:\n    start: "));
    assert_non_null(strstr(w.text, "        \"perhaps\": -0."));
    assert_non_null(strstr(w.text, "        \"weekly\": 0."));
    assert_non_null(strstr(w.text, "        \"{agents/school}\": 0."));
    assert_non_null(strstr(w.text, "    measure:\n      words:\n        \"done\": "));
    assert_non_null(strstr(w.text, "    evidence:\n      counts:\n        \"measurable."));
    assert_non_null(strstr(w.text, "        \"measurable.visit\": 0."));
    assert_non_null(strstr(w.text, "        met:\n"));
    assert_non_null(strstr(w.text, "          \"visit\": 0."));
    assert_null(strstr(w.text, "phone"));
    assert_null(strstr(w.text, "lb"));
    assert_null(strstr(w.text, "zorba"));
    assert_int_equal(weighed_pack(DOUBTFUL, w.text, &t, &pack), PM_OK);
    pm_pack_free(pack);
}

/* Two packs alike, but that in one "measurable" requires "owner": what is an example of it is one
 * of an owner there. */
static void examples_of_what_is_required(void **state) {
    (void)state;
    for (int requires = 0; requires < 2; requires ++) {
        pm_pack *pack;
        pm_pack_file files[SMALL_LISTS + 2];
        pm_options options = {sizeof options, NULL, NULL, NULL};
        written w = {.len = 0};
        small_lists(files);
        files[SMALL_LISTS] = FILE_OF(
            "pack.yaml", requires ? "name: small\nversion: 1.0.0\ncriteria:\n"
                                    "  actionable: {hint: H}\n  owner: {hint: H, weigh: words}\n"
                                    "  measurable: {hint: H, requires: owner}\n"
                                    "  measure_given: {hint: H}\n  timeframe: {hint: H}\n"
                                  : "name: small\nversion: 1.0.0\ncriteria:\n"
                                    "  actionable: {hint: H}\n  owner: {hint: H, weigh: words}\n"
                                    "  measurable: {hint: H}\n"
                                    "  measure_given: {hint: H}\n  timeframe: {hint: H}\n");
        files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", VISIT_RULE);
        assert_int_equal(pm_pack_compile(&options, STR("small"), files, SMALL_LISTS + 2, &pack),
                         PM_OK);
        assert_int_equal(fit(NULL, pack, &w), PM_OK);
        const char *visit = strstr(w.text, "\"visit\": ");
        assert_int_equal(visit != NULL && strtod(visit + strlen("\"visit\": "), NULL) > 0.0,
                         requires);
        pm_pack_free(pack);
    }
}

/* How far the sums are trusted, of nine rows each of six plans. */
static double trust_of(pm_pack *pack, const char *const said[6], const char *names) {
    pm_weighing *w;
    written out = {.len = 0};
    assert_int_equal(pm_weighing_new(NULL, pack, &w), PM_OK);
    for (size_t plan = 0; plan < 6; plan++) {
        for (size_t i = 0; i < 9; i++) {
            pm_action action = action_of(said[plan], "");
            int gold[PM_CRITERIA] = {[PM_MEASURABLE] = plan % 2 == 0};
            pm_str name = {names + plan, names[plan] != ' '};
            assert_int_equal(pm_weighing_add(w, &action, STR("A"), name, gold), PM_OK);
        }
    }
    assert_int_equal(pm_weighing_write(w, keep, &out), PM_OK);
    pm_weighing_free(w);
    const char *at = strstr(out.text, "  measurable:\n"), *words = strstr(at, ", words: ");
    assert_non_null(strstr(at, "    trust: {bias: "));
    return strtod(words + strlen(", words: "), NULL);
}

/* Words of one plan alone tell nothing of others, however well they tell its rows apart. */
static void trust_is_of_other_plans(void **state) {
    (void)state;
    static const char *const own[] = {"sing", "rest", "read", "think", "draw", "wait"};
    static const char *const shared[] = {"sing", "rest", "sing", "rest", "sing", "rest"};
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(weighed_pack(DOUBTFUL, "weights: {}\n", &t, &pack), PM_OK);
    assert_true(trust_of(pack, own, "abcdef") < 0.01);
    assert_true(trust_of(pack, shared, "abcdef") > 1.0);
    assert_true(trust_of(pack, own, "      ") > 0.1); /* each action a plan by itself */
    pm_pack_free(pack);
}

/* ---- fitting and marking ---- */

/* Rows of all kinds of evidence, with words before, in and behind it. */
static const struct {
    const char *text, *who, *measure;
    int yes;
} coded[] = {{"visit weekly", "team", "", 1},
             {"please visit soon", "", "seen", 1},
             {"never visit", "", "", 0},
             {"never visit again", "team", "", 0},
             {"visit, visit and visit", "", "", 1},
             {"walk weekly", "", "", 0},
             {"walk soon", "", "seen", 1},
             {"nap daily", "", "", 0},
             {"nap daily perhaps", "team", "", 0},
             {"perhaps think", "", "", 0},
             {"perhaps a nap daily", "", "", 1},
             {"team to visit", "", "team visit", 1},
             {"walk with the team", "", "", 0},
             {"never visit the team", "", "seen", 1},
             {"nap daily with the team", "", "", 1}};
enum { CODED = sizeof coded / sizeof *coded };

static pm_action coded_action(size_t i) {
    pm_action action = action_of(coded[i].text, coded[i].measure);
    action.cell[PM_WHO] = (pm_str){coded[i].who, strlen(coded[i].who)};
    return action;
}

/* Of an action, as it is marked: its log-odds by what is weighed. */
static double marked_odds(pm_pack *pack, size_t i) {
    scorer s;
    pm_action action = coded_action(i);
    assert_int_equal(scorer_init(&s, pack->image, pack->wordnet, &memory_default), PM_OK);
    assert_int_equal(scorer_mark(&s, &action), PM_OK);
    weighed_action all = verdict_weighed(&s.judge);
    float words[PM_CRITERIA], pieces[PM_CRITERIA];
    weigh_words(s.cells, words);
    weigh_evidence(&all, pieces);
    double odds = (double)(image_criterion_of(pack->image, PM_MEASURABLE)->start +
                           words[PM_MEASURABLE] + pieces[PM_MEASURABLE]);
    scorer_free(&s);
    return odds;
}

/* What fitting counted is what marking adds up: where it ended, the rows leave nothing to be moved.
 * The gaps between codes and chances come to 0 over all rows and, over those that hold something,
 * to ten times its weight (the variance before anything is seen is 0.1). */
static void fitting_and_marking_agree(void **state) {
    (void)state;
    told t = {.len = 0};
    written w = {.len = 0};
    pm_pack *pack;
    pm_options options = {sizeof options, NULL, NULL, NULL};
    pm_weighing *weighing;
    assert_int_equal(pack_of(STANDING_RULES, DOUBTFUL, "weights: {}\n", &t, &pack), PM_OK);
    assert_int_equal(pm_weighing_new(&options, pack, &weighing), PM_OK);
    for (size_t i = 0; i < CODED; i++) {
        pm_action action = coded_action(i);
        int gold[PM_CRITERIA] = {[PM_MEASURABLE] = coded[i].yes};
        assert_int_equal(pm_weighing_add(weighing, &action, STR(""), STR(""), gold), PM_OK);
    }
    assert_int_equal(pm_weighing_write(weighing, keep, &w), PM_OK);
    pm_weighing_free(weighing);
    pm_pack_free(pack);
    assert_int_equal(pack_of(STANDING_RULES, DOUBTFUL, w.text, &t, &pack), PM_OK);
    static const struct {
        const char *line; /* in weights.yaml, before its number */
        double holds[CODED];
    } thing[] = {
        {"    start: ", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
        {"        \"perhaps\": ", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1}},
        {"      counts:\n        \"measurable.nap\": ",
         {0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1}},
        {"        \"owner.team\": ", {1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 1, 1, 1}},
        {"      cancelled:\n        \"measurable.visit\": ",
         {0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
        {"        near:\n          \"daily\": ", {0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1}}};
    for (size_t k = 0; k < sizeof thing / sizeof *thing; k++) {
        const char *at = strstr(w.text, thing[k].line);
        double gap = 0.0;
        assert_non_null(at);
        double weight = strtod(at + strlen(thing[k].line), NULL);
        for (size_t i = 0; i < CODED; i++) {
            gap += thing[k].holds[i] * (coded[i].yes - 1.0 / (1.0 + exp(-marked_odds(pack, i))));
        }
        gap -= k != 0 ? 10.0 * weight : 0.0;
        if (fabs(gap) > 0.03) {
            fail_msg("%s%.3f leaves a gap of %f", thing[k].line, weight, gap);
        }
    }
    pm_pack_free(pack);
}

static void memory_that_ends(void **state) {
    (void)state;
    told t = {.len = 0};
    pm_pack *pack;
    assert_int_equal(weighed_pack(DOUBTFUL, "weights: {}\n", &t, &pack), PM_OK);
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 1; status == PM_ERR_MEMORY; n++) {
        counted c = {.fail_at = n};
        pm_allocator a = counted_allocator(&c);
        written w = {.len = 0};
        status = fit(&a, pack, &w);
        assert_int_equal(c.pieces, 0);
        assert_true(status == PM_OK || status == PM_ERR_MEMORY);
    }
    pm_pack_free(pack);
}

static void memory_that_ends_in_a_pack(void **state) {
    (void)state;
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 1; status == PM_ERR_MEMORY; n++) {
        counted c = {.fail_at = n};
        pm_allocator a = counted_allocator(&c);
        told t = {.len = 0};
        pm_pack *pack;
        status = pack_by(&a, STANDING_RULES, DOUBTFUL,
                         "weights:\n  measurable:\n    evidence: {counts: {measurable.visit: 1}}\n"
                         "    within: {owner: {met: {team: 1, a: 1}}}\n",
                         &t, &pack);
        pm_pack_free(pack);
        assert_int_equal(c.pieces, 0);
        assert_true(status == PM_OK || status == PM_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_turns_verdicts),  cmocka_unit_test(words_inside_evidence),
        cmocka_unit_test(much_that_weighs_adds_up), cmocka_unit_test(nothing_is_no_task),
        cmocka_unit_test(rules_that_are_gone),      cmocka_unit_test(fitting_and_marking_agree),
        cmocka_unit_test(words_turn_verdicts),      cmocka_unit_test(no_word_no_turn),
        cmocka_unit_test(weights_need_trust),       cmocka_unit_test(faults_are_told),
        cmocka_unit_test(words_name_nobody),        cmocka_unit_test(examples_of_what_is_required),
        cmocka_unit_test(switched_off_above),       cmocka_unit_test(how_sure_weights_are),
        cmocka_unit_test(trust_is_of_other_plans),  cmocka_unit_test(weights_from_rows),
        cmocka_unit_test(memory_that_ends),         cmocka_unit_test(memory_that_ends_in_a_pack)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
