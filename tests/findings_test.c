/* SPDX-License-Identifier: MIT
 * Findings as bytes: every format beside the files in tests/findings, which PLANMARK_REWRITE=1
 * writes anew; what hostile texts cannot break; what each policy keeps back; memory and sinks that
 * end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "format/json.h"
#include "output/findings.h"
#include "planmark/audit.h"
#include "tests/catcher.h"
#include "tests/small_pack.h"

/* ---- a pack with a short list ---- */

static pm_pack *pack;

static int make_pack(void **state) {
    (void)state;
    static const char list[] =
        "findings:\n"
        "  owner.wished: {level: error, says: \"a state is wished for {by} <b>\"}\n"
        "  timeframe.filler: {level: 'off', says: \"no date\"}\n"
        "  plan.no-actions: {level: warning, says: \"no actions were found in the plan\", hint: "
        "add some}\n"
        "  plan.low-score: {level: error, says: \"too low\"}\n"
        "  plan.repeated-action: {level: warning, says: \"it stands here already\"}\n";
    told t = {.len = 0};
    pm_options options = {sizeof options, NULL, told_note, &t};
    pm_pack_file files[SMALL_FILES];
    small_lists(files);
    files[SMALL_LISTS] = FILE_OF("pack.yaml", SMALL_PACK_YAML);
    files[SMALL_LISTS + 1] = FILE_OF("findings.yaml", list);
    pm_status status = pm_pack_compile(&options, STR("small"), files, SMALL_FILES, &pack);
    if (status != PM_OK) {
        fail_msg("%s", t.text);
    }
    return 0;
}

static int free_pack(void **state) {
    (void)state;
    pm_pack_free(pack);
    return 0;
}

/* ---- what is written ---- */

typedef struct file_of_plans {
    pm_str path, name;
    size_t count;
    const pm_plan_check *plans;
} file_of_plans;

typedef struct scene {
    const char *name;
    size_t count;
    const file_of_plans *files;
    pm_check_total total;
} scene;

static pm_status write_scene(const scene *s, const pm_check_write_options *o, catcher *c) {
    pm_check_writer *w = NULL;
    pm_status status = pm_check_writer_new(o, pack, catch_bytes, c, &w);
    for (size_t i = 0; status == PM_OK && i < s->count; i++) {
        const file_of_plans *file = &s->files[i];
        status = pm_check_writer_file(w, file->path, file->name);
        for (size_t k = 0; status == PM_OK && k < file->count; k++) {
            status = pm_check_writer_add(w, &file->plans[k]);
        }
    }
    if (status == PM_OK) {
        status = pm_check_writer_end(w, &s->total);
    }
    pm_check_writer_free(w);
    return status;
}

static pm_check_write_options options_of(int format, pm_text_policy text) {
    return (pm_check_write_options){.size = sizeof(pm_check_write_options),
                                    .format = (pm_check_format)format,
                                    .text = text,
                                    .digest_key = TEXT("a key")};
}

/* ---- plans: one with all that there is, one without actions, and what is of all together ---- */

static const pm_plan_action given[] = {
    {.action = {{TEXT("[Child A] and Zo\xC3\xAB to be happy soon"), TEXT("mum"), TEXT("ongoing")}},
     .action_no = TEXT("1"),
     .source = TEXT("plan of Mary.docx:table 2 row 3 cell 1")},
    {.action = {{TEXT("School to meet every week"), TEXT("School")}},
     .action_no = TEXT("2"),
     .source = TEXT("plan of Mary.docx:table 2 row 4 cell 1")},
    {.action = {{TEXT("School to meet every week"), TEXT("School")}}},
};
static const pm_checked_action checked[] = {
    {.given = &given[0], .met = {1}, .unsure = {1, 0, 0, 0, 1}, .score = 1},
    {.given = &given[1],
     .met = {1, 1, 1, 1, 1},
     .score = 5,
     .high_quality = 1,
     .owner_kind = TEXT("school"),
     .timeframe_kind = TEXT("recurrence;date")},
    {.given = &given[2], .met = {1, 1, 0, 1, 1}, .score = 4, .owner_kind = TEXT("school")},
};
static const pm_evidence wish = {.criterion = PM_OWNER,
                                 .says = PM_UNMET,
                                 .column = PM_TEXT,
                                 .start = 14,
                                 .end = 18,
                                 .rule = TEXT("owner.state"),
                                 .cancelled_by = -1,
                                 .capture_count = 1,
                                 .capture = {{TEXT("who"), 0, 9}}};
