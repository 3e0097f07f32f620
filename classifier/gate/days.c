/* SPDX-License-Identifier: MIT
 * Keeps true: a date without a year is before nothing, since nobody wrote which year is meant. */
#include "gate/parts.h"

enum { MONTHS = 12 };

static unsigned month_length(unsigned month, unsigned year) {
    static const unsigned char days[MONTHS] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool common = year != 0 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0));
    return month == 2 && common ? 28 : days[month - 1];
}

bool baseline_is_day(pm_str s) {
    unsigned part[3] = {0, 0, 0};
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool mark = i == 4 || i == 7;
        if (mark ? s.data[i] != '-' : !ascii_digit(s.data[i])) {
            return false;
        }
        n += mark;
        part[n] = mark ? 0 : part[n] * 10 + (unsigned)(s.data[i] - '0');
    }
    return s.len == 10 && part[0] != 0 && part[1] >= 1 && part[1] <= MONTHS && part[2] >= 1 &&
           part[2] <= month_length(part[1], part[0]);
}

pm_status day_read(pm_str written, arena *memory, day *out) {
    text t;
    *out = (day){0, 0, 0};
    if (written.len == 0) {
        return PM_OK;
    }
    pm_status status = text_read(written, memory, &t);
    for (size_t i = 0; status == PM_OK && i < t.count && out->year == 0; i++) {
        if (t.tokens[i].kind == TOKEN_DATE && t.tokens[i].year != 0) {
            *out = (day){t.tokens[i].year, t.tokens[i].month, t.tokens[i].day};
        }
    }
    return status;
}

/* A date that names only a month stands for its last day, a plan's for its first. */
static bool lies_before(const token *date, day plan) {
    unsigned last = date->day != 0 ? date->day : 31, first = plan.day != 0 ? plan.day : 1;
    if (date->year == 0 || date->month == 0 || plan.year == 0 || plan.month == 0) {
        return false;
    }
    if (date->year != plan.year) {
        return date->year < plan.year;
    }
    return date->month != plan.month ? date->month < plan.month : last < first;
}

static bool is_impossible(const token *t) {
    return t->kind == TOKEN_DATE && t->month >= 1 && t->month <= MONTHS &&
           t->day > month_length(t->month, t->year);
}

/* What is looked for in the cells of an action; FINDING_NONE: not any more, one of each is enough.
 * Evidence is passed once, since there may be much of it and many dates. */
typedef struct day_search {
    plan_work *w;
    ptrdiff_t action;
    uint16_t before, impossible;
    bool whole;   /* all evidence is in the mark */
    size_t next;  /* evidence that no date has passed yet */
    size_t reach; /* how far into the cell times that count have come */
} day_search;

static bool is_time(const day_search *d, const pm_evidence *e) {
    uint64_t kinds = d->w->g->list[d->before].kinds;
    return e->criterion == PM_TIMEFRAME && e->says == PM_MET && e->cancelled_by < 0 &&
           (kinds_of_names(d->w->g->image, e->kind) & kinds) != 0;
}

/* Few plans have a date that lies before them, so only then the mark is made to show all times. */
static const pm_mark *whole_mark(day_search *d) {
    scorer *s = &d->w->g->scorer;
    if (!d->whole) {
        d->whole = true;
        d->w->found.no_memory |= scorer_show_all(s) != PM_OK;
    }
    return &s->mark;
}

/* Is the byte part of a time that counts for the finding? Asked in the order of columns and bytes,
 * as evidence is. */
static bool in_time(day_search *d, pm_column column, size_t at) {
    const pm_mark *mark = whole_mark(d);
    for (; d->next < mark->evidence_count; d->next++) {
        const pm_evidence *e = &mark->evidence[d->next];
        if (e->column > column || (e->column == column && e->start > at)) {
            break;
        }
        if (e->column == column && e->end > d->reach && is_time(d, e)) {
            d->reach = e->end;
        }
    }
    return at < d->reach;
}

static void tell(plan_work *w, uint16_t finding, ptrdiff_t action, pm_column column, const text *t,
                 const token *date) {
    pm_evidence words = {.criterion = PM_TIMEFRAME,
                         .says = PM_NEAR,
                         .column = column,
                         .start = text_original(t, date->start),
                         .end = text_original(t, date->end),
                         .cancelled_by = -1};
    pm_finding *f = work_add(w, finding, action, false);
    if (f != NULL) {
        f->evidence = work_keep(w, &words);
    }
}

static void search_date(day_search *d, pm_column column, const text *t, const token *date) {
    if (is_impossible(date)) {
        tell(d->w, d->impossible, d->action, column, t, date);
        d->impossible = FINDING_NONE;
    } else if (d->before != FINDING_NONE && lies_before(date, d->w->date) &&
               in_time(d, column, text_original(t, date->start))) {
        tell(d->w, d->before, d->action, column, t, date);
        d->before = FINDING_NONE;
    }
}

void work_days(plan_work *w, const pm_plan_action *given, ptrdiff_t action) {
    const uint16_t *of_check = w->g->of_check;
    day_search d = {.w = w,
                    .action = action,
                    .before = of_check[CHECK_BEFORE_PLAN],
                    .impossible = of_check[CHECK_IMPOSSIBLE_DAY]};
    for (int c = 0; c < PM_COLUMNS; c++) {
        const text *t = &w->g->scorer.cells[c].text;
        d.reach = 0;
        for (size_t i = 0; given->action.cell[c].len != 0 && i < t->count; i++) {
            if (t->tokens[i].kind == TOKEN_DATE) {
                search_date(&d, (pm_column)c, t, &t->tokens[i]);
            }
        }
    }
}
