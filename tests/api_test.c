/* SPDX-License-Identifier: MIT
 * The library from outside: options of older callers, wrong arguments, memory that ends at every
 * place, and marks that do not depend on what a scorer did before. libstemmer and libyaml ask
 * malloc themselves; they are not counted here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "planmark/audit.h"
#include "tests/small_pack.h"

static const pm_action busy = {{{"Social worker to visit mum\xE2\x80\x99s home every week and "
                                 "complete the core assessment by 3 May 2024.",
                                 94},
                                {"SW", 2},
                                {"by the next core group", 22},
                                {"Assessment completed; 3 visits a month", 38}}};

/* All that a mark says, as text: what two marks must agree in. */
static void write_mark(const pm_mark *m, buffer *out) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        const pm_verdict *v = &m->verdict[c];
        buffer_format(out, "%d %d %.3f %d %d %d ", v->met, v->unsure, v->confidence, (int)v->basis,
                      (int)v->decided_by, (int)v->link);
        buffer_str(out, v->hint);
        buffer_char(out, '\n');
    }
    buffer_format(out, "%d %d %d ", m->score, m->high_quality, m->truncated);
    buffer_str(out, m->unsure);
    buffer_str(out, m->owner_kind);
    buffer_str(out, m->timeframe_kind);
    for (size_t i = 0; i < m->evidence_count; i++) {
        const pm_evidence *e = &m->evidence[i];
        buffer_format(out, "\n%d %d %d %d %zu-%zu %d %d ", (int)e->criterion, (int)e->says,
                      (int)e->strength, (int)e->column, e->start, e->end, e->decided,
                      (int)e->cancelled_by);
        buffer_str(out, e->rule);
        buffer_str(out, e->kind);
        for (size_t k = 0; k < e->capture_count; k++) {
            buffer_str(out, e->capture[k].name);
            buffer_format(out, " %zu-%zu", e->capture[k].start, e->capture[k].end);
        }
    }
    buffer_char(out, '\0');
}

static char *mark_text(pm_scorer *s, const pm_action *action) {
    const pm_mark *mark;
    buffer out;
    buffer_init(&out, &memory_default);
    assert_int_equal(pm_score(s, action, &mark), PM_OK);
    write_mark(mark, &out);
    assert_false(out.failed);
    return out.data;
}

static void options_of_older_callers(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    told t = {.len = 0};
    /* a caller that knew of no diagnostic: what lies behind its struct is not looked at */
    pm_options o = {offsetof(pm_options, diagnostic), &a, told_note, (void *)8};
    const pm_pack_file files[] = {FILE_OF("pack.yaml", "nonsense: 1\n")};
    pm_pack *pack;
    assert_int_equal(pm_pack_compile(&o, STR("x"), files, 1, &pack), PM_ERR_PACK);
    assert_true(c.requests > 0);
    o = (pm_options){sizeof(size_t), (const pm_allocator *)8, told_note, (void *)8};
    assert_int_equal(pm_pack_default(&o, &pack), PM_OK);
    pm_pack_free(pack);
    o = (pm_options){0, NULL, NULL, NULL};
    assert_int_equal(pm_pack_default(&o, &pack), PM_OK);
    pm_pack_free(pack);
    o = (pm_options){sizeof o + 64, NULL, told_note, &t}; /* a newer caller */
    assert_int_equal(pm_pack_compile(&o, STR("x"), files, 1, &pack), PM_ERR_PACK);
    assert_true(t.errors > 0);
    assert_int_equal(c.bytes, 0);
}

