/* SPDX-License-Identifier: MIT
 * Settings: what files say, which one stands above which, and every fault with its place. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gate/config_parts.h"
#include "planmark/audit.h"
#include "tests/small_pack.h"

typedef struct opened {
    told told;
    pm_config *config;
} opened;

static void open_config(opened *o) {
    memset(o, 0, sizeof *o);
    pm_options options = {sizeof options, NULL, told_note, &o->told};
    assert_int_equal(pm_config_new(&options, &o->config), PM_OK);
}

static pm_status add(opened *o, const char *name, const char *content) {
    return pm_config_add(o->config, str_from(name), str_from(content));
}

static pm_status set(opened *o, const char *key, const char *value, const char *origin) {
    return pm_config_set(o->config, str_from(key), str_from(value), str_from(origin));
}

/* "VALUE from ORIGIN" of a key; "" when there is no such row. */
static const char *get(opened *o, const char *key) {
    static char text[512];
    text[0] = '\0';
    for (size_t i = 0; i < pm_config_count(o->config); i++) {
        pm_setting s;
        assert_int_equal(pm_config_get(o->config, i, &s), PM_OK);
        assert_true(s.about.len > 5);
        if (str_equal(s.key, str_from(key))) {
            snprintf(text, sizeof text, "%.*s from %.*s", (int)s.value.len, s.value.data,
                     (int)s.origin.len, s.origin.data);
        }
    }
    return text;
}

static pm_check_settings filled(opened *o) {
    pm_check_settings s;
    assert_int_equal(pm_config_check_settings(o->config, &s), PM_OK);
    return s;
}

static void built_in(void **state) {
    (void)state;
    opened o;
    open_config(&o);
    assert_int_equal(pm_config_count(o.config), 14);
    assert_string_equal(get(&o, "check.fail-on"), "error from built in");
    assert_string_equal(get(&o, "check.levels"), " from built in");
    assert_string_equal(get(&o, "check.baseline"), "planmark.baseline.json from built in");
    pm_check_settings s = filled(&o);
    assert_int_equal(s.check.size, sizeof s.check);
    assert_int_equal(s.check.fail_on, PM_FAIL_ON_ERROR);
    assert_int_equal(s.check.required, 0);
    assert_true(s.check.min_score == 0 && s.check.min_high_quality == 0);
    assert_int_equal(s.check.scope, PM_PER_PLAN);
    assert_int_equal(s.check.no_empty_plan, 0);
    assert_int_equal(s.check.level_count, 0);
    assert_int_equal(s.format, PM_CHECK_TEXT);
    assert_int_equal(s.text, -1);
    assert_int_equal(s.least, PM_LEVEL_OFF);
    assert_int_equal(s.known, 0);
    assert_null(s.pack);
    assert_null(s.columns);
    assert_string_equal(s.baseline, "planmark.baseline.json");
    assert_int_equal(s.baseline_named, 0);
    pm_config_free(o.config);
    pm_config_free(NULL);
}

