/* SPDX-License-Identifier: MIT
 * Keeps true: reading goes on after a fault, so that one run tells all of them; unknown keys are
 * faults. */
#include "pack/rules.h"

#include <string.h>

#include "format/number.h"
#include "pack/counts.h"
#include "pack/findings.h"
#include "pack/weights.h"

enum { LONGEST_STAMP_PART = 40 };

static const char *const rule_key_names[RULE_KEYS] = {
    "id",   "criterion", "says",    "strength", "in",      "match", "regex",    "needs",  "unless",
    "when", "kind",      "cancels", "hint",     "finding", "why",   "examples", "enabled"};

const char *rule_key_name(rule_key key) {
    return rule_key_names[key];
}

static const char *const criterion_names[] = {"actionable", "measurable", "measure_given",
                                              "timeframe", "owner"};
const char *criterion_name(pm_criterion criterion) {
    return criterion_names[criterion];
}

static const char *const column_names[] = {"text", "who", "by_when", "measure"};

/* What is being read: shared by all functions here. */
typedef struct loader {
    pack_def *def;
    const source *src;
    unsigned layer;
    bool names_itself; /* the pack at hand gives a name of its own */
    bool no_memory;
} loader;

static void fault(loader *l, const source *src, size_t offset, const char *what, pm_str detail) {
    report_at(l->def->report, PM_ERROR, src, offset, "%s%s%.*s%s", what,
              detail.len != 0 ? " '" : "", (int)detail.len, detail.len != 0 ? detail.data : "",
              detail.len != 0 ? "'" : "");
}

/* The number of `word` among names, or -1 with a "did you mean". */
static int choose(loader *l, const source *src, const yaml_tree *t, const char *what,
                  const char *const *names, size_t count) {
    pm_str views[32];
    if (t->kind == YAML_SCALAR) {
        for (size_t i = 0; i < count; i++) {
            views[i] = str_from(names[i]);
            if (str_equal(t->text, views[i])) {
                return (int)i;
            }
        }
        pm_str near = nearest_name(t->text, views, count);
        report_at(l->def->report, PM_ERROR, src, t->offset, "unknown %s '%.*s'%s%.*s%s", what,
                  (int)t->text.len, t->text.data, near.len != 0 ? "; did you mean '" : "",
                  (int)near.len, near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    } else {
        fault(l, src, t->offset, "one word is wanted here", (pm_str){NULL, 0});
    }
    return -1;
}

static bool want_kind(loader *l, const source *src, const yaml_tree *t, yaml_kind kind,
                      const char *what) {
    if (t->kind == kind) {
        return true;
    }
    fault(l, src, t->offset, what, (pm_str){NULL, 0});
    return false;
}

static pm_str want_text(loader *l, const source *src, const yaml_tree *t) {
    return want_kind(l, src, t, YAML_SCALAR, "a text is wanted here") ? t->text : (pm_str){NULL, 0};
}

static double want_share(loader *l, const yaml_tree *t, double otherwise) {
    pm_str s = want_text(l, l->src, t);
    double value = 0;
    if (!number_read(s, &value) || !(value >= 0 && value <= 1)) {
        fault(l, l->src, t->offset, "a number from 0 to 1 is wanted, such as 0.85, not", s);
        return otherwise;
    }
    return value;
}

/* ---- pack.yaml ---- */

typedef void (*key_reader)(loader *l, const yaml_tree *key, const yaml_tree *value);
typedef struct key_entry {
    const char *key;
    key_reader read;
} key_entry;

static void read_keys(loader *l, const yaml_tree *map, const char *what, const key_entry *keys,
                      size_t count) {
    const char *names[32];
    for (size_t i = 0; i < count; i++) {
        names[i] = keys[i].key;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        int k = choose(l, l->src, map->items[i], what, names, count);
        if (k >= 0) {
            keys[k].read(l, map->items[i], map->items[i + 1]);
        }
    }
}

static void read_name(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->name = want_text(l, l->src, v);
    l->names_itself = l->layer != 0;
}

static void read_version(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->version = want_text(l, l->src, v);
}

static void read_codebook(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->codebook = want_text(l, l->src, v);
}

static void read_extends(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->extends = want_text(l, l->src, v);
}

static void read_unsure(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->unsure_below = want_share(l, v, l->def->unsure_below);
}

static criterion_def *criterion_entry(loader *l, int c) {
    pack_def *d = l->def;
    for (size_t i = 0; i < d->criterion_count; i++) {
        if ((int)d->criteria[i].criterion == c) {
            return &d->criteria[i];
        }
    }
    criterion_def *e = &d->criteria[d->criterion_count++];
    *e = (criterion_def){.criterion = (pm_criterion)c,
                         .requires = -1,
                         .implies = -1,
                         .text_requires = -1,
                         .sure = 1.0};
    for (int b = 0; b < BASIS_CLASSES; b++) {
        e->confidence[b] = b < BASIS_NEAR_UNACTIONABLE ? 0.5 : -1.0;
    }
    return e;
}

/* People are told these words: none at all would be a slip. */
static pm_str want_words(loader *l, const yaml_tree *t) {
    pm_str words = str_trim(want_text(l, l->src, t));
    if (t->kind == YAML_SCALAR && words.len == 0) {
        fault(l, l->src, t->offset, "this says nothing; leave the key out", words);
    }
    return words;
}

static void read_criterion(loader *l, criterion_def *e, const yaml_tree *map) {
    static const char *const keys[] = {"weigh", "requires", "implies", "text-requires", "hint",
                                       "title", "means",    "met",     "unmet"};
    enum {
        WEIGH,
        FIRST_LINK,
        HINT = FIRST_LINK + 3,
        FIRST_WORDS,
        KEYS = sizeof keys / sizeof *keys
    };
    static const char *const weighed[] = {"nothing", "words"};
    int *link[] = {&e->requires, &e->implies, &e->text_requires};
    pm_str *words[] = {&e->says.title, &e->says.means, &e->says.met, &e->says.unmet};
    if (!want_kind(l, l->src, map, YAML_MAP, "a criterion is a map: {requires: ..., hint: ...}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        const yaml_tree *value = map->items[i + 1];
        int k = choose(l, l->src, map->items[i], "key of a criterion", keys, KEYS);
        if (k >= FIRST_WORDS) {
            *words[k - FIRST_WORDS] = want_words(l, value);
        } else if (k == HINT) {
            e->says.hint = want_text(l, l->src, value);
        } else if (k >= FIRST_LINK) {
            *link[k - FIRST_LINK] =
                choose(l, l->src, value, "criterion", criterion_names, PM_CRITERIA);
        } else if (k == WEIGH) {
            e->weighs_words = choose(l, l->src, value, "thing to weigh", weighed, 2) == 1;
            e->weigh_layer = l->layer;
        }
    }
}

static void read_criteria(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_MAP, "criteria is a map of the five criteria")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->count; i += 2) {
        int c = choose(l, l->src, v->items[i], "criterion", criterion_names, PM_CRITERIA);
        if (c >= 0) {
            read_criterion(l, criterion_entry(l, c), v->items[i + 1]);
        }
    }
}

