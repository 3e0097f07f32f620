/* SPDX-License-Identifier: MIT
 * Keeps true: OpenDocument texts and sheets come out as they are shown: without deleted text,
 * notes, hidden rows and sheets; what a file says once with a number is repeated within bounds. */
#include <string.h>

#include "base/intern.h"
#include "documents/parts.h"

/* What a style says of something, or leaves to the one that it is made from. */
typedef enum said { SAID_NOTHING, SAID_NO, SAID_YES } said;

/* Hidden text or sheets, bold text, levels of a list that are numbered. */
typedef struct odf_style {
    uint32_t parent; /* INTERN_NONE: none */
    said hidden, bold;
    unsigned numbered;
} odf_style;

enum { MOST_STYLES = 65536, DEEPEST_STYLE = 32, MOST_LISTS = 16, MOST_SPANS = 64 };

typedef struct odf_table {
    size_t column, row_times, cell_times, cell_columns;
    bool hidden_row, built;        /* built: the cell at hand is one of the model */
    bool hidden[DOCUMENT_COLUMNS]; /* columns */
    size_t columns;
} odf_table;

typedef struct odf_state {
    part main;
    arena memory;
    intern_table ids; /* "family/name" */
    buffer key;
    odf_style *styles;
    size_t style_cap;
    uint32_t at; /* the style whose properties are read */
    bool no_memory;
    bool sheets, in_text, in_body;
    bool fresh_item; /* the next paragraph is the one of a list's item */
    bool numbered[MOST_LISTS];
    uint32_t list_style[MOST_LISTS];
    size_t lists;
    bool bold[MOST_SPANS];
    size_t spans;
    size_t paragraphs;
    odf_table *table[DOCUMENT_NESTING];
    size_t tables;
    char iso[32]; /* a date of the cell at hand, told instead of its text; empty: none */
} odf_state;

/* ---- Styles ---- */

/* The style of s->key, new or known; INTERN_NONE: there are too many. */
static uint32_t add_style(odf_state *s) {
    pm_str key = buffer_view(&s->key);
    size_t before = s->ids.count;
    if (before >= MOST_STYLES) {
        return intern_find(&s->ids, key);
    }
    bool room = !s->key.failed && mem_grow(s->memory.allocator, (void **)&s->styles, &s->style_cap,
                                           before + 1, sizeof *s->styles);
    uint32_t at = room ? intern_add(&s->ids, key) : INTERN_NONE;
    s->no_memory |= at == INTERN_NONE;
    if (s->ids.count > before) {
        s->styles[before] = (odf_style){.parent = INTERN_NONE};
    }
    return at;
}

/* Names are those of a family: a list and a paragraph may have the same. What is told of a style
 * stands in place of what was told of one before. */
static void open_style(part *p, odf_state *s, bool list) {
    buffer_clear(&s->key);
    buffer_str(&s->key, list ? STR("list") : xml_attribute(p->xml, "family"));
    buffer_char(&s->key, '/');
    size_t family = s->key.len;
    buffer_str(&s->key, xml_attribute(p->xml, "name"));
    s->at = add_style(s);
    s->key.len = family;
    buffer_str(&s->key, xml_attribute(p->xml, "parent-style-name"));
    uint32_t parent = s->key.len > family ? add_style(s) : INTERN_NONE;
    if (s->at != INTERN_NONE) {
        s->styles[s->at] = (odf_style){.parent = parent != s->at ? parent : INTERN_NONE};
    }
}

static said what_is_said(pm_str value, const char *yes) {
    return value.len == 0 ? SAID_NOTHING : str_equal(value, str_from(yes)) ? SAID_YES : SAID_NO;
}

static void open_property(part *p, odf_style *style) {
    const xml *x = p->xml;
    if (xml_is(x, "text-properties")) {
        style->hidden = what_is_said(xml_attribute(p->xml, "display"), "none");
        style->bold = what_is_said(xml_attribute(p->xml, "font-weight"), "bold");
    } else if (xml_is(x, "table-properties")) {
        style->hidden = what_is_said(xml_attribute(p->xml, "display"), "false");
    } else if (xml_is(x, "section-properties")) {
        style->hidden = what_is_said(xml_attribute(p->xml, "display"), "none");
    } else if (xml_is(x, "list-level-style-number")) {
        size_t level = part_number(p, "level", 1, MOST_LISTS);
        if (xml_attribute(p->xml, "num-format").len != 0) {
            style->numbered |= 1U << (level - (level != 0));
        }
    }
}

