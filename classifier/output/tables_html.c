/* SPDX-License-Identifier: MIT
 * Tables as one page. Keeps true: it is whole in itself, asks for nothing and runs nothing; it is
 * well-formed as XML too; the time it takes grows with the cells alone; what it leaves out, it
 * tells. */
#include <string.h>

#include "output/html.h"
#include "output/page.h"

enum {
    OPEN_ROWS = 24,    /* a longer table is folded */
    SHORT_ROWS = 12,   /* with no more, paper keeps a section together */
    ROWS_MOST = 5000,  /* of a table in the page: browsers grow slow behind that */
    LEADING_MOST = 3,  /* columns that name a row */
    BROAD_COLUMNS = 9, /* a table of more has smaller letters on paper */
    WORDS_TEXT = 10,   /* bytes; a column with longer texts is given room */
    LONG_TEXT = 32     /* and one with texts longer than this has more */
};

/* A column as the page shows it, which may be two of the table: the ends of an interval. */
typedef struct shown_column {
    size_t at;
    bool interval, heads;
    const char *class; /* as the style sheet calls it, or NULL */
} shown_column;

enum { SHOWN_MOST = 64 }; /* columns of a table; the design has 13 at most */

typedef struct sheet {
    const pm_table *table;
    buffer *out;
    shown_column columns[SHOWN_MOST];
    size_t count;
    bool any_hidden;
} sheet;

/* ---- Which columns, and how ---- */

static size_t longest_text(const pm_table *t, size_t column) {
    size_t longest = 0;
    for (size_t row = 0; row < t->row_count && row < ROWS_MOST; row++) {
        const pm_cell *cell = tables_at(t, row, column);
        size_t len = cell->kind == PM_CELL_TEXT ? cell->text.len : 0;
        longest = len > longest ? len : longest;
    }
    return longest;
}

static const char *class_of(const pm_table *t, size_t column, bool interval) {
    pm_measure measure = t->columns[column].measure;
    if (measure != PM_IS_TEXT && measure != PM_IS_FLAG) {
        return interval ? "n range" : "n";
    }
    size_t longest = longest_text(t, column);
    return longest > LONG_TEXT ? "long" : longest > WORDS_TEXT ? "words" : NULL;
}

/* The first column names a row, and further texts in front do so where figures follow. */
static size_t heading_columns(const pm_table *t) {
    size_t leading = html_leading(t);
    if (leading <= 1 || leading == t->column_count) {
        return 1;
    }
    return leading < LEADING_MOST ? leading : LEADING_MOST;
}

static void sheet_init(sheet *s, const pm_table *t, buffer *out) {
    *s = (sheet){.table = t, .out = out};
    size_t heads = heading_columns(t);
    for (size_t i = 0; i < t->column_count && s->count < SHOWN_MOST; i++) {
        bool interval = html_interval_at(t, i);
        if (tables_seen(t, i)) {
            s->columns[s->count++] = (shown_column){.at = i,
                                                    .interval = interval,
                                                    .heads = i < heads,
                                                    .class = class_of(t, i, interval)};
        }
        i += interval;
    }
}

/* ---- Cells ---- */

static void put_nothing(buffer *out) {
    buffer_text(out, "<span aria-hidden=\"true\">" HTML_DASH
                     "</span><span class=\"unseen\">nothing</span>");
}

static void put_withheld(sheet *s) {
    s->any_hidden = true;
    buffer_text(s->out, "<abbr title=\"withheld\">" HTML_WITHHELD "</abbr>");
}

static void put_figure(sheet *s, const pm_table_column *column, const pm_cell *cell) {
    if (cell->kind == PM_CELL_NONE || (cell->kind == PM_CELL_TEXT && cell->text.len == 0)) {
        put_nothing(s->out);
    } else if (cell->kind == PM_CELL_HIDDEN) {
        put_withheld(s);
    } else if (cell->kind == PM_CELL_TEXT && !html_own_words(column)) {
        html_isolated(s->out, cell->text);
    } else {
        html_figure(s->out, column, cell);
    }
}

static void put_interval(sheet *s, size_t row, size_t low) {
    if (tables_at(s->table, row, low)->kind == PM_CELL_HIDDEN ||
        tables_at(s->table, row, low + 1)->kind == PM_CELL_HIDDEN) {
        put_withheld(s);
    } else if (!html_interval(s->out, s->table, row, low)) {
        put_nothing(s->out);
    }
}

static void open_cell(sheet *s, const char *tag, const char *class) {
    buffer_format(s->out, "<%s", tag);
    if (class != NULL) {
        buffer_format(s->out, " class=\"%s\"", class);
    }
    buffer_char(s->out, '>');
}

