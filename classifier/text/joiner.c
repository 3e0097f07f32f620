/* SPDX-License-Identifier: MIT
 * Keeps true: tokens stay in order, each written no later than it is read; a look ahead is over at
 * most six tokens.
 *
 * Puts together what takes several tokens (28th March 2023, 10 am, 95 per cent) and settles which
 * "may" is a month. */
#include "text/scanner.h"

#include <string.h>

static unsigned flags_of(const scanner *s, const token *t) {
    return t->kind == TOKEN_WORD ? known_at(s, t->start, t->end)->flags : 0;
}

/* A day of the month: 28, 28th, first, and the last of 28-30; 0 when it is none. */
static uint32_t day_value(const scanner *s, const token *t) {
    if (t->kind == TOKEN_WORD && (t->shape & SHAPE_ORDINAL) != 0) {
        return known_at(s, t->start, t->end)->value;
    }
    if (t->kind != TOKEN_NUMBER && t->kind != TOKEN_ORDINAL) {
        return 0;
    }
    digit_group g = numbers_group(s, t->start);
    if (g.end < t->end && s->norm[g.end] == '-') {
        g = numbers_group(s, g.end + 1);
    }
    bool whole = g.end == t->end || t->kind == TOKEN_ORDINAL;
    return whole && g.digits <= 2 && g.value <= 31 ? g.value : 0;
}

/* The number of a token of plain digits; no digits when it is something else. */
static digit_group plain_digits(const scanner *s, const token *t) {
    digit_group g = {0};
    if (t->kind == TOKEN_NUMBER) {
        g = numbers_group(s, t->start);
        g.digits = g.end == t->end ? g.digits : 0;
    }
    return g;
}

/* Does token r count on with the number before it ("Sept 12 sessions", "3 May 20 %")? */
static bool counts_on(const scanner *s, size_t r) {
    token t = scanner_token(s, r);
    char c = scanner_mark(s, &t);
    return (flags_of(s, &t) & (MONTH | UNIT | COUNTED | CLOCK)) != 0 || c == '%' ||
           (c == '/' && (t.shape & SHAPE_GLUED) != 0);
}

/* Does token r look like several of something: sessions, reviews? */
static bool is_plural(const scanner *s, size_t r) {
    token t = scanner_token(s, r);
    pm_str word = {s->fold + t.start, t.end - t.start};
    return t.kind == TOKEN_WORD && word.len > 3 && word.data[word.len - 1] == 's' &&
           word.data[word.len - 2] != 's' && !str_equal(word, STR("this"));
}

/* Is what stands before token r complete? After a number behind a month only what it may count
 * keeps it open: "Sept 12 sessions". */
static bool closes(const scanner *s, size_t r) {
    token t = scanner_token(s, r);
    bool open = t.kind == TOKEN_PERCENT || t.kind == TOKEN_NUMBER || is_plural(s, r);
    return !open && !counts_on(s, r);
}

/* Is token r a hyphen or slash, with nothing between it and its neighbours? */
static bool is_glue(const scanner *s, size_t r) {
    token t = scanner_token(s, r), next = scanner_token(s, r + 1);
    char c = scanner_mark(s, &t);
    return (c == '-' || c == '/') && (t.shape & next.shape & SHAPE_GLUED) != 0;
}

static bool is_of(const scanner *s, const token *t) {
    return t->end - t->start == 2 && (flags_of(s, t) & LEADS) != 0 &&
           memcmp(s->fold + t->start, "of", 2) == 0;
}

/* A year at token r: 2023, ", 2023", of 2023, '23, -23, 23. Returns the tokens it takes. */
static size_t join_year(const scanner *s, size_t r, uint32_t *year) {
    token t = scanner_token(s, r), next = scanner_token(s, r + 1);
    digit_group g = plain_digits(s, &t), behind = plain_digits(s, &next);
    char c = scanner_mark(s, &t);
    bool glued = (next.shape & SHAPE_GLUED) != 0;
    if (numbers_full_year(g) ||
        (g.digits == 2 && g.value >= 20 && g.value < 40 && !counts_on(s, r + 1))) {
        *year = numbers_year(g);
        return 1;
    }
    if (is_of(s, &t) && numbers_full_year(behind)) {
        *year = behind.value;
        return 2;
    }
    bool short_year = glued && behind.digits == 2 && (c == '\'' || c == '-');
    if (short_year ||
        (numbers_full_year(behind) && (c == ',' || (glued && (c == '-' || c == '/'))))) {
        *year = numbers_year(behind);
        return 2;
    }
    return 0;
}