static const pm_evidence filler = {.criterion = PM_TIMEFRAME,
                                   .says = PM_UNMET,
                                   .column = PM_BY_WHEN,
                                   .start = 0,
                                   .end = 7,
                                   .rule = TEXT("timeframe.ongoing"),
                                   .cancelled_by = -1};
static const pm_override accepted = {.reason = TEXT("Agreed with the family"),
                                     .who = TEXT("LB"),
                                     .when = TEXT("2024-05-31"),
                                     .until = TEXT("2024-12-31")};
static const pm_override unfounded = {.when = {NULL, 0}};

#define FOUND(id_, criterion_, level_, action_, message_)                                          \
    .id = TEXT(id_), .criterion = (criterion_), .level = PM_LEVEL_##level_, .action = (action_),   \
    .earlier = -1, .message = TEXT(message_)

static const pm_finding found[] = {
    {FOUND("measurable.none", PM_MEASURABLE, WARNING, 0, "nothing could be seen"),
     .hint = TEXT("H measurable"), .confidence = 0.5, .unsure = 1,
     .fingerprint = "00000000000000000000000000000001"},
    {FOUND("measure_given.no-task", PM_MEASURE_GIVEN, NOTE, 0, "there is no task"),
     .confidence = 0.87654, .fingerprint = "00000000000000000000000000000002"},
    {FOUND("timeframe.filler", PM_TIMEFRAME, ERROR, 0, "no date and no rhythm"),
     .state = PM_FINDING_KNOWN, .evidence = &filler, .confidence = 0.9, .override = &accepted,
     .fingerprint = "00000000000000000000000000000003"},
    {FOUND("owner.wished", PM_OWNER, ERROR, 0, "a state is wished for"),
     .hint = TEXT("say who brings it to {who}: {what}"), .evidence = &wish, .confidence = 0.95,
     .override = &unfounded, .fingerprint = "00000000000000000000000000000004"},
    {FOUND("override.no-reason", -1, WARNING, 0, "no reason is given"), .hint = TEXT("write one"),
     .about = TEXT("owner.wished"), .confidence = 1, .override = &unfounded,
     .fingerprint = "0000000000000000000000000000000c"},
    {FOUND("measure_given.none", PM_MEASURE_GIVEN, NOTE, 2, "nothing tells how"), .confidence = 1,
     .fingerprint = "00000000000000000000000000000005"},
    {.id = TEXT("plan.repeated-action"),
     .criterion = -1,
     .level = PM_LEVEL_WARNING,
     .action = 2,
     .earlier = 1,
     .message = TEXT("it stands here already"),
     .hint = TEXT("keep one"),
     .confidence = 1,
     .fingerprint = "00000000000000000000000000000006"},
    {FOUND("plan.low-score", -1, ERROR, -1, "too low"), .hint = TEXT("mend it"), .confidence = 1,
     .fingerprint = "00000000000000000000000000000007"},
};
static const pm_finding resolved[] = {
    {.id = TEXT("owner.none"),
     .criterion = -1,
     .state = PM_FINDING_RESOLVED,
     .action = -1,
     .earlier = -1,
     .override = &accepted,
     .fingerprint = "00000000000000000000000000000008"},
    {.id = TEXT("gone.since"),
     .criterion = -1,
     .state = PM_FINDING_RESOLVED,
     .action = -1,
     .earlier = -1,
     .override = &accepted,
     .fingerprint = "00000000000000000000000000000009"},
};
static const pm_finding none_at_all[] = {
    {FOUND("plan.no-actions", -1, WARNING, -1, "no actions were found in the plan"),
     .hint = TEXT("add some"), .confidence = 1, .fingerprint = "0000000000000000000000000000000a"},
};
static const pm_finding over_all[] = {
    {FOUND("plan.low-score", -1, ERROR, -1, "too low"), .hint = TEXT("mend it"), .confidence = 1,
     .fingerprint = "0000000000000000000000000000000b"},
};

/* NAN is no constant everywhere, so plans are made. */
typedef struct made {
    pm_plan_check full, empty;
    file_of_plans files[2];
} made;

