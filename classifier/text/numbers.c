/* SPDX-License-Identifier: MIT
 * Keeps true: a number is cut after a look over at most three groups of digits and one word with
 * a number behind them; the numbers of sections and amounts move forward only. */
#include "text/scanner.h"

#include <string.h>

enum { VALUE_MOST = 100000000, YEAR_FIRST = 1900, YEAR_LAST = 2199, CENTURY_TURN = 70 };

/* Up to three digit groups with single marks between: 12/06/23. sep[k] stands behind group k, with
 * a digit behind it; 0 when there is none. */
typedef struct figures {
    digit_group g[3];
    char sep[3];
} figures;

digit_group numbers_group(const scanner *s, uint32_t i) {
    digit_group g = {0, 0, i};
    for (; digit_at(s, g.end); g.end++) {
        uint32_t digit = (uint32_t)(s->norm[g.end] - '0');
        g.value = g.value < VALUE_MOST ? g.value * 10 + digit : g.value;
        g.digits++;
    }
    return g;
}

static figures read_figures(const scanner *s, uint32_t i) {
    figures n = {0};
    for (size_t k = 0; k < 3; k++) {
        n.g[k] = numbers_group(s, i);
        uint32_t end = n.g[k].end;
        char c = s->norm[end];
        if ((c != '.' && c != '/' && c != '-' && c != ':') || !digit_at(s, end + 1)) {
            break;
        }
        n.sep[k] = c;
        i = end + 1;
    }
    return n;
}

static bool day_month(digit_group d, digit_group m) {
    return d.digits <= 2 && m.digits <= 2 && d.value >= 1 && d.value <= 31 && m.value >= 1 &&
           m.value <= 12;
}

bool numbers_full_year(digit_group y) {
    return y.digits == 4 && y.value >= YEAR_FIRST && y.value <= YEAR_LAST;
}

uint32_t numbers_year(digit_group y) {
    if (y.digits == 4) {
        return y.value;
    }
    return y.value + (y.value < CENTURY_TURN ? 2000 : 1900);
}

/* 12.6.23, 2023-06-12, 2023-6-3; month first only where day first is impossible. */
static bool scan_full_date(scanner *s, const figures *n) {
    const digit_group *g = n->g;
    bool more = n->sep[2] == n->sep[0] && !(n->sep[0] == '-' && numbers_full_year(g[2]));
    if (n->sep[0] == 0 || n->sep[0] == ':' || n->sep[1] != n->sep[0] || more) {
        return false;
    }
    if (numbers_full_year(g[0]) && day_month(g[2], g[1])) {
        scanner_emit_day(s, g[2].end, TOKEN_DATE, 0, g[2].value, g[1].value, g[0].value);
        return true;
    }
    if (g[2].digits != 2 && !numbers_full_year(g[2])) {
        return false;
    }
    size_t day = day_month(g[0], g[1]) ? 0 : 1;
    if (!day_month(g[day], g[1 - day])) {
        return false;
    }
    scanner_emit_day(s, g[2].end, TOKEN_DATE, 0, g[day].value, g[1 - day].value,
                     numbers_year(g[2]));
    return true;
}

/* 19:00, 1:1, 1-2-1. */
static bool scan_clock_or_ratio(scanner *s, const figures *n) {
    const digit_group *g = n->g;
    if (n->sep[0] == '-' && n->sep[1] == '-' && n->sep[2] == 0 && g[0].value == 1 &&
        g[1].value == 2 && g[2].value == 1 && g[2].end - s->at == 5) {
        scanner_emit(s, g[2].end, TOKEN_RATIO, 0);
        return true;
    }
    if (n->sep[0] != ':') {
        return false;
    }
    bool seconds = n->sep[1] == ':' && g[2].digits == 2;
    if (g[0].value <= 24 && g[1].digits == 2 && g[1].value < 60) {
        scanner_emit(s, seconds ? g[2].end : g[1].end, TOKEN_TIME, 0);
        return true;
    }
    if (g[0].digits > 3 || g[1].digits > 3 || n->sep[1] == ':') {
        return false;
    }
    scanner_emit(s, g[1].end, TOKEN_RATIO, 0);
    return true;
}

