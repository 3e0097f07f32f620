/* SPDX-License-Identifier: MIT
 * Keeps true: every row has the columns of the heading, in its order; files of one pack can be
 * concatenated. */
#include "format/csv.h"
#include "output/output.h"

static void put_cell(output *o, csv_writer *w, pm_str cell) {
    csv_cell(w, o->options.excel_safe ? redact_formula(cell, &o->scratch) : cell);
}

/* The carried columns of the first row are those of the file. */
static void keep_columns(output *o, const shown *first) {
    size_t count = first != NULL ? first->extra_count : 0;
    o->columns = count != 0 ? arena_alloc(&o->columns_memory, count * sizeof *o->columns) : NULL;
    for (size_t i = 0; i < count && !o->out.failed; i++) {
        pm_str name = first->extra[i].name;
        char *copy =
            o->columns != NULL ? arena_copy(&o->columns_memory, name.data, name.len) : NULL;
        o->out.failed = copy == NULL;
        if (copy != NULL) {
            o->columns[o->column_count++] = (pm_str){copy, name.len};
        }
    }
}

static void marks_begin(output *o, const shown *first) {
    static const char *const before[] = {"plan_id", "authority", "action_no", "action", "who",
                                         "by_when", "measure",   "plan_date", "source"};
    static const char *const after[] = {"score",      "high_quality",   "unsure",
                                        "owner_kind", "timeframe_kind", "pack"};
    csv_writer w;
    bool bare = o->options.bare;
    if (!bare) {
        buffer_char(&o->stamp, ',');
        csv_writer_init(&w, &o->stamp, ',');
        csv_cell(&w, o->options.stamp);
        o->out.failed |= o->stamp.failed;
    }
    csv_writer_init(&w, &o->out, ',');
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        csv_cell(&w, str_from(before[i]));
    }
    for (int c = 0; c < PM_CRITERIA && !bare; c++) {
        csv_cell(&w, str_from(output_criteria[c]));
    }
    for (size_t i = 0; i < sizeof after / sizeof *after && !bare; i++) {
        csv_cell(&w, str_from(after[i]));
    }
    keep_columns(o, first);
    for (size_t i = 0; i < o->column_count; i++) {
        put_cell(o, &w, o->columns[i]);
    }
    csv_end_row(&w);
}

/* ---- Rows ---- */

enum { OWN_CELLS = 5 + PM_COLUMNS };

/* The cells of a row before the mark, in the order of the heading. Returns their bytes. */
static size_t take_row(const shown *s, pm_str cells[OWN_CELLS]) {
    const pm_str own[OWN_CELLS] = {s->plan_id,          s->authority,    s->action_no,
                                   s->cell[PM_TEXT],    s->cell[PM_WHO], s->cell[PM_BY_WHEN],
                                   s->cell[PM_MEASURE], s->plan_date,    s->source};
    size_t bytes = 0;
    for (size_t i = 0; i < OWN_CELLS; i++) {
        cells[i] = own[i];
        bytes += own[i].len;
    }
    return bytes;
}

/* A formula is rare, so its cell may be put through the scratch buffer. */
static inline char *put_value(output *o, char *to, pm_str cell) {
    if (o->options.excel_safe) {
        cell = redact_formula(cell, &o->scratch);
    }
    return csv_put(to, cell, ',');
}

static inline char *put_digit(char *to, int n) {
    *to++ = ',';
    *to++ = (char)('0' + n);
    return to;
}

static inline char *put_name(char *to, pm_str name) {
    *to++ = ',';
    return csv_put(to, name, ',');
}

static char *put_mark(char *to, const pm_mark *mark) {
    if (mark == NULL) {
        return PUT_AT(to, ",,,,,,,,,,");
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        to = put_digit(to, mark->verdict[c].met);
    }
    to = put_digit(put_digit(to, mark->score), mark->high_quality);
    to = put_name(to, mark->unsure);
    to = put_name(to, mark->owner_kind);
    return put_name(to, mark->timeframe_kind);
}