static scene all_there_is(made *m) {
    m->full = (pm_plan_check){
        .plan_id = TEXT("plan of Mary"),
        .authority = TEXT("LA1"),
        .source = TEXT("plan of Mary.docx:table 2"),
        .action_count = 3,
        .actions = checked,
        .finding_count = sizeof found / sizeof *found,
        .findings = found,
        .resolved_count = 2,
        .resolved = resolved,
        .count = {{0, 2, 3, 2}, {0, 0, 0, 1}, {2}},
        .met = {3, 2, 1, 2, 2},
        .high_quality = 1,
        .mean_score = 10.0 / 3,
    };
    m->empty = (pm_plan_check){.finding_count = 1,
                               .findings = none_at_all,
                               .count = {{0, 0, 1}},
                               .mean_score = (double)NAN,
                               .passed = 1};
    m->files[0] = (file_of_plans){.path = TEXT("/home/lb/may/plan of Mary.docx"),
                                  .name = TEXT("plan of Mary.docx"),
                                  .count = 1,
                                  .plans = &m->full};
    m->files[1] = (file_of_plans){.path = TEXT("-"), .count = 1, .plans = &m->empty};
    return (scene){.name = "plans",
                   .count = 2,
                   .files = m->files,
                   .total = {.plans = 2,
                             .shut = 1,
                             .actions = 3,
                             .met = {3, 2, 1, 2, 2},
                             .high_quality = 1,
                             .mean_score = 10.0 / 3,
                             .count = {{0, 2, 4, 3}, {0, 0, 0, 1}, {2}},
                             .finding_count = 1,
                             .findings = over_all}};
}

/* ---- texts that want to break out ---- */

#define NASTY                                                                                      \
    "\x1b[31m]]>--> \"'<&>{0}[a](b)\r\n::error::x%0A\xFF\xED\xA0\x80\xEF\xBF\xBE\xE2\x80\xAE"

static const pm_plan_action hostile_given = {.action = {{TEXT("\t" NASTY), TEXT(NASTY)}},
                                             .action_no = TEXT(NASTY),
                                             .source = TEXT("a:b,c\n%41.csv:18446744073709551617")};
static const pm_checked_action hostile_checked = {.given = &hostile_given,
                                                  .owner_kind = TEXT(NASTY)};
static const pm_evidence hostile_words = {.column = PM_WHO,
                                          .start = 3,
                                          .end = sizeof NASTY - 1,
                                          .rule = TEXT(NASTY),
                                          .capture_count = 1,
                                          .capture = {{TEXT("who"), 0, sizeof NASTY - 1}}};
static const pm_override hostile_override = {
    .reason = TEXT(NASTY), .who = TEXT(NASTY), .when = TEXT(NASTY), .until = TEXT(NASTY)};
static const pm_finding hostile_found[] = {
    {.id = TEXT(NASTY),
     .criterion = PM_OWNER,
     .level = PM_LEVEL_ERROR,
     .earlier = 0,
     .message = TEXT("nobody"),
     .hint = TEXT("{who}"),
     .evidence = &hostile_words,
     .fingerprint = "1"},
    {.id = TEXT(NASTY),
     .criterion = -1,
     .level = PM_LEVEL_ERROR,
     .state = PM_FINDING_KNOWN,
     .action = -1,
     .earlier = -1,
     .message = TEXT("all"),
     .override = &hostile_override,
     .about = TEXT(NASTY),
     .fingerprint = "2"},
};

static scene hostile(made *m) {
    m->full = (pm_plan_check){.plan_id = TEXT(NASTY),
                              .authority = TEXT(NASTY),
                              .source = TEXT(NASTY ":" NASTY),
                              .action_count = 1,
                              .actions = &hostile_checked,
                              .finding_count = 2,
                              .findings = hostile_found};
    m->files[0] = (file_of_plans){
        .path = TEXT("a:b,c\n%41\x1b[1m\xFF\xC3\xA9 .csv"), .count = 1, .plans = &m->full};
    return (scene){.name = "hostile",
                   .count = 1,
                   .files = m->files,
                   .total = {.plans = 1, .mean_score = (double)NAN, .incomplete = 1, .passed = 1}};
}

/* ---- byte for byte ---- */

static const char *const format_names[PM_CHECK_FORMATS] = {
    "txt", "json", "jsonl", "sarif", "junit.xml", "checkstyle.xml", "github.txt"};
static const char *const policy_names[] = {"full", "evidence", "none", "names"};