static void read_columns(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_MAP, "columns is a map: {who: owner, ...}")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->count; i += 2) {
        int column = choose(l, l->src, v->items[i], "column", column_names, PM_COLUMNS);
        int c = choose(l, l->src, v->items[i + 1], "criterion", criterion_names, PM_CRITERIA);
        if (column >= 0) {
            l->def->column_criterion[column] = c;
        }
    }
}

static void read_kind(loader *l, kind_def *kind, const yaml_tree *map) {
    static const char *const keys[] = {"lists", "else"};
    if (!want_kind(l, l->src, map, YAML_MAP, "kinds are told as {lists: FOLDER, else: KIND}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        int k = choose(l, l->src, map->items[i], "key of kinds", keys, 2);
        if (k >= 0) {
            *(k == 0 ? &kind->folder : &kind->otherwise) = want_text(l, l->src, map->items[i + 1]);
        }
    }
}

static void read_names(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->def->names = want_text(l, l->src, v);
}

static void read_kinds(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_MAP, "kinds is a map: {owner: {lists: agents, else: ...}}")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->count; i += 2) {
        int c = choose(l, l->src, v->items[i], "criterion", criterion_names, PM_CRITERIA);
        if (c >= 0) {
            read_kind(l, &l->def->kinds[c], v->items[i + 1]);
        }
    }
}

static rule_def *find_rule(pack_def *d, pm_str id) {
    for (size_t i = 0; i < d->rule_count; i++) {
        if (str_equal(d->rules[i].id, id)) {
            return &d->rules[i];
        }
    }
    return NULL;
}

static pm_str nearest_rule(loader *l, pm_str id) {
    pm_str best = {NULL, 0};
    pm_str *names = arena_alloc(l->def->memory, (l->def->rule_count + 1) * sizeof *names);
    if (names != NULL) {
        for (size_t i = 0; i < l->def->rule_count; i++) {
            names[i] = l->def->rules[i].id;
        }
        best = nearest_name(id, names, l->def->rule_count);
    }
    return best;
}

/* Does the rule say that it is of the criterion? One that says nothing is told where it stands. */
static bool is_of(const rule_def *r, pm_criterion c) {
    const yaml_tree *says = r->value[RULE_CRITERION].tree;
    return says == NULL || says->kind != YAML_SCALAR ||
           str_equal(says->text, str_from(criterion_names[c]));
}