static void put_cell(sheet *s, size_t row, const shown_column *c) {
    open_cell(s, c->heads ? "th scope=\"row\"" : "td", c->class);
    if (c->interval) {
        put_interval(s, row, c->at);
    } else {
        put_figure(s, &s->table->columns[c->at], tables_at(s->table, row, c->at));
    }
    buffer_text(s->out, c->heads ? "</th>" : "</td>");
}

/* ---- Tables ---- */

/* "low, if independent" becomes "95 % interval, if independent"; "Wilson low" "Wilson interval". */
static void put_interval_title(const sheet *s, size_t low) {
    pm_str title = str_from(s->table->columns[low].title);
    bool before = str_ends(title, STR(" low"));
    if (before) {
        html_text(s->out, str_slice(title, 0, title.len - 3));
    } else {
        buffer_text(s->out, "95" HTML_NBSP "%" HTML_NBSP);
    }
    buffer_text(s->out, "interval");
    if (!before && str_starts(title, STR("low,"))) {
        html_text(s->out, str_slice(title, 3, title.len));
    }
}

/* Every column has a heading, if only for those who hear it. */
static void put_title(const sheet *s, size_t column) {
    const pm_table_column *c = &s->table->columns[column];
    if (c->title[0] != '\0') {
        html_text(s->out, str_from(c->title));
        return;
    }
    buffer_format(s->out, "<span class=\"unseen\">%s</span>", c->name);
}

static void put_head(sheet *s) {
    buffer_text(s->out, "<thead><tr>");
    for (size_t i = 0; i < s->count; i++) {
        const shown_column *c = &s->columns[i];
        open_cell(s, "th scope=\"col\"", c->class);
        if (c->interval) {
            put_interval_title(s, c->at);
        } else {
            put_title(s, c->at);
        }
        buffer_text(s->out, "</th>");
    }
    buffer_text(s->out, "</tr></thead>\n");
}

/* Do the names of this row and the next differ, before the last? */
static bool differs(const sheet *s, size_t row) {
    for (size_t i = 0; i + 1 < s->count && s->columns[i + 1].heads; i++) {
        if (!str_equal(tables_at(s->table, row, i)->text, tables_at(s->table, row + 1, i)->text)) {
            return true;
        }
    }
    return false;
}

/* Does this row begin a group of rows? */
static bool begins(const sheet *s, size_t row) {
    bool grouped = s->table->chart == PM_CHART_DOTS;
    return grouped && row != 0 && row + 1 < s->table->row_count && differs(s, row - 1) &&
           !differs(s, row);
}

static size_t rows_of(const pm_table *t) {
    return t->row_count < ROWS_MOST ? t->row_count : ROWS_MOST;
}

static void put_body(sheet *s) {
    buffer_text(s->out, "<tbody>\n");
    for (size_t row = 0; row < rows_of(s->table) && !s->out->failed; row++) {
        buffer_text(s->out, begins(s, row) ? "<tr class=\"begins\">" : "<tr>");
        for (size_t i = 0; i < s->count; i++) {
            put_cell(s, row, &s->columns[i]);
        }
        buffer_text(s->out, "</tr>\n");
    }
    buffer_text(s->out, "</tbody>\n");
}

static void put_grid(sheet *s) {
    const char *name = s->table->name;
    buffer_format(s->out,
                  "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
                  "aria-labelledby=\"%s-caption\">\n<table>\n<caption id=\"%s-caption\">"
                  "<span class=\"unseen\">",
                  name, name);
    html_text(s->out, str_from(s->table->title));
    buffer_text(s->out, ": table</span></caption>\n");
    put_head(s);
    put_body(s);
    buffer_text(s->out, "</table>\n</div>\n");
}

static void put_legend(const sheet *s) {
    if (s->any_hidden) {
        buffer_text(s->out, "<p class=\"legend\">" HTML_WITHHELD
                            ": withheld, since it would tell of few people.</p>\n");
    }
    if (s->table->row_count > ROWS_MOST) {
        buffer_text(s->out, "<p class=\"legend\">The first ");
        html_number(s->out, ROWS_MOST, 0);
        buffer_text(s->out, " of ");
        html_number(s->out, (double)s->table->row_count, 0);
        buffer_text(s->out, " rows. All of them are in the CSV and JSON of this report.</p>\n");
    }
}

static void put_figures(sheet *s) {
    bool folded = s->table->row_count > OPEN_ROWS;
    buffer_text(s->out, s->count > BROAD_COLUMNS ? "<div class=\"figures broad\">\n"
                                                 : "<div class=\"figures\">\n");
    if (folded) {
        buffer_text(s->out, "<details><summary>Table of ");
        html_number(s->out, (double)s->table->row_count, 0);
        buffer_text(s->out, " rows<span class=\"unseen\">: ");
        html_text(s->out, str_from(s->table->title));
        buffer_text(s->out, "</span></summary>\n");
    }
    put_grid(s);
    buffer_text(s->out, folded ? "</details>\n" : "");
    put_legend(s);
    buffer_text(s->out, "</div>\n");
}

