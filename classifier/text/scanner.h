/* SPDX-License-Identifier: MIT
 * What the parts of the tokenizer share: classes of bytes, the state of a scan, the token it adds.
 * Behind the end of norm and fold stand TEXT_PADDING spaces, so a look at the next few bytes needs no
 * question for the end: at a space every look ends. */
#ifndef TEXT_SCANNER_H
#define TEXT_SCANNER_H

#include "text/text.h"

typedef enum char_class {
    CLASS_MARK,   /* a mark of its own */
    CLASS_SPACE,  /* also control characters */
    CLASS_LINE,   /* the end of a line */
    CLASS_LOWER,
    CLASS_UPPER,
    CLASS_DIGIT,
    CLASS_HIGH,   /* beyond ASCII */
    CLASS_QUOTE,  /* ' */
    CLASS_DASH,
    CLASS_DOT,
    CLASS_ENDS,   /* ? and !, which end a sentence, in runs */
    CLASS_BOUND,  /* ; */
    CLASS_OPENS,  /* [ */
    CLASS_STAR,
    CLASS_RUN,    /* a mark in runs, such as == and __ */
    CLASS_MONEY,  /* $ */
    CLASS_JOINS   /* a mark that may go on a word or an address: / @ : */
} char_class;

extern const uint8_t scanner_classes[256];

typedef struct scanner {
    const char *norm, *fold;
    uint32_t len, at;
    token *tokens;
    size_t count, cap;
    arena *memory;
    uint32_t checked; /* up to here no word begins an address */
    unsigned shapes;  /* of all tokens so far */
    unsigned kinds;   /* 1 << token_kind of all tokens so far */
    bool fresh;       /* the next word is the first of its sentence */
    bool line_start;  /* nothing but white space since the line began */
    bool quoted;      /* a single quote is open */
    bool mixed, failed;
} scanner;

/* Adds a token [at, end) and moves behind it. NULL when memory ends; the scan stops then. */
token *scanner_emit(scanner *s, uint32_t end, token_kind kind, unsigned shape);
void scanner_emit_day(scanner *s, uint32_t end, token_kind kind, unsigned shape, uint32_t day,
                      uint32_t month, uint32_t year);

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

/* Is the class one of a set, given as bits 1 << class? */
static inline bool class_in(unsigned class, unsigned set) {
    return (set >> class & 1u) != 0;
}

static inline bool space_at(const scanner *s, uint32_t i) {
    return class_in(class_at(s, i), 1u << CLASS_SPACE | 1u << CLASS_LINE);
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
    return class == CLASS_LOWER || class == CLASS_UPPER;
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

/* ---- words.c ---- */

/* Cuts the word, or the address, that begins at s->at with a letter. */
void words_scan(scanner *s);
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

/* Puts together tokens that are one in meaning, in place. */
void joiner_join(scanner *s);

#endif
