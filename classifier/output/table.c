/* SPDX-License-Identifier: MIT
 * Keeps true: a row is written when it comes, in columns that depend on the terminal alone; no byte
 * of a plan can steer the terminal. */
#include <string.h>

#include "output/output.h"

enum { NARROWEST = 60, WIDTH_NO = 4, WIDTH_VERDICTS = 3 * PM_CRITERIA, GAPS = 10 };

static const char letters[] = "AMGTO"; /* of the criteria */
static const char *const words[PM_CRITERIA] = {"actionable", "measurable", "measure given",
                                               "timeframe", "owner"};

typedef struct layout {
    size_t plan, action, owner, time;
} layout;

static layout lay_out(const output *o) {
    size_t width = o->options.width != 0 ? o->options.width : 80;
    width = width < NARROWEST ? NARROWEST : width > 400 ? 400 : width;
    /* from 100 columns on no kind of the shipped pack is cut, with "+9" behind it */
    size_t more = width < 100 ? 0 : (width - 100) / 5 < 12 ? (width - 100) / 5 : 12;
    layout l = {.plan = 10, .owner = 20 + more, .time = 12 + more};
    if (width < 100) {
        l = (layout){.plan = 8, .owner = width < 80 ? 10 : 15, .time = width < 80 ? 8 : 12};
    }
    l.action = width - l.plan - l.owner - l.time - WIDTH_NO - WIDTH_VERDICTS - GAPS;
    return l;
}

static void put_style(output *o, const char *code) {
    if (o->options.colour) {
        buffer_text(&o->out, "\x1b[");
        buffer_text(&o->out, code);
        buffer_char(&o->out, 'm');
    }
}

static void put_column(output *o, pm_str text, size_t width) {
    output_clipped(&o->out, text, width, true);
    buffer_text(&o->out, "  ");
}

/* A line ends where its text does. */
static void end_line(output *o) {
    while (!o->out.failed && o->out.len != 0 && o->out.data[o->out.len - 1] == ' ') {
        o->out.len--;
    }
    buffer_char(&o->out, '\n');
}

/* Of kinds joined by ';' the whole ones that there is room for, and how many more: "mother+2". */
static void put_kinds(output *o, pm_str kinds, size_t width, bool fill) {
    size_t count = kinds.len != 0, fits = 0, ends = 0, at = 0;
    for (size_t i = 0; i < kinds.len; i++) {
        count += kinds.data[i] == ';';
    }
    if (kinds.len <= width) {
        output_clipped(&o->out, kinds, width, fill);
        return;
    }
    for (size_t n = 1; n <= count; n++) {
        const char *end = memchr(kinds.data + at, ';', kinds.len - at);
        size_t to = end != NULL ? (size_t)(end - kinds.data) : kinds.len;
        if (n == 1 || to + 2 <= width) {
            fits = n;
            ends = to;
        }
        at = to + 1 < kinds.len ? to + 1 : kinds.len;
    }
    size_t rest = count - fits, tail = rest == 0 ? 0 : rest < 10 ? 2 : 3;
    size_t room = ends + tail <= width ? ends : width - tail;
    output_clipped(&o->out, str_slice(kinds, 0, ends), room, true);
    if (rest != 0) {
        buffer_char(&o->out, '+');
        buffer_unsigned(&o->out, rest);
    }
    for (size_t used = room + tail; fill && used < width; used++) {
        buffer_char(&o->out, ' ');
    }
}

/* ---- Rows alone ---- */

typedef struct bare_layout {
    size_t plan, action, who, when, place;
} bare_layout;

static bare_layout lay_out_bare(const output *o) {
    size_t width = o->options.width != 0 ? o->options.width : 80;
    width = width < NARROWEST ? NARROWEST : width > 400 ? 400 : width;
    size_t rest = width - WIDTH_NO - GAPS, tenth = rest / 10;
    bare_layout l = {.plan = tenth, .who = tenth + tenth / 2, .when = tenth + tenth / 2};
    l.place = 2 * tenth;
    l.action = rest - l.plan - l.who - l.when - l.place;
    return l;
}