static void every_key(void **state) {
    (void)state;
    opened o;
    open_config(&o);
    assert_int_equal(add(&o, "conf/planmark.yaml",
                         "# ours\n"
                         "check:\n"
                         "  fail-on: warning\n"
                         "  require: [owner, timeframe]\n"
                         "  min-score: 3.5\n"
                         "  min-high-quality: 50%\n"
                         "  per: all\n"
                         "  no-empty-plan: true\n"
                         "  levels: {timeframe: warning, owner.open: \"off\"}\n"
                         "  least: note\n"
                         "  known: yes\n"
                         "  format: sarif\n"
                         "  text: names\n"
                         "  pack: rules/ours\n"
                         "  columns: action=Next steps,who=Lead, if any\n"
                         "  baseline: ../b.json\n"),
                     PM_OK);
    assert_string_equal(o.told.text, "");
    pm_check_settings s = filled(&o);
    assert_int_equal(s.check.fail_on, PM_FAIL_ON_WARNING);
    assert_int_equal(s.check.required, 1u << PM_OWNER | 1u << PM_TIMEFRAME);
    assert_true(s.check.min_score == 3.5 && s.check.min_high_quality == 0.5);
    assert_int_equal(s.check.scope, PM_OVER_ALL);
    assert_int_equal(s.check.no_empty_plan, 1);
    assert_int_equal(s.check.level_count, 2);
    assert_int_equal(s.least, PM_LEVEL_NOTE);
    assert_int_equal(s.known, 1);
    assert_int_equal(s.format, PM_CHECK_SARIF);
    assert_int_equal(s.text, PM_TEXT_NAMES);
    assert_string_equal(s.pack, "conf/rules/ours");
    assert_string_equal(s.columns, "action=Next steps,who=Lead, if any");
    assert_string_equal(s.baseline, "conf/../b.json");
    assert_int_equal(s.baseline_named, 1);
    assert_string_equal(get(&o, "check.require"), "owner,timeframe from conf/planmark.yaml:4");
    assert_string_equal(get(&o, "check.levels.owner.open"), "off from conf/planmark.yaml:9");
    assert_string_equal(get(&o, "check.levels"), "");
    assert_int_equal(pm_config_count(o.config), 15);
    pm_config_free(o.config);
}

/* Each is a whole file that says nothing, or the same in other words. */
static void other_ways(void **state) {
    (void)state;
    static const char *const nothing[] = {"",
                                          "# a\n",
                                          "check:\n",
                                          "check: {}\n",
                                          "{}\n",
                                          "---\n",
                                          "check:\n  levels:\n",
                                          "\xEF\xBB\xBF"
                                          "check: {}\n"};
    opened o;
    open_config(&o);
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        assert_int_equal(add(&o, "p", nothing[i]), PM_OK);
    }
    assert_string_equal(get(&o, "check.levels"), " from built in");
    assert_int_equal(add(&o, "p",
                         "check: {require: 'owner, timeframe', min-high-quality: 0.07, "
                         "pack: /rules, no-empty-plan: no, min-score: 5}"),
                     PM_OK);
    pm_check_settings s = filled(&o);
    assert_int_equal(s.check.required, 1u << PM_OWNER | 1u << PM_TIMEFRAME);
    assert_true(s.check.min_high_quality == 0.07 && s.check.min_score == 5);
    assert_string_equal(s.pack, "/rules");
    assert_int_equal(add(&o, "a/p", "check: {require: [], pack: cin-england, baseline: none}"),
                     PM_OK);
    s = filled(&o);
    assert_int_equal(s.check.required, 0);
    assert_null(s.pack);
    assert_null(s.baseline);
    assert_int_equal(s.baseline_named, 1);
    pm_config_free(o.config);
}

static void nearer_ones_win(void **state) {
    (void)state;
    opened o;
    open_config(&o);
    assert_int_equal(add(&o, "../planmark.yaml",
                         "check:\n  fail-on: never\n  min-score: 2\n  require: [owner]\n"
                         "  levels: {owner.open: warning, timeframe: warning, owner.none: note}\n"),
                     PM_OK);
    assert_string_equal(filled(&o).baseline, "../planmark.baseline.json");
    assert_int_equal(add(&o, "planmark.yaml",
                         "check:\n  min-score: 3\n  require: [timeframe]\n"
                         "  levels: {owner.open: \"off\"}\n"),
                     PM_OK);
    assert_int_equal(set(&o, "check.min-score", "4", "--min-score"), PM_OK);
    assert_int_equal(set(&o, "check.levels", "owner.none=error", "--level"), PM_OK);
    assert_string_equal(get(&o, "check.fail-on"), "never from ../planmark.yaml:2");
    assert_string_equal(get(&o, "check.require"), "timeframe from planmark.yaml:3");
    assert_string_equal(get(&o, "check.min-score"), "4 from --min-score");
    assert_string_equal(get(&o, "check.levels.timeframe"), "warning from ../planmark.yaml:5");
    assert_string_equal(get(&o, "check.levels.owner.open"), "off from planmark.yaml:4");
    assert_string_equal(get(&o, "check.levels.owner.none"), "error from --level");
    pm_check_settings s = filled(&o);
    static const char *const order[] = {"timeframe", "owner.open", "owner.none"};
    assert_int_equal(s.check.level_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_equal(s.check.levels[i].what, str_from(order[i])));
    }
    assert_string_equal(s.baseline, "planmark.baseline.json");
    pm_config_free(o.config);
}

