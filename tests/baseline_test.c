/* SPDX-License-Identifier: MIT
 * Overrides: how a baseline is read, what it does to findings, and how the next one is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "tests/small_pack.h"

#define PRINT "0123456789abcdef0123456789abcdef"
#define PLAN "0123456789abcdef"
#define BEGIN "{\"planmark_baseline\": 1, \"overrides\": ["

static pm_status read(const char *text, told *t, pm_baseline **out) {
    pm_options options = {sizeof options, NULL, told_note, t};
    memset(t, 0, sizeof *t);
    return pm_baseline_read(&options, STR("b"), str_from(text), out);
}

/* ---- reading ---- */

static void sound_files(void **state) {
    (void)state;
    static const char *const list[] = {
        "{\"planmark_baseline\": 1}",
        "{\"overrides\": [], \"planmark_baseline\": 1}\n",
        "\xEF\xBB\xBF{\"planmark_baseline\": 1, \"overrides\": []}",
        BEGIN "{\"fingerprint\":\"" PRINT "\"}]}",
        BEGIN
        "{\"until\":\"2024-02-29\",\"when\":\"\",\"who\":\"LB\",\"reason\":\"\\u00e9\",\"id\":"
        "\"x\",\"plan\":\"" PLAN "\",\"fingerprint\":\"" PRINT "\"},\n"
        "{\"fingerprint\":\"" PRINT "\"}]}",
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        told t;
        pm_baseline *b;
        assert_int_equal(read(list[i], &t, &b), PM_OK);
        assert_string_equal(t.text, "");
        pm_baseline_free(b);
    }
    pm_baseline_free(NULL);
}

/* All faults of a file in one run, each with its place and without its line. */
static void faults(void **state) {
    (void)state;
    static const struct {
        const char *text, *told;
    } list[] = {
        {"", "b:1:1: error: the text ends where a value was expected | \n"},
        {"[]", "b:1:1: error: a baseline is an object: {\"planmark_baseline\": 1, ...} | \n"},
        {"{}", "b:1:1: error: this is no baseline: \"planmark_baseline\": 1 is missing | \n"},
        {"{\"planmark_baseline\": 1} x", "b:1:26: error: "},
        {"{\"planmark_baseline\": 2}",
         "b:1:23: error: this is a baseline of another version; this one reads 1 | \n"},
        {"{\"planmark_baseline\": {\"overrides\": [3]}}",
         "b:1:23: error: this is a baseline of another version; this one reads 1 | \n"},
        {"{\"planmark_baseline\": 1, \"planmark_baseline\": 1}",
         "b:1:26: error: this key stands twice | \n"},
        {"{\"planmark_baseline\": 1, \"over\": {\"a\": [1, {}]}, \"overrides\": {}}",
         "b:1:26: error: a baseline has the keys planmark_baseline and overrides | \n"
         "b:1:63: error: overrides are a list: [{...}, ...] | \n"},
        {BEGIN "3, [], {}]}", "b:1:40: error: an override is an object: {\"fingerprint\": ...} | \n"
                              "b:1:43: error: an override is an object: {\"fingerprint\": ...} | \n"
                              "b:1:47: error: this entry has no fingerprint | \n"},
        {BEGIN "\n{\"fingerprint\":\"x\"},\n"
               "{\"fingerprint\":\"0123456789ABCDEF0123456789ABCDEF\"},\n"
               "{\"fingerprint\":12,\"reason\":{\"a\":[]},\"whom\":[[]]},\n"
               "{\"fingerprint\":\"" PRINT "\",\"plan\":\"abc\"},\n"
               "{\"fingerprint\":\"" PRINT "\",\"until\":\"2023-02-29\"},\n"
               "{\"fingerprint\":\"" PRINT "\",\"when\":\"1 May\"},\n"
               "{\"fingerprint\":\"" PRINT "\",\"fingerprint\":\"" PRINT "\"}\n]}",
         "b:2:16: error: a fingerprint is 32 digits from 0 to f | \n"
         "b:3:16: error: a fingerprint is 32 digits from 0 to f | \n"
         "b:4:16: error: a text is wanted here, between quotes | \n"
         "b:4:28: error: a text is wanted here, between quotes | \n"
         "b:4:37: error: an entry has the keys fingerprint, plan, id, reason, who, when and until "
         "| "
         "\n"
         "b:5:58: error: a plan is called by 16 digits from 0 to f | \n"
         "b:6:59: error: a day of the calendar is written 2024-05-31 | \n"
         "b:7:58: error: a day of the calendar is written 2024-05-31 | \n"
         "b:8:51: error: this key stands twice | \n"},
        {BEGIN "\n{\"fingerprint\":\"" PRINT "\"},\n{\"fingerprint\":\"" PRINT "\",\"plan\":\"" PLAN
               "\"},\n{\"fingerprint\":\"" PRINT "\"}]}",
         "b:4:0: error: this fingerprint stands in line 2 already | \n"},
        {BEGIN "\n{\"reason\":\"secret", "b:2:11: error: the string is not closed | \n"},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        told t;
        pm_baseline *b;
        assert_int_equal(read(list[i].text, &t, &b), PM_ERR_INPUT);
        assert_null(b);
        if (strncmp(t.text, list[i].told, strlen(list[i].told)) != 0) {
            assert_string_equal(t.text, list[i].told);
        }
        assert_null(strstr(t.text, "secret"));
    }
}

