/* SPDX-License-Identifier: MIT
 * Keeps true: a word of plain letters is passed over once; other words look ahead over a bounded
 * number of runs, and what was no address is not searched again, so that time is linear. */
#include "text/scanner.h"

#include <string.h>

uint32_t words_clitic(const scanner *s, uint32_t i) {
    char c = s->fold[i + 1], next = s->fold[i + 2];
    bool twice = (c == 'l' && next == 'l') || ((c == 'r' || c == 'v') && next == 'e');
    if (!twice && c != 's' && c != 'd' && c != 'm') {
        return 0;
    }
    uint32_t length = twice ? 3 : 2;
    return word_char_at(s, i + length) == 0 ? length : 0;
}

/* Is the hyphen at `end` part of the word [start, end)? Ranges (10am-12pm, Mon-Fri) are not. */
static bool hyphen_joins(const scanner *s, uint32_t start, uint32_t end) {
    if (word_char_at(s, end + 1) == 0) {
        return false;
    }
    const known *before = known_at(s, start, end);
    bool counted = (before->flags & (UNIT | CLOCK)) != 0 && start != 0 && digit_at(s, start - 1);
    if ((before->flags & (MONTH | WEEKDAY)) == 0 && !counted) {
        return true;
    }
    if (digit_at(s, end + 1)) {
        return false;
    }
    uint32_t stop = end + 1;
    while (stop - end <= KNOWN_LONGEST && ascii_alpha(s->norm[stop])) {
        stop++;
    }
    const known *after = known_at(s, end + 1, stop);
    return (before->flags & (MONTH | WEEKDAY)) == 0 || (after->flags & (MONTH | WEEKDAY)) == 0;
}

uint32_t words_end(const scanner *s, uint32_t start, uint32_t end) {
    for (;;) {
        char c = s->norm[end];
        bool joins = (c == '-' && hyphen_joins(s, start, end)) ||
                     (c == '\'' && letter_at(s, end + 1) != 0 && words_clitic(s, end) == 0);
        if (!joins) {
            return end;
        }
        end = scanner_run_end(s, end + 1);
    }
}

/* The first run of a word, without the number in x2 and Sept23. */
static uint32_t first_run(const scanner *s, uint32_t start) {
    if (s->fold[start] == 'x' && digit_at(s, start + 1)) {
        return start + 1;
    }
    uint32_t end = scanner_run_end(s, start), letters = start;
    if (!digit_at(s, end - 1)) {
        return end;
    }
    while (letters - start <= KNOWN_LONGEST && ascii_alpha(s->norm[letters])) {
        letters++;
    }
    return (known_at(s, start, letters)->flags & MONTH) != 0 ? letters : end;
}

/* w/c, n/a, and w/ for "with"; 0 for other words. */
static uint32_t slashed_end(const scanner *s, uint32_t start) {
    uint32_t i = start + 2;
    if (s->norm[start + 1] != '/' || letter_at(s, start) != 1) {
        return 0;
    }
    if (letter_at(s, i) == 1 && word_char_at(s, i + 1) == 0) {
        return i + 1;
    }
    bool opens = letter_at(s, i) != 0 || space_at(s, i) || s->norm[i] == '[' || s->norm[i] == '(';
    return s->fold[start] == 'w' && opens ? i : 0; /* the end counts: so lists write it */
}

/* e.g., i.e., p.a., J.T.: single letters with dots; 0 for other words. */
static uint32_t dotted_end(const scanner *s, uint32_t start) {
    uint32_t end = start, letters = 0;
    while (letter_at(s, end) == 1 && word_char_at(s, end + 1) == 0) {
        letters++;
        end++;
        if (s->norm[end] != '.' || s->norm[end + 1] == '.') {
            break;
        }
        end++;
    }
    return letters >= 2 && s->norm[end] != '@' ? end : 0;
}