static void wrong_arguments(void **state) {
    (void)state;
    pm_pack *pack;
    pm_scorer *s;
    const pm_mark *mark;
    pm_action action = {{STR("mum to visit")}};
    assert_int_equal(pm_pack_default(NULL, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_compile(NULL, STR("x"), NULL, 1, &pack), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_compile(NULL, STR("x"), NULL, 0, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_open(NULL, NULL, &pack), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_open(NULL, "/", NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_pack_open(NULL, "/no/such/folder", &pack), PM_ERR_IO);
    assert_null(pack);
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, NULL, &s), PM_ERR_ARGUMENT);
    assert_int_equal(pm_scorer_new(NULL, pack, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    assert_int_equal(pm_scorer_show(NULL, PM_EVIDENCE_ALL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_scorer_show(s, (pm_evidence_level)3), PM_ERR_ARGUMENT);
    assert_int_equal(pm_score(NULL, &action, &mark), PM_ERR_ARGUMENT);
    assert_int_equal(pm_score(s, NULL, &mark), PM_ERR_ARGUMENT);
    assert_int_equal(pm_score(s, &action, NULL), PM_ERR_ARGUMENT);
    assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    pm_scorer_free(s);
    pm_pack_free(pack);
    pm_scorer_free(NULL);
    pm_pack_free(NULL);
    assert_int_equal(pm_pack_stamp(NULL).len, 0);
}

/* What does not depend on how much evidence is shown. */
static void expect_same_verdicts(const pm_mark *a, const pm_mark *b) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        const pm_verdict *v = &a->verdict[c], *w = &b->verdict[c];
        assert_true(v->met == w->met && v->unsure == w->unsure && v->basis == w->basis &&
                    v->link == w->link && v->confidence == w->confidence);
        assert_true(str_equal(v->hint, w->hint));
    }
    assert_int_equal(a->score, b->score);
    assert_true(str_equal(a->unsure, b->unsure));
    assert_true(str_equal(a->owner_kind, b->owner_kind));
    assert_true(str_equal(a->timeframe_kind, b->timeframe_kind));
}

/* Every piece that decides is the same, whole, whether others are shown or not. */
static void expect_same_deciders(const pm_mark *all, const pm_mark *some) {
    size_t decided = 0;
    for (size_t i = 0; i < all->evidence_count; i++) {
        const pm_evidence *x = &all->evidence[i], *y = &some->evidence[decided];
        if (x->decided) {
            assert_true(decided < some->evidence_count && y->decided);
            assert_true(x->start == y->start && x->end == y->end && x->column == y->column);
            assert_true(str_equal(x->rule, y->rule) && str_equal(x->kind, y->kind));
            assert_int_equal(x->capture_count, y->capture_count);
            decided++;
        }
    }
    assert_int_equal(decided, some->evidence_count);
    for (int c = 0; c < PM_CRITERIA; c++) {
        ptrdiff_t i = all->verdict[c].decided_by, k = some->verdict[c].decided_by;
        assert_int_equal(i < 0, k < 0);
        assert_true(i < 0 || str_equal(all->evidence[i].rule, some->evidence[k].rule));
    }
}

static void evidence_levels(void **state) {
    (void)state;
    static const char *const texts[] = {
        "Mum to ring the GP on Monday and to attend every appointment for six weeks",
        "",
        "To continue to work with the family where possible",
        "Social worker to visit weekly",
        "School to complete the referral by 3 May; parents to be supported",
        "TBC"};
    pm_pack *pack;
    pm_scorer *s[PM_EVIDENCE_ALL + 1];
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    for (int level = PM_EVIDENCE_NONE; level <= PM_EVIDENCE_ALL; level++) {
        assert_int_equal(pm_scorer_new(NULL, pack, &s[level]), PM_OK);
        assert_int_equal(pm_scorer_show(s[level], (pm_evidence_level)level), PM_OK);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const pm_mark *mark[PM_EVIDENCE_ALL + 1];
        pm_action action = {{str_from(texts[i]), STR("Mum and SW"), STR("by 3 May"), STR("")}};
        for (int level = PM_EVIDENCE_NONE; level <= PM_EVIDENCE_ALL; level++) {
            assert_int_equal(pm_score(s[level], &action, &mark[level]), PM_OK);
            expect_same_verdicts(mark[PM_EVIDENCE_NONE], mark[level]);
        }
        assert_int_equal(mark[PM_EVIDENCE_NONE]->evidence_count, 0);
        assert_int_equal(mark[PM_EVIDENCE_NONE]->verdict[PM_OWNER].decided_by, -1);
        expect_same_deciders(mark[PM_EVIDENCE_ALL], mark[PM_EVIDENCE_DECIDED]);
    }
    for (int level = PM_EVIDENCE_NONE; level <= PM_EVIDENCE_ALL; level++) {
        pm_scorer_free(s[level]);
    }
    pm_pack_free(pack);
}

static void names(void **state) {
    (void)state;
    assert_string_equal(pm_criterion_name(PM_MEASURE_GIVEN), "measure_given");
    assert_null(pm_criterion_name(PM_CRITERIA));
    assert_null(pm_criterion_name((pm_criterion)-1));
    assert_string_equal(pm_column_name(PM_BY_WHEN), "by_when");
    assert_null(pm_column_name(PM_COLUMNS));
    assert_string_equal(pm_strength_name(PM_STRONG), "strong");
    assert_string_equal(pm_says_name(PM_NEAR), "near");
    assert_null(pm_says_name((pm_says)3));
    for (int c = 0; c < PM_CRITERIA; c++) {
        assert_int_equal(pm_criterion_parse(str_from(pm_criterion_name((pm_criterion)c))), c);
    }
    assert_int_equal(pm_criterion_parse(STR("Owner")), -1);
    for (int s = 0; s <= PM_ERR_IO; s++) {
        assert_string_not_equal(pm_status_text((pm_status)s), "unknown status");
    }
    assert_string_equal(pm_status_text((pm_status)99), "unknown status");
}

/* ---- reasons and hints ---- */

static void blanks_are_filled(void **state) {
    (void)state;
    pm_action action = {{STR("Mum to attend"), {NULL, 0}, STR("see GP, ASAP"), {NULL, 0}}};
    pm_evidence e = {.column = PM_BY_WHEN,
                     .capture_count = 2,
                     .capture = {{STR("soon"), 8, 12}, {STR("far"), 90, 99}}};
    char out[64];
    memset(out, 'x', sizeof out);
    assert_int_equal(
        pm_fill(&action, &e, STR("not \"{soon}\": by <date> {what} {a b}"), out, sizeof out), 31);
    assert_string_equal(out, "not \"ASAP\": by <date> ... {a b}");
    assert_int_equal(pm_fill(NULL, &e, STR("{soon}{soon}"), out, sizeof out), 6);
    assert_string_equal(out, "......");
    assert_int_equal(pm_fill(&action, NULL, STR("{soon}."), out, sizeof out), 4);
    assert_string_equal(out, "....");
    assert_int_equal(pm_fill(NULL, &e, STR("instead of \"{soon}\" say"), out, sizeof out), 27);
    assert_string_equal(out, "instead of this wording say");
    assert_int_equal(pm_fill(NULL, &e, STR("'{soon}''{soon}'\"{soon}'"), out, sizeof out), 29);
    assert_string_equal(out, "this wordingthis wording\"...'");
    assert_int_equal(pm_fill(&action, &e, STR("{far}"), out, sizeof out), 0);
    assert_string_equal(out, "");
    memset(out, 'x', sizeof out);
    assert_int_equal(pm_fill(&action, &e, STR("by {soon}"), out, 5), 7);
    assert_string_equal(out, "by A");
    assert_int_equal(out[5], 'x');
    assert_int_equal(pm_fill(&action, &e, STR("by {soon}"), NULL, 0), 7);
    assert_int_equal(pm_fill(&action, &e, (pm_str){NULL, 0}, out, 1), 0);
    assert_string_equal(out, "");
}

/* ---- memory ends ---- */

/* The whole way from a pack to a mark. */
static pm_status score_once(const pm_allocator *a) {
    pm_options o = {sizeof o, a, NULL, NULL};
    pm_pack *pack = NULL;
    pm_scorer *s = NULL;
    const pm_mark *mark = NULL;
    pm_status status = pm_pack_default(&o, &pack);
    if (status == PM_OK) {
        status = pm_scorer_new(&o, pack, &s);
    }
    if (status == PM_OK) {
        status = pm_score(s, &busy, &mark);
        assert_true((status == PM_OK) == (mark != NULL));
    }
    pm_scorer_free(s);
    pm_pack_free(pack);
    return status;
}

static const char fail_rules[] = "patterns: {WHO: '( owner:{agents} | <name> )'}\n"
                                 "rules:\n"
                                 "- {id: owner.a, criterion: owner, says: met, why: w, match: "
                                 "['WHO to', '{topics}'], unless: 'a ..3 {docs}'}\n"
                                 "- {id: timeframe.a, criterion: timeframe, says: met, why: w, "
                                 "regex: ['(a|b)+c', '[0-9]{3}'], needs: '<num>'}\n"
                                 "- {id: actionable.a, criterion: actionable, says: unmet, hint: "
                                 "h, why: w, match: '[word !{verbs:ing} !{wn:noun.act}]',"
                                 " examples: {met: [a], unmet: [{action: b, who: c}]}}\n";

static pm_status compile_once(const pm_allocator *a) {
    pm_pack *pack;
    pm_status status = small_pack(a, SMALL_PACK_YAML, fail_rules, NULL, &pack);
    assert_true((status == PM_OK) == (pack != NULL));
    pm_pack_free(pack);
    return status;
}

/* Fails every n-th request, alone and with all behind it, until n is beyond the last. */
static void fail_everywhere(pm_status (*work)(const pm_allocator *a), size_t least) {
    for (int on = 0; on < 2; on++) {
        counted c = {.fail_at = 1, .fail_on = on != 0};
        for (bool failed = true; failed; c.fail_at++) {
            pm_allocator a = counted_allocator(&c);
            c.requests = 0;
            pm_status status = work(&a);
            failed = c.requests >= c.fail_at;
            if (status != (failed ? PM_ERR_MEMORY : PM_OK) || c.bytes != 0 || c.pieces != 0) {
                fail_msg("request %zu of %zu%s: status %d, %zu bytes in %zu pieces kept", c.fail_at,
                         c.requests, on ? " and all behind it" : "", (int)status, c.bytes,
                         c.pieces);
            }
        }
        assert_true(c.fail_at > least);
    }
}

static int swallow(void *ctx, const char *data, size_t len) {
    (void)data;
    *(size_t *)ctx += len;
    return 0;
}

/* A coded action, and the confidences that come of it. */
static pm_status calibrate_once(const pm_allocator *a) {
    static const int gold[PM_CRITERIA] = {1, 1, 0, 0, 1};
    pm_options o = {sizeof o, a, NULL, NULL};
    pm_pack *pack = NULL;
    pm_trial *trial = NULL;
    size_t written = 0;
    pm_status status = pm_pack_default(&o, &pack);
    if (status == PM_OK) {
        status = pm_trial_new(&o, pack, &trial);
    }
    if (status == PM_OK) {
        status = pm_trial_add(trial, &busy, gold);
    }
    if (status == PM_OK) {
        status = pm_trial_calibrate(trial, swallow, &written);
        assert_true((status == PM_OK) == (written != 0));
    }
    pm_trial_free(trial);
    pm_pack_free(pack);
    return status;
}

static void memory_ends_in_calibrating(void **state) {
    (void)state;
    fail_everywhere(calibrate_once, 10);
}

static void memory_ends_in_scoring(void **state) {
    (void)state;
    fail_everywhere(score_once, 10);
}

static void memory_ends_in_compiling(void **state) {
    (void)state;
    fail_everywhere(compile_once, 50);
}

/* A scorer whose allocator failed once gives the mark that it would have given. */
static void usable_after_failure(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    pm_options o = {sizeof o, &a, NULL, NULL};
    pm_pack *pack;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    pm_scorer *fresh;
    assert_int_equal(pm_scorer_new(NULL, pack, &fresh), PM_OK);
    char *wanted = mark_text(fresh, &busy);
    bool failed = true;
    for (size_t n = 1; failed; n++) {
        pm_scorer *s;
        const pm_mark *mark;
        c.fail_at = 0;
        assert_int_equal(pm_scorer_new(&o, pack, &s), PM_OK);
        c.requests = 0;
        c.fail_at = n;
        pm_status status = pm_score(s, &busy, &mark);
        failed = c.requests >= n;
        c.fail_at = 0;
        assert_int_equal(status, failed ? PM_ERR_MEMORY : PM_OK);
        char *got = mark_text(s, &busy);
        assert_string_equal(got, wanted);
        free(got);
        pm_scorer_free(s);
        assert_int_equal(c.bytes, 0);
    }
    free(wanted);
    pm_scorer_free(fresh);
    pm_pack_free(pack);
}

/* ---- the same mark, always ---- */

/* Actions of words nobody knows, to fill the cache of tokens many times over. */
static void fill_cache(pm_scorer *s, unsigned from, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        char words[200];
        const pm_mark *mark;
        int n = snprintf(words, sizeof words, "qa%uzz rb%uzz Sc%uzz td%uzz to Ue%uzz", from + i,
                         from + i, from + i, from + i, from + i);
        pm_action action = {{{words, (size_t)n}}};
        assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    }
}

static void fresh_warmed_and_emptied(void **state) {
    (void)state;
    counted c = {0};
    pm_allocator a = counted_allocator(&c);
    pm_options o = {sizeof o, &a, NULL, NULL};
    pm_pack *pack;
    pm_scorer *s;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(&o, pack, &s), PM_OK);
    char *fresh = mark_text(s, &busy), *again = mark_text(s, &busy);
    assert_string_equal(fresh, again);
    free(again);
    size_t most = 0;
    for (unsigned round = 0; round < 12; round++) {
        fill_cache(s, round * 1000, 1000);
        most = c.bytes > most ? c.bytes : most;
        again = mark_text(s, &busy);
        assert_string_equal(fresh, again);
        free(again);
    }
    assert_true(most < (size_t)16 << 20); /* the cache is bounded */
    free(fresh);
    pm_scorer_free(s);
    assert_int_equal(c.bytes, 0);
    pm_pack_free(pack);
}

