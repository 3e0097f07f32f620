/* SPDX-License-Identifier: MIT
 * Keeps true: PDF is read by the programs of Poppler, which end within their bounds and leave no
 * file behind; a table that goes on over pages is one table, without its repeated headings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents/documents.h"
#include "documents/page.h"

enum {
    PDF_TEXT = 128 << 20,      /* bytes that pdftotext may say of a document */
    PDF_PAGE = 128 << 20,      /* ... and pdftocairo of a page */
    PDF_MILLIS = 120000,       /* that the programs may run for a document ... */
    PDF_PAGE_MILLIS = 100,     /* ... and more for each page of it, ... */
    PDF_MOST_MILLIS = 1800000, /* ... but for no document longer than this */
    PDF_FILE = 256 << 20,      /* bytes of a file that they write: caches of fonts */
    PDF_HEAD_ROWS = 3          /* rows of headings that may stand again on the next page */
};

/* Bytes of data that they may have: a page of text takes 20 MiB, a scan as many as its points. */
static const size_t pdf_memory = (size_t)2 << 30;

static const char poppler_missing[] =
    "the file is a PDF, and pdftotext and pdftocairo, which read it, are not there; they are in "
    "the package poppler-utils";

typedef struct held_row {
    grid_row *row;
    size_t page;
} held_row;

typedef struct pdf {
    document *d;
    buffer folder, file, text, svg;
    page page;
    white white; /* the last table of white space */
    arena memory;
    uint64_t *margin; /* what stands at the edges of pages, sorted */
    size_t margin_count, margin_cap;
    size_t pages, words;
    unsigned long millis; /* that the programs took */
    double usual;         /* height of most words */
    grid *open;           /* the table that may go on on the next page */
    held_row *held;       /* its last rows: those that a cell spans which may reach further */
    size_t held_count, held_cap, reach, rows_built; /* reach: of the cells in them */
    pm_str head[PDF_HEAD_ROWS];
    bool failed, above; /* above: something stood above on this page */
} pdf;

static const char *pdf_missing(void) {
    return os_has_program("pdftotext") && os_has_program("pdftocairo")
               ? NULL
               : "needs pdftotext and pdftocairo, of the package poppler-utils";
}

static bool pdf_is(document *d) {
    return str_starts(buffer_view(&d->reader->feed.first), STR("%PDF-"));
}

/* ---- The programs ---- */

static bool says(const char *text, const char *what) {
    return strstr(text, what) != NULL;
}

static pm_status tell_result(document *d, const os_result *r) {
    switch (r->how) {
    case OS_NO_PROGRAM: return document_fault(d, PM_ERR_INPUT, poppler_missing);
    case OS_TOO_SLOW:
        return document_fault(d, PM_ERR_LIMIT,
                              "reading the PDF took too long; save it as .docx or as text");
    case OS_TOO_MUCH:
        return document_fault(d, PM_ERR_LIMIT,
                              "the PDF holds too much; save it as .docx or as text");
    case OS_STOPPED: return document_fault(d, PM_ERR_INPUT, "reading it was stopped");
    default: break;
    }
    if (r->code == 0) {
        return PM_OK;
    }
    if (says(r->errors, "ut of memory") || says(r->errors, "bad_alloc")) {
        return document_fault(d, PM_ERR_LIMIT,
                              "the PDF needs more than 2 GiB of memory; save it as .docx or as "
                              "text");
    }
    return document_fault(
        d, PM_ERR_INPUT,
        says(r->errors, "ncorrect password")
            ? "the document is protected by a password; save it without one"
        : r->code == 3 ? "the PDF does not allow that its text is copied; save it without that"
                       : "the PDF is damaged, or none: its text cannot be read");
}

/* Milliseconds that are left: a program begins anew with each page. */
static unsigned long time_left(const pdf *s) {
    enum { LONG = (PDF_MOST_MILLIS - PDF_MILLIS) / PDF_PAGE_MILLIS };
    unsigned long pages = s->pages < LONG ? s->pages : LONG;
    unsigned long all = PDF_MILLIS + pages * PDF_PAGE_MILLIS;
    return s->millis < all ? all - s->millis : 0;
}

