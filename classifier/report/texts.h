/* SPDX-License-Identifier: MIT
 * The texts of actions: which are the same or nearly so, and which words of the pack's lists they
 * have. */
#ifndef REPORT_TEXTS_H
#define REPORT_TEXTS_H

#include "engine/tokens.h"
#include "report/facts.h"

enum {
    TEXTS_UNSPELT = 4096, /* words that are remembered */
    TEXTS_WHENS = 1024,   /* cells of by_when that are */
    TEXTS_WHEN = 29       /* bytes of such a cell; a longer one is read each time */
};

/* A text, whatever its case and marks. */
typedef struct text_kept {
    uint64_t hash; /* of its words in their order */
    size_t begin;  /* of its set of words */
    uint32_t size; /* of that */
    uint32_t actions;
    pm_str shown; /* the least of its spellings, with `keeps_words`; else empty */
} text_kept;

/* A term that the pack counts, and in how many actions it stands in any of its forms. */
typedef struct word_count {
    uint32_t title; /* in IMAGE_TITLES */
    pm_str word;    /* the image's */
    uint64_t actions;
} word_count;

typedef struct texts {
    const pm_allocator *allocator;
    lexis lexis;
    arena scratch, memory;
    cell cells[PM_COLUMNS];
    const image_header *image;
    uint32_t names_class; /* of people's names; KIND_ANY: none */
    bool keeps_words;
    text_kept *items;
    size_t count, cap;
    struct text_slot {
        uint32_t check, number; /* bits of the hash; number + 1, or 0 */
    } * slots;
    size_t slot_count;
    uint32_t *sets; /* of all texts, one behind the other */
    size_t set_count, set_cap;
    struct word_sum {
        uint64_t actions, last; /* last: the number of the action that had it last, from 1 */
    } * of_term, *of_title;     /* as in the image; a title has any of its words */
    uint64_t read;              /* actions whose words were seen */
    /* What was found out and will be asked again: words that begin no spelling, by their hashes,
     * and what stands in by_when in place of a time. */
    uint64_t *unspelt; /* TEXTS_UNSPELT of them */
    struct when_known {
        char words[TEXTS_WHEN];
        uint8_t len; /* 0: free */
        uint16_t instead;
    } * whens; /* TEXTS_WHENS of them */
} texts;

/* Free it in any case. PM_ERR_MEMORY. */
pm_status texts_init(texts *t, const image_header *image, pm_str wordnet, bool keeps_words,
                     const pm_allocator *a);
void texts_free(texts *t);

/* Reads the words of an action: the number of its text (FACT_NO_TEXT: it has no words),
 * and 1 + that of the term that stands in by_when in place of a time (0: none). PM_ERR_MEMORY,
 * PM_ERR_LIMIT (PM_LIMIT_CELL). */
pm_status texts_read(texts *t, const pm_action *action, uint32_t *number, uint16_t *instead);

/* Sorts the items of a set, and leaves each once: how many these are. */
size_t texts_each_once(uint32_t *items, size_t count);

/* The counts of words, by title, then by how many actions, then by word; `count` of them, to be
 * freed by mem_free. NULL: no memory. */
word_count *texts_words(const texts *t, size_t *count);

#endif
