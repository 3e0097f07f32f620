/* SPDX-License-Identifier: MIT
 * Packs from files in memory: what is laid over the built-in pack, which faults are told and where,
 * and that the same content gives the same bytes. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/handles.h"
#include "planmark/audit.h"
#include "tests/small_pack.h"

enum { WATCHDOG = 60 }; /* seconds until a compiler that does not end is ended */

static pm_status compile(const pm_pack_file *files, size_t count, told *t, pm_pack **out) {
    pm_options options = {sizeof options, NULL, told_note, t};
    memset(t, 0, sizeof *t);
    return pm_pack_compile(&options, STR("local"), files, count, out);
}
#define COMPILE(files, t, out) compile(files, sizeof(files) / sizeof((files)[0]), t, out)

static void expect_told(const told *t, const char *line) {
    if (strstr(t->text, line) == NULL) {
        fail_msg("not told: %s\nbut:\n%s", line, t->text);
    }
}

/* Is there evidence by `rule` in the mark of a text? */
static bool shows(const pm_pack *pack, const char *words, const char *rule, const char **kind) {
    static char kept[80];
    pm_scorer *s;
    pm_action action = {{str_from(words)}};
    const pm_mark *mark;
    bool shown = false;
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    for (size_t i = 0; i < mark->evidence_count; i++) {
        shown = shown || str_equal(mark->evidence[i].rule, str_from(rule));
    }
    if (kind != NULL) {
        snprintf(kept, sizeof kept, "%.*s", (int)mark->owner_kind.len, mark->owner_kind.data);
        *kind = kept;
    }
    pm_scorer_free(s);
    return shown;
}

static const char small_rules[] =
    "patterns: {WHO: 'owner:{agents}'}\n"
    "rules:\n"
    "- id: owner.a\n"
    "  criterion: owner\n"
    "  says: met\n"
    "  match: \"WHO to\"\n"
    "  why: \"{owner} is to do it\"\n"
    "  hint: h\n"
    "  examples: {met: [\"mum to visit\", {action: x, who: mum to}], unmet: [x]}\n";

static void a_small_pack(void **state) {
    (void)state;
    pm_pack *pack;
    told t = {.len = 0};
    const char *kind;
    pm_rule_info info;
    assert_int_equal(small_pack(NULL, SMALL_PACK_YAML, small_rules, &t, &pack), PM_OK);
    assert_int_equal(t.errors, 0);
    expect_told(&t, "small/lexicons/docs.txt:0:0: warning: no rule uses this list");
    assert_true(shows(pack, "mum to visit", "owner.a", &kind));
    assert_string_equal(kind, "parents");
    assert_int_equal(pm_pack_rule_count(pack), 1);
    assert_int_equal(pm_pack_rule(pack, 0, &info), PM_OK);
    assert_true(str_equal(info.id, STR("owner.a")) &&
                str_equal(info.why, STR("{owner} is to do it")));
    assert_true(str_equal(info.file, STR("small/rules.yaml")) && info.line == 3);
    assert_int_equal(info.examples, 3);
    assert_int_equal(pm_pack_find_rule(pack, STR("owner.a")), 0);
    assert_int_equal(pm_pack_find_rule(pack, STR("owner.b")), -1);
    assert_int_equal(pm_pack_rule(pack, 1, &info), PM_ERR_ARGUMENT);
    pm_str stamp = pm_pack_stamp(pack);
    assert_true(str_starts(stamp, STR("small@1.0.0+")));
    assert_int_equal(stamp.len, strlen("small@1.0.0+12345678/") + strlen(pm_version()));
    pm_pack_free(pack);
}

/* ---- a local pack over the built-in one ---- */

#define LOCAL "name: our-borough\nversion: 3\nextends: cin-england\n"