static void bounds(void **state) {
    (void)state;
    told t;
    pm_baseline *b;
    size_t size = 64 * 1024 * 1024 + 1;
    char *big = malloc(size);
    assert_non_null(big);
    memset(big, ' ', size);
    memset(&t, 0, sizeof t);
    pm_options options = {sizeof options, NULL, told_note, &t};
    assert_int_equal(pm_baseline_read(&options, STR("b"), (pm_str){big, size}, &b), PM_ERR_LIMIT);
    assert_string_equal(t.text, "b:0:0: error: a baseline is at most 64 MiB large | \n");
    strcpy(big, BEGIN);
    size_t at = strlen(big);
    for (int i = 0; i < 300; i++) {
        at += (size_t)sprintf(big + at, "%s3", i != 0 ? "," : "");
    }
    strcpy(big + at, "]}");
    assert_int_equal(read(big, &t, &b), PM_ERR_INPUT);
    assert_int_equal(t.errors, 100);
    assert_non_null(strstr(t.text, "there are more faults; they are not told"));
    at = (size_t)sprintf(big, BEGIN "{\"fingerprint\":\"" PRINT "\",\"reason\":\"");
    memset(big + at, 'a', 8001);
    strcpy(big + at + 8001, "\"}]}");
    assert_int_equal(read(big, &t, &b), PM_ERR_INPUT);
    assert_non_null(strstr(t.text, "error: this text is too long"));
    /* Bytes that are no UTF-8 are written as three each; what was written must be read again. */
    memset(big + at, 0x80, 2700);
    strcpy(big + at + 2700, "\"}]}");
    assert_int_equal(read(big, &t, &b), PM_ERR_INPUT);
    assert_non_null(strstr(t.text, "error: this text is too long"));
    memset(big + at, 0x80, 2600);
    strcpy(big + at + 2600, "\"}]}");
    assert_int_equal(read(big, &t, &b), PM_OK);
    pm_baseline_free(b);
    free(big);
    assert_int_equal(pm_baseline_read(NULL, STR("b"), STR("{}"), NULL), PM_ERR_ARGUMENT);
}

/* ---- plans ---- */

typedef struct plan {
    pm_plan plan;
    pm_plan_action actions[8];
} plan;

static void add_cells(plan *p, const char *words, const char *who, const char *when) {
    pm_plan_action *a = &p->actions[p->plan.action_count++];
    *a = (pm_plan_action){.action = {{str_from(words), str_from(who), str_from(when), {NULL, 0}}}};
    p->plan.actions = p->actions;
}

static plan make_plan(const char *id) {
    plan p = {.plan = {.plan_id = str_from(id), .authority = STR("X")}};
    return p;
}

/* Two that lack much, and one that lacks less. */
static plan usual(void) {
    plan p = make_plan("P1");
    add_cells(&p, "Support for the family", "", "");
    add_cells(&p, "Dad to call the GP", "Dad", "");
    add_cells(&p, "Mum to attend the Freedom Programme", "Mum", "by 12 March 2024");
    return p;
}

typedef struct checked {
    told told;
    pm_check *check;
    char *text; /* of the next baseline */
    size_t len;
} checked;

static const pm_pack *pack;

static void open_check(checked *c, pm_check_options options) {
    memset(c, 0, sizeof *c);
    options.size = sizeof options;
    options.common = (pm_options){sizeof options.common, NULL, told_note, &c->told};
    options.keep = 1;
    assert_int_equal(pm_check_new(&options, pack, &c->check), PM_OK);
}

static void close_check(checked *c) {
    pm_check_free(c->check);
    free(c->text);
}