/* Rules come and go between two calibrations: one that is not there is no fault. */
static void read_rule_confidences(loader *l, pm_criterion c, const yaml_tree *map) {
    if (!want_kind(l, l->src, map, YAML_MAP, "confidences of rules are a map: {ID: 0.95, ...}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        pm_str id = want_text(l, l->src, map->items[i]);
        rule_def *r = find_rule(l->def, id);
        if (r != NULL && !is_of(r, c)) {
            report_at(l->def->report, PM_ERROR, l->src, map->items[i]->offset,
                      "the rule '%.*s' is not one of %s; its confidence stands under its own "
                      "criterion",
                      (int)id.len, id.data, criterion_names[c]);
        } else if (r != NULL) {
            r->confidence = want_share(l, map->items[i + 1], r->confidence);
        } else if (id.len != 0) {
            report_at(l->def->report, PM_WARNING, l->src, map->items[i]->offset,
                      "there is no rule '%.*s'; calibrate again", (int)id.len, id.data);
        }
    }
}

static void read_confidences(loader *l, criterion_def *e, const yaml_tree *map) {
    static const char *const names[] = {"strong",
                                        "plain",
                                        "weak",
                                        "cancelled",
                                        "near",
                                        "nothing",
                                        "link",
                                        "near-unactionable",
                                        "nothing-unactionable",
                                        "rules",
                                        "weighed"};
    if (!want_kind(l, l->src, map, YAML_MAP, "confidences are a map: {strong: 0.95, ...}")) {
        return;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        int b = choose(l, l->src, map->items[i], "kind of verdict", names, BASIS_CLASSES + 2);
        if (b == BASIS_CLASSES + 1) {
            weights_read_sure(l->def, l->src, l->layer, map->items[i + 1], e);
        } else if (b == BASIS_CLASSES) {
            read_rule_confidences(l, e->criterion, map->items[i + 1]);
        } else if (b >= 0) {
            e->confidence[b] = want_share(l, map->items[i + 1], e->confidence[b]);
        }
    }
}

static void read_confidence(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_MAP, "confidence is a map of the five criteria")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->count; i += 2) {
        int c = choose(l, l->src, v->items[i], "criterion", criterion_names, PM_CRITERIA);
        if (c >= 0) {
            read_confidences(l, criterion_entry(l, c), v->items[i + 1]);
        }
    }
}

static void read_weights(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_MAP, "weights is a map of criteria")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->count; i += 2) {
        int c = choose(l, l->src, v->items[i], "criterion", criterion_names, PM_CRITERIA);
        if (c >= 0) {
            l->no_memory |=
                !weights_read(l->def, l->src, l->layer, v->items[i + 1], criterion_entry(l, c));
        }
    }
}

static void read_findings(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    l->no_memory |= !findings_read(l->def, l->src, l->layer, v);
}

static void read_counts(loader *l, const yaml_tree *k, const yaml_tree *v) {
    counts_read(l->def, l->src, l->layer, k, v);
}

