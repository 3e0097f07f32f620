/* SPDX-License-Identifier: MIT
 * Keeps true: a text that was read without fault has tokens in order, none overlapping, all inside
 * `norm`, and every norm offset has an original; what belongs to no token is white space or the dot
 * of an abbreviation. Every step of the scan moves forward, so that time is linear.
 *
 * Two passes: the scanner cuts words (words.c; the simple ones here), numbers (numbers.c) and marks
 * (here); the joiner (joiner.c), over the tokens, puts together what takes several of them. */
#include "text/text.h"

#include <string.h>

#include "text/normalise.h"
#include "text/scanner.h"

/* ---- White space and lines ---- */

static bool bullet_at(const scanner *s, uint32_t i) {
    return s->norm[i] == '*' || s->norm[i] == '-';
}

/* Does a line that begins at i begin something new? */
static bool line_begins(const scanner *s, uint32_t i) {
    char c = s->norm[i];
    return upper_at(s, i) || digit_at(s, i) || c == '[' || c == '(';
}

static void end_line(scanner *s, uint32_t newline, bool blank_line) {
    uint32_t next = s->at;
    bool ended = s->count == 0 || (s->tokens[s->count - 1].shape & SHAPE_BOUNDARY) != 0;
    if (next < s->len && !ended && !bullet_at(s, next) && (blank_line || line_begins(s, next))) {
        s->at = newline;
        scanner_emit(s, newline + 1, TOKEN_MARK, SHAPE_BOUNDARY);
        s->tokens[s->count - 1].shape &= (uint16_t)~SHAPE_GLUED;
        s->at = next;
    }
    s->line_start = true;
    s->quoted = false;
}

static void skip_space(scanner *s) {
    uint32_t newline = 0, lines = 0;
    if (s->norm[s->at] == ' ' && !space_at(s, s->at + 1)) {
        s->at++; /* the usual case */
        return;
    }
    while (s->at < s->len && space_at(s, s->at)) {
        char c = s->norm[s->at];
        if (class_of(c) == CLASS_LINE && !(c == '\r' && s->norm[s->at + 1] == '\n')) {
            newline = lines++ == 0 ? s->at : newline;
        }
        s->at++;
    }
    if (lines != 0) {
        end_line(s, newline, lines > 1);
    }
}

/* ---- Marks ---- */

static void scan_run(scanner *s, unsigned shape) {
    unsigned class = class_at(s, s->at);
    uint32_t end = s->at;
    while (end < s->len && class_at(s, end) == class) {
        end++;
    }
    scanner_emit(s, end, TOKEN_MARK, shape);
}

/* "gp.Dad": a sentence ends without a space. */
static bool ends_glued(const scanner *s, uint32_t dot) {
    if (!upper_at(s, dot + 1) || s->count == 0) {
        return false;
    }
    const token *t = &s->tokens[s->count - 1];
    bool next_lower = class_at(s, dot + 2) == CLASS_LOWER;
    bool lower = class_at(s, dot - (dot != 0)) == CLASS_LOWER;
    return t->kind == TOKEN_WORD && t->end == dot && t->end - t->start >= 2 &&
           (lower || next_lower);
}

/* What may stand between the dot of a sentence and the space behind it. */
static bool closes(char c) {
    return c == ')' || c == ']' || c == '"' || c == '\'' || c == '\0';
}

static void scan_dot(scanner *s) {
    uint32_t dot = s->at, next = dot + 1;
    while (closes(s->norm[next]) && next - dot <= 3) {
        next++;
    }
    bool boundary = s->norm[dot + 1] == '.' || space_at(s, next) || ends_glued(s, dot);
    scan_run(s, boundary ? SHAPE_BOUNDARY : 0);
}

static void scan_apostrophe(scanner *s) {
    uint32_t i = s->at, clitic = words_clitic(s, i);
    bool glued = i != 0 && (word_char_at(s, i - 1) != 0 || class_at(s, i - 1) == CLASS_HIGH ||
                            s->norm[i - 1] == '.' || s->norm[i - 1] == ']');
    if (clitic != 0 && (glued || s->norm[i + clitic] != '\'')) {
        scanner_emit(s, i + clitic, TOKEN_WORD,
                     clitic == 2 && s->fold[i + 1] == 's' ? SHAPE_POSSESSIVE : 0);
        return;
    }
    bool plural = glued && !s->quoted && strchr("sxz", s->fold[i - 1]) != NULL;
    s->quoted = !glued && word_char_at(s, i + 1) != 0;
    scanner_emit(s, i + 1, TOKEN_MARK,
                 plural && word_char_at(s, i + 1) == 0 ? SHAPE_POSSESSIVE : 0);
}

