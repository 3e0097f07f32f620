/* SPDX-License-Identifier: MIT
 * Tables as drawings. Keeps true: a drawing is 320 units wide, so that its text can be read on the
 * narrowest page; nothing is told by colour alone; what a drawing shows stands in the table too,
 * so that it need not show all; the time it takes grows with the rows alone. */
#include "output/html.h"

#include <string.h>

enum {
    CHART_ROWS = 40,  /* of a drawing; more cannot be read */
    PANELS_MOST = 24, /* drawings of one table */
    WIDTH = 320,
    INSET = 6,         /* so that a dot at either end is whole */
    TEXT_HEIGHT = 14,  /* of the letters, as in the style sheet */
    AXIS_HEIGHT = 24,  /* below the marks */
    TITLE_HEIGHT = 26, /* above them, of a drawing among several */
    MARK_HEIGHT = 12,  /* of a bar */
    ROW_TALL = 42,     /* a row with its name above the mark */
    NAME_HEIGHT = 18,  /* of that name */
    BAND_HEIGHT = 16,  /* of the mark below it */
    ROW_FLAT = 24,     /* a row with its name before the mark */
    NAME_WIDTH = 104,  /* of names before the mark */
    FIGURE_WIDTH = 62, /* of a figure at the end of a row */
    COLUMNS_TOP = 22,  /* of a histogram: room for a figure */
    COLUMNS_HEIGHT = 150,
    SCALE_WIDTH = 44,  /* of the figures beside them */
    COLUMNS_TOLD = 12, /* more columns have no figures above, and not all have a name below */
    PLACES_MOST = 120, /* for columns that stand where their count does; beside each other else */
    TICKS = 2          /* parts of the axis */
};

/* What is drawn of a table. */
typedef struct chart {
    const pm_table *table;
    const tables *all;
    buffer *out;
    pm_chart kind;
    size_t value;  /* column */
    bool interval; /* stands in the next two */
    size_t names;  /* text columns in front, or the first column of a histogram */
    size_t panel;  /* text column behind them that parts the drawings, or HTML_NO_COLUMN */
    double top;    /* end of the axis */
    bool flat;     /* of the drawing at hand: names stand before the marks */
} chart;

/* One drawing. */
typedef struct drawing {
    const chart *c;
    size_t number;           /* from 0 */
    size_t rows[CHART_ROWS]; /* of the table */
    size_t count, total;     /* drawn, and to be drawn */
    double left, right;      /* the axis */
    double inset;            /* between it and the edges */
    double overall;          /* of all actions; negative: not known */
    const pm_table_column *overall_column;
    const pm_cell *overall_cell;
} drawing;

/* ---- Which columns ---- */

static size_t value_column(const pm_table *t, pm_measure measure, size_t from, bool interval) {
    for (size_t i = from; i < t->column_count; i++) {
        if (t->columns[i].measure == measure && t->columns[i].part == PM_PART_VALUE &&
            (!interval || html_interval_at(t, i + 1))) {
            return i;
        }
    }
    return HTML_NO_COLUMN;
}

/* What is drawn: a figure with an interval before one without, and shares before numbers. */
static size_t drawn_column(const pm_table *t, size_t from) {
    static const pm_measure order[] = {PM_IS_SHARE, PM_IS_NUMBER, PM_IS_COUNT};
    enum { MEASURES = sizeof order / sizeof order[0] };
    size_t value = HTML_NO_COLUMN;
    for (size_t i = 0; i < 2 * MEASURES && value == HTML_NO_COLUMN; i++) {
        value = value_column(t, order[i % MEASURES], from, i < MEASURES);
    }
    return value;
}

static size_t panel_column(const chart *c) {
    for (size_t i = c->names; i < c->value; i++) {
        if (c->table->columns[i].measure == PM_IS_TEXT) {
            return i;
        }
    }
    return HTML_NO_COLUMN;
}

static bool number_of(const pm_cell *cell, double *x) {
    *x = cell->kind == PM_CELL_COUNT ? (double)cell->count : cell->number;
    return cell->kind == PM_CELL_COUNT || cell->kind == PM_CELL_NUMBER;
}

