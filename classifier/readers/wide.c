/* SPDX-License-Identifier: MIT
 * Keeps true: headings are numbered only where two numbers at least have one that means the action.
 */
#include "readers/wide.h"

#include <string.h>

static size_t digits_at_end(pm_str s) {
    size_t digits = 0;
    while (digits < s.len && ascii_digit(s.data[s.len - 1 - digits])) {
        digits++;
    }
    return digits;
}

/* The number at its end; 0: none. */
static size_t number_of(pm_str s) {
    size_t number = 0, from = s.len - digits_at_end(s);
    for (size_t i = from; i < s.len && number <= WIDE_MOST; i++) {
        number = number * 10 + (size_t)(s.data[i] - '0');
    }
    return from > 0 && number <= WIDE_MOST ? number : 0; /* digits alone name nothing */
}

pm_str wide_bare(pm_str heading) {
    size_t end = heading.len - digits_at_end(heading);
    while (end > 0 && strchr(" _-.#:", heading.data[end - 1]) != NULL) {
        end--;
    }
    return str_slice(heading, 0, end);
}

pm_status wide_actions(columns *c, const pm_str *headings, size_t count, size_t *actions,
                       size_t *of) {
    size_t group[WIDE_MOST + 1] = {0};
    *actions = 0;
    for (size_t i = 0; i < count; i++) {
        column_slot slot = SLOT_NONE;
        size_t rank, number = number_of(headings[i]);
        if (number == 0 || group[number] != 0) {
            continue;
        }
        if (columns_meaning(c, wide_bare(headings[i]), &slot, &rank) != PM_OK) {
            return PM_ERR_MEMORY;
        }
        group[number] = slot == SLOT_ACTION ? ++*actions : 0;
    }
    *actions = *actions > 1 ? *actions : 0;
    for (size_t i = 0; i < count && of != NULL; i++) {
        of[i] = group[number_of(headings[i])];
    }
    return PM_OK;
}

pm_status wide_unread(columns *c, const pm_str *headings, size_t count, const size_t *of,
                      size_t *first) {
    enum { DIGITS = 3 }; /* more are a year */
    *first = SIZE_MAX;
    for (size_t i = 0; i < count && *first == SIZE_MAX; i++) {
        column_slot whole = SLOT_NONE, slot = SLOT_NONE;
        size_t rank, digits = digits_at_end(headings[i]);
        if (digits == 0 || digits > DIGITS || (of != NULL && of[i] != 0)) {
            continue;
        }
        if (columns_meaning(c, headings[i], &whole, &rank) != PM_OK ||
            columns_meaning(c, wide_bare(headings[i]), &slot, &rank) != PM_OK) {
            return PM_ERR_MEMORY;
        }
        *first = whole == SLOT_NONE && slot == SLOT_ACTION ? i : SIZE_MAX;
    }
    return PM_OK;
}
