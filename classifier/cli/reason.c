/* SPDX-License-Identifier: MIT
 * Keeps true: words of a plan pass through words_of and the cells_ calls only, and both ask the
 * text policy. */
#include "cli/reason.h"

const char reason_headings[] = ",rule,column,start,end,words,cancelled,follows_from";
const char row_headings[] = "row,source,authority,plan_id,action_no";

const char *cell_name(pm_column c) {
    return c == PM_TEXT ? "action" : pm_column_name(c);
}

/* ---- the reason ---- */

/* The strongest evidence of a criterion that the piece with that number cancelled. */
static const pm_evidence *strongest_cancelled(const pm_mark *mark, pm_criterion c, ptrdiff_t by) {
    const pm_evidence *best = NULL;
    for (size_t i = 0; i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        bool fits = e->criterion == c && e->cancelled_by >= 0 && e->cancelled_by == by;
        if (fits && (best == NULL || e->strength > best->strength)) {
            best = e;
        }
    }
    return best;
}

static const pm_evidence *decided_by(const pm_mark *mark, pm_criterion c) {
    ptrdiff_t i = mark->verdict[c].decided_by;
    return i >= 0 ? &mark->evidence[i] : NULL;
}

reason reason_of(const pm_mark *mark, pm_criterion c) {
    const pm_verdict *v = &mark->verdict[c];
    reason r = {.met = v->met, .by = decided_by(mark, c), .link = -1};
    if (v->basis == PM_BY_LINK) {
        r.link = (int)v->link;
        r.by = v->met ? decided_by(mark, v->link) : NULL;
    } else if (!v->met) {
        r.cancelled = strongest_cancelled(mark, c, v->decided_by);
    }
    return r;
}

static pm_str words_of(const pm_action *action, const pm_evidence *e, pm_text_policy text) {
    pm_str cell = action->cell[e->column];
    bool shown = text != PM_TEXT_NONE && e->start <= e->end && e->end <= cell.len;
    return shown ? (pm_str){cell.data + e->start, e->end - e->start} : (pm_str){NULL, 0};
}

/* Code points before a byte of the cell, as JSON lines count them. */
static size_t points_before(pm_str cell, size_t byte) {
    size_t count = 0;
    for (size_t i = 0; i < byte && i < cell.len; count++) {
        page_point(cell, &i);
    }
    return count;
}

static size_t start_of(const pm_action *action, const pm_evidence *e) {
    return points_before(action->cell[e->column], e->start);
}

static size_t end_of(const pm_action *action, const pm_evidence *e) {
    return points_before(action->cell[e->column], e->end);
}

static void evidence_plain(page *p, const pm_action *action, const pm_evidence *e,
                           pm_text_policy text) {
    pm_str words = words_of(action, e, text);
    page_plain(p, e->rule);
    if (words.len != 0) {
        page_text(p, " \"");
        page_plain(p, words);
        page_text(p, "\"");
    } else if (text == PM_TEXT_NONE) {
        page_format(p, " at %zu-%zu", start_of(action, e), end_of(action, e));
    }
    if (e->column != PM_TEXT) {
        page_format(p, " in %s", pm_column_name(e->column));
    }
}

void reason_plain(page *p, const pm_action *action, const reason *r, pm_text_policy text) {
    if (r->link >= 0) {
        page_format(p, "follows from %s", pm_criterion_name((pm_criterion)r->link));
        page_text(p, r->by != NULL ? ", " : "");
    } else if (r->by == NULL) {
        page_text(p, "nothing found");
    } else if (r->by->says == PM_NEAR) {
        page_text(p, "near: ");
    }
    if (r->by != NULL) {
        evidence_plain(p, action, r->by, text);
    }
    if (r->cancelled != NULL) {
        page_text(p, " cancels ");
        evidence_plain(p, action, r->cancelled, text);
    }
}

