/* SPDX-License-Identifier: MIT
 * Keeps true: a config stays usable after every failure but that of memory. */
#include "gate/config.h"

#include "api/handles.h"
#include "gate/gate.h"
#include "planmark/audit.h"

_Static_assert((int)CONFIG_FOREIGN == (int)PM_CONFIG_FOREIGN &&
                   (int)CONFIG_FOLDER == (int)PM_CONFIG_FOLDER,
               "states and scopes in one order");

struct pm_config {
    config inner;
    const pm_allocator *allocator;
};

pm_status pm_config_new(const pm_options *options, pm_config **out) {
    if (out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_options o = options_full(options);
    pm_config *c = *out = mem_zalloc(o.allocator, sizeof *c);
    if (c == NULL) {
        return PM_ERR_MEMORY;
    }
    c->allocator = o.allocator;
    config_init(&c->inner, o.allocator, (reporter){.fn = o.diagnostic, .ctx = o.diagnostic_ctx});
    return PM_OK;
}

void pm_config_free(pm_config *c) {
    if (c != NULL) {
        const pm_allocator *a = c->allocator;
        config_free(&c->inner);
        mem_free(a, c);
    }
}

pm_status pm_config_add(pm_config *c, pm_str name, pm_str content) {
    return c != NULL ? config_add(&c->inner, name, content) : PM_ERR_ARGUMENT;
}

pm_status pm_config_read(pm_config *c, const char *path) {
    return c != NULL && path != NULL ? config_read(&c->inner, path) : PM_ERR_ARGUMENT;
}

pm_status pm_config_find(pm_config *c, const pm_config_places *places) {
    pm_config_places full = {.size = 0};
    if (c == NULL) {
        return PM_ERR_ARGUMENT;
    }
    options_take(&full, sizeof full, places);
    config_places where = {full.system, full.user, full.folder};
    return config_find(&c->inner, &where);
}

size_t pm_config_file_count(const pm_config *c) {
    return c != NULL ? c->inner.look_count : 0;
}

pm_status pm_config_file_get(const pm_config *c, size_t i, pm_config_file *out) {
    if (out == NULL || i >= pm_config_file_count(c)) {
        return PM_ERR_ARGUMENT;
    }
    const config_look *look = &c->inner.looks[i];
    *out = (pm_config_file){look->path, (pm_config_scope)look->scope, (pm_config_state)look->state};
    return PM_OK;
}

pm_status pm_config_set(pm_config *c, pm_str key, pm_str value, pm_str origin) {
    return c != NULL ? config_set(&c->inner, key, value, origin) : PM_ERR_ARGUMENT;
}

size_t pm_config_count(const pm_config *c) {
    return c != NULL ? config_count(&c->inner) : 0;
}

pm_status pm_config_get(pm_config *c, size_t i, pm_setting *out) {
    config_row row;
    if (c == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = config_get(&c->inner, i, &row);
    if (status == PM_OK) {
        *out = (pm_setting){row.key, row.value, row.origin, str_from(row.about)};
    }
    return status;
}

static pm_check_options check_options_of(const config_filled *f) {
    return (pm_check_options){.size = sizeof(pm_check_options),
                              .fail_on = (pm_fail_on)f->fail_on,
                              .required = f->required,
                              .min_score = f->min_score,
                              .min_high_quality = f->min_high_quality,
                              .scope = (pm_gate_scope)f->scope,
                              .no_empty_plan = f->no_empty_plan,
                              .levels = f->levels,
                              .level_count = f->level_count};
}

pm_status pm_config_check_settings(pm_config *c, pm_check_settings *out) {
    config_filled f;
    if (c == NULL || out == NULL) {
        return PM_ERR_ARGUMENT;
    }
    pm_status status = config_fill(&c->inner, &f);
    if (status == PM_OK) {
        *out = (pm_check_settings){.check = check_options_of(&f),
                                   .format = (pm_check_format)f.format,
                                   .text = f.text,
                                   .least = (pm_level)f.least,
                                   .known = f.known,
                                   .pack = f.pack,
                                   .columns = f.columns,
                                   .baseline = f.baseline,
                                   .baseline_named = f.baseline_named};
    }
    return status;
}

pm_status pm_config_check_levels(pm_config *c, const pm_pack *pack) {
    return c != NULL && pack != NULL ? config_check_levels(&c->inner, pack->image)
                                     : PM_ERR_ARGUMENT;
}