static void local_pack(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", LOCAL "disable: [owner.subject-to-do]\n"),
        FILE_OF("lexicons/agents/housing.txt", "tenancy sustainment panel\n"),
        FILE_OF("local.yaml",
                "rules:\n- id: timeframe.panel-day\n  criterion: timeframe\n  says: met\n"
                "  match: \"( at | by ) tenancy sustainment panel\"\n  kind: meeting\n  why: \"the "
                "panel has its days\"\n"),
    };
    pm_pack *base, *pack;
    told t;
    const char *kind;
    assert_int_equal(pm_pack_default(NULL, &base), PM_OK);
    assert_int_equal(COMPILE(files, &t, &pack), PM_OK);
    assert_int_equal(t.errors, 0);
    static const char action[] =
        "Tenancy Sustainment Panel to review the arrears, agreed at tenancy sustainment panel";
    assert_false(shows(base, action, "timeframe.panel-day", NULL));
    assert_true(shows(pack, action, "timeframe.panel-day", &kind));
    assert_int_equal(pm_pack_rule_count(pack), pm_pack_rule_count(base)); /* one more, one less */
    assert_true(str_starts(pm_pack_stamp(pack), STR("our-borough@3+")));
    assert_true(pm_pack_find_rule(base, STR("owner.subject-to-do")) >= 0);
    assert_int_equal(pm_pack_find_rule(pack, STR("owner.subject-to-do")), -1);
    pm_pack_free(pack);
    pm_pack_free(base);
}

/* The new member of a list is found by the rules that were there before, under the list's kind. */
static void a_panel_in_a_list(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", LOCAL),
        FILE_OF("lexicons/agents/housing.txt", "tenancy sustainment panel\n")};
    pm_pack *pack;
    told t;
    const char *kind;
    assert_int_equal(COMPILE(files, &t, &pack), PM_OK);
    shows(pack, "Tenancy sustainment panel to review the arrears by 3 May 2024",
          "owner.subject-to-do", &kind);
    assert_string_equal(kind, "housing");
    pm_pack_free(pack);
}

/* A list that adds to a shipped one is read as that one is, and told when it says otherwise; what
 * the shipped pack itself leaves unused is no news for who extends it. */
static void lists_over_lists(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", LOCAL),
        FILE_OF("lexicons/nouns/meetings.txt", "#: inflect noun\nallocation zorgle\n"),
        FILE_OF("lexicons/time/meetings.txt", "#: inflect noun\n#: silent\nallocation zorgle\n"),
        FILE_OF("lexicons/idle.txt", "allocation zorgle\n")};
    pm_pack *pack;
    told t;
    assert_int_equal(COMPILE(files, &t, &pack), PM_OK);
    assert_int_equal(t.warnings, 2);
    assert_non_null(strstr(t.text, "lexicons/time/meetings.txt:0:0: warning: the list is read as"));
    assert_non_null(strstr(t.text, "lexicons/idle.txt:0:0: warning: no rule uses this list"));
    pm_pack_free(pack);
}

/* However many rules a file of confidences holds that are gone, the messages end. */
static void warnings_end(void **state) {
    (void)state;
    enum { GONE = 1000 };
    static char yaml[GONE * 32];
    size_t len = (size_t)snprintf(yaml, sizeof yaml, "confidence:\n  owner:\n    rules:\n");
    for (int i = 0; i < GONE; i++) {
        len += (size_t)snprintf(yaml + len, sizeof yaml - len, "      owner.x%d: 0.5\n", i);
    }
    const pm_pack_file files[] = {FILE_OF("pack.yaml", LOCAL), FILE_OF("confidence.yaml", yaml)};
    pm_pack *pack;
    told t;
    assert_int_equal(COMPILE(files, &t, &pack), PM_OK);
    assert_int_equal(t.warnings, 200);
    pm_pack_free(pack);
}

