/* SPDX-License-Identifier: MIT
 * Tables for people at a terminal. Keeps true: no line is wider than the terminal, unless that is
 * very narrow; long texts are wrapped, and a table that is too wide is written in parts that each
 * name their rows; no byte of a plan can steer the terminal. */
#include "output/tables.h"

enum {
    USUAL_WIDTH = 80,
    NARROWEST = 40,
    WIDEST = 400,
    PROSE_WIDEST = 100, /* of what is about a table; longer lines read badly */
    TEXT_LEAST = 12,    /* to which texts may be narrowed, so that other columns fit beside them */
    TEXT_LINES = 3,     /* that they are narrowed to, or a little more */
    TITLE_LINES = 2,    /* the same of titles */
    CELL_LINES = 6,     /* of a cell; what is longer is cut */
    GAP = 2
};

/* A column as it is seen: an estimate is one with its interval. */
typedef struct seen {
    size_t at;                    /* its first column in the table */
    size_t span;                  /* and how many they are */
    size_t natural, least, width; /* code points: for all in one line, without need, as it is */
    size_t lead;                  /* of an estimate: width of its values */
    bool text, right;             /* right: cells are set to the right */
    bool key;                     /* names the rows, and stands in every part of the table */
    bool here;                    /* stands in the part at hand */
    bool figure;                  /* of the row at hand: the cell is no text, and never wrapped */
    size_t from, len;             /* ... where it is in the scratch buffer */
    pm_str rest;                  /* ... and what of it is not written yet */
} seen;

typedef struct page {
    const pm_table *table;
    size_t width;
    bool colour;
    seen *columns;
    size_t count;
    buffer scratch, value;
    buffer *out;
} page;

/* ---- small things ---- */

static size_t count_points(pm_str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; count++) {
        utf8_next(text.data, text.len, &i);
    }
    return count;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static void put_style(page *p, const char *code) {
    if (p->colour) {
        buffer_format(p->out, "\x1b[%sm", code);
    }
}

static void put_spaces(buffer *out, size_t count) {
    while (count-- > 0) {
        buffer_char(out, ' ');
    }
}

/* A line ends where its text does. */
static void trim_line(page *p) {
    while (!p->out->failed && p->out->len != 0 && p->out->data[p->out->len - 1] == ' ') {
        p->out->len--;
    }
}

/* Takes the next line of at most `width` code points from *rest; it ends at a space where there is
 * one. */
static pm_str take_line(pm_str *rest, size_t width) {
    pm_str text = str_trim(*rest);
    size_t at = 0, space = 0;
    for (size_t used = 0; at < text.len && used < width; used++) {
        utf8_next(text.data, text.len, &at);
        space = at < text.len && ascii_space(text.data[at]) ? at : space;
    }
    size_t end = at < text.len && space != 0 ? space : at;
    *rest = str_trim(str_slice(text, end, text.len));
    return str_trim(str_slice(text, 0, end));
}

/* The least width at which a title has no more lines than titles may have. */
static size_t narrowest_title(pm_str title) {
    size_t whole = count_points(title);
    for (size_t width = 1; width < whole; width++) {
        pm_str rest = title;
        size_t lines = 0;
        bool broken = false; /* within a word */
        for (; rest.len != 0; lines++) {
            pm_str line = take_line(&rest, width);
            broken |= rest.len != 0 && !ascii_space(line.data[line.len]);
        }
        if (lines <= TITLE_LINES && !broken) {
            return width;
        }
    }
    return whole;
}

/* ---- what is about a table ---- */

static void put_prose(page *p, pm_str text, const char *begin, const char *code) {
    size_t room = smaller(p->width, PROSE_WIDEST) - str_from(begin).len;
    text = str_trim(text);
    for (bool first = true; text.len != 0; first = false) {
        pm_str line = take_line(&text, room);
        put_style(p, code);
        if (first) {
            buffer_text(p->out, begin);
        } else {
            put_spaces(p->out, str_from(begin).len);
        }
        output_clipped(p->out, line, room, false);
        trim_line(p);
        put_style(p, "0");
        buffer_char(p->out, '\n');
    }
}

static void put_head(page *p) {
    const pm_table *t = p->table;
    put_prose(p, str_from(t->title), "", "1");
    put_prose(p, t->about, "", "2");
    for (size_t i = 0; i < t->note_count; i++) {
        put_prose(p, t->notes[i], "! ", "33");
    }
    buffer_char(p->out, '\n');
}