static void compare_file(const char *path, pm_str got) {
    static char wanted[65536];
    FILE *f;
    if (getenv("PLANMARK_REWRITE") != NULL) {
        f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got.data, 1, got.len, f), got.len);
        fclose(f);
        return;
    }
    f = fopen(path, "rb");
    if (f == NULL) {
        fail_msg("%s is not there", path);
    }
    size_t len = fread(wanted, 1, sizeof wanted, f);
    fclose(f);
    if (len != got.len || memcmp(wanted, got.data, len) != 0) {
        fail_msg("%s is otherwise; written is:\n%.*s", path, (int)got.len, got.data);
    }
}

/* What changes from version to version has a name instead. */
static void put_names(pm_str text, buffer *out) {
    pm_str stamp = pm_pack_stamp(pack), version = str_from(pm_version());
    for (size_t i = 0; i < text.len;) {
        pm_str rest = str_slice(text, i, text.len);
        bool quoted = i != 0 && text.data[i - 1] == '"';
        if (quoted && str_starts(rest, stamp)) {
            buffer_text(out, "PACK");
            i += stamp.len;
        } else if (quoted && str_starts(rest, version) && text.data[i + version.len] == '"') {
            buffer_text(out, "VERSION");
            i += version.len;
        } else {
            buffer_char(out, text.data[i++]);
        }
    }
}

static void compare_scene(const scene *s, pm_text_policy text, int known) {
    for (int format = 0; format < PM_CHECK_FORMATS; format++) {
        catcher c = {.calls = 0};
        buffer named;
        char path[128];
        pm_check_write_options o = options_of(format, text);
        o.known = known;
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_scene(s, &o, &c), PM_OK);
        snprintf(path, sizeof path, "tests/findings/%s.%s.%s", s->name, policy_names[text],
                 format_names[format]);
        buffer_init(&named, &memory_default);
        put_names(buffer_view(&c.got), &named);
        compare_file(path, buffer_view(&named));
        buffer_free(&named);
        buffer_free(&c.got);
    }
}

static void every_format_is_what_it_was(void **state) {
    made m;
    (void)state;
    scene s = all_there_is(&m);
    compare_scene(&s, PM_TEXT_FULL, 1);
    compare_scene(&s, PM_TEXT_NONE, 0);
}

static void every_format_escapes(void **state) {
    made m;
    (void)state;
    scene s = hostile(&m);
    compare_scene(&s, PM_TEXT_FULL, 1);
}

/* ---- what is written, and what is left out ---- */

static size_t count_of(pm_str text, const char *part) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.len - i >= strlen(part) && memcmp(text.data + i, part, strlen(part)) == 0;
    }
    return count;
}

static void a_place_is_behind_the_file(void **state) {
    static const struct {
        const char *source, *words;
        size_t line;
    } cases[] = {
        {"plan.docx:table 2 row 3", "table 2 row 3", 0},
        {"a:b.csv:12", "12", 12},
        {"plans.xlsx:Sheet1!B4", "Sheet1!B4", 0},
        {"file-0123456789abcdef!B4", "B4", 0},
        {"plan.json:plans[3].actions[0]", "plans[3].actions[0]", 0},
        {"line 7", "line 7", 7},
        {"line ", "line ", 0},
        {"4B", "4B", 0},
        {"x:2147483647", "2147483647", 2147483647},
        {"x:2147483648", "2147483648", 0},
        {"x:99999999999999999999999999", "99999999999999999999999999", 0},
        {"x:", "", 0},
        {"", "", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        findings_place got = findings_place_of(str_from(cases[i].source));
        assert_true(str_equal(got.words, str_from(cases[i].words)));
        assert_int_equal(got.line, cases[i].line);
    }
}

static void levels_and_states_choose(void **state) {
    made m;
    (void)state;
    scene s = all_there_is(&m);
    for (int format = 0; format < PM_CHECK_FORMATS; format++) {
        bool always = format == PM_CHECK_SARIF || format == PM_CHECK_JUNIT;
        catcher c = {.calls = 0};
        pm_check_write_options o = options_of(format, PM_TEXT_NAMES);
        o.least = PM_LEVEL_ERROR;
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_scene(&s, &o, &c), PM_OK);
        assert_true(has_text(buffer_view(&c.got), "a state is wished for"));
        assert_false(has_text(buffer_view(&c.got), "nothing could be seen"));
        assert_int_equal(has_text(buffer_view(&c.got), "Agreed with the family"),
                         always || format == PM_CHECK_JSON || format == PM_CHECK_JSONL);
        buffer_free(&c.got);
    }
}

