/* SPDX-License-Identifier: MIT
 * Term lists: one term a line. */
#ifndef PACK_LEXICON_H
#define PACK_LEXICON_H

#include "pack/inflect.h"

typedef enum lexicon_match {
    LEXICON_EXACT,
    LEXICON_VERB,
    LEXICON_NOUN,
    LEXICON_STEM
} lexicon_match;

typedef struct lexicon_term {
    pm_str text;   /* lower case, single spaces */
    size_t offset; /* in the source */
} lexicon_term;

typedef struct lexicon {
    pm_str name; /* "agents/school" */
    const source *src;
    lexicon_match match;
    bool silent; /* its words count as listed nowhere: it only tells their type */
    lexicon_term *terms;
    size_t count;
    unsigned layer; /* as of its file; the reader leaves it 0 */
} lexicon;

/* Reads a list. "#:" lines stand before the terms, at most one of each kind. `name` under "verbs/"
 * is LEXICON_VERB unless a "#:" line says otherwise. Faults (an unknown "#:" line, one after the
 * first term, a term twice in the list) are told as errors; reading goes on. Memory from the arena.
 */
pm_status lexicon_read(const source *src, pm_str name, arena *memory, reporter *report,
                       lexicon *out);

#endif