/* The cell of a column; most rows have it in the same place as the first one. */
static pm_str find_extra(const shown *s, pm_str name, size_t guess, size_t *used) {
    if (guess < s->extra_count && str_equal(s->extra[guess].name, name)) {
        ++*used;
        return s->extra[guess].value;
    }
    for (size_t i = 0; i < s->extra_count; i++) {
        if (str_equal(s->extra[i].name, name)) {
            ++*used;
            return s->extra[i].value;
        }
    }
    return (pm_str){NULL, 0};
}

/* The cells that the file itself brought, behind the others. */
static void put_extras(output *o, const shown *s) {
    csv_writer w;
    size_t used = 0;
    csv_writer_init(&w, &o->out, ',');
    w.column = OWN_CELLS;
    for (size_t i = 0; i < o->column_count; i++) {
        put_cell(o, &w, find_extra(s, o->columns[i], i, &used));
    }
    o->rows_cut += used < s->extra_count;
}

static void mark_row(output *o, shown *s, const pm_mark *mark) {
    enum { COMMAS_AND_QUOTES = 128 };
    pm_str cells[OWN_CELLS];
    size_t bytes = take_row(s, cells) + o->stamp.len;
    if (mark != NULL) {
        bytes += mark->unsure.len + mark->owner_kind.len + mark->timeframe_kind.len;
    }
    char *to = put_room(&o->out, 2 * bytes + COMMAS_AND_QUOTES);
    if (to == NULL) {
        return;
    }
    to = put_value(o, to, cells[0]);
    for (size_t i = 1; i < OWN_CELLS; i++) {
        *to++ = ',';
        to = put_value(o, to, cells[i]);
    }
    if (!o->options.bare) {
        to = str_put(put_mark(to, mark), (pm_str){o->stamp.data, o->stamp.len});
    }
    put_until(&o->out, to);
    put_extras(o, s);
    put_char(&o->out, '\n');
}

static void marks_end(output *o) {
    if (o->rows_cut != 0) {
        report_plain(&o->report, PM_WARNING, (pm_str){NULL, 0}, 0, 0,
                     "%zu row%s columns that the first row has not; these were left out (JSONL "
                     "keeps them, and so does one output for each input)",
                     o->rows_cut, o->rows_cut == 1 ? " has" : "s have");
    }
}

/* ---- Plans ---- */

static void plans_begin(output *o) {
    csv_writer w;
    csv_writer_init(&w, &o->out, ',');
    csv_cell(&w, STR("plan_id"));
    csv_cell(&w, STR("authority"));
    csv_cell(&w, STR("actions"));
    csv_cell(&w, STR("mean_score"));
    for (int c = 0; c < PM_CRITERIA; c++) {
        output_scratch(o);
        buffer_text(&o->scratch, "share_");
        buffer_text(&o->scratch, output_criteria[c]);
        csv_cell(&w, buffer_view(&o->scratch));
    }
    csv_cell(&w, STR("high_quality"));
    csv_cell(&w, STR("share_high_quality"));
    csv_cell(&w, STR("pack"));
    csv_end_row(&w);
}

static void put_ratio(output *o, csv_writer *w, size_t num, size_t den) {
    output_scratch(o);
    output_ratio(&o->scratch, num, den, 4);
    csv_cell(w, buffer_view(&o->scratch));
}

static void plan_row(output *o, const plan_sum *p) {
    csv_writer w;
    csv_writer_init(&w, &o->out, ',');
    put_cell(o, &w, p->plan_id);
    put_cell(o, &w, p->authority);
    csv_cell_unsigned(&w, p->actions);
    put_ratio(o, &w, p->score, p->actions);
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_ratio(o, &w, p->met[c], p->actions);
    }
    csv_cell_unsigned(&w, p->high_quality);
    put_ratio(o, &w, p->high_quality, p->actions);
    csv_cell(&w, o->options.stamp);
    csv_end_row(&w);
}

const output_kind output_csv = {.flush_at = 65536,
                                .marks_begin = marks_begin,
                                .mark = mark_row,
                                .marks_end = marks_end,
                                .plans_begin = plans_begin,
                                .plan = plan_row};