static void one_key_of_a_rule(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", LOCAL),
        FILE_OF("ours.yaml", "rules:\n- id: owner.subject-to-do\n  why: \"ours\"\n")};
    pm_pack *base, *pack;
    told t;
    pm_rule_info before, after;
    assert_int_equal(pm_pack_default(NULL, &base), PM_OK);
    assert_int_equal(COMPILE(files, &t, &pack), PM_OK);
    ptrdiff_t i = pm_pack_find_rule(base, STR("owner.subject-to-do"));
    assert_true(i >= 0);
    assert_int_equal(pm_pack_rule(base, (size_t)i, &before), PM_OK);
    assert_int_equal(pm_pack_find_rule(pack, before.id), i); /* it keeps its place */
    assert_int_equal(pm_pack_rule(pack, (size_t)i, &after), PM_OK);
    assert_true(str_equal(after.why, STR("ours")));
    assert_true(str_equal(after.file, STR("our-borough/ours.yaml")) && after.line == 2);
    assert_true(before.criterion == after.criterion && before.says == after.says &&
                before.strength == after.strength);
    assert_true(before.examples == after.examples && str_equal(before.hint, after.hint));
    assert_int_equal(shows(base, "Social worker to ring the school", "owner.subject-to-do", NULL),
                     shows(pack, "Social worker to ring the school", "owner.subject-to-do", NULL));
    pm_pack_free(pack);
    pm_pack_free(base);
}

/* ---- faults ---- */

/* Every fault of every file in one run, whichever step finds it. */
static void all_faults_at_once(void **state) {
    (void)state;
    static const char rules[] =
        "rules:\n"
        "- {id: owner.a, criterion: ownr, says: met, why: w, match: a}\n"
        "- {id: owner.b, criterion: owner, says: mett, why: w, match: b}\n"
        "- {id: owner.c, criterion: owner, says: met, why: w, mach: c}\n"
        "- {id: owner.d, criterion: owner, says: met, why: w, match: 'a <nun>'}\n"
        "- {id: owner.e, criterion: owner, says: met, why: w, match: '{agent}'}\n"
        "- {id: owner.f, criterion: owner, says: met, why: w, match: 'PERSN to'}\n"
        "- {id: owner.g, criterion: owner, says: met, why: w, regex: 'a(b'}\n";
    static const char more[] =
        "patterns: {person: a, PERSON: mum}\n"
        "rules:\n"
        "- {id: owner.h, criterion: owner, says: met, match: a}\n"
        "- {id: owner.i, criterion: owner, says: met, why: w, match: 'a ^ b'}\n"
        "- {id: owner.j, criterion: owner, says: met, why: w, match: 'a?'}\n"
        "- {id: owner.j, criterion: owner, says: met, why: w, match: 'a'}\n"
        "- {criterion: owner}\n"
        "- {id: owner.k, criterion: owner, says: met, why: w, match: '{agents:base}'}\n"
        "- {id: owner.l, criterion: owner, says: met, why: w, match: a, when: {who: repeats}}\n"
        "- {id: actionable.m, criterion: actionable, says: met, why: w, match: a, when: {owner: "
        "met}}\n"
        "ruls: []\n";
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", SMALL_PACK_YAML "disable: [owner.zz]\nunsure-below: 2\n"),
        FILE_OF("rules.yaml", rules),
        FILE_OF("more.yaml", more),
        FILE_OF("broken.yaml", "rules: [\n"),
        FILE_OF("lexicons/agents/a.txt", "mum\nMum\n"),
        FILE_OF("lexicons/agents/b.txt", "#: inflect adjective\ndad\n"),
    };
    static const char *const lines[] = {
        "local/rules.yaml:2:28: error: unknown criterion 'ownr'; did you mean 'owner'? | - {id: "
        "owner.a, criterion: ownr,",
        "local/rules.yaml:3:41: error: unknown says 'mett'; did you mean 'met'?",
        "local/rules.yaml:4:54: error: unknown key of a rule 'mach'; did you mean 'match'?",
        "local/rules.yaml:5:64: error: no token class <nun>; did you mean <num>? | - {id: owner.d",
        "local/rules.yaml:6:62: error: no list or folder of lists {agent}",
        "local/rules.yaml:7:62: error: no pattern is named PERSN; did you mean PERSON?",
        "local/rules.yaml:8:65: error: regex: missing closing parenthesis",
        "local/more.yaml:1:12: error: a named pattern is written in capitals, not 'person'",
        "local/more.yaml:3:8: error: this rule gives no reason (why): 'owner.h'",
        "local/more.yaml:4:64: error: this can never match: nothing stands before the start or "
        "behind the end",
        "local/more.yaml:5:62: error: this pattern could match without any token; make one part of "
        "it necessary",
        "local/more.yaml:6:8: error: the pack has two rules with the id 'owner.j'",
        "local/more.yaml:7:3: error: a rule is a map with an id",
        "local/more.yaml:8:62: error: {agents/a} is no list of verbs, so it has no form 'base'",
        "local/more.yaml:9:76: error: this condition cannot be 'repeats'",
        "local/more.yaml:10:80: error: this condition looks at a criterion that pack.yaml decides "
        "later",
        "local/more.yaml:11:1: error: unknown key of a rule file 'ruls'; did you mean 'rules'? | "
        "ruls: []",
        "local/broken.yaml:2:1: error: not valid YAML",
        "local/lexicons/agents/a.txt:2:1: error:",
        "local/lexicons/agents/b.txt:1:1: error:",
        "error: no rule 'owner.zz' to disable; did you mean 'owner.a'?",
        "error: a number from 0 to 1 is wanted, such as 0.85, not '2'",
    };
    pm_pack *pack;
    told t;
    size_t silent = 0;
    assert_int_equal(COMPILE(files, &t, &pack), PM_ERR_PACK);
    assert_null(pack);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (strstr(t.text, lines[i]) == NULL) {
            print_message("not told: %s\n", lines[i]);
            silent++;
        }
    }
    if (silent != 0) {
        fputs(t.text, stdout);
        fail_msg("%zu of %zu faults are not told in one run", silent, sizeof lines / sizeof *lines);
    }
}