static void junit_fails_what_shuts_the_gate(void **state) {
    static const size_t failures[] = {3, 7, 0};
    made m;
    (void)state;
    scene s = all_there_is(&m);
    for (int on = PM_FAIL_ON_ERROR; on <= PM_FAIL_NEVER; on++) {
        catcher c = {.calls = 0};
        pm_check_write_options o = options_of(PM_CHECK_JUNIT, PM_TEXT_NAMES);
        o.fail_on = (pm_fail_on)on;
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_scene(&s, &o, &c), PM_OK);
        pm_str got = buffer_view(&c.got);
        assert_int_equal(count_of(got, "<failure "), failures[on]);
        assert_int_equal(count_of(got, "<skipped "), 1);
        assert_int_equal(count_of(got, "<testcase "), 20);
        assert_int_equal(count_of(got, "<system-out>"), 10 - failures[on]);
        buffer_free(&c.got);
    }
}

static void what_was_not_read_has_not_passed(void **state) {
    static const char *const says[PM_CHECK_FORMATS] = {
        "; some of the input could not be read: not passed\n",
        "\"complete\":false,\"passed\":false}\n",
        "\"complete\":false,\"passed\":false}\n",
        "\"executionSuccessful\":false",
        "<error message=\"some of the input could not be read\"/>",
        "message=\"some of the input could not be read\"",
        "::error title=planmark::some of the input could not be read\n"};
    (void)state;
    for (int format = 0; format < PM_CHECK_FORMATS; format++) {
        catcher c = {.calls = 0};
        pm_check_write_options o = options_of(format, PM_TEXT_NAMES);
        scene s = {.total = {.mean_score = (double)NAN, .incomplete = 1, .passed = 1}};
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_scene(&s, &o, &c), PM_OK);
        assert_true(has_text(buffer_view(&c.got), says[format]));
        buffer_free(&c.got);
    }
}

static void arguments_that_are_none(void **state) {
    pm_check_write_options o = options_of(PM_CHECK_FORMATS, PM_TEXT_FULL);
    pm_check_writer *w;
    (void)state;
    assert_int_equal(pm_check_writer_new(&o, pack, catch_bytes, NULL, &w), PM_ERR_ARGUMENT);
    o = options_of(PM_CHECK_JUNIT, PM_TEXT_FULL);
    o.fail_on = (pm_fail_on)3;
    assert_int_equal(pm_check_writer_new(&o, pack, catch_bytes, NULL, &w), PM_ERR_ARGUMENT);
    /* a caller that knew of no fail_on */
    o.size = offsetof(pm_check_write_options, fail_on);
    assert_int_equal(pm_check_writer_new(&o, pack, catch_bytes, NULL, &w), PM_OK);
    pm_check_writer_free(w);
}

/* ---- policies ---- */

/* CELL is in cells alone, WORD in what evidence or captures point at, NAME in file names, and ids
 * and reasons that are people's. */
static const pm_plan_action secret_given[] = {
    {.action = {{TEXT("CELL WORD CELL"), TEXT("CELL"), TEXT("CELL WORD"), TEXT("CELL")}},
     .action_no = TEXT("1"),
     .source = TEXT("NAME of.csv:2")},
    {.action = {{TEXT("CELL WORD CELL"), TEXT("CELL"), TEXT("CELL WORD"), TEXT("CELL")}},
     .action_no = TEXT("2"),
     .source = TEXT("NAME of.csv:table 3 row 4")}};
static const pm_checked_action secret_checked[] = {{.given = &secret_given[0]},
                                                   {.given = &secret_given[1]}};
static const pm_evidence secret_words[] = {
    {.column = PM_TEXT, .start = 5, .end = 9, .capture_count = 1, .capture = {{TEXT("who"), 5, 9}}},
    {.column = PM_BY_WHEN,
     .start = 5,
     .end = 9,
     .capture_count = 1,
     .capture = {{TEXT("who"), 5, 9}}}};
static const pm_override secret_override = {.reason = TEXT("NAME knows"), .who = TEXT("NAME")};
static const pm_finding secret_resolved = {
    .state = PM_FINDING_RESOLVED, .action = -1, .override = &secret_override, .fingerprint = "1"};

enum { SECRET_FINDINGS = 16 };

