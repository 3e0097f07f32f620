/* SPDX-License-Identifier: MIT
 * Keeps true: libxml2 is known here alone; it opens nothing by itself, prints nothing, and meets no
 * document type beyond its own bounds. Its memory is malloc's; that it ended counts wherever in
 * libxml2 that was. */
#include "documents/xml.h"

#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>

#include "base/os.h"
#include "documents/tags.h"

struct xml {
    const pm_allocator *allocator;
    xmlTextReaderPtr reader;
    xml_fill fill;
    void *ctx;
    pm_status fill_status;
    bool no_memory;
    tags tags;
    const char *reason;
    bool close_next; /* the element at hand is empty: its end comes next */
};

/* ---- Messages ---- */

/* Nothing is said. `ctx` is a bool: did memory end? libxml2 made the error const in 2.12. */
#if LIBXML_VERSION >= 21200
static void take_error(void *ctx, const xmlError *error) {
#else
static void take_error(void *ctx, xmlErrorPtr error) {
#endif
    bool *no_memory = ctx;
    *no_memory |= error->code == XML_ERR_NO_MEMORY;
}

/* Where it has no memory even for an error it says so in words. */
static void say_nothing(void *ctx, const char *words, ...) {
    (void)ctx;
    (void)words;
}

/* What libxml2 tells of neither a reader nor a parser it tells this thread's handler, which is the
 * caller's own, or prints. */
typedef struct listener {
    xmlStructuredErrorFunc fn;
    xmlGenericErrorFunc words;
    void *ctx, *words_ctx;
    os_watch watch;
} listener;

static listener listen_to_errors(bool *no_memory) {
    listener before = {xmlStructuredError, xmlGenericError, xmlStructuredErrorContext,
                       xmlGenericErrorContext, os_watch_memory()};
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xmlSetStructuredErrorFunc(no_memory, take_error);
    return before;
}

static void listen_as_before(listener before, bool *no_memory) {
    *no_memory |= os_memory_ended(before.watch);
    xmlSetStructuredErrorFunc(before.ctx, before.fn);
    xmlSetGenericErrorFunc(before.words_ctx, before.words);
}

/* ---- XML ---- */

static int fill_reader(void *ctx, char *data, int size) {
    xml *x = ctx;
    size_t got = 0;
    if (x->fill_status == PM_OK) {
        x->fill_status = x->fill(x->ctx, data, (size_t)size, &got);
    }
    const char *reason = x->fill_status == PM_OK ? tags_look(&x->tags, data, got) : NULL;
    if (reason != NULL) {
        x->reason = reason;
        x->fill_status = PM_ERR_INPUT;
    }
    return x->fill_status == PM_OK ? (int)got : -1;
}

pm_status xml_open(const pm_allocator *a, xml_fill fill, void *ctx, xml **out) {
    enum {
        OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT |
                  XML_PARSE_IGNORE_ENC
    };
    *out = NULL;
    xmlInitParser(); /* so that threads may begin at once; later calls do nothing */
    xml *x = mem_zalloc(a, sizeof *x);
    if (x == NULL) {
        return PM_ERR_MEMORY;
    }
    *x = (xml){.allocator = a, .fill = fill, .ctx = ctx, .reason = ""};
    tags_init(&x->tags, false);
    listener before = listen_to_errors(&x->no_memory);
    x->reader = xmlReaderForIO(fill_reader, NULL, x, NULL, NULL, OPTIONS);
    if (x->reader != NULL) {
        xmlTextReaderSetStructuredErrorHandler(x->reader, take_error, &x->no_memory);
        xmlResetLastError();
    }
    listen_as_before(before, &x->no_memory);
    if (x->reader == NULL || x->no_memory) {
        xml_close(x);
        return PM_ERR_MEMORY;
    }
    *out = x;
    return PM_OK;
}

void xml_close(xml *x) {
    if (x != NULL) {
        if (x->reader != NULL) {
            xmlFreeTextReader(x->reader);
        }
        mem_free(x->allocator, x);
    }
}

const char *xml_reason(const xml *x) {
    return x->reason;
}

static pm_status refuse(xml *x, const char *reason) {
    x->reason = reason;
    return PM_ERR_INPUT;
}

static pm_status fault(xml *x) {
    if (x->fill_status != PM_OK) {
        return x->fill_status;
    }
    if (x->no_memory) {
        return PM_ERR_MEMORY;
    }
    return refuse(x, "the XML inside it is damaged, or goes beyond what documents need");
}

static int read_on(xml *x) {
    listener before = listen_to_errors(&x->no_memory);
    int more = xmlTextReaderRead(x->reader);
    listen_as_before(before, &x->no_memory);
    return x->no_memory ? -1 : more;
}

pm_status xml_next(xml *x, xml_event *event) {
    if (x->close_next) {
        x->close_next = false;
        *event = XML_CLOSE;
        return PM_OK;
    }
    for (;;) {
        int more = read_on(x);
        if (more != 1 || x->fill_status != PM_OK) {
            *event = XML_END;
            return more == 0 && x->fill_status == PM_OK ? PM_OK : fault(x);
        }
        switch (xmlTextReaderNodeType(x->reader)) {
        case XML_READER_TYPE_ELEMENT:
            x->close_next = xmlTextReaderIsEmptyElement(x->reader) == 1;
            *event = XML_OPEN;
            return PM_OK;
        case XML_READER_TYPE_END_ELEMENT: *event = XML_CLOSE; return PM_OK;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: *event = XML_TEXT; return PM_OK;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY:
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return refuse(x, "the XML inside it declares a document type or entities, as no office "
                             "program does; it is refused");
        default: break;
        }
    }
}

const char *xml_name(const xml *x) {
    const xmlChar *name = xmlTextReaderConstLocalName(x->reader);
    return name != NULL ? (const char *)name : "";
}

bool xml_is(const xml *x, const char *name) {
    return strcmp(xml_name(x), name) == 0;
}

bool xml_of(const xml *x, const char *word) {
    enum { LONGEST = 256 }; /* it may be megabytes, and is asked about for every element */
    const char *space = (const char *)xmlTextReaderConstNamespaceUri(x->reader);
    size_t len = strlen(word);
    for (size_t i = 0; space != NULL && i < LONGEST && space[i] != '\0'; i++) {
        if (strncmp(space + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

size_t xml_depth(const xml *x) {
    int depth = xmlTextReaderDepth(x->reader);
    return depth > 0 ? (size_t)depth : 0;
}

/* Moves to the attribute; whoever calls moves back to the element. */
static bool find_attribute(xml *x, const char *name) {
    int more = xmlTextReaderMoveToFirstAttribute(x->reader);
    while (more == 1) {
        const xmlChar *local = xmlTextReaderConstLocalName(x->reader);
        if (xmlTextReaderIsNamespaceDecl(x->reader) != 1 && local != NULL &&
            strcmp((const char *)local, name) == 0) {
            return true;
        }
        more = xmlTextReaderMoveToNextAttribute(x->reader);
    }
    return false;
}

pm_str xml_attribute(xml *x, const char *name) {
    listener before = listen_to_errors(&x->no_memory);
    const char *value =
        find_attribute(x, name) ? (const char *)xmlTextReaderConstValue(x->reader) : NULL;
    xmlTextReaderMoveToElement(x->reader);
    listen_as_before(before, &x->no_memory);
    return str_from(value);
}

bool xml_has(xml *x, const char *name) {
    listener before = listen_to_errors(&x->no_memory);
    bool there = find_attribute(x, name);
    xmlTextReaderMoveToElement(x->reader);
    listen_as_before(before, &x->no_memory);
    return there;
}

pm_str xml_text(const xml *x) {
    return str_from((const char *)xmlTextReaderConstValue(x->reader));
}

pm_status xml_skip(xml *x) {
    size_t depth = xml_depth(x);
    xml_event event = XML_OPEN;
    pm_status status = PM_OK;
    while (status == PM_OK && event != XML_END && !(event == XML_CLOSE && xml_depth(x) == depth)) {
        status = xml_next(x, &event);
    }
    return status;
}

/* ---- HTML ---- */

typedef struct html {
    const html_calls *calls;
    void *ctx;
    bool no_memory;
} html;

static void on_open(void *ctx, const xmlChar *name, const xmlChar **attributes) {
    html *h = ctx;
    h->calls->open(h->ctx, (const char *)name, (const char *const *)attributes);
}

static void on_close(void *ctx, const xmlChar *name) {
    html *h = ctx;
    h->calls->close(h->ctx, (const char *)name);
}

static void on_text(void *ctx, const xmlChar *text, int len) {
    html *h = ctx;
    h->calls->text(h->ctx, (pm_str){(const char *)text, len > 0 ? (size_t)len : 0});
}

static void parse_piece(html *h, htmlParserCtxtPtr parser, const char *data, size_t len,
                        bool last) {
    listener before = listen_to_errors(&h->no_memory);
    htmlParseChunk(parser, data, (int)len, last);
    listen_as_before(before, &h->no_memory);
    h->no_memory |= parser->errNo == XML_ERR_NO_MEMORY;
}

static void without_nul(buffer *piece) {
    for (char *at = piece->data; piece->len != 0 && at != NULL;) {
        at = memchr(at, '\0', (size_t)(piece->data + piece->len - at));
        if (at != NULL) {
            *at++ = ' ';
        }
    }
}

/* An end is looked for in all elements that are open, so that their number is bounded. */
static pm_status push_pieces(htmlParserCtxtPtr parser, html *h, buffer *piece,
                             pm_status (*more)(void *ctx, buffer *out), void *feed,
                             const char **reason) {
    enum { PIECE = 16384 };
    tags look;
    tags_init(&look, true);
    for (;;) {
        buffer_clear(piece);
        pm_status status = more(feed, piece);
        if (status != PM_OK) {
            return status == PM_END ? PM_OK : status;
        }
        if (piece->failed) {
            return PM_ERR_MEMORY;
        }
        without_nul(piece);
        *reason = tags_look(&look, piece->data, piece->len);
        if (*reason != NULL) {
            return PM_ERR_LIMIT;
        }
        for (size_t at = 0; at < piece->len;) {
            size_t len = piece->len - at < PIECE ? piece->len - at : PIECE;
            parse_piece(h, parser, piece->data + at, len, false);
            at += len;
            if (h->no_memory) {
                return PM_ERR_MEMORY;
            }
            if (parser->nameNr > HTML_NESTING) {
                *reason = "elements lie too deep in others";
                return PM_ERR_LIMIT;
            }
        }
        if (h->calls->stop(h->ctx)) {
            return PM_OK;
        }
    }
}

pm_status html_parse(const pm_allocator *a, pm_status (*more)(void *ctx, buffer *out), void *feed,
                     const html_calls *calls, void *ctx, const char **reason) {
    enum {
        OPTIONS = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC
    };
    html h = {calls, ctx, false};
    xmlInitParser();
    htmlSAXHandler sax = {0};
    sax.startElement = on_open;
    sax.endElement = on_close;
    sax.characters = on_text;
    sax.cdataBlock = NULL; /* scripts and styles */
    sax.ignorableWhitespace = on_text;
    listener before = listen_to_errors(&h.no_memory);
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&sax, &h, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    listen_as_before(before, &h.no_memory);
    if (parser == NULL) {
        return PM_ERR_MEMORY;
    }
    htmlCtxtUseOptions(parser, OPTIONS);
    parser->sax->error = NULL;
    parser->sax->warning = NULL;
    buffer piece;
    buffer_init(&piece, a);
    pm_status status = push_pieces(parser, &h, &piece, more, feed, reason);
    if (status == PM_OK && !calls->stop(ctx)) {
        parse_piece(&h, parser, NULL, 0, true);
    }
    status = status == PM_OK && h.no_memory ? PM_ERR_MEMORY : status;
    buffer_free(&piece);
    htmlFreeParserCtxt(parser);
    return status;
}