static pm_status run(pdf *s, char *const argv[], size_t most, buffer *out) {
    os_result result;
    const os_limits limits = {most, time_left(s), NULL, pdf_memory, PDF_FILE};
    pm_status status = os_run(argv, &limits, out, &result);
    s->millis += result.millis;
    if (status == PM_ERR_IO) {
        return document_fault(s->d, PM_ERR_INPUT, "the system cannot run another program now");
    }
    return status == PM_OK ? tell_result(s->d, &result) : status;
}

/* A path that is no option; what comes through a pipe is written to a folder of its own. */
static pm_status name_file(pdf *s) {
    document *d = s->d;
    const char *path = d->reader->path;
    if (!document_piped(d)) {
        buffer_text(&s->file, path[0] == '/' ? "" : "./");
        buffer_text(&s->file, path);
        buffer_char(&s->file, '\0');
        return s->file.failed ? PM_ERR_MEMORY : PM_OK;
    }
    const char *why = "";
    pm_status status = document_slurp(d);
    status = status == PM_OK ? os_make_folder(&s->folder, &why) : status;
    if (status == PM_OK) {
        buffer_text(&s->file, s->folder.data);
        buffer_text(&s->file, "/plan.pdf");
        buffer_char(&s->file, '\0');
        status = s->file.failed ? PM_ERR_MEMORY
                                : os_write_file(s->file.data, buffer_view(&d->bytes), &why);
    }
    return status == PM_ERR_IO ? document_no_folder(d, why) : status;
}

static pm_status read_text(pdf *s) {
    char layout[] = "-bbox-layout", enc[] = "-enc", utf8[] = "UTF-8", out[] = "-",
         program[] = "pdftotext";
    char *argv[] = {program, layout, enc, utf8, s->file.data, out, NULL};
    return run(s, argv, PDF_TEXT, &s->text);
}

static pm_status read_lines(pdf *s) {
    char program[] = "pdftocairo", svg[] = "-svg", sizes[] = "-origpagesizes", first[] = "-f",
         last[] = "-l", out[] = "-", number[24];
    snprintf(number, sizeof number, "%zu", s->page.number);
    char *argv[] = {program, svg, sizes, first, number, last, number, s->file.data, out, NULL};
    buffer_clear(&s->svg);
    pm_status status = run(s, argv, PDF_PAGE, &s->svg);
    return status == PM_OK ? page_read_rules(&s->page, buffer_view(&s->svg)) : status;
}

/* ---- All pages: how large most letters are, and what stands on several ---- */

static bool at_edge(const page *p, const page_word *w) {
    return w->y1 < 0.09 * p->height || w->y0 > 0.91 * p->height;
}

/* Words at one height count as equal, whatever figures are in them. */
static uint64_t edge_key(const page_word *w) {
    uint64_t key = HASH_SEED + (uint64_t)(int64_t)(w->y0 + 0.5);
    for (size_t i = 0; i < w->text.len; i++) {
        if (!ascii_digit(w->text.data[i])) {
            key = hash_bytes(&w->text.data[i], 1, key);
        }
    }
    return key;
}

static int by_key(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Each key once a page. */
static bool note_edges(pdf *s) {
    size_t from = s->margin_count, kept = from;
    for (size_t i = 0; i < s->page.word_count; i++) {
        if (at_edge(&s->page, &s->page.words[i])) {
            if (!mem_grow(s->d->allocator, (void **)&s->margin, &s->margin_cap, s->margin_count + 1,
                          sizeof *s->margin)) {
                return false;
            }
            s->margin[s->margin_count++] = edge_key(&s->page.words[i]);
        }
    }
    if (s->margin_count > from) {
        qsort(s->margin + from, s->margin_count - from, sizeof *s->margin, by_key);
    }
    for (size_t i = from; i < s->margin_count; i++) {
        if (kept == from || s->margin[kept - 1] != s->margin[i]) {
            s->margin[kept++] = s->margin[i];
        }
    }
    s->margin_count = kept;
    return true;
}

/* On half of the pages, and on two at least. */
static bool repeats(const pdf *s, const page_word *w) {
    uint64_t key = edge_key(w);
    size_t low = 0, high = s->margin_count, count = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->margin[mid] < key) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    while (low + count < s->margin_count && s->margin[low + count] == key) {
        count++;
    }
    return count >= 2 && 2 * count >= s->pages;
}

