/* SPDX-License-Identifier: MIT
 * Words that the tokenizer knows: months, days, number words, units, abbreviations. */
#ifndef TEXT_KNOWN_H
#define TEXT_KNOWN_H

#include "base/strings.h"

enum {
    MONTH = 1u << 0,
    WEEKDAY = 1u << 1,
    NUMBER = 1u << 2,
    ORDINAL = 1u << 3,
    UNIT = 1u << 4,          /* makes a length with a number: 9-week */
    ABBREV = 1u << 5,        /* its dot ends no sentence */
    ABBREV_NUMBER = 1u << 6, /* the same, in front of a digit only */
    CLOCK = 1u << 7,         /* makes a time with a number: 10 am */
    LEADS = 1u << 8,         /* stands in front of a date */
    LINK = 1u << 9,          /* may follow a date: what stands before it is complete */
    COUNTED = 1u << 10,      /* what numbers count: "Sept 12 sessions" is no day */
    WARY = 1u << 11,         /* also an everyday word: needs its capital */
    ABBREV_SOFT = 1u << 12   /* its dot ends a sentence when a capital or nothing follows */
};

enum { KNOWN_LONGEST = 12 };

typedef struct known {
    char text[KNOWN_LONGEST + 1]; /* filled with NUL */
    uint8_t value;                /* of a month (1-12) or ordinal */
    uint16_t flags;
} known;

/* The known words by first letter and length; NULL where there are none. */
extern const known *const known_words[26][16];

/* What is not known. */
extern const known known_nothing;

/* The entry of a word in one of those lists. */
const known *known_among(const known *list, const char *fold, size_t len);

/* The entry of a lower-case word of a padded text (8 bytes from its start may be read); never NULL:
 * what is not known has no flags. */
static inline const known *known_find(const char *fold, size_t len) {
    unsigned letter = (unsigned)(unsigned char)fold[0] - 'a';
    if (len == 0 || len > KNOWN_LONGEST || letter >= 26 || known_words[letter][len] == NULL) {
        return &known_nothing;
    }
    return known_among(known_words[letter][len], fold, len);
}

/* Which lengths the words have that are a number, an ordinal, a month or a weekday, by their first
 * three letters: one bit each. "xx" and what begins with "xxx" is among them: it may be a
 * placeholder. The factor keeps apart the beginnings of those words, and of them from those of
 * common words. */
#define KNOWN_SLOT(three) ((uint32_t)(three)*UINT32_C(0x07091A3D) >> 23)
extern const uint16_t known_shaped[512];

/* May a word of under 16 letters, with these first eight bytes (the first one lowest), be one of
 * those? A "no" is sure. */
static inline bool known_may_shape(uint64_t eight, size_t letters) {
    return (known_shaped[KNOWN_SLOT(eight & 0x1F1F1F)] >> (letters % 32) & 1) != 0;
}

#endif
