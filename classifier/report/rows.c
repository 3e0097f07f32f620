/* SPDX-License-Identifier: MIT
 * A row to what is kept of it. Keeps true: a row counts once, with the verdicts that stand last:
 * somebody's override, else its own, else the scorer's. */
#include <string.h>

#include "report/report.h"

typedef struct row_columns {
    pm_str pack, unsure, kinds[KINDS_OF];
    bool has_unsure, has_kinds[KINDS_OF];
    pm_str override[PM_CRITERIA];
} row_columns;

/* "Override owner" is "override_owner". */
static bool is_column(pm_str name, pm_str wanted) {
    bool same = name.len == wanted.len;
    for (size_t i = 0; same && i < name.len; i++) {
        char c = ascii_lower(name.data[i]);
        same = (c == ' ' ? '_' : c) == wanted.data[i];
    }
    return same;
}

static const pm_str override_names[PM_CRITERIA] = {{"override_actionable", 19},
                                                   {"override_measurable", 19},
                                                   {"override_measure_given", 22},
                                                   {"override_timeframe", 18},
                                                   {"override_owner", 14}};

static row_columns columns_of(const pm_row *row) {
    row_columns c = {.pack = {NULL, 0}};
    for (size_t i = 0; i < row->extra_count; i++) {
        const pm_field *x = &row->extra[i];
        if (str_equal(x->name, STR("pack"))) {
            c.pack = str_trim(x->value);
        } else if (str_equal(x->name, STR("unsure"))) {
            c.unsure = x->value;
            c.has_unsure = true;
        } else if (str_equal(x->name, STR("owner_kind"))) {
            c.kinds[KINDS_OF_OWNER] = x->value;
            c.has_kinds[KINDS_OF_OWNER] = true;
        } else if (str_equal(x->name, STR("timeframe_kind"))) {
            c.kinds[KINDS_OF_TIMEFRAME] = x->value;
            c.has_kinds[KINDS_OF_TIMEFRAME] = true;
        } else if (x->name.len >= 14 && ascii_lower(x->name.data[0]) == 'o') {
            for (int k = 0; k < PM_CRITERIA; k++) {
                c.override[k] =
                    is_column(x->name, override_names[k]) ? str_trim(x->value) : c.override[k];
            }
        }
    }
    return c;
}

/* 1, 0, -1 for an empty cell, -2 for what is no verdict. */
static int verdict_of(pm_str s) {
    static const char *const words[] = {"0", "1", "no", "yes", "n", "y", "false", "true"};
    for (int i = 0; s.len != 0 && i < 8; i++) {
        if (str_equal_fold(s, str_from(words[i]))) {
            return i % 2;
        }
    }
    return s.len == 0 ? -1 : -2;
}

static pm_status refuse(report *r, const pm_row *row, const char *what, pm_str name) {
    r->skipped++;
    if (++r->refused <= REPORT_FAULTS_TOLD) {
        report_about(r->report, PM_ERROR, row, "%s%.*s", what, (int)name.len,
                     name.len != 0 ? name.data : "");
    }
    return PM_ERR_ROW;
}

static pm_status refuse_again(report *r, const pm_row *row, const fact_seen *before) {
    r->skipped++;
    if (++r->refused <= REPORT_FAULTS_TOLD) {
        facts_tell_before(r->report, &r->facts, row, before);
    }
    return PM_ERR_ROW;
}

/* What ends a report is told once. */
static pm_status tell_limit(report *r, pm_status status, const char *what, int most) {
    if (status == PM_ERR_LIMIT) {
        report_plain(r->report, PM_ERROR, (pm_str){NULL, 0}, 0, 0, "the rows have more than %d %s",
                     most, what);
    }
    return status;
}

static uint8_t bits_of_names(pm_str names) {
    unsigned bits = 0;
    for (size_t from = 0; from < names.len;) {
        const char *end = memchr(names.data + from, ';', names.len - from);
        size_t to = end != NULL ? (size_t)(end - names.data) : names.len;
        for (int k = 0; k < PM_CRITERIA; k++) {
            bits |= (unsigned)str_equal(str_slice(names, from, to), str_from(output_criteria[k]))
                    << k;
        }
        from = to + 1;
    }
    return (uint8_t)bits;
}

static int count_given(const pm_row *row) {
    int given = 0;
    for (int k = 0; k < PM_CRITERIA; k++) {
        given += row->coded[k] >= 0;
    }
    return given;
}

/* Somebody codes these rows, or has marked them: they have columns for it, though all may be empty
 * here. Such a row is never marked on the way, else half a sheet would be the coder's and half the
 * tool's. */
static bool is_for_coding(const pm_row *row) {
    bool any = count_given(row) != 0;
    for (size_t i = 0; i < row->extra_count && !any; i++) {
        for (int k = 0; k < PM_CRITERIA && !any; k++) {
            any = str_equal(row->extra[i].name, str_from(output_criteria[k]));
        }
    }
    return any;
}