static void make_date(token *out, const token *last, uint32_t day, uint32_t month, uint32_t year) {
    out->kind = TOKEN_DATE;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->end = last->end;
    out->day = (uint8_t)day;
    out->month = (uint8_t)month;
    out->year = (uint16_t)year;
}

/* May this token, behind a number, be the month? Only "may" is doubtful. */
static bool month_behind(const scanner *s, const token *month, const token *day, size_t r,
                         const token *before) {
    uint32_t ignored = 0;
    bool may = month->end - month->start == 3 && month->month == 5;
    if (!may || (s->mixed && (month->shape & SHAPE_CAP) != 0) || day->kind == TOKEN_ORDINAL) {
        return true;
    }
    token next = scanner_token(s, r), third = scanner_token(s, r + 1);
    bool timed = next.kind == TOKEN_TIME || third.kind == TOKEN_TIME ||
                 ((flags_of(s, &next) & LINK) != 0 && third.kind == TOKEN_NUMBER);
    return next.kind == TOKEN_MARK || timed || before == NULL || before->kind == TOKEN_MARK ||
           (before->shape & SHAPE_WEEKDAY) != 0 || (flags_of(s, before) & LEADS) != 0 ||
           join_year(s, r, &ignored) != 0;
}

/* 28 March, 4th of June 2023, first of May. Returns the tokens taken; 0 for none. */
static size_t join_day_first(const scanner *s, size_t r, const token *before, token *out) {
    token day = scanner_token(s, r), next = scanner_token(s, r + 1);
    uint32_t value = day_value(s, &day), year = 0;
    size_t used = 1;
    if (value == 0) {
        return 0;
    }
    if (is_of(s, &next) && (day.shape & SHAPE_ORDINAL) != 0) {
        used = 2;
    } else if (day.kind == TOKEN_WORD) {
        return 0;
    }
    token month = scanner_token(s, r + used);
    used++;
    if ((month.shape & SHAPE_MONTH) == 0 || month.month == 0 ||
        !month_behind(s, &month, &day, r + used, before)) {
        return 0;
    }
    used += join_year(s, r + used, &year);
    make_date(out, &s->tokens[r + used - 1], value, month.month, year);
    return used;
}

/* Nov-2, Nov/2, Sep-23-2020. Returns the tokens taken; 0 for none. */
static size_t join_month_glued(const scanner *s, size_t r, token *out) {
    token month = scanner_token(s, r), number = scanner_token(s, r + 2);
    if (!is_glue(s, r + 1) || number.kind == TOKEN_WORD) {
        return 0;
    }
    digit_group first = numbers_group(s, number.start), last = numbers_group(s, first.end + 1);
    if (s->norm[first.end] == '-' && last.end == number.end && numbers_full_year(last) &&
        first.digits <= 2 && first.value >= 1 && first.value <= 31) {
        make_date(out, &number, first.value, month.month, last.value);
        return 3;
    }
    uint32_t day = day_value(s, &number), year = 0;
    if (day == 0) {
        return 0;
    }
    size_t used = join_year(s, r + 3, &year);
    if (used == 0 && counts_on(s, r + 3)) {
        return 0;
    }
    make_date(out, &s->tokens[r + 2 + used], day, month.month, year);
    return 3 + used;
}

/* 2023 November, 2023, Nov. Returns the tokens taken; 0 for none. */
static size_t join_year_first(const scanner *s, size_t r, token *out) {
    token first = scanner_token(s, r), next = scanner_token(s, r + 1);
    digit_group year = plain_digits(s, &first);
    size_t used = scanner_mark(s, &next) == ',' ? 2 : 1;
    token month = scanner_token(s, r + used), behind = scanner_token(s, r + used + 1);
    bool may = month.end - month.start == 3 && month.month == 5;
    if (!numbers_full_year(year) || month.kind != TOKEN_WORD || month.month == 0 ||
        (may && (month.shape & SHAPE_CAP) == 0) || behind.kind == TOKEN_NUMBER) {
        return 0;
    }
    make_date(out, &month, 0, month.month, year.value);
    return used + 1;
}