/* The ends of a row's interval, both or none. */
static bool ends_of(const chart *c, size_t row, double *low, double *high) {
    return c->interval && number_of(tables_at(c->table, row, c->value + 1), low) &&
           number_of(tables_at(c->table, row, c->value + 2), high);
}

/* ---- The axis ---- */

/* The least round number that is no less than x, and whose half is round too. */
static double round_above(double x) {
    static const double steps[] = {1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0};
    enum { STEPS = sizeof steps / sizeof steps[0], POWERS_MOST = 30 };
    double power = 1.0;
    for (int i = 0; i < POWERS_MOST && power > x; i++) {
        power /= 10.0;
    }
    for (int i = 0; i < POWERS_MOST; i++, power *= 10.0) {
        for (size_t k = 0; k < STEPS; k++) {
            if (steps[k] * power >= x * (1.0 - 1e-9)) {
                return steps[k] * power;
            }
        }
    }
    return x;
}

/* false: there is nothing to draw, or something below 0. */
static bool find_top(chart *c) {
    double most = 0.0, x, low, high;
    bool any = false;
    for (size_t row = 0; row < c->table->row_count; row++) {
        if (!number_of(tables_at(c->table, row, c->value), &x)) {
            continue;
        }
        any = true;
        if (!ends_of(c, row, &low, &high)) {
            low = high = x;
        }
        if (x < 0.0 || low < 0.0) {
            return false;
        }
        most = high > most ? high : most;
        most = x > most ? x : most;
    }
    bool share = c->table->columns[c->value].measure == PM_IS_SHARE;
    c->top = most > 0.0 ? round_above(share ? 100.0 * most : most) : 1.0;
    c->top = share ? c->top / 100.0 : c->top;
    return any;
}

static double along(const drawing *d, double x) {
    double part = x / d->c->top;
    return d->left + (d->right - d->left) * (part > 1.0 ? 1.0 : part);
}

/* ---- Names ---- */

/* About how wide a letter is, in tenths of a unit: enough to keep names out of the figures. */
static unsigned letter_width(uint32_t cp) {
    enum { WIDE_SCRIPTS = 0x1100 };
    if (cp >= WIDE_SCRIPTS && cp != 0x2026) {
        return 145;
    }
    if (cp < 0x80 && strchr("mwMW@%<>=+~#", (int)cp) != NULL) {
        return 120;
    }
    if (cp == 'i' || cp == 'j' || cp == 'l' || cp == 't' || cp == 'f' || cp == ' ' || cp == '.') {
        return 45;
    }
    return (cp >= 'A' && cp <= 'Z') || cp > 0x7F ? 98 : 79;
}

/* Writes what fits, or nothing where `out` is NULL. Returns the width of it all. */
typedef struct fit {
    buffer *out;
    unsigned used, limit; /* tenths of a unit */
    bool cut;
} fit;

static void fit_put(fit *f, uint32_t cp) {
    f->used += letter_width(cp);
    f->cut |= f->used > f->limit;
    if (f->out != NULL && !f->cut) {
        html_put(f->out, cp);
    }
}

static void fit_text(fit *f, pm_str s, bool own) {
    for (size_t i = 0; i < s.len && !f->cut;) {
        uint32_t cp = html_next(s, &i);
        if (cp != 0) {
            fit_put(f, own && cp == '_' ? ' ' : cp);
        }
    }
}

/* The cells from `first` to `names` of a row, with commas. */
static void fit_name(fit *f, const chart *c, size_t row, size_t first) {
    bool any = false;
    for (size_t i = first; i < c->names; i++) {
        const pm_cell *cell = tables_at(c->table, row, i);
        if (cell->kind != PM_CELL_TEXT || cell->text.len == 0) {
            continue;
        }
        if (any) {
            fit_put(f, ',');
            fit_put(f, ' ');
        }
        fit_text(f, cell->text, html_own_words(&c->table->columns[i]));
        any = true;
    }
    if (!any) {
        fit_put(f, 0x2013);
    }
}