/* ---- Sections ---- */

static void put_notes(const pm_table *t, buffer *out) {
    if (t->note_count == 0) {
        return;
    }
    buffer_text(out, "<div class=\"note\" role=\"note\">\n");
    for (size_t i = 0; i < t->note_count; i++) {
        buffer_text(out, i == 0 ? "<p><strong>Note.</strong> " : "<p>");
        html_isolated(out, t->notes[i]);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "</div>\n");
}

static void put_section(const pm_table *t, const tables *all, buffer *out) {
    sheet s;
    sheet_init(&s, t, out);
    buffer_text(out, t->row_count <= SHORT_ROWS ? "<section class=\"short\"" : "<section");
    buffer_format(out, " id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">", t->name,
                  t->name, t->name);
    html_text(out, str_from(t->title));
    buffer_text(out, "</h2>\n");
    if (t->about.len != 0) {
        buffer_text(out, "<p>");
        html_isolated(out, t->about);
        buffer_text(out, "</p>\n");
    }
    put_notes(t, out);
    if (t->row_count != 0) {
        buffer_text(out, "<div class=\"parts\">\n");
        html_chart(t, all, out);
        put_figures(&s);
        buffer_text(out, "</div>\n");
    }
    buffer_text(out, "</section>\n");
}

/* How the report was made stands last. */
static bool is_last(const pm_table *t) {
    return strcmp(t->name, "method") == 0;
}

/* A note may say why a table has no rows. */
static bool is_told(const pm_table *t) {
    return t->row_count + t->note_count != 0;
}

static void each_section(const tables *t, bool last, buffer *out,
                         void (*put)(const pm_table *t, const tables *all, buffer *out)) {
    for (size_t i = 0; i < t->count; i++) {
        if (is_told(&t->items[i]) && is_last(&t->items[i]) == last) {
            put(&t->items[i], t, out);
        }
    }
}

static void put_link(const pm_table *t, const tables *all, buffer *out) {
    (void)all;
    buffer_format(out, "<li><a href=\"#%s\">", t->name);
    html_text(out, str_from(t->title));
    buffer_text(out, "</a></li>\n");
}

static void put_contents(const tables *t, buffer *out) {
    buffer_text(out,
                "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ul>\n");
    each_section(t, false, out, put_link);
    each_section(t, true, out, put_link);
    buffer_text(out, "</ul>\n</nav>\n");
}

/* ---- Headlines ---- */

static const pm_table *find_table(const tables *t, const char *name) {
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->items[i].name, name) == 0 && t->items[i].row_count != 0) {
            return &t->items[i];
        }
    }
    return NULL;
}

/* The first row whose first cell holds these words; SIZE_MAX: none. */
static size_t find_row(const pm_table *t, const char *words) {
    for (size_t row = 0; row < t->row_count; row++) {
        const pm_cell *cell = tables_at(t, row, 0);
        if (cell->kind == PM_CELL_TEXT && html_same_words(cell->text, words)) {
            return row;
        }
    }
    return SIZE_MAX;
}

/* "15.3 % of actions meet all five (95 % interval 12.6 to 18.4)" */
static void put_headline(const pm_table *t, size_t row, size_t share, const char *says,
                         buffer *out) {
    buffer_text(out, "<strong>");
    html_figure(out, &t->columns[share], tables_at(t, row, share));
    buffer_format(out, "</strong> <span class=\"says\">%s</span>", says);
    if (html_interval_at(t, share + 1) && tables_at(t, row, share + 1)->kind == PM_CELL_NUMBER) {
        buffer_text(out, " <span class=\"range\">(95" HTML_NBSP "% interval ");
        html_interval(out, t, row, share + 1);
        buffer_text(out, ")</span>");
    }
}

/* What the criterion means, as the method tells it. */
static void put_meaning(const pm_table *method, const char *criterion, buffer *out) {
    size_t row =
        method != NULL && method->column_count > 1 ? find_row(method, criterion) : SIZE_MAX;
    if (row != SIZE_MAX && tables_at(method, row, 1)->kind == PM_CELL_TEXT) {
        buffer_text(out, " <span class=\"means\">");
        html_text(out, tables_at(method, row, 1)->text);
        buffer_text(out, "</span>");
    }
}

