/* SPDX-License-Identifier: MIT
 * Keeps true: whatever stands in a config was checked; it knows of each value where it was said. */
#include "gate/config.h"

#include <string.h>

#include "gate/config_parts.h"
#include "gate/gate.h"

const config_key config_keys[CONFIG_KEYS] = {
    [CONFIG_FAIL_ON] = {"fail-on", CONFIG_WORD, "error", "error|warning|never",
                        "which new findings shut the gate"},
    [CONFIG_REQUIRE] = {"require", CONFIG_CRITERIA, "", NULL,
                        "criteria that every action must meet: their findings are errors"},
    [CONFIG_MIN_SCORE] = {"min-score", CONFIG_SCORE, "0", NULL,
                          "least mean score of the actions, 0 to 5"},
    [CONFIG_MIN_HIGH_QUALITY] = {"min-high-quality", CONFIG_SHARE, "0%", NULL,
                                 "least share of actions that meet all five criteria"},
    [CONFIG_PER] = {"per", CONFIG_WORD, "plan", "plan|all",
                    "whether these two figures are of each plan or of all together"},
    [CONFIG_NO_EMPTY_PLAN] = {"no-empty-plan", CONFIG_YES, "no", NULL,
                              "a plan without actions is an error"},
    [CONFIG_LEVELS] = {"levels", CONFIG_MAP, "", NULL,
                       "how much a finding, or all of a criterion, weighs"},
    [CONFIG_LEAST] = {"least", CONFIG_WORD, "off", "off|note|warning|error",
                      "findings below this level are not written"},
    [CONFIG_KNOWN] = {"known", CONFIG_YES, "no", NULL, "known findings are written too"},
    [CONFIG_FORMAT] = {"format", CONFIG_WORD, "text",
                       "text|json|jsonl|sarif|junit|checkstyle|github", "how findings are written"},
    [CONFIG_TEXT] = {"text", CONFIG_WORD, "auto", "auto|full|evidence|none|names",
                     "how much of the plans' words is written"},
    [CONFIG_PACK] = {"pack", CONFIG_PATH, "cin-england", "cin-england",
                     "the folder of the rule pack"},
    [CONFIG_COLUMNS] = {"columns", CONFIG_HEADINGS, "", NULL,
                        "which heading stands for which column"},
    [CONFIG_BASELINE] = {"baseline", CONFIG_PATH, "planmark.baseline.json", "none",
                         "the file of overrides; the usual one only if it is there"}};

void config_init(config *c, const pm_allocator *a, reporter report) {
    *c = (config){.report = report};
    arena_init(&c->memory, a);
}

void config_free(config *c) {
    const pm_allocator *a = c->memory.allocator;
    if (a != NULL) {
        mem_free(a, c->levels);
        mem_free(a, c->looks);
        arena_free(&c->memory);
        *c = (config){.level_count = 0};
    }
}

pm_str config_copy(config *c, pm_str s) {
    char *copy = arena_copy(&c->memory, s.data, s.len);
    return (pm_str){copy, copy != NULL ? s.len : 0};
}

/* ---- setting ---- */

pm_status config_put(config *c, config_number k, pm_str value, pm_str origin) {
    config_value v = {config_copy(c, value), config_copy(c, origin)};
    if (v.text.data == NULL || v.origin.data == NULL) {
        return PM_ERR_MEMORY;
    }
    c->values[k] = v;
    return PM_OK;
}

/* Takes away the entry of the same name. */
static void drop_level(config *c, pm_str what) {
    size_t kept = 0;
    for (size_t i = 0; i < c->level_count; i++) {
        if (!str_equal(c->levels[i].what, what)) {
            c->levels[kept++] = c->levels[i];
        }
    }
    c->level_count = kept;
}

pm_status config_put_level(config *c, const config_level *level) {
    config_level copy = *level;
    copy.what = config_copy(c, level->what);
    copy.origin = config_copy(c, level->origin);
    if (copy.what.data == NULL || copy.origin.data == NULL ||
        !mem_grow(c->memory.allocator, (void **)&c->levels, &c->level_cap, c->level_count + 1,
                  sizeof *c->levels)) {
        return PM_ERR_MEMORY;
    }
    drop_level(c, level->what);
    if (c->level_count == CONFIG_MOST_LEVELS) {
        return PM_ERR_LIMIT;
    }
    c->levels[c->level_count++] = copy;
    return PM_OK;
}

static pm_status refuse(config *c, const char *why) {
    report_plain(&c->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, "%s", why);
    return PM_ERR_ARGUMENT;
}