/* Rows of dots are in groups: their name is the last text in front. */
static size_t first_name(const chart *c) {
    return c->kind == PM_CHART_DOTS && c->names > 1 ? c->names - 1 : 0;
}

static bool name_fits(const chart *c, size_t row, unsigned units) {
    fit f = {.limit = 10 * units};
    fit_name(&f, c, row, first_name(c));
    return !f.cut;
}

static void put_name(const chart *c, size_t row, unsigned units) {
    bool fits = name_fits(c, row, units);
    fit f = {.out = c->out, .limit = 10 * units - (fits ? 0 : letter_width(0x2026))};
    fit_name(&f, c, row, first_name(c));
    if (!fits) {
        html_put(c->out, 0x2026);
    }
}

/* ---- Pieces of SVG ---- */

/* ' name="12.3"' */
static void put_at(buffer *out, const char *name, double units) {
    uint64_t tenths = (uint64_t)(units * 10.0 + 0.5);
    buffer_format(out, " %s=\"%u", name, (unsigned)(tenths / 10));
    if (tenths % 10 != 0) {
        buffer_format(out, ".%u", (unsigned)(tenths % 10));
    }
    buffer_char(out, '"');
}

static void put_line(buffer *out, const char *class, double x1, double y1, double x2, double y2) {
    buffer_format(out, "<line class=\"%s\"", class);
    put_at(out, "x1", x1);
    put_at(out, "y1", y1);
    put_at(out, "x2", x2);
    put_at(out, "y2", y2);
    buffer_text(out, "/>");
}

static void put_rect(buffer *out, double x, double y, double width, double height) {
    buffer_text(out, "<rect");
    put_at(out, "x", x);
    put_at(out, "y", y);
    put_at(out, "width", width);
    put_at(out, "height", height);
    buffer_text(out, "/>");
}

static void open_text(buffer *out, const char *class, double x, double y) {
    buffer_format(out, "<text class=\"%s\"", class);
    put_at(out, "x", x);
    put_at(out, "y", y);
    buffer_char(out, '>');
}

static void close_text(buffer *out) {
    buffer_text(out, "</text>");
}

/* ---- Scales ---- */

/* A round number of the axis, with the decimals that it needs. */
static void put_tick(const chart *c, double x) {
    bool share = c->table->columns[c->value].measure == PM_IS_SHARE;
    double value = share ? 100.0 * x : x, scaled = value;
    int places = 0;
    while (places < 4 && scaled - (double)(uint64_t)(scaled + 1e-6) > 1e-6) {
        places++;
        scaled *= 10.0;
    }
    html_number(c->out, value, places);
    if (share) {
        buffer_text(c->out, HTML_NBSP "%");
    }
}

static void put_ticks(const drawing *d, double y) {
    static const char *const ends[TICKS + 1] = {"tick", "tick middle", "tick end"};
    for (int i = 0; i <= TICKS; i++) {
        double value = d->c->top * i / TICKS, x = along(d, value);
        double out_by = i == 0 ? -d->inset : i == TICKS ? d->inset : 0.0;
        open_text(d->c->out, d->c->flat ? ends[1] : ends[i], d->c->flat ? x : x + out_by, y);
        put_tick(d->c, value);
        close_text(d->c->out);
    }
}

static void put_grid(const drawing *d, double top, double bottom) {
    for (int i = 0; i <= TICKS; i++) {
        double x = along(d, d->c->top * i / TICKS);
        put_line(d->c->out, i == 0 ? "base" : "grid", x, top, x, bottom);
    }
}

/* ---- Rows: bars and dots ---- */

static void put_whisker(const drawing *d, size_t row, double y, bool halo) {
    enum { CAP = 4 };
    double low, high;
    buffer *out = d->c->out;
    if (!ends_of(d->c, row, &low, &high)) {
        return;
    }
    low = along(d, low);
    high = along(d, high);
    if (halo) {
        put_line(out, "halo", low, y, high, y);
    }
    put_line(out, "range", low, y, high, y);
    put_line(out, "range", low, y - CAP, low, y + CAP);
    put_line(out, "range", high, y - CAP, high, y + CAP);
}

