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
static bool lies_before(const day *date, day plan) {
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
    return t->month >= 1 && t->month <= MONTHS && t->day > month_length(t->month, t->year);
}

bool day_is_noted(const token *t) {
    return t->kind == TOKEN_DATE && (is_impossible(t) || (t->year != 0 && t->month != 0));
}

noted_date day_note(const text *t, const token *date, pm_column column) {
    return (noted_date){.column = column,
                        .impossible = is_impossible(date),
                        .day = {date->year, date->month, date->day},
                        .start = text_original(t, date->start),
                        .end = text_original(t, date->end)};
}

bool days_lie_before(const plan_work *w, const action_note *n) {
    bool any = false;
    for (size_t i = 0; i < n->date_count && !any; i++) {
        any = !n->dates[i].impossible && lies_before(&n->dates[i].day, w->date);
    }
    return any;
}

/* What is looked for among the dates of an action; FINDING_NONE: not any more, one of each is
 * enough. Evidence is passed once, since there may be much of it and many dates. */
typedef struct day_search {
    plan_work *w;
    ptrdiff_t action;
    uint16_t before, impossible;
    bool whole;  /* all evidence is in the mark */
    size_t next; /* evidence that no date has passed yet */
    pm_column column;
    size_t reach; /* how far into this column times that count have come */
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

/* Is the date part of a time that counts for the finding? Asked in the order of columns and bytes,
 * as evidence is. */
static bool in_time(day_search *d, const noted_date *date) {
    const pm_mark *mark = whole_mark(d);
    d->reach = d->column == date->column ? d->reach : 0;
    d->column = date->column;
    for (; d->next < mark->evidence_count; d->next++) {
        const pm_evidence *e = &mark->evidence[d->next];
        if (e->column > date->column || (e->column == date->column && e->start > date->start)) {
            break;
        }
        if (e->column == date->column && e->end > d->reach && is_time(d, e)) {
            d->reach = e->end;
        }
    }
    return date->start < d->reach;
}

static void tell(const day_search *d, uint16_t finding, const noted_date *date) {
    pm_evidence words = {.criterion = PM_TIMEFRAME,
                         .says = PM_NEAR,
                         .column = date->column,
                         .start = date->start,
                         .end = date->end,
                         .cancelled_by = -1};
    pm_finding *f = work_add(d->w, finding, d->action, false);
    if (f != NULL) {
        f->evidence = work_keep(d->w, &words);
    }
}

void work_days(plan_work *w, const action_note *n, ptrdiff_t action) {
    const uint16_t *of_check = w->g->of_check;
    day_search d = {.w = w,
                    .action = action,
                    .before = of_check[CHECK_BEFORE_PLAN],
                    .impossible = of_check[CHECK_IMPOSSIBLE_DAY]};
    for (size_t i = 0; i < n->date_count; i++) {
        const noted_date *date = &n->dates[i];
        if (date->impossible) {
            tell(&d, d.impossible, date);
            d.impossible = FINDING_NONE;
        } else if (d.before != FINDING_NONE && lies_before(&date->day, w->date) &&
                   in_time(&d, date)) {
            tell(&d, d.before, date);
            d.before = FINDING_NONE;
        }
    }
}
