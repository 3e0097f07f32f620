/* SPDX-License-Identifier: MIT
 * What the parts of the tokenizer share: classes of bytes, the state of a scan, the token it adds.
 * Behind the end of norm and fold stand NORMALISE_PADDING spaces, so a look at the next few bytes
 * needs no question for the end: at a space every look ends. */
#ifndef TEXT_SCANNER_H
#define TEXT_SCANNER_H

#include "text/known.h"
#include "text/text.h"
#include "text/wide.h"

typedef enum char_class {
    CLASS_LOWER,
    CLASS_UPPER, /* up to here letters */
    CLASS_DIGIT, /* up to here what words are made of */
    CLASS_HIGH,  /* beyond ASCII */
    CLASS_SPACE, /* also control characters */
    CLASS_LINE,  /* the end of a line */
    CLASS_QUOTE, /* ' */
    CLASS_DASH,
    CLASS_DOT,
    CLASS_JOINS, /* a mark that may go on a word or an address: / @ : */
    CLASS_RUN,   /* a mark in runs, such as == and __ */
    CLASS_ENDS,  /* ? and !, which end a sentence, in runs */
    CLASS_BOUND, /* ; */
    CLASS_OPENS, /* [ */
    CLASS_STAR,
    CLASS_MONEY, /* $ */
    CLASS_MARK   /* a mark of its own */
} char_class;

extern const uint8_t scanner_classes[256];

typedef struct scanner {
    const char *norm, *fold;
    uint32_t len, at;
    token *tokens; /* room for one a byte */
    size_t count;
    uint32_t checked; /* up to here no word begins an address */
    unsigned shapes;  /* of all tokens so far */
    bool fresh;       /* the next word is the first of its sentence */
    bool line_start;  /* nothing but white space since the line began */
    bool quoted;      /* a single quote is open */
    bool timed;       /* there is a time among the tokens */
    bool mixed;
} scanner;

/* The length of the letter (or the mark of one) beyond ASCII at i; 0 when there is none. */
uint32_t scanner_high_letter(const scanner *s, uint32_t i);
bool scanner_high_upper(const scanner *s, uint32_t i);
/* The end of the letters and digits from i on. */
uint32_t scanner_run_end(const scanner *s, uint32_t i);

static inline unsigned class_of(char c) {
    return scanner_classes[(unsigned char)c];
}

static inline unsigned class_at(const scanner *s, uint32_t i) {
    return class_of(s->norm[i]);
}

static inline bool space_at(const scanner *s, uint32_t i) {
    unsigned class = class_at(s, i);
    return class == CLASS_SPACE || class == CLASS_LINE;
}

static inline bool ascii_letter_at(const scanner *s, uint32_t i) {
    return class_at(s, i) <= CLASS_UPPER;
}

static inline bool digit_at(const scanner *s, uint32_t i) {
    return ascii_digit(s->norm[i]);
}

/* The length of the letter (or the mark of one) at i; 0 when there is none. */
static inline uint32_t letter_at(const scanner *s, uint32_t i) {
    unsigned class = class_at(s, i);
    if (class == CLASS_HIGH) {
        return scanner_high_letter(s, i);
    }
    return class <= CLASS_UPPER;
}

static inline uint32_t word_char_at(const scanner *s, uint32_t i) {
    return digit_at(s, i) ? 1 : letter_at(s, i);
}

static inline bool upper_at(const scanner *s, uint32_t i) {
    unsigned class = class_at(s, i);
    return class == CLASS_UPPER || (class == CLASS_HIGH && scanner_high_upper(s, i));
}

static inline bool after_space(const scanner *s, uint32_t i) {
    return i == 0 || space_at(s, i - 1);
}

/* The shape of the first token of a sentence, which ends with it. */
unsigned scanner_first(scanner *s, uint32_t start, uint32_t end);

/* Adds a token [at, end) and moves behind it. Inline for words, which most tokens are; others take
 * scanner_emit. */
