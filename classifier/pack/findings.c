/* SPDX-License-Identifier: MIT
 * Keeps true: an id names a criterion, or is one of those that the gate itself looks for; what an
 * option of the check asks for is told by every pack. */
#include "pack/findings.h"

#include <string.h>

#include "base/strings.h"

enum { MOST_FINDINGS = 256, MOST_LEAST = 99, LONGEST_ID = 60 };

static const char *const check_ids[CHECKS] = {
    "plan.no-actions",    "plan.low-score",        "plan.few-high-quality",
    "plan.one-deadline",  "plan.repeated-action",  "plan.generic-owners",
    "plan.one-parent",    "timeframe.before-plan", "timeframe.impossible-day",
    "override.no-reason", "override.expired"};

/* The check of an id, or CHECKS. */
static finding_check check_of(pm_str id) {
    size_t k = 0;
    while (k < CHECKS && !str_equal(id, str_from(check_ids[k]))) {
        k++;
    }
    return (finding_check)k;
}

/* Ids stand in settings, baselines and the formats of others. */
static bool is_name(pm_str s) {
    bool plain = s.len != 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        plain = plain && ((c >= 'a' && c <= 'z') || ascii_digit(c) || c == '-');
    }
    return plain;
}

/* The criterion that an id begins with, before a dot and a name; or -1. */
static int criterion_of(pm_str id) {
    for (int c = 0; c < PM_CRITERIA && id.len <= LONGEST_ID; c++) {
        pm_str name = str_from(criterion_name((pm_criterion)c));
        if (str_starts(id, name) && id.len > name.len && id.data[name.len] == '.' &&
            is_name(str_slice(id, name.len + 1, id.len))) {
            return c;
        }
    }
    return -1;
}

uint16_t findings_find(const pack_def *d, pm_str id) {
    for (size_t i = 0; i < d->finding_count; i++) {
        if (str_equal(d->findings[i].id, id)) {
            return (uint16_t)i;
        }
    }
    return FINDING_NONE;
}

pm_str findings_nearest(const pack_def *d, pm_str id) {
    pm_str names[MOST_FINDINGS];
    size_t count = d->finding_count < MOST_FINDINGS ? d->finding_count : MOST_FINDINGS;
    for (size_t i = 0; i < count; i++) {
        names[i] = d->findings[i].id;
    }
    return nearest_name(id, names, count);
}

static finding_def *add(pack_def *d, pm_str id) {
    if (!mem_grow(d->memory->allocator, (void **)&d->findings, &d->finding_cap,
                  d->finding_count + 1, sizeof *d->findings)) {
        return NULL;
    }
    finding_def *f = &d->findings[d->finding_count++];
    *f = (finding_def){.id = id,
                       .level = PM_LEVEL_WARNING,
                       .criterion = criterion_of(id),
                       .check = check_of(id),
                       .least = 2};
    return f;
}

/* ---- findings.yaml ---- */

static void fault(pack_def *d, const source *src, const yaml_tree *t, const char *what) {
    report_at(d->report, PM_ERROR, src, t->offset, "%s", what);
}

static pm_str read_text(pack_def *d, const source *src, const yaml_tree *t) {
    if (t->kind != YAML_SCALAR) {
        fault(d, src, t, "a text is wanted here");
    }
    return t->kind == YAML_SCALAR ? str_trim(t->text) : (pm_str){NULL, 0};
}

static pm_level read_level(pack_def *d, const source *src, const yaml_tree *t, pm_level before) {
    static const char *const names[] = {"off", "note", "warning", "error"};
    for (size_t i = 0; t->kind == YAML_SCALAR && i < sizeof names / sizeof *names; i++) {
        if (str_equal(t->text, str_from(names[i]))) {
            return (pm_level)i;
        }
    }
    fault(d, src, t, "a level is error, warning, note or off");
    return before;
}

static unsigned read_least(pack_def *d, const source *src, const yaml_tree *t, unsigned before) {
    unsigned n = 0;
    bool good = t->kind == YAML_SCALAR && t->text.len >= 1 && t->text.len <= 2;
    for (size_t i = 0; good && i < t->text.len; i++) {
        good = ascii_digit(t->text.data[i]);
        n = n * 10 + (unsigned)(t->text.data[i] - '0');
    }
    if (!good || n == 0 || n > MOST_LEAST) {
        fault(d, src, t, "a number of actions from 1 to 99 is wanted here");
        return before;
    }
    return n;
}

