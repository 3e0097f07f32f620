/* SPDX-License-Identifier: MIT
 * The look at tags before libxml2 has them: it says the same however the text is cut into pieces,
 * and no element that it let through has more attributes than it saw in one. The first byte says
 * whether the rest is a web page, and how long the pieces are. */
#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "base/strings.h"
#include "documents/tags.h"
#include "tests/fuzz/fuzz.h"

enum { PAGE = 1, LONGEST_TEXT = 1 << 20 };

/* A copy that was looked at, and the most attributes that were seen in an element. */
typedef struct looked {
    char *text;
    bool refused;
    size_t attributes;
} looked;

static looked look_in_pieces(pm_str text, bool html, size_t piece) {
    looked l = {.text = malloc(text.len)};
    tags t;
    if (l.text == NULL) {
        abort();
    }
    memcpy(l.text, text.data, text.len);
    tags_init(&t, html);
    for (size_t at = 0; at < text.len && !l.refused; at += piece) {
        size_t left = text.len - at;
        l.refused = tags_look(&t, l.text + at, left < piece ? left : piece) != NULL;
        l.attributes = t.attributes > l.attributes ? t.attributes : l.attributes;
    }
    return l;
}

/* ---- What libxml2 sees ---- */

static void say_nothing(void *ctx, const char *format, ...) {
    (void)ctx;
    (void)format;
}

static void open_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
                         const xmlChar *space, int spaces, const xmlChar **space_list,
                         int attributes, int defaults, const xmlChar **attribute_list) {
    size_t *most = ctx, has = (size_t)(spaces + attributes);
    (void)name, (void)prefix, (void)space, (void)space_list, (void)defaults, (void)attribute_list;
    *most = has > *most ? has : *most;
}

static void open_of_page(void *ctx, const xmlChar *name, const xmlChar **attributes) {
    size_t *most = ctx, has = 0;
    (void)name;
    while (attributes != NULL && attributes[2 * has] != NULL) {
        has++;
    }
    *most = has > *most ? has : *most;
}

static size_t seen_in_xml(const char *text, size_t len) {
    size_t most = 0;
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = open_element};
    sax.error = sax.warning = sax.fatalError = say_nothing;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, &most, NULL, 0, NULL);
    if (parser != NULL) {
        xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
        xmlParseChunk(parser, text, (int)len, 1);
        xmlFreeParserCtxt(parser);
    }
    return most;
}

static size_t seen_in_page(const char *text, size_t len) {
    size_t most = 0;
    htmlSAXHandler sax = {.startElement = open_of_page};
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&sax, &most, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser != NULL) {
        htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                       HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
        htmlParseChunk(parser, text, (int)len, 0);
        htmlParseChunk(parser, NULL, 0, 1);
        htmlFreeParserCtxt(parser);
    }
    return most;
}

/* ---- One input ---- */

/* What reaches the look is UTF-8, and of a page without zeros. */
static pm_str as_utf8(const char *data, size_t size, bool html) {
    enum { WIDEST = 3 }; /* what stands for an invalid byte */
    char *text = malloc(WIDEST * size), *end = text;
    if (text == NULL) {
        abort();
    }
    for (size_t i = 0; i < size;) {
        uint32_t c = utf8_next(data, size, &i);
        end += utf8_put(end, c == 0 && html ? ' ' : c);
    }
    return (pm_str){text, (size_t)(end - text)};
}

static bool same(const looked *a, const looked *b, size_t len) {
    return a->refused == b->refused && (a->refused || memcmp(a->text, b->text, len) == 0);
}

static void check(pm_str text, bool html, size_t piece) {
    looked whole = look_in_pieces(text, html, text.len);
    looked pieces = look_in_pieces(text, html, piece);
    looked bytes = look_in_pieces(text, html, 1); /* that sees each element's attributes */
    if (!same(&whole, &pieces, text.len) || !same(&whole, &bytes, text.len)) {
        abort();
    }
    size_t seen = whole.refused ? 0
                  : html        ? seen_in_page(whole.text, text.len)
                                : seen_in_xml(whole.text, text.len);
    if (seen > bytes.attributes) {
        abort();
    }
    free(whole.text);
    free(pieces.text);
    free(bytes.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > LONGEST_TEXT) {
        return 0;
    }
    bool html = (data[0] & PAGE) != 0;
    pm_str text = as_utf8((const char *)data + 1, size - 1, html);
    check(text, html, (data[0] >> 1) + (size_t)1);
    free((char *)text.data);
    return 0;
}
