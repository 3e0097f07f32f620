/* SPDX-License-Identifier: MIT
 * Keeps true: a value is checked in one place, wherever it was said; numbers are read alike in
 * every locale. */
#include <stdio.h>
#include <string.h>

#include "gate/config_parts.h"
#include "pack/rules.h"
#include "readers/columns.h"

enum { SHOWN = 60, WORDS_MOST = 16 };

static const char levels[] = "off|note|warning|error";

/* ---- words ---- */

/* The word at *at of "a|b|c", or an empty one behind the last. */
static pm_str next_word(const char *words, size_t *at) {
    size_t len = strcspn(words + *at, "|");
    pm_str word = {words + *at, len};
    *at += len + (words[*at + len] == '|');
    return word;
}

int config_word(const char *words, pm_str value) {
    size_t at = 0;
    for (int i = 0; words[at] != '\0'; i++) {
        if (str_equal(next_word(words, &at), value)) {
            return i;
        }
    }
    return -1;
}

int config_level_of(pm_str name) {
    return config_word(levels, name);
}

static const char yes_and_no[] = "yes|true|no|false";

bool config_yes(pm_str value) {
    int word = config_word(yes_and_no, value);
    return word == 0 || word == 1;
}

static int shown(pm_str s) {
    return (int)(s.len < SHOWN ? s.len : SHOWN);
}

static void add_near(char why[CONFIG_WHY], pm_str near) {
    size_t used = strlen(why);
    if (near.len != 0) {
        snprintf(why + used, CONFIG_WHY - used, "; did you mean '%.*s'?", (int)near.len, near.data);
    }
}

static bool fits_word(const char *words, pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    pm_str names[WORDS_MOST];
    size_t count = 0;
    if (config_word(words, value) >= 0) {
        return true;
    }
    for (size_t at = 0; words[at] != '\0' && count < WORDS_MOST;) {
        names[count++] = next_word(words, &at);
    }
    snprintf(why, CONFIG_WHY, "%.*s takes %s, not '%.*s'", shown(subject), subject.data, words,
             shown(value), value.data);
    add_near(why, nearest_name(value, names, count));
    return false;
}

/* ---- criteria ---- */

static int criterion_of(pm_str name) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (str_equal(name, str_from(criterion_name((pm_criterion)c)))) {
            return c;
        }
    }
    return -1;
}

bool config_fits_criterion(pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    pm_str names[PM_CRITERIA];
    if (criterion_of(value) >= 0) {
        return true;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        names[c] = str_from(criterion_name((pm_criterion)c));
    }
    snprintf(why, CONFIG_WHY, "%.*s names criteria, such as owner,timeframe; '%.*s' is none",
             shown(subject), subject.data, shown(value), value.data);
    add_near(why, nearest_name(value, names, PM_CRITERIA));
    return false;
}

/* The item of "a, b" at *at. */
static pm_str next_item(pm_str list, size_t *at) {
    size_t from = *at;
    while (*at < list.len && list.data[*at] != ',') {
        ++*at;
    }
    pm_str item = str_trim(str_slice(list, from, *at));
    *at += *at < list.len;
    return item;
}

static bool fits_criteria(pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    for (size_t at = 0; at < value.len;) {
        if (!config_fits_criterion(next_item(value, &at), subject, why)) {
            return false;
        }
    }
    return true;
}

unsigned config_criteria(pm_str value) {
    unsigned bits = 0;
    for (size_t at = 0; at < value.len;) {
        int c = criterion_of(next_item(value, &at));
        bits |= c >= 0 ? 1u << c : 0;
    }
    return bits;
}

/* ---- numbers ---- */

/* "3", "3.5", "50%". One division of whole numbers, so that what comes out is the nearest there
 * is. */
