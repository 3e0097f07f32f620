/* SPDX-License-Identifier: MIT
 * Keeps true: what is told of a list is told of all lists of its title together. */
#include "report/lists.h"

static const struct {
    const char *title, *list; /* title NULL: stands in place of a time */
} word_lists[] = {{"vague verbs", "{verbs/vague:base}"},
                  {"vague verbs", "{verbs/vague:part}"},
                  {"helping verbs", "{verbs/help:base}"},
                  {"helping verbs", "{verbs/help:part}"},
                  {"vague times", "{time/vague-ongoing}"},
                  {"vague times", "{time/vague-soon}"},
                  {"vague times", "{time/vague-often}"},
                  {"vague times", "{time/vague-needed}"},
                  {"vague times", "{time/vague-future}"},
                  {NULL, "{time/vague-ongoing}"},
                  {NULL, "{time/vague-soon}"},
                  {NULL, "{time/vague-unset}"},
                  {NULL, "{time/vague-often}"},
                  {NULL, "{time/vague-needed}"},
                  {NULL, "{time/vague-future}"}};

static uint32_t class_of(const image_header *image, pm_str name) {
    const image_class *classes = IMAGE_ARRAY(image, image_class, IMAGE_CLASSES);
    for (uint32_t c = 0; c < image->section_count[IMAGE_CLASSES]; c++) {
        if (str_equal(image_string(image, classes[c].name), name)) {
            return c;
        }
    }
    return UINT32_MAX;
}

static uint32_t title_of(report_lists *l, const char *title) {
    uint32_t n = 0;
    while (n < l->title_count && !str_equal(l->titles[n], str_from(title))) {
        n++;
    }
    if (n == l->title_count) {
        l->titles[l->title_count++] = str_from(title);
    }
    return n;
}

static bool add_reading(report_lists *l, facts *f, pm_criterion criterion, fact_kind_of of,
                        const char *says, const char *kinds) {
    reading *r = &l->readings[l->reading_count++];
    *r = (reading){.criterion = criterion, .of = of, .says = str_from(says)};
    return facts_kinds(f, of, str_from(kinds), &r->without) == PM_OK;
}

pm_status lists_of(const image_header *image, facts *f, report_lists *out) {
    *out = (report_lists){.list_count = 0};
    for (size_t i = 0; i < sizeof word_lists / sizeof *word_lists; i++) {
        uint32_t cls = class_of(image, str_from(word_lists[i].list));
        if (cls != UINT32_MAX) {
            out->lists[out->list_count++] =
                (word_list){cls, word_lists[i].title != NULL ? title_of(out, word_lists[i].title)
                                                             : TEXTS_LISTS};
        }
    }
    bool room = add_reading(out, f, PM_OWNER, KINDS_OF_OWNER, "not only a group", "generic") &&
                add_reading(out, f, PM_TIMEFRAME, KINDS_OF_TIMEFRAME,
                            "not only how often, or at once", "recurrence;immediate");
    out->ratio_names[0] = STR("mother");
    out->ratio_names[1] = STR("father");
    out->ratio_of = facts_kind(f, KINDS_OF_OWNER, out->ratio_names[0]);
    out->ratio_to = facts_kind(f, KINDS_OF_OWNER, out->ratio_names[1]);
    return room && out->ratio_of != 0 && out->ratio_to != 0 ? PM_OK : PM_ERR_MEMORY;
}
