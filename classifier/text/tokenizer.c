/* SPDX-License-Identifier: MIT
 * Keeps true: every step of the scan moves forward, and looks ahead over a bounded number of words
 * and digit groups, so that time is linear. Tokens are in order and never overlap; what belongs to
 * no token is white space or the dot of an abbreviation.
 *
 * Two passes: the scanner cuts words, numbers and marks; the joiner, over the tokens, puts together
 * what takes several of them (28th March 2023, 10 am, 95 per cent) and settles which "may" is a
 * month. */
#include "text/tokenizer.h"

#include <string.h>

#include "text/normalise.h"

/* ---- Words the tokenizer knows ---- */

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

typedef struct known {
    const char *text;
    uint16_t flags;
    uint8_t len, value; /* of a month (1-12) or ordinal */
} known;

/* Filled lines read better here. */
/* clang-format off */
#define K(word, flags, value) {word, flags, sizeof(word) - 1, value}
#define END {NULL, 0, 0, 0}

static const known known_a[] = {
    K("and", LINK, 0), K("at", LINK, 0), K("as", LINK, 0), K("april", MONTH, 4),
    K("apr", MONTH | ABBREV_SOFT, 4), K("august", MONTH, 8), K("aug", MONTH | ABBREV_SOFT, 8),
    K("am", CLOCK, 0), K("a.m.", CLOCK, 0), K("a.m", CLOCK, 0), K("after", LEADS | LINK, 0),
    K("appointments", COUNTED, 0), K("approx", ABBREV, 0), K("appt", ABBREV, 0),
    K("appts", ABBREV | COUNTED, 0), K("asst", ABBREV_SOFT, 0), END};
static const known known_b[] = {
    K("by", LEADS | LINK, 0), K("before", LEADS | LINK, 0), K("but", LINK, 0), END};
static const known known_c[] = {K("children", COUNTED, 0), K("cllr", ABBREV, 0), END};
static const known known_d[] = {
    K("day", UNIT, 0), K("days", UNIT, 0), K("december", MONTH, 12),
    K("dec", MONTH | ABBREV_SOFT, 12), K("dr", ABBREV, 0), K("dept", ABBREV_SOFT, 0),
    K("due", LEADS, 0), K("during", LEADS | LINK, 0), END};
static const known known_e[] = {
    K("eg", ABBREV, 0), K("etc", ABBREV, 0), K("ext", ABBREV_SOFT, 0), K("eight", NUMBER, 0),
    K("eighth", ORDINAL, 8), K("eleven", NUMBER, 0), K("eleventh", ORDINAL, 11),
    K("eighteen", NUMBER, 0), K("eighteenth", ORDINAL, 18), K("eighty", NUMBER, 0),
    K("evenings", COUNTED, 0), END};
static const known known_f[] = {
    K("for", LINK, 0), K("from", LEADS | LINK, 0), K("friday", WEEKDAY, 0),
    K("fri", WEEKDAY | ABBREV_SOFT, 0), K("fridays", WEEKDAY, 0), K("february", MONTH, 2),
    K("feb", MONTH | ABBREV_SOFT, 2), K("five", NUMBER, 0), K("fifth", ORDINAL, 5),
    K("four", NUMBER, 0), K("fourth", ORDINAL, 4), K("first", ORDINAL, 1), K("fifteen", NUMBER, 0),
    K("fifteenth", ORDINAL, 15), K("fourteen", NUMBER, 0), K("fourteenth", ORDINAL, 14),
    K("forty", NUMBER, 0), K("fifty", NUMBER, 0), K("fortnight", UNIT, 0), K("fortnights", UNIT, 0),
    END};
static const known known_g[] = {K("govt", ABBREV_SOFT, 0), END};
static const known known_h[] = {
    K("hour", UNIT, 0), K("hours", UNIT, 0), K("hr", UNIT | ABBREV_SOFT, 0),
    K("hrs", UNIT | ABBREV_SOFT, 0), K("hundred", NUMBER, 0), K("hundredth", ORDINAL, 0), END};
static const known known_i[] = {
    K("in", LEADS | LINK, 0), K("if", LINK, 0), K("is", LINK, 0), K("ie", ABBREV, 0),
    K("incl", ABBREV, 0), K("inc", ABBREV_SOFT, 0), END};
static const known known_j[] = {
    K("january", MONTH, 1), K("jan", MONTH | ABBREV_SOFT, 1), K("june", MONTH, 6),
    K("jun", MONTH | ABBREV_SOFT, 6), K("july", MONTH, 7), K("jul", MONTH | ABBREV_SOFT, 7),
    K("jr", ABBREV, 0), END};
static const known known_l[] = {K("lesson", UNIT, 0), K("lessons", UNIT, 0), END};
static const known known_m[] = {
    K("may", MONTH | WARY, 5), K("march", MONTH | WARY, 3), K("mar", MONTH | ABBREV_SOFT, 3),
    K("monday", WEEKDAY, 0), K("mondays", WEEKDAY, 0), K("mon", WEEKDAY | ABBREV_SOFT, 0),
    K("month", UNIT, 0), K("months", UNIT, 0), K("minute", UNIT, 0), K("minutes", UNIT, 0),
    K("min", UNIT | ABBREV, 0), K("mins", UNIT | ABBREV, 0), K("mr", ABBREV, 0),
    K("mrs", ABBREV, 0), K("ms", ABBREV, 0), K("mth", UNIT | ABBREV_SOFT, 0),
    K("mths", UNIT | ABBREV_SOFT, 0), K("mtg", ABBREV_SOFT, 0), K("max", ABBREV_SOFT, 0),
    K("meetings", COUNTED, 0), K("mornings", COUNTED, 0), END};
static const known known_n[] = {
    K("november", MONTH, 11), K("nov", MONTH | ABBREV_SOFT, 11), K("night", UNIT, 0),
    K("nights", UNIT, 0), K("nine", NUMBER, 0), K("ninth", ORDINAL, 9), K("nineteen", NUMBER, 0),
    K("nineteenth", ORDINAL, 19), K("ninety", NUMBER, 0), K("no", ABBREV_NUMBER, 0),
    K("nos", ABBREV_NUMBER, 0), END};
static const known known_o[] = {
    K("on", LEADS | LINK, 0), K("or", LINK, 0), K("of", LEADS, 0), K("october", MONTH, 10),
    K("oct", MONTH | ABBREV_SOFT, 10), K("one", NUMBER, 0), K("o'clock", CLOCK, 0),
    K("oclock", CLOCK, 0), K("occasions", COUNTED, 0), END};
static const known known_p[] = {
    K("pm", CLOCK, 0), K("p.m.", CLOCK, 0), K("p.m", CLOCK, 0), K("people", COUNTED, 0),
    K("prof", ABBREV, 0), END};
static const known known_r[] = {
    K("re", ABBREV, 0), K("ref", ABBREV_SOFT, 0), K("rev", ABBREV_SOFT, 0), END};