static const pm_plan_check *look_at(checked *c, const plan *p) {
    plan copy = *p; /* where the actions lie */
    const pm_plan_check *out;
    copy.plan.actions = p->actions;
    assert_int_equal(pm_check_plan(c->check, &copy.plan, &out), PM_OK);
    return out;
}

static size_t known_of(const pm_plan_check *p) {
    const size_t *k = p->count[PM_FINDING_KNOWN];
    return k[PM_LEVEL_NOTE] + k[PM_LEVEL_WARNING] + k[PM_LEVEL_ERROR];
}

static int take(void *ctx, const char *data, size_t len) {
    checked *c = ctx;
    c->text = realloc(c->text, c->len + len + 1);
    assert_non_null(c->text);
    memcpy(c->text + c->len, data, len);
    c->len += len;
    c->text[c->len] = '\0';
    return 0;
}

static const pm_override usual_fresh = {{"because", 7}, {"LB", 2}, {"2024-05-01", 10}, {NULL, 0}};

static pm_baseline *write_next(checked *c, const pm_override *fresh) {
    told t;
    pm_baseline *b;
    assert_int_equal(pm_check_baseline(c->check, fresh, 0, take, c, NULL), PM_OK);
    assert_int_equal(read(c->text, &t, &b), PM_OK);
    return b;
}

/* The baseline of the usual plan. */
static pm_baseline *usual_baseline(const char *until, char **text) {
    checked c;
    plan p = usual();
    pm_override fresh = usual_fresh;
    fresh.until = str_from(until);
    open_check(&c, (pm_check_options){0});
    look_at(&c, &p);
    pm_baseline *b = write_next(&c, &fresh);
    if (text != NULL) {
        *text = c.text;
        c.text = NULL;
    }
    close_check(&c);
    return b;
}

static void known_and_resolved(void **state) {
    (void)state;
    checked c;
    plan p = usual();
    pm_baseline *b = usual_baseline("", NULL);
    open_check(&c, (pm_check_options){.baseline = b, .fail_on = PM_FAIL_ON_WARNING});
    const pm_plan_check *out = look_at(&c, &p);
    assert_int_equal(known_of(out), out->finding_count);
    assert_int_equal(out->resolved_count, 0);
    assert_int_equal(out->passed, 1);
    assert_true(str_equal(out->findings[0].override->reason, STR("because")));
    size_t all = out->finding_count;
    close_check(&c);

    /* one action is mended, another is new */
    open_check(&c, (pm_check_options){.baseline = b});
    p.actions[1].action.cell[PM_BY_WHEN] = STR("by 4 May 2024");
    add_cells(&p, "Therapy", "", "");
    out = look_at(&c, &p);
    assert_int_equal(known_of(out) + out->resolved_count, all);
    assert_true(out->resolved_count >= 1);
    bool timeframe = false;
    for (size_t i = 0; i < out->resolved_count; i++) {
        assert_int_equal(out->resolved[i].state, PM_FINDING_RESOLVED);
        timeframe = timeframe || str_equal(out->resolved[i].id, STR("timeframe.none"));
    }
    assert_true(timeframe);
    assert_int_equal(out->passed, 0);
    pm_check_total total;
    assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
    assert_int_equal(total.count[PM_FINDING_RESOLVED][PM_LEVEL_OFF], out->resolved_count);
    close_check(&c);
    pm_baseline_free(b);
}

static void what_does_not_matter(void **state) {
    (void)state;
    checked c;
    pm_baseline *b = usual_baseline("", NULL);
    plan p = make_plan("P1");
    add_cells(&p, "  dad to CALL the G.P.?", "Dad", ""); /* another text: "g p" are two words */
    add_cells(&p, "mum  to attend\n the Freedom Programme.", "Mum", "by 12 March 2024");
    add_cells(&p, "- Dad to call\xC2\xA0the GP!", "Dad", "");
    add_cells(&p, "SUPPORT for the Family", "", "");
    open_check(&c, (pm_check_options){.baseline = b});
    const pm_plan_check *out = look_at(&c, &p);
    assert_int_equal(out->resolved_count, 0);
    for (size_t i = 0; i < out->finding_count; i++) {
        ptrdiff_t action = out->findings[i].action;
        assert_true(out->findings[i].state == (action >= 1 ? PM_FINDING_KNOWN : PM_FINDING_NEW) ||
                    action < 0);
    }
    close_check(&c);
    open_check(&c, (pm_check_options){.baseline = b});
    p = usual();
    p.plan.authority = STR("Y"); /* another plan */
    out = look_at(&c, &p);
    assert_int_equal(known_of(out), 0);
    assert_int_equal(out->resolved_count, 0);
    close_check(&c);
    pm_baseline_free(b);
}