/* In one file, what is said of a finding stands above what is said of its criterion. */
static void findings_above_criteria(void **state) {
    (void)state;
    opened o;
    open_config(&o);
    assert_int_equal(add(&o, "p", "check: {levels: {owner.open: note, owner: warning}}"), PM_OK);
    pm_check_settings s = filled(&o);
    assert_true(str_equal(s.check.levels[0].what, STR("owner")));
    assert_true(str_equal(s.check.levels[1].what, STR("owner.open")));
    assert_int_equal(add(&o, "q", "check: {levels: {owner: error}}"), PM_OK);
    s = filled(&o);
    assert_true(str_equal(s.check.levels[0].what, STR("owner.open")));
    assert_true(str_equal(s.check.levels[1].what, STR("owner")));
    pm_config_free(o.config);
}

static void faults(void **state) {
    (void)state;
    static const struct {
        const char *text, *told;
    } list[] = {
        {"chek: {}\n", "p:1:1: error: unknown key 'chek'; did you mean 'check'? | chek: {}\n"},
        {"zzz: 1\n", "p:1:1: error: unknown key 'zzz' | zzz: 1\n"},
        {"fail-on: never\n", "p:1:1: error: this key stands under 'check:', and is indented | "
                             "fail-on: never\n"},
        {"- a\n", "p:1:1: error: a file of settings is a map: {check: {...}} | - a\n"},
        {"check: 3\n", "p:1:8: error: check is a map: {fail-on: warning, ...} | check: 3\n"},
        {"check:\n  fail_on: never\n",
         "p:2:3: error: unknown key 'fail_on'; did you mean 'fail-on'? |   fail_on: never\n"},
        {"check: {fail-on: eror}\n",
         "p:1:18: error: fail-on takes error|warning|never, not 'eror'; "
         "did you mean 'error'? | check: {fail-on: eror}\n"},
        {"check: {fail-on: }\n",
         "p:1:18: error: fail-on takes error|warning|never, not '' | check: {fail-on: }\n"},
        {"check: {per: [plan]}\n",
         "p:1:14: error: one value is wanted here | check: {per: [plan]}\n"},
        {"check: {require: [owner, onwer, [a]]}\n",
         "p:1:26: error: require names criteria, such as owner,timeframe; 'onwer' is none; did you "
         "mean 'owner'? | check: {require: [owner, onwer, [a]]}\n"
         "p:1:33: error: one criterion is wanted here | check: {require: [owner, onwer, [a]]}\n"},
        {"check: {require: {a: b}}\n",
         "p:1:18: error: one value is wanted here | check: {require: {a: b}}\n"},
        {"check: {require: 'owner,,a'}\n",
         "p:1:19: error: require names criteria, such as owner,timeframe; '' is none | check: "
         "{require: 'owner,,a'}\n"},
        {"check: {min-score: 5.1}\n", "p:1:20: error: min-score is a number from 0 to 5, not '5.1' "
                                      "| check: {min-score: 5.1}\n"},
        {"check: {min-score: 50%}\n", "p:1:20: error: min-score is a number from 0 to 5, not '50%' "
                                      "| check: {min-score: 50%}\n"},
        {"check: {min-high-quality: 50}\n",
         "p:1:27: error: min-high-quality is a share such as 50%, not '50' | check: "
         "{min-high-quality: 50}\n"},
        {"check: {min-high-quality: 101%}\n",
         "p:1:27: error: min-high-quality is a share such as 50%, not '101%' | check: "
         "{min-high-quality: 101%}\n"},
        {"check: {known: 1}\n", "p:1:16: error: known takes yes|true|no|false, not '1' | check: "
                                "{known: 1}\n"},
        {"check: {levels: [a]}\n", "p:1:17: error: levels is a map: {timeframe: warning, "
                                   "owner.open: off} | check: {levels: [a]}\n"},
        {"check: {levels: {owner: high, '': note}}\n",
         "p:1:25: error: a level is error, warning, note or off | check: {levels: {owner: high, "
         "'': note}}\n"
         "p:1:32: error: the id of a finding, or a criterion, is wanted here | check: {levels: "
         "{owner: high, '': note}}\n"},
        {"check: {pack: ''}\n",
         "p:1:16: error: pack names a path, and this is none | check: {pack: ''}\n"},
        {"check: {columns: 'actoin=A'}\n",
         "p:1:19: error: columns: 'actoin' is no column; write NAME=HEADING with action, who, "
         "by_when, measure, plan_id, authority, action_no, plan_date, source or a verdict as the "
         "name; did you mean 'action'? | check: {columns: 'actoin=A'}\n"},
        {"check:\n  per: all\n  per: plan\nchek: 1\n",
         "p:3:3: error: the key 'per' stands twice in this map |   per: plan\n"
         "p:4:1: error: unknown key 'chek'; did you mean 'check'? | chek: 1\n"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        opened o;
        open_config(&o);
        assert_int_equal(add(&o, "p", list[i].text), PM_ERR_INPUT);
        assert_string_equal(o.told.text, list[i].told);
        pm_config_free(o.config);
    }
    static const char *const unread[] = {"check: [", "\t", "a: &b c\n", "\xFF\n",
                                         "a: 1\n---\nb: 2\n"};
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        opened o;
        open_config(&o);
        assert_int_equal(add(&o, "p", unread[i]), PM_ERR_INPUT);
        assert_true(o.told.errors != 0);
        pm_config_free(o.config);
    }
}

