/* SPDX-License-Identifier: MIT
 * Keeps true: a fingerprint depends on authority, plan (its key or its id), the letters and digits
 * of the action and on what is wanting, and on nothing else; it must not change from version to
 * version, since baselines hold it. */
#include <string.h>

#include "base/sha256.h"
#include "format/put.h"
#include "gate/parts.h"

static bool counts(char c) {
    return ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80;
}

/* The next run of bytes that count, from *at on; empty: there is none. */
static pm_str next_word(pm_str folded, size_t *at) {
    size_t i = *at;
    while (i < folded.len && !counts(folded.data[i])) {
        i++;
    }
    size_t from = i;
    while (i < folded.len && counts(folded.data[i])) {
        i++;
    }
    *at = i;
    return str_slice(folded, from, i);
}

uint64_t words_hash(pm_str folded) {
    uint64_t hash = HASH_SEED;
    bool any = false;
    size_t at = 0;
    for (pm_str w = next_word(folded, &at); w.len != 0; w = next_word(folded, &at)) {
        hash = hash_bytes(w.data, w.len, any ? hash_bytes(" ", 1, hash) : hash);
        any = true;
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
void plan_begin_digests(plan_work *w) {
    const pm_plan *plan = w->plan;
    bool keyed = plan->key.len != 0;
    char hex[SHA256_HEX + 1];
    sha256_init(&w->begun);
    add_text(&w->begun, keyed ? STR("planmark/1/key") : STR("planmark/1"));
    add_text(&w->begun, plan->authority);
    add_text(&w->begun, keyed ? plan->key : plan->plan_id);
    sha256 s = w->begun;
    sha256_end(&s, hex);
    memcpy(w->digest, hex, PLAN_DIGEST - 1);
    w->digest[PLAN_DIGEST - 1] = '\0';
    w->printed.action = -1;
}

/* The words, with a space between two; those that stand so already are taken together. */
bool action_digest(const plan_work *w, pm_str folded, char out[SHA256_HEX + 1]) {
    sha256 s = w->begun;
    size_t at = 0;
    pm_str run = next_word(folded, &at);
    bool any = run.len != 0;
    for (pm_str x = next_word(folded, &at); x.len != 0; x = next_word(folded, &at)) {
        const char *behind = run.data + run.len;
        if (x.data - behind == 1 && *behind == ' ') {
            run.len += 1 + x.len;
        } else {
            sha256_add(&s, run.data, run.len);
            sha256_add(&s, " ", 1);
            run = x;
        }
    }
    if (any) {
        sha256_add(&s, run.data, run.len);
    }
    sha256_end(&s, out);
    return any;
}

static void add_number(sha256 *s, size_t n) {
    char digits[20];
    add_text(s, (pm_str){digits, (size_t)(digits_put(digits, n) - digits)});
}

/* Findings of an action come one behind the other, and begin with the same bytes. */
static void begin_action(plan_work *w, sha256 *s, const pm_finding *f) {
    const action_facts *facts = &w->facts[f->action];
    if (w->printed.action != f->action) {
        w->printed.action = f->action;
        sha256_init(&w->printed.begun);
        add_text(&w->printed.begun, str_from(facts->digest));
    }
    *s = w->printed.begun;
    add_number(s, f->earlier >= 0 ? facts->repeat : facts->same_before);
}

void finding_print(plan_work *w, pm_finding *f, const char *about) {
    sha256 s;
    char hex[SHA256_HEX + 1];
    if (f->action >= 0) {
        begin_action(w, &s, f);
    } else {
        sha256_init(&s);
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