/* Faults one by one: the file, line and column, and the message. */
/* One fault each, and what is told of it. */
static const struct {
    const char *rules, *line;
} faults[] = {
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: '{agent}'}]",
     "small/rules.yaml:1:68: error: no list or folder of lists {agent}"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: '{agents/scool}'}]",
     "small/rules.yaml:1:68: error: no list or folder of lists {agents/scool}; did you mean "
     "{agents/school}? | rules:"},
    {"patterns: {PERSON: mum}\nrules: [{id: owner.a, criterion: owner, says: met, why: w, "
     "match: 'PERSN'}]",
     "small/rules.yaml:2:68: error: no pattern is named PERSN; did you mean PERSON?"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: 'a b', unless: 'c "
     "{zzz} d'}]",
     "small/rules.yaml:1:85: error: no list or folder of lists {zzz} |"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: "
     "'{verbs/act:past-tense}'}]",
     "small/rules.yaml:1:68: error: no verb form 'past-tense'; there are base, s, past, part "
     "and ing"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: "
     "'{agents/school:base}'}]",
     "small/rules.yaml:1:68: error: {agents/school} is no list of verbs, so it has no form "
     "'base'"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: '{wn:noun.zebra}'}]",
     "small/rules.yaml:1:68: error: no WordNet class 'noun.zebra'"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: 'a $ b'}]",
     "small/rules.yaml:1:72: error: this can never match"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: 'a ^'}]",
     "small/rules.yaml:1:70: error: this can never match"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: '.. a? $'}]",
     "small/rules.yaml:1:68: error: this pattern could match without any token"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: 'a:x b:x c:x d:x "
     "e:x'}]",
     "small/rules.yaml:1:84: error: a pattern has at most four different captures"},
    {"patterns: {AA: 'BB', BB: 'AA'}\nrules: [{id: owner.a, criterion: owner, says: met, why: "
     "w, match: 'AA'}]",
     "error: a named pattern cannot hold itself"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: "
     "'((((a*0-16)*0-16)*0-16)*0-16) b'}]",
     "small/rules.yaml:1:68: error: this pattern is too long once its named parts are put in"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, regex: ['x', 'a[b']}]",
     "small/rules.yaml:1:77: error: regex: missing terminating ]"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, regex: '\\C'}]",
     "small/rules.yaml:1:"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w}]",
     "small/rules.yaml:1:14: error: this rule has neither match nor regex: 'owner.a'"},
    {"rules: [{id: owner.a, why: w, match: x}]",
     "small/rules.yaml:1:14: error: this rule lacks a criterion or what it says: 'owner.a'"},
    {"rules: [{id: actionable.a, criterion: actionable, says: met, why: w, match: x, when: "
     "{timeframe: met}}]",
     "small/rules.yaml:1:86: error: this condition looks at a criterion that pack.yaml decides "
     "later"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, when: {owner: "
     "met}}]",
     "error: this condition looks at a criterion that pack.yaml decides later"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, when: {measurable: "
     "filled}}]",
     "small/rules.yaml:1:89: error: this condition cannot be 'filled'"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, "
     "when: {actionable: met, measurable: met, who: met, by_when: met, measure: met}}]",
     "error: a rule has at most four conditions"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, in: [text, wo]}]",
     "small/rules.yaml:1:81: error: unknown column 'wo'; did you mean 'who'?"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, strength: stong}]",
     "small/rules.yaml:1:80: error: unknown strength 'stong'; did you mean 'strong'?"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, cancels: all}]",
     "small/rules.yaml:1:79: error: unknown cancels 'all'"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: {a: b}}]",
     "small/rules.yaml:1:67: error: a pattern is one text"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, examples: {mett: "
     "[a]}}]",
     "error: unknown kind of examples 'mett'; did you mean 'met'?"},
    {"rules: [{id: owner.a, criterion: owner, says: met, why: w, match: x, examples: {met: "
     "[{actoin: a}]}}]",
     "error: unknown column 'actoin'; did you mean 'action'?"},
    {"rules: {id: owner.a}",
     "small/rules.yaml:1:8: error: rules is a list; each begins with '- id:'"},
    {"- a", "small/rules.yaml:1:1: error: a rule file is a map of keys"},
    {"patterns: {AA: x, AA: y}", "error: the key 'AA' stands twice in this map"},
};