static void put_dot(buffer *out, double x, double y) {
    buffer_text(out, "<circle r=\"4.5\"");
    put_at(out, "cx", x);
    put_at(out, "cy", y);
    buffer_text(out, "/>");
}

static void put_mark(const drawing *d, size_t row, double y) {
    double x;
    if (!number_of(tables_at(d->c->table, row, d->c->value), &x)) {
        return;
    }
    bool bar = d->c->kind == PM_CHART_BARS;
    if (bar) {
        put_rect(d->c->out, d->left, y - MARK_HEIGHT / 2.0, along(d, x) - d->left, MARK_HEIGHT);
    }
    put_whisker(d, row, y, bar);
    if (!bar) {
        put_dot(d->c->out, along(d, x), y);
    }
}

static void put_row(const drawing *d, size_t row, double y) {
    const chart *c = d->c;
    double text_y = c->flat ? y + ROW_FLAT / 2.0 + 5 : y + TEXT_HEIGHT + 1;
    open_text(c->out, "name", 0, text_y);
    put_name(c, row, c->flat ? NAME_WIDTH - 10 : WIDTH - FIGURE_WIDTH - 10);
    close_text(c->out);
    open_text(c->out, "figure end", WIDTH, text_y);
    html_figure(c->out, &c->table->columns[c->value], tables_at(c->table, row, c->value));
    close_text(c->out);
    put_mark(d, row, c->flat ? y + ROW_FLAT / 2.0 : y + NAME_HEIGHT + BAND_HEIGHT / 2.0);
}

static void put_lines(const drawing *d, double top, double bottom) {
    put_grid(d, top, bottom);
    if (d->overall >= 0.0) {
        put_line(d->c->out, "overall", along(d, d->overall), top, along(d, d->overall), bottom);
    }
}

static void find_ends(drawing *d) {
    bool flat = d->c->flat;
    d->inset = d->c->kind == PM_CHART_DOTS ? INSET : 0;
    d->left = flat ? NAME_WIDTH : d->inset;
    d->right = flat ? WIDTH - FIGURE_WIDTH - INSET : WIDTH - d->inset;
}

/* Lines run behind the marks, never through names. */
static void put_rows(drawing *d, double top) {
    bool flat = d->c->flat;
    double step = flat ? ROW_FLAT : ROW_TALL, bottom = top + step * (double)d->count;
    find_ends(d);
    if (flat) {
        put_lines(d, top, bottom + 2);
    }
    for (size_t i = 0; i < d->count; i++) {
        double y = top + step * (double)i;
        if (!flat) {
            put_lines(d, y + NAME_HEIGHT, y + NAME_HEIGHT + BAND_HEIGHT);
        }
        put_row(d, d->rows[i], y);
    }
    put_ticks(d, bottom + TEXT_HEIGHT + (flat ? 4 : 0));
}

/* ---- Columns: a histogram ---- */

static double up(const drawing *d, double x) {
    return COLUMNS_TOP + COLUMNS_HEIGHT * (1.0 - x / d->c->top);
}

static void put_scale(const drawing *d) {
    buffer *out = d->c->out;
    for (int i = 0; i <= TICKS; i++) {
        double value = d->c->top * i / TICKS, y = up(d, value);
        put_line(out, i == 0 ? "base" : "grid", SCALE_WIDTH, y, WIDTH, y);
        open_text(out, "tick end", SCALE_WIDTH - 6, y + 4);
        put_tick(d->c, value);
        close_text(out);
    }
}

static void put_column_whisker(const drawing *d, size_t row, double x) {
    double low, high;
    if (ends_of(d->c, row, &low, &high)) {
        put_line(d->c->out, "halo", x, up(d, high), x, up(d, low));
        put_line(d->c->out, "range", x, up(d, high), x, up(d, low));
    }
}

