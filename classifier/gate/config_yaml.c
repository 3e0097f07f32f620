/* SPDX-License-Identifier: MIT
 * Keeps true: reading goes on after a fault, so that one run tells all of them; a key that is not
 * known is a fault, since it may be a slip for one that is. */
#include <string.h>

#include "gate/config_parts.h"
#include "pack/yaml.h"

typedef struct loader {
    config *c;
    const source *src;
    pm_status status; /* PM_ERR_INPUT; PM_ERR_LIMIT and PM_ERR_MEMORY end it */
} loader;

static bool goes_on(const loader *l) {
    return l->status == PM_OK || l->status == PM_ERR_INPUT;
}

static void fault(loader *l, const yaml_tree *at, const char *what) {
    report_at(&l->c->report, PM_ERROR, l->src, at->offset, "%s", what);
    l->status = goes_on(l) ? PM_ERR_INPUT : l->status;
}

/* "planmark.yaml:3", in the config's memory; data NULL: no memory (noted). */
static pm_str origin_of(loader *l, const yaml_tree *at) {
    size_t line, column;
    buffer text;
    source_place(l->src, at->offset, &line, &column);
    buffer_init(&text, l->c->memory.allocator);
    buffer_str(&text, l->src->name);
    buffer_char(&text, ':');
    buffer_unsigned(&text, line);
    pm_str origin = text.failed ? (pm_str){NULL, 0} : config_copy(l->c, buffer_view(&text));
    buffer_free(&text);
    l->status = origin.data == NULL ? PM_ERR_MEMORY : l->status;
    return origin;
}

static void take(loader *l, config_number k, const yaml_tree *key, pm_str value) {
    pm_str origin = origin_of(l, key);
    if (goes_on(l) && config_put(l->c, k, value, origin) != PM_OK) {
        l->status = PM_ERR_MEMORY;
    }
}

/* ---- values ---- */

pm_str config_folder_of(pm_str name) {
    size_t end = name.len;
    while (end != 0 && name.data[end - 1] != '/') {
        end--;
    }
    return str_slice(name, 0, end);
}

/* A path as it is from here: those in a file begin in its folder. */
static void take_path(loader *l, config_number k, const yaml_tree *key, pm_str value) {
    const char *none = config_keys[k].takes;
    buffer path;
    buffer_init(&path, l->c->memory.allocator);
    if (value.data[0] != '/' && !str_equal(value, str_from(none))) {
        buffer_str(&path, config_folder_of(l->src->name));
    }
    buffer_str(&path, value);
    if (path.failed) {
        l->status = PM_ERR_MEMORY;
    } else {
        take(l, k, key, buffer_view(&path));
    }
    buffer_free(&path);
}

static void read_value(loader *l, config_number k, const yaml_tree *key, const yaml_tree *value) {
    char why[CONFIG_WHY] = "";
    const config_key *what = &config_keys[k];
    if (value->kind != YAML_SCALAR) {
        fault(l, value, "one value is wanted here");
        return;
    }
    pm_status status =
        config_fits(what, value->text, str_from(what->name), l->c->memory.allocator, why);
    if (status == PM_ERR_ARGUMENT) {
        fault(l, value, why);
    } else if (status != PM_OK) {
        l->status = status;
    } else if (what->kind == CONFIG_PATH) {
        take_path(l, k, key, value->text);
    } else {
        take(l, k, key, value->text);
    }
}

/* One item of a list of criteria; false: it is none (told). */
static bool read_item(loader *l, config_number k, const yaml_tree *item, buffer *joined) {
    char why[CONFIG_WHY] = "";
    pm_str subject = str_from(config_keys[k].name);
    if (item->kind != YAML_SCALAR) {
        fault(l, item, "one criterion is wanted here");
        return false;
    }
    if (!config_fits_criterion(item->text, subject, why)) {
        fault(l, item, why);
        return false;
    }
    buffer_text(joined, joined->len != 0 ? "," : "");
    buffer_str(joined, item->text);
    return true;
}

static void read_list(loader *l, config_number k, const yaml_tree *key, const yaml_tree *list) {
    buffer joined;
    bool good = true;
    buffer_init(&joined, l->c->memory.allocator);
    for (size_t i = 0; i < list->count; i++) {
        good = read_item(l, k, list->items[i], &joined) && good;
    }
    if (joined.failed) {
        l->status = PM_ERR_MEMORY;
    } else if (joined.len > CONFIG_LONGEST_VALUE) {
        fault(l, list, "this list is too long");
    } else if (good) {
        take(l, k, key, buffer_view(&joined));
    }
    buffer_free(&joined);
}

/* ---- levels ---- */