static void bare_begin(output *o) {
    bare_layout l = lay_out_bare(o);
    put_style(o, "1");
    put_column(o, STR("plan"), l.plan);
    put_column(o, STR("no"), WIDTH_NO);
    put_column(o, STR("action"), l.action);
    put_column(o, STR("who"), l.who);
    put_column(o, STR("by when"), l.when);
    output_clipped(&o->out, STR("source"), l.place, false);
    put_style(o, "0");
    end_line(o);
}

static void bare_line(output *o, const shown *s) {
    bare_layout l = lay_out_bare(o);
    put_column(o, s->plan_id, l.plan);
    put_column(o, s->action_no, WIDTH_NO);
    put_column(o, o->has_action ? s->cell[PM_TEXT] : STR("(no actions)"), l.action);
    put_column(o, s->cell[PM_WHO], l.who);
    put_column(o, s->cell[PM_BY_WHEN], l.when);
    output_clipped(&o->out, s->source, l.place, false);
    end_line(o);
}

/* ---- Rows and marks ---- */

static void marks_begin(output *o, const shown *first) {
    layout l = lay_out(o);
    (void)first;
    if (o->options.bare) {
        bare_begin(o);
        return;
    }
    put_style(o, "1");
    put_column(o, STR("plan"), l.plan);
    put_column(o, STR("no"), WIDTH_NO);
    for (int c = 0; c < PM_CRITERIA; c++) {
        buffer_char(&o->out, letters[c]);
        buffer_text(&o->out, "  ");
    }
    put_column(o, STR("/5"), 2);
    put_column(o, STR("action"), l.action - 2);
    put_column(o, STR("owner"), l.owner);
    output_clipped(&o->out, STR("time"), l.time, false);
    put_style(o, "0");
    end_line(o);
}

/* A question mark stands behind what is unsure. */
static void put_verdict(output *o, const pm_verdict *v) {
    put_style(o, v->met ? "32" : "31");
    if (o->options.colour) {
        buffer_text(&o->out, v->met ? "\xE2\x9C\x93" : "\xE2\x9C\x97");
    } else {
        buffer_char(&o->out, v->met ? 'Y' : '-');
    }
    put_style(o, "0");
    buffer_text(&o->out, v->unsure ? "? " : "  ");
}

/* The action; where whole cells are withheld, the words of evidence that may be shown. */
static pm_str shown_text(output *o, const shown *s, const pm_mark *mark) {
    pm_str found;
    output_scratch(o);
    for (size_t i = 0; !s->cells && mark != NULL && i < mark->evidence_count; i++) {
        const pm_evidence *e = &mark->evidence[i];
        if (e->decided && e->says != PM_NEAR &&
            redact_words(&o->redact, s, e->column, e->start, e->end, &found)) {
            buffer_text(&o->scratch, o->scratch.len != 0 ? " | " : "");
            buffer_str(&o->scratch, found);
        }
    }
    return mark == NULL ? STR("(no actions)")
           : s->cells   ? s->cell[PM_TEXT]
                        : buffer_view(&o->scratch);
}

static void mark_line(output *o, shown *s, const pm_mark *mark) {
    layout l = lay_out(o);
    if (o->options.bare) {
        bare_line(o, s);
        return;
    }
    put_column(o, s->plan_id, l.plan);
    put_column(o, s->action_no, WIDTH_NO);
    for (int c = 0; c < PM_CRITERIA; c++) {
        if (mark != NULL) {
            put_verdict(o, &mark->verdict[c]);
        } else {
            buffer_text(&o->out, "   ");
        }
    }
    char score[] = {mark != NULL ? (char)('0' + mark->score) : ' ', ' '};
    put_column(o, (pm_str){score, 2}, 2);
    put_column(o, shown_text(o, s, mark), l.action - 2);
    put_kinds(o, mark != NULL ? mark->owner_kind : (pm_str){NULL, 0}, l.owner, true);
    buffer_text(&o->out, "  ");
    put_kinds(o, mark != NULL ? mark->timeframe_kind : (pm_str){NULL, 0}, l.time, false);
    end_line(o);
}