static void put_column(const drawing *d, size_t row, double x, double width, bool named) {
    const chart *c = d->c;
    const pm_cell *cell = tables_at(c->table, row, c->value);
    double value, low, high, middle = x + width / 2.0, y = up(d, 0.0);
    if (number_of(cell, &value)) {
        y = ends_of(c, row, &low, &high) ? up(d, high) : up(d, value);
        put_rect(c->out, x + width * 0.1, up(d, value), width * 0.8, up(d, 0.0) - up(d, value));
        put_column_whisker(d, row, middle);
    }
    if (d->count <= COLUMNS_TOLD / 2) {
        open_text(c->out, "tick middle", middle, y - 5);
        html_figure(c->out, &c->table->columns[c->value], cell);
        close_text(c->out);
    }
    if (named) {
        open_text(c->out, "name middle", middle, COLUMNS_TOP + COLUMNS_HEIGHT + TEXT_HEIGHT + 3);
        html_figure(c->out, &c->table->columns[0], tables_at(c->table, row, 0));
        close_text(c->out);
    }
}

/* Where a column stands from the first one on: what no row tells of leaves a gap. */
static size_t place_of(const drawing *d, size_t i) {
    const pm_cell *first = tables_at(d->c->table, d->rows[0], 0);
    const pm_cell *last = tables_at(d->c->table, d->rows[d->count - 1], 0);
    const pm_cell *own = tables_at(d->c->table, d->rows[i], 0);
    bool counts = first->kind == PM_CELL_COUNT && last->kind == PM_CELL_COUNT &&
                  own->kind == PM_CELL_COUNT && first->count <= own->count &&
                  own->count <= last->count && last->count - first->count < PLACES_MOST;
    return counts ? (size_t)(own->count - first->count) : i;
}

static void put_columns(drawing *d) {
    size_t places = d->count != 0 ? place_of(d, d->count - 1) + 1 : 1;
    double width = (double)(WIDTH - SCALE_WIDTH) / (double)places;
    size_t every = (places + COLUMNS_TOLD - 1) / COLUMNS_TOLD;
    put_scale(d);
    for (size_t i = 0; i < d->count; i++) {
        size_t place = place_of(d, i);
        put_column(d, d->rows[i], SCALE_WIDTH + width * (double)place, width, place % every == 0);
    }
    open_text(d->c->out, "tick end", WIDTH,
              COLUMNS_TOP + COLUMNS_HEIGHT + AXIS_HEIGHT + TEXT_HEIGHT);
    html_text(d->c->out, str_from(d->c->table->columns[0].title));
    close_text(d->c->out);
}

/* ---- A drawing ---- */

static bool same_text(const chart *c, size_t a, size_t b, size_t column) {
    const pm_cell *x = tables_at(c->table, a, column), *y = tables_at(c->table, b, column);
    return x->kind == y->kind && (x->kind != PM_CELL_TEXT || str_equal(x->text, y->text));
}

/* Are the two rows in one drawing? */
static bool together(const chart *c, size_t a, size_t b) {
    for (size_t i = 0; i < first_name(c); i++) {
        if (!same_text(c, a, b, i)) {
            return false;
        }
    }
    return c->panel == HTML_NO_COLUMN || same_text(c, a, b, c->panel);
}

static bool is_parted(const chart *c) {
    return first_name(c) != 0 || c->panel != HTML_NO_COLUMN;
}

/* Does this column part the drawings? */
static bool parts(const chart *c, size_t column) {
    return column < first_name(c) || column == c->panel;
}

static bool is_by(const chart *c, size_t column) {
    return strcmp(c->table->columns[column].name, "by") == 0;
}

/* "measurable, by authority" */
static void put_panel_title(const chart *c, size_t row) {
    bool any = false;
    for (int by = 0; by <= 1; by++) {
        for (size_t i = 0; i < c->value; i++) {
            if (!parts(c, i) || is_by(c, i) != by) {
                continue;
            }
            buffer_text(c->out, any ? ", " : "");
            buffer_text(c->out, by ? "by " : "");
            html_figure(c->out, &c->table->columns[i], tables_at(c->table, row, i));
            any = true;
        }
    }
}