static pm_status survey(pdf *s) {
    enum { SIZES = 200 /* half points */ };
    size_t letters[SIZES] = {0}, best = 0, at = 0;
    pm_status status;
    while ((status = page_read_words(&s->page, buffer_view(&s->text), &at)) == PM_OK) {
        s->pages++;
        s->words += s->page.word_count;
        for (size_t i = 0; i < s->page.word_count; i++) {
            const page_word *w = &s->page.words[i];
            double size = 2 * (w->y1 - w->y0) + 0.5;
            letters[size < SIZES ? (size_t)size : SIZES - 1] += w->text.len;
        }
        if (!note_edges(s) || !page_note_words(&s->page)) {
            return PM_ERR_MEMORY;
        }
    }
    for (size_t i = 1; i < SIZES; i++) {
        best = letters[i] > letters[best] ? i : best;
    }
    s->usual = (double)best / 2;
    s->page.number = 0;
    if (s->margin_count != 0) {
        qsort(s->margin, s->margin_count, sizeof *s->margin, by_key);
    }
    return status == PM_END ? PM_OK : status;
}

/* ---- Tables ---- */

static void put_paragraphs(pdf *s, const set_paragraph *p) {
    builder *b = &s->d->build;
    for (; p != NULL; p = p->next) {
        build_paragraph(b, p->kind, 0, false);
        build_text(b, p->text);
        build_end_paragraph(b);
    }
}

static void put_held(pdf *s) {
    builder *b = &s->d->build;
    for (size_t k = 0; k < s->held_count; k++) {
        const grid_row *r = s->held[k].row;
        b->page = s->held[k].page;
        build_row(b, 0);
        for (size_t i = 0; i < r->count; i++) {
            const grid_cell *c = &r->cells[i];
            build_cell(b, c->column, c->columns, c->rows);
            put_paragraphs(s, c->text);
            build_end_cell(b);
        }
        build_end_row(b);
    }
    s->held_count = s->reach = 0;
}

static void end_table(pdf *s) {
    if (s->open != NULL) {
        put_held(s);
        build_end_table(&s->d->build);
        s->open = NULL;
    }
}

/* All texts of a row, to know it again. */
static pm_str row_text(pdf *s, const grid_row *r) {
    buffer text;
    buffer_init(&text, s->d->allocator);
    for (size_t i = 0; i < r->count; i++) {
        for (const set_paragraph *p = r->cells[i].text; p != NULL; p = p->next) {
            buffer_str(&text, p->text);
            buffer_char(&text, '\n');
        }
    }
    char *copy = arena_copy(&s->memory, text.data != NULL ? text.data : "", text.len);
    pm_str made = {copy, copy != NULL ? text.len : 0};
    s->failed |= text.failed || copy == NULL;
    buffer_free(&text);
    return made;
}