static pm_status open_in_styles(part *p, odf_state *s) {
    bool list = xml_is(p->xml, "list-style");
    if (list || xml_is(p->xml, "style")) {
        open_style(p, s, list);
    } else if (s->at != INTERN_NONE) {
        open_property(p, &s->styles[s->at]);
    }
    return s->no_memory ? PM_ERR_MEMORY : PM_OK;
}

static void close_in_styles(part *p, odf_state *s) {
    bool ends = xml_is(p->xml, "style") || xml_is(p->xml, "list-style");
    s->at = ends ? INTERN_NONE : s->at;
}

static uint32_t find_style(odf_state *s, const char *family, pm_str name) {
    buffer_clear(&s->key);
    buffer_text(&s->key, family);
    buffer_char(&s->key, '/');
    buffer_str(&s->key, name);
    s->no_memory |= s->key.failed;
    return intern_find(&s->ids, buffer_view(&s->key));
}

typedef struct odf_look {
    bool hidden, says_bold, bold; /* says_bold: it says whether it is bold */
} odf_look;

/* With what it leaves to those that it is made from. */
static odf_look look_of(odf_state *s, part *p, const char *family) {
    uint32_t at = find_style(s, family, xml_attribute(p->xml, "style-name"));
    said hidden = SAID_NOTHING, bold = SAID_NOTHING;
    for (size_t i = 0; i < DEEPEST_STYLE && at != INTERN_NONE; i++) {
        const odf_style *style = &s->styles[at];
        hidden = hidden != SAID_NOTHING ? hidden : style->hidden;
        bold = bold != SAID_NOTHING ? bold : style->bold;
        at = style->parent;
    }
    return (odf_look){hidden == SAID_YES, bold != SAID_NOTHING, bold == SAID_YES};
}

/* Styles that are made for pages are none of the text's, though they may be called as these. */
static pm_status open_in_styles_part(part *p, void *ctx) {
    bool of_pages = xml_is(p->xml, "automatic-styles") || xml_is(p->xml, "master-styles");
    return of_pages ? part_skip(p) : open_in_styles(p, ctx);
}

static pm_status close_in_styles_part(part *p, void *ctx) {
    close_in_styles(p, ctx);
    return PM_OK;
}

/* ---- Tables ---- */

static odf_table *table_at_hand(odf_state *s) {
    return s->tables != 0 ? s->table[s->tables - 1] : NULL;
}

static bool column_hidden(const odf_table *t, size_t across) {
    return across < DOCUMENT_COLUMNS && t->hidden[across];
}

static pm_status begin_table(part *p, odf_state *s) {
    builder *b = &s->main.d->build;
    if (look_of(s, p, "table").hidden) {
        return part_skip(p);
    }
    if (s->tables == DOCUMENT_NESTING) {
        return document_fault(s->main.d, PM_ERR_LIMIT, "tables lie too deep in others");
    }
    odf_table **t = &s->table[s->tables];
    *t = *t != NULL ? *t : mem_alloc(s->memory.allocator, sizeof **t);
    if (*t == NULL) {
        return PM_ERR_MEMORY;
    }
    memset(*t, 0, sizeof **t);
    s->tables++;
    bool sheet = s->sheets && s->tables == 1;
    build_table(b, sheet ? xml_attribute(p->xml, "name") : (pm_str){NULL, 0});
    return PM_OK;
}

static bool collapsed(part *p) {
    pm_str visibility = xml_attribute(p->xml, "visibility");
    return str_equal(visibility, STR("collapse")) || str_equal(visibility, STR("filter"));
}

