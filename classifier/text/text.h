/* SPDX-License-Identifier: MIT
 * A cell as the engine sees it: normalised text and its tokens, with a way back to the bytes. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/strings.h"

typedef enum token_kind {
    TOKEN_WORD,        /* letters, with hyphens and apostrophes inside; w/c, n/a, w/ */
    TOKEN_NUMBER,      /* 3, 2.5, 1,000; the sign of a number is a mark of its own */
    TOKEN_ORDINAL,     /* 1st (words such as "first" are TOKEN_WORD with SHAPE_ORDINAL) */
    TOKEN_DATE,        /* day and month, or month and year, one token however many words */
    TOKEN_TIME,        /* 7.30pm, 10 am, 19:00 */
    TOKEN_PERCENT,     /* 95%, 95 per cent */
    TOKEN_MONEY,       /* £40, 20p */
    TOKEN_RATIO,       /* 1:1 */
    TOKEN_FRACTION,    /* 4/52, 34/40, 24/7 */
    TOKEN_LENGTH,      /* 9-week, two-year, 45-minute */
    TOKEN_PLACEHOLDER, /* [Child A], XX */
    TOKEN_MARK,        /* punctuation; which one is its first byte in the folded text */
    TOKEN_OTHER        /* an address, an emoji, anything else */
} token_kind;

/* What a token looks like; bits, any number of them. */
enum {
    SHAPE_CAP = 1u << 0,  /* begins with a capital */
    SHAPE_CAPS = 1u << 1, /* two letters or more, all capitals */
    SHAPE_INITIALS =
        1u << 2, /* one to three capitals, dots allowed (LB, J.T., M), not "I" or "A" alone */
    SHAPE_FIRST = 1u << 3,  /* first word of its sentence */
    SHAPE_NUMBER = 1u << 4, /* a number, in digits or words */
    SHAPE_ORDINAL = 1u << 5,
    SHAPE_DM = 1u << 6,    /* may be day and month: 31.3, 14-3 */
    SHAPE_MONTH = 1u << 7, /* names a month; "may", "march" only with a capital inside mixed case or
                              next to a number */
    SHAPE_WEEKDAY = 1u << 8,     /* monday, mon, thurs, weds ... with plural; "sat", "sun" and "wed"
                                    only with a capital */
    SHAPE_BOUNDARY = 1u << 9,    /* a clause boundary: . ! ? ; newline, bullet */
    SHAPE_POSSESSIVE = 1u << 10, /* 's or a bare apostrophe behind a plural */
    SHAPE_GLUED = 1u << 11       /* no white space before it */
};

typedef struct token {
    uint32_t start, end; /* bytes of `norm` and `fold`, half-open */
    uint16_t shape;      /* SHAPE_ bits */
    uint8_t kind;        /* token_kind */
    uint8_t day, month;  /* of a date, of SHAPE_DM, the month of SHAPE_MONTH; 0 when not given. day
                            may exceed the month's length */
    uint16_t year;       /* of a date; four digits, 0 when not given */
} token;

enum { TEXT_PADDING = 32 }; /* bytes behind `norm` and `fold` that may be read */

/* A read cell. Everything lives in the arena it was read with. */
typedef struct text {
    pm_str norm; /* composed, with ASCII quotes, dashes ("-"), spaces and bullets ("*") */
    pm_str fold; /* norm in lower case, byte for byte of the same length; "&" reads "+" */
    const uint32_t
        *map; /* norm byte -> byte of the caller's cell; norm.len + 1 entries; NULL: identity */
    token *tokens;
    size_t count;
    size_t first,
        last; /* tokens [first, last) without leading bullets and numbering and trailing boundaries
                 ("?" is kept); first == last for a cell with no content */
    bool mixed_case; /* has both cases, at most five capitals to a small letter: capitals mean
                        something */
} text;

/* Reads `cell` (UTF-8; invalid bytes become U+FFFD). PM_ERR_MEMORY, PM_ERR_LIMIT (PM_LIMIT_CELL).
 * Linear in the length of the cell. */
pm_status text_read(pm_str cell, arena *memory, text *out);

/* `fold` alone, without tokens. */
pm_status text_fold(pm_str cell, arena *memory, pm_str *fold);

/* The token's text in lower case. */
pm_str text_form(const text *t, size_t i);

/* Whether a token of this form may be a clause boundary. */
bool text_may_bound(pm_str form);

/* Byte offset in the caller's cell of norm offset `at` (0..norm.len). */
size_t text_original(const text *t, size_t at);

#endif