static const known known_s[] = {
    K("since", LEADS, 0), K("saturday", WEEKDAY, 0), K("saturdays", WEEKDAY, 0),
    K("sat", WEEKDAY | WARY, 0), K("sunday", WEEKDAY, 0), K("sundays", WEEKDAY, 0),
    K("sun", WEEKDAY | WARY, 0), K("september", MONTH, 9), K("sept", MONTH | ABBREV_SOFT, 9),
    K("sep", MONTH | ABBREV_SOFT, 9), K("session", UNIT, 0), K("sessions", UNIT, 0),
    K("six", NUMBER, 0), K("sixth", ORDINAL, 6), K("seven", NUMBER, 0), K("seventh", ORDINAL, 7),
    K("second", ORDINAL | UNIT, 2), K("seconds", UNIT, 0), K("sec", UNIT | ABBREV_SOFT, 0),
    K("secs", UNIT | ABBREV_SOFT, 0), K("sixteen", NUMBER, 0), K("sixteenth", ORDINAL, 16),
    K("seventeen", NUMBER, 0), K("seventeenth", ORDINAL, 17), K("sixty", NUMBER, 0),
    K("seventy", NUMBER, 0), K("st", ABBREV, 0), END};
static const known known_t[] = {
    K("to", LEADS | LINK, 0), K("till", LEADS, 0), K("til", LEADS, 0), K("then", LINK, 0),
    K("tuesday", WEEKDAY, 0), K("tuesdays", WEEKDAY, 0), K("tues", WEEKDAY | ABBREV_SOFT, 0),
    K("tue", WEEKDAY | ABBREV_SOFT, 0), K("thursday", WEEKDAY, 0), K("thursdays", WEEKDAY, 0),
    K("thurs", WEEKDAY | ABBREV_SOFT, 0), K("thur", WEEKDAY | ABBREV_SOFT, 0),
    K("thu", WEEKDAY | ABBREV_SOFT, 0), K("two", NUMBER, 0), K("three", NUMBER, 0),
    K("third", ORDINAL, 3), K("ten", NUMBER, 0), K("tenth", ORDINAL, 10), K("twelve", NUMBER, 0),
    K("twelfth", ORDINAL, 12), K("thirteen", NUMBER, 0), K("thirteenth", ORDINAL, 13),
    K("twenty", NUMBER, 0), K("twentieth", ORDINAL, 20), K("thirty", NUMBER, 0),
    K("thirtieth", ORDINAL, 30), K("thousand", NUMBER, 0), K("term", UNIT, 0), K("terms", UNIT, 0),
    K("times", COUNTED, 0), K("tel", ABBREV_SOFT, 0), K("temp", ABBREV_SOFT, 0), END};
static const known known_u[] = {K("until", LEADS, 0), END};
static const known known_v[] = {K("visits", COUNTED, 0), K("vs", ABBREV, 0), END};
static const known known_w[] = {
    K("with", LINK, 0), K("when", LINK, 0), K("wednesday", WEEKDAY, 0), K("wednesdays", WEEKDAY, 0),
    K("weds", WEEKDAY | ABBREV_SOFT, 0), K("wed", WEEKDAY | WARY, 0), K("week", UNIT, 0),
    K("weeks", UNIT, 0), K("wk", UNIT | ABBREV, 0), K("wks", UNIT | ABBREV, 0), K("w/c", LEADS, 0),
    K("w/b", LEADS, 0), K("w/e", LEADS, 0), K("wc", LEADS, 0), END};
static const known known_x[] = {K("x", COUNTED, 0), END};
static const known known_y[] = {
    K("year", UNIT, 0), K("years", UNIT, 0), K("yr", UNIT | ABBREV_SOFT, 0),
    K("yrs", UNIT | ABBREV_SOFT, 0), END};
static const known known_z[] = {K("zero", NUMBER, 0), END};
static const known known_none[] = {END};

static const known *const known_by_letter[26] = {
    known_a, known_b, known_c, known_d, known_e, known_f, known_g, known_h, known_i,
    known_j, known_none, known_l, known_m, known_n, known_o, known_p, known_none, known_r,
    known_s, known_t, known_u, known_v, known_w, known_x, known_y, known_z};
/* clang-format on */

enum { KNOWN_LONGEST = 12 };

static const known *lookup(const char *fold, size_t len) {
    static const known nothing = END;
    if (len == 0 || len > KNOWN_LONGEST || fold[0] < 'a' || fold[0] > 'z') {
        return &nothing;
    }
    const known *k = known_by_letter[fold[0] - 'a'];
    while (k->text != NULL && (k->len != len || memcmp(k->text, fold, len) != 0)) {
        k++;
    }
    return k;
}

/* ---- Characters ---- */

enum { MK, SP, NL, LO, UP, DI, HI, AP, DA, DO, QU, BO, BR, ST, RU, CU };

#define HI16 HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI
static const uint8_t class_table[256] = {
    SP,   SP,   SP,   SP,   SP,   SP,   SP,   SP,  SP, SP, NL, NL, NL, NL, SP, SP, /* control */
    SP,   SP,   SP,   SP,   SP,   SP,   SP,   SP,  SP, SP, SP, SP, SP, SP, SP, SP,
    SP,   QU,   MK,   RU,   CU,   MK,   MK,   AP,  MK, MK, ST, MK, MK, DA, DO, MK, /* space to / */
    DI,   DI,   DI,   DI,   DI,   DI,   DI,   DI,  DI, DI, MK, BO, MK, RU, MK, QU, /* 0 to ? */
    MK,   UP,   UP,   UP,   UP,   UP,   UP,   UP,  UP, UP, UP, UP, UP, UP, UP, UP, /* @ to O */
    UP,   UP,   UP,   UP,   UP,   UP,   UP,   UP,  UP, UP, UP, BR, MK, MK, MK, RU, /* P to _ */
    MK,   LO,   LO,   LO,   LO,   LO,   LO,   LO,  LO, LO, LO, LO, LO, LO, LO, LO,
    LO,   LO,   LO,   LO,   LO,   LO,   LO,   LO,  LO, LO, LO, MK, MK, MK, RU, SP, /* p to DEL */
    HI16, HI16, HI16, HI16, HI16, HI16, HI16, HI16};

static unsigned class_of(char c) {
    return class_table[(unsigned char)c];
}

static bool ascii_word_class(unsigned class) {
    return class == LO || class == UP || class == DI;
}

typedef struct scanner {
    const char *norm, *fold;
    uint32_t len, at;
    token *tokens;
    size_t count, cap;
    arena *memory;
    uint32_t checked; /* up to here no word begins an address */
    bool fresh;       /* the next word is the first of its sentence */
    bool line_start;  /* nothing but white space since the line began */
    bool quoted;      /* a single quote is open */
    bool mixed, failed;
} scanner;

/* The byte at i, or a space behind the end. */
static char peek(const scanner *s, uint32_t i) {
    return i < s->len ? s->norm[i] : ' ';
}

static bool space_at(const scanner *s, uint32_t i) {
    unsigned c = class_of(peek(s, i));
    return c == SP || c == NL;
}

static bool digit_at(const scanner *s, uint32_t i) {
    return class_of(peek(s, i)) == DI;
}