static bool read_figure(pm_str s, bool share, double *out) {
    enum { DIGITS_MOST = 9 };
    uint64_t digits = 0, by = 1;
    size_t count = 0;
    bool point = false, percent = share && s.len != 0 && s.data[s.len - 1] == '%';
    *out = 0;
    for (size_t i = 0; i + percent < s.len; i++) {
        if (s.data[i] == '.' && !point && i != 0) {
            point = true;
            continue;
        }
        if (!ascii_digit(s.data[i]) || ++count > DIGITS_MOST) {
            return false;
        }
        digits = digits * 10 + (uint64_t)(s.data[i] - '0');
        by *= point ? 10 : 1;
    }
    *out = (double)digits / (double)(by * (percent ? 100 : 1));
    return count != 0 && s.data[s.len - percent - 1] != '.';
}

double config_figure(pm_str value) {
    double figure;
    return read_figure(value, true, &figure) ? figure : 0.0;
}

static bool fits_figure(bool share, pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    double figure;
    if (read_figure(value, share, &figure) && figure <= (share ? 1 : PM_CRITERIA)) {
        return true;
    }
    snprintf(why, CONFIG_WHY, "%.*s is %s, not '%.*s'", shown(subject), subject.data,
             share ? "a share such as 50%" : "a number from 0 to 5", shown(value), value.data);
    return false;
}

/* ---- paths and headings ---- */

static bool fits_path(pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    bool whole = value.len != 0 && memchr(value.data, '\0', value.len) == NULL;
    if (!whole) {
        snprintf(why, CONFIG_WHY, "%.*s names a path, and this is none", shown(subject),
                 subject.data);
    }
    return whole;
}

/* What the reader of headings says, without the option that it knows itself by. */
typedef struct heard {
    pm_str subject;
    char *why;
    bool any;
} heard;

static void hear(void *ctx, const pm_diagnostic *d) {
    static const char own[] = "--columns";
    heard *h = ctx;
    size_t skip = str_starts(d->message, str_from(own)) ? sizeof own - 1 : 0;
    if (!h->any) {
        snprintf(h->why, CONFIG_WHY, "%.*s%.*s", shown(h->subject), h->subject.data,
                 (int)(d->message.len - skip), d->message.data + skip);
    }
    h->any = true;
}

static pm_status fits_headings(pm_str value, pm_str subject, const pm_allocator *a,
                               char why[CONFIG_WHY]) {
    heard h = {.subject = subject, .why = why};
    reporter report = {.fn = hear, .ctx = &h};
    columns c;
    pm_status status = columns_init(&c, a, value, &report);
    columns_free(&c);
    return status;
}

static bool fits(const config_key *key, pm_str value, pm_str subject, char why[CONFIG_WHY]) {
    switch (key->kind) {
    case CONFIG_WORD: return fits_word(key->takes, value, subject, why);
    case CONFIG_CRITERIA: return fits_criteria(value, subject, why);
    case CONFIG_SCORE:
    case CONFIG_SHARE: return fits_figure(key->kind == CONFIG_SHARE, value, subject, why);
    case CONFIG_YES: return fits_word(yes_and_no, value, subject, why);
    case CONFIG_PATH: return fits_path(value, subject, why);
    case CONFIG_HEADINGS:
    case CONFIG_MAP: break;
    }
    return true;
}

pm_status config_fits(const config_key *key, pm_str value, pm_str subject, const pm_allocator *a,
                      char why[CONFIG_WHY]) {
    if (value.data == NULL) {
        value = STR("");
    }
    if (value.len > CONFIG_LONGEST_VALUE) {
        snprintf(why, CONFIG_WHY, "%.*s is longer than %d bytes", shown(subject), subject.data,
                 CONFIG_LONGEST_VALUE);
        return PM_ERR_ARGUMENT;
    }
    if (key->kind == CONFIG_HEADINGS) {
        return fits_headings(value, subject, a, why);
    }
    return fits(key, value, subject, why) ? PM_OK : PM_ERR_ARGUMENT;
}