static pm_status take_kinds(report *r, fact *x, const pm_str kinds[KINDS_OF],
                            const bool has[KINDS_OF]) {
    static const uint8_t known[KINDS_OF] = {FACT_OWNER_KINDS, FACT_TIME_KINDS};
    for (int of = 0; of < KINDS_OF; of++) {
        pm_status status = facts_kinds(&r->facts, (fact_kind_of)of, kinds[of], &x->kinds[of]);
        if (status != PM_OK) {
            return tell_limit(r, status, "kinds of owners, or of timeframes", FACT_KINDS);
        }
        x->is |= has[of] ? known[of] : 0;
    }
    return PM_OK;
}

static pm_status stamp_of(report *r, pm_str name, fact *x) {
    const fact *last = r->facts.count != 0 ? &r->facts.items[r->facts.count - 1] : NULL;
    if (last != NULL && str_equal(r->facts.stamps.items[last->stamp], name)) {
        x->stamp = last->stamp; /* as nearly always */
        return PM_OK;
    }
    uint32_t n = intern_find(&r->facts.stamps, name);
    if (n == INTERN_NONE && r->facts.stamps.count >= FACT_STAMPS) {
        return tell_limit(r, PM_ERR_LIMIT, "packs that marked them", FACT_STAMPS);
    }
    n = n != INTERN_NONE ? n : intern_add(&r->facts.stamps, name);
    x->stamp = (uint16_t)n;
    return n != INTERN_NONE ? PM_OK : PM_ERR_MEMORY;
}

/* The verdicts that stand in the row; a row that has some of them only is not judged. */
static pm_status take_given(report *r, const pm_row *row, const row_columns *c, fact *x) {
    for (int k = 0; k < PM_CRITERIA; k++) {
        x->met |= (uint8_t)((row->coded[k] == 1) << k);
    }
    x->is |= count_given(row) == PM_CRITERIA ? FACT_JUDGED : 0;
    x->unsure = bits_of_names(c->unsure);
    x->is |= c->has_unsure && c->pack.len != 0 ? FACT_SAYS_UNSURE : 0;
    pm_status status = stamp_of(r, c->pack.len != 0 ? c->pack : REPORT_PEOPLE, x);
    return status == PM_OK ? take_kinds(r, x, c->kinds, c->has_kinds) : status;
}

static pm_status take_scored(report *r, const pm_row *row, fact *x) {
    static const bool both[KINDS_OF] = {true, true};
    pm_status status = PM_OK;
    if (!r->has_scorer) {
        status = scorer_init(&r->scorer, r->image, r->wordnet, r->allocator);
        r->scorer.level = PM_EVIDENCE_NONE;
        r->has_scorer = true;
    }
    status = status == PM_OK ? scorer_mark_alone(&r->scorer, &row->action) : status;
    if (status != PM_OK) {
        return status;
    }
    const pm_mark *m = &r->scorer.mark;
    for (int k = 0; k < PM_CRITERIA; k++) {
        x->met |= (uint8_t)((m->verdict[k].met != 0) << k);
        x->unsure |= (uint8_t)((m->verdict[k].unsure != 0) << k);
    }
    x->is |= FACT_JUDGED | FACT_SAYS_UNSURE;
    status = stamp_of(r, r->options.stamp, x);
    return status == PM_OK
               ? take_kinds(r, x, (pm_str[KINDS_OF]){m->owner_kind, m->timeframe_kind}, both)
               : status;
}

/* Kinds tell of the evidence for a verdict, not of one that somebody set against it. */
static void forget_kinds(fact *x, int criterion) {
    int of = criterion == PM_OWNER       ? KINDS_OF_OWNER
             : criterion == PM_TIMEFRAME ? KINDS_OF_TIMEFRAME
                                         : KINDS_OF;
    if (of != KINDS_OF) {
        x->kinds[of] = 0;
        x->is &= (uint8_t) ~((x->met >> criterion & 1) == 0 ? 0
                             : of == KINDS_OF_OWNER         ? FACT_OWNER_KINDS
                                                            : FACT_TIME_KINDS);
    }
}

/* An override of an empty cell gives a verdict, and changes none. */
static void take_overrides(const pm_row *row, const row_columns *c, fact *x) {
    bool judged = (x->is & FACT_JUDGED) != 0;
    int given = 0;
    for (int k = 0; k < PM_CRITERIA; k++) {
        int v = verdict_of(c->override[k]);
        bool had = judged || row->coded[k] >= 0;
        given += v >= 0 || had;
        if (v < 0) {
            continue;
        }
        x->is |= FACT_OVERRIDDEN;
        x->unsure &= (uint8_t) ~(1u << k);
        if (v != (x->met >> k & 1)) {
            x->changed |= (uint8_t)(had << k);
            x->met ^= (uint8_t)(1u << k);
            forget_kinds(x, k);
        }
    }
    x->is |= given == PM_CRITERIA ? FACT_JUDGED : given == 0 ? FACT_UNCODED : 0;
}