/* ---- cells ---- */

static void make_value(page *p, const seen *s, const pm_cell *cell) {
    buffer_clear(&p->value);
    tables_cell(&p->table->columns[s->at], cell, &p->value);
    p->out->failed |= p->value.failed;
}

/* A figure is written to the scratch buffer, where it may move; a text is left where it is. */
static void make_cell(page *p, size_t row, seen *s) {
    const pm_cell *cell = tables_at(p->table, row, s->at);
    s->figure = cell->kind != PM_CELL_TEXT;
    s->rest = s->figure ? (pm_str){NULL, 0} : str_trim(cell->text);
    if (!s->figure) {
        return;
    }
    s->from = p->scratch.len;
    make_value(p, s, cell);
    put_spaces(&p->scratch, s->lead - smaller(s->lead, p->value.len));
    buffer_str(&p->scratch, buffer_view(&p->value));
    if (s->span == 3 && cell->kind == PM_CELL_NUMBER) {
        buffer_char(&p->scratch, ' ');
        tables_interval(p->table, row, s->at, &p->scratch);
    }
    s->len = p->scratch.len - s->from;
}

static void make_row(page *p, size_t row) {
    buffer_clear(&p->scratch);
    for (size_t i = 0; i < p->count; i++) {
        make_cell(p, row, &p->columns[i]);
    }
    p->out->failed |= p->scratch.failed;
    for (size_t i = 0; i < p->count && !p->scratch.failed; i++) {
        seen *s = &p->columns[i];
        s->rest =
            s->figure ? str_slice(buffer_view(&p->scratch), s->from, s->from + s->len) : s->rest;
    }
}

static void make_titles(page *p) {
    for (size_t i = 0; i < p->count; i++) {
        seen *s = &p->columns[i];
        s->figure = false;
        s->rest = str_trim(str_from(p->table->columns[s->at].title));
    }
}

/* ---- layout ---- */

/* Columns of text in front of the first figure that is no count name the rows; where there are
 * none, the first column does. */
static void find_columns(page *p) {
    const pm_table *t = p->table;
    bool naming = true, named = false;
    for (size_t at = 0; at < t->column_count; at += tables_span(t, at)) {
        if (!tables_seen(t, at)) {
            continue;
        }
        pm_measure m = t->columns[at].measure;
        seen *s = &p->columns[p->count++];
        *s = (seen){.at = at, .span = tables_span(t, at), .text = m == PM_IS_TEXT};
        naming = naming && (m == PM_IS_TEXT || m == PM_IS_COUNT);
        s->right = s->span == 1 && m != PM_IS_TEXT && m != PM_IS_FLAG;
        s->key = naming && s->text;
        named |= s->key;
    }
    if (p->count != 0 && !named) {
        p->columns[0].key = true;
    }
}

static void find_leads(page *p) {
    for (size_t row = 0; row < p->table->row_count; row++) {
        for (size_t i = 0; i < p->count; i++) {
            seen *s = &p->columns[i];
            const pm_cell *cell = tables_at(p->table, row, s->at);
            if (s->span == 3 && cell->kind != PM_CELL_TEXT) {
                make_value(p, s, cell);
                s->lead = larger(s->lead, p->value.len);
            }
        }
    }
}