static void open_columns(part *p, odf_table *t) {
    size_t times = part_times(p, "number-columns-repeated", DOCUMENT_COLUMNS);
    bool hidden = collapsed(p);
    for (size_t i = 0; i < times && t->columns < DOCUMENT_COLUMNS; i++) {
        t->hidden[t->columns++] = hidden;
    }
}

static void open_row(part *p, odf_state *s, odf_table *t) {
    enum { MOST_ROWS = 1 << 24 };
    t->row_times = part_times(p, "number-rows-repeated", MOST_ROWS);
    t->hidden_row = collapsed(p);
    t->column = 0;
    build_row(&s->main.d->build, 0);
}

/* "2024-05-14T00:00:00" is told as a date; other values as they are shown. */
static void take_value(part *p, odf_state *s) {
    enum { DATE = 10 };
    pm_str type = xml_attribute(p->xml, "value-type");
    s->iso[0] = '\0';
    if (!s->sheets || !str_equal(type, STR("date"))) {
        return;
    }
    pm_str date = xml_attribute(p->xml, "date-value");
    bool midnight = date.len == DATE || str_ends(date, STR("T00:00:00"));
    if (date.len >= DATE && date.len < sizeof s->iso) {
        size_t len = midnight ? DATE : date.len;
        memcpy(s->iso, date.data, len);
        s->iso[len] = '\0';
        if (!midnight && s->iso[DATE] == 'T') {
            s->iso[DATE] = ' ';
        }
    }
}

static void open_cell(part *p, odf_state *s, odf_table *t, bool covered) {
    enum { MOST_SPANNED = 1 << 20 };
    builder *b = &s->main.d->build;
    t->cell_times = part_times(p, "number-columns-repeated", 1 << 20);
    t->cell_columns = part_times(p, "number-columns-spanned", DOCUMENT_COLUMNS);
    size_t rows = part_times(p, "number-rows-spanned", MOST_SPANNED);
    for (size_t i = 0; covered && i < t->cell_times && t->column + i < DOCUMENT_COLUMNS; i++) {
        build_covered(b, t->column + i);
    }
    t->built = !covered && t->column < DOCUMENT_COLUMNS && !column_hidden(t, t->column);
    if (t->built) {
        take_value(p, s);
        build_cell(b, t->column, t->cell_columns, rows);
    } else {
        build_end_cell(b); /* so that nothing is written */
    }
}

/* A cell that stands there several times is built once more for each; blank ones are not. */
static void close_cell(odf_state *s, odf_table *t) {
    builder *b = &s->main.d->build;
    if (s->iso[0] != '\0') {
        build_text(b, str_from(s->iso));
    }
    build_end_cell(b);
    if (t->built) {
        build_repeat_cell(b, t->cell_times - 1);
    }
    t->column += t->cell_times;
    s->iso[0] = '\0';
}

static void close_row(odf_state *s, odf_table *t) {
    builder *b = &s->main.d->build;
    if (t->hidden_row) {
        build_hide_row(b, t->row_times);
    } else {
        build_end_row(b);
        build_repeat_row(b, t->row_times - 1);
    }
}

static pm_status open_in_table(part *p, odf_state *s) {
    odf_table *t = table_at_hand(s);
    const xml *x = p->xml;
    if (xml_is(x, "table")) {
        return begin_table(p, s);
    }
    if (t == NULL) {
        return PM_OK;
    }
    if (xml_is(x, "table-column")) {
        open_columns(p, t);
    } else if (xml_is(x, "table-row")) {
        open_row(p, s, t);
    } else if (xml_is(x, "table-cell")) {
        open_cell(p, s, t, false);
    } else if (xml_is(x, "covered-table-cell")) {
        open_cell(p, s, t, true);
    } else if (xml_is(x, "shapes")) {
        return part_skip(p);
    }
    return PM_OK;
}

static void close_in_table(part *p, odf_state *s) {
    odf_table *t = table_at_hand(s);
    const xml *x = p->xml;
    if (t == NULL) {
        return;
    }
    if (xml_is(x, "table-cell") || xml_is(x, "covered-table-cell")) {
        close_cell(s, t);
    } else if (xml_is(x, "table-row")) {
        close_row(s, t);
    } else if (xml_is(x, "table")) {
        build_end_table(&s->main.d->build);
        s->tables--;
    }
}