/* ---- groups ---- */

static const pm_field *field_of(const pm_row *row, pm_str name) {
    for (size_t i = 0; i < row->extra_count; i++) {
        if (str_equal_fold(row->extra[i].name, name)) {
            return &row->extra[i];
        }
    }
    return NULL;
}

pm_status report_groups(report *r, const pm_row *row, uint32_t groups[FACT_COLUMNS]) {
    for (size_t c = 0; c < r->options.by_count; c++) {
        pm_str name = r->options.by[c], value = {NULL, 0};
        const pm_field *field = NULL;
        if (str_equal_fold(name, STR("authority"))) {
            value = row->authority;
            r->by_found[c] = true;
        } else if (str_equal_fold(name, STR("plan_id"))) {
            shown s;
            if (redact_row(&r->redact, row, &s) != PM_OK) {
                return PM_ERR_MEMORY;
            }
            value = s.plan_id;
            r->by_found[c] = true;
        } else if ((field = field_of(row, name)) != NULL) {
            value = field->value;
            r->by_found[c] = true;
        }
        value = str_trim(value);
        groups[c] = FACT_NO_GROUP;
        pm_status status = value.len != 0 ? facts_value(&r->facts, value, &groups[c]) : PM_OK;
        if (status == PM_ERR_LIMIT) {
            report_about(r->report, PM_ERROR, row,
                         "the columns to group by have more than %d different values", FACT_GROUPS);
        }
        if (status != PM_OK) {
            return status;
        }
    }
    return PM_OK;
}

/* ---- rows ---- */

static pm_status take_action(report *r, const pm_row *row, const row_columns *c, uint32_t plan,
                             const uint32_t groups[FACT_COLUMNS]) {
    fact x = {.plan = plan, .text = FACT_NO_TEXT};
    pm_status status = is_for_coding(row) ? take_given(r, row, c, &x) : take_scored(r, row, &x);
    if (status == PM_OK) {
        take_overrides(row, c, &x);
    }
    if (status == PM_OK && row->action.cell[PM_TEXT].len != 0) {
        x.is |= FACT_READ;
        x.is |= row->action.cell[PM_BY_WHEN].len != 0 ? FACT_WHEN_FILLED : 0;
        status = texts_read(&r->texts, &row->action, &x.text, &x.instead);
    }
    if (status == PM_OK) {
        report_offer(r, row, &x);
        status = r->failed;
    }
    status = status == PM_OK ? facts_add(&r->facts, &x, groups) : status;
    return status;
}

/* Of an action, before anything is changed by it. */
static pm_status check_action(report *r, const pm_row *row, const row_columns *c) {
    static const pm_str nothing = {"", 0};
    for (int k = 0; k < PM_CRITERIA; k++) {
        if (verdict_of(c->override[k]) == -2) {
            return refuse(r, row, "an override is 0, 1 or empty: ", override_names[k]);
        }
    }
    for (int i = 0; i < PM_COLUMNS; i++) {
        if (row->action.cell[i].len > PM_LIMIT_CELL) {
            return refuse(r, row, "a cell is too long; the row is left out", nothing);
        }
    }
    return PM_OK;
}

/* Nobody can tell whether two rows without a plan are the same. */
static pm_status check_new(report *r, const pm_row *row, uint32_t plan) {
    const fact_seen *before = NULL;
    pm_status status = row->plan_id.len != 0 ? facts_see(&r->facts, plan, row, &before) : PM_OK;
    return before == NULL ? status : refuse_again(r, row, before);
}

static pm_status take_row(report *r, const pm_row *row) {
    uint32_t groups[FACT_COLUMNS];
    row_columns columns = columns_of(row);
    bool is_action = row->has_action || count_given(row) != 0;
    pm_status status = is_action ? check_action(r, row, &columns) : PM_OK;
    if (status != PM_OK) {
        return status;
    }
    uint32_t plan = facts_plan(&r->facts, row->authority, row->plan_id);
    if (plan == UINT32_MAX) {
        return PM_ERR_MEMORY;
    }
    status = is_action ? check_new(r, row, plan) : PM_OK;
    status = status == PM_OK ? report_groups(r, row, groups) : status;
    if (status == PM_OK && is_action) {
        return take_action(r, row, &columns, plan, groups);
    }
    for (size_t c = 0; status == PM_OK && c < r->options.by_count; c++) {
        facts_plan_value(&r->facts, plan, c, groups[c]);
    }
    return status;
}

pm_status report_row(report *r, const pm_row *row) {
    pm_status status = r->failed == PM_OK ? take_row(r, row) : r->failed;
    r->failed = status != PM_ERR_ROW ? status : r->failed;
    return status;
}