static void put_headlines(const tables *all, buffer *out) {
    static const char *const criteria[][2] = {{"actionable", "are actionable"},
                                              {"measurable", "are measurable"},
                                              {"measure_given", "state a measure"},
                                              {"timeframe", "state a timeframe"},
                                              {"owner", "name an owner"}};
    const pm_table *t = find_table(all, "criteria");
    size_t share = t != NULL ? html_column(t, "share") : HTML_NO_COLUMN;
    if (share == HTML_NO_COLUMN) {
        return;
    }
    buffer_text(out, "<div class=\"headlines\">\n");
    size_t row = find_row(t, "high_quality");
    if (row != SIZE_MAX) {
        buffer_text(out, "<p class=\"most\">");
        put_headline(t, row, share, "of actions meet all five criteria", out);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "<ul>\n");
    for (size_t i = 0; i < sizeof criteria / sizeof criteria[0]; i++) {
        row = find_row(t, criteria[i][0]);
        if (row != SIZE_MAX) {
            buffer_text(out, "<li>");
            put_headline(t, row, share, criteria[i][1], out);
            put_meaning(find_table(all, "method"), criteria[i][0], out);
            buffer_text(out, "</li>\n");
        }
    }
    buffer_text(out, "</ul>\n</div>\n");
}

/* ---- What was counted ---- */

/* The figure of an item behind `before`, and what it counts; false: there is no such item. */
static bool put_item(const pm_table *t, const char *before, const char *item, const char *one,
                     const char *many, buffer *out) {
    size_t row = t != NULL && t->column_count > 1 ? find_row(t, item) : SIZE_MAX;
    if (row == SIZE_MAX) {
        return false;
    }
    const pm_cell *cell = tables_at(t, row, 1);
    buffer_text(out, before);
    html_figure(out, &t->columns[1], cell);
    buffer_char(out, ' ');
    buffer_text(out, cell->kind == PM_CELL_COUNT && cell->count == 1 ? one : many);
    return true;
}

/* Whoever gave verdicts: a pack, several, or people. */
static bool put_sources(const pm_table *t, buffer *out) {
    bool any = false;
    for (size_t row = 0; t != NULL && t->column_count > 1 && row < t->row_count; row++) {
        if (str_equal(tables_at(t, row, 0)->text, STR("verdicts by"))) {
            buffer_text(out, any ? "; " : "Verdicts by ");
            buffer_text(out, "<span class=\"whole\">");
            html_figure(out, &t->columns[1], tables_at(t, row, 1));
            buffer_text(out, "</span>");
            any = true;
        }
    }
    return any;
}

static void put_lede(const tables *all, buffer *out) {
    const pm_table *sample = find_table(all, "sample"), *method = find_table(all, "method");
    buffer_text(out, "<p class=\"lede\">");
    bool any = put_item(sample, "", "actions", "action", "actions", out);
    any |= put_item(sample, any ? " in " : "", "plans", "plan", "plans", out);
    any |= put_item(sample, any ? " of " : "", "authorities", "authority", "authorities", out);
    buffer_text(out, any ? ". " : "");
    any |= put_sources(method, out);
    buffer_text(out, any ? "</p>\n" : "The figures of a sample of plans.</p>\n");
}

/* ---- The page ---- */

static void put_top(pm_str title, buffer *out) {
    buffer_text(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                     "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                     "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
    html_text(out, title);
    buffer_text(out, "</title>\n<style>\n");
    buffer_put(out, (const char *)page_style, page_style_size);
    buffer_text(out, "</style>\n</head>\n<body>\n");
}

static void put_header(const tables *t, pm_str title, buffer *out) {
    buffer_text(out, "<a class=\"skip\" href=\"#figures\">To the figures</a>\n<header>\n<h1>");
    html_isolated(out, title);
    buffer_text(out, "</h1>\n");
    put_lede(t, out);
    put_headlines(t, out);
    put_contents(t, out);
    buffer_text(out, "</header>\n");
}

static void put_footer(buffer *out) {
    buffer_text(out, "<footer>\n<p>Made with planmark. The criteria are those of the Children's "
                     "Commissioner for England's report of October 2024, <cite>What is this plan "
                     "for? The purpose and content of child in need plans</cite>. planmark is not "
                     "made or endorsed by the Commissioner's office.</p>\n</footer>\n");
}

void tables_html(const tables *t, pm_str title, buffer *out) {
    if (str_trim(title).len == 0) {
        title = STR("How actions of plans meet the five criteria");
    }
    put_top(title, out);
    put_header(t, title, out);
    buffer_text(out, "<main id=\"figures\">\n");
    each_section(t, false, out, put_section);
    each_section(t, true, out, put_section);
    buffer_text(out, "</main>\n");
    put_footer(out);
    buffer_text(out, "</body>\n</html>\n");
}
