/* SPDX-License-Identifier: MIT
 * Encodings of input files: bytes of any kind to UTF-8, in a stream. */
#ifndef TEXT_ENCODING_H
#define TEXT_ENCODING_H

#include "base/strings.h"

typedef enum encoding {
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS1252
} encoding;

/* A decoder settles a file's encoding: a byte order mark (UTF-8, UTF-16), else UTF-16 when the
 * first bytes alternate with NUL as ASCII text in UTF-16 does, else UTF-8; at the first bytes
 * beyond ASCII that are no UTF-8 while none were yet, Windows-1252. Later bytes that do not fit
 * become U+FFFD and are counted in `replaced`. NUL characters are passed on. */
typedef struct decoder {
    encoding is;
    bool settled; /* bytes beyond ASCII, or a mark, have decided */
    bool started;
    unsigned char held[4]; /* an unfinished sequence between two calls */
    size_t held_len;
    size_t replaced;
} decoder;

void decoder_init(decoder *d);
/* Appends the UTF-8 of data to *out. `last` tells that no more follows. PM_ERR_MEMORY. */
pm_status decoder_feed(decoder *d, const char *data, size_t len, bool last, buffer *out);
/* Would it pass on as it stands what comes next? Ask about the bytes when it awaits UTF-8; those
 * that pass count as fed. */
bool decoder_awaits_utf8(const decoder *d);
bool decoder_passes(decoder *d, pm_str bytes);

bool utf8_valid(const char *data, size_t len);
/* Appends a whole Windows-1252 text as UTF-8 (one JSONL row, say). */
void windows1252_append(pm_str bytes, buffer *out);

#endif