/* The numbers from token r on with slashes between them, at most three; returns how many. */
static size_t slashed_numbers(const scanner *s, size_t r, digit_group g[3]) {
    for (size_t k = 0; k < 3; k++) {
        token number = scanner_token(s, r + 2 * k), mark = scanner_token(s, r + 2 * k + 1);
        g[k] = plain_digits(s, &number);
        if (g[k].digits == 0) {
            return k;
        }
        if (scanner_mark(s, &mark) != '/') {
            return k + 1;
        }
    }
    return 3;
}

static bool is_between(digit_group g, uint32_t first, uint32_t last) {
    return (g.digits == 1 || g.digits == 2) && g.value >= first && g.value <= last;
}

/* 12 / 06, 12 / 6 / 23, 2023 / 06: with spaces around the slashes. Returns the tokens taken. */
static size_t join_spaced(const scanner *s, size_t r, const token *before, token *out) {
    digit_group g[3];
    size_t count = slashed_numbers(s, r, g), used = 2 * count - 1;
    if (count < 2 || counts_on(s, r + used) || !is_between(g[1], 1, 12) ||
        (before != NULL && scanner_mark(s, before) == '/')) {
        return 0;
    }
    const token *last = &s->tokens[r + used - 1];
    if (count == 2 && numbers_full_year(g[0])) {
        make_date(out, last, 0, g[1].value, g[0].value);
        return used;
    }
    bool dated = count == 3 && (g[2].digits == 2 || numbers_full_year(g[2]));
    if (!is_between(g[0], 1, 31) || (count == 3 && !dated)) {
        return 0;
    }
    make_date(out, last, g[0].value, g[1].value, dated ? numbers_year(g[2]) : 0);
    return used;
}

/* March 28th, Sept 23, June 2024. Returns the tokens taken; 0 for none. */
static size_t join_month_first(const scanner *s, size_t r, token *out) {
    token month = scanner_token(s, r), next = scanner_token(s, r + 1);
    uint32_t year = 0, day = next.kind == TOKEN_WORD ? 0 : day_value(s, &next);
    bool ordinal = next.kind == TOKEN_ORDINAL && day != 0;
    digit_group plain = plain_digits(s, &next);
    bool may = (month.shape & SHAPE_CAP) == 0 && month.end - month.start == 3 && month.month == 5;
    size_t used = day != 0 ? join_year(s, r + 2, &year) : 0;
    if (day != 0 && (ordinal || (used != 0 && year != 0 && plain.digits <= 2))) {
        make_date(out, &s->tokens[r + 1 + used], day, month.month, year);
        return used + 2;
    }
    used = join_year(s, r + 1, &year);
    if (used != 0 && (!may || plain.digits != 2)) {
        make_date(out, &s->tokens[r + used], 0, month.month, year);
        return used + 1;
    }
    if (day == 0 || plain.digits == 0 || !closes(s, r + 2)) { /* no verb is a number: "may 12" */
        return 0;
    }
    make_date(out, &next, day, month.month, 0);
    return 2;
}

/* 95 %, eighty per cent. */
static size_t join_percent(const scanner *s, size_t r, token *out) {
    token next = scanner_token(s, r + 1), third = scanner_token(s, r + 2);
    pm_str word = {s->fold + next.start, next.end - next.start};
    pm_str last = {s->fold + third.start, third.end - third.start};
    size_t used = 0;
    if (scanner_mark(s, &next) == '%' || str_equal(word, STR("percent"))) {
        used = 2;
    } else if (str_equal(word, STR("per")) && str_equal(last, STR("cent"))) {
        used = 3;
    } else {
        return 0;
    }
    out->kind = TOKEN_PERCENT;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->day = out->month = 0;
    out->end = s->tokens[r + used - 1].end;
    return used;
}