/* Actions of the same words and the same owner are told apart by their other cells, in any order.
 */
static void equal_actions(void **state) {
    (void)state;
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const char *const times[] = {"by 12 March 2024", "", "ongoing"};
    char print[3][PM_FINGERPRINT];
    for (size_t o = 0; o < 6; o++) {
        checked c;
        plan p = make_plan("P1");
        for (int i = 0; i < 3; i++) {
            add_cells(&p, "Dad to call the GP", "Dad", times[orders[o][i]]);
        }
        open_check(&c, (pm_check_options){0});
        const pm_plan_check *out = look_at(&c, &p);
        for (size_t i = 0; i < out->finding_count; i++) {
            const pm_finding *f = &out->findings[i];
            if (f->criterion == PM_TIMEFRAME) {
                int which = orders[o][f->action];
                assert_int_not_equal(which, 0);
                if (o == 0) {
                    strcpy(print[which], f->fingerprint);
                }
                assert_string_equal(f->fingerprint, print[which]);
            }
        }
        close_check(&c);
    }
    assert_string_not_equal(print[1], print[2]);
}

static size_t count_id(const pm_plan_check *p, const char *id) {
    size_t n = 0;
    for (size_t i = 0; i < p->finding_count; i++) {
        n += str_equal(p->findings[i].id, str_from(id));
    }
    return n;
}

static void past_and_without_reason(void **state) {
    (void)state;
    checked c;
    char *text, *at;
    plan p = usual();
    pm_baseline *b = usual_baseline("2024-06-01", &text);
    open_check(&c, (pm_check_options){.baseline = b, .today = STR("2024-06-01")});
    const pm_plan_check *out = look_at(&c, &p); /* on its last day it counts */
    size_t all = out->finding_count;
    assert_int_equal(known_of(out), all);
    close_check(&c);
    open_check(&c, (pm_check_options){.baseline = b}); /* no day: none is past */
    assert_int_equal(known_of(look_at(&c, &p)), all);
    close_check(&c);

    open_check(&c, (pm_check_options){.baseline = b, .today = STR("2024-06-02")});
    out = look_at(&c, &p);
    assert_int_equal(known_of(out), 0);
    assert_int_equal(out->finding_count, 2 * all);
    assert_int_equal(count_id(out, "override.expired"), all);
    assert_int_equal(out->resolved_count, 0);
    for (size_t i = 0; i < out->finding_count; i++) {
        bool about = str_starts(out->findings[i].id, STR("override."));
        assert_true(about ? out->findings[i].about.len != 0 : out->findings[i].about.len == 0);
    }
    for (size_t i = 1; i < out->finding_count; i++) {
        assert_string_not_equal(out->findings[i].fingerprint, out->findings[i - 1].fingerprint);
    }
    /* the next one has the findings with a new reason, and nothing about overrides */
    pm_override fresh = usual_fresh;
    fresh.reason = STR("again");
    pm_baseline *next = write_next(&c, &fresh);
    assert_null(strstr(c.text, "override."));
    assert_null(strstr(c.text, "because"));
    close_check(&c);
    open_check(&c, (pm_check_options){.baseline = next, .today = STR("2034-06-02")});
    assert_int_equal(known_of(look_at(&c, &p)), all);
    close_check(&c);
    pm_baseline_free(next);

    /* a reason of blanks is none, whatever the day */
    told t;
    pm_baseline *blank;
    for (at = text; (at = strstr(at, "because")) != NULL;) {
        memcpy(at, " \\t  \\n", 7);
    }
    assert_int_equal(read(text, &t, &blank), PM_OK);
    open_check(&c, (pm_check_options){.baseline = blank, .today = STR("2024-06-02")});
    out = look_at(&c, &p);
    assert_int_equal(count_id(out, "override.no-reason"), all);
    assert_int_equal(count_id(out, "override.expired"), 0);
    close_check(&c);
    pm_baseline_free(blank);
    pm_baseline_free(b);
    free(text);
}

/* ---- writing ---- */