/* The length of the letter (or the mark of one) at i; 0 when there is none. */
static uint32_t letter_at(const scanner *s, uint32_t i) {
    unsigned c = class_of(peek(s, i));
    if (c == LO || c == UP) {
        return 1;
    }
    if (c != HI) {
        return 0;
    }
    size_t next = i;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    return normalise_is_letter(cp) || normalise_is_mark(cp) ? (uint32_t)(next - i) : 0;
}

static uint32_t word_char_at(const scanner *s, uint32_t i) {
    return digit_at(s, i) ? 1 : letter_at(s, i);
}

static bool upper_at(const scanner *s, uint32_t i) {
    unsigned c = class_of(peek(s, i));
    if (c != HI) {
        return c == UP;
    }
    size_t next = i;
    utf8_next(s->norm, s->len, &next);
    return memcmp(s->norm + i, s->fold + i, next - i) != 0;
}

static bool after_space(const scanner *s, uint32_t i) {
    return i == 0 || space_at(s, i - 1);
}

static uint32_t run_end(const scanner *s, uint32_t i) {
    for (uint32_t n = 1; n != 0; i += n) {
        while (i < s->len && ascii_word_class(class_of(s->norm[i]))) {
            i++;
        }
        n = word_char_at(s, i);
    }
    return i;
}

static const known *known_at(const scanner *s, uint32_t start, uint32_t end) {
    return lookup(s->fold + start, end - start);
}

/* ---- Emitting ---- */

static bool make_room(scanner *s) {
    if (s->count < s->cap) {
        return true;
    }
    size_t cap = s->cap * 2;
    token *more = arena_alloc(s->memory, cap * sizeof *more);
    if (more == NULL) {
        s->failed = true;
        return false;
    }
    memcpy(more, s->tokens, s->count * sizeof *more);
    s->tokens = more;
    s->cap = cap;
    return true;
}

/* Adds a token and moves behind it. NULL when memory ends; the scan stops then. */
static token *emit(scanner *s, uint32_t end, token_kind kind, unsigned shape) {
    uint32_t start = s->at;
    s->at = end;
    if (!make_room(s)) {
        return NULL;
    }
    if (!after_space(s, start)) {
        shape |= SHAPE_GLUED;
    }
    if (kind != TOKEN_MARK && s->fresh) {
        shape |= SHAPE_FIRST;
        bool label = digit_at(s, start) || end - start == 1; /* behind "1)" a sentence begins */
        s->fresh = peek(s, end) == ')' && label;
    }
    s->fresh = s->fresh || (shape & SHAPE_BOUNDARY) != 0;
    s->line_start = false;
    token *t = &s->tokens[s->count++];
    *t = (token){.start = start, .end = end, .shape = (uint16_t)shape, .kind = (uint8_t)kind};
    return t;
}

static void emit_day(scanner *s, uint32_t end, token_kind kind, unsigned shape, uint32_t day,
                     uint32_t month, uint32_t year) {
    token *t = emit(s, end, kind, shape);
    if (t != NULL) {
        t->day = (uint8_t)day;
        t->month = (uint8_t)month;
        t->year = (uint16_t)year;
    }
}

/* ---- White space and lines ---- */

static bool bullet_at(const scanner *s, uint32_t i) {
    return peek(s, i) == '*' || peek(s, i) == '-';
}

/* Does a line that begins at i begin something new? */
static bool line_begins(const scanner *s, uint32_t i) {
    char c = peek(s, i);
    return upper_at(s, i) || digit_at(s, i) || c == '[' || c == '(';
}

static void end_line(scanner *s, uint32_t newline, bool blank_line) {
    uint32_t next = s->at;
    bool ended = s->count == 0 || (s->tokens[s->count - 1].shape & SHAPE_BOUNDARY) != 0;
    if (next < s->len && !ended && !bullet_at(s, next) && (blank_line || line_begins(s, next))) {
        s->at = newline;
        emit(s, newline + 1, TOKEN_MARK, SHAPE_BOUNDARY);
        s->tokens[s->count - 1].shape &= (uint16_t)~SHAPE_GLUED;
        s->at = next;
    }
    s->line_start = true;
    s->quoted = false;
}

static void skip_space(scanner *s) {
    uint32_t newline = 0, lines = 0;
    while (s->at < s->len && space_at(s, s->at)) {
        char c = s->norm[s->at];
        if (class_of(c) == NL && !(c == '\r' && peek(s, s->at + 1) == '\n')) {
            newline = lines++ == 0 ? s->at : newline;
        }
        s->at++;
    }
    if (lines != 0) {
        end_line(s, newline, lines > 1);
    }
}

/* ---- Words ---- */

/* The length of 's, 'll ... at the apostrophe i; 0 when it is none. */
static uint32_t clitic_at(const scanner *s, uint32_t i) {
    static const char *const clitics[] = {"s", "ll", "re", "ve", "d", "m"};
    for (size_t k = 0; k < sizeof clitics / sizeof clitics[0]; k++) {
        uint32_t n = (uint32_t)strlen(clitics[k]);
        if (s->len - i > n && memcmp(s->fold + i + 1, clitics[k], n) == 0 &&
            word_char_at(s, i + 1 + n) == 0) {
            return n + 1;
        }
    }
    return 0;
}

/* Is the hyphen at `end` part of the word [start, end)? Ranges are not words: 10am-12pm, Mon-Fri.
 */
static bool hyphen_joins(const scanner *s, uint32_t start, uint32_t end) {
    if (word_char_at(s, end + 1) == 0) {
        return false;
    }
    const known *before = known_at(s, start, end);
    bool counted = (before->flags & (UNIT | CLOCK)) != 0 && start != 0 && digit_at(s, start - 1);
    if ((before->flags & (MONTH | WEEKDAY)) == 0 && !counted) {
        return true;
    }
    if (digit_at(s, end + 1)) {
        return false;
    }
    uint32_t stop = end + 1;
    while (stop - end <= KNOWN_LONGEST && letter_at(s, stop) == 1) {
        stop++;
    }
    const known *after = known_at(s, end + 1, stop);
    return (before->flags & (MONTH | WEEKDAY)) == 0 || (after->flags & (MONTH | WEEKDAY)) == 0;
}

/* The end of a word whose first run of letters and digits is [start, end). */
static uint32_t word_end(const scanner *s, uint32_t start, uint32_t end) {
    for (;;) {
        char c = peek(s, end);
        bool joins = (c == '-' && hyphen_joins(s, start, end)) ||
                     (c == '\'' && letter_at(s, end + 1) != 0 && clitic_at(s, end) == 0);
        if (!joins) {
            return end;
        }
        end = run_end(s, end + 1);
    }
}

/* The first run of a word, without the number in x2 and Sept23. */
static uint32_t first_run(const scanner *s, uint32_t start) {
    if (s->fold[start] == 'x' && digit_at(s, start + 1)) {
        return start + 1;
    }
    uint32_t end = run_end(s, start), letters = start;
    if (!digit_at(s, end - 1)) {
        return end;
    }
    while (letters - start <= KNOWN_LONGEST && letter_at(s, letters) == 1) {
        letters++;
    }
    return (known_at(s, start, letters)->flags & MONTH) != 0 ? letters : end;
}

