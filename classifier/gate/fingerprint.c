/* SPDX-License-Identifier: MIT
 * Keeps true: a fingerprint depends on authority, plan (its key or its id), the letters and digits
 * of the action and on what is wanting, and on nothing else; it must not change from version to
 * version, since baselines hold it. */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "gate/parts.h"

static bool counts(char c) {
    return ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80;
}

uint64_t words_hash(pm_str folded, sha256 *to) {
    uint64_t hash = HASH_SEED;
    bool any = false;
    for (size_t i = 0; i < folded.len;) {
        size_t from = i;
        while (i < folded.len && counts(folded.data[i])) {
            i++;
        }
        if (i > from) {
            hash = hash_bytes(folded.data + from, i - from, any ? hash_bytes(" ", 1, hash) : hash);
            if (to != NULL) {
                sha256_add(to, " ", any);
                sha256_add(to, folded.data + from, i - from);
            }
            any = true;
        }
        while (i < folded.len && !counts(folded.data[i])) {
            i++;
        }
    }
    return any ? hash | 1 : 0;
}

/* A text and its end, so that two texts never run together into the same bytes. */
static void add_text(sha256 *s, pm_str t) {
    static const char end = '\0';
    if (t.len != 0) {
        sha256_add(s, t.data, t.len);
    }
    sha256_add(s, &end, 1);
}

/* A key is never taken for an id that is spelled alike. */
static void begin_plan(sha256 *s, const pm_plan *plan) {
    bool keyed = plan->key.len != 0;
    sha256_init(s);
    add_text(s, keyed ? STR("planmark/1/key") : STR("planmark/1"));
    add_text(s, plan->authority);
    add_text(s, keyed ? plan->key : plan->plan_id);
}

void gate_plan_digest(const pm_plan *plan, char out[PLAN_DIGEST]) {
    sha256 s;
    char hex[SHA256_HEX + 1];
    begin_plan(&s, plan);
    sha256_end(&s, hex);
    memcpy(out, hex, PLAN_DIGEST - 1);
    out[PLAN_DIGEST - 1] = '\0';
}

uint64_t action_digest(const pm_plan *plan, pm_str folded, char out[SHA256_HEX + 1]) {
    sha256 s;
    begin_plan(&s, plan);
    uint64_t words = words_hash(folded, &s);
    sha256_end(&s, out);
    return words;
}

void finding_print(const plan_work *w, pm_finding *f, const char *about) {
    sha256 s;
    char hex[SHA256_HEX + 1], count[24];
    sha256_init(&s);
    if (f->action >= 0) {
        const action_facts *facts = &w->facts[f->action];
        bool repeats = f->earlier >= 0;
        int n = snprintf(count, sizeof count, "%zu", repeats ? facts->repeat : facts->same_before);
        add_text(&s, str_from(facts->digest));
        add_text(&s, (pm_str){count, n > 0 ? (size_t)n : 0});
    } else {
        add_text(&s, str_from(w->digest));
    }
    add_text(&s, f->criterion >= 0 ? str_from(criterion_name((pm_criterion)f->criterion)) : f->id);
    if (about[0] != '\0') {
        add_text(&s, str_from(about));
    }
    sha256_end(&s, hex);
    memcpy(f->fingerprint, hex, PM_FINGERPRINT - 1);
    f->fingerprint[PM_FINGERPRINT - 1] = '\0';
}