static void read_disable(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (!want_kind(l, l->src, v, YAML_LIST, "disable is a list of rule ids")) {
        return;
    }
    for (size_t i = 0; i < v->count; i++) {
        pm_str id = want_text(l, l->src, v->items[i]);
        rule_def *r = find_rule(l->def, id);
        if (r != NULL) {
            yaml_tree *off = arena_zalloc(l->def->memory, sizeof *off);
            if (off == NULL) {
                l->no_memory = true;
                return;
            }
            off->offset = v->items[i]->offset;
            off->text = STR("false");
            r->value[RULE_ENABLED] = (rule_value){l->src, off, l->layer};
        } else if (id.len != 0) {
            pm_str near = nearest_rule(l, id);
            report_at(l->def->report, PM_ERROR, l->src, v->items[i]->offset,
                      "no rule '%.*s' to disable%s%.*s%s", (int)id.len, id.data,
                      near.len != 0 ? "; did you mean '" : "", (int)near.len,
                      near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
        }
    }
}

static void read_pack_yaml(loader *l, const yaml_tree *map) {
    static const key_entry keys[] = {
        {"name", read_name},       {"version", read_version},     {"codebook", read_codebook},
        {"extends", read_extends}, {"unsure-below", read_unsure}, {"criteria", read_criteria},
        {"columns", read_columns}, {"kinds", read_kinds},         {"confidence", read_confidence},
        {"names", read_names},     {"disable", read_disable}};
    read_keys(l, map, "key of pack.yaml", keys, sizeof keys / sizeof *keys);
}

/* ---- rules and named patterns ---- */

static named_pattern *find_named(pack_def *d, pm_str name) {
    for (size_t i = 0; i < d->named_count; i++) {
        if (str_equal(d->named[i].name, name)) {
            return &d->named[i];
        }
    }
    return NULL;
}

static bool name_is_good(pm_str name) {
    bool good = name.len > 1 && ascii_upper(name.data[0]);
    for (size_t i = 0; i < name.len; i++) {
        good =
            good && (ascii_upper(name.data[i]) || ascii_digit(name.data[i]) || name.data[i] == '_');
    }
    return good;
}

static void read_named(loader *l, const yaml_tree *key, const yaml_tree *value) {
    pack_def *d = l->def;
    pm_str name = want_text(l, l->src, key);
    if (!name_is_good(name)) {
        fault(l, l->src, key->offset, "a named pattern is written in capitals, not", name);
        return;
    }
    named_pattern *n = find_named(d, name);
    if (n != NULL && n->layer == l->layer) {
        fault(l, l->src, key->offset, "the pack has two patterns of the name", name);
        return;
    }
    if (n == NULL) {
        if (!mem_grow(d->memory->allocator, (void **)&d->named, &d->named_cap, d->named_count + 1,
                      sizeof *d->named)) {
            l->no_memory = true;
            return;
        }
        n = &d->named[d->named_count++];
    }
    *n = (named_pattern){.name = name, .src = l->src, .layer = l->layer};
    if (want_kind(l, l->src, value, YAML_SCALAR, "a pattern is one text")) {
        l->no_memory |=
            pattern_parse(l->src, value, d->memory, d->report, &n->body) == PM_ERR_MEMORY;
    }
}

static void read_patterns(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (want_kind(l, l->src, v, YAML_MAP, "patterns is a map: NAME: \"pattern\"")) {
        for (size_t i = 0; i + 1 < v->count; i += 2) {
            read_named(l, v->items[i], v->items[i + 1]);
        }
    }
}

static void read_rule(loader *l, const yaml_tree *map) {
    pack_def *d = l->def;
    const yaml_tree *id = map->kind == YAML_MAP ? yaml_get(map, "id") : NULL;
    if (id == NULL || id->kind != YAML_SCALAR || id->text.len == 0) {
        fault(l, l->src, map->offset, "a rule is a map with an id", (pm_str){NULL, 0});
        return;
    }
    rule_def *r = find_rule(d, id->text);
    if (r != NULL && r->value[RULE_ID].layer == l->layer) {
        fault(l, l->src, id->offset, "the pack has two rules with the id", id->text);
        return;
    }
    if (r == NULL) {
        if (!mem_grow(d->memory->allocator, (void **)&d->rules, &d->rule_cap, d->rule_count + 1,
                      sizeof *d->rules)) {
            l->no_memory = true;
            return;
        }
        r = &d->rules[d->rule_count++];
        memset(r, 0, sizeof *r);
        r->id = id->text;
        r->confidence = -1.0;
    }
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        int k = choose(l, l->src, map->items[i], "key of a rule", rule_key_names, RULE_KEYS);
        if (k >= 0) {
            r->value[k] = (rule_value){l->src, map->items[i + 1], l->layer};
        }
    }
}

static void read_rules(loader *l, const yaml_tree *k, const yaml_tree *v) {
    (void)k;
    if (want_kind(l, l->src, v, YAML_LIST, "rules is a list; each begins with '- id:'")) {
        for (size_t i = 0; i < v->count; i++) {
            read_rule(l, v->items[i]);
        }
    }
}

/* What a YAML file tells, by its name. */
typedef enum file_role {
    ROLE_RULES,
    ROLE_PACK,
    ROLE_CONFIDENCE,
    ROLE_WEIGHTS,
    ROLE_FINDINGS,
    ROLE_REPORT
} file_role;

static file_role role_of(const pack_file *file) {
    return str_equal(file->path, STR("pack.yaml"))         ? ROLE_PACK
           : str_equal(file->path, STR("confidence.yaml")) ? ROLE_CONFIDENCE
           : str_equal(file->path, STR("weights.yaml"))    ? ROLE_WEIGHTS
           : str_equal(file->path, STR("findings.yaml"))   ? ROLE_FINDINGS
           : str_equal(file->path, STR("report.yaml"))     ? ROLE_REPORT
                                                           : ROLE_RULES;
}