static void same_bytes_in_any_order(void **state) {
    (void)state;
    checked one, two;
    plan p = usual(), q = usual(), turned = make_plan("P1");
    q.plan.plan_id = STR("P2");
    for (size_t i = p.plan.action_count; i-- > 0;) {
        turned.actions[turned.plan.action_count++] = p.actions[i];
    }
    open_check(&one, (pm_check_options){0});
    open_check(&two, (pm_check_options){0});
    look_at(&one, &p);
    look_at(&one, &q);
    look_at(&two, &q);
    look_at(&two, &turned);
    pm_baseline_free(write_next(&one, &usual_fresh));
    pm_baseline_free(write_next(&two, &usual_fresh));
    assert_string_equal(one.text, two.text);
    close_check(&one);
    close_check(&two);
}

/* Plans that were not checked keep their entries; of those that were, what is resolved goes, and
 * what counts keeps its reason. */
static void the_next_one(void **state) {
    (void)state;
    checked c;
    plan p = usual(), q = usual();
    q.plan.plan_id = STR("P2");
    open_check(&c, (pm_check_options){0});
    look_at(&c, &p);
    look_at(&c, &q);
    pm_baseline *b = write_next(&c, &usual_fresh);
    size_t len = c.len;
    close_check(&c);

    open_check(&c, (pm_check_options){.baseline = b});
    p.actions[0] = p.actions[2];
    p.plan.action_count = 2;
    add_cells(&p, "Therapy", "", "");
    look_at(&c, &p);
    pm_override fresh = usual_fresh;
    fresh.reason = STR("new ones");
    pm_baseline *next = write_next(&c, &fresh);
    assert_non_null(strstr(c.text, "new ones"));
    assert_non_null(strstr(c.text, "because"));
    close_check(&c);
    open_check(&c, (pm_check_options){.baseline = next});
    const pm_plan_check *out = look_at(&c, &q);
    assert_int_equal(known_of(out), out->finding_count);
    out = look_at(&c, &p);
    assert_int_equal(known_of(out), out->finding_count);
    assert_int_equal(out->resolved_count, 0);
    close_check(&c);

    open_check(&c, (pm_check_options){.baseline = b}); /* nothing checked: nothing changes */
    pm_baseline_free(write_next(&c, &fresh));
    assert_int_equal(c.len, len);
    close_check(&c);
    pm_baseline_free(next);
    pm_baseline_free(b);

    open_check(&c, (pm_check_options){0});
    pm_baseline_free(write_next(&c, &fresh));
    assert_string_equal(c.text, "{\"planmark_baseline\": 1, \"overrides\": []}\n");
    close_check(&c);
}

static void two_places_of_one_plan(void **state) {
    (void)state;
    checked c;
    pm_check_total total;
    plan p = usual(), first = make_plan("P1"), second = make_plan("P1");
    pm_baseline *b = usual_baseline("", NULL);
    first.actions[first.plan.action_count++] = p.actions[0];
    second.actions[second.plan.action_count++] = p.actions[1];
    second.actions[second.plan.action_count++] = p.actions[2];
    open_check(&c, (pm_check_options){.baseline = b});
    look_at(&c, &first);
    assert_int_equal(look_at(&c, &second)->resolved_count, 0);
    assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
    assert_int_equal(total.count[PM_FINDING_RESOLVED][PM_LEVEL_OFF], 0);
    pm_baseline_free(write_next(&c, &usual_fresh));
    close_check(&c);

    /* what is resolved is told once, however often the plan comes again */
    open_check(&c, (pm_check_options){.baseline = b});
    size_t resolved = look_at(&c, &first)->resolved_count;
    assert_true(resolved > 0);
    assert_int_equal(look_at(&c, &first)->resolved_count, 0);
    assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
    assert_int_equal(total.count[PM_FINDING_RESOLVED][PM_LEVEL_OFF], resolved);
    close_check(&c);
    pm_baseline_free(b);
}

static void all_plans_together(void **state) {
    (void)state;
    checked c;
    pm_check_total total;
    plan p = usual();
    pm_check_options options = {.scope = PM_OVER_ALL, .min_score = 5};
    open_check(&c, options);
    look_at(&c, &p);
    assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
    assert_int_equal(total.finding_count, 1);
    assert_int_equal(total.passed, 0);
    pm_baseline *b = write_next(&c, &usual_fresh);
    assert_non_null(strstr(c.text, "\"id\":\"plan.low-score\""));
    close_check(&c);
    options.baseline = b;
    open_check(&c, options);
    look_at(&c, &p);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
        assert_int_equal(total.findings[0].state, PM_FINDING_KNOWN);
        assert_int_equal(total.passed, 1);
    }
    close_check(&c);
    static const double least[] = {0, 0.1}; /* not asked for, and reached */
    for (size_t asked = 0; asked < 2; asked++) {
        options =
            (pm_check_options){.scope = PM_OVER_ALL, .baseline = b, .min_score = least[asked]};
        open_check(&c, options);
        look_at(&c, &p);
        assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
        assert_int_equal(total.count[PM_FINDING_RESOLVED][PM_LEVEL_OFF], asked);
        close_check(&c);
    }
    pm_baseline_free(b);
}

