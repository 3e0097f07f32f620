/* SPDX-License-Identifier: MIT
 * report.yaml: what is told of faults in it and where, which words and kinds a report then counts,
 * how a local pack changes the shipped file, and that no verdict hangs on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "tests/checked.h"

#define OWN_LIST "#: inflect verb\nlook into\nlook\nengage\nengage with\nmum to visit\nzumba\n"

/* The small pack with report.yaml (NULL: none) and, for it, a list of its own. */
static pm_status report_pack(const pm_allocator *a, const char *rules, const char *report, told *t,
                             pm_pack **out) {
    pm_pack_file files[SMALL_LISTS + 4];
    pm_options options = {sizeof options, a, t != NULL ? told_note : NULL, t};
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("pack.yaml", CHECKED_PACK);
    files[SMALL_LISTS + 1] = FILE_OF("rules.yaml", rules);
    files[SMALL_LISTS + 2] = FILE_OF("lexicons/own.txt", OWN_LIST);
    files[SMALL_LISTS + 3] = FILE_OF("report.yaml", report != NULL ? report : "");
    return pm_pack_compile(&options, STR("small"), files, SMALL_LISTS + (report != NULL ? 4u : 3u),
                           out);
}

#define RULES                                                                                      \
    "rules:\n" CHECKED_RULE("act", "actionable", "met", "text", "{verbs/act}", "")                 \
        CHECKED_RULE("known", "measurable", "met", "text", "^ <listed>", "") CHECKED_RULE(         \
            "weekly", "timeframe", "met", "[text, by_when]", "weekly", ", kind: recurrence")       \
            CHECKED_RULE("day", "timeframe", "met", "[text, by_when]", "<date>", ", kind: date")   \
                CHECKED_RULE("in-text", "owner", "met", "text", "owner:{agents} to", "")

/* ---- faults ---- */