static void each_fault(void **state) {
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        pm_pack *pack = NULL;
        told t = {.len = 0};
        pm_status status = small_pack(NULL, SMALL_PACK_YAML, faults[i].rules, &t, &pack);
        if (status != PM_ERR_PACK || pack != NULL || t.errors == 0 ||
            strstr(t.text, faults[i].line) == NULL) {
            print_message("%s\n  should be told: %s\n  but (%d) told:\n%s", faults[i].rules,
                          faults[i].line, (int)status, t.text);
            wrong++;
        }
        pm_pack_free(pack);
    }
    assert_int_equal(wrong, 0);
}

static void faults_of_the_whole(void **state) {
    (void)state;
    pm_pack *pack;
    told t;
    const pm_pack_file none[] = {FILE_OF("rules.yaml", "rules: []\n")};
    assert_int_equal(COMPILE(none, &t, &pack), PM_ERR_PACK);
    expect_told(&t, "error: the pack has no pack.yaml");
    assert_int_equal(compile(NULL, 0, &t, &pack), PM_ERR_PACK);
    expect_told(&t, "error: the pack has no pack.yaml");
    const pm_pack_file unknown[] = {
        FILE_OF("pack.yaml", "name: x\nversion: 1\nextends: cin-scotland\n")};
    assert_int_equal(COMPILE(unknown, &t, &pack), PM_ERR_PACK);
    expect_told(&t, "local/pack.yaml:3:10: error: only 'cin-england' can be extended, not "
                    "'cin-scotland' | extends: cin-scotland");
    const pm_pack_file bare[] = {FILE_OF("pack.yaml", "version: 1\ncriteria: {owner: {hint: h}}\n"),
                                 FILE_OF("lexicons/x.txt", "a\n")};
    assert_int_equal(COMPILE(bare, &t, &pack), PM_ERR_PACK);
    expect_told(&t, "local/pack.yaml:0:0: error: pack.yaml gives no name or no version");
    expect_told(
        &t, "local/pack.yaml:0:0: error: pack.yaml must tell of all five criteria; it tells of 1");
    assert_int_equal(small_pack(NULL, SMALL_PACK_YAML "disabel: []\n", small_rules, &t, &pack),
                     PM_ERR_PACK);
    expect_told(&t, "error: unknown key of pack.yaml 'disabel'; did you mean 'disable'?");
}