/* The column of the open table with this edge; SIZE_MAX: none. */
static size_t same_edge(const grid *g, double x) {
    enum { NEAR = 5 };
    for (size_t i = 0; i <= g->columns; i++) {
        if (x > g->x[i] - NEAR && x < g->x[i] + NEAR) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Does the edge stand at one of the open table's? Those of white tables lie in the middle of what
 * is white on their page; the outer ones lie where words end. */
static bool has_edge(const grid *open, const grid *g, size_t i) {
    enum { NEAR_WHITE = 20 };
    if (g->white && open->white && g->columns == open->columns) {
        double off = g->x[i] - open->x[i];
        return i == 0 || i == g->columns || (off > -NEAR_WHITE && off < NEAR_WHITE);
    }
    size_t at = same_edge(open, g->x[i]);
    return at != SIZE_MAX && (i != 0 || at == 0) && (i != g->columns || at == open->columns);
}

/* Does a table at the top of a page go on with the one that ended the page before? Then its cells
 * get the columns of that one. */
static bool goes_on(const pdf *s, const grid *g) {
    const grid *open = s->open;
    if (open == NULL || s->above) {
        return false;
    }
    for (size_t i = 0; i <= g->columns; i++) {
        if (!has_edge(open, g, i)) {
            return false;
        }
    }
    if (g->columns == open->columns) {
        return true;
    }
    for (size_t i = 0; i < g->row_count; i++) {
        for (size_t k = 0; k < g->rows[i].count; k++) {
            grid_cell *c = &g->rows[i].cells[k];
            size_t to = same_edge(open, g->x[c->column + c->columns]);
            c->column = same_edge(open, g->x[c->column]);
            c->columns = to > c->column ? to - c->column : 1;
        }
    }
    return true;
}

static grid_cell *cell_at(grid_row *r, size_t at) {
    for (size_t i = 0; i < r->count; i++) {
        if (r->cells[i].column == at) {
            return &r->cells[i];
        }
    }
    return NULL;
}

/* The cell of the last row that is held, or the one above that spans it. */
static grid_cell *cell_above(const pdf *s, size_t at) {
    for (size_t i = s->held_count; i > 0; i--) {
        grid_cell *c = cell_at(s->held[i - 1].row, at);
        if (c != NULL) {
            return i - 1 + c->rows >= s->held_count ? c : NULL;
        }
    }
    return NULL;
}

static set_paragraph *last_of(set_paragraph *p) {
    while (p != NULL && p->next != NULL) {
        p = p->next;
    }
    return p;
}

static bool ends_sentence(pm_str s) {
    return s.len != 0 && strchr(".!?", s.data[s.len - 1]) != NULL;
}

/* "14/03/202" above, "5" below. */
static bool broken_figure(const set_paragraph *before, const set_paragraph *after) {
    enum { FIGURE = 7 };
    char last = before->text.data[before->text.len - 1], first = after->text.data[0];
    return (ascii_digit(last) || last == '/') && (ascii_digit(first) || first == '/') &&
           before->left_over < FIGURE;
}

/* "School/" above, "Nursery" below, though "w/" is a word. */
static bool broken_stroke(const set_paragraph *before) {
    pm_str s = before->text;
    return s.len > 2 && s.data[s.len - 1] == '/' && ascii_alpha(s.data[s.len - 2]) &&
           ascii_alpha(s.data[s.len - 3]);
}

static bool small_letter(const set_paragraph *p) {
    return p->text.data[0] >= 'a' && p->text.data[0] <= 'z';
}

static bool surely_goes_on(const set_paragraph *before, const set_paragraph *after) {
    return small_letter(after) || broken_figure(before, after) || broken_stroke(before);
}

/* Would the first word below have found no room on the line above? */
static bool no_room(const set_paragraph *before, const set_paragraph *after) {
    return before->left_over < after->first + 3;
}

/* May `after` be the rest of the paragraph `before`, as far as its place tells? */
static bool may_go_on(const set_paragraph *before, const set_paragraph *after) {
    return after->kind != BLOCK_ITEM && no_room(before, after) && !ends_sentence(before->text);
}

/* Is it the rest? A short word by itself says nothing of its column, which may be as wide as that.
 */
static bool same_paragraph(const set_paragraph *before, const set_paragraph *after) {
    enum { LONG_WORD = 12 };
    bool words = memchr(before->text.data, ' ', before->text.len) != NULL;
    bool full = words || before->text.len >= LONG_WORD;
    return after->kind != BLOCK_ITEM &&
           (surely_goes_on(before, after) || (full && may_go_on(before, after)));
}

/* What the cells of a row at the top of a page say of the row above the end of the last one. */
typedef struct rest {
    size_t filled, ended; /* with text; without, below one with text */
    size_t joined, sure;  /* that go on; surely */
    size_t maybe;         /* short words below others, which say nothing */
    size_t small;         /* in small letters, where there was room */
} rest;

static void note_rest(rest *n, const set_paragraph *last, const set_paragraph *more) {
    bool same = same_paragraph(last, more), surely = surely_goes_on(last, more);
    bool items = last->kind == BLOCK_ITEM && more->kind == BLOCK_ITEM;
    bool fits = !no_room(last, more);
    n->filled++;
    n->joined += items || (same && !fits);
    n->sure += same && surely && !fits;
    n->small += same && surely && fits;
    n->maybe += !same && !items && may_go_on(last, more);
}

/* A row that the end of the page broke: below stands what found no room, and in the other cells
 * nothing. One column alone, which begins with a capital, is no proof; small letters where there
 * was room are one where they are alone. Where one is sure, short words may go on. What spans rows
 * says nothing of the last of them. */
static bool row_goes_on(const pdf *s, grid_row *after) {
    rest n = {0};
    for (size_t i = 0; i < after->count; i++) {
        const grid_cell *c = &after->cells[i];
        grid_cell *above = cell_above(s, c->column);
        if (c->text == NULL) {
            n.ended += above != NULL && above->rows == 1 && above->text != NULL && c->column != 0;
            continue;
        }
        if (above == NULL || above->rows > 1) {
            continue;
        }
        if (above->text == NULL) {
            return false;
        }
        note_rest(&n, last_of(above->text), c->text);
    }
    if (n.small != 0 && n.filled == 1) {
        return true;
    }
    size_t all = n.joined + (n.sure != 0 ? n.maybe : 0);
    return n.joined != 0 && (n.sure > 1 || (all == n.filled && n.ended + n.joined + n.sure > 1));
}

/* What stands in a cell, and its rest on the next page. `row`: all of the row goes on. */
static void join_cells(pdf *s, grid_cell *above, set_paragraph *more, bool row) {
    set_paragraph *last = last_of(above->text);
    if (last == NULL || more == NULL) {
        above->text = last == NULL ? more : above->text;
        return;
    }
    if (!same_paragraph(last, more) && !(row && may_go_on(last, more))) {
        last->next = more;
        return;
    }
    char *text = arena_alloc(&s->memory, last->text.len + 1 + more->text.len);
    if (text == NULL) {
        s->failed = true;
        return;
    }
    size_t len = last->text.len;
    memcpy(text, last->text.data, len);
    text[len] = ' ';
    len += !broken_figure(last, more) && !broken_stroke(last);
    memcpy(text + len, more->text.data, more->text.len);
    last->text = (pm_str){text, len + more->text.len};
    last->left_over = more->left_over;
    last->next = more->next;
}

static void join_rows(pdf *s, const grid_row *after) {
    for (size_t i = 0; i < after->count; i++) {
        const grid_cell *c = &after->cells[i];
        grid_cell *above = cell_above(s, c->column);
        if (above != NULL && (above->rows == 1 || c->rows > 1 || c->text != NULL)) {
            join_cells(s, above, c->text, true);
            above->rows += c->rows - 1;
        }
    }
}

/* Does a cell at the top of a page go on from one above that spans rows, or does so here? */
static bool cell_goes_on(const grid_cell *above, const grid_cell *c) {
    if (above == NULL || above->text == NULL || (above->rows == 1 && c->rows == 1)) {
        return false;
    }
    return c->text == NULL ||
           (c->text->kind != BLOCK_ITEM && surely_goes_on(last_of(above->text), c->text));
}

/* A row that begins on this page, below cells that began on the one before: these reach down to
 * it. */
static void join_spans(pdf *s, grid_row *r) {
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        grid_cell *above = cell_above(s, r->cells[i].column);
        if (cell_goes_on(above, &r->cells[i])) {
            join_cells(s, above, r->cells[i].text, false);
            above->rows += r->cells[i].rows;
        } else {
            r->cells[kept++] = r->cells[i];
        }
    }
    r->count = kept;
}

/* Notes how far down the cells of a row that is held reach. */
static void note_reach(pdf *s, size_t row) {
    const grid_row *r = s->held[row].row;
    for (size_t i = 0; i < r->count; i++) {
        size_t to = row + r->cells[i].rows;
        s->reach = to > s->reach ? to : s->reach;
    }
}

static void put_row(pdf *s, grid_row *r) {
    if (s->reach <= s->held_count) {
        put_held(s);
    }
    if (!mem_grow(s->d->allocator, (void **)&s->held, &s->held_cap, s->held_count + 1,
                  sizeof *s->held)) {
        s->failed = true;
        return;
    }
    if (s->rows_built < PDF_HEAD_ROWS) {
        s->head[s->rows_built] = row_text(s, r);
    }
    s->held[s->held_count++] = (held_row){r, s->page.number};
    note_reach(s, s->held_count - 1);
    s->rows_built++;
}

/* Rows of a table that goes on from the page before, without the headings that stand again. Returns
 * the first row of its own. */
static size_t put_first_rows(pdf *s, grid *g) {
    size_t from = 0;
    while (from < PDF_HEAD_ROWS && from < s->rows_built && from < g->row_count &&
           str_equal(row_text(s, &g->rows[from]), s->head[from])) {
        from++;
    }
    if (from == g->row_count || s->held_count == 0) {
        return from;
    }
    bool goes = row_goes_on(s, &g->rows[from]);
    if (goes) {
        join_rows(s, &g->rows[from]);
    } else {
        join_spans(s, &g->rows[from]);
    }
    for (size_t i = 0; i < s->held_count; i++) {
        note_reach(s, i);
    }
    return from + goes;
}

static void put_table(pdf *s, grid *g) {
    size_t from = 0;
    if (goes_on(s, g)) {
        from = put_first_rows(s, g);
    } else {
        end_table(s);
        s->d->build.page = s->page.number;
        build_table(&s->d->build, (pm_str){NULL, 0});
        s->open = g;
        s->rows_built = 0;
    }
    for (size_t i = from; i < g->row_count; i++) {
        put_row(s, &g->rows[i]);
    }
}

/* ---- Text ---- */

/* How much larger than most letters tells the rank; "Next steps" by itself is one, too. */
static void put_text(pdf *s, set_paragraph *p) {
    enum { HEADING_BYTES = 200 };
    builder *b = &s->d->build;
    bool weak = false, large = p->height > 1.12 * s->usual && p->text.len <= HEADING_BYTES;
    end_table(s);
    b->page = s->page.number;
    if (large) {
        unsigned rank = p->height > 1.8 * s->usual ? 1 : p->height > 1.35 * s->usual ? 2 : 3;
        build_paragraph(b, BLOCK_HEADING, rank, false);
    } else {
        b->bold = p->kind != BLOCK_ITEM && p->single &&
                  find_is_action(&s->d->find, p->text, &weak) && !weak;
        build_paragraph(b, p->kind, 0, false);
    }
    build_text(b, p->text);
    build_end_paragraph(b);
    b->bold = false;
}

static void drop_edges(pdf *s) {
    page *p = &s->page;
    size_t kept = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        if (!at_edge(p, &p->words[i]) || !repeats(s, &p->words[i])) {
            p->words[kept++] = p->words[i];
        }
    }
    p->word_count = kept;
}