static void read_level(loader *l, const yaml_tree *key, const yaml_tree *value) {
    int level = value->kind == YAML_SCALAR ? config_level_of(value->text) : -1;
    if (key->kind != YAML_SCALAR || key->text.len == 0 || key->text.len > CONFIG_LONGEST_VALUE) {
        fault(l, key, "the id of a finding, or a criterion, is wanted here");
        return;
    }
    if (level < 0) {
        fault(l, value, "a level is error, warning, note or off");
        return;
    }
    config_level entry = {.what = key->text,
                          .level = (pm_level)level,
                          .origin = origin_of(l, key),
                          .src = l->src,
                          .offset = key->offset};
    pm_status status = goes_on(l) ? config_put_level(l->c, &entry) : l->status;
    if (status == PM_ERR_LIMIT) {
        fault(l, key, "there are too many entries of levels");
    }
    l->status = status == PM_OK ? l->status : status;
}

static bool is_nothing(const yaml_tree *t) {
    return t->kind == YAML_SCALAR && t->text.len == 0;
}

/* In one file the order of a map says nothing: what is said of a finding stands above what is said
 * of its criterion. */
static void read_levels(loader *l, const yaml_tree *map) {
    if (map->kind != YAML_MAP) {
        if (!is_nothing(map)) {
            fault(l, map, "levels is a map: {timeframe: warning, owner.open: off}");
        }
        return;
    }
    for (int findings = 0; findings < 2; findings++) {
        for (size_t i = 0; i + 1 < map->count && goes_on(l); i += 2) {
            const yaml_tree *key = map->items[i];
            bool finding = key->kind == YAML_SCALAR && key->text.len != 0 &&
                           memchr(key->text.data, '.', key->text.len) != NULL;
            if (finding == (findings != 0)) {
                read_level(l, key, map->items[i + 1]);
            }
        }
    }
}

/* ---- keys ---- */

static void unknown_key(loader *l, const yaml_tree *key, const pm_str *names, size_t count) {
    pm_str near = nearest_name(key->text, names, count);
    report_at(&l->c->report, PM_ERROR, l->src, key->offset, "unknown key '%.*s'%s%.*s%s",
              key->text.len < 60 ? (int)key->text.len : 60, key->text.data,
              near.len != 0 ? "; did you mean '" : "", (int)near.len,
              near.len != 0 ? near.data : "", near.len != 0 ? "'?" : "");
    l->status = PM_ERR_INPUT;
}

static int number_of(pm_str name) {
    for (int k = 0; k < CONFIG_KEYS; k++) {
        if (str_equal(name, str_from(config_keys[k].name))) {
            return k;
        }
    }
    return -1;
}

static void read_key(loader *l, const yaml_tree *key, const yaml_tree *value) {
    pm_str names[CONFIG_KEYS];
    int k = number_of(key->text);
    if (k == CONFIG_LEVELS) {
        read_levels(l, value);
    } else if (k == CONFIG_REQUIRE && value->kind == YAML_LIST) {
        read_list(l, CONFIG_REQUIRE, key, value);
    } else if (k >= 0) {
        read_value(l, (config_number)k, key, value);
    } else {
        for (int i = 0; i < CONFIG_KEYS; i++) {
            names[i] = str_from(config_keys[i].name);
        }
        unknown_key(l, key, names, CONFIG_KEYS);
    }
}

static void read_section(loader *l, const yaml_tree *map) {
    if (map->kind != YAML_MAP) {
        if (!is_nothing(map)) {
            fault(l, map, "check is a map: {fail-on: warning, ...}");
        }
        return;
    }
    for (size_t i = 0; i + 1 < map->count && goes_on(l); i += 2) {
        if (map->items[i]->kind == YAML_SCALAR) { /* others are told already */
            read_key(l, map->items[i], map->items[i + 1]);
        }
    }
}

static void read_root(loader *l, const yaml_tree *root) {
    static const char section[] = CONFIG_SECTION;
    if (root->kind != YAML_MAP) {
        fault(l, root, "a file of settings is a map: {check: {...}}");
        return;
    }
    for (size_t i = 0; i + 1 < root->count && goes_on(l); i += 2) {
        const yaml_tree *key = root->items[i];
        pm_str sections[] = {str_from(section)};
        if (key->kind == YAML_SCALAR && str_equal(key->text, sections[0])) {
            read_section(l, root->items[i + 1]);
        } else if (key->kind == YAML_SCALAR && number_of(key->text) >= 0) {
            fault(l, key, "this key stands under 'check:', and is indented");
        } else if (key->kind == YAML_SCALAR) {
            unknown_key(l, key, sections, 1);
        }
    }
}

pm_status config_read_yaml(config *c, const source *src) {
    loader l = {.c = c, .src = src, .status = PM_OK};
    yaml_tree *root;
    pm_status status = yaml_parse(src, &c->memory, &c->report, &root);
    if (status != PM_OK && status != PM_ERR_PACK) {
        return status;
    }
    if (root != NULL) {
        read_root(&l, root);
    }
    return l.status == PM_OK && status == PM_ERR_PACK ? PM_ERR_INPUT : l.status;
}