/* An id may be set again by a pack that extends, not by another file of the same pack. */
static void one_id_in_two_files(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", SMALL_PACK_YAML),
        FILE_OF("a.yaml",
                "rules: [{id: owner.a, criterion: owner, says: met, why: w, match: mum}]"),
        FILE_OF("b.yaml",
                "rules: [{id: owner.a, criterion: owner, says: met, why: w, match: dad}]"),
        FILE_OF("lexicons/agents/x.txt", "x\n")};
    pm_pack *pack;
    told t;
    pm_status status = COMPILE(files, &t, &pack);
    pm_pack_free(status == PM_OK ? pack : NULL);
    assert_int_equal(status, PM_ERR_PACK);
    expect_told(&t, "local/b.yaml:1:14: error:");
}

/* Names of names multiply; telling so must not take the time that doing it would. */
static void names_that_multiply(void **state) {
    (void)state;
    static const char *const patterns[] = {"AA: 'AA AA AA AA'", "AA: '( AA | AA | AA | AA )'",
                                           "AA: 'AA? AA? AA? AA?'",
                                           "AA: 'BB BB BB', BB: 'AA AA AA'"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char rules[300];
        pm_pack *pack;
        told t = {.len = 0};
        snprintf(rules, sizeof rules,
                 "patterns: {%s}\nrules: [{id: owner.a, criterion: owner, says: met, why: w, "
                 "match: 'AA b'}]",
                 patterns[i]);
        alarm(WATCHDOG);
        assert_int_equal(small_pack(NULL, SMALL_PACK_YAML, rules, &t, &pack), PM_ERR_PACK);
        alarm(0);
        expect_told(&t, "error: ");
    }
}

/* ---- the same content, the same bytes ---- */

static pm_pack *compiled(const char *pack_yaml, const char *rules) {
    pm_pack *pack;
    told t = {.len = 0};
    if (small_pack(NULL, pack_yaml, rules, &t, &pack) != PM_OK) {
        fail_msg("refused:\n%s", t.text);
    }
    return pack;
}

static void same_bytes(void **state) {
    (void)state;
    pm_pack *a = compiled(SMALL_PACK_YAML, small_rules),
            *b = compiled(SMALL_PACK_YAML, small_rules);
    assert_int_equal(a->image->size, b->image->size);
    assert_memory_equal(a->image, b->image, a->image->size);
    assert_true(str_equal(pm_pack_stamp(a), pm_pack_stamp(b)));
    pm_pack_free(a);
    pm_pack_free(b);
}

#define RULE(rest)                                                                                 \
    "rules: [{id: owner.a, criterion: owner, says: met, match: 'mum to', why: w" rest "}]\n"