/* 20230612: all in one, as files are named. */
static bool scan_packed_date(scanner *s, const figures *n) {
    digit_group a = n->g[0], year = {a.value / 10000, 4, 0};
    digit_group month = {a.value / 100 % 100, 2, 0}, day = {a.value % 100, 2, 0};
    if (a.digits != 8 || !numbers_full_year(year) || !day_month(day, month) ||
        word_char_at(s, a.end) != 0) {
        return false;
    }
    scanner_emit_day(s, a.end, TOKEN_DATE, 0, day.value, month.value, year.value);
    return true;
}

/* 2023-06: the year first. */
static bool year_month(digit_group y, digit_group m) {
    return numbers_full_year(y) && m.digits <= 2 && m.value >= 1 && m.value <= 12;
}

static bool scan_year_month(scanner *s, const figures *n) {
    if (n->sep[0] != '-' || n->sep[1] == '-' || !year_month(n->g[0], n->g[1])) {
        return false;
    }
    scanner_emit_day(s, n->g[1].end, TOKEN_DATE, 0, 0, n->g[1].value, n->g[0].value);
    return true;
}

/* 12/06, 06/2023, 2023/06, 09/23: dates; 4/52, 24/7, 34/40: fractions; 30/4.85: a number. */
static bool scan_slashed(scanner *s, const figures *n) {
    digit_group a = n->g[0], b = n->g[1];
    if (n->sep[0] != '/' || n->sep[1] == '/' || a.digits > 4 || b.digits > 4) {
        return false;
    }
    bool month = a.digits <= 2 && a.value >= 1 && a.value <= 12;
    bool always = a.value == 24 && b.value == 7 && b.digits == 1;
    bool zero_led = a.digits == 2 && a.value < 10 && b.digits == 2 && b.value >= 20 && b.value < 40;
    if (n->sep[1] == '.' && n->g[2].digits != 0) {
        scanner_emit(s, n->g[2].end, TOKEN_NUMBER, SHAPE_NUMBER);
    } else if (day_month(a, b) && !always) {
        scanner_emit_day(s, b.end, TOKEN_DATE, 0, a.value, b.value, 0);
    } else if (month && (numbers_full_year(b) || zero_led)) {
        scanner_emit_day(s, b.end, TOKEN_DATE, 0, 0, a.value, numbers_year(b));
    } else if (year_month(a, b)) {
        scanner_emit_day(s, b.end, TOKEN_DATE, 0, 0, b.value, a.value);
    } else {
        scanner_emit(s, b.end, TOKEN_FRACTION, 0);
    }
    return true;
}