/* What stands outside tables, between margins that are as wide at the right as at the left. */
static set_paragraph *set_text(pdf *s) {
    page *p = &s->page;
    double left = p->width, right = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        left = p->words[i].x0 < left ? p->words[i].x0 : left;
        right = p->words[i].x1 > right ? p->words[i].x1 : right;
    }
    right = right > p->width - left ? right : p->width - left;
    return p->word_count != 0 ? page_set(&s->page, &s->memory, p->words, p->word_count, left, right,
                                         false, &s->failed)
                              : NULL;
}

static bool is_heading(void *ctx, pm_str text, bool *action) {
    pdf *s = ctx;
    size_t rank;
    bool weak = false;
    *action = find_is_action(&s->d->find, text, &weak);
    return *action || find_meaning(&s->d->find, text, &rank) != (column_slot)SLOT_NONE;
}

static grid *merge_by_top(grid *a, grid *b) {
    grid *first = NULL, **end = &first;
    while (a != NULL || b != NULL) {
        grid **next = b == NULL || (a != NULL && a->y[0] <= b->y[0]) ? &a : &b;
        *end = *next;
        *next = (*next)->next;
        end = &(*end)->next;
    }
    *end = NULL;
    return first;
}

/* The words' texts live as long as the page: rows that are held take theirs along, since page_set
 * copies them. */
