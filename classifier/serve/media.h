/* SPDX-License-Identifier: MIT
 * What a body is, by its Content-Type and its first bytes. */
#ifndef SERVE_MEDIA_H
#define SERVE_MEDIA_H

#include <stdbool.h>
#include <stddef.h>

typedef enum media {
    MEDIA_NONE,     /* none that is taken */
    MEDIA_LINES,    /* of text; or CSV */
    MEDIA_TABLE,    /* CSV */
    MEDIA_JSON,     /* a document, or lines */
    MEDIA_DOCUMENT, /* or what may be one */
    MEDIA_FORM      /* multipart/form-data */
} media;

/* NULL: no type was told. Of a form, its boundary is written out; MEDIA_NONE where it has none. */
media media_of(const char *type, char *boundary, size_t size);
/* Does it begin as a document? */
bool media_is_document(const char *body, size_t len);
/* The first file of a form: its bytes, and its name, to which a NUL is written inside the body.
 * NULL: it has no name. What is wrong with the form, or NULL. */
const char *media_part(const char *boundary, char *body, size_t len, char **part, size_t *part_len,
                       const char **name);

#endif