static finding_alone read_alone(pack_def *d, const source *src, const yaml_tree *t,
                                finding_alone before) {
    static const char *const names[] = {"no", "empty", "yes"};
    for (size_t i = 0; t->kind == YAML_SCALAR && i < sizeof names / sizeof *names; i++) {
        if (str_equal(t->text, str_from(names[i]))) {
            return (finding_alone)i;
        }
    }
    fault(d, src, t, "alone is yes, no, or empty: where the action's own cell is");
    return before;
}

static const char *const finding_keys[] = {"level", "says", "hint", "kinds", "least", "alone"};
enum { KEY_LEVEL, KEY_SAYS, KEY_HINT, KEY_KINDS, KEY_LEAST, KEY_ALONE, FINDING_KEYS };

static size_t find_key(pack_def *d, const source *src, const yaml_tree *key) {
    pm_str names[FINDING_KEYS];
    size_t k = 0;
    for (size_t i = 0; i < FINDING_KEYS; i++) {
        names[i] = str_from(finding_keys[i]);
    }
    while (k < FINDING_KEYS && !str_equal(key->text, names[k])) {
        k++;
    }
    if (k == FINDING_KEYS) {
        pm_str near = nearest_name(key->text, names, FINDING_KEYS);
        report_at(d->report, PM_ERROR, src, key->offset,
                  "a finding has the keys level, says, hint, kinds, least and alone%s%.*s%s",
                  near.len != 0 ? "; did you mean '" : "", (int)near.len,
                  near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    }
    return k;
}

static void read_key(pack_def *d, const source *src, const yaml_tree *key, const yaml_tree *value,
                     finding_def *f) {
    size_t k = find_key(d, src, key);
    switch (k) {
    case KEY_LEVEL: f->level = read_level(d, src, value, f->level); break;
    case KEY_SAYS: f->says = read_text(d, src, value); break;
    case KEY_HINT: f->hint = read_text(d, src, value); break;
    case KEY_KINDS:
        f->kinds = value;
        f->kinds_src = src;
        break;
    case KEY_LEAST: f->least = read_least(d, src, value, f->least); break;
    case KEY_ALONE: f->alone = read_alone(d, src, value, f->alone); break;
    default: break; /* told */
    }
    if ((k == KEY_KINDS || k == KEY_LEAST) && f->check == CHECKS) {
        fault(d, src, key, "kinds and least are for findings of a plan");
    }
    if (k == KEY_ALONE && (f->criterion != PM_ACTIONABLE || f->check != CHECKS)) {
        fault(d, src, key,
              "alone is for findings of actionable: only without a task is the rest "
              "not worth telling");
    }
}

/* An id that nobody knows is a slip; "actionable." begins those that rules may name. */
static bool is_id(pack_def *d, const source *src, const yaml_tree *key) {
    pm_str names[CHECKS];
    if (key->kind == YAML_SCALAR &&
        (criterion_of(key->text) >= 0 || check_of(key->text) != CHECKS)) {
        return true;
    }
    for (size_t k = 0; k < CHECKS; k++) {
        names[k] = str_from(check_ids[k]);
    }
    pm_str near = findings_nearest(d, key->text);
    near = near.len != 0 ? near : nearest_name(key->text, names, CHECKS);
    report_at(d->report, PM_ERROR, src, key->offset,
              "a finding is called by its criterion, a dot and a name of small letters, digits and "
              "'-', at most 60 bytes in all%s%.*s%s",
              near.len != 0 ? "; did you mean '" : "", (int)near.len,
              near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    return false;
}

static bool read_finding(pack_def *d, const source *src, unsigned layer, const yaml_tree *key,
                         const yaml_tree *map) {
    uint16_t known = findings_find(d, key->text);
    if (!is_id(d, src, key)) {
        return true;
    }
    if (map->kind != YAML_MAP) {
        fault(d, src, map, "a finding is a map: {level: warning, says: ...}");
        return true;
    }
    if (known == FINDING_NONE && d->finding_count == MOST_FINDINGS) {
        fault(d, src, key, "a pack has at most 256 findings");
        return true;
    }
    finding_def *f = known != FINDING_NONE ? &d->findings[known] : add(d, key->text);
    if (f != NULL && f->src == NULL) {
        f->src = src;
        f->offset = key->offset;
        f->layer = layer;
    }
    for (size_t i = 0; f != NULL && i + 1 < map->count; i += 2) {
        read_key(d, src, map->items[i], map->items[i + 1], f);
    }
    if (f != NULL && f->says.len == 0) {
        fault(d, src, key, "this finding says nothing; give it a sentence (says)");
    }
    return f != NULL;
}

bool findings_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *map) {
    if (map->kind != YAML_MAP) {
        fault(d, src, map, "findings is a map: {owner.none: {level: error, says: ...}}");
        return true;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        if (!read_finding(d, src, layer, map->items[i], map->items[i + 1])) {
            return false;
        }
    }
    return true;
}

/* ---- what is not told ---- */

static bool add_default(pack_def *d, pm_str id, pm_level level, const char *says) {
    finding_def *f = findings_find(d, id) == FINDING_NONE ? add(d, id) : NULL;
    if (f != NULL) {
        f->level = level;
        f->says = str_from(says);
    }
    return findings_find(d, id) != FINDING_NONE;
}

static bool add_of_criterion(pack_def *d, int criterion, const char *name, pm_level level,
                             const char *says) {
    pm_str of = str_from(criterion_name((pm_criterion)criterion));
    size_t len = of.len + strlen(name);
    char *id = arena_alloc(d->memory, len);
    if (id == NULL) {
        return false;
    }
    memcpy(id, of.data, of.len);
    memcpy(id + of.len, name, len - of.len);
    return add_default(d, (pm_str){id, len}, level, says);
}

/* Without these an option would be taken and nothing be told, or an override not count in silence.
 */
static bool add_asked(pack_def *d) {
    static const struct {
        finding_check check;
        pm_level level;
        const char *says;
    } asked[] = {{CHECK_NO_ACTIONS, PM_LEVEL_WARNING, "no actions were found in the plan"},
                 {CHECK_LOW_SCORE, PM_LEVEL_ERROR, "the actions meet too few criteria"},
                 {CHECK_FEW_HIGH_QUALITY, PM_LEVEL_ERROR, "too few actions meet all five criteria"},
                 {CHECK_NO_REASON, PM_LEVEL_WARNING, "an override has no reason"},
                 {CHECK_EXPIRED, PM_LEVEL_WARNING, "an override is past its day"}};
    bool good = true;
    for (size_t i = 0; good && i < sizeof asked / sizeof *asked; i++) {
        good = add_default(d, str_from(check_ids[asked[i].check]), asked[i].level, asked[i].says);
    }
    return good;
}

/* Can the criterion be unmet for want of another one? */
static bool hangs(const pack_def *d, int criterion) {
    for (size_t i = 0; i < d->criterion_count; i++) {
        const criterion_def *c = &d->criteria[i];
        if ((int)c->criterion == criterion) {
            return c->requires >= 0 || c->text_requires >= 0;
        }
    }
    return false;
}

bool findings_finish(pack_def *d) {
    bool good = add_asked(d);
    for (int c = 0; good && c < PM_CRITERIA; c++) {
        good = add_of_criterion(d, c, FINDING_PLAIN, PM_LEVEL_ERROR, "this is missing") &&
               (!hangs(d, c) ||
                add_of_criterion(d, c, FINDING_LINKED, PM_LEVEL_NOTE, "there is no task for it"));
    }
    return good;
}

/* ---- what nothing leads to ---- */

static bool is_idle(const pack_def *d, size_t number) {
    const finding_def *f = &d->findings[number];
    if (f->check != CHECKS || str_ends(f->id, STR(FINDING_PLAIN)) ||
        (str_ends(f->id, STR(FINDING_LINKED)) && hangs(d, f->criterion))) {
        return false;
    }
    size_t r = 0;
    while (r < d->rule_count && d->rules[r].finding != number) {
        r++;
    }
    return r == d->rule_count;
}

void findings_tell_idle(const pack_def *d, unsigned layer) {
    for (size_t i = 0; i < d->finding_count; i++) {
        const finding_def *f = &d->findings[i];
        if (f->src != NULL && f->layer == layer && is_idle(d, i)) {
            report_at(d->report, PM_WARNING, f->src, f->offset,
                      "nothing leads to this finding: no rule names it");
        }
    }
}