/* ---- what a check does not look for it does not resolve ---- */

/* Of the usual plan, with its figures. */
static pm_baseline *strict_baseline(size_t *entries) {
    checked c;
    plan p = usual();
    open_check(&c, (pm_check_options){.min_score = 5, .min_high_quality = 1});
    *entries = look_at(&c, &p)->finding_count;
    pm_baseline *b = write_next(&c, &usual_fresh);
    assert_non_null(strstr(c.text, "\"id\":\"plan.low-score\""));
    assert_non_null(strstr(c.text, "\"id\":\"plan.few-high-quality\""));
    assert_non_null(strstr(c.text, "\"id\":\"timeframe.none\""));
    close_check(&c);
    return b;
}

static pm_baseline_change change_by(checked *c, pm_check_options options, const plan *p,
                                    int incomplete) {
    pm_baseline_change change;
    pm_override fresh = usual_fresh;
    fresh.reason = STR("another");
    open_check(c, options);
    look_at(c, p);
    assert_int_equal(pm_check_baseline(c->check, &fresh, incomplete, take, c, &change), PM_OK);
    return change;
}

static void fewer_demands_resolve_nothing(void **state) {
    (void)state;
    static const pm_level_setting off[] = {{{"timeframe", 9}, PM_LEVEL_OFF},
                                           {{"owner", 5}, PM_LEVEL_OFF},
                                           {{"plan.low-score", 14}, PM_LEVEL_OFF}};
    size_t all;
    plan p = usual();
    pm_baseline *b = strict_baseline(&all);
    const pm_check_options fewer[] = {
        {.baseline = b},
        {.baseline = b, .scope = PM_OVER_ALL, .min_score = 5, .min_high_quality = 1},
        {.baseline = b, .levels = off, .level_count = 3, .min_score = 5, .min_high_quality = 1},
        {.baseline = b, .levels = off, .level_count = 3, .today = STR("2034-01-01")}};
    for (size_t i = 0; i < sizeof fewer / sizeof *fewer; i++) {
        checked c;
        pm_baseline_change change = change_by(&c, fewer[i], &p, 0);
        assert_true(change.left >= 2);
        assert_int_equal(change.kept + change.left, all);
        assert_int_equal(change.dropped, 0);
        assert_int_equal(change.fresh, 0);
        assert_null(strstr(c.text, "another"));
        assert_string_equal(c.told.text, "");
        close_check(&c);
    }
    pm_baseline_free(b);
}

/* What is switched off is looked for all the same, so that what is mended is told. */
static void what_is_off_may_be_mended(void **state) {
    (void)state;
    static const pm_level_setting off = {{"timeframe", 9}, PM_LEVEL_OFF};
    checked c;
    size_t all;
    plan p = usual();
    pm_baseline *b = strict_baseline(&all);
    p.actions[1].action.cell[PM_BY_WHEN] = STR("by 4 May 2024");
    pm_check_options options = {.baseline = b, .levels = &off, .level_count = 1};
    pm_baseline_change change = change_by(&c, options, &p, 0);
    assert_int_equal(change.dropped, 1);
    assert_non_null(strstr(c.told.text, "dropped from the baseline: timeframe.none, fingerprint "));
    assert_int_equal(change.kept + change.left + change.dropped, all);
    close_check(&c);
    change = change_by(&c, options, &p, 1); /* some was not read: what is gone may stand there */
    assert_int_equal(change.dropped, 0);
    assert_int_equal(change.kept + change.left, all);
    assert_string_equal(c.told.text, "");
    close_check(&c);
    pm_baseline_free(b);
}