/* Of every criterion and of none, with and without evidence, new and known. */
static scene secret(made *m, pm_finding *items) {
    for (int i = 0; i < SECRET_FINDINGS; i++) {
        items[i] = (pm_finding){.id = TEXT("owner.none"),
                                .criterion = i % 8 < PM_CRITERIA ? i % 8 : -1,
                                .level = (pm_level)(PM_LEVEL_NOTE + i % 3),
                                .state = i % 8 == 4 ? PM_FINDING_KNOWN : PM_FINDING_NEW,
                                .action = i / 8,
                                .earlier = i == 13 ? 0 : -1,
                                .message = TEXT("something"),
                                .hint = TEXT("say {who} {what}"),
                                .evidence = i % 3 != 0 ? &secret_words[i % 3 - 1] : NULL,
                                .override = i % 8 == 4 ? &secret_override : NULL,
                                .fingerprint = "1"};
    }
    m->full = (pm_plan_check){.plan_id = TEXT("NAME of"),
                              .authority = TEXT("Exampleshire"),
                              .source = TEXT("NAME of.csv:2"),
                              .action_count = 2,
                              .actions = secret_checked,
                              .finding_count = SECRET_FINDINGS,
                              .findings = items,
                              .resolved_count = 1,
                              .resolved = &secret_resolved};
    m->files[0] = (file_of_plans){.path = TEXT("/NAME/NAME of.csv"), .count = 1, .plans = &m->full};
    return (scene){.count = 1, .files = m->files, .total = {.plans = 1}};
}

static void nothing_leaves_that_is_kept_back(void **state) {
    static const char *const kept_back[][3] = {
        {NULL}, {"CELL"}, {"CELL", "WORD", "NAME"}, {"CELL", "WORD"}};
    static const char *const shown_too[][2] = {
        {"WORD", "NAME"}, {"WORD", "NAME"}, {"something"}, {"NAME"}};
    pm_finding items[SECRET_FINDINGS];
    made m;
    (void)state;
    scene s = secret(&m, items);
    for (int format = 0; format < PM_CHECK_FORMATS; format++) {
        for (int text = PM_TEXT_FULL; text <= PM_TEXT_NAMES; text++) {
            catcher c = {.calls = 0};
            pm_check_write_options o = options_of(format, (pm_text_policy)text);
            o.known = 1;
            buffer_init(&c.got, &memory_default);
            assert_int_equal(write_scene(&s, &o, &c), PM_OK);
            for (int i = 0; i < 3 && kept_back[text][i] != NULL; i++) {
                if (has_text(buffer_view(&c.got), kept_back[text][i])) {
                    fail_msg("%s in %s under %s", kept_back[text][i], format_names[format],
                             policy_names[text]);
                }
            }
            for (int i = 0; i < 2 && shown_too[text][i] != NULL; i++) {
                assert_true(has_text(buffer_view(&c.got), shown_too[text][i]));
            }
            buffer_free(&c.got);
        }
    }
}

/* The digest of a path is the one that `source` has, by the name that rows have. */
static void paths_have_the_digests_of_their_rows(void **state) {
    static const pm_plan_check plan = {.source = TEXT("may/NAME.csv:7")};
    const file_of_plans file = {TEXT("/x/may/NAME.csv"), TEXT("may/NAME.csv"), 1, &plan};
    scene s = {.count = 1, .files = &file};
    catcher c = {.calls = 0};
    pm_check_write_options o = options_of(PM_CHECK_JSON, PM_TEXT_NONE);
    char path[22], row[22];
    (void)state;
    buffer_init(&c.got, &memory_default);
    assert_int_equal(write_scene(&s, &o, &c), PM_OK);
    buffer_char(&c.got, '\0');
    const char *at = strstr(c.got.data, "\"path\":\"");
    assert_int_equal(
        sscanf(at, "\"path\":\"%21[a-f0-9il-]\",\"source\":\"%21[a-f0-9il-]:7\"", path, row), 2);
    assert_string_equal(path, row);
    buffer_free(&c.got);
}

/* ---- whatever is in the texts ---- */

static bool is_json(pm_str text) {
    json_reader r;
    json_begin(&r, text);
    return json_skip(&r, NULL) == JSON_OBJECT && json_next(&r) == JSON_END;
}

/* UTF-8 without control characters but line ends. */
static bool is_clean(pm_str text) {
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        uint32_t cp = utf8_next(text.data, text.len, &i);
        bool invalid = cp == 0xFFFD && i == from + 1;
        if (invalid || (cp < 0x20 && cp != '\n')) {
            return false;
        }
    }
    return true;
}