static void faults_of_the_file(void **state) {
    (void)state;
    static const struct {
        const char *report, *line;
    } faults[] = {
        {"word: {a: [own]}\n", "small/report.yaml:1:1: error: unknown key of report.yaml 'word'; "
                               "did you mean 'words'? | word: {a: [own]}"},
        {"- own\n", "report.yaml:1:1: error: a rule file is a map of keys"},
        {"words: [own]\n", "report.yaml:1:8: error: words is a map: {vague verbs:"},
        {"words: {a: own}\n", "report.yaml:1:12: error: lists of words are told as [verbs/help"},
        {"words: {a: [[own]]}\n", "report.yaml:1:12: error: lists of words are told as"},
        {"words: {a: ['']}\n", "report.yaml:1:12: error: lists of words are told as"},
        {"words: {' ': [own]}\n", "report.yaml:1:10: error: a title is a text of at most 60 bytes"},
        {"words: {a234567890123456789012345678901234567890123456789012345678901: [own]}\n",
         "report.yaml:1:9: error: a title is a text of at most 60 bytes"},
        {"words: {a: [owm]}\n",
         "report.yaml:1:13: error: no list or folder of lists {owm}; did you mean {own}? | words"},
        {"words: {a: [agents, 'verbs/act:bse']}\n",
         "report.yaml:1:22: error: no verb form 'bse'; there are base, s, past, part and ing"},
        {"words: {a: ['docs:base']}\n",
         "report.yaml:1:14: error: {docs} is no list of verbs, so it has no form 'base'"},
        {"words: {a: ['verbs/act:']}\n",
         "error: no list or folder of lists {verbs/act:}; did you mean {verbs/act}?"},
        {"words: {a: [topics]}\n", "report.yaml:1:13: error: {topics} matches by stem; a report"},
        {"instead-of-timeframe: own\n",
         "report.yaml:1:23: error: lists of words are told as [time"},
        {"instead-of-timeframe: [ow]\n",
         "report.yaml:1:24: error: no list or folder of lists {ow}"},
        {"narrower: [owner]\n", "report.yaml:1:11: error: narrower is a map"},
        {"narrower: {measurable: {without: [school], says: s}}\n",
         "report.yaml:1:12: error: only owner and timeframe have kinds, and so narrower readings "
         "|"},
        {"narrower: {ownr: {without: [school], says: s}}\n", "readings; did you mean 'owner'? |"},
        {"narrower: {owner: [school]}\n", "report.yaml:1:19: error: a narrower reading is a map"},
        {"narrower: {owner: {witout: [school], says: s}}\n",
         "report.yaml:1:20: error: a narrower reading has the keys without and says; did you mean "
         "'without'? |"},
        {"narrower: {owner: {without: school, says: s}}\n",
         "report.yaml:1:29: error: kinds are told as [generic, ...]"},
        {"narrower: {owner: {without: [school], says: [s]}}\n",
         "report.yaml:1:45: error: a text is wanted here"},
        {"narrower: {owner: {without: [school]}}\n",
         "report.yaml:1:29: error: a narrower reading tells both without and says"},
        {"narrower: {owner: {says: s}}\n",
         "report.yaml:1:26: error: a narrower reading tells both without and says"},
        {"narrower: {owner: {without: [school, shcool], says: s}}\n",
         "report.yaml:1:38: error: no owner is of the kind 'shcool'; did you mean 'school'? |"},
        {"narrower: {owner: {without: [recurrence], says: s}}\n",
         "report.yaml:1:30: error: no owner is of the kind 'recurrence' |"},
        {"narrower: {timeframe: {without: [school], says: s}}\n",
         "report.yaml:1:34: error: no timeframe is of the kind 'school' |"},
        {"ratio: [school, health]\n", "report.yaml:1:8: error: ratio is a map: {owners: [mother"},
        {"ratio: {owner: [school, health], says: s}\n",
         "report.yaml:1:9: error: ratio has the keys owners and says; did you mean 'owners'? |"},
        {"ratio: {owners: school, says: s}\n", "report.yaml:1:17: error: owners are told as"},
        {"ratio: {owners: [school, healt], says: s}\n",
         "report.yaml:1:26: error: no owner is of the kind 'healt'; did you mean 'health'? |"},
        {"ratio: {owners: [school, health]}\n", "report.yaml:1:17: error: ratio tells both owners"},
        {"ratio: {owners: [school], says: s}\n",
         "report.yaml:1:17: error: a ratio is of two different kinds of owners, or of none: []"},
        {"ratio: {owners: [school, school], says: s}\n", "report.yaml:1:17: error: a ratio is of"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        pm_pack *pack = NULL;
        told t = {.len = 0};
        pm_status status = report_pack(NULL, RULES, faults[i].report, &t, &pack);
        if (status != PM_ERR_PACK || pack != NULL || strstr(t.text, faults[i].line) == NULL) {
            fail_msg("not told: %s\nbut:\n%s", faults[i].line, t.text);
        }
    }
}

static void all_faults_at_once(void **state) {
    (void)state;
    pm_pack *pack;
    told t = {.len = 0};
    assert_int_equal(report_pack(NULL, RULES,
                                 "words: {a: own, b: {}}\nwodrs: {}\nnarrower: {actionable: {}}\n"
                                 "ratio: {owners: {}, says: []}\n",
                                 &t, &pack),
                     PM_ERR_PACK);
    assert_int_equal(t.errors, 6);
    t = (told){.len = 0};
    assert_int_equal(report_pack(NULL, RULES,
                                 "words: {a: [x1, x2]}\nnarrower: {owner: {without: [x3], says: "
                                 "s}}\nratio: {owners: [x4, school], says: s}\n",
                                 &t, &pack),
                     PM_ERR_PACK);
    assert_int_equal(t.errors, 4);
}

static void too_many_titles(void **state) {
    (void)state;
    char report[1024];
    pm_pack *pack;
    told t = {.len = 0};
    size_t len = (size_t)snprintf(report, sizeof report, "words:\n");
    for (int i = 1; i <= 17; i++) {
        len += (size_t)snprintf(report + len, sizeof report - len, "  title %d: [own]\n", i);
    }
    assert_int_equal(report_pack(NULL, RULES, report, &t, &pack), PM_ERR_PACK);
    assert_int_equal(t.errors, 1);
    assert_non_null(strstr(t.text, "report.yaml:18:3: error: a report counts words under at most "
                                   "16 titles"));
}

/* ---- what is counted ---- */

/* Action, by when; each of a plan of its own. */
typedef const char *report_cells[2];

static pm_report *report_of(const pm_allocator *a, const pm_pack *pack, report_cells *cells,
                            size_t count, pm_status *status) {
    pm_report_options options = {.size = sizeof options,
                                 .common = {sizeof(pm_options), a, NULL, NULL}};
    pm_report *report = NULL;
    *status = pm_report_new(&options, pack, &report);
    for (size_t i = 0; *status == PM_OK && i < count; i++) {
        char id[24];
        snprintf(id, sizeof id, "P%zu", i);
        pm_row row = {.plan_id = str_from(id), .action_no = STR("1"), .has_action = 1};
        row.action.cell[PM_TEXT] = str_from(cells[i][0]);
        row.action.cell[PM_BY_WHEN] = str_from(cells[i][1]);
        for (int k = 0; k < PM_CRITERIA; k++) {
            row.coded[k] = -1;
        }
        *status = pm_report_add(report, &row);
    }
    return report;
}

static const pm_table *table_of(pm_report *report, const char *name) {
    const pm_table *tables;
    size_t count;
    assert_int_equal(pm_report_tables(report, &tables, &count), PM_OK);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tables[i].name, name) == 0) {
            return &tables[i];
        }
    }
    fail_msg("no table %s", name);
    return NULL;
}