/* An entry of another pack's finding, and many that are dropped. */
static void other_packs_and_many(void **state) {
    (void)state;
    checked c;
    told t;
    pm_baseline *b;
    char *text;
    plan p = usual(), other = make_plan("P1");
    add_cells(&other, "Mum to attend 6 sessions of the Freedom Programme", "Mum",
              "by 12 March 2024");
    pm_baseline_free(usual_baseline("", &text));
    char *id = strstr(text, "timeframe.none");
    assert_non_null(id);
    memcpy(id, "timeframe.ours", 14);
    assert_int_equal(read(text, &t, &b), PM_OK);
    pm_baseline_change change = change_by(&c, (pm_check_options){.baseline = b}, &other, 0);
    assert_int_equal(change.left, 1);
    assert_int_equal(change.kept, 0);
    assert_non_null(strstr(c.text, "timeframe.ours"));
    close_check(&c);
    pm_baseline_free(b);
    free(text);

    for (int i = 0; i < 5; i++) {
        add_cells(&p, (const char *[]){"Support", "Therapy", "Help", "Advice", "Care"}[i], "", "");
    }
    open_check(&c, (pm_check_options){0});
    look_at(&c, &p);
    b = write_next(&c, &usual_fresh);
    close_check(&c);
    change = change_by(&c, (pm_check_options){.baseline = b}, &other, 0);
    assert_true(change.dropped > 21);
    assert_int_equal(c.told.warnings + c.told.errors, 0);
    char more[80];
    snprintf(more, sizeof more, "dropped from the baseline: %zu more |", change.dropped - 20);
    assert_non_null(strstr(c.told.text, more));
    close_check(&c);
    pm_baseline_free(b);
}

static int refuse(void *ctx, const char *data, size_t len) {
    (void)ctx;
    (void)data;
    return len != 0;
}

static void wrong_overrides(void **state) {
    (void)state;
    checked c;
    char words[2001];
    memset(words, 'a', sizeof words);
    pm_override list[4] = {usual_fresh, usual_fresh, usual_fresh, usual_fresh};
    list[0].reason = (pm_str){words, sizeof words};
    list[1].who = (pm_str){words, sizeof words};
    list[2].when = STR("today");
    list[3].until = STR("2023-02-29");
    open_check(&c, (pm_check_options){0});
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pm_check_baseline(c.check, &list[i], 0, take, &c, NULL), PM_ERR_ARGUMENT);
        assert_int_equal(c.told.errors, i + 1);
    }
    assert_null(c.text);
    assert_int_equal(pm_check_baseline(c.check, &usual_fresh, 0, refuse, NULL, NULL), PM_ERR_IO);
    assert_int_equal(pm_check_baseline(c.check, NULL, 0, take, &c, NULL), PM_ERR_ARGUMENT);
    /* what is no UTF-8 grows as it is written, and can be read all the same */
    plan p = usual();
    look_at(&c, &p);
    memset(words, '\xFF', sizeof words);
    list[0].reason = (pm_str){words, 2000};
    pm_baseline_free(write_next(&c, &list[0]));
    close_check(&c);
    pm_check_options options = {.size = sizeof options};
    assert_int_equal(pm_check_new(&options, pack, &c.check), PM_OK);
    assert_int_equal(pm_check_baseline(c.check, &usual_fresh, 0, take, &c, NULL), PM_ERR_ARGUMENT);
    pm_check_free(c.check);
    assert_true(pm_day_is_valid(STR("2024-02-29")));
    assert_false(pm_day_is_valid(STR("2024-02-30")));
    assert_false(pm_day_is_valid((pm_str){NULL, 0}));
}

/* Seven of a hundred are seven per cent. */
static void shares_at_their_bound(void **state) {
    (void)state;
    for (int percent = 0; percent <= 100; percent++) {
        checked c;
        pm_check_total total;
        plan p = make_plan("P");
        pm_plan_action *many = calloc(100, sizeof *many);
        assert_non_null(many);
        for (int i = 0; i < 100; i++) {
            many[i].action.cell[PM_TEXT] =
                i < percent ? STR("Mum to attend 6 sessions of the Freedom Programme")
                            : STR("Therapy");
            many[i].action.cell[PM_WHO] = STR("Mum");
            many[i].action.cell[PM_BY_WHEN] = STR("by 12 March 2024");
        }
        p.plan.actions = many;
        p.plan.action_count = 100;
        open_check(&c, (pm_check_options){.scope = PM_OVER_ALL,
                                          .min_high_quality = (double)percent / 100});
        const pm_plan_check *out;
        assert_int_equal(pm_check_plan(c.check, &p.plan, &out), PM_OK);
        assert_int_equal(out->high_quality, percent);
        assert_int_equal(pm_check_total_of(c.check, &total), PM_OK);
        assert_int_equal(total.finding_count, 0);
        close_check(&c);
        free(many);
        percent += percent % 7 == 0 ? 0 : 6 - percent % 7; /* 0, 7, 14 ... */
    }
}