/* w/c, n/a, and w/ for "with"; 0 for other words. */
static uint32_t slashed_end(const scanner *s, uint32_t start) {
    uint32_t i = start + 2;
    if (peek(s, start + 1) != '/' || letter_at(s, start) != 1) {
        return 0;
    }
    if (letter_at(s, i) == 1 && word_char_at(s, i + 1) == 0) {
        return i + 1;
    }
    bool opens = letter_at(s, i) != 0 || space_at(s, i) || peek(s, i) == '[' || peek(s, i) == '(';
    return s->fold[start] == 'w' && opens ? i : 0; /* the end counts: so lists write it */
}

/* e.g., i.e., p.a., J.T.: single letters with dots; 0 for other words. */
static uint32_t dotted_end(const scanner *s, uint32_t start) {
    uint32_t end = start, letters = 0;
    while (letter_at(s, end) == 1 && word_char_at(s, end + 1) == 0) {
        letters++;
        end++;
        if (peek(s, end) != '.' || peek(s, end + 1) == '.') {
            break;
        }
        end++;
    }
    return letters >= 2 && peek(s, end) != '@' ? end : 0;
}

/* Capitals of [start, end); digits, hyphens and dots do not count as letters. */
static unsigned case_shape(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t upper = 0, letters = 0, others = 0, n = 1;
    if (end - start > 1 && class_of(s->norm[start + 1]) == LO) {
        return upper_at(s, start) ? SHAPE_CAP : 0;
    }
    for (uint32_t i = start; i < end; i += n) {
        n = letter_at(s, i);
        letters += n != 0;
        others += n == 0 && s->norm[i] != '.';
        upper += n != 0 && upper_at(s, i);
        n = n == 0 ? 1 : n;
    }
    unsigned shape = upper_at(s, start) ? SHAPE_CAP : 0;
    if (upper == 0 || upper != letters) {
        return shape;
    }
    bool pronoun = end - start == 1 && (s->norm[start] == 'I' || s->norm[start] == 'A');
    shape |= letters >= 2 ? SHAPE_CAPS : 0;
    return shape | (letters <= 3 && others == 0 && !pronoun ? SHAPE_INITIALS : 0);
}

static unsigned known_shape(const known *k, unsigned shape) {
    bool trusted = (k->flags & WARY) == 0 || (shape & SHAPE_CAP) != 0;
    unsigned more = 0;
    more |= (k->flags & NUMBER) != 0 ? SHAPE_NUMBER : 0;
    more |= (k->flags & ORDINAL) != 0 ? SHAPE_ORDINAL : 0;
    more |= (k->flags & WEEKDAY) != 0 && trusted ? SHAPE_WEEKDAY : 0;
    more |= (k->flags & MONTH) != 0 ? SHAPE_MONTH : 0; /* the joiner takes doubtful ones back */
    return more;
}

/* two-year, twenty-five, mid-March: what a hyphenated word is beyond a word. */
static unsigned compound_shape(const scanner *s, uint32_t start, uint32_t end, token_kind *kind) {
    uint32_t hyphen = start;
    while (hyphen < end && hyphen - start <= KNOWN_LONGEST && s->norm[hyphen] != '-') {
        hyphen++;
    }
    if (hyphen >= end || s->norm[hyphen] != '-') {
        return 0;
    }
    const known *left = known_at(s, start, hyphen), *right = known_at(s, hyphen + 1, end);
    if (hyphen - start == 3 && memcmp(s->fold + start, "mid", 3) == 0) {
        return known_shape(right, SHAPE_CAP) & SHAPE_MONTH;
    }
    if ((left->flags & NUMBER) == 0) {
        return 0;
    }
    if ((right->flags & UNIT) != 0 && right->value == 0) {
        *kind = TOKEN_LENGTH;
        return 0;
    }
    return known_shape(right, 0) & (SHAPE_NUMBER | SHAPE_ORDINAL);
}

static bool all_x(const scanner *s, uint32_t start, uint32_t end) {
    uint32_t i = start;
    while (i < end && s->norm[i] == 'X') {
        i++;
    }
    return i == end && end - start >= 2;
}

static void emit_word(scanner *s, uint32_t end) {
    uint32_t start = s->at;
    unsigned shape = case_shape(s, start, end);
    if (all_x(s, start, end)) {
        emit(s, end, TOKEN_PLACEHOLDER, shape);
        return;
    }
    token_kind kind = TOKEN_WORD;
    const known *k = known_at(s, start, end);
    shape |= k->text != NULL ? known_shape(k, shape) : compound_shape(s, start, end, &kind);
    emit_day(s, end, kind, shape, 0, (k->flags & MONTH) != 0 ? k->value : 0, 0);
}

/* The dot of an abbreviation is no token. */
static void skip_abbreviation_dot(scanner *s, uint32_t start) {
    uint32_t end = s->at;
    if (peek(s, end) != '.' || peek(s, end + 1) == '.') {
        return;
    }
    unsigned flags = known_at(s, start, end)->flags;
    uint32_t next = end + 1;
    next += space_at(s, next) ? 1 : 0;
    bool soft = next < s->len && !upper_at(s, next);
    if ((flags & ABBREV) != 0 || ((flags & ABBREV_NUMBER) != 0 && digit_at(s, next)) ||
        ((flags & ABBREV_SOFT) != 0 && soft)) {
        s->at = end + 1;
    }
}

/* ---- Addresses ---- */