/* Behind the markup that begins at `at`; the end of the text when it is none that we write. */
static size_t markup_end(pm_str text, size_t at, int *depth) {
    bool closes = text.data[at + 1] == '/', quoted = false;
    size_t i = at + 1 + closes;
    while (i < text.len && (quoted || text.data[i] != '>')) {
        if (text.data[i] == '<' || (quoted && text.data[i] == '\n')) {
            return text.len;
        }
        quoted ^= text.data[i] == '"';
        i++;
    }
    *depth += closes ? -1 : text.data[i - 1] == '/' || text.data[i - 1] == '?' ? 0 : 1;
    return i + 1;
}

static bool is_xml(pm_str text) {
    static const char *const entities[] = {"lt;", "gt;", "amp;", "quot;", "#9;", "#10;", "#13;"};
    int depth = 0;
    for (size_t i = 0; i < text.len;) {
        if (text.data[i] == '<') {
            i = markup_end(text, i, &depth);
            continue;
        }
        i++;
    }
    for (size_t i = 0; i < text.len; i++) {
        bool known = text.data[i] != '&';
        for (size_t k = 0; k < sizeof entities / sizeof *entities; k++) {
            known |= str_starts(str_slice(text, i + 1, text.len), str_from(entities[k]));
        }
        if (!known) {
            return false;
        }
    }
    return depth == 0 && is_clean(text) && !has_text(text, "\xEF\xBF\xBE") &&
           !has_text(text, "\xEF\xBF\xBF");
}

static bool is_commands(pm_str text, size_t count) {
    bool begins = true;
    size_t commands = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (begins && text.data[i] != ':') {
            return false;
        }
        commands += begins;
        begins = text.data[i] == '\n';
    }
    return commands == count && is_clean(text);
}

static bool is_lines(pm_str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n') {
            if (!is_json(str_slice(text, from, i))) {
                return false;
            }
            from = i + 1;
        }
    }
    return from == text.len;
}

static bool is_whole(int format, pm_str text, size_t count) {
    switch (format) {
    case PM_CHECK_TEXT: return is_clean(text) && count_of(text, "\n") == count + 1;
    case PM_CHECK_JSON:
    case PM_CHECK_SARIF: return is_json(text) && is_clean(text);
    case PM_CHECK_JSONL: return is_lines(text) && is_clean(text);
    case PM_CHECK_GITHUB: return is_commands(text, count);
    default: return is_xml(text);
    }
}

static uint32_t seed = 7;

static pm_str any_text(char *to, size_t most) {
    static const char *const pieces[] = {
        "\n",        "\r", "\x1b[1m", "]]>",  "<!--",         "\"",       "'", "&#0;",
        "<![CDATA[", "%",  "::",      "\xFF", "\xC3",         "\xE2\x80", "{", "}",
        "](",        "\\", "\t",      "=",    "\xEF\xBF\xBF", "\xC3\xA9", "a", "line 3",
        ":4",        "/",  "-",       "\x7f", "\xE2\x80\xAE", ","};
    size_t len = 0;
    for (seed = seed * 1103515245 + 12345; (seed >> 16) % 8 != 0;
         seed = seed * 1103515245 + 12345) {
        const char *piece = pieces[(seed >> 20) % (sizeof pieces / sizeof *pieces)];
        if (len + strlen(piece) > most) {
            break;
        }
        memcpy(to + len, piece, strlen(piece));
        len += strlen(piece);
    }
    return (pm_str){to, len};
}

enum { TEXTS = 10, LONGEST = 64, ROUNDS = 1500 };

/* A plan of texts, which points into itself. */
typedef struct random_plan {
    char room[TEXTS][LONGEST];
    pm_plan_action action;
    pm_checked_action checked;
    pm_evidence evidence;
    pm_override by;
    pm_finding finding;
    pm_plan_check plan;
    file_of_plans file;
} random_plan;

static void make_random(random_plan *p, int round) {
    pm_str t[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
        t[i] = any_text(p->room[i], LONGEST);
    }
    p->action =
        (pm_plan_action){.action = {{t[0], t[1], t[2], t[3]}}, .action_no = t[4], .source = t[5]};
    p->checked = (pm_checked_action){.given = &p->action, .owner_kind = t[0]};
    p->evidence = (pm_evidence){.column = (pm_column)(round % PM_COLUMNS), .rule = t[6]};
    p->evidence.end = t[p->evidence.column].len;
    p->by = (pm_override){.reason = t[7], .who = t[8], .when = t[9], .until = t[0]};
    p->finding = (pm_finding){.id = t[6],
                              .criterion = round % 6 - 1,
                              .level = PM_LEVEL_WARNING,
                              .state = (pm_finding_state)(round / 6 % 2),
                              .action = round / 12 % 2 - 1,
                              .earlier = round / 24 % 2 - 1,
                              .message = t[1],
                              .hint = t[7],
                              .evidence = &p->evidence,
                              .override = &p->by,
                              .about = t[2]};
    p->plan = (pm_plan_check){.plan_id = t[8],
                              .authority = t[9],
                              .source = t[5],
                              .action_count = 1,
                              .actions = &p->checked,
                              .finding_count = 1,
                              .findings = &p->finding};
    p->file = (file_of_plans){t[9], t[8], 1, &p->plan};
}