/* ---- Text ---- */

static pm_status open_paragraph_of(part *p, odf_state *s, bool heading) {
    builder *b = &s->main.d->build;
    odf_look look = look_of(s, p, "paragraph");
    if (look.hidden) {
        return part_skip(p);
    }
    s->paragraphs++;
    if (s->iso[0] != '\0') {
        return PM_OK; /* the date stands for it */
    }
    size_t level = s->lists != 0 ? s->lists - 1 : 0;
    if (heading) {
        size_t rank = part_number(p, "outline-level", 1, 9);
        build_paragraph(b, BLOCK_HEADING, (unsigned)(rank != 0 ? rank : 1), false);
    } else if (s->fresh_item && s->lists != 0) {
        bool numbered = level < MOST_LISTS && s->numbered[level];
        build_paragraph(b, BLOCK_ITEM, (unsigned)level, numbered);
    } else {
        build_paragraph(b, BLOCK_PARAGRAPH, 0, false);
    }
    s->fresh_item = false;
    s->spans = 0;
    b->bold = look.bold;
    return PM_OK;
}

/* A list without a style has that of the list around it. */
static void open_list(part *p, odf_state *s) {
    uint32_t at = find_style(s, "list", xml_attribute(p->xml, "style-name"));
    if (s->lists < MOST_LISTS) {
        at = at == INTERN_NONE && s->lists != 0 ? s->list_style[s->lists - 1] : at;
        s->list_style[s->lists] = at;
        s->numbered[s->lists] = at != INTERN_NONE && (s->styles[at].numbered >> s->lists & 1) != 0;
    }
    s->lists++;
}

static void put_spaces(part *p, builder *b) {
    size_t count = part_number(p, "c", 1, 64);
    for (size_t i = 0; i < count; i++) {
        build_text(b, STR(" "));
    }
}

static pm_status open_span(part *p, odf_state *s) {
    builder *b = &s->main.d->build;
    odf_look look = look_of(s, p, "text");
    if (look.hidden) {
        return part_skip(p);
    }
    if (s->spans < MOST_SPANS) {
        s->bold[s->spans] = b->bold;
    }
    s->spans++;
    b->bold = look.says_bold ? look.bold : b->bold;
    return PM_OK;
}

static bool is_gone(const xml *x) {
    static const char *const gone[] = {"tracked-changes",
                                       "annotation",
                                       "annotation-end",
                                       "note",
                                       "hidden-text",
                                       "hidden-paragraph",
                                       "script",
                                       "forms",
                                       "sequence-decls",
                                       "ruby-text",
                                       "desc",
                                       "title",
                                       "bibliography-mark",
                                       "dde-connection-decls",
                                       "content-validations",
                                       "named-expressions",
                                       "database-ranges",
                                       "table-of-content",
                                       "user-index"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        if (xml_is(x, gone[i])) {
            return true;
        }
    }
    return false;
}

static pm_status on_open(part *p, void *ctx) {
    odf_state *s = ctx;
    builder *b = &s->main.d->build;
    const xml *x = p->xml;
    if (!s->in_body) {
        s->in_body = xml_is(x, "body");
        return open_in_styles(p, s);
    }
    if (is_gone(x)) {
        return part_skip(p);
    }
    if (xml_is(x, "spreadsheet")) {
        s->sheets = true;
    } else if (xml_of(x, ":table:")) {
        return open_in_table(p, s);
    } else if (xml_is(x, "p") || xml_is(x, "h")) {
        return open_paragraph_of(p, s, xml_is(x, "h"));
    } else if (xml_is(x, "list")) {
        open_list(p, s);
    } else if (xml_is(x, "list-item") || xml_is(x, "list-header")) {
        s->fresh_item = true;
    } else if (xml_is(x, "section")) {
        bool hidden = str_equal(xml_attribute(p->xml, "display"), STR("none"));
        return hidden || look_of(s, p, "section").hidden ? part_skip(p) : PM_OK;
    } else if (xml_is(x, "span")) {
        return open_span(p, s);
    } else if (xml_is(x, "s")) {
        put_spaces(p, b);
    } else if (xml_is(x, "tab")) {
        build_text(b, STR("\t"));
    } else if (xml_is(x, "line-break")) {
        build_break(b);
    }
    return PM_OK;
}

