/* SPDX-License-Identifier: MIT
 * A look at the tags of XML or HTML before libxml2 has them: what would take it for ever is bounded
 * here, since it compares each attribute of an element with all the others. */
#ifndef DOCUMENTS_TAGS_H
#define DOCUMENTS_TAGS_H

#include "base/strings.h"

enum {
    TAGS_ATTRIBUTES = 256,       /* of one element; office programs write some sixty at most */
    TAGS_OPEN_ATTRIBUTES = 2048, /* of all elements of XML that are open: name spaces are looked for
                                    in all of them */
    TAGS_NESTING = 256           /* elements of XML in each other, as libxml2 bounds them */
};

/* Where in a tag, or outside, the next byte stands. */
typedef enum tags_at {
    AT_TEXT,
    AT_OPENING, /* behind '<' */
    AT_MARKUP,  /* behind "<!" */
    AT_NAME,
    AT_GAP,       /* where an attribute may begin */
    AT_ATTRIBUTE, /* in its name */
    AT_EQUALS,    /* behind its name, before '=' */
    AT_VALUE,     /* behind '=' */
    AT_QUOTED,
    AT_BARE, /* a value without quotes, or what can be no attribute */
    AT_END,  /* in an end tag */
    AT_COMMENT,
    AT_SECTION,     /* CDATA */
    AT_INSTRUCTION, /* "<?" of XML */
    AT_OTHER,       /* up to the next '>': libxml2 may pass it over, or show it */
    AT_RAW,         /* a script or a style sheet */
    AT_RAW_END      /* behind "</script", up to '>' */
} tags_at;

typedef struct tags {
    bool html;
    tags_at at;
    char quote;      /* AT_QUOTED */
    bool slash;      /* the byte before was '/' */
    char word[8];    /* how a name, or what is behind "<!", begins; in lower case in HTML */
    size_t word_len; /* ... and its whole length */
    size_t run; /* '-', ']' or '?' before the byte at hand; in AT_RAW of its end, and 0 behind it */
    size_t attributes, open_attributes, depth;
    unsigned short of_open[TAGS_NESTING];
} tags;

void tags_init(tags *t, bool html);
/* Looks at the next piece of UTF-8; in HTML makes blank what nobody sees of it. NULL, or why it
 * must not be parsed. */
const char *tags_look(tags *t, char *data, size_t len);

#endif