static void no_text_breaks_a_format(void **state) {
    static random_plan p;
    (void)state;
    for (int at = 0; at < ROUNDS * PM_CHECK_FORMATS; at++) {
        int round = at / PM_CHECK_FORMATS, format = at % PM_CHECK_FORMATS;
        scene s = {.count = 1, .files = &p.file, .total = {.plans = 1}};
        catcher c = {.calls = 0};
        pm_check_write_options o = options_of(format, (pm_text_policy)(round % 4));
        if (format == 0) {
            make_random(&p, round);
        }
        o.known = 1;
        buffer_init(&c.got, &memory_default);
        assert_int_equal(write_scene(&s, &o, &c), PM_OK);
        if (!is_whole(format, buffer_view(&c.got), 1)) {
            fail_msg("round %d: %s:\n%.*s", round, format_names[format], (int)c.got.len,
                     c.got.data);
        }
        buffer_free(&c.got);
    }
}

/* ---- what ends ---- */

static void memory_ends_anywhere(void **state) {
    made m;
    (void)state;
    scene s = all_there_is(&m);
    for (int at = 0; at < 2 * PM_CHECK_FORMATS; at++) {
        pm_text_policy text = at % 2 == 0 ? PM_TEXT_FULL : PM_TEXT_NONE;
        for (int on = 0; on < 2; on++) {
            counted c = {.fail_at = 1, .fail_on = on != 0};
            for (bool failed = true; failed; c.fail_at++) {
                pm_allocator a = counted_allocator(&c);
                catcher sink = {.calls = 0};
                pm_check_write_options o = options_of(at / 2, text);
                o.common = (pm_options){sizeof o.common, &a, NULL, NULL};
                o.known = 1;
                c.requests = 0;
                buffer_init(&sink.got, &memory_default);
                pm_status status = write_scene(&s, &o, &sink);
                buffer_free(&sink.got);
                failed = c.requests >= c.fail_at;
                if (status != (failed ? PM_ERR_MEMORY : PM_OK) || c.pieces != 0) {
                    fail_msg("%s: request %zu of %zu: status %d, %zu pieces kept",
                             format_names[at / 2], c.fail_at, c.requests, (int)status, c.pieces);
                }
            }
            assert_true(c.fail_at > 3);
        }
    }
}

static void a_sink_that_refuses_is_left_alone(void **state) {
    made m;
    (void)state;
    scene s = all_there_is(&m);
    for (int format = 0; format < PM_CHECK_FORMATS; format++) {
        pm_status status = PM_ERR_IO;
        for (size_t from = 1; status != PM_OK; from++) {
            catcher c = {.refuse_from = from};
            pm_check_write_options o = options_of(format, PM_TEXT_FULL);
            buffer_init(&c.got, &memory_default);
            status = write_scene(&s, &o, &c);
            assert_int_equal(status, c.calls >= from ? PM_ERR_IO : PM_OK);
            assert_true(c.calls <= from);
            buffer_free(&c.got);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_what_it_was),
        cmocka_unit_test(every_format_escapes),
        cmocka_unit_test(a_place_is_behind_the_file),
        cmocka_unit_test(levels_and_states_choose),
        cmocka_unit_test(junit_fails_what_shuts_the_gate),
        cmocka_unit_test(what_was_not_read_has_not_passed),
        cmocka_unit_test(arguments_that_are_none),
        cmocka_unit_test(nothing_leaves_that_is_kept_back),
        cmocka_unit_test(paths_have_the_digests_of_their_rows),
        cmocka_unit_test(no_text_breaks_a_format),
        cmocka_unit_test(memory_ends_anywhere),
        cmocka_unit_test(a_sink_that_refuses_is_left_alone),
    };
    return cmocka_run_group_tests(tests, make_pack, free_pack);
}
