/* SPDX-License-Identifier: MIT
 * Keeps true: rules are told as the image holds them, in the order of the pack. */
#include <string.h>

#include "api/handles.h"
#include "output/redact.h"
#include "planmark/audit.h"

pm_status pm_pack_criterion(const pm_pack *pack, pm_criterion criterion, pm_criterion_info *out) {
    const char *name = pm_criterion_name(criterion);
    if (pack == NULL || out == NULL || name == NULL) {
        return PM_ERR_ARGUMENT;
    }
    const image_header *image = pack->image;
    const image_criterion *c = image_criterion_of(image, criterion);
    *out = (pm_criterion_info){.criterion = criterion,
                               .name = str_from(name),
                               .title = image_string(image, c->title),
                               .means = image_string(image, c->means),
                               .met = image_string(image, c->met),
                               .unmet = image_string(image, c->unmet),
                               .hint = image_string(image, c->hint)};
    out->title = out->title.len != 0 ? out->title : out->name;
    return PM_OK;
}

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
    const image_finding *findings = IMAGE_ARRAY(pack->image, image_finding, IMAGE_FINDINGS);
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
    if (r->finding != FINDING_NONE) {
        out->finding = image_string(pack->image, findings[r->finding].id);
    }
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

/* ---- Reasons and hints ---- */

typedef struct filling {
    char *out;
    size_t size, wanted;
} filling;

static void put_part(void *ctx, pm_str part) {
    filling *f = ctx;
    size_t room = f->wanted < f->size ? f->size - f->wanted : 0;
    size_t len = part.len < room ? part.len : room;
    if (len != 0) {
        memcpy(f->out + f->wanted, part.data, len);
    }
    f->wanted += part.len;
}

size_t pm_fill(const pm_action *action, const pm_evidence *evidence, pm_str blanks, char *out,
               size_t size) {
    filling f = {.out = out, .size = out != NULL && size != 0 ? size - 1 : 0};
    redact_blanks(action, evidence, blanks, put_part, &f);
    if (out != NULL && size != 0) {
        out[f.wanted < f.size ? f.wanted : f.size] = '\0';
    }
    return f.wanted;
}