void reason_csv(page *p, const pm_action *action, const reason *r, pm_text_policy text) {
    page_text(p, ",");
    page_csv(p, r->by != NULL ? r->by->rule : page_str(NULL));
    if (r->by != NULL) {
        page_format(p, ",%s,%zu,%zu,", cell_name(r->by->column), start_of(action, r->by),
                    end_of(action, r->by));
    } else {
        page_text(p, ",,,,");
    }
    page_csv(p, r->by != NULL ? words_of(action, r->by, text) : page_str(NULL));
    page_text(p, ",");
    page_csv(p, r->cancelled != NULL ? r->cancelled->rule : page_str(NULL));
    page_format(p, ",%s", r->link >= 0 ? pm_criterion_name((pm_criterion)r->link) : "");
}

static void json_key(page *p, const char *key, pm_str value) {
    page_format(p, ",\"%s\":", key);
    page_json(p, value);
}

void reason_json(page *p, const pm_action *action, const reason *r, pm_text_policy text) {
    if (r->by != NULL) {
        json_key(p, "rule", r->by->rule);
        json_key(p, "column", page_str(cell_name(r->by->column)));
        page_format(p, ",\"start\":%zu,\"end\":%zu", start_of(action, r->by),
                    end_of(action, r->by));
        if (text != PM_TEXT_NONE) {
            json_key(p, "words", words_of(action, r->by, text));
        }
    }
    if (r->cancelled != NULL) {
        json_key(p, "cancelled", r->cancelled->rule);
    }
    if (r->link >= 0) {
        json_key(p, "follows_from", page_str(pm_criterion_name((pm_criterion)r->link)));
    }
}

/* ---- the row ---- */

void row_plain(page *p, const pm_row *row, size_t number, pm_text_policy text) {
    if (text == PM_TEXT_NONE) {
        page_format(p, "row %zu", number);
    } else {
        page_plain(p, row->source);
        page_text(p, ": ");
        page_plain(p, row->plan_id);
    }
    page_text(p, " action ");
    page_plain(p, row->action_no);
}

void row_csv(page *p, const pm_row *row, size_t number, pm_text_policy text) {
    bool named = text != PM_TEXT_NONE;
    page_format(p, "%zu,", number);
    page_csv(p, named ? row->source : page_str(NULL));
    page_text(p, ",");
    page_csv(p, row->authority);
    page_text(p, ",");
    page_csv(p, named ? row->plan_id : page_str(NULL));
    page_text(p, ",");
    page_csv(p, row->action_no);
}

void row_json(page *p, const pm_row *row, size_t number, pm_text_policy text) {
    page_format(p, "\"row\":%zu", number);
    if (text != PM_TEXT_NONE) {
        json_key(p, "source", row->source);
        json_key(p, "plan_id", row->plan_id);
    }
    json_key(p, "authority", row->authority);
    json_key(p, "action_no", row->action_no);
}

/* ---- the cells ---- */

void cells_plain(page *p, const pm_action *action, pm_text_policy text) {
    if (text != PM_TEXT_FULL) {
        return;
    }
    page_text(p, "    ");
    page_plain(p, action->cell[PM_TEXT]);
    for (int c = PM_TEXT + 1; c < PM_COLUMNS; c++) {
        if (action->cell[c].len != 0) {
            page_format(p, " | %s: ", pm_column_name((pm_column)c));
            page_plain(p, action->cell[c]);
        }
    }
    page_text(p, "\n");
}

void cells_headings(page *p, pm_text_policy text) {
    for (int c = 0; text == PM_TEXT_FULL && c < PM_COLUMNS; c++) {
        page_format(p, ",%s", cell_name((pm_column)c));
    }
}

void cells_csv(page *p, const pm_action *action, pm_text_policy text) {
    for (int c = 0; text == PM_TEXT_FULL && c < PM_COLUMNS; c++) {
        page_text(p, ",");
        page_csv(p, action->cell[c]);
    }
}

void cells_json(page *p, const pm_action *action, pm_text_policy text) {
    for (int c = 0; text == PM_TEXT_FULL && c < PM_COLUMNS; c++) {
        json_key(p, cell_name((pm_column)c), action->cell[c]);
    }
}