static void read_yaml(loader *l, file_role role) {
    static const key_entry keys[] = {{"patterns", read_patterns}, {"rules", read_rules}};
    static const key_entry shares[] = {{"unsure-below", read_unsure},
                                       {"confidence", read_confidence}};
    static const key_entry words[] = {{"weights", read_weights}};
    static const key_entry findings[] = {{"findings", read_findings}};
    static const key_entry counts[] = {{COUNTS_WORDS, read_counts},
                                       {COUNTS_INSTEAD, read_counts},
                                       {COUNTS_NARROWER, read_counts},
                                       {COUNTS_RATIO, read_counts}};
    yaml_tree *tree;
    pm_status status = yaml_parse(l->src, l->def->memory, l->def->report, &tree);
    l->no_memory |= status == PM_ERR_MEMORY;
    if (status != PM_OK || !want_kind(l, l->src, tree, YAML_MAP, "a rule file is a map of keys")) {
        return;
    }
    if (role == ROLE_PACK) {
        read_pack_yaml(l, tree);
    } else if (role == ROLE_CONFIDENCE) {
        read_keys(l, tree, "key of confidence.yaml", shares, 2);
    } else if (role == ROLE_WEIGHTS) {
        read_keys(l, tree, "key of weights.yaml", words, 1);
    } else if (role == ROLE_FINDINGS) {
        read_keys(l, tree, "key of findings.yaml", findings, 1);
    } else if (role == ROLE_REPORT) {
        read_keys(l, tree, "key of report.yaml", counts, sizeof counts / sizeof *counts);
    } else {
        read_keys(l, tree, "key of a rule file", keys, 2);
    }
}

/* ---- lists ---- */

static lexicon *find_lexicon(pack_def *d, pm_str name) {
    for (size_t i = 0; i < d->lexicon_count; i++) {
        if (str_equal(d->lexicons[i].name, name)) {
            return &d->lexicons[i];
        }
    }
    return NULL;
}

static bool append_terms(pack_def *d, lexicon *to, const lexicon *more) {
    lexicon_term *terms = arena_alloc(d->memory, (to->count + more->count + 1) * sizeof *terms);
    if (terms == NULL) {
        return false;
    }
    if (to->count != 0) {
        memcpy(terms, to->terms, to->count * sizeof *terms);
    }
    if (more->count != 0) {
        memcpy(terms + to->count, more->terms, more->count * sizeof *terms);
    }
    to->terms = terms;
    to->count += more->count;
    return true;
}

static void read_lexicon(loader *l, pm_str name) {
    pack_def *d = l->def;
    lexicon list;
    pm_status status = lexicon_read(l->src, name, d->memory, d->report, &list);
    if (status != PM_OK) {
        l->no_memory |= status == PM_ERR_MEMORY;
        return;
    }
    list.layer = l->layer;
    lexicon *known = find_lexicon(d, name);
    if (known != NULL) {
        if (list.match != known->match || list.silent != known->silent) {
            report_plain(d->report, PM_WARNING, l->src->name, 0, 0,
                         "the list is read as the shipped one that it adds to, whose \"#:\" lines "
                         "are others; write the same ones here");
        }
        l->no_memory |= !append_terms(d, known, &list);
        return;
    }
    if (!mem_grow(d->memory->allocator, (void **)&d->lexicons, &d->lexicon_cap,
                  d->lexicon_count + 1, sizeof list)) {
        l->no_memory = true;
        return;
    }
    d->lexicons[d->lexicon_count++] = list;
}

static void read_file(loader *l, const pack_file *file) {
    static const pm_str folder = {"lexicons/", 9};
    l->src = &file->text;
    l->layer = file->layer;
    if (str_equal(file->path, STR("lexicons/irregular.txt"))) {
        l->no_memory |= irregulars_read(l->src, l->def->memory, l->def->report,
                                        &l->def->irregular) == PM_ERR_MEMORY;
    } else if (str_starts(file->path, folder) && str_ends(file->path, STR(".txt"))) {
        read_lexicon(l, str_slice(file->path, folder.len, file->path.len - 4));
    } else if (str_ends(file->path, STR(".yaml"))) {
        read_yaml(l, role_of(file));
    }
}

/* ---- checking ---- */

static size_t list_length(const yaml_tree *t) {
    return t->kind == YAML_LIST ? t->count : 1;
}

static const yaml_tree *list_item(const yaml_tree *t, size_t i) {
    return t->kind == YAML_LIST ? t->items[i] : t;
}

static void check_patterns(loader *l, const rule_value *v, pattern_list *out) {
    if (v->tree == NULL) {
        return;
    }
    size_t count = list_length(v->tree);
    if (count > RULE_MOST_PATTERNS) {
        fault(l, v->src, v->tree->offset, "a rule has at most 64 patterns", (pm_str){NULL, 0});
        return;
    }
    out->items = arena_zalloc(l->def->memory, (count + 1) * sizeof *out->items);
    for (size_t i = 0; out->items != NULL && i < count; i++) {
        const yaml_tree *item = list_item(v->tree, i);
        if (want_kind(l, v->src, item, YAML_SCALAR, "a pattern is one text")) {
            pm_status status = pattern_parse(v->src, item, l->def->memory, l->def->report,
                                             &out->items[out->count]);
            l->no_memory |= status == PM_ERR_MEMORY;
            out->count += status == PM_OK;
        }
    }
    l->no_memory |= out->items == NULL;
}