unsigned words_case(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t upper = 0, letters = 0, others = 0, n = 1;
    if (end - start > 1 && class_at(s, start + 1) == CLASS_LOWER) {
        return upper_at(s, start) ? SHAPE_CAP : 0;
    }
    for (uint32_t i = start; i < end; i += n) {
        n = letter_at(s, i);
        letters += n != 0;
        others += n == 0 && s->norm[i] != '.';
        upper += n != 0 && upper_at(s, i);
        n = n == 0 ? 1 : n;
    }
    unsigned shape = upper_at(s, start) ? SHAPE_CAP : 0;
    if (upper == 0 || upper != letters) {
        return shape;
    }
    bool pronoun = end - start == 1 && (s->norm[start] == 'I' || s->norm[start] == 'A');
    shape |= letters >= 2 ? SHAPE_CAPS : 0;
    return shape | (letters <= 3 && others == 0 && !pronoun ? SHAPE_INITIALS : 0);
}

static unsigned known_shape(const known *k, unsigned shape) {
    if ((k->flags & (NUMBER | ORDINAL | WEEKDAY | MONTH)) == 0) {
        return 0;
    }
    bool trusted = (k->flags & WARY) == 0 || (shape & SHAPE_CAP) != 0;
    unsigned more = 0;
    more |= (k->flags & NUMBER) != 0 ? SHAPE_NUMBER : 0;
    more |= (k->flags & ORDINAL) != 0 ? SHAPE_ORDINAL : 0;
    more |= (k->flags & WEEKDAY) != 0 && trusted ? SHAPE_WEEKDAY : 0;
    more |= (k->flags & MONTH) != 0 ? SHAPE_MONTH : 0; /* the joiner takes doubtful ones back */
    return more;
}

/* two-year, twenty-five, mid-March: what a hyphenated word is beyond a word. */
static unsigned compound_shape(const scanner *s, uint32_t start, uint32_t end, token_kind *kind) {
    uint32_t hyphen = start;
    while (hyphen < end && hyphen - start <= KNOWN_LONGEST && s->norm[hyphen] != '-') {
        hyphen++;
    }
    if (hyphen >= end || s->norm[hyphen] != '-') {
        return 0;
    }
    const known *left = known_at(s, start, hyphen), *right = known_at(s, hyphen + 1, end);
    if (hyphen - start == 3 && memcmp(s->fold + start, "mid", 3) == 0) {
        return known_shape(right, SHAPE_CAP) & SHAPE_MONTH;
    }
    if ((left->flags & NUMBER) == 0) {
        return 0;
    }
    if ((right->flags & UNIT) != 0 && right->value == 0) {
        *kind = TOKEN_LENGTH;
        return 0;
    }
    return known_shape(right, 0) & (SHAPE_NUMBER | SHAPE_ORDINAL);
}

static bool all_x(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t i = start;
    while (i < end && s->norm[i] == 'X') {
        i++;
    }
    return i == end && end - start >= 2;
}

static uint8_t month_of(const known *k) {
    return (k->flags & MONTH) != 0 ? k->value : 0;
}

void words_emit(scanner *s, uint32_t end) {
    uint32_t start = s->at;
    unsigned shape = words_case(s, start, end);
    if (all_x(s, start, end)) {
        scanner_emit(s, end, TOKEN_PLACEHOLDER, shape);
        return;
    }
    token_kind kind = TOKEN_WORD;
    const known *k = known_at(s, start, end);
    shape |= k->flags != 0 ? 0 : compound_shape(s, start, end, &kind);
    scanner_emit_day(s, end, kind, shape | known_shape(k, shape), 0, month_of(k), 0);
}

/* The dot of an abbreviation is no token. */
static void skip_abbreviation_dot(scanner *s, unsigned flags) {
    uint32_t end = s->at, next = end + 1;
    if ((flags & (ABBREV | ABBREV_NUMBER | ABBREV_SOFT)) == 0 || s->norm[end] != '.' ||
        s->norm[next] == '.') {
        return;
    }
    next += space_at(s, next) ? 1 : 0;
    bool soft = next < s->len && !upper_at(s, next);
    if ((flags & ABBREV) != 0 || ((flags & ABBREV_NUMBER) != 0 && digit_at(s, next)) ||
        ((flags & ABBREV_SOFT) != 0 && soft)) {
        s->at = end + 1;
    }
}

/* ---- Addresses ---- */

