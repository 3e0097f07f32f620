/* SPDX-License-Identifier: MIT
 * Settings: two files, parted by a form feed. What comes of them can be set again, one by one, with
 * the same outcome. */
#include <stdlib.h>
#include <string.h>

#include "gate/config.h"
#include "tests/fuzz/fuzz.h"

static bool same(const config_filled *a, const config_filled *b) {
    bool alike = a->fail_on == b->fail_on && a->scope == b->scope && a->least == b->least &&
                 a->format == b->format && a->text == b->text && a->required == b->required &&
                 !(a->min_score < b->min_score) && !(a->min_score > b->min_score) &&
                 !(a->min_high_quality < b->min_high_quality) &&
                 !(a->min_high_quality > b->min_high_quality) && a->known == b->known &&
                 a->no_empty_plan == b->no_empty_plan && a->level_count == b->level_count &&
                 str_equal(str_from(a->pack), str_from(b->pack)) &&
                 str_equal(str_from(a->columns), str_from(b->columns)) &&
                 str_equal(str_from(a->baseline), str_from(b->baseline));
    for (size_t i = 0; alike && i < a->level_count; i++) {
        alike = str_equal(str_trim(a->levels[i].what), b->levels[i].what) &&
                a->levels[i].level == b->levels[i].level;
    }
    return alike;
}

static void set_again(config *from, config *to) {
    static const pm_str levels = {"check.levels.", 13};
    for (size_t i = 0; i < config_count(from); i++) {
        config_row row;
        buffer text;
        if (config_get(from, i, &row) != PM_OK) {
            abort();
        }
        buffer_init(&text, &memory_default);
        bool level = str_starts(row.key, levels);
        if (level) {
            buffer_str(&text, str_slice(row.key, levels.len, row.key.len));
            buffer_char(&text, '=');
        }
        buffer_str(&text, row.value);
        if (row.value.len != 0 && row.origin.len != 0 &&
            config_set(to, level ? STR("check.levels") : row.key, buffer_view(&text),
                       STR("--again")) != PM_OK) {
            abort();
        }
        buffer_free(&text);
    }
}

/* A name with '=' cannot be written as FINDING=LEVEL, and of two that differ in blanks one is left.
 */
static bool can_be_set(const config *c) {
    for (size_t i = 0; i < c->level_count; i++) {
        pm_str what = c->levels[i].what;
        if (str_trim(what).len != what.len || (what.len != 0 && memchr(what.data, '=', what.len))) {
            return false;
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pm_str rest = {(const char *)data, size};
    config first, again;
    config_filled one, two;
    config_init(&first, &memory_default, (reporter){.fn = fuzz_hear});
    config_init(&again, &memory_default, (reporter){.fn = fuzz_hear});
    pm_status status = config_add(&first, STR("a/planmark.yaml"), fuzz_piece(&rest));
    if (rest.len != 0) {
        status = config_add(&first, STR("a/b/planmark.yaml"), rest);
    }
    if (config_fill(&first, &one) != PM_OK) {
        abort();
    }
    if (status == PM_OK && can_be_set(&first)) {
        set_again(&first, &again);
        if (config_fill(&again, &two) != PM_OK || !same(&one, &two)) {
            abort();
        }
    }
    config_free(&first);
    config_free(&again);
    return 0;
}