static void put_page(pdf *s) {
    grid *g = page_grids(&s->page, &s->memory, &s->failed);
    drop_edges(s);
    s->white.open &= g == NULL;
    if (!s->failed &&
        page_draw_white(&s->page, &s->white, s->usual, &s->memory, is_heading, s, &s->failed)) {
        grid *more = page_grids(&s->page, &s->memory, &s->failed);
        for (grid *one = more; one != NULL; one = one->next) {
            one->white = true;
        }
        g = merge_by_top(g, more);
    }
    set_paragraph *p = s->failed ? NULL : set_text(s);
    s->above = false;
    while (!s->failed && (g != NULL || p != NULL)) {
        if (g != NULL && (p == NULL || g->y[0] <= p->y0)) {
            put_table(s, g);
            g = g->next;
        } else {
            put_text(s, p);
            p = p->next;
        }
        s->above = true;
    }
}

/* ---- The document ---- */

static pm_status tell_scanned(pdf *s) {
    builder *b = &s->d->build;
    buffer text;
    buffer_init(&text, s->d->allocator);
    buffer_format(&text,
                  "the PDF has no text: its %zu page%s, as a scanner makes them; read the text "
                  "out of them first (OCR)",
                  s->pages, s->pages == 1 ? " is a picture" : "s are pictures");
    buffer_char(&text, '\0');
    char *reason = text.failed ? NULL : arena_copy(&b->lasting, text.data, text.len);
    buffer_free(&text);
    return reason != NULL ? document_fault(s->d, PM_ERR_INPUT, reason) : PM_ERR_MEMORY;
}