static bool address_end_domain(const scanner *s, uint32_t start, uint32_t end) {
    static const char *const domains[] = {"com", "org", "net", "uk", "gov", "info", "eu"};
    uint32_t host = start, dot = 0;
    while (host < end &&
           (word_char_at(s, host) == 1 || s->norm[host] == '-' || s->norm[host] == '.')) {
        dot = s->norm[host] == '.' ? host : dot;
        host++;
    }
    if (dot == 0 || (host < end && s->norm[host] != '/' && s->norm[host] != ':')) {
        return false;
    }
    pm_str domain = {s->fold + dot + 1, host - dot - 1};
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        if (str_equal(domain, str_from(domains[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_address(const scanner *s, uint32_t start, uint32_t end) {
    pm_str run = {s->fold + start, end - start};
    if (str_starts(run, STR("http://")) || str_starts(run, STR("https://")) ||
        str_starts(run, STR("www."))) {
        return true;
    }
    const char *at = memchr(run.data, '@', run.len);
    if (at == NULL) {
        return address_end_domain(s, start, end);
    }
    size_t rest = run.len - (size_t)(at - run.data);
    return at != run.data && memchr(at, '.', rest) != NULL;
}

/* Takes an e-mail or web address whose first word is [at, end). */
static bool scan_address(scanner *s, uint32_t end) {
    uint32_t start = s->at;
    char c = s->norm[end], next = s->norm[end + 1];
    bool may_be = c == '@' || c == '_' || (c == '.' && word_char_at(s, end + 1) != 0) ||
                  (c == ':' && next == '/');
    if (!may_be || start < s->checked) {
        return false;
    }
    while (!space_at(s, end) && strchr("<>\"()[],;", s->norm[end]) == NULL) {
        end++;
    }
    s->checked = end;
    while (end > start && strchr(".:!?'-", s->norm[end - 1]) != NULL) {
        end--;
    }
    if (!is_address(s, start, end)) {
        return false;
    }
    scanner_emit(s, end, TOKEN_OTHER, 0);
    return true;
}

void words_scan_joined(scanner *s) {
    uint32_t start = s->at;
    uint32_t end = slashed_end(s, start);
    if (end == 0) {
        end = dotted_end(s, start);
    }
    if (end == 0) {
        end = first_run(s, start);
        if (scan_address(s, end)) {
            return;
        }
        end = words_end(s, start, end);
        if (scan_address(s, end)) {
            return;
        }
    }
    words_emit(s, end);
    if (s->norm[end] == '.') {
        skip_abbreviation_dot(s, known_at(s, start, end)->flags);
    }
}

/* Can nothing from `end` on belong to the letters [start, end)? What words_scan_joined would find
 * out, for the usual cases. */
static bool ends_plain(const scanner *s, uint32_t start, uint32_t end) {
    char next = s->norm[end + 1];
    switch (class_at(s, end)) {
    case CLASS_LOWER:
    case CLASS_UPPER:
    case CLASS_DIGIT:
    case CLASS_HIGH:
    case CLASS_DASH:
    case CLASS_RUN: return false;
    case CLASS_QUOTE: return letter_at(s, end + 1) == 0 || words_clitic(s, end) != 0;
    case CLASS_DOT: return end - start > 1 && word_char_at(s, end + 1) == 0;
    case CLASS_JOINS: return s->norm[end] != '@' && end - start > 1 && next != '/';
    default: return true;
    }
}

/* ---- Words of letters alone ---- */

/* What words_emit would do for the letters [at, end), which are no placeholder. */
static void emit_plain(scanner *s, uint32_t end) {
    uint32_t start = s->at, length = end - start;
    uint64_t eight = wide_eight(s->fold + start), upper = wide_eight(s->norm + start) ^ eight;
    unsigned shape = words_letters_case(s, start, end, upper);
    bool dot = s->norm[end] == '.';
    if (!dot && (length >= WIDE_BYTES || !known_may_shape(eight, length))) {
        scanner_add(s, end, TOKEN_WORD, shape);
        return;
    }
    const known *k = known_at(s, start, end);
    token *t = scanner_add(s, end, TOKEN_WORD, shape | known_shape(k, shape));
    t->month = month_of(k);
    if (dot) {
        skip_abbreviation_dot(s, k->flags);
    }
}

void words_scan(scanner *s, uint32_t end) {
    uint32_t start = s->at;
    for (uint32_t n = end - start; n == WIDE_BYTES; end += n) {
        n = wide_letters(s->fold + end);
    }
    if (ends_plain(s, start, end) && s->norm[start] != 'X') {
        emit_plain(s, end);
    } else {
        words_scan_joined(s);
    }
}
