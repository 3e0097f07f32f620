/* SPDX-License-Identifier: MIT
 * The texts of actions: which are the same or nearly so, and which words of the pack's lists they
 * have. */
#ifndef REPORT_TEXTS_H
#define REPORT_TEXTS_H

#include "engine/tokens.h"
#include "report/facts.h"

enum {
    TEXTS_LISTS = 16,       /* of words that are counted */
    TEXTS_INSTEAD = 1 << 15 /* different words that stand where a time is wanted */
};

/* A text, whatever its case and marks. */
typedef struct text_kept {
    uint64_t hash; /* of its words in their order */
    size_t begin;  /* of its set of words */
    uint32_t size; /* of that */
    uint32_t actions;
    pm_str shown; /* the least of its spellings, with `keeps_words`; else empty */
} text_kept;

/* A term of a list of the pack, and in how many actions it stands. */
typedef struct word_count {
    uint32_t list;
    pm_str word; /* lives as long as the texts */
    uint64_t actions;
} word_count;

/* A list to count by, see report/lists.h. */
typedef struct word_list {
    uint32_t cls;  /* class of the image */
    uint32_t list; /* number of what is told of it; TEXTS_LISTS: it stands in place of a time */
} word_list;

typedef struct texts {
    const pm_allocator *allocator;
    lexis lexis;
    arena scratch, memory;
    cell cells[PM_COLUMNS];
    const word_list *lists; /* the caller's */
    size_t list_count;
    uint32_t names_class; /* of people's names; KIND_ANY: none */
    bool keeps_words;
    text_kept *items;
    size_t count, cap;
    uint32_t *slots; /* number + 1, or 0 */
    size_t slot_count;
    uint32_t *sets; /* of all texts, one behind the other */
    size_t set_count, set_cap;
    intern_table words; /* list and term; the n-th has sums[n] */
    struct word_sum {
        uint64_t actions, last; /* last: the number of the action that had it last, from 1 */
    } * sums;
    size_t sum_count, sum_cap;
    struct word_sum with[TEXTS_LISTS]; /* any word of the list */
    intern_table instead;
    uint64_t read; /* actions whose words were seen */
} texts;

/* The lists must outlive it. Free it in any case. PM_ERR_MEMORY. */
pm_status texts_init(texts *t, const image_header *image, pm_str wordnet, const word_list *lists,
                     size_t list_count, bool keeps_words, const pm_allocator *a);
void texts_free(texts *t);

/* Reads the words of an action: the number of its text (FACT_NO_TEXT: it has no words),
 * and of what stands in by_when as fact.instead. PM_ERR_MEMORY, PM_ERR_LIMIT (PM_LIMIT_CELL). */
pm_status texts_read(texts *t, const pm_action *action, uint32_t *number, uint16_t *instead);

/* The counts of words, by list, then by how many actions, then by word; `count` of them, to be
 * freed by mem_free. NULL: no memory. */
word_count *texts_words(const texts *t, size_t *count);

#endif