static void every_change_shows(void **state) {
    (void)state;
    static const char other[] =
        "name: small\nversion: 1.0.0\ncriteria:\n"
        "  actionable: {hint: \"H actionable\"}\n  measure_given: {hint: \"H measure given\"}\n"
        "  measurable: {hint: \"H measurable\"}\n  timeframe: {hint: \"H timeframe\"}\n  owner: "
        "{hint: \"H owner\"}\n"
        "kinds: {owner: {lists: agents, else: somebody}, timeframe: {else: window}}\n";
    static const struct {
        const char *pack, *rules;
    } list[] = {
        {SMALL_PACK_YAML, RULE("")},
        {SMALL_PACK_YAML, RULE(", hint: h")},
        {SMALL_PACK_YAML, RULE(", strength: weak")},
        {SMALL_PACK_YAML, RULE(", in: who")},
        {SMALL_PACK_YAML, RULE(", when: {who: filled}")},
        {SMALL_PACK_YAML, RULE(", when: {who: empty}")},
        {SMALL_PACK_YAML, RULE(", unless: x")},
        {SMALL_PACK_YAML, RULE(", regex: x")},
        {SMALL_PACK_YAML, RULE(", examples: {met: [mum to]}")},
        {SMALL_PACK_YAML, RULE(", kind: k")},
        {SMALL_PACK_YAML "unsure-below: 0.6\n", RULE("")},
        {SMALL_PACK_YAML "confidence: {owner: {strong: 0.9}}\n", RULE("")},
        {SMALL_PACK_YAML "confidence: {owner: {rules: {owner.a: 0.9}}}\n", RULE("")},
        {SMALL_PACK_YAML "codebook: two\n", RULE("")},
        {other, RULE("")}, /* columns answer nothing: `when: {who: met}` would never hold */
    };
    enum { COUNT = sizeof list / sizeof *list };
    pm_pack *packs[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        packs[i] = compiled(list[i].pack, list[i].rules);
        for (size_t k = 0; k < i; k++) {
            if (str_equal(pm_pack_stamp(packs[i]), pm_pack_stamp(packs[k]))) {
                fail_msg("packs %zu and %zu differ, but both are %s", k, i, packs[i]->stamp);
            }
        }
    }
    for (size_t i = 0; i < COUNT; i++) {
        pm_pack_free(packs[i]);
    }
}

/* The built-in pack over itself is the built-in pack, and its files in any folder are too. */
static void extending_by_nothing(void **state) {
    (void)state;
    const pm_pack_file files[] = {FILE_OF("pack.yaml", "extends: cin-england\n")};
    pm_pack *base, *same;
    told t;
    assert_int_equal(pm_pack_default(NULL, &base), PM_OK);
    assert_int_equal(COMPILE(files, &t, &same), PM_OK);
    assert_int_equal(same->image->size, base->image->size);
    assert_true(str_equal(pm_pack_stamp(same), pm_pack_stamp(base)));
    pm_pack_free(same);
    pm_pack_free(base);
}

/* ---- what people are told of the criteria ---- */