static pm_status read_pages(pdf *s) {
    size_t at = 0;
    pm_status status = PM_OK;
    while (status == PM_OK && s->d->build.status == PM_OK &&
           (status = page_read_words(&s->page, buffer_view(&s->text), &at)) == PM_OK) {
        status = s->page.word_count != 0 ? read_lines(s) : PM_OK;
        if (status == PM_OK && s->page.word_count != 0) {
            put_page(s);
        }
        status = s->failed ? PM_ERR_MEMORY : status;
    }
    if (status == PM_END) {
        end_table(s);
        return s->failed ? PM_ERR_MEMORY : PM_OK;
    }
    return status == PM_ERR_LIMIT && s->d->reason[0] == '\0'
               ? document_fault(s->d, status, "a page of the PDF has too many words")
               : status;
}

static pm_status read_document(pdf *s) {
    pm_status status = name_file(s);
    status = status == PM_OK ? read_text(s) : status;
    status = status == PM_OK ? survey(s) : status;
    if (status == PM_ERR_LIMIT && s->d->reason[0] == '\0') {
        return document_fault(s->d, status, "a page of the PDF has too many words");
    }
    if (status == PM_OK && s->pages == 0) {
        return document_fault(s->d, PM_ERR_INPUT,
                              "the PDF is damaged, or none: its text cannot be read");
    }
    if (status == PM_OK && s->words == 0) {
        return tell_scanned(s);
    }
    return status == PM_OK ? read_pages(s) : status;
}

static void clean_up(pdf *s, os_hold *hold) {
    if (s->folder.len != 0) { /* the plan goes first, whatever becomes of the rest */
        if (s->file.len != 0 && !s->file.failed) {
            os_remove_file(s->file.data);
        }
        os_remove_folder(s->folder.data);
    }
    buffer_free(&s->folder);
    buffer_free(&s->file);
    buffer_free(&s->text);
    buffer_free(&s->svg);
    page_free(&s->page);
    arena_free(&s->memory);
    mem_free(s->d->allocator, s->margin);
    mem_free(s->d->allocator, s->held);
    os_release(hold);
}

static pm_status pdf_open(document *d) {
    const pm_allocator *a = d->allocator;
    pdf s = {.d = d};
    os_hold *hold;
    d->reader->feed.raw = true;
    if (pdf_missing() != NULL) {
        return document_fault(d, PM_ERR_INPUT, poppler_missing);
    }
    if (os_hold_signals(a, &hold) != PM_OK) {
        return PM_ERR_MEMORY;
    }
    buffer_init(&s.folder, a);
    buffer_init(&s.file, a);
    buffer_init(&s.text, a);
    buffer_init(&s.svg, a);
    page_init(&s.page, a);
    arena_init(&s.memory, a);
    pm_status status = read_document(&s);
    clean_up(&s, hold);
    return status;
}

const document_format document_pdf = {
    .name = "pdf",
    .suffixes = ".pdf",
    .about = "PDF with text, by poppler-utils",
    .missing = pdf_missing,
    .is = pdf_is,
    .open = pdf_open,
    .more = document_hand_over,
};
