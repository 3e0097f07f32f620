/* SPDX-License-Identifier: MIT
 * One pack, many threads, a scorer or a check each: the same marks and findings, and (under the
 * tsan preset) no two touch the same memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/strings.h"
#include "planmark.h"
#include "planmark/audit.h"

enum { THREADS = 4, ROUNDS = 100 };

static const char *const actions[][2] = {
    {"Social worker to visit the family every week", "SW"},
    {"Mum to be referred to CAMHS by 3 May 2024", ""},
    {"School to complete the EHCP application before the end of term", "SENCO"},
    {"\xE2\x80\x9CKeep in touch\xE2\x80\x9D as and when", "TBC"},
    {"Dad to complete all eight sessions of the parenting course", "Dad"},
    {"Housing", ""},
    {"Report any missed appointment to the police within 24 hours", ""},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

typedef struct worker {
    const pm_pack *pack;
    size_t first; /* where it begins, so that threads are at different actions */
    uint64_t sum[ACTIONS];
    bool failed;
} worker;

static uint64_t number(uint64_t h, size_t n) {
    return hash_bytes((const char *)&n, sizeof n, h);
}

static uint64_t sum_of(const pm_mark *m) {
    uint64_t h = HASH_SEED;
    for (int c = 0; c < PM_CRITERIA; c++) {
        h = number(h, (size_t)m->verdict[c].met);
        h = number(h, (size_t)m->verdict[c].decided_by);
        h = hash_bytes(m->verdict[c].hint.data, m->verdict[c].hint.len, h);
    }
    for (size_t i = 0; i < m->evidence_count; i++) {
        h = number(h, m->evidence[i].start);
        h = number(h, m->evidence[i].end);
        h = hash_bytes(m->evidence[i].rule.data, m->evidence[i].rule.len, h);
        h = hash_bytes(m->evidence[i].kind.data, m->evidence[i].kind.len, h);
    }
    return h;
}

static void *work(void *ctx) {
    worker *w = ctx;
    pm_scorer *s;
    if (pm_scorer_new(NULL, w->pack, &s) != PM_OK) {
        w->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < (size_t)ROUNDS * ACTIONS && !w->failed; i++) {
        size_t k = (w->first + i) % ACTIONS;
        pm_action a = {{str_from(actions[k][0]), str_from(actions[k][1])}};
        const pm_mark *mark;
        w->failed = pm_score(s, &a, &mark) != PM_OK;
        uint64_t sum = w->failed ? 0 : sum_of(mark);
        w->failed = w->failed || (w->sum[k] != 0 && w->sum[k] != sum);
        w->sum[k] = sum;
    }
    pm_scorer_free(s);
    return NULL;
}

static void run_threads(const pm_pack *pack) {
    pthread_t thread[THREADS];
    worker workers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker){.pack = pack, .first = i};
        assert_int_equal(pthread_create(&thread[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_false(workers[i].failed);
        assert_memory_equal(workers[i].sum, workers[0].sum, sizeof workers[0].sum);
    }
    for (size_t k = 1; k < ACTIONS; k++) { /* the sums tell actions apart */
        assert_true(workers[0].sum[k] != workers[0].sum[k - 1]);
    }
}

static void the_default_pack(void **state) {
    (void)state;
    pm_pack *pack;
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    run_threads(pack);
    pm_pack_free(pack);
}

static void a_compiled_pack(void **state) {
    (void)state;
    static const char yaml[] = "extends: cin-england\nname: local\n";
    static const char rules[] = "rules: [{id: timeframe.r, criterion: timeframe, says: met, why: "
                                "w, regex: ['[a-z]+ly', '(e|a)+']}]\n";
    const pm_pack_file files[] = {{STR("pack.yaml"), STR(yaml)}, {STR("r.yaml"), STR(rules)}};
    pm_pack *pack;
    assert_int_equal(pm_pack_compile(NULL, STR("local"), files, 2, &pack), PM_OK);
    run_threads(pack);
    pm_pack_free(pack);
}

/* ---- checks ---- */

enum { CHECKS_EACH = 20 };

typedef struct checker {
    const pm_pack *pack;
    const pm_baseline *overrides;
    uint64_t sum; /* of all that was written */
    bool failed;
} checker;

static int take(void *ctx, const char *data, size_t len) {
    checker *c = ctx;
    c->sum = hash_bytes(data, len, c->sum);
    return 0;
}

/* One plan of all actions again and again, each time as lines of JSON. */
static pm_status check_all(checker *c, pm_check *check, pm_check_writer *writer) {
    pm_plan_action of_plan[ACTIONS] = {0};
    pm_plan plan = {.plan_id = STR("P"), .actions = of_plan, .action_count = ACTIONS};
    pm_status status = PM_OK;
    for (size_t k = 0; k < ACTIONS; k++) {
        of_plan[k].action = (pm_action){{str_from(actions[k][0]), str_from(actions[k][1])}};
    }
    for (int i = 0; i < CHECKS_EACH && status == PM_OK; i++) {
        const pm_plan_check *done;
        status = pm_check_plan(check, &plan, &done);
        status = status == PM_OK ? pm_check_writer_add(writer, done) : status;
    }
    c->failed = status != PM_OK;
    return status;
}

static void *work_checks(void *ctx) {
    checker *c = ctx;
    pm_check_options options = {sizeof options, .baseline = c->overrides, .min_score = 5};
    pm_check_write_options how = {sizeof how, .format = PM_CHECK_JSONL, .known = 1};
    pm_check *check = NULL;
    pm_check_writer *writer = NULL;
    c->failed = pm_check_new(&options, c->pack, &check) != PM_OK ||
                pm_check_writer_new(&how, c->pack, take, c, &writer) != PM_OK ||
                check_all(c, check, writer) != PM_OK;
    pm_check_writer_free(writer);
    pm_check_free(check);
    return NULL;
}

static void checks_share_a_pack_and_a_baseline(void **state) {
    (void)state;
    static const char text[] = "{\"planmark_baseline\":1,\"overrides\":[{\"plan\":"
                               "\"aa7d5e37c7dc005c\",\"fingerprint\":"
                               "\"00000000000000000000000000000001\",\"reason\":\"r\"}]}";
    pm_pack *pack;
    pm_baseline *overrides;
    pthread_t thread[THREADS];
    checker checkers[THREADS];
    assert_int_equal(pm_pack_default(NULL, &pack), PM_OK);
    assert_int_equal(pm_baseline_read(NULL, STR("b"), STR(text), &overrides), PM_OK);
    for (size_t i = 0; i < THREADS; i++) {
        checkers[i] = (checker){.pack = pack, .overrides = overrides};
        assert_int_equal(pthread_create(&thread[i], NULL, work_checks, &checkers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_false(checkers[i].failed);
        assert_true(checkers[i].sum != 0 && checkers[i].sum == checkers[0].sum);
    }
    pm_baseline_free(overrides);
    pm_pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_pack),
        cmocka_unit_test(a_compiled_pack),
        cmocka_unit_test(checks_share_a_pack_and_a_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