static void check_regexes(loader *l, rule_def *r) {
    const rule_value *v = &r->value[RULE_REGEX];
    if (v->tree == NULL) {
        return;
    }
    size_t count = list_length(v->tree);
    r->regex.items = arena_zalloc(l->def->memory, (count + 1) * sizeof *r->regex.items);
    for (size_t i = 0; r->regex.items != NULL && i < count; i++) {
        const yaml_tree *item = list_item(v->tree, i);
        if (want_kind(l, v->src, item, YAML_SCALAR, "a regex is one text")) {
            r->regex.items[r->regex.count++] = (rule_value){v->src, item, v->layer};
        }
    }
    l->no_memory |= r->regex.items == NULL;
}

static void check_columns(loader *l, rule_def *r) {
    const rule_value *v = &r->value[RULE_IN];
    r->columns = v->tree == NULL ? 1u << PM_TEXT : 0;
    for (size_t i = 0; v->tree != NULL && i < list_length(v->tree); i++) {
        static const char *const names[] = {"text", "who", "by_when", "measure", "any"};
        int c = choose(l, v->src, list_item(v->tree, i), "column", names, PM_COLUMNS + 1);
        r->columns |= c == PM_COLUMNS ? (1u << PM_COLUMNS) - 1 : c >= 0 ? 1u << c : 0;
    }
}

static void check_when(loader *l, rule_def *r) {
    static const char *const subjects[WHEN_SUBJECTS] = {"actionable", "measurable", "measure_given",
                                                        "timeframe",  "owner",      "who",
                                                        "by_when",    "measure"};
    static const char *const states[WHEN_STATES] = {"met",   "unmet",   "filled",
                                                    "empty", "repeats", "new"};
    const rule_value *v = &r->value[RULE_WHEN];
    if (v->tree == NULL ||
        !want_kind(l, v->src, v->tree, YAML_MAP, "when is a map: {actionable: met}")) {
        return;
    }
    for (size_t i = 0; i + 1 < v->tree->count; i += 2) {
        const yaml_tree *key = v->tree->items[i], *value = v->tree->items[i + 1];
        int subject = choose(l, v->src, key, "condition", subjects, WHEN_SUBJECTS);
        int state = choose(l, v->src, value, "state", states, WHEN_STATES);
        bool verdict = state == WHEN_MET || state == WHEN_UNMET;
        if (subject < 0 || state < 0) {
            continue;
        }
        if ((subject < PM_CRITERIA && !verdict) ||
            ((state == WHEN_REPEATS || state == WHEN_NEW) && subject != WHEN_MEASURE)) {
            fault(l, v->src, value->offset, "this condition cannot be", value->text);
        } else if (r->when_count == RULE_MOST_WHEN) {
            fault(l, v->src, key->offset, "a rule has at most four conditions", (pm_str){NULL, 0});
        } else {
            r->when[r->when_count++] = (when_def){(unsigned char)subject, (unsigned char)state};
        }
    }
}

static bool check_example_cells(loader *l, const source *src, const yaml_tree *map,
                                example_def *e) {
    static const char *const keys[] = {"action", "who", "by_when", "measure"};
    for (size_t i = 0; i + 1 < map->count; i += 2) {
        int k = choose(l, src, map->items[i], "column", keys, PM_COLUMNS);
        if (k < 0) {
            return false;
        }
        e->cell[k] = want_text(l, src, map->items[i + 1]);
    }
    return true;
}

static unsigned first_column(unsigned columns) {
    unsigned c = 0;
    while (c + 1 < PM_COLUMNS && (columns & 1u << c) == 0) {
        c++;
    }
    return c;
}

static void check_example_side(loader *l, rule_def *r, int side, const yaml_tree *list) {
    const source *src = r->value[RULE_EXAMPLES].src;
    if (!want_kind(l, src, list, YAML_LIST, "examples are a list")) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        example_def e = {.side = side, .offset = list->items[i]->offset};
        if (list->items[i]->kind == YAML_SCALAR) {
            e.cell[first_column(r->columns)] = list->items[i]->text;
        } else if (list->items[i]->kind == YAML_LIST ||
                   !check_example_cells(l, src, list->items[i], &e)) {
            fault(l, src, e.offset, "an example is a text or a map of cells", (pm_str){NULL, 0});
            continue;
        }
        r->examples[r->example_count++] = e;
    }
}