static void a_very_long_cell(void **state) {
    (void)state;
    static const char piece[] = "Social worker to visit mum weekly and report. ";
    enum { SIZE = 10 << 20 };
    char *cell = malloc(SIZE);
    pm_pack *pack;
    pm_scorer *s;
    const pm_mark *mark;
    assert_non_null(cell);
    for (size_t i = 0; i < SIZE; i++) {
        cell[i] = piece[i % (sizeof piece - 1)];
    }
    pm_action action = {{{cell, SIZE}}};
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(pm_scorer_new(NULL, pack, &s), PM_OK);
    char *before = mark_text(s, &busy);
    assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    assert_int_equal(mark->truncated, 1);
    assert_int_equal(mark->verdict[PM_OWNER].met, 1);
    for (size_t i = 0; i < mark->evidence_count; i++) {
        assert_true(mark->evidence[i].start < mark->evidence[i].end &&
                    mark->evidence[i].end <= SIZE);
    }
    memset(cell, 'a', SIZE); /* one word */
    assert_int_equal(pm_score(s, &action, &mark), PM_OK);
    action.cell[0].len = (size_t)PM_LIMIT_CELL + 1; /* refused by its length, before it is read */
    assert_int_equal(pm_score(s, &action, &mark), PM_ERR_LIMIT);
    assert_null(mark);
    char *after = mark_text(s, &busy);
    assert_string_equal(before, after);
    free(before);
    free(after);
    free(cell);
    pm_scorer_free(s);
    pm_pack_free(pack);
}

