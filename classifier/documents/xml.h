/* SPDX-License-Identifier: MIT
 * XML as a stream of events, and HTML as calls. No document type, no entities but the five of XML,
 * no network; messages of the parser are not shown. */
#ifndef DOCUMENTS_XML_H
#define DOCUMENTS_XML_H

#include "base/strings.h"

typedef enum xml_event { XML_OPEN, XML_CLOSE, XML_TEXT, XML_END } xml_event;

/* Fills `data` with UTF-8, whatever the XML says of its encoding; *got 0: the end. Its fault ends
 * the reading and is handed on. */
typedef pm_status (*xml_fill)(void *ctx, char *data, size_t size, size_t *got);

typedef struct xml xml;

/* `fill` is called until xml_close. PM_ERR_MEMORY. */
pm_status xml_open(const pm_allocator *a, xml_fill fill, void *ctx, xml **out);
void xml_close(xml *x);

/* The next event. PM_ERR_INPUT (see xml_reason), PM_ERR_MEMORY, or the fill's fault. Every element
 * that opens closes, empty ones too. */
pm_status xml_next(xml *x, xml_event *event);
const char *xml_reason(const xml *x);

/* Of the element that just opened or closed: its name without a prefix. */
bool xml_is(const xml *x, const char *name);
const char *xml_name(const xml *x);
/* Does the address of its name space hold this word? */
bool xml_of(const xml *x, const char *word);
/* How many elements are open, the one that just opened or closed not counted. */
size_t xml_depth(const xml *x);
/* Of the element that just opened; empty when it is not there. Lives until the next call. */
pm_str xml_attribute(xml *x, const char *name);
bool xml_has(xml *x, const char *name);
pm_str xml_text(const xml *x); /* of XML_TEXT */

/* Reads on behind the element that just opened. */
pm_status xml_skip(xml *x);

/* ---- HTML ---- */

enum { HTML_NESTING = 1024 /* elements that are open */ };

typedef struct html_calls {
    void (*open)(void *ctx, const char *name, const char *const *attributes); /* name, value, ... */
    void (*close)(void *ctx, const char *name);
    void (*text)(void *ctx, pm_str text);
    bool (*stop)(void *ctx); /* asked after each piece */
} html_calls;

/* UTF-8 that `more` appends (PM_END: no more), whatever the page says of its encoding. PM_ERR_LIMIT
 * (HTML_NESTING, or tags.h; with a reason), PM_ERR_MEMORY, or the fault of `more`. */
pm_status html_parse(const pm_allocator *a, pm_status (*more)(void *ctx, buffer *out), void *feed,
                     const html_calls *calls, void *ctx, const char **reason);

#endif
