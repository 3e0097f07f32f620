/* SPDX-License-Identifier: MIT
 * Keeps true: rules are told as the image holds them, in the order of the pack. */
#include "api/handles.h"
#include "planmark/audit.h"

static const image_rule *rules_of(const pm_pack *pack) {
    return IMAGE_ARRAY(pack->image, image_rule, IMAGE_RULES);
}

size_t pm_pack_rule_count(const pm_pack *pack) {
    return pack != NULL ? pack->image->section_count[IMAGE_RULES] : 0;
}

pm_status pm_pack_rule(const pm_pack *pack, size_t i, pm_rule_info *out) {
    if (pack == NULL || out == NULL || i >= pm_pack_rule_count(pack)) {
        return PM_ERR_ARGUMENT;
    }
    const image_rule *r = rules_of(pack) + i;
    *out = (pm_rule_info){.id = image_string(pack->image, r->id),
                          .why = image_string(pack->image, r->why),
                          .hint = image_string(pack->image, r->hint),
                          .file = image_string(pack->image, r->file),
                          .line = r->line,
                          .criterion = (pm_criterion)r->criterion,
                          .says = (pm_says)r->says,
                          .strength = (pm_strength)r->strength,
                          .columns = r->columns,
                          .examples = r->example_count,
                          .text = image_string(pack->image, r->written)};
    return PM_OK;
}

ptrdiff_t pm_pack_find_rule(const pm_pack *pack, pm_str id) {
    for (size_t i = 0; i < pm_pack_rule_count(pack); i++) {
        if (str_equal(image_string(pack->image, rules_of(pack)[i].id), id)) {
            return (ptrdiff_t)i;
        }
    }
    return -1;
}
