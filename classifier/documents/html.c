/* SPDX-License-Identifier: MIT
 * Keeps true: text comes out as a browser would show it, without what is hidden, deleted or no text
 * at all; white space is one space, as in a browser. */
#include <string.h>

#include "documents/boxes.h"
#include "documents/documents.h"
#include "documents/xml.h"

enum { MOST_LISTS = 32 };

typedef struct html_state {
    document *d;
    buffer text;       /* a run of text with its white space settled */
    size_t hidden;     /* depth below an element that is not shown; 0: shown */
    const char *skips; /* ... its name, where only its own end ends it */
    size_t bold;       /* elements of bold text that are open */
    bool numbered[MOST_LISTS];
    size_t lists;
    boxes boxes; /* div elements and the like, outside tables */
    bool gap;    /* white space came and is not written yet */
    bool failed; /* no memory */
} html_state;

static bool is_any(const char *name, const char *list) {
    size_t len = strlen(name);
    for (const char *p = list; *p != '\0';) {
        size_t n = strcspn(p, "|");
        if (n == len && memcmp(p, name, n) == 0) {
            return true;
        }
        p += n + (p[n] == '|');
    }
    return false;
}

static pm_str attribute(const char *const *attributes, const char *name) {
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return str_from(attributes[1]);
        }
    }
    return (pm_str){NULL, 0};
}

static bool has_attribute(const char *const *attributes, const char *name) {
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return true;
        }
    }
    return false;
}