static void put_percent(output *o, size_t num, size_t den) {
    output_ratio(&o->out, (uint64_t)num * 100, den, 1);
    buffer_text(&o->out, "%");
}

static void put_counted(output *o, size_t n, const char *one, const char *many) {
    buffer_unsigned(&o->out, n);
    buffer_text(&o->out, n == 1 ? one : many);
}

static void put_legend(output *o) {
    for (int c = 0; c < PM_CRITERIA; c++) {
        buffer_text(&o->out, c == 0 ? "" : c == PM_TIMEFRAME ? "\n" : "   ");
        buffer_char(&o->out, letters[c]);
        buffer_char(&o->out, ' ');
        buffer_text(&o->out, words[c]);
        if (o->total.actions != 0) {
            buffer_char(&o->out, ' ');
            put_percent(o, o->total.met[c], o->total.actions);
        }
    }
    buffer_char(&o->out, '\n');
}

static void marks_end(output *o) {
    const plan_sum *t = &o->total;
    buffer_char(&o->out, '\n');
    put_counted(o, t->actions, " action", " actions");
    if (o->options.bare) {
        buffer_char(&o->out, '\n');
        return;
    }
    if (t->actions != 0) {
        buffer_text(&o->out, "   mean score ");
        output_ratio(&o->out, t->score, t->actions, 2);
        buffer_text(&o->out, "   high quality ");
        buffer_unsigned(&o->out, t->high_quality);
        buffer_text(&o->out, " (");
        put_percent(o, t->high_quality, t->actions);
        buffer_char(&o->out, ')');
    }
    buffer_char(&o->out, '\n');
    put_legend(o);
}

/* ---- Plans ---- */

enum { WIDTH_NUMBER = 7 };

/* Set to the right. */
static void put_number(output *o, pm_str number) {
    for (size_t used = number.len; used < WIDTH_NUMBER; used++) {
        buffer_char(&o->out, ' ');
    }
    buffer_str(&o->out, number);
}

static void put_count(output *o, size_t n) {
    output_scratch(o);
    buffer_unsigned(&o->scratch, n);
    put_number(o, buffer_view(&o->scratch));
}

static void put_ratio(output *o, size_t num, size_t den, const char *unit, int places) {
    output_scratch(o);
    output_ratio(&o->scratch, num, den, places);
    buffer_text(&o->scratch, den != 0 ? unit : "-");
    put_number(o, buffer_view(&o->scratch));
}

static void put_plan(output *o, pm_str name, const plan_sum *p) {
    output_clipped(&o->out, name, 14, true);
    buffer_char(&o->out, ' ');
    output_clipped(&o->out, p->authority, 12, true);
    put_count(o, p->actions);
    put_ratio(o, p->score, p->actions, "", 2);
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_ratio(o, p->met[c] * 100, p->actions, "%", 0);
    }
    put_count(o, p->high_quality);
    put_ratio(o, p->high_quality * 100, p->actions, "%", 0);
    buffer_char(&o->out, '\n');
}

static void plans_begin(output *o) {
    put_style(o, "1");
    output_clipped(&o->out, STR("plan"), 15, true);
    output_clipped(&o->out, STR("authority"), 12, true);
    put_number(o, STR("actions"));
    put_number(o, STR("mean"));
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_number(o, (pm_str){letters + c, 1});
    }
    put_number(o, STR("high"));
    put_number(o, STR("high%"));
    put_style(o, "0");
    buffer_char(&o->out, '\n');
}

static void plan_line(output *o, const plan_sum *p) {
    put_plan(o, p->plan_id, p);
}

static void plans_end(output *o) {
    put_style(o, "1");
    put_plan(o, STR("all"), &o->total);
    put_style(o, "0");
    buffer_char(&o->out, '\n');
    put_counted(o, o->total.plans, " plan", " plans");
    buffer_char(&o->out, '\n');
    put_legend(o);
}

const output_kind output_table = {.flush_at = 4096,
                                  .marks_begin = marks_begin,
                                  .mark = mark_line,
                                  .marks_end = marks_end,
                                  .plans_begin = plans_begin,
                                  .plan = plan_line,
                                  .plans_end = plans_end};
