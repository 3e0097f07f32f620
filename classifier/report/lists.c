/* SPDX-License-Identifier: MIT
 * Keeps true: kinds have one number in the facts, whether a row or the pack names them first. */
#include "report/lists.h"

/* An image has at most one reading of a criterion, and those are of owners and of timeframes. */
static bool add_reading(const image_header *image, facts *f, const image_reading *x,
                        report_lists *out) {
    const image_text *kinds = IMAGE_ARRAY(image, image_text, IMAGE_KINDS);
    reading *r = &out->readings[out->reading_count++];
    *r = (reading){.criterion = (pm_criterion)x->criterion,
                   .of = x->criterion == PM_OWNER ? KINDS_OF_OWNER : KINDS_OF_TIMEFRAME,
                   .says = image_string(image, x->says)};
    for (uint32_t k = 1; k < image->section_count[IMAGE_KINDS]; k++) { /* 0 is no kind */
        if (x->without >> (k - 1) & 1) {
            uint64_t bit;
            if (facts_kinds(f, r->of, image_string(image, kinds[k]), &bit) != PM_OK) {
                return false;
            }
            r->without |= bit;
        }
    }
    return true;
}

static bool add_ratio(const image_header *image, facts *f, const image_ratio *x,
                      report_lists *out) {
    bool room = true;
    out->has_ratio = true;
    out->ratio_says = image_string(image, x->says);
    for (int i = 0; i < 2 && room; i++) {
        out->ratio_names[i] = image_string(image, x->owners[i]);
        room = facts_kinds(f, KINDS_OF_OWNER, out->ratio_names[i], &out->ratio_bits[i]) == PM_OK;
    }
    return room;
}

pm_status lists_of(const image_header *image, facts *f, report_lists *out) {
    bool room = true;
    *out = (report_lists){.reading_count = 0};
    for (uint32_t i = 0; room && i < image->section_count[IMAGE_READINGS]; i++) {
        room = add_reading(image, f, IMAGE_ARRAY(image, image_reading, IMAGE_READINGS) + i, out);
    }
    if (room && image->section_count[IMAGE_RATIO] != 0) {
        room = add_ratio(image, f, IMAGE_ARRAY(image, image_ratio, IMAGE_RATIO), out);
    }
    return room ? PM_OK : PM_ERR_MEMORY;
}