static void shards_are_of_one_run(void **state) {
    (void)state;
    static const size_t wrong[][2] = {{0, 3}, {4, 3}, {SIZE_MAX, 1}};
    assert_int_equal(pm_plan_shard((pm_str){"LA1", 3}, (pm_str){"P1", 2}, 7), 6);
    assert_int_equal(pm_plan_shard((pm_str){"LA1", 3}, (pm_str){"P1", 2}, 0), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pm_read_options o = {.size = sizeof o, .shard = wrong[i][0], .shards = wrong[i][1]};
        pm_reader *r;
        assert_int_equal(pm_reader_open(&o, "corpus/writing.csv", &r), PM_ERR_ARGUMENT);
    }
    /* who knows nothing of shards has all rows */
    pm_read_options old = {.size = offsetof(pm_read_options, shard), .shard = 4, .shards = 3};
    pm_reader *r;
    pm_row row;
    assert_int_equal(pm_reader_open(&old, "corpus/writing.csv", &r), PM_OK);
    assert_int_equal(pm_reader_next(r, &row), PM_OK);
    pm_reader_close(r);
}

/* ---- rows that are no file ---- */

typedef struct stream {
    pm_str left;
    size_t most; /* bytes at once */
} stream;

static pm_status flow(void *ctx, char *data, size_t size, size_t *got, const char **reason) {
    stream *s = ctx;
    (void)reason;
    *got = s->left.len < s->most ? s->left.len : s->most;
    *got = *got < size ? *got : size;
    memcpy(data, s->left.data, *got);
    s->left = str_slice(s->left, *got, s->left.len);
    return PM_OK;
}

