/* SPDX-License-Identifier: MIT
 * Keeps true: names here are those of rows and rule files; changing one changes a contract. */
#include "planmark.h"

#include <string.h>

#include "base/strings.h"

#ifndef PLANMARK_VERSION
#error "PLANMARK_VERSION is given by the build"
#endif

const char *pm_version(void) {
    return PLANMARK_VERSION;
}

const char *pm_status_text(pm_status status) {
    switch (status) {
    case PM_OK: return "done";
    case PM_END: return "end of the input";
    case PM_ERR_MEMORY: return "out of memory";
    case PM_ERR_ARGUMENT: return "wrong argument";
    case PM_ERR_LIMIT: return "a limit was met";
    case PM_ERR_PACK: return "the rule pack has faults";
    case PM_ERR_INPUT: return "the input cannot be read";
    case PM_ERR_ROW: return "a row cannot be read";
    case PM_ERR_IO: return "the system refused";
    }
    return "unknown status";
}

static const char *pick(const char *const *names, unsigned count, int n) {
    return n >= 0 && (unsigned)n < count ? names[n] : NULL;
}

static const char *const criteria[] = {"actionable", "measurable", "measure_given", "timeframe",
                                       "owner"};

const char *pm_criterion_name(pm_criterion c) {
    return pick(criteria, PM_CRITERIA, (int)c);
}

const char *pm_column_name(pm_column c) {
    static const char *const names[] = {"text", "who", "by_when", "measure"};
    return pick(names, PM_COLUMNS, (int)c);
}

const char *pm_strength_name(pm_strength s) {
    static const char *const names[] = {"weak", "plain", "strong"};
    return pick(names, 3, (int)s);
}

const char *pm_says_name(pm_says s) {
    static const char *const names[] = {"met", "unmet", "near"};
    return pick(names, 3, (int)s);
}

int pm_criterion_parse(pm_str name) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (str_equal(name, str_from(criteria[c]))) {
            return c;
        }
    }
    return -1;
}