/* The first columns of a table: "a b 1, a c 2". */
static const char *shown(const pm_table *t, size_t columns) {
    static char out[4096];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < t->row_count * t->column_count; i++) {
        const pm_cell *c = &t->cells[i];
        size_t column = i % t->column_count;
        if (column >= columns || len > sizeof out - 200) {
            continue;
        }
        const char *before = column != 0 ? " " : i != 0 ? ", " : "";
        len += c->kind == PM_CELL_COUNT
                   ? (size_t)snprintf(out + len, sizeof out - len, "%s%llu", before,
                                      (unsigned long long)c->count)
                   : (size_t)snprintf(out + len, sizeof out - len, "%s%.*s", before,
                                      (int)c->text.len, c->text.len != 0 ? c->text.data : "");
    }
    return out;
}

static void expect_table(const char *report_yaml, report_cells *cells, size_t count,
                         const char *name, size_t columns, const char *wanted) {
    pm_pack *pack;
    pm_status status;
    told t = {.len = 0};
    assert_int_equal(report_pack(NULL, RULES, report_yaml, &t, &pack), PM_OK);
    pm_report *report = report_of(NULL, pack, cells, count, &status);
    assert_int_equal(status, PM_OK);
    assert_string_equal(shown(table_of(report, name), columns), wanted);
    pm_report_free(report);
    pm_pack_free(pack);
}

#define EXPECT_WORDS(report, cells, wanted)                                                        \
    expect_table(report, cells, sizeof(cells) / sizeof *(cells), "words", 3, wanted)

/* A verb in all its forms is one word of the table, once an action; the longest term counts. */
static void forms_and_terms(void **state) {
    (void)state;
    report_cells cells[] = {{"Look into grants, looking into them, and look", ""},
                            {"GP looked into it", ""},
                            {"Mum engages", ""},
                            {"LOOK INTO.", ""},
                            {"look, into", ""},
                            {"nothing at all", "look into"}};
    EXPECT_WORDS("words: {vague: [own]}\n", cells,
                 "vague  5, vague look into 3, vague look 2, vague engage 1");
    EXPECT_WORDS("words: {vague: ['own:base']}\n", cells,
                 "vague  3, vague look 2, vague look into 2");
    EXPECT_WORDS("words: {vague: ['own:base', 'own:ing', 'own:s']}\n", cells,
                 "vague  4, vague look 2, vague look into 2, vague engage 1");
    EXPECT_WORDS("words: {}\n", cells, "");
    EXPECT_WORDS("words: {vague: []}\n", cells, "");
}