/* Bytes that flow are read as a file that has them, however few come at once. */
static void rows_that_flow(void **state) {
    (void)state;
    static const char text[] = "plan_id,action\n1,Mum to see the GP\n1,\"Dad to\ngo\"\n";
    for (size_t most = 1; most < sizeof text; most++) {
        for (size_t given = 0; given < sizeof text - 1; given += 7) {
            stream s = {{text + given, sizeof text - 1 - given}, most};
            pm_read_options o = {.size = sizeof o, .given = {text, given}};
            o.rest = flow;
            o.rest_ctx = &s;
            pm_reader *r;
            pm_row row;
            assert_int_equal(pm_reader_open(&o, "no-such-folder/plan.csv", &r), PM_OK);
            assert_string_equal(pm_reader_format(r), "csv");
            assert_int_equal(pm_reader_next(r, &row), PM_OK);
            assert_true(str_equal(row.source, STR("plan.csv:2")));
            assert_int_equal(pm_reader_next(r, &row), PM_OK);
            assert_true(str_equal(row.action.cell[PM_TEXT], STR("Dad to\ngo")));
            assert_int_equal(pm_reader_next(r, &row), PM_END);
            pm_reader_close(r);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_flow),
        cmocka_unit_test(options_of_older_callers),
        cmocka_unit_test(wrong_arguments),
        cmocka_unit_test(evidence_levels),
        cmocka_unit_test(names),
        cmocka_unit_test(blanks_are_filled),
        cmocka_unit_test(memory_ends_in_scoring),
        cmocka_unit_test(memory_ends_in_calibrating),
        cmocka_unit_test(memory_ends_in_compiling),
        cmocka_unit_test(usable_after_failure),
        cmocka_unit_test(fresh_warmed_and_emptied),
        cmocka_unit_test(a_very_long_cell),
        cmocka_unit_test(shards_are_of_one_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