enum { PLACEHOLDER_LONGEST = 40 };

static void scan_bracket(scanner *s) {
    uint32_t i = s->at + 1;
    while (i < s->len && i - s->at < PLACEHOLDER_LONGEST && s->norm[i] != ']' &&
           s->norm[i] != '[' && class_at(s, i) != CLASS_LINE) {
        i++;
    }
    bool closed = i - s->at < PLACEHOLDER_LONGEST && s->norm[i] == ']';
    scanner_emit(s, closed ? i + 1 : s->at + 1, closed ? TOKEN_PLACEHOLDER : TOKEN_MARK, 0);
}

/* Does something of its own begin at the byte i beyond ASCII? A mark goes with what it follows. */
static bool begins_high(const scanner *s, uint32_t i) {
    size_t next = i;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    return cp == 0xA3 || cp == 0x20AC || numbers_vulgar(s, i) != i || normalise_is_letter(cp);
}

/* Beyond ASCII: words, £ and €, fractions, and the rest in runs. */
static void scan_high(scanner *s) {
    size_t next = s->at;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    if (normalise_is_letter(cp)) {
        words_scan_joined(s);
        return;
    }
    if ((cp == 0xA3 || cp == 0x20AC) && numbers_scan_money(s, (uint32_t)next)) {
        return;
    }
    if (numbers_vulgar(s, s->at) != s->at) {
        scanner_emit(s, s->at + 2, TOKEN_NUMBER, SHAPE_NUMBER);
        return;
    }
    while (next < s->len && class_of(s->norm[next]) == CLASS_HIGH &&
           !begins_high(s, (uint32_t)next)) {
        utf8_next(s->norm, s->len, &next);
    }
    scanner_emit(s, (uint32_t)next, TOKEN_OTHER, 0);
}

/* ---- Words ---- */

/* Adds the words of letters with a single space behind them, which most words are, up to the first
 * that is not, is long, or may be known to be more than a word. Taking the first space of the
 * padding for one of the text does no harm: the scan ends either way. Returns the end of the
 * letters that begin where it stops, of WIDE_BYTES at most. */
static uint32_t scan_spaced(scanner *s) {
    const char *norm = s->norm, *fold = s->fold;
    token *t = s->tokens + s->count;
    size_t start = s->at, end;
    unsigned begins = (after_space(s, s->at) ? 0 : SHAPE_GLUED) | (s->fresh ? SHAPE_FIRST : 0);
    for (;; t++) {
        size_t length = wide_letters(fold + start);
        end = start + length;
        uint64_t eight = wide_eight(fold + start), upper = wide_eight(norm + start) ^ eight;
        if (length == 0 || length == WIDE_BYTES || fold[end] != ' ' ||
            known_may_shape(eight, length)) {
            break;
        }
        unsigned shape = begins;
        if ((upper & 0x2020) != 0) { /* a capital is the first letter or the second */
            shape |= words_letters_case(s, (uint32_t)start, (uint32_t)end, upper);
        }
        *t = (token){.start = (uint32_t)start,
                     .end = (uint32_t)end,
                     .shape = (uint16_t)shape,
                     .kind = TOKEN_WORD};
        begins = 0;
        start = end + 1;
    }
    if (start != s->at) {
        s->at = (uint32_t)start;
        s->count = (size_t)(t - s->tokens);
        s->fresh = s->line_start = false;
    }
    return (uint32_t)end;
}

static void scan_words(scanner *s) {
    uint32_t end = scan_spaced(s);
    if (end != s->at) {
        words_scan(s, end);
    }
}

static void scan_token(scanner *s) {
    switch (class_at(s, s->at)) {
    case CLASS_SPACE:
    case CLASS_LINE: skip_space(s); break;
    case CLASS_LOWER:
    case CLASS_UPPER: scan_words(s); break;
    case CLASS_DIGIT: numbers_scan(s); break;
    case CLASS_HIGH: scan_high(s); break;
    case CLASS_QUOTE: scan_apostrophe(s); break;
    case CLASS_DASH: scan_run(s, s->line_start ? SHAPE_BOUNDARY : 0); break;
    case CLASS_DOT: scan_dot(s); break;
    case CLASS_ENDS: scan_run(s, SHAPE_BOUNDARY); break;
    case CLASS_BOUND: scanner_emit(s, s->at + 1, TOKEN_MARK, SHAPE_BOUNDARY); break;
    case CLASS_OPENS: scan_bracket(s); break;
    case CLASS_STAR: scan_run(s, after_space(s, s->at) ? SHAPE_BOUNDARY : 0); break;
    case CLASS_RUN: scan_run(s, 0); break;
    case CLASS_MONEY:
        if (!numbers_scan_money(s, s->at + 1)) {
            scanner_emit(s, s->at + 1, TOKEN_MARK, 0);
        }
        break;
    default: scanner_emit(s, s->at + 1, TOKEN_MARK, 0); break;
    }
}

