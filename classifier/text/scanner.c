/* SPDX-License-Identifier: MIT
 * Keeps true: tokens are in order and never overlap; no look goes beyond the padding of the text.
 */
#include "text/scanner.h"

#include <string.h>

#include "text/normalise.h"

enum {
    MK = CLASS_MARK,
    SP = CLASS_SPACE,
    NL = CLASS_LINE,
    LO = CLASS_LOWER,
    UP = CLASS_UPPER,
    DI = CLASS_DIGIT,
    HI = CLASS_HIGH,
    AP = CLASS_QUOTE,
    DA = CLASS_DASH,
    DO = CLASS_DOT,
    QU = CLASS_ENDS,
    BO = CLASS_BOUND,
    BR = CLASS_OPENS,
    ST = CLASS_STAR,
    RU = CLASS_RUN,
    CU = CLASS_MONEY,
    JO = CLASS_JOINS
};

#define HI16 HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI
const uint8_t scanner_classes[256] = {
    SP,   SP,   SP,   SP,   SP,   SP,   SP,   SP,  SP, SP, NL, NL, NL, NL, SP, SP, /* control */
    SP,   SP,   SP,   SP,   SP,   SP,   SP,   SP,  SP, SP, SP, SP, SP, SP, SP, SP,
    SP,   QU,   MK,   RU,   CU,   MK,   MK,   AP,  MK, MK, ST, MK, MK, DA, DO, JO, /* space to / */
    DI,   DI,   DI,   DI,   DI,   DI,   DI,   DI,  DI, DI, JO, BO, MK, RU, MK, QU, /* 0 to ? */
    JO,   UP,   UP,   UP,   UP,   UP,   UP,   UP,  UP, UP, UP, UP, UP, UP, UP, UP, /* @ to O */
    UP,   UP,   UP,   UP,   UP,   UP,   UP,   UP,  UP, UP, UP, BR, MK, MK, MK, RU, /* P to _ */
    MK,   LO,   LO,   LO,   LO,   LO,   LO,   LO,  LO, LO, LO, LO, LO, LO, LO, LO,
    LO,   LO,   LO,   LO,   LO,   LO,   LO,   LO,  LO, LO, LO, MK, MK, MK, RU, SP, /* p to DEL */
    HI16, HI16, HI16, HI16, HI16, HI16, HI16, HI16};

uint32_t scanner_high_letter(const scanner *s, uint32_t i) {
    size_t next = i;
    uint32_t cp = utf8_next(s->norm, s->len, &next);
    return normalise_is_letter(cp) || normalise_is_mark(cp) ? (uint32_t)(next - i) : 0;
}

bool scanner_high_upper(const scanner *s, uint32_t i) {
    size_t next = i;
    utf8_next(s->norm, s->len, &next);
    return memcmp(s->norm + i, s->fold + i, next - i) != 0;
}

uint32_t scanner_run_end(const scanner *s, uint32_t i) {
    for (uint32_t n = 1; n != 0; i += n) {
        while (class_at(s, i) <= CLASS_DIGIT) {
            i++;
        }
        n = letter_at(s, i);
    }
    return i;
}

unsigned scanner_first(scanner *s, uint32_t start, uint32_t end) {
    bool label = digit_at(s, start) || end - start == 1; /* behind "1)" a sentence begins */
    s->fresh = s->norm[end] == ')' && label;
    return SHAPE_FIRST;
}

token *scanner_emit(scanner *s, uint32_t end, token_kind kind, unsigned shape) {
    return scanner_add(s, end, kind, shape);
}

void scanner_emit_day(scanner *s, uint32_t end, token_kind kind, unsigned shape, uint32_t day,
                      uint32_t month, uint32_t year) {
    token *t = scanner_emit(s, end, kind, shape);
    t->day = (uint8_t)day;
    t->month = (uint8_t)month;
    t->year = (uint16_t)year;
}