static pm_status on_close(part *p, void *ctx) {
    odf_state *s = ctx;
    builder *b = &s->main.d->build;
    const xml *x = p->xml;
    if (!s->in_body) {
        close_in_styles(p, s);
        return PM_OK;
    }
    if (xml_of(x, ":table:")) {
        close_in_table(p, s);
    } else if (xml_is(x, "p") || xml_is(x, "h")) {
        s->paragraphs -= s->paragraphs != 0;
        if (s->iso[0] == '\0') {
            build_end_paragraph(b);
        }
        b->bold = false;
    } else if (xml_is(x, "list")) {
        s->lists -= s->lists != 0;
    } else if (xml_is(x, "span") && s->spans != 0) {
        s->spans--;
        b->bold = s->spans < MOST_SPANS && s->bold[s->spans];
    }
    return PM_OK;
}

static pm_status on_text(part *p, void *ctx) {
    const odf_state *s = ctx;
    if (s->paragraphs != 0 && s->iso[0] == '\0') {
        build_text(&p->d->build, xml_text(p->xml));
    }
    return PM_OK;
}

/* ---- The format ---- */

static pm_status look_for_lock(part *p, void *ctx) {
    bool *locked = ctx;
    *locked |= xml_is(p->xml, "encryption-data");
    return PM_OK;
}

/* LibreOffice from 24.8 on locks the package as a whole, as one part of another. */
static bool locked_whole(const document *d) {
    return package_has(d->package, "encrypted-package");
}

static bool odf_is(document *d) {
    return d->package != NULL && package_has(d->package, "META-INF/manifest.xml") &&
           (package_has(d->package, "content.xml") || locked_whole(d));
}

static void odf_close(document *d) {
    odf_state *s = d->state;
    if (s == NULL) {
        return;
    }
    part_close(&s->main);
    intern_free(&s->ids);
    buffer_free(&s->key);
    mem_free(d->allocator, s->styles);
    for (size_t i = 0; i < DOCUMENT_NESTING; i++) {
        mem_free(d->allocator, s->table[i]);
    }
    arena_free(&s->memory);
    mem_free(d->allocator, s);
    d->state = NULL;
}

static pm_status odf_open(document *d) {
    bool locked = locked_whole(d);
    pm_status status = part_walk(d, "META-INF/manifest.xml", look_for_lock, NULL, &locked);
    if (status != PM_OK) {
        return status;
    }
    if (locked) {
        return document_fault(d, PM_ERR_INPUT,
                              "the document is protected by a password; save it without one");
    }
    odf_state *s = mem_zalloc(d->allocator, sizeof *s);
    if (s == NULL) {
        return PM_ERR_MEMORY;
    }
    d->state = s;
    s->main.d = d;
    s->at = INTERN_NONE;
    arena_init(&s->memory, d->allocator);
    intern_init(&s->ids, &s->memory);
    buffer_init(&s->key, d->allocator);
    status = part_walk(d, "styles.xml", open_in_styles_part, close_in_styles_part, s);
    s->at = INTERN_NONE;
    return status == PM_OK ? part_open(d, "content.xml", &s->main) : status;
}

static pm_status odf_more(document *d) {
    static const part_calls calls = {on_open, on_close, on_text};
    odf_state *s = d->state;
    pm_status status = part_each(&s->main, &calls, s);
    status = status == PM_OK && s->no_memory ? PM_ERR_MEMORY : status;
    odf_close(d);
    return status == PM_OK ? document_hand_over(d) : status;
}

const document_format document_odf = {
    .name = "odf",
    .suffixes = ".odt.ods",
    .about = "OpenDocument texts and spreadsheets",
    .is = odf_is,
    .open = odf_open,
    .more = odf_more,
    .close = odf_close,
};