/* Titles stand in their order, each with what its own lists have. */
static void titles(void **state) {
    (void)state;
    report_cells cells[] = {{"Teacher to send the policies", ""},
                            {"School to send an assessment", ""}};
    EXPECT_WORDS("words:\n  papers: [docs]\n  all of it: [agents, docs, agents/school]\n  acts: "
                 "[verbs]\n",
                 cells,
                 "papers  2, papers assessment 1, papers policy 1, all of it  2, all of it "
                 "assessment 1, all of it policy 1, all of it school 1, all of it teacher 1, acts  "
                 "2, acts send 2");
}

/* Inside a longer term of the rules a word is something else, as it is for the rules. */
static void longer_terms(void **state) {
    (void)state;
    report_cells cells[] = {{"School nurse to visit", ""}, {"School to ask the school nurse", ""}};
    EXPECT_WORDS("words: {places: [agents/school]}\n", cells, "places  1, places school 1");
    EXPECT_WORDS("words: {people: [agents]}\n", cells,
                 "people  2, people school nurse 2, people school 1");
}

static void instead_of_a_time(void **state) {
    (void)state;
    report_cells cells[] = {{"Mum to visit", "to look into"},
                            {"Mum to visit", "looking, engaging"},
                            {"Look into it", ""},
                            {"Mum to go", "some time"},
                            {"Mum to go", "look, weekly"}};
    expect_table("words: {vague: [own]}\ninstead-of-timeframe: [own]\n", cells, 5, "instead", 2,
                 "(nothing) 1, (other words) 1, look 1, look into 1");
    expect_table("instead-of-timeframe: []\n", cells, 5, "instead", 2, "");
    EXPECT_WORDS("instead-of-timeframe: [own]\n", cells, "");
}

static void readings_and_ratio(void **state) {
    (void)state;
    report_cells cells[] = {{"School to go weekly", ""},
                            {"GP to go weekly on 3 May 2024", ""},
                            {"Mum to go on 3 May 2024", ""},
                            {"Parents to go", ""}};
    static const char yaml[] = "narrower:\n  timeframe: {without: [recurrence], says: \"a day\"}\n"
                               "  owner: {without: [parents, school], says: \"another\"}\n"
                               "ratio: {owners: [parents, health], says: \"Parents and health\"}\n";
    expect_table(yaml, cells, 4, "criteria", 4,
                 "actionable  4 4, measurable  4 4, measure_given  4 0, timeframe  4 3, timeframe "
                 "a day 4 2, owner  4 4, owner another 4 1, high_quality  4 0, high_quality all of "
                 "these readings 4 0");
    expect_table("narrower: {owner: {without: [], says: s}}\n", cells, 4, "criteria", 4,
                 "actionable  4 4, measurable  4 4, measure_given  4 0, timeframe  4 3, owner  4 "
                 "4, high_quality  4 0");
    expect_table(yaml, cells, 4, "owner_ratio", 2,
                 "parents 2, health 1, parents, to each of health ");
    pm_pack *pack;
    pm_status status;
    assert_int_equal(report_pack(NULL, RULES, yaml, NULL, &pack), PM_OK);
    pm_report *report = report_of(NULL, pack, cells, 4, &status);
    assert_string_equal(table_of(report, "owner_ratio")->title, "Parents and health");
    pm_report_free(report);
    pm_pack_free(pack);
}

static void without_the_file(void **state) {
    (void)state;
    report_cells cells[] = {{"Mum to look into it weekly", "look"}, {"School to go", "look into"}};
    expect_table(NULL, cells, 2, "words", 3, "");
    expect_table(NULL, cells, 2, "instead", 2, "");
    expect_table(NULL, cells, 2, "owner_ratio", 2, "");
    expect_table(NULL, cells, 2, "owners", 2, "parents 1, school 1");
    expect_table(NULL, cells, 2, "criteria", 4,
                 "actionable  2 1, measurable  2 2, measure_given  2 0, timeframe  2 1, owner  2 "
                 "2, high_quality  2 0");
}

/* ---- verdicts ---- */