/* "display: none" in a style, spaces aside. */
static bool style_hides(pm_str style) {
    static const char *const hides[] = {"display:none", "visibility:hidden", "mso-hide:all",
                                        "mso-element:comment"};
    char bare[256];
    size_t len = 0;
    for (size_t i = 0; i < style.len && len < sizeof bare; i++) {
        if (!ascii_space(style.data[i])) {
            bare[len++] = ascii_lower(style.data[i]);
        }
    }
    for (size_t k = 0; k < sizeof hides / sizeof *hides; k++) {
        size_t n = strlen(hides[k]);
        for (size_t i = 0; i + n <= len; i++) {
            if (memcmp(bare + i, hides[k], n) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_hidden(const char *name, const char *const *attributes) {
    static const char never[] =
        "script|style|template|noscript|title|del|datalist|svg|object|iframe|footer";
    pm_str title = strcmp(name, "div") == 0 ? attribute(attributes, "title") : (pm_str){NULL, 0};
    bool margin = str_equal(title, STR("header")) || str_equal(title, STR("footer"));
    return margin || is_any(name, never) || has_attribute(attributes, "hidden") ||
           style_hides(attribute(attributes, "style")) ||
           (strcmp(name, "option") == 0 && !has_attribute(attributes, "selected"));
}

static size_t number_of(pm_str s, size_t most) {
    size_t n = 0;
    for (size_t i = 0; i < s.len && ascii_digit(s.data[i]) && n <= most; i++) {
        n = n * 10 + (size_t)(s.data[i] - '0');
    }
    return n < 1 ? 1 : n > most ? most : n;
}

static void end_block(html_state *h) {
    build_end_paragraph(&h->d->build);
    h->gap = false;
}

static void open_block(html_state *h, block_kind kind, unsigned rank, bool numbered) {
    end_block(h);
    build_paragraph(&h->d->build, kind, rank, numbered);
}

static void open_list(html_state *h, bool numbered) {
    end_block(h);
    if (h->lists < MOST_LISTS) {
        h->numbered[h->lists] = numbered;
    }
    h->lists++;
}

static void open_item(html_state *h) {
    size_t level = h->lists != 0 ? h->lists - 1 : 0;
    open_block(h, BLOCK_ITEM, (unsigned)level, level < MOST_LISTS && h->numbered[level]);
}

/* A paragraph in a list item is the item's, while nothing of it was written. */
static bool in_fresh_item(const builder *b) {
    return build_is_open(b) && b->open[b->open_count - 1].kind == BLOCK_ITEM &&
           b->text.len == b->open[b->open_count - 1].from;
}

static void open_cell(html_state *h, const char *const *attributes) {
    enum { MOST_ROWS = 65534 };
    size_t across = number_of(attribute(attributes, "colspan"), DOCUMENT_COLUMNS);
    size_t rows = number_of(attribute(attributes, "rowspan"), MOST_ROWS);
    end_block(h);
    build_cell(&h->d->build, SIZE_MAX, across, rows);
}

static const char blocks[] = "p|div|section|article|header|footer|main|aside|address|blockquote|"
                             "pre|form|fieldset|legend|dt|dd|caption|figure|hr|center|body|dl|nav";
static const char bolds[] = "b|strong|th";
static const char boxed[] = "div|dl|dt|dd|section|article";

static void on_open(void *ctx, const char *name, const char *const *attributes) {
    html_state *h = ctx;
    builder *b = &h->d->build;
    if (h->hidden != 0) {
        h->hidden += strcmp(name, h->skips) == 0;
        return;
    }
    if (is_hidden(name, attributes) && !is_any(name, "br|hr|img|input|col|meta|link")) {
        const char *kept = arena_copy(&b->lasting, name, strlen(name));
        h->skips = kept != NULL ? kept : "";
        h->hidden = 1;
        h->failed |= kept == NULL;
        return;
    }
    h->bold += is_any(name, bolds);
    b->bold = h->bold != 0;
    if (b->depth == 0 && is_any(name, boxed)) {
        if (!in_fresh_item(b)) {
            end_block(h);
        }
        boxes_open(&h->boxes, b);
    }
    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0') {
        open_block(h, BLOCK_HEADING, (unsigned)(name[1] - '0'), false);
    } else if (strcmp(name, "li") == 0) {
        open_item(h);
    } else if (is_any(name, "ul|ol|menu")) {
        open_list(h, strcmp(name, "ol") == 0);
    } else if (strcmp(name, "table") == 0) {
        end_block(h);
        build_table(b, (pm_str){NULL, 0});
    } else if (strcmp(name, "tr") == 0) {
        build_row(b, 0);
    } else if (is_any(name, "td|th")) {
        open_cell(h, attributes);
    } else if (strcmp(name, "br") == 0) {
        build_break(b);
        h->gap = false;
    } else if (is_any(name, blocks) && !in_fresh_item(b)) {
        open_block(h, BLOCK_PARAGRAPH, 0, false);
    }
}

static void on_close(void *ctx, const char *name) {
    html_state *h = ctx;
    builder *b = &h->d->build;
    if (h->hidden != 0) {
        h->hidden -= strcmp(name, h->skips) == 0;
        return;
    }
    if (is_any(name, bolds) && h->bold != 0) {
        h->bold--;
        b->bold = h->bold != 0;
    }
    if (is_any(name, "ul|ol|menu")) {
        end_block(h);
        h->lists -= h->lists != 0;
    } else if (is_any(name, "td|th")) {
        end_block(h);
        build_end_cell(b);
    } else if (strcmp(name, "tr") == 0) {
        end_block(h);
        build_end_row(b);
    } else if (strcmp(name, "table") == 0) {
        end_block(h);
        build_end_table(b);
    } else if (strcmp(name, "li") == 0 || is_any(name, blocks) ||
               (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0')) {
        end_block(h);
    }
    if (b->depth == 0 && is_any(name, boxed)) {
        end_block(h);
        boxes_close(&h->boxes, b);
    }
}

static void on_text(void *ctx, pm_str text) {
    html_state *h = ctx;
    if (h->hidden != 0) {
        return;
    }
    buffer_clear(&h->text);
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_space(text.data[i])) {
            h->gap = true;
            continue;
        }
        if (h->gap) {
            buffer_char(&h->text, ' ');
        }
        h->gap = false;
        buffer_char(&h->text, text.data[i]);
    }
    h->failed |= h->text.failed;
    if (h->text.len != 0) {
        build_text(&h->d->build, buffer_view(&h->text));
    }
}

static bool on_stop(void *ctx) {
    html_state *h = ctx;
    return h->d->build.status != PM_OK || h->failed;
}

static bool html_is(document *d) {
    return d->package == NULL && reader_is_document(d->reader->feed.head, d->reader->base);
}

static pm_status html_more(document *d) {
    static const html_calls calls = {on_open, on_close, on_text, on_stop};
    html_state h = {.d = d, .skips = ""};
    buffer_init(&h.text, d->allocator);
    boxes_init(&h.boxes, d->allocator);
    pm_status status =
        html_parse(d->allocator, feed_more, &d->reader->feed, &calls, &h, &d->reason);
    end_block(&h);
    while (status == PM_OK && d->build.status == PM_OK && d->build.depth != 0) {
        build_end_table(&d->build);
    }
    if (status == PM_OK && d->build.status == PM_OK) {
        h.failed |= !boxes_to_tables(&h.boxes, &d->build, &d->find);
    }
    status = status == PM_OK && h.failed ? PM_ERR_MEMORY : status;
    if (status == PM_OK && h.boxes.cut) {
        report_plain(d->reader->report, PM_WARNING, d->reader->file, 0, 0,
                     "the page has more than %d boxes (div, dl and the like); what lies in those "
                     "beyond is read as text and not as rows of a table",
                     BOXES_MOST);
    }
    boxes_free(&h.boxes);
    buffer_free(&h.text);
    return status == PM_OK ? document_hand_over(d) : status;
}

const document_format document_html = {
    .name = "html",
    .suffixes = ".html.htm.xhtml",
    .about = "web pages",
    .is = html_is,
    .more = html_more,
};