/* 7pm, 7.30 p.m., nine o'clock, 9-11 am. */
static size_t join_time(const scanner *s, size_t r, token *out) {
    token t = scanner_token(s, r), next = scanner_token(s, r + 1);
    if ((flags_of(s, &next) & CLOCK) == 0) {
        return 0;
    }
    digit_group hour = numbers_group(s, t.start);
    if (t.kind == TOKEN_NUMBER && (hour.digits == 0 || hour.digits > 2 || hour.value > 24)) {
        return 0;
    }
    if (t.kind == TOKEN_WORD && s->fold[next.start] != 'o') {
        return 0;
    }
    out->kind = TOKEN_TIME;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->day = out->month = 0;
    out->end = next.end;
    return 2;
}

/* Settles "may" and "march" that stand alone. */
static void settle_month(const scanner *s, size_t r, const token *before, token *t) {
    token next = scanner_token(s, r + 1);
    bool may = t->end - t->start == 3;
    bool capital = s->mixed && (t->shape & SHAPE_CAP) != 0;
    bool first = (t->shape & SHAPE_FIRST) != 0;
    bool number = next.kind == TOKEN_NUMBER || next.kind == TOKEN_ORDINAL ||
                  (!may && (next.shape & (SHAPE_NUMBER | SHAPE_ORDINAL)) != 0) ||
                  (before != NULL && before->kind == TOKEN_NUMBER);
    bool lone = first && next.kind == TOKEN_MARK && scanner_mark(s, &next) != '\'';
    bool led = before != NULL && (flags_of(s, before) & LEADS) != 0 &&
               !(before->end - before->start == 2 && s->fold[before->start] == 't');
    if (!((capital && !first) || lone || led || (number && (!may || capital)))) {
        t->shape &= (uint16_t)~SHAPE_MONTH;
        t->month = 0;
    }
}

/* Is token r a word that nothing joins to a number before it? Months, clock words and "of" are
 * known; "percent" and "per cent" begin with p. */
static bool ends_number(const scanner *s, size_t r) {
    token t = scanner_token(s, r);
    return t.kind == TOKEN_WORD && s->fold[t.start] != 'p' &&
           (flags_of(s, &t) & (MONTH | CLOCK | LEADS)) == 0;
}

/* Makes *out, a copy of scanned token r, what begins there; returns how many tokens it takes. */
static size_t join_at(const scanner *s, size_t r, const token *before, token *out) {
    size_t used = 0;
    if ((out->shape & (SHAPE_NUMBER | SHAPE_ORDINAL)) != 0) {
        if (ends_number(s, r + 1)) {
            return 1;
        }
        used = join_day_first(s, r, before, out);
        used = used != 0 ? used : join_year_first(s, r, out);
        used = used != 0 ? used : join_spaced(s, r, before, out);
        if (used == 0 && (out->shape & SHAPE_NUMBER) != 0) {
            used = join_percent(s, r, out);
            used = used != 0 ? used : join_time(s, r, out);
        }
    } else if (out->kind == TOKEN_TIME) {
        used = join_time(s, r, out);
    } else if (out->month != 0 && out->kind == TOKEN_WORD) {
        used = join_month_first(s, r, out);
        used = used != 0 ? used : join_month_glued(s, r, out);
        if (used == 0 && (flags_of(s, out) & WARY) != 0) {
            settle_month(s, r, before, out);
        }
    }
    return used != 0 ? used : 1;
}

/* May something begin with this token? */
static bool may_join(const token *t) {
    return (t->shape & (SHAPE_NUMBER | SHAPE_ORDINAL)) != 0 || t->month != 0 ||
           t->kind == TOKEN_TIME;
}

void joiner_join(scanner *s) {
    size_t to = 0;
    for (size_t r = 0; r < s->count; to++) {
        if (!may_join(&s->tokens[r])) {
            if (to != r) {
                s->tokens[to] = s->tokens[r];
            }
            r++;
            continue;
        }
        token joined = s->tokens[r];
        r += join_at(s, r, to != 0 ? &s->tokens[to - 1] : NULL, &joined);
        s->tokens[to] = joined;
    }
    s->count = to;
}