static void expect_verdicts(const char *report, const char *action, bool measurable, bool owner) {
    pm_pack *pack;
    pm_scorer *scorer;
    const pm_mark *mark;
    pm_action cells = {.cell = {[PM_TEXT] = str_from(action)}};
    assert_int_equal(report_pack(NULL, RULES, report, NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &scorer), PM_OK);
    assert_int_equal(pm_score(scorer, &cells, &mark), PM_OK);
    assert_int_equal(mark->verdict[PM_MEASURABLE].met != 0, measurable);
    assert_int_equal(mark->verdict[PM_OWNER].met != 0, owner);
    pm_scorer_free(scorer);
    pm_pack_free(pack);
}

/* Terms of several words would hide "mum", and "zumba" would be a word that is known. */
static void verdicts_stay(void **state) {
    (void)state;
    expect_verdicts("words: {vague: [own]}\n", "Zumba: mum to visit", false, true);
    expect_verdicts("instead-of-timeframe: [own]\n", "Zumba: mum to visit", false, true);
    expect_verdicts("words: {all: [agents, verbs]}\n", "Mum to visit", true, true);
}

/* Marks of a pack that counts other words have another stamp: the figures are not the same. */
static void stamp_tells(void **state) {
    (void)state;
    pm_pack *a, *b;
    assert_int_equal(report_pack(NULL, RULES, "words: {vague: [own]}\n", NULL, &a), PM_OK);
    assert_int_equal(report_pack(NULL, RULES, "words: {other: [own]}\n", NULL, &b), PM_OK);
    assert_false(str_equal(pm_pack_stamp(a), pm_pack_stamp(b)));
    pm_pack_free(a);
    pm_pack_free(b);
}

/* A list that reports alone use is used. */
static void no_warnings(void **state) {
    (void)state;
    pm_pack *pack;
    told t = {.len = 0};
    assert_int_equal(report_pack(NULL, RULES, "words: {vague: [own]}\n", &t, &pack), PM_OK);
    assert_non_null(strstr(t.text, "docs.txt:0:0: warning: no rule uses this list"));
    assert_null(strstr(t.text, "own.txt"));
    pm_pack_free(pack);
}

/* ---- the shipped pack, and a local one ---- */

static pm_pack *local_pack(const char *report) {
    const pm_pack_file files[] = {
        FILE_OF("pack.yaml", "name: our-borough\nversion: 3\nextends: cin-england\n"),
        FILE_OF("lexicons/ours/panels.txt", "#: inflect noun\nhub allocation panel\n"),
        FILE_OF("lexicons/report/vague-verbs.txt", "#: inflect verb\ntouch base\n"),
        FILE_OF("report.yaml", report)};
    pm_pack *pack = NULL;
    told t = {.len = 0};
    pm_options options = {sizeof options, NULL, told_note, &t};
    assert_int_equal(pm_pack_compile(&options, STR("local"), files, 4, &pack), PM_OK);
    assert_string_equal(t.text, "");
    return pack;
}

static const char *told_by(const pm_pack *pack, const char *table, size_t columns) {
    static report_cells cells[] = {
        {"Mum to engage with the hub allocation panels and touch base", "TBC"},
        {"School to continue to support Leo as and when required", ""},
        {"Father to be supported weekly by the school", "ongoing"}};
    static char out[4096];
    pm_status status;
    pm_report *report = report_of(NULL, pack, cells, 3, &status);
    assert_int_equal(status, PM_OK);
    snprintf(out, sizeof out, "%s", shown(table_of(report, table), columns));
    pm_report_free(report);
    return out;
}

static void shipped_file(void **state) {
    (void)state;
    pm_pack *pack;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_string_equal(told_by(pack, "words", 3),
                        "vague verbs  1, vague verbs engage with 1, fillers before the verb  1, "
                        "fillers before the verb continue 1, support and help  2, support and help "
                        "support 2, vague times and conditions  1, vague times and conditions as "
                        "and when required 1");
    assert_string_equal(told_by(pack, "instead", 2), "(nothing) 1, tbc 1");
    assert_non_null(strstr(told_by(pack, "criteria", 2), "owner not only a group,"));
    assert_non_null(
        strstr(told_by(pack, "criteria", 2), "timeframe not only how often, or at once"));
    pm_pack_free(pack);
}