/* Texts take more lines where they must, figures do not. */
static void find_widths(page *p) {
    for (size_t row = 0; row < p->table->row_count; row++) {
        make_row(p, row);
        for (size_t i = 0; i < p->count; i++) {
            seen *s = &p->columns[i];
            s->natural = larger(s->natural, smaller(count_points(s->rest), p->width));
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        seen *s = &p->columns[i];
        pm_str title = str_from(p->table->columns[s->at].title);
        size_t some = larger(TEXT_LEAST, (s->natural + TEXT_LINES - 1) / TEXT_LINES);
        s->least = s->text ? smaller(s->natural, some) : s->natural;
        s->least = larger(s->least, narrowest_title(title));
        s->natural = larger(s->natural, count_points(title));
    }
}

/* ---- writing ---- */

/* Returns whether the cell goes on in the next line. */
static bool put_piece(page *p, seen *s, bool last_line) {
    bool whole = s->figure || last_line;
    pm_str piece = whole ? s->rest : take_line(&s->rest, s->width);
    if (whole) {
        s->rest = (pm_str){NULL, 0};
    }
    if (s->right) {
        put_spaces(p->out, s->width - smaller(s->width, count_points(piece)));
    }
    output_clipped(p->out, piece, s->width, !s->right);
    return s->rest.len != 0;
}

/* Returns whether the row goes on in the next line. */
static bool put_line(page *p, bool last_line) {
    bool first = true, more = false;
    for (size_t i = 0; i < p->count; i++) {
        if (p->columns[i].here) {
            put_spaces(p->out, first ? 0 : GAP);
            more |= put_piece(p, &p->columns[i], last_line);
            first = false;
        }
    }
    trim_line(p);
    return more;
}

static void put_row(page *p) {
    for (int line = 1; put_line(p, line == CELL_LINES); line++) {
        buffer_char(p->out, '\n');
    }
}

static size_t width_here(const page *p) {
    size_t width = 0;
    for (size_t i = 0; i < p->count; i++) {
        const seen *s = &p->columns[i];
        width += s->here ? s->width + (width != 0 ? GAP : 0) : 0;
    }
    return width;
}

/* The columns that name the rows, and as many from *next on as fit, one at least. */
static void choose_part(page *p, size_t *next) {
    for (size_t i = 0; i < p->count; i++) {
        p->columns[i].here = p->columns[i].key;
        p->columns[i].width = p->columns[i].least;
    }
    for (bool any = false; *next < p->count; ++*next) {
        seen *s = &p->columns[*next];
        s->here = true;
        if (!s->key && any && width_here(p) > p->width) {
            s->here = false;
            return;
        }
        any |= !s->key;
    }
}

/* The narrowest text that needs more room; NULL: none does. */
static seen *narrowest_text(page *p) {
    seen *narrow = NULL;
    for (size_t i = 0; i < p->count; i++) {
        seen *s = &p->columns[i];
        bool needs = s->here && s->text && s->width < s->natural;
        narrow = needs && (narrow == NULL || s->width < narrow->width) ? s : narrow;
    }
    return narrow;
}

/* Room that is left goes to texts, then to titles. */
static void widen(page *p) {
    size_t room = p->width - smaller(p->width, width_here(p));
    for (seen *s = narrowest_text(p); room > 0 && s != NULL; s = narrowest_text(p)) {
        s->width++;
        room--;
    }
    for (size_t i = 0; i < p->count; i++) {
        seen *s = &p->columns[i];
        size_t more = s->here ? s->natural - s->width : 0;
        if (more <= room) {
            s->width += more;
            room -= more;
        }
    }
}

static void put_part(page *p) {
    make_titles(p);
    put_style(p, "1");
    put_row(p);
    put_style(p, "0");
    buffer_char(p->out, '\n');
    for (size_t row = 0; row < p->table->row_count && !p->out->failed; row++) {
        make_row(p, row);
        put_row(p);
        buffer_char(p->out, '\n');
    }
}

static void put_parts(page *p) {
    find_columns(p);
    find_leads(p);
    find_widths(p);
    for (size_t next = 0; next < p->count;) {
        buffer_text(p->out, next != 0 ? "\n" : "");
        choose_part(p, &next);
        widen(p);
        put_part(p);
    }
}

static void put_table(page *p) {
    const pm_allocator *a = p->out->allocator;
    p->count = 0;
    p->columns = mem_array(a, p->table->column_count, sizeof *p->columns);
    p->out->failed |= p->columns == NULL;
    if (p->columns != NULL) {
        put_head(p);
    }
    if (p->columns != NULL && p->table->row_count != 0) {
        put_parts(p);
    }
    mem_free(a, p->columns);
}

void tables_text(const tables *t, unsigned width, bool colour, buffer *out) {
    page p = {.colour = colour, .out = out};
    p.width = larger(NARROWEST, smaller(WIDEST, width != 0 ? width : USUAL_WIDTH));
    buffer_init(&p.scratch, out->allocator);
    buffer_init(&p.value, out->allocator);
    bool any = false;
    for (size_t i = 0; i < t->count && !out->failed; i++) {
        p.table = &t->items[i];
        if (p.table->row_count + p.table->note_count != 0) { /* a note may say why there are none */
            buffer_text(out, any ? "\n" : "");
            put_table(&p);
            any = true;
        }
    }
    buffer_free(&p.scratch);
    buffer_free(&p.value);
}