static void check_examples(loader *l, rule_def *r) {
    static const char *const sides[] = {"met", "unmet", "known-gap"};
    const rule_value *v = &r->value[RULE_EXAMPLES];
    size_t count = 0;
    if (v->tree == NULL ||
        !want_kind(l, v->src, v->tree, YAML_MAP, "examples are a map: met: [...]")) {
        return;
    }
    for (size_t i = 1; i < v->tree->count; i += 2) {
        count += v->tree->items[i]->count;
    }
    r->examples = arena_zalloc(l->def->memory, (count + 1) * sizeof *r->examples);
    l->no_memory |= r->examples == NULL;
    for (size_t i = 0; r->examples != NULL && i + 1 < v->tree->count; i += 2) {
        int side = choose(l, v->src, v->tree->items[i], "kind of examples", sides, 3);
        if (side >= 0) {
            check_example_side(l, r, side, v->tree->items[i + 1]);
        }
    }
}

static int check_word(loader *l, const rule_def *r, rule_key key, const char *const *names,
                      size_t count, int otherwise) {
    const rule_value *v = &r->value[key];
    int k =
        v->tree != NULL ? choose(l, v->src, v->tree, rule_key_names[key], names, count) : otherwise;
    return k >= 0 ? k : 0;
}

static pm_str check_text(loader *l, const rule_def *r, rule_key key) {
    const rule_value *v = &r->value[key];
    return v->tree != NULL ? str_trim(want_text(l, v->src, v->tree)) : (pm_str){NULL, 0};
}

static void check_presence(loader *l, const rule_def *r) {
    const rule_value *id = &r->value[RULE_ID];
    if (r->value[RULE_CRITERION].tree == NULL || r->value[RULE_SAYS].tree == NULL) {
        fault(l, id->src, id->tree->offset, "this rule lacks a criterion or what it says:", r->id);
    }
    if (r->value[RULE_MATCH].tree == NULL && r->value[RULE_REGEX].tree == NULL) {
        fault(l, id->src, id->tree->offset, "this rule has neither match nor regex:", r->id);
    }
    if (r->why.len == 0) {
        fault(l, id->src, id->tree->offset, "this rule gives no reason (why):", r->id);
    }
}

/* "measurable.words" is the pack's own. */
static void check_id(loader *l, const rule_def *r) {
    size_t name = strlen(criterion_names[r->criterion]);
    pm_str tail = str_slice(r->id, name, r->id.len);
    if (str_starts(r->id, str_from(criterion_names[r->criterion])) &&
        (str_equal(tail, STR(".words")) || str_equal(tail, STR(".words-against")))) {
        const rule_value *id = &r->value[RULE_ID];
        fault(l, id->src, id->tree->offset,
              "this id is kept for words that are weighed (weigh in pack.yaml):", r->id);
    }
}

static uint16_t find_finding(loader *l, const rule_value *v, pm_str id) {
    uint16_t n = findings_find(l->def, id);
    if (n == FINDING_NONE) {
        pm_str near = findings_nearest(l->def, id);
        report_at(l->def->report, PM_ERROR, v->src, v->tree->offset,
                  "findings.yaml has no finding '%.*s'%s%.*s%s", (int)id.len, id.data,
                  near.len != 0 ? "; did you mean '" : "", (int)near.len,
                  near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    }
    return n;
}

static void check_finding(loader *l, rule_def *r) {
    const rule_value *v = &r->value[RULE_FINDING];
    pm_str id = check_text(l, r, RULE_FINDING);
    r->finding = id.len != 0 ? find_finding(l, v, id) : FINDING_NONE;
    if (r->finding == FINDING_NONE) {
        return;
    }
    const finding_def *f = &l->def->findings[r->finding];
    if (r->says == PM_MET) {
        fault(l, v->src, v->tree->offset, "a rule that says met finds nothing wanting",
              (pm_str){NULL, 0});
    } else if (f->check != CHECKS) {
        fault(l, v->src, v->tree->offset, "planmark itself looks for this; no rule gives it:", id);
    } else if (f->criterion != (int)r->criterion) {
        fault(l, v->src, v->tree->offset, "this finding is of another criterion:", id);
    }
}

static void check_rule(loader *l, rule_def *r) {
    static const char *const says[] = {"met", "unmet", "near"};
    static const char *const strengths[] = {"weak", "plain", "strong"};
    static const char *const reaches[] = {"match", "clause", "row"};
    r->criterion = (pm_criterion)check_word(l, r, RULE_CRITERION, criterion_names, PM_CRITERIA, 0);
    r->says = (pm_says)check_word(l, r, RULE_SAYS, says, 3, 0);
    r->strength = (pm_strength)check_word(l, r, RULE_STRENGTH, strengths, 3, PM_PLAIN);
    r->cancels = (cancel_reach)check_word(l, r, RULE_CANCELS, reaches, 3, CANCEL_MATCH);
    r->kind = check_text(l, r, RULE_KIND);
    r->hint = check_text(l, r, RULE_HINT);
    r->why = check_text(l, r, RULE_WHY);
    check_presence(l, r);
    check_id(l, r);
    check_finding(l, r);
    check_columns(l, r);
    check_patterns(l, &r->value[RULE_MATCH], &r->match);
    check_patterns(l, &r->value[RULE_UNLESS], &r->unless);
    check_patterns(l, &r->value[RULE_NEEDS], &r->needs);
    check_regexes(l, r);
    check_when(l, r);
    check_examples(l, r);
}

static bool rule_enabled(loader *l, const rule_def *r) {
    static const char *const names[] = {"false", "true"};
    return check_word(l, r, RULE_ENABLED, names, 2, 1) == 1;
}

static void check_rules(loader *l) {
    pack_def *d = l->def;
    size_t kept = 0;
    for (size_t i = 0; i < d->rule_count; i++) {
        if (rule_enabled(l, &d->rules[i])) {
            rule_def r = d->rules[i];
            d->rules[i] = d->rules[kept];
            d->rules[kept] = r;
            check_rule(l, &d->rules[kept++]);
        }
    }
    d->disabled_count = d->rule_count - kept;
    d->rule_count = kept;
}

/* Name and version stand in the stamp of every mark. */
static bool is_plain_name(pm_str s) {
    bool plain = s.len <= LONGEST_STAMP_PART;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        plain = plain && (ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '_' || c == '.');
    }
    return plain;
}