/* Key by key: what is not named stays, and what is named is told anew. */
static void local_file(void **state) {
    (void)state;
    pm_pack *pack = local_pack("words:\n"
                               "  panels: [ours]\n"
                               "  fillers before the verb: []\n"
                               "  support and help: [ours/panels]\n"
                               "  vague times and conditions: []\n"
                               "narrower: {owner: {says: \"more than a group\"}}\n"
                               "ratio: {owners: []}\n");
    assert_string_equal(told_by(pack, "words", 3),
                        "vague verbs  1, vague verbs engage with 1, vague verbs touch base 1, "
                        "support and help  1, support and help hub allocation panel 1, panels  1, "
                        "panels hub allocation panel 1");
    assert_string_equal(told_by(pack, "owner_ratio", 2), "");
    assert_string_equal(told_by(pack, "instead", 2), "(nothing) 1, tbc 1");
    assert_non_null(strstr(told_by(pack, "criteria", 2), "owner more than a group,"));
    assert_non_null(strstr(told_by(pack, "criteria", 2), "timeframe not only how often"));
    pm_pack_free(pack);
    pack = local_pack("words: {panels: [ours]}\n"
                      "narrower: {owner: {without: []}, timeframe: {without: []}}\n"
                      "instead-of-timeframe: []\n");
    assert_null(strstr(told_by(pack, "criteria", 2), "group"));
    assert_string_equal(told_by(pack, "instead", 2), "");
    pm_pack_free(pack);
}

/* ---- memory ---- */

#define FULL                                                                                       \
    "words: {vague: [own, docs], acts: ['verbs/act:base']}\ninstead-of-timeframe: [own]\n"         \
    "narrower: {owner: {without: [parents], says: s}}\n"                                           \
    "ratio: {owners: [parents, health], says: t}\n"

static void memory_ends_in_the_pack(void **state) {
    (void)state;
    for (size_t n = 1;; n++) {
        counted count = {.fail_at = n};
        pm_allocator a = counted_allocator(&count);
        pm_pack *pack = NULL;
        pm_status status = report_pack(&a, RULES, FULL, NULL, &pack);
        bool failed = count.requests >= n;
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
        pm_pack_free(pack);
        assert_int_equal(count.pieces, 0);
        if (!failed) {
            break;
        }
    }
}

static void memory_ends_in_the_report(void **state) {
    (void)state;
    report_cells cells[] = {{"Mum to look into it", "look"}, {"GP to fill in the assessment", ""}};
    pm_pack *pack;
    assert_int_equal(report_pack(NULL, RULES, FULL, NULL, &pack), PM_OK);
    for (size_t n = 1;; n++) {
        counted count = {.fail_at = n, .fail_on = true};
        pm_allocator a = counted_allocator(&count);
        pm_status status;
        const pm_table *tables;
        size_t table_count;
        pm_report *report = report_of(&a, pack, cells, 2, &status);
        if (status == PM_OK) {
            status = pm_report_tables(report, &tables, &table_count);
        }
        bool failed = count.requests >= n;
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
        pm_report_free(report);
        assert_int_equal(count.pieces, 0);
        if (!failed) {
            break;
        }
    }
    pm_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(faults_of_the_file),
                                       cmocka_unit_test(all_faults_at_once),
                                       cmocka_unit_test(too_many_titles),
                                       cmocka_unit_test(forms_and_terms),
                                       cmocka_unit_test(titles),
                                       cmocka_unit_test(longer_terms),
                                       cmocka_unit_test(instead_of_a_time),
                                       cmocka_unit_test(readings_and_ratio),
                                       cmocka_unit_test(without_the_file),
                                       cmocka_unit_test(verdicts_stay),
                                       cmocka_unit_test(stamp_tells),
                                       cmocka_unit_test(no_warnings),
                                       cmocka_unit_test(shipped_file),
                                       cmocka_unit_test(local_file),
                                       cmocka_unit_test(memory_ends_in_the_pack),
                                       cmocka_unit_test(memory_ends_in_the_report)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