static pm_status refuse_key(config *c, pm_str key) {
    static const char section[] = CONFIG_SECTION ".";
    pm_str names[CONFIG_KEYS];
    pm_str name =
        str_starts(key, str_from(section)) ? str_slice(key, sizeof section - 1, key.len) : key;
    for (int k = 0; k < CONFIG_KEYS; k++) {
        names[k] = str_from(config_keys[k].name);
    }
    pm_str near = nearest_name(name, names, CONFIG_KEYS);
    report_plain(&c->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
                 "there is no setting '%.*s'%s%.*s%s", key.len < 80 ? (int)key.len : 80,
                 key.len != 0 ? key.data : "",
                 near.len != 0 ? "; did you mean '" CONFIG_SECTION "." : "", (int)near.len,
                 near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    return PM_ERR_ARGUMENT;
}

/* "FINDING=LEVEL" */
static pm_status set_level(config *c, pm_str value, pm_str origin) {
    size_t at = 0;
    while (at < value.len && value.data[at] != '=') {
        at++;
    }
    config_level level = {.what = str_trim(str_slice(value, 0, at)), .origin = origin};
    int number = at < value.len ? config_level_of(str_slice(value, at + 1, value.len)) : -1;
    if (number < 0 || level.what.len == 0) {
        report_plain(&c->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0,
                     "%.*s is written FINDING=error, warning, note or off, not '%.*s'",
                     (int)origin.len, origin.data, value.len < 60 ? (int)value.len : 60,
                     value.len != 0 ? value.data : "");
        return PM_ERR_ARGUMENT;
    }
    level.level = (pm_level)number;
    pm_status status = config_put_level(c, &level);
    if (status == PM_ERR_LIMIT) {
        refuse(c, "there are too many entries of levels");
    }
    return status;
}

static int key_of(pm_str key) {
    static const char section[] = CONFIG_SECTION ".";
    for (int k = 0; str_starts(key, str_from(section)) && k < CONFIG_KEYS; k++) {
        if (str_equal(str_slice(key, sizeof section - 1, key.len), str_from(config_keys[k].name))) {
            return k;
        }
    }
    return -1;
}

pm_status config_set(config *c, pm_str key, pm_str value, pm_str origin) {
    char why[CONFIG_WHY] = "";
    int k = key_of(key);
    origin = origin.len != 0 ? origin : key;
    if (k < 0) {
        return refuse_key(c, key);
    }
    if (k == CONFIG_LEVELS) {
        return set_level(c, value, origin);
    }
    pm_status status = config_fits(&config_keys[k], value, origin, c->memory.allocator, why);
    if (status == PM_ERR_ARGUMENT) {
        return refuse(c, why);
    }
    return status == PM_OK ? config_put(c, (config_number)k, value, origin) : status;
}

/* ---- telling ---- */

/* What is set, or what holds without that. */
static pm_str text_of(const config *c, config_number k) {
    const config_value *v = &c->values[k];
    return v->text.data != NULL ? v->text : str_from(config_keys[k].otherwise);
}

/* One row for levels when it has no entries. */
static size_t level_rows(const config *c) {
    return c->level_count != 0 ? c->level_count : 1;
}

size_t config_count(const config *c) {
    return CONFIG_KEYS - 1 + level_rows(c);
}

/* "check.fail-on", "check.levels.owner.none" */
static pm_str row_key(config *c, const char *name, pm_str entry) {
    buffer key;
    buffer_init(&key, c->memory.allocator);
    buffer_text(&key, CONFIG_SECTION ".");
    buffer_text(&key, name);
    buffer_text(&key, entry.len != 0 ? "." : "");
    buffer_str(&key, entry);
    pm_str copy = key.failed ? (pm_str){NULL, 0} : config_copy(c, buffer_view(&key));
    buffer_free(&key);
    return copy;
}

/* In the folder of the nearest file. */
static pm_str usual_baseline(config *c) {
    buffer path;
    buffer_init(&path, c->memory.allocator);
    buffer_str(&path, c->folder);
    buffer_text(&path, config_keys[CONFIG_BASELINE].otherwise);
    pm_str copy = path.failed ? (pm_str){NULL, 0} : config_copy(c, buffer_view(&path));
    buffer_free(&path);
    return copy;
}

static pm_status get_value(config *c, config_number k, config_row *out) {
    const config_value *v = &c->values[k];
    bool usual = k == CONFIG_BASELINE && v->text.data == NULL;
    out->key = row_key(c, config_keys[k].name, (pm_str){NULL, 0});
    out->value = usual ? usual_baseline(c) : text_of(c, k);
    out->origin = v->text.data != NULL ? v->origin : STR("built in");
    return out->key.data != NULL && out->value.data != NULL ? PM_OK : PM_ERR_MEMORY;
}

static pm_status get_level(config *c, size_t i, config_row *out) {
    static const char *const names[] = {"off", "note", "warning", "error"};
    const config_level *l = &c->levels[i];
    out->key = row_key(c, config_keys[CONFIG_LEVELS].name, l->what);
    out->value = str_from(names[l->level]);
    out->origin = l->origin;
    return out->key.data != NULL ? PM_OK : PM_ERR_MEMORY;
}

pm_status config_get(config *c, size_t i, config_row *out) {
    size_t behind = CONFIG_LEVELS + level_rows(c);
    if (i >= config_count(c)) {
        return PM_ERR_ARGUMENT;
    }
    bool entry = i >= CONFIG_LEVELS && i < behind && c->level_count != 0;
    size_t k = i < CONFIG_LEVELS ? i : i < behind ? CONFIG_LEVELS : i - level_rows(c) + 1;
    *out = (config_row){.about = config_keys[k].about};
    return entry ? get_level(c, i - CONFIG_LEVELS, out) : get_value(c, (config_number)k, out);
}

/* ---- filling ---- */

static int word_of(const config *c, config_number k) {
    return config_word(config_keys[k].takes, text_of(c, k));
}

/* The text, or NULL where it is empty or the key's word for none. */
static const char *path_of(const config *c, config_number k) {
    pm_str path = text_of(c, k);
    const char *none = config_keys[k].takes;
    bool any = path.len != 0 && (none == NULL || !str_equal(path, str_from(none)));
    return any ? path.data : NULL;
}

static bool fill_levels(config *c, config_filled *out) {
    out->level_count = c->level_count;
    out->levels = arena_alloc(&c->memory, (c->level_count + 1) * sizeof *out->levels);
    for (size_t i = 0; out->levels != NULL && i < c->level_count; i++) {
        out->levels[i] = (pm_level_setting){c->levels[i].what, c->levels[i].level};
    }
    return out->levels != NULL;
}

pm_status config_fill(config *c, config_filled *out) {
    *out = (config_filled){.fail_on = word_of(c, CONFIG_FAIL_ON),
                           .scope = word_of(c, CONFIG_PER),
                           .least = word_of(c, CONFIG_LEAST),
                           .format = word_of(c, CONFIG_FORMAT),
                           .text = word_of(c, CONFIG_TEXT) - 1, /* "auto" is none of the enum */
                           .required = config_criteria(text_of(c, CONFIG_REQUIRE)),
                           .min_score = config_figure(text_of(c, CONFIG_MIN_SCORE)),
                           .min_high_quality = config_figure(text_of(c, CONFIG_MIN_HIGH_QUALITY)),
                           .no_empty_plan = config_yes(text_of(c, CONFIG_NO_EMPTY_PLAN)),
                           .known = config_yes(text_of(c, CONFIG_KNOWN)),
                           .pack = path_of(c, CONFIG_PACK),
                           .columns = path_of(c, CONFIG_COLUMNS),
                           .baseline_named = c->values[CONFIG_BASELINE].text.data != NULL};
    pm_str usual = out->baseline_named ? (pm_str){NULL, 0} : usual_baseline(c);
    out->baseline = out->baseline_named ? path_of(c, CONFIG_BASELINE) : usual.data;
    bool whole = out->baseline_named || usual.data != NULL;
    return fill_levels(c, out) && whole ? PM_OK : PM_ERR_MEMORY;
}

static void tell_unknown(config *c, const config_level *l, pm_str near) {
    const char *mean = near.len != 0 ? "; did you mean '" : "", *end = near.len != 0 ? "'?" : "";
    int len = l->what.len < 80 ? (int)l->what.len : 80, near_len = (int)near.len;
    near = near.len != 0 ? near : STR("");
    if (l->src != NULL) {
        report_at(&c->report, PM_ERROR, l->src, l->offset, GATE_UNKNOWN_FINDING, "", "", len,
                  l->what.data, mean, near_len, near.data, end);
    } else {
        report_plain(&c->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, GATE_UNKNOWN_FINDING,
                     l->origin.data, ": ", len, l->what.data, mean, near_len, near.data, end);
    }
}

pm_status config_check_levels(config *c, const image_header *image) {
    pm_status status = PM_OK;
    for (size_t i = 0; i < c->level_count && status != PM_ERR_MEMORY; i++) {
        const config_level *l = &c->levels[i];
        pm_str near;
        bool known = false;
        if (gate_knows_finding(image, l->what, c->memory.allocator, &known, &near) != PM_OK) {
            status = PM_ERR_MEMORY;
        } else if (!known) {
            tell_unknown(c, l, near);
            status = PM_ERR_INPUT;
        }
    }
    return status;
}