static inline token *scanner_add(scanner *s, uint32_t end, token_kind kind, unsigned shape) {
    uint32_t start = s->at;
    s->at = end;
    shape |= after_space(s, start) ? 0 : SHAPE_GLUED;
    if (kind == TOKEN_MARK) {
        s->fresh |= (shape & SHAPE_BOUNDARY) != 0;
    } else if (s->fresh) {
        shape |= scanner_first(s, start, end);
    }
    s->line_start = false;
    s->timed |= kind == TOKEN_TIME;
    s->shapes |= shape;
    token *t = &s->tokens[s->count++];
    *t = (token){.start = start, .end = end, .shape = (uint16_t)shape, .kind = (uint8_t)kind};
    return t;
}

token *scanner_emit(scanner *s, uint32_t end, token_kind kind, unsigned shape);
void scanner_emit_day(scanner *s, uint32_t end, token_kind kind, unsigned shape, uint32_t day,
                      uint32_t month, uint32_t year);

/* The r-th token; a boundary mark behind the end. */
static inline token scanner_token(const scanner *s, size_t r) {
    static const token end = {.shape = SHAPE_BOUNDARY, .kind = TOKEN_MARK};
    return r < s->count ? s->tokens[r] : end;
}

/* The first byte of a mark; NUL for other tokens. */
static inline char scanner_mark(const scanner *s, const token *t) {
    return t->kind == TOKEN_MARK && t->end > t->start ? s->fold[t->start] : '\0';
}

static inline const known *known_at(const scanner *s, uint32_t start, uint32_t end) {
    return known_find(s->fold + start, end - start);
}

/* ---- words.c ---- */

/* The SHAPE_CAP, _CAPS and _INITIALS of a word; digits, hyphens and dots do not count as letters.
 */
unsigned words_case(const scanner *s, uint32_t start, uint32_t end);
/* The same for letters, most of which have a small one among the first eight. `upper`: what norm
 * and fold differ in, in the first eight bytes. */
static inline unsigned words_letters_case(const scanner *s, uint32_t start, uint32_t end,
                                          uint64_t upper) {
    uint64_t all = UINT64_C(0x2020202020202020);
    uint32_t length = end - start;
    all = length < 8 ? all >> 8 * (8 - length) : all;
    if ((upper & all) != all) {
        return (upper & 0x20) != 0 ? SHAPE_CAP : 0;
    }
    if (length == 1 || length > 8) {
        return words_case(s, start, end);
    }
    return SHAPE_CAP | SHAPE_CAPS | (length <= 3 ? SHAPE_INITIALS : 0);
}

/* Cuts the word, or the address, that begins with the ASCII letters [s->at, end); WIDE_BYTES of
 * them may go on. */
void words_scan(scanner *s, uint32_t end);
/* The same for any letter, and for what may have more in it than letters, or something behind it
 * that may go on. */
void words_scan_joined(scanner *s);
/* The end of a word whose first run of letters and digits is [start, end). */
uint32_t words_end(const scanner *s, uint32_t start, uint32_t end);
/* Adds the word [at, end). */
void words_emit(scanner *s, uint32_t end);
/* The length of 's, 'll ... at the apostrophe i; 0 when it is none. */
uint32_t words_clitic(const scanner *s, uint32_t i);

/* ---- numbers.c ---- */

typedef struct digit_group {
    uint32_t value, digits, end;
} digit_group;

digit_group numbers_group(const scanner *s, uint32_t i);
/* 1900 to 2199, in four digits. */
bool numbers_full_year(digit_group y);
/* The year that two or four digits mean. */
uint32_t numbers_year(digit_group y);
/* The end of a one-half, one-quarter or three-quarters sign at i; i when there is none. */
uint32_t numbers_vulgar(const scanner *s, uint32_t i);
/* Cuts what begins at s->at with a digit. */
void numbers_scan(scanner *s);
/* Cuts an amount of money whose currency sign is [at, i); false when no number follows. */
bool numbers_scan_money(scanner *s, uint32_t i);

/* ---- joiner.c ---- */

/* Has the scan seen anything that joins: a number, a month or a time? */
static inline bool joiner_has_work(const scanner *s) {
    return (s->shapes & (SHAPE_NUMBER | SHAPE_ORDINAL | SHAPE_MONTH)) != 0 || s->timed;
}

/* Puts together tokens that are one in meaning, in place. */
void joiner_join(scanner *s);

#endif