/* Whether the two letters behind a number make it an ordinal. */
static bool ordinal_at(const scanner *s, uint32_t i) {
    static const char endings[] = "st nd rd th";
    if (s->len - i < 2 || word_char_at(s, i + 2) != 0) {
        return false;
    }
    for (size_t k = 0; k + 2 < sizeof endings; k += 3) {
        if (memcmp(s->fold + i, endings + k, 2) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t numbers_vulgar(const scanner *s, uint32_t i) {
    bool vulgar = s->len - i >= 2 && (unsigned char)s->norm[i] == 0xC2 &&
                  (unsigned char)s->norm[i + 1] >= 0xBC && (unsigned char)s->norm[i + 1] <= 0xBE;
    return vulgar ? i + 2 : i;
}

/* 1,000.50 or 1,000 or 25: the end of an amount whose first digits end at `end`. */
static uint32_t amount_end(const scanner *s, uint32_t start, uint32_t end) {
    bool thousands = end - start <= 3;
    while (thousands && s->norm[end] == ',' && digit_at(s, end + 1)) {
        digit_group g = numbers_group(s, end + 1);
        if (g.digits != 3) {
            break;
        }
        end = g.end;
    }
    return end;
}

/* 14-Nov-23, 14/Nov, 2023-Nov-14: the month in letters [start, stop) between marks like the one
 * before it. */
static bool scan_month_between(scanner *s, uint32_t start, uint32_t stop) {
    digit_group first = numbers_group(s, s->at), last = {0};
    const known *k = known_at(s, start, stop);
    if ((k->flags & MONTH) == 0 || first.end + 1 != start) {
        return false;
    }
    if (s->norm[stop] == s->norm[start - 1] && digit_at(s, stop + 1)) {
        last = numbers_group(s, stop + 1);
    }
    bool day_first = first.digits <= 2 && first.value >= 1 && first.value <= 31;
    bool dated = last.digits == 2 || numbers_full_year(last);
    if (day_first) {
        scanner_emit_day(s, dated ? last.end : stop, TOKEN_DATE, 0, first.value, k->value,
                         dated ? numbers_year(last) : 0);
        return true;
    }
    if (!numbers_full_year(first)) {
        return false;
    }
    bool day = last.digits <= 2 && last.value >= 1 && last.value <= 31;
    scanner_emit_day(s, day ? last.end : stop, TOKEN_DATE, 0, day ? last.value : 0, k->value,
                     first.value);
    return true;
}

/* A hyphen and a word behind the number [at, end): 14-Nov-23, 9-week, 1-to-1; a slash in front of a
 * month. */
static bool scan_number_word(scanner *s, uint32_t end, bool whole) {
    char mark = s->norm[end];
    if ((mark != '-' && mark != '/') || letter_at(s, end + 1) == 0) {
        return false;
    }
    uint32_t stop = scanner_run_end(s, end + 1);
    if (whole && scan_month_between(s, end + 1, stop)) {
        return true;
    }
    if (mark != '-') {
        return false;
    }
    bool more = s->norm[stop] == '-' && word_char_at(s, stop + 1) != 0;
    if ((known_at(s, end + 1, stop)->flags & UNIT) != 0 && !more) {
        scanner_emit(s, stop, TOKEN_LENGTH, 0);
        return true;
    }
    words_emit(s, words_end(s, s->at, stop));
    return true;
}

/* What no other form took: 3, 2.5, 31.3, 1,000, 2-3, and with what is written behind it. */
static void scan_plain_number(scanner *s, const figures *n) {
    digit_group a = n->g[0], b = n->g[1];
    uint32_t start = s->at, end = amount_end(s, start, a.end);
    bool whole = end == a.end, dm = false;
    bool range = n->sep[0] == '-' && n->sep[1] == 0 && a.digits <= 4 && b.digits <= 4;
    char mark = n->sep[0];
    if (whole && (mark == '.' || mark == '-') && n->sep[1] == mark) { /* 1.2.3, 133-03-03-20 */
        while (s->norm[end] == mark && digit_at(s, end + 1)) {
            end = numbers_group(s, end + 1).end;
        }
    } else if (whole && (n->sep[0] == '.' || range)) {
        end = b.end;
        dm = day_month(a, b);
    } else if (!whole && s->norm[end] == '.' && digit_at(s, end + 1)) {
        end = numbers_group(s, end + 1).end;
    }
    whole = end == a.end;
    end = numbers_vulgar(s, end);
    if (whole && ordinal_at(s, end)) {
        scanner_emit(s, end + 2, TOKEN_ORDINAL, SHAPE_ORDINAL);
        return;
    }
    bool pence = s->len > end && s->fold[end] == 'p' && word_char_at(s, end + 1) == 0;
    if (pence && !(s->norm[end + 1] == '.' && s->norm[end + 2] == 'm')) {
        scanner_emit(s, end + 1, TOKEN_MONEY, 0);
    } else if (!scan_number_word(s, end, whole)) {
        scanner_emit_day(s, end, TOKEN_NUMBER, SHAPE_NUMBER | (dm ? SHAPE_DM : 0), dm ? a.value : 0,
                         dm ? b.value : 0, 0);
    }
}

void numbers_scan(scanner *s) {
    uint32_t end = s->at + 1;
    while (digit_at(s, end)) {
        end++;
    }
    if (space_at(s, end) && end - s->at != 8) {
        scanner_emit(s, end, TOKEN_NUMBER, SHAPE_NUMBER);
        return;
    }
    figures n = read_figures(s, s->at);
    if (n.sep[0] == 0 && scan_packed_date(s, &n)) {
        return;
    }
    if (n.sep[0] == 0 || (!scan_full_date(s, &n) && !scan_clock_or_ratio(s, &n) &&
                          !scan_slashed(s, &n) && !scan_year_month(s, &n))) {
        scan_plain_number(s, &n);
    }
}

bool numbers_scan_money(scanner *s, uint32_t i) {
    i += s->norm[i] == ' ' ? 1 : 0;
    if (!digit_at(s, i)) {
        return false;
    }
    uint32_t end = amount_end(s, i, numbers_group(s, i).end);
    if (s->norm[end] == '.' && digit_at(s, end + 1)) {
        end = numbers_group(s, end + 1).end;
    }
    if (end < s->len && (s->fold[end] == 'k' || s->fold[end] == 'm') &&
        word_char_at(s, end + 1) == 0) {
        end++;
    }
    scanner_emit(s, end, TOKEN_MONEY, 0);
    return true;
}
