/* SPDX-License-Identifier: MIT
 * Keeps true: every row has the columns of the heading, in its order; files of one pack can be
 * concatenated. */
#include "format/csv.h"
#include "output/output.h"

static void put_cell(output *o, csv_writer *w, pm_str cell) {
    csv_cell(w, o->options.excel_safe ? redact_formula(cell, &o->scratch) : cell);
}

static void put_digit(csv_writer *w, int n) {
    char digit = (char)('0' + n);
    csv_cell(w, (pm_str){&digit, 1});
}

static void put_blank(csv_writer *w, size_t count) {
    while (count-- > 0) {
        csv_cell(w, (pm_str){NULL, 0});
    }
}

/* The carried columns of the first row are those of the file. */
static void keep_columns(output *o, const shown *first) {
    size_t count = first != NULL ? first->extra_count : 0;
    o->columns = arena_alloc(&o->columns_memory, count * sizeof *o->columns);
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
    csv_writer_init(&w, &o->out, ',');
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        csv_cell(&w, str_from(before[i]));
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        csv_cell(&w, str_from(output_criteria[c]));
    }
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        csv_cell(&w, str_from(after[i]));
    }
    keep_columns(o, first);
    for (size_t i = 0; i < o->column_count; i++) {
        put_cell(o, &w, o->columns[i]);
    }
    csv_end_row(&w);
}

static void put_row(output *o, csv_writer *w, const shown *s) {
    put_cell(o, w, s->plan_id);
    put_cell(o, w, s->authority);
    put_cell(o, w, s->action_no);
    for (int c = 0; c < PM_COLUMNS; c++) {
        put_cell(o, w, s->cell[c]);
    }
    put_cell(o, w, s->plan_date);
    put_cell(o, w, s->source);
}

static void put_mark(csv_writer *w, const pm_mark *mark) {
    if (mark == NULL) {
        put_blank(w, PM_CRITERIA + 5);
        return;
    }
    for (int c = 0; c < PM_CRITERIA; c++) {
        put_digit(w, mark->verdict[c].met);
    }
    put_digit(w, mark->score);
    put_digit(w, mark->high_quality);
    csv_cell(w, mark->unsure);
    csv_cell(w, mark->owner_kind);
    csv_cell(w, mark->timeframe_kind);
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

static void mark_row(output *o, shown *s, const pm_mark *mark) {
    csv_writer w;
    size_t used = 0;
    csv_writer_init(&w, &o->out, ',');
    put_row(o, &w, s);
    put_mark(&w, mark);
    csv_cell(&w, o->options.stamp);
    for (size_t i = 0; i < o->column_count; i++) {
        put_cell(o, &w, find_extra(s, o->columns[i], i, &used));
    }
    o->rows_cut += used < s->extra_count;
    csv_end_row(&w);
}

static void marks_end(output *o) {
    if (o->rows_cut != 0) {
        report_plain(&o->report, PM_WARNING, (pm_str){NULL, 0}, 0, 0,
                     "%zu rows have columns that the first row has not; these were left out (JSONL "
                     "keeps them, and "
                     "so does one output for each input)",
                     o->rows_cut);
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
        buffer_clear(&o->scratch);
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
    buffer_clear(&o->scratch);
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