static pm_str *texts_of(pm_criterion_info *k, size_t i) {
    pm_str *const all[] = {&k->title, &k->means, &k->met, &k->unmet, &k->hint};
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

static void criteria_of_the_shipped_pack(void **state) {
    (void)state;
    pm_pack *pack;
    pm_criterion_info k;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    for (int c = 0; c < PM_CRITERIA; c++) {
        assert_int_equal(pm_pack_criterion(pack, (pm_criterion)c, &k), PM_OK);
        assert_int_equal(k.criterion, c);
        assert_true(str_equal(k.name, str_from(pm_criterion_name((pm_criterion)c))));
        for (size_t i = 0; texts_of(&k, i) != NULL; i++) {
            pm_str one = *texts_of(&k, i);
            assert_true(one.len != 0 && memchr(one.data, '\n', one.len) == NULL);
            assert_true(str_equal(one, str_trim(one)));
        }
    }
    assert_int_equal(pm_pack_criterion(pack, PM_CRITERIA, &k), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_criterion(pack, (pm_criterion)-1, &k), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_criterion(pack, PM_OWNER, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_criterion(NULL, PM_OWNER, &k), PM_ERR_ARGUMENT);
    pm_pack_free(pack);
}

/* A pack of its own need not tell them. */
static void criteria_that_are_not_told(void **state) {
    (void)state;
    pm_pack *pack = compiled(SMALL_PACK_YAML, small_rules);
    pm_criterion_info k;
    assert_int_equal(pm_pack_criterion(pack, PM_MEASURE_GIVEN, &k), PM_OK);
    assert_true(str_equal(k.title, STR("measure_given")) &&
                str_equal(k.hint, STR("H measure given")));
    assert_true(k.means.len == 0 && k.met.len == 0 && k.unmet.len == 0);
    pm_pack_free(pack);
}

static void criteria_key_by_key(void **state) {
    (void)state;
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", "extends: cin-england\ncriteria: {owner: {means: ' our words '}}\n")};
    pm_pack *base, *local;
    pm_criterion_info before, k;
    told t;
    assert_int_equal(pm_pack_default(NULL, &base), PM_OK);
    assert_int_equal(COMPILE(files, &t, &local), PM_OK);
    assert_int_equal(pm_pack_criterion(base, PM_OWNER, &before), PM_OK);
    assert_int_equal(pm_pack_criterion(local, PM_OWNER, &k), PM_OK);
    assert_true(str_equal(k.means, STR("our words")));
    assert_true(str_equal(k.title, before.title) && str_equal(k.met, before.met) &&
                str_equal(k.unmet, before.unmet) && str_equal(k.hint, before.hint));
    assert_int_equal(pm_pack_criterion(local, PM_TIMEFRAME, &k), PM_OK);
    assert_int_equal(pm_pack_criterion(base, PM_TIMEFRAME, &before), PM_OK);
    assert_true(str_equal(k.means, before.means));
    assert_false(str_equal(pm_pack_stamp(local), pm_pack_stamp(base)));
    pm_pack_free(local);
    pm_pack_free(base);
}

static void faults_of_criteria(void **state) {
    (void)state;
    static const struct {
        const char *pack, *line;
    } list[] = {
        {"{meens: x}", "local/pack.yaml:2:20: error: unknown key of a criterion 'meens'; did you "
                       "mean 'means'?"},
        {"{means: [x]}", "local/pack.yaml:2:27: error: a text is wanted here"},
        {"{met: {a: b}}", "local/pack.yaml:2:25: error: a text is wanted here"},
        {"{title: ''}", "local/pack.yaml:2:28: error: this says nothing; leave the key out"},
        {"{unmet: '  '}", "local/pack.yaml:2:28: error: this says nothing; leave the key out"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char yaml[256];
        pm_pack *pack;
        told t;
        snprintf(yaml, sizeof yaml, "extends: cin-england\ncriteria: {owner: %s}\n", list[i].pack);
        const pm_pack_file files[] = {FILE_OF("pack.yaml", yaml)};
        assert_int_equal(COMPILE(files, &t, &pack), PM_ERR_PACK);
        expect_told(&t, list[i].line);
    }
}

static void files_too_large(void **state) {
    (void)state;
    char *lines = malloc(PM_LIMIT_PACK_FILE + 1);
    pm_pack *pack;
    told t;
    assert_non_null(lines);
    memset(lines, '\n', PM_LIMIT_PACK_FILE + 1);
    pm_pack_file files[] = {FILE_OF("pack.yaml", "name: x\n"),
                            {STR("a.yaml"), {lines, PM_LIMIT_PACK_FILE + 1}}};
    assert_int_equal(COMPILE(files, &t, &pack), PM_ERR_LIMIT);
    assert_null(pack);
    free(lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_pack),         cmocka_unit_test(local_pack),
        cmocka_unit_test(a_panel_in_a_list),    cmocka_unit_test(one_key_of_a_rule),
        cmocka_unit_test(all_faults_at_once),   cmocka_unit_test(each_fault),
        cmocka_unit_test(faults_of_the_whole),  cmocka_unit_test(one_id_in_two_files),
        cmocka_unit_test(same_bytes),           cmocka_unit_test(every_change_shows),
        cmocka_unit_test(extending_by_nothing), cmocka_unit_test(files_too_large),
        cmocka_unit_test(names_that_multiply),  cmocka_unit_test(lists_over_lists),
        cmocka_unit_test(warnings_end),         cmocka_unit_test(criteria_of_the_shipped_pack),
        cmocka_unit_test(criteria_key_by_key),  cmocka_unit_test(criteria_that_are_not_told),
        cmocka_unit_test(faults_of_criteria),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