static void check_pack(loader *l, pm_str name) {
    pack_def *d = l->def;
    if (!is_plain_name(d->name) || !is_plain_name(d->version)) {
        report_plain(d->report, PM_ERROR, name, 0, 0,
                     "name and version of a pack are at most %d letters, digits, '-', '_' and '.'",
                     LONGEST_STAMP_PART);
    }
    if (d->extends.len != 0 && l->names_itself && str_equal(d->name, d->extends)) {
        report_plain(d->report, PM_ERROR, name, 0, 0,
                     "a pack that extends '%.*s' has a name of its own", (int)d->extends.len,
                     d->extends.data);
    }
    if (d->name.len == 0 || d->version.len == 0) {
        report_plain(d->report, PM_ERROR, name, 0, 0, "pack.yaml gives no name or no version");
    }
    for (size_t i = 0; i < d->criterion_count; i++) {
        if (d->criteria[i].weighs_words && d->criteria[i].text_requires >= 0) {
            report_plain(d->report, PM_ERROR, name, 0, 0,
                         "%s: a criterion whose text hangs on another (text-requires) cannot weigh "
                         "words",
                         criterion_names[d->criteria[i].criterion]);
        }
    }
    weights_check(d);
    if (d->criterion_count != PM_CRITERIA) {
        report_plain(d->report, PM_ERROR, name, 0, 0,
                     "pack.yaml must tell of all five criteria; it tells of %zu",
                     d->criterion_count);
    }
}

/* How the last pack.yaml is called, for faults of the pack as a whole. */
static pm_str pack_yaml_name(const pack_file *files, size_t count) {
    pm_str name = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        name = str_equal(files[i].path, STR("pack.yaml")) ? files[i].text.name : name;
    }
    return name;
}

/* Lists and rules come first, since the others speak of them; then, pack by pack, pack.yaml, which
 * orders the criteria, and what confidence.yaml and weights.yaml tell of them. */
enum { ROUNDS = 5 };

static unsigned round_of(const pack_file *file) {
    file_role role = role_of(file);
    if (role == ROLE_RULES) {
        return 0;
    }
    return (file->layer != 0 ? 3U : 1U) + (role == ROLE_PACK ? 0U : 1U);
}

pm_status pack_def_read(const pack_file *files, size_t count, arena *memory, reporter *report,
                        pack_def *out) {
    loader l = {.def = out};
    *out = (pack_def){.memory = memory, .report = report, .unsure_below = 0.5};
    for (int c = 0; c < PM_COLUMNS; c++) {
        out->column_criterion[c] = -1;
    }
    size_t before = report->errors;
    unsigned top = 0;
    for (size_t i = 0; i < count; i++) {
        top = files[i].layer > top ? files[i].layer : top;
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            if (round_of(&files[i]) == round) {
                read_file(&l, &files[i]);
            }
        }
    }
    l.no_memory |= !findings_finish(out);
    check_pack(&l, pack_yaml_name(files, count));
    check_rules(&l);
    if (report->errors == before) {
        findings_tell_idle(out, top);
    }
    return l.no_memory ? PM_ERR_MEMORY : report->errors != before ? PM_ERR_PACK : PM_OK;
}

void pack_def_free(pack_def *def) {
    if (def->memory != NULL) {
        mem_free(def->memory->allocator, def->lexicons);
        mem_free(def->memory->allocator, def->named);
        mem_free(def->memory->allocator, def->rules);
        mem_free(def->memory->allocator, def->findings);
        def->lexicons = NULL;
        def->named = NULL;
        def->rules = NULL;
        def->findings = NULL;
    }
}
