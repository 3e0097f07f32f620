/* SPDX-License-Identifier: MIT
 * Tables as one JSON object. Keeps true: every row has every column; nothing and what is withheld
 * are both null. */
#include "format/json.h"
#include "output/tables.h"

enum { VERSION = 1 }; /* of the keys: raised when one changes its meaning */

typedef struct writer {
    json_writer json;
    buffer scratch; /* used up at once */
} writer;

static void put_text(json_writer *w, const char *key, pm_str text) {
    json_key(w, str_from(key));
    json_string(w, text);
}

static void put_columns(json_writer *w, const pm_table *t) {
    json_key(w, STR("columns"));
    json_open_array(w);
    for (size_t i = 0; i < t->column_count; i++) {
        const pm_table_column *c = &t->columns[i];
        json_open_object(w);
        put_text(w, "name", str_from(c->name));
        put_text(w, "title", str_from(c->title));
        put_text(w, "type", str_from(tables_measures[c->measure]));
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_figure(json_writer *w, pm_measure measure, const pm_cell *cell) {
    if (cell->kind == PM_CELL_NUMBER) {
        json_number(w, cell->number);
    } else if (measure == PM_IS_FLAG) {
        json_bool(w, cell->count != 0);
    } else {
        json_unsigned(w, cell->count);
    }
}

/* A figure in a column of texts is one of them. */
static void put_cell(writer *x, pm_measure measure, const pm_cell *cell) {
    json_writer *w = &x->json;
    if (cell->kind == PM_CELL_NONE || cell->kind == PM_CELL_HIDDEN) {
        json_null(w);
    } else if (cell->kind != PM_CELL_TEXT && measure != PM_IS_TEXT) {
        put_figure(w, measure, cell);
    } else {
        buffer_clear(&x->scratch);
        tables_plain(cell, &x->scratch);
        json_string(w, buffer_view(&x->scratch));
        w->out->failed |= x->scratch.failed;
    }
}

static void put_rows(writer *x, const pm_table *t) {
    json_writer *w = &x->json;
    json_key(w, STR("rows"));
    json_open_array(w);
    for (size_t row = 0; row < t->row_count; row++) {
        json_open_object(w);
        for (size_t i = 0; i < t->column_count; i++) {
            json_key(w, str_from(t->columns[i].name));
            put_cell(x, t->columns[i].measure, tables_at(t, row, i));
        }
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_table(writer *x, const pm_table *t) {
    json_writer *w = &x->json;
    json_key(w, str_from(t->name));
    json_open_object(w);
    put_text(w, "title", str_from(t->title));
    put_text(w, "about", t->about);
    json_key(w, STR("notes"));
    json_open_array(w);
    for (size_t i = 0; i < t->note_count; i++) {
        json_string(w, t->notes[i]);
    }
    json_close_array(w);
    put_columns(w, t);
    put_rows(x, t);
    json_close_object(w);
}

void tables_json(const tables *t, buffer *out) {
    writer x;
    json_writer *w = &x.json;
    json_writer_init(w, out);
    buffer_init(&x.scratch, out->allocator);
    json_open_object(w);
    json_key(w, STR("planmark_report"));
    json_unsigned(w, VERSION);
    json_key(w, STR("tables"));
    json_open_object(w);
    for (size_t i = 0; i < t->count; i++) {
        put_table(&x, &t->items[i]);
    }
    json_close_object(w);
    json_close_object(w);
    buffer_char(out, '\n');
    buffer_free(&x.scratch);
}