static bool address_end_domain(const scanner *s, uint32_t start, uint32_t end) {
    static const char *const domains[] = {"com", "org", "net", "uk", "gov", "info", "eu"};
    uint32_t host = start, dot = 0;
    while (host < end &&
           (word_char_at(s, host) == 1 || s->norm[host] == '-' || s->norm[host] == '.')) {
        dot = s->norm[host] == '.' ? host : dot;
        host++;
    }
    if (dot == 0 || (host < end && s->norm[host] != '/' && s->norm[host] != ':')) {
        return false;
    }
    pm_str domain = {s->fold + dot + 1, host - dot - 1};
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        if (str_equal(domain, str_from(domains[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_address(const scanner *s, uint32_t start, uint32_t end) {
    pm_str run = {s->fold + start, end - start};
    if (str_starts(run, STR("http://")) || str_starts(run, STR("https://")) ||
        str_starts(run, STR("www."))) {
        return true;
    }
    const char *at = memchr(run.data, '@', run.len);
    if (at == NULL) {
        return address_end_domain(s, start, end);
    }
    size_t rest = run.len - (size_t)(at - run.data);
    return at != run.data && memchr(at, '.', rest) != NULL;
}

/* Takes an e-mail or web address whose first word is [at, end). */
static bool scan_address(scanner *s, uint32_t end) {
    uint32_t start = s->at;
    char c = peek(s, end), next = peek(s, end + 1);
    bool may_be = c == '@' || c == '_' || (c == '.' && word_char_at(s, end + 1) != 0) ||
                  (c == ':' && next == '/');
    if (!may_be || start < s->checked) {
        return false;
    }
    while (!space_at(s, end) && strchr("<>\"()[],;", s->norm[end]) == NULL) {
        end++;
    }
    s->checked = end;
    while (end > start && strchr(".:!?'-", s->norm[end - 1]) != NULL) {
        end--;
    }
    if (!is_address(s, start, end)) {
        return false;
    }
    emit(s, end, TOKEN_OTHER, 0);
    return true;
}

static void scan_word(scanner *s) {
    uint32_t start = s->at;
    uint32_t end = slashed_end(s, start);
    if (end == 0) {
        end = dotted_end(s, start);
    }
    if (end == 0) {
        end = first_run(s, start);
        if (scan_address(s, end)) {
            return;
        }
        end = word_end(s, start, end);
        if (scan_address(s, end)) {
            return;
        }
    }
    emit_word(s, end);
    skip_abbreviation_dot(s, start);
}

/* ---- Numbers ---- */

enum { VALUE_MOST = 100000000, YEAR_FIRST = 1900, YEAR_LAST = 2199, CENTURY_TURN = 70 };

typedef struct group {
    uint32_t value, digits, end;
} group;

/* Up to three digit groups with single marks between: 12/06/23. sep[k] stands behind group k, with
 * a digit behind it; 0 when there is none. */
typedef struct figures {
    group g[3];
    char sep[3];
} figures;

static group read_group(const scanner *s, uint32_t i) {
    group g = {0, 0, i};
    for (; digit_at(s, g.end); g.end++) {
        uint32_t digit = (uint32_t)(s->norm[g.end] - '0');
        g.value = g.value < VALUE_MOST ? g.value * 10 + digit : g.value;
        g.digits++;
    }
    return g;
}

static figures read_figures(const scanner *s, uint32_t i) {
    figures n = {0};
    for (size_t k = 0; k < 3; k++) {
        n.g[k] = read_group(s, i);
        uint32_t end = n.g[k].end;
        char c = peek(s, end);
        if ((c != '.' && c != '/' && c != '-' && c != ':') || !digit_at(s, end + 1)) {
            break;
        }
        n.sep[k] = c;
        i = end + 1;
    }
    return n;
}

static bool day_month(group d, group m) {
    return d.digits <= 2 && m.digits <= 2 && d.value >= 1 && d.value <= 31 && m.value >= 1 &&
           m.value <= 12;
}

static bool full_year(group y) {
    return y.digits == 4 && y.value >= YEAR_FIRST && y.value <= YEAR_LAST;
}

static uint32_t year_of(group y) {
    if (y.digits == 4) {
        return y.value;
    }
    return y.value + (y.value < CENTURY_TURN ? 2000 : 1900);
}

/* 12.6.23, 2023-06-12; month first only where day first is impossible. */
static bool scan_full_date(scanner *s, const figures *n) {
    const group *g = n->g;
    if (n->sep[0] == 0 || n->sep[0] == ':' || n->sep[1] != n->sep[0] || n->sep[2] == n->sep[0]) {
        return false;
    }
    if (full_year(g[0]) && g[1].digits == 2 && day_month(g[2], g[1])) {
        emit_day(s, g[2].end, TOKEN_DATE, 0, g[2].value, g[1].value, g[0].value);
        return true;
    }
    if (g[2].digits != 2 && !full_year(g[2])) {
        return false;
    }
    size_t day = day_month(g[0], g[1]) ? 0 : 1;
    if (!day_month(g[day], g[1 - day])) {
        return false;
    }
    emit_day(s, g[2].end, TOKEN_DATE, 0, g[day].value, g[1 - day].value, year_of(g[2]));
    return true;
}

/* 19:00, 1:1, 1-2-1. */
static bool scan_clock_or_ratio(scanner *s, const figures *n) {
    const group *g = n->g;
    if (n->sep[0] == '-' && n->sep[1] == '-' && n->sep[2] == 0 && g[0].value == 1 &&
        g[1].value == 2 && g[2].value == 1 && g[2].end - s->at == 5) {
        emit(s, g[2].end, TOKEN_RATIO, 0);
        return true;
    }
    if (n->sep[0] != ':') {
        return false;
    }
    bool seconds = n->sep[1] == ':' && g[2].digits == 2;
    if (g[0].value <= 24 && g[1].digits == 2 && g[1].value < 60) {
        emit(s, seconds ? g[2].end : g[1].end, TOKEN_TIME, 0);
        return true;
    }
    if (g[0].digits > 3 || g[1].digits > 3 || n->sep[1] == ':') {
        return false;
    }
    emit(s, g[1].end, TOKEN_RATIO, 0);
    return true;
}

/* 12/06, 06/2023, 09/23: dates; 4/52, 24/7, 34/40: fractions. */
static bool scan_slashed(scanner *s, const figures *n) {
    group a = n->g[0], b = n->g[1];
    if (n->sep[0] != '/' || n->sep[1] == '/' || a.digits > 4 || b.digits > 4) {
        return false;
    }
    bool month = a.digits <= 2 && a.value >= 1 && a.value <= 12;
    bool always = a.value == 24 && b.value == 7 && b.digits == 1;
    bool zero_led = a.digits == 2 && a.value < 10 && b.digits == 2 && b.value >= 20 && b.value < 40;
    if (day_month(a, b) && !always) {
        emit_day(s, b.end, TOKEN_DATE, 0, a.value, b.value, 0);
    } else if (month && (full_year(b) || zero_led)) {
        emit_day(s, b.end, TOKEN_DATE, 0, 0, a.value, year_of(b));
    } else {
        emit(s, b.end, TOKEN_FRACTION, 0);
    }
    return true;
}

/* Whether the two letters behind a number make it an ordinal. */
static bool ordinal_at(const scanner *s, uint32_t i) {
    static const char endings[] = "st nd rd th";
    if (s->len - i < 2 || word_char_at(s, i + 2) != 0) {
        return false;
    }
    for (size_t k = 0; k + 2 < sizeof endings; k += 3) {
        if (memcmp(s->fold + i, endings + k, 2) == 0) {
            return true;
        }
    }
    return false;
}

/* ½, ¼, ¾ behind the number that ends at i. */
static uint32_t skip_vulgar(const scanner *s, uint32_t i) {
    bool vulgar = s->len - i >= 2 && (unsigned char)s->norm[i] == 0xC2 &&
                  (unsigned char)s->norm[i + 1] >= 0xBC && (unsigned char)s->norm[i + 1] <= 0xBE;
    return vulgar ? i + 2 : i;
}

/* 1,000.50 or 1,000 or 25: the end of an amount whose first digits end at `end`. */
static uint32_t amount_end(const scanner *s, uint32_t start, uint32_t end) {
    bool thousands = end - start <= 3;
    while (thousands && peek(s, end) == ',' && digit_at(s, end + 1)) {
        group g = read_group(s, end + 1);
        if (g.digits != 3) {
            break;
        }
        end = g.end;
    }
    return end;
}

/* A hyphen and a word behind the number [at, end): 14-Nov-23, 9-week, 1-to-1. */
static bool scan_number_word(scanner *s, uint32_t end, bool whole) {
    if (peek(s, end) != '-' || letter_at(s, end + 1) == 0) {
        return false;
    }
    uint32_t stop = run_end(s, end + 1);
    const known *k = known_at(s, end + 1, stop);
    group day = read_group(s, s->at);
    if ((k->flags & MONTH) != 0 && whole && day.digits <= 2 && day.value >= 1 && day.value <= 31) {
        group year = {0};
        if (peek(s, stop) == '-' && digit_at(s, stop + 1)) {
            year = read_group(s, stop + 1);
        }
        bool dated = year.digits == 2 || full_year(year);
        emit_day(s, dated ? year.end : stop, TOKEN_DATE, 0, day.value, k->value,
                 dated ? year_of(year) : 0);
        return true;
    }
    bool more = peek(s, stop) == '-' && word_char_at(s, stop + 1) != 0;
    if ((k->flags & UNIT) != 0 && !more) {
        emit(s, stop, TOKEN_LENGTH, 0);
        return true;
    }
    emit_word(s, word_end(s, s->at, stop));
    return true;
}

/* What no other form took: 3, 2.5, 31.3, 1,000, 2-3, and with what is written behind it. */
static void scan_plain_number(scanner *s, const figures *n) {
    group a = n->g[0], b = n->g[1];
    uint32_t start = s->at, end = amount_end(s, start, a.end);
    bool whole = end == a.end, dm = false;
    bool range = n->sep[0] == '-' && n->sep[1] == 0 && a.digits <= 4 && b.digits <= 4;
    if (whole && n->sep[0] == '.' && n->sep[1] == '.') { /* 1.2.3: the number of a section */
        while (peek(s, end) == '.' && digit_at(s, end + 1)) {
            end = read_group(s, end + 1).end;
        }
    } else if (whole && (n->sep[0] == '.' || range)) {
        end = b.end;
        dm = day_month(a, b);
    } else if (!whole && peek(s, end) == '.' && digit_at(s, end + 1)) {
        end = read_group(s, end + 1).end;
    }
    whole = end == a.end;
    end = skip_vulgar(s, end);
    if (whole && ordinal_at(s, end)) {
        emit(s, end + 2, TOKEN_ORDINAL, SHAPE_ORDINAL);
        return;
    }
    bool pence = s->len > end && s->fold[end] == 'p' && word_char_at(s, end + 1) == 0;
    if (pence && !(peek(s, end + 1) == '.' && peek(s, end + 2) == 'm')) {
        emit(s, end + 1, TOKEN_MONEY, 0);
    } else if (!scan_number_word(s, end, whole)) {
        emit_day(s, end, TOKEN_NUMBER, SHAPE_NUMBER | (dm ? SHAPE_DM : 0), dm ? a.value : 0,
                 dm ? b.value : 0, 0);
    }
}

static void scan_number(scanner *s) {
    figures n = read_figures(s, s->at);
    if (n.sep[0] == 0 ||
        (!scan_full_date(s, &n) && !scan_clock_or_ratio(s, &n) && !scan_slashed(s, &n))) {
        scan_plain_number(s, &n);
    }
}

/* An amount behind a currency sign that ends at i. */
static bool scan_money(scanner *s, uint32_t i) {
    i += peek(s, i) == ' ' ? 1 : 0;
    if (!digit_at(s, i)) {
        return false;
    }
    uint32_t end = amount_end(s, i, read_group(s, i).end);
    if (peek(s, end) == '.' && digit_at(s, end + 1)) {
        end = read_group(s, end + 1).end;
    }
    if (end < s->len && (s->fold[end] == 'k' || s->fold[end] == 'm') &&
        word_char_at(s, end + 1) == 0) {
        end++;
    }
    emit(s, end, TOKEN_MONEY, 0);
    return true;
}

/* ---- Marks ---- */

static void scan_run(scanner *s, unsigned shape) {
    unsigned class = class_of(s->norm[s->at]);
    uint32_t end = s->at;
    while (end < s->len && class_of(s->norm[end]) == class) {
        end++;
    }
    emit(s, end, TOKEN_MARK, shape);
}

/* "gp.Dad": a sentence ends without a space. */
static bool ends_glued(const scanner *s, uint32_t dot) {
    if (!upper_at(s, dot + 1) || s->count == 0) {
        return false;
    }
    const token *t = &s->tokens[s->count - 1];
    bool next_lower = class_of(peek(s, dot + 2)) == LO;
    bool lower = class_of(s->norm[dot - (dot != 0)]) == LO;
    return t->kind == TOKEN_WORD && t->end == dot && t->end - t->start >= 2 &&
           (lower || next_lower);
}

static void scan_dot(scanner *s) {
    uint32_t dot = s->at, next = dot + 1;
    while (strchr(")]\"'", peek(s, next)) != NULL && next - dot <= 3 && next < s->len) {
        next++;
    }
    bool boundary = peek(s, dot + 1) == '.' || space_at(s, next) || ends_glued(s, dot);
    scan_run(s, boundary ? SHAPE_BOUNDARY : 0);
}

static void scan_apostrophe(scanner *s) {
    uint32_t i = s->at, clitic = clitic_at(s, i);
    bool glued = i != 0 && (word_char_at(s, i - 1) != 0 || class_of(s->norm[i - 1]) == HI ||
                            s->norm[i - 1] == '.' || s->norm[i - 1] == ']');
    if (clitic != 0 && (glued || peek(s, i + clitic) != '\'')) {
        emit(s, i + clitic, TOKEN_WORD,
             clitic == 2 && s->fold[i + 1] == 's' ? SHAPE_POSSESSIVE : 0);
        return;
    }
    bool plural = glued && !s->quoted && strchr("sxz", s->fold[i - 1]) != NULL;
    s->quoted = !glued && word_char_at(s, i + 1) != 0;
    emit(s, i + 1, TOKEN_MARK, plural && word_char_at(s, i + 1) == 0 ? SHAPE_POSSESSIVE : 0);
}

enum { PLACEHOLDER_LONGEST = 40 };

static void scan_bracket(scanner *s) {
    uint32_t i = s->at + 1;
    while (i < s->len && i - s->at < PLACEHOLDER_LONGEST && s->norm[i] != ']' &&
           s->norm[i] != '[' && class_of(s->norm[i]) != NL) {
        i++;
    }
    bool closed = i - s->at < PLACEHOLDER_LONGEST && peek(s, i) == ']';
    emit(s, closed ? i + 1 : s->at + 1, closed ? TOKEN_PLACEHOLDER : TOKEN_MARK, 0);
}

/* Does something of its own begin at the byte i beyond ASCII? A mark goes with what it follows. */
static bool begins_high(const scanner *s, uint32_t i) {
    size_t next = i;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    return cp == 0xA3 || cp == 0x20AC || skip_vulgar(s, i) != i || normalise_is_letter(cp);
}

/* Beyond ASCII: words, £ and €, fractions, and the rest in runs. */
static void scan_high(scanner *s) {
    size_t next = s->at;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    if (normalise_is_letter(cp)) {
        scan_word(s);
        return;
    }
    if ((cp == 0xA3 || cp == 0x20AC) && scan_money(s, (uint32_t)next)) {
        return;
    }
    if (skip_vulgar(s, s->at) != s->at) {
        emit(s, s->at + 2, TOKEN_NUMBER, SHAPE_NUMBER);
        return;
    }
    while (next < s->len && class_of(s->norm[next]) == HI && !begins_high(s, (uint32_t)next)) {
        utf8_next(s->norm, s->len, &next);
    }
    emit(s, (uint32_t)next, TOKEN_OTHER, 0);
}

static void scan_token(scanner *s) {
    switch (class_of(s->norm[s->at])) {
    case SP:
    case NL: skip_space(s); break;
    case LO:
    case UP: scan_word(s); break;
    case DI: scan_number(s); break;
    case HI: scan_high(s); break;
    case AP: scan_apostrophe(s); break;
    case DA: scan_run(s, s->line_start ? SHAPE_BOUNDARY : 0); break;
    case DO: scan_dot(s); break;
    case QU: scan_run(s, SHAPE_BOUNDARY); break;
    case BO: emit(s, s->at + 1, TOKEN_MARK, SHAPE_BOUNDARY); break;
    case BR: scan_bracket(s); break;
    case ST: scan_run(s, after_space(s, s->at) ? SHAPE_BOUNDARY : 0); break;
    case RU: scan_run(s, 0); break;
    case CU:
        if (!scan_money(s, s->at + 1)) {
            emit(s, s->at + 1, TOKEN_MARK, 0);
        }
        break;
    default: emit(s, s->at + 1, TOKEN_MARK, 0); break;
    }
}

/* ---- Joining ---- */

/* The r-th scanned token; a boundary mark behind the end. */
static token token_at(const scanner *s, size_t r) {
    static const token end = {.shape = SHAPE_BOUNDARY, .kind = TOKEN_MARK};
    return r < s->count ? s->tokens[r] : end;
}

static char mark_of(const scanner *s, const token *t) {
    return t->kind == TOKEN_MARK && t->end > t->start ? s->fold[t->start] : '\0';
}

static unsigned flags_of(const scanner *s, const token *t) {
    return t->kind == TOKEN_WORD ? known_at(s, t->start, t->end)->flags : 0;
}

/* A day of the month: 28, 28th, first, and the last of 28-30; 0 when it is none. */
static uint32_t day_value(const scanner *s, const token *t) {
    if (t->kind == TOKEN_WORD && (t->shape & SHAPE_ORDINAL) != 0) {
        return known_at(s, t->start, t->end)->value;
    }
    if (t->kind != TOKEN_NUMBER && t->kind != TOKEN_ORDINAL) {
        return 0;
    }
    group g = read_group(s, t->start);
    if (g.end < t->end && s->norm[g.end] == '-') {
        g = read_group(s, g.end + 1);
    }
    bool whole = g.end == t->end || t->kind == TOKEN_ORDINAL;
    return whole && g.digits <= 2 && g.value <= 31 ? g.value : 0;
}

/* The number of a token of plain digits; no digits when it is something else. */
static group plain_digits(const scanner *s, const token *t) {
    group g = {0};
    if (t->kind == TOKEN_NUMBER) {
        g = read_group(s, t->start);
        g.digits = g.end == t->end ? g.digits : 0;
    }
    return g;
}

/* Does token r count on with the number before it ("Sept 12 sessions", "3 May 20 %")? */
static bool counts_on(const scanner *s, size_t r) {
    token t = token_at(s, r);
    char c = mark_of(s, &t);
    return (flags_of(s, &t) & (MONTH | UNIT | COUNTED | CLOCK)) != 0 || c == '%' ||
           (c == '/' && (t.shape & SHAPE_GLUED) != 0);
}

/* Is what stands before token r complete? */
static bool closes(const scanner *s, size_t r) {
    token t = token_at(s, r);
    return (t.kind == TOKEN_MARK && !counts_on(s, r)) || (flags_of(s, &t) & LINK) != 0;
}

/* A year at token r: 2023, ", 2023", '23, -23, 23. Returns the tokens it takes; 0 for none. */
static size_t join_year(const scanner *s, size_t r, uint32_t *year) {
    token t = token_at(s, r), next = token_at(s, r + 1);
    group g = plain_digits(s, &t), behind = plain_digits(s, &next);
    char c = mark_of(s, &t);
    bool glued = (next.shape & SHAPE_GLUED) != 0;
    if (full_year(g) || (g.digits == 2 && g.value >= 20 && g.value < 40 && !counts_on(s, r + 1))) {
        *year = year_of(g);
        return 1;
    }
    bool short_year = glued && behind.digits == 2 && (c == '\'' || c == '-');
    if (short_year || (full_year(behind) && (c == ',' || (glued && (c == '-' || c == '/'))))) {
        *year = year_of(behind);
        return 2;
    }
    return 0;
}

static void make_date(token *out, const token *last, uint32_t day, uint32_t month, uint32_t year) {
    out->kind = TOKEN_DATE;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->end = last->end;
    out->day = (uint8_t)day;
    out->month = (uint8_t)month;
    out->year = (uint16_t)year;
}

/* May this token, behind a number, be the month? Only "may" is doubtful. */
static bool month_behind(const scanner *s, const token *month, const token *day, size_t r,
                         const token *before) {
    uint32_t ignored = 0;
    bool may = month->end - month->start == 3 && month->month == 5;
    if (!may || (s->mixed && (month->shape & SHAPE_CAP) != 0) || day->kind == TOKEN_ORDINAL) {
        return true;
    }
    return before == NULL || before->kind == TOKEN_MARK || (before->shape & SHAPE_WEEKDAY) != 0 ||
           (flags_of(s, before) & LEADS) != 0 || join_year(s, r, &ignored) != 0;
}

/* 28 March, 4th of June 2023, first of May. Returns the tokens taken; 0 for none. */
static size_t join_day_first(const scanner *s, size_t r, const token *before, token *out) {
    token day = token_at(s, r), next = token_at(s, r + 1);
    uint32_t value = day_value(s, &day), year = 0;
    size_t used = 1;
    if (value == 0) {
        return 0;
    }
    bool of = next.end - next.start == 2 && (flags_of(s, &next) & LEADS) != 0 &&
              memcmp(s->fold + next.start, "of", 2) == 0;
    if (of && (day.shape & SHAPE_ORDINAL) != 0) {
        used = 2;
    } else if (day.kind == TOKEN_WORD) {
        return 0;
    }
    token month = token_at(s, r + used);
    used++;
    if ((month.shape & SHAPE_MONTH) == 0 || month.month == 0 ||
        !month_behind(s, &month, &day, r + used, before)) {
        return 0;
    }
    used += join_year(s, r + used, &year);
    make_date(out, &s->tokens[r + used - 1], value, month.month, year);
    return used;
}

/* March 28th, Sept 23, June 2024. Returns the tokens taken; 0 for none. */
static size_t join_month_first(const scanner *s, size_t r, token *out) {
    token month = token_at(s, r), next = token_at(s, r + 1);
    uint32_t year = 0, day = next.kind == TOKEN_WORD ? 0 : day_value(s, &next);
    bool ordinal = next.kind == TOKEN_ORDINAL && day != 0;
    group plain = plain_digits(s, &next);
    bool may = (month.shape & SHAPE_CAP) == 0 && month.end - month.start == 3 && month.month == 5;
    size_t used = day != 0 ? join_year(s, r + 2, &year) : 0;
    if (day != 0 && (ordinal || (used != 0 && year != 0 && plain.digits <= 2))) {
        make_date(out, &s->tokens[r + 1 + used], day, month.month, year);
        return used + 2;
    }
    used = join_year(s, r + 1, &year);
    if (used != 0 && (!may || plain.digits == 4)) {
        make_date(out, &s->tokens[r + used], 0, month.month, year);
        return used + 1;
    }
    if (day == 0 || may || plain.digits == 0 || !closes(s, r + 2)) {
        return 0;
    }
    make_date(out, &next, day, month.month, 0);
    return 2;
}

/* 95 %, eighty per cent. */
static size_t join_percent(const scanner *s, size_t r, token *out) {
    token next = token_at(s, r + 1), third = token_at(s, r + 2);
    pm_str word = {s->fold + next.start, next.end - next.start};
    pm_str last = {s->fold + third.start, third.end - third.start};
    size_t used = 0;
    if (mark_of(s, &next) == '%' || str_equal(word, STR("percent"))) {
        used = 2;
    } else if (str_equal(word, STR("per")) && str_equal(last, STR("cent"))) {
        used = 3;
    } else {
        return 0;
    }
    out->kind = TOKEN_PERCENT;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->day = out->month = 0;
    out->end = s->tokens[r + used - 1].end;
    return used;
}

/* 7pm, 7.30 p.m., nine o'clock, 9-11 am. */
static size_t join_time(const scanner *s, size_t r, token *out) {
    token t = token_at(s, r), next = token_at(s, r + 1);
    if ((flags_of(s, &next) & CLOCK) == 0) {
        return 0;
    }
    group hour = read_group(s, t.start);
    if (t.kind == TOKEN_NUMBER && (hour.digits == 0 || hour.digits > 2 || hour.value > 24)) {
        return 0;
    }
    if (t.kind == TOKEN_WORD && s->fold[next.start] != 'o') {
        return 0;
    }
    out->kind = TOKEN_TIME;
    out->shape &= SHAPE_FIRST | SHAPE_GLUED;
    out->day = out->month = 0;
    out->end = next.end;
    return 2;
}

/* Settles "may" and "march" that stand alone. */
static void settle_month(const scanner *s, size_t r, const token *before, token *t) {
    token next = token_at(s, r + 1);
    bool may = t->end - t->start == 3;
    bool capital = s->mixed && (t->shape & SHAPE_CAP) != 0;
    bool first = (t->shape & SHAPE_FIRST) != 0;
    bool number = next.kind == TOKEN_NUMBER || next.kind == TOKEN_ORDINAL ||
                  (before != NULL && before->kind == TOKEN_NUMBER);
    bool lone = first && next.kind == TOKEN_MARK && mark_of(s, &next) != '\'';
    bool led = before != NULL && (flags_of(s, before) & LEADS) != 0 &&
               !(before->end - before->start == 2 && s->fold[before->start] == 't');
    if (!((capital && !first) || lone || led || (number && (!may || capital)))) {
        t->shape &= (uint16_t)~SHAPE_MONTH;
        t->month = 0;
    }
}

/* Writes the token that begins at scanned token r to *out; returns how many it takes. */
static size_t join_at(const scanner *s, size_t r, const token *before, token *out) {
    size_t used = 0;
    *out = s->tokens[r];
    if ((out->shape & (SHAPE_NUMBER | SHAPE_ORDINAL)) != 0) {
        used = join_day_first(s, r, before, out);
        if (used == 0 && (out->shape & SHAPE_NUMBER) != 0) {
            used = join_percent(s, r, out);
            used = used != 0 ? used : join_time(s, r, out);
        }
    } else if (out->kind == TOKEN_TIME) {
        used = join_time(s, r, out);
    } else if (out->month != 0 && out->kind == TOKEN_WORD) {
        used = join_month_first(s, r, out);
        if (used == 0 && (flags_of(s, out) & WARY) != 0) {
            settle_month(s, r, before, out);
        }
    }
    return used != 0 ? used : 1;
}

static void join_tokens(scanner *s) {
    size_t to = 0;
    for (size_t r = 0; r < s->count;) {
        token joined;
        r += join_at(s, r, to != 0 ? &s->tokens[to - 1] : NULL, &joined);
        s->tokens[to++] = joined;
    }
    s->count = to;
}

/* ---- The ends of the cell ---- */

static bool is_query(const scanner *s, const token *t) {
    return mark_of(s, t) == '?';
}

/* The tokens of "1.", "2)", "(a)", "1.2" at i, with something behind; 0 when there are none. */
static size_t numbering(const scanner *s, size_t i) {
    token open = token_at(s, i);
    size_t bracket = mark_of(s, &open) == '(' ? 1 : 0;
    token label = token_at(s, i + bracket), close = token_at(s, i + bracket + 1);
    size_t size = label.end - label.start;
    bool number = label.kind == TOKEN_NUMBER && size <= 3;
    bool letter = label.kind == TOKEN_WORD && size == 1;
    if ((!number && !letter) || i + bracket + 2 >= s->count || (close.shape & SHAPE_GLUED) == 0) {
        return 0;
    }
    char c = mark_of(s, &close);
    bool dot = c == '.' && close.end - close.start == 1 && !bracket &&
               (number || (label.shape & SHAPE_CAP) == 0);
    return c == ')' || dot ? bracket + 2 : 0;
}

static size_t first_content(const scanner *s) {
    size_t i = 0;
    while (i < s->count) {
        token t = s->tokens[i];
        bool boundary = t.kind == TOKEN_MARK && (t.shape & SHAPE_BOUNDARY) != 0;
        char c = mark_of(s, &t);
        size_t skip = (boundary && !is_query(s, &t)) || c == '-' || c == '*' ? 1 : numbering(s, i);
        if (skip == 0) {
            break;
        }
        i += skip;
    }
    return i;
}

static void find_ends(const scanner *s, text *t) {
    size_t first = first_content(s), last = s->count;
    while (last > first && (s->tokens[last - 1].shape & SHAPE_BOUNDARY) != 0 &&
           !is_query(s, &s->tokens[last - 1])) {
        last--;
    }
    size_t i = first;
    while (i < last && s->tokens[i].kind == TOKEN_MARK && !is_query(s, &s->tokens[i])) {
        i++;
    }
    t->first = first;
    t->last = i == last ? first : last;
}

pm_status tokenize(text *t, arena *memory) {
    scanner s = {.norm = t->norm.data,
                 .fold = t->fold.data,
                 .len = (uint32_t)t->norm.len,
                 .memory = memory,
                 .fresh = true,
                 .line_start = true,
                 .mixed = t->mixed_case};
    s.cap = t->norm.len / 4 + 8;
    s.tokens = arena_alloc(memory, s.cap * sizeof *s.tokens);
    if (s.tokens == NULL) {
        return PM_ERR_MEMORY;
    }
    while (s.at < s.len && !s.failed) {
        scan_token(&s);
    }
    if (s.failed) {
        return PM_ERR_MEMORY;
    }
    join_tokens(&s);
    t->tokens = s.tokens;
    t->count = s.count;
    find_ends(&s, t);
    return PM_OK;
}