/* ---- The ends of the cell ---- */

static bool is_query(const scanner *s, const token *t) {
    return scanner_mark(s, t) == '?';
}

/* The tokens of "1.", "2)", "(a)", "1.2" at i, with something behind; 0 when there are none. */
static size_t numbering(const scanner *s, size_t i) {
    token open = scanner_token(s, i);
    size_t bracket = scanner_mark(s, &open) == '(' ? 1 : 0;
    token label = scanner_token(s, i + bracket), close = scanner_token(s, i + bracket + 1);
    size_t size = label.end - label.start;
    bool number = label.kind == TOKEN_NUMBER && size <= 3;
    bool letter = label.kind == TOKEN_WORD && size == 1;
    if ((!number && !letter) || i + bracket + 2 >= s->count || (close.shape & SHAPE_GLUED) == 0) {
        return 0;
    }
    char c = scanner_mark(s, &close);
    bool dot = c == '.' && close.end - close.start == 1 && !bracket &&
               (number || (label.shape & SHAPE_CAP) == 0);
    return c == ')' || dot ? bracket + 2 : 0;
}

/* Is that a word, and not the letter of a list? The usual beginning of a cell. */
static bool plain_start(const token *t) {
    return t->kind == TOKEN_WORD && t->end - t->start > 1;
}

static size_t first_content(const scanner *s) {
    size_t i = 0;
    while (i < s->count && !plain_start(&s->tokens[i])) {
        const token *t = &s->tokens[i];
        bool boundary = t->kind == TOKEN_MARK && (t->shape & SHAPE_BOUNDARY) != 0;
        char c = scanner_mark(s, t);
        size_t skip = (boundary && c != '?') || c == '-' || c == '*' ? 1 : numbering(s, i);
        if (skip == 0) {
            break;
        }
        i += skip;
    }
    return i;
}

static void find_ends(const scanner *s, text *t) {
    if (plain_start(s->tokens) && (s->tokens[s->count - 1].shape & SHAPE_BOUNDARY) == 0) {
        t->last = s->count; /* the usual case */
        return;
    }
    const token *first = s->tokens + first_content(s), *last = s->tokens + s->count;
    while (last > first && (last[-1].shape & SHAPE_BOUNDARY) != 0 && !is_query(s, last - 1)) {
        last--;
    }
    const token *content = first;
    while (content < last && content->kind == TOKEN_MARK && !is_query(s, content)) {
        content++;
    }
    t->first = (size_t)(first - s->tokens);
    t->last = content == last ? t->first : (size_t)(last - s->tokens);
}

/* ---- A cell ---- */

static scanner scanner_of(const text *t) {
    return (scanner){.norm = t->norm.data,
                     .fold = t->fold.data,
                     .len = (uint32_t)t->norm.len,
                     .tokens = t->tokens,
                     .fresh = true,
                     .line_start = true,
                     .mixed = t->mixed_case};
}

static pm_status read_letters(pm_str cell, arena *memory, text *out) {
    *out = (text){0};
    return cell.len <= PM_LIMIT_CELL ? normalise(cell, memory, out) : PM_ERR_LIMIT;
}

pm_status text_fold(pm_str cell, arena *memory, pm_str *fold) {
    text t;
    pm_status status = read_letters(cell, memory, &t);
    *fold = t.fold;
    return status;
}

pm_status text_read(pm_str cell, arena *memory, text *out) {
    pm_status status = read_letters(cell, memory, out);
    if (status != PM_OK) {
        return status;
    }
    scanner s = scanner_of(out);
    while (s.at < s.len) {
        scan_token(&s);
    }
    if (joiner_has_work(&s)) {
        joiner_join(&s);
    }
    out->count = s.count;
    if (s.count != 0) {
        find_ends(&s, out);
    }
    return PM_OK;
}

pm_str text_form(const text *t, size_t i) {
    const token *k = &t->tokens[i];
    return (pm_str){t->fold.data + k->start, k->end - k->start};
}

bool text_may_bound(pm_str form) {
    switch (form.len != 0 ? class_of(form.data[0]) : CLASS_LINE) {
    case CLASS_SPACE:
    case CLASS_LINE:
    case CLASS_DASH:
    case CLASS_DOT:
    case CLASS_ENDS:
    case CLASS_BOUND:
    case CLASS_STAR: return true;
    default: return false;
    }
}

size_t text_original(const text *t, size_t at) {
    return t->map != NULL ? t->map[at] : at;
}