static void faults_of_the_command_line(void **state) {
    (void)state;
    static const struct {
        const char *key, *value, *origin, *told;
    } list[] = {
        {"check.min-score", "nine", "--min-score",
         ":0:0: error: --min-score is a number from 0 to 5, not 'nine' | \n"},
        {"check.min-score", "-1", "",
         ":0:0: error: check.min-score is a number from 0 to 5, not "
         "'-1' | \n"},
        {"check.min-score", "0x3", "-m", ":0:0: error: -m is a number from 0 to 5, not '0x3' | \n"},
        {"check.min-score", "nan", "-m", ":0:0: error: -m is a number from 0 to 5, not 'nan' | \n"},
        {"check.min-score", "3.", "-m", ":0:0: error: -m is a number from 0 to 5, not '3.' | \n"},
        {"check.min-score", "1e0", "-m", ":0:0: error: -m is a number from 0 to 5, not '1e0' | \n"},
        {"check.min-high-quality", "%", "-h",
         ":0:0: error: -h is a share such as 50%, not '%' | \n"},
        {"check.levels", "owner.none", "--level",
         ":0:0: error: --level is written FINDING=error, warning, note or off, not 'owner.none' | "
         "\n"},
        {"check.levels", "=note", "--level",
         ":0:0: error: --level is written FINDING=error, warning, note or off, not '=note' | \n"},
        {"check.fail_on", "error", "-f",
         ":0:0: error: there is no setting 'check.fail_on'; did you mean 'check.fail-on'? | \n"},
        {"fail-on", "error", "-f",
         ":0:0: error: there is no setting 'fail-on'; did you mean 'check.fail-on'? | \n"},
        {"", "", "", ":0:0: error: there is no setting '' | \n"},
        {"check.columns", "a=b=c", "--columns",
         ":0:0: error: --columns: 'a' is no column; write NAME=HEADING with action, who, by_when, "
         "measure, plan_id, authority, action_no, plan_date, source or a verdict as the name | \n"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        opened o;
        open_config(&o);
        assert_int_equal(set(&o, list[i].key, list[i].value, list[i].origin), PM_ERR_ARGUMENT);
        assert_string_equal(o.told.text, list[i].told);
        pm_config_free(o.config);
    }
}

static void bounds(void **state) {
    (void)state;
    opened o;
    size_t size = 256 * 1024 + 1;
    char *big = malloc(size + 1);
    memset(big, '#', size);
    big[size] = '\0';
    open_config(&o);
    assert_int_equal(add(&o, "p", big), PM_ERR_LIMIT);
    assert_string_equal(o.told.text, "p:0:0: error: settings are larger than 256 KiB | \n");
    big[4001] = '\0';
    assert_int_equal(set(&o, "check.pack", big, "--pack"), PM_ERR_ARGUMENT);
    big[4000] = '\0';
    assert_int_equal(set(&o, "check.pack", big, "--pack"), PM_OK);
    strcpy(big, "check:\n  levels:\n");
    for (size_t i = 0, at = strlen(big); i <= 1024; i++) {
        at += (size_t)sprintf(big + at, "    owner.a%zu: note\n", i);
    }
    assert_int_equal(add(&o, "p", big), PM_ERR_LIMIT);
    assert_int_equal(filled(&o).check.level_count, 1024);
    free(big);
    pm_config_free(o.config);
}

static void levels_and_the_pack(void **state) {
    (void)state;
    opened o;
    pm_pack *pack;
    open_config(&o);
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(add(&o, "p", "check:\n  levels:\n    owner: note\n    owner.none: error\n"),
                     PM_OK);
    assert_int_equal(pm_config_check_levels(o.config, pack), PM_OK);
    assert_int_equal(add(&o, "p", "check:\n  levels:\n    owner.nonee: note\n"), PM_OK);
    assert_int_equal(set(&o, "check.levels", "ownr=note", "--level"), PM_OK);
    assert_int_equal(pm_config_check_levels(o.config, pack), PM_ERR_INPUT);
    assert_string_equal(
        o.told.text,
        "p:3:5: error: no finding and no criterion is called 'owner.nonee'; did you mean "
        "'owner.none'? |     owner.nonee: note\n"
        ":0:0: error: --level: no finding and no criterion is called 'ownr'; did you mean 'owner'? "
        "| \n");
    pm_pack_free(pack);
    pm_config_free(o.config);
}

/* ---- files ---- */

static void put(const char *folder, const char *path, const char *text) {
    char full[512];
    snprintf(full, sizeof full, "%s/%s", folder, path);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

typedef struct tree {
    char root[256], system[300], user[300], deep[300];
} tree;

static void make_tree(tree *t) {
    char path[300];
    snprintf(t->root, sizeof t->root, "%s/planmark-config-XXXXXX",
             getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(t->root));
    snprintf(t->system, sizeof t->system, "%s/system.yaml", t->root);
    snprintf(t->user, sizeof t->user, "%s/user.yaml", t->root);
    snprintf(path, sizeof path, "%s/a", t->root);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(t->deep, sizeof t->deep, "%s/a/b", t->root);
    assert_int_equal(mkdir(t->deep, 0700), 0);
}

static void remove_tree(const tree *t) {
    static const char *const names[] = {
        "system.yaml", "user.yaml", "planmark.yaml", "a/b/planmark.yaml", "a/b", "a/planmark.yaml",
        "a",           ""};
    char full[512];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(full, sizeof full, "%s/%s", t->root, names[i]);
        (void)remove(full);
    }
}

static void where_files_are_looked_for(void **state) {
    (void)state;
    opened o;
    tree t;
    char wanted[700];
    make_tree(&t);
    put(t.root, "system.yaml", "check: {per: all, known: yes, least: note, fail-on: never}\n");
    put(t.root, "user.yaml", "check: {known: no, least: warning, min-score: 1}\n");
    put(t.root, "planmark.yaml", "check: {least: error, min-score: 2, baseline: b.json}\n");
    put(t.root, "a/b/planmark.yaml", "check:\n  min-score: 3\n");
    open_config(&o);
    pm_config_places places = {sizeof places, t.system, t.user, t.deep};
    assert_int_equal(pm_config_find(o.config, &places), PM_OK);
    assert_string_equal(o.told.text, "");
    snprintf(wanted, sizeof wanted, "all from %s:1", t.system);
    assert_string_equal(get(&o, "check.per"), wanted);
    snprintf(wanted, sizeof wanted, "no from %s:1", t.user);
    assert_string_equal(get(&o, "check.known"), wanted);
    snprintf(wanted, sizeof wanted, "error from %s/planmark.yaml:1", t.root);
    assert_string_equal(get(&o, "check.least"), wanted);
    snprintf(wanted, sizeof wanted, "3 from %s/planmark.yaml:2", t.deep);
    assert_string_equal(get(&o, "check.min-score"), wanted);
    snprintf(wanted, sizeof wanted, "%s/b.json", t.root);
    assert_string_equal(filled(&o).baseline, wanted);

    pm_config_file file;
    size_t n = pm_config_file_count(o.config);
    assert_true(n >= 6);
    assert_int_equal(pm_config_file_get(o.config, 0, &file), PM_OK);
    assert_int_equal(file.scope, PM_CONFIG_SYSTEM);
    assert_int_equal(file.state, PM_CONFIG_READ);
    assert_int_equal(pm_config_file_get(o.config, 2, &file), PM_OK);
    assert_true(str_equal(file.path, STR("/planmark.yaml")));
    assert_int_equal(pm_config_file_get(o.config, n - 2, &file), PM_OK);
    assert_int_equal(file.state, PM_CONFIG_MISSING);
    assert_int_equal(pm_config_file_get(o.config, n - 1, &file), PM_OK);
    assert_int_equal(file.scope, PM_CONFIG_FOLDER);
    assert_int_equal(file.state, PM_CONFIG_READ);
    assert_int_equal(pm_config_file_get(o.config, n, &file), PM_ERR_ARGUMENT);
    pm_config_free(o.config);
    remove_tree(&t);
}

/* Faults of all files are told; what is not there, or not asked for, is no fault. */
static void faults_of_files(void **state) {
    (void)state;
    opened o;
    tree t;
    make_tree(&t);
    open_config(&o);
    pm_config_places places = {sizeof places, "", "", t.deep};
    assert_int_equal(pm_config_find(o.config, &places), PM_OK);
    places.folder = "b";
    assert_int_equal(pm_config_find(o.config, &places), PM_ERR_ARGUMENT);
    places.folder = "";
    assert_int_equal(pm_config_find(o.config, &places), PM_OK);
    put(t.root, "system.yaml", "check: {per: a}\n");
    put(t.root, "user.yaml", "chek: 1\n");
    put(t.root, "planmark.yaml", "- a\n");
    assert_int_equal(mkdir(strcat(strcpy((char[400]){0}, t.deep), "/planmark.yaml"), 0700), 0);
    places = (pm_config_places){sizeof places, t.system, t.user, t.deep};
    assert_int_equal(pm_config_find(o.config, &places), PM_ERR_INPUT);
    assert_int_equal(o.told.errors, 4);
    assert_non_null(strstr(o.told.text, "a/b/planmark.yaml:0:0: error: settings are a plain file"));
    assert_int_equal(pm_config_read(o.config, "/nowhere/planmark.yaml"), PM_ERR_IO);
    assert_non_null(strstr(o.told.text, "/nowhere/planmark.yaml:0:0: error: no such file"));
    pm_config_free(o.config);
    remove_tree(&t);
}

static void without_permission(void **state) {
    (void)state;
    opened o;
    tree t;
    bool root = geteuid() == 0; /* to whom nothing is closed */
    if (root && seteuid(65534) != 0) {
        skip();
    }
    make_tree(&t);
    put(t.root, "a/planmark.yaml", "check: {per: all}\n");
    open_config(&o);
    pm_config_places places = {sizeof places, "", "", t.deep};
    char path[300];
    snprintf(path, sizeof path, "%s/a/planmark.yaml", t.root);
    chmod(path, 0);
    assert_int_equal(pm_config_find(o.config, &places), PM_ERR_IO);
    assert_non_null(strstr(o.told.text, "a/planmark.yaml:0:0: error: permission denied"));
    pm_config_free(o.config);
    open_config(&o);
    snprintf(path, sizeof path, "%s/a", t.root);
    chmod(path, 0);
    assert_int_equal(pm_config_find(o.config, &places), PM_OK);
    pm_config_file file;
    assert_int_equal(pm_config_file_get(o.config, pm_config_file_count(o.config) - 1, &file),
                     PM_OK);
    assert_int_equal(file.state, PM_CONFIG_HIDDEN);
    chmod(path, 0700);
    pm_config_free(o.config);
    remove_tree(&t);
    assert_true(!root || seteuid(0) == 0);
}

static void whose_file_it_is(void **state) {
    (void)state;
    assert_true(config_trusts(7, 0, 7));
    assert_true(config_trusts(0, 9, 7));
    assert_true(config_trusts(9, 9, 7));
    assert_false(config_trusts(9, 0, 7));
    assert_false(config_trusts(9, 7, 7));
    assert_false(config_trusts(9, 7, 0));
}

/* Only root can make files of others. */
static void files_of_others(void **state) {
    (void)state;
    opened o;
    tree t;
    char path[300];
    pm_config_file file;
    if (geteuid() != 0) {
        skip();
    }
    make_tree(&t);
    put(t.root, "system.yaml", "check: {fail-on: never}\n");
    pm_config_places places = {sizeof places, "", "", t.deep};
    snprintf(path, sizeof path, "%s/a/planmark.yaml", t.root);
    for (int as = 0; as < 3; as++) { /* a file, a folder, a link to a file of root */
        if (as == 0) {
            put(t.root, "a/planmark.yaml", "check: {fail-on: never, baseline: b.json}\n");
        }
        assert_int_equal(as == 1 ? mkdir(path, 0700) : as == 2 ? symlink(t.system, path) : 0, 0);
        assert_int_equal(lchown(path, 65534, 65534), 0);
        open_config(&o);
        assert_int_equal(pm_config_find(o.config, &places), PM_OK);
        assert_int_equal(o.told.warnings, 1);
        assert_non_null(strstr(o.told.text, "a/planmark.yaml:0:0: warning: these settings belong"));
        assert_string_equal(get(&o, "check.fail-on"), "error from built in");
        assert_int_equal(pm_config_file_get(o.config, pm_config_file_count(o.config) - 2, &file),
                         PM_OK);
        assert_int_equal(file.state, PM_CONFIG_FOREIGN);
        assert_int_equal(as == 0 ? pm_config_read(o.config, path) : PM_OK, PM_OK); /* named */
        pm_config_free(o.config);
        assert_int_equal(remove(path), 0);
    }
    /* but whoever owns the folder says what holds there */
    put(t.root, "a/planmark.yaml", "check: {fail-on: never}\n");
    assert_int_equal(chown(path, 65534, 65534), 0);
    snprintf(path, sizeof path, "%s/a", t.root);
    assert_int_equal(chown(path, 65534, 65534), 0);
    open_config(&o);
    assert_int_equal(pm_config_find(o.config, &places), PM_OK);
    assert_string_equal(o.told.text, "");
    pm_config_free(o.config);
    remove_tree(&t);
}

static void too_deep(void **state) {
    (void)state;
    opened o;
    char path[1024] = "";
    open_config(&o);
    for (int i = 0; i < 129; i++) {
        strcat(path, "/a");
    }
    pm_config_places places = {sizeof places, "", "", path};
    assert_int_equal(pm_config_find(o.config, &places), PM_ERR_LIMIT);
    assert_int_equal(o.told.errors, 1);
    pm_config_free(o.config);
}

/* ---- memory ---- */

/* Everything once; the first status that is not PM_OK. */
static pm_status use_all(const pm_allocator *a, const pm_pack *pack, const char *folder) {
    pm_options options = {sizeof options, a, NULL, NULL};
    pm_config *c;
    pm_check_settings s;
    pm_setting row;
    pm_config_places places = {sizeof places, "/nowhere", "", folder};
    pm_status status = pm_config_new(&options, &c);
    if (status == PM_OK) {
        status = pm_config_find(c, &places);
    }
    if (status == PM_OK) {
        status =
            pm_config_add(c, STR("a/p"),
                          STR("check: {require: [owner], pack: x, columns: 'action=A', levels: "
                              "{owner: note, owner.none: error}, min-score: 2}"));
    }
    if (status == PM_OK) {
        status = pm_config_set(c, STR("check.levels"), STR("owner=off"), STR("--level"));
    }
    if (status == PM_OK) {
        status = pm_config_set(c, STR("check.columns"), STR("who=B"), STR("--columns"));
    }
    for (size_t i = 0; status == PM_OK && i < pm_config_count(c); i++) {
        status = pm_config_get(c, i, &row);
    }
    if (status == PM_OK) {
        status = pm_config_check_settings(c, &s);
    }
    if (status == PM_OK) {
        status = pm_config_check_levels(c, pack);
    }
    pm_config_free(c);
    return status;
}

static void memory_ends(void **state) {
    (void)state;
    pm_pack *pack;
    tree t;
    make_tree(&t);
    put(t.root, "a/planmark.yaml", "check: {per: all}\n");
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    pm_status status = PM_ERR_MEMORY;
    for (size_t at = 1; status != PM_OK; at++) {
        for (int on = 0; on < 2; on++) {
            counted c = {.fail_at = at, .fail_on = on != 0};
            pm_allocator a = counted_allocator(&c);
            status = use_all(&a, pack, t.deep);
            assert_true(status == PM_OK || status == PM_ERR_MEMORY);
            assert_int_equal(c.pieces, 0);
            assert_int_equal(c.bytes, 0);
            assert_true(status != PM_OK || c.requests < at);
        }
        assert_true(at < 1000);
    }
    pm_pack_free(pack);
    remove_tree(&t);
}

static void wrong_arguments(void **state) {
    (void)state;
    opened o;
    pm_setting row;
    open_config(&o);
    assert_int_equal(pm_config_new(NULL, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_add(NULL, STR("a"), STR("b")), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_read(o.config, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_find(NULL, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_set(NULL, STR("a"), STR("b"), STR("c")), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_get(o.config, 0, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_get(o.config, pm_config_count(o.config), &row), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_count(NULL), 0);
    assert_int_equal(pm_config_check_settings(o.config, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_check_levels(o.config, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_config_set(o.config, STR("check.require"), (pm_str){NULL, 0}, STR("-r")),
                     PM_OK);
    assert_int_equal(pm_config_add(o.config, (pm_str){NULL, 0}, (pm_str){NULL, 0}), PM_OK);
    pm_config_free(o.config);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in),
        cmocka_unit_test(every_key),
        cmocka_unit_test(other_ways),
        cmocka_unit_test(nearer_ones_win),
        cmocka_unit_test(findings_above_criteria),
        cmocka_unit_test(faults),
        cmocka_unit_test(faults_of_the_command_line),
        cmocka_unit_test(bounds),
        cmocka_unit_test(levels_and_the_pack),
        cmocka_unit_test(where_files_are_looked_for),
        cmocka_unit_test(faults_of_files),
        cmocka_unit_test(without_permission),
        cmocka_unit_test(whose_file_it_is),
        cmocka_unit_test(files_of_others),
        cmocka_unit_test(too_deep),
        cmocka_unit_test(memory_ends),
        cmocka_unit_test(wrong_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
