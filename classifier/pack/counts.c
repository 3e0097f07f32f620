/* SPDX-License-Identifier: MIT
 * Keeps true: what a local pack says of a title, a reading or the ratio stands in place of what was
 * said of it before, and titles keep their order. */
#include "pack/counts.h"

#include "base/strings.h"

enum { LONGEST_TITLE = 60, MOST_KEYS = 4 };

static void fault(pack_def *d, const source *src, const yaml_tree *t, const char *what) {
    report_at(d->report, PM_ERROR, src, t->offset, "%s", what);
}

/* The number of the key among names, or `count` with a "did you mean". */
static size_t find_key(pack_def *d, const source *src, const yaml_tree *key, const char *what,
                       const char *const *names, size_t count) {
    pm_str views[MOST_KEYS];
    for (size_t i = 0; i < count; i++) {
        views[i] = str_from(names[i]);
        if (str_equal(key->text, views[i])) {
            return i;
        }
    }
    pm_str near = nearest_name(key->text, views, count);
    report_at(d->report, PM_ERROR, src, key->offset, "%s%s%.*s%s", what,
              near.len != 0 ? "; did you mean '" : "", (int)near.len,
              near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    return count;
}

static bool is_list(pack_def *d, const source *src, const yaml_tree *t, const char *otherwise) {
    bool good = t->kind == YAML_LIST;
    for (size_t i = 0; good && i < t->count; i++) {
        good = t->items[i]->kind == YAML_SCALAR && t->items[i]->text.len != 0;
    }
    if (!good) {
        fault(d, src, t, otherwise);
    }
    return good;
}

/* ---- words ---- */

static struct counts_title *title_of(counts_def *c, pm_str name) {
    for (size_t i = 0; i < c->title_count; i++) {
        if (str_equal(c->titles[i].name, name)) {
            return &c->titles[i];
        }
    }
    if (c->title_count == COUNTS_TITLES) {
        return NULL;
    }
    c->titles[c->title_count].name = name;
    return &c->titles[c->title_count++];
}

static void read_title(pack_def *d, const yaml_tree *key, const rule_value *lists) {
    pm_str name = str_trim(key->text);
    if (key->kind != YAML_SCALAR || name.len == 0 || name.len > LONGEST_TITLE) {
        fault(d, lists->src, key, "a title is a text of at most 60 bytes");
        return;
    }
    if (!is_list(d, lists->src, lists->tree, "lists of words are told as [verbs/help, ...]")) {
        return;
    }
    struct counts_title *t = title_of(&d->counts, name);
    if (t != NULL) {
        t->lists = *lists;
    } else {
        fault(d, lists->src, key, "a report counts words under at most 16 titles");
    }
}

static void read_words(pack_def *d, const rule_value *v) {
    if (v->tree->kind != YAML_MAP) {
        fault(d, v->src, v->tree, "words is a map: {vague verbs: [verbs/vague], ...}");
        return;
    }
    for (size_t i = 0; i + 1 < v->tree->count; i += 2) {
        rule_value lists = {v->src, v->tree->items[i + 1], v->layer};
        read_title(d, v->tree->items[i], &lists);
    }
}

/* ---- kinds ---- */

/* What is told of kinds: which ones, and a text. */
typedef struct told_kinds {
    const char *keys[2]; /* of the kinds; "says" */
    const char *form, *unknown, *kinds;
} told_kinds;

static void read_kinds(pack_def *d, const rule_value *v, const told_kinds *is, rule_value *kinds,
                       rule_value *says) {
    if (v->tree->kind != YAML_MAP) {
        fault(d, v->src, v->tree, is->form);
        return;
    }
    for (size_t i = 0; i + 1 < v->tree->count; i += 2) {
        rule_value value = {v->src, v->tree->items[i + 1], v->layer};
        size_t k = find_key(d, v->src, v->tree->items[i], is->unknown, is->keys, 2);
        if (k == 0 && is_list(d, v->src, value.tree, is->kinds)) {
            *kinds = value;
        } else if (k == 1 && value.tree->kind == YAML_SCALAR &&
                   str_trim(value.tree->text).len != 0) {
            *says = value;
        } else if (k == 1) {
            fault(d, v->src, value.tree, "a text is wanted here");
        }
    }
}

/* Only these tell what kinds their evidence is of. */
static void read_narrower(pack_def *d, const rule_value *v) {
    static const char *const names[] = {"owner", "timeframe"};
    static const pm_criterion of[] = {PM_OWNER, PM_TIMEFRAME};
    static const told_kinds is = {
        {"without", "says"},
        "a narrower reading is a map: {without: [generic], says: \"not only a group\"}",
        "a narrower reading has the keys without and says",
        "kinds are told as [generic, ...]"};
    if (v->tree->kind != YAML_MAP) {
        fault(d, v->src, v->tree, "narrower is a map: {owner: {without: [generic], says: ...}}");
        return;
    }
    for (size_t i = 0; i + 1 < v->tree->count; i += 2) {
        rule_value value = {v->src, v->tree->items[i + 1], v->layer};
        size_t k =
            find_key(d, v->src, v->tree->items[i],
                     "only owner and timeframe have kinds, and so narrower readings", names, 2);
        if (k < 2) {
            struct counts_reading *r = &d->counts.readings[of[k]];
            read_kinds(d, &value, &is, &r->without, &r->says);
        }
    }
}

static void read_ratio(pack_def *d, const rule_value *v) {
    static const told_kinds is = {{"owners", "says"},
                                  "ratio is a map: {owners: [mother, father], says: \"Mothers and "
                                  "fathers\"}",
                                  "ratio has the keys owners and says",
                                  "owners are told as [mother, father]"};
    read_kinds(d, v, &is, &d->counts.ratio.owners, &d->counts.ratio.says);
}

void counts_read(pack_def *d, const source *src, unsigned layer, const yaml_tree *key,
                 const yaml_tree *value) {
    rule_value v = {src, value, layer};
    if (str_equal(key->text, STR(COUNTS_WORDS))) {
        read_words(d, &v);
    } else if (str_equal(key->text, STR(COUNTS_NARROWER))) {
        read_narrower(d, &v);
    } else if (str_equal(key->text, STR(COUNTS_RATIO))) {
        read_ratio(d, &v);
    } else if (is_list(d, src, value, "lists of words are told as [time/vague-soon, ...]")) {
        d->counts.instead = v;
    }
}
