/* SPDX-License-Identifier: MIT
 * A part of a packed document as XML, and the ways from part to part of OOXML. */
#ifndef DOCUMENTS_PARTS_H
#define DOCUMENTS_PARTS_H

#include "documents/documents.h"
#include "documents/xml.h"
#include "text/encoding.h"

/* A part that is being unpacked: its text as UTF-8. */
typedef struct part_stream {
    document *d;
    package_part *packed;
    decoder decode;
    buffer decoded; /* what is not UTF-8 as it stands */
    size_t at;      /* in it: what was not handed on yet */
    bool over;
} part_stream;

/* PM_ERR_INPUT, PM_ERR_LIMIT (with d->reason), PM_ERR_MEMORY; then nothing is open. */
pm_status part_stream_open(document *d, const char *name, part_stream *out);
/* An xml_fill; `ctx` is the part_stream. */
pm_status part_stream_read(void *ctx, char *data, size_t size, size_t *got);
void part_stream_close(part_stream *t);

/* A part that is being read as XML; while it is open it stays where it is. */
typedef struct part {
    document *d;
    part_stream stream;
    xml *xml;
} part;

/* As part_stream_open. */
pm_status part_open(document *d, const char *name, part *out);
/* As xml_next and xml_skip, with d->reason. */
pm_status part_next(part *p, xml_event *event);
pm_status part_skip(part *p);
void part_close(part *p);

/* What is called for each event; NULL: nothing. `open` and `close` may read on, up to the end of
 * the element. */
typedef pm_status (*part_fn)(part *p, void *ctx);
typedef struct part_calls {
    part_fn open, close, text;
} part_calls;
/* Reads to the end of the part, or until the builder has a fault. */
pm_status part_each(part *p, const part_calls *calls, void *ctx);

/* Calls `open` for each element that opens, and `close` (may be NULL) for each that closes; `open`
 * may read on, up to the end of its element. A part that is not there has none. */
pm_status part_walk(document *d, const char *name, part_fn open, part_fn close, void *ctx);

/* Is it an on-off property that is on ("1", "true", "on" or nothing)? */
bool part_is_on(part *p);
/* A number in an attribute, at most `most`; `missing` when it is not there. */
size_t part_number(part *p, const char *name, size_t missing, size_t most);
/* How many times something stands there, or how far it spans: 1 or more, whatever the file says. */
size_t part_times(part *p, const char *name, size_t most);

/* Appends the name, with a NUL, of the part to which the part `from` ("" for the package itself)
 * leads: by the end of the relation's type ("/styles"), or by its id when `type` is NULL. Nothing
 * when there is none. */
pm_status part_target(document *d, const char *from, const char *type, pm_str id, buffer *out);

/* Is it a package of OOXML whose main part lies in such a folder, as XML? */
bool part_main_in(document *d, const char *folder);

#endif