/* ---- memory ---- */

static int drop(void *ctx, const char *data, size_t len) {
    (void)ctx;
    (void)data;
    (void)len;
    return 0;
}

static pm_status use_all(const pm_allocator *a, const char *text, const plan *p) {
    pm_options common = {sizeof common, a, NULL, NULL};
    pm_baseline *b = NULL;
    pm_check *check = NULL;
    const pm_plan_check *out;
    pm_check_total total;
    pm_check_options options = {.size = sizeof options,
                                .common = common,
                                .scope = PM_OVER_ALL,
                                .min_score = 5,
                                .today = STR("2024-06-02"),
                                .keep = 1};
    pm_status status = pm_baseline_read(&common, STR("b"), str_from(text), &b);
    if (status == PM_OK) {
        options.baseline = b;
        status = pm_check_new(&options, pack, &check);
    }
    if (status == PM_OK) {
        status = pm_check_plan(check, &p->plan, &out);
    }
    if (status == PM_OK) {
        status = pm_check_total_of(check, &total);
    }
    if (status == PM_OK) {
        status = pm_check_baseline(check, &usual_fresh, 0, drop, NULL, NULL);
    }
    pm_check_free(check);
    pm_baseline_free(b);
    return status;
}

static void memory_ends(void **state) {
    (void)state;
    char *text;
    plan p = usual();
    p.plan.actions = p.actions;
    pm_baseline_free(usual_baseline("2024-06-01", &text));
    pm_status status = PM_ERR_MEMORY;
    for (size_t at = 1; status != PM_OK; at++) {
        for (int on = 0; on < 2; on++) {
            counted c = {.fail_at = at, .fail_on = on != 0};
            pm_allocator a = counted_allocator(&c);
            status = use_all(&a, text, &p);
            assert_true(status == PM_OK || status == PM_ERR_MEMORY);
            assert_int_equal(c.pieces, 0);
            assert_int_equal(c.bytes, 0);
            assert_true(status != PM_OK || c.requests < at);
        }
        assert_true(at < 20000);
    }
    free(text);
}

/* A check that ran out of memory goes on with the next plan, and has counted nothing of that one.
 */
static void goes_on_without_memory(void **state) {
    (void)state;
    plan p = usual();
    p.plan.actions = p.actions;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    pm_check_options options = {.size = sizeof options, .keep = 1};
    options.common = (pm_options){sizeof options.common, &a, NULL, NULL};
    pm_check *check;
    const pm_plan_check *out;
    pm_check_total total;
    assert_int_equal(pm_check_new(&options, pack, &check), PM_OK);
    pm_status status = PM_ERR_MEMORY;
    for (size_t n = 1; status != PM_OK; n++) {
        assert_int_equal(pm_check_total_of(check, &total), PM_OK);
        assert_int_equal(total.plans, 0);
        c.fail_at = c.requests + n;
        status = pm_check_plan(check, &p.plan, &out);
        assert_true(status == PM_OK || (status == PM_ERR_MEMORY && out == NULL));
        c.fail_at = 0;
        assert_true(n < 20000);
    }
    assert_int_equal(pm_check_total_of(check, &total), PM_OK);
    assert_int_equal(total.plans, 1);
    pm_check_free(check);
    assert_int_equal(c.pieces, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_files),
        cmocka_unit_test(faults),
        cmocka_unit_test(bounds),
        cmocka_unit_test(known_and_resolved),
        cmocka_unit_test(what_does_not_matter),
        cmocka_unit_test(equal_actions),
        cmocka_unit_test(past_and_without_reason),
        cmocka_unit_test(same_bytes_in_any_order),
        cmocka_unit_test(the_next_one),
        cmocka_unit_test(two_places_of_one_plan),
        cmocka_unit_test(all_plans_together),
        cmocka_unit_test(fewer_demands_resolve_nothing),
        cmocka_unit_test(what_is_off_may_be_mended),
        cmocka_unit_test(other_packs_and_many),
        cmocka_unit_test(wrong_overrides),
        cmocka_unit_test(shares_at_their_bound),
        cmocka_unit_test(memory_ends),
        cmocka_unit_test(goes_on_without_memory),
    };
    pm_pack *built_in;
    if (pm_pack_default(NULL, &built_in) != PM_OK) {
        return 1;
    }
    pack = built_in;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pm_pack_free(built_in);
    return failed;
}