static void put_about(const drawing *d) {
    const chart *c = d->c;
    buffer_format(c->out, "<title id=\"%s-%zu-t\">", c->table->name, d->number);
    html_text(c->out, str_from(c->table->title));
    if (is_parted(c)) {
        buffer_text(c->out, ": ");
        put_panel_title(c, d->rows[0]);
    }
    buffer_format(c->out, "</title><desc id=\"%s-%zu-d\">", c->table->name, d->number);
    buffer_format(c->out, "A chart of %zu row%s: ", d->count, d->count == 1 ? "" : "s");
    html_text(c->out, str_from(c->table->columns[c->value].title));
    buffer_text(c->out, c->interval ? ", with intervals" : "");
    buffer_text(c->out, ". The table holds the same figures.</desc>");
}

static double height_of(const chart *c, size_t rows) {
    if (c->kind == PM_CHART_HISTOGRAM) {
        return COLUMNS_TOP + COLUMNS_HEIGHT + AXIS_HEIGHT + TEXT_HEIGHT + 6;
    }
    return (is_parted(c) ? TITLE_HEIGHT : 0) + (c->flat ? ROW_FLAT : ROW_TALL) * (double)rows +
           AXIS_HEIGHT;
}

static void put_heading(const drawing *d) {
    const chart *c = d->c;
    open_text(c->out, "heading", 0, TEXT_HEIGHT);
    put_panel_title(c, d->rows[0]);
    close_text(c->out);
    if (d->overall >= 0.0) {
        open_text(c->out, "tick end", WIDTH, TEXT_HEIGHT);
        buffer_text(c->out, "all ");
        html_figure(c->out, d->overall_column, d->overall_cell);
        close_text(c->out);
    }
}

static void put_drawing(drawing *d) {
    const chart *c = d->c;
    buffer_format(c->out, "<svg role=\"img\" viewBox=\"0 0 %d %d\"", WIDTH,
                  (int)height_of(c, d->count));
    buffer_format(c->out, " aria-labelledby=\"%s-%zu-t\"", c->table->name, d->number);
    buffer_format(c->out, " aria-describedby=\"%s-%zu-d\">", c->table->name, d->number);
    put_about(d);
    if (c->kind == PM_CHART_HISTOGRAM) {
        put_columns(d);
    } else if (is_parted(c)) {
        put_heading(d);
        put_rows(d, TITLE_HEIGHT);
    } else {
        put_rows(d, 0);
    }
    buffer_text(c->out, "</svg>\n");
}

/* ---- The drawings of a table ---- */

static const pm_table *table_named(const tables *all, const char *name) {
    for (size_t i = 0; i < all->count; i++) {
        if (str_equal(str_from(all->items[i].name), str_from(name))) {
            return &all->items[i];
        }
    }
    return NULL;
}

/* The share of all actions stands in the table "criteria", in the first row of the criterion. */
static void find_overall(drawing *d) {
    const chart *c = d->c;
    const pm_table *t = table_named(c->all, "criteria");
    d->overall = -1.0;
    size_t key = html_column(c->table, "criterion");
    if (t == NULL || key == HTML_NO_COLUMN || !parts(c, key) || c->kind != PM_CHART_DOTS) {
        return;
    }
    size_t name = html_column(t, "criterion");
    size_t value = html_column(t, c->table->columns[c->value].name);
    if (name == HTML_NO_COLUMN || value == HTML_NO_COLUMN) {
        return;
    }
    pm_str wanted = tables_at(c->table, d->rows[0], key)->text;
    for (size_t row = 0; row < t->row_count; row++) {
        const pm_cell *cell = tables_at(t, row, value);
        if (str_equal(tables_at(t, row, name)->text, wanted)) {
            d->overall_column = &t->columns[value];
            d->overall_cell = cell;
            d->overall = number_of(cell, &d->overall) ? d->overall : -1.0;
            return;
        }
    }
}

/* The rows that belong to the drawing of row `first`. */
static void gather(drawing *d, size_t first) {
    d->count = d->total = 0;
    for (size_t row = first; row < d->c->table->row_count; row++) {
        if (together(d->c, first, row)) {
            d->total++;
            if (d->count < CHART_ROWS) {
                d->rows[d->count++] = row;
            }
        }
    }
}

/* The first row of each drawing; *more: there are others. */
static size_t find_panels(const chart *c, size_t firsts[PANELS_MOST], bool *more) {
    size_t count = 0;
    *more = false;
    for (size_t row = 0; row < c->table->row_count; row++) {
        size_t i = 0;
        while (i < count && !together(c, firsts[i], row)) {
            i++;
        }
        if (i == count && count == PANELS_MOST) {
            *more = true;
            break;
        }
        if (i == count) {
            firsts[count++] = row;
        }
    }
    return count;
}

static bool all_names_fit(const drawing *d) {
    for (size_t i = 0; i < d->count; i++) {
        if (!name_fits(d->c, d->rows[i], NAME_WIDTH - 10)) {
            return false;
        }
    }
    return true;
}

/* false: there is nothing to draw. */
static bool chart_init(chart *c, const pm_table *t, const tables *all, buffer *out) {
    *c = (chart){.table = t, .all = all, .out = out, .kind = t->chart, .panel = HTML_NO_COLUMN};
    if (t->chart == PM_CHART_NONE || t->row_count == 0 || t->column_count == 0) {
        return false;
    }
    bool histogram = c->kind == PM_CHART_HISTOGRAM;
    c->names = histogram ? 1 : html_leading(t);
    c->value = drawn_column(t, histogram ? 1 : 0);
    if (c->value == HTML_NO_COLUMN || c->names == 0) {
        return false;
    }
    c->interval = html_interval_at(t, c->value + 1);
    c->panel = c->kind == PM_CHART_DOTS ? panel_column(c) : HTML_NO_COLUMN;
    return find_top(c);
}

static void put_legend(const chart *c, bool overall) {
    static const char *const marks[] = {"", "Bar", "Column", "Dot"};
    buffer_text(c->out, marks[c->kind]);
    buffer_text(c->out, ": ");
    html_text(c->out, str_from(c->table->columns[c->value].title));
    buffer_text(c->out, c->interval ? "; thin line: its 95" HTML_NBSP "% interval" : "");
    buffer_text(c->out, overall ? "; dashed line: all actions." : ".");
}

static void put_left_out(const chart *c, size_t drawn, size_t total, bool panels) {
    if (drawn < total) {
        buffer_format(c->out, " Drawn are the first %zu of ", drawn);
        html_number(c->out, (double)total, 0);
        buffer_text(c->out, is_parted(c) ? " rows of a chart; the table has all."
                                         : " rows; the table has all.");
    }
    if (panels) {
        buffer_format(c->out, " Only the first %d groups of rows are drawn; the table has all.",
                      (int)PANELS_MOST);
    }
}

void html_chart(const pm_table *t, const tables *all, buffer *out) {
    chart c;
    if (!chart_init(&c, t, all, out)) {
        return;
    }
    size_t firsts[PANELS_MOST], drawn = 0, total = 0;
    bool more, overall = false;
    size_t count = find_panels(&c, firsts, &more);
    buffer_text(out, count > 1 ? "<figure class=\"many\">\n" : "<figure>\n");
    buffer_text(out, "<div class=\"drawings\">\n");
    for (size_t i = 0; i < count; i++) {
        drawing d = {.c = &c, .number = i};
        gather(&d, firsts[i]);
        c.flat = c.kind == PM_CHART_DOTS && all_names_fit(&d);
        find_overall(&d);
        put_drawing(&d);
        overall |= d.overall >= 0.0;
        drawn = d.total > total ? d.count : drawn;
        total = d.total > total ? d.total : total;
    }
    buffer_text(out, "</div>\n<figcaption>");
    put_legend(&c, overall);
    put_left_out(&c, drawn, total, more);
    buffer_text(out, "</figcaption>\n</figure>\n");
}
